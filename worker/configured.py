"""What the settings say, as a pipeline takes it.

Decides which setting becomes which field, once for the worker and for the commands that do the same
work on files. Must not know Kafka: a command without it imports this.
"""

from worker.cleaning.site_lines import load_site_lines
from worker.enrichment import load_own_names
from worker.pipeline import PipelineConfig
from worker.settings import Settings


def pipeline_config(settings: Settings) -> PipelineConfig:
    """The pipeline that is wanted; reads the files that it names. Raises BadSettings."""
    wanted = settings.pipeline
    return PipelineConfig(
        input_format=wanted.input_format,
        spacy_pipeline=wanted.spacy_pipeline,
        entity_min_confidence=wanted.entity_min_confidence,
        event_min_confidence=wanted.event_min_confidence,
        page_max_bytes=wanted.page_max_bytes,
        text_max_chars=wanted.text_max_chars,
        cleaning=settings.cleaning.limits(),
        output_max_bytes=wanted.output_max_bytes,
        site_lines=load_site_lines(wanted.site_lines),
        own_names=load_own_names(wanted.gazetteer),
    )

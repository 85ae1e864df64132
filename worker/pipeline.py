"""The composition: a raw record in, its outcome out. Bytes in, bytes out.

Decides the order of the stages and what a rejected page becomes: the only place where
`PageRejected` turns into a `DeadLetter`. Any other exception is our own fault and passes through;
who runs the pipeline blames it on a page. Must not know Kafka, processes or the clock on the wall:
equal records and equal versions give equal bytes.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

import worker
from worker.cleaning import clean
from worker.cleaning.site_lines import SiteLines
from worker.cleaning.warm_up import warm_up as warm_up_cleaning
from worker.codec import (
    SCHEMA_VERSION,
    check_key,
    decode_raw_page,
    encode_enriched,
    fingerprint,
    page_id,
)
from worker.codec.raw_page import InputFormat
from worker.enrichment import NEWS, Doc, OwnNames, SpacyPipeline, annotate, load_pipeline, things
from worker.events import events
from worker.failures import PageRejected, Reason, Stage
from worker.limits import CleaningLimits
from worker.minhash import minhash
from worker.records import (
    Annotations,
    CleanPage,
    DeadLetter,
    Enriched,
    EnrichedPage,
    InputRecord,
    Model,
    Outcome,
    PageFacts,
    PageWarning,
    Processed,
    Provenance,
    RawPage,
    RawRecord,
    Tombstone,
)

_WARM_UP_TEXT = "The harbour of Geneva reopened on Monday, officials said, and twelve boats left."


@dataclass(frozen=True, slots=True)
class PipelineConfig:
    """What a pipeline is made of; travels to the CPU processes."""

    input_format: InputFormat = "json"
    spacy_pipeline: str = NEWS
    entity_min_confidence: float = 0.0
    event_min_confidence: float = 0.2
    page_max_bytes: int = 10 * 1024 * 1024
    text_max_chars: int = 100_000
    cleaning: CleaningLimits = field(default_factory=CleaningLimits)
    output_max_bytes: int = 10 * 1024 * 1024
    # The lines and names, not their files: these may change, and all processes must know the same.
    site_lines: SiteLines | None = None
    own_names: OwnNames | None = None


def load(config: PipelineConfig) -> "Pipeline":
    """A pipeline with its model in memory. Raises ModelUnavailable."""
    return Pipeline(config, load_pipeline(config.spacy_pipeline))


class Pipeline:
    """Decode, clean, annotate, find events, encode. One per process, one thread."""

    def __init__(self, config: PipelineConfig, spacy_pipeline: SpacyPipeline) -> None:
        self._config = config
        self._spacy = spacy_pipeline

    @property
    def model(self) -> Model:
        """The model that annotates."""
        return self._spacy.model

    @property
    def version(self) -> str:
        """The distribution's, the model's, the user's files': equal versions give equal bytes."""
        files = (self._config.site_lines, self._config.own_names)
        known = "".join(f"+{file.version}" for file in files if file)
        return f"{worker.__version__}+{self.model.name}-{self.model.version}{known}"

    def warm_up(self) -> None:
        """Do once what the first page would otherwise wait for."""
        self._spacy.warm_up()
        warm_up_cleaning()
        self.annotate_text(_WARM_UP_TEXT, published="2026-06-01")

    def process(self, batch: Sequence[RawRecord]) -> Iterator[tuple[int, Processed]]:
        """Each record's index in the batch with its outcome, every index exactly once.

        Tombstones and rejected pages come first, before the others are annotated together.
        Raises whatever our own code raises; `process_one` then says which page it is.
        """
        works: list[tuple[int, _Work]] = []
        for index, raw in enumerate(batch):
            timer = _Timer()
            read = self._read(raw, timer)
            if isinstance(read, _Work):
                works.append((index, read))
            else:
                yield index, Processed(read, PageFacts(stage_s=timer.stage_s))
        annotated = self._annotated([work for _, work in works])
        for (index, work), annotations in zip(works, annotated, strict=True):
            yield index, self._finished(work, annotations)

    def process_one(self, raw: RawRecord) -> Processed:
        """The outcome of a single record."""
        ((_, processed),) = self.process([raw])
        return processed

    def clean_page(self, page: RawPage) -> CleanPage:
        """The clean stage alone. Raises PageRejected."""
        return clean(
            page,
            text_max_chars=self._config.text_max_chars,
            limits=self._config.cleaning,
            site_lines=self._config.site_lines,
        )

    def annotate_text(self, text: str, published: str | None = None) -> Annotations:
        """What is read out of a text that is clean already; its characters stay as they are.

        `published` is its day (ISO 8601): without it no "Wednesday" is resolved.
        """
        return self.annotate_texts([(text, published)])[0]

    def annotate_texts(self, texts: Sequence[tuple[str, str | None]]) -> list[Annotations]:
        """The same for many texts at once, which is a little faster than one by one."""
        return [annotations for annotations, _ in self._read_docs(texts)]

    def _read(self, raw: RawRecord, timer: "_Timer") -> "Outcome | _Work":
        """Decode and clean: a page to annotate, or the outcome of a record that has none."""
        try:
            if raw.value is None and raw.key is not None:
                check_key(raw.key)  # it is written to the output topic like a page's
                return Tombstone(raw.key)
            if raw.value is None:
                detail = "neither key nor value: nothing to read, and no key to forget"
                raise PageRejected(Reason.SCHEMA_VIOLATION, Stage.DECODE, detail)
            with timer.measure(Stage.DECODE):
                page = decode_raw_page(
                    raw,
                    input_format=self._config.input_format,
                    page_max_bytes=self._config.page_max_bytes,
                )
            with timer.measure(Stage.CLEAN):
                cleaned = self.clean_page(page)
        except PageRejected as rejection:
            return _dead_letter(rejection)
        return _Work(raw, raw.value, page, cleaned, timer)

    def _annotated(self, works: Sequence["_Work"]) -> list[Annotations]:
        """Annotations of the pages whose language the model speaks; none for the others."""
        spoken = [work for work in works if self._spacy.speaks(work.cleaned.language)]
        chars = sum(len(work.cleaned.text) for work in spoken)
        started = perf_counter()
        found = self._read_docs([(work.cleaned.text, work.cleaned.published) for work in spoken])
        # spaCy runs all texts through one component after the other, so a page's own share of
        # the time is not observable; its length is a fair measure.
        shared_s = perf_counter() - started - sum(events_s for _, events_s in found)
        annotations = {}
        for work, (result, events_s) in zip(spoken, found, strict=True):
            annotations[id(work)] = result
            work.timer.stage_s[Stage.ANNOTATE] = shared_s * len(work.cleaned.text) / chars
            work.timer.stage_s[Stage.EVENTS] = events_s
        return [annotations.get(id(work), Annotations()) for work in works]

    def _read_docs(
        self, texts: Sequence[tuple[str, str | None]]
    ) -> list[tuple[Annotations, float]]:
        """Each text's annotations, and the seconds that its events took."""

        def read(doc: Doc, index: int) -> tuple[Annotations, float]:
            text, published = texts[index]
            config = self._config
            mentions = annotate(doc, text, config.entity_min_confidence, config.own_names)
            entities, named = things(mentions, text)
            started = perf_counter()
            found = events(
                doc, text, entities, named, published, min_confidence=config.event_min_confidence
            )
            return Annotations(entities, named, found), perf_counter() - started

        return self._spacy.read([text for text, _ in texts], read) if texts else []

    def _finished(self, work: "_Work", annotations: Annotations) -> Processed:
        """Assemble and encode, with the facts that the metrics want."""
        page = self._assembled(work, annotations)
        try:
            with work.timer.measure(Stage.ENCODE):
                value = encode_enriched(page, output_max_bytes=self._config.output_max_bytes)
        except PageRejected as rejection:
            return Processed(_dead_letter(rejection), PageFacts(stage_s=work.timer.stage_s))
        facts = PageFacts(
            stage_s=work.timer.stage_s,
            language=page.language,
            extraction_method=work.cleaned.extraction_method,
            entities=dict(Counter(ent.label for ent in page.entities)),
            events=dict(Counter(event.type or event.ext_type or "" for event in page.events)),
        )
        key = work.raw.key if work.raw.key is not None else page.url.encode()
        return Processed(Enriched(key, value), facts)

    def _assembled(self, work: "_Work", annotations: Annotations) -> EnrichedPage:
        """Everything that is known of a page, in one record."""
        page, cleaned, origin = work.page, work.cleaned, work.raw.origin
        warnings = set(cleaned.warnings)
        if not self._spacy.speaks(cleaned.language):
            warnings.add(PageWarning.LANGUAGE_UNSUPPORTED)
        from_kafka = bool(origin.topic)  # records made of files have no topic
        return EnrichedPage(
            id=page_id(page.url, page.body),
            url=page.url,
            canonical_url=cleaned.canonical_url,
            title=cleaned.title,
            text=cleaned.text,
            source_offsets=cleaned.source_offsets,
            author=", ".join(cleaned.authors) or None,
            authors=cleaned.authors,
            published=cleaned.published,
            published_basis=cleaned.published_basis,
            fetched_at=page.fetched_at,
            site_name=cleaned.site_name,
            language=cleaned.language,
            language_confidence=cleaned.language_confidence,
            fingerprint=fingerprint(cleaned.text),
            minhash=minhash(cleaned.text),
            entities=annotations.entities,
            things=annotations.things,
            events=annotations.events,
            warnings=tuple(sorted(warnings)),
            source=page.source,
            meta=page.meta,
            provenance=Provenance(
                pipeline_version=self.version,
                schema_version=SCHEMA_VERSION,
                model=self.model,
                extraction_method=cleaned.extraction_method,
                charset=cleaned.charset,
                packing=cleaned.packing,
                input=InputRecord(
                    sha256=hashlib.sha256(work.value).hexdigest(),
                    topic=origin.topic if from_kafka else None,
                    partition=origin.partition if from_kafka else None,
                    offset=origin.offset if from_kafka else None,
                ),
            ),
        )


class _Timer:
    """Seconds of one page by stage."""

    def __init__(self) -> None:
        self.stage_s: dict[Stage, float] = {}

    @contextmanager
    def measure(self, stage: Stage) -> Iterator[None]:
        """Notes how long the block took, also when it raises."""
        started = perf_counter()
        try:
            yield
        finally:
            self.stage_s[stage] = perf_counter() - started


@dataclass(frozen=True, slots=True)
class _Work:
    """A page between its cleaning and its encoding."""

    raw: RawRecord
    value: bytes
    page: RawPage
    cleaned: CleanPage
    timer: _Timer


def _dead_letter(rejection: PageRejected) -> DeadLetter:
    return DeadLetter(rejection.reason, rejection.stage, rejection.detail)

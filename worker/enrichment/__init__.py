"""Enrichment: a spaCy pipeline and what is read off its documents.

Decides how a pipeline is loaded and run, which entities a text has and what they stand for. Must
not know Kafka or the metrics. Events have a room of their own, which builds on the entities found
here.
"""

from spacy.tokens import Doc  # for the types of readers: the composition does not import spaCy

from worker.enrichment.entities import annotate
from worker.enrichment.model import NEWS, SpacyPipeline, load_pipeline
from worker.enrichment.own_names import OwnNames, load_own_names
from worker.enrichment.things import things

__all__ = [
    "NEWS",
    "Doc",
    "OwnNames",
    "SpacyPipeline",
    "annotate",
    "load_own_names",
    "load_pipeline",
    "things",
]

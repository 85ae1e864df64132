"""What is read out of an article, and the page as it goes out: the fields of the schema.

Decides names, types and units. Must not know how a page is encoded nor what else may become of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from worker.records.clean_page import (
    Charset,
    DateBasis,
    ExtractionMethod,
    Packing,
    PageWarning,
    Place,
)


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention of a person, place, organisation, ... with its span in the text."""

    start: int
    end: int
    text: str
    label: str  # PERSON, ORG, GPE, LOC, FAC, NORP, MISC, DATE, TIME, MONEY, PERCENT, QUANTITY
    canonical: str  # the fullest form of the same name on the page
    ids: Mapping[str, str] = field(default_factory=dict)  # e.g. {"iso3166": "AF"}
    confidence: float | None = None  # 0..1 where the model gives one


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody or something in an event; `entity` indexes the page's entities when it is one."""

    start: int
    end: int
    text: str
    entity: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom, where, when. Types are PLOVER 2.0's; `ext_type` names our own."""

    type: str | None
    ext_type: str | None
    trigger: Span
    actors: tuple[Participant, ...] = ()
    recipients: tuple[Participant, ...] = ()
    location: Participant | None = None
    date: Span | None = None  # the date as the sentence states it, never a silent default
    quantities: tuple[Span, ...] = ()
    negated: bool = False
    confidence: float | None = None  # 0..1


@dataclass(frozen=True, slots=True)
class Annotations:
    """What enrichment found in one text, ordered by start."""

    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class MinHash:
    """How the text's wording compares with any other's; `schemas/README.md` says how to use it."""

    scheme: str  # signatures and bands of two schemes cannot be compared
    signature: str  # 128 values of 4 hexadecimal digits
    bands: tuple[str, ...]  # near-duplicates have one in common


@dataclass(frozen=True, slots=True)
class Model:
    """The spaCy pipeline that annotated: name, version, and a hash of its files."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class InputRecord:
    """The input record of an enriched page. Topic, partition, offset are None outside Kafka."""

    sha256: str  # of the record's value
    topic: str | None = None
    partition: int | None = None
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything needed to cite, reproduce or undo an enriched page."""

    pipeline_version: str
    schema_version: str
    model: Model
    extraction_method: ExtractionMethod
    charset: Charset
    packing: tuple[Packing, ...]  # what the body was packed with, outermost first
    input: InputRecord


@dataclass(frozen=True, slots=True)
class EnrichedPage:
    """The fields of `schemas/enriched-page.v1`: a pure function of the raw record and version."""

    id: str
    url: str
    canonical_url: str | None
    title: str | None
    text: str
    source_offsets: tuple[Place | None, ...]
    author: str | None  # the authors in one string
    authors: tuple[str, ...]
    published: str | None
    published_basis: DateBasis | None
    fetched_at: str | None
    site_name: str | None
    language: str | None
    language_confidence: float | None
    fingerprint: str  # of the text's words: equal for equal articles
    minhash: MinHash | None  # of the text's wording: close for close articles; None if too short
    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    warnings: tuple[PageWarning, ...]
    source: str | None
    meta: Mapping[str, Any]
    provenance: Provenance

"""The page as it goes out: the fields of the schema.

Decides names, types and units. Must not know how a page is encoded nor what else may become of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from worker.records.annotations import Entity, Event, Thing
from worker.records.clean_page import (
    Charset,
    DateBasis,
    ExtractionMethod,
    Packing,
    PageWarning,
    Place,
)


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
    things: tuple[Thing, ...]
    events: tuple[Event, ...]
    warnings: tuple[PageWarning, ...]
    source: str | None
    meta: Mapping[str, Any]
    provenance: Provenance

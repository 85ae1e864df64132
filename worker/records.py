"""Every value that flows through the worker. Frozen; stages change the type of what flows.

    RawRecord ─decode→ RawPage ─clean→ CleanPage ─annotate→ Annotations
              ─assemble→ EnrichedPage ─encode→ Enriched
    any step: PageRejected → DeadLetter;  a null value → Tombstone
    Outcome = Enriched | DeadLetter | Tombstone

Decides names, types and units of the data. Must not know anything else of the project but the
closed sets in `failures`. All text offsets are in characters (Unicode code points) of
`CleanPage.text`, start inclusive, end exclusive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from worker.failures import Reason, Stage

# Kafka allows a null header value, and a dead letter must carry it on untouched.
Headers = tuple[tuple[str, bytes | None], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was read from. `epoch` counts assignments of the partition to this worker."""

    topic: str
    partition: int
    offset: int
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A record of the input topic exactly as Kafka delivered it."""

    origin: Origin
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    timestamp_ms: int = 0

    @property
    def size_bytes(self) -> int:
        """Bytes that count against the in-flight budget."""
        return len(self.key or b"") + len(self.value or b"")


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as the scraper delivered it: the fields of `schemas/raw-page.v1`."""

    url: str
    body: str | bytes  # bytes when it came as `body_base64` or PAGEWIRE_INPUT_FORMAT=bytes
    fetched_at: str | None = None  # RFC 3339
    content_type: str | None = None
    charset: str | None = None
    http_status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)  # HTTP response headers
    title: str | None = None
    published_at: str | None = None
    source: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)  # passed through untouched


class ExtractionMethod(StrEnum):
    """How the article text was found."""

    TRAFILATURA = "trafilatura"
    RESILIPARSE = "resiliparse"  # large or deep pages, or trafilatura found nothing
    FLATTENED = "flattened"  # the body was text that a scraper had already flattened


class DateBasis(StrEnum):
    """Where the publication date comes from."""

    DECLARED = "declared"  # `published_at` of the raw page
    MARKUP = "markup"  # metadata of the page, or an element that is marked as its date
    TEXT = "text"  # found in the visible text
    URL = "url"  # a day in the path of the url
    HEADER = "header"  # HTTP Last-Modified: not later than this, and nothing better is known


class CharsetBasis(StrEnum):
    """How the charset of a body was decided."""

    TEXT = "text"  # nothing to decide: the body came as text
    BOM = "bom"  # it begins with a byte-order mark
    UTF8 = "utf-8"  # it is valid UTF-8 from end to end
    DECLARED = "declared"  # the record, the HTTP headers or the markup say so, and it fits
    DETECTED = "detected"  # found by the bytes alone


class Packing(StrEnum):
    """What a body was packed with."""

    GZIP = "gzip"
    DEFLATE = "deflate"


class PageWarning(StrEnum):
    """What a reader of an enriched page should know before trusting it."""

    TEXT_TRUNCATED = "text_truncated"  # longer than PAGEWIRE_TEXT_MAX_CHARS; the rest was cut
    LANGUAGE_UNSUPPORTED = "language_unsupported"  # not annotated: the model does not speak it
    EXTRACTION_FALLBACK = "extraction_fallback"  # the first extractor found nothing
    TEXT_REPAIRED = "text_repaired"  # there was mojibake: text decoded by a wrong charset
    CHARSET_MISMATCH = "charset_mismatch"  # the bytes are not in the declared charset
    BODY_INCOMPLETE = "body_incomplete"  # packed, and its end is missing or damaged


@dataclass(frozen=True, slots=True)
class Charset:
    """The charset that a body was read with, as Python names it; None for a body of text."""

    name: str | None
    basis: CharsetBasis


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the body as it was decoded, tags included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CleanPage:
    """The article of a page, without markup and boilerplate. `text` is not empty."""

    text: str
    extraction_method: ExtractionMethod
    source_offsets: tuple[Place | None, ...] = ()  # of each paragraph, in the body
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None  # ISO 8601 date or date-time
    published_basis: DateBasis | None = None
    site_name: str | None = None
    canonical_url: str | None = None
    language: str | None = None  # ISO 639-1
    language_confidence: float | None = None  # 0..1
    warnings: tuple[PageWarning, ...] = ()
    charset: Charset = Charset(None, CharsetBasis.TEXT)
    packing: tuple[Packing, ...] = ()  # outermost first


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


@dataclass(frozen=True, slots=True)
class Enriched:
    """An enriched page, encoded. `key` is the input key, or the url where there was none."""

    key: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """The facts of a failure. The original record stays with the ledger, untouched."""

    reason: Reason
    stage: Stage
    detail: str
    exception: str | None = None  # class name, with the innermost frame for UNEXPECTED
    signal: str | None = None  # e.g. "SIGSEGV" for CRASHED
    attempts: int = 1  # how often the page was tried


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A null value: passed through, so that compaction downstream forgets the key as well."""

    key: bytes


Outcome = Enriched | DeadLetter | Tombstone


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the metrics want to know of one page; counted in the CPU process, told by the parent."""

    stage_s: Mapping[Stage, float] = field(default_factory=dict)
    language: str | None = None
    extraction_method: ExtractionMethod | None = None
    entities: Mapping[str, int] = field(default_factory=dict)  # by label
    events: Mapping[str, int] = field(default_factory=dict)  # by type or ext_type


@dataclass(frozen=True, slots=True)
class Processed:
    """One page's outcome with its facts, as a CPU process returns it."""

    outcome: Outcome
    facts: PageFacts = field(default_factory=PageFacts)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an input record, beside the record itself, which a dead letter repeats."""

    record: RawRecord
    processed: Processed

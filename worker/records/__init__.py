"""Every value that flows through the worker. Frozen; stages change the type of what flows.

    RawRecord ─decode→ RawPage ─clean→ CleanPage ─annotate→ Annotations
              ─assemble→ EnrichedPage ─encode→ Enriched
    any step: PageRejected → DeadLetter;  a null value → Tombstone
    Outcome = Enriched | DeadLetter | Tombstone | Filtered (by a replay)

Decides names, types and units of the data. Must not know anything else of the project but the
closed sets in `failures`. All text offsets are in characters (Unicode code points) of
`CleanPage.text`, start inclusive, end exclusive.
"""

from worker.records.annotations import (
    Annotations,
    Attribution,
    Entity,
    Event,
    EventDate,
    EventDateBasis,
    Location,
    LocationBasis,
    Modality,
    Participant,
    Position,
    Qualifier,
    Quantity,
    QuantityRole,
    Sentence,
    Span,
    Thing,
)
from worker.records.clean_page import (
    Charset,
    CharsetBasis,
    CleanPage,
    DateBasis,
    ExtractionMethod,
    Packing,
    PageWarning,
    Place,
)
from worker.records.enriched_page import (
    EnrichedPage,
    InputRecord,
    MinHash,
    Model,
    Provenance,
)
from worker.records.outcome import (
    DeadLetter,
    Enriched,
    Filtered,
    Outcome,
    PageFacts,
    Processed,
    Settled,
    Tombstone,
)
from worker.records.raw_page import Headers, Origin, RawPage, RawRecord

__all__ = [
    "Annotations",
    "Attribution",
    "Charset",
    "CharsetBasis",
    "CleanPage",
    "DateBasis",
    "DeadLetter",
    "Enriched",
    "EnrichedPage",
    "Entity",
    "Event",
    "EventDate",
    "EventDateBasis",
    "ExtractionMethod",
    "Filtered",
    "Headers",
    "InputRecord",
    "Location",
    "LocationBasis",
    "MinHash",
    "Modality",
    "Model",
    "Origin",
    "Outcome",
    "Packing",
    "PageFacts",
    "PageWarning",
    "Participant",
    "Place",
    "Position",
    "Processed",
    "Provenance",
    "Qualifier",
    "Quantity",
    "QuantityRole",
    "RawPage",
    "RawRecord",
    "Sentence",
    "Settled",
    "Span",
    "Thing",
    "Tombstone",
]

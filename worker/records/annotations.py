"""What is read out of an article: mentions, the things they name, and the events these are in.

Decides names, types and units. Must not know how any of it is found nor how it is encoded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Modality(StrEnum):
    """How the text speaks of an event."""

    ACTUAL = "actual"  # as something that happens or has happened
    PLANNED = "planned"  # decided, promised, threatened, about to
    POSSIBLE = "possible"  # may, could, feared, expected
    ATTEMPTED = "attempted"  # tried; whether it succeeded is not said
    ORDERED = "ordered"  # asked for, demanded, allowed
    DENIED = "denied"  # somebody says that it did not happen
    CONDITIONAL = "conditional"  # if, unless
    HISTORICAL = "historical"  # background from long before the page


class EventDateBasis(StrEnum):
    """Where an event's date comes from."""

    STATED = "stated"  # the text gives the day, the month or the year itself
    RELATIVE = "relative"  # "on Wednesday", resolved against the page's publication date
    PUBLICATION_DAY = "publication_day"  # nothing is stated; news of the day it was published
    UNRESOLVED = "unresolved"  # stated, but in relation to a day that is not known


class LocationBasis(StrEnum):
    """Where an event's place comes from."""

    STATED = "stated"  # the event's own: "in Marib"
    SENTENCE = "sentence"  # the nearest one in its sentence
    PAGE = "page"  # the nearest one before it in its paragraph


class Qualifier(StrEnum):
    """What the text says of a number's exactness."""

    ABOUT = "about"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"  # "up to"


class QuantityRole(StrEnum):
    """What a number counts or measures."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    DISPLACED = "displaced"
    ARRESTED = "arrested"
    ABDUCTED = "abducted"
    RELEASED = "released"
    ESCAPED = "escaped"
    CONVICTED = "convicted"
    PROTESTERS = "protesters"
    TROOPS = "troops"
    FIGHTERS = "fighters"
    PEOPLE = "people"
    WEAPONS = "weapons"
    VEHICLES = "vehicles"  # ships, cars, trains, aircraft that are no weapons
    PLACES = "places"  # districts, villages, houses
    ORGANISATIONS = "organisations"  # companies, parties, armed groups
    VOTES = "votes"
    SEATS = "seats"
    SHARE = "share"  # of a whole, in percent
    MONEY = "money"
    DURATION = "duration"
    DISTANCE = "distance"
    AREA = "area"
    WEIGHT = "weight"
    VOLUME = "volume"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention of a person, place, organisation, ... with its span in the text."""

    start: int
    end: int
    text: str
    label: str  # PERSON, ORG, GPE, LOC, FAC, NORP, MISC, DATE, TIME, MONEY, PERCENT, QUANTITY
    canonical: str  # that of its thing
    ids: Mapping[str, str] = field(default_factory=dict)  # e.g. {"iso3166": "AF"}
    title: str | None = None  # "Foreign Minister", as it stands before or behind the name
    thing: int | None = None  # index of what is named; None for dates, numbers and amounts
    confidence: float | None = None  # 0..1 where the model gives one


@dataclass(frozen=True, slots=True)
class Position:
    """Where a place lies."""

    latitude: float  # degrees, north is positive
    longitude: float  # degrees, east is positive
    country: str | None  # ISO 3166-1 alpha-2
    admin1: str | None  # name of the first-level division that it lies in
    confidence: float  # 0..1: how sure it is that this place of the name is meant


@dataclass(frozen=True, slots=True)
class Thing:
    """Somebody or something that the page names, with all its mentions."""

    label: str  # the mentions' by vote
    canonical: str  # the usual name where a table knows it, else the page's fullest form
    ids: Mapping[str, str]  # iso3166, geonames, and the user's own
    kind: str | None  # "country", "city", "news agency", "armed group", ... where known
    sector: str | None  # PLOVER's: GOV, MIL, REB, ... where known
    titles: tuple[str, ...]  # of a person, as the page gives them
    position: Position | None  # of a place
    mentions: tuple[int, ...]  # indexes of the page's entities
    salience: float  # 0..1: how much the page is about it, by where and how often it is named
    confidence: float | None  # 0..1: of the label, where the model gives one


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody or something in an event; `entity` indexes the page's entities when it is one."""

    start: int
    end: int
    text: str
    entity: int | None = None
    thing: int | None = None  # also where a pronoun or "the movement" stands for it
    country: str | None = None  # ISO 3166-1 alpha-3, as PLOVER writes actors
    sector: str | None = None  # PLOVER's


@dataclass(frozen=True, slots=True)
class Location:
    """Where an event happened; `entity` indexes the page's entities."""

    start: int
    end: int
    text: str
    entity: int | None = None
    thing: int | None = None
    basis: LocationBasis = LocationBasis.STATED


@dataclass(frozen=True, slots=True)
class EventDate:
    """When an event happened. The span is None where the text states nothing."""

    start: int | None
    end: int | None
    text: str | None
    earliest: str | None  # ISO 8601 day, the first of the interval; None where unresolved
    latest: str | None  # ISO 8601 day, the last of the interval
    basis: EventDateBasis


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of an event with what it counts."""

    start: int
    end: int
    text: str
    role: QuantityRole = QuantityRole.OTHER
    value: float | None = None  # None where the words give no number: "dozens", "several"
    high: float | None = None  # upper end of a range: "between 20 and 30"
    whole: float | None = None  # "6 of 7 districts": 7
    qualifier: Qualifier | None = None
    unit: str | None = None  # lemma of what is counted ("district"), "%", a currency, a measure


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says that the event happened, where it is not the page itself."""

    cue: Span  # "said", "according to"
    speaker: Participant | None
    quoted: bool  # in quotation marks; else paraphrased
    date: EventDate | None  # of the statement, not of the event


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence stands in the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom, where, when. Types are PLOVER 2.0's; `ext_type` names our own."""

    type: str | None
    ext_type: str | None
    mode: str | None
    contexts: tuple[str, ...]
    trigger: Span
    sentence: Sentence
    actors: tuple[Participant, ...] = ()
    recipients: tuple[Participant, ...] = ()
    location: Location | None = None
    date: EventDate | None = None  # never a silent default: its basis is said
    quantities: tuple[Quantity, ...] = ()
    attribution: Attribution | None = None
    negated: bool = False
    modality: Modality = Modality.ACTUAL
    quad_class: int | None = None  # 1 verbal, 2 material cooperation; 3 verbal, 4 material conflict
    score: float | None = None  # PLOVER's, -10 (conflict) .. 10 (cooperation)
    cameo_root: str | None = None  # two digits
    occurrence: int = 0  # the same number: the same event, told again on this page
    key: str = ""  # equal for the same event on other pages, in most cases
    confidence: float | None = None  # 0..1


@dataclass(frozen=True, slots=True)
class Annotations:
    """What enrichment found in one text, ordered by start; things by their first mention."""

    entities: tuple[Entity, ...] = ()
    things: tuple[Thing, ...] = ()
    events: tuple[Event, ...] = ()

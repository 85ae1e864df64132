"""What became of each page, read back from the topics as any reader of them would.

Decides what the demo keeps of an outcome, how long a page took, which record is shown whole, and
which page is shown as it came.
Must not know how it is shown.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from deploy.local.side_by_side import SideBySide, side_by_side
from worker.codec import decode_raw_page, input_of, read_dead_letter_facts, text_field
from worker.kafka.reader import extents, read
from worker.records import RawRecord
from worker.settings import KafkaSettings

# A record is shown whole if it fits on a few screens; of those that do, the richest.
_SHOWN_MAX_BYTES = 24 * 1024  # of which the MinHash is one
# Of so many pages, none of them larger, the one is shown as it came that lost most and kept most.
_COMPARED_PAGES = 40
_COMPARED_MAX_BYTES = 64 * 1024
_PEOPLE = frozenset({"PERSON"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_ORGANISATIONS = frozenset({"ORG"})


@dataclass(frozen=True, slots=True)
class Summary:
    """An enriched page in a few words. Names are canonical, the most frequent first."""

    id: str
    language: str | None
    people: tuple[str, ...]
    places: tuple[str, ...]
    organisations: tuple[str, ...]
    events: Mapping[str, int]  # by type
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One record of the output or the dead-letter topic."""

    url: str
    arrived_at: datetime  # the timestamp of the input record
    settled_at: datetime
    page: Summary | None
    letter: Mapping[str, str] | None  # the facts of a dead letter, by header name

    @property
    def latency_s(self) -> float:
        """From the input record to its outcome."""
        return max(0.0, (self.settled_at - self.arrived_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All of them in the order in which the pages came; one enriched page whole, one as it came.

    `shown` is None where no enriched page is short enough to be shown whole.
    """

    all: tuple[Outcome, ...]
    shown: Mapping[str, Any] | None
    beside: SideBySide | None

    @property
    def pages(self) -> list[tuple[Outcome, Summary]]:
        """The enriched ones."""
        return [(outcome, outcome.page) for outcome in self.all if outcome.page]

    @property
    def letters(self) -> list[tuple[Outcome, Mapping[str, str]]]:
        """The dead letters."""
        return [(outcome, outcome.letter) for outcome in self.all if outcome.letter]

    @property
    def wall_s(self) -> float:
        """From the arrival of the first page to the last outcome."""
        if not self.all:
            return 0.0
        first = min(outcome.arrived_at for outcome in self.all)
        return (max(outcome.settled_at for outcome in self.all) - first).total_seconds()

    def latency_s(self, quantile: float) -> float:
        """A quantile (0..1) of the latencies, 0 when there are none."""
        latencies = sorted(outcome.latency_s for outcome in self.all)
        if not latencies:
            return 0.0
        return latencies[min(len(latencies) - 1, int(quantile * len(latencies)))]


def count_inputs(settings: KafkaSettings) -> int:
    """Records on the raw topic. Raises KafkaUnavailable."""
    return sum(map(len, extents(settings, settings.input_topic).values()))


def read_outcomes(settings: KafkaSettings) -> Outcomes:
    """Everything that is committed on the output and the dead-letter topic now.

    Raises KafkaUnavailable.
    """
    arrivals: dict[tuple[str, int, int], datetime] = {}
    compared: dict[tuple[str, int, int], RawRecord] = {}
    for raw in _records(settings, settings.input_topic):
        place = (raw.origin.topic, raw.origin.partition, raw.origin.offset)
        arrivals[place] = _time(raw)
        if len(compared) < _COMPARED_PAGES and raw.size_bytes <= _COMPARED_MAX_BYTES:
            compared[place] = raw
    found: list[Outcome] = []
    beside: SideBySide | None = None
    shown: tuple[int, Mapping[str, Any]] | None = None  # with its number of events
    for record in _records(settings, settings.output_topic, settings.dead_letter_topic):
        origin = input_of(record.headers)
        if origin is None or record.value is None:
            continue  # `pagewire verify` reports what settles nothing; a demo has no tombstones
        if facts := read_dead_letter_facts(record.headers):
            found.append(_dead_letter(record, facts, arrivals[origin]))
            continue
        page = json.loads(record.value)
        found.append(_enriched(record, page, arrivals[origin]))
        if len(record.value) <= _SHOWN_MAX_BYTES:
            events = len(page["events"])
            if shown is None or events > shown[0]:
                shown = events, page
        if origin in compared:
            candidate = _beside(compared[origin], page)
            if beside is None or candidate.contrast > beside.contrast:
                beside = candidate
    found.sort(key=lambda outcome: (outcome.arrived_at, outcome.url))
    return Outcomes(tuple(found), shown[1] if shown else None, beside)


def _records(settings: KafkaSettings, *topics: str) -> Iterator[RawRecord]:
    for topic in topics:
        yield from read(settings, topic, extents(settings, topic))


def _beside(raw: RawRecord, page: Mapping[str, Any]) -> SideBySide:
    decoded = decode_raw_page(raw, input_format="json", page_max_bytes=_COMPARED_MAX_BYTES)
    return side_by_side(decoded, page["text"])


def _enriched(record: RawRecord, page: Mapping[str, Any], arrived_at: datetime) -> Outcome:
    names = Counter((ent["label"], ent["canonical"]) for ent in page["entities"])

    def of(labels: frozenset[str]) -> tuple[str, ...]:
        kind = Counter({name: count for (label, name), count in names.items() if label in labels})
        return tuple(name for name, _ in kind.most_common())

    events = Counter(event["type"] or event["ext_type"] for event in page["events"])
    (settled_at,) = (value for name, value in record.headers if name == "ce_time" and value)
    return Outcome(
        url=page["url"],
        arrived_at=arrived_at,
        settled_at=datetime.fromisoformat(settled_at.decode()),
        page=Summary(
            id=page["id"],
            language=page["language"],
            people=of(_PEOPLE),
            places=of(_PLACES),
            organisations=of(_ORGANISATIONS),
            events=dict(events.most_common()),
            warnings=tuple(page["warnings"]),
        ),
        letter=None,
    )


def _dead_letter(record: RawRecord, facts: Mapping[str, str], arrived_at: datetime) -> Outcome:
    return Outcome(
        url=letter_url(record),
        arrived_at=arrived_at,
        settled_at=datetime.fromisoformat(
            facts.get("pagewire.failed_at", facts["pagewire.first_failed_at"])
        ),
        page=None,
        letter=facts,
    )


def letter_url(letter: RawRecord) -> str:
    """`publish` makes the url the key, but not of a record that is no raw page: it may say one."""
    if letter.key:
        return letter.key.decode("utf-8", "replace")
    return text_field(letter.value, "url") or "(no url)"


def _time(record: RawRecord) -> datetime:
    return datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)

"""Dead letters, read back: what failed, and the record as it was.

Decides how a dead letter becomes its input record again, and which ones are worth another try. Must
not know Kafka.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from worker.codec import (
    BODY_OMITTED_HEADER,
    NULL_VALUE_HEADER,
    REDRIVE_HEADER,
    REPLAY_HEADER,
    decode_raw_page,
    input_of,
    read_dead_letter_facts,
)
from worker.codec.raw_page import InputFormat
from worker.failures import PageRejected
from worker.records import DeadLetter, Origin, Processed, RawRecord

_NO_LIMIT = 1 << 62
_LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)
_OURS = (NULL_VALUE_HEADER[0], BODY_OMITTED_HEADER, REPLAY_HEADER, REDRIVE_HEADER[0])
Input = tuple[str, int, int]
Place = tuple[int, int]  # partition and offset on the dead-letter topic


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter. `restored` is its input record: bytes, key, headers, timestamp, origin.

    The facts of the failure stay among its headers: should it fail again, they are replaced, and
    the time of the first failure is kept.
    """

    place: Place
    input: Input
    reason: str
    stage: str
    attempts: int
    failed_at: datetime
    restored: RawRecord
    body_omitted: bool


def read_letter(record: RawRecord) -> Letter | None:
    """The letter in a record of the dead-letter topic; None for one that is not ours."""
    facts = read_dead_letter_facts(record.headers)
    origin = input_of(record.headers)
    if not facts or origin is None:
        return None
    names = {name for name, _ in record.headers}
    attempts = facts.get("pagewire.attempts", "1")
    return Letter(
        place=(record.origin.partition, record.origin.offset),
        input=origin,
        reason=facts["pagewire.reason"],
        stage=facts.get("__connect.errors.stage", ""),
        attempts=int(attempts) if attempts.isdecimal() else 1,
        # Letters of the first releases have the time of the first failure only.
        failed_at=_time(facts.get("pagewire.failed_at", facts.get("pagewire.first_failed_at", ""))),
        restored=replace(
            record,
            origin=Origin(*origin),
            value=None if NULL_VALUE_HEADER[0] in names else record.value,
            headers=tuple(header for header in record.headers if header[0] not in _OURS),
        ),
        body_omitted=BODY_OMITTED_HEADER in names,
    )


def _time(written: str) -> datetime:
    """The time in a header; long ago where somebody has spoilt it."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return _LONG_AGO
    return found if found.tzinfo else _LONG_AGO


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which letters are wanted; an empty field asks for nothing."""

    reasons: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    url: re.Pattern[str] | None = None
    max_attempts: int = 3
    input_format: InputFormat = "json"

    def refuses(self, letter: Letter) -> str | None:
        """Why a letter is passed by, in a word or two; None when it is wanted."""
        if self.reasons and letter.reason not in self.reasons:
            return "other reason"
        if self.stages and letter.stage not in self.stages:
            return "other stage"
        if self.url is not None and not self.url.search(self._url(letter.restored)):
            return "other url"
        if letter.attempts >= self.max_attempts:
            return "tried too often"
        return "without its body" if letter.body_omitted else None

    def _url(self, raw: RawRecord) -> str:
        try:
            page = decode_raw_page(raw, input_format=self.input_format, page_max_bytes=_NO_LIMIT)
        except PageRejected:
            key = (raw.key or b"").decode("utf-8", "replace")
            return key if urlsplit(key).scheme else ""
        return page.url


@dataclass(slots=True)
class Choice:
    """Which letters of a range go round again, and why the others do not."""

    chosen: set[Place] = field(default_factory=set)
    by_reason: Counter[tuple[str, str]] = field(default_factory=Counter)  # of the chosen
    passed_by: Counter[str] = field(default_factory=Counter)


def choose(judged: Iterable[tuple[Letter, str | None]], settled: Mapping[Input, int]) -> Choice:
    """Of each input the newest letter, if it is wanted and nothing has settled the input since.

    Each letter comes with why the criteria refuse it, or None; `settled` says when an input was
    enriched the last time (Unix, ms).
    """
    choice = Choice()
    newest: dict[Input, tuple[Letter, str | None]] = {}
    for letter, refusal in judged:
        if letter.input in newest:
            choice.passed_by["failed again later"] += 1
        newest[letter.input] = letter, refusal
    for letter, refusal in newest.values():
        if settled.get(letter.input, -1) >= letter.failed_at.timestamp() * 1000:
            choice.passed_by["enriched since"] += 1
        elif refusal:
            choice.passed_by[refusal] += 1
        else:
            choice.chosen.add(letter.place)
            choice.by_reason[letter.reason, letter.stage] += 1
    return choice


def tried_again(letter: Letter, processed: Processed) -> Processed:
    """The outcome of another try: one that failed again counts one attempt more."""
    if not isinstance(processed.outcome, DeadLetter):
        return processed
    again = replace(processed.outcome, attempts=letter.attempts + 1)
    return replace(processed, outcome=again)

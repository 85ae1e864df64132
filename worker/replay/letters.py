"""Dead letters, read back: what failed, and the record as it was.

Decides how a dead letter becomes its input record again, and what is asked of one that shall go
round. Must not know Kafka.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from worker.codec import (
    BODY_OMITTED_HEADER,
    NULL_VALUE_HEADER,
    REDRIVE_HEADER,
    REPLAY_HEADER,
    input_of,
    read_dead_letter_facts,
    url_of,
)
from worker.codec.raw_page import InputFormat
from worker.records import DeadLetter, Origin, Processed, RawRecord

MAX_ATTEMPTS = 5
_LONG_AGO_MS = 24 * 3600 * 1000
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
    failed_at_ms: int  # Unix time
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
        failed_at_ms=_time_ms(
            facts.get("pagewire.failed_at", facts.get("pagewire.first_failed_at", ""))
        ),
        restored=replace(
            record,
            origin=Origin(*origin),
            value=None if NULL_VALUE_HEADER[0] in names else record.value,
            headers=tuple(header for header in record.headers if header[0] not in _OURS),
        ),
        body_omitted=BODY_OMITTED_HEADER in names,
    )


def _time_ms(written: str) -> int:
    """The time in a header; long ago where somebody has spoilt it."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return _LONG_AGO_MS
    return round(found.timestamp() * 1000) if found.tzinfo else _LONG_AGO_MS


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which letters are wanted; an empty field asks for nothing."""

    reasons: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    url: re.Pattern[str] | None = None
    max_attempts: int = MAX_ATTEMPTS
    input_format: InputFormat = "json"

    def refuses(self, letter: Letter) -> str | None:
        """Why a letter is passed by, in a word or two; None when it is wanted."""
        if self.reasons and letter.reason not in self.reasons:
            return "other reason"
        if self.stages and letter.stage not in self.stages:
            return "other stage"
        if self.url is not None:
            url = url_of(letter.restored, input_format=self.input_format)
            if not self.url.search(url):
                return "other url"
        if letter.attempts >= self.max_attempts:
            return "tried too often"
        return "without its body" if letter.body_omitted else None


def tried_again(letter: Letter, processed: Processed) -> Processed:
    """The outcome of another try: one that failed again counts one attempt more."""
    if not isinstance(processed.outcome, DeadLetter):
        return processed
    again = replace(processed.outcome, attempts=letter.attempts + 1)
    return replace(processed, outcome=again)

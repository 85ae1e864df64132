"""The dead letter's schema, the closed sets and the headers say the same."""

from datetime import UTC, datetime

import pytest

from tests.contract.examples import validator
from worker import contract
from worker.codec import MESSAGE_MAX_CHARS, dead_letter_headers, read_dead_letter_facts
from worker.failures import Reason, Stage
from worker.records import DeadLetter, Origin, RawRecord

LETTER = DeadLetter(Reason.CRASHED, Stage.PROCESS, "gone", exception="KeyError", signal="SIGSEGV")


def facts_of(letter: DeadLetter) -> dict[str, str]:
    raw = RawRecord(Origin("raw-pages", 3, 1043), key=b"k", value=b"v", headers=(("a", b"b"),))
    now = datetime(2026, 3, 9, 17, 5, tzinfo=UTC)
    headers = dead_letter_headers(raw, letter, attempts=1, now=now, pipeline_version="0.1.0")
    return read_dead_letter_facts(headers)


def test_fullest_dead_letter_has_every_fact_of_the_schema_in_order():
    assert list(facts_of(LETTER)) == list(contract.schema("dead-letter.v1")["properties"])


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("reason", Reason)
def test_any_reason_at_any_stage_passes_the_schema(reason, stage):
    validator("dead-letter.v1").validate(facts_of(DeadLetter(reason, stage, "x" * 5_000)))


def test_smallest_dead_letter_has_the_required_facts_only():
    facts = facts_of(DeadLetter(Reason.EMPTY, Stage.CLEAN, "nothing left"))
    required = contract.schema("dead-letter.v1")["required"]
    # Letters of the first releases have no time of their own; what is written now has one.
    assert [name for name in facts if name != "pagewire.failed_at"] == required


def test_reasons_and_stages_are_the_closed_sets():
    facts = contract.schema("dead-letter.v1")["properties"]
    assert facts["pagewire.reason"]["enum"] == [reason.value for reason in Reason]
    assert facts["__connect.errors.stage"]["enum"] == [stage.value for stage in Stage]
    assert facts["__connect.errors.exception.message"]["maxLength"] == MESSAGE_MAX_CHARS

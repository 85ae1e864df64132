"""What a record is, and in which order what became of it is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson

from worker.codec import (
    NULL_VALUE_HEADER,
    REPLAY_HEADER,
    dead_letter_headers,
    enriched_headers,
    page_id,
    tombstone_headers,
)
from worker.failures import Reason, Stage
from worker.inspect import Kind, Roles, assemble, id_of, input_place, kind_of, url_of
from worker.inspect.alignment import Row, aligned
from worker.records import DeadLetter, Headers, Origin, RawRecord

ROLES = Roles("raw", "enriched", "dead")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL, BODY = "https://a.example/1", "<p>Words.</p>"
VALUE = orjson.dumps(
    {"url": URL, "fetched_at": "2026-03-01T00:00:00Z", "content_type": "text/html", "body": BODY}
)
INPUT = RawRecord(
    Origin("raw", 2, 7),
    b"key",
    VALUE,
    (("trace", b"t"),),
    timestamp_ms=round(START.timestamp() * 1000),
)


def after(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def by(run: str) -> Headers:
    return ((REPLAY_HEADER, run.encode()),)


def enriched(offset: int, minutes: int, value: bytes = b"{}", more: Headers = ()) -> RawRecord:
    headers = (*enriched_headers(INPUT, after(minutes), "1.0"), *more)
    return RawRecord(Origin("enriched", 0, offset), b"key", value, headers, 1)


def letter(
    offset: int, minutes: int, attempts: int = 1, of: RawRecord = INPUT, more: Headers = ()
) -> RawRecord:
    failure = DeadLetter(Reason.TIMED_OUT, Stage.PROCESS, "took too long")
    headers = dead_letter_headers(
        of, failure, attempts=attempts, now=after(minutes), pipeline_version="1.0"
    )
    return RawRecord(
        Origin("dead", 2, offset), of.key, of.value, (*headers, *more), INPUT.timestamp_ms
    )


def test_topic_says_what_a_record_is_and_else_its_headers():
    assert kind_of(INPUT, ROLES) is Kind.INPUT
    assert kind_of(enriched(0, 1), ROLES) is Kind.ENRICHED
    assert kind_of(letter(0, 1), ROLES) is Kind.DEAD_LETTER
    null = RawRecord(Origin("enriched", 0, 3), b"key", None, tombstone_headers(INPUT, START))
    assert kind_of(null, ROLES) is Kind.TOMBSTONE
    unknown = Roles("other-raw", "other", "other-dead")
    assert kind_of(INPUT, unknown) is Kind.INPUT
    assert kind_of(enriched(0, 1), unknown) is Kind.ENRICHED
    assert kind_of(letter(0, 1), unknown) is Kind.DEAD_LETTER


def test_outcome_of_another_worker_is_an_input_on_the_input_topic():
    chained = Roles("enriched", "further", "dead")
    found = enriched(5, 1)
    assert kind_of(found, chained) is Kind.INPUT
    assert input_place(found, Kind.INPUT) == ("enriched", 0, 5)


def test_record_without_an_input_among_the_outcomes_is_foreign():
    found = RawRecord(Origin("enriched", 0, 0), b"k", b"{}", ())
    assert kind_of(found, ROLES) is Kind.FOREIGN
    assert input_place(found, Kind.FOREIGN) is None
    dead = RawRecord(Origin("dead", 0, 0), b"k", b"{}", ())
    assert kind_of(dead, ROLES) is Kind.FOREIGN


def test_history_is_told_in_order_of_time_with_who_wrote_what():
    first = letter(4, 1)
    second = letter(9, 30, attempts=2, of=first, more=by("too-early"))
    records = [enriched(1, 90, more=by("fix")), second, enriched(0, 200), first, INPUT]
    told = assemble(records, ROLES)
    assert [(entry.kind, entry.record.origin.offset) for entry in told] == [
        (Kind.INPUT, 7),
        (Kind.DEAD_LETTER, 4),
        (Kind.DEAD_LETTER, 9),
        (Kind.ENRICHED, 1),
        (Kind.ENRICHED, 0),
    ]
    assert [entry.run for entry in told] == [None, None, "too-early", "fix", None]
    written = [START, after(1), after(30), after(90), after(200)]
    assert [entry.written_at for entry in told] == written
    assert [entry.version for entry in told] == [None, "1.0", "1.0", "1.0", "1.0"]
    facts = told[2].facts
    assert facts is not None
    assert facts["pagewire.attempts"] == "2"


def test_input_stands_first_even_if_its_producers_clock_is_ahead():
    ahead = RawRecord(INPUT.origin, b"key", VALUE, (), INPUT.timestamp_ms + 3_000_000)
    told = assemble([enriched(0, 1), ahead], ROLES)
    assert [entry.kind for entry in told] == [Kind.INPUT, Kind.ENRICHED]


def test_later_letter_of_the_first_releases_has_no_time_and_stands_behind_the_one_before():
    first = letter(4, 1)
    second = letter(9, 30, attempts=2, of=first)
    page = enriched(0, 60)
    old = [replace(one, headers=without_own_time(one)) for one in (first, second)]
    told = assemble([INPUT, page, *old], ROLES)
    assert [entry.written_at for entry in told] == [START, after(1), None, after(60)]


def without_own_time(record: RawRecord) -> Headers:
    return tuple(header for header in record.headers if header[0] != "pagewire.failed_at")


def test_page_that_came_out_the_same_again_is_told_as_such():
    told = assemble([enriched(0, 1, b"a"), enriched(1, 2, b"a"), enriched(2, 3, b"b")], ROLES)
    assert [entry.repeats for entry in told] == [False, True, False]


def test_spoilt_times_are_no_times():
    spoilt = RawRecord(
        Origin("dead", 0, 0),
        None,
        b"",
        tuple(
            (name, b"yesterday" if name.endswith("failed_at") else value)
            for name, value in letter(0, 1).headers
        ),
        timestamp_ms=-1,
    )
    (entry,) = assemble([spoilt], ROLES)
    assert entry.written_at is None
    (entry,) = assemble([RawRecord(Origin("raw", 0, 0), None, b"", (), 1 << 62)], ROLES)
    assert entry.written_at is None


def test_url_and_id_are_found_in_every_kind_of_record():
    page = enriched(0, 1, orjson.dumps({"url": URL, "id": page_id(URL, BODY)}))
    for record in (INPUT, letter(0, 1), page):
        kind = kind_of(record, ROLES)
        assert url_of(record, kind, "json") == URL
        assert id_of(record, kind, "json") == page_id(URL, BODY)


def test_key_stands_for_the_url_where_no_page_can_be_read():
    broken = RawRecord(Origin("raw", 0, 0), URL.encode(), b"{no json")
    assert url_of(broken, Kind.INPUT, "json") == URL
    assert id_of(broken, Kind.INPUT, "json") is None
    null = RawRecord(
        Origin("dead", 0, 0), URL.encode(), b"", (*letter(0, 1).headers, NULL_VALUE_HEADER)
    )
    assert url_of(null, Kind.DEAD_LETTER, "json") == URL
    raw = RawRecord(Origin("raw", 0, 0), URL.encode(), b"<p>A page itself</p>")
    assert id_of(raw, Kind.INPUT, "bytes") == page_id(URL, b"<p>A page itself</p>")


MENU, FOOT = "Home News Sport", "Imprint and privacy policy"
ONE = "The ministers of five countries met in the capital on Monday."
TWO = "They agreed to open the border again; the talks go on in May."


def test_lines_stand_beside_the_paragraph_they_became():
    split = TWO.index("the talks")
    lines = [MENU, ONE, "Advertisement", TWO[:split], TWO[split:], FOOT]
    assert aligned(lines, [ONE, TWO]) == [
        Row((MENU,)),
        Row((ONE,), 0, kept=True),
        Row(("Advertisement",)),
        Row((TWO[:split], TWO[split:]), 1, kept=True),
        Row((FOOT,)),
    ]


def test_teaser_of_the_last_paragraph_on_top_takes_nothing_from_the_others():
    rows = aligned([TWO[:40], ONE, TWO], [ONE, TWO])
    assert rows == [Row((TWO[:40],)), Row((ONE,), 0, kept=True), Row((TWO,), 1, kept=True)]


def test_paragraph_interrupted_by_an_advertisement_is_told_once():
    rows = aligned([TWO[:25], "Advertisement", TWO[25:]], [TWO])
    assert [(row.paragraph, row.kept) for row in rows] == [(0, True), (None, False), (None, True)]


def test_every_paragraph_and_every_line_is_there_whatever_fits():
    rows = aligned(["a", "b"], ["x", "y"])
    assert [line for row in rows for line in row.lines] == ["a", "b"]
    assert [row.paragraph for row in rows if row.paragraph is not None] == [0, 1]
    assert aligned([], []) == []

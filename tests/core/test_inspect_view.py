"""How a record with its history is shown: nothing steers a terminal, nothing is left out unsaid."""

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from rich.console import Console

from tests.core.rich_page import TEXT, rich_page
from worker.codec import dead_letter_headers, enriched_headers
from worker.failures import Reason, Stage
from worker.inspect import (
    Inspection,
    Kind,
    Roles,
    Searched,
    as_json,
    assemble,
    escaped,
    inspection_html,
    read_raw,
    shown,
)
from worker.inspect.plain import line, plain
from worker.records import DeadLetter, EnrichedPage, Entity, Origin, RawRecord

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROLES = Roles("raw", "enriched", "dead")
# Clears the screen, sets the title, writes to the clipboard; C1 forms; turns the direction.
EVIL = "\x1b[2J\x1b]0;pwned\x07\x1b]52;c;aGk=\x1b\\\x9b31m\x90q\x9c\x08\x7f\u202edrow\u2066\r\x0b"
STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NAVIGATION = [f"Section {number} of the navigation" for number in range(30)]


def raw_record(**fields: Any) -> RawRecord:
    paragraphs = "".join(f"<p>{words}</p>" for words in TEXT.split("\n\n"))
    menu = "".join(f"<p>{words}</p>" for words in NAVIGATION)
    page = {
        "url": "https://news.example/kandara",
        "fetched_at": "2026-03-01T00:00:00Z",
        "content_type": "text/html",
        "body": f"<html><body>{menu}<article>{paragraphs}</article></body></html>",
        **fields,
    }
    stamp = round(NOW.timestamp() * 1000)
    return RawRecord(Origin("raw", 0, 7), b"key-7", orjson.dumps(page), (), stamp)


def failed(record: RawRecord, detail: str = "took too long") -> RawRecord:
    letter = DeadLetter(Reason.TIMED_OUT, Stage.PROCESS, detail, signal="SIGKILL")
    headers = dead_letter_headers(record, letter, attempts=2, now=NOW, pipeline_version="1.0")
    return replace(record, origin=Origin("dead", 0, 3), headers=headers)


def inspected(
    raw: RawRecord, page: EnrichedPage | None, *more: RawRecord, **fields: Any
) -> Inspection:
    records = [raw, *more]
    if page:
        headers = enriched_headers(raw, NOW, page.provenance.pipeline_version)
        records.append(RawRecord(Origin("enriched", 1, 4), raw.key, b"{}", headers, 0))
    inspection = Inspection(
        raw,
        Kind.INPUT,
        ("raw", 0, 7),
        assemble(records, ROLES),
        (Searched("enriched", NOW, 12), Searched("dead", None, 0, "topic dead does not exist")),
        raw=read_raw(raw, "json"),
        page=page,
    )
    return replace(inspection, **fields)


def on_terminal(inspection: Inspection, columns: int = 160, *, full: bool = False) -> str:
    """What is written to a terminal without colours."""
    out = io.StringIO()
    console = Console(file=out, width=columns, highlight=False, markup=False, emoji=False)
    console.print(shown(inspection, columns=columns, full=full))
    return out.getvalue()


def test_characters_that_steer_a_terminal_become_visible():
    assert plain("a\x1b[2Jb\r\nc\td") == "a␛[2Jb\nc d"
    assert plain("\x9b\x7f\u202e") == "<U+009B>␡<U+202E>"
    assert not STEERING.search(plain(EVIL))
    kept = "Łódź, می‌خواهم, 東京, \N{FAMILY}"
    assert plain(kept) == kept
    assert line(" two\nlines \x07", 100) == "two lines ␇"
    assert line("abcdef", 4) == "abc…"


def test_every_character_python_calls_control_is_caught():
    controls = [chr(code) for code in range(0xA0) if not chr(code).isprintable()]
    assert all(plain(char) != char for char in controls if char not in "\n")


@pytest.mark.parametrize("columns", [40, 80, 160])
@pytest.mark.parametrize("full", [False, True])
def test_nothing_from_a_page_steers_the_terminal(columns: int, full: bool):
    evil_text = f"{EVIL} {TEXT}"
    page = rich_page(
        **dict.fromkeys(("url", "title", "published", "site_name", "language", "id"), EVIL),
        text=evil_text,
        authors=(EVIL,),
        entities=(Entity(0, len(EVIL), EVIL, EVIL, EVIL, {EVIL: EVIL}),),
    )
    event = replace(page.events[0], type=EVIL, mode=EVIL, actors=())
    thing = replace(page.things[0], canonical=EVIL, label=EVIL, kind=EVIL, ids={EVIL: EVIL})
    page = replace(page, events=(event,), things=(thing,))
    raw = raw_record(
        title=EVIL, content_type=EVIL, charset=EVIL, source=EVIL, meta={EVIL: 1}, body=EVIL + TEXT
    )
    raw = replace(raw, key=EVIL.encode())
    text = on_terminal(
        inspected(raw, page, failed(raw, EVIL), gone=EVIL, page_problem=EVIL), columns, full=full
    )
    assert "␛" in text
    assert not STEERING.search(text)


def test_broken_value_is_shown_and_steers_nothing():
    raw = RawRecord(Origin("raw", 0, 7), EVIL.encode(), f"{{{EVIL}".encode())
    text = on_terminal(inspected(raw, None))
    assert "UNDECODABLE" in text
    assert "␛]0;pwned␇" in text
    assert not STEERING.search(text)


def test_wide_terminal_has_both_sides_in_a_line_and_a_narrow_one_below_each_other():
    inspection = inspected(raw_record(), rich_page())
    words = "About 200 prisoners escaped"
    assert max(row.count(words) for row in on_terminal(inspection, 160).splitlines()) == 2
    narrow = on_terminal(inspection, 80)
    assert max(row.count(words) for row in narrow.splitlines()) == 1
    assert narrow.count(words) == 2
    assert max(map(len, narrow.splitlines())) <= 80


def test_what_is_cut_says_how_much_and_full_shows_it():
    long = "\n\n".join(f"Paragraph {number} tells something." for number in range(100))
    page = rich_page(text=long, entities=(), things=(), events=())
    cut = on_terminal(inspected(raw_record(), page))
    assert "… 25 more lines" in cut
    assert NAVIGATION[15] not in cut
    assert "70 more paragraphs" in cut
    assert "Paragraph 99" not in cut
    everything = on_terminal(inspected(raw_record(), page), full=True)
    assert NAVIGATION[15] in everything
    assert "Paragraph 99" in everything


def test_history_says_where_when_by_whom_and_why():
    raw = raw_record()
    text = on_terminal(inspected(raw, rich_page(), failed(raw)))
    assert "▸ 2026-03-01 12:00:00.000Z  input  raw-0 @ 7" in text
    assert "dead letter  dead-0 @ 3  by the live worker" in text
    assert "TIMED_OUT at process, attempt 2, SIGKILL, pipeline 1.0" in text
    assert "enriched  enriched-1 @ 4  by the live worker" in text
    assert "enriched was looked through from 2026-03-01 12:00:00.000Z on: 12 records." in text
    assert "dead was not looked through: topic dead does not exist." in text


def test_letter_that_ends_the_history_shows_its_message():
    raw = raw_record()
    text = on_terminal(inspected(raw, None, failed(raw)))
    assert "Failed  TIMED_OUT at process, attempt 2" in text
    assert "took too long" in text


def test_input_without_an_outcome_says_so():
    assert "No outcome was found" in on_terminal(inspected(raw_record(), None))
    assert "No outcome was found" not in on_terminal(inspected(raw_record(), rich_page()))


def test_body_that_is_no_page_is_dumped():
    body = orjson.dumps({"body_base64": "JVBERi0xLjcKAAECAw=="})
    raw = raw_record(body=None, **orjson.loads(body))
    text = on_terminal(inspected(raw, None))
    assert "NOT_A_PAGE: the body is a PDF file" in text
    assert "25 50 44 46 2d 31 2e 37" in text
    assert "%PDF-1.7" in text


def test_tombstone_has_no_raw_page():
    raw = replace(raw_record(), value=None)
    assert "no value: a tombstone" in on_terminal(inspected(raw, None))


def test_json_has_everything_and_values_as_they_were():
    value = b'{"b": 1.10, "a": 12345678901234567890123}'
    raw = replace(raw_record(), value=value, key=b"\xff", headers=(("h", None), ("h", b"\xfe")))
    written = as_json(inspected(raw, None, failed(raw), gone="retention"))
    assert value in written
    found = json.loads(written)
    assert found["record"] == {"topic": "raw", "partition": 0, "offset": 7, "kind": "input"}
    first, second = found["history"]
    assert first["key"] == {"base64": "/w=="}
    assert first["headers"] == [
        {"name": "h", "value": None},
        {"name": "h", "value": {"base64": "/g=="}},
    ]
    assert (first["asked"], second["asked"]) == (True, False)
    assert second["kind"] == "dead_letter"
    assert second["dead_letter"]["pagewire.reason"] == "TIMED_OUT"
    assert found["input_gone"] == "retention"
    assert [one["topic"] for one in found["searched"]] == ["enriched", "dead"]


def test_json_for_a_terminal_means_the_same_and_steers_nothing():
    evil = EVIL + "\U000e0041"
    raw = replace(raw_record(), value=json.dumps({"url": evil}, ensure_ascii=False).encode())
    written = as_json(inspected(raw, None)).decode()
    assert STEERING.search(written)
    assert not STEERING.search(escaped(written).replace("\n", ""))
    assert json.loads(escaped(written)) == json.loads(written)


def test_json_keeps_a_value_that_is_none_as_base64():
    raw = replace(raw_record(), value=b"\x00{")
    (entry,) = json.loads(as_json(inspected(raw, None)))["history"]
    assert entry["value"] == {"base64": "AHs="}


def test_html_has_history_and_raw_page_around_the_highlighted_text():
    raw = raw_record()
    html = inspection_html(inspected(raw, rich_page(), failed(raw, "<script>alert(1)</script>")))
    assert 'class="ent person"' in html
    assert 'class="trigger q4"' in html
    assert html.index("History") < html.index("About 200 prisoners")
    assert "<b><bdi>raw-0 @ 7</bdi></b>" in html
    assert NAVIGATION[15] in html
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_html_without_an_enriched_page_has_the_rest():
    raw = raw_record(title="<b>bold</b>")
    html = inspection_html(inspected(raw, None, failed(raw)))
    assert "No enriched page was found" in html
    assert "took too long" in html
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    assert "default-src &#x27;none&#x27;" in html

"""What is known of pages while topics are read, and how the findings are told."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from tests.core.html_reading import links, read
from tests.core.rich_page import TEXT, rich_page
from worker.codec import encode_enriched
from worker.commands.diff_view import print_summary, report_json
from worker.diff.document import percent, report_html
from worker.diff.page import Page, Part, read_page
from worker.diff.pages import compare_pages
from worker.diff.report import Report, Side
from worker.diff.store import At, OldPage, Store
from worker.diff.tally import Tally
from worker.records import PageWarning

HOSTILE = "\x1b[31m<script>alert(1)</script>\x9b\u202e"


def record(number: int, **fields: Any) -> bytes:
    page = rich_page(id=f"{number:032x}", url=f"https://news.example/{number}", **fields)
    return encode_enriched(page, output_max_bytes=1_000_000)


@pytest.fixture
def store():
    found = Store()
    yield found
    found.close()


def saw(store: Store, side: str, number: int, at: At, **fields: Any) -> Page:
    value = record(number, **fields)
    page = read_page(value)
    if side == "old":
        store.saw_old(page, at, (0, at.offset))
    else:
        store.saw_new(page, at, value)
    return page


def test_pages_are_matched_by_id_and_changed_ones_kept_for_the_second_look(store):
    for number in range(4):
        saw(store, "old", number, At(0, 10 + number, 0))
    saw(store, "new", 0, At(0, 0, 0))
    saw(store, "new", 1, At(0, 1, 0), title="Another")
    saw(store, "new", 9, At(0, 2, 0))
    store.saw_dead(OldPage(f"{3:032x}", current=True), "EMPTY at clean")
    assert store.changed() == (2, 1, Counter({Part.METADATA: 1}))
    assert store.only("old", 9) == (1, [(f"{2:032x}", "https://news.example/2")])
    assert store.only("new", 9) == (1, [(f"{9:032x}", "https://news.example/9")])
    assert store.dead(9) == (
        {"EMPTY at clean": 1},
        [(f"{3:032x}", "https://news.example/3", "EMPTY at clean")],
    )
    assert store.begin_second_look() == {0: range(11, 12)}
    assert store.new_value(0, 11) == record(1, title="Another")
    assert store.new_value(0, 10) is None


@pytest.mark.parametrize(
    ("places", "newest"),
    [
        ([At(0, 5, 0), At(0, 9, 0)], 1),
        ([At(0, 9, 0), At(0, 5, 99)], 0),  # within a partition the offset tells, not the time
        ([At(0, 5, 7), At(1, 3, 8)], 1),
        ([At(1, 3, 8), At(0, 5, 7)], 0),
    ],
)
def test_of_several_records_of_a_page_the_newest_counts(store, places, newest):
    for number, at in enumerate(places):
        saw(store, "old", 1, at, title=f"Version {number}")
        saw(store, "new", 1, at, title=f"Version {number}")
    assert store.changed()[:2] == (1, 0)
    assert sum(store.versions("old").values()) == 1
    saw(store, "new", 1, At(places[newest].partition, 100, 100), title="Version 2")
    assert store.changed()[:2] == (1, 1)
    at = places[newest]
    assert store.begin_second_look() == {at.partition: range(at.offset, at.offset + 1)}


def test_page_that_is_unchanged_in_its_newest_record_needs_no_second_look(store):
    saw(store, "old", 1, At(0, 0, 0))
    saw(store, "new", 1, At(0, 0, 0), title="Another")
    saw(store, "new", 1, At(0, 1, 0))
    assert store.begin_second_look() == {}


def test_input_whose_page_was_replaced_by_that_of_another_input_is_not_current(store):
    page = saw(store, "old", 1, At(0, 3, 0))
    store.saw_old(page, At(0, 4, 0), (1, 8))
    assert store.of_input(0, 3) == OldPage(page.id, current=False)
    assert store.of_input(1, 8) == OldPage(page.id, current=True)
    assert store.of_input(1, 9) is None


def report(*changed: dict[str, Any], limit: int = 3) -> Report:
    """A page for each set of fields, one that did not change, and one on each side only."""
    tally = Tally(examples=limit, pages=limit)
    old = read_page(record(0))
    parts: Counter[Part] = Counter()
    for number, fields in enumerate(changed):
        found = compare_pages(old, read_page(record(number, **fields)))
        parts.update({change.part for change in found.changes})
        tally.add(found)
    pages = len(changed) + 1
    return Report(
        old=Side("enriched-pages", {"1.0": pages + 2}, pages + 2, 0, 0, 0),
        new=Side("pages-v2", {HOSTILE: pages + 1}, pages + 3, 0, 1, 1),
        sample=1.0,
        compared=pages,
        changed=len(changed),
        parts=parts,
        only_old=(1, [("a", "javascript:alert(1)")]),
        only_new=(1, [("b", "https://news.example/b")]),
        dead=({"EMPTY at clean": 1}, [("c", "https://news.example/c", "EMPTY at clean")]),
        not_out_yet=None,
        tally=tally,
    )


CHANGED = (
    {"title": HOSTILE, "text": TEXT.replace("12 guards", f"{HOSTILE} guards"), "events": ()},
    {"warnings": tuple(PageWarning), "entities": ()},
)


def test_summary_has_every_number_and_an_example_of_each_row(capsys):
    print_summary(report(*CHANGED))
    out = capsys.readouterr().out
    assert "3 pages compared: 1 unchanged, 2 changed" in out
    assert "1 page only old:\n  javascript:alert(1)" in out
    assert "1 page would be dead letters: EMPTY at clean 1" in out
    assert "1 record left out: no enriched pages" in out
    assert "83.3% of 6 pages changed, came or went" in out
    assert re.search(r"^events +ASSAULT +0 +3 +0 +1$", out, re.MULTILINE)
    assert "text passages\n  https://news.example/0" in out
    assert "[-12-]" in out


def test_no_control_character_of_a_page_reaches_the_terminal(capsys):
    found = report(*CHANGED)
    print_summary(found)
    shown = capsys.readouterr().out.replace("\n", "")
    assert shown.isprintable()
    assert "[31m<script>" in shown  # it was there, and is shown as what it is
    told = report_json(found).decode()
    assert all(line.isprintable() for line in told.splitlines())
    assert HOSTILE in json.loads(told)["new"]["versions"]


def test_html_shows_the_changed_passages_and_runs_nothing():
    html = report_html(report(*CHANGED))
    root = read(html)
    assert not [one for one in root.all() if one.name in ("script", "img", "link", "iframe")]
    gone = [one.text() for one in root.all() if one.name == "del"]
    came = [one.text() for one in root.all() if one.name == "ins"]
    assert " 12" in gone
    assert any("<script>alert(1)</script>" in text for text in came)
    assert "default-src &#x27;none&#x27;" in html
    assert [link.attributes["href"] for link in links(root) if "example/b" in link.text()]
    assert "javascript:alert(1)" in root.text()
    assert not [link for link in links(root) if "javascript" in str(link.attributes["href"])]


def test_html_says_when_it_shows_some_pages_only():
    some = report_html(report(*[{"title": f"{n}"} for n in range(5)], limit=2))
    assert "2 of 5, chosen by their ids" in read(some).text()
    assert "Nothing." in read(report_html(report())).text()


def test_json_is_the_whole_report():
    found = json.loads(report_json(report(*CHANGED)))
    assert (found["pages"], found["unchanged"], found["changed"]) == (6, 1, 2)
    assert found["changed_by_part"]["warnings"] == 1
    (row,) = [row for row in found["rows"] if row["part"] == "text"]
    (example,) = row["examples"]
    assert "12 guards" in example["old"]
    assert found["dead_letters"]["by_reason"] == {"EMPTY at clean": 1}


def test_share_is_never_shown_as_none_or_all_when_it_is_not():
    assert [percent(share) for share in (0, 0.00004, 0.5, 0.99996, 1)] == [
        "0.0%",
        "0.004%",
        "50.0%",
        "99.996%",
        "100.0%",
    ]

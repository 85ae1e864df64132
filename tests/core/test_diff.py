"""What counts as a change between two versions of a page, and what does not."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.core.rich_page import ENTITIES, ESCAPE, EVENTS, STRIKE, TEXT, THINGS, rich_page
from worker.codec import encode_enriched
from worker.diff.change import Change, Kind, Lines, Op, PageDiff
from worker.diff.page import Page, Part, changed_parts, read_page
from worker.diff.pages import compare_pages
from worker.diff.tally import Tally
from worker.diff.texts import compare_texts
from worker.diff.wanted import Wanted
from worker.records import EnrichedPage, Entity, Location, Modality, Participant, Span


def as_read(page: EnrichedPage) -> Page:
    return read_page(encode_enriched(page, output_max_bytes=1_000_000))


def compared(**fields: Any) -> PageDiff:
    """The rich page against itself with these fields exchanged; digests and changes must agree."""
    old, new = as_read(rich_page()), as_read(rich_page(**fields))
    found = compare_pages(old, new)
    parts = changed_parts(old.digests(), new.digests())
    assert parts == [part for part in Part if any(one.part is part for one in found.changes)]
    return found


def said(diff: PageDiff) -> list[tuple[str, str, str]]:
    return [(change.part.value, change.what, change.kind.value) for change in diff.changes]


def test_page_that_is_the_same_has_no_changes():
    assert compared().changes == ()


def test_times_versions_confidences_and_scores_are_no_change():
    page = rich_page()
    made = replace(page.provenance, pipeline_version="9.9", input=page.provenance.input)
    less_sure = tuple(replace(ent, confidence=0.1) for ent in ENTITIES)
    scored = tuple(replace(event, score=1.0, confidence=0.1) for event in EVENTS)
    diff = compared(
        fetched_at="2027-01-01T00:00:00Z", provenance=made, entities=less_sure, events=scored
    )
    assert diff.changes == ()


def test_text_that_grew_at_the_front_moves_what_stands_behind_and_changes_nothing_else():
    front = "Subscribe to our letter.\n\n"

    def moved(one: Any) -> Any:
        return replace(one, start=one.start + len(front), end=one.end + len(front))

    diff = compared(
        text=front + TEXT,
        entities=tuple(moved(ent) for ent in ENTITIES),
        events=tuple(
            replace(event, trigger=moved(event.trigger), sentence=moved(event.sentence))
            for event in EVENTS
        ),
    )
    assert said(diff) == [("text", "passages", "added")]
    assert diff.changes[0].segments == ((Op.IN, "Subscribe to our letter."),)
    assert 0.9 < diff.similarity < 1


def test_changed_words_are_found_within_their_line():
    diff = compared(text=TEXT.replace("killed at least 12 guards", "killed 14 guards"), events=())
    (change,) = [one for one in diff.changes if one.part is Part.TEXT]
    assert change.kind is Kind.CHANGED
    assert [text for op, text in change.segments if op is Op.OUT] == [" at least 12"]
    assert [text for op, text in change.segments if op is Op.IN] == [" 14"]
    both = "".join(text for op, text in change.segments if op is not Op.IN)
    assert STRIKE in both


def test_line_breaks_alone_are_a_change_of_their_own():
    diff = compared(text=TEXT.replace("\n\n", "\n"), entities=(), events=())
    assert said(diff)[0] == ("text", "line breaks", "changed")


def test_metadata_by_field():
    diff = compared(title="Jail break", published=None, authors=("Ada Berg",), canonical_url="u")
    assert said(diff) == [
        ("metadata", "title", "changed"),
        ("metadata", "published", "removed"),
        ("metadata", "authors", "changed"),
        ("metadata", "canonical_url", "added"),
    ]
    assert (diff.changes[0].old, diff.changes[0].new) == (
        "Hundreds flee jail in Kandara",
        "Jail break",
    )


def entities_with(index: int, **fields: Any) -> tuple[Entity, ...]:
    return tuple(replace(e, **fields) if i == index else e for i, e in enumerate(ENTITIES))


def test_entity_with_another_label_in_its_place_is_relabelled():
    diff = compared(entities=entities_with(4, label="NORP"))
    assert said(diff) == [("entities", "ORG → NORP", "changed")]
    quote = diff.changes[0].quote
    assert quote
    assert (quote.words, quote.before[-12:]) == ("Tavan Front", "rike by the ")


def test_entity_with_other_ids_is_changed_under_its_label():
    (change,) = compared(entities=entities_with(8, ids={"iso3166": "NP"})).changes
    assert (change.what, change.kind) == ("GPE", Kind.CHANGED)
    assert (change.old, change.new) == ("GPE Norway (iso3166 NO)", "GPE Norway (iso3166 NP)")


def test_the_mention_that_came_is_the_one_that_is_quoted():
    """Two mentions of one name: it must be known which of them is the new one."""
    old = tuple(ent for i, ent in enumerate(ENTITIES) if i != 3)
    diff = compare_pages(as_read(rich_page(entities=old)), as_read(rich_page()))
    (change,) = diff.changes
    assert (change.what, change.kind) == ("PERSON", Kind.ADDED)
    assert change.quote
    assert (change.quote.before, change.quote.words) == (
        ESCAPE[: ESCAPE.index("Lena Odu")],
        "Lena Odu",
    )


def test_quote_is_cut_between_words():
    text = f"first\n{'before ' * 40}Oslo{' behind' * 40}"
    at = text.index("Oslo")
    quote = Lines(text).quote(at, at + 4)
    assert quote.words == "Oslo"
    assert quote.before.startswith("\N{HORIZONTAL ELLIPSIS}before ")
    assert quote.behind.endswith(" behind\N{HORIZONTAL ELLIPSIS}")
    assert len(quote.before) < 170


def test_things_by_what_is_known_of_them():
    diff = compared(things=(*THINGS[1:3], replace(THINGS[3], kind="town"), *THINGS[4:]))
    assert said(diff) == [("things", "GPE", "changed"), ("things", "FAC", "removed")]
    assert diff.changes[0].new == "GPE Kandara (geonames 1234567, kind town)"


def events_with(index: int, **fields: Any) -> tuple[Any, ...]:
    return tuple(replace(e, **fields) if i == index else e for i, e in enumerate(EVENTS))


def test_event_of_another_type_in_its_place():
    diff = compared(events=events_with(1, type="PROTEST", mode="riot"))
    assert said(diff) == [("events", "ASSAULT → PROTEST", "changed")]
    assert (diff.changes[0].old, diff.changes[0].new) == (
        "ASSAULT 'killed'; drone",
        "PROTEST 'killed'; riot",
    )


@pytest.mark.parametrize(
    ("fields", "fact"),
    [
        ({"actors": ()}, "actors"),
        ({"actors": (Participant(0, 5, "Somebody"),)}, "actors"),
        ({"location": Location(0, 4, "Oslo")}, "location"),
        ({"date": None, "modality": Modality.POSSIBLE}, "modality"),
        ({"quantities": ()}, "quantities"),
        ({"negated": True}, "negated"),
    ],
)
def test_event_that_says_something_else_names_what(fields, fact):
    (change,) = compared(events=events_with(1, **fields)).changes
    assert (change.what, change.kind) == ("ASSAULT", Kind.CHANGED)
    assert fact in change.old + change.new
    assert "recipients" not in change.old + change.new  # what both say is not repeated


def test_event_in_another_place_is_found_by_its_key():
    there = Span(EVENTS[4].trigger.start - 9, EVENTS[4].trigger.start - 1, "movement")
    (change,) = compared(events=events_with(4, trigger=there)).changes
    assert (change.what, change.kind) == ("ASSAULT", Kind.CHANGED)
    gone = compared(events=events_with(4, trigger=there, key="other"))
    assert said(gone) == [("events", "ASSAULT", "removed"), ("events", "ASSAULT", "added")]


def test_warnings():
    assert said(compared(warnings=())) == [("warnings", "paywall_teaser", "removed")]


def test_record_of_an_older_schema_is_read_with_what_it_has():
    oslo = {"start": 0, "end": 4, "text": "Oslo", "label": "GPE"}
    fields = {"id": "1", "url": "u", "text": "Oslo.", "entities": [oslo]}
    page = read_page(json.dumps(fields).encode())
    assert (page.version, page.things, page.metadata) == ("unknown", (), ())
    assert page.entities[0].name == ("GPE", "Oslo", ())


@pytest.mark.parametrize(
    "value", [b"", b"[]", b"null", b'{"id": 1}', b'{"id": "1", "url": "u", "text": null}', b"\xff"]
)
def test_what_is_no_page_is_refused(value):
    with pytest.raises(ValueError, match="no enriched page"):
        read_page(value)


def test_paragraphs_that_were_joined_are_one_passage():
    found = compare_texts(
        "One two three.\nFour five six.\nEnd.", "One two three. Four five six.\nEnd."
    )
    (segments,) = found.passages
    assert [text for op, text in segments if op is not Op.SAME] == ["\nFour", " Four"]


def test_text_that_has_nothing_in_common_is_shown_as_out_and_in():
    (segments,) = compare_texts("Rain over Oslo all day.", "Ships left the port early.").passages
    assert [op for op, _ in segments] == [Op.OUT, Op.IN]


def test_two_words_in_a_line_of_thousands_are_found():
    old = " ".join(f"Sentence {number} says a little, and that is all." for number in range(2_000))
    new = old.replace("Sentence 7 says", "Sentence 7 told").replace("1990 says", "1990 told")
    (segments,) = compare_texts(old, new).passages
    assert [text for op, text in segments if op is Op.OUT] == [" says", " says"]
    assert "".join(text for op, text in segments if op is not Op.OUT) == new


@pytest.mark.parametrize("line", ["a b ", "a. b. ", "x\n", "a b c d e f g\nb a\n"])
def test_endless_repetition_is_compared_in_the_end(line):
    old, new = (line * (100_000 // len(line)))[:100_000], (line[::-1] * 50_000)[:100_000]
    found = compare_texts(old, new)
    assert 0 <= found.similarity <= 1


def test_tally_counts_everything_and_keeps_a_few_examples_of_the_smallest_ids():
    tally = Tally(examples=2, pages=3)
    order = [7, 3, 9, 1, 5]
    for number in order:
        changes = (Change(Part.METADATA, "title", Kind.ADDED, new=f"{number}"),) * 100
        tally.add(PageDiff(f"{number}", f"https://a.example/{number}", "", 0.5, changes))
    (row,) = tally.rows()
    assert (row.counts[Kind.ADDED], row.pages, row.total) == (500, 5, 500)
    assert [(one.id, one.change.new) for one in row.examples] == [("1", "1"), ("1", "1")]
    assert [(one.page.id, len(one.page.changes), one.left_out) for one in tally.pages] == [
        ("1", 60, 40),
        ("3", 60, 40),
        ("5", 60, 40),
    ]
    assert tally.similarity == 0.5


def test_sample_is_the_same_pages_each_time_and_about_as_many():
    ids = [f"{number:032x}" for number in range(10_000)]
    chosen = [one for one in ids if Wanted("raw", share=0.1).in_sample(one)]
    assert chosen == [one for one in ids if Wanted("raw", share=0.1).in_sample(one)]
    assert 800 < len(chosen) < 1200
    assert set(chosen) > {one for one in ids if Wanted("raw", share=0.05).in_sample(one)}


def test_range_is_one_of_the_input_topic():
    wanted = Wanted("raw", {0: range(5, 10)})
    assert wanted.in_range(("raw", 0, 5))
    for source in (("raw", 0, 10), ("raw", 1, 5), ("other", 0, 5), None):
        assert not wanted.in_range(source)
    assert Wanted("raw").in_range(None)

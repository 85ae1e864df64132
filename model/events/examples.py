"""Events that may be right or wrong, with what speaks for them: what the weights are learnt from.

Decides which candidate of which text is right, by each set's own rules of annotation.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.evaluation.event_matching import partners, right_type
from tests.evaluation.event_pages import page_files, read_page
from tests.evaluation.marks import unmarked
from worker.enrichment import NEWS, Doc, annotate, load_pipeline, things
from worker.events.detection import Candidate, candidates
from worker.records import Event

STORIES = Path(__file__).parents[1] / "stories"
JUDGED = Path(__file__).with_name("judged.tsv")
PAGES, JUDGEMENTS, WIKIEVENTS, PLOVER = "pages", "stories", "wikievents", "plover"
OWN = (PAGES, JUDGEMENTS)
_STORY_LABELS = ("PERSON", "ORG", "LOC", "NORP", "MISC")


@dataclass(frozen=True, slots=True)
class Example:
    """One candidate, judged."""

    source: str  # the set that it is from
    group: str  # the text: all of its candidates are held out together
    kind: str  # the type, PLOVER's or our own
    evidence: tuple[str, ...]
    right: bool


def read(
    texts: Sequence[tuple[str, str | None]], profile: str = NEWS
) -> Iterator[list[Candidate]]:
    """The candidates of each (text, day of publication)."""

    def found(doc: Doc, index: int) -> list[Candidate]:
        text, published = texts[index]
        entities, named = things(annotate(doc, text), text)
        return candidates(doc, text, entities, named, published)

    yield from load_pipeline(profile).read([text for text, _ in texts], found)


def of_pages(profile: str = NEWS) -> Iterator[Example]:
    """Of the pages that are for fitting; optional events are neither right nor wrong."""
    pages = [read_page(path) for path in page_files("train")]
    texts = [(page.text, page.published) for page in pages]
    for page, found in zip(pages, read(texts, profile), strict=True):
        partner = partners(page.events, [one.event for one in found])
        gold_of = {j: page.events[i] for i, j in partner.items()}
        for j, one in enumerate(found):
            gold = gold_of.get(j)
            if gold is None or not gold.optional:
                right = gold is not None and right_type(gold, one.event)
                yield _example(PAGES, page.id, one, right)


def of_stories(profile: str = NEWS) -> Iterator[Example]:
    """Of the events in our stories that were judged one by one; those found since are skipped."""
    judged: dict[str, dict[tuple[int, str], bool]] = {}
    with JUDGED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            place = int(row["start"]), row["type"]
            judged.setdefault(row["story"], {})[place] = row["judged"] == "right"
    stories = [(story, story_text(story)) for story in judged]
    texts = [(text, None) for _, text in stories]
    for (story, _), found in zip(stories, read(texts, profile), strict=True):
        for one in found:
            right = judged[story].get((one.event.trigger.start, kind_of(one.event)))
            if right is not None:
                yield _example(JUDGEMENTS, story, one, right)


def story_text(story: str) -> str:
    """The text of a story without its marks, by file and number in it: "conflict_01#3"."""
    name, _, number = story.partition("#")
    parts = re.split(r"^###$", (STORIES / f"{name}.txt").read_text(encoding="utf-8"), flags=re.M)
    return unmarked(parts[int(number)].strip(), _STORY_LABELS)[0]


def of_wikievents(path: Path, profile: str = NEWS) -> Iterator[Example]:
    """Of types that the set annotates; it marks an event of its story where it is told."""
    for record, found in _records(path, profile):
        for one in found:
            marked = _marked(record, one.event)
            if one.event.type in record["scored_types"]:
                yield _example(WIKIEVENTS, record["doc"], one, _is_of(one.event, marked))


def of_plover(path: Path, profile: str = NEWS) -> Iterator[Example]:
    """Of the one event that each record marks: whether its type is right."""
    for record, found in _records(path, profile):
        for one in found:
            marked = _marked(record, one.event)
            if marked:
                yield _example(PLOVER, record["id"], one, _is_of(one.event, marked))


def kind_of(event: Event) -> str:
    """The type, PLOVER's or our own."""
    return event.type or event.ext_type or ""


def _example(source: str, group: str, one: Candidate, right: bool) -> Example:
    return Example(source, group, kind_of(one.event), one.evidence, right)


def _records(path: Path, profile: str) -> Iterator[tuple[dict, list[Candidate]]]:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [(record["text"], record.get("published")) for record in records]
    yield from zip(records, read(texts, profile), strict=True)


def _marked(record: dict, event: Event) -> list[dict]:
    """The record's events whose trigger, or a part of it, overlaps the one that was found."""
    start, end = event.trigger.start, event.trigger.end
    return [
        gold
        for gold in record["events"]
        if gold["trigger"] is not None
        and any(
            part["start"] < end and start < part["end"]
            for part in gold["trigger"].get("parts", [gold["trigger"]])
        )
    ]


def _is_of(event: Event, marked: list[dict]) -> bool:
    return any(event.type in {gold["type"], *(gold.get("type_alt") or [])} for gold in marked)

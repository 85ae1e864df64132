"""Events that may be right or wrong, with what speaks for them: what the weights are learnt from.

Decides which candidate of which text is right. All texts are our own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.evaluation.event_matching import partners, right_type
from tests.evaluation.event_pages import page_files, read_page
from tests.evaluation.marks import unmarked
from worker.enrichment import NEWS, Doc, annotate, load_pipeline, things
from worker.events.detection import Candidate, candidates

STORIES = Path(__file__).parents[1] / "stories"
JUDGED = Path(__file__).with_name("judged.tsv")
PAGES, JUDGEMENTS = "pages", "stories"
_STORY_LABELS = ("PERSON", "ORG", "LOC", "NORP", "MISC")


@dataclass(frozen=True, slots=True)
class Example:
    """One candidate, judged."""

    source: str  # the set that it is from
    group: str  # the text: all of its candidates are held out together
    evidence: tuple[str, ...]
    prominence: float
    right: bool


def read(texts: Sequence[tuple[str, str | None]]) -> Iterator[list[Candidate]]:
    """The candidates of each (text, day of publication)."""

    def found(doc: Doc, index: int) -> list[Candidate]:
        text, published = texts[index]
        entities, named = things(annotate(doc, text), text)
        return candidates(doc, text, entities, named, published)

    yield from load_pipeline(NEWS).read([text for text, _ in texts], found)


def of_pages() -> Iterator[Example]:
    """Of the pages that are for fitting; optional events are neither right nor wrong."""
    pages = [read_page(path) for path in page_files("train")]
    texts = [(page.text, page.published) for page in pages]
    for page, found in zip(pages, read(texts), strict=True):
        partner = partners(page.events, [one.event for one in found])
        gold_of = {j: page.events[i] for i, j in partner.items()}
        for j, one in enumerate(found):
            gold = gold_of.get(j)
            if gold is None or not gold.optional:
                right = gold is not None and right_type(gold, one.event)
                yield _example(PAGES, page.id, one, right)


def of_stories() -> Iterator[Example]:
    """Of the events in our stories that were judged one by one; those found since are skipped."""
    judged: dict[str, dict[tuple[int, str], bool]] = {}
    with JUDGED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            place = int(row["start"]), row["type"]
            judged.setdefault(row["story"], {})[place] = row["judged"] == "right"
    stories = [(story, story_text(story)) for story in judged]
    texts = [(text, None) for _, text in stories]
    for (story, _), found in zip(stories, read(texts), strict=True):
        for one in found:
            kind = one.event.type or one.event.ext_type or ""
            right = judged[story].get((one.event.trigger.start, kind))
            if right is not None:
                yield _example(JUDGEMENTS, story, one, right)


def story_text(story: str) -> str:
    """The text of a story without its marks, by file and number in it: "conflict_01#3"."""
    name, _, number = story.partition("#")
    parts = re.split(r"^###$", (STORIES / f"{name}.txt").read_text(encoding="utf-8"), flags=re.M)
    return unmarked(parts[int(number)].strip(), _STORY_LABELS)[0]


def _example(source: str, group: str, one: Candidate, right: bool) -> Example:
    return Example(source, group, one.evidence, one.prominence, right)

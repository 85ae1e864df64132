"""How well the events of whole pages are read: a table, and where it went wrong.

    python -m tests.evaluation.event_scoring [FILES] [--profile news] [--errors N]

Decides what is counted. Pages are read by what `pagewire annotate` reads its lines with. Numbers
are F1, 0 to 100: of triggers that overlap; of types, of all events; of actors and recipients by
their head; of days, places, and numbers by words and role. Parts count for events that were found
or should have been. `extra`: events too many for 100 marked ones. `polarity` and `modality`: the
share of the found ones that have the right one.
"""

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from spacy.scorer import PRFScore

from tests.evaluation.event_matching import Compared, compared, partners, too_many
from tests.evaluation.event_pages import GoldPage, page_files, read_page
from worker.pipeline import Pipeline, PipelineConfig, load
from worker.records import Annotations

_F1 = ("trigger", "type", "actors", "recipients", "days", "places", "quantities")
_SHARES = ("polarity", "modality")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something missed, wrong or too many, in the words of the page."""

    kind: str
    page: str
    what: str
    line: str


@dataclass(slots=True)
class Score:
    """Counts over some pages; two of them can be added up."""

    parts: dict[str, PRFScore] = field(
        default_factory=lambda: {part: PRFScore() for part in (*_F1, *_SHARES)}
    )
    mistakes: list[Mistake] = field(default_factory=list)

    def __add__(self, other: "Score") -> "Score":
        parts = {part: counts + other.parts[part] for part, counts in self.parts.items()}
        return Score(parts, self.mistakes + other.mistakes)

    def count(self, one: Compared) -> None:
        """Adds what was right, missed and too many in a part of an event."""
        counts = self.parts[one.part]
        counts.tp += one.right
        counts.fn += len(one.missed)
        counts.fp += len(one.extra)

    def numbers(self) -> dict[str, float]:
        """Each number of the table by its name, 0 to 100 (`extra` may be more)."""
        trigger = self.parts["trigger"]
        shares = {part: 100 * self.parts[part].recall for part in _SHARES}
        extra = 100 * trigger.fp / max(trigger.tp + trigger.fn, 1)
        return {part: 100 * self.parts[part].fscore for part in _F1} | {"extra": extra} | shares


def score_page(page: GoldPage, found: Annotations) -> Score:
    """What was read of a page against what is marked in it."""
    partner = partners(page.events, found.events)
    taken = set(partner.values())
    score = Score()

    def count(one: Compared, at: int) -> None:
        score.count(one)
        score.mistakes.extend(_mistakes(one, page, at))

    for i, gold in enumerate(page.events):
        if not gold.optional:
            event = found.events[partner[i]] if i in partner else None
            for one in compared(gold, event, found.things):
                count(one, gold.start)
    for j, event in enumerate(found.events):
        if j not in taken:
            for one in too_many(event):
                count(one, event.trigger.start)
    return score


def score_files(pipeline: Pipeline, files: Iterable[Path]) -> dict[str, Score]:
    """Each page's score, by its name."""
    pages = [read_page(path) for path in files]
    read = pipeline.annotate_texts([(page.text, page.published) for page in pages])
    return {page.id: score_page(page, one) for page, one in zip(pages, read, strict=True)}


def total(scores: Iterable[Score]) -> Score:
    """The score of all pages as if they were one."""
    return sum(scores, Score())


def _mistakes(one: Compared, page: GoldPage, at: int) -> Iterable[Mistake]:
    line = page.text[page.text.rfind("\n", 0, at) + 1 :].partition("\n")[0]
    if one.part != "type":
        for kind, listed in (("missed", one.missed), ("extra", one.extra)):
            yield from (Mistake(f"{kind} {one.part}", page.id, what, line) for what in listed)
    elif one.missed and one.extra:
        yield Mistake("wrong type", page.id, f"{one.missed[0]}, not {one.extra[0]}", line)


def _table(scores: Mapping[str, Score]) -> str:
    rows = {**scores, "all": total(scores.values())}
    width = max(len(name) for name in rows)
    header = " ".join(f"{part:>10}" for part in Score().numbers())
    lines = [f"{'':{width}} {header}"]
    for name, score in rows.items():
        numbers = " ".join(f"{number:10.1f}" for number in score.numbers().values())
        lines.append(f"{name:{width}} {numbers}")
    return "\n".join(lines)


def _listed(mistakes: Iterable[Mistake], most: int) -> str:
    by_kind = defaultdict(list)
    for mistake in mistakes:
        by_kind[mistake.kind].append(f"  {mistake.page}: {mistake.what} | {mistake.line}")
    kinds = sorted(by_kind.items(), key=lambda kind: -len(kind[1]))
    blocks = (f"{kind}: {len(lines)}\n" + "\n".join(lines[:most]) for kind, lines in kinds)
    return "\n".join(blocks)


def main() -> None:
    """Prints the table for the files, by default the pages that have floors."""
    parser = ArgumentParser(description="scores of the events of annotated pages")
    parser.add_argument("files", nargs="*", type=Path, help="default: all test pages")
    parser.add_argument("--profile", default="news", help="the spaCy pipeline")
    parser.add_argument("--errors", type=int, default=0, help="mistakes to print of each kind")
    arguments = parser.parse_args()
    pipeline = load(PipelineConfig(spacy_pipeline=arguments.profile))
    scores = score_files(pipeline, arguments.files or page_files("test"))
    print(_table(scores))
    if arguments.errors:
        print(_listed(total(scores.values()).mistakes, arguments.errors))


if __name__ == "__main__":
    main()

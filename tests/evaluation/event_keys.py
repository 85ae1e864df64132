"""How often two pages that tell of one event give it one key, and how often two events share one.

Decides which pairs are compared: reports of our own in `told_twice.toml`, and documents of ECB+.

    python -m tests.evaluation.event_keys [ECBPLUS.jsonl]

ECB+ has 43 topics of two events each, say two quakes, and many documents of both. Lines of the file
are sentences: {"doc", "topic", "text"}, `doc` as in ECB+ ("20_3ecb.xml", "20_4ecbplus.xml"), which
tells the two events apart. Mentions are not compared by its clusters but by their trigger: the same
word for the same type in two documents of one event is taken for one event, in two documents of the
two events for two. That is right in most cases, not in all.
"""

import argparse
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

from worker.pipeline import Pipeline, PipelineConfig, load
from worker.records import Event, Modality

TOLD_TWICE = Path(__file__).with_name("told_twice.toml")
_SAME_WORD_CHARS = 4  # "killed", "killing", "kills"


@dataclass(frozen=True, slots=True)
class Told:
    """An event that two outlets tell, and another that is nearly the same: their keys."""

    name: str
    one: frozenset[str]
    two: frozenset[str]
    other: frozenset[str]

    @property
    def has_one_key(self) -> bool:
        """Whether the outlets give it a key in common."""
        return not self.one.isdisjoint(self.two)

    @property
    def is_mistaken(self) -> bool:
        """Whether the other event has a key of this one."""
        return not self.other.isdisjoint(self.one | self.two)


@dataclass(frozen=True, slots=True)
class Pairs:
    """How many pairs of mentions were compared, in how many both have a key, and one key."""

    compared: int
    with_keys: int
    with_one_key: int

    def __str__(self) -> str:
        return f"one key in {self.with_one_key} of {self.compared} ({self.with_keys} with keys)"


def told_twice(pipeline: Pipeline) -> list[Told]:
    """Our own pairs of reports."""
    rows = tomllib.loads(TOLD_TWICE.read_text(encoding="utf-8"))["event"]

    def keys(row: Mapping[str, str], kind: str) -> frozenset[str]:
        found = pipeline.annotate_text(row["text"].strip(), row["published"]).events
        return frozenset(event.key for event in found if event.key and _type(event) == kind)

    return [
        Told(row["name"], *(keys(row[which], row["type"]) for which in ("one", "two", "other")))
        for row in rows
    ]


def ecb_plus(pipeline: Pipeline, path: Path) -> tuple[Pairs, Pairs]:
    """Pairs of mentions of one event, and of two events of one topic."""
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        texts[row["topic"], row["doc"]].append(row["text"])
    # topic, type and word; then which of the two events; then (document, key)
    mentions: dict[tuple[str, str, str], tuple[list[_Mention], list[_Mention]]]
    mentions = defaultdict(lambda: ([], []))
    for (topic, doc), sentences in texts.items():
        for event in pipeline.annotate_text("\n\n".join(sentences)).events:
            if event.modality is Modality.ACTUAL and not event.negated:
                word = event.trigger.text.lower()[:_SAME_WORD_CHARS]
                which = "ecbplus" in doc
                mentions[topic, _type(event), word][which].append((doc, event.key))
    one = (
        (left, right)
        for both in mentions.values()
        for own in both
        for left, right in combinations(own, 2)
        if left[0] != right[0]
    )
    return _counted(one), _counted(pair for both in mentions.values() for pair in product(*both))


_Mention = tuple[str, str]


def _counted(pairs: Iterable[tuple[_Mention, _Mention]]) -> Pairs:
    keys = [(left, right) for (_, left), (_, right) in pairs]
    both = [(left, right) for left, right in keys if left and right]
    return Pairs(len(keys), len(both), sum(left == right for left, right in both))


def _type(event: Event) -> str:
    return event.type or event.ext_type or ""


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("ecb_plus", nargs="?", type=Path, metavar="ECBPLUS.jsonl")
    args = parser.parse_args()
    pipeline = load(PipelineConfig())
    told = told_twice(pipeline)
    print(f"told twice: one key for {sum(one.has_one_key for one in told)} of {len(told)} events,")
    print(f"  {sum(one.is_mistaken for one in told)} mistaken for another")
    if args.ecb_plus:
        same, different = ecb_plus(pipeline, args.ecb_plus)
        print(f"ECB+, one event: {same}\nECB+, two events: {different}")


if __name__ == "__main__":
    main()

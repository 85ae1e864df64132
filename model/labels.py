"""What the heads tell apart: their names, their classes and the number of each class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from treebanks import Sentence
from worker.enrichment.news.lemmas import script

IGNORED = -100  # in the place of a class: nothing is known, nothing is learnt
CLASSED = ("entity", "tag", "morph", "lemma", "relation")  # heads with a list of classes
LABELS = ("entity", "tag", "morph", "lemma", "begin", "head", "relation")  # of each word
ENTITY_LABELS = ("PERSON", "ORG", "LOC", "NORP", "MISC")
OUTSIDE = "O"
ENTITY_TAGS = (OUTSIDE, *(f"{b}-{label}" for label in ENTITY_LABELS for b in ("B", "I")))
# What was seen less often is as likely a slip of the annotators, and nothing to learn from.
_LEAST, _LEAST_LEMMA = 2, 3


@dataclass(slots=True)
class Inventory:
    """The classes of each head, in the order of their ids."""

    tag: list[str]
    morph: list[str]
    lemma: list[str]
    relation: list[str]
    entity: list[str] = field(default_factory=lambda: list(ENTITY_TAGS))

    def ids(self) -> dict[str, dict[str, int]]:
        """Class to id, for each head."""
        return {name: {c: i for i, c in enumerate(getattr(self, name))} for name in CLASSED}


def inventory(sentences: Iterable[Sentence]) -> Inventory:
    """Every class seen often enough to be learnt, the commonest first."""
    tag, morph, lemma, relation = (Counter[str]() for _ in range(4))
    for s in sentences:
        tag.update(s.xpos)
        morph.update(map(morph_class, s.upos, s.feats))
        lemma.update(map(script, s.words, s.lemmas))
        relation.update(s.deps)

    def kept(counts: Counter[str], least: int) -> list[str]:
        return [name for name, count in counts.most_common() if count >= least]

    return Inventory(
        kept(tag, _LEAST), kept(morph, _LEAST), kept(lemma, _LEAST_LEMMA), kept(relation, _LEAST)
    )


def morph_class(upos: str, feats: str) -> str:
    """Part of speech and features as one class."""
    return f"{upos}|{feats}" if feats else upos

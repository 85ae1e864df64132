"""Storms by name: "Typhoon Mawar" is what strikes, and nobody who acts.

Decides which names are those of storms and which word stands for one in the tree, since the parser
takes either half for the head. Must not know what storms do.
"""

import re
from dataclasses import dataclass

from spacy.tokens import Token

from worker.records import Entity, Span

_LABELS = frozenset({"EVENT", "MISC"})  # a street, a town and a team have names like these, too
_NAME = re.compile(
    r"(?i:(?:(?:super|severe|winter|(?:ex-|extra|post-|sub)?tropical)\s+){0,2}"
    r"(?P<kind>typhoon|hurricane|cyclone|storm))\s+(?P<name>[A-Z][^\W\d]+)"
)
_WEAPONS = frozenset({"shadow", "shadows"})


@dataclass(frozen=True, slots=True)
class Storm:
    """A storm by its whole name."""

    kind: str  # the noun for it, in lower case: "typhoon"
    name: Span


def storm_of(ent: Entity) -> Storm | None:
    """The storm that the name is the name of, if it is one."""
    if ent.label not in _LABELS:
        return None
    found = _NAME.fullmatch(ent.text)
    if found is None or found["name"].lower() in _WEAPONS:
        return None
    return Storm(found["kind"].lower(), Span(ent.start, ent.end, ent.text))


def is_head_of_storm(token: Token, storm: Storm) -> bool:
    """Whether, of the two halves of a storm's name, this is the one that the tree hangs by."""
    if token.lower_ == storm.kind:
        return token.dep_ != "compound"
    before = token.nbor(-1) if token.idx > storm.name.start else token
    return before.lower_ == storm.kind and before.dep_ == "compound" and before.head.i == token.i

"""Classes of nouns: what an entry of the lexicon asks for by one word instead of a list.

Decides what a class holds: nouns, other words, and the labels and sectors of names, the latter in
capitals, so that one set holds all. Must not know spaCy, nor which entries ask for it.
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from worker.events.forms import all_noun_forms
from worker.events.sectors import single_nouns

A_NUMBER = "#"  # any, where it stands alone: "157 were injured"
_FIELDS = frozenset({"classes", "labels", "not_nouns", "nouns", "sectors", "words"})


def expanded(names: Iterable[str]) -> frozenset[str]:
    """All forms of the nouns, and whatever belongs to the classes among them.

    Raises ValueError for a word in capitals that is no class.
    """
    given = list(names)
    found = all_noun_forms(" ".join(name for name in given if not name.isupper()))
    return found.union(*(_members(name) for name in given if name.isupper()))


def expanded_nouns(names: Iterable[str]) -> frozenset[str]:
    """The same without labels, pronouns and numbers, which forbid nothing."""
    given = list(names)
    found = all_noun_forms(" ".join(name for name in given if not name.isupper()))
    return found.union(*(_nouns(name) for name in given if name.isupper()))


@cache
def _members(name: str) -> frozenset[str]:
    raw = _class(name)
    found = _nouns(name).union(raw.get("labels", ()), raw.get("words", ()))
    return found.union(*(_members(other) for other in raw.get("classes", ())))


@cache
def _nouns(name: str) -> frozenset[str]:
    raw = _class(name)
    nouns = single_nouns(raw.get("sectors", ())).union(raw.get("nouns", ()))
    own = all_noun_forms(" ".join(nouns - {*raw.get("not_nouns", ())}))
    return own.union(*(_nouns(other) for other in raw.get("classes", ())))


def _class(name: str) -> dict[str, list[str]]:
    known = _classes()
    if name not in known:
        raise ValueError(f"{name} is no class of nouns: {', '.join(known)}")
    return known[name]


@cache
def _classes() -> dict[str, dict[str, list[str]]]:
    """The bundled classes by name. Raises ValueError for unknown fields."""
    text = files(__package__).joinpath("noun_classes.toml").read_text(encoding="utf-8")
    known: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    for name, raw in known.items():
        if set(raw) - _FIELDS:
            raise ValueError(f"class of nouns {name}: unknown fields {set(raw) - _FIELDS}")
    return known

"""The lexicon: which words, under which conditions, are an event of which type.

Decides the form of an entry and refuses what makes no sense. Must not know spaCy: conditions are
plain values, tested elsewhere.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from worker.events.forms import all_noun_forms, noun_forms, verb_forms

PLOVER_TYPES = frozenset(
    {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST"}
    | {"ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
)
EXT_TYPES = frozenset(
    {"STATEMENT", "CASUALTY", "ESCAPE", "TERRITORY_CONTROL", "BORDER_CROSSING", "DISASTER"}
    | {"MOVEMENT", "CRIME"}
)


class Role(StrEnum):
    """What an argument is to the event."""

    ACTOR = "actor"
    RECIPIENT = "recipient"
    NONE = "none"  # nobody: a thing, a topic, the second half of a fixed phrase


class Voice(StrEnum):
    """Whether somebody must be there who does it."""

    ANY = "any"
    AGENT = "agent"  # active with an object, or passive with "by"
    AGENTLESS = "agentless"  # passive without "by", or nothing but a subject


@dataclass(frozen=True, slots=True)
class Entry:
    """Words that behave alike; the file's head explains every field."""

    lemmas: frozenset[str]
    pos: str = "VERB"
    type: str | None = None
    ext_type: str | None = None
    objects: frozenset[str] = frozenset()  # every form of the nouns, as are the next two
    objects_if_any: frozenset[str] = frozenset()
    not_objects: frozenset[str] = frozenset()
    object_is_place: bool = False  # a GPE, LOC or FAC will do as object as well
    object_is_person: bool = False  # so will a PERSON
    needs: frozenset[str] = frozenset()
    needs_argument: bool = False  # an object, a clause, or "by"
    voice: Voice = Voice.ANY
    subject: Role = Role.ACTOR
    object: Role = Role.RECIPIENT
    possessor: Role = Role.ACTOR
    roles: Mapping[str, Role] = field(default_factory=dict)  # by preposition
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The type, PLOVER's or our own."""
        return self.type or self.ext_type or ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries, and those of a word as it stands in texts, in the order of the file."""

    entries: tuple[Entry, ...]
    by_word: Mapping[tuple[str, str], tuple[Entry, ...]]  # (VERB or NOUN, form in lower case)


@cache
def load_lexicon() -> Lexicon:
    """The bundled lexicon. Raises ValueError naming the entry that makes no sense."""
    text = files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8")
    entries = tuple(parse_entry(raw) for raw in tomllib.loads(text)["entry"])
    by_word: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        forms = verb_forms if entry.pos == "VERB" else noun_forms
        for form in sorted({form for lemma in entry.lemmas for form in forms(lemma)}):
            by_word.setdefault((entry.pos, form), []).append(entry)
    return Lexicon(entries, {word: tuple(found) for word, found in by_word.items()})


def parse_entry(raw: Mapping[str, Any]) -> Entry:
    """One [[entry]] of the file. Raises ValueError for unknown fields, types, roles."""
    who = f"lexicon entry {raw.get('lemmas')}"
    unknown = set(raw) - {known.name for known in fields(Entry)}
    if unknown:
        raise ValueError(f"{who}: unknown fields {sorted(unknown)}")
    if not raw.get("lemmas") or not raw.get("examples"):
        raise ValueError(f"{who}: needs lemmas and at least one example")
    if (raw.get("type") in PLOVER_TYPES) == (raw.get("ext_type") in EXT_TYPES):
        raise ValueError(f"{who}: needs one known type or one known ext_type")
    if raw.get("pos", "VERB") not in {"VERB", "NOUN"}:
        raise ValueError(f"{who}: pos must be VERB or NOUN")
    try:
        return Entry(**{name: _value(name, value) for name, value in raw.items()})
    except ValueError as error:
        raise ValueError(f"{who}: {error}") from error


def _value(name: str, value: Any) -> Any:
    """A field's value in the type that `Entry` has for it."""
    if name == "voice":
        return Voice(value)
    if name in {"subject", "object", "possessor"}:
        return Role(value)
    if name == "roles":
        return {preposition: Role(role) for preposition, role in value.items()}
    if "objects" in name:
        return all_noun_forms(" ".join(value))
    if isinstance(value, list):
        return tuple(value) if name.endswith("examples") else frozenset(value)
    return value

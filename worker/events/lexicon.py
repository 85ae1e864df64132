"""The lexicon: which words, under which conditions, are an event of which type.

Decides the form of an entry and refuses what makes no sense. Must not know spaCy: conditions are
plain values, tested elsewhere.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from worker.events.forms import all_verb_forms, noun_forms, verb_forms
from worker.events.noun_classes import expanded, expanded_nouns
from worker.events.plover import CONTEXTS, EXT_TYPES, MODES, PLOVER_TYPES

_FORMS: Mapping[str, Callable[[str], frozenset[str]]] = {
    "VERB": verb_forms,
    "NOUN": noun_forms,
    "ADJ": lambda lemma: frozenset({lemma}),
}
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_PEOPLE = frozenset({"PERSON", "NORP"})
_TUPLES = frozenset({"contexts", "examples", "counter_examples"})


class Role(StrEnum):
    """What an argument is to the event."""

    ACTOR = "actor"
    RECIPIENT = "recipient"
    THING = "thing"  # the recipient where nobody is: "blocked a road", "took a hill"
    NONE = "none"  # nobody: a thing, a topic, the second half of a fixed phrase


class Voice(StrEnum):
    """Whether somebody must be there who does it."""

    ANY = "any"
    AGENT = "agent"  # active with an object, or passive with "by"
    AGENTLESS = "agentless"  # passive without "by", or nothing but a subject


@dataclass(frozen=True, slots=True)
class Entry:
    """Words that behave alike; `types/README.md` explains every field."""

    lemmas: frozenset[str]
    pos: str = "VERB"
    type: str | None = None
    ext_type: str | None = None
    # Every form of the nouns, as are the next ones; in capitals the labels and sectors of names.
    objects: frozenset[str] = frozenset()
    objects_if_any: frozenset[str] = frozenset()
    not_objects: frozenset[str] = frozenset()
    object_is_place: bool = False  # a GPE, LOC or FAC will do as object as well
    object_is_person: bool = False  # so will a PERSON
    subjects: frozenset[str] = frozenset()
    not_subjects: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    not_needs: frozenset[str] = frozenset()
    phrases: Mapping[str, frozenset[str]] = field(default_factory=dict)  # preposition: noun forms
    not_phrases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    modifiers: frozenset[str] = frozenset()  # of a noun, as they stand in texts
    not_modifiers: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()  # somewhere in the sentence; every form of the nouns
    not_beside: frozenset[str] = frozenset()
    complements: frozenset[str] = frozenset()  # every form of the verbs
    not_complements: frozenset[str] = frozenset()
    needs_clause: bool = False
    needs_infinitive: bool = False  # "told them to leave", not "told them that"
    needs_wish: bool = False  # "asked that he resign", not "that he had resigned"
    needs_argument: bool = False  # an object, a clause, or "by"
    voice: Voice = Voice.ANY
    subject: Role = Role.ACTOR
    object: Role = Role.RECIPIENT
    possessor: Role = Role.ACTOR
    roles: Mapping[str, Role] = field(default_factory=dict)  # by preposition
    mode: str | None = None  # PLOVER's, of the type
    contexts: tuple[str, ...] = ()  # PLOVER's
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The type, PLOVER's or our own."""
        return self.type or self.ext_type or ""

    @property
    def conditions(self) -> tuple[int, int]:
        """How much must be there, and how much must not: of two entries that fit a word, the one
        that asks for more wins.
        """
        asked: tuple[object, ...] = (
            self.objects,
            self.objects_if_any,
            self.subjects,
            self.particles,
            self.needs,
            self.phrases,
            self.modifiers,
            self.beside,
            self.complements,
            self.needs_clause or self.needs_infinitive or self.needs_wish,
            self.needs_argument,
            self.voice is not Voice.ANY,
        )
        forbidden = (
            self.not_objects,
            self.not_subjects,
            self.not_needs,
            self.not_phrases,
            self.not_modifiers,
            self.not_beside,
            self.not_complements,
        )
        return sum(map(bool, asked)), sum(map(bool, forbidden))

    @property
    def forms(self) -> frozenset[str]:
        """The lemmas as they stand in texts, in lower case."""
        return frozenset(form for lemma in self.lemmas for form in _FORMS[self.pos](lemma))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries, and those of a word as it stands in texts, the most demanding first."""

    entries: tuple[Entry, ...]
    by_word: Mapping[tuple[str, str], tuple[Entry, ...]]  # (part of speech, form in lower case)


@cache
def load_lexicon() -> Lexicon:
    """The bundled lexicon. Raises ValueError naming the entry that makes no sense."""
    folder = files(__package__).joinpath("types")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    entries = tuple(
        entry
        for name in names
        for entry in parse_file(folder.joinpath(name).read_text(encoding="utf-8"))
    )
    by_word: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        for form in sorted(entry.forms):
            by_word.setdefault((entry.pos, form), []).append(entry)
    return Lexicon(
        entries,
        {
            word: tuple(sorted(found, key=lambda entry: entry.conditions, reverse=True))
            for word, found in by_word.items()
        },
    )


def parse_file(text: str) -> list[Entry]:
    """The entries of one type's file. Raises ValueError for what makes no sense."""
    raw = tomllib.loads(text)
    shared = {name: raw[name] for name in ("type", "ext_type") if name in raw}
    unknown = set(raw) - {"type", "ext_type", "entry"}
    if unknown:
        raise ValueError(f"lexicon of {shared}: unknown fields {sorted(unknown)}")
    return [parse_entry(shared | entry) for entry in raw["entry"]]


def parse_entry(raw: Mapping[str, Any]) -> Entry:
    """One [[entry]] of a file, with its type. Raises ValueError for unknown fields or values."""
    who = f"lexicon entry {raw.get('lemmas')}"
    unknown = set(raw) - {known.name for known in fields(Entry)}
    if unknown:
        raise ValueError(f"{who}: unknown fields {sorted(unknown)}")
    if not raw.get("lemmas") or not raw.get("examples"):
        raise ValueError(f"{who}: needs lemmas and at least one example")
    kinds = [raw.get("type"), raw.get("ext_type")]
    if kinds == [None, None] or kinds[0] not in {None, *PLOVER_TYPES}:
        raise ValueError(f"{who}: unknown type {kinds[0]!r}")
    if kinds[1] not in {None, *EXT_TYPES}:
        raise ValueError(f"{who}: unknown ext_type {kinds[1]!r}")
    if raw.get("pos", "VERB") not in _FORMS:
        raise ValueError(f"{who}: pos must be one of {', '.join(_FORMS)}")
    if "mode" in raw and raw["mode"] not in MODES.get(raw.get("type", ""), ()):
        raise ValueError(f"{who}: {raw['mode']!r} is no mode of {raw.get('type')}")
    strange = set(raw.get("contexts", ())) - CONTEXTS
    if strange:
        raise ValueError(f"{who}: unknown contexts {sorted(strange)}")
    try:
        entry = Entry(**{name: _value(name, value) for name, value in raw.items()})
    except ValueError as error:
        raise ValueError(f"{who}: {error}") from error
    by_name = _PLACES if entry.object_is_place else frozenset()
    by_name |= _PEOPLE if entry.object_is_person else frozenset()
    return replace(entry, objects=entry.objects | by_name) if entry.objects else entry


def _value(name: str, value: Any) -> Any:
    """A field's value in the type that `Entry` has for it."""
    if name == "voice":
        return Voice(value)
    if name in {"subject", "object", "possessor"}:
        return Role(value)
    if name == "roles":
        return {preposition: Role(role) for preposition, role in value.items()}
    if "complements" in name:
        return all_verb_forms(" ".join(value))
    nouns = expanded_nouns if name.startswith("not_") else expanded
    if "phrases" in name:
        return {preposition: nouns(given) for preposition, given in value.items()}
    if "objects" in name or "subjects" in name or name.endswith("beside"):
        return nouns(value)
    if isinstance(value, list):
        return tuple(value) if name in _TUPLES else frozenset(value)
    return value

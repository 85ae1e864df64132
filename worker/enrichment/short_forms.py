"""Short forms of names: surnames, initials and shortened names follow the fullest form of a page.

Decides what a name may be cut down to, and to which name of the page a short form points; to none
where it may be two. Must not know what the names stand for.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from worker.enrichment.names import folded
from worker.enrichment.organisations import is_news_agency
from worker.records import Entity

_LONGEST_WORDS = 10  # of a name that is cut down: a longer one is none
_ARTICLES = ("al-", "el-", "al ", "el ")  # "Assad" is al-Assad
# What an organisation's name ends in and is often called without.
_TAILS = frozenset(["ag", "agency", "co", "company", "corp", "corporation", "group", "inc", "llc"])
_TAILS |= {"ltd", "movement", "network", "party", "plc"}
_NOT_CUT_BEHIND = frozenset({"of", "for", "and", "&", "the", "de", "du", "des", "in", "on"})
_ACRONYM = re.compile(r"(?=(?:[a-z&.-]{0,10}[A-Z]){2})[A-Z][A-Za-z&.-]{1,11}")
_BRACKETED = re.compile(rf"\s\(({_ACRONYM.pattern})\)")
_DEFINES = frozenset({"ORG", "FAC", "LOC", "GPE", "MISC", "EVENT", "LAW"})
_CUT = frozenset({"PERSON", "ORG"})


def with_full_names(ents: Sequence[Entity], text: str) -> tuple[Entity, ...]:
    """Each name with the fullest form of it on the page as its canonical form."""
    full: dict[tuple[str, str], set[str]] = defaultdict(set)  # (label, short form): its full names
    first_said: dict[str, int] = {}  # name: where; in the order of the text
    given: dict[str, set[str]] = defaultdict(set)  # given name, or surname in front: full names
    for ent in ents:
        if ent.label not in _CUT or ent.canonical in first_said:
            continue
        first_said[ent.canonical] = ent.start
        for short in _short_forms(ent.label, ent.canonical):
            full[ent.label, short].add(ent.canonical)
        if ent.label == "PERSON" and " " in ent.canonical:
            given[folded(ent.canonical.split()[0])].add(ent.canonical)
    # Once for each short form: a page may name a thousand people of one surname a thousand times.
    fullest = {(label, short): _fullest(label, them) for (label, short), them in full.items()}
    defined = dict(_defined(ents, text))

    def full_name(ent: Entity) -> str:
        key = folded(ent.canonical)
        name = defined.get(key) or fullest.get((ent.label, key))
        if name is None and ent.label == "PERSON" and len(given[key]) == 1:
            (name,) = given[key]
            if first_said[name] > ent.start:  # only what was said in full before is called so
                return ent.canonical
        return name or ent.canonical

    return tuple(replace(ent, canonical=full_name(ent)) for ent in ents)


def _short_forms(label: str, name: str) -> set[str]:
    """What a name is cut down to later on, folded; never the name itself."""
    words = name.split()
    if not 2 <= len(words) <= _LONGEST_WORDS:
        return set()
    found = set(_of_person(words) if label == "PERSON" else _of_organisation(words))
    return {folded(short) for short in found} - {folded(name), ""}


def _of_person(words: Sequence[str]) -> Iterator[str]:
    for start in range(1, len(words)):
        short = " ".join(words[start:])
        yield short
        if short.lower().startswith(_ARTICLES):
            yield short[3:]
    if len(words) > 2:  # "George Bush" is George W. Bush
        yield f"{words[0]} {words[-1]}"


def _of_organisation(words: Sequence[str]) -> Iterator[str]:
    initials = "".join(word[0] for word in words if word[0].isupper())
    if len(initials) > 1:
        yield initials
    everything = "".join(word[0] for word in words)
    if len(everything) > 2:
        yield everything.upper()
    if folded(words[-1]) in _TAILS:
        yield " ".join(words[:-1])
    for start in range(1, len(words) - 1):  # "Foreign Ministry" is the Iranian Foreign Ministry
        if words[start][0].isupper() and words[start - 1].lower() not in _NOT_CUT_BEHIND:
            yield " ".join(words[start:])


def _fullest(label: str, candidates: set[str]) -> str | None:
    """The longest candidate, when all others are short forms of it; else nobody."""
    longest = max(sorted(candidates), key=len)
    forms = _short_forms(label, longest) if len(candidates) > 1 else set()
    return longest if all(folded(name) in forms for name in candidates - {longest}) else None


def _defined(ents: Sequence[Entity], text: str) -> Iterator[tuple[str, str]]:
    """Short forms, folded, that the text puts beside a name in brackets, with that name."""
    for ent, following in zip_longest(ents, ents[1:]):
        if ent.label not in _DEFINES:
            continue
        words = ent.canonical.split()
        bracketed = _BRACKETED.match(text, ent.end)
        if bracketed and 2 <= len(words) <= _LONGEST_WORDS:
            foreign = ent.label == "ORG" and len(words) > 2 and bracketed[1].isupper()
            if not is_news_agency(bracketed[1]) and (foreign or _may_be(bracketed[1], words)):
                yield folded(bracketed[1]), ent.canonical
        elif (
            following is not None
            and following.start == ent.end + 2
            and text[ent.end : following.start] == " ("
            and text.startswith(")", following.end)
            and _ACRONYM.fullmatch(ent.canonical)
            and _may_be(ent.canonical, following.canonical.split())
        ):
            yield folded(ent.canonical), following.canonical


def _may_be(acronym: str, words: Sequence[str]) -> bool:
    """Whether the acronym's letters come one after the other in the words, the first at a start."""
    letters = folded(acronym).replace(" ", "")
    name = " ".join(folded(word) for word in words)
    at = name.find(letters[0]) if name.startswith(letters[0]) else name.find(f" {letters[0]}") + 1
    if at == 0 and not name.startswith(letters[0]):
        return False
    for letter in letters[1:]:
        at = name.find(letter, at + 1)
        if at < 0:
            return False
    return len(letters) < len(name) / 2

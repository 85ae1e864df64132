"""What stands at a person's name: the title or office before or behind it, and mere courtesy.

Decides which words are a title and where one begins and ends. Must not know what was found as a
name, nor the document: it looks at a few words on either side.
"""

import re
import tomllib
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_WINDOW_CHARS = 100  # nobody's title is longer
_MOST_WORDS = 8
# In capitals these two may be states: the European Union, the Russian Federation.
_ALSO_STATES = frozenset({"federation", "union"})
# Offices that a state has and any other body as well.
_OF_ANY_BODY = frozenset({"captain", "president", "secretary", "treasurer", "vice-president"})
_LINKS = frozenset({"of", "for"})
_WORD = re.compile(r"[^\s,;:()\[\]\"“”]+")
_AGE = re.compile(r", \d{1,3}(?=, )")
_DETERMINERS = frozenset({"the", "a", "an", "its", "his", "her", "their", "our", "then"})
_OF_A_BODY = r" of (?:the|a) (?:[a-z'’-]{{2,20}} ){{0,3}}(?:{})\b"
_AFTER_TITLE = re.compile(r"[,.;:)\n]|$|\s(?:of|for|in|at|from|under|and|who|to|on|since|until)\b")


@dataclass(frozen=True, slots=True)
class _Words:
    offices: dict[str, str]  # what a title ends in, or has before "of": its sector or ""
    branches: dict[str, str]  # what says the sector where the office does not: "army chief"
    bodies: dict[str, str]  # what is no state: its sector or ""
    of_a_body: re.Pattern[str]  # " of the miners' union"
    parts: frozenset[str]  # these, and what may stand before them or behind "of"
    never_names: frozenset[str]  # offices that no given name is spelled like
    courtesy: frozenset[str]
    abbreviated: frozenset[str]  # with a full stop, they end no sentence


def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("offices.toml").read_text(encoding="utf-8"))


@cache
def _words() -> _Words:
    table = _table()
    offices, branches, bodies = (
        {word: sector for sector, words in table[part].items() for word in words.split()}
        for part in ("offices", "branches", "bodies")
    )
    return _Words(
        offices=offices,
        branches=branches,
        bodies=bodies,
        of_a_body=re.compile(_OF_A_BODY.format("|".join(bodies))),
        parts=frozenset(table["modifiers"].split()) | offices.keys() | bodies.keys(),
        never_names=frozenset(offices) - frozenset(table["names"].split()),
        courtesy=frozenset(table["courtesy"].split()),
        abbreviated=frozenset(table["abbreviated"].split()),
    )


def offices() -> dict[str, str]:
    """What a title may end in: words by PLOVER's sector, written out and not abbreviated."""
    table = _table()
    short = frozenset(table["abbreviated"].split())
    return {
        sector: " ".join(word for word in words.split() if word not in short)
        for sector, words in table["offices"].items()
        if sector
    }


def bodies() -> dict[str, str]:
    """Words for bodies that govern nobody, each with its sector or ""."""
    return dict(_words().bodies)


def is_of_any_body(title: str) -> bool:
    """Whether also a club or a company has somebody with this title: "vice president"."""
    return _plain(title.split()[-1]) in _OF_ANY_BODY


def is_title(name: str) -> bool:
    """Whether all of it is a title or courtesy, so that it names nobody by itself."""
    known, words = _words(), {_plain(word) for word in name.split()}
    heads = known.offices.keys() | known.courtesy
    return words <= known.parts | known.courtesy and not words.isdisjoint(heads)


def inside(name: str) -> tuple[int, str | None]:
    """How many characters at the start of a name are no name, and the title among them."""
    known, words = _words(), list(_WORD.finditer(name))
    plain = [_plain(word[0]) for word in words[:-1]]
    first = _while(plain, 0, known.courtesy)
    stop = _while(plain, first, known.parts)
    while stop > first and plain[stop - 1] not in known.never_names:
        stop -= 1
    name_at = _while(plain, stop, known.courtesy)
    cut = words[name_at].start() if name_at else 0
    return cut, _spelled(
        name, words[first].start(), words[stop - 1].end()
    ) if stop > first else None


def before(text: str, start: int, floor: int) -> str | None:
    """The title that ends right before the name at `start`; nothing before `floor` is looked at."""
    known, words = _words(), _run(text, max(floor, start - _WINDOW_CHARS), start)
    while words and _plain(words[-1][0]) in known.courtesy:
        words.pop()
    plain = [_plain(word[0]) for word in words]
    end = at = len(plain)
    if at and plain[at - 1] not in known.offices:  # "Secretary of State"
        while at and (plain[at - 1] in known.parts or plain[at - 1] == "and"):
            at -= 1
        if not at or at == end or plain[at - 1] not in _LINKS:
            return None
        at -= 1
    if not at or plain[at - 1] not in known.offices:
        return None
    while at and plain[at - 1] in known.parts:
        at -= 1
    return _spelled(text, words[at].start(), words[end - 1].end())


def behind(text: str, end: int) -> str | None:
    """The title in apposition to the name that ends at `end`: "Ann Lee, the finance minister,"."""
    if age := _AGE.match(text, end):
        end = age.end()
    if not text.startswith(", ", end):
        return None
    stop = min(len(text), end + _WINDOW_CHARS)
    known, words = _words(), list(_WORD.finditer(text, end + 1, stop))[:_MOST_WORDS]
    plain = [_plain(word[0]) for word in words]
    at = 1 if plain and plain[0] in _DETERMINERS else 0
    # "Iran's supreme leader", "Iranian foreign minister": capitals that are no part of an office
    while at < len(words) and words[at][0][:1].isupper() and plain[at] not in known.parts:
        at += 1
    first = at
    while at < len(words) and plain[at] in known.parts and (at == first or not _parted(words, at)):
        at += 1
    if at == first or plain[at - 1] not in known.offices:
        return None
    if at + 1 < len(words) and plain[at] in _LINKS and plain[at + 1] in known.parts:
        at += 2  # "secretary of state"
        while at < len(words) and plain[at] in known.parts and not _parted(words, at):
            at += 1
    title_end = words[at - 1].end() - words[at - 1][0].endswith(".")
    if body := known.of_a_body.match(text, title_end):
        title_end = body.end()
    if not _AFTER_TITLE.match(text, title_end):
        return None
    return _spelled(text, words[first].start(), title_end)


def sector(title: str) -> str | None:
    """PLOVER's sector of who has this title: by its branch ("police chief"), by the body whose
    president he is, else by its office.
    """
    known, words = _words(), [_plain(word) for word in title.split()]
    body = next((word for word in words if word in known.bodies), None)
    has_head = body == "union" or not _OF_ANY_BODY.isdisjoint(words)
    if body and has_head and not (body in _ALSO_STATES and _is_capital(body, title)):
        return known.bodies[body] or None
    offices = [known.offices[word] for word in words if word in known.offices]
    branches = [known.branches[word] for word in words if word in known.branches]
    if branches and (branches[0] == "COP" or not (offices and offices[-1])):
        return branches[0]
    return next(filter(None, reversed(offices)), None)


def _is_capital(word: str, title: str) -> bool:
    """Whether the title has the word with a capital that is not that of a sentence's beginning."""
    if word in title.split():
        return False
    return not (title.lower().startswith(word) and title.split()[-1].islower())


def _while(words: Sequence[str], at: int, known: Set[str]) -> int:
    while at < len(words) and words[at] in known:
        at += 1
    return at


def _parted(words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a mark stands between this word and the one before it."""
    return words[at].start() - words[at - 1].end() != 1 or words[at - 1][0].endswith(".")


def _run(text: str, left: int, start: int) -> list[re.Match[str]]:
    """The last words before a name, with nothing but a blank between them and before it."""
    run: list[re.Match[str]] = []
    abbreviated, right = _words().abbreviated, start
    for word in reversed(list(_WORD.finditer(text, left, start))):
        stopped = word[0].endswith(".") and _plain(word[0]) not in abbreviated
        if (
            stopped
            or right - word.end() != 1
            or text[word.end()] == "\n"
            or len(run) == _MOST_WORDS
        ):
            break
        run.append(word)
        right = word.start()
    return run[::-1][-_MOST_WORDS:]


def _spelled(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())


def _plain(word: str) -> str:
    return word.lower().rstrip(".")

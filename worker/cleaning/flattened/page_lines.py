"""Lines at the top of a page that are the page's and not the article's: menus, cookies, crumbs.

Decides by the words of one line. Such a line is no headline; it may stand in an article all the
same ("Sport"), so nothing is dropped by it. Must not know what stands around the line.
"""

import re
from collections.abc import Iterator, Sequence

from worker.cleaning.flattened.units import Unit
from worker.cleaning.flattened.words import FURNITURE_LINES, READER, SECTIONS, WRITER
from worker.cleaning.list_labels import is_list_label
from worker.cleaning.scripts import WITHOUT_SPACES
from worker.cleaning.stand_ins import asks_consent

_NO_LETTERS = re.compile(r"[\W\d_]+")
_CRUMBS = re.compile(r" [>»›→/] ?\S|>>\S")  # "Home > News > Courts"
_REQUEST = re.compile(
    r"(?:skip|jump) to (?:the )?(?:main |page )?(?:content|navigation|article|menu|search|footer)\b"
    r"|share (?:this|on|via|article)\b|(?:copy|save) (?:the )?(?:link|article)\b"
    r"|subscribe (?:to|for|now|today|from)\b|sign (?:in|up|out)\b|log (?:in|out)\b"
    r"|(?:manage|privacy|cookie) (?:preferences|settings|choices|policy)\b|follow us\b"
    r"|open (?:the )?(?:menu|navigation|search)\b|back to (?:the )?(?:top|home)",
    re.IGNORECASE,
)
_MENU_SHARE = 0.5
_SIGNS_OF_A_MENU = 4
_SHORT_SIGN_CHARS = 4
_FOOT_UNITS = 25
_OWNED = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:\d{4}(?:\s?[-–]\s?\d{4})?,?\s*)?"
    r"(?P<name>[^\d.©|,]{3,60})",
    re.IGNORECASE,
)

_RIGHTS = re.compile(r"\ball rights.*| (?:ltd|inc|gmbh|plc)\b.*", re.IGNORECASE)


def is_page_line(line: str) -> bool:
    """Whether a line, without marks at its ends, is furniture at the top of a page."""
    plain = " ".join(_NO_LETTERS.sub(" ", line).split()).casefold()
    return (
        plain in FURNITURE_LINES
        or _REQUEST.match(line) is not None
        or _CRUMBS.search(line) is not None
        or is_list_label(line)
        or asks_consent(line)
        or _speaks_of_cookies(plain)
        or _is_menu(line)
    )


def site_names(units: Sequence[Unit]) -> list[str]:
    """What the foot of the page says whose it is: "© 2026 The Islander. All rights reserved."."""
    return list(_owners(units[-_FOOT_UNITS:]))


def _owners(units: Sequence[Unit]) -> Iterator[str]:
    for unit in units:
        if found := _OWNED.search(unit.text):
            yield _RIGHTS.sub("", found["name"]).strip()


def _speaks_of_cookies(plain: str) -> bool:
    """Whether the site speaks to its reader of cookies, in whatever words."""
    words = set(plain.split())
    return "cookies" in words and not words.isdisjoint(READER | WRITER)


def _is_menu(line: str) -> bool:
    """Whether half of the words are names of a paper's parts, and none is written small.

    Of words in scripts without spaces nothing is known but that they are many and short.
    """
    words = [word for word in line.split() if any(map(str.isalpha, word))]
    if not words or any(word[0].islower() for word in words):
        return False
    if len(words) >= _SIGNS_OF_A_MENU and all(map(WITHOUT_SPACES.match, words)):
        return max(map(len, words)) <= _SHORT_SIGN_CHARS
    known = sum(_NO_LETTERS.sub("", word).casefold() in SECTIONS for word in words)
    return known >= _MENU_SHARE * len(words)

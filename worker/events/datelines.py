"""The place and the agency that open a report: "KYIV, Ukraine (AP) — The minister said".

Decides which words of a sentence are such a line and thereby no part of it, whatever the parser
makes of them. Must not know what the sentence tells.
"""

import re

from spacy.tokens import Token

_MAX_TOKENS = 24  # from the beginning of a sentence to the end of its dateline
_MAX_CHARS = 300  # what is longer is no prose
_CAPITALS_CHARS = 4  # shorter ones are acronyms
_PLACES = frozenset({"GPE", "LOC"})
_DASH = r"\s{0,2}(?:--?|[–—])\s"
_NAME = r"[A-Z][\w.'’]+(?:[ -][A-Z][\w.'’]+){0,3}"
_DAY = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:,? \d{4})?"
_OF_AGENCY = re.compile(rf".{{0,80}}?\([A-Z][\w. ]{{1,30}}\){_DASH}")
_OF_PLACE = re.compile(rf"{_NAME}(?:[/,] ?{_NAME}){{0,2}}(?:, {_DAY})?(?P<end>{_DASH})")
_BARE = re.compile(r"(?P<capitals>[A-Z]{4,}(?:, [A-Z][a-z]+)?) (?=(?:The|An?) )")
_BEGINNING = re.compile(r"[A-Z0-9\"“‘']")


def is_in_dateline(token: Token) -> bool:
    """Whether the word stands in the line that opens its sentence, and is none of its words."""
    start = token
    for _ in range(_MAX_TOKENS):
        if start.is_sent_start or not start.i:
            break
        start = start.nbor(-1)
    else:
        return False
    opening = token.doc[start.i : start.i + 2 * _MAX_TOKENS].text[:_MAX_CHARS]
    return token.idx - start.idx < _length(opening, start)


def _length(opening: str, first: Token) -> int:
    """Characters of the dateline that a sentence opens with, 0 where it has none."""
    found = _OF_AGENCY.match(opening) or _BARE.match(opening)
    if found is None and (found := _OF_PLACE.match(opening)) is not None:
        capitals = first.text.isupper() and len(first.text) >= _CAPITALS_CHARS
        # "Russia — Iran's ally — attacked": a dash that is closed is none of a dateline
        is_alone = found["end"].strip() not in opening[found.end() :]
        if not capitals and not (first.ent_type_ in _PLACES and is_alone):
            return 0
    if found is None or not _BEGINNING.match(opening, found.end()):
        return 0
    return found.end()

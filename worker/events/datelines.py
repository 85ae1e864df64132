"""The place and the agency that open a report: "KYIV, Ukraine (AP) — The minister said".

Decides which words of a sentence are such a line and thereby no part of it, whatever the parser
makes of them. Must not know what the sentence tells.
"""

import re

from spacy.tokens import Doc, Token

from worker.records import Entity

DATELINE_CHARS = 250  # it opens the text, perhaps below its title
_MAX_TOKENS = 24  # from the beginning of a sentence to the end of its dateline
_MAX_CHARS = 300  # what is longer is no prose
_CAPITALS_CHARS = 4  # shorter ones are acronyms
_PLACES = frozenset({"GPE", "LOC"})
_DASH = r"\s{0,2}(?:--?|[–—])\s"
_NAME = r"[A-Z][\w.'’]+(?:[ -][A-Z][\w.'’]+){0,3}"
_DAY = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:,? \d{4})?"
# Agencies alone, and none that is also the short form of a party or a state: "(PTI)", "(PA)".
_AGENCY = (
    r"AAP|AFP|ANSA|AP|Anadolu|Antara|Associated Press|BBC|Belga|Bernama|Bloomberg|CNN|DPA|dpa|EFE"
    r"|IANS|IRNA|Interfax|(?:ITAR-)?TASS|Itar-Tass|Kyodo|Prensa Latina|RFE/RL|RIA|Reuters|Ritzau"
    r"|Tass|Thomson Reuters|UPI|Ukrinform|VOA|WAFA|Xinhua|Yonhap|[\w. ]{1,30} (?:News|Press|Agency)"
)
_OF_AGENCY = re.compile(
    rf"(?P<before>.{{0,80}}?)\((?:{_AGENCY})(?: [\w. ]{{1,30}})?\)(?P<end>{_DASH})"
)
_OF_PLACE = re.compile(
    rf"{_NAME}(?:[/,] ?{_NAME}){{0,2}}(?:, {_DAY})?(?: \([A-Z][\w. ]{{1,30}}\))?(?P<end>{_DASH})"
)
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


def begins_dateline(text: str, ent: Entity) -> bool:
    """Whether the name opens one near the beginning of the text: KABUL, May 3 (Agency) —"""
    if ent.start > DATELINE_CHARS:
        return False
    line = text[text.rfind("\n", 0, ent.start) + 1 : ent.end + 80].split("\n")[0]
    return line.startswith(ent.text) and any(dash in line for dash in ("--", "—", " – ", " - "))


def opens_report(doc: Doc, start: int) -> bool:
    """Whether what begins at the character stands in a dateline near the beginning of the text."""
    if start > DATELINE_CHARS:
        return False
    word = doc.char_span(start, start + 1, alignment_mode="expand")
    return word is not None and is_in_dateline(word[0])


def _length(opening: str, first: Token) -> int:
    """Characters of the dateline that a sentence opens with, 0 where it has none."""
    found = _BARE.match(opening)
    for shape in (_OF_AGENCY, _OF_PLACE):
        if found is None and (written := shape.match(opening)) is not None:
            # "Russia — Iran's ally — attacked": a dash that is closed is none of a dateline
            is_alone = written["end"].strip() not in opening[written.end() :]
            may_be = _is_place_line(first, is_alone)
            if shape is _OF_AGENCY:
                may_be = may_be or is_alone or not written["before"]
            found = written if may_be else None
    if found is None or not _BEGINNING.match(opening, found.end()):
        return 0
    return found.end()


def _is_place_line(first: Token, is_alone: bool) -> bool:
    """Whether a line that begins so is one without an agency to say so."""
    if _is_in_capitals(first) and first.ent_type_ != "ORG":
        return True
    if is_alone and _is_in_capitals(first) and _is_in_capitals(first.nbor(1)):
        return True  # "UNITED NATIONS -- ...", but "NATO — Norway's shield — condemned"
    return is_alone and first.ent_type_ in _PLACES


def _is_in_capitals(word: Token) -> bool:
    return word.text.isupper() and len(word) >= _CAPITALS_CHARS

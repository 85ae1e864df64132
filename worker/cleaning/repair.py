"""Mojibake and entities: text that was decoded by a wrong charset, or escaped once too often.

Decides when text is damaged and takes the damage back by ftfy; text that is right stays as it is,
in every language. Must not know the charsets of bytes: `charset.py` reads those. Every step is
linear, also on a page that was written to make ftfy slow.
"""

import re
from collections.abc import Callable

from ftfy import TextFixerConfig, fix_encoding
from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad
from ftfy.chardata import UTF8_DETECTOR_RE
from ftfy.fixes import fix_c1_controls, unescape_html

from worker.cleaning.typography import visible

# What `fix_encoding` reads of it. It is asked for whole pieces only: its own search for damage
# inside a piece goes on for as long as anything changes, which takes quadratic time where a page
# wants it so (9 s for 8,000 characters). `_mended_piece` does it in a bounded number of passes.
_WHOLE_PIECES = TextFixerConfig(
    fix_encoding=True,
    restore_byte_a0=True,
    replace_lossy_sequences=True,
    decode_inconsistent_utf8=False,
    fix_c1_controls=False,
    explain=True,  # without it ftfy reads its own defaults instead of these
)
_PASSES = 3  # hardly any text was decoded wrongly more often than twice
# A line, or what fits of it up to a space or to what was the first byte of a UTF-8 sequence: ftfy
# copies the rest of its piece for each odd sequence.
_PIECE = re.compile(r"[^\n]{1,2000}(?:[^\n \xc2-\xf4]{0,2000}(?: |(?=[\xc2-\xf4])))?")
# A page of nothing but damage takes seconds for a million characters; an article has thousands.
_BUDGET_CHARS = 1_500_000
_MENDING_COST = 10  # times what a look at a piece costs

# ftfy's test for mojibake takes over a microsecond a character. Each of its patterns needs one of
# these, which most text hardly has, so it reads only them and a few characters on either side.
_OPENERS = "".join(
    MOJIBAKE_CATEGORIES[kind]
    for kind in (
        "c1", "bad", "law", "currency", "numeric", "box", "kaomoji", "upper_accented",
        "lower_accented",
    )
)  # fmt: skip
_QUOTES = MOJIBAKE_CATEGORIES["start_punctuation"] + MOJIBAKE_CATEGORIES["end_punctuation"]
_SUSPECT = re.compile(f"[{_OPENERS}Ђ]++|[ВГРСΒΓΞΟ][{_QUOTES}][ВГРСΒΓΞΟ]")
_CONTEXT_CHARS = 4  # one less than the longest pattern reaches to one side

# Parsers drop these or take them for spaces, and mojibake cannot be read without them.
_LOST_BY_PARSERS = re.compile("[\x80-\x9f\xad]")
_LOST_IN_UTF8 = re.compile(b"\xc2[\x80-\x9f\xad]")  # the same, found ten times as fast
# Where a line speaks of markup, entities may be meant as they are written.
_MARKUP = re.compile("<|&lt|&#0*60;|&#x0*3c;", re.IGNORECASE)


def repair_source(text: str) -> str:
    """A page before it is parsed, mended where the parser would lose what mojibake is read by."""
    if not _LOST_IN_UTF8.search(text.encode("utf-8", "surrogatepass")):
        return text
    return _mended(text, lambda piece: _LOST_BY_PARSERS.search(piece) is not None)


def repair(text: str) -> tuple[str, bool]:
    """The text without entities, mojibake and what nobody sees; was there mojibake?"""
    plain = without_entities(text)
    mended = without_mojibake(plain)
    return visible(mended), mended != plain


def without_entities(text: str) -> str:
    """The text with HTML entities as characters, except in lines that speak of markup."""
    if "&" not in text:
        return text
    plain = "\n".join(
        line if "&" not in line or ";" not in line or _MARKUP.search(line) else _unescaped(line)
        for line in text[:_BUDGET_CHARS].split("\n")
    )
    return plain + text[_BUDGET_CHARS:]


def _unescaped(line: str) -> str:
    once = unescape_html(line)
    # Twice, for "&amp;rsquo;": escaped by the author's tool, and again by the site's.
    return once if once == line or "&" not in once else unescape_html(once)


def without_mojibake(text: str) -> str:
    """The text as it was before somebody decoded it by a wrong charset."""
    return text if text.isascii() else _mended(text, lambda piece: not piece.isascii())


def _mended(text: str, worth_a_look: Callable[[str], bool]) -> str:
    """The text with its damaged pieces mended, as far as the budget reaches."""
    budget_chars = _BUDGET_CHARS

    def mend(found: re.Match[str]) -> str:
        nonlocal budget_chars
        piece = found[0]
        if budget_chars <= 0 or not worth_a_look(piece):
            return piece
        budget_chars -= len(piece)
        if not looks_bad(piece):
            return piece
        budget_chars -= _MENDING_COST * len(piece)
        return _mended_piece(piece)

    return _PIECE.sub(mend, text)


def looks_bad(text: str) -> bool:
    """What ftfy says of a text, asked only where it can say yes."""
    snippets, start, end = [], 0, 0
    for suspect in _SUSPECT.finditer(text):
        first = suspect.start() - _CONTEXT_CHARS
        if first > end:
            snippets.append(text[start:end])
            start = first
        end = suspect.end() + _CONTEXT_CHARS
    snippets.append(text[start:end])
    return is_bad("\n".join(snippets))


def _mended_piece(piece: str) -> str:
    """A piece with every sequence decoded again that is mojibake: all of it, or just parts."""
    parts: dict[str, str] = {}

    def mend(found: re.Match[str]) -> str:
        part = found[0]
        if part not in parts:
            parts[part] = fix_encoding(part, _WHOLE_PIECES) if is_bad(part) else part
        return parts[part]

    for _ in range(_PASSES):
        mended = UTF8_DETECTOR_RE.sub(mend, fix_encoding(piece, _WHOLE_PIECES))
        if mended == piece:
            break
        piece = mended
    return fix_c1_controls(piece)

"""The look of a text: newlines, spaces, runs of one symbol, length.

Decides what every emitted text has in common: paragraphs apart by one blank line, no trailing
spaces, nothing that cannot be seen, NFC. Letters are never changed, except that typesetters' "ﬁ" is
two of them. Must not know where the text came from.
"""

import re
import unicodedata

from ftfy.chardata import CONTROL_CHARS, LIGATURES
from ftfy.fixes import fix_latin_ligatures

from worker.cleaning.marks import without_heaps

# C0 without tab and newlines, DEL, and lone surrogates, which neither spaCy nor JSON can hold.
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_UNUSABLE_ASCII = bytes(code for code in range(0x80) if _UNUSABLE.match(chr(code)))
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Where a word may be broken, byte-order marks and deprecated controls: nothing that is said.
_UNSEEN = {char for char in map(chr, CONTROL_CHARS) if not char.isascii()} | {"\xad", "\u2060"}
_LIGATURES = {*map(chr, LIGATURES)}
# A joiner means something in Persian, in Hindi and between emoji, never behind a Latin letter or
# behind another joiner. A zero-width space is the border of two words where they have no spaces.
_IDLE_JOINER = re.compile("[\u200c\u200d](?<![^\x00-\u024f\u200c\u200d][\u200c\u200d])")
_IDLE_SPACE = re.compile("\u200b(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]\u200b)")
# Marks of direction mean something only on a page that has letters of both directions.
_DIRECTIONS = {*map(chr, (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))}
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_SYMBOL_RUN = re.compile(r"([^\w\s])\1{5,}")  # "......" and rows of stars carry nothing
_SYMBOLS_KEPT = 3
_WORD = re.compile(r"\w")
_SPACE_RUN = re.compile(r"\s{2,}")
BLANK_LINE = "\n\n"  # between two paragraphs of a clean text


def usable(text: str) -> str:
    """The text without characters that break parsers, spaCy or JSON."""
    try:
        plain = text.encode()
    except UnicodeEncodeError:  # lone surrogates
        return _UNUSABLE.sub("", text)
    # Nearly always there is nothing to drop, which bytes know ten times as fast.
    if len(plain.translate(None, _UNUSABLE_ASCII)) == len(plain):
        return text
    return _UNUSABLE.sub("", text)


def even(text: str) -> str:
    """The text in NFC with one kind of line end and without long runs of a symbol."""
    text = unicodedata.normalize("NFC", without_heaps(_NEWLINES.sub("\n", text)))
    return _SYMBOL_RUN.sub(lambda run: run[1] * _SYMBOLS_KEPT, text)


def visible(text: str) -> str:
    """The text without characters that nobody sees and that no language needs."""
    if text.isascii():
        return text
    characters = set(text)
    for char in sorted(characters & _UNSEEN):
        text = text.replace(char, "")
    for char in sorted(characters & _LIGATURES):
        text = text.replace(char, fix_latin_ligatures(char))
    if characters & _DIRECTIONS and not _RIGHT_TO_LEFT.search(text):
        for char in sorted(characters & _DIRECTIONS):
            text = text.replace(char, "")
    return _IDLE_JOINER.sub("", _IDLE_SPACE.sub("", text))


def normal_text(text: str) -> str:
    """The text in NFC with each line as a paragraph, one blank line between two of them.

    Lines without a letter or digit go: "***", the rule below the head of a table.
    """
    lines = (" ".join(line.split()) for line in even(text).split("\n"))
    return BLANK_LINE.join(line for line in lines if _WORD.search(line))


def beginning(text: str, max_chars: int) -> str:
    """At most `max_chars` characters, among which a run of spaces or line ends counts as one."""
    if len(text) > max_chars:
        text = _SPACE_RUN.sub(lambda run: "\n" if "\n" in run[0] else " ", text)
    return text[:max_chars]


def cut(text: str, max_chars: int) -> str:
    """At most `max_chars` characters, ending where a paragraph, a sentence or a word does."""
    piece = text[:max_chars]
    for border in (BLANK_LINE, ". ", " "):
        end = piece.rfind(border)
        if end >= max_chars * 3 // 4:
            return piece[: end + border.count(".")].rstrip()
    return piece.rstrip()

"""Where each paragraph of the article stood in the body, so that a reader can cite it.

Decides by letters and digits alone: those of a paragraph stand in the body in the same order,
whatever tags, entities, spaces and quotes stand between them. A paragraph whose letters do not (a
script builds its text, or its characters were repaired) has no place. Must not know how the article
was found.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from html import unescape

from worker.records import Place

# What shows no text (scripts and styles as a whole, comments, tags), and the entities. Each
# alternative goes on to the end of the body where its own end is missing: one linear pass. What
# stands between two tags is nearly always space, so such tags are one border.
_TAG = (
    r"(?:(?:script|style)\b(?:[^<]++|<(?!/(?:script|style)))*+"
    r"|!--(?:[^-]++|-(?!->))*+(?:-->)?+"
    r"|/?[a-z!?][^>]*+(?:>|\Z))"
)
# All begin with the same two characters, which the search skips to.
_MARKUP = re.compile(rf"[&<](?:(?<=&)(#?\w{{1,10}};?)|(?<=<)(?i:{_TAG}(?:\s*+<{_TAG})*+))")
_LINE_END = re.compile(r"\n")
_LETTERS = re.compile(r"[^\W_]+")
_BREAK = "\0"  # between pieces
_NO_LETTERS = re.compile(r"[^\w\0]+")  # but for "_"
_ASCII_NO_LETTERS = bytes(code for code in range(1, 0x80) if not chr(code).isalnum())
_ANCHOR_CHARS = 40  # letters; enough to be unique behind the last paragraph
_FEW_CHARS = 16  # shorter paragraphs are looked for nearby only, for they stand in many places
_NEARBY_CHARS = 2_000  # letters
_MOST_MISSES = 50  # paragraphs not found, before the rest is given up: each costs a pass


def source_offsets(paragraphs: Sequence[str], body: str, *, markup: bool) -> list[Place | None]:
    """Start and end of each paragraph in characters of the decoded body; None where not found.

    Paragraphs are looked for in their order: what stands twice is the first one behind the
    paragraph before it.
    """
    source = _Letters(body, markup)
    places: list[Place | None] = []
    position = misses = 0
    for paragraph in paragraphs:
        wanted = _letters(paragraph).replace(_BREAK, "")
        found = source.find(wanted, position) if misses < _MOST_MISSES else None
        if found is None:
            misses += 1
            places.append(None)
        else:
            position = found[1]
            start, last = source.offset(found[0]), source.offset(found[1] - 1)
            places.append(Place(start, last + 1))
    return places


def _letters(text: str) -> str:
    """The letters and digits, and the breaks between pieces."""
    # Most of what has to go is ASCII, and bytes lose it ten times as fast.
    plain = text.encode("utf-8", "surrogatepass").translate(None, _ASCII_NO_LETTERS)
    letters = plain.decode("utf-8", "surrogatepass")
    return letters if letters.isascii() else _NO_LETTERS.sub("", letters)


class _Letters:
    """The letters and digits of a body's visible text, and where in the body each stands."""

    def __init__(self, body: str, markup: bool) -> None:
        self._body = body
        pieces = list(_pieces(body, _MARKUP if markup else _LINE_END))
        # All pieces at once: there are thousands.
        squeezed = _letters(_BREAK.join(text for *_, text in pieces)).split(_BREAK)
        squeezed = squeezed if pieces else []
        self._starts: list[int] = []  # of the pieces, in the letters
        self._spans: list[tuple[int, int]] = []  # of the pieces, in the body
        count = 0
        for (start, end, _), letters in zip(pieces, squeezed, strict=True):
            if letters:
                self._starts.append(count)
                self._spans.append((start, end))
                count += len(letters)
        self._letters = "".join(squeezed)

    def find(self, wanted: str, position: int) -> tuple[int, int] | None:
        """Start and end, in the letters, of a text at or behind a position."""
        if not wanted:
            return None
        limit = position + _NEARBY_CHARS if len(wanted) < _FEW_CHARS else len(self._letters)
        start = self._letters.find(wanted, position, limit)
        if start >= 0:
            return start, start + len(wanted)
        # Something inside differs: its first and its last letters may still be there.
        start = self._letters.find(wanted[:_ANCHOR_CHARS], position, limit)
        if start < 0 or len(wanted) < 2 * _ANCHOR_CHARS:
            return None
        least = start + len(wanted) // 2
        last = self._letters.find(wanted[-_ANCHOR_CHARS:], least, start + 2 * len(wanted))
        return (start, last + _ANCHOR_CHARS) if last >= 0 else None

    def offset(self, position: int) -> int:
        """Where in the body a letter stands."""
        piece = bisect_right(self._starts, position) - 1
        start, end = self._spans[piece]
        left = position - self._starts[piece]
        for found in _LETTERS.finditer(self._body, start, end):
            if left < len(found[0]):
                return found.start() + left
            left -= len(found[0])
        return start  # inside an entity


def _pieces(body: str, border: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    """What stands between the borders, and the entities among these, read."""
    start = 0
    for found in border.finditer(body):
        if found.start() > start:
            text = body[start : found.start()]
            if not text.isspace():
                yield start, found.start(), text.replace(_BREAK, " ")
        if found.lastindex:
            yield *found.span(), unescape(found[0]).replace(_BREAK, " ")
        start = found.end()
    if start < len(body):
        yield start, len(body), body[start:].replace(_BREAK, " ")

"""The letters and digits of a body's visible text, and where in the body each stands.

Decides what of a body is text: what stands between its tags (or its lines, where it has no markup)
and the entities among it, less scripts, styles and comments. By letters and digits alone a text is
found in the body that it came from, whatever tags, entities, spaces and quotes stand between them.
Must not know what is looked for.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import accumulate

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
_MARKUP = re.compile(rf"([&<](?:(?<=&)#?\w{{1,10}};?|(?<=<)(?i:{_TAG}(?:\s*+<{_TAG})*+)))")
_LINE_END = re.compile(r"(\n)")
_LETTERS = re.compile(r"[^\W_]+")
_BORDERS_AT_ONCE = 20_000
_BREAK = "\0"  # between pieces
_NO_LETTERS = re.compile(r"[^\w\0]+")  # but for "_"
_ASCII_NO_LETTERS = bytes(code for code in range(1, 0x80) if not chr(code).isalnum())


def letters_of(text: str) -> str:
    """The letters and digits of a text."""
    return _without_others(text).replace(_BREAK, "")


class SourceLetters:
    """The letters of a body, `letters`, and the way back from them into the body."""

    def __init__(self, body: str, *, markup: bool) -> None:
        self._body = body
        self._body_starts = array("q", [0])  # of texts and borders by turns, and their end
        self._starts = array("q", [0])  # the same in the letters
        letters = []
        for pieces in _pieces(body, _MARKUP if markup else _LINE_END):
            _count_on(self._body_starts, pieces)
            pieces[1::2] = [unescape(it) if it[0] == "&" else "" for it in pieces[1::2]]
            joined = _BREAK.join(pieces)
            if joined.count(_BREAK) >= len(pieces):  # the body has some of its own
                joined = _BREAK.join(piece.replace(_BREAK, " ") for piece in pieces)
            squeezed = _without_others(joined).split(_BREAK)
            _count_on(self._starts, squeezed)
            letters.append("".join(squeezed))
        self.letters = "".join(letters)

    def places(self, spans: Iterable[tuple[int, int]]) -> Iterator[Place]:
        """Where in the body they stand: first to last letter. The spans are in their order."""
        runs = _Runs(self._body)
        for start, end in spans:
            first, _ = self._letter(start, runs)
            _, behind_last = self._letter(end - 1, runs)
            yield Place(first, behind_last)

    def _letter(self, position: int, runs: "_Runs") -> tuple[int, int]:
        """Start and end in the body of what gave this letter: itself, or an entity."""
        piece = bisect_right(self._starts, position) - 1
        start, end = self._body_starts[piece], self._body_starts[piece + 1]
        if piece % 2:
            return start, end
        if position + 1 == self._starts[piece + 1]:  # as in most paragraphs
            while not self._body[end - 1].isalnum():
                end -= 1
            return end - 1, end
        found = runs.letter(start, end, position - self._starts[piece])
        return found, found + 1


class _Runs:
    """Goes through the letters of a piece once, however many of them are asked for in order."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._start = -1

    def letter(self, start: int, end: int, number: int) -> int:
        """Where the letter of this number is in the piece of the body."""
        if start != self._start:
            self._start = start
            self._found = _LETTERS.finditer(self._body, start, end)
            self._run = next(self._found)
            self._before = 0  # letters
        while number - self._before >= len(self._run[0]):
            self._before += len(self._run[0])
            self._run = next(self._found)
        return self._run.start() + number - self._before


def _pieces(body: str, border: re.Pattern[str]) -> Iterator[list[str]]:
    """Texts and borders by turns: many at once, for there are thousands, but never millions."""
    more = True
    while more:
        pieces = border.split(body, maxsplit=_BORDERS_AT_ONCE)
        more = len(pieces) > 2 * _BORDERS_AT_ONCE
        if more:
            body = pieces.pop()
        yield pieces


def _count_on(starts: "array[int]", pieces: Sequence[str]) -> None:
    """Goes on where they end."""
    starts.extend(accumulate(map(len, pieces), initial=starts.pop()))


def _without_others(text: str) -> str:
    """The letters and digits, and the breaks between pieces."""
    # Most of what has to go is ASCII, and bytes lose it ten times as fast.
    plain = text.encode("utf-8", "surrogatepass").translate(None, _ASCII_NO_LETTERS)
    letters = plain.decode("utf-8", "surrogatepass")
    return letters if letters.isascii() else _NO_LETTERS.sub("", letters)

"""A page as it came beside what cleaning left of it, line by line.

Decides what a reader without an extractor sees of a page, and which of those lines are in the
clean text. Must not know where the pages come from and how the lines are shown.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from resiliparse.extract.html2text import extract_plain_text

from worker.records import RawPage

_WORD = re.compile(r"\w+")
_MARKUP = re.compile(r"<(?:!doctype|html|body|div|p|table)\b", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")  # a page shall not steer the terminal
# Fewer words than this may stand in the text by chance, so they have to come next in it.
_FOUND_ANYWHERE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the page with the paragraphs of the clean text that begin in it."""

    raw: str
    kept: bool
    clean: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The beginning of a page, and how many lines of it are not here."""

    url: str
    pairs: tuple[Pair, ...]
    more_lines: int

    @property
    def contrast(self) -> int:
        """How much of both there is to see: lines that were kept and lines that were dropped."""
        kept = sum(pair.kept for pair in self.pairs)
        return min(kept, len(self.pairs) - kept)


def side_by_side(page: RawPage, clean_text: str, max_lines: int = 25) -> SideBySide:
    """The first lines of a page with the paragraphs that they became.

    When they are all lines of the page, paragraphs without a counterpart come last.
    """
    lines = _visible_lines(page)
    paragraphs = clean_text.split("\n\n")
    pairs = list(_pairs(lines[:max_lines], paragraphs))
    if len(lines) <= max_lines:
        shown = sum(len(pair.clean) for pair in pairs)
        rest = paragraphs[shown:]
        pairs += [Pair("", kept=True, clean=tuple(rest))] if rest else []
    return SideBySide(page.url, tuple(pairs), max(0, len(lines) - max_lines))


def _visible_lines(page: RawPage) -> list[str]:
    """All text of the page, as a scraper without an extractor would take it."""
    body = page.body
    if isinstance(body, bytes):
        body = body.decode("utf-8", errors="replace")
    if _MARKUP.search(body):
        body = extract_plain_text(body, main_content=False, alt_texts=False)
    lines = (" ".join(_CONTROL.sub(" ", line).split()) for line in body.splitlines())
    return [line for line in lines if _WORD.search(line)]


def _pairs(lines: Sequence[str], paragraphs: Sequence[str]) -> Iterator[Pair]:
    words: list[str] = []
    starts: list[int] = []  # of each paragraph among the words
    for paragraph in paragraphs:
        starts.append(len(words))
        words += _words(paragraph)
    position = shown = 0
    for line in lines:
        end = _end_of_match(_words(line), words, position)
        if end is None:
            yield Pair(line, kept=False)
            continue
        begun = bisect_left(starts, end, lo=shown)
        yield Pair(line, kept=True, clean=tuple(paragraphs[shown:begun]))
        position, shown = end, begun


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _end_of_match(line: Sequence[str], words: Sequence[str], position: int) -> int | None:
    """Where the line's words end in the text, at `position` or, for a long line, after it."""
    last = len(words) if len(line) >= _FOUND_ANYWHERE_WORDS else position + 1
    for start in range(position, last):
        if words[start : start + 1] == line[:1] and words[start : start + len(line)] == line:
            return start + len(line)
    return None

"""Pages in one line: sentences are set free of the headline, byline or teasers before them.

Decides where the article begins, never inside a sentence, and where teasers inside it end. Only
lines that were cut at their sentences are looked at (`units.py`). Must not know how units were
weighed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from worker.cleaning.flattened.leads import begins_sentence, hidden_start, lead_start, menu_end
from worker.cleaning.flattened.units import LONGEST_UNIT_CHARS, Unit
from worker.cleaning.flattened.words import FUNCTION_WORDS, READER, REPORTED
from worker.cleaning.list_labels import list_opener
from worker.cleaning.scripts import SENTENCE_ENDS, WITHOUT_SPACES

Kept = tuple[list[Unit], list[bool]]

_SENTENCES_BACK = 2  # that the network may have dropped with the byline
_LONGEST_STRETCH_CHARS = 2 * LONGEST_UNIT_CHARS  # longer ones are rows of links
_TEASER_UNITS = 4  # pieces of a row of teasers that no full stop ends; there may be thousands
_TEASER_WORDS_MIN = 3
_SENTENCE_WORDS_MIN = 6
_FULL_SENTENCE_WORDS = 12
_FUNCTION_SHARE = 0.25  # of the words of a sentence; headlines have fewer
_WORD_EDGES = ".,;:!?\"“”‘’'()"
_OPENING_QUOTES = tuple('"“«')


def begun_at_sentence(text: str, units: Sequence[Unit], kept: Sequence[bool]) -> Kept:
    """The units, of which the first that is kept begins a sentence; and which are kept."""
    found, flags = list(units), list(kept)
    if True not in flags:
        return found, flags
    first = flags.index(True)
    if _is_line(found[first]) or WITHOUT_SPACES.search(found[first].text):
        return found, flags
    start = _sentence_start(found, first)
    stretch = text[found[start].start : found[first].end]
    if (at := lead_start(stretch[-_LONGEST_STRETCH_CHARS:])) is not None:
        at += max(0, len(stretch) - _LONGEST_STRETCH_CHARS)
        return _kept_from(found, flags, found[start].start + at, first)
    if (dropped := _dropped_lead(text, found, start)) is not None:
        return _kept_from(found, flags, dropped, first)
    at = menu_end(stretch[:_LONGEST_STRETCH_CHARS])
    if start < first:
        at += hidden_start(stretch[at:][:_LONGEST_STRETCH_CHARS]) or 0
    if len(stretch) - at > _LONGEST_STRETCH_CHARS:
        return found, _without_rest(found, flags, first)
    return _kept_from(found, flags, found[start].start + at, first)


def without_teasers(text: str, units: Sequence[Unit], kept: Sequence[bool]) -> Kept:
    """The same without "You may also like" and the headlines that follow it in a line."""
    found: list[Unit] = []
    flags: list[bool] = []
    dropped_to = 0
    for number, (unit, keep) in enumerate(zip(units, kept, strict=True)):
        border = list_opener(unit.text) if keep and not _is_line(unit) else None
        if border is not None and unit.start >= dropped_to:
            last = _sentence_end(units, number, number + _TEASER_UNITS)
            opener, teasers = border
            rest = text[unit.start + teasers : units[last].end]
            length = _teasers_length(rest)
            if length:
                found += (pieces := list(_pieces(unit, opener)))[:-1]
                flags += [True] * (len(pieces) - 1)
                unit, dropped_to = pieces[-1], unit.start + teasers + length
        pieces = list(_pieces(unit, dropped_to - unit.start))
        found += pieces
        flags += [keep and piece.start >= dropped_to for piece in pieces]
    return found, flags


def _dropped_lead(text: str, units: Sequence[Unit], end: int) -> int | None:
    """Where the article begins in sentences that were dropped for the byline before them."""
    last = end
    for _ in range(_SENTENCES_BACK):
        if units[end].starts_line or not units[end - 1].text.endswith(SENTENCE_ENDS):
            return None
        before = _sentence_start(units, end - 1)
        left = max(units[before].start, units[end - 1].end - _LONGEST_STRETCH_CHARS)
        at = lead_start(text[left : units[end - 1].end], _SENTENCE_WORDS_MIN)
        if at is not None:
            lead = text[left + at : units[last - 1].end]
            return None if _speaks_to_reader(lead) else left + at
        end = before
    return None


def _kept_from(units: list[Unit], kept: list[bool], start: int, first: int) -> Kept:
    """With what stands from an offset on kept as well, and nothing before it."""
    found: list[Unit] = []
    flags: list[bool] = []
    for number, (unit, keep) in enumerate(zip(units, kept, strict=True)):
        pieces = list(_pieces(unit, start - unit.start))
        found += pieces
        flags += [piece.start >= start and (keep or number < first) for piece in pieces]
    return found, flags


def _without_rest(units: Sequence[Unit], kept: Sequence[bool], first: int) -> list[bool]:
    """Without the end of a sentence that began too far away, unless nothing else is kept."""
    end = _sentence_end(units, first, len(units))
    flags = [keep and number > end for number, keep in enumerate(kept)]
    return flags if any(flags) else list(kept)


def _pieces(unit: Unit, border: int) -> Iterator[Unit]:
    """The unit, in two where the border lies inside it."""
    left, right = unit.text[: max(0, border)].rstrip(), unit.text[max(0, border) :].lstrip()
    if not left or not right:
        yield unit
        return
    yield replace(unit, end=unit.start + len(left), text=left)
    yield replace(unit, start=unit.end - len(right), text=right)


def _sentence_start(units: Sequence[Unit], number: int) -> int:
    while not units[number].starts_line and not units[number - 1].text.endswith(SENTENCE_ENDS):
        number -= 1
    return number


def _sentence_end(units: Sequence[Unit], number: int, farthest: int) -> int:
    while number < farthest and not (
        units[number].ends_line or units[number].text.endswith(SENTENCE_ENDS)
    ):
        number += 1
    return number


def _is_line(unit: Unit) -> bool:
    return unit.starts_line and unit.ends_line


def _speaks_to_reader(text: str) -> bool:
    """Whether it does what notices and offers do below a byline."""
    words = {word.strip(_WORD_EDGES).casefold() for word in text.split()}
    return not words.isdisjoint(READER)


def _teasers_length(rest: str) -> int:
    """How much of what follows the words that announce teasers is theirs; 0 if it is in doubt."""
    words = rest.split()
    is_closed = rest.endswith(SENTENCE_ENDS)
    position = 0
    for number, word in enumerate(words):
        position = rest.index(word, position)
        left = len(words) - number
        if is_closed and number >= _TEASER_WORDS_MIN and left >= _SENTENCE_WORDS_MIN:
            quoted = word.startswith(_OPENING_QUOTES) and word.strip(_WORD_EDGES)[:1].isupper()
            if quoted and _reports(words[number:]):
                return position
            if begins_sentence(word, words[number - 1], words[number + 1]):
                return position
        position += len(word)
    return 0 if is_closed and _holds_sentence(words) else len(rest)


def _reports(words: Sequence[str]) -> bool:
    return any(word.strip(_WORD_EDGES).casefold() in REPORTED for word in words)


def _holds_sentence(words: Sequence[str]) -> bool:
    holding = sum(word.strip(_WORD_EDGES).casefold() in FUNCTION_WORDS for word in words)
    is_long = len(words) >= _FULL_SENTENCE_WORDS
    return _reports(words) or (is_long and holding >= _FUNCTION_SHARE * len(words))

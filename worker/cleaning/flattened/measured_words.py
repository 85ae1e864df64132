"""What the words of a unit of a flattened page are: of which kind, and how many the page shares.

Decides by word lists, capitals and repetition, for all units at once: each distinct word of the
page is looked at once, and what is known of it is added up over the units. Must not know lines.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from worker.cleaning.flattened.words import (
    FAMILIES,
    FAMILY_OF,
    FUNCTION_WORDS,
    READER,
    REPORTED,
    WRITER,
)

_WORD_EDGES = "\"'“”‘’()[]{}<>.,;:!?…*_-–—|#"
_LONG_PROSE_WORDS = 18  # a unit with as many words and a stop tells what the page is about
_FEW_LETTERS = 4  # shorter words say little about a topic
_PAIRS = [pair.split() for pair in FAMILY_OF if " " in pair]
_LISTS = (
    FUNCTION_WORDS,
    READER,
    WRITER,
    REPORTED,
    {first for first, _ in _PAIRS},
    {second for _, second in _PAIRS},
)
_FUNCTION, _READER, _WRITER, _REPORTED, _OPENS_PAIR, _ENDS_PAIR = (1 << i for i in range(6))
# The lists that each word is in, one bit for each list: all are asked at once.
_LISTS_OF = {
    word: sum(1 << number for number, words in enumerate(_LISTS) if word in words)
    for word in frozenset().union(*_LISTS)
}


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of all units in their order; none of the units is without any."""

    distinct: list[str]  # in lower case, without what stands around them
    word: np.ndarray  # [words]: which of the distinct ones
    unit: np.ndarray  # [words]: where it stands
    starts: np.ndarray  # [units]: its first word
    counts: np.ndarray  # [units]
    capitalised: np.ndarray  # [words]
    all_capitals: np.ndarray  # [words]
    lists: np.ndarray  # [words]: the lists it is in, as bits

    def are(self, listed: int) -> np.ndarray:
        """Which of the words are in a list."""
        found: np.ndarray = self.lists & listed != 0
        return found

    def share(self, those: np.ndarray) -> np.ndarray:
        """The share of those words in the words of each unit."""
        found: np.ndarray = np.add.reduceat(those, self.starts, dtype=np.int64) / self.counts
        return found


def measured_words(
    texts: Sequence[str], closed: np.ndarray, title: str | None
) -> dict[str, np.ndarray]:
    """Columns by their names in `features.NAMES`. No text is empty; `closed` ones end with a stop.

    `title` is what the page is called, or a guess.
    """
    words = _read(texts)
    lengths = np.array([len(text) for text in texts])
    return {
        "words": np.log1p(words.counts) / 4,
        "word length": np.minimum(2, lengths / words.counts / 8),
        "capitalised": words.share(words.capitalised),
        "all capitals": words.share(words.all_capitals),
        "function words": words.share(words.are(_FUNCTION)),
        "reader": words.share(words.are(_READER)) * 3,
        "writer": words.share(words.are(_WRITER)) * 3,
        "reported": words.share(words.are(_REPORTED)) > 0,
        **_furniture(words),
        **_shared(words, closed, title),
    }


def _read(texts: Sequence[str]) -> _Words:
    rows = [text.split() for text in texts]
    counts = np.array([len(row) for row in rows])
    spellings, spelling = _numbered(chain.from_iterable(rows))
    distinct, word = _numbered(map(_plain, spellings))
    return _Words(
        distinct=distinct,
        word=word[spelling],
        unit=np.repeat(np.arange(len(rows)), counts),
        starts=np.cumsum(counts) - counts,
        counts=counts,
        capitalised=np.array([written[0].isupper() for written in spellings])[spelling],
        all_capitals=np.array([written.isupper() and len(written) > 1 for written in spellings])[
            spelling
        ],
        lists=np.array([_LISTS_OF.get(plain, 0) for plain in distinct])[word[spelling]],
    )


def _plain(word: str) -> str:
    return word.strip(_WORD_EDGES).lower()


def _numbered(items: Iterable[str]) -> tuple[list[str], np.ndarray]:
    """The distinct items in their order, and for each item its number among them."""
    numbers: dict[str, int] = {}
    found = [numbers.setdefault(item, len(numbers)) for item in items]
    return list(numbers), np.fromiter(found, dtype=np.intp, count=len(found))


def _furniture(words: _Words) -> dict[str, np.ndarray]:
    """Which families of furniture the words and pairs of words of each unit belong to."""
    single = np.array([FAMILY_OF.get(word, -1) for word in words.distinct])[words.word]
    paired = np.full(len(words.word), -1)
    for first in _maybe_pairs(words):
        pair = f"{words.distinct[words.word[first]]} {words.distinct[words.word[first + 1]]}"
        paired[first] = FAMILY_OF.get(pair, -1)
    units = len(words.counts)
    hits = np.zeros((units, FAMILIES), dtype=np.int64)
    for family in (single, paired):
        (there,) = np.nonzero(family >= 0)
        np.add.at(hits, (words.unit[there], family[there]), 1)
    columns = {f"furniture {number}": hits[:, number] > 0 for number in range(FAMILIES)}
    return columns | {"furniture share": np.minimum(1, hits.sum(axis=1) / words.counts)}


def _maybe_pairs(words: _Words) -> np.ndarray:
    """Words that open a pair before words of the same unit that end one: few are real pairs."""
    opens, ends = words.are(_OPENS_PAIR), words.are(_ENDS_PAIR)
    same_unit = words.unit[:-1] == words.unit[1:]
    return np.flatnonzero(opens[:-1] & ends[1:] & same_unit)


def _shared(words: _Words, closed: np.ndarray, title: str | None) -> dict[str, np.ndarray]:
    """What each unit has in common with the title and with the long sentences of the page."""
    units, distinct = len(words.counts), len(words.distinct)
    unit, word = _each_once(words)
    named = set(map(_plain, (title or "").split())) - FUNCTION_WORDS - {""}
    in_title = np.bincount(unit[_of_each(words, named.__contains__)[word]], minlength=units)
    long = words.counts >= _LONG_PROSE_WORDS
    content = _of_each(words, _is_content)[word]
    unit_of_content, content_word = unit[content], word[content]
    telling = (long & closed)[unit_of_content]
    topic = np.bincount(content_word[telling], minlength=distinct)  # in how many sentences
    # The topic holds a long unit's own words once.
    elsewhere = np.maximum(0, topic[content_word] - long[unit_of_content])
    contents = np.maximum(1, np.bincount(unit_of_content, minlength=units))
    known = np.bincount(unit_of_content[elsewhere > 0], minlength=units)
    weight = np.bincount(unit_of_content, weights=np.log1p(elsewhere), minlength=units)
    sentences = np.count_nonzero(long & closed)
    return {
        "in title": in_title / np.bincount(unit, minlength=units),
        "of title": in_title / max(1, len(named)),
        "own topic": known / contents,
        "topic weight": weight / contents / np.log1p(sentences + 1),
    }


def _each_once(words: _Words) -> tuple[np.ndarray, np.ndarray]:
    """Unit and word of each distinct word of each unit."""
    distinct = len(words.distinct)
    standing = np.sort(words.unit * distinct + words.word)
    # By hand: np.unique takes ten times as long for so few.
    first = np.concatenate([[True], standing[1:] != standing[:-1]])
    unit, word = np.divmod(standing[first], distinct)
    return unit, word


def _of_each(words: _Words, holds: Callable[[str], bool]) -> np.ndarray:
    return np.array([holds(word) for word in words.distinct])


def _is_content(word: str) -> bool:
    return len(word) >= _FEW_LETTERS and word not in FUNCTION_WORDS

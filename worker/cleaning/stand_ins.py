"""Whether a site sent something in the article's place: an error page, a wall, a shell for scripts.

Decides how sure is sure enough: such a page says what it is and says little else, and one that has
an article's worth of other words passes, whatever it says. Must not know markup.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from worker.cleaning.stand_in_words import SENTENCES, TITLE_PADDING, TITLES, StandIn

_PIECE_END = re.compile(r"(?<=[.!?…。！？])\s+|\n")
_NOT_LETTERS = re.compile(r"[^\w']+")
_SPACES_UNKNOWN = re.compile("[\u0e00-\u109f\u1780-\u17ff\u2e80-\u9fff]")  # Thai, Chinese ...
_LETTERS_IN_WORD = 2  # where words have no spaces between them
_ERROR_STATUSES = range(400, 600)

# A longer text is not looked at: the longest walls have 2,000.
_TEXT_MAX_CHARS = 3_000
# Below this a line is a menu's or a button's, and says nothing.
_SENTENCE_WORDS_MIN = 6
# Words in other sentences that such a page may have besides. Where title and text, or title and
# HTTP status, say the same: it may offer some articles.
_REST_OF_TWO_MAX = 120
# Where one says it, or two sentences of a consent wall, which speaks at length.
_REST_OF_TITLE_MAX = 40
# One sentence alone, which stands beside many a brief, or one of a consent wall that its title or
# its buttons name as well: less than a brief has.
_REST_OF_SENTENCE_MAX = 12
# And what its menu may have: results, tables and poems have no long lines either.
_WORDS_BESIDE_ONE_SIGN_MAX = 100
# And any words, where the only sign is a title of one word: briefs and poems may be called "Gone".
_WORDS_BESIDE_ONE_WORD_MAX = 12
_TITLE_MAX_CHARS = 60


_KIND_BY_TITLE = {title: kind for kind, titles in TITLES.items() for title in titles}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: the text that was taken for its article, its titles, the HTTP status."""

    text: str
    titles: Sequence[str] = ()
    http_status: int | None = None


def stand_in(shown: Shown) -> str | None:
    """What stands in the article's place, as a line for a human; None where it may be one."""
    if len(shown.text) > _TEXT_MAX_CHARS:
        return None
    plain = _plain(shown.text)
    pieces = [piece for piece in map(str.strip, _PIECE_END.split(plain)) if piece]
    title_kinds = [(title, kind) for title in shown.titles if (kind := _title_kind(title))]
    line_kinds = [(piece, kind) for piece in pieces if (kind := _title_kind(piece))]
    for kind in StandIn:
        told = _told(kind, plain, pieces)
        named = [title for title, its in title_kinds if its is kind]
        lines = [line for line, its in line_kinds if its is kind]
        refused = kind is StandIn.ERROR and shown.http_status in _ERROR_STATUSES
        signs = {*told, *lines}
        if not (signs or named or refused):
            continue
        rest = sum(_sentence_words(piece for piece in pieces if piece not in signs))
        most = _rest_max(kind, bool(named), len(told), bool(lines), refused)
        others = word_count(shown.text) - sum(map(word_count, signs))
        if most == _REST_OF_SENTENCE_MAX and others > _WORDS_BESIDE_ONE_SIGN_MAX:
            continue
        only_one_word = not told and not refused and all(map(_is_one_word, [*named, *lines]))
        if only_one_word and others > _WORDS_BESIDE_ONE_WORD_MAX:
            continue
        if rest <= most:
            sign = next(iter([*named, *told, *lines]), f"HTTP {shown.http_status}")
            return f'{kind}: "{sign[:_TITLE_MAX_CHARS]}", {others} words besides'
    return None


def asks_consent(line: str) -> bool:
    """Whether a line says what only a notice on cookies or on privacy does."""
    plain = _plain(line)
    kind = StandIn.CONSENT
    return _title_kind(line) is kind or any(words in plain for words in SENTENCES[kind])


def word_count(text: str) -> int:
    """How many words the text has, by a guess where they have no spaces between them."""
    words = len(text.split())
    if text.isascii():
        return words
    return max(words, len(_SPACES_UNKNOWN.findall(text)) // _LETTERS_IN_WORD)


def _rest_max(kind: StandIn, named: bool, told: int, lines: bool, refused: bool) -> int:
    """How many words in other sentences these signs allow; -1 where they are too few."""
    if kind is StandIn.CONSENT and told < 2:  # one sign may stand in an article on consent
        return _REST_OF_SENTENCE_MAX if told and (named or lines) else -1
    if (named or lines) and (told or refused):
        return _REST_OF_TWO_MAX
    if named or refused or kind is StandIn.CONSENT:
        return _REST_OF_TITLE_MAX
    return _REST_OF_SENTENCE_MAX if told or lines else -1


def _sentence_words(pieces: Iterable[str]) -> Iterator[int]:
    return (words for words in map(word_count, pieces) if words >= _SENTENCE_WORDS_MIN)


def _is_one_word(title: str) -> bool:
    """Whether the title is one word or number, in a script that would put spaces between two."""
    return len(_NOT_LETTERS.sub(" ", title).split()) == 1 and not _SPACES_UNKNOWN.search(title)


def _title_kind(line: str) -> StandIn | None:
    """The kind whose title the line is, and nothing else."""
    if len(line) > _TITLE_MAX_CHARS:
        return None
    words = _NOT_LETTERS.sub(" ", _plain(line)).split()
    telling = " ".join(word for word in words if word not in TITLE_PADDING)
    if not telling:
        return StandIn.ERROR if any(map(str.isdecimal, words)) else None
    return _KIND_BY_TITLE.get(telling)


def _told(kind: StandIn, plain: str, pieces: Sequence[str]) -> list[str]:
    """The pieces that say what only such a page does."""
    said = [words for words in SENTENCES[kind] if words in plain]
    return [piece for piece in pieces if any(words in piece for words in said)]


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")

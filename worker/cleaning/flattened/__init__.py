"""Text that a scraper has already flattened: which part of it is the article.

Decides by a small network over the page's lines (`network.py`), which reads what they are like
(`features.py`) in units that are kept or dropped as a whole (`units.py`). Must not know markup; it
is gone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from worker.cleaning.flattened.comments import comments_start
from worker.cleaning.flattened.features import features
from worker.cleaning.flattened.headline import headline
from worker.cleaning.flattened.listed import listed
from worker.cleaning.flattened.long_lines import begun_at_sentence, without_teasers
from worker.cleaning.flattened.measured_title import measured_title
from worker.cleaning.flattened.network import bundled
from worker.cleaning.flattened.paragraphs import paragraphs
from worker.cleaning.flattened.units import Unit, units
from worker.cleaning.flattened.words import FURNITURE_LINES
from worker.cleaning.scripts import WITHOUT_SPACES
from worker.cleaning.site_lines import IsSiteLine, no_site_line
from worker.cleaning.titles import without_site
from worker.failures import PageRejected, Reason, Stage
from worker.limits import CleaningLimits

__all__ = ["FlattenedArticle", "keep_article"]

_DEFAULT_LIMITS = CleaningLimits()
_EVEN_ODDS = 0.0
_LONGEST_FURNITURE_CHARS = 60
_LONGEST_WORD_CHARS = 120
_NO_LETTERS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class FlattenedArticle:
    """Title and body of a flattened page. `everything`: no line looked like an article's."""

    title: str | None
    paragraphs: list[str]
    everything: bool = False


def keep_article(
    text: str,
    declared_title: str | None = None,
    is_site_line: IsSiteLine = no_site_line,
    limits: CleaningLimits = _DEFAULT_LIMITS,
) -> FlattenedArticle:
    """The article in a text whose lines are apart by newlines.

    Raises PageRejected(TOO_LARGE) where sentences make more units of the lines than lines may be.
    """
    found = units(text)
    if len(found) > limits.flattened_max_lines:
        detail = (
            f"the text has {len(found):,} lines and sentences; the limit is"
            f" {limits.flattened_max_lines:,}"
        )
        raise PageRejected(Reason.TOO_LARGE, Stage.CLEAN, detail)
    declared = without_site(declared_title)
    title = declared or headline(found)
    if not found:
        return FlattenedArticle(title, [], everything=True)
    odds = bundled().scores(features(found, declared or measured_title(found)))
    plain = [
        not (is_listed or _is_furniture(unit) or _is_one_word(unit))
        for is_listed, unit in zip(listed(found), found, strict=True)
    ]
    likely = [bool(odd > _EVEN_ODDS) and own for odd, own in zip(odds, plain, strict=True)]
    start = comments_start(found, likely)
    likely = [keep and number < start for number, keep in enumerate(likely)]
    everything = not any(likely)
    if everything:
        likely = plain if any(plain) else [True] * len(found)
    kept = _own(likely, found, is_site_line)
    if not everything:
        found, kept = begun_at_sentence(text, *without_teasers(text, found, kept))
    return FlattenedArticle(title, paragraphs(text, found, kept), everything)


def _is_one_word(unit: Unit) -> bool:
    """Whether the unit has no space where any sentence would: encoded data, or a trap."""
    return (
        len(unit.text) > _LONGEST_WORD_CHARS
        and len(unit.text.split(None, 1)) == 1
        and WITHOUT_SPACES.search(unit.text) is None
    )


def _is_furniture(unit: Unit) -> bool:
    """Whether the unit is a line that is furniture on every site, whatever stands around it."""
    if len(unit.text) > _LONGEST_FURNITURE_CHARS:
        return False
    return " ".join(_NO_LETTERS.sub(" ", unit.text).split()).casefold() in FURNITURE_LINES


def _own(kept: list[bool], found: Sequence[Unit], is_site_line: IsSiteLine) -> list[bool]:
    """Those kept but the lines of the site; all of them where no word would be left."""
    own = [
        keep and not (unit.starts_line and unit.ends_line and is_site_line(unit.text))
        for keep, unit in zip(kept, found, strict=True)
    ]
    words_left = any(
        keep and any(map(str.isalpha, unit.text)) for keep, unit in zip(own, found, strict=True)
    )
    return own if words_left else kept

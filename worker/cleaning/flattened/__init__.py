"""Text that a scraper has already flattened: which part of it is the article.

Decides by a small network over the page's lines (`network.py`), which reads what they are like
(`features.py`) in units that are kept or dropped as a whole (`units.py`). Must not know markup; it
is gone.
"""

from dataclasses import dataclass

from worker.cleaning.flattened.features import features
from worker.cleaning.flattened.headline import headline
from worker.cleaning.flattened.network import bundled
from worker.cleaning.flattened.paragraphs import paragraphs
from worker.cleaning.flattened.units import units
from worker.cleaning.titles import without_site

__all__ = ["FlattenedArticle", "keep_article"]

_EVEN_ODDS = 0.0


@dataclass(frozen=True, slots=True)
class FlattenedArticle:
    """Title and body of a flattened page. `everything`: no line looked like an article's."""

    title: str | None
    paragraphs: list[str]
    everything: bool = False


def keep_article(text: str, declared_title: str | None = None) -> FlattenedArticle:
    """The article in a text whose lines are apart by newlines."""
    found = units(text)
    title = without_site(declared_title) or headline(found)
    if not found:
        return FlattenedArticle(title, [], everything=True)
    kept = bundled().scores(features(found, title)) > _EVEN_ODDS
    if not kept.any():
        return FlattenedArticle(title, paragraphs(text, found, [True] * len(found)), True)
    return FlattenedArticle(title, paragraphs(text, found, kept.tolist()))

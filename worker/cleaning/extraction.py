"""Markup to article: the extractors behind one function.

Decides which extractor reads a page and what happens when it finds nothing: trafilatura is the
more exact, resiliparse is linear and never comes back empty-handed. Trafilatura gets a tree made
ready for it, and what it leaves of furniture is taken out. Must not know the limits that made the
caller ask for the cheap one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from worker.cleaning.furniture import without_furniture
from worker.cleaning.main_content import main_content
from worker.cleaning.page_tree import page_tree
from worker.cleaning.pruning import prune
from worker.cleaning.reshaping import reshape, reshape_brief
from worker.records import ExtractionMethod


@dataclass(frozen=True, slots=True)
class Article:
    """What an extractor found. `fell_back`: the first choice found no text."""

    text: str
    method: ExtractionMethod
    fell_back: bool = False


def extract(
    html: str,
    tree: HTMLTree,
    *,
    title: str | None = None,
    authors: Sequence[str] = (),
    cheap: bool = False,
) -> Article:
    """The text of a page's article, without title and byline; empty when there is none.

    `tree` is the same page parsed. `cheap` keeps to the linear parser, for pages that are too large
    or too deep for the other.
    """
    thorough = None if cheap else _thorough(html)
    if thorough is not None and thorough.text.strip():
        return replace(thorough, text=without_furniture(thorough.text, title, authors))
    return replace(_cheap(tree), fell_back=not cheap)


def _thorough(html: str) -> Article | None:
    """By trafilatura; None when it could not read the page at all."""
    tree = page_tree(html)
    if tree is None:
        return None
    reshape(tree, html)
    prune(tree)
    reshape_brief(tree)
    text = main_content(tree, html)
    return None if text is None else Article(text, ExtractionMethod.TRAFILATURA)


def _cheap(tree: HTMLTree) -> Article:
    """By resiliparse: visible text of the main content."""
    text = extract_plain_text(tree, main_content=True, alt_texts=False, preserve_formatting=True)
    if not text.strip():
        text = extract_plain_text(tree, alt_texts=False, preserve_formatting=True)
    return Article(text, ExtractionMethod.RESILIPARSE)

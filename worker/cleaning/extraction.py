"""Markup to article: the extractors behind one function.

Decides which extractor reads a page and what happens when it finds nothing: trafilatura is the
more exact, resiliparse is linear and never comes back empty-handed. Must not know the limits that
made the caller ask for the cheap one.
"""

from dataclasses import dataclass, replace

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree
from trafilatura import bare_extraction
from trafilatura.settings import Document

from worker.records import ExtractionMethod


@dataclass(frozen=True, slots=True)
class Article:
    """What an extractor found. `fell_back`: the first choice found no text."""

    text: str
    method: ExtractionMethod
    fell_back: bool = False


def extract(
    html: str, tree: HTMLTree, *, url: str, title: str | None = None, cheap: bool = False
) -> Article:
    """The text of a page's article, without `title` at its start; empty when there is none.

    `tree` is the same page parsed. `cheap` keeps to the linear parser, for pages that are too large
    or too deep for the other.
    """
    thorough = None if cheap else _thorough(html, url, title)
    if thorough is not None and thorough.text.strip():
        return thorough
    return replace(_cheap(tree), fell_back=not cheap)


def _thorough(html: str, url: str, title: str | None) -> Article | None:
    """By trafilatura; None when it could not read the page at all."""
    document = bare_extraction(
        html, url=url or None, fast=True, include_comments=False, with_metadata=False
    )
    if not isinstance(document, Document):
        return None
    return Article(_without_title(document.text or "", title), ExtractionMethod.TRAFILATURA)


def _cheap(tree: HTMLTree) -> Article:
    """By resiliparse: visible text of the main content."""
    text = extract_plain_text(tree, main_content=True, alt_texts=False, preserve_formatting=True)
    if not text.strip():
        text = extract_plain_text(tree, alt_texts=False, preserve_formatting=True)
    return Article(text, ExtractionMethod.RESILIPARSE)


def _without_title(text: str, title: str | None) -> str:
    """The text without a first line that only repeats the title."""
    first, _, rest = text.partition("\n")
    return rest if title and rest and first.strip().casefold() == title.casefold() else text

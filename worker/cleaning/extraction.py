"""Markup to article: the extractors behind one function.

Decides which extractor reads a page and what happens when it finds nothing: trafilatura is the
more exact, resiliparse is linear and never comes back empty-handed. Trafilatura gets a tree made
ready for it, and what it leaves of furniture is taken out. Must not know the limits that made the
caller ask for the cheap one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml.etree import SubElement
from lxml.html import HtmlElement
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree
from trafilatura import bare_extraction
from trafilatura.settings import Document
from trafilatura.utils import load_html

from worker.cleaning.furniture import without_furniture
from worker.cleaning.pruning import prune
from worker.cleaning.reshaping import reshape
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
    url: str,
    title: str | None = None,
    authors: Sequence[str] = (),
    cheap: bool = False,
) -> Article:
    """The text of a page's article, without title and byline; empty when there is none.

    `tree` is the same page parsed. `cheap` keeps to the linear parser, for pages that are too large
    or too deep for the other.
    """
    thorough = None if cheap else _thorough(html, url)
    if thorough is not None and thorough.text.strip():
        return replace(thorough, text=without_furniture(thorough.text, title, authors))
    return replace(_cheap(tree), fell_back=not cheap)


def _thorough(html: str, url: str) -> Article | None:
    """By trafilatura; None when it could not read the page at all."""
    tree = load_html(html)
    if tree is None:
        return None
    tree = _whole(tree)
    reshape(tree, html)
    prune(tree)
    document = bare_extraction(
        tree, url=url or None, fast=True, include_comments=False, with_metadata=False
    )
    if not isinstance(document, Document):
        return None
    return Article(document.text or "", ExtractionMethod.TRAFILATURA)


def _whole(tree: HtmlElement) -> HtmlElement:
    """The tree as a page's: of a piece of one the parser makes its only element the root."""
    if tree.tag == "html":
        return tree
    page = tree.makeelement("html")
    SubElement(page, "body").append(tree)
    return page


def _cheap(tree: HTMLTree) -> Article:
    """By resiliparse: visible text of the main content."""
    text = extract_plain_text(tree, main_content=True, alt_texts=False, preserve_formatting=True)
    if not text.strip():
        text = extract_plain_text(tree, alt_texts=False, preserve_formatting=True)
    return Article(text, ExtractionMethod.RESILIPARSE)

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

from worker.cleaning.dates import latest_possible
from worker.cleaning.titles import without_site
from worker.records import ExtractionMethod


@dataclass(frozen=True, slots=True)
class Article:
    """What an extractor found. `fell_back`: the first choice found no text."""

    text: str
    method: ExtractionMethod
    title: str | None = None
    author: str | None = None
    published: str | None = None  # as the page has it
    site_name: str | None = None
    canonical_url: str | None = None
    fell_back: bool = False


def extract(
    html: str,
    *,
    url: str,
    declared_title: str | None = None,
    fetched_at: str | None = None,
    cheap: bool = False,
) -> Article:
    """The article of a page; its text is empty when there is none.

    `cheap` keeps to the linear parser, for pages that are too large or too deep for the other.
    """
    thorough = None if cheap else _thorough(html, url, declared_title, fetched_at)
    if thorough is not None and thorough.text.strip():
        return thorough
    found = _cheap(html, declared_title)
    if cheap:
        return found
    if thorough is not None:  # its metadata is better even where its text is not
        found = replace(thorough, text=found.text, method=found.method)
    return replace(found, fell_back=True)


def _thorough(
    html: str, url: str, declared_title: str | None, fetched_at: str | None
) -> Article | None:
    """By trafilatura; None when it could not read the page at all."""
    document = bare_extraction(
        html,
        url=url or None,
        fast=True,
        include_comments=False,
        with_metadata=True,
        # The default takes today as the last possible day, so a replay could differ.
        date_extraction_params={
            "original_date": True,
            "extensive_search": True,
            "max_date": latest_possible(fetched_at),
        },
    )
    if not isinstance(document, Document):
        return None
    title = without_site(document.title, document.sitename) or declared_title
    return Article(
        text=_without_title(document.text or "", title),
        method=ExtractionMethod.TRAFILATURA,
        title=title,
        author=document.author,
        published=document.date,
        site_name=document.sitename,
        canonical_url=_http(document.url),
    )


def _cheap(html: str, declared_title: str | None) -> Article:
    """By resiliparse: visible text of the main content, and what stands in the head."""
    tree = HTMLTree.parse(html)
    text = extract_plain_text(tree, main_content=True, alt_texts=False, preserve_formatting=True)
    if not text.strip():
        text = extract_plain_text(tree, alt_texts=False, preserve_formatting=True)
    site_name = _head(tree, 'meta[property="og:site_name"]', "content")
    title = _head(tree, 'meta[property="og:title"]', "content") or tree.title
    return Article(
        text=text,
        method=ExtractionMethod.RESILIPARSE,
        title=without_site(title, site_name) or declared_title,
        author=_head(tree, 'meta[name="author"]', "content"),
        published=_head(tree, 'meta[property="article:published_time"]', "content"),
        site_name=site_name,
        canonical_url=_http(_head(tree, 'link[rel="canonical"]', "href")),
    )


def _head(tree: HTMLTree, selector: str, attribute: str) -> str | None:
    """An attribute of the first element in the head that the selector finds."""
    found = tree.head.query_selector(selector) if tree.head else None
    return (found.getattr(attribute) or "").strip() or None if found else None


def _http(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) else None


def _without_title(text: str, title: str | None) -> str:
    """The text without a first line that only repeats the title."""
    first, _, rest = text.partition("\n")
    return rest if title and rest and first.strip().casefold() == title.casefold() else text

"""Markup or flattened text in, article out: the whole of the clean stage.

Decides which extractor reads a page and in which order the steps run. Must not know spaCy, Kafka
or the metrics.
"""

from resiliparse.parse.html import HTMLTree

from worker.cleaning.charset import decode_body
from worker.cleaning.extraction import Article, extract
from worker.cleaning.first_look import markup_cost, reject_binary, reject_garbage
from worker.cleaning.flattened import has_markup, keep_article
from worker.cleaning.language import identify
from worker.cleaning.metadata import Metadata, flattened_metadata, markup_metadata
from worker.cleaning.typography import cut, normal_text, usable
from worker.failures import PageRejected, Reason, Stage
from worker.records import CleanPage, ExtractionMethod, PageWarning, RawPage

__all__ = ["clean"]


def clean(page: RawPage, *, text_max_chars: int) -> CleanPage:
    """Finds the article of a page.

    `text_max_chars` caps the text; what is longer is cut and flagged.
    Raises PageRejected (NOT_A_PAGE, HOSTILE_MARKUP or EMPTY at stage CLEAN). The result depends
    on the page alone, never on the clock or on pages seen before.
    """
    reject_binary(page.body)
    decoded = decode_body(page)
    reject_garbage(decoded.text)
    article, metadata = _read(page, usable(decoded.text))
    warnings = [PageWarning.CHARSET_MISMATCH] if decoded.mismatch else []
    if article.fell_back:
        warnings.append(PageWarning.EXTRACTION_FALLBACK)
    text = normal_text(article.text)
    if not any(char.isalpha() for char in text):
        raise PageRejected(Reason.EMPTY, Stage.CLEAN, "no words are left after cleaning")
    if len(text) > text_max_chars:
        text = cut(text, text_max_chars)
        warnings.append(PageWarning.TEXT_TRUNCATED)
    language, confidence = identify(text)
    return CleanPage(
        text=text,
        extraction_method=article.method,
        title=metadata.title,
        authors=metadata.authors,
        published=metadata.published,
        published_basis=metadata.published_basis,
        site_name=metadata.site_name,
        canonical_url=metadata.canonical_url,
        language=language,
        language_confidence=confidence,
        warnings=tuple(sorted(warnings)),
    )


def _read(page: RawPage, text: str) -> tuple[Article, Metadata]:
    """The article by the method that fits the body, and what the page says of itself."""
    if has_markup(text, page.content_type):
        cheap = markup_cost(text).needs_cheap_parser
        tree = HTMLTree.parse(text)
        metadata = markup_metadata(tree, text, page, cheap=cheap)
        return extract(text, tree, url=page.url, title=metadata.title, cheap=cheap), metadata
    title, body = keep_article(text, page.title)
    article = Article(text=body, method=ExtractionMethod.FLATTENED)
    return article, flattened_metadata(text, page, title=title)

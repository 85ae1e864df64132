"""Markup or flattened text in, article out: the whole of the clean stage.

Decides which extractor reads a page and in which order the steps run. Must not know spaCy, Kafka
or the metrics.
"""

from worker.cleaning.charset import decode_body
from worker.cleaning.dates import published
from worker.cleaning.extraction import Article, extract
from worker.cleaning.first_look import reject_binary, reject_garbage, reject_long_text
from worker.cleaning.flattened import has_markup, keep_article
from worker.cleaning.language import identify
from worker.cleaning.marks import without_heaps
from worker.cleaning.markup import markup_cost
from worker.cleaning.typography import cut, normal_text, usable
from worker.cleaning.unpacking import Unpacked, unpack, unreadable_packing
from worker.failures import PageRejected, Reason, Stage
from worker.limits import CleaningLimits
from worker.records import CleanPage, ExtractionMethod, PageWarning, RawPage

__all__ = ["CleaningLimits", "clean"]

_DEFAULT_LIMITS = CleaningLimits()
_READ_AHEAD = 4  # times the text that is kept: spaces and symbols shrink afterwards


def clean(
    page: RawPage, *, text_max_chars: int, limits: CleaningLimits = _DEFAULT_LIMITS
) -> CleanPage:
    """Finds the article of a page.

    `text_max_chars` caps the text; what is longer is cut and flagged.
    Raises PageRejected (NOT_A_PAGE, TOO_LARGE, HOSTILE_MARKUP or EMPTY at stage CLEAN). The
    result depends on the page alone, never on the clock or on pages seen before.
    """
    unpacked = _unpacked(page, limits)
    body = page.body if isinstance(page.body, str) else unpacked.body
    reject_binary(body)
    decoded = decode_body(page, body)
    reject_garbage(decoded.text, unreadable_packing(page.headers))
    article = _article(page, usable(decoded.text), limits)
    warnings = [PageWarning.CHARSET_MISMATCH] if decoded.mismatch else []
    if unpacked.incomplete:
        warnings.append(PageWarning.BODY_INCOMPLETE)
    if article.fell_back:
        warnings.append(PageWarning.EXTRACTION_FALLBACK)
    # Cut before the costly steps: a long page has more text than will be kept.
    text = normal_text(without_heaps(article.text[: _READ_AHEAD * text_max_chars]))
    if not any(char.isalpha() for char in text):
        raise PageRejected(Reason.EMPTY, Stage.CLEAN, "no words are left after cleaning")
    if len(text) > text_max_chars:
        text = cut(text, text_max_chars)
        warnings.append(PageWarning.TEXT_TRUNCATED)
    language, confidence = identify(text)
    date, basis = published(page.published_at, article.published)
    return CleanPage(
        text=text,
        extraction_method=article.method,
        title=article.title,
        author=article.author,
        published=date,
        published_basis=basis,
        site_name=article.site_name,
        canonical_url=article.canonical_url,
        language=language,
        language_confidence=confidence,
        warnings=tuple(sorted(warnings)),
        charset=decoded.charset,
        packing=unpacked.packing,
    )


def _unpacked(page: RawPage, limits: CleaningLimits) -> Unpacked:
    """A body of bytes without its packing; of text there is nothing to unpack."""
    if isinstance(page.body, str):
        return Unpacked(b"")
    return unpack(page.body, page.headers, limits)


def _article(page: RawPage, text: str, limits: CleaningLimits) -> Article:
    """The article by the method that fits the body."""
    if has_markup(text, page.content_type):
        cost = markup_cost(text, limits)
        return extract(
            text,
            url=page.url,
            declared_title=page.title,
            fetched_at=page.fetched_at,
            cheap=cost.needs_cheap_parser(limits),
        )
    reject_long_text(text, limits)
    title, body = keep_article(text, page.title)
    return Article(text=body, method=ExtractionMethod.FLATTENED, title=title)

"""Markup or flattened text in, article out: the whole of the clean stage.

Decides which extractor reads a page and in which order the steps run. Must not know spaCy, Kafka
or the metrics.
"""

from dataclasses import replace

from worker.cleaning.body_kind import has_markup
from worker.cleaning.charset import decode_body
from worker.cleaning.dates import published
from worker.cleaning.extraction import Article, extract
from worker.cleaning.first_look import markup_cost, reject_binary, reject_garbage
from worker.cleaning.flattened import keep_article
from worker.cleaning.language import identify
from worker.cleaning.repair import repair_article, repair_source
from worker.cleaning.site_lines import SiteLines, no_site_line, without_site_lines
from worker.cleaning.typography import cut, even, normal_text, usable
from worker.cleaning.workarounds import keep_format_characters
from worker.failures import PageRejected, Reason, Stage
from worker.records import CleanPage, ExtractionMethod, PageWarning, RawPage

__all__ = ["clean"]

keep_format_characters()


def clean(page: RawPage, *, text_max_chars: int, site_lines: SiteLines | None = None) -> CleanPage:
    """Finds the article of a page.

    `text_max_chars` caps the text; what is longer is cut and flagged. Lines that the page's site
    is known to repeat, by `site_lines`, are left out.
    Raises PageRejected (NOT_A_PAGE, HOSTILE_MARKUP or EMPTY at stage CLEAN). The result depends
    on the page and on `site_lines` alone, never on the clock or on pages seen before.
    """
    reject_binary(page.body)
    decoded = decode_body(page)
    readable = repair_source(decoded.text)  # first: Cyrillic read as Latin-1 is half controls
    reject_garbage(readable)
    article, repaired = repair_article(_article(page, usable(readable), site_lines))
    warnings = [PageWarning.CHARSET_MISMATCH] if decoded.mismatch else []
    if repaired or readable != decoded.text:
        warnings.append(PageWarning.TEXT_REPAIRED)
    if article.fell_back:
        warnings.append(PageWarning.EXTRACTION_FALLBACK)
    text = normal_text(article.text)
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
    )


def _article(page: RawPage, text: str, site_lines: SiteLines | None) -> Article:
    """The article by the method that fits the body."""
    is_site_line = site_lines.on(page.url) if site_lines else no_site_line
    if has_markup(text, page.content_type):
        cost = markup_cost(text)
        article = extract(
            text,
            url=page.url,
            declared_title=page.title,
            fetched_at=page.fetched_at,
            cheap=cost.needs_cheap_parser,
        )
        return replace(article, text=without_site_lines(article.text, is_site_line))
    found = keep_article(even(text), page.title, is_site_line)
    return Article(
        text="\n".join(found.paragraphs),
        method=ExtractionMethod.FLATTENED,
        title=found.title,
        fell_back=found.everything,
    )

"""Markup or flattened text in, article out: the whole of the clean stage.

Decides which extractor reads a page and in which order the steps run. Must not know spaCy, Kafka
or the metrics.
"""

from dataclasses import replace

from resiliparse.parse.html import HTMLTree

from worker.cleaning.body_kind import has_markup
from worker.cleaning.charset import decode_body
from worker.cleaning.extraction import Article, extract
from worker.cleaning.first_look import reject_binary, reject_garbage, reject_long_text
from worker.cleaning.flattened import keep_article
from worker.cleaning.flattened.headline import stands_below_sentence
from worker.cleaning.furniture import without_furniture
from worker.cleaning.language import identify
from worker.cleaning.markup import read_markup
from worker.cleaning.markup_cost import markup_cost, without_code
from worker.cleaning.metadata import Metadata, flattened_metadata, markup_metadata
from worker.cleaning.page_kind import markup_kind, reject_shell, reject_stand_in, text_kind
from worker.cleaning.repair import repair, repair_source
from worker.cleaning.site_lines import SiteLines, no_site_line, without_site_lines
from worker.cleaning.source_offsets import source_offsets
from worker.cleaning.titles import parts_of
from worker.cleaning.typography import BLANK_LINE, beginning, cut, even, normal_text, usable
from worker.cleaning.unpacking import Unpacked, unpack, unreadable_packing
from worker.cleaning.workarounds import keep_format_characters, read_dates_in_known_languages
from worker.failures import PageRejected, Reason, Stage
from worker.headlines import is_weak, stumbles
from worker.limits import CleaningLimits
from worker.records import CleanPage, ExtractionMethod, PageWarning, RawPage

__all__ = ["CleaningLimits", "clean"]

_DEFAULT_LIMITS = CleaningLimits()
_ENGLISH = "en"
_READ_AHEAD = 4  # times the text that is kept: entities and symbols shrink afterwards

keep_format_characters()
read_dates_in_known_languages()


def clean(
    page: RawPage,
    *,
    text_max_chars: int,
    limits: CleaningLimits = _DEFAULT_LIMITS,
    site_lines: SiteLines | None = None,
) -> CleanPage:
    """Finds the article of a page.

    `text_max_chars` caps the text; what is longer is cut and flagged. Lines that the page's site
    is known to repeat, by `site_lines`, are left out.
    Raises PageRejected (NOT_A_PAGE, TOO_LARGE, HOSTILE_MARKUP, EMPTY or NO_ARTICLE at stage
    CLEAN). The result depends on the page and on `site_lines` alone, never on the clock or on
    pages seen before.
    """
    body: str | bytes = page.body
    wrapped = Unpacked(b"")  # text was never packed
    if isinstance(page.body, bytes):
        wrapped = unpack(page.body, page.headers, limits)
        body = wrapped.body
    reject_binary(body)
    decoded = decode_body(page, body)
    readable = repair_source(decoded.text)  # first: Cyrillic read as Latin-1 is half controls
    reject_garbage(readable, unreadable_packing(page.headers))
    article, metadata, kind = _read(page, usable(readable), limits, site_lines)
    # Cut before the costly steps: a long page has more text than will be kept.
    mended, repaired = repair(beginning(article.text, _READ_AHEAD * text_max_chars))
    metadata, metadata_repaired = _repaired(metadata)
    warnings = [PageWarning.CHARSET_MISMATCH] if decoded.mismatch else []
    if wrapped.incomplete:
        warnings.append(PageWarning.BODY_INCOMPLETE)
    if repaired or metadata_repaired or readable != decoded.text:
        warnings.append(PageWarning.TEXT_REPAIRED)
    warnings += kind
    if article.fell_back:
        warnings.append(PageWarning.EXTRACTION_FALLBACK)
    text = normal_text(mended)
    if not any(char.isalpha() for char in text):
        raise PageRejected(Reason.EMPTY, Stage.CLEAN, "no words are left after cleaning")
    if len(text) > text_max_chars:
        text = cut(text, text_max_chars)
        warnings.append(PageWarning.TEXT_TRUNCATED)
    language, confidence = identify(text)
    if language == _ENGLISH and metadata.title and is_weak(metadata.title, stumbles(text)):
        warnings.append(PageWarning.WEAK_HEADLINE)
    flattened = article.method is ExtractionMethod.FLATTENED
    return CleanPage(
        text=text,
        source_offsets=tuple(
            source_offsets(text.split(BLANK_LINE), decoded.text, markup=not flattened)
        ),
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
        charset=decoded.charset,
        packing=wrapped.packing,
    )


def _read(
    page: RawPage, text: str, limits: CleaningLimits, site_lines: SiteLines | None
) -> tuple[Article, Metadata, list[PageWarning]]:
    """The article by the method that fits the body, what the page says of itself, its kind."""
    is_site_line = site_lines.on(page.url) if site_lines else no_site_line
    if has_markup(text, page.content_type):
        cost = markup_cost(text, limits)
        cheap = cost.needs_cheap_parser(limits)
        tree = HTMLTree.parse(text)
        said = read_markup(tree)
        metadata = markup_metadata(said, tree, text, page, cheap=cheap)
        slim = without_code(text, cost.code)
        article = extract(
            slim,
            tree,
            title=metadata.title,
            authors=metadata.authors,
            cheap=cheap,
        )
        reject_shell(article.text, tree)
        reject_stand_in(article.text, [*parts_of(said.title), *said.headings], page.http_status)
        kind = markup_kind(None if cheap else tree, said, page.url, metadata.title, article.text)
        own = replace(article, text=without_site_lines(article.text, is_site_line))
        return own, metadata, kind
    reject_long_text(text, limits)
    text = even(text)
    found = keep_article(text, page.title, is_site_line, limits)
    metadata = flattened_metadata(text, page, title=found.title)
    is_above = page.title or not stands_below_sentence(found.title, found.paragraphs)
    title = metadata.title if is_above else None  # else it was guessed, and its line is a teaser's
    shown = without_furniture("\n".join(found.paragraphs), title, metadata.authors)
    article = Article(shown, ExtractionMethod.FLATTENED, fell_back=found.everything)
    titles = parts_of(found.title or "")
    for shown in (article.text, text):  # a wall's own buttons are no lines of an article
        reject_stand_in(shown, titles, page.http_status)
    kind = text_kind(text, page.url, found.title, article.text)
    return article, metadata, kind


def _repaired(metadata: Metadata) -> tuple[Metadata, bool]:
    """What the page says of itself, without mojibake; was there any?"""
    title, title_damaged = repair(metadata.title or "")
    site, site_damaged = repair(metadata.site_name or "")
    authors = [repair(author) for author in metadata.authors]
    damaged = title_damaged or site_damaged or any(bad for _, bad in authors)
    names = tuple(name for name, _ in authors)
    return replace(metadata, title=title or None, site_name=site or None, authors=names), damaged

"""What cleaning makes of a page: the article, and how it was come by.

Decides names, types, units and the closed sets of cleaning, which the schema of an enriched page
repeats. Must not know the raw page nor what is read out of the article.
"""

from dataclasses import dataclass
from enum import StrEnum


class ExtractionMethod(StrEnum):
    """How the article text was found."""

    TRAFILATURA = "trafilatura"
    RESILIPARSE = "resiliparse"  # large or deep pages, or trafilatura found nothing
    FLATTENED = "flattened"  # the body was text that a scraper had already flattened


class DateBasis(StrEnum):
    """Where the publication date comes from."""

    DECLARED = "declared"  # `published_at` of the raw page
    MARKUP = "markup"  # metadata of the page, or an element that is marked as its date
    TEXT = "text"  # found in the visible text
    URL = "url"  # a day in the path of the url
    HEADER = "header"  # HTTP Last-Modified: not later than this, and nothing better is known


class CharsetBasis(StrEnum):
    """How the charset of a body was decided."""

    TEXT = "text"  # nothing to decide: the body came as text
    BOM = "bom"  # it begins with a byte-order mark
    UTF8 = "utf-8"  # it is valid UTF-8 from end to end
    DECLARED = "declared"  # the record, the HTTP headers or the markup say so, and it fits
    DETECTED = "detected"  # found by the bytes alone


class Packing(StrEnum):
    """What a body was packed with."""

    GZIP = "gzip"
    DEFLATE = "deflate"


class PageWarning(StrEnum):
    """What a reader of an enriched page should know before trusting it."""

    TEXT_TRUNCATED = "text_truncated"  # longer than PAGEWIRE_TEXT_MAX_CHARS; the rest was cut
    LANGUAGE_UNSUPPORTED = "language_unsupported"  # not annotated: the model does not speak it
    EXTRACTION_FALLBACK = "extraction_fallback"  # the first extractor found nothing
    TEXT_REPAIRED = "text_repaired"  # there was mojibake: text decoded by a wrong charset
    CHARSET_MISMATCH = "charset_mismatch"  # the bytes are not in the declared charset
    LIST_PAGE = "list_page"  # a home page, a section, search results: teasers of other pages
    PAYWALL_TEASER = "paywall_teaser"  # the beginning of an article; the rest is for subscribers
    WEAK_HEADLINE = "weak_headline"  # it teases, asks, lists, or was translated word for word
    BODY_INCOMPLETE = "body_incomplete"  # packed, and its end is missing or damaged


@dataclass(frozen=True, slots=True)
class Charset:
    """The charset that a body was read with, as Python names it; None for a body of text."""

    name: str | None
    basis: CharsetBasis


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the body as it was decoded, tags included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CleanPage:
    """The article of a page, without markup and boilerplate. `text` is not empty."""

    text: str
    extraction_method: ExtractionMethod
    source_offsets: tuple[Place | None, ...] = ()  # of each paragraph, in the body
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None  # ISO 8601 date or date-time
    published_basis: DateBasis | None = None
    site_name: str | None = None
    canonical_url: str | None = None
    language: str | None = None  # ISO 639-1
    language_confidence: float | None = None  # 0..1
    warnings: tuple[PageWarning, ...] = ()
    charset: Charset = Charset(None, CharsetBasis.TEXT)
    packing: tuple[Packing, ...] = ()  # outermost first

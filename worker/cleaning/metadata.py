"""What a page says of itself: title, authors, date, site, address.

Decides which source is asked first, and that the visible text is asked only where the markup is
silent. Must not know how an article's text is found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from urllib.parse import urljoin, urlsplit

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from worker.cleaning.authors import byline_names, catalogued_names, declared_names
from worker.cleaning.bylines import bylines, marked_dates
from worker.cleaning.datelines import credits, dateline, lines_near_title
from worker.cleaning.dates import in_text, in_url, is_just_before, published
from worker.cleaning.markup import Markup
from worker.cleaning.titles import (
    best_title,
    is_site,
    mentions_site,
    one_line,
    parts_of,
    site_in_title,
)
from worker.records import DateBasis, RawPage

# The most careful first. Library metadata is for catalogues; social metadata is for teasers.
_CATALOGUED_TITLES = ("dc:title", "dcterms:title", "citation_title")
_TITLES = ("og:title", "headline", "parsely-title", "sailthru.title", "twitter:title", "title")
_CATALOGUED_AUTHORS = ("dc:creator", "dcterms:creator", "citation_author")
_AUTHORS = (
    "author", "authors", "parsely-author", "article:author", "og:article:author", "sailthru.author",
    "byl", "dcsext.author", "article.author", "rbauthors", "citation_authors",
)  # fmt: skip
_DATES = (
    "article:published_time", "og:article:published_time", "parsely-pub-date", "datepublished",
    "article:published", "og:published_time", "dc:date:issued", "dc:date.issued", "dcterms:issued",
    "dc:issued", "citation_publication_date", "sailthru.date", "pubdate", "publishdate",
    "publish-date", "publish_date", "published-date", "published_date", "publication_date",
    "dcterms:created", "dc:created", "dc:date", "dcterms:date", "originalpublicationdate",
    "article.published", "article_date_original", "dcsext.articlefirstpublished", "citation_date",
    "cxenseparse:recs:publishtime", "article:post_date", "article:publicationdate", "bt:pubdate",
    "date_published", "dateposted", "og:article:published", "og:datepublished", "og:publish_date",
    "og:pubdate", "publish_time", "published_time", "publisheddate", "mediator_published_time",
    "rnews:datepublished", "shareaholic:article_published_time", "vr:published_time", "created",
    "article.created", "content_create_date", "date_created", "datecreated", "release_date",
    "displaydate", "pdate", "ptime", "rbpubdate", "date",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "dcterms:modified", "last-modified")
_SITE_NAMES = ("og:site_name",)
_OTHER_SITE_NAMES = ("application-name", "apple-mobile-web-app-title", "publisher", "dc:publisher")
_PARAGRAPH_CHARS = 100
_SITE_NAME_MAX_CHARS = 100
_URL_MAX_CHARS = 8_192


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a page besides its text; empty or None where nothing is."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None  # ISO 8601 date or date-time
    published_basis: DateBasis | None = None
    site_name: str | None = None
    canonical_url: str | None = None


def markup_metadata(
    said: Markup, tree: HTMLTree, html: str, page: RawPage, *, cheap: bool
) -> Metadata:
    """Of a page with markup. `cheap` spares it the search of its visible text."""
    sites = _sites(said, page)
    claims = [*said.every(*_CATALOGUED_TITLES), *said.linked.headlines, *said.every(*_TITLES)]
    title = best_title(claims, said.title, said.headings, sites) or one_line(page.title) or None
    date, basis = published(
        page.published_at, _evidence(said, tree, html, page, cheap=cheap), page.fetched_at
    )
    return Metadata(
        title=title,
        authors=_authors(said, tree, sites) or (() if cheap else _credited(tree, title)),
        published=date,
        published_basis=basis,
        site_name=_site_name(said, title, page),
        canonical_url=_canonical(said, page),
    )


def flattened_metadata(text: str, page: RawPage, *, title: str | None) -> Metadata:
    """Of a page whose markup is gone: what stands in a line of its own near the top."""
    lines = lines_near_title(text, title)
    date, basis = published(page.published_at, _flat_evidence(lines, page), page.fetched_at)
    return Metadata(title=title, authors=_names_in(lines), published=date, published_basis=basis)


def _evidence(
    said: Markup, tree: HTMLTree, html: str, page: RawPage, *, cheap: bool
) -> Iterator[tuple[str, DateBasis]]:
    """Dates, the most trustworthy first. What costs time comes when nothing else was a date."""
    for value in (said.linked.published, *said.every(*_DATES)):
        yield value, DateBasis.MARKUP
    for value in marked_dates(tree):
        yield value, DateBasis.MARKUP
    for url in (page.url, said.canonical, *said.every("og:url")):
        yield in_url(url), DateBasis.URL
    if not cheap:
        yield in_text(html, page.fetched_at), DateBasis.TEXT
    for value in (said.linked.modified, *said.every(*_MODIFIED)):
        yield value, DateBasis.MARKUP
    yield _last_modified(page), DateBasis.HEADER


def _flat_evidence(lines: Sequence[str], page: RawPage) -> Iterator[tuple[str, DateBasis]]:
    yield in_url(page.url), DateBasis.URL
    yield dateline(lines), DateBasis.TEXT
    yield _last_modified(page), DateBasis.HEADER


def _last_modified(page: RawPage) -> str:
    """The day of the HTTP header. Made just before the visit, it is when the page was drawn."""
    value = next((v for k, v in page.headers.items() if k.lower() == "last-modified"), "")
    return "" if is_just_before(value, page.fetched_at) else value


def _authors(said: Markup, tree: HTMLTree, sites: Sequence[str]) -> tuple[str, ...]:
    """Names from the first source that has any besides the site's own.

    A site that nobody else is named beside is its own author: many blogs are.
    """
    own: tuple[str, ...] = ()
    for names in _named(said, tree, sites):
        people = tuple(name for name in names if not is_site(name, sites))
        if people:
            return people
        own = own or names
    return own


def _credited(tree: HTMLTree, title: str | None) -> tuple[str, ...]:
    """Names of a byline that only its words tell; below the first paragraph it may be another's."""
    shown = extract_plain_text(tree, alt_texts=False, preserve_formatting=True)
    lines = lines_near_title(shown, title)
    return _names_in(list(takewhile(lambda line: len(line) < _PARAGRAPH_CHARS, lines)))


def _names_in(lines: Sequence[str]) -> tuple[str, ...]:
    named = (names for line in credits(lines) if (names := byline_names(line)))
    return next(named, ())


def _named(said: Markup, tree: HTMLTree, sites: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """What each source says, the most careful first. Bylines are read only if it comes to them."""
    yield declared_names(said.linked.authors)
    yield catalogued_names(said.every(*_CATALOGUED_AUTHORS))
    for name in _AUTHORS:
        yield declared_names(said.every(name))
    for text in bylines(tree):
        names = byline_names(text)
        yield tuple(n for n in names if is_site(n, sites) or not mentions_site(n, sites))


def _sites(said: Markup, page: RawPage) -> list[str]:
    """Everything that the site may be called."""
    names = [*said.every(*_SITE_NAMES, *_OTHER_SITE_NAMES), *said.linked.site_names]
    hosts = [_host(url) for url in (page.url, said.canonical, *said.every("og:url"))]
    return [one_line(name) for name in [*names, *hosts] if 0 < len(name) <= _SITE_NAME_MAX_CHARS]


def _site_name(said: Markup, title: str | None, page: RawPage) -> str | None:
    """The site's own name for itself, without a slogan that hangs on it."""
    declared = [one_line(name) for name in said.every(*_SITE_NAMES)]
    others = [*said.linked.site_names, *map(one_line, said.every(*_OTHER_SITE_NAMES))]
    around = site_in_title(said.title, title)
    hosts = [_host(page.url), _host(said.canonical)]
    for name in filter(None, [*declared, *others]):
        known = [*others, *around, *(part for part in parts_of(name)[:1] if is_site(part, hosts))]
        shorter = [other for other in known if other and name.startswith(f"{other} ")]
        chosen = max(shorter, key=len, default=name)
        if len(chosen) <= _SITE_NAME_MAX_CHARS and not chosen.startswith(("@", "http")):
            return chosen
    return next((part for part in around if is_site(part, hosts)), None)


def _canonical(said: Markup, page: RawPage) -> str | None:
    """The address that the page names as its own, as a full one."""
    for address in (said.canonical, *said.every("og:url")):
        try:
            base = urljoin(page.url, said.base)
            url = urljoin(base, address)
            parts = urlsplit(url)
            path = urlsplit(page.url).path
        except ValueError:
            continue
        if not address or parts.scheme not in {"http", "https"} or not parts.hostname:
            continue
        if len(url) > _URL_MAX_CHARS or any(char <= " " or char == "\x7f" for char in url):
            continue
        if len(path) > 1 and parts.path in {"", "/"} and not parts.query:
            continue  # a template that names the home page on every page
        return url
    return None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""

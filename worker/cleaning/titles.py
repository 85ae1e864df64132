"""What a page is called, without the name of its site.

Decides which of several titles is the page's, and where a title ends and a site's name begins.
Must not know the markup.
"""

import html
import re
from collections.abc import Iterable, Sequence

_SEPARATOR = re.compile(r"\s+(?:[|–—·•»«›:~-]|::)\s+|\s*[|｜_]\s*(?=[^\x00-\u02ff])")
_BARS = frozenset("|·•»«›｜_")
_COLON = re.compile(r":\s+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_DOMAIN_END = re.compile(r"\.[a-z]{2,12}(?:\.[a-z]{2})?$")
_SITE_WORDS_MAX = 5  # suffixes are names; longer ones are part of the headline
_TITLE_WORDS_MIN = 3
_WORD_CHARS = 4  # for scripts without spaces; more than a word of theirs, so that less is cut off
_TITLE_MAX_CHARS = 500
_CUT = ("…", "...")


def without_site(title: str | None, *site_names: str | None) -> str | None:
    """The title without "| Site", "- Site" or "Site:" around it; None when there is no title.

    `site_names` are what the site is or may be called, host names among them. A short last part
    after a bar goes even if it is none of them: nobody writes headlines so.
    """
    title = one_line(title)[:_TITLE_MAX_CHARS]
    sites = _squashed_sites(site_names)
    while (shorter := _without_named_part(title, sites)) != title:
        title = shorter
    while (shorter := _without_part_after_bar(title)) != title:
        title = shorter
    return title or None


def best_title(
    claims: Iterable[str], element: str, headings: Sequence[str], site_names: Sequence[str]
) -> str | None:
    """The title that most of the page agrees on, without the site's name.

    `claims` come from the metadata, the most careful first; `element` is the title element;
    `headings` are visible. Alone, the metadata is believed before the title element, and that
    before a heading, which is often the site's name or a section's.
    """
    sites = _squashed_sites(site_names)
    named = [without_site(claim, *site_names) or "" for claim in claims]
    shown = without_site(element, *site_names) or ""
    heads = [one_line(heading) for heading in headings]
    named = [claim for claim in named if claim and _squashed(claim) not in sites]
    heads = [heading for heading in heads if heading and _squashed(heading) not in sites]
    ordered = [*named, *(title for title in [shown] if title and _squashed(title) not in sites)]
    votes = [_squashed(title) for title in [*ordered, *heads]]
    # Of two camps the larger one; max keeps the first of equals.
    best = max(ordered, key=lambda title: votes.count(_squashed(title)), default="")
    # A heading that is the main part of the title is the headline; the site added the rest.
    parts = parts_of(best)
    # The first part may be the site's name, unless it is too long, or the others too short.
    is_own = _words(parts[0] if parts else "") >= _TITLE_WORDS_MIN or (
        len(heads) == 1 and all(_words(part) <= _TITLE_WORDS_MIN for part in parts[1:])
    )
    main = {max(parts, key=len, default=""), *(parts[:1] if is_own else [])}
    headline = [head for head in heads if _squashed(head) in {_squashed(part) for part in main}]
    candidates = [*headline, *filter(None, [best]), *heads]
    if not candidates:
        return shown or None
    return _whole(candidates[0], [*ordered, *heads])[:_TITLE_MAX_CHARS]


def site_in_title(element: str, title: str | None) -> list[str]:
    """Parts of the title element that stand around the title: the site's name is among them."""
    squashed = _squashed(title or "")
    return [part for part in parts_of(element) if _squashed(part) not in squashed]


def parts_of(title: str) -> list[str]:
    """What stands between bars, dashes and the like."""
    return [part for part in map(str.strip, _SEPARATOR.split(one_line(title))) if part]


def is_site(text: str, site_names: Iterable[str | None]) -> bool:
    """Whether the text is one of the names, whatever its case, spacing or top-level domain."""
    return _squashed(text) in _squashed_sites(site_names)


def mentions_site(text: str, site_names: Iterable[str | None]) -> bool:
    """Whether one of the names, if it is long enough to be one for sure, is part of the text."""
    squashed = _squashed(text)
    return any(len(site) >= 6 and site in squashed for site in _squashed_sites(site_names))


def one_line(text: str | None) -> str:
    """The text on one line, with its entities as characters."""
    return " ".join(html.unescape(text or "").split())


def _without_named_part(title: str, sites: frozenset[str]) -> str:
    """The title without a first or last part that is one of the sites."""
    separators = list(_SEPARATOR.finditer(title))
    if separators and _squashed(title[separators[-1].end() :]) in sites:
        return title[: separators[-1].start()]
    if separators and _squashed(title[: separators[0].start()]) in sites:
        return title[separators[0].end() :]
    colon = _COLON.search(title)
    if colon and _squashed(title[: colon.start()]) in sites:
        return title[colon.end() :]
    return title


def _without_part_after_bar(title: str) -> str:
    """The title without a short last part after a bar, if enough of it is left."""
    separators = list(_SEPARATOR.finditer(title))
    if not separators or separators[-1][0].strip() not in _BARS:
        return title
    last = separators[-1]
    head, tail = title[: last.start()], title[last.end() :]
    fits = _words(tail) <= _SITE_WORDS_MAX and _words(head) >= _TITLE_WORDS_MIN
    return head if fits else title


def _words(text: str) -> int:
    """How much the text says, in words."""
    spaced = len(text.split())
    return spaced if text.isascii() else max(spaced, len(text) // _WORD_CHARS)


def _squashed_sites(names: Iterable[str | None]) -> frozenset[str]:
    """Names as letters, hosts also without their top-level domain, and with no "the" or "www"."""
    sites = set()
    for name in filter(None, names):
        plain = name.strip().casefold()
        hosts = [plain]
        while " " not in plain and plain.count(".") > 1:  # "news.site.example" is "site.example"
            plain = plain.partition(".")[2]
            hosts.append(plain)
        sites |= {_squashed(host) for host in hosts}
        sites |= {_squashed(_DOMAIN_END.sub("", host)) for host in hosts if host.count(".")}
    return frozenset(sites - {""})


def _squashed(text: str) -> str:
    """Only the letters and digits, without case; without a leading article."""
    text = text.strip().casefold()
    return _NOT_LETTERS.sub("", text.removeprefix("the "))


def _whole(title: str, others: Iterable[str]) -> str:
    """The title, or the longer one that it was cut from."""
    stem = next((title.removesuffix(mark) for mark in _CUT if title.endswith(mark)), None)
    if stem is None:
        return title
    stem = _squashed(stem)
    return next(
        (
            other
            for other in others
            if _squashed(other).startswith(stem) and not other.endswith(_CUT)
        ),
        title,
    )

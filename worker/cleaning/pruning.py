"""What a page's markup names as no part of the article, taken away before an extractor looks.

Decides by the names that sites give to their elements, by headings of lists (`teaser_lists.py`), by
what holds headings and by links that stand alone. Never takes a kind of element that holds a good
part of the page's prose: a name may mean the article itself. Must not know what an extractor drops
by itself.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from lxml.etree import XPath
from lxml.html import HtmlElement

from worker.cleaning.scripts import SENTENCE_ENDS
from worker.cleaning.teaser_lists import drop_teaser_lists

# Names of places where other articles, offers, readers' words or a standfirst stand, or what only
# screen readers say.
_PLACE = re.compile(
    r"(?<![a-z])(?:related|recommend|recirc|most[-_]?(?:read|popular|viewed)|popular|trending"
    r"|promo(?!t)|read[-_]?(?:next|more|also)|also[-_]?read|see[-_]?also"
    r"|more[-_]?(?:from|on|stories|news)|further[-_]?reading|newsletter|sign[-_]?up|subscri"
    r"|paywall|disclaimer|sr-only|visually-?hidden|screen-reader|discussion|contributors|standfirst|dek(?![a-z])|deck(?![a-z])"
    r"|sub[-_]?title|pic[-_]?desc|side(?![a-z])|rail(?![a-z]))",
    re.IGNORECASE,
)
_PROSE = ("p", "li", "blockquote", "dd", "pre")
_NAMED = ("aside", "div", "h2", "h3", "ol", "p", "section", "ul")
_HEADERS = XPath("descendant::header[ancestor::article or ancestor::main]")
_HIDDEN = XPath("descendant::*[@hidden]")
_WITH_LINK = XPath("descendant::p[.//a]")
_INNERMOST = XPath(
    "(descendant::li|descendant::blockquote|descendant::dd|descendant::pre)"
    "[not(.//a or .//p or .//li or .//blockquote)]"
)
_LENGTH = XPath("string-length(.)")
_SENTENCE_CHARS_MIN = 60
_PLACES_MAX = 200  # each is read whole, and they may nest
_NAMES_MAX_CHARS = 300
_MOST_PROSE_SHARE = 0.25  # of the page's prose that one kind of element may hold and go
_LINK_SHARE = 0.9  # of a paragraph's letters
_LINK_LINE_CHARS = (15, 300)
_READ_MAX_CHARS = 1_200  # a line of that length, and the spaces of its markup
_LABEL_MAX_CHARS = 30
_IS_ADDRESS = re.compile(r"www\.|://")  # the article may give one
_LINKS_MAX = 15


def prune(tree: HtmlElement) -> None:
    """Takes away, in place, what is named as something else than the article."""
    body = tree.find(".//body")
    if body is None:
        return
    drop_teaser_lists(body)
    parts = [*body.iter("p"), *filter(_is_sentence, _INNERMOST(body))]
    prose = {part: int(_LENGTH(part)) for part in parts}
    kinds: dict[str, list[HtmlElement]] = defaultdict(list)
    for element in body.iter(*_NAMED):
        if kind := _place(element.get("class")) or _place(element.get("id")):
            kinds[kind].append(element)
    kinds["header"] = _HEADERS(body)
    kinds["hidden"] = _HIDDEN(body)
    kinds["a"] = [
        paragraph
        for paragraph in _WITH_LINK(body)
        if prose[paragraph] <= _READ_MAX_CHARS and _only_links_on(paragraph)
    ]
    most = _MOST_PROSE_SHARE * sum(prose.values())
    for kind, found in kinds.items():
        elements = found[:_PLACES_MAX]
        if sum(_prose_chars(element, prose) for element in elements) > most:
            continue
        for element in elements:
            if (
                kind == "header" or element.find(".//h1") is None
            ) and element.getparent() is not None:
                element.drop_tree()


def _place(names: str | None) -> str | None:
    """The kind of place that a class or an id names."""
    # Cut before they are remembered: names of a megabyte would stay in memory.
    return _place_of(names[:_NAMES_MAX_CHARS]) if names else None


@lru_cache(maxsize=2**12)  # a page, and a site, has few names and uses them often
def _place_of(names: str) -> str | None:
    found = _PLACE.search(names)
    return found[0].lower() if found else None


def _is_sentence(element: HtmlElement) -> bool:
    """Whether an item or a quote tells a story like a paragraph, as menus and offers do not."""
    text = _line(element)
    return len(text) >= _SENTENCE_CHARS_MIN and text.endswith(SENTENCE_ENDS)


def _prose_chars(element: HtmlElement, prose: Mapping[HtmlElement, int]) -> int:
    return sum(prose.get(part, 0) for part in element.iter(*_PROSE))


def _only_links_on(paragraph: HtmlElement) -> bool:
    """Whether the paragraph leads to another article: a link, or a label and a link."""
    shortest, longest = _LINK_LINE_CHARS
    text = _line(paragraph)
    if not shortest <= len(text) <= longest or _IS_ADDRESS.search(text):
        return False
    links = list(paragraph.iter("a"))
    linked = " ".join(filter(None, map(_line, links)))
    if not linked or len(links) > _LINKS_MAX:
        return False
    if len(linked) >= _LINK_SHARE * len(text):
        return True
    label, _, rest = text.partition(linked)
    return (
        len(links) == 1
        and len(label) <= _LABEL_MAX_CHARS
        and label.rstrip().endswith((":", "："))
        and not any(map(str.isalnum, rest))
    )


def _line(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())

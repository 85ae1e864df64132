"""Where a page shows its author and its date to the reader.

Decides which elements are the article's own byline, and not that of a comment or of the next
article. Must not know what is a name or a date.
"""

import html
import re
from collections.abc import Iterator

from resiliparse.parse.html import ElementNode, HTMLTree

from worker.cleaning.markup import attribute, select, text_of

_ELEMENTS_MAX = 20
_TEXT_MAX_CHARS = 300
_MARKUP_MAX_CHARS = 6_000
_ANCESTORS_MAX = 12
# Elements may nest, and each is read whole: what all of them together may cost.
_BUDGET_CHARS = 2_000_000

# The surest first.
_AUTHOR = (
    '[itemprop~="author" i]',
    '[rel~="author" i]',
    '[class*="byline" i],[class*="author" i],[class*="writer" i],[id*="byline" i],[id*="author" i]',
)
_NO_BYLINE_TAGS = frozenset({"meta", "link", "body", "html", "main", "article", "img", "form"})
# Parts of a byline that hold no name.
_NO_NAME = re.compile(
    r"(?<![a-z])(?:bio|biography|image|img|avatar|photo|picture|note|views|desc|description|social"
    r"|count|date|time|follow|form|role|job|email|mail|twitter|links|more|blurb|label)(?![a-z])",
    re.IGNORECASE,
)
# Places where other articles are announced, or where readers speak.
_ELSEWHERE = re.compile(
    r"comment|(?<![a-z])respon[ds]|related|recommend|sidebar|widget|promo|teaser|popular|trending"
    r"|recirc|most-?read|read-?next|see-?also|newsletter|carousel|(?<![a-z])nav(?![a-z])",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(r"publi|entry-date|post-?date|posted|created|pub-?date", re.IGNORECASE)
_MODIFIED = re.compile(r"modif|updat|edited", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,3000}>")
_PAGE_TAGS = frozenset({"body", "html", "main", "article"})  # their labels are about the whole page


def bylines(tree: HTMLTree) -> Iterator[str]:
    """Texts of elements that are marked as the author's, with a line for each part of one.

    Neighbours inside one element are one text: a page has a link for each of its authors.
    """
    left_chars = _BUDGET_CHARS
    for selector in _AUTHOR:
        before: ElementNode | None = None
        text = ""
        for node in select(tree, selector, _ELEMENTS_MAX):
            if node.tag in _NO_BYLINE_TAGS or _NO_NAME.search(_labels(node)) or is_elsewhere(node):
                continue
            lines, cost_chars = _lines(node)
            left_chars -= cost_chars
            if left_chars < 0:
                yield text
                return
            if before is not None and node.parent == before.parent:
                text = f"{text}\n,\n{lines}"
            else:
                yield text
                text = lines
            before = node
        yield text


def marked_dates(tree: HTMLTree) -> Iterator[str]:
    """Values of microdata, then of time elements: those that say "published" before the others."""
    microdata = select(tree, '[itemprop~="datePublished" i]', _ELEMENTS_MAX)
    times = select(tree, "time", _ELEMENTS_MAX)
    times = [node for node in times if not _MODIFIED.search(_labels(node))]
    times.sort(key=lambda node: not (node.hasattr("pubdate") or _PUBLISHED.search(_labels(node))))
    for node in microdata + times:
        if not is_elsewhere(node):
            text = text_of(node)
            yield from (attribute(node, "content"), attribute(node, "datetime"))
            yield text if len(text) <= _TEXT_MAX_CHARS else ""


def is_elsewhere(node: ElementNode) -> bool:
    """Whether the element stands among comments, related articles or the like."""
    place = node
    for _ in range(_ANCESTORS_MAX):
        if place.tag in _PAGE_TAGS:
            return False
        if _ELSEWHERE.search(_labels(place)):
            return True
        if not isinstance(place.parent, ElementNode):
            return False
        place = place.parent
    return False


def _labels(node: ElementNode) -> str:
    return f"{node.getattr('class') or ''} {node.getattr('id') or ''}"[:500]


def _lines(node: ElementNode) -> tuple[str, int]:
    """The text with a line break for each tag, as "Jo BergStaff Writer" is two elements.

    Empty where it is too long for a byline. Beside it the number of characters that were read.
    """
    named = node.query_selector('[itemprop~="name" i]') or node
    text = text_of(named)
    if len(" ".join(text.split())) > _TEXT_MAX_CHARS:
        return "", len(text)
    markup = named.html or ""
    if len(markup) <= _MARKUP_MAX_CHARS:
        text = html.unescape(_TAG.sub("\n", markup))
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line), len(text) + len(markup)

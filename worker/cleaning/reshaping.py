"""Page markup of old and careless kinds, made into the paragraphs that an extractor looks for.

Decides which text becomes a paragraph and which table is a layout. Takes nothing away but menus
from a page of one sentence: what is furniture is decided elsewhere. Every step is linear in the
page.
"""

from collections.abc import Iterator

from lxml.etree import XPath, strip_tags
from lxml.html import HtmlElement

_BLOCK_NAMES = (
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr iframe li main nav noscript ol p pre script section style"
    " table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_TEXT_ONLY = frozenset({"div", "center"})
_LIVE_BLOG = "LiveBlogPosting"  # schema.org, in JSON or as a type in the markup
# A table holds blocks where it lays out a page, and short texts where it holds data.
_LAYOUT_TABLES = XPath("descendant::table[.//table or .//td[p or div or h1 or h2 or ul or br[2]]]")
_ROW_GROUPS = frozenset({"tbody", "thead", "tfoot"})
_CELLS = frozenset({"td", "th"})
# Each axis by its name: a test of all elements for one of the names takes three times as long.
_WITH_OWN_TEXT = XPath(
    "(descendant::div|descendant::td|descendant::article|descendant::section|descendant::main"
    "|descendant::center)[text()[string-length(normalize-space(.)) > 30]]"
)
# Of an element that holds nothing else: shorter ones are furniture, but less so among paragraphs.
_LONG_TEXT_CHARS = 140
_LONG_TEXT_CHARS_AMONG_PARAGRAPHS = 60
_LENGTH = XPath("string-length(.)")
# Where paragraphs have no more than this in all, trafilatura takes all the text there is, and each
# piece of it between two tags for a line (2.3: baseline).
_SHORT_CHARS = 100
_INLINE = (
    "a", "abbr", "b", "cite", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup",
    "time", "u",
)  # fmt: skip


def reshape(tree: HtmlElement, html: str) -> None:
    """Puts loose text into paragraphs, in place. `html`: the page that was parsed."""
    _open_layout_tables(tree)
    for element in _WITH_OWN_TEXT(tree):
        if any(child.tag == "br" or child.tag in _BLOCKS for child in element):
            _into_paragraphs(element)
        elif element.tag in _TEXT_ONLY and _own_chars(element) > _long_text_chars(element):
            element.tag = "p"
    if _LIVE_BLOG in html:
        # An extractor reads one article, and here each post is one.
        for article in list(tree.iter("article")):
            article.tag = "div"


def reshape_brief(tree: HtmlElement) -> None:
    """Makes one piece of each paragraph, in place, on a page that has hardly any, without menus."""
    chars = 0
    for paragraph in tree.iter("p"):
        chars += sum(map(len, map(str.strip, paragraph.itertext())))
        if chars > _SHORT_CHARS:
            return
    for paragraph in tree.iter("p"):
        strip_tags(paragraph, *_INLINE)
    for menu in list(tree.iter("nav")):
        if menu.getparent() is not None:
            menu.drop_tree()


def _open_layout_tables(tree: HtmlElement) -> None:
    """Tables with half of the page's text or more become blocks, if they hold blocks."""
    tables = _LAYOUT_TABLES(tree)
    whole = _LENGTH(tree) if tables else 0
    for table in tables:
        if 2 * _LENGTH(table) >= whole:
            for part in _parts(table):
                part.tag = "div"
            table.tag = "div"


def _parts(table: HtmlElement) -> Iterator[HtmlElement]:
    """Rows and cells of the table itself, not of tables inside it."""
    for child in table:
        if child.tag in _ROW_GROUPS:
            yield from _parts(child)
            yield child
        elif child.tag == "tr":
            yield from (cell for cell in child if cell.tag in _CELLS)
            yield child


def _into_paragraphs(element: HtmlElement) -> None:
    """Wraps the text between blocks and between two line breaks, as a reader sees it."""
    children = list(element)
    lead, element.text = element.text, None
    for child in children:
        element.remove(child)
    paragraph = _paragraph(element, lead)
    waiting = None  # a line break behind which nothing has come yet
    for child in children:
        tail, child.tail = child.tail, None
        is_block = not isinstance(child.tag, str) or child.tag in _BLOCKS
        if is_block or (child.tag == "br" and waiting is not None):
            _close(element, paragraph)
            if is_block:
                element.append(child)
            paragraph = _paragraph(element, tail)
            waiting = None if is_block or _says(tail) else child
        elif child.tag == "br" and not _says(tail):
            waiting = child
        else:
            if waiting is not None and _holds_any(paragraph):
                paragraph.append(waiting)
            waiting = None
            child.tail = tail
            paragraph.append(child)
    _close(element, paragraph)


def _paragraph(element: HtmlElement, text: str | None) -> HtmlElement:
    paragraph = element.makeelement("p")
    paragraph.text = text
    return paragraph


def _close(element: HtmlElement, paragraph: HtmlElement) -> None:
    if _holds_any(paragraph):
        element.append(paragraph)


def _holds_any(paragraph: HtmlElement) -> bool:
    # Not by len(), which counts all children, and is asked once for each of them.
    return next(paragraph.iterchildren(), None) is not None or _says(paragraph.text)


def _long_text_chars(element: HtmlElement) -> int:
    neighbours = (element.getprevious(), element.getnext())
    among = any(neighbour is not None and neighbour.tag == "p" for neighbour in neighbours)
    return _LONG_TEXT_CHARS_AMONG_PARAGRAPHS if among else _LONG_TEXT_CHARS


def _own_chars(element: HtmlElement) -> int:
    return sum(len(text.strip()) for text in (element.text, *(c.tail for c in element)) if text)


def _says(text: str | None) -> bool:
    return text is not None and bool(text.strip())

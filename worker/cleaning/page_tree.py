"""A page's markup as the tree that the thorough extractor works on.

Decides what is a page at all, as trafilatura's own loader does; that one asks Python for the class
of each element and looks through the page once more for characters that are gone by now. Must not
know what is looked for in the tree.
"""

from lxml.etree import ElementDefaultClassLookup, HTMLParser, LxmlError, SubElement
from lxml.html import HtmlElement, fromstring
from trafilatura.utils import is_dubious_html, repair_faulty_html

_PARSER = HTMLParser(
    encoding="utf-8",
    collect_ids=False,
    default_doctype=False,
    remove_comments=True,
    remove_pis=True,
)
_PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
_BEGINNING_CHARS = 8_192  # where a doctype and the root's tag stand
_START_CHARS = 50  # in which a page says that it is one
_NOT_IN_XML = ("\x0c", "\ufffe", "\uffff")  # besides those that `usable` drops


def page_tree(html: str) -> HtmlElement | None:
    """The root of the page; None where it is no page. `html` has no characters but usable ones."""
    start = html[:_START_CHARS].lower()
    try:
        tree = fromstring(_repaired(html, start).encode(), parser=_PARSER)
    except LxmlError:
        return None
    if is_dubious_html(start) and len(tree) < 2:
        return None
    if tree.tag == "html":
        return tree
    page = tree.makeelement("html")  # of a piece of one the parser makes its only element the root
    SubElement(page, "body").append(tree)
    return page


def _repaired(html: str, start: str) -> str:
    """The page as the parser can read it; the library mends no more than its first lines."""
    for char in _NOT_IN_XML:
        html = html.replace(char, "")
    end = html.find("\n", _BEGINNING_CHARS) + 1 or len(html)
    return repair_faulty_html(html[:end], start) + html[end:]

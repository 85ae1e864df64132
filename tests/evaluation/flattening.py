"""Markup to text as scrapers flatten it: the kinds of text that reach the raw topic as `text`.

Decides how four sorts of upstream scrapers see a page; none of them looks for the article. Must
not know how it is found again.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

_SILENT = frozenset({"head", "script", "style", "noscript", "template"})
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center",
    "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav",
    "ol", "option", "p", "pre", "section", "select", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul", "video",
))  # fmt: skip
_WORD = re.compile(r"\w")
_LINKS = frozenset({"a", "button"})  # what one clicks on
_MOSTLY = 0.8


@dataclass(slots=True)
class _Block:
    """The pieces of text between two block tags, with which of them are in a link."""

    pieces: list[str] = field(default_factory=list)
    unlinked: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    @property
    def is_link(self) -> bool:
        """Nearly all of it: "Sport (12)" and "by A. Writer" have a little beside the link."""
        letters, outside = (len(_WORD.findall("".join(p))) for p in (self.pieces, self.unlinked))
        return outside <= (1 - _MOSTLY) * letters


class _Reader(HTMLParser):
    """Reads the visible text of a page into blocks, and its title beside them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks = [_Block()]
        self.title = ""
        self._silent: list[str] = []
        self._links = 0
        self._in_title = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag == "body":
            self._silent.clear()  # a head that was never closed
        self._in_title = tag == "title" and not self.title
        self._links += tag in _LINKS
        self._border(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            self._silent.remove(tag)
        self._in_title = False
        self._links -= tag in _LINKS and self._links > 0
        self._border(tag)

    def handle_data(self, piece: str) -> None:
        if self._in_title:
            self.title += piece
        if self._silent:
            return
        block = self.blocks[-1]
        block.pieces.append(piece)
        if not self._links:
            block.unlinked.append(piece)

    def _border(self, tag: str) -> None:
        if tag in _BLOCKS and self.blocks[-1].pieces:
            self.blocks.append(_Block())


def _blocks(html: str) -> Iterator[_Block]:
    return (block for block in _Reader(html).blocks if block.text)


def _seedlike(html: str) -> str:
    """Block texts with blank lines between them; blocks that are links are dropped."""
    return "\n\n".join(block.text for block in _blocks(html) if not block.is_link)


def _all_blocks(html: str) -> str:
    """Every block's text, with blank lines between them."""
    return "\n\n".join(block.text for block in _blocks(html))


def _lines(html: str) -> str:
    """Every piece of text on a line of its own, the page's title first: inline tags break lines."""
    page = _Reader(html)
    pieces = [page.title, *(piece for block in page.blocks for piece in block.pieces)]
    return "\n".join(piece for piece in map(str.strip, pieces) if piece)


def _one_line(html: str) -> str:
    """Everything on a single line."""
    return " ".join(block.text for block in _blocks(html))


FLATTENINGS: Mapping[str, Callable[[str], str]] = {
    "seedlike": _seedlike,
    "blocks": _all_blocks,
    "bs4lines": _lines,
    "oneline": _one_line,
}

"""Lists of other articles under a heading that says so: "More briefs", "Most read", "Lire aussi".

Decides by two signs, the words of the heading and what follows: blocks of links, and paragraphs
that begin with a headline that is a link. The first block that is neither ends the list, so a
heading of the article costs nothing where the article goes on below it. Must not know what else is
furniture.
"""

from collections.abc import Iterator

from lxml.html import HtmlElement

from worker.cleaning.list_labels import LABEL_MAX_CHARS, is_list_label

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")  # in the order of their levels
_HEADLINE_CHARS_MIN = 15
_TEASER_MAX_CHARS = 300
_BLOCK_MAX_CHARS = 5_000  # longer ones are not read to their end: they may nest
_LINK_SHARE = 0.5  # of a block's letters
_LISTS_MAX = 50  # what follows each is read, and they may nest


def drop_teaser_lists(body: HtmlElement) -> None:
    """Takes such headings away, in place, with the list below each."""
    headings = [heading for heading in body.iter(*_HEADINGS) if _is_label(heading)]
    for heading in headings[:_LISTS_MAX]:
        blocks = list(_list_below(heading))
        if any(map(_text, blocks)):
            for element in (heading, *blocks):
                if element.getparent() is not None:
                    element.drop_tree()


def _is_label(heading: HtmlElement) -> bool:
    return is_list_label(_text(heading, 2 * LABEL_MAX_CHARS))


def _list_below(heading: HtmlElement) -> Iterator[HtmlElement]:
    """What follows a heading, down to the next of its level, as long as it leads elsewhere."""
    for element in heading.itersiblings(tag="*"):
        if element.tag == "h1" or (element.tag in _HEADINGS and element.tag <= heading.tag):
            return
        if element.tag not in _HEADINGS and not _leads_elsewhere(element):
            return
        yield element


def _leads_elsewhere(block: HtmlElement) -> bool:
    """Whether it is empty, mostly links, or a headline that is one and a sentence of its own."""
    text = _text(block)
    if len(text) > _BLOCK_MAX_CHARS:
        return False
    links = [_text(link) for link in block.iter("a")]
    if sum(map(len, links)) >= _LINK_SHARE * len(text):
        return True
    headline = links[0] if links else ""
    return (
        len(headline) >= _HEADLINE_CHARS_MIN
        and len(text) <= _TEASER_MAX_CHARS
        and text.startswith(headline)
        and not text[len(headline) :].lstrip()[:1].islower()
    )


def _text(element: HtmlElement, enough: int = 2 * _BLOCK_MAX_CHARS) -> str:
    """The text of an element, or the beginning of one that is longer than asked for."""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > enough:
            break
    return " ".join("".join(pieces).split())

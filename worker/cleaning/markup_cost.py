"""What a page's markup would cost a parser, before any parser sees it.

Decides which pages are too much for the thorough extractor and which for any. One linear pass,
which stops at the first limit that is passed. Must not know how articles are extracted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from worker.cleaning.nesting import Nesting
from worker.cleaning.tags import RAW_TEXT, TAG, attribute_count, end_of_raw_text
from worker.failures import PageRejected, Reason, Stage
from worker.limits import CleaningLimits

_FEW_ATTRIBUTES_CHARS = 256  # what is shorter cannot have enough of them to matter
# Parsers compare each attribute of a tag with all others; so many comparisons take as long as a
# look at one ancestor.
_COMPARISONS = 64
_CODE = frozenset({"script", "style"})
_LINKED_DATA = re.compile(r"ld[^\"'>]{1,8}json", re.IGNORECASE)  # "+" may be written as an entity

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MarkupCost:
    """What a parser is up against: characters, elements, levels of open ones, and `ancestors`.

    `code`: where the contents of scripts and styles stand, which no reader sees; without JSON-LD.
    """

    chars: int
    elements: int
    depth: int
    ancestors: int
    code: tuple[Span, ...] = ()

    def needs_cheap_parser(self, limits: CleaningLimits) -> bool:
        """Whether the page is too large or too deep for the thorough extractor."""
        return (
            self.chars > limits.thorough_max_chars
            or self.elements > limits.thorough_max_elements
            or self.ancestors > limits.thorough_max_ancestors
            or self.depth > limits.thorough_max_depth
        )


def markup_cost(html: str, limits: CleaningLimits) -> MarkupCost:
    """Measures the markup.

    Raises PageRejected over the hard limits: TOO_LARGE for characters, HOSTILE_MARKUP for others.
    """
    if len(html) > limits.html_max_chars:
        detail = f"the markup has {len(html):,} characters; the limit is {limits.html_max_chars:,}"
        raise PageRejected(Reason.TOO_LARGE, Stage.CLEAN, detail)
    nesting = Nesting()
    code = tuple(_feed(html, nesting, limits))
    # Whatever a parser takes for a tag begins like this, also where ours sees a script or CDATA.
    tags = html.count("<") - html.count("</") - html.count("<!")
    return MarkupCost(
        chars=len(html),
        elements=max(tags, nesting.elements),
        depth=nesting.deepest,
        ancestors=nesting.ancestors,
        code=code,
    )


def without_code(html: str, code: Sequence[Span]) -> str:
    """The page with empty scripts and styles: often half as long, and the same to its reader."""
    starts = (0, *(end for _, end in code))
    ends = (*(start for start, _ in code), len(html))
    return "".join(html[start:end] for start, end in zip(starts, ends, strict=True))


def _feed(html: str, nesting: Nesting, limits: CleaningLimits) -> Iterator[Span]:
    """Feeds all tags. What comes back is where scripts and styles stand, but for linked data."""
    position, end = 0, len(html)
    while position < end:
        for found in TAG.finditer(html, position):
            if found.start() > position:
                nesting.text()
            closing, name, attributes, text, cdata = found.groups()
            position = found.end()
            if name is None:
                nesting.leaf()
                if cdata:
                    position = _after(html, "]]>" if nesting.in_foreign else ">", position)
                    _reject_hidden_floods(html, found.end(), position, limits)
            else:
                name = name.lower() if name.isascii() else name
                if len(attributes) > _FEW_ATTRIBUTES_CHARS:
                    nesting.charge(_attribute_cost(name, attributes, limits))
                if closing:
                    nesting.end(name)
                else:
                    whole = text is not None and nesting.whole(name)
                    if not whole:
                        position = _start(html, found, name, nesting, limits)
                    is_raw = whole or position != found.end()
                    if name in _CODE and is_raw and not nesting.framesets:
                        yield from _code(found, found.end(4) if whole else position)
            if (
                nesting.ancestors > limits.html_max_ancestors
                or nesting.deepest > limits.html_max_depth
            ):
                _reject(nesting, limits)
            if position != found.end():
                break  # the search goes on behind a script, or the like
        else:
            break
    if position < end:
        nesting.text()


def _code(found: re.Match[str], end: int) -> Iterator[Span]:
    """What stands in a script or style, unless it is data that an extractor may ask for."""
    if not _LINKED_DATA.search(found[3]):
        yield found.end() if found[4] is None else found.start(4), end


def _start(
    html: str, found: re.Match[str], name: str, nesting: Nesting, limits: CleaningLimits
) -> int:
    """Feeds a start tag, and what was found with it. Where to go on."""
    text = found[4]
    if nesting.start(name, found[3]) and name in RAW_TEXT:
        start = found.end() if text is None else found.start(4)
        end = end_of_raw_text(html, name, start)
        if nesting.framesets:  # a parser may ignore the element and read on
            _feed_starts(html, start, end, nesting, limits)
        elif name not in _CODE:
            _reject_hidden_floods(html, start, end, limits)
        return end
    if text is not None:
        if text:
            nesting.text()
        nesting.end(name)
    return found.end()


def _feed_starts(html: str, start: int, end: int, nesting: Nesting, limits: CleaningLimits) -> None:
    """Feeds the start tags alone, for a parser may read on where others see text."""
    position = start
    while found := TAG.search(html, position, end):
        if found.start() > position:
            nesting.text()
        position = found.end()
        if found[2] is None:
            if found[5]:
                position = _after(html, "]]>" if nesting.in_foreign else ">", position)
                _reject_hidden_floods(html, found.end(), position, limits)
            nesting.leaf()
        elif not found[1]:
            if len(found[3]) > _FEW_ATTRIBUTES_CHARS:
                nesting.charge(_attribute_cost(found[2], found[3], limits))
            nesting.start(found[2].lower() if found[2].isascii() else found[2], found[3])
            if found[4]:
                nesting.text()
        if nesting.ancestors > limits.html_max_ancestors or nesting.deepest > limits.html_max_depth:
            _reject(nesting, limits)
    if position < end:
        nesting.text()


def _after(html: str, mark: str, position: int) -> int:
    end = html.find(mark, position)
    return end + len(mark) if end >= 0 else len(html)


def _reject_hidden_floods(html: str, start: int, end: int, limits: CleaningLimits) -> None:
    """Looks at the tags in what is text by the standard: other parsers may take them for tags."""
    for found in TAG.finditer(html, start, end):
        if len(found[3] or "") > _FEW_ATTRIBUTES_CHARS:
            _attribute_cost(found[2], found[3], limits)


def _attribute_cost(name: str, attributes: str, limits: CleaningLimits) -> int:
    """What the attributes of a tag add to the ancestors. Raises PageRejected for a flood."""
    count = attribute_count(attributes)
    if count > limits.tag_max_attributes:
        raise _hostile(
            f"a <{name[:20]}> tag has {count:,} attributes; the limit is"
            f" {limits.tag_max_attributes:,}"
        )
    return count * count // _COMPARISONS


def _reject(nesting: Nesting, limits: CleaningLimits) -> None:
    if nesting.deepest > limits.html_max_depth:
        raise _hostile(
            f"elements are nested more than {limits.html_max_depth:,} deep, which is the limit"
        )
    raise _hostile(
        f"{nesting.elements:,} elements have more than {limits.html_max_ancestors:,} ancestors in"
        " all, which is the limit"
    )


def _hostile(detail: str) -> PageRejected:
    return PageRejected(Reason.HOSTILE_MARKUP, Stage.CLEAN, detail)

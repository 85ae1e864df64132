"""What a page's markup would cost a parser, before any parser sees it.

Decides which pages are too much for the thorough extractor and which for any. One linear pass,
which stops at the first limit that is passed. Must not know how articles are extracted.
"""

from dataclasses import dataclass

from worker.cleaning.nesting import Nesting
from worker.cleaning.tags import RAW_TEXT, TAG, attribute_count, end_of_raw_text
from worker.failures import PageRejected, Reason, Stage
from worker.limits import CleaningLimits

_FEW_ATTRIBUTES_CHARS = 256  # what is shorter cannot have enough of them to matter
# Parsers compare each attribute of a tag with all others; so many comparisons take as long as a
# look at one ancestor.
_COMPARISONS = 64


@dataclass(frozen=True, slots=True)
class MarkupCost:
    """What a parser is up against: characters, elements, levels of open ones, and `ancestors`."""

    chars: int
    elements: int
    depth: int
    ancestors: int

    def needs_cheap_parser(self, limits: CleaningLimits) -> bool:
        """Whether the page is too large or too deep for the thorough extractor."""
        return (
            self.chars > limits.thorough_max_chars
            or self.elements > limits.thorough_max_elements
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
    _feed(html, 0, len(html), nesting, limits)
    # Whatever a parser takes for a tag begins like this, also where ours sees a script or CDATA.
    tags = html.count("<") - html.count("</") - html.count("<!")
    return MarkupCost(
        chars=len(html),
        elements=max(tags, nesting.elements),
        depth=nesting.deepest,
        ancestors=nesting.ancestors,
    )


def _feed(
    html: str,
    position: int,
    end: int,
    nesting: Nesting,
    limits: CleaningLimits,
    *,
    only_starts: bool = False,
) -> None:
    search = TAG.search
    while found := search(html, position, end):
        if found.start() > position:
            nesting.text()
        position = found.end()
        closing, name, attributes, cdata = found.groups()
        if name is None:
            if cdata:
                closed = _after(html, "]]>" if nesting.in_foreign else ">", position)
                _reject_hidden_floods(html, position, closed, limits)
                position = closed
            nesting.leaf()
        else:
            name = name.lower() if name.isascii() else name
            if len(attributes) > _FEW_ATTRIBUTES_CHARS:
                nesting.charge(_attribute_cost(name, attributes, limits))
            if closing:
                if not only_starts:
                    nesting.end(name)
            elif nesting.start(name, attributes) and name in RAW_TEXT and not only_starts:
                closed = end_of_raw_text(html, name, position)
                if nesting.framesets:  # a parser may ignore the element and read on
                    _feed(html, position, closed, nesting, limits, only_starts=True)
                elif name not in {"script", "style"}:
                    _reject_hidden_floods(html, position, closed, limits)
                position = closed
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

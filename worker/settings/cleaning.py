"""The limits of cleaning: what a page may be before it is rejected or read by a cheaper way.

Decides names, ranges and meanings; the defaults are those of `worker.limits`. Must not know where a
value comes from.
"""

from typing import Annotated

from pydantic import Field

from worker.limits import CleaningLimits
from worker.settings.connection import Group
from worker.settings.kinds import Count, Size

_LIMITS = CleaningLimits()


class CleaningSettings(Group):
    """What a page may cost. Each of these bounds the time or the memory that one page takes."""

    unpacked_max_bytes: Annotated[
        Size,
        Field(
            ge=1024,
            description="A body in gzip or deflate that unpacks to more is dead-lettered,"
            " TOO_LARGE: 10 MB of zeros take 10 KB packed.",
        ),
    ] = _LIMITS.unpacked_max_bytes
    html_max_chars: Annotated[
        Count,
        Field(
            ge=1024,
            description="Longer markup is dead-lettered, TOO_LARGE: the cheap parser takes 2 s and"
            " 300 MB for so much.",
        ),
    ] = _LIMITS.html_max_chars
    html_max_depth: Annotated[
        Count,
        Field(
            le=20_000,
            description="Elements nested deeper are dead-lettered, HOSTILE_MARKUP: 10,000 levels"
            " take the cheap parser 1.3 s, 100,000 over a minute.",
        ),
    ] = _LIMITS.html_max_depth
    html_max_ancestors: Annotated[
        Count,
        Field(
            description="The ancestors of all elements added up; more is dead-lettered,"
            " HOSTILE_MARKUP. Few bytes can become millions of elements, and the cheap parser"
            " looks at 4 million ancestors a second. Large pages have 100,000."
        ),
    ] = _LIMITS.html_max_ancestors
    tag_max_attributes: Annotated[
        Count,
        Field(
            description="A tag with more attributes is dead-lettered, HOSTILE_MARKUP: parsers"
            " compare each with all others, and 100,000 take a minute."
        ),
    ] = _LIMITS.tag_max_attributes
    thorough_max_chars: Annotated[
        Count,
        Field(
            description="Longer markup is read by the cheap parser: the thorough one needs 4 s for"
            " 2 MB and over 40 s for 5 MB."
        ),
    ] = _LIMITS.thorough_max_chars
    thorough_max_elements: Annotated[
        Count,
        Field(
            description="Pages of more elements are read by the cheap parser: the thorough one"
            " needs .1 ms for each, and more where they are many."
        ),
    ] = _LIMITS.thorough_max_elements
    thorough_max_ancestors: Annotated[
        Count,
        Field(
            description="Pages whose elements have more ancestors, added up, are read by the cheap"
            " parser: the thorough one needs 7 s for 5 million. Large pages have 100,000."
        ),
    ] = _LIMITS.thorough_max_ancestors
    thorough_max_depth: Annotated[
        Count,
        Field(
            le=250,
            description="Pages nested deeper are read by the cheap parser: from 255 levels on the"
            " thorough one silently loses text.",
        ),
    ] = _LIMITS.thorough_max_depth
    flattened_max_chars: Annotated[
        Count,
        Field(description="Longer text without markup is dead-lettered, TOO_LARGE: no article is."),
    ] = _LIMITS.flattened_max_chars
    flattened_max_lines: Annotated[
        Count,
        Field(
            description="Text without markup of more lines, or sentences in long lines, is"
            " dead-lettered, TOO_LARGE: each is weighed by itself."
        ),
    ] = _LIMITS.flattened_max_lines

    def limits(self) -> CleaningLimits:
        """The same as the core takes them."""
        return CleaningLimits(**self.model_dump())

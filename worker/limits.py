"""How much of a page cleaning takes on: one frozen value, with the reason for every number.

Decides the defaults; the settings take theirs from here. Must not know how cleaning works nor who
configures it, so that reading settings loads no parser.
"""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class CleaningLimits:
    """Over a `thorough_` limit the cheaper parser reads the page; over any other it is rejected.

    Times were measured on one core. With these numbers no page that was thought of takes ten
    seconds or 512 MB.
    """

    # A body unpacked from gzip or deflate: 10 MB of zeros take 10 KB packed.
    unpacked_max_bytes: int = 20 * MIB
    # Resiliparse reads 10 MB of paragraphs in 2 s and holds 300 MB meanwhile.
    html_max_chars: int = 10_000_000
    # Levels of open elements. Parsers walk from an element to the root: 5,000 levels take 1 s.
    # Elements that deep have 8 million ancestors by themselves.
    html_max_depth: int = 4_000
    # Ancestors of all elements, added up: resiliparse looks at each of them, 4 million a second.
    # A large page has 100,000; kilobytes in which each block opens elements again have billions.
    html_max_ancestors: int = 10_000_000
    # Attributes of one tag: every parser compares each with all others; 100,000 take a minute.
    tag_max_attributes: int = 2_000
    # Trafilatura needs 4 s for 2 MB of paragraphs and over 40 s for 5 MB.
    thorough_max_chars: int = 1_500_000
    # Trafilatura needs .1 ms for an element, more where they are many.
    thorough_max_elements: int = 30_000
    # Ancestors of all elements, added up: trafilatura walks to the root from most of them and takes
    # 7 s for 5 million. The largest of 225 pages has 100,000.
    thorough_max_ancestors: int = 2_000_000
    # Beyond about 255 levels libxml2, and so trafilatura, silently loses text.
    thorough_max_depth: int = 250
    # Text without markup: every line is weighed by itself, of a long one every sentence, and each
    # takes 1.5 KB of memory. No article comes near these.
    flattened_max_chars: int = 2_000_000
    flattened_max_lines: int = 50_000

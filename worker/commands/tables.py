"""Tables on stdout that read the same on a terminal and in a pipe: columns, no colours, no boxes.

Must not know what is in them.
"""

import unicodedata
from collections.abc import Iterable, Sequence


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows below their columns; numbers are aligned to the right."""
    lines = [list(columns), *([str(cell) for cell in row] for row in rows)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(columns))]
    numeric = [
        len(lines) > 1 and all(line[i].isdigit() for line in lines[1:]) for i in range(len(columns))
    ]
    for line in lines:
        cells = [
            _padded(cell, width, right)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ]
        print("  ".join(cells).rstrip())


def _padded(cell: str, width: int, right: bool) -> str:
    padding = " " * (width - _width(cell))
    return padding + cell if right else cell + padding


def _width(cell: str) -> int:
    """Columns that a terminal gives the text: wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in cell)

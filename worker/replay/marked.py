"""Some offsets of a range, in so little memory that a range may have millions.

Must not know what they are marked for.
"""


class Marked:
    """A byte for each offset of the range."""

    def __init__(self, offsets: range) -> None:
        self._offsets = offsets
        self._marks = bytearray(len(offsets))

    def mark(self, offset: int, marked: bool) -> None:
        """Say whether an offset of the range is meant."""
        self._marks[offset - self._offsets.start] = marked

    def __contains__(self, offset: object) -> bool:
        return (
            isinstance(offset, int)
            and offset in self._offsets
            and bool(self._marks[offset - self._offsets.start])
        )

"""Bold, links and the like, which a parser opens again after the end of a block cut them off.

Decides, by the HTML standard's "list of active formatting elements", which those are. Must not
know what else is open.
"""

_SAME = 3  # so many equal ones are opened again, never more


class Formatting:
    """A formatting element that is opened again until its own end tag comes."""

    __slots__ = ("attributes", "name", "open")

    def __init__(self, name: str, attributes: str) -> None:
        self.name = name
        self.attributes = attributes
        self.open = True


class FormattingList:
    """The formatting elements whose end tag has not come, in the order in which they began.

    `looks`: how many of them had to be looked at so far.
    """

    def __init__(self) -> None:
        self.looks = 0
        self._kept: list[Formatting | None] = []  # None: a marker, behind which nothing is seen

    @property
    def empty(self) -> bool:
        """Whether there are none, and no marker."""
        return not self._kept

    @property
    def all_open(self) -> bool:
        """Whether nothing is cut off."""
        return not self._kept or (last := self._kept[-1]) is None or last.open

    def keep(self, formatting: Formatting) -> None:
        """Remembers one, and forgets the first of four equal ones."""
        same = 0
        for position in range(len(self._kept) - 1, -1, -1):
            kept = self._kept[position]
            self.looks += 1
            if kept is None:
                break
            if kept.name == formatting.name and kept.attributes == formatting.attributes:
                same += 1
                if same == _SAME:
                    del self._kept[position]
                    break
        self._kept.append(formatting)

    def last(self, name: str) -> Formatting | None:
        """The last one of a name since the last marker."""
        for kept in reversed(self._kept):
            self.looks += 1
            if kept is None:
                return None
            if kept.name == name:
                return kept
        return None

    def is_last(self, formatting: Formatting) -> bool:
        """Whether it is the very last."""
        return bool(self._kept) and self._kept[-1] is formatting

    def forget(self, formatting: Formatting) -> None:
        """Its end tag has come."""
        for position in range(len(self._kept) - 1, -1, -1):
            if self._kept[position] is formatting:
                del self._kept[position]
                return
            self.looks += 1

    def mark(self) -> None:
        """From here on those of before are not seen."""
        self._kept.append(None)

    def forget_to_marker(self) -> None:
        """The element that set the last marker has ended."""
        while self._kept and self._kept.pop() is not None:
            pass

    def cut_off(self) -> list[Formatting]:
        """Those that the end of a block has ended, in order; now they are open again."""
        kept = self._kept
        if not kept or kept[-1] is None or kept[-1].open:
            return []
        first = len(kept)
        while first and (found := kept[first - 1]) is not None and not found.open:
            first -= 1
        again = [found for found in kept[first:] if found is not None]
        for found in again:
            found.open = True
        return again

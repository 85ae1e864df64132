"""Names that are known beforehand, found in a text as they are spelled.

Decides where one stands: whole words, the longest first, each character once. Must not know what
the names stand for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"\w+")


class Spotter:
    """Names by their first word, so that a text is read once however many there are."""

    def __init__(self, names: Iterable[str]) -> None:
        by_word: dict[str, list[str]] = defaultdict(list)
        for name in sorted(names, key=lambda name: (-len(name), name)):
            if first := _WORD.match(name):
                by_word[first[0]].append(name)
        self._by_word = dict(by_word)

    def spot(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the names stand, in characters, in the order of the text."""
        taken = 0
        for word in _WORD.finditer(text):
            start = word.start()
            if start < taken:
                continue
            for name in self._by_word.get(word[0], ()):
                end = start + len(name)
                if text.startswith(name, start) and not text[end : end + 1].isalnum():
                    taken = end
                    yield start, end
                    break

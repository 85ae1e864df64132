"""Work of the enrichment, counted where it grows instead of timed."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from worker import enrichment
from worker.enrichment.news.windows import LONGEST

LOOKS = "characters looked at"  # by the tokenizer's rules
LINES = "lines run"
PIECES = "pieces"
OVERLONG = "pieces over the longest window"
RULES = ("prefix_search", "suffix_search", "infix_finditer", "token_match", "url_match")
_OURS = str(Path(enrichment.__file__).parent)


class TooMuch(Exception):
    """Raised where the work is done, as soon as it is too much: nobody waits for its end."""


class Work:
    """How much was done, by kind, and how much of each may be."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.most: Mapping[str, int] = {}

    def add(self, kind: str, amount: int) -> None:
        self.done[kind] += amount
        if self.done[kind] > self.most.get(kind, sys.maxsize):
            raise TooMuch(f"{kind}: more than {self.most[kind]}")

    def count_tokenizer(self, tokenizer: Any) -> None:
        """Characters handed to its rules; it strips a run of affixes one by one."""

        def counted(rule: Callable[[str], Any]) -> Callable[[str], Any]:
            def look(text: str) -> Any:
                self.add(LOOKS, len(text))
                return rule(text)

            return look

        for name in RULES:
            if (rule := getattr(tokenizer, name)) is not None:
                setattr(tokenizer, name, counted(rule))

    def count_graph(self, graph: Any) -> None:
        """Pieces, padding included; in a window each attends to all, so none may be longer."""
        run = graph.run

        def counted(pieces: Any, *others: Any) -> Any:
            self.add(PIECES, pieces.size)
            self.add(OVERLONG, max(0, pieces.shape[1] - LONGEST))
            return run(pieces, *others)

        graph.run = counted

    @contextmanager
    def lines(self) -> Iterator[None]:
        """Lines of the enrichment that run here; each turn of a loop is one or more."""

        def within(frame: FrameType, event: str, _: Any) -> Any:
            if event == "line":
                self.add(LINES, 1)
            return within

        def called(frame: FrameType, event: str, _: Any) -> Any:
            return within if frame.f_code.co_filename.startswith(_OURS) else None

        before = sys.gettrace()
        sys.settrace(called)
        try:
            yield
        finally:
            sys.settrace(before)

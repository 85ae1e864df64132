"""How a form becomes its lemma: a script that cuts an ending and puts another one.

Decides what scripts there can be, what they do, and which of the network's candidates makes a word.
A script is written `case|cut|ending`: `l|3|y` makes `Cities` into `city`.
The idea is that of edit trees (Chrupala 2008), with the end of the word alone.
"""

from collections.abc import Callable, Mapping, Sequence, Set

KEEP, LOWER, TITLE = "k", "l", "t"
_CACHED_LEMMAS = 50_000
UNCHANGED = f"{KEEP}|0|"
_CASED: dict[str, Callable[[str], str]] = {KEEP: str, LOWER: str.lower, TITLE: str.title}


def script(form: str, lemma: str) -> str:
    """The shortest script that makes the lemma of the form; lower case wins a tie."""
    best = (-1, "", "")
    for case in (LOWER, KEEP, TITLE):
        cased = _CASED[case](form)
        if len(cased) != len(form):
            continue
        shared = _common_prefix(cased, lemma)
        if shared > best[0]:
            best = (shared, case, f"{case}|{len(cased) - shared}|{lemma[shared:]}")
    return best[2] or UNCHANGED


def lemma_of(form: str, made_by: str) -> str:
    """What the script makes of the form; the form itself where the script would leave nothing."""
    case, cut, ending = made_by.split("|", 2)
    cased = _CASED[case](form)
    kept = len(cased) - int(cut)
    if kept < 0:
        return form
    return (cased[:kept] + ending) or form


class Lemmatizer:
    """Chooses among the network's candidates with the help of the words there are."""

    def __init__(self, scripts: Sequence[str], lexicon: Mapping[str, Set[str]]) -> None:
        """`lexicon`: part of speech (UPOS) to its lemmas; other parts of speech need none."""
        self._scripts = scripts
        self._lexicon = lexicon
        self._seen: dict[tuple[str, str, tuple[int, ...]], str] = {}

    def lemma(self, form: str, pos: str, candidates: tuple[int, ...]) -> str:
        """The first candidate, the best, unless only a later one makes a word of the lexicon."""
        key = (form, pos, candidates)
        known = self._seen.get(key)
        if known is None:
            if len(self._seen) >= _CACHED_LEMMAS:
                self._seen.clear()
            known = self._seen[key] = self._chosen(form, pos, candidates)
        return known

    def _chosen(self, form: str, pos: str, candidates: tuple[int, ...]) -> str:
        first = lemma_of(form, self._scripts[candidates[0]])
        words = self._lexicon.get(pos)
        if words is None or first in words:
            return first
        others = (lemma_of(form, self._scripts[number]) for number in candidates[1:])
        return next((lemma for lemma in others if lemma in words), first)


def _common_prefix(first: str, second: str) -> int:
    count = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        count += 1
    return count

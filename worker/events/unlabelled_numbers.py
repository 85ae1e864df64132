"""Numbers that are no entities: "several thousand", "a five-year term", "half of them".

Decides where in a sentence one stands and what it is. Must not know what is counted.
"""

import re
from collections.abc import Iterator

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from worker.events.numbers import amount_of

SHARE = "SHARE"  # "half of them": no label of an entity
_VAGUE = frozenset({"several", "few", "one", "scores"})
_NOT_ONE = frozenset({"no", "any", "every", "each", "the", "this", "that", "which", "last"})
_SCALES = frozenset({"dozen", "hundred", "thousand", "million", "billion"})
_SHARES = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4}
_SHARED_OUT = frozenset({"obj", "nsubj", "nsubj:pass", "obl", "conj", "nmod"})
_PARTS_OF_GAMES = frozenset({"first", "second", "other", "last", "third", "fourth"})
_PERIODS = frozenset({"year", "month", "week", "decade"})
_RELATIVE = frozenset({"ago", "after", "before", "earlier", "later", "old", "-"})
_LONG = re.compile(r"\b([\w]{1,12})-(?:year|month|week|day|night|hour|minute)(?![\w-])")
_COUNTS = frozenset({"nummod", "amod", "det", "nsubj", "nsubj:pass", "obj", "obl", "conj"})


def unlabelled(sentence: SpacySpan) -> Iterator[tuple[int, int, str]]:
    """What no entity is: "several thousand", "a five-year term", "half of them", "two-thirds"."""
    for at, token in enumerate(sentence):
        word = token.lower_
        end = token.idx + len(token)
        following = sentence[at + 1] if at + 1 < len(sentence) else None
        if word in _VAGUE and token.dep_ in _COUNTS:
            if word == "one" and at and sentence[at - 1].lower_ in _NOT_ONE:
                continue
            if word == "scores" and (following is None or following.lower_ != "of"):
                continue
            if word != "one" and following is not None and following.lower_ in _SCALES:
                end = following.idx + len(following)
            yield token.idx, end, "CARDINAL"
        elif word in {"a", "an"} and following is not None and following.lower_ in _PERIODS:
            behind = sentence[at + 2].lower_ if at + 2 < len(sentence) else ""
            if following.dep_ in {"obl", "obj"} and behind not in _RELATIVE:
                yield token.idx, following.idx + len(following), "TIME"
        elif word in _SHARES and token.dep_ in _SHARED_OUT:
            before = sentence[max(0, at - 2) : at]
            begin = _begin_of_share(word, before, token)
            if begin is not None and (following is None or following.pos_ != "NOUN"):
                yield begin, end, SHARE
    for found in _LONG.finditer(sentence.text):
        if amount_of(found[1])[0] is not None:
            begin = sentence.start_char + found.start()
            yield begin, begin + len(found[0]), "TIME"


def _begin_of_share(word: str, before: SpacySpan, token: Token) -> int | None:
    """Where the words begin that say how many halves, thirds or quarters; None if none do."""
    last = before[-1].lower_ if len(before) else ""
    if word == "half":
        return None if last in _PARTS_OF_GAMES | {"-"} else token.idx
    if word in {"third", "quarter"}:
        behind = token.nbor() if token.i + 1 < len(token.doc) else token
        is_part = behind.lower_ == "of" or behind.is_punct
        return before[-1].idx if last in {"a", "one"} and is_part else None
    count = before[0] if last == "-" else before[-1] if len(before) else None
    return count.idx if count is not None and count.lower_ in {"two", "three"} else None


def share_of(words: str) -> float:
    """In percent."""
    *before, last = words.lower().replace("-", " ").split()
    count = {"two": 2, "three": 3}.get(before[0], 1) if before else 1
    return round(100 * count / _SHARES[last], 1)

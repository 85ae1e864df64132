"""How likely it is that an event was read rightly: the weights of what speaks for it, added up.

Decides a probability from evidence in words. The numbers are in `confidence.toml`, learnt by
`model/events/train.py`. Must not know the text.
"""

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Weights:
    """What each fact weighs, in logits, and how those events are told apart that are likely."""

    facts: Mapping[str, float]  # "any event" is one of all events
    likely: float  # the probability from which on prominence decides
    base: float  # of likely events, in logits
    by_prominence: float  # logits from prominence 0 to 1


@cache
def load_weights() -> Weights:
    """The bundled weights."""
    raw = tomllib.loads(files(__package__).joinpath("confidence.toml").read_text(encoding="utf-8"))
    return Weights(raw["facts"], **raw["likely"])


def chance(evidence: Iterable[str], weights: Weights) -> float:
    """What the facts say, between 0 and 1. Raises KeyError for one that has no weight."""
    return _logistic(weights.facts["any event"] + sum(weights.facts[name] for name in evidence))


def confidence(evidence: Iterable[str], prominence: float, weights: Weights | None = None) -> float:
    """The probability, between 0 and 1, that an event with this evidence was read rightly.

    Where the facts say that it is likely, how the sentence tells it says more than they do, and the
    event that it is about comes before those that it tells by the way.
    """
    known = load_weights() if weights is None else weights
    found = chance(evidence, known)
    if found < known.likely:
        return found
    return max(known.likely, _logistic(known.base + known.by_prominence * prominence))


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))

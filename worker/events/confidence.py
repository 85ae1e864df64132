"""How likely it is that an event was read rightly: the weights of what speaks for it, added up.

Decides a probability from evidence in words. The weights are plain numbers in `confidence.toml`,
learnt by `model/events/train.py`. Must not know the text.
"""

import math
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files


@cache
def load_weights() -> Mapping[str, float]:
    """The weight of each fact, in logits, and that of "any event", which all of them have."""
    text = files(__package__).joinpath("confidence.toml").read_text(encoding="utf-8")
    weights: Mapping[str, float] = tomllib.loads(text)["weights"]
    return weights


def confidence(evidence: Iterable[str], weights: Mapping[str, float] | None = None) -> float:
    """The probability, between 0 and 1, that an event with this evidence was read rightly.

    Raises KeyError for evidence that has no weight.
    """
    known = load_weights() if weights is None else weights
    odds = known["any event"] + sum(known[name] for name in evidence)
    return 1 / (1 + math.exp(-odds))

"""A span's probability, from what the network says of its words.

Decides the formula. Must not know entities. Source: Platt scaling (Platt 1999) of the least sure
word's log-odds; slope and offset were fitted on text the network had not seen.
"""

import math
from dataclasses import dataclass

from worker.enrichment.news.graph import Floats

_LEAST = 1e-6
_MOST_ODDS = 50.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """confidence = sigmoid(slope * log-odds + offset)."""

    slope: float = 1.0
    offset: float = 0.0

    def confidence(self, probabilities: Floats) -> float:
        """Between 0 and 1, for the probabilities of a span's words."""
        least = min(max(float(probabilities.min()), _LEAST), 1 - _LEAST)
        odds = self.slope * math.log(least / (1 - least)) + self.offset
        return 1 / (1 + math.exp(-max(min(odds, _MOST_ODDS), -_MOST_ODDS)))

"""How fast which weight learns, and when.

Decides the rates of the training. Must not know torch: these numbers are tested without.
"""

from __future__ import annotations

HEAD_RATE = 10.0  # times the encoder's learning rate
WARM_UP = 0.06  # of all steps
DECAY = 0.01  # of matrices
# What comes with weights to start from; the cases, whose rows all start equal, do not count.
_ENCODER = ("layers.", "positions.", "embedded.", "distances.")


def factor(name: str) -> float:
    """How many times the encoder's rate this weight has: heads and cases learn faster."""
    return 1.0 if name.startswith(_ENCODER) else HEAD_RATE


def schedule(step: int, steps: int) -> float:
    """Share of the full rate at a step: a short climb, then straight down."""
    climb = max(1, int(WARM_UP * steps))
    return min((step + 1) / climb, max(0.0, (steps - step) / max(1, steps - climb)))

"""How likely each unit of a page is article: a small network over the row of its units.

Decides nothing by itself: its weights (`weights.json`) are fitted by `model/cleaning/train.py`.
Each layer looks at a unit and at two others, farther away with each layer (dilated convolutions: Yu
& Koltun 2016, arXiv:1511.07122), after the mean of the page was added to all. Must not know words.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

DILATIONS = (1, 2, 4, 8)  # units to either side that the layers look at
# Units in one matrix product: OpenBLAS starts a second thread, which then spins, from 2^18
# multiplications on. A layer of 32 channels has 3 * 32 * 32 a unit.
_ROWS = 64


@dataclass(frozen=True, slots=True)
class Network:
    """Weights, float32; `columns` C features, H channels."""

    mean: np.ndarray  # [C]
    spread: np.ndarray  # [C]
    entry: np.ndarray  # [C, H]
    entry_bias: np.ndarray  # [H]
    page: np.ndarray  # [H, H], of the mean of all units
    layers: tuple[tuple[np.ndarray, np.ndarray], ...]  # [3 * H, H]: before, itself, after; [H]
    out: np.ndarray  # [H]
    out_bias: float

    def scores(self, features: np.ndarray) -> np.ndarray:
        """Log-odds [units] that each unit belongs to the article; features: [units, C]."""
        hidden = _product((features - self.mean) / self.spread, self.entry) + self.entry_bias
        hidden = np.maximum(hidden, 0)
        hidden = np.maximum(hidden + hidden.mean(axis=0) @ self.page, 0)
        for (weights, bias), far in zip(self.layers, DILATIONS, strict=True):
            padded = np.pad(hidden, ((far, far), (0, 0)))
            seen = np.concatenate([padded[: -2 * far], hidden, padded[2 * far :]], axis=1)
            hidden = hidden + np.maximum(_product(seen, weights) + bias, 0)
        found: np.ndarray = hidden @ self.out + self.out_bias
        return found


def _product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    parts = [left[start : start + _ROWS] @ right for start in range(0, len(left), _ROWS)]
    return np.concatenate(parts)


def network(weights: Mapping[str, object]) -> Network:
    """Of the mapping in `weights.json`. Raises KeyError when a layer is missing."""
    arrays = {name: np.array(value, dtype=np.float32) for name, value in weights.items()}
    return Network(
        mean=arrays["mean"],
        spread=arrays["spread"],
        entry=arrays["entry"],
        entry_bias=arrays["entry_bias"],
        page=arrays["page"],
        layers=tuple((arrays[f"layer_{far}"], arrays[f"layer_{far}_bias"]) for far in DILATIONS),
        out=arrays["out"],
        out_bias=float(arrays["out_bias"]),
    )


@cache
def bundled() -> Network:
    """The network that ships."""
    source = files("worker.cleaning.flattened") / "weights.json"
    return network(json.loads(source.read_text(encoding="utf-8")))

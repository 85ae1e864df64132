"""A network small enough to be checked in a second, and a batch that it can read."""

import numpy as np
import torch

from encoder import Network
from labels import ENTITY_TAGS, IGNORED, LABELS
from measures import Shape, Sizes

SHAPE = Shape(vocabulary=50, positions=32, width=24, inner=48, layers=3, attention_heads=4)
SIZES = Sizes(entity=len(ENTITY_TAGS), tag=4, morph=5, lemma=6, relation=3)


def network(seed: int, layers: int = SHAPE.layers) -> Network:
    """With weights of its own, in the state to be read, not trained."""
    torch.manual_seed(seed)
    shape = Shape(**{**vars(SHAPE), "layers": layers})
    return Network(shape, SIZES).eval()


def batch(seed: int = 1, known: bool = True) -> dict[str, np.ndarray]:
    """Two windows of pieces, the second one shorter, with labels for every word or for none."""
    chance = np.random.default_rng(seed)
    arrays = {
        "pieces": chance.integers(4, SHAPE.vocabulary, (2, 12)),
        "cases": chance.integers(0, 6, (2, 12)),
        "words": np.array([[1, 2, 4, 7, 9], [1, 3, 0, 0, 0]]),
    }
    arrays["pieces"][1, 6:] = 0
    classes = {**vars(SIZES), "begin": 2, "head": 3}
    for name in LABELS:
        drawn = chance.integers(0, classes[name], (2, 5))
        arrays[name] = np.where(known & (arrays["words"] != 0), drawn, IGNORED)
    return arrays

"""How large a network is, and which layers of a larger one it starts from.

Decides the measures of what is trained here. Must not know torch: these numbers are tested without.
"""

from __future__ import annotations

from dataclasses import dataclass

from labels import CLASSED, Inventory

# Layers of a student: those of the teacher, of the same width, that they start from.
DISTILLED_LAYERS = {3: (0, 2, 5)}


@dataclass(frozen=True)
class Sizes:
    """How many classes each head tells apart."""

    entity: int
    tag: int
    morph: int
    lemma: int
    relation: int


@dataclass(frozen=True)
class Shape:
    """The encoder's own measures, those of MiniLM-L6 unless told otherwise."""

    vocabulary: int = 30522
    positions: int = 512
    width: int = 384
    inner: int = 1536
    layers: int = 6
    attention_heads: int = 12
    distances: int = 0  # kinds of distances between pieces that attention tells apart (MPNet)


MPNET = Shape(width=768, inner=3072, layers=12, distances=32)


def sizes_of(classes: Inventory) -> Sizes:
    """How many classes each head has."""
    return Sizes(**{name: len(getattr(classes, name)) for name in CLASSED})


def kept_layers(student: int, teacher: int) -> tuple[int, ...]:
    """Which of so many layers of a teacher the layers of a student start from.

    Raises ValueError when DISTILLED_LAYERS has no choice for the two.
    """
    kept = DISTILLED_LAYERS.get(student)
    if kept is None or max(kept) >= teacher:
        raise ValueError(
            f"no choice of {student} of a teacher's {teacher} layers:"
            f" give --layers {' or '.join(map(str, DISTILLED_LAYERS))}, or a wider teacher"
        )
    return kept

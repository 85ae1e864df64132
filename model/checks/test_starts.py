"""What a network starts from, and that a file gives it back."""

import torch

from encoder import CASES
from labels import ENTITY_TAGS, Inventory
from measures import DISTILLED_LAYERS
from objectives import answered, tensors
from small import SIZES, batch, network
from starts import from_teacher, start_from
from storage import load_network, save_network

CLASSES = Inventory(
    tag=list("abcd"), morph=list("abcde"), lemma=list("abcdef"), relation=list("abc")
)


def like_bert(layers, shape):
    """Weights under BERT's names, each filled with a number of its own."""
    wide, inner = shape.width, shape.inner
    sizes = {
        "embeddings.word_embeddings.weight": (shape.vocabulary, wide),
        "embeddings.position_embeddings.weight": (shape.positions, wide),
        "embeddings.token_type_embeddings.weight": (2, wide),
        "embeddings.LayerNorm.weight": (wide,),
        "embeddings.LayerNorm.bias": (wide,),
    }
    for n in range(layers):
        name = f"encoder.layer.{n}"
        for part in ("query", "key", "value"):
            sizes[f"{name}.attention.self.{part}.weight"] = (wide, wide)
            sizes[f"{name}.attention.self.{part}.bias"] = (wide,)
        for part, out, into in (
            ("attention.output", wide, wide), ("intermediate", inner, wide), ("output", wide, inner)
        ):  # fmt: skip
            sizes[f"{name}.{part}.dense.weight"] = (out, into)
            sizes[f"{name}.{part}.dense.bias"] = (out,)
        for part in ("attention.output", "output"):
            sizes[f"{name}.{part}.LayerNorm.weight"] = (wide,)
            sizes[f"{name}.{part}.LayerNorm.bias"] = (wide,)
    return {name: torch.full(size, float(n)) for n, (name, size) in enumerate(sizes.items())}


def test_every_weight_of_the_encoder_comes_from_where_bert_has_it():
    small = network(1)
    weights = like_bert(small.shape.layers, small.shape)
    start_from(small, weights)
    state = small.state_dict()
    encoder = {
        name: value
        for name, value in state.items()
        if name.startswith(("layers.", "pieces.", "positions.", "cases.", "embedded."))
    }
    taken = {float(number) for value in encoder.values() for number in value.unique()}
    assert taken == {float(value.flatten()[0]) for value in weights.values()}
    query, key, value = state["layers.2.qkv.weight"].chunk(3)
    for part, found in (("query", query), ("key", key), ("value", value)):
        assert torch.equal(found, weights[f"encoder.layer.2.attention.self.{part}.weight"])


def test_all_letter_cases_start_as_the_first_token_type():
    small = network(1)
    weights = like_bert(small.shape.layers, small.shape)
    start_from(small, weights)
    first = weights["embeddings.token_type_embeddings.weight"][0]
    assert torch.equal(small.cases.weight, first.expand(CASES, -1))


def test_student_starts_with_the_heads_and_chosen_layers_of_its_teacher():
    teacher, student = network(1, layers=6), network(2, layers=3)
    from_teacher(student, teacher)
    theirs, ours = teacher.state_dict(), student.state_dict()
    for name, value in ours.items():
        if name.startswith("layers."):
            _, number, rest = name.split(".", 2)
            name = f"layers.{DISTILLED_LAYERS[3][int(number)]}.{rest}"
        assert torch.equal(value, theirs[name]), name


def test_network_that_was_kept_says_the_same(tmp_path):
    small = network(1)
    save_network(small, CLASSES, ["[PAD]", "peace"], tmp_path / "deep" / "news.pt")
    again, classes, vocabulary = load_network(tmp_path / "deep" / "news.pt")
    assert (classes, vocabulary) == (CLASSES, ["[PAD]", "peace"])
    assert classes.entity == list(ENTITY_TAGS)
    assert again.sizes == SIZES
    assert again.shape == small.shape
    given = tensors(batch())
    with torch.no_grad():
        before, after = answered(small, given), answered(again.eval(), given)
    assert all(torch.equal(before[name], after[name]) for name in before)

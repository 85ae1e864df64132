"""The graph that ships says what the network says, and of one window always the same."""

import numpy as np
import onnxruntime
import pytest
import torch

from export import to_onnx
from quantise import quantise
from small import batch, network

INPUTS = ("pieces", "cases", "words")
TAG, ENTITY = 0, 3  # outputs


def session(path):
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def feed(seed):
    arrays = batch(seed)
    return {name: arrays[name] for name in INPUTS}


@pytest.fixture(scope="module")
def graphs(tmp_path_factory):
    """The graph in float32, and in 8 bits with its ranges measured on a few batches."""
    folder = tmp_path_factory.mktemp("graphs")
    to_onnx(network(1), folder / "plain.onnx")
    quantise(folder / "plain.onnx", folder / "graph.onnx", [feed(seed) for seed in range(4)])
    return session(folder / "plain.onnx"), session(folder / "graph.onnx")


def test_graph_in_float32_answers_as_the_network(graphs):
    given = feed(9)
    out = graphs[0].run(None, given)
    with torch.no_grad():
        entity, tag, *_ = network(1)(*(torch.from_numpy(given[name]) for name in INPUTS))
    np.testing.assert_allclose(out[ENTITY], entity.numpy(), atol=1e-4)
    assert (out[TAG] == tag.argmax(-1).numpy()).all()


def test_graph_in_8_bits_is_near_it_and_has_no_range_of_the_moment(graphs):
    plain, rounded = (graph.run(None, feed(9))[ENTITY] for graph in graphs)
    there = feed(9)["words"] != 0
    apart = np.abs(plain - rounded)[there].max() / np.abs(plain[there]).max()
    assert 0 < apart < 0.2


def test_window_gets_the_same_answer_whatever_it_is_batched_with(graphs):
    given = feed(9)
    loud = {name: array.copy() for name, array in given.items()}
    loud["pieces"][1] = given["pieces"][0][::-1]
    one, other = (graphs[1].run(None, one)[ENTITY][0] for one in (given, loud))
    assert np.array_equal(one, other)

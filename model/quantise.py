"""A float32 graph in 8-bit integers; the ranges of the activations are measured once and fixed.

Ranges that are taken anew from every batch, as in ONNX Runtime's dynamic quantisation, would make a
page's result depend on the pages beside it. With fixed ones equal pages give equal bytes, whatever
they are batched with.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

Feed = dict[str, np.ndarray]
_DYNAMIC = "DynamicQuantizeLinear"
_STEPS = 255


def quantise(source: Path, target: Path, feeds: Sequence[Feed]) -> None:
    """Write the quantised graph; `feeds` are typical inputs, to measure the ranges on."""
    with tempfile.TemporaryDirectory() as folder:
        prepared, dynamic = Path(folder) / "prepared.onnx", Path(folder) / "dynamic.onnx"
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            str(prepared),
            str(dynamic),
            weight_type=QuantType.QInt8,  # signed: the kernels for it are twice as fast
            per_channel=True,
            reduce_range=True,  # seven bits: no overflow on processors without VNNI
            op_types_to_quantize=["MatMul", "Gather"],
        )
        model = onnx.load(dynamic)
    _fix(model, ranges(model, feeds))
    _fuse(model)
    onnx.save(model, target)


def ranges(model: onnx.ModelProto, feeds: Sequence[Feed]) -> dict[str, tuple[float, float]]:
    """The least and the greatest value of each tensor that is quantised, over all feeds."""
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    names = sorted({node.input[0] for node in probe.graph.node if node.op_type == _DYNAMIC})
    for name in names:
        for kind in ("Min", "Max"):
            output = f"{name}_{kind}"
            probe.graph.node.append(helper.make_node(f"Reduce{kind}", [name], [output], keepdims=0))
            probe.graph.output.append(
                helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, [])
            )
    session = onnxruntime.InferenceSession(
        probe.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    wanted = [f"{name}_{kind}" for name in names for kind in ("Min", "Max")]
    seen = np.array([session.run(wanted, feed) for feed in feeds])
    least, greatest = seen[:, 0::2].min(axis=0), seen[:, 1::2].max(axis=0)
    return {
        name: (min(0.0, float(low)), max(0.0, float(high)))
        for name, low, high in zip(names, least, greatest, strict=True)
    }


def _fix(model: onnx.ModelProto, found: dict[str, tuple[float, float]]) -> None:
    """Put the ranges in the place of the nodes that would measure them."""
    graph = model.graph
    for position, node in enumerate(list(graph.node)):
        if node.op_type != _DYNAMIC:
            continue
        low, high = found[node.input[0]]
        scale = np.float32((high - low) / _STEPS or 1.0)
        zero = np.uint8(round(-low / scale))
        quantised, scale_name, zero_name = node.output
        graph.initializer.append(numpy_helper.from_array(np.array(scale), scale_name))
        graph.initializer.append(numpy_helper.from_array(np.array(zero), zero_name))
        fixed = helper.make_node(
            "QuantizeLinear",
            [node.input[0], scale_name, zero_name],
            [quantised],
            name=node.name,
        )
        graph.node[position].CopyFrom(fixed)


def _fuse(model: onnx.ModelProto) -> None:
    """Each product of integers, its scaling and its bias become one node of ONNX Runtime's own.

    The runtime does that by itself for dynamic ranges only; without it, a sixth of the speed goes.
    """
    graph = model.graph
    constants = {constant.name for constant in graph.initializer}
    readers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    made_by = {name: node for node in graph.node for name in node.output}
    gone: list[onnx.NodeProto] = []
    for product in [node for node in graph.node if node.op_type == "MatMulInteger"]:
        (cast,) = readers[product.output[0]]
        (scaled,) = readers[cast.output[0]]
        scales = made_by[next(name for name in scaled.input if name != cast.output[0])]
        activation, weight = scales.input
        last, bias = scaled, []
        followers = readers.get(scaled.output[0], [])
        if len(followers) == 1 and followers[0].op_type == "Add":
            bias = [name for name in followers[0].input if name in constants]
            last = followers[0] if bias else scaled
        values, weights, value_zero, weight_zero = product.input
        fused = helper.make_node(
            "MatMulIntegerToFloat",
            [values, weights, activation, weight, value_zero, weight_zero, *bias],
            [last.output[0]],
            name=f"{product.name}_to_float",
            domain="com.microsoft",
        )
        gone += [cast, scaled, last, scales]
        product.CopyFrom(fused)
    for node in {id(node): node for node in gone}.values():
        if node in graph.node:
            graph.node.remove(node)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))

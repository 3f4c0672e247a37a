"""A head as a graph of ONNX operators: products and sums, or a forest, then a softmax and the likeliest label.

Knows nothing of texts or bundles. The operators are old ones, so that runtimes of the last years open the graph.
"""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.classifier.portable.heads import Linear, Network, Trees

_OPERATORS = 17
_TREE_OPERATORS = 3
_FORMAT = 8  # the version of the file


def graph(onnx: Any, head: Linear | Network | Trees, labels: Sequence[str], width: int, checksum: str) -> bytes:  # noqa: ANN401
    """From `vectors` [texts, width] to `label` [texts] and `probabilities` [texts, labels]. `onnx` is the package."""
    helper, arrays = onnx.helper, onnx.numpy_helper
    float_, string = onnx.TensorProto.FLOAT, onnx.TensorProto.STRING
    nodes, numbers = _forest(helper, head) if isinstance(head, Trees) else _layers(helper, head)
    nodes += [
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
        helper.make_node("ArgMax", ["probabilities"], ["best"], axis=1, keepdims=0),
        helper.make_node("Gather", ["labels", "best"], ["label"]),
    ]
    whole = helper.make_graph(
        nodes,
        "classifier",
        [helper.make_tensor_value_info("vectors", float_, [None, width])],
        [
            helper.make_tensor_value_info("label", string, [None]),
            helper.make_tensor_value_info("probabilities", float_, [None, len(labels)]),
        ],
        [
            *(arrays.from_array(np.ascontiguousarray(array), name) for name, array in numbers.items()),
            helper.make_tensor("labels", string, [len(labels)], [label.encode("utf-8", "replace") for label in labels]),
        ],
    )
    versions = [helper.make_opsetid("", _OPERATORS), helper.make_opsetid("ai.onnx.ml", _TREE_OPERATORS)]
    model = helper.make_model(whole, opset_imports=versions, ir_version=_FORMAT, producer_name="tnt-studio")
    helper.set_model_props(model, {"labels": json.dumps(list(labels)), "checksum": checksum})
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content


def _layers(helper: Any, head: Linear | Network) -> tuple[list[Any], dict[str, npt.NDArray[Any]]]:  # noqa: ANN401
    layers = (
        [(head.weights, head.biases)] if isinstance(head, Linear) else [*zip(head.weights, head.biases, strict=True)]
    )
    nodes: list[Any] = []
    numbers: dict[str, npt.NDArray[Any]] = {}
    signal = "vectors"
    for place, (weights, biases) in enumerate(layers):
        numbers |= {f"weights{place}": weights, f"biases{place}": biases}
        given = "logits" if place == len(layers) - 1 else f"sum{place}"
        nodes += [
            helper.make_node("MatMul", [signal, f"weights{place}"], [f"product{place}"]),
            helper.make_node("Add", [f"product{place}", f"biases{place}"], [given]),
        ]
        if given != "logits":
            signal = f"signal{place}"
            nodes.append(helper.make_node("Relu", [given], [signal]))
    return nodes, numbers


def _forest(helper: Any, head: Trees) -> tuple[list[Any], dict[str, npt.NDArray[Any]]]:  # noqa: ANN401
    """Thresholds are rounded down to single precision: numbers of single precision fall on the same side as before."""
    places = np.arange(len(head.feature))
    trees = np.searchsorted(head.roots, places, side="right") - 1
    inside = places - head.roots[trees]
    leaf = head.left == places
    below = [np.where(leaf, 0, side - head.roots[trees]).tolist() for side in (head.left, head.right)]
    threshold = head.threshold.astype(np.float32)
    threshold = np.where(threshold > head.threshold, np.nextafter(threshold, np.float32(-np.inf)), threshold)
    node = helper.make_node(
        "TreeEnsembleRegressor",
        ["vectors"],
        ["logits"],
        domain="ai.onnx.ml",
        n_targets=head.labels,
        aggregate_function="SUM",
        post_transform="NONE",
        nodes_treeids=trees.tolist(),
        nodes_nodeids=inside.tolist(),
        nodes_featureids=np.where(leaf, 0, head.feature).tolist(),
        nodes_values=np.where(leaf, np.float32(0), threshold).tolist(),
        nodes_modes=np.where(leaf, "LEAF", "BRANCH_LEQ").tolist(),
        nodes_truenodeids=below[0],
        nodes_falsenodeids=below[1],
        target_treeids=trees[leaf].tolist(),
        target_nodeids=inside[leaf].tolist(),
        target_ids=(trees[leaf] % head.labels).tolist(),
        target_weights=head.value[leaf].astype(np.float32).tolist(),
    )
    return [node], {}

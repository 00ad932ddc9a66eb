"""Trains with LightGBM for a job of the worker: Parquet in, ONNX out.

One request is one line of JSON on standard input: parquet, columns, label, train and validation (row numbers), options, onnx (where to write).
It answers a line a step, {"step", "of", "loss"}, and last {"done": true, "loss"}; {"refused"} where it can't be trained. When standard input closes it ends.
"""

import json
import os
import sys
import threading

import lightgbm
import numpy
import onnx
import pyarrow.parquet
from onnx import TensorProto, helper

OBJECTIVES = {"binary": ("binary", "binary_logloss"), "regression": ("regression", "rmse"), "multiclass": ("multiclass", "multi_logloss")}


def say(answer):
    print(json.dumps(answer), flush=True)


def below(threshold):
    """The largest 32-bit float that is not above a threshold: the model then branches on 32-bit features as it did in training."""
    single = numpy.float32(threshold)
    return float(single if float(single) <= threshold else numpy.nextafter(single, numpy.float32(-numpy.inf)))


def flatten(tree, number, target, into):
    """Adds one tree's nodes to the attributes of an ONNX tree ensemble. Ids are given in the order of a walk."""
    ids = iter(range(1 << 30))

    def walk(node):
        own = next(ids)
        for key in ("nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids", "nodes_falsenodeids", "nodes_missing_value_tracks_true"):
            into[key].append(None)
        at = len(into["nodes_treeids"]) - 1
        into["nodes_treeids"][at], into["nodes_nodeids"][at] = number, own
        if "leaf_value" in node and "split_feature" not in node:
            rest = (0, 0.0, "LEAF", 0, 0, 0)
            into["target_treeids"].append(number)
            into["target_nodeids"].append(own)
            into["target_ids"].append(target)
            into["target_weights"].append(node["leaf_value"])
        else:
            # Without missing values in training LightGBM takes one for 0.
            missing = node["default_left"] if node["missing_type"] == "NaN" else 0.0 <= node["threshold"]
            left, right = walk(node["left_child"]), walk(node["right_child"])
            rest = (node["split_feature"], below(node["threshold"]), "BRANCH_LEQ", left, right, int(missing))
        for key, value in zip(("nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids", "nodes_falsenodeids", "nodes_missing_value_tracks_true"), rest):
            into[key][at] = value
        return own

    walk(tree["tree_structure"])


def to_onnx(booster, width, objective):
    outputs = 3 if objective == "multiclass" else 1
    names = ("nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids", "nodes_falsenodeids", "nodes_missing_value_tracks_true", "target_treeids", "target_nodeids", "target_ids", "target_weights")
    into = {name: [] for name in names}
    for number, tree in enumerate(booster.dump_model(num_iteration=booster.best_iteration or None)["tree_info"]):
        flatten(tree, number, number % outputs, into)
    after = {"binary": "Sigmoid", "multiclass": "Softmax"}.get(objective)
    nodes = [helper.make_node("TreeEnsembleRegressor", ["features"], ["score" if after else "prediction"], domain="ai.onnx.ml", n_targets=outputs, **into)]
    if after:
        nodes.append(helper.make_node(after, ["score"], ["prediction"]))
    graph = helper.make_graph(
        nodes,
        "lightgbm",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, width])],
        [helper.make_tensor_value_info("prediction", TensorProto.FLOAT, [None, outputs])],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    return helper.make_model(graph, ir_version=8, opset_imports=opsets, producer_name="lightgbm")


def train(request):
    table = pyarrow.parquet.read_table(request["parquet"], columns=request["columns"] + [request["label"]])
    features = numpy.column_stack([table[name].to_numpy() for name in request["columns"]])
    labels = table[request["label"]].to_numpy()
    options = dict(request["options"])
    objective = options.pop("objective")
    name, metric = OBJECTIVES[objective]
    rounds = int(options.pop("num_iterations", 100))
    parameters = {"num_threads": 1, "deterministic": True, "force_row_wise": True, "verbosity": -1, **options, "objective": name, "metric": metric}
    parts = {key: numpy.asarray(request[key], dtype=numpy.int64) for key in ("train", "validation")}
    data = lightgbm.Dataset(features[parts["train"]], labels[parts["train"]], params=parameters)
    held = lightgbm.Dataset(features[parts["validation"]], labels[parts["validation"]], reference=data)
    last = {"loss": None}

    def step(environment):
        last["loss"] = environment.evaluation_result_list[0][2]
        say({"step": environment.iteration + 1, "of": rounds, "loss": last["loss"]})

    booster = lightgbm.train(parameters, data, rounds, valid_sets=[held], callbacks=[step])
    onnx.save_model(to_onnx(booster, features.shape[1], objective), request["onnx"])
    say({"done": True, "loss": last["loss"]})


def main():
    lines = iter(sys.stdin)
    request = json.loads(next(lines))

    def leave():
        # Whoever asked is gone, or has what it wanted.
        for _ in lines:
            pass
        os._exit(0)

    threading.Thread(target=leave, daemon=True).start()
    try:
        train(request)
    except lightgbm.basic.LightGBMError as error:
        say({"refused": str(error)})


main()

"""Trains LightGBM on request: each line of input is a training, each line of output its time, memory and AUC."""
import json, resource, sys, time
import lightgbm, numpy

def table(path, rows, features):
    values = numpy.fromfile(path, dtype=numpy.float32)
    return numpy.ascontiguousarray(values[: rows * features].reshape(features, rows).T), values[rows * features :]

def auc(scores, labels):
    order = numpy.argsort(scores, kind="stable")
    ranks = numpy.empty(len(scores))
    ranks[order] = numpy.arange(1, len(scores) + 1)
    positive = labels > 0
    ones = positive.sum()
    return float((ranks[positive].sum() - ones * (ones + 1) / 2) / (ones * (~positive).sum()))

print(json.dumps({"version": lightgbm.__version__}), flush=True)
for line in sys.stdin:
    ask = json.loads(line)
    train, labels = table(ask["train"], ask["rows"], ask["features"])
    test, truth = table(ask["test"], ask["testRows"], ask["features"])
    options = {"objective": "binary", "num_leaves": ask["leaves"], "max_depth": ask["depth"], "learning_rate": ask["rate"],
               "max_bin": ask["bins"], "min_data_in_leaf": ask["rowsInLeaf"], "num_threads": 1, "verbose": -1}
    began = time.perf_counter()
    data = lightgbm.Dataset(train, labels, params=options)
    model = lightgbm.train(options, data, ask["trees"])
    took = time.perf_counter() - began
    scores = model.predict(test, num_threads=1)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"ms": took * 1000, "auc": auc(scores, truth), "rssMib": memory}), flush=True)

"""Practical 2_3: batch normalisation over good and bad first scales. Its text: practical.en.md, practical.ja.md."""
# about 35 seconds, quick 6

# %% networks
import numpy as np

from grader.practical import bench
from reference.activations import Relu, Sigmoid
from reference.affine import Affine
from reference.losses import SoftmaxWithLoss
from reference.optimizers import SGD

data = digits(fraction=0.125)  # 1,000 for training
ACTIVATION = Relu


def network(scale, normalised, seed=seed):
    rng = np.random.default_rng(seed)
    sizes = [784, 100, 100, 100, 100, 100, 10]
    layers = []
    for d, m in zip(sizes, sizes[1:]):
        layers.append(Affine(rng.normal(0, scale, (d, m)), np.zeros(m)))
        if m > 10:
            layers += [mine.BatchNormalization(np.ones(m), np.zeros(m))] if normalised else []
            layers.append(ACTIVATION())
    return bench.Stack(layers, SoftmaxWithLoss())


# %% training
scales = np.logspace(0, -4, num=4 if quick else 16)
steps = 60 if quick else 200
with_it, without = {}, {}
for scale in scales:
    with np.errstate(all="ignore"):
        with_it[scale] = bench.train(network(scale, True), data, SGD(0.01), steps, seed=seed, looks=10)
        without[scale] = bench.train(network(scale, False), data, SGD(0.01), steps, seed=seed, looks=10)
some = scales[:: 1 if quick else 4]
plots.side_by_side({f"std {scale:.2g}": {"with": with_it[scale], "without": without[scale]} for scale in some}, "train")

# %% scales
ends = {name: [run[scale].train[-1] for scale in scales] for name, run in (("with", with_it), ("without", without))}
plots.over(scales, ends, plots.label("std"), plots.label("accuracy_train"))

# %% statistics
net = network(0.05, True)
bench.train(net, data, SGD(0.01), steps, seed=seed, looks=1)
first = next(layer for layer in net.layers if isinstance(layer, mine.BatchNormalization))
inputs = data.x_train @ net.params["W1"] + net.params["b1"]
mean = inputs.mean(axis=0)
plots.figures({"apart": float(np.max(np.abs(first.running_mean - mean))), "largest": float(np.max(np.abs(mean)))})

# %% try_sigmoid
ACTIVATION = Sigmoid
pair = {
    "with": bench.train(network(0.1, True), data, SGD(0.01), steps, seed=seed, looks=10),
    "without": bench.train(network(0.1, False), data, SGD(0.01), steps, seed=seed, looks=10),
}
plots.curves(pair, "train")

# %% conclusion
results = {
    "with": float(np.mean([curve.train[-1] for curve in with_it.values()])),
    "without": float(np.mean([curve.train[-1] for curve in without.values()])),
    "ahead": float(np.mean([with_it[scale].train[-1] > without[scale].train[-1] + 0.1 for scale in scales])),
}
plots.figures(results)

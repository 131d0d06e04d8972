"""Practicals 2_2_1 and 2_2_2: vanishing gradients. Its text: practical.en.md, practical.ja.md."""
# about 25 seconds, quick 10

# %% networks
import numpy as np

from grader.practical import bench
from reference.activations import Relu, Sigmoid
from reference.affine import Affine
from reference.losses import SoftmaxWithLoss
from reference.optimizers import SGD

data = digits()
hidden_sizes = [40, 20]
ACTIVATIONS = {"sigmoid": Sigmoid, "ReLU": Relu}
FIRST = {
    "Gauss": lambda shape, rng: mine.gaussian(shape, 0.01, rng),
    "Xavier": lambda shape, rng: mine.xavier(shape, rng),
    "He": lambda shape, rng: mine.he(shape, rng),
}


def network(activation, first, sizes, seed=seed):
    rng = np.random.default_rng(seed)
    layers = []
    for d, m in zip(sizes, sizes[1:]):
        layers += [Affine(FIRST[first]((d, m), rng), mine.zeros((m,))), ACTIVATIONS[activation]()]
    return bench.Stack(layers[:-1], SoftmaxWithLoss())


# %% activations
deep = [784, 100, 100, 100, 100, 100, 10]
pairs = [("sigmoid", "Gauss"), ("ReLU", "Gauss"), ("sigmoid", "Xavier"), ("ReLU", "He")]
seen = {}
for activation, first in pairs:
    net = network(activation, first, deep)
    seen[f"{activation} {first}"] = net.activations(data.x_train[:200], ACTIVATIONS[activation])
plots.histograms(seen)

# %% gradients
rng = np.random.default_rng(seed)
x, dout = data.x_train[:100].astype(float), rng.normal(size=(100, 10))
norms = {}
for activation, first in pairs:
    weights = [FIRST[first]((d, m), rng) for d, m in zip(deep, deep[1:])]
    norms[f"{activation} {first}"] = mine.gradient_flow(weights, activation.lower(), x, dout)
plots.norms(norms)

# %% training
steps, seeds = (800, 2) if quick else (2000, 3)
curves = {}
for activation, first in pairs:
    curves[f"{activation} {first}"] = [
        bench.train(network(activation, first, [784, *hidden_sizes, 10], s), data, SGD(0.1), steps, seed=s)
        for s in range(seed, seed + seeds)
    ]
plots.curves(curves)
plots.figures({name: float(np.mean([run.test[-1] for run in runs])) for name, runs in curves.items()})

# %% try_pairs
swapped = [("sigmoid", "He"), ("ReLU", "Xavier")]
others = {}
for activation, first in swapped:
    net = network(activation, first, [784, *hidden_sizes, 10])
    others[f"{activation} {first}"] = bench.train(net, data, SGD(0.1), steps, seed=seed)
plots.curves(others | {"ReLU He": curves["ReLU He"][0]})

# %% conclusion
results = {name: float(np.mean([run.test[-1] for run in runs])) for name, runs in curves.items()}
early = {name: float(np.mean([run.test[run.steps.index(200)] for run in runs])) for name, runs in curves.items()}
results |= {f"{name} step 200": value for name, value in early.items()}
results |= {name: run.test[-1] for name, run in others.items()}
results["gradient sigmoid Gauss"] = norms["sigmoid Gauss"][0] / norms["sigmoid Gauss"][-1]
results["gradient ReLU He"] = norms["ReLU He"][0] / norms["ReLU He"][-1]
plots.figures(results)

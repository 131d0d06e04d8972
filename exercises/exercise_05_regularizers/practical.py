"""Practical 2_5: overfitting on 300 digits, and what narrows the gap. Its text: practical.en.md, practical.ja.md."""
# about 25 seconds, quick 10

# %% networks
from types import SimpleNamespace

import numpy as np

from grader.practical import bench
from reference.activations import Relu
from reference.affine import Affine
from reference.losses import SoftmaxWithLoss
from reference.optimizers import SGD, Adam

whole = digits()
data = SimpleNamespace(x_train=whole.x_train[:300], t_train=whole.t_train[:300], x_test=whole.x_test, t_test=whole.t_test)


def network(ratio=0.0, seed=seed):
    bench.draws(seed)
    rng = np.random.default_rng(seed)
    sizes = [784, *[100] * 6, 10]
    layers = []
    for d, m in zip(sizes, sizes[1:]):
        layers += [Affine(rng.normal(0, np.sqrt(2 / d), (d, m)), np.zeros(m)), Relu()]
        if ratio:
            layers.append(mine.Dropout(ratio))
    return bench.Stack(layers[: -2 if ratio else -1], SoftmaxWithLoss())


def penalty(kind, lam):
    return lambda params, grads: mine.regularized_gradients(params, grads, lam, kind)


# %% overfitting
steps = 300 if quick else 1000
rate = 0.03 if quick else 0.01
nets, curves = {}, {}


def run(name, ratio, optimizer, change=None):
    nets[name] = network(ratio)
    curves[name] = bench.train(nets[name], data, optimizer, steps, seed=seed, penalty=change)


run("plain", 0.0, SGD(rate))
plots.gaps(curves)
plots.figures({"train": curves["plain"].train[-1], "test": curves["plain"].test[-1]})

# %% narrowing
decay, sparse, ratio = 0.1, 0.005, 0.15
run("L2", 0.0, SGD(rate), penalty("l2", decay))
run("L1", 0.0, SGD(0.1), penalty("l1", sparse))
run("Dropout", ratio, SGD(rate))
run("Dropout + L1", 0.08, SGD(0.1), penalty("l1", 0.004))
plots.gaps(curves)
late = slice(10, None)  # of 20 looks: a single one says little where training jumps, as with L1
gaps = {name: float(np.mean(curve.train[late]) - np.mean(curve.test[late])) for name, curve in curves.items()}
plots.bars(gaps, "", plots.label("gap"))

# %% weights
kept = {}
for name in ("plain", "L2", "L1"):
    kept[name] = np.concatenate([array.ravel() for key, array in nets[name].params.items() if key[0] == "W"])
plots.histograms({name: [W[np.abs(W) < 0.3]] for name, W in kept.items()})
plots.figures({f"norm {name}": float(mine.p_norm(W, 2)) for name, W in kept.items()})
plots.figures({f"zeros {name}": float(np.mean(np.abs(W) < 1e-3)) for name, W in kept.items()})

# %% try_strength
tried = dict(curves)
run("L2 0.02", 0.0, SGD(rate), penalty("l2", 0.02))
run("L2 0.2", 0.0, SGD(rate), penalty("l2", 0.2))
run("Dropout, Adam", 0.15, Adam(0.001))
plots.gaps({name: curve for name, curve in curves.items() if name not in tried})

# %% conclusion
results = {"train": curves["plain"].train[-1], "test": curves["plain"].test[-1]}
results |= {f"gap {name}": gap for name, gap in gaps.items()}
results |= {f"norm {name}": float(mine.p_norm(W, 2)) for name, W in kept.items()}
results |= {f"zeros {name}": float(np.mean(np.abs(W) < 1e-3)) for name, W in kept.items()}
plots.figures(results)

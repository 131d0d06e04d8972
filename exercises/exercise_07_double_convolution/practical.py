"""Practical 2_7: two convolutions, one pooling or two. Its text: practical.en.md, practical.ja.md."""
# about 25 seconds, quick 9

# %% shapes
import numpy as np

from grader.practical import bench
from reference.optimizers import Adam

first = {"filter_num": 10, "filter_size": 7, "pad": 1, "stride": 1}
second = {"filter_num": 20, "filter_size": 3, "pad": 1, "stride": 1}
places = ("conv 1", "pool 1", "conv 2", "pool 2")
plots.figures(dict(zip(places, mine.output_shapes((1, 28, 28), first, second))))
KINDS = {"DoubleConvNet": mine.DoubleConvNet, "StackedConvNet": mine.StackedConvNet}
counts = {}
for name, kind in KINDS.items():
    counts[name] = sum(array.size for array in kind((1, 28, 28), first, second).params.values())
plots.bars(counts, "", plots.label("parameters"))

# %% training
data = digits(flat=False, fraction=0.25 if quick else 1.0)
steps, batch, rate, looks = (40, 50, 0.003, 4) if quick else (100, 100, 0.002, 5)
curves, nets = {}, {}
for name, kind in KINDS.items():
    nets[name] = kind((1, 28, 28), first, second, 100, 10, 0.01)
    bench.redraw(nets[name].params, 0.03, seed=seed)
    curves[name] = bench.train(nets[name], data, Adam(rate), steps, seed=seed, batch=batch, looks=looks)
plots.curves(curves)
plots.figures({f"test {name}": curve.test[-1] for name, curve in curves.items()})

# %% filters
plots.images(nets["DoubleConvNet"].params["W1"], title="W1")
plots.images(nets["DoubleConvNet"].params["W2"][:, 0], title="W2")

# %% try_first
wide = {"filter_num": 10, "filter_size": 3, "pad": 1, "stride": 1}
other = mine.DoubleConvNet((1, 28, 28), wide, second, 100, 10, 0.01)
bench.redraw(other.params, 0.03, seed=seed)
rival = bench.train(other, data, Adam(rate), steps, seed=seed, batch=batch, looks=looks)
plots.curves({"7×7": curves["DoubleConvNet"], "3×3": rival})

# %% conclusion
results = {f"test {name}": curve.test[-1] for name, curve in curves.items()}
results |= {"test 3×3": rival.test[-1]}
results |= {f"parameters {name}": count for name, count in counts.items()}
plots.figures(results)

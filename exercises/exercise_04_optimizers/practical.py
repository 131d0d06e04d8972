"""Practical 2_4: optimisers on a bowl, on a saddle and on digits. Its text: practical.en.md, practical.ja.md."""
# about 21 seconds, quick 8

# %% surfaces
import numpy as np

from grader.practical import bench
from reference.activations import Sigmoid
from reference.affine import Affine
from reference.losses import SoftmaxWithLoss


def path(optimizer, slope, start, steps):
    params = {"w": np.array(start, float)}
    points = [params["w"].copy()]
    for _ in range(steps):
        optimizer.update(params, {"w": slope(params["w"])})
        points.append(params["w"].copy())
    return np.clip(points, -1e3, 1e3)


def bowl(x, y):
    return x**2 / 20 + y**2


def bowl_slope(w):
    return np.array([w[0] / 10, 2 * w[1]])


# %% bowl
ways = {
    "SGD": path(mine.SGD(0.95), bowl_slope, (-7, 2), 30),
    "Momentum": path(mine.Momentum(0.1), bowl_slope, (-7, 2), 30),
    "Nesterov": path(mine.Nesterov(0.1), bowl_slope, (-7, 2), 30),
    "AdaGrad": path(mine.AdaGrad(1.5), bowl_slope, (-7, 2), 30),
    "RMSprop": path(mine.RMSprop(0.1), bowl_slope, (-7, 2), 30),
    "Adam": path(mine.Adam(0.3), bowl_slope, (-7, 2), 30),
}
plots.paths(bowl, ways, (-8, 8, -4, 4), "x²/20 + y²")


# %% reported
class ReportedAdam:
    """As the report has it: the momentum's V over the root of h, times the gradient once more."""

    def __init__(self, lr):
        self.lr, self.V, self.h = lr, 0.0, 0.0

    def update(self, params, grads):
        g = grads["w"]
        self.V = 0.9 * self.V - self.lr * g
        self.h = 0.999 * self.h + 0.001 * g**2
        params["w"] -= self.lr * self.V / (np.sqrt(self.h) + 1e-7) * g


climbs = path(ReportedAdam(0.3), bowl_slope, (-7, 2), 8)
slowly = path(ReportedAdam(0.04), bowl_slope, (-7, 2), 30)
plots.paths(bowl, {"Adam": ways["Adam"], "Adam × gradient": np.clip(climbs, -50, 50)}, (-20, 20, -20, 20), "x²/20 + y²")
plots.race(bowl, {**ways, "Adam × gradient": slowly}, (-8, 8, -4, 4), "x²/20 + y²")


# %% saddle
def saddle(x, y):
    return x**2 - y**2


def saddle_slope(w):
    return np.array([2 * w[0], -2 * w[1]])


start = (-1.5, 1e-3)
away = {
    "SGD": path(mine.SGD(0.05), saddle_slope, start, 60),
    "Momentum": path(mine.Momentum(0.05), saddle_slope, start, 60),
    "Nesterov": path(mine.Nesterov(0.05), saddle_slope, start, 60),
    "AdaGrad": path(mine.AdaGrad(0.05), saddle_slope, start, 60),
    "RMSprop": path(mine.RMSprop(0.05), saddle_slope, start, 60),
    "Adam": path(mine.Adam(0.05), saddle_slope, start, 60),
}
plots.paths(saddle, away, (-2, 2, -2, 2), "x² − y²")
plots.race(saddle, away, (-2, 2, -2, 2), "x² − y²")

# %% digits
data = digits()
learning_rate = 0.01
OPTIMIZERS = {
    "SGD": mine.SGD,
    "Momentum": mine.Momentum,
    "AdaGrad": mine.AdaGrad,
    "RMSprop": mine.RMSprop,
    "Adam": mine.Adam,
}


def network(seed=seed, std=0.01):
    rng = np.random.default_rng(seed)
    layers = []
    for d, m in ((784, 40), (40, 20), (20, 10)):
        layers += [Affine(rng.normal(0, std, (d, m)), np.zeros(m)), Sigmoid()]
    return bench.Stack(layers[:-1], SoftmaxWithLoss())


steps, seeds = (500, 1) if quick else (1000, 3)
curves = {
    name: [bench.train(network(s), data, make(learning_rate), steps, seed=s) for s in range(seed, seed + seeds)]
    for name, make in OPTIMIZERS.items()
}
plots.curves(curves)

# %% try_rates
rates = {"AdaGrad 0.1": mine.AdaGrad(0.1), "Momentum 0.3": mine.Momentum(0.3), "SGD 1": mine.SGD(1.0)}
others = {name: [bench.train(network(), data, optimizer, steps, seed=seed)] for name, optimizer in rates.items()}
plots.curves(others)

# %% conclusion
results = {name: float(np.mean([run.test[-1] for run in runs])) for name, runs in {**curves, **others}.items()}
results["climbed"] = float(bowl(*climbs[2]) / bowl(*climbs[0]))
results |= {f"bowl {name}": float(bowl(*points[-1])) for name, points in ways.items()}
plots.figures(results)

"""Every convention is right: proved apart from the checks and from the code that they share.

The gate proves that a convention is seen and named; it cannot prove that it deserves to be. Here each one is held
against its published formula written out for plain numbers (sources stand in the hints), against laws that any right
answer obeys (the gradient of its own forward, descent in a bowl, an expectation kept), or against numbers worked out by
hand. A convention without a proof fails.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from grader import catalog
from grader.catalog import Course

CONTENT = catalog.content()
COURSES: Mapping[str, Course] = {e.id: catalog.load(e, CONTENT) for e in catalog.exercises(CONTENT)}

Proof = Callable[[Mapping[str, Any], int], None]
"""`proof(names, number)`: what the convention defines in place of the reference, and its number in its family."""

PROOFS: dict[str, Proof] = {}


def proves(*ids: str) -> Callable[[Proof], Proof]:
    def keep(proof: Proof) -> Proof:
        PROOFS.update(dict.fromkeys(ids, proof))
        return proof

    return keep


ALL = [
    (exercise, id, number)
    for exercise, course in COURSES.items()
    for id, family in course.conventions.items()
    for number in range(len(family))
]


@pytest.mark.parametrize(("exercise", "id", "number"), ALL, ids=lambda value: str(value))
def test_a_convention_is_right(exercise: str, id: str, number: int) -> None:
    variant = COURSES[exercise].conventions[id][number]
    names = {**COURSES[exercise].answers, **variant.replaces}

    (PROOFS.get(f"{exercise}.{id}") or PROOFS[id])(names, number)


def test_no_proof_is_of_nothing() -> None:
    known = {id for _, id, _ in ALL} | {f"{exercise}.{id}" for exercise, id, _ in ALL}

    assert PROOFS.keys() <= known


# Tools: loops and plain numbers, nothing of the grader's --------------------------------------------------------------


def slope(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Entry by entry, by central differences."""
    found = np.zeros(x.shape)
    for i in range(x.size):
        ahead, behind = x.astype(float), x.astype(float)
        ahead.flat[i] += h
        behind.flat[i] -= h
        found.flat[i] = (f(ahead) - f(behind)) / (2 * h)
    return found


def backward_is_the_slope(make: Callable[[], Any], x: np.ndarray, **asked: Any) -> None:
    """Of a layer that gives arrays."""
    layer = make()
    R = np.random.default_rng(1).normal(size=layer.forward(x.copy(), **asked).shape)
    dx = layer.backward(R.copy())

    assert dx == pytest.approx(slope(lambda z: float(np.sum(R * make().forward(z, **asked))), x), abs=1e-6)


def near(got: Any, wanted: Any, rel: float = 1e-9) -> None:
    assert np.asarray(got, dtype=float) == pytest.approx(np.asarray(wanted, dtype=float), rel=rel, abs=1e-12)


X = np.array([[0.5, -1.0, 2.0], [-0.25, 1.5, 0.75]])
LABELS = np.array([2, 0])


# Exercise 1 -----------------------------------------------------------------------------------------------------------


@proves("relu_writes_into_dout")
def _(names: Mapping[str, Any], _number: int) -> None:
    backward_is_the_slope(names["Relu"], X)


def _softmax(row: Sequence[float]) -> list[float]:
    powers = [math.exp(v - max(row)) for v in row]
    return [p / sum(powers) for p in powers]


def _cross_entropy(rows: Sequence[Sequence[float]], labels: Sequence[int], guard: float) -> float:
    return statistics.fmean(-math.log(row[label] + guard) for row, label in zip(rows, labels, strict=True))


def _loss_is(names: Mapping[str, Any], guard: float) -> None:
    """Whatever of these the convention replaces has the mean of −log(y + guard) as its loss."""
    y = [_softmax(row) for row in X]
    wanted = _cross_entropy(y, LABELS, guard)
    near(names["cross_entropy_error"](np.array(y), LABELS), wanted, 1e-6)
    near(names["cross_entropy_error"](np.array(y), np.eye(3)[LABELS]), wanted, 1e-6)
    near(names["SoftmaxWithLoss"]().forward(X, LABELS), wanted, 1e-6)


def _gradient_of_the_network(names: Mapping[str, Any], guard: float, near_enough: float = 1e-6) -> None:
    net = names["TwoLayerNet"](3, 4, 3)
    net.params["W1"][...] = np.random.default_rng(0).normal(size=(3, 4))
    net.params["W2"][...] = np.random.default_rng(1).normal(size=(4, 3))
    grads = net.gradient(X, LABELS)
    near(net.loss(X, LABELS), _cross_entropy([_softmax(row) for row in _scores(net)], LABELS, guard), 1e-6)
    for key, grad in grads.items():
        def loss(p: np.ndarray, key: str = key) -> float:
            kept = net.params[key].copy()
            net.params[key][...] = p
            found = float(net.loss(X, LABELS))
            net.params[key][...] = kept
            return found

        assert grad == pytest.approx(slope(loss, net.params[key].copy()), abs=near_enough)


def _scores(net: Any) -> np.ndarray:
    p = net.params
    return np.maximum(X @ p["W1"] + p["b1"], 0) @ p["W2"] + p["b2"]


@proves("target_first")
def _(names: Mapping[str, Any], _number: int) -> None:
    y, t = np.array([[0.2, 0.8], [0.5, 0.5]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    near(names["cross_entropy_error"](t, y), -(math.log(0.8 + 1e-7) + math.log(0.5 + 1e-7)) / 2)
    assert names["cross_entropy_error"].__code__.co_varnames[:2] == ("t", "y")


@proves("exercise_1.exact_logarithm")
def _(names: Mapping[str, Any], number: int) -> None:
    task = ("cross_entropy_error", "SoftmaxWithLoss", "TwoLayerNet")[number]
    if task == "TwoLayerNet":
        _gradient_of_the_network(names, 0.0)
        return
    _loss_is(names, 0.0)
    y = np.array([[1e-30, 1 - 1e-30]])
    if task == "cross_entropy_error":  # no guard bounds it
        near(names[task](y, np.array([0])), -math.log(1e-30))
    else:
        layer = names[task]()
        near(layer.forward(np.array([[0.0, 800.0]]), np.array([0])), 800.0)


@proves("exercise_1.other_guard")
def _(names: Mapping[str, Any], number: int) -> None:
    guard = 1e-8
    if number == 2:
        _gradient_of_the_network(names, guard)
        return
    _loss_is(names, guard)
    if number == 0:
        near(names["cross_entropy_error"](np.array([[0.0, 1.0]]), np.array([0])), -math.log(guard))


@proves("upstream_ignored")
def _(names: Mapping[str, Any], _number: int) -> None:
    layer = names["SoftmaxWithLoss"]()
    layer.forward(X, LABELS)

    assert layer.backward() == pytest.approx(
        slope(lambda x: float(names["SoftmaxWithLoss"]().forward(x, LABELS)), X), abs=1e-6
    )


@proves("guard_differentiated")
def _(names: Mapping[str, Any], number: int) -> None:
    """The guard leaves its trace in the derivative, exactly."""
    if number == 2:
        _gradient_of_the_network(names, 1e-7, 1e-8)
        return
    x = np.array([[0.0, 9.0, 2.0], [1.0, -8.0, 0.5]])  # small probabilities, where the guard counts
    layer, labels = names["SoftmaxWithLoss"](), np.array([0, 1])
    layer.forward(x, labels)
    dx = layer.backward()

    near(dx, slope(lambda z: _cross_entropy([_softmax(row) for row in z], labels, 1e-7), x), 1e-6)


@proves("predicts_probabilities")
def _(names: Mapping[str, Any], _number: int) -> None:
    net = names["TwoLayerNet"](3, 4, 3)
    near(net.predict(X), [_softmax(row) for row in _scores(net)])
    near(net.loss(X, LABELS), _cross_entropy(net.predict(X), LABELS, 1e-7), 1e-6)
    assert net.accuracy(X, LABELS) == np.mean(np.argmax(_scores(net), axis=1) == LABELS)


# Exercise 2 -----------------------------------------------------------------------------------------------------------

DENSE, FILTERS = (300, 200), (40, 30, 3, 3)
FANS = {DENSE: (300, 200), FILTERS: (30 * 9, 40 * 9)}


def _spread_is(draw: Callable[..., np.ndarray], variance: Callable[[int, int], float], furthest: float) -> None:
    """variance: of the fans; furthest: in standard deviations, beyond which nothing lies"""
    for shape, (fan_in, fan_out) in FANS.items():
        sample = draw(shape, np.random.default_rng(0)).ravel()
        std = math.sqrt(variance(fan_in, fan_out))
        assert abs(sample.mean()) < 6 * std / math.sqrt(sample.size)
        assert sample.std() == pytest.approx(std, rel=6 / math.sqrt(sample.size))
        assert np.abs(sample).max() <= furthest * std


def _glorot(fan_in: int, fan_out: int) -> float:
    """Glorot, Bengio (2010), equation 12."""
    return 2 / (fan_in + fan_out)


# The standard deviation of a standard normal cut off at ±2, from its own density: 1 − 2·2·φ(2) / (2Φ(2) − 1).
CUT = math.sqrt(1 - 4 * math.exp(-2) / math.sqrt(2 * math.pi) / math.erf(math.sqrt(2)))


@proves("xavier_both_fans")
def _(names: Mapping[str, Any], _number: int) -> None:
    _spread_is(names["xavier"], _glorot, 6.0)
    _spread_is(names["xavier_uniform"], _glorot, math.sqrt(3) + 1e-9)


@proves("truncated_normal")
def _(names: Mapping[str, Any], number: int) -> None:
    if number == 0:
        _spread_is(names["xavier"], lambda fan_in, _: 1 / fan_in, 2 / CUT)
    else:
        _spread_is(names["he"], lambda fan_in, _: 2 / fan_in, 2 / CUT)


@proves("truncated_normal_both_fans")
def _(names: Mapping[str, Any], _number: int) -> None:
    _spread_is(names["xavier"], _glorot, 2 / CUT)
    _spread_is(names["xavier_uniform"], _glorot, math.sqrt(3) + 1e-9)


@proves("flow_as_array")
def _(names: Mapping[str, Any], _number: int) -> None:
    rng = np.random.default_rng(0)
    weights, x, dout = [rng.normal(size=(4, 4)) for _ in range(3)], rng.normal(size=(5, 4)), rng.normal(size=(5, 4))
    flow = names["gradient_flow"](weights, "relu", x, dout)

    assert flow.shape == (3,)
    near(flow, COURSES["exercise_2"].answers["gradient_flow"](weights, "relu", x, dout))


# Exercise 3 -----------------------------------------------------------------------------------------------------------

BATCHES = (np.array([[1.0, -2.0], [3.0, 0.5], [8.0, 1.0]]), np.array([[0.0, 4.0], [2.0, -1.0], [-5.0, 2.5]]))
GAMMA, BETA = np.array([1.5, -0.5]), np.array([0.25, 2.0])


def _normalised(column: Sequence[float], eps: float) -> list[float]:
    mean, root = statistics.fmean(column), math.sqrt(statistics.pvariance(column) + eps)
    return [(x - mean) / root for x in column]


def _normalises_with(names: Mapping[str, Any], eps: float) -> None:
    layer = names["BatchNormalization"](GAMMA, BETA)
    out = layer.forward(BATCHES[0], True)
    for j, column in enumerate(BATCHES[0].T):
        near(out[:, j], [GAMMA[j] * z + BETA[j] for z in _normalised(column.tolist(), eps)])
    backward_is_the_slope(lambda: names["BatchNormalization"](GAMMA, BETA), BATCHES[0], train_flg=True)


@proves("other_epsilon")
def _(names: Mapping[str, Any], number: int) -> None:
    """Whatever ε is, it is one: out tells it, and is right for all columns with that."""
    tiny = np.array([[0.0], [2e-3]])
    layer = names["BatchNormalization"](np.ones(1), np.zeros(1))
    eps = (1e-3 / layer.forward(tiny, True)[1, 0]) ** 2 - 1e-6  # from z = 1e-3 / √(1e-6 + ε)

    assert -1e-12 < eps < 0.02
    _normalises_with(names, max(eps, 0.0)) if eps > 1e-9 else _normalises_with(names, 0.0)


Settings = tuple[bool, bool, str]
"""Whether momentum is the new values' share, whether the variance is unbiased, where the record begins."""


def _record(settings: Settings, momentum: float) -> tuple[list[float], list[float]]:
    """Running mean and variance of the two batches, by hand."""
    share_of_new, unbiased, start = settings
    variance = statistics.variance if unbiased else statistics.pvariance
    keep = 1 - momentum if share_of_new else momentum
    means, variances = [], []
    for j in range(2):
        columns = [batch[:, j].tolist() for batch in BATCHES]
        m, v = 0.0, 1.0 if start == "one" else 0.0
        if start == "first":
            m, v, columns = statistics.fmean(columns[0]), variance(columns[0]), columns[1:]
        for column in columns:
            m, v = keep * m + (1 - keep) * statistics.fmean(column), keep * v + (1 - keep) * variance(column)
        means.append(m)
        variances.append(v)
    return means, variances


def _records(names: Mapping[str, Any], settings: Settings, momentum: float | None = 0.8) -> None:
    given = {} if momentum is None else {"momentum": momentum}
    layer = names["BatchNormalization"](GAMMA, BETA, **given)
    for batch in BATCHES:
        layer.forward(batch, True)
    means, variances = _record(settings, 0.99 if momentum is None else momentum)
    near(layer.running_mean, means)
    near(layer.running_var, variances)


MEANINGS = [(meaning, unbiased) for meaning in (False, True) for unbiased in (False, True)]


@proves("momentum_is_share_of_new")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch: x̂_new = (1 − momentum) × x̂ + momentum × x_t."""
    _records(names, (True, False, "zero"))


@proves("running_variance_unbiased")
def _(names: Mapping[str, Any], number: int) -> None:
    _records(names, (bool(number), True, "zero"))


@proves("running_variance_from_one")
def _(names: Mapping[str, Any], number: int) -> None:
    _records(names, (*MEANINGS[number], "one"))


@proves("running_from_first_batch")
def _(names: Mapping[str, Any], number: int) -> None:
    _records(names, (*MEANINGS[number], "first"))


@proves("default_momentum_099")
def _(names: Mapping[str, Any], number: int) -> None:
    unbiased, start = divmod(number, 3)
    _records(names, (False, bool(unbiased), ("zero", "one", "first")[start]), None)


@proves("images_per_pixel")
def _(names: Mapping[str, Any], _number: int) -> None:
    """Over the batch, every pixel has mean 0 and variance 1; and backward is the slope of that."""
    images = np.random.default_rng(0).normal(2.0, 3.0, (5, 2, 2, 3))
    out = names["BatchNormalization"](np.ones(12), np.zeros(12)).forward(images, True)

    assert np.abs(out.mean(axis=0)).max() < 1e-12
    near(out.var(axis=0), np.ones((2, 2, 3)), 1e-5)
    backward_is_the_slope(lambda: names["BatchNormalization"](np.full(12, 1.5), np.ones(12)), images, train_flg=True)


# Exercise 4 -----------------------------------------------------------------------------------------------------------

GRADIENTS = (0.5, -0.25, 1.0)


def _path(optimizer: Any, gradients: Sequence[float] = GRADIENTS) -> list[float]:
    params, found = {"w": np.array([1.0])}, []
    for g in gradients:
        optimizer.update(params, {"w": np.array([g])})
        found.append(float(params["w"][0]))
    return found


def _descends(optimizer: Any, steps: int = 3000) -> None:
    """In the bowl ½ (w₁² + 4 w₂²), from (1, −2) to the bottom."""
    params = {"w": np.array([1.0, -2.0])}
    for _ in range(steps):
        optimizer.update(params, {"w": params["w"] * np.array([1.0, 4.0])})
    assert float(np.sum(np.square(params["w"]))) < 0.05


@proves("momentum_rate_outside")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch's SGD: b ← μ b + g, θ ← θ − γ b. By hand: b is 0.5, 0.2, 1.18."""
    near(_path(names["Momentum"](0.1, 0.9)), [0.95, 0.93, 0.812])
    _descends(names["Momentum"](0.02, 0.9))


@proves("momentum_averaged_gradient")
def _(names: Mapping[str, Any], _number: int) -> None:
    """v ← β v + (1 − β) g, θ ← θ − α v. By hand: v is 0.05, 0.02, 0.118."""
    near(_path(names["Momentum"](0.1, 0.9)), [0.995, 0.993, 0.9812])
    _descends(names["Momentum"](0.1, 0.9))


@proves("nesterov_before_2021")
def _(names: Mapping[str, Any], _number: int) -> None:
    """v ← α v − η g, W ← W + α² v − (1 + α) η g. By hand: v is −0.05, −0.02, −0.118."""
    near(_path(names["Nesterov"](0.1, 0.9)), [0.8645, 0.8958, 0.61022])
    _descends(names["Nesterov"](0.02, 0.9))


@proves("nesterov_rate_outside")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch's SGD with nesterov=True: b ← μ b + g, θ ← θ − γ (g + μ b). By hand: g + μ b is 0.95, −0.07, 2.062.

    And Nesterov's own form, which looks ahead before it takes the gradient, goes the same way: its looked-ahead point
    is θ."""
    near(_path(names["Nesterov"](0.1, 0.9)), [0.905, 0.912, 0.7058])
    _descends(names["Nesterov"](0.02, 0.9))
    optimizer, params = names["Nesterov"](0.05, 0.9), {"w": np.array([1.0])}
    w, v = 1.0, 0.0
    for _ in range(6):
        optimizer.update(params, {"w": 3 * params["w"]})
        v = 0.9 * v - 0.05 * 3 * (w + 0.9 * v)
        w += v
        near(params["w"], [w + 0.9 * v])


def _sums(start: float = 0.0) -> list[float]:
    h, found = start, []
    for g in GRADIENTS:
        h += g * g
        found.append(h)
    return found


def _fades(decay: float, start: float = 0.0) -> list[float]:
    h, found = start, []
    for g in GRADIENTS:
        h = decay * h + (1 - decay) * g * g
        found.append(h)
    return found


def _walk(steps: Sequence[float]) -> list[float]:
    w, found = 1.0, []
    for step in steps:
        w -= step
        found.append(w)
    return found


def _scaled(rate: float, sizes: Sequence[float], root: Callable[[float], float]) -> list[float]:
    return _walk([rate * g / root(h) for g, h in zip(GRADIENTS, sizes, strict=True)])


@proves("adagrad_initial_accumulator")
def _(names: Mapping[str, Any], _number: int) -> None:
    """TensorFlow's Adagrad begins its sum at 0.1."""
    near(_path(names["AdaGrad"](0.1)), _scaled(0.1, _sums(0.1), lambda h: math.sqrt(h) + 1e-7))
    _descends(names["AdaGrad"](0.5))


@proves("adagrad_epsilon")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch's Adagrad: θ ← θ − γ g / (√Σg² + ε)."""
    near(_path(names["AdaGrad"](0.1)), _scaled(0.1, _sums(), lambda h: math.sqrt(h) + 1e-8))
    _descends(names["AdaGrad"](0.5))


@proves("adagrad_epsilon_inside")
def _(names: Mapping[str, Any], _number: int) -> None:
    near(_path(names["AdaGrad"](0.1)), _scaled(0.1, _sums(), lambda h: math.sqrt(h + 1e-8)))
    _descends(names["AdaGrad"](0.5))


@proves("rmsprop_epsilon")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch's RMSprop: θ ← θ − γ g / (√v + ε)."""
    near(_path(names["RMSprop"](0.1, 0.9)), _scaled(0.1, _fades(0.9), lambda h: math.sqrt(h) + 1e-8))
    _descends(names["RMSprop"](0.01))


@proves("rmsprop_epsilon_inside")
def _(names: Mapping[str, Any], _number: int) -> None:
    near(_path(names["RMSprop"](0.1, 0.9)), _scaled(0.1, _fades(0.9), lambda h: math.sqrt(h + 1e-8)))
    _descends(names["RMSprop"](0.01))


@proves("rmsprop_decay_09")
def _(names: Mapping[str, Any], number: int) -> None:
    """Hinton's lecture and Keras: 0.9 where nothing is said."""
    roots = (lambda h: math.sqrt(h) + 1e-7, lambda h: math.sqrt(h) + 1e-8, lambda h: math.sqrt(h + 1e-8))
    near(_path(names["RMSprop"](0.1)), _scaled(0.1, _fades(0.9), roots[number]))
    _descends(names["RMSprop"](0.01))


@proves("rmsprop_from_one")
def _(names: Mapping[str, Any], number: int) -> None:
    """TensorFlow 1's tf.train.RMSPropOptimizer: its slot "rms" is filled with ones."""
    roots = [lambda h: math.sqrt(h + 1e-8)] * 2 + [lambda h: math.sqrt(h) + 1e-8] * 2
    near(_path(names["RMSprop"](0.1, 0.9)), _scaled(0.1, _fades(0.9, 1.0), roots[number]))
    near(_path(names["RMSprop"](0.1)), _scaled(0.1, _fades((0.99, 0.9)[number % 2], 1.0), roots[number]))
    _descends(names["RMSprop"](0.01))


def _adam(update: Callable[[float, float, int], float]) -> list[float]:
    """Kingma, Ba (2015), algorithm 1; update: of the two averages and the step"""
    m = v = 0.0
    steps = []
    for t, g in enumerate(GRADIENTS, 1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        steps.append(0.01 * update(m, v, t))
    return _walk(steps)


def _corrected(m: float, v: float, t: int) -> tuple[float, float]:
    return m / (1 - 0.9**t), v / (1 - 0.999**t)


@proves("adam_epsilon")
def _(names: Mapping[str, Any], _number: int) -> None:
    def paper(m: float, v: float, t: int) -> float:
        m, v = _corrected(m, v, t)
        return m / (math.sqrt(v) + 1e-8)

    near(_path(names["Adam"](0.01, 0.9, 0.999)), _adam(paper))
    _descends(names["Adam"](0.01))


@proves("adam_folded")
def _(names: Mapping[str, Any], number: int) -> None:
    """The end of section 2 of the paper: both corrections in the rate, ε̂ beside the uncorrected root."""
    eps = (1e-7, 1e-8)[number]

    def folded(m: float, v: float, t: int) -> float:
        return math.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (math.sqrt(v) + eps)

    near(_path(names["Adam"](0.01, 0.9, 0.999)), _adam(folded))
    _descends(names["Adam"](0.01))


@proves("adam_epsilon_inside")
def _(names: Mapping[str, Any], number: int) -> None:
    def inside(m: float, v: float, t: int) -> float:
        m, v = _corrected(m, v, t)
        return m / math.sqrt(v + 1e-8)

    def folded(m: float, v: float, t: int) -> float:
        return math.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / math.sqrt(v + 1e-8)

    near(_path(names["Adam"](0.01, 0.9, 0.999)), _adam((inside, folded)[number]))
    _descends(names["Adam"](0.01))


# Exercise 5 -----------------------------------------------------------------------------------------------------------

W = np.array([[1.0, -2.0], [3.0, 0.5]])


@proves("l2_without_half")
def _(names: Mapping[str, Any], number: int) -> None:
    """λ Σ w²: 0.1 · (1 + 4 + 9 + 0.25), and its slope."""
    if number == 0:
        near(names["l2_penalty"](W, 0.1), 1.425)
        near(names["l2_gradient"](W, 0.1), slope(lambda w: float(names["l2_penalty"](w, 0.1)), W), 1e-6)
    else:
        _adds(names, whole=True)


def _adds(names: Mapping[str, Any], *, whole: bool = False, biases: bool = False, in_place: bool = False) -> None:
    """The sum of the loss's gradients and the penalty's: λ w, or 2 λ w, for weights, and for biases if they count."""
    params = {"W1": W, "b1": np.array([0.5, -1.0])}
    grads = {"W1": np.full((2, 2), 0.25), "b1": np.array([1.0, 2.0])}
    before = {key: g.copy() for key, g in grads.items()}
    sums = names["regularized_gradients"](params, grads, 0.1, "l2")
    factor = 0.2 if whole else 0.1
    near(sums["W1"], before["W1"] + factor * W)
    near(sums["b1"], before["b1"] + (factor * params["b1"] if biases else 0))
    near(grads["W1"], sums["W1"] if in_place else before["W1"])
    near(params["W1"], [[1.0, -2.0], [3.0, 0.5]])


@proves("biases_included")
def _(names: Mapping[str, Any], number: int) -> None:
    _adds(names, whole=bool(number), biases=True)


@proves("grads_in_place")
def _(names: Mapping[str, Any], number: int) -> None:
    _adds(names, whole=bool(number & 1), biases=bool(number & 2), in_place=True)


def _keeps_the_mean(layer: Any, kept: float, training: float, evaluation: float) -> None:
    """kept: the share that stays; training, evaluation: what stays is multiplied by. Their products agree: on average
    the next layer sees in training what it sees in evaluation."""
    assert kept * training == pytest.approx(evaluation)
    layer.rng = np.random.default_rng(0)
    x = np.full((200, 500), 2.0)
    out = layer.forward(x, True)
    assert set(np.unique(out)) == {0.0, 2.0 * training}
    assert np.mean(out != 0) == pytest.approx(kept, abs=6 * math.sqrt(kept * (1 - kept) / x.size))
    near(layer.backward(np.full(x.shape, 3.0)), 1.5 * out)
    near(layer.forward(x, False), evaluation * x)


@proves("exercise_5.dropout_inverted")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch, Keras: what stays is divided by its share in training; evaluation changes nothing."""
    _keeps_the_mean(names["Dropout"](0.2), 0.8, 1.25, 1.0)


@proves("dropout_keep_rate")
def _(names: Mapping[str, Any], number: int) -> None:
    """The paper's p is the share that stays (Srivastava et al., 2014)."""
    _keeps_the_mean(names["Dropout"](0.2), 0.2, 5.0 if number else 1.0, 1.0 if number else 0.2)


@proves("exercise_8.dropout_inverted")
def _(names: Mapping[str, Any], _number: int) -> None:
    """Its dropouts keep the mean, and scale in training."""
    net = names["DeepConvNet"]()
    inverted = [layer for layer in net.layers if hasattr(layer, "dropout_ratio")]
    assert len(inverted) == 2
    for layer in inverted:
        _keeps_the_mean(layer, 0.5, 2.0, 1.0)


# Exercise 6 -----------------------------------------------------------------------------------------------------------

IMAGE = np.array([[[[1.0, 4.0, 2.0], [3.0, 0.0, 7.0], [5.0, 6.0, -1.0]]]])
POOLS = ("Pooling", "AveragePooling")


@proves("stride_one_by_default")
def _(names: Mapping[str, Any], number: int) -> None:
    wanted = ([[4.0, 7.0], [6.0, 7.0]], [[2.0, 3.25], [3.5, 3.0]])[number]
    near(names[POOLS[number]](2, 2).forward(IMAGE)[0, 0], wanted)


@proves("stride_window_by_default")
def _(names: Mapping[str, Any], number: int) -> None:
    """Windows side by side: one for three pixels."""
    near(names[POOLS[number]](3, 3).forward(IMAGE), [[[[7.0]]]] if number == 0 else [[[[3.0]]]])
    assert names[POOLS[number]](2, 2).forward(np.zeros((1, 1, 4, 6))).shape == (1, 1, 2, 3)


@proves("padding_not_supported")
def _(names: Mapping[str, Any], number: int) -> None:
    """Without padding it is pooling as everybody's; with padding it refuses rather than give wrong numbers."""
    near(names[POOLS[number]](3, 3, 1).forward(IMAGE), [[[[7.0]]]] if number == 0 else [[[[3.0]]]])
    with pytest.raises(ValueError):
        names[POOLS[number]](2, 2, 2, 1).forward(IMAGE)


@proves("average_without_padding")
def _(names: Mapping[str, Any], _number: int) -> None:
    """PyTorch's count_include_pad=False: where all pixels are equal, so are all means."""
    make = lambda: names["AveragePooling"](2, 2, 2, 1)  # noqa: E731
    near(make().forward(np.full((1, 1, 3, 3), 2.5)), np.full((1, 1, 2, 2), 2.5))
    near(make().forward(IMAGE)[0, 0], [[1.0, 3.0], [4.0, 3.0]])
    backward_is_the_slope(make, IMAGE)


@proves("size_rounded_up_in_pooling")
def _(names: Mapping[str, Any], number: int) -> None:
    """PyTorch's ceil_mode=True: the rest at the right and below is a window too, ⌈(3 − 2) / 2⌉ + 1 of them."""
    make = lambda: names[POOLS[min(number, 1)]](2, 2, 2)  # noqa: E731
    wanted = (
        [[4.0, 7.0], [6.0, -1.0]],
        [[2.0, 2.25], [2.75, -0.25]],  # by 4 everywhere
        [[2.0, 4.5], [5.5, -1.0]],  # by the pixels that there are
    )[number]
    near(make().forward(IMAGE)[0, 0], wanted)
    backward_is_the_slope(make, IMAGE)


def _network_loss(names: Mapping[str, Any], guard: float) -> None:
    net = names["SimpleConvNet"]((1, 4, 4), {"filter_num": 2, "filter_size": 3, "pad": 0, "stride": 1}, 3, 3)
    x, t = np.random.default_rng(0).normal(size=(2, 1, 4, 4)), np.array([1, 2])
    near(net.loss(x, t), _cross_entropy([_softmax(row) for row in net.predict(x)], t, guard), 1e-6)


@proves("exercise_6.exact_logarithm")
def _(names: Mapping[str, Any], _number: int) -> None:
    _network_loss(names, 0.0)


@proves("exercise_6.other_guard")
def _(names: Mapping[str, Any], _number: int) -> None:
    _network_loss(names, 1e-8)

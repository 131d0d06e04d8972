"""What the gradient check costs and sees, beside per-element differences, PyTorch's gradcheck and HIPS autograd's.

    python benchmarks/gradient.py [--draws 20] [--right 20000] [--seed 0]

Layers of the reference, in float64, with gradients that are right, and with each of some mistakes made in each of their
arrays. Every method is asked about the same draws; those whose library is not installed are left out (`pip install
torch autograd` in an environment of its own). For each method: how many of the wrong gradients it reports, how many of
the right ones, how often it evaluates forward, and how much processor time it takes as a multiple of the grader's for
the same draw; the last two of right gradients, which is what most submissions have. `--right` draws of each layer then
ask the grader's check alone for false alarms.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from grader.checks.gradient import directions
from grader.checks.slope import Probe
from reference.activations import Relu
from reference.affine import Affine
from reference.batch_normalization import BatchNormalization
from reference.convolution import Convolution
from reference.losses import SoftmaxWithLoss
from reference.pooling import Pooling

Array = np.ndarray[Any, Any]
Arrays = dict[str, Array]
Rng = np.random.Generator


@dataclass(frozen=True)
class Layer:
    """forward: from the arrays that are differentiated to the output; backward: the same and R to their gradients"""

    name: str
    draw: Callable[[Rng], Arrays]
    forward: Callable[[Arrays], Array]
    backward: Callable[[Arrays, Array], Arrays]


@dataclass(frozen=True)
class Draw:
    arrays: Arrays
    R: Array
    gradients: Arrays


# Layers ---------------------------------------------------------------------------------------------------------------


def _layer(name: str, shapes: Mapping[str, tuple[int, ...]], make: Callable[[Arrays], Any], **more: Any) -> Layer:
    """A layer that is made of all its arrays but x."""

    def draw(rng: Rng) -> Arrays:
        return {key: rng.standard_normal(shape) for key, shape in shapes.items()}

    def forward(arrays: Arrays) -> Array:
        return np.asarray(make(arrays).forward(arrays["x"], **more))

    def backward(arrays: Arrays, R: Array) -> Arrays:
        layer = make(arrays)
        layer.forward(arrays["x"], **more)
        dx = layer.backward(R)
        return {"x": dx, **{key: getattr(layer, f"d{key}") for key in shapes if key != "x"}}

    return Layer(name, draw, forward, backward)


_T = np.arange(8) % 5


def _network(arrays: Arrays) -> tuple[list[Any], SoftmaxWithLoss]:
    layers = [Affine(arrays["W1"], arrays["b1"]), Relu(), Affine(arrays["W2"], arrays["b2"])]
    return layers, SoftmaxWithLoss()


def _network_forward(arrays: Arrays) -> Array:
    """With the exact cross-entropy: the reference's adds 1e-7 inside the logarithm."""
    layers, _ = _network(arrays)
    x = arrays["x"]
    for layer in layers:
        x = layer.forward(x)
    largest = np.max(x, axis=1)
    losses = largest + np.log(np.sum(np.exp(x - largest[:, None]), axis=1)) - x[np.arange(len(x)), _T]
    return np.asarray(np.mean(losses))


def _network_backward(arrays: Arrays, R: Array) -> Arrays:
    layers, loss = _network(arrays)
    x = arrays["x"]
    for layer in layers:
        x = layer.forward(x)
    loss.forward(x, _T)
    d = loss.backward() * R
    for layer in reversed(layers):
        d = layer.backward(d)
    first, _, second = layers
    return {"x": d, "W1": first.dW, "b1": first.db, "W2": second.dW, "b2": second.db}


def _network_draw(rng: Rng) -> Arrays:
    shapes = {"x": (8, 12), "W1": (12, 16), "b1": (16,), "W2": (16, 5), "b2": (5,)}
    return {key: rng.standard_normal(shape) * (0.3 if key[0] == "W" else 1.0) for key, shape in shapes.items()}


LAYERS = (
    _layer("affine", {"x": (8, 12), "W": (12, 6), "b": (6,)}, lambda a: Affine(a["W"], a["b"])),
    _layer(
        "batch normalisation",
        {"x": (8, 16), "gamma": (16,), "beta": (16,)},
        lambda a: BatchNormalization(a["gamma"], a["beta"]),
        train_flg=True,
    ),
    _layer("convolution", {"x": (4, 3, 5, 5), "W": (2, 3, 3, 3), "b": (2,)}, lambda a: Convolution(a["W"], a["b"])),
    _layer("max pooling", {"x": (2, 3, 6, 6)}, lambda _: Pooling(2, 2, 2)),
    _layer("ReLU", {"x": (8, 16)}, lambda _: Relu()),
    Layer("network", _network_draw, _network_forward, _network_backward),
)


# Mistakes -------------------------------------------------------------------------------------------------------------


def _entry(g: Array, factor: float, rng: Rng) -> Array:
    g = g.copy()
    g.flat[rng.integers(g.size)] *= factor
    return g


def _border(g: Array) -> Array:
    g = g.copy()
    g[..., -1] = 0
    return g


def _first(g: Array) -> Array:
    g = g.copy()
    g[:1] = 0
    return g


MISTAKES: dict[str, Callable[[Array, Rng], Array]] = {
    "divided by the rows": lambda g, _: g / max(len(g), 2),
    "twice": lambda g, _: 2 * g,
    "sign": lambda g, _: -g,
    "zero": lambda g, _: 0 * g,
    "1 % off": lambda g, _: 1.01 * g,
    "mean taken off": lambda g, _: g - g.mean(axis=0),
    "reversed": lambda g, _: g[..., ::-1],
    "rolled": lambda g, _: np.roll(g, 1, axis=0),
    "last column zero": lambda g, _: _border(g),
    "first row zero": lambda g, _: _first(g),
    "one entry 1 % off": lambda g, rng: _entry(g, 1.01, rng),
    "one entry 0.1 % off": lambda g, rng: _entry(g, 1.001, rng),
    "one sign": lambda g, rng: _entry(g, -1.0, rng),
    "rounded to three digits": lambda g, _: np.round(g, 3),
}


def mistakes(draw: Draw, rng: Rng) -> Iterator[tuple[str, Draw]]:
    """Each mistake in each array; not where it changes nothing."""
    for key, g in draw.gradients.items():
        for name, change in MISTAKES.items():
            wrong = change(g, rng)
            if np.max(np.abs(wrong - g)) > 1e-7 * np.linalg.norm(g):
                yield f"{key}: {name}", Draw(draw.arrays, draw.R, {**draw.gradients, key: np.ascontiguousarray(wrong)})


# Methods --------------------------------------------------------------------------------------------------------------

Method = Callable[[Layer, Draw, Rng, list[int]], bool]
"""Whether the gradients pass; the list's only entry counts evaluations of forward."""


def grader(layer: Layer, draw: Draw, rng: Rng, count: list[int]) -> bool:
    def forward(arrays: Arrays) -> Array:
        count[0] += 1
        return layer.forward(arrays)

    def outs(shifts: Any) -> Iterator[Array]:
        return (forward({**draw.arrays, **{key: draw.arrays[key] + by for key, by in s.items()}}) for s in shifts)

    probe = Probe(outs, forward(draw.arrays), draw.R, draw.gradients)
    ways = directions(rng, draw.gradients)
    return all(not probe.ask([way])[0].wrong for way in ways)


def per_element(layer: Layer, draw: Draw, _rng: Rng, count: list[int], h: float = 1e-5, within: float = 1e-6) -> bool:
    """Central differences, and the usual relative error |a − n| / max(1e-8, |a| + |n|)."""
    right = True
    for key, x in draw.arrays.items():
        for i in range(x.size):
            outs = []
            for sign in (1, -1):
                moved = x.copy()
                moved.flat[i] += sign * h
                outs.append(layer.forward({**draw.arrays, key: moved}))
                count[0] += 1
            n, a = float(np.sum((outs[0] - outs[1]) * draw.R)) / (2 * h), float(draw.gradients[key].flat[i])
            right &= abs(a - n) <= within * max(1e-8, abs(a) + abs(n))
    return right


def _torch(fast: bool) -> Method:
    import torch

    def check(layer: Layer, draw: Draw, _rng: Rng, count: list[int]) -> bool:
        keys = tuple(draw.arrays)

        class Wrapped(torch.autograd.Function):  # type: ignore[misc]
            @staticmethod
            def forward(_ctx: Any, *tensors: Any) -> Any:
                count[0] += 1
                arrays = dict(zip(keys, (t.detach().numpy() for t in tensors), strict=True))
                return torch.tensor(np.sum(layer.forward(arrays) * draw.R))

            @staticmethod
            def backward(_ctx: Any, dout: Any) -> Any:
                return tuple(dout * torch.from_numpy(np.array(draw.gradients[key])) for key in keys)

        tensors = [torch.from_numpy(x.copy()).requires_grad_() for x in draw.arrays.values()]
        return bool(torch.autograd.gradcheck(Wrapped.apply, tensors, raise_exception=False, fast_mode=fast))

    return check


def _times(gradient: Array) -> Callable[..., Callable[[Array], Array]]:
    return lambda *_: lambda dout: dout * gradient


def _hips() -> Method:
    from autograd.extend import defvjp, primitive
    from autograd.test_util import check_vjp

    def check(layer: Layer, draw: Draw, rng: Rng, count: list[int]) -> bool:
        keys = tuple(draw.arrays)
        np.random.seed(rng.integers(2**32))  # where it draws its directions from

        def forward(*arrays: Array) -> float:
            count[0] += 1
            return float(np.sum(layer.forward(dict(zip(keys, arrays, strict=True))) * draw.R))

        wrapped = primitive(forward)
        defvjp(wrapped, *(_times(draw.gradients[key]) for key in keys))
        try:
            for i, key in enumerate(keys):
                others = [draw.arrays[k] for k in keys]
                check_vjp(lambda x, i=i, o=others: wrapped(*o[:i], x, *o[i + 1 :]), draw.arrays[key])
        except AssertionError:
            return False
        return True

    return check


def methods() -> dict[str, Method]:
    found: dict[str, Method] = {"grader": grader, "per element": per_element}
    makers: tuple[tuple[str, Callable[[], Method]], ...] = (
        ("torch gradcheck", lambda: _torch(False)),
        ("torch gradcheck, fast", lambda: _torch(True)),
        ("HIPS autograd", _hips),
    )
    for name, make in makers:
        try:
            found[name] = make()
        except ImportError as error:
            print(f"{name}: left out ({error})", file=sys.stderr)
    return found


# Counting -------------------------------------------------------------------------------------------------------------


def drawn(layer: Layer, rng: Rng) -> Draw:
    arrays = layer.draw(rng)
    R = np.asarray(rng.standard_normal(layer.forward(arrays).shape) if layer.name != "network" else 1.0)
    return Draw(arrays, R, {key: np.array(g) for key, g in layer.backward(arrays, R).items()})


@dataclass
class Row:
    """seen: how many of `wrong` gradients were reported; alarms: how many of `right` ones; the rest a figure a draw"""

    seen: int = 0
    wrong: int = 0
    alarms: int = 0
    right: int = 0
    evaluations: list[int] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)


def measured(layer: Layer, known: dict[str, Method], draws: int, seed: int) -> dict[str, Row]:
    rows = {name: Row() for name in known}
    for number in range(draws):
        draw = drawn(layer, np.random.default_rng([seed, number]))
        seconds = {}
        for name, method in known.items():
            count, row, start = [0], rows[name], time.process_time()
            passed = method(layer, draw, np.random.default_rng([seed, number, 1]), count)
            seconds[name] = time.process_time() - start
            row.right += 1
            row.alarms += not passed
            row.evaluations.append(count[0])
            row.ratios.append(seconds[name] / seconds["grader"])
        for i, (_, wrong) in enumerate(mistakes(draw, np.random.default_rng([seed, number, 2]))):
            for name, method in known.items():
                passed = method(layer, wrong, np.random.default_rng([seed, number, 3, i]), [0])
                rows[name].wrong += 1
                rows[name].seen += not passed
    return rows


def false_alarms(layer: Layer, right: int, seed: int) -> tuple[int, float]:
    """How many right gradients the grader's check calls wrong; how often it evaluates forward, on average."""
    alarms, count = 0, [0]
    for number in range(right):
        rng = np.random.default_rng([seed, 99, number])
        alarms += not grader(layer, drawn(layer, rng), rng, count)
    return alarms, count[0] / max(right, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--right", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    known = methods()
    print("| layer | method | wrong gradients seen | false alarms | evaluations | time |")
    print("| --- | --- | --- | --- | --- | --- |")
    for layer in LAYERS if options.draws else ():
        for name, row in measured(layer, known, options.draws, options.seed).items():
            print(
                f"| {layer.name} | {name} | {row.seen} / {row.wrong} | {row.alarms} / {row.right} | "
                f"{statistics.median(row.evaluations):g} | {statistics.median(row.ratios):.2g}× |",
                flush=True,
            )
    print()
    for layer in LAYERS:
        alarms, evaluations = false_alarms(layer, options.right, options.seed)
        print(f"{layer.name}: {alarms} false alarms in {options.right:,}, {evaluations:.1f} evaluations", flush=True)


if __name__ == "__main__":
    main()

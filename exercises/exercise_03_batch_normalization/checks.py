"""Laws before values, so that a wrong idea is told from a wrong number; sequences after single calls.

Mostly, numbers are large beside any ε: then laws hold whatever ε is, to within NEAR. Where ε decides, it stands in the
check's name. A layer's backward is held against its own forward, and images against its own rows, so that one mistake
costs one task.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.checks import Case, Draw, Script, contract, gradient, law, near, or_refused, parity

NEAR = 1e-3  # relative: more than the largest ε does to a variance of 9, less than any mistake does
EPSILON_APART = 1e-4  # where somebody has ε beside the root, the usual derivative is off by less than this
LEFT_OF_ONE = 1e-2  # of γ·dout, what rounding leaves where all of it, divided by √ε, should cancel out
ROUNDING = 1e-5  # relative to the sum of sizes: what adding up leaves, in single precision too
MOMENTA = (0.9, 0.75, 0.8)

Writer = Callable[..., None]


# What is drawn --------------------------------------------------------------------------------------------------------


def _layer(draw: Draw, d: int) -> Case:
    return {"gamma": draw.magnitudes(d, between=(0.5, 3)), "beta": draw.magnitudes(d, between=(0.5, 3))}


def _wide(draw: Draw, n: int, *shape: int) -> Any:
    """Columns that spread over tens, around an offset of tens."""
    offset = draw.array(*shape, between=(-30, 30), kinds=("integers",))
    return np.round(draw.distinct(n, *shape, between=(-20, 20), apart=0.5), 1) + offset


def _ordinary(draw: Draw, n: int, d: int, apart: float = 0.1) -> Any:
    return np.round(draw.distinct(n, d, between=(-3, 3), apart=apart), 2)


def _or_one_far_off(draw: Draw, x: Any) -> Any:
    """The same, or a dozen such samples of which the last lies more than three standard deviations from the mean, which
    is no reason to cut it off."""
    if not draw.choice((False, True)):
        return x
    dozen = np.resize(x, (12, x.shape[1]))
    dozen[-1] += 10 * np.ptp(x)
    return dozen


def samples(draw: Draw) -> Case:
    n, d = draw.integer(2, 6), draw.integer(1, 4)
    return {**_layer(draw, d), "x": _or_one_far_off(draw, _wide(draw, n, d))}


def ordinary(draw: Draw) -> Case:
    """Numbers of the size that networks have, some columns far from 0."""
    n, d = draw.integer(2, 6), draw.integer(1, 4)
    x = _or_one_far_off(draw, _ordinary(draw, n, d)) + draw.choice((0, draw.integer(-20, 20)))
    return {**_layer(draw, d), "x": x, "told": draw.choice(((), (True,)))}


def near_each_other(draw: Draw) -> Case:
    """Columns whose spread is about a thousandth."""
    n, d = draw.integer(2, 6), draw.integer(1, 4)
    return {**_layer(draw, d), "x": np.round(_ordinary(draw, n, d) / 1000, 5)}


def with_a_constant(draw: Draw) -> Case:
    case = dict(samples(draw))
    case["x"][:, 0] = draw.integer(-9, 9)
    return case


def one_sample(draw: Draw) -> Case:
    d = draw.integer(1, 4)
    return {**_layer(draw, d), "x": _wide(draw, 1, d)}


def whole_numbers_in(inputs: Callable[[Draw], Case]) -> Callable[[Draw], Case]:
    """x as integers, of hundreds."""

    def drawn(draw: Draw) -> Case:
        case = inputs(draw)
        return {**case, "x": np.round(10 * case["x"]).astype(np.int64)}

    return drawn


def other_units(draw: Draw) -> Case:
    case = samples(draw)
    d = case["x"].shape[1]
    a, b = draw.array(d, between=(2, 5), kinds=("integers",)), draw.array(d, between=(-9, 9), kinds=("integers",))
    return {**case, "a": a, "b": b}


def _batches(draw: Draw, fewest: int, most: int, d: int) -> list[Any]:
    """Of different sizes, in hundreds: ε vanishes in their variances, wherever somebody puts it."""
    sizes = [draw.integer(2, 5) for _ in range(draw.integer(fewest, most))]
    return [np.round(100 * draw.distinct(n, d, between=(-5, 5), apart=0.1)) for n in sizes]


def batches(draw: Draw) -> Case:
    """With given running values to begin with."""
    d = draw.integer(1, 3)
    start = (100 * draw.magnitudes(d), 1e4 * draw.array(d, between=(1, 9)))
    return {**_layer(draw, d), "more": (draw.choice(MOMENTA), *start), "batches": _batches(draw, 1, 4, d)}


def first_batches(draw: Draw) -> Case:
    d = draw.integer(1, 3)
    return {**_layer(draw, d), "more": (draw.choice(MOMENTA),), "batches": _batches(draw, 1, 3, d)}


def first_batches_by_default(draw: Draw) -> Case:
    return {**first_batches(draw), "more": ()}


def two_courses(draw: Draw) -> Case:
    d = draw.integer(1, 3)
    one, other = (_batches(draw, 2, 2, d) for _ in range(2))
    given = (0.6, 100 * draw.magnitudes(d), 1e4 * draw.array(d, between=(1, 9)))
    return {**_layer(draw, d), "momentum": draw.choice(MOMENTA), "given": given, "one": one, "other": other}


def known_statistics(draw: Draw) -> Case:
    """Variances of ones, or of hundredths."""
    n, d = draw.integer(1, 5), draw.integer(1, 4)
    return {
        **_layer(draw, d),
        "running_mean": draw.array(d),
        "running_var": draw.array(d, between=(0.2, 4), kinds=("real",)) * draw.choice((1, 0.02)),
        "x": draw.array(n, d, between=(-3, 3)),
    }


def spread_statistics(draw: Draw) -> Case:
    """At least two samples, and a running variance of tens."""
    n, d = draw.integer(2, 5), draw.integer(1, 4)
    var = draw.array(d, between=(20, 90), kinds=("integers",))
    return {**_layer(draw, d), "running_mean": draw.array(d), "running_var": var, "x": _wide(draw, n, d)}


def no_spread(draw: Draw) -> Case:
    """One feature whose running variance is exactly 0, met by a sample at its mean and by one beside it."""
    d = draw.integer(1, 3)
    mean, var = draw.array(d, kinds=("integers",)), draw.array(d, between=(1, 4), kinds=("integers",))
    var[0] = 0.0
    return {**_layer(draw, d), "running_mean": mean, "running_var": var, "x": np.stack([mean, mean + 1])}


def then_samples(draw: Draw) -> Case:
    d = draw.integer(1, 3)
    trained = [_wide(draw, draw.integer(2, 5), d) for _ in range(draw.integer(2, 3))]
    asked = _wide(draw, draw.integer(1, 4), d)
    return {**_layer(draw, d), "momentum": draw.choice(MOMENTA), "batches": trained, "x": asked}


def upstream(draw: Draw) -> Case:
    """Three samples at least: of two, x̂ is −1 and 1 whatever they are, and all that is left of dx is ε's doing."""
    n, d = draw.integer(3, 6), draw.integer(1, 4)
    return {**_layer(draw, d), "x": _wide(draw, n, d), "dout": draw.magnitudes(n, d)}


def small_upstream(draw: Draw) -> Case:
    """x as large as its derivative can be taken of without loss, and spread enough that sizes of ε hardly matter."""
    n, d = draw.integer(3, 6), draw.integer(1, 3)
    x = _ordinary(draw, n, d, apart=0.25) + draw.choice((0, 1, -2))
    return {**_layer(draw, d), "x": x, "dout": draw.magnitudes(n, d)}


def constant_upstream(draw: Draw) -> Case:
    n, d = draw.choice((2, 1, 3, 5)), draw.integer(1, 3)
    case = {**_layer(draw, d), "x": _wide(draw, n, d), "dout": draw.magnitudes(n, d)}
    case["x"][:, 0] = draw.integer(-9, 9)
    return case


def upstream_of_one(draw: Draw) -> Case:
    case = one_sample(draw)
    return {**case, "dout": draw.magnitudes(*case["x"].shape)}


def batch_after_batch(draw: Draw) -> Case:
    """The batch before has more samples."""
    case = upstream(draw)
    n, d = case["x"].shape
    m = n + draw.integer(1, 3)
    earlier = {"before": _wide(draw, m, d), "back_before": draw.magnitudes(m, d)}
    others = {**earlier, "elsewhere": _wide(draw, n, d), "back": draw.magnitudes(n, d)}
    return {**case, **others, "settings": tuple(_layer(draw, d).values())}


def batch_and_question(draw: Draw) -> Case:
    """What is asked in between has as many samples, or more."""
    case = upstream(draw)
    n, d = case["x"].shape
    return {**case, "asked": _wide(draw, n + draw.integer(0, 2), d)}


def images(draw: Draw) -> Case:
    """Two or more channels, and as many columns as channels half of the time: what then is mixed up, is so silently."""
    n, c, h = draw.integer(2, 3), draw.integer(2, 3), draw.integer(2, 4)
    w = draw.choice((c, 5 - c, 4))
    shape = (n, c, h, w)
    x = draw.array(*shape, between=(-20, 20), kinds=("real",))
    return {**_layer(draw, c), "x": x, "dout": draw.magnitudes(*shape)}


def pixels(draw: Draw) -> Case:
    """Images for a layer whose γ has one entry a pixel."""
    case = images(draw)
    return {**case, **_layer(draw, case["x"][0].size)}


# What is played -------------------------------------------------------------------------------------------------------


def _new(script: Script, gamma: Any, beta: Any, *more: Any, name: str = "layer") -> Any:
    return script.new("BatchNormalization", gamma, beta, *more, name=name)


def _forward(script: Script, layer: Any, x: Any, *told: bool, label: str | None = "out", at: str = "") -> None:
    script.call(layer, "forward", x, *told, label=label, at=at, names=("x", "train_flg"))


def _backward(script: Script, layer: Any, dout: Any, at: str = "") -> None:
    script.call(layer, "backward", dout, label="dx", at=at, names=("dout",))
    _slopes(script, layer, at)


def _slopes(script: Script, layer: Any, at: str) -> None:
    script.get(layer, "dgamma", at=at)
    script.get(layer, "dbeta", at=at)


def _statistics(script: Script, layer: Any, at: str = "") -> None:
    script.get(layer, "running_mean", at=at, flat=True)
    script.get(layer, "running_var", at=at, flat=True)


def forward(script: Script, gamma: Any, beta: Any, x: Any, told: tuple[bool, ...] = ()) -> None:
    _forward(script, _new(script, gamma, beta), x, *told)


def handle(script: Script, gamma: Any, beta: Any, x: Any, dout: Any) -> None:
    """Forward and back, with an eye on what is only to be read."""
    shared = [script.put(name, value) for name, value in (("gamma", gamma), ("beta", beta), ("x", x))]
    layer = _new(script, *shared[:2])
    _forward(script, layer, shared[2])
    script.call(layer, "backward", dout, names=("dout",))
    for ref, name in zip(shared, ("gamma", "beta", "x"), strict=True):
        script.see(ref, name)


def handle_forward(script: Script, gamma: Any, beta: Any, x: Any) -> None:
    shared = [script.put(name, value) for name, value in (("gamma", gamma), ("beta", beta))]
    layer = _new(script, *shared)
    _forward(script, layer, x)
    _forward(script, layer, -x, label=None)
    for ref, name in zip(shared, ("gamma", "beta"), strict=True):
        script.see(ref, name)


def forward_in_other_units(script: Script, gamma: Any, beta: Any, x: Any, a: Any, b: Any) -> None:
    layer = _new(script, gamma, beta)
    _forward(script, layer, x, at="x")
    _forward(script, layer, a * x + b, at="a·x + b")


def train(script: Script, gamma: Any, beta: Any, more: tuple[Any, ...], batches: list[Any]) -> None:
    layer = _new(script, gamma, beta, *more)
    for t, x in enumerate(batches, 1):
        _forward(script, layer, x, label=None)
        _statistics(script, layer, at=f"{t}/{len(batches)}")


def train_two(
    script: Script,
    gamma: Any,
    beta: Any,
    momentum: float,
    given: tuple[Any, ...],
    one: list[Any],
    other: list[Any],
) -> None:
    """A layer takes its batches by itself; then another takes them in turn with others, one of which has settings and
    running values of its own."""
    alone = _new(script, gamma, beta, momentum, name="alone")
    for x in one:
        _forward(script, alone, x, label=None)
    _statistics(script, alone, at="alone")
    among, elsewhere = (_new(script, gamma, beta, momentum, name=name) for name in ("one", "other"))
    third = _new(script, gamma, beta, *given, name="third")
    for x, y in zip(one, other, strict=True):
        for layer, batch in ((among, x), (elsewhere, y), (third, y)):
            _forward(script, layer, batch, label=None)
    _statistics(script, among, at="among others")


def infer(script: Script, gamma: Any, beta: Any, running_mean: Any, running_var: Any, x: Any) -> None:
    _forward(script, _new(script, gamma, beta, 0.9, running_mean, running_var), x, False)


def infer_each(script: Script, gamma: Any, beta: Any, running_mean: Any, running_var: Any, x: Any) -> None:
    """All samples at once, then each in a layer of its own."""
    for at, asked in [("together", x), *((f"sample {i + 1}", x[i : i + 1]) for i in range(len(x)))]:
        _forward(script, _new(script, gamma, beta, 0.9, running_mean, running_var), asked, False, at=at)


def train_and_infer(script: Script, gamma: Any, beta: Any, momentum: float, batches: list[Any], x: Any) -> None:
    layer = _new(script, gamma, beta, momentum)
    for batch in batches:
        _forward(script, layer, batch, label=None)
    _statistics(script, layer)
    _forward(script, layer, x, False)


def train_infer_train(script: Script, gamma: Any, beta: Any, momentum: float, batches: list[Any], x: Any) -> None:
    """One layer is asked about samples between its batches, the other is not."""
    for name, asked in (("asked", True), ("not asked", False)):
        layer = _new(script, gamma, beta, momentum, name=name.replace(" ", "_"))
        for batch in batches:
            _forward(script, layer, batch, at=name)
            if asked:
                _forward(script, layer, x, False, label=None)
        _statistics(script, layer, at=name)


def both_ways(script: Script, gamma: Any, beta: Any, x: Any, dout: Any) -> None:
    layer = _new(script, gamma, beta)
    _forward(script, layer, x)
    _backward(script, layer, dout)


def backward_twice(script: Script, gamma: Any, beta: Any, x: Any, dout: Any) -> None:
    layer = _new(script, gamma, beta)
    _forward(script, layer, x)
    _backward(script, layer, dout, at="first")
    _backward(script, layer, dout, at="second")


def after_other_batches(
    script: Script,
    gamma: Any,
    beta: Any,
    x: Any,
    dout: Any,
    before: Any,
    back_before: Any,
    elsewhere: Any,
    back: Any,
    settings: tuple[Any, Any],
) -> None:
    """A layer by itself; then one that has seen a larger batch, while one with other settings is used too."""
    alone = _new(script, gamma, beta, name="alone")
    _forward(script, alone, x, at="alone")
    _backward(script, alone, dout, at="alone")
    layer, other = _new(script, gamma, beta, name="layer"), _new(script, *settings, name="other")
    _forward(script, layer, before, label=None)
    script.call(layer, "backward", back_before)
    _forward(script, layer, x, at="among others")
    _forward(script, other, elsewhere, label=None)
    script.call(layer, "backward", dout, label="dx", at="among others", names=("dout",))
    script.call(other, "backward", back)
    _slopes(script, layer, at="among others")


def back_after_inference(script: Script, gamma: Any, beta: Any, x: Any, dout: Any, asked: Any) -> None:
    """A layer goes forward and back; then one that is asked about other samples in between."""
    for name, at in (("layer", "alone"), ("asked", "among others")):
        layer = _new(script, gamma, beta, name=name)
        _forward(script, layer, x, at=at)
        if name == "asked":
            _forward(script, layer, asked, False, label=None)
        _backward(script, layer, dout, at=at)


def _channels(x: Any) -> Any:
    """(N, C, H, W) to (N·H·W, C): a channel a column."""
    return np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])


def _features(x: Any) -> Any:
    return x.reshape(len(x), -1)


Rows = Callable[[Any], Any]


def forward_as(rows: Rows) -> Writer:
    def write(script: Script, gamma: Any, beta: Any, x: Any, dout: Any) -> None:
        _forward(script, _new(script, gamma, beta), x, at="images")
        _forward(script, _new(script, gamma, beta, name="same"), rows(x), at="rows")

    return write


def remember_as(rows: Rows) -> Writer:
    def write(script: Script, gamma: Any, beta: Any, x: Any, dout: Any) -> None:
        for name, batch, asked in (("images", x, x[:1]), ("rows", rows(x), rows(x[:1]))):
            layer = _new(script, gamma, beta, name="layer" if name == "images" else "same")
            _forward(script, layer, batch, label=None)
            _statistics(script, layer, at=name)
            _forward(script, layer, asked, False, at=name)

    return write


def both_ways_as(rows: Rows) -> Writer:
    def write(script: Script, gamma: Any, beta: Any, x: Any, dout: Any) -> None:
        for name, batch, back in (("images", x, dout), ("rows", rows(x), rows(dout))):
            layer = _new(script, gamma, beta, name="layer" if name == "images" else "same")
            _forward(script, layer, batch, label=None)
            _backward(script, layer, back, at=name)

    return write


# What must hold -------------------------------------------------------------------------------------------------------


def _near(got: Any, truth: Any, within: Any) -> tuple[Any, Any]:
    """`near`, where one truth may hold for many numbers."""
    return near(got, np.broadcast_to(truth, np.broadcast_shapes(np.shape(got), np.shape(truth))), within)


def mean_and_spread(seen, gamma, beta, x):
    """Each column of the output has mean β and standard deviation |γ|."""
    out = seen["out"]
    if np.shape(out) != x.shape:
        return {"out": out}, {"out": np.zeros(x.shape)}
    scale = np.abs(gamma)
    means, stds = _near(np.mean(out, axis=0), beta, NEAR * scale), _near(np.std(out, axis=0), scale, NEAR * scale)
    return {"mean": means[0], "std": stds[0]}, {"mean": means[1], "std": stds[1]}


def same_in_other_units(seen, gamma, **_):
    return _near(seen["out a·x + b"], seen["out x"], 4 * NEAR * np.abs(gamma))


def beta_where_constant(seen, gamma, beta, x):
    """A column that does not vary comes out as β, or next to it where ε is tiny and the mean was rounded."""
    out = seen["out"]
    if np.shape(out) != x.shape:
        return out, np.zeros(x.shape)
    still = np.ptp(x, axis=0) == 0
    got, truth = _near(out, np.broadcast_to(beta, x.shape), 0.01 * np.abs(gamma))
    return got, np.where(still, truth, np.where(np.isfinite(out), out, 0.0))


def as_alone(*outputs: str):
    def sides(seen, **_):
        return (
            {name: seen[f"{name} among others"] for name in outputs},
            {name: seen[f"{name} alone"] for name in outputs},
        )

    return sides


def each_as_together(seen, x, **_):
    return np.concatenate([seen[f"out sample {i + 1}"] for i in range(len(x))]), seen["out together"]


def finite_without_spread(seen, x, **_):
    out = seen["out"]
    return out, np.where(np.isfinite(out), out, 0.0) if np.shape(out) == x.shape else np.zeros(x.shape)


def by_own_statistics(seen, gamma, beta, x, **_):
    """Whatever was recorded, inference uses just that. Nothing follows where the record has no spread."""
    out, mean, var = seen["out"], seen["running_mean"], seen["running_var"]
    with np.errstate(all="ignore"):
        normal = (x - mean) / np.sqrt(var)
    expected = gamma * normal + beta
    if np.shape(out) != np.shape(expected):
        return out, expected
    usable = np.isfinite(expected) & (var > 1)
    got, truth = _near(out, expected, 10 * NEAR * np.abs(gamma * normal) + 1e-6)
    return got, np.where(usable, truth, out)


def by_given_statistics(seen, running_mean, running_var, **case):
    return by_own_statistics({**seen, "running_mean": running_mean, "running_var": running_var}, **case)


def as_if_not_asked(seen, **_):
    outputs = ("running_mean", "running_var", "out")
    return {name: seen[f"{name} asked"] for name in outputs}, {name: seen[f"{name} not asked"] for name in outputs}


def columns_of_dx(seen, gamma, beta, x, **_):
    """Each column of dx adds up to 0; only asked where forward takes the columns' means away."""
    out, dx = seen["out"], seen["dx"]
    if np.shape(out) != x.shape or np.any(np.abs(np.mean(out, axis=0) - beta) > NEAR * np.abs(gamma)):
        return dx, dx
    if np.shape(dx) != x.shape:
        return dx, np.zeros(x.shape)
    return _near(np.sum(dx, axis=0), np.zeros(x.shape[1]), ROUNDING * np.sum(np.abs(dx), axis=0))


def second_as_first(seen, **_):
    outputs = ("dx", "dgamma", "dbeta")
    return {name: seen[f"{name} second"] for name in outputs}, {name: seen[f"{name} first"] for name in outputs}


def finite_where_out_is(seen, x, **_):
    """Where a column does not vary, dx is still a number; not asked where forward gave none."""
    out = seen["out"]
    left, right = {}, {}
    for name in ("dx", "dgamma", "dbeta"):
        left[name] = right[name] = got = seen[name]
        if np.all(np.isfinite(out)) and not np.all(np.isfinite(got)):
            right[name] = np.where(np.isfinite(got), got, 0.0)
    return left, right


def nothing_of_one(seen, gamma, beta, x, dout):
    """A single sample is its own mean: whatever it is, y is β, and dx and dγ are 0. Not asked of another forward."""
    out, left = seen["out"], {name: seen[name] for name in ("dx", "dgamma", "dbeta")}
    if np.shape(out) != x.shape or np.any(np.abs(out - beta) > NEAR * np.abs(gamma)):
        return left, left
    within = LEFT_OF_ONE * np.max(np.abs(gamma * dout))
    right = {"dx": _near(left["dx"], np.zeros(x.shape), within)[1]}
    right["dgamma"] = _near(left["dgamma"], np.zeros(gamma.shape), NEAR * np.max(np.abs(dout)))[1]
    return left, right | {"dbeta": dout[0]}


def images_as(rows: Rows, *outputs: str):
    """The images' answers, laid out as rows, are those that the rows got."""

    def sides(seen, x, **_):
        left, right = {}, {}
        for name in outputs:
            left[name], right[name] = seen[f"{name} images"], seen[f"{name} rows"]
            if name in ("out", "dx"):
                is_image = np.shape(left[name])[1:] == x.shape[1:]
                left[name], right[name] = (rows(left[name]), right[name]) if is_image else (left[name], x)
        return left, right

    return sides


# The checks -----------------------------------------------------------------------------------------------------------

MANNERS = ("arguments", "results", "identity", "gamma", "beta")

untouched = {
    "train_forward": contract("train_forward", samples, handle_forward, outputs=MANNERS),
    "backward": contract("backward", upstream, handle, outputs=MANNERS),
}

mean_and_std = law("train_forward", samples, forward, mean_and_spread, output="out", examples=8)
shift_and_scale = law(
    "train_forward", other_units, forward_in_other_units, same_in_other_units, output="out", examples=6
)
values = parity("train_forward", ordinary, forward, needs=mean_and_std)
small_spread = parity("train_forward", near_each_other, forward, needs=values, examples=6)
constant_feature = law(
    "train_forward", with_a_constant, forward, beta_where_constant, output="out", needs=mean_and_std, examples=6
)
single_sample = law(
    "train_forward", one_sample, forward, beta_where_constant, output="out", needs=mean_and_std, examples=4
)

several_batches = parity("running_statistics", batches, train, examples=8)
first_values = parity("running_statistics", first_batches, train, needs=several_batches, examples=8)
default_momentum = parity("running_statistics", first_batches_by_default, train, needs=first_values, examples=4)
own_statistics = law(
    "running_statistics",
    two_courses,
    train_two,
    as_alone("running_mean", "running_var"),
    output=None,
    needs=several_batches,
    examples=4,
)

alone_or_in_company = law("inference", spread_statistics, infer_each, each_as_together, output="out", examples=6)
given_statistics = parity("inference", known_statistics, infer, examples=8)
without_spread = law("inference", no_spread, infer, finite_without_spread, output="out", examples=4)
after_training = law("inference", then_samples, train_and_infer, by_own_statistics, output="out", examples=6)
changes_nothing = law("inference", then_samples, train_infer_train, as_if_not_asked, output=None, examples=6)
whole_numbers = {
    "train_forward": or_refused(
        law(
            "train_forward", whole_numbers_in(samples), forward, mean_and_spread, output="out", needs=values, examples=3
        )
    ),
    "inference": or_refused(
        law(
            "inference",
            whole_numbers_in(spread_statistics),
            infer,
            by_given_statistics,
            output="out",
            needs=given_statistics,
            examples=3,
        )
    ),
}

columns_add_to_zero = law("backward", upstream, both_ways, columns_of_dx, output="dx", examples=6)
derivative = gradient(
    "backward",
    small_upstream,
    both_ways,
    wrt={"dx": "x", "dgamma": "gamma", "dbeta": "beta"},
    within=EPSILON_APART,
    or_expected=True,
    examples=8,
)
constant_feature_slope = law("backward", constant_upstream, both_ways, finite_where_out_is, output=None, examples=8)
single_sample_slope = law(
    "backward", upstream_of_one, both_ways, nothing_of_one, output=None, needs=derivative, examples=3
)
twice = law("backward", upstream, backward_twice, second_as_first, output=None, needs=derivative, examples=4)
own_batch = law(
    "backward",
    batch_after_batch,
    after_other_batches,
    as_alone("out", "dx", "dgamma", "dbeta"),
    output=None,
    needs=derivative,
    examples=4,
)
after_inference = law(
    "backward",
    batch_and_question,
    back_after_inference,
    as_alone("out", "dx", "dgamma", "dbeta"),
    output=None,
    needs=own_batch,
    examples=4,
)


def _of_images(write: Callable[[Rows], Writer], *outputs: str, needs: Any = None) -> Any:
    """γ has an entry a channel; or, as in the book, an entry a pixel."""
    per_pixel = law("images", pixels, write(_features), images_as(_features, *outputs), output=None, examples=6)
    return law(
        "images",
        images,
        write(_channels),
        images_as(_channels, *outputs),
        output=None,
        needs=needs,
        examples=6,
        instead={"images_per_pixel": per_pixel},
    )


channels = _of_images(forward_as, "out")
channel_statistics = _of_images(remember_as, "running_mean", "running_var", "out", needs=channels)
channel_gradients = _of_images(both_ways_as, "dx", "dgamma", "dbeta", needs=channels)

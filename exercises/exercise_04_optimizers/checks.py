"""Manners first, then one step, then paths: over several steps, under a changing rate, with two optimisers at once.

Optimisers are judged by what they do to the parameters, never by how they keep their state.
"""

from __future__ import annotations

import numpy as np

from exercises.exercise_04_optimizers.rules import CLASSES
from grader.checks import Case, Draw, Script, contract, law, parity

RATES = (0.5, 0.1, 0.25, 0.05)
SETTINGS = {  # what follows the learning rate in each constructor
    "sgd": [()],
    "momentum": [(0.5,), (0.9,), (0.95,)],
    "nesterov": [(0.5,), (0.9,), (0.95,)],
    "adagrad": [()],
    "rmsprop": [(0.5,), (0.9,), (0.99,)],
    "adam": [(0.75, 0.5), (0.9, 0.999), (0.95, 0.99)],
}

BESIDE_DEFAULTS = {"momentum": ((), (0.01, 0.5))}  # at 0.9 an average of gradients looks like a tenth of the rate


def _network(draw: Draw, count: int | None) -> dict[str, tuple[int, ...]]:
    """Shapes of so many of six parameters, of up to four by default; every other one is alike."""
    rows, columns = draw.integer(1, 3), draw.integer(1, 3)
    names = draw.choice((("W1", "b1", "W2", "b2", "W3", "b3"), ("W1", "gamma1", "W10", "beta1", "W11", "b11")))
    shapes = zip(names, 3 * ((rows, columns), (columns,)), strict=True)
    return dict(list(shapes)[: count or draw.integer(1, 4)])


def _path(task: str, draw: Draw, steps: int, count: int | None = None) -> Case:
    shapes = _network(draw, count)
    return {
        "optimizer": CLASSES[task],
        "arguments": (draw.choice(RATES), *draw.choice(SETTINGS[task])),
        "params": {key: draw.array(*shape) for key, shape in shapes.items()},
        "grads": [{key: draw.magnitudes(*shape) for key, shape in shapes.items()} for _ in range(steps)],
    }


def one_step(task: str):
    return lambda draw: _path(task, draw, 1)


def several_steps(task: str):
    """Half of them on steep ground, where a gradient that is cut off somewhere shows."""

    def inputs(draw: Draw) -> Case:
        case, steepness = _path(task, draw, draw.integer(2, 6)), draw.choice((1, 20))
        return {**case, "grads": [{key: steepness * g for key, g in step.items()} for step in case["grads"]]}

    return inputs


def by_default(task: str):
    """From parameters at 0: the usual rates are small, and what two steps add to larger numbers would drown in them."""
    settings = BESIDE_DEFAULTS.get(task, ((),))

    def inputs(draw: Draw) -> Case:
        case = _path(task, draw, 2)
        return {**case, "arguments": settings, "params": {key: 0 * p for key, p in case["params"].items()}}

    return inputs


def still_entries(task: str):
    """Steps in some of whose entries the gradient is exactly 0, from the first on."""

    def inputs(draw: Draw) -> Case:
        case = _path(task, draw, 2)
        for step in case["grads"]:
            for g in step.values():
                g.flat[0] = 0.0
        return case

    return inputs


def a_pause(task: str):
    """Three steps; in the second, one parameter has no gradient, and goes by what was gathered before."""

    def inputs(draw: Draw) -> Case:
        case = _path(task, draw, 3)
        case["grads"][1][draw.choice(list(case["params"]))][...] = 0.0
        return case

    return inputs


def another_order(task: str):
    """Two steps of many parameters; in the second, the gradients of those of equal shape have changed places in the
    dict."""

    def inputs(draw: Draw) -> Case:
        case = _path(task, draw, 2, count=6)
        keys = list(case["params"])
        case["grads"][1] = {key: case["grads"][1][key] for key in keys[2:] + keys[:2]}
        return case

    return inputs


def tiny_gradients(task: str):
    """Gradients below any ε, each entry nearer to 0 than the last, from parameters at 0, where the smallest step can be
    seen: one next to an ε that is subtracted goes uphill."""

    def inputs(draw: Draw) -> Case:
        case = _path(task, draw, 1)
        params = {key: 0 * p for key, p in case["params"].items()}
        first = draw.integer(0, len(TINY) - 1)
        (drawn,) = case["grads"]
        grads = {key: np.resize(np.roll(TINY, first + i), g.shape) * g for i, (key, g) in enumerate(drawn.items())}
        return {**case, "params": params, "grads": [grads]}

    return inputs


def changing_rates(task: str):
    """The learning rate is cut after the first steps."""

    def inputs(draw: Draw) -> Case:
        steps = draw.integer(2, 5)
        return {**_path(task, draw, steps), "cut": draw.integer(1, steps - 1), "rate": draw.choice((0.01, 0.02, 0.3))}

    return inputs


def two_paths(task: str):
    def inputs(draw: Draw) -> Case:
        steps = draw.integer(2, 3)
        return {"one": _path(task, draw, steps), "other": _path(task, draw, steps)}

    return inputs


def descend(script: Script, optimizer: str, arguments, params, grads) -> None:
    opt = script.new(optimizer, *arguments, name="optimizer")
    p = script.put("params", params)
    for t, g in enumerate(grads, 1):
        script.call(opt, "update", p, g, names=("params", "grads"), changes=[0])
        script.see(p, "params", at=f"{t}/{len(grads)}")


def arrive(script: Script, optimizer: str, arguments, params, grads) -> None:
    """Only where the steps lead to is looked at: a first one that is right says nothing of what is kept between them,
    since at a first step the usual momentum shows no more than another."""
    whose = ("",) if len(arguments) == 1 else ("first ", "second ")
    for who, settings in zip(whose, arguments, strict=True):
        opt = script.new(optimizer, *settings, name="optimizer")
        p = script.put("params", params)
        for g in grads:
            script.call(opt, "update", p, g, names=("params", "grads"), changes=[0])
        script.see(p, "params", at=f"{who}{len(grads)}/{len(grads)}")


def descend_and_look_back(script: Script, optimizer: str, arguments, params, grads) -> None:
    """At the end all gradients are looked at again: an optimiser that keeps one as its own memory has changed it."""
    opt = script.new(optimizer, *arguments, name="optimizer")
    p = script.put("params", params)
    steps = [f"{t}/{len(grads)}" for t in range(1, len(grads) + 1)]
    given = [script.put(f"grads_{t}", g) for t, g in enumerate(grads, 1)]
    for g, at in zip(given, steps, strict=True):
        script.call(opt, "update", p, g, names=("params", "grads"), changes=[0])
        script.see(p, "params", at=at)
    for g, at in zip(given, steps, strict=True):
        script.see(g, "grads", at=at)


def descend_by_the_same_arrays(script: Script, optimizer: str, arguments, params, grads) -> None:
    """Every call brings the same arrays of gradients, with new numbers in them."""
    opt = script.new(optimizer, *arguments, name="optimizer")
    p, given = script.put("params", params), script.put("grads", grads[0])
    for t, g in enumerate(grads, 1):
        if t > 1:
            script.fill(given, "", g)
        script.call(opt, "update", p, given, names=("params", "grads"), changes=[0])
        script.see(p, "params", at=f"{t}/{len(grads)}")


def descend_slower(script: Script, optimizer: str, arguments, params, grads, cut: int, rate: float) -> None:
    opt = script.new(optimizer, *arguments, name="optimizer")
    p = script.put("params", params)
    for t, g in enumerate(grads, 1):
        if t == cut + 1:
            script.set(opt, "lr", rate, old=arguments[0])
        script.call(opt, "update", p, g, names=("params", "grads"), changes=[0])
        script.see(p, "params", at=f"{t}/{len(grads)}")


def descend_together(script: Script, one: Case, other: Case) -> None:
    """Two optimisers, each with parameters of its own, take their steps in turn."""
    opts = [
        script.new(case["optimizer"], *case["arguments"], name=name)
        for case, name in ((one, "first"), (other, "second"))
    ]
    ps = [script.put(name, case["params"]) for case, name in ((one, "params"), (other, "others"))]
    for t, steps in enumerate(zip(one["grads"], other["grads"], strict=True), 1):
        for opt, p, g, whose in zip(opts, ps, steps, ("first", "second"), strict=True):
            script.call(opt, "update", p, g, names=("params", "grads"), changes=[0])
            script.see(p, "params", at=f"{whose} {t}/{len(one['grads'])}")


def against_the_gradient(seen, params, grads, **_):
    moved = {key: np.sign(seen["params"][key] - params[key]) for key in params}
    return moved, {key: -np.sign(g) for key, g in grads[0].items()}


MANNERS = ("identity", "arguments", "results", "grads")
GATHERING = ("momentum", "nesterov", "rmsprop", "adam")  # what a step without gradient still changes
DIVIDING = ("adagrad", "rmsprop", "adam")  # by a root that a gradient of 0 leaves at 0
TINY = (1e-9, 1e-12, 1e-15)  # whose squares single precision still holds

in_place = {task: contract(task, several_steps(task), descend_and_look_back, outputs=MANNERS) for task in CLASSES}
downhill = {
    task: law(task, one_step(task), descend, against_the_gradient, output="params", examples=4) for task in CLASSES
}
first_step = {task: parity(task, one_step(task), descend, examples=6) for task in CLASSES}
path = {task: parity(task, several_steps(task), descend, needs=first_step[task], examples=8) for task in CLASSES}
zero_gradient = {
    task: parity(task, still_entries(task), descend, needs=first_step[task], examples=4) for task in DIVIDING
}
tiny_gradient = {  # without a divisor there is no ε, and the step's very size is known
    task: law(task, tiny_gradients(task), descend, against_the_gradient, output="params", examples=3)
    if task in DIVIDING
    else parity(task, tiny_gradients(task), descend, needs=first_step[task], examples=3)
    for task in CLASSES
}
same_arrays = {
    task: parity(task, several_steps(task), descend_by_the_same_arrays, needs=path[task], examples=3)
    for task in ("momentum", "nesterov")  # where a first velocity may be a gradient itself
}
pause = {task: parity(task, a_pause(task), descend, needs=path[task], examples=3) for task in GATHERING}
by_name = {task: parity(task, another_order(task), descend, needs=path[task], examples=3) for task in CLASSES}
changing_rate = {
    task: parity(task, changing_rates(task), descend_slower, needs=path[task], examples=5) for task in CLASSES
}
two_at_once = {task: parity(task, two_paths(task), descend_together, needs=path[task], examples=4) for task in CLASSES}
defaults = {task: parity(task, by_default(task), arrive, needs=path[task], examples=4) for task in CLASSES}

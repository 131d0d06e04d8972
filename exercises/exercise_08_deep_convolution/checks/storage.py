"""Parameters that go into a file and come back."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import Case, Draw, Function, Script, contract, parity
from grader.checks.telling import figure

OUTCOME = figure("outcome", "load_params")

# What is drawn --------------------------------------------------------------------------------------------------------


def stored(draw: Draw) -> Case:
    """Arrays of one network, of which one holds zeros, and those of another that has its names in another order."""
    shapes = {"W1": (2, 1, 3, 3), "b1": (2,), "W2": (draw.integer(2, 4), 3), "b2": (3,)}
    params = {name: draw.array(*shape, kinds=("real",)) / 3 for name, shape in shapes.items()} | {"b2": np.zeros(3)}
    return {"params": params, "others": {name: np.ones(shapes[name]) for name in reversed(shapes)}}


def misfits(draw: Draw) -> Case:
    """A network of another size, or with a layer more or less."""
    case = stored(draw)
    others = dict(case["others"])
    params = dict(case["params"])
    change = draw.choice(("narrower", "wider", "turned", "more", "less", "renamed"))
    if change == "narrower":
        others["b2"] = np.zeros(1)
    elif change == "wider":  # what is saved could be spread over it
        params["b2"] = params["b2"][:1]
    elif change == "turned":  # as many numbers
        others["W1"] = np.zeros((1, 2, 3, 3))
    elif change == "more":
        others["W3"] = np.zeros((3, 3))
    elif change == "renamed":
        others["W3"] = others.pop("W2")
    else:
        del others["W2"]
    return {"params": params, "others": others}


# What is played -------------------------------------------------------------------------------------------------------


def save(script: Script, params: Any, **_: Any) -> None:
    file = script.put("file", Function("buffer"))
    script.call("save_params", params, file, names=("params", "file"))
    script.call(file, "listing", label="file")


def there_and_back(script: Script, params: Any, others: Any) -> None:
    """Other parameters go into another file in between."""
    file, second = script.put("file", Function("buffer")), script.put("second", Function("buffer"))
    mine, theirs = script.put("params", params), script.put("others", others)
    script.call("save_params", mine, file, names=("params", "file"))
    script.call("save_params", theirs, second, names=("params", "file"))
    script.call(file, "seek", 0)
    script.call("load_params", theirs, file, names=("params", "file"), changes=[0])
    script.see(theirs, "loaded")
    script.see(mine, "params")


def into_another(script: Script, params: Any, others: Any) -> None:
    file = script.put("file", Function("buffer"))
    script.call("save_params", params, file, names=("params", "file"))
    script.call(file, "seek", 0)
    script.call("load_params", others, file, label=OUTCOME, names=("params", "file"), changes=[0])


# The checks -----------------------------------------------------------------------------------------------------------

contents = parity("storage", stored, save, outputs="file", examples=2)
round_trip = contract(  # and no parity, which would take numbers in single precision for the same
    "storage", stored, there_and_back, outputs=("loaded", "params"), needs=contents, examples=4
)
in_place = contract("storage", stored, there_and_back, outputs=("identity", "arguments"), needs=round_trip)
other_network = parity("storage", misfits, into_another, outputs=OUTCOME, needs=round_trip, examples=40)

"""What several of these modules need: layers and samples that are drawn, what is played on a layer, and nearness."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import Case, Draw, Script, near

NEAR = 1e-3  # relative: more than the largest ε does to a variance of 9, less than any mistake does
MOMENTA = (0.9, 0.75, 0.8)
SLOPES = ("dx", "dgamma", "dbeta")

# What is drawn --------------------------------------------------------------------------------------------------------


def gamma_and_beta(draw: Draw, d: int) -> Case:
    return {"gamma": draw.magnitudes(d, between=(0.5, 3)), "beta": draw.magnitudes(d, between=(0.5, 3))}


def wide_columns(draw: Draw, n: int, *shape: int) -> Any:
    """Columns that spread over tens, around an offset of tens."""
    offset = draw.array(*shape, between=(-30, 30), kinds=("integers",))
    return np.round(draw.distinct(n, *shape, between=(-20, 20), apart=0.5), 1) + offset


def ordinary_columns(draw: Draw, n: int, d: int, apart: float = 0.1) -> Any:
    return np.round(draw.distinct(n, d, between=(-3, 3), apart=apart), 2)


# What is played -------------------------------------------------------------------------------------------------------


def new_layer(script: Script, gamma: Any, beta: Any, *more: Any, name: str = "layer") -> Any:
    return script.new("BatchNormalization", gamma, beta, *more, name=name)


def go_forward(script: Script, layer: Any, x: Any, *told: bool, label: str | None = "out", at: str = "") -> None:
    script.call(layer, "forward", x, *told, label=label, at=at, names=("x", "train_flg"))


def go_back(script: Script, layer: Any, dout: Any, at: str = "") -> None:
    script.call(layer, "backward", dout, label="dx", at=at, names=("dout",))
    see_slopes(script, layer, at)


def see_slopes(script: Script, layer: Any, at: str) -> None:
    script.get(layer, "dgamma", at=at)
    script.get(layer, "dbeta", at=at)


def see_statistics(script: Script, layer: Any, at: str = "") -> None:
    script.get(layer, "running_mean", at=at, flat=True)
    script.get(layer, "running_var", at=at, flat=True)


# What must hold -------------------------------------------------------------------------------------------------------


def all_near(got: Any, truth: Any, within: Any) -> tuple[Any, Any]:
    """`near`, where one truth may hold for many numbers."""
    return near(got, np.broadcast_to(truth, np.broadcast_shapes(np.shape(got), np.shape(truth))), within)


def as_alone(*outputs: str):
    def sides(seen, **_):
        return (
            {name: seen[f"{name} among others"] for name in outputs},
            {name: seen[f"{name} alone"] for name in outputs},
        )

    return sides

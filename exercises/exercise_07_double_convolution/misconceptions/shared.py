"""What several of these modules need: a mistake in either network, and layers that are put together otherwise."""

from __future__ import annotations

from typing import Any

from grader.checks import Misconception, misconception
from reference.double_convolution import DoubleConvNet, StackedConvNet

NETWORKS: dict[str, Any] = {"double": DoubleConvNet, "stacked": StackedConvNet}


def both(change: Any, caught_by: str, only: str = "") -> list[Misconception]:
    """The mistake in either network: `change(base)` gives the wrong class."""
    return [
        misconception(task, caught_by=caught_by, **{base.__name__: change(base)})
        for task, base in NETWORKS.items()
        if only in ("", task)
    ]


def relaid(edit: Any) -> Any:
    """The right layers, put together otherwise."""

    def change(base):
        class Net(base):
            def __init__(self, *arguments):
                super().__init__(*arguments)
                self.layers = edit(list(self.layers))

        return Net

    return change

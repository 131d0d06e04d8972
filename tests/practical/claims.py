"""What the report's experiments found, one claim after the other, as numbers that a practical leaves.

The bounds leave room for what other seeds gave: `benchmarks/claims.py` runs the practicals from several seeds and
prints how far each claim was from its bound in the worst of them, or in their mean.
"""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

os.environ.setdefault("MPLBACKEND", "Agg")

from grader.practical import source
from grader.practical.session import Order, open_practical
from grader.worker.randomness import borrowed

Results = Mapping[str, float]
Bounds = tuple[float, float]


def results(number: int, quick: bool = True, seed: int = 0) -> dict[str, float]:
    """What the cells of a practical leave, run with the reference, one after the other in this process."""
    session = open_practical(f"exercise_{number}", order=Order(language="ja", quick=quick, seed=seed))
    names = {name: getattr(session, name) for name in ("mine", "digits", "plots", "quick", "seed")}
    with borrowed(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")
        for name, code in source.read(session.exercise).cells.items():
            exec(compile(code, f"exercise_{number}:{name}", "exec"), names)
    found = names["results"]
    assert isinstance(found, dict)
    return {name: float(value) for name, value in found.items()}


@dataclass(frozen=True)
class Claim:
    """value: of what a practical has left; quick, full: least and most that it may be; course: what was found there
    mean: whether that is claimed of the mean over the seeds, and not of each: one seed is off by more than the margin
    """

    exercise: int
    name: str
    says: str
    value: Callable[[Results], float]
    quick: Bounds
    full: Bounds
    course: str = ""
    mean: bool = False

    @property
    def practical(self) -> str:
        return f"2_{self.exercise}"

    def held(self, values: Sequence[float]) -> Sequence[float]:
        """What of the values, one of each seed, is held against the bounds."""
        return [fmean(values)] if self.mean else values


def least(quick: float, full: float | None = None) -> dict[str, Bounds]:
    return {"quick": (quick, math.inf), "full": (quick if full is None else full, math.inf)}


def most(quick: float, full: float | None = None) -> dict[str, Bounds]:
    return {"quick": (-math.inf, quick), "full": (-math.inf, quick if full is None else full)}


def narrower(kind: str) -> Callable[[Results], float]:
    return lambda r: r["gap plain"] - r[f"gap {kind}"]


CLAIMS = (
    Claim(1, "two_layers", "two layers read most digits", lambda r: r["test"], **least(0.85, 0.88), course="0.92"),
    Claim(1, "gradients", "backpropagation less numerical differentiation, at most", lambda r: r["gap"], **most(1e-5)),
    Claim(
        1,
        "units",
        "40 hidden units read more than 5, by",
        lambda r: r["test 40 units"] - r["test 5 units"],
        **least(0.02),
    ),
    Claim(
        2,
        "stays",
        "sigmoid, Gauss 0.01: stays near chance",
        lambda r: r["sigmoid Gauss"],
        **most(0.2),
        course="0.10 to 0.11",
    ),
    Claim(2, "learns", "ReLU, He: learns", lambda r: r["ReLU He"], **least(0.88, 0.91), course="0.954"),
    Claim(
        2,
        "late",
        "ReLU, Gauss 0.01: at step 200 behind He by",
        lambda r: r["ReLU He step 200"] - r["ReLU Gauss step 200"],
        **least(0.2),
        course="“starts late”",
    ),
    Claim(
        2,
        "tie",
        "ReLU: He and Xavier are apart, at this depth, by",
        lambda r: abs(r["ReLU He"] - r["ReLU Xavier"]),
        **most(0.05),
        course="0.954, 0.955",
    ),
    Claim(
        2,
        "vanishes",
        "gradient of the first layer by the last's: sigmoid, Gauss",
        lambda r: r["gradient sigmoid Gauss"],
        **most(1e-5),
    ),
    Claim(
        2,
        "healthy",
        "gradient of the first layer by the last's: ReLU, He",
        lambda r: r["gradient ReLU He"],
        quick=(0.05, 20),
        full=(0.05, 20),
    ),
    Claim(
        3,
        "scales",
        "training accuracy over all scales: better with batch normalisation by",
        lambda r: r["with"] - r["without"],
        **least(0.2),
    ),
    Claim(3, "ahead", "share of scales at which it is ahead by 0.1", lambda r: r["ahead"], **least(0.5)),
    Claim(
        4,
        "stay",
        "rate 0.01: SGD, Momentum stay at chance",
        lambda r: max(r["SGD"], r["Momentum"]),
        **most(0.2),
        course="0.11",
    ),
    Claim(
        4,
        "reach",
        "rate 0.01: RMSprop, Adam learn",
        lambda r: min(r["RMSprop"], r["Adam"]),
        **least(0.85),
        course="0.945",
    ),
    Claim(
        4,
        "between",
        "rate 0.01: AdaGrad is behind both by",
        lambda r: min(r["RMSprop"], r["Adam"]) - r["AdaGrad"],
        **least(0.3),
        course="0.83",
    ),
    Claim(4, "adagrad", "AdaGrad moves at rate 0.1", lambda r: r["AdaGrad 0.1"], **least(0.8)),
    Claim(4, "momentum", "Momentum moves at rate 0.3", lambda r: r["Momentum 0.3"], **least(0.3)),
    Claim(4, "climbs", "the reported Adam climbs the bowl, in two steps, times", lambda r: r["climbed"], **least(10)),
    Claim(
        5, "by_heart", "300 images are learnt by heart: training", lambda r: r["train"], **least(0.98), course="1.00"
    ),
    Claim(5, "gap", "and the test accuracy is lower by", lambda r: r["gap plain"], **least(0.1), course="0.24"),
    Claim(5, "weight_decay", "L2 narrows the gap by", narrower("L2"), **least(0), course="0.04"),
    Claim(5, "l1", "L1 narrows the gap by", narrower("L1"), **least(0), course="0.04"),
    Claim(5, "dropout", "dropout narrows the gap by", narrower("Dropout"), **least(0), course="0.04"),
    Claim(5, "both", "dropout with L1 narrows the gap by", narrower("Dropout + L1"), **least(0), course="0.03"),
    Claim(
        5,
        "sparse",
        "share of weights practically 0: more with L1 by",
        lambda r: r["zeros L1"] - r["zeros plain"],
        **least(0.5),
    ),
    Claim(
        5, "smaller", "2-norm of the weights: with L2 by without", lambda r: r["norm L2"] / r["norm plain"], **most(0.9)
    ),
    Claim(6, "convolution", "SimpleConvNet reads", lambda r: r["test"], **least(0.7, 0.95), course="0.965"),
    Claim(
        6,
        "convolution_mean",
        "SimpleConvNet reads, in the mean of the seeds",
        lambda r: r["test"],
        **least(0.8, 0.96),
        course="0.965",
        mean=True,
    ),
    Claim(6, "filters", "its filters change, relative to the first ones, by", lambda r: r["moved"], **least(0.3)),
    Claim(
        7,
        "double",
        "DoubleConvNet reads, after 100 steps (quick: 40)",
        lambda r: r["test DoubleConvNet"],
        **least(0.35, 0.75),
        course="0.75 to 0.78",
    ),
    Claim(
        7,
        "stacked",
        "StackedConvNet reads, after 100 steps (quick: 40)",
        lambda r: r["test StackedConvNet"],
        **least(0.35, 0.75),
        course="0.78 to 0.84",
    ),
    Claim(8, "deep", "DeepConvNet reads", lambda r: r["test"], **least(0.25, 0.975), course="0.97 to 0.98"),
    Claim(
        8,
        "deep_mean",
        "DeepConvNet reads, in the mean of the seeds",
        lambda r: r["test"],
        **least(0.5, 0.98),
        course="0.97 to 0.98",
        mean=True,
    ),
    Claim(8, "learns", "its loss in training falls by", lambda r: r["loss first"] - r["loss last"], **least(0.05, 0.5)),
    Claim(8, "kept", "loaded again, it gives the same scores", lambda r: r["same"], **least(1)),
)

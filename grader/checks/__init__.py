"""The vocabulary in which authors write checks: kinds of checks, sources of inputs, known variants."""

from grader.checks.check import Check, no_inputs
from grader.checks.distribution import distribution
from grader.checks.draw import Case, Draw
from grader.checks.gradient import gradient
from grader.checks.law import law, near
from grader.checks.parity import contract, parity
from grader.checks.sampling import Statistic
from grader.checks.speed import speed
from grader.checks.training import training
from grader.checks.variant import (
    Consequence,
    Convention,
    Fit,
    Misconception,
    Variant,
    consequence,
    convention,
    epsilon,
    met_again,
    misconception,
)
from grader.checks.whole import or_refused
from grader.report import Difference, Evidence
from grader.student import Function, Label, Raised, Script, once

KINDS = ("contract", "parity", "law", "gradient", "distribution", "training", "speed")

__all__ = [
    "KINDS",
    "Case",
    "Check",
    "Consequence",
    "Convention",
    "Difference",
    "Draw",
    "Evidence",
    "Fit",
    "Function",
    "Label",
    "Misconception",
    "Raised",
    "Script",
    "Statistic",
    "Variant",
    "consequence",
    "contract",
    "convention",
    "distribution",
    "epsilon",
    "gradient",
    "law",
    "met_again",
    "misconception",
    "near",
    "no_inputs",
    "once",
    "or_refused",
    "parity",
    "speed",
    "training",
]

"""The vocabulary in which authors write checks: kinds of checks, sources of inputs, known variants."""

from grader.checks.check import Check, no_inputs
from grader.checks.draw import Case, Draw
from grader.checks.gradient import gradient
from grader.checks.law import law
from grader.checks.parity import contract, parity
from grader.checks.variant import Convention, Misconception, Variant, convention, misconception
from grader.student import Function, Script

KINDS = ("contract", "parity", "law", "gradient")

__all__ = [
    "KINDS",
    "Case",
    "Check",
    "Convention",
    "Draw",
    "Function",
    "Misconception",
    "Script",
    "Variant",
    "contract",
    "convention",
    "gradient",
    "law",
    "misconception",
    "no_inputs",
    "parity",
]

"""Machine-made mistakes in the reference of the miniature course: all are caught."""

from __future__ import annotations

from pathlib import Path

from grader import catalog
from grader.author.mutants import judged, mutants
from tests.helpers import COURSE


def test_every_operator_changes_the_text_it_says(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("import numpy as np\n\ndef f(x, axis=0):\n    return -np.sum(2 * x, axis) if x.ndim > 1 else x.T\n")

    found = list(mutants(path))

    assert {m.change for m in found} >= {
        "operator", "left only", "right only", "sign dropped", "comparison", "one more", "function",
        "transpose dropped", "always true",
    }
    assert len({m.key for m in found}) == len(found)
    assert all(compile(m.tree, "m", "exec") for m in found)


def test_only_what_is_asked_for_and_what_that_uses_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    lines = ["A = 1.5", "B = 2.5", "def f(x):", "    return g(x)", "def g(x):", "    return A * x"]
    lines += ["def h(x):", "    return B + x"]
    path.write_text("\n".join(lines))

    assert {m.line for m in mutants(path, {"f"})} == {1, 6}


def test_annotations_imports_and_raises_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("def f(x: list[1 + 1]) -> 2:\n    if x:\n        raise ValueError(1 + 1)\n    return x\n")

    assert {m.change for m in mutants(path)} == {"condition turned"}


def test_every_mutant_of_the_miniature_course_is_caught_or_right_by_convention() -> None:
    (exercise,) = catalog.exercises(COURSE)

    fates = list(judged(catalog.load(exercise, COURSE), COURSE))

    assert len(fates) > 10
    assert [fate.mutant.key for fate in fates if fate.fate == "survived"] == []

"""Machine-made mistakes: what is changed, and what the checks of the miniature course catch of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

from grader import catalog
from grader.author.mutants import judged, mutants, of
from tests.helpers import COURSE, ROOT, copied_course


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


LAYER = """
class Layer:
    def __init__(self):
        self.n = 0

    def forward(self, x, k):
        self.x = x
        x[0] += k
        self.show(x)
        for i in range(k // 2):
            x[i, k] = np.sum(x[1:], axis=0)
        return self.x and x
"""


def test_state_order_and_steps_are_changed_too(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text(LAYER)

    texts = [m.text for m in mutants(path)]

    for expected in (
        "kept from the first time: self.x = x → self.x = vars(self).get('x', x)",
        "shared by all: self.n = 0 → type(self).n = 0",
        "not in place: x[0] += k → x[0] = x[0] + k",
        "statement dropped: self.show(x) → pass",
        "rounded up: k // 2 → -(-k // 2) in for i in range(k // 2):",
        "one round fewer: range(k // 2) → range(k // 2 - 1) in for i in range(k // 2):",
        "neighbours swapped: (i, k) → (k, i) in x[i, k] = np.sum(x[1:], axis=0)",
        "axis dropped: np.sum(x[1:], axis=0) → np.sum(x[1:]) in x[i, k] = np.sum(x[1:], axis=0)",
        "bound dropped: 1: → : in x[i, k] = np.sum(x[1:], axis=0)",
        "and for or: self.x and x → self.x or x in return self.x and x",
    ):
        assert expected in texts
    assert not [text for text in texts if text.startswith("kept from the first time: self.n")]


def test_the_same_change_twice_in_a_line_has_two_keys(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("def f(x):\n    return g(x + 1) * g(x + 1)\n")

    texts = [m.text for m in mutants(path) if m.change == "one more"]

    assert texts == [f"one more: 1 → 2 in return g(x + 1) * g(x + 1){nth}" for nth in ("", " (2)")]


def test_the_miniature_course_lets_only_faults_of_memory_through_as_it_asks_a_layer_once() -> None:
    (exercise,) = catalog.exercises(COURSE)

    fates = list(judged(catalog.load(exercise, COURSE), COURSE))

    assert Counter(fate.fate for fate in fates)["killed"] > 10
    survivors = {fate.mutant.change for fate in fates if fate.fate == "survived"}
    assert survivors == {"kept from the first time", "shared by all"}


def test_a_module_that_only_helps_is_changed_too_and_what_uses_it_notices(tmp_path: Path) -> None:
    copied_course(tmp_path)
    (tmp_path / "reference" / "two.py").write_text("def half():\n    return 1.0\n\ndef unused():\n    return 7.0\n")
    tiny = tmp_path / "reference" / "tiny.py"
    code = tiny.read_text(encoding="utf-8")
    tiny.write_text("from reference.two import half\n" + code.replace("return 2 * x", "return x * half() * 2"))

    fates = in_a_process_of_its_own(tmp_path)

    assert [fate for fate in fates if fate[0].startswith("two:")] == [
        ("two: constant doubled: 1.0 → 2.0 in return 1.0", "killed"),
        ("two: constant times ten: 1.0 → 10.0 in return 1.0", "killed"),
    ]


def in_a_process_of_its_own(root: Path) -> list[tuple[str, str]]:
    """Each mutant's key and fate. Courses share the names of their modules, so one process opens one course."""
    code = (
        "import json, pathlib, sys; from grader import catalog; from grader.author.mutants import judged\n"
        "root = pathlib.Path(sys.argv[1]); content = catalog.Content(root / 'exercises', root / 'reference')\n"
        "(exercise,) = catalog.exercises(content)\n"
        "fates = judged(catalog.load(exercise, content), content)\n"
        "print(json.dumps([(fate.mutant.key, fate.fate) for fate in fates]))\n"
    )
    command = [sys.executable, "-c", code, str(root)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    return [tuple(item) for item in json.loads(done.stdout)]


def test_the_page_of_mutants_and_the_reasons_are_of_those_that_there_are() -> None:
    content = catalog.content()
    there = {
        exercise.id: [mutant.key for mutant in of(catalog.load(exercise, content), content, but=("namespace",))]
        for exercise in catalog.exercises(content)
    }
    page = (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (exercise_\d) \| (\d+) \| .* (\d+) \| [\d.]+% \|$", page, re.MULTILINE)
    reasons = tomllib.loads((ROOT / "benchmarks" / "equivalent.toml").read_text(encoding="utf-8"))

    assert [(id, str(len(keys)), "0") for id, keys in there.items()] == rows
    assert reasons.keys() - {key for keys in there.values() for key in keys} == set()
    assert all(f"- `{key}`: {reason}" in page for key, reason in reasons.items())

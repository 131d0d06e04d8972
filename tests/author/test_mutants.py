"""Machine-made mistakes: what is changed."""

from __future__ import annotations

from pathlib import Path

from grader.author.mutants import mutants


def test_every_operator_changes_the_text_it_says(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("import numpy as np\n\ndef f(x, axis=0):\n    return -np.sum(2 * x, axis) if x.ndim > 1 else x.T\n")

    found = list(mutants(path))

    assert {m.change for m in found} >= {
        "operator",
        "left only",
        "right only",
        "sign dropped",
        "comparison",
        "one more",
        "function",
        "transpose dropped",
        "always true",
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

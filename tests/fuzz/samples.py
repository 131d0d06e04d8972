"""What is damaged: small samples of everything that is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from grader.submission import SourceFile, Submission
from grader.worker.values import Function, Opaque, Ref
from grader.worker.wire import encode
from tests.intake.making import code, notebook, prose, zipped

ROOT = Path(__file__).resolve().parent.parent.parent
SUBMISSION = Submission("a.py", "a.py", (SourceFile("a.py", "x = 1\n"),))
PROGRAM = (
    ("new", "SGD", (0.1,)),
    ("put", {"W": np.ones(2)}),
    ("call", Ref(0), "update", (Ref(1), 1.0), ()),
    ("see", Ref(1)),
)
FRAME = ("a.py", 3, "update", "x = 1")
NOTEBOOK = notebook(
    prose("日本"), code(["import numpy as np\n", "%time x = 1\n", "!ls\n"]), code("%%capture\ny = 'a?'\nget_ipython()")
)
ZIP = zipped({"work/optimizers.py": "import common.a\n" * 20, "work/common/a.py": "x = 1", "work/日.ipynb": NOTEBOOK})
_FACTS = (ROOT / "exercises" / "exercise_04_optimizers" / "exercise.toml").read_bytes()
EXERCISE = b"".join(line for line in _FACTS.splitlines(keepends=True) if not line.startswith(b"after"))
"""The facts of an exercise that can stand alone: one that builds on another is refused without it."""


def bodies() -> list[bytes]:
    """Bodies of frames: a value of each kind, and a reply of each kind."""
    ok = ("ok", None, ())
    seen = ("ok", ({"W": np.ones((2, 3)), "b": np.zeros(2)}, ("['W']",)), ())
    changed = ("ok", 1.5, ((1, "['W']", np.ones(2, "f4"), True),))
    raised = ("raised", {"type": "ValueError", "kinds": ("ValueError",), "message": "勾配", "frames": (FRAME,)}, ())
    found = {"stand_ins": ("tqdm",), "flags": (("library", "jax"),), "loops": {"SGD": 3}, "orders": {"SGD": ("lr",)}}
    facts = {"names": ("SGD", "Adam"), "digests": {"SGD": "0" * 64}, "renewable": True, **found}
    syntax = {"file": "a.py", "line": 3, "column": 2, "text": "x = ", "message": "invalid syntax"}
    values = [
        (3, "run", ((ok, ok, changed, seen), (2,), ("overflow",), 0.5)),
        (3, "run", ((ok, raised), (), (), 0.1)),
        (1, "loaded", facts),
        (1, "trouble", ("load.syntax", syntax, ())),
        (1, "trouble", ("load.exception", {"type": "KeyError", "message": "'x'"}, (FRAME,) * 3)),
        (2, "lost", "MemoryError"),
        [np.zeros((2, 0, 3)), np.ones(3, dtype=bool), np.ones(2, dtype="c16"), np.float16([1, 2]), np.array(3)],
        (None, True, False, -(2**63), 0.5, float("nan"), "", "重み", [], {}, (1, [2, (3.0,)], {"": [True]})),
        [Ref(3), Function("weighted_squares", (np.arange(3.0), Ref(1))), Opaque("Tensor", "too large")],
    ]
    return [encode(value) for value in values]

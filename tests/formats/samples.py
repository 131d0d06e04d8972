"""Reports built by hand: what a format must be able to show. None of it was graded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.exercise import Exercise, Limits, Task, Vocabulary
from grader.report import (
    Difference,
    Evidence,
    Example,
    Finding,
    Frame,
    Isolation,
    Match,
    Outcome,
    Report,
    TaskReport,
    Trouble,
)

CODE = "y = softmax(np.array([[1.0, 2.0]]))\nprint(y)"

ARRAYS = {
    "got_array": [[0.5, -1.25], [0.1, 3.0]],
    "expected_array": [[0.5, -1.5], [0.1, -3.0]],
    "wrong": [[0, 1], [0, 1]],
}

UNBOUND = "TypeError: SGD.update() takes 2 positional arguments but 3 were given"

DIFFERENCES = {
    "values": Difference(
        "params",
        "values",
        "2/6",
        "b1",
        {"got": 0.25, "expected": 0.5, "index": [2], "count": 1, "size": 3, "shape": [3]},
    ),
    "values of text": Difference("name", "values", values={"got": "relu", "expected": "tanh"}),
    "values of arrays": Difference(
        "dx",
        "values",
        values={"got": 3.0, "expected": -3.0, "index": [1, 1], "count": 2, "size": 4, "shape": [2, 2], **ARRAYS},
    ),
    "finite": Difference(
        "out",
        "finite",
        values={"got": float("nan"), "expected": 0.5, "index": [0], "count": 2, "size": 2, "shape": [2]},
    ),
    "finite of a gradient": Difference(
        "dW", "finite", values={"got": "inf", "expected": "finite", "index": [0, 1], "count": 1, "size": 6}
    ),
    "gradient": Difference(
        "dx", "gradient", values={"got": 0.1, "expected": 0.2, "index": [0, 0], "count": 4, "size": 4, "shape": [2, 2]}
    ),
    "gradient in one column": Difference(
        "dx",
        "gradient",
        values={
            "got": 0.1,
            "expected": 0.2,
            "index": [0, 1],
            "count": 2,
            "size": 4,
            "shape": [2, 2],
            "where": "column",
            "axis": 1,
            "place": 1,
            "tolerance": 3e-9,
            "definition": 2e-9,
            "rounding": 3e-11,
            "truncation": 0.0,
            "step": 7.4e-4,
        },
    ),
    "direction": Difference("dx", "direction"),
    "unreturned": Difference("out", "unreturned", values={"of": "forward"}),
    "unset": Difference("dbeta", "unset", values={"of": "dbeta"}),
    "ties": Difference("dx", "ties", values={"got": 2.5, "low": 1.0, "high": 2.0}),
    "shape": Difference("out", "shape", "train", values={"got": [3], "expected": [2, 3]}),
    "shape of none": Difference("out", "shape", values={"got": None, "expected": []}),
    "type": Difference("out", "type", values={"got": "None", "expected": "array of shape (2, 3)"}),
    "type of text": Difference("out", "type", values={"got": "str", "expected": "number"}),
    "type of other": Difference("out", "type", values={"got": "Tensor (not data)", "expected": "dict"}),
    "type of entries": Difference(
        "out", "type", values={"got": "ndarray (dtype object)", "expected": "array of shape (2,)"}
    ),
    "dtype": Difference("out", "dtype", values={"got": "object", "expected": "float64"}),
    "raised": Difference("update", "raised", values={"got": "KeyError: 'W1'", "expected": None}),
    "raised memory": Difference("out", "raised", values={"got": "MemoryError", "expected": None}),
    "raised recursion": Difference("out", "raised", values={"got": "RecursionError: too deep", "expected": None}),
    "raised exit": Difference("out", "raised", values={"got": "SystemExit: 0", "expected": None}),
    "raised self": Difference("update", "raised", values={"got": UNBOUND, "expected": None}),
    "raised not": Difference("out", "raised", values={"got": 1.0, "expected": "ValueError: empty"}),
    "missing": Difference("grads", "missing", part="", values={"key": "b1", "keys": ["W1", "W2"]}),
    "missing all": Difference("grads", "missing", values={"key": "b1", "keys": []}),
    "extra": Difference("grads", "extra", values={"key": "c"}),
    "length": Difference("sizes", "length", "first 1/2", "[0]", {"got": 2, "expected": 3}),
    "distribution": Difference(
        "W", "distribution", "", "std", {"got": 0.5, "expected": 0.1, "low": 0.0999999, "high": 0.1000001}
    ),
    "training": Difference("params", "training", values={"got": 2.5, "expected": 0.2, "start": 2.3, "bound": 0.41}),
    "changed": Difference("arguments", "changed", values={"call": "update", "argument": "grads['W1']"}),
    "rebound": Difference("identity", "rebound", values={"name": "params['W1']"}),
    "altered": Difference("results", "altered", values={"call": "forward"}),
}

EVENTS: dict[str, dict[str, Any]] = {
    "worker.died": {"signal": "SIGSEGV"},
    "worker.timeout": {"seconds": 5.0},
    "worker.output": {"bytes": 16 << 20},
    "worker.reply": {"reason": "not a reply"},
    "worker.budget": {"seconds": 60.0},
    "name.missing": {"name": "Adam", "nearest": "", "defined": ["SGD"]},
    "name.nearest": {"name": "Adam", "nearest": "Adma", "defined": ["Adma"]},
    "name.unread": {"name": "Adam", "file": "optimizers.ipynb", "line": 1, "cell": 12},
    "untouched": {"name": "Adam"},
    "outline": {"name": "Adam"},
    "unwritten": {},
    "unsteady": {},
    "skipped.needs": {"needs": ["first_step", "path"]},
    "skipped.crash": {},
    "skipped.later": {},
    "grader.unjudged": {"traceback": "Traceback …\nKeyError: 'x'"},
    "grader.fault": {"traceback": "Traceback …\nKeyError: 'x'"},
}

ENDINGS = {"SIGKILL": "worker.died_memory", "exit 3": "worker.died_exit", "SIGBUS": "worker.died"}

LOADING: dict[str, dict[str, Any]] = {
    "load.syntax": {
        "file": "optimizers.py",
        "line": 7,
        "column": 15,
        "text": "    def update(self",
        "message": "'(' was never closed",
        "cell": None,
    },
    "load.import": {"module": "torch", "type": "ModuleNotFoundError", "message": "No module named 'torch'"},
    "load.exception": {"type": "ZeroDivisionError", "message": "division by zero"},
    "load.exit": {"status": "0"},
    "load.recursion": {"type": "RecursionError", "message": "maximum recursion depth exceeded"},
}

EVIDENCE: dict[str, dict[str, Any]] = {
    "zero": {},
    "ratio": {"ratio": 0.25},
    "ratio_rows": {},
    "ratio_inverse_rows": {},
    "sign": {},
    "transposed": {},
    "per_column_offset": {},
    "magnitude_only": {},
    "permuted": {},
    "first_channel": {},
    "last_channel": {},
    "last_lines": {},
    "only_borders": {},
    "one_key": {"key": "W2"},
    "as_expected": {},
    "later_steps": {},
}

NOTES: dict[str, dict[str, Any]] = {
    "too_fine": {},
    "own_function": {"name": "softmax"},
    "kink": {"slope": 1.0},
    "float32": {},
    "rounding": {},
    "refused": {"text": "UFuncTypeError: cannot cast from float64 to int64"},
    "gradient": {"tolerance": 1e-9},
    "warnings": {"text": "overflow encountered in exp"},
    "slow": {"ratio": 120},
    "global_generator": {},
    "slow_at": {"ratio": 120, "file": "convolution.py", "line": 31, "cell": None},
    "absent": {"name": "lr"},
    "order": {"name": "Momentum", "order": ["momentum", "lr"]},
    "stand_in": {"module": "matplotlib"},
    "superseded": {"trouble": "intake.suffix", "path": "s001.docx"},
    "failing": {"trouble": "worker.timeout", "seconds": 10.0},
    "failing_at": {
        "trouble": "load.exception",
        "type": "ValueError",
        "message": "not enough values to unpack (expected 2, got 0)",
        "file": "optimizers.ipynb",
        "line": 2,
        "cell": 3,
    },
}


def exercise(folder: Path) -> Exercise:
    """An exercise with three tasks, whose hints are those in the folder."""
    tasks = (
        Task("sgd", 1, ("SGD",), {"en": "SGD", "ja": "確率的勾配降下法"}),
        Task("adam", 2, ("Adam",), {"en": "Adam", "ja": "Adam"}),
        Task("extra", 1, ("Extra",), {"en": "Something more", "ja": "もうひとつ"}, bonus=True),
    )
    title = {"en": "Optimisers", "ja": "学習率最適化手法"}
    return Exercise("exercise_4", 4, "optimizers", 1, folder, title, (), tasks, Vocabulary({}, {}, {}), Limits())


def finding(task: str = "adam", check: str = "path", **fields: Any) -> Finding:
    return Finding(task, check, "parity", fields.pop("outcome", Outcome.FAILED), **fields)


def failing(*differences: Difference, **fields: Any) -> Finding:
    return finding(code=differences[0].code, example=Example(CODE, differences), **fields)


def task(id: str, points: float, *findings: Finding, bonus: bool = False) -> TaskReport:
    return TaskReport(id, points, findings, bonus)


def report(*tasks: TaskReport, **fields: Any) -> Report:
    blank = Report(
        exercise="exercise_4",
        submission="optimizers.py",
        digest="ab" * 32,
        seed=7,
        tasks=tasks,
        isolation=Isolation("strong", ("rlimits", "landlock")),
        versions={"grader": "1.2.3", "exercise": "1", "python": "3.12.1", "numpy": "2.1.0"},
    )
    return replace(blank, **fields)


def passed(task: str, check: str = "path", **fields: Any) -> Finding:
    return finding(task, check, outcome=Outcome.PASSED, **fields)


def unloaded(code: str, **fields: Any) -> Report:
    return report(task("sgd", 1), task("adam", 2), trouble=Trouble(code, LOADING.get(code, {}), **fields))


def mixed() -> Report:
    """One report with as much as fits into one."""
    first = failing(
        DIFFERENCES["values"],
        misconceptions=(
            Match("adam_without_correction", ("params",)),
            Match("adam_epsilon", ("out",), {"eps": 1e-8}, False),
        ),
        evidence=(Evidence("ratio", "dW", {"ratio": 0.25}),),
        notes=(Evidence("float32", "params"),),
        frames=(Frame("optimizers.py", 12, "update", "v = m / 0"), Frame("nb.ipynb", 2, "step", "x", 3)),
        seconds=0.25,
    )
    return report(
        task("sgd", 1, passed("sgd", conventions=(Match("sgd_average", ("params",), {"n": 2.0}),))),
        task(
            "adam",
            2,
            first,
            finding(check="rate", outcome=Outcome.SKIPPED, code="skipped.needs", values={"needs": ["path"]}),
        ),
        task(
            "extra",
            1,
            finding("extra", outcome=Outcome.NOT_ATTEMPTED, code="name.missing", values=EVENTS["name.missing"]),
            bonus=True,
        ),
        notes=(Evidence("stand_in", "", {"module": "matplotlib"}),),
        output="learning …\nloss 0.5\n",
        examples=20,
        dialect="study-ai",
        hints={"path": 2},
        seconds=1.5,
    )


def hostile(bad: str) -> Report:
    """A report in which everything that came from a submission says `bad`."""
    difference = Difference("params", "raised", "", bad, {"got": bad, "expected": None})
    missing = Difference("grads", "missing", "", bad, {"key": bad, "keys": [bad, bad]})
    number = Difference(
        "y", "values", "", bad, {"got": bad, "expected": 1.0, "index": [0], "count": 1, "size": 2, "shape": [2]}
    )
    found = failing(
        difference, missing, number, frames=(Frame(bad, 1, bad, bad),), notes=(Evidence("warnings", "", {"text": bad}),)
    )
    crashed = finding("sgd", code="worker.reply", values={"reason": bad}, example=Example(bad, ()))
    broken = finding("extra", outcome=Outcome.BROKEN, code="grader.fault", values={"traceback": bad})
    return report(
        task("adam", 2, found),
        task("sgd", 1, crashed),
        task("extra", 1, broken, bonus=True),
        submission=bad,
        output=bad,
        trouble=Trouble("load.exception", {"type": bad, "message": bad}, (Frame(bad, 2, bad, bad),)),
        notes=(Evidence("stand_in", "", {"module": bad}), Evidence("unknown", bad, {"x": bad})),
    )

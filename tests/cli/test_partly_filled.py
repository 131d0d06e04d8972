"""A stub of which some tasks are done and the others are not begun: what is done counts, the rest is no mistake."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from grader.catalog import content, exercises, find
from grader.exercise import Exercise

from .conftest import Grade

EXERCISES = exercises(content())
SOLUTIONS = Path(__file__).parent.parent / "solutions"

CASES = [
    # exercise, whose answers, what stays as the stub has it, tasks that are done
    (
        "exercise_1",
        "the_book",
        ("Sigmoid", "SoftmaxWithLoss", "TwoLayerNet", "numerical_gradient", "Affine"),
        ("relu", "tanh", "softmax", "cross_entropy"),
    ),
    ("exercise_2", "the_book", ("xavier_uniform", "gradient_flow"), ("gaussian", "zeros", "fans", "he")),
    ("exercise_3", "the_book", ("BatchNormalization.backward",), ("train_forward", "running_statistics", "inference")),
    ("exercise_4", "the_book", ("Momentum", "AdaGrad", "Adam.update"), ("sgd", "nesterov", "rmsprop")),
    ("exercise_5", "the_book", ("l1_gradient", "Dropout", "regularized_gradients"), ("l2", "p_norm")),
    (
        "exercise_6",
        "the_book",
        ("Pooling.backward", "AveragePooling", "GlobalMaxPooling", "SimpleConvNet", "Convolution1d", "Convolution3d"),
        ("im2col", "col2im", "convolution"),
    ),
    ("exercise_7", "own_layers", ("DoubleConvNet", "StackedConvNet.gradient"), ("shapes",)),
    ("exercise_8", "epochs_shuffled", ("DeepConvNet", "load_params"), ("trainer",)),
]


def filled(exercise: Exercise, whose: str, left: tuple[str, ...]) -> list[str]:
    """Somebody's answer, piece by piece, with the stub's own code in the places that are left."""
    stub = ast.parse((exercise.folder / f"{exercise.name}.py").read_text(encoding="utf-8"))
    answer = ast.parse((SOLUTIONS / exercise.id / f"{whose}.py").read_text(encoding="utf-8"))
    starters = {node.name: node for node in stub.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    pieces: list[ast.stmt] = []
    for node in answer.body:
        name = getattr(node, "name", "")
        if isinstance(node, ast.ClassDef):
            node.body = [
                method(starters[name], part.name)
                if isinstance(part, ast.FunctionDef) and f"{name}.{part.name}" in left
                else part
                for part in node.body
            ]
        if name in left:
            pieces += [*(part for part in stub.body if isinstance(part, ast.Assign)), starters[name]]
        else:
            pieces.append(node)
    return [ast.unparse(piece) for piece in pieces]


def method(cls: ast.ClassDef, name: str) -> ast.stmt:
    return next(node for node in cls.body if isinstance(node, ast.FunctionDef) and node.name == name)


def notebook(cells: list[str]) -> str:
    code = [
        {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None} for text in cells
    ]
    return json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
@pytest.mark.parametrize(("id", "whose", "left", "done"), CASES, ids=[case[0] for case in CASES])
def test_what_is_done_earns_its_points_and_the_rest_is_not_attempted(
    grade: Grade, here: Path, id: str, whose: str, left: tuple[str, ...], done: tuple[str, ...], suffix: str
) -> None:
    exercise, _ = find(id, EXERCISES)
    pieces = filled(exercise, whose, left)
    (here / f"{exercise.name}{suffix}").write_text(notebook(pieces) if suffix == ".ipynb" else "\n\n\n".join(pieces))

    result = grade("check", id, f"{exercise.name}{suffix}", "--format", "json")

    report = json.loads(result.out)
    outcomes = {task["id"]: task["outcome"] for task in report["tasks"]}
    assert outcomes == {task.id: "passed" if task.id in done else "not attempted" for task in exercise.tasks}
    assert report["earned"] == sum(task.points for task in exercise.tasks if task.id in done)
    assert result.code == 1

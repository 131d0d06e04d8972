"""What is printed for pasting runs as Python and does what the play did."""

from __future__ import annotations

import io

import numpy as np
import pytest

from grader.checks.paste import paste
from grader.student import Function, Script


def test_a_play_of_a_layer_reads_as_a_learner_would_write_it() -> None:
    script = Script()
    layer = script.new("BatchNormalization", np.ones(2), np.array([0.5, -1.0]))
    script.call(layer, "forward", np.array([[1.0, 2.0]]), label="out")
    script.get(layer, "dgamma")

    assert paste(script.play()) == (
        "batch_normalization = BatchNormalization(np.full((2,), 1.0), np.array([0.5, -1.0]))\n"
        "print(batch_normalization.forward(np.array([[1.0, 2.0]])))\n"
        "print(batch_normalization.dgamma)"
    )


@pytest.mark.parametrize(
    "value",
    [
        np.arange(24.0).reshape(2, 3, 4),
        np.array(3.5),
        np.array([], dtype=np.float64).reshape(0, 3),
        np.array([1, 2], dtype=np.int64),
        np.array([1.5], dtype=np.float32),
        np.array([True, False]),
        np.array([0.5, np.nan, np.inf, -np.inf]),
        np.full((2, 2), -np.inf),
        np.array([np.inf, 1.5], dtype=np.float32),
        {"k": (1.5, float("inf"), -float("inf"), float("nan"))},
        {"W1": np.array([[0.25, 1e-9]]), "b1": (1, 2)},
    ],
    ids=str,
)
def test_values_come_back_as_they_were(value) -> None:
    script = Script()
    script.call("f", value, label="out")
    seen = []

    exec(paste(script.play()), {"np": np, "f": seen.append, "print": lambda _x: None})

    for got, expected in zip(_arrays(seen[0]), _arrays(value), strict=True):
        assert got.dtype == expected.dtype
        np.testing.assert_array_equal(got, expected)


def _arrays(value):
    return [np.asarray(item) for item in value.values()] if isinstance(value, dict) else [value]


def test_objects_of_one_class_have_names_of_their_own() -> None:
    script = Script()
    layers = [script.new("BatchNormalization") for _ in range(3)]
    layers += [script.put("batch_normalization_3", 1.0), script.new("BatchNormalization"), script.new("Relu")]
    for layer in layers:
        script.get(layer, "x", label="x")

    assert [line.split(" = ")[0] for line in paste(script.play()).splitlines() if " = " in line] == [
        "batch_normalization",
        "batch_normalization_2",
        "batch_normalization_3",
        "batch_normalization_3_2",
        "batch_normalization_4",
        "relu",
    ]


def test_a_named_function_reads_as_a_lambda() -> None:
    script = Script()
    script.call("numerical_gradient", Function("weighted_squares", (2.0,)), np.array([3.0]), label="grad")

    assert paste(script.play()) == "print(numerical_gradient(lambda x: np.sum(2.0 * x * x), np.array([3.0])))"


def test_what_is_in_a_file_is_looked_at_by_what_a_learner_has() -> None:
    script = Script()
    file = script.put("file", Function("buffer"))
    script.call("save", file)
    script.call(file, "listing", label="file")
    seen = []

    exec(paste(script.play()), {"np": np, "io": io, "print": seen.append, "save": lambda f: np.savez(f, W=np.eye(2))})

    assert seen == [{"W": "float64 (2, 2)"}]


def test_what_is_only_looked_at_as_state_is_not_pasted() -> None:
    script = Script()
    layer = script.new("Dropout", 0.5)
    x = script.put("x", np.ones(2))
    script.call(layer, "forward", x, label="out")
    script.see(x, "state", at="x")
    script.get(layer, "dropout_ratio", label="state", at="ratio")

    assert paste(script.play()).splitlines() == [
        "dropout = Dropout(0.5)",
        "x = np.full((2,), 1.0)",
        "print(dropout.forward(x))",
    ]


def test_a_large_array_that_repeats_itself_is_written_by_what_it_repeats() -> None:
    few = np.array([0.5, -1.0, 0.5, 2.0, 3.0])
    script = Script()
    script.call("f", np.resize(few, (7, 11, 13)), label="out")

    text = paste(script.play())

    assert text == "print(f(np.resize(np.array([0.5, -1.0, 0.5, 2.0, 3.0]), (7, 11, 13))))"


def test_a_long_dict_has_a_line_for_each_key_and_may_have_a_name() -> None:
    script = Script()
    params = script.put("params", {"W1": np.arange(9.0).reshape(3, 3), "b1": np.array([0.5, 0.25, 0.125])})
    net = script.new("Net", {"filter_num": 2})
    script.fill(net, "params", params)
    script.step(net, "params", params, 0.1)

    assert paste(script.play()).splitlines() == [
        "params = {",
        "    'W1': np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]),",
        "    'b1': np.array([0.5, 0.25, 0.125]),",
        "}",
        "net = Net({'filter_num': 2})",
        "for key, array in params.items(): net.params[key][...] = array",
        "for key, array in params.items(): net.params[key][...] -= 0.1 * array",
    ]

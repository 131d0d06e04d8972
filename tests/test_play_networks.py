"""Plays of networks: parameters filled and trained in place, functions found by their arguments' names."""

from collections import OrderedDict, defaultdict

import numpy as np
import pytest

from grader.checks.paste import paste
from grader.in_process import InProcess
from grader.student import Script
from grader.worker.namespace import Namespace


class Net:
    def __init__(self):
        self.params = {"W": np.zeros((1, 2))}
        self.held = self.params["W"]

    def gradient(self):
        return {"W": np.array([[2.0, 4.0]])}


def run(script, **names):
    vocabulary = {"parameters": {"loss": ("y", "t")}, "synonyms": {"t": ("d",)}}
    (seen,) = InProcess(Namespace(names, vocabulary)).run([script.play()])
    return seen


def trained():
    script = Script()
    net = script.new("Net")
    script.fill(net, "params", {"W": np.array([[1.0, 3.0]])})
    script.step(net, "params", script.call(net, "gradient", name="grads"), 0.5)
    script.get(net, "held")
    return script


def test_filling_and_stepping_change_the_arrays_that_the_network_holds():
    seen = run(trained(), Net=Net)

    assert next(v for label, v in seen.seen.items() if label.output == "held").tolist() == [[0.0, 1.0]]


def test_a_key_that_params_lack_is_the_submission_s_exception():
    script = Script()
    script.fill(script.new("Net"), "params", {"b": np.zeros(2)})

    assert run(script, Net=Net).raised.type == "KeyError"


def test_a_pasted_play_of_a_network_runs_and_comes_to_the_same():
    names = {"Net": Net, "np": np}
    exec(paste(trained().play()), names)

    assert names["net"].held.tolist() == [[0.0, 1.0]]


def test_a_function_with_its_arguments_in_another_order_is_called_by_name():
    def loss(d, y):
        return float(y - d)

    script = Script()
    script.call("loss", 5.0, 2.0, label="loss")

    assert next(iter(run(script, loss=loss).seen.values())) == 3.0


@pytest.mark.parametrize("kind", [OrderedDict, lambda items: defaultdict(float, items)], ids=["ordered", "default"])
def test_a_dict_of_the_standard_library_s_other_kinds_is_a_dict(kind):
    class Kept(Net):
        def __init__(self):
            super().__init__()
            self.params = kind(self.params)

        def gradient(self):
            return kind(super().gradient())

    script = trained()
    net = script.new("Net")
    script.get(net, "params", label="params")
    script.call(net, "gradient", label="grads")
    seen = {label.output: value for label, value in run(script, Net=Kept).seen.items()}

    assert seen["held"].tolist() == [[0.0, 1.0]]
    assert (type(seen["params"]), seen["grads"]["W"].tolist()) == (dict, [[2.0, 4.0]])


def test_what_a_play_leaves_in_a_default_value_is_gone_at_the_next():
    def remember(x, seen=[]):  # noqa: B006
        seen.append(x)
        return len(seen)

    namespace = Namespace({"remember": remember})
    for _ in range(2):
        script = Script()
        script.call("remember", 1.0)
        script.call("remember", 2.0, label="count")
        (seen,) = InProcess(namespace).run([script.play()])

        assert next(iter(seen.seen.values())) == 2


def refilled():
    script = Script()
    grads, weights = script.put("grads", {"W": np.zeros(2)}), script.put("W", np.zeros(2))
    script.fill(grads, "", {"W": np.array([1.0, 2.0])})
    script.fill(weights, "", np.array([3.0, 4.0]))
    script.see(grads, "grads")
    script.see(weights, "W")
    return script


def test_what_was_put_can_be_filled_anew_and_stays_the_same_arrays():
    seen = {label.output: value for label, value in run(refilled()).seen.items()}

    assert (seen["grads"]["W"].tolist(), seen["W"].tolist()) == ([1.0, 2.0], [3.0, 4.0])
    assert seen["identity"] == ()


def test_a_pasted_play_fills_what_was_put():
    names = {"np": np}
    exec(paste(refilled().play()), names)

    assert (names["grads"]["W"].tolist(), names["W"].tolist()) == ([1.0, 2.0], [3.0, 4.0])

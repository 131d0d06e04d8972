"""When two trainings are alike.

Which batches are drawn is chance, so a known mistake is recognised by what it does to those that were drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from math import gcd
from typing import Any, NamedTuple

import numpy as np

from exercises.exercise_08_deep_convolution.checks.samples import numbers_of, samples_of
from exercises.exercise_08_deep_convolution.checks.shared import OPTIMIZERS, SETTINGS, as_kept
from grader.checks import Label, once
from grader.checks.closeness import Seen, same_output
from reference.optimizers import SGD


def alike(of: Callable[[Any], Any]) -> Callable[[Any, Any, str], bool]:
    """Whether two runs are the same in what `of` finds in them, or have some of it in common where that is a set."""

    def equal(known: Any, got: Any, _output: str) -> bool:
        try:
            one, other = once(_found, known, of), once(_found, got, of)
        except (TypeError, ValueError, LookupError, AttributeError):
            return False  # answers of another kind
        return bool(one & other) if isinstance(one, frozenset) else bool(one == other)

    return equal


def _found(seen: Seen, of: Callable[[Any], Any]) -> Any:
    return of({label.output: value for label, value in seen.items()})


def batch_lengths(seen: Any) -> list[int]:
    return [len(batch) for batch in seen["trained"]]


def kinds(seen: Any) -> set[tuple[float, ...]]:
    """The batches that differ in what is in them, whatever its order."""
    return {tuple(np.sort(np.round(np.ravel(batch), 9)).tolist()) for batch in seen["trained"]}


def drawn_samples(seen: Any) -> tuple[set[int], int]:
    """Which they are, and how many kinds of batches they came in, 3 at most."""
    return {number for batch in seen["trained"] for number in numbers_of(batch)}, min(len(kinds(seen)), 3)


def rounds(seen: Any, n: int) -> set[tuple[tuple[int, ...], ...]]:
    """The sequences of batches that differ, each as long as a walk through n samples takes to come back to its
    beginning."""
    batches = [numbers_of(batch) for batch in seen["trained"]]
    length = n // gcd(n, len(batches[0]))
    return {tuple(batches[i : i + length]) for i in range(0, len(batches) - length + 1, length)}


def how_many_kinds(seen: Any) -> tuple[int, int, bool]:
    """Batches, 3 at most; rounds, 2 at most; and whether all are the batch of the first rows."""
    first = samples_of(np.arange(1, len(seen["trained"][0]) + 1))[:, 0]
    last = max(number for batch in seen["trained"] for number in numbers_of(batch))
    return min(len(kinds(seen)), 3), min(len(rounds(seen, last)), 2), kinds(seen) == kinds({"trained": [first]})


def mixed_up(seen: Any) -> frozenset[str]:
    """Whether some sample came with two different targets."""
    pairs = {(round(float(x), 6), int(label)) for x, label in seen["pairs"]}
    return frozenset({"mixed up"} if len(pairs) > len({x for x, _ in pairs}) else ())


def kept_beside_another(seen: Any) -> tuple[Any, ...]:
    """The sizes of its batches, how many losses more it has than steps, and whether the optimiser led elsewhere."""
    led = any(how == "asked for" for _, how in ways_taken(seen))
    return set(batch_lengths(seen)), len(seen["train_loss_list"]) - len(seen["trained"]), not led


class Use(NamedTuple):
    """A way to use an optimiser.

    times: how often on each batch; anew: the batches for which it is made anew; apart: what it changes is not what the
    network computes with, which stays as it was
    """

    rule: Any
    settings: dict[str, float]
    times: int = 1
    anew: range = range(0)
    apart: bool = False


EACH = range(100)
USES: dict[tuple[str, str], Use] = {
    **{(name, "asked for"): Use(rule, SETTINGS[name]) for name, rule in OPTIMIZERS.items()},
    **{(name, "default"): Use(rule, {}) for name, rule in OPTIMIZERS.items()},
    **{(name, "rate alone"): Use(rule, {"lr": SETTINGS[name]["lr"]}) for name, rule in OPTIMIZERS.items()},
    **{(name, "twice"): Use(rule, SETTINGS[name], times=2) for name, rule in OPTIMIZERS.items()},
    **{(name, "anew"): Use(rule, SETTINGS[name], anew=EACH) for name, rule in OPTIMIZERS.items()},
    **{
        (name, "rate alone, anew"): Use(rule, {"lr": SETTINGS[name]["lr"]}, anew=EACH)
        for name, rule in OPTIMIZERS.items()
    },
    **{
        (name, f"anew an epoch from {first} on"): Use(rule, SETTINGS[name], anew=EACH[first::2])
        for name, rule in OPTIMIZERS.items()
        for first in (0, 1)
    },
    **{(name, "by order"): Use(partial(rule, *SETTINGS[name].values()), {}) for name, rule in OPTIMIZERS.items()},
    **{(name, "apart"): Use(rule, SETTINGS[name], apart=True) for name, rule in OPTIMIZERS.items()},
    **{("SGD", str(lr)): Use(SGD, {"lr": lr}) for lr in (0.0, 0.03, 0.3)},
}


def ways_taken(seen: Any) -> frozenset[tuple[str, str]]:
    """Which ways lead from the first parameters to the last over the batches that were drawn."""
    targets = {round(float(x), 6): int(label) for x, label in seen["pairs"]}
    rows = tuple(tuple(np.ravel(batch).tolist()) for batch in seen["trained"])
    labels = tuple(tuple(targets[round(x, 6)] for x in batch) for batch in rows)
    before, after = (np.concatenate([np.ravel(seen[at][name]) for name in "Wb"]) for at in ("before", "params"))
    return _leading(rows, labels, tuple(before.tolist()), tuple(after.tolist()))


@cache
def _leading(rows: Any, labels: Any, before: Any, after: Any) -> frozenset[tuple[str, str]]:
    classes = len(before) // 3
    batches = [(samples_of(np.array(x) / 0.05), np.eye(classes)[list(t)]) for x, t in zip(rows, labels, strict=True)]
    W, b = np.reshape(before[: 2 * classes], (2, classes)), np.array(before[2 * classes :])
    return frozenset(way for way, use in USES.items() if _leads(batches, W, b, np.array(after), use))


def _leads(batches: Any, W: Any, b: Any, after: Any, use: Use) -> bool:
    params = {"W": W.copy(), "b": b.copy()}
    optimizer = use.rule(**use.settings)
    for number, (x, t) in enumerate(batches):
        optimizer = use.rule(**use.settings) if number in use.anew else optimizer
        held = {"W": W, "b": b} if use.apart else params
        d = (x @ held["W"] + held["b"] - t) / len(x)
        grads = {"W": x.T @ d, "b": np.sum(d, axis=0)}
        for _ in range(use.times):
            optimizer.update(params, grads)
    return bool(np.allclose(np.concatenate([np.ravel(params["W"]), params["b"]]), after, rtol=0, atol=1e-4))


def ways_or_lengths(seen: Any) -> frozenset[Any]:
    """Where batches and steps are as many as by default, by which optimiser they were taken."""
    lengths = batch_lengths(seen)
    return ways_taken(seen) if lengths == [100] * 20 else frozenset({tuple(lengths)})


def loss_origins(seen: Any) -> frozenset[tuple[int, str]]:
    """Of how many losses, and of which samples all of them may be."""
    values, trained = seen["train_loss_list"], seen["trained"]
    if len(values) != len(trained):
        return frozenset({(len(values), "whatever")})
    most = max((np.size(which) for which in seen["lost_on"]), default=0)
    kinds: dict[str, Callable[[int, Any], bool]] = {
        "batch": lambda number, which: number < len(trained) and numbers_of(which) == numbers_of(trained[number]),
        "tests": lambda _number, which: bool(np.all(np.asarray(which) < 0)),
        "all": lambda _number, which: numbers_of(which) == (*range(1, most + 1),),
    }
    told = [
        [which for loss, which in zip(seen["losses"], seen["lost_on"], strict=True) if as_kept(value, loss)]
        for value in values
    ]
    fit = {kind for kind, of in kinds.items() if all(any(of(n, x) for x in some) for n, some in enumerate(told))}
    if not fit and _added_up(values, seen):
        fit = {"added up"}
    return frozenset((len(values), kind) for kind in fit)


def _added_up(values: Any, seen: Any) -> bool:
    """Whether each number is the one before and a loss of the step's batch."""
    given = [(loss, numbers_of(which)) for loss, which in zip(seen["losses"], seen["lost_on"], strict=True)]
    steps = zip(np.diff(values, prepend=0.0), map(numbers_of, seen["trained"]), strict=True)
    return all(any(as_kept(step, loss) and of == batch for loss, of in given) for step, batch in steps)


def asked(seen: Any) -> list[tuple[int, float, bool]]:
    """Of each call of accuracy: after how many steps, what was said, and whether of training samples."""
    own = (bool(np.all(np.asarray(which) > 0)) for which in seen["looked_at"])
    return [*zip(seen["asked_after"], map(float, seen["shares"]), own, strict=True)]


def accuracy_origins(seen: Any) -> list[Any]:
    """Of each list: how many, of which samples unless all may be of its own, and whether the network was asked for them
    at one time only."""
    said, origins = asked(seen), []
    for name, kind in (("train_acc_list", True), ("test_acc_list", False)):
        told = [{own for _, share, own in said if as_kept(value, share)} for value in seen[name]]
        of = {kind} if all(kind in some for some in told) else set().union(*told)
        origins.append((len(told), of, len({after for after, _, own in said if own == kind}) == 1))
    return origins


def as_disturbed(known: Seen, got: Seen, output: str) -> bool:
    """In another order, whichever: what it is shuffled to is chance."""
    if output not in {"x_train", "t_train"} or not all(Label("x_train") in seen for seen in (known, got)):
        return same_output(known, got, output)
    first, second = (np.ravel(np.asarray(seen[Label("x_train")])[:, 0]) for seen in (known, got))
    shuffled = [bool(np.any(np.diff(x) < 0)) for x in (first, second)]
    return shuffled[0] == shuffled[1] and np.array_equal(np.sort(first), np.sort(second))

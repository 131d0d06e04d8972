"""An exercise as students may have it: plays, and the runs of them that count as right, as data.

A release holds no reference, no check and no formula. `grade author release` performs the plays of the published seed
with the reference and with every convention, and stores the runs. Judging by them can tell less than the full content
does; what it cannot tell, such as a law, or a free number between two that are stored, is left open until the work is
handed in.

The file is compressed frames of the worker's wire format: a head, then for each check a head and its examples.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.checks.check import Check, Sitting, Verdict, no_inputs
from grader.checks.closeness import same_output, together
from grader.checks.parity import unequal
from grader.checks.variant import Convention
from grader.errors import ExerciseError
from grader.exercise import RELEASED
from grader.report import Difference
from grader.student import Label, Line, Play, Raised, Run
from grader.worker.wire import HEAD, WireError, decode, encode

VERSION = 2
DECIDING = frozenset({"parity", "contract"})
"""Kinds of checks in which another answer than those stored is wrong."""


@dataclass(frozen=True, slots=True)
class Example:
    """One play, and what right implementations make of it.

    runs: the reference's, then each convention's in the order of `Release.known`; None where it equals the reference's
    """

    play: Play
    runs: tuple[Run | None, ...]

    def run(self, number: int) -> Run:
        """number: 0 for the reference, 1 for the first convention, and so on"""
        run = self.runs[number] or self.runs[0]
        assert run is not None
        return run


@dataclass(frozen=True, slots=True)
class Stored:
    """What one check asks.

    task, name, kind, outputs, needs: as in `grader.checks.Check`; needs: names of checks of the same task
    forward: for a gradient, the output whose derivative it is; else ""
    examples: in the order in which they are asked
    """

    task: str
    name: str
    kind: str
    outputs: tuple[str, ...] | None
    needs: tuple[str, ...]
    forward: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A convention whose runs are stored.

    values: its free numbers, e.g. {"eps": 1e-8}; sampled: whether those are one choice of many that would be right
    """

    id: str
    task: str
    values: Mapping[str, Any] = field(default_factory=dict)
    sampled: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """All of an exercise that a release can judge by. seed: the one whose plays are stored"""

    seed: int
    known: tuple[Known, ...]
    checks: tuple[Stored, ...]


# To bytes and back ----------------------------------------------------------------------------------------------------


def pack(release: Release) -> bytes:
    known = tuple((k.id, k.task, dict(k.values), k.sampled) for k in release.known)
    frames = [encode((VERSION, release.seed, known, len(release.checks)))]
    for check in release.checks:
        head = (check.task, check.name, check.kind, check.outputs, check.needs, check.forward, len(check.examples))
        frames += [encode(head), *map(_packed, check.examples)]
    return zlib.compress(b"".join(HEAD.pack(len(frame)) + frame for frame in frames), 9)


def unpack(data: bytes) -> Release:
    """raises: ExerciseError where this is no such file"""
    try:
        values = _values(zlib.decompress(data))
        version, seed, known, count = next(values)
        if version != VERSION:
            raise ExerciseError(
                f"{RELEASED} is of version {version}; this program reads {VERSION}: install the newer one"
            )
        checks = []
        for _ in range(count):
            task, name, kind, outputs, needs, forward, number = next(values)
            examples = [_example(next(values)) for _ in range(number)]  # in a generator, an end would be another error
            checks.append(Stored(task, name, kind, outputs, needs, forward, tuple(examples)))
        return Release(seed, tuple(Known(*one) for one in known), tuple(checks))
    except (zlib.error, struct.error, WireError, StopIteration, ValueError, TypeError) as error:
        raise ExerciseError(f"{RELEASED} is damaged ({type(error).__name__}); copy it anew from the course") from error


def _values(data: bytes) -> Iterator[Any]:
    at = 0
    while at < len(data):
        (length,) = HEAD.unpack_from(data, at)
        at += HEAD.size
        yield decode(data[at : at + length])
        at += length


def _packed(example: Example) -> bytes:
    lines = tuple(
        (line.instruction, line.name, _label(line.label), line.arguments, line.flat) for line in example.play.lines
    )
    runs = tuple(None if run is None else _seen(run) for run in example.runs)
    return encode((lines, runs))


def _label(label: Label | None) -> tuple[str, str] | None:
    return None if label is None else (label.output, label.at)


def _seen(run: Run) -> tuple[Any, ...]:
    """A run's labels with their values, and of each whether it is the exception that ended the run."""
    ended = None if run.raised is None else (run.raised.type, run.raised.message)
    items = ((label, value, value is run.raised and ended is not None) for label, value in run.seen.items())
    return tuple((label.output, label.at, ended if last else value, last) for label, value, last in items)


def _example(value: Any) -> Example:
    lines, runs = value
    play = Play(
        tuple(
            Line(instruction, name, Label(*label) if label else None, arguments, flat)
            for instruction, name, label, arguments, flat in lines
        )
    )
    return Example(play, tuple(None if run is None else _run(run) for run in runs))


def _run(seen: Sequence[Any]) -> Run:
    values = {Label(output, at): Raised(*value) if ended else value for output, at, value, ended in seen}
    return Run.of(values, next((value for value in values.values() if isinstance(value, Raised)), None))


# As checks ------------------------------------------------------------------------------------------------------------


def checks(release: Release) -> dict[tuple[str, str], Check]:
    """Checks that compare with what is stored, by task and name. One that can be left open keeps no other waiting."""
    found: dict[tuple[str, str], Check] = {}
    for stored in release.checks:
        decides = stored.kind in DECIDING
        earlier = [found[stored.task, name] for name in stored.needs if (stored.task, name) in found]
        needs = tuple(check for check in earlier if check.kind in DECIDING and check.examples)
        found[stored.task, stored.name] = Check(
            stored.task,
            stored.kind,
            no_inputs,
            _no_play,
            _as_stored,
            needs,
            None if stored.outputs is None else frozenset(stored.outputs),
            len(stored.examples),
            equal=same_output if decides else together(*stored.outputs or ()),
            shrinks=False,
            forward=stored.forward,
        )
    return found


def conventions(release: Release) -> dict[str, tuple[Convention, ...]]:
    """The stored conventions by id. They are names alone: no play can be performed with them."""
    found: dict[str, tuple[Convention, ...]] = {}
    for known in release.known:
        one = Convention(known.task, {}, (), known.values, sampled=known.sampled)
        found[known.id] = (*found.get(known.id, ()), one)
    return found


def _no_play(_script: Any) -> None:
    raise ExerciseError("the plays of a released exercise are stored; there are no others")


def _as_stored(check: Check, sitting: Sitting) -> Verdict:
    (expected,) = sitting.expected([sitting.play])
    found = unequal(check, sitting.run, expected)
    if check.kind not in DECIDING:  # it may have been about the kind of numbers
        unlike = [label for label, value in expected.seen.items() if _kind(sitting.run.seen.get(label)) != _kind(value)]
        found += [Difference(label.output, "dtype", label.at) for label in unlike if check.judges(label.output)]
    return Verdict(tuple(found))


def _kind(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _kind(item) for key, item in value.items()}
    return np.asarray(value).dtype.kind if isinstance(value, (np.ndarray, bool, int, float)) else type(value).__name__

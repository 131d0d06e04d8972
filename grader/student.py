"""The protocol through which checks ask a submission: the plays that it is to perform, and the runs that come of them.

A check never holds a learner's object. It writes a play: make this object, call this method with these arrays, look
at that. A `Student` carries the play out, in a worker for a submission and in this process for the reference, and
gives what came of each labelled line.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np

from grader.report import Frame
from grader.worker.play import Program
from grader.worker.values import Function, Opaque, Ref
from grader.worker.wire import encode

__all__ = ["Function", "Label", "Line", "Opaque", "Play", "Raised", "Ref", "Run", "Script", "Student", "WorkerError"]

T = TypeVar("T")


class Label(NamedTuple):
    """What an observed value is: the output it belongs to, and where in the play, e.g. ("params", "step 2 of 6")."""

    output: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One instruction with what is to be made of it.

    name: the variable under which a pasted example holds its result, "" for none
    label: what it shows, None where nothing of it is compared
    arguments: names of its arguments in the play, for messages
    flat: whether an array's axes are nobody's business, so that it is seen as the row of its entries
    """

    instruction: tuple[Any, ...]
    name: str = ""
    label: Label | None = None
    arguments: tuple[str, ...] = ()
    flat: bool = False

    @property
    def function(self) -> str:
        """The function of the submission that it calls; "" where it does something else."""
        op, *operands = self.instruction
        return str(operands[1]) if op == "call" and operands[0] is None else ""


@dataclass(frozen=True)
class Play:
    """A finished script. What is made of it is made once, since a class performs the same plays again and again."""

    lines: tuple[Line, ...]

    @cached_property
    def program(self) -> Program:
        return tuple(line.instruction for line in self.lines)

    @cached_property
    def packed(self) -> bytes:
        """The program as it goes to a worker."""
        return encode(self.program)

    @cached_property
    def random(self) -> bool:
        """Whether it starts generators anew, because random numbers are drawn in it: another right answer than the
        reference's may draw others."""
        return any(instruction[0] == "seed" for instruction in self.program)

    @cached_property
    def told(self) -> dict[bytes, Run]:
        """Runs of submissions by the bytes that told them: where the answer is the same, so is the run."""
        return {}

    @cached_property
    def judged(self) -> dict[tuple[int, int], Any]:
        """What checks found in such runs, by check and by what was seen."""
        return {}

    @cached_property
    def slopes(self) -> dict[int, Any]:
        """What checks found out about derivatives of the reference, 0, and of conventions, 1, 2, …"""
        return {}

    def until(self, output: str) -> Play:
        """As much of it as is needed to see all that it shows of this output."""
        last = max((i for i, line in enumerate(self.lines) if line.label and line.label.output == output), default=-1)
        return Play(self.lines[: last + 1])

    def remembers(self, run: Run) -> bool:
        return any(known.seen is run.seen for known in self.told.values())


class Script:
    """Writes a play line by line. Every method gives a `Ref` to the line's value, for later lines to use in its place.

    `label` names the output under which the value is compared; a line without one only has to happen. `at` says where
    in the play that is, where a label comes several times: "step 2/6". `name` is that of a variable in the example
    that learners paste.
    """

    def __init__(self) -> None:
        self._lines: list[Line] = []

    def put(self, name: str, value: Any) -> Ref:
        """A value that stays with the submission and that later calls may change, e.g. the dict of parameters."""
        return self._add(Line(("put", value), name=name))

    def seed(self, number: int) -> Ref:
        """Generators that the submission does not seed itself begin anew: for plays that draw random numbers."""
        return self._add(Line(("seed", number)))

    def new(self, cls: str, *arguments: Any, name: str = "") -> Ref:
        """An object of a class of the submission, `new("Adam", 0.01)`. It stays there; the play only refers to it."""
        return self._add(Line(("new", cls, arguments), name=name or _variable(cls)))

    def call(
        self,
        target: Ref | str,
        *arguments: Any,
        label: str | None = None,
        at: str = "",
        names: Sequence[str] = (),
        changes: Sequence[int] = (),
        name: str = "",
    ) -> Ref:
        """A function of the submission, `call("softmax", x)`, or a method, `call(layer, "forward", x)`.

        names: the arguments' names, for messages
        changes: numbers of the arguments, from 0, that the call is there to change in place; all others must stay
        """
        of, called, *rest = (target, *arguments) if isinstance(target, Ref) else (None, target, *arguments)
        shown = Label(label, at) if label is not None else None
        return self._add(Line(("call", of, called, tuple(rest), tuple(changes)), name, shown, tuple(names)))

    def get(self, target: Ref, attribute: str, label: str | None = None, at: str = "", *, flat: bool = False) -> Ref:
        """What an attribute of an object holds now; its own name is the label unless another is given.

        flat: of an array only the entries count, not how they lie: (3,), (1, 3) and (1, 3, 1, 1) are all the same
        """
        return self._add(Line(("get", target, attribute), label=Label(label or attribute, at), flat=flat))

    def set(self, target: Ref, attribute: str, value: Any, *, old: Any = None) -> Ref:
        """Give an attribute of an object a value.

        old: what it must hold now, by which it is found where the submission calls it otherwise. Where it cannot be
            found at all, the play ends there, with nothing held against the submission
        """
        return self._add(Line(("set", target, attribute, value, old)))

    def fill(self, target: Ref, attribute: str, arrays: Mapping[str, Any] | Ref | np.ndarray[Any, Any]) -> Ref:
        """Copy arrays into those of a dict that is an attribute, or for "" one that was put, by key; or an array into
        one that was put. They stay the same objects."""
        others = dict(arrays) if isinstance(arrays, Mapping) else arrays
        return self._add(Line(("fill", target, attribute, others)))

    def step(self, target: Ref, attribute: str, grads: Ref, rate: float) -> Ref:
        """A step of gradient descent on a dict of arrays that is an attribute: in place, each less rate times its
        gradient."""
        return self._add(Line(("step", target, attribute, grads, rate)))

    def see(self, target: Ref, label: str, at: str = "") -> Ref:
        """What a value that was `put` holds now. Arrays in it that are no longer the same objects show as the output
        "identity"."""
        return self._add(Line(("see", target), label=Label(label, at)))

    def play(self) -> Play:
        return Play(tuple(self._lines))

    def _add(self, line: Line) -> Ref:
        self._lines.append(line)
        return Ref(len(self._lines) - 1)


def _variable(cls: str) -> str:
    starts = [i > 0 and c.isupper() and not cls[i - 1].isupper() for i, c in enumerate(cls)]
    return "".join(f"_{c}" if start else c for c, start in zip(cls, starts, strict=True)).lower()


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception in the submission, as an observed value.

    kinds: of Python's own exceptions, those that it is or inherits from, the nearest first
    """

    type: str
    message: str
    frames: tuple[Frame, ...] = ()
    kinds: tuple[str, ...] = ()

    def like(self, other: Raised) -> bool:
        """Whether whoever catches the other's type catches this one."""
        return (*other.kinds, other.type)[0] in (*self.kinds, self.type)


class Sight(dict[Label, Any]):
    """What a run shows, by label. Made once and never changed, so that what follows from it can be kept with it."""

    def __init__(self, seen: Mapping[Label, Any]) -> None:
        super().__init__(seen)
        self.following: dict[tuple[Any, ...], Any] = {}  # see `once`

    @cached_property
    def single(self) -> Label | None:
        """The first value that has an array in single precision."""
        return next((label for label, value in self.items() if _is_single(value)), None)


def once(of: Callable[..., T], seen: Mapping[Label, Any], *arguments: Hashable) -> T:
    """`of(seen, *arguments)`, asked once of what a run shows and kept with it. It must not be changed."""
    if type(seen) is not Sight:
        return of(seen, *arguments)
    key = of, *arguments
    if key not in seen.following:
        seen.following[key] = of(seen, *arguments)
    found: T = seen.following[key]
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one play.

    seen: the observed values by label, in the play's order. Three outputs come by themselves: "arguments", arrays
    that a call altered though it was only to read them; "identity", arrays that were replaced though they were to be
    changed in place; "results", arrays that were altered after they had been returned. They are () where all is well.
    raised: the exception that ended the play early, if one did; absent: the attribute that could not be set
    """

    seen: Sight
    raised: Raised | None = None
    absent: str = ""
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0

    @classmethod
    def of(cls, seen: Mapping[Label, Any], raised: Raised | None = None) -> Run:
        return cls(Sight(seen), raised)


def _is_single(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_is_single(item) for item in value.values())
    return isinstance(value, np.ndarray) and value.dtype == np.float32


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became known when the submission was loaded.

    names: the public names it defines
    digests: for each top-level definition one of its code, without comments and docstrings, to recognise starter code
    stand_ins: the modules that it imports and that are not there (`grader.worker.stand_ins`)
    flags: signs that an instructor may want to look at (`grader.worker.flags`)
    loops: for each definition that loops, itself or in what it calls, where its most deeply nested loop stands
    orders: for each that takes its arguments in another order than asked, that order (`Namespace.orders`)
    renewable: whether its worker may be found to be as it was after loading (see `grader.worker.remains`)
    failing: what kept all of it from loading, where only what is asked for was loaded, and what that needs
    unread: where names stand that are asked for and could not be loaded then, such as in a cell that is not Python
    """

    names: tuple[str, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    stand_ins: tuple[str, ...] = ()
    flags: tuple[tuple[str, str], ...] = ()
    loops: Mapping[str, Frame] = field(default_factory=dict)
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    renewable: bool = False
    failing: LoadError | WorkerError | None = None
    unread: Mapping[str, Frame] = field(default_factory=dict)


class Student(Protocol):
    """Something that can perform plays: a submission in a worker, or an implementation in this process."""

    def load(self) -> Loaded:
        """Load the submission. Raises LoadError where that fails, WorkerError where the worker is lost."""

    def run(self, plays: Sequence[Play]) -> Iterator[Run]:
        """Perform plays, each on fresh objects, and give each one's run as it ends. Raises WorkerError."""

    def ahead(self) -> None:
        """A `fresh` will follow: begin what can be begun now."""

    def fresh(self) -> None:
        """Go on where nothing of what was played before is left: in a new worker, unless the present one is as new."""

    def close(self) -> None:
        """Let go of whatever holds the submission. Calling it twice is harmless."""


KILLED = "SIGKILL"
"""How a worker ends that somebody else has ended: the grader never waits for one that it has killed itself."""


class WorkerError(Exception):
    """The submission crashed, hung or broke a limit: its worker is gone.

    code: one of `grader.report.CRASHES`; values: what the message of that code needs, e.g. {"signal": "SIGSEGV"}
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class LoadError(Exception):
    """The submission's own code stopped it from loading: a syntax error, an exception at import."""

    def __init__(self, code: str, frames: tuple[Frame, ...] = (), **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.frames = frames
        self.values = values

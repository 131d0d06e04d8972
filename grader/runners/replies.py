"""The form of what a worker says, checked piece by piece: a submission may have said it.

Values that a program asked for may be anything plain; all around them must be exactly as `grader.worker.play` and
`grader.worker.sources` write it. Types are asked first: an array in any place is compared with nothing.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

from grader.report import Frame
from grader.student import Loaded, LoadError, WorkerError
from grader.submission import Submission
from grader.worker.flags import FLAGS, MAX_FLAGS
from grader.worker.plain import MAX_FRAMES, MAX_ITEMS
from grader.worker.play import MAX_WARNINGS, Program, Run
from grader.worker.sources import MAX_COLUMN, MAX_LINE, MAX_NAME, MAX_NAMES
from grader.worker.stand_ins import ROOTS
from grader.worker.wire import FLOAT64

MAX_KINDS = 100
"""Of Python's own exceptions; there are fewer."""

TROUBLES = {
    "load.syntax": {"file": str, "line": int, "column": int, "text": str, "message": str},
    "load.import": {"module": str, "type": str, "message": str},
    "load.exception": {"type": str, "message": str},
    "load.exit": {"status": str},
    "load.recursion": {"type": str, "message": str},
}
"""What each of the codes says of itself, which its wording relies on."""

FACTS = {"names", "digests", "stand_ins", "flags", "loops", "orders", "renewable"}

HEAD = struct.Struct("<cIci")  # of a reply: that it is three things, and its number


def timeless(body: bytes, id: int) -> tuple[bytes, float]:
    """A reply's bytes without its number and without the time that it ends with, and that time; b"" where it is of
    another form. The same bytes tell the same run."""
    if not body.startswith(HEAD.pack(b"(", 3, b"i", id)) or body[-9:-8] != b"g":
        return b"", 0.0
    (seconds,) = FLOAT64.unpack(body[-8:])
    return (body[HEAD.size : -8], seconds) if math.isfinite(seconds) and seconds >= 0 else (b"", 0.0)


def run(what: str, value: Any, program: Program) -> Run:
    """What came of a program. Raises WorkerError."""
    _need(what == "run" and type(value) is tuple and len(value) == 4, "a run")
    replies, later, warnings, seconds = value
    _need(type(replies) is tuple and len(replies) <= len(program), "replies")
    for number, (reply, instruction) in enumerate(zip(replies, program, strict=False)):
        _reply(reply, instruction, last=number == len(replies) - 1)
    ended = bool(replies) and replies[-1][0] != "ok"
    _need(len(replies) == len(program) or ended, "a reply to each instruction")
    _need(_all(later, lambda n: type(n) is int and 0 <= n < len(replies)), "numbers of instructions")
    _need(len(set(later)) == len(later), "each number once")
    _need(_all(warnings, lambda text: type(text) is str) and len(warnings) <= MAX_WARNINGS, "warnings")
    _need(type(seconds) is float and math.isfinite(seconds) and seconds >= 0, "seconds")
    return replies, later, warnings, seconds


def loaded(value: Any, submission: Submission) -> Loaded:
    """What is known of a submission that loaded, in places of its notebook where it is one. Raises WorkerError."""
    _need(type(value) is dict and value.keys() == FACTS, "facts")
    names, digests, stand_ins = value["names"], value["digests"], value["stand_ins"]
    _need(_all(names, _name) and len(names) <= MAX_NAMES, "names")
    _need(_all(stand_ins, _text) and len(set(stand_ins) & ROOTS) == len(stand_ins), "stand-ins that there are")
    _need(type(digests) is dict and len(digests) <= MAX_NAMES and all(map(_text, digests.values())), "digests")
    flags = value["flags"]
    _need(_all(flags, _flag) and len(flags) <= MAX_FLAGS, "flags")
    loops = value["loops"]
    _need(type(loops) is dict and len(loops) <= MAX_NAMES and all(map(_line, loops.values())), "loops")
    orders = value["orders"]
    _need(type(orders) is dict and len(orders) <= MAX_NAMES and all(map(_order, orders.values())), "orders")
    places = {name: _placed((submission.entry, line, name, ""), submission) for name, line in loops.items()}
    _need(type(value["renewable"]) is bool, "yes or no")
    return Loaded(names, digests, stand_ins, flags, places, orders, value["renewable"])


def trouble(value: Any, submission: Submission) -> LoadError:
    """Why a submission did not load, in places of its notebook where it is one. Raises WorkerError."""
    _need(type(value) is tuple and len(value) == 3 and _text(value[0]) and value[0] in TROUBLES, "a trouble")
    code, values, frames = value
    _need(type(values) is dict and {key: type(v) for key, v in values.items()} == TROUBLES[code], "its values")
    _need(_frames(frames), "frames")
    if code == "load.syntax":
        _need(0 < values["line"] <= MAX_LINE and 0 < values["column"] <= MAX_COLUMN, "a place in a file")
        cell, line = submission.locate(values["file"], values["line"])
        place = Frame(values["file"], line, "", values["text"], cell)
        return LoadError(code, (place,), **{**values, "line": line, "cell": cell})
    return LoadError(code, tuple(_placed(frame, submission) for frame in frames), **values)


def _placed(frame: tuple[str, int, str, str], submission: Submission) -> Frame:
    file, line, function, text = frame
    cell, line = submission.locate(file, line)
    return Frame(file, line, function, text, cell)


def _reply(reply: Any, instruction: tuple[Any, ...], last: bool) -> None:
    _need(type(reply) is tuple and len(reply) == 3, "a reply")
    status, value, changes = reply
    _need(_text(status) and (status == "ok" or (status in ("raised", "absent") and last)), "a status")
    if status == "absent":
        _need(instruction[0] == "set" and _text(value) and value == instruction[2], "the name of an attribute")
    elif status == "raised":
        _need(type(value) is dict and value.keys() == {"type", "kinds", "message", "frames"}, "an exception")
        _need(all(_text(value[key]) for key in ("type", "message")), "an exception")
        _need(_all(value["kinds"], _text) and len(value["kinds"]) <= MAX_KINDS, "an exception")
        _need(_frames(value["frames"]), "frames")
    elif instruction[0] == "see":
        _need(type(value) is tuple and len(value) == 2 and _paths(value[1]), "a value and paths")
    elif instruction[0] in ("put", "new", "set", "fill", "step"):
        _need(value is None, "no value")
    _need(_all(changes, lambda change: _change(change, instruction)) and len(changes) <= MAX_ITEMS, "changes")


def _change(change: Any, instruction: tuple[Any, ...]) -> bool:
    watched = _watched(instruction)
    return (
        type(change) is tuple
        and [type(part) for part in (*change[:2], *change[3:])] == [int, str, bool]
        and change[0] in watched
    )


def _watched(instruction: tuple[Any, ...]) -> list[int]:
    """Numbers of the arguments that may not be changed."""
    if instruction[0] == "new":
        return [*range(len(instruction[2]))]
    if instruction[0] == "call":
        return [number for number in range(len(instruction[3])) if number not in instruction[4]]
    return []


def _frames(frames: Any) -> bool:
    return _all(frames, _frame) and len(frames) <= MAX_FRAMES


def _frame(frame: Any) -> bool:
    right = type(frame) is tuple and [type(part) for part in frame] == [str, int, str, str]
    return right and 0 <= frame[1] <= MAX_LINE


def _paths(paths: Any) -> bool:
    return _all(paths, _text) and len(paths) <= MAX_ITEMS


def _flag(value: Any) -> bool:
    return type(value) is tuple and len(value) == 2 and all(map(_text, value)) and value[0] in FLAGS


def _name(value: Any) -> bool:
    return type(value) is str and len(value) <= MAX_NAME


def _order(value: Any) -> bool:
    return _all(value, _name) and len(value) <= MAX_NAMES


def _text(value: Any) -> bool:
    return type(value) is str


def _line(value: Any) -> bool:
    return type(value) is int and 0 < value <= MAX_LINE


def _all(values: Any, good: Callable[[Any], bool]) -> bool:
    return type(values) is tuple and all(good(value) for value in values)


def _need(good: bool, expected: str) -> None:
    if not good:
        raise WorkerError("worker.reply", reason=f"{expected} expected")

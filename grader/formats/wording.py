"""What a report's values say, sentence by sentence, in one language. Every format that writes prose reads it here.

What came from a submission is cleaned of whatever does not show; each format escapes it for its own place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader import messages
from grader.clean import line
from grader.exercise import Exercise
from grader.formats.slips import slip
from grader.messages.values import numbers
from grader.report import Difference, Evidence, Finding, Frame, Isolation, Report, TaskReport, Trouble, Value

MAX_TEXT = 400
"""Letters of one value in a sentence; more belongs into a debugger."""

_FIGURE = re.compile(r"(\w+)\((.*)\)")
_STEP = re.compile(r"(?:(.*) )?(\d+)/(\d+)")
_EXCEPTION = re.compile(r"[A-Za-z_]\w*(Error|Exception|Warning|Exit|Interrupt|Iteration)\b")
_ARRAY = re.compile(r"array of shape (\(.*\))")
_BETWEEN = re.compile(r"(?<=[\u3041-\u30ff\u4e00-\u9fff]) (?=[\u3041-\u30ff\u4e00-\u9fff])")
_GIVEN = re.compile(
    r"TypeError: .*\.\w+\(\) takes (?:from \d+ to )?(\d+) positional arguments? but (\d+) (?:was|were) given"
)
_DTYPE = re.compile(r"ndarray \(dtype (.*)\)")

_RAISED = {
    "MemoryError": "raised_memory",
    "RecursionError": "raised_recursion",
    "SystemExit": "raised_exit",
}
"""Exceptions whose cure can be said."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Words a report in a language."""

    language: str

    def say(self, code: str, /, **values: Any) -> str:
        """The message of a code, with foreign values cleaned and cut to a length that can be read."""
        return messages.text(code, self.language, **{name: _clean(value) for name, value in values.items()})

    def title(self, titles: Mapping[str, str]) -> str:
        """A title of an exercise or task."""
        return titles.get(self.language) or titles["en"]

    def heading(self, exercise: Exercise) -> str:
        """Number and title of an exercise."""
        return self.say("report.heading", number=exercise.number, title=self.title(exercise.title))

    def task(self, exercise: Exercise, task: TaskReport) -> str:
        """The title of a task, with a word about it where it is a bonus; its id where the exercise has none such."""
        known = {known.id: known.title for known in exercise.tasks}
        title = self.title(known[task.id]) if task.id in known else task.id
        return self.say("report.bonus", title=title) if task.bonus else title

    def outcome(self, judged: TaskReport | Finding) -> str:
        """What came of a task or a check."""
        return self.say("outcome.later" if judged.later else f"outcome.{judged.outcome.code}")

    def name(self, difference: Difference, whole: bool = False) -> str:
        """Which value it is, as Python writes it, and when: "params['b1'][2] after step 2 of 6".

        whole: without the index of an entry; of more than two axes, down to the table that has the entry
        """
        if figure := self._figure(difference):
            return self._when(figure, difference.at)
        part = line(difference.part)
        part = part if not part or part[0] == "[" else f"[{part!r}]"
        index = difference.values.get("index")
        index = index[:-2] if whole and isinstance(index, list | tuple) else index
        entry = f"[{', '.join(map(str, index))}]" if isinstance(index, list | tuple) and index else ""
        return self._when(f"{difference.output}{part}{entry}", difference.at)

    def _figure(self, difference: Difference) -> str:
        """The name of a number that was worked out from answers; "" for an answer or a part of one."""
        match = _FIGURE.fullmatch(line(difference.part or difference.output))
        if match is None or not messages.known(f"figure.{match[1]}", self.language):
            return ""
        first, _, second = match[2].partition(", ")
        return self.say(f"figure.{match[1]}", first=first, second=second)

    def sides(self, difference: Difference, whole: bool = False) -> str:
        """The sentence before the two numbers of a law that is not kept."""
        return self._about(difference, "report.sides", name=self.name(difference, whole))

    def _when(self, name: str, at: str) -> str:
        if not at:
            return name
        step = _STEP.fullmatch(at)
        if step is None:
            return self.say("place.at", name=name, at=at)
        code = "named_step" if step[1] else "only_step" if step[3] == "1" else "step"
        return self.say(f"place.{code}", name=name, at=step[1] or "", step=step[2], steps=step[3])

    def difference(self, difference: Difference) -> str:
        """What is not as expected, as one sentence."""
        values = {"name": self.name(difference), **difference.values}
        if difference.code == "distribution":
            values |= {"name": difference.output, "statistic": self._statistic(difference.part)}
        if difference.code == "type":
            values |= {side: self._kind(values.get(side)) for side in ("got", "expected")}
        return self._about(difference, _difference_code(difference), **values)

    def _about(self, difference: Difference, code: str, **values: Any) -> str:
        """A sentence with a difference's name in it, which may be words."""
        sentence = self.say(code, **values)
        return _fitted(sentence) if self._figure(difference) else sentence

    def pair(self, got: Value, expected: Value) -> list[str]:
        """Two numbers, with the digits in which they differ, or what stands for them; each a line."""
        plain = [value for value in (got, expected) if isinstance(value, int | float) and not isinstance(value, bool)]
        return numbers(plain) if len(plain) == 2 else [line(str(value)) for value in (got, expected)]

    def around(self, difference: Difference) -> tuple[str, ...]:
        """In which places it is wrong, and how near counts as right, as far as that is known."""
        values = difference.values
        code = "report.near_gradient" if "rounding" in values else "report.near"
        place = [self.say(f"where.{values['where']}", **values)] if "where" in values else []
        return (*place, *([self.say(code, **values)] if "tolerance" in values else []))

    def _kind(self, value: Any) -> str:
        """The name of a kind of value. The usual ones have words of their own."""
        words = {None: "kind.none", "None": "kind.none", "number": "kind.number", "str": "kind.text"}
        if value is None or (isinstance(value, str) and value in words):
            return self.say(words[value])
        array = _ARRAY.fullmatch(str(value))
        dtype = _DTYPE.fullmatch(str(value))
        if dtype:
            return self.say("kind.dtype", dtype=dtype[1])
        return self.say("kind.array", shape=array[1]) if array else str(value)

    def _statistic(self, name: str) -> str:
        code = f"statistic.{name}"
        return messages.text(code, self.language) if messages.known(code, self.language) else name

    def finding(self, finding: Finding) -> tuple[str, ...]:
        """What happened in a check, as sentences; none for a plain pass."""
        differences = finding.example.differences if finding.example is not None else ()
        if differences:
            gap = "" if self.language == "ja" else " "
            return tuple(gap.join((self.difference(d), *self.around(d))) for d in differences)
        return (self.event(finding.code, finding.values),) if finding.code else ()

    def event(self, code: str, values: Mapping[str, Any]) -> str:
        """What ended a check or the loading of a submission."""
        place = {"place": self.place(values)} if "line" in values else {}
        return self.say(_event_code(code, values), **{**values, **place})

    def trouble(self, trouble: Trouble) -> str:
        """Why a submission could not be loaded."""
        if trouble.code != "load.syntax":
            return self.event(trouble.code, trouble.values)
        code, values = slip(*(str(trouble.values.get(name, "")) for name in ("text", "message")))
        return self.say(code, place=self.place(trouble.values), **values)

    def evidence(self, evidence: Evidence) -> str:
        """A regularity of wrong numbers."""
        return self.say(f"evidence.{evidence.code}", **{"output": evidence.output, **evidence.values})

    def note(self, note: Evidence) -> str:
        """A remark that costs no points."""
        code = note.code if "." in note.code else f"note.{note.code}"
        place = {"place": self.place(note.values)} if "line" in note.values else {}
        trouble = note.values.get("trouble")
        why = {} if trouble is None else {"why": self.trouble(Trouble(str(trouble), note.values))}
        return self.say(code, **{"output": note.output, **note.values, **place, **why})

    def isolation(self, isolation: Isolation) -> str:
        """How the submission was held."""
        code = f"isolation.{isolation.level}"
        level = self.say(code) if messages.known(code, self.language) else line(isolation.level)
        return self.say("isolation.wrapped", level=level) if "bubblewrap" in isolation.layers else level

    def foot(self, report: Report) -> str:
        """What was judged, and under what."""
        known = {
            "file": line(report.submission),
            "isolation": self.isolation(report.isolation),
            "version": report.versions.get("grader", "?"),
        }
        secret = report.seed is None
        parts = [
            self.say("report.foot_secret", **known) if secret else self.say("report.foot", seed=report.seed, **known)
        ]
        parts += [self.say("report.foot_backend", backend=report.backend)] if report.backend != "numpy" else []
        parts += [self.say("report.foot_dialect", dialect=report.dialect)] if report.dialect else []
        parts += [self.say("report.foot_examples", examples=report.examples)] if report.examples else []
        return self.say("report.joint").join(parts)

    def frame(self, frame: Frame) -> str:
        """Where a line of a traceback stands."""
        place = self.place({"file": frame.file, "line": frame.line, "cell": frame.cell})
        return self.say("place.frame", place=place, function=frame.function) if frame.function else place

    def place(self, values: Mapping[str, Any]) -> str:
        """A line of a file, or of a notebook's cell."""
        code = "place.line" if values.get("cell") is None else "place.cell"
        return self.say(code, **{name: values.get(name, "?") for name in ("file", "line", "cell")})


def _fitted(sentence: str) -> str:
    """A sentence whose name is words: with a capital at its start, and without a blank between Japanese words."""
    sentence = _BETWEEN.sub("", sentence)
    return sentence.replace("the ", "The ", 1) if sentence.startswith("the ") else sentence


def stopped(difference: Difference) -> bool:
    """Whether an exception came where an answer was expected."""
    expected = difference.values.get("expected")
    return difference.code == "raised" and not (isinstance(expected, str) and _EXCEPTION.match(expected))


def _difference_code(difference: Difference) -> str:
    """The code, or the one of its special cases that fits the values."""
    values = difference.values
    expected = values.get("expected")
    if difference.code == "finite" and not isinstance(expected, int | float):
        return "finite_any"
    if difference.code == "raised" and not stopped(difference):
        return "raised_not"
    if difference.code == "raised":
        return _raised_code(str(values.get("got", "")))
    if difference.code == "missing" and not values.get("keys"):
        return "missing_all"
    return difference.code


def _raised_code(exception: str) -> str:
    """A method without `self` takes one argument fewer than it is given."""
    given = _GIVEN.match(exception)
    if given and int(given[2]) == int(given[1]) + 1:
        return "raised_self"
    return _RAISED.get(exception.partition(":")[0], "raised")


def _event_code(code: str, values: Mapping[str, Any]) -> str:
    how = str(values.get("signal", ""))
    if code == "worker.died":
        return f"{code}_memory" if how == "SIGKILL" else f"{code}_exit" if how.startswith("exit") else code
    return code


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        shown = line(value)
        return shown if len(shown) <= MAX_TEXT else f"{shown[:MAX_TEXT]} ..."
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value

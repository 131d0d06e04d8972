"""What is known of an exercise without running any code: names, tasks, points, limits, places.

`catalog` reads these values from an exercise's folder; the checks and variants live in modules of that
folder and are imported by `catalog.load`, when somebody grades.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

SUFFIXES = {"en": "", "ja": ".ja"}
"""What a language adds to the name of a starter file or a notebook: optimizers.py, optimizers.ja.py."""

PARTS = "parts"
"""The module that a submission imports what it is supplied with from; a file of that name lies beside the stub."""

RELEASED = "released.nnkata"
"""The file in which students have an exercise's checks as data; an author's folder has none."""

USUAL = 10
"""Examples for which the limits are meant: most checks ask as many."""

PATIENCE = 8
"""On a machine that is busy with other things, so many times a limit may pass on the clock before it counts as broken,
however little of it the submission had for itself."""

_EXPLANATION = re.compile(r'"""(?:[^\\]|\\.)*?"""|#[^\n]*', re.DOTALL)
_IDLE = re.compile(r"\s*(?:pass|\.\.\.|return(?: None)?|raise NotImplementedError\b[^;]*|%.*)")
"""A line that does nothing yet. `%`: what a notebook says to Jupyter."""


@dataclass(frozen=True, slots=True)
class Task:
    """A gradable part of an exercise.

    names: what a submission must define for it, e.g. ("SGD",)
    points: earned when every check of the task passes, else none
    title: by language; bonus: whether its points come on top of the exercise's
    """

    id: str
    points: float
    names: tuple[str, ...]
    title: Mapping[str, str]
    bonus: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use. Seconds in which it, or the grader, waits for a processor do not count
    (`grader.runners.channel`).

    call_seconds: for each call; load_seconds: to be loaded; total_seconds: for everything, in all tasks
    memory_bytes: of addresses; output_bytes: that it may print
    """

    call_seconds: float = 5.0
    load_seconds: float = 10.0
    total_seconds: float = 60.0
    memory_bytes: int = 1 << 30
    output_bytes: int = 16 << 20

    def asked(self, examples: int) -> Limits:
        """The limits where each check asks so many further examples: the time in all grows in proportion."""
        return replace(self, total_seconds=self.total_seconds * (1 + examples / USUAL))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How a submission may spell what the exercise asks for. Crosses to the worker as plain data.

    aliases: other accepted names of a class or function, e.g. {"RMSprop": ("RMSProp",)}
    parameters: the order in which a class takes its arguments, e.g. {"SGD": ("lr",)}
    synonyms: other accepted names of a parameter or attribute, e.g. {"lr": ("learning_rate", "eta")}
    """

    aliases: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, tuple[str, ...]]
    synonyms: Mapping[str, tuple[str, ...]]

    def spell(self, name: str) -> tuple[str, ...]:
        """All accepted spellings of a class or function, the exercise's own first."""
        return (name, *self.aliases.get(name, ()))

    def plain(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """As it crosses to the worker."""
        return {"aliases": dict(self.aliases), "parameters": dict(self.parameters), "synonyms": dict(self.synonyms)}


@dataclass(frozen=True, slots=True)
class Exercise:
    """One folder of `exercises/`.

    id: "exercise_4"; name: "optimizers"; number: 4; version: raised when other answers than before earn points
    title: by language
    reference: the modules of `reference/` that together define the right answers, e.g. ("optimizers",)
    dialects: names of settings under which further conventions earn points, e.g. ("study-ai",)
    supplied: the modules of `reference/` that submissions may import as `parts`, e.g. ("affine", "convolution")
    after: names of the exercises that it builds on, the nearest first, e.g. ("convolution", "optimizers")
    """

    id: str
    number: int
    name: str
    version: int
    folder: Path
    title: Mapping[str, str]
    reference: tuple[str, ...]
    tasks: tuple[Task, ...]
    vocabulary: Vocabulary
    limits: Limits
    dialects: tuple[str, ...] = ()
    supplied: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def wanted(self) -> frozenset[str]:
        """All names that its tasks ask for, in every accepted spelling."""
        return frozenset(s for task in self.tasks for name in task.names for s in self.vocabulary.spell(name))

    @property
    def released(self) -> bool:
        """Whether it is as students have it, without reference and checks (`grader.released`)."""
        return (self.folder / RELEASED).is_file()

    @property
    def points(self) -> float:
        """Of all tasks but the bonus ones."""
        return sum(task.points for task in self.tasks if not task.bonus)

    def starter(self, language: str = "en", ending: str = ".py") -> Path:
        """Where its starter module lies, or with ".ipynb" its notebook. There may be none in a language."""
        return self.folder / f"{self.name}{SUFFIXES[language]}{ending}"

    def code(self, module: str) -> list[Path]:
        """The files of one of its modules, such as the checks: one, or those in the folder that it is."""
        package = self.folder / module
        return sorted(package.glob("*.py")) if (package / "__init__.py").is_file() else [self.folder / f"{module}.py"]

    def is_unwritten(self, module: str) -> bool:
        """Whether a module holds no line of code but the starter's, in any language: not even where other explanations
        stand, or `pass` in the place of what is to be written."""
        files = (self.starter(language) for language in SUFFIXES)
        return any(_code(file.read_text(encoding="utf-8")) >= _code(module) for file in files if file.is_file())


def _code(module: str) -> set[str]:
    """The lines of a module that do something, without what is explained in it."""
    lines = map(str.rstrip, _EXPLANATION.sub("", module).splitlines())
    return {line for line in lines if line and not _IDLE.fullmatch(line)}

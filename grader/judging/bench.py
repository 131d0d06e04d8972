"""What judging needs and no submission changes: the cases that a seed draws, their plays, and how the reference and
every variant perform them.

One bench serves an exercise under one seed, and any number of submissions one after another: what was drawn and
performed for one is there for the next, so that a class costs little more than what its own code does. Nothing that is
kept is ever written to: the arrays in it are read-only.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence, Set
from functools import cached_property
from itertools import count, islice

import numpy as np

from grader.catalog import Course, consequences
from grader.checks import Case, Check
from grader.checks.draw import Least
from grader.checks.variant import Consequence, Convention, Variant
from grader.in_process import InProcess
from grader.judging.rounding import rounded
from grader.kept import OVERHEAD, freeze, nbytes
from grader.student import Play, Run
from grader.worker.backends import NUMPY, Backend, backend
from grader.worker.namespace import Namespace
from grader.worker.state import State

ROOM = 96 << 20
"""Bytes that a bench keeps. What does not fit any more is made anew whenever it is needed."""

RUNS = 1800
"""A run that takes more than one part in so many of the room is kept for the reference only. All parameters of a large
network take so much: those of a hundred variants would leave no room for other runs, most of which are small and take
as long to make."""

CLASS = 8 << 10
"""Bytes that count for a variant made for one value of a free number: a class, and the names it stands among."""


class Bench:
    """Draws cases and performs plays, each once.

    seed: of the cases; dialect: under it further variants count as conventions; room: bytes that it may keep
    backend: the library with whose arrays the reference is performed. Variants are NumPy code, and are given NumPy's
        arrays of the same dtypes: their answers are compared with what has been copied back
    """

    def __init__(
        self, course: Course, seed: int = 0, dialect: str = "", backend: str = NUMPY.name, room: int = ROOM
    ) -> None:
        self.course = course
        self.seed = seed
        self.dialect = dialect
        self.backend = backend
        self._room = room
        self._large = room // RUNS
        self._cases: dict[tuple[int | str, ...], list[Case]] = {}
        self._plays: dict[tuple[int, int], tuple[Case, Play]] = {}  # by check and case
        self._fits: dict[tuple[int, float], Convention] = {}
        self._lasting = {id(None), *(id(variant) for _, variant in self._all())}  # objects that live as long as this
        self._namespaces: dict[int, Namespace] = {}
        self._runs: dict[tuple[int, int], Run] = {}  # by variant and play
        self._passing: dict[tuple[int, int], tuple[Variant | None, Play, Run]] = {}
        self._seen: dict[tuple[int, int], tuple[Variant, Play, Run]] = {}  # of the one that is being judged itself

    # cases and their plays -------------------------------------------------------------------------------------------

    def cases(self, check: Check, name: str, number: int) -> list[Case]:
        """The first cases that the seed gives under a name, the same on every machine."""
        key = [self.seed, zlib.crc32(name.encode())]
        return list(islice(self._drawn(check, ("seeded", *key), lambda i: check.case([*key, i])), number))

    def least(self, check: Check, seed: int) -> Iterator[Case]:
        """Cases of the smallest shapes and settings that the inputs allow."""
        return self._drawn(check, ("least", seed), lambda i: check.inputs(Least(np.random.default_rng([seed, i]))))

    def play(self, check: Check, case: Case) -> Play:
        known = self._plays.get((id(check), id(case)))
        return check.play(case) if known is None else known[1]

    def _drawn(self, check: Check, key: tuple[int | str, ...], draw: Callable[[int], Case]) -> Iterator[Case]:
        """Case after case, each drawn when it is first asked for."""
        cases = self._cases.setdefault((id(check), *key), [])
        for i in count():
            if i == len(cases) and self._room > 0 and not check.timed:
                cases.append(self._kept(check, draw(i)))
            yield cases[i] if i < len(cases) else draw(i)

    def _kept(self, check: Check, case: Case) -> Case:
        play = check.play(case)
        self._plays[id(check), id(case)] = case, play
        self._lasting.add(id(play))
        freeze(case)
        self._room -= 2 * nbytes(case) + OVERHEAD * len(play.lines)  # as arrays, and as bytes on the wire
        return case

    # variants --------------------------------------------------------------------------------------------------------

    def accepted(self, task: str) -> list[tuple[str, Variant]]:
        """Conventions of the task, and misconceptions that the dialect makes right."""
        return self._sorted[0].get(task, [])

    def wrong(self, task: str) -> list[tuple[str, Variant]]:
        return self._sorted[1].get(task, [])

    def consequences(self, task: str, made: Set[tuple[str, str]]) -> list[tuple[str, Consequence]]:
        """What comes in this task of mistakes that were made in earlier ones. made: each as (task, id)"""
        if not made:
            return []
        return [(id, variant) for id, variant in self._consequences if variant.task == task and made >= {*variant.of}]

    @cached_property
    def _consequences(self) -> list[tuple[str, Consequence]]:
        return [(id, variant) for id, family in consequences(self.course).items() for variant in family]

    def at(self, convention: Convention, value: float) -> Convention:
        """The convention with its free number set."""
        known = self._fits.get((id(convention), value))
        if known is not None:
            return known
        variant = convention.at(value)
        if self._room > 0:
            self._room -= CLASS
            self._fits[id(convention), value] = variant
            self._lasting.add(id(variant))
        return variant

    @cached_property
    def _sorted(self) -> tuple[dict[str, list[tuple[str, Variant]]], dict[str, list[tuple[str, Variant]]]]:
        """Right and wrong variants, by task."""
        right: dict[str, list[tuple[str, Variant]]] = {}
        wrong: dict[str, list[tuple[str, Variant]]] = {}
        for id, variant in self._all():
            (right if self._right(variant) else wrong).setdefault(variant.task, []).append((id, variant))
        return right, wrong

    def _right(self, variant: Variant) -> bool:
        if isinstance(variant, Convention) and not variant.dialects:
            return True
        return bool(self.dialect) and self.dialect in variant.dialects

    def _all(self) -> Iterator[tuple[str, Variant]]:
        for families in (self.course.conventions, self.course.misconceptions):
            for id, family in families.items():
                yield from ((id, variant) for variant in family)

    # performing ------------------------------------------------------------------------------------------------------

    def reference(self, plays: Sequence[Play]) -> list[Run]:
        return self.perform(None, plays)

    def perform(self, variant: Variant | None, plays: Sequence[Play]) -> list[Run]:
        """Variants and plays are recognised by identity, and held, so that nothing else can take that identity."""
        known = [run for play in plays if (run := self._known(variant, play)) is not None]
        if len(known) == len(plays):
            return known
        missing = [play for play in plays if self._known(variant, play) is None]
        if missing:
            student = InProcess(self.namespace(variant))
            with np.errstate(all="ignore"):
                for play, made in zip(missing, student.run(missing), strict=True):
                    self._add(variant, play, rounded(made) if self.single else made)
        return [run for play in plays if (run := self._known(variant, play)) is not None]

    def seen(self, variant: Variant, play: Play, run: Run) -> None:
        """Take note of what a variant gave in a play when it was judged itself, where it would give the same again:
        it need not be performed once more as the rival that it is to itself. What another one gave is let go."""
        if self._seen and next(iter(self._seen))[0] != id(variant):
            self._seen.clear()
        self._seen[id(variant), id(play)] = variant, play, run

    def coarse(self, play: Play, variant: Variant | None = None) -> Run:
        """What the reference, or a variant, gives in single precision."""
        names = {**self.course.answers, **(variant.replaces if variant is not None else {})}
        library = backend(f"{NUMPY.name}:float32")
        namespace = Namespace(names, self.course.exercise.vocabulary.plain(), backend=library)
        with np.errstate(all="ignore"):
            (made,) = InProcess(namespace).run([play])
        return made

    def afresh(self, variant: Variant | None, play: Play) -> Run:
        """What the variant does another time, which differs where it draws random numbers."""
        with np.errstate(all="ignore"):
            (made,) = InProcess(self.namespace(variant)).run([play])
        return rounded(made) if self.single else made

    def namespace(self, variant: Variant | None) -> Namespace:
        """The names of the reference, with the variant's in place of its own."""
        known = self._namespaces.get(id(variant))
        if known is not None:
            return known
        own = variant.replaces if variant is not None else self.course.answers
        names = {**self.course.answers, **own}
        _, colon, dtype = self.backend.partition(":")
        library = self.backend if variant is None else f"{NUMPY.name}{colon}{dtype}"
        state = State([dict(own)])  # the reference's own is put back where the reference is performed
        namespace = Namespace(names, self.course.exercise.vocabulary.plain(), backend=backend(library), state=state)
        if id(variant) in self._lasting:
            self._namespaces[id(variant)] = namespace
        return namespace

    @property
    def library(self) -> Backend:
        """The library of the arrays that everybody is given."""
        return backend(self.backend)

    @property
    def single(self) -> bool:
        """Whether these are in single precision."""
        return self.library.dtype == np.float32

    @cached_property
    def in_double(self) -> Bench:
        """The same with NumPy's arrays in double precision. It keeps nothing."""
        return Bench(self.course, self.seed, self.dialect, room=0)

    def transferred(self, run: Run) -> bool:
        """Whether a play ended because an array of the device met one of the host."""
        error = run.raised
        signs = self.library.transfers if error is not None else ()
        return error is not None and any(error.type == kind and text in error.message for kind, text in signs)

    def doubtful(self, _check: Check, _outputs: frozenset[str], _plays: Sequence[Play], _runs: Sequence[Run]) -> bool:
        """Whether it cannot be told here that these outputs are wrong."""
        return False

    def forget(self) -> None:
        """Let go of what is not kept: called when a check is done with."""
        self._passing.clear()
        if "in_double" in vars(self):
            self.in_double.forget()

    def _known(self, variant: Variant | None, play: Play) -> Run | None:
        key = id(variant), id(play)
        run = self._runs.get(key)
        if run is not None:
            return run
        if key in self._passing:
            return self._passing[key][2]
        return self._seen[key][2] if key in self._seen else None

    def _add(self, variant: Variant | None, play: Play, run: Run) -> None:
        key = id(variant), id(play)
        lasting = self._room > 0 and id(variant) in self._lasting and id(play) in self._lasting
        size = nbytes(run.seen) + OVERHEAD if lasting else 0
        if lasting and (variant is None or size <= self._large):
            freeze(run.seen)
            self._room -= size
            self._runs[key] = run
        else:
            self._passing[key] = variant, play, run

"""Other answers that the grader knows: conventions, which are right, misconceptions, which are not, and consequences,
which are a misconception of an earlier task met again.

Each replaces one or more names of the reference by its own, so that the same play can be performed with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Variant:
    """An implementation other than the reference's. Its id is the name of the variable that holds it.

    task: the task it is about
    replaces: what it defines in place of the reference, e.g. {"Adam": AdamWithoutCorrection}
    dialects: settings of the exercise under which it earns points; for a convention, () means under every one
    values: its free numbers, for the wording, e.g. {"eps": 1e-8}; members of a family share an id and differ here
    """

    task: str
    replaces: Mapping[str, Any]
    dialects: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fit:
    """A number that a definition leaves open, such as the size of ε: any in the range is right, and the submission's
    is found by what it does.

    name: how the number is called in the report
    make: what replaces the reference at a value
    between: the range, both ends above 0, searched on a logarithmic scale
    samples: values that the gate tries
    """

    name: str
    make: Callable[[float], Mapping[str, Any]]
    between: tuple[float, float]
    samples: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Convention(Variant):
    """Right under another published definition: accepted, and named in the report. Its source stands in the hints.

    fit: the number in it that is free, if there is one
    sampled: whether it is one of several that differ in a free number, between which there are others
    """

    fit: Fit | None = None
    sampled: bool = False

    def at(self, value: float) -> Convention:
        """The convention with its free number set."""
        assert self.fit is not None
        values = {**self.values, self.fit.name: value}
        return replace(self, replaces=self.fit.make(value), values=values, fit=None)


@dataclass(frozen=True, slots=True)
class Misconception(Variant):
    """A wrong formula that people write.

    caught_by: the check of its task that must fail first (the variable's name in checks.py)
    catalogue: ids of the catalogue of known mistakes that it stands for, e.g. ("F29",)
    like: ids of misconceptions that no input can tell from this one
    """

    caught_by: str = ""
    catalogue: tuple[str, ...] = ()
    like: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Consequence(Variant):
    """What comes of a right answer that calls a wrong one of earlier tasks. That mistake has cost its points where it
    was made, so this is accepted from whoever was seen to make it, and from nobody else.

    of: the mistakes, each as (task, id of the misconception); all of them must have been named there, and for sure
    """

    of: tuple[tuple[str, str], ...] = ()


def convention(
    task: str, *, dialects: Sequence[str] = (), values: Mapping[str, Any] | None = None, **replaces: Any
) -> Convention:
    """Another published definition, e.g. `convention("adam", Adam=PaperAdam)`.

    replaces: by name, what it defines in place of the reference
    dialects: settings of the exercise under which it earns points, () for every one
    values: its free numbers, which may stand in braces in its title and hints, e.g. {"eps": 1e-8}
    """
    return Convention(task, replaces, tuple(dialects), values or {})


EPSILONS = (1e-8, 1e-5, 3e-7, 1e-3, 1e-10, 1e-15)


def epsilon(
    task: str, name: str, make: Callable[[float], Any], *, between: tuple[float, float] = (1e-20, 1e-2)
) -> Convention:
    """A convention with an ε of any small size, e.g. `epsilon("adam", "Adam", lambda eps: …)`.

    name: of what it defines in place of the reference
    make: gives that for an ε
    between: the least and the largest ε that are right
    """
    fit = Fit("eps", lambda eps: {name: make(eps)}, between, EPSILONS)
    return Convention(task, fit.make(EPSILONS[0]), fit=fit)


def misconception(
    task: str,
    *,
    caught_by: str,
    catalogue: Sequence[str] | str = (),
    like: Sequence[str] = (),
    dialects: Sequence[str] = (),
    **replaces: Any,
) -> Misconception:
    """What people write instead, e.g. `misconception("adam", caught_by="first_step", Adam=AdamWithoutCorrection)`.

    replaces: by name, what it defines in place of the reference
    caught_by: the check of the task that must fail first: its variable's name in checks.py
    catalogue: ids of the catalogue of known mistakes that it stands for, e.g. "F29"
    like: ids of misconceptions that no input can tell from this one
    dialects: settings of the exercise under which it earns points all the same
    """
    ids = (catalogue,) if isinstance(catalogue, str) else tuple(catalogue)
    return Misconception(task, replaces, tuple(dialects), {}, caught_by, ids, tuple(like))


def consequence(task: str, of: Sequence[tuple[str, str]], **replaces: Any) -> Consequence:
    """A right answer on top of a wrong one, e.g. `consequence("layer", [("helper", "sums_twice")], Layer=OnHelper)`.

    of: the mistakes that it rests on, each as (earlier task, id of the misconception)
    replaces: by name, what comes of it. It must show what the layer itself does: where an answer raises an exception it
        is never taken for a consequence
    """
    return Consequence(task, replaces, of=tuple(of))


def met_again(
    known: Mapping[str, Any], called_by: Mapping[str, Sequence[str]], but: Collection[str] = ()
) -> list[Consequence]:
    """The consequences of mistakes that are known in the later tasks too, for submissions in which only those have
    them.

    known: the misconceptions by id, as in `vars(misconceptions)`
    called_by: for each earlier task, the later ones that call what it asks for
    but: ids of mistakes that leave nothing to be seen of the later task, or that it makes in its own code
    raises: ValueError where it names a task or a mistake that is not among the known ones, and so is about nothing
    """
    values = {id: value if isinstance(value, (list, tuple)) else [value] for id, value in known.items()}
    families = {id: [member for member in value if isinstance(member, Misconception)] for id, value in values.items()}
    if absent := sorted(id for id in but if not families.get(id)):
        raise ValueError(f"met_again: there is no mistake {absent[0]!r} to leave out")
    tasks = dict.fromkeys(member.task for family in families.values() for member in family)
    for task in dict.fromkeys([*called_by, *(later for names in called_by.values() for later in names)]):
        if task not in tasks:
            raise ValueError(f"met_again: no mistake is of the task {task!r}; there are some of {', '.join(tasks)}")
    found = []
    for id, family in families.items():
        members = [] if id in but else family
        for earlier in dict.fromkeys(member.task for member in members):
            later = [member for member in members if member.task in called_by.get(earlier, ())]
            found += [consequence(member.task, [(earlier, id)], **member.replaces) for member in later]
    return found

"""Other answers that the grader knows: conventions, which are right, and misconceptions, which are not.

Each replaces one or more names of the reference by its own, so that the same play can be performed with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
class Convention(Variant):
    """Right under another published definition: accepted, and named in the report. Its source stands in the hints."""


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


def convention(
    task: str, *, dialects: Sequence[str] = (), values: Mapping[str, Any] | None = None, **replaces: Any
) -> Convention:
    """`convention("adam", Adam=PaperAdam)`"""
    return Convention(task, replaces, tuple(dialects), values or {})


def misconception(
    task: str,
    *,
    caught_by: str,
    catalogue: Sequence[str] | str = (),
    like: Sequence[str] = (),
    dialects: Sequence[str] = (),
    **replaces: Any,
) -> Misconception:
    """`misconception("adam", caught_by="first_step", catalogue="F29", Adam=AdamWithoutCorrection)`"""
    ids = (catalogue,) if isinstance(catalogue, str) else tuple(catalogue)
    return Misconception(task, replaces, tuple(dialects), {}, caught_by, ids, tuple(like))

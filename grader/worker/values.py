"""The values that cross the boundary beside numbers, text, arrays, tuples, lists and dicts with text keys."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """What instruction number `index` of the same program gave; it stays in the worker."""

    index: int


@dataclass(frozen=True, slots=True)
class Function:
    """A function or an object that the worker itself makes by name (`play.GIVEN`), for exercises that take one."""

    name: str
    arguments: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that a submission gave and that is not data: only the name of its type crosses, and why it was
    refused ("" where there is nothing to say but the type)."""

    type: str
    reason: str = ""

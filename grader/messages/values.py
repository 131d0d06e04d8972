"""How a value is written in a sentence: numbers with the digits that matter, shapes as Python writes them.

A sentence may ask for a form: "{got:shape}", "{bytes:bytes}", "{ratio:ratio}".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeGuard

DIGITS = 6
LARGEST_DENOMINATOR = 64
NEAR = 1e-5  # how near a ratio must come to a fraction to be called one: it is stored with six digits

COMPARED = ("got", "expected", "low", "high", "start", "bound")
"""The names of numbers that a sentence sets side by side."""


class Worded:
    """A value in a field of a sentence."""

    __slots__ = ("language", "value")

    def __init__(self, value: Any, language: str) -> None:
        self.value = value
        self.language = language

    def __format__(self, form: str) -> str:
        return FORMS.get(form, plain)(self.value, self.language)

    def __str__(self) -> str:
        return plain(self.value, self.language)


def told_apart(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values, those that are compared with `got` written out to the digit in which they differ from it."""
    names = [name for name in COMPARED if _is_number(values.get(name))]
    if "got" not in names or len(names) == 1:
        return values
    return {**values, **dict(zip(names, numbers([values[name] for name in names]), strict=True))}


def numbers(values: Sequence[float]) -> list[str]:
    """Numbers with the same count of digits: the fewest, from six up, in which unequal ones look unequal. A zero has a
    sign only beside the other zero."""
    if len({math.copysign(1.0, value) for value in values if value == 0}) == 1:
        values = [value or abs(value) for value in values]
    for digits in range(DIGITS, 17):
        texts = [number(value, digits) for value in values]
        if len(set(texts)) == len({_key(value) for value in values}):
            return texts
    return [number(value, 17) for value in values]


def number(value: float, digits: int = DIGITS) -> str:
    """At most so many digits; all of them where that loses nothing. A float stays recognisable as one: 2.0, not 2."""
    if isinstance(value, bool | int) or not math.isfinite(value):
        return str(value)
    text = f"{value:.{digits}g}"
    return text if any(mark in text for mark in ".e") else f"{text}.0"


def plain(value: Any, language: str) -> str:
    if isinstance(value, float):
        return f"{value + 0.0:.{DIGITS}g}"  # which makes of -0.0 a plain zero
    if isinstance(value, list | tuple):
        return ("、" if language == "ja" else ", ").join(plain(item, language) for item in value)
    return str(value)


def shape(value: Any, language: str) -> str:
    """[2, 3] as (2, 3), [2] as (2,), [] as ()."""
    if not isinstance(value, list | tuple):
        return plain(value, language)
    return f"({', '.join(map(str, value))}{',' if len(value) == 1 else ''})"


def size(value: Any, language: str) -> str:
    """A number of bytes in the largest unit of which there is at least one."""
    if not _is_number(value):
        return plain(value, language)
    amount, units = float(value), ["B", "KiB", "MiB", "GiB"]
    while amount >= 1024 and len(units) > 1:
        amount /= 1024
        units.pop(0)
    return f"{amount:.3g} {units[0]}"


def ratio(value: Any, language: str) -> str:
    """A number as a simple fraction where it is one: 0.25 as 1/4, 0.666667 as 2/3."""
    if not _is_number(value) or not math.isfinite(value):
        return plain(value, language)
    from fractions import Fraction  # with decimal behind it: too dear for every start of the command

    near = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    simple = abs(near.numerator) <= LARGEST_DENOMINATOR or near.denominator == 1
    return str(near) if near and simple and abs(value - near) <= NEAR * abs(value) else plain(float(value), language)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _key(value: float) -> Any:
    return "nan" if value != value else (value, math.copysign(1.0, value))


FORMS: dict[str, Callable[[Any, str], str]] = {"": plain, "shape": shape, "bytes": size, "ratio": ratio}

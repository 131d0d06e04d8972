"""Are two answers the same, and if not, where do they differ?

The expected answer comes from trusted code in float64. What came from a submission is data already (see
`grader.worker.plain`); here its type, shape, dtype, finiteness and values are held against it, in that order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.checks.rows import Row, rows_of
from grader.checks.telling import CONTAINERS, MAX_SHOWN, number, one_digit, shown, type_name
from grader.report import Difference, Value
from grader.student import Label, Opaque, Raised

RTOL = {8: 1e-9, 4: 1e-4}
"""How far right answers may lie apart, by the bytes of a floating-point number: about eps^(4/7), room for a few
hundred roundings and for sums in another order, and far below the size of any mistake."""

LOOSE = 2e-5
"""How near, relative to an output's largest entry, a misconception must come where none comes nearer: two learners
with the same mistake may differ in a constant such as ε, which moves ordinary numbers by less than this."""

DUST = 256.0
"""Roundings of numbers near 1 that a right answer may carry where its terms cancel: a lone entry that lands on 0 has
no larger neighbour to be measured by."""

EPS = float(np.finfo(np.float64).eps)

SHARE = 0.01
"""Of RTOL, what each entry is allowed of the largest one's size besides its own: where terms cancel, the rounding error
is that of the terms."""


def tolerance(expected: Any, dtype: np.dtype[Any]) -> Any:
    """What each entry may be off by: RTOL of the entry itself, plus a SHARE of that of the largest entry. In single
    precision cancelling leaves fewer digits: there it is all of RTOL of the largest entry.

    expected: array, whose dtype says in which precision the reference computed; dtype: the coarser one of the answer's
    and of this
    returns: array of the shape of `expected`
    """
    magnitude = np.abs(np.where(np.isfinite(expected), expected, 0.0))
    rtol = RTOL.get(dtype.itemsize, RTOL[8])
    share = 1.0 if np.asarray(expected).dtype == np.float32 else SHARE
    dust = DUST * float(np.finfo(dtype).eps) if dtype.kind == "f" else 0.0
    return rtol * (magnitude + share * (magnitude.max() if magnitude.size else 0.0)) + dust


def _tolerance(sizes: Any, largest: Any) -> Any:
    """The same for numbers in double precision that are all finite, by their sizes and that of the largest."""
    return RTOL[8] * (sizes + SHARE * largest) + DUST * EPS


def same(a: Any, b: Any) -> bool:
    """Whether two observed values count as equal: the question that parity and diagnosis ask alike."""
    return next(_compare("", a, b, places=False), None) is None


Seen = Mapping[Label, Any]
"""What a run shows, by label."""

Equal = Callable[[Seen, Seen, str], bool]
"""`equal(known, got, output)`: whether a known variant's run gives an output as the submission's run does. It may look
at more than that output, where answers mean something only together."""


def by_value(equal: Callable[[Any, Any], bool], rows: Callable[[Row, Row], bool] | None = None) -> Equal:
    """An output is given when every value under its labels is.

    equal: asked of each pair of values; rows: asked once of all of an output's numbers, where both runs have them in
        a row (`grader.checks.rows`)
    """

    def every(known: Seen, got: Seen, output: str) -> bool:
        both = rows_of(known, got, output) if rows is not None else None
        if rows is not None and both is not None:
            return rows(*both)
        a, b = ({label: value for label, value in seen.items() if label.output == output} for seen in (known, got))
        return a.keys() == b.keys() and all(equal(b[label], a[label]) for label in a)  # got's dtype sets the tolerance

    return every


def _same_rows(known: Row, got: Row) -> bool:
    """What `_ordinary` says of every array."""
    error = np.abs(got.numbers - known.numbers)
    return bool((error <= _tolerance(known.sizes, known.largest)).all())


same_output = by_value(same, _same_rows)


def near(a: Any, b: Any, scale: float = 0.0) -> bool:
    """Whether two values are equal but for what a constant such as ε moves.

    scale: of the dict that both come from; a parameter that happens to arrive at 0 has none of its own
    """
    if isinstance(a, dict) and isinstance(b, dict):
        scale = max((_scale(value) for value in a.values()), default=0.0)
        return a.keys() == b.keys() and all(near(a[key], b[key], scale) for key in a)
    if isinstance(a, list) and isinstance(b, list) and all(type(item) is float for item in (*a, *b)):
        return near(np.asarray(a), np.asarray(b), scale)
    if isinstance(a, (np.ndarray, float)) and isinstance(b, (np.ndarray, float)):
        x, y = np.asarray(a), np.asarray(b)
        if x.shape != y.shape or x.dtype.kind != "f" or y.dtype.kind != "f":
            return False
        scale = scale or _scale(x)
        with np.errstate(all="ignore"):
            within = np.abs(x - y) <= LOOSE * scale
            return bool(within.all() or np.all(within | (np.isnan(x) & np.isnan(y)) | (x == y)))
    return same(a, b)


def _scale(value: Any) -> float:
    """The largest finite entry's size; 0 for what is no array of real numbers."""
    x = np.asarray(value)
    if x.dtype.kind != "f" or not x.size:
        return 0.0
    size = np.abs(x)
    largest = float(size.max())
    return largest if np.isfinite(largest) else float(np.max(size, initial=0.0, where=np.isfinite(size)))


def _near_rows(known: Row, got: Row) -> bool:
    return bool((np.abs(got.numbers - known.numbers) <= LOOSE * got.scale).all())


near_output = by_value(near, _near_rows)


def together(*outputs: str) -> Equal:
    """These outputs are the same only if all of them are: for answers that a definition ties to each other."""

    def all_of(known: Seen, got: Seen, output: str) -> bool:
        return all(same_output(known, got, other) for other in {output, *(outputs if output in outputs else ())})

    return all_of


def differences(label: Label, got: Any, expected: Any, places: bool = True) -> Iterator[Difference]:
    """Every part in which `got` is not `expected`. places: whether it is to be said where numbers differ"""
    for part, code, values in _compare("", got, expected, places):
        yield Difference(label.output, code, label.at, part, values)


_Unlike = tuple[str, dict[str, Value]]
"""What is wrong with one value: a difference's code and values; ("", {}) where nothing is."""


def _compare(part: str, got: Any, expected: Any, places: bool = True) -> Iterator[tuple[str, str, dict[str, Value]]]:
    """Go through dicts and sequences: part, code and values of every difference. Whole numbers in an array, such as a
    shape, are as good as a list of them.

    part: where we are, "" at first; places: whether it is to be said where numbers differ
    """
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in expected:
            if key not in got:
                yield part, "missing", {"key": key, "keys": sorted(got)[:MAX_SHOWN]}
            else:
                yield from _compare(key, got[key], expected[key], places)
        for key in got:  # in the dict's own order: that of a set changes from run to run
            if key not in expected:
                yield part, "extra", {"key": key}
    elif isinstance(expected, (tuple, list)) and (isinstance(got, (tuple, list)) or _counts(got)):
        if len(got) != len(expected):
            yield part, "length", {"got": len(got), "expected": len(expected)}
        else:
            for i, (g, e) in enumerate(zip(got, expected, strict=True)):
                yield from _compare(f"{part}[{i}]", g, e, places)
    else:
        code, values = _single(got, expected, places)
        if code:
            yield part, code, values


def _counts(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.ndim > 0 and value.dtype.kind in "iu"


def _single(got: Any, expected: Any, places: bool) -> _Unlike:
    """Two values that are not both dicts, nor both sequences."""
    if isinstance(got, Raised) or isinstance(expected, Raised):
        alike = isinstance(got, Raised) and isinstance(expected, Raised) and got.like(expected)
        return ("", {}) if alike else ("raised", {"got": shown(got), "expected": _of_type(expected)})
    if isinstance(got, Opaque) or isinstance(expected, Opaque):
        alike = isinstance(got, Opaque) and isinstance(expected, Opaque) and got == expected
        return ("", {}) if alike else ("type", {"got": shown(got), "expected": type_name(expected)})
    if isinstance(expected, (str, type(None))):
        if type(got) is type(expected) and got == expected:
            return "", {}
        code = "values" if isinstance(got, str) and isinstance(expected, str) else "type"
        return code, {"got": shown(got), "expected": shown(expected)}
    if isinstance(expected, CONTAINERS) or isinstance(got, (*CONTAINERS, str, type(None))):
        return "type", {"got": type_name(got), "expected": type_name(expected)}
    return _numbers(np.asarray(got), np.asarray(expected), places)


def _of_type(expected: Any) -> Value:
    """As it is told; of an exception its type, which is all that counts."""
    return expected.type if isinstance(expected, Raised) else shown(expected)


def _numbers(got: Any, expected: Any, places: bool) -> _Unlike:
    if got.shape != expected.shape:
        return "shape", {"got": list(got.shape), "expected": list(expected.shape)}
    if not _fine_enough(got, expected):
        return "dtype", {"got": str(got.dtype), "expected": str(expected.dtype)}
    if got.dtype == expected.dtype and bool((got == expected).all()):
        return "", {}
    with np.errstate(all="ignore"):
        code, wrong = _ordinary(got, expected) or _judged(got, expected)
        if not code or not places:
            return code, {}
        values = _where(got, expected, wrong)
        if code == "values":
            allowed = tolerance(expected, _coarser(got, expected))
            values["tolerance"] = one_digit(float(allowed[tuple(values["index"])]))  # type: ignore[arg-type]
    return code, values


def _fine_enough(got: Any, expected: Any) -> bool:
    """Whether an array's kind of numbers can hold what is expected."""
    if "c" in (got.dtype.kind, expected.dtype.kind):
        return bool(got.dtype.kind == expected.dtype.kind)
    if expected.dtype.kind != "f":
        return True
    if got.dtype.kind in "iub" and got.ndim:
        return bool(np.all(got == expected))
    return bool(got.dtype != np.float16)  # too coarse to tell right from nearly right


def _ordinary(got: Any, expected: Any) -> tuple[str, Any] | None:
    """What `_judged` finds of double precision numbers that are all finite, in fewer steps: nearly all are such."""
    if not (got.dtype == expected.dtype == np.float64 and got.size):
        return None
    error, size = np.abs(got - expected), np.abs(expected)
    largest = size.max()
    if not (np.isfinite(largest) and np.isfinite(error.max())):
        return None
    right = error <= _tolerance(size, largest)
    return ("", None) if right.all() else ("values", ~right)


def _judged(got: Any, expected: Any) -> tuple[str, Any]:
    """The code of a difference, "" for none, and the entries that it is about."""
    finite, wanted = np.isfinite(got), np.isfinite(expected)
    equal = (got == expected) | (np.isnan(got) & np.isnan(expected))
    if np.any(~finite & wanted):
        return "finite", ~finite & wanted & ~equal
    error = np.abs(np.where(equal, 0.0, _minus(got, expected)))
    wrong = ~equal & ~(error <= tolerance(expected, _coarser(got, expected)))
    return ("values", wrong) if np.any(wrong) else ("", None)


def _coarser(got: Any, expected: Any) -> np.dtype[Any]:
    """The dtype of fewer digits."""
    floats = [dtype for dtype in (got.dtype, expected.dtype) if dtype.kind == "f"]
    return min(floats, key=lambda dtype: dtype.itemsize, default=np.dtype(np.float64))


def _where(got: Any, expected: Any, wrong: Any) -> dict[str, Value]:
    """The worst entry, its place, how many are wrong, and what a message or picture needs."""
    with np.errstate(all="ignore"):
        error = np.where(wrong, np.abs(_minus(got, expected)), -1.0)
    error = np.where(wrong & ~np.isfinite(error), np.inf, error)
    index = tuple(int(i) for i in np.unravel_index(int(np.argmax(error)), wrong.shape))
    values: dict[str, Value] = {
        "got": number(got[index]),
        "expected": number(expected[index]),
        "index": list(index),
        "count": int(np.count_nonzero(wrong)),
        "size": int(wrong.size),
        "shape": list(wrong.shape),
    }
    if 1 < wrong.size <= MAX_SHOWN:
        marks = np.asarray(wrong).astype(int).tolist()
        values |= {"got_array": shown(got), "expected_array": shown(expected), "wrong": marks}
    return values


def _minus(a: Any, b: Any) -> Any:
    """The difference in double precision; booleans count as 0 and 1."""
    return np.subtract(a, b, dtype=np.complex128 if a.dtype.kind == "c" else np.float64)

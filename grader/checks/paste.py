"""A play as Python that a learner can paste below their own code."""

from __future__ import annotations

import math
from itertools import chain, count
from typing import Any

import numpy as np

from grader.student import Function, Line, Play, Ref

MAX_ENTRIES = 200
REPEATING = 24  # entries, from which an array that repeats itself is said to do so
WIDE = 88  # characters, from which a dict has a line for each key


def paste(play: Play) -> str:
    """One statement a line; what the check looked at is printed. Ends where the play ends. What is seen under the
    label "state" tells the check what it was dealing with, and is left out."""
    names = _names(play)
    lines = []
    for number, line in enumerate(play.lines):
        text = _expression(line, names)
        aside = line.label is not None and line.label.output == "state"
        if line.instruction[0] in ("set", "fill", "step"):
            lines.append(text)
        elif number in names:
            lines.append(f"{names[number]} = {text}")
            if line.label is not None and not aside:
                lines.append(f"print({names[number]})")
        elif aside and line.instruction[0] in ("get", "see"):
            continue
        elif line.label is not None:
            lines.append(f"print({text})")
        else:
            lines.append(text)
    return "\n".join(dict.fromkeys(lines) if _idle(play) else lines)


def _idle(play: Play) -> bool:
    """Whether nothing in the play has a state, so that a line said twice says nothing new."""
    return all(line.instruction[0] == "call" and line.instruction[1] is None for line in play.lines)


def _names(play: Play) -> dict[int, str]:
    """A variable for every result that a later line uses; numbered where the same name comes twice."""
    used = {ref.index for line in play.lines for ref in _refs(line.instruction)}
    names: dict[int, str] = {}
    for number in sorted(used):
        line = play.lines[number]
        stem = line.name or (line.label.output if line.label is not None else f"value_{number}")
        taken = set(names.values())
        names[number] = next(name for name in chain([stem], (f"{stem}_{n}" for n in count(2))) if name not in taken)
    return names


def _refs(value: Any) -> list[Ref]:
    if isinstance(value, Ref):
        return [value]
    if isinstance(value, Function):
        return _refs(value.arguments)
    if isinstance(value, dict):
        return [ref for item in value.values() for ref in _refs(item)]
    if isinstance(value, (tuple, list)):
        return [ref for item in value for ref in _refs(item)]
    return []


def _expression(line: Line, names: dict[int, str]) -> str:
    op, *rest = line.instruction
    if op == "seed":
        return f"np.random.seed({rest[0]})"
    if op == "put":
        return literal(rest[0], names)
    if op == "see":
        return names[rest[0].index]
    if op == "get":
        return f"{names[rest[0].index]}.{rest[1]}"
    if op == "set":
        return f"{names[rest[0].index]}.{rest[1]} = {literal(rest[2], names)}"
    if op in ("fill", "step"):
        arrays = ".".join(filter(None, (names[rest[0].index], rest[1])))
        if isinstance(rest[2], np.ndarray):
            return f"{arrays}[...] = {literal(rest[2], names)}"
        return _each_array(arrays, literal(rest[2], names), *rest[3:])
    target, name, arguments = (None, *rest) if op == "new" else rest[:3]
    if target is not None and name in METHOD_TEXT:
        return METHOD_TEXT[name].format(names[target.index])
    called = name if target is None else f"{names[target.index]}.{name}"
    return f"{called}({', '.join(literal(argument, names) for argument in arguments)})"


def _each_array(arrays: str, others: str, rate: float | None = None) -> str:
    """One line for the arrays of a dict, filled with others or moved against them."""
    change = "= array" if rate is None else f"-= {_plain(rate)} * array"
    return f"for key, array in {others}.items(): {arrays}[key][...] {change}"


def literal(value: Any, names: dict[int, str]) -> str:
    """A value as Python writes it, arrays in full up to MAX_ENTRIES."""
    if isinstance(value, Ref):
        return names[value.index]
    if isinstance(value, Function):
        return _function(value, names)
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, dict):
        items = [f"{key!r}: {literal(item, names)}" for key, item in value.items()]
        short = "{" + ", ".join(items) + "}"
        return short if len(short) <= WIDE else "{\n" + "".join(f"    {item},\n" for item in items) + "}"
    if isinstance(value, tuple):
        inner = ", ".join(literal(item, names) for item in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, list):
        return f"[{', '.join(literal(item, names) for item in value)}]"
    return _plain(value)


def _array(x: np.ndarray[Any, Any]) -> str:
    dtype = "" if x.dtype in (np.float64, np.int64, np.bool_) else f", dtype=np.{x.dtype.name}"
    if x.size == 0:
        return f"np.zeros({x.shape}{dtype})"
    if x.size > 1 and bool(np.all(x == x.flat[0])):
        return f"np.full({x.shape}, {_plain(x.flat[0].item())}{dtype})"
    if x.size > REPEATING and (repeated := _repeated(x)) is not None:
        return f"np.resize({_array(repeated)}, {x.shape})"
    flat = ", ".join(_entry(item) for item in x.reshape(-1).tolist())
    if x.ndim <= 2 or x.size > MAX_ENTRIES:
        nested = np.array2string(
            x, separator=", ", threshold=x.size + 1, max_line_width=10**9, formatter={"all": _entry}
        )
        return f"np.array({''.join(nested.split(chr(10)))}{dtype})".replace(",  [", ", [")
    return f"np.array([{flat}]{dtype}).reshape{x.shape}"


def _repeated(x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any] | None:
    """The few entries that a large array repeats from its first to its last, None where it does not."""
    flat = x.reshape(-1)
    starts = (int(n) for n in np.flatnonzero(flat[: MAX_ENTRIES + 1] == flat[0])[1:])
    few = (flat[:n] for n in starts if 2 * n <= flat.size)
    return next((first for first in few if np.array_equal(np.resize(first, flat.size), flat)), None)


def _entry(item: Any) -> str:
    if isinstance(item, float) and item.is_integer() and abs(item) < 1e6:
        return f"{item:.1f}"
    return _plain(item.item() if hasattr(item, "item") else item)


def _plain(value: Any) -> str:
    """A single number or text; what Python has no literal for is NumPy's."""
    if isinstance(value, float) and not math.isfinite(value):
        return "np.nan" if math.isnan(value) else "np.inf" if value > 0 else "-np.inf"
    return repr(value)


FUNCTION_TEXT = {
    "buffer": "io.BytesIO()  # import io",
    "counting": "counting({}, {})  # from grader.worker.objects import counting",
    "generator": "np.random.default_rng({0})",
    "weighted_squares": "lambda x: np.sum({0} * x * x)",
    "weighted_cubes": "lambda x: np.sum({0} * x * x * x)",
    "weighted_sines": "lambda x: np.sum({0} * np.sin(x))",
    "reading": "lambda _: np.sum({1} * {0} * {0})",
    "product_of_neighbours": "lambda x: {0} * np.sum(np.reshape(x, -1)[:-1] * np.reshape(x, -1)[1:])",
}

METHOD_TEXT = {  # of what only the grader's own objects have
    "listing": "{{name: f'{{a.dtype}} {{a.shape}}' for name, a in np.load(io.BytesIO({}.getvalue())).items()}}",
}


def _function(value: Function, names: dict[int, str]) -> str:
    return FUNCTION_TEXT[value.name].format(*(literal(argument, names) for argument in value.arguments))

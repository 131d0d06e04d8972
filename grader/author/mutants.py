"""Mutants: small mistakes made by machine, each a change of one place of a module."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

SWAPS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult,
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
REDUCTIONS = {
    "sum": ("mean",),
    "mean": ("sum",),
    "max": ("min", "sum"),
    "min": ("max",),
    "argmax": ("argmin",),
    "maximum": ("minimum",),
    "exp": ("expm1",),
    "sqrt": ("abs",),
    "log": ("log2",),
    "zeros": ("ones",),
    "zeros_like": ("ones_like",),
    "ones": ("zeros",),
    "prod": ("sum",),
    "floor": ("ceil",),
}
SYMMETRIC = {"maximum", "minimum", "max", "min", "namespace", "array_equal"}
"""Functions whose first arguments may be swapped."""

OF_LATER_CALLS = {"kept from the first time"}
"""What changes nothing where an object is made."""

Change = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """module: of the reference; line: where; change: the operator; text: the operator, before → after, and the line"""

    module: str
    line: int
    change: str
    text: str
    tree: ast.Module

    @property
    def key(self) -> str:
        """What stays the same when other lines move."""
        return f"{self.module}: {self.text}"


def mutants(path: Path, names: Collection[str] | None = None) -> Iterator[Mutant]:
    """Every mutant of one module, or of the definitions of these names and of what they use of the module."""
    text = path.read_text(encoding="utf-8")
    original = ast.parse(text)
    places = reachable(original, names) - _idle(original)
    first = {node for made in _inits(original) for node in ast.walk(made)}
    seen: Counter[str] = Counter()
    for number, place in enumerate(ast.walk(original)):
        for variant, (change, _) in enumerate(_options(place) if place in places else ()):
            if change in OF_LATER_CALLS and place in first:
                continue
            tree = ast.parse(text)
            node = next(islice(ast.walk(tree), number, None))
            before = ast.unparse(node)
            line = getattr(node, "lineno", 0)
            next(islice(_options(node), variant, None))[1]()
            after = ast.unparse(ast.fix_missing_locations(node))
            if before != after:
                code = text.splitlines()[line - 1].strip()
                old, new = before.splitlines()[0], after.splitlines()[0]
                words = f"{change}: {old} → {new}" + (f" in {code}" if code != old else "")
                seen[words] += 1
                nth = f" ({seen[words]})" if seen[words] > 1 else ""
                yield Mutant(path.stem, line, change, words + nth, tree)


def reachable(tree: ast.Module, names: Collection[str] | None) -> set[ast.AST]:
    """The nodes of the definitions with these names and, in turn, of whatever of the module those mention."""
    tops = {name: node for node in tree.body for name in _defined(node)}
    todo = set(tops if names is None else names) & tops.keys()
    done: set[str] = set()
    while todo:
        name = todo.pop()
        done.add(name)
        mentioned = {node.id for node in ast.walk(tops[name]) if isinstance(node, ast.Name)}
        todo |= (mentioned & tops.keys()) - done
    return {node for name in done for node in ast.walk(tops[name])}


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _inits(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "__init__")


def _idle(tree: ast.Module) -> set[ast.AST]:
    """The nodes that are no code that runs: annotations, docstrings, raises, imports."""
    roots: list[ast.AST | None] = []
    for node in ast.walk(tree):
        roots += [getattr(node, "annotation", None), getattr(node, "returns", None)]
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if docstring or isinstance(node, (ast.Raise, ast.Import, ast.ImportFrom)):
            roots.append(node)
    return {node for root in roots if root is not None for node in ast.walk(root)}


def _options(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """The mutations of a node: what each is called, and how it is done in place."""
    if isinstance(node, ast.expr):
        yield from _of_expression(node)
    elif isinstance(node, ast.stmt):
        yield from _of_statement(node)


def _of_expression(node: ast.expr) -> Iterator[tuple[str, Change]]:
    match node:
        case ast.BinOp(left, op, right):
            if type(op) in SWAPS:
                yield "operator", _put(node, "op", SWAPS[type(op)]())
            if isinstance(op, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
                yield "left only", _become(node, left)
                yield "right only", _become(node, right)
            if isinstance(op, ast.MatMult):
                yield "factors swapped", _become(node, ast.BinOp(right, op, left))
            if isinstance(op, ast.FloorDiv):
                down = ast.BinOp(ast.UnaryOp(ast.USub(), left), op, right)
                yield "rounded up", _become(node, ast.UnaryOp(ast.USub(), down))
        case ast.UnaryOp(ast.USub(), operand):
            yield "sign dropped", _become(node, operand)
        case ast.UnaryOp(ast.Not(), operand):
            yield "not dropped", _become(node, operand)
        case ast.BoolOp(op):
            yield "and for or", _put(node, "op", ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.Compare(_, ops) if type(ops[0]) in COMPARISONS:
            for other in COMPARISONS[type(ops[0])]:
                yield "comparison", _put(node, "ops", [other(), *ops[1:]])
        case ast.Constant(bool() as value):
            yield "boolean", _put(node, "value", not value)
        case ast.Constant(int() as value):
            yield "one more", _put(node, "value", value + 1)
            yield "one less", _put(node, "value", value - 1)
        case ast.Constant(float() as value):
            yield "constant doubled", _put(node, "value", value * 2)
            yield "constant times ten", _put(node, "value", value * 10)
        case ast.Attribute(value, name):
            for other_name in REDUCTIONS.get(name, ()):
                yield "function", _put(node, "attr", other_name)
            if name in ("T", "mT"):
                yield "transpose dropped", _become(node, value)
        case ast.IfExp(_, body, orelse):
            yield "always true", _become(node, body)
            yield "always false", _become(node, orelse)
        case ast.Tuple(elts, ast.Load()):
            yield from (("neighbours swapped", _put(node, "elts", swapped)) for swapped in _swaps(elts))
        case ast.Slice():
            for bound in ("lower", "upper"):
                if getattr(node, bound) is not None:
                    yield "bound dropped", _put(node, bound, None)
        case ast.Call():
            yield from _of_call(node)


def _of_call(node: ast.Call) -> Iterator[tuple[str, Change]]:
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name not in SYMMETRIC:
        yield from (("arguments swapped", _put(node, "args", swapped)) for swapped in _swaps(node.args))
    if name == "range":
        fewer = ast.BinOp(node.args[-1], ast.Sub(), ast.Constant(1))
        yield "one round fewer", _put(node, "args", [*node.args[:-1], fewer])
    for keyword in node.keywords:
        if keyword.arg in ("axis", "keepdims"):
            yield f"{keyword.arg} dropped", _put(node, "keywords", [k for k in node.keywords if k is not keyword])


def _of_statement(node: ast.stmt) -> Iterator[tuple[str, Change]]:
    match node:
        case ast.AugAssign(target, op, value):
            if type(op) in SWAPS:
                yield "operator", _put(node, "op", SWAPS[type(op)]())
            yield "statement dropped", _become(node, ast.Pass())
            if isinstance(target, ast.Subscript):
                read = ast.Subscript(target.value, target.slice, ast.Load())
                yield "not in place", _become(node, ast.Assign([target], ast.BinOp(read, op, value)))
        case ast.Assign([ast.Subscript()]) | ast.Expr(ast.Call()):
            yield "statement dropped", _become(node, ast.Pass())
        case ast.Assign([ast.Attribute(ast.Name() as owner, name)], value):
            yield "state not kept", _put(node, "targets", [ast.Name("_unused", ast.Store())])
            known = ast.Call(ast.Name("vars", ast.Load()), [ast.Name(owner.id, ast.Load())], [])
            stale = ast.Call(ast.Attribute(known, "get", ast.Load()), [ast.Constant(name), value], [])
            yield "kept from the first time", _put(node, "value", stale)
            everyone = ast.Call(ast.Name("type", ast.Load()), [ast.Name(owner.id, ast.Load())], [])
            yield "shared by all", _put(node, "targets", [ast.Attribute(everyone, name, ast.Store())])
        case ast.If(test):
            yield "condition turned", _put(node, "test", ast.UnaryOp(ast.Not(), test))


def _swaps(items: Sequence[ast.expr]) -> Iterator[list[ast.expr]]:
    """The items with one pair of neighbours the wrong way round."""
    if any(isinstance(item, ast.Starred) for item in items):
        return
    for i in range(len(items) - 1):
        yield [*items[:i], items[i + 1], items[i], *items[i + 2 :]]


def _put(node: ast.AST, name: str, value: Any) -> Change:
    return lambda: setattr(node, name, value)


def _become(node: ast.AST, other: ast.AST) -> Change:
    """Make the node the other one, in place."""

    def apply() -> None:
        place = {key: value for key, value in vars(node).items() if key in ("lineno", "col_offset")}
        fields = dict(vars(other))
        node.__class__ = other.__class__
        node.__dict__.clear()
        node.__dict__.update(place | fields)

    return apply

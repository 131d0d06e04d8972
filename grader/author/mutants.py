"""Mutants: small mistakes made by machine in the reference, to find what the checks let through.

Where the misconceptions are what people write, mutants are what nobody thought of. Each changes one place of one
reference module; a mutant that earns every point is either as right as the reference, or a hole in the checks.
"""

from __future__ import annotations

import ast
import copy
import signal
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from grader.catalog import Content, Course
from grader.evaluate import evaluate
from grader.in_process import InProcess
from grader.report import Outcome
from grader.worker.play import Namespace

SECONDS = 20  # a mutant that takes longer to judge hangs, and counts as caught

SWAPS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult,
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.Lt), ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.Gt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,),
}
REDUCTIONS = {
    "sum": ("mean",), "mean": ("sum",), "max": ("min", "sum"), "min": ("max",), "argmax": ("argmin",),
    "maximum": ("minimum",), "exp": ("expm1",), "sqrt": ("abs",), "log": ("log2",), "zeros": ("ones",),
    "zeros_like": ("ones_like",), "ones": ("zeros",), "prod": ("sum",),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """module: of the reference; line: where; change: the operator; text: the changed expression, before → after"""

    module: str
    line: int
    change: str
    text: str
    tree: ast.Module

    @property
    def key(self) -> str:
        """What stays the same when other lines move."""
        return f"{self.module}: {self.change}: {self.text}"


def mutants(path: Path, names: Collection[str] | None = None) -> Iterator[Mutant]:
    """Every mutant of one module, or of the definitions of these names and of what they use of the module."""
    original = ast.parse(path.read_text(encoding="utf-8"))
    places = _reachable(original, names)
    for number, place in enumerate(list(ast.walk(original))):
        for variant in range(8 if id(place) in places else 0):
            tree = copy.deepcopy(original)
            node = next(node for i, node in enumerate(ast.walk(tree)) if i == number)
            before = ast.unparse(node) if hasattr(node, "lineno") else ""
            change = _mutate(node, variant)
            if change is None:
                break
            after = ast.unparse(node)
            if _counts(original, number) and before != after:
                yield Mutant(path.stem, getattr(node, "lineno", 0), change, f"{before} → {after}", tree)


def _reachable(tree: ast.Module, names: Collection[str] | None) -> set[int]:
    """The nodes of the definitions with these names and, in turn, of whatever of the module those mention."""
    tops = {name: node for node in tree.body for name in _defined(node)}
    todo = set(tops if names is None else names) & tops.keys()
    done: set[str] = set()
    while todo:
        name = todo.pop()
        done.add(name)
        mentioned = {node.id for node in ast.walk(tops[name]) if isinstance(node, ast.Name)}
        todo |= (mentioned & tops.keys()) - done
    return {id(node) for name in done for node in ast.walk(tops[name])}


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _counts(tree: ast.Module, number: int) -> bool:
    """Whether the place is code that runs: not an annotation, a docstring, a raise or an import."""
    node = next(node for i, node in enumerate(ast.walk(tree)) if i == number)
    for parent in ast.walk(tree):
        if isinstance(parent, (ast.Raise, ast.Import, ast.ImportFrom)) and _within(node, parent):
            return False
        for annotation in (getattr(parent, "annotation", None), getattr(parent, "returns", None)):
            if annotation is not None and _within(node, annotation):
                return False
    return True


def _within(node: ast.AST, parent: ast.AST) -> bool:
    return any(child is node for child in ast.walk(parent))


def _mutate(node: ast.AST, variant: int) -> str | None:
    """Apply the node's mutation of that number; None where there is none."""
    options = list(_options(node))
    if variant >= len(options):
        return None
    change, apply = options[variant]
    apply()
    return change


def _options(node: ast.AST) -> Iterator[tuple[str, Any]]:
    def put(name: str, value: Any) -> Any:
        return lambda: setattr(node, name, value)

    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in SWAPS:
        yield "operator", put("op", SWAPS[type(node.op)]())
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
        yield "left only", _become(node, node.left)
        yield "right only", _become(node, node.right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        left, right = node.left, node.right

        def swap() -> None:
            node.left, node.right = right, left

        yield "factors swapped", swap
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign dropped", _become(node, node.operand)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped", _become(node, node.operand)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        for other in COMPARISONS[type(node.ops[0])]:
            yield "comparison", put("ops", [other(), *node.ops[1:]])
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield "one more", put("value", node.value + 1)
        yield "one less", put("value", node.value - 1)
    if isinstance(node, ast.Constant) and type(node.value) is float:
        yield "constant doubled", put("value", node.value * 2)
        yield "constant times ten", put("value", node.value * 10)
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield "boolean", put("value", not node.value)
    if isinstance(node, ast.Attribute) and node.attr in REDUCTIONS:
        for name in REDUCTIONS[node.attr]:
            yield "function", put("attr", name)
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
        yield "transpose dropped", _become(node, node.value)
    if isinstance(node, ast.IfExp):
        yield "always true", _become(node, node.body)
        yield "always false", _become(node, node.orelse)
    if isinstance(node, ast.If):
        yield "condition turned", put("test", ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
        yield "state not kept", put("targets", [ast.Name("_unused", ast.Store())])


def _become(node: ast.AST, other: ast.AST) -> Any:
    """Make the node the other one, in place: the same class where that is possible, else wrapped."""

    def apply() -> None:
        node.__class__ = other.__class__
        node.__dict__.clear()
        node.__dict__.update(other.__dict__)

    return apply


@dataclass(frozen=True, slots=True)
class Fate:
    """How a mutant ended: "killed", "no start" (it does not import), "convention" (right under one) or "survived"."""

    mutant: Mutant
    fate: str
    named: tuple[str, ...] = ()


def judged(course: Course, content: Content) -> Iterator[Fate]:
    """Grade every mutant of every module of the exercise's reference."""
    asked = {name for task in course.exercise.tasks for name in task.names}
    for module in course.exercise.reference:
        for mutant in mutants(content.reference / f"{module}.py", asked):
            yield _fate(course, mutant)


def _fate(course: Course, mutant: Mutant) -> Fate:
    name = f"reference.{mutant.module}"
    original = sys.modules[name]
    try:
        with _limited(SECONDS):
            module = ModuleType(name)
            module.__dict__["__package__"] = "reference"
            sys.modules[name] = module
            exec(compile(ast.fix_missing_locations(mutant.tree), name, "exec"), module.__dict__)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return Fate(mutant, "no start")
    finally:
        sys.modules[name] = original
    own = {key: value for key, value in vars(module).items() if getattr(value, "__module__", "") == name}
    student = InProcess(Namespace({**course.answers, **own}, course.exercise.vocabulary.plain()))
    named: dict[str, None] = {}
    try:
        with _limited(SECONDS):
            for finding in evaluate(course, student, student.load(), seed=0):
                named |= dict.fromkeys(match.id for match in (*finding.misconceptions, *finding.conventions))
                if finding.outcome is not Outcome.PASSED:
                    return Fate(mutant, "killed", tuple(named))
    except TimeoutError:
        return Fate(mutant, "killed")
    return Fate(mutant, "convention" if named else "survived", tuple(named))


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)

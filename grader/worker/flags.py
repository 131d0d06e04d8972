"""Signs that right numbers may have been come by in another way than was asked for: for an instructor to look at.

They are read off the source, by name, so that they can be fooled either way. Nothing is ever scored by them.

    forward_in_backward   `backward` calls its own `forward`, as finite differences do
    numerical             `backward` or `gradient` calls something named numerical
    complex_step          `backward` or `gradient` works with imaginary parts
    library               an import of a library that differentiates, trains or has the layers; that of the arrays that
                          are judged is left out by `grader.runners.grading`
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

FLAGS = frozenset({"forward_in_backward", "numerical", "complex_step", "library"})
LIBRARIES = frozenset(
    {"torch", "tensorflow", "keras", "jax", "autograd", "mxnet", "chainer", "cupy", "theano", "tinygrad", "sympy"}
    | {"scipy", "sklearn", "numdifftools", "flax", "paddle", "mindspore", "reference", "grader"}
)
BACKWARD, GRADIENTS = "backward", frozenset({"backward", "gradient"})
MAX_FLAGS = 20

Import = ast.Import | ast.ImportFrom

Flag = tuple[str, str]
"""A flag, and the definition or module that it is about."""


def flags(tree: ast.Module) -> tuple[Flag, ...]:
    nodes = list(ast.walk(tree))
    found = [*_libraries(node for node in nodes if isinstance(node, Import))]
    for cls in [node for node in nodes if isinstance(node, ast.ClassDef)]:
        for method in cls.body:
            if isinstance(method, ast.FunctionDef) and method.name in GRADIENTS:
                found += [(code, f"{cls.name}.{method.name}") for code in _of_method(method)]
    return tuple(dict.fromkeys(found))[:MAX_FLAGS]


def _libraries(imports: Iterable[Import]) -> Iterator[Flag]:
    for node in imports:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        yield from (("library", root) for root in (name.partition(".")[0] for name in names) if root in LIBRARIES)


def _of_method(method: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(method):
        if isinstance(node, ast.Call) and method.name == BACKWARD and _is_own_forward(node.func):
            yield "forward_in_backward"
        if isinstance(node, ast.Call) and _named(node.func).startswith(("numerical", "numeric_grad")):
            yield "numerical"
        if isinstance(node, ast.Constant) and type(node.value) is complex:
            yield "complex_step"
        if isinstance(node, (ast.Attribute, ast.Name)) and _named(node) in ("imag", "complex128", "csingle"):
            yield "complex_step"


def _is_own_forward(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and called.attr == "forward" and _named(called.value) == "self"


def _named(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""

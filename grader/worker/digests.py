"""Tell whether a definition is still the starter code: a digest that comments, docstrings and layout do not change.

The worker computes it for a submission and the grader for a stub, with the same interpreter, and they are compared.
"""

from __future__ import annotations

import ast
import hashlib

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


parsed = ast.parse
"""A program as its tree: for the worker a submission, for the grader a stub of its own."""


def digests(tree: ast.Module) -> dict[str, str]:
    """SHA-256 of each class and function at the top level, by name; of a name defined twice, the last. Takes docstrings
    out of the tree.

    raises: RecursionError for code nested too deep to walk
    """
    found = [node for node in tree.body if isinstance(node, Definition)]
    return {node.name: _digest(node) for node in found}


def _digest(definition: Definition) -> str:
    for node in ast.walk(definition):
        if isinstance(node, Definition):
            node.body = _without_docstring(node.body)
    return hashlib.sha256(ast.dump(definition).encode("utf-8", "backslashreplace")).hexdigest()


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
    return body

"""Tell whether a definition is still the starter code: a digest that comments, docstrings and layout do not change.

The worker computes it for a submission and the grader for a stub, with the same interpreter, and they are compared.
"""

from __future__ import annotations

import ast
import hashlib

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

parsed = ast.parse
"""A program as its tree: for the worker a submission, for the grader a stub of its own."""


def digests(tree: ast.Module) -> dict[str, str]:
    """SHA-256 of each class and function at the top level, by name; of a name defined twice, the last. Takes docstrings
    out of the tree.
    """
    return {node.name: _digest(node) for node in tree.body if isinstance(node, DEFINITIONS)}


def _digest(definition: Definition) -> str:
    """Of the names of all nodes, each with what stands in its fields, level by level."""
    words: list[object] = [type(definition).__name__]
    todo: list[ast.AST] = [definition]
    for node in todo:  # which grows meanwhile
        if isinstance(node, DEFINITIONS):
            node.body = _without_docstring(node.body)
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, ast.AST):
                todo.append(value)
                words.append(type(value).__name__)
            elif type(value) is list:
                todo += [item for item in value if isinstance(item, ast.AST)]
                words.append([type(item).__name__ if isinstance(item, ast.AST) else item for item in value])
            else:
                words.append(value)
    return hashlib.sha256(repr(words).encode("utf-8", "backslashreplace")).hexdigest()


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
    return body

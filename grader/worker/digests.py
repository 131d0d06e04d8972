"""Tell whether a definition is still the starter code: a digest that comments, docstrings and layout do not change.

The worker computes it for a submission and the grader for a stub, with the same interpreter, and they are compared.
"""

from __future__ import annotations

import ast
import hashlib

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

OUTLINE = "outline "
"""Before the digest of a definition that holds no code, only the outline of some."""


def of_stub(text: str) -> dict[str, str]:
    """The digests of a starter module, which the grader reads itself because it is the course's own."""
    return digests(ast.parse(text))


def digests(tree: ast.Module) -> dict[str, str]:
    """SHA-256 of each class and function at the top level, by name, after OUTLINE where there is no code in it; of a
    name defined twice, the last. Takes docstrings out of the tree.
    """
    definitions = {node.name: node for node in tree.body if isinstance(node, DEFINITIONS)}
    outlines = {name for name, node in definitions.items() if _is_outline(node)}
    if outlines:  # methods may be given to one elsewhere
        outlines -= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return {name: OUTLINE * (name in outlines) + _digest(node) for name, node in definitions.items()}


def _is_outline(node: ast.stmt) -> bool:
    """Whether a statement does nothing: a body of `pass`, or a constructor that keeps what it is given."""
    match node:
        case ast.ClassDef(bases=[] | [ast.Name(id="object")], keywords=[], decorator_list=[], body=body):
            return all(map(_is_outline, body))
        case ast.FunctionDef(name="__init__", decorator_list=[], body=body):
            return all(_is_outline(inner) or _keeps(inner) for inner in body)
        case ast.FunctionDef(decorator_list=[], body=body):
            return all(map(_is_outline, body))
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Return(value=None | ast.Constant(value=None)):
            return True
    return False


def _keeps(node: ast.stmt) -> bool:
    """self.lr = lr, self.v = None, self.m = {}"""
    match node:
        case ast.Assign(targets=[ast.Attribute()], value=value):
            return isinstance(value, ast.Name | ast.Constant) or (isinstance(value, ast.Dict) and not value.keys)
    return False


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

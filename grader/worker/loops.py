"""Where a submission loops, for a remark about slowness that names a line. Read off the source; nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

Nest = tuple[int, int]
"""How deep loops lie in each other, and the line of the innermost."""


def loops(tree: ast.Module) -> dict[str, int]:
    """The line of the most deeply nested loop in each class and function at the top level, and in those at the top
    level that it names, directly or not; of equally deep ones the first. A definition without loops is left out.

    raises: RecursionError for code nested too deep to walk
    """
    defined = {node.name: node for node in tree.body if isinstance(node, Definition)}
    nests = {name: _deepest(node) for name, node in defined.items()}
    named = {name: _named(node) & defined.keys() for name, node in defined.items()}
    found = {}
    for name in defined:
        deepest = max((nests[used] for used in _reached(name, named)), key=lambda nest: nest[0])
        if deepest[0]:
            found[name] = deepest[1]
    return found


def _deepest(node: ast.AST, depth: int = 0, line: int = 0) -> Nest:
    if isinstance(node, LOOPS):
        depth, line = depth + len(getattr(node, "generators", (node,))), node.lineno
    inner = [_deepest(child, depth, line) for child in ast.iter_child_nodes(node)]
    return max([(depth, line), *inner], key=lambda nest: nest[0])


def _named(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _reached(name: str, named: dict[str, set[str]]) -> Iterator[str]:
    """The name itself, then whatever it leads to, each once."""
    seen, waiting = {name}, [name]
    while waiting:
        now = waiting.pop(0)
        yield now
        new = sorted(named[now] - seen)
        seen.update(new)
        waiting += new

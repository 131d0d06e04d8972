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
    """
    defined = {node.name: node for node in tree.body if isinstance(node, Definition)}
    read = {name: _read(node) for name, node in defined.items()}
    nests = {name: nest for name, (nest, _) in read.items()}
    named = {name: names & defined.keys() for name, (_, names) in read.items()}
    found = {}
    for name in defined:
        deepest = max((nests[used] for used in _reached(name, named)), key=lambda nest: nest[0])
        if deepest[0]:
            found[name] = deepest[1]
    return found


def _read(definition: Definition) -> tuple[Nest, set[str]]:
    """Its most deeply nested loop, of equally deep ones the first, and the names that stand in it."""
    deepest, names = (0, 0), set()
    todo: list[tuple[ast.AST, int]] = [(definition, 0)]
    for node, depth in todo:  # which grows meanwhile
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, LOOPS):
            depth += len(getattr(node, "generators", (node,)))
            deepest = max(deepest, (depth, node.lineno), key=lambda nest: (nest[0], -nest[1]))
        todo += [(child, depth) for child in ast.iter_child_nodes(node)]
    return deepest, names


def _reached(name: str, named: dict[str, set[str]]) -> Iterator[str]:
    """The name itself, then whatever it leads to, each once."""
    seen, waiting = {name}, [name]
    while waiting:
        now = waiting.pop(0)
        yield now
        new = sorted(named[now] - seen)
        seen.update(new)
        waiting += new

"""Of the code in a notebook, or in a script, what the answers need.

Beside the answers there are plots, training runs, lines that failed once, data sets that are not here. What counts are
the names that an exercise asks for and, from there, every definition, import and assignment that they lead to. Nothing
is run to find that out.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

_DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_BINDING = (*_DEFINITIONS, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.If, ast.Try)


@dataclass(frozen=True, slots=True)
class _Statement:
    """cell: its number; lines: first and last line in the cell; binds, uses: names of the notebook

    alone: whether it is kept though nobody needs it, as long as all is there that it needs
    """

    cell: int
    lines: range
    alone: bool
    binds: frozenset[str]
    uses: frozenset[str]


def lines_needed(cells: Mapping[int, Sequence[str]], wanted: Collection[str]) -> dict[int, set[int]]:
    """For each cell the lines, counted from 1, of the wanted names' definitions and of what those need.

    cells: their lines of Python, by a number
    """
    statements = [statement for number, lines in cells.items() for statement in _statements(number, lines)]
    found: dict[int, set[int]] = {number: set() for number in cells}
    for statement in _needed(statements, frozenset(wanted)):
        found[statement.cell].update(statement.lines)
    return found


def without_the_rest(text: str, cells: Collection[tuple[int, int]], wanted: Collection[str]) -> str:
    """The text with all lines empty that the wanted names do not need, so that each line keeps its place.

    cells: first line and number of lines of each; none where all of the text is one
    """
    lines = text.split("\n")
    parts = {first: lines[first - 1 : first - 1 + count] for first, count in cells or [(1, len(lines))]}
    for first, needed in lines_needed(parts, wanted).items():
        for i, line in enumerate(parts[first], 1):
            lines[first + i - 2] = line if i in needed else ""
    return "\n".join(lines)


def _needed(statements: list[_Statement], wanted: frozenset[str]) -> list[_Statement]:
    """What leads to the wanted names; and other definitions that need nothing else, for a misspelt one may be meant."""
    kept: set[int] = set()
    while True:
        more = {i for i, statement in enumerate(statements) if i not in kept and statement.binds & wanted}
        if not more:
            break
        kept |= more
        wanted |= frozenset(name for i in more for name in statements[i].uses)
    there = frozenset(name for i in kept for name in statements[i].binds) | frozenset(dir(builtins))
    kept |= {i for i, statement in enumerate(statements) if statement.alone and statement.uses <= there}
    return [statements[i] for i in sorted(kept)]


def _statements(number: int, lines: Sequence[str]) -> Iterator[_Statement]:
    """The statements of a cell that bind a name; none of a cell that is not Python."""
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in tree.body:
        if isinstance(node, _BINDING):
            first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
            span = range(first, (node.end_lineno or node.lineno) + 1)
            text = "\n".join(lines[span.start - 1 : span.stop - 1])
            alone = isinstance(node, _DEFINITIONS) or _is_about_all(node)
            yield _Statement(number, span, alone, _bound(node), _used(text))


def _is_about_all(node: ast.stmt) -> bool:
    """Whether what it brings has no name: all that a module holds, or what the language itself is to do."""
    return isinstance(node, ast.ImportFrom) and (node.module == "__future__" or node.names[0].name == "*")


def _bound(node: ast.stmt) -> frozenset[str]:
    """The names that a statement gives a value, or part of one: `Adam.update = f` is about Adam."""
    if isinstance(node, _DEFINITIONS):
        return frozenset([node.name])
    names = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in part.names}
        elif isinstance(part, ast.Name | ast.Attribute | ast.Subscript) and isinstance(part.ctx, ast.Store):
            root: ast.expr = part
            while isinstance(root, ast.Attribute | ast.Subscript):
                root = root.value
            names |= {root.id} if isinstance(root, ast.Name) else set()
        elif isinstance(part, _DEFINITIONS):
            names.add(part.name)
    return frozenset(names)


def _used(text: str) -> frozenset[str]:
    """The names of the notebook that a statement refers to, in functions within it too."""
    try:
        table = symtable.symtable(text, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    names = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    inner = list(table.get_children())
    while inner:
        scope = inner.pop()
        names |= {symbol.get_name() for symbol in scope.get_symbols() if symbol.is_global()}
        inner += scope.get_children()
    return frozenset(names)

"""The code of a notebook that is open: of all that was typed into it, what the answers need.

A notebook is a workshop. Beside the answers there are plots, training runs, lines that failed once, data sets that only
this machine has. None of that is run again: what counts are the names that an exercise asks for and, from there, every
definition, import and assignment that they lead to. Nothing is run to find that out.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from grader.intake import magics
from grader.submission import Cell, SourceFile, Submission

_DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_BINDING = (*_DEFINITIONS, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.If, ast.Try)


@dataclass(frozen=True, slots=True)
class _Statement:
    """cell: its number; lines: first and last line in the cell; binds, uses: names of the notebook"""

    cell: int
    lines: range
    definition: bool
    binds: frozenset[str]
    uses: frozenset[str]


def submission(inputs: Mapping[int, str], label: str, wanted: Collection[str]) -> Submission:
    """What the cells define of the wanted names, and what those need, as one module with a map to the cells.

    inputs: the text of what was run, by the number that the notebook shows for it
    """
    cells = {number: _plain(text) for number, text in inputs.items()}
    statements = [statement for number, lines in cells.items() for statement in _statements(number, lines)]
    kept = _needed(statements, frozenset(wanted))
    lines: list[str] = []
    places: list[Cell] = []
    for number, own in cells.items():
        counting = {line for statement in kept if statement.cell == number for line in statement.lines}
        if counting:
            lines += [""] if places else []
            places.append(Cell(number, len(lines) + 1, len(own)))
            lines += [line if i in counting else "" for i, line in enumerate(own, 1)]
    text = "".join(f"{line}\n" for line in lines)
    return Submission(label, label, (SourceFile(label, text),), tuple(places))


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
    kept |= {i for i, statement in enumerate(statements) if statement.definition and statement.uses <= there}
    return [statements[i] for i in sorted(kept)]


def _plain(text: str) -> list[str]:
    """The cell's lines as Python, without what only a notebook understands."""
    lines = text.replace("\r\n", "\n").split("\n")
    while (plain := magics.plain("\n".join(lines))).assigned:  # x = %magic: nothing can stand in for what it gave
        lines[plain.assigned[0] - 1] = ""
    return list(plain.lines)


def _statements(number: int, lines: list[str]) -> Iterator[_Statement]:
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
            yield _Statement(number, span, isinstance(node, _DEFINITIONS), _bound(node), _used(text))


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

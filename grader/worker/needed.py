"""Of the code in a notebook, or in a script, what the answers need.

Beside the answers there are plots, training runs, lines that failed once, data sets that are not here. What counts are
the names that an exercise asks for and, from there, every definition, import and assignment that they lead to, and what
changes the contents of those names, as a loop does that fills a table. Nothing is run to find that out.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

_DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_BINDING = (*_DEFINITIONS, *_IMPORTS, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.If, ast.Try)
_CHANGING = (ast.If, ast.Try, ast.With, ast.For, ast.While, ast.Expr)
_SCOPES = (*_DEFINITIONS, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

_NO_NAMES = frozenset[str]()


@dataclass(frozen=True, slots=True)
class _Statement:
    """cell: its number; lines: first and last line in the cell; binds, uses: names of the notebook

    alone: whether it is kept though nobody needs it, as long as all is there that it needs
    changes: names that it gives a value or other contents, beside those that only loops know
    inside: those that it gives other contents. Where one of them is not needed, such as the network that is trained, it
        is not there for those that are
    """

    cell: int
    lines: range
    alone: bool
    binds: frozenset[str]
    uses: frozenset[str]
    changes: frozenset[str]
    inside: frozenset[str]


def lines_needed(cells: Mapping[int, Sequence[str]], wanted: Collection[str]) -> dict[int, dict[int, bool]]:
    """For each cell the lines, counted from 1, of the wanted names' definitions and of what those need; and of each
    whether it may fail, because it only changes what is needed, or only leads to what does.

    cells: their lines of Python, by a number
    """
    statements = _statements(cells)
    needed, changing = _needed(statements, frozenset(wanted))
    found: dict[int, dict[int, bool]] = {number: {} for number in cells}
    for kept, may_fail in ((changing, True), (needed, False)):
        for statement in (statements[i] for i in kept):
            found[statement.cell].update(dict.fromkeys(statement.lines, may_fail))
    return found


def without_the_rest(
    text: str, cells: Collection[tuple[int, int]], wanted: Collection[str]
) -> tuple[str, frozenset[int]]:
    """The text with all lines empty that the wanted names do not need, so that each line keeps its place; and the
    numbers of those that may fail.

    cells: first line and number of lines of each; none where all of the text is one
    """
    lines = text.split("\n")
    parts = {first: lines[first - 1 : first - 1 + count] for first, count in cells or [(1, len(lines))]}
    may_fail = set()
    for first, needed in lines_needed(parts, wanted).items():
        for i, line in enumerate(parts[first], 1):
            lines[first + i - 2] = line if i in needed else ""
        may_fail |= {first + i - 1 for i in needed if needed[i]}
    return "\n".join(lines), frozenset(may_fail)


def _needed(statements: Sequence[_Statement], wanted: frozenset[str]) -> tuple[frozenset[int], frozenset[int]]:
    """What leads to the wanted names; and other definitions that need nothing else, for a misspelt one may be meant.
    And what changes names that are needed, with all that this leads to."""
    needed, wanted = _led_to(statements, frozenset(), wanted)
    kept = needed
    while True:
        about = {i for i, one in enumerate(statements) if one.changes & wanted and one.inside <= wanted}
        more = about - kept
        if not more:
            break
        kept, wanted = _led_to(statements, kept | more, wanted)
    there = frozenset(name for i in needed for name in statements[i].binds) | frozenset(dir(builtins))
    needed |= {i for i, statement in enumerate(statements) if statement.alone and statement.uses <= there}
    return needed, kept - needed


def _led_to(
    statements: Sequence[_Statement], kept: frozenset[int], wanted: frozenset[str]
) -> tuple[frozenset[int], frozenset[str]]:
    """Those that are kept, and whatever binds a name that is wanted or used by one of them; and all such names."""
    while True:
        wanted |= frozenset(name for i in kept for name in statements[i].uses)
        more = {i for i, statement in enumerate(statements) if i not in kept and statement.binds & wanted}
        if not more:
            return kept, wanted
        kept |= more


def _statements(cells: Mapping[int, Sequence[str]]) -> list[_Statement]:
    """The statements that bind or change a name; none of a cell that is not Python."""
    nodes = [(number, node) for number, lines in cells.items() for node in _parsed(lines)]
    defined = frozenset(node.name for _, node in nodes if isinstance(node, _DEFINITIONS))
    imported = frozenset(name for _, node in nodes if isinstance(node, _IMPORTS) for name in _bound(node))
    known = frozenset(name for _, node in nodes if not isinstance(node, ast.For | ast.While) for name in _bound(node))
    found = []
    for number, node in nodes:
        first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
        span = range(first, (node.end_lineno or node.lineno) + 1)
        uses = _used("\n".join(cells[number][span.start - 1 : span.stop - 1]))
        binds = _bound(node) if isinstance(node, _BINDING) else _NO_NAMES
        given, inside, own = _NO_NAMES, _NO_NAMES, _NO_NAMES
        if isinstance(node, _CHANGING) and "__name__" not in uses:  # as it is in the main part, which is not run
            given, inside, own = _changed(node, defined)
        alone = isinstance(node, _DEFINITIONS) or _is_about_all(node)
        changes, inside = (given | inside) & known - own - imported, inside - given - own - imported
        if binds or changes:
            found.append(_Statement(number, span, alone, binds, uses - own, changes, inside))
    return found


def _parsed(lines: Sequence[str]) -> list[ast.stmt]:
    try:
        return ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _is_about_all(node: ast.stmt) -> bool:
    """Whether what it brings has no name: all that a module holds, or what the language itself is to do."""
    return isinstance(node, ast.ImportFrom) and (node.module == "__future__" or node.names[0].name == "*")


def _bound(node: ast.stmt) -> frozenset[str]:
    """The names that a statement gives a value, or part of one: `Adam.update = f` is about Adam."""
    if isinstance(node, _DEFINITIONS):
        return frozenset([node.name])
    names = set()
    for part in _parts(node):
        if isinstance(part, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in part.names}
        elif isinstance(part, ast.Name | ast.Attribute | ast.Subscript) and isinstance(part.ctx, ast.Store):
            names |= _root(part)
        elif isinstance(part, _DEFINITIONS):
            names.add(part.name)
    return frozenset(names)


def _changed(node: ast.stmt, defined: frozenset[str]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Names that are given a value in it; those that are given other contents, by an assignment to a part of them or by
    a method, which is called for nothing else; and those that its loops go through.

    defined: classes and functions; what is called on these themselves changes nothing
    """
    given: set[str] = set()
    inside: set[str] = set()
    own: set[str] = set()
    for part in _parts(node):
        if isinstance(part, ast.Name | ast.Attribute | ast.Subscript) and not isinstance(part.ctx, ast.Load):
            (given if isinstance(part, ast.Name) else inside).update(_root(part))
        elif isinstance(part, ast.For):
            own |= {name.id for name in ast.walk(part.target) if isinstance(name, ast.Name)}
        elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Call):
            method = part.value.func
            if isinstance(method, ast.Attribute):
                inside |= _root(method.value) - (defined if isinstance(method.value, ast.Name) else set())
    return frozenset(given), frozenset(inside), frozenset(own)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """It and what it consists of, without what lies in functions, classes and comprehensions."""
    todo = [node]
    while todo:
        part = todo.pop()
        yield part
        if not isinstance(part, _SCOPES):
            todo += ast.iter_child_nodes(part)


def _root(part: ast.expr) -> set[str]:
    """The name that an expression begins with: of `POWERS[0].x`, POWERS."""
    while isinstance(part, ast.Attribute | ast.Subscript):
        part = part.value
    return {part.id} if isinstance(part, ast.Name) else set()


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

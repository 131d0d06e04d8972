"""Which of many files is the one to load, and which folder they count from."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Callable, Mapping, Sequence

from grader.errors import UsageError
from grader.intake import siblings
from grader.intake.source import NOTEBOOK, PYTHON

_SHOWN = 8
"""Names in one message."""


def root(names: Sequence[str], texts: Mapping[str, str]) -> str:
    """The folder to count from: "", or "folder/" where that holds everything and is no package itself."""
    tops = {name.partition("/")[0] for name in names}
    if len(tops) != 1 or "/" not in names[0]:
        return ""
    top = tops.pop()
    if f"{top}/__init__.py" in names or any(top in siblings.imports(text) for text in texts.values()):
        return ""
    return f"{top}/"


def entry(
    names: Sequence[str],
    name: str,
    asked: str | None,
    roots: Sequence[str],
    path: str,
    untouched: Callable[[str], bool],
) -> str:
    """The file to load: the one asked for, else the exercise's own, else the only one.

    roots: what may stand before a name that was asked for, e.g. "my-work/"
    untouched: whether it is a module that nothing was written in, which gives way to the notebook
    """
    if not names:
        raise UsageError("intake.no_entry", path=path, name=name)
    if asked is not None:
        return _asked(names, asked, roots, path)
    own = _own(names, name)
    if own:
        return next((file for file in own if not untouched(file)), own[0])
    files = [file for file in names if file.rpartition("/")[2] != "__init__.py"] or list(names)
    if len(files) > 1:
        example = shlex.quote(_nearest(name, files)[0])
        values = {"found": tuple(files[:_SHOWN]), "count": len(files), "example": example}
        raise UsageError("intake.several_entries", path=path, **values)
    return files[0]


def _own(names: Sequence[str], name: str) -> list[str]:
    """The exercise's module and notebook, the module first: those at the top, else those of the only folder with such
    files, as in a whole workspace."""
    found = [file for suffix in (PYTHON, NOTEBOOK) for file in names if file.rpartition("/")[2] == name + suffix]
    top = [file for file in found if "/" not in file]
    return top or (found if len({file.rpartition("/")[0] for file in found}) == 1 else [])


def _asked(names: Sequence[str], asked: str, roots: Sequence[str], path: str) -> str:
    plain = asked.replace("\\", "/").removeprefix("./")
    for candidate in (plain, *(plain.removeprefix(root) for root in roots if root)):
        if candidate in names:
            return candidate
    raise UsageError("intake.entry_missing", path=path, seen=asked, nearest=_nearest(plain, names))


def _nearest(asked: str, names: Sequence[str]) -> tuple[str, ...]:
    """Up to three names like the one asked for, else the first three."""
    last = {name: name.rpartition("/")[2].rpartition(".")[0] for name in names}
    wanted = asked.rpartition("/")[2].rpartition(".")[0] or asked
    close = difflib.get_close_matches(wanted, sorted(set(last.values())), n=3)
    return tuple([name for word in close for name in names if last[name] == word][:3] or names[:3])

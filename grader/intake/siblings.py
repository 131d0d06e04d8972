"""Which files beside a module it imports, read off its lines: the grader never parses what a learner wrote.

A syntax tree would be exact, but Python's parser can be made to crash. Lines are enough here: one too many
brings along a file that nobody loads, and nothing else.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections import deque
from collections.abc import Callable, Iterator

from grader.intake import limits

# Every repetition is bounded, or ends at what it cannot contain: linear in the text, whatever that holds.
_IMPORT = re.compile(
    r"""^[ \t]*(?:
        import[ \t]{1,8}(?P<modules>[^\n\#;]{1,1000})
      | from[ \t]{0,8}(?P<dots>\.{0,9})[ \t]{0,8}(?P<base>[\w.]{0,200})[ \t]{0,8}\bimport\b[ \t]{0,8}
        (?P<names>\([^()]{0,4000}\) | [^\n\#;(]{1,1000})
    )""",
    re.MULTILINE | re.VERBOSE,
)
_COMMENT = re.compile(r"#[^\n]*")
_DOTTED = re.compile(r"\w+(?:\.\w+)*")

_ELSEWHERE = sys.stdlib_module_names | {"numpy"}
"""Modules that a file beside the submission never stands in for."""


def follow(entry: str, text: str, load: Callable[[str], str | None]) -> dict[str, str]:
    """The files that `entry` imports, those that they import, and so on: path to text.

    load: the text of a file if there is one at that path
    """
    found: dict[str, str] = {}
    seen = {entry}
    waiting = deque([(entry, text)])
    while waiting:
        path, text = waiting.popleft()
        for module in itertools.islice(imports(text, path.rpartition("/")[0]), limits.IMPORTS):
            for candidate in (f"{module}.py", f"{module}/__init__.py"):
                if candidate in seen:
                    continue
                seen.add(candidate)
                if (code := load(candidate)) is not None:
                    found[candidate] = code
                    waiting.append((candidate, code))
    return found


def imports(text: str, package: str = "") -> Iterator[str]:
    """What a file of `package` ("common", "" at the top) may import, as paths: "common/functions"."""
    seen: set[str] = set()
    for statement in _IMPORT.finditer(text.replace("\\\n", " ")):
        for module in _modules(statement, package.split("/") if package else []):
            for depth in range(1, len(module) + 1):
                path = "/".join(module[:depth])
                if path not in seen:
                    seen.add(path)
                    yield path


def _modules(statement: re.Match[str], package: list[str]) -> Iterator[list[str]]:
    """The dotted names of one statement, split; of `from a import b` both a and a.b, as b may be a module."""
    if statement["modules"]:
        for name in _names(statement["modules"]):
            if name.split(".")[0] not in _ELSEWHERE:
                yield name.split(".")
        return
    up = len(statement["dots"])
    own = statement["base"].split(".") if statement["base"] else []
    if not all(own) or up > len(package) or (not up and (not own or own[0] in _ELSEWHERE)):
        return
    base = package[: len(package) - up + 1] + own if up else own
    if base:
        yield base
    yield from (base + name.split(".") for name in _names(statement["names"]))


def _names(text: str) -> Iterator[str]:
    """The names of "a, b as c", without what they are renamed to."""
    for piece in _COMMENT.sub("", text).strip("() \n\t").split(","):
        name = piece.split()[0] if piece.split() else ""
        if _DOTTED.fullmatch(name):
            yield name

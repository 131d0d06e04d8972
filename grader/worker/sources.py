"""Load a submission from text: no folder of the learner's is ever on the import path.

The entry file becomes a module under its own dotted name, so that its main part (`if __name__ == "__main__":`) does
not run. What it imports is looked for in the standard library and NumPy first, then among the submission's own
files, from its root and from the entry's folder, then among the stand-ins; `sys.path` has no say.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import importlib.machinery
import importlib.util
import linecache
import sys
from collections.abc import Callable, Mapping, Sequence
from types import CodeType, ModuleType
from typing import Any, TypeVar

from .digests import digests
from .flags import Flag, flags
from .loops import loops
from .needed import without_the_rest
from .plain import MAX_TEXT, raised
from .stand_ins import IN_JUPYTER, StandIns
from .state import State

MAX_NAMES = 1000
MAX_NAME = 200  # letters
MAX_LINE = 1 << 31
MAX_COLUMN = 1 << 12


class FixedPath:
    """Finds top-level modules on the import path as it was when this was made, whatever `sys.path` says now."""

    def __init__(self, path: Sequence[str]) -> None:
        self.path = list(path)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.machinery.PathFinder.find_spec(name, self.path if path is None else path, target)


class Sources:
    """The finder and loader of the submission's own files.

    files: text by path; folder: the entry's folder with a "/" at its end, "" at the root
    may_fail: numbers of lines by path; a statement of these costs no other one anything
    modules: what has been made of them; a file that is imported under two names is two
    state: what is put back after every play, once there are plays; a file that is imported in one belongs to it too
    """

    state: State | None = None

    def __init__(self, files: Mapping[str, str], folder: str) -> None:
        self.files = files
        self.folder = folder
        self.may_fail: dict[str, frozenset[int]] = {}
        self.modules: list[ModuleType] = []

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        place = name.replace(".", "/")
        for base in dict.fromkeys((place, self.folder + place)):
            for path, package in ((f"{base}/__init__.py", True), (f"{base}.py", False)):
                if path in self.files:
                    return self.spec(name, path, package)
        for base in dict.fromkeys((place, self.folder + place)):
            if any(path.startswith(f"{base}/") for path in self.files):
                spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
                spec.submodule_search_locations = [base]
                return spec
        return None

    def spec(self, name: str, path: str, package: bool = False) -> importlib.machinery.ModuleSpec:
        spec = importlib.machinery.ModuleSpec(name, self, origin=path, is_package=package)  # type: ignore[arg-type]
        spec.has_location = True  # gives the module its __file__
        return spec

    def create_module(self, _spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        path = str(module.__spec__.origin) if module.__spec__ else ""
        exec(self._code(path), module.__dict__)
        if module not in self.modules:  # as it is where somebody loads it again
            self.modules.append(module)
        if self.state is not None:
            self.state.keep(module.__dict__)

    def _code(self, path: str) -> CodeType:
        may_fail = self.may_fail.get(path)
        if not may_fail:
            return compile(self.files[path], path, "exec", dont_inherit=True)
        tree = ast.parse(self.files[path], path)
        tree.body = [_forgiven(node) if node.lineno in may_fail else node for node in tree.body]
        return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)

    def get_source(self, name: str) -> str | None:
        spec = self.find_spec(name)
        return self.files.get(spec.origin) if spec and spec.origin else None


Only = tuple[tuple[str, ...], tuple[tuple[int, int], ...]]


class Submission:
    """The submission that this worker holds, and what became of loading it.

    only: nothing where all of the entry file is run; else the names that are asked for, of which only the definitions
        are run and what they need, and for a notebook each cell's first line and number of lines
    state: what its files hold, as it was when they had been loaded
    trouble: () where it loaded, else (code, values, frames)
    """

    def __init__(self, entry: str, files: Sequence[tuple[str, str]], only: Only | None = None) -> None:
        self.entry = entry
        self.files = dict(files)
        self.names: dict[str, Any] = {}
        self.state = State()
        self.trouble: tuple[Any, ...] = ()
        self._stand_ins = StandIns()
        self._sources = Sources(self.files, entry[: entry.rfind("/") + 1])
        if only is not None:
            self.files[entry], self._sources.may_fail[entry] = without_the_rest(self.files[entry], only[1], only[0])
        for path, text in self.files.items():
            linecache.cache[path] = (len(text), None, text.splitlines(True), path)

    def load(self) -> None:
        """Run the entry file; whatever it raises becomes `trouble`."""
        sys.meta_path.extend((self._sources, self._stand_ins))
        vars(builtins).update(IN_JUPYTER)
        try:
            self.names = self._module().__dict__
            self.state = self._sources.state = State(module.__dict__ for module in self.modules)
        except BaseException as error:
            self.trouble = _trouble(error, self.own)

    def own(self, file: str) -> bool:
        """Whether a file name in a traceback is the submission's."""
        return file in self.files

    @property
    def modules(self) -> Sequence[ModuleType]:
        """What has been made of its files."""
        return self._sources.modules

    def facts(self, with_digests: bool) -> dict[str, Any]:
        """What `grader.student.Loaded` holds; digests and loops take a few milliseconds, and are only
        looked for if the digests are asked for."""
        names = sorted(
            name
            for name, value in list(self.names.items())
            if type(name) is str
            and len(name) <= MAX_NAME
            and not name.startswith("_")
            and not issubclass(type(value), ModuleType)
        )
        tree = self._tree() if with_digests else None
        return {
            "names": tuple(names[:MAX_NAMES]),
            "loops": _first(loops, tree, {}),
            "flags": _first(flags, tree, ()),
            "digests": _first(digests, tree, {}),  # the last, for it changes the tree
            "stand_ins": tuple(sorted(self._stand_ins.used)),
        }

    def _tree(self) -> ast.Module | None:
        """What can be read off the entry's text, None where that is nothing."""
        with contextlib.suppress(SyntaxError, RecursionError, MemoryError, ValueError):
            return ast.parse(self.files[self.entry])
        return None

    def _module(self) -> ModuleType:
        name = _module_name(self.entry)
        package = name.rpartition(".")[0]
        if package:
            importlib.import_module(package)
        module = importlib.util.module_from_spec(self._sources.spec(name, self.entry))
        sys.modules[name] = module  # dataclasses look their module up
        self._sources.exec_module(module)
        return module


Found = TypeVar("Found", dict[str, Any], tuple[Flag, ...])


def _first(read: Callable[[ast.Module], Found], tree: ast.Module | None, nothing: Found) -> Found:
    """What is read about the definitions, as many as can be told."""
    with contextlib.suppress(RecursionError, MemoryError, ValueError):
        found = nothing if tree is None else read(tree)
        return type(nothing)(list(found.items())[:MAX_NAMES]) if isinstance(found, dict) else found
    return nothing


def _forgiven(node: ast.stmt) -> ast.stmt:
    """The statement, as one that goes on where it raises an exception."""
    handler = ast.ExceptHandler(ast.Name("Exception", ast.Load()), None, [ast.Pass()])
    return ast.copy_location(ast.Try([node], [handler], [], []), node)


def _module_name(entry: str) -> str:
    """The entry's dotted name; "submission" where another module already goes by that name."""
    stem, dot, _suffix = entry.rpartition(".")
    pieces = [piece.replace(".", "_") for piece in (stem if dot else entry).split("/")]
    taken = pieces[0] in sys.modules or pieces[0] in sys.stdlib_module_names
    return "submission" if taken else ".".join(pieces)


def _trouble(error: BaseException, own: Any) -> tuple[str, dict[str, Any], Any]:
    """The code, values and frames of what stopped the load."""
    data = raised(error, own)
    frames = data["frames"]
    values = {"type": data["type"], "message": data["message"]}
    if isinstance(error, SyntaxError) and type(error.filename) is str and own(error.filename):
        return "load.syntax", _syntax(error), frames
    if isinstance(error, ImportError):
        module = error.name if type(error.name) is str else ""
        return "load.import", {"module": module[:MAX_TEXT], **values}, frames
    if isinstance(error, SystemExit):
        return "load.exit", {"status": data["message"]}, frames
    if isinstance(error, RecursionError):
        return "load.recursion", values, frames
    return "load.exception", values, frames


def _syntax(error: SyntaxError) -> dict[str, Any]:
    def number(value: object, most: int) -> int:
        return value if type(value) is int and 0 < value <= most else 1

    return {
        "file": str(error.filename),
        "line": number(error.lineno, MAX_LINE),
        "column": number(error.offset, MAX_COLUMN),
        "text": str(error.text or "").rstrip("\n")[:MAX_TEXT],
        "message": str(error.msg)[:MAX_TEXT],
    }

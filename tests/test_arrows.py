"""Who may import whom. Read off the syntax trees, so imports inside functions count too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

ALLOWED: dict[str, set[str]] = {
    "grader.report": set(),
    "grader.exercise": set(),
    "grader.submission": set(),
    "grader.errors": set(),
    "grader.kept": set(),
    "grader.worker": {"grader.worker"},
    "grader.student": {"grader.report", "grader.worker"},
    "grader.observe": {"grader.report", "grader.student", "grader.worker"},
    "grader.in_process": {"grader.observe", "grader.student", "grader.worker"},
    "grader.checks": {"grader.checks", "grader.errors", "grader.observe", "grader.report", "grader.student"},
    "grader.judging.distance": {"grader.checks", "grader.student"},
    "grader.judging.structure": {
        *("grader.checks", "grader.judging.distance", "grader.observe", "grader.report", "grader.student"),
    },
    "grader.judging.smallest": {"grader.checks", "grader.student"},
    "grader.content": {"grader.errors"},
    "grader.released": {
        *("grader.checks", "grader.errors", "grader.exercise", "grader.report", "grader.student", "grader.worker"),
    },
    "grader.facts": {"grader.errors", "grader.exercise"},
    "grader.catalog": {
        *("grader.checks", "grader.content", "grader.errors", "grader.exercise", "grader.facts", "grader.released"),
        "grader.worker",
    },
    "grader.judging.rounding": {"grader.student"},
    "grader.judging.bench": {
        *("grader.judging.rounding", "grader.catalog", "grader.checks", "grader.in_process", "grader.kept"),
        *("grader.student", "grader.worker"),
    },
    "grader.judging.stored": {
        *("grader.judging.bench", "grader.catalog", "grader.checks", "grader.released", "grader.student"),
        "grader.worker",
    },
    "grader.judging": set(),
    "grader.judging.fitting": {"grader.judging.bench", "grader.checks", "grader.judging.distance", "grader.student"},
    "grader.judging.answers": {
        *("grader.judging.bench", "grader.judging.distance", "grader.checks", "grader.student"),
    },
    "grader.judging.diagnose": {
        *("grader.judging.answers", "grader.judging.bench", "grader.judging.fitting"),
        *("grader.checks", "grader.observe", "grader.report", "grader.student"),
    },
    "grader.judging.question": {
        *("grader.judging.answers", "grader.judging.bench", "grader.judging.diagnose"),
        *("grader.judging.smallest", "grader.judging.structure"),
        *("grader.checks", "grader.exercise", "grader.report", "grader.student"),
    },
    "grader.judging.evaluate": {
        *("grader.judging.answers", "grader.judging.bench", "grader.judging.question", "grader.judging.rounding"),
        *("grader.catalog", "grader.checks", "grader.errors", "grader.exercise", "grader.in_process", "grader.observe"),
        *("grader.report", "grader.student", "grader.worker"),
    },
    "grader.intake": {"grader.intake", "grader.errors", "grader.submission", "grader.worker"},
    "grader.clean": set(),
    "grader.garbage": set(),
    "grader.derivations": {"grader.content", "grader.exercise"},
    "grader.hints": {"grader.errors", "grader.exercise", "grader.messages"},
    "grader.messages": {"grader.messages"},
    "grader.formats": {
        *("grader.clean", "grader.formats", "grader.messages", "grader.hints", "grader.exercise", "grader.report"),
        "grader.errors",
        "grader.submission",
    },
    "grader.runners": {
        *("grader", "grader.runners", "grader.judging.bench", "grader.judging.evaluate", "grader.judging.stored"),
        "grader.catalog",
        *("grader.content", "grader.errors", "grader.exercise", "grader.garbage", "grader.kept", "grader.observe"),
        *("grader.report", "grader.student", "grader.submission", "grader.worker"),
    },
    "grader.practical": {
        *("grader.practical", "grader.catalog", "grader.clean", "grader.content", "grader.errors", "grader.exercise"),
        *("grader.files", "grader.messages", "grader.notebooks", "grader.worker"),
    },
    "grader.files": set(),
    "grader.notebooks": set(),
    "grader.gradebook": {
        *("grader.errors", "grader.files", "grader.formats", "grader.gradebook", "grader.report", "grader.submission"),
    },
    "grader.classroom": {
        *("grader.classroom", "grader.clean", "grader.content", "grader.errors", "grader.exercise", "grader.formats"),
        *("grader.gradebook", "grader.hints", "grader.intake", "grader.messages", "grader.report"),
        *("grader.runners", "grader.submission"),
    },
    "grader.workspace": {"grader.errors", "grader.exercise", "grader.files"},
    "grader.progress": {"grader.errors", "grader.exercise", "grader.files", "grader.report"},
}
FREE = ("grader.cli", "grader.author", "grader.jupyter", "grader.pytest_plugin", "grader.__main__")
"""The top: may use everything, and nothing may use them."""


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _unit(module: str) -> str:
    """The unit that a module belongs to: grader.checks.draw belongs to grader.checks; in judging, each is one."""
    return ".".join(module.split(".")[: 3 if module.startswith("grader.judging.") else 2])


def _imports(path: Path) -> set[str]:
    package = _module(path) if path.name == "__init__.py" else _module(path).rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{stem}.{alias.name}" for alias in node.names} if stem == "grader" else {stem}
    return found


SOURCES = sorted((ROOT / "grader").rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=_module)
def test_imports_point_one_way(path: Path) -> None:
    unit = _unit(_module(path))
    ours = {_unit(name) for name in _imports(path) if name.split(".")[0] == "grader"}

    if unit.startswith(FREE) or unit == "grader":
        return
    assert unit in ALLOWED, f"{unit} has no row in the table of arrows"
    assert ours <= ALLOWED[unit] | {"grader.__version__"}


@pytest.mark.parametrize("path", SOURCES, ids=_module)
def test_the_program_never_names_content(path: Path) -> None:
    names = {name.split(".")[0] for name in _imports(path)}

    assert not names & {"exercises", "reference", "tests"}


@pytest.mark.parametrize("path", sorted((ROOT / "grader" / "worker").rglob("*.py")), ids=_module)
def test_the_worker_needs_the_standard_library_and_numpy_only(path: Path) -> None:
    import sys

    foreign = {name.split(".")[0] for name in _imports(path)} - sys.stdlib_module_names - {"numpy", "grader"}

    assert not foreign


@pytest.mark.parametrize("path", sorted((ROOT / "reference").rglob("*.py")), ids=_module)
def test_the_reference_needs_numpy_and_the_array_api_only(path: Path) -> None:
    import sys

    foreign = {name.split(".")[0] for name in _imports(path)} - sys.stdlib_module_names

    assert foreign <= {"numpy", "reference", "array_api_compat"}


@pytest.mark.parametrize("path", sorted((ROOT / "exercises").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_exercises_use_the_vocabulary_of_checks_and_the_reference(path: Path) -> None:
    own = f"exercises.{path.relative_to(ROOT / 'exercises').parts[0]}"
    modules = {name for name in _imports(path) if name.split(".")[0] in ("grader", "exercises", "reference")}

    tools = "grader.practical" if path.stem == "practical" else "grader.checks"

    assert all(name.startswith((tools, "reference", own)) for name in modules)


READS_PROGRAMS = {"author", "worker"}
"""What may use Python's own parser: for the exercises' code, and in the locked worker, of which `intake/session.py`
uses that in the learner's own notebook."""


def test_nothing_else_of_the_grader_parses_what_a_learner_wrote():
    """A parser can be made to crash, or to take minutes."""
    program = ROOT / "grader"
    parsing = {path.relative_to(program).as_posix() for path in SOURCES if _imports(path) & {"ast", "symtable"}}

    assert parsing
    outside = (path for path in SOURCES if "worker" not in path.relative_to(program).parts)
    assert {path.stem for path in outside if "grader.worker.needed" in _imports(path)} == {"session"}
    assert {name for name in parsing if not {name, name.partition("/")[0]} & READS_PROGRAMS} == set()

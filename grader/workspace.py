"""The folder that a learner works in: a folder with an `nnkata.toml`, made by `grade start`.

It says in which language and from which course, and where what is remembered lies (`grader.progress`): in its
`.nnkata/`, or for work outside of any workspace in the user's own data folder.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import files
from grader.errors import UsageError
from grader.exercise import SUFFIXES, Exercise

MARKER = "nnkata.toml"
SETTINGS = ("language", "version", "content")
"""What the marker may say."""

STATE = ".nnkata"
COURSES = "courses.json"
"""In the user's own data folder: the courses that the user has named, whose code may run."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """root: the folder with the marker; content: another course's folder, "" for the exercises that ship"""

    root: Path
    language: str
    version: str
    content: str = ""

    @property
    def state(self) -> Path:
        return self.root / STATE

    def folder(self, exercise: Exercise) -> Path:
        """Where the learner's files of the exercise lie: the folder of its name, else the only one with such files,
        which has been renamed."""
        own = self.root / exercise.folder.name
        renamed = self.renamed(exercise)
        return renamed[0] if len(renamed) == 1 else own

    def renamed(self, exercise: Exercise) -> list[Path]:
        """Folders in which files of the exercise lie, where there is none of its name. Those of other exercises do not
        count: a later one may have a copy beside it."""
        if (self.root / exercise.folder.name).exists() or not self.root.is_dir():
            return []
        return [
            folder
            for folder in sorted(self.root.iterdir())
            if _files(folder, exercise) and not folder.name.startswith(".") and not _of_another(folder, exercise)
        ]


def find(start: Path | None = None) -> Workspace | None:
    """The workspace that `start` (else the current folder) lies in. Raises UsageError if it is damaged."""
    start = (start or Path.cwd()).absolute()
    for folder in (start, *start.parents):
        if (folder / MARKER).is_file():
            return _read(folder)
    return None


def create(root: Path, language: str, version: str, content: str = "") -> Workspace:
    """The workspace at `root`: the one that is there, else a new one."""
    if not (root / MARKER).is_file():
        lines = [f"language = {_quoted(language)}", f"version = {_quoted(version)}"]
        lines += [f"content = {_quoted(content)}"] if content else []
        files.write(root / MARKER, "\n".join([*lines, ""]).encode())
    return _read(root)


def state(workspace: Workspace | None) -> Path:
    """The folder of what is remembered, in a workspace or outside of any."""
    if workspace is not None:
        return workspace.state
    return _own() or _own_by_platformdirs()


def _own() -> Path | None:
    """The user's own data folder where the XDG Base Directory Specification gives it in two lines; the import of
    platformdirs, which does it for every system, is a seventh of what `grade list` takes."""
    data, home = os.environ.get("XDG_DATA_HOME", ""), os.environ.get("HOME", "")
    if sys.platform != "linux" or "ANDROID_ROOT" in os.environ or not home.startswith("/"):
        return None
    return Path(data if data.startswith("/") else f"{home}/.local/share") / "nnkata"


def _own_by_platformdirs() -> Path:
    from platformdirs import user_data_path

    return user_data_path("nnkata", appauthor=False)


def trust(course: Path) -> None:
    """Remember that the user has named a course: workspaces may ask for it from now on. Raises UsageError."""
    place = state(None)
    try:
        with files.locked(place / "courses.lock"):
            known = {*_trusted(place), str(course.resolve())}
            files.write(place / COURSES, (json.dumps(sorted(known), indent=1) + "\n").encode())
    except OSError as error:
        raise UsageError("progress.unwritable", path=str(place / COURSES), reason=error.strerror) from None


def course(workspace: Workspace | None) -> Path | None:
    """The course that a workspace asks for. Its checks run as the user, so that a folder that somebody else made does
    not decide on it: raises UsageError where the user has never named it.
    """
    if workspace is None or not workspace.content:
        return None
    asked = (workspace.root / workspace.content).resolve()
    if str(asked) not in _trusted(state(None)):
        raise UsageError("workspace.course", path=str(workspace.root / MARKER), course=str(asked))
    return asked


def _trusted(place: Path) -> set[str]:
    try:
        return {str(path) for path in json.loads((place / COURSES).read_text(encoding="utf-8"))}
    except (OSError, ValueError, TypeError):
        return set()


def work(exercise: Exercise, workspace: Workspace | None) -> Path | None:
    """The file that the learner works on: the changed one of module and notebook, the module first. Where the workspace
    has none, one in the current folder."""
    for folder in (*([workspace.folder(exercise)] if workspace else []), Path.cwd()):
        if found := _files(folder, exercise):
            return next((file for file in found if not _unwritten(file, exercise)), found[0])
    return None


def passed_over(module: Path, exercise: Exercise) -> Path | None:
    """The notebook beside a module, where it was worked in too."""
    notebook = module.with_suffix(".ipynb")
    changed = notebook != module and notebook.is_file() and not _unwritten(notebook, exercise)
    return notebook if changed else None


def _files(folder: Path, exercise: Exercise) -> list[Path]:
    return [file for suffix in (".py", ".ipynb") if (file := folder / f"{exercise.name}{suffix}").is_file()]


def _of_another(folder: Path, exercise: Exercise) -> bool:
    """Whether the folder's name says that it is another exercise's."""
    named = re.match(r"exercise_(\d+)", folder.name)
    return named is not None and int(named[1]) != exercise.number


def stub(exercise: Exercise, suffix: str, language: str) -> Path | None:
    """The starter file in the language, else in English; None if the exercise has none."""
    places = (exercise.starter(language, suffix), exercise.starter("en", suffix))
    return next((place for place in places if place.is_file()), None)


def is_stub(file: Path, exercise: Exercise) -> bool:
    """Whether the file still is the starter file, in whichever language."""
    code = _code(file)
    stubs = (exercise.starter(language, file.suffix) for language in SUFFIXES)
    return code is not None and any(_code(stub) == code for stub in stubs)


def _unwritten(file: Path, exercise: Exercise) -> bool:
    """Whether it holds no more than the starter file as far as its code goes, be it another version's."""
    code = _code(file)
    return code is not None and exercise.is_unwritten(code if isinstance(code, str) else "\n".join(code))


def _code(file: Path) -> Any:
    """What a learner may have changed: a module's text, a notebook's code; None if it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8-sig")  # some editors put a mark before it
        if file.suffix != ".ipynb":
            return text
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        return ["".join(cell["source"]) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _read(root: Path) -> Workspace:
    path = root / MARKER
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError("workspace.damaged", path=str(path), reason=str(error)) from None
    for key in data.keys() - SETTINGS:
        import difflib  # only an error needs it

        nearest = tuple(difflib.get_close_matches(key, SETTINGS, n=1)) or SETTINGS
        raise UsageError("workspace.key", path=str(path), seen=key, nearest=nearest)
    return Workspace(root, **{key: str(data.get(key, "")) for key in SETTINGS})


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML string too

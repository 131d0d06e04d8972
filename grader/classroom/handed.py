"""What a class handed in: a folder as somebody collected it, or as Moodle, Canvas or Gradescope lets it be downloaded.

    optimizers/s001.py, s002.ipynb, s003.zip, s004/…                        by hand: the name is the id
    optimizers/monday/s001/…, optimizers/friday/s002/…                      in groups, where a roster knows the names
    optimizers/Aiko Sato_12345_assignsubmission_file_/optimizers.py         Moodle, also without the folders
    optimizers/satoaiko_12345_67890_optimizers.py                           Canvas
    assignment_1_export/submission_12345/…, submission_metadata.yml         Gradescope

The folder may be the zip that was downloaded. What lies in it is only listed here; `read` opens one submission.
"""

from __future__ import annotations

import re
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from grader import intake
from grader.classroom import gradescope
from grader.classroom.download import unpack
from grader.classroom.roster import Roster
from grader.errors import UsageError
from grader.intake import disk, limits
from grader.intake.source import printable
from grader.submission import Submission

MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|(?P<typed>onlinetext))_?(?P<rest>.*)")
CANVAS = re.compile(r"(?P<name>.+?)_(?:LATE_)?(?P<id>\d+)_(?:\d+_(?P<rest>.+)|(?P<typed>(?:text|link)\.html))")
"""typed: what was written into a field, beside files or in their place"""

_AGAIN = re.compile(r"(.+)-\d+(\.[A-Za-z]+)")  # what Canvas calls a file that was handed in once more
_ASIDE = {".csv", ".toml", ".yml", ".yaml", ".json", ".html", ".sqlite"}
_LEFT_BY_SYSTEMS = {"thumbs.db", "desktop.ini"}
_FILES = 2_000  # of one submission, that are asked for their times


@dataclass(frozen=True, slots=True)
class Handed:
    """What one student handed in.

    student: the id, "" where there is none that may be used; label: what the folder calls it
    files: where each file lies, and its own name where the download gave it another one
    time: UTC, ISO 8601, as far as the download says it
    """

    student: str
    label: str
    files: tuple[tuple[Path, str], ...]
    time: str = ""


def find(folder: Path, roster: Roster) -> tuple[Handed, ...]:
    """Everything that was handed in, by student; what no id was found for comes first."""
    entries = _entries(folder)
    inner = [path for path in entries if not path.is_symlink() and path.is_dir()]
    if (folder / gradescope.METADATA).is_file():
        found = _gradescope(folder, inner, roster)
    elif _mostly(CANVAS, entries):
        found = _named(entries, CANVAS, roster)
    elif _mostly(MOODLE, entries):
        found = _named(entries, MOODLE, roster)
    elif len(entries) == 1 and inner and (_is_download(inner[0]) or _is_packed(inner[0], folder.resolve().name)):
        return find(inner[0], roster)
    else:
        students = any(map(roster.knows, map(_own, entries)))
        groups = set() if students or not roster.called else {path for path in inner if _is_group(path, roster)}
        each = (find(path, roster) if path in groups else (_plain(path, roster),) for path in entries)
        found = [handed for some in each for handed in some]
    if not found:
        raise UsageError("class.empty", path=str(folder))
    return tuple(sorted(found, key=lambda handed: (handed.student, handed.label)))


def read(
    handed: Handed, name: str, entry: str | None = None, unwritten: Callable[[str], bool] | None = None
) -> Submission:
    """The submission itself. name: the exercise's; unwritten: whether a module is its starter. Raises as `intake.read`.

    A file beside it is another student's, whatever it imports.
    """
    if len(handed.files) == 1 and not handed.files[0][1]:
        path = handed.files[0][0]
        try:
            with _told(path, path.name):
                return intake.read(_inside(path), name, entry, unwritten, alone=True)
        except UsageError as error:
            raise _nested(error, handed) from None
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for path, own in handed.files:
            data = disk.read(path, limits.ARCHIVE)
            (folder / _file_name(own, handed)).write_bytes(data)
        with _told(folder, handed.label):
            alone = folder / _file_name(handed.files[0][1], handed)
            if len(handed.files) == 1:
                return intake.read(alone, name, entry)
            return replace(intake.read(_inside(folder), name, entry, unwritten), label=handed.label)


def _file_name(own: str, handed: Handed) -> str:
    """The last part of a name that a student gave a file, which cannot lead out of a folder.

    raises: UsageError where that part is empty or ".."
    """
    name = PurePosixPath(own.replace("\\", "/")).name
    if name in ("", ".."):
        raise UsageError("intake.suffix", path=handed.label)
    return name


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The folder at `path`, or what a downloaded zip there holds."""
    if path.suffix.lower() != ".zip" or not path.is_file():
        yield path
        return
    with tempfile.TemporaryDirectory() as place:
        unpack(path, Path(place))
        folders = list(Path(place).iterdir())
        alone = len(folders) == 1 and (_is_download(folders[0]) or _is_packed(folders[0], path.stem))
        with _told(Path(place), str(path)):
            yield folders[0] if alone else Path(place)


def _entries(folder: Path) -> list[Path]:
    """What in a folder may have been handed in."""
    try:
        there = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__MACOSX")))
    except OSError as error:
        raise UsageError("class.folder", path=str(folder), reason=error.strerror) from None
    return [path for path in there if not _is_aside(path.name)]


def _is_aside(name: str) -> bool:
    """Whether it lies among what was handed in, and nobody handed it in."""
    if name.lower() in _LEFT_BY_SYSTEMS:
        return True
    return PurePosixPath(name).suffix.lower() in _ASIDE and not _is_named(name)


def _is_named(name: str) -> bool:
    """Whether it is a name that Moodle or Canvas gives to what somebody handed in."""
    return any(pattern.fullmatch(name) for pattern in (MOODLE, CANVAS))


def _mostly(pattern: re.Pattern[str], entries: Sequence[Path]) -> bool:
    """Whether the pattern fits most names. One alone says little: a student may have called a file so."""
    return 2 * sum(pattern.fullmatch(path.name) is not None for path in entries) > len(entries)


def _own(path: Path) -> str:
    """The name that says by whom it is."""
    return path.name if path.is_dir() else path.stem.removesuffix(".tar")


def _plain(path: Path, roster: Roster) -> Handed:
    return Handed(roster.id(_own(path)) or "", printable(path.name), ((path, ""),), _time([path]))


def _named(entries: Sequence[Path], pattern: re.Pattern[str], roster: Roster) -> list[Handed]:
    """What was handed in, of a download whose file names say by whom; several files of one student together.

    What somebody typed beside files is a word to the teacher.
    """
    files: dict[tuple[str, str], list[tuple[Path, str]]] = {}
    typed: dict[tuple[str, str], list[tuple[Path, str]]] = {}
    strays: list[Handed] = []
    for path in entries:
        match = pattern.fullmatch(path.name)
        if match is None:
            strays.append(_plain(path, roster))
        else:
            kind = files if match["typed"] is None else typed
            own = "" if path.is_dir() else match["rest"] or match["typed"] or ""
            kind.setdefault((match["id"], match["name"]), []).append((path, own))
    found = []
    for (id, name), own in (typed | files).items():
        student = roster.id(id, name) or ""
        called = _given_back(own) if pattern is CANVAS else own
        found.append(Handed(student, printable(name), tuple(called), _time([path for path, _ in own])))
    return [*strays, *found]


def _given_back(files: list[tuple[Path, str]]) -> list[tuple[Path, str]]:
    """The files under the names that they had before Canvas numbered them; as they are, where two had the same one."""
    names = [_AGAIN.sub(r"\1\2", own) for _, own in files]
    if len(set(names)) < len(names):
        return files
    return [(path, name) for (path, _), name in zip(files, names, strict=True)]


def _gradescope(folder: Path, inner: Sequence[Path], roster: Roster) -> list[Handed]:
    """One for each of a group that handed in together."""
    notes = gradescope.read((folder / gradescope.METADATA).read_text(encoding="utf-8", errors="replace"))
    found = []
    for path in inner:
        known = notes.get(path.name, gradescope.Noted())
        time = gradescope.utc(known.time) or _time([path])
        for submitter in known.submitters or [{}]:
            names = [submitter[key] for key in ("sid", "email", "name") if submitter.get(key)]
            if not names or len(known.submitters) == 1:
                names.append(path.name)
            label = path.name if len(known.submitters) < 2 else f"{path.name} ({names[-1]})"
            found.append(Handed(roster.id(*names) or "", printable(label), ((path, ""),), time))
    return found


def _inside(path: Path) -> Path:
    """The path itself, or, where it is a folder with a single zip and no code, that zip."""
    if path.is_symlink() or not path.is_dir():
        return path
    try:
        files = [file for file in path.iterdir() if not file.name.startswith(".")]
    except OSError:
        return path  # whoever reads it says why that cannot be
    zips = [file for file in files if file.suffix.lower() == ".zip"]
    code = any(file.is_dir() or file.suffix.lower() in (".py", ".ipynb") for file in files)
    return zips[0] if len(zips) == 1 and not code else path


def _is_download(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    names = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    return gradescope.METADATA in names or (bool(names) and all(map(_is_named, names)))


def _is_packed(folder: Path, name: str) -> bool:
    """Whether it is what a zip of that name, or the folder that one was unpacked into, was made of. A browser that
    fetches a zip once more numbers it."""
    return folder.is_dir() and folder.name == re.sub(r" ?\(\d+\)$", "", name)


def _is_group(folder: Path, roster: Roster) -> bool:
    """Whether it is no student's folder, but holds those of several."""
    try:
        entries = _entries(folder)
    except UsageError:
        return False  # what cannot be looked at is refused when it is read
    return 2 * sum(map(roster.knows, map(_own, entries))) > len(entries)


def _nested(error: UsageError, handed: Handed) -> UsageError:
    """What is wrong with a submission; where several of its folders could be meant, also what these may be."""
    found = error.values.get("found")
    if error.code != "intake.several_entries" or not isinstance(found, tuple):
        return error
    if len({name.partition("/")[0] for name in found if "/" in name}) < 2:
        return error
    values = {key: error.values[key] for key in ("found", "count", "example")}
    return UsageError("class.nested", label=handed.label, **values)


def _time(paths: Sequence[Path]) -> str:
    """When the newest of the files was written. Links are not followed."""
    newest = 0.0
    todo, seen = [*paths], 0
    while todo and seen < _FILES:
        path = todo.pop()
        seen += 1
        try:
            about = path.lstat()
            if stat.S_ISDIR(about.st_mode):
                todo += path.iterdir()
            elif stat.S_ISREG(about.st_mode):
                newest = max(newest, about.st_mtime)
        except OSError:
            continue  # what cannot be looked at is refused when it is read
    return datetime.fromtimestamp(newest, UTC).isoformat(timespec="seconds") if newest else ""


@contextmanager
def _told(place: Path, name: str) -> Iterator[None]:
    """For a block that reads at a place, which may be gone when the error is read: what is wrong there is told under
    the name that people know."""
    try:
        yield
    except UsageError as error:
        values = error.values.items()
        shown = {key: value.replace(str(place), name) if isinstance(value, str) else value for key, value in values}
        raise UsageError(error.code, **shown) from None

"""Reading from a disk that somebody else may have arranged: regular files, no links, no more than asked for.

Where the system can, a folder is held open and everything is opened from there, so that no name is resolved
twice. Elsewhere (Windows) the file that was opened is compared with the one that was looked at.
"""

from __future__ import annotations

import difflib
import errno
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from grader.errors import UsageError
from grader.intake import limits
from grader.intake.source import NOTEBOOK, PYTHON, suffix, wanted

HELD = {os.open, os.stat} <= os.supports_dir_fd and os.scandir in os.supports_fd

# Not blocking: opening a pipe must not wait for somebody to write to it.
_READ = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_BINARY"):
    _READ |= getattr(os, _flag, 0)


def mode(path: Path) -> int:
    """The mode of what lies at `path`. Raises UsageError where that is nothing, or no file and no folder."""
    try:
        found = path.lstat().st_mode
    except FileNotFoundError:
        if nearest := _nearest(path):
            raise UsageError("intake.missing_nearest", path=str(path), nearest=nearest) from None
        raise UsageError("intake.missing", path=str(path)) from None
    except OSError as error:
        raise _refusal(error, str(path)) from None
    return _checked(found, str(path))


def read(path: Path, limit: int) -> bytes:
    """The bytes of a file outside of any submission's folder, at most `limit`."""
    with Folder(path.parent, follow=True) as folder:
        return folder.read(path.name, limit)


class Folder:
    """A folder and what lies in it. `follow`: it may itself be a link, as the place of a file may."""

    def __init__(self, path: Path, *, follow: bool = False) -> None:
        self._path = path
        self._handle: int | None = None
        if HELD:
            flags = os.O_RDONLY | os.O_DIRECTORY | (0 if follow else os.O_NOFOLLOW)
            try:
                self._handle = os.open(path, flags)
            except OSError as error:
                raise _refusal(error, str(path)) from None

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_: object) -> None:
        if self._handle is not None:
            os.close(self._handle)

    def names(self) -> tuple[str, ...]:
        found = []
        for seen, name in enumerate(self._walk("", self._handle, limits.DEPTH), 1):
            if seen > limits.ENTRIES:
                raise UsageError("intake.too_many_files", path=str(self._path), limit=limits.ENTRIES)
            if suffix(name) in (PYTHON, NOTEBOOK):
                found.append(name)
        return tuple(sorted(found))

    def has(self, name: str) -> bool:
        """Whether something lies there, of whatever kind."""
        try:
            if self._handle is None:
                (self._path / name).lstat()
            else:
                os.stat(name, dir_fd=self._handle, follow_symlinks=False)
        except OSError:
            return False
        return True

    def read(self, name: str, limit: int) -> bytes:
        *folders, last = name.split("/")
        try:
            with ExitStack() as stack:
                place = self._handle
                for depth, folder in enumerate(folders, 1):
                    place = self._enter("/".join(folders[:depth]), folder, place)
                    if place is not None:
                        stack.callback(os.close, place)
                handle = self._open(name, last, place)
                stack.callback(os.close, handle)
                return _content(handle, name, limit)
        except OSError as error:
            raise _refusal(error, name) from None

    def _walk(self, prefix: str, place: int | None, depth: int) -> Iterator[str]:
        """Every file's name below a folder; "" for anything else, so that it can be counted."""
        folders = []
        try:
            with os.scandir(self._path / prefix if place is None else place) as entries:
                for entry in entries:
                    keep = wanted(entry.name)
                    if keep and entry.is_dir(follow_symlinks=False) and not _is_junction(entry):
                        folders.append(entry.name)
                    else:
                        yield prefix + entry.name if keep else ""
            for folder in sorted(folders):
                yield ""
                if not depth:
                    raise UsageError("intake.too_deep", path=prefix + folder, limit=limits.DEPTH)
                inner = self._enter(prefix + folder, folder, place)
                try:
                    if not self._has_environment(prefix + folder, inner):
                        yield from self._walk(f"{prefix}{folder}/", inner, depth - 1)
                finally:
                    if inner is not None:
                        os.close(inner)
        except OSError as error:
            raise _refusal(error, prefix.rstrip("/") or str(self._path)) from None

    def _has_environment(self, name: str, place: int | None) -> bool:
        """Whether the folder is a virtual environment, whatever it is called."""
        try:
            if place is None:
                (self._path / name / "pyvenv.cfg").lstat()
            else:
                os.stat("pyvenv.cfg", dir_fd=place, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def _enter(self, name: str, last: str, place: int | None) -> int | None:
        """A handle of a folder: `last` as seen from `place`, `name` as seen from here."""
        if place is None:
            if not stat.S_ISDIR(_checked((self._path / name).lstat().st_mode, name)):
                raise UsageError("intake.not_a_file", path=name)
            return None
        _checked(os.stat(last, dir_fd=place, follow_symlinks=False).st_mode, name)
        return os.open(last, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=place)

    def _open(self, name: str, last: str, place: int | None) -> int:
        """A handle of a file that is a regular one before it is opened and after."""
        path = self._path / name
        before = path.lstat() if place is None else os.stat(last, dir_fd=place, follow_symlinks=False)
        if stat.S_ISDIR(_checked(before.st_mode, name)):
            raise UsageError("intake.not_a_file", path=name)
        handle = os.open(path, _READ) if place is None else os.open(last, _READ, dir_fd=place)
        after = os.fstat(handle)
        if not stat.S_ISREG(after.st_mode) or not os.path.samestat(before, after):
            os.close(handle)
            raise UsageError("intake.not_a_file", path=name)
        return handle


def _content(handle: int, name: str, limit: int) -> bytes:
    size = os.fstat(handle).st_size
    if size > limit:
        raise UsageError("intake.too_large", path=name, size=limits.shown(size), limit=limits.shown(limit))
    pieces = []
    left = limit + 1  # a file may grow while it is read
    while left and (piece := os.read(handle, min(left, limits.MIB))):
        pieces.append(piece)
        left -= len(piece)
    if not left:
        raise UsageError("intake.too_large", path=name, size=limits.shown(limit + 1), limit=limits.shown(limit))
    return b"".join(pieces)


def _checked(mode: int, path: str) -> int:
    if stat.S_ISLNK(mode):
        raise UsageError("intake.link", path=path)
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise UsageError("intake.not_a_file", path=path)
    return mode


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether it is Windows' other kind of link, which is_dir takes for a folder. Python 3.11 cannot tell."""
    return bool(getattr(entry, "is_junction", bool)())


def _refusal(error: OSError, path: str) -> UsageError:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return UsageError("intake.missing", path=path)
    if error.errno == errno.ELOOP:
        return UsageError("intake.link", path=path)
    if error.errno == errno.ENXIO:  # a socket
        return UsageError("intake.not_a_file", path=path)
    return UsageError("intake.unreadable", path=path, reason=error.strerror or type(error).__name__)


def _nearest(path: Path) -> tuple[str, ...]:
    """Names beside a missing one that it may have been meant for."""
    names = []
    try:
        with os.scandir(path.parent) as entries:
            for entry, _ in zip(entries, range(limits.ENTRIES), strict=False):
                if wanted(entry.name):
                    names.append(entry.name)
    except OSError:
        return ()
    return tuple(difflib.get_close_matches(path.name, sorted(names), n=3))

"""The zip of a whole class, as it was downloaded, unpacked: nothing of it lands outside of the folder it is given."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import zipfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePosixPath

from grader.errors import UsageError
from grader.intake import limits
from grader.intake.archive import DAMAGED, name_of
from grader.intake.source import wanted

UNPACKED = 4 << 30
"""Bytes that all of it may take."""

ENTRIES = 1_000_000
NAME = 120  # bytes of a name that is shortened
DEPTH = limits.DEPTH + 4  # of folders; what lies deeper is refused when it is read


def unpack(path: Path, place: Path) -> None:
    """Write every file of a zip below `place`, with the time that the zip gives it.

    raises: UsageError where it is no zip or a damaged one, a name leads out of `place` or comes twice, an entry is a
        link, or the whole is too large
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _write(archive, place, path)
    except DAMAGED as error:
        raise UsageError("class.zip", path=str(path), reason=str(error) or type(error).__name__) from None


def _write(archive: zipfile.ZipFile, place: Path, path: Path) -> None:
    """path: the zip's, for messages"""
    entries = archive.infolist()
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise UsageError("class.zip_size", path=str(path))
    names: set[PurePosixPath] = set()
    for entry in entries:
        called = name_of(entry)
        name = PurePosixPath(called.replace("\\", "/"))
        if not name.parts:  # the folder itself
            continue
        if name.is_absolute() or ".." in name.parts or ":" in name.parts[0] or stat.S_ISLNK(entry.external_attr >> 16):
            raise UsageError("intake.zip_path", path=str(path), name=called)
        if called.endswith(("/", "\\")) or not wanted(name.name):
            continue
        if name in names:
            raise UsageError("intake.zip_duplicate", path=str(path), name=called)
        names.add(name)
        target = _made(place, name)
        with archive.open(entry) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file)
        with suppress(ValueError, OverflowError):  # a zip may name the thirtieth of February
            written = datetime(*entry.date_time).timestamp()
            os.utime(target, (written, written))


def _made(place: Path, name: PurePosixPath) -> Path:
    """Make an empty file below `place`; gives its path.

    A download puts names of its own before a student's, so a part of the name may be longer than the disk takes. Such
    parts are shortened, each to one that no other part has.
    """
    for most in (None, NAME, NAME // 2):
        target = place.joinpath(*(_shortened(part, most) for part in name.parts[:DEPTH]))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG or most == NAME // 2:
                raise
        else:
            break
    return target


def _shortened(part: str, most: int | None) -> str:
    """A name of at most so many bytes (None: as it is): its beginning, a digest of all of it, and its suffix."""
    data = part.encode(errors="surrogatepass")
    if most is None or len(data) <= most:
        return part
    end = f"~{hashlib.sha256(data).hexdigest()[:8]}{PurePosixPath(part).suffix[:8]}"
    return data[: most - len(end.encode())].decode(errors="ignore") + end

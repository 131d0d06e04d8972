"""A zip, read from memory and never unpacked: what its names say is checked, not followed."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from grader.errors import UsageError
from grader.intake import limits
from grader.intake.source import NOTEBOOK, PYTHON, suffix, wanted

_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_NAME_IS_UTF_8 = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What ordinary tools write. LZMA would let the archive choose how much memory unpacking takes."""

_BOMB = 100
"""Python text shrinks to a quarter or a tenth, never to a hundredth."""

DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(NotImplementedError, RuntimeError, OSError, ValueError, OverflowError),
)
"""What `zipfile` raises on damaged archives."""


class Archive:
    """data: the whole zip; path: its name for messages"""

    def __init__(self, data: bytes, path: str) -> None:
        self._path = path
        if data.count(_ENTRY) > limits.ENTRIES:  # before zipfile makes an object of each
            raise UsageError("intake.too_many_files", path=path, limit=limits.ENTRIES)
        with self._readable():
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._members: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            self._add(info)

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._members))

    def read(self, name: str, limit: int) -> bytes:
        info = self._members[name]
        if info.file_size > limit:
            bomb = info.file_size > _BOMB * info.compress_size
            raise _large("intake.zip_bomb" if bomb else "intake.too_large", name, info.file_size, limit)
        with self._readable(), self._zip.open(info) as file:
            data = file.read(limit + 1)  # unpacks no more than that; reading to the end checks the CRC
        if len(data) > limit:
            raise _large("intake.zip_bomb", name, len(data), limit)
        return data

    def _add(self, info: zipfile.ZipInfo) -> None:
        name = name_of(info)
        parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
        if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts:
            raise UsageError("intake.zip_path", path=self._path, name=name)
        if not all(map(wanted, parts)):
            return
        if stat.S_ISLNK(info.external_attr >> 16):
            raise UsageError("intake.zip_symlink", path=self._path, name=name)
        if not parts or name.endswith("/") or suffix(parts[-1]) not in (PYTHON, NOTEBOOK):
            return
        self._add_file("/".join(parts), info)

    def _add_file(self, name: str, info: zipfile.ZipInfo) -> None:
        if info.flag_bits & _ENCRYPTED:
            raise UsageError("intake.zip_encrypted", path=self._path, name=name)
        if info.compress_type not in _METHODS:
            raise UsageError("intake.zip_method", path=self._path, name=name, method=info.compress_type)
        if name in self._members:
            raise UsageError("intake.zip_duplicate", path=self._path, name=name)
        if name.count("/") > limits.DEPTH:
            raise UsageError("intake.too_deep", path=name, limit=limits.DEPTH)
        self._members[name] = info

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except DAMAGED as error:
            reason = str(error) or type(error).__name__
            raise UsageError("intake.zip_unreadable", path=self._path, reason=reason) from None


def _large(code: str, name: str, size: int, limit: int) -> UsageError:
    return UsageError(code, path=name, size=limits.shown(size), limit=limits.shown(limit))


def name_of(info: zipfile.ZipInfo) -> str:
    """A member's name. Some tools do not say in which encoding: macOS means UTF-8, Windows in Japan cp932."""
    if info.flag_bits & _NAME_IS_UTF_8 or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")  # what zipfile took it for
    except UnicodeEncodeError:
        return info.filename
    for codec in ("utf-8", "cp932"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return info.filename

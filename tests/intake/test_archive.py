"""A zip that lies about its contents is refused, and nothing of it is written anywhere."""

from __future__ import annotations

import stat
import struct
import zipfile

import pytest

from grader.errors import UsageError
from grader.intake import limits
from grader.intake.archive import Archive

from .making import zipped, zipped_pairs


def refusal(data: bytes, read: str | None = None) -> UsageError:
    with pytest.raises(UsageError) as caught:
        archive = Archive(data, "work.zip")
        if read:
            archive.read(read, limits.FILE)
    return caught.value


def member(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def patched(data: bytes, local: int, central: int, value: int) -> bytes:
    """A zip of one member with a 16-bit field of its local and of its central header replaced."""
    changed = bytearray(data)
    struct.pack_into("<H", changed, data.index(b"PK\x03\x04") + local, value)
    struct.pack_into("<H", changed, data.index(b"PK\x01\x02") + central, value)
    return bytes(changed)


def test_reads_modules_and_notebooks_only():
    archive = Archive(zipped({"a.py": "1", "b/c.ipynb": "2", "d.zip": zipped({"e.py": ""}), "f.txt": ""}), "work.zip")

    assert archive.names() == ("a.py", "b/c.ipynb")
    assert archive.read("b/c.ipynb", 100) == b"2"


@pytest.mark.parametrize(
    "name",
    ["../a.py", "x/../../a.py", "/etc/a.py", "C:/a.py", "c:a.py", "..\\a.py", "\\a.py", "x/../notes.txt"],
)
def test_a_name_that_leads_outside_is_refused(name):
    error = refusal(zipped({name: ""}))

    assert error.code == "intake.zip_path"
    assert error.values["name"] == name


@pytest.mark.parametrize("name", ["a.py", "folder"])
def test_a_link_is_refused(name):
    assert refusal(zipped({member(name, stat.S_IFLNK | 0o777): "/etc/passwd"})).code == "intake.zip_symlink"


def test_a_link_in_a_virtual_environment_is_nobodys_concern():
    archive = Archive(
        zipped({member(".venv/bin/python", stat.S_IFLNK | 0o777): "/usr/bin/python", "a.py": ""}), "work.zip"
    )

    assert archive.names() == ("a.py",)


@pytest.mark.parametrize("again", ["a.py", "./a.py", ".//a.py"])
def test_a_name_that_comes_twice_is_refused(again):
    assert refusal(zipped_pairs(("a.py", "1"), (again, "2"))).code == "intake.zip_duplicate"


def test_an_encrypted_member_is_refused():
    assert refusal(patched(zipped({"a.py": "1"}), 6, 8, 1)).code == "intake.zip_encrypted"


@pytest.mark.parametrize("method", [12, 14, 99], ids=["bzip2", "lzma", "unknown"])
def test_an_unusual_compression_is_refused(method):
    error = refusal(patched(zipped({"a.py": "1"}), 8, 10, method))

    assert (error.code, error.values["method"]) == ("intake.zip_method", method)


def test_a_bomb_is_refused():
    data = zipped({"a.py": b"\0" * (64 * limits.MIB)})

    error = refusal(data, read="a.py")

    assert (error.code, error.values["size"]) == ("intake.zip_bomb", "64 MiB")


def test_a_bomb_that_claims_to_be_small_is_refused():
    data = bytearray(zipped({"a.py": b"\0" * (64 * limits.MIB)}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 1000)

    assert refusal(bytes(data), read="a.py").code == "intake.zip_unreadable"


def test_a_wrong_checksum_is_refused():
    data = bytearray(zipped({"a.py": "x = 1"}))
    data[data.index(b"PK\x01\x02") + 16] ^= 1

    assert refusal(bytes(data), read="a.py").code == "intake.zip_unreadable"


BROKEN = {"empty": b"", "text": b"hello", "no end": zipped({"a.py": "1"})[:-30], "no start": zipped({"a.py": "1"})[20:]}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_is_no_whole_zip_is_refused(data):
    assert refusal(data, read="a.py").code == "intake.zip_unreadable"


def test_too_many_members_are_refused_before_any_is_looked_at():
    assert refusal(b"PK\x01\x02" * (limits.ENTRIES + 1)).code == "intake.too_many_files"


def test_too_deep_members_are_refused():
    assert refusal(zipped({"a/" * (limits.DEPTH + 1) + "a.py": ""})).code == "intake.too_deep"


@pytest.mark.parametrize("codec", ["utf-8", "cp932"])
def test_a_japanese_name_is_read_though_its_encoding_is_not_said(codec):
    name = "表計算.py"  # the second byte of 表 in cp932 is a backslash
    raw = name.encode(codec)
    data = zipped({"x" * (len(raw) - 3) + ".py": "1"}).replace(b"x" * (len(raw) - 3) + b".py", raw)

    archive = Archive(data, "work.zip")

    assert archive.names() == (name,)
    assert archive.read(name, 10) == b"1"

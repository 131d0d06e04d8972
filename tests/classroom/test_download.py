"""The zip of a class: what of it is written, where, and what is refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from grader.classroom import download
from grader.errors import UsageError

CODE = "class SGD:\n    pass\n"


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, name in enumerate(names):
            archive.writestr(name, f"{CODE * 20}number = {number}\n")
    return path


def unpacked(path: Path) -> Path:
    folder = path.with_suffix("")
    folder.mkdir(exist_ok=True)
    download.unpack(path, folder)
    return folder


def refused(path: Path) -> str:
    """The code of what is wrong with it."""
    with pytest.raises(UsageError) as error:
        unpacked(path)
    return error.value.code


@pytest.mark.parametrize("name", ["../evil.py", "/evil.py", "C:/evil.py"])
def test_a_download_that_leads_out_of_itself_is_refused(tmp_path, name):
    assert refused(zipped(tmp_path / "d.zip", name)) == "intake.zip_path"
    assert not [*tmp_path.rglob("evil.py")]


def test_a_download_that_names_the_folder_itself_is_unpacked(tmp_path):
    folder = unpacked(zipped(tmp_path / "d.zip", "./", "./s001.py", "./s002/optimizers.py"))

    assert {file.relative_to(folder).as_posix() for file in folder.rglob("*.py")} == {"s001.py", "s002/optimizers.py"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_download_that_names_a_file_twice_is_refused(tmp_path):
    assert refused(zipped(tmp_path / "d.zip", "s001.py", "s001.py")) == "intake.zip_duplicate"


def test_a_download_of_too_many_files_or_bytes_is_refused(tmp_path, monkeypatch):
    path = zipped(tmp_path / "d.zip", "s001.py", "s002.py")

    with monkeypatch.context() as few:
        few.setattr(download, "ENTRIES", 1)
        assert refused(path) == "class.zip_size"
    with monkeypatch.context() as little:
        little.setattr(download, "UNPACKED", 100)
        assert refused(path) == "class.zip_size"


def test_what_is_no_zip_is_refused(tmp_path):
    (tmp_path / "d.zip").write_text("no")

    assert refused(tmp_path / "d.zip") == "class.zip"


def test_a_download_that_is_damaged_anywhere_is_told_as_that(tmp_path):
    whole = zipped(tmp_path / "whole.zip", "s001.py", "s002.py").read_bytes()
    codes = []
    for place in range(0, len(whole), 3):
        (tmp_path / "d.zip").write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            unpacked(tmp_path / "d.zip")
        except UsageError as error:
            codes.append(error.code)

    assert len(codes) > len(whole) / 3 / 2  # a date, say, may be another one
    assert set(codes) <= {"class.zip", "class.zip_size", "intake.zip_path"}


def test_names_longer_than_the_disk_takes_are_shortened_and_stay_apart(tmp_path):
    long = "答" * 100  # 300 bytes, where a disk takes 255
    files = [*unpacked(zipped(tmp_path / "d.zip", f"{long}1/optimizers.py", f"{long}2/optimizers.py")).rglob("*.py")]

    assert len({file.parent for file in files}) == 2
    assert sorted(file.read_text()[-2:] for file in files) == ["0\n", "1\n"]
    assert all(file.parent.name.startswith("答" * 10) for file in files)

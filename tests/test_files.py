"""Files in places that somebody else may have arranged: what lies there is never written through."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from grader import files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    path = tmp_path / "precious"
    path.write_text("precious")
    return path


def test_a_lock_that_is_a_link_empties_nothing(tmp_path, precious):
    (tmp_path / "a.lock").symlink_to(precious)

    with pytest.raises(OSError, match="symbolic links"), files.locked(tmp_path / "a.lock"):
        pass

    assert precious.read_text() == "precious"


def test_a_lock_that_is_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.lock")

    with pytest.raises(OSError, match="not a file"), files.locked(tmp_path / "a.lock"):
        pass


def test_a_lock_can_be_had_again_and_again(tmp_path):
    for _ in range(2):
        with files.locked(tmp_path / "deep" / "a.lock"):
            assert (tmp_path / "deep" / "a.lock").is_file()


def test_what_is_unfinished_is_written_through_no_link(tmp_path, precious):
    (tmp_path / f".a.{os.getpid()}").symlink_to(precious)

    files.write(tmp_path / "a", b"new")

    assert (tmp_path / "a").read_bytes() == b"new"
    assert precious.read_text() == "precious"


def test_a_file_that_is_a_link_gives_way_to_the_file(tmp_path, precious):
    (tmp_path / "a").symlink_to(precious)

    files.write(tmp_path / "a", b"new")

    assert not (tmp_path / "a").is_symlink() and (tmp_path / "a").read_bytes() == b"new"
    assert precious.read_text() == "precious"


def test_a_file_may_be_read_by_those_who_may_read_new_files(tmp_path):
    before = os.umask(0o022)
    try:
        files.write(tmp_path / "a", b"")
    finally:
        os.umask(before)

    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644

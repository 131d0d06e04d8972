"""Intake from end to end: what is taken in, what is refused, and with which code."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from grader import intake
from grader.errors import UsageError
from grader.intake import disk, limits
from grader.submission import Submission

from .making import code, notebook, write, zipped

needs_links = pytest.mark.skipif(os.name == "nt", reason="needs POSIX links, pipes and modes")


def files(submission: Submission) -> dict[str, str]:
    return {file.path: file.text for file in submission.files}


def refusal(path: Path, entry: str | None = None) -> UsageError:
    with pytest.raises(UsageError) as caught:
        intake.read(path, "optimizers", entry)
    return caught.value


@pytest.fixture(params=["folder", "zip"])
def collection(request, tmp_path):
    """Make a folder, or a zip, of files given by path."""

    def make(contents: dict[str, str | bytes]) -> Path:
        if request.param == "zip":
            return write(tmp_path / "work.zip", zipped(contents))
        (tmp_path / "work").mkdir()
        for name, content in contents.items():
            write(tmp_path / "work" / name, content)
        return tmp_path / "work"

    return make


class TestOneFile:
    def test_is_its_own_entry(self, tmp_path):
        path = write(tmp_path / "optimizers.py", "x = 1\n")

        submission = intake.read(path, "optimizers")

        assert (submission.label, submission.entry, submission.source) == ("optimizers.py",) * 2 + ("x = 1\n",)
        assert files(submission) == {"optimizers.py": "x = 1\n"}

    @pytest.mark.parametrize("name", ["optimizers.py", "optimizers.ipynb"])
    def test_that_is_empty_is_an_empty_submission(self, tmp_path, name):
        submission = intake.read(write(tmp_path / name, ""), "optimizers")

        assert submission.source == ""

    def test_brings_along_what_it_imports_from_beside_it_and_what_that_imports(self, tmp_path):
        path = write(
            tmp_path / "optimizers.py",
            "import numpy as np\nfrom common.layers import Affine\nimport tools as t\n",
        )
        write(tmp_path / "common/layers.py", "from .functions import softmax\nfrom . import util\n")
        write(tmp_path / "common/__init__.py", "")
        write(tmp_path / "common/functions.py", "")
        write(tmp_path / "common/util.py", "")
        write(tmp_path / "common/unused.py", "")
        write(tmp_path / "tools.py", "")
        write(tmp_path / "other.py", "")
        write(tmp_path / "numpy.py", "raise SystemExit")

        submission = intake.read(path, "optimizers")

        brought = {
            "common/__init__.py",
            "common/layers.py",
            "common/functions.py",
            "common/util.py",
            "tools.py",
        }
        assert set(files(submission)) == {"optimizers.py", *brought}

    def test_that_imports_itself_in_a_ring_comes_once(self, tmp_path):
        path = write(tmp_path / "a.py", "import b")
        write(tmp_path / "b.py", "import a, b")

        assert set(files(intake.read(path, "optimizers"))) == {"a.py", "b.py"}

    def test_a_notebook_brings_along_what_it_imports_too(self, tmp_path):
        path = write(tmp_path / "optimizers.ipynb", notebook(code("from functions import *")))
        write(tmp_path / "functions.py", "y = 2")

        submission = intake.read(path, "optimizers")

        assert files(submission) == {"optimizers.ipynb": "from functions import *\n", "functions.py": "y = 2"}

    def test_the_digest_does_not_depend_on_the_way_in(self, tmp_path):
        contents = {"optimizers.py": "import functions\r\n", "functions.py": b"\xef\xbb\xbfy = 2\n"}
        for name, content in contents.items():
            write(tmp_path / "work" / name, content)
        archive = write(tmp_path / "work.zip", zipped(contents))

        ways = (tmp_path / "work/optimizers.py", tmp_path / "work", archive)

        assert len({intake.read(way, "optimizers").digest for way in ways}) == 1

    def test_another_entry_of_a_single_file_is_refused(self, tmp_path):
        path = write(tmp_path / "a.py", "")

        assert refusal(path, "b.py").values["nearest"] == ("a.py",)
        assert intake.read(path, "optimizers", "a.py").entry == "a.py"

    def test_that_is_missing_is_refused_with_the_nearest_names(self, tmp_path):
        write(tmp_path / "optimizers.py", "")

        error = refusal(tmp_path / "optimiser.py")

        assert error.code == "intake.missing_nearest"
        assert error.values["nearest"] == ("optimizers.py",)

    def test_in_a_missing_folder_is_refused(self, tmp_path):
        write(tmp_path / "a.py", "")

        assert refusal(tmp_path / "none" / "a.py").code == "intake.missing"
        assert refusal(tmp_path / "a.py" / "a.py").code == "intake.missing"

    def test_of_another_kind_is_refused(self, tmp_path):
        error = refusal(write(tmp_path / "optimizers.txt", ""))

        assert error.code == "intake.suffix"

    def test_of_more_than_a_mebibyte_is_refused(self, tmp_path):
        error = refusal(write(tmp_path / "a.py", b"#" * (limits.FILE + 1)))

        assert (error.code, error.values) == (
            "intake.too_large",
            {"path": "a.py", "size": "1.1 MiB", "limit": "1 MiB"},
        )
        assert intake.read(write(tmp_path / "a.py", b"#" * limits.FILE), "optimizers").files

    def test_a_huge_notebook_is_refused_unread(self, tmp_path):
        path = tmp_path / "optimizers.ipynb"
        with path.open("wb") as file:
            file.truncate(50 * limits.MIB)

        error = refusal(path)

        assert (error.code, error.values["size"]) == ("intake.too_large", "50 MiB")

    def test_a_file_that_grows_while_it_is_read_is_cut_off(self, tmp_path, monkeypatch):
        path = write(tmp_path / "a.py", b"#" * 100)
        monkeypatch.setattr(limits, "FILE", 100)
        monkeypatch.setattr(os, "read", lambda _handle, count: b"#" * count)

        assert refusal(path).code == "intake.too_large"

    def test_that_imports_more_files_than_allowed_is_refused(self, tmp_path, monkeypatch):
        monkeypatch.setattr(limits, "FILES", 3)
        path = write(tmp_path / "a.py", "import b, c, d")
        for name in "bcd":
            write(tmp_path / f"{name}.py", "")

        assert refusal(path).code == "intake.too_many_files"

    def test_a_name_that_no_terminal_should_see_is_made_printable(self, tmp_path):
        path = write(tmp_path / "a\x1b[31m.py", "")

        assert intake.read(path, "optimizers").label == "a\ufffd[31m.py"

    def test_a_full_width_space_shows(self, tmp_path):
        path = write(tmp_path / "佐藤\u3000愛子.py", "")

        assert intake.read(path, "optimizers").label == "佐藤\u3000愛子.py"

    def test_letters_that_reorder_a_line_are_remarked_on(self, tmp_path):
        path = write(tmp_path / "a.py", "x = 1\ny = '\u202e'\n")

        assert intake.read(path, "optimizers").remarks == (("intake.bidi", {"path": "a.py", "line": 2}),)

    def test_letters_that_reorder_a_line_of_a_notebook_are_told_by_cell(self, tmp_path):
        path = write(tmp_path / "a.ipynb", notebook(code("x = 1"), code("\ny = '\u2067'")))

        (remark,) = intake.read(path, "optimizers").remarks

        assert remark == ("intake.bidi_cell", {"path": "a.ipynb", "cell": 2, "line": 2})


@pytest.mark.parametrize("held", [pytest.param(True, marks=needs_links), False], ids=["held open", "by path"])
class TestDisk:
    @pytest.fixture(autouse=True)
    def way(self, held, monkeypatch):
        """Both ways of reading: with folders held open, and as on Windows."""
        monkeypatch.setattr(disk, "HELD", held)

    def test_reads_a_folder_with_packages(self, tmp_path):
        write(tmp_path / "common/deep/a.py", "1")
        write(tmp_path / "optimizers.py", "2")

        assert files(intake.read(tmp_path, "optimizers")) == {"common/deep/a.py": "1", "optimizers.py": "2"}

    def test_leaves_out_what_is_hidden_or_generated(self, tmp_path):
        for folder in (".git", ".venv/lib", "__pycache__", "node_modules/x", ".ipynb_checkpoints"):
            write(tmp_path / folder / "a.py", b"\xff")
        write(tmp_path / "my environment/pyvenv.cfg", "")
        write(tmp_path / "my environment/lib/a.py", b"\xff")
        write(tmp_path / "._optimizers.py", b"\xff")
        write(tmp_path / "notes.txt", b"\xff")
        write(tmp_path / "optimizers.py", "")

        assert set(files(intake.read(tmp_path, "optimizers"))) == {"optimizers.py"}

    @needs_links
    def test_a_link_to_a_file_is_refused(self, tmp_path):
        secret = write(tmp_path / "secret.py", "")
        (tmp_path / "work").mkdir()
        (tmp_path / "work/optimizers.py").symlink_to(secret)

        assert refusal(tmp_path / "work/optimizers.py").code == "intake.link"
        assert refusal(tmp_path / "work").code == "intake.link"

    @needs_links
    def test_a_link_to_a_folder_is_refused_or_left_out(self, tmp_path):
        write(tmp_path / "secret/a.py", "")
        write(tmp_path / "work/optimizers.py", "import secret.a")
        (tmp_path / "work/secret").symlink_to(tmp_path / "secret")

        assert refusal(tmp_path / "work/secret").code == "intake.link"
        assert set(files(intake.read(tmp_path / "work", "optimizers"))) == {"optimizers.py"}
        assert refusal(tmp_path / "work/optimizers.py").code == "intake.link"

    @needs_links
    def test_the_place_of_a_file_may_be_a_link(self, tmp_path):
        write(tmp_path / "real/a.py", "1")
        (tmp_path / "home").symlink_to(tmp_path / "real")

        assert intake.read(tmp_path / "home/a.py", "optimizers").source == "1"

    @needs_links
    def test_a_pipe_or_a_socket_is_refused_without_waiting(self, tmp_path, monkeypatch):
        os.mkfifo(tmp_path / "pipe.py")
        monkeypatch.chdir(tmp_path)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("socket.py")

            assert refusal(Path("pipe.py")).code == "intake.not_a_file"
            assert refusal(Path("socket.py")).code == "intake.not_a_file"
            assert refusal(Path()).code == "intake.not_a_file"
        assert refusal(Path("/dev/zero")).code == "intake.not_a_file"

    @needs_links
    @pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
    def test_a_file_without_permission_is_refused(self, tmp_path):
        path = write(tmp_path / "a.py", "")
        path.chmod(0)

        assert refusal(path).code == "intake.unreadable"

    def test_an_error_of_the_disk_is_a_refusal(self, tmp_path, monkeypatch):
        path = write(tmp_path / "a.py", "x")

        def failing(_handle, _count):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "read", failing)

        error = refusal(path)

        assert (error.code, error.values) == (
            "intake.unreadable",
            {"path": "a.py", "reason": "Permission denied"},
        )

    def test_a_folder_named_like_a_module_is_a_folder(self, tmp_path):
        write(tmp_path / "odd.py/optimizers.py", "1")

        assert intake.read(tmp_path / "odd.py", "optimizers").source == "1"

    def test_too_many_names_are_not_walked(self, tmp_path, monkeypatch):
        monkeypatch.setattr(limits, "ENTRIES", 5)
        for number in range(6):
            write(tmp_path / f"{number}.txt", "")

        error = refusal(tmp_path)

        assert (error.code, error.values["limit"]) == ("intake.too_many_files", 5)

    def test_too_deep_folders_are_refused(self, tmp_path, monkeypatch):
        monkeypatch.setattr(limits, "DEPTH", 2)
        write(tmp_path / "a/b/c/optimizers.py", "")

        assert refusal(tmp_path).code == "intake.too_deep"

    def test_the_folder_that_one_stands_in_has_a_name(self, tmp_path, monkeypatch):
        write(tmp_path / "optimizers.py", "")
        monkeypatch.chdir(tmp_path)

        assert intake.read(Path(), "optimizers").label == tmp_path.name


class TestCollection:
    def test_takes_the_module_named_after_the_exercise(self, collection):
        path = collection({"optimizers.py": "1", "optimizers.ipynb": notebook(), "other.py": "2"})

        submission = intake.read(path, "optimizers")

        assert submission.entry == "optimizers.py"
        assert submission.label == path.name
        assert files(submission) == {"optimizers.py": "1", "other.py": "2"}

    def test_then_the_notebook_named_after_it(self, collection):
        path = collection({"optimizers.ipynb": notebook(code("x = 1")), "other.py": "2", "more.ipynb": "not read"})

        submission = intake.read(path, "optimizers")

        assert submission.source == "x = 1\n"
        assert set(files(submission)) == {"optimizers.ipynb", "other.py"}

    def test_then_the_only_file(self, collection):
        path = collection({"mine.py": "1", "readme.txt": "", "package/__init__.py": ""})

        assert intake.read(path, "optimizers").entry == "mine.py"

    def test_the_nearest_of_several_files_is_the_one_proposed(self, collection):
        path = collection({"2/initializers.py": "", "4/optimizer.py": "", "5/regularizers.py": ""})

        assert refusal(path).values["example"].endswith("4/optimizer.py")

    def test_the_one_proposed_can_be_typed(self, collection):
        path = collection({"optimizers (1).py": "", "practical.ipynb": notebook()})

        assert refusal(path).values["example"] == "'optimizers (1).py'"

    def test_in_a_whole_workspace_it_is_the_one_of_the_exercises_name(self, collection):
        others = {"01/network.py": "", "01/network.ipynb": notebook(), "04/practical.ipynb": notebook()}
        path = collection(others | {"04/optimizers.py": "1"})

        assert intake.read(path, "optimizers").entry.endswith("04/optimizers.py")

    @pytest.mark.parametrize("space", " \u3000\u00a0")
    def test_a_folder_whose_name_has_a_space_of_any_width_is_looked_into(self, collection, space):
        path = collection({f"課題{space}4/optimizers.py": "1", "a.py": ""})

        assert intake.read(path, "optimizers").entry == f"課題{space}4/optimizers.py"

    def test_of_two_folders_with_that_name_none_is_chosen(self, collection):
        error = refusal(collection({"new/optimizers.py": "1", "old/optimizers.py": "2"}))

        assert error.code == "intake.several_entries"

    @pytest.mark.parametrize("folder", ["", "04/"])
    def test_beside_an_untouched_starter_module_it_is_the_notebook(self, collection, folder):
        own = {f"{folder}optimizers.py": "STARTER\n", f"{folder}optimizers.ipynb": notebook(code("x = 1"))}
        path = collection({**own, "a.py": ""})

        assert intake.read(path, "optimizers", unwritten="STARTER\n".__eq__).entry == f"{folder}optimizers.ipynb"
        assert intake.read(path, "optimizers", unwritten="OTHER\n".__eq__).entry == f"{folder}optimizers.py"

    @pytest.mark.parametrize(
        ("cell", "told"), [("x = 1", True), ("STARTER", False), ("x = %sx ls", False)], ids=["more", "stub", "unread"]
    )
    def test_a_notebook_that_was_worked_in_beside_the_module_is_remarked_on(self, collection, cell, told):
        path = collection({"optimizers.py": "x = 2\n", "optimizers.ipynb": notebook(code(cell)), "a.py": ""})

        read = intake.read(path, "optimizers", unwritten="STARTER\n".__eq__)

        both = ("intake.both", {"file": "optimizers.ipynb", "judged": "optimizers.py"})
        assert read.remarks == ((both,) if told else ())
        assert intake.read(path, "optimizers", "optimizers.py", "STARTER\n".__eq__).remarks == ()

    def test_several_files_are_listed(self, collection):
        error = refusal(collection({"b.py": "", "my_optimizers.py": "", "c.ipynb": ""}))

        assert error.code == "intake.several_entries"
        assert error.values["found"] == ("b.py", "c.ipynb", "my_optimizers.py")
        assert error.values["example"] == "my_optimizers.py"

    def test_none_is_refused(self, collection):
        assert refusal(collection({"readme.txt": ""})).code == "intake.no_entry"

    @pytest.mark.parametrize("asked", ["common/optimizer.py", "./common/optimizer.py", "common\\optimizer.py"])
    def test_an_entry_in_a_package_is_found(self, collection, asked):
        path = collection({"common/optimizer.py": "1", "common/__init__.py": "", "train.py": ""})

        assert intake.read(path, "optimizers", asked).entry == "common/optimizer.py"

    def test_an_entry_may_be_written_with_the_folder_before_it(self, collection):
        path = collection({"common/optimizer.py": "1", "train.py": ""})

        assert intake.read(path, "optimizers", f"{path.name}/common/optimizer.py").source == "1"

    def test_a_missing_entry_is_refused_with_the_nearest_names(self, collection):
        error = refusal(collection({"common/optimizer.py": "", "train.py": ""}), "common/optimiser.py")

        assert error.code == "intake.entry_missing"
        assert error.values["nearest"] == ("common/optimizer.py",)

    def test_a_folder_that_wraps_everything_is_looked_through(self, collection):
        path = collection({"work-main/optimizers.py": "1", "work-main/common/a.py": "", "work-main/x.txt": ""})

        submission = intake.read(path, "optimizers")

        assert set(files(submission)) == {"optimizers.py", "common/a.py"}
        assert intake.read(path, "optimizers", "work-main/common/a.py").entry == "common/a.py"

    @pytest.mark.parametrize(
        "contents", [{"common/__init__.py": ""}, {"common/x.py": "from common.optimizer import SGD"}]
    )
    def test_but_a_package_is_not_looked_through(self, collection, contents):
        path = collection({"common/optimizer.py": "1", **contents})

        assert intake.read(path, "optimizers", "common/optimizer.py").entry == "common/optimizer.py"

    def test_too_many_files_are_refused(self, collection):
        error = refusal(collection({f"{number}.py": "" for number in range(limits.FILES + 1)}))

        assert (error.code, error.values["limit"]) == ("intake.too_many_files", limits.FILES)

    def test_too_much_source_in_all_is_refused(self, collection, monkeypatch):
        monkeypatch.setattr(limits, "IN_ALL", 100)

        assert refusal(collection({"a.py": "#" * 60, "optimizers.py": "#" * 60})).code == "intake.too_much"

    def test_one_large_file_is_named(self, collection):
        lines = "".join(f"x{number} = {number * 7919}\n" for number in range(80_000))

        error = refusal(collection({"big.py": lines, "optimizers.py": ""}))

        assert (error.code, error.values["path"]) == ("intake.too_large", "big.py")

    def test_a_module_in_another_encoding_is_named(self, collection):
        error = refusal(collection({"common/a.py": "# 勾配".encode("cp932"), "optimizers.py": ""}))

        assert (error.code, error.values["path"]) == ("intake.encoding", "common/a.py")

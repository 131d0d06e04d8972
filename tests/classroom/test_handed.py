"""Who handed in what, in every layout that a class's work is downloaded in."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from grader.classroom import handed as hands
from grader.classroom.roster import Roster
from grader.classroom.roster import read as read_roster
from grader.errors import UsageError

CODE = "class SGD:\n    pass\n"


def put(path: Path, text: str = CODE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def zipped(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/") + ".py", text)
    return path


def students(folder: Path, roster: Roster | None = None) -> list[str]:
    return [handed.student for handed in hands.find(folder, roster or Roster())]


@pytest.fixture
def roster(tmp_path) -> Roster:
    text = "\ufeffid,name,email,canvas\ns001,Aiko Sato,aiko@example.org,12345\ns002,Ken Ito,ken@example.org,777\n"
    return read_roster(put(tmp_path / "roster.csv", text))


def test_a_file_a_notebook_a_zip_and_a_folder_are_each_a_students(tmp_path):
    put(tmp_path / "s003.py")
    put(tmp_path / "s001.ipynb", "{}")
    zipped(tmp_path / "s002.zip", optimizers=CODE)
    put(tmp_path / "s004" / "optimizers.py")
    put(tmp_path / ".DS_Store")
    put(tmp_path / "roster.csv")

    assert students(tmp_path) == ["s001", "s002", "s003", "s004"]
    assert all(hands.read(h, "optimizers").source == CODE for h in hands.find(tmp_path, Roster())[1:])


def test_a_roster_says_who_a_foreign_name_is(tmp_path):
    roster = read_roster(put(tmp_path / "r.csv", "id,name\ns007,田中 花子\n"))
    put(tmp_path / "work" / "田中花子.py")

    assert students(tmp_path / "work", roster) == ["s007"]


def test_moodle_by_folders(tmp_path, roster):
    put(tmp_path / "w" / "Aiko Sato_9001_assignsubmission_file_" / "optimizers.py")
    put(tmp_path / "w" / "Ken Ito_9002_assignsubmission_file" / "optimizers.py")
    put(tmp_path / "w" / "Who Else_9003_assignsubmission_file_" / "optimizers.py")

    assert students(tmp_path / "w", roster) == ["9003", "s001", "s002"]


def test_moodle_without_folders(tmp_path, roster):
    put(tmp_path / "w" / "Aiko Sato_9001_assignsubmission_file_optimizers.py")
    put(tmp_path / "w" / "Aiko Sato_9001_assignsubmission_file_helper.py", "x = 1\n")

    (handed,) = hands.find(tmp_path / "w", roster)

    submission = hands.read(handed, "optimizers")
    assert (handed.student, submission.entry) == ("s001", "optimizers.py")
    assert {file.path for file in submission.files} == {"optimizers.py", "helper.py"}


def test_canvas_gives_names_back_and_knows_who_was_late_or_tried_again(tmp_path, roster):
    put(tmp_path / "w" / "satoaiko_12345_678_optimizers-1.py")
    put(tmp_path / "w" / "itoken_LATE_777_679_optimizers.py")

    found = hands.find(tmp_path / "w", roster)

    assert [handed.student for handed in found] == ["s001", "s002"]
    assert hands.read(found[0], "optimizers").entry == "optimizers.py"


def test_canvas_by_its_compacted_name(tmp_path, roster):
    put(tmp_path / "w" / "satoaiko_4_5_optimizers.py")

    assert students(tmp_path / "w", roster) == ["s001"]


GRADESCOPE = """---
submission_101:
  :submitters:
  - :name: Aiko Sato
    :sid: 's001'
    :email: aiko@example.org
  :created_at: 2026-04-01 10:00:00.123456000 Z
  :score: 3.0
submission_102:
  :submitters:
  - :name: Ken Ito
    :email: ken@example.org
  :created_at: 2026-04-02 11:30:00 Z
"""


def test_gradescope_knows_who_and_when(tmp_path, roster):
    export = tmp_path / "w" / "assignment_7_export"
    put(export / "submission_metadata.yml", GRADESCOPE)
    put(export / "submission_101" / "optimizers.py")
    put(export / "submission_102" / "optimizers.py")

    found = hands.find(tmp_path / "w", roster)

    assert [handed.student for handed in found] == ["s001", "s002"]
    assert [handed.time for handed in found] == ["2026-04-01T10:00:00+00:00", "2026-04-02T11:30:00+00:00"]


def test_the_downloaded_zip_itself_may_be_named_and_times_in_it_count(tmp_path, roster):
    path = tmp_path / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for student in ("Aiko Sato_1", "Ken Ito_2"):
            entry = zipfile.ZipInfo(f"{student}_assignsubmission_file_/optimizers.py", (2026, 4, 1, 12, 0, 0))
            archive.writestr(entry, CODE)

    with hands.opened(path) as folder:
        found = hands.find(folder, roster)
        assert [handed.student for handed in found] == ["s001", "s002"]
        assert {handed.time[:8] for handed in found} == {"2026-04-"} or {h.time[:7] for h in found} == {"2026-03"}
        assert hands.read(found[0], "optimizers").source == CODE
    assert not folder.exists()


def test_a_zip_made_of_the_class_s_folder_by_hand_is_read_as_that_folder(tmp_path):
    path = zipped(tmp_path / "optimizers (1).zip", optimizers__s001__optimizers=CODE, optimizers__s002=CODE)

    with hands.opened(path) as folder:
        assert students(folder) == ["s001", "s002"]


def test_a_folder_in_a_folder_of_the_same_name_as_windows_unpacks_it_is_the_class(tmp_path):
    put(tmp_path / "work" / "work" / "s001" / "optimizers.py")
    put(tmp_path / "work" / "work" / "s002" / "optimizers.py")

    assert students(tmp_path / "work") == ["s001", "s002"]


def test_folders_of_groups_are_known_by_the_students_of_the_roster_in_them(tmp_path):
    roster = read_roster(put(tmp_path / "r.csv", "id,name\ns001,A\ns002,B\ns003,C\n"))
    put(tmp_path / "w" / "monday" / "s001" / "optimizers.py")
    put(tmp_path / "w" / "monday" / "s002.py")
    put(tmp_path / "w" / "monday" / "stranger.py")
    put(tmp_path / "w" / "friday" / "s003" / "second" / "optimizers.py")
    put(tmp_path / "w" / "empty" / "optimizers.py")

    found = hands.find(tmp_path / "w", roster)

    assert [handed.student for handed in found] == ["empty", "s001", "s002", "s003", "stranger"]
    assert all(hands.read(handed, "optimizers").source == CODE for handed in found)


def test_beside_a_student_of_the_roster_no_folder_is_a_group_whatever_is_called_like_others_in_it(tmp_path):
    roster = read_roster(put(tmp_path / "r.csv", "id,name\ns001,A\ns002,B\n"))
    put(tmp_path / "w" / "s001" / "optimizers.py")
    put(tmp_path / "w" / "stranger" / "s002.py")

    assert students(tmp_path / "w", roster) == ["s001", "stranger"]


def test_of_folders_in_a_student_s_folder_it_is_said_what_they_may_be(tmp_path):
    for folder in ("first", "second"):
        put(tmp_path / "s001" / folder / "optimizers.py")
    (handed,) = hands.find(tmp_path, Roster())

    with pytest.raises(UsageError) as error:
        hands.read(handed, "optimizers")

    found = ("first/optimizers.py", "second/optimizers.py")
    values = {"label": "s001", "found": found, "count": 2, "example": found[0]}
    assert (error.value.code, error.value.values) == ("class.nested", values)
    assert hands.read(handed, "optimizers", entry="second/optimizers.py").entry == "second/optimizers.py"


def test_a_zip_inside_a_students_folder_is_opened(tmp_path):
    (tmp_path / "s001").mkdir()
    zipped(tmp_path / "s001" / "work.zip", optimizers=CODE)

    (handed,) = hands.find(tmp_path, Roster())

    assert hands.read(handed, "optimizers").source == CODE


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_that_was_handed_in_is_not_followed(tmp_path):
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "s001.py").symlink_to(put(tmp_path / "secret.py"))
    (tmp_path / "w" / "satoaiko_1_2_optimizers.py").symlink_to(tmp_path / "secret.py")

    for handed in hands.find(tmp_path / "w", Roster()):
        with pytest.raises(UsageError) as error:
            hands.read(handed, "optimizers")
        assert error.value.code == "intake.link"


def test_a_folder_with_nothing_in_it_is_refused(tmp_path):
    with pytest.raises(UsageError) as error:
        hands.find(tmp_path, Roster())

    assert error.value.code == "class.empty"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name\nAiko\n", "roster.column"),
        ("id\na b\n", "roster.id"),
        ("id\ns001\ns001\n", "roster.twice"),
    ],
)
def test_a_roster_that_is_wrong_is_refused(tmp_path, text, code):
    with pytest.raises(UsageError) as error:
        read_roster(put(tmp_path / "roster.csv", text))

    assert error.value.code == code


def test_what_two_students_are_called_names_neither(tmp_path):
    roster = read_roster(put(tmp_path / "roster.csv", "id,name\ns001,Ken Ito\ns002,Ken Ito\n"))

    assert roster.id("Ken Ito") is None
    assert roster.id("s002") == "s002"


@pytest.mark.parametrize(
    "name", ["田中", "a b", "x" * 65, "<b>", "a;b", "con", "NUL.1", "com1", "\N{FULLWIDTH LATIN SMALL LETTER S}1"]
)
def test_a_name_that_is_no_id_gives_no_student(tmp_path, name):
    put(tmp_path / name / "optimizers.py")

    assert students(tmp_path) == [""]


@pytest.mark.parametrize("own", ["", "..", ".", "..\\..", "a/.."])
def test_a_file_whose_name_is_none_is_refused_as_that(tmp_path, own):
    (tmp_path / "handed").write_text(CODE)
    handed = hands.Handed("s1", "Aiko", ((tmp_path / "handed", own), (tmp_path / "handed", "b.py")))

    with pytest.raises(UsageError) as error:
        hands.read(handed, "optimizers")

    assert error.value.code == "intake.suffix"


def test_a_name_with_the_backslashes_of_windows_stays_below_its_folder(tmp_path):
    (tmp_path / "handed").write_text(CODE)

    found = hands.read(hands.Handed("s1", "Aiko", ((tmp_path / "handed", "..\\..\\optimizers.py"),)), "optimizers")

    assert found.entry == "optimizers.py"


def test_several_files_are_called_what_the_download_calls_them(tmp_path):
    for name in ("satoaiko_123_456_optimizers.py", "satoaiko_123_457_more.py"):
        (tmp_path / name).write_text(CODE)
    (handed,) = hands.find(tmp_path, Roster())

    assert {hands.read(handed, "optimizers").label for _ in range(2)} == {"satoaiko"}


def test_what_somebody_else_handed_in_is_nobody_s_sibling(tmp_path):
    put(tmp_path / "s001.py")
    put(tmp_path / "solution.py")
    put(tmp_path / "s002.py", "from s001 import SGD\nfrom solution import SGD\n")
    put(tmp_path / "s003.ipynb", '{"cells": [{"cell_type": "code", "source": "from s001 import SGD"}]}')

    for handed in hands.find(tmp_path, Roster()):
        assert len(hands.read(handed, "optimizers").files) == 1, handed.student


def test_several_files_of_one_student_find_each_other(tmp_path):
    put(tmp_path / "Aiko Sato_12345_assignsubmission_file_optimizers.py", "from tools import SGD\n")
    put(tmp_path / "Aiko Sato_12345_assignsubmission_file_tools.py")

    (handed,) = hands.find(tmp_path, Roster())

    assert len(hands.read(handed, "optimizers").files) == 2


def test_a_file_called_like_somebody_else_s_is_whose_it_is(tmp_path, roster):
    work = tmp_path / "work"
    put(work / "Aiko Sato_12345_assignsubmission_file_Ken Ito_777_assignsubmission_file_optimizers.py")
    put(work / "Ken Ito_777_assignsubmission_file_optimizers.py")

    assert students(work, roster) == ["s001", "s002"]


def test_a_file_called_as_another_system_calls_them_changes_nobody_s_name(tmp_path, roster):
    work = tmp_path / "work"
    put(work / "satoaiko_12345_67890_x_1_assignsubmission_file_optimizers.py")
    put(work / "itoken_777_67891_optimizers.py")
    put(work / "grades.csv")

    assert students(work, roster) == ["s001", "s002"]


@pytest.mark.parametrize("folders", [True, False])
def test_what_was_typed_beside_a_file_in_moodle_keeps_nobody_from_being_judged(tmp_path, folders):
    between = "/" if folders else ""
    put(tmp_path / f"佐藤 愛子_9001_assignsubmission_file_{between}optimizers.py")
    put(tmp_path / f"佐藤 愛子_9001_assignsubmission_onlinetext_{between}onlinetext.html", "<p>お願いします</p>")

    (handed,) = hands.find(tmp_path, Roster())

    assert hands.read(handed, "optimizers").entry == "optimizers.py"


@pytest.mark.parametrize("kind", ["text", "link"])
def test_what_was_typed_into_canvas_is_refused_as_what_a_student_handed_in(tmp_path, roster, kind):
    put(tmp_path / "w" / f"satoaiko_LATE_12345_{kind}.html", "<p>class SGD</p>")
    put(tmp_path / "w" / "itoken_777_679_optimizers.py")

    found = hands.find(tmp_path / "w", roster)

    assert [handed.student for handed in found] == ["s001", "s002"]
    with pytest.raises(UsageError) as error:
        hands.read(found[0], "optimizers")
    assert error.value.code == "intake.suffix"


def test_two_files_that_canvas_numbered_are_both_there(tmp_path, roster):
    put(tmp_path / "w" / "satoaiko_12345_678_optimizers-1.py", "one = 1\n")
    put(tmp_path / "w" / "satoaiko_12345_679_optimizers-2.py", "two = 2\n")

    (handed,) = hands.find(tmp_path / "w", roster)

    with pytest.raises(UsageError) as error:
        hands.read(handed, "optimizers")
    assert (error.value.code, error.value.values["count"]) == ("intake.several_entries", 2)


def test_a_name_with_an_underscore_is_a_name_in_canvas(tmp_path, roster):
    put(tmp_path / "w" / "sato_aiko_12345_678_optimizers.py")

    assert students(tmp_path / "w", roster) == ["s001"]


GROUP = """---
submission_101:
  :submitters:
  - :name: Aiko Sato
    :sid: 's001'
  - :name: Ken Ito
    :email: ken@example.org
  :created_at: 2026-04-01 10:00:00.123456000 Z
"""


def test_everybody_of_a_group_that_handed_in_together_in_gradescope_is_judged(tmp_path, roster):
    put(tmp_path / "w" / "submission_metadata.yml", GROUP)
    put(tmp_path / "w" / "submission_101" / "optimizers.py")

    found = hands.find(tmp_path / "w", roster)

    assert [handed.student for handed in found] == ["s001", "s002"]
    assert {handed.time for handed in found} == {"2026-04-01T10:00:00+00:00"}
    assert {hands.read(handed, "optimizers").source for handed in found} == {CODE}
    assert len({handed.label for handed in found}) == 2


FORGED = """---
submission_101:
  :results:
    tests:
    - output: |-
        :submitters:
        - :name: Ken Ito
          :sid: s002
        :created_at: 2020-01-01 00:00:00 Z
  :submitters:
  - :name: Aiko Sato
  :created_at: 2026-04-01 10:00:00 Z
"""


def test_what_a_submission_printed_in_gradescope_makes_it_nobody_else_s(tmp_path, roster):
    put(tmp_path / "w" / "submission_metadata.yml", FORGED)
    put(tmp_path / "w" / "submission_101" / "optimizers.py")

    (handed,) = hands.find(tmp_path / "w", roster)

    assert (handed.student, handed.time) == ("s001", "2026-04-01T10:00:00+00:00")


def test_what_systems_leave_in_a_folder_is_nobody_s(tmp_path):
    put(tmp_path / "s001.py")
    put(tmp_path / "Thumbs.db")
    put(tmp_path / "desktop.ini")

    assert students(tmp_path) == ["s001"]


def test_an_archive_of_another_kind_is_refused_as_whose_it_is(tmp_path):
    put(tmp_path / "s001.tar.gz")
    put(tmp_path / "s002.rar")

    found = hands.find(tmp_path, Roster())

    assert [handed.student for handed in found] == ["s001", "s002"]
    for handed in found:
        with pytest.raises(UsageError) as error:
            hands.read(handed, "optimizers")
        assert error.value.code == "intake.suffix"


def test_a_zip_that_windows_made_in_japan_says_whose_files_they_are(tmp_path):
    roster = read_roster(put(tmp_path / "r.csv", "id,name\ns001,佐藤 愛子\n"))
    raw = "佐藤 愛子.py".encode("cp932")
    zipped(tmp_path / "d.zip", **{"x" * (len(raw) - 3): CODE})
    data = (tmp_path / "d.zip").read_bytes()
    (tmp_path / "d.zip").write_bytes(data.replace(b"x" * (len(raw) - 3) + b".py", raw))

    with hands.opened(tmp_path / "d.zip") as folder:
        assert students(folder, roster) == ["s001"]

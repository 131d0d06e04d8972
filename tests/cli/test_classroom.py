"""`grade class` and `grade regrade`, from the words on the command line to the gradebook."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from grader import gradebook
from grader.content import content

from .conftest import CLIMBS, SGD, command

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a class is graded where submissions are held")


@pytest.fixture
def subs(here) -> Path:
    """Three students: right, wrong, unreadable."""
    folder = here / "subs"
    folder.mkdir()
    (folder / "s001.py").write_text(SGD)
    (folder / "s002.py").write_text(CLIMBS)
    (folder / "s003.docx").write_text("")
    return folder


def run(grade, subs, *more):
    return grade("class", subs, "--exercise", "exercise_4", "--gradebook", "b.sqlite", "--jobs", "1", *more)


def attempts() -> list[gradebook.Attempt]:
    with gradebook.read(Path("b.sqlite")) as book:
        return book.attempts()


def test_everybody_is_judged_and_what_cannot_be_read_is_recorded_as_that(grade, subs):
    result = run(grade, subs)

    assert result.code == 1
    assert "Judged: 2. Judged before: 0. Could not be read: 1." in result.out
    assert "s003.docx" in result.err
    assert [(a.student, a.earned) for a in attempts()] == [("s001", 1.0), ("s002", 0.0)]
    with gradebook.read(Path("b.sqlite")) as book:
        (refusal,) = book.refusals("exercise_4")
    assert (refusal.student, refusal.code) == ("s003", "intake.suffix")


def of_another_version(starter: str) -> str:
    """A starter module with other explanations."""
    return re.sub('(?s)""".+?"""', '"""Written\n\n    otherwise."""', f"# An older release.\n{starter}")


@pytest.mark.parametrize("version", [lambda text: text, of_another_version], ids=["today's", "an older one"])
def test_a_folder_whose_module_was_left_as_it_was_is_judged_by_its_notebook(grade, started, here, monkeypatch, version):
    work = started / "exercise_04_optimizers"
    starter = (content().exercises / work.name / "optimizers.py").read_text(encoding="utf-8")
    (work / "optimizers.py").write_text(version(starter), encoding="utf-8")
    notebook = json.loads((work / "optimizers.ipynb").read_text(encoding="utf-8"))
    notebook["cells"].append({"cell_type": "code", "metadata": {}, "source": SGD, "outputs": []})
    (work / "optimizers.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    shutil.copytree(work, here / "subs" / "s001" / work.name)
    shutil.copytree(started, here / "subs" / "s002")
    monkeypatch.chdir(here)

    assert run(grade, "subs").code == 0

    assert [(a.student, a.earned) for a in attempts()] == [("s001", 1.0), ("s002", 1.0)]


def test_the_history_of_a_class_says_whose_attempts_they_are(grade, subs):
    run(grade, subs)

    head, *lines = grade("history", "--gradebook", "b.sqlite").out.splitlines()
    assert "student" in head
    assert sorted(line.split()[3] for line in lines) == ["s001", "s002"]


def test_a_name_with_a_full_width_space_is_a_name(grade, here):
    (here / "roster.csv").write_text("id,name\ns001,佐藤 愛子\n", encoding="utf-8")
    with zipfile.ZipFile(here / "download.zip", "w") as archive:
        archive.writestr("佐藤\u3000愛子.py", SGD)

    assert run(grade, "download.zip", "--roster", "roster.csv").code == 0
    assert [(a.student, a.earned) for a in attempts()] == [("s001", 1.0)]


def test_a_roster_in_shift_jis_is_read_and_that_is_said(grade, here):
    (here / "名簿.csv").write_bytes("id,name\r\ns001,佐藤 愛子\r\n".encode("cp932"))
    (here / "work").mkdir()
    (here / "work" / "佐藤愛子.py").write_text(SGD)

    done = run(grade, "work", "--roster", "名簿.csv")
    told = "The roster 名簿.csv is read as Shift-JIS, in which Excel in Japan saves a CSV.\n"

    assert (done.code, [(a.student, a.earned) for a in attempts()]) == (0, [("s001", 1.0)])
    assert told in done.err
    page = grade("class", "report", "--exercise", "4", "--roster", "名簿.csv", "--gradebook", "b.sqlite")
    assert told in page.err and "佐藤 愛子" in (here / "class.html").read_text(encoding="utf-8")


def test_a_name_that_no_disk_takes_stops_nobody(grade, here):
    files = {
        f"satoaiko_101_9001_{'最適化' * 30}2.py": SGD,
        f"satoken_102_9002_{'最適化' * 30}.py": SGD,
        f"satomai_103_9004_{'optimizer' * 40}.py": CLIMBS,
        f"satoyui_104_9005_work{f'/{chr(97) * 250}' * 40}/optimizers.py": SGD,
    }
    with zipfile.ZipFile(here / "download.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)

    result = run(grade, "download.zip")

    assert "Judged: 3. Judged before: 0. Could not be read: 1." in result.out, result.err
    assert [(a.student, a.earned) for a in attempts()] == [("101", 1.0), ("102", 1.0), ("103", 0.0)]
    assert "Not judged: satoyui" in result.err and "folders deep" in result.err


def test_what_to_type_next_names_the_gradebook_and_works(grade, subs):
    result = run(grade, subs)
    proposed = result.out.rpartition("grade ")[2].split()

    assert proposed == ["class", "report", "--exercise", "exercise_4", "--gradebook", "b.sqlite"]
    assert grade(*proposed).code == 0


def test_every_mark_carries_versions_seed_digest_and_time_and_all_the_same_seed(grade, subs):
    run(grade, subs)

    found = attempts()
    assert len({a.seed for a in found}) == 1 and found[0].seed > 0
    for a in found:
        assert a.grader_version and a.exercise_version and len(a.digest) == 64 and a.handed_in.endswith("+00:00")
        assert json.loads(a.report)["seed"] == a.seed


def test_a_second_run_judges_only_what_is_new(grade, subs):
    run(grade, subs)
    (subs / "s002.py").write_text(SGD)

    result = run(grade, subs)

    assert "Judged: 1. Judged before: 1." in result.out
    assert [(a.student, a.earned) for a in attempts()] == [("s001", 1.0), ("s002", 0.0), ("s002", 1.0)]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_several_handed_in_alike_is_judged_once_and_recorded_for_each(grade, here, monkeypatch, jobs):
    from grader.runners import pool

    given = []
    real = pool.Crew.graded

    def counted(crew, jobs):
        def noted():
            for key, job in jobs:
                given.append(job.submission.label)
                yield key, job

        return real(crew, noted())

    monkeypatch.setattr(pool.Crew, "graded", counted)
    for name, text in {"s1": SGD, "s2": CLIMBS, "s3": CLIMBS, "s4": CLIMBS + "\n", "s5": SGD}.items():
        (here / "alike" / name).mkdir(parents=True)
        (here / "alike" / name / "optimizers.py").write_text(text)

    result = run(grade, here / "alike", "--jobs", jobs)

    assert "Judged: 5." in result.out
    assert given == ["s1", "s2", "s4"]
    found = {a.student: a for a in attempts()}
    assert [found[f"s{i}"].earned for i in range(1, 6)] == [1.0, 0.0, 0.0, 0.0, 1.0]
    assert {student: json.loads(a.report)["submission"] for student, a in found.items()} == {s: s for s in found}
    one, other = (json.loads(found[student].report) for student in ("s2", "s3"))
    assert {**one, "submission": ""} == {**other, "submission": ""}


def marks(grade) -> dict[str, tuple[str, str]]:
    """By student, the mark and what is to be looked at."""
    grade("class", "report", "--exercise", "4", "--gradebook", "b.sqlite", "--csv", "m.csv")
    with Path("m.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: (row["mark"], row["flags"]) for row in csv.DictReader(file)}


def test_who_goes_back_to_an_earlier_submission_gets_the_mark_of_that(grade, subs):
    for day, code in enumerate((SGD, CLIMBS, SGD)):
        (subs / "s001.py").write_text(code)
        os.utime(subs / "s001.py", (1e9 + 86400 * day,) * 2)
        result = run(grade, subs)

    assert "Judged before: 2." in result.out
    assert marks(grade)["s001"][0] == "1.0"
    number = len(attempts())
    run(grade, subs)
    assert len(attempts()) == number


def test_what_was_cleared_up_is_flagged_no_longer_and_what_happens_again_is(grade, subs):
    run(grade, subs)
    flags = []
    for _ in range(2):
        (subs / "s001.ipynb").write_text("{}")
        run(grade, subs)
        flags.append(marks(grade)["s001"][1])
        (subs / "s001.ipynb").unlink()
        run(grade, subs)
        flags.append(marks(grade)["s001"][1])

    assert flags == ["unreadable", "", "unreadable", ""]


def test_another_time_of_handing_in_is_told_and_recorded_where_that_is_asked_for(grade, subs):
    os.utime(subs / "s001.py", (1e9, 1e9))
    run(grade, subs)
    os.utime(subs / "s001.py", (1e9 - 9 * 3600,) * 2)

    told, recorded, after = run(grade, subs), run(grade, subs, "--retime"), run(grade, subs)

    assert "1 were handed in at another time than is recorded: s001." in told.out
    assert "--retime" not in recorded.out + after.out
    times = [a.handed_in for a in attempts() if a.student == "s001"]
    assert times == ["2001-09-09T01:46:40+00:00", "2001-09-08T16:46:40+00:00"]


def test_a_seed_file_gives_the_same_seed_in_every_gradebook(grade, subs, here):
    (here / "secret").write_text("0123456789abcdef0123456789abcdef\n")
    (subs / "s002.py").unlink()
    seeds = set()
    for name in ("one.sqlite", "two.sqlite"):
        grade("class", subs, "--exercise", "4", "--gradebook", name, "--seed-file", "secret", "--jobs", "1")
        with gradebook.read(Path(name)) as book:
            seeds |= {a.seed for a in book.attempts()}

    assert len(seeds) == 1


def test_a_seed_that_could_be_guessed_is_refused(grade, subs, here):
    (here / "secret").write_text("1234")

    assert run(grade, subs, "--seed-file", "secret").code == 2


def test_an_id_that_comes_twice_is_nobodys(grade, subs):
    (subs / "s001").mkdir()
    (subs / "s001" / "optimizers.py").write_text(SGD)

    result = run(grade, subs)

    assert [a.student for a in attempts()] == ["s002"]
    assert "Several submissions belong to s001" in result.err


def test_who_is_on_the_roster_and_handed_in_nothing_is_named(grade, subs, here):
    (here / "roster.csv").write_text("id,name\ns001,A\ns002,B\ns003,C\ns009,D\n")

    assert "1 on the roster handed in nothing: s009" in run(grade, subs, "--roster", "roster.csv").out


def test_who_handed_in_and_is_not_on_the_roster_is_named(grade, subs, here):
    (here / "roster.csv").write_text("id,name\ns001,A\ns009,D\n")

    assert "2 who handed in are not on the roster: s002, s003." in run(grade, subs, "--roster", "roster.csv").out
    assert "not on the roster" not in run(grade, subs).out


def test_an_id_whose_zeros_a_spreadsheet_took_away_is_told_as_that(grade, subs, here):
    (subs / "s001.py").rename(subs / "0017.py")
    (here / "roster.csv").write_text("id,name\n17,A\ns002,B\ns003,C\n")

    assert "17 – 0017" in run(grade, subs, "--roster", "roster.csv").out


def test_a_class_is_refused_where_submissions_are_not_held_unless_they_are_trusted(grade, subs):
    for file in subs.glob("s00[23]*"):
        file.unlink()

    refused = run(grade, subs, "--isolation", "process-only")
    trusted = run(grade, subs, "--isolation", "process-only", "--trust-submissions")

    assert (refused.code, trusted.code) == (2, 0)
    assert "--trust-submissions" in refused.err
    assert attempts()[0].isolation == "process-only"


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_run_goes_on_where_it_was(subs, here):
    shutil.copy(content().exercises / "exercise_04_optimizers" / "samples" / "two_mistakes.py", subs / "s000.py")
    for i in range(10, 16):
        (subs / f"s0{i}.py").write_text(f"{SGD}# {i}\n")
    words = command("class", subs, "--exercise", "4", "--gradebook", here / "b.sqlite", "--jobs", "1")
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    book = here / "b.sqlite"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and recorded(book) < 2:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    before = recorded(book)

    assert process.returncode == 130
    assert "The same command goes on from there." in told and "Traceback" not in told
    assert 2 <= before < 9
    end = subprocess.run(words, capture_output=True, text=True, check=False)
    assert f"Judged before: {before}" in end.stdout
    found = attempts()
    assert sorted(a.student for a in found) == sorted({a.student for a in found})
    assert len(found) == 9


def recorded(book: Path) -> int:
    if not book.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM attempts").fetchone()[0])
    except sqlite3.OperationalError:  # it is just being made
        return 0


def test_points_by_hand_are_kept_through_a_regrade(grade, subs):
    run(grade, subs)
    with sqlite3.connect("b.sqlite") as connection:
        connection.execute("UPDATE attempts SET grader_version = '0.0.9'")
    connection.close()

    words = ("s002", "-0.5", "--exercise", "4", "--reason", "agreed", "--gradebook", "b.sqlite")
    assert grade("class", "adjust", *words).code == 0
    assert grade("regrade", "4", "--write", "--gradebook", "b.sqlite", "--jobs", "1").code == 0
    with gradebook.read(Path("b.sqlite")) as book:
        (adjustment,) = book.adjustments("exercise_4")
        assert len(book.attempts()) == 4
    assert (adjustment.student, adjustment.points, adjustment.reason) == ("s002", -0.5, "agreed")


def test_points_may_be_given_for_what_could_not_be_read(grade, subs):
    run(grade, subs)
    words = ("class", "adjust", "s003", "2", "--exercise", "4", "--gradebook", "b.sqlite", "--reason")

    assert grade(*words, " ").code == 2
    assert grade(*words, "on paper").code == 0
    grade("class", "report", "--exercise", "4", "--gradebook", "b.sqlite", "--csv", "m.csv")
    assert "s003,,exercise_4,2.0," in Path("m.csv").read_text(encoding="utf-8-sig")


def test_points_for_nobody_are_refused(grade, subs):
    run(grade, subs)

    result = grade("class", "adjust", "s404", "1", "--exercise", "4", "--reason", "x", "--gradebook", "b.sqlite")

    assert result.code == 2


def test_a_regrade_says_which_marks_change_before_it_writes(grade, subs):
    run(grade, subs)
    with sqlite3.connect("b.sqlite") as connection:  # as if an older version had given no points
        connection.execute("UPDATE attempts SET earned = 0, grader_version = '0.0.9' WHERE student = 's001'")
    connection.close()

    preview = grade("regrade", "4", "--gradebook", "b.sqlite", "--jobs", "1")

    assert preview.code == 1
    assert preview.out.rstrip().endswith("grade regrade exercise_4 --write --gradebook b.sqlite")
    assert "Marks that change: 1." in preview.out and "s001" in preview.out and "s002" not in preview.out
    assert len(attempts()) == 2
    assert grade("regrade", "4", "--write", "--gradebook", "b.sqlite", "--jobs", "1").code == 0
    assert [(a.student, a.earned) for a in attempts()[2:]] == [("s001", 1.0)]
    assert attempts()[2].handed_in == attempts()[0].handed_in
    assert grade("regrade", "4", "--write", "--gradebook", "b.sqlite", "--jobs", "1").code == 0
    assert len(attempts()) == 3


DAMAGE = (
    *("attempts SET report = '{'", "attempts SET report = '[]'", "attempts SET report = X'00'"),
    *("attempts SET time = ''", "attempts SET handed_in = '2026-05-01T00:00:00'"),
    *("attempts SET earned = 'all'", "attempts SET seed = 'x'"),
    "submissions SET files = X'00'",
)


@pytest.mark.parametrize("change", DAMAGE)
def test_a_regrade_names_a_damaged_attempt_and_goes_on_with_the_others(grade, subs, change):
    run(grade, subs)
    key = "(SELECT submission FROM attempts WHERE id = 1)"
    with sqlite3.connect("b.sqlite") as connection:
        connection.execute(f"UPDATE {change} WHERE {'key' if change.startswith('sub') else 'submission'} = {key}")
        connection.execute("UPDATE attempts SET grader_version = '0.0.9'")
    connection.close()

    result = grade("regrade", "4", "--write", "--gradebook", "b.sqlite", "--jobs", "1")

    assert result.code == 1
    assert "Attempt 1 in " in result.err and "is damaged" in result.err
    assert "Judged again: 1." in result.out
    assert [a.student for a in attempts()[2:]] == ["s002"]


def test_a_backup_is_the_whole_gradebook_and_goes_into_an_empty_one_only(grade, subs):
    run(grade, subs)

    assert grade("class", "backup", "copy.sqlite", "--gradebook", "b.sqlite").code == 0
    assert grade("class", "backup", "copy.sqlite", "--gradebook", "b.sqlite").code == 2
    assert grade("class", "restore", "copy.sqlite", "--gradebook", "b.sqlite").code == 2
    assert grade("class", "restore", "copy.sqlite", "--gradebook", "new.sqlite").code == 0
    with gradebook.read(Path("new.sqlite")) as book:
        assert book.attempts() == attempts()
        assert len(book.refusals("exercise_4")) == 1
        assert book.attempt(1)[1].source == SGD
    again = grade("class", subs, "--exercise", "4", "--gradebook", "new.sqlite", "--jobs", "1")
    assert "Judged: 0. Judged before: 2." in again.out  # the secret came with it


@pytest.mark.parametrize("first", [("--jobs", "1"), ("--lang", "en"), ("--lang=en",)])
def test_options_may_come_before_the_folder(grade, subs, first):
    (subs / "s002.py").unlink()

    result = grade("class", *first, "--exercise", "4", subs, "--gradebook", "b.sqlite")

    assert "Judged: 1." in result.out


PARTS = ("run", "report", "feedback", "export", "adjust", "backup", "restore")
COMMANDS = ("class", *(f"class {part}" for part in PARTS), "regrade")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_both_languages(grade, name, language):
    result = grade(*name.split(), "--help", "--lang", language)

    assert result.code == 0
    assert "help." not in result.out


def test_the_report_is_a_page_and_a_sheet(grade, subs, here):
    run(grade, subs)

    result = grade("class", "report", "--exercise", "4", "--gradebook", "b.sqlite", "-o", "c.html", "--csv", "m.csv")

    assert result.code == 0
    assert (here / "c.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (here / "m.csv").read_bytes().startswith(b"\xef\xbb\xbfstudent,")


def test_a_report_of_nothing_says_what_to_do_first(grade, subs):
    run(grade, subs)

    result = grade("class", "report", "--exercise", "1", "--gradebook", "b.sqlite")

    assert result.code == 2
    assert "grade class SUBMISSIONS --exercise exercise_1" in result.err


def test_marks_go_into_the_courses_own_sheet(grade, subs, here):
    run(grade, subs)
    (here / "canvas.csv").write_text("Student,ID,SIS User ID,Exercise 4 (7)\nA,1,s001,\nB,2,s002,\n")
    words = ("--layout", "canvas", "--column", "Exercise 4", "--exercise", "4", "--gradebook", "b.sqlite")

    result = grade("class", "export", "canvas.csv", *words, "-o", "filled.csv")

    assert result.code == 0
    assert (here / "filled.csv").read_text(encoding="utf-8-sig").split() == [
        *("Student,ID,SIS", "User", "ID,Exercise", "4", "(7)", "A,1,s001,1", "B,2,s002,0"),
    ]


def test_every_student_gets_an_own_page_that_says_what_is_wrong(grade, subs, here):
    run(grade, subs)

    result = grade("class", "feedback", "--exercise", "4", "--gradebook", "b.sqlite", "-o", "pages", "--lang", "ja")

    assert result.code == 0
    assert sorted(path.name for path in (here / "pages").iterdir()) == ["s001.html", "s002.html"]
    right, wrong = ((here / "pages" / f"s00{i}.html").read_text(encoding="utf-8") for i in (1, 2))
    assert "坂を登っている" in wrong and "坂を登っている" not in right
    assert "class SGD" in re.sub(r"<[^>]*>", "", wrong)
    assert str(attempts()[0].seed) not in right + wrong


def test_ids_that_differ_in_case_alone_have_pages_that_differ_on_every_disk(grade, subs, here):
    (subs / "s003.docx").unlink()
    (subs / "S001.py").write_text(CLIMBS)
    run(grade, subs)

    result = grade("class", "feedback", "--exercise", "4", "--gradebook", "b.sqlite", "-o", "pages")

    names = sorted(path.name for path in (here / "pages").iterdir())
    assert result.code == 0 and len(names) == 3 and "s002.html" in names
    assert len({name.casefold() for name in names}) == 3
    assert all(name in result.out for name in names if name != "s002.html")
    assert grade("class", "feedback", "--exercise", "4", "--gradebook", "b.sqlite", "-o", "pages").code == 0
    assert sorted(path.name for path in (here / "pages").iterdir()) == names


def test_no_page_is_written_where_a_gradebook_of_somebody_else_s_wants_it(grade, subs, here):
    run(grade, subs)
    connection = sqlite3.connect("b.sqlite")
    with connection:
        connection.execute("UPDATE attempts SET student = '../outside' WHERE student = 's001'")
    connection.close()

    grade("class", "feedback", "--exercise", "4", "--gradebook", "b.sqlite", "-o", "pages")

    assert len([*(here / "pages").iterdir()]) == 2
    assert not [*here.glob("outside*")]


def test_feedback_comes_as_markdown_too(grade, subs, here):
    run(grade, subs)
    words = ("--exercise", "4", "--gradebook", "b.sqlite", "-o", "pages")

    assert grade("class", "feedback", *words, "--format", "markdown").code == 0

    right, wrong = ((here / "pages" / f"s00{i}.md").read_text(encoding="utf-8") for i in (1, 2))
    assert "❌" in wrong and "❌" not in right
    assert str(attempts()[0].seed) not in right + wrong
    assert grade("class", "feedback", *words, "--format", "pdf").code == 2


def test_a_submission_cannot_hand_in_somebody_else_s(grade, subs):
    (subs / "s003.docx").unlink()
    (subs / "s002.py").write_text("from s001 import SGD\n")

    assert run(grade, subs).code == 0

    assert [(a.student, a.earned) for a in attempts()] == [("s001", 1.0), ("s002", 0.0)]


def test_several_that_handed_in_the_same_starter_files_are_each_judged(grade, started, here, monkeypatch):
    work = started / "exercise_04_optimizers"
    shutil.copy(content().exercises / work.name / "optimizers.py", work)
    for student in ("s001", "s002", "s003"):
        shutil.copytree(work, here / "subs" / student)
    monkeypatch.chdir(here)

    assert run(grade, "subs").code == 0

    assert [(a.student, a.exit_code) for a in attempts()] == [(f"s00{i}", 3) for i in (1, 2, 3)]


# A damaged gradebook --------------------------------------------------------------------------------------------------

MARKS = ("--exercise", "4", "--gradebook", "b.sqlite")
DAMAGED_LINES = (
    *("attempts SET handed_in = 'soon'", "attempts SET student = X'00'"),
    *("adjustments SET points = 'many'", "adjustments SET reason = X'00'"),
    *("refusals SET details = '{'", "refusals SET details = '[]'", "refusals SET label = X'00'"),
)


@pytest.fixture
def damaged(grade, subs, here):
    """A class of which one line is damaged, by a statement that names the table and the change."""

    def damage(change: str) -> None:
        run(grade, subs)
        grade("class", "adjust", "s001", "0.5", *MARKS, "--reason", "unclear")
        with sqlite3.connect("b.sqlite") as connection:
            first = "(SELECT submission FROM attempts WHERE id = 1)"
            where = f"key = {first}" if change.startswith("submissions") else "id = 1"
            connection.execute(f"UPDATE {change} WHERE {where}")
        connection.close()
        (here / "canvas.csv").write_text("Student,ID,SIS User ID,Exercise 4 (7)\nA,1,s001,\nB,2,s002,\n")

    return damage


@pytest.mark.parametrize("change", [*DAMAGE, *DAMAGED_LINES])
def test_a_report_names_what_is_damaged_and_counts_the_others(grade, here, damaged, change):
    damaged(change)

    result = grade("class", "report", *MARKS, "-o", "c.html", "--csv", "m.csv")

    assert result.code == 1
    assert "is damaged" in result.err and "1 in " in result.err
    assert "s002" in (here / "c.html").read_text(encoding="utf-8")
    rows = (here / "m.csv").read_text(encoding="utf-8-sig").splitlines()
    assert any(row.startswith("s002,,exercise_4,0.0") for row in rows)
    if change.startswith("attempts") and "student" not in change:
        assert any(row.startswith("s001,,exercise_4,") and "damaged" in row for row in rows)


@pytest.mark.parametrize("change", [*DAMAGE, *DAMAGED_LINES])
def test_feedback_and_export_go_on_with_those_that_are_whole(grade, here, damaged, change):
    damaged(change)

    pages = grade("class", "feedback", *MARKS, "-o", "pages")
    sheet = grade(
        *("class", "export", "canvas.csv", *MARKS, "--layout", "canvas", "--column", "Exercise 4", "-o", "filled.csv")
    )

    assert (pages.code, "is damaged" in pages.err) == (1, True)
    assert (here / "pages" / "s002.html").is_file()
    assert "B,2,s002,0" in (here / "filled.csv").read_text(encoding="utf-8-sig")
    if not change.startswith("submissions"):  # a mark does not need the files
        assert (sheet.code, "is damaged" in sheet.err) == (1, True)


def test_an_extension_that_helps_nobody_is_told(grade, subs, here):
    (here / "late.toml").write_text(
        "[exercise_4]\ndeadline = 2030-01-01T00:00:00\n"
        "[exercise_4.extensions]\ns001 = 2030-01-02T00:00:00\nsoo2 = 2030-01-02T00:00:00\n"
    )
    run(grade, subs)

    result = grade("class", "report", "--exercise", "4", "--gradebook", "b.sqlite", "--rules", "late.toml")

    assert result.code == 0
    assert "nor have handed anything in: soo2. Is each id right?" in result.err


def test_of_many_names_it_is_told_that_there_are_more(grade, subs, here):
    (here / "roster.csv").write_text("id\ns001\n" + "".join(f"t{i:02}\n" for i in range(30)))

    assert "30 on the roster handed in nothing: t00, " in (told := run(grade, subs, "--roster", "roster.csv").out)
    assert "t19, …" in told and "t20" not in told

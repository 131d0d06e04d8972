"""`grade class FOLDER`: from what was handed in to the gradebook."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from grader import gradebook
from grader.content import content
from tests.helpers import ROOT

from .classes import attempts, held, run
from .conftest import CLIMBS, SGD, command, process

pytestmark = held


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


def test_what_cannot_be_read_of_a_zip_is_told_by_its_place_in_it(grade, here):
    files = {
        "Aiko Sato_12345_assignsubmission_file_/optimizers.py": SGD,
        "Cara X_12348_assignsubmission_onlinetext_/onlinetext.html": "<p>It is on my disk.</p>",
        "Dan Y_12349_assignsubmission_file_/essay.zip": "",
    }
    with zipfile.ZipFile(here / "moodle.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    with zipfile.ZipFile(here / "empty.zip", "w") as archive:
        archive.writestr("roster.csv", "id\n")

    results = [run(grade, "moodle.zip"), run(grade, "moodle.zip"), run(grade, "empty.zip")]

    assert "Cara X_12348_assignsubmission_onlinetext_ holds no .py" in results[0].err
    assert "Dan Y_12349_assignsubmission_file_/essay.zip is not a zip" in results[0].err
    assert "empty.zip holds no submissions" in results[2].err
    assert not [result for result in results if "/tmp" in result.err]
    with gradebook.read(Path("b.sqlite")) as book:
        assert len(book.refusals("exercise_4")) == 2  # the same each time
        assert "/tmp" not in "".join(refusal.details for refusal in book.refusals("exercise_4"))


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


@pytest.mark.parametrize("more", [(), ("--retime",)], ids=["new", "with another time"])
def test_what_another_run_records_meanwhile_was_judged_before(grade, subs, monkeypatch, more):
    from grader.runners import pool

    real = pool.Crew.graded
    shutil.copy(subs / "s001.py", subs / "s004.py")  # judged once, and recorded for each
    if more:
        run(grade, subs)
        os.utime(subs / "s001.py", (1e9, 1e9))
    before = len(attempts()) if more else 0

    def raced(crew, jobs):
        process("class", subs, "--exercise", "4", "--gradebook", "b.sqlite", "--jobs", "1", *more)
        yield from real(crew, jobs)

    monkeypatch.setattr(pool.Crew, "graded", raced)
    result = run(grade, subs, *more)

    assert "Judged: 0. Judged before: 3." in result.out
    assert len(attempts()) - before == (1 if more else 3)


def test_an_exercise_that_is_at_fault_is_blamed_with_its_own_words(grade, here):
    course = here / "course"
    shutil.copytree(ROOT / "tests" / "course", course)
    checks = course / "exercises" / "exercise_01_tiny" / "checks.py"
    text = checks.read_text(encoding="utf-8").replace(
        '    script.call("double", x, label="out"',
        '    raise ExerciseError("checks.py: doubled wants rows; draw some")\n    script.call("double", x, label="out"',
        1,
    )
    checks.write_text(f"from grader.errors import ExerciseError\n{text}", encoding="utf-8")
    (here / "subs").mkdir()
    for name in ("s001", "s002"):  # alike: judged once
        (here / "subs" / f"{name}.py").write_text("def double(x):\n    return 2 * x\n")
    words = ("--exercise", "1", "--content", course, "--gradebook", "b.sqlite")

    result = grade("class", "subs", *words, "--jobs", "1")

    assert result.code == 1
    assert result.err.count("checks.py: doubled wants rows; draw some") == 2
    assert "author" in result.err and "grader failed" not in result.err
    assert "Could not be read: 0. Could not be judged: 2." in result.out
    grade("class", "report", *words, "--csv", "m.csv")
    page = Path("class.html").read_text(encoding="utf-8")
    assert "The newest submission could not be judged" in page and "cost no points" not in page
    assert [row.split(",")[0] for row in Path("m.csv").read_text().splitlines() if ",lost," in row] == ["s001", "s002"]


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


def test_of_many_names_it_is_told_that_there_are_more(grade, subs, here):
    (here / "roster.csv").write_text("id\ns001\n" + "".join(f"t{i:02}\n" for i in range(30)))

    assert "30 on the roster handed in nothing: t00, " in (told := run(grade, subs, "--roster", "roster.csv").out)
    assert "t19, …" in told and "t20" not in told

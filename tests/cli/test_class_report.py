"""`grade class report`, `feedback`, `export`: what came of a class."""

from __future__ import annotations

import re
import sqlite3

import pytest

from grader import gradebook

from .classes import DAMAGE, attempts, held, run
from .conftest import CLIMBS

pytestmark = held


def test_the_report_is_a_page_and_a_sheet(grade, subs, here):
    run(grade, subs)

    result = grade("class", "report", "--exercise", "4", "--gradebook", "b.sqlite", "-o", "c.html", "--csv", "m.csv")

    assert result.code == 0
    assert (here / "c.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (here / "m.csv").read_bytes().startswith(b"\xef\xbb\xbfstudent,")


def test_without_an_exercise_the_report_is_of_all_that_were_handed_in(grade, subs, here):
    run(grade, subs)
    grade("class", subs, "--exercise", "5", "--gradebook", "b.sqlite", "--jobs", "1")
    (here / "roster.csv").write_text("id,name\ns009,\n", encoding="utf-8")

    result = grade("class", "report", "--gradebook", "b.sqlite", "--roster", "roster.csv", "-o", "c.html")

    assert result.code == 0
    sections = re.findall(r'<section id="(\w+)">', (here / "c.html").read_text(encoding="utf-8"))
    assert sections == ["exercise_4", "exercise_5"]


def test_a_report_of_an_empty_gradebook_says_what_to_do_first(grade, here):
    with gradebook.open(here / "b.sqlite"):
        pass

    result = grade("class", "report", "--gradebook", "b.sqlite")

    assert result.code == 2
    assert "grade class SUBMISSIONS --exercise" in result.err


EXPORT = ("export", "canvas.csv", "--layout", "canvas", "--column", "Exercise 1", "-o", "filled.csv")


@pytest.mark.parametrize("command", [("report",), ("feedback",), EXPORT])
def test_a_report_of_nothing_says_what_to_do_first(grade, subs, here, command):
    run(grade, subs)
    (here / "canvas.csv").write_text("Student,ID,SIS User ID,Exercise 1 (7)\nA,1,s001,\n")

    result = grade("class", *command, "--exercise", "1", "--gradebook", "b.sqlite")

    assert result.code == 2 and not (here / "filled.csv").exists()
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


def test_a_mark_without_a_line_in_the_sheet_is_told(grade, subs, here):
    run(grade, subs)
    (here / "canvas.csv").write_text("Student,ID,SIS User ID,Exercise 4 (7)\nA,1,s001,\n")
    words = ("--layout", "canvas", "--column", "Exercise 4", "--exercise", "4", "--gradebook", "b.sqlite")

    result = grade("class", "export", "canvas.csv", *words, "-o", "filled.csv")

    assert result.code == 1
    assert result.out.endswith("Marks without a line in the sheet: 1 (s002).\n")


def test_every_student_gets_an_own_page_that_says_what_is_wrong(grade, subs, here):
    run(grade, subs)

    result = grade("class", "feedback", "--exercise", "4", "--gradebook", "b.sqlite", "-o", "pages", "--lang", "ja")

    assert result.code == 0
    assert sorted(path.name for path in (here / "pages").iterdir()) == ["s001.html", "s002.html", "s003.html"]
    right, wrong = ((here / "pages" / f"s00{i}.html").read_text(encoding="utf-8") for i in (1, 2))
    assert "坂を登っている" in wrong and "坂を登っている" not in right
    assert "class SGD" in re.sub(r"<[^>]*>", "", wrong)
    assert str(attempts()[0].seed) not in right + wrong


@pytest.mark.parametrize("format", ["html", "markdown"])
def test_whose_files_could_not_be_read_is_told_so_on_a_page_as_well(grade, subs, here, format):
    (subs / "s004").mkdir()
    for name in ("one", "two"):
        (subs / "s004" / name).mkdir()
        (subs / "s004" / name / "optimizers.py").write_text(CLIMBS)
    run(grade, subs)

    result = grade("class", "feedback", *MARKS, "-o", "pages", "--format", format)

    assert (result.code, result.out) == (0, "Pages of feedback in pages: 4\n")
    ending = {"html": "html", "markdown": "md"}[format]
    third, fourth = (
        re.sub(r"<[^>]*>|\\", "", (here / "pages" / f"s00{i}.{ending}").read_text(encoding="utf-8")) for i in (3, 4)
    )
    assert "s003.docx is neither Python nor a notebook" in third and "s004 holds 2 files" in fourth
    assert "nothing could be judged" in third and "nothing could be judged" in fourth


@pytest.mark.parametrize("format", ["html", "markdown"])
def test_whose_newest_file_could_not_be_read_is_told_that_the_page_is_about_an_earlier_one(grade, subs, here, format):
    run(grade, subs)
    (subs / "s001.py").unlink()
    (subs / "s001.docx").write_text("")
    run(grade, subs)

    grade("class", "feedback", *MARKS, "-o", "pages", "--format", format)

    pages = ("".join(path.read_text(encoding="utf-8").split("\\")) for path in sorted((here / "pages").iterdir()))
    first, second, _ = pages
    told = "could not be judged; what follows is about an earlier one. s001.docx is neither Python nor"
    assert told in first and told not in second


def test_one_page_is_counted_in_words_that_fit(grade, subs, here):
    for file in subs.glob("s00[23]*"):
        file.unlink()
    run(grade, subs)

    result = grade("class", "feedback", "--exercise", "4", "--gradebook", "b.sqlite", "-o", "pages")

    assert result.out == "Pages of feedback in pages: 1\n"


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

    assert len([*(here / "pages").iterdir()]) == 3
    assert not [*here.glob("outside*")]


def test_feedback_comes_as_markdown_too(grade, subs, here):
    run(grade, subs)
    words = ("--exercise", "4", "--gradebook", "b.sqlite", "-o", "pages")

    assert grade("class", "feedback", *words, "--format", "markdown").code == 0

    right, wrong = ((here / "pages" / f"s00{i}.md").read_text(encoding="utf-8") for i in (1, 2))
    assert "❌" in wrong and "❌" not in right
    assert str(attempts()[0].seed) not in right + wrong
    assert grade("class", "feedback", *words, "--format", "pdf").code == 2


def test_feedback_into_a_file_is_told_to_name_a_folder(grade, subs, here):
    run(grade, subs)
    (here / "marks.csv").write_text("")

    result = grade("class", "feedback", *MARKS, "-o", "marks.csv")

    assert result.code == 2
    assert "marks.csv cannot hold the pages" in result.err and "-o DIR" in result.err


def test_the_help_of_feedback_tells_its_own_formats(grade):
    told = " ".join(grade("class", "feedback", "--help").out.split())

    assert "--format html|markdown A web page, or a Markdown file, for each student." in told


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
def test_a_report_names_what_is_damaged_and_all_go_on_with_those_that_are_whole(grade, here, damaged, change):
    damaged(change)

    result = grade("class", "report", *MARKS, "-o", "c.html", "--csv", "m.csv")

    assert result.code == 1
    assert "is damaged" in result.err and "1 in " in result.err
    assert "s002" in (here / "c.html").read_text(encoding="utf-8")
    rows = (here / "m.csv").read_text(encoding="utf-8-sig").splitlines()
    assert any(row.startswith("s002,,exercise_4,0.0") for row in rows)
    if change.startswith("attempts") and "student" not in change:
        assert any(row.startswith("s001,,exercise_4,") and "damaged" in row for row in rows)

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

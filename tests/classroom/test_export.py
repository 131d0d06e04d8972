"""Marks in the sheets of Canvas and Moodle: one column is filled, everything else stays."""

from __future__ import annotations

import csv
import io

import pytest

from grader.classroom.export import fill
from grader.classroom.roster import Roster
from grader.errors import UsageError

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Exercise 3 (71),Exercise 4 (72),Final Score\r\n"
    "    Points Possible,,,,,10,10,\r\n"
    '"Sato, Aiko",501,s001,aiko,A,7,,55\r\n'
    '"Ito, Ken",502,s002,ken,A,8,3,44\r\n'
    "Test Student,503,,,A,,,\r\n"
)
MOODLE = "\ufeffFirst name,ID number,Email address,Assignment: Exercise 4 (Real)\r\n花子,,hana@example.org,-\r\n"


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_canvas_gets_its_own_sheet_back_with_one_column_filled():
    done = fill(CANVAS.encode(), "canvas", "Exercise 4", {"s001": 8.5}, Roster(), "c.csv")

    before, after = rows(CANVAS), rows(done.text)
    assert after[2][6] == "8.5"
    after[2][6] = ""
    assert after == before
    assert (done.filled, done.left) == (("s001",), ())


def test_a_student_without_a_mark_keeps_what_stood_there_and_one_without_a_line_is_named():
    done = fill(CANVAS.encode(), "canvas", "Exercise 4", {"s001": 1.0, "s777": 2.0}, Roster(), "c.csv")

    assert rows(done.text)[3][6] == "3"
    assert done.left == ("s777",)


def test_moodle_finds_a_student_by_whatever_the_roster_knows():
    roster = Roster({"s009": ""}, {"hanaexampleorg": "s009"})

    done = fill(MOODLE.encode(), "moodle", "Assignment: Exercise 4", {"s009": 10.0}, roster, "m.csv")

    assert rows(done.text)[1][3] == "10"
    assert done.text.startswith("\ufeff")


def test_a_sheet_that_excel_in_japan_has_saved_comes_back_in_utf_8():
    sheet = MOODLE.removeprefix("\ufeff").encode("cp932")

    assert fill(sheet, "moodle", "Assignment: Exercise 4", {}, Roster(), "m.csv").text == MOODLE


def test_a_formula_in_the_sheet_is_none_afterwards():
    text = CANVAS.replace("Test Student", "=1+1")

    assert rows(fill(text.encode(), "canvas", "Exercise 4", {}, Roster(), "c.csv").text)[4][0] == "'=1+1"


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        (CANVAS, "Exercise 5", "export.column"),
        (CANVAS, "Exercise", "export.column"),
        ("", "Exercise 4", "export.column"),
        ("Who,Exercise 4\r\n", "Exercise 4", "export.who"),
        (CANVAS + '"', "Exercise 4", "export.form"),
    ],
)
def test_a_sheet_that_is_another_is_refused(text, column, code):
    with pytest.raises(UsageError) as error:
        fill(text.encode(), "canvas", column, {}, Roster(), "c.csv")

    assert error.value.code == code


def test_a_sheet_in_another_encoding_is_called_a_sheet():
    with pytest.raises(UsageError) as error:
        fill(MOODLE.encode("euc_jp", "ignore"), "moodle", "Exercise 4", {}, Roster(), "m.csv")

    assert error.value.code == "export.encoding"


@pytest.mark.parametrize("between", [";", "\t"])
def test_a_sheet_keeps_what_stands_between_its_columns(between):
    form = CANVAS.replace('"Sato, Aiko"', "Sato").replace('"Ito, Ken"', "Ito").replace(",", between)

    done = fill(form.encode(), "canvas", "Exercise 4", {"s001": 8.5}, Roster(), "c.csv")

    assert f"s001{between}aiko{between}A{between}7{between}8.5{between}55\r\n" in done.text


@pytest.mark.parametrize(("head", "word"), [("Identifier", "Participant"), ("識別子", "参加者")])
def test_moodle_s_own_number_is_found_in_its_word(head, word):
    form = f"{head},Grade\r\n{word} 9001,\r\n{word} 9002,\r\n"

    done = fill(form.encode(), "moodle", "Grade", {"9002": 3.0}, Roster(), "m.csv")

    assert (done.filled, rows(done.text)[2][1]) == (("9002",), "3")


def test_a_column_of_just_that_name_is_meant_before_one_that_begins_so():
    form = "ID,Exercise 4 (bonus),Exercise 4\r\ns001,,\r\n"

    assert rows(fill(form.encode(), "canvas", "Exercise 4", {"s001": 3.0}, Roster(), "c.csv").text)[1][2] == "3"

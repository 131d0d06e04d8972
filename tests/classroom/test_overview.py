"""Several exercises side by side, at the head of a class's page."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from grader.classroom import page
from grader.classroom.roster import Roster
from grader.classroom.tally import tally
from grader.report import Match
from tests.classroom.test_tally import EVIL, EXERCISE, book, hand_in, hostile, report  # noqa: F401  # a fixture
from tests.formats import samples

OTHER = replace(EXERCISE, id="exercise_5", number=5, tasks=(replace(EXERCISE.tasks[0], id="l2", points=5.0),))


class Rows(HTMLParser):
    """The texts of a page's cells, row by row, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self.inside = False  # a table
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.inside = True
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "table"

    def handle_data(self, data):
        if self.inside and self.rows[-1]:
            self.rows[-1][-1] += data.strip()


def overview(text: str) -> str:
    return re.findall(r"<section>.*?</section>", text, re.DOTALL)[0]


@pytest.fixture
def both(book):  # noqa: F811
    """Exercise 4 by s1 and s2, exercise 5 by s2 and s3; s4 has done nothing."""
    hand_in(book, "s1", report(True, True))
    hand_in(book, "s2", report(True, False, Match("adam_without_correction")))
    of_five = samples.report(samples.task("l2", 5, samples.passed("l2")), exercise="exercise_5")
    hand_in(book, "s2", of_five)
    hand_in(book, "s3", of_five, "3")
    roster = Roster({"s1": "佐藤 愛子", "s2": "", "s3": "", "s4": ""})
    return [tally(exercise, book, roster=roster) for exercise in (EXERCISE, OTHER)]


def test_every_student_has_a_line_with_each_mark_and_their_sum(both):
    rows = Rows(overview(page.render(both, "en", ""))).rows

    assert ["Student", "Name", "4", "5", "Of 8"] in rows
    assert rows[-4:] == [
        ["s1", "佐藤 愛子", "3", "–", "3"],
        ["s2", "", "1", "5", "6"],
        ["s3", "", "–", "5", "5"],
        ["s4", "", "–", "–", "0"],
    ]


def test_every_exercise_has_a_line_that_leads_to_its_part(both):
    text = page.render(both, "en", "")
    found = Rows(overview(text))

    assert [row[1:4] for row in found.rows[1:3]] == [["2", "2 / 3", "50%"], ["2", "5 / 5", "100%"]]
    assert found.links[:2] == ["#exercise_4", "#exercise_5"]
    assert all(f'<section id="{link[1:]}">' in text for link in found.links)


def test_the_mistakes_that_most_made_come_first_whatever_exercise_they_are_of(book):  # noqa: F811
    hand_in(book, "s1", report(True, False, Match("adam_without_correction")))
    for student in ("s1", "s2"):
        wrong = samples.failing(samples.DIFFERENCES["values"], misconceptions=(Match("l2_squared"),))
        hand_in(book, student, samples.report(samples.task("l2", 5, replace(wrong, task="l2")), exercise="exercise_5"))

    rows = Rows(overview(page.render([tally(EXERCISE, book), tally(OTHER, book)], "en", ""))).rows

    made = [row for row in rows if len(row) == 5 and row[0] in ("4", "5")]
    assert [(row[0], row[3], row[4]) for row in made] == [("5", "2", "s1,s2"), ("4", "1", "s1")]
    assert made[0][2].endswith("l2_squared") and made[1][2].endswith("adam_without_correction")


def test_one_exercise_needs_no_overview(both):
    assert "<section>" not in page.render(both[:1], "en", "")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_strangers_wrote_stays_text_in_the_overview_too(book, language):  # noqa: F811
    evil = hostile(book)

    text = overview(page.render([evil, replace(evil, exercise=OTHER)], language, ""))

    assert EVIL not in text and "<script" not in text
    assert set(Rows(text).links) == {"#exercise_4", "#exercise_5"}
    assert "dashboard." not in text

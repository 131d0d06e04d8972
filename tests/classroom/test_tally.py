"""What is counted of a class, and the page and the sheet that show it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from grader import gradebook, messages
from grader.classroom import page, sheet
from grader.classroom.roster import Roster
from grader.classroom.rules import Late, Rules
from grader.classroom.tally import Tally, tally
from grader.content import content
from grader.report import Evidence, Match, Outcome, Report
from grader.submission import SourceFile, Submission
from tests.formats import samples

WITH_BONUS = samples.exercise(content().exercises / "exercise_04_optimizers")
EXERCISE = replace(WITH_BONUS, tasks=WITH_BONUS.tasks[:2])
EVIL = "<img src=x onerror=alert(1)>"


def report(sgd: bool, adam: bool, *mistakes: Match, **fields: object) -> Report:
    wrong = samples.failing(samples.DIFFERENCES["values"], misconceptions=mistakes)
    return samples.report(
        samples.task("sgd", 1, samples.passed("sgd") if sgd else samples.finding("sgd", code="values")),
        samples.task("adam", 2, samples.passed("adam") if adam else wrong),
        **fields,
    )


def hand_in(book: gradebook.Gradebook, student: str, found: Report, text: str = "", time: str = "") -> None:
    source = text or f"# {student} {found.earned}"
    submission = Submission("optimizers.py", "optimizers.py", (SourceFile("optimizers.py", source),))
    book.append(replace(found, digest=submission.digest), submission, student=student, handed_in=time)


@pytest.fixture
def book(tmp_path):
    with gradebook.open(tmp_path / "b.sqlite") as opened:
        yield opened


def mark_of(found: Tally, student: str):
    return next(mark for mark in found.marks if mark.student == student)


def test_the_last_submission_counts_or_the_best(book):
    hand_in(book, "s1", report(True, True), "one")
    hand_in(book, "s1", report(True, False), "two")

    last, best = (tally(EXERCISE, book, Rules(counts)) for counts in ("last", "best"))

    assert (mark_of(last, "s1").mark, mark_of(best, "s1").mark) == (1, 3)
    assert mark_of(last, "s1").attempts == 2


def test_the_best_is_what_gives_most_when_being_late_is_paid_for(book):
    rules = Rules("best", {"exercise_4": Late(datetime(2026, 5, 1, tzinfo=UTC), timedelta(0), 0.9)})
    hand_in(book, "s1", report(False, True), "one", "2026-04-30T12:00:00+00:00")
    hand_in(book, "s1", report(True, True), "two", "2026-05-02T12:00:00+00:00")

    found = mark_of(tally(EXERCISE, book, rules), "s1")

    assert (found.mark, found.days) == (2, 0)


def test_the_same_submission_judged_anew_is_no_further_attempt_and_counts_as_judged_now(book):
    hand_in(book, "s1", report(True, True), "one")
    hand_in(book, "s1", report(True, False), "one")

    found = tally(EXERCISE, book, Rules("best"))

    assert (mark_of(found, "s1").mark, mark_of(found, "s1").attempts) == (1, 1)


def test_what_a_regrade_records_of_an_earlier_submission_is_no_newer_one(book):
    first, second = "2026-04-30T12:00:00+00:00", "2026-05-02T12:00:00+00:00"
    hand_in(book, "s1", report(True, True), "one", first)
    hand_in(book, "s1", report(True, False), "two", second)
    book.refuse("exercise_4", "s1", "s1.docx", "intake.suffix", {})
    hand_in(book, "s1", report(False, True), "one", first)

    found = mark_of(tally(EXERCISE, book), "s1")

    assert (found.mark, found.attempt.handed_in) == (1, second)


def test_what_is_handed_in_again_is_the_newest_again(book):
    for text, day in (("one", 1), ("two", 2), ("one", 3)):
        hand_in(book, "s1", report(True, text == "one"), text, f"2026-05-0{day}T12:00:00+00:00")

    found = mark_of(tally(EXERCISE, book), "s1")

    assert (found.mark, found.attempts) == (3, 2)


def test_lateness_and_points_by_hand_make_the_mark_and_no_mark_is_below_zero(book):
    rules = Rules(late={"exercise_4": Late(datetime(2026, 5, 1, tzinfo=UTC), timedelta(0), 0.1)})
    hand_in(book, "s1", report(True, True), time="2026-05-02T12:00:00+00:00")
    hand_in(book, "s2", report(False, False), time="2026-04-02T12:00:00+00:00")
    book.adjust("exercise_4", "s1", 0.5, "unclear")
    book.adjust("exercise_4", "s2", -2, "copied")

    found = tally(EXERCISE, book, rules)

    assert mark_of(found, "s1").mark == pytest.approx(3 * 0.8 + 0.5)
    assert mark_of(found, "s1").reasons == ("unclear (+0.5)",)
    assert "late" in mark_of(found, "s1").flags
    assert mark_of(found, "s2").mark == 0


def test_mistakes_are_counted_once_a_student_the_unsure_ones_apart(book):
    sure, unsure = Match("adam_without_correction"), Match("adam_epsilon", sure=False)
    hand_in(book, "s1", report(True, False, sure, unsure))
    hand_in(book, "s2", report(True, False, sure))
    hand_in(book, "s3", report(True, True))

    found = {mistake.id: mistake for mistake in tally(EXERCISE, book).mistakes}

    assert found["adam_without_correction"].students == ("s1", "s2")
    assert (found["adam_epsilon"].students, found["adam_epsilon"].possible) == ((), ("s1",))


def test_who_is_wrong_in_a_way_that_nothing_is_known_of_has_a_row_without_a_name(book):
    crashed = samples.finding("adam", code="worker.killed")
    hand_in(book, "s1", report(False, False, Match("adam_without_correction")))
    hand_in(book, "s2", report(True, False))
    hand_in(book, "s3", samples.report(samples.task("adam", 2, crashed)))

    found = tally(EXERCISE, book)

    assert found.unnamed == {"sgd": ("s1",), "adam": ("s2",)}
    rows = re.findall("<tr>.*no mistake that is known.*", page.render([found], "en", ""))
    assert [re.sub("(<[^>]*>)+", "|", row) for row in rows] == [
        "|SGD|Wrong, but no mistake that is known|1|s1|",
        "|Adam|Wrong, but no mistake that is known|1|s2|",
    ]


def test_a_task_that_the_good_ones_pass_discriminates_and_tries_are_counted_to_the_first_pass(book):
    for i in range(4):
        hand_in(book, f"g{i}", report(True, True))
        hand_in(book, f"b{i}", report(False, False))
    hand_in(book, "late", report(True, False), "1")
    hand_in(book, "late", report(True, True), "2")

    items = {(item.task, item.check): item for item in tally(EXERCISE, book).items}

    assert items["adam", ""].discrimination == pytest.approx(1.0)
    assert (items["adam", ""].asked, items["adam", ""].passed) == (9, 5)
    assert items["adam", ""].tries == 1
    assert (items["adam", "path"].asked, items["adam", "path"].passed) == (9, 5)


def test_what_does_not_discriminate_is_told_as_zero_without_a_trace_of_rounding(book):
    passes = [(False, False), (True, True), (False, False), (True, False), (False, True), (False, True)]
    for i, (sgd, adam) in enumerate(passes):
        hand_in(book, f"s{i}", report(sgd, adam))

    item = next(item for item in tally(EXERCISE, book).items if (item.task, item.check) == ("sgd", ""))

    assert str(item.discrimination) == "0.0"


def test_a_check_that_nobody_was_asked_is_no_failure(book):
    skipped = samples.finding(check="rate", outcome=Outcome.SKIPPED)
    hand_in(book, "s1", samples.report(samples.task("adam", 2, skipped)))

    item = next(item for item in tally(EXERCISE, book).items if item.check == "rate")

    assert item.asked == 0


@pytest.mark.parametrize("code", ["slow", "slow_at"])
def test_right_but_slow_is_listed_whether_or_not_the_loop_is_known(book, code):
    note = Evidence(code, "", {"ratio": 120.0})
    hand_in(book, "s1", samples.report(samples.task("sgd", 1, samples.passed("sgd", notes=(note,)))))

    assert [(slow.student, slow.ratio) for slow in tally(EXERCISE, book).slow] == [("s1", 120.0)]


def test_flags_say_whom_to_look_at(book):
    hand_in(book, "s1", samples.unloaded("load.syntax"))
    hand_in(book, "s2", samples.unloaded("worker.timeout"))
    hand_in(book, "s3", report(True, True, isolation=samples.Isolation("process-only")))
    book.refuse("exercise_4", "s4", "s4.docx", "intake.suffix", {"path": "s4.docx"})
    roster = Roster({"s1": "", "s2": "", "s3": "", "s9": ""})

    found = tally(EXERCISE, book, roster=roster)

    flags = {mark.student: set(mark.flags) for mark in found.marks}
    assert flags["s1"] == {"unloaded"} and flags["s2"] == {"crash"} and flags["s3"] == {"isolation"}
    assert flags["s4"] == {"unreadable", "stranger"}
    assert found.missing == ("s9",)
    assert mark_of(found, "s4").mark is None


def test_what_all_have_alike_discriminates_nothing(book):
    exercise = replace(EXERCISE, tasks=(EXERCISE.tasks[0], replace(EXERCISE.tasks[1], points=0.1)))
    for student, sgd in (("s1", True), ("s2", False), ("s3", True)):
        hand_in(book, student, report(sgd, True), student)

    items = {(item.task, item.check): item for item in tally(exercise, book).items}

    assert (1 + 0.1) - 1 != 0.1  # what s1 and s2 have besides
    assert items["sgd", ""].discrimination is None and items["adam", ""].discrimination is None


def test_a_fault_that_cost_points_is_told_apart_from_one_that_cost_none(book):
    faults = {"s1": (Outcome.BROKEN, "grader.fault", 1), "s2": (Outcome.FAILED, "grader.unjudged", 0)}
    for student, (outcome, code, _) in faults.items():
        found = samples.finding("sgd", outcome=outcome, code=code, values={"traceback": ""})
        hand_in(book, student, samples.report(samples.task("sgd", 1, found)), student)

    found = tally(EXERCISE, book)

    assert {mark.student: mark.mark for mark in found.marks} == {s: points for s, (_, _, points) in faults.items()}
    assert [mark.flags for mark in found.marks] == [("broken",), ("unjudged",)]
    for language in messages.LANGUAGES:
        told = re.findall(r"<li><b>(.*?)</b> .*?(s\d)", page.render([found], language, ""))
        said = [messages.text(f"dashboard.flag_{flag}", language) for flag in ("broken", "unjudged")]
        assert told == [*zip(said, ("s1", "s2"), strict=True)]


def test_a_refusal_that_a_later_submission_made_good_is_forgotten(book, monkeypatch):
    with monkeypatch.context() as earlier:
        earlier.setattr("grader.gradebook.book.now", lambda: "2026-01-01T00:00:00+00:00")
        book.refuse("exercise_4", "s1", "s1.docx", "intake.suffix", {"path": "s1.docx"})
    hand_in(book, "s1", report(True, True))

    assert tally(EXERCISE, book).refusals == ()


def test_a_learners_own_attempts_are_not_the_classs(book):
    hand_in(book, "", report(True, True))

    assert tally(EXERCISE, book).marks == ()


# The page and the sheet --------------------------------------------------------------------------------------------


class Elements(HTMLParser):
    """The tags and attributes that a browser sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


def hostile(book) -> Tally:
    hand_in(book, "s1", report(True, False, Match(EVIL)), text=EVIL)
    book.adjust("exercise_4", "s1", 1, f"{EVIL}=1+1")
    book.refuse("exercise_4", "", EVIL, "intake.suffix", {"path": EVIL})
    return tally(EXERCISE, book, roster=Roster({"s1": f"</table><script>{EVIL}", "s2": "=HYPERLINK(1)"}))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_that_strangers_wrote_is_an_element_or_a_script(book, language):
    text = page.render([hostile(book)], language, EVIL)

    found = Elements(text)
    assert not {"script", "img", "link", "iframe"} & set(found.tags)
    assert not any(name.startswith("on") or name in ("src", "href") for name in found.attributes)
    assert "default-src 'none'" in text
    assert not re.search(r"https?://|@import|url\(", text)


def test_the_page_speaks_its_language(book):
    found = hostile(book)

    english, japanese = (page.render([found], language, "") for language in ("en", "ja"))

    assert '<html lang="ja">' in japanese and "どの間違いを誰がしたか" in japanese
    assert "dashboard." not in english + japanese
    assert "Which mistakes, and whose" in english


def test_ten_thousand_students_fit_on_a_page_of_five_megabytes(book):
    hand_in(book, "s1", report(True, False, Match("adam_without_correction")))
    found = tally(EXERCISE, book)
    (mark,) = found.marks
    marks = (replace(mark, student=f"student{i:05}", name="山田 花子" * 2) for i in range(10_000))
    many = replace(found, marks=tuple(marks))

    assert len(page.render([many], "ja", "").encode()) < 5_000_000


def test_the_sheet_has_a_line_for_each_student_with_what_the_mark_rests_on(book):
    text = sheet.render([hostile(book)])

    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert text.startswith("\ufeff")
    assert [row["student"] for row in rows] == ["s1", "s2", ""]
    assert (rows[0]["mark"], rows[0]["earned"], rows[0]["points"], rows[0]["adam"]) == ("2.0", "1.0", "3", "failed")
    assert rows[0]["digest"] and rows[0]["grader"] == "1.2.3" and rows[0]["seed"] == "seed 7"
    assert rows[1]["name"] == "'=HYPERLINK(1)"
    assert (rows[1]["mark"], rows[1]["flags"]) == ("", "")
    assert (rows[2]["name"], rows[2]["mark"], rows[2]["flags"]) == (EVIL, "", "unreadable")


def test_several_exercises_are_one_sheet(book):
    hand_in(book, "s1", report(True, False))
    other = replace(EXERCISE, id="exercise_5", tasks=(replace(EXERCISE.tasks[0], id="l2"),))

    text = sheet.render([tally(EXERCISE, book), tally(other, book, roster=Roster({"s2": ""}))])

    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert "\ufeff" not in text[1:]
    assert [(row["student"], row["exercise"], row["adam"], row["l2"]) for row in rows] == [
        ("s1", "exercise_4", "failed", ""),
        ("s2", "exercise_5", "", ""),
    ]


def test_where_nobody_was_judged_no_task_is_counted(book):
    text = page.render([tally(EXERCISE, book, roster=Roster({"s1": ""}))], "en", "")

    assert text.count("<table") == 1


def test_whose_mistake_it_is_is_told_by_name_too(book):
    hand_in(book, "s1", report(True, False, Match("climbs")))

    text = page.render([tally(EXERCISE, book, roster=Roster({"s1": '佐藤 "愛子"'}))], "ja", "")

    assert '<span title="佐藤 &quot;愛子&quot;">s1</span>' in text

"""The formats that other programs read, each against the form that its reader publishes or documents."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from grader.content import content
from grader.exercise import Task
from grader.formats import FORMATS, View, github
from grader.formats.items import scaled
from grader.report import Difference, Evidence, Example, Outcome, Report
from grader.submission import SourceFile, Submission
from tests.formats import samples

HERE = Path(__file__).parent
HOST = {
    "CLASSROOM": "dl",
    "SUBMISSION_TAG": "submit/1",
    "COMMIT_URL": "https://host/c",
    "RELEASE_URL": "https://host/r",
}

EVIL = "\x1b[31m</failure>]]>&<script>alert(1)</script>\x00\ufffe\n::error::forged\n##[warning]x\r\n=LINK(1)|`@all`"


def view(**fields: Any) -> View:
    exercise = replace(samples.exercise(Path("nowhere")), folder=content().exercises / "exercise_04_optimizers")
    return View(fields.pop("language", "en"), exercise, host=HOST, time="2026-04-01T00:00:00Z", **fields)


def hostile() -> Report:
    """A report in which everything that a submission can choose is chosen badly."""
    difference = Difference("params", "values", part=EVIL, values={"got": EVIL, "expected": EVIL, "index": [0]})
    plain = samples.mixed()
    found = replace(
        samples.failing(difference),
        evidence=(Evidence("zero", EVIL),),
        frames=(replace(plain.findings[1].frames[0], file=EVIL, function=EVIL, text=EVIL),),
    )
    task = samples.task("adam", 2, found)
    note = Evidence("warnings", "", {"text": EVIL})
    return replace(plain, tasks=(task,), output=EVIL, submission=EVIL, notes=(note,))


def broken() -> Report:
    fault = samples.finding("sgd", outcome=Outcome.BROKEN, code="grader.fault", values={"traceback": "Traceback …"})
    return samples.report(samples.task("sgd", 1, fault))


RIGHT = (samples.task("sgd", 1, samples.passed("sgd")), samples.task("adam", 2, samples.passed("adam")))
REPORTS = {
    "mixed": samples.mixed(),
    "right": samples.report(*RIGHT),
    "broken": broken(),
    "hostile": hostile(),
    **{code: samples.unloaded(code) for code in samples.LOADING},
    "worker.timeout": samples.unloaded("worker.timeout"),
}
JSON = ("gradescope", "classroom50", "prairielearn", "exercism", "ctrf")


def schema(name: str) -> Draft202012Validator:
    form = json.loads((HERE / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(form)
    return Draft202012Validator(form)


def plain(name: str, report: Report, **fields: Any) -> Any:
    return json.loads(FORMATS[name](report, view(**fields)))


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("report", REPORTS.values(), ids=list(REPORTS))
@pytest.mark.parametrize("name", JSON)
def test_every_report_keeps_to_the_form_of_its_reader(name: str, report: Report, language: str):
    schema(name).validate(plain(name, report, language=language))


@pytest.mark.parametrize("name", [*JSON, "junit", "csv", "markdown", "github"])
def test_no_control_character_of_a_submission_gets_through(name: str):
    text = FORMATS[name](REPORTS["hostile"], view())
    texts = text if name not in JSON else json.dumps(json.loads(text), ensure_ascii=False)

    assert "\x1b" not in texts and "\x00" not in texts and "\\u001b" not in texts


@pytest.mark.parametrize("name", FORMATS)
def test_the_words_are_in_the_language_asked_for(name: str):
    english, japanese = (FORMATS[name](REPORTS["mixed"], view(language=language)) for language in ("en", "ja"))

    assert name == "json" or english != japanese


# Points --------------------------------------------------------------------------------------------------------------


def test_gradescope_adds_up_to_the_mark_and_a_bonus_raises_it_beyond():
    extra = samples.task("extra", 1, samples.passed("extra"), bonus=True)
    report = replace(samples.mixed(), tasks=(*samples.mixed().tasks[:2], extra))

    found = plain("gradescope", report)

    assert "score" not in found
    assert sum(test["score"] for test in found["tests"]) == report.earned == 2
    assert sum(test["max_score"] for test in found["tests"]) == report.points == 3


def test_a_mistake_is_a_tag_at_gradescope():
    found = plain("gradescope", samples.mixed())

    assert found["tests"][1]["tags"] == ["adam_without_correction", "adam_epsilon"]


@pytest.mark.parametrize(
    ("points", "factor"), [((1, 2, 3), 1), ((0.5, 1), 2), ((1 / 3, 1), 3), ((0.1, 0.25), 20), ((0.001,), 1000)]
)
def test_points_become_whole_by_the_smallest_factor(points: tuple[float, ...], factor: int):
    assert scaled(points) == factor


def test_classroom50_counts_in_whole_numbers_that_add_up():
    wrong = samples.failing(samples.DIFFERENCES["values"])
    report = samples.report(samples.task("sgd", 0.5, samples.passed("sgd")), samples.task("adam", 2.25, wrong))

    found = plain("classroom50", report)

    assert (found["score"], found["max-score"]) == (2, 11)
    assert [test["score"] for test in found["tests"]] == [2, 0]


def test_classroom50_takes_over_what_the_host_says_and_names_what_it_does_not():
    found = plain("classroom50", samples.mixed())

    assert (found["classroom"], found["submission"], found["release"]) == ("dl", "submit/1", "https://host/r")
    assert (found["review"], found["assignment"]) == ("https://host/c", "exercise_4")


def test_a_fault_of_the_grader_costs_nothing_anywhere():
    report = REPORTS["broken"]

    (test,) = plain("gradescope", report)["tests"]
    assert (test["score"], test["status"]) == (1, "passed")
    assert plain("classroom50", report)["score"] == 1
    assert plain("prairielearn", report)["score"] == 1.0


def test_points_in_the_sheet_add_up_to_the_mark():
    rows = read_csv(FORMATS["csv"](samples.mixed(), view()))

    assert sum(float(row["earned"] or 0) for row in rows) == samples.mixed().earned
    assert sum(float(row["points"] or 0) for row in rows if row["bonus"] == "0") == samples.mixed().points


# PrairieLearn, Exercism, CTRF ----------------------------------------------------------------------------------------


def test_prairielearn_takes_no_attempt_for_what_does_not_load_and_one_for_a_hang():
    unread, hung = (plain("prairielearn", REPORTS[name]) for name in ("load.syntax", "worker.timeout"))

    assert not unread["gradable"] and unread["format_errors"] == [unread["message"]]
    assert hung["gradable"] and hung["score"] == 0


@pytest.mark.parametrize(
    ("code", "output", "tasks"),
    [("", "あ" * (1 << 20), 1), ("x" * 2_000, "", 1_000), ("", "", 3_000)],
)
def test_prairielearn_gets_no_more_than_it_takes(code: str, output: str, tasks: int):
    first, found, *rest = samples.mixed().tasks
    long = replace(found.findings[0], example=Example(code, (samples.DIFFERENCES["values"],)))
    many = [replace(found, id=f"task_{number}", findings=(long,)) for number in range(tasks)]
    report = replace(samples.mixed(), tasks=(first, *many, *rest), output=output)

    text = FORMATS["prairielearn"](report, view())

    schema("prairielearn").validate(json.loads(text))
    assert 0 < len(text.encode()) <= 1_000_000
    assert json.loads(text)["score"] == report.earned / report.points


def test_exercism_leaves_out_what_waits_and_shows_prints_with_the_first_failure():
    found = plain("exercism", samples.mixed())

    assert [test["status"] for test in found["tests"]] == ["pass", "fail", "fail"]
    assert [test["task_id"] for test in found["tests"]] == [1, 2, 3]
    assert found["tests"][1]["output"].startswith("learning")
    assert found["tests"][1]["test_code"] == samples.CODE


def test_exercism_hears_of_an_error_only_where_nothing_ran():
    assert plain("exercism", REPORTS["load.import"])["status"] == "error"
    assert plain("exercism", REPORTS["broken"])["status"] == "fail"
    assert plain("exercism", REPORTS["right"])["status"] == "pass"


def test_ctrf_counts_what_it_lists():
    found = plain("ctrf", samples.mixed(), folder="homework/")["results"]

    assert (found["summary"]["tests"], found["summary"]["passed"]) == (len(found["tests"]), 1)
    assert (found["summary"]["skipped"], found["summary"]["pending"], found["summary"]["failed"]) == (1, 1, 1)
    assert found["tests"][1]["labels"]["mistake"] == ["adam_without_correction", "adam_epsilon"]


def test_ctrf_names_the_line_as_the_host_sees_it():
    frames = samples.mixed().findings[1].frames[:1]
    report = samples.report(samples.task("adam", 2, replace(samples.mixed().findings[1], frames=frames)))

    (test,) = plain("ctrf", report, folder="homework/")["results"]["tests"]

    assert (test["filePath"], test["line"]) == ("homework/optimizers.py", 12)


# JUnit ---------------------------------------------------------------------------------------------------------------

ELEMENTS = {
    "testsuites": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname"},
    "testcase": {"classname", "name", "time", "file", "line"},
    "properties": set(),
    "property": {"name", "value"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message"},
}
INSIDE = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase"},
    "testcase": {"failure", "error", "skipped"},
    "properties": {"property"},
}


def junit(report: Report) -> ElementTree.Element:
    return ElementTree.fromstring(FORMATS["junit"](report, view()).encode())


@pytest.mark.parametrize("report", REPORTS.values(), ids=list(REPORTS))
def test_junit_has_only_elements_and_attributes_that_readers_know(report: Report):
    root = junit(report)

    for element in root.iter():
        assert set(element.attrib) <= ELEMENTS[element.tag]
        assert {child.tag for child in element} <= INSIDE.get(element.tag, set())
        assert element.tag != "testcase" or len(element) <= 1
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.get("tests", "")) == len(cases)
        for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(kind, "")) == sum(case.find(tag) is not None for case in cases)


def test_junit_calls_a_mistake_a_failure_a_stub_skipped_and_a_fault_of_the_grader_an_error():
    mixed, fault = (junit(REPORTS[name]) for name in ("mixed", "broken"))

    kinds = [next((child.tag for child in case), "") for case in mixed.iter("testcase")]
    assert kinds == ["", "failure", "skipped", "skipped"]
    assert fault.find(".//error") is not None and fault.find(".//failure") is None


def test_junit_has_points_once_for_each_task():
    root = junit(samples.mixed())

    assert [p.get("value") for p in root.iter("property") if p.get("name") == "points"] == ["1", "0", "0"]
    assert [p.get("value") for p in root.iter("property") if p.get("name") == "max_points"] == ["1", "2", "1"]


# CSV -----------------------------------------------------------------------------------------------------------------


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_sheet_begins_with_the_mark_that_excel_needs_and_has_a_line_for_each_check():
    text = FORMATS["csv"](samples.mixed(), view(language="ja"))

    assert text.startswith("\ufeffexercise,")
    assert [row["check"] for row in read_csv(text)] == ["path", "path", "rate", "path"]


def test_no_cell_of_the_sheet_is_a_formula():
    report = replace(REPORTS["hostile"], submission="=cmd|' /C calc'!A0")

    for row in read_csv(FORMATS["csv"](report, view())):
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row.values() if cell)
        assert row["submission"].startswith("'=")


# Markdown and GitHub -------------------------------------------------------------------------------------------------


def test_markdown_of_a_submission_stays_text():
    text = FORMATS["markdown"](REPORTS["hostile"], view())
    outside = re.sub(r"(?ms)^(`{3,}).*?^\1$|</?details>|</?summary>", "", text)

    assert "@all" not in outside
    assert not re.search(r"(?<!\\)[`\[<]", outside)


def test_a_fence_is_longer_than_any_in_the_code():
    printed = replace(samples.mixed(), output="```\n</details>\n# forged")

    text = FORMATS["markdown"](printed, view())

    assert "````text\n```\n</details>\n# forged\n````" in text


def test_an_annotation_stands_for_each_failed_task_with_its_place_and_its_mistake():
    frames = samples.mixed().findings[1].frames[:1]
    report = samples.report(samples.task("adam", 2, replace(samples.mixed().findings[1], frames=frames)))

    first = FORMATS["github"](report, view(folder="homework/")).splitlines()[0]

    assert first.startswith("::error title=Adam (exercise_4.adam),file=homework/optimizers.py,line=12::")
    assert "%0A" in first


def test_a_syntax_error_is_annotated_at_its_line():
    first = FORMATS["github"](samples.unloaded("load.syntax"), view()).splitlines()[0]

    assert "file=optimizers.py,line=7" in first


COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)


def test_nothing_that_a_submission_wrote_is_a_command_to_the_runner():
    text = FORMATS["github"](REPORTS["hostile"], view())

    commands = [line for line in text.split("\n") if COMMAND.search(line)]
    assert len(commands) == 1 and commands[0].startswith("::error title=Adam")
    properties = commands[0].removeprefix("::error ").partition("::")[0]
    assert re.fullmatch(r"title=[^,:]*,file=[^,:]*,line=12", properties)


def test_at_most_ten_annotations_are_made():
    tasks = [samples.task(f"t{i}", 1, samples.failing(samples.DIFFERENCES["values"])) for i in range(15)]
    exercise = replace(view().exercise, tasks=tuple(Task(f"t{i}", 1, (), {"en": f"T{i}"}) for i in range(15)))

    text = FORMATS["github"](samples.report(*tasks), replace(view(), exercise=exercise))

    assert len(COMMAND.findall(text)) == 10


def test_a_summary_keeps_to_the_room_there_is_in_whole_sections():
    whole = github.summary(samples.mixed(), view())

    short = github.summary(samples.mixed(), view(), room=len(whole.encode()) - 1)

    assert whole == FORMATS["markdown"](samples.mixed(), view())
    assert whole.startswith(short) and len(short) < len(whole)
    assert whole[len(short) :].startswith("\n### ")


def test_a_wrong_value_is_annotated_where_the_task_s_code_begins():
    report = samples.report(samples.task("adam", 2, samples.failing(samples.DIFFERENCES["values"])))
    code = "import numpy as np\n\n\nclass Adam:\n    pass\n"
    handed_in = Submission("optimizers.py", "optimizers.py", (SourceFile("optimizers.py", code),))

    first = FORMATS["github"](report, view(folder="homework/", code=handed_in)).splitlines()[0]

    assert first.startswith("::error title=Adam (exercise_4.adam),file=homework/optimizers.py,line=4::")

"""Tests of `grader.formats.json`."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from grader import report as values
from grader.formats import FORMATS, View
from grader.formats.json import read, stored
from grader.report import Evidence, Example, Finding, Frame, Isolation, Match, Outcome, Report, TaskReport
from tests.formats import samples
from tests.helpers import ROOT

VIEW = View("en", samples.exercise(Path("nowhere")))
FORM = json.loads((Path(values.__file__).parent / "formats" / "report.schema.json").read_text(encoding="utf-8"))
Draft202012Validator.check_schema(FORM)
VALIDATOR = Draft202012Validator(FORM)

LETTERS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\\NaInfity-"), max_size=12)
SPECIAL = st.sampled_from(["NaN", "Infinity", "-Infinity", "\\NaN", "\\\\-Infinity", "nan"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | LETTERS | SPECIAL,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(LETTERS | SPECIAL, inner, max_size=3),
    max_leaves=8,
)
WORDS = st.dictionaries(LETTERS | SPECIAL, VALUES, max_size=2)
NONE = st.just(())
SECONDS = st.floats(0, 1e6)
NOTES = st.lists(st.builds(Evidence, values=WORDS), max_size=2).map(tuple)
FINDINGS = st.builds(
    Finding,
    values=WORDS,
    example=st.none() | st.builds(Example, differences=NONE),
    conventions=NONE,
    misconceptions=st.lists(st.builds(Match, outputs=NONE, values=WORDS), max_size=1).map(tuple),
    evidence=NONE,
    notes=NOTES,
    frames=st.lists(st.builds(Frame), max_size=1).map(tuple),
    seconds=SECONDS,
)
TASKS = st.builds(TaskReport, points=st.integers(0, 9) | SECONDS, findings=st.lists(FINDINGS, max_size=2).map(tuple))
REPORTS = st.builds(
    Report,
    tasks=st.lists(TASKS, max_size=2).map(tuple),
    isolation=st.builds(Isolation, layers=st.lists(LETTERS).map(tuple)),
    versions=st.dictionaries(LETTERS, LETTERS, max_size=2),
    trouble=st.none(),
    notes=NOTES,
    examples=st.integers(0, 9),
    hints=st.dictionaries(LETTERS, st.integers(), max_size=2),
    seconds=SECONDS,
)


class Same:
    """A value that also equals itself where nan is in it, and tells 1 from 1.0 and True."""

    def __init__(self, value: Any) -> None:
        self.shown = repr(value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.shown == other.shown

    __hash__ = None  # type: ignore[assignment]


def json_of(report: Report) -> str:
    return FORMATS["json"](report, VIEW)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(REPORTS)
def test_any_report_comes_back_as_it_was_and_keeps_to_the_schema(report: Report):
    text = json_of(report)

    assert Same(read(text)) == Same(report)
    VALIDATOR.validate(json.loads(text))


def test_a_report_with_everything_comes_back_as_it_was():
    report = samples.mixed()

    assert read(json_of(report)) == report


@pytest.mark.parametrize("code", samples.LOADING)
def test_a_trouble_comes_back_as_it_was(code: str):
    report = samples.unloaded(code, frames=samples.mixed().findings[1].frames)

    assert read(json_of(report)) == report
    VALIDATOR.validate(json.loads(json_of(report)))


def test_what_is_derived_is_written_too():
    plain = json.loads(json_of(samples.mixed()))

    assert (plain["points"], plain["earned"], plain["exit_code"]) == (3, 1, 1)
    assert [task["outcome"] for task in plain["tasks"]] == ["passed", "failed", "not attempted"]
    assert [task["earned"] for task in plain["tasks"]] == [1, 0, 0]
    VALIDATOR.validate(plain)


def test_json_has_neither_nan_nor_infinities_and_is_ascii():
    got = [math.nan, math.inf, -math.inf, "NaN", "\\NaN", "日本語"]
    report = samples.report(samples.task("adam", 2, samples.finding(values={"got": got})))

    text = json_of(report)

    plain = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert plain["tasks"][0]["findings"][0]["values"]["got"] == [
        *("NaN", "Infinity", "-Infinity", "\\NaN", "\\\\NaN", "日本語"),
    ]
    assert text.isascii()
    assert Same(read(text)) == Same(report)


def test_the_same_report_gives_the_same_text_in_every_process():
    """Sets have another order in each; nothing of it may show."""
    program = (
        "import sys; from tests.formats import samples; from grader.formats.json import stored;"
        "sys.stdout.write(stored(samples.mixed()))"
    )

    def told(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", program]
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert {told("1"), told("2")} == {stored(samples.mixed())}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "found 'list'"),
        ('{"schema": "nnkata/report/v2"}', "the schema 'nnkata/report/v1', found 'nnkata/report/v2'"),
        ('{"schema": "nnkata/report/v1"}', "not a nnkata/report/v1 report: KeyError: 'exercise'"),
        ("{", "Expecting property name"),
    ],
)
def test_what_is_no_report_is_refused(text: str, message: str):
    with pytest.raises(ValueError, match=message):
        read(text)


def test_a_report_with_a_wrong_piece_is_refused():
    plain = json.loads(json_of(samples.mixed()))
    plain["tasks"][0]["findings"][0]["outcome"] = "perfect"

    with pytest.raises(ValueError, match="'perfect' is not a valid Outcome"):
        read(json.dumps(plain))


PIECES = {
    "finding": values.Finding,
    "example": values.Example,
    "difference": values.Difference,
    "match": values.Match,
    "evidence": values.Evidence,
    "frame": values.Frame,
    "trouble": values.Trouble,
}


@pytest.mark.parametrize("name", PIECES)
def test_the_schema_knows_every_field_of_the_report(name: str):
    assert set(FORM["$defs"][name]["properties"]) == {field.name for field in fields(PIECES[name])}


def test_the_schema_refuses_what_a_report_never_says():
    plain = json.loads(json_of(samples.mixed()))

    for wrong in ({"exit_code": 2}, {"score": 1}, {"trouble": {}}, {"tasks": {}}):
        assert not VALIDATOR.is_valid({**plain, **wrong})
    assert VALIDATOR.is_valid(plain)


def test_the_outcomes_of_the_schema_are_those_there_are():
    assert FORM["$defs"]["outcome"]["enum"] == [outcome.value for outcome in Outcome]
    assert FORM["properties"]["schema"]["const"] == values.SCHEMA


def test_tuples_of_values_come_back_as_lists():
    found = samples.finding(values={"needs": ("a", "b")})
    report = samples.report(samples.task("adam", 2, found))

    back = read(json_of(report))

    assert back.findings[0] == replace(found, values={"needs": ["a", "b"]})

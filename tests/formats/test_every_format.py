"""Every format, of a report in which everything foreign is as bad as can be: nothing in it that does not show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader import clean
from grader.formats import FORMATS, View
from grader.formats.csv import MARK
from grader.formats.github import summary
from grader.formats.junit import render as junit
from grader.messages import LANGUAGES
from tests.formats import samples

EXERCISE = samples.exercise(Path("nowhere"))
HOST = {"GITHUB_ACTIONS": "true"}
BAD = (
    "\x1b[31mred\x1b]52;c;ZXZpbA==\x07\x9b2J\r\n::error::x\n##[group]\x00\x7f\u202edoc.\u2066\u200b\ufeff"
    "\u2028\u2029\ud800\ufffe=1+1|<script>@user ```\n~~~\n[a](b) ![x](y) ]]> \N{TAG LATIN SMALL LETTER A}\u3164\x85"
)


@settings(max_examples=5)
@given(st.text(max_size=30))
@example(BAD)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*FORMATS, "summary"])
def test_nothing_foreign_that_does_not_show_gets_out(name: str, language: str, bad: str):
    report = samples.hostile(bad)
    seen = View(language, EXERCISE, host=HOST, folder="homework/")
    made = summary(report, seen) if name == "summary" else FORMATS[name](report, seen)

    made.encode("utf-8")
    own = made.removeprefix(MARK) if name == "csv" else made.replace("@\N{ZERO WIDTH SPACE}", "@")
    lines = own.replace("\r\n", "\n").split("\n")
    assert not [line for line in lines if clean.terminal(line) != line]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FORMATS)
def test_no_format_tells_a_seed_that_was_taken_out(name: str, language: str):
    seed = 907_134_552
    known = replace(samples.mixed(), seed=seed)
    told, made = (
        FORMATS[name](report, View(language, EXERCISE, host=HOST)) for report in (known, replace(known, seed=None))
    )

    assert str(seed) not in made and "None" not in made
    assert (str(seed) in told) == (name in ("text", "json", "html", "csv", "github", "gradescope", "ctrf"))


def test_the_samples_reach_every_part_of_a_page():
    """What is asked above would be asked of nothing if the bad text were not in there."""
    assert junit(samples.hostile("needle"), View("en", EXERCISE)).count("needle") > 3

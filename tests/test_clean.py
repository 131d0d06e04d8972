"""Tests of `grader.clean`."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.clean import line, terminal

NASTY = st.text(alphabet=st.sampled_from("\x1b[]()P\\^_;0m1Jx\x07\r\n\t\x00\x9b\x9c\x9d\u202e\u200b日a "))


@given(st.text() | NASTY)
@example("\x1b\x1b[31m[31mred")
@example("\x1b[\x1b[2J2J")
def test_only_what_shows_is_left(text: str):
    left = terminal(text)

    assert all(c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") for c in left)
    left.encode("utf-8")


@given(st.text() | NASTY)
def test_cleaning_twice_changes_nothing(text: str):
    assert terminal(terminal(text)) == terminal(text)


SHOWN = st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="\u115f\u1160\u3164\uffa0")


@given(st.text(SHOWN))
def test_text_that_shows_is_left_alone(text: str):
    assert terminal(text) == text


@given(st.text() | NASTY)
def test_a_line_is_one_line(text: str):
    assert len(line(text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07shown", "shown"),
        ("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jgone", "gone"),
        ("a\x1bPq#0\x1b\\b", "ab"),
        ("\x1b(0x\x1bc", "x"),
        ("50%\rdone", "50%\ndone"),
        ("abc\u202edcba\u2069", "abcdcba"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("back\b\b\bspace", "backspace"),
        ("tab\tnewline\n", "tab\tnewline\n"),
        ("勾配の逆伝播 ∂L/∂W", "勾配の逆伝播 ∂L/∂W"),
        ("[bold]not markup[/bold]", "[bold]not markup[/bold]"),
    ],
)
def test_sequences_go_whole_and_the_rest_stays(text: str, left: str):
    assert terminal(text) == left

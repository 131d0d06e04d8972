"""Tests of `grader.messages`."""

from __future__ import annotations

import ast
import math
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import messages
from grader.messages.values import FORMS, number, numbers, ratio, shape, size
from tests.helpers import catalogue

Fields = set[tuple[str, str]]


def sentences(section: dict[str, Any], path: str = "") -> dict[str, str]:
    found = {}
    for key, value in section.items():
        found |= sentences(value, f"{path}{key}.") if isinstance(value, dict) else {f"{path}{key}": value}
    return found


def fields(sentence: str) -> Fields:
    return {(name, form or "") for _, name, form, _ in string.Formatter().parse(sentence) if name is not None}


ENGLISH, JAPANESE = (sentences(catalogue(language)) for language in messages.LANGUAGES)


def test_both_languages_word_the_same_codes_in_the_same_order():
    assert list(ENGLISH) == list(JAPANESE)


@pytest.mark.parametrize("code", ENGLISH)
def test_both_languages_use_the_same_fields_in_a_sentence(code: str):
    assert fields(ENGLISH[code]) == fields(JAPANESE[code])
    assert {form for _, form in fields(ENGLISH[code])} <= set(FORMS)


@pytest.mark.parametrize("code", ENGLISH)
def test_every_sentence_says_something_and_starts_and_ends_cleanly(code: str):
    for sentence in (ENGLISH[code], JAPANESE[code]):
        assert sentence.strip()
        assert sentence == sentence.rstrip(" ") or code == "report.joint"


COUNTED = re.compile(r"(?<!of )\{(attempts|count|exercises|files|got|lines|points|students)\} (more )?[a-z]+s\b")


@pytest.mark.parametrize("code", ENGLISH)
def test_no_sentence_needs_another_word_where_a_count_is_one(code: str):
    """Where one would not be told, such as which of several files is meant, the word may stand."""
    assert not COUNTED.search(ENGLISH[code].replace("files that could be meant", "")), ENGLISH[code]


LISTS = {"known", "choices", "nearest", "names", "students", "columns", "tasks", "keys", "expected"}


@pytest.mark.parametrize("code", [code for code in ENGLISH if not code.startswith("plot.")])
def test_a_sentence_that_ends_with_what_there_is_is_closed(code: str):
    """What ends with a command or a path has no mark there, so that it can be copied."""
    for sentence in (ENGLISH[code], JAPANESE[code]):
        *_, (_, last, _, _) = string.Formatter().parse(sentence)
        assert last not in LISTS, sentence


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_sentence_is_found_without_its_whole_catalogue(language: str):
    for code, sentence in sentences(catalogue(language)).items():
        assert messages._sentence(code, language) == sentence
        assert not messages.known(f"{code}.more", language)


@pytest.mark.parametrize("code", JAPANESE)
def test_japanese_words_survive_a_japanese_windows_console(code: str):
    JAPANESE[code].encode("cp932")


def test_japanese_is_japanese():
    kana = [code for code, sentence in JAPANESE.items() if any("\u3040" <= c <= "\u30ff" for c in sentence)]

    assert len(kana) > 0.75 * len(JAPANESE)


def test_a_code_with_a_dot_names_its_section():
    assert messages.text("worker.timeout", "en", seconds=5.0).startswith("No answer within 5 seconds")


def test_a_code_without_a_dot_is_one_of_a_finding():
    assert messages.text("dtype", "en", name="y", got="object", expected="float64") == (
        "y has dtype object; expected float64."
    )


def test_a_code_may_be_any_word_even_one_of_the_parameters():
    assert messages.text("no.such", "en", code="a", language="b") == "no.such code='a' language='b'"


def test_an_unknown_code_shows_itself_and_its_values():
    assert messages.text("no.such", "ja", seen=3, near="a") == "no.such seen=3 near='a'"
    assert messages.text("load", "en") == "load"
    assert messages.text("load.syntax.more", "en") == "load.syntax.more"
    assert not messages.known("no.such", "en")
    assert messages.known("values", "ja")


def test_a_missing_value_shows_the_name_of_its_field():
    assert messages.text("dtype", "en", name="y", got="int64") == "y has dtype int64; expected {expected}."
    assert messages.text("shape", "en", name="y", got=[2]) == "y has shape (2,); expected {expected}."


def test_an_unknown_language_is_english():
    assert messages.text("untouched", "fr", name="SGD") == messages.text("untouched", "en", name="SGD")


def test_got_and_expected_show_the_digit_in_which_they_differ():
    assert messages.text("values", "en", name="y", got=0.1 + 0.2, expected=0.3) == (
        "y is 0.30000000000000004; expected 0.29999999999999999."
    )
    assert messages.text("values", "en", name="y", got=-0.12132032855964248, expected=2.0) == (
        "y is -0.12132; expected 2.0."
    )


def test_numbers_that_a_sentence_compares_get_the_same_count_of_digits():
    text = messages.text("training", "en", got=0.41000001, expected=0.2, start=2.3, bound=0.41)

    assert "loss is 0.41000001." in text and "down to 0.41." in text


def test_values_that_look_like_fields_stay_as_they_are():
    assert "{name} {0.__class__}" in messages.text("untouched", "en", name="{name} {0.__class__}")


def test_only_fields_that_are_given_are_filled_in_a_foreign_sentence():
    sentence = r"ε is {eps}, not {other} and not \frac{1}{2}"

    assert messages.filled(sentence, "en", {"eps": 1e-8}) == r"ε is 1e-08, not {other} and not \frac{1}{2}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2.0"),
        (-0.5, "-0.5"),
        (1 / 3, "0.333333"),
        (1e-12, "1e-12"),
        (123456789.0, "1.23457e+08"),
        (3, "3"),
        (True, "True"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        (0.0, "0.0"),
        (-0.0, "-0.0"),
    ],
)
def test_numbers_are_short(value: float, text: str):
    assert number(value) == text


def test_a_zero_has_a_sign_only_beside_the_other_zero():
    assert numbers([0.5, -0.0]) == ["0.5", "0.0"]
    assert numbers([-0.0, -0.0]) == ["0.0", "0.0"]
    assert numbers([0.0, -0.0]) == ["0.0", "-0.0"]
    assert messages.text("values", "en", name="y", got=0.5, expected=-0.0) == "y is 0.5; expected 0.0."
    assert messages.text("values", "en", name="y", got="nan", expected=-0.0) == "y is nan; expected 0."


@given(st.floats(), st.floats())
def test_unequal_numbers_never_look_alike(a: float, b: float):
    one, other = numbers([a, b])

    assert (one == other) == (repr(a) == repr(b))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "1/4"),
        (0.666667, "2/3"),
        (3.0, "3"),
        (-2.0, "-2"),
        (0.123457, "0.123457"),
        (1e-9, "1e-09"),
        (100.0, "100"),
        (math.inf, "inf"),
        ("N", "N"),
    ],
)
def test_a_ratio_is_a_fraction_where_it_is_one(value: object, text: str):
    assert ratio(value, "en") == text


@pytest.mark.parametrize(("value", "text"), [([2, 3], "(2, 3)"), ([4], "(4,)"), ([], "()"), ("None", "None")])
def test_a_shape_reads_as_python_writes_it(value: object, text: str):
    assert shape(value, "en") == text


@pytest.mark.parametrize(
    ("value", "text"), [(16 << 20, "16 MiB"), (900, "900 B"), (1536, "1.5 KiB"), (5 << 40, "5.12e+03 GiB"), ("?", "?")]
)
def test_bytes_come_in_the_largest_fitting_unit(value: object, text: str):
    assert size(value, "ja") == text


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "ja_JP.eucJP", "LANG": "en_US"}, "ja"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_of_the_system_is_its_locale_s(environment: dict[str, str], spoken: str):
    assert messages.of_locale(environment) == spoken


@pytest.mark.parametrize(("name", "spoken"), [("Japanese_Japan", "ja"), ("ja_JP", "ja"), (None, "en")])
def test_windows_is_asked_for_its_locale(name: str | None, spoken: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("locale.getlocale", lambda: (name, "cp932"))

    assert messages.of_locale({}) == spoken


# What the program says ------------------------------------------------------------------------------------------------

EXERCISES = Path(messages.__file__).parents[2] / "exercises"
SOURCES = [*sorted(Path(messages.__file__).parent.parent.rglob("*.py")), *sorted(EXERCISES.glob("*/checks*/*.py"))]
SOURCES += sorted(EXERCISES.glob("*/checks.py"))
FIRST = {"UsageError", "WorkerError", "LoadError", "Trouble", "text", "say", "tell", "_say", "difference"}
SECOND = {"Difference"}
SECTIONS = {"Evidence": ("evidence.", "note."), "figure": ("figure.",)}


def said(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every code that a source file names in a call, with the places in the catalogue where it may be worded."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = 1 if name in SECOND else 0
        if name not in FIRST | SECOND | SECTIONS.keys() or len(node.args) <= place:
            continue
        code = node.args[place]
        if isinstance(code, ast.Constant) and isinstance(code.value, str):
            yield code.value, SECTIONS.get(name, ("",))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(EXERCISES.parent)))
def test_every_code_that_the_program_names_has_words(path: Path):
    for code, sections in said(path):
        assert any(messages.known(section + code, "ja") for section in sections), code


def test_every_number_that_is_worked_out_and_has_a_name_is_told_somewhere():
    told = {code for path in SOURCES for code, sections in said(path) if sections == SECTIONS["figure"]}

    assert told == catalogue("en")["figure"].keys()


def test_the_words_of_every_part_of_the_program_are_looked_for():
    found = {code for path in SOURCES for code, _ in said(path)}

    assert {"exercise.unknown", "worker.timeout", "shape", "direction", "float32", "report.foot"} <= found


@pytest.mark.parametrize("path", sorted(EXERCISES.glob("*/*.ja.*")), ids=lambda path: path.name)
def test_an_exercise_is_called_by_one_japanese_word(path: Path):
    assert "演習" not in path.read_text(encoding="utf-8"), "an exercise is 課題, a task of it 項目"

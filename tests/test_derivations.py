"""Every task of the course has its derivation, in both languages, with sources, for a terminal to show."""

from __future__ import annotations

import ast
import re

import pytest

from grader import catalog, derivations
from grader.author.written import formulas, underived
from grader.exercise import Exercise
from grader.messages import LANGUAGES

EXERCISES = [
    exercise
    for exercise in catalog.exercises(catalog.content())
    if exercise.number <= 8 or derivations.read(exercise, "en")
]
BOTH = pytest.mark.parametrize("language", LANGUAGES)
EACH = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)


@EACH
@BOTH
def test_every_task_has_one_with_formulas_and_sources_for_a_terminal_to_show(exercise: Exercise, language: str):
    assert underived(exercise, language) == ""


@EACH
def test_both_languages_show_the_same_mathematics(exercise: Exercise):
    def symbols(language: str) -> list[list[str]]:
        """What is no word: the formulas, however they are talked about."""
        written = derivations.read(exercise, language)
        return [re.findall(r"[∂Σ√βγμσ²θ]|←|\d\d+", "\n".join(formulas(each.text))) for each in written.values()]

    for english, japanese in zip(symbols("en"), symbols("ja"), strict=True):
        assert set(english) == set(japanese)


@EACH
@BOTH
def test_none_of_it_is_code(exercise: Exercise, language: str):
    for derivation in derivations.read(exercise, language).values():
        assert "```python" not in derivation.text and "np." not in derivation.text
        for line in formulas(derivation.text):
            assert not re.match(r"\s*(def|class|return|for|import) ", line)


def test_an_exercise_without_any_has_none(tmp_path):
    from dataclasses import replace

    assert derivations.read(replace(EXERCISES[0], folder=tmp_path), "en") == {}


# Hints: words, never code ---------------------------------------------------------------------------------------------

HINTED = catalog.exercises(catalog.content())
ANSWERS = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.FunctionDef, ast.ClassDef, ast.For, ast.While)
CALL = re.compile(r"\bnp\.(?!u?int\d|float\d)\w+\(|\bself\.\w+ *[-+*/]?=|\breturn \w+[.(\[]|\bdef \w+\(|\blambda\b")


def code(level: str) -> list[str]:
    """Pieces of a hint that would answer the task if they were pasted."""
    found = CALL.findall(level)
    for quoted in re.findall(r"`([^`]+)`", level):
        try:
            body = ast.parse(quoted).body
        except SyntaxError:
            continue
        found += [quoted for node in body if isinstance(node, ANSWERS) and getattr(node, "value", node) is not None]
    return found


@pytest.mark.parametrize("exercise", HINTED, ids=lambda exercise: exercise.id)
@BOTH
def test_no_level_of_a_hint_is_code(exercise: Exercise, language: str):
    from grader import hints

    written = hints.read(exercise, language).headings

    assert {id: found for id, heading in written.items() for level in heading.levels if (found := code(level))} == {}
    assert not any("```" in level for heading in written.values() for level in heading.levels)


@pytest.mark.parametrize(
    "level",
    ["Write `v = a * v - lr * g`.", "Use np.sum(x).", "`return x`", "Then self.h = 0 comes first.", "`x += 1`"],
)
def test_code_in_a_hint_would_be_seen(level: str):
    assert code(level)


@pytest.mark.parametrize(
    "level", ["Divide by `std`.", "What does += do?", "For f(x) = x² at 3.", "It ends in `return`.", "np.uint8(255)?"]
)
def test_words_are_no_code(level: str):
    assert not code(level)

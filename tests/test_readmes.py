"""What a README says holds: its examples are run against the reference, and what it calls right as well is accepted."""

import doctest
import re
import tomllib
from pathlib import Path

import pytest

from grader.catalog import answers, exercises, load
from grader.content import content, install
from grader.messages import LANGUAGES

CONTENT = content()
EXERCISES = exercises(CONTENT)
ANSWERED = [
    exercise
    for exercise in EXERCISES
    if all((CONTENT.reference / f"{module}.py").is_file() for module in exercise.reference)
]
BOTH = [(exercise, language) for exercise in ANSWERED for language in LANGUAGES]


def text(exercise, language):
    """The README without its fences, which doctest would take for output."""
    return (exercise.folder / f"README.{language}.md").read_text(encoding="utf-8").replace("```", "")


@pytest.mark.parametrize(("exercise", "language"), BOTH, ids=[f"{e.id}-{language}" for e, language in BOTH])
def test_every_example_of_a_readme_gives_what_it_shows(exercise, language):
    install(CONTENT)
    names, parser = answers(exercise), doctest.DocTestParser()
    test = parser.get_doctest(text(exercise, language), names, f"{exercise.id}.{language}", None, None)
    told = []

    result = doctest.DocTestRunner(verbose=False).run(test, out=told.append)

    assert result.attempted > 0
    assert not result.failed, "".join(told)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_the_examples_of_both_languages_are_the_same(exercise):
    parser = doctest.DocTestParser()

    english, japanese = (parser.get_examples(text(exercise, language)) for language in LANGUAGES)

    assert [(example.source, example.want) for example in english] == [
        (example.source, example.want) for example in japanese
    ]


ALSO_RIGHT = tomllib.loads(Path(__file__).with_name("also_right.toml").read_text(encoding="utf-8"))
SECTIONS = {"en": "Also right", "ja": "これも正解です"}


def also_right(exercise, language):
    """The section of the README, on one line; "" where it has none."""
    readme = (exercise.folder / f"README.{language}.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {SECTIONS[language]}\n(.*?)(?=^## |\Z)", readme, re.MULTILINE | re.DOTALL)
    return " ".join(found[1].split()) if found else ""


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_every_convention_is_called_right_in_the_readme_and_nothing_else_is_listed(exercise):
    listed = ALSO_RIGHT.get(exercise.id, {})

    assert set(listed) == set(load(exercise, CONTENT).conventions)
    for id, phrases in listed.items():
        for language, phrase in zip(LANGUAGES, phrases, strict=True):
            assert phrase in also_right(exercise, language), f"{id}, {language}"


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_both_languages_call_the_same_number_of_things_right(exercise):
    english, japanese = (len(re.findall(r"(?:^| )- ", also_right(exercise, language))) for language in LANGUAGES)

    assert english == japanese

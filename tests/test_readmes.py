"""Examples in a README are run against the reference, so that no learner compares with a wrong number."""

import doctest

import pytest

from grader.catalog import exercises, published
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


def answers(exercise):
    """The public names of the exercise's reference modules."""
    install(CONTENT)
    names = {}
    for module in exercise.reference:
        names |= published(__import__(f"reference.{module}", fromlist=["*"]))
    return names


def text(exercise, language):
    """The README without its fences, which doctest would take for output."""
    return (exercise.folder / f"README.{language}.md").read_text(encoding="utf-8").replace("```", "")


@pytest.mark.parametrize(("exercise", "language"), BOTH, ids=[f"{e.id}-{language}" for e, language in BOTH])
def test_every_example_of_a_readme_gives_what_it_shows(exercise, language):
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

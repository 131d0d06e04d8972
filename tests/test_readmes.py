"""Examples in a README are run against the reference, so that no learner compares with a wrong number."""

import doctest

import pytest

from grader.author.notebook import LANGUAGES
from grader.catalog import content, exercises, install, published

CONTENT = content()
EXERCISES = exercises(CONTENT)
BOTH = [(exercise, language) for exercise in EXERCISES for language in LANGUAGES]


def answers(exercise):
    """The public names of the exercise's reference modules."""
    install(CONTENT)
    names = {}
    for module in exercise.reference:
        names |= published(__import__(f"reference.{module}", fromlist=["*"]))
    return names


def examples(exercise, language):
    return doctest.DocTestParser().get_examples((exercise.folder / f"README.{language}.md").read_text("utf-8"))


@pytest.mark.parametrize(("exercise", "language"), BOTH, ids=[f"{e.id}-{language}" for e, language in BOTH])
def test_every_example_of_a_readme_gives_what_it_shows(exercise, language):
    text = (exercise.folder / f"README.{language}.md").read_text(encoding="utf-8").replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, answers(exercise), f"{exercise.id}.{language}", None, None)
    told = []

    result = doctest.DocTestRunner(verbose=False).run(test, out=told.append)

    assert result.attempted > 0
    assert not result.failed, "".join(told)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_the_examples_of_both_languages_are_the_same(exercise):
    english, japanese = ([(e.source, e.want) for e in examples(exercise, language)] for language in LANGUAGES)

    assert english == japanese

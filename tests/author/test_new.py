import doctest
import runpy

import pytest

from grader.author import gate
from grader.author.new import create
from grader.catalog import exercises
from grader.content import Content
from grader.errors import UsageError
from grader.messages import LANGUAGES


@pytest.fixture
def course(tmp_path):
    made = Content(tmp_path / "exercises", tmp_path / "reference")
    for folder in (made.exercises, made.reference):
        folder.mkdir()
    return made


def files(course):
    return {path for path in course.exercises.parent.rglob("*") if path.is_file()}


def test_a_new_exercise_keeps_every_promise_of_the_gate(course):
    create("spread", course)

    (exercise,) = exercises(course)
    proofs = list(gate.check(exercise, course))

    kinds = {"text", "stub", "reference", "answers", "misconception", "convention"}
    assert {proof.promise for proof in proofs} == kinds
    assert [f"{proof.subject}: {proof.problem}" for proof in proofs if proof.problem] == []


def test_every_file_that_is_written_is_told(course):
    written = create("spread", course)

    assert set(written) == files(course)
    assert course.reference / "spread.py" in written
    assert {path.name for path in written if path.suffix == ".ipynb"} == {"spread.ipynb", "spread.ja.ipynb"}


def test_no_blank_of_the_template_stays_empty(course):
    for path in create("spread", course):
        text = path.read_text(encoding="utf-8")
        assert not [blank for blank in ("__NAME__", "__NUMBER__", "__ID__") if blank in text], path.name


def test_a_new_exercise_takes_the_number_after_the_highest(course):
    create("spread", course)
    create("skew", course)

    assert [(exercise.id, exercise.name) for exercise in exercises(course)] == [
        ("exercise_1", "spread"),
        ("exercise_2", "skew"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_in_the_readme_gives_what_it_shows(course, language):
    create("spread", course)
    readme = (course.exercises / "exercise_01_spread" / f"README.{language}.md").read_text(encoding="utf-8")
    names = runpy.run_path(str(course.reference / "spread.py"))

    test = doctest.DocTestParser().get_doctest(readme.replace("```", ""), names, language, None, None)
    result = doctest.DocTestRunner(verbose=False).run(test)

    assert result.attempted and not result.failed


OTHERS = ("checks", "parts", "numpy", "random")
"""Modules that there are already, for whoever works in an exercise's folder."""


@pytest.mark.parametrize("name", ["", "Attention", "2d", "two words", "../up", "class", "注意", *OTHERS])
def test_a_name_that_cannot_be_a_modules_is_refused_and_nothing_is_written(course, name):
    with pytest.raises(UsageError) as caught:
        create(name, course)

    assert (caught.value.code, caught.value.values) == ("author.name", {"seen": name})
    assert not files(course)


def test_a_name_that_an_exercise_has_is_refused_and_nothing_is_written(course):
    create("spread", course)
    before = files(course)

    with pytest.raises(UsageError) as caught:
        create("spread", course)

    assert caught.value.code == "author.exists"
    assert caught.value.values["path"] == str(course.exercises / "exercise_01_spread")
    assert files(course) == before


def test_a_module_of_the_reference_is_never_overwritten(course):
    (course.reference / "spread.py").write_text("kept = True\n", encoding="utf-8")

    with pytest.raises(UsageError) as caught:
        create("spread", course)

    assert caught.value.code == "author.exists"
    assert files(course) == {course.reference / "spread.py"}


def test_a_course_without_a_reference_of_its_own_leaves_the_one_that_ships_alone(course, tmp_path):
    shipped = tmp_path / "shipped" / "reference"
    shipped.mkdir(parents=True)

    with pytest.raises(UsageError, match=r"author\.reference"):
        create("spread", Content(course.exercises, shipped))

    assert files(course) == set()
    assert list(shipped.iterdir()) == []

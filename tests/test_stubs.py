"""What an exercise's folder promises a learner: two languages that say the same, a stub that is a stub."""

import ast
import re
import runpy

import pytest

from grader.author.notebook import sections
from grader.catalog import content, exercises
from grader.exercise import PARTS
from grader.messages import LANGUAGES

EXERCISES = exercises(content())
BOTH = [(exercise, language) for exercise in EXERCISES for language in LANGUAGES]
BOTH_IDS = [f"{exercise.id}-{language}" for exercise, language in BOTH]

each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
each_language = pytest.mark.parametrize(("exercise", "language"), BOTH, ids=BOTH_IDS)


def stub(exercise, language):
    return exercise.starter(language)


def readme(exercise, language):
    return sections((exercise.folder / f"README.{language}.md").read_text(encoding="utf-8"))


def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def code(path):
    """The file's code without docstrings; comments are not in a syntax tree to begin with."""
    tree = parse(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            del node.body[0]
    return ast.unparse(tree)


def constructors(tree):
    """The names of the arguments that each class takes, self left out."""
    return {
        cls.name: tuple(argument.arg for argument in function.args.args[1:])
        for cls in tree.body
        if isinstance(cls, ast.ClassDef)
        for function in cls.body
        if isinstance(function, ast.FunctionDef) and function.name == "__init__"
    }


def raises_of(path):
    """The text of every NotImplementedError that the stub raises."""
    raised = [node.exc for node in ast.walk(parse(path)) if isinstance(node, ast.Raise)]
    return {call.args[0].value for call in raised if call.func.id == "NotImplementedError"}


def level(section):
    return re.match("#*", section.text).end()


@each_exercise
def test_the_stubs_of_both_languages_have_the_same_code(exercise):
    assert code(stub(exercise, "en")) == code(stub(exercise, "ja"))


@pytest.mark.usefixtures("parts")
@each_language
def test_a_stub_imports_numpy_and_its_parts_alone_and_defines_what_every_task_asks_for(exercise, language):
    path = stub(exercise, language)
    nodes = list(ast.walk(parse(path)))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}

    names = runpy.run_path(str(path))

    assert imported == ({"numpy", PARTS} if exercise.supplied else {"numpy"})
    assert {name for task in exercise.tasks for name in task.names} <= names.keys()


@each_language
def test_every_name_of_a_task_still_waits_for_the_learner(exercise, language):
    waiting = {text.split(".")[0] for text in raises_of(stub(exercise, language))}

    assert waiting == {name for task in exercise.tasks for name in task.names}


@each_language
def test_a_constructor_of_the_stub_takes_the_parameters_in_the_order_of_the_exercise(exercise, language):
    taken = constructors(parse(stub(exercise, language)))

    for name, order in taken.items():
        assert order == tuple(exercise.vocabulary.parameters.get(name, ()))


@each_exercise
def test_the_readmes_of_both_languages_have_the_same_sections(exercise):
    english, japanese = readme(exercise, "en"), readme(exercise, "ja")

    assert [level(section) for section in english] == [level(section) for section in japanese]
    assert [section.names for section in english] == [section.names for section in japanese]


@each_language
def test_a_readme_names_everything_that_is_to_be_written_in_a_heading(exercise, language):
    named = {name for section in readme(exercise, language) for name in section.names}

    assert {name for task in exercise.tasks for name in task.names} <= named


@each_exercise
def test_an_exercise_adds_up_to_ten_points(exercise):
    assert exercise.points == 10


@each_exercise
def test_a_title_exists_in_both_languages(exercise):
    for title in (exercise.title, *(task.title for task in exercise.tasks)):
        assert set(title) == set(LANGUAGES)
        assert all(title.values())


@each_exercise
def test_every_alias_and_parameter_belongs_to_a_name_of_the_exercise(exercise):
    names = {name for task in exercise.tasks for name in task.names}
    words = exercise.vocabulary

    assert words.aliases.keys() | words.parameters.keys() <= names
    assert not {spelling for spellings in words.aliases.values() for spelling in spellings} & names

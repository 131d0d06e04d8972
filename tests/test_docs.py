"""What the READMEs and `docs/` say of files, commands, fields and pictures is there."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from grader import catalog
from grader.cli.author import COMMANDS as AUTHOR
from grader.cli.program import COMMANDS
from grader.content import Content
from grader.formats import FORMATS
from tests.helpers import ROOT

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("README*.md"), *DOCS.glob("*.md")])
MADE = "exercises/"
"""Where the site puts the texts of the exercises when it is built (docs/conf.py)."""

LINK = re.compile(r"\]\(([^)#:]+)\)")
COMMAND = re.compile(r"(?:`|\$ |^)grade ([a-z]+)(?: ([a-z]+))?", re.MULTILINE)

each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@each_page
def test_every_link_and_picture_is_there(path: Path):
    links = [link for link in LINK.findall(path.read_text(encoding="utf-8")) if not link.startswith(MADE)]

    assert [link for link in links if not (path.parent / link).exists()] == []


@each_page
def test_every_command_is_one(path: Path):
    commands = COMMAND.findall(path.read_text(encoding="utf-8"))

    assert {first for first, _ in commands} <= set(COMMANDS)
    assert {second for first, second in commands if first == "author" and second} <= set(AUTHOR)


def test_every_target_of_make_is_one():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    for path in PAGES:
        assert set(re.findall(r"(?:`|\$ )make (\w+)", path.read_text(encoding="utf-8"))) <= targets


def test_every_field_of_the_report_is_described():
    schema = json.loads((ROOT / "grader" / "formats" / "report.schema.json").read_text(encoding="utf-8"))
    fields = {*schema["properties"]}
    fields |= {field for kind in ("finding", "difference") for field in schema["$defs"][kind]["properties"]}

    assert [field for field in sorted(fields) if f"`{field}`" not in text("report-format.md")] == []


def test_every_format_is_named():
    assert [name for name in FORMATS if f"`{name}`" not in text("teaching.md")] == []


def test_the_facts_that_the_authors_page_shows_are_read_as_an_exercise(tmp_path: Path):
    shown = re.search(r"```toml\n(.*?)```", text("writing-exercises.md"), re.DOTALL)
    assert shown is not None
    for name in ("exercise_01_network", "exercise_15_attention"):
        (tmp_path / name).mkdir()
        facts = shown[1] if "attention" in name else shown[1].replace("after =", "# after =")
        (tmp_path / name / "exercise.toml").write_text(facts, encoding="utf-8")

    _, exercise = catalog.exercises(Content(tmp_path, tmp_path))

    assert (exercise.id, exercise.name) == ("exercise_15", "attention")
    assert set(tomllib.loads(shown[1])) == {
        *("version", "reference", "after", "supplied", "dialects", "title"),
        *("parameters", "aliases", "synonyms", "limits", "task"),
    }


def test_both_languages_of_a_page_have_the_same_sections():
    for page in (ROOT / "README.md", DOCS / "learning.md", DOCS / "teaching.md", DOCS / "class.md"):
        pair = (page, page.with_suffix(".ja.md"))
        english, japanese = (re.findall(r"^#+ ", one.read_text(encoding="utf-8"), re.MULTILINE) for one in pair)

        assert english == japanese


def test_japanese_paragraphs_are_one_line_each_so_that_no_browser_puts_blanks_into_words():
    block = re.compile(r"```.*?```", re.DOTALL)
    begun = re.compile(r"\n(?=[^\s#|>\-\d!`\[])")

    for page in PAGES:
        if page.name.endswith(".ja.md"):
            paragraphs = block.sub("", page.read_text(encoding="utf-8")).split("\n\n")
            assert [paragraph for paragraph in paragraphs if begun.search(paragraph.strip())] == [], page.name


def test_every_file_of_the_project_that_is_named_is_there():
    """Where a path begins with a folder of ours, in a page or beside the attacks. Folders may be made later."""
    path = re.compile(r"`((?:grader|tests|benchmarks|reference|docs|exercises)/[\w./*-]*\w)`")
    pages = [*PAGES, ROOT / "tests" / "hostile" / "README.md"]
    named = {(page.name, found) for page in pages for found in path.findall(page.read_text(encoding="utf-8"))}

    assert len(named) > 20
    assert [(page, found) for page, found in sorted(named) if not [*ROOT.glob(found)]] == []


def test_the_layout_names_every_module_of_the_grader():
    layout = text("working-on-the-grader.md").partition("## Layout")[2].partition("\n## ")[0]
    named = {Path(found).name for found in re.findall(r"`([\w./]+)`", layout)}
    there = {path.name for path in (ROOT / "grader").iterdir() if path.suffix in ("", ".py")}

    assert there - named - {"__init__.py", "__main__.py", "__pycache__"} == set()


def test_whatever_authors_write_checks_with_is_on_the_page_of_the_vocabulary():
    from grader import checks

    functions = {name for name in checks.__all__ if name.islower()}

    assert functions and functions <= set(re.findall(r"autofunction:: (\w+)", text("vocabulary.md")))

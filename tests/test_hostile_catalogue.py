"""The catalogue of what submissions try: each entry is held by attacks, by tests or by a reason, which are there."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.hostility import FOLDER, attacks

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = tomllib.loads((FOLDER / "catalogue.toml").read_text(encoding="utf-8"))
ENTRIES = 124


@cache
def named_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("number", range(1, ENTRIES + 1))
def test_every_entry_is_held_by_something_that_is_there(number: int):
    entry = CATALOGUE[str(number)]

    assert entry["title"]
    assert entry.get("by") or entry.get("why")
    for name in entry.get("by", ()):
        path, _, test = name.partition("::")
        assert test in named_in(path) if test else (FOLDER / f"{name}.py").is_file(), name


def test_there_are_no_other_entries_and_every_attack_is_one_or_is_new():
    listed = {name for entry in CATALOGUE.values() for name in entry.get("by", ())}

    assert len(CATALOGUE) == ENTRIES
    assert {a.name for a in attacks() if not a.title.startswith("new: ")} <= listed
    assert sum(a.title.startswith("new: ") for a in attacks()) >= 90


def test_hypothesis_keeps_no_database():
    """What it would write beside a submission, it would read there too."""
    uses = [path for path in (ROOT / "grader").rglob("*.py") if "from hypothesis import" in path.read_text("utf-8")]

    assert uses
    for path in uses:
        text = path.read_text(encoding="utf-8")
        assert text.count("settings(") == text.count("database=None"), path


def test_no_recipe_gives_a_submission_a_token():
    text = (ROOT / "recipes" / "github-actions.yml").read_text(encoding="utf-8")

    assert "\npermissions:\n  contents: read\njobs:" in text
    assert not re.search(r"pull_request_target|secrets\.|: write", text)

"""Machine-made mistakes: what the checks of the miniature course catch of them; the page of what ours let through."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from grader import catalog
from grader.author.fates import judged, mutants_of
from tests.helpers import COURSE, ROOT, copied_course


def test_the_miniature_course_lets_only_faults_of_memory_through_as_it_asks_a_layer_once() -> None:
    (exercise,) = catalog.exercises(COURSE)

    fates = list(judged(catalog.load(exercise, COURSE), COURSE))

    assert Counter(fate.fate for fate in fates)["killed"] > 10
    survivors = {fate.mutant.change for fate in fates if fate.fate == "survived"}
    assert survivors == {"kept from the first time", "shared by all"}


def test_a_module_that_only_helps_is_changed_too_and_what_uses_it_notices(tmp_path: Path) -> None:
    copied_course(tmp_path)
    (tmp_path / "reference" / "two.py").write_text("def half():\n    return 1.0\n\ndef unused():\n    return 7.0\n")
    tiny = tmp_path / "reference" / "tiny.py"
    code = tiny.read_text(encoding="utf-8")
    tiny.write_text("from reference.two import half\n" + code.replace("return 2 * x", "return x * half() * 2"))

    fates = in_a_process_of_its_own(tmp_path)

    assert [fate for fate in fates if fate[0].startswith("two:")] == [
        ("two: constant doubled: 1.0 → 2.0 in return 1.0", "killed"),
        ("two: constant times ten: 1.0 → 10.0 in return 1.0", "killed"),
    ]


def in_a_process_of_its_own(root: Path) -> list[tuple[str, str]]:
    """Each mutant's key and fate. Courses share the names of their modules, so one process opens one course."""
    code = (
        "import json, pathlib, sys; from grader import catalog; from grader.author.fates import judged\n"
        "root = pathlib.Path(sys.argv[1]); content = catalog.Content(root / 'exercises', root / 'reference')\n"
        "(exercise,) = catalog.exercises(content)\n"
        "fates = judged(catalog.load(exercise, content), content)\n"
        "print(json.dumps([(fate.mutant.key, fate.fate) for fate in fates]))\n"
    )
    command = [sys.executable, "-c", code, str(root)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    return [tuple(item) for item in json.loads(done.stdout)]


@pytest.mark.slow
def test_the_page_of_mutants_and_the_reasons_are_of_those_that_there_are() -> None:
    content = catalog.content()
    there = {
        exercise.id: [mutant.key for mutant in mutants_of(catalog.load(exercise, content), content, but=("namespace",))]
        for exercise in catalog.exercises(content)
    }
    page = (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (exercise_\d) \| (\d+) \| .* (\d+) \| [\d.]+% \|$", page, re.MULTILINE)
    reasons = tomllib.loads((ROOT / "benchmarks" / "equivalent.toml").read_text(encoding="utf-8"))

    assert [(id, str(len(keys)), "0") for id, keys in there.items()] == rows
    assert reasons.keys() - {key for keys in there.values() for key in keys} == set()
    assert all(f"- `{key}`: {reason}" in page for key, reason in reasons.items())

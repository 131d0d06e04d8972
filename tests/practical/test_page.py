"""`grade practical` from a learner's file to the page that comes of it, and that page in a real browser."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import BROWSER, visit
from tests.helpers import ROOT

pytestmark = pytest.mark.slow

SAMPLE = ROOT / "exercises" / "exercise_04_optimizers" / "samples" / "two_mistakes.py"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    folder = tmp_path_factory.mktemp("learner")
    command = [sys.executable, "-m", "grader", "practical", "exercise_4", str(SAMPLE), "--quick", "--lang", "ja"]
    environment = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    done.args = folder / "practicals" / "exercise_4"
    return done


@pytest.fixture(scope="module")
def page(done) -> Path:
    return done.args / "practical.html"


def test_tasks_that_do_not_pass_are_told_beforehand(done):
    (told,) = [line for line in done.stdout.splitlines() if line.startswith("まだ通っていない項目：")]

    assert "モメンタム" in told and "Adam" in told and "SGD" not in told


def test_the_notebook_worked_with_the_learner_s_code_where_it_passes(done):
    order = json.loads((done.args / "order.json").read_text(encoding="utf-8"))

    assert order["module"] == "two_mistakes" and {"sgd", "adagrad"} <= set(order["passed"])
    assert not {"momentum", "adam"} & set(order["passed"])
    assert (done.args / "code" / "two_mistakes.py").is_file()


def test_every_cell_was_run_and_none_said_anything_of_its_own(done):
    notebook = json.loads((done.args / "practical.ipynb").read_text(encoding="utf-8"))
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]

    assert all(cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    assert {output.get("name", "stdout") for output in outputs} == {"stdout"}


def test_the_page_needs_nothing_else(page):
    text = page.read_text(encoding="utf-8")

    assert "<script" not in text and "url(" not in text and "@import" not in text
    assert all(source.startswith(("data:", "#")) for source in re.findall(r'(?:src|href)="([^"]*)"', text))


def test_every_picture_says_what_it_belongs_to_and_what_moves_can_be_folded_away(page):
    text = page.read_text(encoding="utf-8")

    assert '<html lang="ja">' in text and 'alt=""' not in text
    assert text.count('<details open class="moving"><summary>動く図</summary><img alt="登ってしまう式"') == 1
    assert text.count('class="moving"') == 2


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed here")
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_keeps_to_its_width_in_light_and_dark(page, width, dark):
    seen = visit(page, width, dark)

    assert seen.width == width and seen.wide <= width
    assert seen.pictures == 7 and not seen.broken
    assert not seen.asked and not seen.console
    assert seen.paper == ("rgb(22, 24, 27)" if dark else "rgb(255, 255, 255)")

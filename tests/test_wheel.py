"""The wheel, built and installed and run from a folder full of decoys: it must open its own content and no other."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DECOYS = ("grader.py", "numpy.py", "click.py", "conftest.py", "reference/__init__.py", "exercises/__init__.py")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_the_content_and_one_import_name(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"grader"}
    for needed in (
        "grader/_content/exercises/exercise_04_optimizers/exercise.toml",
        "grader/_content/exercises/exercise_04_optimizers/README.ja.md",
        "grader/_content/exercises/exercise_04_optimizers/optimizers.ipynb",
        "grader/_content/exercises/exercise_07_double_convolution/parts.py",
        "grader/_content/exercises/exercise_07_double_convolution/practical.ja.md",
        "grader/_content/reference/optimizers.py",
        "grader/_content/reference/data/mnist_10k.npz",
        "grader/_content/reference/data/README.md",
        "grader/messages/ja.toml",
        "grader/formats/report.schema.json",
    ):
        assert needed in names


def test_an_installed_wheel_grades_from_a_folder_full_of_decoys(wheel: Path, tmp_path: Path) -> None:
    site, work = tmp_path / "site", tmp_path / "work"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    for name in DECOYS:
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text("raise SystemExit('a decoy was imported')\n", encoding="utf-8")
    sample = site / "grader/_content/exercises/exercise_04_optimizers/samples/two_mistakes.py"
    launch = f"import sys; sys.path.insert(0, {str(site)!r}); from grader.cli import main; sys.exit(main())"

    run = subprocess.run(
        [sys.executable, "-P", "-c", launch, "check", "exercise_4", str(sample), "--lang", "en"],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 1, run.stderr
    assert "6 / 10" in run.stdout or "6/10" in run.stdout
    assert "decoy" not in run.stdout + run.stderr

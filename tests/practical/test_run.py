"""Practicals run to their end, on the full set's own files, and stopped before it."""

from __future__ import annotations

import gzip
import json
import os
import signal
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from grader import catalog
from grader.practical import run
from grader.practical.session import Order
from reference.data import IDX, SHIPPED
from tests.helpers import ROOT

QUICK = ("practical", "exercise_1", "--quick", "--lang", "en")


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "grader", *map(str, arguments)]


def surroundings(home: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def full_set(folder: Path, zipped: bool) -> Path:
    """A folder like that of the full set, with 800 and 200 of the digits that ship."""
    folder.mkdir()
    with np.load(SHIPPED) as file:
        images, labels = file["images"], file["labels"]
    parts = {"x_train": images[:800], "t_train": labels[:800], "x_test": images[-200:], "t_test": labels[-200:]}
    for name, part in parts.items():
        content = struct.pack(f">HBB{part.ndim}I", 0, 8, part.ndim, *part.shape) + part.tobytes()
        path = folder / (f"{IDX[name]}.gz" if zipped else IDX[name])
        path.write_bytes(gzip.compress(content) if zipped else content)
    return folder


def printed(folder: Path) -> list[str]:
    """What the cells of the notebook printed there."""
    notebook = json.loads((folder / "practicals" / "exercise_1" / "practical.ipynb").read_text(encoding="utf-8"))
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    return [line for output in outputs if "text" in output for line in "".join(output["text"]).splitlines()]


@pytest.mark.slow
def test_a_practical_reads_the_files_of_the_full_set_gzipped_or_not(tmp_path):
    told = {}
    for zipped in (False, True):
        folder = full_set(tmp_path / f"zipped {zipped}", zipped)
        done = subprocess.run(
            command(*QUICK, "--data", folder), cwd=folder, env=surroundings(tmp_path), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        told[zipped] = printed(folder)

    assert told[True][0] == "(800, 784) (200, 784)" and told[True] == told[False]
    accuracy = float(told[True][-1].removeprefix("test accuracy 40 units: "))
    assert accuracy > 0.7


def test_what_is_printed_in_one_go_is_one_output():
    from nbformat.v4 import new_output

    outputs = [new_output("stream", name=name, text=text) for name, text in ("1a", "1b", "2c", "1d")]
    outputs.insert(1, new_output("stream", name="1", text="+"))
    outputs.append(new_output("display_data"))

    run._join(outputs)

    assert [output.get("text") for output in outputs] == ["a+b", "c", "d", None]


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_leaves_a_page_of_what_was_reached(tmp_path):
    asked = []

    def stop(done: int, of: int) -> None:
        if done and not asked:
            asked.append(done)
            os.kill(os.getpid(), signal.SIGINT)

    exercise, _ = catalog.find("exercise_1", catalog.exercises(catalog.content()))
    written = run.run(exercise, Order(quick=True), tmp_path, stop)

    assert written.stopped and not written.failed
    notebook = json.loads(written.notebook.read_text(encoding="utf-8"))
    reached = [cell["execution_count"] is not None for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert reached[0] and not reached[-1]
    assert written.page.read_text(encoding="utf-8").endswith("</html>\n")


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_at_the_command_is_told_without_a_traceback_and_nothing_is_left_half_written(tmp_path):
    begun = subprocess.Popen(
        command(*QUICK),
        cwd=tmp_path,
        env=surroundings(tmp_path),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert begun.stdout is not None
    while "exercise_1 is run" not in begun.stdout.readline():
        pass
    begun.send_signal(signal.SIGINT)
    _, told = begun.communicate()

    assert begun.returncode == 130
    assert "Traceback" not in told and "never retrieved" not in told
    left = {path.name for path in (tmp_path / "practicals" / "exercise_1").iterdir()}
    assert left <= {"order.json", "practical.html", "practical.ipynb"}


@pytest.mark.parametrize("seconds", [0, 30])
def test_the_bar_is_never_full_before_the_end(seconds, monkeypatch, capsys):
    from grader.cli import practical
    from grader.cli.setting import Setting

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    clock = iter([0.0, float(seconds)])
    monkeypatch.setattr(practical.time, "monotonic", lambda: next(clock))

    practical._progress(Setting("en", None, None), 20)(3, 8)

    told = capsys.readouterr().err
    assert "░" in told and "cell 3 of 8" in told
    assert ("longer than the usual 20" in told) == (seconds > 20)

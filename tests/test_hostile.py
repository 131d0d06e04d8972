"""Every attack of tests/hostile/, through the real worker: its mark, what it leaves behind, and who comes after it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from grader import gradebook
from grader.report import Report
from grader.runners import hosts
from tests.hostility import CONTENT, FOLDER, HONEST, QUICK, Attack, attacks, codes, grade, job, traces

ATTACKS = attacks()
HONEST_TASK = "exercise_4.sgd"
LATE = {"worker.timeout", "worker.budget"}
"""How anything that is worth nothing may end on a machine that is too busy for the small limits here."""


def level() -> str:
    return hosts.start().isolation.level


def each(attacks: list[Attack]):
    return pytest.mark.parametrize("attack", attacks, ids=lambda attack: attack.name)


def refute(attack: Attack, isolation: str = "auto") -> Report:
    report = grade(attack.text, attack.task, isolation, attack.examples, **attack.limits)

    found = codes(report)
    assert report.earned == attack.earned, (found, report.trouble, report.findings)
    assert not attack.codes or found & (attack.codes | (LATE if attack.earned == 0 else set())), found
    assert attack.prints in report.output
    assert not found & {"grader.fault", "grader.unjudged"}, [f.values for f in report.findings]
    return report


@each(ATTACKS)
def test_an_attack_gets_what_it_deserves_leaves_nothing_and_harms_nobody(attack: Attack):
    if attack.strong and level() != "strong":
        pytest.skip(f"this machine holds submissions only at the level {level()}")
    zygote = getattr(hosts.start(), "_process", None)
    before = traces(zygote and zygote.pid)

    report = refute(attack)

    assert "not by a lock" not in report.output or level() != "strong", report.output
    assert traces(zygote and zygote.pid) == before
    assert grade(HONEST[HONEST_TASK], HONEST_TASK, call_seconds=5.0, total_seconds=30.0).earned == 1


def test_every_entry_of_the_list_is_named_after_what_it_does():
    assert len(ATTACKS) >= 190
    assert all(attack.title.endswith(".") and ": " in attack.title for attack in ATTACKS)
    assert sum(attack.title.startswith("new: ") for attack in ATTACKS) >= 90


PROCESS_ONLY = [attack for attack in ATTACKS if not attack.strong]
"""Attacks on the mark and on the clock, which hold at every level; those on the machine need a lock."""


@pytest.mark.slow
@each(PROCESS_ONLY)
def test_the_mark_and_the_clock_are_safe_without_any_lock(attack: Attack):
    refute(attack, "process-only")
    assert grade(HONEST[HONEST_TASK], HONEST_TASK, "process-only", call_seconds=5.0, total_seconds=30.0).earned == 1


@pytest.mark.slow
@each(ATTACKS)
def test_inside_bubblewrap_every_attack_fares_the_same(attack: Attack):
    if not shutil.which("bwrap"):
        pytest.skip("bubblewrap is not installed here")
    refute(attack, "bubblewrap")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs root, to become somebody else")
def test_every_attack_fares_the_same_as_an_ordinary_user():
    """In a user namespace of its own, where this process is number 1000 and has no capability."""
    if not shutil.which("unshare") or subprocess.run(["unshare", "-U", "true"], check=False).returncode:
        pytest.skip("no user namespaces here")
    pytest_again = [sys.executable, "-m", "pytest", "-q", "--tb=line", "-p", "no:xdist", __file__]
    result = subprocess.run(
        ["unshare", "--user", "--map-user=1000", "--map-group=1000", *pytest_again],
        text=True,
        capture_output=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    assert result.returncode == 0, result.stdout[-4000:]


@pytest.mark.slow
def test_among_a_class_every_honest_submission_gets_its_marks_and_every_attack_its_own():
    from grader.runners.pool import graded

    some = [attack for attack in ATTACKS if not attack.examples]  # those take the grader's own time, not only theirs
    order = np.random.default_rng(7).permutation(len(some))
    jobs, expected = [], {}
    for place, number in enumerate(order):
        attack = some[number]
        jobs.append((f"{place} {attack.name}", job(attack.text, attack.task, **attack.limits)))
        jobs.append((f"{place} honest", job(HONEST[HONEST_TASK], HONEST_TASK, call_seconds=5.0, total_seconds=30.0)))
        expected |= {f"{place} {attack.name}": attack.earned, f"{place} honest": 1.0}

    earned = {key: getattr(report, "earned", report) for key, report in graded(jobs, 2)}

    assert earned == expected


@pytest.mark.skipif(sys.platform != "linux", reason="looks for what is left in /proc")
def test_through_the_command_an_attack_is_recorded_as_what_it_is_and_harms_no_one(tmp_path: Path):
    """The command as a process of its own, with a gradebook, among files that would shadow its own modules."""
    content = tmp_path / "content"
    folder = content / "exercises" / "exercise_04_optimizers"
    for exercise in CONTENT.exercises.glob("exercise_0[1-4]_*"):
        shutil.copytree(exercise, folder.parent / exercise.name)
    text = (folder / "exercise.toml").read_text(encoding="utf-8")
    limits = "\n".join(f"{name} = {value}" for name, value in QUICK.items())
    (folder / "exercise.toml").write_text(text.replace("[title]", f"[limits]\n{limits}\n[title]", 1), encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    for name in ("honest.py", *(f"{name}.py" for name in THROUGH_THE_COMMAND)):
        shutil.copy(FOLDER / name, work)
    for name in ("numpy", "click", "grader", "sqlalchemy", "sitecustomize", "usercustomize", "conftest", "json"):
        (work / f"{name}.py").write_text(f"open({str(work / 'shadowed')!r}, 'w')\n", encoding="utf-8")
    environment = {**os.environ, "HOME": str(tmp_path / "home"), "XDG_DATA_HOME": str(tmp_path / "data"), "LANG": "C"}
    book = tmp_path / "book.sqlite"
    grade_command = str(Path(sys.executable).parent / "grade")

    for name in (*THROUGH_THE_COMMAND, "honest"):
        places = ["--content", str(content), "--gradebook", str(book)]
        asked = [grade_command, "submit", "exercise_4.sgd", f"{name}.py", "--format", "json", *places]
        done = subprocess.run(asked, cwd=work, env=environment, capture_output=True, check=False)
        assert done.returncode == THROUGH_THE_COMMAND.get(name, 0), (name, done.stderr.decode())
        assert not CONTROLS & set(done.stdout + done.stderr), name
        json.loads(done.stdout, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))

    with gradebook.read(book) as recorded:
        earned = {attempt.label: attempt.earned for attempt in recorded.attempts()}
    assert earned == {f"{name}.py": float(code == 0) for name, code in {**THROUGH_THE_COMMAND, "honest": 0}.items()}
    assert not (work / "shadowed").exists()
    assert not [pid for pid in processes() if str(tmp_path) in pid]


THROUGH_THE_COMMAND = {
    "d01_exit_at_import": 4,
    "d02_os_exit": 4,
    "d05_infinite_loop": 4,
    "d09_ignores_signals": 4,
    "d17_floods_the_output": 4,
    "d18_sprays_all_descriptors": 4,
    "d23_reads_the_machine": 0,
    "d35_workflow_commands": 0,
    "n01_patches_the_watch": 1,
    "n13_a_thousand_warnings": 0,
    "n33_lone_surrogates_and_nul": 1,
    "n35_numbers_at_the_edge": 1,
}
"""By name: the exit code."""

CONTROLS = {*range(32)} - {9, 10}


def processes() -> list[str]:
    """The command lines of all processes."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return lines


def test_what_an_exercise_supplies_holds_none_of_its_answers():
    from grader import catalog
    from grader.runners.supplied import package

    supplying = [exercise for exercise in catalog.exercises(CONTENT) if exercise.supplied]

    assert supplying
    for exercise in supplying:
        given = {file.path for file in package(exercise.supplied, CONTENT.reference)}
        assert not given & {f"parts/{module}.py" for module in exercise.reference}, exercise.id

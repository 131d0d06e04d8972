"""Start-up is part of the product: what a command does not need, it does not import."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    *("numpy", "rich", "sqlalchemy", "hypothesis", "nbformat", "pytest", "nbconvert", "matplotlib", "dask"),
    *("watchfiles", "IPython"),
)
HEAVY_HERE = ("platformdirs",) if sys.platform == "linux" else ()
PROGRAM = (
    "import sys; from grader.cli import main; code = main(sys.argv[1:]); sys.stdout.flush();"
    "print('IMPORTED', *sorted(sys.modules), file=sys.stderr); sys.exit(code)"
)


def imported(*arguments: str) -> set[str]:
    end = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=False)
    return set(end.stderr.split("IMPORTED", 1)[1].split())


LIGHT = [[], ["--help"], ["list"], ["list", "--lang", "ja"], ["map"], ["check", "--help"]]


@pytest.mark.parametrize("words", LIGHT, ids=" ".join)
def test_help_and_list_import_nothing_heavy(words):
    assert imported(*words).isdisjoint((*HEAVY, *HEAVY_HERE))


def test_check_imports_only_what_it_judges_with(here):
    (here / "mine.py").write_text("class SGD:\n    pass\n")

    found = imported("check", "4", "mine.py")

    assert "numpy" in found
    assert found.isdisjoint({*HEAVY} - {"numpy", "rich", "hypothesis"})


def test_submit_records_without_sqlalchemy_where_the_gradebook_is_there(here):
    (here / "mine.py").write_text("class SGD:\n    pass\n")
    submit = ("submit", "4", "mine.py", "--gradebook", "book.sqlite")

    assert "sqlalchemy" in imported(*submit)
    assert imported(*submit).isdisjoint({*HEAVY} - {"numpy", "rich", "hypothesis"})


def test_a_class_imports_what_a_cluster_needs_only_where_one_is_asked_for(here):
    (here / "subs").mkdir()
    (here / "subs" / "s001.py").write_text("class SGD:\n    pass\n")

    found = imported("class", "subs", "--exercise", "4", "--gradebook", "book.sqlite", "--trust-submissions")

    assert "grader.runners.pool" in found
    assert "grader.runners.cluster" not in found


def test_the_process_for_submissions_starts_before_numpy_is_imported():
    program = (
        "import sys; from grader.runners import hosts; "
        "assert 'numpy' not in sys.modules; hosts.start(); assert 'numpy' not in sys.modules"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0

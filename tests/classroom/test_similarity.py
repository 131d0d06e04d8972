"""Copies are found however they are dressed up; independent right answers are left in peace."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from grader.classroom import similarity
from grader.classroom.similarity import HIGHEST, LEAST, PAIRS, THRESHOLD, alike, shingles
from grader.content import content

SOLUTIONS = Path(__file__).parents[1] / "solutions"
DERIVED = {"single_precision", "single_precision_parameters"}
"""Answers that were made from another one, by a cast."""


def folders() -> list[Path]:
    return sorted(path for path in SOLUTIONS.glob("exercise_*") if path.is_dir())


def answers(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.stem not in DERIVED}


def starter(folder: Path) -> str:
    number = int(folder.name.removeprefix("exercise_"))
    (place,) = content().exercises.glob(f"exercise_{number:02}_*")
    return (place / f"{place.name[12:]}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", folders(), ids=lambda path: path.name)
def test_independent_right_answers_raise_no_false_alarm(folder):
    assert alike(answers(folder), starter(folder)) == []


def test_the_page_states_no_more_pairs_than_were_compared_and_no_less_than_they_have_in_common(monkeypatch):
    pairs, shares = 0, [0.0]
    monkeypatch.setattr(similarity, "THRESHOLD", 0.0)
    for folder in folders():
        known = shingles(starter(folder))
        compared = {name for name, text in answers(folder).items() if len(shingles(text) - known) >= LEAST}
        pairs += len(list(combinations(compared, 2)))
        shares += [found.share for found in alike(answers(folder), starter(folder))]

    assert pairs >= PAIRS
    assert max(shares) < HIGHEST + 0.005 < THRESHOLD


BOOK = (SOLUTIONS / "exercise_4" / "the_book.py").read_text(encoding="utf-8")


def renamed(text: str) -> str:
    for old, new in {"params": "p", "grads": "gradients", "key": "name_", "self": "me", "lr": "rate"}.items():
        text = re.sub(rf"(?<!\.)\b{old}\b", new, text)
    return text


def reordered(text: str) -> str:
    head, *classes = re.split(r"(?m)^(?=class )", text)
    return head + "".join(reversed(classes))


def commented(text: str) -> str:
    return "\n".join(f"{line}  # mine" if line.strip() and '"""' not in line else line for line in text.splitlines())


@pytest.mark.parametrize("disguise", [str, renamed, reordered, lambda text: reordered(renamed(text)), commented])
def test_a_copy_is_found_however_it_is_disguised(disguise):
    others = {name: text for name, text in answers(SOLUTIONS / "exercise_4").items() if name != "the_book"}

    found = alike({**others, "a": BOOK, "b": disguise(BOOK)})

    assert found[0].students == ("a", "b") and found[0].share > 0.8
    assert len(found) == 1


def test_a_whole_group_of_copies_is_found_in_a_large_class():
    others = answers(SOLUTIONS / "exercise_4")
    copies = {f"c{i}": f"# {i}\n{BOOK}" for i in range(15)}

    del others["the_book"]

    (group,) = alike({**others, **copies})

    assert set(group.students) == set(copies)


def test_starter_code_and_short_answers_are_nobodys():
    assert alike({"a": BOOK, "b": BOOK}, starter=BOOK) == []
    assert alike({"a": "x = 1 + 2\n", "b": "x = 1 + 2\n"}) == []


def test_what_is_no_python_is_compared_with_nothing():
    assert alike({"a": "class (((", "b": "class ((("}) == []
    assert shingles("\x00'''") == frozenset()


def test_names_numbers_and_layout_do_not_show():
    one = "def f(a, b):\n    return a * 0.5 + b * 3 - a\n"
    other = "def g(x,  yy):\n    # so\n    return x * 7 + yy * 1e-3 - x\n"

    assert shingles(one) == shingles(other) != frozenset()

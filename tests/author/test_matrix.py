"""The kill matrix: which check catches what, what survives, what looks alike, what a check costs."""

from __future__ import annotations

import pytest

from grader import catalog, messages
from grader.author.matrix import Matrix, matrices, show
from grader.author.proof import Proof
from tests.helpers import COURSE

(TINY,) = catalog.exercises(COURSE)


def killed(id: str, *caught: str, named: tuple[str, ...] = ()) -> Proof:
    return Proof("misconception", f"double.{id}", "", caught, named or (id,))


def reference(**seconds: float) -> Proof:
    return Proof("reference", "seed 0", times={f"double.{check}": s for check, s in seconds.items()})


PROOFS = (
    reference(values=0.010, untouched=0.002),
    reference(values=0.030, untouched=0.004),
    reference(values=0.020, untouched=0.003),
    killed("squares", "values"),
    killed("squares", "values", "untouched"),
    killed("writes", "untouched", named=("writes", "squares")),
    killed("halves"),
)


def double(*proofs: Proof) -> Matrix:
    return next(matrix for matrix in matrices(TINY, proofs) if matrix.task == "double")


def page(*proofs: Proof, width: int = 80, colour: bool = False, whole: bool = True, language: str = "en") -> str:
    def say(code: str, **values: object) -> str:
        return messages.text(code, language, **values)

    return show(matrices(TINY, proofs), width, colour, say, whole=whole)


def test_a_check_is_credited_with_what_it_catches_first_and_with_all_that_fails_it() -> None:
    matrix = double(*PROOFS)

    assert matrix.kills("values") == (2, 2)
    assert matrix.kills("untouched") == (1, 2)


def test_the_time_of_a_check_is_the_median_over_the_seeds() -> None:
    assert double(*PROOFS).seconds == {"values": 0.020, "untouched": 0.003}


def test_a_mark_says_whether_all_variants_fail() -> None:
    rows = double(*PROOFS).rows

    assert [rows["squares"].mark(check) for check in ("values", "untouched")] == ["X", "1"]
    assert [rows["writes"].mark(check) for check in ("values", "untouched")] == [".", "X"]
    assert rows["halves"].survivors == 1


def test_the_page_has_a_line_for_every_misconception() -> None:
    lines = [line.split() for line in page(*PROOFS).splitlines()]

    assert ["squares", "2", "X", "1"] in lines
    assert ["writes", "1", ".", "X"] in lines
    assert ["1", "values", "2", "2", "20.0"] in lines


def test_survivors_and_look_alikes_are_told() -> None:
    text = page(*PROOFS, whole=False)

    assert "Survivors, which no check catches: 1\n  double.halves" in text
    assert "double.writes ~ squares" in text


def test_without_the_whole_the_checks_alone_are_shown() -> None:
    text = page(*PROOFS, whole=False)

    assert "values" in text
    assert "squares  " not in text


def test_many_checks_fit_a_page_of_80_columns() -> None:
    checks = [f"a_check_with_a_long_name_{i}" for i in range(18)]
    proofs = (reference(**dict.fromkeys(checks, 0.001)), killed("a_misconception_of_some_length", *checks))

    assert max(map(len, page(*proofs).splitlines())) <= 80


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_colour_is_for_terminals(language: str) -> None:
    assert "\x1b" not in page(*PROOFS, language=language)
    assert "\x1b" in page(*PROOFS, colour=True, language=language)

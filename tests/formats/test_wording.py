"""Tests of `grader.formats.wording`; that every code has words on a page is tested with the text format."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from grader.formats.wording import MAX_TEXT, Wording
from grader.messages import LANGUAGES, text
from grader.report import Difference, Evidence, Isolation, Trouble
from tests.formats import samples
from tests.helpers import catalogue


@pytest.mark.parametrize(
    ("difference", "english", "japanese"),
    [
        (Difference("dx", "values", values={"index": [0, 2]}), "dx[0, 2]", "dx[0, 2]"),
        (Difference("loss", "values", values={"index": []}), "loss", "loss"),
        (
            Difference("params", "values", "2/6", "b1", {"index": [0]}),
            "params['b1'][0] after step 2 of 6",
            "2ステップ目（全6ステップ）の後の params['b1'][0]",
        ),
        (Difference("params", "values", "1/1", "b1"), "params['b1'] after one step", "1ステップ後の params['b1']"),
        (
            Difference("p", "values", "first 2/3", "[0]"),
            "p[0] (first, after step 2 of 3)",
            "2ステップ目（全3ステップ）の後の p[0]（first）",
        ),
        (Difference("out", "values", "train"), "out (train)", "out（train）"),
    ],
)
def test_a_value_is_named_as_python_writes_it_and_with_its_step(difference: Difference, english: str, japanese: str):
    assert Wording("en").name(difference) == english
    assert Wording("ja").name(difference) == japanese


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        (samples.UNBOUND, True),
        ("TypeError: f.<locals>.SGD.__init__() takes from 0 to 1 positional arguments but 2 were given", True),
        ("TypeError: Tanh.forward() takes 0 positional arguments but 1 was given", True),
        ("TypeError: SGD.update() takes 3 positional arguments but 5 were given", False),
        ("TypeError: helper() takes 1 positional argument but 2 were given", False),
        ("ValueError: SGD.update() takes 2 positional arguments but 3 were given", False),
    ],
)
def test_a_method_that_is_given_one_argument_more_than_it_takes_is_asked_for_self(message: str, asked: bool):
    difference = Difference("update", "raised", values={"got": message, "expected": None})

    assert all(("self" in Wording(language).difference(difference)) is asked for language in LANGUAGES)


@pytest.mark.parametrize(
    ("part", "english", "japanese"),
    [
        ("correlation(W1, W2)", "The correlation of W1 and W2 is", "W1 と W2 の相関が "),
        ("mean(net.params['W1'])", "The mean of net.params['W1'] is", "net.params['W1'] の平均が "),
        ("batches()", "The number of batches that were trained on is", "学習に使ったバッチの個数が "),
        ("double(W1)", "params['double(W1)'] is", "params['double(W1)'] が "),
    ],
)
def test_a_number_that_was_worked_out_is_called_by_its_name(part: str, english: str, japanese: str):
    difference = Difference("params", "values", part=part, values={"got": 0.5, "expected": 0.0})

    assert Wording("en").difference(difference).startswith(english)
    assert Wording("ja").difference(difference).startswith(japanese)
    assert english.removesuffix(" is").removeprefix("The ") in Wording("en").sides(difference)
    assert f"{japanese.removesuffix('が ').strip()}" in Wording("ja").sides(difference)


def test_a_number_that_is_a_side_of_its_own_is_called_by_its_name():
    difference = Difference("asked(x_train, 2)", "values", values={"got": 0, "expected": 1})

    assert Wording("en").name(difference) == "the number of accuracies on x_train in epoch 2, counted up to 1"
    assert Wording("ja").name(difference).startswith("第2エポックで x_train の")


def test_words_of_a_submission_in_a_sentence_are_left_as_they_are():
    difference = Difference("out", "raised", values={"got": "ValueError: 値 が ない", "expected": "0.0"})

    assert "値 が ない" in Wording("ja").difference(difference)


@pytest.mark.parametrize(("part", "english"), [("std", "standard deviation of W"), ("kept", "kept of W")])
def test_a_statistic_is_called_by_its_name(part: str, english: str):
    difference = replace(samples.DIFFERENCES["distribution"], part=part)

    assert english in Wording("en").difference(difference)


def test_a_note_from_the_intake_has_a_code_of_its_own_section():
    note = Evidence("intake.magic", "", {"cell": 3, "line": 1, "text": "%timeit"})

    assert "%timeit" in Wording("en").note(note) and "Cell 3" in Wording("en").note(note)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_about_findings_is_produced_by_some_sample(language: str):
    words = Wording(language)
    differences = [words.difference(difference) for difference in samples.DIFFERENCES.values()]
    events = [words.event(code, values) for code, values in samples.EVENTS.items()]
    endings = [words.event("worker.died", {"signal": signal}) for signal in samples.ENDINGS]
    loading = [words.trouble(Trouble(code, values)) for code, values in samples.LOADING.items()]
    everything = "\n".join([*differences, *events, *endings, *loading])

    for section in ("finding", "worker", "name", "skipped", "grader", "load", "kind"):
        for key, sentence in catalogue(language)[section].items():
            longest = max(re.split(r"\{[^}]*\}", sentence), key=len)
            assert longest in everything, f"{section}.{key}"
    assert set(catalogue(language)["evidence"]) == set(samples.EVIDENCE)
    assert set(catalogue(language)["note"]) == set(samples.NOTES)


@pytest.mark.parametrize(("signal", "code"), samples.ENDINGS.items())
def test_the_ways_in_which_a_worker_dies_are_told_apart(signal: str, code: str):
    shown = Wording("en").event("worker.died", {"signal": signal})

    assert shown == text(code, "en", signal=signal)


def test_long_foreign_text_is_cut():
    shown = Wording("en").note(Evidence("warnings", "", {"text": "x" * 10_000}))

    assert len(shown) < MAX_TEXT + 50 and shown.endswith(" ...")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_is_told_in_sentences(language: str):
    words = Wording(language)
    differences = (samples.DIFFERENCES["shape"], samples.DIFFERENCES["changed"])

    assert words.finding(samples.failing(*differences)) == tuple(map(words.difference, differences))
    assert words.finding(samples.finding(code="worker.timeout", values={"seconds": 5.0})) == (
        words.event("worker.timeout", {"seconds": 5.0}),
    )
    assert words.finding(samples.passed("adam")) == ()


def test_the_level_is_told_with_the_fence_around_it():
    say = Wording("en").isolation

    assert say(Isolation("strong", ("seccomp", "bubblewrap"))) == "strong, inside bubblewrap"
    assert say(Isolation("container", ("seccomp",))) == "container"
    assert say(Isolation("moon \x1b[31mbase")) == "moon base"

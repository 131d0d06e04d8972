"""Text in columns, where some letters are two wide."""

from __future__ import annotations

from pathlib import Path

from grader.cli.words import columns, pad, prepared, shown, table, wrap


def test_a_wide_letter_takes_two_columns_and_a_combining_mark_none():
    assert columns("a勾配") == 5
    assert columns("e\N{COMBINING ACUTE ACCENT}") == 1


def test_padding_counts_columns():
    assert columns(pad("勾配", 7)) == 7


def test_a_table_is_aligned_in_columns():
    lines = table([("a", "x"), ("勾配", "y")]).splitlines()

    assert [columns(line[: line.index(letter)]) for line, letter in zip(lines, "xy", strict=True)] == [8, 8]


def test_no_line_is_wider_than_asked_and_nothing_is_lost():
    text = "勾配の反対の向きへ、学習率 lr をかけて Adam で進みます。" * 5

    lines = wrap(text, 30, "  ").split("\n")

    assert max(columns(line) for line in lines) <= 30
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_no_line_begins_with_a_closing_mark():
    lines = wrap("あいうえ、おかきく。けこさし）すせそた" * 4, 10).split("\n")

    assert not [line for line in lines if line[0] in "、。）"]


def test_words_of_latin_letters_are_broken_at_blanks_only():
    assert wrap("one two three", 8) == "one two\nthree"


def test_the_first_line_may_have_a_label():
    assert wrap("one two", 7, "    ", first="--x ") == "--x one\n    two"


def test_control_characters_of_foreign_text_are_shown_harmless():
    assert shown("a\x1b[31mb\n") == r"a\x1b[31mb\n"
    assert shown(Path("勾配\u202e")) == r"勾配\u202e"


def test_every_text_of_a_sentence_is_made_harmless_and_numbers_stay():
    values = {"path": "\x1b]0;x\x07", "names": ("a", "b\rc"), "count": 3}

    assert prepared(values, "en") == {"path": r"\x1b]0;x\x07", "names": r"a, b\rc", "count": 3}

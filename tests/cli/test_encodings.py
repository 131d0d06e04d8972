"""Terminals that lack letters."""

from __future__ import annotations

import io

import pytest

from grader.cli.encodings import soften


def shown(text: str, encoding: str) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    soften(stream)
    stream.write(text)
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "encoding", "seen"),
    [
        ("w ← w − lr·g²", "cp932", "w ← w － lr*g^2"),
        ("w ← w − lr·g²", "ascii", "w <- w - lr*g^2"),
        ("no “tinny”", "ascii", 'no "tinny"'),
        ("no “tinny”", "utf-8", "no “tinny”"),
        ("m̂ 漢", "latin-1", "m^ ?"),
    ],
)
def test_a_letter_that_is_missing_is_shown_by_one_that_reads_alike(text: str, encoding: str, seen: str):
    assert shown(text, encoding) == seen


def test_half_of_a_character_does_not_end_the_command():
    assert shown("a\udc81b", "utf-8") == "a?b"


def test_a_stream_that_is_no_file_is_left_alone():
    stream = io.StringIO()

    soften(stream)
    print("→", file=stream)

    assert stream.getvalue() == "→\n"

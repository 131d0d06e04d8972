"""UTF-8 and nothing else; where it is something else, what and where."""

from __future__ import annotations

import pytest

from grader.errors import UsageError
from grader.intake.text import decode


def refusal(data: bytes) -> UsageError:
    with pytest.raises(UsageError) as caught:
        decode(data, "a.py")
    return caught.value


def test_a_byte_order_mark_is_dropped():
    assert decode(b"\xef\xbb\xbfx = 1", "a.py") == "x = 1"


def test_every_line_end_becomes_the_same():
    assert decode(b"a\r\nb\rc\n", "a.py") == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("codec", "guess"),
    [
        ("cp932", "Shift_JIS (cp932)"),
        ("euc_jp", "EUC-JP"),
        ("utf-16", "UTF-16"),
        ("utf-32", "UTF-32"),
    ],
)
def test_japanese_in_another_encoding_is_refused_with_a_guess(codec, guess):
    error = refusal("x = 1\n# 学習率と勾配\n".encode(codec))

    assert (error.code, error.values["guess"]) == ("intake.encoding", guess)


def test_the_byte_and_line_are_told_as_the_file_has_them():
    error = refusal(b"\xef\xbb\xbfx = 1\n# caf\xe9")

    assert error.values == {"path": "a.py", "offset": 14, "line": 2, "guess": "Windows-1252"}


def test_bytes_of_no_encoding_are_refused_all_the_same():
    assert refusal(b"\xff\x81\x8d\xff").code == "intake.encoding"


def test_a_nul_is_refused_by_its_place():
    error = refusal("# 日\nx\0".encode())

    assert (error.code, error.values) == ("intake.nul", {"path": "a.py", "offset": 7, "line": 2})


@pytest.mark.parametrize(
    "head",
    ["# -*- coding: cp932 -*-", "#!/usr/bin/python\n# vim: set fileencoding=latin-1 :", "\n#coding:euc-jp"],
)
def test_a_declared_encoding_is_refused(head):
    error = refusal(f"{head}\nx = 1".encode())

    assert error.code == "intake.encoding_declared"
    assert head.encode()[error.values["offset"] :].startswith(error.values["declared"].encode())
    assert error.values["line"] == head.count("\n") + 1


@pytest.mark.parametrize(
    "head",
    [
        "# coding: utf-8",
        "# coding=UTF_8",
        "# -*- coding: utf-8-unix -*-",
        "x = 1\n# coding: cp932",
        "\n\n# coding: cp932",
    ],
)
def test_a_declaration_of_utf_8_and_a_comment_that_is_none_are_taken(head):
    assert decode(head.encode(), "a.py") == head

"""Which language a command speaks."""

from __future__ import annotations

import pytest

from grader.cli.language import chosen


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "ja_JP.UTF-8"}, "ja"),
        ([], {"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "de_DE", "LC_MESSAGES": "ja_JP"}, "ja"),
        (["check", "4", "--lang", "en"], {"LANG": "ja_JP.UTF-8"}, "en"),
        (["--lang=ja", "list"], {}, "ja"),
        (["--lang=ja", "list", "--lang", "en"], {"LANG": "ja_JP"}, "en"),
        (["list", "--lang", "klingon"], {"LANG": "ja_JP"}, "ja"),
        (["check", "--", "--lang", "ja"], {}, "en"),
        (["list", "--lang"], {}, "en"),
        ([], {"NNKATA_LANG": "ja", "LANG": "C"}, "ja"),
        (["--lang", "en"], {"NNKATA_LANG": "ja"}, "en"),
        ([], {"NNKATA_LANG": "tlh", "LANG": "ja_JP.UTF-8"}, "ja"),
    ],
)
def test_asked_for_then_the_locale_then_english(arguments, environment, language, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")

    assert chosen(arguments, environment) == language


def test_a_workspace_whose_language_is_none_of_ours_is_told_with_its_file(grade, here):
    (here / "nnkata.toml").write_text('language = "fr"\n')

    result = grade("list")

    assert result.code == 2
    assert "nnkata.toml: language is one of en, ja; found “fr”" in result.err


def test_a_setting_that_there_is_not_is_told_with_its_file_and_the_nearest(grade, here):
    (here / "nnkata.toml").write_text('langauge = "ja"\n')

    result = grade("list")

    assert result.code == 2
    assert "nnkata.toml: there is no setting “langauge”. Did you mean language?" in result.err


def test_a_workspace_speaks_its_language_whatever_the_locale(here):
    (here / "nnkata.toml").write_text('language = "ja"\n')

    assert chosen([], {"LANG": "en_US.UTF-8"}) == "ja"
    assert chosen(["--lang", "en"], {}) == "en"

"""What is written in Japanese keeps one habit of letters, numbers and words, and a Japanese console can show it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.cli.encodings import ALIKE
from tests.helpers import ROOT

JA = "ぁ-んァ-ヶー一-龠々"
PAGES = sorted([
    *ROOT.glob("README.ja.md"), *ROOT.glob("docs/*.ja.md"), *ROOT.glob("exercises/*/*.ja.md"),
    *ROOT.glob("grader/author/template/*.ja.md.txt"),
])  # fmt: skip
MESSAGES = ROOT / "grader" / "messages" / "ja.toml"
FACTS = sorted(ROOT.glob("exercises/*/exercise.toml"))
STUBS = sorted(ROOT.glob("exercises/*/*.ja.py"))

COUNTERS = (
    "つ|項目|個|回|件|枚|番|倍|乗|割|行(?!列)|列|節|章|年|月|歩|桁|層|次元|文字|人|秒|か所|通り|点|本|段|ステップ"
)
HABITS = {
    "a colon after Japanese is full-width: ：": rf"[{JA}」』）](?:\*\*)?:(?!//)",
    "parentheses around Japanese are full-width: （）": rf"[{JA}」』]\(|\([{JA}]+\)",
    "no blank around a full-width parenthesis": r"（ | ）",
    "a number and what it counts stand together: 2つ, 3回, {count}個": rf"[0-9}}] (?:{COUNTERS})",
    "a blank stands between Latin letters and Japanese": rf"[A-Za-z][{JA}]|[{JA}][A-Za-z]",
    "わかる": "(?<![半部])分か[らりるっ]",
    "エディタ, フォルダ, フィルタ, クラスタ: no long vowel": "(?:エディタ|フォルダ|パラメータ|フィルタ|クラスタ)ー",
    "the starter file is ひな形": "雛形|スターターファイル|スタブ|書き始めのファイル",
    "the folder of a learner is 作業フォルダ, a course 講座": "ワークスペース|コース(?!第)",
    "the text of an exercise is 課題文": "問題文",
    "what a layer is called is 層": "レイヤ(?!ー正規化)",
    "the share that is right is 正解率": "認識精度",
    "Dropout's two times are 学習時 and 推論時": "評価時",
    "an argument has a デフォルト値": "既定値|引数の初期値",
    "an exercise is 課題, a task of it 項目, a check 確認": "演習|確認項目|チェック",
    "backpropagation is written 誤差逆伝播法, not 伝搬": "伝搬",
}
CODE = re.compile(r"`[^`\n]*`|<<[^>]*>>|https?://\S+|\]\([^)]*\)|ゼロから作るDeep Learning")
STANDS_FOR_CODE = "\ue000"


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a page outside its fences, without code, each with its number."""
    fenced = False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        fenced ^= line.startswith("```")
        if not fenced:
            yield number, CODE.sub(STANDS_FOR_CODE, line)


def sentences(values: object) -> Iterator[str]:
    if isinstance(values, dict):
        for key, value in values.items():
            if key != "examples":
                yield from sentences(value)
    elif isinstance(values, str):
        yield from (CODE.sub(STANDS_FOR_CODE, line) for line in values.split("\n"))


@pytest.mark.parametrize("habit", HABITS)
def test_pages_keep_the_habit_that(habit: str):
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {line}"
        for path in PAGES
        for number, line in prose(path)
        if re.search(HABITS[habit], line)
    ]

    assert wrong == []


@pytest.mark.parametrize("habit", HABITS)
def test_messages_and_titles_keep_the_habit_that(habit: str):
    said = [*sentences(tomllib.loads(MESSAGES.read_text(encoding="utf-8")))]
    for path in FACTS:
        said += re.findall(r'^(?:title\.)?ja = "(.*)"$', path.read_text(encoding="utf-8"), re.MULTILINE)

    assert [sentence for sentence in said if re.search(HABITS[habit], sentence)] == []


@pytest.mark.parametrize("path", [*PAGES, *STUBS, *FACTS], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_letter_can_be_shown_on_a_japanese_windows_console(path: Path):
    lacking = {letter for letter in path.read_text(encoding="utf-8") if not letter.encode("cp932", "ignore")}

    assert lacking - set(ALIKE) == set()


@pytest.mark.parametrize("path", sorted(ROOT.glob("exercises/*/hints.ja.md")), ids=lambda path: path.parent.name)
def test_the_section_that_a_hint_points_to_is_in_the_text(path: Path):
    pointed = re.findall(
        r"(?<!課題\dの )README(?: の\d節)?(?:と|の|、)?「([^「」]*)」", path.read_text(encoding="utf-8")
    )
    text = path.with_name("README.ja.md").read_text(encoding="utf-8").replace("`", "")

    assert pointed
    assert [words for words in pointed if words not in text] == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("exercises/*/hints.ja.md")), ids=lambda path: path.parent.name)
def test_a_title_is_plain_and_a_hint_polite_and_whole(path: Path):
    lines = path.read_text(encoding="utf-8").split("\n")
    titles = [line for line in lines if line.startswith("## ")]
    ends = [
        one for one, after in zip(lines, [*lines[1:], ""], strict=True) if one[:1].isdigit() and not after[:1].isspace()
    ]

    assert [title for title in titles if re.search("(です|ます|ません|でした)$", title)] == []
    assert [line for line in ends if not line.endswith(("。", "）"))] == []

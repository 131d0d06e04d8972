"""What a student is called in a sheet, and what the student's file is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.roster import ID, file_names, read, without_zeros
from grader.errors import UsageError


def in_a_folder(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


IDS = st.text("aAßsSéÉe\u0301ıİ.-/\\ \0", min_size=1, max_size=6) | st.text(max_size=80)


@given(st.sets(IDS, max_size=12))
def test_every_student_has_a_file_of_its_own_on_every_disk(ids):
    names = file_names(ids)

    assert names.keys() == ids
    assert len({in_a_folder(name) for name in names.values()}) == len(ids)
    assert all(ID.fullmatch(name) for name in names.values())


@pytest.mark.parametrize("head", ["id,name", "ID,Name", "学籍番号,氏名", "学生番号,名前", "学生ID,氏名"])
def test_the_columns_may_have_the_names_that_they_have_in_japan(tmp_path, head):
    path = tmp_path / "roster.csv"
    path.write_text(f"{head},Moodle\ns001,山田 花子,9001\n", encoding="utf-8")

    roster = read(path)

    assert roster.names == {"s001": "山田 花子"}
    assert roster.id("9001") == "s001"


@pytest.mark.parametrize("ids", [("s001", "s002"), ("S001", "s002"), ("a.b", "a-b")])
def test_an_id_that_is_like_no_other_is_the_name_itself(ids):
    assert file_names(ids) == {id: id for id in ids}


def test_whose_file_it_is_does_not_hang_on_who_else_is_named():
    assert file_names(["s001", "S001"])["S001"] == file_names(["S001", "x", "s001", "y"])["S001"]


def test_nobody_can_be_called_what_another_s_file_will_be():
    first = file_names(["s001", "S001"])["s001"]

    names = file_names(["s001", "S001", first])

    assert len({name.casefold() for name in names.values()}) == 3


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_roster_may_be_separated_as_a_spreadsheet_of_any_country_saves_it(tmp_path, between):
    path = tmp_path / "roster.csv"
    path.write_text("id,name,mail\ns001,Aiko Sato,a@b.c\n".replace(",", between), encoding="utf-8-sig")

    assert (read(path).names, read(path).id("a@b.c")) == ({"s001": "Aiko Sato"}, "s001")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("name", ["Jürgen Müller", "がくせい"])
def test_a_name_is_the_same_however_a_disk_writes_its_letters(tmp_path, form, name):
    path = tmp_path / "roster.csv"
    path.write_text(unicodedata.normalize(form, f"id,name\ns001,{name}\ns002,Jurgen Muller\n"), encoding="utf-8")

    for called in ("NFC", "NFD"):
        assert read(path).id(unicodedata.normalize(called, name)) == "s001"


def test_full_width_letters_are_the_same_letters(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("id,name\ns001,Ｓａｔｏ　Ａｉｋｏ\n", encoding="utf-8")

    assert read(path).id("sato aiko") == "s001"


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_roster_is_told_as_that(tmp_path, text):
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UsageError) as error:
        read(path)

    assert error.value.code == "roster.empty"


JAPANESE = "id,name,カナ\r\ns001,髙橋　花子,ﾀｶﾊｼ ﾊﾅｺ\r\ns002,林 誠,ﾊﾔｼ ﾏｺﾄ\r\ns003,Lee,\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_roster_is_read_as_excel_saves_it_in_japan_too(tmp_path, encoding):
    path = tmp_path / "roster.csv"
    path.write_bytes(JAPANESE.encode(encoding))

    found = read(path)

    assert dict(found.names) == {"s001": "髙橋　花子", "s002": "林 誠", "s003": "Lee"}
    assert (found.id("高橋花子"), found.id("タカハシ ハナコ"), found.id("林誠")) == (None, "s001", "s002")
    assert found.encoding == ("Shift-JIS" if encoding == "cp932" else "UTF-8")


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        ("Jürgen Jäger,Loïc Öz", "cp1252"),
        ("佐藤 花子,田中 太郎", "euc_jp"),
        ("张三,李四", "gbk"),
        ("김철수,이영희", "euc_kr"),
        ("佐藤 花子,田中 太郎", "utf-16"),
    ],
)
def test_a_roster_in_another_encoding_is_refused_and_never_misread(tmp_path, names, encoding):
    path = tmp_path / "roster.csv"
    rows = "".join(f"s{number},{name}\n" for number, name in enumerate(names.split(",")))
    path.write_bytes(f"id,name\n{rows}".encode(encoding))

    with pytest.raises(UsageError) as error:
        read(path)

    assert error.value.code == "roster.encoding"


@pytest.mark.parametrize("name", ["Müller", "Jörg", "Ève", "Łukasz", "Åsa Nyström", "Çelik"])
def test_one_name_of_western_europe_is_no_japanese(tmp_path, name):
    path = tmp_path / "roster.csv"
    path.write_bytes(f"id,name\ns1,{name}\n".encode("cp1250" if name == "Łukasz" else "cp1252"))

    with pytest.raises(UsageError):
        read(path)


@pytest.mark.parametrize(
    "text",
    [
        "id,name\r\ns001,A\r\n,\r\n\r\n , \r\ns002,B\r\n",
        "id,name\rs001,A\rs002,B\r",
        "id,name\r\ns001,a\u2028b\r\ns002,B\r\n",
        'id,name\r\n"s001","Sato\r\nAiko"\r\ns002,B\r\n',
    ],
    ids=["empty rows", "old line ends", "a line separator in a name", "two lines in a cell"],
)
def test_a_roster_has_the_students_that_a_spreadsheet_shows(tmp_path, text):
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode("utf-8-sig"))

    assert [*read(path).names] == ["s001", "s002"]


@pytest.mark.parametrize(
    ("rows", "line"),
    [('s001,"A\ns002,B\n', 2), (f"s001,A\ns002,{'b' * 200_000}\n", 3)],
    ids=["a quotation mark that is never closed", "a cell without an end"],
)
def test_a_roster_that_is_no_csv_is_told_with_its_line(tmp_path, rows, line):
    path = tmp_path / "roster.csv"
    path.write_text(f"id,name\n{rows}", encoding="utf-8")

    with pytest.raises(UsageError) as error:
        read(path)

    assert (error.value.code, error.value.values["line"]) == ("roster.form", line)


def test_ids_whose_zeros_a_spreadsheet_took_away_are_recognised():
    assert without_zeros(["0012", "0300", "7"], ["12", "3", "70", "007"]) == {"0012": "12", "7": "007"}

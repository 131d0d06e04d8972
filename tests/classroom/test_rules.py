"""Deadlines, grace, penalties, extensions."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.classroom.rules import Rules, read
from grader.errors import UsageError

TEXT = """
timezone = "Asia/Tokyo"
[exercise_4]
deadline = 2026-05-01T23:59:00
grace_minutes = 10
penalty_per_day = 0.1
at_most = 0.25
[exercise_4.extensions]
s001 = 2026-05-08T23:59:00
"s.2" = 2026-05-03T00:00:00Z
"""


def rules(tmp_path: Path, text: str = TEXT) -> Rules:
    path = tmp_path / "late.toml"
    path.write_text(text)
    names = {
        "exercise_1": ("1", "network"),
        "exercise_3": ("3", "batch_normalization"),
        "exercise_4": ("4", "optimizers"),
    }
    return read(path, {name: id for id, others in names.items() for name in (id, *others)})


@pytest.mark.parametrize(
    ("student", "time", "days"),
    [
        ("s009", "2026-05-01T14:58:59+00:00", 0),  # 23:58:59 in Tokyo
        ("s009", "2026-05-01T15:09:00+00:00", 0),  # ten minutes of grace
        ("s009", "2026-05-01T15:09:01+00:00", 1),
        ("s009", "2026-05-02T14:59:00+00:00", 1),
        ("s009", "2026-05-02T14:59:01+00:00", 2),
        ("s009", "", 0),
        ("s001", "2026-05-08T14:00:00+00:00", 0),
        ("s.2", "2026-05-03T00:20:00+00:00", 1),
    ],
)
def test_days_are_counted_from_the_students_own_deadline_in_the_courses_time_zone(tmp_path, student, time, days):
    assert rules(tmp_path).of("exercise_4").days(student, time) == days


@pytest.mark.parametrize(("days", "kept"), [(0, 1.0), (1, 0.9), (2, 0.8), (3, 0.75), (99, 0.75)])
def test_the_penalty_grows_by_the_day_up_to_its_limit(tmp_path, days, kept):
    assert rules(tmp_path).of("exercise_4").kept(days) == pytest.approx(kept)


def test_an_exercise_without_rules_is_never_late(tmp_path):
    assert rules(tmp_path).of("exercise_1").days("s001", "2099-01-01T00:00:00+00:00") == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("counts = 'first'", "counts"),
        ("[exercise_4]\ndeadline = '2026-05-01'", "exercise_4.deadline"),
        ("[exercise_4]\npenalty_per_day = 10", "exercise_4.penalty_per_day"),
        ("[exercise_4.extensions]\ns001 = 'later'", "exercise_4.extensions.s001"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, name):
    with pytest.raises(UsageError) as error:
        rules(tmp_path, text)

    assert (error.value.code, error.value.values["name"]) == ("rules.value", name)


@pytest.mark.parametrize("zone", ["'Tokyo'", "'JST'", "'+09:00'", "9", "'../zone'", "'Asia'", "''"])
def test_a_zone_that_there_is_none_of_is_told_how_zones_are_named(tmp_path, zone):
    with pytest.raises(UsageError) as error:
        rules(tmp_path, f"timezone = {zone}")

    assert error.value.code == "rules.zone"


def test_a_setting_that_there_is_none_of_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(UsageError) as error:
        rules(tmp_path, "[exercise_4]\nfine = 0.1")

    assert (error.value.code, error.value.values["seen"]) == ("rules.unknown", "exercise_4.fine")
    assert "exercise_4.penalty_per_day" in error.value.values["known"]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("[exercise_4]\npenalty = 0.1", "exercise_4.penalty_per_day"),
        ("[4]\ndeadlin = 2026-05-01T23:59:00", "4.deadline"),
        ("timezon = 'Asia/Tokyo'", "timezone"),
        ("[batch_normalisation]\npenalty_per_day = 0.1", "batch_normalization"),
        ("[optimisers]\npenalty_per_day = 0.1", "optimizers"),
    ],
)
def test_a_setting_that_is_nearly_one_is_refused_with_that(tmp_path, text, nearest):
    with pytest.raises(UsageError) as error:
        rules(tmp_path, text)

    assert (error.value.code, error.value.values["nearest"]) == ("rules.nearest", nearest)


@pytest.mark.parametrize("name", ["4", "optimizers"])
def test_an_exercise_is_known_by_its_number_and_name_too(tmp_path, name):
    found = rules(tmp_path, TEXT.replace("exercise_4", name))

    assert found.of("exercise_4") == rules(tmp_path).of("exercise_4")
    assert found.of("exercise_4").deadline is not None


def test_an_exercise_under_two_names_is_refused(tmp_path):
    with pytest.raises(UsageError) as error:
        rules(tmp_path, f"{TEXT}[4]\nat_most = 0.5\ndeadline = 2026-05-01T23:59:00")

    assert (error.value.code, error.value.values["names"]) == ("rules.twice", ("exercise_4", "4"))


@pytest.mark.parametrize("time", ["'2026-05-01T23:59:00'", "'2026-05-01 23:59'", "'2026-05-01T14:59Z'"])
def test_a_time_may_stand_in_quotes(tmp_path, time):
    late = rules(tmp_path, f"timezone = 'Asia/Tokyo'\n[exercise_4]\ndeadline = {time}").of("exercise_4")

    assert late.days("s001", "2026-05-01T14:59:00+00:00") == 0
    assert late.days("s001", "2026-05-01T14:59:01+00:00") == 1


def test_a_deadline_for_an_exercise_that_there_is_none_of_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(UsageError) as error:
        rules(tmp_path, TEXT.replace("exercise_4", "exercise_44"))

    assert (error.value.code, error.value.values["seen"]) == ("rules.unknown", "exercise_44")
    assert "[exercise_4]" in error.value.values["known"]


def test_a_penalty_without_a_deadline_is_refused(tmp_path):
    with pytest.raises(UsageError) as error:
        rules(tmp_path, "[exercise_4]\npenalty_per_day = 0.1")

    assert (error.value.code, error.value.values["name"]) == ("rules.deadline", "penalty_per_day")


def test_a_file_that_an_editor_of_windows_marked_is_read(tmp_path):
    assert rules(tmp_path, f"\ufeff{TEXT}").of("exercise_4").deadline is not None


@pytest.mark.parametrize(("time", "days"), [("2026-03-29T21:59:00+00:00", 1), ("2026-03-29T22:59:01+00:00", 2)])
def test_a_day_has_24_hours_where_the_clocks_change(tmp_path, time, days):
    late = rules(tmp_path, "timezone = 'Europe/Berlin'\n[exercise_4]\ndeadline = 2026-03-28T23:59:00").of("exercise_4")

    assert late.days("s001", "2026-03-28T22:59:00+00:00") == 0
    assert late.days("s001", time) == days

"""Tests of `grader.formats.text`, of the words it uses and of the sheet it writes on."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import catalog
from grader.formats import FORMATS, View
from grader.formats.wording import Wording
from grader.messages import LANGUAGES
from grader.messages.lines import columns
from grader.report import Difference, Evidence, Example, Exit, Frame, Isolation, Match, Outcome, Report, Trouble
from tests.formats import samples
from tests.helpers import answered, edited, right_answer

HINTS = {
    "en": """# Hints
## adam.path, path · Several steps follow the formula
1. Look at the second step.
## adam_without_correction · Both averages start at 0 and nothing makes up for it
1. How large is m after one step?
2. A second level, which no report shows.
## adam_epsilon · Another constant, {eps}, in the root
1. Look at the constant.
## sgd_average · The gradient is averaged over {n} steps
1. A {thing} that stays, and {n} that does not.
""",
    "ja": """# ヒント
## adam.path, path · 何ステップ進めても式のとおりになる
1. 2 ステップ目を見てみましょう。
## adam_without_correction · 平均が 0 から始まることの補正がない
1. 1 ステップ後の m はどのくらいの大きさでしょうか。
2. 結果には出ない 2 段目。
## adam_epsilon · 根号の中の定数が {eps} になっている
1. 定数を見てみましょう。
## sgd_average · 勾配を {n} ステップで平均している
1. 残る {thing} と、置き換わる {n}。
""",
}

SGR = re.compile(r"\x1b\[[0-9;]*m")
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
HOSTILE = "\x1b[2J\x1b]0;pwned\x07[red]bold[/red] \u202egnp.exe\u200b\r\n+ adam done 2 / 2\x9b31m\x00"

FOLDER = Path(__file__).parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hints")
    for language, text in HINTS.items():
        (path / f"hints.{language}.md").write_text(text, encoding="utf-8")
    return path


def text(report: Report, folder: Path, language: str = "en", width: int = 100, colour: bool = False) -> str:
    return FORMATS["text"](report, View(language, samples.exercise(folder), width, colour))


def flat(page: str) -> str:
    """The page without its line breaks, to look for sentences."""
    return re.sub(r"\s+", "", page)


def one(*findings: Any, **fields: Any) -> Report:
    return samples.report(samples.task("adam", 2, *findings), **fields)


# Every code has its words ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", samples.DIFFERENCES)
def test_every_difference_is_worded(name: str, language: str, folder: Path):
    difference = samples.DIFFERENCES[name]

    page = text(one(samples.failing(difference)), folder, language)

    shown = Wording(language).difference(difference)
    assert "{" not in shown
    assert not shown.startswith(f"{difference.code} ")
    if difference.code not in ("values", "finite", "gradient"):
        assert flat(shown) in flat(page)
        return
    for side in ("got", "expected"):
        assert str(difference.values[side]) in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [code for code in samples.EVENTS if not code.startswith("skipped")])
def test_every_event_of_a_check_is_worded(code: str, language: str, folder: Path):
    values = samples.EVENTS[code]
    outcome = Outcome.BROKEN if code == "grader.fault" else Outcome.FAILED

    page = text(one(samples.finding(outcome=outcome, code=code, values=values)), folder, language)

    shown = Wording(language).event(code, values)
    assert code not in shown
    assert flat(shown) in flat(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", samples.LOADING)
def test_every_trouble_is_worded(code: str, language: str, folder: Path):
    report = samples.unloaded(code)

    page = text(report, folder, language)

    assert report.trouble is not None
    assert code not in page
    assert flat(Wording(language).trouble(report.trouble)) in flat(page)
    assert "grade check exercise_4" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["worker.died", "worker.timeout", "worker.output", "worker.reply", "worker.budget"])
def test_a_crash_while_loading_is_worded(code: str, language: str, folder: Path):
    report = samples.report(samples.task("adam", 2), trouble=Trouble(code, samples.EVENTS[code]))

    assert flat(Wording(language).event(code, samples.EVENTS[code])) in flat(text(report, folder, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", samples.EVIDENCE)
def test_every_evidence_is_worded(code: str, language: str, folder: Path):
    evidence = Evidence(code, "dW", samples.EVIDENCE[code])

    page = text(one(samples.failing(samples.DIFFERENCES["values"], evidence=(evidence,))), folder, language)

    shown = Wording(language).evidence(evidence)
    assert "dW" in shown and "evidence." not in shown and "{" not in shown
    assert flat(shown) in flat(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(samples.NOTES.keys() - {"gradient"}))
def test_every_note_is_worded_once_for_all_checks_that_make_it(code: str, language: str, folder: Path):
    note = Evidence(code, "out", samples.NOTES[code])
    report = one(samples.passed("adam", notes=(note,)), samples.passed("adam", "rate", notes=(note,)))

    page = text(report, folder, language)

    assert "note." not in page and "{" not in page
    assert flat(page).count(flat(Wording(language).note(note))) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_near_to_numerical_gradients_counts_is_said_once_for_all_tasks(language: str, folder: Path):
    notes = [Evidence("gradient", "", {"tolerance": tolerance}) for tolerance in (2e-9, 1e-3, 2e-9)]
    tasks = [samples.passed(task, notes=(note,)) for task, note in zip(("sgd", "adam", "sgd"), notes, strict=True)]

    page = flat(text(one(*tasks), folder, language))

    assert "2e-09" in page and "0.001" in page
    assert page.count(flat(Wording(language).say("report.closeness", items=[]).rstrip(" まで"))) == 1


# Where and how much ---------------------------------------------------------------------------------------------------


def test_got_and_expected_stand_below_each_other(folder: Path):
    page = text(one(samples.failing(samples.DIFFERENCES["values"])), folder)

    assert "    got       0.25\n    expected  0.5\n    Entries that differ: 1 of 3, shape (3,).\n" in page


def test_a_zero_is_shown_without_a_sign(folder: Path):
    values = {"got": 0.25, "expected": -0.0, "index": [0], "count": 1, "size": 2, "shape": [2]}
    arrays = {"got_array": [0.25, -0.0], "expected_array": [-0.0, 0.0], "wrong": [1, 0]}

    for more in ({}, arrays):
        page = text(one(samples.failing(Difference("dx", "values", values=values | more))), folder)
        assert "0.25" in page and "-0.0" not in page


def test_a_small_array_is_shown_whole_with_its_wrong_entries_marked(folder: Path):
    page = text(one(samples.failing(samples.DIFFERENCES["values of arrays"])), folder)

    assert (
        "  dx\n"
        "    got       [   0.5  -1.25*]\n"
        "              [   0.1    3.0*]\n"
        "    expected  [   0.5   -1.5 ]\n"
        "              [   0.1   -3.0 ]\n"
        "    Entries that differ: 2 of 4, marked *.\n"
    ) in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [52, 60, 70, 80])
def test_in_the_table_of_tasks_only_titles_give_way_where_the_page_is_narrow(language: str, width: int):
    exercise, _ = catalog.find("exercise_3", catalog.exercises(catalog.content()))
    tasks = [samples.task(task.id, 2, samples.failing(samples.DIFFERENCES["values"])) for task in exercise.tasks]

    page = FORMATS["text"](samples.report(*tasks), View(language, exercise, width))

    table = page.split("\n\n")[1]
    assert max(map(columns, table.splitlines())) <= width
    ends = [line for line in table.splitlines() if line.endswith(" / 2")]
    for task, line in zip(exercise.tasks, ends, strict=True):
        assert f"  {task.id}  " in line
        assert f"  {Wording(language).say('outcome.failed')}  " in line
    assert ("Running" in table or "移動" in table) == (width > 66 or (width == 60 and language == "en"))


def test_differences_beyond_the_third_are_counted(folder: Path):
    page = text(one(samples.failing(*[samples.DIFFERENCES["changed"]] * 5)), folder)

    assert page.count("update changed") == 3
    assert "Further differences: 2." in page


# A page as a whole ----------------------------------------------------------------------------------------------------


def test_a_failed_task_is_shown_from_its_example_to_the_next_command(folder: Path):
    page = text(samples.mixed(), folder)

    order = [
        "Exercise 4: Optimisers",
        "+  sgd",
        "x  adam",
        "Total",
        "x Adam  exercise_4.adam.path",
        "Not true yet: Several steps follow the formula",
        "The smallest example",
        "\ny = softmax(np.array([[1.0, 2.0]]))\nprint(y)\n",
        "got       0.25",
        "optimizers.py, line 12, in update",
        "nb.ipynb, cell 3, line 2, in step",
        "The mistake in params: Both averages start at 0 and nothing makes up for it",
        "Hint: How large is m after one step?",
        "Possibly: Another constant, 1e-08, in the root",
        "dW is 1/4 times the right value",
        "Checks that wait until this is fixed: 1.",
        "Next: grade hint exercise_4.adam",
        "Right in another way",
        "sgd: The gradient is averaged over 2 steps",
        "A {thing} that stays, and 2 that does not.",
        "Notes",
        "matplotlib is not installed",
        "adam: Single precision (float32), judged with that in mind: params.",
        "Your code printed:",
        "loss 0.5",
        "optimizers.py; isolation: strong; seed 7; grader 1.2.3; dialect: study-ai; further",
    ]
    places = [page.find(piece) for piece in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)
    assert "A second level" not in page


@pytest.mark.parametrize("format", ["text", "html", "markdown"])
def test_a_task_that_failed_is_not_told_to_be_right_in_another_way(format: str):
    """What one check takes for a convention may be what another finds to be the mistake."""
    text = edited(right_answer("exercise_5", "the_book"), ("> self.dropout_ratio", "< self.dropout_ratio"))
    report = answered("exercise_5.dropout", text)
    exercise, _ = catalog.find("exercise_5", catalog.exercises(catalog.content()))

    assert any(finding.conventions for finding in report.findings)
    assert report.earned == 0
    assert "Right in another way" not in FORMATS[format](report, View("en", exercise))


def test_what_costs_nothing_is_told_once_for_all_tasks(folder: Path):
    average = Match("sgd_average", ("params",), {"n": 2.0})
    single = (Evidence("float32", "params"),), (Evidence("float32", "grads"),)
    report = samples.report(
        samples.task("sgd", 1, samples.passed("sgd", conventions=(average,), notes=single[0])),
        samples.task("adam", 2, samples.passed("adam", conventions=(average,), notes=single[1])),
    )

    page = text(report, folder)

    assert page.count("The gradient is averaged") == 1
    assert "sgd, adam: The gradient is averaged over 2 steps" in page
    assert page.count("Single precision") == 1
    assert "sgd, adam: Single precision (float32), judged with that in mind: grads, params." in page


def test_only_the_first_failed_check_of_a_task_is_shown_whole(folder: Path):
    report = one(*(samples.failing(samples.DIFFERENCES["type"], check=check) for check in ("path", "rate", "both")))

    page = text(report, folder)

    assert page.count("The smallest example") == 1
    assert "Further checks of this task that failed: 2." in page


def test_a_missing_name_is_told_once_and_sends_nobody_to_a_hint(folder: Path):
    values = samples.EVENTS["name.nearest"]
    found = [samples.finding(check=check, code="name.nearest", values=values) for check in ("path", "rate")]

    page = text(one(*found), folder)

    assert page.count("Adma") == 1
    assert "Next: grade check exercise_4.adam" in page
    assert "failed:" not in page and "Not true yet" not in page


def test_an_exception_sends_to_the_code_and_not_to_a_hint_or_a_claim_about_the_answer(folder: Path):
    page = text(one(samples.failing(samples.DIFFERENCES["raised"])), folder)

    assert "Next: grade check exercise_4.adam\n" in page
    assert "Not true yet" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_exception_in_the_same_line_is_told_once_in_full(language: str, folder: Path):
    stop, frames = samples.DIFFERENCES["raised"], (Frame("a.py", 3, "main"), Frame("a.py", 9, "f", "np.vra(x)"))
    other = (Frame("a.py", 4, "main"), frames[1])
    elsewhere = (frames[1], Frame("a.py", 10, "f", "np.vra(y)"))

    def page(second: tuple[Frame, ...], **fields: Any) -> str:
        found = samples.failing(stop, task="sgd", frames=frames), samples.failing(stop, frames=second, **fields)
        tasks = [samples.task(finding.task, 1, finding) for finding in found]
        return text(samples.report(*tasks), folder, language)

    alike = page(other)
    assert alike.count(samples.CODE) == alike.count("np.vra(x)") == 1
    assert flat(Wording(language).say("report.same", place="exercise_4.sgd.path")) in flat(alike)
    assert "exercise_4.adam.path" in alike and alike.count("grade check") == 1
    assert page(elsewhere).count(samples.CODE) == 2
    assert page((), misconceptions=()).count(samples.CODE) == 2
    known = Match("adam_without_correction")
    assert page(other, misconceptions=(known,)).count(samples.CODE) == 2


def test_an_exception_that_is_a_known_mistake_sends_to_its_hints(folder: Path):
    mistake = Match("adam_without_correction")

    for known, word in ((mistake, "hint"), (replace(mistake, sure=False), "check")):
        page = text(one(samples.failing(samples.DIFFERENCES["raised"], misconceptions=(known,))), folder)
        assert f"Next: grade {word} exercise_4.adam\n" in page


def test_the_two_sides_of_a_law_are_not_taken_for_the_output_itself(folder: Path):
    law = replace(samples.failing(samples.DIFFERENCES["values"]), kind="law")

    assert "The numbers in question, for params['b1'][2] after step 2 of 6:" in text(one(law), folder)


def test_the_next_command_repeats_which_files_were_meant(folder: Path):
    view = View("en", samples.exercise(folder), given=" 'my file.py' --entry a.py")
    unloaded = samples.report(trouble=Trouble("load.exit", {"status": "0"}))
    stopped = one(samples.failing(samples.DIFFERENCES["raised"]))

    for report, name in ((unloaded, "exercise_4"), (stopped, "exercise_4.adam")):
        assert f"grade check {name} 'my file.py' --entry a.py\n" in FORMATS["text"](report, view)


def test_a_file_without_any_of_the_names_is_told_which_they_are(folder: Path):
    absent = samples.finding(outcome=Outcome.NOT_ATTEMPTED, code="name.missing", values={"name": "Adam"})
    page = text(one(absent, submission="main.py"), folder)

    assert "main.py defines none of the names that are asked for: Adam." in page
    assert "Nothing is written yet" not in page


def test_a_single_sure_mistake_is_named_without_its_output(folder: Path):
    match = Match("adam_without_correction", ("params",))

    page = text(one(samples.failing(samples.DIFFERENCES["values"], misconceptions=(match,))), folder)

    assert "The mistake: Both averages start at 0" in page


def test_of_unsure_mistakes_all_are_named_and_one_is_hinted_at(folder: Path):
    matches = (Match("adam_without_correction", sure=False), Match("adam_epsilon", (), {"eps": 1e-8}, sure=False))

    page = text(one(samples.failing(samples.DIFFERENCES["values"], misconceptions=matches)), folder)

    assert page.count("Possibly:") == 2
    assert page.count("Hint:") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_shown_without_the_hints_too(language: str, tmp_path: Path):
    page = text(samples.mixed(), tmp_path, language)

    assert "adam_without_correction" in page and "exercise_4.adam.path" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_all_right_says_so(language: str, folder: Path):
    full = samples.report(*(samples.task(id, 1, samples.passed(id)) for id in ("sgd", "adam")))
    left = samples.task("extra", 1, samples.finding("extra", outcome=Outcome.NOT_ATTEMPTED), bonus=True)

    say = Wording(language).say
    assert say("report.solved") in text(full, folder, language)
    assert say("report.solved_tasks", tasks=["extra"]) in text(
        replace(full, tasks=(*full.tasks, left)), folder, language
    )


def test_what_can_be_settled_only_when_it_is_handed_in_is_told_apart_from_what_is_wrong(folder: Path):
    open_ = samples.finding("adam", outcome=Outcome.SKIPPED, code="skipped.later")
    found = samples.report(samples.task("sgd", 1, samples.passed("sgd")), samples.task("adam", 2, open_))
    page = text(found, folder)

    assert "Nothing wrong was found. Asked when it is handed in: adam.\n" in page
    assert found.exit_code == Exit.PASSED
    view = View("en", samples.exercise(folder))
    for format in ("text", "html", "markdown", "prairielearn"):
        rendered = FORMATS[format](found, view)
        assert "asked when handed in" in rendered and "waits for another check" not in rendered, format
    absent = samples.finding("momentum", outcome=Outcome.NOT_ATTEMPTED, code="untouched", values={"name": "Momentum"})
    left = replace(found, tasks=(*found.tasks, samples.task("momentum", 1, absent)))
    assert "Right so far. Not begun yet: momentum.\n" in text(left, folder)
    assert left.exit_code == Exit.FAILED


def test_what_is_right_so_far_says_what_is_left(folder: Path):
    absent = samples.finding("adam", outcome=Outcome.NOT_ATTEMPTED, code="untouched", values={"name": "Adam"})
    begun = samples.report(samples.task("sgd", 1, samples.passed("sgd")), samples.task("adam", 2, absent))

    assert "Right so far. Not begun yet: adam.\n" in text(begun, folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_begun_is_never_called_wrong(language: str, folder: Path):
    found = samples.finding(outcome=Outcome.NOT_ATTEMPTED, code="untouched", values={"name": "Adam"})

    page = text(one(found), folder, language)

    assert "grade show exercise_4" in page
    assert Wording(language).say("outcome.not_attempted") in page
    assert Wording(language).say("outcome.failed") not in page


def test_a_fault_of_the_grader_shows_what_to_report(folder: Path):
    values = {"traceback": "Traceback (most recent call last):\n  File \"x\"\nKeyError: 'k'\n"}

    page = text(one(samples.finding(outcome=Outcome.BROKEN, code="grader.fault", values=values)), folder)

    assert "! Adam" in page and "not your fault" in page
    assert "    KeyError: 'k'\n" in page
    assert "2 / 2" in page


def test_a_syntax_error_shows_its_line_with_a_caret(folder: Path):
    page = text(samples.unloaded("load.syntax"), folder)

    assert "Syntax error in optimizers.py, line 7: '(' was never closed\n" in page
    assert "    def update(self\n              ^\n" in page


@pytest.mark.parametrize(
    ("source", "column", "shown"),
    [
        ("x = 'あ' + )", 11, "    x = 'あ' + )\n               ^\n"),
        ("\tif x", 2, "    if x\n    ^\n"),
        ("f(", 99, "    f(\n      ^\n"),
        ("", 1, "line 7"),
        ("a = \x1b[31m1 +", 4, "    a = 1 +\n       ^\n"),
    ],
)
def test_the_caret_stands_below_its_letter(source: str, column: int, shown: str, folder: Path):
    values = {**samples.LOADING["load.syntax"], "text": source, "column": column}
    report = samples.report(samples.task("adam", 2), trouble=Trouble("load.syntax", values))

    assert shown in text(report, folder)


def test_a_syntax_error_in_a_notebook_names_the_cell(folder: Path):
    values = {**samples.LOADING["load.syntax"], "file": "optimizers.ipynb", "cell": 3, "line": 2}
    report = samples.report(samples.task("adam", 2), trouble=Trouble("load.syntax", values))

    assert "optimizers.ipynb, cell 3, line 2" in text(report, folder)
    assert "optimizers.ipynb のセル 3、2行目" in text(report, folder, "ja")


def test_a_trouble_midway_leaves_what_was_judged(folder: Path):
    report = one(samples.passed("adam"), trouble=Trouble("worker.budget", {"seconds": 60.0}))

    page = text(report, folder)

    assert "more than 60 seconds" in page and "2 / 2" in page


def test_a_recursion_is_shown_once_and_long_tracebacks_from_their_end(folder: Path):
    frames = (Frame("a.py", 9, "main"), *[Frame("a.py", 2, "f", "return f()")] * 50)
    long = tuple(Frame("a.py", i, "f") for i in range(1, 8))

    assert text(samples.unloaded("load.recursion", frames=frames), folder).count("return f()") == 1
    page = text(samples.unloaded("load.exception", frames=long), folder)
    assert "line 7, in f" in page and "line 4, in f" in page and "line 3, in f" not in page


def test_long_output_is_cut_and_says_so(folder: Path):
    page = text(one(samples.passed("adam"), output="".join(f"line {i}\n" for i in range(50))), folder)

    assert "  line 9\n" in page and "line 10" not in page
    assert "(further lines: 40;" in page


def test_a_task_that_the_exercise_no_longer_has_is_shown_by_its_id(folder: Path):
    assert "+  old" in text(samples.report(samples.task("old", 1, samples.passed("old"))), folder)


@pytest.mark.parametrize("level", ["strong", "container", "process-only", "none", "moon base"])
def test_the_level_of_isolation_is_always_told(level: str, folder: Path):
    page = text(one(samples.passed("adam"), isolation=Isolation(level)), folder)

    assert f"isolation: {Wording('en').isolation(Isolation(level))}" in page


# Terminals ------------------------------------------------------------------------------------------------------------

ALL = [samples.mixed(), *(samples.unloaded(code) for code in samples.LOADING)]


@pytest.mark.parametrize("report", ALL)
def test_english_survives_an_ascii_terminal_and_japanese_a_japanese_windows_console(report: Report, folder: Path):
    plain = replace(report, output="")

    text(plain, folder, "en").encode("ascii")
    text(plain, folder, "ja").encode("cp932")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("report", ALL)
def test_no_line_is_wider_than_the_terminal(report: Report, width: int, language: str, folder: Path):
    page = text(report, folder, language, width)

    assert max(columns(line) for line in page.splitlines()) <= width


def test_a_very_narrow_terminal_still_shows_everything(folder: Path):
    assert (
        "Nextgradehintexercise_4.adam".lower() in flat(text(samples.mixed(), folder, width=1)).replace(":", "").lower()
    )


def test_code_to_paste_is_never_broken_or_indented(folder: Path):
    code = "params = {'W1': np.array([" + ", ".join(["0.125"] * 60) + "])}"
    report = one(samples.failing(samples.DIFFERENCES["type"]))
    example = replace(report.findings[0], example=Example(code, report.findings[0].example.differences))

    assert f"\n{code}\n" in text(one(example), folder, width=60)


def test_without_colour_there_are_no_escape_sequences_and_with_it_the_words_are_the_same(folder: Path):
    plain, coloured = (text(samples.mixed(), folder, "ja", colour=colour) for colour in (False, True))

    assert "\x1b" not in plain
    assert "\x1b[" in coloured
    stripped = "\n".join(line.rstrip() for line in SGR.sub("", coloured).splitlines())
    assert stripped == plain.rstrip("\n")


def test_the_page_depends_on_nothing_in_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch):
    before = [text(samples.mixed(), folder, colour=colour) for colour in (False, True)]
    for name, value in {"NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "dumb", "COLUMNS": "20"}.items():
        monkeypatch.setenv(name, value)

    assert [text(samples.mixed(), folder, colour=colour) for colour in (False, True)] == before


@settings(max_examples=40)
@given(st.text(max_size=30) | st.just(HOSTILE), st.booleans(), st.sampled_from(LANGUAGES))
def test_nothing_from_a_submission_controls_the_terminal(bad: str, colour: bool, language: str):
    page = text(samples.hostile(bad), FOLDER, language, 80, colour)

    shown = SGR.sub("", page) if colour else page
    assert not CONTROLS.search(shown.replace("\n", ""))
    page.encode("utf-8")


@settings(max_examples=20)
@given(st.text(max_size=30))
def test_nothing_in_a_syntax_error_controls_the_terminal(bad: str):
    values = {"file": bad, "line": 1, "column": 5, "text": bad, "message": bad, "cell": None}
    report = samples.report(samples.task("adam", 2), trouble=Trouble("load.syntax", values))

    assert not CONTROLS.search(text(report, FOLDER).replace("\n", ""))


def test_words_of_a_submission_are_no_markup_and_forge_no_lines(folder: Path):
    page = text(samples.hostile(HOSTILE), folder)

    assert "[red]bold[/red]" in page and "pwned" not in page
    forged = [line for line in page.splitlines() if line.startswith("+ adam")]
    assert len(forged) == 1  # in the example to paste, which has lines of its own and comes from the grader

"""The author's gate on the miniature course: it is silent on a good exercise, and speaks where a promise is broken."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from grader import catalog
from grader.author import gate
from grader.author.new import create
from grader.catalog import Content
from tests.helpers import copied_course


def problems(content: Content) -> dict[str, str]:
    (exercise,) = catalog.exercises(content)
    found = {}
    for proof in gate.check(exercise, content):
        if proof.problem and proof.promise != "text":
            found[f"{proof.promise} {proof.subject}"] = proof.problem
    return found


@pytest.fixture
def course(tmp_path: Path) -> Content:
    return copied_course(tmp_path)


def change(course: Content, name: str, old: str, new: str) -> None:
    path = course.exercises / "exercise_01_tiny" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_good_exercise_keeps_its_promises(course: Content) -> None:
    assert problems(course) == {}


def test_a_misconception_that_passes_is_told(course: Content) -> None:
    change(course, "misconceptions.py", "return x * x\n", "return x + x\n")

    assert "it passes" in problems(course)["misconception double.squares"]


def test_a_misconception_caught_by_another_check_is_told(course: Content) -> None:
    change(course, "misconceptions.py", 'caught_by="values"', 'caught_by="shift"')

    assert "values catches it first" in problems(course)["misconception double.squares"]


def test_look_alikes_are_told(course: Content) -> None:
    twin = 'also = misconception("double", caught_by="values", double=_squares)'
    change(course, "misconceptions.py", "squares = ", f"{twin}\nsquares = ")

    found = problems(course)
    assert "tell them apart" in found["misconception double.squares"]


def test_a_convention_that_no_check_can_see_is_told(course: Content) -> None:
    change(course, "conventions.py", "self.dk = -np.sum", "self.dk = np.sum")

    assert "without being named" in problems(course)["convention scale.negated_dk"]


def test_a_stub_that_earns_points_is_told(course: Content) -> None:
    change(course, "tiny.py", 'raise NotImplementedError("double")', "return 2 * x")

    assert "passes double" in problems(course)["stub tiny.py"]


def test_a_reference_that_fails_its_own_checks_is_told(course: Content) -> None:
    path = course.reference / "tiny.py"
    path.write_text(path.read_text(encoding="utf-8").replace("return self.k * dout", "return dout"), encoding="utf-8")

    assert "scale.slope failed" in problems(course)["reference seed 0"]


def test_a_reference_that_fails_now_and_then_is_told(course: Content) -> None:
    path = course.reference / "tiny.py"
    text = path.read_text(encoding="utf-8").replace("    return 2 * x", "    return 2 * x[: 6 // (len(x) != 2)]")
    path.write_text(text, encoding="utf-8")

    told = problems(course)["answers 20 seeds"]

    assert "double.values" in told and "ZeroDivisionError" in told and "np.array" in told


def test_a_check_that_nothing_fails_is_told(course: Content) -> None:
    change(course, "misconceptions.py", "squares = ", "_squares_not_used = ")
    change(course, "misconceptions.py", "changes_argument = ", "_not_used = ")

    assert "check double.values" in problems(course)


def test_missing_texts_are_told(course: Content) -> None:
    (exercise,) = catalog.exercises(course)

    told = [proof.problem for proof in gate.check(exercise, course) if proof.promise == "text"]

    assert any("README.ja.md" in problem for problem in told)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("misconceptions.py", 'misconception("double"', 'misconception("duoble"', "no task 'duoble'; it has double"),
        ("misconceptions.py", 'caught_by="values"', 'caught_by="valeus"', "no check 'valeus' for caught_by; it has"),
        ("misconceptions.py", "double=_squares", "duoble=_squares", "it replaces duoble, which the reference does not"),
        ("misconceptions.py", "double=_squares", 'like=["no"], double=_squares', "there is no such misconception"),
        ("misconceptions.py", "double=_squares", 'dialects=["dbl"], double=_squares', "no dialect 'dbl'; it has"),
    ],
)
def test_a_variant_of_something_that_there_is_none_of_is_told_with_its_line(
    course: Content, name: str, old: str, new: str, said: str
) -> None:
    change(course, name, old, new)

    found = [problem for problem in problems(course).values() if said in problem]
    assert found and all(re.match(r"misconceptions\.py:\d+: ", problem) for problem in found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('{"dx": "x"}', '{"dx": "z"}', "35: slope asks for 'z', which its inputs do not give; they give k, x, dout"),
        ('{"dx": "x"}', '{"dx": "x"}, upstream="z"', "35: slope asks for 'z', which its inputs do not give; they"),
        ('{"dx": "x"}', '{"dxx": "x"}', "35: slope asks for the output 'dxx', which its play does not show; it"),
        ('{"dx": "x"}', '{"dx": "x"}, of="ot"', "35: slope asks for the output 'ot', which its play does not show"),
        ('outputs=("arguments",)', 'outputs="argument"', "31: untouched asks for the output 'argument', which"),
        ('script.new("Scale", k)', 'script.new("Scael", k)', "34: layer_values asks the reference in vain: NameError"),
        ('scale, "forward", x', 'scale, "forwards", x', "34: layer_values asks the reference in vain: AttributeError"),
        ('call("double", x, l', 'call("double", x, x, l', "31: untouched asks the reference in vain: TypeError: "),
        ("numbers, doubled)\nshift", 'numbers, doubled, outputs="ot")\nshift', "32: values asks for the output 'ot', "),
        ("numbers, doubled)\nshift", "numbers, doubled, examples=0)\nshift", "32: values asks nothing: examples is 0"),
        ("numbers, doubled)\nshift", "numbers, doubled, examples=-1)\nshift", "32: values asks nothing: examples is -"),
    ],
)
def test_a_check_that_asks_for_what_there_is_not_is_told_with_its_line(
    course: Content, old: str, new: str, said: str
) -> None:
    change(course, "checks.py", old, new)

    found = problems(course)
    assert all(name.startswith("check ") for name in found)
    assert any(f"checks.py:{said}" in problem for problem in found.values())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('{"x": draw', '{"xs": draw', "15: the play `doubled` takes (script, x); its inputs `numbers` give (xs)"),
        ("doubled(script, x)", "doubled(script)", "15: the play `doubled` takes (script); its inputs `numbers` give"),
        ("doubled(script, x)", "doubled(script, x, y)", "15: the play `doubled` takes (script, x, y); its inputs"),
        ("doubled(script, x)", "doubled(x)", "15: the play `doubled` takes (x); its inputs `numbers` give (x)"),
        ('return {"x"', '{"x"', "6: the inputs `numbers` give None; they must return a dict"),
        ("numbers(draw)", "numbers()", "6: the inputs `numbers` take (); they must take draw alone"),
    ],
)
def test_inputs_and_a_play_that_do_not_fit_are_told_with_their_line(
    course: Content, old: str, new: str, said: str
) -> None:
    change(course, "checks.py", old, new)

    assert f"checks.py:{said}" in problems(course)["code exercise_01_tiny"]


def odd(course: Content, case: str, reference: str, mistake: str = "x * x") -> None:
    """Another check, which asks `double` for one odd case, and what is to be caught there first."""
    folder = course.exercises / "exercise_01_tiny"
    with (folder / "checks.py").open("a", encoding="utf-8") as file:
        file.write(f'odd = parity("double", lambda draw: {{"x": {case}}}, doubled)\n')
    with (folder / "misconceptions.py").open("a", encoding="utf-8") as file:
        file.write(f'another = misconception("double", caught_by="odd", double=lambda x: {mistake})\n')
    path = course.reference / "tiny.py"
    path.write_text(path.read_text(encoding="utf-8").replace("    return 2 * x", f"    {reference}"), encoding="utf-8")


@pytest.mark.parametrize(
    ("case", "reference", "said"),
    [
        ("[1.0, 2.0]", "return 2 * x.real", "AttributeError: 'list' object has no attribute 'real'"),
        ("{'a': 1.0}", "return 2 * x", r"TypeError: unsupported operand .*"),
        ("np.eye(2)", "return 2 * (x if len(x) < 2 or x[0, 0] != 1 else xx)", "NameError: name 'xx' is not defined"),
    ],
)
def test_a_check_at_which_the_reference_fails_for_no_reason_of_its_own_is_told_with_both_lines(
    course: Content, case: str, reference: str, said: str
) -> None:
    odd(course, case, reference)
    change(course, "checks.py", "from grader.checks", "import numpy as np\n\nfrom grader.checks")

    told = problems(course)["check double.odd"]

    assert re.match(rf"checks\.py:\d+: odd asks the reference in vain: {said} \(tiny\.py:8\); ", told)
    assert told.endswith("mend what its inputs give, or raise it there where it is to be refused")


@pytest.mark.parametrize(
    ("case", "reference", "mistake"),
    [
        ("[1.0]", 'if isinstance(x, list):\n        raise TypeError("a list")\n    return 2 * x', "x + x"),
        ("[[1.0], [1.0, 2.0]]", "return 2 * np.asarray(x)", "x + x"),
    ],
)
def test_a_case_that_the_reference_refuses_may_be_asked(
    course: Content, case: str, reference: str, mistake: str
) -> None:
    odd(course, case, reference, mistake)

    assert problems(course) == {}


def test_where_the_reference_raises_in_every_case_what_passes_is_told_so(course: Content) -> None:
    odd(course, "[[1.0], [1.0, 2.0]]", "return 2 * np.asarray(x)", "np.asarray(x) + np.asarray(x)")

    told = problems(course)["misconception double.another"]

    assert "it passes: no check tells it from the reference" in told
    assert "(in every case of odd the reference raises ValueError: " in told


def with_more(course: Content, more: str) -> None:
    """The inputs of `double` with something more in them, which its plays leave alone."""
    change(course, "checks.py", '{"x": draw.array(', f'{{"more": {more}, "x": draw.array(')
    change(course, "checks.py", "(script, x)", "(script, x, more)")
    change(course, "checks.py", "lambda seen, x:", "lambda seen, x, more:")
    change(
        course,
        "checks.py",
        "from grader.checks",
        "import numpy as np\n\nfrom grader.student import Function\nfrom grader.checks",
    )


@pytest.mark.parametrize(
    "more",
    [
        "np.random.randn(2)",
        "{'deep': [np.ones(2), (1, np.random.rand())]}",
        "Function('square', (np.random.randn(2),))",
        "np.array([[1], [2, np.random.rand()]], dtype=object)",
        "np.zeros(np.random.randint(1000))",
        "[0] * np.random.randint(1000)",
        "{str(np.random.randn()): 0}",
    ],
)
def test_inputs_that_give_other_cases_each_time_are_told_with_their_line(course: Content, more: str) -> None:
    with_more(course, more)

    told = problems(course)

    assert set(told) == {"check double.untouched", "check double.values", "check double.shift"}
    said = "the inputs of values give another case each time; all chance must come from draw"
    assert re.fullmatch(rf"checks\.py:\d+: {said}", told["check double.values"])


def test_a_play_that_is_another_each_time_is_told_with_its_line(course: Content) -> None:
    change(course, "checks.py", 'call("double", x, ', 'call("double", x + np.random.randn(), ')
    change(course, "checks.py", "from grader.checks", "import numpy as np\n\nfrom grader.checks")

    told = problems(course)["check double.values"]

    assert re.match(r"checks\.py:\d+: the play of values is another each time", told)


@pytest.mark.parametrize(
    "more",
    [
        "{'deep': [float('nan'), np.array([np.nan]), None, 'text', {1, 2}]}",
        "Function('square', (np.ones(2),))",
        "np.random.default_rng(draw.seed())",
        "np.array([[1], [2, float('nan')]], dtype=object)",
        "lambda: None",
    ],
)
def test_inputs_that_give_the_same_cases_each_time_keep_the_promise(course: Content, more: str) -> None:
    with_more(course, more)

    assert problems(course) == {}


CONSEQUENCES = """from exercises.exercise_01_tiny import misconceptions
from grader.checks import consequence, met_again

squared = consequence("scale", [("double", "squares")], Scale=misconceptions._Scale)
again = met_again(vars(misconceptions), {"double": ("scale",)}, but={"squares"})
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('("scale", [', '("scael", [', "4: exercise.toml has no task 'scael'; it has double, scale"),
        ("Scale=", "Sclae=", "4: it replaces Sclae, which the reference does not define"),
        ('("double", "', '("duoble", "', "4: exercise.toml has no task 'duoble'; it has double, scale"),
        ('"squares")]', '"sqares")]', "4: double knows no mistake 'sqares'; it knows squares, changes_argument"),
        ('{"double":', '{"duoble":', "5: ValueError: met_again: no mistake is of the task 'duoble'; there are some"),
        ('("scale",)}', '("scael",)}', "5: ValueError: met_again: no mistake is of the task 'scael'; there are some"),
        ('but={"squares"}', 'but={"sqares"}', "5: ValueError: met_again: there is no mistake 'sqares' to leave out"),
    ],
)
def test_a_consequence_of_something_that_there_is_none_of_is_told_with_its_line(
    course: Content, old: str, new: str, said: str
) -> None:
    (course.exercises / "exercise_01_tiny" / "consequences.py").write_text(CONSEQUENCES.replace(old, new))

    assert any(f"consequences.py:{said}" in problem for problem in problems(course).values())


def test_a_check_that_needs_a_name_is_told_to_need_the_check(course: Content) -> None:
    change(course, "checks.py", "numbers, doubled)\nshift", 'numbers, doubled, needs="untouched")\nshift')

    problem = problems(course)["code exercise_01_tiny"]
    assert re.search(r"checks\.py:32: TypeError: needs='untouched': give the check itself, needs=untouched", problem)


def test_languages_that_give_other_counts_of_hints_are_told(written: Content) -> None:
    hints = next(written.exercises.glob("*/hints.ja.md"))
    hints.write_text(re.sub(r"(?m)^4\. .*\n", "", hints.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    (exercise,) = catalog.exercises(written)

    told = [proof.problem for proof in gate.check(exercise, written) if proof.promise == "text" and proof.problem]

    assert told == ["untouched has 4 levels in hints.en.md and 3 in hints.ja.md; give it as many in both"]


def test_an_exception_in_a_check_s_own_code_is_told_with_its_line(course: Content) -> None:
    change(course, "checks.py", "script.call(", "script.ask(")

    assert re.search(r"checks\.py:\d+: AttributeError: .*'ask'", problems(course)["code exercise_01_tiny"])


def test_a_stub_without_a_name_that_is_asked_for_is_told(course: Content) -> None:
    change(course, "tiny.py", "def double(", "def duoble(")

    assert "does not define double" in problems(course)["stub tiny.py"]


def test_a_misconception_whose_own_code_has_a_slip_is_told(course: Content) -> None:
    change(course, "misconceptions.py", "return x * x\n", "return x * xx\n")

    problem = problems(course)["misconception double.squares"]
    assert "it raises NameError: name 'xx' is not defined" in problem


def test_a_name_that_is_given_twice_is_told_with_both_lines(course: Content) -> None:
    change(course, "checks.py", "untouched = ", 'shift = parity("double", numbers, doubled)\nuntouched = ')

    assert re.search(r"checks\.py:\d+: shift is there already, at checks\.py:\d+", problems(course)["code checks.py"])


def in_a_folder(course: Content) -> None:
    """Its misconceptions as a package of two modules."""
    folder = course.exercises / "exercise_01_tiny"
    package = folder / "misconceptions"
    package.mkdir()
    (folder / "misconceptions.py").rename(package / "known.py")
    (package / "more.py").write_text("", encoding="utf-8")
    both = "".join(f"from exercises.exercise_01_tiny.misconceptions.{name} import *\n" for name in ("known", "more"))
    (package / "__init__.py").write_text(both, encoding="utf-8")


def test_misconceptions_may_be_a_folder_of_modules(course: Content) -> None:
    in_a_folder(course)

    assert problems(course) == {}
    (exercise,) = catalog.exercises(course)
    assert "squares" in catalog.load(exercise, course).misconceptions


def test_a_folder_that_is_left_over_is_no_module(course: Content) -> None:
    """Such as one in which another version of the exercise has left its bytecode."""
    (course.exercises / "exercise_01_tiny" / "misconceptions" / "__pycache__").mkdir(parents=True)

    assert problems(course) == {}


def test_of_a_folder_of_modules_the_file_is_told(course: Content) -> None:
    in_a_folder(course)
    change(course, "misconceptions/known.py", 'caught_by="values"', 'caught_by="valeus"')
    more = course.exercises / "exercise_01_tiny" / "misconceptions" / "more.py"
    more.write_text("changes_argument = None\n", encoding="utf-8")

    told = problems(course)
    assert re.match(r"misconceptions/known\.py:\d+: ", told["misconception double.squares"])
    assert re.match(
        r"misconceptions/more\.py:1: changes_argument is there already, at misconceptions/known\.py:\d+",
        told["code misconceptions/more.py"],
    )


def test_the_exception_of_a_drawing_that_fails_is_told_with_its_line(course: Content) -> None:
    change(course, "checks.py", '{"x": draw.array(draw.integer(1, 3)', '{"x": draw.array(draw.integer(3, 1)')

    assert re.search(r"checks\.py:\d+: ValueError", problems(course)["code exercise_01_tiny"])


def test_the_exception_of_a_judging_that_fails_is_told_with_its_line(course: Content) -> None:
    change(course, "checks.py", "0 * x + 2.0", "0 * x + two")

    assert re.search(r"double.shift broken: checks\.py:\d+: NameError", problems(course)["reference seed 0"])


def test_the_exception_of_a_judging_that_only_a_mistake_brings_on_is_told_with_its_line(course: Content) -> None:
    law = '(seen["one"] - seen["out"], 0 * x + 2.0), output="out")'
    change(course, "checks.py", law, f"{law}\nshift = replace(shift, equal=lambda known, got, output: known[nothing])")
    change(course, "checks.py", "from grader.checks", "from dataclasses import replace\n\nfrom grader.checks")

    told = problems(course)["misconception double.squares"]
    assert re.search(r"double\.shift failed: checks\.py:\d+: NameError", told)


# Where the limit is met in a callback of the garbage collector, Python drops the exception; the next one ends the loop.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("name", "code", "place"),
    [
        ("checks.py", '    return {"x": draw.array(', "numbers"),
        ("checks.py", '    script.call("double", x, label', "doubled"),
        ("checks.py", "untouched = ", "<module>"),
        ("misconceptions.py", "    return x * x\n", "_squares"),
        ("misconceptions.py", "        self.dk = np.mean(", "_MeanOfProducts.backward"),
        ("../../reference/tiny.py", "    return 2 * x", "double"),
    ],
)
def test_an_endless_loop_in_an_author_s_code_is_ended_and_its_place_told(
    course: Content, name: str, code: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "SECONDS", 2)
    indent = code[: len(code) - len(code.lstrip())]
    change(course, name, code, f"{indent}while True: pass\n{code}")

    *_, told = problems(course).values()

    file = re.escape(name.rpartition("/")[2])
    assert re.search(rf"{file}:\d+, in {re.escape(place)}: .* 2 s of processor time", told)


def test_points_that_are_not_ten_are_told(course: Content) -> None:
    change(course, "exercise.toml", "points = 4", "points = 3")

    assert problems(course)["facts exercise.toml"] == "its tasks add up to 9 points; they should to 10"


@pytest.fixture
def written(course: Content) -> Content:
    """A course with texts."""
    shutil.rmtree(course.exercises / "exercise_01_tiny")
    create("spread", course)
    return course


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("README.ja.md", "## 1 · `variance`", "## 1", "README.ja.md: no heading names `variance`"),
        ("README.en.md", "```", "", "README.en.md has no formulas"),
        ("exercise.toml", 'title.ja = "分散"', "", "exercise.toml: task variance has no title.ja"),
        ("hints.ja.md", "## values ·", "## valeus ·", "no heading for: values"),
        ("hints.en.md", "2. Which of", "3. Which of", "hints.en.md:"),
        ("hints.en.md", "## values ·", "## spraed · X\n1. Y\n\n## values ·", "a heading for spraed, which"),
        ("README.ja.md", "# 課題1", "# 課題一", "spread.ja.ipynb is older than README or stub"),
    ],
)
def test_a_text_that_lacks_something_is_told(written: Content, name: str, old: str, new: str, said: str) -> None:
    path = written.exercises / "exercise_01_spread" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    (exercise,) = catalog.exercises(written)

    assert [proof.problem for proof in gate.check(exercise, written) if said in proof.problem]


def test_what_is_wrong_with_the_hints_of_one_language_is_told_once(written: Content) -> None:
    path = next(written.exercises.glob("*/hints.en.md"))
    path.write_text(path.read_text(encoding="utf-8").replace("## values ·", "## val ues ·"), encoding="utf-8")
    (exercise,) = catalog.exercises(written)

    proofs = {proof.subject: proof.problem for proof in gate.check(exercise, written) if proof.promise == "text"}

    assert "'val ues' is no id" in proofs["hints en"]
    assert proofs["hints ja"] == ""


DERIVATIONS = {
    "en": "## variance · The mean of squares\n```text\nv = mean((x - m)²)\n```\n\nSource: Gauss (1823).\n",
    "ja": "## variance · 二乗の平均\n```text\nv = mean((x - m)²)\n```\n\n出典：Gauss (1823)。\n",
}


@pytest.fixture
def derived(written: Content) -> Content:
    """A course with derivations too."""
    for language, text in DERIVATIONS.items():
        path = written.exercises / "exercise_01_spread" / f"derivations.{language}.md"
        path.write_text(text, encoding="utf-8")
    return written


def of_derivations(course: Content) -> dict[str, str]:
    (exercise,) = catalog.exercises(course)
    proofs = (proof for proof in gate.check(exercise, course) if proof.subject.startswith("derivations"))
    return {proof.subject: proof.problem for proof in proofs}


def test_derivations_are_asked_where_there_are_any(derived: Content) -> None:
    assert of_derivations(derived) == {"derivations en": "", "derivations ja": ""}

    for path in derived.exercises.glob("*/derivations.*.md"):
        path.unlink()

    assert of_derivations(derived) == {}


def test_derivations_in_one_language_alone_are_told(derived: Content) -> None:
    next(derived.exercises.glob("*/derivations.ja.md")).unlink()

    assert of_derivations(derived) == {"derivations en": "", "derivations ja": "missing: derivations.ja.md"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("variance ·", "nope ·", "derivations.en.md has headings for nope; give one to each task, in order: variance"),
        ("## variance ·", "# variance ·", "derivations.en.md has headings for nothing; give one to each task"),
        ("variance · The mean of squares", "variance", "derivations.en.md: variance has no title"),
        ("```text", "```", "derivations.en.md: variance has no formulas; write them in fenced blocks marked text"),
        (
            "v = mean",
            "v = " + 80 * "0" + " + mean",
            "derivations.en.md: variance has a formula of more than 78 columns",
        ),
        ("Source: ", "By: ", 'derivations.en.md: variance has no sources; its last paragraph begins with "Source"'),
    ],
)
def test_a_derivation_that_lacks_something_is_told(derived: Content, old: str, new: str, said: str) -> None:
    path = next(derived.exercises.glob("*/derivations.en.md"))
    path.write_text(DERIVATIONS["en"].replace(old, new), encoding="utf-8")

    assert said in of_derivations(derived)["derivations en"]


@pytest.mark.parametrize(
    "name",
    [
        "README.ja.md",
        "hints.ja.md",
        "derivations.ja.md",
        "spread.ja.py",
        "spread.py",
        "checks.py",
        "misconceptions.py",
    ],
)
def test_a_file_in_another_encoding_is_told(derived: Content, name: str) -> None:
    path = derived.exercises / "exercise_01_spread" / name
    path.write_bytes("# 確率\n".encode("cp932") + path.read_bytes())
    (exercise,) = catalog.exercises(derived)

    told = [proof.problem for proof in gate.check(exercise, derived) if proof.problem]
    assert all(name in problem and "UTF-8" in problem.upper() for problem in told) and told

"""What students may have: that nothing of the answers is in it, and that it judges as the full content does."""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import numpy as np
import pytest

from grader import catalog, intake, released
from grader.author.release import build
from grader.cli import main
from grader.content import Content, content
from grader.errors import ExerciseError, UsageError
from grader.exercise import RELEASED, Exercise
from grader.in_process import InProcess
from grader.judging.bench import Bench
from grader.judging.evaluate import evaluate
from grader.judging.stored import StoredBench
from grader.report import Exit, Outcome, Report
from grader.runners import Isolated, Job, finished
from grader.student import Line, Play, Run
from tests.helpers import ROOT

FULL = content()
NAMES = ("network", "optimizers")
SECRET_SEED = 771_204_118
INSTALLED = any(entry.value == "grader.pytest_plugin" for entry in entry_points(group="pytest11"))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """Two exercises as students get them, unpacked."""
    folder = tmp_path_factory.mktemp("students")
    archive = folder / "students.zip"
    assert main(["author", "release", "exercise_1", "exercise_4", "-o", str(archive)]) == 0
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder / "course")
    return content(folder / "course")


def texts(course: Content) -> Iterator[tuple[str, bytes]]:
    """Every file, what is compressed both as it is and opened."""
    for path in sorted(course.exercises.parent.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield path.name, data
            if path.name == RELEASED:
                yield f"{path.name} opened", zlib.decompress(data)


def exercise(course: Content, name: str) -> Exercise:
    return catalog.find(name, catalog.exercises(course))[0]


def statements(path: Path) -> set[str]:
    """The lines of a module that say something of their own."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lines = {line.strip() for line in ast.unparse(tree).splitlines()}
    common = ("import ", "from ", '"""', "class ", "def ")
    return {line for line in lines if len(line) >= 24 and not line.startswith(common)}


def test_no_line_of_reference_checks_conventions_or_mistakes_is_in_it(course: Content) -> None:
    secret: set[str] = set()
    for name in NAMES:
        one = exercise(FULL, name)
        reference = [FULL.reference / f"{module}.py" for module in one.reference]
        written = [path for module in ("checks", "misconceptions") for path in one.code(module)]
        for path in [*one.folder.glob("*.py"), *written, *reference]:
            if path.stem.split(".")[0] != one.name:
                secret |= statements(path)
    stubs = [path for name in NAMES for path in exercise(FULL, name).folder.glob(f"{name}*")]
    starter = "".join(path.read_text(encoding="utf-8") for path in stubs)
    secret = {line for line in secret if line not in starter}

    found = [(file, line) for file, data in texts(course) for line in secret if line.encode() in data]

    assert len(secret) > 500
    assert found == []


def test_no_mistake_is_named_in_it(course: Content) -> None:
    names = {id for name in NAMES for id in catalog.load(exercise(FULL, name), FULL).misconceptions}

    found = [(file, name) for file, data in texts(course) for name in names if name.encode() in data]

    assert len(names) > 100
    assert found == []


def test_nothing_that_only_a_hidden_seed_would_give_is_in_it(course: Content) -> None:
    everything = b"".join(data for _, data in texts(course))
    hidden: set[bytes] = set()
    for name in NAMES:
        full = catalog.load(exercise(FULL, name), FULL)
        hidden |= answers(Bench(full, SECRET_SEED)) - answers(Bench(full))

    assert len(hidden) > 300
    assert [data for data in hidden if data in everything] == []


def test_that_search_would_find_what_is_there(course: Content) -> None:
    everything = b"".join(data for _, data in texts(course))
    public = answers(Bench(catalog.load(exercise(FULL, "optimizers"), FULL)))

    assert sum(data in everything for data in public) > 0.9 * len(public)


def answers(bench: Bench) -> set[bytes]:
    """Arrays of the reference's answers that are too long to be met by chance, as they would be stored."""
    found = set()
    for (task, name), check in bench.course.checks.items():
        if check.kind != "parity":
            continue
        cases = bench.cases(check, f"{task}.{name}", check.examples)
        for run in bench.reference([bench.play(check, case) for case in cases]):
            for value in run.seen.values():
                parts = value.values() if isinstance(value, dict) else [value]
                arrays = [part for part in parts if isinstance(part, np.ndarray) and part.dtype == float]
                found |= {array.tobytes() for array in arrays if sum(len(repr(float(x))) > 10 for x in array.flat) >= 3}
    return found


def test_what_is_in_it(course: Content) -> None:
    names = {path.name for path in course.exercises.rglob("*") if path.is_file() and "optimizers" in str(path)}

    assert names == {
        *("exercise.toml", "README.en.md", "README.ja.md", "hints.en.md", "hints.ja.md", RELEASED),
        *("optimizers.py", "optimizers.ja.py", "optimizers.ipynb", "optimizers.ja.ipynb"),
    }
    assert exercise(course, "optimizers").reference == ()
    assert not (course.exercises.parent / "reference").exists()


@pytest.fixture(scope="module")
def grade() -> Isolated:
    return Isolated()


def judged(grade: Isolated, course: Content, name: str, path: Path) -> Report:
    one = exercise(course, name)
    return finished(grade(Job(one, intake.read(path, one.name), 0, course)))


SOLUTIONS = [
    pytest.param(name, path, id=f"{name}/{path.stem}", marks=[pytest.mark.slow] if i % 3 else [])
    for name, number in (("network", 1), ("optimizers", 4))
    for i, path in enumerate(sorted((ROOT / "tests" / "solutions" / f"exercise_{number}").glob("*.py")))
]


@pytest.mark.parametrize(("name", "path"), SOLUTIONS)
def test_no_right_answer_is_called_wrong(course: Content, grade: Isolated, name: str, path: Path) -> None:
    report = judged(grade, course, name, path)

    assert report.trouble is None
    left = {(f.outcome, f.code) for f in report.findings if f.outcome is not Outcome.PASSED}
    assert left <= {(Outcome.SKIPPED, "skipped.later")}


def test_the_book_s_optimisers_have_all_points_and_their_conventions_are_named(
    course: Content, grade: Isolated
) -> None:
    report = judged(grade, course, "optimizers", ROOT / "tests/solutions/exercise_4/the_book.py")

    assert (report.earned, report.points) == (10, 10)
    assert "adam_folded" in {match.id for found in report.findings for match in found.conventions}


def test_wrong_answers_fail_where_the_full_content_lets_them_fail(course: Content, grade: Isolated) -> None:
    path = exercise(FULL, "optimizers").folder / "samples" / "two_mistakes.py"

    report, full = judged(grade, course, "optimizers", path), judged(Isolated(), FULL, "optimizers", path)

    assert [task.outcome for task in report.tasks] == [task.outcome for task in full.tasks]
    assert [f.check for f in report.findings if f.outcome is Outcome.FAILED] == [
        f.check for f in full.findings if f.outcome is Outcome.FAILED
    ]
    assert all(not f.misconceptions for f in report.findings)


@pytest.mark.parametrize("members", [pytest.param(1, id="first"), pytest.param(None, id="all", marks=pytest.mark.slow)])
@pytest.mark.parametrize(("name", "share"), [("network", 0.7), ("optimizers", 0.95)])
def test_no_known_mistake_passes_and_most_are_called_wrong(
    course: Content, name: str, share: float, members: int | None
) -> None:
    """members: of each family"""
    full, mine = Bench(catalog.load(exercise(FULL, name), FULL)), catalog.load(exercise(course, name), course)
    assert mine.release is not None
    bench = StoredBench(mine, mine.release)
    outcomes = []
    for family in full.course.misconceptions.values():
        for variant in family[:members]:
            student = InProcess(full.namespace(variant))
            findings = list(evaluate(bench, student, student.load(), task=variant.task))
            assert all(f.outcome is not Outcome.BROKEN and not f.code.startswith("grader.") for f in findings)
            outcomes.append({f.outcome for f in findings})

    assert all(found != {Outcome.PASSED} for found in outcomes)
    assert sum(Outcome.FAILED in found for found in outcomes) >= share * len(outcomes)


@pytest.fixture(scope="module")
def judging_otherwise(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """Two exercises some of whose checks are not judged as others of their kind are."""
    folder = tmp_path_factory.mktemp("otherwise")
    assert main(["author", "release", "exercise_3", "exercise_5", "-o", str(folder / "students.zip")]) == 0
    with zipfile.ZipFile(folder / "students.zip") as packed:
        packed.extractall(folder)
    return content(folder)


def test_what_an_author_s_own_judge_forgives_is_not_called_wrong(judging_otherwise: Content, grade: Isolated) -> None:
    path = ROOT / "tests" / "solutions" / "exercise_3" / "first_batch_dataclass.py"  # refuses whole numbers

    report = judged(grade, judging_otherwise, "batch_normalization", path)

    left = {(f.outcome, f.code) for f in report.findings if f.outcome is not Outcome.PASSED}
    assert left == {(Outcome.SKIPPED, "skipped.later")}


def test_what_an_author_s_own_judge_alone_catches_does_not_pass(judging_otherwise: Content) -> None:
    full = Bench(catalog.load(exercise(FULL, "regularizers"), FULL))
    mine = catalog.load(exercise(judging_otherwise, "regularizers"), judging_otherwise)
    assert mine.release is not None
    bench = StoredBench(mine, mine.release)
    caught = [v for f in full.course.misconceptions.values() for v in f if v.caught_by == "same_strength"]

    for variant in caught:
        student = InProcess(full.namespace(variant))
        findings = list(evaluate(bench, student, student.load(), task=variant.task))
        assert {f.outcome for f in findings} != {Outcome.PASSED}

    assert caught


def test_conventions_pass_or_stay_open(course: Content) -> None:
    for name in NAMES:
        full, mine = Bench(catalog.load(exercise(FULL, name), FULL)), catalog.load(exercise(course, name), course)
        assert mine.release is not None
        bench = StoredBench(mine, mine.release)
        for task in full.course.exercise.tasks:
            for id, variant in full.accepted(task.id):
                student = InProcess(full.namespace(variant))
                findings = list(evaluate(bench, student, student.load(), task=task.id))
                assert {f.outcome for f in findings} <= {Outcome.PASSED, Outcome.SKIPPED}, (id, variant.values)


def test_checking_works_from_the_command_line_and_submitting_says_why_it_does_not(
    course: Content, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    root, answer = str(course.exercises.parent), str(ROOT / "tests/solutions/exercise_4/the_book.py")

    assert main(["check", "exercise_4", answer, "--content", root]) == 0
    assert "10 / 10" in capsys.readouterr().out
    assert main(["submit", "exercise_4", answer, "--content", root]) == 2
    assert "grade check" in capsys.readouterr().err
    assert main(["check", "exercise_4", answer, "--content", root, "--examples", "5"]) == 2
    assert not list(tmp_path.rglob("*.sqlite"))


def test_what_it_leaves_out_is_told_as_left_out(
    course: Content, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    root = ("--content", str(course.exercises.parent))

    assert main(["practical", "4", "--quick", *root]) == 2
    assert "exercise_4 has come as a release, which leaves practicals out." in capsys.readouterr().err
    assert main(["explain", "adam", *root]) == 2
    assert "exercise_4 has come as a release, which leaves derivations out." in capsys.readouterr().err


def test_a_workspace_is_started_from_it(course: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["start", "work", "--content", str(course.exercises.parent)]) == 0
    assert main(["check", "exercise_4", "work/exercise_04_optimizers/optimizers.py"]) == Exit.NOT_ATTEMPTED


def test_the_same_content_gives_the_same_zip(tmp_path: Path) -> None:
    places = [tmp_path / name for name in ("one.zip", "two.zip")]
    for place in places:
        assert main(["author", "release", "exercise_5", "-o", str(place)]) == 0

    assert places[0].read_bytes() == places[1].read_bytes()
    with zipfile.ZipFile(io.BytesIO(places[0].read_bytes())) as archive:
        assert json.dumps(sorted(archive.namelist())).count("exercise_05") == len(archive.namelist())


def test_what_is_released_already_is_said(course: Content) -> None:
    with pytest.raises(UsageError) as again:
        build(exercise(course, "optimizers"), course, 0, ())

    assert again.value.code == "release.released"


# Exercises that hand out layers ---------------------------------------------------------------------------------------

SOLUTIONS_OF = ROOT / "tests" / "solutions"


@pytest.fixture(scope="module")
def layered(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """Exercise 7 as students get it, with a program that has no reference."""
    folder = tmp_path_factory.mktemp("layered")
    assert main(["author", "release", "exercise_6", "exercise_7", "-o", str(folder / "students.zip")]) == 0
    with zipfile.ZipFile(folder / "students.zip") as packed:
        packed.extractall(folder / "course")
    (folder / "course" / "reference").mkdir()
    return content(folder / "course")


def test_no_layer_that_is_handed_out_is_in_it(layered: Content) -> None:
    one = exercise(FULL, "double_convolution")
    modules = {*one.supplied, *one.reference, "windows", "namespace"}
    secret = set().union(*(statements(FULL.reference / f"{module}.py") for module in modules))
    given = [*exercise(FULL, "convolution").folder.glob("convolution*"), *one.folder.glob("double_convolution*")]
    starter = b"".join(path.read_bytes() for path in [*given, one.folder / "parts.py"])
    secret = {line for line in secret if line.encode() not in starter}

    found = [(file, line) for file, data in texts(layered) for line in secret if line.encode() in data]

    assert len(secret) > 100
    assert found == []


@pytest.fixture
def started(layered: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in which exercise 7 is written, and nothing else."""
    monkeypatch.chdir(tmp_path)
    assert main(["start", "work", "--content", str(layered.exercises.parent)]) == 0
    monkeypatch.chdir(tmp_path / "work")
    right = (SOLUTIONS_OF / "exercise_7" / "layers_in_a_dict.py").read_text(encoding="utf-8")
    Path("exercise_07_double_convolution/double_convolution.py").write_text(right, encoding="utf-8")
    return Path.cwd()


def write(folder: str, module: str, number: int) -> None:
    Path(folder).mkdir(exist_ok=True)
    right = (SOLUTIONS_OF / f"exercise_{number}" / "the_book.py").read_text(encoding="utf-8")
    Path(folder, f"{module}.py").write_text(right, encoding="utf-8")


def test_without_right_layers_the_learner_s_own_are_used(started: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "7"]) == 2
    assert "exercise_06_convolution" in capsys.readouterr().err  # still the starter code
    write("exercise_06_convolution", "convolution", 6)
    assert main(["check", "7"]) == 2
    assert "network" in capsys.readouterr().err  # not there at all
    write("exercise_01_network", "network", 1)
    assert main(["check", "7"]) == 0  # what is too large to be stored is asked when it is handed in
    out = capsys.readouterr().out

    assert "exercise_06_convolution/convolution.py, exercise_01_network/network.py" in " ".join(out.split())
    assert "not right yet" not in out
    assert "Nothing wrong was found." in out


def test_a_notebook_and_pytest_use_the_learner_s_own_layers_too(started: Path) -> None:
    pytest.importorskip("IPython", reason="IPython is an extra: nnkata[notebooks]")
    from grader.jupyter import judged

    module = Path("exercise_07_double_convolution/double_convolution.py")
    cells = [module.read_text(encoding="utf-8")]
    with pytest.raises(UsageError) as unwritten:
        judged("exercise_7", cells, "en")
    assert unwritten.value.code == "supplied.unwritten"
    write("exercise_06_convolution", "convolution", 6)
    write("exercise_01_network", "network", 1)

    shown = judged("exercise_7", cells, "en")
    plugin = () if INSTALLED else ("-p", "grader.pytest_plugin")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *plugin, str(module)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout

    assert shown.report.trouble is None and "supplied.gathered" in {note.code for note in shown.report.notes}
    outcomes = Counter(finding.outcome for finding in shown.report.findings)
    assert outcomes[Outcome.PASSED] > 5 and outcomes[Outcome.FAILED] == 0
    assert f"{outcomes[Outcome.PASSED]} passed" in said and "failed" not in said


def test_a_mistake_in_one_s_own_layers_shows(started: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("exercise_06_convolution", "convolution", 6)
    write("exercise_01_network", "network", 1)
    path = Path("exercise_06_convolution/convolution.py")
    path.write_text(path.read_text(encoding="utf-8").replace("out = np.max(col", "out = np.min(col"), encoding="utf-8")

    assert main(["check", "7"]) == 1
    assert "not right yet" in capsys.readouterr().out


@pytest.mark.parametrize("data", [b"", b"nonsense", zlib.compress(b"\x05\x00\x00\x00hello"), zlib.compress(b"")])
def test_a_damaged_file_is_said_to_be_so(data: bytes) -> None:
    with pytest.raises(ExerciseError, match="damaged"):
        released.unpack(data)


def test_a_file_that_ends_anywhere_before_its_end_is_said_to_be_damaged() -> None:
    example = released.Example(Play((Line(("seed", 3)),)), (Run.of({}),))
    check = released.Stored("double", "values", "parity", ("out",), (), "", (example, example))
    whole = zlib.decompress(released.pack(released.Release(3, (), (check,))))

    for length in range(len(whole)):
        with pytest.raises(ExerciseError, match="damaged"):
            released.unpack(zlib.compress(whole[:length]))

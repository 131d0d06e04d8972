"""The page of a report: what stands on it, and in a real browser how it is read, reached and kept within its width."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from grader.formats import FORMATS, heat, html, places
from grader.formats.wording import Wording
from grader.report import Evidence, Frame, Outcome, Report, Trouble
from grader.submission import Cell, SourceFile, Submission
from tests.formats import samples
from tests.formats.test_hosts import EVIL, REPORTS, view
from tests.tab import Tab, needs_browser, tab

CODE = "import numpy as np\n\n\nclass Adam:\n    def update(self, params, grads):\n        pass\n"
MINE = Submission("optimizers.py", "optimizers.py", (SourceFile("optimizers.py", CODE),))


def test_a_definition_is_found_on_its_line():
    one, two, three = "class One:\n    def inner(self): pass\n", "async def two(): pass\n", "def  three(x): return x\n"
    text = f"import a\n@b\n{one}\n{two}{three}class One: pass\n"

    assert places.definitions(text) == {"One": 8, "two": 6, "three": 7}


def test_what_would_keep_a_parser_busy_keeps_no_page_waiting():
    started = time.process_time()
    long = ["f'" + "{x}" * 300_000 + "'\n", "def f" * 200_000, "class " * 160_000, "-" * 900_000, "class A\n" * 100_000]
    for text in long:
        places.definitions(text)

    assert time.process_time() - started < 2  # some 0.1 s: the parser would take minutes


def page(report: Report, **fields: object) -> str:
    return FORMATS["html"](report, view(**fields))


class Reading(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.words, self.tags, self.ids, self.links = "", [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []

    def handle_data(self, data: str) -> None:
        self.words += data


def test_it_says_what_was_judged_what_was_got_and_what_was_expected():
    words = Reading(page(samples.mixed(), code=MINE)).words

    for said in ("Exercise 4: Optimisers", "1 / 3", "No bias correction", "params['b1'][2]", "Right in another way"):
        assert said in words
    assert "0.25" in words and "0.5" in words
    assert samples.CODE in words


def test_its_foot_says_under_what_it_was_judged():
    words = Reading(page(replace(samples.mixed(), backend="cupy"))).words

    under = "seed 7; grader 1.2.3; computed with cupy; dialect: study-ai; further examples for each check: 20"
    assert f"{under} · 2026-04-01" in words


def test_every_level_of_a_hint_is_there_each_within_the_one_before():
    text = page(samples.mixed())

    assert re.findall(r"Hint (\d) of 4", text) == ["1", "2", "3", "4"]
    assert re.search(r"Hint 4 of 4.*?(</details>\n?)+", text, re.DOTALL)[0].count("</details>") >= 4


def test_of_a_task_that_is_not_begun_it_says_where_it_is_and_no_more():
    left = samples.finding(outcome=Outcome.NOT_ATTEMPTED, code="untouched", values={"name": "Adam"})

    text = page(samples.report(samples.task("adam", 2, left)))

    assert "id='task-adam'" in text
    assert "<div class=finding>" not in text
    assert "<details" not in text


def test_a_remark_says_which_task_it_is_about_and_stands_once():
    note = Evidence("warnings", "", {"text": "divide by zero"})
    tasks = [samples.task(task, 1, samples.passed(task, notes=(note,) * 2)) for task in ("sgd", "adam")]

    text = page(samples.report(*tasks))

    assert text.count("divide by zero") == 1
    assert re.search(r"<li>[^<]*sgd, adam[^<]*divide by zero", text)


def test_a_line_that_does_not_parse_is_shown_once():
    values = {**samples.LOADING["load.syntax"], "text": "class SGD(\n"}
    trouble = Trouble("load.syntax", values, (Frame("optimizers.py", 1, "", "class SGD("),))

    text = page(samples.report(samples.task("adam", 2), trouble=trouble))

    assert text.count("class SGD(") == 1


def test_links_lead_to_lines_that_are_there_and_into_the_editor():
    found = Reading(page(samples.mixed(), code=MINE, root="/home/a b/kata"))

    inside = [link[1:] for link in found.links if link.startswith("#")]
    assert inside and set(inside) <= set(found.ids)
    assert "line-4" in inside
    assert "vscode://file/home/a%20b/kata/optimizers.py:4" in found.links


def test_the_lines_of_a_notebook_are_those_of_its_cells():
    notebook = replace(MINE, entry="optimizers.py", cells=(Cell(2, 1, 3), Cell(5, 4, 3)))

    found = Reading(page(samples.mixed(), code=notebook))

    assert "cell-5-1" in found.ids
    assert "#cell-5-1" in found.links
    assert "Cell 5" in found.words


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_report_is_a_page_that_runs_and_loads_nothing(name, language):
    evil = replace(MINE, files=(SourceFile("optimizers.py", EVIL + "\n" + CODE),))
    text = page(REPORTS[name], language=language, code=evil)
    found = Reading(text)

    assert not {"script", "img", "link", "iframe", "object"} & set(found.tags)
    assert "default-src 'none'" in text
    assert all(re.match(r"#|vscode://file/", link) for link in found.links)
    assert len(found.ids) == len(set(found.ids))
    assert not re.search(r"page\.\w+|report\.\w+ ", found.words.replace("report.json", ""))


def test_a_fragment_has_no_page_around_it():
    text = html.fragment(samples.mixed(), view())

    assert "<body" not in text and "<!doctype" not in text
    assert "No bias correction" in text


WORDS = Wording("en")


@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 1, 2, 2)])
def test_arrays_of_any_number_of_axes_become_tables_side_by_side(shape):
    import numpy as np

    expected = np.arange(float(np.prod(shape))).reshape(shape)
    wrong = np.zeros(shape, dtype=int)
    wrong.flat[-1] = 1
    values = {"got_array": (expected + wrong).tolist(), "expected_array": expected.tolist(), "wrong": wrong.tolist()}

    text = heat.picture(values, WORDS)

    planes = int(np.prod(shape[:-2])) if len(shape) > 2 else 1
    assert text.count("<table") == 3 * planes
    assert text.count("differs") == 2
    assert "--heat:1.00" in text


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"got_array": [1.0], "expected_array": [[1.0]], "wrong": [1]},
        {"got_array": 1, "expected_array": 2, "wrong": 1},
    ],
)
def test_what_is_no_pair_of_arrays_has_no_picture(values):
    assert heat.picture(values, WORDS) == ""


def test_what_is_not_finite_is_as_hot_as_can_be():
    values = {"got_array": [float("nan"), "x", 1.0], "expected_array": [1.0, 1.0, 1.5], "wrong": [1, 1, 1]}

    assert re.findall(r"--heat:([\d.]+)", heat.picture(values, WORDS)) == ["1.00", "1.00", "1.00"]


# In a browser ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium(tmp_path_factory) -> Tab:
    with tab(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture
def opened(chromium, tmp_path):
    def show(report: Report, width: int = 1280, dark: bool = False, **fields: object) -> Tab:
        path = Path(tmp_path, "page.html")
        bare = re.sub(r"<meta http-equiv[^>]*>", "", page(report, code=MINE, **fields))  # a stranger's script would run
        path.write_text(bare.replace("alert(1)", "window.forged=1"), encoding="utf-8")
        chromium.open(path, width, dark)
        return chromium

    return show


@needs_browser
@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["mixed", "hostile"])
def test_a_page_keeps_to_its_width_and_runs_nothing(opened, name, width, language):
    page_there = opened(REPORTS[name], width, language=language)

    assert page_there.ask("document.documentElement.scrollWidth") <= width
    assert page_there.ask("window.forged === undefined")


@needs_browser
def test_hints_are_opened_by_the_keyboard_alone(opened):
    page_there = opened(samples.mixed())
    for _ in range(40):
        page_there.press("Tab", 9)
        if page_there.ask("document.activeElement.textContent").startswith("Hint 1"):
            break
    hidden = page_there.ask("document.querySelectorAll('details.hint[open]').length")

    page_there.press("Enter", 13, "\r")
    page_there.press("Tab", 9)

    assert hidden == 0
    assert page_there.ask("document.querySelectorAll('details.hint[open]').length") == 1
    assert page_there.ask("document.activeElement.textContent").startswith("Hint 2")


@needs_browser
def test_a_screen_reader_is_told_of_headings_tables_buttons_and_wrong_entries(opened):
    report = samples.report(samples.task("adam", 2, samples.failing(samples.DIFFERENCES["values of arrays"])))
    spoken = opened(report).spoken()

    assert ("heading", "Exercise 4: Optimisers") in spoken
    assert ("DisclosureTriangle", "0 of 1 checks passed") in spoken
    assert {name for role, name in spoken if role == "table"} >= {"got", "expected", "got − expected"}
    assert [name for role, name in spoken if role in ("cell", "gridcell") and "differs" in name]
    assert all(name for role, name in spoken if role in ("link", "heading", "DisclosureTriangle", "table"))


@needs_browser
@pytest.mark.parametrize("dark", [False, True])
def test_letters_stand_out_from_what_is_behind_them(opened, dark):
    page_there = opened(samples.mixed(), dark=dark)

    contrasts = page_there.ask(
        """(() => {
          const parse = c => (c.match(/[\\d.]+/g) || []).map(Number), linear = v => (v /= 255) <= .04045 ? v / 12.92 :
            ((v + .055) / 1.055) ** 2.4;
          const light = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
          const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
            if (c.length === 3) return c } return [255, 255, 255] };
          return [...document.querySelectorAll("p, h1, h2, td, th, li, a, summary, code, pre, figcaption, span, small")]
            .filter(e => e.offsetParent && e.textContent.trim()).map(e => {
              const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
              return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.textContent.slice(0, 40)] })
            .filter(([ratio]) => ratio < 4.5) })()"""
    )

    assert contrasts == []

"""Code cells to one module: lines keep their places, IPython's own lines leave theirs empty."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.intake import limits
from grader.intake.notebook import Module, module
from grader.submission import SourceFile, Submission

from .making import code, notebook, prose


def made(*cells) -> Module:
    return module(notebook(*(code(cell) if isinstance(cell, str) else cell for cell in cells)), "a.ipynb")


def refusal(data: bytes) -> UsageError:
    with pytest.raises(UsageError) as caught:
        module(data, "a.ipynb")
    return caught.value


def submission(module: Module) -> Submission:
    return Submission("a.ipynb", "a.ipynb", (SourceFile("a.ipynb", module.text),), module.cells, module.remarks)


class TestCells:
    def test_stand_one_below_the_other_with_a_blank_line_between(self):
        result = made("x = 1", prose("# Title"), "y = 2\nz = 3")

        assert result.text == "x = 1\n\ny = 2\nz = 3\n"
        assert [(cell.number, cell.first, cell.lines) for cell in result.cells] == [(1, 1, 1), (3, 3, 2)]

    def test_may_be_lists_of_lines_with_any_line_ends(self):
        assert made(code(["x = 1\r\n", "y = 2\r", "z = 3"])).text == "x = 1\ny = 2\nz = 3\n"

    def test_of_older_formats_are_found_in_worksheets(self):
        cells = [
            {"cell_type": "markdown", "source": "hello"},
            {"cell_type": "code", "input": ["x = 1\n", "y"]},
        ]
        older = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode()

        result = module(older, "a.ipynb")

        assert (result.text, result.cells[0].number) == ("x = 1\ny\n", 2)

    def test_that_are_blank_leave_nothing(self):
        assert made("", " \n\n", "x").text == "x\n"
        assert made().text == ""

    def test_are_read_without_their_outputs(self):
        cell = code("x = 1") | {"outputs": [{"data": {"text/html": "<script>"}}, 7, None], "metadata": "odd"}

        assert made(cell).text == "x = 1\n"

    def test_that_are_indented_as_a_whole_are_moved_to_the_edge(self):
        assert made("    x = 1\n    if x:\n        y = 2").text == "x = 1\nif x:\n    y = 2\n"

    def test_may_ask_for_a_future_anywhere(self):
        result = made("x = 1", "from __future__ import annotations  # types\ny = 2")

        compile(result.text, "a.ipynb", "exec")
        assert result.text.splitlines()[0] == "from __future__ import annotations"
        assert submission(result).locate("a.ipynb", result.text.splitlines().index("y = 2") + 1) == (2, 2)

    def test_that_ask_for_no_future_there_is_are_left_to_python(self):
        assert made("from __future__ import braces").text == "from __future__ import braces\n"


class TestMagics:
    @pytest.mark.parametrize(
        "line",
        [
            "%matplotlib inline",
            "!pip install numpy",
            "!!ls",
            "?np.sum",
            "np.sum?",
            "np.sum??",
            "%timeit?",
            "a[0]?",
            "%",
            "    %load_ext autoreload",
        ],
    )
    def test_lines_are_left_out_and_remarked_on(self, line):
        result = made(prose("hi"), f"if True:\n    pass\n{line}\nx = 1")

        compile(result.text, "a.ipynb", "exec")
        assert result.text.splitlines()[2].strip() == "pass"
        assert result.text.splitlines()[3] == "x = 1"
        assert result.remarks == (("intake.magic", {"cell": 2, "line": 3, "text": line.strip()}),)

    def test_a_block_of_nothing_else_stays_a_block(self):
        result = made("def f():\n    %time\n    !ls")

        compile(result.text, "a.ipynb", "exec")
        assert result.text.splitlines() == ["def f():", "    pass", "    pass"]

    def test_a_shell_line_that_goes_on_is_left_out_whole(self):
        result = made("!pip install \\\n  numpy \\\n  scipy\nx = 1")

        compile(result.text, "a.ipynb", "exec")
        assert result.text.splitlines()[3] == "x = 1"
        assert len(result.remarks) == 1

    @pytest.mark.parametrize(
        "source",
        [
            "x = (7\n% 2)",
            "x = 7 \\\n% 2",
            "x = '''\n%matplotlib\n!ls\nwhat?\n'''",
            'x = """it\'s \\"""\n!ls\n"""',
            "x = [\n'a?',  # (\n# why?\n]",
            "x = 'a=%d' % 3",
            "x = 3\nf'{x=!r}'",
            "x = 5\nx %= 3\nx != 4",
            "x = 'it''s'\n# why?\ny = 2",
            "x = '\\\n%time'",
            "x = r'\\'' \\\n'!'",
            "def f(a='''%'''):\n    '''What?\n    %time\n    '''\n    return a",
            "f = lambda **k: k\nf(a=1)",
        ],
    )
    def test_what_only_looks_like_one_is_left_alone(self, source):
        compile(source, "a.ipynb", "exec")

        result = made(source)

        assert (result.text, result.remarks) == (source + "\n", ())

    def test_a_timed_statement_is_run_untimed(self):
        result = made("%time model = train()\nif x:\n    %time y = [\n    1]")

        assert (result.text, result.remarks) == ("model = train()\nif x:\n    y = [\n    1]\n", ())

    @pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 10", "%%capture out", "\n%%time"])
    def test_for_a_cell_of_python_keep_the_rest_of_it(self, magic):
        result = made(f"{magic}\nx = 1")

        assert result.text.splitlines()[-2:] == ["pass", "x = 1"]
        assert submission(result).locate("a.ipynb", len(result.text.splitlines()))[0] == 1
        assert len(result.remarks) == 1

    @pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile a.py", "%%time\n%%bash", "%%"])
    def test_for_another_language_leave_the_cell_out(self, magic):
        result = made("x = 1", f"{magic}\nrm -r x", "y = 2")

        assert result.text == "x = 1\n\ny = 2\n"
        assert result.remarks[0] == ("intake.magic", {"cell": 2, "line": 1, "text": magic.split("\n")[0]})

    @pytest.mark.parametrize("line", ["x = !ls", "x = %time f()", "a, b =  %sql q", "d['k'] = !ls"])
    def test_whose_value_is_used_are_refused_by_cell_and_line(self, line):
        error = refusal(notebook(prose("hi"), code(f"y = 1\n{line}")))

        assert error.code == "intake.notebook_assignment_magic"
        assert error.values == {"path": "a.ipynb", "cell": 2, "line": 2, "text": line}

    def test_are_remarked_on_a_bounded_number_of_times(self):
        assert len(made("%x\n" * 1000).remarks) == limits.REMARKS


class TestRefusals:
    @pytest.mark.parametrize("data", [b"{", b"hello", b'{"cells": [}', b"[" + b"9" * 5000 + b"]"])
    def test_what_is_no_json(self, data):
        assert refusal(data).code == "intake.notebook_unreadable"

    def test_a_merge_that_was_not_finished_is_told_with_its_line(self):
        error = refusal(b'{\n<<<<<<< HEAD\n "cells": []\n=======\n "cells": [1]\n>>>>>>> theirs\n}')

        assert (error.code, error.values["line"]) == ("intake.notebook_conflict", 2)

    @pytest.mark.parametrize(
        "data",
        [
            b"[]",
            b"7",
            b"null",
            b'"cells"',
            b"{}",
            b'{"cells": 7}',
            b'{"cells": {"a": 1}}',
            b'{"cells": [7]}',
            b'{"cells": [{}]}',
            b'{"cells": [{"cell_type": "code"}]}',
            b'{"cells": [{"cell_type": "code", "source": 7}]}',
            b'{"cells": [{"cell_type": "code", "source": {"x": 1}}]}',
            b'{"cells": [{"cell_type": "code", "source": ["x", 1]}]}',
            b'{"worksheets": [7]}',
        ],
    )
    def test_json_that_is_no_notebook(self, data):
        assert refusal(data).code == "intake.notebook_form"

    @pytest.mark.parametrize("data", [b"[" * 100_000, b'{"cells": ' + b"[" * 100_000])
    def test_what_is_nested_too_deep(self, data):
        assert refusal(data).code == "intake.notebook_crowded"

    def test_what_would_fill_the_memory_with_empty_lists(self):
        assert refusal(b"[" + b"[]," * limits.BRACKETS + b"0]").code == "intake.notebook_crowded"

    @pytest.mark.parametrize("letter", ["\0", "\ud800"])
    def test_letters_that_no_file_can_hold(self, letter):
        error = refusal(notebook(code("x"), code(f"y = '{letter}'")))

        assert (error.code, error.values["cell"]) == ("intake.notebook_letter", 2)

    def test_more_code_than_a_module_may_have(self):
        assert refusal(notebook(code("#" * limits.FILE), code("x"))).code == "intake.notebook_code"

    def test_another_encoding(self):
        assert refusal('{"cells": []}'.encode("utf-16")).code == "intake.encoding"

    @pytest.mark.parametrize(
        "line",
        ["(" * 500_000, "= " * 250_000, "=" + " " * 500_000, "%\n" * 100_000, "%%time\n" * 100_000, "?" * 500_000],
    )
    def test_nothing_takes_long(self, line):
        started = time.process_time()

        with contextlib.suppress(UsageError):
            made(line)

        assert time.process_time() - started < 2  # some 0.1 s: quadratic would be hours


lines = st.sampled_from(
    [
        "x = 1",
        "",
        "  ",
        "%magic",
        "!shell",
        "help?",
        "# note",
        "s = '''",
        "'''",
        "f(",
        ")",
        "%time y = 2",
        "a = 3 \\",
        "日本 = '語'",
    ]
)
cells = st.lists(
    st.tuples(st.sampled_from(["code", "markdown", "raw"]), st.lists(lines, max_size=6).map("\n".join)),
    max_size=6,
)


@settings(max_examples=300)
@given(cells)
def test_every_line_of_the_module_is_found_in_its_cell(cells):
    result = module(notebook(*({"cell_type": kind, "source": source} for kind, source in cells)), "a.ipynb")
    found = submission(result)
    left_out = {(values["cell"], values["line"]) for _, values in result.remarks}

    places = [found.locate("a.ipynb", number) for number in range(1, result.text.count("\n") + 1)]

    for (cell, line), text in zip(places, result.text.split("\n"), strict=False):
        if cell is None:
            assert text == ""
            continue
        kind, source = cells[cell - 1]
        original = source.split("\n")[line - 1]
        assert kind == "code"
        assert text.strip() in (original.strip(), original.strip().removeprefix("%time "), "pass")
        assert (text.strip() == "pass") == ((cell, line) in left_out)
    expected = [
        (number, line)
        for number, (kind, source) in enumerate(cells, 1)
        if kind == "code" and source.strip()
        for line in range(1, source.count("\n") + 2)
    ]
    assert [place for place in places if place[0] is not None] == expected

"""Whatever a submission writes, each place that shows it takes it for text: asked of programs that read it there."""

from __future__ import annotations

import csv as sheets
import io
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader import clean

PIECES = st.sampled_from(
    [
        *("<", ">", "&", '"', "'", "`", "```", "~~~", "*", "_", "[a](b:c)", "![x](y)", "]]>", "<!--", "::error::"),
        *("\n", "\r", "\r\n", "\t", " ", "    ", "=", "+", "-", "@", "|", "1.", "- ", ":", ",", "%0A", "%", "\\"),
        *("\x00", "\x1b[31m", "\x1b]8;;x\x07", "\u2028", "\x85", "\u202e", "\u200b", "\ufeff", "\ufffe", "\ud800"),
        *("<script>", "javascript:", "x", "勾配", "＝", "\x0b", "\x0c", "::", "$x$", "www.a.b", "a@b.c", "</a>"),
        *("http://a.b", "&#60;", "-->", "##[", "@user", "&lt;", "#", "=== \n"),
    ]
)
HOSTILE = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40)


class Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags = "", []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", data))


@given(HOSTILE)
def test_a_page_shows_it_as_text_inside_an_element_and_in_an_attribute(text: str):
    page = Text()
    page.feed(f'<p title="{clean.html(text)}">{clean.html(text)}</p>')
    page.close()

    assert page.tags == [("p", [("title", clean.terminal(text))])]
    assert page.text == clean.terminal(text)


@given(HOSTILE)
@example("\ufffe\uffff\x00]]>")
def test_xml_with_it_is_well_formed_and_holds_it(text: str):
    node = ElementTree.fromstring(f'<a b="{clean.xml(text)}">{clean.xml(text)}</a>')

    shown = clean.terminal(text).replace("\ufffe", "").replace("\uffff", "")
    assert (node.text or "") == shown
    assert len(node) == 0
    assert node.attrib["b"].split() == shown.split()


@given(HOSTILE)
@example("# title")
@example("1. item")
@example("[a](javascript:alert)")
@example("<img src=x onerror=alert(1)>")
def test_markdown_makes_one_paragraph_of_plain_text(text: str):
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(clean.markdown(text))

    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text", "text_special"}
    shown = "".join(child.content for token in tokens for child in token.children or ())
    assert shown.replace("@\N{ZERO WIDTH SPACE}", "@") == clean.line(text)


@given(HOSTILE)
@example("````\n```")
@example("```\nout of it")
def test_a_block_of_code_holds_all_of_it(text: str):
    tokens = MarkdownIt("commonmark").parse(clean.markdown_code(text) + "\nafter")

    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert tokens[0].content == clean.terminal(text) + "\n"


@given(st.lists(HOSTILE, min_size=1, max_size=3))
def test_no_cell_of_a_sheet_is_a_formula_and_none_runs_over(texts: list[str]):
    file = io.StringIO()
    sheets.writer(file).writerow(map(clean.csv, texts))
    (row,) = sheets.reader(io.StringIO(file.getvalue(), newline=""), strict=True)

    assert len(row) == len(texts)
    assert not any(re.match(r"\s*[=+\-@|%＝＋－＠]", cell) for cell in row)
    for cell, text in zip(row, texts, strict=True):
        assert cell.removeprefix("'") in (clean.terminal(text).strip(), clean.terminal(text).strip().removeprefix("'"))


def commands(log: str) -> list[str]:
    """The lines that GitHub's runner takes for a command: `::` at the start but for white space, `##[` anywhere."""
    return [line for line in re.split(r"[\r\n]", log) if line.strip().startswith("::") or "##[" in line]


@given(HOSTILE)
@example("::set-output name=grade::10")
@example("x\n  ::error::")
@example("####[[")
def test_no_line_of_a_log_is_a_command(text: str):
    assert commands(clean.workflow(text)) == []
    command = f"::error title={clean.workflow_property(text)}::{clean.workflow_message(text)}"
    assert commands(f"{command}\nnext") == [command]


@given(HOSTILE)
def test_a_property_and_a_message_come_back_as_they_were(text: str):
    def unescaped(value: str, *codes: str) -> str:
        for code in codes:
            value = value.replace(code, bytes.fromhex(code[1:]).decode())
        return value.replace("%25", "%")

    message, name = clean.workflow_message(text), clean.workflow_property(text)

    assert not set("\r\n") & set(message) and not set("\r\n:,") & set(name)
    assert unescaped(message, "%0D", "%0A") == clean.terminal(text)
    assert unescaped(name, "%0D", "%0A", "%3A", "%2C") == clean.line(text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | HOSTILE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(HOSTILE, inner, max_size=4),
    max_leaves=12,
)


def strict(text: str) -> object:
    """What the text says to a reader that knows the standard and nothing else."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len({name for name, _ in pairs}) == len(pairs)
        return dict(pairs)

    def never(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, object_pairs_hook=once, parse_constant=never)


def whole(value: object) -> object:
    """The value with halves of surrogate pairs as Python writes them."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", lambda half: ascii(half[0])[1:-1], value)
    if isinstance(value, dict):
        return {whole(name): whole(inner) for name, inner in value.items()}
    return [whole(inner) for inner in value] if isinstance(value, list) else value


@given(VALUES, st.sampled_from([None, 2]))
@example({"a": "\ud83d", "b": "\ude00\x7f\u2028"}, None)
@example("\ud83d\ude00", 2)
def test_json_is_read_as_it_was_by_the_strictest_reader_and_has_no_control(value: object, indent: int | None):
    text = clean.json(value, indent)

    assert text.isascii() and text.replace("\n", "").isprintable()
    assert strict(text) == whole(value)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_json_has_no_number_that_is_none(number: float):
    with pytest.raises(ValueError, match="JSON"):
        clean.json({"x": [number]})


@given(HOSTILE)
@example("s001.py\nGraded: 120. Lost: 0.")
@example("\r\x1b[2K")
def test_a_line_of_a_log_is_one_line_and_shows_what_does_not(text: str):
    logged = clean.log(text)

    assert len(logged.splitlines()) <= 1
    assert clean.terminal(logged) == logged
    assert clean.log(logged) == logged
    if text.isprintable():
        assert unshown(text) or logged == text


@given(HOSTILE, HOSTILE)
def test_a_log_tells_names_apart_that_look_alike(one: str, other: str):
    if "\\" not in one + other:
        assert (clean.log(one) == clean.log(other)) == (one == other)


def unshown(text: str) -> bool:
    return clean.terminal(text) != text

"""Whatever a submission writes, each place that shows it takes it for text: asked of programs that read it there."""

from __future__ import annotations

import csv as sheets
import io
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.formats import clean

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

"""Bytes to text: UTF-8 and nothing else, "\\n" line ends, and a good guess at what it is where it is not."""

from __future__ import annotations

import codecs
import re

from grader.errors import UsageError

# PEP 263: a comment in line 1, or in line 2 below nothing but a comment.
_COOKIE = re.compile(r"(?:[ \t\f]*(?:#[^\n]*)?\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)")
_UTF_8 = {"utf-8", "utf8", "u8", "utf", "utf-8-sig"}

_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",  # before UTF-16, which it begins like
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}

# In this order: Shift_JIS bytes hardly ever make valid EUC-JP, the other way round they often do.
_OTHERS = {"euc_jp": "EUC-JP", "cp932": "Shift_JIS (cp932)", "cp1252": "Windows-1252"}


def decode(data: bytes, path: str) -> str:
    """A module's text. Raises UsageError where it is not UTF-8, says that it is not, or holds NUL."""
    text = unicode(data, path)
    _refuse_nul(text, path)
    cookie = _COOKIE.match(text)
    if cookie and not _names_utf_8(cookie[1]):
        line = text.count("\n", 0, cookie.start(1)) + 1
        offset = len(text[: cookie.start(1)].encode())
        raise UsageError("intake.encoding_declared", path=path, line=line, offset=offset, declared=cookie[1])
    return text


def unicode(data: bytes, path: str) -> str:
    """The bytes as UTF-8, without a byte order mark, with "\\n" line ends."""
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            raise UsageError("intake.encoding", path=path, offset=0, line=1, guess=name)
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return lines(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        offset = error.start + len(data) - len(body)
        line = data.count(b"\n", 0, offset) + 1
        raise UsageError("intake.encoding", path=path, offset=offset, line=line, guess=_guess(body)) from None


def lines(text: str) -> str:
    """The text with "\\n" for every kind of line end that Python knows."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_nul(text: str, path: str) -> None:
    at = text.find("\0")
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise UsageError("intake.nul", path=path, offset=len(text[:at].encode()), line=line)


def _names_utf_8(cookie: str) -> bool:
    name = cookie.lower().replace("_", "-")
    return name in _UTF_8 or name.startswith("utf-8-")  # as Python does, for "utf-8-unix"


def _guess(data: bytes) -> str:
    for codec, name in _OTHERS.items():
        try:
            data.decode(codec)
        except UnicodeDecodeError:
            continue
        return name
    return "Latin-1"

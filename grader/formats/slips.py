"""Slips for which Python has no better word than "invalid syntax" or "invalid character"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from grader.report import Value

_MARKS = {"<<<<<<<": "conflict", "```": "fence", ">>> ": "prompt"}
"""What a line begins with that has come from elsewhere."""

_CODE = re.compile(r"\bU\+([0-9A-F]{4,5})\b")
_MEANT = {
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    "、": ",",
    "。": ".",
    "×": "*",
    "÷": "/",
}
_UNSEEN = ("Zs", "Cf")
"""Unicode's categories of other spaces, and of what only says how others are shown."""


def slip(text: str, message: str) -> tuple[str, Mapping[str, Value]]:
    """The code of a sentence about a syntax error, and its values: "load.syntax" where Python's own words have to do.

    text: the line; message: what Python says of it
    """
    for mark, code in _MARKS.items():
        if text.lstrip().startswith(mark):
            return f"syntax.{code}", {}
    if found := _CODE.search(message):
        seen = chr(int(found[1], 16))
        meant = _MEANT.get(seen) or unicodedata.normalize("NFKC", seen)
        if unicodedata.category(seen) in _UNSEEN:
            return "syntax.unseen", {"code": found[0]}
        if len(meant) == 1 and meant.isascii() and meant.isprintable():
            return "syntax.character", {"seen": seen, "code": found[0], "meant": meant}
    return "load.syntax", {"message": message}

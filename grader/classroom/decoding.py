"""The text of a CSV, as spreadsheets save it: in UTF-8, or in Shift-JIS, which Excel takes in Japan unless told."""

from __future__ import annotations

import re

UTF_8, SHIFT_JIS = "UTF-8", "Shift-JIS"

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_NO_LETTERS = re.compile(r"[\x80-\xa0\ue000-\uf8ff]")  # what bytes stand for that no Japanese text has
_HALF_WIDTH = re.compile(r"[\uff61-\uff9f]")


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and in which encoding it was. Raises UnicodeDecodeError, with where it is not UTF-8, where it is
    neither."""
    try:
        return data.decode("utf-8-sig"), UTF_8
    except UnicodeDecodeError as error:
        try:
            text = data.decode("cp932")  # Shift-JIS with the further letters of Windows
        except UnicodeDecodeError:
            raise error from None
        if not _is_japanese(text):
            raise
        return text, SHIFT_JIS


def _is_japanese(text: str) -> bool:
    """Whether bytes that can be read as Shift-JIS mean that. Accents of Western Europe become lone letters among Latin
    ones; EUC, of Japan, China or Korea, becomes next to nothing but half-width katakana."""
    runs = _BEYOND_ASCII.findall(text)
    half = len(_HALF_WIDTH.findall(text))
    return (
        not _NO_LETTERS.search(text)
        and 2 * sum(len(run) > 1 for run in runs) >= len(runs)
        and half <= 4 * (sum(map(len, runs)) - half)
    )

"""Letters that a terminal's encoding lacks: shown by something that reads alike, instead of ending the command."""

from __future__ import annotations

import codecs
import io

ALIKE = {
    "·": "*",
    "−": "-",
    "–": "-",
    "×": "x",
    "÷": "/",
    "²": "^2",
    "³": "^3",
    "½": "1/2",
    "ᵀ": "^T",
    "ᵗ": "^t",
    "ₙ": "_n",
    "₁": "_1",
    "₂": "_2",
    "₃": "_3",
    "\u0302": "^",
    "√": "sqrt",
    "Σ": "sum",
    "∂": "d",
    "←": "<-",
    "→": "->",
    "◀": "<",
    "▶": ">",
    "≈": "~",
    "≤": "<=",
    "≥": ">=",
    "“": '"',
    "”": '"',
    "’": "'",
    "‴": "'''",
    "ü": "u",
    "…": "...",
}
"""Of the letters that our messages and exercises use: what to show for them where they are missing."""

NAME = "nnkata.alike"


def soften(stream: object) -> None:
    """Have a stream show what it can."""
    if isinstance(stream, io.TextIOWrapper):
        codecs.register_error(NAME, _alike)
        stream.reconfigure(errors=NAME)


def _alike(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    shown = "".join(ALIKE.get(letter, "?") for letter in error.object[error.start : error.end])
    return shown, error.end

"""The wording of every code, in English and Japanese: `en.toml` and `ja.toml` beside this file.

A code is the way to a sentence: "load.syntax" is `syntax` in the section [load], and a plain code such as "values" lies
in [finding]. A sentence has {fields}; how a value is written in one is said in `grader/messages/values.py`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from grader.messages.values import Worded, told_apart

LANGUAGES = ("en", "ja")
FOLDER = Path(__file__).parent


def text(code: str, language: str, /, **values: Any) -> str:
    """The sentence of a code. Never fails: a code that nobody has worded shows itself and its values."""
    sentence = _sentence(code, language)
    if sentence is None:
        return " ".join([code, *(f"{name}={value!r}" for name, value in values.items())])
    return sentence.format_map(_Fields(told_apart(values), language))


def known(code: str, language: str, /) -> bool:
    """Whether a code has a sentence."""
    return _sentence(code, language) is not None


def filled(sentence: str, language: str, /, values: Mapping[str, Any]) -> str:
    """A sentence that is not from the catalogues, with the fields filled that `values` has; other braces stay."""
    fields = _Fields(values, language)
    return re.sub(r"\{(\w+)\}", lambda match: str(fields[match[1]]) if match[1] in values else match[0], sentence)


def of_locale(environment: Mapping[str, str]) -> str:
    """The language of the system: what its locale says, where we speak it, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            return _spoken(environment[variable])
    if sys.platform in ("win32", "darwin"):  # where the variables are seldom set
        import locale

        return _spoken(locale.getlocale()[0] or "")
    return "en"


def _spoken(locale: str) -> str:
    return "ja" if locale.lower().startswith("ja") else "en"


class _Fields(dict[str, Any]):
    """The values for a sentence's fields. One that is missing shows its name."""

    def __init__(self, values: Mapping[str, Any], language: str) -> None:
        super().__init__(values)
        self.language = language

    def __getitem__(self, name: str) -> Worded:
        return Worded(super().__getitem__(name), self.language)

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _sentence(code: str, language: str) -> str | None:
    section, _, name = (code if "." in code else f"finding.{code}").rpartition(".")
    found = _section(section, language if language in LANGUAGES else "en").get(name)
    return found if isinstance(found, str) else None


@cache
def _section(name: str, language: str) -> dict[str, Any]:
    """The sentences under a heading. Only what a command says is parsed: all of it would be a tenth of its start."""
    return tomllib.loads(_sections(language).get(name, ""))


@cache
def _sections(language: str) -> dict[str, str]:
    """What stands under each heading."""
    text = (FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    _, *found = re.split(r"^\[(.+)\]$", text, flags=re.MULTILINE)
    return dict(zip(found[::2], found[1::2], strict=True))

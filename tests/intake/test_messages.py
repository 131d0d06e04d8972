"""Every code that intake raises is worded, and no wording is left over."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import grader
from grader import intake

CODE = re.compile(r'"intake\.(\w+)"')


def test_the_codes_of_intake_are_the_ones_worded():
    sources = Path(intake.__file__).parent.glob("*.py")
    codes = {code for path in sources for code in CODE.findall(path.read_text(encoding="utf-8"))}

    for language in ("en", "ja"):
        catalogue = Path(grader.__file__).parent / "messages" / f"{language}.toml"
        assert set(tomllib.loads(catalogue.read_text(encoding="utf-8"))["intake"]) == codes

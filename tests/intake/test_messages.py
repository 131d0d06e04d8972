"""Every code that intake raises is worded, and no wording is left over."""

from __future__ import annotations

import re
from pathlib import Path

from grader import intake
from tests.helpers import catalogue

CODE = re.compile(r'"intake\.(\w+)"')


def test_the_codes_of_intake_are_the_ones_worded():
    sources = Path(intake.__file__).parent.glob("*.py")
    codes = {code for path in sources for code in CODE.findall(path.read_text(encoding="utf-8"))}

    for language in ("en", "ja"):
        assert set(catalogue(language)["intake"]) == codes

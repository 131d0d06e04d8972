"""A class in which all but two hand in something else than an answer: everybody has a line, the two their marks."""

from __future__ import annotations

import json
import os
import stat
import sys
import zipfile
from pathlib import Path

import pytest

from grader import clean, gradebook

from .conftest import CLIMBS, SGD

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a class is graded where submissions are held")

BAD = "\x1b[2J\x1b]0;x\x07\u202e::error::\n=1+1<script>"
WORDS = ("--exercise", "exercise_4", "--gradebook", "b.sqlite")


def notebook(*sources: str) -> str:
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def archive(path: Path, names: dict[str, str], link: str = "") -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in names.items():
            made.writestr(name, text)
        if link:
            info = zipfile.ZipInfo("optimizers.py")
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            made.writestr(info, link)


@pytest.fixture
def subs(here: Path) -> Path:
    folder = here / "subs"
    folder.mkdir()
    (folder / "h001.py").write_text(SGD)
    (folder / "h002.py").write_text(CLIMBS)
    (folder / "a01.py").symlink_to("/etc/passwd")
    os.mkfifo(folder / "a02.py")
    with (folder / "a03.py").open("wb") as file:
        file.truncate(8 << 30)  # a sparse file
    (folder / "a04").mkdir()
    (folder / "a04" / "optimizers.py").symlink_to(folder / "h001.py")
    (folder / "a05.ipynb").write_text('{"cells": ' + "[" * 100_000)
    archive(folder / "a06.zip", {"../../h001.py": SGD, "optimizers.py": SGD})
    archive(folder / "a07.zip", {"optimizers.py": "x" * (64 << 20)})
    archive(folder / "a08.zip", {}, link="../h001.py")
    (folder / "a09.py").write_text("(" * 900_000)
    (folder / "a10.py").write_text(f"raise ValueError({BAD!r})\n")
    (folder / "a11.py").write_text(f"print({BAD!r} * 1000)\n{SGD}")
    (folder / "a12.py").write_text("import os\nos._exit(0)\n")
    (folder / "a13.ipynb").write_text(notebook(*(["%magic\n!shell"] * 20_000), SGD))
    (folder / f"a14{BAD.replace('/', '')}.py").write_text(SGD)
    (folder / "a15.py").write_bytes(b"\xff\xfe" + SGD.encode("utf-16-le"))
    (folder / "h001.ipynb.txt").write_text("")
    body = f"    def __init__(self, lr): raise type({BAD!r}, (Exception,), {{}})()\n"
    (folder / "a16.py").write_text(f"# {BAD}\nclass SGD:\n{body}")
    (folder / "a17").mkdir()
    (folder / "a17" / "optimizers.py").write_text("from grader import catalog\n")
    (folder / "a17" / "grader.py").write_text(SGD)
    (folder / "a17" / "nnkata.toml").write_text('content = "."\n')
    return folder


def shown(text: str) -> bool:
    """Whether nothing in it moves a cursor, forges a line or hides."""
    plain = text.replace("\r\n", "\n").removeprefix("\ufeff")
    return clean.terminal(plain) == plain


def test_everybody_gets_a_line_and_the_honest_ones_their_marks(grade, subs: Path, here: Path):
    count = len(list(subs.iterdir()))

    done = grade("class", subs, *WORDS, "--jobs", "2")

    with gradebook.read(Path("b.sqlite")) as book:
        attempts = {attempt.student: attempt for attempt in book.attempts()}
        refusals = book.refusals("exercise_4")
    assert done.code == 1 and "Traceback" not in done.err
    assert len(attempts) + len(refusals) == count
    assert (attempts["h001"].earned, attempts["h002"].earned, attempts["a11"].earned) == (1, 0, 1)
    unread = {f"a{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 15)}
    assert {r.student for r in refusals if r.student} == {*unread, "h001.ipynb"}
    assert not any(r.code.startswith("class.") for r in refusals if r.student)  # none is a fault of ours
    assert all(attempts[name].earned == 0 for name in ("a09", "a10", "a12", "a16", "a17"))
    assert shown(done.out) and shown(done.err)

    assert grade("class", "report", *WORDS, "-o", "class.html", "--csv", "class.csv").code == 0
    assert grade("class", "feedback", *WORDS, "-o", "feedback").code == 0
    pages = [here / "class.html", here / "class.csv", *(here / "feedback").iterdir()]
    assert len(pages) == 2 + len(attempts) + len({r.student for r in refusals if r.student})
    for page in pages:
        text = page.read_bytes().decode().replace("@\u200b", "@")
        assert shown(text), page
    assert "<script" not in (here / "class.html").read_text(encoding="utf-8")
    assert grade("class", subs, *WORDS).out.startswith("Judged: 0.")

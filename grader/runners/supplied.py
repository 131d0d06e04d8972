"""What an exercise hands to a submission: right layers of earlier exercises, so that a mistake made there costs once.

They come as a package `parts`, made of modules of the reference, and of nothing else of it.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import replace
from pathlib import Path

from grader.exercise import PARTS, Exercise
from grader.submission import SourceFile, Submission

_IMPORT = re.compile(r"^(?P<indent>[ \t]*)from reference\.(?P<module>\w+) import", re.MULTILINE)


def supply(submission: Submission, exercise: Exercise, reference: Path) -> Submission:
    """The submission with the exercise's parts among its files.

    Where it brings `parts` of its own, those are used, and a remark says so. The starter's parts.py is not such: it
    gathers the learner's layers from other folders, which are not handed in.
    """
    if not exercise.supplied or not there(exercise, reference):
        return submission
    starter = _text(exercise.folder / f"{PARTS}.py")
    folder = submission.entry.rpartition("/")[0]
    places = {f"{base}{name}" for base in ("", f"{folder}/") for name in (f"{PARTS}.py", f"{PARTS}/__init__.py")}
    found = [file for file in submission.files if file.path in places]
    own = [file for file in found if file.text.strip() != starter.strip()]
    if own:
        return replace(submission, remarks=(*submission.remarks, ("supplied.own", {"path": own[0].path})))
    kept = tuple(file for file in submission.files if file not in found)
    return replace(submission, files=(*kept, *package(exercise.supplied, reference)))


def there(exercise: Exercise, reference: Path) -> bool:
    """Whether there is something to hand out: not in what students may have (`grader.intake.gathered`)."""
    return all((reference / f"{module}.py").is_file() for module in exercise.supplied)


def package(modules: tuple[str, ...], reference: Path) -> tuple[SourceFile, ...]:
    """The package: the modules, those that they import, and an `__init__` that brings the names together."""
    texts: dict[str, str] = {}
    waiting = deque(modules)
    while waiting:
        module = waiting.popleft()
        if module not in texts:
            texts[module] = _text(reference / f"{module}.py")
            waiting += [found["module"] for found in _IMPORT.finditer(texts[module])]
    files = [
        SourceFile(f"{PARTS}/{module}.py", _IMPORT.sub(rf"\g<indent>from {PARTS}.\g<module> import", text))
        for module, text in sorted(texts.items())
    ]
    entry = "".join(f"from {PARTS}.{module} import *\n" for module in modules)
    return (SourceFile(f"{PARTS}/__init__.py", entry), *files)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")

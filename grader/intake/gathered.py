"""A learner's own layers, for an exercise that builds on them and comes without right ones: what students may have
holds no answers, those of earlier exercises neither.

The starter's `parts.py` says what is imported from where. Of each module named there the learner's own is read, from
the folder of the exercise that asked for it, beside this one's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from grader.errors import UsageError
from grader.submission import SourceFile, Submission

_IMPORT = re.compile(r"^from (?P<module>\w+) import .+$", re.MULTILINE)
_ELSEWHERE = frozenset({"pathlib"})

Read = Callable[[Path, str], Submission]


def gathered(
    submission: Submission, starter: str, folder: Path, unwritten: Callable[[str], bool], read: Read, exercise: str
) -> Submission:
    """The submission with these modules beside it, and a remark that says so; as it is where it brings `parts` of its
    own.

    starter: the text of the starter's parts.py; folder: where the learner's folders lie
    unwritten: whether a module, its text, is a stub
    read: gives what lies in a folder, as `grader.intake.read`
    raises: UsageError where a module is not there, or still a stub
    """
    base = submission.entry.rpartition("/")[0]
    name = f"{base}/parts.py" if base else "parts.py"
    found = [file for file in submission.files if file.path in (name, f"{name[:-3]}/__init__.py")]
    if any(file.text.strip() != starter.strip() for file in found):
        return submission
    lines = [match for match in _IMPORT.finditer(starter) if match["module"] not in _ELSEWHERE]
    texts = {file.path: file.text for file in submission.files}
    own = []
    for module in (match["module"] for match in lines):
        place = next(iter(sorted(folder.glob(f"exercise_*_{module}"))), folder / module)
        if not place.is_dir():
            raise UsageError("supplied.needed", exercise=exercise, module=module, path=str(place))
        work = read(place, module)
        if unwritten(work.source):
            raise UsageError("supplied.unwritten", exercise=exercise, path=f"{place.name}/{work.entry}")
        for file in work.files:
            texts.setdefault(f"{module}.py" if file.path == work.entry else file.path, file.text)
        own.append(f"{place.name}/{work.entry}")
    texts[name] = "".join(f"{match[0]}\n" for match in lines)
    files = tuple(SourceFile(path, text) for path, text in sorted(texts.items()))
    values: dict[str, str | int] = {"files": ", ".join(own)}
    return replace(submission, files=files, remarks=(*submission.remarks, ("supplied.gathered", values)))

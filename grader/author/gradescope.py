"""An autograder for Gradescope: one zip with the program, the content, and the two files that Gradescope starts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

from grader.author.archive import zipped
from grader.content import Content
from grader.exercise import Exercise

TEMPLATE = Path(__file__).with_name("gradescope_files")
PROGRAM = Path(__file__).resolve().parent.parent
LEFT_OUT = frozenset({"__pycache__", ".ipynb_checkpoints", "_content"})


def build(exercise: Exercise, content: Content, seed: int, language: str) -> bytes:
    """The zip. seed: of every submission's judging, a secret of the course; language: of what students read"""
    settings = {"exercise": exercise.id, "seed": seed, "language": language}
    files = {**dict(_program(content)), **dict(_scripts(settings))}
    return zipped(files, programs=("setup.sh", "run_autograder"))


def requirements() -> list[str]:
    """What the program needs, without its extras."""
    return sorted(line for line in requires("nnkata") or () if "extra ==" not in line)


def _scripts(settings: dict[str, object]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(TEMPLATE.iterdir()):
        yield path.name.removesuffix(".txt"), path.read_bytes()
    yield "settings.json", (json.dumps(settings, indent=2) + "\n").encode()
    yield "requirements.txt", "".join(f"{line}\n" for line in requirements()).encode()


def _program(content: Content) -> Iterator[tuple[str, bytes]]:
    """The program as a folder that Python can import, with the content where the program looks for it."""
    roots = {PROGRAM: "grader", content.exercises: "exercises", content.reference: "reference"}
    for root, name in roots.items():
        for path in sorted(root.rglob("*")):
            inner = path.relative_to(root)
            if path.is_file() and not LEFT_OUT & set(inner.parts) and path.suffix != ".pyc":
                place = f"grader/_content/{name}" if root != PROGRAM else name
                yield f"nnkata/{place}/{inner.as_posix()}", path.read_bytes()

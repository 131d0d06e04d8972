"""The site: `make docs` builds it from these pages and from the texts of the exercises."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from sphinx.application import Sphinx

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from grader import __version__, catalog, files  # noqa: E402
from grader.content import Content  # noqa: E402

project = "NN Kata"
copyright = "the authors of NN Kata"
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = project
html_show_sourcelink = False
html_copy_source = False

nitpicky = True
myst_heading_anchors = 3
suppress_warnings = ["myst.header"]  # the texts of the exercises stand below a heading of the site
autodoc_member_order = "bysource"
autodoc_typehints = "none"

ARGUMENT = re.compile(r"([a-z_]+(?:, [a-z_]+)*): ")
LANGUAGES = {"en": "Exercises", "ja": "課題"}


def texts(_app: Sphinx) -> None:
    """A page for the text of each exercise in each language, so that a new exercise needs no page here. A page that is
    there already stays as it is, for another build that may be reading it."""
    for language, title in LANGUAGES.items():
        folder = HERE / "exercises" / language
        folder.mkdir(parents=True, exist_ok=True)
        exercises = catalog.exercises(Content(ROOT / "exercises", ROOT / "reference"))
        pages = {f"{one.id}.md": (one.folder / f"README.{language}.md").read_bytes() for one in exercises}
        listed = "\n".join(one.id for one in exercises)
        pages["index.md"] = f"# {title}\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n".encode()
        for path in folder.glob("[!.]*"):
            if path.name not in pages:
                path.unlink(missing_ok=True)
        for name, page in pages.items():
            if not (folder / name).exists() or (folder / name).read_bytes() != page:
                files.write(folder / name, page)


def fields(_app: Sphinx, _what: str, _name: str, _object: object, _options: object, lines: list[str]) -> None:
    """Our docstrings list arguments as `name: what it is`; here each becomes a field, with its further lines."""
    within = False
    for i, line in enumerate(lines):
        named = ARGUMENT.match(line)
        within = bool(named) or (within and bool(line.strip()))
        if named:
            lines[i] = f":{named[1]}: {line[named.end() :]}"
            if i and not lines[i - 1].startswith((":", " ")):
                lines[i] = f"\n{lines[i]}"
        elif within:
            lines[i] = f"    {line.strip()}"
    lines[:] = "\n".join(lines).split("\n")


def spoken(_app: Sphinx, page: str, _template: str, context: dict[str, object], _tree: object) -> None:
    """Japanese pages say that they are."""
    if page.endswith(".ja") or page.startswith("exercises/ja/"):
        context["language"] = "ja"


def setup(app: Sphinx) -> None:
    app.connect("config-inited", lambda app, _config: texts(app))
    app.connect("html-page-context", spoken)
    app.connect("autodoc-process-docstring", fields)

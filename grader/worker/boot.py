"""Started by the grader with a bare interpreter: `python -s -S -P -B boot.py WHAT FOLDERS LIBRARIES …`.

Loads this folder as a package under a private name, so that neither `import grader` works in a worker nor a
learner's file called `wire.py` meets ours. NumPy's folder is on the import path just long enough to import NumPy,
and the libraries of another backend where one was asked for; other installed packages, the reference among them, are
never on it.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from pathlib import Path

PACKAGE = "_nnkata"


def main(what: str, folders: str, libraries: str, *arguments: str) -> None:
    """folders: where the libraries are, as in PATH; libraries: what is imported, in order, with commas between"""
    library = list(sys.path)
    sys.path += folders.split(os.pathsep)
    for name in libraries.split(","):
        importlib.import_module(name)
    sys.path[:] = library
    _load_package()
    importlib.import_module(f"{PACKAGE}.prelude").prepare(library)
    importlib.import_module(f"{PACKAGE}.{what}").main(*arguments)


def _load_package() -> None:
    here = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(PACKAGE, here / "__init__.py", submodule_search_locations=[str(here)])
    if spec is None or spec.loader is None:
        raise ImportError(f"{here} is not a package")
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    main(*sys.argv[1:])

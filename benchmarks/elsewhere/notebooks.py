"""Notebooks as JSON, with the few fields that all graders of notebooks agree on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Cell = dict[str, Any]


def cell(kind: str, source: str, number: int, **metadata: Any) -> Cell:
    """kind: code, markdown or raw; number: its place, for its id"""
    made: Cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": metadata, "source": source.strip("\n")}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def write(path: Path, cells: Sequence[Cell]) -> None:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")

"""Notebooks that are made from sources of ours: format 4.5, and the same bytes from the same cells."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

Cell = dict[str, Any]


def cell(kind: str, id: str, source: str) -> Cell:
    """kind: "markdown" or "code"; id: of the cell, which has to be the only one of its name in the notebook"""
    made: Cell = {"cell_type": kind, "id": id, "metadata": {}, "source": source.splitlines(keepends=True)}
    return made | {"execution_count": None, "outputs": []} if kind == "code" else made


def notebook(cells: Sequence[Cell]) -> dict[str, Any]:
    return {"cells": [*cells], "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def text(notebook: dict[str, Any]) -> str:
    """The notebook as it stands in its file."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

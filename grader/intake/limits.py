"""How much a submission may hold: far above honest work, far below what hurts the grader. Sizes in bytes."""

import math

MIB = 2**20

FILE = 1 * MIB
"""One module, also one made from a notebook."""
IN_ALL = 8 * MIB
"""All modules of a submission."""
NOTEBOOK = 20 * MIB
"""A notebook with its outputs, pictures and all; they are never read."""
ARCHIVE = 32 * MIB
"""A zip as it lies on disk."""
FILES = 200
"""Modules and notebooks of a submission."""
ENTRIES = 10_000
"""Names in a folder or zip, of whatever kind, before looking on is given up."""
DEPTH = 16
"""Folders within folders."""
BRACKETS = 2 * 10**6
"""Lists and objects in a notebook: each costs some 60 bytes of memory for two on disk."""
IMPORTS = 1000
"""Modules that one file is taken to import, when those beside it are looked for."""
REMARKS = 50
"""Remarks about one notebook."""


def shown(size: int) -> str:
    """A size for people, rounded up, so that what is over a limit looks so: "1.1 MiB"."""
    return f"{math.ceil(10 * size / MIB) / 10:g} MiB"

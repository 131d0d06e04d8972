"""Tells when a learner's files were saved, however editors do it: in place, or by a new file under the old name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

SUFFIXES = (".py", ".ipynb")

STEP = 20
"""Milliseconds without a further change after which a save is done: an editor writes, renames, sets the mode."""

LONGEST = 200
"""Milliseconds after which a folder that never rests is looked at all the same."""


class Saves:
    """While open, calls `put` from a thread of its own after every change of code in a folder.

    A folder and not a file is watched: most editors put a new file in the old one's place.
    """

    def __init__(self, folder: Path, inside: bool, put: Callable[[], None]) -> None:
        """inside: folders in the folder count too"""
        self._folder, self._inside, self._put = folder, inside, put
        self._stop = threading.Event()

    def __enter__(self) -> Saves:
        """No change after this is missed. Raises FileNotFoundError where there is no such folder."""
        from watchfiles import watch

        changes = watch(
            self._folder,
            watch_filter=_is_code,
            debounce=LONGEST,
            step=STEP,
            stop_event=self._stop,
            rust_timeout=STEP,
            yield_on_timeout=True,
            recursive=self._inside,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        next(changes)
        threading.Thread(target=self._tell, args=[changes], daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()

    def _tell(self, changes: Iterable[object]) -> None:
        for found in changes:
            if found:
                self._put()


def _is_code(_change: object, path: str) -> bool:
    """Whether a file may be a learner's; editors' own files begin with a point or #."""
    name = Path(path).name
    return name.endswith(SUFFIXES) and name[0] not in ".#"

"""Execute a practical's notebook in a kernel of its own, and write what came of it, as a notebook and as a page."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import files, messages
from grader.errors import UsageError
from grader.exercise import Exercise
from grader.practical import page, source
from grader.practical.session import ORDER, Order

NEEDED = ("matplotlib", "nbclient", "nbconvert", "ipykernel")
"""What the extra `practicals` brings."""

CELL_SECONDS = 3600  # no cell of ours needs nearly as long, on any machine

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Matrices of practicals are so small that sharing them out among threads costs more than it saves."""

Progress = Callable[[int, int], None]
"""Told every second how many cells are done, of how many."""


@dataclass(frozen=True, slots=True)
class Written:
    """The two files, and whether every cell ran.

    failed: the exception's name and text where one did not; stopped: whether the user wanted no more of it
    """

    notebook: Path
    page: Path
    failed: str = ""
    stopped: bool = False


def ready() -> None:
    """Raises UsageError where the extra is not installed."""
    from importlib.util import find_spec

    missing = tuple(name for name in NEEDED if find_spec(name) is None)
    if missing:
        raise UsageError("practical.extra", missing=missing)


def run(exercise: Exercise, order: Order, folder: Path, progress: Progress = lambda _done, _of: None) -> Written:
    """Execute the practical in `folder`, and write what came of it there. Raises UsageError, ExerciseError."""
    ready()
    import nbformat
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    made: Any = nbformat.reads(source.text(exercise, order.language), as_version=4)  # type: ignore[no-untyped-call]
    paths = folder / "practical.ipynb", folder / "practical.html"
    failed, stopped = "", False
    _write(folder / ORDER, order.text())
    try:
        stopped = _execute(made, folder, progress)
    except CellExecutionError as error:
        failed = f"{error.ename}: {error.evalue}"
    except DeadKernelError:
        failed = messages.text("practical.died", order.language)
    for cell in made.cells:
        _join(cell.get("outputs", []))
    title = exercise.title.get(order.language, exercise.title["en"])
    _write(paths[0], nbformat.writes(made))  # type: ignore[no-untyped-call]
    _write(paths[1], page.render(made, title, order.language))
    return Written(*paths, failed, stopped)


def _write(path: Path, text: str) -> None:
    try:
        files.write(path, text.encode())
    except OSError as error:
        raise UsageError("practical.unwritable", path=str(path), reason=error.strerror) from None


def _execute(made: Any, folder: Path, progress: Progress) -> bool:
    """Run the cells; gives whether Ctrl-C ended that, and then leaves the outputs that there were."""
    codes = [cell for cell in made.cells if cell.cell_type == "code"]
    return asyncio.run(_executed(_client(made, folder), codes, progress))


def _client(made: Any, folder: Path) -> Any:
    """What runs the cells, in a kernel of this Python, whatever kernels are installed."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    manager = AsyncKernelManager()
    manager._kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=40"],
        language="python",
        env={
            "PYTHONPATH": _path(),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            **dict.fromkeys(THREADS, "1"),
        },
    )
    return NotebookClient(
        made,
        km=manager,
        timeout=CELL_SECONDS,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
    )


async def _executed(client: Any, codes: Sequence[Any], progress: Progress) -> bool:
    """Whether Ctrl-C ended it. codes: the cells that are counted"""
    running = asyncio.ensure_future(client.async_execute(cleanup_kc=True, stderr=subprocess.DEVNULL))
    unwanted = asyncio.Event()
    await asyncio.sleep(0)  # by then it has an answer to Ctrl-C of its own, which is put aside
    with suppress(NotImplementedError):  # Windows: there asyncio cancels this function
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, unwanted.set)
    ends = {running, asyncio.ensure_future(unwanted.wait())}
    try:
        while not (running.done() or unwanted.is_set()):
            progress(sum(cell.execution_count is not None for cell in codes), len(codes))
            await asyncio.wait(ends, timeout=1, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        unwanted.set()
    progress(len(codes), len(codes))
    if unwanted.is_set():
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return True
    await running
    return False


def _join(outputs: list[Any]) -> None:
    """What a cell printed in one go and what it printed next as one output, as JupyterLab shows them."""
    for place in reversed(range(1, len(outputs))):
        before, output = outputs[place - 1 : place + 1]
        if output.output_type == before.output_type == "stream" and output.name == before.name:
            before.text += output.text
            del outputs[place]


def _path() -> str:
    """The import path on which the kernel finds this grader."""
    program = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join([program, *filter(None, [os.environ.get("PYTHONPATH", "")])])

"""Execute a practical's notebook in a kernel of its own, and write it with its results, as a notebook and as a page."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import files, messages
from grader.clean import html
from grader.errors import UsageError
from grader.exercise import Exercise
from grader.practical import source
from grader.practical.session import ORDER, Order

NEEDED = ("matplotlib", "nbclient", "nbconvert", "ipykernel")
"""What the extra `practicals` brings."""

CELL_SECONDS = 3600  # no cell of ours needs nearly as long, on any machine

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""Matrices of practicals are so small that sharing them out among threads costs more than it saves."""

_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)

Progress = Callable[[int, int], None]
"""Told every second how many cells are done, of how many."""

STYLE = Path(__file__).with_name("page.css")


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
    _write(paths[1], page(made, title, order.language))
    return Written(*paths, failed, stopped)


def _write(path: Path, text: str) -> None:
    try:
        files.write(path, text.encode())
    except OSError as error:
        raise UsageError("practical.unwritable", path=str(path), reason=error.strerror) from None


def _execute(made: Any, folder: Path, progress: Progress) -> bool:
    """Run the cells; gives whether Ctrl-C ended that, and then leaves the outputs that there were."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    manager = AsyncKernelManager()
    manager._kernel_spec = KernelSpec(  # this Python, whatever kernels are installed
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=40"],
        language="python",
        env={
            "PYTHONPATH": _path(),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            **dict.fromkeys(THREADS, "1"),
        },
    )
    codes = [cell for cell in made.cells if cell.cell_type == "code"]
    client = NotebookClient(
        made,
        km=manager,
        timeout=CELL_SECONDS,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
    )

    async def executed() -> bool:
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

    return asyncio.run(executed())


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


def _moves(picture: str) -> bool:
    """Whether a PNG, in base 64, is an animated one: its control chunk stands before the first picture's data."""
    try:
        return b"acTL" in base64.b64decode(picture[:4096])
    except ValueError:  # it is no picture
        return False


def page(made: Any, title: str, language: str) -> str:
    """The executed notebook as one HTML page that needs nothing else: no scripts, pictures inside."""
    from nbconvert.filters import markdown2html

    parts = []
    heading = title
    for cell in made.cells:
        if cell.cell_type == "markdown":
            parts.append(markdown2html(cell.source))
            heading = (_HEADING.findall(cell.source) or [heading])[-1]
            continue
        parts.append(f"<details><summary>Python</summary><pre><code>{html(cell.source)}</code></pre></details>")
        shown = "".join(_output(output, heading, language) for output in cell.outputs)
        parts.append(f'<div class="output">{shown}</div>' if shown else "")
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html(title)}</title>\n<style>\n{STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _output(output: Any, heading: str, language: str) -> str:
    """One output of a cell, below a heading; whatever a learner's code printed is text."""
    if output.output_type == "stream":
        return f"<pre>{html(output.text)}</pre>"
    if output.output_type == "error":
        return f'<pre class="error">{html(chr(10).join(output.traceback))}</pre>'
    data = output.get("data", {})
    if "image/png" in data:
        picture = "".join(data["image/png"].split())
        image = f'<img alt="{html(heading)}" src="data:image/png;base64,{html(picture)}">'
        if _moves(picture):  # may be folded away: what never rests disturbs some readers
            name = messages.text("plot.moving", language)
            return f'<details open class="moving"><summary>{name}</summary>{image}</details>'
        return f"<p>{image}</p>"
    return f"<pre>{html(data.get('text/plain', ''))}</pre>"

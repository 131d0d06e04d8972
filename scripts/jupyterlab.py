"""A practical in JupyterLab, as a learner has it: made by `grade practical`, opened, run again, looked at.

    make jupyterlab        or, in an environment with jupyterlab, selenium and nnkata[practicals]:
    python scripts/jupyterlab.py [--exercise exercise_1] [--file FILE] [--lang ja] [--folder build/jupyterlab]

Starts JupyterLab's own server on this machine, opens the notebook in a headless Chromium, clears what it shows, has
JupyterLab run all cells and save, and photographs it from top to bottom. Ends with an error if a cell failed, if one
shows nothing that showed something before, or if an error stands in the browser's console.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.wait import WebDriverWait

PORT = 8899
TOKEN = secrets.token_hex(16)
SECONDS = 600
READY = "return window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
RUN = """
const [command, done] = arguments
window.jupyterapp.commands.execute(command).then(() => done("done"), error => done(String(error)))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exercise", default="exercise_1")
    parser.add_argument("--file", type=Path, help="the learner's; the reference is run without")
    parser.add_argument("--lang", default="ja")
    parser.add_argument("--folder", type=Path, default=Path("build/jupyterlab"))
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "grader", "practical", chosen.exercise, "--quick", "--lang", chosen.lang]
    subprocess.run([*command, *([chosen.file.resolve()] if chosen.file else [])], cwd=chosen.folder, check=True)
    path = f"practicals/{chosen.exercise}/practical.ipynb"
    before = shown(chosen.folder / path)
    with server(chosen.folder) as process:
        try:
            told = run(path, chosen.folder)
        finally:
            process.terminate()
    after = shown(chosen.folder / path)
    print(f"cells run in JupyterLab: {len(after)}; what they show: {after}")
    if told or after != before:
        raise SystemExit("\n".join(["JupyterLab's notebook is not the one that was made:", str(before), *told]))


def shown(notebook: Path) -> list[list[str]]:
    """The kinds of outputs of every code cell that was run."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [
        sorted({output["output_type"] for output in cell["outputs"]})
        for cell in cells
        if cell["cell_type"] == "code" and cell["execution_count"]
    ]


def server(folder: Path) -> subprocess.Popen[bytes]:
    """JupyterLab as it is when new, with its application to be reached from a page's scripts."""
    options = [
        *("--no-browser", "--allow-root", "--expose-app-in-browser", "--LabApp.news_url=None"),
        *(f"--ServerApp.port={PORT}", "--ServerApp.port_retries=0"),
        *(f"--IdentityProvider.token={TOKEN}", f"--notebook-dir={folder}"),
    ]
    own = folder / "jupyter"  # tabs and settings of the user's are left alone, and open nothing here
    places = {"JUPYTER_CONFIG_DIR": own, "JUPYTERLAB_SETTINGS_DIR": own, "JUPYTERLAB_WORKSPACES_DIR": own}
    environment = {**os.environ, **{name: str(path.resolve()) for name, path in places.items()}}
    log = (folder / "jupyterlab.log").open("wb")
    return subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], stdout=log, stderr=log, env=environment)


def run(path: str, folder: Path) -> list[str]:
    """Have JupyterLab run a notebook, and photograph it; the errors of the browser's console."""
    options = webdriver.ChromeOptions()
    for switch in (
        "headless",
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "window-size=1280,1600",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
    ):
        options.add_argument(f"--{switch}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
    try:
        browser.set_script_timeout(SECONDS)
        wait = WebDriverWait(browser, SECONDS)
        opened(browser, path)
        wait.until(lambda browser: browser.execute_script(READY))
        for command in ("notebook:clear-all-cell-outputs", "notebook:run-all-cells", "docmanager:save"):
            answer = browser.execute_async_script(RUN, command)
            assert answer == "done", f"{command}: {answer}"
        photograph(browser, folder)
        return [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    finally:
        browser.quit()


def opened(browser: Any, path: str) -> None:
    """The notebook's page, once the server answers."""
    for _ in range(SECONDS):
        try:
            browser.get(f"http://127.0.0.1:{PORT}/lab/tree/{path}?token={TOKEN}")
        except Exception:
            time.sleep(1)
        else:
            return
    raise SystemExit("JupyterLab does not answer")


def photograph(browser: Any, folder: Path) -> None:
    """The notebook's first part and what stands below it, a window at a time."""
    for number in range(4):
        browser.execute_script(
            "document.querySelector('.jp-WindowedPanel-outer').scrollTop = arguments[0]", number * 1400
        )
        time.sleep(1)
        browser.save_screenshot(str(folder / f"jupyterlab_{number + 1}.png"))


if __name__ == "__main__":
    main()

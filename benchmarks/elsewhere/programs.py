"""Commands of the other graders, run in the environment that they are installed in."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def run(programs: Path, *words: object, folder: Path, may_fail: bool = False) -> None:
    """programs: the environment's bin folder; may_fail: at some submissions, which is told by its results"""
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    name, *rest = map(str, words)
    environment = {**os.environ, "PATH": path}
    done = subprocess.run([programs / name, *rest], cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode and not may_fail:
        raise SystemExit(f"{name}: {done.stdout}{done.stderr}")

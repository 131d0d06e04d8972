"""Every practical's page in a real browser: run in its quick form, in both languages, opened narrow and wide, light and
dark, photographed to be looked at.

    make look        or        python scripts/look.py [--only 2 5] [--lang ja] [--folder build/look]

Ends with an error where a page is wider than its window, a picture does not load, something is fetched from elsewhere,
or the console says anything. The pictures lie beside the pages: look at them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser import BROWSER, photograph, visit

WIDTHS = (390, 1280)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=int, nargs="+", default=range(1, 9), metavar="EXERCISE")
    parser.add_argument("--lang", nargs="+", default=["en", "ja"])
    parser.add_argument("--folder", type=Path, default=Path("build/look"))
    chosen = parser.parse_args()
    if BROWSER is None:
        raise SystemExit("Chromium is not here: install it first")
    faults = []
    for number in chosen.only:
        for language in chosen.lang:
            folder = chosen.folder / language
            folder.mkdir(parents=True, exist_ok=True)
            command = [sys.executable, "-m", "grader", "practical", f"exercise_{number}", "--quick", "--lang", language]
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
            faults += look((folder / "practicals" / f"exercise_{number}" / "practical.html").resolve())
    print(*faults or ["every page fits, is quiet and needs nothing else"], sep="\n")
    sys.exit(bool(faults))


def look(page: Path) -> list[str]:
    """What is wrong with a page; its pictures are written beside it."""
    faults = []
    for width in WIDTHS:
        for dark in (False, True):
            seen = visit(page, width, dark)
            picture = page.with_name(f"{width}_{'dark' if dark else 'light'}.png")
            photograph(page, picture, width, seen.high, dark)
            fits = seen.wide <= seen.width == width
            if not fits or seen.broken or seen.asked or seen.console:
                faults.append(f"{picture}: {seen}")
            print(f"{picture}: {seen.pictures} pictures, {seen.wide} × {seen.high} pixels", flush=True)
    return faults


if __name__ == "__main__":
    main()

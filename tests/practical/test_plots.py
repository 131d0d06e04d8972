"""Plots: every label has words in both languages, and what the reference has computed is said."""

from __future__ import annotations

import os
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

os.environ.setdefault("MPLBACKEND", "Agg")

from grader import messages
from grader.catalog import content
from grader.practical import plots

PLACES = [Path(plots.__file__), *sorted(content().exercises.glob("*/practical.py"))]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("path", PLACES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_label_has_words(path, language):
    for code in re.findall(r'\.label\("(\w+)"', path.read_text(encoding="utf-8")):
        assert messages.known(f"plot.{code}", language), code


@pytest.mark.filterwarnings("ignore:FigureCanvasAgg is non-interactive")
@pytest.mark.parametrize(("names", "told"), [((), False), (("Adam",), True)])
def test_a_plot_names_what_stands_in(names, told, monkeypatch):
    drawn = plots.Plots("en", names)
    shown = []
    monkeypatch.setattr(drawn.plt, "close", shown.append)

    drawn.bars({"a": 1.0, "b": 2.0})

    (figure,) = shown
    assert any("Adam" in text.get_text() for text in figure.texts) == told
    monkeypatch.undo()
    drawn.plt.close(figure)


def test_japanese_is_drawn_in_a_font_that_has_it():
    assert plots._fonts("ja")


@pytest.mark.parametrize(("language", "told"), [("en", "L2 norm"), ("ja", "L2 ノルム")])
def test_figures_have_three_digits_and_their_names_words(language, told, capsys):
    plots.Plots(language).figures({"norm L1": 14.6821, "KiB": 968})

    assert capsys.readouterr().out == f"{told} L1: 14.7\nKiB: 968\n"


def test_what_moves_is_a_picture_that_stands_still_elsewhere(monkeypatch):
    from IPython import display

    shown = []
    monkeypatch.setattr(display, "display", shown.append)
    ways = {"SGD": [(0, 0), (1, 1), (2, 0)], "Adam": [(0, 0), (1, 0)]}

    plots.Plots("en").race(lambda x, y: x**2 + y**2, ways, (-2, 2, -2, 2))

    (picture,) = shown
    with Image.open(BytesIO(picture.data)) as image:
        assert image.is_animated and image.n_frames == 4 and image.default_image

"""The plots that practicals draw: labelled in one language, in colours that everybody can tell apart.

Every plot says so if part of what it shows was computed by the reference.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from grader import messages

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#7F7F7F")
"""Okabe and Ito (2008), which people with any colour vision can tell apart, and a grey."""

DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), "-", "--")
WIDTH = 5.0
"""Inches. Letters of 9 points in so narrow a plot can still be read where it is shown on a telephone."""

LINE, COLUMNS = 0.15, 80
"""Inches that a line of small letters takes above a plot, and how many letters it has."""

LETTERS = 64
"""How many letters of names a row of a legend has room for, a sample of the line counting as six."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
PAUSE, REST = 150, 2500
"""Milliseconds of one picture of those that move, and of the last one."""

FONTS = ("Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic", "Hiragino Sans", "Yu Gothic", "Meiryo")
"""Fonts that have Japanese, the first that is there is used; `matplotlib-fontja` brings IPAexGothic."""


class Plots:
    """stands_in: names that the reference has provided so far, which every plot mentions"""

    def __init__(self, language: str = "en", stands_in: Sequence[str] = ()) -> None:
        import matplotlib.pyplot as plt

        self.plt = plt
        self.language = language
        self.stands_in = stands_in
        plt.rcParams.update(
            {
                "font.family": [*_fonts(language), "DejaVu Sans"],
                "font.size": 9,
                "lines.linewidth": 1.8,
                "figure.dpi": 140,
                "figure.facecolor": "white",
                "figure.constrained_layout.use": True,
                "axes.grid": True,
                "grid.alpha": 0.3,
                "axes.spines.top": False,
                "axes.spines.right": False,
                "axes.unicode_minus": False,
            }
        )

    def label(self, code: str, **values: Any) -> str:
        """A label in the notebook's language; its code stands under `plot` in the catalogues."""
        return messages.text(f"plot.{code}", self.language, **values)

    def curves(self, curves: Mapping[str, Any], what: str = "test", title: str = "", band: bool = True) -> None:
        """One line for each name: a Curve, or several over seeds, drawn as their mean with a band from least to most.

        what: "test", "train" or "loss"
        """
        figure, axes = self.plt.subplots(figsize=(WIDTH, 3.4))
        for (name, many), colour, dashes in zip(curves.items(), PALETTE, DASHES, strict=False):
            runs = many if isinstance(many, list) else [many]
            values = np.array([getattr(run, what) for run in runs])
            axes.plot(runs[0].steps, values.mean(axis=0), color=colour, linestyle=dashes, label=self._named(name))
            if band and len(runs) > 1:
                axes.fill_between(runs[0].steps, values.min(axis=0), values.max(axis=0), color=colour, alpha=0.15)
        self._dress(axes, title, self.label("steps"), self.label(what if what == "loss" else f"accuracy_{what}"))
        if what != "loss":
            axes.set_ylim(0, 1.02)
        self._legend(figure, axes.lines)
        self._shown(figure)

    def side_by_side(self, groups: Mapping[str, Mapping[str, Any]], what: str = "test") -> None:
        """A small plot for each group of curves, which have the same names in every group: one legend for all.

        what: "test" or "train"
        """
        figure, grid = self._grid(len(groups), 2, 2.0)
        for axes, (name, curves) in zip(grid, groups.items(), strict=True):
            for (line, curve), colour, dashes in zip(curves.items(), PALETTE, DASHES, strict=False):
                axes.plot(curve.steps, getattr(curve, what), color=colour, linestyle=dashes, label=self._named(line))
            self._dress(axes, self._named(name), self.label("steps"), "")
            axes.set_ylim(0, 1.02)
            axes.label_outer()
        figure.supylabel(self.label(f"accuracy_{what}"), fontsize=9)
        self._legend(figure, grid[0].lines)
        self._shown(figure)

    def over(self, places: Sequence[float], values: Mapping[str, Sequence[float]], x: str, y: str) -> None:
        """Lines over a logarithmic axis, such as accuracies over scales."""
        figure, axes = self.plt.subplots(figsize=(WIDTH, 3.2))
        for (name, line), *style in zip(values.items(), PALETTE, DASHES, MARKERS, strict=False):
            colour, dashes, marker = style
            axes.semilogx(places, line, color=colour, ls=dashes, marker=marker, ms=4, label=self._named(name))
        self._dress(axes, "", x, y)
        axes.set_ylim(0, 1.02)
        self._legend(figure, axes.lines)
        self._shown(figure)

    def gaps(self, curves: Mapping[str, Any], title: str = "") -> None:
        """Accuracy on training (line) and test samples (dashes) in one small plot each, the gap between them shaded."""
        from matplotlib.lines import Line2D

        figure, grid = self._grid(len(curves), 2, 2.4)
        for axes, (name, curve), colour in zip(grid, curves.items(), PALETTE, strict=False):
            axes.plot(curve.steps, curve.train, color=colour)
            axes.plot(curve.steps, curve.test, color=colour, linestyle="--")
            axes.fill_between(curve.steps, curve.train, curve.test, color=colour, alpha=0.15)
            self._dress(axes, self._named(name), self.label("steps"), self.label("accuracy"))
            axes.set_ylim(0, 1.02)
        ink = PALETTE[6 if len(curves) > 1 else 0]  # of every plot, or of none of them
        kinds = zip(("train", "test"), DASHES, strict=False)
        self._legend(figure, [Line2D([], [], color=ink, ls=ls, label=self.label(kind)) for kind, ls in kinds])
        self._shown(figure, title)

    def bars(self, values: Mapping[str, float], title: str = "", label: str = "") -> None:
        figure, axes = self.plt.subplots(figsize=(WIDTH, 0.3 * len(values) + 0.9))
        names = list(values)[::-1]
        axes.barh([self._named(name) for name in names], [values[name] for name in names], color=PALETTE[0])
        for place, name in enumerate(names):
            value = values[name]
            axes.text(value, place, f" {value:,}" if isinstance(value, int) else f" {value:.3g}", va="center")
        axes.margins(x=0.2)
        axes.locator_params(axis="x", nbins=5)
        axes.xaxis.set_major_formatter("{x:,g}")
        self._dress(axes, title, label, "")
        self._shown(figure)

    def histograms(self, layers: Mapping[str, Sequence[Any]], title: str = "") -> None:
        """Distributions of each network's activations, layer by layer, over one axis for all of its layers.

        Networks of one layer have one axis together.
        """
        rows, columns = len(layers), max(len(values) for values in layers.values())
        shared: Literal["row", "col"] = "row" if columns > 1 else "col"
        size = WIDTH, 1.2 * rows + 0.2
        figure, grid = self.plt.subplots(rows, columns, figsize=size, sharex=shared, squeeze=False)
        ranges = [_range(values) for values in layers.values()]
        if columns == 1:
            ranges = [_range(ranges)] * rows
        if columns > 1:
            for number, axes in enumerate(grid[0], 1):
                axes.set_title(self.label("layer", number=number), fontsize=8)
        for row, (name, values), span, colour in zip(grid, layers.items(), ranges, PALETTE, strict=False):
            for axes, value in zip(row, values, strict=False):
                axes.hist(np.ravel(value), bins=40, range=span, color=colour)
                axes.set_yticks([])
                axes.tick_params(labelsize=7 if columns > 1 else 8)
                axes.locator_params(axis="x", nbins=2 if columns > 1 else 7)
                axes.xaxis.set_major_formatter("{x:g}")
            row[0].set_ylabel(self._named(name), fontsize=8)
        self._shown(figure, title)

    def norms(self, norms: Mapping[str, Sequence[float]], title: str = "") -> None:
        """Norms of gradients from the first layer to the last, on a logarithmic scale."""
        figure, axes = self.plt.subplots(figsize=(WIDTH, 3.4))
        for (name, values), colour, dashes in zip(norms.items(), PALETTE, DASHES, strict=False):
            places = range(1, len(values) + 1)
            axes.semilogy(places, values, color=colour, linestyle=dashes, marker="o", markersize=4, label=name)
        self._dress(axes, title, self.label("layers"), self.label("gradient_norm"))
        axes.locator_params(axis="x", integer=True)
        self._legend(figure, axes.lines)
        self._shown(figure)

    def paths(
        self, f: Callable[[Any, Any], Any], paths: Mapping[str, Any], span: tuple[float, ...], title: str = ""
    ) -> None:
        """Ways of optimisers over a surface; span: (left, right, bottom, top)."""
        x, y = np.meshgrid(np.linspace(span[0], span[1], 200), np.linspace(span[2], span[3], 200))
        figure, grid = self._grid(len(paths), 2, 1.9)
        for axes, (name, path), colour in zip(grid, paths.items(), PALETTE, strict=False):
            axes.contour(x, y, f(x, y), 15, colors="0.75", linewidths=0.7)
            points = np.asarray(path)
            axes.plot(points[:, 0], points[:, 1], color=colour, marker=".", markersize=4, linewidth=1)
            axes.plot(*points[0], marker="s", color=colour)
            axes.set(xlim=span[:2], ylim=span[2:])
            axes.set_title(name, fontsize=9)
        self._shown(figure, title)

    def race(
        self, f: Callable[[Any, Any], Any], paths: Mapping[str, Any], span: tuple[float, ...], title: str = ""
    ) -> None:
        """All optimisers on one surface, step by step: a picture that moves, and stands still where that is unknown.

        It is an animated PNG, which notebooks and browsers show like any other; before its moving pictures it has one
        of the whole ways, for programs that do not know of animation.
        """
        x, y = np.meshgrid(np.linspace(span[0], span[1], 200), np.linspace(span[2], span[3], 200))
        figure, axes = self.plt.subplots(figsize=(WIDTH, 3.4), dpi=110)
        axes.contour(x, y, f(x, y), 15, colors="0.75", linewidths=0.7)
        axes.set(xlim=span[:2], ylim=span[2:])
        styles = zip(PALETTE, DASHES, MARKERS, strict=True)
        lines = [
            axes.plot([], [], color=colour, ls=dashes, marker=marker, markevery=[-1], markersize=8, label=name)[0]
            for name, (colour, dashes, marker) in zip(paths, styles, strict=False)
        ]
        self._legend(figure, lines)
        last = max(map(len, paths.values())) - 1
        self._headed(figure, title)
        told = axes.set_xlabel(self.label("step", number=last, of=last))
        standing = _standing(figure, lines, told)  # the rest is drawn once, which is most of the work
        pictures = []
        for step in (last, *range(last + 1)):
            for line, path in zip(lines, paths.values(), strict=True):
                line.set_data(*np.asarray(path)[: step + 1].T)
            told.set_text(self.label("step", number=step, of=last))
            pictures.append(_drawn(figure, standing, (*lines, told)))
        self.plt.close(figure)
        _moving(pictures)

    def images(self, images: Any, titles: Sequence[Any] = (), title: str = "") -> None:
        """Grey images, such as digits or filters, with titles to some or to none."""
        columns = 7 if len(titles) else 10
        figure, grid = self._grid(len(images), columns, WIDTH / columns + (0.2 if len(titles) else 0))
        for number, (axes, image) in enumerate(zip(grid, images, strict=True)):
            axes.axis("off")
            axes.imshow(np.squeeze(image), cmap="gray_r")
            if number < len(titles):
                axes.set_title(titles[number], fontsize=9)
        self._shown(figure, title)

    def confusion(self, right: Any, guessed: Any, title: str = "") -> None:
        """How often which digit was taken for which."""
        counts = np.zeros((10, 10), int)
        np.add.at(counts, (right, guessed), 1)
        off = counts - np.diag(np.diag(counts))
        figure, axes = self.plt.subplots(figsize=(4.8, 4.6))
        axes.imshow(off, cmap="Blues")
        for row, column in np.ndindex(counts.shape):
            if counts[row, column]:
                ink = "white" if off[row, column] > 0.6 * off.max() else "black"
                axes.text(column, row, str(counts[row, column]), color=ink, ha="center", va="center", fontsize=8)
        axes.set(xticks=range(10), yticks=range(10))
        axes.grid(visible=False)
        self._dress(axes, title, self.label("guessed"), self.label("right"))
        self._shown(figure)

    def figures(self, values: Mapping[str, Any]) -> None:
        """Numbers with their names, each word of which is in the notebook's language where it has one."""
        for name, value in values.items():
            told = f"{value:.3g}" if isinstance(value, float) else self._named(str(value))
            print(f"{self._named(name)}: {told}")

    def _named(self, name: str) -> str:
        return " ".join(map(self._word, name.split()))

    def _word(self, word: str) -> str:
        code = f"of.{word}"
        return self.label(code) if messages.known(f"plot.{code}", self.language) else word

    def _grid(self, count: int, columns: int, height: float) -> tuple[Any, Any]:
        """A figure with places for so many plots, each row so many inches high."""
        columns = min(columns, max(1, count))
        rows = max(1, -(-count // columns))
        figure, grid = self.plt.subplots(rows, columns, figsize=(WIDTH, height * rows + 0.3), squeeze=False)
        for axes in grid.flat[count:]:
            axes.set_visible(False)
        return figure, grid.flat[:count]

    def _legend(self, figure: Any, lines: Sequence[Any]) -> None:
        """Below the plots, where it hides nothing."""
        longest = max(len(str(line.get_label())) for line in lines)
        columns = max(1, min(len(lines), LETTERS // (longest + 6)))
        figure.legend(handles=[*lines], frameon=False, loc="outside lower center", ncols=columns)

    def _dress(self, axes: Any, title: str, x: str, y: str) -> None:
        axes.set_title(title, fontsize=10)
        axes.set_xlabel(x)
        axes.set_ylabel(y)

    def _shown(self, figure: Any, title: str = "") -> None:
        self._headed(figure, title)
        self.plt.show()
        self.plt.close(figure)

    def _headed(self, figure: Any, title: str) -> None:
        """Above the plots whose names stand in, so that a copy of the figure says so too, then the title."""
        height, above = figure.get_figheight(), 0.0
        if self.stands_in:
            told = textwrap.fill(self.label("stands_in", names=", ".join(self.stands_in)), COLUMNS)
            figure.text(0.995, 1, told, ha="right", va="top", fontsize=7.5, color=PALETTE[1])
            above += LINE * len(told.splitlines())
        if title:
            figure.text(0.5, 1 - above / height, title, ha="center", va="top", fontsize=10)
            above += 1.5 * LINE
        figure.get_layout_engine().set(rect=(0, 0, 1, 1 - above / height))


def _range(values: Sequence[Any]) -> tuple[float, float]:
    """From the least to the most of all the arrays."""
    return float(min(map(np.min, values))), float(max(map(np.max, values)))


def _standing(figure: Any, lines: Sequence[Any], told: Any) -> Any:
    """A figure without lines that will move and a text that will change, which keeps its place."""
    colour = told.get_color()
    told.set_color("none")
    for line in lines:
        line.set_animated(True)
    figure.canvas.draw()
    told.set_color(colour)
    return figure.canvas.copy_from_bbox(figure.bbox)


def _drawn(figure: Any, standing: Any, others: Sequence[Any]) -> Any:
    """What a figure looks like with these artists over what stands, as a picture of Pillow's, which matplotlib
    brings."""
    from PIL import Image

    figure.canvas.restore_region(standing)
    for artist in others:
        figure.draw_artist(artist)
    return Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB")


def _moving(pictures: Sequence[Any]) -> None:
    """Show pictures one after the other, for ever; the first of them only where nothing can move."""
    from io import BytesIO

    from IPython.display import Image, display

    colours = pictures[0].quantize(64)
    still, *others = [picture.quantize(palette=colours, dither=0) for picture in pictures]
    waits = [PAUSE] * (len(others) - 1) + [REST]
    file = BytesIO()
    still.save(file, "PNG", save_all=True, append_images=others, default_image=True, duration=waits, loop=0)
    display(Image(file.getvalue(), format="png"))  # type: ignore[no-untyped-call]


def _fonts(language: str) -> list[str]:
    if language != "ja":
        return []
    from contextlib import suppress

    from matplotlib import font_manager

    there = {font.name for font in font_manager.fontManager.ttflist}
    found = [font for font in FONTS if font in there]
    if not found:
        with suppress(ImportError):
            import matplotlib_fontja

            folder = Path(matplotlib_fontja.__file__).parent / "fonts"
            for file in folder.glob("*.ttf"):
                font_manager.fontManager.addfont(file)
                found.append(font_manager.FontProperties(fname=file).get_name())
    return found[:1]

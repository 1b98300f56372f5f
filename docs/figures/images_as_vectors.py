"""Figures of chapter 1, Images as vectors."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from docs.tools.images import canvas
from logreg_edu import pixels_to_examples
from logreg_edu.app.datasets import load

TINY = np.array([[0, 90, 255, 0], [0, 0, 255, 0], [0, 60, 255, 60]])  # as in the chapter
EXAMPLE, INDEX = 2500, 292  # a five, and the pixel of it that is marked
ROW, COLUMNS = 14, (8, 14, 20)  # where the rule looks


def three_pixels(theme: str, narrow: bool = False) -> Figure:
    """Zeros that the rule finds and misses, and other digits, with the rule's three pixels."""
    digits = load("sample")
    pictures = digits.images.reshape(-1, 28, 28)
    left, middle, right = (pictures[:, ROW, c] > 127 for c in COLUMNS)
    yes = left & right & ~middle
    zeros = [np.flatnonzero((digits.labels == 0) & (yes == is_yes))[:2] for is_yes in (True, False)]
    others = [np.flatnonzero((digits.labels == k) & (yes == (k != 3)))[0] for k in (3, 4, 6, 9)]
    width, height = (3.4, 2.3) if narrow else (4.8, 2.9)
    with canvas(theme, width=width, height=height) as (figure, palette):
        shown = [*zeros[0], *zeros[1], *others]
        for axes, i in zip(figure.subplots(2, 4).flat, shown, strict=True):
            axes.imshow(pictures[i], cmap=_ink(palette), extent=(0, 28, 28, 0))
            for column, color in zip(COLUMNS, (0, 1, 0), strict=True):
                look = {"fill": False, "edgecolor": palette.lines[color], "lw": 1.8}
                axes.add_patch(Rectangle((column - 1, ROW - 1), 3, 3, **look))
            axes.set_title("rule: yes" if yes[i] else "rule: no", size=9)
            axes.set(xticks=[], yticks=[])
            axes.spines[:].set_visible(True)
    return figure


def reading_order(theme: str, narrow: bool = False) -> Figure:
    """The tiny picture as a grid of grey values, and the same numbers as one row."""
    rows, columns = TINY.shape
    width, height, size = (3.4, 2.5, 8.5) if narrow else (4.6, 3, 8.5)
    with canvas(theme, width=width, height=height) as (figure, palette):
        axes = figure.subplots()
        ramp = _ink(palette)

        def cell(x: float, y: float, grey: int) -> None:
            shade = ramp(grey / 255)
            axes.add_patch(Rectangle((x, y), 1, 1, facecolor=shade, edgecolor=palette.muted))
            text = palette.paper if grey > 128 else palette.ink
            axes.text(x + 0.5, y + 0.5, grey, ha="center", va="center", color=text, size=size)

        for (r, c), grey in np.ndenumerate(TINY):
            cell(4 + c, r, grey)
            j = columns * r + c
            cell(j, 5, grey)
            axes.text(j + 0.5, 6.4, j, ha="center", va="center", color=palette.muted, size=size)
        for r in range(rows):
            color, dashes = palette.lines[r], ("-", (0, (4, 1.5)), (0, (1, 1)))[r]
            look = {"fill": False, "edgecolor": color, "lw": 2.5, "linestyle": dashes}
            axes.add_patch(Rectangle((4, r), columns, 1, zorder=3, **look))
            axes.add_patch(Rectangle((columns * r, 5), columns, 1, zorder=3, **look))
            axes.text(3.8, r + 0.5, f"row {r}", ha="right", va="center")
            axes.text(columns * (r + 0.5), 4.6, f"row {r}", ha="center", va="center")
        axes.text(6, -0.5, "picture: 3 rows of 4 pixels", ha="center", va="center")
        axes.text(6, 7.2, "index $j$ in the row of 12", ha="center", va="center")
        axes.set(xlim=(-0.1, 12.1), ylim=(7.5, -0.9), aspect="equal")
        axes.axis("off")
    return figure


def digit_as_row(theme: str, narrow: bool = False) -> Figure:
    """A digit, its 784 numbers one after another, and the digit with its pixels scrambled."""
    x = pixels_to_examples(load("sample").images[EXAMPLE])
    mixed = x[np.random.default_rng(0).permutation(len(x))]
    width, height = (3.4, 3.9) if narrow else (5.6, 4.6)
    with canvas(theme, width=width, height=height) as (figure, palette):
        axes = figure.subplot_mosaic("ab;cc", height_ratios=(5, 3))
        for name, pixels, title in (("a", x, "A digit"), ("b", mixed, "Scrambled")):
            picture = pixels.reshape(28, 28)
            axes[name].imshow(picture, cmap=_ink(palette), extent=(0, 28, 28, 0))
            axes[name].set(title=title, xticks=[0, 28], yticks=[0, 28])
            axes[name].set_xticks(range(29), minor=True)
            axes[name].set_yticks(range(29), minor=True)
            axes[name].tick_params(which="minor", length=0)
            axes[name].grid(which="minor", lw=0.4)
            axes[name].spines[:].set_visible(True)
        row, column = divmod(INDEX, 28)
        look = {"fill": False, "edgecolor": palette.lines[1], "lw": 2}
        axes["a"].add_patch(Rectangle((column, row), 1, 1, zorder=3, **look))
        axes["c"].fill_between(range(len(x)), x, step="mid", color=palette.lines[0], lw=0)
        axes["c"].plot(INDEX, 1.08, "v", color=palette.lines[1], ms=7)
        axes["c"].set_title("The same digit as a row")
        axes["c"].set(xlabel="Index $j$", ylabel="Pixel, 0 to 1", xlim=(0, 784))
        step = 196 if narrow else 112
        axes["c"].set(ylim=(0, 1.16), yticks=[0, 1], xticks=[*range(0, 784, step), 784])
    return figure


def _ink(palette) -> LinearSegmentedColormap:
    return LinearSegmentedColormap.from_list("ink", [palette.paper, palette.ink])

"""Figures of chapter 1, Images as vectors."""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from docs.tools.images import canvas
from logreg_edu import cost_and_gradient, one_hot, pixels_to_examples, stratified_split
from logreg_edu.app.datasets import load

TINY = np.array([[0, 90, 255, 0], [0, 0, 255, 0], [0, 60, 255, 60]])  # as in the chapter
EXAMPLE = 2500  # a five


def reading_order(theme: str) -> Figure:
    """The tiny picture as a table of grey values, and the same numbers as one row."""
    rows, columns = TINY.shape
    with canvas(theme, width=4.6, height=3) as (figure, palette):
        axes = figure.subplots()
        ramp = _ink(palette)

        def cell(x: float, y: float, grey: int) -> None:
            shade = ramp(grey / 255)
            axes.add_patch(Rectangle((x, y), 1, 1, facecolor=shade, edgecolor=palette.muted))
            text = palette.paper if grey > 128 else palette.ink
            axes.text(x + 0.5, y + 0.5, grey, ha="center", va="center", color=text, size=8.5)

        for (r, c), grey in np.ndenumerate(TINY):
            cell(4 + c, r, grey)
            j = columns * r + c
            cell(j, 5, grey)
            axes.text(j + 0.5, 6.4, j, ha="center", va="center", color=palette.muted, size=9)
        for r in range(rows):
            color, dashes = palette.lines[r], ("-", (0, (4, 1.5)), (0, (1, 1)))[r]
            look = {"fill": False, "edgecolor": color, "lw": 2.5, "linestyle": dashes}
            axes.add_patch(Rectangle((4, r), columns, 1, zorder=3, **look))
            axes.add_patch(Rectangle((columns * r, 5), columns, 1, zorder=3, **look))
            axes.text(3.8, r + 0.5, f"row {r}", ha="right", va="center")
            axes.text(columns * (r + 0.5), 4.6, f"row {r}", ha="center", va="center")
        axes.text(6, -0.35, "picture: 3 rows of 4 pixels", ha="center", va="center")
        axes.text(6, 7.2, "place $j$ in the row of 12", ha="center", va="center")
        axes.set(xlim=(-0.1, 12.1), ylim=(7.5, -0.7), aspect="equal")
        axes.axis("off")
    return figure


def digit_as_row(theme: str) -> Figure:
    """A digit, its 784 numbers one after another, and the digit with its pixels in disorder."""
    x = pixels_to_examples(load("sample").images[EXAMPLE])
    mixed = x[np.random.default_rng(0).permutation(len(x))]
    with canvas(theme, height=4.6) as (figure, palette):
        axes = figure.subplot_mosaic("ab;cc", height_ratios=(5, 3))
        for name, pixels, title in (("a", x, "A digit"), ("b", mixed, "Its pixels in disorder")):
            picture = pixels.reshape(28, 28)
            axes[name].imshow(picture, cmap=_ink(palette), extent=(0, 28, 28, 0))
            axes[name].set(title=title, xticks=[0, 28], yticks=[0, 28])
            axes[name].spines[:].set_visible(True)
        axes["c"].fill_between(range(len(x)), x, step="mid", color=palette.lines[0], lw=0)
        axes["c"].set_title("The same digit as a row")
        axes["c"].set(xlabel="Place $j$ in the row", ylabel="Ink $x_j$", xlim=(0, 784))
        axes["c"].set(ylim=(0, 1.02), yticks=[0, 1], xticks=[*range(0, 784, 112), 784])
    return figure


def scales(theme: str) -> Figure:
    """The cost of the yes/no model for 0 over the steps: pixels 0 to 1, and bytes at two rates."""
    looks = ["-", (0, (5, 2)), (0, (1, 1.2))]
    with canvas(theme, height=3.6) as (figure, palette):
        axes = figure.subplots()
        for i, (name, costs) in enumerate(_costs().items()):
            look = {"color": palette.lines[i], "linestyle": looks[i], "lw": 2 + (i == 2)}
            axes.plot(costs, label=name, **look)
        axes.axhline(np.log(2), color=palette.muted, lw=1)
        axes.annotate("knowing nothing: 0.693", (40, np.log(2)), (0, 5), ha="right",
                      textcoords="offset points")  # fmt: skip
        axes.set(yscale="log", xlim=(0, 40), ylim=(0.05, 3e4))
        axes.set_yticks([0.1, 1, 10, 100, 1000, 10000])
        axes.yaxis.set_major_formatter("{x:,g}")
        axes.minorticks_off()
        axes.set(xlabel="Step", ylabel="Cost")
        axes.legend(handlelength=3.5, loc="upper right")
        axes.grid()
    return figure


@cache
def _costs() -> dict[str, np.ndarray]:
    digits = load("sample")
    train, _ = stratified_split(digits.labels, test_fraction=0.2, seed=0)
    X, y = pixels_to_examples(digits.images[train]), one_hot(digits.labels[train])[:, 0]
    G = digits.images[train].astype(np.float32)
    runs = {
        r"pixels 0 to 1, $\alpha = 0.1$": (X, 0.1),
        r"bytes, $\alpha = 0.1$": (G, 0.1),
        r"bytes, $\alpha = 0.1 / 255^2$": (G, 0.1 / 255**2),
    }
    return {name: _descend(A, y, alpha) for name, (A, alpha) in runs.items()}


def _descend(X: np.ndarray, y: np.ndarray, alpha: float) -> np.ndarray:
    """The costs of 41 steps, the first before any of them."""
    w, b, costs = np.zeros(X.shape[1]), 0.0, []
    for _ in range(41):
        J, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b)
        costs.append(J)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
    return np.array(costs)


def _ink(palette) -> LinearSegmentedColormap:
    return LinearSegmentedColormap.from_list("ink", [palette.paper, palette.ink])

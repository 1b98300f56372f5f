"""Figures of chapter 2, From a score to a probability."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from docs.tools.images import canvas
from logreg_edu import (
    gradient_descent,
    pixels_to_examples,
    sigmoid,
    stratified_split,
)
from logreg_edu.app.datasets import load

Z = np.linspace(-6, 6, 241)
BOXES = ((8, 14), (17, 21)), ((11, 17), (11, 17))  # rows and columns of the two measures of ink


def three_scales(theme: str, narrow: bool = False) -> Figure:
    """Probability, odds and log-odds of the same forecasts, on three scales."""
    percents = [1, 10, 50, 90, 99] if narrow else [1, 10, 25, 50, 75, 90, 99]
    odds = {1: "1:99", 10: "1:9", 25: "1:3", 50: "1:1", 75: "3:1", 90: "9:1", 99: "99:1"}
    rows = (
        ([f"{p} %" for p in percents], "Probability"),
        ([odds[p] for p in percents], "Odds"),
    )
    z = [np.log(p / (100 - p)) for p in percents]
    with canvas(theme, width=3.4 if narrow else 4.4, height=2.7) as (figure, palette):
        axes = figure.subplots()
        for level, (texts, name) in zip((2, 1), rows, strict=True):
            axes.axhline(level, color=palette.muted, lw=1)
            axes.text(-5.3, level + 0.38, name, color=palette.lines[0], weight="bold")
            for at, text in zip(z, texts, strict=True):
                axes.plot(at, level, "|", color=palette.lines[1], ms=10, mew=2)
                axes.text(at, level - 0.18, text, ha="center", va="top", size=8.5)
        axes.axhline(0, color=palette.muted, lw=1)
        axes.text(-5.3, 0.38, "Log-odds, the score $z$", color=palette.lines[0], weight="bold")
        for at in range(-5, 6):
            axes.plot(at, 0, "|", color=palette.lines[1], ms=10, mew=2)
            axes.text(at, -0.18, at, ha="center", va="top", size=8.5)
        for at in z:
            axes.plot([at, at], [0, 2], color=palette.faint, lw=1, zorder=0)
        axes.set(xlim=(-5.4, 5.4), ylim=(-0.6, 2.7))
        axes.axis("off")
    return figure


def sigmoid_and_slope(theme: str, narrow: bool = False) -> Figure:
    """The sigmoid, with three points of it in numbers, and below it its slope."""
    width, height = (3.4, 4.4) if narrow else (5.4, 4.6)
    with canvas(theme, width=width, height=height) as (figure, palette):
        above, below = figure.subplots(2, sharex=True, height_ratios=(3, 2))
        above.plot(Z, sigmoid(Z), color=palette.lines[0], lw=2)
        for z, away in ((2, (8, -14)), (0, (8, -10)), (-2, (-8, 8))):
            above.plot(z, sigmoid(z), "o", color=palette.lines[0])
            side = "left" if z >= 0 else "right"
            above.annotate(f"{sigmoid(z):.2f}", (z, sigmoid(z)), away, ha=side,
                           textcoords="offset points")  # fmt: skip
        above.set(ylabel=r"Probability $\sigma(z)$", ylim=(0, 1), yticks=[0, 0.25, 0.5, 0.75, 1])
        below.plot(Z, sigmoid(Z) * sigmoid(-Z), color=palette.lines[1], lw=2, linestyle=(0, (5, 2)))
        below.set(ylabel=r"Slope $\sigma'(z)$", xlabel="Score $z$", xlim=(-6, 6))
        below.set(ylim=(0, 0.27), yticks=[0, 0.1, 0.2, 0.25])
        for axes in (above, below):
            axes.grid()
    return figure


def two_boxes(theme: str) -> Figure:
    """A zero and a six, with the boxes in which the ink is measured."""
    x, y, pictures = _two_measures()
    has_ink = x > 0.4  # the first zero and the first six with ink in one box and none in the other
    zero = np.flatnonzero((y == 1) & has_ink[:, 0] & (x[:, 1] < 0.1))[0]
    six = np.flatnonzero((y == 0) & has_ink[:, 1] & (x[:, 0] < 0.1))[0]
    with canvas(theme, width=3.4, height=1.9) as (figure, palette):
        ink = LinearSegmentedColormap.from_list("ink", [palette.paper, palette.ink])
        for axes, i in zip(figure.subplots(1, 2), (zero, six), strict=True):
            axes.imshow(pictures[i], cmap=ink, extent=(0, 28, 28, 0))
            for number, (rows, columns) in enumerate(BOXES):
                corner = columns[0], rows[0]
                size = columns[1] - columns[0], rows[1] - rows[0]
                look = {"fill": False, "edgecolor": palette.lines[1 - number], "lw": 2.5}
                axes.add_patch(Rectangle(corner, *size, linestyle=("-", "--")[number], **look))
                place = ((23, 3), (23, 26))[number]
                line = {"arrowstyle": "-", "color": palette.muted}
                axes.annotate(f"$x_{number + 1}$", (columns[1], rows[number]), place, size=11,
                              arrowprops=line)  # fmt: skip
            axes.set(xticks=[], yticks=[])
            axes.spines[:].set_visible(True)
    return figure


def boundary(theme: str, narrow: bool = False) -> Figure:
    """Zeros and sixes by two measures of ink, and the line on which the model is undecided."""
    x, y, _ = _two_measures()
    descent = gradient_descent(x, y, alpha=4.0, iterations=1000)
    w, b = descent.w, descent.b
    shown = np.arange(len(y)) % 4 == 0
    width, height = (3.4, 4.2) if narrow else (5.6, 5.6)
    with canvas(theme, width=width, height=height) as (figure, palette):
        axes = figure.subplots()
        for truth, name, marker in ((1, "zeros", "o"), (0, "sixes", "x")):
            look = {"color": palette.lines[1 - truth], "mfc": "none", "ms": 5}
            axes.plot(*x[shown & (y == truth)].T, marker, label=name, **look)
        across = np.array([-0.05, 1.05])
        for p, dashes in ((0.1, (0, (1, 1.5))), (0.5, "-"), (0.9, (0, (5, 2)))):
            up = (np.log(p / (1 - p)) - b - w[0] * across) / w[1]
            axes.plot(across, up, color=palette.ink, linestyle=dashes, lw=2 if p == 0.5 else 1.4,
                      label=rf"$\hat y = {p}$")  # fmt: skip
        foot = np.array([0.62, -(b + w[0] * 0.62) / w[1]])
        tip = foot + 0.3 * w / np.linalg.norm(w)
        arrow = {"arrowstyle": "-|>", "color": palette.lines[2], "lw": 3}
        axes.annotate("", tip, foot, arrowprops=arrow | {"shrinkA": 0, "shrinkB": 0}, zorder=5)
        axes.annotate("$w$", tip, (6, -4), textcoords="offset points", size=14)
        axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), aspect="equal")
        axes.set(xlabel="Ink at the upper right, $x_1$", ylabel="Ink in the middle, $x_2$")
        figure.legend(loc="outside upper center", ncols=3 if narrow else 5, handlelength=2,
                      columnspacing=1)  # fmt: skip
    return figure


def _two_measures() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Training zeros and sixes: the mean ink in two boxes (m, 2), which are zeros, the pictures."""
    digits = load("sample")
    train, _ = stratified_split(digits.labels, test_fraction=0.2, seed=0)
    train = train[np.isin(digits.labels[train], [0, 6])]
    picture = pixels_to_examples(digits.images[train]).reshape(-1, 28, 28)
    boxes = [picture[:, slice(*rows), slice(*columns)] for rows, columns in BOXES]
    x = np.column_stack([box.mean(axis=(1, 2)) for box in boxes])
    return x, (digits.labels[train] == 0).astype(float), picture

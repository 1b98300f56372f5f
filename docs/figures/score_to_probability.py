"""Figures of chapter 2, From a score to a probability."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from docs.tools.images import canvas
from logreg_edu import (
    gradient_descent,
    pixels_to_examples,
    sigmoid,
    stratified_split,
)
from logreg_edu.app.datasets import load

Z = np.linspace(-6, 6, 241)


def three_scales(theme: str) -> Figure:
    """Probability, odds and log-odds of the same nine forecasts, on three scales."""
    rows = (
        ("1 %|10 %|25 %|50 %|75 %|90 %|99 %", "Probability"),
        ("1:99|1:9|1:3|1:1|3:1|9:1|99:1", "Odds"),
    )
    p = np.array([0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99])
    z = np.log(p / (1 - p))
    with canvas(theme, width=4.4, height=2.7) as (figure, palette):
        axes = figure.subplots()
        for level, (texts, name) in zip((2, 1), rows, strict=True):
            axes.axhline(level, color=palette.muted, lw=1)
            axes.text(-5.3, level + 0.38, name, color=palette.lines[0], weight="bold")
            for place, text in zip(z, texts.split("|"), strict=True):
                axes.plot(place, level, "|", color=palette.lines[1], ms=10, mew=2)
                axes.text(place, level - 0.18, text, ha="center", va="top", size=8.5)
        axes.axhline(0, color=palette.muted, lw=1)
        axes.text(-5.3, 0.38, "Log-odds, the score $z$", color=palette.lines[0], weight="bold")
        for place in range(-5, 6):
            axes.plot(place, 0, "|", color=palette.lines[1], ms=10, mew=2)
            axes.text(place, -0.18, place, ha="center", va="top", size=8.5)
        for place in z:
            axes.plot([place, place], [0, 2], color=palette.faint, lw=1, zorder=0)
        axes.set(xlim=(-5.4, 5.4), ylim=(-0.6, 2.7))
        axes.axis("off")
    return figure


def sigmoid_and_slope(theme: str) -> Figure:
    """The sigmoid with its tangent at 0, and below it its slope."""
    y_hat = sigmoid(Z)
    with canvas(theme, height=4.8) as (figure, palette):
        above, below = figure.subplots(2, sharex=True, height_ratios=(3, 2))
        above.plot(Z, y_hat, color=palette.lines[0], lw=2)
        near = np.array([-2, 2])
        above.plot(near, 0.5 + near / 4, color=palette.lines[1], linestyle=(0, (5, 2)))
        above.annotate("slope ¼ at 0", (0.6, 0.65), (-12, 8), ha="right",
                       textcoords="offset points")  # fmt: skip
        for z, place in ((2, (8, -14)), (-2, (-8, 8))):
            above.plot(z, sigmoid(z), "o", color=palette.lines[0])
            above.annotate(f"{sigmoid(z):.2f}", (z, sigmoid(z)), place,
                           ha="left" if z > 0 else "right", textcoords="offset points")  # fmt: skip
        above.set(
            ylabel=r"Probability $\hat y = \sigma(z)$", ylim=(0, 1), yticks=[0, 0.25, 0.5, 0.75, 1]
        )
        below.plot(Z, y_hat * (1 - y_hat), color=palette.lines[0], lw=2)
        below.set(ylabel=r"Slope $\hat y \, (1 - \hat y)$", xlabel="Score $z$", xlim=(-6, 6))
        below.set(ylim=(0, 0.27), yticks=[0, 0.1, 0.2, 0.25])
        for axes in (above, below):
            axes.grid()
    return figure


def boundary(theme: str) -> Figure:
    """Zeros and sixes by two measures of ink, and the line on which the model is undecided."""
    x, y = _two_measures()
    descent = gradient_descent(x, y, alpha=4.0, iterations=1000)
    w, b = descent.w, descent.b
    shown = np.arange(len(y)) % 4 == 0
    with canvas(theme, height=5.6) as (figure, palette):
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
        figure.legend(loc="outside upper center", ncols=5, handlelength=2, columnspacing=1)
    return figure


def _two_measures() -> tuple[np.ndarray, np.ndarray]:
    """Of the training zeros and sixes: the mean ink in two boxes (m, 2), and whether it is a 0."""
    digits = load("sample")
    train, _ = stratified_split(digits.labels, test_fraction=0.2, seed=0)
    train = train[np.isin(digits.labels[train], [0, 6])]
    picture = pixels_to_examples(digits.images[train]).reshape(-1, 28, 28)
    boxes = picture[:, 8:14, 17:21], picture[:, 11:17, 11:17]
    x = np.column_stack([box.mean(axis=(1, 2)) for box in boxes])
    return x, (digits.labels[train] == 0).astype(float)

"""Figures of chapter 13, Newton's method."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from docs.tools import benchmark
from docs.tools.images import canvas
from logreg_edu import cost, loss, sigmoid
from logreg_edu.gap import entropy

L2 = 0.5
TOUCH = 1.0  # the weight where the parabola touches the cost


def floors(theme: str, narrow: bool = False) -> Figure:
    """Tangents below a loss, and the parabola below a cost that such tangents add up to."""
    size = {"width": 3.4, "height": 5.6} if narrow else {"height": 3.2}
    with canvas(theme, **size) as (figure, palette):
        above, below = figure.subplots(*((2, 1) if narrow else (1, 2)))
        tangents(above, palette)
        parabola(below, palette)
    return figure


def tangents(axes: Axes, palette: SimpleNamespace) -> None:
    """The loss of a yes, with two tangents and the heights where they cross the vertical axis."""
    z = np.linspace(-3, 4, 57)
    axes.plot(z, -np.log(sigmoid(z)), color=palette.lines[0], lw=2)
    axes.axvline(0, color=palette.muted, lw=0.8)
    for p, dashes, color, at in (
        (0.3, (0, (5, 2)), 1, (8, 8)),
        (0.9, (0, (1, 1)), 2, (-40, -14)),
    ):
        contact, line = np.log(p / (1 - p)), entropy(np.array(p)) + (p - 1) * z
        seen = line > -0.6
        axes.plot(z[seen], line[seen], ls=dashes, color=palette.lines[color], lw=1.8)
        axes.plot(contact, -np.log(p), "o", color=palette.lines[color])
        axes.annotate(
            f"p = {p:g}",
            (contact, -np.log(p)),
            xytext=(6, 6),
            textcoords="offset points",
            color=palette.ink,
        )
        crossing = entropy(np.array(p))
        axes.plot(0, crossing, "s", color=palette.ink, ms=5)
        axes.annotate(f"h({p:g})", (0, crossing), xytext=at, textcoords="offset points")
    axes.set(xlabel="Score $z$", ylabel="Loss of a yes", xlim=(-3, 4), ylim=(-0.6, 3.1))
    axes.set_xticks([-2, 0, 2, 4])
    axes.set_yticks([0, 1, 2, 3])


def parabola(axes: Axes, palette: SimpleNamespace) -> None:
    """The small bowl of chapter 6 with a penalty, a parabola below it, and its lowest point.

    At x = -1 and at x = 1 there is one yes and one no. The predictions at one weight fit in sum.
    """
    x, y = np.array([-1.0, -1.0, 1.0, 1.0]), np.array([0, 1, 0, 1])
    w = np.linspace(-2.5, 2.5, 51)
    costs = [cost(x[:, np.newaxis], y, np.array([one]), 0.0, L2) for one in w]
    p = sigmoid(x * TOUCH)
    g_p, start = (x * (p - y)).mean(), entropy(p).mean()
    floor = start - g_p**2 / (2 * L2)
    here = cost(x[:, np.newaxis], y, np.array([TOUCH]), 0.0, L2)
    axes.plot(w, costs, color=palette.lines[0], lw=2)
    axes.plot(w, start + g_p * w + L2 / 2 * w**2, ls=(0, (5, 2)), color=palette.lines[1], lw=1.8)
    axes.axhline(floor, color=palette.ink, ls=":", lw=1.4)
    axes.plot(TOUCH, here, "o", color=palette.lines[1])
    axes.annotate("here", (TOUCH, here), xytext=(-30, 4), textcoords="offset points")
    axes.annotate("floor", (-2.4, floor), xytext=(0, -13), textcoords="offset points")
    axes.set(xlabel="Weight $w$", ylabel="Cost $J$", xlim=(-2.5, 2.5), ylim=(0.2, 2.6))
    axes.set_xticks([-2, 0, 2])
    axes.set_yticks([0.5, 1, 1.5, 2, 2.5])


def newton_step(w: float) -> float:
    """Where Newton's step leads in the small valley of chapter 6."""
    return w - (sigmoid(w) - 0.5) / (sigmoid(w) * (1 - sigmoid(w)))


def small_valley(theme: str) -> Figure:
    """The small valley of chapter 6, and where the step starts."""
    w, start = np.linspace(-12, 12, 97), 3.0

    def J(w):
        return (loss(w, 0) + loss(w, 1)) / 2

    with canvas(theme, 3.4, 2.4) as (figure, palette):
        axes = figure.subplots()
        axes.plot(w, J(w), color=palette.lines[0], lw=2)
        axes.plot(start, J(start), "o", color=palette.lines[1])
        axes.annotate("start", (start, J(start)), xytext=(-32, 4), textcoords="offset points")
        axes.set(xlabel="Weight $w$", ylabel="Cost $J$", xlim=(-12, 12), ylim=(0, 6.5))
        axes.set_xticks(range(-12, 13, 6))
        axes.grid()
    return figure


def against_the_clock(theme: str, narrow: bool = False) -> Figure:
    """When each contender of the benchmark returned, within each accuracy that it reached."""
    rows = [row for row in benchmark.ranking() if any(row[1])]
    accuracies = benchmark.record()["accuracies"]
    looks = [{"marker": "o", "mfc": "none"}, {"marker": "o"}]
    size = {"width": 3.4 if narrow else 5.6, "height": 1.2 + 0.36 * len(rows)}
    with canvas(theme, **size) as (figure, palette):
        axes = figure.subplots()
        for i, (title, seconds) in enumerate(rows):
            times = [s for s in seconds if s]
            axes.plot(times, [i] * len(times), color=palette.muted, lw=1)
            for s, look in zip(seconds, looks, strict=True):
                if s:
                    axes.plot(s, i, ls="", color=palette.lines[0], ms=7, **look)
            axes.text(
                0.01,
                i - 0.42,
                title,
                transform=axes.get_yaxis_transform(),
                fontsize=8.5,
                va="center",
            )
        for accuracy, look in zip(accuracies, looks, strict=True):
            label = f"within {100 * accuracy:g}\u00a0%"
            axes.plot([], [], ls="", color=palette.lines[0], ms=7, label=label, **look)
        axes.set(xscale="log", xlabel="Seconds", ylim=(len(rows) - 0.4, -0.9))
        axes.set_xticks([1, 2, 5, 10, 20, 50], ["1", "2", "5", "10", "20", "50"])
        axes.minorticks_off()
        axes.set_yticks([])
        axes.grid(axis="x")
        figure.legend(loc="outside lower center", ncols=2)
    return figure

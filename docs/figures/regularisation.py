"""Figures of chapter 10, Regularisation."""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator
from numpy.typing import NDArray

from docs.tools import canvas, results
from logreg_edu import Descent, gradient_descent, score
from logreg_edu.cost import penalty

DASHES = ["-", (0, (5, 2)), (0, (1, 1))]


def points() -> tuple[NDArray, NDArray]:
    """The twenty points of the chapter: X (20, 2), y (20,)."""
    rng = np.random.default_rng(3)
    y = np.repeat([0, 1], [8, 12])
    return rng.normal(size=(20, 2)) + np.outer(y, [4, 3]), y


@cache
def descent(l2: float, iterations: int) -> Descent:
    """A descent on the twenty points."""
    return gradient_descent(*points(), l2=l2, iterations=iterations, tolerance=0)


def runaway(theme: str, narrow: bool = False) -> Figure:
    """The length of w and the mean loss, with and without a penalty."""
    steps = np.unique(np.geomspace(1, 10_000, 9).round().astype(int))
    with canvas(theme, *((3.4, 4.8) if narrow else (5.6, 5))) as (figure, palette):
        above, below = figure.subplots(2, sharex=True)
        for i, l2 in enumerate([0, 0.01, 0.1]):
            ends = [descent(l2, int(step)) for step in steps if l2 == 0 or step <= 2000]
            lengths = [np.linalg.norm(end.w) for end in ends]
            losses = [end.cost_history[-1] - penalty(end.w, l2) for end in ends]
            look = {"color": palette.lines[i], "linestyle": DASHES[i], "lw": 2}
            for axes, values in ((above, lengths), (below, losses)):
                values += values[-1:] * (len(steps) - len(values))  # it has converged
                axes.plot(steps, values, label=f"l2 = {l2}" if l2 else "no penalty", **look)
        above.set(xscale="log", xlim=(1, 10_000), ylim=(0, None), ylabel="Length of w")
        above.xaxis.set_minor_locator(NullLocator())
        below.set(ylim=(0, None), ylabel="Mean loss, in nats", xlabel="Steps of descent")
        below.set_xticks([1, 100, 10_000] if narrow else [1, 10, 100, 1000, 10_000])
        below.xaxis.set_major_formatter("{x:,.0f}")
        names = {"ncols": 2 if narrow else 3, "handlelength": 1.8, "columnspacing": 1.2}
        figure.legend(*above.get_legend_handles_labels(), loc="outside upper center", **names)
        for axes in (above, below):
            axes.grid()
    return figure


def certainty(theme: str, narrow: bool = False) -> Figure:
    """Where the model says 1, 50 and 99 per cent, without a penalty and with one."""
    X, y = points()
    across, up = np.meshgrid([-3, 8], [-3, 7])  # the corners; in between the score is linear
    grid = np.column_stack([across.ravel(), up.ravel()])
    shape = (2, 1) if narrow else (1, 2)
    with canvas(theme, *((3.4, 6) if narrow else (5.6, 3.2))) as (figure, palette):
        panels = figure.subplots(*shape, sharex=True, sharey=True)
        for axes, l2 in zip(panels, [0, 0.1], strict=True):
            end = descent(l2, 10_000 if l2 == 0 else 2000)
            z = score(grid, end.w, end.b).reshape(across.shape)
            axes.contour(
                across, up, z, [-np.log(99), 0, np.log(99)], colors=palette.ink,
                linestyles=["dotted", "solid", "dashed"],
            )  # fmt: skip
            for answer, marker in enumerate("o^"):
                axes.plot(*X[y == answer].T, marker, color=palette.lines[1 - answer], ms=6)
            axes.set(title=f"l2 = {l2}" if l2 else "no penalty", aspect="equal")
            axes.set(xlim=(-3, 8), ylim=(-3, 7), xticks=range(-2, 9, 2))
        for axes in [panels[1]] if narrow else panels:
            axes.set_xlabel("First feature")
        for axes in panels if narrow else [panels[0]]:
            axes.set_ylabel("Second feature")
    return figure


def bowl(theme: str, narrow: bool = False) -> Figure:
    """Where the minimum of a bowl goes as the penalty grows."""
    h, lowest = np.array([0.1, 1.0]), np.array([4.0, 1.5])
    across, up = np.meshgrid(np.linspace(-1, 7, 40), np.linspace(-0.7, 3, 40))
    height = (h[0] * (across - lowest[0]) ** 2 + h[1] * (up - lowest[1]) ** 2) / 2
    strengths = np.geomspace(1e-3, 1e3, 40)[:, np.newaxis]
    marked = np.array([0, 0.1, 0.3, 1, np.inf] if narrow else [0, 0.03, 0.1, 0.3, 1, 3, np.inf])
    with canvas(theme, *((3.4, 2.4) if narrow else (5.6, 3.4))) as (figure, palette):
        axes = figure.subplots()
        axes.contour(across, up, height, 6, colors=palette.muted, linewidths=0.8)
        axes.plot(*(lowest / (1 + strengths / h)).T, color=palette.lines[0])
        minima = lowest / (1 + marked[:, np.newaxis] / h)
        axes.plot(*minima.T, "o", color=palette.lines[1])
        for strength, minimum in zip(marked, minima, strict=True):
            text = r"$\infty$" if np.isinf(strength) else f"{strength:g}"
            axes.annotate(text, minimum, (-4, 7), textcoords="offset points", ha="right", size=9)
        axes.axhline(0, color=palette.faint, zorder=0)
        axes.axvline(0, color=palette.faint, zorder=0)
        axes.set(aspect="equal", xlim=(-1, 7), ylim=(-0.7, 3))
        axes.set_xlabel("Along the flat axis, h = 0.1")
        axes.set_ylabel("Curved, h = 1" if narrow else "Along the curved axis, h = 1")
    return figure


def best_strength() -> float:
    """Of those tried, the strength with the lowest loss on the sample's validation digits."""
    report = results("validation")
    losses = report["sample"]["validation_loss"]
    return report["l2_times_m"][losses.index(min(losses))]


def trained_on(theme: str) -> Figure:
    """The loss on the digits that were trained on, over the exponent of the strength."""
    report = results("validation")
    with canvas(theme, 3.4, 2.6) as (figure, palette):
        axes = figure.subplots()
        exponents = np.log10(report["l2_times_m"])
        axes.plot(exponents, report["sample"]["training_loss"], color=palette.lines[0], lw=2)
        axes.set(xlim=(-1, 3), ylim=(0, None), ylabel="Mean loss, in nats")
        axes.set_xlabel(r"Strength, $\lambda\,m$")
        axes.set_xticks(range(-1, 4), [f"$10^{{{k}}}$" for k in range(-1, 4)])
        axes.grid()
    return figure


def validation(theme: str, narrow: bool = False) -> Figure:
    """Loss and accuracy over the strength, on training and on validation digits."""
    report = results("validation")
    strengths = report["l2_times_m"]
    with canvas(theme, *((3.4, 6) if narrow else (5.6, 5.8))) as (figure, palette):
        above, below = figure.subplots(2, sharex=True)
        for i, (name, title) in enumerate([("sample", "sample"), ("mnist", "MNIST")]):
            part, color = report[name], palette.lines[i]
            marker = "o^"[i]
            above.plot(
                strengths, part["validation_loss"], marker=marker, ms=4, color=color,
                label=f"{title}, set aside",
            )  # fmt: skip
            above.plot(
                strengths, part["training_loss"], linestyle=DASHES[2], color=color,
                label=f"{title}, trained on",
            )  # fmt: skip
            below.plot(strengths, part["validation_accuracy"], marker=marker, ms=4, color=color)
        above.set(xscale="log", ylim=(0, None), ylabel="Mean loss, in nats")
        above.xaxis.set_minor_locator(NullLocator())
        names = {"ncols": 1 if narrow else 2, "handlelength": 1.8}
        figure.legend(*above.get_legend_handles_labels(), loc="outside upper center", **names)
        below.set(ylabel="Accuracy, set aside", xlabel=r"Strength, $\lambda\,m$")
        below.set_xticks([0.1, 1, 10, 100, 1000])
        below.xaxis.set_major_formatter("{x:g}")
        below.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
        for axes in (above, below):
            axes.grid()
    return figure

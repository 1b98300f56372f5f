"""Figures of chapter 6, Gradient descent."""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.figure import Figure

from docs.tools.images import canvas
from logreg_edu import (
    gradient_descent,
    largest_curvature,
    newton_descent,
    pixels_to_examples,
    sigmoid,
)
from logreg_edu.app.datasets import load

START = 3.0
L2 = 0.001
IN_A_FOLD = 2.7  # inches, on a phone, inside two boxes


def valley(w: np.ndarray) -> np.ndarray:
    """The cost of the examples -1 and 1, each once with "yes" and once with "no"."""
    return (np.log1p(np.exp(w)) + np.log1p(np.exp(-w))) / 2


def valley_slope(w: np.ndarray) -> np.ndarray:
    """Its slope: at 0 it grows by one quarter per unit, elsewhere more slowly."""
    return sigmoid(w) - 0.5


def three_rates(theme: str, narrow: bool = False) -> Figure:
    """The first steps of descent on the valley: too small, right, too large."""
    w = np.linspace(-4, 4, 200)
    rates = {0.4: "Too small", 4.0: "Right", 9.0: "Too large"}
    with canvas(theme, IN_A_FOLD if narrow else 3.4, 5.2) as (figure, palette):
        panels = figure.subplots(3, sharex=True, sharey=True)
        for axes, (alpha, name) in zip(panels, rates.items(), strict=True):
            path = [START]
            for _ in range(12):
                path.append(path[-1] - alpha * valley_slope(path[-1]))
            axes.plot(w, valley(w), color=palette.muted, lw=1)
            axes.plot(path, valley(np.array(path)), ".-", color=palette.lines[1], lw=1, ms=8)
            axes.plot(START, valley(START), "o", color=palette.lines[0], ms=8)
            axes.set_title(rf"{name}: $\alpha$ = {alpha:g}")
            axes.set(ylabel="Cost", xlim=(-4, 4), ylim=(0.5, 2.2))
            axes.grid()
        panels[-1].set_xlabel("Weight $w$")
    return figure


def cost_curves(theme: str, narrow: bool = False) -> Figure:
    """The cost over the steps: in the valley, and of a bias alone, which is steeper on one side."""
    one_in_ten = lambda b: np.log1p(np.exp(b)) - b / 10  # noqa: E731
    its_slope = lambda b: sigmoid(b) - 1 / 10  # noqa: E731
    panels = {
        "The small valley": (valley, valley_slope, START, (0.4, 4, 9), (0.5, 1.6)),
        "Bias only, one yes in ten": (one_in_ten, its_slope, 0.0, (4, 40), (0, 1.7)),
    }
    looks = {0.4: (0, "--"), 4: (2, "-"), 9: (1, "-."), 40: (1, "-.")}
    with canvas(theme, IN_A_FOLD if narrow else 5.6, 4.6) as (figure, palette):
        for axes, (title, panel) in zip(
            figure.subplots(2, sharex=True), panels.items(), strict=True
        ):
            J, slope, start, rates, limits = panel
            for alpha in rates:
                path = [start]
                for _ in range(40):
                    path.append(path[-1] - alpha * slope(path[-1]))
                color, dashes = looks[alpha]
                look = {"color": palette.lines[color], "linestyle": dashes, "lw": 1.8}
                axes.plot(J(np.array(path)), label=rf"$\alpha$ = {alpha:g}", **look)
            axes.set(title=title, ylabel="Cost", xlim=(0, 40), ylim=limits)
            axes.legend(loc="upper right", handlelength=3)
            axes.grid()
        axes.set_xlabel("Steps")
    return figure


def parabola_above(theme: str, narrow: bool = False) -> Figure:
    """The parabola of curvature L that touches the valley, and the step to its lowest point."""
    w = np.linspace(-3, 5, 200)
    lowest = START - 4 * valley_slope(START)
    parabola = lambda w: (  # noqa: E731
        valley(START) + valley_slope(START) * (w - START) + (w - START) ** 2 / 8
    )
    with canvas(theme, 3.4 if narrow else 5.6, 3 if narrow else 3.4) as (figure, palette):
        axes = figure.subplots()
        axes.plot(w, valley(w), color=palette.lines[0], lw=2)
        axes.plot(w, parabola(w), "--", color=palette.lines[1], lw=2)
        axes.plot(START, valley(START), "o", color=palette.ink)
        axes.plot(lowest, parabola(lowest), "o", color=palette.lines[1])
        axes.plot(lowest, valley(lowest), "o", color=palette.lines[0])
        axes.annotate(
            "",
            (lowest, valley(lowest)),
            (lowest, parabola(lowest)),
            arrowprops={"arrowstyle": "-|>", "color": palette.ink, "shrinkA": 4, "shrinkB": 4},
        )
        axes.text(-1.4, 2.35, "parabola with\ncurvature $L$", color=palette.ink)
        axes.text(-2.9, 1.02, "cost", color=palette.ink)
        axes.annotate("here", (START, valley(START)), (8, -12), textcoords="offset points")
        axes.annotate("next step", (lowest, valley(lowest)), (6, -13), textcoords="offset points")
        axes.set(xlabel="Weight $w$", ylabel="Cost", xlim=(-3, 5), ylim=(0.5, 3))
        axes.grid()
    return figure


@cache
def measured() -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Cost above the minimum for three rates on 1,000 digits, and the proved bound for 1/L."""
    sample = load("sample")
    X, y = pixels_to_examples(sample.images)[::5], sample.labels[::5] == 0
    L = largest_curvature(X, L2)
    best = newton_descent(X, y, L2, tolerance=1e-9)
    distance_squared = np.square(best.w).sum() + best.b**2  # from zero
    gaps = {
        name: gradient_descent(X, y, times / L, L2, iterations=2000).cost_history[1:]
        - best.cost_history[-1]
        for name, times in {"0.1/L": 0.1, "1/L": 1, "4/L": 4}.items()
    }
    return gaps, L * distance_squared / (2 * np.arange(1, 2001))


def measured_and_proved(theme: str, narrow: bool = False) -> Figure:
    """What descent does on digits, below what is proved of it."""
    gaps, proved = measured()
    steps = np.arange(1, 2001)
    shown = np.unique(np.geomspace(1, 2000, 150).astype(int)) - 1
    dashes = [(0, (1, 1)), "-", (0, (5, 1, 1, 1))]
    with canvas(theme, IN_A_FOLD if narrow else 5.6) as (figure, palette):
        axes = figure.subplots()
        axes.loglog(steps[shown], proved[shown], color=palette.ink, ls=(0, (6, 3)), lw=1.5)
        axes.text(12, 45, "proved for $1/L$", color=palette.ink)
        for i, (name, gap) in enumerate(gaps.items()):
            axes.loglog(
                steps[shown], gap[shown], color=palette.lines[i], ls=dashes[i], label=f"${name}$"
            )
        axes.legend(title="Learning rate", handlelength=3, loc="lower left")
        axes.set(
            xlabel="Steps",
            ylabel="Cost above the minimum",
            xlim=(1, 2000),
            ylim=(2e-5 if narrow else 2e-4, 1e3),
        )
        axes.grid()
    return figure

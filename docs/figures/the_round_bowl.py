"""Figures of chapter 9, The round bowl."""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.figure import Figure

from docs.tools.images import canvas
from logreg_edu import (
    cost,
    cost_and_gradient,
    curvature_bound,
    newton_descent,
    pixels_to_examples,
)
from logreg_edu.app.datasets import load

L2 = 0.001
STEPS = 250
DASHES = ["-", (0, (5, 2)), (0, (1, 1)), (0, (5, 1, 1, 1)), (0, (8, 2, 2, 2))]


def zig_zag(theme: str, narrow: bool = False) -> Figure:
    """Five steps in a valley, curved nine times as much across as along it, and on a round map."""
    path = [np.array([9.0, 1.0])]
    for _ in range(5):
        path.append(path[-1] * [0.8, -0.8])
    start, visited = path[0], np.array(path).T
    angle = np.linspace(0, 2 * np.pi, 49)
    circle = np.array([np.cos(angle), np.sin(angle)])
    size = {"width": 3.4, "height": 4.6} if narrow else {"height": 5.8}
    with canvas(theme, **size) as (figure, palette):
        above, below = figure.subplots(2, height_ratios=(1, 2))
        for height in (2, 4, 6, 8, 10):
            above.plot(*(height * circle / [[1], [3]]), color=palette.faint, lw=1)
            below.plot(*(height * circle), color=palette.faint, lw=1)
        above.plot(*visited, ".-", color=palette.lines[1], ms=8)
        below.plot([start[0], 0], [3 * start[1], 0], "--", color=palette.lines[2])
        above.plot(*start, "o", color=palette.lines[0], ms=8)
        below.plot(start[0], 3 * start[1], "o", color=palette.lines[0], ms=8)
        for axes in (above, below):
            axes.plot(0, 0, "+", color=palette.ink, ms=10)
            axes.set_aspect("equal")
            axes.set(xlim=(-4, 10.5), xlabel=r"$\theta_1$")
            axes.set_xticks([-4, 0, 4, 8])
        above.set_yticks([-2, 0, 2])
        above.set(ylim=(-2, 2), ylabel=r"$\theta_2$", title="Steepest descent")
        below.set(ylim=(-4, 4), ylabel=r"$3\,\theta_2$", title="The other ruler: one step")
    return figure


@cache
def gaps() -> dict[str, np.ndarray]:
    """Cost above the minimum after each step, for one change after the other."""
    sample = load("sample")
    X, y = pixels_to_examples(sample.images)[::5].astype(float), sample.labels[::5] == 0
    B = curvature_bound(X, L2)
    bowl = np.linalg.inv(B)
    plain = np.eye(len(B)) / np.linalg.eigvalsh(B)[-1]
    best = newton_descent(X, y, L2, tolerance=1e-12)
    return {
        name: descend(X, y, metric, momentum, restart) - best.cost_history[-1]
        for name, (metric, momentum, restart) in {
            "descent, $1/L$": (plain, False, False),
            "the other ruler": (bowl, False, False),
            "and momentum": (bowl, True, False),
            "and restarts": (bowl, True, True),
        }.items()
    }


def descend(
    X: np.ndarray, y: np.ndarray, metric: np.ndarray, momentum: bool, restart: bool
) -> np.ndarray:
    """The costs after 0 to STEPS steps -metric @ gradient, each from the point ahead."""
    theta = ahead = np.zeros(len(metric))
    t, costs = 1.0, [np.log(2)]
    for _ in range(STEPS):
        _, dJ_dw, dJ_db = cost_and_gradient(X, y, ahead[:-1], ahead[-1], L2)
        gradient = np.append(dJ_dw, dJ_db)
        theta_new = ahead - metric @ gradient
        t_new = (1 + np.sqrt(1 + 4 * t**2)) / 2
        share = (t - 1) / t_new if momentum else 0.0
        t = t_new
        if restart and gradient @ (theta_new - theta) > 0:
            share, t = 0.0, 1.0
        ahead, theta = theta_new + share * (theta_new - theta), theta_new
        costs.append(cost(X, y, theta[:-1], theta[-1], L2))
    return np.array(costs)


def cures(theme: str, narrow: bool = False) -> Figure:
    """One change after the other, on a thousand digits."""
    size = {"width": 3.4, "height": 4.4} if narrow else {"height": 4.2}
    with canvas(theme, **size) as (figure, palette):
        axes = figure.subplots()
        for i, (name, gap) in enumerate(gaps().items()):
            look = {"color": palette.lines[i], "ls": DASHES[i], "lw": 1.8}
            seen = np.where(gap > 1e-10, gap, np.nan)
            axes.semilogy(range(0, STEPS + 1, 3), seen[::3], label=name, **look)
        axes.set(xlabel="Steps", ylabel="Cost above the minimum", xlim=(0, STEPS))
        axes.set_xticks([0, 100, 200])
        axes.grid()
        figure.legend(loc="outside lower center", ncols=1 if narrow else 2, handlelength=3)
    return figure

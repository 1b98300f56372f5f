"""Stills of the playground, for readers whose browser runs no scripts."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from docs.tools.images import canvas
from docs.tools.playground import choose_digits, zeros_and_ones
from logreg_edu import cost, cost_and_gradient, one_vs_all_score, pixels_to_examples, pretrained

DIGIT = 30  # the first of the threes that are read correctly


def why_a_three(theme: str) -> Figure:
    """A digit, the ten probabilities, and what each pixel contributes to the winner's score."""
    x = pixels_to_examples(choose_digits().images[DIGIT])
    winner, probabilities = one_vs_all_score(x, pretrained())
    contributions = (x * pretrained().W[:, winner]).reshape(28, 28)
    most = np.abs(contributions).max()
    with canvas(theme, 6, 2.4) as (figure, palette):
        digit, bars, why = figure.subplots(1, 3)
        ink = LinearSegmentedColormap.from_list("ink", [palette.paper, palette.ink])
        signs = [palette.lines[1], palette.paper, palette.lines[0]]
        ramp = LinearSegmentedColormap.from_list("signs", signs)
        digit.imshow(x.reshape(28, 28), cmap=ink, interpolation="nearest")
        why.imshow(contributions, cmap=ramp, vmin=-most, vmax=most, interpolation="nearest")
        for axes, title in ((digit, "The digit"), (why, f"Why a {winner}")):
            axes.set(xticks=[], yticks=[], title=title)
            axes.spines[:].set_visible(True)
        bars.barh(range(10), probabilities, color=palette.lines[0])
        bars.set(yticks=range(10), xlim=(0, 1), xticks=[0, 0.5, 1], title="Probability")
        bars.invert_yaxis()
    return figure


def descent_on_a_bowl(theme: str) -> Figure:
    """The cost of two parameters as contours, a path of descent on it, and the minimum."""
    ink, y = zeros_and_ones()
    x = ink / 255
    X = ((x - x.mean()) / x.std())[:, np.newaxis]
    theta = np.array([-1.0, 3.0])
    path = [theta]
    for _ in range(200):
        _, dJ_dw, dJ_db = cost_and_gradient(X, y, theta[:1], theta[1])
        theta = theta - 4 * np.append(dJ_dw, dJ_db)
        path.append(theta)
    w, b = np.linspace(-2, 8, 60), np.linspace(-4, 5, 50)
    J = [[cost(X, y, np.array([w_j]), b_i) for w_j in w] for b_i in b]
    with canvas(theme) as (figure, palette):
        axes = figure.subplots()
        levels = np.min(J) + (np.max(J) - np.min(J)) * 0.6 ** np.arange(11, 0, -1)
        axes.contour(w, b, J, levels, colors=palette.muted, linewidths=0.8)
        axes.plot(*np.transpose(path), ".-", color=palette.lines[1], label="path")
        axes.plot(*theta, "+", color=palette.lines[0], ms=14, mew=3, label="minimum")
        axes.set(xlabel="Weight $w$", ylabel="Bias $b$")
        axes.legend()
    return figure


def a_boundary(theme: str) -> Figure:
    """Points of two kinds, the line between them and the shades of probability."""
    rng = np.random.default_rng(3)
    centres = np.repeat([[-0.35, -0.15], [0.35, 0.15]], 10, axis=0)
    X, y = centres + 0.25 * rng.normal(size=(20, 2)), np.repeat([0, 1], 10)
    w, b = np.zeros(2), 0.0
    for _ in range(2000):
        _, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b, l2=0.01)
        w, b = w - 2 * dJ_dw, b - 2 * dJ_db
    grid = np.linspace(-1, 1, 101)
    z = w[0] * grid + w[1] * grid[:, np.newaxis] + b
    with canvas(theme, 4.2, 3.6) as (figure, palette):
        axes = figure.subplots()
        signs = [palette.lines[1], palette.paper, palette.lines[0]]
        ramp = LinearSegmentedColormap.from_list("signs", signs)
        place = {"extent": (-1, 1, -1, 1), "origin": "lower", "aspect": "auto"}
        axes.imshow(1 / (1 + np.exp(-z)), cmap=ramp, vmin=0, vmax=1, alpha=0.5, **place)
        axes.contour(grid, grid, z, [0], colors=palette.ink)
        axes.plot(*X[y == 1].T, "o", color=palette.lines[0], label="yes")
        axes.plot(*X[y == 0].T, "s", mfc=palette.paper, mec=palette.lines[1], mew=2, label="no")
        axes.set(xlabel="First feature", ylabel="Second feature")
        axes.legend()
    return figure

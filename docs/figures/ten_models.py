"""Figures of chapter 7, One digit, then ten."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from scipy.optimize import minimize

from docs.tools.images import canvas
from logreg_edu import (
    Digits,
    Models,
    accelerated_descent,
    one_vs_all_score,
    pixels_to_examples,
    score,
    stratified_split,
    train_one_vs_all,
)
from logreg_edu.app.datasets import load


@cache
def trained() -> tuple[Digits, np.ndarray, Models]:
    """The sample, the rows that test, and ten models from the other rows, as on the page."""
    sample = load("sample")
    train, test = stratified_split(sample.labels, test_fraction=0.2, seed=0)
    X = pixels_to_examples(sample.images[train])
    found = train_one_vs_all(X, sample.labels[train], accelerated_descent, l2=5 / len(train))
    return sample, test, Models(found.w, found.b)


def first_digit(theme: str) -> Figure:
    """The first test digit, and what the model for 0 says of it."""
    sample, test, (W, b) = trained()
    image, label = sample.images[test[0]], sample.labels[test[0]]
    z = score(pixels_to_examples(image), W[:, 0], b[0])
    with canvas(theme, 3.2, 3.2) as (figure, palette):
        axes = figure.subplots()
        show(axes, image, palette)
        said = "0" if z > 0 else "not 0"
        axes.set_title(f"The number in the image below\nis: {label} and predicted as: {said}")
    return figure


def show(axes: Axes, image: np.ndarray, palette: SimpleNamespace) -> None:
    """Put a digit into some axes, ink on paper."""
    ramp = LinearSegmentedColormap.from_list("ink", [palette.paper, palette.ink])
    axes.imshow(image.reshape(28, 28), ramp, vmin=0, vmax=255)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(True)


def scores_of_zero(theme: str) -> Figure:
    """How the model for 0 scores the test digits: the zeros and the others."""
    sample, test, (W, b) = trained()
    z = score(pixels_to_examples(sample.images[test]), W[:, 0], b[0])
    is_0 = sample.labels[test] == 0
    edges = np.arange(-24, 15, 1.5)
    with canvas(theme) as (figure, palette):
        axes = figure.subplots()
        for group, color, hatch in ((~is_0, palette.lines[1], "///"), (is_0, palette.lines[0], "")):
            share = np.full(group.sum(), 1 / group.sum())
            look = {"edgecolor": color, "facecolor": color + "40", "hatch": hatch}
            axes.hist(z[group], edges, weights=share, histtype="stepfilled", **look)
        axes.axvline(0, color=palette.ink, lw=1.5)
        axes.text(-15.5, 0.14, f"{(~is_0).sum()} others", color=palette.ink, ha="center")
        axes.text(10, 0.24, f"{is_0.sum()} zeros", color=palette.ink, ha="center")
        axes.text(0.4, 0.385, "“yes” from here", color=palette.ink)
        axes.text(-0.4, 0.385, "“no”", color=palette.ink, ha="right")
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.set(xlabel="Score of the model for 0", ylabel="Share of the group", ylim=(0, 0.42))
    return figure


def ten_answers(theme: str) -> Figure:
    """Three test digits, and the ten probabilities of each."""
    sample, test, models = trained()
    _, Y_hat = one_vs_all_score(pixels_to_examples(sample.images[test]), models)
    sums = Y_hat.sum(axis=1)
    shown = [int(abs(sums - 1).argmin()), int(sums.argmin()), int(sums.argmax())]
    with canvas(theme, height=6) as (figure, palette):
        panels = figure.subplots(3, 2, width_ratios=(1, 2.4))
        for (picture, bars), i in zip(panels, shown, strict=True):
            label = sample.labels[test[i]]
            show(picture, sample.images[test[i]], palette)
            picture.set_title(f"A {label}")
            bars.bar(range(10), Y_hat[i], color=palette.lines[0])
            bars.set_title(f"The ten add up to {sums[i]:.2f}")
            bars.set(xticks=range(10), ylim=(0, 1), yticks=[0, 0.5, 1], ylabel="Says “yes”")
            bars.set_axisbelow(True)
            bars.grid(axis="y")
        panels[-1, 1].set_xlabel("Model")
    return figure


# Three classes in a row: A, B and C, three examples each.
X_ROW = np.array([[-3.0], [-2.5], [-2.0], [-0.5], [0.0], [0.5], [2.0], [2.5], [3.0]])
LABELS_ROW = np.repeat([0, 1, 2], 3)


def softmax_of_the_row(x: np.ndarray, l2: float) -> np.ndarray:
    """The shares that softmax gives to the three classes along x."""

    def J(theta: np.ndarray) -> float:
        Z = X_ROW @ theta[:3].reshape(1, 3) + theta[3:]
        losses = np.log(np.exp(Z).sum(axis=1)) - Z[range(9), LABELS_ROW]
        return losses.mean() + l2 / 2 * (theta[:3] @ theta[:3])

    theta = minimize(J, np.zeros(6)).x
    E = np.exp(x @ theta[:3].reshape(1, 3) + theta[3:])
    return E / E.sum(axis=1, keepdims=True)


def three_in_a_row(theme: str) -> Figure:
    """Three classes in a row: the middle one has no boundary that parts it from the rest."""
    l2, x = 0.01, np.linspace(-3.5, 3.5, 141)[:, np.newaxis]
    found = train_one_vs_all(X_ROW, LABELS_ROW, accelerated_descent, K=3, l2=l2)
    _, Y_hat = one_vs_all_score(x, Models(found.w, found.b))
    dashes = ["-", (0, (5, 2)), (0, (1, 1))]
    with canvas(theme, height=5) as (figure, palette):
        panels = figure.subplots(2, sharex=True, sharey=True)
        curves = {"One-vs-all: three questions": Y_hat, "Softmax: one": softmax_of_the_row(x, l2)}
        for axes, (title, answers) in zip(panels, curves.items(), strict=True):
            for k, name in enumerate("ABC"):
                axes.plot(x, answers[:, k], color=palette.lines[k], ls=dashes[k], lw=2)
                here = X_ROW[3 * k : 3 * k + 3]
                axes.plot(here, np.full(3, -0.08), "osD"[k], color=palette.lines[k], clip_on=False)
                axes.text(here.mean(), 1.04, name, ha="center", color=palette.ink)
            axes.set_title(title, pad=16)
            axes.set(ylabel="Probability", xlim=(-3.5, 3.5), ylim=(-0.14, 1), yticks=[0, 0.5, 1])
            axes.spines["left"].set_bounds(0, 1)
            axes.grid(axis="y")
        panels[1].set_xlabel("$x$ (the marks are the examples)")
    return figure

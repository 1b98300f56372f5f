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
    gradient_descent,
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


@cache
def after_100_steps() -> tuple[np.ndarray, float]:
    """The weights and the bias of the model for 0, as on the page: 100 steps of descent."""
    sample, test, _ = trained()
    train = np.setdiff1d(np.arange(len(sample.labels)), test)
    X, y = pixels_to_examples(sample.images[train]), sample.labels[train] == 0
    found = gradient_descent(X, y, l2=5 / len(train), iterations=100)
    return found.w, found.b


def small(axes: Axes, narrow: bool) -> None:
    """The words of some axes, as small as can be read on a phone, where the figure is narrow."""
    if narrow:
        axes.tick_params(labelsize=8.5)
        axes.xaxis.label.set_size(8.5)
        axes.yaxis.label.set_size(8.5)
        axes.set_title(axes.get_title("left"), size=8.5)


def show(axes: Axes, image: np.ndarray, palette: SimpleNamespace) -> None:
    """Put a digit into some axes, ink on paper."""
    ramp = LinearSegmentedColormap.from_list("ink", [palette.paper, palette.ink])
    axes.imshow(image.reshape(28, 28), ramp, vmin=0, vmax=255)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(True)


def scores_of_zero(theme: str, narrow: bool = False) -> Figure:
    """How the model for 0 scores the test digits after 100 steps: the zeros and the others."""
    sample, test, _ = trained()
    z = score(pixels_to_examples(sample.images[test]), *after_100_steps())
    is_0 = sample.labels[test] == 0
    edges = np.arange(-11, 7)
    with canvas(theme, *((2.85, 2.8) if narrow else (5.6, 3.4))) as (figure, palette):
        axes = figure.subplots()
        groups = (~is_0, palette.lines[1], "///", "others"), (is_0, palette.lines[0], "", "zeros")
        for group, color, hatch, name in groups:
            fraction = np.full(group.sum(), 1 / group.sum())
            look = {"edgecolor": color, "facecolor": color + "40", "hatch": hatch}
            label = f"{group.sum()} {name}"
            axes.hist(z[group], edges, weights=fraction, histtype="stepfilled", label=label, **look)
        axes.axvline(0, color=palette.ink, lw=1.5)
        top, size = axes.get_ylim()[1], 8.5 if narrow else 10
        axes.text(0.3, top, "“yes”", size=size)
        axes.text(-0.3, top, "“no”", ha="right", size=size)
        figure.legend(loc="outside lower left", ncols=2, fontsize=size)
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.set(xlabel="Score of the model for 0", ylabel="Fraction of the group")
        axes.set(ylim=(0, 1.08 * top), xticks=[-10, -5, 0, 5])
        small(axes, narrow)
    return figure


def ten_answers(theme: str, narrow: bool = False) -> Figure:
    """Three test digits, and the ten probabilities of each."""
    sample, test, models = trained()
    _, Y_hat = one_vs_all_score(pixels_to_examples(sample.images[test]), models)
    sums = Y_hat.sum(axis=1)
    shown = [int(abs(sums - 1).argmin()), int(sums.argmin()), int(sums.argmax())]
    with canvas(theme, *((2.85, 4.6) if narrow else (5.6, 6))) as (figure, palette):
        panels = figure.subplots(3, 2, width_ratios=(1, 2.4))
        for (picture, bars), i in zip(panels, shown, strict=True):
            label = sample.labels[test[i]]
            show(picture, sample.images[test[i]], palette)
            picture.set_title(f"A {label}")
            bars.bar(range(10), Y_hat[i], color=palette.lines[0])
            bars.set_title(f"The sum is {sums[i]:.2f}")
            bars.set(xticks=range(10), ylim=(0, 1), yticks=[0, 0.5, 1], ylabel="P(“yes”)")
            bars.set_axisbelow(True)
            bars.grid(axis="y")
            small(picture, narrow)
            small(bars, narrow)
        panels[-1, 1].set_xlabel("Model")
    return figure


# Three classes in a row: A, B and C, three examples each.
X_ROW = np.array([[-3.0], [-2.5], [-2.0], [-0.5], [0.0], [0.5], [2.0], [2.5], [3.0]])
LABELS_ROW = np.repeat([0, 1, 2], 3)


def softmax_of_the_row(x: np.ndarray, l2: float) -> np.ndarray:
    """The probabilities that softmax gives to the three classes along x."""

    def J(theta: np.ndarray) -> float:
        Z = X_ROW @ theta[:3].reshape(1, 3) + theta[3:]
        losses = np.log(np.exp(Z).sum(axis=1)) - Z[range(9), LABELS_ROW]
        return losses.mean() + l2 / 2 * (theta[:3] @ theta[:3])

    theta = minimize(J, np.zeros(6)).x
    E = np.exp(x @ theta[:3].reshape(1, 3) + theta[3:])
    return E / E.sum(axis=1, keepdims=True)


def three_in_a_row(theme: str, narrow: bool = False) -> Figure:
    """Three classes in a row: no single boundary separates the middle one from the rest."""
    l2, x = 0.01, np.linspace(-3.5, 3.5, 141)[:, np.newaxis]
    found = train_one_vs_all(X_ROW, LABELS_ROW, accelerated_descent, K=3, l2=l2)
    _, Y_hat = one_vs_all_score(x, Models(found.w, found.b))
    dashes = ["-", (0, (5, 2)), (0, (1, 1))]
    with canvas(theme, *((2.85, 4.2) if narrow else (5.6, 5))) as (figure, palette):
        panels = figure.subplots(2, sharex=True, sharey=True)
        curves = {"One-vs-all: three questions": Y_hat, "Softmax: one": softmax_of_the_row(x, l2)}
        for axes, (title, answers) in zip(panels, curves.items(), strict=True):
            for k, name in enumerate("ABC"):
                axes.plot(x, answers[:, k], color=palette.lines[k], ls=dashes[k], lw=2)
                here = X_ROW[3 * k : 3 * k + 3]
                axes.plot(here, np.full(3, -0.08), "osD"[k], color=palette.lines[k], clip_on=False)
                axes.text(here.mean(), 1.04, name, ha="center", size=8.5 if narrow else 10)
            axes.set_title(title, pad=16)
            axes.set(ylabel="Probability", xlim=(-3.5, 3.5), ylim=(-0.14, 1), yticks=[0, 0.5, 1])
            axes.spines["left"].set_bounds(0, 1)
            axes.grid(axis="y")
            small(axes, narrow)
        panels[1].set_xlabel("$x$ (the marks are the examples)")
    return figure

"""Figures of chapter 11, Reading the mind of the model."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from docs.tools import canvas
from logreg_edu import (
    Digits,
    Models,
    accelerated_descent,
    accuracy,
    one_vs_all_score,
    pixels_to_examples,
    pretrained,
    stratified_split,
    train_one_vs_all,
)
from logreg_edu.app.datasets import load
from logreg_edu.app.prediction import addition, explain, predict

RIGHT, WRONG = 4, 2103  # rows of the sample that the chapter speaks of


@cache
def trained() -> tuple[Digits, NDArray, Models]:
    """The chapter's data, the rows that its models have not seen, and the models."""
    digits = load("sample")
    train, unseen = stratified_split(digits.labels, test_fraction=0.2, seed=0)
    X = pixels_to_examples(digits.images[train])
    found = train_one_vs_all(X, digits.labels[train], accelerated_descent, l2=5 / len(train))
    return digits, unseen, Models(found.w, found.b)


def ramp(*colors: str) -> LinearSegmentedColormap:
    """A scale of colours; few enough of them for a small file."""
    return LinearSegmentedColormap.from_list("ramp", colors, N=15)


def signed(axes: Axes, values: NDArray, limit: float, palette: SimpleNamespace):
    """Draw 784 numbers as a picture: blue above 0, orange below."""
    colors = ramp(palette.lines[1], palette.paper, palette.lines[0])
    values = values.reshape(28, 28)
    # Without interpolation the file holds 28 x 28 pixels, and not as many as are drawn.
    return axes.imshow(values, colors, vmin=-limit, vmax=limit, interpolation="none")


def frame(figure: Figure, palette: SimpleNamespace) -> None:
    """Frame the pictures instead of measuring them."""
    for axes in figure.axes:
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color=palette.muted)


def mean_zero(theme: str) -> Figure:
    """The mean of the zeros of the sample, with the numbers of rows and columns."""
    digits = load("sample")
    mean = digits.images[digits.labels == 0].mean(axis=0).reshape(28, 28)
    with canvas(theme, 3.2, 3.2) as (figure, palette):
        axes = figure.subplots()
        axes.imshow(mean, ramp(palette.paper, palette.ink), interpolation="none")
        ticks = range(0, 28, 9)
        axes.set(xlim=(0, 27), ylim=(27, 0), xticks=ticks, yticks=ticks)
        axes.set(xlabel="Column", ylabel="Row")
        axes.spines[:].set(visible=True, color=palette.muted)
    return figure


def weights(theme: str, narrow: bool = False) -> Figure:
    """The weights of the ten shipped models, on one scale."""
    W = pretrained().W
    limit = float(np.quantile(np.abs(W), 0.995))  # extreme pixels must not make the others pale
    shape = (4, 3) if narrow else (2, 5)
    with canvas(theme, *((3.4, 5.2) if narrow else (5.6, 3.5))) as (figure, palette):
        panels = figure.subplots(*shape).flat
        for axes in panels[10:]:
            axes.remove()
        for k, axes in enumerate(panels[:10]):
            drawn = signed(axes, W[:, k], limit, palette)
            axes.set_title(f"{k}")
        frame(figure, palette)
        bar = figure.colorbar(drawn, ax=figure.axes, location="bottom", aspect=40, extend="both")
        bar.set_label("Weight, in nats")
    return figure


def explanations(theme: str, narrow: bool = False) -> Figure:
    """A digit read correctly and one misread: the contributions to the two highest scores."""
    digits, _, models = trained()
    layout = "a.;bc;d.;ef" if narrow else "abc;def"
    with canvas(theme, *((3.4, 8) if narrow else (5.6, 5.8))) as (figure, palette):
        drawn = figure.subplot_mosaic(layout)
        for row, names in ((RIGHT, "abc"), (WRONG, "def")):
            panels = [drawn[name] for name in names]
            image = digits.images[row]
            said = predict(image, models)
            pair = [said.label, said.runner_up]
            parts = [explain(image, models, k) for k in pair]
            limit = float(np.quantile(np.abs(parts)[np.abs(parts) > 0], 0.97))
            greys = ramp(palette.paper, palette.ink)
            panels[0].imshow(image.reshape(28, 28), greys, interpolation="none")
            panels[0].set_title(f"A {digits.labels[row]}, called {said.label}", size=10)
            for axes, k, contributions in zip(panels[1:], pair, parts, strict=True):
                signed(axes, contributions, limit, palette)
                axes.contour(image.reshape(28, 28), [64], colors=[palette.muted], linewidths=0.5)
                axes.set_title(f"Is it a {k}?", size=10)
                lines = addition(contributions, float(models.b[k])).replace("pixels ", "")
                lines = lines.replace("a probability of", "so").replace("------\n", "")
                pairs = [line.split(maxsplit=1) for line in lines.splitlines()]
                below = {"transform": axes.transAxes, "va": "top", "size": 8.5 if narrow else 9}
                axes.text(0.3, -0.04, "\n".join(number for number, _ in pairs), ha="right", **below)
                axes.text(0.36, -0.04, "\n".join(word for _, word in pairs), ha="left", **below)
        frame(figure, palette)
    return figure


def why_not(theme: str, narrow: bool = False) -> Figure:
    """Why the misread digit was taken for a 9 and not for a 4."""
    digits, _, models = trained()
    image = digits.images[WRONG]
    said = predict(image, models)
    difference = models.W[:, said.label] - models.W[:, said.runner_up]
    advantage = explain(image, models, said.label) - explain(image, models, said.runner_up)
    with canvas(theme, *((3.4, 6.2) if narrow else (5.6, 3.3))) as (figure, palette):
        panels = figure.subplots(*((2, 1) if narrow else (1, 2)))
        for axes, values, title in (
            (panels[0], difference, "Weights, 9 minus 4"),
            (panels[1], advantage, "times the ink"),
        ):
            drawn = signed(axes, values, 1.0, palette)
            axes.contour(image.reshape(28, 28), [64], colors=[palette.muted], linewidths=0.7)
            axes.set_title(title, size=10)
        frame(figure, palette)
        bar = figure.colorbar(drawn, ax=panels, location="bottom", aspect=40, extend="both")
        bar.set_label("for 4 (< 0) or for 9 (> 0)")
        bar.set_ticks([-1, 0, 1])
    return figure


def moved(images: NDArray, down: int, right: int) -> NDArray:
    """Pictures (m, 784), moved by whole pixels; what leaves them is lost."""
    wide = np.pad(images.reshape(-1, 28, 28), ((0, 0), (8, 8), (8, 8)))
    return wide[:, 8 - down : 36 - down, 8 - right : 36 - right].reshape(images.shape)


def right_when_moved(down: int, right: int) -> float:
    """The share of the unseen digits that are read correctly after a shift."""
    digits, unseen, models = trained()
    X = pixels_to_examples(moved(digits.images[unseen], down, right))
    return accuracy(one_vs_all_score(X, models)[0], digits.labels[unseen])


def shifts(theme: str, narrow: bool = False) -> Figure:
    """How many unseen digits are read correctly after a shift."""
    by = range(-5, 6)
    with canvas(theme, *((3.4, 3.4) if narrow else (5.6, 3.4))) as (figure, palette):
        axes = figure.subplots()
        for i, (name, direction) in enumerate(
            {"left or right": (0, 1), "up or down": (1, 0)}.items()
        ):
            shares = [right_when_moved(*(s * d for d in direction)) for s in by]
            axes.plot(
                by,
                shares,
                label=name,
                color=palette.lines[i],
                marker="o^"[i],
                linestyle=["-", "--"][i],
            )
        axes.axhline(0.1, color=palette.muted, linestyle=":", lw=1)
        axes.set(ylim=(0, 1), xticks=by[1::2] if narrow else by, ylabel="Accuracy")
        axes.set_xlabel("Pixels moved")
        axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
        figure.legend(loc="outside upper center", ncols=2)
        axes.grid()
    return figure

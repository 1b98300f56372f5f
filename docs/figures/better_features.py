"""Figures, table and sentences of chapter 14, Better features."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections import Counter
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator
from numpy.typing import NDArray

from docs.figures.reading import frame, ramp
from docs.tools import pages
from docs.tools.images import canvas
from docs.tools.pages import results
from logreg_edu import (
    accuracy_interval,
    deskew,
    draw_filters,
    gradient_descent,
    pixels_to_examples,
    score,
)
from logreg_edu.app.datasets import load
from logreg_edu.features import CELLS, WINDOW, draw_windows, pooling, windows

RACE = pages.DOCS.parent / "benchmarks/ladder_race.json"
SLANTED = (767, 1141, 2060, 2509, 3690, 4569)  # rows of the sample
NAMES = {
    "pixels": "pixels",
    "deskewed": "deskewed pixels",
    "relu": "random ReLU",
    "filters-100": "100 filters",
    "filters-200": "200 filters",
}
PUBLISHED = {  # the method of 1998 -> the rung beside which it is drawn
    "linear": "pixels",
    "deskewed, linear": "deskewed",
    "300 hidden units": "relu",
    "deskewed, 300 hidden units": "relu",
    "LeNet-5": "filters-100",
}


@cache
def chapter() -> dict[str, Any]:
    """The names that the chapter's own code defines: its data and its functions."""
    text = (pages.DOCS / "chapters/14-better-features.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {"np": np}
    text = text.split("\n## The whole ladder\n")[0]
    exec("\n".join(re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)), names)
    return names


def right(features: str) -> int:
    """How many of the 1,000 test digits the models of a prediction get right."""
    names = chapter()
    X, reached, standardised = names["X"], names["reached"], names["standardised"]
    upright = deskew(X)
    if features == "deskewed":
        accuracy = reached(upright, l2=0.00125)
    elif features == "random":
        accuracy = names["with_random_features"](X, 32)
    else:
        filters = draw_filters(upright[names["train"]], count=20)
        accuracy = reached(standardised(filters(upright)), iterations=40)
    return round(1000 * accuracy)


def boundaries(theme: str) -> Figure:
    """Two pixels, of which exactly one has ink: where the score with their product is 0."""
    x = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([0, 1, 1, 0])
    found = gradient_descent(with_product(x), y, l2=1e-4, iterations=2000)
    side = np.linspace(-0.25, 1.25, 61)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    Z = score(with_product(grid), found.w, found.b).reshape(61, 61)
    with canvas(theme, 3.4, 3.2) as (figure, palette):
        axes = figure.subplots()
        axes.contour(side, side, Z, [0], colors=palette.ink, linewidths=1.8)
        for answer, marker, color in ((1, "o", palette.lines[0]), (0, "X", palette.lines[1])):
            axes.plot(*x[y == answer].T, marker, color=color, ms=11, ls="none")
        for (left, up), answer in zip(x, y, strict=True):
            place = (left, up + (0.1 if up == 0 else -0.14))
            axes.text(*place, "yes" if answer else "no", ha="center", size=10)
        axes.set(xlabel="Pixel 1", ylabel="Pixel 2", xticks=[0, 1], yticks=[0, 1], aspect="equal")
    return figure


def with_product(x: NDArray) -> NDArray:
    """Two pixels and their product: (m, 3)."""
    return np.column_stack([x, x.prod(axis=1)])


def before_and_after(theme: str, narrow: bool = False) -> Figure:
    """Slanted digits with the line of their slant, and the same deskewed."""
    X = pixels_to_examples(load("sample").images[list(SLANTED)])
    rows = np.vstack([X.reshape(2, 3, 784), deskew(X).reshape(2, 3, 784)]) if narrow else None
    with canvas(theme, *((3.4, 4.7) if narrow else (5.6, 2.2))) as (figure, palette):
        if rows is None:
            panels = figure.subplots(2, 6).ravel()
            pictures = [*X, *deskew(X)]
        else:
            panels = figure.subplots(4, 3).ravel()
            pictures = [*rows[0], *rows[2], *rows[1], *rows[3]]
        for axes, x in zip(panels, pictures, strict=True):
            ink(axes, x.reshape(28, 28), palette)
            r_bar, c_bar, a = slant(x.reshape(28, 28))
            ends = np.array([-11, 11])
            line = {"color": palette.lines[1], "ls": (0, (4, 2)), "lw": 1.6}
            axes.plot(c_bar + a * ends, r_bar + ends, **line)
        frame(figure, palette)
    return figure


def slant(x: NDArray) -> tuple[float, float, float]:
    """The centre of the ink (row, column), and how many columns it moves per row."""
    r, c = np.mgrid[:28, :28]
    r_bar, c_bar = (r * x).sum() / x.sum(), (c * x).sum() / x.sum()
    a = (x * (r - r_bar) * (c - c_bar)).sum() / (x * (r - r_bar) ** 2).sum()
    return float(r_bar), float(c_bar), float(a)


def one_filter(theme: str, narrow: bool = False) -> Figure:
    """A digit, a filter, the response, its means in cells, and their square roots."""
    X = deskew(pixels_to_examples(load("sample").images))
    filters = draw_filters(X, 20)
    k, digit = 11, X[3577]  # the second of the patches
    drawn = draw_windows(X, np.random.default_rng(0))  # as draw_filters has drawn them
    around = windows(digit[np.newaxis]).reshape(784, 49)
    response = np.maximum(0, around @ filters.W[:, k] + filters.b[k])
    P = pooling()
    cells = P @ response.reshape(28, 28) @ P.T
    shown = {
        "the digit": digit.reshape(28, 28),
        "a patch": drawn[k - filters.absolute].reshape(WINDOW, WINDOW),
        "its filter": filters.W[:, k].reshape(WINDOW, WINDOW),
        "the response": response.reshape(28, 28),
        "the means": cells,
        "their roots": np.sqrt(cells),
    }
    with canvas(theme, *((3.4, 2.9) if narrow else (6, 1.4))) as (figure, palette):
        panels = figure.subplots(*((2, 3) if narrow else (1, 6))).ravel()
        for axes, (name, values) in zip(panels, shown.items(), strict=True):
            if name == "its filter":
                colors = ramp(palette.lines[1], palette.paper, palette.lines[0])
                limit = np.abs(values).max()
                axes.imshow(values, colors, vmin=-limit, vmax=limit, interpolation="none")
            else:
                tint = palette.ink if name in ("the digit", "a patch") else palette.lines[0]
                axes.imshow(
                    values,
                    ramp(palette.paper, tint),
                    vmin=0,
                    vmax=values.max(),
                    interpolation="none",
                )
            axes.set_title(name, size=9)
        frame(figure, palette)
    return figure


def ink(axes: Axes, picture: NDArray, palette: Any) -> None:
    """Draw a picture, 0 as paper."""
    axes.imshow(picture, ramp(palette.paper, palette.ink), vmin=0, vmax=1, interpolation="none")


# The measurements


@cache
def ladder() -> dict[str, Any]:
    """What `make results` measured."""
    return results("ladder")


def table() -> str:
    """The rungs: what they reach, what they take."""
    lines = [
        "| rung | features | test accuracy | seconds | size of X | memory |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    for number, (name, rung) in enumerate(ladder()["rungs"].items(), start=1):
        seconds = f"{rung['seconds_features']:.1f}&nbsp;+&nbsp;{rung['seconds_fit']:.1f}"
        lines.append(
            f"| {number}. {NAMES[name]} | {rung['features']:,} |"
            f" {100 * rung['test_accuracy']:.2f} % | {seconds} |"
            f" {rung['X_megabytes']} MB | {rung['peak_megabytes'] / 1000:.1f} GB |"
        )
    return "\n".join(lines)


def sentences() -> str:
    """What the table leaves out."""
    of_seeds = {
        name: ladder()["rungs"][name]["test_accuracies"] for name in ("filters-100", "filters-200")
    }
    spread = " and ".join(
        f"from {100 * min(all_):.2f} to {100 * max(all_):.2f} % with {NAMES[name]}"
        for name, all_ in of_seeds.items()
    )
    by_steps = ladder()["validation_accuracy_by_steps"]
    *steps, last_steps = by_steps
    *right, last_right = (f"{100 * accuracy:.2f}" for accuracy in by_steps.values())
    return (
        f"The seconds, on {ladder()['cores']} cores, are those for the features and those for the"
        " ten models; the memory is the most that the process had at a time, with the pictures and"
        " Python. With filters, the accuracy is"
        f" the mean of {len(of_seeds['filters-100'])} seeds, which range {spread}."
        "\n\nOn the first two rungs the descent goes on until the minimum is proved to be near. On"
        " the others it stops after 40 steps, far from the minimum, and takes less time. More steps"
        " are not worth their time: on validation digits the models of rung 4 get"
        f" {', '.join(right)} and {last_right} % right after {', '.join(steps)} and {last_steps}"
        " steps."
    )


def race() -> str:
    """How soon the minimum itself is near, by Newton's method and by scikit-learn."""
    measured = json.loads(RACE.read_text(encoding="utf-8"))
    newton, theirs = (
        measured["contenders"][f"{name} to {measured['accuracy']:.0e}"]
        for name in ("newton", "scikit-learn lbfgs")
    )
    ours, other = (one["seconds"]["median"] for one in (newton, theirs))
    return (
        "To come near the minimum, use another method. On the features of rung 5, with"
        f" {measured['digits']:,} digits, [Newton's method](13-newtons-method.html) takes"
        f" {ours:.0f} seconds to come within {100 * newton['above_minimum']:.2f} % of it."
        " The one-vs-rest of scikit-learn, with L-BFGS, takes"
        f" {other:.0f} seconds, {other / ours:.1f} times as long, to come within"
        f" {100 * theirs['above_minimum']:.2f} %. Each has the loosest tolerance that brings it"
        f" within {100 * measured['accuracy']:.1f} %, and is timed until it returns; the seconds"
        f" are medians of {newton['runs']} runs, in turns."
    )


def then() -> str:
    """What was published in 1998, beside the ladder."""
    last, published = ladder()["rungs"]["filters-200"], ladder()["lecun_1998"]
    low, high = accuracy_interval(last["test_accuracy"], ladder()["m_test"])
    linear, deskewed, pairs, hidden, upright, lenet = (100 * e for e in published.values())
    return (
        f"In 1998 a linear model on pixels made {linear:.1f} % errors, and on deskewed digits"
        f" {deskewed:.1f} %. With a linear model for each of the 45 pairs of digits, it was"
        f" {pairs:.1f} %. A network with 300 hidden units made {hidden:.1f} %, on deskewed digits"
        f" {upright:.1f} %, and LeNet-5 {lenet:.2f} %. The last rung makes"
        f" {100 * (1 - last['test_accuracy']):.2f} %, with a 95 % interval"
        f" ([chapter 8](08-how-good-is-it.html#eq-wilson)) from {100 * (1 - high):.2f} to"
        f" {100 * (1 - low):.2f} %. The comparison is a little unfair: the ladder"
        " was made with what has been found out since 1998."
    )


def the_ladder(theme: str, narrow: bool = False) -> Figure:
    """The errors of the rungs, and those of 1998, on a scale of powers of ten."""
    r = ladder()
    with canvas(theme, *((3.4, 3.6) if narrow else (5.8, 3.4))) as (figure, palette):
        axes = figure.subplots()
        errors = [100 * (1 - rung["test_accuracy"]) for rung in r["rungs"].values()]
        size = 8.5 if narrow else 9.5
        axes.plot(range(5), errors, "o-", color=palette.lines[0], ms=7)
        for i, error in enumerate(errors):
            place = {"ha": "center" if i > 2 else "right", "va": "top"}
            axes.text(i, error / 1.13, f"{error:.2g} %", size=size, **place)
        for method, rung in PUBLISHED.items():
            place, error = list(r["rungs"]).index(rung), 100 * r["lecun_1998"][method]
            axes.plot(place, error, "D", mfc=palette.paper, mec=palette.lines[1], ms=7)
            label = f"{method} {error:.2g} %"
            if narrow:
                label = label.replace("linear ", "linear\n").replace("deskewed, 3", "deskewed,\n3")
                label = label.replace("units ", "units\n").replace("5 0", "5\n0")
            axes.text(place + 0.12, error * 1.02, label, va="bottom", size=size)
        axes.set_yscale("log")
        axes.set(ylim=(0.35, 22), xlim=(-0.6, 4.9), ylabel="Errors on test digits")
        axes.set_yticks([0.5, 1, 2, 5, 10, 20], ["0.5 %", "1 %", "2 %", "5 %", "10 %", "20 %"])
        axes.yaxis.set_minor_locator(NullLocator())
        if narrow:
            axes.set_xticks(range(5), range(1, 6))
            axes.set_xlabel("Rung")
        else:
            axes.set_xticks(range(5), [name.replace(" ", "\n") for name in NAMES.values()])
        axes.grid(axis="y")
    return figure


def steps() -> str:
    """What the figure of newly read digits leaves out."""
    r, rungs = ladder(), ladder()["rungs"]
    gain = 100 * (rungs["filters-200"]["test_accuracy"] - rungs["filters-100"]["test_accuracy"])
    spread = 100 * np.ptp(rungs["filters-100"]["test_accuracies"])
    return (
        "The digits that deskewing makes readable lean only a little more than others: their ink"
        f" moves, on average, by {r['steps'][0]['slant']:.2f} columns per row to one side, that of"
        f" all test digits by {r['slant']:.2f}. Upright digits gain, too, since the models learn"
        " from digits that are more alike. The last step is small: over all seeds it brings"
        f" {gain:.2f} percentage points, while the seeds of the rung before differ by up to"
        f" {spread:.2f}."
    )


def misses() -> str:
    """How many digits the last rung misreads, and the pairs that it mixes up most often."""
    missed = ladder()["missed"]
    pairs = Counter(tuple(sorted((d["label"], d["said"]))) for d in missed).most_common(3)
    most = ", ".join(f"{a} and {b} ({count})" for (a, b), count in pairs)
    return (
        f"{len(missed)} test digits are left, with seed 0. The pairs that are mixed up most often"
        f" are {most}."
    )


def newly_read(theme: str, narrow: bool = False) -> Figure:
    """The first digits that each rung reads and the one before did not."""
    across = 6 if narrow else 12
    rows = [step["shown"][:12] for step in ladder()["steps"]]
    deep = 12 // across
    with canvas(theme, *((3.4, 7.6) if narrow else (6, 4.1))) as (figure, palette):
        panels = figure.subplots(4, 1)
        for axes, digits, step, name in zip(
            panels, rows, ladder()["steps"], list(NAMES.values())[1:], strict=True
        ):
            wall(axes, digits, across, deep, palette, 8.5)
            counts = f"{step['newly_right']} newly right, {step['newly_wrong']} newly wrong"
            axes.set_title(f"{name}: {counts}", size=9 if narrow else 9.5)
    return figure


def missed(theme: str, narrow: bool = False) -> Figure:
    """All digits that the last rung misreads."""
    digits = sorted(ladder()["missed"], key=lambda d: (d["label"], d["said"], d["number"]))
    across = 6 if narrow else 12
    deep = -(-len(digits) // across)
    size = (3.4, 0.78 * deep) if narrow else (6, 0.74 * deep)
    with canvas(theme, *size) as (figure, palette):
        wall(figure.subplots(), digits, across, deep, palette, 8.5)
    return figure


def wall(
    axes: Axes, digits: list[dict[str, Any]], across: int, deep: int, palette: Any, size: float
) -> None:
    """Draw digits side by side as one picture, the wrong answer and the label below each."""
    below = 14  # pixels of room
    picture = np.zeros((deep * (28 + below), across * 30))
    for i, digit in enumerate(digits):
        top, left = i // across * (28 + below), i % across * 30
        picture[top : top + 28, left + 1 : left + 29] = unpacked(digit["pixels"]) / 255
        words = f"{digit['said']} → {digit['label']}"
        axes.text(left + 14.5, top + 28 + below / 2, words, ha="center", va="center", size=size)
    ink(axes, picture, palette)
    axes.axis("off")


def parts(theme: str, narrow: bool = False) -> Figure:
    """For each digit the patches that speak for it, in each of the 16 cells."""
    pictures = [unpacked(ladder()["parts"][str(k)]) / 255 for k in range(10)]
    with canvas(theme, *((3.4, 7.4) if narrow else (5.8, 2.75))) as (figure, palette):
        panels = figure.subplots(*((5, 2) if narrow else (2, 5))).ravel()
        for k, (axes, picture) in enumerate(zip(panels, pictures, strict=True)):
            ink(axes, picture, palette)
            for place in np.arange(1, CELLS) * WINDOW - 0.5:
                axes.axhline(place, color=palette.muted, lw=0.4)
                axes.axvline(place, color=palette.muted, lw=0.4)
            axes.set_title(f"{k}", size=10)
        frame(figure, palette)
    return figure


def unpacked(text: str) -> NDArray[np.uint8]:
    """The pixels of a picture in a report."""
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8).reshape(28, 28)

"""Figures of chapter 0, Ten lines that read digits, and of the start page.

The models in them are those that the ten lines of the page train.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from docs.tools import pages
from docs.tools.images import canvas
from logreg_edu import sigmoid

A_FOUR, A_THREE = 410, 305  # test digits that are read correctly


@cache
def trained() -> dict[str, Any]:
    """The names that the ten lines define, and X_test, the digits that they keep for the test."""
    page = (pages.DOCS / "chapters/00-ten-lines.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S)
    found: dict[str, Any] = {}
    exec(lines, found)
    return found | {"X_test": found["digits"].images[~found["train"]] / 255}


def a_digit_that_is_read(theme: str, narrow: bool = False) -> Figure:
    """A test digit, and the ten probabilities that the models give."""
    return _read(A_THREE, theme, narrow)


def another_digit(theme: str, narrow: bool = False) -> Figure:
    """The same for the start page, with another digit."""
    return _read(A_FOUR, theme, narrow)


def _read(i: int, theme: str, narrow: bool) -> Figure:
    lines = trained()
    x = lines["X_test"][i]
    with canvas(theme, *((3.3, 2) if narrow else (5.2, 2.4))) as (figure, palette):
        digit, bars = figure.subplots(1, 2, width_ratios=(1, 1.1))
        show(digit, x, palette.paper, palette.ink, vmin=0, vmax=1)
        bars.barh(range(10), sigmoid(x @ lines["W"] + lines["b"]), color=palette.lines[0])
        bars.set(yticks=range(10), xlim=(0, 1), xticks=[0, 0.5, 1])
        bars.xaxis.set_major_formatter(PercentFormatter(1))
        bars.tick_params(labelsize=8.5 if narrow else 9.5)
        bars.tick_params(axis="y", length=0)
        bars.invert_yaxis()
    return figure


def weights_as_pictures(theme: str, narrow: bool = False) -> Figure:
    """The ten columns of W, each as a picture, all on one scale."""
    W = trained()["W"]
    most = np.quantile(np.abs(W), 0.995)  # or a few pixels make all others pale
    with canvas(theme, *((3.3, 1.65) if narrow else (5.6, 2.6))) as (figure, palette):
        figure.get_layout_engine().set(w_pad=0.04, h_pad=0.04, wspace=0, hspace=0.02)
        against, paper, speaks_for = palette.lines[1], palette.paper, palette.lines[0]
        for k, axes in enumerate(figure.subplots(2, 5).flat):
            show(axes, W[:, k], against, paper, speaks_for, vmin=-most, vmax=most)
            axes.set_title(f"{k}", loc="center", size=9.5, pad=3)
    return figure


def show(axes: Axes, pixels: np.ndarray, *colors: str, vmin: float, vmax: float) -> None:
    """Put 784 numbers into some axes as a picture, coloured from the first colour to the last."""
    ramp = LinearSegmentedColormap.from_list("ramp", colors, N=31)
    axes.imshow(pixels.reshape(28, 28), ramp, vmin=vmin, vmax=vmax)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(True)

"""The figures: each function takes arrays and returns a matplotlib Figure; ``save`` writes it.

Colours come from one palette a theme (Okabe and Ito's, which colour-blind people can tell apart),
and never carry a meaning alone. Nothing here touches pyplot or leaves a setting behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, PercentFormatter
from numpy.typing import ArrayLike, NDArray

from logreg_edu.app.files import replacing
from logreg_edu.evaluate import accuracy_interval, reliability as reliability_bins

WIDTH = 8.0  # inches; 1,200 pixels at 150 an inch
RIGHT, WRONG = "\N{CHECK MARK}", "\N{BALLOT X}"


class Palette(NamedTuple):
    """The colours of a theme.

    Attributes:
        paper: behind everything.
        ink: text, and the ink of the digits.
        muted: what must be legible but not loud.
        faint: lines that must not be loud at all.
        blue: for, right, more.
        orange: against, wrong.
        lines: five colours; solid and dashed they tell ten lines apart.
    """

    paper: str
    ink: str
    muted: str
    faint: str
    blue: str
    orange: str
    lines: tuple[str, ...]


PALETTES = {
    "light": Palette(
        paper="#ffffff",
        ink="#1a1a1a",
        muted="#5f6368",
        faint="#d5d8dc",
        blue="#0072b2",
        orange="#d55e00",
        lines=("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#1a1a1a"),
    ),
    "dark": Palette(
        paper="#1e2129",
        ink="#f0f0f0",
        muted="#aab0ba",
        faint="#454b57",
        blue="#56b4e9",
        orange="#e69f00",
        lines=("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442"),
    ),
}


def style(palette: Palette) -> dict[str, object]:
    """The matplotlib settings that dress a figure in a palette."""
    p = palette
    return {
        "figure.dpi": 150,
        "figure.facecolor": p.paper,
        "font.family": "DejaVu Sans",  # comes with matplotlib: the same on every machine
        "font.size": 10,
        "text.color": p.ink,
        "axes.facecolor": p.paper,
        "axes.edgecolor": p.muted,
        "axes.labelcolor": p.ink,
        "axes.titlesize": 11,
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "grid.color": p.faint,
        "xtick.color": p.muted,
        "ytick.color": p.muted,
        "xtick.labelcolor": p.ink,
        "ytick.labelcolor": p.ink,
    }


@contextmanager
def _figure(theme: str, width: float, height: float) -> Iterator[tuple[Figure, Palette]]:
    palette = PALETTES[theme]
    with matplotlib.rc_context(style(palette)):
        figure = Figure((width, height), layout="constrained")
        yield figure, palette
        figure.draw_without_rendering()  # ticks are made, and styled, when they are first drawn


def save(figure: Figure, path: str | Path) -> None:
    """Write a figure: all of it or nothing, and the same bytes for the same figure.

    Args:
        figure: the figure.
        path: where to; the suffix says what, ``.png`` or ``.svg``.

    Raises:
        ValueError: another suffix.
    """
    path = Path(path)
    # What would differ between machines and days: the version of matplotlib, and the date.
    metadata = {".png": {"Software": None}, ".svg": {"Creator": None, "Date": None}}
    if path.suffix not in metadata:
        raise ValueError(f"path: must end in .png or .svg, not {path.name!r}")
    with replacing(path) as temporary, matplotlib.rc_context({"svg.hashsalt": "logreg_edu"}):
        figure.savefig(temporary, metadata=metadata[path.suffix])


def cost_curve(
    cost_history: ArrayLike, label: str | None = None, theme: str = "light"
) -> Figure:
    """How the cost fell.

    Args:
        cost_history: (iterations + 1,) of one model, or (iterations + 1, K) of K, in nats; NaN
            after a model's last step.
        label: what to call the curve of one model; the curves of several are called 0, 1, ...
        theme: "light" or "dark".

    Returns:
        The figure.
    """
    J = np.asarray(cost_history, dtype=np.float64)
    J = J.reshape(len(J), -1)
    K = J.shape[1]
    names = [str(k) for k in range(K)] if K > 1 else [label or ""]
    last = (~np.isnan(J)).sum(axis=0) - 1
    ends = J[last, range(K)]
    with _figure(theme, WIDTH, 4.8) as (figure, p):
        axes = figure.subplots()
        for k in range(K):
            color, dash = p.lines[k % 5], "-" if k // 5 % 2 == 0 else (0, (4, 1.5))
            axes.plot(J[:, k], color=color, linestyle=dash, marker=".", markevery=[last[k]])
        if np.nanmin(J) > 0 and np.nanmax(J) > 4 * np.nanmin(J):
            axes.set_yscale("log")
            axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axes.yaxis.set_minor_locator(NullLocator())
            axes.yaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.set_xlim(0, max(1, len(J) - 1))
        axes.set(xlabel="Iteration", ylabel="Cost")
        axes.set_title("Cost: mean loss per training digit, in nats")
        axes.grid(axis="y")
        to_share = axes.transScale + axes.transLimits  # from costs to shares of the axis' height
        heights = to_share.transform(np.column_stack([last, ends]))[:, 1]
        for k, height in enumerate(_spread(heights, gap=0.05)):
            axes.annotate(
                names[k],
                xy=(last[k], ends[k]),
                xytext=(1.05, height),
                textcoords="axes fraction",
                va="center",
                arrowprops={"arrowstyle": "-", "color": p.lines[k % 5], "lw": 0.8},
                annotation_clip=False,
            )
    return figure

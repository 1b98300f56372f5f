"""Figures of chapter 12, Towards neural networks."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from docs.figures.reading import ramp
from docs.tools import canvas, pages


@cache
def chapter() -> dict[str, Any]:
    """The names that the chapter's own code defines: its functions, its data, its network."""
    page = pages.DOCS / "chapters/12-towards-neural-networks.md"
    text = page.read_text(encoding="utf-8").split("\n## In the library\n")[0]
    names: dict[str, Any] = {}
    exec("\n".join(re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)), names)
    return names


def graph(theme: str, narrow: bool = False) -> Figure:
    """A network as a graph: values go down, gradients come up."""
    stations = [
        r"layer  $X\,W_1 + b_1$",
        r"activation  $\sigma(Z_1)$",
        r"layer  $A\,W_2 + b_2$",
        "softmax, loss, mean",
    ]
    values = [r"$X$  (m, n)", r"$Z_1$  (m, q)", r"$A$  (m, q)", r"$Z$  (m, K)", r"$J$  scalar"]
    gradients = ["", *(rf"$\partial J / \partial {name}$" for name in ("Z_1", "A", "Z")), "1"]
    weights = {0: "1", 2: "2"}
    with canvas(theme, *((3.4, 5.2) if narrow else (5.6, 5.2))) as (figure, palette):
        axes = figure.subplots()
        size = 9 if narrow else 10
        down = {"arrowstyle": "-|>", "color": palette.lines[0], "lw": 1.8}
        up = {"arrowstyle": "-|>", "color": palette.lines[1], "lw": 1.8, "linestyle": (0, (4, 2))}
        for i, station in enumerate(stations):
            y = -2 * i
            box = FancyBboxPatch(
                (-1.5, y - 0.35), 3, 0.7, boxstyle="round,pad=0.05", fill=False, ec=palette.muted
            )
            axes.add_patch(box)
            axes.text(0, y, station, ha="center", va="center", size=size)
            if i in weights:
                axes.annotate("", (2.3 if narrow else 2.6, y), (1.6, y), arrowprops=up)
                both = [rf"$\partial J / \partial {name}_{weights[i]}$" for name in "Wb"]
                text = "\n".join(both) if narrow else ", ".join(both)
                axes.text(2.4 if narrow else 2.7, y, text, va="center", size=size)
        for i, (value, gradient) in enumerate(zip(values, gradients, strict=True)):
            top, bottom = -2 * i + 1.6, -2 * i + 0.4
            axes.annotate("", (-0.6, bottom), (-0.6, top), arrowprops=down)
            left = {"ha": "right", "va": "center", "size": size}
            axes.text(-0.75, (top + bottom) / 2, value, **left)
            if gradient:
                axes.annotate("", (0.6, top), (0.6, bottom), arrowprops=up)
                axes.text(0.75, (top + bottom) / 2, gradient, va="center", size=size)
        axes.text(-0.6, 1.95, "values\nforward", color=palette.lines[0], ha="center", size=size)
        axes.text(0.9, 1.95, "gradients\nbackward", color=palette.lines[1], ha="center", size=size)
        axes.set(xlim=(-2.4, 3.6) if narrow else (-3, 4.6), ylim=(-8, 2.9))
        axes.axis("off")
    return figure


def hidden_units(theme: str, narrow: bool = False) -> Figure:
    """What training has changed in the weights of twelve hidden units, on one scale."""
    names = chapter()
    W_1, *_ = names["network"]
    W_start, *_ = names["start"](W_1.shape[1], np.random.default_rng(0))
    changes = (W_1 - W_start)[:, :12]
    limit = float(np.quantile(np.abs(changes), 0.995))
    rows, columns = (3, 4) if narrow else (2, 6)
    pictures = changes.T.reshape(rows, columns, 28, 28)  # shown as one: many pictures take time
    framed = np.pad(pictures, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=np.nan)
    with canvas(theme, *((3.4, 3.5) if narrow else (5.6, 3))) as (figure, palette):
        axes = figure.subplots()
        axes.set_facecolor(palette.muted)  # seen through the frames, which have no number
        colors = ramp(palette.lines[1], palette.paper, palette.lines[0])
        wall = framed.transpose(0, 2, 1, 3).reshape(rows * 30, columns * 30)
        drawn = axes.imshow(wall, colors, vmin=-limit, vmax=limit, interpolation="none")
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        bar = figure.colorbar(drawn, ax=axes, location="bottom", aspect=40, extend="both")
        bar.set_label("Change: ink says no (< 0) or yes (> 0)")
        bar.ax.locator_params(nbins=4)
    return figure


@cache
def right() -> int:
    """How many of the chapter's unseen digits its network gets right."""
    names = chapter()
    _, Z = names["forward_pass"](names["X"][names["unseen"]], *names["network"])
    return int(np.sum(Z.argmax(axis=1) == names["labels"][names["unseen"]]))


@cache
def costs_between(steps: int) -> list[float]:
    """The cost at equal distances on the straight line from the network to its reversal."""
    names = chapter()
    X, Y = names["X"][names["train"]], names["Y"][names["train"]]
    W_1, b_1, W_2, b_2 = here = names["network"]
    there = [W_1[:, ::-1], b_1[::-1], W_2[::-1], b_2]
    costs = []
    for t in np.linspace(0, 1, steps, dtype=np.float32):
        parameters = [(1 - t) * p + t * r for p, r in zip(here, there, strict=True)]
        costs.append(names["network_cost"](X, Y, parameters, names["l2"]))
    return costs


def between(theme: str, narrow: bool = False) -> Figure:
    """The cost on the straight line from the network to its reversal."""
    costs = costs_between(17)
    with canvas(theme, width=3.4 if narrow else 5.6, height=3) as (figure, palette):
        axes = figure.subplots()
        axes.plot(costs, color=palette.lines[0], marker=".")
        axes.plot([0, 16], [costs[0], costs[-1]], ":", color=palette.lines[1], lw=2)
        axes.set(ylim=(0, None), ylabel="Cost, in nats")
        axes.set_xticks([0, 8, 16], ["the network", "halfway", "its reversal"])
        axes.grid()
    return figure

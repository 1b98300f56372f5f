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


def graph(theme: str) -> Figure:
    """A network as a graph: values go down, slopes come up."""
    stations = [
        r"the layer  $X\,W_1 + b_1$",
        r"the bend  $\sigma(Z_1)$",
        r"the layer  $A\,W_2 + b_2$",
        "softmax, loss, mean",
    ]
    values = [r"$X$  (m, n)", r"$Z_1$  (m, q)", r"$A$  (m, q)", r"$Z$  (m, K)", r"$J$  scalar"]
    slopes = ["", *(rf"$\partial J / \partial {name}$" for name in ("Z_1", "A", "Z")), "1"]
    weights = {0: "1", 2: "2"}
    with canvas(theme, height=5.2) as (figure, palette):
        axes = figure.subplots()
        down = {"arrowstyle": "-|>", "color": palette.lines[0], "lw": 1.8}
        up = {"arrowstyle": "-|>", "color": palette.lines[1], "lw": 1.8, "linestyle": (0, (4, 2))}
        for i, station in enumerate(stations):
            y = -2 * i
            box = FancyBboxPatch(
                (-1.5, y - 0.35), 3, 0.7, boxstyle="round,pad=0.05", fill=False, ec=palette.muted
            )
            axes.add_patch(box)
            axes.text(0, y, station, ha="center", va="center")
            if i in weights:
                axes.annotate("", (2.6, y), (1.6, y), arrowprops=up)
                text = r"$\partial J / \partial W_?,\ \partial J / \partial b_?$"
                axes.text(2.7, y, text.replace("?", weights[i]), va="center")
        for i, (value, slope) in enumerate(zip(values, slopes, strict=True)):
            top, bottom = -2 * i + 1.6, -2 * i + 0.4
            axes.annotate("", (-0.6, bottom), (-0.6, top), arrowprops=down)
            axes.text(-0.75, (top + bottom) / 2, value, ha="right", va="center")
            if slope:
                axes.annotate("", (0.6, top), (0.6, bottom), arrowprops=up)
                axes.text(0.75, (top + bottom) / 2, slope, ha="left", va="center")
        axes.text(-3, 1.9, "values go forward", color=palette.lines[0], va="center")
        axes.text(1.6, 1.9, "slopes come back", color=palette.lines[1], va="center")
        axes.set(xlim=(-3, 4.6), ylim=(-8, 2.2))
        axes.axis("off")
    return figure


def hidden_units(theme: str) -> Figure:
    """The weights of the first twelve hidden units, as pictures on one scale."""
    W_1 = chapter()["network"][0][:, :12]
    limit = float(np.quantile(np.abs(W_1), 0.995))
    pictures = W_1.T.reshape(2, 6, 28, 28)  # shown as one: many pictures take time
    framed = np.pad(pictures, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=np.nan)
    with canvas(theme, height=3) as (figure, palette):
        axes = figure.subplots()
        axes.set_facecolor(palette.muted)  # seen through the frames, which have no number
        colors = ramp(palette.lines[1], palette.paper, palette.lines[0])
        wall = framed.transpose(0, 2, 1, 3).reshape(2 * 30, 6 * 30)
        drawn = axes.imshow(wall, colors, vmin=-limit, vmax=limit, interpolation="none")
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        bar = figure.colorbar(drawn, ax=axes, location="bottom", aspect=40, extend="both")
        bar.set_label("Ink here says no (< 0) or yes (> 0) to the unit's question")
    return figure


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


def between(theme: str) -> Figure:
    """The cost on the straight line from the network to its reversal."""
    costs = costs_between(17)
    with canvas(theme, height=3) as (figure, palette):
        axes = figure.subplots()
        axes.plot(costs, color=palette.lines[0], marker=".")
        axes.plot([0, 16], [costs[0], costs[-1]], ":", color=palette.lines[1], lw=2)
        axes.set(ylim=(0, None), ylabel="Cost, in nats")
        axes.set_xticks([0, 8, 16], ["the network", "halfway", "its reversal"])
        axes.grid()
    return figure

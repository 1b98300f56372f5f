"""Figures of chapter 3, The loss."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from docs.tools.images import canvas
from logreg_edu import loss, sigmoid, textbook_loss

EPSILON = 1e-15


def surprise(theme: str) -> Figure:
    """The loss as a function of the probability given to the truth, -log p."""
    p = np.linspace(0.004, 1, 400)
    marked = np.array([0.01, 0.1, 0.5, 0.9, 1])
    with canvas(theme) as (figure, palette):
        axes = figure.subplots()
        axes.plot(p, -np.log(p), color=palette.lines[0])
        axes.plot(marked, np.log(1 / marked), "o", color=palette.lines[1], clip_on=False)
        for p_marked in marked:
            text = f"{np.log(1 / p_marked):.2f}"
            axes.annotate(
                text, (p_marked, np.log(1 / p_marked)), (7, 5), textcoords="offset points"
            )
        axes.set(xlim=(0, 1), ylim=(0, 5.5))
        axes.set_xlabel("Probability given to the truth")
        axes.set_ylabel("Loss, in nats")
        axes.grid()
    return figure


def failing_forms(theme: str) -> Figure:
    """Four forms of the loss of y = 0, and their slopes, where the textbook's breaks."""
    z = np.linspace(25, 45, 2001)
    y_hat = sigmoid(z)
    with np.errstate(divide="ignore", invalid="ignore"):
        clip = np.clip(y_hat, EPSILON, 1 - EPSILON)
        forms = {
            "exact": (loss(z, 0), y_hat),
            "textbook": (
                textbook_loss(y_hat, 0),
                y_hat / (y_hat * (1 - y_hat)) * (y_hat * (1 - y_hat)),
            ),
            "clipped": (textbook_loss(clip, 0), np.where(clip == y_hat, y_hat, 0)),
            "padded": (
                -np.log(1 - y_hat + EPSILON),
                y_hat * (1 - y_hat) / (1 - y_hat + EPSILON),
            ),
        }
    dashes = ["-", (0, (1, 1)), (0, (5, 2)), (0, (5, 1, 1, 1))]
    with canvas(theme, height=5.4) as (figure, palette):
        above, below = figure.subplots(2, sharex=True, height_ratios=(3, 2))
        for i, (name, (value, slope)) in enumerate(forms.items()):
            look = {"color": palette.lines[i], "linestyle": dashes[i], "lw": 2}
            above.plot(z, np.where(np.isfinite(value), value, np.nan), label=name, **look)
            below.plot(z, slope, **look)
        above.legend(handlelength=3.5)
        above.set(ylabel="Loss, in nats", xlim=(25, 45))
        above.yaxis.set_major_locator(MultipleLocator(5))
        above.xaxis.set_major_locator(MultipleLocator(5))
        below.set(ylabel="Slope in the score", xlabel='Score $z$ of an example that is a "no"')
        for axes in (above, below):
            axes.axvline(53 * np.log(2), color=palette.muted, lw=1)
            axes.grid()
        break_at = (53 * np.log(2), 26)
        above.annotate("textbook: inf", break_at, (5, 0), textcoords="offset points")
        below.annotate("textbook: nan", (break_at[0], 0.5), (5, 0), textcoords="offset points")
    return figure

"""Figures of chapter 3, The loss."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from docs.tools.images import canvas
from logreg_edu import loss, sigmoid, textbook_loss

EPSILON = 1e-15
BREAKS_AT = 53 * np.log(2)  # from this score on, sigmoid(z) is 1 in float64


def likelihood(theme: str, narrow: bool = False) -> Figure:
    """What one weight gives to three truths, and the product over the weight."""
    x, y, shown = np.array([-2.0, 1.0, 3.0]), np.array([0, 0, 1]), 0.7
    across, w = np.linspace(-4, 4, 161), np.linspace(-1, 4, 201)
    with canvas(theme, 3.4 if narrow else 5.6, 5.4) as (figure, palette):
        above, below = figure.subplots(2, height_ratios=(3, 2))
        above.plot(across, sigmoid(shown * across), color=palette.lines[0], lw=2)
        for x_i, y_i in zip(x, y, strict=True):
            y_hat = sigmoid(shown * x_i)
            low, high = (0, y_hat) if y_i == 1 else (y_hat, 1)
            above.plot([x_i, x_i], [low, high], color=palette.lines[1], lw=5, alpha=0.6)
            above.plot(x_i, y_i, "o" if y_i else "s", color=palette.ink, clip_on=False, zorder=3)
            above.annotate(
                f"{high - low:.2f}", (x_i, (low + high) / 2), (-6, 0),
                textcoords="offset points", ha="right", va="center",
            )  # fmt: skip
        above.set_title("Probability of the truth, for $w = 0.7$", pad=10)
        above.set(xlabel="$x$", ylabel=r"$\hat y$, the truth", xlim=(-4, 4), ylim=(0, 1))
        P = np.where(y == 1, sigmoid(np.outer(w, x)), sigmoid(-np.outer(w, x)))  # (201, 3)
        below.plot(w, P.prod(axis=1), color=palette.lines[0], lw=2)
        for marked in (0, 0.7, 2):
            height = np.prod(sigmoid(marked * np.where(y == 1, x, -x)))
            below.plot(marked, height, "o", color=palette.lines[1], clip_on=False)
            below.annotate(f"{height:.3f}", (marked, height), (6, 4), textcoords="offset points")
        below.set(title="Their product, the likelihood")
        below.set(xlabel="Weight $w$", xlim=(-1, 4), ylim=(0, 0.3))
        for axes in (above, below):
            axes.grid()
    return figure


def surprise(theme: str, narrow: bool = False) -> Figure:
    """The loss as a function of the probability given to the truth, -log p."""
    p = np.linspace(0.004, 1, 400)
    marked = np.array([0.01, 0.1, 0.5, 0.9, 1])
    with canvas(theme, 3.4 if narrow else 5.6) as (figure, palette):
        axes = figure.subplots()
        axes.plot(p, -np.log(p), color=palette.lines[0])
        axes.plot(marked, np.log(1 / marked), "o", color=palette.lines[1], clip_on=False)
        for p_marked in marked:
            text, place = f"{np.log(1 / p_marked):.2f}", (-20, 7) if p_marked == 0.9 else (5, 5)
            axes.annotate(text, (p_marked, np.log(1 / p_marked)), place, textcoords="offset points")
        axes.set(xlim=(0, 1), ylim=(0, 5.5))
        axes.set_xlabel("Probability given to the truth")
        axes.set_ylabel("Loss, in nats")
        axes.grid()
    return figure


def never_looks(theme: str, narrow: bool = False) -> Figure:
    """The mean loss of a constant answer where one truth in ten is yes."""
    p, q = np.linspace(0.0005, 0.95, 1000), 0.1
    with canvas(theme, 3.4 if narrow else 5.6, 3.2) as (figure, palette):
        axes = figure.subplots()
        mean = lambda p: -(q * np.log(p) + (1 - q) * np.log(1 - p))  # noqa: E731
        axes.plot(p, mean(p), color=palette.lines[0], lw=2)
        axes.plot([0.1, 0.5], mean(np.array([0.1, 0.5])), "o", color=palette.lines[1])
        axes.annotate(f"{mean(0.1):.3f}: always one tenth", (0.1, mean(0.1)), (4, -16),
                      textcoords="offset points")  # fmt: skip
        axes.annotate(f"{mean(0.5):.3f}:\nalways one half", (0.5, mean(0.5)), (-8, 6),
                      textcoords="offset points", ha="right")  # fmt: skip
        axes.yaxis.set_major_locator(MultipleLocator(0.5))
        axes.set(xlim=(0, 1), ylim=(0, 2))
        axes.set(xlabel="Constant answer $p$", ylabel="Mean loss, in nats")
        axes.grid()
    return figure


def failing_forms(theme: str, narrow: bool = False) -> Figure:
    """Four forms of the loss of y = 0, and their slopes, where the textbook's breaks."""
    z = np.linspace(31, 39, 1601)
    y_hat = sigmoid(z)
    with np.errstate(divide="ignore", invalid="ignore"):
        clip = np.clip(y_hat, EPSILON, 1 - EPSILON)
        forms = {
            "textbook": (
                textbook_loss(y_hat, 0),
                y_hat / (y_hat * (1 - y_hat)) * (y_hat * (1 - y_hat)),
            ),
            "exact": (loss(z, 0), y_hat),
            "clipped": (textbook_loss(clip, 0), np.where(clip == y_hat, y_hat, 0)),
            "padded": (
                -np.log(1 - y_hat + EPSILON),
                y_hat * (1 - y_hat) / (1 - y_hat + EPSILON),
            ),
        }
    # The textbook's is wide, so that the exact form can be seen on top of it.
    looks = [(1, "-", 5), (0, "-", 1.6), (2, (0, (5, 2)), 2), (3, (0, (5, 1, 1, 1)), 2)]
    with canvas(theme, 3.4 if narrow else 5.6, 5.6) as (figure, palette):
        above, below = figure.subplots(2, sharex=True, height_ratios=(3, 2))
        for (name, (value, slope)), (color, dashes, width) in zip(
            forms.items(), looks, strict=True
        ):
            look = {"color": palette.lines[color], "linestyle": dashes, "lw": width}
            above.plot(z, np.where(np.isfinite(value), value, np.nan), label=name, **look)
            below.plot(z, slope, **look)
        figure.legend(
            *above.get_legend_handles_labels(), loc="outside upper center", handlelength=3,
            ncols=2 if narrow else 4,
        )  # fmt: skip
        above.set(ylabel="Loss, in nats", xlim=(31, 39), ylim=(30.5, 39.5))
        above.xaxis.set_major_locator(MultipleLocator(2))
        above.yaxis.set_major_locator(MultipleLocator(2))
        below.set(ylabel="Slope in the score", xlabel='Score $z$ of an example that is a "no"')
        for axes, words, height in ((above, "infinite", 31.5), (below, "NaN", 0.45)):
            axes.axvline(BREAKS_AT, color=palette.muted, lw=1)
            axes.annotate(
                f"textbook:\n{words}", (BREAKS_AT, height), (5, 0), textcoords="offset points"
            )
            axes.grid()
    return figure

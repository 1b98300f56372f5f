"""Figures of chapter 4, The cost."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from docs.tools.images import canvas
from logreg_edu import cost, loss, sigmoid


def two_prices(theme: str) -> Figure:
    """The loss and the squared error of y = 1 over the score, and how they curve."""
    z = np.linspace(-8, 8, 321)
    y_hat = sigmoid(z)
    slope_of_sigmoid = y_hat * (1 - y_hat)
    # By the product rule from the slope -2 (1 - y_hat) * y_hat (1 - y_hat).
    curvature_of_square = 2 * slope_of_sigmoid * (1 - y_hat) * (3 * y_hat - 1)
    losses = {
        "loss": (loss(z, 1), slope_of_sigmoid, "-"),
        "squared error": ((y_hat - 1) ** 2, curvature_of_square, (0, (5, 2))),
    }
    with canvas(theme, height=5) as (figure, palette):
        above, below = figure.subplots(2, sharex=True, height_ratios=(3, 2))
        for i, (name, (value, curvature, dashes)) in enumerate(losses.items()):
            look = {"color": palette.lines[i], "linestyle": dashes, "lw": 2}
            above.plot(z, value, label=name, **look)
            below.plot(z, curvature, **look)
        above.legend(loc="upper right", handlelength=3.5)
        above.set(ylabel="Price", xlim=(-8, 8), ylim=(-0.3, 8.3))
        below.set(ylabel="Curvature", xlabel='Score $z$ of an example that is a "yes"')
        below.axhline(0, color=palette.muted, lw=1)
        for axes in (above, below):
            axes.grid()
    return figure


def gutter_and_bowl(theme: str) -> Figure:
    """Lines of equal cost over two weights on equal pixels, without and with a penalty."""
    pixel = np.array([0.2, 0.6, 1.0, 1.4, 1.8, 2.2])
    X, y = np.column_stack([pixel, pixel]), np.array([0, 1, 0, 1, 1, 1])
    w = np.linspace(-4, 4, 81)
    W = np.stack(np.meshgrid(w, w), axis=-1).reshape(-1, 2).T  # (2, 81 * 81)
    Y = np.repeat(y[:, np.newaxis], W.shape[1], axis=1)
    with canvas(theme, height=3.3) as (figure, palette):
        panels = figure.subplots(1, 2, sharey=True)
        for axes, l2 in zip(panels, (0, 0.2), strict=True):
            J = cost(X, Y, W, np.full(W.shape[1], -1.0), l2).reshape(len(w), len(w))
            axes.contour(w, w, J, levels=J.min() * np.array([1.05, 1.3, 1.8, 2.7, 4.5]),
                         colors=palette.lines[0], linewidths=1.2)  # fmt: skip
            axes.set(title=f"$\\lambda = {l2}$", xlabel="Weight $w_1$", aspect="equal")
            lowest = W[:, J.argmin()]
            if l2:
                axes.plot(*lowest, "o", color=palette.lines[1])
            else:  # the floor of the valley: all points with the same sum of the weights
                axes.plot(w, lowest.sum() - w, color=palette.lines[1], linestyle=(0, (5, 2)))
        panels[0].set(ylabel="Weight $w_2$", xlim=(-4, 4), ylim=(-4, 4))
    return figure

"""Figures of chapter 4, The cost."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from docs.tools.images import canvas
from docs.tools.playground import FOUR_X, FOUR_Y
from logreg_edu import cost, cost_and_gradient, loss, pixels_to_examples, score, sigmoid
from logreg_edu.app.datasets import load


def two_landscapes(theme: str, narrow: bool = False) -> Figure:
    """The mean loss and the mean squared error of four examples, and a descent on each."""

    def mean_loss(w: np.ndarray) -> np.ndarray:
        return loss(np.multiply.outer(w, FOUR_X), FOUR_Y * np.ones((*w.shape, 4))).mean(axis=-1)

    def mean_square(w: np.ndarray) -> np.ndarray:
        return ((sigmoid(np.multiply.outer(w, FOUR_X)) - FOUR_Y) ** 2).mean(axis=-1)

    w = np.linspace(-6, 4, 401)
    with canvas(theme, 3.4 if narrow else 5.6, 5 if narrow else 3.2) as (figure, palette):
        panels = figure.subplots(2, 1) if narrow else figure.subplots(1, 2)
        for axes, J, name, alpha in zip(
            panels, (mean_loss, mean_square), "AB", (0.15, 25), strict=True
        ):
            path = [-5.5]
            while len(path) < 36:
                step = np.array([path[-1] - 1e-5, path[-1] + 1e-5])
                path.append(path[-1] - alpha * np.diff(J(step))[0] / 2e-5)
            axes.plot(w, J(w), color=palette.lines[0], lw=2)
            axes.plot(path, J(np.array(path)), ".", color=palette.lines[1], ms=7)
            axes.plot(path[-1], J(np.array(path[-1])), "o", color=palette.lines[1])
            bottom = J(w).min() - 0.15 * np.ptp(J(w))
            axes.set(title=name, xlabel="Weight", xlim=(-6, 4), ylim=(bottom, None), yticks=[])
        panels[0].set(ylabel="Cost")
        if narrow:
            panels[1].set(ylabel="Cost")
    return figure


def along_a_line(theme: str, narrow: bool = False) -> Figure:
    """The mean loss of a model of the digit 0 along the first step of a descent, and beyond."""
    digits = load("sample")
    X, y = pixels_to_examples(digits.images)[::10].astype(np.float64), digits.labels[::10] == 0
    _, dJ_dw, dJ_db = cost_and_gradient(X, y, np.zeros(X.shape[1]), 0.0)
    rate = score(X, dJ_dw, dJ_db)  # of each score along the line: they start at 0
    phi = lambda t: loss(-t * rate, y).mean()  # noqa: E731
    t = np.linspace(-0.12, 0.6, 361)
    t_1, t_2, t_0 = -0.08, 0.48, 0.1
    slope = (phi(t_0 + 1e-5) - phi(t_0 - 1e-5)) / 2e-5
    with canvas(theme, 3.4 if narrow else 5.6, 3.4) as (figure, palette):
        axes = figure.subplots()
        axes.plot(t, [phi(t_i) for t_i in t], color=palette.lines[0], lw=2.2)
        ends = [phi(t_1), phi(t_2)]
        axes.plot([t_1, t_2], ends, "o", ls=(0, (5, 2)), color=palette.lines[1], lw=1.8)
        touching = phi(t_0) + slope * (t - t_0)
        axes.plot(t, touching, color=palette.lines[2], ls=(0, (1, 1)), lw=2)
        axes.plot(t_0, phi(t_0), "o", color=palette.lines[2])
        axes.annotate("chord", (0.2, np.interp(0.2, [t_1, t_2], ends)), (4, 6),
                      textcoords="offset points")  # fmt: skip
        axes.annotate("tangent", (0.2, phi(t_0) + slope * 0.1), (9, -3),
                      textcoords="offset points")  # fmt: skip
        axes.set(xlabel="Number $t$ on the line", ylabel="Mean loss, in nats")
        axes.set(xlim=(-0.12, 0.6), ylim=(0, None))
        axes.grid()
    return figure


def two_losses(theme: str, narrow: bool = False) -> Figure:
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
    with canvas(theme, 3.4 if narrow else 5.6, 5) as (figure, palette):
        above, below = figure.subplots(2, sharex=True, height_ratios=(3, 2))
        for i, (name, (value, curvature, dashes)) in enumerate(losses.items()):
            look = {"color": palette.lines[i], "linestyle": dashes, "lw": 2}
            above.plot(z, value, label=name, **look)
            below.plot(z, curvature, **look)
        above.legend(loc="upper right", handlelength=3)
        above.set(ylabel="Value", xlim=(-8, 8), ylim=(-0.3, 8.3))
        below.set(ylabel="Curvature", xlabel='Score $z$ of an example that is a "yes"')
        below.axhline(0, color=palette.muted, lw=1)
        for axes in (above, below):
            axes.grid()
    return figure


def gutter_and_bowl(theme: str, narrow: bool = False) -> Figure:
    """Lines of equal cost over two weights on equal pixels, without and with a penalty."""
    pixel = np.array([0.2, 0.6, 1.0, 1.4, 1.8, 2.2])
    X, y, b = np.column_stack([pixel, pixel]), np.array([0, 1, 0, 1, 1, 1]), -1.0
    w = np.linspace(-4, 4, 81)
    W = np.stack(np.meshgrid(w, w), axis=-1).reshape(-1, 2).T  # (2, 81 * 81)
    Y = np.repeat(y[:, np.newaxis], W.shape[1], axis=1)
    with canvas(theme, 3.3 if narrow else 5.6, 6.4 if narrow else 3.3) as (figure, palette):
        shape = (2, 1) if narrow else (1, 2)
        panels = figure.subplots(*shape, sharex=True, sharey=True)
        for axes, l2 in zip(panels, (0, 0.2), strict=True):
            J = cost(X, Y, W, np.full(W.shape[1], b), l2).reshape(len(w), len(w))
            lines = axes.contour(w, w, J, levels=[0.5, 0.7, 1, 2, 3],
                                 colors=palette.lines[0], linewidths=1.2)  # fmt: skip
            axes.clabel(lines, fmt="%g", fontsize=8.5)
            path = [np.array([-3.0, 1.0])]
            for _ in range(40):
                _, dJ_dw, _ = cost_and_gradient(X, y, path[-1], b, l2)
                path.append(path[-1] - 0.5 * dJ_dw)
            axes.plot(*np.transpose(path), ".-", color=palette.lines[1], lw=1, ms=5)
            axes.plot(*path[-1], "o", color=palette.lines[1])
            axes.set(title=f"$\\lambda = {l2}$", aspect="equal", ylabel="Weight $w_2$")
            axes.set(xlim=(-4, 4), ylim=(-4, 4), xlabel="Weight $w_1$")
            axes.label_outer()
            if not l2:  # the floor of the valley: all points with the same sum of the weights
                floor = path[-1].sum() - w
                axes.plot(w, floor, color=palette.ink, lw=1, linestyle=(0, (5, 2)))
    return figure

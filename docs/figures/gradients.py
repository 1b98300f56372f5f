"""Figures of chapter 5, Gradients."""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import LogLocator

from docs.tools.images import canvas
from docs.tools.playground import ten_steps
from logreg_edu import backward, cost, cost_and_gradient, forward, loss, pixels_to_examples, sigmoid
from logreg_edu.app.datasets import load

EPS = np.finfo(np.float64).eps
IN_A_FOLD = 2.7  # inches, on a phone, inside two boxes


def computation_graph(theme: str) -> Figure:
    """The example of the chapter: values forward, slopes backward."""
    x, w, b, y = np.array([0.8, 0.4]), np.array([2.0, -1.0]), -0.1, 0
    z = x @ w + b
    y_hat = sigmoid(z)
    in_y_hat, sigmoid_slope = 1 / (1 - y_hat), y_hat * (1 - y_hat)  # for y = 0
    in_z = y_hat - y
    boxes = {
        "w1": (0, 3, f"$w_1 = {w[0]:g}$", in_z * x[0]),
        "w2": (1, 3, f"$w_2 = {w[1]:g}$", in_z * x[1]),
        "b": (2, 3, f"$b = {b:g}$", in_z),
        "z": (1, 2, f"$z = {z:.1f}$", in_z),
        "y_hat": (1, 1, f"$\\hat y = {y_hat:.3f}$", in_y_hat),
        "loss": (1, 0, f"$\\ell = {loss(z, y):.3f}$", 1.0),
    }
    lines = [
        ("w1", "z", f"$\\times$ {x[0]:g}"),
        ("w2", "z", f"$\\times$ {x[1]:g}"),
        ("b", "z", "$\\times$ 1"),
        ("z", "y_hat", f"$\\times$ {sigmoid_slope:.3f}"),
        ("y_hat", "loss", f"$\\times$ {in_y_hat:.3f}"),
    ]
    size = 9  # on a figure that a phone shows as it is
    with canvas(theme, 3.4, 4.6) as (figure, palette):
        axes = figure.subplots()
        axes.set(xlim=(-0.5, 2.5), ylim=(-0.3, 3.3))
        axes.axis("off")
        for start, end, factor in lines:
            (x0, y0), (x1, y1) = boxes[start][:2], boxes[end][:2]
            tail, tip = (x0, y0 - 0.27), (x1 + 0.3 * (x0 - x1), y1 + 0.27)
            arrow = {"arrowstyle": "-|>", "color": palette.muted, "lw": 1.5}
            axes.annotate("", tip, tail, arrowprops=arrow)
            middle = (x0 + tip[0]) / 2, (tail[1] + tip[1]) / 2
            aside, align = ((-12, 0), "right") if x0 < x1 else ((8, 0), "left")
            place = {"textcoords": "offset points", "ha": align, "va": "center"}
            axes.annotate(factor, middle, aside, fontsize=size, **place)
        for x0, y0, value, slope in boxes.values():
            frame = {"fc": palette.paper, "ec": palette.muted, "boxstyle": "round,pad=0.02"}
            axes.add_patch(FancyBboxPatch((x0 - 0.43, y0 - 0.23), 0.86, 0.46, **frame))
            style = {"fontsize": size, "ha": "center", "va": "center"}
            axes.text(x0, y0 + 0.1, value, **style)
            axes.text(x0, y0 - 0.12, f"slope {slope:.3f}", color=palette.lines[1], **style)
        axes.text(-0.45, 1.25, "values:\ndownwards", fontsize=size, va="center")
        axes.text(
            -0.45, 0.75, "slopes:\nupwards", fontsize=size, color=palette.lines[1], va="center"
        )
    return figure


def errors_times_digits(theme: str) -> Figure:
    """Four digits, each times its error, and the mean: the gradient of their cost."""
    images, z, y = ten_steps()
    X, error = pixels_to_examples(images), sigmoid(z) - y
    products = error[:, np.newaxis] * X
    pictures = [*products, products.mean(axis=0)]
    titles = [*(f"{e:+.2f}".replace("-", "\N{MINUS SIGN}") for e in error), "mean"]
    with canvas(theme, 3.4, 1.8) as (figure, palette):
        ink = LinearSegmentedColormap.from_list("ink", [palette.paper, palette.ink])
        signs = [palette.lines[1], palette.paper, palette.lines[0]]
        ramp = LinearSegmentedColormap.from_list("signs", signs)
        above, below = figure.subplots(2, 5)
        most = {"vmin": -np.abs(products).max(), "vmax": np.abs(products).max()}
        for axes, x in zip(above, X, strict=False):
            axes.imshow(x.reshape(28, 28), cmap=ink, interpolation="nearest")
        for i, (axes, picture, title) in enumerate(zip(below, pictures, titles, strict=True)):
            scale = {"vmin": -abs(picture).max(), "vmax": abs(picture).max()} if i == 4 else most
            axes.imshow(picture.reshape(28, 28), cmap=ramp, interpolation="nearest", **scale)
            axes.set_title(title, fontsize=9, loc="center")
        for axes in (*above, *below):
            axes.set(xticks=[], yticks=[])
            axes.spines[:].set_visible(True)
        above[4].axis("off")
    return figure


def error_over_step(theme: str, narrow: bool = False) -> Figure:
    """How wrong a measured slope is, over the step, for central and one-sided differences."""
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(40, 6)), rng.integers(0, 2, size=40)
    w, b = rng.normal(size=6), rng.normal()

    def J(b: float) -> float:
        return float(cost(X, y, w, b))

    slope = float(cost_and_gradient(X, y, w, b)[2])
    doubt = sigmoid(X @ w + b) * (1 - sigmoid(X @ w + b))
    second = doubt.mean()
    third = (doubt * (1 - 2 * sigmoid(X @ w + b))).mean()
    h = np.logspace(-12, 0, 49)
    central = [(J(b + step) - J(b - step)) / (2 * step) for step in h]
    one_sided = [(J(b + step) - J(b)) / step for step in h]
    rounding = EPS * J(b) / h
    expected = {
        "central": (central, h**2 / 6 * abs(third) + rounding, "o", "-"),
        "one-sided": (one_sided, h / 2 * second + 2 * rounding, "^", (0, (5, 2))),
    }
    best = (3 * EPS * J(b) / abs(third)) ** (1 / 3)
    with canvas(theme, IN_A_FOLD if narrow else 5.6, 3.8) as (figure, palette):
        axes = figure.subplots()
        for i, (name, (measured, line, marker, dashes)) in enumerate(expected.items()):
            error = np.maximum(np.abs(np.array(measured) / slope - 1), EPS)
            axes.loglog(h, error, marker, color=palette.lines[i], ms=4, label=name)
            axes.loglog(h, line / abs(slope), color=palette.lines[i], linestyle=dashes, lw=1.2)
        axes.axvline(best, color=palette.muted, lw=1)
        axes.annotate("best $h$", (best, 1e-1), (5, 0), textcoords="offset points")
        axes.set(xlabel="Step $h$", ylabel="Relative error of the slope", ylim=(1e-14, 1))
        axes.xaxis.set_major_locator(LogLocator(numticks=5 if narrow else 7))
        axes.yaxis.set_major_locator(LogLocator(numticks=8))
        axes.minorticks_off()
        axes.legend(loc="lower left")
        axes.grid()
    return figure


@cache
def _descents(iterations: int) -> dict[str, np.ndarray]:
    """Cost, bias and its true slope at every step: with the right slope and the printed one."""
    digits = load("sample")
    X = pixels_to_examples(digits.images)[::5].astype(float)
    y, alpha = digits.labels[::5] == 0, 0.1
    X = X[:, X.any(axis=0)]  # a blank pixel keeps its weight at 0
    slopes = {
        "right": lambda y_hat: (y_hat - y).mean(),
        "notebook": lambda y_hat: (y * y_hat).mean(),
    }
    found = {}
    for name, slope in slopes.items():
        w, b, record = np.zeros(X.shape[1]), 0.0, []
        for _ in range(iterations + 1):
            J, y_hat = forward(X, y, w, b)
            dJ_dw, dJ_db = backward(X, y, y_hat, w)
            record.append((J, b, dJ_db))
            w, b = w - alpha * dJ_dw, b - alpha * slope(y_hat)
        found[name] = np.array(record)
    return found


def erratum(theme: str, narrow: bool = False) -> Figure:
    """The digit 0 learned with the right slope of the bias and with the notebook's."""
    descents = _descents(4000)
    turn = int(np.argmax(descents["notebook"][:, 2] < 0))
    shown = np.unique(np.geomspace(1, 4001, 120).astype(int)) - 1
    with canvas(theme, IN_A_FOLD if narrow else 5.6, 5) as (figure, palette):
        above, below = figure.subplots(2, sharex=True)
        for i, (name, record) in enumerate(descents.items()):
            look = {"color": palette.lines[i], "linestyle": ("-", (0, (5, 2)))[i], "lw": 2}
            above.semilogy(shown, record[shown, 0], label=name, **look)
            below.plot(shown, record[shown, 1], **look)
        above.legend(loc="upper right", handlelength=3.5)
        above.set(ylabel="Cost, in nats", xlim=(0, 4000), ylim=(0.005, 1))
        above.yaxis.set_major_formatter("{x:g}")
        below.set(ylabel="Bias", xlabel="Iteration")
        below.xaxis.set_major_formatter("{x:,.0f}")
        below.set_xticks(range(0, 4001, 2000 if narrow else 1000))
        for axes in (above, below):
            axes.axvline(turn, color=palette.muted, lw=1)
            axes.grid()
    return figure

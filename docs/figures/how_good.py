"""Figures of chapter 8, How good is it?"""

from __future__ import annotations

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from scipy.stats import binom

from docs.figures.ten_models import show, small, trained
from docs.tools.images import canvas
from docs.tools.pages import results
from logreg_edu import accuracy_interval, one_vs_all_score, pixels_to_examples


def confusion(theme: str, narrow: bool = False) -> Figure:
    """The confusion matrix of the 10,000 test digits."""
    C = np.array(results("mnist-official")["confusion"])
    mistakes = np.where(np.eye(10, dtype=bool), 0, C)
    with canvas(theme, *((3.4, 3.4) if narrow else (5.6, 5.4))) as (figure, palette):
        axes = figure.subplots()
        ramp = LinearSegmentedColormap.from_list("mistakes", [palette.paper, palette.lines[1]])
        axes.imshow(mistakes, ramp, vmin=0, vmax=2 * mistakes.max())  # pale enough for the counts
        for (k, h), count in np.ndenumerate(C):
            size = 8.5 if narrow else 11
            # Four figures are as wide as the cell.
            look = {"weight": "bold", "size": size - 0.5} if k == h else {"size": size}
            color = palette.ink if count else palette.muted
            axes.text(h, k, f"{count}", ha="center", va="center", color=color, **look)
        axes.set_xticks(range(10))
        axes.set_yticks(range(10))
        axes.set(xlabel="Called", ylabel="In truth")
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        small(axes, narrow)
    return figure


def pairs(theme: str, narrow: bool = False) -> Figure:
    """The six pairs of digits with the most mistakes, in both directions."""
    C = np.array(results("mnist-official")["confusion"])
    both = {(k, h): C[k, h] + C[h, k] for k in range(10) for h in range(k)}
    worst = sorted(both, key=lambda pair: -both[pair])[:6]
    with canvas(theme, *((3.4, 3.4) if narrow else (5.6, 3.4))) as (figure, palette):
        axes = figure.subplots()
        for row, (k, h) in enumerate(worst):
            (k, h) = (k, h) if C[k, h] >= C[h, k] else (h, k)
            axes.barh(row, C[k, h], color=palette.lines[0] + "60", edgecolor=palette.lines[0])
            look = {"color": palette.lines[1] + "60", "edgecolor": palette.lines[1], "hatch": "//"}
            axes.barh(row, C[h, k], left=C[k, h], **look)
            size = 8.5 if narrow else 10
            axes.text(1, row, f"{k} as {h}: {C[k, h]}", va="center", size=size)
            end = C[k, h] + C[h, k] + 1
            axes.text(end, row, f"{h} as {k}: {C[h, k]}", va="center", size=size)
        axes.set_yticks(range(len(worst)), [f"{min(pair)} and {max(pair)}" for pair in worst])
        axes.invert_yaxis()
        axes.set(xlabel="Mistakes among 10,000 test digits", xlim=(0, 105 if narrow else 90))
        axes.tick_params(axis="y", length=0)
        small(axes, narrow)
    return figure


def calibration(theme: str, narrow: bool = False) -> Figure:
    """Predicted and observed fractions: of the yes/no models, and of the answer."""
    r = results("linear-models")
    kinds = (
        ("one-vs-all: each claim “yes, mine”", r["shipped"]["reliability"], "o", "-"),
        ("one-vs-all: the answer", r["shipped"]["reliability_of_the_answer"], "D", (0, (5, 2))),
        ("softmax: the answer", r["softmax"]["reliability_of_the_answer"], "s", (0, (1, 1))),
    )
    with canvas(theme, *((3.4, 4.2) if narrow else (5.6, 5))) as (figure, palette):
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color=palette.muted, lw=1)
        for i, (name, bins, marker, dashes) in enumerate(kinds):
            full = np.array(list(bins.values()))
            full = full[:, full[2] >= 20]  # a handful says nothing
            points = full[:2]
            look = {"color": palette.lines[i], "marker": marker, "ls": dashes, "ms": 5}
            axes.plot(*points, label=name, clip_on=False, **look)
            for x, fraction, count in full.T:
                axes.vlines(x, *accuracy_interval(fraction, count), color=palette.lines[i], lw=1.5)
        below(figure, narrow)
        axes.set(xlabel="Probability that is given", ylabel="Fraction that came true")
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.grid()
        small(axes, narrow)
    return figure


def below(figure: Figure, narrow: bool) -> None:
    """The legend of a figure, below its axes."""
    figure.legend(loc="outside lower left", handlelength=3.5, fontsize=8.5 if narrow else 10)


def confident_mistakes(theme: str, narrow: bool = False) -> Figure:
    """The mistakes on the sample's test digits with the highest probabilities."""
    sample, test, models = trained()
    said, Y_hat = one_vs_all_score(pixels_to_examples(sample.images[test]), models)
    wrong = np.flatnonzero(said != sample.labels[test])
    shown = wrong[np.argsort(-Y_hat[wrong, said[wrong]], kind="stable")[:9]]
    with canvas(theme, *((3.4, 4.6) if narrow else (5.6, 7))) as (figure, palette):
        for axes, i in zip(figure.subplots(3, 3).flat, shown, strict=True):
            show(axes, sample.images[test[i]], palette)
            true, sure = sample.labels[test[i]], Y_hat[i, said[i]]
            other = f"{Y_hat[i, true]:.1%}" if Y_hat[i, true] >= 0.0005 else "< 0.1%"
            axes.set_title(f"{said[i]}: {sure:.1%}\ntruth {true}: {other}")
            small(axes, narrow)
    return figure


def band(theme: str, narrow: bool = False) -> Figure:
    """Where the measured accuracy falls for each true one, and the interval that follows."""
    m, c, true, measured = 20, 1.96, 0.8, 0.9
    p = np.linspace(0.5, 1, 301)
    reach = c * np.sqrt(p * (1 - p) / m)
    low, high = accuracy_interval(measured, m)
    with canvas(theme, *((3.4, 3.6) if narrow else (4.8, 4.6))) as (figure, palette):
        axes = figure.subplots()
        axes.fill_betweenx(p, p - reach, p + reach, color=palette.faint, lw=0)
        axes.plot(p - reach, p, color=palette.muted, lw=1)
        axes.plot(p + reach, p, color=palette.muted, lw=1)
        bar = np.array([-1, 1]) * c * np.sqrt(true * (1 - true) / m) + true
        axes.plot(bar, [true, true], "|--", color=palette.lines[1], lw=2, ms=10)
        axes.text(bar[0] - 0.01, true, f"$p$ = {true}", ha="right", va="center")
        axes.axvline(measured, color=palette.muted, lw=1, ls=":")
        axes.plot([measured, measured], [low, high], "o-", color=palette.lines[0], lw=2.5)
        for end in (low, high):
            axes.text(measured + 0.015, end - 0.012, f"{end:.2f}", va="top")
        axes.set(xlabel="Measured accuracy $a$", ylabel="True accuracy $p$")
        ticks = [0.5, 0.6, 0.7, 0.8, 0.9, 1]
        axes.set(xlim=(0.5, 1), ylim=(0.5, 1), xticks=ticks, yticks=ticks)
        small(axes, narrow)
    return figure


def coverage(theme: str, narrow: bool = False) -> Figure:
    """How often two intervals from 50 digits contain the true accuracy, over that accuracy."""
    m, c = 50, 1.96
    right = np.arange(m + 1)
    a = right / m
    half = c * np.sqrt(a * (1 - a) / m)
    wilson = np.array([accuracy_interval(share, m) for share in a]).T
    # Between two neighbouring ends the curves are smooth; at each end, one result drops out.
    p = np.unique(np.r_[np.linspace(0.7, 0.9999, 500), wilson.ravel(), a - half, a + half])
    p = p[(p >= 0.7) & (p < 1)]
    p = np.unique(np.r_[p, p - 1e-9, p + 1e-9])
    chance = binom.pmf(right, m, p[:, np.newaxis])
    with canvas(theme, *((3.4, 3.4) if narrow else (5.6, 3.8))) as (figure, palette):
        axes = figure.subplots()
        curves = {"Wilson": (wilson, "-"), "Wald": ((a - half, a + half), (0, (4, 1.5)))}
        for i, (name, ((low, high), dashes)) in enumerate(curves.items()):
            inside = (low <= p[:, np.newaxis]) & (p[:, np.newaxis] <= high)
            covered = (chance * inside).sum(axis=1)
            axes.plot(p, covered, label=name, color=palette.lines[i], lw=1.2, ls=dashes)
        axes.axhline(0.95, color=palette.ink, lw=0.8)
        below(figure, narrow)
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.set(xlabel="True accuracy", ylabel="Contained in the interval")
        axes.set(xlim=(0.7, 1), ylim=(0.6, 1))
        small(axes, narrow)
    return figure

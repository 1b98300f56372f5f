"""Figures of chapter 8, How good is it?"""

from __future__ import annotations

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from docs.figures.ten_models import show, trained
from docs.tools.images import canvas
from docs.tools.pages import results
from logreg_edu import accuracy_interval, one_vs_all_score, pixels_to_examples


def confusion(theme: str) -> Figure:
    """The confusion matrix of the 10,000 test digits."""
    C = np.array(results("mnist-official")["confusion"])
    mistakes = np.where(np.eye(10, dtype=bool), 0, C)
    with canvas(theme, height=5.4) as (figure, palette):
        axes = figure.subplots()
        ramp = LinearSegmentedColormap.from_list("mistakes", [palette.paper, palette.lines[1]])
        axes.imshow(mistakes, ramp, vmin=0, vmax=2 * mistakes.max())  # pale enough for the counts
        for (k, h), count in np.ndenumerate(C):
            look = {"weight": "bold", "size": 10} if k == h else {"size": 11}
            color = palette.ink if count else palette.muted
            axes.text(h, k, f"{count}", ha="center", va="center", color=color, **look)
        axes.set_xticks(range(10))
        axes.set_yticks(range(10))
        axes.set(xlabel="Read as", ylabel="In truth")
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
    return figure


def pairs(theme: str) -> Figure:
    """The pairs of digits that are mixed up most, in both directions."""
    C = np.array(results("mnist-official")["confusion"])
    both = {(k, h): C[k, h] + C[h, k] for k in range(10) for h in range(k)}
    worst = sorted(both, key=lambda pair: -both[pair])[:6]
    with canvas(theme, height=3.4) as (figure, palette):
        axes = figure.subplots()
        for row, (k, h) in enumerate(worst):
            (k, h) = (k, h) if C[k, h] >= C[h, k] else (h, k)
            axes.barh(row, C[k, h], color=palette.lines[0] + "60", edgecolor=palette.lines[0])
            look = {"color": palette.lines[1] + "60", "edgecolor": palette.lines[1], "hatch": "//"}
            axes.barh(row, C[h, k], left=C[k, h], **look)
            axes.text(1, row, f"{k} as {h}: {C[k, h]}", va="center", size=10)
            axes.text(C[k, h] + C[h, k] + 1, row, f"{h} as {k}: {C[h, k]}", va="center", size=10)
        axes.set_yticks(range(len(worst)), [f"{min(pair)} and {max(pair)}" for pair in worst])
        axes.invert_yaxis()
        axes.set(xlabel="Mistakes among 10,000 test digits", xlim=(0, 90))
        axes.tick_params(axis="y", length=0)
    return figure


def calibration(theme: str) -> Figure:
    """Predicted and observed shares: of the yes/no models, and of the answer."""
    r = results("linear-models")
    kinds = (
        ("one-vs-all: a model's “yes, mine”", r["shipped"]["reliability"], "o", "-"),
        ("one-vs-all: the answer", r["shipped"]["reliability_of_the_answer"], "D", (0, (5, 2))),
        ("softmax: the answer", r["softmax"]["reliability_of_the_answer"], "s", (0, (1, 1))),
    )
    with canvas(theme, height=5) as (figure, palette):
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color=palette.muted, lw=1)
        for i, (name, bins, marker, dashes) in enumerate(kinds):
            full = np.array(list(bins.values()))
            full = full[:, full[2] >= 20]  # a handful says nothing
            points = full[:2]
            look = {"color": palette.lines[i], "marker": marker, "ls": dashes, "ms": 5}
            axes.plot(*points, label=name, clip_on=False, **look)
            for x, share, count in full.T:
                axes.vlines(x, *accuracy_interval(share, count), color=palette.lines[i], lw=1.5)
        axes.legend(handlelength=3.5, loc="lower right", borderaxespad=0.2)
        axes.set(xlabel="Probability that is given", ylabel="Share that came true")
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.grid()
    return figure


def confident_mistakes(theme: str) -> Figure:
    """The mistakes on the sample's test digits with the highest probabilities."""
    sample, test, models = trained()
    said, Y_hat = one_vs_all_score(pixels_to_examples(sample.images[test]), models)
    wrong = np.flatnonzero(said != sample.labels[test])
    shown = wrong[np.argsort(-Y_hat[wrong, said[wrong]], kind="stable")[:9]]
    with canvas(theme, height=7) as (figure, palette):
        for axes, i in zip(figure.subplots(3, 3).flat, shown, strict=True):
            show(axes, sample.images[test[i]], palette)
            true, sure = sample.labels[test[i]], Y_hat[i, said[i]]
            other = max(Y_hat[i, true], 0.001)
            axes.set_title(f"{said[i]}: {sure:.1%}\ntruth {true}: {other:.1%}")
    return figure

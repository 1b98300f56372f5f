"""The figures: functions from arrays to a matplotlib Figure, and ``save``, which writes one.

The arguments mean the same everywhere: ``images`` (m, n) uint8, 0 is paper and 255 is ink;
``labels`` (m,) what they show; ``predicted`` (m,) what the models said; ``scores`` (m, K) their
probabilities; ``classes`` (K,) the digit of each model, None for 0 to K - 1; ``image_shape`` (rows,
columns) of a picture; ``theme`` "light" or "dark".
The colours are those of Okabe and Ito, which colour-blind people can tell apart, and no meaning
depends on colour alone. Nothing here uses pyplot or leaves a setting changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from textwrap import fill
from types import SimpleNamespace
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont
from matplotlib.patches import Rectangle
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, PercentFormatter
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw, ImageFont

from logreg_edu import evaluate
from logreg_edu.app.files import replacing
from logreg_edu.app.prediction import addition, explain, percent, predict
from logreg_edu.app.preparation import FIELD
from logreg_edu.digits import pixels_to_examples
from logreg_edu.features import Filters, deskew
from logreg_edu.one_vs_all import Models

# The first colour of the lines also means "for", the second "against" and "wrong".
PALETTES = {
    "light": SimpleNamespace(
        paper="#ffffff",
        ink="#1a1a1a",
        muted="#5f6368",
        faint="#d5d8dc",
        lines=("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#1a1a1a"),
    ),
    "dark": SimpleNamespace(
        paper="#1e2129",
        ink="#f0f0f0",
        muted="#aab0ba",
        faint="#454b57",
        lines=("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442"),
    ),
}


def style(p: SimpleNamespace) -> Any:
    """The matplotlib settings for a palette, as ``rc_context`` takes them."""
    return {
        "figure.dpi": 150,
        "font.family": "DejaVu Sans",  # comes with matplotlib: the same on every machine
        "axes.titlesize": 11,
        "axes.titlelocation": "left",
        "grid.color": p.faint,
        **{f"figure.constrained_layout.{side}_pad": 0.1 for side in "wh"},  # inches
        **dict.fromkeys(("figure.autolayout", "figure.constrained_layout.use"), False),
        **dict.fromkeys(("axes.spines.top", "axes.spines.right", "legend.frameon"), False),
        **dict.fromkeys(("figure.facecolor", "axes.facecolor"), p.paper),
        **dict.fromkeys(("text.color", "axes.labelcolor"), p.ink),
        **dict.fromkeys(("xtick.labelcolor", "ytick.labelcolor"), p.ink),
        **dict.fromkeys(("axes.edgecolor", "xtick.color", "ytick.color"), p.muted),
    }


@contextmanager
def canvas(
    theme: str, width: float = 5.6, height: float = 3.4
) -> Iterator[tuple[Figure, SimpleNamespace]]:
    """An empty figure in the colours of a theme.

    Args:
        theme: "light" or "dark".
        width: inches; more than 6 cannot be read on a phone.
        height: inches.

    Yields:
        (figure, palette).
    """
    with matplotlib.rc_context(style(PALETTES[theme])):
        figure = Figure((width, height), layout="constrained")  # inches, of 150 pixels
        yield figure, PALETTES[theme]
        _settle(figure)


def _settle(figure: Figure) -> None:
    """Give all parts of a figure their places and styles, so that saving draws it only once.

    To be called while the settings of `style` are in force; afterwards they no longer count.
    """
    if (layout := figure.get_layout_engine()) is not None:
        layout.execute(figure)
        figure.set_layout_engine(None)  # else saving would lay it out again
    for axes in figure.axes:
        if axes.axison:  # ticks are made and styled when they are first asked for
            axes.get_xticklabels()
            axes.get_yticklabels()


def save(figure: Figure, path: Path) -> None:
    """Write a figure as .png: all of it or nothing, and the same bytes every time."""
    with replacing(path) as temporary:
        _picture(figure).save(temporary, "PNG")


class _Renderer(RendererAgg):
    """Draws a line of text at once: matplotlib 3.11 draws each letter, which takes twice as long.

    The letters then begin at whole pixels, so that equal letters are equal: the file is smaller.
    """

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float,
        ismath: Any = False, mtext: Any = None,
    ) -> None:  # fmt: skip
        """Draw ``s`` from (x, y) on, pixels from the top left to where its baseline begins."""
        if ismath or angle not in (0, 90):
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        font = _font(findfont(prop), prop.get_size_in_points() * self.dpi / 72)
        left, top, right, bottom = font.getbbox(s, anchor="ls")  # from where the baseline begins
        mask = Image.new("L", (int(right - left), int(bottom - top)))
        ImageDraw.Draw(mask).text((-left, -top), s, 255, font, anchor="ls")
        ink = np.asarray(mask)
        if angle == 90:
            ink = np.rot90(ink)
            left, bottom = top, -left
        pixels = np.empty((*ink.shape, 4), np.uint8)
        pixels[:, :, :3] = np.rint(255 * np.array(gc.get_rgb()[:3]))
        pixels[:, :, 3] = ink
        self.draw_image(gc, round(x + left), round(self.height - y - bottom), pixels[::-1])


@cache
def _font(path: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _picture(figure: Figure) -> Image.Image:
    """Draw a figure in 256 colours: it looks the same and takes half the bytes."""
    renderer = _Renderer(*figure.bbox.size, figure.dpi)
    figure.draw(renderer)
    pixels = np.asarray(renderer.buffer_rgba())
    # Most pixels are paper: to choose 255 colours for the others takes a third of the time.
    values = pixels.view(np.uint32)[:, :, 0]
    inked = values != values[0, 0]
    row = Image.fromarray(pixels[inked][np.newaxis, :, :3])
    row = row.quantize(255, Image.Quantize.MAXCOVERAGE)
    places = np.full(inked.shape, 255, np.uint8)
    places[inked] = np.asarray(row)[0]
    picture = Image.fromarray(places)
    picture.putpalette([*(row.getpalette() or ()), *pixels[0, 0, :3].tolist()])
    return picture


def cost_curve(
    cost_history: ArrayLike, theme: str = "light", classes: ArrayLike | None = None
) -> Figure:
    """How the cost fell: (iterations + 1,), or (iterations + 1, K) of K models.

    Where a model stopped before the others, NaN follows.
    """
    J = np.asarray(cost_history, dtype=np.float64)
    J = J.reshape(len(J), -1)
    K = J.shape[1]
    names = _names(K, classes)
    last = np.isfinite(J).sum(axis=0) - 1
    ends = np.column_stack([last, J[last, range(K)]])
    with canvas(theme, 8, 4.8) as (figure, p):
        axes = figure.subplots()
        for k in range(K):
            dashes = "-" if k // 5 % 2 == 0 else (0, (4, 1.5))
            (line,) = axes.plot(J[:, k], color=p.lines[k % 5], linestyle=dashes, clip_on=False)
            line.set(marker=".", markevery=[last[k]])
        if np.nanmax(J) > 4 * np.nanmin(J) > 0:
            axes.set_yscale("log")
            axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axes.yaxis.set_minor_locator(NullLocator())
            axes.yaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10], integer=True))
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.set(xlabel="Iteration", ylabel="Cost", xlim=(0, max(1, len(J) - 1)))
        split = ", one curve per model" if K > 1 else ""
        axes.set_title(f"Cost on the training digits, in nats{split}")
        axes.grid(axis="y")
        heights = (axes.transScale + axes.transLimits).transform(ends)[:, 1]
        for k, height in enumerate(_spread(heights, gap=0.045)):
            # From 4 points left of the label: matplotlib is slow to find the edge of its box.
            tie = {"arrowstyle": "-", "color": p.lines[k % 5], "relpos": (0, 0.5)}
            tie |= {"patchA": None, "shrinkA": 4}
            place, unit = (1.05, height), "axes fraction"
            axes.annotate(names[k], ends[k], place, textcoords=unit, va="center", arrowprops=tie)
    return figure


def _spread(heights: NDArray[np.float64], gap: float) -> NDArray[np.float64]:
    """Move heights ``gap`` apart, each as little as possible (least squares)."""
    order, K = np.argsort(heights), len(heights)
    room = gap * np.arange(K)
    y = heights[order] - room
    # Isotonic regression by its min-max formula: for ten heights, importing SciPy's takes longer.
    rising = [
        max(min(y[i:j].mean() for j in range(k + 1, K + 1)) for i in range(k + 1)) for k in range(K)
    ]
    spread = np.empty(K)
    spread[order] = rising + room
    return spread


def confusion(
    confusion_counts: ArrayLike, theme: str = "light", classes: ArrayLike | None = None
) -> Figure:
    """Which digit is mistaken for which: counts (K, K), one row per true digit.

    Without ``classes``, K = 2 means "no" and "yes".
    """
    C = np.asarray(confusion_counts)
    K = len(C)
    there = C.sum(axis=1, keepdims=True)
    share = np.divide(C, there, out=np.zeros(C.shape), where=there > 0)
    # Mistakes have a scale of their own: beside the 90 % of the diagonal none would show.
    right = np.eye(K, dtype=bool)
    shade = np.where(right, share, -share / (share[~right].max() or 1))
    with canvas(theme, 6.6, 6.9) as (figure, p):
        axes = figure.subplots()
        _margins(figure, left=0.65, right=0.15, bottom=0.5, top=0.6)
        # Half as strong as the colours can be, so that text is legible on all of them.
        axes.imshow(shade, cmap=_ramp(p.lines[1], p.paper, p.lines[0]), vmin=-2, vmax=2)
        for (i, j), count in np.ndenumerate(C):
            if count:
                weight = "bold" if i == j else "normal"
                axes.text(j, i, f"{count:,}", ha="center", va="bottom", weight=weight)
                axes.text(j, i + 0.01 * K, f"{share[i, j]:.1%}", ha="center", va="top", size=7)
            else:
                axes.text(j, i, "0", ha="center", va="center", color=p.muted)
        names = ["no", "yes"] if K == 2 and classes is None else _names(K, classes)
        axes.set_xticks(range(K), names)
        axes.set_yticks(range(K), names)
        axes.set(xlabel="Predicted Label", ylabel="True Label")
        axes.set_title(
            f"{C.trace():,} of {C.sum():,} right, on the diagonal. In each cell: how many,\n"
            "and what share of its row; the stronger the colour, the larger the share"
        )
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
    return figure


def weights(
    W: ArrayLike,
    image_shape: tuple[int, int],
    theme: str = "light",
    classes: ArrayLike | None = None,
) -> Figure:
    """The weights of the models, (n, K), or of one, (n,), as pictures on one scale."""
    W = np.asarray(W)
    W = W.reshape(len(W), -1)
    K = W.shape[1]
    names = _names(K, classes) if K > 1 else [""]
    limit = np.quantile(np.abs(W), 0.995)  # a few extreme pixels must not make the others pale
    with canvas(theme, 8 if K > 1 else 4.4, 1) as (figure, p):
        ramp = _ramp(p.lines[1], p.paper, p.lines[0])
        pictures = W.T.reshape(K, *image_shape)
        axes = _gallery(figure, pictures, names, "Weights", min(5, K), ramp, -limit, limit, 0.7)
        high = figure.get_figheight()
        place = figure.add_axes((0.1, 0.45 / high, 0.8, 0.14 / high))
        bar = figure.colorbar(axes.images[0], cax=place, orientation="horizontal", extend="both")
        bar.set_label("Ink here speaks against (< 0) or for (> 0) the digit")
    return figure


def mistakes(
    images: ArrayLike,
    labels: ArrayLike,
    predicted: ArrayLike,
    scores: ArrayLike,
    image_shape: tuple[int, int],
    theme: str = "light",
    count: int = 25,
    classes: ArrayLike | None = None,
) -> Figure:
    """The mistakes that the models were surest of: at most ``count``, the surest first."""
    labels, predicted = np.asarray(labels), np.asarray(predicted)
    wrong = np.flatnonzero(labels != predicted)
    sure = _of_the_answer(scores, predicted, classes)[wrong]
    order = np.argsort(-sure, kind="stable")[:count]
    shown = wrong[order]
    title = f"No mistakes among {len(labels):,} digits"
    if len(wrong):
        title = (
            f"Most confident mistakes: {len(shown)} of {len(wrong):,}, among {len(labels):,} digits"
            "\nPer cent: the probability given to the wrong digit"
        )
    captions = [
        f"True: {labels[i]}, Predicted: {predicted[i]}\n{percent(y_hat)}"
        for i, y_hat in zip(shown, sure[order], strict=True)
    ]
    with canvas(theme, 8, 1) as (figure, p):
        pictures = np.asarray(images)[shown].reshape(-1, *image_shape)
        _gallery(figure, pictures, captions, title, 5, _ramp(p.paper, p.ink))
    return figure


def digit(
    image: ArrayLike,
    image_shape: tuple[int, int],
    label: int,
    predicted: int | str,
    theme: str = "light",
) -> Figure:
    """One picture (n,), what it shows, and what a model says: a digit, or words ("not 0")."""
    title = f"The number in the image below is: {label} and predicted as: {predicted}"
    with canvas(theme, 5.2, 1) as (figure, p):
        pictures = np.asarray(image).reshape(1, *image_shape)
        _gallery(figure, pictures, [""], title, 1, _ramp(p.paper, p.ink))
    return figure


def contact_sheet(
    images: ArrayLike,
    labels: ArrayLike,
    predicted: ArrayLike,
    scores: ArrayLike,
    image_shape: tuple[int, int],
    theme: str = "light",
    classes: ArrayLike | None = None,
) -> Figure:
    """All the given digits, each with the answer, right or wrong, and its probability."""
    labels, predicted = np.asarray(labels), np.asarray(predicted)
    right = labels == predicted
    title = (
        f"{right.sum():,} of {len(right):,} right (\N{CHECK MARK})\n"
        "Above each digit: the answer, and the probability it was given"
    )
    captions = [
        (f"\N{CHECK MARK} {said}" if said == true else f"\N{BALLOT X} {said}, not {true}")
        + f"\n{percent(y_hat)}"
        for true, said, y_hat in zip(
            labels, predicted, _of_the_answer(scores, predicted, classes), strict=True
        )
    ]
    with canvas(theme, 8, 1) as (figure, p):
        pictures = np.asarray(images).reshape(-1, *image_shape)
        axes = _gallery(figure, pictures, captions, title, 10, _ramp(p.paper, p.ink))
        for text, frame, is_right in zip(axes.texts, axes.patches, right, strict=True):
            if not is_right:
                frame.set(edgecolor=p.lines[1], linewidth=2.5)
                text.set_fontweight("bold")
    return figure


def explanation(
    image: NDArray[np.uint8],
    models: Models,
    theme: str = "light",
    classes: ArrayLike | None = None,
    filters: Filters | None = None,
) -> Figure:
    """The picture, and what each of its parts says for and against the two most likely digits.

    Where there is no clear answer, it says so below the picture.

    ``image`` is one prepared picture (784,), ``models`` are for pictures of its size, or for what
    ``filters`` give of it. The parts are pixels, or cells.
    """
    answer = predict(image, models, classes, filters)
    part = "pixel" if filters is None else "cell"
    digits = [answer.label, answer.runner_up]
    pair = [answer.classes.index(digit) for digit in digits]  # their columns in W
    contributions = [explain(image, models, k, filters) for k in pair]
    if filters is not None:
        image = 255 * deskew(pixels_to_examples(image)[np.newaxis])[0]
    sizes = np.abs(contributions)  # on one scale, without a few extreme pixels
    limit = np.quantile(sizes[sizes > 0], 0.97) if sizes.any() else 1.0
    square = (FIELD, FIELD)
    with canvas(theme, 8.4, 4.6) as (figure, p):
        diverging = _ramp(p.lines[1], p.paper, p.lines[0])
        panels = figure.subplots(1, 3)
        panels[0].imshow(image.reshape(square), _ramp(p.paper, p.ink), vmin=0, vmax=255)
        panels[0].set_title("As the models see it")
        if answer.rejected:
            panels[0].set_xlabel(fill(f"No clear answer: {answer.doubt()}", 30))
        for axes, digit, k, parts in zip(panels[1:], digits, pair, contributions, strict=True):
            side = math.isqrt(len(parts))
            within = (-0.5, FIELD - 0.5, FIELD - 0.5, -0.5)
            drawn = axes.imshow(
                parts.reshape(side, side), diverging, vmin=-limit, vmax=limit, extent=within
            )
            # The outline shows where ink neither helps nor hurts.
            axes.contour(image.reshape(square), [64], colors=[p.muted], linewidths=0.5)
            axes.set_title(f"Is it a {digit}?")
            text = addition(parts, float(models.b[k]), f"{part}s")
            mono = {"family": "DejaVu Sans Mono", "size": 8, "multialignment": "left"}
            axes.set_xlabel(text, x=0, horizontalalignment="left", **mono)
        for axes in panels:
            axes.set(xticks=[], yticks=[])
            axes.spines[:].set(visible=True, color=p.muted)
        bar = figure.colorbar(drawn, ax=panels, location="bottom", aspect=50, extend="both")
        bar.set_label(f"What the {part} adds to the score: it speaks against (< 0) or for (> 0)")
    return figure


def precision_recall(
    precision: ArrayLike, recall: ArrayLike, theme: str = "light", classes: ArrayLike | None = None
) -> Figure:
    """Precision (K,) and recall (K,) of each digit; NaN where there is none."""
    shares = np.array([precision, recall], dtype=np.float64)
    K = shares.shape[1]
    left = max(0, np.floor(20 * np.nanmin(shares, initial=1) - 1) / 20)  # a multiple of 5 %
    with canvas(theme, 8, 1.4 + 0.36 * K) as (figure, p):
        axes = figure.subplots()
        axes.hlines(range(K), *shares, color=p.faint, linewidth=3)
        for values, marker, color, kind in (
            (shares[0], "o", p.lines[0], "precision: of the digits called k, how many are k"),
            (shares[1], "D", p.lines[1], "recall: of the digits k, how many are called k"),
        ):
            axes.plot(values, range(K), marker, color=color, label=kind, clip_on=False)
        for (k, i), share in np.ndenumerate(np.sort(shares, axis=0).T):
            if not np.isnan(share):
                side = ("right", "left")[i]  # the smaller to the left of its dot
                axes.text(share, k, f"   {share:.1%}   ", ha=side, va="center", size=8)
        missing = np.where(np.isnan(shares), [["never predicted  "], ["none there  "]], "")
        names = _names(K, classes)
        axes.set_yticks(
            range(K), [f"{a}{b}{k}" for k, (a, b) in zip(names, missing.T, strict=True)]
        )
        axes.set(xlim=(left, 1), ylim=(K - 0.5, -0.5), ylabel="Digit k")
        axes.set_xlabel(f"Share (the axis starts at {left:.0%})")
        axes.xaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10]))  # whole per cents
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        figure.legend(loc="outside upper left")
    return figure


def reliability(
    Y: ArrayLike, Y_hat: ArrayLike, theme: str = "light", classes: ArrayLike | None = None
) -> Figure:
    """Is "80 %" right in 80 of 100 cases? Labels Y and probabilities Y_hat: (m, K), or (m,)."""
    Y, Y_hat = np.asarray(Y), np.asarray(Y_hat)
    Y, Y_hat = Y.reshape(len(Y), -1), Y_hat.reshape(len(Y), -1)
    K = Y.shape[1]
    names = _names(K, classes) if K > 1 else [""]
    rows, columns = -(-K // 5), min(5, K)
    width, height = max(5, 1.6 * columns), 2.4 * rows + 1
    with canvas(theme, width, height) as (figure, p):
        _margins(figure, left=0.7, right=0.15, bottom=0.65, top=0.4)
        for k in range(K):
            axes = figure.add_subplot(rows, columns, k + 1)
            axes.plot([0, 1], [0, 1], ":", color=p.muted)
            predicted, came_true, counts = evaluate.reliability(Y[:, k], Y_hat[:, k])
            some = np.flatnonzero(counts)
            intervals = [evaluate.accuracy_interval(came_true[i], counts[i]) for i in some]
            axes.vlines(predicted[some], *np.transpose(intervals), color=p.lines[0])
            axes.plot(predicted[some], came_true[some], ".", color=p.lines[0], ms=9, clip_on=False)
            for i, count in enumerate(counts):
                middle = i / 10 + 0.05
                axes.text(middle, -0.08, f"{count:,}", size=7, rotation=90, ha="center", va="top")
            axes.set(xlim=(0, 1), ylim=(-0.36, 1), title=names[k])
            axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
            axes.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
            axes.spines["left"].set_bounds(0, 1)
            axes.label_outer()
        x, y = 0.1 / width, 0.1 / height
        figure.supxlabel("Predicted probability, and how many predictions", y=y, size=10)
        figure.supylabel("Share that came true, with 95 % interval", x=x, size=10)
    return figure


def _margins(figure: Figure, left: float, right: float, bottom: float, top: float) -> None:
    """Leave these inches around the axes: the labels have a known size, so none is measured."""
    width, height = figure.get_size_inches()
    figure.set_layout_engine(None)
    figure.subplots_adjust(left / width, bottom / height, 1 - right / width, 1 - top / height)


def _names(K: int, classes: ArrayLike | None) -> list[str]:
    return [f"{k}" for k in (range(K) if classes is None else np.asarray(classes))]


def _of_the_answer(
    scores: ArrayLike, predicted: NDArray, classes: ArrayLike | None
) -> NDArray[np.floating]:
    """The probability (m,) that each answer was given by its own model."""
    columns = predicted if classes is None else np.searchsorted(classes, predicted)
    return np.asarray(scores)[np.arange(len(columns)), columns]


def _ramp(*colors: str) -> LinearSegmentedColormap:
    return LinearSegmentedColormap.from_list("ramp", colors, 257)  # odd: the middle is one of them


def _gallery(
    figure: Figure,
    pictures: NDArray,
    captions: Sequence[str],
    title: str,
    columns: int,
    ramp: LinearSegmentedColormap,
    low: float = 0,
    high: float = 255,
    below: float = 0,
) -> Axes:
    """Fill a figure with pictures (count, rows, columns), leaving ``below`` inches at the bottom.

    One Axes, measured in inches, holds them all: sixty Axes would take a second. Its images, its
    patches (the frames) and its texts are in the order of the pictures.
    """
    count, rows, width = pictures.shape
    figure_width = figure.get_figwidth()
    tile = (figure_width - 0.2) / (1.12 * columns - 0.12)
    tall = tile * rows / width
    top = 0.1 + 0.19 * len(title.splitlines())
    caption = 0.1 + 0.14 * max((len(text.splitlines()) for text in captions), default=0)
    figure_height = top + -(-count // columns) * (caption + tall) + 0.1 + below
    figure.set_figheight(figure_height)
    figure.set_layout_engine(None)
    x, y = 0.1 / figure_width, 1 - 0.1 / figure_height
    figure.suptitle(title, x=x, y=y, ha="left", va="top", size=11)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, figure_width), ylim=(figure_height, 0))
    axes.axis("off")
    for i, (picture, text) in enumerate(zip(pictures, captions, strict=True)):
        x, y = 0.1 + i % columns * 1.12 * tile, top + i // columns * (caption + tall) + caption
        axes.imshow(picture, ramp, vmin=low, vmax=high, extent=(x, x + tile, y + tall, y))
        axes.add_artist(Rectangle((x, y), tile, tall, fill=False, edgecolor="gray", linewidth=0.6))
        axes.text(x + tile / 2, y - 0.05, text, size=8, ha="center", va="bottom")
    return axes

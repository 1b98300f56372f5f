"""Figures of the page on digits of one's own: a photograph, drawn by code, on its way to MNIST."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont
from matplotlib.patches import Rectangle
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from docs.tools.images import canvas
from logreg_edu import one_vs_all_score, pixels_to_examples, pretrained
from logreg_edu.app.datasets import load
from logreg_edu.app.errors import ImageError
from logreg_edu.app.prediction import Prediction, confidence, predict, whole_percent
from logreg_edu.app.preparation import prepare
from logreg_edu.app.preparation.arithmetic import at_rank, largest_around
from logreg_edu.app.preparation.digit import with_usual_stroke
from logreg_edu.app.preparation.lines import without_lines
from logreg_edu.app.preparation.paper import EXTREME, REACH, clearest
from logreg_edu.app.preparation.sheets import find_sheets, straightened
from logreg_edu.app.preparation.spots import bounding_box

EXAMPLE = 1020  # a two of the sample
LETTERS = "WRXTAH"
FOUR = [[(0.32, 0.04), (0.2, 0.3), (0.1, 0.56), (0.4, 0.58), (0.9, 0.52)], [(0.66, 0.2), (0.6, 1)]]

NOT_ONE_DIGIT: dict[str, Callable[[ImageDraw.ImageDraw], object]] = {
    "a blank sheet": lambda pen: None,
    "two digits side by side": lambda pen: [
        pen.line([(x, 80), (x + 30, 200)], 30, 16) for x in (90, 180)
    ],
    "two digits, one above the other": lambda pen: [
        pen.ellipse((120, y, 180, y + 90), outline=30, width=14) for y in (40, 170)
    ],
    "a dot": lambda pen: pen.ellipse((147, 147, 151, 151), fill=30),
    "a disc": lambda pen: pen.ellipse((80, 80, 220, 220), fill=30),
    "many spots": lambda pen: [
        pen.ellipse((x, y, x + 16, y + 16), fill=30)
        for x in range(60, 240, 45)
        for y in range(60, 240, 45)
    ],
}


@cache
def photograph() -> NDArray[np.float32]:
    """A 4 in thin blue pen on ruled paper, which lies on a brown table, with a shadow on it.

    Returns:
        (rows, columns, 3) red, green and blue from 0 to 1.
    """
    sheet = Image.new("RGB", (460, 520), (236, 232, 220))
    pen = ImageDraw.Draw(sheet)
    for y in range(50, 520, 62):
        pen.line([(0, y), (460, y)], (84, 108, 156), 3)
    for stroke in FOUR:
        pen.line([(130 + 190 * x, 150 + 240 * y) for x, y in stroke], (30, 40, 120), 6, "curve")
    rng = np.random.default_rng(0)
    table = Image.new("RGB", (640, 640), (92, 66, 48))
    turned = sheet.convert("RGBA").rotate(-6, Image.Resampling.BICUBIC, expand=True)
    table.paste(turned, (50, 30), turned)
    light = np.linspace(1, 0.55, 640)[:, np.newaxis] * np.linspace(0.9, 1, 640)
    picture = np.asarray(table) / 255 * light[..., np.newaxis]
    return (picture + rng.normal(0, 0.012, picture.shape)).clip(0, 1).astype(np.float32)


@cache
def stages() -> dict[str, NDArray]:
    """The photograph after each step of the preparation; the last is what the models get."""
    picture = photograph()
    corners = find_sheets(picture)[0]
    sheet, _, _ = straightened(picture, corners)
    brightness, _ = clearest(sheet.astype(np.float64))
    reach = int(REACH * min(brightness.shape))
    paper = -largest_around(-largest_around(brightness, reach), reach)
    relief = 1 - brightness / paper
    full_ink = at_rank(relief, EXTREME)
    without, _ = without_lines(relief, full_ink / 2)
    top, left, height, width = bounding_box(np.argwhere(without > full_ink / 2))
    cropped = np.minimum(without[top : top + height, left : left + width] / full_ink, 1)
    thick, _ = with_usual_stroke(cropped)
    prepared = prepare(picture)
    row, column = prepared.corner
    rows, columns = prepared.size
    field = prepared.image.reshape(28, 28)
    return {
        "1  the photograph": picture,
        "2  the sheet": sheet.clip(0, 1),
        "3  the paper's light": paper,
        "4  the ink": relief.clip(0, 1),
        "5  without lines": without.clip(0, 1),
        "6  cropped": cropped,
        "7  stroke": thick,
        "8  20 pixels": field[row : row + rows, column : column + columns] / 255,
        "9  centred": field / 255,
    }


def step_by_step(theme: str, narrow: bool = False) -> Figure:
    """All stages, in reading order."""
    across, size = (2, (3.4, 9)) if narrow else (3, (5.6, 6.3))
    with canvas(theme, *size) as (figure, palette):
        panels = figure.subplots(-(-len(stages()) // across), across).flat
        for axes, (name, picture) in zip(panels, stages().items(), strict=False):
            _show(axes, picture, palette, ink=name[0] not in "123")
            axes.set_title(name, size=9.5, loc="left")
            if name.startswith("9"):
                _box_and_cross(axes, picture, palette)
        for axes in list(panels):
            axes.set_visible(False)
    return figure


def a_digit_of_mnist(theme: str) -> Figure:
    """A digit of the sample, with the box of 20 pixels around its ink and its centre of mass."""
    picture = load("sample").images[EXAMPLE].reshape(28, 28) / 255
    with canvas(theme, 3, 3) as (figure, palette):
        axes = figure.subplots()
        _show(axes, picture, palette, ink=True)
        _box_and_cross(axes, picture, palette)
        axes.set(xticks=[0, 14, 28], yticks=[0, 14, 28])
    return figure


def answers_to_no_digit(theme: str, narrow: bool = False) -> Figure:
    """Four pictures and the ten probabilities: a digit, two between digits, and noise."""
    images = [*unclear(), np.random.default_rng(0).integers(0, 256, 784, dtype=np.uint8)]
    names = ["a digit", "none says yes", "two say yes", "noise"]
    with canvas(theme, *((3.4, 7) if narrow else (6, 3.6))) as (figure, palette):
        panels = figure.subplots(*((4, 2) if narrow else (2, 4)))
        pairs = panels if narrow else panels.T
        for (digit, bars), image, name in zip(pairs, images, names, strict=True):
            _show(digit, image.reshape(28, 28) / 255, palette, ink=True)
            digit.set_title(name, size=9.5)
            probabilities = one_vs_all_score(pixels_to_examples(image), pretrained())[1]
            bars.barh(range(10), probabilities, color=palette.lines[0])
            bars.set(yticks=range(10), xlim=(0, 1), xticks=[0, 1])
            bars.set_title(f"sum {probabilities.sum():.2f}", size=9.5)
            bars.tick_params(labelsize=8.5)
            bars.invert_yaxis()
    return figure


def letters(theme: str, narrow: bool = False) -> Figure:
    """Printed letters, prepared, and what is said of each."""
    with canvas(theme, *((3.4, 2.6) if narrow else (6, 1.25))) as (figure, palette):
        panels = figure.subplots(*((2, 3) if narrow else (1, 6))).flat
        for axes, letter in zip(panels, LETTERS, strict=True):
            image, answer = read_letter(letter)
            _show(axes, image.reshape(28, 28) / 255, palette, ink=True)
            said = f"{answer.label} ({whole_percent(answer.probability(answer.label))})"
            axes.set_title("unclear" if answer.rejected else said, size=9.5)
    return figure


def read_letter(letter: str) -> tuple[NDArray[np.uint8], Prediction]:
    """A letter in DejaVu Sans, prepared, and the answer of the shipped models."""
    font = ImageFont.truetype(findfont("DejaVu Sans"), 180)
    picture = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(picture).text((150, 150), letter, fill=0, font=font, anchor="mm")
    image = prepare(np.asarray(picture) / 255).image
    return image, predict(image, pretrained())


@cache
def unclear() -> list[NDArray[np.uint8]]:
    """Digits of the sample: with a clear answer, with none, and with two."""
    images = load("sample").images
    Z = pixels_to_examples(images) @ pretrained().W + pretrained().b
    clear, yes = confidence(Z), (Z > 0).sum(axis=1)
    second = np.sort(Z, axis=1)[:, -2]
    return [
        images[clear.argmax()],
        images[Z.max(axis=1).argmin()],
        images[np.where(yes == 2, second, -np.inf).argmax()],
    ]


def _show(axes: Axes, picture: NDArray, palette: Any, ink: bool) -> None:
    """Show a picture: of ink, 0 is paper; otherwise, 0 is black."""
    ramp = LinearSegmentedColormap.from_list("ink", [palette.paper, palette.ink], N=31)
    place = {"extent": (0, picture.shape[1], picture.shape[0], 0), "interpolation": "none"}
    axes.imshow(_small(picture), ramp if ink else "gray", vmin=0, vmax=1, **place)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(True)


def _small(picture: NDArray) -> NDArray:
    """The same in about 100 pixels and 25 greys: the noise of a photograph would fill the page."""
    image = Image.fromarray(np.round(255 * picture).astype(np.uint8))
    image.thumbnail((104, 104), Image.Resampling.BOX)
    return np.round(np.asarray(image) / 255 * 24) / 24 if max(picture.shape) > 104 else picture


def _box_and_cross(axes: Axes, picture: NDArray, palette: Any) -> None:
    """Draw the box around the ink, and a cross at the centre of mass."""
    top, left, height, width = bounding_box(np.argwhere(picture > 0))
    look = {"fill": False, "edgecolor": palette.lines[1], "lw": 2}
    axes.add_patch(Rectangle((left, top), width, height, **look))
    row, column = (np.indices(picture.shape) * picture).sum(axis=(1, 2)) / picture.sum() + 0.5
    axes.plot(column, row, "+", color=palette.lines[0], ms=14, mew=3)


def refusals() -> str:
    """What is refused, and with which words: a Markdown table."""
    rows = ["| picture | what is said |", "| --- | --- |"]
    for name, draw in NOT_ONE_DIGIT.items():
        picture = Image.new("L", (300, 300), 235)
        draw(ImageDraw.Draw(picture))
        try:
            prepare(np.asarray(picture) / 255)
        except ImageError as error:
            rows.append(f"| {name} | {error} |")
        else:
            raise AssertionError(f"{name} is not refused")
    return "\n".join(rows)

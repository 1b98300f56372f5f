"""What the scenes share: colours, fonts, formulas, axes, pictures of digits, and their timing.

The picture is 14.2 units wide and 8 high, with the origin in the middle. Captions lie over the
bottom unit: nothing is drawn below -3.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import matplotlib
import numpy as np
from contourpy import contour_generator
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import ArrayLike, NDArray

from logreg_edu.app.figures import PALETTES

try:
    with warnings.catch_warnings():  # from a library for sound, which no scene has
        warnings.simplefilter("ignore")
        import manim as mn
except ModuleNotFoundError:  # the numbers of a scene can be computed without it
    mn = None

Ticks = Sequence[float] | Mapping[float, str]

FONT = "DejaVu Sans"  # comes with matplotlib: the same on every machine
FONT_FILE = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
LEFT, TOP = -6.7, 3.75
READING_SPEED = 17  # characters per second

# Which of the palette's five line colours belongs to which symbol, in every scene. As in the
# figures, the first also stands for "yes" and the second for "no" and "wrong".
SYMBOLS = {"hat(y)": 0, "hat(Y)": 0, "J": 1, "ell": 1, "w": 2, "b": 3, "alpha": 4}


class Caption(NamedTuple):
    """A sentence that narrates, and from when to when it is shown, in seconds."""

    start: float
    end: float
    text: str


class Stage(mn.Scene if mn else object):
    """A scene in the colours of a theme, with captions.

    Attributes:
        theme: "light" or "dark"; set before the scene is made.
        captions: what has been said.
        poster_pixels: the picture that stands for the scene.
    """

    theme = "dark"

    def setup(self) -> None:
        """Called by manim before `construct`."""
        self.palette = PALETTES[self.theme]
        self.paper, self.ink = self.palette.paper, self.palette.ink
        self.muted, self.faint = self.palette.muted, self.palette.faint
        self.yes, self.no = self.palette.lines[:2]
        self.captions: list[Caption] = []
        self.camera.background_color = self.paper
        self._said: tuple[float, str] | None = None

    def tear_down(self) -> None:
        """Called by manim after `construct`: let the last sentence be read."""
        self._hush()
        self.wait(0.5, frozen_frame=True)

    def color(self, symbol: str) -> str:
        """The colour of a symbol, as in `SYMBOLS`."""
        return self.palette.lines[SYMBOLS[symbol]]

    def say(self, text: str) -> None:
        """Begin a caption, once the one before could be read; it stays until the next begins."""
        self._hush()
        self._said = self.renderer.time, text

    def _hush(self) -> None:
        if self._said:
            start, text = self._said
            missing = start + 1 + len(text) / READING_SPEED - self.renderer.time
            if missing > 0:
                self.wait(max(missing, 0.2), frozen_frame=True)
            self.captions.append(Caption(start, self.renderer.time, text))
            self._said = None

    def poster(self) -> None:
        """Let the picture of this moment stand for the scene."""
        self.renderer.update_frame(self)
        self.poster_pixels = self.renderer.get_frame()

    def text(self, string: str, size: float = 24, color: str | None = None) -> mn.Text:
        """Words, in the ink of the theme unless a colour is given."""
        # Letters are placed on whole units of a small grid: set large, and shrunk, they sit right.
        words = mn.Text(string, font=FONT, font_size=96, color=color or self.ink)
        return words.scale(size / 96)

    def title(self, string: str) -> mn.Text:
        """The heading, at the top left."""
        heading = self.text(string, 32).move_to((LEFT, TOP, 0), (-1, 1, 0))
        self.add(heading)
        return heading

    def formula(self, typst: str, size: float = 40) -> mn.MathTypst:
        """Mathematics in Typst's language, each of the `SYMBOLS` in its colour."""
        names = "|".join(rf"(?<!\w){re.escape(name)}(?![A-Za-z0-9])" for name in SYMBOLS)

        def dye(match: re.Match) -> str:
            return f'text(fill: #rgb("{self.color(match[0])}"), {match[0]})'

        dyed = re.sub(names, dye, typst)
        return mn.MathTypst(f'text(fill: #rgb("{self.ink}"), {dyed})', font_size=size)

    def live(self, make: Callable[[], mn.Mobject]) -> mn.Mobject:
        """Something that is made again for every frame."""
        return mn.always_redraw(make)

    def plane(
        self,
        x: Ticks,
        y: Ticks,
        size: tuple[float, float],
        center: tuple[float, float],
        names: tuple[str, str] = ("", ""),
    ) -> Plane:
        """A frame for curves, with its ticks labelled; the outer ticks are the ends.

        Args:
            x: values on the horizontal axis; a mapping gives each the words for its label.
            y: the same, on the vertical axis.
            size: width and height, without labels.
            center: of that.
            names: of the two axes; the second is above the axis.
        """
        plane = Plane((min(x), max(x)), (min(y), max(y)), size, center, mn.VGroup())
        left, bottom = min(x), min(y)
        ends = [plane.at(left, max(y)), plane.at(left, bottom), plane.at(max(x), bottom)]
        frame = mn.VMobject(stroke_color=self.muted, stroke_width=2)
        plane.drawing.add(frame.set_points_as_corners(ends))
        for value, words in _labels(x).items():
            label = self.text(words, 17, self.muted)
            plane.drawing.add(label.next_to(plane.at(value, bottom), mn.DOWN, 0.12))
        for value, words in _labels(y).items():
            label = self.text(words, 17, self.muted)
            plane.drawing.add(label.next_to(plane.at(left, value), mn.LEFT, 0.12))
        if names[0]:
            below = plane.at(max(x), bottom) + 0.42 * mn.DOWN
            plane.drawing.add(self.text(names[0], 19, self.muted).move_to(below, mn.UR))
        if names[1]:
            above = plane.at(left, max(y)) + 0.16 * mn.UP
            plane.drawing.add(self.text(names[1], 19, self.muted).move_to(above, mn.DL))
        return plane

    def picture(self, pixels: ArrayLike, size: float, signed: float | None = None) -> mn.Group:
        """A digit of 28 x 28 pixels in a frame.

        Args:
            pixels: (784,), 0 paper to 1 ink; or weights, which may be negative.
            size: of an edge.
            signed: for weights, the size that gets the full colour: of "yes" above 0, else "no".
        """
        square = np.asarray(pixels, dtype=float).reshape(28, 28)
        ramp = [self.paper, self.ink] if signed is None else [self.no, self.paper, self.yes]
        colors = LinearSegmentedColormap.from_list("ramp", ramp)
        shade = square if signed is None else 0.5 + square / (2 * signed)
        image = mn.ImageMobject(colors(np.clip(shade, 0, 1), bytes=True))
        image.height = size
        frame = mn.Square(size, stroke_color=self.muted, stroke_width=1.5)
        return mn.Group(image, frame)

    def contours(
        self, plane: Plane, x: NDArray, y: NDArray, height: NDArray, levels: NDArray
    ) -> mn.VGroup:
        """Lines of equal height, of a grid (len(y), len(x))."""
        drawing = mn.VGroup()
        for lines in height_lines(x, y, height, levels):
            for line in lines:
                drawing.add(plane.curve(*line.T, self.faint, 2))
        return drawing

    def cross(self, place: ArrayLike, size: float = 0.16, color: str | None = None) -> mn.VGroup:
        """The mark of a wrong answer."""
        arms = [mn.Line(-arm, arm) for arm in size / 2 * np.array([(1, 1, 0), (1, -1, 0)])]
        return mn.VGroup(*arms).set_stroke(color or self.ink, 3).move_to(place)


class Plane(NamedTuple):
    """Where numbers are on the screen.

    Attributes:
        x: the ends of the horizontal axis.
        y: the ends of the vertical one.
        size: width and height.
        center: the middle.
        drawing: the axes and their labels.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    size: tuple[float, float]
    center: tuple[float, float]
    drawing: mn.VGroup

    def at(self, x: ArrayLike, y: ArrayLike) -> np.ndarray:
        """The point (3,) of a pair of numbers, or the points (k, 3) of k pairs."""
        scaled = [
            center + size * ((np.asarray(value, dtype=float) - low) / (high - low) - 0.5)
            for value, (low, high), size, center in zip(
                (x, y), (self.x, self.y), self.size, self.center, strict=True
            )
        ]
        scaled = np.broadcast_arrays(*scaled, 0.0)
        return np.stack(scaled, axis=-1)

    def curve(self, x: ArrayLike, y: ArrayLike, color: str, width: float = 4) -> mn.VMobject:
        """A line through the points of k pairs."""
        line = mn.VMobject(stroke_color=color, stroke_width=width)
        return line.set_points_as_corners(self.at(x, y))


def height_lines(x: NDArray, y: NDArray, height: NDArray, levels: NDArray) -> list[list[NDArray]]:
    """For each level the lines (k, 2) along which a grid (len(y), len(x)) has that height."""
    generator = contour_generator(x, y, height)
    return [generator.lines(level) for level in levels]


def _labels(ticks: Ticks) -> Mapping[float, str]:
    if isinstance(ticks, Mapping):
        return ticks
    return {value: f"{value:g}".replace("-", "\N{MINUS SIGN}") for value in ticks}

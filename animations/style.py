"""What the scenes share: colours, fonts, formulas, axes, pictures of digits, and their timing.

The picture is 14.2 units wide and 8 high, with the origin in the middle, and fills the whole frame:
captions stand below it on the page. Leave about 0.25 free at its edges.

What `python -m animations NAME --quality low` says of a film is what the tests ask of it
(`animations/frames.py`): the box around all that differs from the background covers 55 % of the
frame but for a second; nothing stands still for longer than 3 seconds or the time to read the
caption; and no words are set smaller than `SMALLEST`, no formula smaller than `SMALLEST_FORMULA`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import matplotlib
import numpy as np
from contourpy import contour_generator
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
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
READING_SPEED = 130  # words per minute

# Font sizes at which digits and capitals are 9 pixels high in a film that is 360 pixels wide. In a
# formula, exponents and subscripts are smaller: use few.
SMALLEST, SMALLEST_FORMULA = 36, 52

# Which of the palette's five line colours belongs to which symbol, in every scene. As in the
# figures, the first also stands for "yes" and the second for "no" and "wrong".
SYMBOLS = {"hat(y)": 0, "hat(Y)": 0, "J": 1, "ell": 1, "w": 2, "b": 3, "alpha": 4}


class Caption(NamedTuple):
    """A sentence that narrates, and from when to when it is shown, in seconds."""

    start: float
    end: float
    text: str


def reading_time(text: str) -> float:
    """Seconds that it takes to read a caption."""
    return 60 * len(text.split()) / READING_SPEED


class Stage(mn.Scene if mn else object):
    """A scene in the colours of a theme, with captions.

    Attributes:
        theme: "light" or "dark"; set before the scene is made.
        captions: what has been said.
        stills: the picture at the end of each caption, for readers who want no motion.
        poster_pixels: the picture that stands for the scene.
        small: the words and formulas that were shown below the smallest size, and their sizes.
    """

    theme = "dark"

    def setup(self) -> None:
        """Called by manim before `construct`."""
        self.palette = PALETTES[self.theme]
        self.paper, self.ink = self.palette.paper, self.palette.ink
        self.muted, self.faint = self.palette.muted, self.palette.faint
        self.yes, self.no = self.palette.lines[:2]
        self.captions: list[Caption] = []
        self.stills: list[NDArray] = []
        self.small: dict[str, float] = {}
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
            missing = start + reading_time(text) - self.renderer.time
            if missing > 0:
                self.wait(max(missing, 0.2), frozen_frame=True)
            self.captions.append(Caption(start, self.renderer.time, text))
            self.stills.append(self.renderer.get_frame())
            self._note_small_words()
            self._said = None

    def _note_small_words(self) -> None:
        for thing in (part for whole in self.mobjects for part in whole.get_family()):
            if not thing.height:  # no words at all
                continue
            smallest = SMALLEST_FORMULA if isinstance(thing, mn.Typst) else SMALLEST
            is_words = isinstance(thing, (mn.Text, mn.Typst, Number))
            if is_words and thing.font_size < 0.99 * smallest:
                self.small[getattr(thing, "said", str(thing))] = round(thing.font_size, 1)

    def poster(self) -> None:
        """Let the picture of this moment stand for the scene."""
        self.renderer.update_frame(self)
        self.poster_pixels = self.renderer.get_frame()

    def text(self, string: str, size: float = SMALLEST, color: str | None = None) -> mn.Text:
        """Words, in the ink of the theme unless a colour is given."""
        # Letters are placed on whole units of a small grid: set large, and shrunk, they sit right.
        words = mn.Text(string, font=FONT, font_size=96, color=color or self.ink)
        words.said = string
        return words.scale(size / 96)

    def number(
        self, string: str, place: ArrayLike, size: float = SMALLEST, color: str | None = None
    ) -> Number:
        """Digits that may change in every frame: made fast, and each in its place.

        Args:
            string: the digits and what belongs to them, as "J = 0.693".
            place: (2,) of the left end of the line on which they stand.
            size: of the font, as of `text`.
            color: that of the ink unless it is given.
        """
        return Number(string, size, color or self.ink).shift((*place[:2], 0))

    def formula(self, typst: str, size: float = SMALLEST_FORMULA) -> mn.MathTypst:
        """Mathematics in Typst's language, each of the `SYMBOLS` in its colour.

        A part in double braces, as in "z = {{w dot x}} + b", is found by `select(0)`, and can be
        marked with `marker` while it is spoken of.
        """
        names = "|".join(rf"(?<!\w){re.escape(name)}(?![A-Za-z0-9])" for name in SYMBOLS)

        def dye(match: re.Match) -> str:
            return f'text(fill: #rgb("{self.color(match[0])}"), {match[0]})'

        dyed = re.sub(names, dye, typst)
        formula = mn.MathTypst(f'text(fill: #rgb("{self.ink}"), {dyed})', font_size=size)
        for part in formula.family_members_with_points():
            if part.stroke_width > 0:  # the bar of a fraction, too thin for a small screen
                part.set_stroke(width=2.5)
        formula.said = typst
        return formula

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
            label = self.text(words, color=self.muted)
            plane.drawing.add(label.next_to(plane.at(value, bottom), mn.DOWN, 0.15))
        for value, words in _labels(y).items():
            label = self.text(words, color=self.muted)
            plane.drawing.add(label.next_to(plane.at(left, value), mn.LEFT, 0.15))
        if names[0]:
            below = plane.at(max(x), bottom) + 0.65 * mn.DOWN
            plane.drawing.add(self.text(names[0], color=self.muted).move_to(below, mn.UR))
        if names[1]:
            above = plane.at(left, max(y)) + 0.2 * mn.UP
            plane.drawing.add(self.text(names[1], color=self.muted).move_to(above, mn.DL))
        return plane

    def picture(self, pixels: ArrayLike, size: float, signed: float | None = None) -> mn.Group:
        """A digit of 28 x 28 pixels in a frame.

        Args:
            pixels: (784,), 0 paper to 1 ink; or weights, which may be negative.
            size: of an edge.
            signed: for weights, the size that gets the full colour: of "yes" above 0, else "no".
                Pictures that are compared need the same one.
        """
        image = mn.ImageMobject(self.shades(np.reshape(pixels, (28, 28)), signed))
        image.height = size
        frame = mn.Square(size, stroke_color=self.muted, stroke_width=1.5)
        return mn.Group(image, frame)

    def shades(self, pixels: ArrayLike, signed: float | None = None) -> NDArray[np.uint8]:
        """The colours (height, width, 4) of the pixels of a `picture`; into `image.pixel_array`."""
        ramp = [self.paper, self.ink] if signed is None else [self.no, self.paper, self.yes]
        colors = LinearSegmentedColormap.from_list("ramp", ramp)
        square = np.asarray(pixels, dtype=float)
        shade = square if signed is None else 0.5 + square / (2 * signed)
        return colors(np.clip(shade, 0, 1), bytes=True)

    def color_scale(self, signed: float, width: float, words: tuple[str, str]) -> mn.Group:
        """What the colours of signed pictures mean: a bar, and words below its two ends.

        Args:
            signed: as in `picture`.
            width: of the bar.
            words: what a weight of -signed and one of +signed are called.
        """
        ramp = np.linspace(-signed, signed, 60)[np.newaxis]
        bar = mn.ImageMobject(self.shades(ramp, signed))
        bar.stretch_to_fit_width(width).stretch_to_fit_height(0.3)
        frame = mn.Rectangle(width=width, height=0.3, stroke_color=self.muted, stroke_width=1.5)
        ends = mn.VGroup(self.text(words[0], color=self.no), self.text(words[1], color=self.yes))
        ends[0].next_to(bar, mn.DOWN, 0.15, mn.LEFT)
        ends[1].next_to(bar, mn.DOWN, 0.15, mn.RIGHT)
        return mn.Group(bar, frame, ends)

    def marker(self, thing: mn.Mobject, color: str | None = None) -> mn.RoundedRectangle:
        """A tint behind what is spoken of, as from a marker pen: to be faded in, and out."""
        box = mn.SurroundingRectangle(thing, buff=0.12, corner_radius=0.12, stroke_width=0)
        return box.set_fill(color or self.yes, 0.25).set_z_index(-1)

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


class Number(mn.VMobject if mn else object):
    """Digits drawn from the outlines of the font: `Stage.number` says more.

    Attributes:
        said: what they say.
    """

    def __init__(self, string: str, size: float, color: str) -> None:
        super().__init__(stroke_width=0, fill_color=color, fill_opacity=1)
        self.said, self._size = string, size
        self.points = _outlines(string) * size / 72
        self._height = self.height

    @property
    def font_size(self) -> float:
        """As it is seen: a number that was scaled has another than it was made with."""
        return self._size * self.height / self._height


@lru_cache(1000)
def _outlines(string: str) -> NDArray:
    """Cubic curves (4 k, 3) around glyphs that are one unit large."""
    path = TextPath((0, 0), string, size=1, prop=FontProperties(fname=str(FONT_FILE)))
    curves, here, first = [], None, None
    for points, code in path.iter_segments(simplify=False):
        ends = points.reshape(-1, 2)
        if code == path.MOVETO:
            here = first = ends[0]
            continue
        if code == path.CURVE3:
            (bend, end), start = ends, here
            curves += [start, (start + 2 * bend) / 3, (end + 2 * bend) / 3, end]
        else:
            start, end = here, first if code == path.CLOSEPOLY else ends[0]
            curves += [start, (2 * start + end) / 3, (start + 2 * end) / 3, end]
        here = end
    return np.c_[np.array(curves).reshape(-1, 2), np.zeros(len(curves))]


def height_lines(x: NDArray, y: NDArray, height: NDArray, levels: NDArray) -> list[list[NDArray]]:
    """For each level the lines (k, 2) along which a grid (len(y), len(x)) has that height."""
    generator = contour_generator(x, y, height)
    return [generator.lines(level) for level in levels]


def _labels(ticks: Ticks) -> Mapping[float, str]:
    if isinstance(ticks, Mapping):
        return ticks
    return {value: f"{value:g}".replace("-", "\N{MINUS SIGN}") for value in ticks}

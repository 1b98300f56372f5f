"""A plane in which digits stand as themselves, and a digit that is turned over itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from animations.style import Plane, Stage, mn

UNIT = 90  # pixels of a screen 1,280 wide
TIMES = 3  # as large as a pixel of a digit is drawn
EDGE = 28 * TIMES


class DigitPlane(Stage):
    """A stage that paints its pictures itself: hundreds of digits would be drawn too slowly."""

    def painted(
        self, paint: Callable[[], NDArray[np.uint8]], size: tuple[float, float]
    ) -> mn.ImageMobject:
        """A picture that is painted again for every frame, until its updaters are cleared."""
        image = mn.ImageMobject(paint())
        image.stretch_to_fit_width(size[0]).stretch_to_fit_height(size[1])
        return image.add_updater(lambda image: setattr(image, "pixel_array", paint()))

    def turned(self, picture: NDArray, angle: float, color: str) -> NDArray[np.uint8]:
        """A digit and its turned copy in grey, and in colour what is ink in both.

        Args:
            picture: (784,) pixels from 0 to 1.
            angle: in radians.
            color: of the ink that both share.
        """
        size = 168
        picture = picture.reshape(28, 28).repeat(6, 0).repeat(6, 1)
        down, right = np.mgrid[:size, :size] - (size - 1) / 2
        rows = np.rint(np.cos(angle) * down + np.sin(angle) * right + (size - 1) / 2).astype(int)
        columns = np.rint(np.cos(angle) * right - np.sin(angle) * down + (size - 1) / 2).astype(int)
        inside = (rows >= 0) & (rows < size) & (columns >= 0) & (columns < size)
        copy = np.where(inside, picture[rows.clip(0, size - 1), columns.clip(0, size - 1)], 0)
        both = np.minimum(picture, copy)[..., np.newaxis]
        grey = np.maximum(picture, copy)[..., np.newaxis] * 0.3
        shade = (1 - grey) * rgb(self.paper) + grey * rgb(self.ink)
        return opaque((1 - both) * shade + both * rgb(color))

    def scatter(
        self, plane: Plane, digits: Iterable[tuple[NDArray, NDArray, str]]
    ) -> NDArray[np.uint8]:
        """Digits without paper in their places of a plane; each is (x and y, pixels, colour)."""
        width, height = (round(edge * UNIT) for edge in plane.size)
        whole = np.zeros((height, width, 4))
        corner = plane.at(plane.x[0], plane.y[1])
        for at, picture, color in digits:
            column, row, _ = np.abs(UNIT * (plane.at(*at) - corner)).astype(int) - EDGE // 2
            part = whole[row : row + EDGE, column : column + EDGE]
            inked = picture.reshape(28, 28).repeat(TIMES, 0).repeat(TIMES, 1)[..., np.newaxis]
            part[:] = (1 - inked) * part + inked * [*rgb(color), 255]
        return whole.astype(np.uint8)

    def crosses(self, plane: Plane, where: Callable[[], NDArray]) -> mn.VMobject:
        """Crosses in places (k, 2) of a plane, which may change in every frame."""
        arms = 0.25 * np.array([[(1, 1, 0), (-1, -1, 0)], [(1, -1, 0), (-1, 1, 0)]])
        along = np.linspace(0, 1, 4)[:, np.newaxis]

        def draw(crosses: mn.VMobject) -> None:
            ends = plane.at(*where().T)[:, np.newaxis, np.newaxis] + arms
            ends = ends.reshape(-1, 2, 3)
            crosses.points = ((1 - along) * ends[:, :1] + along * ends[:, 1:]).reshape(-1, 3)

        crosses = mn.VMobject(stroke_color=self.ink, stroke_width=3)
        return crosses.add_updater(draw, call_updater=True)

    def sides(self, plane: Plane, w: NDArray, b: float) -> NDArray[np.uint8]:
        """Tints of the places where the score of two weights and a bias is above 0, and below."""
        x = np.linspace(*plane.x, 268)
        y = np.linspace(*plane.y, 126)[::-1, np.newaxis]
        above = (w[0] * x + w[1] * y + b > 0)[..., np.newaxis]
        return opaque(0.86 * rgb(self.paper) + 0.14 * np.where(above, rgb(self.yes), rgb(self.no)))


def rgb(color: str) -> NDArray:
    """Red, green and blue from 0 to 255."""
    return np.array(mn.ManimColor(color).to_int_rgb())


def opaque(shade: NDArray) -> NDArray[np.uint8]:
    """Colours (height, width, 3) that let nothing through, (height, width, 4)."""
    return np.append(shade, np.full((*shade.shape[:2], 1), 255), axis=-1).astype(np.uint8)

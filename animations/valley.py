"""Maps of a valley that is seen from above, measured with one ruler or with another."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from animations.style import mn

LOWEST, HIGHEST = -3.75, 3.75  # where each map ends, on the screen


class Map(NamedTuple):
    """Where pairs of b (to the right) and w (upwards) are on the screen: so a valley lies flat.

    Attributes:
        edges: where the map begins and ends, on the screen.
        origin: (2,) w and b of the bottom of the valley.
        bottom: (2,) where that is, on the screen.
        stretch: (2, 2) what distances on the screen are in terms of w and b.
    """

    edges: tuple[float, float]
    origin: NDArray
    bottom: tuple[float, float]
    stretch: NDArray

    def at(self, theta: NDArray) -> NDArray:
        """The points (k, 3) of pairs (k, 2) of w and b."""
        flat = ((np.asarray(theta) - self.origin) @ self.stretch)[:, ::-1] + self.bottom
        return np.c_[flat, np.zeros(len(flat))]

    def patch(self, ring: NDArray) -> mn.VMobject:
        """What lies inside of a convex ring (k, 2) of w and b, and on the map."""
        seen, (left, right) = self.at(ring), self.edges
        for axis, sign, limit in ((0, 1, left), (0, -1, right), (1, 1, LOWEST), (1, -1, HIGHEST)):
            seen = _beyond(seen, sign * (seen[:, axis] - limit))
        return straight(np.concatenate([seen, seen[:1]]))

    def line(self, points: NDArray) -> mn.VMobject:
        """A line through points (k, 2) of w and b, where it is on the map."""
        places = self.at(points)
        inside = (places >= [self.edges[0], LOWEST, 0]) & (places <= [self.edges[1], HIGHEST, 0])
        return straight(places, inside.all(axis=1))


def straight(places: NDArray, seen: NDArray | None = None) -> mn.VMobject:
    """A line through places (k, 3), but only between two that are seen; manim's own is slower."""
    start, end = places[:-1], places[1:]
    if seen is not None:
        start, end = start[seen[:-1] & seen[1:]], end[seen[:-1] & seen[1:]]
    third = (end - start) / 3
    line = mn.VMobject()
    line.points = np.stack([start, start + third, end - third, end], axis=1).reshape(-1, 3)
    return line


def renewed(make: Callable[[], mn.VGroup]) -> mn.VGroup:
    """A group that is made again for every frame: it may then have other parts than before."""
    group = make()

    def update(group: mn.VGroup) -> None:
        # While a movement lasts, manim goes on drawing the parts that were there when it began.
        for old in group.get_family()[1:]:
            old.points = np.zeros((0, 3))
        group.submobjects = make().submobjects

    return group.add_updater(update)


def parabola_ring(here: NDArray, lowest: NDArray, matrix: NDArray) -> NDArray:
    """Where a parabola with these curvatures is as high as here: an ellipse (k, 2)."""
    root = np.linalg.inv(np.linalg.cholesky(matrix))
    radius = np.sqrt((here - lowest) @ matrix @ (here - lowest))
    angles = np.linspace(0, 2 * np.pi, 361)
    return lowest + radius * np.c_[np.cos(angles), np.sin(angles)] @ root


def two_digits(share: float) -> str:
    """A share in percent, however small it is."""
    digits = np.format_float_positional(100 * share, 2, unique=False, fractional=False, trim="-")
    return f"{digits} %"


def _beyond(polygon: NDArray, inside: NDArray) -> NDArray:
    """What is left of a convex polygon (k, 3) where a number, linear in the point, is above 0."""
    after = np.roll(inside, -1)
    crosses = inside * after < 0
    share = np.divide(inside, inside - after, out=np.zeros(len(inside)), where=crosses)
    between = polygon + share[:, np.newaxis] * (np.roll(polygon, -1, axis=0) - polygon)
    both = np.stack([polygon, between], axis=1).reshape(-1, 3)
    return both[np.stack([inside >= 0, crosses], axis=1).reshape(-1)]

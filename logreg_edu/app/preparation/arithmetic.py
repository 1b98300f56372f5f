"""Arithmetic of pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WORKING_SIDE = 512  # pixels: ink is told from paper in a picture no longer than this

Box = tuple[int, int, int, int]  # top, left, height, width


def grey_of(picture: NDArray[np.floating]) -> NDArray[np.floating]:
    """The brightness of a picture: the weights of ITU-R 601, as Pillow has them."""
    if picture.ndim == 2:
        return picture
    return 0.299 * picture[..., 0] + 0.587 * picture[..., 1] + 0.114 * picture[..., 2]


def scaled(box: Box, times: float) -> Box:
    """A box in pixels that are so many times smaller."""
    top, left, height, width = (round_half_up(side * times) for side in box)
    return top, left, height, width


def crop(image: NDArray, box: Box) -> NDArray:
    """What lies in a box."""
    top, left, height, width = box
    return image[top : top + height, left : left + width]


def reduce_to(picture: NDArray[np.floating], reduction: float) -> NDArray[np.floating]:
    """Reduce a picture, grey or of three colours, by a factor."""
    rows, columns = (max(1, round_half_up(side / reduction)) for side in picture.shape[:2])
    if picture.ndim == 2:
        return area_average(picture, rows, columns)
    return np.stack([area_average(kind, rows, columns) for kind in np.moveaxis(picture, 2, 0)], 2)


def area_average(
    image: NDArray, rows: int, columns: int, box: tuple[float, float, float, float] | None = None
) -> NDArray:
    """Scale a picture: each new pixel is the mean of the area that it covers in the old picture.

    out = A image B^T, with A (rows, old rows) and B (columns, old columns) of `covered_shares`.

    Args:
        image: (old rows, old columns).
        rows: of the new picture.
        columns: of the new picture.
        box: (top, left, height, width) of what is scaled, in old pixels and parts of them; beyond
            the old picture all is 0. None for the whole.

    Examples:
        >>> area_average(np.array([[0.0, 6.0, 3.0]]), rows=1, columns=2)     # 1.5 old ones each
        array([[2., 4.]])
    """
    if box is None and image.shape == (rows, columns):
        return np.ascontiguousarray(image)
    top, left, height, width = box or (0, 0, *image.shape)
    A = covered_shares(image.shape[0], rows, top, height).astype(image.dtype)
    B = covered_shares(image.shape[1], columns, left, width).astype(image.dtype)
    return A @ image @ B.T


def covered_shares(source: int, target: int, start: float, length: float) -> NDArray[np.float64]:
    """Which share of new pixel i is covered by old pixel j, along one side: (target, source).

    Args:
        source: how many old pixels there are.
        target: how many new ones.
        start: where the first new one begins, in old pixels.
        length: of all new ones together, in old pixels.

    Examples:
        >>> covered_shares(3, 2, start=0, length=3).round(3)
        array([[0.667, 0.333, 0.   ],
               [0.   , 0.333, 0.667]])
    """
    edges = start + np.arange(target + 1) * length / target  # of the new pixels, in old pixels
    j = np.arange(source)
    overlap = np.minimum(edges[1:, np.newaxis], j + 1) - np.maximum(edges[:-1, np.newaxis], j)
    return np.maximum(overlap, 0) * target / length


def sampled(image: NDArray[np.floating], row: NDArray, column: NDArray) -> NDArray[np.floating]:
    """The picture between its pixels, at rows and columns that broadcast; beyond it, its edge."""
    row = np.clip(row, 0, image.shape[0] - 1)
    column = np.clip(column, 0, image.shape[1] - 1)
    top, left = np.floor(row).astype(int), np.floor(column).astype(int)
    below = np.minimum(top + 1, image.shape[0] - 1)
    right = np.minimum(left + 1, image.shape[1] - 1)
    down, across = row - top, column - left
    if image.ndim == 3:
        down, across = down[..., np.newaxis], across[..., np.newaxis]
    upper = image[top, left] * (1 - across) + image[top, right] * across
    lower = image[below, left] * (1 - across) + image[below, right] * across
    return upper * (1 - down) + lower * down


def at_rank(values: NDArray[np.floating], share: float) -> float:
    """The value below which this share of all values lie; 0.5 is the median."""
    rank = int(share * (values.size - 1))
    # The rank twice: NumPy's search for a single one takes 70 times as long where most values are
    # the same, as on blank paper.
    return float(np.partition(values, [rank, rank], axis=None)[rank])


def largest_around(image: NDArray, reach: int) -> NDArray:
    """The largest value in a window from ``reach`` pixels before to ``reach`` after each pixel."""
    for _ in ("down", "across"):
        window = 2 * reach + 1
        largest, span = np.pad(image, ((reach, reach), (0, 0)), mode="edge"), 1
        while 2 * span <= window:  # the largest of two windows side by side
            largest, span = np.maximum(largest[:-span], largest[span:]), 2 * span
        rest = window - span  # of two that overlap
        image = np.maximum(largest[: len(largest) - rest], largest[rest:]).T
    return image


def round_half_up(x: float) -> int:
    """The nearest whole number, of two the larger."""
    return int(np.floor(x + 0.5))

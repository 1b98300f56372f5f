"""Sheets of paper and drawn boxes: found by their four straight sides, and straightened."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.preparation.arithmetic import (
    WORKING_SIDE,
    Box,
    grey_of,
    largest_around,
    reduce_to,
    round_half_up,
    sampled,
)
from logreg_edu.app.preparation.spots import mask_of, regions, touches_edge

SHEET_SIDE = 128  # pixels: a sheet is looked for in a picture no longer than this
SMALLEST_SHEET = 0.06  # of the picture's area
MOST_SLENDER_SHEET = 0.4  # the shorter side over the longer
STRAIGHT = 0.9  # of the area of sheet and four-sided figure together, that both have
INSET = 0.025  # of its shorter side: the rim of a sheet that is cut off


def find_sheets(picture: NDArray[np.floating]) -> list[NDArray[np.float64]]:
    """Find the four corners of light sheets on something dark, and of dark ones, the largest first.

    A sheet is a region as light as can be told from the rest, without holes but for what is written
    on it, whose area is that of a figure with four straight sides.

    Returns:
        For each sheet (4, 2): row and column of the corners top left, top right, bottom right,
        bottom left, in pixels of the picture.
    """
    reduction = max(1, max(picture.shape[:2]) / SHEET_SIDE)
    grey = grey_of(reduce_to(picture, reduction).astype(np.float64))
    light = grey > between(grey)
    found = []
    for mask in (light, ~light):
        for region in regions(mask):
            if len(region) < SMALLEST_SHEET * mask.size:
                continue
            sheet = without_holes(mask_of([region], mask.shape))
            corners = corners_of(np.argwhere(sheet))
            figure = four_sided(corners, mask.shape)
            agreement = (sheet & figure).sum() / (sheet | figure).sum()
            beside = mask[~figure]  # on other paper the region is a box, or lies between lines
            if (
                agreement < STRAIGHT
                or len(region) < sheet.sum() / 2
                or len(beside) < 0.03 * mask.size
                or beside.mean() > 0.5
            ):
                continue
            found.append((sheet.sum(), (corners + 0.5) * reduction - 0.5))
    return [corners for _, corners in sorted(found, key=lambda pair: -pair[0])]


def between(grey: NDArray[np.floating]) -> float:
    """The grey that parts light from dark best (Otsu, 1979): n0 n1 (mean0 - mean1)^2 is largest."""
    levels = np.linspace(grey.min(), grey.max(), 65)[1:-1]
    best, at = -1.0, 0.0
    for level in levels:
        dark = grey <= level
        count = int(dark.sum())
        if 0 < count < grey.size:
            apart = grey[~dark].mean() - grey[dark].mean()
            spread = count * (grey.size - count) * apart**2
            if spread > best:
                best, at = spread, float(level)
    return at


def without_holes(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask and all that it encloses."""
    filled = np.ones(mask.shape, dtype=bool)
    for spot in regions(~mask):
        if touches_edge(spot, mask.shape):
            filled[spot.T[0], spot.T[1]] = False
    return filled


def corners_of(pixels: NDArray[np.intp]) -> NDArray[np.float64]:
    """(4, 2): of pixels (count, 2) the farthest top left, top right, bottom right, bottom left."""
    row, column = pixels.T
    corners = [np.argmin(row + column), np.argmin(row - column)]
    corners += [np.argmax(row + column), np.argmax(row - column)]
    return pixels[corners].astype(np.float64)


def four_sided(corners: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The mask of a figure with four corners, given clockwise."""
    row, column = np.ogrid[: shape[0], : shape[1]]
    inside = np.ones(shape, dtype=bool)
    for (r0, c0), (r1, c1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        inside &= (row - r0) * (c1 - c0) - (column - c0) * (r1 - r0) >= -1e-9
    return inside


def is_outline(box: Box, corners: NDArray[np.float64]) -> bool:
    """Whether what was taken for the digit is the sheet itself; a slender one may be a thick 1."""
    top, left, height, width = box
    edges = np.array([top, left, top + height, left + width])
    apart = np.abs(edges - [*corners.min(axis=0), *corners.max(axis=0)]).max()
    slender = min(height, width) < MOST_SLENDER_SHEET * max(height, width)
    return bool(apart < 0.1 * max(height, width) and not slender)


def is_frame(mask: NDArray[np.bool_], corners: NDArray[np.float64]) -> bool:
    """Whether ink lies all along the four sides between corners, and not just inside them."""
    lengths = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    if lengths.min() < max(mask.shape) / 10:
        return False
    thick = largest_around(mask, max(1, max(mask.shape) // 128)) > 0
    if min(thick[row, column].mean() for row, column in along_sides(corners)) < 0.9:
        return False
    inner = corners + 0.15 * (corners.mean(axis=0) - corners)
    return bool(np.mean([mask[row, column].mean() for row, column in along_sides(inner)]) < 0.3)


def along_sides(corners: NDArray[np.float64]) -> list[NDArray[np.intp]]:
    """The rows and columns of 101 pixels along each of the four sides between corners."""
    steps = np.linspace(0, 1, 101)[:, np.newaxis]
    return [
        np.floor(a * (1 - steps) + b * steps + 0.5).astype(int).T
        for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)
    ]


def straightened(
    picture: NDArray[np.floating], corners: NDArray[np.float64]
) -> tuple[NDArray[np.floating], float, float]:
    """What lies between four corners, without its rim, as an upright rectangle.

    Returns:
        The rectangle, no longer than `WORKING_SIDE`, and how much of the height and of the width
        was cut off at each end, as a fraction.
    """
    tl, tr, br, bl = corners
    height = (np.hypot(*(bl - tl)) + np.hypot(*(br - tr))) / 2
    width = (np.hypot(*(tr - tl)) + np.hypot(*(br - bl))) / 2
    reduction = max(1, max(height, width) / WORKING_SIDE)
    rim = INSET * min(height, width) + 2
    rows, columns = (
        max(1, round_half_up((side - 2 * rim) / reduction)) for side in (height, width)
    )
    down = rim / height + (1 - 2 * rim / height) * (np.arange(rows) + 0.5) / rows
    across = rim / width + (1 - 2 * rim / width) * (np.arange(columns) + 0.5) / columns
    row, column = place_in(corners, down[:, np.newaxis], across)
    place = ((at + 0.5) / reduction - 0.5 for at in (row, column))
    return sampled(reduce_to(picture, reduction), *place), rim / height, rim / width


def place_in(
    corners: NDArray[np.float64], down: NDArray, across: NDArray
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Row and column of a place between four corners, given as fractions of height and width."""
    tl, tr, br, bl = corners[..., np.newaxis, np.newaxis]
    upper = tl * (1 - across) + tr * across
    lower = bl * (1 - across) + br * across
    row, column = upper * (1 - down) + lower * down
    return row, column

"""From ink to MNIST's size, place, stroke and lean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.errors import ImageError
from logreg_edu.app.preparation.arithmetic import (
    Box,
    area_average,
    crop,
    reduce_to,
    round_half_up,
    sampled,
)
from logreg_edu.app.preparation.record import BOX, CENTRE, FIELD, Preparation
from logreg_edu.app.preparation.spots import bounding_box, refuse_two_digits, regions

LEANING = 0.3  # pixels sideways per pixel upwards: 3 of 10 of MNIST's digits lean more
STROKE_SIDE = 100  # pixels: the longer side of the digit where its stroke is measured
STROKE = 1 / 8  # of the longer side: MNIST's median stroke, 2.5 pixels of 20
THINNEST = 1.4  # pixels of 20: about 1 of 100 of MNIST's digits has a thinner stroke
THICKEST_STROKE = 4.4  # pixels of 20: about 2 of 100 have a thicker one
THINNED = 0.16  # of the longer side as it was: where strokes run together, STROKE would lose more
SOLID = 0.55  # of the longer side: ink in which a circle of this diameter has room is no stroke


def prepare_ink(ink: NDArray[np.floating]) -> Preparation:
    """Prepare a digit whose ink is already told from the paper, as strokes on a canvas.

    Args:
        ink: (rows, columns) from 0, paper, to 1, ink.

    Returns:
        The prepared picture, and what was done.

    Raises:
        ImageError: no ink, or two digits.
    """
    spots = regions(ink > 0)
    if not spots:
        raise ImageError("no digit found: there is no ink")
    refuse_two_digits(spots)
    return fitted(ink, bounding_box(np.concatenate(spots)))


def fitted(ink: NDArray[np.floating], box: Box) -> Preparation:
    """Bring ink, all of it of one digit, to MNIST's stroke, size and place.

    Args:
        ink: (rows, columns) from 0 to 1; the soft rim of the digit may reach beyond the box.
        box: around the digit: its longer side becomes `BOX` pixels.
    """
    top, left, height, width = box
    changed, stroke = with_usual_stroke(crop(ink, box))
    if stroke:
        ink, (top, left, height, width) = changed, (0, 0, *changed.shape)
    longer = max(height, width)

    def new(side: int) -> int:  # BOX * side / longer, rounded to whole pixels
        return max(1, (2 * BOX * side + longer) // (2 * longer))

    # The new pixels are squares, so that the digit keeps its proportions, and their middle is that
    # of the box. One more on each side is for the rim, and for what whole pixels are too short for.
    size = (new(height), new(width))
    rows, columns = size[0] + 2, size[1] + 2
    down, across = rows * longer / BOX, columns * longer / BOX
    around = (top + (height - down) / 2, left + (width - across) / 2, down, across)
    small = area_average(ink, rows, columns, around)
    # Exact halves are common here: the tiny addition rounds them up whatever the sums' last bit.
    small = np.floor(small * (255 / small.max()) + (0.5 + 1e-9)).astype(np.int64)
    inked = bounding_box(np.argwhere(small))
    small = crop(small, inked)
    row, column = place(small.sum(axis=1)), place(small.sum(axis=0))
    field = np.zeros((FIELD, FIELD), dtype=np.uint8)
    field[row : row + inked[2], column : column + inked[3]] = small
    corner = (row + 1 - inked[0], column + 1 - inked[1])
    return Preparation(field.ravel(), box, size, corner, stroke=stroke)


def place(profile: NDArray[np.int64]) -> int:
    """Where along one side of the field the ink starts, for its centre of mass to be at `CENTRE`.

    Args:
        profile: the ink of each row or of each column, whole numbers.

    Returns:
        The row or column of the first one, moved no farther than the field reaches.
    """
    mass, moment = int(profile.sum()), int(profile @ np.arange(len(profile)))
    centre = (2 * moment + mass) // (2 * mass)  # moment / mass, rounded, halves up
    return min(max(CENTRE - centre, 0), FIELD - len(profile))


def with_usual_stroke(
    ink: NDArray[np.floating],
) -> tuple[NDArray[np.floating], tuple[float, float] | None]:
    """Bring the stroke of a digit to a width usual in MNIST, where it is thinner or thicker there.

    Across a straight stroke of width w the distances to its edges rise from 0 to w / 2 and fall
    again: their mean is w / 4. So the width is 4 times the mean distance of all ink.

    Args:
        ink: (rows, columns), cropped to the digit, from 0 to 1.

    Returns:
        The ink, and the widths before and after in pixels of the prepared picture; the ink as it
        was, and None, where the stroke is of a width that MNIST has.
    """
    if max(ink.shape) <= BOX:  # of MNIST's size already, and too small to measure
        return ink, None
    inked = ink_to_measure(ink)
    inside = distances(inked)
    width = 4 * (inside[inked].mean() - 0.5)  # distances are to the middle of pixels
    in_pixels = float(width * BOX / STROKE_SIDE)
    if THINNEST <= in_pixels <= THICKEST_STROKE or has_room(inside):
        return ink, None
    if in_pixels < THINNEST:
        # width + 2 growth is STROKE of the longer side, which itself grows by 2 growth.
        growth = (STROKE * STROKE_SIDE - width) / (2 * (1 - STROKE))
        around = distances(~np.pad(inked, int(np.ceil(growth)) + 1))
        changed, after = growth + 1 - around, STROKE
    else:
        growth = (THINNED * STROKE_SIDE - width) / 2
        changed, after = growth + inside, THINNED * STROKE_SIDE / (STROKE_SIDE + 2 * growth)
    changed = np.clip(changed, 0, 1)
    return crop(changed, bounding_box(np.argwhere(changed > 0))), (in_pixels, float(after * BOX))


def lean_of(ink: NDArray[np.floating]) -> float:
    """The pixels to the right per pixel upwards that ink leans: covariance over variance."""
    row, column = np.ogrid[: ink.shape[0], : ink.shape[1]]
    down = row - (ink * row).sum() / ink.sum()
    across = column - (ink * column).sum() / ink.sum()
    spread = (ink * down**2).sum()
    return float(-(ink * down * across).sum() / spread) if spread else 0.0


def turned_upright(ink: NDArray[np.floating], box: Box) -> Preparation | None:
    """Prepare a digit that leans far as if it stood upright; None if it does not.

    Args:
        ink: as `fitted` takes it, as the others.
        box: what is as small as MNIST's digits is taken as it stands.
    """
    lean = lean_of(ink)
    if max(box[2:]) <= BOX or abs(lean) <= LEANING:
        return None
    upright = turned(ink, np.arctan(lean))
    prepared = fitted(upright, bounding_box(np.argwhere(upright > 0.5)))
    return replace(prepared, slant=round_half_up(np.degrees(np.arctan(lean))))


def turned(ink: NDArray[np.floating], angle: float) -> NDArray[np.floating]:
    """Turn ink to the left, by an angle in radians; the picture grows so that nothing is lost."""
    ink = np.pad(ink, 1)
    side = int(np.ceil(np.hypot(*ink.shape)))
    from_middle = np.arange(side) - (side - 1) / 2
    down, across = from_middle[:, np.newaxis], from_middle
    row = np.cos(angle) * down + np.sin(angle) * across + (ink.shape[0] - 1) / 2
    column = np.cos(angle) * across - np.sin(angle) * down + (ink.shape[1] - 1) / 2
    return sampled(ink, row, column)


def is_solid(ink: NDArray[np.floating]) -> bool:
    """Whether a large circle has room in the ink."""
    return has_room(distances(ink_to_measure(ink)))


def has_room(inside: NDArray[np.float64]) -> bool:
    """The same of the distances in the ink to its edge."""
    return bool(2 * inside.max() > SOLID * STROKE_SIDE)


def ink_to_measure(ink: NDArray[np.floating]) -> NDArray[np.bool_]:
    """The ink, its longer side brought to `STROKE_SIDE`, as a mask with a margin of one pixel."""
    times = STROKE_SIDE / max(ink.shape)
    if times <= 1:
        grey = reduce_to(ink, 1 / times)
    else:  # in between the pixels
        rows, columns = (max(1, round_half_up(side * times)) for side in ink.shape)
        down = (np.arange(rows) + 0.5) * ink.shape[0] / rows - 0.5
        across = (np.arange(columns) + 0.5) * ink.shape[1] / columns - 0.5
        grey = sampled(ink, down[:, np.newaxis], across)
    return np.pad(grey > 0.4 * grey.max(), 1)


def distances(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """From each pixel of a mask to the nearest that is not in it, from middle to middle."""
    squared = np.where(mask, np.inf, 0)
    for _ in ("down", "across"):
        i = np.arange(len(squared))
        apart = (i[:, np.newaxis] - i) ** 2
        squared = (squared[np.newaxis] + apart[..., np.newaxis]).min(axis=1).T
    return np.sqrt(squared)

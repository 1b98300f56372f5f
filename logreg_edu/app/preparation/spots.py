"""Connected spots of ink, and which of them are the digit."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.errors import ImageError
from logreg_edu.app.preparation.arithmetic import WORKING_SIDE, Box, largest_around, round_half_up

Spot = NDArray[np.intp]  # (pixels, 2): the rows and columns of connected pixels

FAINTEST_AT_EDGE = 0.6  # the share of light that ink at the edge takes; shadows take less
SPECK = 0.05  # of the largest spot's area: what is smaller is no part of the digit
EDGE_SPOT = 0.2  # of the largest spot's area: a digit that reaches it is wholly inside the picture
MOST_SPOTS = 10  # a digit may be broken, but not into more than these
SMALLEST = 1 / 32  # of WORKING_SIDE, or of a smaller picture's longer side: that of the digit
RING = 0.08  # of the longer side of a spot: another so far inside it is a digit in a ring, ...
IN_RING = 0.3  # ... where it is as high as this share of the ring
GAP = 1 / 128  # of the longer side: spots nearer to each other than this are one
FAR = 0.15  # of the main spot's longer side: what is farther away is no part of the digit
AS_TALL = 0.6  # two spots of such heights ...
AS_NEAR = 0.3  # ... that share less than this of their columns are two digits
APART = 0.1  # of the lower height: two such spots so far above one another are two digits


def choose_spots(
    spots: list[Spot], shape: tuple[int, ...], full_ink: float, whole: bool = True
) -> list[Spot]:
    """Choose the spots that are the digit: not the specks, nor what reaches in from the edge.

    Args:
        spots: of `regions`, at least one.
        shape: (rows, columns) of the picture.
        full_ink: the share of the light that the blackest of them take.
        whole: whether a digit may reach the edge.

    Returns:
        Some of the spots.

    Raises:
        ImageError: there are too many, too small or too faint ones, or two digits.
    """
    largest = max(len(spot) for spot in spots)
    inside = [spot for spot in spots if not touches_edge(spot, shape)]
    if max((len(spot) for spot in inside), default=0) >= EDGE_SPOT * largest:
        spots = inside
    elif not whole or full_ink < FAINTEST_AT_EDGE or len(spots) > MOST_SPOTS:
        raise ImageError("no digit found: there are only shades that reach in from the edge")
    spots = joined(spots, shape)
    largest = max(len(spot) for spot in spots)
    specks = sum(len(spot) for spot in spots if len(spot) < SPECK * largest)
    spots = [spot for spot in spots if len(spot) >= SPECK * largest]
    if specks > sum(len(spot) for spot in spots):
        raise ImageError("no digit found: there are specks all over the picture")
    if len(spots) > MOST_SPOTS:
        raise ImageError(f"no digit found: there are {len(spots)} spots of similar size")
    spots = [ring for ring in spots if not any(surrounds(ring, spot) for spot in spots)]
    refuse_two_digits(spots)
    digit = near_the_main_spot(spots)
    height, width = bounding_box(np.concatenate(digit))[2:]
    if max(height, width) < SMALLEST * min(WORKING_SIDE, max(shape)):
        raise ImageError("no digit found: there is only a speck; a digit must be larger")
    return digit


def near_the_main_spot(spots: list[Spot]) -> list[Spot]:
    """The tallest spot and those near it: what is far away is no part of the digit."""

    def tallness(spot: Spot) -> int:
        _, _, height, width = bounding_box(spot)
        return 2 * height + width

    ordered = sorted(spots, key=tallness, reverse=True)
    main, rest = ordered[:1], [spot for spot in ordered[1:] if not is_rule(spot, ordered[0])]
    far = FAR * max(bounding_box(main[0])[2:])
    while True:
        top, left, height, width = bounding_box(np.concatenate(main))
        near = []
        for spot in rest:
            other_top, other_left, other_height, other_width = bounding_box(spot)
            down = max(other_top - top - height, top - other_top - other_height)
            across = max(other_left - left - width, left - other_left - other_width)
            if max(down, across) <= far:
                near.append(spot)
        if not near:
            return main
        main += near
        rest = [spot for spot in rest if not any(spot is one for one in near)]


def may_be_cut_off(digit: list[Spot], spots: list[Spot], shape: tuple[int, ...]) -> bool:
    """Whether one of the spots that are the digit, or that are near it, reaches the edge."""
    at_edge = [spot for spot in spots if touches_edge(spot, shape)]
    if not at_edge:
        return False
    far = round_half_up(FAR * max(bounding_box(np.concatenate(digit))[2:]))
    near = largest_around(mask_of(digit, shape), far)
    return any(bool(near[spot.T[0], spot.T[1]].any()) for spot in at_edge)


def surrounds(ring: Spot, spot: Spot) -> bool:
    """Whether a spot is a ring drawn around another, and no part of the same digit."""
    top, left, height, width = bounding_box(ring)
    inner_top, inner_left, inner_height, inner_width = bounding_box(spot)
    above, before = inner_top - top, inner_left - left
    below, after = height - above - inner_height, width - before - inner_width
    return (
        min(above, before, below, after) >= RING * max(height, width)
        and inner_height >= IN_RING * height
    )


def is_rule(spot: Spot, digit: Spot) -> bool:
    """Whether a spot is a line under or over a digit, and longer than it is wide."""
    _, _, height, width = bounding_box(spot)
    return width >= 10 * height and width > bounding_box(digit)[3]


def refuse_two_digits(spots: list[Spot]) -> None:
    """Raise an ImageError where two tall spots stand side by side, or apart above one another."""
    boxes = [bounding_box(spot) for spot in spots]
    tallest = max(height for _, _, height, _ in boxes)
    tall = [box for box in boxes if box[2] >= AS_TALL * tallest]
    for (top, left, height, width), (below, beside, other_height, other_width) in combinations(
        tall, 2
    ):
        shared = min(left + width, beside + other_width) - max(left, beside)
        if shared < AS_NEAR * min(width, other_width):
            raise ImageError("two digits side by side; give a picture of one")
        apart = max(top, below) - min(top + height, below + other_height)
        if apart > APART * min(height, other_height):
            raise ImageError("two digits, one above the other; give a picture of one")


def joined(spots: list[Spot], shape: tuple[int, ...]) -> list[Spot]:
    """The same spots, those that nearly touch as one, as where a pale line cuts a stroke."""
    mask = mask_of(spots, shape)
    near = round_half_up(GAP * max(shape) / 2)
    spots = regions(largest_around(mask, near) > 0)
    return [spot[mask[spot.T[0], spot.T[1]]] for spot in spots]


def touches_edge(spot: Spot, shape: tuple[int, ...]) -> bool:
    """Whether a spot reaches the edge of the picture."""
    return bool(spot.min() == 0 or (spot.max(axis=0) == np.array(shape) - 1).any())


def regions(mask: NDArray[np.bool_]) -> list[Spot]:
    """Find the connected spots of a mask; a pixel is connected with the eight around it.

    Args:
        mask: (rows, columns).

    Returns:
        For each spot (pixels, 2): the row and column of its pixels.
    """
    width = mask.shape[1] + 2
    waiting = bytearray(np.pad(mask, 1).tobytes())  # the margin ends every walk
    around = (-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1)
    spots = []
    start = -1
    while (start := waiting.find(1, start + 1)) >= 0:
        waiting[start] = 0
        spot = [start]
        for pixel in spot:  # grows while it is walked
            for step in around:
                if waiting[pixel + step]:
                    waiting[pixel + step] = 0
                    spot.append(pixel + step)
        spots.append(np.column_stack(np.divmod(spot, width)) - 1)
    return spots


def mask_of(spots: list[Spot], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The mask of some spots."""
    mask = np.zeros(shape, dtype=bool)
    for spot in spots:
        mask[spot.T[0], spot.T[1]] = True
    return mask


def bounding_box(pixels: Spot) -> Box:
    """(top, left, height, width) around pixels (count, 2)."""
    top, left = pixels.min(axis=0).tolist()
    bottom, right = pixels.max(axis=0).tolist()
    return top, left, bottom - top + 1, right - left + 1

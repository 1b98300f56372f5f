"""The ink of one digit, told from the paper: on a sheet, in a drawn box, on the whole picture."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.errors import ImageError
from logreg_edu.app.preparation.arithmetic import (
    WORKING_SIDE,
    Box,
    at_rank,
    crop,
    grey_of,
    largest_around,
    reduce_to,
    round_half_up,
    scaled,
)
from logreg_edu.app.preparation.digit import fitted, is_solid, turned_upright
from logreg_edu.app.preparation.lines import without_lines
from logreg_edu.app.preparation.record import BOX, Preparation
from logreg_edu.app.preparation.sheets import (
    corners_of,
    find_sheets,
    is_frame,
    is_outline,
    place_in,
    straightened,
)
from logreg_edu.app.preparation.spots import (
    bounding_box,
    choose_spots,
    mask_of,
    may_be_cut_off,
    regions,
    touches_edge,
)

SOLID_SHAPE = "no digit found: there is a solid shape, or a sheet without a digit"

MOST_SLENDER = 10  # how much longer than the other a side may be
CLEARER = 2  # times the contrast of grey: a colour that has more is worked on instead
EXTREME = 0.9995  # rank of the value that stands for the largest; of 256 x 256, 33 lie above
REACH = 1 / 6  # of the shorter side: twice this is wider than a stroke, narrower than a shadow
BLANK = 0.02  # a picture whose greys differ by less is of one colour
AFAR = 256  # pixels: pale noise is told from ink in a picture no longer than this
FAINTEST = 0.2  # the share of the paper's light that ink takes at least
PALE = 1 / 16  # of full ink: the soft rim of a stroke has more
SATURATED = 0.9  # rank among the digit's pixels of the value that becomes the blackest
DARK = 0.35  # of the median brightness of paper: what is darker is none


def prepare(picture: NDArray[np.floating]) -> Preparation:
    """Prepare a picture of one digit, dark on light or light on dark.

    A sheet that lies on something else is looked for first. Where there is a digit on it, nothing
    else counts.

    Args:
        picture: from 0, black, to 1, white: (rows, columns) of grey, or (rows, columns, 3) of red,
            green and blue.

    Returns:
        The prepared picture, and what was done.

    Raises:
        ImageError: one blank colour, no digit, or two digits.
    """
    rows, columns = picture.shape[:2]
    if max(rows, columns) > MOST_SLENDER * min(rows, columns):
        raise ImageError(f"no digit found: {columns} x {rows} pixels are no shape for one")
    sheets = find_sheets(picture)
    for corners in sheets:
        with suppress(ImageError):
            return prepare_inside(picture, corners, whole=False)
    prepared = prepare_paper(picture)
    if any(is_outline(prepared.box, corners) for corners in sheets):
        raise ImageError(SOLID_SHAPE)
    return prepared


def prepare_in_boxes(
    picture: NDArray[np.floating], boxes: list[NDArray[np.float64]]
) -> Preparation:
    """Prepare the digit in the one of some drawn boxes that has one."""
    found = []
    for corners in boxes:
        if any(encloses(other, corners) for other in boxes if other is not corners):
            continue  # of double lines, the inner one
        with suppress(ImageError):
            found.append(prepare_inside(picture, corners, whole=True))
    if len(found) > 1:
        raise ImageError("two digits, each in a box; give a picture of one")
    if not found:
        raise ImageError("no digit found: there is a box, and no single digit in it")
    return found[0]


def encloses(outer: NDArray[np.float64], inner: NDArray[np.float64]) -> bool:
    """Whether the upright box around one figure encloses that around another."""
    return bool((outer.min(0) <= inner.min(0)).all() and (outer.max(0) >= inner.max(0)).all())


def prepare_inside(
    picture: NDArray[np.floating], corners: NDArray[np.float64], whole: bool
) -> Preparation:
    """Prepare the digit on a sheet, or in a drawn box, whose four corners are known."""
    inside, rim_down, rim_across = straightened(picture, corners)
    prepared = prepare_paper(inside, whole)

    def in_picture(box: Box) -> Box:
        """The upright box around what a box became when the sheet was straightened."""
        top, left, height, width = box
        down = np.array([[top], [top + height]]) / len(inside)
        across = np.array([left, left + width]) / inside.shape[1]
        row, column = place_in(
            corners,
            rim_down + (1 - 2 * rim_down) * down,
            rim_across + (1 - 2 * rim_across) * across,
        )
        edges = np.array([row.min(), column.min(), row.max(), column.max()])
        from_top, from_left, to_bottom, to_right = np.floor(edges + 0.5).astype(int).tolist()
        return from_top, from_left, to_bottom - from_top, to_right - from_left

    everything = (0, 0, len(inside), inside.shape[1])
    return replace(
        prepared, box=in_picture(prepared.box), sheet=in_picture(prepared.sheet or everything)
    )


def prepare_paper(picture: NDArray[np.floating], whole: bool = True) -> Preparation:
    """Prepare a digit on paper that fills the picture.

    Args:
        picture: as `prepare` takes it.
        whole: whether this is the whole picture; on a sheet no digit reaches the edge.
    """
    rows, columns = picture.shape[:2]
    reduction = max(1, max(rows, columns) / WORKING_SIDE)
    reduced = reduce_to(picture, reduction).astype(np.float64)
    brightness, colour = clearest(reduced)
    if brightness.max() - brightness.min() < BLANK:
        raise ImageError("no digit found: the picture is of one blank colour")
    light_ink = has_light_ink(brightness)
    if light_ink:
        brightness = 1 - brightness  # from here on ink is dark

    relief = relief_of(brightness)
    full_ink = at_rank(relief, EXTREME)
    relief, lines = without_lines(relief, full_ink / 2)
    if lines:
        full_ink = at_rank(relief, EXTREME)
        if full_ink < FAINTEST:
            raise ImageError("no digit found: there are only lines")
    mask = relief > full_ink / 2
    spots = regions(mask)
    boxes = [box for box in map(corners_of, spots) if is_frame(mask, box)]
    if boxes:
        return prepare_in_boxes(picture, [(box + 0.5) * reduction - 0.5 for box in boxes])
    digit = choose_spots(spots, mask.shape, full_ink, whole)
    box = bounding_box(np.concatenate(digit))
    margin = round_half_up(max(box[2:]) / BOX)
    ink = with_rim(mask_of(digit, mask.shape), relief, full_ink, margin)
    if is_solid(crop(ink, box)):
        raise ImageError(SOLID_SHAPE)
    return replace(
        fitted(ink, box),
        turned=turned_upright(ink, box),
        box=scaled(box, reduction),
        light_ink=light_ink,
        left_out=len(spots) - len(digit),
        at_edge=may_be_cut_off(digit, spots, mask.shape),
        colour=colour,
        lines=lines,
    )


def relief_of(brightness: NDArray[np.floating]) -> NDArray[np.floating]:
    """The share of the paper's light that is missing at each pixel: 0 is paper, 1 is black.

    Light on paper is a product, light times what the paper or the ink gives back, so each pixel is
    divided by the brightness of the paper around it. The paper around: take the brightest pixel of
    a window, wider than any stroke, and strokes are gone; then the darkest of the same window, and
    the edges of shadows are back in their place.

    Args:
        brightness: (rows, columns) of dark ink on light paper.

    Raises:
        ImageError: there is no ink, or an area of it that is wider than a stroke.
    """
    reach = int(REACH * min(brightness.shape))
    paper = -largest_around(-largest_around(brightness, reach), reach)
    if has_dark_areas(paper):
        raise ImageError(SOLID_SHAPE)
    relief = 1 - brightness / np.maximum(paper, 1e-6)
    from_afar = reduce_to(relief, max(1, max(relief.shape) / AFAR))
    if at_rank(from_afar, EXTREME) < FAINTEST:  # noise fades from afar, strokes do not
        raise ImageError("no digit found: nothing stands out clearly from the background")
    return relief


def with_rim(
    core: NDArray[np.bool_], relief: NDArray[np.floating], full_ink: float, margin: int
) -> NDArray[np.floating]:
    """The ink of the digit, from 0 to 1, and the soft rim of its strokes.

    Args:
        core: where the digit is.
        relief: of `relief_of`.
        full_ink: the share of the light that the blackest ink takes.
        margin: how many pixels wide a rim may be: a pixel of the prepared picture.
    """
    # Where most of the picture is paper, the paper is no smoother than this.
    grain = min(2 * at_rank(relief, 0.5), full_ink / 2)
    rim = largest_around(core, margin) & (relief > max(PALE * full_ink, grain))
    return np.where(core | rim, np.minimum(relief / at_rank(relief[core], SATURATED), 1), 0)


def has_light_ink(grey: NDArray[np.floating]) -> bool:
    """Whether a picture is light on dark: its frame, which is paper, is nearer to its darkest grey.

    Nearer by ratio, as the eye compares, so that a shadow counts less than ink does.
    """
    thickness = max(1, min(grey.shape) // 20)
    frame = np.ones(grey.shape, dtype=bool)
    frame[thickness:-thickness, thickness:-thickness] = False
    # 0.05, so that black is not infinitely far from everything.
    paper = at_rank(grey[frame], 0.5) + 0.05
    darkest, lightest = at_rank(grey, 1 - EXTREME) + 0.05, at_rank(grey, EXTREME) + 0.05
    return bool(lightest / paper > paper / darkest)


def has_dark_areas(paper: NDArray[np.floating]) -> bool:
    """Whether the paper is dark in an area that reaches no edge, as no shadow is."""
    dark = paper < DARK * at_rank(paper, 0.5)
    return bool(dark.any()) and not all(touches_edge(area, dark.shape) for area in regions(dark))


def clearest(picture: NDArray[np.floating]) -> tuple[NDArray[np.floating], str]:
    """Grey, or one of the three colours where the contrast is far greater: picture and name."""
    if picture.ndim == 2:
        return picture, "grey"
    red, green, blue = np.moveaxis(picture, 2, 0)
    kinds = {"grey": grey_of(picture)}
    kinds |= {"red": red, "green": green, "blue": blue}
    contrast = {
        name: at_rank(kind, EXTREME) - at_rank(kind, 1 - EXTREME) for name, kind in kinds.items()
    }
    best = max(contrast, key=lambda name: contrast[name])
    if contrast[best] < CLEARER * contrast["grey"]:
        best = "grey"
    return kinds[best], best

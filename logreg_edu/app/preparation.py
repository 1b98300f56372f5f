"""From any picture of one digit to 28 x 28 pixels that look like MNIST.

Models that learned from MNIST know digits of one size in one place. So every picture is brought
there, as MNIST's own digits were:

1. `read_image` reads the file.
2. `prepare` looks for a sheet on a table, and looks only there, where there is one.
3. `prepare_paper` chooses grey, or a colour that shows the ink better, tells ink from paper, takes
   out ruled lines and, where a box is drawn around the digit, looks only into it.
4. `prepare_ink` crops to the ink, makes thin strokes as thick as MNIST's, scales the digit so that
   its longer side is 20 pixels, and sets it into a field of 28 x 28 pixels with its centre of mass
   in the middle.

Which middle? Counted in pixels from 0, the centre of mass of 59,998 of MNIST's 60,000 training
digits lies from 13.5 up to 14.5, downwards as well as to the right: rounded, it is pixel 14. The
longer side of 59,987 is 20 pixels, and the darkest pixel of each is 254 or 255.
tests/test_preparation.py measures this, and that MNIST's own digits come out as they went in.

After the file is read all is plain arithmetic, to be followed in any language. The choice of a
pixel is made in whole numbers, and halves go up, so that no rounding error can move the picture.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.errors import ImageError
from logreg_edu.app.picture_files import open_picture

if TYPE_CHECKING:
    from PIL import Image

FIELD = 28  # pixels: the side of a prepared picture
BOX = 20  # the longer side of the digit in it
CENTRE = 14  # the row and the column of its centre of mass

REDUCIBLE = ("L", "RGB", "RGBA")
MOST_SLENDER = 10  # how much longer than the other a side may be

READ_SIDE = 1024  # pixels: a larger picture is reduced by a whole number, but to no less than this
WORKING_SIDE = 512  # pixels: ink is told from paper in a picture no longer than this
CLEARER = 2  # times the contrast of grey: a colour that has more is worked on instead
REACH = 1 / 6  # of the shorter side: twice this is wider than a stroke, narrower than a shadow
BLANK = 0.02  # a picture whose greys differ by less is of one colour
AFAR = 256  # pixels: pale noise is told from ink in a picture no longer than this
EXTREME = 0.9995  # rank of the value that stands for the largest; of 256 x 256, 33 lie above
FAINTEST = 0.2  # the share of the paper's light that ink takes at least ...
FAINTEST_AT_EDGE = 0.6  # ... and where it reaches the picture's edge, as shadows do
SPECK = 0.05  # of the largest spot's area: what is smaller is no part of the digit
PALE = 1 / 16  # of full ink: the soft rim of a stroke has more
SATURATED = 0.9  # rank among the digit's pixels of the value that becomes the blackest
EDGE_SPOT = 0.2  # of the largest spot's area: a digit that reaches it is wholly inside the picture
MOST_SPOTS = 10  # a digit may be broken, but not into more than these
SMALLEST = 1 / 32  # of WORKING_SIDE, or of a smaller picture's longer side: that of the digit
GAP = 1 / 128  # of the longer side: spots nearer to each other than this are one
FAR = 0.15  # of the main spot's longer side: what is farther away is no part of the digit
AS_TALL = 0.6  # two spots of such heights ...
AS_NEAR = 0.3  # ... that share less than this of their columns are two digits
APART = 0.1  # of the lower height: two such spots so far above one another are two digits
SOLID = 0.55  # of the longer side: ink in which a circle of this diameter has room is no stroke

DARK = 0.35  # of the median brightness of paper: what is darker is none

SHEET_SIDE = 128  # pixels: a sheet is looked for in a picture no longer than this
SMALLEST_SHEET = 0.06  # of the picture's area
MOST_SLENDER_SHEET = 0.4  # the shorter side over the longer
STRAIGHT = 0.9  # of the area of sheet and four-sided figure together, that both have
INSET = 0.025  # of its shorter side: the rim of a sheet that is cut off
LINE = 0.85  # of the picture's width: a line covers this much
STEEPEST = 0.09  # pixels upwards per pixel to the right: how much lines may slope
THICKEST = 1 / 32  # of the picture's longer side: a line

MOST_LEANING = 0.65  # pixels to a side per pixel upwards: a digit that leans more is set upright

STROKE_SIDE = 100  # pixels: the longer side of the digit where its stroke is measured
STROKE = 1 / 8  # of the longer side: MNIST's median stroke, 2.5 pixels of 20
THINNEST = 1.4  # pixels of 20: 1 of 100 of MNIST's digits has a thinner stroke


@dataclass(frozen=True)
class Preparation:
    """A prepared picture, and what was done to get it.

    Attributes:
        image: (784,) uint8, 28 rows of 28 pixels; 0 is paper, 255 is ink.
        box: (top, left, height, width) of the ink, in pixels of the picture it came from.
        size: (rows, columns) that the ink was scaled to.
        corner: (row, column) in the field of 28 x 28 pixels of the ink's top left pixel.
        light_ink: whether the ink was lighter than the paper, as chalk on a board.
        left_out: how many spots beside the digit were left out.
        pictures: how many pictures the file holds; the first was read.
        sheet: (top, left, height, width) in the picture of the upright box around the sheet, or
            the drawn box, that was straightened.
        colour: which of grey, red, green and blue was worked on.
        lines: how many lines from edge to edge were taken out.
        slant: by how many degrees the digit leaned to the right before it was set upright; 0 where
            it leaned no more than MNIST's do.
        stroke: the width of the strokes before and after they were made thicker, in pixels of the
            prepared picture; None where they were thick enough.
    """

    image: NDArray[np.uint8]
    box: tuple[int, int, int, int]
    size: tuple[int, int]
    corner: tuple[int, int]
    light_ink: bool = False
    left_out: int = 0
    pictures: int = 1
    sheet: tuple[int, int, int, int] | None = None
    colour: str = "grey"
    lines: int = 0
    slant: int = 0
    stroke: tuple[float, float] | None = None

    def steps(self) -> list[str]:
        """What was done, one short line per step."""
        top, left, height, width = self.box
        spots = f"; {self.left_out} spots left out" if self.left_out else ""
        steps = []
        if self.pictures > 1:
            steps.append(f"read: the first of {self.pictures} pictures in the file")
        if self.sheet:
            from_top, from_left, rows, columns = self.sheet
            steps.append(
                f"sheet: {columns} x {rows} pixels, {from_left} from the left"
                f" and {from_top} from the top, straightened"
            )
        if self.colour != "grey":
            steps.append(f"colour: {self.colour}, where ink and paper differ most")
        if self.lines:
            steps.append(f"lines: {self.lines} taken out")
        steps += [
            f"ink: {'lighter' if self.light_ink else 'darker'} than the paper{spots}",
            f"cropped: to {width} x {height} pixels, {left} from the left and {top} from the top",
        ]
        if self.slant:
            side = "right" if self.slant > 0 else "left"
            steps.append(f"upright: it leaned by {abs(self.slant)} degrees to the {side}")
        if self.stroke:
            before, after = self.stroke
            steps.append(f"stroke: made thicker, from {before:.1f} to {after:.1f} pixels")
        return [
            *steps,
            f"scaled: to {self.size[1]} x {self.size[0]} pixels",
            f"centred: from column {self.corner[1]} and row {self.corner[0]} of {FIELD} x {FIELD}",
        ]

    def record(self) -> dict[str, Any]:
        """The same as data types that JSON has."""
        return {name: value for name, value in asdict(self).items() if name != "image"}


def prepare_file(path: Path) -> Preparation:
    """Read and prepare a picture of one digit.

    Args:
        path: a PNG or JPEG file, or another that `open_picture` opens.

    Returns:
        The prepared picture, and what was done.

    Raises:
        ImageError: not a picture of one digit; the message names the file.
    """
    with open_picture(path) as (upright, count):
        image = decoded(upright)
    times = max(1, max(image.size) // READ_SIDE) if image.mode in REDUCIBLE else 1
    try:
        prepared = prepare(pixels(image.reduce(times)))
    except ImageError as error:
        first = f"; it is the first of {count} pictures in the file, save the right one as a PNG"
        raise ImageError(f"{path}: {error}{first if count > 1 else ''}") from error
    return replace(
        prepared,
        box=scaled(prepared.box, times),
        sheet=prepared.sheet and scaled(prepared.sheet, times),
        pictures=count,
    )


def read_image(path: Path) -> NDArray[np.float32]:
    """Read a picture, upright.

    Args:
        path: a PNG or JPEG file, or another that `open_picture` opens.

    Returns:
        From 0, black, to 1, white: (rows, columns) where it is grey, otherwise (rows, columns, 3).

    Raises:
        ImageError: missing, empty, not a picture, broken, or far too large; names the file.
    """
    with open_picture(path) as (upright, _):
        return pixels(decoded(upright))


def decoded(upright: Image.Image) -> Image.Image:
    """The picture in one of the modes that `pixels` takes."""
    from PIL import Image

    if upright.mode.startswith("I"):  # 16 bits
        return Image.fromarray(np.asarray(upright, np.float32) / np.float32(65535))
    if upright.has_transparency_data:
        return upright.convert("RGBA")
    return upright.convert("L" if upright.mode in ("1", "L") else "RGB")


def pixels(image: Image.Image) -> NDArray[np.float32]:
    """The pixels of a picture: what is transparent lies on white, or on black where ink is light.

    Args:
        image: of mode L, RGB, RGBA, or F with values from 0 to 1.

    Returns:
        (rows, columns) or, where there are colours, (rows, columns, 3), from 0 to 1.
    """
    values = np.asarray(image, np.float32)
    if image.mode == "F":
        return values
    values = values / np.float32(255)
    if image.mode == "RGBA":
        alpha = values[..., 3:]
        on_black = values[..., :3] * alpha
        on_white = on_black + (1 - alpha)
        # Light ink shows on black only; on white, the paper is as light.
        values = on_black if np.ptp(on_black) > CLEARER * np.ptp(on_white) else on_white
    if values.ndim == 3 and (values == values[..., :1]).all():
        return values[..., 0]
    return values


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
        raise ImageError("no digit found: there is a solid shape, or a sheet without a digit")
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

    def in_picture(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
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

    Uneven light is removed first. Light on paper is a product, light times what the paper or the
    ink gives back, so each pixel is divided by the brightness of the paper around it; what is
    missing to 1 is ink. The paper around: take the brightest pixel of a window, wider than any
    stroke, and strokes are gone; then the darkest of the same window, and the edges of shadows
    are back in their place.

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

    reach = int(REACH * min(brightness.shape))
    paper = -largest_around(-largest_around(brightness, reach), reach)
    refuse_dark_areas(paper)
    relief = 1 - brightness / np.maximum(paper, 1e-6)  # 0 is paper; the blacker, the nearer to 1
    full_ink = at_rank(relief, EXTREME)
    if (
        at_rank(reduce_to(relief, max(1, max(relief.shape) / AFAR)), EXTREME) < FAINTEST
    ):  # noise fades from afar, strokes do not
        raise ImageError("no digit found: nothing stands out clearly from the background")
    relief, lines = without_lines(relief, full_ink / 2)
    if lines:
        full_ink = at_rank(relief, EXTREME)
        if full_ink < FAINTEST:
            raise ImageError("no digit found: there are only lines")
    spots = regions(relief > full_ink / 2)
    boxes = [corners_of(spot) for spot in spots]
    boxes = [box for box in boxes if is_frame(relief > full_ink / 2, box)]
    if boxes:
        return prepare_in_boxes(picture, [(box + 0.5) * reduction - 0.5 for box in boxes])
    digit = choose_spots(spots, relief.shape, full_ink, whole)

    core = np.zeros(relief.shape, dtype=bool)
    for spot in digit:
        core[spot.T[0], spot.T[1]] = True
    box = bounding_box(np.argwhere(core))
    # The soft rim of a stroke, up to a pixel of the prepared picture, belongs to it.
    margin = round_half_up(max(box[2:]) / BOX)
    rim = (largest_around(core, margin) > 0) & (relief > PALE * full_ink)
    ink = np.where(rim, np.minimum(relief / at_rank(relief[core], SATURATED), 1), 0)
    top, left, height, width = box
    refuse_solid(ink[top : top + height, left : left + width])
    lean = lean_of(ink) if max(height, width) > BOX else 0.0
    if abs(lean) > MOST_LEANING:
        ink = upright(ink, lean)
        prepared = fitted(ink, bounding_box(np.argwhere(ink > 0.5)), margin)
    else:
        prepared = fitted(ink, box, margin)
    return replace(
        prepared,
        slant=round_half_up(np.degrees(np.arctan(lean))) if abs(lean) > MOST_LEANING else 0,
        box=scaled(box, reduction),
        light_ink=light_ink,
        left_out=len(spots) - len(digit),
        colour=colour,
        lines=lines,
    )


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


def fitted(
    ink: NDArray[np.floating], box: tuple[int, int, int, int], margin: int = 0
) -> Preparation:
    """Bring ink, all of it of one digit, to MNIST's stroke, size and place.

    Args:
        ink: (rows, columns) from 0 to 1.
        box: around the digit: its longer side becomes `BOX` pixels.
        margin: how many pixels beyond the box its soft rim may reach.
    """
    top, left, height, width = box
    cropped, stroke = thickened(ink[top : top + height, left : left + width])
    if stroke:
        (height, width), margin = cropped.shape, 0
    else:
        cropped = np.pad(ink, margin)[top:, left:][: height + 2 * margin, : width + 2 * margin]
    longer = max(height, width)

    def new(side: int) -> int:  # BOX * side / longer, rounded to whole pixels
        return max(1, (2 * BOX * side + longer) // (2 * longer))

    rows, columns = (new(side) for side in cropped.shape)
    size = (new(height), new(width))
    small = area_average(cropped, rows, columns)
    # Exact halves are common here: the tiny addition rounds them up whatever the sums' last bit.
    small = np.floor(small * (255 / small.max()) + (0.5 + 1e-9)).astype(np.int64)
    corner = (place(small.sum(axis=1)), place(small.sum(axis=0)))
    field = np.zeros((FIELD, FIELD), dtype=np.uint8)
    field[corner[0] : corner[0] + rows, corner[1] : corner[1] + columns] = small
    corner = (corner[0] + (rows - size[0]) // 2, corner[1] + (columns - size[1]) // 2)
    return Preparation(field.ravel(), box, size, corner, stroke=stroke)


# Stroke


def thickened(
    ink: NDArray[np.floating],
) -> tuple[NDArray[np.floating], tuple[float, float] | None]:
    """Make the stroke of a digit as thick as MNIST's, where it is thinner than MNIST's thinnest.

    Across a straight stroke of width w the distances to its edges rise from 0 to w / 2 and fall
    again: their mean is w / 4. So the width is 4 times the mean distance of all ink.

    Args:
        ink: (rows, columns), cropped to the digit, from 0 to 1.

    Returns:
        The ink, and the widths before and after in pixels of the prepared picture; the ink as it
        was, and None, where the stroke is thick enough.
    """
    if max(ink.shape) <= BOX:  # of MNIST's size already, and too small to measure
        return ink, None
    inked = ink_to_measure(ink)
    inside = distances(inked)
    width = 4 * (inside[inked].mean() - 0.5)  # distances are to the middle of pixels
    in_pixels = float(width * BOX / STROKE_SIDE)
    if in_pixels >= THINNEST:
        return ink, None
    # width + 2 growth is STROKE of the longer side, which itself grows by 2 growth.
    growth = (STROKE * STROKE_SIDE - width) / (2 * (1 - STROKE))
    margin = int(np.ceil(growth)) + 1
    inked = np.pad(inked, margin)
    thick = np.clip(growth + 1 - distances(~inked), 0, 1)
    top, left, height, wide = bounding_box(np.argwhere(thick > 0))
    return thick[top : top + height, left : left + wide], (in_pixels, STROKE * BOX)


def lean_of(ink: NDArray[np.floating]) -> float:
    """How far ink leans to the right: pixels per pixel upwards, its covariance over its variance.

    Of MNIST's training digits, 1 of 40 leans by more than `MOST_LEANING`, to either side.
    """
    row, column = np.ogrid[: ink.shape[0], : ink.shape[1]]
    down = row - (ink * row).sum() / ink.sum()
    across = column - (ink * column).sum() / ink.sum()
    spread = (ink * down**2).sum()
    return float(-(ink * down * across).sum() / spread) if spread else 0.0


def upright(ink: NDArray[np.floating], lean: float) -> NDArray[np.floating]:
    """Shift each row so that the ink no longer leans; the picture grows to both sides."""
    rows, columns = ink.shape
    wider = np.pad(ink, ((0, 0), (rows, rows)))
    row = np.arange(rows)[:, np.newaxis]
    return sampled(wider, row, np.arange(columns + 2 * rows) - lean * (row - rows / 2))


def refuse_solid(ink: NDArray[np.floating]) -> None:
    """Raise an ImageError where a large circle has room in the ink."""
    inside = distances(ink_to_measure(ink))
    if 2 * inside.max() > SOLID * STROKE_SIDE:
        raise ImageError("no digit found: there is a solid shape, or a sheet without a digit")


def refuse_dark_areas(paper: NDArray[np.floating]) -> None:
    """Raise an ImageError where the paper is dark in an area that reaches no edge, as no shadow."""
    dark = paper < DARK * at_rank(paper, 0.5)
    if dark.any() and not all(touches_edge(area, dark.shape) for area in regions(dark)):
        raise ImageError("no digit found: there is a solid shape, or a sheet without a digit")


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


def distances(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """From each pixel of a mask to the nearest that is not in it, from middle to middle."""
    squared = np.where(mask, np.inf, 0)
    for _ in ("down", "across"):
        i = np.arange(len(squared))
        apart = (i[:, np.newaxis] - i) ** 2
        squared = (squared[np.newaxis] + apart[..., np.newaxis]).min(axis=1).T
    return np.sqrt(squared)


# Colour


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


def grey_of(picture: NDArray[np.floating]) -> NDArray[np.floating]:
    """The brightness of a picture: the weights of ITU-R 601, as Pillow has them."""
    if picture.ndim == 2:
        return picture
    return 0.299 * picture[..., 0] + 0.587 * picture[..., 1] + 0.114 * picture[..., 2]


# Sheets and boxes


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
            sheet = np.zeros(mask.shape, dtype=bool)
            sheet[region.T[0], region.T[1]] = True
            sheet = without_holes(sheet)
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


def is_outline(box: tuple[int, int, int, int], corners: NDArray[np.float64]) -> bool:
    """Whether what was taken for the digit is the sheet itself; a slender one may be a thick 1."""
    top, left, height, width = box
    edges = np.array([top, left, top + height, left + width])
    apart = np.abs(edges - [*corners.min(axis=0), *corners.max(axis=0)]).max()
    slender = min(height, width) < MOST_SLENDER_SHEET * max(height, width)
    return bool(apart < 0.1 * max(height, width) and not slender)


def four_sided(corners: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The mask of a figure with four corners, given clockwise."""
    row, column = np.ogrid[: shape[0], : shape[1]]
    inside = np.ones(shape, dtype=bool)
    for (r0, c0), (r1, c1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        inside &= (row - r0) * (c1 - c0) - (column - c0) * (r1 - r0) >= -1e-9
    return inside


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


def is_frame(mask: NDArray[np.bool_], corners: NDArray[np.float64]) -> bool:
    """Whether ink lies all along the four sides between corners, and not just inside them."""
    tl, tr, br, bl = corners
    sides = [np.hypot(*(b - a)) for a, b in ((tl, tr), (tr, br), (br, bl), (bl, tl))]
    if min(sides) < max(mask.shape) / 10:
        return False
    thick = largest_around(mask, max(1, max(mask.shape) // 128)) > 0
    steps = np.linspace(0, 1, 101)[:, np.newaxis]
    for a, b in ((tl, tr), (tr, br), (br, bl), (bl, tl)):
        row, column = np.floor(a * (1 - steps) + b * steps + 0.5).astype(int).T
        if thick[row, column].mean() < 0.9:
            return False
    middle = corners.mean(axis=0)
    inner = corners + 0.15 * (middle - corners)
    covered = [
        mask[tuple(np.floor(a * (1 - steps) + b * steps + 0.5).astype(int).T)].mean()
        for a, b in zip(inner, np.roll(inner, -1, axis=0), strict=True)
    ]
    return bool(np.mean(covered) < 0.3)


# Lines


def without_lines(relief: NDArray[np.float64], full: float) -> tuple[NDArray[np.float64], int]:
    """Take out thin lines that cross the picture from edge to edge, of ruled or squared paper.

    Where a stroke crosses a line there is ink on both sides of it; there the line stays.

    Args:
        relief: (rows, columns).
        full: what is larger is ink.

    Returns:
        The relief without lines, and how many there were.
    """
    mask = relief > full
    across, down = find_lines(mask), find_lines(mask.T)
    if not across and not down:
        return relief, 0
    row, column = np.ogrid[: mask.shape[0], : mask.shape[1]]
    lined = np.zeros(mask.shape, dtype=bool)
    for top, bottom in across:
        lined |= (row >= top) & (row <= bottom)
    for left, right in down:
        lined |= (column >= left[:, np.newaxis]) & (column <= right[:, np.newaxis])
    rest = mask & ~lined
    edge = np.concatenate([rest[0], rest[-1], rest[:, 0], rest[:, -1]])
    if len(across) + len(down) < 3 and (edge.any() or not rest.any()):
        return relief, 0  # this may be the bar of a 4 that was cropped closely
    kept = np.zeros(mask.shape, dtype=bool)
    for ink, mine, lines in ((rest, kept, across), (rest.T, kept.T, down)):
        for top, bottom in lines:
            mine |= crossings(ink, top, bottom)
    return np.where(lined & ~kept, 0, relief), len(across) + len(down)


def find_lines(mask: NDArray[np.bool_]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Find thin lines from the left edge to the right: for each (top, bottom) rows (columns,)."""
    rows, columns = mask.shape
    thick = np.zeros_like(mask)
    thick |= mask
    thick[1:] |= mask[:-1]
    thick[:-1] |= mask[1:]
    row, column = np.nonzero(thick)
    steps = int(STEEPEST * columns / 1.5)
    best, best_shift, best_counts = 0, np.zeros(columns, int), np.zeros(3 * rows, int)
    for k in range(-steps, steps + 1):
        shift = np.floor(1.5 * k / columns * (np.arange(columns) - columns // 2) + 0.5).astype(int)
        counts = np.bincount(row - shift[column] + rows, minlength=3 * rows)
        total = int(counts[counts >= LINE * columns].sum())
        if total > best:
            best, best_shift, best_counts = total, shift, counts
    if not best:
        return []
    lines = []
    covered = np.flatnonzero(best_counts >= LINE * columns) - rows
    for band in np.split(covered, np.flatnonzero(np.diff(covered) > 1) + 1):
        top, bottom = band[0] - 1 + best_shift, band[-1] + 1 + best_shift
        at_edge = top.max() < 0 or bottom.min() >= rows
        beside = best_counts[[band[0] - 3 + rows, band[-1] + 3 + rows]].max()
        thin = len(band) - 2 <= max(1, THICKEST * max(rows, columns))
        if thin and not at_edge and beside < 0.8 * LINE * columns:
            lines.append((top, bottom))
    return lines


def crossings(
    ink: NDArray[np.bool_], top: NDArray[np.intp], bottom: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Where in a line ink crosses it: there is some right above and right below."""
    rows, columns = ink.shape
    column = np.arange(columns)
    near = int(bottom[0] - top[0])
    sides = [
        largest_around((ink[np.clip(at, 0, rows - 1), column])[np.newaxis], near)[0]
        for at in (top - 1, bottom + 1)
    ]
    row = np.arange(rows)[:, np.newaxis]
    return (row >= top) & (row <= bottom) & sides[0] & sides[1]


# Arithmetic of pictures


def scaled(box: tuple[int, int, int, int], times: float) -> tuple[int, int, int, int]:
    """A box in pixels that are so many times smaller."""
    top, left, height, width = (round_half_up(side * times) for side in box)
    return top, left, height, width


def reduce_to(picture: NDArray[np.floating], reduction: float) -> NDArray[np.floating]:
    """Reduce a picture, grey or of three colours, by a factor."""
    rows, columns = (max(1, round_half_up(side / reduction)) for side in picture.shape[:2])
    if picture.ndim == 2:
        return area_average(picture, rows, columns)
    return np.stack([area_average(kind, rows, columns) for kind in np.moveaxis(picture, 2, 0)], 2)


def area_average(image: NDArray, rows: int, columns: int) -> NDArray:
    """Scale a picture: each new pixel is the mean of the area that it covers in the old picture.

    out = A image B^T, with A (rows, old rows) and B (columns, old columns) of `covered_shares`.

    Examples:
        >>> area_average(np.array([[0.0, 6.0, 3.0]]), rows=1, columns=2)     # 1.5 old ones each
        array([[2., 4.]])
    """
    A = covered_shares(image.shape[0], rows).astype(image.dtype)
    B = covered_shares(image.shape[1], columns).astype(image.dtype)
    return A @ image @ B.T


def covered_shares(source: int, target: int) -> NDArray[np.float64]:
    """Which share of new pixel i is covered by old pixel j, along one side: (target, source).

    Examples:
        >>> covered_shares(3, 2).round(3)
        array([[0.667, 0.333, 0.   ],
               [0.   , 0.333, 0.667]])
    """
    edges = np.arange(target + 1) * source / target  # of the new pixels, in old pixels
    j = np.arange(source)
    overlap = np.minimum(edges[1:, np.newaxis], j + 1) - np.maximum(edges[:-1, np.newaxis], j)
    return np.maximum(overlap, 0) * target / source


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


def at_rank(values: NDArray[np.floating], share: float) -> float:
    """The value below which this share of all values lie; 0.5 is the median."""
    rank = int(share * (values.size - 1))
    return float(np.partition(values, rank, axis=None)[rank])


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


def regions(mask: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
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
    for start in range(len(waiting)):
        if waiting[start]:
            waiting[start] = 0
            spot = [start]
            for pixel in spot:  # grows while it is walked
                for step in around:
                    if waiting[pixel + step]:
                        waiting[pixel + step] = 0
                        spot.append(pixel + step)
            spots.append(np.column_stack(np.divmod(spot, width)) - 1)
    return spots


def bounding_box(pixels: NDArray[np.intp]) -> tuple[int, int, int, int]:
    """(top, left, height, width) around pixels (count, 2)."""
    top, left = pixels.min(axis=0).tolist()
    bottom, right = pixels.max(axis=0).tolist()
    return top, left, bottom - top + 1, right - left + 1


def joined(spots: list[NDArray[np.intp]], shape: tuple[int, ...]) -> list[NDArray[np.intp]]:
    """The same spots, those that nearly touch as one, as where a pale line cuts a stroke."""
    mask = np.zeros(shape, dtype=bool)
    for spot in spots:
        mask[spot.T[0], spot.T[1]] = True
    near = round_half_up(GAP * max(shape) / 2)
    spots = regions(largest_around(mask, near) > 0)
    return [spot[mask[spot.T[0], spot.T[1]]] for spot in spots]


def touches_edge(spot: NDArray[np.intp], shape: tuple[int, ...]) -> bool:
    """Whether a spot reaches the edge of the picture."""
    return bool(spot.min() == 0 or (spot.max(axis=0) == np.array(shape) - 1).any())


def choose_spots(
    spots: list[NDArray[np.intp]], shape: tuple[int, ...], full_ink: float, whole: bool = True
) -> list[NDArray[np.intp]]:
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
    refuse_two_digits(spots)
    digit = near_the_main_spot(spots)
    height, width = bounding_box(np.concatenate(digit))[2:]
    if max(height, width) < SMALLEST * min(WORKING_SIDE, max(shape)):
        raise ImageError("no digit found: there is only a speck; a digit must be larger")
    return digit


def near_the_main_spot(spots: list[NDArray[np.intp]]) -> list[NDArray[np.intp]]:
    """The tallest spot and those near it: what is far away is no part of the digit."""

    def tallness(spot: NDArray[np.intp]) -> int:
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


def is_rule(spot: NDArray[np.intp], digit: NDArray[np.intp]) -> bool:
    """Whether a spot is a line under or over a digit, and longer than it is wide."""
    _, _, height, width = bounding_box(spot)
    return width >= 10 * height and width > bounding_box(digit)[3]


def refuse_two_digits(spots: list[NDArray[np.intp]]) -> None:
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


def round_half_up(x: float) -> int:
    """The nearest whole number, of two the larger."""
    return int(np.floor(x + 0.5))

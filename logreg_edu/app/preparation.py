"""From any picture of one digit to 28 x 28 pixels that look like MNIST.

Models that learned from MNIST know digits of one size in one place. So every picture is brought
there, as MNIST's own digits were:

1. `read_image` reads the file, as grey.
2. `prepare` tells ink from paper.
3. `prepare_ink` crops to the ink, scales it so that its longer side is 20 pixels, and sets it into
   a field of 28 x 28 pixels with its centre of mass in the middle.

Which middle? Counted in pixels from 0, the centre of mass of 59,998 of MNIST's 60,000 training
digits lies from 13.5 up to 14.5, downwards as well as to the right: rounded, it is pixel 14. The
longer side of 59,987 is 20 pixels, and the darkest pixel of each is 254 or 255.
tests/test_preparation.py measures this, and that MNIST's own digits come out as they went in.

After the file is read all is plain arithmetic, to be followed in any language. The choice of a
pixel is made in whole numbers, and halves go up, so that no rounding error can move the picture.
"""

from __future__ import annotations

import warnings
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from logreg_edu.app.errors import ImageError

FIELD = 28  # pixels: the side of a prepared picture
BOX = 20  # the longer side of the digit in it
CENTRE = 14  # the row and the column of its centre of mass

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM")  # no EPS: reading it runs a program
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".pgm", ".ppm")
MOST_PIXELS = 50_000_000
MOST_SLENDER = 10  # how much longer than the other a side may be

WORKING_SIDE = 256  # pixels: ink is told from paper in a picture no longer than this
REACH = 1 / 6  # of the shorter side: twice this is wider than a stroke, narrower than a shadow
BLANK = 0.02  # a picture whose greys differ by less is of one colour
EXTREME = 0.9995  # rank of the value that stands for the largest; of 256 x 256, 33 lie above
FAINTEST = 0.2  # the share of the paper's light that ink takes at least ...
FAINTEST_AT_EDGE = 0.6  # ... and where it reaches the picture's edge, as shadows do
SPECK = 0.05  # of the largest spot's area: what is smaller is no part of the digit
EDGE_SPOT = 0.2  # of the largest spot's area: a digit that reaches it is wholly inside the picture
MOST_SPOTS = 10  # a digit may be broken, but not into more than these
SMALLEST = 8  # pixels of the working picture: the longer side of the digit
AS_TALL = 0.6  # two spots of such heights ...
AS_NEAR = 0.3  # ... that share less than this of their columns are two digits


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
    """

    image: NDArray[np.uint8]
    box: tuple[int, int, int, int]
    size: tuple[int, int]
    corner: tuple[int, int]
    light_ink: bool = False
    left_out: int = 0

    def steps(self) -> list[str]:
        """What was done, one short line per step."""
        top, left, height, width = self.box
        spots = f"; {self.left_out} spots left out" if self.left_out else ""
        return [
            f"ink: {'lighter' if self.light_ink else 'darker'} than the paper{spots}",
            f"cropped: to {width} x {height} pixels, {left} from the left and {top} from the top",
            f"scaled: to {self.size[1]} x {self.size[0]} pixels",
            f"centred: from column {self.corner[1]} and row {self.corner[0]} of {FIELD} x {FIELD}",
        ]

    def record(self) -> dict[str, Any]:
        """The same as data types that JSON has."""
        return {name: value for name, value in asdict(self).items() if name != "image"}


def pictures(path: Path) -> list[Path]:
    """The pictures that a path stands for: itself or, if it is a folder, those in it, by name.

    Raises:
        ImageError: a folder without a picture; it says which endings count.
    """
    if not path.is_dir():
        return [path]
    found = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())
    if not found:
        raise ImageError(f"{path}: holds no picture ({', '.join(SUFFIXES)})")
    return found


def prepare_file(path: Path) -> Preparation:
    """Read and prepare a picture of one digit.

    Args:
        path: a PNG or JPEG file.

    Returns:
        The prepared picture, and what was done.

    Raises:
        ImageError: not a picture of one digit; the message names the file.
    """
    grey = read_image(path)
    try:
        return prepare(grey)
    except ImageError as error:
        raise ImageError(f"{path}: {error}") from error


def read_image(path: Path) -> NDArray[np.float32]:
    """Read a picture as grey: upright, on white where it is transparent, colours by brightness.

    Args:
        path: a PNG or JPEG file, or another of `FORMATS`.

    Returns:
        (rows, columns) from 0, black, to 1, white.

    Raises:
        ImageError: missing, empty, not a picture, broken, or far too large; names the file.
    """
    from PIL import Image, ImageOps

    too_large = f"{path}: has more than {MOST_PIXELS // 10**6} million pixels; make it smaller"
    try:
        if not path.exists():
            raise ImageError(f"{path}: there is no such file")
        if not path.is_file():
            raise ImageError(f"{path}: is not a file")
        if path.stat().st_size == 0:
            raise ImageError(f"{path}: is empty")
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:  # no pixel is decoded so far
                raise ImageError(too_large)
            upright = ImageOps.exif_transpose(image)
            if upright.mode.startswith("I"):  # 16 bits
                return np.asarray(upright, np.float32) / np.float32(65535)
            if upright.has_transparency_data:
                upright = upright.convert("RGBA")
                white = Image.new("RGBA", upright.size, "white")
                upright = Image.alpha_composite(white, upright)
            return np.asarray(upright.convert("L"), np.float32) / np.float32(255)
    except ImageError:
        raise
    except Image.DecompressionBombError as error:
        raise ImageError(too_large) from error
    except Image.UnidentifiedImageError as error:
        raise ImageError(f"{path}: is not a picture; PNG and JPEG are read") from error
    except Exception as error:  # Pillow may raise anything when a picture is broken
        why = getattr(error, "strerror", None) or f"is a broken picture ({error})"
        raise ImageError(f"{path}: {why}") from error


def prepare(grey: NDArray[np.floating]) -> Preparation:
    """Prepare a picture of one digit, dark on light or light on dark.

    Uneven light is removed first. Light on paper is a product, light times what the paper or the
    ink gives back, so each pixel is divided by the brightness of the paper around it; what is
    missing to 1 is ink. The paper around: take the brightest pixel of a window, wider than any
    stroke, and strokes are gone; then the darkest of the same window, and the edges of shadows
    are back in their place.

    Args:
        grey: (rows, columns) from 0, black, to 1, white.

    Returns:
        The prepared picture, and what was done.

    Raises:
        ImageError: one blank colour, no digit, or two side by side.
    """
    rows, columns = grey.shape
    if max(rows, columns) > MOST_SLENDER * min(rows, columns):
        raise ImageError(f"no digit found: {columns} x {rows} pixels are no shape for one")
    reduction = max(1, max(rows, columns) / WORKING_SIDE)
    working = [round_half_up(side / reduction) for side in (rows, columns)]
    brightness = area_average(grey, *working).astype(np.float64)
    if brightness.max() - brightness.min() < BLANK:
        raise ImageError("no digit found: the picture is of one blank colour")
    light_ink = has_light_ink(brightness)
    if light_ink:
        brightness = 1 - brightness  # from here on ink is dark

    reach = int(REACH * min(working))
    paper = -largest_around(-largest_around(brightness, reach), reach)
    relief = 1 - brightness / np.maximum(paper, 1e-6)  # 0 is paper; the blacker, the nearer to 1
    full_ink = at_rank(relief, EXTREME)
    if full_ink < FAINTEST:
        raise ImageError("no digit found: nothing stands out clearly from the background")
    spots = regions(relief > full_ink / 2)
    digit = choose_spots(spots, relief.shape, full_ink)

    core = np.zeros(relief.shape, dtype=bool)
    for spot in digit:
        core[spot.T[0], spot.T[1]] = True
    # The soft rim of a stroke belongs to it.
    rim = (largest_around(core, 1) > 0) & (relief > full_ink / 8)
    ink = np.where(rim, np.minimum(relief / at_rank(relief[core], 0.5), 1), 0)
    prepared = prepare_ink(ink)
    top, left, height, width = (round_half_up(side * reduction) for side in prepared.box)
    return replace(
        prepared,
        box=(top, left, height, width),
        light_ink=light_ink,
        left_out=len(spots) - len(digit),
    )


def prepare_ink(ink: NDArray[np.floating]) -> Preparation:
    """Prepare a digit whose ink is already told from the paper, as strokes on a canvas.

    Args:
        ink: (rows, columns) from 0, paper, to 1, ink.

    Returns:
        The prepared picture, and what was done.

    Raises:
        ImageError: no ink, or two digits side by side.
    """
    spots = regions(ink > 0)
    if not spots:
        raise ImageError("no digit found: there is no ink")
    refuse_two_digits(spots)
    top, left, height, width = box = bounding_box(np.concatenate(spots))
    longer = max(height, width)
    # BOX * height / longer, rounded to whole pixels.
    rows, columns = (max(1, (2 * BOX * side + longer) // (2 * longer)) for side in (height, width))
    small = area_average(ink[top : top + height, left : left + width], rows, columns)
    # Exact halves are common here: the tiny addition rounds them up whatever the sums' last bit.
    small = np.floor(small * (255 / small.max()) + (0.5 + 1e-9)).astype(np.int64)
    corner = (place(small.sum(axis=1)), place(small.sum(axis=0)))
    field = np.zeros((FIELD, FIELD), dtype=np.uint8)
    field[corner[0] : corner[0] + rows, corner[1] : corner[1] + columns] = small
    return Preparation(field.ravel(), box, (rows, columns), corner)


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
    return float(np.sort(values, axis=None)[int(share * (values.size - 1))])


def largest_around(image: NDArray, reach: int) -> NDArray:
    """The largest value in a window from ``reach`` pixels before to ``reach`` after each pixel."""
    for _ in ("down", "across"):
        padded = np.pad(image, ((reach, reach), (0, 0)), mode="edge")
        image = sliding_window_view(padded, 2 * reach + 1, axis=0).max(axis=-1).T
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


def choose_spots(
    spots: list[NDArray[np.intp]], shape: tuple[int, int], full_ink: float
) -> list[NDArray[np.intp]]:
    """Choose the spots that are the digit: not the specks, nor what reaches in from the edge.

    Args:
        spots: of `regions`, at least one.
        shape: (rows, columns) of the picture.
        full_ink: the share of the light that the blackest of them take.

    Returns:
        Some of the spots.

    Raises:
        ImageError: there are too many, too small or too faint ones.
    """
    largest = max(len(spot) for spot in spots)
    inside = [s for s in spots if s.min() > 0 and (s.max(axis=0) < np.array(shape) - 1).all()]
    if max((len(spot) for spot in inside), default=0) >= EDGE_SPOT * largest:
        spots = inside
        largest = max(len(spot) for spot in spots)
    elif full_ink < FAINTEST_AT_EDGE or len(spots) > MOST_SPOTS:
        raise ImageError("no digit found: there are only shades that reach in from the edge")
    digit = [spot for spot in spots if len(spot) >= SPECK * largest]
    if len(digit) > MOST_SPOTS:
        raise ImageError(f"no digit found: there are {len(digit)} spots of similar size")
    height, width = bounding_box(np.concatenate(digit))[2:]
    if max(height, width) < SMALLEST:
        raise ImageError("no digit found: there is only a speck; a digit must be larger")
    return digit


def refuse_two_digits(spots: list[NDArray[np.intp]]) -> None:
    """Raise an ImageError where two tall spots stand side by side; 3 of 20,000 digits look so."""
    boxes = [bounding_box(spot) for spot in spots]
    tallest = max(height for _, _, height, _ in boxes)
    tall = [box for box in boxes if box[2] >= AS_TALL * tallest]
    for (_, left, _, width), (_, other_left, _, other_width) in combinations(tall, 2):
        shared = min(left + width, other_left + other_width) - max(left, other_left)
        if shared < AS_NEAR * min(width, other_width):
            raise ImageError("two digits side by side; give a picture of one")


def round_half_up(x: float) -> int:
    """The nearest whole number, of two the larger."""
    return int(np.floor(x + 0.5))

"""The pixels of a picture file, and the digit in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.errors import ImageError
from logreg_edu.app.picture_files import open_picture
from logreg_edu.app.preparation.arithmetic import scaled
from logreg_edu.app.preparation.paper import CLEARER, prepare
from logreg_edu.app.preparation.record import Preparation

if TYPE_CHECKING:
    from PIL import Image

REDUCIBLE = ("L", "RGB", "RGBA")
READ_SIDE = 1024  # pixels: a larger picture is reduced by a whole number, but to no less than this


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

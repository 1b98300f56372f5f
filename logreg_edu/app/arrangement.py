"""From what a file holds to digits: axes, labels, scale, ink, turn. What is in doubt is asked."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.formats.common import Broken, Content, Part
from logreg_edu.app.orientation import doubts_about, turned
from logreg_edu.digits import Digits, pixel_range

LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601: how bright red, green and blue are
BLOCK = 1000  # pictures that are scaled at once


class Choices(NamedTuple):
    """What a person knows of a file and the file does not tell; None: find out, or ask.

    Attributes:
        pixel_max: the pixel value that is full ink.
        zero: the label that stands for the digit 0: 10, where 1 to 9 are themselves, or 1, where
            each label is one more than the digit.
        turn: how the pictures are turned to be upright, one of `TURNS`.
        ink: "high" or "low": which values ink has.
        shape: (rows, columns) of a picture.
    """

    pixel_max: float | None = None
    zero: int | None = None
    turn: str | None = None
    ink: str | None = None
    shape: tuple[int, int] | None = None


def arranged(content: Content, name: str, choices: Choices, said: list[str]) -> Digits:
    """Make digits of what a file holds.

    Args:
        content: of the file.
        name: short name of the data.
        choices: what a person has told.
        said: what is found is appended, one line each, up to the first doubt.

    Raises:
        Broken: it is not digits, or something is in doubt; the message names the option.
    """
    said += [f"format: {content.kind}", *content.notes]
    images = joined([pictures(p, content.rows_first, choices.shape) for p in content.parts])
    labels = joined([as_numbers(part.labels) for part in content.parts])
    if not images.size:
        raise Broken("holds no digits; give another file")
    m, rows, columns = images.shape
    said.append(f"pictures: {m:,} of {rows} x {columns} pixels")
    counts = zip(*np.unique(labels, return_counts=True), strict=True)
    said.append("labels: " + ", ".join(f"{label:g} ({count:,})" for label, count in counts))
    train = sum(len(part.labels.ravel()) for part in content.parts if not part.test)
    official = train if 0 < train < m else content.official_train
    if 0 < train < m:
        said.append(f"parts: {train:,} training digits, {m - train:,} test digits")
    least, most = images.min(), images.max()
    pixels, low, high = scaled(images.reshape(m, -1), least, most, choices.pixel_max)
    said.append(f"pixels: {least:g} to {most:g}; {low:g} to {high:g} is 0 to full")
    if choices.ink == "low":
        pixels = 255 - pixels
    grid = turned(pixels.reshape(m, rows, columns), choices.turn or "none")
    digits = as_digits(labels, content.zero if choices.zero is None else choices.zero)
    if digits.min() == digits.max():
        raise Broken(f"shows the digit {digits[0]} only; give data of two digits or more")
    looks = doubts_about(grid, digits, choices.turn is None, choices.ink is None)
    said.append(looks.says)
    # What is known of a data set is believed unless the pictures are upright already.
    if choices.turn is None and content.turn and looks.way in (None, content.turn):
        grid = turned(grid, content.turn)
        said.append(f"turned: {content.turn}")
    elif looks.doubt:
        raise Broken(looks.doubt)
    pixels = np.ascontiguousarray(grid).reshape(m, -1)
    return Digits(pixels, digits, name, grid.shape[1:], official, high)


def joined(arrays: list[NDArray]) -> NDArray:
    """The parts one after another; without a copy, if there is one."""
    if len({array.shape[1:] for array in arrays}) > 1:
        raise Broken("has training and test images of different sizes; fetch the files again")
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def pictures(part: Part, rows_first: bool, shape: tuple[int, int] | None) -> NDArray:
    """Bring pictures to (m, rows, columns), grey; m is the number of labels."""
    images, m = part.images, part.labels.size
    axes = [axis for axis, size in enumerate(images.shape) if size == m]
    axes = [axis for axis in axes if axis == 0] if rows_first else axes
    if images.dtype.kind not in "buif":
        raise Broken("must have pixels that are numbers; give another file")
    if not axes:
        raise Broken(
            f"has {m:,} labels for pictures of shape {images.shape}, where no axis is {m:,} long;"
            " fetch it again"
        )
    if len(axes) > 1:
        raise Broken(
            f"has {m:,} labels for pictures of shape {images.shape}, so which axis counts the"
            " pictures is not known; leave out one digit"
        )
    images = np.moveaxis(images, axes[0], 0)
    if images.ndim == 2:
        rows, columns = shape or (math.isqrt(images.shape[1]),) * 2
        if rows * columns != images.shape[1]:
            raise Broken(
                f"has {images.shape[1]} pixels per image, which is not"
                f" {f'{rows} x {columns}' if shape else 'a square number'};"
                " say --shape ROWSxCOLUMNS"
            )
        return images.reshape(m, rows, columns)
    if images.ndim == 4 and images.shape[3] not in (1, 3) and images.shape[1] in (1, 3):
        images = np.moveaxis(images, 1, 3)
    if images.ndim == 4 and images.shape[3] in (1, 3):
        return grey(images)
    if images.ndim != 3:
        raise Broken(f"has pictures of shape {images.shape[1:]}; give grey or coloured ones")
    return images


def grey(images: NDArray) -> NDArray:
    """Make (m, rows, columns, 1 or 3) grey, in the same type."""
    if images.shape[3] == 1:
        return images[..., 0]
    result = np.empty(images.shape[:3], images.dtype)
    for start in range(0, len(images), BLOCK):
        bright = images[start : start + BLOCK] @ np.array(LUMA)
        result[start : start + BLOCK] = np.rint(bright) if images.dtype.kind in "ui" else bright
    return result


def as_numbers(labels: NDArray) -> NDArray:
    """Labels as numbers; digits in text count."""
    labels = labels.ravel()
    if labels.dtype.kind in "US":
        with suppress(ValueError):
            labels = labels.astype(float)
    whole = labels.dtype.kind in "buif" and labels.size and np.isfinite(labels).all()
    if labels.size and not (whole and (labels == np.rint(labels)).all()):
        raise Broken("must have labels that are whole numbers 0 to 9; give another file")
    return labels


def as_digits(labels: NDArray, zero: int | None) -> NDArray[np.uint8]:
    """Make digits of labels; 1 to 10 is asked about."""
    if zero == 10:
        labels = np.where(labels == 10, 0, labels)
    elif zero == 1:
        labels = labels - 1
    elif labels.min() >= 1 and labels.max() == 10:
        raise Broken(
            "has labels 1 to 10: is 10 your 0? `--zero 10`; is each label one more than its digit?"
            " `--zero 1`"
        )
    if not (labels.min() >= 0 and labels.max() <= 9):
        raise Broken(
            f"must have labels that are whole numbers 0 to 9, and has {labels.min():g} to"
            f" {labels.max():g}; give another file"
        )
    return labels.astype(np.uint8)


def scaled(
    images: NDArray, least: Any, most: Any, pixel_max: float | None
) -> tuple[NDArray[np.uint8], float, float]:
    """Scale pixels (m, n), least to most, to bytes; also, which values became 0 and 255."""
    if not np.isfinite([least, most]).all():
        raise Broken(
            "has pixels that are NaN or infinite, so nothing is known of them; repair the file"
        )
    low: float
    high: float
    if pixel_max is None:
        # The extremes tell as much as all pixels do, which may be hundreds of megabytes.
        extremes = np.broadcast_to(np.array([[least], [most]]), (2, images.shape[1]))
        try:
            low, high = pixel_range(extremes)
        except ValueError as error:
            why = str(error).removeprefix("images: ")
            raise Broken(f"{why}; say it with --pixel-max") from error
    else:
        low, high = 0, pixel_max
        if least < 0:
            raise Broken(f"has a pixel of {least:g}, where paper is 0; leave out --pixel-max")
        if most > high:
            raise Broken(f"has a pixel of {most:g}, above {high:g}; give a larger --pixel-max")
    if images.dtype == np.uint8 and (low, high) == (0, 255):
        return np.ascontiguousarray(images), low, high
    pixels = np.empty(images.shape, np.uint8)
    for start in range(0, len(images), BLOCK):
        bright = images[start : start + BLOCK].astype(np.float32)
        bright -= low
        bright *= 255 / (high - low)
        pixels[start : start + BLOCK] = np.clip(np.rint(bright, out=bright), 0, 255)
    return pixels, low, high

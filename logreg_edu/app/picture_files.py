"""The picture files that people have: opened, or refused with the true reason and a way out."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from logreg_edu.app.errors import ImageError

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM")  # no EPS: reading it runs a program
RAW = (".dng", ".nef", ".cr2", ".cr3", ".arw", ".raf", ".orf", ".rw2")
SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".pgm", ".ppm"),
    *(".apng", ".jfif", ".pbm", ".pnm", ".avif", ".heic", ".heif", ".jp2", ".jxl", ".svg", *RAW),
)
MOST_PIXELS = 50_000_000

# How files begin that are given as pictures and are not read.
BEGINNINGS = {
    b"%PDF": "a PDF document",
    b"%!PS": "a PostScript document",
    b"8BPS": "a Photoshop document",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xff\x0a": "a JPEG XL picture",
    b"\0\0\0\x0cJXL ": "a JPEG XL picture",
    b"\0\0\0\x0cjP  ": "a JPEG 2000 picture",
    b"FUJIFILM": "a camera's raw file",
    b"IIRO": "a camera's raw file",
    b"IIU\0": "a camera's raw file",
}
# How the files begin that are read, if they are whole.
READ = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
AVIF = {b"avif", b"avis"}
HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
AS_PNG = "save it as a PNG or JPEG"
BROKEN = f"copy it again, or {AS_PNG}"


def pictures(path: Path) -> tuple[list[Path], list[Path]]:
    """The pictures that a path stands for: itself or, if it is a folder, those in it, by name.

    Args:
        path: a file, or a folder; folders in it are not entered.

    Returns:
        The pictures, and what else is in the folder: hidden files and what has another ending.

    Raises:
        ImageError: a folder that cannot be listed or has no picture; it says which endings count.
    """
    try:
        if not path.is_dir():
            return [path], []
        inside = sorted(path.iterdir())
    except OSError as error:
        raise ImageError(f"{path}: {error.strerror}") from error
    found: list[Path] = []
    others: list[Path] = []
    for inner in inside:
        # Beside each photo.jpg, macOS may leave a hidden ._photo.jpg, which is no picture.
        named = inner.suffix.lower() in SUFFIXES and not inner.name.startswith(".")
        (found if named and inner.is_file() else others).append(inner)
    if not found:
        raise ImageError(f"{path}: holds no picture ({', '.join(SUFFIXES)})")
    return found, others


@contextmanager
def open_picture(path: Path) -> Iterator[tuple[Image.Image, int]]:
    """Open a picture, turned upright as the camera noted.

    What its caller does with the pixels belongs into the ``with``: they are decoded there, and a
    picture may turn out to be broken.

    Args:
        path: a file of a format in `FORMATS`; AVIF, where Pillow reads it (11.3 and later mostly
            do); HEIC, where pillow-heif is installed.

    Yields:
        The first picture in the file, and how many there are. Greys of more than 8 bits are given
        as 16 bits.

    Raises:
        ImageError: missing, empty, not a picture, broken, or far too large; names the file.
    """
    from PIL import Image, ImageOps

    too_large = f"{path}: has more than {MOST_PIXELS // 10**6} million pixels; make it smaller"
    head = b""
    try:
        if not path.exists():
            raise ImageError(f"{path}: there is no such file")
        if not path.is_file():
            raise ImageError(f"{path}: is not a file")
        with path.open("rb") as file:
            head = file.read(1024)
        if not head:
            raise ImageError(f"{path}: is empty")
        # Such a file is a TIFF, too: of a small preview.
        if path.suffix.lower() in RAW and head.startswith((b"II", b"MM")):
            raise ImageError(f"{path}: is a camera's raw file; {AS_PNG}")
        with warnings.catch_warnings(action="ignore"):
            formats = needed_formats(head, path)
            with Image.open(path, formats=formats) as image:
                if image.width * image.height > MOST_PIXELS:  # no pixel is decoded so far
                    raise ImageError(too_large)
                # The second picture in a phone's JPEG is a smaller one, or how far away things are.
                count = 1 if image.format == "MPO" else getattr(image, "n_frames", 1)
                upright = ImageOps.exif_transpose(image)
                if upright.mode == "LAB":
                    raise ImageError(f"{path}: has its colours as Lab, not as RGB; {AS_PNG}")
                if upright.mode in ("F", "I"):
                    upright = in_16_bits(upright, path)
                yield upright, count
    except ImageError:
        raise
    except Image.DecompressionBombError as error:
        raise ImageError(too_large) from error
    except Image.UnidentifiedImageError as error:
        raise ImageError(f"{path}: {what_it_is(head)}") from error
    except Exception as error:  # Pillow may raise anything when a picture is broken
        why = getattr(error, "strerror", None)
        why = why or f"is a broken picture ({error}); {BROKEN}"
        raise ImageError(f"{path}: {why}") from error


def needed_formats(head: bytes, path: Path) -> tuple[str, ...]:
    """The names by which Pillow knows the formats that a file may have, whatever it is called."""
    from PIL import features

    brands = brands_of(head)
    if AVIF & brands:
        if not features.check("avif"):
            raise ImageError(
                f"{path}: is an AVIF picture, which the installed Pillow does not read:"
                f" `pip install --upgrade pillow`, or {AS_PNG}"
            )
        return ("AVIF",)
    if HEIC & brands:
        try:
            from pillow_heif import register_heif_opener
        except ImportError:
            raise ImageError(
                f"{path}: is a HEIC picture, whatever its name: `pip install pillow-heif`, or"
                f" {AS_PNG}"
            ) from None
        register_heif_opener()
        return ("HEIF",)
    return FORMATS


def brands_of(head: bytes) -> set[bytes]:
    """What a file of the family of MP4 says it is, in four letters each; else the empty set.

    Examples:
        >>> sorted(brands_of(bytes([0, 0, 0, 24]) + b"ftypheic....mif1heic" + b"next"))
        [b'heic', b'mif1']
    """
    if head[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(head[:4]), len(head))
    return {head[i : i + 4] for i in (8, *range(16, end, 4))}


def what_it_is(head: bytes) -> str:
    """Say what a file is that is not read, as far as its beginning tells, and what to do."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    kind = next((name for begin, name in BEGINNINGS.items() if head.startswith(begin)), None)
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    if head.startswith(READ) or webp or brands_of(head) & (AVIF | HEIC):
        return f"is a broken picture; {BROKEN}"
    if brands_of(head):
        raw = brands_of(head) & {b"crx "}
        kind = "a camera's raw file" if raw else "a film; take a picture from it"
    elif text.startswith((b"<!doctype html", b"<html")):
        return "is a web page, not a picture; download the picture itself"
    elif text.startswith((b"<svg", b"<?xml")) and b"<svg" in text:
        kind = "an SVG drawing"
    elif head.startswith((b"II*\0", b"MM\0*")):
        kind = "a TIFF of a kind that is not read, or broken"
    if kind is None:
        return "is not a picture; PNG and JPEG are read"
    return f"is {kind}; {AS_PNG}"


def in_16_bits(image: Image.Image, path: Path) -> Image.Image:
    """Greys that are floats or 32-bit integers, as 16 bits.

    The full scale is the first of 1, 255, 65,535 and 2^32 - 1 that they do not exceed; by up to 5 %
    they may, as after a resize.
    """
    from PIL import Image

    values = np.asarray(image, np.float64)
    low, high = values.min(), values.max()
    full = next((top for top in (1, 255, 65_535, 2**32 - 1) if high <= 1.05 * top), None)
    if full is None or not low >= -0.05 * full:  # NaN is not
        raise ImageError(
            f"{path}: has greys from {low:g} to {high:g}, so black and white are not known;"
            f" {AS_PNG}"
        )
    share = np.clip(values / full, 0, 1)
    return Image.fromarray(np.floor(share * 65_535 + 0.5).astype(np.uint16))

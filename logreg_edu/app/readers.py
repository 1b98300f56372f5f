"""Read digits from the files that people have them in, and refuse what is broken.

    .mat           MATLAB 5: data (n, m), label (1, m)        the original of this project
    .zip           one such .mat inside
    IDX            an images file, its labels file beside it, plain or .gz
    a folder       the four official IDX files: training first, then test

The first bytes of a file decide its format, not its name. Sizes are checked before memory is
allocated. Every error is a DataError of one line, which starts with the file's path.
"""

from __future__ import annotations

import gzip
import math
import os
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.errors import DataError
from logreg_edu.app.matlab import Broken, check_inflation, complaint, read_mat
from logreg_edu.digits import Digits, pixel_scale

FOLDER_FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
_GZIP = b"\x1f\x8b"
_HDF5 = b"\x89HDF\r\n\x1a\n"
_SUFFIXES = (".mat", ".zip", ".gz", ".idx3-ubyte")


def read_digits(path: Path | str, pixel_max: float | None = None) -> Digits:
    """Read digits from a .mat, a .zip around one, an IDX pair, or a folder of four IDX files.

    Args:
        path: the .mat, the .zip, the IDX images file (plain or .gz) or the folder.
        pixel_max: the pixel value that is full ink; None to find it from the pixels.

    Returns:
        The digits. ``official_train`` is known for a folder and for a .mat of 70,000 digits.

    Raises:
        DataError: the path is missing, or its content is broken, too large for its size, of
            another format, or not digits: pixels from 0 to ``pixel_max`` and as many labels from 0
            to 9, at least two of them different.
    """
    path = Path(path)
    with _named_errors(path):
        return _checked(_read(path), path, pixel_max)


class _Content(NamedTuple):
    """The content of a file, unchanged: images (m, rows, columns) and labels (m,)."""

    images: NDArray
    labels: NDArray
    official_train: int | None = None


def _read(path: Path) -> _Content:
    if path.is_dir():
        return _read_folder(path)
    if not path.exists():
        raise Broken("there is no such file or folder; check the path")
    if not path.is_file():
        raise Broken("is neither a file nor a folder; give one of these")
    with path.open("rb") as file:
        head = file.read(520)
        if _is_matlab_5(head):
            return _read_mat(file)
        if head.startswith(b"PK\x03\x04"):
            return _read_zip(file)
    if head[:2] in (_GZIP, b"\0\0"):
        return _read_pair(path)
    if _HDF5 in (head[:8], head[512:]) or head.startswith(b"MATLAB 7.3"):
        raise Broken("is a MATLAB 7.3 (HDF5) file; save it in MATLAB with the option '-v7'")
    raise Broken(
        f"is not a file of digits (it starts with {head[:8]!r}); give a MATLAB 5 .mat, "
        "a .zip with one inside, an IDX images file, or a folder of the four IDX files"
    )


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except DataError:  # names its file already
        raise
    except Exception as error:  # zipfile, gzip, zlib and SciPy raise errors of many types
        raise DataError(f"{path}: {complaint(error)}") from error


def _checked(content: _Content, path: Path, pixel_max: float | None) -> Digits:
    """Check what all formats have in common, and scale the pixels to 0-255."""
    images, labels, official_train = content
    if len(images) != len(labels):
        raise Broken(f"has {len(images):,} images but {len(labels):,} labels; fetch it again")
    if not images.size:
        raise Broken("holds no digits; give another file")
    # This also refuses NaN, for which no comparison is true.
    whole = labels.dtype.kind in "uif" and labels.min() >= 0 and labels.max() <= 9
    if not (whole and np.array_equal(labels, labels.astype(np.uint8))):
        raise Broken("must have labels that are whole numbers 0 to 9; give another file")
    labels = labels.astype(np.uint8)
    if labels.min() == labels.max():
        raise Broken(f"shows the digit {labels[0]} only; give data of two digits or more")
    m, rows, columns = images.shape
    pixels, pixel_max = _scaled(images.reshape(m, rows * columns), pixel_max)
    name = path.resolve().name
    if path.is_file():
        while Path(name).suffix in _SUFFIXES:
            name = Path(name).stem
    return Digits(pixels, labels, name, (rows, columns), official_train, pixel_max)


def _scaled(images: NDArray, pixel_max: float | None) -> tuple[NDArray[np.uint8], float]:
    """Scale pixels (m, n) from 0 to ``pixel_max`` to bytes from 0 to 255."""
    if images.dtype.kind not in "uif":
        raise Broken("must have pixels that are numbers; give another file")
    low, high = images.min(), images.max()
    if not (low >= 0 and high < np.inf):
        raise Broken(
            f"has pixels from {low:g} to {high:g}, where paper is 0 and ink is more; give"
            " another file"
        )
    if pixel_max is None:
        try:
            pixel_max = pixel_scale(images)
        except ValueError as error:
            why = str(error).removeprefix("images: ")
            raise Broken(f"{why}; say it with --pixel-max") from error
    if high > pixel_max:
        raise Broken(f"has a pixel of {high:g}, above {pixel_max:g}; give a larger --pixel-max")
    if images.dtype == np.uint8 and pixel_max == 255:
        return images, pixel_max
    return np.rint(images * np.float32(255 / pixel_max)).astype(np.uint8), pixel_max


def _read_mat(file: BufferedIOBase) -> _Content:
    images, labels = read_mat(file)
    m, n = images.shape
    side = math.isqrt(n)
    if side * side != n:
        raise Broken(f"has {n} pixels per image, which is not a square number; give square images")
    return _Content(images.reshape(m, side, side), labels, 60_000 if m == 70_000 else None)


def _read_zip(file: BufferedIOBase) -> _Content:
    with zipfile.ZipFile(file) as archive, tempfile.TemporaryFile() as unpacked:
        members = [m for m in archive.infolist() if m.filename.endswith(".mat")]
        members = [m for m in members if not m.filename.startswith("__MACOSX/")]
        if len(members) != 1:
            raise Broken(f"must hold one .mat file, not {len(members)}; give the .mat file")
        member = members[0]
        check_inflation(member.file_size, os.fstat(file.fileno()).st_size)
        with archive.open(member) as packed:
            shutil.copyfileobj(packed, unpacked)  # stops at file_size
        unpacked.seek(0)
        if not _is_matlab_5(unpacked.read(128)):
            raise Broken(f"holds {member.filename!r}, which is not a MATLAB 5 file; give another")
        return _read_mat(unpacked)


def _is_matlab_5(head: bytes) -> bool:
    # Version 1.0 in either byte order; a 0 among the first four bytes would mean MATLAB 4.
    return head[124:128] in (b"\x00\x01IM", b"\x01\x00MI") and 0 not in head[:4]


def _read_pair(path: Path) -> _Content:
    labels_name = path.name.replace("images", "labels").replace("idx3", "idx1")
    labels_path = find_file(path.parent, labels_name.removesuffix(".gz"))
    images = _read_idx(path, 3)
    if labels_path == path or not labels_path.is_file():
        raise Broken(
            "needs its labels beside it, in a file of the same name but with 'labels' for "
            "'images' and 'idx1' for 'idx3'; put it there"
        )
    return _Content(images, _read_idx(labels_path, 1, len(images)))


def _read_folder(folder: Path) -> _Content:
    paths = [find_file(folder, name) for name in FOLDER_FILES]
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        raise Broken(f"lacks {', '.join(missing)} (plain or .gz); give a folder with all four")
    train, test = _read_idx(paths[0], 3), _read_idx(paths[2], 3)
    if train.shape[1:] != test.shape[1:]:
        raise Broken("has training and test images of different sizes; fetch the files again")
    labels = [_read_idx(paths[1], 1, len(train)), _read_idx(paths[3], 1, len(test))]
    return _Content(np.concatenate([train, test]), np.concatenate(labels), len(train))


def find_file(folder: Path, name: str) -> Path:
    """Find an IDX file, plain or gzip, under either of the names in use."""
    names = (name, name.replace("-idx", ".idx"))
    paths = [folder / (n + suffix) for n in names for suffix in ("", ".gz")]
    return next((path for path in paths if path.is_file()), paths[0])


def _read_idx(path: Path, dimensions: int, count: int | None = None) -> NDArray[np.uint8]:
    """Read one IDX file: magic number, sizes, then the bytes and nothing else.

    Args:
        path: the file, plain or gzip.
        dimensions: 3 for images, 1 for labels.
        count: how many labels there must be; None for images.
    """
    with _named_errors(path), path.open("rb") as raw:
        packed = raw.peek(2)[:2] == _GZIP
        file = gzip.GzipFile(fileobj=raw) if packed else raw
        head = file.read(4 + 4 * dimensions)
        magic = bytes([0, 0, 8, dimensions])
        if head[:4] != magic or len(head) < 4 + 4 * dimensions:
            kind = "images" if dimensions == 3 else "labels"
            raise Broken(
                f"starts with {head[:4].hex()!r}, where IDX {kind} start with {magic.hex()!r} "
                f"and {dimensions} sizes; give a file of {kind}"
            )
        shape = struct.unpack(f">{dimensions}I", head[4:])
        if count is not None and shape[0] != count:
            raise Broken(f"has {shape[0]:,} labels for {count:,} images; fetch both files again")
        length, stored = math.prod(shape), os.fstat(raw.fileno()).st_size
        if not packed and len(head) + length != stored:
            raise Broken(f"must have {len(head) + length:,} bytes, not {stored:,}; fetch it again")
        if count is None:  # sorted labels compress a thousandfold, and their count is known
            check_inflation(length, stored)
        content = file.read(length)
        # Reading past the end also makes gzip compare its checksum.
        if len(content) < length or file.read(1):
            raise Broken(f"does not unpack to {len(head) + length:,} bytes; fetch it again")
        return np.frombuffer(content, np.uint8).reshape(shape)

"""Read digits from the files that people have them in, and refuse what is broken.

    .mat           MATLAB 5: data (n, m), label (1, m)        the original of this project
    .zip           one such .mat inside
    IDX            an images file, its labels file beside it, plain or .gz
    a folder       the four official IDX files: training first, then test

What a file is, its first bytes say; its name is a hint at most. Sizes are checked before memory is
asked for. Whatever goes wrong is a DataError of one line, which starts with the file's path.
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

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.errors import DataError
from logreg_edu.app.matlab import Broken, check_inflation, complaint, read_mat
from logreg_edu.digits import Digits

FOLDER_FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
_GZIP = b"\x1f\x8b"
_HDF5 = b"\x89HDF\r\n\x1a\n"
_SUFFIXES = (".mat", ".zip", ".gz", ".idx3-ubyte")


def read_digits(path: Path | str) -> Digits:
    """Read digits from a .mat, a .zip around one, an IDX pair, or a folder of four IDX files.

    Args:
        path: the .mat, the .zip, the IDX images file (plain or .gz) or the folder.

    Returns:
        The digits. ``official_train`` is known for a folder and for a .mat of 70,000 digits.

    Raises:
        DataError: the path is missing, or what it holds is broken, too large for its size, of
            another format, or not digits: pixels whole numbers 0 to 255, labels 0 to 9, as many
            of these as of those, two different ones at least.
    """
    path = Path(path)
    with _named_errors(path):
        if path.is_dir():
            return _folder_digits(path)
        if not path.exists():
            raise Broken("there is no such file or folder; check the path")
        if not path.is_file():
            raise Broken("is neither a file nor a folder; give one of these")
        with path.open("rb") as file:
            head = file.read(520)
            if _is_matlab_5(head):
                return _mat_digits(file, path)
            if head.startswith(b"PK\x03\x04"):
                return _zip_digits(file, path)
        if head[:2] in (_GZIP, b"\0\0"):
            return _idx_digits(path)
        if _HDF5 in (head[:8], head[512:]) or head.startswith(b"MATLAB 7.3"):
            raise Broken("is a MATLAB 7.3 (HDF5) file; save it in MATLAB with the option '-v7'")
        raise Broken(
            f"is no file of digits (it starts with {head[:8]!r}); give a MATLAB 5 .mat, "
            "a .zip with one inside, an IDX images file, or a folder of the four IDX files"
        )


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except DataError:  # has its file's name already
        raise
    except Exception as error:  # zipfile, gzip, zlib and SciPy raise nearly anything
        raise DataError(f"{path}: {complaint(error)}") from error


def _digits(
    images: NDArray, labels: NDArray, path: Path, official_train: int | None = None
) -> Digits:
    """Check what all formats have in common: images (m, rows, columns), labels (m,)."""
    if len(images) != len(labels):
        raise Broken(f"has {len(images):,} images but {len(labels):,} labels; fetch it again")
    if not images.size:
        raise Broken("holds no digits; give another file")
    labels = _whole(labels, 9, "labels")
    if labels.min() == labels.max():
        raise Broken(f"shows the digit {labels[0]} only; give data of two digits or more")
    m, rows, columns = images.shape
    pixels = _whole(images, 255, "pixels").reshape(m, rows * columns)
    name = path.resolve().name
    if path.is_file():
        while Path(name).suffix in _SUFFIXES:
            name = Path(name).stem
    return Digits(pixels, labels, name, (rows, columns), official_train)


def _whole(values: NDArray, top: int, what: str) -> NDArray[np.uint8]:
    # Comparing this way round refuses NaN too, of which no comparison is true.
    if values.dtype.kind in "uif" and values.min() >= 0 and values.max() <= top:
        whole = values.astype(np.uint8, copy=False)
        if values.dtype.kind != "f" or np.array_equal(whole, values):
            return whole
    raise Broken(f"must have {what} that are whole numbers 0 to {top}; give another file")


def _mat_digits(file: BufferedIOBase, path: Path) -> Digits:
    images, labels = read_mat(file)
    m, n = images.shape
    side = math.isqrt(n)
    if side * side != n:
        raise Broken(f"has {n} pixels an image, which is no square; give square images")
    images = images.reshape(m, side, side)
    return _digits(images, labels, path, official_train=60_000 if m == 70_000 else None)


def _zip_digits(file: BufferedIOBase, path: Path) -> Digits:
    with zipfile.ZipFile(file) as archive, tempfile.TemporaryFile() as unpacked:
        members = [m for m in archive.infolist() if m.filename.endswith(".mat")]
        members = [m for m in members if not m.filename.startswith("__MACOSX/")]
        if len(members) != 1:
            raise Broken(f"must hold one .mat file, not {len(members)}; give the .mat file")
        member = members[0]
        if member.flag_bits & 1:
            raise Broken("is encrypted; unpack it and give the .mat file")
        # zipfile unpacks the other methods without a bound on memory.
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Broken("is packed by a method other than deflate; unpack it, give the .mat file")
        check_inflation(member.file_size, os.fstat(file.fileno()).st_size)
        with archive.open(member) as packed:
            shutil.copyfileobj(packed, unpacked)  # stops at file_size
        unpacked.seek(0)
        if not _is_matlab_5(unpacked.read(128)):
            raise Broken(f"holds {member.filename!r}, which is no MATLAB 5 file; give another")
        return _mat_digits(unpacked, path)


def _is_matlab_5(head: bytes) -> bool:
    # Version 1.0 in either byte order; a 0 among the first four bytes would mean MATLAB 4.
    return head[124:128] in (b"\x00\x01IM", b"\x01\x00MI") and 0 not in head[:4]


def _idx_digits(path: Path) -> Digits:
    labels_name = path.name.replace("images", "labels").replace("idx3", "idx1")
    labels_path = find_file(path.parent, labels_name.removesuffix(".gz"))
    images = _read_idx(path, 3)
    if labels_path == path or not labels_path.is_file():
        raise Broken(
            "needs its labels beside it, in a file of the same name but with 'labels' for "
            "'images' and 'idx1' for 'idx3'; put it there"
        )
    return _digits(images, _read_idx(labels_path, 1, len(images)), path)


def _folder_digits(folder: Path) -> Digits:
    paths = [find_file(folder, name) for name in FOLDER_FILES]
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        raise Broken(f"lacks {', '.join(missing)} (plain or .gz); give a folder with all four")
    train, test = _read_idx(paths[0], 3), _read_idx(paths[2], 3)
    if train.shape[1:] != test.shape[1:]:
        raise Broken("has training and test images of different sizes; fetch the files again")
    labels = [_read_idx(paths[1], 1, len(train)), _read_idx(paths[3], 1, len(test))]
    return _digits(np.concatenate([train, test]), np.concatenate(labels), folder, len(train))


def find_file(folder: Path, name: str) -> Path:
    """Find an IDX file, plain or packed, under either of the names in use."""
    names = (name, name.replace("-idx", ".idx"))
    paths = [folder / (n + suffix) for n in names for suffix in ("", ".gz")]
    return next((path for path in paths if path.is_file()), paths[0])


def _read_idx(path: Path, dimensions: int, count: int | None = None) -> NDArray[np.uint8]:
    """Read one IDX file: magic number, sizes, then the bytes and nothing more.

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
        if count is None:  # labels in order shrink a thousandfold, and their count is known
            check_inflation(length, stored)
        content = file.read(length)
        # The read past the end also makes gzip compare its checksum.
        if len(content) < length or file.read(1):
            raise Broken(f"does not unpack to {len(head) + length:,} bytes; fetch it again")
        return np.frombuffer(content, np.uint8).reshape(shape)

"""IDX, the format of MNIST: a magic number, the sizes, then the numbers and nothing else."""

from __future__ import annotations

import gzip
import math
import os
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.formats.common import Broken, check_inflation
from logreg_edu.app.formats.unreadable import what_it_is

GZIP = b"\x1f\x8b"
TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def is_idx(head: bytes) -> bool:
    """Whether these are the first bytes of an IDX file."""
    return len(head) > 3 and head[:2] == b"\0\0" and head[2] in TYPES and 1 <= head[3] <= 4


def read_idx(path: Path, images: bool, count: int | None = None) -> NDArray:
    """Read one IDX file.

    Args:
        path: the file, plain or gzip.
        images: whether it must hold pictures (3 axes); otherwise labels: 1 axis, or, as in QMNIST,
            2, of which the first of 8 columns is the label.
        count: how many labels there must be; None for images.
    """
    with path.open("rb") as raw:
        packed = raw.peek(2)[:2] == GZIP
        file = gzip.GzipFile(fileobj=raw) if packed else raw
        start = file.read(4)
        kind = "images" if images else "labels"
        dimensions = start[3] if is_idx(start) else 0
        if dimensions not in ((3,) if images else (1, 2)):
            head = start + file.read(1020)
            raise Broken(
                what_it_is(head)
                or f"starts with {start.hex()!r}, where IDX {kind} start with "
                f"'0000080{3 if images else 1}'; give a file of {kind}"
            )
        sizes = file.read(4 * dimensions)
        if len(sizes) < 4 * dimensions:
            raise Broken(f"ends before its {dimensions} sizes; fetch it again")
        shape = struct.unpack(f">{dimensions}I", sizes)
        if dimensions == 2 and shape[1] != 8:
            raise Broken("has labels of several columns that are not QMNIST's 8; give another file")
        if count is not None and shape[0] != count:
            raise Broken(f"has {shape[0]:,} labels for {count:,} images; fetch both files again")
        dtype = np.dtype(TYPES[start[2]])
        length, stored = math.prod(shape) * dtype.itemsize, os.fstat(raw.fileno()).st_size
        total = 4 + len(sizes) + length
        if not packed and total != stored:
            raise Broken(f"must have {total:,} bytes, not {stored:,}; fetch it again")
        if count is None:  # sorted labels compress a thousandfold, and their count is known
            check_inflation(length, stored)
        content = file.read(length)
        # Reading past the end also makes gzip compare its checksum.
        if len(content) < length or file.read(1):
            raise Broken(f"does not unpack to {total:,} bytes; fetch it again")
    array = np.frombuffer(content, dtype).reshape(shape)
    return array[:, 0] if dimensions == 2 else array

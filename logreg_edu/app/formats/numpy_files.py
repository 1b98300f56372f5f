"""NumPy's .npy and .npz; never a pickle."""

from __future__ import annotations

import math
import os
import zipfile
from typing import IO

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.formats.common import Broken, check_inflation
from logreg_edu.app.formats.unreadable import AS_ARRAYS


def read_npy(file: IO[bytes], length: int) -> NDArray:
    """Read one array, after a check that the file is as long as the array says.

    Args:
        file: open at its beginning, and able to seek.
        length: how many bytes it has.
    """
    version = np.lib.format.read_magic(file)
    read = {1: np.lib.format.read_array_header_1_0, 2: np.lib.format.read_array_header_2_0}
    shape, _, dtype = read[version[0]](file)
    if dtype.hasobject:
        raise Broken(f"holds Python objects, which are pickles; {AS_ARRAYS}")
    needed = file.tell() + math.prod(shape) * dtype.itemsize
    if needed != length:
        raise Broken(f"must have {needed:,} bytes, not {length:,}; fetch it again")
    file.seek(0)
    return np.lib.format.read_array(file, allow_pickle=False)


def read_npz(file: IO[bytes]) -> dict[str, NDArray]:
    """Read all arrays of numbers."""
    arrays = {}
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        total = sum(member.file_size for member in members)
        check_inflation(total, os.fstat(file.fileno()).st_size)
        for member in members:
            with archive.open(member) as packed:
                array = read_npy(packed, member.file_size)
                packed.read(1)  # past the end, for the checksum
            if array.dtype.kind in "buifc":
                arrays[member.filename.removesuffix(".npy")] = array
    return arrays

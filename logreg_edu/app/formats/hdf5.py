"""HDF5: plain, MATLAB 7.3's and Octave's."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from io import BufferedIOBase

from numpy.typing import NDArray

from logreg_edu.app.formats.apart import SPARE_MEMORY, Blocks, limit_memory
from logreg_edu.app.formats.common import check_inflation

ROWS = 1000  # read at once, and what fills whole chunks of the file


def read_within_limits(file: BufferedIOBase) -> dict[str, NDArray | Blocks]:
    """Read all arrays of numbers; groups give names with dots."""
    import h5py

    limit_memory(2 * SPARE_MEMORY)
    arrays: dict[str, NDArray | Blocks] = {}
    content = h5py.File(file, "r")  # open until the last block is passed on
    found: dict[str, h5py.Dataset] = {}
    sparse: dict[str, int] = {}

    def visit(name: str, item: object) -> None:
        if name.startswith("#"):
            return
        if isinstance(item, h5py.Group) and "MATLAB_sparse" in item.attrs:
            sparse[name] = int(item.attrs["MATLAB_sparse"])
        elif isinstance(item, h5py.Dataset) and item.dtype.kind in "buif" and item.shape:
            found[name] = item

    content.visititems(visit)
    stored = os.fstat(file.fileno()).st_size
    numbers = sum(math.prod(item.shape) for item in found.values())
    numbers += sum(n * content[name]["jc"].size for name, n in sparse.items())
    check_inflation(numbers, stored)
    limit_memory(2 * SPARE_MEMORY + 24 * numbers)
    for name, item in found.items():
        group = name.rpartition("/")[0]
        if group in sparse:
            continue
        octave = name.endswith("/value") and "type" in content[group]
        # Both store column after column, so HDF5 sees the axes in the opposite order.
        by_columns = "MATLAB_class" in item.attrs or octave
        shape = item.shape[::-1] if by_columns else item.shape
        array = Blocks(shape, item.dtype, by_columns, blocks(item))
        arrays[(group if octave else name).replace("/", ".")] = array
    for name, rows in sparse.items():
        arrays[name.replace("/", ".")] = dense(content[name], rows)
    return arrays


def blocks(item) -> Iterator[NDArray]:
    """A dataset, rows after rows."""
    chunk = item.chunks[0] if item.chunks else 1
    rows = chunk * math.ceil(ROWS / chunk)
    return (item[start : start + rows] for start in range(0, len(item), rows))


def dense(group, rows: int):
    """MATLAB's sparse matrix: column by column, which rows hold which values."""
    from scipy.sparse import csc_array

    columns = group["jc"].size - 1
    if "data" not in group:
        return csc_array((rows, columns)).toarray()
    parts = tuple(group[name][()] for name in ("data", "ir", "jc"))
    return csc_array(parts, shape=(rows, columns)).toarray()

"""Parquet: a column of pictures, as files in bytes or as lists, or a column per pixel."""

from __future__ import annotations

import io
import math
import os
from collections.abc import Iterator
from io import BufferedIOBase

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.formats.apart import SPARE_MEMORY, Blocks, limit_memory
from logreg_edu.app.formats.common import Broken, check_inflation
from logreg_edu.app.formats.text import split_columns
from logreg_edu.app.formats.variables import LABELS, words

ROWS = 1000  # read at once


def read_within_limits(file: BufferedIOBase) -> dict[str, NDArray | Blocks]:
    """Read the pictures and the labels as arrays ``data`` and ``label``."""
    import PIL.PngImagePlugin  # noqa: F401  (before the limit: its memory is not due to the file)
    import pyarrow as pa
    import pyarrow.parquet as pq

    limit_memory(8 * SPARE_MEMORY)
    # Open until the last picture is passed on.
    table = pq.ParquetFile(file, memory_map=False, pre_buffer=False)
    stored = os.fstat(file.fileno()).st_size
    groups = range(table.metadata.num_row_groups)
    sizes = (table.metadata.row_group(i).total_byte_size for i in groups)
    check_inflation(length := sum(sizes), stored)
    limit_memory(8 * SPARE_MEMORY + 8 * length)
    schema = table.schema_arrow
    names = [field.name for field in schema]
    if len(names) > 100:
        matrix = np.empty((table.metadata.num_rows, len(names)), np.float32)
        start = 0
        for batch in table.iter_batches(ROWS, use_threads=False):
            for j, column in enumerate(batch.columns):
                matrix[start : start + len(batch), j] = column.to_numpy(zero_copy_only=False)
            start += len(batch)
        images, labels = split_columns(matrix, names)
        return {"data": images, "label": labels}
    label = [name for name in names if LABELS & {*words(name)}]
    image = [field.name for field in schema if pa.types.is_nested(field.type)]
    image = image or [field.name for field in schema if pa.types.is_binary(field.type)]
    if len(label) != 1 or len(image) != 1:
        raise Broken(
            f"must have one column of pictures and one column label, and has"
            f" {', '.join(names)}; rename them"
        )
    if not table.metadata.num_rows:
        raise Broken("holds no digits; give another file")
    labels = table.read(label, use_threads=False).column(0).to_numpy()
    cells = (
        cell
        for batch in table.iter_batches(ROWS, columns=image, use_threads=False)
        for cell in batch.column(0).to_pylist()
    )
    first = one_picture(next(cells))
    shape = (table.metadata.num_rows, *first.shape)
    check_inflation(math.prod(shape) * first.itemsize, stored)
    return {"data": Blocks(shape, first.dtype, False, alike(first, cells)), "label": labels}


def alike(first: NDArray, cells: Iterator[object]) -> Iterator[NDArray]:
    """A picture and those of other cells, which must be as large."""
    yield first
    for cell in cells:
        picture = one_picture(cell)
        if picture.shape != first.shape:
            raise Broken(
                f"has pictures of {first.shape} and of {picture.shape} pixels; make them of one"
                " size"
            )
        yield picture.astype(first.dtype, copy=False)


def one_picture(value: object) -> NDArray:
    """The pixels of one cell: a picture file in bytes, or numbers."""
    from PIL import Image

    if isinstance(value, dict):
        value = value.get("bytes")
    if not isinstance(value, bytes):
        return np.array(value)
    with Image.open(io.BytesIO(value)) as picture:
        if picture.width * picture.height > 2**20:
            raise Broken("has a picture of over a million pixels; make it smaller")
        return np.asarray(picture if picture.mode == "L" else picture.convert("RGB"))

"""MATLAB's files of versions 4 and 5: arrays of numbers, also sparse ones and those in structs."""

from __future__ import annotations

import hashlib
import math
import os
from io import BufferedIOBase
from typing import Any

import numpy as np

from logreg_edu.app.formats import apart
from logreg_edu.app.formats.apart import SPARE_MEMORY, Arrays, limit_memory
from logreg_edu.app.formats.common import Broken, check_inflation

MNIST_ORIGINAL = "5269b2042081cbeb31cbe6f64335c2663074007a5bc4905b36310a2bc921327b"  # SHA-256

_NUMBERS = {"double", "single", *(f"{u}int{bits}" for u in ("", "u") for bits in (8, 16, 32, 64))}


def read_mat(file: BufferedIOBase) -> Arrays:
    """Read all arrays of numbers, as they are.

    Args:
        file: a real file, open for reading.

    Raises:
        Broken: the file cannot be read, or crashes the reader.
    """
    file.seek(0)
    # The one file that is known need not be read by a second process.
    if hashlib.file_digest(file, "sha256").hexdigest() == MNIST_ORIGINAL:
        return load(file, ["data", "label"])
    return apart.read_apart(file, "matlab")


def load(file: BufferedIOBase, names: list[str]) -> Arrays:
    """Load these variables; those of a struct get names with dots."""
    from scipy.io import loadmat
    from scipy.sparse import issparse

    file.seek(0)
    arrays: Arrays = {}

    def add(name: str, value: Any) -> None:
        if issparse(value):
            arrays[name] = value.toarray()
        elif isinstance(value, np.ndarray) and value.dtype.names:
            for inner in value.dtype.names if value.size == 1 else ():
                add(f"{name}.{inner}", value[inner].item())
        elif isinstance(value, np.ndarray) and value.dtype.kind in "buifc":
            arrays[name] = value

    for name, value in loadmat(file, variable_names=names).items():
        add(name, value)
    return arrays


def declared(file: BufferedIOBase) -> tuple[list[str], int]:
    """Check what the file says it holds, before anything is unpacked.

    Returns:
        The names to load, and how many numbers they may hold.
    """
    from scipy.io import whosmat

    variables = [v for v in whosmat(file) if v[2] in {*_NUMBERS, "logical", "sparse", "struct"}]
    names = [name for name, _, _ in variables]
    if len({*names}) < len(names):
        raise Broken("must hold each variable once; give another file")
    stored = os.fstat(file.fileno()).st_size
    numbers = sum(math.prod(shape) for _, shape, _ in variables)
    check_inflation(numbers, stored)
    if any(kind == "struct" for _, _, kind in variables):
        numbers = max(50 * stored, 2**20)  # a struct says nothing of what is in it
    return names, numbers


def read_within_limits(file: BufferedIOBase) -> Arrays:
    """Read as ``read_mat`` does, in this process, with no more memory than the sizes require."""
    import scipy.io
    import scipy.sparse  # noqa: F401  (before the limit: its memory is not due to the file)

    limit_memory(SPARE_MEMORY)
    names, numbers = declared(file)
    # Per number, up to 8 bytes as stored, 8 in the array, and 8 to spare.
    limit_memory(SPARE_MEMORY + 24 * numbers)
    return load(file, names)

"""MATLAB 5 files, read in a process of their own.

SciPy's ``loadmat`` can crash the interpreter on a corrupt file. So every file, except the one that
is known by its digest, is read by a second Python, which runs this file as a script: the .mat is
its standard input, and two arrays in NumPy's .npy format are its standard output. Therefore this
file imports nothing from the project.
"""

from __future__ import annotations

import hashlib
import math
import os
import subprocess
import sys
import tempfile
from io import BufferedIOBase
from typing import cast

import numpy as np
from numpy.typing import NDArray

MNIST_ORIGINAL = "5269b2042081cbeb31cbe6f64335c2663074007a5bc4905b36310a2bc921327b"  # SHA-256
TIMEOUT = 60  # seconds; a file of 500 MB takes two
SPARE_MEMORY = 32 * 2**20  # bytes for SciPy to work with, whatever the arrays need

_NUMBERS = {"double", "single", *(f"{u}int{bits}" for u in ("", "u") for bits in (8, 16, 32, 64))}


class Broken(Exception):
    """What is wrong with a file and what to do; the message does not name the file."""


def complaint(error: Exception) -> str:
    """Say in one line, without the file's name, why a file could not be read."""
    if isinstance(error, Broken):
        return str(error)
    if isinstance(error, MemoryError):
        return "needs more memory than there is, or than its size justifies; fetch it again"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}; check the path and its permissions"
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return f"is broken, where a whole .mat, .zip or IDX file is expected ({what}); fetch it again"


def check_inflation(length: int, stored: int) -> None:
    """Refuse a file that claims to hold far more than it can.

    Scans of digits compress about fivefold. Deflate reaches a thousandfold, but only on zeros.

    Args:
        length: how many bytes the file claims to hold once unpacked.
        stored: how many bytes it has.

    Raises:
        Broken: the claim is over fifty times the size, and over a mebibyte.
    """
    if length > max(50 * stored, 2**20):
        raise Broken(
            f"claims to hold {length:,} bytes in {stored:,}, which no pictures do; fetch it again"
        )


def read_mat(file: BufferedIOBase) -> tuple[NDArray, NDArray]:
    """Read ``data`` and ``label``, as they are, from a MATLAB 5 file.

    Args:
        file: a real file, open for reading.

    Returns:
        (images, labels): (m, n) and (m,), in the data type of the file; not yet checked.

    Raises:
        Broken: the file cannot be read, or crashes the reader.
    """
    file.seek(0)
    if hashlib.file_digest(file, "sha256").hexdigest() == MNIST_ORIGINAL:
        return _load(file)
    return _load_apart(file)


def _load(file: BufferedIOBase) -> tuple[NDArray, NDArray]:
    from scipy.io import loadmat

    variables = loadmat(file, variable_names=["data", "label"])
    # MATLAB stores column after column, so the rows of the transpose are contiguous: no copy.
    return np.asarray(variables["data"]).T, np.asarray(variables["label"]).ravel()


def _load_apart(file: BufferedIOBase) -> tuple[NDArray, NDArray]:
    with tempfile.TemporaryFile() as output:
        try:
            child = subprocess.run(
                [sys.executable, "-P", __file__],  # -P: not the modules beside this file
                stdin=file.fileno(),
                stdout=output,
                stderr=subprocess.PIPE,
                timeout=TIMEOUT,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # each thread claims memory
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Broken(
                f"took over {TIMEOUT} s to read, so it is broken; fetch it again"
            ) from None
        said = child.stderr.decode(errors="replace").strip()
        if child.returncode == 1 and said:
            raise Broken(said.splitlines()[-1])
        if child.returncode:
            raise Broken(
                f"crashed the process that read it (exit status {child.returncode}), "
                "so it is broken; fetch it again"
            )
        output.seek(0)
        images = np.lib.format.read_array(output, allow_pickle=False)
        return images, np.lib.format.read_array(output, allow_pickle=False)


def _declared_numbers(file: BufferedIOBase) -> int:
    """Check what the file says it holds, before anything is unpacked; how many numbers."""
    from scipy.io import whosmat

    variables = [v for v in whosmat(file) if v[0] in ("data", "label")]
    if sorted(name for name, _, _ in variables) != ["data", "label"]:
        raise Broken("must hold the variables data and label, once each; give another file")
    shapes = {name: shape for name, shape, _ in variables}
    data, label = shapes["data"], shapes["label"]
    if len(data) != 2 or min(data) < 1 or len(label) != 2 or label[0] != 1:
        raise Broken(
            f"must hold data (pixels, digits) and label (1, digits), not {data} and {label}; "
            "give another file"
        )
    if not {kind for _, _, kind in variables} <= _NUMBERS:
        raise Broken("must hold numbers in data and label; give another file")
    numbers = math.prod(data) + label[1]
    check_inflation(numbers, os.fstat(file.fileno()).st_size)
    return numbers


def _limit_memory(extra: int) -> None:
    # Only Linux both tells how much address space is in use and enforces a limit on it.
    if sys.platform == "linux":
        import resource

        with open("/proc/self/statm") as statm:
            limit = int(statm.read().split()[0]) * resource.getpagesize() + extra
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def load_within_limits(file: BufferedIOBase) -> tuple[NDArray, NDArray]:
    """Read as ``read_mat`` does, in this process, with no more memory than the sizes require."""
    import scipy.io  # noqa: F401  (before the limit: its memory is not due to the file)

    _limit_memory(SPARE_MEMORY)
    # Per number, up to 8 bytes as stored, 8 in the array, and 8 to spare.
    _limit_memory(SPARE_MEMORY + 24 * _declared_numbers(file))
    return _load(file)


def _main() -> None:
    try:
        arrays = load_within_limits(cast("BufferedIOBase", sys.stdin.buffer))
        for array in arrays:
            np.lib.format.write_array(sys.stdout.buffer, array, allow_pickle=False)
        sys.stdout.flush()
    except Exception as error:
        sys.exit(complaint(error))


if __name__ == "__main__":
    _main()

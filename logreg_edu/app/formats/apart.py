"""Readers written in C, run in a process of their own.

SciPy's ``loadmat`` can crash the interpreter on a corrupt file, and so may HDF5 and Arrow. So such
a file is read by a second Python: the file is its standard input, and its standard output is one
line with the names of the arrays, then the arrays in NumPy's .npy format. That output is a file, in
which the first Python leaves the arrays: they may be hundreds of megabytes, and are never copied.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from io import BufferedIOBase
from typing import IO, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.formats.common import Broken, complaint

TIMEOUT = 300  # seconds, on a very busy machine, and for each megabyte of the file 5 more
SPARE_MEMORY = 32 * 2**20  # bytes to work with, whatever the arrays need
ALIGNED = 64  # bytes, of which each array begins at a multiple
# The second process imports what this one would import.
CHILD = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from logreg_edu.app.formats.apart import main; main(sys.argv[1])"
)

Arrays = dict[str, NDArray]


class Blocks(NamedTuple):
    """An array that is made and passed on in blocks, so that it is never whole in memory.

    Attributes:
        shape: of the array.
        dtype: of the array.
        by_columns: whether the first index runs fastest in what follows, as in MATLAB's arrays.
        blocks: all numbers of the array, in their order.
    """

    shape: tuple[int, ...]
    dtype: np.dtype
    by_columns: bool
    blocks: Iterable[NDArray]


def read_apart(file: BufferedIOBase, module: str) -> Arrays:
    """Read a file with ``read_within_limits`` of a module of this package, in a second process.

    Raises:
        Broken: the file cannot be read, or crashes the reader.
    """
    file.seek(0)
    seconds = TIMEOUT + 5 * os.fstat(file.fileno()).st_size / 2**20
    with memory_file() as output:
        try:
            child = subprocess.run(
                [sys.executable, "-c", CHILD, module, *sys.path],
                stdin=file.fileno(),
                stdout=output,
                stderr=subprocess.PIPE,
                timeout=seconds,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # each thread claims memory
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Broken(
                f"took over {seconds:.0f} s to read, so it is broken; fetch it again"
            ) from None
        said = child.stderr.decode(errors="replace").strip()
        if child.returncode == 1 and said:
            raise Broken(said.splitlines()[-1])
        if child.returncode:
            raise Broken(
                f"crashed the process that read it (exit status {child.returncode}), "
                "so it is broken; fetch it again"
            )
        return passed_on(output)


def memory_file() -> IO[bytes]:
    """A file in memory, where there is such a thing."""
    if sys.platform == "linux":
        return open(os.memfd_create("arrays"), "w+b")
    return tempfile.TemporaryFile()


def pass_on(arrays: Mapping[str, NDArray | Blocks], output: IO[bytes]) -> None:
    """Write arrays to a file."""
    output.write(json.dumps([*arrays]).encode() + b"\n")
    for array in arrays.values():
        output.seek(-output.tell() % ALIGNED, os.SEEK_CUR)
        if isinstance(array, Blocks):
            descr = np.lib.format.dtype_to_descr(array.dtype)
            header = {"shape": array.shape, "fortran_order": array.by_columns, "descr": descr}
            np.lib.format.write_array_header_1_0(output, header)
            end = output.tell() + math.prod(array.shape) * array.dtype.itemsize
            for block in array.blocks:
                output.write(np.ascontiguousarray(block).data)
            if output.tell() != end:
                raise Broken(f"does not hold the {array.shape} numbers it claims; fetch it again")
        else:
            np.lib.format.write_array(output, array, allow_pickle=False)
    output.flush()


def passed_on(output: IO[bytes]) -> Arrays:
    """The arrays that were written to a file."""
    output.seek(0)
    arrays = {}
    for name in json.loads(output.readline()):
        output.seek(-output.tell() % ALIGNED, os.SEEK_CUR)
        np.lib.format.read_magic(output)
        shape, by_columns, dtype = np.lib.format.read_array_header_1_0(output)
        start = output.tell()
        if math.prod(shape):
            mapped = np.memmap(output, dtype, "c", start, shape, "F" if by_columns else "C")
            array = mapped.view(np.ndarray)
        else:  # which no memory maps
            array = np.empty(shape, dtype)
        output.seek(start + array.nbytes)
        arrays[name] = array
    return arrays


def limit_memory(extra: int) -> None:
    """Let this process take no more memory than it has, and ``extra`` bytes."""
    # Only Linux both tells how much address space is in use and enforces a limit on it.
    if sys.platform == "linux":
        import resource

        with open("/proc/self/statm") as statm:
            limit = int(statm.read().split()[0]) * resource.getpagesize() + extra
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def main(module: str) -> None:
    """What the second process does."""
    try:
        name = f"logreg_edu.app.formats.{module}"
        read: Callable[..., Mapping[str, NDArray | Blocks]]
        read = import_module(name).read_within_limits
        pass_on(read(cast("BufferedIOBase", sys.stdin.buffer)), sys.stdout.buffer)
    except Exception as error:
        sys.exit(complaint(error))

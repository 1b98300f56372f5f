"""Readers written in C, run in a process of their own.

SciPy's ``loadmat`` can crash the interpreter on a corrupt file, and so may HDF5 and Arrow. So such
a file is read by a second Python: the file is its standard input, and its standard output is one
line with the names of the arrays, then the arrays in NumPy's .npy format.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from io import BufferedIOBase
from typing import cast

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.formats.common import Broken, complaint

TIMEOUT = 300  # seconds, on a very busy machine, and for each megabyte of the file 5 more
SPARE_MEMORY = 32 * 2**20  # bytes to work with, whatever the arrays need
# The second process imports what this one would import.
CHILD = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from logreg_edu.app.formats.apart import main; main(sys.argv[1])"
)

Arrays = dict[str, NDArray]


def read_apart(file: BufferedIOBase, module: str) -> Arrays:
    """Read a file with ``read_within_limits`` of a module of this package, in a second process.

    Raises:
        Broken: the file cannot be read, or crashes the reader.
    """
    file.seek(0)
    seconds = TIMEOUT + 5 * os.fstat(file.fileno()).st_size / 2**20
    with tempfile.TemporaryFile() as output:
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
        output.seek(0)
        names = json.loads(output.readline())
        return {name: np.lib.format.read_array(output, allow_pickle=False) for name in names}


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
        read: Callable[[BufferedIOBase], Arrays] = import_module(name).read_within_limits
        arrays = read(cast("BufferedIOBase", sys.stdin.buffer))
        sys.stdout.buffer.write(json.dumps([*arrays]).encode() + b"\n")
        for array in arrays.values():
            np.lib.format.write_array(sys.stdout.buffer, array, allow_pickle=False)
        sys.stdout.flush()
    except Exception as error:
        sys.exit(complaint(error))

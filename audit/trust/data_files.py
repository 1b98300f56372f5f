"""Files of digits: a damaged one is refused in one line, or holds the very same digits.

The exhaustive sweeps run in one warm Python without asserts (`python -O`), which forks. SciPy may
crash on a corrupt .mat, and so may HDF5 and Arrow, so the library has a child process for these.
The files that crashed them here, and those that swell, are then read that way, too.
"""

from __future__ import annotations

import dataclasses
import gzip
import io
import itertools
import json
import os
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import numpy as np

from audit import forks
from audit.trust import some
from audit.trust.damage import Damaged, flips, prefixes, words
from audit.trust.tally import KINDS as PROBLEMS
from audit.trust.tally import Tally
from logreg_edu.app.datasets import digest
from logreg_edu.app.errors import DataError
from logreg_edu.app.formats import apart
from logreg_edu.app.readers import read_digits
from tests.digit_files import (
    IMAGES_IDX,
    LABELS,
    LABELS_IDX,
    MAT,
    PIXELS,
    arff,
    csv,
    idx_header,
    libsvm,
    mat,
    matlab_73,
    npy,
    npz,
    parquet,
    tarred,
    zipped,
)

ROOT = Path(__file__).resolve().parents[2]
APART = ("matlab", "hdf5", "parquet")  # modules of readers that may crash
SECONDS = 1  # of CPU, which a busy machine does not change
MEGABYTES = 100

IMAGES_NAME, LABELS_NAME = "my-images-idx3-ubyte", "my-labels-idx1-ubyte"
packed_idx = partial(gzip.compress, mtime=0)


def packed_mat(content: bytes) -> bytes:
    """The same .mat with each variable packed, whatever its own sizes say."""
    ends, start = [128], 128
    while start < len(MAT):
        start += 8 + struct.unpack_from("<I", MAT, start + 4)[0]
        ends.append(start)
    parts = [zlib.compress(content[a:b]) for a, b in itertools.pairwise(ends)]
    return content[:128] + b"".join(struct.pack("<2I", 15, len(part)) + part for part in parts)


class Kind(NamedTuple):
    """A kind of file to damage.

    Attributes:
        name: of the file.
        plain: what it holds before it is packed.
        pack: how it is packed.
        free: parts of it of which every value is right: pixels and labels.
    """

    name: str
    plain: bytes
    pack: Callable[[bytes], bytes]
    free: list[bytes]

    def damaged(self) -> Iterator[Damaged]:
        """Every prefix, every bit and every absurd size, outside and inside of the packing."""
        whole = self.pack(self.plain)
        packed = whole != self.plain
        yield from prefixes(whole)
        yield from flips(whole, () if packed else self.free)
        for name, content in words(self.plain, self.free):
            yield name, self.pack(content)
        if packed:
            for name, content in prefixes(self.plain):
                yield f"{name}, then packed", self.pack(content)


class Idx(Kind):
    """IDX, where in addition several sizes may be absurd at once."""

    def damaged(self) -> Iterator[Damaged]:
        yield from super().damaged()
        dimensions = self.plain[3]
        sound = struct.unpack_from(f">{dimensions}I", self.plain, 4)
        for sizes in itertools.product(*((n, 0, 2**16, 2**31, 2**32 - 1) for n in sound)):
            if sizes != sound:
                start = 4 + 4 * dimensions
                yield f"sizes {sizes}", self.pack(idx_header(*sizes) + self.plain[start:])


class Unchecked(Kind):
    """Of a format in which a change can be another number, or another name: only faults count."""


BOTH = [PIXELS.tobytes(), LABELS.tobytes()]
KINDS: dict[str, Kind] = {
    "a damaged .mat": Kind("digits.mat", MAT, bytes, BOTH),
    "a damaged packed .mat": Kind("digits.mat", MAT, packed_mat, BOTH),
    "a damaged .zip": Kind("digits.zip", MAT, zipped, BOTH),
    "damaged IDX images": Idx(IMAGES_NAME, IMAGES_IDX, bytes, BOTH[:1]),
    "damaged IDX labels": Idx(LABELS_NAME, LABELS_IDX, bytes, BOTH[1:]),
    "damaged packed IDX images": Idx(f"{IMAGES_NAME}.gz", IMAGES_IDX, packed_idx, BOTH[:1]),
    "damaged packed IDX labels": Idx(f"{LABELS_NAME}.gz", LABELS_IDX, packed_idx, BOTH[1:]),
    "a damaged .mat.gz": Kind("digits.mat.gz", MAT, packed_idx, BOTH),
    "a damaged .tar.gz": Kind("digits.tar.gz", MAT, tarred, BOTH),
    "a damaged .npy": Kind(IMAGES_NAME, npy(PIXELS), bytes, BOTH[:1]),
    "a damaged .npz": Kind("digits.npz", npz(data=PIXELS, label=LABELS), bytes, []),
    "a damaged .mat of MATLAB 4": Unchecked("digits.mat", mat(format="4"), bytes, []),
    "a damaged .mat of MATLAB 7.3": Unchecked("digits.mat", matlab_73(), bytes, []),
    "damaged Parquet": Unchecked("digits.parquet", parquet(), bytes, []),
    "a damaged .csv": Unchecked("digits.csv", csv(LABELS, PIXELS), bytes, []),
    "damaged ARFF": Unchecked("digits.arff", arff(), bytes, []),
    "damaged LibSVM": Unchecked("digits.txt", libsvm(), bytes, []),
}


def write_kind(folder: Path, kind: Kind) -> tuple[Path, Path]:
    """Write a sound file of a kind, and the file that belongs to it.

    Returns:
        The file to damage, and the file to read.
    """
    (folder / LABELS_NAME).write_bytes(LABELS_IDX)
    (folder / IMAGES_NAME).write_bytes(IMAGES_IDX)
    damaged = folder / kind.name
    if kind.name == f"{LABELS_NAME}.gz":
        (folder / LABELS_NAME).unlink()
    damaged.write_bytes(kind.pack(kind.plain))
    return damaged, folder / IMAGES_NAME if LABELS_NAME in kind.name else damaged


def outcome(path: Path, sound: str | None) -> str:
    """Read a file: "same", "refused", or what is wrong with how it was read.

    ``sound`` is the digest of what must be in it; None if that may be anything.
    """
    try:
        read = digest(read_digits(path))
    except DataError as error:
        message = str(error)
        named = message.startswith(f"{path.parent}{os.sep}") and "\n" not in message
        # What is wrong, then what to do.
        return "refused" if named and "; " in message else f"untyped {error!r}"
    except Exception as error:
        return f"untyped {error!r}"
    return "same" if sound in (read, None) else "silent_changes"


def within_limits(say: forks.Say, name: str, path: Path, sound: str | None) -> None:
    """Read a file in this process, and end it where that takes too long or too much."""
    before = peak_memory()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    found = outcome(path, sound)
    signal.setitimer(signal.ITIMER_PROF, 0)
    if peak_memory() - before > MEGABYTES:
        found = "crashes took too much memory"
    say(f"{found} {name}")


def peak_memory(children: bool = False) -> float:
    """The most that this process, or one that it started, ever took, in MB."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    who = resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF
    return resource.getrusage(who).ru_maxrss / unit


def read_here(file: io.BufferedIOBase, module: str) -> apart.Arrays:
    """What `apart.read_apart` does, without a second process."""
    file.seek(0)
    read = import_module(f"logreg_edu.app.formats.{module}").read_within_limits
    with tempfile.TemporaryFile() as output:
        apart.pass_on(read(file), output)
        return apart.passed_on(output)


def sweep_kind(folder: Path, kind: Kind) -> Tally:
    """Read every damaged file of a kind, in forks of this process."""
    damaged, path = write_kind(folder, kind)
    sound = digest(read_digits(path))
    if isinstance(kind, Unchecked):
        sound = None
    tally, cases, died = Tally(), list(some(kind.damaged(), 20)), []

    def work(say: forks.Say) -> None:
        def say_and_read(file: io.BufferedIOBase, module: str) -> apart.Arrays:
            say(module)
            return read_here(file, module)

        with mock.patch.object(apart, "read_apart", say_and_read):
            for name, content in cases[tally.cases :]:
                damaged.write_bytes(content)
                within_limits(say, name, path, sound)

    # One fork works through the cases; where it dies, the next one takes over.
    while tally.cases < len(cases):
        status, said = forks.fork(work)
        found = [line for line in said if line not in APART]
        for line in found:
            for problem in PROBLEMS:
                if line.startswith(problem):
                    getattr(tally, problem).append(line.removeprefix(f"{problem} "))
        tally.cases += len(found)
        if status:
            name, content = cases[tally.cases]
            tally.cases += 1
            if status == -signal.SIGPROF:
                tally.crashes.append(f"{name}: took over {SECONDS} s")
            elif said and said[-1] in APART:
                died.append((name, content))  # which the library reads in a child process
            else:
                tally.crashes.append(f"{name}: died with status {status}")
    for name, content in died[:3]:
        damaged.write_bytes(content)
        if (found := outcome(path, "")) != "refused":
            tally.crashes.append(f"{name}, read by a child: {found}")
    return tally


def swelling() -> Iterator[tuple[str, str, bytes]]:
    """Files that want far more memory or time than their size justifies: what, name, content."""
    gibibyte = gzip.compress(bytes(2**26)) * 16  # several members are one valid gzip file
    images, labels = f"{IMAGES_NAME}.gz", f"{LABELS_NAME}.gz"
    says_so = gzip.compress(idx_header(2**30 // 784, 28, 28)) + gibibyte
    yield "a gzip that says it swells to 1 GiB", images, says_so
    for name, header in ((images, idx_header(7, 3, 3)), (labels, idx_header(7))):
        yield f"{name} that swells to 1 GiB", name, gzip.compress(header) + gibibyte
    label = (np.arange(140_000) % 10)[np.newaxis]
    thousandfold = mat(np.zeros((784, 140_000), np.uint8), label, do_compression=True)
    yield "a .mat that inflates a thousandfold", "digits.mat", thousandfold
    yield "such a .mat in a .zip", "digits.zip", zipped(thousandfold, method=zipfile.ZIP_STORED)
    yield "a .zip of zeros", "digits.zip", zipped(MAT + bytes(2**27))
    at = MAT.index(struct.pack("<2i", 9, 7))
    for sizes in ((2**31 - 1, 2**31 - 1), (9, 2**31 - 1), (2**31 - 1, 1), (-1, -1)):
        content = MAT[:at] + struct.pack("<2i", *sizes) + MAT[at + 8 :]
        yield f"a packed .mat of {sizes} pixels", "digits.mat", packed_mat(content)


def real_path(folder: Path) -> Tally:
    """Read what swells as the library does, SciPy in a child process; measure time and memory."""
    tally = Tally()

    def measure(path: Path) -> tuple[str, np.ndarray]:
        def work(say: forks.Say) -> None:
            memory, seconds = peak_memory(), cpu_seconds()
            found = outcome(path, right)
            own, child = peak_memory() - memory, peak_memory(children=True)
            say(json.dumps([found, own, child, cpu_seconds() - seconds]))

        status, said = forks.fork(work)
        found, *measured = json.loads(said[0]) if said else (f"status {status}", 0, 0, 0)
        return found, np.array(measured)

    sound = folder / "sound.mat"
    sound.write_bytes(MAT)
    right = digest(read_digits(sound))
    found, usual = measure(sound)
    assert found == "same"
    limits = usual + np.array([MEGABYTES, MEGABYTES, SECONDS])
    for name, file, content in some(swelling(), 3):
        tally.cases += 1
        path, to_read = write_kind(folder, Kind(file, b"", bytes, []))
        path.write_bytes(content)
        found, measured = measure(to_read)
        if found != "refused":
            tally.silent_changes.append(f"{name}: {found}")
        if (measured > limits).any():
            tally.crashes.append(f"{name}: MB, MB of the child, seconds: {measured.round(1)}")
    return tally


def cpu_seconds() -> float:
    """What this process and its children have used."""
    return sum(os.times()[:4])


HERE: dict[str, Callable[[Path], Tally]] = {
    title: partial(sweep_kind, kind=kind) for title, kind in KINDS.items()
} | {"files that swell": real_path}


def in_warm_process(folder: Path, title: str) -> Tally:
    """Run one of the sweeps in a Python that has no asserts."""
    run = subprocess.run(
        [sys.executable, "-O", "-m", "audit.trust.data_files", title, str(folder)],
        stdout=subprocess.PIPE,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONOPTIMIZE": "1"},
        check=True,
        cwd=ROOT,
    )
    return Tally(**json.loads(run.stdout))


SWEEPS = {title: partial(in_warm_process, title=title) for title in HERE}

if __name__ == "__main__":
    print(json.dumps(dataclasses.asdict(HERE[sys.argv[1]](Path(sys.argv[2])))))

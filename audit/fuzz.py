"""Fuzz the readers: inputs that reach new lines of them are kept and changed further.

    make fuzz                       # a minute per reader; FUZZ_SECONDS=600 for ten
    python -m audit.fuzz 60 --keep  # and choose again what is kept in corpus/

Atheris, for Linux and macOS, sees which lines an input reaches. A finding is an input that kills a
reader, keeps it busy, or makes it raise what it must not: it is printed, stays in build/fuzz and
fails the run. `make audit` reads the kept corpus, too.
"""

from __future__ import annotations

import functools
import hashlib
import io
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import numpy as np

from audit import forks
from audit.trust import data_files, empty_folder, model_files
from audit.trust.data_files import packed_idx, packed_mat
from logreg_edu.app.errors import ModelFileError
from logreg_edu.app.formats import apart
from logreg_edu.app.model_file import examples, load_model
from logreg_edu.one_vs_all import one_vs_all_score
from tests.digit_files import (
    IMAGES_IDX,
    LABELS,
    LABELS_IDX,
    MAT,
    PIXELS,
    arff,
    csv,
    libsvm,
    matlab_73,
    npy,
    npz,
    parquet,
    zipped,
)

ROOT = Path(__file__).resolve().parents[1]
CORPUS, BUILD = Path(__file__).parent / "corpus", ROOT / "build/fuzz"
SEEN = (
    "logreg_edu.app",
    "zipfile",
    "gzip",
    "numpy.lib._format_impl",
    "scipy.io.matlab",
)
MAY_CRASH = ("mat", "zip", "hdf5", "parquet")  # the library has a child process for these
LONGEST = 8192  # bytes of an input
SECONDS = 5  # for one input, instrumented


def read_model(content: bytes, folder: Path) -> None:
    """A model is refused, or usable."""
    path = folder / "model.npz"
    path.write_bytes(content)
    try:
        model = load_model(path)
    except ModelFileError as error:
        assert str(error).startswith(f"{path}: ") and "\n" not in str(error)
        return
    pixels = np.zeros((1, math.prod(model.image_shape)), np.uint8)
    K = len(model.classes)
    assert one_vs_all_score(examples(pixels, model.filters), model.models)[1].shape == (1, K)
    assert np.isfinite(model.models.W).all() and np.isfinite(model.models.b).all()


def read_forged_model(content: bytes, folder: Path) -> None:
    """The first byte says which member the rest replaces; all checksums are right."""
    members, name = replaceable()[content[0] % len(replaceable()) if content else 0]
    read_model(model_files.packed(members | {name: content[1:]}), folder)


@functools.cache
def replaceable() -> list[tuple[dict[str, bytes], str]]:
    """The members of a sound file of each kind, as they are stored; and the name of one."""
    with empty_folder() as folder:
        kinds = [model_files.unpacked(folder, model) for model in model_files.KINDS]
    return [(members, name) for members in kinds for name in members]


def reader(name: str) -> Callable[[bytes, Path], None]:
    """The reader of digits, for a file of this name."""
    kind = data_files.Kind(name, b"", bytes, [])

    def read_here(file: io.BufferedIOBase, module: str) -> apart.Arrays:
        with mock.patch("resource.setrlimit"):  # the fuzzer itself needs memory
            return data_files.read_here(file, module)

    def read(content: bytes, folder: Path) -> None:
        damaged, path = data_files.write_kind(folder, kind)
        damaged.write_bytes(content)
        with mock.patch.object(apart, "read_apart", read_here):
            found = data_files.outcome(path, "")
        assert not found.startswith("untyped"), found

    return read


class Target(NamedTuple):
    """What is fuzzed: how content is read, and content to begin with."""

    read: Callable[[bytes, Path], None]
    seeds: Callable[[], list[bytes]]


def model_seeds() -> list[bytes]:
    with empty_folder() as folder:
        return [model_files.saved(folder, model) for model in model_files.KINDS]


def forged_seeds() -> list[bytes]:
    return [bytes([i]) + members[name] for i, (members, name) in enumerate(replaceable())]


TARGETS = {
    "model": Target(read_model, model_seeds),
    "forged_model": Target(read_forged_model, forged_seeds),
    "mat": Target(reader("digits.mat"), lambda: [MAT, packed_mat(MAT)]),
    "zip": Target(reader("digits.zip"), lambda: [zipped(MAT), zipped(MAT, __MACOSX=b"")]),
    "hdf5": Target(reader("digits.h5"), lambda: [matlab_73(), matlab_73("gzip")]),
    "parquet": Target(reader("digits.parquet"), lambda: [parquet()]),
    "npz": Target(reader("digits.npz"), lambda: [npz(data=PIXELS, label=LABELS), npy(PIXELS)]),
    "text": Target(reader("digits.txt"), lambda: [csv(LABELS, PIXELS), arff(), libsvm()]),
    "images": Target(reader(data_files.IMAGES_NAME), lambda: [IMAGES_IDX, packed_idx(IMAGES_IDX)]),
    "labels": Target(reader(data_files.LABELS_NAME), lambda: [LABELS_IDX, packed_idx(LABELS_IDX)]),
}


def kept(name: str) -> list[Path]:
    """The corpus of a target."""
    return sorted((CORPUS / name).glob("*"))


def is_finding(name: str, content: bytes) -> str:
    """Read an input once more, without the fuzzer: what is wrong, or ""."""
    with empty_folder() as folder:

        def in_time(work: Callable[[forks.Say], object]) -> tuple[int, list[str]]:
            def work_in_time(say: forks.Say) -> None:
                signal.setitimer(signal.ITIMER_PROF, SECONDS)
                work(say)

            return forks.fork(work_in_time)

        status, _ = in_time(lambda _: TARGETS[name].read(content, folder))
        if status and name in MAY_CRASH:
            path = folder / "digits"
            path.write_bytes(content)
            status, said = in_time(lambda say: say(data_files.outcome(path, "")))
            if said:
                return "" if said == ["refused"] else said[0]
    return f"status {status}" if status else ""


def hunt(name: str, *options: str) -> None:
    """Run the fuzzer, in this process, until it finds something or its time is over."""
    import atheris

    warnings.simplefilter("ignore")
    with empty_folder() as folder:
        atheris.Setup(["fuzz", *options], lambda content: TARGETS[name].read(content, folder))
        atheris.Fuzz()


# Atheris looks into what is imported here, and nowhere else; of each package it takes the whole.
WORKER = f"""
import sys, atheris
with atheris.instrument_imports(include={[*SEEN]}):
    from audit import fuzz
fuzz.hunt(*sys.argv[1:])
"""


def fuzz(name: str, seconds: int) -> list[str]:
    """Fuzz a target; return what was found, one line each."""
    corpus, crashes = BUILD / name / "corpus", BUILD / name / "findings"
    for folder in (corpus, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(TARGETS[name].seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    findings, runs, end = [], 0, time.monotonic() + seconds
    while (left := int(end - time.monotonic())) > 0:
        options = (
            f"-max_total_time={left}", f"-max_len={LONGEST}", f"-timeout={SECONDS}",
            f"-artifact_prefix={crashes}{os.sep}", "-print_final_stats=1", "-verbosity=0",
            str(corpus), *([str(CORPUS / name)] if kept(name) else []),
        )  # fmt: skip
        run = subprocess.run(
            [sys.executable, "-c", WORKER, name, *options],
            cwd=ROOT, capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        said = run.stdout + run.stderr
        runs += sum(map(int, re.findall(r"number_of_executed_units: *(\d+)", said)))
        new = max(crashes.glob("*-*"), key=lambda path: path.stat().st_mtime, default=None)
        if run.returncode and not new:
            raise RuntimeError(f"the fuzzer did not run: {said[-2000:]}")
        if run.returncode:
            if why := is_finding(name, new.read_bytes()):
                findings.append(f"{new}: {why}")
            else:
                new.unlink()
    print(f"{name}: {runs:,} inputs, {len(list(corpus.iterdir())):,} kept, {findings or 'sound'}")
    return findings


def lines_reached(name: str, content: bytes) -> set[str]:
    """The lines of the readers that an input reaches."""
    reached = set()

    def trace(frame, event, _argument):
        file = frame.f_code.co_filename
        if not any(part.replace(".", "/") in file for part in SEEN):
            return None
        reached.add(f"{Path(file).name}:{frame.f_lineno}")
        return trace

    def work(say: forks.Say) -> None:
        with empty_folder() as folder:
            sys.settrace(trace)
            TARGETS[name].read(content, folder)
            sys.settrace(None)
        say(" ".join(reached))

    _, said = forks.fork(work)
    return set("".join(said).split())


def keep(name: str) -> None:
    """Choose the corpus again: the smallest inputs that together reach what all of them reach."""
    found = [path.read_bytes() for path in (BUILD / name / "corpus").iterdir()]
    inputs = {*found, *(path.read_bytes() for path in kept(name))}
    shutil.rmtree(CORPUS / name, ignore_errors=True)
    (CORPUS / name).mkdir(parents=True)
    reached: set[str] = set()
    for content in sorted(inputs, key=lambda content: (len(content), content)):
        lines = lines_reached(name, content)
        if not lines <= reached:
            reached |= lines
            digest = hashlib.sha256(content).hexdigest()
            (CORPUS / name / digest[:16]).write_bytes(content)
    size = sum(path.stat().st_size for path in kept(name))
    print(f"{name}: {len(kept(name))} of {len(inputs)} inputs, {size:,} bytes")


def main(words: list[str]) -> int:
    """Fuzz every target; the exit status is 1 if anything was found."""
    keeping = "--keep" in words
    seconds = int(next(word for word in words if word != "--keep"))
    findings = []
    for name in TARGETS:
        findings += fuzz(name, seconds)
        if keeping:
            keep(name)
    print(*findings, sep="\n")
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

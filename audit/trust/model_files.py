"""Model files: what is not exactly what was saved is refused, and a save is whole or nothing."""

from __future__ import annotations

import dataclasses
import errno
import io
import itertools
import json
import os
import resource
import signal
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np

from audit import forks
from audit.trust import some
from audit.trust.damage import Damaged, flips, prefixes
from audit.trust.tally import Tally
from logreg_edu.app.errors import ModelFileError
from logreg_edu.app.model_file import FILTERS, MEMBERS, ModelFile, _digest, load_model, save_model
from logreg_edu.features import Filters
from logreg_edu.one_vs_all import Models, one_vs_all_score

# Two pixels, three models.
OLD = ModelFile(
    models=Models(
        np.array([[0.5, -1, 2], [3, 0.25, -4]], np.float32), np.array([1, -2, 0.125], np.float32)
    ),
    classes=np.array([3, 1, 4], np.uint8),
    image_shape=(2, 1),
    fingerprints=np.array([3, 8, 2**32 - 1], np.uint32),
    report={"data": "made up", "accuracy": 0.5},
)
# One filter, and three models of its sixteen responses.
OF_FILTERS = dataclasses.replace(
    OLD,
    models=Models(np.arange(48, dtype=np.float32).reshape(16, 3) / 8, OLD.models.b),
    image_shape=(28, 28),
    filters=Filters(np.arange(49, dtype=np.float32)[:, None] / 4, np.array([2], np.float32), 1),
)
KINDS = (OLD, OF_FILTERS)
STEPS_OF = ("model_file.py", "files.py", "pathlib")  # the rest of a save is in memory
STRIDE = 7  # bytes between the places where a write is cut
NEW = dataclasses.replace(OLD, models=Models(-OLD.models.W, -OLD.models.b), report={"data": "new"})


def same(a: ModelFile, b: ModelFile) -> bool:
    """Compare all that predictions and evaluations depend on."""
    n = len(a.models.W)
    X = np.eye(n + 1, n, dtype=np.float32)  # each weight once, and the biases
    return (
        n == len(b.models.W)
        and np.array_equal(one_vs_all_score(X, a.models)[1], one_vs_all_score(X, b.models)[1])
        and np.array_equal(a.classes, b.classes)
        and a.image_shape == b.image_shape
        and np.array_equal(a.fingerprints, b.fingerprints)
        and a.report == b.report
        and (a.filters is None) == (b.filters is None)
        and all(map(np.array_equal, a.filters or (), b.filters or ()))
    )


# Reading


def saved(folder: Path, model: ModelFile = OLD) -> bytes:
    """What a save writes; it stays there, as model.npz."""
    save_model(folder / "model.npz", model)
    return (folder / "model.npz").read_bytes()


def try_all(
    path: Path, cases: Iterable[Damaged], model: ModelFile = OLD, may_load: bool = True
) -> Tally:
    """Load each damaged file: a `ModelFileError` of one line, or the very same model."""
    tally = Tally()
    for name, content in cases:
        tally.cases += 1
        path.write_bytes(content)
        try:
            if not (same(load_model(path), model) and may_load):
                tally.silent_changes.append(name)
        except ModelFileError as error:
            if not str(error).startswith(f"{path}: ") or "\n" in str(error):
                tally.untyped.append(f"{name}: {error!r}")
        except Exception as error:
            tally.untyped.append(f"{name}: {error!r}")
    return tally


def every_bit(folder: Path) -> Tally:
    tally = Tally()
    for model in KINDS:
        cases = some(flips(saved(folder, model)), 40)
        tally.add(try_all(folder / "model.npz", cases, model))
    return tally


def every_length(folder: Path) -> Tally:
    tally = Tally()
    for model in KINDS:
        cases = some(prefixes(saved(folder, model)), 10)
        tally.add(try_all(folder / "model.npz", cases, model, may_load=False))
    return tally


def npy(header: str, payload: bytes) -> bytes:
    """An array as NumPy stores it, with any header."""
    text = header.encode("latin1").ljust(53) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + payload


def floats(shape: str, by_columns: bool = False) -> str:
    return f"{{'descr': '<f4', 'fortran_order': {by_columns}, 'shape': {shape}}}"


def bytes_of(length: int) -> str:
    return f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({length},)}}"


def unpacked(folder: Path, model: ModelFile = OLD) -> dict[str, bytes]:
    """The members of a model file, as they are stored."""
    with zipfile.ZipFile(io.BytesIO(saved(folder, model))) as archive:
        return {name.removesuffix(".npy"): archive.read(name) for name in archive.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    """A file whose checksums are right, the digest included where one can be computed."""
    members = dict(members)
    try:
        arrays = {
            name: np.lib.format.read_array(io.BytesIO(content))
            for name, content in members.items()
            if name != "digest"
        }
        digest = _digest(arrays)
        members["digest"] = npy(bytes_of(32), digest.tobytes())
    except Exception:  # no reader would get as far as the digest
        pass
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content)
    return file.getvalue()


def forgeries(members: dict[str, bytes]) -> Iterable[Damaged]:
    """Files with right checksums that nobody saved."""

    def forged(**changed: bytes) -> bytes:
        return packed(members | changed)

    for shape in ("(4294967295, 4294967295)", "(-1, 3)", "(2, -3)", "(0, 3)", "(2, 0)", "(6,)"):
        yield f"W of shape {shape}", forged(W=npy(floats(shape), bytes(24)))
    yield "W stored column after column", forged(W=npy(floats("(2, 3)", True), bytes(24)))
    for value in (np.nan, np.inf, -np.inf):
        W = np.full(6, value, "<f4").tobytes()
        yield f"W of {value}", forged(W=npy(floats("(2, 3)"), W))
    yield "W of objects", forged(W=npy("{'descr': '|O', 'fortran_order': False, 'shape': ()}", b""))
    for header in ("", "{", "(" * 90, "[" * 5000, "-" * 9000 + "1", "{'descr': 1}", "0" * 60_000):
        yield f"W with the header {header[:9]!r}", forged(W=npy(header, bytes(24)))
    yield "W of NumPy's format 9", forged(W=members["W"].replace(b"NUMPY\x01", b"NUMPY\x09"))
    yield "W cut short", forged(W=members["W"][:-1])
    yield "W with a byte more", forged(W=members["W"] + b"\0")
    yield "W is empty", forged(W=b"")
    for classes in ([3, 1, 200], [3, 1, 3]):
        yield f"classes {classes}", forged(classes=npy(bytes_of(3), bytes(classes)))
    whole = json.loads(members["header"][128:])
    for text in (
        b"", b"\xff", b"null", b"[]", b"7", b"{}", b"[" * 100_000, b'{"format": 1}', b"1" * 5000,
        *(json.dumps(whole | change).encode() for change in (
            {"format": 2}, {"format": None}, {"format": [1]}, {"format": True},
            {"report": None}, {"report": []}, {"report": "x"},
        )),
    ):  # fmt: skip
        yield f"the header {text[-30:]!r}", forged(header=npy(bytes_of(len(text)), text))
    good = packed(members)
    for name in MEMBERS:
        yield (
            f"{name} under another name",
            good.replace(f"{name}.npy".encode(), b"?" * len(name) + b".npy"),
        )
    yield "a member more", packed(members | {"more": b""})
    directory = good.index(b"PK\x01\x02")
    # In the directory: what packs it, its sizes, and where it starts.
    for what, start, value in (
        ("packed by method 99", 10, b"\x63\0"),
        ("encrypted", 8, b"\x01\0"),
        ("of 4 GiB", 24, b"\xff" * 4),
        ("of 4 GiB, packed", 20, b"\xff" * 4),
        ("at the end of the file", 42, b"\xff" * 4),
    ):
        at = directory + start
        yield f"a member that is {what}", good[:at] + value + good[at + len(value) :]


def forged_filters(members: dict[str, bytes]) -> Iterable[Damaged]:
    """Files of filters, with right checksums, whose parts do not belong together."""

    def forged(**changed: bytes) -> bytes:
        return packed(members | changed)

    for shape in ("(4294967295, 4294967295)", "(-1, 1)", "(0, 1)", "(48, 1)", "(1, 49)", "(49,)"):
        yield f"filters_W of shape {shape}", forged(filters_W=npy(floats(shape), bytes(196)))
    for name, length in (("filters_W", 49), ("filters_b", 1)):
        shape = "(49, 1)" if length == 49 else "(1,)"
        for value in (np.nan, np.inf, -np.inf):
            payload = np.full(length, value, "<f4").tobytes()
            yield f"{name} of {value}", forged(**{name: npy(floats(shape), payload)})
    yield "two biases for one filter", forged(filters_b=npy(floats("(2,)"), bytes(8)))
    for absolute in ((2,), (2**32 - 1,), (0, 0), ()):
        header = f"{{'descr': '<u4', 'fortran_order': False, 'shape': ({len(absolute)},)}}"
        payload = np.array(absolute, "<u4").tobytes()
        yield f"absolute {absolute}", forged(filters_absolute=npy(header, payload))
    yield "weights for two filters", forged(W=npy(floats("(32, 3)"), bytes(384)))
    for side in (0, 27, 2**32 - 1):
        header = "{'descr': '<u4', 'fortran_order': False, 'shape': (2,)}"
        payload = np.array([side, 28], "<u4").tobytes()
        yield f"pictures with {side} rows", forged(image_shape=npy(header, payload))
    for name in FILTERS:
        rest = {other: content for other, content in members.items() if other != name}
        yield f"without {name}", packed(rest)


def every_forgery(folder: Path) -> Tally:
    """Only a forger makes these, and they are still refused in one line."""
    path, tally = folder / "model.npz", Tally()
    for model, forge in zip(KINDS, (forgeries, forged_filters), strict=True):
        members = unpacked(folder, model)
        path.write_bytes(packed(members))
        assert same(load_model(path), model)  # else every forgery would be refused for nothing
        tally.add(try_all(path, forge(members), model))
    return tally


# Saving


def judge_save(folder: Path, name: str, ended: bool, tally: Tally) -> None:
    """Look at what a save left behind that took the place of an old file, or did not.

    Args:
        folder: with model.npz, and nothing else.
        name: of the case.
        ended: whether the process could tidy up; if not, a file with a dot before its name stays.
        tally: where it counts.
    """
    tally.cases += 1
    path = folder / "model.npz"
    try:
        model = load_model(path)
        if not (same(model, OLD) or same(model, NEW)):
            tally.silent_changes.append(name)
    except Exception as error:
        tally.litter.append(f"{name}: neither the old model nor the new one: {error!r}")
    if not ended:
        for hidden in folder.glob(".*"):
            hidden.unlink()
    if os.listdir(folder) != ["model.npz"]:
        tally.litter.append(f"{name}: {os.listdir(folder)}")
        for other in folder.glob("[!m]*"):
            other.unlink()


def attempt(save: Callable[[], None], expected: type, name: str, tally: Tally) -> None:
    """Save, which must fail in the way that is expected."""
    try:
        save()
        tally.silent_changes.append(f"{name}: the save did not fail")
    except BaseException as error:
        if not isinstance(error, expected):
            tally.untyped.append(f"{name}: {error!r}")


def killed_at_every_step(folder: Path) -> Tally:
    """SIGKILL before each thing that a save asks of the system."""
    path, tally, old = folder / "model.npz", Tally(), saved(folder)
    for step in some(itertools.count(), 3):
        path.write_bytes(old)

        def save(_say: forks.Say, step: int = step) -> None:
            with forks.at_step(step, forks.kill, *STEPS_OF):
                save_model(path, NEW)

        status, _ = forks.fork(save)
        judge_save(folder, f"killed at step {step}", ended=False, tally=tally)
        if status != -signal.SIGKILL:  # it has no more steps
            if status:
                tally.crashes.append(f"step {step}: ended with status {status}")
            return tally


def killed_amid_writing(folder: Path) -> Tally:
    """The system kills a process that writes more than it may: in the midst of a write."""
    path, tally = folder / "model.npz", Tally()
    size, old = len(saved(folder, NEW)), saved(folder)
    for room in some(range(0, size, STRIDE), 20):
        path.write_bytes(old)

        def save(_say: forks.Say, room: int = room) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CORE, (1, 1))  # no dump, not even to a pipe
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
            save_model(path, NEW)

        status, _ = forks.fork(save)
        if status != -signal.SIGXFSZ:
            tally.crashes.append(f"{room} bytes: was not killed, but ended with status {status}")
        judge_save(folder, f"killed after {room} bytes", ended=False, tally=tally)
    return tally


def failed_at_every_step(folder: Path) -> Tally:
    """Ctrl-C, or a full disk, in place of each thing that a save asks of the system."""
    path, tally, old = folder / "model.npz", Tally(), saved(folder)

    def fail(what: type[BaseException]) -> None:
        raise what(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for what in (KeyboardInterrupt, OSError):
        for step in itertools.count():
            path.write_bytes(old)
            saved_all = False
            with warnings.catch_warnings():
                # The garbage collector closes what was opened a moment before.
                warnings.simplefilter("ignore", ResourceWarning)
                with suppress(what), forks.at_step(step, partial(fail, what), *STEPS_OF):
                    save_model(path, NEW)
                    saved_all = True
            judge_save(folder, f"{what.__name__} at step {step}", ended=True, tally=tally)
            if saved_all:
                break
    return tally


def failed_amid_writing(folder: Path) -> Tally:
    """The system refuses the n-th byte of a file."""
    path, tally = folder / "model.npz", Tally()
    size, old = len(saved(folder, NEW)), saved(folder)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    for room in some(range(0, size, STRIDE), 20):
        path.write_bytes(old)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
        try:
            attempt(lambda: save_model(path, NEW), OSError, f"{room} bytes", tally)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        judge_save(folder, f"room for {room} bytes", ended=True, tally=tally)
    return tally


def full_disk(folder: Path) -> Tally:
    """A disk with room for the old model, and for part of the new one."""
    page, tally = 4096, Tally()
    weights = np.zeros((1500, 3), np.float32)
    large = dataclasses.replace(
        NEW, models=Models(weights, NEW.models.b), image_shape=(1500, 1), classes=NEW.classes
    )
    probe = folder / "probe.npz"
    save_model(probe, large)
    pages = -(-probe.stat().st_size // page)
    probe.unlink()

    def save(say: forks.Say, room: int) -> None:
        path = folder / "model.npz"
        if forks.mount_small_disk(folder, (1 + room) * page):  # a page for the old model
            save_model(path, OLD)
        else:
            save_model(path, OLD)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room * page, room * page))
        one = Tally()
        name = f"room for {room} pages of {pages}"
        attempt(lambda: save_model(path, large), OSError, name, one)
        judge_save(folder, name, ended=True, tally=one)
        say(json.dumps(dataclasses.asdict(one)))

    for room in range(pages):
        status, said = forks.fork(lambda say, room=room: save(say, room))
        if status:
            tally.crashes.append(f"room for {room} pages: status {status}")
            tally.cases += 1
        else:
            tally.add(Tally(**json.loads(said[0])))
    return tally


SWEEPS: dict[str, Callable[[Path], Tally]] = {
    "a model file with any one bit flipped": every_bit,
    "a model file cut short at any byte": every_length,
    "a forged model file with right checksums": every_forgery,
    "a save killed at any step": killed_at_every_step,
    "a save killed amid a write": killed_amid_writing,
    "a save that fails at any step": failed_at_every_step,
    "a save that fails amid a write": failed_amid_writing,
    "a save on a full disk": full_disk,
}

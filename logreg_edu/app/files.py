"""Whole files or none: write beside the target, then put the result in its place."""

from __future__ import annotations

import glob
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from errno import EISDIR
from itertools import chain, count
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import fcntl

LOCK = ".lock"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to; rename it to ``path`` if all went well.

    The temporary file stands in the same folder, so that the rename is one step that either
    happened or did not. Whatever goes wrong, Ctrl-C included, ``path`` keeps what it had. A process
    that is killed cannot tidy up: the next one that writes ``path`` does it (not on Windows).

    Args:
        path: the file to write or to replace.

    Yields:
        The path to write to, with the same suffix.
    """
    unfinished = f".{path.stem}-unfinished-"
    temporary = path.with_name(f"{unfinished}{os.getpid()}{path.suffix}")
    with _made(path.parent):
        _remove_abandoned(path.parent, unfinished)
        try:
            with _claimed(temporary):
                yield temporary
                with temporary.open("rb+") as file:
                    os.fsync(file.fileno())  # on the disk before the old file is let go
                temporary.replace(path)
        except OSError as error:
            if error.errno is None:  # not one of the system, but of a download
                raise
            # It names the temporary file, or, if the disk is full, none.
            raise OSError(error.errno, error.strerror, os.fspath(path)) from error
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def output_folder(folder: Path, numbered: bool = False) -> Iterator[Path]:
    """Make a folder before the work whose results it is for, and see that it can be written to.

    Args:
        folder: which one; with those above it, it is taken away again if it stays empty.
        numbered: leave what is there alone: make ``folder``, or folder-2, folder-3, ...

    Yields:
        The folder.

    Raises:
        OSError: it cannot be made or written to; the error names it.
    """
    if numbered:
        endings = chain([""], (f"-{number}" for number in count(2)))
        names = (folder.with_name(folder.name + ending) for ending in endings)
        folder = next(name for name in names if not os.path.lexists(name))
    with _made(folder):
        try:
            with tempfile.TemporaryFile(dir=folder):  # permissions alone do not tell, to root
                pass
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(folder)) from error
        yield folder


@contextmanager
def replacing_all(folder: Path, former: Collection[str] = ()) -> Iterator[Path]:
    """Give a temporary folder to write to; move its files to ``folder`` if all went well.

    Whatever goes wrong, Ctrl-C included, ``folder`` keeps what it had, or is not there if it was
    not. Files of other names in it stay.

    Args:
        folder: where the files are to be; made if need be.
        former: names of files that go, as those of an earlier run, where there is no new one.

    Yields:
        The folder to write to.
    """
    ctrl_c = signal.getsignal(signal.SIGINT)
    _on_ctrl_c(signal.SIG_IGN)  # while making, moving and tidying up: a moment each
    try:
        with _made(folder):
            for old in folder.glob(".unfinished-*"):
                if _is_abandoned(old / LOCK):
                    shutil.rmtree(old, ignore_errors=True)
            temporary = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder))
            try:
                with _claimed(temporary / LOCK):
                    _on_ctrl_c(ctrl_c)
                    yield temporary
                    _on_ctrl_c(signal.SIG_IGN)
                    new = {file.name for file in temporary.iterdir()}
                    _move(temporary, folder)
                    for name in former:
                        if name not in new:
                            (folder / name).unlink(missing_ok=True)
            except OSError as error:
                if error.errno is None:
                    raise
                path = Path(error.filename or temporary)
                path = folder / path.relative_to(temporary) if temporary in path.parents else folder
                raise OSError(error.errno, error.strerror, str(path)) from error
            finally:
                _on_ctrl_c(signal.SIG_IGN)
                shutil.rmtree(temporary, ignore_errors=True)
    finally:
        _on_ctrl_c(ctrl_c)


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make a folder, and those above it; take away those that stay empty."""
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        for one in new:
            with suppress(OSError):  # it holds something
                one.rmdir()


def _on_ctrl_c(handler: Any) -> None:
    with suppress(ValueError):  # only the main thread may, and only it gets Ctrl-C
        signal.signal(signal.SIGINT, handler)


def _move(source: Path, target: Path) -> None:
    """Move all files, but for the lock, or none."""
    files = [file for file in source.iterdir() if file.name != LOCK]
    for path in (target / file.name for file in files):
        if path.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(source / path.name))
    for file in files:
        file.replace(target / file.name)


@contextmanager
def _claimed(path: Path) -> Iterator[None]:
    """Hold a lock on a file, which goes when this process ends, in whatever way."""
    if sys.platform == "win32":  # which renames no file that is open
        yield
        return
    with path.open("ab") as file:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _remove_abandoned(folder: Path, start: str) -> None:
    """Remove the temporary files that nobody claims any more."""
    for path in folder.glob(f"{glob.escape(start)}*"):
        if _is_abandoned(path):
            with suppress(OSError):  # gone meanwhile
                path.unlink()


def _is_abandoned(path: Path) -> bool:
    """Whether a file that was claimed is so no more; never on Windows."""
    if sys.platform == "win32":
        return False
    try:
        with path.open("rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError:  # claimed, or gone meanwhile
        return False

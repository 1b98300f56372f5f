"""Files are written whole or not at all: beside the target first, then renamed."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from errno import EISDIR
from itertools import chain, count
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``; rename it to ``path`` if all went well.

    On any error, Ctrl-C included, ``path`` stays as it was.

    Args:
        path: the file to write or to replace; its folder is made if needed.

    Yields:
        The path to write to, with the same suffix.

    Raises:
        OSError: the file cannot be written; the error names it, not the temporary one.
    """
    temporary = path.with_name(f".{path.stem}-unfinished-{os.getpid()}{path.suffix}")
    try:
        with _errors_named(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def numbered_names(stem: str, suffix: str = "") -> Iterator[str]:
    """The names stem, stem-2, stem-3, ..., each with the suffix; to take the first free one."""
    return (f"{stem}{ending}{suffix}" for ending in chain([""], (f"-{i}" for i in count(2))))


@contextmanager
def output_folder(folder: Path, numbered: bool = False) -> Iterator[Path]:
    """Make a folder for results before the work starts, and check that it can be written to.

    Args:
        folder: which one; folders that were made and stay empty are removed again.
        numbered: make a new one: ``folder``, or folder-2, folder-3, ...

    Yields:
        The folder.

    Raises:
        OSError: it cannot be made or written to; the error names it.
    """
    if numbered:
        folders = (folder.with_name(name) for name in numbered_names(folder.name))
        folder = next(one for one in folders if not os.path.lexists(one))
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _errors_named(folder), tempfile.TemporaryFile(dir=folder):
            pass  # permissions would not tell: root may ignore them
        yield folder
    finally:
        for one in new:
            with suppress(OSError):  # it holds something
                one.rmdir()


@contextmanager
def replacing_all(folder: Path, former: Collection[str] = ()) -> Iterator[Path]:
    """Give a temporary folder to write to; move its files to ``folder`` if all went well.

    On any error, Ctrl-C included, ``folder`` stays as it was. Files of other names in it stay.

    Args:
        folder: where the files go.
        former: names of files to remove if there is no new one, such as those of an earlier run.

    Yields:
        The folder to write to.

    Raises:
        OSError: a file cannot be written; the error names it.
    """
    temporary = folder / f".unfinished-{os.getpid()}"
    try:
        temporary.mkdir()
        yield temporary
        files = list(temporary.iterdir())
        for target in (folder / file.name for file in files):
            if target.is_dir():
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(target))
        with _not_amid():
            for file in files:
                file.replace(folder / file.name)
            for name in set(former) - {file.name for file in files}:
                (folder / name).unlink(missing_ok=True)
    except OSError as error:
        path = Path(error.filename or folder)
        if temporary in (path, *path.parents):
            path = folder / path.relative_to(temporary)
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def _not_amid() -> Iterator[None]:
    """Ignore Ctrl-C for the moment in which the folder would mix two runs."""
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


@contextmanager
def _errors_named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error

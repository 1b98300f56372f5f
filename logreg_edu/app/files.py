"""Whole files or none: write beside the target, then put the result in its place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to; rename it to ``path`` if all went well.

    The temporary file stands in the same folder, so that the rename is one step that either
    happened or did not. Whatever goes wrong, Ctrl-C included, ``path`` keeps what it had.

    Args:
        path: the file to write or to replace.

    Yields:
        The path to write to, with the same suffix.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())  # on the disk before the old file is let go
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)

"""Sweeps of bad input: what is tried on purpose, by the hundred, and counted.

Each module has `SWEEPS`: a title, and a function that gets an empty folder and returns a `Tally`.
`make trust` runs them all and prints one table; `tests/test_trust.py` runs them as tests.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOPICS = ("model_files", "data_files", "downloads", "command_line", "numbers")


@contextmanager
def empty_folder() -> Iterator[Path]:
    """Give a folder for a sweep, in memory where there is such a disk: thousands of files wait."""
    memory = "/dev/shm"
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)

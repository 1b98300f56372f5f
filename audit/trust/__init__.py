"""Sweeps of bad input: what is tried on purpose, by the hundred, and counted.

Each module has `SWEEPS`: a title, and a function that gets an empty folder and returns a `Tally`.
`make trust` runs them all and prints one table; `make audit` runs a share of each.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

Case = TypeVar("Case")
TOPICS = ("model_files", "data_files", "downloads", "command_line", "numbers")


def whole() -> bool:
    """Whether sweeps try everything: `make trust` does, `make audit` does not."""
    return bool(os.environ.get("TRUST_WHOLE"))


def some(cases: Iterable[Case], one_in: int) -> Iterator[Case]:
    """The first case of a sweep and, drawn with a seed, about one in ``one_in`` of the others."""
    drawn = random.Random(0)
    for number, case in enumerate(cases):
        if whole() or number == 0 or drawn.randrange(one_in) == 0:
            yield case


def few(examples: int) -> int:
    """How many examples hypothesis generates."""
    return examples if whole() else examples // 10 + 1


@contextmanager
def empty_folder() -> Iterator[Path]:
    """Give a folder for a sweep; in memory where possible, for thousands of files."""
    memory = "/dev/shm"
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)

"""What the readers of all formats share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from numpy.typing import NDArray


class Broken(Exception):
    """What is wrong with a file and what to do; the message does not name the file."""


class Part(NamedTuple):
    """Pictures and their labels, in whatever arrangement the file has them."""

    images: NDArray
    labels: NDArray
    test: bool = False


@dataclass
class Content:
    """What a file holds, unchanged, and what is known of it.

    Attributes:
        kind: the format, in words.
        parts: training digits first.
        official_train: how many of the first are the official training digits, if that is known.
        zero: the label that stands for the digit 0, in a known data set.
        turn: how its pictures must be turned, in a known data set.
        notes: what is worth saying about it.
        rows_first: whether the first axis always counts the pictures; else the labels tell.
    """

    kind: str
    parts: list[Part]
    official_train: int | None = None
    zero: int | None = None
    turn: str | None = None
    notes: list[str] = field(default_factory=list)
    rows_first: bool = True


def complaint(error: Exception) -> str:
    """Say in one line, without the file's name, why a file could not be read."""
    if isinstance(error, Broken):
        return str(error)
    if isinstance(error, ModuleNotFoundError):
        package = {"sklearn": "scikit-learn", "arff": "liac-arff"}.get(str(error.name), error.name)
        return f"needs a package that is not installed; `pip install {package}`"
    if isinstance(error, MemoryError):
        return "needs more memory than there is, or than its size justifies; fetch it again"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}; check the path and its permissions"
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return f"is broken, where a whole file of digits is expected ({what}); fetch it again"


def check_inflation(length: int, stored: int) -> None:
    """Refuse a file that claims to hold far more than it can.

    Scans of digits compress about fivefold. Deflate reaches a thousandfold, but only on zeros.

    Args:
        length: how many bytes the file claims to hold once unpacked.
        stored: how many bytes it has.

    Raises:
        Broken: the claim is over fifty times the size, and over a mebibyte.
    """
    if length > max(50 * stored, 2**20):
        raise Broken(
            f"claims to hold {length:,} bytes in {stored:,}, which no pictures do; fetch it again"
        )


def is_vector(array: NDArray) -> bool:
    """Whether at most one axis is longer than 1: labels, in a row or in a column."""
    return sum(size > 1 for size in array.shape) <= 1

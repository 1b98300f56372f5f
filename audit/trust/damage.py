"""Damaged copies of a file, each with a name by which it can be made again."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

Damaged = tuple[str, bytes]


def prefixes(content: bytes) -> Iterator[Damaged]:
    """Cut it short, at every byte."""
    for length in range(len(content)):
        yield f"cut to {length} bytes", content[:length]


def flips(content: bytes, spare: Iterable[bytes] = ()) -> Iterator[Damaged]:
    """Flip every bit except in the parts to spare: a flipped bit in a pixel is another pixel."""
    spared = _positions(content, spare)
    for position in range(len(content)):
        if position not in spared:
            for bit in range(8):
                damaged = bytearray(content)
                damaged[position] ^= 1 << bit
                yield f"bit {bit} of byte {position} flipped", bytes(damaged)


def words(content: bytes, spare: Iterable[bytes] = ()) -> Iterator[Damaged]:
    """Put an absurd number into every aligned group of four bytes: sizes are among them."""
    spared = _positions(content, spare)
    for start in range(0, len(content) - 3, 4):
        if not spared & set(range(start, start + 4)):
            for absurd in (2**32 - 1, 2**31 - 1, 2**31, 0):
                word = struct.pack("<I", absurd)
                for order, number in {"": word, ", big end first": word[::-1]}.items():
                    damaged = content[:start] + number + content[start + 4 :]
                    yield f"bytes {start} to {start + 3} are {absurd}{order}", damaged


def _positions(content: bytes, parts: Iterable[bytes]) -> set[int]:
    starts = ((content.index(part), len(part)) for part in parts)
    return {i for start, length in starts for i in range(start, start + length)}

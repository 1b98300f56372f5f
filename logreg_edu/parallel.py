"""Before chapter 1. Rows in blocks, and blocks shared among threads.

A matrix product can itself run in several threads. But then each product waits at its end for the
slowest of them, and a pass over X is a hundred small products: where one core is busy with another
program, a pass takes ten times as long. So the rows are shared out instead. Each thread takes the
next block when it is done with one, and each product runs in one thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import cache
from threading import Lock
from typing import Any, TypeVar

import numpy as np

Item = TypeVar("Item")
Result = TypeVar("Result")

# Why rows in blocks? Measured with 60,000 x 784 pixels and ten models (benchmarks/blocks.py): a sum
# over blocks of 1024 rows takes 0.5 MB beside X, one product over all rows 12 MB. The gradient in
# float32 is 12 times as exact, since the blocks are added in float64. In time they hardly differ:
# 0.8 times as long with one BLAS thread, about the same with two.
BLOCK_ROWS = 1024
PARTS = 16  # into which the blocks are grouped: enough for threads of unequal speed


def row_blocks(m: int, size: int | None = None) -> Iterator[slice]:
    """The m rows of X in blocks of BLOCK_ROWS, or another size, the last one shorter."""
    size = size or BLOCK_ROWS
    for start in range(0, m, size):
        yield slice(start, min(start + size, m))


def sum_over_rows(
    of_block: Callable[[slice], Sequence[np.ndarray]], m: int, parts: int = PARTS
) -> list[np.ndarray]:
    """Add up what each block of rows gives, in threads.

    The blocks are added in groups, and the groups in their order: so the sum is the same to the
    last bit, however many threads there are.

    Args:
        of_block: gives arrays or numbers, float64, for a block of rows: new ones, which are added
            to.
        m: number of rows.
        parts: number of groups. Each has its own sums, which take memory.

    Returns:
        The sums of the arrays.
    """

    def add(sums: Sequence[np.ndarray], more: Sequence[np.ndarray]) -> None:
        for total, one in zip(sums, more, strict=True):
            total += one

    def of_part(blocks: Sequence[slice]) -> Sequence[np.ndarray]:
        sums = [np.asarray(one) for one in of_block(blocks[0])]  # a number as an array, too
        for rows in blocks[1:]:
            add(sums, of_block(rows))
        return sums

    blocks = list(row_blocks(m))
    size = -(-len(blocks) // parts)
    groups = [blocks[start : start + size] for start in range(0, len(blocks), size)]
    first, *others = in_threads(of_part, groups)
    for other in others:
        add(first, other)
    return list(first)


def in_threads(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """``[function(item) for item in items]``, shared among as many threads as cores are free to us.

    Meanwhile each matrix product runs in one thread. There are never more threads than the BLAS,
    the library of matrix products, would use: so OPENBLAS_NUM_THREADS=1 is obeyed. Where there is
    one item or one core, or no thread can be started, as in a browser, all is done in this thread.
    """
    workers = min(len(items), usable_cores(), blas_threads())
    if workers > 1:
        with one_blas_thread(), ThreadPoolExecutor(workers) as pool:
            try:
                jobs = [pool.submit(copy_context().run, function, item) for item in items]
            except RuntimeError:  # no thread can be started
                pass
            else:
                return [job.result() for job in jobs]
    return [function(item) for item in items]


def usable_cores() -> int:
    """How many cores this process may run on."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Windows, macOS
        return os.cpu_count() or 1


@cache
def blas() -> Any:
    """What sets the number of threads of matrix products, or None where nothing does."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    found = ThreadpoolController().select(user_api="blas")
    return found if found.lib_controllers else None


def blas_threads() -> int:
    """How many threads a matrix product would use, were there no `one_blas_thread`."""
    if _Limit.users:
        return _Limit.threads
    return max(lib.num_threads for lib in blas().lib_controllers) if blas() else 1


class _Limit:
    """Who needs matrix products to run in one thread, and what lifts the limit after the last."""

    lock = Lock()
    users = 0
    threads: int  # before the limit
    limiter: Any = None


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Each matrix product runs in one thread; afterwards in as many as before, also after an error.

    The solvers are decorated with it: their small products, too, would wait for a busy core. The
    setting belongs to the whole process: of several trainings at once, the last restores it.
    """
    with _Limit.lock:
        if not _Limit.users:
            _Limit.threads = blas_threads()
            _Limit.limiter = blas().limit(limits=1) if blas() else None
        _Limit.users += 1
    try:
        yield
    finally:
        with _Limit.lock:
            _Limit.users -= 1
            if not _Limit.users and _Limit.limiter:
                _Limit.limiter.restore_original_limits()

"""What a sum over blocks of rows gains: time, memory and digits of the gradient, for `checks.py`.

python benchmarks/blocks.py        60,000 x 784 pixels and ten models, made up; half a minute
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from statistics import median

import numpy as np

from logreg_edu.gradient import cost_and_gradient
from logreg_edu.iteration import evaluate

M, N, K, ROUNDS = 60_000, 784, 10, 7


def seconds(f: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    f()
    return time.perf_counter() - start


def peak(f: Callable[[], object]) -> int:
    """The most bytes that one call holds at a time, beside what was there."""
    tracemalloc.start()
    try:
        f()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def main() -> None:
    """Print the three figures."""
    rng = np.random.default_rng(0)
    X = (rng.random((M, N), dtype=np.float32) * (rng.random((M, N)) < 0.2)).astype(np.float32)
    Y = np.eye(K, dtype=np.float32)[rng.integers(0, K, M)]
    theta = rng.normal(size=(N + 1, K)) / 10
    w, b = theta[:-1].astype(np.float32), theta[-1].astype(np.float32)

    def plain() -> np.ndarray:
        _, dJ_dw, dJ_db = cost_and_gradient(X, Y, w, b)
        return np.vstack([dJ_dw, dJ_db])

    def blocks() -> np.ndarray:
        return evaluate(X, Y, np.vstack([w, b]).astype(np.float64), 0.0).gradient

    times = [(seconds(plain), seconds(blocks)) for _ in range(ROUNDS)]
    ratio = median(b / a for a, b in times)
    print(f"time: {median(a for a, _ in times):.3f} s plain, {ratio:.2f} times that in blocks")
    memory = peak(plain), peak(blocks)
    print(f"memory beside X: {memory[0] / 1e6:.1f} MB plain, {memory[1] / 1e6:.1f} MB in blocks")
    X64, Y64 = X.astype(np.float64), Y.astype(np.float64)
    _, dJ_dw, dJ_db = cost_and_gradient(X64, Y64, w.astype(np.float64), b.astype(np.float64))
    exact = np.vstack([dJ_dw, dJ_db])
    errors = [np.abs(g() - exact).max() / np.abs(exact).max() for g in (plain, blocks)]
    print(f"largest error of the gradient: {errors[0]:.1e} plain, {errors[1]:.1e} in blocks")


if __name__ == "__main__":
    main()

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
import scipy.linalg
from hypothesis import example, given, settings
from hypothesis import strategies as st
from oracles import bordered
from oracles import small_problem as problem

from logreg_edu import parallel
from logreg_edu.curvature import (
    curvature_bound,
    largest_curvature,
    rough_curvature_bound,
    row_space,
)
from logreg_edu.gradient import cost_and_gradient

SEEDS = st.integers(0, 2**32 - 1)


def not_the_bias(n: int) -> np.ndarray:
    """diag(1, ..., 1, 0)."""
    return np.diag([1.0] * n + [0.0])


# The matrix B and its largest eigenvalue


@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint8])
def test_bound_is_the_formula(dtype, l2):
    X = np.random.default_rng(0).integers(0, 200, (7, 4)).astype(dtype)
    B = curvature_bound(X, l2)
    assert B.dtype == np.float64
    expected = bordered(X).T @ bordered(X) / (4 * 7) + l2 * not_the_bias(4)
    np.testing.assert_allclose(B, expected, rtol=1e-14)
    assert (B.T == B).all()


@pytest.mark.parametrize("rows", [1, 2, 7, 30, 31, 32])
def test_bound_does_not_depend_on_the_size_of_the_blocks(rows, monkeypatch):
    X, _ = problem()
    expected = bordered(X).T @ bordered(X) / (4 * 31)
    monkeypatch.setattr(parallel, "BLOCK_ROWS", rows)
    np.testing.assert_allclose(curvature_bound(X), expected, atol=1e-14)


def test_bound_does_not_copy_X():
    X = np.ones((200_000, 6), np.float32)
    tracemalloc.start()
    try:
        curvature_bound(X)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < X.nbytes / 10


def test_bound_squares_tiny_float32_pixels_exactly():
    tiny = np.finfo(np.float32).smallest_subnormal
    assert curvature_bound(np.array([[tiny]]))[0, 0] == float(tiny) ** 2 / 4 > 0


@given(
    seed=SEEDS,
    m=st.integers(2, 12),
    n=st.integers(1, 6),
    dtype=st.sampled_from([np.float32, np.float64]),
    exponent=st.integers(-30, 15),
    spread=st.integers(0, 12),
    tiny=st.booleans(),
    l2=st.sampled_from([0.0, 1e-6, 0.1, 100.0]),
)
@settings(max_examples=400, deadline=None)
def test_the_curvature_never_exceeds_the_bound(seed, m, n, dtype, exponent, spread, tiny, l2):
    """d^T H d <= d^T B d, with H the true curvature at any w and b, in any direction d."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(m, n)) * 10.0 ** (exponent + spread * rng.uniform(-1, 0, n))
    X *= rng.random((m, n)) < 0.7  # paper between the ink
    if tiny:
        X[:, 0] = rng.normal(size=m) * (1e-44 if dtype == np.float32 else 1e-150)
    X = X.astype(dtype)
    B = curvature_bound(X, l2)

    # The true curvature: X~^T diag(y_hat (1 - y_hat)) X~ / m + l2 diag(1, ..., 1, 0).
    X_bordered = bordered(X)
    sizes = np.abs(X_bordered).max(axis=0)
    sizes[sizes == 0] = 1
    theta = rng.normal(size=n + 1) * 10.0 ** rng.uniform(-3, 2) / sizes
    e = np.exp(-np.abs(X_bordered @ theta))
    slope = e / (1 + e) ** 2
    H = X_bordered.T @ (slope[:, np.newaxis] * X_bordered) / m + l2 * not_the_bias(n)

    rounding = 1e-14 * (m + n)
    for d in (*np.eye(n + 1), *rng.normal(size=(8, n + 1)), *(rng.normal(size=(8, n + 1)) / sizes)):
        allowed = rounding * (np.abs(d) @ np.abs(B) @ np.abs(d))
        assert d @ H @ d <= d @ B @ d + allowed
    # At w = 0, b = 0 every prediction is 1/2 and the two are one.
    H_0 = X_bordered.T @ (0.25 * X_bordered) / m + l2 * not_the_bias(n)
    np.testing.assert_allclose(B, H_0, rtol=1e-12, atol=rounding * np.abs(B).max())


@pytest.mark.parametrize("kind", ["noise", "positive", "one column again and again", "far apart"])
@pytest.mark.parametrize(("m", "n"), [(5, 3), (3000, 40), (700, 300)])
def test_the_rough_bound_is_a_bound_too_and_close(kind, m, n):
    rng = np.random.default_rng(m)
    X = {
        "noise": lambda: rng.normal(size=(m, n)),
        "positive": lambda: rng.random((m, n)),
        "one column again and again": lambda: np.repeat(rng.random((m, 1)), n, axis=1),
        "far apart": lambda: rng.normal(size=(m, n)) * np.logspace(-8, 8, n),
    }[kind]().astype(np.float32)
    exact = bordered(X).T @ bordered(X) / (4 * m) + 1e-4 * not_the_bias(n)
    rough = rough_curvature_bound(X, 1e-4)
    units = 1 / np.sqrt(exact.diagonal())
    above = np.linalg.eigvalsh((rough - exact) * units * units[:, np.newaxis])
    # At the other end: what a relative error of eps of the largest curvature may take.
    assert above[0] > -np.finfo(np.float32).eps * n
    if kind in ("noise", "far apart"):
        assert above[0] > 0
    assert above[-1] < 1e-4


def test_the_rough_bound_of_float64_is_the_bound():
    X, _ = problem()
    np.testing.assert_allclose(rough_curvature_bound(X, 0.1), curvature_bound(X, 0.1), rtol=1e-13)


def test_no_smaller_multiple_of_the_bound_would_do():
    # At zero the slope of J changes exactly as fast as B says, in every direction.
    X, Y = problem()
    B, h = curvature_bound(X, l2=0.2), 1e-6
    for d in np.eye(6):
        _, w_right, b_right = cost_and_gradient(X, Y[:, 0], h * d[:-1], h * d[-1], l2=0.2)
        _, w_left, b_left = cost_and_gradient(X, Y[:, 0], -h * d[:-1], -h * d[-1], l2=0.2)
        measured = np.append(w_right - w_left, b_right - b_left) / (2 * h)
        np.testing.assert_allclose(measured, B @ d, atol=1e-8)


@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_largest_curvature_matches_scipy(l2):
    X, _ = problem()
    B = bordered(X).T @ bordered(X) / (4 * 31) + l2 * not_the_bias(5)
    assert largest_curvature(X, l2) == pytest.approx(scipy.linalg.eigvalsh(B)[-1], rel=1e-12)
    assert isinstance(largest_curvature(X), float)


def test_largest_curvature_of_blank_pictures_is_that_of_the_bias():
    assert largest_curvature(np.zeros((3, 2))) == 0.25


def test_bound_of_squares_that_overflow():
    with pytest.raises(ValueError, match=r"^X: its squares overflow"):
        curvature_bound([[1e200]])
    assert np.isfinite(curvature_bound([[1e150]])).all()


# The row space


@given(
    seed=SEEDS,
    powers=st.sampled_from([(0, 0), (-5, 5), (-20, 20), (-10, 40)]),
    dtype=st.sampled_from([np.float32, np.float64]),
)
@example(seed=0, powers=(0, 0), dtype=np.float64)
@settings(max_examples=60)
def test_coordinates_of_the_row_space(seed, powers, dtype):
    rng = np.random.default_rng(seed)
    r = rng.integers(1, 5)
    X = rng.integers(-3, 4, (40, r)) @ rng.integers(-2, 3, (r, 6)).astype(float)
    X = np.column_stack([X, X[:, 0], np.zeros(40), np.full(40, 3.0)])
    scales = 2.0 ** np.where(rng.random(9) < 0.5, *powers)  # which round nothing
    X = (X * scales).astype(dtype)
    B = curvature_bound(X)
    V = row_space(X, B)
    plain = bordered(X) / np.append(scales, 1)
    rank = np.linalg.matrix_rank(plain)
    assert V.shape == (10, rank)
    assert not V[7].any()  # the blank column
    # In the units of ``plain``, where nothing is rounded away.
    V_plain, B_plain = V * np.append(scales, 1)[:, np.newaxis], plain.T @ plain / 160
    np.testing.assert_allclose(V_plain.T @ B_plain @ V_plain, np.eye(rank), atol=1e-9)
    np.testing.assert_allclose(plain @ V_plain @ V_plain.T @ B_plain, plain, atol=1e-9)
    if powers == (0, 0):
        np.testing.assert_allclose(V @ V.T @ B, np.linalg.pinv(plain) @ plain, atol=1e-9)

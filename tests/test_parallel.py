from __future__ import annotations

import subprocess
import sys
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from logreg_edu import parallel
from logreg_edu.acceleration import accelerated_descent
from logreg_edu.descent import gradient_descent
from logreg_edu.newton import newton_descent
from logreg_edu.parallel import in_threads, one_blas_thread, row_blocks, sum_over_rows

# Rows


@given(m=st.integers(0, 50), size=st.integers(1, 20))
def test_blocks_are_all_rows_once_and_in_order(m, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel, "BLOCK_ROWS", size)
        blocks = [list(range(m))[rows] for rows in row_blocks(m)]
    assert [row for block in blocks for row in block] == list(range(m))
    assert all(len(block) == size for block in blocks[:-1])
    assert all(0 < len(block) <= size for block in blocks)


@given(m=st.integers(1, 60), size=st.integers(1, 9), parts=st.integers(1, 20))
def test_each_row_is_added_once(m, size, parts):
    X = np.arange(2.0 * m).reshape(m, 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel, "BLOCK_ROWS", size)
        total, count = sum_over_rows(
            lambda rows: (X[rows].sum(axis=0), np.float64(len(X[rows]))), m, parts
        )
    np.testing.assert_array_equal(total, X.sum(axis=0))
    assert count == m


def test_blocks_that_give_more_and_fewer_sums_are_not_added():
    with pytest.raises(ValueError, match="zip"):
        sum_over_rows(lambda rows: [1.0] if rows.start else [1.0, 1.0], 2 * parallel.BLOCK_ROWS)


# Threads


def blas_setting() -> list[int]:
    return [library["num_threads"] for library in threadpool_info()]


@pytest.fixture
def two_cores(monkeypatch):
    """A BLAS that would use two threads, on a machine of two cores."""
    monkeypatch.setattr(parallel, "usable_cores", lambda: 2)
    with threadpool_limits(2, "blas"):
        yield


def test_items_are_shared_among_threads_in_their_order(two_cores):
    seen, both = set(), threading.Barrier(2)

    def work(item: int) -> int:
        if item < 2:
            both.wait(timeout=60)  # which a single thread would not pass
        seen.add(threading.get_ident())
        return item * item

    assert in_threads(work, range(9)) == [item * item for item in range(9)]
    assert in_threads(work, []) == []
    assert len(seen) == 2
    assert threading.get_ident() not in seen


def test_a_product_has_one_thread_meanwhile_and_as_many_as_before_afterwards(two_cores):
    before = blas_setting()
    assert in_threads(lambda item: max(blas_setting()), [0, 1]) == [1, 1]
    assert blas_setting() == before

    def fail(item: int) -> None:
        raise LookupError("on purpose")

    with pytest.raises(LookupError, match="on purpose"):
        in_threads(fail, [0, 1])
    assert blas_setting() == before


def test_the_last_of_several_restores_the_setting(two_cores):
    before = blas_setting()
    first, second = one_blas_thread(), one_blas_thread()
    with first:
        second.__enter__()
    assert max(blas_setting()) == 1
    second.__exit__(None, None, None)
    assert blas_setting() == before


def test_warnings_that_are_off_are_off_in_the_threads(two_cores):
    with np.errstate(over="ignore"):
        result = in_threads(lambda size: np.float64(size) * 1e308, [10, 100])
    assert result == [np.inf, np.inf]


@pytest.mark.parametrize(("cores", "blas"), [(1, 2), (2, 1)])
def test_one_core_or_a_blas_that_is_told_to_use_one_thread_needs_no_other(cores, blas, monkeypatch):
    monkeypatch.setattr(parallel, "usable_cores", lambda: cores)
    with threadpool_limits(blas, "blas"):
        idents = in_threads(lambda item: threading.get_ident(), [0, 1, 2])
    assert set(idents) == {threading.get_ident()}


def test_without_threads_it_works_in_this_one(two_cores, monkeypatch):
    def cannot(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", cannot)
    before = blas_setting()
    assert in_threads(lambda item: threading.get_ident(), [0, 1]) == [threading.get_ident()] * 2
    assert blas_setting() == before


def test_without_threadpoolctl_it_works_in_this_thread(two_cores, monkeypatch):
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    parallel.blas.cache_clear()
    try:
        assert in_threads(lambda item: threading.get_ident(), [0, 1]) == [threading.get_ident()] * 2
    finally:
        parallel.blas.cache_clear()


def test_cores_are_those_that_this_process_may_use(monkeypatch):
    of_this_process = {0: {3, 5, 6}}
    monkeypatch.setattr(
        parallel.os, "sched_getaffinity", of_this_process.__getitem__, raising=False
    )
    assert parallel.usable_cores() == 3
    monkeypatch.delattr(parallel.os, "sched_getaffinity")  # as on Windows and macOS
    monkeypatch.setattr(parallel.os, "cpu_count", lambda: 7)
    assert parallel.usable_cores() == 7
    monkeypatch.setattr(parallel.os, "cpu_count", lambda: None)  # it is not known
    assert parallel.usable_cores() == 1


def test_a_product_would_use_as_many_threads_as_its_library_is_told_to(two_cores):
    parallel.blas.cache_clear()
    assert parallel.blas_threads() == 2
    with threadpool_limits(3, "blas"):
        assert parallel.blas_threads() == 3


def test_without_a_blas_that_can_be_limited_it_works_in_this_thread(two_cores, monkeypatch):
    monkeypatch.setattr(parallel, "blas", lambda: None)
    assert parallel.blas_threads() == 1
    with one_blas_thread():
        pass
    assert in_threads(lambda item: threading.get_ident(), [0, 1]) == [threading.get_ident()] * 2


def test_a_descent_is_the_same_to_the_bit_with_any_number_of_threads(monkeypatch):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(5000, 7)).astype(np.float32), rng.random(5000) < 0.3
    found = []
    for count in (1, 2, 3, 8):
        monkeypatch.setattr(parallel, "usable_cores", lambda count=count: count)
        with threadpool_limits(count, "blas"):
            found.append(gradient_descent(X, y, l2=0.01, iterations=5))
    for one in found[1:]:
        np.testing.assert_array_equal(one.w, found[0].w)
        np.testing.assert_array_equal(one.cost_history, found[0].cost_history)


@pytest.mark.parametrize("solve", [gradient_descent, accelerated_descent, newton_descent])
@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_all_products_of_a_training_run_in_one_thread(solve, l2, two_cores):
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])
    before, seen = blas_setting(), []

    def look(step: int, J: np.ndarray) -> None:
        seen.append((blas_setting(), parallel.blas_threads()))

    solve(X, y, l2=l2, iterations=3, progress=look)
    assert all(max(threads) == 1 and told == 2 for threads, told in seen)
    assert seen
    assert blas_setting() == before
    with pytest.raises(ValueError, match="X: "):
        solve(np.ones((2, 0)), y)
    assert blas_setting() == before


def test_threadpoolctl_is_not_imported_before_it_is_needed():
    code = "import logreg_edu, sys; print('threadpoolctl' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import exact_loss, scores, worst_ulps
from scipy.special import log_expit

from logreg_edu.hypothesis import sigmoid
from logreg_edu.loss import loss, textbook_loss

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def textbook(z, y):
    """The textbook's loss of a score, its warnings of log(0) switched off."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return textbook_loss(sigmoid(z), y)


def first(low: float, high: float, holds) -> float:
    """By bisection: where a condition that fails at ``low`` begins to hold."""
    assert holds(high) and not holds(low)
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


# loss


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (7,), (7, 3)])
def test_loss_keeps_shape_and_type_of_z(shape, dtype):
    for y_type in (bool, np.int64, np.float32, np.float64):
        losses = loss(np.ones(shape, dtype), np.ones(shape, y_type))
        assert losses.shape == shape
        assert losses.dtype == dtype


def test_loss_by_hand():
    # "I do not know" costs log 2; odds of 3 to 1 cost log(4/3) when right and log 4 when wrong.
    assert loss([0.0, 0.0], [0, 1]) == pytest.approx(math.log(2), rel=1e-15)
    z = math.log(3)
    assert loss([z, z, -z, -z], [1, 0, 1, 0]) == pytest.approx(
        [math.log(4 / 3), math.log(4), math.log(4), math.log(4 / 3)], rel=1e-15
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("y", [0, 1])
def test_loss_within_4_ulp_of_mpmath(dtype, y):
    z = scores(dtype)
    with np.errstate(all="raise"):
        losses = loss(z, np.full(len(z), y))
    assert worst_ulps(losses, [exact_loss(z_i, y) for z_i in z]) <= 4


def test_loss_of_millions_of_float32_within_4_ulp():
    # SciPy in float64 serves as the reference; first, how far can it be trusted?
    some = np.linspace(-104, 104, 1999).astype(np.float32).astype(np.float64)
    assert worst_ulps(-log_expit(some), [exact_loss(z_i, 1) for z_i in some]) <= 8
    # Every 997th float32 there is, and every 101st from 2^-26 to 128, of both signs.
    everywhere = np.arange(0, 0x7F800000, 997, dtype=np.uint32)
    where_it_bends = np.arange(101 << 23, 134 << 23, 101, dtype=np.uint32)
    z = np.concatenate([everywhere, where_it_bends]).view(np.float32)
    for z_signed in (z, -z):
        exact = -log_expit(z_signed.astype(np.float64))
        with np.errstate(all="raise"):
            losses = loss(z_signed, np.ones(len(z)))
        normal = exact >= np.finfo(np.float32).tiny
        ulp = np.spacing(exact[normal].astype(np.float32))
        assert np.max(np.abs(losses[normal] - exact[normal]) / ulp) <= 4
        assert np.max(losses[~normal], initial=0) <= np.finfo(np.float32).tiny


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_loss_at_infinity(dtype):
    z = np.array([np.inf, -np.inf, np.inf, -np.inf], dtype)
    with np.errstate(all="raise"):
        assert loss(z, [1, 0, 0, 1]).tolist() == [0, 0, np.inf, np.inf]
        assert np.isnan(loss(dtype(np.nan), 1))


@given(FINITE)
def test_loss_is_symmetric_and_never_negative(z):
    assert loss(z, 1) == loss(-z, 0) >= 0


@given(st.floats(-1e6, 1e6))
def test_yes_and_no_differ_by_the_score(z):
    assert loss(z, 0) - loss(z, 1) == pytest.approx(z, rel=1e-15, abs=1e-15)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(0, 1))
def test_loss_is_convex_in_the_score(z_1, z_2, y):
    middle = loss((z_1 + z_2) / 2, y)
    assert middle <= (loss(z_1, y) + loss(z_2, y)) / 2 * (1 + 1e-14)


def test_sure_and_right_costs_nearly_nothing_sure_and_wrong_the_score():
    assert loss([30.0, -30.0], [1, 0]) == pytest.approx(math.exp(-30), rel=1e-12)
    assert loss([30.0, -30.0], [0, 1]) == pytest.approx(30, rel=1e-12)


# What is wrong with the forms that are often seen


@pytest.mark.parametrize("y", [0, 1])
def test_textbook_loss_agrees_where_it_is_safe(y):
    z = np.linspace(-10, 10, 201)
    np.testing.assert_allclose(textbook(z, np.full(201, y)), loss(z, np.full(201, y)), rtol=1e-11)


@pytest.mark.parametrize(("dtype", "threshold"), [(np.float64, 36.74), (np.float32, 16.64)])
@pytest.mark.parametrize(("y", "broken"), [(0, np.isposinf), (1, np.isnan)])
def test_textbook_loss_is_inf_or_nan_from_the_threshold_on(dtype, threshold, y, broken):
    found = first(1.0, 100.0, lambda z: broken(textbook(dtype(z), y)))
    assert round(found, 2) == threshold
    beyond = np.append(np.linspace(threshold, 1e4, 10_001), np.finfo(dtype).max).astype(dtype)
    assert broken(textbook(beyond, y)).all()
    before = np.linspace(0, found - 1e-4, 10_001).astype(dtype)
    assert np.isfinite(textbook(before, y)).all()
    assert np.isfinite(loss(beyond, y)).all()


@pytest.mark.parametrize(("dtype", "threshold"), [(np.float64, 36.74), (np.float32, 16.64)])
def test_from_the_threshold_on_y_hat_rounds_to_1(dtype, threshold):
    assert round(first(1.0, 100.0, lambda z: sigmoid(dtype(z)) == 1), 2) == threshold


@pytest.mark.parametrize(
    ("y_hat", "y", "broken"),
    [(1.0, 0, np.isposinf), (1.0, 1, np.isnan), (0.0, 1, np.isposinf), (0.0, 0, np.isnan)],
)
def test_textbook_loss_of_a_rounded_probability(y_hat, y, broken):
    with np.errstate(divide="ignore", invalid="ignore"):
        assert broken(textbook_loss(y_hat, y))
    with pytest.warns(RuntimeWarning, match="divide by zero"), np.errstate(invalid="ignore"):
        textbook_loss(y_hat, y)


def test_logaddexp_cancels_where_the_model_is_right():
    def often_seen(z):
        return np.logaddexp(0, z) - 1 * z  # y = 1

    exact = float(exact_loss(30.0, 1))
    assert round(abs(often_seen(30.0) - exact) / exact, 3) == 0.013
    assert loss(30.0, 1) == pytest.approx(exact, rel=1e-15)
    assert first(20.0, 40.0, lambda z: often_seen(z) == 0) == pytest.approx(33.3, abs=0.05)
    beyond = np.linspace(33.3, 700, 10_001)
    assert not often_seen(beyond).any()
    assert (loss(beyond, 1) > 0).all()


@pytest.mark.parametrize("y", [[0, 2], [0, -1], [0, np.nan], [0, 0.5], ["no", "yes"], [0, None]])
def test_labels_other_than_0_and_1_are_refused(y):
    with pytest.raises(ValueError, match=r"^y: must be 0 or 1"):
        loss([0.5, -0.5], y)


@pytest.mark.parametrize("shape", [(3,), (2, 1), (1, 2), (2, 2)])
def test_labels_of_another_shape_are_refused(shape):
    with pytest.raises(ValueError, match=r"^y: .* in the shape of the scores, \(2,\)"):
        loss([0.5, -0.5], np.ones(shape))


def test_one_label_may_serve_all_scores():
    np.testing.assert_array_equal(loss([0.5, -0.5], 1), loss([0.5, -0.5], [1, 1]))

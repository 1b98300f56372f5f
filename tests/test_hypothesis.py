from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import exact_sigmoid, scores, worst_ulps
from scipy.special import expit

from logreg_edu.hypothesis import probability, score, sigmoid

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.fixture
def model():
    """Sizes that all differ: m = 7 examples, n = 4 pixels, K = 3 models."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(7, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)


# sigmoid


@pytest.mark.parametrize("shape", [(), (7,), (7, 3), (0,), (2, 0, 3)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_keeps_shape_and_type(shape, dtype):
    p = sigmoid(np.ones(shape, dtype))
    assert p.shape == shape
    assert p.dtype == dtype


@pytest.mark.parametrize("z", [3, [1, 2], np.arange(3), np.array([True, False]), np.float16(1)])
def test_sigmoid_of_other_numbers_is_float64(z):
    assert sigmoid(z).dtype == np.float64


def test_sigmoid_by_hand():
    # The odds are e^z: 1 to 1, 3 to 1, 1 to 3.
    assert sigmoid(0.0) == 0.5
    assert sigmoid([math.log(3), -math.log(3)]) == pytest.approx([0.75, 0.25], rel=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_at_the_ends_of_the_number_line(dtype):
    ends = np.array([np.inf, np.finfo(dtype).max, 1000, -1000, -np.finfo(dtype).max, -np.inf])
    with np.errstate(all="raise"):
        assert sigmoid(ends.astype(dtype)).tolist() == [1, 1, 1, 0, 0, 0]
        assert np.isnan(sigmoid(dtype(np.nan)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_within_4_ulp_of_mpmath(dtype):
    z = scores(dtype)
    with np.errstate(all="raise"):
        p = sigmoid(z)
    assert worst_ulps(p, [exact_sigmoid(z_i) for z_i in z]) <= 4


def test_sigmoid_of_millions_of_float32_within_4_ulp():
    # SciPy in float64 serves as the reference; first, how far can it be trusted?
    some = np.linspace(-104, 104, 1999).astype(np.float32).astype(np.float64)
    assert worst_ulps(expit(some), [exact_sigmoid(z_i) for z_i in some]) <= 8
    # Every 997th float32 there is, and every 101st from 2^-26 to 128, of both signs.
    everywhere = np.arange(0, 0x7F800000, 997, dtype=np.uint32)
    where_it_bends = np.arange(101 << 23, 134 << 23, 101, dtype=np.uint32)
    z = np.concatenate([everywhere, where_it_bends]).view(np.float32)
    for z_signed in (z, -z):
        exact = expit(z_signed.astype(np.float64))
        with np.errstate(all="raise"):
            p = sigmoid(z_signed)
        normal = exact >= np.finfo(np.float32).tiny
        ulp = np.spacing(exact[normal].astype(np.float32))
        assert np.max(np.abs(p[normal] - exact[normal]) / ulp) <= 4
        assert np.max(p[~normal], initial=0) <= np.finfo(np.float32).tiny


@given(FINITE)
def test_yes_and_no_share_the_whole(z):
    two_ulp_of_1 = 2 * np.finfo(np.float64).eps
    assert abs(sigmoid(-z) - (1 - sigmoid(z))) <= two_ulp_of_1


@given(FINITE, FINITE)
def test_sigmoid_is_a_probability_that_grows_with_the_score(z_1, z_2):
    low, high = sigmoid([min(z_1, z_2), max(z_1, z_2)])
    assert 0 <= low <= high * (1 + 1e-15) <= 1 + 1e-15


@given(st.floats(-700, 700))
def test_the_score_is_the_log_of_the_odds(z):
    yes, no = sigmoid([z, -z])
    assert math.log(yes) - math.log(no) == pytest.approx(z, rel=1e-14, abs=1e-14)


def test_both_forms_on_paper_overflow():
    # Why the module takes e^-|z|: each form of its docstring fails at one end.
    with np.errstate(over="raise"):
        with pytest.raises(FloatingPointError):
            1 / (1 + np.exp(-np.float64(-1000)))
        with pytest.raises(FloatingPointError):
            np.exp(np.float64(1000)) / (1 + np.exp(np.float64(1000)))


def test_one_minus_sigmoid_loses_what_sigmoid_keeps():
    assert 1 - sigmoid(40.0) == 0
    assert sigmoid(-40.0) == pytest.approx(math.exp(-40), rel=1e-15)


# score and probability


def test_score_by_loops(model):
    X, W, b = model
    Z = score(X, W, b)
    assert Z.shape == (7, 3)
    for i in range(7):
        for k in range(3):
            z = math.fsum(X[i, j] * W[j, k] for j in range(4)) + b[k]
            assert Z[i, k] == pytest.approx(z, rel=1e-14, abs=1e-14)


def test_score_of_one_model_and_of_one_example(model):
    X, W, b = model
    Z = score(X, W, b)
    for k in range(3):
        np.testing.assert_allclose(score(X, W[:, k], b[k]), Z[:, k], atol=1e-14)
    for i in range(7):
        np.testing.assert_allclose(score(X[i], W, b), Z[i], atol=1e-14)
    assert np.shape(score(X[0], W[:, 0], b[0])) == ()


def test_score_takes_lists_and_whole_numbers():
    assert score([[1, 2], [3, 4]], w=[10, 1], b=1).tolist() == [13, 35]
    assert score([1, 2], w=[[1, 0, 3], [0, 1, 1]], b=[5, 6, 7]).tolist() == [6, 8, 12]


def test_score_of_float32_stays_float32(model):
    X, W, b = (a.astype(np.float32) for a in model)
    assert score(X, W, b).dtype == np.float32


def test_the_order_of_the_pixels_does_not_matter(model):
    X, W, b = model
    shuffled = np.random.default_rng(1).permutation(4)
    np.testing.assert_allclose(score(X[:, shuffled], W[shuffled], b), score(X, W, b), atol=1e-14)


def test_probability_by_loops(model):
    X, W, b = model
    Y_hat = probability(X, W, b)
    assert Y_hat.shape == (7, 3)
    for i in range(7):
        for k in range(3):
            z = sum(X[i, j] * W[j, k] for j in range(4)) + b[k]
            assert Y_hat[i, k] == pytest.approx(1 / (1 + math.exp(-z)), rel=1e-14)
    assert np.shape(probability(X[0], W[:, 0], b[0])) == ()


def test_probabilities_of_separate_questions_need_not_add_up_to_1():
    assert probability([0.0], w=np.zeros((1, 3)), b=np.zeros(3)).sum() == 1.5

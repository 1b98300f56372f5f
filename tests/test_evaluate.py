from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
import sklearn.calibration
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from logreg_edu.evaluate import (
    accuracy,
    accuracy_interval,
    base_rate,
    baseline_accuracy,
    confusion_matrix,
    precision_recall,
    reliability,
)

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40)


# accuracy and its interval


@given(PAIRS)
def test_accuracy_by_counting(pairs):
    true, predicted = zip(*pairs, strict=True)
    assert accuracy(predicted, true) == sum(t == p for t, p in pairs) / len(pairs)
    assert isinstance(accuracy(predicted, true), float)


@given(st.integers(1, 20_000).flatmap(lambda m: st.tuples(st.integers(0, m), st.just(m))))
def test_interval_matches_scipy(right_of):
    right, m = right_of
    expected = binomtest(right, m).proportion_ci(confidence_level=0.95, method="wilson")
    low, high = accuracy_interval(right / m, m)
    assert 0 <= low <= right / m <= high <= 1
    assert low == pytest.approx(expected.low, rel=1e-6, abs=1e-12)
    assert high == pytest.approx(expected.high, rel=1e-6)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.999])
def test_interval_of_other_confidence_matches_scipy(confidence):
    z = norm.ppf((1 + confidence) / 2)
    expected = binomtest(37, 41).proportion_ci(confidence_level=confidence, method="wilson")
    assert accuracy_interval(37 / 41, 41, z) == pytest.approx(tuple(expected), rel=1e-12)


def test_default_is_95_percent():
    assert norm.cdf(1.959964) - norm.cdf(-1.959964) == pytest.approx(0.95, abs=1e-7)


def test_interval_of_faultless_and_of_useless_answers():
    # Wilson's limits there are m/(m + z^2) and z^2/(m + z^2).
    low, high = accuracy_interval(1.0, 100)
    assert high == pytest.approx(1, rel=1e-15)
    assert low == pytest.approx(100 / (100 + 1.959964**2), rel=1e-12)
    low, high = accuracy_interval(0.0, 100)
    assert low == pytest.approx(0, abs=1e-15)
    assert high == pytest.approx(1.959964**2 / (100 + 1.959964**2), rel=1e-12)


def test_interval_holds_the_true_accuracy_19_times_out_of_20():
    right = np.random.default_rng(0).binomial(400, 0.9, size=2000)
    held = [low <= 0.9 <= high for low, high in (accuracy_interval(r / 400, 400) for r in right)]
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


# baseline_accuracy


def test_baseline_accuracy_by_hand():
    assert baseline_accuracy([1, 1, 1, 0]) == 0.75
    assert baseline_accuracy([True, False]) == 0.5
    Y = np.array([[1, 0, 0, 1], [1, 0, 1, 0], [1, 0, 1, 1]])
    np.testing.assert_allclose(baseline_accuracy(Y), [1, 1, 2 / 3, 2 / 3])
    assert base_rate([1, 0, 0, 0]) == 0.75, "the name in 0.1"


@given(st.lists(st.integers(0, 1), min_size=1, max_size=30))
def test_baseline_accuracy_is_the_accuracy_of_the_commoner_answer(y):
    commoner = Counter(y).most_common(1)[0][0]
    assert baseline_accuracy(y) == pytest.approx(accuracy([commoner] * len(y), y), rel=1e-15)


def test_always_no_is_right_for_91_of_100_digits():
    # MNIST has 6,313 fives among its 70,000 digits.
    assert baseline_accuracy(np.arange(70_000) < 6313) == pytest.approx(0.91, abs=0.001)


# confusion_matrix, precision and recall


@given(PAIRS)
def test_confusion_by_counting_and_by_scikit_learn(pairs):
    true, predicted = zip(*pairs, strict=True)
    C = confusion_matrix(true, predicted, K=5)
    assert C.shape == (5, 5)
    assert C.dtype == np.int64
    counted = Counter(pairs)
    assert C.tolist() == [[counted[i, j] for j in range(5)] for i in range(5)]
    theirs = sklearn.metrics.confusion_matrix(true, predicted, labels=range(5))
    np.testing.assert_array_equal(C, theirs)
    assert C.sum() == len(pairs)
    assert C.trace() / len(pairs) == accuracy(predicted, true)
    np.testing.assert_array_equal(confusion_matrix(predicted, true, K=5), C.T)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64])
def test_confusion_of_bytes_does_not_wrap_round(dtype):
    # 20 * 20 + 19 is no byte.
    labels = np.array([19, 19, 20, 0], dtype)
    C = confusion_matrix(labels, labels[::-1], K=21)
    assert C[19, 0] == C[19, 20] == C[20, 19] == C[0, 19] == 1


def test_confusion_has_ten_classes_by_default():
    assert confusion_matrix([0], [9]).shape == (10, 10)
    assert confusion_matrix([], []).sum() == 0


@given(PAIRS)
@settings(deadline=None)
def test_precision_and_recall_match_scikit_learn(pairs):
    true, predicted = zip(*pairs, strict=True)
    precision, recall = precision_recall(confusion_matrix(true, predicted, K=5))
    theirs = sklearn.metrics.precision_recall_fscore_support(
        true, predicted, labels=range(5), zero_division=np.nan
    )
    np.testing.assert_allclose(precision, theirs[0], rtol=1e-15)
    np.testing.assert_allclose(recall, theirs[1], rtol=1e-15)


def test_precision_and_recall_by_hand():
    # Class 2 is there and never predicted, class 3 is predicted and not there, class 4 neither.
    C = np.zeros((5, 5), int)
    C[0, 0], C[0, 1], C[1, 1], C[2, 1], C[1, 3] = 8, 2, 3, 5, 1
    precision, recall = precision_recall(C.tolist())
    np.testing.assert_array_equal(precision, [1, 0.3, np.nan, 0, np.nan])
    np.testing.assert_array_equal(recall, [0.8, 0.75, 0, np.nan, np.nan])


def test_permuting_the_classes_permutes_everything():
    rng = np.random.default_rng(0)
    true, predicted = rng.integers(0, 4, (2, 50))
    name = np.array([2, 0, 3, 1])
    C, C_renamed = (confusion_matrix(f[true], f[predicted], K=4) for f in (np.arange(4), name))
    np.testing.assert_array_equal(C_renamed[np.ix_(name, name)], C)
    for ours, renamed in zip(precision_recall(C), precision_recall(C_renamed), strict=True):
        np.testing.assert_array_equal(renamed[name], ours)


# reliability


@given(st.integers(0, 2**32 - 1), st.integers(1, 13))
@settings(deadline=None)
def test_reliability_by_loops_and_by_scikit_learn(seed, bins):
    rng = np.random.default_rng(seed)
    y_hat = rng.random(60) ** 2
    y = (rng.random(60) < y_hat).astype(int)
    y[:2] = 0, 1
    predicted, came_true, count = reliability(y, y_hat, bins)
    assert predicted.shape == came_true.shape == count.shape == (bins,)
    assert count.sum() == 60
    for k in range(bins):
        inside = [i for i in range(60) if math.floor(y_hat[i] * bins) == k]
        assert count[k] == len(inside)
        if inside:
            assert predicted[k] == pytest.approx(sum(y_hat[i] for i in inside) / len(inside))
            assert came_true[k] == pytest.approx(sum(y[i] for i in inside) / len(inside))
        else:
            assert np.isnan(predicted[k])
            assert np.isnan(came_true[k])
    theirs = sklearn.calibration.calibration_curve(y, y_hat, n_bins=bins)
    np.testing.assert_allclose(came_true[count > 0], theirs[0])
    np.testing.assert_allclose(predicted[count > 0], theirs[1])


def test_reliability_at_the_edges_of_the_bins():
    _, _, count = reliability([0, 1, 1, 0, 1], [0.0, 0.25, 0.5, 0.75, 1.0], bins=4)
    assert count.tolist() == [1, 1, 1, 2]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_reliability_of_any_type(dtype):
    predicted, came_true, count = reliability(
        np.array([True, False]), np.array([1, 0.5], dtype), bins=3
    )
    np.testing.assert_array_equal(predicted, [np.nan, 0.5, 1])
    np.testing.assert_array_equal(came_true, [np.nan, 0, 1])
    assert count.tolist() == [0, 1, 1]
    assert predicted.dtype == came_true.dtype == np.float64


def test_a_model_that_knows_how_sure_it_may_be_has_both_equal():
    rng = np.random.default_rng(0)
    y_hat = rng.random(100_000)
    predicted, came_true, _ = reliability(rng.random(100_000) < y_hat, y_hat)
    np.testing.assert_allclose(predicted, came_true, atol=0.02)


def test_labels_that_cannot_be_counted_are_refused():
    with pytest.raises(ValueError, match=r"true: must be \(1,\) labels, whole numbers 0 to 2"):
        confusion_matrix([3], [0], K=3)
    with pytest.raises(ValueError, match=r"predicted: must be \(1,\) labels, whole numbers 0 to 2"):
        confusion_matrix([0], [-1], K=3)
    with pytest.raises(ValueError, match=r"predicted: has shape \(1,\)"):
        accuracy([1], [1, 1])


def test_what_cannot_be_evaluated_is_refused_by_name():
    for name, evaluate in {
        "predicted": lambda: accuracy([], []),
        "accuracy": lambda: accuracy_interval(np.nan, 10),
        "y": lambda: baseline_accuracy([0, 2]),
        "confusion": lambda: precision_recall([[1, 2, 3], [4, 5, 6]]),
        "true": lambda: confusion_matrix([0.5], [1]),
        "y_hat": lambda: reliability([0, 1], [0.5, 1.5]),
    }.items():
        with pytest.raises(ValueError, match=rf"^{name}: "):
            evaluate()
    for accuracy_, m in ((-0.1, 10), (1.1, 10), (0.5, 0), (0.5, -1)):
        with pytest.raises(ValueError, match=r"^accuracy: must be a share"):
            accuracy_interval(accuracy_, m)
    with pytest.raises(ValueError, match=r"^y: must be 0 or 1"):
        reliability([0, 2], [0.5, 0.5])
    for count in (1, 3):
        with pytest.raises(ValueError, match=r"^y_hat: must be \(2,\) probabilities"):
            reliability([0, 1], [0.5] * count)
        with pytest.raises(ValueError, match=r"^predicted: must be \(2,\) labels"):
            confusion_matrix([0, 1], [1] * count)


def test_no_labels_have_no_baseline():
    with pytest.raises(ValueError, match=r"^y: must be 0 or 1"):
        baseline_accuracy([])


def test_ten_bins_are_the_default():
    assert [len(column) for column in reliability([0, 1], [0.25, 0.5])] == [10, 10, 10]

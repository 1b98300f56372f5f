"""Chapter 8. How good is it? Numbers that mean something, on digits the model has never seen.

A model that always answers "not a 5" is right for 91 of 100 digits. So no accuracy stands alone
here: that of a yes/no model is compared with a baseline, and that of the ten together comes with an
interval, which says how far chance could have carried it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def accuracy(predicted: ArrayLike, true: ArrayLike) -> float:
    """The fraction of the answers that are right.

    Args:
        predicted: (m,) labels.
        true: (m,) labels.

    Returns:
        A number from 0 to 1.

    Raises:
        ValueError: the two have different shapes, or no labels.

    Examples:
        >>> accuracy([1, 2, 3, 4], [1, 2, 3, 9])
        0.75
    """
    predicted, true = np.asarray(predicted), np.asarray(true)
    if predicted.shape != true.shape or predicted.size == 0:
        raise ValueError(f"predicted: has shape {predicted.shape}, true has {true.shape}")
    return float(np.mean(predicted == true))


def accuracy_interval(accuracy: float, m: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's interval: the true accuracies that would make the measured one no surprise.

    (a + z^2/2m  -+  z sqrt(a (1 - a)/m + z^2/4m^2)) / (1 + z^2/m)

    It contains the true accuracy in about 95 of 100 tests: an approximation, and a good one unless
    tests have only a few mistakes, or only a few right answers.

    Args:
        accuracy: the measured fraction of right answers, 0 to 1.
        m: number of test examples, drawn independently of each other.
        z: how many standard errors; 1.96 for 95 %.

    Returns:
        (low, high), within 0 to 1 even where every answer was right.

    Raises:
        ValueError: accuracy is not 0 to 1, or m is not more than 0.

    References:
        E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference,
        Journal of the American Statistical Association 22, 209-212.

    Examples:
        >>> low, high = accuracy_interval(0.9, 1000)
        >>> round(low, 3), round(high, 3)
        (0.88, 0.917)
    """
    if not (0 <= accuracy <= 1 and m > 0):
        wanted = f"a share, 0 to 1, of m > 0; not {accuracy} of {m}"
        raise ValueError(f"accuracy: must be {wanted}")
    center = accuracy + z**2 / (2 * m)
    half = z * np.sqrt(accuracy * (1 - accuracy) / m + z**2 / (4 * m**2))
    low, high = ((center + d) / (1 + z**2 / m) for d in (-half, half))
    # On paper the accuracy lies inside, and both ends in 0 to 1.
    low, high = min(float(low), accuracy), max(float(high), accuracy)
    return max(0.0, low), min(1.0, high)


def baseline_accuracy(y: ArrayLike) -> NDArray[np.float64]:
    """The accuracy of always giving the more common answer: what a model must beat.

    max(q, 1 - q), where q = mean(y) is the base rate, the fraction of "yes"

    Args:
        y: (m,) labels 0 or 1, or one-hot Y (m, K).

    Returns:
        Scalar, or (K,).

    Raises:
        ValueError: a label is neither 0 nor 1.

    Examples:
        >>> baseline_accuracy([1, 0, 0, 0, 0])
        np.float64(0.8)
    """
    y = np.asarray(y)
    if y.size == 0 or not np.isin(y, (0, 1)).all():
        raise ValueError("y: must be 0 or 1")
    q = y.mean(axis=0, dtype=np.float64)
    return np.maximum(q, 1 - q)


base_rate = baseline_accuracy  # its name in version 0.1


def confusion_matrix(true: ArrayLike, predicted: ArrayLike, K: int = 10) -> NDArray[np.intp]:
    """Count how often each class is taken for each other one.

    C[k, h] = how many examples of class k were predicted as h; the diagonal counts right answers

    Args:
        true: (m,) labels 0 to K - 1.
        predicted: (m,) labels 0 to K - 1.
        K: number of classes.

    Returns:
        C (K, K), whole numbers that add up to m.

    Raises:
        ValueError: a label lies outside 0 to K - 1, or the two have different shapes.

    Examples:
        >>> confusion_matrix(true=[0, 1, 1, 2], predicted=[0, 1, 2, 2], K=3)
        array([[1, 0, 0],
               [0, 1, 1],
               [0, 0, 1]])
    """
    true, predicted = np.asarray(true), np.asarray(predicted)
    for name, labels in (("true", true), ("predicted", predicted)):
        known = np.isin(labels, np.arange(K)).all()
        if labels.shape != true.shape or not known:
            wanted = f"{true.shape} labels, whole numbers 0 to {K - 1}"
            raise ValueError(f"{name}: must be {wanted}")
    # As intp, the type that bincount counts: bytes would overflow.
    pairs = true.astype(np.intp) * K + predicted.astype(np.intp)
    return np.bincount(pairs, minlength=K * K).reshape(K, K)


def precision_recall(confusion: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each class: how often its name is right, and how much of it is found.

    precision_k = C[k, k] / sum_h C[h, k],   recall_k = C[k, k] / sum_h C[k, h]

    Args:
        confusion: (K, K) counts, rows true, columns predicted.

    Returns:
        (precision, recall), each (K,). A class that was never predicted has the precision NaN, one
        that has no example the recall NaN.

    Raises:
        ValueError: the counts are not square.

    Examples:
        >>> precision_recall([[8, 2], [0, 10]])
        (array([1.        , 0.83333333]), array([0.8, 1. ]))
    """
    C = np.asarray(confusion, dtype=np.float64)
    if C.ndim != 2 or len(C) != len(C.T):
        raise ValueError(f"confusion: must be (K, K) counts; got shape {C.shape}")
    right, predicted, true = C.diagonal(), C.sum(axis=0), C.sum(axis=1)
    nan = np.full_like(right, np.nan)
    precision = np.divide(right, predicted, out=nan.copy(), where=predicted > 0)
    recall = np.divide(right, true, out=nan.copy(), where=true > 0)
    return precision, recall


def reliability(
    y: ArrayLike, y_hat: ArrayLike, bins: int = 10
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Is "80 %" right in 80 of 100 cases? Sort the predictions into bins, and compare.

    Args:
        y: (m,) labels 0 or 1.
        y_hat: (m,) predicted probabilities.
        bins: number of equally wide bins from 0 to 1.

    Returns:
        (mean prediction, fraction of ones, count), each (bins,); NaN where a bin is empty. For a
        calibrated model the first two are equal, up to chance.

    Raises:
        ValueError: a label is neither 0 nor 1, or a prediction is not a probability.

    Examples:
        >>> predicted, came_true, count = reliability([0, 1, 1, 1], [0.1, 0.9, 0.7, 0.8], bins=2)
        >>> predicted.round(2), came_true, count
        (array([0.1, 0.8]), array([0., 1.]), array([1, 3]))
    """
    y, y_hat = np.asarray(y, dtype=np.float64), np.asarray(y_hat, dtype=np.float64)
    if not np.isin(y, (0, 1)).all():
        raise ValueError("y: must be 0 or 1")
    if y_hat.shape != y.shape or not ((y_hat >= 0) & (y_hat <= 1)).all():
        raise ValueError(f"y_hat: must be {y.shape} probabilities, 0 to 1")
    which = np.minimum((y_hat * bins).astype(np.intp), bins - 1)  # 1.0 belongs to the last bin
    count = np.bincount(which, minlength=bins)
    empty = np.full(bins, np.nan)
    predicted = np.divide(np.bincount(which, y_hat, bins), count, out=empty.copy(), where=count > 0)
    came_true = np.divide(np.bincount(which, y, bins), count, out=empty.copy(), where=count > 0)
    return predicted, came_true, count

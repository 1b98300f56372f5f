"""Chapter 1. Images as vectors: from grey pixels to X (m, n) and y (m,), and the split.

A picture of 28 x 28 pixels is a vector of n = 784 numbers. Their order does not matter to a linear
model, as long as it is the same for every picture: the score of chapter 2 is a sum over the
pixels, and a sum has no order.

    pixel 0..255  ->  x = pixel / 255, from 0 to 1        X (m, n), one picture per row
    label 0..9    ->  one-hot row, 1 in its own column    Y (m, K), one yes/no question per column
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.checks import as_array


@dataclass(frozen=True)
class Digits:
    """Digits as they come out of a file: grey pixels, labels, and where they came from.

    Attributes:
        images: (m, n) uint8, one picture per row; 0 is paper, 255 is full ink.
        labels: (m,) uint8, which digit each picture shows, 0 to 9.
        name: short name of the data, as in ``runs/<name>``.
        image_shape: (rows, columns) of one picture; their product is n.
        official_train: how many of the first rows are the official training digits, or None
            where the data has no official split.
        pixel_max: which value was full ink where the digits come from; ``images`` are scaled from
            0 to that value to 0 to 255.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    name: str
    image_shape: tuple[int, int]
    official_train: int | None = None
    pixel_max: float = 255


def pixel_scale(images: ArrayLike) -> int:
    """Find out which pixel value is full ink: 1, 16 or 255.

    Pixels 0 to 1 divided by 255 are all nearly 0: a model learns next to nothing from them and
    answers "no" to every picture. So the scale is found from the data, and from all of it: one pale
    picture shows only that it is pale.

    Args:
        images: (m, n) all pictures of a data set, one per row.

    Returns:
        1 where no pixel is above 1; 16 where none is above 16 and the pictures are small, at most
        16 x 16, as scans with 17 grey levels are; 255 where none is above 255.

    Raises:
        ValueError: none of these fits, so only somebody who knows the data can say.

    Examples:
        >>> pixel_scale([[0.0, 0.25, 1.0]]), pixel_scale([[0, 9, 16]]), pixel_scale([[0, 51, 254]])
        (1, 16, 255)
    """
    images = as_array("images", images)
    if images.dtype.kind not in "fiub":
        raise ValueError(f"images: must be numbers, not {images.dtype}")
    low, high = (images.min(), images.max()) if images.size else (0, 0)
    if not np.isfinite([low, high]).all():
        raise ValueError("images: a pixel is NaN or infinite")
    small = images.shape[-1] <= 16 * 16
    if low >= 0 and 0 < high <= 1:
        return 1
    if low >= 0 and 1 < high <= 16 and small:
        return 16
    if low >= 0 and 16 < high <= 255:
        return 255
    raise ValueError(
        f"images: pixels from {low:g} to {high:g} do not tell which value is full ink; usual are"
        " 0 to 1, 0 to 16 (small pictures) and 0 to 255"
    )


def pixel_range(images: ArrayLike) -> tuple[int, int]:
    """Find out which pixel values are paper and full ink, where paper need not be 0.

    A resized picture goes a little beyond 0 and 1; some data sets go from -1, paper, to 1, ink.

    Args:
        images: (m, n) all pictures of a data set, one per row.

    Returns:
        (-1, 1), or 0 and what `pixel_scale` finds.

    Raises:
        ValueError: as `pixel_scale`.

    Examples:
        >>> pixel_range([[-0.02, 1.1]]), pixel_range([[-1, 0.5, 1]]), pixel_range([[0, 255]])
        ((0, 1), (-1, 1), (0, 255))
    """
    images = as_array("images", images)
    if images.dtype.kind in "fi" and images.size:
        low, high = images.min(), images.max()
        if 0.5 < high <= 1.25 and -0.25 <= low < 0:
            return 0, 1
        if 0.5 < high <= 1.25 and -1.25 <= low <= -0.75:
            return -1, 1
    return 0, pixel_scale(images)


def pixels_to_examples(images: ArrayLike) -> NDArray[np.float32]:
    """Scale grey pixels 0-255 to examples X in 0-1.

    x = pixel / 255. Scaling is not cosmetic: for the weights, bytes act like a learning rate 255^2
    times as large, and for the bias they do not (chapter 6).

    Args:
        images: (m, n) or (n,) whole numbers 0 to 255.

    Returns:
        X, the same shape, float32: seven significant digits are plenty for pixels that had 256
        values, and half the bytes of float64 means half the memory traffic of every pass over X.

    Raises:
        ValueError: a pixel lies outside 0-255 or is not a number.

    Examples:
        >>> pixels_to_examples([[0, 51, 255]])
        array([[0. , 0.2, 1. ]], dtype=float32)
    """
    images = as_array("images", images)
    if images.dtype.kind not in "fiub":
        raise ValueError(f"images: must be numbers, not {images.dtype}")
    # Bytes cannot leave the range, and an empty array has no extremes.
    may_leave = images.dtype != np.uint8 and images.size > 0
    if may_leave and not (images.min() >= 0 and images.max() <= 255):
        raise ValueError("images: pixels must lie in 0 to 255")
    return np.divide(images, np.float32(255), dtype=np.float32)


def one_hot(labels: ArrayLike, K: int = 10) -> NDArray[np.float32]:
    """Turn labels into K yes/no columns, one for each class.

    Y[i, k] = 1 if labels[i] == k else 0.

    Args:
        labels: (m,) whole numbers 0 to K - 1.
        K: number of classes.

    Returns:
        Y (m, K), float32 zeros and ones, with exactly one 1 in each row.

    Raises:
        ValueError: a label is not a whole number from 0 to K - 1.

    Examples:
        >>> one_hot([2, 0], K=3)
        array([[0., 0., 1.],
               [1., 0., 0.]], dtype=float32)
    """
    labels = as_array("labels", labels)
    if labels.ndim != 1 or not np.isin(labels, np.arange(K)).all():
        known = f"whole numbers 0 to {K - 1}"
        raise ValueError(f"labels: must be one row of {known}")
    # (m, 1) against (K,): broadcasting asks each example about each class.
    return (labels[:, np.newaxis] == np.arange(K)).astype(np.float32)


def stratified_split(
    labels: ArrayLike, test_fraction: float = 0.2, seed: int = 0
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Set examples aside for testing, the same share of every class.

    Sort the examples by label, in random order within a label, and take test examples at even
    steps: exactly ``round(test_fraction * m)`` of them, and of each class its share, to within one.
    A rare class whose examples would all be test examples gets one back to learn from, in exchange
    for one of the most frequent class.

    Args:
        labels: (m,) labels.
        test_fraction: share of the examples to test on, strictly between 0 and 1.
        seed: the same seed gives the same split on every machine.

    Returns:
        (train, test): row numbers, each in increasing order, together all rows once.

    Raises:
        ValueError: ``test_fraction`` leaves no example to train or to test on.

    Examples:
        >>> train, test = stratified_split([3, 7, 3, 7, 3, 7, 3, 7], test_fraction=0.5, seed=1)
        >>> len(train), len(test), sorted(np.array([3, 7] * 4)[test].tolist())
        (4, 4, [3, 3, 7, 7])
    """
    labels = np.asarray(labels)
    m = len(labels)
    test_count = round(test_fraction * m) if 0 < test_fraction < 1 else 0
    if not 0 < test_count < m:
        part = f"{test_fraction} of {m} examples"
        raise ValueError(f"test_fraction: {part} leaves one side empty")
    rng = np.random.default_rng(seed)
    # Sorted by label; a random number decides the order within a label.
    order = np.lexsort((rng.random(m), labels))
    # For i = 0 to m, the whole part of i * test_count / m goes from 0 to
    # test_count. It grows by 1 at even steps: there are the test examples.
    is_test = np.diff(np.arange(m + 1) * test_count // m) == 1
    train, test = order[~is_test], order[is_test]
    for label in np.setdiff1d(labels[test], labels[train]):
        classes, counts = np.unique(labels[train], return_counts=True)
        if counts.max() > 1:
            back = np.flatnonzero(labels[test] == label)[0]
            frequent = classes[counts.argmax()]
            instead = np.flatnonzero(labels[train] == frequent)[0]
            train[instead], test[back] = test[back], train[instead]
    return np.sort(train), np.sort(test)


def official_split(digits: Digits) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Split as the makers of the data did: for MNIST, 60,000 to train on and 10,000 to test.

    Published error rates use this split, so only it can be compared with them.

    Args:
        digits: data with an official split.

    Returns:
        (train, test): row numbers.

    Raises:
        ValueError: the data has no official split.
    """
    if digits.official_train is None:
        raise ValueError(f"{digits.name}: has no official split; use a test fraction")
    rows = np.arange(len(digits.labels))
    return rows[: digits.official_train], rows[digits.official_train :]

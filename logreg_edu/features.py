"""Chapter 14. Better features: the same ten models, on other numbers than pixels.

The models, the cost and the solver stay what they are; only X changes. Each function here turns
pictures X (m, 784) into features, by a rule that is fixed before the models are trained:

    deskew        the rows of pixels pushed aside, until the digit stands upright
    random_relu   max(0, (x - mean) R + c), with R and c drawn at random
    draw_filters  how much each 7 x 7 window looks like small pictures; averaged in 4 x 4 cells
    standardise   any features: of each its mean subtracted, then divided by its spread

A score that is linear in the features is not linear in the pixels, and its cost is still convex. A
hidden layer of a neural network computes features such as these; but it learns them, and these are
drawn. No label is looked at to make them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.checks import as_array, check_count
from logreg_edu.parallel import in_threads, row_blocks, sum_over_rows

SIDE = 28  # pixels, of a picture
WINDOW = 7  # pixels, of a filter
CELLS = 4  # of the pooling, along each side
AT_ONCE = 128  # pictures: what is computed from them on the way fits into the processor's cache
FLAT = 0.02  # standard deviation of the pixels in a window, below which it shows nothing
WHITENING = 0.01  # added to each variance: directions with less are hardly amplified
THRESHOLD = 0.25  # a response to a patch counts from here on, in standard deviations
PICTURES, WINDOWS = 10_000, 50_000  # at most, to learn filters from
FAINT = 1e-3  # of the median spread: added to each, so that a feature with next to none stays small


def check_pictures(X: ArrayLike) -> NDArray[np.float32]:
    """Pictures (m, 784) as float32, or a ValueError that says what is wrong with them."""
    X = as_array("X", X)
    if X.ndim != 2 or X.shape[1] != SIDE * SIDE or len(X) == 0 or X.dtype.kind not in "fiub":
        raise ValueError(
            f"X: must be pictures of {SIDE} x {SIDE} pixels, (m, {SIDE * SIDE}); got {X.dtype} of"
            f" shape {X.shape}"
        )
    if not (X.min() >= 0 and X.max() <= 1):  # NaN is neither
        raise ValueError("X: every pixel must be a number from 0 to 1; see pixels_to_examples")
    # In C order: in another, sums over a picture would round differently.
    return np.ascontiguousarray(X, np.float32)


# Pixels


def deskew(X: ArrayLike) -> NDArray[np.float32]:
    """Push each row of pixels aside, until the digit stands upright, and move it to the middle.

    With the ink of a pixel as its mass, (x_c, y_c) is the centre of mass, and the slant is

        a = sum(ink (x - x_c) (y - y_c)) / sum(ink (y - y_c)^2),

    the slope of the line that predicts a pixel's x from its y with the least squared error. With
    c = 13.5, the middle of 28 pixels, the new picture has at (x, y) what the old one has at

        (x_c + (x - c) + a (y - c),  y_c + (y - c)),

    which lies between four pixels: their ink is interpolated, and beyond the border there is none.

    Args:
        X: (m, 784) pictures, ink 0 to 1.

    Returns:
        (m, 784) float32, ink 0 to 1. A picture with ink in one row only, or a single dot, has no
        slant and is moved to the middle; one without ink stays as it is.

    Raises:
        ValueError: X has another shape, or a pixel that is not a number from 0 to 1.

    References:
        Y. LeCun, L. Bottou, Y. Bengio and P. Haffner (1998), Gradient-based learning applied to
        document recognition, Proceedings of the IEEE 86, 2278-2324: linear classifiers on deslanted
        digits.

    Examples:
        >>> X = np.zeros((1, 28, 28))
        >>> X[0, range(5, 15), range(5, 15)] = 1  # a slanted stroke
        >>> np.flatnonzero(deskew(X.reshape(1, -1)).reshape(28, 28).sum(axis=0) > 0.1)
        array([13, 14])
    """
    X = check_pictures(X)
    upright = np.empty((len(X), SIDE * SIDE), np.float32)
    blocks = list(row_blocks(len(X), AT_ONCE))
    in_threads(lambda rows: _deskew(X[rows], upright[rows]), blocks)
    return upright


def moments(X: NDArray) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Of pictures (m, 784): x_c, y_c and the slant a of each, as in `deskew`: (m,) each.

    A picture without ink has its centre in the middle; without a second row of ink, a is 0.
    """
    m = len(X)
    ink = X.reshape(m, SIDE, SIDE).astype(np.float64)
    y, x = np.mgrid[:SIDE, :SIDE]
    middle = (SIDE - 1) / 2
    mass = ink.sum(axis=(1, 2))
    x_c, y_c = (
        np.divide((ink * axis).sum(axis=(1, 2)), mass, out=np.full(m, middle), where=mass > 0)
        for axis in (x, y)
    )
    dx, dy = x - x_c[:, None, None], y - y_c[:, None, None]
    ink *= dy
    across, upwards = (ink * dx).sum(axis=(1, 2)), (ink * dy).sum(axis=(1, 2))
    # Of ink in a single row, dy is 0 but for rounding.
    slant = np.divide(across, upwards, out=np.zeros(m), where=upwards > 1e-12 * mass)
    return x_c, y_c, slant


def _deskew(X: NDArray[np.float32], upright: NDArray[np.float32]) -> None:
    """Deskew a block of pictures, into the rows of ``upright``."""
    m, middle = len(X), (SIDE - 1) / 2
    x_c, y_c, slant = moments(X)
    y, x = np.mgrid[:SIDE, :SIDE]
    # Where in the old picture each new pixel comes from.
    from_y = y_c[:, None, None] + (y - middle)
    from_x = x_c[:, None, None] + (x - middle) + slant[:, None, None] * (y - middle)
    top, left = np.floor(from_y), np.floor(from_x)
    down, right = from_y - top, from_x - left
    padded = np.pad(X.reshape(m, SIDE, SIDE), ((0, 0), (1, 1), (1, 1))).ravel()
    start = np.arange(m)[:, None, None] * (SIDE + 2) ** 2

    def pixel(row: np.ndarray, column: np.ndarray) -> np.ndarray:
        row, column = (np.clip(place + 1, 0, SIDE + 1).astype(np.intp) for place in (row, column))
        return padded[start + row * (SIDE + 2) + column]

    above = pixel(top, left) * (1 - right) + pixel(top, left + 1) * right
    below = pixel(top + 1, left) * (1 - right) + pixel(top + 1, left + 1) * right
    moved = above * (1 - down) + below * down
    np.minimum(moved.reshape(X.shape), 1, out=upright)  # a sum of shares may round to above 1


# Random ReLU features


class Relu(NamedTuple):
    """Features max(0, x W + b): called with pictures, it returns their features.

    Attributes:
        W: (784, K) directions.
        b: (K,) minus the value of x . w from which on a feature is not 0.
    """

    W: NDArray[np.float32]
    b: NDArray[np.float32]

    def __call__(self, X: ArrayLike) -> NDArray[np.float32]:
        """The features (m, K) of pictures X (m, 784); a ValueError as from `deskew`."""
        X = check_pictures(X)
        features = np.empty((len(X), len(self.b)), np.float32)

        def of_block(rows: slice) -> None:
            Z = np.matmul(X[rows], self.W, out=features[rows])
            Z += self.b
            np.maximum(Z, 0, out=Z)

        in_threads(of_block, list(row_blocks(len(X))))
        return features


def random_relu(X: ArrayLike, count: int = 3000, seed: int = 0) -> Relu:
    """Draw random ReLU features: max(0, (x - mean) R + c), with R ~ N(0, 0.1^2), c ~ N(0, 0.3^2).

    ReLU, the rectified linear unit max(0, z), is the most usual activation function of a hidden
    layer. Here nothing in that layer is learned.

    Args:
        X: (m, 784) pictures, ink 0 to 1, of which only the mean is used. Test digits must not be
            among them.
        count: K, how many; 1 or more.
        seed: the same seed gives the same features.

    Returns:
        What computes the features of pictures.

    Raises:
        ValueError: X is not pictures, see `deskew`; or count or seed is not a whole number.

    References:
        A. Rahimi and B. Recht (2008), Weighted sums of random kitchen sinks: replacing minimization
        with randomization in learning, Advances in Neural Information Processing Systems 21.

    Examples:
        >>> X = np.random.default_rng(1).random((5, 784))
        >>> random_relu(X, count=3)(X).shape
        (5, 3)
    """
    X = check_pictures(X)
    check_count(count=count, seed=seed)
    if count == 0:
        raise ValueError("count: must be 1 or more")
    rng = np.random.default_rng(seed)
    mean = X.mean(axis=0, dtype=np.float64)
    R = rng.normal(0, 0.1, (len(mean), count))
    c = rng.normal(0, 0.3, count)
    return Relu(R.astype(np.float32), (c - mean @ R).astype(np.float32))


# Filters


class Filters(NamedTuple):
    """Small pictures, and how the windows of a picture respond: called, it returns the features.

    Attributes:
        W: (49, K) the filters, one per column: first the random ones, then the patches.
        b: (K,) added to the response to each.
        absolute: how many, from the first, are random: of their responses the absolute value
            counts, and of the others what is above 0.
    """

    W: NDArray[np.float32]
    b: NDArray[np.float32]
    absolute: int

    def __call__(self, X: ArrayLike) -> NDArray[np.float32]:
        """The features (m, 16 K) of pictures X (m, 784), the K of the first cell first.

            sqrt(pool(|window . w + b|))  or  sqrt(pool(max(0, window . w + b)))

        The window around each of the 784 pixels responds, with no ink beyond the border. Pooling is
        a weighted mean over the rows and one over the columns, with the weights of `pooling`. The
        square root lets a cell that holds a little of a stroke count almost like one that holds
        much.

        Raises:
            ValueError: X is not pictures, see `deskew`.
        """
        X = check_pictures(X)
        m, K, P, W1 = len(X), len(self.b), pooling(), np.vstack([self.W, self.b])
        features = np.empty((m, CELLS, CELLS, K), np.float32)

        def of_block(rows: slice) -> None:
            # A picture at a time: its responses, (784, K), fit into the cache of the processor.
            Z = np.empty((SIDE * SIDE, K), np.float32)
            signed, rectified = Z[:, : self.absolute], Z[:, self.absolute :]
            with_one = np.ones((SIDE, SIDE, WINDOW * WINDOW + 1), np.float32)  # 1 times b
            pixels = with_one[..., :-1].reshape(SIDE, SIDE, WINDOW, WINDOW)
            for picture, feature in zip(windows(X[rows]), features[rows], strict=True):
                pixels[...] = picture
                np.dot(with_one.reshape(SIDE * SIDE, -1), W1, out=Z)
                np.abs(signed, out=signed)
                np.maximum(rectified, 0, out=rectified)
                of_rows = (P @ Z.reshape(SIDE, -1)).reshape(CELLS, SIDE, K)
                np.matmul(P, of_rows, out=feature)
            np.sqrt(features[rows], out=features[rows])

        in_threads(of_block, list(row_blocks(m, AT_ONCE)))
        return features.reshape(m, -1)


def windows(X: NDArray[np.float32]) -> NDArray[np.float32]:
    """The 7 x 7 window around each pixel, 0 beyond the border: a view (m, 28, 28, 7, 7)."""
    half = WINDOW // 2
    padded = np.pad(X.reshape(len(X), SIDE, SIDE), ((0, 0), (half, half), (half, half)))
    return np.lib.stride_tricks.sliding_window_view(padded, (WINDOW, WINDOW), axis=(1, 2))


def pooling() -> NDArray[np.float32]:
    """How much each pixel of a row counts in each of 4 cells: (4, 28), each row sums to 1.

    Pooling is soft: a cell counts the pixels at its centre most, and the farther ones less, down to
    0 at the centres of its neighbours. So a stroke that moves by one pixel changes the features
    little.

    Examples:
        >>> (pooling()[1] > 0).nonzero()[0]
        array([ 4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16])
    """
    width = SIDE / CELLS
    centres = (np.arange(CELLS) + 0.5) * width
    distance = np.abs(np.arange(SIDE) + 0.5 - centres[:, np.newaxis])
    weight = np.maximum(0, 1 - distance / width)
    return (weight / weight.sum(axis=1, keepdims=True)).astype(np.float32)


def draw_filters(X: ArrayLike, count: int = 100, seed: int = 0) -> Filters:
    """Draw filters: half of them at random, half of them patches of the pictures, whitened.

    With the mean mu and the covariance matrix C of the windows, and E a little of the identity,
    the filter of a patch p, and what is added to the response of each window x, are

        w = S S (p - mu) / ||S (p - mu)||,    b = -mu . w,    S = (C + E)^(-1/2),

    so that window . w + b = S (x - mu) . S (p - mu) / ||S (p - mu)||. S whitens: the coordinates of
    S (x - mu) are uncorrelated and, but for E, of variance 1. Neighbouring pixels are alike; after
    whitening, a patch is told from others by its edges, not by how dark it is. Of a random filter,
    w ~ N(0, 1) and b = 0. In the end each w and b is divided by the standard deviation of the
    responses, and from the b of a patch the threshold 0.25 is subtracted.

    Args:
        X: (m, 784) pictures, ink 0 to 1, to take windows from. Their labels are not needed, and
            test digits must not be among them.
        count: K, how many; even, 2 or more.
        seed: the same seed gives the same filters.

    Returns:
        What computes the features of pictures.

    Raises:
        ValueError: X is not pictures, see `deskew`, or has too little ink; count is not even; or
            seed is not a whole number.

    References:
        A. Coates, H. Lee and A. Y. Ng (2011), An analysis of single-layer networks in unsupervised
        feature learning, Proceedings of the 14th International Conference on Artificial
        Intelligence and Statistics, 215-223: whitened patches, and pooling.
        A. Coates and A. Y. Ng (2011), The importance of encoding versus training with sparse coding
        and vector quantization, Proceedings of the 28th International Conference on Machine
        Learning, 921-928: patches drawn at random do as filters; the threshold.

    Examples:
        >>> X = np.random.default_rng(1).random((5, 784))
        >>> draw_filters(X, count=6)(X).shape
        (5, 96)
    """
    X = check_pictures(X)
    check_count(count=count, seed=seed)
    if count == 0 or count % 2:
        raise ValueError(f"count: must be even, 2 or more, not {count}")
    half = count // 2
    rng = np.random.default_rng(seed)
    drawn = draw_windows(X, rng)
    if len(drawn) < max(half, 2):
        raise ValueError("X: has too little ink to learn filters from")
    mu = drawn.mean(axis=0)
    variances, directions = np.linalg.eigh(np.cov(drawn, rowvar=False))
    S = (directions / np.sqrt(variances + WHITENING)) @ directions.T
    patches = S @ (drawn[:half] - mu).T  # (49, K/2); the first are as random as any
    learned = S @ (patches / np.linalg.norm(patches, axis=0))
    W = np.hstack([rng.standard_normal((WINDOW * WINDOW, half)), learned])
    b = np.append(np.zeros(half), -mu @ learned)
    spread = (drawn @ W).std(axis=0)
    W, b = W / spread, b / spread
    b[half:] -= THRESHOLD
    return Filters(W.astype(np.float32), b.astype(np.float32), half)


def draw_windows(X: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float64]:
    """Windows at random places of random pictures, without the flat ones: (50,000 at most, 49)."""
    some = X[rng.choice(len(X), min(len(X), PICTURES), replace=False)]
    pictures = rng.integers(0, len(some), 2 * WINDOWS)
    rows, columns = rng.integers(0, SIDE, (2, 2 * WINDOWS))
    drawn = windows(some)[pictures, rows, columns].reshape(len(pictures), -1).astype(np.float64)
    return drawn[drawn.std(axis=1) > FLAT][:WINDOWS]


# Standardised


class Scaling(NamedTuple):
    """How features were standardised, so that others can be treated in the same way.

    Attributes:
        mean: (n,) of each feature.
        scale: (n,) by which it is multiplied.
    """

    mean: NDArray[np.floating]
    scale: NDArray[np.floating]

    def apply(self, features: NDArray[np.floating]) -> None:
        """Standardise other features (m, n) in place, such as those of the test digits."""

        def of_block(rows: slice) -> None:
            features[rows] -= self.mean
            features[rows] *= self.scale

        in_threads(of_block, list(row_blocks(len(features))))


def standardise(features: NDArray[np.floating]) -> Scaling:
    """Standardise training features in place: (x - mean) / (spread + 0.001 median spread).

    The spread is the standard deviation over the examples. In place, since a copy of 60,000 times
    3,200 numbers may not fit into memory. The features of test digits are standardised by what is
    returned, not by their own mean and spread.

    Args:
        features: (m, n) float32 or float64; they are changed.

    Returns:
        What standardises the features of other examples. A feature that is the same in all examples
        becomes 0, and its scale is 1.

    Raises:
        ValueError: the features are not floating-point numbers in rows, or not finite.

    Examples:
        >>> features = np.array([[1.0, 5.0], [3.0, 5.0]])
        >>> standardise(features).mean
        array([2., 5.])
        >>> features.round(2)
        array([[-1.,  0.],
               [ 1.,  0.]])
    """
    floats = isinstance(features, np.ndarray) and features.dtype in (np.float32, np.float64)
    if not floats or features.ndim != 2 or features.size == 0:
        raise ValueError("features: must be an array of float32 or float64 in rows, (m, n)")
    if not np.isfinite([features.min(), features.max()]).all():
        raise ValueError("features: has a value that is NaN or infinite")
    m = len(features)
    (total,) = sum_over_rows(lambda rows: [features[rows].sum(axis=0, dtype=np.float64)], m)
    mean = total / m
    (squares,) = sum_over_rows(lambda rows: [np.square(features[rows] - mean).sum(axis=0)], m)
    spread = np.sqrt(squares / m)
    constant = features.max(axis=0) == features.min(axis=0)
    mean[constant] = features[0, constant]  # exactly, so that 0 is left
    divisor = spread + FAINT * np.median(spread[~constant]) if not constant.all() else spread
    scaling = Scaling(
        mean.astype(features.dtype), (1 / np.where(constant, 1, divisor)).astype(features.dtype)
    )
    scaling.apply(features)
    return scaling

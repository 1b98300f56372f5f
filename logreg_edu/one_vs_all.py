"""Chapter 7. One digit, then ten: of ten yes/no models, the surest names the digit.

    model k answers "is it a k?" with y_hat_k = sigmoid(x . w_k + b_k)
    predicted label = argmax_k y_hat_k = argmax_k z_k

The ten models share X. With their weights side by side as the columns of W (n, K), one matrix
product computes all scores, and X^T (Y_hat - Y) / m has the ten gradients as its columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.descent import gradient_descent
from logreg_edu.digits import one_hot
from logreg_edu.hypothesis import score, sigmoid
from logreg_edu.iteration import Descent


class Models(NamedTuple):
    """K yes/no models side by side.

    Attributes:
        W: (n, K) weights, model k in column k.
        b: (K,) biases.
    """

    W: NDArray[np.floating]
    b: NDArray[np.floating]


def train_one_vs_all(
    X: ArrayLike,
    labels: ArrayLike,
    solver: Callable[..., Descent] = gradient_descent,
    K: int = 10,
    **settings: object,
) -> Descent:
    """Train the K models at once, as the columns of one matrix.

    Args:
        X: (m, n) examples.
        labels: (m,) whole numbers 0 to K - 1.
        solver: what minimises the K costs, `gradient_descent` or a faster one.
        K: number of classes.
        **settings: passed on to the solver: ``l2``, ``iterations``, ...

    Returns:
        The descent of all K: w (n, K), b (K,), histories with one column per model.

    Raises:
        ValueError: a label is out of range, a class has no example, or the solver refuses.
    """
    return solver(X, _questions(labels, K), **settings)


def train_one_by_one(
    X: ArrayLike,
    labels: ArrayLike,
    solver: Callable[..., Descent] = gradient_descent,
    K: int = 10,
    **settings: object,
) -> Iterator[Descent]:
    """Train the K models one after another, as the student notebook does.

    X is then read K times as often as by `train_one_vs_all`.

    Args:
        X: (m, n) examples.
        labels: (m,) whole numbers 0 to K - 1.
        solver: what minimises each cost.
        K: number of classes.
        **settings: passed on to the solver.

    Yields:
        The descent of model 0, then of model 1, ...: w (n,), b scalar.

    Raises:
        ValueError: a label is out of range, a class has no example, or the solver refuses.
    """
    Y = _questions(labels, K)
    for k in range(K):
        yield solver(X, Y[:, k], **settings)


def _questions(labels: ArrayLike, K: int) -> NDArray[np.float32]:
    """The answers to the K yes/no questions, Y (m, K); each needs an example with a "yes"."""
    Y = one_hot(labels, K)
    absent = np.flatnonzero(~Y.any(axis=0))
    if len(absent):
        raise ValueError(f"labels: no example to train on of {', '.join(map(str, absent))}")
    return Y


def stack_models(descents: list[Descent]) -> Models:
    """Put models side by side that were trained one after another.

    Args:
        descents: K of them, each with w (n,) and a scalar b.

    Returns:
        W (n, K) and b (K,).
    """
    return Models(
        W=np.stack([descent.w for descent in descents], axis=1),
        b=np.array([descent.b for descent in descents]),
    )


def one_vs_all_score(example: ArrayLike, models: Models) -> tuple[NDArray, NDArray]:
    """Ask all models, and let the surest name the digit.

    Args:
        example: (m, n) examples, or (n,) for a single one.
        models: the K models.

    Returns:
        (labels, scores): the predicted labels (m,) and the probabilities Y_hat (m, K), which need
        not add up to 1; without the leading m for a single example. The label is that of the
        highest score z, since two probabilities may both have rounded to 1.

    Raises:
        ValueError: an example has another number of pixels than the models, or a score is NaN.

    Examples:
        >>> models = Models(W=np.array([[9.0, 0.0], [0.0, 90.0]]), b=np.array([0.0, 0.0]))
        >>> labels, scores = one_vs_all_score([5.0, 1.0], models)     # z = (45, 90)
        >>> labels, scores
        (np.int64(1), array([1., 1.]))
    """
    example, (W, b) = np.asarray(example), models
    if example.shape[-1:] != W.shape[:1]:
        pixels = example.shape[-1] if example.ndim else 0
        wanted = f"the models were trained on {len(W)}"
        raise ValueError(f"example: has {pixels} pixels; {wanted}")
    with np.errstate(invalid="ignore"):
        Z = score(example, W, b)
    if np.isnan(Z).any():
        bad = "a value that is NaN or infinite"
        raise ValueError(f"example: has {bad}, so that no model is surest")
    return Z.argmax(axis=-1), sigmoid(Z)

"""How far ten logistic regressions get: the same models, cost and solver, on better features."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logreg_edu.acceleration import accelerated_descent
from logreg_edu.app.datasets import digest
from logreg_edu.app.held_out import try_models
from logreg_edu.app.model_file import ModelFile, examples, fingerprints
from logreg_edu.digits import Digits, official_split, pixels_to_examples
from logreg_edu.evaluate import accuracy
from logreg_edu.features import (
    Filters,
    Scaling,
    deskew,
    draw_filters,
    random_relu,
    standardise,
)
from logreg_edu.iteration import Descent
from logreg_edu.one_vs_all import Models, one_vs_all_score, train_one_vs_all

Features = Callable[[NDArray[np.uint8]], NDArray[np.float32]]

READ_AT_ONCE = 2048  # test digits: their features take a fraction of the memory of X
# Error rates on the test digits of MNIST, from Y. LeCun, L. Bottou, Y. Bengio and P. Haffner,
# Gradient-based learning applied to document recognition, Proceedings of the IEEE 86 (1998).
LECUN_1998 = {
    "linear": 0.120,
    "deskewed, linear": 0.084,
    "pairwise linear": 0.076,
    "300 hidden units": 0.047,
    "deskewed, 300 hidden units": 0.016,
    "LeNet-5": 0.0095,
}


class Rung(NamedTuple):
    """A rung of the ladder.

    Attributes:
        make: (training images, seed) -> what makes X (m, n) of images, not yet standardised.
        standardised: whether X is standardised.
        l2: strength of the penalty; benchmarks/choose_ladder.py chose it, on a validation part of
            the training digits.
        iterations: at most how many steps. On pixels the models converge long before; on thousands
            of features they are stopped while their cost still falls.
    """

    make: Callable[[NDArray[np.uint8], int], Features]
    standardised: bool
    l2: float
    iterations: int


def upright(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Deskewed pixels (m, 784) of images (m, 784)."""
    return deskew(pixels_to_examples(images))


def relu_of(count: int) -> Callable[[NDArray[np.uint8], int], Features]:
    """Random ReLU features of deskewed pixels."""

    def make(images: NDArray[np.uint8], seed: int) -> Features:
        relu = random_relu(upright(images), count, seed)
        return lambda images: relu(upright(images))

    return make


@dataclass(frozen=True)
class UprightFilters:
    """Responses of filters to deskewed pixels, (m, 16 K)."""

    filters: Filters

    def __call__(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The features of images (m, 784)."""
        return examples(images, self.filters)


def filters_of(count: int) -> Callable[[NDArray[np.uint8], int], Features]:
    """Responses of filters to deskewed pixels."""
    return lambda images, seed: UprightFilters(draw_filters(upright(images), count, seed))


RUNGS = {
    "pixels": Rung(lambda images, seed: pixels_to_examples, False, 1e-4, 1000),
    "deskewed": Rung(lambda images, seed: upright, False, 3e-5, 1000),
    "relu": Rung(relu_of(3000), True, 3e-4, 40),
    "filters-100": Rung(filters_of(100), True, 1e-5, 40),
    "filters-200": Rung(filters_of(200), True, 3e-5, 40),
}


@dataclass(frozen=True)
class Standardised:
    """Features, standardised as those of the training images were."""

    features: Features
    scaling: Scaling

    def __call__(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The features of images (m, 784)."""
        X = self.features(images)
        self.scaling.apply(X)
        return X


def prepare(
    rung: Rung, images: NDArray[np.uint8], seed: int
) -> tuple[NDArray[np.float32], Features]:
    """X (m, n) of the training images, and what makes X of others in the same way."""
    features = rung.make(images, seed)
    X = features(images)
    if not rung.standardised:
        return X, features
    return X, Standardised(features, standardise(X))


def fit(rung: Rung, X: NDArray[np.float32], labels: NDArray[np.uint8]) -> Descent:
    """Train ten models, with the same solver on every rung."""
    return train_one_vs_all(X, labels, accelerated_descent, l2=rung.l2, iterations=rung.iterations)


def read(descent: Descent, features: Features, images: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Read images, (m,) labels: in blocks, so that their features need not fit into memory."""
    models = Models(descent.w.astype(np.float32), descent.b.astype(np.float32))
    starts = range(0, len(images), READ_AT_ONCE)
    blocks = (features(images[start : start + READ_AT_ONCE]) for start in starts)
    return np.concatenate([one_vs_all_score(X, models)[0] for X in blocks])


class Climb(NamedTuple):
    """What came of a rung.

    Attributes:
        record: what `logreg-edu ladder --json` prints of it.
        descent: the training of the ten models.
        features: what makes X of images, as it was made for the training.
        said: (m,) the labels that are read on the test digits.
    """

    record: dict[str, Any]
    descent: Descent
    features: Features
    said: NDArray[np.intp]


def climb(digits: Digits, name: str, seed: int = 0) -> Climb:
    """Train on the official training digits, with the features of one rung; read the test digits.

    Args:
        digits: data with an official split, of 28 x 28 pixels.
        name: a name in `RUNGS`.
        seed: the same seed draws the same features.

    Returns:
        The models and what they read. The record has the rung's name, the number of features, l2,
        the steps and whether J was proved to be near its minimum after them, the seconds that the
        features of the training digits took and the models, the bytes of X, and the accuracy on the
        test digits.

    Raises:
        ValueError: the digits have no official split, or no pictures of 28 x 28.
    """
    rung = RUNGS[name]
    train, test = official_split(digits)
    start = time.perf_counter()
    X, features = prepare(rung, digits.images[train], seed)
    made = time.perf_counter()
    descent = fit(rung, X, digits.labels[train])
    done = time.perf_counter()
    said = read(descent, features, digits.images[test])
    record = {
        "rung": name,
        "features": X.shape[1],
        "l2": rung.l2,
        "iterations": descent.iterations,
        "converged": descent.converged,
        "seconds_features": round(made - start, 3),
        "seconds_fit": round(done - made, 3),
        "X_bytes": X.nbytes,
        "test_accuracy": accuracy(said, digits.labels[test]),
    }
    return Climb(record, descent, features, said)


def model_file(digits: Digits, climbed: Climb, seed: int) -> ModelFile:
    """The models of a rung of filters, as a file has them: of features that are not standardised.

    With x' = (x - mean) scale the score is x' . w + b = x . (scale w) + (b - mean . (scale w)).
    """
    train, test = official_split(digits)
    record, descent, features, _ = climbed
    assert isinstance(features, Standardised) and isinstance(features.features, UprightFilters)
    mean, scale = (part.astype(np.float64)[:, np.newaxis] for part in features.scaling)
    W = scale * descent.w
    model = ModelFile(
        models=Models(
            W.astype(np.float32), (descent.b - (mean * W).sum(axis=0)).astype(np.float32)
        ),
        classes=np.arange(W.shape[1], dtype=np.uint8),
        image_shape=digits.image_shape,
        fingerprints=fingerprints(digits.images[train]),
        report={
            "data": digits.name,
            "data_digest": digest(digits),
            "m_train": len(train),
            "pixel_max": digits.pixel_max,
            "split": "official",
            "seed": seed,
            "solver": "accelerated",
            "cost": descent.cost_history[-1].tolist(),
            **{key: value for key, value in record.items() if "seconds" not in key},
        },
        filters=features.features.filters,
    )
    outcome = try_models(
        model.models,
        model.classes,
        examples(digits.images[test], model.filters),
        digits.labels[test],
    )
    model.report.update(outcome.record)
    return model

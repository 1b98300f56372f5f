"""Which digits a model is tested on, how well it does, and whether it has seen them before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.datasets import digest
from logreg_edu.app.errors import DataError
from logreg_edu.app.model_file import ModelFile, examples, overlap
from logreg_edu.digits import Digits, official_split, stratified_split
from logreg_edu.evaluate import (
    accuracy,
    accuracy_interval,
    baseline_accuracy,
    confusion_matrix,
    precision_recall,
)
from logreg_edu.one_vs_all import Models, one_vs_all_score


@dataclass(frozen=True)
class Split:
    """Which rows are for training and which for testing.

    Attributes:
        train: row numbers to train on.
        test: row numbers to test on.
        how: how to make the split again: ``{"split": "random", "test_fraction": 0.2, "seed": 0}``.
    """

    train: NDArray[np.intp]
    test: NDArray[np.intp]
    how: dict[str, Any]


def split_digits(digits: Digits, test_fraction: float | None, seed: int) -> Split:
    """Set the test digits aside: a stratified fraction, or None for the official split."""
    if test_fraction is None:
        return Split(*official_split(digits), how={"split": "official", "seed": seed})
    rows = stratified_split(digits.labels, test_fraction, seed)
    return Split(*rows, how={"split": "random", "test_fraction": test_fraction, "seed": seed})


@dataclass(frozen=True)
class Outcome:
    """What the models say about the test digits.

    Attributes:
        predicted: (m,) labels; for a single model 1 for yes and 0 for no.
        scores: (m, K) the probabilities.
        record: the part of a report that is about testing.
    """

    predicted: NDArray[np.integer]
    scores: NDArray[np.floating]
    record: dict[str, Any]


def try_models(
    models: Models, classes: NDArray[np.integer], X: NDArray[np.floating], labels: NDArray
) -> Outcome:
    """Test all models together and each alone, or a single model.

    Args:
        models: W (n, K), b (K,).
        classes: (K,) the digit that each model is for, in increasing order.
        X: (m, n) examples to test on.
        labels: (m,) the digits that they show; with several models, only digits that have one.

    Returns:
        Predictions, probabilities, and the measured accuracies.

    Raises:
        ValueError: there are several models, but none for one of the digits.
    """
    if len(classes) > 1 and not np.isin(labels, classes).all():
        raise ValueError("labels: there is a digit without a model; leave out its examples")
    best, scores = one_vs_all_score(X, models)
    Y = labels[:, np.newaxis] == classes
    yes = scores > 0.5
    if len(classes) > 1:
        predicted, true = best, np.searchsorted(classes, labels)
    else:
        predicted, true = yes[:, 0] * 1, Y[:, 0] * 1
    right = accuracy(predicted, true)
    confusion = confusion_matrix(true, predicted, K=max(2, len(classes)))
    precision, recall = precision_recall(confusion)
    record = {
        "m_test": len(X),
        "classes": classes.tolist(),
        "accuracy": right,
        "accuracy_interval": list(accuracy_interval(right, len(X))),
        "per_digit_accuracy": (yes == Y).mean(axis=0).tolist(),
        "per_digit_base_rate": baseline_accuracy(Y).tolist(),  # named as in 0.1: it is in files
        "confusion": confusion.tolist(),
        "precision": [None if np.isnan(p) else float(p) for p in precision],
        "recall": [None if np.isnan(r) else float(r) for r in recall],
    }
    return Outcome(classes[predicted] if len(classes) > 1 else predicted, scores, record)


def choose_rows(
    model: ModelFile, digits: Digits, part: str = "test"
) -> tuple[NDArray[np.intp], str]:
    """Find the digits of a part of the data for which there are models.

    Args:
        model: the model.
        digits: all digits.
        part: "test", "train" or "all". The parts are those of the model's own training if it was
            trained on the same data, else the official ones; without either, all of the data.

    Returns:
        Row numbers, and the part that they are. With several models, digits that have none are
        left out.

    Raises:
        DataError: the pictures have another size than the model's, or show none of its digits.
    """
    if digits.image_shape != model.image_shape:
        raise DataError(
            f"{digits.name}: has pictures of {digits.image_shape[0]} x {digits.image_shape[1]};"
            f" the model was trained on {model.image_shape[0]} x {model.image_shape[1]}"
        )
    how = model.report
    if how["data_digest"] == digest(digits):
        split = split_digits(digits, how.get("test_fraction"), how["seed"])
    elif digits.official_train is not None:
        split = split_digits(digits, None, seed=0)
    else:
        split, part = None, "all"
    if split is None or part == "all":
        rows = np.arange(len(digits.labels))
    else:
        rows = split.train if part == "train" else split.test
    if len(model.classes) > 1:
        rows = rows[np.isin(digits.labels[rows], model.classes)]
    if not len(rows):
        raise DataError(f"{digits.name}: shows none of the digits that the model was trained on")
    return rows, part


def seen_before(model: ModelFile, images: NDArray[np.uint8]) -> tuple[float, str | None]:
    """Estimate which share of the digits the model was trained on; and a warning, if any."""
    share = overlap(images, model.fingerprints)
    warning = (
        f"TRAINING ACCURACY: about {share:.0%} of these {len(images):,} digits were used to train"
        " this model, so the figures say little about digits that it has never seen"
    )
    return share, warning if share else None


def evaluate(model: ModelFile, digits: Digits, part: str = "test") -> dict[str, Any]:
    """Test a model that was read from a file.

    Args:
        model: the model.
        digits: what to test it on.
        part: which part of them, see `choose_rows`.

    Returns:
        What `logreg-edu evaluate --json` prints: `data`, `part`, `left_out` (the digits in the
        data that have no model), the estimated `overlap` with the training digits, a `warning`
        (None if there is no overlap), and the record of the test.

    Raises:
        DataError: the pictures have another size than the model's, or show none of its digits.
    """
    rows, part = choose_rows(model, digits, part)
    images, labels = digits.images[rows], digits.labels[rows]
    share, warning = seen_before(model, images)
    left_out = np.setdiff1d(digits.labels, model.classes)
    record = try_models(model.models, model.classes, examples(images, model.filters), labels).record
    return {
        "data": digits.name,
        "part": part,
        "left_out": left_out.tolist() if len(model.classes) > 1 else [],
        "overlap": share,
        "warning": warning,
        **record,
    }

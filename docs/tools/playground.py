"""What the playground takes from Python: written into its pages when the site is built."""

from __future__ import annotations

import base64
import json
from functools import cache

import numpy as np
from numpy.typing import NDArray

from docs.figures.ten_models import trained
from docs.tools.parts import part
from logreg_edu import (
    accelerated_descent,
    accuracy,
    cost,
    cost_and_gradient,
    deskew,
    draw_filters,
    one_hot,
    one_vs_all_score,
    pixels_to_examples,
    pretrained,
    pretrained_filters,
    score,
    stratified_split,
    train_one_vs_all,
)
from logreg_edu.app.datasets import load
from logreg_edu.app.prediction import OF_FILTERS, OF_PIXELS, RejectOption
from logreg_edu.digits import Digits
from logreg_edu.features import Filters

RIGHT_EACH = 9  # per class: digits that the shipped models get right
WRONG_EACH = 1  # and digits that they get wrong
BOWL_EACH = 50  # zeros, and as many ones
STRENGTHS = (0.1, 0.3, 1, 2, 3, 5, 10, 30, 100, 300, 1000, 3000)  # l2 times m
# One number x per example, the score is w x: the mean squared error has two valleys.
FOUR_X, FOUR_Y = np.array([10.0, 1.0, 1.0, 0.1]), np.array([1, 0, 0, 1])


def models() -> str:
    """The shipped models of pixels, as `pixels` has them.

    As attributes, below which confidence an answer is rejected and how often that happens.
    """
    return _hidden("playground-models", _text(pixels()), _attributes(OF_PIXELS))


def pixels() -> bytes:
    """The shipped models of pixels: float32, little-endian, W one model after the other, then b."""
    W, b = pretrained()
    return np.concatenate([W.T.ravel(), b]).astype("<f4").tobytes()


def pad(models: str, label: str, still: str = "", **state: object) -> str:
    """The live part to draw on, with the models of "pixels" or of "filters"."""
    option = {"pixels": OF_PIXELS, "filters": OF_FILTERS}[models]
    return part("pad", label, still, models=models, least=option.least_confidence, **state)


def digit_for_the_pad(row: int) -> str:
    """A digit of the sample, with which the pad of a page begins."""
    return _hidden("playground-pad", _text(load("sample").images[row].tobytes()))


def reject_of_filters() -> str:
    """The same attributes of the shipped models of filters. Their numbers are in a file."""
    return _hidden("playground-filters", "", _attributes(OF_FILTERS))


def filters() -> bytes:
    """The shipped models of filters, and the filters: float32, little-endian.

    How many filters there are, and of how many the absolute value counts; the filters' 49 times F
    weights, those of a pixel together, and their F biases; then the models, as in `models`.
    """
    (filters_W, filters_b, absolute), (W, b) = pretrained_filters()
    parts = [[len(filters_b), absolute], filters_W.ravel(), filters_b, W.T.ravel(), b]
    return np.concatenate(parts).astype("<f4").tobytes()


def digits() -> str:
    """A hundred digits of the sample: labels as an attribute, pixels one after the other."""
    chosen = choose_digits()
    labels = "".join(map(str, chosen.labels))
    return _hidden("playground-digits", _text(chosen.images.tobytes()), f' data-labels="{labels}"')


def choose_digits() -> Digits:
    """Ten of each digit, drawn at random: the shipped models get nine right and one wrong."""
    sample = load("sample")
    read = one_vs_all_score(pixels_to_examples(sample.images), pretrained())[0]
    rng = np.random.default_rng(0)
    rows: list[int] = []
    for k in range(10):
        ours = sample.labels == k
        right = rng.choice(np.flatnonzero(ours & (read == k)), RIGHT_EACH, replace=False)
        wrong = rng.choice(np.flatnonzero(ours & (read != k)), WRONG_EACH, replace=False)
        rows += [*sorted(right.tolist()), *wrong.tolist()]
    return Digits(sample.images[rows], sample.labels[rows], "sample", sample.image_shape)


def bowl() -> str:
    """Zeros and ones of the sample, each with its ink, for two parameters: w and b."""
    ink, is_zero = zeros_and_ones()
    content = json.dumps({"ink": ink.tolist(), "is_zero": is_zero.tolist()}, separators=(",", ":"))
    return _hidden("playground-bowl", content)


def scores_of_fives() -> str:
    """What the model for 5 says to the sample's test digits: float32 scores, of the fives first."""
    sample, test, models = trained()
    z = score(pixels_to_examples(sample.images[test]), models.W[:, 5], models.b[5])
    is_5 = sample.labels[test] == 5
    numbers = np.concatenate([z[is_5], z[~is_5]]).astype("<f4")
    fives = f' data-fives="{is_5.sum()}"'
    return _hidden("playground-threshold-data", _text(numbers.tobytes()), fives)


@cache
def by_strength() -> tuple[dict[str, list], bytes]:
    """Ten models of 3,200 digits of the sample for each strength of the penalty.

    Returns:
        (numbers, weights): for each strength the mean loss on both sides, the accuracy on the
        validation digits, and of each model the largest weight, in absolute value; and the weights,
        signed bytes, as parts of 127 of the largest.
    """
    sample = load("sample")
    rows, _ = stratified_split(sample.labels, 0.2, seed=0)  # no test digit is used
    split = stratified_split(sample.labels[rows], 0.2, seed=1000)
    X, X_held = (pixels_to_examples(sample.images[rows[part]]) for part in split)
    labels, labels_held = (sample.labels[rows[part]] for part in split)
    names = ("training", "validation", "accuracy", "largest")
    numbers: dict[str, list] = {"strengths": list(STRENGTHS)} | {name: [] for name in names}
    weights = []
    for strength in STRENGTHS:
        found = train_one_vs_all(X, labels, accelerated_descent, l2=strength / len(X))
        w, b = found.w, found.b
        largest = np.abs(w).max(axis=0)
        weights.append(np.rint(127 * w.T / largest[:, np.newaxis]).astype(np.int8))
        measured = (
            cost(X, one_hot(labels), w, b).mean(),
            cost(X_held, one_hot(labels_held), w, b).mean(),
            accuracy(score(X_held, w, b).argmax(axis=1), labels_held),
            largest,
        )
        for name, value in zip(names, measured, strict=True):
            numbers[name].append(np.round(value, 5).tolist())
    return numbers, np.array(weights).tobytes()


def penalties() -> str:
    """The numbers of `by_strength`; its weights are in a file."""
    content = json.dumps(by_strength()[0], separators=(",", ":"))
    return _hidden("playground-penalty-data", content)


@cache
def digits_and_filters() -> tuple[NDArray[np.uint8], Filters]:
    """An upright digit of each class, in bytes, and a few filters: four random, four patches.

    Among them are the 7 and the filter of the figure of chapter 14.
    """
    sample = load("sample")
    upright = deskew(pixels_to_examples(sample.images))
    rows = [int(np.flatnonzero(sample.labels == k)[0]) for k in range(10)]
    rows[7] = 3577
    filters = draw_filters(upright, 20)
    shown = [0, 1, 2, 3, 10, 11, 12, 13]
    few = Filters(filters.W[:, shown], filters.b[shown], 4)
    return np.rint(255 * upright[rows]).astype(np.uint8), few


def one_filter() -> str:
    """The digits and filters of chapter 14: bytes, and float32 as in `filters`."""
    images, (W, b, absolute) = digits_and_filters()
    numbers = np.concatenate([[len(b), absolute], W.ravel(), b]).astype("<f4")
    return _hidden("playground-filter-digits", _text(images.tobytes())) + _hidden(
        "playground-filter-weights", _text(numbers.tobytes())
    )


def change_by_moving(digit: int, filter: int, columns: int) -> tuple[float, float]:
    """How much a move to the right changes a digit of chapter 14, in parts of its length.

    Returns:
        (its pixels, its 16 features of one filter).
    """
    x, moved = _moved(digit, columns)
    _, (W, b, absolute) = digits_and_filters()
    one = Filters(W[:, [filter]], b[[filter]], int(filter < absolute))

    def change(before: NDArray, after: NDArray) -> float:
        return float(np.linalg.norm(after - before) / np.linalg.norm(before))

    return change(x, moved), change(one(x), one(moved))


def ink_on_paper(digit: int, columns: int) -> float:
    """How much of the ink of a digit of chapter 14 lies on its paper after a move to the right."""
    x, moved = _moved(digit, columns)
    return float(moved[x <= 0.5].sum() / moved.sum())


def _moved(digit: int, columns: int) -> tuple[NDArray, NDArray]:
    images, _ = digits_and_filters()
    x = pixels_to_examples(images[digit : digit + 1])
    kept = np.pad(x.reshape(28, 28), ((0, 0), (columns, 0)))[:, :28]  # what leaves it is lost
    return x, kept.reshape(1, 784)


def zeros_and_ones() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ink of some zeros and ones, and which of them are zeros.

    Returns:
        (ink, is_zero): (m,) sums of the pixels 0-255, and (m,) labels 0 or 1.
    """
    sample = load("sample")
    rows = [row for k in (0, 1) for row in np.flatnonzero(sample.labels == k)[:BOWL_EACH]]
    return sample.images[rows].sum(axis=1, dtype=np.int64), (sample.labels[rows] == 0).astype(int)


def a_dozen() -> str:
    """Six zeros and six ones of the sample, each with its ink, in the order of `zeros_and_ones`."""
    ink, is_zero = zeros_and_ones()
    # No two have nearly the same ink, and one of the zeros has less than many a one.
    rows = [*np.flatnonzero(is_zero == 1)[1::5][:6], *np.flatnonzero(is_zero == 0)[2::7][:6]]
    return _numbers("likelihood", ink=ink[rows].tolist(), is_zero=is_zero[rows].tolist())


def along_lines() -> str:
    """Examples whose score at t is t times a number x: four, and a hundred digits."""
    x, y = line_of_digits()
    four = {"x": FOUR_X.tolist(), "y": FOUR_Y.tolist()}
    return _numbers("chord", four=four, digits={"x": x.round(4).tolist(), "y": y.tolist()})


def line_of_digits() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """A hundred digits along the first step of a descent for the digit 0, and beyond.

    Returns:
        (x, y): (m,) by how much each score changes per unit of the line; they start at 0; and
        (m,) labels 0 or 1.
    """
    sample = load("sample")
    X, y = pixels_to_examples(sample.images)[::50].astype(np.float64), sample.labels[::50] == 0
    _, dJ_dw, dJ_db = cost_and_gradient(X, y, np.zeros(X.shape[1]), 0.0)
    return -score(X, dJ_dw, dJ_db), y.astype(int)


def four_digits() -> str:
    """The digits of `ten_steps`: pixels one after the other; scores and labels as an attribute."""
    images, z, y = ten_steps()
    answers = json.dumps({"z": z.tolist(), "y": y.tolist()}, separators=(",", ":"))
    attributes = f" data-answers='{answers}'"
    return _hidden("playground-nudge-data", _text(images.tobytes()), attributes)


def ten_steps() -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.int64]]:
    """Four digits, and what a model for the digit 0 says of them after ten steps of descent.

    Returns:
        (images, z, y): (4, 784) pixels 0-255, (4,) scores, and (4,) labels 0 or 1.
    """
    sample = load("sample")
    X = pixels_to_examples(sample.images)[::5].astype(float)
    y = sample.labels[::5] == 0
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(10):
        _, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b)
        w, b = w - 0.1 * dJ_dw, b - 0.1 * dJ_db
    shown = [0, 2, 301, 600]  # two zeros, a 3 and a 6
    return sample.images[::5][shown], X[shown] @ w + b, y[shown].astype(int)


def _numbers(name: str, **numbers: object) -> str:
    return _hidden(f"playground-{name}-data", json.dumps(numbers, separators=(",", ":")))


def _attributes(option: RejectOption) -> str:
    return (
        f' data-least-confidence="{option.least_confidence}" data-rejected="{option.rejected:.1%}"'
        f' data-right-of-rejected="{option.right_of_rejected:.0%}"'
    )


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _hidden(name: str, content: str, attributes: str = "") -> str:
    return f'<div id="{name}" hidden data-search-exclude=""{attributes}>{content}</div>'

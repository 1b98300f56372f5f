"""When do the ten models give no clear answer? A threshold, chosen on validation digits.

Ten models answer ten questions, so all of them may say no, or two say yes. Below a threshold of a
confidence the answer is rejected. Several confidences are compared, each with the threshold that
one in ten validation digits does not reach; one in twenty, with the better models that read
filters. The one that then rejects most of the pictures that show no digit is chosen, with the
models that read pixels. The digits on which a threshold is chosen are a part of the training
digits, and the models that are asked about them have not seen them. Then the shipped models are
asked about the test digits, once: what does it cost?

    python -m benchmarks.reject         # needs MNIST; writes docs/results/reject.json
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from logreg_edu import (
    Digits,
    newton_descent,
    official_split,
    pixels_to_examples,
    pretrained,
    pretrained_filters,
    score,
    sigmoid,
    stratified_split,
    train_one_vs_all,
)
from logreg_edu.app import ladder
from logreg_edu.app.errors import ImageError
from logreg_edu.app.prediction import confidence
from logreg_edu.app.preparation import Preparation, prepare, prepare_ink
from logreg_edu.app.readers import read_digits
from logreg_edu.app.training import L2_TIMES_M

RESULT = Path(__file__).resolve().parents[1] / "docs/results/reject.json"
Part = tuple[NDArray[np.uint8], NDArray[np.uint8]]  # images and labels
Others = dict[str, tuple[list[Preparation], int]]  # pictures, and how many were refused


def largest(Z: NDArray) -> NDArray:
    """The largest probability."""
    return sigmoid(np.max(Z, axis=1))


def lead(Z: NDArray) -> NDArray:
    """By how much the largest score exceeds the second."""
    second, first = np.sort(Z, axis=1)[:, -2:].T
    return first - second


def share(Z: NDArray) -> NDArray:
    """The largest probability, divided by the sum of all."""
    return sigmoid(Z).max(axis=1) / sigmoid(Z).sum(axis=1)


MEASURES: dict[str, Callable[[NDArray], NDArray]] = {
    "largest probability": largest,
    "lead of the largest score": lead,
    "largest probability over the sum": share,
    "largest probability times 1 - second largest": confidence,
}

# Pictures that show no digit

FONTS = ("DejaVuSans", "DejaVuSerif", "STIXGeneral", "cmr10", "cmss10", "cmtt10")
LETTERS = "ACDEFGHJKLMNPQRTUVWXYacdefhkmnprtuvwxy"  # without those that look like a digit
SIDE, MIDDLE, PEN = 300, 150, 20


def letters() -> Iterator[NDArray[np.float64]]:
    """Printed letters, ink 1 on paper 0."""
    folder = Path(matplotlib.get_data_path()) / "fonts/ttf"
    for name in FONTS:
        font = ImageFont.truetype(folder / f"{name}.ttf", 180)
        for letter in LETTERS:
            picture = Image.new("L", (SIDE, SIDE))
            pen = ImageDraw.Draw(picture)
            pen.text((MIDDLE, MIDDLE), letter, fill=255, font=font, anchor="mm")
            yield np.asarray(picture) / 255


def shapes() -> Iterator[NDArray[np.float64]]:
    """Filled shapes and signs, of two sizes."""
    for r in (60, 100):
        low, high = MIDDLE - r, MIDDLE + r
        star = [
            (MIDDLE + s * np.sin(i * np.pi / 5), MIDDLE - s * np.cos(i * np.pi / 5))
            for i, s in enumerate([r * 0.4, r] * 5)
        ]
        turns = np.linspace(0, 6 * np.pi, 200)
        spiral = [
            (MIDDLE + r * t / turns[-1] * np.cos(t), MIDDLE + r * t / turns[-1] * np.sin(t))
            for t in turns
        ]
        triangle = [(MIDDLE, low), (low, high), (high, high)]
        square = (low, low, high, high)
        drawings: list[Callable[[ImageDraw.ImageDraw], object]] = [
            lambda pen, box=square: pen.ellipse(box, fill=255),
            lambda pen, box=square: pen.rectangle(box, fill=255),
            lambda pen, box=square: pen.rectangle(box, outline=255, width=PEN),
            lambda pen, points=triangle: pen.polygon(points, fill=255),
            lambda pen, points=triangle: pen.line([*points, points[0]], 255, PEN, "curve"),
            lambda pen, points=star: pen.polygon(points, fill=255),
            lambda pen, points=star: pen.line([*points, points[0]], 255, PEN, "curve"),
            lambda pen, points=spiral: pen.line(points, 255, PEN // 2, "curve"),
            lambda pen, r=r: pen.regular_polygon((MIDDLE, MIDDLE, r), 5, fill=255),
            lambda pen, a=low, b=high: (
                pen.line([(MIDDLE, a), (MIDDLE, b)], 255, PEN),
                pen.line([(a, MIDDLE), (b, MIDDLE)], 255, PEN),
            ),
            lambda pen, a=low, b=high: (
                pen.line([(a, a), (b, b)], 255, PEN),
                pen.line([(a, b), (b, a)], 255, PEN),
            ),
            lambda pen, a=low, b=high: pen.line([(a, MIDDLE), (b, MIDDLE)], 255, PEN),
            lambda pen, a=low, b=high: (
                pen.line([(a, MIDDLE - 25), (b, MIDDLE - 25)], 255, PEN),
                pen.line([(a, MIDDLE + 25), (b, MIDDLE + 25)], 255, PEN),
            ),
            lambda pen, a=low, b=high: pen.line(
                [(a, MIDDLE), (MIDDLE - 30, b), (b, a)], 255, PEN, "curve"
            ),
        ]
        for draw in drawings:
            picture = Image.new("L", (SIDE, SIDE))
            draw(ImageDraw.Draw(picture))
            yield np.asarray(picture) / 255


def scribbles(seed: int = 0) -> Iterator[NDArray[np.float64]]:
    """Broken lines through random points."""
    rng = np.random.default_rng(seed)
    for _ in range(100):
        picture = Image.new("L", (SIDE, SIDE))
        points = rng.uniform(60, 240, (rng.integers(5, 14), 2))
        ImageDraw.Draw(picture).line([(x, y) for x, y in points], 255, PEN, "curve")
        yield np.asarray(picture) / 255


def noise(seed: int = 0) -> Iterator[NDArray[np.float64]]:
    """Fields of 28 x 28 random greys."""
    yield from np.random.default_rng(seed).random((100, 28, 28))


KINDS = {"letters": letters, "shapes": shapes, "scribbles": scribbles, "noise": noise}


def prepared(
    pictures: Iterator[NDArray[np.float64]], by: Callable
) -> tuple[list[Preparation], int]:
    """Prepare pictures: those that could be, and how many were refused."""
    accepted, refused = [], 0
    for ink in pictures:
        try:
            accepted.append(by(ink))
        except ImageError:
            refused += 1
    return accepted, refused


class Kind(NamedTuple):
    """A kind of models.

    Attributes:
        validated: scores Z of images by models that were trained on a part of the training digits.
        shipped: scores Z of images by the models that come with the package.
    """

    validated: Callable[[NDArray[np.uint8]], NDArray[np.float64]]
    shipped: Callable[[NDArray[np.uint8]], NDArray[np.float64]]


def of_pixels(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Kind:
    """Models that read pixels; the validated ones are trained on these images."""
    X = pixels_to_examples(images)
    descent = train_one_vs_all(X, labels, newton_descent, l2=L2_TIMES_M / len(X))

    def scores(images: NDArray[np.uint8], models) -> NDArray[np.float64]:
        return score(pixels_to_examples(images), *models).astype(np.float64)

    return Kind(lambda i: scores(i, (descent.w, descent.b)), lambda i: scores(i, pretrained()))


def of_filters(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Kind:
    """Models that read responses of filters, in the same way."""
    rung = ladder.RUNGS["filters-100"]
    X, features = ladder.prepare(rung, images, seed=0)
    descent = ladder.fit(rung, X, labels)
    filters, models = pretrained_filters()

    def in_blocks(images: NDArray[np.uint8], features, w, b) -> NDArray[np.float64]:
        starts = range(0, len(images), ladder.READ_AT_ONCE)
        blocks = [images[start : start + ladder.READ_AT_ONCE] for start in starts]
        return np.concatenate([score(features(block), w, b).astype(np.float64) for block in blocks])

    return Kind(
        lambda i: in_blocks(i, features, descent.w, descent.b),
        lambda i: in_blocks(i, ladder.UprightFilters(filters), *models),
    )


# What makes the models, and the share of the validation digits that a threshold may reject.
KINDS_OF_MODELS = {"pixels": (of_pixels, 0.1), "filters": (of_filters, 0.05)}


def part(digits: Digits, rows: NDArray[np.intp]) -> Part:
    """(images, labels) of some digits."""
    return digits.images[rows], digits.labels[rows]


def choose(models: Kind, cost: float, chosen_on: Part, test: Part, others: Others) -> dict:
    """Choose a measure and a threshold on validation digits; ask the shipped models once."""
    images, labels = chosen_on
    Z = models.validated(images)
    right = Z.argmax(axis=1) == labels
    of_others = {
        kind: models.validated(np.array([one.image for one in accepted]))
        for kind, (accepted, _) in others.items()
    }
    compared = {}
    for name, measure in MEASURES.items():
        least = np.quantile(measure(Z), cost)
        compared[name] = {
            "threshold": least,
            "right_digits_rejected": np.mean(measure(Z)[right] < least),
            "wrong_digits_rejected": np.mean(measure(Z)[~right] < least),
            **{kind: np.mean(measure(scores) < least) for kind, scores in of_others.items()},
        }
    least = np.floor(100 * np.quantile(confidence(Z), cost)) / 100

    # The shipped models, and digits that they have not seen.
    images, labels = test
    Z = models.shipped(images)
    rejected, right = confidence(Z) < least, Z.argmax(axis=1) == labels
    sums = sigmoid(Z).sum(axis=1)
    outcome = {}
    for kind, (accepted, refused) in others.items():
        # Each way of reading one, as `predict_either` does.
        answers = np.array(
            [
                confidence(models.shipped(np.array([way.image for way in one.either()]))).max()
                for one in accepted
            ]
        )
        outcome[kind] = {
            "pictures": len(accepted) + refused,
            "refused": refused,
            "rejected": int(np.sum(answers < least)),
            "answered": int(np.sum(answers >= least)),
        }
    return {
        "cost_on_validation": cost,
        "measures": compared,
        "threshold": least,
        "rejected": rejected.mean(),
        "none_says_yes": (Z.max(axis=1) <= 0).mean(),
        "right_of_rejected": right[rejected].mean(),
        "accuracy": right.mean(),
        "accuracy_of_the_others": right[~rejected].mean(),
        "right_digits_rejected": rejected[right].mean(),
        "wrong_digits_rejected": rejected[~right].mean(),
        "sum_of_probabilities": {
            "least": sums.min(),
            "median": np.median(sums),
            "most": sums.max(),
        },
        "no_digits": outcome,
    }


def main() -> None:
    """Choose a measure and a threshold for each kind of models, and tell what they cost."""
    digits = read_digits(Path(os.environ["LOGREG_EDU_DATA"]))
    train, test = official_split(digits)
    fit, chosen_on = (train[rows] for rows in stratified_split(digits.labels[train], 1 / 6, seed=0))
    others = {}
    for kind, draw in KINDS.items():
        # Random greys are no ink on paper: they are given as ink.
        others[kind] = prepared(draw(), prepare_ink if kind == "noise" else from_paper)
    record = {"m_fit": len(fit), "m_validation": len(chosen_on), "m_test": len(test)}
    for name, (make, cost) in KINDS_OF_MODELS.items():
        models = make(digits.images[fit], digits.labels[fit])
        record[name] = choose(models, cost, part(digits, chosen_on), part(digits, test), others)
    record = json.loads(json.dumps(record), parse_float=lambda number: round(float(number), 4))
    text = json.dumps(record, indent=2) + "\n"
    RESULT.write_text(text, encoding="utf-8")
    print(text, end="")


def from_paper(ink: NDArray[np.float64]):
    """Prepare a picture that is dark on light."""
    return prepare(1 - ink)


if __name__ == "__main__":
    main()

"""What the models say about one prepared picture, and why; without terminal or file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.app.model_file import examples
from logreg_edu.app.preparation import Preparation
from logreg_edu.features import CELLS, Filters
from logreg_edu.hypothesis import score, sigmoid
from logreg_edu.one_vs_all import Models, one_vs_all_score


class RejectOption(NamedTuple):
    """When there is no clear answer, and what that costs with the shipped models.

    benchmarks/reject.py chose the threshold, on validation digits, and measured the rest.

    Attributes:
        least_confidence: an answer of less confidence is rejected.
        rejected: the share of MNIST's test digits that is rejected.
        right_of_rejected: the share of these of which the likeliest digit is right nevertheless.
    """

    least_confidence: float
    rejected: float
    right_of_rejected: float


OF_PIXELS = RejectOption(0.32, 0.094, 0.54)
OF_FILTERS = RejectOption(0.87, 0.048, 0.90)


@dataclass(frozen=True)
class Prediction:
    """The answer of the K models.

    Attributes:
        label: the digit whose model is surest.
        runner_up: the digit of the second surest.
        classes: the digits of the K models.
        scores: (K,) float64, in nats.
        probabilities: (K,) float64; answers to K questions, so they need not add up to 1.
        reject: when the answer is rejected.
    """

    label: int
    runner_up: int
    classes: list[int]
    scores: NDArray[np.float64]
    probabilities: NDArray[np.float64]
    reject: RejectOption = OF_PIXELS

    def probability(self, digit: int) -> float:
        """The probability that the model of this digit gives."""
        return float(self.probabilities[self.classes.index(digit)])

    @property
    def confidence(self) -> float:
        """How clearly one model says yes, and all others no, from 0 to 1."""
        return float(confidence(self.scores))

    @property
    def says_yes(self) -> list[int]:
        """The digits whose models say yes: a probability above one half."""
        return [k for k, z in zip(self.classes, self.scores, strict=True) if z > 0]

    @property
    def rejected(self) -> bool:
        """Whether there is no clear answer."""
        return self.confidence < self.reject.least_confidence

    def doubt(self) -> str:
        """What speaks against the answer, in words; empty if one model says yes, as it should.

        Where two or more say yes, it is said only of a rejected answer.
        """
        K = "ten" if len(self.classes) == 10 else len(self.classes)
        yes = self.says_yes
        if not yes:
            return f"none of the {K} says yes"
        if not self.rejected:
            return ""
        if len(yes) == 1:
            return f"only the {yes[0]} says yes, and not clearly"
        return f"{len(yes)} of the {K} say yes"


def confidence(Z: ArrayLike) -> NDArray[np.float64]:
    """How clearly one model says yes, and all others no: y_hat_1 (1 - y_hat_2).

    The models answer K questions, and nothing keeps all of them from saying no. To give no answer
    where this is below a threshold is called a reject option.

    Args:
        Z: (m, K) or (K,) scores, K at least 2.

    Returns:
        (m,) or a scalar: the largest probability times 1 minus the second largest, 0 to 1.

    References:
        C. K. Chow (1970), On optimum recognition error and reject tradeoff, IEEE Transactions on
        Information Theory 16.

    Examples:
        >>> confidence([[4.0, -4.0, -9.0], [-2.0, -3.0, -1.0], [3.0, 3.0, -5.0]]).round(2)
        array([0.96, 0.24, 0.05])
    """
    Z = np.sort(np.asarray(Z, np.float64), axis=-1)
    largest, second = Z[..., -1], Z[..., -2]
    # 1 - sigmoid(z) is sigmoid(-z).
    return sigmoid(largest) * sigmoid(-second)


def predict(
    image: NDArray[np.uint8],
    models: Models,
    classes: ArrayLike | None = None,
    filters: Filters | None = None,
) -> Prediction:
    """Name the digit in a picture.

    Args:
        image: (n,) pixels 0, paper, to 255, ink, prepared as the training digits were.
        models: W (n, K) and b (K,), K at least 2.
        classes: the digit that each model is for; None for 0 to K - 1.
        filters: what the models read of the deskewed picture; None where they read its pixels.

    Returns:
        The label, the runner-up and what all models say.

    Raises:
        ValueError: the models are for pictures of another size, or for other features.
    """
    x = as_example(image, filters)
    label, probabilities = one_vs_all_score(x, models)
    scores = score(x, *models).astype(np.float64)
    runner_up = np.argsort(-scores, kind="stable")[1]
    digits = np.arange(len(scores)).tolist() if classes is None else np.asarray(classes).tolist()
    reject = OF_PIXELS if filters is None else OF_FILTERS
    return Prediction(digits[label], digits[runner_up], digits, scores, probabilities, reject)


def predict_either(
    preparation: Preparation,
    models: Models,
    classes: ArrayLike | None = None,
    filters: Filters | None = None,
) -> tuple[Prediction, Preparation]:
    """Name the digit in a prepared picture, as it stands or turned upright.

    A digit that leans far may have been photographed at an angle, or written so. It is read both
    ways, and the answer of more confidence is taken.

    Args:
        preparation: of the picture.
        models: as `predict` takes them.
        classes: as `predict` takes them.
        filters: as `predict` takes them.

    Returns:
        The answer, and the preparation that it is for.
    """
    answers = [(predict(way.image, models, classes, filters), way) for way in preparation.either()]
    return max(answers, key=lambda answer: answer[0].confidence)


def explain(
    image: NDArray[np.uint8], models: Models, k: int, filters: Filters | None = None
) -> NDArray[np.float64]:
    """What each part of the picture adds to the score of model k: with the bias, z_k.

    A pixel adds x_j w_jk. Of filters, the features of a cell belong together: a cell adds the sum
    of its x_j w_jk.

    Args:
        image: (n,) pixels 0 to 255.
        models: W (n, K) and b (K,).
        k: whose score.
        filters: as for `predict`.

    Returns:
        (n,) float64, in nats, of pixels, where paper adds 0; or (16,) of the 4 x 4 cells, of the
        deskewed picture. Above 0 it speaks for digit k, below 0 against it.
    """
    contributions = as_example(image, filters) * models.W[:, k]
    if filters is None:
        return contributions
    return contributions.reshape(CELLS * CELLS, -1).sum(axis=1)


def addition(contributions: NDArray[np.float64], bias: float, parts: str = "pixels") -> str:
    """Write down how contributions and bias add up to the score, and what probability that is.

    Examples:
        >>> print(addition(np.array([1.254, 0.5, -2.0]), bias=3.0))
         +1.75  pixels for it
         -2.00  pixels against it
         +3.00  bias
        ------
         +2.75  score, a probability of 94.0%
    """
    z = contributions.sum() + bias
    # In whole hundredths; "against" is the rest, so that the printed numbers add up.
    total, fixed, for_it = (
        round(100 * x) for x in (z, bias, contributions[contributions > 0].sum())
    )
    against = total - fixed - for_it
    return "\n".join(
        [
            f"{for_it / 100:+6.2f}  {parts} for it",
            f"{against / 100:+6.2f}  {parts} against it",
            f"{fixed / 100:+6.2f}  bias",
            "------",
            f"{total / 100:+6.2f}  score, a probability of {percent(sigmoid(z))}",
        ]
    )


def prediction_record(prediction: Prediction, preparation: Preparation) -> dict[str, Any]:
    """A prediction and the preparation before it, in types that JSON has.

    `rejected` says that there is no clear answer; the label is the likeliest one either way.
    """
    return {
        "label": prediction.label,
        "runner_up": prediction.runner_up,
        "says_yes": prediction.says_yes,
        "rejected": prediction.rejected,
        "confidence": prediction.confidence,
        "classes": prediction.classes,
        "probabilities": prediction.probabilities.tolist(),
        "scores": prediction.scores.tolist(),
        "preparation": preparation.record(),
    }


def percent(p: ArrayLike) -> str:
    """Write a probability as a percentage, never as 0 or 100 %: the sigmoid never reaches them."""
    return f"{np.clip(p, 0.001, 0.999):.1%}"


def whole_percent(p: float) -> str:
    """Write a probability as a whole percentage that never claims certainty.

    Examples:
        >>> [whole_percent(p) for p in (0.0, 0.004, 0.005, 0.006, 0.994, 0.996, 1.0)]
        ['<1%', '<1%', '<1%', '1%', '99%', '>99%', '>99%']
    """
    whole = round(100 * p)
    return "<1%" if whole == 0 else ">99%" if whole == 100 else f"{whole}%"


def as_example(image: NDArray[np.uint8], filters: Filters | None = None) -> NDArray[np.float64]:
    """What the models read, in float64, so that the printed contributions add up."""
    return examples(image[np.newaxis], filters)[0].astype(np.float64)

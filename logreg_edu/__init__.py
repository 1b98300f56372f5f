"""Logistic regression on handwritten digits, to be read from top to bottom.

The names below are in reading order; each chapter is a module that imports only earlier ones.
"""

# ruff: noqa: I001, RUF022 (the order is the order of the chapters)

from logreg_edu.digits import (
    Digits,
    official_split,
    one_hot,
    pixel_scale,
    pixels_to_examples,
    stratified_split,
)
from logreg_edu.hypothesis import probability, score, sigmoid
from logreg_edu.loss import loss, textbook_loss
from logreg_edu.cost import cost
from logreg_edu.gradient import backward, cost_and_gradient, forward
from logreg_edu.gradient_check import central_difference, relative_error
from logreg_edu.gap import optimality_gap
from logreg_edu.iteration import Descent
from logreg_edu.curvature import curvature_bound, largest_curvature
from logreg_edu.descent import DivergenceError, gradient_descent
from logreg_edu.one_vs_all import (
    Models,
    one_vs_all_score,
    stack_models,
    train_one_by_one,
    train_one_vs_all,
)
from logreg_edu.evaluate import (
    accuracy,
    accuracy_interval,
    baseline_accuracy,
    base_rate,  # the same by its name in 0.1
    confusion_matrix,
    precision_recall,
    reliability,
)
from logreg_edu.acceleration import accelerated_descent
from logreg_edu.newton import newton_descent
from logreg_edu.features import (
    Filters,
    Relu,
    Scaling,
    deskew,
    draw_filters,
    random_relu,
    standardise,
)
from logreg_edu.pretrained import pretrained, pretrained_filters

__version__ = "0.1.0"

__all__ = [
    "Digits",
    "official_split",
    "one_hot",
    "pixel_scale",
    "pixels_to_examples",
    "stratified_split",
    "probability",
    "score",
    "sigmoid",
    "loss",
    "textbook_loss",
    "cost",
    "backward",
    "cost_and_gradient",
    "forward",
    "central_difference",
    "relative_error",
    "optimality_gap",
    "Descent",
    "curvature_bound",
    "largest_curvature",
    "DivergenceError",
    "gradient_descent",
    "Models",
    "one_vs_all_score",
    "stack_models",
    "train_one_by_one",
    "train_one_vs_all",
    "accuracy",
    "accuracy_interval",
    "baseline_accuracy",
    "base_rate",
    "confusion_matrix",
    "precision_recall",
    "reliability",
    "accelerated_descent",
    "newton_descent",
    "Filters",
    "Relu",
    "Scaling",
    "deskew",
    "draw_filters",
    "random_relu",
    "standardise",
    "pretrained",
    "pretrained_filters",
]

# Not in __all__: `from logreg_edu import *` does without scikit-learn.
LAZY = (
    *("LogisticRegression", "OneVsAll", "SeparationWarning"),
    *("Deskew", "FilterResponses", "RandomRelu"),
)


def __getattr__(name: str) -> object:
    """The estimators need scikit-learn, a second of waiting: they load when first asked for."""
    if name in LAZY:
        from logreg_edu import estimators

        return getattr(estimators, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """All names that can be had, for `help`: it asks for each of them."""
    from importlib.util import find_spec

    return sorted({*globals(), *(LAZY if find_spec("sklearn") else ())})

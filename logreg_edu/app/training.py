"""From digits to trained models and a report: the main job, without terminal or file."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_info

import logreg_edu
from logreg_edu.acceleration import accelerated_descent
from logreg_edu.app.datasets import digest
from logreg_edu.app.held_out import Outcome, Split, try_models
from logreg_edu.app.model_file import ModelFile, fingerprints
from logreg_edu.descent import gradient_descent
from logreg_edu.digits import Digits, pixels_to_examples
from logreg_edu.evaluate import accuracy
from logreg_edu.gap import optimality_gap
from logreg_edu.hypothesis import score
from logreg_edu.iteration import Descent
from logreg_edu.newton import newton_descent
from logreg_edu.one_vs_all import Models, stack_models, train_one_by_one

SOLVERS: dict[str, Callable[..., Descent]] = {
    "newton": newton_descent,
    "accelerated": accelerated_descent,
    "descent": gradient_descent,
}
# At most N steps: `descent` is cut off while still learning; the others converge long before.
ITERATIONS = {"newton": 200, "accelerated": 1000, "descent": 2000}
# The best l2 falls as the number of examples m grows, so l2 * m is fixed: the weight of the penalty
# relative to the summed loss. benchmarks/choose_defaults.py chose it on a validation part.
L2_TIMES_M = 5.0


@dataclass(frozen=True)
class Training:
    """The result of a training.

    Attributes:
        model: the models, ready for their file.
        report: all settings and results, times included.
        cost_history: (iterations + 1, K); NaN after a model's own last step.
        outcome: what the models say about the test digits.
    """

    model: ModelFile
    report: dict[str, Any]
    cost_history: NDArray[np.float64]
    outcome: Outcome


def train(
    digits: Digits,
    split: Split,
    solver: str = "newton",
    digit: int | None = None,
    one_by_one: bool = False,
    iterations: int | None = None,
    learning_rate: float | None = None,
    l2: float | None = None,
    progress: Callable[[int, int, np.ndarray], None] | None = None,
    trained: Callable[[int, float], None] | None = None,
) -> Training:
    """Train on one part of the digits, test on the other, and report.

    There is one model for each digit in the data: ten or fewer.

    Args:
        digits: all digits.
        split: which of them to train on and which to test on.
        solver: a name in `SOLVERS`.
        digit: train only the yes/no model of this digit.
        one_by_one: train the models one after another instead of all at once.
        iterations: at most this many steps; None for `ITERATIONS`.
        learning_rate: for the solver ``descent``; None for 1/L.
        l2: strength of the penalty; None for `L2_TIMES_M` over the number of training digits.
        progress: called before every step with (digit of the model, step, costs); of models that
            are trained at once, with the first of their digits.
        trained: called after each model of ``one_by_one`` with (digit, its accuracy on the test
            digits).

    Returns:
        The model, the report and what the figures need.

    Raises:
        ValueError: a digit has no example to train on, or the solver refuses an argument.
        DivergenceError: the learning rate is too large.
    """
    labels, test_labels = digits.labels[split.train], digits.labels[split.test]
    classes = np.unique(digits.labels) if digit is None else np.array([digit], np.uint8)
    for k in np.setdiff1d(classes, labels):
        where = "its examples are all test digits" if k in test_labels else "the data has none"
        raise ValueError(f"{digits.name}: no example of {k} to train on: {where}")
    X, X_test = (pixels_to_examples(digits.images[rows]) for rows in (split.train, split.test))
    Y = (labels[:, np.newaxis] == classes).astype(np.float32)
    l2 = L2_TIMES_M / len(X) if l2 is None else l2
    solve = SOLVERS[solver]
    settings: dict[str, Any] = {"l2": l2, "iterations": iterations or ITERATIONS[solver]}
    if learning_rate is not None:
        settings["alpha"] = learning_rate
    if progress:
        settings["progress"] = lambda step, J: progress(int(classes[len(descents)]), step, J)

    descents: list[Descent] = []
    start = time.perf_counter()
    if one_by_one:
        places = np.searchsorted(classes, labels)  # of each label among the classes
        for k, descent in enumerate(train_one_by_one(X, places, solve, len(classes), **settings)):
            descents.append(descent)
            if trained:
                yes = score(X_test, descent.w, descent.b) > 0
                trained(int(classes[k]), accuracy(yes, test_labels == classes[k]))
        W, b = stack_models(descents)
    else:
        descents.append(solve(X, Y, **settings))
        W, b = descents[0].w, descents[0].b
    seconds = time.perf_counter() - start
    # The file keeps float32; the report is about the models in the file.
    models = Models(W.astype(np.float32), b.astype(np.float32))
    outcome = try_models(models, classes, X_test, test_labels)
    report = {
        "data": digits.name,
        "data_digest": digest(digits),
        "m_train": len(X),
        "n": X.shape[1],
        "image_shape": list(digits.image_shape),
        "pixel_max": digits.pixel_max,
        **split.how,
        "solver": solver,
        "one_by_one": one_by_one,
        "converged": all(descent.converged for descent in descents),
        "separable": classes[np.concatenate([np.ravel(d.separable) for d in descents])].tolist(),
        "l2": l2,
        "iterations": max(descent.iterations for descent in descents),
        "learning_rate": descents[0].alpha,
        "cost": np.concatenate([np.ravel(d.cost_history[-1]) for d in descents]).tolist(),
        "optimality_gap": optimality_gap(X, Y, W, b, l2).tolist() if l2 > 0 else None,
        **outcome.record,
        "versions": {
            "logreg_edu": logreg_edu.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
        },
        "threads": _threads(),
    }
    model = ModelFile(
        models=models,
        classes=classes,
        image_shape=digits.image_shape,
        fingerprints=fingerprints(digits.images[split.train]),
        report=report,
    )
    return Training(
        model, {**report, "seconds": round(seconds, 3)}, _side_by_side(descents), outcome
    )


def only_no(report: dict[str, Any]) -> str | None:
    """A warning if no model does better than its baseline: nothing was learned."""
    if report["per_digit_accuracy"] != report["per_digit_base_rate"]:
        return None
    return (
        'no yes/no model is right more often than one that always says "no": nothing was learned;'
        " check the scale of the pixels (--pixel-max), allow more --iterations or lower --l2"
    )


def no_minimum(report: dict[str, Any]) -> str | None:
    """Say so where a model has no minimum: without a penalty, and with separable digits."""
    if not report["separable"]:
        return None
    return (
        f"without a penalty there is no minimum for {', '.join(map(str, report['separable']))}: a"
        " plane separates the training digits, longer weights always cost less, and training ended"
        " where it was told to; set --l2 above 0"
    )


def _threads() -> int:
    """How many threads matrix products may use."""
    blas = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    return max(blas, default=1)


def _side_by_side(descents: list[Descent]) -> NDArray[np.float64]:
    """The cost histories of all models as columns: NaN after a model's own last step."""
    longest = max(len(descent.cost_history) for descent in descents)
    columns = [
        np.pad(column, (0, longest - len(column)), constant_values=np.nan)
        for descent in descents
        for column in descent.cost_history.reshape(descent.iterations + 1, -1).T
    ]
    return np.stack(columns, axis=1)

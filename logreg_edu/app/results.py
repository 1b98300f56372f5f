"""The files that a training writes: all of them or none."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.files import replacing_all
from logreg_edu.app.model_file import save_model
from logreg_edu.app.training import Training
from logreg_edu.digits import Digits

# All files that a run may write: digit.png if it trains a single model, the next five if several.
NAMES = (
    *("model.npz", "report.json", "cost.png", "confusion.png", "weights.png", "digit.png"),
    *("mistakes.png", "examples.png", "precision_recall.png", "reliability.png", "results.mp4"),
)


def former_run(folder: Path) -> bool:
    """Whether a folder holds files of an earlier run."""
    return any((folder / name).exists() for name in NAMES)


def write(
    folder: Path, digits: Digits, test: NDArray[np.intp], result: Training, figures: bool = True
) -> list[str]:
    """Write the model, the report, the figures and the film, in place of an earlier run.

    Args:
        folder: where to write. Files of other names in it stay.
        digits: the data of the training and the test.
        test: rows of the test digits.
        result: the result of the training.
        figures: whether to write more than the model and the report.

    Returns:
        The names of the files.

    Raises:
        OSError: one of them cannot be written; then none is, and an earlier run stays as it was.
    """
    with replacing_all(folder, former=NAMES) as new:
        save_model(new / "model.npz", result.model)
        report = json.dumps(result.report, indent=2, allow_nan=False)
        (new / "report.json").write_text(report + "\n", encoding="utf-8")
        if figures:
            draw(new, digits, test, result)
        return [name for name in NAMES if (new / name).exists()]


def draw(folder: Path, digits: Digits, test: NDArray[np.intp], result: Training) -> None:
    """Write the figures and, of several models, the film; the arguments are those of `write`."""
    from logreg_edu.app import figures
    from logreg_edu.app.video import pick_examples, render_and_save_examples

    W, shape, classes = result.model.models.W, digits.image_shape, result.model.classes
    images, labels = digits.images[test], digits.labels[test]
    predicted, scores = result.outcome.predicted, result.outcome.scores
    report = result.report
    single = len(classes) == 1
    drawn = {
        "cost": figures.cost_curve(result.cost_history, classes=classes),
        "weights": figures.weights(W, shape, classes=classes),
        "confusion": figures.confusion(report["confusion"], classes=None if single else classes),
    }
    if single:
        digit = int(classes[0])
        first = int((labels == digit).argmax())  # the first of this digit among the test digits
        says = str(digit) if predicted[first] else f"not {digit}"
        drawn["digit"] = figures.digit(images[first], shape, labels[first], says)
    else:
        rows = pick_examples(len(labels), 60, seed=0)
        sixty = images[rows], labels[rows], predicted[rows], scores[rows], shape
        Y = labels[:, np.newaxis] == classes
        drawn |= {
            "mistakes": figures.mistakes(images, labels, predicted, scores, shape, classes=classes),
            "examples": figures.contact_sheet(*sixty, classes=classes),
            "precision_recall": figures.precision_recall(
                report["precision"], report["recall"], classes=classes
            ),
            "reliability": figures.reliability(Y, scores, classes=classes),
        }
        render_and_save_examples(*sixty, folder / "results.mp4", classes=classes)
    for name, figure in drawn.items():
        figures.save(figure, folder / f"{name}.png")

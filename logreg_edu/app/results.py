"""What a training leaves behind: the files of a run, all of them or none."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.files import replacing_all
from logreg_edu.app.model_file import save_model
from logreg_edu.app.training import Training
from logreg_edu.digits import Digits

# Every name that a run may write: what an earlier run left under one of them goes.
WITHOUT_FIGURES = ("model.npz", "report.json")
OF_ALL = (*WITHOUT_FIGURES, "cost.png", "confusion.png", "weights.png")
OF_ONE = ("digit.png",)
OF_SEVERAL = (
    "mistakes.png",
    "examples.png",
    "precision_recall.png",
    "reliability.png",
    "results.mp4",
)


def former_run(folder: Path) -> bool:
    """Tell whether a folder holds the files of an earlier run."""
    return any((folder / name).exists() for name in (*OF_ALL, *OF_ONE, *OF_SEVERAL))


def write(
    folder: Path, digits: Digits, test: NDArray[np.intp], result: Training, figures: bool = True
) -> list[str]:
    """Write the model, the report, the figures and the film, in place of an earlier run.

    Args:
        folder: where to. Files of other names in it stay.
        digits: what was trained and tested on.
        test: rows of the test digits.
        result: of the training.
        figures: whether to write more than the model and the report.

    Returns:
        The names of the files.

    Raises:
        OSError: one of them cannot be written; then none is, and an earlier run stays whole.
    """
    with replacing_all(folder, former=[*OF_ALL, *OF_ONE, *OF_SEVERAL]) as new:
        save_model(new / "model.npz", result.model)
        report = json.dumps(result.report, indent=2, allow_nan=False)
        (new / "report.json").write_text(report + "\n", encoding="utf-8")
        if not figures:
            return [*WITHOUT_FIGURES]
        draw(new, digits, test, result)
    return [*OF_ALL, *(OF_ONE if len(result.model.classes) == 1 else OF_SEVERAL)]


def draw(folder: Path, digits: Digits, test: NDArray[np.intp], result: Training) -> None:
    """Write the figures and, of several models, the film; the arguments are those of `write`."""
    from logreg_edu.app import figures
    from logreg_edu.app.video import pick_examples, render_and_save_examples

    W, shape = result.model.models.W, digits.image_shape
    images, labels = digits.images[test], digits.labels[test]
    predicted, scores = result.outcome.predicted, result.outcome.scores
    classes, counts = result.model.classes, result.report["confusion"]
    figures.save(figures.cost_curve(result.cost_history, classes=classes), folder / "cost.png")
    figures.save(figures.weights(W, shape, classes=classes), folder / "weights.png")
    if len(classes) == 1:
        digit = int(classes[0])
        first = int((labels == digit).argmax())  # the first of this digit among the test digits
        says = str(digit) if predicted[first] else f"not {digit}"
        figures.save(figures.confusion(counts), folder / "confusion.png")
        figures.save(figures.digit(images[first], shape, labels[first], says), folder / "digit.png")
        return
    rows = pick_examples(len(labels), 60, seed=0)
    sixty = images[rows], labels[rows], predicted[rows], scores[rows], shape
    figures.save(figures.confusion(counts, classes=classes), folder / "confusion.png")
    figures.save(
        figures.mistakes(images, labels, predicted, scores, shape, classes=classes),
        folder / "mistakes.png",
    )
    figures.save(figures.contact_sheet(*sixty, classes=classes), folder / "examples.png")
    figures.save(
        figures.precision_recall(
            result.report["precision"], result.report["recall"], classes=classes
        ),
        folder / "precision_recall.png",
    )
    Y = labels[:, np.newaxis] == classes
    figures.save(figures.reliability(Y, scores, classes=classes), folder / "reliability.png")
    render_and_save_examples(*sixty, folder / "results.mp4", classes=classes)

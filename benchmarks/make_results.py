"""Measure anew every figure that the README and the site quote, and draw the README's picture.

    make results            # needs the full MNIST: LOGREG_EDU_DATA, or ../shared/data/mnist

Writes docs/results/*.json, which is what the texts are checked against, and docs/assets.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from logreg_edu import official_split, one_hot, pixels_to_examples
from logreg_edu.app import figures
from logreg_edu.app.datasets import load
from logreg_edu.app.evaluation import split_digits, test_models
from logreg_edu.app.model_file import load_model
from logreg_edu.app.readers import read_digits
from logreg_edu.app.training import train
from logreg_edu.app.video import pick_examples
from logreg_edu.digits import Digits
from logreg_edu.pretrained import PATH

ROOT = Path(__file__).resolve().parents[1]
RESULTS, ASSETS = ROOT / "docs/results", ROOT / "docs/assets"
MNIST = Path(os.environ.get("LOGREG_EDU_DATA", ROOT.parent / "shared/data/mnist"))
COMMANDS = {
    "mnist-random": ["--data", str(MNIST / "mnist-original.mat"), "--test-fraction", "0.2"],
    "mnist-official": ["--data", str(MNIST), "--official-split"],
    "mnist-descent": [
        "--data", str(MNIST / "mnist-original.mat"), "--test-fraction", "0.2",
        "--solver", "descent", "--iterations", "2000",
    ],
}  # fmt: skip


def measure(words: list[str]) -> dict:
    """Run `logreg-edu train` in a process of its own: its report, its time, its memory."""
    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "logreg_edu", "train", *words, "--json", "--out", out],
            check=True, capture_output=True,
        )  # fmt: skip
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return json.loads(done.stdout) | {
        "command_seconds": round(seconds, 1),
        "peak_memory_mb": round(peak),  # of the largest child so far; the first is the default
    }


def write(name: str, record: dict) -> None:
    """Write one report, and say so."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    text = json.dumps(record, indent=2) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
    print(f"{name}: accuracy {record['accuracy']:.4f}", flush=True)


def main() -> None:
    """Make every report, then the picture."""
    sample = load("sample")
    runs = [train(sample, split_digits(sample, 0.2, seed)).report for seed in range(20)]
    write(
        "sample",
        {
            "accuracy": float(np.mean([run["accuracy"] for run in runs])),
            "accuracies": [run["accuracy"] for run in runs],
            "seconds": float(np.median([run["seconds"] for run in runs])),
            "first_split": runs[0],
        },
    )
    for name, words in COMMANDS.items():
        write(name, measure(words))

    draw_shipped_model(read_digits(MNIST))


def draw_shipped_model(digits: Digits) -> None:
    """What the shipped model does on the 10,000 test digits, in pictures, light and dark."""
    model = load_model(PATH)
    _, test = official_split(digits)
    images, labels, shape = digits.images[test], digits.labels[test], digits.image_shape
    done = test_models(model.models, model.classes, pixels_to_examples(images), labels)
    seen = images, labels, done.predicted, done.scores
    sixty = [a[pick_examples(len(test), 60, seed=0)] for a in seen]
    ASSETS.mkdir(parents=True, exist_ok=True)
    for theme in ("light", "dark"):
        pictures = {
            "examples": figures.contact_sheet(*sixty, shape, theme=theme),
            "mistakes": figures.mistakes(*seen, shape, theme=theme),
            "confusion": figures.confusion(done.record["confusion"], theme=theme),
            "precision-recall": figures.precision_recall(
                done.record["precision"], done.record["recall"], theme=theme
            ),
            "reliability": figures.reliability(one_hot(labels), done.scores, theme=theme),
            "weights": figures.weights(model.models.W, shape, theme=theme),
        }
        for name, figure in pictures.items():
            figures.save(figure, ASSETS / f"shipped-{name}-{theme}.png")


if __name__ == "__main__":
    main()

"""How the defaults of `logreg-edu train` were chosen: on a validation part of the training digits.

The test digits are not looked at: they are set aside first, and what remains is split once more,
into a part to train on and a part to choose by. The l2 chosen is the best on
average over both data sets. Plain descent gains from every further iteration: the default is a
matter of patience, and the table shows what it costs.

    python benchmarks/choose_defaults.py            # writes benchmarks/defaults.json
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np

from logreg_edu import (
    accelerated_descent,
    accuracy,
    gradient_descent,
    official_split,
    one_vs_all_score,
    pixels_to_examples,
    stratified_split,
    train_one_vs_all,
)
from logreg_edu.app.datasets import load
from logreg_edu.app.readers import read_digits
from logreg_edu.one_vs_all import Models

HERE = Path(__file__).parent
MNIST = os.environ.get("LOGREG_EDU_DATA")  # its folder
L2_TIMES_M = [1, 2, 5, 10, 20, 50, 100]
ITERATIONS = [500, 1000, 2000, 4000]


def validate(images, labels, splits: int, solver, **settings) -> float:
    """Mean validation accuracy over several splits of the training digits."""
    scores = []
    for seed in range(splits):
        train, held_out = stratified_split(labels, test_fraction=0.2, seed=1000 + seed)
        X = pixels_to_examples(images[train])
        l2 = settings["l2_times_m"] / len(X)
        kept = {k: v for k, v in settings.items() if k != "l2_times_m"}
        descent = train_one_vs_all(X, labels[train], solver, l2=l2, **kept)
        predicted, _ = one_vs_all_score(
            pixels_to_examples(images[held_out]), Models(descent.w, descent.b)
        )
        scores.append(accuracy(predicted, labels[held_out]))
    return float(np.mean(scores))


def main() -> None:
    """Measure every candidate on the sample and, where LOGREG_EDU_DATA names it, on MNIST."""
    sample = load("sample")
    parts = {"sample": (sample, stratified_split(sample.labels, 0.2, seed=0)[0], 10)}
    if MNIST:
        mnist = read_digits(Path(MNIST))
        parts["mnist"] = (mnist, official_split(mnist)[0], 1)
    chosen: dict[str, dict] = {}
    for name, (digits, train, splits) in parts.items():
        images, labels = digits.images[train], digits.labels[train]
        l2 = {
            c: validate(images, labels, splits, accelerated_descent, l2_times_m=c)
            for c in L2_TIMES_M
        }
        iterations = {
            k: validate(
                images, labels, splits if k <= 1000 else min(splits, 2), gradient_descent,
                l2_times_m=10, iterations=k, tolerance=0,
            )
            for k in ITERATIONS
        }  # fmt: skip
        chosen[name] = {
            "validation_accuracy_by_l2_times_m": l2,
            "validation_accuracy_by_iterations_of_descent": iterations,
        }
        print(name, json.dumps(chosen[name], indent=2))
    by_l2 = [part["validation_accuracy_by_l2_times_m"] for part in chosen.values()]
    chosen["l2_times_m"] = max(L2_TIMES_M, key=lambda c: sum(part[c] for part in by_l2))
    text = json.dumps(chosen, indent=2) + "\n"
    (HERE / "defaults.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

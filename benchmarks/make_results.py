"""Measure again every figure that the README and the site quote, and draw the README's picture.

    make results            # needs the full MNIST, in the folder LOGREG_EDU_DATA

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
from functools import partial
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from logreg_edu import (
    accelerated_descent,
    accuracy,
    cost,
    curvature_bound,
    gradient_descent,
    newton_descent,
    official_split,
    one_hot,
    one_vs_all_score,
    pixels_to_examples,
    pretrained,
    reliability,
    score,
    stratified_split,
    train_one_vs_all,
)
from logreg_edu.app import figures
from logreg_edu.app.datasets import load
from logreg_edu.app.held_out import split_digits, try_models
from logreg_edu.app.model_file import load_model
from logreg_edu.app.readers import read_digits
from logreg_edu.app.training import train
from logreg_edu.app.video import draw_example, pick_examples, render_and_save_examples
from logreg_edu.digits import Digits
from logreg_edu.one_vs_all import Models
from logreg_edu.pretrained import PATH

ROOT = Path(__file__).resolve().parents[1]
RESULTS, ASSETS = ROOT / "docs/results", ROOT / "docs/assets"
MNIST = Path(os.environ.get("LOGREG_EDU_DATA", ""))
COMMANDS = {
    "mnist-random": ["--data", str(MNIST / "mnist-original.mat"), "--test-fraction", "0.2"],
    "mnist-official": ["--data", str(MNIST), "--official-split"],
    "mnist-descent": [
        "--data", str(MNIST / "mnist-original.mat"), "--test-fraction", "0.2",
        "--solver", "descent", "--iterations", "2000",
    ],
}  # fmt: skip

L2_TIMES_M = [0.1, 0.3, 1, 3, 5, 10, 30, 100, 300, 1000]


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
    reached = f": accuracy {record['accuracy']:.4f}" if "accuracy" in record else ""
    print(f"{name}{reached}", flush=True)


def main() -> None:
    """Make every report, then the picture."""
    if not MNIST.name:
        sys.exit("Set LOGREG_EDU_DATA to the folder that has MNIST; docs/data.md names its files.")
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

    mnist = read_digits(MNIST)
    write_validation(sample, mnist)
    by_softmax = write_linear_models(sample, mnist)
    write_network(mnist, by_softmax)
    draw_shipped_model(mnist)


def write_validation(sample: Digits, mnist: Digits) -> None:
    """What each l2 gives, on the training digits of both data sets: no test digit is used."""
    parts = {
        "sample": validate_by_l2(sample, stratified_split(sample.labels, 0.2, seed=0)[0], 5),
        "mnist": validate_by_l2(mnist, official_split(mnist)[0], 1),
    }
    write("validation", {"l2_times_m": L2_TIMES_M} | parts)


def validate_by_l2(digits: Digits, rows: np.ndarray, splits: int) -> dict:
    """Train on four fifths of the rows, test on the rest: mean over the splits, for each l2."""
    measured = []
    for seed in range(splits):
        kept, held_out = stratified_split(digits.labels[rows], 0.2, seed=1000 + seed)
        X, X_held = (pixels_to_examples(digits.images[rows[part]]) for part in (kept, held_out))
        labels, labels_held = (digits.labels[rows[part]] for part in (kept, held_out))
        for l2_times_m in L2_TIMES_M:
            found = accelerated_descent(X, one_hot(labels), l2=l2_times_m / len(X))
            w, b = found.w.astype(np.float32), found.b.astype(np.float32)
            measured += [
                cost(X, one_hot(labels), w, b).mean(),
                cost(X_held, one_hot(labels_held), w, b).mean(),
                accuracy(score(X, w, b).argmax(axis=1), labels),
                accuracy(score(X_held, w, b).argmax(axis=1), labels_held),
            ]
    means = np.reshape(measured, (splits, len(L2_TIMES_M), 4)).mean(axis=0).T.tolist()
    names = ("training_loss", "validation_loss", "training_accuracy", "validation_accuracy")
    sizes = {"m_train": len(kept), "m_validation": len(held_out), "splits": splits}
    return sizes | dict(zip(names, means, strict=True))


def write_linear_models(sample: Digits, mnist: Digits) -> np.ndarray:
    """One-vs-all compared with other linear models, and the shipped model in detail.

    Returns softmax's answers to the test digits, with which chapter 12 compares its network.
    """
    train, test = official_split(mnist)
    X, X_test = (pixels_to_examples(mnist.images[rows]) for rows in (train, test))
    labels, true = (mnist.labels[rows].astype(int) for rows in (train, test))
    kept, held_out = stratified_split(labels, 0.2, seed=1000)
    trainers = {
        "one_vs_all": partial(train_ten, solver=newton_descent),
        "softmax": train_softmax,
    }
    record: dict = {"l2_times_m": [1, 2, 5, 10, 20]}
    predicted, scores = {}, {}
    for name, trainer in trainers.items():
        validation = []
        for c in record["l2_times_m"]:
            found = trainer(X[kept], labels[kept], c / len(kept))
            validation.append(accuracy(answers(X[held_out], found), labels[held_out]))
        best = record["l2_times_m"][int(np.argmax(validation))]
        found = trainer(X, labels, best / len(X))
        predicted[name] = answers(X_test, found)
        scores[name] = score(X_test, *found)
        record[name] = {
            "validation_accuracy": validation,
            "best_l2_times_m": best,
            "accuracy": accuracy(predicted[name], true),
        }
        print(name, record[name], flush=True)
    right = {name: labels_ == true for name, labels_ in predicted.items()}
    record["only_one_vs_all_right"] = int((right["one_vs_all"] & ~right["softmax"]).sum())
    record["only_softmax_right"] = int((right["softmax"] & ~right["one_vs_all"]).sum())
    record["least_squares"] = {
        "accuracy": accuracy(answers(X_test, least_squares(X, labels)), true)
    }
    record["early_stopping"] = {}
    for steps in (100, 500):
        found = train_ten(X, labels, solver=gradient_descent, iterations=steps)
        record["early_stopping"][str(steps)] = accuracy(answers(X_test, found), true)

    shipped = pretrained()
    said, Y_hat = one_vs_all_score(X_test, shipped)
    sums, surest = Y_hat.sum(axis=1), Y_hat.max(axis=1)
    wrong = said != true
    X_sample = pixels_to_examples(sample.images)
    record["shipped"] = {
        "accuracy": accuracy(said, true),
        "accuracy_on_its_training_digits": accuracy(one_vs_all_score(X, shipped)[0], labels),
        "accuracy_on_the_sample": accuracy(one_vs_all_score(X_sample, shipped)[0], sample.labels),
        "sum_of_ten": {
            "mean": float(sums.mean()), "lowest": float(sums.min()), "highest": float(sums.max()),
            "within_a_tenth_of_1": float((abs(sums - 1) <= 0.1).mean()),
        },
        "surer_than_90_percent": int((surest > 0.9).sum()),
        "surer_than_90_percent_and_wrong": int((wrong & (surest > 0.9)).sum()),
        "surer_than_99_percent": int((surest > 0.99).sum()),
        "surer_than_99_percent_and_wrong": int((wrong & (surest > 0.99)).sum()),
        "reliability": bins(one_hot(true).ravel(), Y_hat.ravel()),
        "reliability_of_the_answer": bins(~wrong, surest),
    }  # fmt: skip
    Z = scores["softmax"]
    p = np.exp(Z - Z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    record["softmax"]["reliability_of_the_answer"] = bins(right["softmax"], p.max(axis=1))
    write("linear-models", record)
    return predicted["softmax"]


def bins(y: np.ndarray, y_hat: np.ndarray) -> dict[str, list]:
    """A reliability diagram in numbers, without its empty bins."""
    columns = np.array(reliability(y, y_hat))
    predicted, came_true, count = columns[:, columns[2] > 0].tolist()
    return {"predicted": predicted, "came_true": came_true, "count": list(map(int, count))}


def train_ten(X: np.ndarray, labels: np.ndarray, l2: float = 0.0, **settings: object) -> Models:
    """One-vs-all."""
    found = train_one_vs_all(X, labels, l2=l2, **settings)
    return Models(found.w, found.b)


def answers(X: np.ndarray, models: Models) -> np.ndarray:
    """The class with the highest score, whatever the scores mean."""
    W, b = models
    return score(X, W.astype(np.float32), b.astype(np.float32)).argmax(axis=1)


def train_softmax(X: np.ndarray, labels: np.ndarray, l2: float) -> Models:
    """Softmax regression to its minimum, by SciPy's L-BFGS in the metric of the curvature bound."""
    Y, (m, n) = one_hot(labels), X.shape
    B = 2 * curvature_bound(X, l2 / 2)  # softmax has at most twice the curvature
    B[range(n + 1), range(n + 1)] += 1e-9
    C_inverse = np.linalg.inv(np.linalg.cholesky(B))

    def cost_and_slope(u: np.ndarray) -> tuple[float, np.ndarray]:
        theta = C_inverse.T @ u.reshape(n + 1, -1)
        Z = score(X, theta[:n].astype(np.float32), theta[n].astype(np.float32))
        Z -= Z.max(axis=1, keepdims=True)
        sums = np.exp(Z).sum(axis=1, keepdims=True)
        J = (np.log(sums[:, 0]) - (Z * Y).sum(axis=1)).mean(dtype=np.float64)
        error = np.exp(Z) / sums - Y
        slope = np.vstack([X.T @ error / m + l2 * theta[:n], error.mean(axis=0)])
        return J + l2 / 2 * np.square(theta[:n]).sum(), (C_inverse @ slope).ravel()

    start = np.zeros((n + 1) * Y.shape[1])
    found = minimize(cost_and_slope, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    theta = C_inverse.T @ found.x.reshape(n + 1, -1)
    return Models(theta[:n], theta[n])


def least_squares(X: np.ndarray, labels: np.ndarray) -> Models:
    """Ten scores that come as near to 0 and 1 as they can, in the sum of squares."""
    B, m = 4 * curvature_bound(X), len(X)  # X~^T X~ / m
    X_1 = np.column_stack([X, np.ones(m, np.float32)])
    theta = np.linalg.lstsq(B, X_1.T @ one_hot(labels) / m)[0]
    return Models(theta[:-1], theta[-1])


def write_network(digits: Digits, by_softmax: np.ndarray) -> None:
    """What the network of chapter 12 makes of the official split, by the chapter's own code."""
    sys.path.insert(0, str(ROOT))
    from docs.figures.networks import chapter

    train, test = official_split(digits)
    X, Y = pixels_to_examples(digits.images), one_hot(digits.labels)
    names = chapter()
    # A slice: a list of row numbers would copy the rows at every step.
    names.update(X=X, Y=Y, train=slice(len(train)), l2=0.5 / len(train))
    record = {"hidden_units": 32, "steps": 1000, "m_train": len(train), "m_test": len(test)}
    network = names["start"](record["hidden_units"], np.random.default_rng(0))
    network = names["descend"](network, record["steps"])
    _, Z = names["forward_pass"](X[test], *network)
    right = [said == digits.labels[test] for said in (Z.argmax(axis=1), by_softmax)]
    record["accuracy"] = float(right[0].mean())
    record["only_network_right"] = int((right[0] & ~right[1]).sum())
    record["only_softmax_right"] = int((right[1] & ~right[0]).sum())
    write("network", record)


def draw_shipped_model(digits: Digits) -> None:
    """What the shipped model does on the 10,000 test digits, in pictures, light and dark."""
    model = load_model(PATH)
    _, test = official_split(digits)
    images, labels, shape = digits.images[test], digits.labels[test], digits.image_shape
    done = try_models(model.models, model.classes, pixels_to_examples(images), labels)
    seen = images, labels, done.predicted, done.scores
    sixty = [a[pick_examples(len(test), 60, seed=0)] for a in seen]
    ASSETS.mkdir(parents=True, exist_ok=True)
    twenty = [a[:20] for a in sixty]
    render_and_save_examples(*twenty, shape, ASSETS / "shipped.mp4", seconds_per_example=1.25)
    poster = draw_example(twenty[0][0].reshape(shape), *(a[0] for a in twenty[1:]), "1 / 20")
    poster.resize((960, 540)).save(ASSETS / "shipped-poster.webp", quality=80)
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

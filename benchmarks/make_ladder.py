"""Measure the rungs of `logreg-edu ladder` for chapter 14: docs/results/ladder.json.

    python -m benchmarks.make_ladder              # all rungs; needs MNIST, see docs/data.md
    python -m benchmarks.make_ladder filters-100  # one rung again, the others are kept

Each rung runs in a process of its own, whose memory and seconds are kept; the rungs of filters run
with five seeds, and the answers that are kept are those of seed 0.
"""

from __future__ import annotations

import base64
import json
import resource
import subprocess
import sys
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from logreg_edu.app.datasets import load
from logreg_edu.app.ladder import LECUN_1998, RUNGS, climb, fit, prepare, read, upright
from logreg_edu.digits import Digits, official_split
from logreg_edu.features import CELLS, WINDOW, draw_filters, draw_windows, moments
from logreg_edu.parallel import usable_cores

FILE = Path(__file__).resolve().parents[1] / "docs/results/ladder.json"
SEEDS = {"filters-100": range(5), "filters-200": range(5)}  # the others: seed 0
SHOWN = 12  # digits that a rung newly reads
PARTS_OF = "filters-100"  # whose weights are shown
STEPS, HELD_OUT = (10, 20, 40, 80, 160), 10_000


def main() -> None:
    """Measure the rungs named, or all, and write what chapter 14 shows of them."""
    names = sys.argv[1:] or list(RUNGS)
    record = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    rungs = record.get("rungs", {})
    for name in names:
        measured = []
        for seed in SEEDS.get(name, range(1)):
            command = [sys.executable, "-m", "benchmarks.make_ladder", "--one", name, str(seed)]
            measured.append(json.loads(subprocess.check_output(command)))
            print(name, seed, measured[-1]["test_accuracy"], flush=True)
        if name == PARTS_OF:
            record["parts"] = measured[0]["parts"]
            record["validation_accuracy_by_steps"] = by_steps()
        rungs[name] = summary(measured)
    digits = load("mnist")
    train, test = official_split(digits)
    record |= {
        "m_train": len(train),
        "m_test": len(test),
        "cores": usable_cores(),
        "lecun_1998": LECUN_1998,
        "rungs": {name: rungs[name] for name in RUNGS if name in rungs},
    }
    if len(record["rungs"]) == len(RUNGS):
        record |= shown(record["rungs"], digits, test)
    FILE.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def one(name: str, seed: int) -> dict[str, Any]:
    """Train on one rung with one seed, and read the test digits."""
    digits = load("mnist")
    train, test = official_split(digits)
    images, labels = digits.images[train], digits.labels[train]
    record, descent, features, said = climb(digits, name, seed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # bytes
    measured = {
        **{key: record[key] for key in ("features", "l2", "iterations", "converged")},
        "seconds_features": round(record["seconds_features"], 1),
        "seconds_fit": round(record["seconds_fit"], 1),
        "X_megabytes": round(record["X_bytes"] / 1e6),
        "peak_megabytes": round(peak / 1e6),
        "test_accuracy": record["test_accuracy"],
        "wrong": {int(i): int(said[i]) for i in np.flatnonzero(said != digits.labels[test])},
    }
    if name == PARTS_OF and seed == 0:
        measured["parts"] = parts(descent.w, features(images), images, labels, seed)
    return measured


def summary(measured: list[dict[str, Any]]) -> dict[str, Any]:
    """One record of the runs with several seeds: medians, the largest memory, each accuracy."""
    first = measured[0]
    accuracies = [run["test_accuracy"] for run in measured]
    medians = {
        key: float(np.median([run[key] for run in measured]))
        for key in ("seconds_features", "seconds_fit")
    }
    same = ("features", "l2", "iterations", "converged", "X_megabytes")
    return {
        **{key: first[key] for key in same},
        **medians,
        "peak_megabytes": max(run["peak_megabytes"] for run in measured),
        "test_accuracy": float(np.mean(accuracies)),
        "test_accuracies": accuracies,
        "wrong": " ".join(f"{i}:{said}" for i, said in first["wrong"].items()),
    }


def by_steps() -> dict[int, float]:
    """What more steps bring, on the last 10,000 training digits: the others are trained on."""
    rung, digits = RUNGS[PARTS_OF], load("mnist")
    train, _ = official_split(digits)
    kept, held_out = train[:-HELD_OUT], train[-HELD_OUT:]
    X, features = prepare(rung, digits.images[kept], seed=0)
    reached = {}
    for steps in STEPS:
        descent = fit(rung._replace(iterations=steps), X, digits.labels[kept])
        said = read(descent, features, digits.images[held_out])
        reached[steps] = float((said == digits.labels[held_out]).mean())
        print(steps, "steps", reached[steps], flush=True)
    return reached


def parts(
    W: np.ndarray, X: np.ndarray, images: np.ndarray, labels: np.ndarray, seed: int
) -> dict[str, str]:
    """For each digit, the patches that speak for it, in each cell of the pooling: 28 x 28 bytes.

    The contribution of a feature is its weight times the mean of the feature over the digits k.
    The patches with a positive weight whose response is, on these digits, stronger than on average
    are added up, each times its contribution, and the result is scaled to 0-255.
    """
    count = len(W) // CELLS**2
    pictures = upright(images)
    filters = draw_filters(pictures, count, seed)
    drawn = draw_windows(pictures, np.random.default_rng(seed))  # as draw_filters has drawn them
    patches = drawn[: count - filters.absolute].reshape(-1, WINDOW, WINDOW)
    found = {}
    for k in range(W.shape[1]):
        mean = X[labels == k].mean(axis=0)
        contribution = np.where((W[:, k] > 0) & (mean > 0), W[:, k] * mean, 0)
        of_cells = contribution.reshape(CELLS, CELLS, count)[:, :, filters.absolute :]
        picture = np.einsum("ijf,fxy->ixjy", of_cells, patches)
        found[str(k)] = packed(np.round(255 * picture / picture.max()))
    return found


def shown(rungs: dict[str, Any], digits: Digits, test: np.ndarray) -> dict[str, Any]:
    """What each rung newly reads or misses, and the test digits that the chapter shows."""
    images, labels = digits.images[test], digits.labels[test]

    def digit(i: int, said: int) -> dict[str, Any]:
        picture = {"label": int(labels[i]), "said": said, "pixels": packed(images[i])}
        return {"number": i} | picture

    wrong = [
        {int(i): int(said) for i, said in (pair.split(":") for pair in rung["wrong"].split())}
        for rung in rungs.values()
    ]
    steps = []
    for before, after in pairwise(wrong):
        gained = sorted(before.keys() - after.keys())
        steps.append(
            {
                "newly_right": len(gained),
                "newly_wrong": len(after.keys() - before.keys()),
                "slant": mean_slant(images[gained]),
                "shown": [digit(i, before[i]) for i in gained[:SHOWN]],
            }
        )
    slant = mean_slant(images)
    return {
        "slant": slant,
        "steps": steps,
        "missed": [digit(i, said) for i, said in wrong[-1].items()],
    }


def mean_slant(images: np.ndarray) -> float:
    """By how many columns the ink of a digit moves per row, to either side: the mean."""
    _, _, slants = moments(images)
    return round(float(np.abs(slants).mean()), 4)


def packed(pixels: np.ndarray) -> str:
    """Bytes as text."""
    return base64.b64encode(zlib.compress(pixels.astype(np.uint8).tobytes(), 9)).decode()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(sys.argv[2], int(sys.argv[3]))))
    else:
        main()

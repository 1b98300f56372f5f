"""How the l2 of each rung of `logreg-edu ladder` was chosen: on the last 10,000 training digits.

The features are made, and the models trained, from the first 50,000. The test digits are not looked
at. Of equal accuracies the larger l2 is taken.

    python benchmarks/choose_ladder.py            # writes benchmarks/ladder.json
    python benchmarks/choose_ladder.py relu       # one rung again, the others are kept
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from logreg_edu.app.datasets import load
from logreg_edu.app.ladder import RUNGS, fit, prepare
from logreg_edu.evaluate import accuracy
from logreg_edu.one_vs_all import Models, one_vs_all_score

FILE = Path(__file__).with_name("ladder.json")
L2 = [1e-3, 3e-4, 1e-4, 3e-5, 1e-5]
TRAIN = 50_000


def main() -> None:
    """Measure every candidate on every rung."""
    digits = load("mnist")
    images, labels = digits.images[:60_000], digits.labels[:60_000]
    chosen = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for name in sys.argv[1:] or RUNGS:
        rung = RUNGS[name]
        X, features = prepare(rung, images[:TRAIN], seed=0)
        X_held_out = features(images[TRAIN:])
        reached = {}
        for l2 in L2:
            descent = fit(rung._replace(l2=l2), X, labels[:TRAIN])
            models = Models(descent.w.astype(np.float32), descent.b.astype(np.float32))
            predicted, _ = one_vs_all_score(X_held_out, models)
            reached[l2] = accuracy(predicted, labels[TRAIN:])
            print(name, l2, reached[l2], descent.iterations, flush=True)
        del X, X_held_out
        best = max(reached, key=lambda l2: (reached[l2], l2))
        chosen[name] = {"validation_accuracy_by_l2": reached, "l2": best}
        text = json.dumps({rung: chosen[rung] for rung in RUNGS if rung in chosen}, indent=2)
        FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

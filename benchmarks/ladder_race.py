"""The ten models on the features of the ladder's last rung: ours beside other libraries.

    python -m benchmarks.ladder_race  # many hours
    python -m benchmarks.ladder_race 12000  # of the training digits: an hour
    python -m benchmarks.ladder_race --only newton --only "scikit-learn lbfgs"  # half an hour

Needs MNIST; installs PyTorch and JAX in build/.

Each is timed by its return, with the loosest tolerance that brings it within a thousandth of the
minimum: see race.py.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click
import numpy as np

from benchmarks.bench import machine, versions
from benchmarks.peers import PACKAGES
from benchmarks.race import Contender, Race, compete
from benchmarks.running import install
from logreg_edu import newton_descent, one_hot
from logreg_edu.app.datasets import load
from logreg_edu.app.ladder import RUNGS, prepare
from logreg_edu.digits import official_split

RESULTS = Path(__file__).with_name("ladder_race.json")
RUNG, ACCURACY, PROVED = "filters-200", 1e-3, 1e-5
LIMIT, ROUNDS = 600.0, 3  # seconds of an attempt
SINGLE, DOUBLE = {"dtype": "float32"}, {"dtype": "float64"}
CONTENDERS = [
    Contender("newton", "newton", {}, "tolerance", (10,)),
    Contender(
        "scikit-learn lbfgs",
        "scikit-learn",
        {"solver": "lbfgs", "n_jobs": 2} | SINGLE,
        "tol",
        (3e-6,),
        or_else={"n_jobs": 1},
    ),
    Contender("PyTorch", "pytorch", SINGLE, "tolerance", (3e-6,), DOUBLE, peer="pytorch"),
    Contender("JAX", "jax", SINGLE | {"compiled": False}, "tolerance", (1e-4,), peer="jax"),
]


@click.command()
@click.argument("count", default=60_000)
@click.option("--only", multiple=True, help="A contender; may be given more than once.")
def main(count: int, only: tuple[str, ...]) -> None:
    """Race on the first COUNT training digits, and write what came of it."""
    rung, digits = RUNGS[RUNG], load("mnist")
    train, test = official_split(digits)
    train = train[:count]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        X, features = prepare(rung, digits.images[train], seed=0)
        np.save(folder / "X.npy", X)
        np.save(folder / "labels.npy", digits.labels[train].astype(np.int64))
        np.save(folder / "X_test.npy", features(digits.images[test]))
        np.save(folder / "labels_test.npy", digits.labels[test].astype(np.int64))
        # It is proved to be so near to the minimum: the gap bounds what is left.
        nearest = newton_descent(X, one_hot(digits.labels[train], 10), rung.l2, tolerance=PROVED)
        assert np.all(nearest.converged)
        common, X_bytes = {"folder": name, "l2": rung.l2}, X.nbytes
        lowest = float(nearest.cost_history[-1].sum())
        print(f"The minimum: {lowest:.6f}, after {nearest.iterations} steps", flush=True)
        del X
        race = Race(
            common, lowest, LIMIT, X_bytes, lambda text: print(text, flush=True), [ACCURACY]
        )
        wanted = [one for one in CONTENDERS if not only or one.name in only]
        there = [one for one in wanted if not one.peer or install(one.peer, PACKAGES[one.peer])]
        results, attempts = compete(race, there, ROUNDS, begin={})
    peers = {one.peer: versions(one.peer) for one in there if one.peer}
    record = {
        "rung": RUNG, "digits": count, "l2": rung.l2, "accuracy": ACCURACY,
        "machine": machine(), "peers": peers,
        "contenders": results, "attempts": attempts,
    }  # fmt: skip
    RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

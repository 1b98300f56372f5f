"""All solvers side by side: how soon each returns with a result how close to the minimum.

    python -m benchmarks.bench                # the full MNIST of LOGREG_EDU_DATA, else the sample
    python -m benchmarks.bench --only peers   # other libraries, each in an environment of its own
    python -m benchmarks.bench --only busy    # a part again, the rest is kept
    python -m benchmarks.bench --quick        # a minute: does it run? the figures mean nothing

README.md in this folder says what is measured and how. Tables go to the terminal, all figures to
results.json.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from threadpoolctl import threadpool_info

from benchmarks.peers import PACKAGES
from benchmarks.promises import (
    GRADIENT_NORM,
    bars,
    bars_table,
    check,
    is_rival,
    is_scikit_learn,
    table,
)
from benchmarks.race import (
    ACCURACIES,
    Contender,
    Race,
    Say,
    compete,
    fastest,
    quiet_and_busy,
    spread,
)
from benchmarks.running import install, python_of, run
from logreg_edu import Digits, official_split, pixels_to_examples, stratified_split
from logreg_edu.app.datasets import load
from logreg_edu.app.readers import read_digits

RESULTS = Path(__file__).parent / "results.json"
MNIST = os.environ.get("LOGREG_EDU_DATA")  # its folder
L2 = 1e-4

FULL: dict[str, Any] = {
    "rounds": 5,
    "limit": 60.0,  # seconds: an attempt that takes longer is out of the race
    "descent_iterations": 300,
    # Its solvers, and the tolerances where the search begins.
    "scikit_learn": {
        "lbfgs": (6e-5, 6e-6),
        "newton-cholesky": (1e-3, 1e-4),
        "liblinear": (1e-3, 6e-5),
    },
    "growth_base": {"m": 60_000, "n": 784, "K": 10},
    "growth": {
        "m": [5_000, 15_000, 60_000, 240_000, 960_000],
        "n": [14**2, 20**2, 28**2, 40**2, 56**2],
        "K": [1, 3, 10, 30, 100],
    },
}
QUICK: dict[str, Any] = {
    "rounds": 1,
    "limit": 20.0,
    "descent_iterations": 20,
    "scikit_learn": {"lbfgs": (2e-5, 2e-6)},
    "growth_base": {"m": 500, "n": 100, "K": 3},
    "growth": {"m": [500, 1000]},
}


# Who takes part

NEWTON = Contender("newton", "newton", {}, "tolerance", (0.6, 0.06))


def contenders(plan: dict) -> list[Contender]:
    """Ours, SciPy's and scikit-learn's."""
    multinomial = {"solver": "lbfgs", "dtype": "float32", "n_jobs": 1, "tol": 1e-4}
    return [
        Contender("descent", "descent", {"iterations": plan["descent_iterations"]}),
        Contender("one-by-one", "one-by-one", {"iterations": 5}),
        Contender("accelerated", "accelerated", {}, "tolerance", (0.3, 0.01)),
        NEWTON,
        Contender("scipy-l-bfgs-b", "scipy-l-bfgs-b", {}, "ftol", (1e-5, 3e-8)),
        *(
            Contender(
                f"scikit-learn {solver}",
                "scikit-learn",
                {"solver": solver, "dtype": "float32", "n_jobs": 2},
                "tol",
                begin,
                fallback={"dtype": "float64"},
                or_else={"n_jobs": 1},
            )
            for solver, begin in plan["scikit_learn"].items()
        ),
        Contender("scikit-learn multinomial", "scikit-learn", multinomial | {"one_vs_rest": False}),
    ]


def peers() -> list[Contender]:
    """Those of other libraries, each in an environment of its own."""
    jax = {"dtype": "float32", "compiled": False}
    single, double = {"dtype": "float32"}, {"dtype": "float64"}
    two = single | {"n_jobs": 2}
    threads = {"threads": os.cpu_count()}
    return [
        Contender("JAX", "jax", jax, "tolerance", (2e-3, 3e-4), double, peer="jax"),
        Contender(
            "JAX, compiled before",
            "jax",
            jax | {"compiled": True},
            "tolerance",
            (2e-3, 3e-4),
            double,
            peer="jax",
        ),
        Contender("PyTorch", "pytorch", single, "tolerance", (1e-4, 2e-5), double, peer="pytorch"),
        Contender("cyanure", "cyanure", single, "tol", (6e-2, 3e-3), double, peer="cyanure"),
        Contender(
            "scikit-learn-intelex",
            "intelex",
            two,
            "tol",
            (1e-1, 1e-2),
            double,
            {"n_jobs": 1},
            peer="scikit-learn-intelex",
        ),
        Contender(
            "liblinear-multicore",
            "liblinear",
            threads,
            "e",
            (6e-3, 3e-4),
            or_else={"threads": 1},
            peer="liblinear-multicore",
        ),
    ]


# The parts: each takes the plan, what all jobs have in common, what was measured so far and a way
# to tell how far it is, and returns its results.


def measure_race(plan: dict, common: dict, record: dict, say: Say) -> dict:
    """The reference minimum, and how soon and with how much memory each comes near to it."""
    say("The reference minimum")
    reference = run(common | {"job": "minimum", "gradient_norm": GRADIENT_NORM})
    say(f"  {reference['cost']:.12f}, gradient norm {reference['gradient_norm']:.1e}")
    race = race_of(plan, common, record | {"reference": reference}, say)
    results, attempts = compete(
        race, contenders(plan), plan["rounds"], begin=record.get("contenders", {})
    )
    del results["scikit-learn multinomial"]["above_minimum"]  # it minimises another cost
    return {"reference": reference, "contenders": results, "attempts": attempts}


def measure_limits(plan: dict, common: dict, record: dict, say: Say) -> dict:
    """Our step beside what it cannot do without."""
    seconds = run(common | {"job": "limits", "repeats": 40})
    return {"limits": {name: spread(times) for name, times in seconds.items()}}


def measure_growth(plan: dict, common: dict, record: dict, say: Say) -> dict:
    """Time and memory against m, n and K, one at a time, with the slopes on logarithmic scales."""
    growth: dict[str, dict] = {}
    for solver in ("accelerated", "newton"):
        growth[solver] = {}
        for what, sizes in plan["growth"].items():
            rows = []
            for size in sizes:
                job = common | {"job": "growth", "solver": solver, "steps": 8}
                done = run(job | plan["growth_base"] | {what: size}, memory=True)
                rows.append({"size": size, **done})
                say(
                    f"  {solver}, {what} = {size}:"
                    f" {1000 * done['seconds_per_step']:.1f} ms per step"
                )
            logs = np.log([row["size"] for row in rows])
            growth[solver][what] = {
                "rows": rows,
                "slopes": {
                    name: float(np.polyfit(logs, np.log([row[name] for row in rows]), 1)[0])
                    for name in ("seconds", "seconds_per_step", "peak_bytes")
                    if all(row[name] for row in rows)
                },
            }
    return {"growth": growth}


def measure_busy(plan: dict, common: dict, record: dict, say: Say) -> dict:
    """Ours and the fastest scikit-learn with one core kept busy by another program."""
    taking_part = those_on_a_busy_machine(record["contenders"], is_scikit_learn)
    race = race_of(plan, common, record, say)
    return {"busy": quiet_and_busy(race, taking_part, plan["rounds"])}


def measure_predictions(plan: dict, common: dict, record: dict, say: Say) -> dict:
    """One digit, and 10,000: medians over several processes, in which they take turns."""
    runs = [run(common | {"job": "predictions", "repeats": 20}) for _ in range(plan["rounds"])]
    medians = {name: [statistics.median(one[name]) for one in runs] for name in runs[0]}
    return {"predictions": {name: spread(times) for name, times in medians.items()}}


def measure_peers(plan: dict, common: dict, record: dict, say: Say) -> dict:
    """Other libraries in turns with Newton's method, quiet, and the fastest of them busy, too."""
    race = race_of(plan, common, record, say)
    missing = [peer for peer, packages in PACKAGES.items() if not install(peer, packages)]
    for peer in missing:
        say(f"{peer} does not install")
    taking_part = [one for one in peers() if one.peer not in missing]
    begin = record["contenders"] | record.get("peers", {}).get("contenders", {})
    results, attempts = compete(race, [NEWTON, *taking_part], plan["rounds"], begin)
    return {
        "peers": {
            "contenders": results,
            "attempts": attempts,
            "missing": missing,
            "versions": {peer: versions(peer) for peer in PACKAGES if peer not in missing},
            "busy": quiet_and_busy(
                race, those_on_a_busy_machine(results, is_rival), plan["rounds"]
            ),
        }
    }


PARTS = {
    "race": measure_race,
    "limits": measure_limits,
    "growth": measure_growth,
    "busy": measure_busy,
    "predictions": measure_predictions,
    "peers": measure_peers,
}


def race_of(plan: dict, common: dict, record: dict, say: Say) -> Race:
    """What the contenders of a part have in common."""
    data = record["data"]
    X_bytes = data["m"] * data["n"] * np.dtype(np.float32).itemsize
    return Race(common, record["reference"]["cost"], plan["limit"], X_bytes, say)


def those_on_a_busy_machine(results: dict, rival: Callable[[str], bool]) -> dict:
    """Newton's method at each accuracy, and the fastest of these rivals at the last."""
    of_each = [
        fastest(results, accuracy, lambda name: name.startswith("newton"))
        for accuracy in ACCURACIES
    ]
    names = [*of_each, fastest(results, ACCURACIES[-1], rival)]
    return {name: results[name] for name in names if name}


@contextmanager
def laid_out(digits: Digits) -> Iterator[tuple[dict, dict]]:
    """The digits in files, for the jobs; what the jobs have in common, and what the data are."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        train, test = split(digits)
        X, labels = pixels_to_examples(digits.images[train]), digits.labels[train]
        np.save(folder / "X.npy", X)
        np.save(folder / "labels.npy", labels.astype(np.int64))
        np.save(folder / "X_test.npy", pixels_to_examples(digits.images[test]))
        np.save(folder / "labels_test.npy", digits.labels[test].astype(np.int64))
        np.save(folder / "images.npy", digits.images[train])
        m, n = X.shape
        del X
        data = {"name": digits.name, "m": m, "n": n, "K": 10, "l2": L2}
        yield {"folder": name, "l2": L2}, data


def split(digits: Digits) -> tuple[np.ndarray, np.ndarray]:
    """The official split, or a fifth at random to test on."""
    if digits.official_train is not None:
        return official_split(digits)
    return stratified_split(digits.labels, 0.2, seed=0)


def machine() -> dict:
    """What the figures depend on, and nothing that names a computer."""
    cpu = platform.processor()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if "model name" in line]
        cpu = names[0].split(":")[1].strip() if names else cpu
    blas = next(pool for pool in threadpool_info() if pool["user_api"] == "blas")
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "threads": blas["num_threads"],
        "blas": f"{blas['internal_api']} {blas['version']} ({blas.get('architecture')})",
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {
            name: version(name)
            for name in ("logreg-edu", "numpy", "scipy", "scikit-learn", "joblib")
        },
        "day": time.strftime("%Y-%m-%d"),
    }


def versions(peer: str) -> dict[str, str]:
    """What is installed in the environment of a peer."""
    names = [package for package in PACKAGES[peer] if not package.startswith("-")]
    found = "import json, sys; from importlib.metadata import version;"
    found += "print(json.dumps({name: version(name) for name in sys.argv[1:]}))"
    command = [str(python_of(peer)), "-c", found, *names]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def a_few_digits() -> Digits:
    """Every sixth of the sample, and of its pixels every second in each direction."""
    sample = load("sample")
    small = sample.images.reshape(-1, 28, 28)[::6, ::2, ::2]
    return Digits(small.reshape(len(small), -1), sample.labels[::6], "quick", (14, 14))


# The command


def measure(
    digits: Digits,
    plan: dict,
    parts: list[str],
    say: Say,
    earlier: dict,
    save: Callable[[dict], object],
) -> dict:
    """Measure these parts and save what is known after each; the other parts stay as they were."""
    with laid_out(digits) as (common, data):
        record = earlier | {"data": data, "machine": machine(), "accuracies": ACCURACIES}
        if "contenders" not in record and "race" not in parts:
            parts = ["race", *parts]  # which tells what the others need
        for part in parts:
            say(f"[bold]{part}[/bold]")
            record |= PARTS[part](plan, common, record, say)
            record["bars"] = bars(record)
            save(record)
    return record


def is_of_here(record: dict) -> bool:
    """Whether a record is of this machine and these versions, so that it can be continued."""
    return bool(record) and machine() == record["machine"] | {"day": machine()["day"]}


@click.command()
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(list(PARTS)),
    help="Measure this part; the others are kept. May be repeated.  [default: all but peers]",
)
@click.option("--quick", is_flag=True, help="A few of the sample's digits, one round.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write.  [default: results.json in this folder; with --quick, nowhere]",
)
def main(only: tuple[str, ...], quick: bool, out: Path | None) -> None:
    """Measure, print the tables, write the JSON after each part."""
    console = Console(width=max(Console().width, 140))  # also into a file
    if quick:
        digits, plan, earlier = a_few_digits(), QUICK, {}
    else:
        digits = read_digits(Path(MNIST)) if MNIST else load("sample")
        plan, out = FULL, out or RESULTS
        earlier = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
        if not is_of_here(earlier):
            if only:
                raise click.ClickException(
                    f"{out}: is of another machine or of other versions; measure all without --only"
                )
            earlier = {}

    def save(record: dict) -> None:
        if out:
            out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")

    parts = list(only) or [part for part in PARTS if part != "peers"]
    record = measure(digits, plan, parts, console.print, earlier, save)
    if "peers" in parts:
        console.print(table(record, record["peers"]["contenders"]), width=140, crop=False)
    console.print(table(record, record["contenders"]), bars_table(record), width=140, crop=False)
    wrong = check(record)
    if wrong:
        raise click.ClickException("; ".join(wrong))


if __name__ == "__main__":
    main()

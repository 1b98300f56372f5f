"""All solvers side by side: how soon each comes how close to the minimum.

    python benchmarks/bench.py             # the full MNIST of LOGREG_EDU_DATA, else the sample
    python benchmarks/bench.py --known     # with scikit-learn's tolerances of the last results.json
    python benchmarks/bench.py --only-steps  # limits and growth again, the rest is kept
    python benchmarks/bench.py --quick     # a minute: does it all run? the figures mean nothing

README.md in this folder says what is measured and how. The table goes to the terminal, all
figures to results.json.
"""

from __future__ import annotations

import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.table import Column, Table
from threadpoolctl import threadpool_info

from logreg_edu import Digits, official_split, pixels_to_examples, stratified_split
from logreg_edu.app.datasets import load
from logreg_edu.app.readers import read_digits

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
MNIST = os.environ.get("LOGREG_EDU_DATA")  # its folder
L2 = 1e-4
ACCURACIES = [1e-3, 1e-5]  # how far above the reference minimum, as a share of it
GRADIENT_NORM = 1e-9  # of the reference minimum
# scikit-learn's tolerances, four to a decade: of these the loosest that will do is searched.
TOLERANCES = [10 ** (-k / 4) for k in range(2, 33)]
SLOW = 20.0  # seconds; a contender slower than this takes part in the first round only

FULL: dict[str, Any] = {
    "rounds": 3,
    "rounds_of_the_slow": 1,
    "limit": 75.0,  # seconds: a run of scikit-learn that takes longer is out of the race
    "settings": {
        "descent": {"iterations": 300},
        "accelerated": {"tolerance": 1e-5},
        "newton": {"tolerance": 1e-5},
        "one-by-one": {"iterations": 5},
        "scipy-l-bfgs-b": {"seconds": 30.0},
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
    "rounds_of_the_slow": 1,
    "limit": 20.0,
    "settings": FULL["settings"]
    | {"descent": {"iterations": 20}, "scipy-l-bfgs-b": {"seconds": 2.0}},
    "growth_base": {"m": 500, "n": 100, "K": 3},
    "growth": {"m": [500, 1000], "n": [49, 100], "K": [1, 3]},
}
SCIKIT_LEARN = ["lbfgs", "newton-cholesky", "liblinear", "saga"]
QUICK_SCIKIT_LEARN = ["lbfgs", "newton-cholesky"]


class TooSlow(Exception):
    """A run was stopped, since it took longer than the limit."""


# One run


def run(job: dict, limit: float = 3600.0, memory: bool = False) -> dict:
    """Do a job in a process of its own; with ``memory``, watch what it takes beyond its start.

    Raises:
        TooSlow: it took longer than the limit.
        RuntimeError: it failed.
    """
    process = subprocess.Popen(
        [sys.executable, str(HERE / "contenders.py"), json.dumps(job)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # so that its own workers can be stopped with it
    )
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        os.killpg(process.pid, signal.SIGKILL)

    with process:
        assert process.stdin and process.stdout
        said = process.stdout.readline()
        watch = Watch(process.pid) if memory else None
        clock = threading.Timer(limit, stop)
        clock.start()
        if said:
            process.stdin.write("go\n")
            process.stdin.flush()
            said = process.stdout.readline()
        clock.cancel()
        peak = watch.stop() if watch else None
        result = process.stdout.readline() if said else ""
    if stopped.is_set():
        raise TooSlow(f"{job} took more than {limit:g} s")
    if not result:
        raise RuntimeError(f"failed: {job}")
    return json.loads(result) | ({"peak_bytes": peak} if memory else {})


class Watch:
    """The memory of a process and its children, sampled 50 times per second (Linux only)."""

    def __init__(self, pid: int):
        self.pid = pid
        self.before = self.most = proportional_memory(pid)
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()

    def _look(self) -> None:
        while not self.ended.wait(0.02):
            self.most = max(self.most, proportional_memory(self.pid))

    def stop(self) -> int | None:
        """The peak above the start, in bytes; None where it cannot be measured."""
        self.ended.set()
        self.thread.join()
        return self.most - self.before if self.before else None


def proportional_memory(pid: int) -> int:
    """Bytes of a process and its children, where what they share counts once; 0 if unknown."""
    process = Path("/proc") / str(pid)
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
        children = (process / "task" / str(pid) / "children").read_text().split()
    except OSError:  # not Linux, or it has ended
        return 0
    own = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 1024 * own + sum(proportional_memory(int(child)) for child in children)


def seconds_to(trace: list[list[float]], cost: float) -> float | None:
    """When a run first reached ``cost`` or less, or None."""
    return next((seconds for seconds, J in trace if cost >= J), None)


# scikit-learn does not report its cost on the way, so it runs once per accuracy: with the loosest
# tolerance that reaches it.


def search_tolerances(
    solver: str, job: Callable[[dict], dict], targets: list[float], limit: float, say: Callable
) -> tuple[list[dict | None], list[dict]]:
    """The settings with which scikit-learn reaches each target soonest, and all that was tried.

    Float32 first; float64 for the targets that no tolerance reaches in float32.
    """
    tried: dict[tuple, dict] = {}

    def attempt(dtype: str, n_jobs: int, tolerance: float) -> dict:
        settings = {"solver": solver, "dtype": dtype, "n_jobs": n_jobs, "tol": tolerance}
        key = tuple(settings.values())
        if key not in tried:
            try:
                result = run(job(settings), limit)
                tried[key] = settings | {
                    "seconds": result["trace"][-1][0],
                    "cost": result["cost"],
                    "iterations": result["iterations"],
                    "test_accuracy": result["test_accuracy"],
                }
            except TooSlow:
                tried[key] = settings | {"seconds": None, "cost": None}
            say(f"  {solver}, {dtype}, n_jobs={n_jobs}, tol={tolerance:.1e}: {outcome(tried[key])}")
        return tried[key]

    def loosest(dtype: str, target: float) -> float | None:
        loose, tight = 0, len(TOLERANCES)  # the answer is in this range, or there is none
        while loose < tight:
            middle = (loose + tight) // 2
            found = attempt(dtype, 2, TOLERANCES[middle])
            if found["cost"] is None or found["cost"] <= target:
                tight = middle
            else:
                loose = middle + 1
        if loose == len(TOLERANCES) or attempt(dtype, 2, TOLERANCES[loose])["cost"] is None:
            return None
        return TOLERANCES[loose]

    chosen: list[dict | None] = []
    for target in targets:
        best = None
        for dtype in ("float32", "float64"):
            tolerance = loosest(dtype, target)
            if tolerance is not None:
                both = [attempt(dtype, n_jobs, tolerance) for n_jobs in (1, 2)]
                best = min(both, key=lambda one: one["seconds"] or np.inf)
                break
        chosen.append(best and {name: best[name] for name in ("solver", "dtype", "n_jobs", "tol")})
    return chosen, list(tried.values())


def outcome(tried: dict) -> str:
    """One attempt in words."""
    if tried["seconds"] is None:
        return "too slow"
    return f"{tried['seconds']:.1f} s, cost {tried['cost']:.6f}"


# All of it


def measure(
    digits: Digits,
    plan: dict,
    solvers: list[str],
    say: Callable[[str], None],
    known: dict | None = None,
    only_steps: bool = False,
) -> dict:
    """Run everything; the result is what results.json holds.

    ``known`` is an earlier such result, whose settings of scikit-learn are taken over; with
    ``only_steps``, so are the times of all contenders.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        train, test = split(digits)
        X, labels = pixels_to_examples(digits.images[train]), digits.labels[train]
        np.save(folder / "X.npy", X)
        np.save(folder / "labels.npy", labels.astype(np.int64))
        np.save(folder / "X_test.npy", pixels_to_examples(digits.images[test]))
        np.save(folder / "labels_test.npy", digits.labels[test].astype(np.int64))
        np.save(folder / "images.npy", digits.images[train])
        X_bytes, shape = X.nbytes, X.shape
        del X
        common = {"folder": name, "l2": L2}

        if known and only_steps:
            race = {part: known[part] for part in ("reference", "contenders", "attempts")}
        else:
            race = measure_contenders(common, plan, solvers, X_bytes, say, known)
        say("The limits")
        limits = run(common | {"job": "limits", "repeats": 40})
        say("Growth")
        growth = measure_growth(common, plan, say)

    record = {
        "data": {"name": digits.name, "m": shape[0], "n": shape[1], "K": 10, "l2": L2},
        "machine": machine(),
        "accuracies": ACCURACIES,
        **race,
        "limits": {name: spread(seconds) for name, seconds in limits.items()},
        "growth": growth,
    }
    return record | {"bars": bars(record)}


def measure_contenders(
    common: dict,
    plan: dict,
    solvers: list[str],
    X_bytes: int,
    say: Callable[[str], None],
    known: dict | None,
) -> dict:
    """The reference minimum, and how soon and with how much memory each comes near to it."""

    def job(contender: str, settings: dict) -> dict:
        return common | {"job": "solve", "contender": contender, "settings": settings}

    say("The reference minimum")
    reference = run(common | {"job": "minimum", "gradient_norm": GRADIENT_NORM})
    targets = [reference["cost"] * (1 + accuracy) for accuracy in ACCURACIES]
    say(f"  {reference['cost']:.12f}, gradient norm {reference['gradient_norm']:.1e}")

    entries = {name: job(name, settings) for name, settings in plan["settings"].items()}
    if known:
        attempts = known["attempts"]
        entries |= {
            name: job("scikit-learn", contender["settings"])
            for name, contender in known["contenders"].items()
            if name.startswith("scikit-learn") and "multinomial" not in name
        }
    else:
        say("The tolerances of scikit-learn")
        attempts = []
        for solver in solvers:
            chosen, tried = search_tolerances(
                solver, lambda s: job("scikit-learn", s), targets, plan["limit"], say
            )
            attempts += tried
            entries |= {
                f"scikit-learn {solver} to {accuracy:.0e}": job("scikit-learn", settings)
                for accuracy, settings in zip(ACCURACIES, chosen, strict=True)
                if settings
            }
    multinomial = {"solver": "lbfgs", "dtype": "float32", "n_jobs": 1, "tol": 1e-4}
    entries["scikit-learn multinomial"] = job("scikit-learn", multinomial | {"one_vs_rest": False})

    # The first round looks at memory and is not timed; the rounds alternate the contenders.
    results: dict[str, list[dict]] = {name: [] for name in entries}
    for turn in range(1 + plan["rounds"]):
        say(f"Round {turn} of {plan['rounds']}" + ("" if turn else ", which looks at memory"))
        for name, entry in entries.items():
            slow = turn > 0 and results[name][-1]["trace"][-1][0] > SLOW
            if slow and turn > plan["rounds_of_the_slow"]:
                continue
            results[name].append(run(entry, memory=turn == 0))
            say(f"  {name}: {results[name][-1]['trace'][-1][0]:.2f} s")

    contenders = {
        name: summary(entries[name], runs, reference["cost"], targets, X_bytes)
        for name, runs in results.items()
    }
    del contenders["scikit-learn multinomial"]["above_minimum"]  # it minimises another cost
    return {"reference": reference, "contenders": contenders, "attempts": attempts}


def split(digits: Digits) -> tuple[np.ndarray, np.ndarray]:
    """The official split, or a fifth at random to test on."""
    if digits.official_train is not None:
        return official_split(digits)
    return stratified_split(digits.labels, 0.2, seed=0)


def summary(
    entry: dict, runs: list[dict], lowest: float, targets: list[float], X_bytes: int
) -> dict:
    """The results of one contender: medians over the timed runs, and the trace of the first."""
    timed = runs[1:]
    reached = {}
    for accuracy, target in zip(ACCURACIES, targets, strict=True):
        seconds = [seconds_to(one["trace"], target) for one in timed]
        known = [s for s in seconds if s is not None]
        reached[f"{accuracy:.0e}"] = spread(known) if len(known) == len(timed) else None
    trace = timed[0]["trace"]
    shown = np.unique(np.geomspace(1, len(trace), 200).astype(int)) - 1
    iterations = timed[0]["iterations"]
    peak = runs[0]["peak_bytes"]
    return {
        "settings": entry["settings"],
        "runs": len(timed),
        "seconds": spread([one["trace"][-1][0] for one in timed]),
        "seconds_to": reached,
        "iterations": iterations,
        "seconds_per_iteration": per_iteration(trace, iterations),
        "above_minimum": timed[0]["cost"] / lowest - 1,
        "test_accuracy": timed[0]["test_accuracy"],
        "peak_memory_share_of_X": None if peak is None else peak / X_bytes,
        "trace": [trace[i] for i in shown],
    }


def per_iteration(trace: list[list[float]], iterations: int) -> float:
    """Seconds per step: the median of the steps, or where these are not known, the mean."""
    if len(trace) > 2:
        return statistics.median(np.diff([seconds for seconds, _ in trace])[:-1])
    return trace[-1][0] / iterations


def spread(seconds: list[float]) -> dict:
    """Median and extremes."""
    return {"median": statistics.median(seconds), "min": min(seconds), "max": max(seconds)}


def measure_growth(common: dict, plan: dict, say: Callable[[str], None]) -> dict:
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
    return growth


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


# What the project promises


def bars(record: dict) -> list[dict]:
    """The promises with what was measured; a value is None where it could not be."""
    contenders, limits = record["contenders"], record["limits"]
    newton, accelerated = contenders["newton"], contenders["accelerated"]

    def times_faster(accuracy: str) -> float | None:
        theirs = [
            c["seconds_to"][accuracy]["median"]
            for name, c in contenders.items()
            if name.startswith("scikit-learn") and "multinomial" not in name
            if c["seconds_to"][accuracy]
        ]
        own = newton["seconds_to"][accuracy]
        return min(theirs) / own["median"] if theirs and own else None

    rows = record["growth"]["accelerated"]["m"]["rows"]
    rows = [row for row in rows if row["size"] >= record["data"]["m"]] or rows
    first, last = rows[0], rows[-1]
    proportional = (last["seconds_per_step"] / first["seconds_per_step"]) / (
        last["size"] / first["size"]
    )
    there = [
        c["test_accuracy"]
        for name, c in contenders.items()
        if name.startswith("scikit-learn") and abs(c.get("above_minimum", 1)) <= 1e-5
    ]
    one_by_one = contenders["one-by-one"]["seconds_per_iteration"]
    ten_at_once = contenders["descent"]["seconds_per_iteration"]
    return [
        bar("newton, times faster to 1e-3", times_faster("1e-03"), 5, True),
        bar("newton, times faster to 1e-5", times_faster("1e-05"), 12, True),
        bar(
            "one step / its two products",
            limits["step"]["median"] / limits["two_products"]["median"],
            1.4,
        ),
        bar("accelerated, memory / X", accelerated["peak_memory_share_of_X"], 0.2),
        bar("newton, memory / X", newton["peak_memory_share_of_X"], 0.6),
        bar("newton, test accuracy", newton["test_accuracy"], 0.918, True),
        bar(
            "newton, accuracy beside scikit-learn's",
            max(abs(newton["test_accuracy"] - a) for a in there) if there else None,
            0.001,
        ),
        bar("ten at once, times faster a step", one_by_one / ten_at_once, 4, True),
        bar("growth in m, off proportional", abs(proportional - 1), 0.15),
    ]


def bar(what: str, value: float | None, limit: float, at_least: bool = False) -> dict:
    """One promise: a value and what it may be."""
    met = None if value is None else bool(value >= limit if at_least else value <= limit)
    return {
        "what": what,
        "value": value,
        "bar": limit,
        "direction": ">=" if at_least else "<=",
        "met": met,
    }


def check(record: dict) -> list[str]:
    """What cannot be true of a sound measurement, whatever the machine."""
    wrong = []
    if record["reference"]["gradient_norm"] > GRADIENT_NORM:
        wrong.append("the reference minimum was not reached")
    for name, contender in record["contenders"].items():
        if contender.get("above_minimum", 0) < -1e-9:
            wrong.append(f"{name} is below the reference minimum")
    for name in ("accelerated", "newton"):
        if not all(record["contenders"][name]["seconds_to"].values()):
            wrong.append(f"{name} did not come within {min(ACCURACIES):g} of the minimum")
    return wrong


# The command


def table(record: dict) -> Table:
    """Everything in one table, the fastest to the last accuracy first."""
    data = record["data"]
    shown = Table(
        Column("contender", no_wrap=True),
        *(f"s to {accuracy:.0e}" for accuracy in record["accuracies"]),
        "s in all",
        "ms a step",
        "steps",
        "above the minimum",
        "memory / X",
        "accuracy",
        title=f"{data['name']}: {data['m']:,} x {data['n']} x {data['K']}, l2 = {data['l2']:g}",
    )

    def rank(item: tuple[str, dict]) -> list[float]:
        reached = item[1]["seconds_to"].values()
        return [s["median"] if s else np.inf for s in reversed(reached)]

    for name, c in sorted(record["contenders"].items(), key=rank):
        above, share = c.get("above_minimum"), c["peak_memory_share_of_X"]
        shown.add_row(
            name,
            *(f"{s['median']:.2f}" if s else "-" for s in c["seconds_to"].values()),
            f"{c['seconds']['median']:.2f}",
            f"{1000 * c['seconds_per_iteration']:.1f}",
            str(c["iterations"]),
            "-" if above is None else f"{above:.1e}",
            "-" if share is None else f"{share:.2f}",
            f"{c['test_accuracy']:.4f}",
        )
    return shown


def bars_table(record: dict) -> Table:
    """The promises, and whether they are kept."""
    shown = Table("promise", "measured", "bar", "met")
    for one in record["bars"]:
        value = "-" if one["value"] is None else f"{one['value']:.3g}"
        met = {True: "yes", False: "NO", None: "-"}[one["met"]]
        shown.add_row(one["what"], value, f"{one['direction']} {one['bar']:g}", met)
    return shown


@click.command()
@click.option("--quick", is_flag=True, help="A few of the sample's digits, one round.")
@click.option(
    "--known", is_flag=True, help="Do not search for tolerances: use those in results.json."
)
@click.option("--only-steps", is_flag=True, help="Measure limits and growth again; keep the rest.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write.  [default: results.json in this folder; with --quick, nowhere]",
)
def main(quick: bool, known: bool, only_steps: bool, out: Path | None) -> None:
    """Measure everything, print the table, write the JSON."""
    console = Console(width=max(Console().width, 140))  # also into a file
    if quick:
        sample = load("sample")
        few = slice(None, None, 6)
        digits = Digits(sample.images[few], sample.labels[few], "quick", sample.image_shape)
        record = measure(digits, QUICK, QUICK_SCIKIT_LEARN, console.print)
    else:
        digits = read_digits(Path(MNIST)) if MNIST else load("sample")
        reuse = known or only_steps
        earlier = json.loads(RESULTS.read_text(encoding="utf-8")) if reuse else None
        record = measure(digits, FULL, SCIKIT_LEARN, console.print, earlier, only_steps)
        out = out or RESULTS
    console.print(table(record), bars_table(record), width=140, crop=False)
    if out:
        out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    wrong = check(record)
    if wrong:
        raise click.ClickException("; ".join(wrong))


if __name__ == "__main__":
    main()

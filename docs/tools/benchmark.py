"""What benchmarks/bench.py has measured, as tables and in sentences."""

from __future__ import annotations

import json
from pathlib import Path

PATH = Path(__file__).resolve().parents[2] / "benchmarks/results.json"
NEWTON = "newton"
# Those that minimise the ten costs; the benchmark also has others, for other questions.
OWN = {
    "descent": "gradient descent, $1/L$",
    "accelerated": "accelerated descent",
    NEWTON: "Newton's method",
    "scipy-l-bfgs-b": "SciPy, L-BFGS-B",
}
SCIKIT_LEARN = "scikit-learn"
Contenders = dict[str, dict]


def record() -> dict:
    """All that was measured."""
    return json.loads(PATH.read_text(encoding="utf-8"))


def is_scikit_learn(name: str) -> bool:
    """Whether a contender is scikit-learn on the ten costs: one run for each accuracy."""
    return name.startswith(SCIKIT_LEARN) and " to " in name


def runs_of(name: str, contenders: Contenders) -> list[dict]:
    """The runs of a contender, one for each accuracy; the last is the one to the last accuracy."""
    return [one for key, one in contenders.items() if key.partition(" to ")[0] == name]


def seconds_to(name: str, accuracy: float, contenders: Contenders) -> float | None:
    """How long a contender took until it returned a result this near to the minimum."""
    near = [one for one in runs_of(name, contenders) if one["above_minimum"] <= accuracy]
    return min((one["seconds"]["median"] for one in near), default=None)


def names() -> dict[str, str]:
    """The contenders that minimise the ten costs, with the titles that they have in the table."""
    theirs = {key.partition(" to ")[0] for key in record()["contenders"] if is_scikit_learn(key)}
    return OWN | {name: name.replace(SCIKIT_LEARN, f"{SCIKIT_LEARN},") for name in sorted(theirs)}


def ranking() -> list[tuple[str, list[float | None]]]:
    """The title of each contender and its seconds to each accuracy, the fastest first.

    None stands for an accuracy that it did not reach in the time that the benchmark allows.
    """
    return _ranked(names(), record()["contenders"])


def table() -> str:
    """Seconds to each accuracy, the fastest first: a Markdown table."""
    return _table(names(), record()["contenders"])


def peers() -> str:
    """The same for other libraries, and what did not run; empty if they were not measured."""
    measured = record().get("peers")
    if not measured:
        return ""
    contenders = measured["contenders"]
    others = {key.partition(" to ")[0] for key in contenders} - {NEWTON}
    titles = {NEWTON: OWN[NEWTON]} | {name: name for name in others}
    versions = {name: v for found in measured["versions"].values() for name, v in found.items()}
    said = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    missing = ", ".join(measured["missing"])
    absent = f" These could not be installed: {missing}." if missing else ""
    return f"{_table(titles, contenders)}\nVersions: {said}.{absent}\n"


def sentences() -> str:
    """What was measured on what, and the comparison in words."""
    measured = record()
    contenders, data, machine = measured["contenders"], measured["data"], measured["machine"]
    newton = runs_of(NEWTON, contenders)[-1]
    said = [
        f"The table says how long each took until it returned a result within a fraction of the"
        f" minimum: {data['m']:,} digits of {data['n']} pixels, {data['K']} models, $\\lambda$ ="
        f" {data['l2']:g}; {machine['cpu']}, {machine['cores']} cores, scikit-learn"
        f" {machine['versions']['scikit-learn']}. For ours and for the fastest of the others the"
        f" time is the median of {newton['runs']} runs.\n\n"
    ]
    for accuracy in measured["accuracies"]:
        own = seconds_to(NEWTON, accuracy, contenders)
        theirs = [seconds_to(name, accuracy, contenders) for name in names() if name not in OWN]
        others = [seconds for seconds in theirs if seconds]
        if own and others:
            said.append(
                f"Within {100 * accuracy:g}\u00a0% of the minimum, Newton's method needed"
                f" {own:.2f} s and scikit-learn's fastest solver {min(others):.2f} s,"
                f" which is {min(others) / own:.1f} times as long."
            )
    slow = contenders["descent"]
    said.append(
        f"Newton's method took {newton['iterations']} steps on all digits after its start;"
        f" gradient descent was stopped after {slow['iterations']} steps and"
        f" {slow['seconds']['median']:.1f} s, {slow['above_minimum']:.0%} above the minimum."
    )
    return said[0] + " ".join(said[1:]) + "\n"


def _ranked(titles: dict[str, str], contenders: Contenders) -> list[tuple[str, list[float | None]]]:
    accuracies = record()["accuracies"]
    found = [
        (title, [seconds_to(name, accuracy, contenders) for accuracy in accuracies])
        for name, title in titles.items()
    ]
    return sorted(found, key=lambda one: [s or float("inf") for s in reversed(one[1])])


def _table(titles: dict[str, str], contenders: Contenders) -> str:
    accuracies = record()["accuracies"]
    heads = [f"s to {100 * accuracy:g}\u00a0%" for accuracy in accuracies]
    lines = [f"| solver | {' | '.join(heads)} | test accuracy |"]
    lines.append("| --- |" + " --: |" * (len(heads) + 1))
    right = {
        title: f"{runs[-1]['test_accuracy']:.1%}" if (runs := runs_of(name, contenders)) else ""
        for name, title in titles.items()
    }
    for title, seconds in _ranked(titles, contenders):
        times = [f"{s:.2f}" if s else "not reached" for s in seconds]
        lines.append(f"| {title} | {' | '.join(times)} | {right[title]} |")
    return "\n".join(lines) + "\n"

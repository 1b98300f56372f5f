"""What benchmarks/bench.py has measured, as a table and in sentences."""

from __future__ import annotations

import json
from pathlib import Path

PATH = Path(__file__).resolve().parents[2] / "benchmarks/results.json"
# Those that minimise the ten costs; the benchmark also has others, for other questions.
OWN = {
    "descent": "gradient descent, $1/L$",
    "accelerated": "accelerated descent",
    "newton": "Newton's method",
    "scipy-l-bfgs-b": "SciPy, L-BFGS-B",
}
SCIKIT_LEARN = "scikit-learn"


def record() -> dict:
    """All that was measured."""
    return json.loads(PATH.read_text(encoding="utf-8"))


def is_scikit_learn(name: str) -> bool:
    """Whether a contender is scikit-learn on the ten costs: one run for each accuracy."""
    return name.startswith(SCIKIT_LEARN) and " to " in name


def table() -> str:
    """Seconds to each accuracy, the fastest first: a Markdown table."""
    measured = record()
    accuracies = [f"{accuracy:.0e}" for accuracy in measured["accuracies"]]
    rows: dict[str, dict] = {}
    for name, contender in measured["contenders"].items():
        if name in OWN:
            title = OWN[name]
        elif is_scikit_learn(name):
            title = name.partition(" to ")[0].replace(SCIKIT_LEARN, f"{SCIKIT_LEARN},")
        else:
            continue
        row = rows.setdefault(title, dict.fromkeys(accuracies))
        for accuracy, seconds in contender["seconds_to"].items():
            known = [s for s in (row[accuracy], seconds and seconds["median"]) if s]
            row[accuracy] = min(known, default=None)
        row["right"] = contender["test_accuracy"]  # of the run to the last accuracy

    def rank(row: dict) -> list[float]:
        return [row[accuracy] or float("inf") for accuracy in reversed(accuracies)]

    heads = [f"seconds to {100 * accuracy:g} %" for accuracy in measured["accuracies"]]
    lines = [f"| solver | {' | '.join(heads)} | test digits read rightly |"]
    lines.append("| --- |" + " --: |" * (len(heads) + 1))
    for title, row in sorted(rows.items(), key=lambda item: rank(item[1])):
        times = [f"{row[a]:.2f}" if row[a] else "not reached" for a in accuracies]
        lines.append(f"| {title} | {' | '.join(times)} | {row['right']:.1%} |")
    return "\n".join(lines) + "\n"


def sentences() -> str:
    """What was measured on what, and the comparison in words."""
    measured = record()
    data, machine, contenders = measured["data"], measured["machine"], measured["contenders"]
    said = [
        f"The table says when each was first within a share of the minimum:"
        f" {data['m']:,} digits of {data['n']} pixels, {data['K']} models, $\\lambda$ ="
        f" {data['l2']:g}; {machine['cpu']}, {machine['cores']} cores, scikit-learn"
        f" {machine['versions']['scikit-learn']}; the median of several runs.\n\n"
    ]
    for accuracy in measured["accuracies"]:
        key = f"{accuracy:.0e}"
        own = contenders["newton"]["seconds_to"][key]
        others = [
            contender["seconds_to"][key]["median"]
            for name, contender in contenders.items()
            if is_scikit_learn(name) and contender["seconds_to"][key]
        ]
        if own and others:
            said.append(
                f"Within {100 * accuracy:g} % of the minimum, Newton's method needed"
                f" {own['median']:.2f} s and scikit-learn's fastest solver {min(others):.2f} s,"
                f" which is {min(others) / own['median']:.1f} times as long."
            )
    slow = contenders["descent"]
    said.append(
        f"Gradient descent was stopped after {slow['iterations']} steps and"
        f" {slow['seconds']['median']:.1f} s, {slow['above_minimum']:.0%} above the minimum."
    )
    return said[0] + " ".join(said[1:]) + "\n"

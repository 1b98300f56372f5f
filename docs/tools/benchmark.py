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


def runs_of(name: str) -> list[dict]:
    """The runs of a contender, one for each accuracy; the last is the one to the last accuracy."""
    contenders = record()["contenders"]
    return [one for key, one in contenders.items() if key.partition(" to ")[0] == name]


def seconds_to(name: str, accuracy: float) -> float | None:
    """How long a contender took until it returned a result this near to the minimum."""
    near = [one for one in runs_of(name) if one["above_minimum"] <= accuracy]
    return min((one["seconds"]["median"] for one in near), default=None)


def names() -> dict[str, str]:
    """The contenders that minimise the ten costs, with the titles that they have in the table."""
    theirs = {key.partition(" to ")[0] for key in record()["contenders"] if is_scikit_learn(key)}
    return OWN | {name: name.replace(SCIKIT_LEARN, f"{SCIKIT_LEARN},") for name in sorted(theirs)}


def table() -> str:
    """Seconds to each accuracy, the fastest first: a Markdown table."""
    accuracies = record()["accuracies"]
    heads = [f"seconds to {100 * accuracy:g} %" for accuracy in accuracies]
    lines = [f"| solver | {' | '.join(heads)} | test accuracy |"]
    lines.append("| --- |" + " --: |" * (len(heads) + 1))

    def rank(name: str) -> list[float]:
        return [seconds_to(name, accuracy) or float("inf") for accuracy in reversed(accuracies)]

    for name, title in sorted(names().items(), key=lambda item: rank(item[0])):
        seconds = [seconds_to(name, accuracy) for accuracy in accuracies]
        times = [f"{s:.2f}" if s else "not reached" for s in seconds]
        right = runs_of(name)[-1]["test_accuracy"]
        lines.append(f"| {title} | {' | '.join(times)} | {right:.1%} |")
    return "\n".join(lines) + "\n"


def sentences() -> str:
    """What was measured on what, and the comparison in words."""
    measured = record()
    data, machine = measured["data"], measured["machine"]
    runs = runs_of("newton")[-1]["runs"]
    said = [
        f"The table says how long each took until it returned a result within a share of the"
        f" minimum: {data['m']:,} digits of {data['n']} pixels, {data['K']} models, $\\lambda$ ="
        f" {data['l2']:g}; {machine['cpu']}, {machine['cores']} cores, scikit-learn"
        f" {machine['versions']['scikit-learn']}; for the fastest, the median of {runs} runs.\n\n"
    ]
    for accuracy in measured["accuracies"]:
        own = seconds_to("newton", accuracy)
        theirs = [seconds_to(name, accuracy) for name in names() if name not in OWN]
        others = [seconds for seconds in theirs if seconds]
        if own and others:
            said.append(
                f"Within {100 * accuracy:g} % of the minimum, Newton's method needed"
                f" {own:.2f} s and scikit-learn's fastest solver {min(others):.2f} s,"
                f" which is {min(others) / own:.1f} times as long."
            )
    slow = measured["contenders"]["descent"]
    said.append(
        f"Gradient descent was stopped after {slow['iterations']} steps and"
        f" {slow['seconds']['median']:.1f} s, {slow['above_minimum']:.0%} above the minimum."
    )
    return said[0] + " ".join(said[1:]) + "\n"

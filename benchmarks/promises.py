"""What the project promises of its speed and size, and the tables of what was measured."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from rich.table import Column, Table

from benchmarks.race import ACCURACIES, fastest, is_ours

GRADIENT_NORM = 1e-9  # of the reference minimum


def bars(record: dict) -> list[dict]:
    """The promises on the parts that were measured; a value is None where it could not be."""
    contenders = record["contenders"]
    loose, tight = ACCURACIES
    newton, accelerated = (
        contenders.get(fastest(contenders, tight, lambda one, n=name: one.startswith(n)), {})
        for name in ("newton", "accelerated")
    )
    there = [
        c["test_accuracy"]
        for name, c in contenders.items()
        if is_scikit_learn(name) and abs(c.get("above_minimum", 1)) <= tight
    ]
    accuracy = newton.get("test_accuracy")
    found = [
        bar("newton, times faster than scikit-learn to 1e-3", ahead(contenders, loose), 9, True),
        bar("newton, times faster than scikit-learn to 1e-5", ahead(contenders, tight), 14, True),
        bar("accelerated, memory / X", accelerated.get("peak_memory_share_of_X"), 0.2),
        bar("newton, memory / X", newton.get("peak_memory_share_of_X"), 0.47),
        bar("newton, test accuracy", accuracy, 0.918, True),
        bar(
            "newton, accuracy beside scikit-learn's",
            max(abs(accuracy - a) for a in there) if there and accuracy else None,
            0.001,
        ),
        bar(
            "ten at once, times faster a step",
            contenders["one-by-one"]["seconds_per_iteration"]
            / contenders["descent"]["seconds_per_iteration"],
            4,
            True,
        ),
    ]
    if "limits" in record:
        step, products = (record["limits"][name]["median"] for name in ("step", "two_products"))
        found.append(bar("one step / its two products", step / products, 1.4))
    if "growth" in record:
        found.append(bar("growth in m, off proportional", growth_in_m(record), 0.15))
    if "busy" in record:
        ratios = [one["ratio"] for name, one in record["busy"].items() if is_ours(name)]
        found.append(bar("newton, one core busy / none", max(ratios), 1.7))
    if "predictions" in record:
        mine, theirs = (
            record["predictions"][f"{name}, 10000"]["median"]
            for name in ("OneVsAll.predict", "scikit-learn")
        )
        found.append(bar("OneVsAll.predict / scikit-learn's", mine / theirs, 0.8))
    if "peers" in record:
        for accuracy, name, limit in ((loose, "1e-3", 4), (tight, "1e-5", 7)):
            races = [contenders, record["peers"]["contenders"]]
            ratios = [r for race in races if (r := ahead(race, accuracy, is_rival)) is not None]
            what = f"newton, times faster than all peers to {name}"
            found.append(bar(what, min(ratios, default=None), limit, True))
    return found


def is_scikit_learn(name: str) -> bool:
    """Whether a contender is scikit-learn itself."""
    return name.startswith("scikit-learn ")


def is_rival(name: str) -> bool:
    """Whether a contender is of others."""
    return not is_ours(name) and name not in ("descent", "one-by-one")


def ahead(
    contenders: dict[str, dict], accuracy: float, of: Callable[[str], bool] = is_scikit_learn
) -> float | None:
    """How many times as long the fastest of the others takes as Newton's method, by return."""
    own = fastest(contenders, accuracy, lambda name: name.startswith("newton"))
    other = fastest(contenders, accuracy, of)
    if own is None or other is None:
        return None
    return contenders[other]["seconds"]["median"] / contenders[own]["seconds"]["median"]


def growth_in_m(record: dict) -> float:
    """How far the seconds per step are off proportional to m, from MNIST's size on."""
    rows = record["growth"]["accelerated"]["m"]["rows"]
    rows = [row for row in rows if row["size"] >= record["data"]["m"]] or rows
    first, last = rows[0], rows[-1]
    slower = last["seconds_per_step"] / first["seconds_per_step"]
    return abs(slower / (last["size"] / first["size"]) - 1)


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
    contenders = record["contenders"]
    if record["reference"]["gradient_norm"] > GRADIENT_NORM:
        wrong.append("the reference minimum was not reached")
    for name, one in (contenders | record.get("peers", {}).get("contenders", {})).items():
        if one.get("above_minimum", 0) < -1e-9:
            wrong.append(f"{name} is below the reference minimum")
    for name in ("accelerated", "newton"):
        if not fastest(contenders, min(ACCURACIES), lambda one, n=name: one.startswith(n)):
            wrong.append(f"{name} did not come within {min(ACCURACIES):g} of the minimum")
    return wrong


# What is shown


def table(record: dict, contenders: dict[str, dict]) -> Table:
    """Contenders in one table: those to the last accuracy first, the fastest first."""
    data = record["data"]
    shown = Table(
        Column("contender", no_wrap=True),
        "s to its return",
        "runs",
        "ms a step",
        "steps",
        "above the minimum",
        "memory / X",
        "accuracy",
        title=f"{data['name']}: {data['m']:,} x {data['n']} x {data['K']}, l2 = {data['l2']:g}",
    )

    def rank(item: tuple[str, dict]) -> tuple[float, float]:
        above = item[1].get("above_minimum", np.inf)
        reached = sum(above <= accuracy for accuracy in ACCURACIES)
        return -reached, item[1]["seconds"]["median"]

    for name, c in sorted(contenders.items(), key=rank):
        above, share = c.get("above_minimum"), c["peak_memory_share_of_X"]
        per_step = c["seconds_per_iteration"]
        shown.add_row(
            name,
            f"{c['seconds']['median']:.2f}",
            str(c["runs"]),
            "-" if per_step is None else f"{1000 * per_step:.1f}",
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

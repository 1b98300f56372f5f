"""How soon each contender comes how close to the minimum, timed to its return.

Nobody's clock stops before it returns, and nobody goes on for longer than it must: for each
accuracy the loosest tolerance is searched that reaches it, and with that the contender is timed.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from benchmarks.running import TooSlow, one_core_busy, run

ACCURACIES = [1e-3, 1e-5]  # how far above the reference minimum, as a share of it
TOLERANCES = [10 ** (-k / 4) for k in range(-8, 37)]  # four to a decade, from loose to tight
Say = Callable[[str], None]


@dataclass(frozen=True)
class Contender:
    """A solver with its settings, of which one may be a tolerance that is searched.

    Attributes:
        name: in the results.
        solver: in contenders.py, or for a peer in peers.py.
        settings: those that are fixed.
        tolerance: the name of the setting that is searched; empty if none is.
        begin: the tolerances where the search begins, for each accuracy: near them it is short.
        fallback: settings for an accuracy that no tolerance reaches with those above.
        or_else: other settings, taken if they are faster at the tolerance that was found.
        peer: the environment in which it runs; empty for the project's own.
    """

    name: str
    solver: str
    settings: dict = field(default_factory=dict)
    tolerance: str = ""
    begin: tuple[float, float] = (1e-2, 1e-3)
    fallback: dict = field(default_factory=dict)
    or_else: dict = field(default_factory=dict)
    peer: str = ""


@dataclass(frozen=True)
class Race:
    """What all contenders have in common.

    Attributes:
        common: the part of a job that is the same for all: the folder of the data, and l2.
        lowest: the reference minimum.
        limit: seconds after which an attempt is stopped.
        X_bytes: the size of X.
        say: tells how far it is.
        accuracies: how far above the minimum, as a share of it, they shall come.
    """

    common: dict
    lowest: float
    limit: float
    X_bytes: int
    say: Say
    accuracies: list[float] = field(default_factory=lambda: ACCURACIES)

    def job(self, contender: Contender, settings: dict) -> dict:
        """Train with this contender and these settings."""
        where = {"solver": contender.solver, "settings": settings, "peer": contender.peer}
        return self.common | {"job": "solve"} | where

    def attempt(self, contender: Contender, settings: dict, limit: float | None = None) -> dict:
        """One run that is not part of the race, with its memory; no cost if it took too long."""
        try:
            result = run(self.job(contender, settings), limit or self.limit, memory=True)
        except TooSlow:
            result = {"seconds": None, "cost": None}
            self.say(f"  {contender.name}, {settings}: too slow")
        else:
            above = result["cost"] / self.lowest - 1
            self.say(f"  {contender.name}, {settings}: {result['seconds']:.1f} s, {above:.1e}")
        result.pop("trace", None)
        return {"name": contender.name, "settings": settings, **result}


def search(contender: Contender, race: Race, begin: Iterable[float]) -> list[dict]:
    """All attempts at the loosest tolerance for each accuracy; those to race with say so in "to".

    A tolerance with which a run takes too long counts as tight enough, since all tighter ones take
    longer still.
    """
    attempts: list[dict] = []

    def attempt(settings: dict, limit: float | None = None) -> dict:
        for done in attempts:
            if done["settings"] == settings:
                return done
        attempts.append(race.attempt(contender, settings, limit))
        return attempts[-1]

    def best(accuracy: float, first: int) -> dict | None:
        target = race.lowest * (1 + accuracy)
        for settings in (contender.settings, contender.settings | contender.fallback):

            def reaches(i: int, settings: dict = settings) -> bool:
                cost = attempt(settings | {contender.tolerance: TOLERANCES[i]})["cost"]
                return cost is None or cost <= target

            i = loosest(reaches, first)
            if i is None:
                continue
            settings = settings | {contender.tolerance: TOLERANCES[i]}
            found = attempt(settings)
            if found["cost"] is None:
                return None
            other = attempt(settings | contender.or_else, found["seconds"])
            faster = other["cost"] is not None and other["seconds"] < found["seconds"]
            return other if faster and other["cost"] <= target else found
        return None

    for accuracy, tolerance in zip(race.accuracies, begin, strict=True):
        chosen = best(accuracy, int(np.abs(np.log(np.divide(TOLERANCES, tolerance))).argmin()))
        if chosen:
            chosen.setdefault("to", []).append(accuracy)
    return attempts


def loosest(reaches: Callable[[int], bool], first: int) -> int | None:
    """The first index of TOLERANCES that reaches; all after it do, too. None if none does.

    Tried are ``first`` and the one before it, and if the answer is elsewhere, it is bisected.
    """
    low, high = 0, len(TOLERANCES)  # the answer is in this range, or there is none
    guesses = [first - 1, first]
    while low < high:
        i = guesses.pop() if guesses else (low + high) // 2
        if not low <= i < high:
            continue
        if reaches(i):
            high = i
        else:
            low = i + 1
    return None if low == len(TOLERANCES) else low


def compete(
    race: Race, contenders: list[Contender], rounds: int, begin: dict[str, dict]
) -> tuple[dict[str, dict], list[dict]]:
    """Search the tolerances of all, then let all run in turns.

    ``begin`` are results of an earlier race: the search begins at their tolerances.

    Returns:
        The results by name ("newton to 1e-05"), and the attempts.
    """
    entries: dict[str, tuple[Contender, dict]] = {}
    attempts: list[dict] = []
    for contender in contenders:
        race.say(contender.name)
        if not contender.tolerance:
            entries[contender.name] = contender, race.attempt(contender, contender.settings, 3600)
            continue
        known = [begin.get(f"{contender.name} to {accuracy:.0e}") for accuracy in race.accuracies]
        start = [
            one["settings"][contender.tolerance] if one else own
            for one, own in zip(known, contender.begin, strict=False)  # fewer accuracies may do
        ]
        tried = search(contender, race, start)
        for one in tried:
            for accuracy in one.get("to", []):
                entries[f"{contender.name} to {accuracy:.0e}"] = contender, one
        attempts += tried

    jobs = {
        name: race.job(contender, one["settings"]) for name, (contender, one) in entries.items()
    }
    runs = {name: [run(job)] for name, job in jobs.items()}
    # All run once; those that decide run again, in turns.
    seconds = {name: one[0]["seconds"] for name, one in runs.items()}
    again = deciding(seconds, race.accuracies)
    for turn in range(2, rounds + 1):
        race.say(f"Round {turn} of {rounds}: {', '.join(again)}")
        for name in again:
            runs[name].append(run(jobs[name]))
    results = {
        name: summary(contender, one, runs[name], race)
        for name, (contender, one) in entries.items()
    }
    return results, attempts


def deciding(seconds: dict[str, float], accuracies: list[float]) -> list[str]:
    """Ours, and for each accuracy the fastest of the others."""
    chosen = [name for name in seconds if is_ours(name)]
    for accuracy in accuracies:
        others = [name for name in seconds if name.endswith(f" to {accuracy:.0e}")]
        others = [name for name in others if name not in chosen]
        chosen += sorted(others, key=lambda name: seconds[name])[:1]
    return chosen


def is_ours(name: str) -> bool:
    """Whether a contender is one of the fast solvers of this project."""
    return name.partition(" to ")[0] in ("newton", "accelerated")


def summary(contender: Contender, attempt: dict, runs: list[dict], race: Race) -> dict:
    """The results of one contender: medians over the timed runs, and the trace of the first."""
    iterations = runs[0]["iterations"]
    trace = [*runs[0]["trace"], (runs[0]["seconds"], runs[0]["cost"])]  # up to the return
    shown = np.unique(np.geomspace(1, len(trace), 200).astype(int)) - 1
    peak = attempt["peak_bytes"]
    result = {
        "solver": contender.solver,
        "settings": attempt["settings"],
        "runs": len(runs),
        "seconds": spread([one["seconds"] for one in runs]),
        "iterations": iterations,
        "seconds_per_iteration": per_iteration(runs[0]),
        "above_minimum": max(one["cost"] for one in runs) / race.lowest - 1,
        "test_accuracy": runs[0]["test_accuracy"],
        "peak_memory_share_of_X": None if peak is None else peak / race.X_bytes,
    }
    if contender.peer:
        result["peer"] = contender.peer
    return result | ({"trace": [trace[i] for i in shown]} if runs[0]["trace"] else {})


def per_iteration(result: dict) -> float | None:
    """Seconds per step: the median of the steps, or where these are not known, the mean."""
    if len(result["trace"]) > 2:
        return statistics.median(np.diff([seconds for seconds, _ in result["trace"]])[:-1])
    return result["seconds"] / result["iterations"] if result["iterations"] else None


def spread(seconds: list[float]) -> dict:
    """Median and extremes."""
    return {"median": statistics.median(seconds), "min": min(seconds), "max": max(seconds)}


def fastest(contenders: dict[str, dict], accuracy: float, of: Callable[[str], bool]) -> str | None:
    """Who came within the accuracy soonest, of those whose name is one ``of``; None if nobody."""
    there = [
        name
        for name, one in contenders.items()
        if of(name) and one.get("above_minimum", np.inf) <= accuracy
    ]
    return min(there, key=lambda name: contenders[name]["seconds"]["median"], default=None)


def quiet_and_busy(race: Race, contenders: dict[str, dict], rounds: int) -> dict[str, dict]:
    """How long they take while another program keeps a core busy, beside their time without it.

    Ours run in several rounds, the others once.
    """
    seconds: dict[str, dict[str, list[float]]] = {}
    for turn in range(rounds):
        for name, one in contenders.items():
            if turn > 0 and not is_ours(name):
                continue
            job = race.common | {"job": "solve", "solver": one["solver"]}
            job |= {"settings": one["settings"], "peer": one.get("peer", "")}
            times = seconds.setdefault(name, {"quiet": [], "busy": []})
            times["quiet"].append(run(job)["seconds"])
            with one_core_busy():
                times["busy"].append(run(job)["seconds"])
            race.say(f"  {name}: {times['quiet'][-1]:.2f} s, busy {times['busy'][-1]:.2f} s")
    return {
        name: {how: spread(times[how]) for how in times}
        | {"ratio": statistics.median(times["busy"]) / statistics.median(times["quiet"])}
        for name, times in seconds.items()
    }

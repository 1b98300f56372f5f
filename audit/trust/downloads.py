"""Downloads: whatever mirrors do, and whenever one is killed, the cache holds no wrong file."""

from __future__ import annotations

import gzip
import itertools
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

from audit import forks
from audit.trust import some
from audit.trust.damage import flips, prefixes
from audit.trust.tally import Tally
from logreg_edu.app import download
from logreg_edu.app.datasets import digest, load
from logreg_edu.app.errors import DownloadError
from tests.mirrors import FAULTS, FIRST, MNIST_DIGEST, PACKED, Mirrors, content, little_mnist

PAUSES = [0, 1, 3]  # before each try of a mirror; nobody sleeps here
STEPS_OF = ("download.py", "files.py", "pathlib")


def empty(cache: Path) -> None:
    for path in cache.glob("*"):
        path.unlink()


def ask(cache: Path, name: str, delivered: bool, tally: Tally, says: str = "") -> list[float]:
    """Load MNIST; check the digits, or the error, and what is left in the cache.

    Args:
        cache: the folder with the files.
        name: of the case.
        delivered: whether there is a mirror, or a cache, that has everything.
        tally: where it counts.
        says: what the message must contain if nothing is delivered.

    Returns:
        The pauses that it wanted to make.
    """
    tally.cases += 1
    pauses: list[float] = []
    with mock.patch.object(download.time, "sleep", pauses.append):
        try:
            if digest(load("mnist")) != MNIST_DIGEST or not delivered:
                tally.silent_changes.append(f"{name}: wrong digits were accepted")
        except DownloadError as error:
            if delivered or says not in str(error) or "\n" in str(error):
                tally.untyped.append(f"{name}: {error}")
        except Exception as error:
            tally.untyped.append(f"{name}: {error!r}")
    if not content(cache).items() <= PACKED.items() or (delivered and content(cache) != PACKED):
        tally.litter.append(f"{name}: {sorted(content(cache))}")
    return pauses


def ask_anew(server: Mirrors, cache: Path, faults: dict[str, list[str]], tally: Tally) -> None:
    """Fill an empty cache while each mirror has some faults, then none.

    One mirror is asked three times, then the next one three times, with pauses that grow; the
    one that delivered is asked for the other files.
    """
    empty(cache)
    server.asked.clear()
    server.once = {mirror: list(answers) for mirror, answers in faults.items()}
    stalls = any("stall" in fault for answers in faults.values() for fault in answers)
    # Where no mirror stalls, even a busy machine must be in time.
    with mock.patch.multiple(download, PAUSES=PAUSES, SILENCE=0.2 if stalls else 5):
        tries = [min(len(faults.get(mirror, [])), 3) for mirror in "ab"]
        delivered = min(tries) < 3
        name = f"mirrors with the faults {faults}"
        says = FAULTS[faults["b"][0]] if not delivered else ""
        pauses = ask(cache, name, delivered, tally, says)
    last = 0 if tries[0] < 3 else 1
    before_success = [*PAUSES[: tries[last] + 1], 0, 0, 0]  # and three more files
    expected = PAUSES * last + (before_success if delivered else PAUSES)
    if pauses != expected:
        tally.crashes.append(f"{name}: pauses {pauses}, not {expected}")
    places = [path.split("/")[1] for path in server.asked]
    if places != ["a"] * 3 * last + ["ab"[last]] * (len(expected) - 3 * last):
        tally.silent_changes.append(f"{name}: asked {places}")


def with_mirrors(sweep: Callable[[Mirrors, Path, Tally], None]) -> Callable[[Path], Tally]:
    def run(folder: Path) -> Tally:
        tally = Tally()
        with little_mnist(folder) as server:
            sweep(server, folder / "mnist", tally)
        return tally

    return run


def every_fault(server: Mirrors, cache: Path, tally: Tally) -> None:
    """Each fault once and twice, always at one mirror, and at both."""
    cases = (
        faults
        for fault in FAULTS
        for faults in (
            {"a": [fault]},
            {"a": [fault] * 2},
            {"a": [fault] * 3},
            {"a": ["503"] * 3, "b": [fault] * 2},
            {"a": ["503"] * 3, "b": [fault] * 3},
            {"a": [fault] * 3, "b": ["403"] * 3},
        )
    )
    for faults in some(cases, 4):
        ask_anew(server, cache, faults, tally)


def killed_at_every_step(server: Mirrors, cache: Path, tally: Tally) -> None:
    """SIGKILL before each thing that a fetch does with its files."""
    for step in some(itertools.count(), 4):
        (cache / FIRST).unlink(missing_ok=True)

        def fetch(_say: forks.Say, step: int = step) -> None:
            with forks.at_step(step, forks.kill, *STEPS_OF):
                download.fetch(cache)

        status, _ = forks.fork(fetch)
        name = f"killed at step {step}"
        right = content(cache).items() & PACKED.items()
        if content(cache).keys() != {file for file, _ in right}:
            tally.litter.append(f"{name}: a bad file")
        ask(cache, name, True, tally)
        if status != -signal.SIGKILL:  # it has no more steps
            if status:
                tally.crashes.append(f"{name}: ended with status {status}")
            return


def two_at_once(server: Mirrors, cache: Path, tally: Tally) -> None:
    """Two processes fill one cache: in step, with every fault, and while one of them is killed."""
    for fault in some(("", "", "", *FAULTS), 4):
        server.once = {"a": [fault] * 2}
        server.meeting = threading.Barrier(2)
        silence = 0.2 if "stall" in fault else 5
        with mock.patch.object(download, "SILENCE", silence):
            race(server, cache, f"in step, {fault or 'no fault'}", None, tally)
    server.meeting = None
    for step in some(range(0, 100, 5), 4):
        race(server, cache, f"one killed at step {step}", step, tally)


def race(server: Mirrors, cache: Path, name: str, killed_at: int | None, tally: Tally) -> None:
    empty(cache)
    server.asked.clear()

    def both(say: forks.Say) -> None:
        other = os.fork()
        if not other and killed_at is not None:
            with forks.at_step(killed_at, forks.kill, *STEPS_OF):
                download.fetch(cache)
        right = digest(load("mnist")) == MNIST_DIGEST
        if not other:
            os._exit(not right)
        status = os.waitstatus_to_exitcode(os.waitpid(other, 0)[1])
        say(f"{right} {status}")

    status, said = forks.fork(both)
    if status or said not in (["True 0"], [f"True {0 if killed_at is None else -9}"]):
        tally.crashes.append(f"{name}: status {status}, {said}")
    ask(cache, name, True, tally)


def offline(server: Mirrors, cache: Path, tally: Tally) -> None:
    """No mirror: a full cache is enough, and a damaged one is noticed."""
    cache.mkdir()
    with mock.patch.object(download, "MIRRORS", ()):
        for damaged, file, damage in some(damaged_caches(), 20):
            empty(cache)
            for other, packed in PACKED.items():
                (cache / other).write_bytes(packed)
            if file:
                (cache / file).write_bytes(damage)
            tally.cases += 1
            try:
                if digest(load("mnist")) != MNIST_DIGEST:
                    tally.silent_changes.append(damaged)
            except DownloadError as error:
                if not file:
                    tally.untyped.append(f"{damaged}: {error}")
            except Exception as error:
                tally.untyped.append(f"{damaged}: {error!r}")
    if server.asked:
        tally.silent_changes.append(f"asked {server.asked}")


def damaged_caches() -> Iterator[tuple[str, str, bytes]]:
    yield "a full cache", "", b""
    yield "a web page", FIRST, b"<!doctype html><title>Log in</title>"
    yield "something else", FIRST, gzip.compress(b"else")
    for file, packed in PACKED.items():
        for name, damage in prefixes(packed):
            yield f"{file} {name}", file, damage
    for name, damage in flips(PACKED[FIRST]):
        yield f"{FIRST} {name}", FIRST, damage


SWEEPS = {
    "mirrors with faults": with_mirrors(every_fault),
    "a fetch killed at any step": with_mirrors(killed_at_every_step),
    "two fetches at once": with_mirrors(two_at_once),
    "a cache without a mirror": with_mirrors(offline),
}

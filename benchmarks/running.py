"""One job in a process of its own: its time, its memory, and a core kept busy meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENTS = ROOT / "build/peers"  # of the peers, one for each
# Until who started it has ended, so that nothing is left behind.
SPIN = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"


class TooSlow(Exception):
    """A run was stopped, since it took longer than the limit."""


def run(job: dict, limit: float = 3600.0, memory: bool = False) -> dict:
    """Do a job in a process of its own; with ``memory``, watch what it takes beyond its start.

    Raises:
        TooSlow: it took longer than the limit.
        RuntimeError: it failed.
    """
    peer = job.get("peer")
    python = str(python_of(peer)) if peer else sys.executable
    module = "benchmarks.peers" if peer else "benchmarks.contenders"
    process = subprocess.Popen(
        [python, "-m", module, json.dumps(job)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
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


def python_of(peer: str) -> Path:
    """The interpreter of a peer's environment."""
    return ENVIRONMENTS / peer / "bin/python"


def install(peer: str, packages: list[str]) -> bool:
    """Make the environment of a peer, unless it is there; whether it is there now."""
    stamp = ENVIRONMENTS / peer / ".installed"
    if not stamp.exists():
        folder = str(ENVIRONMENTS / peer)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [str(python_of(peer)), "-m", "pip", "install", "--quiet", *packages]
        if subprocess.run(pip).returncode == 0:  # what went wrong, pip has said
            stamp.touch()
    return stamp.exists()


@contextmanager
def one_core_busy() -> Iterator[int]:
    """Meanwhile another process computes without a pause, tied to one core where it can be."""
    with subprocess.Popen([sys.executable, "-c", SPIN]) as other:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(other.pid, {max(os.sched_getaffinity(0))})
        try:
            yield other.pid
        finally:
            other.kill()


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

"""The parent's side of a check: runs the learner's file in a process of its own, within limits.

The limits stop accidents: endless loops, too much output or memory, crashes, child processes that
are left running. It is **not a sandbox**: the learner's code may do all that the learner may do.
Code that means harm, or that passes by reading this package, is not stopped.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import IO

from logreg_edu.exercises.answer import CRASHED, SECONDS, TOO_LATE
from logreg_edu.exercises.judge import Verdict

MEMORY = 4 * 1024**3
OUTPUT = 20_000  # bytes that are kept of what the learner's code prints
STARTUP = 60.0  # how long Python and NumPy may take to start, on a slow network disk
GRACE = 0.5  # how long after the limit the child may take to end itself and say where it was


def run(
    path: Path,
    name: str,
    seconds: float | None = None,
    stop: Callable[[], bool] = lambda: False,
    main: bool = False,
) -> Verdict | None:
    """Check a file as an answer to an exercise.

    Args:
        path: the learner's file.
        name: the exercise.
        seconds: how long it may take; None for SECONDS.
        stop: asked five times per second; if true, the check is given up.
        main: whether the file is told that it is the main program, as a cell of a notebook is.

    Returns:
        The verdict, or None if it was given up.

    Raises:
        OSError: no process can be started.
    """
    seconds = SECONDS if seconds is None else seconds
    token = secrets.token_hex()
    request = {
        "name": name, "file": str(path.resolve()), "token": token, "seconds": seconds,
        "memory": MEMORY, "main": main,
    }  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-P", str(Path(__file__).with_name("child.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=path.resolve().parent,
        env=_environment(),
        start_new_session=True,  # its own process group, to end its children with it
    )
    assert child.stdin and child.stdout and child.stderr
    answers, prints = _Kept(child.stdout), _Kept(child.stderr)
    try:
        with suppress(BrokenPipeError):
            child.stdin.write(json.dumps(request).encode() + b"\n")
            child.stdin.close()
        ended = _wait(child, lambda: token.encode() in answers.bytes, seconds + GRACE, stop)
    finally:  # Ctrl-C, too, leaves no process behind
        _kill(child)
        code = child.wait()
        said, printed = answers.text(), prints.text()
    if ended == "given up":
        return None
    for line in said.splitlines():
        if line.startswith(f"{token} {{"):
            found = json.loads(line.removeprefix(token))
            return replace(Verdict(**found | {"done": tuple(found["done"])}), output=printed)
    return replace(_no_answer(path.name, said, code, ended == "too late", seconds), output=printed)


def _wait(
    child: subprocess.Popen[bytes],
    ready: Callable[[], bool],
    seconds: float,
    stop: Callable[[], bool],
) -> str:
    """Wait until the child ends, is too late or is given up; say which.

    The time starts with the learner's code: a slow disk is not the learner's fault.
    """
    deadline, started = time.monotonic() + STARTUP, False
    while True:
        with suppress(subprocess.TimeoutExpired):
            child.wait(0.2)
            return "ended"
        if not started and ready():
            deadline, started = time.monotonic() + seconds, True
        if time.monotonic() > deadline:
            return "too late"
        if stop():
            return "given up"


def _no_answer(file: str, said: str, code: int, late: bool, seconds: float) -> Verdict:
    """What probably happened to a child that gave no verdict."""
    place = re.search(rf'File "{re.escape(file)}", line (\d+)', said)
    line = int(place[1]) if place else 0
    if late or "Timeout (" in said:
        message = TOO_LATE.format(seconds=seconds)
    elif "Fatal Python error" in said or code < 0 or code > 255:
        message = CRASHED
    else:
        message = "The file ended Python before it could be checked. Does it call `os._exit`?"
    return Verdict(passed=False, message=message, line=line)


class _Kept:
    """Keeps the beginning of what comes through a pipe; the rest is read and dropped."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.pipe = pipe
        self.bytes = bytearray()
        self.thread = Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        with suppress(OSError, ValueError):
            while chunk := os.read(self.pipe.fileno(), 65536):
                self.bytes += chunk[: max(OUTPUT - len(self.bytes), 0)]

    def text(self) -> str:
        """What was kept, once the other end of the pipe is closed."""
        self.thread.join(timeout=1)
        if not self.thread.is_alive():
            self.pipe.close()
        return bytes(self.bytes).decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    """The environment of the child: default settings of Python, one thread."""
    keep = {"PYTHONPATH", "PYTHONHOME"}
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON") or k in keep}
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    return inherited | threads


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the child and its process group."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(child.pid)], capture_output=True)
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)

"""`watch`: checks on every save, and moves on when told.

It reads the file five times per second: network folders send no notifications, and only reading
makes some of them ask their server.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from pathlib import Path

from logreg_edu.exercises import screen
from logreg_edu.exercises.session import check_until, take_hint
from logreg_edu.exercises.workbook import Workbook

PAUSE = 0.2  # seconds between two looks at the file
KEYS = "Enter: next exercise, h: hint, o: all of the output, l: list, q: quit"


def watch(book: Workbook, name: str | None) -> None:
    """Guide the learner from exercise to exercise, until all are done or the learner quits."""
    keys: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(keys,), daemon=True).start()
    name, hinted = name or book.next(), False
    while name is not None:
        path = book.path(name)
        seen = _state(path)
        result = check_until(book, name, stop=lambda: _saved(path, seen))  # noqa: B023 (called now)
        if result is None:  # saved again in the meantime
            continue
        screen.console.clear()
        screen.bar(book)
        screen.line((f"Checked at {time.strftime('%H:%M:%S')}", "dim"))
        keys_now = KEYS if result.passed else KEYS.replace("next", "skip to the next")
        rows = screen.console.height - 3 - -(-len(keys_now) // screen.console.width)
        screen.verdict(book, name, result, rows)
        if hinted and not result.passed:  # a hint stays until the exercise is left
            screen.hints(name, book.entries[name].hints)
        screen.line((keys_now, "dim"))
        while not _saved(path, seen):
            try:
                key = keys.get(timeout=PAUSE)
            except queue.Empty:
                continue
            if key == "q":
                return
            if key == "h":
                screen.hints(name, take_hint(book, name))
                hinted = True
            elif key == "o":
                screen.everything(book, name, result)
            elif key == "l":
                screen.overview(book)
            elif key == "":
                name, hinted = book.next(after=name), False
                break
            else:
                screen.line(f"{key}: no such key. ", (keys_now, "dim"))
    screen.say("All exercises are done. Well done!", "bold green")


def _listen(keys: queue.SimpleQueue[str]) -> None:
    """Put each line that is typed into the queue, until the input ends."""
    # Not through sys.stdin: a thread that waits in its reader would block the exit.
    rest = b""
    try:
        while chunk := os.read(sys.stdin.fileno(), 1024):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                keys.put(line.decode(errors="replace").strip().lower())
    except (OSError, ValueError):
        return


def _state(path: Path) -> tuple[int, bytes] | None:
    """What changes when a file is saved; None while an editor has it replaced."""
    try:
        return path.stat().st_mtime_ns, path.read_bytes()
    except OSError:
        return None


def _saved(path: Path, seen: tuple[int, bytes] | None) -> bool:
    return _state(path) not in (seen, None)

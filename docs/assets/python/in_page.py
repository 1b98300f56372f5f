"""The Python side of the page: runs a block in the page's namespace, and says what went wrong.

`python.js` loads it into Pyodide. It sends what is printed to the page piece by piece.
"""

from __future__ import annotations

import ast
import io
import json
import linecache
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import CodeType
from typing import Any

from logreg_edu.exercises import answer
from logreg_edu.exercises.judge import Verdict, in_words, line_of

OUTPUT = 20_000  # characters that are shown of what a block prints
CUT = "\n... (the rest is not shown)\n"
ABSENT = (
    "The page has NumPy and the library alone. Install the library on your own computer to run this"
    " there."
)

namespace: dict[str, Any] = {}


def clear() -> None:
    """Forget what the blocks have defined."""
    namespace.clear()
    namespace["__name__"] = "__main__"


def run(code: str, name: str, send: Callable[[str, str], None]) -> bool:
    """Run the code of a block as if it were typed: the value of an expression is shown.

    Args:
        code: the code, without prompts.
        name: what errors call it: "block 3".
        send: ``send(kind, text)`` gets what there is to show; kind is "out" or "error".

    Returns:
        Whether it ran to its end.
    """
    file = f"<{name}>"
    linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
    kept = sys.stdout, sys.stderr, sys.displayhook, sys.breakpointhook
    sys.stdout = sys.stderr = _Sent(send)
    sys.displayhook, sys.breakpointhook = sys.__displayhook__, answer.no_debugger
    try:
        for statement in ast.parse(code, file).body:
            exec(compile(ast.Interactive([statement]), file, "single"), namespace)
    except BaseException as error:
        send("error", failure(error))
        return False
    finally:
        sys.stdout, sys.stderr, sys.displayhook, sys.breakpointhook = kept
    return True


def check(code: str, name: str, seconds: float, send: Callable[[str, str], None]) -> str:
    """Check an answer to an exercise, as the command line does.

    Args:
        code: the text of the learner's file.
        name: the exercise.
        seconds: how long it may take.
        send: gets what the code prints, as in `run`.

    Returns:
        The verdict as JSON.
    """
    kept = sys.stdout, sys.stderr, sys.displayhook, sys.breakpointhook
    sys.stdout = sys.stderr = _Sent(send)
    sys.breakpointhook = answer.no_debugger
    file = Path(f"{name}.py")
    try:
        with _limit(seconds, file.name) as ends:
            verdict = answer.verdict(code.encode(), name, file)
    except BaseException as error:  # raised on purpose, or out of memory
        verdict = answer.failed(error, file.name)
    finally:
        sys.stdout, sys.stderr, sys.displayhook, sys.breakpointhook = kept
    if ends:
        message = answer.TOO_LATE.format(seconds=seconds)
        verdict = Verdict(passed=False, message=message, line=line_of(ends[-1], file.name))
    return json.dumps(asdict(verdict))


class _TooLate(BaseException):
    """Ends the learner's code."""


@contextmanager
def _limit(seconds: float, file: str) -> Iterator[list[_TooLate]]:
    """Ends the code of a file that runs for longer, where a loop in it begins anew.

    It gives a list, to which it adds what it raises there. What never comes there, as one long call
    into NumPy, is ended by the page, with the whole worker.
    """
    deadline = time.monotonic() + seconds
    monitoring = sys.monitoring  # Python 3.12
    jump = monitoring.events.JUMP
    ends: list[_TooLate] = []

    def look(code: CodeType, _from: int, _to: int) -> Any:
        if code.co_filename != file:
            return monitoring.DISABLE  # not asked again about this place
        if time.monotonic() > deadline:
            ends.append(_TooLate())
            raise ends[-1]

    monitoring.use_tool_id(monitoring.PROFILER_ID, __name__)
    try:
        monitoring.register_callback(monitoring.PROFILER_ID, jump, look)
        monitoring.set_events(monitoring.PROFILER_ID, jump)
        yield ends
    finally:
        monitoring.set_events(monitoring.PROFILER_ID, 0)
        monitoring.free_tool_id(monitoring.PROFILER_ID)


def failure(error: BaseException) -> str:
    """An error as Python shows it, with the reader's own lines alone, and in words."""
    shown = traceback.TracebackException.from_exception(error)
    shown.stack = traceback.StackSummary.from_list(
        [frame for frame in shown.stack if frame.filename.startswith("<block")]
    )
    if isinstance(error, ModuleNotFoundError):  # the message is Pyodide's advice to programmers
        lines = [*shown.stack.format(), f"ModuleNotFoundError: No module named {error.name!r}"]
        return "".join(lines) + f"\n{ABSENT}"
    text = "".join(shown.format(chain=False)).rstrip()
    return f"{text}\n{in_words(error)}".rstrip()


class _Sent(io.TextIOBase):
    """A stream whose text goes to the page, up to a limit."""

    def __init__(self, send: Callable[[str, str], None]) -> None:
        self.send, self.left = send, OUTPUT

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        """Send a text, or as much of it as is still shown."""
        if self.left > 0:
            shown = text[: self.left]
            self.left -= len(shown)
            self.send("out", shown if self.left else shown + CUT)
        return len(text)


clear()

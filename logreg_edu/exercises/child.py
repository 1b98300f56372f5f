"""The child's side of a check: runs the learner's file, judges it, and tells the parent.

`runner.run` starts it as a script. The request comes through standard input and is read before the
learner's code starts, together with the token that makes a verdict valid. The verdict goes to the
original standard output; what the learner's code prints goes to standard error.
"""

from __future__ import annotations

import faulthandler
import io
import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))  # if the package is not installed

from logreg_edu.exercises import answer


def main() -> None:
    """Do what the request says, and end."""
    request = json.loads(sys.stdin.buffer.readline())
    channel = os.dup(1)
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # nobody answers input()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    faulthandler.enable(channel)  # to say where a crash happened
    sys.breakpointhook = answer.no_debugger
    name = request["name"]
    _limit_memory(request["memory"])
    os.write(channel, f"{request['token']} starts\n".encode())
    # Ends this process from a thread that no `except` can stop, even without the parent.
    faulthandler.dump_traceback_later(request["seconds"], exit=True, file=channel)
    file = Path(request["file"])
    try:
        verdict = answer.verdict(file.read_bytes(), name, file, request["main"])
        said = json.dumps(asdict(verdict))
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):  # closed or replaced by the learner
                stream.flush()
    except BaseException as error:  # raised on purpose, or out of memory
        said = json.dumps(asdict(answer.failed(error, file.name)))
    os.write(channel, f"\n{request['token']} {said}\n".encode())
    os._exit(0)  # whatever threads and exit handlers are left


def _limit_memory(most: int) -> None:
    """Limit the memory of this process and of those that it starts, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, value in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        with suppress(ValueError, OSError):  # macOS refuses to limit memory
            resource.setrlimit(kind, (value, value))


if __name__ == "__main__":
    main()

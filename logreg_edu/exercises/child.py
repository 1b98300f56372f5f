"""The child's side of a check: runs the learner's file, judges it, and tells the parent.

`runner.run` starts it as a script. The request comes through standard input and is read before the
learner's code starts, together with the token that makes a verdict valid. The verdict goes to the
original standard output; what the learner's code prints goes to standard error.
"""

from __future__ import annotations

import ast
import faulthandler
import hashlib
import io
import json
import linecache
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

sys.path.append(str(Path(__file__).resolve().parents[2]))  # if the package is not installed

from logreg_edu.exercises import catalogue
from logreg_edu.exercises.judge import NoDebugger, Verdict, explain, judge, line_of, trace_of

UNCHANGED = (
    "This is the code as you got it: nothing has been changed yet. Run the file, compare what it"
    " does with what the task says, and mend the line that is wrong."
)


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
    sys.breakpointhook = _no_debugger
    name = request["name"]
    _limit_memory(request["memory"])
    os.write(channel, f"{request['token']} starts\n".encode())
    # Ends this process from a thread that no `except` can stop, even without the parent.
    faulthandler.dump_traceback_later(request["seconds"], exit=True, file=channel)
    try:
        verdict = _verdict(Path(request["file"]), name, request["main"])
        answer = json.dumps(asdict(verdict))
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):  # closed or replaced by the learner
                stream.flush()
    except BaseException as error:  # raised on purpose, or out of memory
        answer = json.dumps(asdict(_failed(error, request["file"])))
    os.write(channel, f"\n{request['token']} {answer}\n".encode())
    os._exit(0)  # whatever threads and exit handlers are left


def _no_debugger(*_: Any, **__: Any) -> NoReturn:
    raise NoDebugger


def _verdict(path: Path, name: str, main: bool) -> Verdict:
    content, exercise = path.read_bytes(), catalogue.load(name)
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    if main:
        module.__name__ = "__main__"
    sys.modules[path.stem] = module  # dataclasses and pickle look there
    try:
        # The short name is found again in the output of faulthandler.
        code = compile(content, path.name, "exec")
        lines = content.decode(errors="replace").splitlines(keepends=True)
        linecache.cache[path.name] = len(content), None, lines, path.name
        exec(code, vars(module))
    except BaseException as error:
        return _failed(error, path.name)
    if exercise.kind == "mend" and _program(content) == _program(catalogue.starter(name)):
        return Verdict(passed=False, message=UNCHANGED, section=exercise.section)
    # The same file always gets the same verdict, and another file other arguments.
    return judge(exercise, vars(module), int.from_bytes(hashlib.sha256(content).digest()[:4]))


def _program(source: bytes | str) -> str:
    """What a file says to Python: without comments, and without the text at its top."""
    tree = ast.parse(source)
    if ast.get_docstring(tree, clean=False) is not None:
        del tree.body[0]
    return ast.dump(tree)


def _failed(error: BaseException, file: str) -> Verdict:
    name = Path(file).name
    return Verdict(
        passed=False,
        message=explain(error),
        line=line_of(error, name),
        trace=trace_of(error, name),
    )


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

"""An answer, the text of the learner's file: runs it, and judges what it defines.

`child` calls it in a process of its own, and the page of the exercise in the reader's browser.
"""

from __future__ import annotations

import ast
import hashlib
import linecache
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from logreg_edu.exercises import catalogue
from logreg_edu.exercises.judge import NoDebugger, Verdict, explain, judge, line_of, trace_of

UNCHANGED = (
    "This is the code as you got it: nothing has been changed yet. Run the file, compare what it"
    " does with what the task says, and mend the line that is wrong."
)
SECONDS = 10.0  # how long an answer may take
# What is said when it gives no verdict.
TOO_LATE = "Stopped after {seconds:g} seconds. Is there a loop that never ends?"
CRASHED = "The Python interpreter crashed while it ran this file."


def verdict(content: bytes, name: str, path: Path, main: bool = False) -> Verdict:
    """Run an answer and judge it.

    Args:
        content: the text of the learner's file.
        name: the exercise.
        path: where the file is, or would be: it is told so, and errors name it.
        main: whether the file is told that it is the main program, as a cell of a notebook is.
    """
    exercise = catalogue.load(name)
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
        return failed(error, path.name)
    if exercise.kind == "mend" and _program(content) == _program(catalogue.starter(name)):
        return Verdict(passed=False, message=UNCHANGED, section=exercise.section)
    # The same file always gets the same verdict, and another file other arguments.
    return judge(exercise, vars(module), int.from_bytes(hashlib.sha256(content).digest()[:4]))


def failed(error: BaseException, file: str) -> Verdict:
    """The verdict on a file, by its name, that ended with an error."""
    return Verdict(
        passed=False,
        message=explain(error),
        line=line_of(error, file),
        trace=trace_of(error, file),
    )


def no_debugger(*_: Any, **__: Any) -> NoReturn:
    """What `breakpoint()` does during a check."""
    raise NoDebugger


def _program(source: bytes | str) -> str:
    """What a file says to Python: without comments, and without the text at its top."""
    tree = ast.parse(source)
    if ast.get_docstring(tree, clean=False) is not None:
        del tree.body[0]
    return ast.dump(tree)

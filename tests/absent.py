"""A plugin of pytest for Pyodide: a test that needs what is not there is skipped, and says what.

There is no SciPy. What a test imports and is not there becomes a thing of which every part is such
a thing, and whose call skips the test, or the module, that calls it. What the library imports is
left as it is. Nor are there processes, and NumPy raises no floating-point errors and counts in 32
bits.
"""

from __future__ import annotations

import builtins
import doctest
import re
from pathlib import Path
from typing import Any, NoReturn

import pytest

HERE = str(Path(__file__).parent)
ABSENT = {  # by what a test says that fails for the want of it
    r"DID NOT WARN\. No warnings of type \(<class 'RuntimeWarning'>,\)": "floating-point errors",
    r"DID NOT RAISE .*FloatingPointError": "floating-point errors",
    r"dtype\('int32'\) == <class 'numpy\.int64'>": "counts of 64 bits",
    r"emscripten does not support processes": "processes",
}


class Absent:
    """Something that was imported and is not there."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(f"{self._name}.{name}")

    def __call__(self, *_: Any, **__: Any) -> NoReturn:
        pytest.skip(f"needs {self._name}", allow_module_level=True)


really = builtins.__import__


def imports(name, variables=None, local=None, fromlist=(), level=0):
    """As Python's own, but for what tests import and is not there."""
    try:
        return really(name, variables, local, fromlist, level)
    except ImportError as error:
        if not str((variables or {}).get("__file__", "")).startswith(HERE):
            raise
        if name.partition(".")[0] == "logreg_edu":  # a part that needs more than NumPy
            pytest.skip(f"needs {error.name}", allow_module_level=True)
        return Absent(name if fromlist else name.partition(".")[0])


builtins.__import__ = imports


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed and (what := absent(call.excinfo.value)):
        report.outcome, report.longrepr = "skipped", (str(item.path), 0, f"needs {what}")
    return report


def absent(error: BaseException) -> str:
    """What a test has failed for the want of, or nothing."""
    for failure in getattr(error, "failures", [error]):  # of a doctest, all of them
        if isinstance(failure, doctest.DocTestFailure):
            bits = failure.got.replace("int32", "int64") == failure.example.want
            return "counts of 64 bits" if bits else ""
    return next((what for says, what in ABSENT.items() if re.search(says, str(error))), "")

"""The answers to the capstone, in Python of the page: see test_pyodide.py."""

from __future__ import annotations

import pytest
from test_pyodide import CAPSTONE, compare, python, wheels  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("pyodide-capstone")]


def test_each_answer_gets_the_same_verdict_as_on_the_command_line(python, tmp_path, capsys):  # noqa: F811
    compare(python, CAPSTONE, tmp_path)

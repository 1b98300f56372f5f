"""The answers to the capstone, in Python of the page: see test_pyodide.py."""

from __future__ import annotations

import pytest
from test_pyodide import CAPSTONE, answers, compare, python, wheels  # noqa: F401 (fixtures)

from logreg_edu.exercises import catalogue

pytestmark = pytest.mark.system

PARTS = ["solution", "starter", *(task.name for task in catalogue.load(CAPSTONE).tasks)]
# Each half takes minutes, and two workers share them.
HALVES = [
    pytest.param(part, marks=pytest.mark.xdist_group(f"pyodide-capstone-{i % 2}"))
    for i, part in enumerate(PARTS)
]


@pytest.mark.parametrize("part", HALVES)
def test_each_answer_gets_the_same_verdict_as_on_the_command_line(python, part, tmp_path, capsys):  # noqa: F811
    of_part = {kind: t for kind, t in answers(CAPSTONE).items() if kind.split()[0] == part}
    compare(python, CAPSTONE, of_part, tmp_path)


def test_the_parts_are_all_answers():
    assert {kind.split()[0] for kind in answers(CAPSTONE)} == {*PARTS}

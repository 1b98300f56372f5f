"""What counts as a line of code. Every number here was counted by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.count_code import lines_of_code

ROOT = Path(__file__).resolve().parents[1]

# Pieces of a module, and how many of their lines hold code.
PIECES = {
    "x = 1\n": 1,
    "x = 1  # a comment beside code\n": 1,
    "x = 1; y = 2\n": 1,
    "x = [\n    1,\n\n    # a comment\n    2,\n]\n": 4,
    "x = 1 + \\\n    2\n": 2,
    "x = '''text\n\n# no comment'''\n": 3,
    'x = f"""text\n{1}\n"""\n': 3,
    "print('''no\ndocstring''')\n": 2,
    "# a comment\n": 0,
    "\n   \n": 0,
    'def f():\n    """A docstring."""\n    return 1\n': 2,
    'def f():\n    """A docstring\n\n    of three lines."""\n': 1,
    "def f():\n    # a comment\n    'A docstring' ' in two parts'\n    'no docstring'\n": 2,
    'async def f():\n    """A docstring."""\n': 1,
    'class A:\n    """A docstring."""\n\n    a = 1\n    """No docstring."""\n': 3,
    'class A: """A docstring on the same line."""\n': 1,
    "@decorator\ndef f(\n    a,\n): ...\n": 4,
    "if True:\n    pass\nelse:\n    pass\n": 4,
}


@pytest.mark.parametrize(("source", "lines"), PIECES.items())
def test_lines_of_a_piece(source, lines):
    assert lines_of_code(source) == lines


@given(st.lists(st.sampled_from(sorted(PIECES))))
def test_the_lines_of_a_module_are_those_of_its_pieces(pieces):
    source = '"""The docstring of the module."""\n' + "".join(pieces)
    assert lines_of_code(source) == sum(PIECES[piece] for piece in pieces)


def run(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "benchmarks/count_code.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def test_folders_are_counted_with_what_is_below_them(tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "a.py").write_text("x = 1\ny = 2\n", encoding="utf-8")
    (tmp_path / "below" / "b.py").write_text("# -*-\nz = 'ä'\n", encoding="utf-8")
    (tmp_path / "c.txt").write_text("no code", encoding="utf-8")
    done = run(str(tmp_path), str(tmp_path / "below"))
    assert done.returncode == 0, done.stderr
    words = [line.split() for line in done.stdout.splitlines()]
    assert [(line[0], line[5]) for line in words] == [("3", "2"), ("1", "1")]


def test_what_cannot_be_counted_is_named(tmp_path):
    assert "FOLDER" in run().stderr
    done = run(str(tmp_path / "nowhere"))
    assert done.returncode == 1 and done.stderr == f"{tmp_path / 'nowhere'}: not a folder\n"

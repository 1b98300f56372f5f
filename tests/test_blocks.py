"""What the blocks of a page need, and the Python side that runs them in the page."""

from __future__ import annotations

import builtins
import importlib.util
import sys

import pytest

from docs.tools import pages
from docs.tools.blocks import needs, source

SPEC = importlib.util.spec_from_file_location("in_page", pages.DOCS / "assets/python/in_page.py")
in_page = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(in_page)


@pytest.mark.parametrize(
    ("blocks", "of_the_last"),
    [
        (["x = 1", "y = 2", "x + 1"], (0,)),
        (["x = 1", "y = x", "y + 1"], (0, 1)),
        (["x = 1", "x = 2", "x"], (1,)),
        (["x = 1", "x = x + 1", "x"], (0, 1)),
        (["x = []", "x.append(1)", "x"], (0, 1)),
        (["x = {}", "x['a'] = 1", "x"], (0, 1)),
        (["x = 1", "def f():\n    return x", "f()"], (0, 1)),
        (["def f():\n    return x", "x = 1", "f()"], (0, 1)),
        (["import numpy as np", "x = 1", "np.abs(2)"], (0,)),
        (["x = 1", "[x for x in range(3)]"], ()),
        (["import numpy as np\nrng = np.random.default_rng(0)", "rng.random()", "rng.random()"],
         (0, 1)),
        (["x = 1", "print(abs(2))"], ()),
    ],
)  # fmt: skip
def test_a_block_needs_what_gives_its_names(blocks, of_the_last):
    assert needs(blocks)[-1].blocks == of_the_last


@pytest.mark.parametrize(
    ("blocks", "run"),
    [
        (["import math, numpy.linalg"], [True]),
        (["from logreg_edu import sigmoid\nfrom logreg_edu.app.datasets import load"], [True]),
        (["from logreg_edu import OneVsAll"], [False]),
        (["from logreg_edu.app import cli"], [False]),
        (
            ["def f():\n    import scipy\ndef g(): pass", "g()", "f()", "f = 1", "f"],
            [True, True, False, True, True],
        ),
        (["x = 1", "x = (", "x"], [True, False, True]),
        (["import numpy as np", "with np.errstate(over='raise'):\n    np.exp(1e3)"], [True, False]),
        (["from scipy import stats", "x = 1", "stats.norm"], [False, True, False]),
    ],
)
def test_what_the_page_has_not_got_does_not_run(blocks, run):
    assert [its.runs for its in needs(blocks)] == run


def test_what_is_typed_is_the_code_of_a_session():
    assert source(">>> def f():\n...     return 1\n...\n>>> f()\n1\n") == (
        "def f():\n    return 1\n\nf()"
    )
    assert source("x = 1\n") == "x = 1\n"


# The Python side


@pytest.fixture
def run():
    """Runs code as a block; what it sent, and whether it ran to its end."""
    in_page.clear()

    def run(code, name="block 1"):
        sent: list[tuple[str, str]] = []
        well = in_page.run(code, name, lambda *piece: sent.append(piece))
        return (
            "".join(text for kind, text in sent if kind == "out"),
            [text for kind, text in sent if kind == "error"],
            well,
        )

    yield run
    in_page.clear()


def test_values_are_shown_as_if_typed(run):
    before = sys.stdout, sys.displayhook, sys.breakpointhook
    assert run("x = 2\nx + 1\nprint('printed')\nNone\n'text'") == ("3\nprinted\n'text'\n", [], True)
    assert run("x")[0] == "2\n"
    in_page.clear()
    assert not run("x")[2]
    assert (sys.stdout, sys.displayhook, sys.breakpointhook) == before
    del builtins._


def test_an_error_shows_the_readers_own_lines(run):
    run("import numpy as np\ndef f(x):\n    return np.linalg.inv(x)")
    out, (error,), well = run("print(1)\nf(np.ones((2, 3)))\nprint(2)", "block 2")
    assert (out, well) == ("1\n", False)
    assert '"<block 2>", line 2' in error and "f(np.ones((2, 3)))" in error
    assert '"<block 1>", line 3' in error and "return np.linalg.inv(x)" in error
    assert error.endswith("LinAlgError: Last 2 dimensions of the array must be square")
    assert "in_page" not in error and "site-packages" not in error


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("breakpoint()", "has nobody to answer it here"),
        ("exit()", "Leave that line out"),
        ("raise EOFError", "has nobody to answer it here"),
        ("raise MemoryError", "Is an array too large?"),
        ("import numpy as np\nnp.zeros((2**40, 2**40))", "Is an array too large?"),
        ("import numpy as np\nnp.arange(2**62)", "Is an array too large?"),
        ("def f(): f()\nf()", "When should it stop?"),
        ("x = (1", "'(' was never closed"),
        ("import surely_absent", "The page has NumPy and the library alone."),
    ],
)
def test_it_ends_in_words(run, code, says):
    _, (error,), well = run(code)
    assert says in error and not well


def test_endless_output_is_cut(run):
    out, errors, well = run("for i in range(100_000):\n    print(i)")
    assert well and not errors and out.endswith(in_page.CUT)
    assert len(out) == in_page.OUTPUT + len(in_page.CUT)

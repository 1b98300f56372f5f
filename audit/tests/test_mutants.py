"""Mutants are made, tried and reported; what a test of the chapter notices is killed."""

from __future__ import annotations

import json
import sys
from dataclasses import FrozenInstanceError
from types import ModuleType

import pytest

from audit import mutants
from audit.mutants import Mutant


def changed(module: str, before: str, after: str) -> Mutant:
    source = mutants.path_of(module).read_text("utf-8")
    assert source.count(before) == 1
    line = source[: source.index(before)].count("\n") + 1
    return Mutant(module, source.replace(before, after), line, before, after)


def test_what_is_wrong_is_killed_and_what_is_equal_survives():
    where = "s = np.where(y == 1, z, -z)"
    wrong = changed("loss", where, "s = np.where(y == 0, z, -z)")
    equal = changed("loss", where, "s = np.where(y >= 1, z, -z)")
    assert mutants.try_module("loss", [wrong, equal]) == [equal]


def test_a_few_mutants_of_a_chapter(monkeypatch, tmp_path):
    monkeypatch.setattr(mutants, "RESULTS", tmp_path / "mutation.json")
    mutants.main(["loss", "--sample", "3"])
    report = json.loads((tmp_path / "mutation.json").read_text("utf-8"))
    row = report["modules"]["loss"]
    assert row["possible"] > row["tried"] == 3 == row["killed"] + len(row["survivors"])


def test_the_report_decides(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(mutants, "RESULTS", tmp_path / "mutation.json")
    every = [Mutant("loss", "", line, "a", f"b{line}") for line in range(20)]
    monkeypatch.setattr(mutants, "mutants", lambda module: every)
    monkeypatch.setattr(mutants, "reasons", lambda: {("loss", "b7"): "the same"})

    def status(*surviving: int, options: tuple[str, ...] = ()) -> int:
        monkeypatch.setattr(
            mutants, "try_module", lambda module, tried: [m for m in tried if m.line in surviving]
        )
        return mutants.main(["loss", *options])

    assert status() == 0
    assert status(7) == 0
    assert status(8) == 1
    assert "loss:8: b8" in capsys.readouterr().out
    assert status(7, 8) == 1
    assert status(7, options=("--survivors",)) == 0
    row = json.loads((tmp_path / "mutation.json").read_text("utf-8"))["modules"]["loss"]
    assert (row["tried"], row["killed"]) == (20, 19)
    explained = {("loss", after): "the same" for after in ("b7", "b8", "b9")}
    monkeypatch.setattr(mutants, "reasons", lambda: explained)
    assert status(7, 8) == 0
    assert status(7, 8, 9) == 1  # too many


@pytest.mark.parametrize(
    "line, within",
    [
        ("STEPS = 3", None),
        ("def double(x, by=2):", None),  # a default, which a test may read without a call
        ("return by * x", "def double(x, by=2):"),
        ("return x / 2", "@somewhere()"),
        ("self.steps += 1", "def step(self):"),
        ("y: float = 3.5", None),
        ("return -self.x", "@property"),
    ],
)
def test_a_change_is_shown_to_those_who_call_the_function(monkeypatch, tmp_path, line, within):
    path = tmp_path / "made_up.py"
    path.write_text(BEFORE, "utf-8")
    monkeypatch.setattr(mutants, "path_of", lambda module: path)
    lines = [text.strip() for text in BEFORE.splitlines()]
    expected = within and lines.index(within) + 1
    assert mutants.function_at("made_up", lines.index(line) + 1) == expected


BEFORE = """
from contextlib import contextmanager
from dataclasses import dataclass

STEPS = 3

@contextmanager
def somewhere():
    yield

@somewhere()
def half(x):
    return x / 2

def double(x, by=2):
    return by * x

class Counter:
    def __init__(self):
        self.steps = 0

    def step(self):
        self.steps += 1

@dataclass(frozen=True)
class Point:
    x: float
    y: float = 3.5

    @property
    def negative(self):
        return -self.x
"""


@pytest.fixture
def modules(monkeypatch):
    """A module that is loaded, and one that has imported a constant from it."""
    module, user = ModuleType("logreg_edu.made_up"), ModuleType("user_of_made_up")
    module.__file__ = "made_up.py"
    for each in (module, user):
        monkeypatch.setitem(sys.modules, each.__name__, each)
    exec(compile(BEFORE, module.__file__, "exec"), vars(module))
    user.STEPS, user.half = module.STEPS, module.half
    return module, user


def stepped(counter):
    counter.step()
    return counter.steps


@pytest.mark.parametrize(
    "before, after, look",
    [
        ("by * x", "by + x", lambda m, _: m.double(5) == 7),
        ("x / 2", "x * 2", lambda _, user: user.half(3) == 6),
        ("by=2", "by=3", lambda m, _: m.double(5) == 15),
        ("+= 1", "+= 2", lambda m, _: stepped(m.Counter()) == 2),
        ("steps = 0", "steps = 5", lambda m, _: m.Counter().steps == 5),
        ("= 3.5", "= 4.5", lambda m, _: m.Point(4).y == 4.5),
        ("-self.x", "+self.x", lambda m, _: m.point.negative == 4),
        ("STEPS = 3", "STEPS = 4", lambda m, user: m.STEPS == user.STEPS == 4),
        ("frozen=True", "frozen=False", lambda m, _: setattr(m.point, "x", 9) or m.point.x == 9),
    ],
)
def test_a_change_reaches_what_has_been_imported(modules, before, after, look):
    module, user = modules
    module.point, double = module.Point(4), module.double
    with pytest.raises((AssertionError, FrozenInstanceError)):
        assert look(module, user)
    mutants.swap("made_up", BEFORE.replace(before, after))
    assert module.double is double
    assert look(module, user)

"""Change a chapter in one place at a time, and see whether its tests notice: `make mutants`.

Cosmic-ray says what can be changed. The module's own tests are collected once; each change is
tried in a fork, on the functions in memory: no file is touched, and a mutant that the first test
kills costs milliseconds. What survives needs a reason in `mutants.toml`, or a test.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import platform
import random
import sys
import time
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import partial
from importlib import import_module, metadata
from pathlib import Path
from types import FunctionType

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

import logreg_edu
from audit.forks import Say, fork

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "docs/results/mutation.json"
LOG = ROOT / "build/mutants.log"
REASONS = ROOT / "audit/mutants.toml"
NOT_CHANGED = {"__init__", "__main__", "estimators", "pretrained"}
CHAPTERS = sorted({path.stem for path in (ROOT / "logreg_edu").glob("*.py")} - NOT_CHANGED)
SOLVERS = ["curvature", "gap", "iteration", "quasi_newton", "descent", "acceleration", "newton"]
BESIDE = {module: ["tests/test_fast_solvers.py"] for module in SOLVERS}
# What the tests import: a fork of a process that has it need not.
WARM = [
    "hypothesis.extra.numpy", "logreg_edu.app.datasets", "mpmath", "scipy.linalg",
    "scipy.optimize", "scipy.special", "scipy.stats", "sklearn.calibration", "sklearn.metrics",
    "sklearn.multiclass", "sklearn.preprocessing", "sklearn.svm",
]  # fmt: skip

# Of cosmic-ray's operators those that a slip of the pen makes: not a shift for a sum.
PAIRS = [
    {"Add", "Sub", "Mul", "Div", "Pow"},
    {"Div", "FloorDiv"},
    {"BitAnd", "BitOr"},
    {"Eq", "NotEq", "Lt", "LtE", "Gt", "GtE"},
    {"Is", "IsNot"},
]


def is_plausible(operator: str) -> bool:
    """Whether an operator of cosmic-ray makes a slip worth trying."""
    kind, *pair = operator.partition("/")[2].split("_")
    if kind in ("ReplaceBinaryOperator", "ReplaceComparisonOperator"):
        return any(set(pair) <= names for names in PAIRS)
    if kind == "ReplaceUnaryOperator":
        return pair[0] == "Delete"
    return not kind.startswith(("Variable", "NoOp", "RemoveDecorator"))


@dataclass(frozen=True)
class Mutant:
    """A chapter with one change."""

    module: str
    source: str
    line: int
    before: str
    after: str


def meaning(source: str) -> str:
    """A program without its annotations, which no run evaluates: changes in them are none."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Name("object")
    return ast.dump(tree)


def mutants(module: str) -> list[Mutant]:
    """All changes of a chapter that make another program."""
    from cosmic_ray import plugins
    from cosmic_ray.mutating import mutate_code

    source = path_of(module).read_text("utf-8")
    original, lines = meaning(source), source.splitlines()
    found = {}
    for name in filter(is_plausible, plugins.operator_names()):
        operator, occurrence = plugins.get_operator(name)(), 0
        while changed := mutate_code(source, operator, occurrence):
            occurrence += 1
            try:
                program = meaning(changed)
            except SyntaxError:
                continue
            if program == original:
                continue
            pairs = list(zip(lines, changed.splitlines(), strict=False))
            line = next(i for i, (old, new) in enumerate(pairs) if old != new)
            before, after = (" ".join(text.split()) for text in pairs[line])
            found[program] = Mutant(module, changed, line + 1, before, after)
    return sorted(found.values(), key=lambda mutant: (mutant.line, mutant.after))


def path_of(module: str) -> Path:
    return ROOT / "logreg_edu" / f"{module}.py"


def replace(function: FunctionType, other: FunctionType) -> None:
    """Make a function do what another one does."""
    for part in ("__code__", "__defaults__", "__kwdefaults__"):
        setattr(function, part, getattr(other, part))


def swap(module: str, source: str) -> None:
    """Make a module that is loaded into what another source says.

    Its functions and methods stay the objects that others have imported, and get other code; a
    constant is replaced wherever it has been imported.
    """
    old = vars(import_module(f"logreg_edu.{module}"))
    new, file = {"__name__": old["__name__"]}, old["__file__"]
    exec(compile(source, file, "exec"), new)
    for name, value in new.items():
        if isinstance(value, FunctionType) and value.__module__ == old["__name__"]:
            replace(old[name], value)
        elif isinstance(value, type) and value.__module__ == old["__name__"]:
            for part, attribute in vars(value).items():
                method = getattr(attribute, "fget", attribute)  # of a property
                # What a dataclass makes up has no line in the file.
                if isinstance(method, FunctionType) and method.__code__.co_filename == file:
                    before = vars(old[name])[part]
                    replace(getattr(before, "fget", before), method)
            for part in set(vars(old[name])) - set(vars(value)):  # what kept a dataclass frozen
                delattr(old[name], part)
        elif name.isupper() and isinstance(value, (int, float)) and value != (was := old[name]):
            for other in list(sys.modules.values()):
                if vars(other).get(name) is was:
                    setattr(other, name, value)


class Trial:
    """A plugin of pytest: instead of running the tests once, run them for each mutant."""

    def __init__(self, mutants: list[Mutant], say: Say) -> None:
        self.mutants, self.say = mutants, say

    def pytest_sessionstart(self) -> None:
        # The same examples for each mutant, and no time spent on making a failure small.
        phases = [Phase.explicit, Phase.generate]
        quick = settings(deadline=None, database=None, derandomize=True, phases=phases)
        settings.register_profile("mutants", quick)
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = session.items
        status, said = fork(partial(measure, items))
        if status:
            raise SystemExit(f"fails without any change: {items[len(said)].nodeid}")
        seconds = dict(zip(items, map(float, said), strict=True))
        limit = int(4 * sum(seconds.values())) + 5  # what takes longer will not end
        finds: Counter = Counter()
        with open(LOG, "a", encoding="utf-8") as log:
            for mutant in self.mutants:
                # What has found most comes first, then what is quick.
                items.sort(key=lambda item: (-finds[item.nodeid], seconds[item]))
                _, said = fork(partial(find, mutant, items, limit))
                killer = said[0] if said else "no end"
                finds[killer] += 1
                print(f"{mutant.module}:{mutant.line}: {mutant.after}   [{killer}]", file=log)
                log.flush()
                self.say(killer)
        return True


def measure(items: list[pytest.Item], say: Say) -> None:
    """Say how long each test takes; in a fork, since no doctest runs twice in one process."""
    for item in items:
        began = time.process_time()
        assert not failed(item)
        say(f"{time.process_time() - began}")


def failed(item: pytest.Item) -> bool:
    reports = runtestprotocol(item, log=False, nextitem=item.session)  # whose fixtures stay
    return any(report.failed for report in reports)


def find(mutant: Mutant, items: list[pytest.Item], cpu_seconds: int, say: Say) -> None:
    """Say which test is the first to fail with a mutant, or none."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    try:
        swap(mutant.module, mutant.source)
    except Exception:
        return say("import")
    return say(next((item.nodeid for item in items if failed(item)), "none"))


def try_module(module: str, chosen: list[Mutant]) -> list[Mutant]:
    """Try mutants of one chapter; return those that its tests pass."""
    LOG.parent.mkdir(exist_ok=True)
    unchanged = Mutant(module, path_of(module).read_text("utf-8"), 0, "", "unchanged")

    def work(say: Say) -> None:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        tests = [f"logreg_edu/{module}.py", f"tests/test_{module}.py", *BESIDE.get(module, [])]
        known = "ignore::pytest.PytestAssertRewriteWarning"  # hypothesis is imported already
        options = ["-q", "-s", "-p", "no:cacheprovider", "-W", known]
        pytest.main([*options, *tests], plugins=[Trial([unchanged, *chosen], say)])

    _, said = fork(work)
    if len(said) != len(chosen) + 1:
        raise SystemExit(f"{module}: the trial ended early, see {LOG}")
    if said[0] != "none":
        raise SystemExit(f"{module}: killed without any change, by {said[0]}")
    fates = zip(chosen, said[1:], strict=True)
    return [mutant for mutant, killer in fates if killer == "none"]


def reasons() -> dict[tuple[str, str], str]:
    """Why a mutant survives, by module and changed line."""
    known = tomllib.loads(REASONS.read_text("utf-8"))
    return {
        (module, entry["after"]): entry["reason"]
        for module, entries in known.items()
        for entry in entries
    }


def sample(everything: list[Mutant], count: int) -> list[Mutant]:
    """Draw some mutants with seed 0, in the order of their lines."""
    drawn = random.Random(0).sample(everything, min(count, len(everything)))
    return sorted(drawn, key=lambda mutant: mutant.line)


def survivors_of(everything: list[Mutant], former: dict) -> list[Mutant]:
    """The mutants that survived when the report was written."""
    survived = {(survivor["line"], survivor["after"]) for survivor in former["survivors"]}
    return [mutant for mutant in everything if (mutant.line, mutant.after) in survived]


def main(words: list[str]) -> int:
    """Try mutants, write the report; the exit status is 1 if too many survive."""
    parser = argparse.ArgumentParser(prog="python -m audit.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", default=CHAPTERS, help="default: all")
    parser.add_argument("--sample", type=int, help="only N of each module, drawn with seed 0")
    parser.add_argument("--survivors", action="store_true", help="only what survived last time")
    asked = parser.parse_args(words)
    for name in WARM:
        import_module(name)
    why = reasons()
    report = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {"modules": {}}
    rows = {name: row for name, row in report["modules"].items() if name in CHAPTERS}
    for module in asked.modules:
        everything = mutants(module)
        if asked.survivors:
            chosen, tried = survivors_of(everything, rows[module]), rows[module]["tried"]
        else:
            chosen = sample(everything, asked.sample or len(everything))
            tried = len(chosen)
        survivors = try_module(module, chosen)
        rows[module] = {
            "possible": len(everything),
            "tried": tried,
            "killed": tried - len(survivors),
            "survivors": [
                {
                    "line": mutant.line,
                    "before": mutant.before,
                    "after": mutant.after,
                    "reason": why.get((module, mutant.after), ""),
                }
                for mutant in survivors
            ],
        }
        versions = {
            "logreg_edu": logreg_edu.__version__,
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in ("numpy", "cosmic-ray")},
        }
        report = {"modules": rows, "seed": 0, "versions": versions}
        RESULTS.write_text(json.dumps(report, indent=2, sort_keys=True) + "\n", "utf-8")
        print(f"{module}: {tried - len(survivors)} of {tried} mutants killed", flush=True)
    unexplained = [
        f"{module}:{survivor['line']}: {survivor['after']}"
        for module, row in rows.items()
        for survivor in row["survivors"]
        if not survivor["reason"]
    ]
    print(*unexplained, sep="\n")
    enough = all(row["killed"] >= 0.9 * row["tried"] for row in rows.values())
    return bool(unexplained) or not enough


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The README says nothing that code does not produce or check."""

from __future__ import annotations

import ast
import json
import re
import shlex
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import click
import pytest

from docs.tools import pages
from logreg_edu.app.cli import cli

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
RESULTS = ROOT / "docs/results"


def chapters() -> list[str]:
    """The chapter modules, in the order in which the package imports them."""
    tree = ast.parse((ROOT / "logreg_edu/__init__.py").read_text(encoding="utf-8"))
    names = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
    return [name.removeprefix("logreg_edu.") for name in names]


def test_the_python_example_runs_and_is_short():
    (block,) = re.findall(r"```python\n(.*?)```", README, re.S)
    assert len(block.splitlines()) <= 11
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", block], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    share = float(done.stdout.split()[0])
    assert 0.88 < share < 0.93


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("sample", "the sample, mean of 20 splits"),
        ("mnist-random", "MNIST, a random fifth held out"),
        ("mnist-official", "MNIST, the official split"),
    ],
)
def test_the_accuracies_are_those_of_the_reports(file, row):
    report = json.loads((RESULTS / f"{file}.json").read_text(encoding="utf-8"))
    m_test = report.get("m_test") or report["first_split"]["m_test"]
    assert f"| {row} | {m_test:,} | {report['accuracy']:.4f} |" in README


def test_the_accuracy_on_better_features_is_that_of_the_report():
    report = json.loads((RESULTS / "ladder.json").read_text(encoding="utf-8"))
    rung = report["rungs"]["filters-200"]
    name = f"the same, on the features of chapter 14, mean of {len(rung['test_accuracies'])} seeds"
    assert f"| {name} | {report['m_test']:,} | {rung['test_accuracy']:.4f} |" in README


def test_the_table_of_modules_is_true():
    rows = re.findall(r"^\| \d* ?\| \[`(\w+)\.py`\]\((\S+)\) \| .* \|$", README, re.M)
    assert [name for name, _ in rows] == chapters()
    assert all(link == f"logreg_edu/{name}.py" for name, link in rows)


def test_the_book_in_it_is_the_book():
    lines = []
    for number, page in enumerate(pages.chapter_pages()):
        heading = pages.title(page).removeprefix(f"Chapter {number}: ")
        question = pages.question(page.read_text(encoding="utf-8"))
        lines.append(f"{number}. [{heading}](docs/chapters/{page.name}): {question}")
    assert re.findall(r"^\d+\. .+", README, re.M) == lines


def test_the_commands_are_understood():
    commands = [shlex.split(line, comments=True) for line in re.findall(r"^\$ (.*)", README, re.M)]
    ours = [words[1:] for words in commands if words[0] == "logreg-edu"]
    assert len(ours) >= 10
    for words in ours:
        command: click.Command = cli
        parent = None  # has the settings, as the names of --help, which a command then keeps
        while isinstance(command, click.Group) and words[0] in command.commands:
            parent = click.Context(command, parent, **command.context_settings)
            command = command.commands[words.pop(0)]
        with suppress(click.exceptions.Exit):  # --help
            command.make_context("logreg-edu", words, parent)  # parses them; runs nothing


def test_links_lead_somewhere():
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert links and [link for link in links if not (ROOT / link).exists()] == []


def test_make_results_runs_what_writes_the_reports():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^results:.*\n\t\$\(PYTHON\) benchmarks/make_results.py$", makefile, re.M)


def test_the_make_targets_named_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z-]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.M), target

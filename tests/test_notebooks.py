"""The exercises as notebooks, run in a real kernel."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from logreg_edu.exercises import catalogue, notebooks

CHAPTERS = sorted({catalogue.chapter(name) for name in catalogue.names()})
every_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


# The check that a notebook calls


def test_the_check_says_right(capsys):
    notebooks.check("ch03_2_loss", catalogue.solution_namespace("ch03_2_loss"))
    said = capsys.readouterr().out
    assert said.startswith("Right.") and catalogue.load("ch03_2_loss").further in said


def test_the_check_says_which_mistake(capsys):
    notebooks.check("ch03_2_loss", {"loss": lambda z, y: np.log2(1 + np.exp((1 - 2 * y) * z))})
    said = capsys.readouterr().out
    assert said.startswith("Not yet.")
    assert "in bits" in said and "\n    yours " in said and "Read: chapter 3, " in said


def test_the_check_says_in_which_line(capsys):
    answer: dict = {}
    exec("def loss(z, y):\n    s = z\n    return s + lots", answer)
    notebooks.check("ch03_2_loss", answer)
    assert "(line 3 of the cell)" in capsys.readouterr().out


@pytest.mark.parametrize(("old", "new"), catalogue.RENAMED.items())
def test_the_check_of_a_notebook_of_before_knows_the_name(capsys, old, new):
    notebooks.check(old, {})
    before = capsys.readouterr().out
    notebooks.check(new, {})
    assert before == capsys.readouterr().out


def test_the_check_needs_nothing_that_only_the_writer_of_notebooks_has():
    code = "import sys, logreg_edu.exercises.notebooks; assert 'nbformat' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_nbformat_one_line_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "nbformat", None)
    with pytest.raises(SystemExit, match=r'^[^\n]*: pip install "logreg-edu\[notebooks\]"$'):
        notebooks.write(tmp_path / "new")
    assert not (tmp_path / "new").exists()


# The notebooks


@pytest.fixture(scope="module")
def run():
    """Runs cells in a real kernel, emptied before each notebook; starting it takes longest."""
    from nbclient import NotebookClient
    from nbformat import v4

    client = NotebookClient(v4.new_notebook(), timeout=60)
    with client.setup_kernel():

        def run(notebook):
            client.nb = v4.new_notebook(cells=[v4.new_code_cell("%reset -f"), *notebook.cells])
            client.execute(cleanup_kc=False)
            assert [o for o in outputs(client.nb.cells) if o.get("name") != "stdout"] == []
            checks = [cell for cell in client.nb.cells if cell.id.endswith("-check")]
            return ["".join(o.text for o in outputs([cell])) for cell in checks]

        yield run


def outputs(cells) -> list:
    return [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.mark.system
@every_chapter
def test_as_they_are_they_run_and_say_not_yet(chapter, run):
    said = run(notebooks.notebook(chapter))
    assert len(said) >= 1
    assert [words for words in said if not words.startswith("Not yet.")] == []


@pytest.mark.system
@every_chapter
def test_with_the_solutions_they_pass(chapter, run):
    notebook = notebooks.notebook(chapter)
    for cell in notebook.cells:
        if cell.id.endswith("-answer"):
            cell.source = catalogue.solution(cell.id.removesuffix("-answer"))
    said = run(notebook)
    assert [words for words in said if not words.startswith("Right.")] == []


@pytest.mark.system
@every_chapter
def test_they_have_everything_but_the_solution(chapter):
    text = "\n\n".join(cell.source for cell in notebooks.notebook(chapter).cells)
    for name in catalogue.names():
        if catalogue.chapter(name) == chapter:
            exercise = catalogue.load(name)
            assert exercise.title in text and f"{exercise.minutes} minutes" in text
            assert exercise.shapes in text and catalogue.starter_code(name).rstrip() in text
            assert f"Hint {len(exercise.hints)} of {len(exercise.hints)}" in text
            assert catalogue.place(name, exercise.section)[1] in text
            assert catalogue.solution(name).rstrip() not in text


@pytest.mark.system
def test_they_are_written_and_the_same_twice(tmp_path):
    import nbformat

    command = [sys.executable, "-m", "logreg_edu.exercises.notebooks", str(tmp_path / "one")]
    subprocess.run(command, check=True, capture_output=True)
    notebooks.write(tmp_path / "two")
    written = [
        {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
        for folder in ("one", "two")
    ]
    assert written[0] == written[1]
    assert len(written[0]) == len(CHAPTERS)
    for content in written[0].values():
        nbformat.validate(nbformat.reads(content.decode(), as_version=4))

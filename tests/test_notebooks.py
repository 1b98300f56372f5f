"""The exercises as notebooks, run in a real kernel."""

from __future__ import annotations

import json
import subprocess
import sys
from unittest.mock import Mock

import pytest

from logreg_edu.exercises import catalogue, notebooks, runner, workbook

CHAPTERS = sorted({catalogue.chapter(name) for name in catalogue.names()})
every_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


# The check that a cell is


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_right_answer_is_recorded_where_the_command_line_has_it(here, capsys):
    notebooks.check("ch03_2_loss", catalogue.solution("ch03_2_loss"))
    said = capsys.readouterr().out
    assert said.startswith("Right.") and catalogue.load("ch03_2_loss").further in said
    progress = json.loads((here / workbook.FOLDER / workbook.PROGRESS).read_text("utf-8"))
    assert progress["exercises"]["ch03_2_loss"]["passed"]


IN_BITS = "import numpy as np\n\ndef loss(z, y):\n    return np.log2(1 + np.exp((1 - 2 * y) * z))\n"


@pytest.mark.parametrize("process", [True, False])
def test_the_check_says_which_mistake(here, capsys, monkeypatch, process):
    if not process:  # as in a browser
        monkeypatch.setattr(runner.subprocess, "Popen", Mock(side_effect=OSError))
    notebooks.check("ch03_2", "print('mine')\n" + IN_BITS)
    said = capsys.readouterr().out
    assert said.startswith("mine") and "\nNot yet." in said
    assert "in bits" in said and "\n    yours " in said and "Read: chapter 3, " in said


def test_the_check_says_in_which_line_as_python_does(here, capsys):
    notebooks.check("ch03_2_loss", "def loss(z, y):\n    zoo = z\n    return zoom")
    said = capsys.readouterr().out
    assert "(line 4 of the cell)" in said and "return zoom\n" in said
    assert "Did you mean: 'zoo'?" in said


def test_what_ran_as_the_main_program_does_in_a_cell(here, capsys):
    notebooks.check("ch03_2", IN_BITS + "if __name__ == '__main__':\n    print(loss(0.0, 1))\n")
    assert capsys.readouterr().out.startswith("1.0\n")


def test_an_endless_loop_ends(here, capsys, monkeypatch):
    monkeypatch.setattr(runner, "SECONDS", 0.5)
    notebooks.check("ch03_2", "while True: pass")
    assert "Is there a loop that never ends?" in capsys.readouterr().out


def test_no_such_exercise(here, capsys):
    notebooks.check("ch99", "")
    assert capsys.readouterr().err.startswith("Error: ch99: no such exercise")


@pytest.mark.parametrize(("old", "new"), catalogue.RENAMED.items())
def test_the_check_of_a_notebook_of_before_knows_the_name(here, capsys, old, new):
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


# Seconds for a check, on a busy machine; a cell has twice as many.
PATIENT = "from logreg_edu.exercises import runner\nrunner.SECONDS = 60.0\ndel runner\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs cells in a real kernel, emptied before each notebook; starting it takes longest."""
    from nbclient import NotebookClient
    from nbformat import v4

    folder = tmp_path_factory.mktemp("notebooks")
    metadata = {"metadata": {"path": folder}}
    client = NotebookClient(v4.new_notebook(), timeout=120, resources=metadata)
    with client.setup_kernel():

        def run(notebook):
            client.nb = v4.new_notebook(cells=[v4.new_code_cell(PATIENT), *notebook.cells])
            client.execute(cleanup_kc=False)
            assert [o for o in outputs(client.nb.cells) if o.get("name") != "stdout"] == []
            answers = [cell for cell in client.nb.cells if cell.id.endswith("-answer")]
            return ["".join(o.text for o in outputs([cell])) for cell in answers]

        yield run


def outputs(cells) -> list:
    return [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.mark.system
@every_chapter
def test_as_they_are_they_run_and_say_not_yet(chapter, run):
    said = run(notebooks.notebook(chapter))
    assert len(said) >= 1
    assert [words for words in said if "Not yet." not in words] == []


@pytest.mark.system
@every_chapter
def test_with_the_solutions_they_pass(chapter, run):
    notebook = notebooks.notebook(chapter)
    for cell in notebook.cells:
        if cell.id.endswith("-answer"):
            name = cell.id.removesuffix("-answer")
            cell.source = f"%%exercise {name}\n{catalogue.solution(name)}"
    said = run(notebook)
    assert [words for words in said if "Right." not in words] == []


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

"""The exercises as notebooks, one per chapter: `make notebooks`.

For each exercise, a notebook has the task, the starter in a cell that checks itself, and the hints.
Such a cell begins with ``%%exercise NAME``. It is run as a file is by `logreg-edu exercises check`:
in a process and a namespace of its own, with limits on time and memory.
"""

from __future__ import annotations

import sys
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from textwrap import indent
from typing import Any

from logreg_edu.app.errors import ExerciseError
from logreg_edu.exercises import catalogue, markdown, runner, session, workbook
from logreg_edu.exercises.judge import Verdict, explain, judge, line_of, trace_of

INTRODUCTION = """\
# {title}

Run the cell below first; it needs `logreg_edu` installed. Then write your answer into the cell with
the starter and run it: it says whether the answer is right, and if not, which mistake it may be.
Each of these cells stands alone: names from other cells are not known in it.

Your progress is kept in `progress.json` in the folder `logreg-edu-exercises`, which is made here if
it is not there. It is the same one that `logreg-edu exercises` uses.
"""
SETUP = "%load_ext logreg_edu.exercises.notebooks"


def load_ipython_extension(shell: Any) -> None:
    """Make ``%%exercise NAME`` known in a notebook: IPython calls this for ``%load_ext``."""
    shell.register_magic_function(check, "cell", "exercise")


def check(name: str, code: str | Mapping[str, Any]) -> None:
    """Check an answer in a notebook, record the result, and print it.

    Args:
        name: the exercise, or the beginning of its name.
        code: the answer; or ``globals()``, as in the notebooks of version 0.1.
    """
    try:
        name = workbook.resolve(name.strip())
        book = session.open_workbook(_folder())
        verdict = session.record(book, name, _run(name, code))
    except ExerciseError as error:
        print(f"Error: {error}", file=sys.stderr)
        return
    if verdict.output:
        print(verdict.output)
    print(_right(name) if verdict.passed else _wrong(name, verdict))


def _folder() -> Path:
    """The learner's folder: found as on the command line, or made here."""
    try:
        return workbook.find(Path.cwd())
    except ExerciseError:
        folder = Path(workbook.FOLDER)
        workbook.start(folder)
        return folder


def _run(name: str, code: str | Mapping[str, Any]) -> Verdict:
    if not isinstance(code, str):
        return judge(catalogue.load(name), code)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.py"
        path.write_text(code, encoding="utf-8")
        try:
            verdict = runner.run(path, name, main=True)
        except OSError:  # in a browser, which starts no process and sets no limits
            return _run_here(name, code)
    assert verdict is not None
    return verdict


def _run_here(name: str, code: str) -> Verdict:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    try:
        exec(compile(code, name, "exec"), namespace)
    except Exception as error:
        line, trace = line_of(error, name), trace_of(error, name)
        return Verdict(passed=False, message=explain(error), line=line, trace=trace)
    return judge(catalogue.load(name), namespace, zlib.crc32(code.encode()))


def _right(name: str) -> str:
    return (
        f"Right.\n\nTo think further: {catalogue.load(name).further}\n"
        f"To compare, in the folder of your exercises: logreg-edu exercises solution {name}"
    )


def _wrong(name: str, verdict: Verdict) -> str:
    """The text about an answer that is not right."""
    number, section = catalogue.place(name, verdict.section or catalogue.load(name).section)
    parts = [
        "Not yet." + (f" Right so far: {', '.join(verdict.done)}." if verdict.done else ""),
        "It was right before, and does not count as done until it is again." * verdict.lost,
        (f"{verdict.task}: " if verdict.task else "")
        + verdict.message
        + (f" (line {verdict.line + 1} of the cell)" if verdict.line else ""),
        indent(verdict.trace, "    "),
        indent(verdict.example, "    "),
        f"Read: chapter {number}, {section}",
    ]
    return "\n\n".join(part for part in parts if part)


def notebook(chapter: int) -> Any:
    """The exercises of a chapter as a notebook of nbformat; the same bytes every time."""
    from nbformat import v4

    last = chapter == catalogue.CAPSTONE
    title = "The capstone" if last else f"Exercises of chapter {chapter}"
    cells = [
        v4.new_markdown_cell(INTRODUCTION.format(title=title), id="introduction"),
        v4.new_code_cell(SETUP, id="setup"),
    ]
    for name in catalogue.of_chapter(chapter):
        cells += [
            v4.new_markdown_cell(_task(name), id=f"{name}-task"),
            v4.new_code_cell(
                f"%%exercise {name}\n{catalogue.starter_code(name).rstrip()}", id=f"{name}-answer"
            ),
            v4.new_markdown_cell(_help(name), id=f"{name}-help"),
        ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _task(name: str) -> str:
    exercise = catalogue.load(name)
    number, section = catalogue.place(name, exercise.section)
    return "\n\n".join([
        f"## {catalogue.heading(name)}: {exercise.title}",
        f"{catalogue.KINDS[exercise.kind].capitalize()}, about {exercise.minutes} minutes."
        f" Read first: chapter {number}, *{section}*.",
        markdown.text(exercise.goal),
        markdown.code(exercise.shapes, "text"),
    ])  # fmt: skip


def _help(name: str) -> str:
    solution = (
        f"The solution: `logreg-edu exercises solution {name} --reveal`, in the folder that"
        " `logreg-edu exercises start` makes."
    )
    return f"{markdown.hints(name)}\n\n{solution}"


def write(folder: Path) -> None:
    """Write all notebooks into a folder, in place of those that are there."""
    try:
        import nbformat
    except ImportError:
        sys.exit('notebooks are written with nbformat: pip install "logreg-edu[notebooks]"')

    folder.mkdir(parents=True, exist_ok=True)
    for chapter in sorted({catalogue.chapter(name) for name in catalogue.names()}):
        last = chapter == catalogue.CAPSTONE
        path = folder / ("capstone.ipynb" if last else f"chapter-{chapter:02}.ipynb")
        nbformat.write(notebook(chapter), path)
        print(path)


if __name__ == "__main__":
    write(Path(sys.argv[1]))

"""The exercises as notebooks, one per chapter: `make notebooks`.

For each exercise, a notebook has the task, the starter, a cell that calls `check`, and the hints.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import indent
from typing import Any

from logreg_edu.exercises import catalogue, markdown
from logreg_edu.exercises.judge import Verdict, judge

INTRODUCTION = """\
# {title}

Write your answer into the cell with the starter and run it. Then run the cell below it: it says
whether the answer is right, and if not, which mistake it may be. The notebook needs `logreg_edu`
installed.

Nothing here stops an endless loop: choose *Interrupt* in the menu *Kernel*. To get the same
exercises as files, with a time limit and a record of your progress: `logreg-edu exercises start`.
"""
CHECK = """\
from logreg_edu.exercises import notebooks

notebooks.check("{name}", globals())"""


def check(name: str, namespace: Mapping[str, Any]) -> None:
    """Check an answer in a notebook, and print the result.

    Args:
        name: the exercise.
        namespace: what the notebook defines: ``globals()``.
    """
    name = catalogue.current(name)
    exercise = catalogue.load(name)
    verdict = judge(exercise, namespace, seed=secrets.randbits(32))
    if verdict.passed:
        print(f"Right.\n\nTo think further: {exercise.further}")
        print(f'To compare: print(notebooks.catalogue.solution("{name}"))')
    else:
        print(_said(name, verdict))


def _said(name: str, verdict: Verdict) -> str:
    """The text about an answer that is not right."""
    number, section = catalogue.place(name, verdict.section)
    parts = [
        "Not yet." + (f" Right so far: {', '.join(verdict.done)}." if verdict.done else ""),
        f"{verdict.task}: {verdict.message}"
        + (f" (line {verdict.line} of the cell)" if verdict.line else ""),
        indent(verdict.example, "    "),
        f"Read: chapter {number}, {section}",
    ]
    return "\n\n".join(part for part in parts if part)


def notebook(chapter: int) -> Any:
    """The exercises of a chapter as a notebook of nbformat; the same bytes every time."""
    from nbformat import v4

    last = chapter == catalogue.CAPSTONE
    title = "The capstone" if last else f"Exercises of chapter {chapter}"
    cells = [v4.new_markdown_cell(INTRODUCTION.format(title=title), id="introduction")]
    for name in catalogue.of_chapter(chapter):
        cells += [
            v4.new_markdown_cell(_task(name), id=f"{name}-task"),
            v4.new_code_cell(catalogue.starter_code(name).rstrip(), id=f"{name}-answer"),
            v4.new_code_cell(CHECK.format(name=name), id=f"{name}-check"),
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

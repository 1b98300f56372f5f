"""Finds the exercises of the book: one folder each, named after its chapter and its place in it.

book/ch03_2_loss/exercise.py    the data: goal, hints, cases, misconceptions
                 starter.py     what the learner begins with
                 solution.py    what to compare with afterwards
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from logreg_edu.exercises.format import Exercise

BOOK = Path(__file__).parent / "book"
CAPSTONE = 15  # what comes after all chapters
KINDS = {"write": "write it", "mend": "mend it", "predict": "predict it"}
RENAMED = {  # names that exercises had before; they keep working
    "ch04_3_hessian": "ch09_4_hessian",
    "ch13_1_classifier": "ch15_1_classifier",
}


def names() -> list[str]:
    """The names of all exercises, in the order of the book."""
    return sorted(path.parent.name for path in BOOK.glob("ch*/exercise.py"))


def current(name: str) -> str:
    """The name that an exercise has now; ``name`` may be one that it had before."""
    return RENAMED.get(name, name)


def load(name: str) -> Exercise:
    """The data of an exercise."""
    return import_module(f"logreg_edu.exercises.book.{name}.exercise").EXERCISE


def chapter(name: str) -> int:
    """The chapter that an exercise belongs to."""
    return int(name[2:4])


def of_chapter(number: int) -> list[str]:
    """The names of the exercises of a chapter, in their order."""
    return [name for name in names() if chapter(name) == number]


def heading(name: str) -> str:
    """Where an exercise stands: "Chapter 3, exercise 2", or "Capstone"."""
    if chapter(name) == CAPSTONE:
        return "Capstone"
    return f"Chapter {chapter(name)}, exercise {name.split('_')[1]}"


def place(name: str, section: str) -> tuple[int, str]:
    """The chapter and the heading that a ``section`` of an exercise means."""
    number, colon, words = section.partition(": ")
    return (int(number), words) if colon and number.isdigit() else (chapter(name), section)


def starter(name: str) -> str:
    """The text of the file that the learner gets: what to do, then `starter.py`."""
    exercise = load(name)
    number, section = place(name, exercise.section)
    shapes = "\n".join(f"    {line}" for line in exercise.shapes.splitlines())
    return (
        f'"""{heading(name)}, {KINDS[exercise.kind]}: {exercise.title}.\n\n'
        f"{exercise.goal}\n\n{shapes}\n\n"
        f"Read   chapter {number}, {section}\n"
        f"Time   about {exercise.minutes} minutes\n"
        f'Check  logreg-edu exercises check {name}\n"""\n\n' + starter_code(name)
    )


def starter_code(name: str) -> str:
    """The same without the text above the code."""
    return (BOOK / name / "starter.py").read_text(encoding="utf-8")


def solution(name: str) -> str:
    """The text of the solution."""
    return (BOOK / name / "solution.py").read_text(encoding="utf-8")


def solution_namespace(name: str) -> dict[str, Any]:
    """What the solution defines."""
    return vars(import_module(f"logreg_edu.exercises.book.{name}.solution"))

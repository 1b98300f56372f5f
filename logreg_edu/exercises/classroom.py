"""The answers of a class: which student has which mistake in which exercise."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from logreg_edu.app.errors import ExerciseError
from logreg_edu.exercises import catalogue, runner
from logreg_edu.exercises.workbook import FOLDER, Workbook

COLUMNS = ("student", "exercise", "state", "task", "mistake", "message")


def check(folder: Path) -> list[dict[str, str]]:
    """Check what each student has begun; nothing is written to their folders.

    Args:
        folder: holds one folder per student, named after the student, with the exercises in it, or
            in a folder `FOLDER` inside.

    Returns:
        A row for each student and each exercise begun, with `COLUMNS`; for a student who has begun
        none, one row without an exercise.

    Raises:
        ExerciseError: no folder in it has exercises.
    """
    rows: list[dict[str, str]] = []
    for student in sorted(path for path in folder.iterdir() if path.is_dir()):
        books = [Workbook(place) for place in (student, student / FOLDER)]
        book = next((b for b in books if any(b.path(name).is_file() for name in b.entries)), None)
        if book is None:
            continue
        begun = [name for name in catalogue.names() if book.begun(name)]
        if not begun:
            rows.append(
                dict.fromkeys(COLUMNS, "") | {"student": student.name, "state": "not begun"}
            )
        for name in begun:
            verdict = runner.run(book.path(name), name)
            assert verdict is not None
            rows.append({
                "student": student.name,
                "exercise": name,
                "state": "right" if verdict.passed else "wrong",
                "task": verdict.task,
                "mistake": verdict.mistake,
                "message": verdict.message,
            })  # fmt: skip
    if not rows:
        raise ExerciseError(
            f"{folder}: no folder in it has exercises; give the folder that holds the students'"
            " folders"
        )
    return rows


def csv_of(rows: list[dict[str, str]]) -> str:
    """The rows as CSV, with a line of headings."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()

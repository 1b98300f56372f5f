"""What a learner does with the workbook: open it, check answers, take hints; all recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from logreg_edu.app.called import suggest
from logreg_edu.app.errors import ExerciseError
from logreg_edu.exercises import catalogue, runner
from logreg_edu.exercises.judge import Verdict
from logreg_edu.exercises.workbook import PROGRESS, Workbook, read_progress, set_progress_aside


def open_workbook(folder: Path) -> Workbook:
    """Read the progress, or rebuild it by checking again every answer that was begun.

    Args:
        folder: the learner's folder.

    Returns:
        The workbook. If the progress file cannot be used, a warning says what happened to it.
    """
    book = Workbook(folder)
    path = folder / PROGRESS
    try:
        read_progress(book)
        return book
    except FileNotFoundError:
        what = "is gone"
    except ValueError:
        what = f"cannot be read, kept as {set_progress_aside(book).name}"
    _warn(f"{path}: {what}; checking again what you have written")
    for name in book.entries:
        if book.begun(name):
            check(book, name)
    book.save()
    return book


def check(book: Workbook, name: str) -> Verdict:
    """Check an answer and record the result."""
    result = check_until(book, name, stop=lambda: False)
    assert result is not None
    return result


def check_until(book: Workbook, name: str, stop: Callable[[], bool]) -> Verdict | None:
    """The same, but None if ``stop`` became true before the end."""
    path = book.path(name)
    if not path.is_file():
        raise ExerciseError(
            f"{path}: is gone; `{suggest('exercises', 'start', book.folder)}` brings it back"
        )
    result = runner.run(path, name, stop=stop)
    return None if result is None else record(book, name, result)


def record(book: Workbook, name: str, result: Verdict) -> Verdict:
    """Note in the progress whether an answer is right; the verdict says if it was before."""
    before = book.entries[name].passed
    if result.passed != before:
        book.entries[name].passed = result.passed
        save(book)
    return replace(result, lost=before and not result.passed)


def take_hint(book: Workbook, name: str) -> int:
    """Take one more hint, if there is one; how many are taken now."""
    entry = book.entries[name]
    if entry.hints < len(catalogue.load(name).hints):
        entry.hints += 1
        save(book)
    return entry.hints


def save(book: Workbook) -> None:
    """Save the progress; if that fails, warn and go on: the answers themselves are safe."""
    try:
        book.save()
    except OSError as error:
        _warn(f"progress not saved: {error.strerror or error}")


def _warn(message: str) -> None:
    click.echo(f"Warning: {message}", err=True)

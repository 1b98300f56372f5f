"""The command line of the exercises, `logreg-edu exercises`: what it takes, and what it says.

Light to import, like `logreg_edu.app.cli`: what the commands need, they import.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from logreg_edu.app.errors import ExerciseError
from logreg_edu.app.parameters import APath

if TYPE_CHECKING:
    from logreg_edu.exercises.judge import Verdict
    from logreg_edu.exercises.workbook import Workbook


@click.group()
def exercises() -> None:
    """Exercises to do on your own, with a check that says what went wrong.

    \b
    Examples:
      logreg-edu exercises start         get the files, into ./logreg-edu-exercises
      logreg-edu exercises watch         be guided, and checked on every save
      logreg-edu exercises hint ch03_2   the next hint; the beginning of a NAME is enough

    Your code runs in a process of its own, with limits on time and memory. They stop accidents, not
    malice: it is not a sandbox.
    """


name_argument = click.argument("name")


@exercises.command()
@click.argument("folder", metavar="[DIR]", required=False, type=APath())
def start(folder: Path | None) -> None:
    """Put the exercises into DIR; files that are there already stay as they are.

    Without DIR, the folder is logreg-edu-exercises.
    """
    from logreg_edu.exercises import screen, workbook

    folder = folder or Path(workbook.FOLDER)
    new = workbook.start(folder)
    screen.started(folder, new)


@exercises.command("list")
def list_exercises() -> None:
    """List the exercises: which are done, which is next, how long they take."""
    from logreg_edu.exercises import screen

    screen.overview(_open())


@exercises.command()
@click.argument("name", required=False)
def watch(name: str | None) -> None:
    """Check an exercise on every save, then go on to the next.

    Starts with NAME, or with the first exercise that is not done. Enter goes on; h and Enter gives
    a hint, l and Enter lists the exercises, q and Enter ends.
    """
    from logreg_edu.exercises import watching

    watching.watch(_open(), _resolve(name) if name else None)


@exercises.command()
@click.argument("name", required=False)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the results as JSON, and nothing else."
)
def check(name: str | None, as_json: bool) -> None:
    """Check one exercise, or all that you have begun; exit status 1 if one is not right.

    If NAME is a folder that holds one folder per student, everything that the students have begun
    is checked, and the mistakes of each are printed as CSV. The students' files stay as they are.

    \b
    Examples:
      logreg-edu exercises check ch03_2
      logreg-edu exercises check --json
      logreg-edu exercises check class-2b > class-2b.csv
    """
    from logreg_edu.exercises import catalogue, classroom, screen, session

    if name and Path(name).is_dir():
        rows = classroom.check(Path(name))
        click.echo(json.dumps(rows, indent=2) if as_json else classroom.csv_of(rows), nl=as_json)
        return
    book = _open()
    if name:
        chosen = [_resolve(name)]
    else:
        chosen = [n for n in catalogue.names() if book.begun(n)]
        if not chosen and not as_json:
            raise ExerciseError(f"{book.folder}: nothing begun yet; start with {book.next()}.py")
    verdicts = {}
    for n in chosen:
        verdicts[n] = session.check(book, n)
        if not as_json:
            screen.verdict(book, n, verdicts[n])
    if as_json:
        about = chosen if name else catalogue.names()
        click.echo(json.dumps([_record(book, n, verdicts.get(n)) for n in about], indent=2))
    else:
        screen.bar(book)
    if not all(verdict.passed for verdict in verdicts.values()):
        raise click.exceptions.Exit(1)


@exercises.command()
@name_argument
@click.option("--again", is_flag=True, help="Show the hints taken so far, and no new one.")
def hint(name: str, again: bool) -> None:
    """Show the hints of an exercise: one more each time."""
    from logreg_edu.exercises import screen, session

    book, name = _open(), _resolve(name)
    screen.hints(name, book.entries[name].hints if again else session.take_hint(book, name))


@exercises.command()
@name_argument
@click.option("--reveal", is_flag=True, help="Show it even if the exercise is not done; recorded.")
def solution(name: str, reveal: bool) -> None:
    """Show the solution of an exercise that you have done, to compare."""
    from logreg_edu.exercises import screen, session

    book, name = _open(), _resolve(name)
    entry = book.entries[name]
    if not entry.passed:
        if not reveal:
            raise ExerciseError(
                f"{name}: not done yet; take a hint, or add --reveal to see the solution anyway"
            )
        entry.revealed = True
        session.save(book)
    screen.solution(name)


@exercises.command()
@name_argument
def reset(name: str) -> None:
    """Restore the starter; your file is kept under another name."""
    from logreg_edu.exercises import screen, session, workbook

    book, name = _open(), _resolve(name)
    kept = workbook.reset(book, name)
    session.save(book)
    screen.was_reset(book, name, kept)


def _open() -> Workbook:
    """The workbook of the current folder."""
    from logreg_edu.exercises import session, workbook

    return session.open_workbook(workbook.find(Path.cwd()))


def _resolve(name: str) -> str:
    from logreg_edu.exercises import workbook

    return workbook.resolve(name)


def _record(book: Workbook, name: str, verdict: Verdict | None) -> dict[str, Any]:
    from logreg_edu.exercises import catalogue

    exercise = catalogue.load(name)
    state = "not begun" if verdict is None else "passed" if verdict.passed else "failed"
    entry = asdict(book.entries[name])
    facts = {"name": name, "title": exercise.title, "minutes": exercise.minutes, "state": state}
    return facts | entry | (asdict(verdict) if verdict else {})

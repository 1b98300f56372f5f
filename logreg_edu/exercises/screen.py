"""What the learner sees: the file and the line to open, what is wrong, what to read."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from logreg_edu.app.called import shell_line, suggest
from logreg_edu.exercises import catalogue
from logreg_edu.exercises.judge import Verdict
from logreg_edu.exercises.workbook import Workbook

console = Console(highlight=False)


def say(text: str = "", style: str = "", indent: int = 0) -> None:
    """Print a text as it is; long lines wrap at words."""
    console.print(Padding(Text(text, style), (0, 0, 0, indent), expand=False))


def line(*parts: str | tuple[str, str]) -> None:
    """Print one line that is not wrapped, so that a path in it can be clicked and copied."""
    console.print(Text.assemble(*parts), soft_wrap=True)


def started(folder: Path, new: list[str]) -> None:
    """Say what `start` did, and what to do next."""
    count = len(catalogue.names())
    kept = f"; {count - len(new)} that were already there are untouched" if len(new) < count else ""
    line(f"{len(new)} exercises written to ", (str(folder), "bold"), kept)
    say("Now:")
    line("  ", shell_line("cd", folder))
    line("  ", suggest("exercises", "watch", after_cd=True))


def bar(book: Workbook) -> None:
    """Show how many exercises are done."""
    done = sum(entry.passed for entry in book.entries.values())
    grid = Table.grid(padding=(0, 1))
    width = min(40, console.width - 20)
    grid.add_row(
        "Progress",
        ProgressBar(
            len(book.entries), done, width=width, complete_style="green", finished_style="green"
        ),
        f"{done}/{len(book.entries)}",
    )
    console.print(grid)


def title(name: str) -> None:
    """Show which exercise it is."""
    exercise = catalogue.load(name)
    line(
        (f"{name}  {exercise.title}", "bold"),
        (f"  {catalogue.KINDS[exercise.kind]}, about {exercise.minutes} minutes", "dim"),
    )


def verdict(book: Workbook, name: str, result: Verdict, rows: int | None = None) -> None:
    """Show the result of a check.

    Args:
        book: the workbook.
        name: the exercise.
        result: the verdict.
        rows: how many rows of the screen there are for it; what the file printed is cut, and then
            the example. None for ten lines of what it printed, and all of the rest.
    """
    printed = result.output.rstrip().splitlines() if result.output.strip() else []
    most = 10
    if rows is not None:
        with console.capture() as captured:
            _judged(book, name, result)
        used = captured.get().count("\n") + 1  # and the title
        most = max(1, rows - used - 1)
        if used + min(len(printed), most) > rows and result.example:
            short = result.example.splitlines()[: max(1, rows - used - 1)]
            result = replace(result, example="\n".join([*short, "..."]))
    title(name)
    for text in printed[:most]:
        line(("  | ", "dim"), text[:200])
    if len(printed) > most:
        line(("  | ", "dim"), (f"... {len(printed) - most} more lines; run the file to see", "dim"))
    _judged(book, name, result)


def everything(book: Workbook, name: str, result: Verdict) -> None:
    """Show the verdict and all that was kept of what the file printed."""
    line(result.output.rstrip())
    _judged(book, name, result)


def _judged(book: Workbook, name: str, result: Verdict) -> None:
    """The verdict without what the file printed."""
    exercise = catalogue.load(name)
    if result.passed:
        line(("  Right.", "bold green"))
        say(f"To think further: {exercise.further}", indent=2)
        line("  Compare: ", suggest("exercises", "solution", name))
        console.print()
        return
    place = result.line or _line_of(book.path(name), result.task)
    line(("  Not yet.", "bold red"), "  open ", (f"{book.path(name)}:{place}", "cyan"))
    if result.lost:
        say("It was right before, and does not count as done until it is again.", indent=2)
    if len(exercise.tasks) > 1 and result.done:
        line("  right so far: ", (", ".join(result.done), "green"))
    console.print()
    if result.task:
        line(("  " + result.task, "bold yellow"))
    if result.trace:
        say(result.trace, "cyan", indent=4)
    if not result.trace.endswith(result.message):
        say(result.message, indent=2)
    if result.example:
        console.print()
        console.print(Padding(Text(result.example, "cyan"), (0, 0, 0, 4), expand=False))
    console.print()
    if result.section:
        number, words = catalogue.place(name, result.section)
        line(f"  Read: chapter {number}, ", (words, "italic"))
    taken = f"{book.entries[name].hints} of {len(exercise.hints)} taken"
    line("  Hint: ", suggest("exercises", "hint", name), (f"  ({taken})", "dim"))
    console.print()


def _line_of(path: Path, task: str) -> int:
    """The line of the learner's file in which a task is defined, or 1."""
    text = path.read_text(encoding="utf-8", errors="replace")
    found = re.search(
        rf"^[ \t]*(def[ \t]+{re.escape(task)}\b|{re.escape(task)}[ \t]*[:=])", text, re.M
    )
    return text.count("\n", 0, found.start()) + 1 if task and found else 1


def overview(book: Workbook) -> None:
    """Show all exercises, chapter by chapter."""
    wide = console.width >= 80
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    headings = ("", "Exercise", "About", "Kind", "Minutes")
    for heading in headings if wide else headings[:2]:
        table.add_column(heading, justify="right" if heading == "Minutes" else "left")
    following, left, before = book.next(), 0, 0
    for name, entry in book.entries.items():
        exercise = catalogue.load(name)
        state, style = ("done", "green") if entry.passed else ("", "")
        if entry.revealed:
            state += " (solution seen)" if entry.passed else "solution seen"
        if name == following:
            state, style = "next", "bold yellow"
        if catalogue.chapter(name) != before and before:
            table.add_section()
        before = catalogue.chapter(name)
        left += 0 if entry.passed else exercise.minutes
        about = (exercise.title, catalogue.KINDS[exercise.kind], str(exercise.minutes))
        table.add_row(Text(state, style), Text(name, style), *(about if wide else ()))
    console.print(table)
    bar(book)
    if following:
        line(f"About {left} minutes left. Next: open ", (f"{book.path(following)}", "cyan"))


def hints(name: str, count: int) -> None:
    """Show the hints taken so far; the last one is the newest."""
    all_of_them = catalogue.load(name).hints
    if not count:
        say("No hint taken so far.")
        return
    title(name)
    for number, hint in enumerate(all_of_them[:count], start=1):
        console.print()
        newest = number == count
        say(f"Hint {number} of {len(all_of_them)}", "bold yellow" if newest else "dim", indent=2)
        say(hint, "" if newest else "dim", indent=2)
    if count == len(all_of_them):
        console.print()
        say("That was the last hint.", "dim", indent=2)


def solution(name: str) -> None:
    """Show the solution, and the question to think about further."""
    title(name)
    console.print()
    code = catalogue.solution(name).rstrip()
    if console.is_terminal:
        console.print(Syntax(code, "python", background_color="default"))
    else:
        line(code)
    console.print()
    say(f"To think further: {catalogue.load(name).further}")


def was_reset(book: Workbook, name: str, kept: Path | None) -> None:
    """Say what `reset` did."""
    line((str(book.path(name)), "cyan"), " is the starter again")
    if kept:
        line("Your version is kept as ", (str(kept), "cyan"))

"""What the terminal shows: log lines, progress bars, the table of accuracies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from logreg_edu.app.called import suggest
from logreg_edu.app.prediction import whole_percent

if TYPE_CHECKING:
    from logreg_edu.app.datasets import Entry
    from logreg_edu.app.prediction import Prediction
    from logreg_edu.app.preparation import Preparation

EVERY = 50  # iterations per step of the bar, with --one-by-one


class Log:
    """The `[Info]` lines, on standard error.

    Attributes:
        console: where they go.
        quiet: whether to leave them out.
    """

    def __init__(self, quiet: bool) -> None:
        self.console = Console(stderr=True, highlight=False, quiet=quiet)
        self.quiet = quiet

    def info(self, message: str) -> None:
        """Print one line; in a terminal, long ones wrap at words."""
        in_one = not self.console.is_terminal
        self.console.print(f"[Info] {message}", markup=False, soft_wrap=in_one)


Step = Callable[[int, int, np.ndarray], None]
Trained = Callable[[int, float], None]


@contextmanager
def progress(
    log: Log, iterations: int, one_by_one: bool, digit: int | None
) -> Iterator[tuple[Step, Trained]]:
    """Show a training as it runs.

    Args:
        log: where to.
        iterations: at most how many steps there will be.
        one_by_one: one bar per model, with the lines of the student notebook around it.
        digit: the only digit to train, or None for all.

    Yields:
        Two functions for `logreg_edu.app.training.train` to call: before a step, with the digit
        of the model, the step and the costs; after a model of ``one_by_one``, with its digit and
        its accuracy.
    """
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("cost {task.fields[cost]:.4f}"),
        console=log.console,
        disable=log.quiet or not log.console.is_terminal,
    )
    tasks: dict[int, Any] = {}
    what = "all models" if digit is None else f"model_{digit}"

    def step(k: int, iteration: int, J: np.ndarray) -> None:
        if k not in tasks:
            if one_by_one:
                log.info(f"Training model: model_{k}, to recognize digit: {k}")
                log.info(f"Training progress bar: 1 step each {EVERY} iterations")
            name = f"model_{k}" if one_by_one else what
            tasks[k] = bar.add_task(name, total=iterations, cost=0.0)
        if not one_by_one or iteration % EVERY == 0:
            bar.update(tasks[k], completed=iteration, cost=float(np.sum(J)))

    def trained(k: int, accuracy: float) -> None:
        bar.update(tasks[k], visible=False)
        log.info("Training completed!")
        log.info(f"Accuracy: {accuracy:.4f}")

    if one_by_one:
        log.info("Training of a classifier for each digit:")
    # Without a terminal, the bar would print an empty line.
    with nullcontext() if bar.disable else bar:
        yield step, trained


def print_catalogue(entries: list[Entry]) -> None:
    """Print the named data sets and below them, one per line, their paths."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Name", "What", "Size", "Here?"):
        table.add_column(heading)
    for entry in entries:
        size = f"{entry.size / 1e6:.1f} MB"
        table.add_row(entry.name, entry.what, size, "yes" if entry.present else "no")
    Console(highlight=False).print(table)
    for entry in entries:
        click.echo(f"{entry.name} {'is' if entry.present else 'will be'} in {entry.where}")


def print_prediction(
    path: Path,
    answer: Prediction,
    preparation: Preparation,
    explanation: str | None,
    shipped: bool,
) -> None:
    """Print the digit, all probabilities as bars, and how the picture was prepared.

    With the shipped models, also how often there is no clear answer to a real digit.
    """
    click.echo(f"{path}: {in_words(answer, preparation)}")
    if answer.rejected and shipped:
        click.echo(
            f"  {answer.reject.rejected:.1%} of MNIST's test digits end so; for"
            f" {answer.reject.right_of_rejected:.0%} of these"
            " the likeliest digit is right"
        )
    for k, p in zip(answer.classes, answer.probabilities, strict=True):
        click.echo(f"  {k} {whole_percent(p):>5} {'█' * round(20 * p)}")
    for step in preparation.steps():
        click.echo(f"  {step}")
    if explanation:
        click.echo(f"  explained in {explanation}")


def in_words(answer: Prediction, preparation: Preparation) -> str:
    """The answer in one line."""
    first, second = (
        f"{k} ({whole_percent(answer.probability(k))})" for k in (answer.label, answer.runner_up)
    )
    if answer.rejected:
        return joined(answer.doubt(), f"at best {first}, then {second}", preparation.doubt())
    return joined(f"{first}, then {second}", answer.doubt(), preparation.doubt())


def joined(*notes: str) -> str:
    """Notes in one line; an empty one is none."""
    return "; ".join(filter(None, notes))


def print_heading(names: list[str]) -> int:
    """Print the heading of a table of pictures; the width of its first column."""
    width = max(map(cell_len, ["Picture", *names]))
    print_row(width, "Picture", "Digit", "Probability", "Runner-up")
    return width


def print_row(width: int, name: str, digit: str, probability: str, note: str) -> None:
    """Print one row; whoever reads it sees each picture as soon as it is read."""
    padding = " " * (width - cell_len(name))
    click.echo(f"{name}{padding}  {digit:>5}  {probability:>11}  {note}")


def print_answer(
    width: int, name: str, answer: Prediction, preparation: Preparation, explanation: str | None
) -> None:
    """Print the row of a picture that was read."""
    first, second = (whole_percent(answer.probability(k)) for k in (answer.label, answer.runner_up))
    where = f"explained in {explanation}" if explanation else ""
    if answer.rejected:
        print_row(width, name, "-", "", joined(in_words(answer, preparation), where))
    else:
        note = joined(f"{answer.runner_up} ({second})", answer.doubt(), preparation.doubt(), where)
        print_row(width, name, str(answer.label), first, note)


def print_report(report: dict[str, Any], quiet: bool = False) -> None:
    """Print the accuracies, each beside that of always answering "no", and that of all models.

    Args:
        report: of a training, or the record of a test.
        quiet: only the last line.
    """
    digits = report["classes"]
    if not quiet:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for heading in ("Digit", "Accuracy", 'Always "no"'):
            table.add_column(heading, justify="right")
        rows = zip(digits, report["per_digit_accuracy"], report["per_digit_base_rate"], strict=True)
        for digit, right, always_no in rows:
            table.add_row(str(digit), f"{right:.4f}", f"{always_no:.4f}")
        Console(highlight=False).print(table)
    if report.get("left_out"):
        left_out = ", ".join(map(str, report["left_out"]))
        click.echo(f"Left out, because there is no model for them: {left_out}")
    low, high = report["accuracy_interval"]
    part = report.get("part", "test")  # the report of a training is about its test digits
    tested = "digits" if part == "all" else f"{part} digits"
    if len(digits) == 1:
        who = f"the model for digit {digits[0]}"
    else:
        who = "the ten together" if len(digits) == 10 else f"the {len(digits)} models together"
    click.echo(
        f"Accuracy of {who}: {report['accuracy']:.4f} on {report['m_test']:,} {tested}"
        f" (95 % interval {low:.4f} to {high:.4f})"
    )


def print_ladder(records: list[dict[str, Any]], published: dict[str, float]) -> None:
    """Print what the rungs of `logreg_edu.app.ladder` reach, and published error rates below."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Rung", no_wrap=True)
    for heading in ("Features", "l2", "Made in", "Trained in", "X", "Accuracy", "Error"):
        table.add_column(heading, justify="right")
    for record in records:
        right = record["test_accuracy"]
        table.add_row(
            record["rung"],
            f"{record['features']:,}",
            f"{record['l2']:g}",
            f"{record['seconds_features']:.1f} s",
            f"{record['seconds_fit']:.1f} s",
            f"{record['X_bytes'] / 1e6:.0f} MB",
            f"{right:.4f}",
            f"{100 * (1 - right):.2f} %",
        )
    Console(highlight=False).print(table)
    rates = "; ".join(f"{name} {100 * error:.3g} %" for name, error in published.items())
    click.echo(f"Test errors of LeCun et al. (1998): {rates}")


def print_files(out: Path, names: list[str], digit: int | None, quiet: bool) -> None:
    """Print which files were written and, unless ``quiet``, what to try next."""
    click.echo(f"Written to {out}: {', '.join(names)}")
    if quiet:
        return
    if digit is None:
        look = f"look at {out / 'mistakes.png'}, or " if "mistakes.png" in names else ""
        again = suggest("evaluate", out / "model.npz")
        click.echo(f"Next: {look}test the model again with `{again}`")
    else:
        click.echo(f"Next: all ten digits at once, with `{suggest('train')}`")

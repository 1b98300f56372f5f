"""The command line, `logreg-edu`: what each subcommand takes, and what it says.

Results go to standard output, progress and errors to standard error. Exit status 0 is success, 2 a
wrong command line, 1 any other failure; both failures print one line that says what to do.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

import logreg_edu
from logreg_edu.app.errors import AppError, ImageError
from logreg_edu.app.parameters import APath, Finite
from logreg_edu.descent import DivergenceError
from logreg_edu.exercises.cli import exercises

if TYPE_CHECKING:
    from logreg_edu.app.model_file import ModelFile
    from logreg_edu.app.terminal import Log
    from logreg_edu.digits import Digits


class OneLineErrors(click.Group):
    """A command group whose errors are one line: no traceback, and no usage above the error."""

    def make_context(self, *arguments: Any, **settings: Any) -> click.Context:
        """Parse the options of the group itself; --help prints and exits here."""
        with errors_in_one_line():
            return super().make_context(*arguments, **settings)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand."""
        with errors_in_one_line():
            return super().invoke(ctx)


@contextmanager
def errors_in_one_line() -> Iterator[None]:
    """Turn any error into one line and exit status 1; 2 for a wrong command line."""
    try:
        yield
    except click.UsageError as error:
        if error.ctx is None or isinstance(error, click.exceptions.NoArgsIsHelpError):
            raise
        from logreg_edu.app.called import suggest

        message = folded(error.format_message()).removesuffix(".")
        subcommands = error.ctx.command_path.split()[1:]
        raise click.UsageError(f"{message}; see `{suggest(*subcommands, '--help')}`") from None
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
        raise
    except (AppError, DivergenceError, ValueError) as error:
        fail(str(error))
    except OSError as error:
        what = error.strerror or str(error)
        fail(f"{error.filename}: {what}" if error.filename else what)
    except MemoryError:
        fail("not enough memory for this many digits")
    except KeyboardInterrupt:
        abort()
    except Exception as error:
        if isinstance(error.__cause__, KeyboardInterrupt):  # while compiled code was imported
            abort()
        if sys.flags.dev_mode:  # python -X dev -m logreg_edu ... shows where
            raise
        fail(f"this is a defect of logreg-edu, please report it: {error!r}")


def abort() -> NoReturn:
    """End after Ctrl-C, with the exit status that shells give."""
    click.echo("Aborted!", err=True)
    raise click.exceptions.Exit(ABORTED) from None


def fail(message: str) -> NoReturn:
    """End with exit status 1 and the message, folded into one line."""
    raise click.ClickException(folded(message))


def folded(message: str) -> str:
    """The message in one line."""
    return " ".join(message.split())


ABORTED = 130
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100, "show_default": True}


@click.group(cls=OneLineErrors, context_settings=CONTEXT)
@click.version_option(logreg_edu.__version__, prog_name="logreg-edu")
def cli() -> None:
    """Learn how logistic regression reads handwritten digits.

    \b
    Examples:
      logreg-edu train                          ten models on 5,000 real digits
      logreg-edu train --digit 0                one yes/no model, for the digit 0
      logreg-edu predict photo.jpg              which digit is it?
      logreg-edu evaluate runs/sample/model.npz

    \b
    Exit status:
      0    done
      1    failed: one line on standard error says why; or an exercise is not right yet
      2    the command line is wrong
      130  Ctrl-C

    \b
    After this, the Tab key completes commands and options in bash (or zsh, fish):
      eval "$(_LOGREG_EDU_COMPLETE=bash_source logreg-edu)"
    """


data_option = click.option(
    "--data",
    default="sample",
    metavar="NAME|PATH",
    help="'sample', 'mnist' (downloaded once), or the path of a file, a folder or an archive.",
)
TURNS = ["none", "transpose", "left", "right", "upside-down", "mirror", "flip", "other-diagonal"]


class Shape(click.ParamType):
    """ROWSxCOLUMNS, as 28x32."""

    name = "shape"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, int]:
        """Parse and check one value."""
        rows, _, columns = str(value).partition("x")
        if not (rows.isdecimal() and columns.isdecimal()):
            self.fail(f"{value} is not ROWSxCOLUMNS, such as 28x32", param, ctx)
        return int(rows), int(columns)


def reading_options(command: Callable) -> Callable:
    """The options that say what a file does not tell; the command gets them as ``choices``."""

    @functools.wraps(command)
    def with_choices(**given: Any) -> Any:
        names = ("pixel_max", "zero", "turn", "ink", "shape")
        return command(choices={name: given.pop(name) for name in names}, **given)

    options = (
        click.option(
            "--pixel-max",
            type=Finite(0, min_open=True),
            metavar="P",
            help="The pixel value that is full ink.  [default: found from all pixels of the file]",
        ),
        click.option(
            "--zero",
            type=click.Choice(["0", "1", "10"]),
            callback=lambda _ctx, _param, value: None if value is None else int(value),
            help="The label of the digit 0.  [default: 0; asked if labels are 1 to 10]",
        ),
        click.option(
            "--turn",
            type=click.Choice(TURNS),
            help="How to turn the pictures.  [default: none; asked if they do not look upright]",
        ),
        click.option(
            "--ink",
            type=click.Choice(["high", "low"]),
            help="Which values ink has.  [default: high; asked if they look inverted]",
        ),
        click.option(
            "--shape",
            type=Shape(),
            metavar="ROWSxCOLUMNS",
            help="The size of a picture.  [default: that of the file, or a square]",
        ),
    )
    for option in reversed(options):
        with_choices = option(with_choices)
    return with_choices


model_option = click.option(
    "--model",
    type=APath(),
    metavar="MODEL",
    help="A model.npz file.  [default: the model that comes with the package]",
)
seed_option = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    metavar="S",
    help="Seed that draws the test digits.",
)


def json_option(what: str) -> Callable[[Callable], Callable]:
    """The option of commands that can print their result for another program."""
    text = f"Print {what} as JSON, and nothing else."
    return click.option("--json", "as_json", is_flag=True, help=text)


@cli.command()
@data_option
@reading_options
@click.option(
    "--test-fraction",
    type=Finite(0, 1, min_open=True, max_open=True),
    metavar="F",
    help="Share of the digits to test on, stratified.  [default: 0.2]",
)
@click.option(
    "--official-split",
    is_flag=True,
    help="Train and test on the parts that the makers "
    "of the data chose (MNIST: 60,000 and 10,000).",
)
@click.option(
    "--digit",
    type=click.IntRange(0, 9),
    metavar="D",
    help="Train only the yes/no model for this digit.",
)
@click.option(
    "--one-by-one", is_flag=True, help="Train the ten models one after another, not at once."
)
@click.option(
    "--solver",
    type=click.Choice(["newton", "accelerated", "descent"]),
    default="newton",
    help="'descent' is the textbook's gradient descent.",
)
@click.option(
    "--iterations",
    type=click.IntRange(min=1),
    metavar="N",
    help="At most N steps.  [default: until converged; 2000 for descent]",
)
@click.option(
    "--learning-rate",
    type=Finite(0, min_open=True),
    metavar="A",
    help="For --solver descent.  [default: 1/L, with which the cost is guaranteed to fall]",
)
@click.option(
    "--l2",
    type=Finite(0),
    metavar="L",
    help="Strength of the penalty on the weights.  [default: 5 / number of training digits]",
)
@seed_option
@click.option(
    "--out",
    type=APath(file_okay=False),
    metavar="DIR",
    help="Where to write; replaces an earlier run there.  [default: a new folder in runs/]",
)
@click.option("--no-figures", is_flag=True, help="Write model.npz and report.json only.")
@json_option("the report")
@click.option("--quiet", is_flag=True, help="Print only the accuracy and where the files are.")
def train(
    data: str,
    choices: dict[str, Any],
    test_fraction: float | None,
    official_split: bool,
    digit: int | None,
    one_by_one: bool,
    solver: str,
    iterations: int | None,
    learning_rate: float | None,
    l2: float | None,
    seed: int,
    out: Path | None,
    no_figures: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Train a yes/no model for each digit, test the models, and write the results.

    Writes to runs/NAME, where NAME is the name of the data, or to NAME-2, NAME-3, ... if that
    exists already: model.npz, report.json, and the figures cost.png, confusion.png, weights.png,
    mistakes.png, examples.png, precision_recall.png, reliability.png and results.mp4. With --digit,
    the figures are the first three and digit.png, which shows a test digit and the answer.

    \b
    Examples:
      logreg-edu train
      logreg-edu train --data mnist-original.mat --official-split
      logreg-edu train --digit 0
      logreg-edu train --one-by-one --solver descent --iterations 500
    """
    if official_split and test_fraction is not None:
        raise click.UsageError("--official-split and --test-fraction cannot be used together")
    if digit is not None and one_by_one:
        raise click.UsageError("--digit trains a single model; leave out --one-by-one")
    if learning_rate is not None and solver != "descent":
        raise click.UsageError("--learning-rate is for --solver descent; other solvers need none")

    from logreg_edu.app import datasets, held_out, results, terminal, training
    from logreg_edu.app.files import output_folder

    log = terminal.Log(quiet=quiet or as_json)
    said: list[str] = []
    digits = datasets.load(data, log.console, **choices, said=said)
    for note in said:
        if note.startswith(("left out", "recognised", "turned", "orientation and ink: not known")):
            log.info(note)
    log.info(
        f"Data {digits.name}: {len(digits.labels):,} digits of {digits.images.shape[1]} pixels;"
        f" the image size is {digits.image_shape[0]} x {digits.image_shape[1]}"
    )
    log.info(scale_of(digits))
    split = held_out.split_digits(digits, None if official_split else test_fraction or 0.2, seed)
    most = iterations or training.ITERATIONS[solver]
    with output_folder(out or Path("runs") / digits.name, numbered=out is None) as folder:
        if results.former_run(folder):
            log.info(f"{folder} holds an earlier run, which this one will replace")
        with terminal.progress(log, most, one_by_one=one_by_one, digit=digit) as (step, trained):
            result = training.train(
                digits, split, solver=solver, digit=digit, one_by_one=one_by_one,
                iterations=most, learning_rate=learning_rate, l2=l2, progress=step,
                trained=trained,
            )  # fmt: skip
        written = results.write(folder, digits, split.test, result, not no_figures)
    if as_json:
        click.echo(json.dumps(result.report, indent=2, allow_nan=False))
    else:
        terminal.print_report(result.report, quiet=quiet)
        terminal.print_files(folder, written, digit=digit, quiet=quiet)
    warn(training.no_minimum(result.report))
    warn(training.only_no(result.report))


@cli.command()
@click.argument("model", type=APath())
@data_option
@reading_options
@click.option(
    "--part",
    type=click.Choice(["test", "train", "all"]),
    default="test",
    help="Which digits. 'test': those set aside when the model was trained, "
    "or else the official test digits, or else all.",
)
@json_option("the result")
def evaluate(model: Path, data: str, choices: dict[str, Any], part: str, as_json: bool) -> None:
    """Test a trained MODEL on digits, and warn if it was trained on them.

    \b
    Examples:
      logreg-edu evaluate runs/sample/model.npz
      logreg-edu evaluate runs/sample/model.npz --part train
    """
    from logreg_edu.app import held_out, terminal

    loaded, log = load(model), terminal.Log(quiet=as_json)
    digits = load_digits(data, log, choices)
    record = held_out.evaluate(loaded, digits, part)
    warn(record["warning"])
    if as_json:
        click.echo(json.dumps(record, indent=2, allow_nan=False))
    else:
        terminal.print_report(record)


@cli.command()
@click.argument("image", nargs=-1, required=True, type=APath())
@model_option
@click.option(
    "--features",
    type=click.Choice(["filters", "pixels"]),
    help="What the models that come with the package read.  [default: filters]",
)
@click.option(
    "--explain",
    is_flag=True,
    help="Write <name of the image>-explained.png here: what each pixel adds to the score, or each"
    " cell of 4 x 4.",
)
@json_option("the answers")
def predict(
    image: tuple[Path, ...],
    model: Path | None,
    features: str | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Read the digit in each IMAGE: a picture of one digit, drawn or photographed.

    A folder means all pictures in it. Several pictures give a table with one row each. If one of
    them cannot be read, its row says why; the others are read nevertheless, and the exit status
    is 1.

    Where no model, or more than one, clearly says yes, this is said in words in place of a digit.

    Two sets of ten models come with the package. Those that read the responses of 100 small filters
    are right more often; those that read pixels are the ones of the book.

    \b
    Examples:
      logreg-edu predict photo.jpg
      logreg-edu predict --features pixels photo.jpg
      logreg-edu predict --explain --model runs/sample/model.npz three.png
      logreg-edu predict my-digits/
      logreg-edu predict --json *.png
    """
    from logreg_edu.app import prediction, terminal
    from logreg_edu.app.files import numbered_names
    from logreg_edu.app.picture_files import pictures
    from logreg_edu.app.preparation import prepare_file

    if model and features:
        raise click.UsageError("--features: leave it out; the file of --model says what it reads")
    loaded = load(model, features or "filters")
    if len(loaded.classes) < 2 or loaded.image_shape != (28, 28):
        fail(f"{model}: predicting needs the models of two digits or more, of 28 x 28 pixels")
    log = terminal.Log(quiet=as_json)
    paths: list[Path] = []
    refused: dict[Path, str] = {}
    for given in image:
        try:
            found, others = pictures(given)
        except ImageError as error:
            found, others = [given], []
            refused[given] = str(error)
        paths += found
        if others:
            log.info(f"{given}: {left_out(others)}")
    alone = len(image) == 1 and paths == [*image]
    width = 0 if alone or as_json else terminal.print_heading([folded(str(p)) for p in paths])
    drawn: list[Path] = []
    records: list[dict[str, Any]] = []
    for path in paths:
        record: dict[str, Any] = {"image": str(path)}
        records.append(record)
        try:
            if path in refused:
                raise ImageError(refused[path])
            preparation = prepare_file(path)
        except ImageError as error:
            record["error"] = folded(str(error))
            if not (as_json or alone):
                why = record["error"].removeprefix(folded(f"{path}: "))
                terminal.print_row(width, folded(str(path)), "-", "", why)
            continue
        answer, preparation = prediction.predict_either(
            preparation, loaded.models, loaded.classes, loaded.filters
        )
        record |= prediction.prediction_record(answer, preparation)
        if explain:
            from logreg_edu.app import figures

            names = map(Path, numbered_names(f"{path.stem}-explained", ".png"))
            drawn.append(next(name for name in names if name not in [*drawn, *paths]))
            figure = figures.explanation(
                preparation.image, loaded.models, classes=loaded.classes, filters=loaded.filters
            )
            figures.save(figure, drawn[-1])
            record["explanation"] = str(drawn[-1])
        explanation = record.get("explanation")
        if alone and not as_json:
            terminal.print_prediction(path, answer, preparation, explanation, model is None)
        elif not as_json:
            terminal.print_answer(width, folded(str(path)), answer, preparation, explanation)
    if as_json:
        click.echo(json.dumps(records, indent=2))
    errors = [record["error"] for record in records if "error" in record]
    if len(records) == len(errors) == 1:
        fail(errors[0])
    if errors:
        fail(f"{len(errors)} of {len(records)} pictures could not be read; their rows say why")


@cli.command()
@model_option
@data_option
@reading_options
@click.option(
    "--examples",
    type=click.IntRange(min=1),
    default=60,
    metavar="N",
    help="How many test digits to show.",
)
@click.option(
    "--seconds-per-example",
    type=Finite(0.01, 60),
    default=0.75,
    metavar="S",
    help="How long each digit is shown.",
)
@seed_option
@click.option(
    "--out",
    type=APath(dir_okay=False),
    default="results.mp4",
    metavar="FILE",
    help="The file to write.",
)
def video(
    model: Path | None,
    data: str,
    choices: dict[str, Any],
    examples: int,
    seconds_per_example: float,
    seed: int,
    out: Path,
) -> None:
    """Film the models at work: test digits one after another, with the ten probabilities.

    \b
    Examples:
      logreg-edu video --model runs/sample/model.npz
      logreg-edu video --data mnist --examples 20 --seconds-per-example 2
    """
    from logreg_edu.app import held_out, terminal
    from logreg_edu.app.files import output_folder
    from logreg_edu.app.model_file import examples as model_examples
    from logreg_edu.app.video import pick_examples, render_and_save_examples
    from logreg_edu.one_vs_all import one_vs_all_score

    if out.suffix.lower() != ".mp4":
        raise click.UsageError(f"--out {out}: the video is an MP4 file; its name must end in .mp4")
    loaded, log = load(model), terminal.Log(quiet=False)
    if len(loaded.classes) < 2:
        fail(f"{model}: holds a single model; the video shows several side by side")
    with output_folder(out.parent):
        digits = load_digits(data, log, choices)
        rows, _ = held_out.choose_rows(loaded, digits)
        _, warning = held_out.seen_before(loaded, digits.images[rows])
        warn(warning)
        rows = rows[pick_examples(len(rows), examples, seed)]
        images, labels = digits.images[rows], digits.labels[rows]
        best, scores = one_vs_all_score(model_examples(images, loaded.filters), loaded.models)
        render_and_save_examples(
            images, labels, loaded.classes[best], scores, digits.image_shape, out,
            seconds_per_example, classes=loaded.classes,
        )  # fmt: skip
    click.echo(f"Written: {out}")


@cli.command()
@click.argument(
    "rung",
    required=False,
    type=click.Choice(["pixels", "deskewed", "relu", "filters-100", "filters-200"]),
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    metavar="S",
    help="Seed that draws the features.",
)
@click.option(
    "--out",
    type=APath(dir_okay=False),
    metavar="FILE",
    help="Write the models of a rung of filters here, for predict --model.",
)
@json_option("the figures")
def ladder(rung: str | None, seed: int, out: Path | None, as_json: bool) -> None:
    """Train the same ten models on better and better features, and compare.

    Trains on the 60,000 training digits of MNIST, which is downloaded once, and reads its 10,000
    test digits. RUNG is one kind of features; without it, all of them: some minutes, and up to
    1.5 GiB of memory.

    \b
    Examples:
      logreg-edu ladder
      logreg-edu ladder filters-200 --out filters.npz
    """
    from logreg_edu.app import datasets, terminal
    from logreg_edu.app import ladder as rungs
    from logreg_edu.app.files import output_folder
    from logreg_edu.app.model_file import save_model

    if out and not (rung or "").startswith("filters"):
        raise click.UsageError("--out: name a rung of filters, filters-100 or filters-200")
    log = terminal.Log(quiet=as_json)
    digits = datasets.load("mnist", log.console)
    records = []
    # Before minutes of training, not after: can the file be written?
    with output_folder(out.parent) if out else nullcontext():
        for name in [rung] if rung else rungs.RUNGS:
            log.info(f"Training on {name}")
            climbed = rungs.climb(digits, name, seed)
            records.append(climbed.record)
        if out:
            save_model(out, rungs.model_file(digits, climbed, seed))
    if as_json:
        record = {"seed": seed, "rungs": records, "lecun_1998_test_error": rungs.LECUN_1998}
        click.echo(json.dumps(record, indent=2))
    else:
        terminal.print_ladder(records, rungs.LECUN_1998)
        if out:
            click.echo(f"Written: {out}")


@cli.group(invoke_without_command=True)
@click.option("--fetch", metavar="NAME", help="Download this data set, unless it is there already.")
@json_option("the list")
@click.pass_context
def data(ctx: click.Context, fetch: str | None, as_json: bool) -> None:
    """List the named data sets, where they are and how large; download one; or check a file.

    The environment variable LOGREG_EDU_DATA names a folder that has MNIST already;
    LOGREG_EDU_CACHE names a folder for downloads, in place of the user's cache folder.

    \b
    Examples:
      logreg-edu data
      logreg-edu data --fetch mnist
      logreg-edu data check my-digits.csv
    """
    if ctx.invoked_subcommand is not None:
        return
    from logreg_edu.app import datasets, terminal

    if fetch is not None:
        datasets.fetch(fetch, terminal.Log(quiet=as_json).console)
    entries = datasets.catalogue()
    if as_json:
        records = [entry._asdict() | {"where": str(entry.where)} for entry in entries]
        click.echo(json.dumps(records, indent=2))
    else:
        terminal.print_catalogue(entries)


@data.command()
@click.argument("name_or_path", metavar="NAME|PATH")
@reading_options
def check(name_or_path: str, choices: dict[str, Any]) -> None:
    """Say what is in a file of digits, a folder or an archive, and nothing else.

    What is found is printed up to the first thing that is wrong or in doubt; then the exit status
    is 1.

    \b
    Examples:
      logreg-edu data check my-digits.csv
      logreg-edu data check ex3data1.mat
      logreg-edu data check --turn transpose my-digits.mat
    """
    from logreg_edu.app import datasets

    said: list[str] = []
    try:
        digits = datasets.load(name_or_path, **choices, said=said)
    finally:
        for line in said:
            click.echo(folded(line))
    m, n = digits.images.shape
    click.echo(f"can be read: {m:,} digits of {n} pixels")


cli.add_command(exercises)


def left_out(others: list[Path]) -> str:
    """Say how many of the things in a folder are left out, and name the first three."""
    names = ", ".join(folded(path.name) for path in others[:3])
    more = ", ..." if len(others) > 3 else ""
    what = "one that is no picture" if len(others) == 1 else f"{len(others)} that are no pictures"
    return f"left out {what} ({names}{more})"


def scale_of(digits: Digits) -> str:
    """Say how the pixels were scaled."""
    return f"Pixels 0 to {digits.pixel_max:g}, divided by {digits.pixel_max:g}"


def load_digits(data: str, log: Log, choices: dict[str, Any]) -> Digits:
    """Load digits to test on; say how their pixels were scaled, unless in the usual way."""
    from logreg_edu.app import datasets

    digits = datasets.load(data, log.console, **choices)
    if digits.pixel_max != 255:
        log.info(scale_of(digits))
    return digits


def warn(message: str | None) -> None:
    """Print a warning, if there is one."""
    if message:
        click.echo(f"Warning: {message}", err=True)


def load(model: Path | None, features: str = "pixels") -> ModelFile:
    """Load the model file, or the models of these features that come with the package."""
    from logreg_edu.app.model_file import load_model
    from logreg_edu.pretrained import PATH, PATH_OF_FILTERS

    return load_model(model or (PATH_OF_FILTERS if features == "filters" else PATH))


def main() -> None:
    """Entry point of the script `logreg-edu` and of `python -m logreg_edu`."""
    # NumPy and matplotlib create many objects and next to no garbage: the collector runs more
    # rarely, and not at all at the end.
    gc.set_threshold(100_000)
    if isinstance(sys.stdout, TextIOWrapper):  # some encodings lack the blocks of a bar
        sys.stdout.reconfigure(errors="replace")
    try:
        cli(prog_name="logreg-edu")
    except SystemExit as end:
        if end.code == ABORTED:
            with suppress(OSError):
                sys.stdout.flush()
            os._exit(ABORTED)  # a module that is imported in part can crash the clean-up
        raise
    finally:  # from here on Ctrl-C would only print tracebacks over the clean-up
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        gc.freeze()

"""The command line as a contract: whatever is asked, in whatever surroundings.

Exit status 0, 1 or 2; if not 0, one line on standard error that says why, no traceback, and nothing
written; with --json, standard output is JSON or empty.
"""

from __future__ import annotations

import gc
import itertools
import json
import os
import pty
import random
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from ctypes import CDLL
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest import mock

import click
import numpy as np
from click.shell_completion import BashComplete
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from audit import forks
from audit.trust import few, some
from audit.trust.tally import Tally
from logreg_edu.app import figures, training, video
from logreg_edu.app.cli import cli
from logreg_edu.app.files import replacing
from logreg_edu.app.held_out import Split
from logreg_edu.digits import Digits
from logreg_edu.exercises import catalogue, runner, workbook

DATA = "x-images-idx3-ubyte"
TRAIN = ("train", "--data", DATA, "--digit", "3", "--out", "o")
EXPLAINED = re.compile(r"-explained(-\d+)?\.png$")
WHOLE = ["confusion.png", "cost.png", "digit.png", "model.npz", "report.json", "weights.png"]
DONE = catalogue.names()[0]
ODD = "[bold] [x] \N{PILE OF POO}"


# What the commands work on


def furnish(folder: Path) -> None:
    """Put into a folder: digits, two models, a picture, exercises, and files that are broken."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(10, dtype=np.uint8), 6)
    pixels = rng.integers(0, 40, (60, 16), dtype=np.uint8)
    pixels[np.arange(60), labels] = 255
    head = [0, 0, 8, 3, 0, 0, 0, 60, 0, 0, 0, 4, 0, 0, 0, 4]
    for name in ("x", ODD):
        (folder / f"{name}-images-idx3-ubyte").write_bytes(bytes(head) + pixels.tobytes())
        labelled = bytes([0, 0, 8, 1, 0, 0, 0, 60]) + labels.tobytes()
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(labelled)
    seven = Image.new("L", (200, 200), 240)
    ImageDraw.Draw(seven).line([(60, 50), (140, 50), (95, 160)], fill=20, width=16)
    for name in ("seven.png", "[red]7.png"):
        seven.save(folder / name)
    Image.new("L", (50, 50), 128).save(folder / "blank.png")
    (folder / "empty").touch()
    (folder / "text.png").write_text("hello")
    (folder / "broken.mat").write_bytes(b"MATLAB 5.0 MAT-file" + bytes(300))
    (folder / "broken.npz").write_bytes(b"PK\x03\x04" + bytes(300))
    (folder / "folder").mkdir()
    (folder / "nowhere").symlink_to("no such file")
    (folder / "circle").symlink_to("circle")
    with quick_figures():
        for words in (("ten",), ("one", "--digit", "0")):
            run(folder, "train", "--data", DATA, "--out", *words)
    (folder / "model.npz").write_bytes((folder / "ten/model.npz").read_bytes())
    (folder / "one.npz").write_bytes((folder / "one/model.npz").read_bytes())
    workbook.start(folder / workbook.FOLDER)
    answer = folder / workbook.FOLDER / f"{DONE}.py"
    answer.write_text(catalogue.solution(DONE), encoding="utf-8")


@contextmanager
def quick_figures() -> Iterator[None]:
    """Write figures and videos without drawing them: their files matter here, not what is seen."""

    def save(_figure: object, path: str | Path) -> None:
        with replacing(Path(path)) as temporary:
            temporary.write_bytes(b"a picture")

    def film(*arguments: Any, **_: Any) -> None:
        save(None, arguments[5])

    drawings = (
        *("cost_curve", "confusion", "weights", "digit", "mistakes", "contact_sheet"),
        *("precision_recall", "reliability"),
    )
    with (
        mock.patch.multiple(figures, save=save, **dict.fromkeys(drawings, mock.Mock())),
        mock.patch.object(video, "render_and_save_examples", film),
    ):
        yield


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def run(folder: Path, *words: str, charset: str = "utf-8") -> click.testing.Result:
    """Run the command in this process, in a folder."""
    with inside(folder):
        return CliRunner(charset=charset).invoke(cli, words, prog_name="logreg-edu")


def contents(folder: Path) -> dict[str, bytes]:
    """All that is in a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        found[name] = path.read_bytes() if path.is_file() else b""
    return found


# The contract


def judge(
    words: Sequence[str], status: int | None, stdout: str, stderr: str, case: str, tally: Tally
) -> None:
    """Hold what a run said against the contract."""
    tally.cases += 1
    said = [line for line in stderr.splitlines() if line.strip()]
    complaints = [x for x in said if x.startswith("Error: ") or x == "Aborted!"]
    judged = "check" in words and stdout  # an exercise that is not right
    wanted = status in (2, 130) or (status == 1 and not judged)
    others = [x for x in said if x not in complaints and not expected(x)]
    if "Traceback" in stderr or "defect" in stderr or status is None:
        tally.untyped.append(f"{case}: {stderr[-300:]}")
    elif status not in (0, 1, 2, 130):
        tally.crashes.append(f"{case}: status {status}")
    elif others or len(complaints) != wanted:
        tally.untyped.append(f"{case}: status {status}, {stderr!r}")
    elif status == 2 and stdout:
        tally.untyped.append(f"{case}: status 2, and prints {stdout!r}")
    elif "--json" in words and (status or not {"--help", "-h"} & set(words)):
        try:
            json.loads(stdout or "{}", parse_constant=refuse_constant)
        except ValueError as error:
            tally.untyped.append(f"{case}: no JSON: {error}")
        if status == 0 and not stdout:
            tally.untyped.append(f"{case}: no JSON at all")


def expected(line: str) -> bool:
    """Whether a line may stand on standard error of a run that goes well."""
    return line.startswith(("[Info] ", "Warning: "))


def refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


# Generated words

PATHS = (
    *("seven.png", "[red]7.png", "blank.png", "text.png", "empty", "broken.mat", "broken.npz"),
    *("model.npz", "one.npz", "folder", "nowhere", "circle", ".", "", "no/such/thing"),
    *("empty/deeper", "circle/x", "x" * 300, "a b", "new\nline", "\x1b[31m", "-", "~"),
    *("\udcff.png", "\N{PILE OF POO}", "-x", "--", "*", "[/bold]", "[bold] [/b]", "file:///etc"),
    *(DATA, f"{ODD}-images-idx3-ubyte", f"./{DATA}", "sample", "nonsense"),
)
# Only to read from: nothing may be written next to them.
ODD_FILES = ("/", "..", "/dev/null", "/proc/self/mem", "/proc/self/cmdline")
NUMBERS = (
    *("0", "1", "3", "-1", "10", "0.5", "1e-9", "1e-320", "1e9", "1e308", "1e309", "nan", "inf"),
    *("-0.0", "0x10", "1_000", "\N{ARABIC-INDIC DIGIT THREE}", "1,5", "", " 7 ", "9" * 40),
    *("9" * 5000, "none", "--json"),
)
# Without what leads out of the folder, and the name of what would be downloaded.
TEXT = st.text(st.characters(exclude_characters="\0./"), max_size=12).filter("mnist".__ne__)


def values(parameter: click.Parameter) -> st.SearchStrategy[str]:
    """Values for a parameter: some that are right, more that are wrong."""
    if parameter.name == "name":  # of an exercise
        names = st.sampled_from([*catalogue.names(), "ch01", "ch99", DONE[:6], f"{DONE}.py", ""])
        return names | TEXT
    if isinstance(parameter.type, click.Choice):
        return st.sampled_from([*parameter.type.choices, "", "NEWTON"]) | TEXT
    if isinstance(parameter.type, click.types.IntParamType | click.types.FloatParamType):
        return st.sampled_from(NUMBERS) | st.integers(-3, 30).map(str) | st.floats().map(str)
    read = parameter.name != "out" and parameter.name != "folder"
    return st.sampled_from([*PATHS, *ODD_FILES] if read else PATHS) | TEXT


def command_lines(name: str, command: click.Command) -> st.SearchStrategy[list[str]]:
    """The words after the name of a command."""
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    options = [p for p in command.params if isinstance(p, click.Option)]

    @st.composite
    def words(draw: st.DrawFn) -> list[str]:
        chosen = []
        for option in draw(st.lists(st.sampled_from(options), max_size=4)) if options else ():
            chosen.append(option.opts[0])
            if not option.is_flag:
                chosen.append(draw(values(option)))
        if name == "train":  # a training without digits of its own takes a second
            chosen += ["--data", draw(st.sampled_from([DATA, *PATHS]))]
        for argument in arguments:
            count = draw(st.integers(0, 3)) if argument.nargs < 0 else draw(st.integers(0, 9)) > 0
            chosen += [draw(values(argument)) for _ in range(count)]
        stray = draw(st.none() | st.sampled_from(["--nonsense", "extra", "--help", "-h"]))
        return chosen + ([stray] if stray and draw(st.booleans()) else [])

    return words()


# `ladder` always takes all of MNIST, and a minute.
COMMANDS = {
    (name,): command
    for name, command in cli.commands.items()
    if name not in ("exercises", "ladder")
}
COMMANDS |= {
    ("exercises", name): command for name, command in cli.commands["exercises"].commands.items()
}


def generated_words(folder: Path) -> Tally:
    """Every subcommand, with paths and values that hypothesis generates."""
    tally = Tally()
    furnish(folder)
    clean = contents(folder)
    mine = folder / workbook.FOLDER
    checks: dict[bytes, Any] = {}
    really = runner.run

    def remembered(path: Path, name: str, **more: Any) -> Any:
        """Check each answer once, since a check takes a process."""
        key = name.encode() + path.read_bytes()
        if key not in checks:
            checks[key] = really(path, name, **more)
        return checks[key]

    def attempt(command: tuple[str, ...], more: list[str]) -> None:
        words = [*command, *more]
        here = mine if command[0] == "exercises" else folder
        if command[-1] == "watch":
            here = folder / "folder"  # where there are no exercises to wait for
        result = run(here, *words)
        case = f"{' '.join(command)} {more!r}"
        if result.exception and not isinstance(result.exception, SystemExit):
            tally.cases += 1
            tally.untyped.append(f"{case}: {result.exception!r}")
        else:
            judge(words, result.exit_code, result.stdout, result.stderr, case, tally)
        now = contents(folder)
        if now != clean:
            names = {x for x in clean.keys() | now.keys() if clean.get(x) != now.get(x)}
            # An exercise that is not right is noted; where one picture cannot be read, the others
            # are explained.
            wanted = "check" in words or all(EXPLAINED.search(name) for name in names)
            if (result.exit_code and not wanted) or any("unfinished" in name for name in now):
                tally.litter.append(f"{case}: {names}")
            restore(folder, clean, now)

    for command, about in COMMANDS.items():
        examples = few(40 if command[0] == "exercises" else 150)

        @settings(max_examples=examples, deadline=None, database=None, derandomize=True)
        @given(command_lines(command[-1], about))
        def sweep(more: list[str]) -> None:
            attempt(command, more)  # noqa: B023 (called now)

        with quick_figures(), mock.patch.object(runner, "run", remembered):
            sweep()
    return tally


def restore(folder: Path, clean: dict[str, bytes], now: dict[str, bytes]) -> None:
    """Put back what a command has changed."""
    for name in sorted(now.keys() - clean.keys(), reverse=True):
        path = folder / name
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    for name, content in clean.items():
        if now.get(name) != content:
            (folder / name).write_bytes(content)


def names_as_they_are(folder: Path) -> Tally:
    """What looks like markup in a name is shown, not interpreted."""
    tally = Tally()
    furnish(folder)
    where = {"LOGREG_EDU_CACHE": str(folder / "[red]" / "[b] x"), "LOGREG_EDU_DATA": ""}
    where["COLUMNS"] = "300"  # no line is folded
    for words, shown in (
        (("train", "--data", f"{ODD}-{DATA[2:]}", "--out", "[blue]o"), (ODD, "[blue]o")),
        (("predict", "[red]7.png"), ("[red]7.png",)),
        (("predict", "[bold].png"), ("[bold].png",)),
        (("data",), ("[red]", "[b] x")),
        (("exercises", "start", "[green]"), ("[green]",)),
    ):
        with quick_figures(), mock.patch.dict(os.environ, where):
            result = run(folder, *words)
        tally.cases += 1
        if not all(name in result.output for name in shown):
            tally.silent_changes.append(f"{words}: {result.output[:200]!r}")
    return tally


# Surroundings, in processes of their own


def command() -> list[str]:
    return [str(Path(sys.executable).with_name("logreg-edu"))]


def surroundings(**more: str) -> dict[str, str]:
    known = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    return {k: v for k, v in known.items() if k not in ("NO_COLOR", "COLUMNS", "TERM")} | more


OFTEN = (
    TRAIN,
    ("train", "--data", DATA, "--out", "o", "--quiet", "--digit", "3"),
    ("train", "--data", DATA, "--out", "o", "--json", "--digit", "3"),
    ("train", "--data", "no such file"),
    ("train", "--colour"),
    ("evaluate", "model.npz", "--data", DATA, "--part", "train"),
    ("evaluate", "model.npz", "--data", DATA, "--json"),
    ("predict", "seven.png", "[red]7.png"),
    ("predict", "seven.png", "--json"),
    ("predict", "blank.png"),
    ("data",),
    ("data", "--json"),
    ("exercises", "list"),
    ("exercises", "hint", DONE),
    ("exercises", "check", DONE),
    ("exercises", "check", "--json"),
    ("--help",),
)


def start(folder: Path, words: Sequence[str], **streams: Any) -> subprocess.Popen[str]:
    here = folder / workbook.FOLDER if words[0] == "exercises" else folder
    given = {"stdin": subprocess.DEVNULL, "env": surroundings()} | streams
    return subprocess.Popen([*command(), *words], cwd=here, text=True, encoding="utf-8", **given)


def closed_pipes(folder: Path) -> Tally:
    """Nobody reads the output, or its disk is full: one line at most says so."""
    tally = Tally()
    furnish(folder)
    for words in some(OFTEN, 4):
        for where in ("a closed pipe", "a full disk"):
            if where == "a closed pipe":
                reading, writing = os.pipe()
                os.close(reading)
            elif os.path.exists("/dev/full") and words[0] != "train":  # a second each
                writing = os.open("/dev/full", os.O_WRONLY)
            else:
                continue
            process = start(folder, words, stdout=writing, stderr=subprocess.PIPE)
            os.close(writing)
            _, stderr = process.communicate()
            case = f"{' '.join(words)} into {where}"
            tally.cases += 1
            said = [line for line in stderr.splitlines() if line.strip() and not expected(line)]
            told = [line for line in said if line.startswith("Error: ")]
            if process.returncode not in (1, 2) or said != told or len(told) > 1:
                tally.untyped.append(f"{case}: status {process.returncode}, {stderr[-300:]!r}")
    return tally


def terminals(folder: Path) -> Tally:
    """No terminal, NO_COLOR, 40 columns, a terminal that can do nothing, an encoding of ASCII."""
    tally = Tally()
    furnish(folder)
    with quick_figures(), mock.patch.dict(os.environ):
        for name in ("NO_COLOR", "COLUMNS", "TERM"):
            os.environ.pop(name, None)
        in_all_terminals(folder, tally)
    return tally


def in_all_terminals(folder: Path, tally: Tally) -> None:
    environments: dict[str, dict[str, str]] = {
        "no terminal": {},
        "a terminal": {"TERM": "xterm-256color"},
        "NO_COLOR": {"TERM": "xterm-256color", "NO_COLOR": "1"},
        "40 columns": {"TERM": "xterm-256color", "NO_COLOR": "1", "COLUMNS": "40"},
        "a dumb terminal": {"TERM": "dumb", "COLUMNS": "40"},
        "40 columns without a terminal": {"COLUMNS": "40"},
        "ASCII alone": {"PYTHONIOENCODING": "ascii"},
    }
    for words in some(OFTEN, 3):
        here = folder / workbook.FOLDER if words[0] == "exercises" else folder
        for name, more in environments.items():
            shutil.rmtree(folder / "o", ignore_errors=True)
            case = f"{' '.join(words)}, {name}"
            if "TERM" in more:
                status, text = in_a_terminal(here, words, more)
                tally.cases += 1
                if "Traceback" in text or status not in (0, 1, 2):
                    tally.untyped.append(f"{case}: {text[-300:]}")
                if ("NO_COLOR" in more or more["TERM"] == "dumb") and colors(text):
                    tally.silent_changes.append(f"{case}: {colors(text)}")
            else:
                with mock.patch.dict(os.environ, more):
                    result = run(here, *words, charset=more.get("PYTHONIOENCODING", "utf-8"))
                judge(words, result.exit_code, result.stdout, result.stderr, case, tally)
                if "\x1b" in result.output:
                    tally.silent_changes.append(f"{case}: an escape sequence")


def in_a_terminal(here: Path, words: Sequence[str], more: dict[str, str]) -> tuple[int, str]:
    """Run a fork of this process in a terminal; its exit status, and what was on the screen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads: they only wait
        child, ours = pty.fork()
    if not child:
        status = 99
        try:
            os.environ.update(more)
            os.chdir(here)
            sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
            cli([*words], prog_name="logreg-edu")
        except SystemExit as end:
            status = end.code
        finally:
            sys.stdout.flush()
            os._exit(status)
    screen = b""
    with suppress(OSError):  # how Linux says that the other end is closed
        while chunk := os.read(ours, 65536):
            screen += chunk
    os.close(ours)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status, screen.decode(errors="replace")


def colors(text: str) -> list[str]:
    """The sequences that set a colour: 30 to 49, 90 to 107."""
    codes = (part.split("m")[0] for part in text.split("\x1b[")[1:] if "m" in part[:20])
    colored = range(30, 50), range(90, 108)
    return [
        code
        for code in codes
        if all(n.isdigit() for n in code.split(";"))
        and any(int(n) in r for n in code.split(";") for r in colored)
    ]


def ctrl_c(folder: Path) -> Tally:
    """SIGINT at random moments after the first line of a training: it leaves no file, or all."""
    tally, moments = Tally(), random.Random(0)
    furnish(folder)
    whole = timed(folder, None)[0]
    for number in some(range(10), 3):
        moment = whole * (number + moments.random()) / 10
        shutil.rmtree(folder / "o", ignore_errors=True)
        _, process, stderr = timed(folder, moment)
        case = f"Ctrl-C after {moment / whole:.0%} of a training"
        judge(TRAIN, process.returncode, "", stderr, case, tally)
        there = sorted(visible(folder / "o"))
        if there not in ([], WHOLE) or (there and process.returncode not in (0, 130)):
            tally.litter.append(f"{case}: status {process.returncode}, {there}")
    return tally


def visible(folder: Path) -> dict[str, bytes]:
    """All finished files of a folder; the others have names that begin with a dot."""
    return {name: content for name, content in contents(folder).items() if name[0] != "."}


def timed(folder: Path, moment: float | None) -> tuple[float, subprocess.Popen[str], str]:
    """Train; send SIGINT at a moment after its first line, before which Python starts."""
    pipe = subprocess.PIPE
    with default_ctrl_c():  # else a training in the background of a shell would ignore it
        process = start(folder, TRAIN, stdout=pipe, stderr=pipe)
    first = process.stderr.readline()
    began = time.monotonic()
    if moment is not None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        process.send_signal(signal.SIGINT)
    _, stderr = process.communicate()
    return time.monotonic() - began, process, first + stderr


# The writing of results, interrupted at every step; full and read-only disks


STRIDES = 3, 1  # every third step where nothing was before, every one where old results were


def ctrl_c_at_every_step(folder: Path) -> Tally:
    """SIGINT before everything that the writing of results asks of the system."""
    tally = Tally()
    furnish(folder)
    out = folder / "o"
    files = ("app/cli.py", "app/files.py", "app/model_file.py", "pathlib.py", "tempfile.py")
    files += ("shutil.py",)

    def train(step: int) -> tuple[bool, click.testing.Result]:
        """Train again; return whether there was such a step."""
        sent = []

        def send() -> None:
            sent.append(step)
            signal.raise_signal(signal.SIGINT)

        with inside(folder), forks.at_step(step, send, *files):
            result = CliRunner().invoke(cli, [*TRAIN, "--seed", "1"], prog_name="logreg-edu")
        return bool(sent), result

    trained = {}

    def train_once(digits: Digits, split: Split, **settings: Any) -> training.Training:
        """What is trained does not matter here, and takes time."""
        seed = split.how["seed"]
        if seed not in trained:
            trained[seed] = really(digits, split, **settings)
        return trained[seed]

    really = training.train
    with quick_figures(), default_ctrl_c(), mock.patch.object(training, "train", train_once):
        run(folder, *TRAIN)
        old = contents(out)
        shutil.rmtree(out)
        train(-1)
        new = contents(out)
        assert old.keys() == new.keys() and old != new
        for before in ({}, old):
            for step in some(itertools.count(step=STRIDES[bool(before)]), 20):
                shutil.rmtree(out, ignore_errors=True)
                for name, content in before.items():
                    out.mkdir(exist_ok=True)
                    (out / name).write_bytes(content)
                sent, result = train(step)
                if not sent:
                    break
                case = f"Ctrl-C at step {step}, {len(before)} files before"
                judge(TRAIN, result.exit_code, result.stdout, result.stderr, case, tally)
                there = visible(out)
                if there not in (before, new) or (not result.exit_code and there != new):
                    tally.litter.append(f"{case}: {sorted(there)}")
    return tally


@contextmanager
def default_ctrl_c() -> Iterator[None]:
    """Restore Python's own Ctrl-C, and do not warn of files that it leaves open."""
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, handler)
            gc.collect()  # while the warnings are off


WRITING = (
    TRAIN,
    ("train", "--data", DATA, "--digit", "3"),
    ("video", "--model", "model.npz", "--data", DATA, "--examples", "2", "--out", "o/film.mp4"),
    ("predict", "seven.png", "--explain"),
    ("exercises", "start", "exercises"),
    ("exercises", "hint", DONE),
    ("exercises", "reset", DONE),
    ("exercises", "solution", DONE, "--reveal"),
)
# These give their answer all the same, and warn that progress cannot be saved.
GO_ON = ("hint", "solution")


def on_a_disk(folder: Path, size: int, read_only: bool, words: Sequence[str], case: str) -> Tally:
    """Run a command where the disk is full, or not to be written to; in a fork."""

    def work(say: forks.Say) -> None:
        tally = Tally()
        disk = folder / "disk"
        if not forks.mount_small_disk(disk, size):
            disk.mkdir(exist_ok=True)
        for name in (*(path.name for path in folder.glob("x-*")), "model.npz", "seven.png"):
            (disk / name).symlink_to(folder / name)
        mine = disk / workbook.FOLDER
        mine.mkdir()
        for name in (f"{DONE}.py", workbook.PROGRESS):
            (mine / name).write_bytes((folder / workbook.FOLDER / name).read_bytes())
        if read_only:
            make_read_only(disk)
        else:
            fill(disk, size)
        before, mine_was = contents(disk), (mine / f"{DONE}.py").read_bytes()
        here = mine if words[0] == "exercises" else disk
        result = run(here, *words)
        error = result.exception
        if error and not isinstance(error, SystemExit):
            tally.cases += 1
            tally.untyped.append(f"{case}: {error!r}")
        else:
            judge(words, result.exit_code, result.stdout, result.stderr, case, tally)
        if result.exit_code == 0 and not set(GO_ON) & set(words) and contents(disk) == before:
            tally.silent_changes.append(f"{case}: nothing is written, and nothing said")
        after = contents(disk)
        kept = {name: mine_was for name in after if "-kept-" in name}  # whole, and the original
        if result.exit_code and after != before | kept and "start" not in words:
            tally.litter.append(f"{case}: {after.keys() - before.keys()}")
        if any("unfinished" in name for name in contents(disk)):
            tally.litter.append(f"{case}: {list(contents(disk))}")
        say(json.dumps(asdict(tally)))

    with suppress(FileExistsError):
        (folder / "disk").mkdir()
    status, said = forks.fork(work)
    if status or len(said) != 1:
        return Tally(1, crashes=[f"{case}: status {status} {said}"])
    return Tally(**json.loads(said[0]))


def make_read_only(disk: Path) -> None:
    """Mount it again, read-only; where that is not allowed, take away the permission to write."""
    remount, read_only = 0x20, 0x1
    if sys.platform == "linux" and not CDLL(None).mount(
        b"none", os.fsencode(disk), b"tmpfs", remount | read_only, None
    ):
        return
    for path in (disk, *disk.rglob("*")):
        if not path.is_symlink():
            path.chmod(stat.S_IREAD | (stat.S_IEXEC if path.is_dir() else 0))
    if os.geteuid() == 0:
        os.setuid(65534)


def fill(disk: Path, size: int) -> None:
    """Leave as much room as asked for; where that is not possible, limit the size of each file."""
    room = size - FURNITURE
    left = os.statvfs(disk)
    if left.f_bavail * left.f_frsize > size:  # it is not the small disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        return
    with (disk / "filling").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    os.truncate(disk / "filling", max(0, (disk / "filling").stat().st_size - room))


FURNITURE = 16 * 4096


def read_only_folders(folder: Path) -> Tally:
    tally = Tally()
    furnish(folder)
    for words in some(WRITING, 2):
        tally.add(on_a_disk(folder, 1 << 20, True, words, f"{' '.join(words)}, read-only"))
    return tally


def full_disks(folder: Path) -> Tally:
    """A disk with room for a part of what is to be written."""
    tally = Tally()
    furnish(folder)
    for words in some(WRITING, 3):
        for pages in (0, 1, 4, 8) if words[0] != "exercises" else (0, 1, 2):
            case = f"{' '.join(words)}, room for {pages} pages"
            tally.add(on_a_disk(folder, FURNITURE + pages * 4096, False, words, case))
    return tally


# Completion


def completion(folder: Path) -> Tally:
    """The Tab key: every command and option is offered, and bash takes the script."""
    tally = Tally()
    complete = BashComplete(cli, {}, "logreg-edu", "_LOGREG_EDU_COMPLETE")

    def offers(words: list[str], begun: str, *wanted: str) -> None:
        tally.cases += 1
        offered = {item.value for item in complete.get_completions(words, begun)}
        if not offered >= set(wanted):
            tally.silent_changes.append(f"{words} {begun}: {sorted(offered)}")

    offers([], "", *cli.commands)
    for words, about in COMMANDS.items():
        offers(list(words[:-1]), words[-1][:-1], words[-1])
        for parameter in about.params:
            if isinstance(parameter, click.Option):
                offers(list(words), parameter.opts[0][:-1], parameter.opts[0])
                if isinstance(parameter.type, click.Choice):
                    offers([*words, parameter.opts[0]], "", *parameter.type.choices)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for line, wanted in (
        ("logreg-edu tr", "train"),
        ("logreg-edu train --sol", "--solver"),
        ("logreg-edu train --solver acc", "accelerated"),
        ("logreg-edu exercises ch", "check"),
    ):
        code = (
            'eval "$(_LOGREG_EDU_COMPLETE=bash_source logreg-edu)"; '
            f"COMP_WORDS=({line}); COMP_CWORD={len(line.split()) - 1}; "
            '_logreg_edu_completion logreg-edu; echo "${COMPREPLY[@]}"'
        )
        done = subprocess.run(
            ["bash", "-c", code], capture_output=True, text=True, env=surroundings(PATH=path)
        )
        tally.cases += 1
        if done.stderr or wanted not in done.stdout.split():
            tally.silent_changes.append(f"{line}: {done.stdout} {done.stderr}")
    return tally


SWEEPS: dict[str, Callable[[Path], Tally]] = {
    "every subcommand with generated words": generated_words,
    "names that look like markup": names_as_they_are,
    "a closed pipe, or a full disk behind it": closed_pipes,
    "terminals of all kinds, and none": terminals,
    "Ctrl-C at any moment of a training": ctrl_c,
    "Ctrl-C at any step of writing results": ctrl_c_at_every_step,
    "a read-only folder": read_only_folders,
    "a full disk": full_disks,
    "completion": completion,
}

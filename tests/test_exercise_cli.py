"""The command line of the exercises, and what it leaves in the learner's folder."""

from __future__ import annotations

import csv
import io
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from logreg_edu.app.cli import cli
from logreg_edu.exercises import catalogue, runner, screen, session, workbook
from logreg_edu.exercises.judge import Verdict

ROOT = Path(__file__).resolve().parents[1]
NAME = "ch03_3_slope"
NAMES = catalogue.names()
FIRST = NAMES[0]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run `logreg-edu exercises` with these words, in a folder with all exercises."""
    monkeypatch.setattr(runner, "SECONDS", 60.0)  # of patience with a busy machine
    workbook.start(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    return lambda *words: CliRunner().invoke(cli, ("exercises", *words), prog_name="logreg-edu")


@pytest.fixture
def mine(tmp_path) -> Path:
    return tmp_path / "mine"


def solve(folder: Path, name: str) -> None:
    (folder / f"{name}.py").write_text(catalogue.solution(name), encoding="utf-8")


def progress(folder: Path) -> dict:
    return json.loads((folder / "progress.json").read_text())["exercises"]


def one_line(result) -> str:
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    (complaint,) = result.stderr.strip().splitlines()
    return complaint


# start


def test_start_writes_a_file_an_exercise_and_the_progress(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["exercises", "start"])
    assert result.exit_code == 0, result.output
    folder = tmp_path / workbook.FOLDER
    assert sorted(p.name for p in folder.iterdir()) == [
        *(f"{n}.py" for n in NAMES),
        "progress.json",
    ]
    assert (folder / f"{NAME}.py").read_text() == catalogue.starter(NAME)
    assert f"cd {workbook.FOLDER}" in result.stdout


def test_start_again_touches_nothing(run, mine):
    (mine / f"{NAME}.py").write_text("mine")
    (mine / f"{FIRST}.py").unlink()
    result = run("start", str(mine))
    assert "1 exercises written" in result.stdout and "untouched" in result.stdout
    assert (mine / f"{NAME}.py").read_text() == "mine"
    assert (mine / f"{FIRST}.py").read_text() == catalogue.starter(FIRST)


def test_start_refuses_a_file(run, mine):
    assert "is a file" in one_line(run("start", f"{NAME}.py"))


def test_without_a_folder_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["exercises", "list"])
    assert "exercises start" in one_line(result)


def test_the_folder_is_found_from_inside_and_from_above(run, mine, monkeypatch):
    inside = mine / "deep"
    inside.mkdir()
    monkeypatch.chdir(inside)
    assert run("list").exit_code == 0
    mine.rename(mine.parent / workbook.FOLDER)
    monkeypatch.chdir(mine.parent)
    assert run("list").exit_code == 0


# check


def test_check_says_what_is_wrong_and_where(run, mine):
    path = mine / f"{NAME}.py"
    path.write_text(path.read_text("utf-8") + "\nmine = 1\n", "utf-8")
    result = run("check", "ch03_3")
    assert result.exit_code == 1
    line = path.read_text().split("def slope")[0].count("\n") + 1
    assert f"{path}:{line}\n" in result.stdout
    assert "What cancels" in " ".join(result.stdout.split())
    assert "Read: chapter 3, The slope of the loss" in result.stdout
    assert "right  [1.]" in result.stdout
    assert NAME not in progress(mine)


def test_check_of_a_right_answer(run, mine):
    solve(mine, NAME)
    result = run("check", f"{NAME}.py")
    assert result.exit_code == 0 and "Right." in result.stdout
    assert catalogue.load(NAME).further in " ".join(result.stdout.split())
    assert progress(mine)[NAME]["passed"] is True


def test_check_takes_back_what_is_no_longer_right(run, mine):
    solve(mine, NAME)
    run("check", NAME)
    (mine / f"{NAME}.py").write_text("x = 1\n")
    result = run("check", NAME)
    assert result.exit_code == 1 and "It was right before" in result.stdout
    assert NAME not in progress(mine)
    assert "It was right before" not in run("check", NAME).stdout


def test_a_class_is_a_table_and_its_files_stay_as_they_are(run, mine, monkeypatch):
    room = mine.parent / "class"
    for student in ("anna, b", "ben", "cem", "no exercises"):
        (room / student).mkdir(parents=True)
    for student in ("anna, b", "ben"):
        workbook.start(room / student)
    workbook.start(room / "cem" / workbook.FOLDER)
    solve(room / "anna, b", NAME)
    (room / "anna, b" / f"{FIRST}.py").write_text("x = (\n")
    wrong = catalogue.starter(NAME) + "\nmine = 1\n"
    (room / "cem" / workbook.FOLDER / f"{NAME}.py").write_text(wrong)
    before = {path: path.read_bytes() for path in room.rglob("*.*")}
    result = run("check", str(room))
    assert result.exit_code == 0 and result.stderr == ""
    rows = list(csv.DictReader(result.stdout.splitlines()))
    kept = [(r["student"], r["exercise"], r["state"], r["mistake"]) for r in rows]
    assert kept == [
        ("anna, b", FIRST, "wrong", ""),
        ("anna, b", NAME, "right", ""),
        ("ben", "", "not begun", ""),
        ("cem", NAME, "wrong", "not mended"),
    ]
    assert json.loads(run("check", "--json", str(room)).stdout) == rows
    assert {path: path.read_bytes() for path in room.rglob("*.*")} == before
    assert "students' folders" in one_line(run("check", str(room / "no exercises")))


def test_check_without_a_name_checks_what_was_begun(run, mine):
    assert "nothing begun" in one_line(run("check"))
    solve(mine, NAME)
    result = run("check")
    assert result.exit_code == 0
    assert NAME in result.stdout and FIRST not in result.stdout


def test_check_json(run, mine):
    solve(mine, NAME)
    (mine / f"{FIRST}.py").write_text("x = (\n")
    result = run("check", "--json")
    assert result.exit_code == 1 and result.stderr == ""
    records = {record["name"]: record for record in json.loads(result.stdout)}
    assert list(records) == NAMES
    assert records[NAME]["state"] == "passed"
    assert (records[FIRST]["state"], records[FIRST]["line"]) == ("failed", 1)
    assert {r["state"] for n, r in records.items() if n not in (NAME, FIRST)} == {"not begun"}
    assert {"title", "minutes", "hints", "revealed", "message"} <= set(records[NAME])


def test_a_name_may_be_a_beginning_if_it_is_one(run):
    assert "could be" in one_line(run("check", "ch03"))
    assert "no such exercise" in one_line(run("check", "ch99"))
    assert "there are ch03_1" in one_line(run("check", "ch03_9"))


def test_a_file_that_is_gone(run, mine):
    (mine / f"{NAME}.py").unlink()
    assert "brings it back" in one_line(run("check", NAME))


def test_what_the_file_prints_is_shown_shortly(run, mine):
    solve(mine, NAME)
    with (mine / f"{NAME}.py").open("a") as file:
        file.write("for i in range(99):\n    print('printed', i, '[bold]')\n")
    result = run("check", NAME)
    assert "| printed 0 [bold]\n" in result.stdout and "... 89 more lines" in result.stdout
    assert "printed 50" not in result.stdout


# hint, solution, reset, list


def test_each_hint_gives_one_more(run, mine):
    hints = catalogue.load(NAME).hints
    for count in (1, 2, 3, 4, 4):
        result = run("hint", NAME)
        assert f"Hint {count} of {len(hints)}" in result.stdout
        assert f"Hint {count + 1} of" not in result.stdout
        assert progress(mine)[NAME]["hints"] == count
    assert hints[-1] in result.stdout and "last hint" in result.stdout


def test_hints_can_be_read_again(run, mine):
    assert "No hint taken" in run("hint", NAME, "--again").stdout
    run("hint", NAME)
    assert "Hint 1 of" in run("hint", NAME, "--again").stdout
    assert progress(mine)[NAME]["hints"] == 1


def test_the_solution_comes_after_passing_or_is_recorded(run, mine):
    assert "--reveal" in one_line(run("solution", NAME))
    solve(mine, NAME)
    run("check", NAME)
    assert catalogue.solution(NAME) in run("solution", NAME).stdout
    assert progress(mine)[NAME]["revealed"] is False
    assert run("solution", "--reveal", FIRST).exit_code == 0
    assert progress(mine)[FIRST]["revealed"] is True


def test_reset_keeps_a_copy(run, mine):
    for number in (1, 2):
        (mine / f"{NAME}.py").write_text(f"version {number}")
        result = run("reset", NAME)
        assert f"{NAME}-kept-{number}.py" in result.stdout
        assert (mine / f"{NAME}-kept-{number}.py").read_text() == f"version {number}"
        assert (mine / f"{NAME}.py").read_text() == catalogue.starter(NAME)
    run("reset", NAME)  # nothing to keep
    assert not (mine / f"{NAME}-kept-3.py").exists()


def test_list_shows_what_is_done_and_what_is_next(run, mine):
    solve(mine, FIRST)
    run("check", FIRST)
    lines = {n: next(x for x in run("list").stdout.splitlines() if n in x) for n in NAMES[:2]}
    assert "done" in lines[FIRST] and "next" in lines[NAMES[1]]
    assert f"1/{len(NAMES)}" in run("list").stdout


# Names of before

RENAMED = pytest.mark.parametrize(("old", "new"), catalogue.RENAMED.items())
CHECKED = pytest.mark.parametrize(  # the check of a whole classifier trains it
    ("old", "new"),
    [
        pytest.param(*names, marks=pytest.mark.slow if "classifier" in names[1] else [])
        for names in catalogue.RENAMED.items()
    ],
)


def begin_before(folder: Path, old: str, new: str, text: str) -> None:
    """Make a folder one in which the exercise has its old name, and this answer."""
    (folder / f"{new}.py").unlink()
    (folder / f"{old}.py").write_text(text, encoding="utf-8")


def test_an_old_name_is_no_name_of_today_and_leads_to_one():
    assert set(catalogue.RENAMED) & set(NAMES) == set()
    assert set(catalogue.RENAMED.values()) <= set(NAMES)


@CHECKED
def test_an_old_name_is_understood(run, mine, old, new):
    hint = catalogue.load(new).hints[0]
    for name in (old, f"{old}.py", old[:-1]):
        assert workbook.resolve(name) == new
    assert hint.split(".")[0] in " ".join(run("hint", old).stdout.split())
    assert progress(mine)[new]["hints"] == 1
    assert catalogue.solution(new).rstrip() in run("solution", "--reveal", old).stdout
    solve(mine, new)
    assert [record["name"] for record in json.loads(run("check", "--json", old).stdout)] == [new]


@CHECKED
def test_a_file_of_the_old_name_is_checked_and_not_doubled(run, mine, old, new):
    begin_before(mine, old, new, catalogue.solution(new))
    assert workbook.find(mine) == mine
    assert "0 exercises written" in run("start", str(mine)).stdout
    for name in (old, new, ""):
        result = run("check", *name.split())
        assert result.exit_code == 0 and "Right." in result.stdout
    assert progress(mine)[new]["passed"] is True and old not in progress(mine)
    assert f"{new}-kept-1.py" in run("reset", old).stdout
    assert (mine / f"{old}.py").read_text() == catalogue.starter(new)
    assert not (mine / f"{new}.py").exists()


@RENAMED
def test_a_folder_with_nothing_but_the_old_name_is_found(tmp_path, old, new):
    (tmp_path / f"{old}.py").touch()
    assert workbook.find(tmp_path) == tmp_path


@RENAMED
def test_what_was_solved_under_the_old_name_stays_solved(run, mine, old, new):
    done = {"passed": True, "hints": 2, "revealed": False}
    before = {"version": 1, "exercises": {old: done}}
    (mine / "progress.json").write_text(json.dumps(before))
    (line,) = [line for line in run("list").stdout.splitlines() if new in line]
    assert line.split()[0] == "done"
    run("hint", FIRST)
    assert progress(mine)[new] == done and old not in progress(mine)


def test_a_starter_with_other_words_is_not_begun_but_kept(run, mine):
    """As another edition of the book wrote it."""
    path = mine / f"{NAME}.py"
    code = path.read_text().split('"""', 2)[2]
    path.write_text('"""In other words."""\n# And a comment.' + code)
    assert "nothing begun" in one_line(run("check"))
    assert f"{NAME}-kept-1.py" in run("reset", NAME).stdout


@pytest.mark.parametrize("text", ["def half(", "\0"])
def test_a_file_that_python_cannot_read_is_begun(mine, text):
    workbook.start(mine)
    (mine / f"{NAME}.py").write_text(text)
    assert workbook.Workbook(mine).begun(NAME)


# The progress file


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "{",
        "\0\0\0",
        "[" * 10**5,
        json.dumps({"exercises": 3}),
        json.dumps({"exercises": {NAME: 3}}),
        json.dumps({"exercises": {NAME: {"passed": "yes"}}}),
        json.dumps({"exercises": {NAME: {"unknown": 1}}}),
    ],
    ids=range(8),
)
def test_a_broken_progress_file_is_kept_aside_and_rebuilt(run, mine, broken):
    solve(mine, NAME)
    (mine / "progress.json").write_text(broken)
    result = run("list")
    assert result.exit_code == 0, result.output
    assert "progress-broken-1.json" in result.stderr
    assert (mine / "progress-broken-1.json").read_text() == broken
    assert [name for name, entry in progress(mine).items() if entry["passed"]] == [NAME]


def test_a_lost_progress_file_is_rebuilt(run, mine):
    solve(mine, NAME)
    (mine / "progress.json").unlink()
    assert "is gone" in run("list").stderr
    assert progress(mine)[NAME]["passed"] is True


def test_a_full_disk_leaves_the_old_progress_and_the_verdict(run, mine, monkeypatch):
    before = (mine / "progress.json").read_bytes()
    solve(mine, NAME)

    def full(self, *arguments, **settings):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    result = run("check", NAME)
    assert result.exit_code == 0 and "Right." in result.stdout
    assert "No space left" in result.stderr
    assert (mine / "progress.json").read_bytes() == before
    assert not list(mine.glob(".progress*"))


def test_ctrl_c_while_saving_leaves_the_old_progress(mine, run, monkeypatch):
    before = (mine / "progress.json").read_bytes()

    def interrupted(_path, _target):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        assert run("hint", NAME).exit_code == 130
    assert (mine / "progress.json").read_bytes() == before
    assert not list(mine.glob(".progress*"))


def test_exercises_that_a_later_version_adds_are_open(run, mine):
    record = {"version": 1, "exercises": {"ch99_9_unknown": {"passed": True}, NAME: {"hints": 1}}}
    (mine / "progress.json").write_text(json.dumps(record))
    assert "Hint 2" in run("hint", NAME).stdout


# In a process of its own


# Windows sends no Ctrl-C to one process alone: there, it sends it to itself when a file appears.
WATCH = """
import os, signal, sys, threading, time

def listen(file):
    while not os.path.exists(file):
        time.sleep(0.05)
    signal.raise_signal(signal.SIGINT)

_, root, file, *words = sys.argv
if sys.platform == "win32":
    threading.Thread(target=listen, args=(file,), daemon=True).start()
sys.path.append(root)
sys.argv[1:] = ["exercises", "watch", *words]

from logreg_edu.app.cli import main
from logreg_edu.exercises import runner

runner.SECONDS = 60.0
main()
"""


class Watcher:
    """`watch` in a process, with what it says line by line."""

    def __init__(self, folder: Path, *words: str) -> None:
        settings = {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", "COLUMNS": "300"}
        self.ctrl_c = folder.parent / "ctrl-c"
        self.process = subprocess.Popen(
            [sys.executable, "-c", WATCH, str(ROOT), str(self.ctrl_c), *words],
            cwd=folder, text=True, encoding="utf-8", stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=os.environ | settings,
        )  # fmt: skip
        self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line)

    def until(self, words: str) -> str:
        """Wait for a line with these words; all that was said up to it."""
        deadline, seen = time.monotonic() + 120, ""
        while time.monotonic() < deadline:
            try:
                line = self.lines.get(timeout=1)
            except queue.Empty:
                continue
            seen += line
            if words in line:
                return seen
        raise AssertionError(f"never said {words!r}: {seen}")

    def type(self, keys: str) -> None:
        self.process.stdin.write(keys + "\n")
        self.process.stdin.flush()

    def press_ctrl_c(self) -> None:
        if sys.platform == "win32":
            self.ctrl_c.touch()
        else:
            self.process.send_signal(signal.SIGINT)


@pytest.fixture
def watch(run, mine):
    watchers = []

    def begin(*words):
        watchers.append(Watcher(mine, *words))
        return watchers[-1]

    yield begin
    for watcher in watchers:
        watcher.process.kill()
        watcher.process.wait()
        for stream in (watcher.process.stdin, watcher.process.stdout):
            stream.close()


def test_watch_checks_on_every_save_and_moves_on_when_told(watch, mine):
    watcher = watch(NAME)
    watcher.until("Not yet.")
    solve(mine, NAME)
    watcher.until("Right.")
    watcher.until("Enter: next exercise")
    watcher.type("l")
    watcher.until("done")
    watcher.type("")
    watcher.until("Not yet.")
    watcher.type("h")
    watcher.until("Hint 1 of")
    watcher.type("x")
    watcher.until("x: no such key")
    (mine / f"{NAMES[NAMES.index(NAME) + 1]}.py").write_text("x = 1\n")
    watcher.until("Checked at")
    watcher.until("Hint 1 of")  # stays
    watcher.type("q")
    assert watcher.process.wait(timeout=120) == 0
    assert progress(mine)[NAME]["passed"] is True


@pytest.fixture
def endless(mine):
    """An answer that never ends. It says that it runs by a connection, which its end closes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(120)

        @contextmanager
        def write():
            (mine / f"{NAME}.py").write_text(
                "import socket\n"
                f"connection = socket.create_connection({server.getsockname()})\n"
                "while True: pass\n"
            )
            connection, _ = server.accept()
            with connection:
                connection.settimeout(120)
                yield
                with suppress(ConnectionResetError):  # as Windows says it
                    assert connection.recv(1) == b""

        yield write


def test_watch_gives_up_a_check_when_the_file_is_saved_again(watch, mine, endless):
    """A save while an endless loop is being checked does not wait for its end."""
    watcher = watch(NAME)
    watcher.until("Not yet.")
    with endless():
        solve(mine, NAME)
        assert "Stopped" not in watcher.until("Right.")


def test_watch_survives_an_editor_that_replaces_the_file(watch, mine):
    watcher = watch(NAME)
    watcher.until("Not yet.")
    path = mine / f"{NAME}.py"
    path.unlink()
    time.sleep(0.5)
    solve(mine, NAME)
    watcher.until("Right.")


def test_verdict_and_path_stay_on_a_small_screen(run, mine, monkeypatch):
    wrong = catalogue.starter(NAME) + "\nprint('printed\\n' * 200)\nmine = 1\n"
    (mine / f"{NAME}.py").write_text(wrong)
    book = workbook.Workbook(mine)
    result = session.check(book, NAME)
    small = Console(width=80, height=24, file=io.StringIO())
    monkeypatch.setattr(screen, "console", small)
    screen.verdict(book, NAME, result, rows=20)
    said = small.file.getvalue()
    assert said.count("\n") <= 20
    assert "Not yet." in said and "more lines" in said and "right" in said
    screen.everything(book, NAME, result)
    assert small.file.getvalue().count("printed\n") >= 200


def test_the_list_can_be_read_at_40_columns(mine, monkeypatch):
    narrow = Console(width=40, file=io.StringIO())
    monkeypatch.setattr(screen, "console", narrow)
    screen.overview(workbook.Workbook(mine))
    lines = narrow.file.getvalue().splitlines()
    assert all(any(name in line for line in lines) for name in NAMES)
    assert max(map(len, lines[:-1])) <= 40


def test_watch_ends_when_all_is_done(watch, mine):
    for name in NAMES:
        solve(mine, name)
    entries = {name: {"passed": True, "hints": 0, "revealed": False} for name in NAMES}
    (mine / "progress.json").write_text(json.dumps({"version": 1, "exercises": entries}))
    watcher = watch()
    watcher.until("All exercises are done")
    assert watcher.process.wait(timeout=120) == 0


def test_ctrl_c_ends_watch_and_its_check(watch, endless):
    watcher = watch(NAME)
    watcher.until("Not yet.")
    with endless():
        watcher.press_ctrl_c()
        assert watcher.process.wait(timeout=120) == 130


def test_the_main_command_does_not_load_the_engine():
    code = "import sys, logreg_edu.app.cli; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "logreg_edu.exercises.cli" in loaded
    assert not loaded & {"logreg_edu.exercises.judge", "logreg_edu.exercises.catalogue", "rich"}


def test_a_verdict_is_plain_data():
    assert json.dumps(vars(Verdict(passed=True, done=("a",))))

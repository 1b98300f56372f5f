"""Submissions that misbehave: each is judged within the limit, and leaves no process behind."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from logreg_edu.exercises import catalogue, runner

NAME = "ch03_3_slope"
SECONDS = 60.0  # of patience with a busy machine; what never ends gets 2
RIGHT = catalogue.solution(NAME)
posix = pytest.mark.skipif(sys.platform == "win32", reason="no such thing on Windows")
limits_memory = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")


@pytest.fixture
def check(tmp_path):
    """Check a text as an answer; afterwards nothing of it may be running any more."""

    def run(text: str | bytes, seconds: float = SECONDS):
        path = tmp_path / f"{NAME}.py"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        verdict = runner.run(path, NAME, seconds)
        assert survivors(tmp_path) == []
        return verdict

    return run


def survivors(folder: Path) -> list[int]:
    """The processes whose working folder is this one, Linux only; zombies are done."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            here = Path(os.readlink(link)) == folder
            dead = ") Z " in (link.parent / "stat").read_text()
        except OSError:
            continue
        if here and not dead:
            found.append(int(link.parent.name))
    return found


def test_a_right_answer_passes(check):
    verdict = check(RIGHT)
    assert verdict.passed and verdict.done == ("slope",) and verdict.output == ""


def test_what_is_to_be_mended_is_not_diagnosed_before_it_is_changed(check):
    starter = catalogue.starter(NAME)
    for unchanged in (starter, starter + "\n# a comment\n", catalogue.starter_code(NAME)):
        verdict = check(unchanged)
        assert verdict.message.startswith("This is the code as you got it")
        assert (verdict.passed, verdict.mistake, verdict.example) == (False, "", "")
    verdict = check(starter + "\nmine = 1\n")
    assert verdict.mistake == "not mended" and verdict.example


def test_the_same_file_gets_the_same_verdict(check):
    wrong = "import numpy as np\ndef slope(z, y):\n    return np.where(abs(z) < 0.2, z, y)\n"
    assert check(wrong) == check(wrong)


def test_an_error_is_shown_as_python_shows_it(check):
    verdict = check("def slope(z, y):\n    total = z\n    return totl - y\n")
    assert verdict.trace.splitlines() == [
        f'  File "{NAME}.py", line 3, in slope',
        "    return totl - y",
        "           ^^^^",
        "NameError: name 'totl' is not defined. Did you mean: 'total'?",
    ]
    assert "^" in check("def slope(z, y:\n    return z\n").trace


def test_what_is_printed_is_handed_on(check):
    verdict = check(RIGHT + "\nprint('here', 1 + 1)\n")
    assert verdict.passed and verdict.output == "here 2\n"


IN_THE_FUNCTION = "def slope(z, y):\n    {}\n"
LOOP = "while True:\n    try:\n        while True:\n            pass\n    except:\n        pass\n"
HOSTILE = {
    "syntax error": ("x = 1\ndef slope(z, y:\n    return z\n", "cannot read", 2),
    "wrong indent": ("def slope(z, y):\nreturn z\n", "cannot read", 2),
    "null bytes": (b"x = 1\0\n", "null", 0),
    "not utf-8": (b"x = '\xff'\n", "utf-8", 1),
    "error at the top": ("x = 1\n\ny = undefined\n", "NameError", 3),
    "missing module": ("import no_such_module\n", "ModuleNotFoundError", 1),
    "recursion": (IN_THE_FUNCTION.format("return slope(z, y)"), "calls itself", 2),
    "recursion at the top": ("def f():\n    return f()\nf()\n", "calls itself", 2),
    "input": ("x = 1\nname = input('name? ')\n", "input()", 2),
    "breakpoint": (IN_THE_FUNCTION.format("breakpoint()"), "`breakpoint()` has nobody", 2),
    "input in the function": (IN_THE_FUNCTION.format("return input()"), "input()", 2),
    "exit": ("import sys\nsys.exit(0)\n", "ends the program", 2),
    "exit in the function": ("import sys\n" + IN_THE_FUNCTION.format("sys.exit(0)"), "ends", 3),
    "os._exit(0)": ("import os\nos._exit(0)\n", "os._exit", 0),
    "os._exit in the function": (
        "import os\n" + IN_THE_FUNCTION.format("os._exit(0)"), "os._exit", 0,
    ),
    "keyboard interrupt": ("raise KeyboardInterrupt\n", "KeyboardInterrupt", 1),
    "its own base exception": (
        "class Mine(BaseException):\n    pass\n" + IN_THE_FUNCTION.format("raise Mine('x')"),
        "Mine", 4,
    ),
    "prints a verdict": (
        "print('{\"passed\": true}')\nimport sys\nsys.stdout.flush()\n", "no `slope`", 0,
    ),
    "interpreter crash": ("import ctypes\nx = 1\nctypes.string_at(0)\n", "crashed", 3),
    "abort": ("import os\nos.abort()\n", "crashed", 2),
    "too much memory": (
        "import numpy as np\nx = np.ones(10**9)\n", "more memory", 2,
    ),
    "memory in small steps": (
        "import numpy as np\nx = []\nwhile True:\n    x.append(np.empty(10**8))\n", "memory", 4,
    ),
    "closes everything": ("import os\nos.closerange(0, 100)\n", "", 0),
    "kills itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", "crashed", 0),
}  # fmt: skip


@posix
@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        pytest.param(*case, id=name, marks=limits_memory if "memory" in name else [])
        for name, case in HOSTILE.items()
    ],
)
def test_it_fails_with_one_friendly_line(check, text, says, line):
    verdict = check(text)
    assert not verdict.passed
    assert says in verdict.message, verdict
    assert verdict.line == line
    assert "\n" not in verdict.message and "Traceback" not in verdict.message


ENDLESS = {
    "endless loop": (LOOP, 4),
    "endless loop in the function": (IN_THE_FUNCTION.format("while True: pass"), 2),
    "sleep": ("import time\ntime.sleep(1000)\n", 2),
    "prints without end": ("while True:\n    print('x' * 1000)\n", 2),
    "prints errors without end": (
        "import sys\nwhile True:\n    print('x' * 1000, file=sys.stderr)\n", 3,
    ),
    "ignores signals": (
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + LOOP, 6,
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(*case, id=name, marks=[] if name == "sleep" else pytest.mark.slow)
        for name, case in ENDLESS.items()
    ],
)
def test_what_never_ends_is_ended(check, monkeypatch, text, line):
    monkeypatch.setattr(runner, "GRACE", SECONDS)  # the child ends itself, when it comes to it
    verdict = check(text, seconds=2.0)
    assert not verdict.passed
    assert "Stopped after 2 seconds" in verdict.message
    assert abs(verdict.line - line) <= 1  # wherever in the loop it was
    assert len(verdict.output) <= runner.OUTPUT


@pytest.mark.slow
def test_who_switches_the_timer_off_is_stopped_from_outside(check):
    verdict = check("import faulthandler\nfaulthandler.cancel_dump_traceback_later()\n" + LOOP, 2.0)
    assert "Stopped after 2 seconds" in verdict.message


LEFT_BEHIND = {
    "child": "import subprocess\nsubprocess.Popen(['sleep', '60'])\n",
    "fork": "import os, time\nif os.fork() == 0:\n    time.sleep(60)\n",
    "thread": ("import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n"),
    "thread that prints": (
        "import threading\ndef f():\n    while True: print('x' * 99)\n"
        "threading.Thread(target=f).start()\n"
    ),
    "exit function": "import atexit, time\natexit.register(time.sleep, 60)\n",
    "closed output": "import sys\nsys.stdout.close()\nsys.stderr.close()\n",
    "changed seed": "import numpy as np, random\nnp.random.seed(0)\nrandom.seed(0)\n",
    "changed folder": "import os\nos.chdir('/')\n",
    "flood of output": "print('x' * 10**7)\n",
    "strange output": "print('\\ud800 \\x00')\n",
    "dataclass": (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass A:\n    b: int\n"
    ),
}


@posix
@pytest.mark.parametrize("text", LEFT_BEHIND.values(), ids=LEFT_BEHIND)
def test_a_right_answer_passes_whatever_else_the_file_does(check, text):
    future = "from __future__ import annotations\n" if "__future__" in text else ""
    verdict = check(future + text.removeprefix(future) + RIGHT.split('"""', 2)[2])
    assert verdict.passed, verdict
    assert len(verdict.output) <= runner.OUTPUT


def test_modules_of_ours_beside_the_file_are_not_taken_for_libraries(check, tmp_path):
    for module in ("numpy", "json", "logreg_edu"):
        (tmp_path / f"{module}.py").write_text("raise ImportError('not me')\n")
    assert check(RIGHT).passed


def test_a_check_can_be_given_up(tmp_path):
    path = tmp_path / f"{NAME}.py"
    path.write_text(LOOP)
    assert runner.run(path, NAME, stop=lambda: True) is None
    assert survivors(tmp_path) == []


def test_habits_of_the_users_python_do_not_matter(check, monkeypatch):
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("PYTHONINSPECT", "1")
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    assert check("import warnings\nwarnings.warn('x')\n" + RIGHT).passed


def test_another_file_gets_other_arguments(check):
    """What is learned by heart from one check is of no use in the next."""
    text = RIGHT + (
        "\ndef slope(z, y, _slope=slope):\n    if len(z) == 8:\n        print(z[0])\n"
        "    return _slope(z, y)\n"
    )
    first, second = check(text), check(text + "# learned\n")
    assert first.passed and second.passed
    assert first.output != second.output != ""

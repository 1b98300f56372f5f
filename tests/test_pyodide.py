"""Python of the page, in Node.js: the chapters' blocks, the exercises, the library's own tests."""

from __future__ import annotations

import doctest
import json
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import warnings
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree

import pytest
from browser import ROOT
from sybil import Document
from test_docs_blocks import UNSEEN, blocks

from docs.tools import downloads, pages, pyodide_files
from docs.tools.blocks import _is_there, needs, source
from logreg_edu.exercises import answer, catalogue, runner

# One worker has Python for all of them.
pytestmark = [pytest.mark.system, pytest.mark.xdist_group("pyodide")]

CHAPTERS = pages.chapter_pages()
PARSER, CHECKER = doctest.DocTestParser(), doctest.OutputChecker()


class Page:
    """Python as the page has it."""

    def __init__(self, wheels: list[Path]) -> None:
        command = ["node", ROOT / "tests/pyodide.mjs", ROOT, *wheels]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8")

    def call(self, name: str, *arguments: str | float):
        """What a function of in_page.py sent, by kind, and what it returned."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps([name, arguments]) + "\n")
        self.process.stdin.flush()
        sent, returned = json.loads(self.process.stdout.readline())
        texts = {kind: "".join(t for k, t in sent if k == kind) for kind in ("out", "error")}
        return texts, returned


@pytest.fixture(scope="module")
def wheels(tmp_path_factory) -> list[Path]:
    """NumPy and the library."""
    folder = tmp_path_factory.mktemp("pyodide")
    pyodide_files.install(folder=folder / "files")
    numpy = list((folder / "files").glob("*/numpy-*.whl"))
    if not numpy:
        pytest.skip("no NumPy for Pyodide: give it with PYODIDE_NUMPY")
    shutil.copytree(ROOT, folder / "copy", ignore=downloads._ignored)
    downloads._build("--wheel", folder / "copy", folder)
    return [*numpy, folder / downloads.WHEEL]


@pytest.fixture(scope="module")
def python(wheels):
    page = Page(wheels)
    yield page
    page.process.kill()
    page.process.communicate()


# The chapters


def expected(block: str) -> str:
    """What a block prints, as the page says; of an error, the last line."""
    wants = [part.want for part in PARSER.get_examples(block)]
    return "".join(
        want.splitlines()[-1] if want.startswith("Traceback") else want for want in wants
    )


PATIENT = 600.0  # seconds for a check, on a busy machine
# Without a penalty the descent ends at the first plane that separates: rounding decides which.
OTHERWISE = {("08-how-good-is-it", 10): "1.00\n0.85\n"}


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)
def test_blocks_run_in_the_page_with_the_output_that_it_shows(python, page):
    document = Document(page.read_text(encoding="utf-8"), str(page))
    found = [
        region.lexemes["source"]
        for region in blocks(document)
        if not UNSEEN.match(document.text, region.start)
    ]
    python.call("clear")
    faults = []
    for number, (block, its) in enumerate(
        zip(found, needs([source(b) for b in found]), strict=True), start=1
    ):
        if not its.runs:
            continue
        texts, well = python.call("run", source(block), f"block {number}")
        want = OTHERWISE.get((page.stem, number)) or expected(block)
        got = texts["out"] + texts["error"].rpartition("\n")[2]
        fails = "Traceback (most recent call last)" in block
        right = CHECKER.check_output(want, got, doctest.NORMALIZE_WHITESPACE) or ">>>" not in block
        if well == fails or not right:
            faults.append(f"block {number}: wants {want}\ngets {got}\n{texts['error']}")
    assert faults == []


def test_few_blocks_do_not_run():
    """Those with scikit-learn or SciPy, and those that need them."""
    absent = []
    for page in CHAPTERS:
        document = Document(page.read_text(encoding="utf-8"), str(page))
        found = [
            region.lexemes["source"]
            for region in blocks(document)
            if not UNSEEN.match(document.text, region.start)
        ]
        text = "\n".join(found)
        if not all(its.runs for its in needs([source(b) for b in found])):
            assert any(word in text for word in ("sklearn", "scipy", "model_file", "raise")), page
            absent.append(page.stem)
    assert len(absent) < len(CHAPTERS) / 2


# The exercises


CAPSTONE = "ch15_1_classifier"

# After the solution, which has the other tasks: one answer as the book has it.
ANSWER = """{solution}

from logreg_edu.exercises import catalogue

{task} = catalogue.load("{name}").tasks[{number}].{place}
"""


def answers(name: str) -> dict[str, str]:
    """Texts of files: the solution, the starter, each listed mistake and each alternative."""
    solution = catalogue.solution(name)
    texts = {"solution": solution, "starter": catalogue.starter(name)}
    for number, task in enumerate(catalogue.load(name).tasks):
        places = [f"others[{i}]" for i in range(len(task.others))]
        for i, mistake in enumerate(task.mistakes):
            also = [f"mistakes[{i}].also[{j}]" for j in range(len(mistake.also))]
            places += [f"mistakes[{i}].wrong", *also]
        for place in places:
            texts[f"{task.name} = {place}"] = ANSWER.format(
                solution=solution, task=task.name, name=name, number=number, place=place
            )
    return texts


def same(verdict: dict, line: bool = True) -> dict:
    """What the page must say as the command line does."""
    keys = ["passed", "task", "mistake", "message", "section"]
    return {key: verdict[key] for key in keys + ["line"] * line}


class TooLate(BaseException):
    pass


def too_late(*_) -> None:
    raise TooLate


def as_on_the_command_line(text: str, name: str) -> dict | None:
    """The verdict of the command line's child, but in this process, which has NumPy already.

    None if it takes more of the processor than the command line gives it.
    """
    before = signal.signal(signal.SIGVTALRM, too_late)
    signal.setitimer(signal.ITIMER_VIRTUAL, answer.SECONDS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("default")  # as in a child
            return asdict(answer.verdict(text.encode(), name, Path(f"{name}.py")))
    except TooLate:
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def compare(python: Page, name: str, texts: dict[str, str], folder: Path) -> None:
    """Each answer to an exercise gets the same verdict in the page and on the command line."""
    differ, late = [], []
    for kind, text in texts.items():
        if kind in ("solution", "starter"):
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
            there = asdict(runner.run(folder / f"{name}.py", name, PATIENT))
        else:
            there = as_on_the_command_line(text, name)
            if there is None:
                late.append(kind)
                continue
        here = json.loads(python.call("check", text, name, PATIENT)[1])
        # Of the book's functions, it depends on the version of NumPy where an error comes up.
        own = kind in ("solution", "starter")
        if same(here, own) != same(there, own):
            differ.append((kind, same(here), same(there)))
        if "others" in kind:  # the solution's next task may ask for more than this one
            is_the_librarys = "lets the library's" in there["message"]  # since it is in the book
            assert there["task"] != kind.split()[0] or is_the_librarys, kind
        else:
            assert there["passed"] == (kind == "solution"), kind
    assert differ == []
    assert len(late) <= 1  # one alternative descends without momentum


# The answers to the capstone take as long as all others: another worker has them.
@pytest.mark.parametrize("name", [one for one in catalogue.names() if one != CAPSTONE])
def test_each_answer_gets_the_same_verdict_as_on_the_command_line(python, name, tmp_path, capsys):
    compare(python, name, answers(name), tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "def sigmoid(z):\n    return 1 / 0\n",
        "def sigmoid(z:\n",
        "input()\n",
        "breakpoint()\n",
        "exit()\n",
        "def sigmoid(z):\n    return sigmoid(z)\n",
        "pritn(1)\n",
        "from logreg_edu import sigmoid\n",
        "import numpy as np\nnp.zeros(10**12)\n",
        "import numpy as np\n\nnp.ones((10**6, 10**6))\n",
        "",
    ],
)
def test_faults_get_the_same_words_as_on_the_command_line(python, text, tmp_path):
    (tmp_path / "ch02_1_sigmoid.py").write_text(text, encoding="utf-8")
    there = asdict(runner.run(tmp_path / "ch02_1_sigmoid.py", "ch02_1_sigmoid", PATIENT))
    here = json.loads(python.call("check", text, "ch02_1_sigmoid", PATIENT)[1])
    assert same(here) == same(there)
    assert not here["passed"]


@pytest.mark.parametrize(
    "text",
    [
        "while True:\n    pass\n",
        "def sigmoid(z):\n    while True:\n        z = z\n",
        "x = [i for i in iter(int, 1)]\n",
        "for i in iter(int, 1):\n    try:\n        i += 1\n    except:\n        pass\n",
    ],
)
def test_an_endless_loop_is_named_with_a_line_of_it(python, text):
    here = json.loads(python.call("check", text, "ch02_1_sigmoid", 0.5)[1])
    assert here["message"] == answer.TOO_LATE.format(seconds=0.5)
    assert not here["passed"] and 0 < here["line"] <= text.count("\n")
    # It bothers no code that comes after it.
    assert python.call("run", "sum(i for i in range(100_000))", "block 1")[1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        # Of 32 bits: there is no such array, where others only reserve the memory.
        ("import numpy as np\nnp.zeros(5 * 10**8)\n", "Is an array too large?"),
        # WebAssembly tells of no overflow: the value alone says what is wrong.
        (
            "def sigmoid(z):\n    return 1 / (1 + 2.718281828459045 ** -z)\n",
            "the overflow is still there",
        ),
    ],
)
def test_what_is_told_in_other_words(python, text, says):
    here = json.loads(python.call("check", text, "ch02_1_sigmoid", PATIENT)[1])
    assert not here["passed"] and says in here["message"] and "\n" not in here["message"]


# The library's own tests

MODULES = sorted(path.stem for path in (ROOT / "logreg_edu").glob("[!_]*.py"))
MODULES = [module for module in MODULES if _is_there(f"logreg_edu.{module}")]
QUICK = "not slow and not system and not mnist"
NEEDED = ["pytest", "hypothesis", "mpmath"]  # by the tests; SciPy for Pyodide is in no registry


@pytest.fixture(scope="module")
def report(wheels, tmp_path_factory) -> ElementTree.Element:
    """What pytest says of the chapters' doctests and tests, run in Pyodide."""
    folder = tmp_path_factory.mktemp("tests")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["optional-dependencies"]["test"]
    wanted = [line for line in wanted if re.split(r"[<>=]", line)[0] in NEEDED]
    # hypothesis has compiled code in its newer versions: this takes the last one without.
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    pure = "--only-binary=:all: --platform any --python-version 3.12 --implementation py --abi none"
    command = [*download, *pure.split(), "--dest", folder / "wheels", *wanted]
    subprocess.run(command, check=True)
    shutil.copytree(ROOT / "tests", folder / "all/tests", ignore=downloads._ignored)
    shutil.copy(ROOT / "pyproject.toml", folder / "all")
    tests = [name for m in MODULES if (ROOT / (name := f"tests/test_{m}.py")).is_file()]
    doctests = [f"/home/pyodide/logreg_edu/{module}.py" for module in MODULES]
    archive = shutil.make_archive(str(folder / "all"), "zip", folder / "all")
    result = folder / "result.xml"
    options = ["-p", "no:cacheprovider", "-p", "absent", "-m"]
    command = ["node", ROOT / "tests/pyodide_pytest.mjs", ROOT, archive, result, *wheels]
    command += [*(folder / "wheels").iterdir(), "--", *tests, *doctests, *options, QUICK]
    done = subprocess.run(command, capture_output=True, text=True)
    assert result.is_file(), done.stdout + done.stderr
    return ElementTree.parse(result).getroot()


@pytest.mark.parametrize("module", MODULES)
def test_the_librarys_tests_pass_there(report, module):
    tests, doctests = f"tests.test_{module} ", f"logreg_edu.{module}."
    cases = [
        case
        for case in report.iter("testcase")
        if f"{case.get('classname')} {case.get('name')}.".startswith((tests, f" {doctests}"))
    ]
    bad = [case for case in cases if {part.tag for part in case} & {"failure", "error"}]
    assert [(case.get("name"), "".join(case.itertext())[-2000:]) for case in bad] == []
    passed = [case for case in cases if not len(case)]
    assert passed

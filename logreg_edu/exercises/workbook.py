"""The learner's folder: one file per exercise, and `progress.json`, which says what is done.

The progress file is replaced as a whole or not at all. If it is lost or broken, checking the
answers again rebuilds what matters.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from logreg_edu.app.called import suggest
from logreg_edu.app.errors import ExerciseError
from logreg_edu.app.files import replacing
from logreg_edu.exercises import catalogue

FOLDER = "logreg-edu-exercises"  # unless the learner chooses another
PROGRESS = "progress.json"


@dataclass
class Entry:
    """What is known about one exercise.

    Attributes:
        passed: whether the last check passed.
        hints: how many hints were taken.
        revealed: whether the solution was shown before the exercise was done.
    """

    passed: bool = False
    hints: int = 0
    revealed: bool = False


class Workbook:
    """The learner's folder.

    Attributes:
        folder: where it is.
        entries: what is known, by the name of the exercise.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries = {name: Entry() for name in catalogue.names()}

    def path(self, name: str) -> Path:
        """The learner's file for an exercise, under its name or one that it had before."""
        path = self.folder / f"{name}.py"
        former = [
            self.folder / f"{old}.py" for old, new in catalogue.RENAMED.items() if new == name
        ]
        return next((p for p in (path, *former) if p.is_file()), path)

    def touched(self, name: str) -> bool:
        """Whether the learner's file is there and differs from the starter."""
        path, starter = self.path(name), catalogue.starter(name).encode()
        return path.is_file() and _lines(path.read_bytes()) != _lines(starter)

    def begun(self, name: str) -> bool:
        """Whether its code differs: comments and docstrings change with the edition of the book."""
        if not self.touched(name):
            return False
        try:
            return _code(self.path(name).read_bytes()) != _code(catalogue.starter(name).encode())
        except (SyntaxError, ValueError):  # ValueError: a null byte, in Python 3.11
            return True

    def next(self, after: str = "") -> str | None:
        """The next exercise after ``after`` that is not done, else the first, or None."""
        names = catalogue.names()
        start = names.index(after) + 1 if after else 0
        turn = names[start:] + names[:start]
        return next((name for name in turn if not self.entries[name].passed), None)

    def write_starter(self, name: str) -> None:
        """Write what the learner begins with, in place of what is there."""
        with replacing(self.path(name)) as temporary:
            temporary.write_text(catalogue.starter(name), encoding="utf-8")

    def save(self) -> None:
        """Write the progress file, whole or not at all."""
        record = {name: asdict(e) for name, e in self.entries.items() if e != Entry()}
        text = json.dumps({"version": 1, "exercises": record}, indent=2) + "\n"
        with replacing(self.folder / PROGRESS) as temporary:
            temporary.write_text(text, encoding="utf-8")


def start(folder: Path) -> list[str]:
    """Put the starters and a progress file into a folder; files that are there stay as they are.

    Returns:
        The names of the exercises whose starters were written.

    Raises:
        ExerciseError: the folder is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise ExerciseError(f"{folder}: is a file; choose a folder for the exercises")
    workbook = Workbook(folder)
    new = [name for name in catalogue.names() if not workbook.path(name).exists()]
    for name in new:
        workbook.write_starter(name)
    if not (folder / PROGRESS).exists():
        workbook.save()
    return new


def find(here: Path) -> Path:
    """The learner's folder: this one, one above it, or the usual one inside it.

    Raises:
        ExerciseError: there is none.
    """
    names = [*catalogue.names(), *catalogue.RENAMED]
    for folder in (here, *here.parents, here / FOLDER):
        if any((folder / f"{name}.py").is_file() for name in names):
            return folder
    raise ExerciseError(
        f"{here}: no exercises here; get them with `{suggest('exercises', 'start')}`, or change"
        " into their folder"
    )


def read_progress(workbook: Workbook) -> None:
    """Read the progress file into the workbook.

    Raises:
        FileNotFoundError: there is none.
        ValueError: it is not what `Workbook.save` writes.
    """
    text = (workbook.folder / PROGRESS).read_text(encoding="utf-8")
    try:
        record = json.loads(text)["exercises"]
        for old, new in catalogue.RENAMED.items():
            if old in record:
                record.setdefault(new, record[old])
        known = {name: Entry(**record[name]) for name in workbook.entries if name in record}
        if any(list(map(type, vars(e).values())) != [bool, int, bool] for e in known.values()):
            raise ValueError("a value of the wrong type")
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("not in its form") from error
    workbook.entries.update(known)


def set_progress_aside(workbook: Workbook) -> Path:
    """Rename a progress file that cannot be used; its new name."""
    aside = _free(workbook.folder, "progress-broken", ".json")
    (workbook.folder / PROGRESS).replace(aside)
    return aside


def reset(workbook: Workbook, name: str) -> Path | None:
    """Restore the starter; the learner's file is kept under another name.

    Returns:
        Where it is kept, or None if there was nothing to keep.
    """
    kept = None
    if workbook.touched(name):
        kept = _free(workbook.folder, f"{name}-kept", ".py")
        with replacing(kept) as temporary:
            shutil.copy2(workbook.path(name), temporary)
    workbook.write_starter(name)
    workbook.entries[name].passed = False
    return kept


def _free(folder: Path, stem: str, suffix: str) -> Path:
    """The first of ``stem-1``, ``stem-2``, ... that does not exist."""
    number = 1
    while (path := folder / f"{stem}-{number}{suffix}").exists():
        number += 1
    return path


def resolve(name: str) -> str:
    """The exercise with this name, or whose name begins so, or whose file has this path.

    Raises:
        ExerciseError: there is none, or more than one.
    """
    stem = Path(name).name.removesuffix(".py")
    names, former = catalogue.names(), list(catalogue.RENAMED)
    matching = (
        [n for n in names + former if n == stem]
        or [n for n in names if n.startswith(stem)]
        or [n for n in former if n.startswith(stem)]
    )
    if len(matching) == 1:
        return catalogue.current(matching[0])
    if matching:
        raise ExerciseError(f"{name}: could be {', '.join(matching)}")
    number = re.match(r"ch(\d\d)", stem)
    near = [n for n in names if number and n.startswith(number[0])]
    hint = f"; there are {', '.join(near)}" if near else f"; see `{suggest('exercises', 'list')}`"
    raise ExerciseError(f"{name}: no such exercise{hint}")


def _lines(text: bytes) -> list[bytes]:
    """The lines without the white space at their ends, which editors change."""
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _code(source: bytes) -> str:
    """The code of a file, without comments and docstrings, in a form to compare."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            del node.body[0]
    return ast.dump(tree)

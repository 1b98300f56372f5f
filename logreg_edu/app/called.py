"""Command lines to suggest, with the command as the user called it, so that they work when typed.

If the environment is not activated, that is `.venv/bin/logreg-edu`: the shell would not find
`logreg-edu`, or would find another one.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

NAME = "logreg-edu"


def suggest(*words: str | Path, after_cd: bool = False) -> str:
    """A command line of this program.

    Args:
        words: what comes after the command.
        after_cd: whether it will be typed in another folder.

    Returns:
        The line, quoted as the shell needs it.
    """
    command = _called()
    if after_cd and os.path.dirname(command[0]):
        command[0] = os.path.abspath(command[0])
    return shell_line(*command, *words)


def shell_line(*words: str | Path) -> str:
    """Words as one line for the shell, quoted where needed."""
    join = subprocess.list2cmdline if sys.platform == "win32" else shlex.join
    return join([str(word) for word in words])


def _called() -> list[str]:
    """The command: its name if the shell finds it by that, else its path as it was typed."""
    script = Path(sys.argv[0])
    if (script.parent.name, script.name) == ("logreg_edu", "__main__.py"):
        return [sys.executable, "-m", "logreg_edu"]
    found = shutil.which(NAME)
    if script.stem != NAME or (found and _file(found) == _file(sys.argv[0])):
        return [NAME]
    return [sys.argv[0]]


def _file(path: str) -> str:
    """The path of a script in one form; on Windows it is called without its `.exe`."""
    return os.path.normcase(os.path.realpath(path)).removesuffix(".exe")

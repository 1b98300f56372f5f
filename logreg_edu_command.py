"""The script `logreg-edu`: Ctrl-C is one line from the start, also while NumPy is being loaded.

Anything inside the package would load NumPy before it could say so.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of the script."""
    try:
        from logreg_edu.app.cli import main

        main()
    except BaseException as error:
        # While it makes a class, Python 3.11 turns Ctrl-C into the cause of a RuntimeError.
        if KeyboardInterrupt not in (type(error), type(error.__cause__)):
            raise
        sys.exit("Aborted!")

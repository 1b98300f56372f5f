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
    except KeyboardInterrupt:
        sys.exit("Aborted!")

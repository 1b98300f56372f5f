"""Formulas, typeset by KaTeX while the site is built: the reader's browser runs no script for them.

`npm ci` brings KaTeX; `make` then lays its style sheet and fonts where MkDocs finds them.
"""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[2]
KATEX = ROOT / "node_modules/katex/dist"
ASSETS = ROOT / "docs/assets/katex"


def typeset(formulas: Sequence[tuple[str, bool]]) -> list[str]:
    """Turn formulas into HTML.

    Args:
        formulas: pairs (TeX, whether it is displayed on a line of its own).

    Returns:
        The HTML of each.

    Raises:
        RuntimeError: Node.js or KaTeX is missing, or KaTeX does not understand a formula.
    """
    if not formulas:
        return []
    asked, answers = _pipes()
    asked.write(json.dumps(list(formulas)) + "\n")
    asked.flush()
    answer = answers.readline()
    if not answer:
        raise RuntimeError("KaTeX: not found; first run npm ci")
    found = json.loads(answer)
    if isinstance(found, str):
        raise RuntimeError(f"KaTeX: {found}")
    return found


@cache
def _pipes() -> tuple[TextIO, TextIO]:
    """To and from one Node.js for all pages, since its start takes longer than a page."""
    node = shutil.which("node")
    if not node:
        raise RuntimeError("node: not found; formulas are typeset by KaTeX, which needs Node.js")
    process = subprocess.Popen(
        [node, Path(__file__).with_name("katex.js")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdin and process.stdout
    atexit.register(process.communicate)  # without input it ends
    return process.stdin, process.stdout


def install() -> None:
    """Copy KaTeX's style sheet and its fonts to the assets of the site."""
    if not KATEX.is_dir():
        raise SystemExit(f"{KATEX}: not found; first run npm ci")
    shutil.rmtree(ASSETS, ignore_errors=True)
    (ASSETS / "fonts").mkdir(parents=True)
    shutil.copy(KATEX / "katex.min.css", ASSETS)
    for font in KATEX.glob("fonts/*.woff2"):  # every browser of the last ten years reads these
        shutil.copy(font, ASSETS / "fonts")

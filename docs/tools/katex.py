"""Formulas, typeset by KaTeX while the site is built: the reader's browser runs no script for them.

`npm ci` brings KaTeX; `make` then lays its style sheet and fonts where MkDocs finds them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

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
    node = shutil.which("node")
    if not node:
        raise RuntimeError("node: not found; formulas are typeset by KaTeX, which needs Node.js")
    done = subprocess.run(
        [node, Path(__file__).with_name("katex.js")],
        input=json.dumps(list(formulas)),
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        error = next((line for line in done.stderr.splitlines() if "Error:" in line), done.stderr)
        raise RuntimeError(f"KaTeX: {error.strip()}")
    return json.loads(done.stdout)


def install() -> None:
    """Copy KaTeX's style sheet and its fonts to the assets of the site."""
    if not KATEX.is_dir():
        raise SystemExit(f"{KATEX}: not found; first run npm ci")
    shutil.rmtree(ASSETS, ignore_errors=True)
    (ASSETS / "fonts").mkdir(parents=True)
    shutil.copy(KATEX / "katex.min.css", ASSETS)
    for font in KATEX.glob("fonts/*.woff2"):  # every browser of the last ten years reads these
        shutil.copy(font, ASSETS / "fonts")

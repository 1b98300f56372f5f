"""Reads the sources of the pages: what is prose in them, what an equation, what a block of code."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1]
LABEL = re.compile(r"\s*\\label\{(eq-[a-z0-9-]+)\}\s*")
FENCE = re.compile(r"^([ >\t]*)(`{3,}|~{3,}).*?^\1\2`*~*[ \t]*$", re.M | re.S)
EQUATION = re.compile(r"^[ \t]*\$\$(.*?)\$\$[ \t]*$", re.M | re.S)
COMMENT = re.compile(r"<!--.*?-->", re.S)


def pages() -> list[Path]:
    """All pages, in the order of their paths."""
    return sorted(DOCS.rglob("*.md"))


def name(page: Path) -> str:
    """The path of a page within docs/, as MkDocs writes it."""
    return page.relative_to(DOCS).as_posix()


def address(page: Path) -> str:
    """Where a page is on the site; MkDocs does not translate the links that a block prints."""
    return name(page).removesuffix(".md") + ".html"


def title(page: Path) -> str:
    """The heading of a page."""
    return page.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")


def minutes(text: str) -> float:
    """How long a page takes to read: 150 words a minute, 20 seconds an equation or a block."""
    blocks = len(FENCE.findall(text)) + len(equations(text))
    return len(prose(text).split()) / 150 + blocks / 3


def chapters() -> str:
    """The chapters there are, the question of each, and the minutes it takes: a Markdown table."""
    rows = ["| chapter | its question | minutes |", "| --- | --- | --- |"]
    for page in sorted((DOCS / "chapters").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        question = re.search(r"^\*The question: (.+?)\*$", text, re.M | re.S)
        about = 5 * round(minutes(text) / 5)
        heading = title(page).removeprefix("Chapter ").replace(":", ".", 1)
        words = " ".join(question[1].split()) if question else ""
        rows.append(f"| [{heading}]({address(page)}) | {words} | {about} |")
    return "\n".join(rows)


def equations(text: str) -> dict[str, str]:
    """The displayed equations of a page, label -> TeX without needless space, in their order.

    Raises:
        ValueError: an equation has no label, or one that another has.
    """
    found: dict[str, str] = {}
    for match in EQUATION.finditer(without_code(text)):
        label = LABEL.search(match[1])
        if not label:
            raise ValueError(rf"equation without \label{{eq-...}}: {match[1].strip()}")
        if label[1] in found:
            raise ValueError(f"two equations with the label {label[1]}")
        found[label[1]] = normal(LABEL.sub(" ", match[1]))
    return found


def normal(tex: str) -> str:
    """TeX with every run of space as one blank."""
    return " ".join(tex.split())


def without_code(text: str) -> str:
    """A page without its blocks of code and its comments; the lines keep their numbers."""
    blank = partial(re.sub, r"[^\n]+", "")
    return COMMENT.sub(lambda m: blank(m[0]), FENCE.sub(lambda m: blank(m[0]), text))


def prose(text: str) -> str:
    """A page without code blocks, comments, displayed equations and the targets of links."""
    text = EQUATION.sub(lambda m: re.sub(r"[^\n]+", "", m[0]), without_code(text))
    targets = r"\]\([^)\s]*\)(?:\{[^}]*\})?|\]\[[^\]]*\]|^\[[^\]]+\]: .*$|\{[#.:][^}]*\}"
    return re.sub(targets, "]", text, flags=re.M)


def results(report: str) -> dict:
    """A report that `make results` measured: docs/results/<report>.json."""
    return json.loads((DOCS / "results" / f"{report}.json").read_text(encoding="utf-8"))

"""Reads the sources of the pages: what is prose in them, what an equation, what a block of code."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1]
LABEL = re.compile(r"\s*\\label\{(eq-[a-z0-9-]+)\}\s*")
FENCE = re.compile(r"^([ >\t]*)(`{3,}|~{3,}).*?^\1\2`*~*[ \t]*$", re.M | re.S)
SOURCE = re.compile(
    r"- (?P<who>.+?) \((?P<year>\d{4})\), (?P<title>\*.+?\*),? (?P<where>.+?)\. (?P<why>[A-Z].*)"
)
EQUATION = re.compile(r"^[ \t]*\$\$(.*?)\$\$[ \t]*$", re.M | re.S)
NOT_READ = re.compile(
    r"^[ \t]*from docs\.tools import (asked|video|exercises|playground)$"
    r"|^[ \t]*from docs\.tools\.parts import part$",
    re.M,
)
FOLD = re.compile(r"^([ \t]*)\?\?\? .*\n(?:[ \t]*\n|\1(?: {4}|\t).*\n)*", re.M)
CHOICE = re.compile(r"^[ \t]+- [A-H]: .*\n(?:[ \t]+\S.*\n)*", re.M)  # of a question
COMMENT = re.compile(r"<!--.*?-->", re.S)


def pages() -> list[Path]:
    """All pages, in the order of their paths."""
    return sorted(DOCS.rglob("*.md"))


def chapter_pages() -> list[Path]:
    """The chapters, in their order."""
    return sorted((DOCS / "chapters").glob("*.md"))


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
    """How long a page takes to read: 150 words per minute, 20 seconds per equation or block.

    Folds are counted closed; answers, films, live parts and exercises take additional time.
    """
    text = CHOICE.sub("", FOLD.sub("", text))
    blocks = [block[0] for block in FENCE.finditer(text) if not NOT_READ.search(block[0])]
    return len(prose(text).split()) / 150 + (len(blocks) + len(equations(text))) / 3


def question(text: str) -> str:
    """The question of a chapter, or nothing."""
    found = re.search(r"^\*The question: (.+?)\*$", text, re.M | re.S)
    return " ".join(found[1].split()) if found else ""


def chapters() -> str:
    """The chapters there are, the question of each, and the minutes it takes: a Markdown table."""
    rows = ["| chapter | its question | minutes |", "| --- | --- | --- |"]
    in_all = 0
    for page in chapter_pages():
        text = page.read_text(encoding="utf-8")
        takes = minutes(text)
        about = 5 * round(takes / 5) if takes > 5 else round(takes)
        in_all += about
        heading = title(page).removeprefix("Chapter ").replace(":", ".", 1)
        rows.append(f"| [{heading}]({address(page)}) | {question(text)} | {about} |")
    rows.append(f"| | in all, {in_all / 60:.0f} hours of reading | {in_all} |")
    return "\n".join(rows)


def bibliography() -> str:
    """What the chapters name under "Where to read more", by author: a Markdown list.

    Raises:
        ValueError: a source is not written as ``- A. Name (year), *title*, where. What for.``
    """
    cited: dict[tuple[str, str], list[str]] = {}
    for page in chapter_pages():
        _, _, section = page.read_text(encoding="utf-8").partition("## Where to read more\n")
        for item in re.findall(r"^- .*(?:\n  .*)*", section, re.M):
            source = SOURCE.fullmatch(" ".join(item.split()))
            if not source:
                raise ValueError(f"{page.name}: not as sources are written: {item}")
            who, year, work, where, why = source.groups()
            surname = re.split(r",| and ", who)[0].split(". ")[-1]
            entry = cited.setdefault(
                (surname, year + work), [f"- {who} ({year}), {work}, {where}."]
            )
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", why)  # a link within that chapter
            entry.append(f"    - [{title(page).partition(':')[0]}]({address(page)}): {plain}")
    lines = [line for _, entry in sorted(cited.items()) for line in entry]
    return "\n".join(lines)


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

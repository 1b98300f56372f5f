"""Pages of the exercises, each made of its exercise when the site is built.

A page is a file of a few lines that calls `page`. `python -m docs.tools.exercises` writes these
files again: run it when an exercise has been added, removed or renamed.
"""

from __future__ import annotations

import html
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from docs.tools import pages
from logreg_edu.exercises import catalogue, markdown

FOLDER = pages.DOCS / "exercises"
# Without `updatetoc="no"`, markdown-exec leaves what has headings inside a paragraph: invalid HTML.
STUB = """\
# {title} {{ data-search-exclude="" }}

```python exec="on" updatetoc="no" idprefix=""
from docs.tools import exercises

print(exercises.page("{name}"))
```
"""
# The page of a name of before: a plain file, which leads on.
MOVED = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" href="../assets/favicon.svg">
<link rel="canonical" href="{name}.html">
<script>location.replace("{name}.html" + location.hash)</script>
<meta http-equiv="refresh" content="0; url={name}.html">
</head>
<body>
<main>
<h1>This page has moved</h1>
<p>It is now <a href="{name}.html">{title}</a>.</p>
</main>
</body>
</html>
"""


def page(name: str) -> str:
    """All of an exercise but its heading: what to do, the starter, hints and solution folded."""
    exercise = catalogue.load(name)
    number, section = catalogue.place(name, exercise.section)
    return "\n\n".join([
        markdown.text(exercise.goal),
        f"*{_kind(name)}, about {exercise.minutes} minutes.* Read first:"
        f" [chapter {number}, {section}](../{section_address(number, section)}).",
        markdown.code(exercise.shapes, "text"),
        _heading("Starter"),
        markdown.code(catalogue.starter_code(name)),
        f"With [the library](../get-it.html) installed, download {_download(name)}, write your"
        " answer into it, then run in the same folder:",
        markdown.code(f"$ logreg-edu exercises check {name}", "console"),
        _heading("Hints"),
        markdown.hints(name),
        _heading("Solution"),
        markdown.folded(
            "To compare, when yours passes", markdown.code(catalogue.solution(name)), "success"
        ),
        _heading("To think further"),
        markdown.text(exercise.further),
        _neighbours(name),
    ])  # fmt: skip


def overview() -> str:
    """The exercises of all chapters, with the minutes that they take."""
    everything = catalogue.names()
    minutes = sum(catalogue.load(name).minutes for name in everything)
    parts = [f"{len(everything)} exercises, about {minutes / 60:.0f} hours in all:"]
    for number, names in groupby(everything, catalogue.chapter):
        if number == catalogue.CAPSTONE:
            parts.append("## The capstone")
        else:
            chapter = _chapter(number)
            heading, _, about = pages.title(chapter).partition(": ")
            parts += [f"## {heading}", f"[{about}](../{pages.address(chapter)})"]
        rows = ["| exercise | kind | minutes |", "| --- | --- | --: |"]
        for name in names:
            rows.append(f"| {_link(name)} | {_kind(name)} | {catalogue.load(name).minutes} |")
        parts.append("\n".join(rows))
    return "\n\n".join(parts)


def of_chapter(number: int) -> str:
    """The exercises of a chapter, and how to begin with them, for the end of the chapter."""
    items = [
        f"- {_link(name, '../exercises/')}. {_kind(name)}, {catalogue.load(name).minutes} minutes."
        for name in catalogue.of_chapter(number)
    ]
    return "\n".join([
        "More to do, with a check that says which mistake was made, hints and a solution. They"
        " come with [the library](../get-it.html):",
        "",
        *items,
        "",
        markdown.code(
            f"$ logreg-edu exercises start\n$ logreg-edu exercises watch ch{number:02}_1", "console"
        ),
    ])  # fmt: skip


def section_address(number: int, section: str) -> str:
    """Where the section of a chapter is on the site, from its top."""
    from markdown.extensions.toc import slugify

    return f"{pages.address(_chapter(number))}#{slugify(section, '-')}"


def stubs() -> dict[Path, str]:
    """The files of the pages: path -> content."""
    here = {
        FOLDER / f"{name}.md": STUB.format(name=name, title=_title(name))
        for name in catalogue.names()
    }
    moved = {
        FOLDER / f"{old}.html": MOVED.format(name=name, title=html.escape(_title(name)))
        for old, name in catalogue.RENAMED.items()
    }
    return here | moved


def write_stubs() -> None:
    """Write the files of the pages, and remove those of exercises that are gone."""
    wanted = stubs()
    for path in FOLDER.glob("ch*"):
        if path not in wanted:
            path.unlink()
    for path, content in wanted.items():
        path.write_text(content, encoding="utf-8")


def _chapter(number: int) -> Path:
    """The page of a chapter."""
    (page,) = (pages.DOCS / "chapters").glob(f"{number:02}-*.md")
    return page


def _title(name: str) -> str:
    return f"{catalogue.heading(name)}: {catalogue.load(name).title}"


def _kind(name: str) -> str:
    return catalogue.KINDS[catalogue.load(name).kind].capitalize()


def _link(name: str, folder: str = "") -> str:
    """A link to the page of an exercise, from the folder of the exercises or from another."""
    title = catalogue.load(name).title
    return f'<a href="{folder}{name}.html">{html.escape(title[0].upper() + title[1:])}</a>'


def _heading(words: str) -> str:
    """A heading that the search leaves out: all exercises have it."""
    return f'## {words} {{ data-search-exclude="" }}'


def _download(name: str) -> str:
    """A link that holds the learner's file itself, and so needs neither a server nor scripts."""
    content = quote(catalogue.starter(name))
    return (
        f'<a download="{name}.py" href="data:text/x-python;charset=utf-8,{content}">{name}.py</a>'
    )


def _neighbours(name: str) -> str:
    names = catalogue.names()
    place = names.index(name)
    links = [f"Before: {_link(before)}" for before in names[:place][-1:]]
    links += [f"Next: {_link(after)}" for after in names[place + 1 :][:1]]
    return f'<p>{". ".join(links)}. <a href="index.html">All exercises</a></p>'


if __name__ == "__main__":
    write_stubs()

"""A hook of MkDocs: says of each Python block of a chapter whether and after which it can run.

And of each exercise what its page needs to check an answer. docs/assets/python makes the buttons.
Where Pyodide's files are not there, a sentence says how to run the code on one's own computer.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from itertools import pairwise
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from docs.tools import blocks, exercises, pyodide_files
from logreg_edu.exercises import answer, catalogue

# Not one with a title: an excerpt of the library, which is there already.
BLOCK = re.compile(
    r'(<div class="language-(?:python|pycon) highlight")'
    r"(><pre\b[^>]*>(?:<span></span>)?<code\b[^>]*>(.*?)</code></pre>)",
    re.S,
)
TAG = re.compile(r"<[^>]*>")
SECONDS = 30  # for a check in the page, where Python is slower
OF_THE_CAPSTONE = 90  # it trains models
LOCALLY = (
    '<p>To run the code of this page, <a href="../get-it.html">install the library</a>, start'
    " <code>python</code> in the same terminal, and type the lines without the <code>&gt;&gt;&gt;"
    "</code> and <code>...</code> before them.</p>\n"
)


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Mark what can run in the page, and say where Python's files are."""
    folder, _, name = page.file.src_uri.removesuffix(".md").rpartition("/")
    about = pyodide_files.attributes()
    if folder == "chapters" and BLOCK.search(content):
        return _chapter(content, about)
    if folder == "exercises" and about:
        return _exercise(content, name, about)
    return content


def on_post_build(config: MkDocsConfig) -> None:
    """Lay docs/tools/offline.js at the top of the site, with a digest of all its files inside."""
    if not pyodide_files.attributes():
        return
    site = Path(config.site_dir)
    digest = hashlib.sha256()
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(site)} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    text = Path(__file__).with_name("offline.js").read_text(encoding="utf-8")
    named = text.replace('BUILD = ""', f'BUILD = "{digest.hexdigest()[:16]}"')
    (site / "offline.js").write_text(named, encoding="utf-8")


def _chapter(content: str, about: dict[str, str] | None) -> str:
    if about is None:
        before, heading, after = content.partition("<h2")
        return before + LOCALLY + heading + after
    texts = [html.unescape(TAG.sub("", block[3])) for block in BLOCK.finditer(content)]
    needed = iter(enumerate(blocks.needs([blocks.source(text) for text in texts])))

    def marked(block: re.Match) -> str:
        index, its = next(needed)
        above = " ".join(map(str, its.blocks))
        marks = f' data-python="{index}" data-needs="{above}"' if its.runs else ""
        return block[1] + marks + block[2]

    return BLOCK.sub(marked, content) + _hidden(about)


def _exercise(content: str, name: str, about: dict[str, str]) -> str:
    if name == "index":
        names, renamed = catalogue.names(), catalogue.RENAMED
        return content + _hidden({"names": json.dumps(names), "renamed": json.dumps(renamed)})
    exercise = catalogue.load(name)
    mistakes = [mistake for task in exercise.tasks for mistake in task.mistakes]
    sections = {}
    for section in {exercise.section, *(m.section for m in mistakes if m.section)}:
        number, words = catalogue.place(name, section)
        address = exercises.section_address(number, words)
        sections[section] = (f"chapter {number}, {words}", f"../{address}")
    names = catalogue.names()
    seconds = OF_THE_CAPSTONE if catalogue.chapter(name) == catalogue.CAPSTONE else SECONDS
    said = {
        "exercise": name,
        "next": dict(pairwise(names)).get(name, ""),
        "sections": json.dumps(sections, sort_keys=True, ensure_ascii=False),
        "seconds": str(seconds),
        "too-late": answer.TOO_LATE.format(seconds=seconds),
        "crashed": answer.CRASHED,
    }
    marked = BLOCK.sub(lambda block: f"{block[1]} data-starter{block[2]}", content, count=1)
    return marked + _hidden(about | said)


def _hidden(data: dict[str, str]) -> str:
    attributes = (f'data-{name}="{html.escape(value)}"' for name, value in data.items())
    return f'\n<div id="python" hidden {" ".join(attributes)}></div>'

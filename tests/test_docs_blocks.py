"""Every Python block that a reader sees runs, each page from top to bottom in one namespace.

The other blocks, `exec="on"`, make a part of the page: they run when the site is built, which fails
if one of them does.
"""

from __future__ import annotations

import doctest
import io
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from sybil import Document, Region
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# ```python, ```py title="...", ```{.python .annotate}, ``` pycon, and the same with tildes.
PYTHON = re.compile(r"[ \t]*\{?[ \t]*\.?(?:python|py|pycon)\b[^\n]*\n")
FENCES = RawFencedCodeBlockLexer(PYTHON)
UNSEEN = re.compile(r'[ \t]*(?:```|~~~)python exec="on"')


def blocks(document: Document) -> list[Region]:
    """The Python blocks of a page, in their order."""
    return sorted(FENCES(document), key=lambda region: region.start)


def examples(document: Document):
    """The parts of the Python blocks: each `>>>` with its output, or a block without them."""
    prompts = DocTestStringParser(DocTestEvaluator(doctest.NORMALIZE_WHITESPACE))
    for region in blocks(document):
        if UNSEEN.match(document.text, region.start):
            continue
        source = region.lexemes["source"]
        if ">>>" not in source:
            region.parsed, region.evaluator = source, PythonEvaluator()
            yield region
            continue
        for part in prompts(source, document.path):
            part.adjust(region, source)
            yield part


def run(text: str, path: str = "page.md") -> None:
    """Run all Python blocks of a page."""
    document = Document(text, path)
    for region in examples(document):
        document.add(region)
    with redirect_stdout(io.StringIO()):
        for example in document:
            example.evaluate()


# The README's block runs in test_readme.py, which looks at what it prints.
SEEN = [page for page in PAGES[1:] if list(examples(Document(page.read_text("utf-8"), str(page))))]


@pytest.mark.parametrize("page", SEEN, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_blocks_run(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(ROOT)
    run(page.read_text(encoding="utf-8"), str(page))


def test_no_block_is_skipped():
    """Counted without any idea of Markdown: a fence with Python's name in it is a block."""
    for page in PAGES:
        document = Document(page.read_text(encoding="utf-8"), str(page))
        text, found = document.text, blocks(document)
        assert len(found) == len(re.findall(r"(?:```|~~~)[ {.]*py", text)), page
        unseen = [region for region in found if UNSEEN.match(text, region.start)]
        assert len(unseen) == len(re.findall(r"\bexec=", text)), page
        # And a prompt outside of them all would be tested by nobody.
        prompts = sum(r.lexemes["source"].count(">>> ") for r in found if r not in unseen)
        assert text.count(">>> ") == prompts, page


@pytest.mark.parametrize(
    "text",
    [
        "```python\n1 / 0\n```\n",
        "```py\n1 / 0\n```\n",
        '```python title="a.py" hl_lines="1"\n1 / 0\n```\n',
        "```{.python .annotate}\n1 / 0\n```\n",
        "``` python\n1 / 0\n```\n",
        "~~~python\n1 / 0\n~~~\n",
        "````python\n1 / 0\n````\n",
        "??? tip\n\n    ```python\n    1 / 0\n    ```\n",
        "````markdown\n```python\n1 / 0\n```\n````\n",
        "```python\nx = 0\n```\ntext\n```python\n1 / x\n```\n",
    ],
)
def test_a_broken_block_fails(text):
    with pytest.raises(ZeroDivisionError):
        run(text)


@pytest.mark.parametrize(
    "text",
    [
        "```pycon\n>>> 1 + 1\n3\n```\n",
        "```python\n>>> 1 + 1\n3\n```\n",
        "```pycon\n>>> x = 1\n>>> x\n1\n>>> x\n2\n```\n",
        "!!! note\n\n    ```pycon\n    >>> 1 + 1\n    3\n    ```\n",
        "```pycon\n>>> 1 / 0\n```\n",
        "```python\n# first a comment\n>>> 1 + 1\n3\n```\n",
    ],
)
def test_a_wrong_output_fails(text):
    with pytest.raises(AssertionError, match="did not evaluate as expected"):
        run(text)


def test_the_closing_fence_is_no_output():
    run("```pycon\n>>> x = 1\n>>> x\n1\n```\n\nText.\n\n```python\nassert x == 1\n```\n")

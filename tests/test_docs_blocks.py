"""Every Python block of the documentation runs, each page from top to bottom in one namespace."""

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


def blocks(document: Document) -> list[Region]:
    """The Python blocks of a page, in their order."""
    return sorted(FENCES(document), key=lambda region: region.start)


def examples(document: Document):
    """The parts of the Python blocks: each `>>>` with its output, or a block without them."""
    prompts = DocTestStringParser(DocTestEvaluator(doctest.NORMALIZE_WHITESPACE))
    for region in blocks(document):
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
    with redirect_stdout(io.StringIO()):  # pictures are printed too
        for example in document:
            example.evaluate()


# These typeset their formulas when they run, with KaTeX, which `make test` does not install.
WITH_KATEX = {"equations.md", "formulas.md"}
RUNNING = [
    pytest.param(page, marks=pytest.mark.system) if page.name in WITH_KATEX else page
    for page in PAGES
]


@pytest.mark.parametrize("page", RUNNING, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_blocks_run(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(ROOT)
    run(page.read_text(encoding="utf-8"), str(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_block_is_skipped(page):
    """Counted without any idea of Markdown: a fence with Python's name in it is a block."""
    text = page.read_text(encoding="utf-8")
    counted = len(re.findall(r"(?:```|~~~)[ {.]*py", text))
    assert len(blocks(Document(text, str(page)))) == counted
    # And a prompt outside of them all would be tested by nobody.
    prompts = sum(region.lexemes["source"].count(">>> ") for region in blocks(Document(text, "")))
    assert text.count(">>> ") == prompts


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
        '```python exec="on"\n1 / 0\n```\n',
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

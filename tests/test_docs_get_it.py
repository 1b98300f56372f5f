"""The page "Get it": what it says to type, with the address of the site and without."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from textwrap import dedent

import pytest

from docs.tools import downloads

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/get-it.md"
PLAYGROUND = sorted((ROOT / "docs/playground").glob("*.md"))


def printed(text: str) -> str:
    """What the blocks of a page print."""
    said = io.StringIO()
    with redirect_stdout(said):
        for block in re.findall(r'^ *```python exec="on"\n(.*?)^ *```$', text, re.M | re.S):
            exec(dedent(block), {})
    return said.getvalue()


@pytest.mark.parametrize("address", ["https://example.org/book", "https://example.org/book/"])
def test_with_an_address_the_wheel_is_installed_from_there(monkeypatch, address):
    monkeypatch.setenv("SITE_URL", address)
    said = printed(PAGE.read_text("utf-8"))
    assert f"$ pip install https://example.org/book/downloads/{downloads.WHEEL}\n" in said
    assert "Download <a" not in said


@pytest.mark.parametrize("address", ["", None])
def test_without_an_address_the_wheel_is_downloaded_first(monkeypatch, address):
    monkeypatch.delenv("SITE_URL", raising=False)
    if address is not None:
        monkeypatch.setenv("SITE_URL", address)
    said = printed(PAGE.read_text("utf-8"))
    first = f'Download <a href="downloads/{downloads.WHEEL}">'
    assert said.index(first) < said.index(f"$ pip install ./{downloads.WHEEL}\n")
    assert "$ pip install http" not in said


@pytest.mark.parametrize("name", ["index", "teachers", "exercises/index"])
def test_the_pages_that_say_what_to_type_lead_to_it(name):
    assert "get-it.md" in (ROOT / f"docs/{name}.md").read_text("utf-8")


@pytest.mark.parametrize("page", PLAYGROUND, ids=lambda page: page.stem)
def test_the_playground_leads_to_it(page):
    assert "](../get-it.md)" in page.read_text("utf-8")

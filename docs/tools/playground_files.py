"""A hook of MkDocs: the files that the playground fetches when they are needed, and its places."""

from __future__ import annotations

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from docs.tools import playground


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the models, which are fetched at the first stroke."""
    for name, content in {"filters": playground.filters(), "pixels": playground.pixels()}.items():
        files.append(File.generated(config, f"assets/playground/{name}.bin", content=content))


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Add the weights that a live part shows, where a page has it: they take seconds to train.

    MkDocs looks for what a link may lead to before the blocks of a page have run: the live parts
    that they print are added.
    """
    page.present_anchor_ids = {
        *(page.present_anchor_ids or ()), *re.findall(r' id="(part-[^"]+)"', content)
    }  # fmt: skip
    if 'id="playground-penalty-data"' in content:
        _, weights = playground.by_strength()
        files.append(File.generated(config, "assets/playground/penalty.bin", content=weights))
    return content

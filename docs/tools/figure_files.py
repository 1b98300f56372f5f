"""A hook of MkDocs: figures become files, so that a page is on the screen before its figures are.

Without it they would stay inside the page, as `docs.tools.images` writes them, and be seen as well.
"""

from __future__ import annotations

import re
from itertools import count
from urllib.parse import unquote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

INSIDE = re.compile(r'src="data:image/svg\+xml,([^"]+)"')


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Write each figure of a page into a file, which loads when the reader comes near it."""
    numbers = count(1)

    def to_file(figure: re.Match) -> str:
        name = page.file.src_uri.removesuffix(".md").replace("/", "-")
        path = f"assets/figures/{name}-{next(numbers)}.svg"
        files.append(File.generated(config, path, content=unquote(figure[1])))
        return f'loading="lazy" src="{get_relative_url(path, page.url)}"'

    return INSIDE.sub(to_file, html)

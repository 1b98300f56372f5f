"""A hook of MkDocs: figures become files, and each line of printed code a box of its own.

So a page is on the screen before its figures are, and a long line of code can be wrapped on a phone
with the rest of it indented. Without the hook all would be seen as well, but for that.
"""

from __future__ import annotations

import html
import re
from itertools import count
from urllib.parse import unquote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

INSIDE = re.compile(r'(src|srcset)="data:image/svg\+xml,([^"]+)"')
TAG = re.compile(r"<[^>]*>")
BEGINNING = re.compile(r"(?:(?:&gt;){3} |\.\.\. )? *")
FEW = 34  # characters that fit on every screen
PRINTED = re.compile(r"(<pre\b[^>]*>(?:<span></span>)?<code\b[^>]*>)(.*?)(</code></pre>)", re.S)


def in_a_box(line: str) -> str:
    """A line of code; if it can be too long, it says how far the rest of it is indented."""
    text = TAG.sub("", line)
    indent = len(html.unescape(BEGINNING.match(text)[0])) + 2  # type: ignore[index]
    style = f' style="--rest: {indent}ch"' if len(text) > FEW else ""
    return f'<span class="line"{style}>{line}\n</span>'


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Write each figure of a page into a file, and put the lines of its code into boxes."""
    numbers = count(1)

    def to_file(figure: re.Match) -> str:
        name = page.file.src_uri.removesuffix(".md").replace("/", "-")
        path = f"assets/figures/{name}-{next(numbers)}.svg"
        files.append(File.generated(config, path, content=unquote(figure[2])))
        # A figure on the first screen at once, the others when the reader comes near them.
        below = "<h2" in content[: figure.start()]
        later = 'loading="lazy" ' if figure[1] == "src" and below else ""
        return f'{later}{figure[1]}="{get_relative_url(path, page.url)}"'

    def in_boxes(code: re.Match) -> str:
        lines = code[2].removesuffix("\n").split("\n")
        return code[1] + "".join(map(in_a_box, lines)) + code[3]

    return PRINTED.sub(in_boxes, INSIDE.sub(to_file, content))

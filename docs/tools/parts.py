"""Live parts: what a reader can move, inside the text of a chapter.

docs/assets/playground/live.js starts a part when it comes near. A part is made of its elements,
docs/assets/playground/parts/NAME.html, and of its module, docs/assets/playground/live-NAME.js.
"""

from __future__ import annotations

import html
from urllib.parse import urlencode

from docs.tools.pages import DOCS

PARTS = DOCS / "assets/playground/parts"


def part(name: str, label: str, still: str = "", **state: object) -> str:
    """A live part, in the state that the text talks about.

    Args:
        name: of the part; once on a page.
        label: what it is, for those who hear the page, and on a slide.
        still: what is seen without scripts, as HTML; else a sentence with the label.
        state: what the part starts with, and goes back to before a link of the text sets it.

    Raises:
        FileNotFoundError: there is no such part.
    """
    elements = (PARTS / f"{name}.html").read_text(encoding="utf-8")
    still = still or f"<p>Here is a live part where JavaScript runs: {html.escape(label)}.</p>"
    return (
        f'<div class="playground-still" data-still="{name}" markdown="1">{still}</div>\n'
        f'<div class="playground pg-live" id="part-{name}" data-live="{name}"'
        f' data-state="{html.escape(urlencode(state))}" role="group"'
        f' aria-label="{html.escape(label)}" tabindex="-1" data-search-exclude="" hidden>\n'
        f"{elements}</div>"
    )

"""The words of an exercise as Markdown, for the pages of the site and for the notebooks.

Goals and hints are plain text, in which a star means a product and a `<` means less than. They are
written as HTML, which Markdown leaves as it is.
"""

from __future__ import annotations

import ast
import html
import re

from logreg_edu.exercises import catalogue


def text(words: str) -> str:
    """Plain text as a paragraph; text between backticks is code.

    Examples:
        >>> text("Is `w` * x < 0?")
        '<p>Is <code>w</code> * x &lt; 0?</p>'
    """
    escaped = html.escape(words, quote=False).replace("\n", "<br/>\n")
    return "<p>" + re.sub("`([^`]+)`", r"<code>\1</code>", escaped) + "</p>"


def code(lines: str, language: str = "python") -> str:
    """Lines as a block of code."""
    return f"```{language}\n{lines.rstrip()}\n```"


def folded(summary: str, content: str, kind: str) -> str:
    """A folded section; ``kind`` is its colour on the site: "note", "success"."""
    return (
        f'<details class="{kind}" markdown="1">\n<summary>{summary}</summary>\n\n{content}\n\n'
        "</details>"
    )


def hints(name: str) -> str:
    """The hints of an exercise, each folded."""
    ladder = catalogue.load(name).hints
    return "\n\n".join(
        folded(
            f"Hint {rung} of {len(ladder)}", code(hint) if _is_code(hint) else text(hint), "note"
        )
        for rung, hint in enumerate(ladder, start=1)
    )


def _is_code(hint: str) -> bool:
    try:
        ast.parse(hint)
    except SyntaxError:
        return False
    return True

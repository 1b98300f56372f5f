"""The library's own lines, taken from its files when the site is built."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


WIDTH = 76  # characters of printed code that fit beside the contents of a page


def source(name: str) -> str:
    """The lines of a function or class as a block of code, without docstring and type hints.

    Args:
        name: as in "logreg_edu.loss:loss".

    Returns:
        Markdown: a fenced block with the name of the file as its title.

    Examples:
        >>> print(source("logreg_edu.cost:cost"))  # doctest: +ELLIPSIS
        ```python title="logreg_edu/cost.py"
        def cost(X, y, w, b, l2=0.0):
            return mean_loss(score(X, w, b), y) + penalty(w, l2)
        ```
    """
    thing = inspect.unwrap(pkgutil.resolve_name(name))  # what a decorator wraps
    lines = inspect.getsource(thing).rstrip().splitlines()
    (definition,) = ast.parse("\n".join(lines)).body
    inside = [node for node in ast.walk(definition) if isinstance(node, ast.FunctionDef)]
    documented = [node for node in (definition, *inside) if ast.get_docstring(node)]
    for node in sorted({*inside, *documented}, key=lambda node: -node.lineno):
        if node in documented:
            docstring = node.body[0]
            del lines[docstring.lineno - 1 : docstring.end_lineno]
        if isinstance(node, ast.FunctionDef):
            lines[node.lineno - 1 : node.body[0].lineno - 1] = _header(node)
    path = Path(inspect.getfile(thing)).resolve().relative_to(ROOT).as_posix()
    return "\n".join([f'```python title="{path}"', *lines, "```", ""])  # two may follow each other


def _header(function: ast.FunctionDef) -> list[str]:
    """The first lines of a function, without type hints: one line, or one line per argument."""
    for argument in ast.walk(function.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    indent = " " * function.col_offset
    words = ast.unparse(function.args)
    if len(line := f"{indent}def {function.name}({words}):") <= WIDTH:
        return [line]
    margin = indent + " " * 4
    inside = textwrap.wrap(words, WIDTH, initial_indent=margin, subsequent_indent=margin)
    return [f"{indent}def {function.name}(", *inside, f"{indent}):"]

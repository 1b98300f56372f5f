"""The library's own lines, taken from its files when the site is built."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def source(name: str) -> str:
    """The lines of a function or class as a block of code, without the docstring.

    Args:
        name: as in "logreg_edu.loss:loss".

    Returns:
        Markdown: a fenced block with the name of the file as its title.

    Examples:
        >>> print(source("logreg_edu.cost:cost"))  # doctest: +ELLIPSIS
        ```python title="logreg_edu/cost.py"
        def cost(X: ...) -> np.ndarray:
            return mean_loss(score(X, w, b), y) + penalty(w, l2)
        ```
    """
    thing = inspect.unwrap(pkgutil.resolve_name(name))  # what a decorator wraps
    lines = inspect.getsource(thing).rstrip().splitlines()
    (definition,) = ast.parse("\n".join(lines)).body
    assert isinstance(definition, ast.FunctionDef | ast.ClassDef)
    if ast.get_docstring(definition):
        docstring = definition.body[0]
        del lines[docstring.lineno - 1 : docstring.end_lineno]
    path = Path(inspect.getfile(thing)).resolve().relative_to(ROOT).as_posix()
    return "\n".join([f'```python title="{path}"', *lines, "```", ""])  # two may follow each other

"""Counts lines of code: those that hold more than a comment, a docstring, or nothing.

python benchmarks/count_code.py logreg_edu/app logreg_edu/exercises/book
"""

from __future__ import annotations

import ast
import sys
import tokenize
from io import StringIO
from pathlib import Path

NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
HAS_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def lines_of_code(source: str) -> int:
    """The number of lines of code in a Python source; a string that is not a docstring is code."""
    docstrings = [
        ((text.lineno, text.col_offset), (text.end_lineno, text.end_col_offset))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, HAS_DOCSTRING) and ast.get_docstring(node, clean=False) is not None
        for text in node.body[:1]
    ]
    lines: set[int] = set()
    for token in tokenize.generate_tokens(StringIO(source).readline):
        in_docstring = any(start <= token.start and token.end <= end for start, end in docstrings)
        if token.type not in NO_CODE and not in_docstring:
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines)


def main() -> None:
    """Print a line per folder: its lines of code, and the number of files."""
    if len(sys.argv) < 2:
        sys.exit("usage: python benchmarks/count_code.py FOLDER...")
    for folder in sys.argv[1:]:
        if not Path(folder).is_dir():
            sys.exit(f"{folder}: not a folder")
        files = list(Path(folder).rglob("*.py"))
        total = sum(lines_of_code(file.read_text(encoding="utf-8")) for file in files)
        print(f"{total:7,} lines of code in {len(files):3} files: {folder}")


if __name__ == "__main__":
    main()

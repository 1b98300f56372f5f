"""The data sets that have a name, and the one way from the command line to digits."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from logreg_edu.app.errors import DataError
from logreg_edu.app.readers import FOLDER_FILES, find_file, read_digits
from logreg_edu.digits import Digits

if TYPE_CHECKING:
    from rich.console import Console

NAMES = ("sample", "mnist")
SAMPLE = Path(__file__).with_name("sample.npz")
SAMPLE_DIGEST = "53abc1cd4026276b050c8c47804bfc5f6f26c678ca59e769a2736795da93f20f"
MNIST_DIGEST = "31768ac029111ef9c5e664905261c90294889d3bb89b897dd64fe5a54db06191"


class Entry(NamedTuple):
    """One line of the catalogue.

    Attributes:
        name: what to give to ``load``.
        what: a few words about it.
        where: the file or folder that has it, or will have it.
        size: in bytes: on the disk if it is present, else to download.
        present: whether its files exist. ``load`` checks their content.
    """

    name: str
    what: str
    where: Path
    size: int
    present: bool


def load(
    name_or_path: str,
    console: Console | None = None,
    pixel_max: float | None = None,
    **choices: Any,
) -> Digits:
    """Load digits by name or from a file.

    Args:
        name_or_path: "sample", "mnist", or the path of whatever ``read_digits`` can read. A file
            that has the name of a data set can be given as ``./sample``.
        console: where a download draws its progress bar, if it is a terminal.
        pixel_max: the pixel value of a file that is full ink; None to find it from the pixels.
        choices: what ``read_digits`` takes more: ``zero``, ``turn``, ``ink``, ``shape``, ``said``.

    Returns:
        The digits.

    Raises:
        DataError: there is no such data set or file, or its content is wrong.
        DownloadError: the data set is not on the disk and no mirror delivers it.

    Examples:
        >>> digits = load("sample")
        >>> digits.images.shape, digits.labels[:3].tolist()
        ((5000, 784), [0, 0, 0])
    """
    if name_or_path == "sample":
        return _sample()
    if name_or_path == "mnist":
        return _mnist(console)
    if os.path.basename(name_or_path) == name_or_path and not os.path.exists(name_or_path):
        raise DataError(
            f"{name_or_path or 'no name'}: there is no such file, folder or data set; "
            f"the data sets are: {', '.join(NAMES)}"
        )
    return read_digits(Path(name_or_path), pixel_max, **choices)


def digest(digits: Digits) -> str:
    """Identify digits by their content: SHA-256 of the shapes, the pixels and the labels.

    Args:
        digits: the digits.

    Returns:
        64 hexadecimal digits. They do not depend on the name of the data or its split.
    """
    shapes = (digits.images.shape, digits.image_shape, digits.labels.shape)
    content = hashlib.sha256(repr(shapes).encode())
    for array in (digits.images, digits.labels):
        content.update(np.ascontiguousarray(array, np.uint8).reshape(-1).data)
    return content.hexdigest()


def catalogue() -> list[Entry]:
    """List the named data sets. Nothing is read or downloaded.

    Examples:
        >>> [entry.name for entry in catalogue()]
        ['sample', 'mnist']
    """
    from logreg_edu.app import download

    mnist = _own_folder() or download.cache_folder()
    files = [find_file(mnist, name) for name in FOLDER_FILES]
    present = all(file.is_file() for file in files)
    size = (
        sum(f.stat().st_size for f in files) if present else sum(f.packed for f in download.FILES)
    )
    sample = SAMPLE.stat().st_size
    return [
        Entry("sample", "5,000 training digits of MNIST, 500 of each", SAMPLE, sample, True),
        Entry("mnist", "60,000 training and 10,000 test digits, 28 x 28", mnist, size, present),
    ]


def fetch(name: str, console: Console | None = None) -> Path:
    """Make sure that a data set is present and correct; download what is not.

    Args:
        name: one of ``NAMES``.
        console: as for ``load``.

    Returns:
        The file or folder that has it.

    Raises:
        DataError: there is no such data set, or a file in the user's own folder is wrong.
        DownloadError: no mirror delivers it.
    """
    if name not in NAMES:
        raise DataError(f"{name}: there is no such data set; there are: {', '.join(NAMES)}")
    load(name, console)
    return next(entry.where for entry in catalogue() if entry.name == name)


def _sample() -> Digits:
    """Read the 5,000 digits that come with the package; `make sample` makes them from MNIST."""
    try:
        # Opened here, since NumPy leaves a file open that turns out to be no archive.
        with SAMPLE.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            images, labels = archive["images"], archive["labels"]
        digits = Digits(images, labels, "sample", (28, 28))
        if digest(digits) != SAMPLE_DIGEST:
            raise ValueError("other digits than those of the sample")
    except Exception as error:  # missing, no archive, cut short, other arrays: many types of error
        raise DataError(f"{SAMPLE}: is damaged; reinstall logreg-edu") from error
    return digits


def _mnist(console: Console | None) -> Digits:
    """Read the folder that the user named, or the cache, which is filled and repaired as needed.

    The digits are checked on every load: that takes 0.04 s, after 0.3 s of unpacking.
    """
    own = _own_folder()
    if own:
        try:
            return _official(own)
        except DataError as error:
            raise DataError(f"LOGREG_EDU_DATA: {error}") from error
    from logreg_edu.app import download

    folder = download.cache_folder()
    with suppress(DataError):
        return _official(folder)
    download.fetch(folder, console)
    return _official(folder)


def _own_folder() -> Path | None:
    folder = os.environ.get("LOGREG_EDU_DATA")
    return Path(folder) if folder else None


def _official(folder: Path) -> Digits:
    digits = read_digits(folder)
    if digest(digits) != MNIST_DIGEST:
        raise DataError(
            f"{folder}: does not hold the digits of MNIST; put the published files there"
        )
    return replace(digits, name="mnist")

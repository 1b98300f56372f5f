"""Download the four files of MNIST from their mirrors, and let nothing else into the cache.

A file is checked by its unpacked content; it may be compressed in another way. It is written beside
its place and moved there once it is known to be right. So a broken download, a mirror that sends
something else and a second process that does the same leave the cache as it was.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, build_opener

import platformdirs
import truststore
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from logreg_edu.app.errors import DownloadError
from logreg_edu.app.files import replacing

if TYPE_CHECKING:
    from rich.console import Console


class Published(NamedTuple):
    """A file as its makers published it.

    Attributes:
        name: of the file.
        packed: bytes to download.
        unpacked: bytes once decompressed.
        sha256: of the unpacked bytes.
    """

    name: str
    packed: int
    unpacked: int
    sha256: str


FILES = (
    Published(
        "train-images-idx3-ubyte.gz", 9_912_422, 47_040_016,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    Published(
        "train-labels-idx1-ubyte.gz", 28_881, 60_008,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    Published(
        "t10k-images-idx3-ubyte.gz", 1_648_877, 7_840_016,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    Published(
        "t10k-labels-idx1-ubyte.gz", 4_542, 10_008,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)  # fmt: skip
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
PAUSES = (0, 1, 3)  # seconds before each try of a mirror
SILENCE = 10  # seconds without a byte after which a try is given up


class _Refused(Exception):
    """A mirror did something that is not accepted; the message says what."""


def cache_folder() -> Path:
    """The folder for downloaded files: in the user's cache, or in LOGREG_EDU_CACHE."""
    cache = os.environ.get("LOGREG_EDU_CACHE") or platformdirs.user_cache_dir("logreg-edu")
    return Path(cache) / "mnist"


def fetch(folder: Path, console: Console | None = None) -> None:
    """Download those of the four files that are missing from a folder or damaged.

    Args:
        folder: where they belong; made if it does not exist.
        console: where to draw a progress bar, if it is a terminal.

    Raises:
        DownloadError: no mirror delivers a file, or the folder cannot be written to.
    """
    wanted = [file for file in FILES if not _holds(folder / file.name, file)]
    mirrors = list(MIRRORS)
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), DownloadColumn())
    silent = console is None or not console.is_terminal
    with Progress(*columns, console=console, disable=silent) as bar:
        for file in wanted:
            try:
                _fetch_file(file, folder, mirrors, bar)
            except OSError as error:
                # Windows keeps a file that another process reads; then it is a right one.
                if not _holds(folder / file.name, file):
                    raise DownloadError(
                        f"{folder}: cannot be written to ({error.strerror or error}); make room "
                        "there or name another folder with LOGREG_EDU_CACHE"
                    ) from error


def _fetch_file(file: Published, folder: Path, mirrors: list[str], bar: Progress) -> None:
    """Try each mirror several times; mirrors that failed go to the end of the list."""
    task = bar.add_task(file.name, total=file.packed)
    answers = []
    for mirror in tuple(mirrors):
        answer = ""
        for pause in PAUSES:
            time.sleep(pause)
            bar.reset(task)
            try:
                with replacing(folder / file.name) as temporary:
                    _get(mirror + file.name, temporary, file, partial(bar.advance, task))
                bar.update(task, completed=file.packed)  # also if it was compressed in another way
                return
            except _Refused as error:
                answer = str(error)
        answers.append(f"{mirror} {answer}")
        mirrors.append(mirrors.pop(0))
    raise DownloadError(
        f"{file.name}: no mirror delivers it ({'; '.join(answers)}); try again later, or put "
        f"{', '.join(file.name for file in FILES)} into a folder and name it with LOGREG_EDU_DATA"
    )


def _get(url: str, path: Path, file: Published, advance: Callable[[float], None]) -> None:
    """Download a file once, and refuse anything but what was published."""
    room = file.unpacked + 2**16
    with path.open("wb") as out:
        for chunk in _sent(url):
            room -= len(chunk)
            if room < 0:
                raise _Refused("sends far more than was published")
            out.write(chunk)
            advance(len(chunk))
    if not _holds(path, file):
        with path.open("rb") as wrong:
            page = wrong.read(512).lstrip().startswith(b"<")
        raise _Refused("sends a web page" if page else "sends other bytes than were published")


def _sent(url: str) -> Iterator[bytes]:
    """The bytes that a mirror sends; anything else that it does is raised as `_Refused`."""
    # The certificates that the system trusts: those of a school's own proxy are among them.
    trusted = HTTPSHandler(context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    try:
        with build_opener(trusted, _OnlyToHttps).open(url, timeout=SILENCE) as response:
            while chunk := response.read(2**16):
                yield chunk
            if response.length:  # more bytes were announced
                raise _Refused("breaks off")
    except HTTPError as error:
        with error:
            raise _Refused(f"answers with HTTP status {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise _Refused(_answer(error)) from error


class _OnlyToHttps(HTTPRedirectHandler):
    """Refuses a redirect to anything but https, before it is followed."""

    def redirect_request(self, *request: Any) -> Any:
        target = request[-1]
        if urlsplit(target).scheme != "https":
            raise _Refused(f"redirects to {target!r}, which is not https")
        return super().redirect_request(*request)


def _holds(path: Path, file: Published) -> bool:
    """Whether a file, gzip or plain, unpacks to exactly what was published."""
    try:
        with path.open("rb") as raw:
            packed = raw.peek(2)[:2] == b"\x1f\x8b"
            content = (gzip.GzipFile(fileobj=raw) if packed else raw).read(file.unpacked + 1)
    except (OSError, EOFError, zlib.error):
        return False
    return hashlib.sha256(content).hexdigest() == file.sha256


def _answer(error: Exception) -> str:
    """Say in a few words how a request to a mirror failed."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return f"is silent for {SILENCE} s"
    if isinstance(reason, ssl.SSLError):
        return "fails the TLS handshake"
    if isinstance(error, URLError):
        return "cannot be reached"
    return "breaks off" if isinstance(error, OSError) else f"fails ({type(error).__name__})"

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import struct
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest.mock import Mock, call

import numpy as np
import platformdirs
import pytest
from rich.console import Console

from logreg_edu.app import datasets, download
from logreg_edu.app.datasets import catalogue, digest, fetch, load
from logreg_edu.app.errors import DataError, DownloadError
from logreg_edu.digits import Digits

# A little MNIST: seven digits to train on and five to test, of 3 x 4 pixels.
PIXELS = np.random.default_rng(0).integers(0, 256, (12, 12), dtype=np.uint8)
LABELS = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8], dtype=np.uint8)


def idx(array: np.ndarray) -> bytes:
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


PLAIN = {
    "train-images-idx3-ubyte": idx(PIXELS[:7].reshape(7, 3, 4)),
    "train-labels-idx1-ubyte": idx(LABELS[:7]),
    "t10k-images-idx3-ubyte": idx(PIXELS[7:].reshape(5, 3, 4)),
    "t10k-labels-idx1-ubyte": idx(LABELS[7:]),
}
PACKED = {f"{name}.gz": gzip.compress(content, mtime=0) for name, content in PLAIN.items()}
FIRST = "train-images-idx3-ubyte.gz"
FILES = tuple(
    download.Published(f"{name}.gz", 99, len(content), hashlib.sha256(content).hexdigest())
    for name, content in PLAIN.items()
)
MNIST_DIGEST = digest(Digits(PIXELS, LABELS, "", (3, 4)))


class Mirrors(ThreadingHTTPServer):
    """Two mirrors, /a/ and /b/, that deliver ``files`` unless told otherwise.

    Attributes:
        faults: what goes wrong with every request to a mirror.
        once: what goes wrong with the next requests to a mirror, before all goes well.
        asked: the paths of all requests.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = dict(PACKED)
        self.faults: dict[str, str] = {}
        self.once: dict[str, list[str]] = {}
        self.asked: list[str] = []
        self.over = threading.Event()  # ends what stalls
        self.meeting: threading.Barrier | None = None
        self.url = f"http://127.0.0.1:{self.server_port}"

    def count(self) -> Counter:
        return Counter(path.split("/")[1] for path in self.asked)

    def handle_error(self, request, client_address):
        """Say nothing: clients that hang up are what is tested."""


class Handler(BaseHTTPRequestHandler):
    server: Mirrors

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.server.meeting and len(self.server.asked) <= 2:
            self.server.meeting.wait(20)
        _, mirror, name = self.path.split("/")
        once = self.server.once.get(mirror)
        fault = once.pop(0) if once else self.server.faults.get(mirror, "")
        body = self.server.files[name]
        match fault:
            case "":
                self.send(body)
            case "403" | "503":
                self.send_error(int(fault))
            case "stall":
                self.server.over.wait(5)
            case "stall amid":
                self.send(body[:-9], length=len(body))
                self.server.over.wait(5)
            case "short":
                self.send(body[:-9], length=len(body))
            case "wrong":
                self.send(gzip.compress(b"wrong" * 20))
            case "swapped":
                self.send(self.server.files["t10k-images-idx3-ubyte.gz"])
            case "cut":
                self.send(body[:-9])
            case "html":
                self.send(b"\n<!doctype html><title>Log in</title>")
            case "downgrade":
                self.redirect(f"{self.server.url}/elsewhere/{name}")
            case "ftp":
                self.redirect(f"ftp://127.0.0.1/{name}")
            case "https":  # where nobody speaks it
                self.redirect(f"https://127.0.0.1:{self.server.server_port}/elsewhere/{name}")
            case "bomb":
                self.send(BOMB)
            case "endless":
                self.send(b"", length=None)
                while True:
                    self.wfile.write(bytes(2**16))
            case "length":
                self.send(body, length="many")
            case _:
                raise AssertionError(fault)

    def send(self, body, length=0):
        self.send_response(200)
        if length is not None:
            self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, target):
        self.send_response(302)
        self.send_header("Location", target)
        self.end_headers()

    def log_message(self, *args):
        pass


BOMB = gzip.compress(bytes(2**24))
FAULTS = {
    "403": "answers with HTTP status 403",
    "503": "answers with HTTP status 503",
    "stall": "is silent for 0.2 s",
    "stall amid": "is silent for 0.2 s",
    "short": "breaks off",
    "wrong": "sends other bytes than were published",
    "swapped": "sends other bytes than were published",
    "cut": "sends other bytes than were published",
    "bomb": "sends other bytes than were published",
    "html": "sends a web page",
    "downgrade": "which is not https",
    "ftp": "which is not https",
    "https": "fails the TLS handshake",
    "endless": "sends far more than was published",
    "length": "fails (",
}


@pytest.fixture
def mirrors(monkeypatch, tmp_path):
    """Little mirrors of a little MNIST, and an empty cache."""
    with Mirrors() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setattr(download, "MIRRORS", (f"{server.url}/a/", f"{server.url}/b/"))
        monkeypatch.setattr(download, "FILES", FILES)
        monkeypatch.setattr(download, "PAUSES", (0, 0, 0))
        monkeypatch.setattr(download, "SILENCE", 5)
        monkeypatch.setattr(datasets, "MNIST_DIGEST", MNIST_DIGEST)
        monkeypatch.setenv("LOGREG_EDU_CACHE", str(tmp_path / "cache"))
        monkeypatch.delenv("LOGREG_EDU_DATA", raising=False)
        monkeypatch.setenv("no_proxy", "*")
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def impatient(mirrors, monkeypatch, fault):
    """Wait less where waiting is in vain; a busy machine may take its time elsewhere."""
    if "stall" in fault:
        monkeypatch.setattr(download, "SILENCE", 0.2)


@pytest.fixture
def cache(tmp_path) -> Path:
    return tmp_path / "cache" / "mnist"


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*")}


def check_digits(digits: Digits) -> None:
    np.testing.assert_array_equal(digits.images, PIXELS)
    np.testing.assert_array_equal(digits.labels, LABELS)
    assert (digits.name, digits.image_shape, digits.official_train) == ("mnist", (3, 4), 7)


def test_fetched_once_and_offline_afterwards(mirrors, cache, monkeypatch):
    check_digits(load("mnist"))
    assert content(cache) == PACKED
    assert mirrors.asked == [f"/a/{name}" for name in PACKED]
    monkeypatch.setattr(download, "MIRRORS", ())
    check_digits(load("mnist"))
    assert fetch("mnist") == cache
    assert len(mirrors.asked) == 4


@pytest.mark.parametrize("fault", FAULTS)
def test_next_mirror_after_a_fault(mirrors, cache, fault, impatient):
    mirrors.faults["a"] = fault
    check_digits(load("mnist"))
    assert content(cache) == PACKED
    # The one that failed is not asked for the other files.
    assert mirrors.count() == {"a": 3, "b": 4}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_mirror_left(mirrors, cache, fault, impatient):
    mirrors.faults = {"a": "503", "b": fault}
    with pytest.raises(DownloadError) as caught:
        load("mnist")
    message = str(caught.value)
    assert message.startswith(f"{FIRST}: no mirror delivers it (")
    assert f"{mirrors.url}/a/ answers with HTTP status 503; {mirrors.url}/b/ " in message
    assert FAULTS[fault] in message.partition("/b/")[2]
    assert all(name in message for name in PACKED) and message.endswith("LOGREG_EDU_DATA")
    assert "\n" not in message
    assert content(cache) == {}
    assert mirrors.count() == {"a": 3, "b": 3}


def test_mirrors_that_are_not_there(mirrors, monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as closed:
        nobody = f"http://127.0.0.1:{closed.server_port}/"
    monkeypatch.setattr(download, "MIRRORS", (nobody,))
    # Some systems refuse a connection, some keep silent.
    with pytest.raises(DownloadError, match=rf"\({nobody} (cannot be reached|is silent for 5 s)\)"):
        load("mnist")
    monkeypatch.setattr(download, "MIRRORS", (nobody, f"{mirrors.url}/b/"))
    check_digits(load("mnist"))


@pytest.mark.parametrize("fault", ["503", "stall", "short", "wrong"])
def test_a_fault_that_passes(mirrors, fault, impatient):
    mirrors.once["a"] = [fault, fault]
    check_digits(load("mnist"))
    assert mirrors.count() == {"a": 6}


def test_pauses_grow_and_end():
    pauses = download.PAUSES
    assert pauses[0] == 0 and list(pauses) == sorted(set(pauses)) and sum(pauses) <= 10


def test_every_try_has_its_pause(mirrors, monkeypatch):
    slept = []
    monkeypatch.setattr(download, "PAUSES", (0, 1, 3))
    monkeypatch.setattr(download.time, "sleep", slept.append)
    mirrors.faults = {"a": "403", "b": "403"}
    with pytest.raises(DownloadError):
        load("mnist")
    assert slept == [0, 1, 3, 0, 1, 3]


@pytest.mark.parametrize(
    "damage",
    [b"", PACKED[FIRST][:-1], b"<html>", gzip.compress(b"else")],
    ids=["empty", "cut short", "a page", "other content"],  # no time stamp in a name
)
def test_damaged_file_is_fetched_again(mirrors, cache, damage):
    load("mnist")
    (cache / FIRST).write_bytes(damage)
    check_digits(load("mnist"))
    assert content(cache) == PACKED
    assert mirrors.asked[4:] == [f"/a/{FIRST}"]


def test_valid_file_of_other_digits_is_fetched_again(mirrors, cache):
    load("mnist")
    other = gzip.compress(idx(255 - PIXELS[:7].reshape(7, 3, 4)))
    (cache / FIRST).write_bytes(other)
    mirrors.faults = {"a": "403", "b": "403"}
    with pytest.raises(DownloadError):
        load("mnist")
    mirrors.faults = {}
    check_digits(load("mnist"))
    assert content(cache) == PACKED


@pytest.mark.parametrize("packed", [lambda c: gzip.compress(c, 0), lambda c: c], ids=["0", "plain"])
def test_wrapping_does_not_matter(mirrors, cache, packed):
    mirrors.files = {f"{name}.gz": packed(content) for name, content in PLAIN.items()}
    check_digits(load("mnist"))
    assert content(cache) == mirrors.files
    check_digits(load("mnist"))
    assert len(mirrors.asked) == 4


def test_two_processes_at_once(mirrors, cache):
    mirrors.meeting = threading.Barrier(2)
    code = f"""
from logreg_edu.app import datasets, download
download.MIRRORS = {download.MIRRORS!r}
download.FILES = [download.Published(*file) for file in {[tuple(file) for file in FILES]!r}]
datasets.MNIST_DIGEST = {MNIST_DIGEST!r}
assert datasets.digest(datasets.load("mnist")) == datasets.MNIST_DIGEST
"""
    runs = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", code], stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    assert [run.communicate()[1] for run in runs] == [b"", b""]
    assert mirrors.asked[:2] == [f"/a/{FIRST}"] * 2
    assert content(cache) == PACKED


def test_another_process_was_first(mirrors, cache, monkeypatch):
    @contextmanager
    def refusing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PACKED[path.name])
        raise PermissionError(errno.EACCES, "Access is denied")
        yield

    monkeypatch.setattr(download, "replacing", refusing)
    check_digits(load("mnist"))


def test_cache_that_cannot_be_written(mirrors, tmp_path):
    (tmp_path / "cache").write_bytes(b"a file")
    with pytest.raises(DownloadError, match=r"cannot be written to .* LOGREG_EDU_CACHE") as caught:
        load("mnist")
    assert str(caught.value).startswith(str(tmp_path / "cache"))
    assert mirrors.asked == []


def test_full_disk(mirrors, cache, monkeypatch):
    def write(self, chunk):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(download._Sink, "write", write)
    with pytest.raises(DownloadError, match=r"\(No space left on device\); make room"):
        load("mnist")
    assert content(cache) == {}
    assert len(mirrors.asked) == 1  # no fault of the mirror


def test_interrupt_leaves_nothing(mirrors, cache, monkeypatch):
    def write(self, chunk):
        self.out.write(chunk)
        raise KeyboardInterrupt

    monkeypatch.setattr(download._Sink, "write", write)
    with pytest.raises(KeyboardInterrupt):
        load("mnist")
    assert content(cache) == {}


@pytest.mark.parametrize("files", [PACKED, PLAIN], ids=["gz", "plain"])
def test_own_folder_is_preferred(mirrors, cache, tmp_path, monkeypatch, files):
    own = tmp_path / "mine"
    own.mkdir()
    for name, data in files.items():
        (own / name).write_bytes(data)
    monkeypatch.setenv("LOGREG_EDU_DATA", str(own))
    check_digits(load("mnist"))
    assert fetch("mnist") == own
    assert mirrors.asked == [] and not cache.exists()
    (own / "train-images-idx3-ubyte").write_bytes(idx(255 - PIXELS[:7].reshape(7, 3, 4)))
    with pytest.raises(DataError, match="does not hold the digits of MNIST") as caught:
        load("mnist")
    assert str(caught.value).startswith(f"LOGREG_EDU_DATA: {own}: ")


def test_own_folder_that_is_missing(mirrors, tmp_path, monkeypatch):
    monkeypatch.setenv("LOGREG_EDU_DATA", str(tmp_path / "none"))
    with pytest.raises(DataError, match=r"^LOGREG_EDU_DATA: .*none: there is no such"):
        load("mnist")
    assert mirrors.asked == []
    assert [entry.present for entry in catalogue()] == [True, False]


def test_catalogue_and_fetch(mirrors, cache):
    sample, mnist = catalogue()
    assert (sample.name, sample.present) == ("sample", True)
    assert sample.where == fetch("sample") and sample.size == sample.where.stat().st_size
    assert mnist[2:] == (cache, 4 * 99, False)
    assert mirrors.asked == [] and not cache.exists()
    assert fetch("mnist") == cache
    assert catalogue()[1][2:] == (cache, sum(map(len, PACKED.values())), True)
    (cache / FIRST).unlink()
    assert catalogue()[1][2:] == (cache, 4 * 99, False)


def test_fetch_takes_names_alone(mirrors, tmp_path):
    with pytest.raises(DataError, match=r": there is no such data set; .*: sample, mnist$"):
        fetch(str(tmp_path))


def test_progress_bar_on_a_terminal_alone(mirrors, cache):
    def drawn(**options) -> str:
        out = io.StringIO()
        for path in cache.glob("*"):
            path.unlink()
        load("mnist", Console(file=out, width=80, **options))
        return out.getvalue()

    shown = drawn(force_terminal=True)
    assert (
        all(name in shown for name in PACKED)
        and shown.rpartition(FIRST)[2].count("99/99 bytes") == 4
    )
    assert drawn(force_terminal=True, quiet=True) == drawn(force_terminal=False) == ""


def test_bar_starts_again_with_every_try(mirrors, cache):
    bar = Mock()
    mirrors.once["a"] = ["wrong"]
    download._fetch_file(FILES[0], cache, list(download.MIRRORS), bar)
    sent = [len(gzip.compress(b"wrong" * 20)), len(PACKED[FIRST])]
    task = bar.add_task.return_value
    tries = [step for size in sent for step in (call.reset(task), call.advance(task, size))]
    assert bar.mock_calls[1:] == [*tries, call.update(task, completed=99)]


def test_cache_folder_of_the_user(monkeypatch):
    monkeypatch.delenv("LOGREG_EDU_CACHE", raising=False)
    assert download.cache_folder() == Path(platformdirs.user_cache_dir("logreg-edu"), "mnist")


def test_published_mirrors_speak_https():
    assert len(download.MIRRORS) >= 2
    assert all(
        mirror.startswith("https://") and mirror.endswith("/") for mirror in download.MIRRORS
    )


@pytest.mark.mnist
def test_real_mnist(mnist_folder, monkeypatch):
    assert all(download._holds(mnist_folder / file.name, file) for file in download.FILES)
    monkeypatch.setenv("LOGREG_EDU_DATA", str(mnist_folder))
    digits = load("mnist")
    assert (digits.images.shape, digits.official_train) == ((70_000, 784), 60_000)

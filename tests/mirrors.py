"""A little MNIST, and a server that delivers it or fails to, in every way that mirrors do."""

from __future__ import annotations

import gzip
import hashlib
import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest import mock

import numpy as np

from logreg_edu.app import datasets, download
from logreg_edu.app.datasets import digest
from logreg_edu.digits import Digits
from tests.digit_files import idx

# A little MNIST: seven digits to train on and five to test, of 3 x 4 pixels.
PIXELS = np.random.default_rng(0).integers(0, 256, (12, 12), dtype=np.uint8)
LABELS = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8], dtype=np.uint8)


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
    disable_nagle_algorithm = True  # which waits 40 ms between head and body

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
            case "nothing":
                self.close_connection = True
            case "gibberish":
                self.wfile.write(b"what?\r\n\r\n")
            case "bad address":
                self.redirect("https://[127.0.0.1/")
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
    "nothing": "breaks off",
    "gibberish": "fails (BadStatusLine)",
    "bad address": "fails (ValueError)",
}


@contextmanager
def little_mnist(cache: Path) -> Iterator[Mirrors]:
    """Let `load("mnist")` mean a little MNIST that two local mirrors deliver.

    Args:
        cache: the folder for what is downloaded; its ``mnist`` will hold the files.

    Yields:
        The server of both mirrors.
    """
    with Mirrors() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        surroundings = {"LOGREG_EDU_CACHE": str(cache), "LOGREG_EDU_DATA": "", "no_proxy": "*"}
        try:
            with (
                mock.patch.multiple(
                    download,
                    MIRRORS=(f"{server.url}/a/", f"{server.url}/b/"),
                    FILES=FILES,
                    PAUSES=(0, 0, 0),
                    SILENCE=5,
                ),
                mock.patch.object(datasets, "MNIST_DIGEST", MNIST_DIGEST),
                mock.patch.dict(os.environ, surroundings),
            ):
                yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def content(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder; what a killed process leaves has a dot before its name."""
    return {path.name: path.read_bytes() for path in folder.glob("[!.]*")}

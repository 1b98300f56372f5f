"""A real Chromium for the tests of the site and the video, and a server of one folder."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


class _Handler(SimpleHTTPRequestHandler):
    """Answers byte ranges too, without which Chromium cannot seek in a video."""

    def do_GET(self) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if not (wanted and path.is_file()):
            return super().do_GET()
        content = path.read_bytes()
        first, last = int(wanted[1]), int(wanted[2] or len(content) - 1)
        part = content[first : last + 1]
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(part)))
        self.send_header("Content-Range", f"bytes {first}-{first + len(part) - 1}/{len(content)}")
        self.end_headers()
        self.wfile.write(part)

    def log_message(self, *_) -> None:
        pass


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine, and give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def chromium_page(**options) -> Iterator[tuple]:
    """Open a page that reaches 127.0.0.1 and nothing else.

    Args:
        options: of playwright's ``new_page``: ``viewport``, ``color_scheme``, ...

    Yields:
        (page, foreign): the page, and the list of addresses elsewhere that it asked for.
    """
    from playwright.sync_api import sync_playwright  # needed by the system tests alone

    foreign: list[str] = []

    def note(asked) -> None:
        address = urlsplit(asked.url)
        if address.scheme not in ("data", "blob", "about") and address.hostname != "127.0.0.1":
            foreign.append(asked.url)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),  # else playwright's own
            chromium_sandbox=False,
            args=[
                "--disable-background-networking",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        )
        try:
            page = browser.new_page(**options)
            page.on("request", note)
            page.on("websocket", note)
            yield page, foreign
        finally:
            browser.close()

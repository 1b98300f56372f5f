"""How soon Python in the page answers: `make marks`.

A real Chromium, which shares nothing with an earlier visit, opens a chapter of site/ and clicks.
The server compresses as a good host does, and counts the bytes that it sends. What else the machine
does counts, too: the median of several visits is printed, and the slowest.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import time
from functools import cache
from pathlib import Path

import click

from tests.browser import ROOT, Handler, open_page, serve, start_chromium

SITE = ROOT / "site"
PAGE = "chapters/03-the-loss.html"
PACKED = {".whl", ".zip", ".png", ".webp", ".mp4"}
TIMEOUT = 120_000  # milliseconds


class Counting(Handler):
    """A server that compresses, and counts what it sends."""

    sent = 0

    def do_GET(self) -> None:
        """Answer a request."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return super().do_GET()
        content = compressed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        if path.suffix not in PACKED:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        Counting.sent += len(content)


@cache
def compressed(path: Path) -> bytes:
    """What is sent of a file."""
    content = path.read_bytes()
    return content if path.suffix in PACKED else gzip.compress(content, 6)


def visit(browser, address: str) -> dict[str, float]:
    """The seconds of a visit, and the megabytes of its first click."""
    with open_page(browser) as (page, _):
        page.set_default_timeout(TIMEOUT)
        page.goto(f"{address}/{PAGE}")
        bar, output = page.locator(".python-bar").first, page.locator(".python-output").first
        run = bar.get_by_role("button", name="Run")
        run.wait_for()
        page.wait_for_load_state("networkidle")
        before = Counting.sent
        found = {}

        def timed(what: str, act, says: str) -> None:
            start = time.perf_counter()
            act()
            output.get_by_text(says, exact=True).wait_for()
            found[what] = time.perf_counter() - start

        bar.get_by_role("button", name="Edit").click()
        editor = page.locator(".cm-content")
        editor.fill("import numpy as np\nnp.arange(5).sum() + 1000")
        timed("first click to output", run.click, "np.int32(1010)")
        found["megabytes of the first click"] = (Counting.sent - before) / 1e6
        editor.fill("2000 + 1")
        timed("a later run", run.click, "2001")
        editor.fill("while True: pass")
        run.click()
        stop = bar.get_by_role("button", name="Stop")
        stop.wait_for()
        page.wait_for_timeout(500)
        start = time.perf_counter()
        stop.click()
        editor.fill("3000 + 1")
        timed("", run.click, "3001")
        del found[""]
        found["stop to the output of the next run"] = time.perf_counter() - start
        page.reload()
        page.wait_for_load_state("networkidle")
        bar.get_by_role("button", name="Edit").click()
        editor.fill("4000 + 1")
        timed("second visit, first click to output", run.click, "4001")
        return found


@click.command()
@click.option("--visits", default=5, show_default=True)
def main(visits: int) -> None:
    """Print the median, and the slowest, of some visits."""
    if not (SITE / "offline.js").is_file():
        sys.exit(f"{SITE}: has no Python in its pages; run make site, with PYODIDE_NUMPY")
    for file in SITE.glob("assets/pyodide/*/*"):
        compressed(file)
    with serve(SITE, Counting) as server, start_chromium() as browser:
        found = [visit(browser, server) for _ in range(visits)]
    for what in found[0]:
        values = [one[what] for one in found]
        unit = "" if "megabytes" in what else " s"
        print(f"{what}: median {statistics.median(values):.2f}{unit}, most {max(values):.2f}{unit}")


if __name__ == "__main__":
    main()

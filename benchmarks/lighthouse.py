"""Lighthouse's marks for the start page and the chapters on a phone: `make marks`.

It serves site/ as a good host does, compressed, and asks Lighthouse, which npm brings. The mark for
performance depends on what else the machine does: it is the median of several runs.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from docs.tools.pages import address, chapter_pages
from tests.browser import ROOT, Handler, serve

SITE = ROOT / "site"
MARKS = ("performance", "accessibility", "best-practices", "seo")
TEXT = {".html", ".css", ".js", ".svg", ".json", ".vtt"}
CHROME = "--headless=new --no-sandbox --disable-background-networking"


class Compressed(Handler):
    """A server that compresses text."""

    def do_GET(self) -> None:
        """Answer a request."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in TEXT or not path.is_file():
            return super().do_GET()
        content = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def marks(address: str) -> dict[str, float]:
    """One run of Lighthouse: its four marks, of 100."""
    command = ["npx", "--yes", "lighthouse@12", address, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(MARKS)}", f"--chrome-flags={CHROME}"]
    chrome = {"CHROME_PATH": shutil.which("chromium") or ""}
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command += [f"--output-path={report}"]
        done = subprocess.run(command, env=os.environ | chrome, capture_output=True, text=True)
        if done.returncode != 0 or not report.exists():
            sys.exit(f"{address}: Lighthouse gives no marks, but says:\n{done.stderr.strip()}")
        categories = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {mark: 100 * categories[mark]["score"] for mark in MARKS}


@click.command()
@click.argument("pages", nargs=-1)
@click.option("--runs", default=3, show_default=True)
def main(pages: tuple[str, ...], runs: int) -> None:
    """Print the marks of PAGES of site/, or of the start page and all chapters."""
    if not SITE.is_dir():
        sys.exit(f"{SITE}: not found; first run make site")
    names = pages or ("index.html", *map(address, chapter_pages()))
    with serve(SITE, Compressed) as server:
        for name in names:
            found = [marks(f"{server}/{name}") for _ in range(runs)]
            medians = [f"{mark} {statistics.median(f[mark] for f in found):.0f}" for mark in MARKS]
            print(f"{name}: {', '.join(medians)}", flush=True)


if __name__ == "__main__":
    main()

"""A real Chromium, and what it looks at: a site, built and served."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
HOOKS = ("python_hook", "figure_files", "playground_files")  # as in mkdocs.yml
# A warning of Python's, but for those that concern other packages.
OUR_WARNING = re.compile(r"^(?!.*/site-packages/).+:\d+: \w+Warning: ", re.M)


class Handler(SimpleHTTPRequestHandler):
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
def serve(folder: Path, handler: type[Handler] = Handler) -> Iterator[str]:
    """Serve a folder on a free port of this machine, and give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def start_chromium() -> Iterator:
    """A browser that reaches 127.0.0.1 and nothing else."""
    from playwright.sync_api import sync_playwright  # needed by the system tests alone

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
            yield browser
        finally:
            browser.close()


@contextmanager
def open_page(browser, **options) -> Iterator[tuple]:
    """Open a page that shares nothing with others of the browser: no storage, no cache.

    Args:
        browser: from `start_chromium`; to tests, the fixture `chromium` gives one.
        options: of playwright's ``new_page``: ``viewport``, ``color_scheme``, ...

    Yields:
        (page, foreign): the page, and the addresses elsewhere than 127.0.0.1 that it asked for.
    """
    foreign: list[str] = []

    def note(asked) -> None:
        address = urlsplit(asked.url)
        if address.scheme not in ("data", "blob", "about") and address.hostname != "127.0.0.1":
            foreign.append(asked.url)

    page = browser.new_page(**options)
    page.on("request", note)
    page.on("websocket", note)
    try:
        yield page, foreign
    finally:
        page.close()


def expect(what):
    """Playwright's assertions that wait, and as long as it waits for all else."""
    from playwright.sync_api import expect

    expect.set_options(timeout=30_000)
    return expect(what)


def watch(page) -> list[str]:
    """A list that fills with what goes wrong on a page: complaints, errors, answers 400 to 599."""
    messages: list[str] = []
    page.on("console", lambda m: m.type in ("error", "warning") and messages.append(m.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("response", lambda r: r.status >= 400 and messages.append(f"{r.status}: {r.url}"))
    return messages


@contextmanager
def open_clean_page(browser, **options):
    """A page of which nothing may have gone wrong, and which may have asked no other host."""
    with open_page(browser, **options) as (page, foreign):
        messages = watch(page)
        yield page
        assert (messages, foreign) == ([], []), (messages, foreign)


def build_site(*options: str | Path, **settings: str) -> str:
    """Run `mkdocs build`, in which each block must run, without a warning of Python's.

    Args:
        options: of the command.
        settings: environment variables.

    Returns:
        What it says.
    """
    done = subprocess.run(
        [sys.executable, "-W", "default", "-m", "mkdocs", "build", *options],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | settings,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Execution of python code block" not in done.stderr, done.stderr
    assert OUR_WARNING.search(done.stderr) is None, done.stderr
    return done.stderr


def build_part(top: Path, config: dict, **settings: str) -> str:
    """Build a site like ours, with another configuration, into `top`/site; return what it says."""
    ours = {  # a file that inherits would look for these in its own folder
        "theme": {"custom_dir": str(ROOT / "docs/overrides")},
        "hooks": [str(ROOT / f"docs/tools/{name}.py") for name in HOOKS],
    }
    config = {"INHERIT": str(ROOT / "mkdocs.yml"), "site_dir": str(top / "site")} | ours | config
    (top / "mkdocs.yml").write_text(json.dumps(config), encoding="utf-8")
    return build_site("-f", top / "mkdocs.yml", **settings)


@contextmanager
def serve_pages(top: Path, pages: Iterable[str]) -> Iterator[str]:
    """The address of a site that has only these pages, "chapters/06-gradient-descent" and so on."""
    with serve(top / "site") as address:
        only = ["__pycache__", "*.py", "/tools/", "/figures/", "/overrides/", "/facts.toml"]
        only += ["/assets/playground/parts/", "*.md", "!/index.md"]
        only += [f"!/{page}.md" for page in sorted({*pages})]
        config = {
            "docs_dir": str(ROOT / "docs"),
            "site_url": f"{address}/",
            "exclude_docs": "\n".join(only),
        }
        build_part(top, config, PYTHONPATH=str(ROOT))
        yield address


# Of the words on the charts of an element: those of which one is printed over the other.
OVERLAPS = """(root) => [...root.querySelectorAll("svg")].flatMap((svg) => {
  const words = [...svg.querySelectorAll(".words text")]
    .map((word) => [word.textContent, word.getBoundingClientRect()])
  return words.flatMap(([one, a], i) => words.slice(i + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom - 1
                       && b.top < a.bottom - 1)
    .map(([other]) => `${one} | ${other}`))
})"""


def accessibility(page, **options) -> list[str]:
    """What axe objects to on a page: each rule and element, under axe's own options."""
    from axe_playwright_python.sync_playwright import Axe

    # At once in its last colours: on the way to them, axe would see those in between.
    page.add_style_tag(content="*, ::before, ::after { transition: none !important }")
    found = Axe().run(page, options={"resultTypes": ["violations"]} | options)
    rules = found.response["violations"]
    return [f"{rule['id']}: {node['html'][:150]}" for rule in rules for node in rule["nodes"]]

"""What the site hands out: complete, the same each time, and installed by the line on the page."""

from __future__ import annotations

import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest
from browser import ROOT, open_page, watch

import logreg_edu
from docs.tools import downloads

# With the other tests of the built site.
pytestmark = [pytest.mark.system, pytest.mark.xdist_group("site")]

# What setuptools adds to a source archive.
ADDED = {"PKG-INFO", "setup.cfg"}


@pytest.fixture
def site(served) -> Path:
    return served[0]


@pytest.fixture
def page(site) -> str:
    return (site / "get-it.html").read_text("utf-8")


def lines(page: str) -> list[str]:
    """What the page says to type."""
    code = "\n".join(re.findall(r"<pre>.*?</pre>", page, re.S))
    text = html.unescape(re.sub(r"<[^>]+>", "", code))
    return [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]


def run_in(folder: Path, *commands: str) -> str:
    """Type lines into a new shell, where the tests' own environment is not activated."""
    path = [Path(sys.executable).resolve().parent, "/usr/local/bin", "/usr/bin", "/bin"]
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    environment |= {"PATH": os.pathsep.join(map(str, path)), "PIP_NO_COMPILE": "1"}
    done = subprocess.run(
        ["bash", "-e", "-c", "\n".join(commands)],
        cwd=folder, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_page_names_each_file_and_its_size(site, page):
    rows = re.findall(r'<tr><td><a href="downloads/([^"]+)">([^<]+)</a></td><td>([^<]+)<', page)
    assert [name for name, _, _ in rows] == [*downloads.FILES, downloads.SITE]
    assert {name for name, _, _ in rows} == {p.name for p in (site / "downloads").iterdir()}
    for name, words, size in rows:
        assert words == name
        number, unit = size.split()
        scale, step = {"kB": (1e3, 1), "MB": (1e6, 0.1)}[unit]
        bytes_ = (site / "downloads" / name).stat().st_size
        assert abs(bytes_ / scale - float(number)) <= step / 2
        assert float(number) >= 1


def test_the_lines_of_the_page_install_the_wheel(served, page, tmp_path):
    """First from the address of this site, then without any network."""
    typed = lines(page)
    make, activate, install, version, _, start = typed[:6]
    assert install == f"pip install {served[1]}/downloads/{downloads.WHEEL}"
    train = "logreg-edu train --iterations 20 --json > trained.json"
    said = run_in(tmp_path, make, activate, install, version, start, train)
    assert f"logreg-edu, version {logreg_edu.__version__}\n" in said
    assert "logreg-edu exercises watch" in said
    assert (tmp_path / "logreg-edu-exercises/ch01_1_two_scans.py").is_file()
    assert json.loads((tmp_path / "trained.json").read_text())["accuracy"] > 0.88
    assert (tmp_path / "runs/sample/model.npz").is_file()

    name = f"downloads/{downloads.WHEEL}"
    assert f'href="{name}"' in page
    with urlopen(f"{served[1]}/{name}") as file:
        (tmp_path / downloads.WHEEL).write_bytes(file.read())
    (gather,) = (line for line in typed if line.startswith("pip download "))
    run_in(tmp_path, activate, gather)
    room = tmp_path / "room"
    room.mkdir()
    shutil.move(tmp_path / "wheels", room)
    shutil.move(tmp_path / downloads.WHEEL, room)
    (offline,) = (line for line in typed if "--no-index" in line)
    assert f"pip install ./{downloads.WHEEL}" in typed
    from_the_file = f"PIP_NO_INDEX=1 pip install ./{downloads.WHEEL}"
    said = run_in(room, make, activate, offline, from_the_file, version)
    assert f"logreg-edu, version {logreg_edu.__version__}\n" in said


def test_the_wheel_is_the_library_and_the_command(site):
    with zipfile.ZipFile(site / "downloads" / downloads.WHEEL) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    modules = (ROOT / "logreg_edu").rglob("*.py")
    wanted = {path.relative_to(ROOT).as_posix() for path in modules}
    assert {name for name in names if name.endswith(".py")} == wanted
    assert {"logreg_edu/py.typed", "logreg_edu/pretrained.npz"} <= names
    assert {name.split("/")[0] for name in names} == {"logreg_edu"}


@pytest.fixture
def unpacked(site, tmp_path) -> Path:
    with tarfile.open(site / "downloads" / downloads.SOURCE) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    assert folder.name == downloads.NAME
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".egg-info" not in path.parent.name
    }


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs the repository")
def test_the_source_archive_is_the_repository(unpacked):
    def listed(*options: str) -> set[str]:
        command = ["git", "ls-files", "-z", *options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return {name for name in done.stdout.split("\0") if (ROOT / name).is_file()}

    files = files_of(unpacked)
    assert listed() <= set(files)
    assert set(files) - ADDED <= listed("--cached", "--others", "--exclude-standard")
    changed = [n for n in files if n not in ADDED and files[n] != (ROOT / n).read_bytes()]
    assert changed == []


def test_tests_of_the_source_archive_run_in_it(unpacked):
    """Few of them: that the files are those of the repository is another test."""
    some = ["tests/test_house.py", "tests/test_readme.py", "tests/test_docs_get_it.py"]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-m",
        "not system",
        *some,
    ]
    done = subprocess.run(command, cwd=unpacked, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_of_an_earlier_build_is_handed_out(site, unpacked):
    """Built again from the source archive, elsewhere and later: the same bytes."""

    def make() -> dict[str, bytes]:
        before = set(files_of(unpacked))
        command = [sys.executable, "-B", "-m", "docs.tools.downloads"]
        subprocess.run(command, cwd=unpacked, check=True)
        made = files_of(unpacked / "docs/downloads")
        left = set(files_of(unpacked)) - before
        assert [name for name in left if not name.startswith("docs/downloads/")] == []
        return made

    def modules(made: dict[str, bytes]) -> list[str]:
        return zipfile.ZipFile(io.BytesIO(made[downloads.WHEEL])).namelist()

    gone = unpacked / "logreg_edu/gone.py"
    gone.write_text('"""A module that a later version no longer has."""\n')
    (unpacked / "build/lib/logreg_edu").mkdir(parents=True)  # as `pip install .` leaves it
    shutil.copy(gone, unpacked / "build/lib/logreg_edu")
    assert "logreg_edu/gone.py" in modules(make())
    gone.unlink()
    again = make()
    assert "logreg_edu/gone.py" not in modules(again)
    handed_out = files_of(site / "downloads")
    assert [name for name in again if again[name] != handed_out[name]] == []


def test_the_notebooks_are_there_one_per_chapter(site):
    with zipfile.ZipFile(site / "downloads" / downloads.NOTEBOOKS) as archive:
        notebooks = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    top = downloads.NOTEBOOKS.removesuffix(".zip")
    chapters = [*(f"chapter-{k:02}" for k in range(1, 15)), "capstone"]
    assert set(notebooks) == {f"{top}/{chapter}.ipynb" for chapter in chapters}
    assert all(notebook["cells"] for notebook in notebooks.values())


def test_the_zip_of_the_site_opens_from_a_folder(site, chromium, tmp_path):
    with zipfile.ZipFile(site / "downloads" / downloads.SITE) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    folder = tmp_path / downloads.SITE.removesuffix(".zip")
    inside, outside = files_of(folder), files_of(site)
    assert set(outside) - set(inside) == {f"downloads/{downloads.SITE}"}
    assert set(inside) <= set(outside)
    assert [name for name in inside if inside[name] != outside[name]] == ["get-it.html"]
    with open_page(chromium) as (page, foreign):
        messages = watch(page)
        page.goto((folder / "index.html").as_uri())
        page.locator("article a", has_text="Get it").first.click()
        page.wait_for_url("**/get-it.html")
        links = page.locator("article table a")
        targets = links.evaluate_all("links => links.map(link => link.href)")
        assert [Path(target).name for target in targets] == list(downloads.FILES)
        assert all((folder / "downloads" / Path(target).name).is_file() for target in targets)
        assert messages == []
        assert [address for address in foreign if not address.startswith("file:")] == []

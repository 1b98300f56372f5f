"""What the site hands out: the wheel, the source archive, the notebooks, and the whole site.

`python -m docs.tools.downloads` builds the first three into `docs/downloads`, where MkDocs finds
them. `python -m docs.tools.downloads SITE` then adds to a built site a zip of all of it. The same
sources give the same bytes: all dates inside are SOURCE_DATE_EPOCH, or 1980.
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterable
from contextlib import redirect_stdout
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory

import logreg_edu

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs/downloads"
NAME = f"logreg_edu-{logreg_edu.__version__}"
WHEEL, SOURCE = f"{NAME}-py3-none-any.whl", f"{NAME}.tar.gz"
NOTEBOOKS, SITE = f"{NAME}-notebooks.zip", f"{NAME}-site.zip"
FILES = {
    WHEEL: "The wheel: the library and the command, for <code>pip</code>.",
    SOURCE: "The source archive: all of the library, the tests and this site, to change them.",
    NOTEBOOKS: "The exercises as Jupyter notebooks, one per chapter.",
}
# Where the size of the last file will be, which is not known before the page is written.
PLACE = "<!-- the whole site -->"
# The earliest time that a zip can store.
DATE = max(int(os.environ.get("SOURCE_DATE_EPOCH") or 0), 315_532_800)


# For the page


def install() -> str:
    """The line that installs the wheel of this site: from its address, if that is known."""
    site = os.environ.get("SITE_URL")
    return f"pip install {site.rstrip('/')}/downloads/{WHEEL}" if site else install_the_file()


def install_the_file() -> str:
    """The line that installs the wheel when it has been downloaded into the current folder."""
    return f"pip install ./{WHEEL}"


def table() -> str:
    """The files, their sizes and what they are, as HTML."""
    rows = (_row(name, FOLDER / name, about) for name, about in FILES.items())
    head = "<tr><th>file</th><th>size</th><th>what it is</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}{PLACE}</tbody></table>"


def link(name: str) -> str:
    """A link to one of the files, as HTML."""
    return f'<a href="downloads/{name}">{name}</a>'


def _row(name: str, path: Path, about: str) -> str:
    size = "made by <code>make site</code>"  # in a preview, which has the pages alone
    if path.is_file():
        count = path.stat().st_size
        size = f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
    return f"<tr><td>{link(name)}</td><td>{size}</td><td>{about}</td></tr>"


# For `make site`


def make(folder: Path = FOLDER) -> None:
    """Build wheel, source archive and notebooks into a folder, in place of what is there.

    They are built from a copy, so that nothing of an earlier build can get into them.
    """
    with TemporaryDirectory() as temporary:
        work = Path(temporary)
        shutil.copytree(ROOT, work / "copy", ignore=_ignored)
        _build("--sdist", work / "copy", work / "made")
        _rewrite(work / "made" / SOURCE)
        with tarfile.open(work / "made" / SOURCE) as archive:
            archive.extractall(work / "unpacked", filter="data")
        _build("--wheel", work / "unpacked" / NAME, work / "made")
        _notebooks(work / "notebooks", work / "made" / NOTEBOOKS)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in FILES:
            shutil.move(work / "made" / name, folder)


def pack(site: Path) -> None:
    """Add to a built site the zip of all of it, and to its page "Get it" the row about the zip.

    The page inside the zip has no such row, since the zip does not hold itself.

    Raises:
        SystemExit: the site does not have the other files, or has been packed before.
    """
    downloads, page = site / "downloads", site / "get-it.html"
    for path in [page, *(downloads / name for name in FILES)]:
        if not path.is_file():
            raise SystemExit(f"{path}: not found; build the site with make site")
    before, place, after = page.read_bytes().partition(PLACE.encode())
    if not place:
        raise SystemExit(f"{page}: is complete already; build the site again with make site")
    content = [
        (path.relative_to(site).as_posix(), path.read_bytes())
        for path in site.rglob("*")
        if path.is_file() and path != downloads / SITE
    ]
    _zip(downloads / SITE, f"{NAME}-site", content)
    about = "This whole site, for a room without internet."
    page.write_bytes(before + _row(SITE, downloads / SITE, about).encode() + after)


def _ignored(folder: str, names: list[str]) -> set[str]:
    """The names in a folder that do not belong to the repository."""
    here = Path(folder).relative_to(ROOT)
    added = ["/PKG-INFO", "/setup.cfg"]  # by setuptools, to a source archive
    lines = [".git", *added, *(ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()]

    def is_ignored(name: str, line: str) -> bool:
        path = (here / name).as_posix() if line.startswith("/") else name
        return fnmatch(path, line.strip("/"))

    return {name for name in names if any(is_ignored(name, line) for line in lines)}


def _build(kind: str, source: Path, out: Path) -> None:
    """Build a wheel or a source archive with the setuptools that is installed."""
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", kind, "--outdir", out, source],
        env=os.environ | {"SOURCE_DATE_EPOCH": str(DATE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        umask=0o022,  # the modes of files are in the archives, too
    )
    if done.returncode:
        raise SystemExit(f"python -m build {kind}: failed\n{done.stdout}")


def _rewrite(archive: Path) -> None:
    """Remove from a .tar.gz the time when it was made, and by which user."""
    tar = io.BytesIO()
    with tarfile.open(archive) as old, tarfile.open(fileobj=tar, mode="w") as new:
        for member in sorted(old, key=lambda member: member.name):
            member.mtime, member.uid, member.gid, member.uname, member.gname = DATE, 0, 0, "", ""
            member.pax_headers = {}  # has the time as well, which would win
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            new.addfile(member, old.extractfile(member))
    archive.write_bytes(gzip.compress(tar.getvalue(), mtime=DATE))


def _notebooks(folder: Path, archive: Path) -> None:
    from logreg_edu.exercises import notebooks

    with redirect_stdout(io.StringIO()):
        notebooks.write(folder)
    content = [(path.name, path.read_bytes()) for path in folder.iterdir()]
    _zip(archive, archive.stem, content)


def _zip(archive: Path, top: str, content: Iterable[tuple[str, bytes]]) -> None:
    """Write files into a zip, below one folder."""
    with zipfile.ZipFile(archive, "w") as file:
        for name, data in sorted(content):
            info = zipfile.ZipInfo(f"{top}/{name}", time.gmtime(DATE)[:6])
            info.external_attr = 0o644 << 16
            file.writestr(info, data, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    pack(Path(sys.argv[1])) if sys.argv[1:] else make()

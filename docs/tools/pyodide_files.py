"""Pyodide, the Python that runs in the page, laid where MkDocs finds it: docs/assets/pyodide.

There it is in a folder with the name of its version: a browser need not ask twice for its files.

`npm ci` brings its core. NumPy for it is in no registry of packages: it comes from Pyodide's own
distribution, or from the file that PYODIDE_NUMPY names. Either must have the SHA-256 that the core
names in its pyodide-lock.json. Where NumPy cannot be had, the site is built without buttons to run
code, and says so.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from base64 import b64encode
from functools import cache
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from docs.tools import codemirror, downloads

ROOT = Path(__file__).resolve().parents[2]
NPM = ROOT / "node_modules/pyodide"
FOLDER = ROOT / "docs/assets/pyodide"
CORE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
CORE = (*CORE, "pyodide-lock.json")
# Of Pyodide's makers; its own loader asks the same address.
DISTRIBUTION = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{name}"


def install(npm: Path = NPM, folder: Path = FOLDER, distribution: str = DISTRIBUTION) -> None:
    """Lay core and NumPy into a folder, in place of what is there; without NumPy, nothing.

    Raises:
        SystemExit: there is no core, or NumPy is not the one that the core names.
    """
    if not npm.is_dir():
        raise SystemExit(f"{npm}: not found; first run npm ci")
    lock = json.loads((npm / "pyodide-lock.json").read_text(encoding="utf-8"))
    name, wanted = lock["packages"]["numpy"]["file_name"], lock["packages"]["numpy"]["sha256"]
    version = lock["info"]["version"]
    place = folder / version
    wheel = _numpy(place / name, wanted, distribution, version)
    shutil.rmtree(folder, ignore_errors=True)
    if wheel:
        place.mkdir(parents=True)
        for file in CORE:
            shutil.copyfile(npm / file, place / file)
        (place / name).write_bytes(wheel)


def _numpy(kept: Path, wanted: str, distribution: str, version: str) -> bytes:
    """NumPy's wheel: what is given, what an earlier build left, or fetched; else nothing."""
    given = os.environ.get("PYODIDE_NUMPY")
    if not given and kept.is_file():
        content = kept.read_bytes()
        if hashlib.sha256(content).hexdigest() == wanted:
            return content
    source = given or distribution.format(version=version, name=kept.name)
    try:
        if given:
            content = Path(given).read_bytes()
        else:
            with urlopen(source, timeout=60) as answer:
                content = answer.read()
    except (OSError, HTTPException) as error:
        if given:
            raise SystemExit(f"PYODIDE_NUMPY={given}: {error.strerror or error}") from error  # type: ignore[union-attr]
        print(
            f"{source}: {error}. The site is built without buttons to run its code; to have"
            f" them, give this file with PYODIDE_NUMPY=path/to/{kept.name}"
        )
        return b""
    if hashlib.sha256(content).hexdigest() != wanted:
        raise SystemExit(
            f"{source}: is not the file that pyodide-lock.json names: it has another SHA-256."
            f" Give {kept.name} of Pyodide {version}, with PYODIDE_NUMPY=path/to/{kept.name}"
        )
    return content


@cache
def attributes() -> dict[str, str] | None:
    """What a page says of the files, as attributes; None if they are not all there.

    ``megabytes``: what the first click transfers, compressed. ``numpy`` and ``library``: the names
    of the wheels, and their digests as a browser checks them. ``editor``: CodeMirror, if there.
    """
    library = downloads.FOLDER / downloads.WHEEL
    numpy = next(FOLDER.glob("*/numpy-*.whl"), None)
    if numpy is None or not library.is_file():
        return None
    files = [
        *(numpy.with_name(name) for name in CORE if name != "pyodide-lock.json"),
        numpy,
        library,
    ]
    transferred = sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)
    there = codemirror.FILE.is_file()
    editor = {"editor": f"../assets/codemirror/{codemirror.FILE.name}"} if there else {}
    return editor | {
        "megabytes": f"{transferred / 1e6:.0f}",
        "pyodide": f"../assets/pyodide/{numpy.parent.name}/",
        "numpy": f"../assets/pyodide/{numpy.parent.name}/{numpy.name}",
        "numpy-digest": _digest(numpy),
        "library": f"../downloads/{library.name}",
        "library-digest": _digest(library),
    }


def _digest(file: Path) -> str:
    return "sha256-" + b64encode(hashlib.sha256(file.read_bytes()).digest()).decode()


if __name__ == "__main__":
    install()

"""CodeMirror, the editor of the code in the page, bundled to one file: docs/assets/codemirror.

`npm ci` brings CodeMirror and esbuild, which bundles it. Where they are not there, the page has a
plain editor.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(__file__).with_name("codemirror.js")
ESBUILD = ROOT / "node_modules/esbuild/bin/esbuild"
LICENCE = ROOT / "node_modules/@codemirror/view/LICENSE"
FOLDER = ROOT / "docs/assets/codemirror"
FILE = FOLDER / "codemirror.js"


def install() -> None:
    """Bundle the editor into the assets of the site, in place of what is there.

    Raises:
        SystemExit: esbuild cannot make a bundle of it.
    """
    shutil.rmtree(FOLDER, ignore_errors=True)
    node = shutil.which("node")
    if not (node and ESBUILD.is_file()):
        print("CodeMirror cannot be bundled: no Node.js, or first run npm ci. The editor is plain.")
        return
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"]
    done = subprocess.run(
        [node, ESBUILD, SOURCE, *options, f"--outfile={FILE}"], capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"esbuild: {done.stderr.strip()}")
    shutil.copy(LICENCE, FOLDER)


if __name__ == "__main__":
    install()

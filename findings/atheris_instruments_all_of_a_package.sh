#!/usr/bin/env bash
# Atheris 3.0.0 (Python's fuzzer), SciPy 1.16.3. instrument_imports(include=["scipy.io.matlab"]) says
# that it instruments that package and what is below it. It cuts the name at its first dot: all of
# SciPy that is imported is instrumented, hundreds of modules, which takes ten seconds and more.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet atheris==3.0.0 scipy==1.16.3
seen=$(cd "$folder" && env/bin/python - 2>&1 <<'PYTHON' | grep -c '^INFO: Instrumenting scipy\.sparse' || true
import atheris

with atheris.instrument_imports(include=["scipy.io.matlab"]):
    import scipy.sparse
PYTHON
)
echo "modules of scipy.sparse instrumented: $seen"
[ "$seen" -gt 20 ]

#!/usr/bin/env bash
# NumPy 2.4.6. numpy.load(path) of an .npz that was cut short, as by a broken copy, raises
# zipfile.BadZipFile, and leaves the file open: a ResourceWarning follows when it is collected. A file
# object that the caller opens and closes has no such trouble.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet numpy==2.4.6
seen=$(cd "$folder" && env/bin/python - <<'PYTHON'
import gc
import warnings
import zipfile
from pathlib import Path

import numpy

numpy.savez("whole.npz", a=numpy.arange(1000))
Path("cut.npz").write_bytes(Path("whole.npz").read_bytes()[:-30])


def complaints(load):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            load()
        except zipfile.BadZipFile:
            pass
        gc.collect()
    return sorted({warning.category.__name__ for warning in caught})


def from_file():
    with open("cut.npz", "rb") as file:
        numpy.load(file)


print("by its path:", *complaints(lambda: numpy.load("cut.npz")))
print("by a file object:", *complaints(from_file))
PYTHON
)
echo "$seen"
[ "$seen" = "by its path: ResourceWarning
by a file object:" ]

#!/bin/sh
# NumPy 2.4.6 and SciPy 1.17.1: least squares with a relative cutoff of 1 or more, four ways.
#
# lstsq takes for 0 what is smaller than rcond (in SciPy cond) times the largest singular value. A
# fair guess: with 0.999 the largest one is left, and with 1.001 none, so that the solution is 0.
# Seen, for singular values 3, 2, 1: numpy.linalg.lstsq and SciPy's default driver (gelsd) cut
# nothing from 1.0 on, as if the smallest cutoff had been asked for, and say that the rank is 3;
# the driver gelsy keeps the largest, whatever the cutoff; gelss, and numpy.linalg.pinv, cut all.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6 scipy==1.17.1
"$work/env/bin/python" - <<'PYTHON'
import numpy as np
import scipy.linalg

A, b = np.diag([3.0, 2.0, 1.0]), np.ones(3)


def scipys(driver, cutoff):
    return scipy.linalg.lstsq(A, b, cond=cutoff, lapack_driver=driver)[0]


ways = {
    "numpy lstsq": lambda cutoff: np.linalg.lstsq(A, b, rcond=cutoff)[0],
    "scipy gelsd": lambda cutoff: scipys("gelsd", cutoff),
    "scipy gelsy": lambda cutoff: scipys("gelsy", cutoff),
    "scipy gelss": lambda cutoff: scipys("gelss", cutoff),
    "numpy pinv": lambda cutoff: np.linalg.pinv(A, rcond=cutoff) @ b,
}
kept = {}
for name, way in ways.items():
    kept[name] = [int(np.count_nonzero(way(cutoff))) for cutoff in (0.5, 0.999, 1.0, 1.001, 100.0)]
    print(f"{name}: of 3 singular values are kept {kept[name]}")
assert kept == {
    "numpy lstsq": [2, 1, 3, 3, 3],
    "scipy gelsd": [2, 1, 3, 3, 3],
    "scipy gelsy": [2, 1, 1, 1, 1],
    "scipy gelss": [2, 1, 0, 0, 0],
    "numpy pinv": [2, 1, 0, 0, 0],
}, kept
assert np.linalg.lstsq(A, b, rcond=1.001)[2] == 3
PYTHON

#!/bin/sh
# NumPy 2.4.6: the median of a picture that is nearly blank, by numpy.partition.
#
# A fair guess: to find one rank is at most as much work as to find it twice, and equal values are
# the easiest. Seen, for 250,000 numbers of which 99 % are 0: partition(values, k) takes about 40
# milliseconds, and so does [k]; partition(values, [k, k]) has the same result in half a
# millisecond. Numbers of which no two are equal take a few milliseconds either way.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6
"$work/env/bin/python" - <<'PYTHON'
import time

import numpy as np

rng = np.random.default_rng(0)
blank = np.zeros(250_000)
blank[:2000] = rng.random(2000)
rng.shuffle(blank)
k = len(blank) // 2


def milliseconds(values, rank):
    taken = []
    for _ in range(7):
        start = time.perf_counter()
        np.partition(values, rank)
        taken.append(1000 * (time.perf_counter() - start))
    return min(taken)


assert np.partition(blank, k)[k] == np.partition(blank, [k, k])[k]
for name, values in (("nearly blank", blank), ("all different", rng.random(250_000))):
    once, listed, twice = (milliseconds(values, rank) for rank in (k, [k], [k, k]))
    print(f"{name}: k {once:.1f} ms, [k] {listed:.1f} ms, [k, k] {twice:.1f} ms")
    if values is blank:
        assert min(once, listed) > 10 * twice
    else:
        assert max(once, listed) < 10 * twice
PYTHON

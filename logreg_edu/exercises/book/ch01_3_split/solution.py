"""A split by writers: draw the names, and let the pictures follow."""

import numpy as np


def split(writers, share, seed):
    """Rows to train on and to test on; each writer is in only one part."""
    names = np.unique(writers)  # each writer once
    shuffled = np.random.default_rng(seed).permutation(names)
    drawn = shuffled[: round(share * len(names))]
    # (m,) a picture goes where its writer goes
    is_test = np.isin(writers, drawn)
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)

"""A split by writers: draw the names, and let the pictures follow."""

import numpy as np


def split(writers, share, seed):
    """Rows to train on and rows to test on; each writer is in one of the two parts only."""
    names = np.unique(writers)  # each writer once
    drawn = np.random.default_rng(seed).permutation(names)[: round(share * len(names))]
    is_test = np.isin(writers, drawn)  # (m,) a picture goes where its writer goes
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)

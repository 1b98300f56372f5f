import numpy as np


def split(writers, share, seed):
    """Rows to train on and to test on; each writer is in only one part."""
    rows = np.random.default_rng(seed).permutation(len(writers))
    count = round(share * len(writers))
    return rows[count:], rows[:count]


if __name__ == "__main__":
    # Four writers, twelve pictures: who is in which part?
    writers = np.repeat([11, 22, 33, 44], 3)
    train, test = split(writers, share=0.25, seed=0)
    print("train on", np.unique(writers[train]))
    print("test on", np.unique(writers[test]))

import numpy as np


def confusion_matrix(true, predicted, K):
    """The counts C (K, K): C[k, h] digits are a k and were called an h."""
    return None  # your lines here


if __name__ == "__main__":
    # Four digits: a 0 and a 2 are read correctly; of two 1s, one is read as a 2.
    print(confusion_matrix(np.array([0, 1, 1, 2]), np.array([0, 1, 2, 2]), K=3))

import numpy as np


def features(X, train, test, count):
    """Features of the training rows and of the test rows: (m_train, count), (m_test, count).

    Patches, means and spreads come from training pictures. The patches are the first `count` rows
    that `train` names. Test pictures are treated in the same way, with the same numbers.
    """
    mean = X.mean(axis=0)
    patches = X[:count] - mean
    Z = np.maximum(0, (X - mean) @ patches.T)  # how much each picture looks like each patch
    Z = (Z - Z.mean(axis=0)) / (Z.std(axis=0) + 0.001)
    return Z[train], Z[test]


if __name__ == "__main__":
    # The same training digits, and other test digits: do the training features change?
    X = np.random.default_rng(0).random((8, 5))
    other = X.copy()
    other[[0, 3]] = 0.0
    train, test = np.array([1, 2, 4, 5, 6, 7]), np.array([0, 3])
    before, _ = features(X, train, test, 2)
    after, _ = features(other, train, test, 2)
    print("unchanged:", np.allclose(before, after))

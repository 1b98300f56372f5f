import numpy as np


def loss(z, y):
    """The loss of every example: -log of the probability that its score z gives to the truth y."""
    return None  # your lines here; NumPy is enough


if __name__ == "__main__":
    # One half costs log 2 = 0.693. A score of 40 for the truth costs 4.2e-18, against it 40.
    print(loss(np.array([0.0, 40.0, 40.0]), np.array([1, 1, 0])))

import numpy as np


def sigmoid(z):
    """The probability that belongs to each score."""
    return None  # your lines here; NumPy is enough, without a warning


if __name__ == "__main__":
    # Odds of 9 to 1 are a probability of 0.9.
    # A score of -40 is a probability of 4.2e-18, and not 0.
    print(sigmoid(np.array([np.log(9), -40.0, -1000.0, 1000.0])))

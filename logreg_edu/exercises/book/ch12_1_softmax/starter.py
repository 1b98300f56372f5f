import numpy as np


def softmax(Z):
    """The probabilities of K classes, for the scores in each row."""
    return None  # your lines here


def message(Z, Y):
    """The upstream gradient: dJ/dZ, where the cost J is the mean of the losses."""
    return None  # your lines here


if __name__ == "__main__":
    # Odds of 3 to 1 for the second class, with small scores and with large ones: 0.25 and 0.75,
    # both times. The gradient is 0.125 and -0.125, both times.
    Z = np.array([[0.0, np.log(3)], [1000.0, 1000.0 + np.log(3)]])
    print(softmax(Z))
    print(message(Z, np.array([[0, 1], [0, 1]])))

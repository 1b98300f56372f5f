"""A classifier of ten parts; each uses those before it."""

import numpy as np


def pixels_to_examples(images):
    return images / 255  # true division: bytes become fractions


def one_hot(labels, K):
    return (labels[:, np.newaxis] == np.arange(K)).astype(float)  # each label meets every class


def sigmoid(z):
    with np.errstate(over="ignore"):  # for a very low score e^-z is infinite, and 1 / inf is 0
        return 1 / (1 + np.exp(-z))


def score(X, w, b):
    return X @ w + b  # (m, n) @ (n, K) + (K,)


def loss(z, y):
    s = np.where(y == 1, z, -z)  # the score in favour of the truth
    return np.log1p(np.exp(-np.abs(s))) - np.minimum(s, 0)  # log(1 + e^-s), for any s


def cost(X, y, w, b, l2):
    return loss(score(X, w, b), y).mean(axis=0) + l2 / 2 * (w**2).sum(axis=0)


def gradient(X, y, w, b, l2):
    error = sigmoid(score(X, w, b)) - y  # (m,) or (m, K)
    return X.T @ error / len(X) + l2 * w, error.mean(axis=0)


def descend(X, y, alpha, l2, iterations):
    w, b = np.zeros((X.shape[1], *y.shape[1:])), np.zeros(y.shape[1:])
    for _ in range(iterations):
        dJ_dw, dJ_db = gradient(X, y, w, b, l2)  # both at the same point
        w = w - alpha * dJ_dw
        b = b - alpha * dJ_db
    return w, b


def predict(X, W, b):
    return score(X, W, b).argmax(axis=1)  # scores, not probabilities: those round to 1


def experiment(images, labels, train, test, alpha, l2, iterations):
    X, Y = pixels_to_examples(images[train]), one_hot(labels[train], 10)
    W, b = descend(X, Y, alpha, l2, iterations)
    unseen = pixels_to_examples(images[test])  # digits that no step has met
    return cost(X, Y, W, b, l2).mean(), np.mean(predict(unseen, W, b) == labels[test])

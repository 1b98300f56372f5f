import numpy as np


def pixels_to_examples(images): ...


def one_hot(labels, K): ...


def sigmoid(z): ...


def score(X, w, b): ...


def loss(z, y): ...


def cost(X, y, w, b, l2): ...


def gradient(X, y, w, b, l2): ...


def descend(X, y, alpha, l2, iterations): ...


def predict(X, W, b): ...


def experiment(images, labels, train, test, alpha, l2, iterations): ...


if __name__ == "__main__":
    # When all parts are there, run the file: how far do 300 steps get?
    from logreg_edu import stratified_split
    from logreg_edu.app.datasets import load

    digits = load("sample")
    train, test = stratified_split(digits.labels, test_fraction=0.2, seed=0)
    print(experiment(digits.images, digits.labels, train, test, 0.5, 0.001, iterations=300))

"""Chapter 2, exercise 2: the scores of one model and of K, in the right shape."""

from __future__ import annotations

import numpy as np

from logreg_edu import score, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def cases(rng):
    """One model and K of them, several examples and one, float64 and float32."""
    yield {"X": np.array([[1.0, 0.5]]), "w": np.array([2.0, 4.0]), "b": 3.0}
    yield {"X": np.array([[1.0], [0.5]]), "w": np.array([2.0]), "b": -1.0}
    for m, n, K in ((4, 3, 2), (1, 2, 3), (5, 3, 1), (3, 6, 10), (7, 4, 5)):
        X = rng.random((m, n))
        yield {"X": X, "w": rng.normal(size=n), "b": rng.normal()}
        yield {"X": X, "w": rng.normal(size=(n, K)), "b": rng.normal(size=K)}
    X, W, b = rng.random((6, 5)), rng.normal(size=(5, 4)), rng.normal(size=4)
    yield {"X": X.astype(np.float32), "w": W.astype(np.float32), "b": b.astype(np.float32)}


# Right, in other words


def with_einsum(X, w, b):
    return np.einsum("ij,j...->i...", X, w) + b


def with_a_loop(X, w, b):
    z = []
    for x in X:
        z_of_x = b
        for j in range(len(x)):
            z_of_x = z_of_x + x[j] * w[j]
        z.append(z_of_x)
    return np.array(z)


def column_taken_out(X, w, b):
    Z = X @ w.reshape(X.shape[1], -1) + b
    return Z[:, 0] if w.ndim == 1 else Z


def with_a_pixel_of_one(X, w, b):
    X_tilde = np.column_stack([X, np.ones(len(X))])
    return X_tilde @ np.concatenate([w, np.atleast_1d(b)[np.newaxis] if w.ndim == 2 else [b]])


# Wrong


def column(X, w, b):
    return X @ w.reshape(X.shape[1], -1) + b


def squeezed(X, w, b):
    return np.squeeze(column(X, w, b))


def flattened(X, w, b):
    return np.ravel(X @ w + b)


def biases_in_a_column(X, w, b):
    return X @ w + np.full((len(X), 1), b)


def no_bias(X, w, b):
    return X @ w


def bias_on_each_pixel(X, w, b):
    return (X + b) @ w


def bias_on_each_weight(X, w, b):
    return X @ (w + b)


def transposed(X, w, b):
    return X.T @ w + b


def weights_first(X, w, b):
    return w @ X + b


def one_model_a_row(X, w, b):
    return (X @ w + b).T


def products_not_added(X, w, b):
    return X * w + b


def one_sum_for_all(X, w, b):
    return np.sum(X * w) + b


def sum_over_examples(X, w, b):
    return np.sum(X * w, axis=0) + b


def probability(X, w, b):
    return sigmoid(X @ w + b)


MISTAKES = [
    Mistake("a column for one model", column).says(
        "With K models all is well. With one, your scores are a column (m, 1); minus a y of shape"
        " (m,) this becomes a matrix (m, m). Which product of X and w gives (m,)?"
    ),
    Mistake("squeezed", squeezed).says(
        "Better, but `squeeze` drops every length of 1, also that of a single example or of a"
        " matrix with K = 1. When should the column go, and when should it stay?"
    ),
    Mistake("flattened", flattened).says(
        "With one model all is well. With K models, the scores of all of them are in one row:"
        " which shape should Z have?"
    ),
    Mistake("biases in a column", biases_in_a_column).says(
        "(m,) plus a column (m, 1) is a matrix (m, m): every score meets every bias. NumPy adds one"
        " number to all, or K numbers to each row, without help. Which shape does b have?"
    ),
    Mistake("no bias", no_bias, "The score").says(
        "What does a picture without any ink score? Something of the model is missing in yours."
    ),
    Mistake(
        "bias inside the sum", bias_on_each_pixel, "The score", also=[bias_on_each_weight]
    ).says(
        "Your bias is in the product, so it counts once for each pixel. How often does it occur"
        " in the formula?"
    ),
    Mistake("sums over examples", transposed, also=[weights_first, sum_over_examples]).says(
        "A score belongs to one example, so the sum goes over its n pixels. Which length of X meets"
        " w in your product, m or n?"
    ),
    Mistake("one model per row", one_model_a_row).says(
        "With one model all is well. With K, the matrix is transposed: is a row of Z an example or"
        " a model?"
    ),
    Mistake("products not added", products_not_added, "The score").says(
        "You multiply pixel by weight and stop there. What is done with the n products of an"
        " example?"
    ),
    Mistake("one sum for all", one_sum_for_all).says(
        "One number came out for all examples together. Over what does the sum go, and over what"
        " does it not?"
    ),
    Mistake("probability", probability, "The sigmoid").says(
        "Your values lie between 0 and 1: they have been through the sigmoid. What comes before it?"
    ),
]

EXERCISE = Exercise(
    title="a column too many",
    kind="mend",
    goal="Mend the score, so that the shapes are right for one model as well as for K of them.",
    shapes="X (m, n), w (n,), b a number  ->  z (m,)\nX (m, n), w (n, K), b (K,)     ->  Z (m, K)",
    minutes=10,
    section="All examples, all digits",
    hints=[
        "The product of a matrix and a vector is a vector already. What is the vector turned into a"
        " matrix for?",
        "z = X w + b: (m, n) @ (n,) gives (m,), and (m, n) @ (n, K) gives (m, K). b is added as it"
        " is, to every row.",
        "return X @ ... + ...",
        "return X @ w + b",
    ],
    further="Where would a column of scores do its damage first: in the probability, in the loss or"
    " in the gradient?",
    tasks=[
        Task(
            "score",
            truth=score,
            cases=cases,
            others=[with_einsum, with_a_loop, column_taken_out, with_a_pixel_of_one],
            mistakes=MISTAKES,
        )
    ],
)

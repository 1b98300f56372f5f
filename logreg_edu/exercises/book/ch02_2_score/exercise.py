"""Chapter 2, exercise 2: the scores of one model and of K, in the right shape."""

from __future__ import annotations

import numpy as np

from logreg_edu import score, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def cases(rng):
    """One model and K of them, several examples and one, float64, float32 and whole numbers.

    First all sizes differ, then two of them are equal, and once m is more than a byte holds.
    """
    yield {"X": np.array([[1.0, 0.5]]), "w": np.array([2.0, 4.0]), "b": 3.0}
    yield {"X": np.array([[1.0], [0.5]]), "w": np.array([2.0]), "b": -1.0}
    for m, n, K in ((4, 3, 2), (1, 2, 3), (5, 3, 1), (3, 6, 12), (4, 3, 4), (3, 3, 5), (2, 4, 4)):
        X = rng.random((m, n))
        yield {"X": X, "w": rng.normal(size=n), "b": rng.normal()}
        yield {"X": X, "w": rng.normal(size=(n, K)), "b": rng.normal(size=K)}
    X, W, b = rng.random((6, 5)), rng.normal(size=(5, 4)), rng.normal(size=4)
    yield {"X": X.astype(np.float32), "w": W.astype(np.float32), "b": b.astype(np.float32)}
    yield {"X": rng.integers(0, 3, (5, 2)), "w": rng.normal(size=2), "b": 2}
    yield {"X": rng.random((258, 2)), "w": rng.normal(size=2), "b": np.float32(0.5)}


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


def one_column_is_one_model(X, w, b):
    Z = X @ w.reshape(X.shape[1], -1) + b
    return Z[:, 0] if Z.shape[1] == 1 else Z


def one_model_by_the_type_of_b(X, w, b):
    Z = X @ w.reshape(X.shape[1], -1) + b
    return Z.ravel() if isinstance(b, float) else Z


def a_row_for_one_model(X, w, b):
    z = X @ w + b
    return z[np.newaxis] if z.ndim == 1 else z


def first_model_alone(X, w, b):
    return (X @ w.reshape(X.shape[1], -1) + b)[:, 0]


def ten_models(X, w, b):
    if w.ndim == 1:
        return X @ w + b
    Z = np.zeros((len(X), 10))
    for k in range(min(10, w.shape[1])):
        Z[:, k] = X @ w[:, k] + b[k]
    return Z


def ten_models_at_most(X, w, b):
    z = X @ w + b
    if z.ndim == 2:
        z[:, 10:] = 0
    return z


def biases_by_size(X, w, b):
    Z = X @ w
    return Z + np.reshape(b, (-1, 1)) if Z.ndim == 2 and len(Z) == Z.shape[1] else Z + b


def turned_by_size(X, w, b):
    return (X.T if len(X) == X.shape[1] else X) @ w + b


def weights_in_another_order(X, w, b):
    W = w if w.ndim == 1 else w.reshape(w.shape[::-1]).T
    return X @ W + b


def weights_transposed(X, w, b):
    return X @ w.T + b


def one_model_alone(X, w, b):
    return (X * w).sum(axis=1) + b


def inner(X, w, b):
    return np.inner(X, w) + b


def type_of_the_pixels(X, w, b):
    z = np.zeros(X.shape[:1] + w.shape[1:], X.dtype)
    z[...] = X @ w + b
    return z


def bias_subtracted(X, w, b):
    return X @ w - b


def bias_twice(X, w, b):
    return X @ w + 2 * b


def mean_bias(X, w, b):
    return X @ w + np.mean(b)


def mean_of_products(X, w, b):
    return X @ w / X.shape[1] + b


def biases_for_examples(X, w, b):
    z = X @ w
    return z + np.reshape(b, (-1, 1)) if z.ndim == 2 else z + b


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


def sums_of_the_models(X, w, b):
    return np.sum(X @ w + b, axis=0)


def signed_distance(X, w, b):
    return (X @ w + b) / np.linalg.norm(w, axis=0)


def best_model(X, w, b):
    z = X @ w + b
    return z.argmax(axis=1) if z.ndim == 2 else z


def probability(X, w, b):
    return sigmoid(X @ w + b)


MISTAKES = [
    Mistake("a column for one model", column).says(
        "It works with K models. With one, your scores are a column (m, 1); minus a y of shape (m,)"
        " this becomes a matrix (m, m). Which product of X and w gives (m,)?"
    ),
    Mistake("squeezed", squeezed).says(
        "Better, but `squeeze` drops every axis of length 1, also that of a single example or of a"
        " matrix with K = 1. When should the column go, and when should it stay?"
    ),
    Mistake("one column is one model", one_column_is_one_model).says(
        "Nearly. A matrix W (n, 1) holds K = 1 models, and its Z is (m, 1). How does it differ from"
        " a vector w (n,): in its numbers or in its axes?"
    ),
    Mistake("one model by the type of b", one_model_by_the_type_of_b).says(
        "You recognise one model by the type of b. A number may also be an int or a float32: which"
        " argument has a different number of axes with K models?"
    ),
    Mistake("a row for one model", a_row_for_one_model).says(
        "With one model your scores have two axes, (1, m), and y has one. Which shape should z"
        " have?"
    ),
    Mistake("one of K models", first_model_alone).says(
        "Only the scores of the first model come out. How many columns does Z have?"
    ),
    Mistake("ten models", ten_models, also=[ten_models_at_most]).says(
        "The number 10 is written into your function. Which array knows how many models there are?"
    ),
    Mistake("by size", biases_by_size, also=[turned_by_size]).says(
        "Where two sizes happen to be equal, your function does something different. Does the score"
        " of an example depend on how many others there are?"
    ),
    Mistake("weights in another order", weights_in_another_order).says(
        "`reshape` keeps the reading order, so it mixes the weights of the models. Does (n, K) need"
        " to be reshaped at all?"
    ),
    Mistake("summed over the models", weights_transposed, also=[inner]).says(
        "This is right for one model. With K, the n pixels of X meet the K models of W in your"
        " product (by `.T`, or by `np.inner`, which sums over the last axis of both). Which length"
        " of (n, K) should they meet?"
    ),
    Mistake("one model alone", one_model_alone).says(
        "This is right for one model. With K of them, one of your steps fails: which one needs w to"
        " have one axis, or b to be one number?"
    ),
    Mistake("type of the pixels", type_of_the_pixels).says(
        "For pixels that are whole numbers your scores are whole numbers, too. Into which array do"
        " you write them, and which dtype does it have?"
    ),
    Mistake("bias subtracted", bias_subtracted, "The score").says(
        "Is the bias added, or subtracted? Look at the score of a picture without ink."
    ),
    Mistake("bias twice", bias_twice, "The score").says(
        "The bias is in your score twice. What does a picture without ink score?"
    ),
    Mistake("one bias for all models", mean_bias).says(
        "You add the same bias to all K models. Which of the K numbers belongs to which column?"
    ),
    Mistake("mean of the products", mean_of_products, "The score").says(
        "You divide by the number of pixels. Is the score the mean of the products, or their sum?"
    ),
    Mistake("biases for the examples", biases_for_examples).says(
        "It works with one model. With K, your biases are a column, so they meet the examples: are"
        " there m of them, or K?"
    ),
    Mistake("flattened", flattened).says(
        "It works with one model. With K models, the scores of all of them are in one row: which"
        " shape should Z have?"
    ),
    Mistake("biases in a column", biases_in_a_column).says(
        "(m,) plus a column (m, 1) is a matrix (m, m): every score meets every bias. NumPy adds one"
        " number to all, or K numbers to each row, without help. Which shape does b have?"
    ),
    Mistake("no bias", no_bias, "The score").says(
        "What does a picture without any ink score? Something is missing from your model."
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
        "It works with one model. With K, the matrix is transposed: is a row of Z an example or a"
        " model?"
    ),
    Mistake("products not added", products_not_added, "The score").says(
        "You multiply pixel by weight and stop there. What is done with the n products of an"
        " example?"
    ),
    Mistake("one sum for all", one_sum_for_all).says(
        "One number came out for all examples together. What does the sum run over, and what does"
        " it not?"
    ),
    Mistake("sums over the examples", sums_of_the_models).says(
        "You add up the scores of all examples. How many scores should one model give?"
    ),
    Mistake("distance", signed_distance, "The boundary").says(
        "You divide by the length of w: that is the signed distance from the boundary. What is the"
        " score itself?"
    ),
    Mistake("best model", best_model).says(
        "You return which model has the highest score. The task asks for the scores of all K."
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

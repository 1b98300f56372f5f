"""Chapter 5, exercise 1: backward propagation, for one model or ten."""

from __future__ import annotations

import numpy as np

from logreg_edu import backward
from logreg_edu.exercises.format import Exercise, Mistake, Task


def cases(rng):
    """By hand, then at random: one model and K, few examples and many, with a penalty; float32."""
    one = {"X": np.array([[0.5]]), "y": np.array([1]), "y_hat": np.array([0.25])}
    yield {**one, "w": np.array([2.0]), "l2": 0.0}
    yield {**one, "w": np.array([2.0]), "l2": 0.1}
    two = {"X": np.array([[1.0, 0.0], [0.0, 2.0]]), "y": np.array([1, 0])}
    yield {**two, "y_hat": np.array([0.5, 0.75]), "w": np.zeros(2), "l2": 0.0}
    yield {**two, "y_hat": np.array([1 - 1e-5, 1e-5]), "w": np.zeros(2), "l2": 0.0}
    yield {**two, "y_hat": np.array([0.25, 0.5]), "w": np.array([1, -2]), "l2": 0.25}
    for m, n, K in ((8, 3, 2), (4, 6, 3), (11, 2, 12)):
        X, y, Y = rng.random((m, n)), rng.integers(0, 2, m), rng.integers(0, 2, (m, K))
        w, W, l2 = rng.normal(size=n), rng.normal(size=(n, K)), rng.uniform(0.1, 1)
        yield {"X": X, "y": y, "y_hat": rng.random(m), "w": w, "l2": 0.0}
        yield {"X": X, "y": y, "y_hat": rng.random(m), "w": w, "l2": l2}
        yield {"X": X, "y": Y, "y_hat": rng.random((m, K)), "w": W, "l2": l2}
    X, y, y_hat = rng.random((3, 3)), rng.integers(0, 2, 3), rng.random(3)  # X.T fits, and X too
    yield {"X": X, "y": y, "y_hat": y_hat, "w": rng.normal(size=3), "l2": 0.0}
    some = np.sort(rng.integers(0, 7, 300))  # seven examples, again and again; dark and light
    X, y, y_hat = rng.normal(size=(7, 2))[some], np.arange(7.0)[some] % 2, rng.random(7)[some]
    yield {"X": X, "y": y, "y_hat": y_hat, "w": rng.normal(size=2), "l2": 3.0}
    X, y_hat, w = (rng.random(shape).astype(np.float32) for shape in ((7, 4), 7, 4))
    yield {"X": X, "y": rng.integers(0, 2, 7), "y_hat": y_hat, "w": w, "l2": 0.1}


# Right, in other words


def with_loops(X, y, y_hat, w, l2):
    m, n = X.shape
    dJ_dw, dJ_db = l2 * w, 0.0
    for i in range(m):
        error = y_hat[i] - y[i]
        dJ_db = dJ_db + error / m
        for j in range(n):
            dJ_dw[j] += X[i, j] * error / m
    return dJ_dw, dJ_db


def with_einsum(X, y, y_hat, w, l2):
    error = (y_hat - y) / len(y)
    return np.einsum("ij,i...->j...", X, error) + l2 * w, np.einsum("i...->...", error)


def with_a_pixel_of_one(X, y, y_hat, w, l2):
    X_tilde = np.column_stack([X, np.ones(len(X))])
    slopes = X_tilde.T @ (y_hat - y) / X.shape[0]
    return [slopes[:-1] + l2 * w, slopes[-1]]


def errors_first(X, y, y_hat, w, l2):
    error = y_hat - y
    return (error.T @ X).T / len(X) + l2 * w, np.mean(error, axis=0)


# Wrong


def total(X, y, y_hat, w, l2):
    error = y_hat - y
    return X.T @ error + l2 * w, error.sum(axis=0)


def total_without_penalty(X, y, y_hat, w, l2):
    return total(X, y, y_hat, w, 0.0)


def total_uphill(X, y, y_hat, w, l2):
    return total(X, y_hat, y, w, l2)


def bias_total_uphill(X, y, y_hat, w, l2):
    return bias_not_averaged(X, y_hat, y, w, l2)


def weights_not_averaged(X, y, y_hat, w, l2):
    error = y_hat - y
    return X.T @ error + l2 * w, error.mean(axis=0)


def bias_not_averaged(X, y, y_hat, w, l2):
    error = y_hat - y
    return X.T @ error / len(X) + l2 * w, error.sum(axis=0)


def fixed_divisor(X, y, y_hat, w, l2, m=5000):
    error = y_hat - y
    return X.T @ error / m + l2 * w, error.sum(axis=0) / m


def grows_with_copies(f):
    """The same example three times has three times the gradient that it has once."""
    X, y, y_hat, w = np.ones((3, 2)), np.zeros(3), np.full(3, 0.25), np.ones(2)
    once, thrice = f(X[:1], y[:1], y_hat[:1], w, 0.0), f(X, y, y_hat, w, 0.0)
    return np.allclose(thrice[0], 3 * once[0], rtol=1e-6, atol=0) and once[0][0] > 0


def divided_by_pixels(X, y, y_hat, w, l2):
    error = y_hat - y
    return X.T @ error / X.shape[1] + l2 * w, error.mean(axis=0)


def all_divided_by_pixels(X, y, y_hat, w, l2):
    error = y_hat - y
    return X.T @ error / X.shape[1] + l2 * w, error.sum(axis=0) / X.shape[1]


def divided_by_all_answers(X, y, y_hat, w, l2):
    error = y_hat - y
    return X.T @ error / y.size + l2 * w, error.sum(axis=0) / y.size


def counted_in_a_byte(X, y, y_hat, w, l2):
    error = y_hat - y
    m = float(np.array(len(X)).astype(np.uint8))
    return X.T @ error / m + l2 * w, error.sum(axis=0) / m


def fails_with_many(f):
    """Right for the first examples, and wrong for all of them."""
    X, y, w = np.tile([[1.0, 0.5], [0.25, 2.0]], (200, 1)), np.arange(400.0) % 2, np.ones(2)
    y_hat = np.linspace(0.1, 0.8, 400)

    def right(m):
        yours, its = (g(X[:m], y[:m], y_hat[:m], w, 0.0) for g in (f, backward))
        return np.allclose(yours[0], its[0]) and np.allclose(yours[1], its[1])

    return right(3) and right(7) and not right(400)


def K_models_only(X, y, y_hat, w, l2):
    _, K = y.shape
    return backward(X, y, y_hat[:, :K], w, l2)


def one_model_only(X, y, y_hat, w, l2):
    m, n = X.shape
    dJ_dw = np.zeros(n)
    for i in range(m):
        for j in range(n):
            dJ_dw[j] += (y_hat[i] - y[i]) * X[i, j] / m
    return dJ_dw + l2 * w, (y_hat - y).mean(axis=0)


def not_transposed(X, y, y_hat, w, l2):
    error = y_hat - y
    return X @ error / len(X) + l2 * w, error.mean(axis=0)


def pixel_by_error(X, y, y_hat, w, l2):
    error = y_hat - y
    return (X * error).mean(axis=0) + l2 * w, error.mean(axis=0)


def swapped(X, y, y_hat, w, l2):
    return backward(X, y_hat, y, w, l2)


def swapped_without_penalty(X, y, y_hat, w, l2):
    dJ_dw, dJ_db = backward(X, y, y_hat, w, l2)
    return -dJ_dw, -dJ_db


def no_penalty(X, y, y_hat, w, l2):
    return backward(X, y, y_hat, w)


def half_the_penalty(X, y, y_hat, w, l2):
    return backward(X, y, y_hat, w, l2 / 2)


def twice_the_penalty(X, y, y_hat, w, l2):
    return backward(X, y, y_hat, w, 2 * l2)


def penalty_over_m(X, y, y_hat, w, l2):
    return backward(X, y, y_hat, w, l2 / len(X))


def penalty_of_squares(X, y, y_hat, w, l2):
    dJ_dw, dJ_db = backward(X, y, y_hat, w)
    return dJ_dw + l2 / 2 * np.square(w).sum(axis=0), dJ_db


def penalty_subtracted(X, y, y_hat, w, l2):
    return backward(X, y, y_hat, w, -l2)


def bias_of_the_notebook(X, y, y_hat, w, l2):
    return backward(X, y, y_hat, w, l2)[0], (y * y_hat).mean(axis=0)


def bias_of_the_notebook_as_a_product(X, y, y_hat, w, l2):
    return backward(X, y, y_hat, w, l2)[0], y.T @ y_hat / len(y)


def one_bias_for_all(X, y, y_hat, w, l2):
    return backward(X, y, y_hat, w, l2)[0], np.mean(y_hat - y)


def one_bias_for_all_models(X, y, y_hat, w, l2):
    return backward(X, y, y_hat, w, l2)[0], np.sum(y_hat - y) / len(X)


def of_the_squared_error(X, y, y_hat, w, l2):
    return backward(X, np.zeros_like(y), (y_hat - y) * y_hat * (1 - y_hat), w, l2)


def rounded(X, y, y_hat, w, l2):
    return backward(X, y, np.round(y_hat), w, l2)


def without_the_truth(X, y, y_hat, w, l2):
    return backward(X, np.zeros_like(y), y_hat, w, l2)


def one_model_a_row(X, y, y_hat, w, l2):
    error = y_hat - y
    return (X.T @ error / len(X) + l2 * w).T, error.mean(axis=0)


def bias_first(X, y, y_hat, w, l2):
    return backward(X, y, y_hat, w, l2)[::-1]


MISTAKES = [
    Mistake("gradient of the sum", total, also=[total_without_penalty]).says(
        "Put every example in twice: the part of your gradient that comes from the errors doubles,"
        " and so would every step. Is the cost a sum or a mean?"
    ),
    Mistake("exchanged, and a sum", total_uphill, also=[bias_total_uphill]).says(
        "Two things at once: your errors have the wrong sign, and a sum stands where a mean should."
        " First the sign: which is subtracted from which?"
    ),
    Mistake("weights not averaged", weights_not_averaged).says(
        "Your slope in the bias is right; those in the weights grow with the number of examples."
        " What turns the sum in X.T @ error into a mean?"
    ),
    Mistake("bias not averaged", bias_not_averaged, "The bias").says(
        "Your slopes in the weights are right; that in the bias grows with the number of examples."
        " What becomes of the sum of the errors?"
    ),
    Mistake(
        "divided by a fixed number", fixed_divisor, "4: A mean, not a sum", sign=grows_with_copies
    ).says(
        "In your function, three copies of an example have three times the slope of one: is a"
        " number of examples written into it? Which array knows how many there are?"
    ),
    Mistake("divided by the pixels", divided_by_pixels, also=[all_divided_by_pixels]).says(
        "You divide by the number of pixels. What does the sum that becomes a mean run over?"
    ),
    Mistake("divided by all answers", divided_by_all_answers, "Several models at once").says(
        "It works with one model. With K models, the part that comes from the errors is K times too"
        " small: how many examples does each model have?"
    ),
    Mistake("right for few examples", counted_in_a_byte, sign=fails_with_many).says(
        "This is right for a few examples, but wrong for hundreds of them. What in your function"
        " has a limit, such as a number in a byte, or a loop that ends too early?"
    ),
    Mistake("K models only", K_models_only, "Several models at once").says(
        "It works with K models. With one model, y has the shape (m,) and there is no K to unpack."
        " Which of your lines work for both shapes?"
    ),
    Mistake("one model only", one_model_only, "Several models at once").says(
        "It works with one model. With K models an error is a row of K numbers, and so is what it"
        " adds to the gradient of each pixel: which shape must dJ_dw have?"
    ),
    Mistake("X not transposed", not_transposed).says(
        "In X @ error, n pixels meet m errors. The gradient has the shape of the weights, (n,):"
        " each pixel collects from all the examples. Which axis of X must be summed over?"
    ),
    Mistake("broadcast for a product", pixel_by_error).says(
        "`X * error` lines the errors up with the pixels, (m, n) against (m,). Which error belongs"
        " to row i of X, and which product sums over i?"
    ),
    Mistake(
        "y and y_hat exchanged", swapped, "One example, backward", also=[swapped_without_penalty]
    ).says(
        "Your errors have the wrong sign: every step would go uphill. If the model says 75 % and"
        " the truth is no, should the bias go up or down?"
    ),
    Mistake("no penalty", no_penalty).says(
        "What does your function do with `l2`? The penalty has a derivative as well."
    ),
    Mistake("half the penalty", half_the_penalty).says(
        "The penalty is (l2/2) w_j^2. What becomes of the half in its derivative?"
    ),
    Mistake("twice the penalty", twice_the_penalty).says(
        "The derivative of w_j^2 is indeed 2 w_j. By which factor is it multiplied in the cost?"
    ),
    Mistake("penalty divided by m", penalty_over_m, "4: The penalty").says(
        "You divide the penalty by m as well. Is it inside the mean or outside?"
    ),
    Mistake("penalty instead of its derivative", penalty_of_squares).says(
        "You add the penalty itself, one number for all weights. What is its slope in w_j?"
    ),
    Mistake("penalty subtracted", penalty_subtracted).says(
        "The further a weight is from 0, the larger the penalty. Which sign does its derivative"
        " have where the weight is positive?"
    ),
    Mistake(
        "bias of the notebook",
        bias_of_the_notebook,
        "Erratum: the bias",
        also=[bias_of_the_notebook_as_a_product],
    ).says(
        "y times y_hat is never negative, so your bias can only ever fall. Which examples does it"
        " leave out?"
    ),
    Mistake(
        "one bias for all models",
        one_bias_for_all,
        "Several models at once",
        also=[one_bias_for_all_models],
    ).says(
        "It works with one model. With K models, each has a bias of its own: along which axis do"
        " you average the errors?"
    ),
    Mistake("gradient of the squared error", of_the_squared_error, "Why so simple?").says(
        "There is a factor y_hat (1 - y_hat) too many: it belongs to the squared error. What does"
        " it cancel with in our loss?"
    ),
    Mistake("rounded to yes or no", rounded, "One example, backward").says(
        "You round y_hat to an answer first. A model that says 51 % to a yes has more to learn:"
        " what is its error?"
    ),
    Mistake("without the truth", without_the_truth, "One example, backward").says(
        "What does your function do with y? As it is, every model learns to say no."
    ),
    Mistake("one model per row", one_model_a_row, "Several models at once").says(
        "The numbers are right, but the matrix is transposed. Which shape does W have, and which"
        " must its gradient have?"
    ),
    Mistake("bias first", bias_first).says(
        "Both are right, but in the wrong order. Which of the two do you return first?"
    ),
]

EXERCISE = Exercise(
    title="the blame, passed back",
    kind="write",
    goal="Write backward propagation: the gradient of the cost, for the weights and the bias.",
    shapes="X (m, n), y and y_hat (m,), w (n,), l2    ->  dJ_dw (n,), dJ_db a number\n"
    "X (m, n), Y and Y_hat (m, K), W (n, K), l2  ->  dJ_dw (n, K), dJ_db (K,)",
    minutes=15,
    section="All examples",
    hints=[
        "The derivative of a loss with respect to its score is the error y_hat - y. A weight gets"
        " the error times its pixel, averaged over all examples. The bias has a pixel of 1.",
        "dJ/dw_j = (1/m) sum_i X_ij (y_hat_i - y_i) + l2 w_j, and dJ/db = (1/m) sum_i (y_hat_i -"
        " y_i). A product sums over the inner axes: here those must be the examples.",
        "error = ...\nreturn ... @ error / len(X) + ..., error.mean(axis=...)",
        "return X.T @ error / len(X) + l2 * w, error.mean(axis=0)",
    ],
    further="A pixel is blank in all pictures but one. What can the model learn about its weight?",
    tasks=[
        Task(
            "backward",
            truth=backward,
            cases=cases,
            others=[with_loops, with_einsum, with_a_pixel_of_one, errors_first],
            mistakes=MISTAKES,
        )
    ],
)

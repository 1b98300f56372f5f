"""Chapter 12, exercise 3: a network without its activation function, forward and backward."""

from __future__ import annotations

import numpy as np

from logreg_edu import backward, sigmoid
from logreg_edu.exercises.book.ch12_1_softmax.exercise import softmax
from logreg_edu.exercises.format import Exercise, Mistake, Task


def forward_pass(X, W_1, b_1, W_2, b_2):
    A = sigmoid(X @ W_1 + b_1)
    return A, softmax(A @ W_2 + b_2)


def backward_pass(X, Y, A, Y_hat, W_1, W_2, l2):
    dJ_dZ = (Y_hat - Y) / len(X)
    dJ_dZ_1 = dJ_dZ @ W_2.T * A * (1 - A)
    return slopes(X, A, dJ_dZ, dJ_dZ_1, W_1, W_2, l2)


def slopes(X, A, dJ_dZ, dJ_dZ_1, W_1, W_2, l2):
    """The gradients of the parameters of both layers, from those of their scores."""
    return (
        X.T @ dJ_dZ_1 + l2 * W_1,
        dJ_dZ_1.sum(axis=0),
        A.T @ dJ_dZ + l2 * W_2,
        dJ_dZ.sum(axis=0),
    )


def network(rng, m, n, q, K):
    """Examples and parameters at random."""
    X, labels = rng.normal(size=(m, n)), rng.integers(0, K, m)
    shapes = [(n, q), (q,), (q, K), (K,)]
    return X, np.eye(K)[labels], [rng.normal(size=shape) for shape in shapes]


def ways_forward(rng):
    """One unit by hand, then networks at random, one very sure, and many examples of many digits.

    As many of all as makes no shape an error.
    """
    one = {"X": np.array([[1.0]]), "W_1": np.array([[2.0]]), "b_1": np.array([-1.0])}
    yield {**one, "W_2": np.array([[0.0, 1.0]]), "b_2": np.zeros(2)}
    for sizes in ((2, 3, 1, 2), (300, 2, 3, 12), (3, 4, 2, 3), (3, 3, 3, 3)):
        X, _, parameters = network(rng, *sizes)
        if sizes == (3, 4, 2, 3):
            X *= 10
        yield dict(zip(["X", "W_1", "b_1", "W_2", "b_2"], [X, *parameters], strict=True))
    X, _, parameters = network(rng, 5, 2, 4, 3)
    floats = [a.astype(np.float32) for a in (X, *parameters)]
    yield dict(zip(["X", "W_1", "b_1", "W_2", "b_2"], floats, strict=True))


def ways_back(rng):
    """The same, with what forward propagation has found; with and without a penalty."""
    for sizes, l2 in (
        ((1, 1, 1, 2), 0.0),
        ((2, 1, 2, 2), 0.0),
        ((300, 4, 3, 2), 0.0),
        ((3, 2, 4, 5), rng.uniform(0.1, 1)),
        ((4, 6, 2, 3), rng.uniform(0.1, 1)),
        ((3, 3, 3, 3), 0.0),
        ((3, 3, 3, 3), rng.uniform(0.1, 1)),
    ):
        X, Y, parameters = network(rng, *sizes)
        if sizes == (4, 6, 2, 3):
            X *= 10
        A, Y_hat = forward_pass(X, *parameters)
        W_1, _, W_2, _ = parameters
        yield {"X": X, "Y": Y, "A": A, "Y_hat": Y_hat, "W_1": W_1, "W_2": W_2, "l2": l2}
    X, Y, parameters = network(rng, 6, 2, 4, 3)
    A, Y_hat = forward_pass(X, *parameters)
    names = ["X", "Y", "A", "Y_hat", "W_1", "W_2"]
    floats = [a.astype(np.float32) for a in (X, Y, A, Y_hat, parameters[0], parameters[2])]
    yield {**dict(zip(names, floats, strict=True)), "l2": 0.5}


# Forward, in other words


def with_a_pixel_of_one(X, W_1, b_1, W_2, b_2):
    def layer(inputs, W, b):
        return np.column_stack([inputs, np.ones(len(inputs))]) @ np.vstack([W, b])

    A = 1 / (1 + np.exp(-layer(X, W_1, b_1)))
    return [A, softmax(layer(A, W_2, b_2))]


def example_by_example(X, W_1, b_1, W_2, b_2):
    A = np.array([sigmoid(x @ W_1 + b_1) for x in X])
    powers = np.array([np.exp(a @ W_2 + b_2) for a in A])
    return A, np.array([row / row.sum() for row in powers])


# Forward, wrong


def without_activation(X, W_1, b_1, W_2, b_2):
    A = X @ W_1 + b_1
    return A, softmax(A @ W_2 + b_2)


def activation_not_used(X, W_1, b_1, W_2, b_2):
    Z_1 = X @ W_1 + b_1
    return sigmoid(Z_1), softmax(Z_1 @ W_2 + b_2)


def activation_of_pixels(X, W_1, b_1, W_2, b_2):
    A = sigmoid(X) @ W_1 + b_1
    return A, softmax(A @ W_2 + b_2)


def sigmoids_at_the_end(X, W_1, b_1, W_2, b_2):
    A = sigmoid(X @ W_1 + b_1)
    return A, sigmoid(A @ W_2 + b_2)


def sigmoids_before_the_softmax(X, W_1, b_1, W_2, b_2):
    A = sigmoid(X @ W_1 + b_1)
    return A, softmax(sigmoid(A @ W_2 + b_2))


def softmax_within(X, W_1, b_1, W_2, b_2):
    A = softmax(X @ W_1 + b_1)
    return A, softmax(A @ W_2 + b_2)


def scores(X, W_1, b_1, W_2, b_2):
    A = sigmoid(X @ W_1 + b_1)
    return A, A @ W_2 + b_2


def rectified(X, W_1, b_1, W_2, b_2):
    A = np.maximum(X @ W_1 + b_1, 0)
    return A, softmax(A @ W_2 + b_2)


def hyperbolic(X, W_1, b_1, W_2, b_2):
    A = np.tanh(X @ W_1 + b_1)
    return A, softmax(A @ W_2 + b_2)


def reversed_sigmoid(X, W_1, b_1, W_2, b_2):
    A = sigmoid(-(X @ W_1 + b_1))
    return A, softmax(A @ W_2 + b_2)


def scores_returned(X, W_1, b_1, W_2, b_2):
    _, Y_hat = forward_pass(X, W_1, b_1, W_2, b_2)
    return X @ W_1 + b_1, Y_hat


def activation_at_the_end_alone(X, W_1, b_1, W_2, b_2):
    A = X @ W_1 + b_1
    return A, softmax(sigmoid(A @ W_2 + b_2))


def with_a_column_of_ones(X, W_1, b_1, W_2, b_2):
    A, Y_hat = forward_pass(X, W_1, b_1, W_2, b_2)
    return np.column_stack([A, np.ones(len(A))]), Y_hat


def clipped_scores(X, W_1, b_1, W_2, b_2):
    A = sigmoid(np.clip(X @ W_1 + b_1, -5, 5))
    return A, softmax(A @ W_2 + b_2)


def clips(f):
    """A hidden unit that is very sure is not as sure as it should be, and others are right."""
    one, none = np.eye(1), np.zeros(1)
    near, far, farther = (f(one * z, one, none, one, none)[0][0, 0] for z in (0.5, -25.0, -30.0))
    return np.isclose(near, sigmoid(0.5)) and far == farther and far < 0.1


def hard_sigmoid(X, W_1, b_1, W_2, b_2):
    A = np.clip(0.5 + (X @ W_1 + b_1) / 4, 0, 1)
    return A, softmax(A @ W_2 + b_2)


def without_b_1(X, W_1, b_1, W_2, b_2):
    return forward_pass(X, W_1, 0, W_2, b_2)


def bias_after_the_activation(X, W_1, b_1, W_2, b_2):
    A = sigmoid(X @ W_1) + b_1
    return A, softmax(A @ W_2 + b_2)


def without_b_2(X, W_1, b_1, W_2, b_2):
    return forward_pass(X, W_1, b_1, W_2, 0)


def rounded(X, W_1, b_1, W_2, b_2):
    A = np.round(sigmoid(X @ W_1 + b_1))
    return A, softmax(A @ W_2 + b_2)


def softmax_down(X, W_1, b_1, W_2, b_2):
    A = sigmoid(X @ W_1 + b_1)
    return A, softmax((A @ W_2 + b_2).T).T


def exchanged(X, W_1, b_1, W_2, b_2):
    return forward_pass(X, W_1, b_1, W_2, b_2)[::-1]


FORWARD = [
    Mistake("no activation function", without_activation).says(
        "Two layers follow each other with nothing between them. Multiply out: how many layers is"
        " that? What makes each hidden unit a logistic regression?"
    ),
    Mistake("activation not used", activation_not_used).says(
        "You compute the sigmoid, and then the second layer reads the scores before it. What is the"
        " input of the second layer?"
    ),
    Mistake("activation in the wrong place", activation_of_pixels).says(
        "You send the pixels through the sigmoid. The first layer is then as linear as before: what"
        " should go through the sigmoid?"
    ),
    Mistake("sigmoids at the end", sigmoids_at_the_end, "The softmax layer").says(
        "At the end you ask ten separate questions. Which layer makes one answer out of K scores?"
    ),
    Mistake(
        "sigmoids before the softmax",
        sigmoids_before_the_softmax,
        "The softmax layer",
        also=[activation_at_the_end_alone],
    ).says(
        "You send the last scores through a sigmoid before their softmax. Squeezed between 0 and 1,"
        " how sure can the network still become?"
    ),
    Mistake("softmax within", softmax_within).says(
        "Your hidden units share one certainty among them, so that only one of them can say yes."
        " Should each question be answered by itself?"
    ),
    Mistake("scores for probabilities", scores, "The softmax layer").says(
        "Your second result is scores. Which function, given at the top of the file, turns them"
        " into probabilities?"
    ),
    Mistake("sigmoid reversed", reversed_sigmoid, "2: The sigmoid").says(
        "The higher the score of a hidden unit, the lower its answer. Which sign does the score"
        " have in the sigmoid?"
    ),
    Mistake("scores of the hidden units", scores_returned).says(
        "Y_hat is right, but the first result is the scores of the hidden units. What is A?"
    ),
    Mistake("a column of ones", with_a_column_of_ones).says(
        "Your A has a column of ones. That is a way to add biases; A itself has a column for each"
        " hidden unit. How many are there?"
    ),
    Mistake("scores clipped", clipped_scores, "2: In a computer", sign=clips).says(
        "Hidden units that are very sure all give the same answer. What is cut off, and does the"
        " library's sigmoid need that?"
    ),
    Mistake("a line for the sigmoid", hard_sigmoid, "2: The sigmoid").says(
        "You use a straight line for the sigmoid, and cut it off at 0 and 1. Which curve is the"
        " sigmoid, and what is its derivative beyond the cut?"
    ),
    Mistake("another activation function", rectified, also=[hyperbolic]).says(
        "That activation function is used too, and would do. This network has the sigmoid: its"
        " derivative on the way back depends on that."
    ),
    Mistake("no first bias", without_b_1).says(
        "What does your function do with `b_1`? Every hidden unit has a bias before its sigmoid."
    ),
    Mistake("bias after the activation", bias_after_the_activation).says(
        "You add b_1 after the sigmoid. Then an answer may lie outside 0 to 1: where in a logistic"
        " regression is the bias added?"
    ),
    Mistake("no second bias", without_b_2).says(
        "What does your function do with `b_2`? Each digit has a bias before the softmax."
    ),
    Mistake("rounded", rounded).says(
        "Your hidden units answer 0 or 1. Then no small change of a weight changes anything: which"
        " gradient is left to learn from?"
    ),
    Mistake("softmax down the columns", softmax_down, "The softmax layer").says(
        "Your columns add up to 1. What should add up to 1: what is said about one example, or"
        " about one digit?"
    ),
    Mistake("exchanged", exchanged).says(
        "Both are right, but in the wrong order. Which is asked for first?"
    ),
]


# Backward, in other words


def with_einsum(X, Y, A, Y_hat, W_1, W_2, l2):
    message = np.einsum("ik,jk->ij", Y_hat - Y, W_2) / len(X)
    dJ_dZ_1 = message * (A - A**2)
    return (
        np.einsum("ij,iq->jq", X, dJ_dZ_1) + l2 * W_1,
        np.einsum("iq->q", dJ_dZ_1),
        np.einsum("iq,ik->qk", A, Y_hat - Y) / len(X) + l2 * W_2,
        (Y_hat - Y).mean(axis=0),
    )


def example_by_example_back(X, Y, A, Y_hat, W_1, W_2, l2):
    m = len(X)
    dJ_dW_1, dJ_db_1, dJ_dW_2, dJ_db_2 = l2 * W_1, 0, l2 * W_2, 0
    for x, y, a, y_hat in zip(X, Y, A, Y_hat, strict=True):
        error = y_hat - y
        hidden = a * (1 - a) * (W_2 @ error)
        dJ_dW_1, dJ_db_1 = dJ_dW_1 + np.outer(x, hidden) / m, dJ_db_1 + hidden / m
        dJ_dW_2, dJ_db_2 = dJ_dW_2 + np.outer(a, error) / m, dJ_db_2 + error / m
    return dJ_dW_1, dJ_db_1, dJ_dW_2, dJ_db_2


def with_the_library(X, Y, A, Y_hat, W_1, W_2, l2):
    dJ_dZ_1 = (Y_hat - Y) @ W_2.T * A * (1 - A)
    first = backward(X, np.zeros_like(dJ_dZ_1), dJ_dZ_1, W_1, l2)
    return [*first, *backward(A, Y, Y_hat, W_2, l2)]


# Backward, wrong


def back(message, X, Y, A, Y_hat, W_1, W_2, l2):
    """All as it should be, but for what reaches the scores of the hidden layer."""
    return slopes(X, A, (Y_hat - Y) / len(X), message, W_1, W_2, l2)


def no_activation_back(X, Y, A, Y_hat, W_1, W_2, l2):
    return back((Y_hat - Y) / len(X) @ W_2.T, X, Y, A, Y_hat, W_1, W_2, l2)


def times_the_answer(X, Y, A, Y_hat, W_1, W_2, l2):
    return back((Y_hat - Y) / len(X) @ W_2.T * A, X, Y, A, Y_hat, W_1, W_2, l2)


def times_the_rest(X, Y, A, Y_hat, W_1, W_2, l2):
    return back((Y_hat - Y) / len(X) @ W_2.T * (1 - A), X, Y, A, Y_hat, W_1, W_2, l2)


def slope_of_the_hyperbolic(X, Y, A, Y_hat, W_1, W_2, l2):
    return back((Y_hat - Y) / len(X) @ W_2.T * (1 - A**2), X, Y, A, Y_hat, W_1, W_2, l2)


def slope_of_the_rectifier(X, Y, A, Y_hat, W_1, W_2, l2):
    return back((Y_hat - Y) / len(X) @ W_2.T * (A > 0.5), X, Y, A, Y_hat, W_1, W_2, l2)


def sigmoid_twice(X, Y, A, Y_hat, W_1, W_2, l2):
    slope = sigmoid(A) * (1 - sigmoid(A))
    return back((Y_hat - Y) / len(X) @ W_2.T * slope, X, Y, A, Y_hat, W_1, W_2, l2)


def activation_of_the_whole(X, Y, A, Y_hat, W_1, W_2, l2):
    return back((Y_hat - Y) / len(X) @ W_2.T @ A.T @ (1 - A), X, Y, A, Y_hat, W_1, W_2, l2)


def weights_left_out(X, Y, A, Y_hat, W_1, W_2, l2):
    message = (Y_hat - Y).sum(axis=1, keepdims=True) / len(X) * A * (1 - A)
    return back(message, X, Y, A, Y_hat, W_1, W_2, l2)


def weights_not_transposed(X, Y, A, Y_hat, W_1, W_2, l2):
    return back((Y_hat - Y) / len(X) @ W_2 * A * (1 - A), X, Y, A, Y_hat, W_1, W_2, l2)


def pixels_not_transposed(X, Y, A, Y_hat, W_1, W_2, l2):
    _, *others = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    message = (Y_hat - Y) / len(X) @ W_2.T * A * (1 - A)
    return X @ message + l2 * W_1, *others


def answers_not_transposed(X, Y, A, Y_hat, W_1, W_2, l2):
    first, second, _, last = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return first, second, A @ (Y_hat - Y) / len(X) + l2 * W_2, last


def total(X, Y, A, Y_hat, W_1, W_2, l2):
    dJ_dZ = Y_hat - Y
    return slopes(X, A, dJ_dZ, dJ_dZ @ W_2.T * A * (1 - A), W_1, W_2, l2)


def hidden_layer_not_averaged(X, Y, A, Y_hat, W_1, W_2, l2):
    return back((Y_hat - Y) @ W_2.T * A * (1 - A), X, Y, A, Y_hat, W_1, W_2, l2)


def hidden_layer_averaged_twice(X, Y, A, Y_hat, W_1, W_2, l2):
    message = (Y_hat - Y) / len(X) @ W_2.T * A * (1 - A)
    return back(message / len(X), X, Y, A, Y_hat, W_1, W_2, l2)


def biases_averaged_twice(X, Y, A, Y_hat, W_1, W_2, l2):
    first, second, third, last = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return first, second / len(X), third, last / len(X)


def swapped(X, Y, A, Y_hat, W_1, W_2, l2):
    dJ_dZ = (Y - Y_hat) / len(X)
    return slopes(X, A, dJ_dZ, dJ_dZ @ W_2.T * A * (1 - A), W_1, W_2, l2)


def swapped_without_penalty(X, Y, A, Y_hat, W_1, W_2, l2):
    return tuple(-slope for slope in backward_pass(X, Y, A, Y_hat, W_1, W_2, l2))


def softmax_again(X, Y, A, Y_hat, W_1, W_2, l2):
    dJ_dZ = (Y_hat - Y) * Y_hat * (1 - Y_hat) / len(X)
    return slopes(X, A, dJ_dZ, dJ_dZ @ W_2.T * A * (1 - A), W_1, W_2, l2)


def loss_again(X, Y, A, Y_hat, W_1, W_2, l2):
    dJ_dZ = -Y / Y_hat / len(X)
    return slopes(X, A, dJ_dZ, dJ_dZ @ W_2.T * A * (1 - A), W_1, W_2, l2)


def answers_for_pixels(X, Y, A, Y_hat, W_1, W_2, l2):
    _, *others = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    message = (Y_hat - Y) / len(X) @ W_2.T * A * (1 - A)
    return A.T @ message + l2 * W_1, *others


def pixels_for_answers(X, Y, A, Y_hat, W_1, W_2, l2):
    first, second, _, last = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return first, second, X.T @ (Y_hat - Y) / len(X) + l2 * W_2, last


def bias_before_the_activation(X, Y, A, Y_hat, W_1, W_2, l2):
    first, _, third, last = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return first, ((Y_hat - Y) / len(X) @ W_2.T).sum(axis=0), third, last


def one_bias_a_layer(X, Y, A, Y_hat, W_1, W_2, l2):
    first, second, third, last = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return first, second.sum(), third, last.sum()


def biases_of_examples(X, Y, A, Y_hat, W_1, W_2, l2):
    first, _, third, _ = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    message = (Y_hat - Y) / len(X) @ W_2.T * A * (1 - A)
    return first, message.sum(axis=1), third, ((Y_hat - Y) / len(X)).sum(axis=1)


def no_penalty(X, Y, A, Y_hat, W_1, W_2, l2):
    return backward_pass(X, Y, A, Y_hat, W_1, W_2, 0.0)


def penalty_of_the_second_layer(X, Y, A, Y_hat, W_1, W_2, l2):
    first, *others = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return first - l2 * W_1, *others


def penalty_of_the_first_layer(X, Y, A, Y_hat, W_1, W_2, l2):
    first, second, third, last = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return first, second, third - l2 * W_2, last


def half_the_penalty(X, Y, A, Y_hat, W_1, W_2, l2):
    return backward_pass(X, Y, A, Y_hat, W_1, W_2, l2 / 2)


def twice_the_penalty(X, Y, A, Y_hat, W_1, W_2, l2):
    return backward_pass(X, Y, A, Y_hat, W_1, W_2, 2 * l2)


def penalty_over_m(X, Y, A, Y_hat, W_1, W_2, l2):
    return backward_pass(X, Y, A, Y_hat, W_1, W_2, l2 / len(X))


def weights_first(X, Y, A, Y_hat, W_1, W_2, l2):
    first, second, third, last = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return first, third, second, last


def biases_as_rows(X, Y, A, Y_hat, W_1, W_2, l2):
    first, second, third, last = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return first, second[np.newaxis], third, last[np.newaxis]


def always_a_quarter(X, Y, A, Y_hat, W_1, W_2, l2):
    return back((Y_hat - Y) / len(X) @ W_2.T / 4, X, Y, A, Y_hat, W_1, W_2, l2)


def derivative_in_the_second_layer_too(X, Y, A, Y_hat, W_1, W_2, l2):
    first, second, _, last = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return first, second, (A * (1 - A)).T @ (Y_hat - Y) / len(X) + l2 * W_2, last


def mean_derivative(X, Y, A, Y_hat, W_1, W_2, l2):
    slope = (A * (1 - A)).mean(axis=0)
    return back((Y_hat - Y) / len(X) @ W_2.T * slope, X, Y, A, Y_hat, W_1, W_2, l2)


def kept_from_zero(X, Y, A, Y_hat, W_1, W_2, l2):
    kept = np.clip(A, 0.01, 0.99)
    return back((Y_hat - Y) / len(X) @ W_2.T * kept * (1 - kept), X, Y, A, Y_hat, W_1, W_2, l2)


def keeps_from_zero(f):
    """Where a unit is certain, something goes back through it."""
    X, W, Y = np.eye(1), np.array([[1.0, -1.0]]), np.array([[1.0, 0.0]])
    near, far = (
        f(X, Y, np.array([[a]]), np.full((1, 2), 0.5), X, W, 0.0)[1][0] for a in (0.5, 1.0)
    )
    return np.isclose(near, -0.25) and -0.2 < far < 0


def penalty_on_a_bias(X, Y, A, Y_hat, W_1, W_2, l2):
    first, second, third, last = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return first, second, third, last + l2


def penalty_on_both_biases(X, Y, A, Y_hat, W_1, W_2, l2):
    first, second, third, last = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return first, second + l2, third, last + l2


def last_layer_first(X, Y, A, Y_hat, W_1, W_2, l2):
    first, second, third, last = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return third, last, first, second


def units_in_rows(X, Y, A, Y_hat, W_1, W_2, l2):
    first, second, third, last = backward_pass(X, Y, A, Y_hat, W_1, W_2, l2)
    return first.T, second, third.T, last


BACKWARD = [
    Mistake("no activation function", no_activation_back).says(
        "You pass the gradient back as if there were no sigmoid. What is the derivative of A with"
        " respect to Z_1, and where must it be multiplied in?"
    ),
    Mistake("half of the derivative", times_the_answer, "2: The slope", also=[times_the_rest]).says(
        "You multiply by A, or by 1 - A. The derivative of the sigmoid is the product of two"
        " factors: it vanishes at both ends. Which are they?"
    ),
    Mistake(
        "derivative of another function",
        slope_of_the_hyperbolic,
        "2: The slope",
        also=[slope_of_the_rectifier],
    ).says(
        "That is the derivative of another activation function than the one on the way forward."
        " Which derivative does the sigmoid have?"
    ),
    Mistake("always a quarter", always_a_quarter, "2: The slope").says(
        "A quarter is the derivative of the sigmoid where it is steepest. What is it for a unit"
        " that is surer?"
    ),
    Mistake("mean of the derivatives", mean_derivative).says(
        "You take the mean of A (1 - A) over the examples. Each example has a derivative of its"
        " own: which product does not mix them?"
    ),
    Mistake("kept away from 0", kept_from_zero, "2: The slope", sign=keeps_from_zero).says(
        "Something goes back even through a unit that is certain. Do you keep A away from 0 and 1?"
        " How steep is the sigmoid there?"
    ),
    Mistake("derivative in the second layer, too", derivative_in_the_second_layer_too).says(
        "For dJ/dW_2 you multiply by the derivative of the sigmoid. What comes into the second"
        " layer: A, or its derivative?"
    ),
    Mistake("sigmoid of the answer", sigmoid_twice, "2: The slope").says(
        "A has come out of the sigmoid already, and you send it in again. What is the derivative in"
        " terms of A?"
    ),
    Mistake("matrix product for the activation", activation_of_the_whole).says(
        "You take matrix products with A. The sigmoid works number by number: which product of"
        " NumPy does?"
    ),
    Mistake("weights left out", weights_left_out, "The graph").says(
        "The errors reach the hidden units without the weights between. What factor does a unit"
        " have in each score?"
    ),
    Mistake("W_2 not transposed", weights_not_transposed, "The graph").says(
        "On the way back (m, K) must become (m, q). W_2 is (q, K): must it be transposed?"
    ),
    Mistake("X not transposed", pixels_not_transposed, "The graph").says(
        "dJ/dW_1 needs a sum over the examples. In X @ ... the sum runs over the pixels: must X be"
        " transposed?"
    ),
    Mistake("A not transposed", answers_not_transposed, "The graph").says(
        "dJ/dW_2 needs a sum over the examples. In A @ ... the sum runs over the units: must A be"
        " transposed?"
    ),
    Mistake("gradient of the sum", total).says(
        "Put every example in twice: your gradients double. The cost is a mean: where does 1/m come"
        " in on the way back?"
    ),
    Mistake("first layer not averaged", hidden_layer_not_averaged).says(
        "Your last layer is right, but the first grows with the number of examples. Which gradient"
        " do you pass on, with 1/m or without?"
    ),
    Mistake("first layer averaged twice", hidden_layer_averaged_twice).says(
        "Your last layer is right, but the first is too small by the number of examples. The"
        " upstream gradient has its 1/m already: where does a second one come in?"
    ),
    Mistake("biases averaged twice", biases_averaged_twice, "The graph").says(
        "Your gradients of the biases are too small by the number of examples. The upstream"
        " gradient has its 1/m already: sum or mean?"
    ),
    Mistake(
        "Y and Y_hat exchanged", swapped, "The softmax layer", also=[swapped_without_penalty]
    ).says(
        "The error has the wrong sign, and so have all gradients after it. If the network says too"
        " much, should the score go up or down?"
    ),
    Mistake("derivative of the softmax again", softmax_again, "The softmax layer").says(
        "There is a factor Y_hat (1 - Y_hat) too many. The error is already the derivative with"
        " respect to the score: what has cancelled?"
    ),
    Mistake("with respect to the probability", loss_again, "The softmax layer").says(
        "That is the derivative of the loss with respect to Y_hat. What is it with respect to the"
        " scores?"
    ),
    Mistake("A for X", answers_for_pixels, "The graph").says(
        "For dJ/dW_1 you multiply by the outputs of the hidden units. What comes into the first"
        " layer?"
    ),
    Mistake("X for A", pixels_for_answers, "The graph").says(
        "For dJ/dW_2 you multiply by the pixels. What comes into the second layer?"
    ),
    Mistake("bias past the activation", bias_before_the_activation).says(
        "Your dJ/db_1 has not gone back through the sigmoid. Is b_1 added before or after it?"
    ),
    Mistake("one bias per layer", one_bias_a_layer, "The graph").says(
        "Each unit has a bias of its own. You have added up their gradients: along which axis"
        " should the sum run?"
    ),
    Mistake("biases of the examples", biases_of_examples, "The graph").says(
        "Your gradients of the biases have a number for each example. Along which axis do the"
        " examples lie?"
    ),
    Mistake("no penalty", no_penalty, "10: The L2 penalty").says(
        "What does your function do with `l2`? The weights of both layers have a penalty."
    ),
    Mistake(
        "penalty on one layer", penalty_of_the_second_layer, also=[penalty_of_the_first_layer]
    ).says("Only one layer has its penalty. Which weights are in the cost?"),
    Mistake(
        "half or double the penalty",
        half_the_penalty,
        "10: The L2 penalty",
        also=[twice_the_penalty],
    ).says("The penalty is (l2/2) times the squares. What is its derivative?"),
    Mistake("penalty divided by m", penalty_over_m, "4: The penalty").says(
        "You divide the penalty by m as well. Is it inside the mean or beside it?"
    ),
    Mistake(
        "penalty on the biases",
        penalty_on_both_biases,
        "10: Why the bias has no penalty",
        also=[penalty_on_a_bias],
    ).says("You add l2 to a gradient of biases. Which parameters are in the penalty?"),
    Mistake("weights first", weights_first).says(
        "All four are right, but in the wrong order: weights before biases. Which order is asked"
        " for?"
    ),
    Mistake("biases as rows", biases_as_rows, "The graph").says(
        "The numbers are right, but your gradients of the biases are matrices of one row. Which"
        " shape has b_1?"
    ),
    Mistake("last layer first", last_layer_first).says(
        "All four are right, in the order in which you computed them. Which order is asked for?"
    ),
    Mistake("units in rows", units_in_rows).says(
        "The numbers are right, but the matrices are transposed. Which shapes do W_1 and W_2 have?"
    ),
]

EXERCISE = Exercise(
    title="a network without its activation",
    kind="mend",
    goal="Mend a network whose activation function is missing, forward and backward.",
    shapes="forward_pass:   X (m, n), W_1 (n, q), b_1 (q,), W_2 (q, K), b_2 (K,)\n"
    "                ->  A (m, q), Y_hat (m, K)\n"
    "backward_pass:  X, Y (m, K) one-hot, A, Y_hat, W_1, W_2, l2\n"
    "                ->  dJ_dW_1, dJ_db_1, dJ_dW_2, dJ_db_2, each shaped like its parameter",
    minutes=15,
    section="A hidden layer",
    hints=[
        "Run the file: the gradient check passes. It compares the gradient with the cost of this"
        " forward pass, and both lack the same thing. What comes between the two layers?",
        "A = sigmoid(X W_1 + b_1). On the way back, the derivative of the sigmoid: dJ/dZ_1 = dJ/dA"
        " times A (1 - A), number by number.",
        "A = ...(X @ W_1 + b_1)\n\ndJ_dZ_1 = dJ_dA * ... * ...",
        "A = sigmoid(X @ W_1 + b_1)\n\ndJ_dZ_1 = dJ_dA * A * (1 - A)",
    ],
    further="The gradient check found nothing wrong with this network. What does it check, and what"
    " can it never find?",
    tasks=[
        Task(
            "forward_pass",
            truth=forward_pass,
            cases=ways_forward,
            others=[with_a_pixel_of_one, example_by_example],
            mistakes=FORWARD,
        ),
        Task(
            "backward_pass",
            truth=backward_pass,
            cases=ways_back,
            others=[with_einsum, example_by_example_back, with_the_library],
            mistakes=BACKWARD,
        ),
    ],
)

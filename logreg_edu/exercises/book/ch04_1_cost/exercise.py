"""Chapter 4, exercise 1: the cost, of one model or of K."""

from __future__ import annotations

import math

import numpy as np

from logreg_edu import cost, forward, loss, score, sigmoid
from logreg_edu.cost import mean_loss as mean_loss_of_scores
from logreg_edu.exercises.format import Exercise, Mistake, Task


def cases(rng):
    """By hand with and without penalty, at random for one model and K, then very sure models.

    First all sizes differ; then two of them are equal, rows repeat, and there are more examples
    than a byte counts and more models than there are digits.
    """
    X, w = np.array([[1.0]]), np.array([2.0])
    yield {"X": X, "y": np.array([1]), "w": w, "b": 0.5, "l2": 0.0}
    yield {"X": X, "y": np.array([1]), "w": w, "b": 0.5, "l2": 0.1}
    yield {"X": X, "y": np.array([0]), "w": 20 * w, "b": 0.0, "l2": 0.0}
    yield {"X": X, "y": np.array([1]), "w": 20 * w, "b": 0.0, "l2": 0.0}
    X, y = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([1, 0])
    yield {"X": X, "y": y, "w": np.array([3.0, -4.0]), "b": 0.0, "l2": 0.0}
    yield {"X": X, "y": y, "w": np.array([3.0, -4.0]), "b": 2.0, "l2": 0.1}
    for m, n, K in ((5, 3, 2), (4, 6, 3)):
        X, l2 = rng.random((m, n)), rng.uniform(0.1, 1)
        y, Y = rng.permutation(np.arange(m) % 2), rng.integers(0, 2, (m, K))
        yield {"X": X, "y": y, "w": rng.normal(size=n), "b": rng.normal(), "l2": l2}
        yield {"X": X, "y": Y, "w": rng.normal(size=(n, K)), "b": rng.normal(size=K), "l2": l2}
    for m, n, K in ((3, 2, 3), (5, 2, 1), (259, 2, 12)):
        X, l2 = rng.integers(0, 3, (m, n)) / 2, rng.uniform(0.1, 1)
        Y, W, b = rng.integers(0, 2, (m, K)), rng.normal(size=(n, K)), rng.normal(size=K)
        yield {"X": X, "y": Y, "w": W, "b": b, "l2": l2}
    X, y = np.array([[1.0, 0.5], [1.0, 0.5], [0.0, 1.0], [1.0, 0.5]]), np.array([1, 1, 0, 1])
    yield {"X": X, "y": y, "w": np.array([2, -1]), "b": rng.normal(), "l2": 0.3}
    X, y, w = rng.random((7, 3)), rng.permutation(np.arange(7) % 2), rng.normal(size=3)
    yield {"X": X.astype(np.float32), "y": y, "w": w.astype(np.float32), "b": 0.5, "l2": 0.1}
    X, y = rng.uniform(0.5, 1, (6, 2)), rng.permutation(np.arange(6) % 2)
    yield {"X": X, "y": y, "w": np.array([1000.0, 2000.0]), "b": 5.0, "l2": 0.0}


# Right, in other words


def with_a_loop(X, y, w, b, l2):
    if np.ndim(w) == 2:
        models = range(w.shape[1])
        return [with_a_loop(X, y[:, k], w[:, k], b[k], l2) for k in models]
    J = 0.0
    for i in range(len(X)):
        s = float(X[i] @ w + b) * (1 if y[i] == 1 else -1)
        J += (max(-s, 0) + math.log1p(math.exp(-abs(s)))) / len(X)
    return J + l2 / 2 * sum(float(weight) ** 2 for weight in w)


def with_logaddexp(X, y, w, b, l2):
    z = X @ w + b
    return np.mean(np.logaddexp(0, z) - y * z, axis=0) + l2 / 2 * np.linalg.norm(w, axis=0) ** 2


def with_einsum(X, y, w, b, l2):
    losses = loss(score(X, w, b), y)
    return losses.sum(axis=0) / X.shape[0] + 0.5 * l2 * np.einsum("j...,j...->...", w, w)


# Wrong


def mean_loss(X, y, w, b):
    return loss(score(X, w, b), y).mean(axis=0)


def total(X, y, w, b, l2):
    return len(X) * mean_loss(X, y, w, b) + l2 / 2 * np.square(w).sum(axis=0)


def total_without_half(X, y, w, b, l2):
    return len(X) * mean_loss(X, y, w, b) + l2 * np.square(w).sum(axis=0)


def total_of_everything(X, y, w, b, l2):
    return len(X) * cost(X, y, w, b, l2)


def fixed_divisor(X, y, w, b, l2, m=5000):
    return loss(score(X, w, b), y).sum(axis=0) / m + l2 / 2 * np.square(w).sum(axis=0)


def grows_with_copies(f):
    """The same example three times costs three times as much as once."""
    X, y, w = np.ones((3, 2)), np.array([1, 1, 1]), np.array([0.5, 0.1])
    once, thrice = f(X[:1], y[:1], w, 0.3, 0.0), f(X, y, w, 0.3, 0.0)
    return np.isclose(thrice, 3 * once) and once > 0


def divided_by_pixels(X, y, w, b, l2):
    return loss(score(X, w, b), y).sum(axis=0) / X.shape[1] + l2 / 2 * np.square(w).sum(axis=0)


def divided_by_all_numbers(X, y, w, b, l2):
    losses = loss(score(X, w, b), y)
    return losses.sum(axis=0) / losses.size + l2 / 2 * np.square(w).sum(axis=0)


def median(X, y, w, b, l2):
    return np.median(loss(score(X, w, b), y), axis=0) + l2 / 2 * np.square(w).sum(axis=0)


def losses_not_averaged(X, y, w, b, l2):
    return loss(score(X, w, b), y) + l2 / 2 * np.square(w).sum(axis=0)


def equal_examples_once(X, y, w, b, l2):
    rows = np.unique(np.column_stack([X, y]), axis=0, return_index=True)[1]
    return cost(X[rows], y[rows], w, b, l2)


def axis_by_size(X, y, w, b, l2):
    losses = loss(score(X, w, b), y)
    axis = 1 if losses.ndim == 2 and losses.shape[1] == len(X) else 0
    return losses.mean(axis=axis) + l2 / 2 * np.square(w).sum(axis=0)


def squeezed(X, y, w, b, l2):
    return np.squeeze(cost(X, y, w, b, l2))


def axis_kept(X, y, w, b, l2):
    return (
        np.atleast_2d(cost(X, y, w, b, l2)) if np.ndim(w) == 2 else np.array([cost(X, y, w, b, l2)])
    )


def ten_models(X, y, w, b, l2):
    J = cost(X, y, w, b, l2)
    if np.ndim(J) == 0:
        return J
    ten = np.zeros(10)
    ten[: len(J)] = J[:10]
    return ten


def ten_models_at_most(X, y, w, b, l2):
    J = np.array(cost(X, y, w, b, l2))
    if J.ndim:
        J[10:] = 0
    return J


def one_number(X, y, w, b, l2):
    return float(cost(X, y, w, b, l2))


def over_the_other_axis(X, y, w, b, l2):
    return loss(score(X, w, b), y).mean(axis=1) + l2 / 2 * np.square(w).sum(axis=0)


def over_the_last_axis(X, y, w, b, l2):
    return loss(score(X, w, b), y).mean(axis=-1) + l2 / 2 * np.square(w).sum(axis=0)


def one_mean_for_all(X, y, w, b, l2):
    return loss(score(X, w, b), y).mean() + l2 / 2 * np.square(w).sum(axis=0)


def one_penalty_for_all(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 / 2 * np.sum(np.square(w))


def one_number_for_all(X, y, w, b, l2):
    return loss(score(X, w, b), y).mean() + l2 / 2 * np.sum(np.square(w))


def bias_has_a_penalty(X, y, w, b, l2):
    return cost(X, y, w, b, l2) + l2 / 2 * np.square(b)


def bias_has_a_penalty_without_half(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 * (np.square(w).sum(axis=0) + np.square(b))


def penalty_over_the_models(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 / 2 * np.square(w).sum(axis=-1)


def dot_product_of_the_weights(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 / 2 * (w @ w)


def penalty_matrix(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 / 2 * (w.T @ w)


def penalty_for_one_model_alone(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + (l2 / 2 * np.square(w).sum() if np.ndim(w) == 1 else 0)


def sizes_of_the_weights(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 / 2 * np.abs(w).sum(axis=0)


def sizes_of_the_weights_without_half(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 * np.abs(w).sum(axis=0)


def square_of_the_sum(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 / 2 * np.square(np.sum(w, axis=0))


def mean_of_the_squares(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 / 2 * np.square(w).mean(axis=0)


def mean_of_the_squares_without_half(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 * np.square(w).mean(axis=0)


def l2_squared(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2**2 / 2 * np.square(w).sum(axis=0)


def positive_weights_alone(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 / 2 * np.square(np.maximum(w, 0)).sum(axis=0)


def type_of_the_weights(X, y, w, b, l2):
    squares = np.zeros_like(w)
    squares[...] = l2 / 2 * np.square(w)
    return mean_loss(X, y, w, b) + squares.sum(axis=0)


def errors_for_losses(X, y, w, b, l2):
    return (sigmoid(score(X, w, b)) - y).mean(axis=0) + l2 / 2 * np.square(w).sum(axis=0)


def sizes_of_the_errors(X, y, w, b, l2):
    return abs(sigmoid(score(X, w, b)) - y).mean(axis=0) + l2 / 2 * np.square(w).sum(axis=0)


def penalty_alone(X, y, w, b, l2):
    return l2 / 2 * np.square(w).sum(axis=0)


def no_half(X, y, w, b, l2):
    return cost(X, y, w, b, 2 * l2)


def penalty_over_m(X, y, w, b, l2):
    return cost(X, y, w, b, l2 / len(X))


def not_squared(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 / 2 * np.linalg.norm(w, axis=0)


def sum_of_weights(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 / 2 * np.sum(w, axis=0)


def no_penalty(X, y, w, b, l2):
    return mean_loss(X, y, w, b)


def rewarded(X, y, w, b, l2):
    return mean_loss(X, y, w, b) - l2 / 2 * np.square(w).sum(axis=0)


def no_bias(X, y, w, b, l2):
    return cost(X, y, w, 0 * b, l2)


def textbook(X, y, w, b, l2):
    y_hat = sigmoid(score(X, w, b))
    losses = -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))
    return losses.mean(axis=0) + l2 / 2 * np.square(w).sum(axis=0)


def overflowing(X, y, w, b, l2):
    z = score(X, w, b)
    losses = np.log1p(np.exp(-np.where(y == 1, z, -z)))
    return losses.mean(axis=0) + l2 / 2 * np.square(w).sum(axis=0)


def overflowing_without_log1p(X, y, w, b, l2):
    z = score(X, w, b)
    losses = np.log(1 + np.exp(-np.where(y == 1, z, -z)))
    return losses.mean(axis=0) + l2 / 2 * np.square(w).sum(axis=0)


def largest_loss(X, y, w, b, l2):
    return loss(score(X, w, b), y).max(axis=0) + l2 / 2 * np.square(w).sum(axis=0)


def by_one_less(X, y, w, b, l2):
    losses = loss(score(X, w, b), y).sum(axis=0) / max(len(X) - 1, 1)
    return losses + l2 / 2 * np.square(w).sum(axis=0)


def root(X, y, w, b, l2):
    return np.sqrt(mean_loss(X, y, w, b)) + l2 / 2 * np.square(w).sum(axis=0)


def other_truth(X, y, w, b, l2):
    return mean_loss(X, 1 - y, w, b) + l2 / 2 * np.square(w).sum(axis=0)


def all_models_added(X, y, w, b, l2):
    return np.sum(cost(X, y, w, b, l2))


def bias_for_weights(X, y, w, b, l2):
    return mean_loss(X, y, w, b) + l2 / 2 * np.square(b)


def clipped(X, y, w, b, l2, epsilon=1e-15):
    y_hat = np.clip(sigmoid(score(X, w, b)), epsilon, 1 - epsilon)
    losses = -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))
    return losses.mean(axis=0) + l2 / 2 * np.square(w).sum(axis=0)


def is_flat(f):
    """Two models, both very wrong, one much more than the other, cost the same."""
    X, y = np.ones((1, 1)), np.array([0])
    J, higher = (f(X, y, np.array([weight]), 0.0, 0.0) for weight in (300.0, 600.0))
    return np.isfinite([J, higher]).all() and abs(higher - J) < 1 < J


def base_ten(X, y, w, b, l2):
    return mean_loss(X, y, w, b) / np.log(10) + l2 / 2 * np.square(w).sum(axis=0)


def no_minus(X, y, w, b, l2):
    return -mean_loss(X, y, w, b) + l2 / 2 * np.square(w).sum(axis=0)


def squared_error(X, y, w, b, l2):
    errors = np.square(sigmoid(score(X, w, b)) - y)
    return errors.mean(axis=0) + l2 / 2 * np.square(w).sum(axis=0)


def half_squared_error(X, y, w, b, l2):
    errors = np.square(sigmoid(score(X, w, b)) - y) / 2
    return errors.mean(axis=0) + l2 / 2 * np.square(w).sum(axis=0)


def loss_of_probabilities(X, y, w, b, l2):
    losses = loss(sigmoid(score(X, w, b)), y)
    return losses.mean(axis=0) + l2 / 2 * np.square(w).sum(axis=0)


MISTAKES = [
    Mistake(
        "sum for mean",
        total,
        "A mean, not a sum",
        also=[total_of_everything, total_without_half],
    ).says(
        "Put every example in twice: your losses add up to twice as much, although the model is as"
        " good as before. What makes the losses comparable between few examples and many?"
    ),
    Mistake(
        "divided by a fixed number", fixed_divisor, "A mean, not a sum", sign=grows_with_copies
    ).says(
        "In your function, three copies of an example cost three times as much as one: is a number"
        " of examples written into it? Which array knows how many there are?"
    ),
    Mistake("divided by the pixels", divided_by_pixels, "A mean, not a sum").says(
        "You divide the sum of the losses by the number of pixels. How many losses are there?"
    ),
    Mistake("divided by m K", divided_by_all_numbers, "In the library").says(
        "You divide the losses of each model by the number of all losses. How many of them belong"
        " to one model?"
    ),
    Mistake("median", median, "A mean, not a sum").says(
        "That is the median of the losses. Does it change when the worst answer becomes worse?"
    ),
    Mistake("not averaged", losses_not_averaged, "A mean, not a sum").says(
        "Each example still has a number of its own. How do m losses become one cost?"
    ),
    Mistake("equal examples once", equal_examples_once, "A mean, not a sum").says(
        "Examples that are equal count only once in your cost. Over how many losses does the mean"
        " go?"
    ),
    Mistake("axis by size", axis_by_size, "In the library").says(
        "Where K happens to be equal to m, your mean goes along another axis. Along which axis are"
        " the examples, whatever the sizes?"
    ),
    Mistake("squeezed", squeezed, "In the library").says(
        "With K = 1 your cost is a number, but the cost of W (n, 1) has the shape (1,). Which step"
        " drops an axis?"
    ),
    Mistake("an axis too many", axis_kept, "In the library").says(
        "The number is right, but it is in an array with an axis too many. Which step keeps or adds"
        " that axis?"
    ),
    Mistake("ten models", ten_models, "In the library", also=[ten_models_at_most]).says(
        "The number 10 is written into your function. Which array knows how many models there are?"
    ),
    Mistake("one model alone", one_number, "In the library").says(
        "This is right for one model. With K of them the cost is K numbers: which step can make"
        " only one?"
    ),
    Mistake(
        "mean over the models", over_the_other_axis, "In the library", also=[over_the_last_axis]
    ).says(
        "Your mean goes along the wrong axis: each model should get a mean over all examples. Along"
        " which axis are the examples?"
    ),
    Mistake(
        "one mean for all models", one_mean_for_all, "In the library", also=[one_number_for_all]
    ).says(
        "This is right for one model. With K models, you mix their losses: each of them has a cost"
        " of its own. Along which axis does a mean over the examples go?"
    ),
    Mistake("one penalty for all models", one_penalty_for_all, "In the library").says(
        "This is right for one model. With K models, each gets the penalty of all. Which weights"
        " belong to model k?"
    ),
    Mistake("penalty over the models", penalty_over_the_models, "In the library").says(
        "This is right for one model. With K, two of your shapes do not fit each other. Along which"
        " axis of W (n, K) are the weights of one model?"
    ),
    Mistake("w @ w", dot_product_of_the_weights, "In the library").says(
        "w @ w is the sum of the squares for one model. With K models w is a matrix: which function"
        " squares each number, and along which axis are they added then?"
    ),
    Mistake("penalty as a matrix", penalty_matrix, "In the library").says(
        "w.T @ w is the sum of the squares for one model. With K it is a matrix (K, K), each model"
        " with each: which of its numbers did you want?"
    ),
    Mistake("penalty for one model alone", penalty_for_one_model_alone, "In the library").says(
        "This is right for one model. With K, large weights cost nothing: what does your function"
        " do with l2 there?"
    ),
    Mistake(
        "sizes, not squares", sizes_of_the_weights, also=[sizes_of_the_weights_without_half]
    ).says(
        "You add the absolute values of the weights: that is another penalty, L1. What is done to a"
        " weight here, before it is added?"
    ),
    Mistake("square of the sum", square_of_the_sum).says(
        "You add the weights first and square last, so that 3 and -3 cost nothing. Which comes"
        " first?"
    ),
    Mistake(
        "mean of the squares", mean_of_the_squares, also=[mean_of_the_squares_without_half]
    ).says("You take the mean of the squared weights. Is the penalty their mean, or their sum?"),
    Mistake("l2 squared", l2_squared).says(
        "l2 is squared in your penalty. The 2 in its name is for the squares of what?"
    ),
    Mistake("positive weights alone", positive_weights_alone).says(
        "Negative weights cost nothing in your penalty. Which sign does the square of -3 have?"
    ),
    Mistake("type of the weights", type_of_the_weights).says(
        "For weights that are whole numbers, your penalty is cut to whole numbers. Into which array"
        " do you write, and which dtype does it have?"
    ),
    Mistake(
        "errors for losses", errors_for_losses, "A mean, not a sum", also=[sizes_of_the_errors]
    ).says(
        "You average y_hat - y or its absolute value: how far the probability is from the truth."
        " Which number of chapter 3 is the loss, and from what is it computed?"
    ),
    Mistake("penalty alone", penalty_alone, "A mean, not a sum").says(
        "That is the penalty alone, and it does not depend on the examples. What else does a model"
        " pay for?"
    ),
    Mistake("penalty on the bias", bias_has_a_penalty, also=[bias_has_a_penalty_without_half]).says(
        "You penalise the bias, too. It is the score of a picture without ink: towards which"
        " probability would a penalty push the prediction there, and is there a reason to?"
    ),
    Mistake("no half", no_half).says(
        "Your penalty is twice as large as it should be. Which factor is in front of the sum of the"
        " squares, so that its derivative is l2 w?"
    ),
    Mistake("penalty divided by m", penalty_over_m).says(
        "Some courses divide the penalty by m. In this book l2 is beside a mean: what happens to"
        " your penalty when every example is put in twice?"
    ),
    Mistake("length, not its square", not_squared).says(
        "You take the length of w. Is that the sum of the squares, or its root?"
    ),
    Mistake("sum of the weights", sum_of_weights).says(
        "You add up the weights themselves, so a negative one lowers the cost. What is done to each"
        " weight before the sum?"
    ),
    Mistake("no penalty", no_penalty).says(
        "What does your function do with `l2`? Large weights cost nothing."
    ),
    Mistake("penalty subtracted", rewarded).says(
        "Large weights make your cost lower. Is a penalty added to the cost, or subtracted?"
    ),
    Mistake("no bias in the score", no_bias, "2: The score").says(
        "What does your function do with `b`? It is not penalised, but it belongs to every score."
    ),
    Mistake("through the probability", textbook, "3: How the textbook formula fails").says(
        "This is right for small scores. At a score of 40 the probability has rounded to 1, and the"
        " logarithm of 0 makes the whole cost infinite or NaN. How does chapter 3 avoid that?"
    ),
    Mistake(
        "exponential overflows",
        overflowing,
        "3: The way out: skip the probability",
        also=[overflowing_without_log1p],
    ).says(
        "This is right for most scores. But for a model that is very sure and wrong, e^-s"
        " overflows, and the whole cost is infinite. How does `loss` of chapter 3 avoid that?"
    ),
    Mistake("largest loss", largest_loss, "A mean, not a sum").says(
        "You take the largest loss of all. What do the other examples contribute?"
    ),
    Mistake("divided by m - 1", by_one_less, "A mean, not a sum").says(
        "You divide by m - 1, as a variance does. How many losses are in this mean?"
    ),
    Mistake("root of the mean", root, "A mean, not a sum").says(
        "You take a root of the mean, as for squared errors. Are the losses squares?"
    ),
    Mistake("the other truth", other_truth, "From the likelihood to the cost").says(
        "In your cost, right answers cost more than wrong ones. Which label do you hand to the"
        " loss?"
    ),
    Mistake("all models added", all_models_added, "In the library").says(
        "You add the costs of all models. J (K,) has one number for each: which step adds them?"
    ),
    Mistake("bias for weights", bias_for_weights).says(
        "Your penalty is on the bias, and the weights cost nothing. Which of the two does it"
        " belong to?"
    ),
    Mistake("clipped", clipped, "3: What each repair does to the slope", sign=is_flat).says(
        "You keep the probability away from 0 and 1, so a model that is wrong with a score of 600"
        " pays no more than one that is wrong with 40. Which form of the loss needs no probability?"
    ),
    Mistake("base 10", base_ten, "3: From the product to the loss").says(
        "Your losses are all too small by the same factor. Which logarithm has the unit nat?"
    ),
    Mistake("no minus", no_minus, "From the likelihood to the cost").says(
        "Your mean loss is negative: the better the model, the higher the cost. Which sign does the"
        " logarithm of a probability have?"
    ),
    Mistake(
        "squared error", squared_error, "Step 1: one loss curves upwards", also=[half_squared_error]
    ).says(
        "That is the mean of the squared errors. What happens to its curvature where the model is"
        " sure and wrong?"
    ),
    Mistake("loss of a probability", loss_of_probabilities, "3: In the library").says(
        "`loss` expects scores, and you give it probabilities. To which of the two does it apply"
        " the sigmoid itself?"
    ),
]

EXERCISE = Exercise(
    title="the cost of one model, or of ten",
    kind="write",
    goal="Write the cost: the mean loss, and half of l2 times the sum of the squared weights.",
    shapes="X (m, n), y (m,), w (n,), b and l2 numbers  ->  J, a number\n"
    "X (m, n), Y (m, K), W (n, K), b (K,), l2    ->  J (K,)",
    minutes=15,
    section="The penalty",
    hints=[
        "First the score of every example, then its loss, then their mean. The penalty is added"
        " last; it does not depend on the examples, and the bias is not in it.",
        "J = (1/m) sum_i loss_i + (l2/2) sum_j w_j^2. With K models, both sums run down the rows,"
        " axis 0.",
        "losses = loss(score(...), y)\n"
        "return losses.mean(axis=...) + ... * np.square(w).sum(axis=0)",
        "return loss(score(X, w, b), y).mean(axis=0) + l2 / 2 * np.square(w).sum(axis=0)",
    ],
    further="What is the cost of a model without weights, if its bias is the best one for a digit"
    " that makes up a tenth of the pictures?",
    tasks=[
        Task(
            "cost",
            truth=cost,
            cases=cases,
            instead=[forward, mean_loss_of_scores],  # `cost_and_gradient` calls them
            others=[with_a_loop, with_logaddexp, with_einsum],
            mistakes=MISTAKES,
        )
    ],
)

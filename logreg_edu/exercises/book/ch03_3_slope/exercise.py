"""Chapter 3, exercise 3: the slope of the loss, without a division by zero."""

from __future__ import annotations

import math

import numpy as np

from logreg_edu import sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def slope(z, y):
    return sigmoid(z) - y


def cases(rng):
    """Scores and labels: by hand, at random, then where y_hat rounds to 0 or 1."""
    yield {"z": np.array([0.0]), "y": np.array([1])}
    yield {"z": np.array([0.0]), "y": np.array([0])}
    yield {"z": np.array([1.0, -2.0]), "y": np.array([0, 0])}
    for m in (3, 5, 8):
        yield {"z": 3 * rng.normal(size=m), "y": rng.permutation(np.arange(m) % 2)}
    yield {"z": rng.normal(size=7).astype(np.float32), "y": rng.permutation(np.arange(7) % 2)}
    yield {"z": np.array([40.0]), "y": np.array([0])}
    yield {"z": np.array([40.0]), "y": np.array([1])}
    yield {"z": rng.uniform(50, 600, size=2), "y": np.array([1, 0])}
    yield {"z": rng.uniform(-600, -50, size=2), "y": np.array([1, 0])}


# Right, in other words


def with_where(z, y):
    return np.where(y == 1, -sigmoid(-z), sigmoid(z))


def with_a_loop(z, y):
    return np.array([(1 + math.tanh(z[i] / 2)) / 2 - y[i] for i in range(len(z))])


# Wrong


def two_slopes(z, y):
    y_hat = sigmoid(z)
    return (y_hat - y) / (y_hat * (1 - y_hat)) * (y_hat * (1 - y_hat))


def two_slopes_in_two_terms(z, y):
    y_hat = sigmoid(z)
    return (-y / y_hat + (1 - y) / (1 - y_hat)) * y_hat * (1 - y_hat)


def padded(z, y, epsilon=1e-15):
    y_hat = sigmoid(z)
    return (y_hat - y) / (y_hat * (1 - y_hat) + epsilon) * (y_hat * (1 - y_hat))


def clipped(z, y, epsilon=1e-15):
    y_hat = sigmoid(z)
    inside = np.clip(y_hat, epsilon, 1 - epsilon)
    return (inside - y) / (inside * (1 - inside)) * (y_hat * (1 - y_hat))


def replaced(z, y):
    return np.nan_to_num(two_slopes(z, y))


def is_still(f):
    """The most wrong example of all has no slope, while a slightly wrong one has."""
    z, y = np.array([500.0]), np.array([0])
    return abs(f(z, y)[0]) < 1e-3 and abs(f(np.zeros(1), y)[0] - 0.5) < 1e-3


def first_slope_only(z, y):
    y_hat = sigmoid(z)
    return (y_hat - y) / (y_hat * (1 - y_hat))


def second_slope_only(z, y):
    y_hat = sigmoid(z)
    return y_hat * (1 - y_hat)


def swapped(z, y):
    return y - sigmoid(z)


def of_the_score(z, y):
    return z - y


def of_the_squared_error(z, y):
    y_hat = sigmoid(z)
    return (y_hat - y) * y_hat * (1 - y_hat)


def of_twice_the_squared_error(z, y):
    return 2 * of_the_squared_error(z, y)


def rounded(z, y):
    return (sigmoid(z) >= 0.5) - y


def mean(z, y):
    return slope(z, y).mean()


def divided(z, y):
    return slope(z, y) / len(z)


def without_y(z, y):
    return sigmoid(z)


MISTAKES = [
    Mistake("not mended", two_slopes, also=[two_slopes_in_two_terms]).says(
        "At a score of 40, y_hat has rounded to 1: the first derivative divides by zero, and"
        " the second is zero. What cancels, if you multiply them on paper before you"
        " compute?"
    ),
    Mistake("kept away from zero", padded, also=[clipped, replaced], sign=is_still).says(
        "The NaN is gone, but look at the example that is most wrong: its slope is now 0, so it"
        " does not contribute to its own correction. What cancels, so that no division is left?"
    ),
    Mistake("first slope only", first_slope_only).says(
        "That is the derivative of the loss with respect to y_hat. Asked for is the one with"
        " respect to z: which other factor does the chain rule have?"
    ),
    Mistake("second slope only", second_slope_only).says(
        "That is the derivative of y_hat with respect to z. Where is the loss, and where is y?"
    ),
    Mistake("y and y_hat swapped", swapped).says(
        "The sign is reversed. If the truth is no and the score goes up, does the loss rise or"
        " fall?"
    ),
    Mistake(
        "score taken for the probability", of_the_score, "The loss as a function of the score"
    ).says(
        "You compare the score with the truth. Which of z and y_hat lies between 0 and 1,"
        " as y does?"
    ),
    Mistake(
        "slope of the squared error", of_the_squared_error, also=[of_twice_the_squared_error]
    ).says(
        "There is one factor y_hat (1 - y_hat) too many: that is the slope of the squared error,"
        " which is almost 0 where the model is sure and wrong. Which factor cancels here?"
    ),
    Mistake("rounded to yes or no", rounded).says(
        "Your slope is only -1, 0 or 1: where has y_hat been rounded to an answer? A slope"
        " should tell a near miss from a wide one."
    ),
    Mistake("mean", mean).says(
        "One number came out, for m examples. The mean belongs to the cost of chapter 4."
    ),
    Mistake("divided by m", divided).says(
        "Every slope is m times too small. That is the slope of the cost of chapter 4, which"
        " is a mean. What is the slope of one loss?"
    ),
    Mistake("without the truth", without_y).says(
        "What does your function do with y? These slopes are never negative, so every score"
        " would only ever be pushed down."
    ),
]

EXERCISE = Exercise(
    title="the slope that divides by zero",
    kind="mend",
    goal="Mend the derivative of the loss with respect to the score: it is NaN where the model is"
    " surest.",
    shapes="z (m,) scores, y (m,) labels 0 or 1  ->  (m,) slopes",
    minutes=10,
    section="The slope of the loss",
    hints=[
        "Each of the two derivatives is right. Their product goes wrong where one of them is"
        " infinite in the computer and the other is zero. Keeping both finite does not help: then"
        " the product is wrong without a warning. Multiply them on paper first.",
        "(y_hat - y) / (y_hat (1 - y_hat))  times  y_hat (1 - y_hat). What cancels?",
        "y_hat = sigmoid(z)\nreturn ... - ...",
        "return sigmoid(z) - y",
    ],
    further="A program prints an infinite loss and learns well all the same. How can that be?",
    tasks=[
        Task(
            "slope",
            truth=slope,
            cases=cases,
            others=[with_where, with_a_loop],
            mistakes=MISTAKES,
        )
    ],
)

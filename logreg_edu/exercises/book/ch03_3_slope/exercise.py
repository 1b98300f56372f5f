"""Chapter 3, exercise 3: the slope of the loss, without a division by zero."""

from __future__ import annotations

import math

import numpy as np

from logreg_edu import loss, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def slope(z, y):
    return sigmoid(z) - y


def cases(rng):
    """Scores and labels: by hand, at random, then where y_hat rounds to 0 or 1.

    Some scores are whole numbers, and once there are more of them than a byte counts.
    """
    yield {"z": np.array([0.0]), "y": np.array([1])}
    yield {"z": np.array([0.0]), "y": np.array([0])}
    yield {"z": np.array([1.0, -2.0]), "y": np.array([0, 0])}
    for m in (3, 8):
        yield {"z": 3 * rng.normal(size=m), "y": rng.permutation(np.arange(m) % 2)}
    yield {"z": rng.normal(size=7).astype(np.float32), "y": rng.permutation(np.arange(7) % 2)}
    yield {"z": np.array([-2, 3, 0, 1]), "y": np.array([0, 0, 1, 1])}
    yield {"z": 3 * rng.normal(size=258), "y": rng.integers(0, 2, 258)}
    yield {"z": np.array([40.0]), "y": np.array([0])}
    yield {"z": np.array([40.0]), "y": np.array([1])}
    yield {"z": rng.uniform(50, 600, size=2), "y": np.array([1, 0])}
    yield {"z": rng.uniform(-600, -50, size=2), "y": np.array([1, 0])}
    yield {"z": np.array([-1e3, -1e3, 1e3, 1e3]), "y": np.array([0, 1, 0, 1])}


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


def by_one(z, y):
    s = two_slopes(z, y)
    return np.where(np.isnan(s), 1.0, s)


def by_the_sign_of_the_score(z, y):
    s = two_slopes(z, y)
    return np.where(np.isnan(s), np.sign(z), s)


def by_the_label(z, y):
    s = two_slopes(z, y)
    return np.where(np.isnan(s), 1.0 - 2 * y, s)


def on_one_side(z, y, most=36):
    return np.where(z > most, 1.0 - y, two_slopes(np.where(z > most, 0, z), y))


def certain_far_out(z, y, most=5):
    y_hat = np.where(z > most, 1.0, np.where(z < -most, 0.0, sigmoid(z)))
    return y_hat - y


def one_far_out(z, y, most=30):
    return np.where(abs(z) > most, 1.0, sigmoid(z)) - y


def difference_quotient(z, y, h=1e-5):
    return (loss(z + h, y) - loss(z - h, y)) / (2 * h)


def forward_difference(z, y, h=1e-5):
    return (loss(z + h, y) - loss(z, y)) / h


def is_nearly_right(f):
    """Right to four digits or more, but not to all, and not rounded to float32 or to decimals."""
    z, y = np.array([0.3, -1.2, 2.0]), np.array([0, 0, 0])
    off = abs(f(z, y) - sigmoid(z))
    digits = np.round(f(z, y), 8) == f(z, y)
    narrow = f(z, y).astype(np.float32) == f(z, y)
    return off.max() < 1e-4 and off.min() > 1e-14 and not digits.any() and not narrow.all()


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


def turned_and_divided(z, y):
    return (y - sigmoid(z)) / len(z)


def size_alone(z, y):
    return abs(slope(z, y))


def of_the_other_truth(z, y):
    return sigmoid(z) - (1 - y)


def labels_of_one_and_minus_one(z, y):
    return sigmoid(z) - (2 * y - 1)


def where_yes_alone(z, y):
    return np.where(y == 1, sigmoid(z) - 1, 0)


def where_no_alone(z, y):
    return np.where(y == 1, 0, sigmoid(z))


def times_the_score(z, y):
    return slope(z, y) * z


def twice(z, y):
    return 2 * slope(z, y)


def half(z, y):
    return slope(z, y) / 2


def squared_error(z, y):
    return (sigmoid(z) - y) ** 2


def in_float32(z, y):
    return (sigmoid(z) - y).astype(np.float32)


def through_float32(z, y):
    return sigmoid(z.astype(np.float32)) - y


def to_six_decimals(z, y):
    return np.round(sigmoid(z), 6) - y


def in_sorted_order(z, y):
    order = np.argsort(z)
    return slope(z[order], y[order])


def type_of_the_scores(z, y):
    slopes = np.zeros_like(z)
    slopes[...] = slope(z, y)
    return slopes


def type_of_the_labels(z, y):
    slopes = np.zeros_like(y)
    slopes[...] = slope(z, y)
    return slopes


def every_score_with_every_truth(z, y):
    return sigmoid(z)[:, np.newaxis] - y


def in_a_column(z, y):
    return slope(z, y)[:, np.newaxis]


def second_with_a_sign(z, y):
    y_hat = sigmoid(z)
    return y_hat * (1 - y_hat) * np.sign(y_hat - y)


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
    Mistake(
        "NaN replaced", by_one, also=[by_the_sign_of_the_score, by_the_label, one_far_out]
    ).says(
        "Where the formula fails you put in another number, and for some truths or signs it is not"
        " the slope: what is y_hat - y for a sure answer that is right, and for one that is wrong?"
    ),
    Mistake("mended on one side", on_one_side).says(
        "It is mended for large scores. For very negative ones y_hat becomes 0, and you still"
        " divide by it. What cancels, so that no division is left?"
    ),
    Mistake("certain far out", certain_far_out).says(
        "Beyond some score you treat the answer as certain. A score of 10 still leaves a"
        " probability of 4.5e-5: is there a need for a limit, if nothing is divided?"
    ),
    Mistake(
        "difference quotient", difference_quotient, sign=is_nearly_right, also=[forward_difference]
    ).says(
        "This is close to the slope, but not equal to it: does yours come from a difference, or is"
        " something added? On paper the two derivatives have a product in which something cancels."
    ),
    Mistake("first slope only", first_slope_only).says(
        "That is the derivative of the loss with respect to y_hat. The task asks for the one with"
        " respect to z: which other factor does the chain rule have?"
    ),
    Mistake("second slope only", second_slope_only).says(
        "That is the derivative of y_hat with respect to z. Where is the loss, and where is y?"
    ),
    Mistake("sign alone", second_with_a_sign).says(
        "The derivative of y_hat with respect to z, with a sign: it is almost 0 where the model is"
        " sure and wrong. What is the derivative of the loss, and what cancels?"
    ),
    Mistake("y and y_hat swapped", swapped, also=[turned_and_divided]).says(
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
    Mistake("size alone", size_alone).says(
        "None of your slopes is negative. If the truth is yes and the score goes up, does the loss"
        " rise or fall?"
    ),
    Mistake("the other truth", of_the_other_truth).says(
        "That is the slope if every truth were the other one. With y = 1, what is the best y_hat,"
        " and what is the slope there?"
    ),
    Mistake("labels 1 and -1", labels_of_one_and_minus_one).says(
        "You compare y_hat with -1 where the truth is no. What is y_hat close to when the model is"
        " sure of a no?"
    ),
    Mistake("one truth of two", where_yes_alone, also=[where_no_alone]).says(
        "For one of the two truths all your slopes are 0. Does the score of such an example not"
        " matter for its loss?"
    ),
    Mistake("times the score", times_the_score).says(
        "Your slope is multiplied by the score. In chapter 5 there is a factor x, for the"
        " derivative with respect to a weight. With respect to what is this one?"
    ),
    Mistake("twice the slope", twice).says(
        "Every slope is twice as large as it should be. A factor 2 comes from a square: is there"
        " one in the loss?"
    ),
    Mistake("half the slope", half).says(
        "Every slope is half of what it should be. A half belongs to the penalty and to the squared"
        " error: is there one here?"
    ),
    Mistake("squared error", squared_error).says(
        "You square the difference, and its sign is lost. That is an error, not a slope: what is"
        " the derivative of the loss?"
    ),
    Mistake("float32", in_float32, also=[through_float32]).says(
        "Somewhere your numbers become float32, which has seven digits. Which type do the scores"
        " have?"
    ),
    Mistake("rounded to decimals", to_six_decimals).says(
        "Your probabilities are rounded to a fixed number of decimals. Which step does that, and"
        " what is the slope of a sure and right answer then?"
    ),
    Mistake("in another order", in_sorted_order).says(
        "The slopes are right, but not in the order of the examples. Which one belongs to z[0]?"
    ),
    Mistake("type of the scores", type_of_the_scores).says(
        "For scores that are whole numbers, your slopes are whole numbers, too. Do you write them"
        " into z, or into an array made like z, and which dtype does that have?"
    ),
    Mistake("type of the labels", type_of_the_labels).says(
        "For labels that are whole numbers, your slopes are whole numbers, too. Do you write them"
        " into y, or into an array made like y, and which dtype does that have?"
    ),
    Mistake("too many axes", every_score_with_every_truth, also=[in_a_column]).says(
        "The scores have one axis, and your slopes have two. Which step adds an axis, and how many"
        " slopes do m examples have?"
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

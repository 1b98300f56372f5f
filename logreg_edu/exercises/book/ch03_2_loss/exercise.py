"""Chapter 3, exercise 2: the loss, from the score."""

from __future__ import annotations

import math

import numpy as np

from logreg_edu import loss, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def cases(rng):
    """Scores and labels: by hand, at random, then larger than any probability can tell apart."""
    yield {"z": np.array([0.0]), "y": np.array([1])}
    yield {"z": np.array([2.0]), "y": np.array([0])}
    yield {"z": np.array([2.0, -3.0]), "y": np.array([1, 1])}
    for m in (3, 5, 8):
        yield {"z": 3 * rng.normal(size=m), "y": rng.permutation(np.arange(m) % 2)}
    yield {"z": rng.normal(size=7).astype(np.float32), "y": rng.permutation(np.arange(7) % 2)}
    yield {"z": np.array([30.0]), "y": np.array([1])}
    yield {"z": np.array([40.0]), "y": np.array([1])}
    yield {"z": np.array([40.0]), "y": np.array([0])}
    yield {"z": rng.uniform(50, 600, size=2), "y": np.array([1, 0])}
    yield {"z": np.array([-1e4, 1e300]), "y": np.array([1, 0])}


# Right, in other words


def with_logaddexp(z, y):
    return np.logaddexp(0, -np.where(y == 1, z, -z))


def with_a_loop(z, y):
    losses = np.empty(len(z))
    for i in range(len(z)):
        s = float(z[i]) if y[i] == 1 else -float(z[i])
        losses[i] = math.log1p(math.exp(-s)) if s > 0 else -s + math.log1p(math.exp(s))
    return losses


def with_a_sign(z, y):
    s = (2 * y - 1) * z
    return np.maximum(-s, 0) + np.log1p(np.exp(-abs(s)))


def with_a_difference_that_is_exact(z, y):
    return np.maximum(z, 0) - y * z + np.log1p(np.exp(-abs(z)))


# Wrong


def base_ten(z, y):
    return loss(z, y) / np.log(10)


def base_two(z, y):
    return loss(z, y) / np.log(2)


def textbook(z, y):
    y_hat = sigmoid(z)
    return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


def textbook_by_where(z, y):
    y_hat = 1 / (1 + np.exp(-z))
    return -np.log(np.where(y == 1, y_hat, 1 - y_hat))


def clipped(z, y, epsilon=1e-15):
    y_hat = np.clip(sigmoid(z), epsilon, 1 - epsilon)
    return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


def padded(z, y, epsilon=1e-15):
    y_hat = sigmoid(z)
    return -(y * np.log(y_hat + epsilon) + (1 - y) * np.log(1 - y_hat + epsilon))


def is_flat(f):
    """Two scores, both very wrong, one much more than the other, cost the same."""
    z, y = np.array([300.0, 600.0]), np.array([0, 0])
    return np.isfinite(f(z, y)).all() and np.ptp(f(z, y)) < 1 and f(np.ones(1), y[:1])[0] > 1


def overflowing(z, y):
    s = np.where(y == 1, z, -z)
    return np.log1p(np.exp(-s))


def overflowing_without_log1p(z, y):
    s = np.where(y == 1, z, -z)
    return np.log(1 + np.exp(-s))


def without_log1p(z, y):
    s = np.where(y == 1, z, -z)
    return np.log(1 + np.exp(-abs(s))) - np.minimum(s, 0)


def cancelling(z, y):
    return np.logaddexp(0, z) - y * z


def no_minus(z, y):
    return -loss(z, y)


def only_no(z, y):
    return loss(z, np.zeros_like(y))


def only_yes(z, y):
    return loss(z, np.ones_like(y))


def swapped(z, y):
    return loss(-z, y)


def one_term(z, y):
    return y * loss(z, y)


def mean(z, y):
    return loss(z, y).mean()


def total(z, y):
    return loss(z, y).sum()


def squared(z, y):
    return (sigmoid(z) - y) ** 2


def half_squared(z, y):
    return (sigmoid(z) - y) ** 2 / 2


def one_if(z, y):
    s = z if y == 1 else -z
    return np.log1p(np.exp(-abs(s))) - np.minimum(s, 0)


def score_as_probability(z, y):
    return -(y * np.log(z) + (1 - y) * np.log(1 - z))


MISTAKES = [
    Mistake("logarithm to base 10", base_ten, "From the product to the loss").says(
        "Your losses are all too small, by the same factor. Which logarithm is np.log10, and"
        " which has the unit nat?"
    ),
    Mistake("logarithm to base 2", base_two, "From the product to the loss").says(
        "Your losses are in bits: a probability of one half costs 1. What is it in nats?"
    ),
    Mistake(
        "through the probability",
        textbook,
        "How the textbook formula fails",
        also=[textbook_by_where],
    ).says(
        "Right for small scores. For large ones, y_hat has rounded to 0 or 1, and then the"
        " loss is infinite or NaN. How can you get to the loss without y_hat?"
    ),
    Mistake(
        "clipped", clipped, "What each repair does to the slope", also=[padded], sign=is_flat
    ).says(
        "You keep y_hat away from 0 and 1. That hides the infinity, and now a score of 40 and"
        " one of 400 cost the same. Which form does not need y_hat?"
    ),
    Mistake(
        "exponential overflows",
        overflowing,
        "The way out: skip the probability",
        also=[overflowing_without_log1p],
    ).says(
        "The right formula, but e^-s leaves the range of the numbers when s is very negative."
        " What is left of log(1 + e^-s) if you take e^-s out of the logarithm?"
    ),
    Mistake("log(1 + small)", without_log1p, "In the library").says(
        "The loss of a right answer with a score of 40 is tiny, but not 0. What happens to a tiny"
        " number when you add 1 to it? NumPy has a function for log(1 + t)."
    ),
    Mistake("cancellation", cancelling, "Two repairs that hide the failure").says(
        "You subtract two numbers that are nearly equal where the model is right, and their"
        " difference is mostly rounding. Can you choose the sign of z before, not after?"
    ),
    Mistake("no minus", no_minus, "From the product to the loss").says(
        "Your losses are negative. Which sign does the logarithm of a probability have, and which"
        " sign should a loss have?"
    ),
    Mistake("every truth is no", only_no, "The loss as a function of the score").says(
        "What does your function do with y? It treats every example as if the truth were no."
    ),
    Mistake("every truth is yes", only_yes, "The loss as a function of the score").says(
        "What does your function do with y? It treats every example as if the truth were yes."
    ),
    Mistake("yes and no exchanged", swapped, "The loss as a function of the score").says(
        "A high score speaks for yes. In your function it has a low loss when the truth is no: has"
        " a sign been reversed?"
    ),
    Mistake("one term of two", one_term, "From the product to the loss").says(
        "Where the truth is no, your loss is always 0. What happened to the second term, the"
        " one with 1 - y?"
    ),
    Mistake("mean", mean, "From the product to the loss").says(
        "You return one number for all examples. The mean is the cost of chapter 4; here"
        " every example gets its own loss."
    ),
    Mistake("sum", total, "From the product to the loss").says(
        "You add the losses up. Here every example gets its own."
    ),
    Mistake("squared error", squared, "Why the logarithm", also=[half_squared]).says(
        "That is the squared error. It is never above 1, however wrong and sure the model"
        " is. Which loss has no upper limit?"
    ),
    Mistake("one if for all", one_if, "In the library").says(
        "`if y == 1` asks one question, but y holds m answers. Which function of NumPy chooses"
        " for each of them?"
    ),
    Mistake(
        "score taken for a probability", score_as_probability, "The loss as a function of the score"
    ).says("You take the logarithm of z. Is z a probability? It may be negative."),
]

EXERCISE = Exercise(
    title="the loss, from the score",
    kind="write",
    goal="Write the loss of every example so that no score is too large for it.",
    shapes="z (m,) scores, y (m,) labels 0 or 1  ->  (m,) losses in nats",
    minutes=15,
    section="The way out: skip the probability",
    hints=[
        "The loss is minus the logarithm of the probability given to the truth. Do not compute that"
        " probability: where it rounds to 0 or 1, the loss is lost. Start from the score in favour"
        " of the truth.",
        "s = z where y = 1, s = -z where y = 0. Then loss = log(1 + e^-s). For a negative s the"
        " power overflows: there take e^-s out of the logarithm, -s + log(1 + e^s). Both at once:"
        " log(1 + e^-|s|) - min(s, 0).",
        "s = np.where(y == 1, z, ...)\nreturn np.log1p(np.exp(...)) - np.minimum(..., 0)",
        "return np.log1p(np.exp(-np.abs(s))) - np.minimum(s, 0)",
    ],
    further="Above which score in favour of the truth is the loss exactly 0 in float64, and is that"
    " a defect?",
    tasks=[
        Task(
            "loss",
            truth=loss,
            cases=cases,
            atol=0,  # a tiny loss is not 0
            others=[with_logaddexp, with_a_loop, with_a_sign, with_a_difference_that_is_exact],
            mistakes=MISTAKES,
        )
    ],
)

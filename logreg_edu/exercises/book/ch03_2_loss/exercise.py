"""Chapter 3, exercise 2: the loss, from the score."""

from __future__ import annotations

import math

import numpy as np

from logreg_edu import loss, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def cases(rng):
    """Scores and labels: by hand, at random, then larger than any probability can tell apart.

    Some scores are whole numbers, and once there are more of them than a byte counts.
    """
    yield {"z": np.array([0.0]), "y": np.array([1])}
    yield {"z": np.array([2.0]), "y": np.array([0])}
    yield {"z": np.array([2.0, -3.0]), "y": np.array([1, 1])}
    for m in (3, 8):
        yield {"z": 3 * rng.normal(size=m), "y": rng.permutation(np.arange(m) % 2)}
    yield {"z": rng.normal(size=7).astype(np.float32), "y": rng.permutation(np.arange(7) % 2)}
    yield {"z": np.array([-2, 3, 0, 1]), "y": np.array([0, 0, 1, 1])}
    yield {"z": 3 * rng.normal(size=258), "y": rng.integers(0, 2, 258)}
    yield {"z": np.array([21.0]), "y": np.array([1])}
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


def log_of_a_sigmoid(z, y):
    return -np.log(sigmoid(np.where(y == 1, z, -z)))


def score_cut_off(z, y, most=700):
    return np.logaddexp(0, -np.clip(np.where(y == 1, z, -z), -most, most))


def is_flat_far_out(f):
    """No loss is larger than that of some score, which is 100 or more."""
    z, y = np.array([-1e4, -1e5, -100.0]), np.array([1, 1, 1])
    a, b, c = f(z, y)
    return abs(c - 100) < 1e-6 and 100 <= a == b < 9e3


def set_to_zero(z, y, most=20):
    s = np.where(y == 1, z, -z)
    return np.where(s > most, 0.0, loss(z, y))


def drops_to_zero(f):
    """A small loss, and soon after it exactly 0, long before 1 + e^-s is 1."""
    s = np.arange(1.0, 700.0)
    losses = f(s, np.ones(699, int))
    last = int(np.count_nonzero(losses)) - 1
    right = np.log1p(np.exp(-s[last]))
    return 3 <= last < 32 and not losses[last + 1 :].any() and abs(losses[last] / right - 1) < 1e-4


def straight_too_soon(z, y, least=-3):
    s = np.where(y == 1, z, -z)
    return np.where(s < least, -s, loss(z, y))


def is_straight_too_soon(f):
    """Right at -1, and at some score above -20 the score itself."""
    s = -np.arange(1.0, 20.0)
    losses = f(s, np.ones(19, int))
    return abs(losses[0] - 1.3132616875182228) < 1e-9 and (losses[1:] == -s[1:]).any()


def straight(z, y):
    return np.maximum(-np.where(y == 1, z, -z), 0)


def hinge(z, y):
    return np.maximum(1 - np.where(y == 1, z, -z), 0)


def wrong_sign_of_the_straight_part(z, y):
    s = np.where(y == 1, z, -z)
    return np.log1p(np.exp(-abs(s))) + np.minimum(s, 0)


def no_straight_part(z, y):
    return np.log1p(np.exp(-abs(z)))


def one_minus_the_probability(z, y):
    return sigmoid(-np.where(y == 1, z, -z))


def labels_of_one_and_minus_one(z, y):
    return np.logaddexp(0, -y * z)


def first_truth_for_all(z, y):
    return loss(z, np.full(len(y), y[0]))


def zero_in_no_branch(z, y):
    s = np.where(y == 1, z, -z)
    losses = np.zeros(len(z))
    losses[s > 0] = np.log1p(np.exp(-s[s > 0]))
    losses[s < 0] = np.log1p(np.exp(s[s < 0])) - s[s < 0]
    return losses


def divided(z, y):
    return loss(z, y) / len(z)


def in_sorted_order(z, y):
    order = np.argsort(y, kind="stable")
    return loss(z[order], y[order])


def sorted_losses(z, y):
    return np.sort(loss(z, y))


def type_of_the_scores(z, y):
    losses = np.zeros_like(z)
    losses[...] = loss(z, y)
    return losses


def type_of_the_labels(z, y):
    losses = np.zeros_like(y)
    losses[...] = loss(z, y)
    return losses


def in_float32(z, y):
    return loss(z.astype(np.float32), y)


def in_float32_at_last(z, y):
    return loss(z, y).astype(np.float32)


def every_score_with_every_truth(z, y):
    return loss(np.tile(z, (len(y), 1)), np.tile(y[:, np.newaxis], len(z)))


def in_a_column(z, y):
    return loss(z, y)[:, np.newaxis]


def clipped(z, y, epsilon=1e-15):
    y_hat = np.clip(sigmoid(z), epsilon, 1 - epsilon)
    return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


def padded(z, y, epsilon=1e-15):
    y_hat = sigmoid(z)
    return -(y * np.log(y_hat + epsilon) + (1 - y) * np.log(1 - y_hat + epsilon))


def infinity_replaced(z, y):
    return np.nan_to_num(textbook(z, y))


def is_flat(f):
    """Two scores, both very wrong, one much more than the other, cost the same."""
    z, y = np.array([300.0, 600.0]), np.array([0, 0])
    losses = np.asarray(f(z, y))
    flat = losses.shape == (2,) and np.isfinite(losses).all() and np.ptp(losses) < 1
    return flat and f(np.ones(1), y[:1])[0] > 1


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


def no_minus_and_swapped(z, y):
    return -loss(-z, y)


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


def total_in_an_array(z, y):
    return loss(z, y).sum(keepdims=True)


def score_against_the_truth(z, y):
    return -np.where(y == 1, z, -z)


def plus_the_score(z, y):
    return np.logaddexp(0, z) + y * z


def half_of_it(z, y):
    return loss(z, y) / 2


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
        "This is right for small scores. For large ones, y_hat has rounded to 0 or 1, and then the"
        " loss is 0, infinite or NaN. How can you get to the loss without y_hat?"
    ),
    Mistake(
        "clipped",
        clipped,
        "What each repair does to the slope",
        also=[padded, infinity_replaced],
        sign=is_flat,
    ).says(
        "All very wrong answers cost the same in your function: y_hat is kept away from 0 and 1, or"
        " an infinite loss is replaced. That hides the failure. Which form does not need y_hat?"
    ),
    Mistake(
        "exponential overflows",
        overflowing,
        "The way out: skip the probability",
    ).says(
        "The formula is right, but e^-s leaves the range of the numbers when s is very negative."
        " What is left of log(1 + e^-s) if you take e^-s out of the logarithm?"
    ),
    Mistake(
        "infinite and exactly 0",
        overflowing_without_log1p,
        "The way out: skip the probability",
        also=[log_of_a_sigmoid],
    ).says(
        "This is right for small scores. But for a very negative s the loss is infinite, and for a"
        " large one exactly 0. Which exponential is never above 1, and which function computes"
        " log(1 + t) for a tiny t?"
    ),
    Mistake("log(1 + small)", without_log1p, "In the library").says(
        "The loss of a right answer with a score of 40 is tiny, but not 0. What happens to a tiny"
        " number when you add 1 to it? NumPy has a function for log(1 + t)."
    ),
    Mistake("cancellation", cancelling, "Two common repairs").says(
        "You subtract two numbers that are nearly equal where the model is right, and their"
        " difference is mostly rounding. Can you choose the sign of z before, not after?"
    ),
    Mistake(
        "score cut off", score_cut_off, "The way out: skip the probability", sign=is_flat_far_out
    ).says(
        "You cut the score off, so beyond the cut a far worse score costs no more. Nothing needs to"
        " be cut off: which exponential is never above 1?"
    ),
    Mistake("set to 0", set_to_zero, "In the library", sign=drops_to_zero).says(
        "Above some score you return exactly 0, where the loss is small and not 0: at 30 it is"
        " 9.4e-14. Which function of NumPy computes log(1 + t) for a tiny t?"
    ),
    Mistake(
        "straight too soon",
        straight_too_soon,
        "The loss as a function of the score",
        sign=is_straight_too_soon,
    ).says(
        "Beyond some wrong score you return only its absolute value. The loss is close to that, but"
        " not equal: what is left of log(1 + e^-s) if you take e^-s out of the logarithm?"
    ),
    Mistake("straight part alone", straight, "The loss as a function of the score").says(
        "That is what the loss comes close to far out. At a score of 0 yours is 0: what does a"
        " model that says one half pay?"
    ),
    Mistake("hinge loss", hinge, "From the product to the loss").says(
        "That is the hinge loss, of another method: straight, then exactly 0. The loss here is"
        " minus the logarithm of which probability?"
    ),
    Mistake(
        "sign of the straight part",
        wrong_sign_of_the_straight_part,
        "The way out: skip the probability",
    ).says(
        "Where a model is sure and wrong, your loss is negative. Which sign does s have there, and"
        " which sign should its part of the loss have?"
    ),
    Mistake(
        "no straight part",
        no_straight_part,
        "The way out: skip the probability",
    ).says(
        "In your function right and wrong answers cost the same, and a surer model always costs"
        " less. What does the score of a sure and wrong model add?"
    ),
    Mistake(
        "one minus the probability", one_minus_the_probability, "From the product to the loss"
    ).says(
        "That is how far the probability of the truth is from 1. It is never above 1: what is minus"
        " the logarithm of that probability?"
    ),
    Mistake("labels 1 and -1", labels_of_one_and_minus_one, "In the library").says(
        "That formula is for labels 1 and -1. With a label of 0 the score is multiplied by 0, and"
        " every such loss is log 2: what is s where y is 0?"
    ),
    Mistake("first truth for all", first_truth_for_all, "In the library").says(
        "You look at the first label alone, and treat every example as if it had that one. How do"
        " you choose for each?"
    ),
    Mistake("zero in no branch", zero_in_no_branch, "In the library").says(
        "A score of exactly 0 is in neither of your branches. What does one half cost?"
    ),
    Mistake("divided by m", divided, "From the product to the loss").says(
        "Every loss is m times too small. The mean is the cost of chapter 4: here every example"
        " gets its whole loss."
    ),
    Mistake("in another order", in_sorted_order, "In the library", also=[sorted_losses]).says(
        "The losses are right, but not in the order of the examples. Which one belongs to z[0]?"
    ),
    Mistake("type of the scores", type_of_the_scores, "In the library").says(
        "For scores that are whole numbers, your losses are whole numbers, too. Do you write them"
        " into z, or into an array made like z, and which dtype does that have?"
    ),
    Mistake("type of the labels", type_of_the_labels, "In the library").says(
        "For labels that are whole numbers, your losses are whole numbers, too. Do you write them"
        " into y, or into an array made like y, and which dtype does that have?"
    ),
    Mistake("float32", in_float32, "In the library", also=[in_float32_at_last]).says(
        "Somewhere your numbers become float32, which has seven digits and no number above 3.4e38."
        " Which type do the scores have?"
    ),
    Mistake(
        "too many axes", every_score_with_every_truth, "In the library", also=[in_a_column]
    ).says(
        "The scores have one axis, and your losses have two. Which step adds an axis, and how many"
        " losses do m examples have?"
    ),
    Mistake("no minus", no_minus, "From the product to the loss", also=[no_minus_and_swapped]).says(
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
    Mistake("half the loss", half_of_it, "From the product to the loss").says(
        "Every loss is half of what it should be. A half belongs to the penalty and to the squared"
        " error: is there one in a logarithm?"
    ),
    Mistake("score against the truth", score_against_the_truth, "In the library").says(
        "That is the score against the truth, so yours is negative for a right answer. What is"
        " minus the logarithm of the probability that belongs to it?"
    ),
    Mistake("plus for minus", plus_the_score, "In the library").says(
        "Where the truth is yes, a higher score costs more in your function. Which sign does y * z"
        " have?"
    ),
    Mistake("sum", total, "From the product to the loss", also=[total_in_an_array]).says(
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
        "s = z where y = 1, s = -z where y = 0. Then loss = log(1 + e^-s). For a very negative s,"
        " e^-s overflows: there take e^-s out of the logarithm, -s + log(1 + e^s). Both at once:"
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

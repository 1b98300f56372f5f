"""Chapter 2, exercise 1: the sigmoid, for every score."""

from __future__ import annotations

import math

import numpy as np

from logreg_edu import sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task
from logreg_edu.exercises.traps import watched


def cases(rng):
    """Scores by hand, at random, then so large that one exponential or the other overflows.

    Some are whole numbers, and some have more columns than there are digits.
    """
    yield {"z": np.array([0.0])}
    yield {"z": np.array([2.0])}
    yield {"z": np.array([-1.0, 3.0])}
    for shape in ((3,), (4, 3)):
        yield {"z": 3 * rng.normal(size=shape)}
    yield {"z": rng.normal(size=7).astype(np.float32)}
    yield {"z": np.array([2, -1, 0])}
    yield {"z": rng.normal(size=(2, 13))}
    yield {"z": np.array([21.5, -21.5])}
    yield {"z": np.array([-40.0])}
    yield {"z": np.array([-87.0, 87.0], np.float32)}
    yield {"z": np.array([-12.0], np.float16)}
    yield {"z": np.array([-1000.0])}
    yield {"z": np.array([1000.0])}
    yield {"z": rng.uniform(-700, -100, size=3)}
    yield {"z": np.array([-706.5])}
    yield {"z": np.array([720.0])}
    yield {"z": np.array([1000.0, 0.5, -1000.0])}


def observe(function, z):
    """An overflow is an error here, and not only a warning.

    If a function silences it, float16 shows it: e^12 overflows there, while e^-12 is still a
    number, of two digits. In float64 what is lost below -709.8 may be lost, as SciPy does.
    """
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        y_hat = function(watched(z))
    return np.round(np.asarray(y_hat, np.float64), 5) if z.dtype == np.float16 else y_hat


# Right, in other words


def with_two_masks(z):
    y_hat = np.empty(z.shape)
    y_hat[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    y_hat[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return y_hat


def with_a_loop(z):
    y_hat = []
    for score in np.ravel(z):
        e = math.exp(-abs(score))
        y_hat.append(1 / (1 + e) if score >= 0 else e / (1 + e))
    return np.reshape(y_hat, np.shape(z))


def with_logaddexp(z):
    return np.exp(-np.logaddexp(0, -z))


def with_two_minima(z):
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-abs(z)))


# Wrong


def overflow_below(z):
    return 1 / (1 + np.exp(-z))


def overflow_below_in_a_loop(z):
    return np.reshape([1 / (1 + math.exp(-score)) for score in np.ravel(z)], np.shape(z))


def overflow_above(z):
    return np.exp(z) / (1 + np.exp(z))


def both_branches(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def one_branch_for_all(z):
    return overflow_above(z) if np.any(z < 0) else overflow_below(z)


def branch_of_the_first(z):
    return overflow_below(z) if z.flat[0] >= 0 else overflow_above(z)


def below_in_silence(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def above_in_silence(z):
    with np.errstate(all="ignore"):
        return np.exp(z) / (1 + np.exp(z))


def loses_the_last(f):
    """Right where e^-z is in the range of the numbers, and 0 below."""
    a, b, c = f(np.array([-709.0, -720.0, 2.0]))
    return b == 0 < a < 1e-307 and abs(c - 0.8807970779778823) < 1e-12


def set_to_zero(z, least=-100):
    return np.where(z < least, 0.0, sigmoid(z))


def set_to_one(z, most=20):
    return np.where(z > most, 1.0, sigmoid(z))


def drops_to_zero(f):
    """A small probability, and soon after it exactly 0, long before float64 ends."""
    z = -np.arange(1.0, 709.0)
    y_hat = f(z)
    last = int(np.count_nonzero(y_hat)) - 1
    right = np.exp(z[last]) / (1 + np.exp(z[last]))
    return 3 <= last < 706 and not y_hat[last + 1 :].any() and abs(y_hat[last] / right - 1) < 1e-9


def padded(z, epsilon=1e-15):
    return sigmoid(z) + epsilon


def to_twenty_decimals(z):
    return np.round(sigmoid(z), 20)


def to_decimals(z, decimals=15):
    return np.round(sigmoid(z), decimals)


def is_rounded(f):
    """The values are the right ones, rounded to some number of decimals."""
    z = np.array([-1.3, -2.7, -0.4])
    y_hat = f(z)
    return any(
        (np.round(y_hat, d) == y_hat).all() and (abs(y_hat - sigmoid(z)) < 10.0**-d).all()
        for d in range(3, 16)
    )


def in_float32(z):
    return sigmoid(z).astype(np.float32)


def through_float32(z):
    return sigmoid(z.astype(np.float32))


def type_of_the_scores(z):
    y_hat = np.zeros_like(z)
    y_hat[...] = sigmoid(z)
    return y_hat


def zero_in_no_branch(z):
    y_hat = np.zeros(z.shape)
    y_hat[z > 0] = 1 / (1 + np.exp(-z[z > 0]))
    y_hat[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return y_hat


def no_denominator_below(z):
    e = np.exp(-abs(z))
    return np.where(z >= 0, 1 / (1 + e), e)


def no_denominator(z):
    return np.exp(np.minimum(z, 0))


def flattened(z):
    return np.ravel(sigmoid(z))


def squeezed(z):
    return np.squeeze(sigmoid(z))


def powers_of_ten(z):
    e = 10.0 ** -abs(z)
    return np.where(z >= 0, 1, e) / (1 + e)


def powers_of_two(z):
    return sigmoid(z * np.log(2))


def both_signs_alike(z):
    return sigmoid(-abs(z))


def logarithm(z):
    return -np.logaddexp(0, -z)


def softplus(z):
    return np.logaddexp(0, z)


def arctangent(z):
    return 0.5 + np.arctan(z) / np.pi


def softsign(z):
    return 0.5 + z / (1 + abs(z)) / 2


def normal_distribution(z):
    return np.vectorize(lambda score: (1 + math.erf(score / math.sqrt(2))) / 2, otypes=[float])(z)


def twice_the_score(z):
    return sigmoid(2 * z)


def hyperbolic_tangent(z):
    return np.tanh(z)


def straight(z):
    return np.clip(0.5 + z / 4, 0, 1)


def straight_to_four(z):
    return np.clip(0.5 + z / 8, 0, 1)


def clipped(z, most=500):
    return 1 / (1 + np.exp(-np.clip(z, -most, most)))


def is_flat(f):
    """From some score on, a smaller one has the same probability, and it is not 0."""
    a, b = f(np.array([-744.0, -800.0]))
    return a == b and 0 < b < 0.1 and f(np.array([0.0]))[0] == 0.5


def one_minus(z):
    e = np.exp(-abs(z))
    return np.where(z >= 0, 1 / (1 + e), 1 - 1 / (1 + e))


def with_tanh(z):
    return (1 + np.tanh(z / 2)) / 2


def wrong_sign(z):
    return sigmoid(-z)


def wrong_sign_and_overflow(z):
    return 1 / (1 + np.exp(z))


def without_the_one(z):
    return np.exp(z)


def one_if(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def softmax_of_rows(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def softmax_of_a_matrix(z):
    return softmax_of_rows(z) if np.ndim(z) == 2 else sigmoid(z)


def slope(z):
    return sigmoid(z) * sigmoid(-z)


def slope_by_subtraction(z):
    return sigmoid(z) * (1 - sigmoid(z))


def rounded(z):
    return np.where(z >= 0, 1.0, 0.0)


def one_number(z):
    e = math.exp(-abs(z))
    return 1 / (1 + e) if z >= 0 else e / (1 + e)


MISTAKES = [
    Mistake("overflow below", overflow_below, also=[overflow_below_in_a_loop]).says(
        "For a very negative score e^-z overflows. Which of the two forms of the sigmoid has a"
        " small exponential there?"
    ),
    Mistake("overflow above", overflow_above).says(
        "For a large score e^z overflows, and infinity divided by infinity is not a number. Which"
        " form of the sigmoid has a small exponential there?"
    ),
    Mistake("one branch for all", one_branch_for_all, also=[branch_of_the_first]).says(
        "You choose one form for the whole array, and scores of both signs may be in it. How do you"
        " choose for each of them?"
    ),
    Mistake("overflow in silence", below_in_silence, sign=loses_the_last).says(
        "Without its warning, the overflow is still there: e^-z becomes infinite for scores below"
        " -709.8 in float64, and below -11 in float16, and 1 / (1 + e^-z) is 0. Which exponential"
        " is never above 1?"
    ),
    Mistake("infinity over infinity in silence", above_in_silence).says(
        "Without its warning, the overflow is still there: for a large score you divide infinity by"
        " infinity. Which form of the sigmoid has a small exponential there?"
    ),
    Mistake("set to 0", set_to_zero, sign=drops_to_zero).says(
        "Below some negative score you return exactly 0. A float64 can hold probabilities down to"
        " 5e-324: what is the sigmoid of your limit, and of a score 1 below it?"
    ),
    Mistake("set to 1", set_to_one).says(
        "Above some score you return exactly 1. Up to a score of about 36, a float64 can tell the"
        " probability from 1: is there a need for a limit?"
    ),
    Mistake("a small number added", padded).says(
        "A small number is added to each of your probabilities. Which is larger for a score of"
        " -40, that number or the probability?"
    ),
    Mistake("rounded to decimals", to_decimals, also=[to_twenty_decimals], sign=is_rounded).says(
        "Your probabilities are rounded to a fixed number of decimals. A probability of 1e-30 has"
        " its first digit in the 30th: is there a need to round?"
    ),
    Mistake("float32", in_float32, also=[through_float32]).says(
        "Somewhere your numbers become float32, which has seven digits and ends at about 1e-45."
        " Which type do the scores have, and what is the smallest probability in it?"
    ),
    Mistake("type of the scores", type_of_the_scores).says(
        "For scores that are whole numbers, all your probabilities are 0 or 1. Into which array do"
        " you write them, and which dtype does it have?"
    ),
    Mistake("zero in no branch", zero_in_no_branch).says(
        "A score of exactly 0 is neither above 0 nor below. Which of your branches should take it?"
    ),
    Mistake("no denominator", no_denominator_below, also=[no_denominator]).says(
        "For negative scores you return e^z: those are the odds. What turns odds into a"
        " probability?"
    ),
    Mistake("flattened", flattened, also=[squeezed]).says(
        "The numbers are right, but not their shape: the scores of K models come as (m, K), also"
        " where m or K is 1. Which step drops an axis?"
    ),
    Mistake("another base", powers_of_ten, "Odds", also=[powers_of_two]).says(
        "A score of 0 gets one half, as it should, but the others are off: the score is a natural"
        " logarithm. Which number do you take powers of?"
    ),
    Mistake("both signs alike", both_signs_alike).says(
        "A score and its opposite get the same probability in your function, at most one half."
        " Which sign does z have where the answer is a sure yes, and which numerator belongs to it?"
    ),
    Mistake("a logarithm", logarithm, "Odds", also=[softplus]).says(
        "That is the logarithm of a probability, or of 1 + e^z. How do you undo a logarithm?"
    ),
    Mistake("another curve", arctangent, "The sigmoid", also=[softsign, normal_distribution]).says(
        "Your curve has the shape of an S, but it is another curve. How do odds depend on the"
        " score, and how does a probability depend on the odds?"
    ),
    Mistake("tanh", hyperbolic_tangent, "The sigmoid", also=[twice_the_score]).says(
        "The hyperbolic tangent is a relative: it goes from -1 to 1, and twice as fast. What are"
        " the odds of a score of 1?"
    ),
    Mistake("a straight line", straight, "The sigmoid", also=[straight_to_four]).says(
        "Yours is a straight line between two limits, beyond which everything is certain. Is a"
        " model ever certain, and which curve has odds that grow by the same factor with each"
        " point?"
    ),
    Mistake("both branches", both_branches).says(
        "You have the right form for each sign, but `np.where` gets both: both are computed for"
        " every score, and one of them overflows. Which exponential is never above 1?"
    ),
    Mistake("clipped score", clipped, sign=is_flat).says(
        "You cut the score off, so beyond the cut a far worse score gets the same probability."
        " Nothing needs to be cut off: which exponential is never above 1?"
    ),
    Mistake("one minus", one_minus, also=[with_tanh]).says(
        "A score of -40 has a small probability, but not 0. What becomes of 4e-18 when it is"
        " computed as 1 minus nearly 1?"
    ),
    Mistake("wrong sign", wrong_sign, "The sigmoid", also=[wrong_sign_and_overflow]).says(
        "A high score speaks for yes, but your function makes a yes unlikely. Which sign does z"
        " have in the exponent?"
    ),
    Mistake("odds for the probability", without_the_one, "Odds").says(
        "e^z is the odds, and odds may be larger than 1. How do odds become a probability?"
    ),
    Mistake("one if for all", one_if).says(
        "`if z >= 0` asks one question, but z holds many scores. How do you choose for each of"
        " them?"
    ),
    Mistake("softmax", softmax, "The sigmoid", also=[softmax_of_rows, softmax_of_a_matrix]).says(
        "Your probabilities add up to 1: that is the softmax, in which scores compete. Here each"
        " score answers a question of its own. What do the odds of one score depend on?"
    ),
    Mistake("slope of the sigmoid", slope, "The slope", also=[slope_by_subtraction]).says(
        "That is y_hat (1 - y_hat), the slope of the sigmoid. At a score of 0 it is one"
        " quarter. What is the probability itself?"
    ),
    Mistake("rounded to yes or no", rounded, "The boundary").says(
        "Only 0 and 1 come out: that is the answer, not its probability. How sure is a score of 2,"
        " and how sure is one of 200?"
    ),
    Mistake("one number only", one_number).says(
        "`math.exp` takes one number, and z is an array. Which function takes all of them at once,"
        " and what replaces the `if`?"
    ),
]

EXERCISE = Exercise(
    title="a sigmoid for every score",
    kind="write",
    goal="Write the sigmoid so that no score overflows and no small probability is lost.",
    shapes="z (m,) or (m, K) scores  ->  probabilities of the same shape",
    minutes=15,
    section="In a computer",
    hints=[
        "There are two forms that are equal on paper. Each of them has one exponential, which is"
        " harmless for one sign of z and may overflow for the other.",
        "sigmoid(z) = 1 / (1 + e^-z) for z >= 0, and e^z / (1 + e^z) for z < 0. In both the"
        " exponential is e^-|z|, never above 1.",
        "e = np.exp(...)  # at most 1\nreturn np.where(z >= 0, ..., ...) / (1 + e)",
        "return np.where(z >= 0, 1, e) / (1 + e)",
    ],
    further="Above which score is the sigmoid exactly 1 in float64, and why is it exactly 0 only"
    " below about -745?",
    tasks=[
        Task(
            "sigmoid",
            truth=sigmoid,
            cases=cases,
            observe=observe,
            rtol=1e-10,  # 1 is not the sigmoid of 21.5
            atol=0,  # a tiny probability is not 0
            others=[with_two_masks, with_a_loop, with_logaddexp, with_two_minima],
            mistakes=MISTAKES,
        )
    ],
)

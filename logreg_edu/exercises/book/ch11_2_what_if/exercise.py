"""Chapter 11, exercise 2: a score taken apart, and what erasing a pixel would do."""

from __future__ import annotations

import math

import numpy as np

from logreg_edu import score, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def addition(x, w, b):
    votes = x * w
    return votes[votes > 0].sum(), votes[votes < 0].sum(), votes.sum() + b


def without_each(x, w, b):
    return sigmoid(score(x, w, b) - x * w)


def cases(rng):
    """By hand, whole numbers; pictures with paper, small and large; float32; one-sided."""
    yield {"x": np.array([0.5]), "w": np.array([2.0]), "b": -3.0}
    yield {"x": np.array([1, 1]), "w": np.array([2.5, -3.0]), "b": 0.25}
    yield {"x": np.array([0.5, 0.0, 1.0]), "w": np.array([4.0, -3.0, -0.5]), "b": -1.0}
    for n in (4, 5, 7, 300):
        x = rng.random(n) * (rng.permutation(n) > 0)  # one pixel is paper
        yield {"x": x, "w": 2 * rng.normal(size=n), "b": rng.normal()}
    x, w = rng.random(6).astype(np.float32), rng.normal(size=6).astype(np.float32)
    yield {"x": x, "w": w, "b": 0.25}
    yield {"x": rng.random(3), "w": 1 + rng.random(3), "b": -2.0}
    yield {"x": rng.random(4), "w": -1 - rng.random(4), "b": 1.0}


# The addition, in other words


def with_a_loop(x, w, b):
    for_it = against_it = 0.0
    for ink, weight in zip(x, w, strict=True):
        if ink * weight > 0:
            for_it += ink * weight
        else:
            against_it += ink * weight
    return for_it, against_it, for_it + against_it + b


def with_maximum(x, w, b):
    return np.maximum(x * w, 0).sum(), np.minimum(x * w, 0).sum(), x @ w + b


def with_products(x, w, b):
    return [x @ np.maximum(w, 0), x @ np.minimum(w, 0), np.dot(w, x) + b]


# The addition, wrong


def weights_alone(x, w, b):
    return w[w > 0].sum(), w[w < 0].sum(), w.sum() + b


def weights_alone_and_the_score(x, w, b):
    return w[w > 0].sum(), w[w < 0].sum(), x @ w + b


def ink_or_none(x, w, b):
    return addition((x > 0).astype(float), w, b)


def no_bias(x, w, b):
    return addition(x, w, 0.0)


def bias_among_the_votes(x, w, b):
    for_it, against_it, z = addition(x, w, b)
    return for_it + max(b, 0), against_it + min(b, 0), z


def bias_for_it(x, w, b):
    for_it, against_it, z = addition(x, w, b)
    return for_it + b, against_it, z


def against_without_sign(x, w, b):
    for_it, against_it, z = addition(x, w, b)
    return for_it, -against_it, z


def against_subtracted(x, w, b):
    for_it, against_it, _ = addition(x, w, b)
    return for_it, against_it, for_it - against_it + b


def means(x, w, b):
    votes = x * w
    return np.maximum(votes, 0).mean(), np.minimum(votes, 0).mean(), votes.sum() + b


def means_of_each_side(x, w, b):
    votes = x * w
    return votes[votes > 0].mean(), votes[votes < 0].mean(), votes.sum() + b


def a_probability(x, w, b):
    for_it, against_it, z = addition(x, w, b)
    return for_it, against_it, sigmoid(z)


def paper_votes(x, w, b):
    return addition(2 * x - 1, w, b)


def paper_votes_against(x, w, b):
    votes = np.where(x > 0, x * w, -w)
    return votes[votes > 0].sum(), votes[votes < 0].sum(), votes.sum() + b


def counted(x, w, b):
    votes = x * w
    return (votes > 0).sum(), (votes < 0).sum(), votes.sum() + b


def exchanged(x, w, b):
    for_it, against_it, z = addition(x, w, b)
    return against_it, for_it, z


def not_added(x, w, b):
    return np.maximum(x * w, 0), np.minimum(x * w, 0), x @ w + b


def score_first(x, w, b):
    for_it, against_it, z = addition(x, w, b)
    return z, for_it, against_it


def bias_in_every_vote(x, w, b):
    votes = x * w + b
    return votes[votes > 0].sum(), votes[votes < 0].sum(), x @ w + b


def rounded(x, w, b):
    return tuple(round(float(number), 1) for number in addition(x, w, b))


def rounded_more_finely(x, w, b):
    return tuple(round(float(number), 2) for number in addition(x, w, b))


def type_of_x_kept(x, w, b):
    votes = (x * w).astype(x.dtype)
    return votes[votes > 0].sum(), votes[votes < 0].sum(), votes.sum() + b


def without_the_score(x, w, b):
    return addition(x, w, b)[:2]


def loud_ones_alone(x, w, b):
    votes = x * w
    return votes[votes > 0.01].sum(), votes[votes < -0.01].sum(), votes.sum() + b


def loudest(x, w, b):
    votes = x * w
    return max(votes.max(), 0), min(votes.min(), 0), votes.sum() + b


ADDITIONS = [
    Mistake(
        "weights alone",
        weights_alone_and_the_score,
        "The idea: a vote with nothing hidden",
        also=[weights_alone],
    ).says(
        "You add up weights. How loudly does a pixel that is only half dark speak, and one that is"
        " paper?"
    ),
    Mistake("ink or none", ink_or_none).says(
        "Every pixel with ink counts in full in your function. What is the contribution of one that"
        " is half dark?"
    ),
    Mistake("no bias", no_bias).says(
        "The votes are right, but they alone do not make the score. What was fixed before the"
        " picture came?"
    ),
    Mistake("bias among the votes", bias_among_the_votes, also=[bias_for_it]).says(
        "You count the bias as a vote of the pixels. It counts without any ink: keep it apart, and"
        " add it to the score."
    ),
    Mistake("against, without its sign", against_without_sign).says(
        "Your votes against it are above 0. What is the sign of ink times a negative weight, and do"
        " your three numbers add up?"
    ),
    Mistake("against, subtracted", against_subtracted).says(
        "Your score grows with what speaks against it. The votes against it are below 0 already:"
        " does the chapter add or subtract them?"
    ),
    Mistake("mean for sum", means, also=[means_of_each_side]).says(
        "You take means. If a second pixel says the same as the first, should the two count for"
        " more than one?"
    ),
    Mistake("probability for score", a_probability, "2: The score is the log-odds").says(
        "The last number should be the sum of what was said. You have sent it through the sigmoid:"
        " do the votes add up to a probability?"
    ),
    Mistake("paper votes", paper_votes, also=[paper_votes_against]).says(
        "In your function a pixel without ink contributes, with the opposite sign. What is x_j w_j"
        " where x_j is 0?"
    ),
    Mistake("counted", counted, "The idea: a vote with nothing hidden").says(
        "You count the pixels on each side. Do all of them count equally here?"
    ),
    Mistake("exchanged", exchanged).says(
        "The numbers are right, but in the wrong order. Which is asked for first, those for it or"
        " those against it?"
    ),
    Mistake("score first", score_first).says(
        "The numbers are right, but in the wrong order. Where does the score belong?"
    ),
    Mistake("two of three", without_the_score).says(
        "Three numbers are asked for. What do the votes and the bias add up to?"
    ),
    Mistake("bias in every vote", bias_in_every_vote).says(
        "You add the bias to the contribution of each pixel. How often does it count?"
    ),
    Mistake("rounded", rounded, also=[rounded_more_finely]).says(
        "You round the numbers. They are shown rounded, but the task asks for the sums themselves."
    ),
    Mistake("small votes ignored", loud_ones_alone).says(
        "You leave out votes close to 0. Many small ones may add up: which sign does each have?"
    ),
    Mistake("type of x kept", type_of_x_kept, "1: From a picture to a row").says(
        "Where x holds whole numbers, so do your contributions: what comes after the decimal point"
        " is lost. Which array has the data type of x?"
    ),
    Mistake("not added up", not_added).says(
        "You return a number for each pixel. What is the sum over those that speak for it?"
    ),
    Mistake("the strongest", loudest).says(
        "You return the strongest vote on each side. What about the weaker ones?"
    ),
]


# Erasing, in other words


def erasing(x, w, b):
    y_hat = []
    for j in range(len(x)):
        erased = x.copy()
        erased[j] = 0
        y_hat.append(1 / (1 + math.exp(-(erased @ w + b))))
    return y_hat


def all_pictures_at_once(x, w, b):
    return sigmoid((x * (1 - np.eye(len(x)))) @ w + b)


# Erasing, wrong


def weight_taken_away(x, w, b):
    return sigmoid(x @ w + b - w)


def weight_taken_away_where_there_is_ink(x, w, b):
    return sigmoid(x @ w + b - w * (x > 0))


def scores(x, w, b):
    return x @ w + b - x * w


def differences(x, w, b):
    return sigmoid(x @ w + b) - without_each(x, w, b)


def differences_the_other_way(x, w, b):
    return -differences(x, w, b)


def not_put_back(x, w, b):
    y_hat = []
    for j in range(len(x)):
        x[j] = 0
        y_hat.append(sigmoid(x @ w + b))
    return np.array(y_hat)


def full_ink(x, w, b):
    return sigmoid(x @ w + b + (1 - x) * w)


def reversed_ink(x, w, b):
    return sigmoid(x @ w + b + (1 - 2 * x) * w)


def pixel_alone(x, w, b):
    return sigmoid(x * w + b)


def pixel_alone_without_bias(x, w, b):
    return sigmoid(x * w)


def from_the_probability(x, w, b):
    return sigmoid(x @ w + b) - x * w


def probabilities_subtracted(x, w, b):
    return sigmoid(x @ w + b) - sigmoid(x * w)


def without_bias(x, w, b):
    return sigmoid(x @ w - x * w)


def bias_taken_away(x, w, b):
    return sigmoid(x @ w - x * w - b)


def added(x, w, b):
    return sigmoid(x @ w + b + x * w)


def all_erased(x, w, b):
    return sigmoid(b)


def unchanged(x, w, b):
    return sigmoid(x @ w + b)


def probabilities_of_no(x, w, b):
    return 1 - without_each(x, w, b)


def along_the_tangent(x, w, b):
    y_hat = sigmoid(x @ w + b)
    return y_hat - y_hat * (1 - y_hat) * x * w


def pixels_with_ink_alone(x, w, b):
    return without_each(x, w, b)[x > 0]


def nothing_for_paper(x, w, b):
    return np.where(x > 0, without_each(x, w, b), 0.0)


def type_of_x_kept_by_the_result(x, w, b):
    return without_each(x, w, b).astype(x.dtype)


def scores_clipped(x, w, b):
    return sigmoid(np.clip(x @ w + b - x * w, -10, 10))


def clips(f):
    """Scores of 30 and of 60 get the same probability, and not that of no ink."""
    none = np.zeros(1)
    low, lower = (f(none, none, b)[0] for b in (-30.0, -60.0))
    return low == lower and 0 <= low < 0.5


def all_erased_in_each(x, w, b):
    return np.full(len(x), sigmoid(b))


def factors(x, w, b):
    return np.exp(-x * w)


def odds(x, w, b):
    return np.exp(x @ w + b - x * w)


ERASINGS = [
    Mistake("weight for contribution", weight_taken_away).says(
        "You subtract the whole weight from the score. How much of it was in there, if the pixel is"
        " half dark or paper?"
    ),
    Mistake("weight for contribution of grey", weight_taken_away_where_there_is_ink).says(
        "Where there is ink, you subtract the whole weight from the score. How much of it was in"
        " there, if the pixel is half dark?"
    ),
    Mistake("scores", scores, "2: The sigmoid").says(
        "These are the scores without each pixel. What probability belongs to each?"
    ),
    Mistake("changes", differences, also=[differences_the_other_way]).says(
        "That is how much the probability changes. What is the probability itself, with the pixel"
        " erased?"
    ),
    Mistake("not put back", not_put_back, "5: The gradient check").says(
        "The first is right, the later ones are not: when you erase the second pixel, is the first"
        " one back?"
    ),
    Mistake("ink for paper", full_ink, "1: From a picture to a row", also=[reversed_ink]).says(
        "You give the pixel full ink. Erased means paper: which number is that?"
    ),
    Mistake("the pixel alone", pixel_alone, also=[pixel_alone_without_bias]).says(
        "You keep one pixel and erase all the others. The question is about the other way round."
    ),
    Mistake(
        "taken from the probability",
        from_the_probability,
        "2: The score is the log-odds",
        also=[probabilities_subtracted],
    ).says(
        "You subtract a contribution from a probability. Contributions are in nats and add up to"
        " the score: from what must they be subtracted?"
    ),
    Mistake("no bias", without_bias, also=[bias_taken_away]).says(
        "What does your function do with `b`? It stays when a pixel is erased."
    ),
    Mistake("added", added).says(
        "In your function, erasing a pixel makes it count twice. Does its contribution leave the"
        " sum or enter it again?"
    ),
    Mistake("probabilities of no", probabilities_of_no, "2: The sigmoid").says(
        "These are the probabilities of no. What is asked for?"
    ),
    Mistake("along the tangent", along_the_tangent, "2: The slope").says(
        "You go along the tangent of the sigmoid. That is right for faint pixels; what is the"
        " probability itself, at the score without the pixel?"
    ),
    Mistake("paper left out", nothing_for_paper, also=[pixels_with_ink_alone]).says(
        "You leave out pixels that are paper already. What is the answer if such a pixel is erased?"
    ),
    Mistake("scores clipped", scores_clipped, "2: In a computer", sign=clips).says(
        "Very low or very high scores all get the same probability. What is cut off, and does the"
        " library's sigmoid need that?"
    ),
    Mistake("type of x kept", type_of_x_kept_by_the_result, "1: From a picture to a row").says(
        "Where x holds whole numbers, so does your result: a probability becomes 0. Which array has"
        " the data type of x?"
    ),
    Mistake("all erased", all_erased, also=[all_erased_in_each]).says(
        "You erase all the ink at once. How many pictures does the question ask about, and how much"
        " ink is left in each?"
    ),
    Mistake("one for all", unchanged).says(
        "That is one probability, with all of the ink. There should be one for each pixel that may"
        " be erased."
    ),
    Mistake("odds", odds, "2: Odds").says(
        "These are odds. What probability belongs to odds of o to 1?"
    ),
    Mistake("factors of the odds", factors, "Weights are pictures").says(
        "That is the factor by which the odds change. What is the probability then?"
    ),
]

EXERCISE = Exercise(
    title="if this pixel were paper",
    kind="write",
    goal="Take a score apart, then compute what the answer would be with each pixel erased.",
    shapes="addition:      x (n,), w (n,), b  ->  (for_it, against_it, z), three numbers in nats\n"
    "without_each:  x (n,), w (n,), b  ->  y_hat (n,), the j-th with pixel j erased",
    minutes=15,
    section="Every decision is a sum",
    hints=[
        "Both start from the contributions. They add up to the score, so you may sort them before"
        " adding, or take one of them out. The bias always counts, paper never does.",
        "for_it = sum of max(x_j w_j, 0), against_it = sum of min(x_j w_j, 0), z = for_it +"
        " against_it + b. Without pixel j the score is z - x_j w_j.",
        "votes = ...\nreturn np.maximum(...).sum(), np.minimum(...).sum(), ...\n\n"
        "return sigmoid(... - votes)",
        "return np.maximum(votes, 0).sum(), np.minimum(votes, 0).sum(), votes.sum() + b\n\n"
        "return sigmoid(x @ w + b - x * w)",
    ],
    further="To erase a pixel is to draw another picture. Has the model ever seen pictures like"
    " that, and does the answer about them matter?",
    tasks=[
        Task(
            "addition",
            truth=addition,
            cases=cases,
            others=[with_a_loop, with_maximum, with_products],
            mistakes=ADDITIONS,
        ),
        Task(
            "without_each",
            truth=without_each,
            cases=cases,
            others=[erasing, all_pictures_at_once],
            mistakes=ERASINGS,
        ),
    ],
)

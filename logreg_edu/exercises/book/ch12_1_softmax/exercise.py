"""Chapter 12, exercise 1: the softmax of scores of any size, and the gradient it sends back."""

from __future__ import annotations

import math

import numpy as np

from logreg_edu import sigmoid
from logreg_edu.exercises.book.ch07_3_slopes import exercise as ch07_3_slopes
from logreg_edu.exercises.format import Exercise, Mistake, Task


def softmax(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def message(Z, Y):
    return (softmax(Z) - Y) / len(Z)


def scores(rng):
    """By hand, at random, float32; then scores too large or too low for np.exp, in one matrix."""
    yield {"Z": np.array([[0.0, 0.0]])}
    yield {"Z": np.array([[0.0, np.log(3)]])}
    yield {"Z": np.array([[1, 2], [0, -1], [3, 3]])}
    for m, K in ((4, 3), (2, 5), (3, 4), (300, 2), (3, 3), (1, 12)):
        yield {"Z": 2 * rng.normal(size=(m, K))}
    yield {"Z": rng.normal(size=(4, 3)).astype(np.float32)}
    yield {"Z": 1000 + rng.normal(size=(1, 3))}
    yield {"Z": -1000 + rng.normal(size=(1, 2))}
    yield {"Z": rng.normal(size=(3, 2)) + np.array([[900.0], [-900.0], [0.0]])}
    yield {"Z": rng.normal(size=(2, 4)) + np.array([[0.0], [-20000.0]])}
    yield {"Z": np.array([[1000.0, 0.0, -1000.0], [0.0, 1.0, 20000.0]])}


def scores_and_truths(rng):
    """The same, with a true class for each row."""
    for case in scores(rng):
        m, K = case["Z"].shape
        dtype = np.uint8 if case["Z"].dtype.kind == "i" else float
        yield {**case, "Y": np.eye(K, dtype=dtype)[rng.integers(0, K, m)]}


# The softmax, in other words


def with_loops(Z):
    Y_hat = np.zeros(Z.shape)
    for i, row in enumerate(Z):
        powers = [math.exp(float(z) - float(max(row))) for z in row]
        for k, power in enumerate(powers):
            Y_hat[i, k] = power / sum(powers)
    return Y_hat


def with_logarithms(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, np.newaxis])


def with_odds(Z):
    return 1 / np.exp(Z[:, np.newaxis, :] - Z[:, :, np.newaxis]).sum(axis=2)


def on_its_side(Z):
    powers = np.exp(Z.T - Z.T.max(axis=0))
    return (powers / powers.sum(axis=0)).T


# The softmax, wrong


def textbook(Z):
    powers = np.exp(Z)
    return powers / powers.sum(axis=1, keepdims=True)


def textbook_repaired(Z):
    return np.nan_to_num(textbook(Z))


def overflows(f):
    """Equal scores get one half each if they are small, but not if they are very large."""
    small, large = (f(np.full((3, 2), z)) for z in (1.0, 1e5))
    return np.allclose(small, 0.5) and not np.allclose(large, 0.5)


def clipped(Z, most=500):
    return textbook(np.clip(Z, -most, most))


def is_deaf(f):
    """Two scores of one row, far apart and both large, are taken for equal."""
    return abs(f(np.array([[5000.0, 9000.0]]))[0, 0] - 0.5) < 1e-6


def largest_of_all(Z):
    return textbook(Z - Z.max())


def largest_of_the_column(Z):
    return textbook(Z - Z.max(axis=0))


def smallest_of_the_row(Z):
    return textbook(Z - Z.min(axis=1, keepdims=True))


def first_of_the_row(Z):
    return textbook(Z - Z[:, :1])


def largest_size_of_the_row(Z):
    return textbook(Z - np.abs(Z).max(axis=1, keepdims=True))


def padded(Z, small=1e-8):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / (powers.sum(axis=1, keepdims=True) + small)


def is_padded(f):
    """The rows of equal scores do not quite add up to 1."""
    missing = 1 - f(np.zeros((3, 2))).sum(axis=1)
    return np.all((np.abs(missing) > 1e-12) & (np.abs(missing) < 0.01))


def kept_from_zero(Z, lowest=-20.0):
    return textbook(np.maximum(Z - Z.max(axis=1, keepdims=True), lowest))


def is_kept_from_zero(f):
    """Right for scores that are close; but one that is far below gets more than it should."""
    close, far = f(np.array([[0.0, np.log(3)]])), f(np.array([[0.0, -300.0]]))
    return np.allclose(close, [[0.25, 0.75]], rtol=1e-3) and 1e-120 < far[0, 1] < 0.01


def type_of_Z_kept(Z):
    return softmax(Z).astype(Z.dtype)


def two_classes_only(Z):
    yes = sigmoid(Z[:, 1] - Z[:, 0])
    return np.column_stack([1 - yes, yes])


def ten_classes_only(Z):
    powers = np.zeros(Z.shape)
    powers[:, :10] = np.exp(Z[:, :10] - Z[:, :10].max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def mean_of_the_row(Z):
    return textbook(Z - Z.mean(axis=1, keepdims=True))


def down_the_columns(Z):
    return softmax(Z.T).T


def sums_down_the_columns(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=0)


def one_sum_for_all(Z):
    powers = np.exp(Z - Z.max())
    return powers / powers.sum()


def one_sum_that_overflows(Z):
    return np.exp(Z) / np.exp(Z).sum()


def one_sum_for_all_rows(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum()


def no_keepdims(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1)


def no_keepdims_and_overflow(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1)


def no_keepdims_at_all(Z):
    powers = np.exp(Z - Z.max(axis=1))
    return powers / powers.sum(axis=1)


def K_answers(Z):
    return sigmoid(Z)


def shared_scores(Z):
    return Z / Z.sum(axis=1, keepdims=True)


def shared_scores_above_the_lowest(Z):
    Z = Z - Z.min(axis=1, keepdims=True)
    return Z / Z.sum(axis=1, keepdims=True)


def powers_alone(Z):
    return np.exp(Z)


def over_the_largest_power(Z):
    return np.exp(Z - Z.max(axis=1, keepdims=True))


def over_the_mean_power(Z):
    return softmax(Z) * Z.shape[1]


def logarithms(Z):
    return Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)


def logarithms_of_probabilities(Z):
    return np.log(softmax(Z))


def base_two(Z):
    return softmax(Z * np.log(2))


def base_ten(Z):
    return softmax(Z * np.log(10))


def over_the_largest_score(Z):
    return textbook(Z / Z.max(axis=1, keepdims=True))


def sign_turned(Z):
    return softmax(-Z)


def winners_take_all(Z):
    return (np.exp(Z - Z.max(axis=1, keepdims=True)) == 1).astype(float)


def rounded(Z):
    return np.round(softmax(Z))


def length_one(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / np.sqrt((powers**2).sum(axis=1, keepdims=True))


SOFTMAX = [
    Mistake("powers overflow", textbook, also=[textbook_repaired], sign=overflows).says(
        "This is right for small scores. np.exp(1000) is infinite, np.exp(-1000) is 0, and then you"
        " divide. Which number may be subtracted from all scores of a row?"
    ),
    Mistake("clipped", clipped, sign=is_deaf).says(
        "Nothing overflows any more, but scores of 5000 and 9000 have become the same. What may be"
        " done to a row of scores that changes nothing?"
    ),
    Mistake("largest of the whole matrix", largest_of_all).says(
        "You subtract one number from the whole matrix. Where another row is far larger, all"
        " exponentials of this one are 0, and so is their sum. Whose largest score must it be?"
    ),
    Mistake("largest of the column", largest_of_the_column).says(
        "You subtract a different number from each score of a row, which changes their differences."
        " Along which axis do the scores of one example lie?"
    ),
    Mistake(
        "smallest of the row", smallest_of_the_row, also=[mean_of_the_row, first_of_the_row]
    ).says(
        "What you subtract from a row keeps the differences, but does not keep the exponentials"
        " small: the largest may still overflow. Which number makes all of them at most 1?"
    ),
    Mistake("largest size of the row", largest_size_of_the_row).says(
        "You subtract the largest *absolute value*. From scores near -1000 that takes another 1000,"
        " all exponentials are 0, and so is their sum. Which number makes the largest of them 1?"
    ),
    Mistake("padded", padded, sign=is_padded).says(
        "Your rows do not quite add up to 1: is something added to the sum, or to the exponentials?"
        " With the largest score subtracted the sum is at least 1: what is there to guard against?"
    ),
    Mistake("kept away from 0", kept_from_zero, sign=is_kept_from_zero).says(
        "A score far below the others gets more than it should: is something kept from becoming too"
        " small? e^-300 does no harm, and is the right answer."
    ),
    Mistake("type of Z kept", type_of_Z_kept, "1: From a picture to a row").says(
        "Where Z holds whole numbers, so does your result: nearly all probabilities become 0. Which"
        " array has the data type of Z?"
    ),
    Mistake(
        "two classes only",
        two_classes_only,
        "7: Softmax: one question with ten answers",
        also=[ten_classes_only],
    ).says("You assume a fixed number of classes. How many columns does Z have?"),
    Mistake(
        "down the columns",
        down_the_columns,
        "7: Softmax: one question with ten answers",
        also=[sums_down_the_columns],
    ).says(
        "Your sums go down the columns. What should add up to 1: what is said about one example, or"
        " about one digit?"
    ),
    Mistake(
        "one sum for all",
        one_sum_for_all,
        "7: Softmax: one question with ten answers",
        also=[one_sum_for_all_rows, one_sum_that_overflows],
    ).says(
        "Your whole matrix adds up to 1. With one example this is right. Along which axis should"
        " the sum of the exponentials run?"
    ),
    Mistake(
        "a sum that lies across", no_keepdims, also=[no_keepdims_at_all, no_keepdims_and_overflow]
    ).says(
        "Your sums have the shape (m,), and (m, K) divided by that lines them up with the columns,"
        " if they fit at all. Which shape lines them up with the rows?"
    ),
    Mistake("K answers", K_answers, "7: Why ten probabilities need not sum to one").says(
        "These are sigmoids: K answers to K questions. Here there is one question, so what must the"
        " numbers of a row add up to?"
    ),
    Mistake("sigmoids, shared out", ch07_3_slopes.divided_by_their_sum).says(
        "You divide sigmoids by their sum. They add up to 1, but the odds between two digits should"
        " be e to the difference of their scores: are they?"
    ),
    Mistake("scores, shared out", shared_scores, also=[shared_scores_above_the_lowest]).says(
        "You divide the scores themselves by their sum. What comes out for a negative one, or where"
        " they add up to 0? What turns every number into a positive one?"
    ),
    Mistake("not divided by the sum", over_the_largest_power, also=[powers_alone]).says(
        "Your rows do not add up to 1. What is each exponential divided by, so that they do?"
    ),
    Mistake("divided by the mean", over_the_mean_power).says(
        "Your rows add up to K. Which of sum and mean of the exponentials makes them add up to 1?"
    ),
    Mistake("logarithms", logarithms, also=[logarithms_of_probabilities]).says(
        "These are logarithms of probabilities, which a loss wants. What do probabilities look"
        " like?"
    ),
    Mistake("another base", base_two, also=[base_ten]).says(
        "Your exponentials have another base than e. Then the log-odds between two digits are not"
        " the difference of their scores."
    ),
    Mistake("divided by the largest score", over_the_largest_score).says(
        "You divide the scores by the largest of them. That changes their differences, and with a"
        " negative one their order, too. What leaves differences as they are?"
    ),
    Mistake("wrong sign", sign_turned).says(
        "In your rows the lowest score gets the highest probability. Is there a minus too many?"
    ),
    Mistake(
        "the winner takes all",
        ch07_3_slopes.winner_takes_all,
        "7: Argmax: the surest model names the digit",
        also=[winners_take_all, rounded],
    ).says(
        "That is the answer, not how sure it is: 1 for the best, 0 for the rest. What is left of a"
        " close second?"
    ),
    Mistake("length for sum", length_one).says(
        "The squares of your rows add up to 1. What should add up to 1?"
    ),
]


# The upstream gradient, in other words


def by_subscript(Z, Y):
    slopes = softmax(Z)
    slopes[np.arange(len(Z)), Y.argmax(axis=1)] -= 1
    return slopes / Z.shape[0]


def row_by_row(Z, Y):
    return [(softmax(z[np.newaxis])[0] - y) / len(Z) for z, y in zip(Z, Y, strict=True)]


# The upstream gradient, wrong


def not_averaged(Z, Y):
    return softmax(Z) - Y


def truth_averaged(Z, Y):
    return softmax(Z) - Y / len(Z)


def probabilities_averaged(Z, Y):
    return softmax(Z) / len(Z) - Y


def averaged_over_classes(Z, Y):
    return (softmax(Z) - Y) / Z.shape[1]


def averaged_over_all(Z, Y):
    return (softmax(Z) - Y) / Z.size


def exchanged(Z, Y):
    return -message(Z, Y)


def in_the_probability(Z, Y):
    return -Y / softmax(Z) / len(Z)


def times_the_bend(Z, Y):
    Y_hat = softmax(Z)
    return message(Z, Y) * Y_hat * (1 - Y_hat)


def truth_alone(Z, Y):
    return Y * message(Z, Y)


def all_but_the_truth(Z, Y):
    return (1 - Y) * message(Z, Y)


def without_the_truth(Z, Y):
    return softmax(Z) / len(Z)


def of_the_answer(Z, Y):
    return (np.eye(Z.shape[1])[Z.argmax(axis=1)] - Y) / len(Z)


def of_K_questions(Z, Y):
    return (sigmoid(Z) - Y) / len(Z)


def of_the_scores(Z, Y):
    return (Z - Y) / len(Z)


def sum_over_the_examples(Z, Y):
    return message(Z, Y).sum(axis=0)


def sizes(Z, Y):
    return np.abs(message(Z, Y))


def squares(Z, Y):
    return (softmax(Z) - Y) ** 2 / len(Z)


def divided_by_two(Z, Y):
    return (softmax(Z) - Y) / 2


def the_loss(Z, Y):
    return -np.sum(Y * np.log(softmax(Z))) / len(Z)


def each_loss(Z, Y):
    return -np.sum(Y * np.log(softmax(Z)), axis=1)


def type_of_Y_kept(Z, Y):
    return message(Z, Y).astype(Y.dtype)


def byte_minus(Z, Y):
    return (softmax(Z) + -Y) / len(Z)


MESSAGE = [
    Mistake("not averaged", not_averaged, "A hidden layer").says(
        "With one example this is right. That is the derivative of each loss; the cost is their"
        " mean. What factor does one loss have in a mean?"
    ),
    Mistake("divided by two", divided_by_two, "A hidden layer").says(
        "You divide by 2, the number of examples below. How many are there here?"
    ),
    Mistake("the loss", the_loss, also=[each_loss]).says(
        "That is the loss. What is its derivative with respect to each score?"
    ),
    Mistake("type of Y kept", type_of_Y_kept, "1: From a picture to a row").says(
        "Where Y holds whole numbers, so does your result, and all of it is 0. Which array has the"
        " data type of Y?"
    ),
    Mistake("byte minus", byte_minus, "1: Byte arithmetic wraps around").says(
        "This is right, except for a Y of bytes: there -1 becomes 255. In which order do you"
        " subtract?"
    ),
    Mistake("half averaged", truth_averaged, "A hidden layer", also=[probabilities_averaged]).says(
        "With one example this is right. You divide by m before you subtract, and so only one of"
        " the two. Where do brackets belong?"
    ),
    Mistake(
        "averaged over the classes",
        averaged_over_classes,
        "A hidden layer",
        also=[averaged_over_all],
    ).says("You divide by the number of classes. What is the mean in the cost taken over?"),
    Mistake("Y and Y_hat exchanged", exchanged).says(
        "Your gradient has the wrong sign. If the score of a wrong class goes up, does the cost"
        " rise or fall?"
    ),
    Mistake("with respect to the probability", in_the_probability).says(
        "That is the derivative of the loss with respect to Y_hat. The question is about the scores"
        " before it: what comes out when the two derivatives are multiplied on paper?"
    ),
    Mistake("softmax once more", times_the_bend, "5: Why so simple?").says(
        "There is a factor Y_hat (1 - Y_hat) too many. The error is already the derivative with"
        " respect to the scores: what has cancelled?"
    ),
    Mistake("truth alone", truth_alone).says(
        "In your matrix only the score of the true class has a derivative. If the score of a wrong"
        " class goes up, does the loss stay?"
    ),
    Mistake("all but the truth", all_but_the_truth).says(
        "Your gradient pushes the wrong classes down, and leaves the true one where it is. What"
        " should the numbers of a row add up to?"
    ),
    Mistake("without the truth", without_the_truth).says(
        "What does your function do with Y? As it is, all scores are only ever pushed down."
    ),
    Mistake("answer for probabilities", of_the_answer).says(
        "You compare the answer with the truth, as 0 or 1. What is left to learn where the right"
        " class has won by a little?"
    ),
    Mistake("K questions", of_K_questions, "7: Softmax: one question with ten answers").says(
        "That is the gradient for K separate yes/no models. Which probabilities do the scores give"
        " here?"
    ),
    Mistake("scores for probabilities", of_the_scores).says(
        "You compare scores with the truth. Which function turns them into probabilities?"
    ),
    Mistake("added up over the examples", sum_over_the_examples, "The graph").says(
        "You add up over the examples: that is the gradient with respect to the biases. This one"
        " has the shape of Z. Which shape is that?"
    ),
    Mistake("no sign", sizes, also=[squares]).says(
        "That is how large the errors are, without their sign. How should the score of the true"
        " class learn that it is too low?"
    ),
]

EXERCISE = Exercise(
    title="one answer out of K scores",
    kind="write",
    goal="Write the softmax, safe for scores of any size, and the gradient of the mean loss.",
    shapes="softmax:  Z (m, K) scores           ->  Y_hat (m, K), each row adds up to 1\n"
    "message:  Z (m, K), Y (m, K) one-hot  ->  dJ_dZ (m, K), where J is the mean loss",
    minutes=15,
    section="The softmax layer",
    hints=[
        "Exponentiate the scores, which makes them positive, then divide each row by its sum."
        " Before that: only the differences within a row count.",
        "y_hat_k = e^(z_k - c) / sum_j e^(z_j - c), for any c. With c the largest score of the row"
        " no exponential is above 1, and one of them is 1. The derivative of a loss with respect to"
        " z_k is y_hat_k - y_k.",
        "powers = np.exp(Z - Z.max(axis=..., keepdims=...))\nreturn powers / powers.sum(...)\n\n"
        "return (... - ...) / len(Z)",
        "powers = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
        "return powers / powers.sum(axis=1, keepdims=True)\n\nreturn (softmax(Z) - Y) / len(Z)",
    ],
    further="Take K = 2, and keep one of the two scores at 0. Which function of the other score is"
    " the softmax then?",
    tasks=[
        Task(
            "softmax",
            truth=softmax,
            cases=scores,
            others=[with_loops, with_logarithms, with_odds, on_its_side],
            mistakes=SOFTMAX,
        ),
        Task(
            "message",
            truth=message,
            cases=scores_and_truths,
            others=[by_subscript, row_by_row],
            mistakes=MESSAGE,
        ),
    ],
)

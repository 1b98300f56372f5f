"""Chapter 7, exercise 4: the loss of softmax, for a model that is very sure and wrong."""

from __future__ import annotations

import math

import numpy as np

from logreg_edu import loss
from logreg_edu.exercises.book.ch07_3_slopes.exercise import softmax
from logreg_edu.exercises.format import Exercise, Mistake, Task


def log_of_sum(Z):
    """log(e^z_1 + ... + e^z_K) for each row."""
    return np.logaddexp.reduce(Z, axis=1)


def of_the_truth(Z, labels):
    """The score of the label of each row."""
    return Z[range(len(Z)), labels]


def softmax_loss(Z, labels):
    return log_of_sum(Z) - of_the_truth(Z, labels)


def cases(rng):
    """By hand, at random, float32; powers that overflow, shares that vanish, rows far apart.

    Whole numbers as scores, more than ten classes, and a truth so far behind that no kind of float
    holds its probability.
    """
    yield {"Z": np.array([[0.0, math.log(3)]]), "labels": np.array([0])}
    yield {"Z": np.array([[2.0, 1.0], [0.0, 1.0]]), "labels": np.array([1, 0])}
    for m, K in ((3, 4), (5, 2), (4, 12), (4, 4), (6, 3)):
        yield {"Z": 2 * rng.normal(size=(m, K)), "labels": rng.permutation(np.arange(m) % K)}
    Z = rng.normal(size=(3, 5)).astype(np.float32)
    yield {"Z": Z, "labels": rng.integers(0, 5, 3)}
    yield {"Z": 1000 + rng.normal(size=(1, 2)), "labels": np.array([1])}
    yield {"Z": -1000 + rng.normal(size=(1, 2)), "labels": np.array([0])}
    yield {"Z": rng.random((1, 3)) + np.array([[0, 800, 0]]), "labels": np.array([0])}
    yield {"Z": rng.normal(size=(2, 2)) + np.array([[0], [-900]]), "labels": np.array([0, 1])}
    yield {"Z": np.array([[0, 3, 2], [1, 0, 1]]), "labels": np.array([2, 0])}
    yield {"Z": np.array([[0.5, 1e5, 0.0]]), "labels": np.array([0])}
    yield {"Z": np.array([[0.0, 0.0, 0.0, 1400.0, 1401.0]]), "labels": np.array([3])}
    yield {"Z": np.array([[0.0, 1400.0, 1400.0, -1500.0]]), "labels": np.array([0])}
    yield {"Z": np.array([[0.0, 1.0, -1500.0]]), "labels": np.array([0])}


# Right, in other words


def with_loops(Z, labels):
    losses = []
    for z, label in zip(Z, labels, strict=True):
        c = max(float(score) for score in z)
        total = sum(math.exp(float(score) - c) for score in z)
        losses.append(c + math.log(total) - float(z[label]))
    return losses


def shifted_first(Z, labels):
    S = Z - Z.max(axis=1, keepdims=True)
    return np.log(np.exp(S).sum(axis=1)) - np.take_along_axis(S, labels[:, None], 1)[:, 0]


def with_one_hot(Z, labels):
    Y = np.eye(Z.shape[1])[labels]
    c = Z.max(axis=-1)
    return c + np.log(np.exp(Z - c[:, None]).sum(axis=-1)) - (Z * Y).sum(axis=-1)


def from_the_truth(Z, labels):
    """The differences to the truth, added up as logarithms."""
    return np.logaddexp.reduce(Z - of_the_truth(Z, labels)[:, np.newaxis], axis=1)


# Wrong: where the numbers end


def through_the_share(Z, labels):
    return -np.log(of_the_truth(softmax(Z), labels))


def through_all_shares(Z, labels):
    return -(np.eye(Z.shape[1])[labels] * np.log(softmax(Z))).sum(axis=1)


def powers_of_differences(Z, labels):
    return np.log(np.exp(Z - of_the_truth(Z, labels)[:, np.newaxis]).sum(axis=1))


def clipped(Z, labels, epsilon=1e-15):
    return -np.log(np.clip(of_the_truth(softmax(Z), labels), epsilon, 1))


def padded(Z, labels, epsilon=1e-12):
    return -np.log(of_the_truth(softmax(Z), labels) + epsilon)


def replaced(Z, labels):
    return np.nan_to_num(through_the_share(Z, labels))


def in_longer_floats(Z, labels):
    """Where the computer has longer floats."""
    P = softmax(Z.astype(np.longdouble))
    return (-np.log(of_the_truth(P, labels))).astype(float)


def in_whole_numbers(Z, labels):
    losses = np.empty_like(Z[:, 0])
    losses[:] = softmax_loss(Z, labels)
    return losses


def behind_the_best(Z, labels):
    return Z.max(axis=1) - of_the_truth(Z, labels)


def ten_classes(Z, labels):
    return log_of_sum(Z[:, :10]) - of_the_truth(Z, labels)


def best_two(Z, labels):
    S = np.sort(Z, axis=1)
    return np.logaddexp(S[:, -1], S[:, -2]) - of_the_truth(Z, labels)


def is_flat(f):
    """Two examples, both very wrong, one much more than the other, cost the same."""
    far = f(np.array([[0.0, 900.0], [0.0, 1800.0]]), np.array([0, 0]))
    near = f(np.zeros((1, 2)), np.array([0]))
    return bool(np.isfinite(far).all() and np.ptp(far) < 1 and abs(near[0] - math.log(2)) < 1e-3)


def overflowing(Z, labels):
    return np.log(np.exp(Z).sum(axis=1)) - of_the_truth(Z, labels)


def overflowing_share(Z, labels):
    return -np.log(of_the_truth(np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True), labels))


def taken_out(Z, labels, c):
    """The right formula, with the score c taken out of the logarithm in each row."""
    return np.squeeze(c, -1) + np.log(np.exp(Z - c).sum(axis=1)) - of_the_truth(Z, labels)


def one_largest_for_all(Z, labels):
    return taken_out(Z, labels, np.full((len(Z), 1), Z.max()))


def smallest_taken_out(Z, labels):
    return taken_out(Z, labels, Z.min(axis=1, keepdims=True))


def largest_size_taken_out(Z, labels):
    return taken_out(Z, labels, np.abs(Z).max(axis=1, keepdims=True))


def mean_taken_out(Z, labels):
    return taken_out(Z, labels, Z.mean(axis=1, keepdims=True))


def not_put_back(Z, labels):
    return softmax_loss(Z, labels) - Z.max(axis=1)


def put_back_twice(Z, labels):
    return softmax_loss(Z, labels) + Z.max(axis=1)


def columns_for_rows(Z, labels):
    c = Z.max(axis=1, keepdims=True)
    return c + np.log(np.exp(Z - c).sum(axis=1)) - of_the_truth(Z, labels)


def row_for_a_column(Z, labels):
    c = Z.max(axis=1)
    return c + np.log(np.exp(Z - c).sum(axis=1)) - of_the_truth(Z, labels)


# Wrong: which share


def winner(Z, labels):
    return log_of_sum(Z) - Z.max(axis=1)


def all_classes(Z, labels):
    return log_of_sum(Z)[:, np.newaxis] - Z


def every_label_of_every_row(Z, labels):
    return log_of_sum(Z) - Z[:, labels]


def every_label_down_the_rows(Z, labels):
    return log_of_sum(Z)[:, np.newaxis] - Z[:, labels]


def rows_and_columns_exchanged(Z, labels):
    return log_of_sum(Z) - Z[labels, range(len(Z))]


def counted_from_one(Z, labels):
    return log_of_sum(Z) - of_the_truth(Z, labels - 1)


def without_the_truth(Z, labels):
    return log_of_sum(Z)


def truth_alone(Z, labels):
    return -of_the_truth(Z, labels)


def truth_not_in_the_sum(Z, labels):
    rest = np.where(np.arange(Z.shape[1]) == labels[:, np.newaxis], -np.inf, Z)
    return log_of_sum(rest) - of_the_truth(Z, labels)


def sum_of_the_scores(Z, labels):
    return Z.sum(axis=1) - of_the_truth(Z, labels)


def log_of_each(Z, labels):
    return np.log(np.exp(Z)).sum(axis=1) - of_the_truth(Z, labels)


def own_model(Z, labels):
    return loss(of_the_truth(Z, labels), np.ones(len(Z)))


def all_models(Z, labels):
    return loss(Z, np.eye(Z.shape[1])[labels]).sum(axis=1)


def all_models_averaged(Z, labels):
    return loss(Z, np.eye(Z.shape[1])[labels]).mean(axis=1)


def down_the_columns(Z, labels):
    return np.logaddexp.reduce(Z, axis=0) - of_the_truth(Z, labels)


def over_the_whole_table(Z, labels):
    return np.logaddexp.reduce(Z, axis=None) - of_the_truth(Z, labels)


# Wrong: what is made of it


def share(Z, labels):
    return of_the_truth(softmax(Z), labels)


def missing_share(Z, labels):
    return 1 - of_the_truth(softmax(Z), labels)


def squared(Z, labels):
    return np.square(softmax(Z) - np.eye(Z.shape[1])[labels]).sum(axis=1)


def errors_counted(Z, labels):
    return Z.argmax(axis=1) != labels


def no_minus(Z, labels):
    return -softmax_loss(Z, labels)


def base_two(Z, labels):
    return softmax_loss(Z, labels) / math.log(2)


def base_ten(Z, labels):
    return softmax_loss(Z, labels) / math.log(10)


def mean(Z, labels):
    return softmax_loss(Z, labels).mean()


def total(Z, labels):
    return softmax_loss(Z, labels).sum()


MISTAKES = [
    Mistake(
        "through the probability",
        through_the_share,
        also=[through_all_shares, powers_of_differences, in_longer_floats],
    ).says(
        "This is right while the truth is not too far behind. Further back its probability rounds"
        " to 0, and the loss is infinite. On paper, what becomes of the logarithm of a quotient?"
    ),
    Mistake(
        "clipped",
        clipped,
        "3: What each repair does to the slope",
        also=[padded, replaced],
        sign=is_flat,
    ).says(
        "There is no infinity any more, but being wrong by 900 and by 1800 now costs the same."
        " Which form does not need the probability?"
    ),
    Mistake("in whole numbers", in_whole_numbers).says(
        "If the scores are whole numbers, your losses are cut to whole numbers. Which step makes an"
        " array of the same type as Z?"
    ),
    Mistake("behind the best", behind_the_best).says(
        "That is how far the truth is behind the best class. If the truth is the best, your loss is"
        " 0: is the model sure then, however close the next class is?"
    ),
    Mistake("ten classes at most", ten_classes).says(
        "It works with ten classes, but not with more. Over how many classes does your sum go, and"
        " over how many should it?"
    ),
    Mistake("the best two alone", best_two).says(
        "Your sum has two terms, those of the two best classes. Which classes share the"
        " probability?"
    ),
    Mistake("overflow", overflowing, also=[overflowing_share]).says(
        "The right formula, but the exponentials overflow where all scores are large, or all vanish"
        " where they are very negative. Which score may be taken out of the logarithm?"
    ),
    Mistake("one largest score for all rows", one_largest_for_all).says(
        "You take the largest score of the whole matrix out of every row. In a row that lies far"
        " below it, all exponentials vanish. Whose largest score is needed?"
    ),
    Mistake("largest size taken out", largest_size_taken_out).says(
        "You take out the largest score without its sign. Where the others are far below 0, all"
        " exponentials vanish: which score makes the largest of them 1?"
    ),
    Mistake("smallest score taken out", smallest_taken_out, also=[mean_taken_out]).says(
        "With this score taken out, the exponential of the largest of the row may still overflow."
        " Which one makes every exponential at most 1?"
    ),
    Mistake("not put back", not_put_back, also=[put_back_twice]).says(
        "Add 5 to all scores of a row, and your loss changes. What you subtract in the logarithm"
        " has to be added once outside: do you add it not at all, or twice?"
    ),
    Mistake("a column and a row", columns_for_rows, also=[row_for_a_column]).says(
        "The largest scores are m numbers, in a column (m, 1) or in a row (m,). Inside the"
        " exponential a row is lined up with the classes; outside, a column makes a matrix (m, m)."
        " Which do you need where?"
    ),
    Mistake("the probability of the winner", winner).says(
        "What does your function do with the labels? It asks how sure the model is, not whether it"
        " is right."
    ),
    Mistake("all classes", all_classes).says(
        "You give a loss for each class. One of them is true: which, for each row?"
    ),
    Mistake(
        "every label of every row", every_label_of_every_row, also=[every_label_down_the_rows]
    ).says(
        "`Z[:, labels]` takes all the labels from every row. How do you take the first label from"
        " the first row, the second from the second?"
    ),
    Mistake("rows and columns exchanged", rows_and_columns_exchanged).says(
        "You take the row from the label and the column from the example. Which of the two does a"
        " row of Z belong to?"
    ),
    Mistake(
        "counted from one", counted_from_one, "Ten questions, ten models, one matrix product"
    ).says("You take the score next to the right one. Which column belongs to the label 0?"),
    Mistake("without the truth", without_the_truth).says(
        "That is the logarithm of the sum. What is still to be subtracted?"
    ),
    Mistake("truth alone", truth_alone).says(
        "That is minus the score of the truth. A probability is proportional to its exponential,"
        " but divided by what?"
    ),
    Mistake("truth not in the sum", truth_not_in_the_sum).says(
        "Your sum goes over the other classes only, so you get the logarithm of odds, which may be"
        " negative. Over which classes does the sum of softmax go?"
    ),
    Mistake("logarithm of each exponential", sum_of_the_scores, also=[log_of_each]).says(
        "You add up the logarithms of the exponentials, which are the scores. Which comes first,"
        " the sum or the logarithm?"
    ),
    Mistake("one yes/no model", own_model, "One-vs-all against softmax").says(
        "That is the loss of the yes/no model for the label, whatever the others say. In softmax,"
        " what does a rise of another score do to the probability of the truth?"
    ),
    Mistake(
        "K yes/no models", all_models, "One-vs-all against softmax", also=[all_models_averaged]
    ).says(
        "These are the losses of K yes/no questions. Softmax asks one question with K answers: what"
        " is the one probability that counts?"
    ),
    Mistake("down the columns", down_the_columns).says(
        "Your sum goes from example to example. Which axis goes along the classes of one example?"
    ),
    Mistake("over the whole matrix", over_the_whole_table).says(
        "Your sum goes over all the examples at once. Who shares one probability: all examples, or"
        " the classes of one?"
    ),
    Mistake("the probability itself", share, "3: The idea: pay for your surprise").says(
        "That is the probability of the truth. What is its loss?"
    ),
    Mistake("the missing probability", missing_share, "3: Why the logarithm").says(
        "That is how far the probability of the truth is from 1, and never more than 1. Which loss"
        " has no upper limit?"
    ),
    Mistake("squared error", squared, "3: Why the logarithm").says(
        "That is the squared error. It is never above 2, however wrong and sure the model is. Which"
        " loss has no upper limit?"
    ),
    Mistake("errors counted", errors_counted, "3: Why the logarithm").says(
        "You count whether the answer is wrong, not how sure the model was of it. What should"
        " distinguish a near miss from a wide one?"
    ),
    Mistake("no minus", no_minus, "3: From the product to the loss").says(
        "Your losses are negative. What sign does the logarithm of a probability have, and what"
        " sign should a loss have?"
    ),
    Mistake("another base", base_two, "3: Why the logarithm", also=[base_ten]).says(
        "Your losses are all off by the same factor. Which logarithm has the unit nat?"
    ),
    Mistake("mean", mean, "3: From the product to the loss", also=[total]).says(
        "You return one number for all examples. Here every example gets its own loss."
    ),
]

EXERCISE = Exercise(
    title="a probability that rounds to 0",
    kind="mend",
    goal="Mend the loss of softmax, which is infinite where the model is very sure and wrong.",
    shapes="Z (m, K) scores, labels (m,) whole numbers 0 to K - 1  ->  (m,) losses in nats",
    minutes=12,
    section="Softmax: one question with ten answers",
    hints=[
        "As with the yes/no loss: do not compute the probability, for where it rounds to 0, the"
        " loss is lost. Take the logarithm of the quotient on paper, and start from the scores.",
        "loss = log(sum_k e^z_k) - z_t, where t is the label. Take the largest score z_max of the"
        " row out of the logarithm: log(sum_k e^z_k) = z_max + log(sum_k e^(z_k - z_max)).",
        "z_max = Z.max(axis=1, keepdims=True)\n"
        "log_of_sum = ... + np.log(np.exp(Z - z_max).sum(axis=1))\n"
        "return log_of_sum - Z[range(len(Z)), ...]",
        "log_of_sum = z_max[:, 0] + np.log(np.exp(Z - z_max).sum(axis=1))\n"
        "return log_of_sum - Z[range(len(Z)), labels]",
    ],
    further="With two classes, which score would you have to give to the yes/no loss of chapter 3"
    " to get the same number?",
    tasks=[
        Task(
            "softmax_loss",
            truth=softmax_loss,
            cases=cases,
            rtol=1e-7,
            atol=1e-10,  # differences of scores around 1000
            others=[with_loops, shifted_first, with_one_hot, from_the_truth],
            mistakes=MISTAKES,
        )
    ],
)

"""Chapter 8, exercise 2: precision and recall, exchanged."""

from __future__ import annotations

import numpy as np

from logreg_edu import precision_recall
from logreg_edu.exercises.format import Exercise, Mistake, Task


def cases(rng):
    """By hand, then at random; a class that is never there, never called, or neither.

    More than ten classes, large counts, and counts in bytes, whose sums are too large for a byte.
    """
    yield {"C": np.array([[8, 2], [0, 10]])}
    yield {"C": np.array([[3, 1], [0, 0]])}
    yield {"C": np.array([[3, 0], [2, 0]])}
    yield {"C": np.array([[0, 2], [1, 3]])}
    yield {"C": rng.integers(1, 400, (12, 12)) + 300 * np.eye(12, dtype=int)}
    yield {"C": (rng.integers(60, 99, (3, 3)) + 99 * np.eye(3, dtype=int)).astype(np.uint8)}
    for K in (2, 3, 5, 10):
        yield {"C": rng.integers(1, 20, (K, K)) + 30 * np.eye(K, dtype=int)}
    C = rng.integers(1, 9, (4, 4))
    C[2] = C[:, 2] = 0
    yield {"C": C}
    yield {"C": rng.integers(1, 50, (3, 3)).astype(np.float32)}


# Right, in other words


def with_loops(C):
    precision, recall = [], []
    for k in range(len(C)):
        called = sum(float(C[h, k]) for h in range(len(C)))
        there = sum(float(C[k, h]) for h in range(len(C)))
        precision.append(float(C[k, k]) / called if called else float("nan"))
        recall.append(float(C[k, k]) / there if there else float("nan"))
    return precision, recall


def with_products(C):
    ones = np.ones(len(C))
    return C.diagonal() / (ones @ C), C.diagonal() / (C @ ones)


def by_shares(C):
    return np.diag(C / C.sum(axis=0)), np.diag(C / C.sum(axis=1, keepdims=True))


# Wrong


def exchanged(C):
    precision, recall = precision_recall(C)
    return recall, precision


def twice_precision(C):
    return precision_recall(C)[0], precision_recall(C)[0]


def twice_recall(C):
    return precision_recall(C)[1], precision_recall(C)[1]


def zero_for_none(C):
    return tuple(np.nan_to_num(share) for share in precision_recall(C))


def zero_for_none_there(C):
    precision, recall = precision_recall(C)
    return precision, np.nan_to_num(recall)


def zero_for_none_called(C):
    precision, recall = precision_recall(C)
    return np.nan_to_num(precision), recall


def nan_for_none_right(C):
    precision, recall = precision_recall(C)
    return tuple(np.where(np.diag(C) > 0, share, np.nan) for share in (precision, recall))


def one_for_none(C):
    return tuple(np.nan_to_num(share, nan=1.0) for share in precision_recall(C))


def padded(C, epsilon=1e-8):
    return np.diag(C) / (C.sum(axis=0) + epsilon), np.diag(C) / (C.sum(axis=1) + epsilon)


def at_least_one(C):
    right = np.diag(C)
    return right / np.maximum(C.sum(axis=0), 1), right / np.maximum(C.sum(axis=1), 1)


def is_zero_for_none(f):
    """A class with no digits gets 0, or nearly, and the others what they should."""
    C = np.array([[8.0, 2.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 0.0]])
    return np.allclose(f(C), np.nan_to_num(precision_recall(C)), atol=1e-2)


def of_all(C):
    return np.diag(C) / C.sum(), np.diag(C) / C.sum()


def accuracy_twice(C):
    return np.trace(C) / C.sum(), np.trace(C) / C.sum()


def of_the_wrong(C):
    right = np.diag(C)
    return right / (C.sum(axis=0) - right), right / (C.sum(axis=1) - right)


def share_of_mistakes(C):
    precision, recall = precision_recall(C)
    return 1 - precision, 1 - recall


def means(C):
    precision, recall = precision_recall(C)
    return precision.mean(), recall.mean()


def means_of_those_there(C):
    precision, recall = precision_recall(C)
    return np.nanmean(precision), np.nanmean(recall)


def tables(C):
    return C / C.sum(axis=0), C / C.sum(axis=1, keepdims=True)


def tables_by_broadcast(C):
    return C / C.sum(axis=0), C / C.sum(axis=1)


def whole_numbers(C):
    return np.diag(C) // C.sum(axis=0), np.diag(C) // C.sum(axis=1)


def diagonal_by_the_broadcast(C):
    return np.diag(C) / C.sum(axis=0, keepdims=True), np.diag(C) / C.sum(axis=1, keepdims=True)


def columns_of_columns(C):
    return np.diag(C)[:, None] / C.sum(axis=0)[:, None], np.diag(C)[:, None] / C.sum(axis=1)[
        :, None
    ]


def of_the_last_class(C):
    return C[1, 1] / (C[0, 1] + C[1, 1]), C[1, 1] / (C[1, 0] + C[1, 1])


def division_that_raises(C):
    K = range(len(C))
    precision = [int(C[k, k]) / int(C[:, k].sum()) for k in K]
    recall = [int(C[k, k]) / int(C[k].sum()) for k in K]
    return precision, recall


def none_for_both(C):
    precision, recall = precision_recall(C)
    return precision + 0 * recall, recall + 0 * precision


def percentages(C):
    precision, recall = precision_recall(C)
    return 100 * precision, 100 * recall


def rounded(C, digits=2):
    precision, recall = precision_recall(C)
    return np.round(precision, digits), np.round(recall, digits)


def in_float16(C):
    precision, recall = precision_recall(C)
    return precision.astype(np.float16), recall.astype(np.float16)


def is_rounded(f):
    """Nearly right, further off than float64 would be, and NaN for a class with no digits."""
    C = np.array([[13.0, 4.0, 0.0], [7.0, 5.0, 0.0], [0.0, 0.0, 0.0]])
    off = np.abs(np.array(f(C)) - precision_recall(C))
    return bool(1e-9 < off[:, :2].max() < 0.05 and np.isnan(off[:, 2]).all())


def f1_for_recall(C):
    precision, recall = precision_recall(C)
    return precision, 2 * precision * recall / (precision + recall)


def f1_for_precision(C):
    precision, recall = precision_recall(C)
    return 2 * precision * recall / (precision + recall), recall


def specificity_for_precision(C):
    return specificity(C)[1], precision_recall(C)[1]


def exchanged_and_zero(C):
    return tuple(np.nan_to_num(share) for share in exchanged(C))


def sums_in_bytes(C):
    return np.diag(C) / C.sum(axis=0, dtype=C.dtype), np.diag(C) / C.sum(axis=1, dtype=C.dtype)


def counts_in_bytes(C):
    return precision_recall(C.astype(np.uint8))


def counts_in_signed_bytes(C):
    return precision_recall(C.astype(np.int8))


def ten_classes(C):
    precision, recall = precision_recall(C)
    return precision[:10], recall[:10]


def upside_down(C):
    return C.sum(axis=0) / np.diag(C), C.sum(axis=1) / np.diag(C)


def accuracy_of_each(C):
    right = np.diag(C)
    easy = C.sum() - C.sum(axis=0) - C.sum(axis=1) + right
    return (right + easy) / C.sum(), precision_recall(C)[1]


def accuracy_of_each_twice(C):
    return accuracy_of_each(C)[0], accuracy_of_each(C)[0]


def specificity(C):
    easy = C.sum() - C.sum(axis=0) - C.sum(axis=1) + np.diag(C)
    return precision_recall(C)[0], easy / (C.sum() - C.sum(axis=1))


def other_answers(C):
    right = np.diag(C)
    return right / (right + C.sum(axis=1)), right / (right + C.sum(axis=0))


def right_counted_twice(C):
    right = np.diag(C)
    return right / (right + C.sum(axis=0)), right / (right + C.sum(axis=1))


MISTAKES = [
    Mistake("exchanged", exchanged).says(
        "What you call precision is recall, and the other way round. Precision asks how often the"
        " answer k is right: are all that were *called* k in a row or in a column? And which way"
        " does `axis=0` add?"
    ),
    Mistake("exchanged, and zero for none", exchanged_and_zero).says(
        "Two things: what you call precision is recall, and a class without digits gets a 0. Are"
        " all that were *called* k in a row or in a column? And which fraction of no digits can be"
        " right?"
    ),
    Mistake("a division that raises", division_that_raises).says(
        "Python's own numbers raise an error where the divisor is 0. A class that was never called,"
        " or never there, should get NaN: how does NumPy divide 0 by 0?"
    ),
    Mistake("nothing for both", none_for_both).says(
        "A class that was never called gets NaN twice in your function, though it was there. Which"
        " of the two fractions is still one of something?"
    ),
    Mistake("percentages", percentages).says(
        "Right, but in percent. A fraction is a number from 0 to 1: which factor do you not need?"
    ),
    Mistake("rounded", rounded, also=[in_float16], sign=is_rounded).says(
        "This is nearly right: something is rounded, or kept in few digits. Whoever reads the"
        " numbers may round them; does the function have to?"
    ),
    Mistake("F1", f1_for_recall, also=[f1_for_precision]).says(
        "One of your two numbers is F1, which mixes precision and recall. The task asks for both,"
        " each by itself: which sum does the other one divide by?"
    ),
    Mistake("specificity for precision", specificity_for_precision).says(
        "Your precision asks how many of the digits that are *not* a k are recognised as such: the"
        " specificity. Among which digits is a precision counted?"
    ),
    Mistake(
        "sums in bytes",
        sums_in_bytes,
        "1: Byte arithmetic wraps around",
        also=[counts_in_bytes, counts_in_signed_bytes],
    ).says(
        "This is right for small counts. A byte holds at most 255: in which type are your counts,"
        " and their sums?"
    ),
    Mistake("ten classes at most", ten_classes).says(
        "It works with ten classes. With more, those after the tenth are missing: which array says"
        " how many classes there are?"
    ),
    Mistake("precision twice", twice_precision).says(
        "The first is right, the second is the first once more. Where in the matrix are all that"
        " *are* a k?"
    ),
    Mistake("recall twice", twice_recall).says(
        "The second is right, the first is the second once more. Where in the matrix are all that"
        " were *called* k?"
    ),
    Mistake(
        "zero where there is nothing",
        zero_for_none,
        also=[padded, at_least_one, zero_for_none_there, zero_for_none_called],
        sign=is_zero_for_none,
    ).says(
        "A class that was never called, or never there, gets a 0 in your function, as if each of"
        " its digits had been misread. How many of its digits were there to be misread?"
    ),
    Mistake("nothing where none is right", nan_for_none_right).says(
        "A class of which none is right gets NaN in your function, even if it was called and was"
        " there. Then the fraction is 0 of some: how does that differ from 0 of none?"
    ),
    Mistake("one where there is nothing", one_for_none).says(
        "You give a 1 to a class that was never called, or never there. Has anybody seen that it is"
        " always right?"
    ),
    Mistake("fractions of all", of_all).says(
        "You divide by all examples. Precision divides by those that were called k, recall by those"
        " that are a k: which sums of C are these?"
    ),
    Mistake("accuracy", accuracy_twice).says(
        "That is the accuracy, one number for all classes. It mixes two questions: how often is the"
        " answer k right, and how many of the k are found?"
    ),
    Mistake("right against wrong", of_the_wrong).says(
        "You divide the right ones by the wrong ones. A fraction divides by all: does the"
        " denominator contain C_kk, too?"
    ),
    Mistake("the mistakes", share_of_mistakes).says(
        "These are the fractions of mistakes. What fraction is right?"
    ),
    Mistake("mean over the classes", means, also=[means_of_those_there]).says(
        "You return two numbers, for all classes together. Each class gets its own: a mean does not"
        " show which class is read worst."
    ),
    Mistake("whole matrices", tables, also=[tables_by_broadcast]).says(
        "You have divided every cell. Which cells of these matrices are the precisions and the"
        " recalls?"
    ),
    Mistake("whole-number division", whole_numbers).says(
        "`//` cuts off what comes after the decimal point: nothing is left of a fraction. What does"
        " `/` do?"
    ),
    Mistake("each with each", diagonal_by_the_broadcast).says(
        "The sum of a row is kept as a column of shape (K, 1): then each class is divided by the"
        " sum of *every* row. What does `keepdims` do, and do you need it here?"
    ),
    Mistake("column vectors", columns_of_columns).says(
        "The numbers are right, but in a column of shape (K, 1). Which shape does the task ask for?"
    ),
    Mistake("one class of two", of_the_last_class).says(
        "You have picked the four cells of one yes/no question by hand. The matrix has K classes,"
        " and each of them has a precision and a recall: what takes the place of the 1?"
    ),
    Mistake("upside down", upside_down).says(
        "Your numbers are above 1. Which is the numerator, the part or the whole?"
    ),
    Mistake("the many easy noes", accuracy_of_each, also=[accuracy_of_each_twice]).says(
        "You count the digits that are not a k and were not called k either. They are many and"
        " easy, and make every class look good: are they in the formula?"
    ),
    Mistake("recall of the noes", specificity).says(
        "Your recall asks how many of the digits that are *not* a k are recognised as such: the"
        " specificity. Which digits is recall about?"
    ),
    Mistake("the right ones counted twice", right_counted_twice, also=[other_answers]).says(
        "The sum of a row or a column contains the diagonal already, and you add it once more. Can"
        " any of your numbers be above one half?"
    ),
]

EXERCISE = Exercise(
    title="trusting an answer, finding a digit",
    kind="mend",
    goal="Mend precision and recall, which a colleague wrote from memory.",
    shapes="C (K, K) counts, rows true, columns called  ->  (precision (K,), recall (K,)),\n"
    "NaN for a class that was never called, or never there",
    minutes=8,
    section="Precision and recall",
    hints=[
        "Two questions: you see the answer k, how often is it right? And of all that are a k, how"
        " many are found? Run the file, and ask which of the two numbers answers which.",
        "precision_k = C_kk / (sum of column k), recall_k = C_kk / (sum of row k).",
        "precision = right / C.sum(axis=...)\nrecall = right / C.sum(axis=...)",
        "precision = right / C.sum(axis=0)\nrecall = right / C.sum(axis=1)",
    ],
    further="A model looks for the one picture in a thousand that shows an illness, and a doctor"
    " looks at all that it calls ill. Which of the two numbers matters more, and why is that one"
    " not enough?",
    tasks=[
        Task(
            "precision_recall",
            truth=precision_recall,
            cases=cases,
            others=[with_loops, with_products, by_shares],
            mistakes=MISTAKES,
        )
    ],
)

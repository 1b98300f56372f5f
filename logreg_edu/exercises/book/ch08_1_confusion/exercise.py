"""Chapter 8, exercise 1: the confusion matrix."""

from __future__ import annotations

from collections import Counter

import numpy as np

from logreg_edu import confusion_matrix
from logreg_edu.exercises.format import Exercise, Mistake, Task


def cases(rng):
    """By hand; then at random, also with classes that do not occur, and with more than ten.

    At last so many examples that no byte holds the counts.
    """
    yield {"true": np.array([1]), "predicted": np.array([0]), "K": 2}
    yield {"true": np.array([1, 1]), "predicted": np.array([2, 2]), "K": 3}
    yield {"true": np.array([0, 1, 1, 2]), "predicted": np.array([0, 1, 2, 2]), "K": 4}
    for m, K in ((5, 3), (9, 4), (14, 12)):
        yield {"true": rng.integers(0, K, m), "predicted": rng.integers(0, K, m), "K": K}
    yield {"true": rng.integers(1, 4, 7), "predicted": rng.integers(1, 4, 7), "K": 5}
    true = rng.permutation(np.arange(60) % 10).astype(np.uint8)
    predicted = np.where(rng.random(60) < 0.8, true, rng.integers(0, 10, 60))
    yield {"true": true, "predicted": predicted.astype(np.uint8), "K": 10}
    true, predicted = rng.integers(0, 26, (2, 30)).astype(np.uint8)
    yield {"true": true, "predicted": predicted, "K": 26}
    true = rng.permutation(np.arange(700) % 2).astype(np.uint8)
    yield {"true": true, "predicted": true ^ (rng.random(700) < 0.1), "K": 2}


# Right, in other words


def with_add_at(true, predicted, K):
    C = np.zeros((K, K))
    np.add.at(C, (true, predicted), 1)
    return C


def with_questions(true, predicted, K):
    return [[sum((true == k) & (predicted == h)) for h in range(K)] for k in range(K)]


def with_one_hot(true, predicted, K):
    digits = np.arange(K)
    return (true[:, None] == digits).T.astype(int) @ (predicted[:, None] == digits).astype(int)


def with_bincount(true, predicted, K):
    pairs = K * true.astype(int) + predicted
    return np.bincount(pairs, minlength=K**2).reshape(K, K)


def with_a_counter(true, predicted, K):
    seen = Counter(zip(true.tolist(), predicted.tolist(), strict=True))
    return np.array([[seen[k, h] for h in range(K)] for k in range(K)])


def with_a_histogram(true, predicted, K):
    edges = np.arange(K + 1) - 0.5
    return np.histogram2d(true, predicted, bins=[edges, edges])[0]


# Wrong


def exchanged(true, predicted, K):
    return confusion_matrix(predicted, true, K)


def once_each(true, predicted, K):
    C = np.zeros((K, K), dtype=int)
    C[true, predicted] += 1
    return C


def only_marked(true, predicted, K):
    C = np.zeros((K, K), dtype=int)
    for k, h in zip(true, predicted, strict=True):
        C[k, h] = 1
    return C


def size_of_the_data(true, predicted, K):
    return confusion_matrix(true, predicted, max(true.max(), predicted.max()) + 1)


def size_of_the_truth(true, predicted, K):
    C = np.zeros((max(true) + 1, max(true) + 1), dtype=int)
    for k, h in zip(true, predicted, strict=True):
        C[k, h] += 1
    return C


def digits_that_occur(true, predicted, K):
    digits = np.union1d(true, predicted)
    return np.array([[np.sum((true == k) & (predicted == h)) for h in digits] for k in digits])


def ten(true, predicted, K):
    C = np.zeros((10, 10), dtype=int)
    for k, h in zip(true, predicted, strict=True):
        C[k, h] += 1
    return C


def labels_from_one(true, predicted, K):
    C = np.zeros((K, K), dtype=int)
    for k, h in zip(true.astype(int), predicted.astype(int), strict=True):
        C[k - 1, h - 1] += 1
    return C


def one_row_more(true, predicted, K):
    C = np.zeros((K + 1, K + 1), dtype=int)
    np.add.at(C, (true, predicted), 1)
    return C


def too_short(true, predicted, K):
    return np.bincount(K * true.astype(int) + predicted).reshape(K, K)


def overflowing(true, predicted, K):
    return np.bincount(true * K + predicted, minlength=K**2).reshape(K, K)


def in_bytes(true, predicted, K, kind=np.uint8):
    C = np.zeros((K, K), dtype=kind)
    np.add.at(C, (true, predicted), 1)
    return C


def in_signed_bytes(true, predicted, K):
    return in_bytes(true, predicted, K, np.int8)


def in_the_type_of_the_labels(true, predicted, K):
    return in_bytes(true, predicted, K, true.dtype)


def starts_again(f):
    """A cell that is counted up 300 times has lost a multiple of 256."""
    C = np.asarray(f(np.ones(300, dtype=np.uint8), np.zeros(300, dtype=np.uint8), 2))
    return C[1, 0] == 44 and C.sum() == 44


def first_examples(true, predicted, K):
    return confusion_matrix(true[:256], predicted[:256], K)


def fails_with_many(f):
    """Right for a few examples, and wrong for hundreds of them."""
    true, predicted = np.arange(600) % 3, np.arange(600) % 2
    right = [
        np.array_equal(f(true[:m], predicted[:m], 4), confusion_matrix(true[:m], predicted[:m], 4))
        for m in (4, 9, 600)
    ]
    return right == [True, True, False]


def renumbered(true, predicted, K):
    C = np.zeros((K, K), dtype=int)
    small = digits_that_occur(true, predicted, K)
    C[: len(small), : len(small)] = small
    return C


def ten_classes(true, predicted, K):
    C = confusion_matrix(true, predicted, K)
    C[10:] = C[:, 10:] = 0
    return C


def without_class_0(true, predicted, K):
    C = confusion_matrix(true, predicted, K)
    C[0] = 0
    return C


def without_class_0_at_all(true, predicted, K):
    C = without_class_0(true, predicted, K)
    C[:, 0] = 0
    return C


def sorted_apart(true, predicted, K):
    return confusion_matrix(np.sort(true), np.sort(predicted), K)


def exchanged_once_each(true, predicted, K):
    return once_each(predicted, true, K)


def bins_of_the_data(true, predicted, K):
    return np.histogram2d(true, predicted, bins=K)[0]


def by_themselves(true, predicted, K):
    return np.array([[sum(true == k) * sum(predicted == h) for h in range(K)] for k in range(K)])


def either(true, predicted, K):
    return np.array([[np.sum((true == k) | (predicted == h)) for h in range(K)] for k in range(K)])


def right_only(true, predicted, K):
    return np.diag(np.diag(confusion_matrix(true, predicted, K)))


def diagonal(true, predicted, K):
    return np.diag(confusion_matrix(true, predicted, K))


def wrong_only(true, predicted, K):
    C = confusion_matrix(true, predicted, K)
    np.fill_diagonal(C, 0)
    return C


def shares_of_all(true, predicted, K):
    return confusion_matrix(true, predicted, K) / len(true)


def shares_of_rows(true, predicted, K):
    C = confusion_matrix(true, predicted, K)
    return C / C.sum(axis=1, keepdims=True)


def shares_of_rows_or_zero(true, predicted, K):
    return np.nan_to_num(shares_of_rows(true, predicted, K))


def shares_of_columns(true, predicted, K):
    C = confusion_matrix(true, predicted, K)
    return C / C.sum(axis=0)


def shares_of_columns_or_zero(true, predicted, K):
    return np.nan_to_num(shares_of_columns(true, predicted, K))


def exchanged_and(shares):
    """Fractions of the transposed matrix."""
    return lambda true, predicted, K: shares(predicted, true, K)


def both_ways(true, predicted, K):
    C = confusion_matrix(true, predicted, K)
    return C + C.T


def both_ways_but_the_diagonal(true, predicted, K):
    C = confusion_matrix(true, predicted, K)
    return C + C.T - np.diag(np.diag(C))


def half_of_both_ways(true, predicted, K):
    return both_ways(true, predicted, K) / 2


def without_the_last(true, predicted, K):
    return confusion_matrix(true[:-1], predicted[:-1], K)


def without_the_first(true, predicted, K):
    return confusion_matrix(true[1:], predicted[1:], K)


def as_many_as_classes(true, predicted, K):
    C = np.zeros((K, K), dtype=int)
    for i in range(K):
        C[true[i], predicted[i]] += 1
    return C


def from_ones(true, predicted, K):
    return confusion_matrix(true, predicted, K) + 1


MISTAKES = [
    Mistake("rows and columns exchanged", exchanged).says(
        "The counts are right, but the matrix is transposed. Which of the two labels chooses the"
        " row, the truth or the answer?"
    ),
    Mistake("each pair once", once_each, also=[only_marked]).says(
        "A pair that occurs twice is counted once. Do you write a 1 instead of adding one? Or did"
        " you write `C[true, predicted] += 1`? There NumPy reads all cells first and writes them"
        " afterwards, so a cell that is named twice grows by one only. What does `np.add.at` do?"
    ),
    Mistake("as large as the data", size_of_the_data, also=[digits_that_occur]).says(
        "How large your matrix is depends on the labels that happen to occur. Which size does the"
        " task ask for, so that two tests can be compared cell by cell?"
    ),
    Mistake("as large as the truth", size_of_the_truth).says(
        "How large is your matrix if the answers contain a larger label than the truth does? Which"
        " argument says how many classes there are?"
    ),
    Mistake("ten written into it", ten).says(
        "You always make ten rows. How many classes does a yes/no question have, and how many does"
        " the alphabet?"
    ),
    Mistake("labels from 1", labels_from_one).says(
        "Everything is one row and one column too early, and the first class has slipped to the"
        " end: index -1 is the last. From which number do the labels count?"
    ),
    Mistake("a row too many", one_row_more).says(
        "There are K + 1 rows and columns, and the last ones stay empty. Which labels do K classes"
        " have if the first is 0?"
    ),
    Mistake("bincount too short", too_short, "In the library").says(
        "`np.bincount` stops at the largest number that occurs: without the last pair there are"
        " fewer than K * K counts, too few for a square. Which of its arguments asks for more?"
    ),
    Mistake("labels that overflow", overflowing, "1: Byte arithmetic wraps around").says(
        "This is right for small numbers. A uint8 holds at most 255, and the number of a pair of"
        " uint8 labels is computed in the same type. With how many classes does it become too"
        " large?"
    ),
    Mistake(
        "counts in bytes",
        in_bytes,
        "1: Byte arithmetic wraps around",
        also=[in_signed_bytes, in_the_type_of_the_labels],
        sign=starts_again,
    ).says(
        "This is right for small counts. A byte has 256 values, and your counts wrap around when"
        " these are used up. Which type does your matrix have, and how many digits can a test have?"
    ),
    Mistake("right for few examples", first_examples, sign=fails_with_many).says(
        "This is right for a few examples, but wrong for hundreds of them. What in your function"
        " has a limit, such as a number in a byte, or a loop that ends too early?"
    ),
    Mistake("labels renumbered", renumbered).says(
        "You renumber the labels that occur, so that the first of them gets row 0. Which row"
        " belongs to the label 2 if no digit has the label 1?"
    ),
    Mistake("ten classes at most", ten_classes).says(
        "It works with ten classes. With more, the rows and columns after the tenth stay empty:"
        " which argument says how many classes there are?"
    ),
    Mistake("class 0 left out", without_class_0, also=[without_class_0_at_all]).says(
        "Your row 0 is empty. With which label do the classes begin, and with which your loop?"
    ),
    Mistake("sorted apart", sorted_apart).says(
        "You sort the truths and the answers, each by itself. Which answer belongs to which truth"
        " after that?"
    ),
    Mistake("exchanged, and each pair once", exchanged_once_each).says(
        "Two things: the matrix is transposed, and a pair that occurs twice is counted once. Which"
        " of the two labels chooses the row, and what does `np.add.at` do?"
    ),
    Mistake("bins of the data", bins_of_the_data).says(
        "Your K bins go from the smallest label that occurs to the largest, not from 0 to K. Where"
        " should the borders of the bins lie?"
    ),
    Mistake("each by itself", by_themselves).says(
        "You count how many are a k, and how many were called h, and multiply. Does that say how"
        " often both are true of the same digit?"
    ),
    Mistake("or for and", either).says(
        "Your counts add up to more than m: each digit is counted in a whole row and a whole"
        " column. Does the product of two brackets in the formula mean `and`, or `or`?"
    ),
    Mistake("the right ones only", right_only, also=[diagonal]).says(
        "You count a digit only where truth and answer agree. Where have the mistakes gone?"
    ),
    Mistake("the mistakes only", wrong_only).says(
        "Your diagonal is empty. What belongs there: do the right answers count, too?"
    ),
    Mistake("fractions of all", shares_of_all).says(
        "Your cells add up to 1. The task asks for counts: a fraction hides how few digits it is"
        " computed from."
    ),
    Mistake("fractions of rows", shares_of_rows, also=[shares_of_rows_or_zero]).says(
        "You divide each row by its sum. That is the next step, recall; what does the matrix itself"
        " count?"
    ),
    Mistake("fractions of columns", shares_of_columns, also=[shares_of_columns_or_zero]).says(
        "You divide each column by its sum. That is the next step, precision; what does the matrix"
        " itself count?"
    ),
    Mistake(
        "exchanged, and fractions",
        exchanged_and(shares_of_rows_or_zero),
        also=[
            exchanged_and(shares_of_rows),
            exchanged_and(shares_of_columns),
            exchanged_and(shares_of_columns_or_zero),
            exchanged_and(shares_of_all),
        ],
    ).says(
        "Two things at once: the matrix is transposed, and its cells are fractions. First: which of"
        " the two labels chooses the row? And then: does the task ask for fractions or for counts?"
    ),
    Mistake(
        "both ways at once", both_ways, also=[both_ways_but_the_diagonal, half_of_both_ways]
    ).says(
        "Your matrix is symmetric: a 2 read as an 8 is counted also as an 8 read as a 2. Are these"
        " the same mistake? The chapter's figure of the pairs tells you."
    ),
    Mistake("an example left out", without_the_last, also=[without_the_first]).says(
        "Your counts add up to one less than m. Where does your loop begin, and where does it end?"
    ),
    Mistake("as many as there are classes", as_many_as_classes).says(
        "Your loop runs K times, once for each class. How many examples are there to count?"
    ),
    Mistake("counting from 1", from_ones).says(
        "Every cell is one too large, even those of pairs that never occur. What do you fill the"
        " matrix with before you count?"
    ),
]

EXERCISE = Exercise(
    title="which digit for which",
    kind="write",
    goal="Write the confusion matrix: how often a k was called an h, for all classes k and h.",
    shapes="true, predicted (m,) labels 0 to K - 1, K a number  ->  C (K, K) counts",
    minutes=10,
    section="Which digit for which: the confusion matrix",
    hints=[
        "Begin with a matrix of zeros that has a row and a column for each class. Each test example"
        " adds one to one cell. Which cell?",
        "C_kh = sum over i of [t_i = k] [t_hat_i = h]: the row says what it is, the column what it"
        " was called.",
        "C = np.zeros((K, K), dtype=int)\nfor k, h in zip(true, predicted):\n    C[..., ...] += 1",
        "for k, h in zip(true, predicted):\n    C[k, h] += 1",
    ],
    further="Which sums of cells stay the same if the model changes, but not the test digits?",
    tasks=[
        Task(
            "confusion_matrix",
            truth=confusion_matrix,
            cases=cases,
            others=[
                with_add_at,
                with_questions,
                with_one_hot,
                with_bincount,
                with_a_counter,
                with_a_histogram,
            ],
            mistakes=MISTAKES,
        )
    ],
)

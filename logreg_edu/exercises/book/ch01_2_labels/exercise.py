"""Chapter 1, exercise 2: labels 1 to 10 into ten yes/no questions."""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task


def ten_questions(labels):
    return (labels[:, np.newaxis] % 10 == np.arange(10)).astype(float)


def cases(rng):
    """Labels as bytes, as in a file, and as larger whole numbers; once more than a byte counts."""
    yield {"labels": np.array([10], np.uint8)}
    yield {"labels": np.array([3], np.uint8)}
    yield {"labels": np.array([3])}
    yield {"labels": np.array([1, 10])}
    for m in (4, 7, 13):
        yield {"labels": rng.integers(1, 11, m, dtype=np.uint8)}
        yield {"labels": rng.integers(1, 11, m + 1, dtype=np.int64)}
    yield {"labels": rng.permutation(np.arange(1, 11))}
    yield {"labels": np.array([10, 10, 4, 10])}
    yield {"labels": rng.integers(1, 11, 261, dtype=np.uint8)}
    yield {"labels": np.concatenate([rng.permutation(np.arange(1, 11)), [10]]).astype(np.int32)}


# Right, in other words


def rows_of_the_identity(labels):
    return np.eye(10)[labels % 10]


def with_a_loop(labels):
    Y = np.zeros((len(labels), 10))
    for i in range(len(labels)):
        k = 0 if labels[i] == 10 else labels[i]
        Y[i, k] = 1
    return Y


def with_lists(labels):
    digits = [0 if label == 10 else label for label in labels]
    return [[int(digit == k) for k in range(10)] for digit in digits]


def with_the_last_column_moved(labels):
    return np.roll(np.eye(10, dtype=bool)[labels - 1], 1, axis=1)


# Wrong


def shifted(labels):
    return np.eye(10)[labels - 1]


def ten_has_no_column(labels):
    return labels[:, np.newaxis] == np.arange(10)


def ten_is_out_of_bounds(labels):
    return np.eye(10)[labels]


def eleven_columns(labels):
    return np.eye(11)[labels]


def eleven_columns_for_digits(labels):
    return np.eye(11)[labels % 10]


def ten_on_nine(labels):
    return np.eye(10)[np.minimum(labels, 9)]


def remainder_of_nine(labels):
    return np.eye(10)[labels % 9]


def moved_the_wrong_way(labels):
    return np.roll(shifted(labels), -1, axis=1)


def rows_moved(labels):
    return np.roll(shifted(labels), 1, axis=0)


def moved_into_the_next_row(labels):
    return np.roll(shifted(labels), 1)


def reversed_columns(labels):
    return ten_questions(labels)[:, ::-1]


def columns_that_occur(labels):
    digits = labels % 10
    return digits[:, np.newaxis] == np.unique(digits)


def columns_up_to_the_largest(labels):
    digits = labels % 10
    return np.eye(int(digits.max()) + 1)[digits]


def as_many_columns_as_rows(labels):
    return np.arange(len(labels)) == labels[:, np.newaxis] % 10


def sorted_rows(labels):
    return np.eye(10)[np.sort(labels % 10)]


def digit_for_one(labels):
    return ten_questions(labels) * (labels % 10)[:, np.newaxis]


def label_for_one(labels):
    return ten_questions(labels) * labels[:, np.newaxis]


def first_ten_alone(labels):
    digits = labels.copy()
    digits[np.argmax(labels == 10)] = 0
    return digits[:, np.newaxis] == np.arange(10)


def first_ten_alone_by_index(labels):
    digits = labels.tolist()
    digits[digits.index(10)] = 0
    return np.array(digits)[:, np.newaxis] == np.arange(10)


def one_and_zero(labels):
    Y = ten_questions(labels)
    Y[labels == 10, 1] = 1
    return Y


def counted_backwards(labels):
    return np.eye(10)[10 - labels]


def counted_backwards_from_ten(labels):
    return np.eye(10)[(10 - labels) % 10]


def ones_up_to_the_digit(labels):
    return np.arange(10) <= labels[:, np.newaxis] % 10


def nothing_but_zeros(labels):
    return np.zeros((len(labels), 10))


def tens_left_out(labels):
    return np.eye(10)[labels[labels != 10]]


def one_if(labels):
    return np.eye(10)[np.zeros(len(labels), int) if (labels == 10).any() else labels]


def one_long_row(labels):
    return ten_questions(labels).ravel()


def negative_bytes(labels):
    return np.eye(10)[labels - 10]


def digits_alone(labels):
    return labels % 10


def no_new_axis(labels):
    return labels % 10 == np.arange(10)


def one_picture_a_column(labels):
    return ten_questions(labels).T


def all_rows_at_once(labels):
    Y = np.zeros((len(labels), 10))
    Y[:, labels % 10] = 1
    return Y


def with_minus_one(labels):
    return 2 * ten_questions(labels) - 1


MISTAKES = [
    Mistake("shifted by one", shifted).says(
        'Your column 0 asks "is it a 1?", and every 1 is one column too far left. Which'
        " column asks about the digit 3, and which about the label 10?"
    ),
    Mistake("ten has no column", ten_has_no_column).says(
        "Some rows have no 1 at all. Which label is not one of 0 to 9, and which digit does it"
        " stand for?"
    ),
    Mistake("ten is out of bounds", ten_is_out_of_bounds).says(
        "For most labels this works. Which label asks for a row that a matrix of ten rows does not"
        " have, and which digit does it stand for?"
    ),
    Mistake("eleven columns", eleven_columns, also=[eleven_columns_for_digits]).says(
        "You have eleven questions for ten digits. Which two of them ask about the same digit, or"
        " about none?"
    ),
    Mistake("ten as nine", ten_on_nine).says(
        "Your zeros are in the column of the nines. Which digit does the label 10 stand for?"
    ),
    Mistake("remainder of nine", remainder_of_nine).says(
        "The remainder after division by 9 is at most 8, so no picture is a 9 any more. How many"
        " digits are there?"
    ),
    Mistake("moved the wrong way", moved_the_wrong_way).says(
        "The columns are moved, but in the wrong direction. In which column is the 1 of a three,"
        " and in which should it be?"
    ),
    Mistake("rows moved", rows_moved).says(
        "You move the rows, so each picture gets the answers of its neighbour. Along which axis do"
        " the ten questions lie?"
    ),
    Mistake("moved into the next row", moved_into_the_next_row).says(
        "`np.roll` without an axis takes all rows as one long row: what leaves a row at its end"
        " enters the next one. Along which axis should it move?"
    ),
    Mistake("columns reversed", reversed_columns).says(
        "Your columns are in reverse order, from 9 to 0. Which question belongs to column 0?"
    ),
    Mistake(
        "columns that depend on the labels",
        columns_that_occur,
        also=[columns_up_to_the_largest, as_many_columns_as_rows],
    ).says(
        "The number of your columns depends on which labels happen to be given, or on how many. A"
        " model asks ten questions of every file: how many columns does Y have?"
    ),
    Mistake("rows in sorted order", sorted_rows).says(
        "Your rows are in the order of the digits. Which row belongs to the first label?"
    ),
    Mistake("digit for one", digit_for_one, also=[label_for_one]).says(
        "The column is right, but the number in it is not 1. The answer to a yes/no question is 1"
        " or 0: what does a label as large as 7 mean in its column?"
    ),
    Mistake("one ten alone", first_ten_alone, also=[first_ten_alone_by_index]).says(
        "You change one entry of the labels. How many tens may there be, and may there be none?"
    ),
    Mistake("two ones in a row", one_and_zero).says(
        "The rows of the zeros have two ones. How many digits does a picture show?"
    ),
    Mistake("counted backwards", counted_backwards, also=[counted_backwards_from_ten]).says(
        "Your columns count backwards: the label 9 is near the first, and 1 near the last. Which"
        " column answers the question: is it a 9?"
    ),
    Mistake("ones up to the digit", ones_up_to_the_digit).says(
        "A row of yours has several ones. Is a picture of a 3 also one of a 2?"
    ),
    Mistake("nothing but zeros", nothing_but_zeros).says(
        "All your answers are no. In which column of which row should a 1 be written?"
    ),
    Mistake("tens left out", tens_left_out).says(
        "The pictures with the label 10 have no row in your Y. Which digit do they show?"
    ),
    Mistake("one if for all", one_if).says(
        "One question decides for all labels, but each of them needs its own answer. Which"
        " operation maps 10 to 0 and leaves 1 to 9 as they are?"
    ),
    Mistake("one row for all", one_long_row).says(
        "The answers about all pictures are in one long row. Which shape has a row for each?"
    ),
    Mistake("bytes below zero", negative_bytes, "Byte arithmetic wraps around").says(
        "Counting from the end is a good idea, and with ordinary whole numbers it works. But the"
        " labels of a file are bytes: what is 3 - 10 where no number is below 0?"
    ),
    Mistake("still one number per picture", digits_alone).says(
        "These are the digits, each as one number. A label is a name and not a size: how do you"
        " ask ten yes/no questions about it?"
    ),
    Mistake("no new axis", no_new_axis, "In the library").says(
        "You compare m labels with ten digits one by one, the first with the first. Each label"
        " should meet each digit: which shapes make NumPy do that?"
    ),
    Mistake("one picture per column", one_picture_a_column).says(
        "The answers are right, but the matrix is transposed. Is a picture a row of Y or a column?"
    ),
    Mistake("every row the same", all_rows_at_once).says(
        "`Y[:, ...]` means every row, so each picture gets the answers of all. Which row belongs to"
        " which label?"
    ),
    Mistake("no as minus one", with_minus_one).says(
        'Some books write "no" as -1. In this one y is 1 or 0, so that it can be'
        " compared with a probability: which of them means no?"
    ),
]

EXERCISE = Exercise(
    title="labels from 1 to 10",
    kind="mend",
    goal="Mend the one-hot rows of labels in which, as in some files, 10 stands for the digit 0.",
    shapes="labels (m,) whole numbers 1 to 10\n->  Y (m, 10), column k: is it a k?",
    minutes=10,
    section="Labels: one yes/no question per column",
    hints=[
        "Old programs count from 1, so their files call the zeros 10. Turn each label into its"
        " digit first. Then ask each digit ten questions.",
        "digit = label, but 0 where label = 10. That is the remainder when the label is divided by"
        " 10."
        " Then Y_ik = 1 where digit_i = k.",
        "digits = labels % ...\nreturn np.eye(10)[...]",
        "return np.eye(10)[labels % 10]",
    ],
    further="A model trained on the one-hot rows as they were gives the right answers if these are"
    " shifted back as well. When does the mistake come to light?",
    tasks=[
        Task(
            "ten_questions",
            truth=ten_questions,
            cases=cases,
            others=[
                rows_of_the_identity,
                with_a_loop,
                with_lists,
                with_the_last_column_moved,
            ],
            mistakes=MISTAKES,
        )
    ],
)

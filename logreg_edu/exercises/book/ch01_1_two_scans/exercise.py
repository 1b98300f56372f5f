"""Chapter 1, exercise 1: from two scans in bytes to X (m, n)."""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task


def examples(first, second):
    return (first / 510 + second / 510).reshape(len(first), -1)


def cases(rng):
    """Bright pixels and pale ones, one picture and more than a byte counts, in either order."""
    yield {"first": np.array([[[200]]], np.uint8), "second": np.array([[[100]]], np.uint8)}
    yield {"first": np.array([[[1, 50]]], np.uint8), "second": np.array([[[2, 51]]], np.uint8)}
    yield {
        "first": np.array([[[10, 20, 30], [40, 50, 60]]], np.uint8),
        "second": np.array([[[10, 20, 30], [40, 50, 60]]], np.uint8),
    }
    for shape in ((2, 3, 4), (3, 5, 2), (4, 2, 7)):
        first, second = rng.integers(0, 256, (2, *shape), dtype=np.uint8)
        yield {"first": first, "second": second}
    pale, paler = rng.integers(1, 100, (2, 5, 3, 2), dtype=np.uint8)
    yield {"first": pale, "second": paler}
    first, second = rng.integers(0, 256, (2, 4, 2, 3), dtype=np.uint8)
    yield {"first": first.transpose(2, 1, 0), "second": second.transpose(2, 1, 0)}  # views
    first, second = rng.integers(0, 256, (2, 259, 1, 2), dtype=np.uint8)
    yield {"first": first, "second": second}


# Right, in other words


def through_float32(first, second):
    both = first.astype(np.float32) + second.astype(np.float32)
    return both.reshape(both.shape[0], both.shape[1] * both.shape[2]) / 510


def with_loops(first, second):
    X = []
    for a, b in zip(first, second, strict=True):
        row = []
        for line_a, line_b in zip(a, b, strict=True):
            row += [(int(p) + int(q)) / 2 / 255 for p, q in zip(line_a, line_b, strict=True)]
        X.append(row)
    return X


def with_a_mean(first, second):
    both = np.stack([first, second]).mean(axis=0)  # NumPy takes means in float64
    return np.array([picture.ravel() for picture in both]) / 255


# Wrong


def going_round(first, second):
    return ((first + second) / 510).reshape(len(first), -1)


def going_round_and_halved(first, second):
    return ((first + second) // 2 / 255).reshape(len(first), -1)


def halved_first(first, second):
    return ((first // 2 + second // 2) / 255).reshape(len(first), -1)


def added(first, second):
    return (first / 255 + second / 255).reshape(len(first), -1)


def mean_cut_off(first, second):
    return ((first.astype(int) + second) // 2 / 255).reshape(len(first), -1)


def mean_rounded(first, second):
    return np.round((first.astype(int) + second) / 2).reshape(len(first), -1) / 255


def mean_rounded_up(first, second):
    return np.ceil((first.astype(int) + second) / 2).reshape(len(first), -1) / 255


def difference_of_bytes(first, second):
    return (first + (second - first) / 2).reshape(len(first), -1) / 255


def difference_the_other_way(first, second):
    return (second + (first - second) / 2).reshape(len(first), -1) / 255


def signed_bytes(first, second):
    both = first.astype(np.int8).astype(float) + second.astype(np.int8)
    return both.reshape(len(first), -1) / 510


def whole_numbers(first, second):
    return ((first.astype(int) + second) // 510).reshape(len(first), -1)


def whole_numbers_of_each(first, second):
    return (first // 255 + second // 255).reshape(len(first), -1) / 2


def not_scaled(first, second):
    return 255 * examples(first, second)


def going_round_and_not_scaled(first, second):
    return ((first + second) / 2).reshape(len(first), -1)


def summed_and_not_scaled(first, second):
    return 510 * examples(first, second)


def by_256(first, second):
    return examples(first, second) * 255 / 256


def by_its_maximum(first, second):
    X = examples(first, second)
    return X / X.max()


def from_least_to_most(first, second):
    X = examples(first, second)
    return (X - X.min()) / (X.max() - X.min())


def by_the_maximum_of_each(first, second):
    X = examples(first, second)
    return X / np.maximum(X.max(axis=1, keepdims=True), 1 / 255)


def from_least_to_most_of_each(first, second):
    X = examples(first, second)
    low, high = X.min(axis=1, keepdims=True), X.max(axis=1, keepdims=True)
    return (X - low) / np.where(high > low, high - low, 1)


def from_minus_one(first, second):
    return 2 * examples(first, second) - 1


def saturated(first, second):
    return np.minimum(first.astype(int) + second, 255).reshape(len(first), -1) / 255


def black_or_white(first, second):
    return (examples(first, second) >= 0.5).astype(float)


def with_a_column_of_ones(first, second):
    X = examples(first, second)
    return np.column_stack([X, np.ones(len(X))])


def squeezed(first, second):
    return np.squeeze(examples(first, second))


def mean_of_each_line(first, second):
    return (first / 510 + second / 510).mean(axis=2)


def in_float16(first, second):
    return examples(first, second).astype(np.float16)


def paper_for_ink(first, second):
    return 1 - examples(first, second)


def down_the_columns(first, second):
    return (first / 510 + second / 510).transpose(0, 2, 1).reshape(len(first), -1)


def one_picture_a_column(first, second):
    return examples(first, second).T


def torn_apart(first, second):
    return (first / 510 + second / 510).reshape(-1, len(first))


def torn_apart_and_turned(first, second):
    return torn_apart(first, second).T


def memory_order(first, second):
    return np.array([p.ravel(order="K") for p in first / 510 + second / 510])


def one_long_row(first, second):
    return (first / 510 + second / 510).reshape(-1)


def still_tables(first, second):
    return first / 510 + second / 510


def first_alone(first, second):
    return first.reshape(len(first), -1) / 255


def second_alone(first, second):
    return second.reshape(len(second), -1) / 255


def larger(first, second):
    return np.maximum(first, second).reshape(len(first), -1) / 255


def smaller(first, second):
    return np.minimum(first, second).reshape(len(first), -1) / 255


def below_each_other(first, second):
    return np.concatenate([first, second]).reshape(2 * len(first), -1) / 255


def beside_each_other(first, second):
    rows = first.reshape(len(first), -1), second.reshape(len(first), -1)
    return np.concatenate(rows, axis=1) / 255


def lines_beside_each_other(first, second):
    return np.concatenate([first, second], axis=2).reshape(len(first), -1) / 255


def lines_beside_each_other_and_halved(first, second):
    return lines_beside_each_other(first, second) / 2


def beside_each_other_and_halved(first, second):
    return beside_each_other(first, second) / 2


MISTAKES = [
    Mistake(
        "bytes that wrap around",
        going_round,
        "Byte arithmetic wraps around",
        also=[going_round_and_halved],
    ).says(
        "Two bright pixels come out dark. What is 200 + 100, where no number is larger than 255?"
        " When should bytes become floating-point numbers?"
    ),
    Mistake("half of a byte", halved_first, "Byte arithmetic wraps around").says(
        "You halve each scan before you add, so that nothing wraps around. What becomes of half of"
        " 51 where only whole numbers exist?"
    ),
    Mistake(
        "mean cut off",
        mean_cut_off,
        "Byte arithmetic wraps around",
        also=[mean_rounded, mean_rounded_up],
    ).says(
        "Your mean is turned into a whole number before it is scaled. What is the mean of 1 and 2,"
        " and which step rounds it or cuts it off?"
    ),
    Mistake(
        "difference of bytes",
        difference_of_bytes,
        "Byte arithmetic wraps around",
        also=[difference_the_other_way],
    ).says(
        "You subtract one scan from the other while they are bytes. What is 100 - 200 where no"
        " number is below 0?"
    ),
    Mistake("bytes with a sign", signed_bytes, "Byte arithmetic wraps around").says(
        "The brightest pixels come out below 0. Which numbers can the type int8 hold, and which"
        " numbers occur in a scan?"
    ),
    Mistake("sum of the scans", added, "Why 0 to 1").says(
        "Every value is twice as large as it should be. You add the two scans: what makes a sum a"
        " mean?"
    ),
    Mistake(
        "whole numbers only",
        whole_numbers,
        "Byte arithmetic wraps around",
        also=[whole_numbers_of_each],
    ).says(
        "Only full ink is left, and all grey has become 0. Which step gives whole numbers, and is"
        " any of them between 0 and 1?"
    ),
    Mistake(
        "not scaled",
        not_scaled,
        "Why 0 to 1",
        also=[going_round_and_not_scaled, summed_and_not_scaled],
    ).says(
        "Your values are far above 1. What must a pixel with full ink be, and what would these"
        " values do to the learning rate?"
    ),
    Mistake("256 for 255", by_256, "Why 0 to 1").says(
        "Full ink is a little below 1 in your X. How many values does a byte have, and which is the"
        " largest?"
    ),
    Mistake(
        "scaled by what is in the pictures",
        by_its_maximum,
        "Why 0 to 1",
        also=[from_least_to_most, by_the_maximum_of_each, from_least_to_most_of_each],
    ).says(
        "Your scale depends on the brightest pixel that happens to be there. Does the same grey"
        " become the same number in another set of pictures, such as those to test on?"
    ),
    Mistake("paper for ink", paper_for_ink, "Why 0 to 1").says(
        "Full ink is 0 in your X, and white paper is 1. Which of the two is a byte of 255 here?"
    ),
    Mistake("from -1 to 1", from_minus_one, "Why 0 to 1").says(
        "White paper is -1 in your X. Which numbers should stand for no ink and for full ink?"
    ),
    Mistake("saturated", saturated, "Byte arithmetic wraps around").says(
        "You add the scans and cut the sum off at 255. What makes a sum of two a mean?"
    ),
    Mistake("black or white", black_or_white, "Why 0 to 1").says(
        "Only 0 and 1 are left, and all grey is lost. Which step decides between the two?"
    ),
    Mistake("a column of ones", with_a_column_of_ones).says(
        "Your rows have one number more than a picture has pixels. X holds pixels only: which"
        " letter of the model stands for what does not depend on them?"
    ),
    Mistake("squeezed", squeezed).says(
        "With one picture, or with pictures of one pixel, an axis of X is gone. Which shape does X"
        " have then, in m and n?"
    ),
    Mistake("mean of each line", mean_of_each_line).says(
        "You take a mean along the pixels of a line. Which two numbers does the task want the mean"
        " of?"
    ),
    Mistake("float16", in_float16, "Byte arithmetic wraps around").says(
        "Somewhere your numbers become float16, which has three digits. How many different means"
        " can two bytes have?"
    ),
    Mistake("order of the memory", memory_order).says(
        "This is right for most arrays. But the order in memory need not be the reading order: a"
        " transposed array is a view of the same memory. Which of your steps follows the memory?"
    ),
    Mistake("down the columns", down_the_columns).says(
        "You read each picture down its columns. In which order does the row of X want the pixels:"
        " what follows pixel (0, 0)?"
    ),
    Mistake("one picture per column", one_picture_a_column).says(
        "The numbers are right, but the matrix is transposed. Does m count the rows of X, or n?"
    ),
    Mistake("pictures torn apart", torn_apart).says(
        "Each of your rows holds a few pixels, and each column mixes the pixels of several"
        " pictures. `reshape` keeps the reading order: which of the two lengths belongs first?"
    ),
    Mistake("torn apart and transposed", torn_apart_and_turned).says(
        "The shape is right, but each of your rows mixes the pixels of several pictures. `reshape`"
        " keeps the reading order: which length belongs first, so that nothing need be transposed?"
    ),
    Mistake("one row for all", one_long_row).says(
        "All pictures are in one long row. How does a model know where one ends? X has a row for"
        " each."
    ),
    Mistake("still rows and columns", still_tables).says(
        "Your pictures still have rows and columns. The model takes a vector of n numbers for each:"
        " which shape does X have then?"
    ),
    Mistake("one scan of two", first_alone, also=[second_alone]).says(
        "Only one of the two scans is in your result: a speck of dust in it stays as it is. What"
        " becomes of the other scan?"
    ),
    Mistake("one of the two at each pixel", larger, also=[smaller]).says(
        "At each pixel you keep one of the two scans, the larger value or the smaller. What is the"
        " mean of 200 and 100?"
    ),
    Mistake("two rows for a picture", below_each_other).says(
        "Each picture is in your X twice, once for each scan. How many pictures are there, and so"
        " how many rows?"
    ),
    Mistake(
        "scans beside each other",
        beside_each_other,
        also=[
            beside_each_other_and_halved,
            lines_beside_each_other,
            lines_beside_each_other_and_halved,
        ],
    ).says(
        "Your rows are twice as long as a picture has pixels: the two scans are beside each other."
        " What should happen to the two values of a pixel?"
    ),
]

EXERCISE = Exercise(
    title="two scans, one matrix",
    kind="write",
    goal="Each picture was scanned twice because of dust: make X from the mean of the two scans.",
    shapes="first, second (m, rows, columns) bytes 0 to 255\n"
    "->  X (m, n), n = rows * columns, 0 to 1",
    minutes=10,
    section="From a picture to a row",
    hints=[
        "Three things have to happen: convert the bytes, scale, and turn each picture into a row."
        " The first has to come before anything is added.",
        "X_ij = (first + second) / (2 * 255), with j = columns * row + column. Dividing turns bytes"
        " into floats.",
        "both = first / 510 + second / ...\nreturn both.reshape(len(...), -1)",
        "return (first / 510 + second / 510).reshape(len(first), -1)",
    ],
    further="Ten scans, each in bytes, are to be averaged. Is it enough to convert them to int16?",
    tasks=[
        Task(
            "examples",
            truth=examples,
            cases=cases,
            rtol=1e-6,  # float32 is good enough for pixels
            others=[through_float32, with_loops, with_a_mean],
            mistakes=MISTAKES,
        )
    ],
)

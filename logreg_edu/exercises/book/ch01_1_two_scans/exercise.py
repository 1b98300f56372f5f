"""Chapter 1, exercise 1: from two scans in bytes to X (m, n)."""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task


def examples(first, second):
    return (first / 510 + second / 510).reshape(len(first), -1)


def cases(rng):
    """Bright pixels and pale ones, one picture and several, bytes and other whole numbers."""
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
    first, second = rng.integers(0, 256, (2, 3, 2, 4), dtype=np.int64)
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


def whole_numbers(first, second):
    return ((first.astype(int) + second) // 510).reshape(len(first), -1)


def not_scaled(first, second):
    return 255 * examples(first, second)


def by_256(first, second):
    return examples(first, second) * 255 / 256


def by_its_maximum(first, second):
    X = examples(first, second)
    return X / X.max()


def from_least_to_most(first, second):
    X = examples(first, second)
    return (X - X.min()) / (X.max() - X.min())


def down_the_columns(first, second):
    return (first / 510 + second / 510).transpose(0, 2, 1).reshape(len(first), -1)


def one_picture_a_column(first, second):
    return examples(first, second).T


def torn_apart(first, second):
    return (first / 510 + second / 510).reshape(-1, len(first))


def one_long_row(first, second):
    return (first / 510 + second / 510).reshape(-1)


def still_tables(first, second):
    return first / 510 + second / 510


def first_alone(first, second):
    return first.reshape(len(first), -1) / 255


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
    Mistake("sum of the scans", added, "Why 0 to 1").says(
        "Every value is twice too large. You add the two scans: what makes a sum a mean?"
    ),
    Mistake("whole numbers at the end", whole_numbers, "Byte arithmetic wraps around").says(
        "Only full ink is left, and all grey became 0. Which dtype does your last step give, and"
        " which numbers between 0 and 1 can it hold?"
    ),
    Mistake("not scaled", not_scaled, "Why 0 to 1").says(
        "Your values go up to 255. What must a pixel with full ink be, and what would these values"
        " do to the learning rate?"
    ),
    Mistake("256 for 255", by_256, "Why 0 to 1").says(
        "Full ink is a little below 1 in your X. How many values has a byte, and which is the"
        " largest?"
    ),
    Mistake(
        "scaled by what is in the pictures", by_its_maximum, "Why 0 to 1", also=[from_least_to_most]
    ).says(
        "Your scale depends on the brightest pixel that happens to be there. Does the same grey"
        " become the same number in another set of pictures, such as those to test on?"
    ),
    Mistake("down the columns", down_the_columns).says(
        "You read each picture down its columns. In which order does the row of X want the pixels:"
        " what follows pixel (0, 0)?"
    ),
    Mistake("one picture per column", one_picture_a_column).says(
        "The numbers are right, but the matrix is transposed. Does m count the rows of X, or n?"
    ),
    Mistake("pictures torn apart", torn_apart).says(
        "Each row of yours holds a few pixels, and each column pixels of several pictures."
        " `reshape` keeps the reading order: which of the two lengths belongs first?"
    ),
    Mistake("one row for all", one_long_row).says(
        "All pictures are in one long row. How does a model know where one ends? X has a row for"
        " each."
    ),
    Mistake("still rows and columns", still_tables).says(
        "Your pictures still have rows and columns. The model takes a vector of n numbers for each:"
        " which shape does X have then?"
    ),
    Mistake("one scan of two", first_alone).says(
        "What does your function do with `second`? A speck of dust in the first scan stays as it"
        " is."
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
    further="Ten scans, each in bytes, are to be averaged. Is it enough that they are int16?",
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

"""The capstone: a whole classifier, part by part, down to the reference's cost on the sample.

Most of its parts were exercises before. What goes wrong in them is taken from there, under the name
of the exercise; what learners are told is said here, since a part has fewer words than an exercise.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from logreg_edu import (
    accuracy,
    backward,
    cost,
    loss,
    one_hot,
    pixels_to_examples,
    probability,
    score,
    sigmoid,
    stratified_split,
)
from logreg_edu.app.datasets import load
from logreg_edu.exercises.book.ch02_1_sigmoid import exercise as ch02_1_sigmoid
from logreg_edu.exercises.book.ch02_2_score import exercise as ch02_2_score
from logreg_edu.exercises.book.ch03_2_loss import exercise as ch03_2_loss
from logreg_edu.exercises.book.ch04_1_cost import exercise as ch04_1_cost
from logreg_edu.exercises.book.ch05_1_backward import exercise as ch05_1_backward
from logreg_edu.exercises.book.ch06_4_descent import exercise as ch06_4_descent
from logreg_edu.exercises.book.ch07_2_name import exercise as ch07_2_name
from logreg_edu.exercises.format import Exercise, Mistake, Task
from logreg_edu.gradient import cost_and_gradient

CLOSE = 1e-3  # how near the cost on the sample must come to the reference's, in nats

# 1: pixels_to_examples


def pictures(rng):
    """Bytes, and pictures in which no pixel is full ink."""
    yield {"images": np.array([[0, 255]], np.uint8)}
    yield {"images": np.array([[0, 51, 102]], np.uint8)}
    for m, n in ((2, 3), (4, 5), (3, 6)):
        yield {"images": rng.integers(0, 256, (m, n), np.uint8)}
        yield {"images": rng.integers(0, 200, (m, n), np.uint8)}


def by_multiplication(images):
    return images * (1 / 255)


def pixel_by_pixel(images):
    return [[int(pixel) / 255 for pixel in image] for image in images]


def by_256(images):
    return images / 256


def bytes_as_they_are(images):
    return images.astype(float)


def whole_numbers(images):
    return images // 255


def by_the_darkest(images):
    return images / images.max()


def by_the_darkest_of_each(images):
    return images / images.max(axis=1, keepdims=True)


def ink_for_paper(images):
    return 1 - images / 255


def byte_minus_byte(images):
    return (255 - images).astype(np.uint8) / 255


def centred(images):
    return images / 255 - 0.5


def about_zero(images):
    return images / 127.5 - 1


def standardised(images):
    return (images - images.mean()) / (images.std() or 1)


def black_and_white(images):
    return (images > 127).astype(float)


def bytes_again(images):
    return (images / 255).astype(images.dtype)


def half_precision(images):
    return (images / 255).astype(np.float16)


def stretched(images):
    low, high = float(images.min()), float(images.max())
    return (images - low) / (high - low)


PIXELS = [
    Mistake("by 256", by_256, "1: Why 0 to 1").says(
        "A byte has 256 values, from 0 to 255. By which number must full ink be divided to be 1?"
    ),
    Mistake("bytes as they are", bytes_as_they_are, "1: Why 0 to 1").says(
        "Your pixels still go up to 255. What would that do to a learning rate that is safe for"
        " pixels from 0 to 1?"
    ),
    Mistake("half precision", half_precision, "1: Why 0 to 1").says(
        "Your numbers are right to three digits only: float16 has no more. Which data type has?"
    ),
    Mistake(
        "whole numbers",
        whole_numbers,
        "1: Byte arithmetic wraps around",
        also=[bytes_again],
    ).says(
        "You have whole numbers only, so everything grey has become paper: is it `//`, or a data"
        " type for whole numbers? Which division, and which type, keep the fractions?"
    ),
    Mistake(
        "by the darkest pixel",
        by_the_darkest,
        "1: Does the order matter?",
        also=[by_the_darkest_of_each, stretched],
    ).says(
        "You divide by the darkest pixel that happens to be there. Would the same grey be the same"
        " number in another batch of pictures?"
    ),
    Mistake(
        "paper for ink", ink_for_paper, "1: From a picture to a row", also=[byte_minus_byte]
    ).says(
        "In your numbers paper is 1 and ink is 0. Which of the two should add nothing to a score?"
    ),
    Mistake("paper is not 0", centred, "1: Why 0 to 1", also=[about_zero, standardised]).says(
        "You have shifted the numbers, so that paper is no longer 0. Which range does the task ask"
        " for?"
    ),
    Mistake("black and white", black_and_white, "1: Why 0 to 1").says(
        "You round every pixel to paper or ink. What becomes of the grey at the edge of a stroke?"
    ),
]

# 2: one_hot


def digits(rng):
    """Labels, with and without the highest class in them; more labels than a byte counts."""
    yield {"labels": np.array([1]), "K": 2}
    yield {"labels": np.array([2, 0]), "K": 3}
    yield {"labels": np.array([0, 0, 1]), "K": 4}
    for m, K in ((5, 3), (3, 10), (12, 12), (4, 4)):
        yield {"labels": rng.integers(0, K, m), "K": K}
    yield {"labels": rng.integers(0, 9, 300, np.uint8), "K": 10}


def rows_of_a_unit_matrix(labels, K):
    return np.eye(K)[labels]


def with_a_loop(labels, K):
    return [[1.0 if k == label else 0.0 for k in range(K)] for label in labels]


def filled_in(labels, K):
    Y = np.zeros((len(labels), K))
    Y[np.arange(len(labels)), labels] = 1
    return Y


def counted_from_1(labels, K):
    return np.eye(K)[labels - 1]


def columns_for_examples(labels, K):
    return np.eye(K)[:, labels]


def as_many_as_the_highest(labels, K):
    return np.eye(labels.max() + 1)[labels]


def as_many_as_there_are(labels, K):
    return np.eye(len(np.unique(labels)))[labels]


def always_ten(labels, K):
    return np.eye(10)[labels]


def columns_from_1(labels, K):
    return (labels[:, np.newaxis] == np.arange(1, K + 1)).astype(float)


def columns_that_are_there(labels, K):
    return (labels[:, np.newaxis] == np.unique(labels)).astype(float)


def with_the_labels_as_answers(labels, K):
    return np.tile(labels[:, np.newaxis], (1, K))


def minus_for_no(labels, K):
    return 2 * np.eye(K)[labels] - 1


def label_for_yes(labels, K):
    return np.eye(K)[labels] * labels[:, np.newaxis]


def noes(labels, K):
    return 1 - np.eye(K)[labels]


def all_up_to(labels, K):
    return (labels[:, np.newaxis] >= np.arange(K)).astype(float)


def whole_columns(labels, K):
    Y = np.zeros((len(labels), K))
    Y[:, labels] = 1
    return Y


def whole_rows(labels, K):
    Y = np.zeros((len(labels), K))
    Y[labels] = 1
    return Y


def no_new_axis(labels, K):
    return (labels == np.arange(K)).astype(float)


ONE_HOT = [
    Mistake(
        "counted from 1",
        counted_from_1,
        "1: Labels: one yes/no question per column",
        also=[columns_from_1],
    ).says(
        "Your 1 is one column too far to the left, and the 1 of a 0 is in the last column or in"
        " none. Which column belongs to the digit 0?"
    ),
    Mistake(
        "examples in columns", columns_for_examples, "1: Labels: one yes/no question per column"
    ).says("In your matrix the examples are the columns. What are they in X?"),
    Mistake(
        "as many classes as there are",
        as_many_as_the_highest,
        "1: Labels: one yes/no question per column",
        also=[as_many_as_there_are, columns_that_are_there],
    ).says("You take the number of classes from the labels. What if no 9 is among these examples?"),
    Mistake("always ten", always_ten, "1: Labels: one yes/no question per column").says(
        "What does your function do with `K`? There need not be ten classes."
    ),
    Mistake("minus 1 for no", minus_for_no, "3: The probability of one answer").says(
        "You write -1 for no. Which numbers does the loss of chapter 3 take for an answer?"
    ),
    Mistake("label for yes", label_for_yes, "1: Labels: one yes/no question per column").says(
        "You write the digit itself where the 1 belongs. What is the answer to a yes/no question"
        " whose answer is yes?"
    ),
    Mistake(
        "labels themselves",
        with_the_labels_as_answers,
        "1: Labels: one yes/no question per column",
    ).says(
        "Each row holds the label, K times. What is the answer to the question of column k: yes or"
        " no?"
    ),
    Mistake("noes for yeses", noes, "1: Labels: one yes/no question per column").says(
        "Your rows say what a picture does not show. How many yeses should a row have?"
    ),
    Mistake("all up to it", all_up_to, "1: Labels: one yes/no question per column").says(
        "Every column up to the label has a 1. Is a 3 also a 2? Which comparison asks whether it is"
        " exactly that digit?"
    ),
    Mistake("whole columns", whole_columns, "1: Labels: one yes/no question per column").says(
        "`Y[:, labels] = 1` fills whole columns. How do you pick one entry in each row?"
    ),
    Mistake("whole rows", whole_rows, "1: Labels: one yes/no question per column").says(
        "`Y[labels] = 1` picks rows, and there is a row for each example, not for each digit. How"
        " do you pick one entry in each row?"
    ),
    Mistake("no axis of their own", no_new_axis, "1: Labels: one yes/no question per column").says(
        "m labels against K classes: NumPy compares them pair by pair, if it can at all. Which axis"
        " do the labels need, so that each meets every class?"
    ),
]

# 3: sigmoid


def any_scores(rng):
    """By hand, whole numbers, of any shape, float32, and too large for a power."""
    yield {"z": np.array([0.0])}
    yield {"z": np.array([2, -3])}
    for shape in ((3,), (2, 4), (3, 3), (5, 1)):
        yield {"z": 3 * rng.normal(size=shape)}
    yield {"z": rng.normal(size=6).astype(np.float32)}
    yield {"z": rng.uniform(800, 2000, 3)}
    yield {"z": -rng.uniform(800, 2000, 3)}


def no_brackets(z):
    return 1 / 1 + np.exp(-z)


def base_two(z):
    return 1 / (1 + 2.0**-z)


def tanh_without_half(z):
    return (1 + np.tanh(z)) / 2


def clipped(z, most=10):
    return sigmoid(np.clip(z, -most, most))


def clips(f):
    """Two very low scores get the same probability, which is not 0."""
    low, lower = f(np.array([-40.0, -60.0]))
    return low == lower and 0 < low < 0.1


def one_axis(z):
    return np.array([sigmoid(float(one)) for one in z])


def type_of_z_kept(z):
    return sigmoid(z).astype(z.dtype)


def softmax_of_the_rows(z):
    if z.ndim < 2 or z.shape[1] < 2:
        return sigmoid(z)
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def minus_in_front(z):
    return 1 / (1 - np.exp(-z))


SIGMOID = [
    Mistake("e^z overflows", ch02_1_sigmoid.overflow_above, "2: In a computer").says(
        "This is right up to a score of about 700, then it is infinity divided by infinity. Divide"
        " numerator and denominator by e^z: what is left?"
    ),
    Mistake("sign reversed", ch02_1_sigmoid.wrong_sign_and_overflow, "2: The sigmoid").says(
        "The higher your score, the lower the probability. Which sign does z have in the exponent?"
    ),
    Mistake("no brackets", no_brackets, "2: The sigmoid").says(
        "Python divides before it adds, so your result is 1 + e^-z, and may be above 1. Where do"
        " brackets belong?"
    ),
    Mistake("twice too steep", tanh_without_half, "2: The sigmoid").says(
        "Your curve is twice as steep as it should be: it is the sigmoid of 2 z. What goes into"
        " tanh?"
    ),
    Mistake("clipped", clipped, "2: In a computer", sign=clips).says(
        "Scores of -40 and -60 have the same probability. Which form needs nothing cut off?"
    ),
    Mistake("one axis only", one_axis, "2: All examples, all digits").says(
        "Your loop goes along one axis. What if z is a matrix?"
    ),
    Mistake("type of z kept", type_of_z_kept, "1: From a picture to a row").says(
        "Where z holds whole numbers, so does your result: a probability becomes 0. Which array has"
        " the data type of z?"
    ),
    Mistake("from -1 to 1", np.tanh, "2: The sigmoid").says(
        "Your curve goes from -1 to 1. What is the lowest that a probability can be?"
    ),
    Mistake("base 2", base_two, "2: The score is the log-odds").says(
        "The form is right, the base is not: the scores are in nats. Which base goes with them?"
    ),
    Mistake("a step", ch02_1_sigmoid.rounded, "2: The sigmoid").says(
        "That is the answer, yes or no. How sure is a score of 0.1, and how sure is one of 10?"
    ),
    Mistake(
        "softmax",
        ch02_1_sigmoid.softmax,
        "7: Why ten probabilities need not sum to one",
        also=[softmax_of_the_rows],
    ).says(
        "Your numbers, or those of each row, add up to 1, so each depends on others. On how many"
        " scores does one probability depend?"
    ),
    Mistake("its slope", ch02_1_sigmoid.slope_by_subtraction, "2: The slope").says(
        "That is the derivative of the sigmoid, highest at a score of 0. What is the sigmoid"
        " itself?"
    ),
    Mistake("one number at a time", ch02_1_sigmoid.one_number, "2: All examples, all digits").says(
        "math.exp takes one number, and z may hold many. Which library has an exp for arrays?"
    ),
    Mistake("minus for plus", minus_in_front, "2: Odds").says(
        "You divide by 1 - e^-z, which is 0 at a score of 0. Which two numbers does the denominator"
        " add?"
    ),
]

# 4: score


def models(rng):
    """One model and K, by hand and at random; whole numbers; as many examples as pixels, too."""
    yield {"X": np.array([[2.0]]), "w": np.array([3.0]), "b": 1.0}
    yield {"X": np.array([[1, 2], [0, 1]]), "w": np.array([3, -1]), "b": 0.5}
    for m, n, K in ((3, 4, 2), (300, 2, 12), (3, 3, 3)):
        X = rng.normal(size=(m, n))
        yield {"X": X, "w": rng.normal(size=n), "b": rng.normal()}
        yield {"X": X, "w": rng.normal(size=(n, K)), "b": rng.normal(size=K)}
    X, w = rng.normal(size=(4, 6)).astype(np.float32), rng.normal(size=6).astype(np.float32)
    yield {"X": X, "w": w, "b": 0.5}


def bias_subtracted(X, w, b):
    return X @ w - b


def weights_first_transposed(X, w, b):
    return w.T @ X + b


def weights_transposed(X, w, b):
    return X @ w.T + b


def bias_a_row(X, w, b):
    return X @ w + np.reshape(b, (-1, 1))


def all_biases(X, w, b):
    return X @ w + np.sum(b)


def type_of_X_kept(X, w, b):
    return (X @ w + b).astype(X.dtype)


def one_score(X, w, b):
    return np.sum(X @ w + b)


def mean_over_pixels(X, w, b):
    return X @ w / X.shape[1] + b


SCORE = [
    Mistake("no bias", ch02_2_score.no_bias, "2: The score").says(
        "What does your function do with `b`? It is the score of an empty picture."
    ),
    Mistake("bias subtracted", bias_subtracted, "2: The score").says(
        "You subtract the bias. Does a positive bias speak for yes or against it?"
    ),
    Mistake("products not added up", ch02_2_score.products_not_added, "2: The score").says(
        "You multiply pixels by weights, and keep all the products. What makes one score of those"
        " of an example?"
    ),
    Mistake("added up over the examples", ch02_2_score.sum_over_examples, "2: The score").says(
        "You add up over the examples. Each example has a score of its own: what should the sum run"
        " over?"
    ),
    Mistake(
        "weights first",
        ch02_2_score.weights_first,
        "2: All examples, all digits",
        also=[weights_first_transposed],
    ).says(
        "In w @ X the weights meet the examples, not the pixels. Which lengths are side by side"
        " in X @ w?"
    ),
    Mistake("weights transposed", weights_transposed, "2: All examples, all digits").says(
        "It works with one model. In W (n, K) each model is a column: what does W.T make of that?"
    ),
    Mistake("X transposed", ch02_2_score.transposed, "2: All examples, all digits").says(
        "You have transposed X, so weights meet examples. Which axis of X has length n?"
    ),
    Mistake("bias in each weight", ch02_2_score.bias_on_each_weight, "2: The score").says(
        "You add the bias to each weight, so it is multiplied by the ink. How often should it be"
        " added to a score, and on how much ink does it depend?"
    ),
    Mistake("bias down the rows", bias_a_row, "2: All examples, all digits").says(
        "Your biases form a column, one for each row. Each model has one: along which axis of Z are"
        " the models?"
    ),
    Mistake("all biases", all_biases, "2: All examples, all digits").says(
        "It works with one model. With K models, each gets the biases of all: which is its own?"
    ),
    Mistake("type of X kept", type_of_X_kept, "1: From a picture to a row").says(
        "Where X holds whole numbers, so do your scores: what comes after the decimal point is"
        " lost. Which array has the data type of X?"
    ),
    Mistake("one score for all", one_score, "2: The score").says(
        "You add up all scores. Each example has its own."
    ),
    Mistake(
        "mean over the pixels", mean_over_pixels, "2: The idea: evidence adds, odds multiply"
    ).says(
        "You take a mean over the pixels. Evidence adds up: should more ink of the same kind not"
        " count more?"
    ),
    Mistake("probabilities", ch02_2_score.probability, "2: The score").says(
        "These have gone through the sigmoid already. Which part of the file does that?"
    ),
]

# 5: loss


def answers(rng):
    """By hand, at random, one model and K; then scores far beyond any probability."""
    yield {"z": np.array([0.0]), "y": np.array([1])}
    yield {"z": np.array([2.0, -3.0]), "y": np.array([0, 0])}
    for shape in ((3,), (4, 2), (2, 5), (7,)):
        size = math.prod(shape)
        y = rng.permutation(np.arange(size) % 2).reshape(shape)
        yield {"z": 3 * rng.normal(size=shape), "y": y}
    yield {"z": rng.normal(size=6).astype(np.float32), "y": np.arange(6) % 2}
    yield {"z": np.array([40.0, -40.0]), "y": np.array([0, 1])}
    yield {"z": rng.uniform(800, 2000, 4) * [1, -1, 1, -1], "y": np.array([0, 1, 1, 0])}


def one_at_a_time(z, y):
    def one(s):
        return math.log1p(math.exp(-s)) if s > 0 else -s + math.log1p(math.exp(s))

    each = [one(s if t else -s) for s, t in zip(z.ravel().tolist(), y.ravel(), strict=True)]
    return np.reshape(each, z.shape)


def in_bits(z, y):
    return loss(z, y) / np.log(2)


def sum_over_the_models(z, y):
    losses = loss(z, y)
    return losses.sum(axis=1) if losses.ndim == 2 else losses


def mean_over_the_examples(z, y):
    return loss(z, y).mean(axis=0)


def y_z_added(z, y):
    return np.logaddexp(0, z) + y * z


def half_the_square(z, y):
    return (sigmoid(z) - y) ** 2 / 2


def textbook_by_where(z, y):
    y_hat = sigmoid(z)
    return -np.log(np.where(y == 1, y_hat, 1 - y_hat))


LOSS = [
    Mistake(
        "through the probability",
        ch03_2_loss.textbook,
        "3: The way out: skip the probability",
        also=[textbook_by_where],
    ).says(
        "This is right for small scores. For large ones y_hat has rounded to 0 or 1, and the loss"
        " is infinite or NaN. How do you get to the loss without y_hat?"
    ),
    Mistake(
        "clipped",
        ch03_2_loss.clipped,
        "3: What each repair does to the slope",
        also=[ch03_2_loss.padded],
        sign=ch03_2_loss.is_flat,
    ).says(
        "You keep y_hat away from 0 and 1. Now a score of 300 and one of 600 have the same loss."
        " Which form does not need y_hat?"
    ),
    Mistake(
        "power overflows", ch03_2_loss.overflowing, "3: The way out: skip the probability"
    ).says(
        "The formula is right, but e^-s overflows when s is very negative. What is left of log(1 +"
        " e^-s) if you take e^-s out of it?"
    ),
    Mistake("no minus", ch03_2_loss.no_minus, "3: From the product to the loss").says(
        "Your losses are negative. Which sign does the logarithm of a probability have?"
    ),
    Mistake("yes for no", ch03_2_loss.swapped, "3: The loss as a function of the score").says(
        "In your function a high score has a small loss when the truth is no. Does a high score"
        " speak for yes or for no?"
    ),
    Mistake("one term of two", ch03_2_loss.one_term, "3: From the product to the loss").says(
        "Where the truth is no, your loss is always 0. What became of the second term?"
    ),
    Mistake("truth ignored", ch03_2_loss.only_yes, "3: The loss as a function of the score").says(
        "What does your function do with y? It treats every example as if the truth were yes."
    ),
    Mistake("in bits", in_bits, "3: Why the logarithm").says(
        "All your losses are too large, by the same factor. Which logarithm gives nats?"
    ),
    Mistake("y z added", y_z_added, "3: The loss as a function of the score").says(
        "Where the truth is yes, your loss grows with the score. Is y z added or subtracted?"
    ),
    Mistake(
        "sum over the models",
        sum_over_the_models,
        "7: Ten questions, ten models, one matrix product",
    ).says(
        "You add up the losses of a row. Which shape should the result have, according to the top"
        " of the file?"
    ),
    Mistake("base 10", ch03_2_loss.base_ten, "3: Why the logarithm").says(
        "All your losses are too small, by the same factor. Which logarithm gives nats?"
    ),
    Mistake(
        "squared error", ch03_2_loss.squared, "3: Why the logarithm", also=[half_the_square]
    ).says("That is the squared error, never above 1. Which loss has no upper limit?"),
    Mistake(
        "mean",
        ch03_2_loss.mean,
        "3: From the product to the loss",
        also=[mean_over_the_examples],
    ).says("You return a mean. Here every example, and every model, gets its own loss."),
    Mistake(
        "score for a probability",
        ch03_2_loss.score_as_probability,
        "3: The loss as a function of the score",
    ).says("You take the logarithm of a score, which may be negative. What belongs between them?"),
]

# 6: cost, and 7: gradient


def trainings(rng):
    """One model and K, few and many, with and without a penalty; a very wrong model; float32."""
    yield {"X": np.array([[2.0]]), "y": np.array([1]), "w": np.array([1.0]), "b": -1.0, "l2": 0.0}
    yield {"X": np.array([[2.0]]), "y": np.array([0]), "w": np.array([1.0]), "b": -1.0, "l2": 0.5}
    for m, n, K in ((5, 3, 2), (300, 2, 12), (3, 3, 3)):
        X, l2 = rng.normal(size=(m, n)), rng.uniform(0.1, 1)
        y, Y = np.arange(m) % 2, rng.integers(0, 2, (m, K))
        w, W, b = rng.normal(size=n), rng.normal(size=(n, K)), rng.normal(size=K)
        yield {"X": X, "y": y, "w": w, "b": b[0], "l2": 0.0}
        yield {"X": X, "y": y, "w": w, "b": b[0], "l2": l2}
        yield {"X": X, "y": Y, "w": W, "b": b, "l2": l2}
    X, w = rng.random((6, 2)).astype(np.float32), rng.normal(size=2).astype(np.float32)
    yield {"X": X, "y": np.arange(6) % 2, "w": w, "b": 0.5, "l2": 0.1}
    yield {"X": rng.random((3, 2)) + 1, "y": np.arange(3) % 2, "w": np.full(2, 300.0), "b": 0.0,
           "l2": 0.0}  # fmt: skip


def cost_is_not_averaged(X, y, w, b, l2):
    return loss(score(X, w, b), y) + l2 / 2 * (w**2).sum(axis=0)


def cost_along_the_models(X, y, w, b, l2):
    return loss(score(X, w, b), y).mean(axis=-1) + l2 / 2 * (w**2).sum(axis=0)


def penalty_of_sizes(X, y, w, b, l2):
    return cost(X, y, w, b) + l2 / 2 * np.abs(w).sum(axis=0)


COST = [
    Mistake("sum for mean", ch04_1_cost.total, "4: A mean, not a sum").says(
        "Put every example in twice: your cost doubles. Should it?"
    ),
    Mistake("not averaged", cost_is_not_averaged, "4: From the likelihood to the cost").says(
        "You return one number per example. The cost is one number for all of them: how is it made"
        " from the losses?"
    ),
    Mistake(
        "models thrown together",
        ch04_1_cost.one_number_for_all,
        "4: A mean, not a sum",
        also=[ch04_1_cost.one_mean_for_all],
    ).says(
        "It works with one model. With K models, each has a cost of its own: along which axis are"
        " the examples?"
    ),
    Mistake("mean over the models", cost_along_the_models, "4: A mean, not a sum").says(
        "Your mean goes along a row, from model to model. Along which axis are the examples?"
    ),
    Mistake("penalty of all models", ch04_1_cost.one_penalty_for_all, "4: The penalty").says(
        "With K models, each gets the penalty of all. Which weights belong to model k?"
    ),
    Mistake("no penalty", ch04_1_cost.no_penalty, "4: The penalty").says(
        "What does your function do with `l2`?"
    ),
    Mistake("no half", ch04_1_cost.no_half, "4: The penalty").says(
        "Your penalty is twice as large as it should be. Which factor makes its gradient l2 w?"
    ),
    Mistake("penalty divided by m", ch04_1_cost.penalty_over_m, "4: The penalty").says(
        "You divide the penalty by m as well. Is it part of the mean, or added to it?"
    ),
    Mistake(
        "penalty on the bias", ch04_1_cost.bias_has_a_penalty, "10: Why the bias has no penalty"
    ).says(
        "You penalise the bias, too. Which prediction would such a penalty pull, and is there a"
        " reason to?"
    ),
    Mistake("not squared", ch04_1_cost.not_squared, "4: The penalty", also=[penalty_of_sizes]).says(
        "You add the length, or the absolute values, of the weights. What does the penalty of"
        " chapter 4 do to each weight?"
    ),
    Mistake("penalty subtracted", ch04_1_cost.rewarded, "4: The penalty").says(
        "Large weights make your cost lower. Is a penalty added or subtracted?"
    ),
    Mistake(
        "loss of the probability",
        ch04_1_cost.loss_of_probabilities,
        "4: From the likelihood to the cost",
    ).says("You pass probabilities to the loss. What does your loss take, z or y_hat?"),
    Mistake("no bias in the score", ch04_1_cost.no_bias, "2: The score").says(
        "What does your function do with `b`? It is not penalised, but it belongs to every score."
    ),
    Mistake(
        "through the probability", ch04_1_cost.textbook, "3: How the textbook formula fails"
    ).says(
        "For one very wrong model your cost is no finite number. You have a loss that can do it:"
        " does the cost use it?"
    ),
]


def after_forward(backward):
    """The gradient of a model: right forward propagation, then ``backward``, as in chapter 5."""

    def gradient(X, y, w, b, l2):
        return backward(X, y, probability(X, w, b), w, l2)

    return gradient


gradient = after_forward(backward)


def bias_of_each_example(X, y, y_hat, w, l2):
    return backward(X, y, y_hat, w, l2)[0], y_hat - y


def slope_of_the_bias_with_penalty(X, y, w, b, l2):
    dJ_dw, dJ_db = gradient(X, y, w, b, l2)
    return dJ_dw, dJ_db + l2 * b


def scores_for_probabilities(X, y, w, b, l2):
    return backward(X, y, score(X, w, b), w, l2)


def with_the_cost(X, y, w, b, l2):
    return cost(X, y, w, b, l2), *gradient(X, y, w, b, l2)


def total_and_penalty_on_the_bias(X, y, w, b, l2):
    dJ_dw, dJ_db = after_forward(ch05_1_backward.total)(X, y, w, b, l2)
    return dJ_dw, dJ_db + l2 * b


def bias_averaged_twice(X, y, w, b, l2):
    dJ_dw, dJ_db = gradient(X, y, w, b, l2)
    return dJ_dw, dJ_db / len(X)


GRADIENT = [
    Mistake("gradient of the sum", after_forward(ch05_1_backward.total), "5: All examples").says(
        "Put every example in twice: your gradient doubles. Is your cost a sum or a mean?"
    ),
    Mistake(
        "weights not averaged",
        after_forward(ch05_1_backward.weights_not_averaged),
        "5: All examples",
    ).says(
        "dJ_db is right; dJ_dw grows with the number of examples."
        " What makes a mean of the sum in X.T @ error?"
    ),
    Mistake(
        "bias not averaged", after_forward(ch05_1_backward.bias_not_averaged), "5: The bias"
    ).says("dJ_dw is right; dJ_db grows with the number of examples. Is it a sum or a mean?"),
    Mistake("bias averaged twice", bias_averaged_twice, "5: The bias").says(
        "dJ_dw is right; dJ_db is too small by the number of examples. Is 1/m in it twice?"
    ),
    Mistake("with the cost", with_the_cost, "5: All examples").says(
        "You return the cost as well. Which two are asked for?"
    ),
    Mistake(
        "X not transposed", after_forward(ch05_1_backward.not_transposed), "5: All examples"
    ).says(
        "dJ_dw has the shape of w: each pixel collects from all examples. Does that take X or X.T?"
    ),
    Mistake(
        "divided by the pixels", after_forward(ch05_1_backward.divided_by_pixels), "5: All examples"
    ).says("You divide by the number of pixels. What does the sum run over?"),
    Mistake(
        "error reversed",
        after_forward(ch05_1_backward.swapped),
        "5: One example, backward",
        also=[after_forward(ch05_1_backward.swapped_without_penalty)],
    ).says(
        "Your error has the wrong sign. If the model says too much, should the bias go up or down?"
    ),
    Mistake(
        "one bias for all models",
        after_forward(ch05_1_backward.one_bias_for_all),
        "5: Several models at once",
    ).says(
        "It works with one model. With K models, each has a bias: along which axis is the mean"
        " taken?"
    ),
    Mistake("bias of each example", after_forward(bias_of_each_example), "5: The bias").says(
        "You return the errors themselves. There is one bias for all examples: how is one number"
        " made from the errors?"
    ),
    Mistake("no penalty", after_forward(ch05_1_backward.no_penalty), "5: All examples").says(
        "What does your function do with `l2`? The penalty has a gradient, too."
    ),
    Mistake(
        "half or double the penalty",
        after_forward(ch05_1_backward.half_the_penalty),
        "5: All examples",
        also=[after_forward(ch05_1_backward.twice_the_penalty)],
    ).says("The penalty is (l2/2) w_j^2. What is its derivative?"),
    Mistake(
        "penalty divided by m",
        after_forward(ch05_1_backward.penalty_over_m),
        "4: The penalty",
    ).says("You divide the penalty by m as well. Is it part of the mean, or added to it?"),
    Mistake(
        "penalty, not its gradient",
        after_forward(ch05_1_backward.penalty_of_squares),
        "5: All examples",
    ).says(
        "You add the penalty itself, one number for all weights of a model. What is its derivative"
        " with respect to one of them?"
    ),
    Mistake("bias first", after_forward(ch05_1_backward.bias_first), "5: All examples").says(
        "Both are right, but in the wrong order. Which is asked for first?"
    ),
    Mistake(
        "penalty on the bias", slope_of_the_bias_with_penalty, "10: Why the bias has no penalty"
    ).says("Your dJ_db has l2 b in it. Does the penalty of your cost contain the bias?"),
    Mistake(
        "gradient of the sum, and a penalty on the bias",
        total_and_penalty_on_the_bias,
        "5: All examples",
    ).says(
        "Two things at once: nothing is divided by m, and dJ_db has l2 b in it. First: is your cost"
        " a sum or a mean? And then: does its penalty contain the bias?"
    ),
    Mistake(
        "bias of the notebook",
        after_forward(ch05_1_backward.bias_of_the_notebook),
        "5: Erratum: the bias",
    ).says(
        "y times y_hat is never negative, so your bias can only fall. Which examples does it"
        " leave out?"
    ),
    Mistake(
        "slope of the squared error",
        after_forward(ch05_1_backward.of_the_squared_error),
        "5: Why so simple?",
    ).says(
        "There is a factor y_hat (1 - y_hat) too many. What cancels it in the loss of this book?"
    ),
    Mistake("scores for probabilities", scores_for_probabilities, "5: One example, forward").says(
        "You compare scores with the truth. What comes between score and error?"
    ),
    Mistake("rounded", after_forward(ch05_1_backward.rounded), "5: One example, backward").says(
        "You round y_hat to an answer. What is left to learn for a model that says 51 % to a yes?"
    ),
    Mistake(
        "truth left out",
        after_forward(ch05_1_backward.without_the_truth),
        "5: One example, backward",
    ).says("What does your function do with y? As it is, every model learns to say no."),
]

# 8: descend


def descents(rng):
    """No step, one step, several, fifteen; one model and K; with and without a penalty."""
    one = {"X": np.array([[1.0, 0.5], [0.0, 2.0], [1.0, 1.0]]), "y": np.array([1, 0, 1])}
    yield {**one, "alpha": 0.5, "l2": 0.0, "iterations": 0}
    yield {**one, "alpha": 0.5, "l2": 0.0, "iterations": 1}
    yield {**one, "alpha": 0.5, "l2": 0.0, "iterations": 2}
    for m, n, K in ((5, 3, 2), (300, 2, 12), (6, 4, 3)):
        X, l2 = rng.random((m, n)), rng.uniform(0.1, 0.5)
        y, Y = np.arange(m) % 2, rng.integers(0, 2, (m, K))
        alpha = rng.uniform(0.2, 0.6)
        yield {"X": X, "y": y, "alpha": alpha, "l2": 0.0, "iterations": int(rng.integers(3, 6))}
        many = 15 if n == 4 else int(rng.integers(3, 6))
        yield {"X": X, "y": y, "alpha": alpha, "l2": l2, "iterations": many}
        yield {"X": X, "y": Y, "alpha": alpha, "l2": l2, "iterations": int(rng.integers(3, 6))}


def start(X, y):
    return np.zeros((X.shape[1], *y.shape[1:])), np.zeros(y.shape[1:])


def descend(X, y, alpha, l2, iterations):
    w, b = start(X, y)
    for _ in range(iterations):
        _, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b, l2)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
    return w, b


def model_by_model(X, y, alpha, l2, iterations):
    if y.ndim == 1:
        return descend(X, y, alpha, l2, iterations)
    each = [descend(X, y[:, k], alpha, l2, iterations) for k in range(y.shape[1])]
    return np.stack([w for w, _ in each], axis=1), [b for _, b in each]


def from_zero(descend):
    """The weights and the bias of a descent that is given its start, as in chapter 6."""

    def without_costs(X, y, alpha, l2, iterations):
        w, b, _ = descend(X, y, *start(X, y), alpha, l2, iterations)
        return w, b

    return without_costs


def no_alpha(X, y, alpha, l2, iterations):
    return descend(X, y, 1.0, l2, iterations)


def elsewhere(X, y, alpha, l2, iterations):
    w, b = start(X, y)
    w = w + 0.01 * np.random.default_rng(0).normal(size=w.shape)
    for _ in range(iterations):
        dJ_dw, dJ_db = gradient(X, y, w, b, l2)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
    return w, b


def starts_elsewhere(f):
    """Without a step, it is not at zero."""
    return np.any(f(np.eye(2), np.array([0, 1]), 0.5, 0.0, 0)[0] != 0)


def replaced(X, y, alpha, l2, iterations):
    w, b = start(X, y)
    for _ in range(iterations):
        dJ_dw, dJ_db = gradient(X, y, w, b, l2)
        w, b = -alpha * dJ_dw, -alpha * dJ_db
    return w, b


def weights_uphill(X, y, alpha, l2, iterations):
    w, b = start(X, y)
    for _ in range(iterations):
        dJ_dw, dJ_db = gradient(X, y, w, b, l2)
        w, b = w + alpha * dJ_dw, b - alpha * dJ_db
    return w, b


def with_momentum(X, y, alpha, l2, iterations):
    w, b = start(X, y)
    speed = w, b
    for _ in range(iterations):
        dJ_dw, dJ_db = gradient(X, y, w, b, l2)
        speed = 0.9 * speed[0] - alpha * dJ_dw, 0.9 * speed[1] - alpha * dJ_db
        w, b = w + speed[0], b + speed[1]
    return w, b


def example_by_example(X, y, alpha, l2, iterations):
    w, b = start(X, y)
    for k in range(iterations):
        row = [k % len(X)]
        dJ_dw, dJ_db = gradient(X[row], y[row], w, b, l2)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
    return w, b


def stops_early(X, y, alpha, l2, iterations):
    w, b = start(X, y)
    before = np.inf
    for _ in range(iterations):
        now = np.mean(cost(X, y, w, b, l2))
        if before - now < 1e-3:
            break
        before = now
        dJ_dw, dJ_db = gradient(X, y, w, b, l2)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
    return w, b


def is_early(f):
    """With a tiny learning rate a hundred steps lead no farther than twenty, but farther than 1."""
    X, y = np.array([[1.0], [0.5]]), np.array([1, 0])
    one, some, many = (f(X, y, 1e-4, 0.0, steps)[0][0] for steps in (1, 20, 100))
    return abs(many - some) < 1e-12 and abs(one) > 0


def ten_at_most(X, y, alpha, l2, iterations):
    return descend(X, y, alpha, l2, min(iterations, 10))


def weights_alone(X, y, alpha, l2, iterations):
    return descend(X, y, alpha, l2, iterations)[0]


def the_bias_first(X, y, alpha, l2, iterations):
    return descend(X, y, alpha, l2, iterations)[::-1]


def of_one_model(X, y, alpha, l2, iterations):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(iterations):
        dJ_dw, dJ_db = gradient(X, y, w, b, l2)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
    return w, b


DESCEND = [
    Mistake("uphill", from_zero(ch06_4_descent.uphill), "6: The step", also=[weights_uphill]).says(
        "Your weights, or all parameters, go along the gradient, uphill. Which sign lowers the"
        " cost?"
    ),
    Mistake("bias left where it was", from_zero(ch06_4_descent.bias_stays), "6: The step").says(
        "The weights move, the bias does not. Which derivative have you not used?"
    ),
    Mistake(
        "not both at once",
        from_zero(ch06_4_descent.weights_first),
        "6: The step",
        also=[from_zero(ch06_4_descent.bias_first)],
    ).says(
        "You move one of the two, and then compute the derivative of the other at the new point. At"
        " which point should both be computed?"
    ),
    Mistake(
        "slopes of the start", from_zero(ch06_4_descent.one_place_for_all_slopes), "6: The step"
    ).says(
        "You compute the gradient once, at the start, and use it for all steps. At which point does"
        " each step need it?"
    ),
    Mistake("one step", from_zero(ch06_4_descent.one_step_for_all), "6: The step").says(
        "You take one step, however many are asked for. Is the `return` inside the loop?"
    ),
    Mistake("one step too many", from_zero(ch06_4_descent.one_step_more), "6: In the library").says(
        "You take one step too many. How often does your loop run when `iterations` is 0?"
    ),
    Mistake("one step too few", from_zero(ch06_4_descent.one_step_less), "6: In the library").says(
        "You take one step too few. From where to where does your loop count?"
    ),
    Mistake(
        "penalty forgotten",
        from_zero(ch06_4_descent.no_penalty_at_all),
        "10: The L2 penalty",
    ).says("What does your function do with `l2`? Pass it on to the gradient."),
    Mistake("no learning rate", no_alpha, "6: The step").says(
        "What does your function do with `alpha`? A step is not as long as the slope is steep."
    ),
    Mistake(
        "learning rate divided by m",
        from_zero(ch06_4_descent.divided_by_m_again),
        "4: A mean, not a sum",
    ).says("You divide by m once more. The gradient is that of a mean already: what is a step?"),
    Mistake("starts elsewhere", elsewhere, "6: Where to start", sign=starts_elsewhere).says(
        "Without a single step you are not at zero. Why may a convex cost start there, and why is"
        " that better than chance?"
    ),
    Mistake("step for weights", replaced, "6: The step").says(
        "You replace the weights by the step. What is a step added to?"
    ),
    Mistake("with momentum", with_momentum, "9: Momentum").says(
        "Each of your steps keeps some of the one before: that is momentum. What is a step of plain"
        " descent?"
    ),
    Mistake("example by example", example_by_example, "5: All examples").says(
        "Each of your steps looks at one example. What is the cost a mean over?"
    ),
    Mistake("stops early", stops_early, "6: In the library", sign=is_early).says(
        "You stop before all steps are taken. How many does `iterations` ask for?"
    ),
    Mistake("ten steps at most", ten_at_most, "6: In the library").says(
        "You take ten steps at most. How many does `iterations` ask for?"
    ),
    Mistake("weights alone", weights_alone, "6: The step").says(
        "You return the weights. What else has been learned?"
    ),
    Mistake("bias first", the_bias_first, "6: The step").says(
        "Both are right, but in the wrong order. Which is asked for first?"
    ),
    Mistake(
        "weights of one model", of_one_model, "7: Ten questions, ten models, one matrix product"
    ).says(
        "It works with one model. For Y (m, K), which shapes do the weights and the biases have at"
        " the start?"
    ),
    Mistake("steps that shrink", from_zero(ch06_4_descent.shrinking_rate), "6: The step").says(
        "Your learning rate shrinks from step to step. The gradient does so by itself: which alpha"
        " is asked for?"
    ),
]

# 9: predict


def trained_models(rng):
    """By hand, with scores whose probabilities are both 1; at random; all against; float32."""
    yield {"X": np.array([[5.0, 1.0]]), "W": np.array([[9.0, 0.0], [0.0, 90.0]]), "b": np.zeros(2)}
    yield {"X": np.eye(2), "W": np.array([[0.0, 3.0], [2.0, 0.0]]), "b": np.array([-9.0, -9.0])}
    yield {"X": np.eye(2), "W": np.array([[1.0, 0.5], [1.0, 0.5]]), "b": np.array([0.0, 3.0])}
    for m, n, K in ((4, 3, 5), (6, 2, 3), (300, 2, 12), (4, 4, 4)):
        X, W = rng.normal(size=(m, n)), 2 * rng.normal(size=(n, K))
        yield {"X": X, "W": W, "b": rng.normal(size=K)}
        yield {"X": X, "W": W, "b": 4 * rng.normal(size=K) - 5}
    X, W = rng.normal(size=(7, 3)).astype(np.float32), rng.normal(size=(3, 4)).astype(np.float32)
    yield {"X": X, "W": W, "b": rng.normal(size=4)}


def first_yes_or_highest(X, W, b):
    Z = X @ W + b
    return np.where((Z > 0).any(axis=1), (Z > 0).argmax(axis=1), Z.argmax(axis=1))


def ten_columns(X, W, b):
    return (X @ W + b)[:, :10].argmax(axis=1)


PREDICT = [
    Mistake(
        "down the columns",
        ch07_2_name.scores_down_the_columns,
        "7: Argmax: the surest model names the digit",
    ).says(
        "You look for the surest example of each digit. For each example, which digit is surest?"
    ),
    Mistake(
        "one label for all", ch07_2_name.no_axis, "7: Argmax: the surest model names the digit"
    ).says("Without an axis, argmax searches the whole matrix. How does each example get a label?"),
    Mistake(
        "counted from 1", ch07_2_name.counted_from_one, "1: Labels: one yes/no question per column"
    ).says("Your labels are one too high. Which digit does column 0 ask about?"),
    Mistake(
        "the least sure", ch07_2_name.lowest, "7: Argmax: the surest model names the digit"
    ).says("You name the digit that is least likely. Which end of the row is it?"),
    Mistake(
        "through the probabilities",
        ch07_2_name.by_probabilities,
        "7: Argmax: the surest model names the digit",
    ).says(
        "This is nearly always right. But in floating point, scores of 45 and 90 both give"
        " probability 1, and argmax takes the first. What should be compared?"
    ),
    Mistake(
        "how sure, not which",
        ch07_2_name.highest_probability,
        "7: Argmax: the surest model names the digit",
        also=[ch07_2_name.highest_score],
    ).says("You return the highest score. In which column is it?"),
    Mistake("ten columns only", ten_columns, "7: Argmax: the surest model names the digit").says(
        "You look at ten columns. How many models does W have?"
    ),
    Mistake("no bias", ch07_2_name.no_bias, "2: The score").says(
        "What does your function do with `b`? The models differ in what they say without ink."
    ),
    Mistake(
        "the first yes",
        ch07_2_name.first_yes,
        "7: Why ten probabilities need not sum to one",
        also=[ch07_2_name.first_yes_by_probability],
    ).says(
        "You take the first model that says yes. Several may, or none: which of them is surest?"
    ),
    Mistake(
        "the first yes, else the highest",
        first_yes_or_highest,
        "7: Why ten probabilities need not sum to one",
    ).says(
        "You take the first model that says yes, and the highest score only where none does. If"
        " several say yes, which of them is surest?"
    ),
    Mistake(
        "yes or no",
        ch07_2_name.all_answers,
        "7: Argmax: the surest model names the digit",
        also=[ch07_2_name.all_probabilities, ch07_2_name.one_hot_rows],
    ).says("You return K answers for each example. Which one digit is it?"),
    Mistake(
        "loudest, for or against",
        ch07_2_name.surest_either_way,
        "7: Argmax: the surest model names the digit",
    ).says(
        "You compare absolute values, so a model that is very sure of its no may win. What does a"
        " very negative score say?"
    ),
]

# 10: experiment


@lru_cache
def sample():
    """The 5,000 digits of the sample."""
    return load("sample")


def experiments(rng):
    """A few digits of the sample and a few steps; then 4,000 digits, with 1,000 set aside."""
    digits = sample()
    for m, test, iterations in ((30, 40, 2), (50, 60, 3), (80, 150, 4)):
        rows = rng.permutation(len(digits.labels))
        yield {
            "images": digits.images, "labels": digits.labels,
            "train": rows[:m], "test": rows[m : m + test],
            "alpha": rng.uniform(0.1, 0.5), "l2": rng.uniform(0.01, 0.1), "iterations": iterations,
        }  # fmt: skip
    train, test = stratified_split(digits.labels, test_fraction=0.2, seed=0)
    yield {
        "images": digits.images, "labels": digits.labels, "train": train, "test": test,
        "alpha": 0.5, "l2": 0.001, "iterations": 20,
    }  # fmt: skip


@lru_cache(maxsize=64)
def trained(rows: bytes, alpha, l2, iterations, scaled=True):
    """The models of some rows of the sample; remembered, since many mistakes begin with them."""
    where, digits = np.frombuffer(rows, dtype=np.intp), sample()
    images = digits.images[where]
    X = pixels_to_examples(images) if scaled else images.astype(float)
    return descend(X, one_hot(digits.labels[where]), alpha, l2, iterations)


def costs(rows, W, b, l2):
    digits = sample()
    return cost(pixels_to_examples(digits.images[rows]), one_hot(digits.labels[rows]), W, b, l2)


def accuracy_on(rows, W, b):
    digits = sample()
    return accuracy(
        ch07_2_name.name_digits(pixels_to_examples(digits.images[rows]), W, b), digits.labels[rows]
    )


def with_rows(trained_on="train", cost_of="train", tested_on="test"):
    """The experiment with these rows."""

    def experiment(images, labels, train, test, alpha, l2, iterations):
        rows = {
            "train": train,
            "test": test,
            "both": np.concatenate([train, test]),
            "all": np.arange(len(labels)),
        }
        W, b = trained(rows[trained_on].tobytes(), alpha, l2, iterations)
        return costs(rows[cost_of], W, b, l2).mean(), accuracy_on(rows[tested_on], W, b)

    return experiment


experiment = with_rows()


def with_settings(alpha=None, l2=None, iterations=None):
    """The experiment with settings of its own, whatever it is given."""
    own = alpha, l2, iterations

    def experiment(images, labels, train, test, alpha, l2, iterations):
        given = alpha, l2, iterations
        settings = [g if o is None else o for o, g in zip(own, given, strict=True)]
        W, b = trained(train.tobytes(), *settings)
        return costs(train, W, b, settings[1]).mean(), accuracy_on(test, W, b)

    return experiment


def split_by_itself(images, labels, train, test, alpha, l2, iterations):
    order = np.random.default_rng(0).permutation(len(labels))
    rows, others = order[: len(train)], order[len(train) :]
    W, b = trained(rows.tobytes(), alpha, l2, iterations)
    return costs(rows, W, b, l2).mean(), accuracy_on(others, W, b)


def ignores_the_rows(f):
    """Other rows of training, as many of them, make no difference to the cost."""
    digits, rows = sample(), np.arange(0, 5000, 250)
    first, second = (
        f(digits.images, digits.labels, train, rows + 1, 0.1, 0.01, 2)[0]
        for train in (rows, rows + 2)
    )
    return first == second


def with_result(result):
    """The right experiment that returns something else: ``result(J, share, m)`` of ten costs J."""

    def experiment(images, labels, train, test, alpha, l2, iterations):
        W, b = trained(train.tobytes(), alpha, l2, iterations)
        return result(costs(train, W, b, l2), accuracy_on(test, W, b), len(test))

    return experiment


def digit_by_digit(images, labels, train, test, alpha, l2, iterations):
    X, J, Z = images[train] / 255, [], []
    for k in range(10):
        y = (labels[train] == k).astype(float)
        w, b = descend(X, y, alpha, l2, iterations)
        J.append(cost(X, y, w, b, l2))
        Z.append(images[test] / 255 @ w + b)
    return sum(J) / 10, np.mean(np.argmax(Z, axis=0) == labels[test])


def all_in_float32(images, labels, train, test, alpha, l2, iterations):
    X = images.astype(np.float32) / 255
    W, b = descend(X[train], one_hot(labels[train]), alpha, l2, iterations)
    J = cost(X[train], one_hot(labels[train]), W, b, l2)
    return float(np.mean(J)), accuracy(ch07_2_name.name_digits(X[test], W, b), labels[test])


def not_scaled(images, labels, train, test, alpha, l2, iterations):
    W, b = trained(train.tobytes(), alpha, l2, iterations, scaled=False)
    J = cost(images[train].astype(float), one_hot(labels[train]), W, b, l2).mean()
    return J, accuracy(ch07_2_name.name_digits(images[test].astype(float), W, b), labels[test])


def training_not_scaled(images, labels, train, test, alpha, l2, iterations):
    W, b = trained(train.tobytes(), alpha, l2, iterations, scaled=False)
    J, _ = not_scaled(images, labels, train, test, alpha, l2, iterations)
    return J, accuracy_on(test, W, b)


def is_far_too_high(f):
    """The cost of a few steps is that of raw bytes: far above log 2."""
    digits, rows = sample(), np.arange(0, 5000, 250)
    return f(digits.images, digits.labels, rows, rows + 1, 0.5, 0.01, 2)[0] > 30


def mean_loss_alone(images, labels, train, test, alpha, l2, iterations):
    W, b = trained(train.tobytes(), alpha, l2, iterations)
    return costs(train, W, b, 0.0).mean(), accuracy_on(test, W, b)


def mean_loss_of_the_test_digits(images, labels, train, test, alpha, l2, iterations):
    W, b = trained(train.tobytes(), alpha, l2, iterations)
    return costs(test, W, b, 0.0).mean(), accuracy_on(test, W, b)


def the_models(images, labels, train, test, alpha, l2, iterations):
    return trained(train.tobytes(), alpha, l2, iterations)


EXPERIMENT = [
    Mistake(
        "bytes as they are",
        not_scaled,
        "1: Why 0 to 1",
        also=[training_not_scaled],
        sign=is_far_too_high,
    ).says(
        "The cost is far above log 2: the first step has gone uphill. Which of your functions have"
        " the pixels not gone through?"
    ),
    Mistake(
        "trained on the test digits, too",
        with_rows(trained_on="all"),
        "8: The test digits were in the training",
        also=[with_rows(trained_on="all", cost_of="all"), with_rows(trained_on="both")],
    ).says(
        "Your models have seen the digits on which you test them. What does the accuracy then say"
        " about digits that they have not seen?"
    ),
    Mistake(
        "tested on the training digits",
        with_rows(tested_on="train"),
        "8: The test digits were in the training",
        also=[with_rows(tested_on="all")],
    ).says(
        "The cost is right. But the accuracy is that on the training digits: on which should it"
        " be measured?"
    ),
    Mistake(
        "train and test exchanged",
        with_rows(trained_on="test", cost_of="test", tested_on="train"),
        "1: The split",
    ).says(
        "You train on the test digits, and test on those for training. Which rows are for which?"
    ),
    Mistake(
        "cost of the test digits", with_rows(cost_of="test"), "4: From the likelihood to the cost"
    ).says(
        "The accuracy is right. The cost is that on the test digits: on which does training make it"
        " small?"
    ),
    Mistake(
        "cost of the test digits, without its penalty",
        mean_loss_of_the_test_digits,
        "4: From the likelihood to the cost",
    ).says(
        "Two things at once: your cost is that on the test digits, and its penalty is missing."
        " First: on which digits does training make the cost small? And then: which `l2` has it"
        " been given?"
    ),
    Mistake(
        "settings of its own",
        with_settings(alpha=0.5, l2=0.001),
        "6: The step",
        also=[
            with_settings(alpha=0.5),
            with_settings(l2=0.001),
            with_settings(iterations=20),
            with_settings(alpha=0.5, l2=0.001, iterations=20),
        ],
    ).says(
        "You train with numbers of your own. What do you do with `alpha`, `l2` and `iterations`?"
    ),
    Mistake("split by itself", split_by_itself, "1: The split", sign=ignores_the_rows).says(
        "You split the digits yourself. Which rows have you been given?"
    ),
    Mistake("cost without its penalty", mean_loss_alone, "4: The penalty").says(
        "Your cost is a little too low: the penalty is missing. Which `l2` has it been given?"
    ),
    Mistake(
        "sum of ten costs",
        with_result(lambda J, share, m: (J.sum(), share)),
        "4: A mean, not a sum",
        also=[with_result(lambda J, share, m: (J, share))],
    ).says(
        "You add up the costs of ten models. What is asked for, so that it can be compared with the"
        " cost of a single one?"
    ),
    Mistake(
        "cost of one digit",
        with_result(lambda J, share, m: (J[0], share)),
        "7: Ten questions, ten models, one matrix product",
    ).says("That is the cost of the model for 0. What about the other nine?"),
    Mistake(
        "fraction of errors",
        with_result(lambda J, share, m: (J.mean(), 1 - share)),
        "8: Accuracy, beside a baseline",
    ).says("That is the fraction of errors. Which fraction is asked for?"),
    Mistake(
        "not a fraction",
        with_result(lambda J, share, m: (J.mean(), 100 * share)),
        "8: Accuracy, beside a baseline",
        also=[with_result(lambda J, share, m: (J.mean(), m * share))],
    ).says("An accuracy is between 0 and 1. What do you divide the number of correct answers by?"),
    Mistake(
        "cost of the start",
        with_result(lambda J, share, m: (np.log(2), share)),
        "6: Where to start",
    ).says(
        "Your cost is log 2: that is the cost with all weights 0. With which weights should it be"
        " computed?"
    ),
    Mistake("the models", the_models, "8: Accuracy, beside a baseline").says(
        "You return the weights and biases. Which two numbers say how good they are?"
    ),
]

EXERCISE = Exercise(
    title="a classifier of your own",
    kind="write",
    goal="Write a whole classifier, from an empty file to the reference's cost on the sample.",
    shapes="""\
 1 pixels_to_examples  images (m, n) bytes               ->  X (m, n), 0 to 1
 2 one_hot             labels (m,), K                    ->  Y (m, K)
 3 sigmoid             z, any shape                      ->  y_hat
 4 score               X, w (n,) or (n, K), b            ->  z (m,) or (m, K)
 5 loss                z, y                              ->  the shape of z
 6 cost                X, y, w, b, l2                    ->  J, a number or (K,)
 7 gradient            X, y, w, b, l2                    ->  dJ_dw, dJ_db
 8 descend             X, y, alpha, l2, iterations       ->  w, b; from zeros, that many steps
 9 predict             X, W (n, K), b (K,)               ->  labels (m,)
10 experiment          images, labels, train, test (rows), alpha, l2, iterations
                       ->  J, the mean of ten costs on the rows to train on, with the penalty,
                           and the accuracy on the rows to test on
They are checked in this order. Each may use those before it, but not logreg_edu. Where y is
named, one-hot Y (m, K) must work as well. The last check trains on 4,000 digits of the sample:
after 20 steps J must be within 0.001 of the reference's after 20. It has 10 seconds.""",
    minutes=90,
    section="7: Ten questions, ten models, one matrix product",
    hints=[
        "Each part was an exercise or a section: pixels and labels chapter 1, sigmoid and score 2,"
        " loss 3, cost 4, gradient 5, descent 6, prediction 7, the test 8. Your own solutions of"
        " those exercises may be copied. Take the parts one by one, and check after each.",
        "x = pixel / 255; Y_ik = [label_i = k]; y_hat = 1 / (1 + e^-z); z = X w + b; loss ="
        " log(1 + e^-s) with s = z where y = 1, else -z; J = mean loss + (l2/2) ||w||^2; dJ/dw ="
        " X^T (y_hat - y) / m + l2 w, dJ/db = mean(y_hat - y); w <- w - alpha dJ/dw, and b alike;"
        " label = argmax of the scores.",
        "one_hot: labels[:, np.newaxis] == ...\nloss: s = np.where(y == 1, ..., ...)\n"
        "cost: loss(...).mean(axis=...) + l2 / 2 * (w**2).sum(axis=...)\n"
        "gradient: error = ...; X.T @ ... / len(X) + ..., error.mean(axis=...)\n"
        "descend: w = np.zeros((X.shape[1], *y.shape[1:])), b = np.zeros(y.shape[1:])\n"
        "predict: score(X, W, b).argmax(axis=...)\n"
        "experiment: X, Y = pixels_to_examples(images[train]), ...; W, b = descend(X, Y, ...)",
        "one_hot: (labels[:, np.newaxis] == np.arange(K)).astype(float)\n"
        "loss: np.log1p(np.exp(-np.abs(s))) - np.minimum(s, 0)\n"
        "cost: loss(score(X, w, b), y).mean(axis=0) + l2 / 2 * (w**2).sum(axis=0)\n"
        "gradient: X.T @ error / len(X) + l2 * w, error.mean(axis=0)\n"
        "predict: score(X, W, b).argmax(axis=1)\n"
        "experiment: cost(X, Y, W, b, l2).mean(),"
        " np.mean(predict(pixels_to_examples(images[test]), W, b) == labels[test])",
    ],
    further="You have a classifier whose every line you can prove. Which would you change first to"
    " read more digits correctly, and on which digits would you test whether it helped?",
    tasks=[
        Task(
            "pixels_to_examples",
            truth=pixels_to_examples,
            cases=pictures,
            rtol=1e-6,  # the library's are float32
            others=[by_multiplication, pixel_by_pixel],
            mistakes=PIXELS,
        ),
        Task(
            "one_hot",
            truth=one_hot,
            cases=digits,
            others=[rows_of_a_unit_matrix, with_a_loop, filled_in],
            mistakes=ONE_HOT,
        ),
        Task(
            "sigmoid",
            truth=sigmoid,
            cases=any_scores,
            others=[
                ch02_1_sigmoid.overflow_below,  # right here: an overflow is no error
                ch02_1_sigmoid.with_two_minima,
                ch02_1_sigmoid.with_tanh,
            ],
            mistakes=SIGMOID,
        ),
        Task(
            "score",
            truth=score,
            cases=models,
            others=[ch02_2_score.with_einsum, ch02_2_score.column_taken_out],
            mistakes=SCORE,
        ),
        Task(
            "loss",
            truth=loss,
            cases=answers,
            others=[ch03_2_loss.with_a_sign, ch03_2_loss.cancelling, one_at_a_time],
            mistakes=LOSS,
        ),
        Task(
            "cost",
            truth=cost,
            cases=trainings,
            others=[ch04_1_cost.with_einsum, ch04_1_cost.with_a_loop],
            mistakes=COST,
        ),
        Task(
            "gradient",
            truth=gradient,
            cases=trainings,
            others=[
                after_forward(ch05_1_backward.with_loops),
                after_forward(ch05_1_backward.with_a_pixel_of_one),
            ],
            mistakes=GRADIENT,
        ),
        Task(
            "descend",
            truth=descend,
            cases=descents,
            others=[model_by_model, from_zero(ch06_4_descent.cost_first)],
            mistakes=DESCEND,
        ),
        Task(
            "predict",
            truth=ch07_2_name.name_digits,
            cases=trained_models,
            whole=True,
            others=[ch07_2_name.sorted_last, ch07_2_name.with_loops],
            mistakes=PREDICT,
        ),
        Task(
            "experiment",
            truth=experiment,
            cases=experiments,
            rtol=0,
            atol=CLOSE,
            seeds=1,
            others=[digit_by_digit, all_in_float32],
            mistakes=EXPERIMENT,
        ),
    ],
    alone=True,
)

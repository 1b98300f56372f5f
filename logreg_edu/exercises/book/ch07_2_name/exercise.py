"""Chapter 7, exercise 2: the surest model names the digit, row by row."""

from __future__ import annotations

import numpy as np

from logreg_edu import Models, one_vs_all_score, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def name_digits(X, W, b):
    return (X @ W + b).argmax(axis=1)


def cases(rng):
    """By hand, at random, where all say no, and where the probabilities are tied; float32.

    More than ten models, of which the last win, too; hundreds of examples; scores that are close.
    """
    W = np.array([[2.0, -1.0, 1.0]])
    yield {"X": np.array([[0.0], [1.0]]), "W": W, "b": np.array([0.0, 1.0, 0.0])}
    tied = np.array([[9.0, 0.0, 1.0], [0.0, 90.0, 1.0]])
    yield {"X": np.array([[5.0, 1.0]]), "W": tied, "b": np.zeros(3)}
    huge = np.array([[800.0, 1600.0, 3.0], [-1600.0, -800.0, -900.0]])
    yield {"X": np.eye(2), "W": huge, "b": np.zeros(3)}
    close = np.array([[20.0, 20.0 + 4e-7, 3.0], [-1000.0, -400.0, -2000.0], [1.0, 0.96, 0.5]])
    yield {"X": np.eye(3)[[0, 1, 2, 1]], "W": close, "b": np.zeros(3)}
    yield {"X": np.eye(12)[[11, 3, 10, 0, 7]], "W": np.eye(12), "b": np.full(12, 0.5)}
    yield {"X": rng.random((300, 2)), "W": rng.normal(size=(2, 3)), "b": 0.2 * rng.random(3)}
    for m, n, K in ((5, 3, 4), (4, 6, 10), (7, 2, 3), (6, 4, 6), (9, 3, 5)):
        yield {"X": rng.random((m, n)), "W": rng.normal(size=(n, K)), "b": rng.normal(size=K)}
    yield {"X": rng.random((8, 4)), "W": 2 * rng.normal(size=(4, 6)), "b": rng.uniform(-15, -10, 6)}
    yield {"X": rng.random((9, 4)), "W": rng.normal(size=(4, 5)), "b": rng.uniform(50, 90, 5)}
    X, W, b = (rng.normal(size=s).astype(np.float32) for s in ((7, 3), (3, 8), 8))
    yield {"X": X, "W": W, "b": b}


# Right, in other words


def with_loops(X, W, b):
    labels = []
    for x in X:
        best = 0
        scores = [sum(x[j] * W[j, k] for j in range(len(x))) + b[k] for k in range(len(b))]
        for k in range(1, len(scores)):
            if scores[k] > scores[best]:
                best = k
        labels.append(best)
    return labels


def models_in_rows(X, W, b):
    return np.argmax(W.T @ X.T + b[:, np.newaxis], axis=0)


def one_after_another(X, W, b):
    return np.array([int(np.argmax(x @ W + b)) for x in X])


def sorted_last(X, W, b):
    return np.argsort(X @ W + b, axis=-1)[:, -1]


def by_exact_softmax(X, W, b):
    Z = X @ W + b
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return (E / E.sum(axis=1, keepdims=True)).argmax(axis=1)


# Wrong


def down_the_columns(X, W, b):
    return sigmoid(X @ W + b).argmax(axis=0)


def scores_down_the_columns(X, W, b):
    return (X @ W + b).argmax(axis=0)


def no_axis(X, W, b):
    return (X @ W + b).argmax()


def probabilities_without_axis(X, W, b):
    return sigmoid(X @ W + b).argmax()


def by_probabilities(X, W, b):
    return sigmoid(X @ W + b).argmax(axis=1)


def by_plain_softmax(X, W, b):
    E = np.exp(X @ W + b)
    return (E / E.sum(axis=1, keepdims=True)).argmax(axis=1)


def sorted_by_probability(X, W, b):
    return np.argsort(sigmoid(X @ W + b), axis=1)[:, -1]


def clipped(X, W, b, limit=30):
    return np.clip(X @ W + b, -limit, limit).argmax(axis=1)


def labels_of_scores(f, *rows):
    """What f says to rows of scores: one example, a model for each score."""
    return [int(f(np.ones((1, 1)), np.array([row]), np.zeros(len(row)))[0]) for row in rows]


def is_clipped(f):
    """Right for small scores, and tied for large ones, but not where probabilities are tied."""
    small = labels_of_scores(f, [1.0, 2.0], [-2.0, -1.0]) == [1, 1]
    far = labels_of_scores(f, [1e4, 2e4], [-2e4, -1e4]) == [0, 0]
    return small and far and labels_of_scores(f, [40.0, 90.0], [-60.0, -50.0]) != [0, 1]


def rounded(X, W, b):
    return np.round(X @ W + b, 1).argmax(axis=1)


def in_float32(X, W, b):
    return (X @ W + b).astype(np.float32).argmax(axis=1)


def in_float16(X, W, b):
    return (X @ W + b).astype(np.float16).argmax(axis=1)


def is_rounded(f):
    """Tied where two scores are close, and right where they are not, large ones too."""
    return labels_of_scores(f, [20.0, 20.0 + 4e-7], [1.0, 2.0], [40.0, 90.0]) == [0, 1, 1]


def by_distance(X, W, b):
    return ((X @ W + b) / np.linalg.norm(W, axis=0)).argmax(axis=1)


def labels_as_floats(X, W, b):
    return name_digits(X, W, b).astype(float)


def ten_models(X, W, b):
    return (X @ W[:, :10] + b[:10]).argmax(axis=1)


def labels_below_ten(X, W, b):
    return (X @ W + b).argmax(axis=1) % 10


def is_right_up_to_ten(f):
    """The third of three models wins, and the last of ten; the last of twelve does not."""
    won = [2, 9, 11]
    return [labels_of_scores(f, np.arange(k + 1.0))[0] == k for k in won] == [True, True, False]


def first_examples(X, W, b):
    named = np.zeros(len(X), dtype=int)
    named[:256] = (X[:256] @ W + b).argmax(axis=1)
    return named


def fails_with_many(f):
    """Right for a few examples, and wrong for hundreds of them."""
    X, W = np.tile(np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.5]]), (150, 1)), np.eye(2)
    right = [np.array_equal(f(X[:m], W, np.zeros(2)), X[:m].argmax(axis=1)) for m in (4, 7, 450)]
    return right == [True, True, False]


def highest_probability(X, W, b):
    return sigmoid(X @ W + b).max(axis=1)


def highest_score(X, W, b):
    return (X @ W + b).max(axis=1)


def first_yes(X, W, b):
    return (X @ W + b > 0).argmax(axis=1)


def first_yes_by_probability(X, W, b):
    return (sigmoid(X @ W + b) > 0.5).argmax(axis=1)


def none_of_them(X, W, b, none=-1):
    Z = X @ W + b
    return np.where(Z.max(axis=1) > 0, Z.argmax(axis=1), none)


def one_label_more(X, W, b):
    return none_of_them(X, W, b, none=len(b))


def lowest(X, W, b):
    return (X @ W + b).argmin(axis=1)


def sorted_first(X, W, b):
    return np.argsort(X @ W + b, axis=1)[:, 0]


def surest_either_way(X, W, b):
    return np.abs(X @ W + b).argmax(axis=1)


def furthest_from_one_half(X, W, b):
    return np.abs(sigmoid(X @ W + b) - 0.5).argmax(axis=1)


def counted_from_one(X, W, b):
    return (X @ W + b).argmax(axis=1) + 1


def probabilities_counted_from_one(X, W, b):
    return sigmoid(X @ W + b).argmax(axis=1) + 1


def one_hot_rows(X, W, b):
    return np.eye(len(b))[(X @ W + b).argmax(axis=1)]


def all_answers(X, W, b):
    return X @ W + b > 0


def all_scores(X, W, b):
    return X @ W + b


def all_probabilities(X, W, b):
    return sigmoid(X @ W + b)


def with_the_probabilities(X, W, b):
    return one_vs_all_score(X, Models(W, b))


def no_bias(X, W, b):
    return (X @ W).argmax(axis=1)


def no_bias_by_probabilities(X, W, b):
    return sigmoid(X @ W).argmax(axis=1)


def bias_subtracted(X, W, b):
    return (X @ W - b).argmax(axis=1)


MISTAKES = [
    Mistake("down the columns", down_the_columns, also=[scores_down_the_columns]).says(
        "You get one answer per model: which picture it is surest of. You are asked for one per"
        " picture: along which axis do the models lie?"
    ),
    Mistake("no axis", no_axis, also=[probabilities_without_axis]).says(
        "Without an axis, argmax counts through the whole array and gives one number. How many"
        " answers do m pictures need?"
    ),
    Mistake("probabilities compared", by_probabilities, also=[sorted_by_probability]).says(
        "The axis is right. But look at the scores of the example: two probabilities have rounded"
        " to the same number, and no longer tell which score was higher. What is not rounded yet?"
    ),
    Mistake("scores clipped", clipped, sign=is_clipped).says(
        "You clip the scores, and two that were far beyond the limit are now equal. argmax needs no"
        " small numbers: what is the clipping for?"
    ),
    Mistake("scores rounded", rounded, also=[in_float32, in_float16], sign=is_rounded).says(
        "The axis is right. But two scores that are close have become equal in your function. Where"
        " are they rounded, or kept in fewer digits?"
    ),
    Mistake("labels as floats", labels_as_floats).says(
        "The numbers are right, but they are floats. A label is a whole number: which step makes"
        " floats of them?"
    ),
    Mistake("distance for score", by_distance).says(
        "You divide each score by the length of its weights: that is a distance from a plane. Which"
        " numbers does the chapter compare?"
    ),
    Mistake(
        "ten models at most", ten_models, also=[labels_below_ten], sign=is_right_up_to_ten
    ).says(
        "It works with ten models. With more, the last ones are never named: where does your"
        " function count to ten, and which array says how many models there are?"
    ),
    Mistake("right for few examples", first_examples, sign=fails_with_many).says(
        "This is right for a few examples, but wrong for hundreds of them. What in your function"
        " has a limit, such as a number in a byte, or a loop that ends too early?"
    ),
    Mistake(
        "softmax that overflows", by_plain_softmax, "Softmax: one question with ten answers"
    ).says(
        "Softmax keeps the order as well, but its exponentials overflow here or all vanish. Which"
        " numbers can be compared without any exponential?"
    ),
    Mistake("the maximum", highest_probability, also=[highest_score]).says(
        "That is how high the highest is. The label is its index: what is the difference between"
        " max and argmax?"
    ),
    Mistake("the first yes", first_yes, also=[first_yes_by_probability]).says(
        "You ask each model for its yes or no first, and then take the first that says yes. What if"
        " two say yes, and the second is surer? What if none does?"
    ),
    Mistake("none of them", none_of_them, also=[one_label_more]).says(
        "Where no model says yes, you give a special answer. Argmax compares the models with one"
        " another, not with one half: what does the chapter find about pictures that no model"
        " claims?"
    ),
    Mistake("the lowest", lowest, also=[sorted_first]).says(
        "You name the digit that the picture resembles least. Does a high score speak for a yes or"
        " for a no?"
    ),
    Mistake("surest of yes or no", surest_either_way, also=[furthest_from_one_half]).says(
        "In your function a model that is very sure of its no can win. What should the winner be"
        " sure of?"
    ),
    Mistake(
        "counted from one",
        counted_from_one,
        "Ten questions, ten models, one matrix product",
        also=[probabilities_counted_from_one],
    ).says("All your labels are one too high. In which column is the model for the digit 0?"),
    Mistake("still a matrix", one_hot_rows, also=[all_answers, all_scores, all_probabilities]).says(
        "You return a row of K numbers for each picture. Which one number is its label?"
    ),
    Mistake("two answers for one", with_the_probabilities, "In the library").says(
        "`one_vs_all_score` returns labels and probabilities together. You are asked for the"
        " labels: which line of it makes them?"
    ),
    Mistake(
        "no bias",
        no_bias,
        "Ten questions, ten models, one matrix product",
        also=[no_bias_by_probabilities],
    ).says(
        "The models differ in their biases, too, and the bias is part of the score. What has"
        " become of `b`?"
    ),
    Mistake("bias subtracted", bias_subtracted, "2: The score").says(
        "You subtract the bias, as one does with a threshold. Which sign does it have in the score"
        " of this book?"
    ),
]

EXERCISE = Exercise(
    title="which axis names the digit",
    kind="mend",
    goal="Mend the function that names the digits, which answers a different question.",
    shapes="X (m, n), W (n, K), b (K,)  ->  labels (m,), whole numbers 0 to K - 1",
    minutes=10,
    section="Argmax: the surest model names the digit",
    hints=[
        "Each picture has a row of K answers. Go along the row and take the index of the highest."
        " Then ask whether two answers that differ may look equal.",
        "label_i = argmax over k of Z_ik. The sigmoid keeps the order, but in a computer large"
        " scores round to the same probability, 1.",
        "Z = X @ W + b\nreturn Z.argmax(axis=...)",
        "return (X @ W + b).argmax(axis=1)",
    ],
    further="If there are as many pictures as models, the wrong axis gives the right shape. With"
    " which numbers of pictures would you test?",
    tasks=[
        Task(
            "name_digits",
            truth=name_digits,
            cases=cases,
            whole=True,
            others=[
                with_loops,
                models_in_rows,
                one_after_another,
                sorted_last,
                by_exact_softmax,
            ],
            mistakes=MISTAKES,
        )
    ],
)

"""Chapter 5, exercise 2: the slope in the bias, which a notebook got wrong."""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task


def slope_of_bias(y, y_hat):
    return (y_hat - y).mean(axis=0)


def cases(rng):
    """By hand, then at random for one model and K; few yeses and many; float32."""
    yield {"y": np.array([0]), "y_hat": np.array([0.25])}
    yield {"y": np.array([1]), "y_hat": np.array([0.75])}
    yield {"y": np.array([1, 0]), "y_hat": np.array([0.5, 0.875])}
    yield {"y": np.array([1, 0, 0]), "y_hat": np.array([1 - 1e-5, 1e-5, 1e-6])}
    for m, K in ((3, 2), (5, 12), (10, 3)):
        yield {"y": rng.integers(0, 2, m), "y_hat": rng.random(m)}
        yield {"y": rng.integers(0, 2, (m, K)), "y_hat": rng.random((m, K))}
    few = (np.arange(20) < 2).astype(float)
    yield {"y": rng.permutation(few), "y_hat": rng.random(20)}
    yield {"y": rng.integers(0, 2, 6), "y_hat": rng.random(6).astype(np.float32)}
    some = np.sort(rng.integers(0, 7, 500))  # seven examples, again and again
    yield {"y": (np.arange(7.0) > 1)[some].astype(float), "y_hat": rng.random(7)[some]}


# Right, in other words


def with_a_loop(y, y_hat):
    total = 0.0
    for truth, prediction in zip(y, y_hat, strict=True):
        total = total + (prediction - truth)
    return total / len(y)


def by_two_means(y, y_hat):
    return np.mean(y_hat, axis=0) - np.mean(y, axis=0)


def with_a_product(y, y_hat):
    return np.ones(len(y)) @ (y_hat - y) / len(y)


# Wrong


def of_the_notebook(y, y_hat):
    return y.T @ y_hat / len(y)


def of_the_notebook_by_mean(y, y_hat):
    return (y * y_hat).mean(axis=0)


def turned_round(y, y_hat):
    return (y - y_hat).mean(axis=0)


def total(y, y_hat):
    return (y_hat - y).sum(axis=0)


def fixed_divisor(y, y_hat, m=5000):
    return (y_hat - y).sum(axis=0) / m


def grows_with_copies(f):
    """The same example three times has three times the slope that it has once."""
    y, y_hat = np.zeros(3), np.full(3, 0.25)
    return f(y[:1], y_hat[:1]) > 0 and np.isclose(f(y, y_hat), 3 * f(y[:1], y_hat[:1]))


def one_example_less(y, y_hat):
    return (y_hat - y).sum(axis=0) / max(len(y) - 1, 1)


def divided_by_all_answers(y, y_hat):
    return (y_hat - y).sum(axis=0) / y.size


def without_the_truth(y, y_hat):
    return y_hat.mean(axis=0)


def over_the_yeses(y, y_hat):
    return (y * (y_hat - y)).mean(axis=0)


def over_the_noes(y, y_hat):
    return ((1 - y) * y_hat).mean(axis=0)


def error_times_prediction(y, y_hat):
    return y_hat.T @ (y_hat - y) / len(y)


def error_times_prediction_by_mean(y, y_hat):
    return (y_hat * (y_hat - y)).mean(axis=0)


def median(y, y_hat):
    return np.median(y_hat - y, axis=0)


def each_answer_alike(y, y_hat):
    yes, no = (np.sum(a * (y_hat - y), axis=0) / np.maximum(a.sum(axis=0), 1) for a in (y, 1 - y))
    return (yes + no) / 2


def never_negative(y, y_hat):
    return np.maximum((y_hat - y).mean(axis=0), 0)


def yeses_in_a_byte(y, y_hat):
    yeses = y.astype(np.uint8).sum(axis=0, dtype=np.uint8)
    return (y_hat.sum(axis=0) - yeses) / len(y)


def fails_with_many(f):
    """Right for the first examples, and wrong for all of them."""
    y, y_hat = np.ones(400), np.linspace(0.1, 0.8, 400)
    right = [np.isclose(f(y[:m], y_hat[:m]), slope_of_bias(y[:m], y_hat[:m])) for m in (3, 7, 400)]
    return bool(right[0] and right[1] and not right[2])


def not_averaged(y, y_hat):
    return y_hat - y


def one_number_for_all(y, y_hat):
    return (y_hat - y).mean()


def over_the_models(y, y_hat):
    return (y_hat - y).mean(axis=-1)


def size_of_the_error(y, y_hat):
    return np.abs(y_hat - y).mean(axis=0)


def square_of_the_error(y, y_hat):
    return np.square(y_hat - y).mean(axis=0)


def of_the_squared_error(y, y_hat):
    return ((y_hat - y) * y_hat * (1 - y_hat)).mean(axis=0)


def rounded(y, y_hat):
    return ((y_hat >= 0.5) - y).mean(axis=0)


MISTAKES = [
    Mistake("of the notebook", of_the_notebook, also=[of_the_notebook_by_mean]).says(
        "y times y_hat leaves out every example whose truth is no, and it is never negative. A"
        " slope must be able to have either sign: what is the error of one example?"
    ),
    Mistake("the other sign", turned_round, "The bias").says(
        "The sign is wrong. If the model says yes too often, does a higher bias make the"
        " cost larger or smaller?"
    ),
    Mistake("sum for mean", total, "The bias").says(
        "Put every example in twice: your slope doubles. Is the cost a sum or a mean?"
    ),
    Mistake(
        "divided by a fixed number", fixed_divisor, "4: A mean, not a sum", sign=grows_with_copies
    ).says(
        "In your function, three copies of an example have three times the slope of one: is a"
        " number of examples written into it? Which array knows how many there are?"
    ),
    Mistake("one example less", one_example_less, "4: A mean, not a sum").says(
        "You divide by m - 1, as for the variance of a sample. The cost is a mean over all the"
        " examples: how many errors are added up?"
    ),
    Mistake("right for few examples", yeses_in_a_byte, sign=fails_with_many).says(
        "This is right for a few examples, but wrong for hundreds of them. What in your function"
        " has a limit, such as a number in a byte, or a loop that ends too early?"
    ),
    Mistake("divided by all answers", divided_by_all_answers, "Several models at once").says(
        "It works with one model. With K models, each slope is K times too small: how many examples"
        " does each model have?"
    ),
    Mistake("without the truth", without_the_truth, "The bias").says(
        "That is the mean prediction, and it is never negative. What does the chapter subtract from"
        " it?"
    ),
    Mistake("the yeses alone", over_the_yeses).says(
        "The error is right, but you count it for a yes only. What pulls the bias down, if the"
        " noes do not count?"
    ),
    Mistake("the noes alone", over_the_noes).says(
        "The error is right, but you count it for a no only. What pulls the bias up, if the yeses"
        " do not count?"
    ),
    Mistake(
        "error times prediction",
        error_times_prediction,
        also=[error_times_prediction_by_mean],
    ).says(
        "You multiply each error by y_hat. An error is multiplied by its pixel: which pixel belongs"
        " to the bias?"
    ),
    Mistake("median", median, "4: A mean, not a sum").says(
        "That is the median of the errors. The cost is a mean over the examples: what is its slope"
        " made of?"
    ),
    Mistake("yeses and noes alike", each_answer_alike, "4: A mean, not a sum").says(
        "You take a mean over the yeses, one over the noes, and the mean of the two. In the cost,"
        " does an example count for more if its answer is rare?"
    ),
    Mistake("never negative", never_negative, "The bias").says(
        "You never return a negative slope. If the model says yes too rarely, which sign must the"
        " slope have?"
    ),
    Mistake("one for each example", not_averaged, "The bias").says(
        "These are the errors of the examples. There is one bias for all of them: how do their"
        " errors become one number?"
    ),
    Mistake("one number for all models", one_number_for_all, "Several models at once").says(
        "It works with one model. With K models, each has a bias of its own: along which axis does"
        " the mean go?"
    ),
    Mistake("mean over the models", over_the_models, "Several models at once").says(
        "It works with one model. With K models, your mean runs along a row, from model to model."
        " Along which axis do the examples lie?"
    ),
    Mistake("no sign", size_of_the_error, "The bias", also=[square_of_the_error]).says(
        "That is how large the errors are, without their signs, and it is never negative. How can"
        " it tell the bias that it is too low?"
    ),
    Mistake("slope of the squared error", of_the_squared_error, "Why so simple?").says(
        "There is a factor y_hat (1 - y_hat) too many: it belongs to the squared error. What does"
        " it cancel with in our loss?"
    ),
    Mistake("rounded to yes or no", rounded, "One example, backward").says(
        "You round y_hat to an answer first. Then a model that says 51 % to a yes has nothing left"
        " to learn: what is its error?"
    ),
]

EXERCISE = Exercise(
    title="a bias that only ever falls",
    kind="mend",
    goal="Correct the slope of the cost in the bias, as a student's notebook printed it.",
    shapes="y, y_hat (m,)    ->  dJ_db, a number\nY, Y_hat (m, K)  ->  dJ_db (K,)",
    minutes=10,
    section="Erratum: the bias",
    hints=[
        "Run the file: the formula and a measurement disagree. Ask which examples the formula"
        " counts at all, and whether it can be negative.",
        "dJ/db = (1/m) sum_i (y_hat_i - y_i): the mean prediction minus the fraction of yes.",
        "error = ... - ...\nreturn error.mean(axis=...)",
        "return (y_hat - y).mean(axis=0)",
    ],
    further="With all weights and the bias 0, the notebook's formula is exactly right for one"
    " fraction of yes. Which one?",
    tasks=[
        Task(
            "slope_of_bias",
            truth=slope_of_bias,
            cases=cases,
            others=[with_a_loop, by_two_means, with_a_product],
            mistakes=MISTAKES,
        )
    ],
)

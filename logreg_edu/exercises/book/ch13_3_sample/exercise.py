"""Chapter 13, exercise 3: a Hessian from the examples that were drawn."""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task


def sampled_hessian(X, d, c, rows):
    X_tilde = tilde(X)[rows]
    return (X_tilde.T * (d[rows] / c[rows])) @ X_tilde / len(X)


def tilde(X):
    return np.column_stack([X, np.ones(len(X))])


def cases(rng):
    """By hand: one of two, then both, drawn for sure. Then at random, float32, and none at all."""
    X = np.array([[2.0], [0.0]])
    d = np.array([0.25, 0.16])
    yield {"X": X, "d": d, "c": np.array([0.5, 0.32]), "rows": np.array([0])}
    yield {"X": X, "d": d, "c": np.array([1.0, 1.0]), "rows": np.array([0, 1])}
    for m, n in ((6, 2), (9, 3), (15, 4), (30, 2)):
        d = rng.uniform(0.01, 0.25, m)
        c = np.minimum(1, rng.uniform(0.3, 0.7) * m * d / d.sum())
        rows = np.flatnonzero(rng.random(m) < c)
        rows = np.union1d(rows, [0, m - 1]).astype(int)
        yield {"X": rng.normal(size=(m, n)), "d": d, "c": c, "rows": rows}
    d = rng.uniform(0.05, 0.25, 8).astype(np.float32)
    c = np.minimum(1, 4 * d / d.sum())
    yield {"X": rng.random((8, 3)).astype(np.float32), "d": d, "c": c, "rows": np.array([1, 4, 6])}


# Right, in other words


def with_a_loop(X, d, c, rows):
    m, n = X.shape
    H = np.zeros((n + 1, n + 1))
    for i in rows:
        x_tilde = np.append(X[i], 1.0)
        H += d[i] / c[i] * np.outer(x_tilde, x_tilde) / m
    return H


def with_zeros(X, d, c, rows):
    counts = np.zeros(len(X))
    counts[rows] = 1 / c[rows]
    return np.einsum("ij,i,ik->jk", tilde(X), counts * d, tilde(X)) / len(X)


def with_roots(X, d, c, rows):
    A = tilde(X[rows]) * np.sqrt(d[rows] / c[rows] / len(X))[:, np.newaxis]
    return A.T @ A


# Wrong


def with_factors(X, factors, rows, m):
    """X~^T diag(factors) X~ / m of the rows that were drawn."""
    X_tilde = tilde(X)[rows]
    return (X_tilde.T * factors) @ X_tilde / m


def each_once(X, d, c, rows):
    return with_factors(X, d[rows], rows, len(X))


def times_c(X, d, c, rows):
    return with_factors(X, d[rows] * c[rows], rows, len(X))


def mean_of_the_drawn(X, d, c, rows):
    return with_factors(X, d[rows], rows, len(rows))


def mean_of_the_drawn_too(X, d, c, rows):
    return with_factors(X, d[rows] / c[rows], rows, len(rows))


def by_the_mean_probability(X, d, c, rows):
    return with_factors(X, d[rows] / c.mean(), rows, len(X))


def without_d(X, d, c, rows):
    return with_factors(X, 1 / c[rows], rows, len(X))


def sum_for_mean(X, d, c, rows):
    return with_factors(X, d[rows] / c[rows], rows, 1)


def squared(X, d, c, rows):
    X_tilde = tilde(X)[rows] * (d[rows] / c[rows])[:, np.newaxis]
    return X_tilde.T @ X_tilde / len(X)


def all_examples(X, d, c, rows):
    return (tilde(X).T * d) @ tilde(X) / len(X)


def all_examples_counted_more(X, d, c, rows):
    return (tilde(X).T * (d / c)) @ tilde(X) / len(X)


def the_first_ones(X, d, c, rows):
    k = len(rows)
    return with_factors(X, d[:k] / c[:k], rows, len(X))


def no_column_of_ones(X, d, c, rows):
    return sampled_hessian(X, d, c, rows)[:-1, :-1]


MISTAKES = [
    Mistake("each counts once", each_once).says(
        "You add up those that were drawn, and nothing makes up for the others. How often must an"
        " example count that is drawn with probability c_i?"
    ),
    Mistake("times the probability", times_c).says(
        "The likelier an example is drawn, the more it counts in yours. Then likely examples count"
        " twice over: what should c_i do?"
    ),
    Mistake("mean of the drawn", mean_of_the_drawn).says(
        "You take a mean over those that were drawn, as if all had had the same probability. Those"
        " with a large d_i are drawn more often: what makes up for it?"
    ),
    Mistake("divided twice", mean_of_the_drawn_too).says(
        "Each example counts as it should, and stands for others. Is the mean then over those that"
        " were drawn, or over all m?"
    ),
    Mistake("one probability for all", by_the_mean_probability).says(
        "You divide by the mean of c. Each example has a probability of its own."
    ),
    Mistake("no d", without_d).says(
        "Which factor of H says how much the loss of an example is curved? It is missing here."
    ),
    Mistake("sum for mean", sum_for_mean).says(
        "The cost is a mean over all m examples. Where is the m in your sum?"
    ),
    Mistake("factor squared", squared).says(
        "The factor d_i / c_i is in both of your matrices, and so it comes squared. How often does"
        " it occur in one entry of H?"
    ),
    Mistake("all examples", all_examples, also=[all_examples_counted_more]).says(
        "You use all examples. The point of a sample is to touch only `rows`."
    ),
    Mistake("factors of other examples", the_first_ones).says(
        "The rows are those that were drawn, the factors those of the first examples. Which index"
        " do d and c need?"
    ),
    Mistake("no column of ones", no_column_of_ones).says(
        "These are the curvatures in the weights alone. Which pixel has the bias?"
    ),
]

EXERCISE = Exercise(
    title="a Hessian from a sample",
    kind="mend",
    goal="Mend the estimate of a Hessian, so that its expected value is the exact one.",
    shapes="X (m, n), d (m,) y_hat (1 - y_hat) of each example, c (m,) its probability to be"
    " drawn,\nrows (k,) the indices that were drawn  ->  H (n + 1, n + 1), without a penalty",
    minutes=15,
    section="What one step costs",
    hints=[
        "Imagine the same draw many times over. An example is there in a fraction c_i of the draws,"
        " and on average it must add what it adds to the exact H.",
        "H = (1/m) sum over the drawn i of (d_i / c_i) x~_i x~_i^T, with the m of all examples.",
        "X_tilde = ...[rows]\nH = (X_tilde.T * (d[rows] / ...)) @ X_tilde / ...",
        "H = (X_tilde.T * (d[rows] / c[rows])) @ X_tilde / len(X)",
    ],
    further="The expected value of H is exact. Is the expected value of its inverse exact, too?",
    tasks=[
        Task(
            "sampled_hessian",
            truth=sampled_hessian,
            cases=cases,
            others=[with_a_loop, with_zeros, with_roots],
            mistakes=MISTAKES,
        )
    ],
)

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
    """By hand: one of two, then both, in whole numbers; none. At random, many examples; float32.

    The rows come in any order, and some examples are seldom drawn.
    """
    X = np.array([[2.0], [0.0]])
    d = np.array([0.25, 0.16])
    yield {"X": X, "d": d, "c": np.array([0.5, 0.32]), "rows": np.array([0])}
    X = np.array([[2], [0]])
    yield {"X": X, "d": d, "c": np.array([1.0, 1.0]), "rows": np.array([0, 1])}
    yield {"X": X, "d": d, "c": np.array([0.5, 0.5]), "rows": np.array([], int)}
    for m, n in ((6, 2), (9, 3), (400, 2)):
        d = rng.uniform(0.01, 0.25, m)
        c = np.minimum(1, rng.uniform(0.3, 0.7) * m * d / d.sum())
        rows = np.flatnonzero(rng.random(m) < c)
        c[0] /= 50
        rows = rng.permutation(np.union1d(rows, [0, m - 1]).astype(int))
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


def times_c_and_squared(X, d, c, rows):
    X_tilde = tilde(X)[rows] * (d[rows] * c[rows])[:, np.newaxis]
    return X_tilde.T @ X_tilde / len(X)


def all_examples(X, d, c, rows):
    return (tilde(X).T * d) @ tilde(X) / len(X)


def all_examples_counted_more(X, d, c, rows):
    return (tilde(X).T * (d / c)) @ tilde(X) / len(X)


def the_first_ones(X, d, c, rows):
    k = len(rows)
    return with_factors(X, d[:k] / c[:k], rows, len(X))


def first_probabilities(X, d, c, rows):
    return with_factors(X, d[rows] / c[: len(rows)], rows, len(X))


def first_curvatures(X, d, c, rows):
    return with_factors(X, d[: len(rows)] / c[rows], rows, len(X))


def by_the_root(X, d, c, rows):
    return with_factors(X, d[rows] / np.sqrt(c[rows]), rows, len(X))


def by_what_they_count(X, d, c, rows):
    return with_factors(X, d[rows] / c[rows], rows, np.sum(1 / c[rows]))


def by_how_many_are_expected(X, d, c, rows):
    return with_factors(X, d[rows] / c[rows], rows, c.sum())


def always_two_hundred(X, d, c, rows):
    return with_factors(X, d[rows] / c[rows], rows, 200)


def ones_divided(X, d, c, rows):
    X_tilde = np.column_stack([X[rows], 1 / c[rows]])
    return (X_tilde.T * d[rows]) @ X_tilde / len(X)


def pixels_divided(X, d, c, rows):
    X_tilde = np.column_stack([X[rows] / c[rows, np.newaxis], np.ones(len(rows))])
    return (X_tilde.T * d[rows]) @ X_tilde / len(X)


def bias_first(X, d, c, rows):
    return np.roll(sampled_hessian(X, d, c, rows), 1, axis=(0, 1))


def drawn_one_by_one(X, d, c, rows):
    """As if one example were drawn each time, with probabilities that add up to 1."""
    return with_factors(X, d[rows] / (c / c.sum())[rows], rows, len(rows) * len(X))


def always_a_quarter(X, d, c, rows):
    return with_factors(X, 0.25 / c[rows], rows, len(X))


def not_drawn(X, d, c, rows):
    return with_factors(X, d[rows] / np.maximum(1 - c[rows], 1e-3), rows, len(X))


def not_drawn_times(X, d, c, rows):
    return with_factors(X, d[rows] * (1 - c[rows]), rows, len(X))


def small_probabilities_raised(X, d, c, rows):
    return with_factors(X, d[rows] / np.maximum(c[rows], 0.05), rows, len(X))


def caps_the_factor(f):
    """An example that is drawn once in a million times counts less than a million times."""
    X, d, rows = np.array([[0.0]]), np.array([0.25]), np.array([0])
    often, seldom = (f(X, d, np.array([c]), rows)[1, 1] for c in (0.5, 1e-6))
    return np.isclose(often, 0.5) and seldom < 0.9 * 0.25e6


def one_factor_for_all(X, d, c, rows):
    X_tilde = tilde(X)[rows]
    return X_tilde.T @ X_tilde * d[rows].sum() / c[rows].sum() / len(X)


def with_a_penalty(X, d, c, rows):
    return sampled_hessian(X, d, c, rows) + 1e-3 * np.eye(X.shape[1] + 1)


def adds_a_diagonal(f):
    """Without any row, it is a diagonal and not 0."""
    H = f(np.eye(3), np.full(3, 0.25), np.full(3, 0.5), np.array([], int))
    return np.allclose(H, np.diag(np.diag(H))) and np.any(H)


def type_of_X_kept(X, d, c, rows):
    return sampled_hessian(X, d, c, rows).astype(X.dtype)


def draws_by_itself(X, d, c, rows):
    rows = np.flatnonzero(np.random.default_rng(0).random(len(X)) < c)
    return sampled_hessian(X, d, c, rows)


def ignores_the_rows(f):
    """Other rows make no difference, and it is not that all examples are used."""
    X, d, c = np.arange(8.0).reshape(8, 1), np.full(8, 0.2), np.full(8, 0.5)
    every = [f(X, d, c, np.array(rows)) for rows in ([0, 1], [5, 6, 7], [3])]
    return np.allclose(every[0], every[1]) and np.allclose(every[0], every[2])


def no_column_of_ones(X, d, c, rows):
    return sampled_hessian(X, d, c, rows)[:-1, :-1]


MISTAKES = [
    Mistake("each counts once", each_once).says(
        "You add up those that were drawn, and nothing makes up for the others. How often must an"
        " example that is drawn with probability c_i count?"
    ),
    Mistake("times the probability", times_c).says(
        "The more likely an example is to be drawn, the more it counts in your sum. Then likely"
        " examples count twice over: what should c_i do?"
    ),
    Mistake("mean of the drawn", mean_of_the_drawn).says(
        "You take a mean over those that were drawn, as if all had had the same probability. Those"
        " with a large d_i are drawn more often: what makes up for it?"
    ),
    Mistake("divided twice", mean_of_the_drawn_too).says(
        "Each example counts as it should, and stands for others. Is the mean then over those that"
        " were drawn, or over all m?"
    ),
    Mistake("by what they count", by_what_they_count).says(
        "You divide by the sum of 1 / c_i over the drawn ones: on average it is m, but it is"
        " random, too, and the ratio of two random numbers is not exact on average. What is m"
        " itself?"
    ),
    Mistake("by how many are expected", by_how_many_are_expected).says(
        "You divide by c.sum(), how many are drawn on average. Each already counts 1 / c_i times:"
        " over how many examples is the mean then?"
    ),
    Mistake("always 200", always_two_hundred).says(
        "You divide by 200, the number of examples in the trial below. What is it here?"
    ),
    Mistake("one factor for all", one_factor_for_all).says(
        "You give all the drawn examples the same factor. Each has a d_i and a c_i of its own."
    ),
    Mistake("one by one", drawn_one_by_one).says(
        "You let the probabilities add up to 1, as if one example were drawn at a time. Here each"
        " is drawn or not by itself: how often must it count, drawn with probability c_i?"
    ),
    Mistake("the root of the probability", by_the_root).says(
        "You divide by the root of c_i. What is c_i times what the example counts then?"
    ),
    Mistake("what is not drawn", not_drawn, also=[not_drawn_times]).says(
        "You use 1 - c_i, the probability that it is *not* drawn. How many such examples does one"
        " that is drawn stand for?"
    ),
    Mistake("small probabilities raised", small_probabilities_raised, sign=caps_the_factor).says(
        "An example that is seldom drawn counts too little: its 1 / c_i is cut off. That calms the"
        " estimate; is its expected value still the exact H?"
    ),
    Mistake("ones divided", ones_divided, also=[pixels_divided]).says(
        "You divide some columns by c_i, and not the others. An example is drawn or not as a whole:"
        " where does its factor belong?"
    ),
    Mistake("always a quarter", always_a_quarter).says(
        "One quarter is the most that d_i can be. What is it for each example?"
    ),
    Mistake("with a penalty", with_a_penalty, sign=adds_a_diagonal).says(
        "Something is on the diagonal even if no example is drawn. Is there a penalty in this"
        " Hessian?"
    ),
    Mistake("draws by itself", draws_by_itself, sign=ignores_the_rows).says(
        "Your result does not depend on `rows`. Which examples have been drawn?"
    ),
    Mistake("bias first", bias_first, "9: All curvatures at once: the Hessian").says(
        "The numbers are right, but in the wrong order: your bias comes first. Where is it in"
        " theta?"
    ),
    Mistake("type of X kept", type_of_X_kept, "1: From a picture to a row").says(
        "Where X holds whole numbers, so does your matrix: what comes after the decimal point is"
        " lost. Which array has the data type of X?"
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
    Mistake("times the probability, and squared", times_c_and_squared).says(
        "Two things at once: you multiply by c_i, and the factor d_i c_i comes squared, since it is"
        " in both of your matrices. First: how often should a factor occur in one entry of H? And"
        " then: what should c_i do, if an example that is seldom drawn is to count more?"
    ),
    Mistake("all examples", all_examples, also=[all_examples_counted_more]).says(
        "You use all examples. The point of a sample is to touch only `rows`."
    ),
    Mistake(
        "factors of other examples",
        the_first_ones,
        also=[first_probabilities, first_curvatures],
    ).says(
        "The rows are those that were drawn; d, c or both are those of the first examples. Which"
        " index do they need?"
    ),
    Mistake("no column of ones", no_column_of_ones).says(
        "These are the curvatures in the weights alone. By which pixel is the bias multiplied?"
    ),
]

EXERCISE = Exercise(
    title="a Hessian from a sample",
    kind="mend",
    goal="Mend the estimate of a Hessian, so that its expected value is the exact one.",
    shapes="X (m, n), d (m,) y_hat (1 - y_hat) of each example, c (m,) its probability of"
    " being drawn,\nrows (k,) the indices that were drawn  ->  H (n + 1, n + 1), without a penalty",
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

"""Chapter 6, exercise 2: the limit below which every learning rate descends."""

from __future__ import annotations

import numpy as np

from logreg_edu import curvature_bound, largest_curvature
from logreg_edu.exercises.format import Exercise, Mistake, Task


def rate_limit(X, l2):
    return 2 / largest_curvature(X, l2)


def slow(size):
    """Two pixels that are never on together, one nearly as strong as the other, and the ones.

    The two largest eigenvalues of B are close, so that a power iteration needs many rounds.
    """
    a, b = size, 0.975 * size
    return np.array([[a, 0.0], [-a, 0.0], [0.0, b], [0.0, -b]])


def cases(rng):
    """By hand; blank pictures, where the bias alone counts; then at random, many too; float32."""
    yield {"X": np.array([[-2.0], [0.0], [2.0]]), "l2": 0.0}
    yield {"X": np.array([[1.0], [1.0]]), "l2": 0.0}
    yield {"X": np.array([[2.0], [0.0]]), "l2": 0.5}
    yield {"X": np.zeros((5, 1)), "l2": 0.2}
    for m, n in ((6, 2), (9, 4), (12, 3), (4, 7)):
        yield {"X": rng.random((m, n)), "l2": 0.0}
        yield {"X": rng.normal(size=(m, n)), "l2": rng.uniform(0.1, 1)}
    yield {"X": slow(rng.uniform(3, 4)), "l2": 0.0}
    some = np.sort(rng.integers(0, 7, 300))  # seven examples, again and again
    yield {"X": (np.arange(7) * rng.uniform(1, 2, (2, 1))).T[some], "l2": 0.1}
    yield {"X": rng.random((3, 60)), "l2": 2.0}
    yield {"X": rng.random((8, 5)).astype(np.float32), "l2": 0.1}


# Right, in other words


def tilde(X):
    return np.column_stack([X, np.ones(len(X))])


def bound(X, l2):
    X_tilde = tilde(X)
    return X_tilde.T @ X_tilde / (4 * len(X)) + l2 * np.diag([1.0] * X.shape[1] + [0.0])


def by_power_iteration(X, l2):
    B = bound(X, l2)
    s = np.arange(1.0, len(B) + 1)
    for _ in range(1000):
        s = B @ s
        s /= np.linalg.norm(s)
    return 2 / (s @ B @ s)


def by_singular_values(X, l2):
    """The penalty as n more rows: their squares are l2 on the diagonal."""
    m, n = X.shape
    rows = np.vstack([tilde(X) / np.sqrt(4 * m), np.sqrt(l2) * np.eye(n, n + 1)])
    return 2 / np.linalg.svd(rows, compute_uv=False)[0] ** 2


def with_loops(X, l2):
    m, n = X.shape
    B = np.zeros((n + 1, n + 1))
    for x in X:
        x_tilde = [*map(float, x), 1.0]
        for j in range(n + 1):
            for k in range(n + 1):
                B[j, k] += x_tilde[j] * x_tilde[k] / 4 / m
    for j in range(n):
        B[j, j] += l2
    return float(2 / max(np.linalg.eigvals(B).real))


def by_the_norm(X, l2):
    return 2 / np.linalg.norm(bound(X, l2), 2)


# Wrong


def one_over_L(X, l2):
    return 1 / largest_curvature(X, l2)


def L_itself(X, l2):
    return largest_curvature(X, l2)


def twice_L(X, l2):
    return 2 * largest_curvature(X, l2)


def half_of_L(X, l2):
    return largest_curvature(X, l2) / 2


def of_squares(X, l2, over, penalty):
    """2/L with the squares divided by something else, and another penalty in each direction."""
    return 2 / np.linalg.eigvalsh(tilde(X).T @ tilde(X) / over + np.diag(penalty))[-1]


def weights(X, l2):
    """The penalty where it belongs: on the weights, not on the bias."""
    return np.array([l2] * X.shape[1] + [0.0])


def no_quarter(X, l2):
    return of_squares(X, l2, len(X), weights(X, l2))


def a_half(X, l2):
    return of_squares(X, l2, 2 * len(X), weights(X, l2))


def total(X, l2):
    return of_squares(X, l2, 4, weights(X, l2))


def over_n(X, l2):
    return of_squares(X, l2, 4 * X.shape[1], weights(X, l2))


def squares_alone(X, l2):
    return of_squares(X, l2, 1, weights(X, l2))


def penalty_in_the_bracket(X, l2):
    return of_squares(X, l2, 4 * len(X), weights(X, l2 / 4))


def penalty_over_m(X, l2):
    return of_squares(X, l2, 4 * len(X), weights(X, l2 / len(X)))


def penalty_over_4m(X, l2):
    return of_squares(X, l2, 4 * len(X), weights(X, l2 / 4 / len(X)))


def half_the_penalty(X, l2):
    return of_squares(X, l2, 4 * len(X), weights(X, l2 / 2))


def twice_the_penalty(X, l2):
    return of_squares(X, l2, 4 * len(X), weights(X, 2 * l2))


def no_penalty(X, l2):
    return of_squares(X, l2, 4 * len(X), weights(X, 0.0))


def bias_pays(X, l2):
    return of_squares(X, l2, 4 * len(X), weights(X, l2) * 0 + l2)


def penalty_added_everywhere(X, l2):
    return 2 / np.linalg.eigvalsh(bound(X, 0.0) + l2)[-1]


def no_ones(X, l2):
    n = X.shape[1]
    return 2 / np.linalg.eigvalsh(X.T @ X / (4 * len(X)) + l2 * np.eye(n))[-1]


def no_ones_by_the_norm(X, l2):
    return 2 / (np.linalg.norm(X, 2) ** 2 / (4 * len(X)))


def bias_apart(X, l2):
    n = X.shape[1]
    return 2 / max(np.linalg.eigvalsh(X.T @ X / (4 * len(X)) + l2 * np.eye(n))[-1], 0.25)


def centred(X, l2):
    n = X.shape[1]
    C = np.reshape(np.cov(X.T, bias=True), (n, n))
    return 2 / max(np.linalg.eigvalsh(C / 4 + l2 * np.eye(n))[-1], 0.25)


def centred_without_bias(X, l2):
    n = X.shape[1]
    return (
        2 / np.linalg.eigvalsh(np.reshape(np.cov(X.T, bias=True), (n, n)) / 4 + l2 * np.eye(n))[-1]
    )


def first_examples(X, l2):
    return rate_limit(X[:256], l2)


def fails_with_many(f):
    """Right for a few examples, and wrong for hundreds of them."""
    X = np.array([[0.5, 1.0], [1.0, 0.25]]) * np.arange(1.0, 301)[:, np.newaxis, np.newaxis] / 300
    X = X.reshape(-1, 2)
    right = [np.isclose(f(X[:m], 0.1), rate_limit(X[:m], 0.1)) for m in (3, 7, 600)]
    return bool(right[0] and right[1] and not right[2])


def no_quarter_one_over_L(X, l2):
    return no_quarter(X, l2) / 2


def smallest(X, l2):
    return 2 / np.linalg.eigvalsh(bound(X, l2))[0]


def first_of_eig(X, l2):
    return 2 / np.linalg.eig(bound(X, l2))[0][0].real  # complex from NumPy 2.5 on


def last_of_eig(X, l2):
    return 2 / np.linalg.eig(bound(X, l2))[0][-1].real


def each_eigenvalue(X, l2):
    return 2 / np.linalg.eigvalsh(bound(X, l2))


def not_squared(X, l2):
    return 2 / (np.linalg.norm(tilde(X), 2) / (4 * len(X)) + l2)


def not_squared_without_penalty(X, l2):
    return 2 / (np.linalg.norm(tilde(X), 2) / (4 * len(X)))


def root_of_the_eigenvalue(X, l2):
    return 2 / np.sqrt(largest_curvature(X, l2))


def trace(X, l2):
    return 2 / np.trace(bound(X, l2))


def frobenius(X, l2):
    return 2 / np.linalg.norm(bound(X, l2))


def largest_row(X, l2):
    return 2 / np.abs(bound(X, l2)).sum(axis=1).max()


def longest_example(X, l2):
    return 2 / (np.square(tilde(X)).sum(axis=1).max() / 4 + l2)


def longest_example_without_penalty(X, l2):
    return 2 / (np.square(tilde(X)).sum(axis=1).max() / 4)


def largest_entry(X, l2):
    return 2 / bound(X, l2).max()


def largest_on_the_diagonal(X, l2):
    return 2 / np.diag(bound(X, l2)).max()


def one_round(X, l2, rounds=1):
    B = bound(X, l2)
    s = np.ones(len(B))
    for _ in range(rounds):
        s = B @ s / np.linalg.norm(B @ s)
    return 2 / (s @ B @ s)


def ten_rounds(X, l2):
    return one_round(X, l2, rounds=10)


def is_cut_short(f):
    """A little too large where the two largest eigenvalues are close, and right where they are not.

    That is how a power iteration that stops too soon behaves, whatever it starts from.
    """
    apart, close = np.array([[40.0], [-40.0]]), slow(3.5)
    right = np.isclose(f(apart, 0.0), rate_limit(apart, 0.0), rtol=0.02)
    return bool(right and 1e-4 < f(close, 0.0) / rate_limit(close, 0.0) - 1 < 0.2)


MISTAKES = [
    Mistake("one over L", one_over_L).says(
        "That is the rate with the largest guarantee. Up to which rate is there any guarantee?"
    ),
    Mistake(
        "no quarter, and one over L",
        no_quarter_one_over_L,
        "How large can the curvature be?",
    ).says(
        "Your limit is eight times too low where there is no penalty. How large is"
        " y_hat (1 - y_hat) at most, and is the limit 1/L or 2/L?"
    ),
    Mistake("L for a rate", L_itself, also=[twice_L, half_of_L]).says(
        "Your limit grows with the curvature. Should the steps become longer where the cost is more"
        " curved?"
    ),
    Mistake("no quarter", no_quarter, "How large can the curvature be?", also=[a_half]).says(
        "Your bound is larger than the curvature can be: how large is y_hat (1 - y_hat) at most?"
    ),
    Mistake("sum for mean", total, "How large can the curvature be?", also=[squares_alone]).says(
        "Put every example in twice: your limit is halved. The cost is a mean: what must its"
        " curvature be divided by?"
    ),
    Mistake("divided by the pixels", over_n, "How large can the curvature be?").says(
        "You divide by the number of pixels. What does the sum that becomes a mean run over?"
    ),
    Mistake(
        "penalty in the bracket",
        penalty_in_the_bracket,
        "How large can the curvature be?",
        also=[penalty_over_m, penalty_over_4m],
    ).says(
        "The quarter and the 1/m come from the losses, and you divide the penalty along with them."
        " How curved is (l2/2) w^2 by itself?"
    ),
    Mistake("half the penalty", half_the_penalty, "How large can the curvature be?").says(
        "The penalty is (l2/2) w^2. What is its second derivative?"
    ),
    Mistake("twice the penalty", twice_the_penalty, "How large can the curvature be?").says(
        "The second derivative of w^2 is indeed 2. By which factor is the square multiplied in the"
        " penalty?"
    ),
    Mistake("no penalty", no_penalty, "How large can the curvature be?").says(
        "What does your function do with `l2`? A square adds to the curvature as well."
    ),
    Mistake("bias penalised", bias_pays, "How large can the curvature be?").says(
        "You add l2 in every direction, even in that of the bias. Does the bias have a penalty? On"
        " blank pictures, where does the whole curvature come from?"
    ),
    Mistake(
        "penalty in every entry", penalty_added_everywhere, "How large can the curvature be?"
    ).says("`+ l2` adds to all entries of the matrix. Where are the ones in the matrix E?"),
    Mistake(
        "no column of ones", no_ones, "How large can the curvature be?", also=[no_ones_by_the_norm]
    ).says(
        "You have left the bias out. It moves together with the weights, and the cost curves along"
        " it, too: which pixel does it belong to?"
    ),
    Mistake("bias apart", bias_apart, "How large can the curvature be?").says(
        "You compare the curvature along the weights with that along the bias, and take the larger."
        " A step moves both at once: which entries of B belong to a pixel and the bias together?"
    ),
    Mistake(
        "centred", centred, "How large can the curvature be?", also=[centred_without_bias]
    ).says(
        "You subtract the mean of each pixel, as for a variance. Does B contain the pixels or their"
        " distances from the mean?"
    ),
    Mistake("right for few examples", first_examples, sign=fails_with_many).says(
        "This is right for a few examples, but wrong for hundreds of them. What in your function"
        " has a limit, such as a number in a byte, or a loop that ends too early?"
    ),
    Mistake("smallest eigenvalue", smallest, "How large can the curvature be?").says(
        "That is safe in the flattest direction only. In which direction is the curvature largest,"
        " and at which end of the list does `eigvalsh` return it?"
    ),
    Mistake(
        "eigenvalues out of order",
        first_of_eig,
        "How large can the curvature be?",
        also=[last_of_eig],
    ).says(
        "Sometimes right, sometimes not: `eig` returns its eigenvalues in no order, so neither the"
        " first nor the last need be the largest. Which function sorts them, for a symmetric"
        " matrix? Or how do you pick the largest?"
    ),
    Mistake("all eigenvalues", each_eigenvalue, "How large can the curvature be?").says(
        "You have one limit for each direction. A step moves along all of them at once, with one"
        " rate: which limit must it respect?"
    ),
    Mistake(
        "singular value not squared",
        not_squared,
        "How large can the curvature be?",
        also=[not_squared_without_penalty, root_of_the_eigenvalue],
    ).says(
        "A singular value of the examples says how much they stretch a direction. B contains the"
        " examples twice, once transposed: what must be done with the value?"
    ),
    Mistake(
        "a safe limit, too low",
        trace,
        "How large can the curvature be?",
        also=[frobenius, largest_row],
    ).says(
        "Below your number every rate descends, that is true. But you add up the curvatures of"
        " directions that a step cannot all take in full, so some larger rates descend as well."
        " Which direction counts?"
    ),
    Mistake(
        "longest example",
        longest_example,
        "How large can the curvature be?",
        also=[longest_example_without_penalty],
    ).says(
        "Your limit is that of the largest picture alone. The cost is a mean over all of them: do"
        " the others contribute as much curvature?"
    ),
    Mistake(
        "largest entry",
        largest_entry,
        "How large can the curvature be?",
        also=[largest_on_the_diagonal],
    ).says(
        "An entry of B belongs to a single pixel or to a pair. A step moves many weights at once,"
        " and in such a direction the curvature may be larger: which number of B says how large?"
    ),
    Mistake(
        "power iteration cut short",
        one_round,
        "How large can the curvature be?",
        also=[ten_rounds],
        sign=is_cut_short,
    ).says(
        "This is nearly right, but above the limit, and so not safe: where two eigenvalues are"
        " close, the largest outgrows the other slowly. How can you tell that the iteration has"
        " converged?"
    ),
]

EXERCISE = Exercise(
    title="a rate that is guaranteed to descend",
    kind="write",
    goal="Write the limit 2/L below which every learning rate descends, from X and l2 alone.",
    shapes="X (m, n), l2 a number  ->  a number",
    minutes=20,
    section="A learning rate that is guaranteed to descend",
    hints=[
        "No curvature of the cost exceeds that of one matrix B, which contains the examples, but"
        " neither weights nor labels. Build B, find the largest curvature that it has in any"
        " direction, and divide 2 by it.",
        "B = X~^T X~ / (4 m) + l2 E, where X~ has a column of ones for the bias, and E has ones on"
        " the diagonal except for the bias. L is the largest eigenvalue of B.",
        "X_tilde = np.column_stack([X, ...])\nE = np.diag([1.0] * n + [...])\n"
        "B = ... / (4 * m) + l2 * E\nreturn 2 / np.linalg.eigvalsh(B)[...]",
        "B = X_tilde.T @ X_tilde / (4 * m) + l2 * E\nreturn 2 / np.linalg.eigvalsh(B)[-1]",
    ],
    further="You subtract the mean picture from every picture before training. What does that do"
    " to L, and why?",
    tasks=[
        Task(
            "rate_limit",
            truth=rate_limit,
            cases=cases,
            instead=[largest_curvature, curvature_bound],
            rtol=1e-4,  # an eigenvalue may also be approached
            others=[with_loops, by_power_iteration, by_singular_values, by_the_norm],
            mistakes=MISTAKES,
        )
    ],
)

"""Chapter 9, exercise 4: the curvatures of the cost."""

from __future__ import annotations

import numpy as np

from logreg_edu import central_difference, cost_and_gradient, score, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def hessian(X, w, b, l2):
    X_tilde, d = parts(X, w, b)
    return (X_tilde.T * d) @ X_tilde / len(X) + l2 * np.diag([1] * len(w) + [0])


def parts(X, w, b):
    """X with a column of ones, and the second derivative of each loss in its score."""
    z = score(X, w, b)
    return np.column_stack([X, np.ones(len(X))]), sigmoid(z) * sigmoid(-z)


def cases(rng):
    """By hand, whole numbers, at random, repeated rows, many rows; float32; a very sure model."""
    yield {"X": np.array([[2.0]]), "w": np.array([0.0]), "b": 0.0, "l2": 0.0}
    yield {"X": np.array([[1], [3]]), "w": np.array([1]), "b": -1.0, "l2": 0.5}
    for m, n in ((5, 2), (3, 4), (6, 5), (260, 2)):
        X, w, b = rng.normal(size=(m, n)), rng.normal(size=n), rng.normal()
        if m > n + 2:
            X[1::2] = X[0]
        if m < 100:
            yield {"X": X, "w": w, "b": b, "l2": 0.0}
        yield {"X": X, "w": w, "b": b, "l2": rng.uniform(0.1, 1)}
    X, w = rng.normal(size=(7, 2)).astype(np.float32), rng.normal(size=2).astype(np.float32)
    yield {"X": X, "w": w, "b": 0.5, "l2": 0.1}
    X = 1000 * rng.random((4, 2)) + 1000
    yield {"X": X, "w": np.array([0.3, 0.4]), "b": 1.0, "l2": 0.1}


# Right, in other words


def with_loops(X, w, b, l2):
    m, n = X.shape
    H = np.zeros((n + 1, n + 1))
    for x in X:
        x_tilde = [*x, 1.0]
        y_hat = sigmoid(x @ w + b)
        for j in range(n + 1):
            for k in range(n + 1):
                H[j, k] += y_hat * (1 - y_hat) * x_tilde[j] * x_tilde[k] / m
    for j in range(n):
        H[j, j] += l2
    return H


def with_einsum(X, w, b, l2):
    X_tilde, d = parts(X, w, b)
    H = np.einsum("ij,i,ik->jk", X_tilde, d, X_tilde) / len(X)
    H[:-1, :-1] += l2 * np.eye(len(w))
    return H


def with_roots(X, w, b, l2):
    X_tilde, d = parts(X, w, b)
    A = np.sqrt(d)[:, np.newaxis] * X_tilde
    return A.T @ A / len(X) + np.diag(np.append(np.full(len(w), l2), 0))


def measured(X, w, b, l2):
    y = np.zeros(len(X))  # the truth does not matter to the curvature

    def slopes(theta):
        _, dJ_dw, dJ_db = cost_and_gradient(X.astype(float), y, theta[:-1], theta[-1], l2)
        return np.append(dJ_dw, dJ_db)

    theta = np.append(w, b).astype(float)
    rows = [central_difference(lambda t, j=j: slopes(t)[j], theta) for j in range(len(theta))]
    return np.array(rows)


# Wrong


def d_on_both_sides(X, w, b, l2):
    X_tilde, d = parts(X, w, b)
    A = d[:, np.newaxis] * X_tilde
    return A.T @ A / len(X) + l2 * np.diag([1] * len(w) + [0])


def d_on_one_side_and_its_root(X, w, b, l2):
    X_tilde, d = parts(X, w, b)
    return (X_tilde.T * d**1.5) @ X_tilde / len(X) + l2 * np.diag([1] * len(w) + [0])


def without_d(X, w, b, l2):
    X_tilde, _ = parts(X, w, b)
    return X_tilde.T @ X_tilde / len(X) + l2 * np.diag([1] * len(w) + [0])


def always_a_quarter(X, w, b, l2):
    X_tilde, _ = parts(X, w, b)
    return X_tilde.T @ X_tilde / 4 / len(X) + l2 * np.diag([1] * len(w) + [0])


def y_hat_alone(X, w, b, l2):
    X_tilde, _ = parts(X, w, b)
    y_hat = sigmoid(score(X, w, b))
    return (X_tilde.T * y_hat) @ X_tilde / len(X) + l2 * np.diag([1] * len(w) + [0])


def score_for_probability(X, w, b, l2):
    X_tilde, _ = parts(X, w, b)
    z = score(X, w, b)
    return (X_tilde.T * (z * (1 - z))) @ X_tilde / len(X) + l2 * np.diag([1] * len(w) + [0])


def total(X, w, b, l2):
    return len(X) * hessian(X, w, b, 0.0) + l2 * np.diag([1] * len(w) + [0])


def bias_is_penalised(X, w, b, l2):
    return hessian(X, w, b, 0.0) + l2 * np.eye(len(w) + 1)


def no_penalty(X, w, b, l2):
    return hessian(X, w, b, 0.0)


def half_the_penalty(X, w, b, l2):
    return hessian(X, w, b, l2 / 2)


def penalty_over_m(X, w, b, l2):
    return hessian(X, w, b, l2 / len(X))


def over_n(X, w, b, l2):
    return hessian(X, w, b, 0.0) * len(X) / len(w) + l2 * np.diag([1] * len(w) + [0])


def bias_not_in_the_score(X, w, b, l2):
    return hessian(X, w, 0.0, l2)


def bias_apart(X, w, b, l2):
    H = hessian(X, w, b, l2)
    H[-1, :-1] = H[:-1, -1] = 0
    return H


def upper_half(X, w, b, l2):
    return np.triu(hessian(X, w, b, l2))


def d_on_both_sides_and_bias_penalised(X, w, b, l2):
    return d_on_both_sides(X, w, b, 0.0) + l2 * np.eye(len(w) + 1)


def kept_from_zero(X, w, b, l2):
    X_tilde, d = parts(X, w, b)
    return (X_tilde.T * np.maximum(d, 1e-3)) @ X_tilde / len(X) + l2 * np.diag([1] * len(w) + [0])


def curvature(f, z):
    """What a function gives for one example with this score."""
    return f(np.array([[1.0]]), np.array([0.0]), z, 0.0)[1, 1]


def is_kept_from_zero(f):
    """The curvature of an example that is nearly certain is too large, and the same for others."""
    doubtful, sure, surer = (curvature(f, z) for z in (0.0, 25.0, 30.0))
    return np.isclose(doubtful, 0.25) and sure > 1e-10 and np.isclose(sure, surer, rtol=1e-3)


def by_a_polynomial(X, w, b, l2):
    X_tilde, _ = parts(X, w, b)
    d = 0.25 - score(X, w, b) ** 2 / 16
    return (X_tilde.T * d) @ X_tilde / len(X) + l2 * np.diag([1] * len(w) + [0])


def polynomial_of_degree_four(X, w, b, l2):
    X_tilde, _ = parts(X, w, b)
    z = score(X, w, b)
    d = np.maximum(0.25 - z**2 / 16 + z**4 / 96, 0)
    return (X_tilde.T * d) @ X_tilde / len(X) + l2 * np.diag([1] * len(w) + [0])


def is_right_near_zero_alone(f):
    """Right for scores near 0, and not the same for all; wrong for others."""
    near = [curvature(f, z) for z in (0.0, 0.1, -0.2)]
    right = [curvature(hessian, z) for z in (0.0, 0.1, -0.2)]
    return np.allclose(near, right, rtol=1e-4, atol=0) and not np.isclose(
        curvature(f, 3.0), curvature(hessian, 3.0), rtol=1e-2
    )


def whole_numbers_kept(X, w, b, l2):
    H = hessian(X, w, b, 0.0).astype(X.dtype)
    return H + l2 * np.diag([1] * len(w) + [0])


def all_in_the_type_of_X(X, w, b, l2):
    return hessian(X, w, b, l2).astype(X.dtype)


def each_row_once(X, w, b, l2):
    return hessian(np.unique(X, axis=0), w, b, l2)


def penalty_everywhere(X, w, b, l2):
    return hessian(X, w, b, 0.0) + l2


def no_column_of_ones(X, w, b, l2):
    return hessian(X, w, b, l2)[:-1, :-1]


def bias_first(X, w, b, l2):
    return np.roll(hessian(X, w, b, l2), 1, axis=(0, 1))


def bias_first_and_penalised(X, w, b, l2):
    return np.roll(bias_is_penalised(X, w, b, l2), 1, axis=(0, 1))


def examples_by_examples(X, w, b, l2):
    X_tilde, d = parts(X, w, b)
    return X_tilde @ X_tilde.T * d / len(X)


def examples_by_examples_with_penalty(X, w, b, l2):
    X_tilde, d = parts(X, w, b)
    return np.diag(d) @ X_tilde @ X_tilde.T / len(X) + l2 * np.diag([1] * len(w) + [0])


def diagonal(X, w, b, l2):
    return np.diag(hessian(X, w, b, l2))


def diagonal_as_a_matrix(X, w, b, l2):
    return np.diag(np.diag(hessian(X, w, b, l2)))


MISTAKES = [
    Mistake("d on both sides", d_on_both_sides).says(
        "Your matrix is symmetric and never negative, and yet too small: count how often y_hat (1 -"
        " y_hat) occurs in your product. How often does it occur in one entry of H?"
    ),
    Mistake("d on one side, its root on the other", d_on_one_side_and_its_root).says(
        "y_hat (1 - y_hat) is in one of your two factors, and its root is in the other. What are"
        " the two multiplied, and how often does y_hat (1 - y_hat) occur in one entry of H?"
    ),
    Mistake("no curvature of the loss", without_d, "4: Step 1: one loss curves upwards").says(
        "Your curvatures do not depend on the weights at all. Which factor of an entry says how"
        " sure the model is about the example?"
    ),
    Mistake("always a quarter", always_a_quarter, "4: Step 1: one loss curves upwards").says(
        "One quarter is the most that y_hat (1 - y_hat) can be, at a score of 0. What is it where"
        " the model is surer?"
    ),
    Mistake("y_hat alone", y_hat_alone, "4: Step 1: one loss curves upwards").says(
        "y_hat is the derivative of log(1 + e^z). You need the second derivative: what is the"
        " derivative of the sigmoid?"
    ),
    Mistake(
        "scores for probabilities", score_for_probability, "4: Step 1: one loss curves upwards"
    ).says(
        "z (1 - z) may be negative, and then the cost would not be convex. Which of z and y_hat"
        " belongs in that product?"
    ),
    Mistake("sum for mean", total, "4: A mean, not a sum").says(
        "Put every example in twice: your curvatures double. The cost is a mean: what happens to"
        " its first and second derivatives?"
    ),
    Mistake("penalty on the bias", bias_is_penalised, "4: The penalty").says(
        "One entry is too large by l2, the last one. To which parameter does it belong, and is"
        " that one penalised?"
    ),
    Mistake("d on both sides, and a penalty on the bias", d_on_both_sides_and_bias_penalised).says(
        "There are two mistakes. First: how often does y_hat (1 - y_hat) occur in your product, and"
        " how often in one entry of H? And then: is the bias penalised?"
    ),
    Mistake("penalty divided by m", penalty_over_m, "4: The penalty").says(
        "You divide the penalty by m as well. Is it inside the mean or beside it?"
    ),
    Mistake("divided by the pixels", over_n, "4: A mean, not a sum").says(
        "You divide by the number of pixels. What does the cost take its mean over?"
    ),
    Mistake("no penalty", no_penalty, "4: The penalty").says(
        "What does your function do with `l2`? The square of a weight is curved as well."
    ),
    Mistake("half the penalty", half_the_penalty, "4: The penalty").says(
        "The penalty is (l2/2) w_j^2. Differentiate it twice: what becomes of the half?"
    ),
    Mistake("penalty in every entry", penalty_everywhere, "4: The penalty").says(
        "You add l2 to all entries. If one weight moves, does the derivative of the penalty in"
        " another weight change?"
    ),
    Mistake(
        "no column of ones", no_column_of_ones, "4: Step 2: along a line, the score is linear"
    ).says(
        "These are the curvatures in the weights alone. What about the bias: by which pixel is it"
        " multiplied?"
    ),
    Mistake(
        "no bias in the score",
        bias_not_in_the_score,
        "4: Step 2: along a line, the score is linear",
    ).says("What does your function do with `b`? Each y_hat depends on it."),
    Mistake("bias apart", bias_apart).says(
        "Between the weights and the bias your matrix has zeros. If the bias moves, does the"
        " derivative in a weight change?"
    ),
    Mistake("upper half only", upper_half).says(
        "Below the diagonal your matrix has zeros. What happens to an entry of H if the two"
        " parameters are exchanged?"
    ),
    Mistake("kept away from 0", kept_from_zero, sign=is_kept_from_zero).says(
        "Where the model is nearly certain your curvatures are too large. Do you keep"
        " y_hat (1 - y_hat) or y_hat away from 0? H may be flat there: what is it really?"
    ),
    Mistake(
        "right near a score of 0 alone",
        by_a_polynomial,
        "4: Step 1: one loss curves upwards",
        also=[polynomial_of_degree_four],
        sign=is_right_near_zero_alone,
    ).says(
        "Your curvatures are right for scores near 0, and wrong far from it. Do you replace"
        " y_hat (1 - y_hat) by something simpler, such as a polynomial? What is it at a score of 5?"
    ),
    Mistake("type of X kept", whole_numbers_kept, also=[all_in_the_type_of_X]).says(
        "Where X holds whole numbers, so does your matrix: what comes after the decimal point is"
        " lost. Which array has the data type of X?"
    ),
    Mistake("repeated rows once", each_row_once, "4: A mean, not a sum").says(
        "You count examples that are the same only once. Does the cost do so, too?"
    ),
    Mistake("bias first", bias_first, "4: Step 2: along a line, the score is linear").says(
        "The numbers are right, but in the wrong order: your bias comes first. Where is it in"
        " theta?"
    ),
    Mistake("bias first, and penalised", bias_first_and_penalised).says(
        "Two things at once: your bias comes first, and it is penalised. First: where is the bias"
        " in theta? And then: does the penalty of the cost contain it?"
    ),
    Mistake(
        "a matrix of examples", examples_by_examples, also=[examples_by_examples_with_penalty]
    ).says(
        "Your matrix has a row for each example. H is about pairs of parameters: over which index"
        " does the sum run, and which two are left?"
    ),
    Mistake("diagonal only", diagonal, also=[diagonal_as_a_matrix]).says(
        "That is how each derivative changes with its own parameter. How does the derivative in one"
        " change when another moves?"
    ),
]

EXERCISE = Exercise(
    title="all curvatures at once",
    kind="mend",
    goal="Mend the Hessian: its curvatures are not those that central differences measure.",
    shapes="X (m, n), w (n,), b and l2 numbers\n"
    "->  H (n + 1, n + 1), the weights first, the bias last",
    minutes=15,
    section="All curvatures at once: the Hessian",
    hints=[
        "An entry of H has three factors for each example: two pixels, and how strongly its loss"
        " curves. Compare that with what is multiplied here, factor by factor.",
        "H_kj = (1/m) sum_i y_hat_i (1 - y_hat_i) X_ik X_ij, and l2 on the diagonal except for the"
        " bias. As a product: X~^T D X~ / m, with one D.",
        "d = y_hat * (1 - y_hat)\nH = X_tilde.T @ (d[:, np.newaxis] * ...) / len(X)",
        "H = X_tilde.T @ (d[:, np.newaxis] * X_tilde) / len(X)",
    ],
    further="Where is one loss most curved, and why does a nearly finished model learn so slowly"
    " from the examples it gets right?",
    tasks=[
        Task(
            "hessian",
            truth=hessian,
            cases=cases,
            rtol=1e-5,
            atol=1e-6,  # curvatures may also be measured, or computed in float32
            others=[with_loops, with_einsum, with_roots, measured],
            mistakes=MISTAKES,
        )
    ],
)

"""Chapter 9, exercise 2: one step with the other ruler."""

from __future__ import annotations

import numpy as np

from logreg_edu import cost_and_gradient, curvature_bound, sigmoid
from logreg_edu.exercises.book.ch06_2_limit.exercise import tilde
from logreg_edu.exercises.format import Exercise, Mistake, Task


def slopes(X, y, theta, l2):
    """The gradient, shaped as theta is."""
    _, dJ_dw, dJ_db = cost_and_gradient(X, y, theta[:-1], theta[-1], l2)
    return np.vstack([dJ_dw, dJ_db]) if theta.ndim == 2 else np.append(dJ_dw, dJ_db)


def bowl_step(X, y, theta, l2):
    return theta - np.linalg.solve(curvature_bound(X, l2), slopes(X, y, theta, l2))


def cases(rng):
    """By hand; one model and K at random; few examples and many; whole numbers; float32."""
    X = np.array([[-2.0], [0.0], [2.0]])
    yield {"X": X, "y": np.array([0, 1, 1]), "theta": np.zeros(2), "l2": 0.0}
    yield {"X": X, "y": np.array([0, 0, 1]), "theta": np.array([1.0, -0.5]), "l2": 0.5}
    for m, n, K in ((7, 2, 4), (9, 3, 2), (300, 4, 12)):
        X, y, Y = rng.normal(size=(m, n)), rng.integers(0, 2, m), rng.integers(0, 2, (m, K))
        l2 = rng.uniform(0.1, 1)
        if m < 300:
            yield {"X": X, "y": y, "theta": rng.normal(size=n + 1), "l2": 0.0}
        yield {"X": X, "y": y, "theta": rng.normal(size=n + 1), "l2": l2}
        yield {"X": X + 1, "y": Y, "theta": rng.normal(size=(n + 1, K)), "l2": l2}
    X, y = rng.normal(size=(3, 5)), np.array([0.0, 1.0, 1.0])
    yield {"X": X, "y": y, "theta": rng.normal(size=6), "l2": rng.uniform(0.1, 1)}
    X, y = np.array([[2, 0], [0, 1], [2, 0], [3, 3]]), np.array([0, 1, 1, 0])
    yield {"X": X, "y": y, "theta": np.array([1, -2, 1]), "l2": 0.5}
    X = rng.random((8, 5)).astype(np.float32)
    yield {"X": X, "y": rng.integers(0, 2, 8), "theta": rng.normal(size=6), "l2": 0.1}


# Right, in other words


def with_an_inverse(X, y, theta, l2):
    return theta - np.linalg.inv(curvature_bound(X, l2)) @ slopes(X, y, theta, l2)


def with_a_factor(X, y, theta, l2):
    C = np.linalg.cholesky(curvature_bound(X, l2))
    return theta - np.linalg.solve(C.T, np.linalg.solve(C, slopes(X, y, theta, l2)))


def on_the_other_map(X, y, theta, l2):
    C = np.linalg.cholesky(curvature_bound(X, l2))
    psi = C.T @ theta - np.linalg.inv(C) @ slopes(X, y, theta, l2)
    return np.linalg.inv(C.T) @ psi


def by_the_directions(X, y, theta, l2):
    curvatures, directions = np.linalg.eigh(curvature_bound(X, l2))
    along = directions.T @ slopes(X, y, theta, l2)
    return theta - directions @ (along.T / curvatures).T


def by_rows_of_penalty(X, y, theta, l2):
    """The penalty as n more rows, whose squares are l2 on the diagonal."""
    m, n = X.shape
    rows = np.vstack([tilde(X).astype(float) / np.sqrt(4 * m), np.sqrt(l2) * np.eye(n, n + 1)])
    return theta - np.linalg.pinv(rows.T @ rows, rcond=1e-13) @ slopes(X, y, theta, l2)


# Wrong


def with_matrix(matrix):
    """The step with some other matrix in the place of B: ``matrix(X, y, theta, l2)``."""

    def step(X, y, theta, l2):
        return theta - np.linalg.solve(matrix(X, y, theta, l2), slopes(X, y, theta, l2))

    return step


def bound(X, l2, over, penalty_of_bias=0.0):
    """X~^T X~ divided by something, and the penalties of weights and bias."""
    return tilde(X).T @ tilde(X) / over + np.diag([l2] * X.shape[1] + [penalty_of_bias])


def multiplied(X, y, theta, l2):
    return theta - curvature_bound(X, l2) @ slopes(X, y, theta, l2)


def plain(X, y, theta, l2):
    return theta - slopes(X, y, theta, l2)


def plain_over_L(X, y, theta, l2):
    return theta - slopes(X, y, theta, l2) / np.linalg.eigvalsh(curvature_bound(X, l2))[-1]


def also_over_L(X, y, theta, l2):
    B = curvature_bound(X, l2)
    return theta - np.linalg.solve(B, slopes(X, y, theta, l2)) / np.linalg.eigvalsh(B)[-1]


def uphill(X, y, theta, l2):
    return theta + np.linalg.solve(curvature_bound(X, l2), slopes(X, y, theta, l2))


def the_way(X, y, theta, l2):
    return -np.linalg.solve(curvature_bound(X, l2), slopes(X, y, theta, l2))


def the_way_up(X, y, theta, l2):
    return np.linalg.solve(curvature_bound(X, l2), slopes(X, y, theta, l2))


def the_gradient(X, y, theta, l2):
    return slopes(X, y, theta, l2)


def no_quarter(X, y, theta, l2):
    return bound(X, l2, len(X))


def total_in_the_bound(X, y, theta, l2):
    return bound(X, l2, 4)


def total_without_the_quarter(X, y, theta, l2):
    return bound(X, l2, 1)


def a_half(X, y, theta, l2):
    return bound(X, l2, 2 * len(X))


def bias_pays_in_the_bound(X, y, theta, l2):
    return bound(X, l2, 4 * len(X), l2)


def no_penalty_in_the_bound(X, y, theta, l2):
    return bound(X, 0.0, 4 * len(X))


def penalty_in_the_bracket(X, y, theta, l2):
    return bound(X, l2 / 4, 4 * len(X))


def penalty_over_m(X, y, theta, l2):
    return bound(X, l2 / len(X), 4 * len(X))


def penalty_over_4m(X, y, theta, l2):
    return bound(X, l2 / len(X) / 4, 4 * len(X))


def half_the_penalty(X, y, theta, l2):
    return bound(X, l2 / 2, 4 * len(X))


def diagonal_alone(X, y, theta, l2):
    return np.diag(np.diag(curvature_bound(X, l2)))


def bias_apart(X, y, theta, l2):
    B = curvature_bound(X, l2)
    B[-1, :-1] = B[:-1, -1] = 0
    return B


def bias_apart_with_rate_one(X, y, theta, l2):
    B = bias_apart(X, y, theta, l2)
    B[-1, -1] = 1
    return B


def true_curvature(X, y, theta, l2):
    """Of one model, or the first: the Hessian."""
    doubt = sigmoid(tilde(X) @ theta)
    doubt = doubt * (1 - doubt)
    return (tilde(X).T * doubt) @ tilde(X) / len(X) + np.diag([l2] * X.shape[1] + [0.0])


def newton(X, y, theta, l2):
    if theta.ndim == 1:
        return with_matrix(true_curvature)(X, y, theta, l2)
    columns = range(theta.shape[1])
    return np.column_stack([newton(X, y[:, k], theta[:, k], l2) for k in columns])


def one_factor(X, y, theta, l2):
    C = np.linalg.cholesky(curvature_bound(X, l2))
    return theta - np.linalg.solve(C, slopes(X, y, theta, l2))


def one_factor_turned(X, y, theta, l2):
    C = np.linalg.cholesky(curvature_bound(X, l2))
    return theta - np.linalg.solve(C.T, slopes(X, y, theta, l2))


def factors_exchanged(X, y, theta, l2):
    C = np.linalg.cholesky(curvature_bound(X, l2))
    return theta - np.linalg.solve(C, np.linalg.solve(C.T, slopes(X, y, theta, l2)))


def factor_not_turned(X, y, theta, l2):
    C = np.linalg.cholesky(curvature_bound(X, l2))
    return theta - np.linalg.solve(C, np.linalg.solve(C, slopes(X, y, theta, l2)))


def divided_by_the_table(X, y, theta, l2):
    return theta - slopes(X, y, theta, l2) / curvature_bound(X, l2)


def inverse_of_each(X, y, theta, l2):
    return theta - (1 / curvature_bound(X, l2)) @ slopes(X, y, theta, l2)


def with_gradient(gradient):
    """The step with some other gradient."""

    def step(X, y, theta, l2):
        return theta - np.linalg.solve(curvature_bound(X, l2), gradient(X, y, theta, l2))

    return step


def no_penalty_in_the_gradient(X, y, theta, l2):
    return slopes(X, y, theta, 0.0)


def bias_pays_in_the_gradient(X, y, theta, l2):
    return slopes(X, y, theta, 0.0) + l2 * theta


def total_in_the_gradient(X, y, theta, l2):
    return len(X) * slopes(X, y, theta, 0.0) + slopes(X, y, theta, l2) - slopes(X, y, theta, 0.0)


def turned_round(X, y, theta, l2):
    return tilde(X).T @ (y - sigmoid(tilde(X) @ theta)) / len(X) + (
        slopes(X, y, theta, l2) - slopes(X, y, theta, 0.0)
    )


def of_the_scores(X, y, theta, l2):
    penalty = slopes(X, y, theta, l2) - slopes(X, y, theta, 0.0)
    return tilde(X).T @ (tilde(X) @ theta - y) / len(X) + penalty


def no_penalty_at_all(X, y, theta, l2):
    return bowl_step(X, y, theta, 0.0)


def bias_pays_everywhere(X, y, theta, l2):
    return theta - np.linalg.solve(
        bound(X, l2, 4 * len(X), l2), slopes(X, y, theta, 0) + l2 * theta
    )


def no_quarter_and_bias_pays_in_the_bound(X, y, theta, l2):
    return bound(X, l2, len(X), l2)


def no_quarter_and_bias_pays_everywhere(X, y, theta, l2):
    B = no_quarter_and_bias_pays_in_the_bound(X, y, theta, l2)
    return theta - np.linalg.solve(B, bias_pays_in_the_gradient(X, y, theta, l2))


def always_the_example(X, y, theta, l2):
    return bowl_step(X, y, theta, 0.1)


def totals(X, y, theta, l2):
    return bowl_step(X, y, theta, l2 / len(X))


def totals_of_the_losses(X, y, theta, l2):
    """Both without 1/m, and the penalty as it is."""
    penalty = l2 * np.diag([1.0] * X.shape[1] + [0.0])
    g = tilde(X).T @ (sigmoid(tilde(X) @ theta) - y) + penalty @ theta
    return theta - np.linalg.solve(bound(X, l2, 4), g)


def softmax_of_the_scores(X, y, theta, l2):
    if theta.ndim == 1:
        return bowl_step(X, y, theta, l2)
    powers = np.exp(tilde(X) @ theta)
    y_hat = powers / powers.sum(axis=1, keepdims=True)
    penalty = slopes(X, y, theta, l2) - slopes(X, y, theta, 0.0)
    g = tilde(X).T @ (y_hat - y) / len(X) + penalty
    return theta - np.linalg.solve(curvature_bound(X, l2), g)


def type_of_theta_kept(X, y, theta, l2):
    return bowl_step(X, y, theta, l2).astype(theta.dtype)


def penalty_in_every_entry(X, y, theta, l2):
    return bound(X, 0.0, 4 * len(X)) + l2


def penalty_in_every_entry_but_the_border(X, y, theta, l2):
    B = bound(X, 0.0, 4 * len(X))
    B[:-1, :-1] += l2
    return B


def one_digit_only(X, y, theta, l2):
    _, dJ_dw, dJ_db = cost_and_gradient(X, y, theta[:-1], theta[-1], l2)
    return theta - np.linalg.solve(curvature_bound(X, l2), np.append(dJ_dw, dJ_db))


def ten_digits_only(X, y, theta, l2):
    _, dJ_dw, dJ_db = cost_and_gradient(X, y, theta[:-1], theta[-1], l2)
    return theta - np.linalg.solve(curvature_bound(X, l2), np.vstack([dJ_dw, dJ_db]))


def bias_first(X, y, theta, l2):
    ones_first = np.column_stack([np.ones(len(X)), X])
    E = np.diag([0.0] + [1.0] * X.shape[1])
    g = ones_first.T @ (sigmoid(ones_first @ theta) - y) / len(X) + l2 * E @ theta
    return theta - np.linalg.solve(ones_first.T @ ones_first / (4 * len(X)) + l2 * E, g)


MISTAKES = [
    Mistake("multiplied by B", multiplied).says(
        "You multiply the gradient by B. Then it grows where the cost curves most, where steps"
        " should be short. Which vector s solves B s = gradient?"
    ),
    Mistake("the old ruler", plain, also=[plain_over_L]).says(
        "That is plain descent. What does your step do with B?"
    ),
    Mistake("a learning rate as well", also_over_L).says(
        "The direction is right, but you shorten the step by 1/L as well. B has already taken care"
        " of the length: where is the gradient of the closer parabola zero?"
    ),
    Mistake("uphill", uphill).says(
        "You step the other way, and the cost rises. Which sign does the step have in the formula?"
    ),
    Mistake("the step alone", the_way, also=[the_way_up]).says(
        "That is the step. Where does it lead to, from theta?"
    ),
    Mistake("the gradient", the_gradient).says(
        "That is the gradient, and it is correct. Which step follows from it, and where does it"
        " lead?"
    ),
    Mistake(
        "no quarter",
        with_matrix(no_quarter),
        "6: How large can the curvature be?",
        also=[with_matrix(a_half)],
    ).says(
        "Your steps go a quarter of the way, or a half: they descend, but B is too large. How large"
        " is y_hat (1 - y_hat) at most?"
    ),
    Mistake(
        "sum for mean in B",
        with_matrix(total_in_the_bound),
        "6: How large can the curvature be?",
        also=[with_matrix(total_without_the_quarter)],
    ).says(
        "The gradient is a mean, and your B is a sum: the more examples, the shorter your steps."
        " What is B divided by?"
    ),
    Mistake(
        "bias pays in B", with_matrix(bias_pays_in_the_bound), "6: How large can the curvature be?"
    ).says(
        "B has l2 on all of its diagonal. Does the penalty add curvature along the bias, too? Where"
        " does the matrix E have its zero?"
    ),
    Mistake(
        "penalty in every entry",
        with_matrix(penalty_in_every_entry),
        "6: How large can the curvature be?",
        also=[with_matrix(penalty_in_every_entry_but_the_border)],
    ).says(
        "`+ l2` adds to all entries of a matrix, not to its diagonal alone. Where does the matrix E"
        " have its ones?"
    ),
    Mistake(
        "no penalty in B",
        with_matrix(no_penalty_in_the_bound),
        "6: How large can the curvature be?",
    ).says(
        "The penalty is in your gradient, but not in B. It adds curvature, too: without it your"
        " steps are too long, and need not descend."
    ),
    Mistake(
        "part of the penalty in B",
        with_matrix(penalty_in_the_bracket),
        "6: How large can the curvature be?",
        also=[
            with_matrix(penalty_over_m),
            with_matrix(penalty_over_4m),
            with_matrix(half_the_penalty),
        ],
    ).says(
        "The quarter and the 1/m in B come from the losses, the half from the penalty itself. How"
        " curved is (l2/2) w^2 by itself?"
    ),
    Mistake(
        "no penalty",
        no_penalty_at_all,
        "6: How large can the curvature be?",
        also=[always_the_example],
    ).says("What does your function do with `l2`? It belongs in the gradient, and in B."),
    Mistake(
        "no penalty in the gradient",
        with_gradient(no_penalty_in_the_gradient),
        "10: The L2 penalty",
    ).says(
        "The penalty is in your B, but not in the gradient. Where does the descent end then: at the"
        " minimum of which cost?"
    ),
    Mistake(
        "bias pays in the gradient",
        with_gradient(bias_pays_in_the_gradient),
        "10: Why the bias has no penalty",
    ).says(
        "`l2 * theta` penalises the bias as well, the last entry of theta. What does the formula of"
        " the gradient put before it?"
    ),
    Mistake("bias pays", bias_pays_everywhere, "10: Why the bias has no penalty").says(
        "In your gradient and in your B the bias is penalised like a weight. In J only the weights"
        " are: what is E for?"
    ),
    Mistake(
        "no quarter, and the bias pays",
        no_quarter_and_bias_pays_everywhere,
        "6: How large can the curvature be?",
        also=[with_matrix(no_quarter_and_bias_pays_in_the_bound)],
    ).says(
        "Two things at once: the quarter is missing in B, and the bias is penalised. First: how"
        " large is y_hat (1 - y_hat) at most? And then: where does the matrix E have its zero?"
    ),
    Mistake(
        "sum for mean in the gradient", with_gradient(total_in_the_gradient), "5: All examples"
    ).says(
        "Your B is a mean, and the gradient a sum: the more examples, the longer your steps. What"
        " is the gradient divided by?"
    ),
    Mistake("sums for means", totals_of_the_losses, "5: All examples", also=[totals]).says(
        "Without the 1/m both grow with the number of examples, and the penalty does not: beside"
        " many examples it counts for nothing. Where does the cost have its 1/m?"
    ),
    Mistake("y and y_hat swapped", with_gradient(turned_round), "5: One example, backward").says(
        "The errors have the wrong sign: your step makes them larger. Is it y_hat - y, or"
        " y - y_hat?"
    ),
    Mistake(
        "score taken for the probability", with_gradient(of_the_scores), "5: One example, backward"
    ).says("You compare the scores with the truth. Which numbers lie between 0 and 1, as y does?"),
    Mistake(
        "softmax",
        softmax_of_the_scores,
        "7: Ten questions, ten models, one matrix product",
    ).says(
        "It works with one model. With K models your probabilities in each row add up to 1; here"
        " each model answers a question of its own. Which function turns one score into a"
        " probability?"
    ),
    Mistake("the diagonal alone", with_matrix(diagonal_alone)).says(
        "You divide each slope by its own curvature only. Pixels that are bright together share"
        " curvature: what do the other entries of B say?"
    ),
    Mistake(
        "bias apart", with_matrix(bias_apart), also=[with_matrix(bias_apart_with_rate_one)]
    ).says(
        "Weights and bias take their steps as if they had nothing to do with each other. What"
        " is in the border of B, where the column of ones meets the pixels?"
    ),
    Mistake("the true curvature", newton, "13: Newton's step: the true curvature").says(
        "That is Newton's step, with y_hat (1 - y_hat) as it is here. It is no bound, and may"
        " climb; what replaces each y_hat (1 - y_hat) in B?"
    ),
    Mistake("half of the way to the other map", one_factor, also=[one_factor_turned]).says(
        "B = C C^T has two factors, and you have solved with one. That is the gradient on the other"
        " map: how does the step come back to theta?"
    ),
    Mistake("factors in the wrong order", factors_exchanged, also=[factor_not_turned]).says(
        "B = C C^T, so B^-1 = C^-T C^-1. Which of the two is applied to the gradient first, and"
        " which of them is transposed?"
    ),
    Mistake("divided entry by entry", divided_by_the_table, also=[inverse_of_each]).says(
        "`/` divides entry by entry, and 1/B inverts each entry by itself. What is the inverse of a"
        " matrix, and which function solves B s = gradient?"
    ),
    Mistake(
        "one digit only", one_digit_only, "7: Ten questions, ten models, one matrix product"
    ).says(
        "It works with one model. With K models dJ_dw has K columns and dJ_db has K entries:"
        " `np.append` makes one long vector of them. How do you put dJ_db below dJ_dw as its last"
        " row? X~^T (y_hat - y) has it there already."
    ),
    Mistake(
        "ten digits only", ten_digits_only, "7: Ten questions, ten models, one matrix product"
    ).says(
        "It works with K models. With one model dJ_dw is a vector, and `np.vstack` takes it for a"
        " single row. X~^T (y_hat - y) has the shape of theta either way."
    ),
    Mistake("type of theta kept", type_of_theta_kept, "1: From a picture to a row").says(
        "Where theta holds whole numbers, so does your result: what comes after the decimal point"
        " is lost. Which step gives it the data type of theta?"
    ),
    Mistake("bias first", bias_first).says(
        "You read the first entry of theta as the bias. Where does the docstring put it, and so the"
        " column of ones?"
    ),
]

EXERCISE = Exercise(
    title="one step with the other ruler",
    kind="write",
    goal="Write the step that needs no learning rate and yet never climbs, for one digit or ten.",
    shapes="X (m, n), y (m,), theta (n + 1,), l2 a number    ->  theta (n + 1,)\n"
    "X (m, n), Y (m, K), theta (n + 1, K), l2 a number  ->  theta (n + 1, K)",
    minutes=20,
    section="The other ruler",
    hints=[
        "Go to the lowest point of the closer parabola. You need the gradient, in the order of"
        " theta, and the matrix B, which has neither labels nor weights in it.",
        "theta - B^-1 gradient, with B = X~^T X~ / (4 m) + l2 E. X~ has a column of ones for the"
        " bias; E has ones on the diagonal, except for the bias. The gradient is"
        " X~^T (y_hat - y) / m + l2 E theta.",
        "X_tilde = np.column_stack([X, ...])\nE = np.diag([1.0] * n + [...])\n"
        "gradient = X_tilde.T @ (sigmoid(...) - y) / m + l2 * E @ theta\n"
        "B = X_tilde.T @ X_tilde / (...) + l2 * E\nreturn theta - np.linalg.solve(B, ...)",
        "gradient = X_tilde.T @ (sigmoid(X_tilde @ theta) - y) / m + l2 * E @ theta\n"
        "B = X_tilde.T @ X_tilde / (4 * m) + l2 * E\n"
        "return theta - np.linalg.solve(B, gradient)",
    ],
    further="You measure one of the pixels from 0 to 255 and leave the others from 0 to 1. With"
    " l2 = 0, what changes for plain descent, and what for this step?",
    tasks=[
        Task(
            "bowl_step",
            truth=bowl_step,
            cases=cases,
            rtol=1e-7,  # B may be inverted in several ways
            atol=1e-9,
            others=[
                with_an_inverse,
                with_a_factor,
                on_the_other_map,
                by_the_directions,
                by_rows_of_penalty,
            ],
            mistakes=MISTAKES,
        )
    ],
)

"""Chapter 13, exercise 1: Newton's step, halved until it lowers the cost."""

from __future__ import annotations

import numpy as np

from logreg_edu import cost, cost_and_gradient, curvature_bound, score, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def gradient(X, y, theta, l2):
    _, dJ_dw, dJ_db = cost_and_gradient(X, y, theta[:-1], theta[-1], l2)
    return np.append(dJ_dw, dJ_db)


def J(X, y, theta, l2):
    return cost(X, y, theta[:-1], theta[-1], l2)


def hessian(X, theta, l2):
    X_tilde = np.column_stack([X, np.ones(len(X))])
    y_hat = sigmoid(score(X, theta[:-1], theta[-1]))
    H = (X_tilde.T * (y_hat * (1 - y_hat))) @ X_tilde / len(X)
    return H + l2 * np.diag([1.0] * X.shape[1] + [0.0])


def damped_step(X, y, theta, l2):
    return halved(
        X, y, theta, l2, np.linalg.solve(hessian(X, theta, l2), gradient(X, y, theta, l2))
    )


def halved(X, y, theta, l2, step):
    """The point after a step, which is halved until the cost does not rise."""
    while J(X, y, theta - step, l2) > J(X, y, theta, l2):
        step = step / 2
    return theta - step


def cases(rng):
    """By hand: one that fits at once, one to be halved. Then at random, near and far out."""
    X = np.array([[-2.0], [0.0], [2.0]])
    yield {"X": X, "y": np.array([0, 1, 1]), "theta": np.zeros(2), "l2": 0.5}
    yield {"X": X, "y": np.array([1, 0, 1]), "theta": np.array([3.0, 1.0]), "l2": 0.1}
    for m, n in ((8, 2), (7, 3), (12, 4), (10, 2)):
        X, y = rng.normal(size=(m, n)), rng.permutation(np.arange(m) % 2)
        l2 = rng.uniform(0.05, 0.5)
        yield {"X": X, "y": y, "theta": rng.normal(size=n + 1) / 2, "l2": l2}
        yield {"X": X, "y": y, "theta": 3 * rng.normal(size=n + 1), "l2": l2}
        yield {"X": 2 * X, "y": y, "theta": 4 * rng.normal(size=n + 1), "l2": l2 / 10}


# Right, in other words


def with_an_inverse(X, y, theta, l2):
    step, fraction = np.linalg.inv(hessian(X, theta, l2)) @ gradient(X, y, theta, l2), 1.0
    here = J(X, y, theta, l2)
    for _ in range(60):
        if J(X, y, theta - fraction * step, l2) <= here:
            break
        fraction /= 2
    return theta - fraction * step


def by_trying(X, y, theta, l2):
    step = np.linalg.lstsq(hessian(X, theta, l2), gradient(X, y, theta, l2), rcond=None)[0]
    tries = (theta - step * 0.5**k for k in range(100))
    return next(there for there in tries if not J(X, y, there, l2) > J(X, y, theta, l2))


# Wrong


def never_halved(X, y, theta, l2):
    return theta - np.linalg.solve(hessian(X, theta, l2), gradient(X, y, theta, l2))


def halved_once(X, y, theta, l2):
    step = np.linalg.solve(hessian(X, theta, l2), gradient(X, y, theta, l2))
    if J(X, y, theta - step, l2) > J(X, y, theta, l2):
        step = step / 2
    return theta - step


def stays(X, y, theta, l2):
    there = never_halved(X, y, theta, l2)
    return there if J(X, y, there, l2) <= J(X, y, theta, l2) else theta


def always_half(X, y, theta, l2):
    return theta - np.linalg.solve(hessian(X, theta, l2), gradient(X, y, theta, l2)) / 2


def half_of_the_last(X, y, theta, l2):
    """Halves the new point, not the step."""
    there = never_halved(X, y, theta, l2)
    for _ in range(60):
        if J(X, y, there, l2) <= J(X, y, theta, l2):
            break
        there = there / 2
    return there


def the_bound(X, y, theta, l2):
    step = np.linalg.solve(curvature_bound(X, l2), gradient(X, y, theta, l2))
    return halved(X, y, theta, l2, step)


def the_gradient(X, y, theta, l2):
    return halved(X, y, theta, l2, gradient(X, y, theta, l2))


def diagonal(X, y, theta, l2):
    step = gradient(X, y, theta, l2) / np.diag(hessian(X, theta, l2))
    return halved(X, y, theta, l2, step)


def no_penalty_in_H(X, y, theta, l2):
    step = np.linalg.solve(hessian(X, theta, 0.0), gradient(X, y, theta, l2))
    return halved(X, y, theta, l2, step)


def bias_penalised(X, y, theta, l2):
    H = hessian(X, theta, 0.0) + l2 * np.eye(len(theta))
    return halved(X, y, theta, l2, np.linalg.solve(H, gradient(X, y, theta, l2)))


def no_penalty_at_all(X, y, theta, l2):
    step = np.linalg.solve(hessian(X, theta, 0.0), gradient(X, y, theta, 0.0))
    for _ in range(60):
        if J(X, y, theta - step, 0.0) <= J(X, y, theta, 0.0):
            break
        step = step / 2
    return theta - step


def multiplied(X, y, theta, l2):
    step = hessian(X, theta, l2) @ gradient(X, y, theta, l2)
    return halved(X, y, theta, l2, step)


def uphill(X, y, theta, l2):
    return theta + np.linalg.solve(hessian(X, theta, l2), gradient(X, y, theta, l2))


def the_step(X, y, theta, l2):
    return damped_step(X, y, theta, l2) - theta


MISTAKES = [
    Mistake("never halved", never_halved).says(
        "Right where the full step lowers the cost. Compare the cost before and after: what do you"
        " do where it has risen?"
    ),
    Mistake("halved once", halved_once).says(
        "You halve the step once, and do not look again. What if the cost still rises?"
    ),
    Mistake("stays", stays).says(
        "Where the full step raises the cost you stay where you are, and would stay for ever. Which"
        " shorter step can you try?"
    ),
    Mistake("always half", always_half).says(
        "You take half of every step. Which steps should be halved, and which are good as they are?"
    ),
    Mistake("the point halved", half_of_the_last).says(
        "You halve the new point, which moves it towards zero. What is to be halved is the step,"
        " from where you are."
    ),
    Mistake("the bound", the_bound, "9: The other ruler").says(
        "That is the step with the bound B, which has one quarter for every y_hat (1 - y_hat)."
        " Which matrix has the true values?"
    ),
    Mistake("no curvature", the_gradient).says(
        "You step along the gradient itself, with the rate 1. What does Newton's step divide it by?"
    ),
    Mistake("diagonal only", diagonal).says(
        "You divide each derivative by its own curvature, as if no two parameters had to do with"
        " each other. Which system of equations does Newton's step solve?"
    ),
    Mistake("no penalty in H", no_penalty_in_H).says(
        "The gradient has the penalty in it, and your Hessian has not. What does it add to the"
        " curvature in a weight?"
    ),
    Mistake("bias penalised", bias_penalised).says(
        "One entry of your Hessian is too large by l2, the last one. Is the bias penalised?"
    ),
    Mistake("no penalty at all", no_penalty_at_all).says(
        "What does your function do with `l2`? The cost, the gradient and H all contain it."
    ),
    Mistake("multiplied", multiplied).says(
        "You multiply by H. Where the curvature is large, should the step be long or short?"
    ),
    Mistake("uphill", uphill).says(
        "Your step goes uphill, and no halving helps there. Which sign has Newton's step?"
    ),
    Mistake("the step alone", the_step).says(
        "You return the step. What is asked for is where it leads."
    ),
]

EXERCISE = Exercise(
    title="Newton's step with a brake",
    kind="write",
    goal="Write Newton's step, halved until it no longer raises the cost.",
    shapes="X (m, n), y (m,), theta (n + 1,) with the bias last, l2 a number  ->  theta (n + 1,)",
    minutes=20,
    section="Newton's step: the true curvature",
    hints=[
        "You need three things at theta: the cost, the gradient and the Hessian. The first two come"
        " from the library. Solve for the step, then compare costs.",
        "step = H^-1 g. While J(theta - step) > J(theta): step <- step / 2. H = X_tilde^T D X_tilde"
        " / m + l2 E, where E has a 0 for the bias.",
        "step = np.linalg.solve(H, g)\nwhile cost(...) > J:\n    step = ...\nreturn theta - step",
        "H = (X_tilde.T * (y_hat * (1 - y_hat))) @ X_tilde / len(X) + l2 * np.diag([1.0] * n +"
        " [0.0]); the gradient: np.append(dJ_dw, dJ_db)",
    ],
    further="Why does this loop always end, as long as H is positive definite and the gradient is"
    " not zero?",
    tasks=[
        Task(
            "damped_step",
            truth=damped_step,
            cases=cases,
            rtol=1e-6,
            atol=1e-8,
            others=[with_an_inverse, by_trying],
            mistakes=MISTAKES,
        )
    ],
)

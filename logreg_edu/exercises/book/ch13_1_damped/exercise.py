"""Chapter 13, exercise 1: Newton's step, halved until it lowers the cost."""

from __future__ import annotations

import numpy as np

from logreg_edu import cost, cost_and_gradient, curvature_bound, newton_descent, score, sigmoid
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
    """By hand: one that fits at once, and whole numbers, to be halved.

    Then a valley whose bottom is at 0, where the full step leads from w to w - sinh(w): at the
    bottom; where it rises by a third of a percent; and where it must be halved twelve times.
    Then at random, near and far out, few examples and many.
    """
    X = np.array([[-2.0], [0.0], [2.0]])
    yield {"X": X, "y": np.array([0, 1, 1]), "theta": np.zeros(2), "l2": 0.5}
    yield {"X": X, "y": np.array([1, 0, 1]), "theta": np.array([3, 1]), "l2": 0.1}
    X, y = np.array([[-1.0], [1.0], [-1.0], [1.0]]), np.array([0.0, 1.0, 1.0, 0.0])
    for weight in (0.0, 2.18, 12.0):
        yield {"X": X, "y": y, "theta": np.array([weight, 0.0]), "l2": 0.0}
    for m, n in ((8, 2), (7, 3), (300, 4)):
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


def the_step_subtracted(X, y, theta, l2):
    return theta - damped_step(X, y, theta, l2)


def newton(X, y, theta, l2):
    """The full step."""
    return np.linalg.solve(hessian(X, theta, l2), gradient(X, y, theta, l2))


def halved_at_most(times):
    def step(X, y, theta, l2):
        s = newton(X, y, theta, l2)
        for _ in range(times):
            if J(X, y, theta - s, l2) <= J(X, y, theta, l2):
                break
            s = s / 2
        return theta - s

    return step


def multiplied_by(fraction):
    """Another factor than one half."""

    def step(X, y, theta, l2):
        s = newton(X, y, theta, l2)
        while J(X, y, theta - s, l2) > J(X, y, theta, l2):
            s = s * fraction
        return theta - s

    return step


def while_it_rises(rises):
    """Halved as long as ``rises(cost, cost without its penalty, at theta)`` says so."""

    def step(X, y, theta, l2):
        s = newton(X, y, theta, l2)
        for _ in range(200):
            new = theta - s
            pairs = [(J(X, y, place, l2), J(X, y, place, 0.0)) for place in (new, theta)]
            if not rises(*pairs[0], *pairs[1]):
                break
            s = s / 2
        return theta - s

    return step


def halved_once_more(X, y, theta, l2):
    full, there = theta - newton(X, y, theta, l2), damped_step(X, y, theta, l2)
    return there if np.array_equal(full, there) else (theta + there) / 2


def always_halved_once_more(X, y, theta, l2):
    return (theta + damped_step(X, y, theta, l2)) / 2


def best_of_the_halvings(X, y, theta, l2):
    s = newton(X, y, theta, l2)
    return min((theta - s / 2**k for k in range(20)), key=lambda place: J(X, y, place, l2))


def enough_progress(share):
    def step(X, y, theta, l2):
        s, slope = newton(X, y, theta, l2), gradient(X, y, theta, l2)
        fraction = 1.0
        for _ in range(200):
            most = J(X, y, theta, l2) - share * fraction * (slope @ s)
            if J(X, y, theta - fraction * s, l2) <= most:
                break
            fraction /= 2
        return theta - fraction * s

    return step


def to_the_minimum(X, y, theta, l2):
    for _ in range(30):
        theta = damped_step(X, y, theta, l2)
    return theta


def cut_to_length_one(X, y, theta, l2):
    s = newton(X, y, theta, l2)
    length = np.linalg.norm(s)
    return theta - (s / length if length > 1 else s)


def with_hessian(matrix):
    """The damped step with some other matrix: ``matrix(X, theta, l2)``."""

    def step(X, y, theta, l2):
        return halved(
            X, y, theta, l2, np.linalg.solve(matrix(X, theta, l2), gradient(X, y, theta, l2))
        )

    return step


def sum_in_H(X, theta, l2):
    return len(X) * hessian(X, theta, 0.0) + hessian(X, theta, l2) - hessian(X, theta, 0.0)


def a_little_more(X, theta, l2):
    return hessian(X, theta, l2) + 1e-3 * np.eye(len(theta))


def adds_to_the_diagonal(f):
    """Where H is small, the step is much shorter than Newton's, and where it is not, it is his."""
    X, y = np.array([[-1.0], [1.0], [-1.0], [1.0]]), np.array([0, 1, 1, 0])
    near, far = (np.array([weight, 0.0]) for weight in (1.0, 8.5))
    right = np.allclose(f(X, y, near, 0.0), damped_step(X, y, near, 0.0), rtol=0.02, atol=0.02)
    return right and not np.allclose(f(X, y, far, 0.0), damped_step(X, y, far, 0.0), rtol=1e-3)


def no_bias_in_the_score(X, theta, l2):
    return hessian(X, np.append(theta[:-1], 0.0), l2)


def no_penalty_in_the_gradient(X, y, theta, l2):
    step = np.linalg.solve(hessian(X, theta, l2), gradient(X, y, theta, 0.0))
    for _ in range(200):
        if J(X, y, theta - step, l2) <= J(X, y, theta, l2):
            break
        step = step / 2
    return theta - step


def no_penalty_in_the_gradient_nor_the_brake(X, y, theta, l2):
    step = np.linalg.solve(hessian(X, theta, l2), gradient(X, y, theta, 0.0))
    for _ in range(200):
        if J(X, y, theta - step, 0.0) <= J(X, y, theta, 0.0):
            break
        step = step / 2
    return theta - step


def bias_first(X, y, theta, l2):
    """Reads theta with the bias first in the score and in H, and the cost as it is."""
    ones_first = np.column_stack([np.ones(len(X)), X])
    y_hat = sigmoid(ones_first @ theta)
    E = np.diag([0.0] + [1.0] * X.shape[1])
    H = (ones_first.T * (y_hat * (1 - y_hat))) @ ones_first / len(X) + l2 * E
    g = ones_first.T @ (y_hat - y) / len(X) + l2 * E @ theta
    turned = np.roll(theta, -1)
    return np.roll(halved(X, y, turned, l2, np.roll(np.linalg.solve(H, g), -1)), 1)


def type_of_theta_kept(X, y, theta, l2):
    return damped_step(X, y, theta, l2).astype(theta.dtype)


def bound_never_halved(X, y, theta, l2):
    return theta - np.linalg.solve(curvature_bound(X, l2), gradient(X, y, theta, l2))


MISTAKES = [
    Mistake("never halved", never_halved).says(
        "This is right where the full step lowers the cost. Compare the cost before and after: what"
        " do you do where it has risen?"
    ),
    Mistake("halved once", halved_once).says(
        "You halve the step once, and do not look again. What if the cost still rises?"
    ),
    Mistake(
        "a few times at most",
        halved_at_most(5),
        also=[halved_at_most(times) for times in (2, 3, 4, 8, 10)],
    ).says(
        "You halve a few times, and then take the step, whatever it does. What if the cost still"
        " rises?"
    ),
    Mistake(
        "another factor", multiplied_by(0.25), also=[multiplied_by(0.1), multiplied_by(0.9)]
    ).says("You shorten the step by another factor. What does the top of the file say?"),
    Mistake("one halving too many", halved_once_more, also=[always_halved_once_more]).says(
        "Once the cost no longer rises, you halve again. Which step do you return: the last one"
        " tried?"
    ),
    Mistake(
        "cost without its penalty",
        while_it_rises(lambda new, new_loss, old, old_loss: new_loss > old_loss),
        "4: The penalty",
        also=[
            while_it_rises(lambda new, new_loss, old, old_loss: new_loss > old),
            while_it_rises(lambda new, new_loss, old, old_loss: new > old_loss),
        ],
    ).says(
        "Where you compare the costs, the penalty is missing in one of them, or in both. Do both"
        " calls get `l2`?"
    ),
    Mistake(
        "a little rise allowed",
        while_it_rises(lambda new, new_loss, old, old_loss: new > 1.01 * old),
        also=[while_it_rises(lambda new, new_loss, old, old_loss: new > old + 0.01)],
    ).says(
        "You let the cost rise a little. How much may it rise, according to the text of the"
        " exercise?"
    ),
    Mistake("best of the halvings", best_of_the_halvings).says(
        "You look for the halving with the lowest cost. That may be better, but the exercise asks"
        " for the first that does not rise."
    ),
    Mistake(
        "enough progress",
        enough_progress(0.25),
        also=[enough_progress(c) for c in (0.1, 0.5)],
    ).says(
        "You ask that the cost falls enough (Armijo's rule). Here it need only not rise: when does"
        " that halve less?"
    ),
    Mistake("to the minimum", to_the_minimum).says("You take many steps. How many are asked for?"),
    Mistake("cut to length 1", cut_to_length_one).says(
        "You cut long steps to the length 1, whatever the cost does. When is a step to be halved?"
    ),
    Mistake("stays", stays).says(
        "Where the full step raises the cost you stay where you are, and would stay for ever. Which"
        " shorter step can you try?"
    ),
    Mistake("always half", always_half).says(
        "You take half of every step. Which steps should be halved, and which are good as they are?"
    ),
    Mistake("the point halved", half_of_the_last).says(
        "You halve the new point, which moves it towards zero. The step should be halved, from"
        " where you are."
    ),
    Mistake("sum for mean in H", with_hessian(sum_in_H), "4: A mean, not a sum").says(
        "The gradient is a mean, and your H is a sum: the more examples, the shorter your steps."
        " What is H divided by?"
    ),
    Mistake("no bias in the score", with_hessian(no_bias_in_the_score), "2: The score").says(
        "In your H, y_hat is computed without the bias. What is the score of an example?"
    ),
    Mistake(
        "no penalty in the gradient",
        no_penalty_in_the_gradient,
        "10: The L2 penalty",
        also=[no_penalty_in_the_gradient_nor_the_brake],
    ).says(
        "The penalty is in your H, but not in the gradient. Which cost has its minimum where your"
        " gradient is 0?"
    ),
    Mistake("bias first", bias_first).says(
        "You read the first entry of theta as the bias. Where does the top of the file put it?"
    ),
    Mistake("type of theta kept", type_of_theta_kept, "1: From a picture to a row").says(
        "Where theta holds whole numbers, so does your result: what comes after the decimal point"
        " is lost. Which step gives it the data type of theta?"
    ),
    Mistake("something added to H", with_hessian(a_little_more), sign=adds_to_the_diagonal).says(
        "Far out, where the curvature is small, your step is much too short: is something added to"
        " H, or y_hat (1 - y_hat) kept above some number? Take H as it is; halving is the brake."
    ),
    Mistake("the bound", the_bound, "9: The other ruler", also=[bound_never_halved]).says(
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
        "The gradient has the penalty in it, but your Hessian does not. What does it add to the"
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
        "Your step goes uphill, and no halving helps there. Which sign does Newton's step have?"
    ),
    Mistake("the step alone", the_step, also=[the_step_subtracted]).says(
        "You return the step. The task asks where it leads."
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
            instead=[newton_descent],
            mistakes=MISTAKES,
        )
    ],
)

"""Chapter 6, exercise 1: one step of descent, in which the bias must not move first."""

from __future__ import annotations

import numpy as np

from logreg_edu import cost, cost_and_gradient, gradient_descent, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def slopes(X, y, w, b, l2):
    error = sigmoid(X @ w + b) - y
    return X.T @ error / len(X) + l2 * w, error.mean(axis=0)


def step(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = slopes(X, y, w, b, l2)
    return w - alpha * dJ_dw, b - alpha * dJ_db


def twice(f, *arguments):
    """The same step asked for a second time: it differs if the first has moved the start."""
    f(*arguments)
    return f(*arguments)


def cases(rng):
    """By hand, then one model and K, few examples and many, with and without a penalty; float32."""
    one = {"X": np.array([[1.0], [3.0]]), "y": np.array([0, 0])}
    yield {**one, "w": np.array([0.0]), "b": 0.0, "alpha": 1.0, "l2": 0.0}
    yield {**one, "w": np.array([2.0]), "b": -1.0, "alpha": 0.5, "l2": 0.1}
    one |= {"y": np.array([1, 0])}
    yield {**one, "w": np.array([1.0]), "b": 0.0, "alpha": 5.0, "l2": 0.1}  # the cost rises
    for m, n, K, slowest, fastest in ((9, 3, 2, 1.1, 3), (7, 2, 12, 0.2, 0.9)):
        X, y, Y = rng.normal(size=(m, n)), rng.integers(0, 2, m), rng.integers(0, 2, (m, K))
        w, b, l2 = rng.normal(size=n), rng.normal(), rng.uniform(0.1, 1)
        alpha = rng.uniform(slowest, fastest)
        yield {"X": X, "y": y, "w": w, "b": b, "alpha": alpha, "l2": 0.0}
        yield {"X": X, "y": y, "w": w, "b": b, "alpha": alpha, "l2": l2}
        W, b = rng.normal(size=(n, K)), rng.normal(size=K)
        yield {"X": X, "y": Y, "w": W, "b": b, "alpha": alpha, "l2": l2}
    some = np.sort(rng.integers(0, 7, 300))  # seven examples, again and again
    X, y = rng.normal(size=(7, 2))[some], np.arange(7.0)[some] % 2
    yield {"X": X, "y": y, "w": rng.normal(size=2), "b": 0.5, "alpha": 0.3, "l2": 2.0}
    X, y = rng.random((5, 4)).astype(np.float32), rng.integers(0, 2, 5)
    yield {"X": X, "y": y, "w": rng.normal(size=4), "b": 0.5, "alpha": 0.3, "l2": 0.1}


# Right, in other words


def kept_aside(X, y, w, b, alpha, l2):
    _, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b, l2)
    w_new = w - alpha * dJ_dw
    b_new = b - alpha * dJ_db
    return [w_new, b_new]


def one_list(X, y, w, b, alpha, l2):
    theta = np.concatenate([w, np.reshape(b, (1, *w.shape[1:]))])
    X_tilde = np.column_stack([X, np.ones(len(X))])
    g = X_tilde.T @ (sigmoid(X_tilde @ theta) - y) / len(X)
    g[:-1] += l2 * theta[:-1]
    theta = theta - alpha * g
    return theta[:-1], theta[-1]


def weights_shrink(X, y, w, b, alpha, l2):
    error = sigmoid(X @ w + b) - y
    b = b - alpha * error.mean(axis=0)  # the error stays that of the old place
    return (1 - alpha * l2) * w - alpha * (X.T @ error) / len(X), b


def copied_first(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = slopes(X, y, w, b, l2)
    w = w.copy()
    w -= alpha * dJ_dw
    return w, b - alpha * dJ_db


# Wrong


def bias_first(X, y, w, b, alpha, l2):
    b = b - alpha * slopes(X, y, w, b, l2)[1]
    return w - alpha * slopes(X, y, w, b, l2)[0], b


def weights_first(X, y, w, b, alpha, l2):
    w = w - alpha * slopes(X, y, w, b, l2)[0]
    return w, b - alpha * slopes(X, y, w, b, l2)[1]


def uphill(X, y, w, b, alpha, l2):
    return step(X, y, w, b, -alpha, l2)


def uphill_without_penalty(X, y, w, b, alpha, l2):
    return step(X, y, w, b, -alpha, 0.0)


def weights_uphill(X, y, w, b, alpha, l2):
    return step(X, y, w, b, -alpha, l2)[0], step(X, y, w, b, alpha, l2)[1]


def bias_uphill(X, y, w, b, alpha, l2):
    return step(X, y, w, b, alpha, l2)[0], step(X, y, w, b, -alpha, l2)[1]


def bias_stays(X, y, w, b, alpha, l2):
    return step(X, y, w, b, alpha, l2)[0], b


def weights_stay(X, y, w, b, alpha, l2):
    return w, step(X, y, w, b, alpha, l2)[1]


def no_rate(X, y, w, b, alpha, l2):
    return step(X, y, w, b, 1.0, l2)


def no_rate_for_the_bias(X, y, w, b, alpha, l2):
    return step(X, y, w, b, alpha, l2)[0], step(X, y, w, b, 1.0, l2)[1]


def rate_times_all(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = slopes(X, y, w, b, l2)
    return alpha * (w - dJ_dw), alpha * (b - dJ_db)


def divided_by_m(X, y, w, b, alpha, l2):
    return step(X, y, w, b, alpha / len(X), l2)


def times_m(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = slopes(X, y, w, b, 0.0)
    return w - alpha * (len(X) * dJ_dw + l2 * w), b - alpha * len(X) * dJ_db


def times_m_with_the_penalty(X, y, w, b, alpha, l2):
    return step(X, y, w, b, alpha * len(X), l2)


def no_penalty(X, y, w, b, alpha, l2):
    return step(X, y, w, b, alpha, 0.0)


def penalty_twice(X, y, w, b, alpha, l2):
    return step(X, y, w, b, alpha, 2 * l2)


def penalty_without_rate(X, y, w, b, alpha, l2):
    w_new, b_new = step(X, y, w, b, alpha, 0.0)
    return w_new - l2 * w, b_new


def bias_pays(X, y, w, b, alpha, l2):
    w_new, b_new = step(X, y, w, b, alpha, l2)
    return w_new, b_new - alpha * l2 * b


def the_way(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = slopes(X, y, w, b, l2)
    return -alpha * dJ_dw, -alpha * dJ_db


def the_way_up(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = slopes(X, y, w, b, l2)
    return alpha * dJ_dw, alpha * dJ_db


def the_slopes(X, y, w, b, alpha, l2):
    return slopes(X, y, w, b, l2)


def in_place(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = slopes(X, y, w, b, l2)
    w -= alpha * dJ_dw
    b -= alpha * dJ_db
    return w, b


def weights_in_place(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = slopes(X, y, w, b, l2)
    w -= alpha * dJ_dw
    return w, b - alpha * dJ_db


def bias_first_in_place(X, y, w, b, alpha, l2):
    b = b - alpha * slopes(X, y, w, b, l2)[1]
    w -= alpha * slopes(X, y, w, b, l2)[0]
    return w, b


def moves_its_start(f):
    """Whatever else it does, the array of the caller has changed."""
    w = np.array([1.0, 2.0])
    f(np.ones((3, 2)), np.array([0, 1, 0]), w, 0.5, 0.5, 0.1)
    return not np.array_equal(w, [1.0, 2.0])


def length_alpha(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = slopes(X, y, w, b, l2)
    length = np.sqrt(np.square(dJ_dw).sum(axis=0) + np.square(dJ_db))
    return w - alpha * dJ_dw / length, b - alpha * dJ_db / length


def each_length_alpha(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = slopes(X, y, w, b, l2)
    return w - alpha * dJ_dw / np.linalg.norm(dJ_dw), b - alpha * dJ_db / np.linalg.norm(dJ_db)


def clipped(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = slopes(X, y, w, b, l2)
    return w - alpha * np.clip(dJ_dw, -1, 1), b - alpha * np.clip(dJ_db, -1, 1)


def never_further_than_alpha(f):
    """Right for a small slope; a slope of 5 moves a parameter no further than one of 10."""

    def step_of(size):
        X, y, w = np.array([[size]]), np.array([0.0]), np.array([0.0])
        return -f(X, y, w, 0.0, 0.1, 0.0)[0][0]

    return bool(np.isclose(step_of(0.2), 0.01) and np.isclose(step_of(10.0), step_of(20.0)))


def stays_where_it_would_rise(X, y, w, b, alpha, l2):
    w_new, b_new = step(X, y, w, b, alpha, l2)
    rises = np.any(cost(X, y, w_new, b_new, l2) > cost(X, y, w, b, l2))
    return (w, b) if rises else (w_new, b_new)


def from_zero(X, y, w, b, alpha, l2):
    descent = gradient_descent(X, y, alpha=alpha, l2=l2, iterations=1)
    return descent.w, descent.b


def from_zero_by_hand(X, y, w, b, alpha, l2):
    return step(X, y, np.zeros_like(w), np.zeros_like(b), alpha, l2)


def signs(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = slopes(X, y, w, b, l2)
    return w - alpha * np.sign(dJ_dw), b - alpha * np.sign(dJ_db)


def unpacked_as_slopes_first(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = cost(X, y, w, b, l2), slopes(X, y, w, b, l2)[0]
    return w - alpha * dJ_dw, b - alpha * dJ_db


def slopes_exchanged(X, y, w, b, alpha, l2):
    dJ_db, dJ_dw = slopes(X, y, w, b, l2)
    return w - alpha * dJ_dw, b - alpha * dJ_db


def bias_returned_first(X, y, w, b, alpha, l2):
    return step(X, y, w, b, alpha, l2)[::-1]


def one_bias_for_all(X, y, w, b, alpha, l2):
    dJ_dw, dJ_db = slopes(X, y, w, b, l2)
    return w - alpha * dJ_dw, b - alpha * np.mean(dJ_db)


MISTAKES = [
    Mistake("bias first", bias_first).says(
        "The bias is right, the weights are not: at which bias was their gradient computed? Run the"
        " file: which of your two numbers differs from the library's?"
    ),
    Mistake("weights first", weights_first).says(
        "The weights are right, the bias is not: at which weights was its slope computed? Both"
        " belong to the same point."
    ),
    Mistake("uphill", uphill, also=[weights_uphill, bias_uphill]).says(
        "You go uphill, with the weights, the bias or both. The gradient points to where the cost"
        " rises fastest: which way do you want to go?"
    ),
    Mistake("uphill, without the penalty", uphill_without_penalty).says(
        "Two things at once: you go uphill, and the penalty has no part in your gradient. First the"
        " sign: which way does the gradient point?"
    ),
    Mistake("bias stays", bias_stays).says(
        "Your bias never moves. Is it not a parameter like the others?"
    ),
    Mistake("weights stay", weights_stay).says(
        "Your weights never move. Which line gives them their new values, and is its result"
        " returned?"
    ),
    Mistake("no rate", no_rate, also=[no_rate_for_the_bias]).says(
        "What does your function do with `alpha`, for the weights and for the bias? A slope alone"
        " does not say how far to go."
    ),
    Mistake("rate times the new point", rate_times_all).says(
        "`alpha * (w - dJ_dw)` multiplies the weights by the rate as well. What should it multiply,"
        " and where do the brackets belong?"
    ),
    Mistake("divided by m again", divided_by_m, "4: A mean, not a sum").says(
        "Your step is m times too short. The gradient is that of a mean: has it been divided by m"
        " already?"
    ),
    Mistake(
        "gradient of the sum", times_m, "4: A mean, not a sum", also=[times_m_with_the_penalty]
    ).says("Put every example in twice: your step gets longer. Is the cost a sum or a mean?"),
    Mistake("no penalty", no_penalty, "5: All examples").says(
        "What does your function do with `l2`? The penalty has a derivative, too, and it pulls each"
        " weight towards 0."
    ),
    Mistake("penalty twice", penalty_twice, "5: All examples").says(
        "The penalty acts twice. Does the gradient that you were given contain it already?"
    ),
    Mistake("penalty without the rate", penalty_without_rate).says(
        "You subtract l2 * w whatever the rate is. The penalty is part of the cost: what is its"
        " derivative multiplied by in a step?"
    ),
    Mistake("bias penalised", bias_pays, "4: The penalty").says(
        "Your bias is pulled towards 0, as if it had a penalty. Which parameters does the penalty"
        " contain, and why is the bias not among them?"
    ),
    Mistake("the step, not the new point", the_way, also=[the_way_up]).says(
        "That is the step. Where do you start, and where do you arrive?"
    ),
    Mistake("the gradient itself", the_slopes).says(
        "That is the gradient at the old point. What is the new point?"
    ),
    Mistake(
        "moved in place",
        in_place,
        also=[weights_in_place, bias_first_in_place],
        sign=moves_its_start,
    ).says(
        "Ask for the same step twice, and the second answer differs: `w -= ...` changes the array"
        " of the caller. How do you make a new one?"
    ),
    Mistake(
        "a step of length alpha",
        length_alpha,
        "Learning rate: too small, right, too large",
        also=[each_length_alpha],
    ).says(
        "You divide the gradient by its length, so all steps are as long as alpha, even near the"
        " minimum. What makes the steps of the chapter shorter there?"
    ),
    Mistake(
        "gradient clipped",
        clipped,
        "Learning rate: too small, right, too large",
        sign=never_further_than_alpha,
    ).says(
        "You cut off large slopes. That is a known trick, but what is left is not the gradient:"
        " what in the formula of the step limits its length?"
    ),
    Mistake(
        "stays where the cost would rise",
        stays_where_it_would_rise,
        "How curved is the cost in fact?",
    ).says(
        "Where the step would raise the cost, you stay. One step with this rate was asked for,"
        " wherever it leads: what does the task say to return?"
    ),
    Mistake("from zero", from_zero, "Where to start", also=[from_zero_by_hand]).says(
        "Your step begins at zero, as the library's descent does. What are the arguments `w` and"
        " `b` for?"
    ),
    Mistake("signs alone", signs, "Learning rate: too small, right, too large").says(
        "Every parameter moves by alpha, whether its slope is large or nearly 0. What does the sign"
        " leave out?"
    ),
    Mistake("the cost for a slope", unpacked_as_slopes_first, "5: In the library").says(
        "All your weights move by the same amount, and your bias has become many. In which order"
        " does `cost_and_gradient` return its three values?"
    ),
    Mistake("slopes exchanged", slopes_exchanged, "5: In the library").says(
        "The slope of the bias moves your weights, and theirs move the bias. Which of the two"
        " slopes has the shape of w?"
    ),
    Mistake("bias returned first", bias_returned_first).says(
        "Both are right, but in the wrong order. Which of the two do you return first?"
    ),
    Mistake("one bias for all models", one_bias_for_all, "5: Several models at once").says(
        "It works with one model. With K models, each bias has a slope of its own: why take the"
        " mean of them?"
    ),
]

EXERCISE = Exercise(
    title="one step, from one point",
    kind="mend",
    goal="Correct one step of gradient descent, which does not arrive where the library does.",
    shapes="X (m, n), y (m,), w (n,), b a number, alpha, l2  ->  the new w (n,), b a number\n"
    "X (m, n), Y (m, K), W (n, K), b (K,), alpha, l2  ->  the new W (n, K), b (K,)",
    minutes=10,
    section="The step",
    hints=[
        "A gradient is a list of slopes at one point. If one parameter moves before the slope in"
        " another is computed, then the two slopes belong to two points.",
        "w_new = w - alpha dJ/dw and b_new = b - alpha dJ/db, both slopes at the old (w, b). The"
        " gradient of the library contains the penalty.",
        "_, dJ_dw, dJ_db = cost_and_gradient(X, y, ..., ..., l2)\nreturn w - ..., b - ...",
        "return w - alpha * dJ_dw, b - alpha * dJ_db",
    ],
    further="A method that moves one parameter at a time, each by its newest slope and with the"
    " rate 1/L, goes downhill as well. Why does the proof of this chapter not cover it?",
    tasks=[
        Task(
            "step",
            truth=step,
            cases=cases,
            observe=twice,
            others=[kept_aside, one_list, weights_shrink, copied_first],
            mistakes=MISTAKES,
        )
    ],
)

"""Chapter 6, exercise 4: the whole descent, with a record of its costs."""

from __future__ import annotations

import numpy as np

from logreg_edu import cost_and_gradient
from logreg_edu.exercises.book.ch06_1_step.exercise import slopes as slopes_of
from logreg_edu.exercises.book.ch06_1_step.exercise import twice
from logreg_edu.exercises.format import Exercise, Mistake, Task


def J_of(X, y, w, b, l2):
    losses = np.logaddexp(0, np.where(y == 1, -1, 1) * (X @ w + b))
    return losses.mean(axis=0) + l2 / 2 * np.square(w).sum(axis=0)


def path(X, y, w, b, alpha, l2, iterations, slopes=slopes_of):
    """The points of a descent, its start and its end among them."""
    places = [(w, b)]
    for _ in range(iterations):
        dJ_dw, dJ_db = slopes(X, y, w, b, l2)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
        places.append((w, b))
    return places


def told(X, y, l2, places):
    """What a descent returns: its last point, and the costs of all points."""
    return *places[-1], np.array([J_of(X, y, w, b, l2) for w, b in places])


def descend(X, y, w, b, alpha, l2, iterations):
    return told(X, y, l2, path(X, y, w, b, alpha, l2, iterations))


def cases(rng):
    """By hand and without a step, then one model and K from anywhere, some of it uphill.

    Two cases tell who stops too early: a start at the minimum, and steps that are tiny, but many.
    """
    one = {"X": np.array([[0.0], [1.0], [2.0], [3.0]]), "y": np.array([0, 0, 1, 0])}
    start = {"w": np.array([0.0]), "b": 0.0}
    yield {**one, **start, "alpha": 1.0, "l2": 0.0, "iterations": 1}
    yield {**one, **start, "alpha": 0.5, "l2": 0.1, "iterations": 2}
    yield {**one, "w": np.array([2.0]), "b": -1.0, "alpha": 0.5, "l2": 0.1, "iterations": 0}
    for m, n, K, iterations in ((9, 3, 2, 2), (7, 2, 12, 3)):
        X, y, Y = rng.normal(size=(m, n)), rng.integers(0, 2, m), rng.integers(0, 2, (m, K))
        w, b, alpha, l2 = rng.normal(size=n), rng.normal(), rng.uniform(0.2, 1), rng.uniform(0.1, 1)
        settings = {"alpha": alpha, "l2": l2, "iterations": iterations}
        yield {"X": X, "y": y, "w": w, "b": b, **settings}
        W, b = rng.normal(size=(n, K)), rng.normal(size=K)
        yield {"X": X, "y": Y, "w": W, "b": b, **settings}
    X, y = 2 * rng.normal(size=(6, 2)), np.arange(6) % 2
    w = 0.1 * rng.normal(size=2)
    yield {"X": X, "y": y, "w": w, "b": 0.2, "alpha": 20.0, "l2": 0.1, "iterations": 3}
    still = {"X": np.array([[1.0], [1.0], [-1.0], [-1.0]]), "y": np.array([0.0, 1.0, 0.0, 1.0])}
    yield {**still, **start, "alpha": 0.5, "l2": 0.1, "iterations": 3}
    X, y = rng.uniform(1, 2, (3, 1)), np.array([1.0, 1.0, 0.0])
    w = rng.uniform(1, 2, 1)
    yield {"X": X, "y": y, "w": w, "b": 0.2, "alpha": 1e-8, "l2": 2.0, "iterations": 25}
    X, y = rng.random((5, 4)).astype(np.float32), rng.integers(0, 2, 5)
    w = rng.normal(size=4)
    yield {"X": X, "y": y, "w": w, "b": 0.5, "alpha": 0.3, "l2": 0.1, "iterations": 2}


# Right, in other words


def cost_first(X, y, w, b, alpha, l2, iterations):
    """Each cost is computed as soon as there is a point."""
    costs = [cost_and_gradient(X, y, w, b, l2)[0]]
    while len(costs) <= iterations:
        _, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b, l2)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
        costs.append(cost_and_gradient(X, y, w, b, l2)[0])
    return [w, b, costs]


def stops_before_the_last_step(X, y, w, b, alpha, l2, iterations):
    w, costs = w.copy(), np.zeros((iterations + 1, *w.shape[1:]))
    for i in range(iterations + 1):
        costs[i], dJ_dw, dJ_db = cost_and_gradient(X, y, w, b, l2)
        if i < iterations:
            w -= alpha * dJ_dw
            b = b - alpha * dJ_db
    return w, b, costs


def calls_itself(X, y, w, b, alpha, l2, iterations):
    J, dJ_dw, dJ_db = cost_and_gradient(X, y, w, b, l2)
    if iterations == 0:
        return w, b, [J]
    next_w, next_b = w - alpha * dJ_dw, b - alpha * dJ_db
    w, b, costs = calls_itself(X, y, next_w, next_b, alpha, l2, iterations - 1)
    return w, b, [J, *costs]


# Wrong: the steps


def uphill(X, y, w, b, alpha, l2, iterations):
    return descend(X, y, w, b, -alpha, l2, iterations)


def one_place_for_all_slopes(X, y, w, b, alpha, l2, iterations):
    slopes = slopes_of(X, y, w, b, l2)
    return told(X, y, l2, path(X, y, w, b, alpha, l2, iterations, lambda *_: slopes))


def accumulated(X, y, w, b, alpha, l2, iterations):
    dJ_dw, dJ_db = np.zeros_like(w), np.zeros_like(b)

    def slopes(*place):
        nonlocal dJ_dw, dJ_db
        more_dw, more_db = slopes_of(*place)
        dJ_dw, dJ_db = dJ_dw + more_dw, dJ_db + more_db
        return dJ_dw, dJ_db

    return told(X, y, l2, path(X, y, w, b, alpha, l2, iterations, slopes))


def bias_first(X, y, w, b, alpha, l2, iterations):
    def slopes(X, y, w, b, l2):
        dJ_db = slopes_of(X, y, w, b, l2)[1]
        return slopes_of(X, y, w, b - alpha * dJ_db, l2)[0], dJ_db

    return told(X, y, l2, path(X, y, w, b, alpha, l2, iterations, slopes))


def weights_first(X, y, w, b, alpha, l2, iterations):
    def slopes(X, y, w, b, l2):
        dJ_dw = slopes_of(X, y, w, b, l2)[0]
        return dJ_dw, slopes_of(X, y, w - alpha * dJ_dw, b, l2)[1]

    return told(X, y, l2, path(X, y, w, b, alpha, l2, iterations, slopes))


def bias_stays(X, y, w, b, alpha, l2, iterations):
    def slopes(X, y, w, b, l2):
        return slopes_of(X, y, w, b, l2)[0], 0 * np.asarray(b)

    return told(X, y, l2, path(X, y, w, b, alpha, l2, iterations, slopes))


def bias_pays(X, y, w, b, alpha, l2, iterations):
    def slopes(X, y, w, b, l2):
        dJ_dw, dJ_db = slopes_of(X, y, w, b, l2)
        return dJ_dw, dJ_db + l2 * b

    return told(X, y, l2, path(X, y, w, b, alpha, l2, iterations, slopes))


def bias_pays_in_the_cost_too(X, y, w, b, alpha, l2, iterations):
    w_tilde = np.concatenate([w, np.reshape(b, (1, *w.shape[1:]))])
    X_tilde = np.column_stack([X, np.ones(len(X))])

    def slopes(X, y, w, b, l2):
        return slopes_of(X, y, w, b, l2)[0], 0.0

    *_, costs = told(X_tilde, y, l2, path(X_tilde, y, w_tilde, 0.0, alpha, l2, iterations, slopes))
    w, b, _ = bias_pays(X, y, w, b, alpha, l2, iterations)
    return w, b, costs


def gradient_of_the_sum(X, y, w, b, alpha, l2, iterations):
    def slopes(X, y, w, b, l2):
        dJ_dw, dJ_db = slopes_of(X, y, w, b, 0.0)
        return len(X) * dJ_dw + l2 * w, len(X) * dJ_db

    return told(X, y, l2, path(X, y, w, b, alpha, l2, iterations, slopes))


def divided_by_m_again(X, y, w, b, alpha, l2, iterations):
    return descend(X, y, w, b, alpha / len(X), l2, iterations)


def penalty_twice(X, y, w, b, alpha, l2, iterations):
    return told(X, y, l2, path(X, y, w, b, alpha, 2 * l2, iterations))


def no_penalty_in_the_steps(X, y, w, b, alpha, l2, iterations):
    return told(X, y, l2, path(X, y, w, b, alpha, 0.0, iterations))


def no_penalty_at_all(X, y, w, b, alpha, l2, iterations):
    return descend(X, y, w, b, alpha, 0.0, iterations)


def shrinking_rate(X, y, w, b, alpha, l2, iterations):
    steps = iter(range(1, iterations + 1))

    def slopes(*place):
        dJ_dw, dJ_db = slopes_of(*place)
        step = next(steps)
        return dJ_dw / step, dJ_db / step

    return told(X, y, l2, path(X, y, w, b, alpha, l2, iterations, slopes))


def halved_when_it_rises(X, y, w, b, alpha, l2, iterations):
    costs = [J_of(X, y, w, b, l2)]
    for _ in range(iterations):
        dJ_dw, dJ_db = slopes_of(X, y, w, b, l2)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
        costs.append(J_of(X, y, w, b, l2))
        if np.any(costs[-1] > costs[-2]):
            alpha = alpha / 2
    return w, b, np.array(costs)


def stays_where_it_would_rise(X, y, w, b, alpha, l2, iterations):
    costs = [J_of(X, y, w, b, l2)]
    for _ in range(iterations):
        dJ_dw, dJ_db = slopes_of(X, y, w, b, l2)
        w_new, b_new = w - alpha * dJ_dw, b - alpha * dJ_db
        if np.all(J_of(X, y, w_new, b_new, l2) <= costs[-1]):
            w, b = w_new, b_new
        costs.append(J_of(X, y, w, b, l2))
    return w, b, np.array(costs)


def stops_when_it_hardly_falls(X, y, w, b, alpha, l2, iterations, least=1e-6):
    costs = [J_of(X, y, w, b, l2)]
    for _ in range(iterations):
        dJ_dw, dJ_db = slopes_of(X, y, w, b, l2)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
        costs.append(J_of(X, y, w, b, l2))
        if np.all(np.abs(costs[-1] - costs[-2]) < least):
            break
    return w, b, np.array(costs)


def fills_the_record(X, y, w, b, alpha, l2, iterations):
    w, b, costs = stops_when_it_hardly_falls(X, y, w, b, alpha, l2, iterations)
    missing = iterations + 1 - len(costs)
    return w, b, np.concatenate([costs, np.repeat(costs[-1:], missing, axis=0)])


def is_short_at_the_minimum(f):
    """Fewer costs than steps where nothing is to be gained, and as many as asked for elsewhere."""
    X, y, w = np.array([[1.0], [1.0], [-1.0], [-1.0]]), np.array([0.0, 1.0, 0.0, 1.0]), np.ones(1)
    still, moving = (len(f(X, y, v, 0.0, 0.5, 0.1, 6)[2]) for v in (0 * w, w))
    return still < moving == 7


def rate_halved_later(X, y, w, b, alpha, l2, iterations, after=10):
    w, b, costs = descend(X, y, w, b, alpha, l2, min(iterations, after))
    if iterations > after:
        w, b, more = descend(X, y, w, b, alpha / 2, l2, iterations - after)
        costs = np.concatenate([costs, more[1:]])
    return w, b, costs


def fails_with_many(f):
    """Right for a few steps, and wrong for many."""
    X, y, w = np.array([[1.0], [2.0], [-1.0]]), np.array([0.0, 1.0, 1.0]), np.array([1.5])
    near = []
    for steps in (2, 3, 200):
        yours, right = (g(X, y, w, 0.2, 1e-4, 0.1, steps) for g in (f, descend))
        near.append(len(yours[2]) == steps + 1 and np.isclose(yours[0], right[0], 1e-9, 0).all())
    return near == [True, True, False]


def with_momentum(X, y, w, b, alpha, l2, iterations, keep=0.9):
    costs, v_w, v_b = [J_of(X, y, w, b, l2)], 0.0, 0.0
    for _ in range(iterations):
        dJ_dw, dJ_db = slopes_of(X, y, w, b, l2)
        v_w, v_b = keep * v_w + dJ_dw, keep * v_b + dJ_db
        w, b = w - alpha * v_w, b - alpha * v_b
        costs.append(J_of(X, y, w, b, l2))
    return w, b, np.array(costs)


def keeps_its_way(f):
    """The first step is right, and the second goes further, by a part of the first."""
    X, y, w = np.array([[1.0], [2.0], [-1.0]]), np.array([0.0, 1.0, 1.0]), np.array([1.5])
    first, second = (f(X, y, w, 0.2, 0.1, 0.0, steps)[0] - w for steps in (1, 2))
    right = [descend(X, y, w, 0.2, 0.1, 0.0, steps)[0] - w for steps in (1, 2)]
    more = (second - right[1]) / first
    return bool(np.isclose(first, right[0]).all() and np.all((more > 0.05) & (more < 0.9999)))


def a_step_in_any_case(X, y, w, b, alpha, l2, iterations):
    return descend(X, y, w, b, alpha, l2, max(iterations, 1))


def stops_when_it_rises(X, y, w, b, alpha, l2, iterations):
    costs = [J_of(X, y, w, b, l2)]
    for _ in range(iterations):
        dJ_dw, dJ_db = slopes_of(X, y, w, b, l2)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
        costs.append(J_of(X, y, w, b, l2))
        if np.any(costs[-1] > costs[-2]):
            break
    return w, b, np.array(costs)


# Wrong: the start and the end


def from_zero(X, y, w, b, alpha, l2, iterations):
    return descend(X, y, 0 * w, 0 * b, alpha, l2, iterations)


def in_place(X, y, w, b, alpha, l2, iterations):
    costs = [J_of(X, y, w, b, l2)]
    for _ in range(iterations):
        dJ_dw, dJ_db = slopes_of(X, y, w, b, l2)
        w -= alpha * dJ_dw
        b -= alpha * dJ_db
        costs.append(J_of(X, y, w, b, l2))
    return w, b, np.array(costs)


def weights_in_place(X, y, w, b, alpha, l2, iterations):
    costs = [J_of(X, y, w, b, l2)]
    for _ in range(iterations):
        dJ_dw, dJ_db = slopes_of(X, y, w, b, l2)
        w -= alpha * dJ_dw
        b = b - alpha * dJ_db
        costs.append(J_of(X, y, w, b, l2))
    return w, b, np.array(costs)


def moves_its_start(f):
    """Whatever else it does, the array of the caller has changed."""
    w = np.array([1.0, 2.0])
    f(np.ones((3, 2)), np.array([0, 1, 0]), w, 0.5, 0.5, 0.1, 2)
    return not np.array_equal(w, [1.0, 2.0])


def one_step_more(X, y, w, b, alpha, l2, iterations):
    return descend(X, y, w, b, alpha, l2, iterations + 1)


def one_step_less(X, y, w, b, alpha, l2, iterations):
    return descend(X, y, w, b, alpha, l2, iterations - 1)


def one_step_for_all(X, y, w, b, alpha, l2, iterations):
    return descend(X, y, w, b, alpha, l2, min(iterations, 1))


def returns_in_the_loop(X, y, w, b, alpha, l2, iterations):
    costs = []
    for _ in range(iterations):
        costs.append(J_of(X, y, w, b, l2))
        dJ_dw, dJ_db = slopes_of(X, y, w, b, l2)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
        return w, b, np.array(costs)


def a_step_after_the_last_cost(X, y, w, b, alpha, l2, iterations):
    costs = []
    for _ in range(iterations + 1):
        costs.append(J_of(X, y, w, b, l2))
        dJ_dw, dJ_db = slopes_of(X, y, w, b, l2)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
    return w, b, np.array(costs)


def lowest_place(X, y, w, b, alpha, l2, iterations):
    places = path(X, y, w, b, alpha, l2, iterations)
    costs = [J_of(X, y, *place, l2) for place in places]
    return *places[int(np.argmin([np.sum(J) for J in costs]))], np.array(costs)


def start_returned(X, y, w, b, alpha, l2, iterations):
    return w, b, descend(X, y, w, b, alpha, l2, iterations)[2]


# Wrong: the costs


def no_last_cost(X, y, w, b, alpha, l2, iterations):
    w, b, costs = descend(X, y, w, b, alpha, l2, iterations)
    return w, b, costs[:-1]


def no_first_cost(X, y, w, b, alpha, l2, iterations):
    w, b, costs = descend(X, y, w, b, alpha, l2, iterations)
    return w, b, costs[1:]


def last_cost_twice(X, y, w, b, alpha, l2, iterations):
    w, b, costs = descend(X, y, w, b, alpha, l2, iterations)
    return w, b, np.concatenate([costs[1:], costs[-1:]])


def one_array_for_all_points(X, y, w, b, alpha, l2, iterations):
    w, b, costs = descend(X, y, w, b, alpha, l2, iterations)
    return w, b, np.array([costs[-1]] * len(costs))


def old_cost_again(X, y, w, b, alpha, l2, iterations):
    costs = []
    for _ in range(iterations):
        J = J_of(X, y, w, b, l2)
        costs.append(J)
        dJ_dw, dJ_db = slopes_of(X, y, w, b, l2)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
    costs.append(J)
    return w, b, np.array(costs)


def last_place_left_empty(X, y, w, b, alpha, l2, iterations):
    w, b, costs = descend(X, y, w, b, alpha, l2, iterations)
    costs[-1] = 0
    return w, b, costs


def only_the_last_cost(X, y, w, b, alpha, l2, iterations):
    w, b, costs = descend(X, y, w, b, alpha, l2, iterations)
    return w, b, costs[-1]


def no_costs(X, y, w, b, alpha, l2, iterations):
    return descend(X, y, w, b, alpha, l2, iterations)[:2]


def losses_alone(X, y, w, b, alpha, l2, iterations):
    return told(X, y, 0.0, path(X, y, w, b, alpha, l2, iterations))


def sum_of_the_losses(X, y, w, b, alpha, l2, iterations):
    places = path(X, y, w, b, alpha, l2, iterations)
    w, b, costs = told(X, y, l2, places)
    return w, b, costs + (len(X) - 1) * told(X, y, 0.0, places)[2]


def sum_with_the_penalty(X, y, w, b, alpha, l2, iterations):
    w, b, costs = descend(X, y, w, b, alpha, l2, iterations)
    return w, b, len(X) * costs


def one_cost_for_all_models(X, y, w, b, alpha, l2, iterations):
    w, b, costs = descend(X, y, w, b, alpha, l2, iterations)
    return w, b, np.array([np.mean(J) for J in costs])


def sum_over_models(X, y, w, b, alpha, l2, iterations):
    w, b, costs = descend(X, y, w, b, alpha, l2, iterations)
    return w, b, np.array([np.sum(J) for J in costs])


def a_row_of_numbers(X, y, w, b, alpha, l2, iterations):
    w, b, right = descend(X, y, w, b, alpha, l2, iterations)
    costs = np.zeros(iterations + 1)
    for i in range(iterations + 1):
        costs[i] = right[i]
    return w, b, costs


def plain_numbers(X, y, w, b, alpha, l2, iterations):
    w, b, costs = descend(X, y, w, b, alpha, l2, iterations)
    return w, b, [float(J) for J in costs]


def a_row_for_each_model(X, y, w, b, alpha, l2, iterations):
    w, b, costs = descend(X, y, w, b, alpha, l2, iterations)
    return w, b, costs.T


def costs_first(X, y, w, b, alpha, l2, iterations):
    w, b, costs = descend(X, y, w, b, alpha, l2, iterations)
    return costs, w, b


MISTAKES = [
    Mistake("uphill", uphill).says(
        "Your costs rise where they should fall. Which way does the gradient point, and which way"
        " do you go?"
    ),
    Mistake("gradient of the start", one_place_for_all_slopes).says(
        "Your first step is right. The others repeat it, as if the gradient had not changed: where"
        " do you compute it, before the loop or in it?"
    ),
    Mistake("gradients added up", accumulated).says(
        "Your first step is right, the later ones contain the gradients of all points before."
        " Should an old gradient count at a new point? Where is `+=`?"
    ),
    Mistake("bias first", bias_first).says(
        "The bias has moved before the gradient of the weights is computed. At how many points"
        " should the gradient of one step be taken?"
    ),
    Mistake("weights first", weights_first).says(
        "The weights have moved before the slope in the bias is computed. At how many points should"
        " the gradient of one step be taken?"
    ),
    Mistake("bias stays", bias_stays).says(
        "Your bias never moves. Is it not a parameter like the others?"
    ),
    Mistake("bias penalised", bias_pays, "4: The penalty", also=[bias_pays_in_the_cost_too]).says(
        "Your bias is pulled towards 0, as if it had a penalty. Which parameters does the penalty"
        " contain, and why is the bias not among them?"
    ),
    Mistake("gradient of the sum", gradient_of_the_sum, "4: A mean, not a sum").says(
        "Put every example in twice: your steps get longer. Is the cost a sum or a mean?"
    ),
    Mistake("divided by m again", divided_by_m_again, "4: A mean, not a sum").says(
        "Your steps are m times too short. The gradient is that of a mean: has it been divided by m"
        " already?"
    ),
    Mistake("penalty twice", penalty_twice, "5: All examples").says(
        "The penalty acts twice. Does the gradient that you were given contain it already?"
    ),
    Mistake("no penalty in the steps", no_penalty_in_the_steps, "5: All examples").says(
        "Your costs contain the penalty, but your steps do not. Do you follow the gradient of this"
        " cost?"
    ),
    Mistake("no penalty", no_penalty_at_all, "4: The penalty").says(
        "What does your function do with `l2`? The penalty belongs in the costs and in the"
        " gradient."
    ),
    Mistake("shrinking rate", shrinking_rate, "Learning rate: too small, right, too large").says(
        "Your rate gets smaller from step to step. Why do the steps become shorter near the"
        " minimum, even with a constant rate?"
    ),
    Mistake(
        "gives up when the cost rises",
        stops_when_it_rises,
        "How curved is the cost in fact?",
        also=[halved_when_it_rises, stays_where_it_would_rise],
    ).says(
        "Where the cost rises, your function does something else. A good idea, but here a number of"
        " steps with one rate was asked for: does a single rise mean that later steps cannot"
        " descend?"
    ),
    Mistake(
        "stops when the cost hardly falls",
        stops_when_it_hardly_falls,
        "When to stop",
        sign=is_short_at_the_minimum,
    ).says(
        "You stop early, where there is little to gain. The task gives the number of steps: how"
        " many costs does the caller expect?"
    ),
    Mistake("stops, and fills the record", fills_the_record, "When to stop").says(
        "Where the cost hardly falls, you stop, and repeat the last cost. The task gives the number"
        " of steps: how far do many small ones lead?"
    ),
    Mistake(
        "right for few steps",
        rate_halved_later,
        "Learning rate: too small, right, too large",
        sign=fails_with_many,
    ).says(
        "This is right for a few steps, but wrong for many. Does your loop end early, or does your"
        " rate change on the way?"
    ),
    Mistake("momentum", with_momentum, "The step", sign=keeps_its_way).says(
        "Your first step is right. From the second on, each goes further, by a part of the step"
        " before. What does a step of gradient descent depend on, and on what does it not?"
    ),
    Mistake("a step in any case", a_step_in_any_case).says(
        "You take a step even if none is asked for. With `iterations` = 0, which point and which"
        " costs are to be returned?"
    ),
    Mistake("starts from zero", from_zero, "Where to start").says(
        "You begin at zero, whatever the caller asks for. What are the arguments `w` and `b` for?"
    ),
    Mistake("moved in place", in_place, also=[weights_in_place], sign=moves_its_start).says(
        "Ask for the same descent twice, and the second begins where the first ended: `w -= ...`"
        " changes the array of the caller. How do you make a new one?"
    ),
    Mistake("one step too many", one_step_more).says(
        "You take one step more than asked for. How many steps are there, if there is one more"
        " cost?"
    ),
    Mistake("one step too few", one_step_less).says(
        "You take one step less than asked for. How often does a loop over `range(1, iterations)`"
        " run?"
    ),
    Mistake("one step only", one_step_for_all, also=[returns_in_the_loop]).says(
        "However many steps are asked for, you take one. Is the `return` inside the loop, or are"
        " the new weights forgotten?"
    ),
    Mistake("a step after the last cost", a_step_after_the_last_cost).says(
        "Your costs are right, and there are as many as there should be. But your weights are one"
        " step ahead: do they belong to the last cost?"
    ),
    Mistake("the lowest point", lowest_place).says(
        "You return the point with the lowest cost. The task asks for the last one: where the two"
        " differ, the costs should show it."
    ),
    Mistake("the start returned", start_returned).says(
        "Your costs are right, but the weights that you return have never moved. Which names hold"
        " the new point?"
    ),
    Mistake("no last cost", no_last_cost).says(
        "The cost at the end is missing. How many points are there, if there are `iterations` steps"
        " between them?"
    ),
    Mistake("no first cost", no_first_cost).says(
        "The cost at the start is missing. Do you compute it before a step, or only after it?"
    ),
    Mistake("the last cost twice", last_cost_twice).says(
        "The cost at the start is missing, and that at the end is there twice. Do you compute it"
        " before a step, or only after it?"
    ),
    Mistake("the last cost for all", one_array_for_all_points).says(
        "All your costs are that of the last point. If you keep `w` in a list and then change it in"
        " place, what do all entries of the list show?"
    ),
    Mistake("an old cost at the end", old_cost_again).says(
        "Your last two costs are the same: the last one is that of the point before. For which"
        " weights should it be computed?"
    ),
    Mistake("an empty entry at the end", last_place_left_empty).says(
        "Your last cost is 0, which no cost is. Is there an entry in your array that was never"
        " filled?"
    ),
    Mistake(
        "only the last cost", only_the_last_cost, "Learning rate: too small, right, too large"
    ).says(
        "That is the cost at the end. The curve of the cost tells whether the rate was too small or"
        " too large: how do you keep all of it?"
    ),
    Mistake("no costs", no_costs).says(
        "The point is right. And where are the costs, the third thing to return?"
    ),
    Mistake("losses without the penalty", losses_alone, "4: The penalty").says(
        "Your steps contain the penalty, but your costs do not. Which cost does your gradient"
        " belong to?"
    ),
    Mistake(
        "sum of the losses", sum_of_the_losses, "4: A mean, not a sum", also=[sum_with_the_penalty]
    ).says("Your costs grow with the number of examples. Is the cost a sum or a mean?"),
    Mistake(
        "one cost for all models",
        one_cost_for_all_models,
        "5: Several models at once",
        also=[sum_over_models, a_row_of_numbers, plain_numbers],
    ).says(
        "It works with one model. With K models, each has a cost of its own at every step: which"
        " shape do the costs have then?"
    ),
    Mistake("a row for each model", a_row_for_each_model, "5: Several models at once").says(
        "It works with one model. With K models, your matrix is transposed: is a row of it a step"
        " or a model?"
    ),
    Mistake("costs first", costs_first).says(
        "All three are right, but in the wrong order. Which do you return first?"
    ),
]

EXERCISE = Exercise(
    title="the whole way down",
    kind="write",
    goal="Write gradient descent from any start, with a record of the cost at every point.",
    shapes="X (m, n), y (m,), w (n,), b a number, alpha, l2, iterations\n"
    "->  w (n,), b a number, costs (iterations + 1,)\n"
    "X (m, n), Y (m, K), W (n, K), b (K,), alpha, l2, iterations\n"
    "->  W (n, K), b (K,), costs (iterations + 1, K)",
    minutes=20,
    section="In the library",
    hints=[
        "A loop of steps. At each point: compute the cost and its gradient, note the cost, and go"
        " to a new point. After the loop there is one more point, and it has a cost, too.",
        "w_new = w - alpha dJ/dw and b_new = b - alpha dJ/db. From point 0 to point `iterations`"
        " there are `iterations` steps and `iterations` + 1 costs.",
        "costs = []\nfor _ in range(iterations):\n    J, dJ_dw, dJ_db = ...\n    costs.append(J)\n"
        "    w = ...\n    b = ...\ncosts.append(...)\nreturn w, b, np.array(costs)",
        "w = w - alpha * dJ_dw\nb = b - alpha * dJ_db\n"
        "and after the loop: costs.append(cost_and_gradient(X, y, w, b, l2)[0])",
    ],
    further="Your costs fall at each step, and the last two agree in six digits. What does that say"
    " about the cost to which a thousand more steps would lead?",
    tasks=[
        Task(
            "descend",
            truth=descend,
            cases=cases,
            observe=twice,
            others=[cost_first, stops_before_the_last_step, calls_itself],
            mistakes=MISTAKES,
        )
    ],
)

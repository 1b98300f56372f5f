"""Chapter 9, exercise 3: momentum, with the gradient from the wrong point."""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task


def momentum_walk(H, theta, alpha, steps):
    ahead, t = theta, 1.0
    for _ in range(steps):
        theta_new = ahead - alpha * (H @ ahead)
        t_new = (1 + np.sqrt(1 + 4 * t**2)) / 2
        ahead = theta_new + (t - 1) / t_new * (theta_new - theta)
        theta, t = theta_new, t_new
    return theta


def cases(rng):
    """By hand, no step and one; whole numbers; valleys at random, one start close; float32."""
    flat = np.array([[0.5]])
    yield {"H": flat, "theta": np.array([1.0]), "alpha": 1.0, "steps": 0}
    yield {"H": flat, "theta": np.array([1.0]), "alpha": 1.0, "steps": 1}
    yield {"H": flat, "theta": np.array([1.0]), "alpha": 1.0, "steps": 2}
    yield {"H": flat, "theta": np.array([1.0]), "alpha": 1.0, "steps": 3}
    yield {"H": np.diag([0.1, 1.0]), "theta": np.array([9, 1]), "alpha": 0.5, "steps": 4}
    for n, steps in ((2, 5), (3, 4), (4, 7), (5, 36)):
        rows = rng.normal(size=(n + 2, n))
        H = rows.T @ rows / (n + 2) + 0.1 * np.eye(n)
        alpha = rng.uniform(0.3, 0.9) / np.linalg.eigvalsh(H)[-1]
        theta = rng.normal(size=n) * (1e-5 if n == 3 else 1)
        yield {"H": H, "theta": theta, "alpha": alpha, "steps": steps}
    H = np.diag(rng.uniform(0.1, 1, 3)).astype(np.float32)
    yield {"H": H, "theta": rng.normal(size=3).astype(np.float32), "alpha": 0.8, "steps": 6}


# Right, in other words


def numbers_first(H, theta, alpha, steps):
    t = [1.0]
    for _ in range(steps):
        t.append(0.5 + np.sqrt(0.25 + t[-1] ** 2))
    before, here = theta, theta
    for k in range(steps):
        fraction = (t[k - 1] - 1) / t[k] if k else 0.0
        ahead = here + fraction * (here - before)
        before, here = here, ahead - alpha * H @ ahead
    return here


def by_itself(H, theta, alpha, steps):
    """Again and again, with the point before, the point ahead and t handed on."""

    def go(here, ahead, t, left):
        if left == 0:
            return here
        new = ahead - alpha * (H @ ahead)
        t_new = (1 + (1 + 4 * t * t) ** 0.5) / 2
        return go(new, new + (new - here) * (t - 1) / t_new, t_new, left - 1)

    return go(theta, theta, 1, steps)


def with_a_speed(H, theta, alpha, steps):
    theta = np.array(theta, dtype=float)
    speed, t = np.zeros_like(theta), 1.0
    for _ in range(steps):
        ahead = theta + speed
        new = ahead - alpha * H.dot(ahead)
        t, t_old = (1 + np.sqrt(1 + 4 * t**2)) / 2, t
        speed = (t_old - 1) / t * (new - theta)
        theta = new
    return theta


# Wrong


def walk(H, theta, alpha, steps, *, numbers=None, fraction=None, start=None, t=1.0):
    """The walk with other numbers t, another fraction of them, or another start of each step."""
    ahead = theta
    for _ in range(steps):
        theta_new = (start or from_ahead)(H, theta, ahead, alpha)
        t_new = (numbers or the_numbers)(t)
        ahead = theta_new + (fraction or the_fraction)(t, t_new) * (theta_new - theta)
        theta, t = theta_new, t_new
    return theta


def the_numbers(t):
    return (1 + np.sqrt(1 + 4 * t**2)) / 2


def the_fraction(t, t_new):
    return (t - 1) / t_new


def from_ahead(H, theta, ahead, alpha):
    return ahead - alpha * (H @ ahead)


def gradient_from_here(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, start=lambda H, here, ahead, a: ahead - a * (H @ here))


def step_from_here(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, start=lambda H, here, ahead, a: here - a * (H @ ahead))


def plain(H, theta, alpha, steps):
    for _ in range(steps):
        theta = theta - alpha * (H @ theta)
    return theta


def overwritten(H, theta, alpha, steps):
    ahead, t = theta, 1.0
    for _ in range(steps):
        theta_new = ahead - alpha * (H @ ahead)
        t_new = the_numbers(t)
        theta, t = theta_new, t_new
        ahead = theta_new + (t - 1) / t_new * (theta_new - theta)
    return theta


def heavy_ball(H, theta, alpha, steps):
    """Polyak's momentum: the gradient here, beside the last step."""
    before, t = theta, 1.0
    for _ in range(steps):
        t_new = the_numbers(t)
        new = theta - alpha * (H @ theta) + (t - 1) / t_new * (theta - before)
        before, theta, t = theta, new, t_new
    return theta


def heavy_ball_by_a_speed(H, theta, alpha, steps):
    speed, t = np.zeros(len(theta)), 1.0
    for _ in range(steps):
        t_new = the_numbers(t)
        speed = (t - 1) / t_new * speed - alpha * (H @ theta)
        theta, t = theta + speed, t_new
    return theta


def half_the_gradient(H, theta, alpha, steps):
    return momentum_walk(H, theta, alpha / 2, steps)


def restarted(H, theta, alpha, steps):
    """The momentum is dropped where the gradient points against the last step."""
    ahead, t = theta, 1.0
    for _ in range(steps):
        slope = H @ ahead
        theta_new = ahead - alpha * slope
        if slope @ (theta_new - theta) > 0:
            t = 1.0
        t_new = the_numbers(t)
        ahead = theta_new + (t - 1) / t_new * (theta_new - theta)
        theta, t = theta_new, t_new
    return theta


def restarted_where_the_cost_rises(H, theta, alpha, steps):
    ahead, t = theta, 1.0
    for _ in range(steps):
        theta_new = ahead - alpha * (H @ ahead)
        if theta_new @ H @ theta_new > theta @ H @ theta:
            t, theta_new = 1.0, theta - alpha * (H @ theta)
        t_new = the_numbers(t)
        ahead = theta_new + (t - 1) / t_new * (theta_new - theta)
        theta, t = theta_new, t_new
    return theta


def restarted_and_gone_on(H, theta, alpha, steps):
    ahead, t = theta, 1.0
    for _ in range(steps):
        theta_new = ahead - alpha * (H @ ahead)
        if theta_new @ H @ theta_new > theta @ H @ theta:
            t = 1.0
        t_new = the_numbers(t)
        ahead = theta_new + (t - 1) / t_new * (theta_new - theta)
        theta, t = theta_new, t_new
    return theta


def one_step_alone(H, theta, alpha, steps):
    """Its `return` is inside the loop."""
    for _ in range(steps):
        return theta - alpha * (H @ theta)
    return None


def one_step_or_none(H, theta, alpha, steps):
    return momentum_walk(H, theta, alpha, min(steps, 1))


def ten_steps_alone(H, theta, alpha, steps):
    return momentum_walk(H, theta, alpha, min(steps, 10))


def the_cost(H, theta, alpha, steps):
    theta = momentum_walk(H, theta, alpha, steps)
    return theta @ H @ theta / 2


def type_of_theta_kept(H, theta, alpha, steps):
    """Each point is written into an array of theta's data type."""
    ahead, t = theta, 1.0
    for _ in range(steps):
        theta_new = (ahead - alpha * (H @ ahead)).astype(theta.dtype)
        t_new = the_numbers(t)
        ahead = theta_new + (t - 1) / t_new * (theta_new - theta)
        theta, t = theta_new, t_new
    return theta


def type_kept_at_the_end(H, theta, alpha, steps):
    return momentum_walk(H, theta, alpha, steps).astype(theta.dtype)


def t_overwritten(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, fraction=lambda t, t_new: (t_new - 1) / t_new)


def divided_by_the_old(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, fraction=lambda t, t_new: (t - 1) / t)


def inverted(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, fraction=lambda t, t_new: (t_new - 1) / t)


def one_less_below(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, fraction=lambda t, t_new: t / t_new)


def one_less_in_both(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, fraction=lambda t, t_new: (t - 1) / (t_new - 1))


def not_divided(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, fraction=lambda t, t_new: t - 1)


def backward(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, fraction=lambda t, t_new: -(t - 1) / t_new)


def constant(H, theta, alpha, steps, fraction=0.9):
    return walk(H, theta, alpha, steps, fraction=lambda t, t_new: fraction)


def never_less_than_all(H, theta, alpha, steps):
    return constant(H, theta, alpha, steps, fraction=1.0)


def is_constant(f):
    """The second and the third step keep the same share of the step before, and not none of it.

    The share follows from the points: with H = 1 and the rate 1/2, each point is half of the point
    ahead from which it was reached.
    """
    H, start = np.eye(1), np.ones(1)
    places = [start[0], *(f(H, start, 0.5, k)[0] for k in (1, 2, 3))]
    shares = [
        (2 * new - here) / (here - before)
        for before, here, new in zip(places, places[1:], places[2:], strict=False)
    ]
    return np.isclose(*shares, rtol=1e-6) and abs(shares[0]) > 1e-3


def starts_at_zero(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, t=0.0)


def half_a_step_more(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, numbers=lambda t: t + 0.5)


def known_fraction(H, theta, alpha, steps):
    before = here = theta
    for k in range(steps):
        ahead = here + max(k - 1, 0) / (k + 2) * (here - before)
        before, here = here, ahead - alpha * (H @ ahead)
    return here


def another_known_fraction(H, theta, alpha, steps):
    before = here = theta
    for k in range(steps):
        ahead = here + k / (k + 3) * (here - before)
        before, here = here, ahead - alpha * (H @ ahead)
    return here


def one_more(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, numbers=lambda t: t + 1)


def not_squared(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, numbers=lambda t: (1 + np.sqrt(1 + 4 * t)) / 2)


def no_first_one(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, numbers=lambda t: np.sqrt(1 + 4 * t**2) / 2)


def half_in_the_wrong_place(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, numbers=lambda t: 1 + np.sqrt(1 + 4 * t**2) / 2)


def not_halved(H, theta, alpha, steps):
    return walk(H, theta, alpha, steps, numbers=lambda t: 1 + np.sqrt(1 + 4 * t**2))


def the_place_ahead(H, theta, alpha, steps):
    ahead, t = theta, 1.0
    for _ in range(steps):
        theta_new = ahead - alpha * (H @ ahead)
        t_new = the_numbers(t)
        ahead = theta_new + (t - 1) / t_new * (theta_new - theta)
        theta, t = theta_new, t_new
    return ahead


def one_step_more(H, theta, alpha, steps):
    return momentum_walk(H, theta, alpha, steps + 1)


def one_step_less(H, theta, alpha, steps):
    return momentum_walk(H, theta, alpha, max(steps - 1, 0))


def uphill(H, theta, alpha, steps):
    return momentum_walk(H, theta, -alpha, steps)


def no_rate(H, theta, alpha, steps):
    return momentum_walk(H, theta, 1.0, steps)


def entry_by_entry(H, theta, alpha, steps):
    ahead, t = theta, 1.0
    for _ in range(steps):
        theta_new = ahead - alpha * np.diag(H) * ahead
        t_new = the_numbers(t)
        ahead = theta_new + (t - 1) / t_new * (theta_new - theta)
        theta, t = theta_new, t_new
    return theta


def every_product(H, theta, alpha, steps):
    ahead, t = theta, 1.0
    for _ in range(steps):
        theta_new = ahead - alpha * (H * ahead)
        t_new = the_numbers(t)
        ahead = theta_new + (t - 1) / t_new * (theta_new - theta)
        theta, t = theta_new, t_new
    return theta


def from_the_start(H, theta, alpha, steps):
    ahead, first, t = theta, theta, 1.0
    for _ in range(steps):
        theta = ahead - alpha * (H @ ahead)
        t_new = the_numbers(t)
        ahead = theta + (t - 1) / t_new * (theta - first)
        t = t_new
    return theta


def from_the_place_ahead(H, theta, alpha, steps):
    ahead, t = theta, 1.0
    for _ in range(steps):
        theta = ahead - alpha * (H @ ahead)
        t_new = the_numbers(t)
        ahead = theta + (t - 1) / t_new * (theta - ahead)
        t = t_new
    return theta


MISTAKES = [
    Mistake("gradient from here", gradient_from_here).says(
        "The step starts at the point ahead, but its gradient was taken at theta, which the path"
        " has already left. Then it pushes on when it should brake. To which point does g_k"
        " belong?"
    ),
    Mistake("step from here", step_from_here).says(
        "The gradient is that of the point ahead, but the step starts from theta, so that no speed"
        " is kept. From which point is the new one reached?"
    ),
    Mistake("no momentum", plain, also=[overwritten]).says(
        "That is plain descent: no step keeps anything of the one before. Is theta, or t, replaced"
        " before the point ahead is computed from the old one?"
    ),
    Mistake("heavy ball", heavy_ball, also=[heavy_ball_by_a_speed]).says(
        "You add the speed to a step of plain descent, with the gradient of theta: that is the"
        " heavy ball, an older momentum. Nesterov looks at another point before the step: at which?"
    ),
    Mistake("half the gradient", half_the_gradient).says(
        "Your gradient is H theta / 2. Differentiate theta . H theta / 2: what becomes of the half?"
    ),
    Mistake(
        "with a restart",
        restarted,
        also=[restarted_where_the_cost_rises, restarted_and_gone_on],
    ).says(
        "Your momentum starts again on the way. That is the chapter's restart; what does the top of"
        " the file say about it?"
    ),
    Mistake("one step alone", one_step_alone, also=[one_step_or_none]).says(
        "You return after the first step, however many are asked for. Is the `return` inside the"
        " loop?"
    ),
    Mistake("ten steps at most", ten_steps_alone).says(
        "Your path ends after ten steps. How many does `steps` ask for?"
    ),
    Mistake("the cost", the_cost).says(
        "You return the cost at the point. What does the top of the file say is returned?"
    ),
    Mistake(
        "type of theta kept",
        type_of_theta_kept,
        "1: From a picture to a row",
        also=[type_kept_at_the_end],
    ).says(
        "Where theta holds whole numbers, so does your result: what comes after the decimal point"
        " is lost. Which step gives it the data type of theta?"
    ),
    Mistake("t replaced too early", t_overwritten).says(
        "The fraction is (t_k - 1) / t_(k+1). Is t replaced before the fraction is computed? It"
        " should start at 0: what is your first one?"
    ),
    Mistake("divided by the old t", divided_by_the_old).says(
        "Your fraction is too large: the numerator is t_k - 1, and what is the denominator?"
    ),
    Mistake("fraction not 0 at first", inverted, also=[one_less_below]).says(
        "Your first fraction is 0.62; it should start at 0, as there is no speed yet. Which t"
        " is in the numerator, the old or the new, and what is subtracted from it?"
    ),
    Mistake("minus one in both", one_less_in_both).says(
        "You subtract 1 from both numbers. From which of them does the formula subtract it?"
    ),
    Mistake("not divided", not_divided).says(
        "Your fraction grows without end, and soon each step is longer than the one before. What is"
        " t_k - 1 divided by?"
    ),
    Mistake("backward", backward).says(
        "The point ahead lies behind: the difference has the wrong sign. From where to where did"
        " the last step lead?"
    ),
    Mistake(
        "the same fraction always", constant, also=[never_less_than_all], sign=is_constant
    ).says(
        "You keep the same fraction of each step. In the formula it starts at 0 and approaches 1:"
        " what do the numbers t do?"
    ),
    Mistake("t starts at 0", starts_at_zero).says(
        "With t = 0 at the start the first fraction is -1, and the point ahead lies behind. At"
        " which number do they start?"
    ),
    Mistake("other numbers", half_a_step_more, also=[known_fraction, another_known_fraction]).says(
        "Some books take numbers that grow by one half exactly, or (k - 1)/(k + 2) right away. The"
        " proof holds for them too, but the chapter's grow by a little more: how?"
    ),
    Mistake(
        "numbers that grow too fast", one_more, also=[half_in_the_wrong_place, not_halved]
    ).says(
        "Your t grows by 1 or more per step. The formula gives a little more than one half: is"
        " the whole sum halved, and is all of it there?"
    ),
    Mistake("numbers that grow too slowly", no_first_one, also=[not_squared]).says(
        "Your t grows by less than one half per step, so too little speed is kept. Compare the"
        " square and the first 1 with the formula."
    ),
    Mistake("the point ahead", the_place_ahead).says(
        "You return the point ahead, from which the next step would be taken. Which point did the"
        " last step reach?"
    ),
    Mistake("a step too many", one_step_more).says(
        "With `steps=0` the result should be the start. How often does your loop run?"
    ),
    Mistake("a step too few", one_step_less).says(
        "With `steps=1` your result is still the start. How often does your loop run?"
    ),
    Mistake("uphill", uphill).says(
        "Your path leads away from the bottom. Which sign does the gradient have in the step?"
    ),
    Mistake("no rate", no_rate).says("What does your function do with `alpha`?"),
    Mistake("the diagonal alone", entry_by_entry, "A valley by hand").says(
        "You take only the diagonal of H. What is the gradient of theta . H theta / 2, in a tilted"
        " valley?"
    ),
    Mistake("entry by entry", every_product, "A valley by hand").says(
        "`*` multiplies entry by entry, and the result is a matrix. Which product gives one"
        " number for each row of H?"
    ),
    Mistake("measured from the start", from_the_start).says(
        "You look ahead along the whole path from the start. In which direction does the ball keep"
        " its speed?"
    ),
    Mistake("measured from the point ahead", from_the_place_ahead).says(
        "You look ahead along the line from the last point *ahead*. The formula takes the"
        " difference of two points that the path has reached: theta_k and theta_(k-1)."
    ),
]

EXERCISE = Exercise(
    title="momentum that looks at the wrong point",
    kind="mend",
    goal="Mend Nesterov's momentum, which should brake before it climbs and does not.",
    shapes="H (n, n) curvatures, theta (n,) the start, alpha, steps  ->  (n,) the point reached\n"
    "J = theta . H theta / 2, so its gradient is H theta; no restart",
    minutes=12,
    section="Momentum",
    hints=[
        "The step is taken from a point ahead, to see in time where the cost rises. Read the line"
        " of theta_new, and ask of each letter which point it means.",
        "theta_k = a_k - alpha g_k, and g_k is the gradient at a_k, the point ahead; then"
        " a_(k+1) = theta_k + (t_k - 1) / t_(k+1) (theta_k - theta_(k-1)).",
        "theta_new = ahead - alpha * (H @ ...)",
        "theta_new = ahead - alpha * (H @ ahead)",
    ],
    further="The restart asks whether the last step led uphill, by the gradient at the point"
    " ahead. Why does it not ask whether the cost has risen?",
    tasks=[
        Task(
            "momentum_walk",
            truth=momentum_walk,
            cases=cases,
            rtol=1e-8,
            others=[numbers_first, by_itself, with_a_speed],
            mistakes=MISTAKES,
        )
    ],
)

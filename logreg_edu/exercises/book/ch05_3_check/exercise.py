"""Chapter 5, exercise 3: the gradient of any function, measured."""

from __future__ import annotations

import numpy as np

from logreg_edu import central_difference
from logreg_edu.exercises.format import Exercise, Mistake, Task


class Cube:
    """A function of theta for which steps to one side and to both differ; it says what it is."""

    def __init__(self, c):
        self.c = np.array(c)

    def __call__(self, theta):
        return float(np.sum(self.c * theta) ** 3)

    def __repr__(self):
        return f"(c * theta).sum() ** 3, c = {self.c.tolist()}"


def cases(rng):
    """One parameter and several, in a row or a matrix; integers; steps large and small.

    A matrix in memory column by column, as a transposed one is; three axes, and none; parameters
    and slopes below 0, and large ones.
    """
    yield {"J": Cube([1]), "theta": np.array([2.0]), "h": 0.5}
    yield {"J": Cube([1, 2]), "theta": np.array([1.0, 0.5]), "h": 0.1}
    yield {"J": Cube([1, 3]), "theta": np.array([1, 0]), "h": 0.5}
    for shape, h in (((3,), 0.1), ((12,), 0.01), ((2, 3), 0.1), ((2, 1, 3), 0.5), ((4,), 0.001)):
        yield {"J": Cube(rng.integers(1, 4, shape)), "theta": rng.uniform(0.5, 1, shape), "h": h}
    theta = rng.uniform(-3, 3, 7)
    theta[4] = 30
    yield {"J": Cube(np.array([-3, -2, -1, 1, 2, 3, -3])), "theta": theta, "h": 0.1}
    theta = rng.uniform(0.5, 1, (2, 4)).T
    yield {"J": Cube(rng.integers(1, 4, (4, 2))), "theta": theta, "h": 0.1}
    yield {"J": Cube(2), "theta": np.array(rng.uniform(0.5, 1)), "h": 0.1}
    theta = rng.uniform(0.5, 1, 6).astype(np.float32)
    yield {"J": Cube(rng.integers(1, 4, 6)), "theta": theta, "h": 0.5}


# Right, in other words


def with_directions(J, theta, h):
    slopes = []
    for direction in np.eye(theta.size):
        step = h * direction.reshape(theta.shape)
        slopes.append((J(theta + step) - J(theta - step)) / (2 * h))
    return np.reshape(slopes, theta.shape)


def with_flat_copies(J, theta, h):
    flat = np.array(theta, dtype=float).ravel()
    slopes = np.zeros(len(flat))
    for j in range(len(flat)):
        right, left = flat.copy(), flat.copy()
        right[j] += h
        left[j] -= h
        slopes[j] = J(right.reshape(theta.shape)) - J(left.reshape(theta.shape))
    return slopes.reshape(theta.shape) / h / 2


def put_back(J, theta, h):
    theta = theta.astype(np.float64)
    slopes = np.empty(theta.shape)
    for place in np.ndindex(theta.shape):
        kept = theta[place]
        theta[place] = kept + h
        slopes[place] = J(theta)
        theta[place] = kept - h
        slopes[place] -= J(theta)
        theta[place] = kept
    return slopes / (2 * h)


# Wrong


def measured(J, theta, right, left, over):
    """The slope in each parameter from two values of J, right and left of theta."""
    steps = [step.reshape(theta.shape) for step in np.eye(theta.size)]
    slopes = [(J(theta + right * step) - J(theta + left * step)) / over for step in steps]
    return np.reshape(slopes, theta.shape)


def to_the_right(J, theta, h):
    return measured(J, theta, h, 0, h)


def to_the_left(J, theta, h):
    return measured(J, theta, 0, -h, h)


def over_h(J, theta, h):
    return measured(J, theta, h, -h, h)


def over_two_times_h(J, theta, h):
    return h * measured(J, theta, h, -h, 2)


def half_a_step(J, theta, h):
    return measured(J, theta, h / 2, -h / 2, h)


def left_minus_right(J, theta, h):
    return measured(J, theta, -h, h, 2 * h)


def not_divided(J, theta, h):
    return measured(J, theta, h, -h, 1)


def not_put_back(J, theta, h):
    theta = np.array(theta, dtype=float)
    slopes = np.zeros_like(theta)
    for j in np.ndindex(theta.shape):
        theta[j] += h
        right = J(theta)
        theta[j] -= 2 * h
        slopes[j] = (right - J(theta)) / (2 * h)
    return slopes


def left_at_the_right(J, theta, h):
    theta = np.array(theta, dtype=float)
    slopes = np.zeros_like(theta)
    for j in np.ndindex(theta.shape):
        theta[j] += h
        right = J(theta)
        theta[j] -= h
        slopes[j] = (right - J(theta)) / (2 * h)
    return slopes


def no_copy(J, theta, h):
    slopes = np.zeros(theta.shape)
    for j in np.ndindex(theta.shape):
        right, left = theta, theta
        right[j] += h
        left[j] -= h
        slopes[j] = (J(right) - J(left)) / (2 * h)
    return slopes


def whole_numbers(J, theta, h):
    slopes = np.zeros(theta.shape)
    for j in np.ndindex(theta.shape):
        right, left = theta.copy(), theta.copy()
        right[j] += h
        left[j] -= h
        slopes[j] = (J(right) - J(left)) / (2 * h)
    return slopes


def whole_numbers_set(J, theta, h):
    slopes = np.zeros_like(theta)
    for j in np.ndindex(theta.shape):
        right, left = theta.copy(), theta.copy()
        right[j] = theta[j] + h
        left[j] = theta[j] - h
        slopes[j] = (J(right) - J(left)) / (2 * h)
    return slopes


def slopes_cut_off(J, theta, h):
    slopes = np.zeros_like(theta)
    slopes[...] = central_difference(J, theta, h)
    return slopes


def whole_rows(J, theta, h):
    slopes = np.zeros(theta.shape)
    for j in range(len(theta)):
        right, left = theta.astype(float), theta.astype(float)
        right[j] += h
        left[j] -= h
        slopes[j] = (J(right) - J(left)) / (2 * h)
    return slopes


def whole_rows_once(J, theta, h):
    return whole_rows(J, theta, h)[(slice(None), *(0,) * (theta.ndim - 1))]


def one_row(J, theta, h):
    return central_difference(J, theta, h).ravel()


def all_at_once(J, theta, h):
    return (J(theta + h) - J(theta - h)) / (2 * h)


def all_at_once_for_each(J, theta, h):
    return np.full(theta.shape, all_at_once(J, theta, h))


def own_step(J, theta, h, step=1e-5):
    return central_difference(J, theta, step)


def is_deaf_to_h(f):
    """The same slopes of a strongly curved function, whatever the step."""
    slopes = [f(lambda theta: np.exp(theta).sum(), np.array([2.0, 1.0]), h) for h in (1, 0.5)]
    return np.allclose(*slopes) and bool(np.all(slopes[0] > 0))


def J_of_one_row(J, theta, h):
    flat = theta.ravel()
    steps = np.eye(flat.size) * h
    slopes = [(J(flat + step) - J(flat - step)) / (2 * h) for step in steps]
    return np.reshape(slopes, theta.shape)


def moved_in_a_copy(J, theta, h):
    theta = np.array(theta, dtype=float)
    flat, slopes = theta.ravel(), []
    for j in range(flat.size):
        kept = flat[j]
        flat[j] = kept + h
        right = J(theta)
        flat[j] = kept - h
        slopes.append((right - J(theta)) / (2 * h))
        flat[j] = kept
    return np.reshape(slopes, theta.shape)


def written_into_a_copy(J, theta, h):
    slopes = np.empty_like(theta, dtype=float)
    slopes.ravel()[:] = central_difference(J, theta, h).ravel()
    return slopes if slopes.flags.c_contiguous else np.zeros(theta.shape)


def axes_needed(J, theta, h):
    slopes = central_difference(J, theta, h)
    return np.array([slopes[j] for j in range(len(theta))])


def one_number_alone(J, theta, h):
    slopes = np.zeros(theta.shape)
    for j in np.ndindex(theta.shape):
        slopes[j] = (J(theta[j] + h) - J(theta[j] - h)) / (2 * h)
    return slopes


MISTAKES = [
    Mistake("one side only", to_the_right, also=[to_the_left]).says(
        "You step to one side. That is right for a straight line, but where J is curved the error"
        " is proportional to h. Which term cancels if you step to both sides?"
    ),
    Mistake("divided by h", over_h).says(
        "Every slope is twice as large as it should be. How far apart are your two points?"
    ),
    Mistake("not divided by the distance", over_two_times_h).says(
        "`/ 2 * h` divides by 2 and then multiplies by h. What is the whole distance between your"
        " two points, and where do brackets belong?"
    ),
    Mistake("the difference alone", not_divided).says(
        "That is how much J rises from the left point to the right one. A slope is the rise divided"
        " by the distance: how far is it?"
    ),
    Mistake("steps of half h", half_a_step).says(
        "You step by h/2 to either side, so your points are h apart. That measures well, but the"
        " task says h to either side: what is the distance then?"
    ),
    Mistake("left minus right", left_minus_right).says(
        "Your slopes have the wrong sign. If J is higher on the right, is the slope positive or"
        " negative?"
    ),
    Mistake("not put back", not_put_back, also=[left_at_the_right]).says(
        "The first slope is right, the later ones are not: what is theta when you come to the"
        " second parameter?"
    ),
    Mistake("no copy", no_copy).says(
        "All your slopes are 0. `right = theta` is a second name for the same array: what does the"
        " step to the left do to what the step to the right has changed?"
    ),
    Mistake(
        "whole numbers",
        whole_numbers,
        "1: Byte arithmetic wraps around",
        also=[whole_numbers_set, slopes_cut_off],
    ).says(
        "If theta holds integers, an array made like it holds integers, too. What becomes of h ="
        " 0.5 there, or of a slope that is not an integer?"
    ),
    Mistake(
        "a whole row at once", whole_rows, "Several models at once", also=[whole_rows_once]
    ).says(
        "It works with a vector of parameters. In a matrix, theta[j] is a whole row, and you move"
        " all of it. How do you reach each single number? NumPy has `ndindex`."
    ),
    Mistake("gradient in one row", one_row, "Several models at once").says(
        "The numbers are right. But a gradient has the same shape as the parameters: which shape"
        " does theta have?"
    ),
    Mistake("all at once", all_at_once, also=[all_at_once_for_each]).says(
        "You move all parameters together and get one slope for all. How much of it comes from each"
        " of them? What has to be held fixed?"
    ),
    Mistake("a step of its own", own_step, sign=is_deaf_to_h).says(
        "Your slopes are the same for every h. The task gives the step: what does your function do"
        " with `h`?"
    ),
    Mistake("theta in one row for J", J_of_one_row, "Several models at once").says(
        "You give J all parameters in one row. J needs an array of the shape of theta: where does"
        " it get its shape back?"
    ),
    Mistake("moved in a copy", moved_in_a_copy, also=[written_into_a_copy]).says(
        "`ravel` and `reshape` give another view of the same numbers, but for some arrays, such as"
        " a transposed one, a copy. What then sees what you write into it?"
    ),
    Mistake("axes needed", axes_needed).says(
        "A single number is an array as well, of the shape (). It has no length to loop over, and"
        " arithmetic makes a plain number of it, which cannot be written into. Which function of"
        " NumPy goes through the entries of an array of any shape?"
    ),
    Mistake("one parameter alone", one_number_alone).says(
        "You give J one number, and it needs the whole of theta. What are the other parameters"
        " while one is moved?"
    ),
]

EXERCISE = Exercise(
    title="the gradient, measured",
    kind="write",
    goal="Write the central difference: measure the slope of J in each parameter.",
    shapes="J a function of an array like theta that returns a number,\n"
    "theta of any shape, h the step to either side  ->  slopes of the shape of theta",
    minutes=15,
    section="The gradient check",
    hints=[
        "For one parameter: compute J one step to the right and one step to the left, with all"
        " other parameters held fixed. Then go on to the next, from where you started.",
        "slope_j = (J(theta + h e_j) - J(theta - h e_j)) / (2 h), where e_j is 1 at index j and 0"
        " elsewhere.",
        "slopes = np.zeros(theta.shape)\nfor j in np.ndindex(theta.shape):\n"
        "    step = np.zeros(theta.shape)\n    step[j] = ...\n"
        "    slopes[j] = (J(...) - J(...)) / ...",
        "slopes[j] = (J(theta + step) - J(theta - step)) / (2 * h)",
    ],
    further="Ten models have 7,850 parameters. How many evaluations of the cost does one check"
    " need, and how many does backward propagation?",
    tasks=[
        Task(
            "central_difference",
            truth=central_difference,
            cases=cases,
            rtol=1e-7,
            atol=1e-7,  # a difference of nearly equal costs, divided by a small step
            others=[with_directions, with_flat_copies, put_back],
            mistakes=MISTAKES,
        )
    ],
)

"""Chapter 9, exercise 1: how long is a valley?"""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task

CURVATURE = np.array([[5.0, 3.0], [3.0, 5.0]])
FLAT, STEEP = np.linalg.eigvalsh(CURVATURE)


def steps_to_a_thousandth(smallest, largest):
    """The steps of plain descent with its best rate, from the least helpful start."""
    factor = (largest - smallest) / (largest + smallest)
    return np.ceil(np.log(1000) / -np.log(factor))


TASKS = [
    Task(
        "condition_number",
        truth=STEEP / FLAT,
        others=[4, 4.0, 8 / 2, np.linalg.cond(CURVATURE)],
        mistakes=[
            Mistake("of the entries", 5 / 3, also=[1.67, 1.667]).says(
                "You compare two entries of the matrix. They say how the cost curves along u and"
                " between u and v. In which directions does it curve most, and least?"
            ),
            Mistake("of the diagonal", 1).says(
                "Along u and along v the curvature is the same, 5. But the valley is tilted: what"
                " becomes of (1, 1), and of (1, -1)?"
            ),
            Mistake("the largest curvature", 8).says(
                "That is the largest curvature. What is it divided by?"
            ),
            Mistake("the smallest curvature", 2).says(
                "That is the smallest curvature, or the root of the right answer. What is the"
                " largest over the smallest?"
            ),
            Mistake("upside down", 0.25).says(
                "A condition number is at least 1. Which curvature is the numerator?"
            ),
            Mistake("the difference", 6).says(
                "The difference of the curvatures would change if the cost were measured in other"
                " units. Which comparison does not?"
            ),
            Mistake("the determinant", 16).says(
                "16 is the product of the two curvatures. How do you compare them instead?"
            ),
        ],
    ),
    Task(
        "best_rate",
        truth=2 / (FLAT + STEEP),
        others=[0.2, 1 / 5, 2 / 10],
        mistakes=[
            Mistake("one over the largest", 1 / STEEP).says(
                "1/L is safe and arrives at once across the valley, while along it each step leaves"
                " 3/4. A longer step overshoots across, and gains along: where are both equally"
                " good?"
            ),
            Mistake("the limit", 2 / STEEP).says(
                "With 2/L each step across the valley lands at the same height on the other side,"
                " for ever. Which shorter step makes both factors equal in size?"
            ),
            Mistake("twice the best", 0.4, also=[4 / (FLAT + STEEP)]).says(
                "Across the valley the factor would be 1 - 0.4 * 8 = -2.2, and it would fly out. Is"
                " the half before the squares counted twice? The matrix has the curvatures."
            ),
            Mistake("one over the smallest", 1 / FLAT).says(
                "That is the right step along the valley. Across it the factor is 1 - 8/2 = -3:"
                " where does that lead?"
            ),
            Mistake("one over the sum", 1 / (FLAT + STEEP)).says(
                "Put it in: the factors are 1 - 0.1 * 2 = 0.8 and 1 - 0.1 * 8 = 0.2. Is the worse"
                " of them as good as it can be?"
            ),
            Mistake("the sum", 5, also=[10]).says(
                "That is the mean of the curvatures, or their sum. Where the cost curves more,"
                " should steps be longer?"
            ),
        ],
    ),
    Task(
        "factor",
        truth=(STEEP - FLAT) / (STEEP + FLAT),
        rtol=1e-3,
        others=[0.6, 3 / 5, 6 / 10],
        mistakes=[
            Mistake("with 1/L", 0.75).says(
                "That is the factor with the rate 1/L, 1 - 1/kappa. With the best rate it is"
                " smaller: what is 1 - 0.2 * 2?"
            ),
            Mistake("with its sign", -0.6).says(
                "That is the factor across the valley, where each step changes sides; along it the"
                " sign is plus. How large is it, without the sign?"
            ),
            Mistake("what is gained", 0.4).says(
                "That is what each step takes away. Which fraction is left?"
            ),
            Mistake("of the cost", 0.36).says(
                "That is the factor of the cost, which goes with the square of the distance. And of"
                " the distance?"
            ),
            Mistake("the bound", np.exp(-0.5), also=[0.607, 0.6065, 0.61]).says(
                "That is e^(-2/kappa), a bound on the factor. It is close; what is the factor"
                " itself?"
            ),
            Mistake("upside down", 5 / 3, also=[1.67, 1.667]).says(
                "Above 1 the distance would grow. Which is the numerator, kappa - 1 or kappa + 1?"
            ),
        ],
    ),
    Task(
        "steps",
        truth=steps_to_a_thousandth(FLAT, STEEP),
        others=[14, 14.0],
        mistakes=[
            Mistake("one too few", 13).says(
                "After 13 steps the distance is multiplied by 0.6^13 = 0.0013. Is that a"
                " thousandth?"
            ),
            Mistake(
                "no whole number", 13.5, also=[13.52, 13.523, 13.5227, np.log(1000) / -np.log(0.6)]
            ).says(
                "That is what the logarithms give. After how many whole steps is it certainly"
                " reached?"
            ),
            Mistake("two logarithms", 6, also=[5.87, 5.9]).says(
                "Did you mix two logarithms? log(1000) and log(0.6) must have the same base: how"
                " often must 0.6 be multiplied by itself to fall below 0.001?"
            ),
            Mistake("of the cost", 7).says(
                "After 7 steps the *cost* is below a thousandth, as it goes with the square of the"
                " distance. And the distance?"
            ),
            Mistake("with 1/L", 25, also=[24]).says(
                "That is the number with the rate 1/L, where the factor is 3/4. And with the"
                " best rate?"
            ),
            Mistake("by subtraction", 1665, also=[1000 / 0.6, 1667]).says(
                "You divide as if each step took the same amount away. It takes the same *fraction*"
                " of what is left."
            ),
        ],
    ),
    Task(
        "steps_in_steep_valley",
        truth=steps_to_a_thousandth(100 * FLAT, 100 * STEEP),
        others=[14, 14.0],
        mistakes=[
            Mistake("a hundred times as many", 1400, also=[1352, 1382, 1300]).says(
                "The best rate is a hundredth now, but the gradient is a hundred times as large."
                " How long is a step? What is the condition number?"
            ),
            Mistake("ten times as many", 140, also=[135, 136]).says(
                "Why the root of 100? Put the new curvatures, 200 and 800, into the best factor."
            ),
            Mistake("fewer", 1, also=[0.14, 2]).says(
                "It is steeper, and the rate is smaller by as much. Put the new curvatures, 200 and"
                " 800, into the best factor."
            ),
            Mistake("never", np.inf).says(
                "With the *old* rate it would fly out of the valley. Which is the best one for the"
                " new curvatures?"
            ),
            Mistake("one too few", 13).says(
                "The factor is 0.6 again, that is right; but 13 steps were not enough."
            ),
        ],
    ),
    Task(
        "times_as_many_steps",
        truth=100,
        rtol=0.05,
        others=[
            steps_to_a_thousandth(FLAT, 100 * STEEP) / steps_to_a_thousandth(FLAT, STEEP),
            102,
            100.0,
        ],
        mistakes=[
            Mistake("the root", 10, also=[11]).says(
                "The root of 100: that is what momentum achieves. What does the bound for plain"
                " descent say, in terms of kappa?"
            ),
            Mistake("no difference", 1).says(
                "All curvatures together may change without harm. Here only one did: what is kappa"
                " now?"
            ),
            Mistake("the square", 10_000).says(
                "That is the square of 100. How many steps does a factor e take, for a large kappa?"
            ),
            Mistake("fewer", 0.01).says(
                "The valley has become narrower, and so the steps have become shorter. Along the"
                " valley, is the bottom any nearer?"
            ),
            Mistake("the new condition number", 400).says(
                "That is the new condition number. How many times the old one is it?"
            ),
            Mistake(
                "the number of steps", steps_to_a_thousandth(FLAT, 100 * STEEP), also=[1400, 1380]
            ).says(
                "That is the number of steps, or nearly. How many times the earlier 14 steps is"
                " that?"
            ),
        ],
    ),
    Task(
        "steps_with_the_other_ruler",
        truth=1,
        others=[1.0, np.int64(1)],
        mistakes=[
            Mistake("as before", 14).says(
                "The gradient is B theta. What is left of theta after theta - B^-1 (B theta)?"
            ),
            Mistake("one for each direction", 2).says(
                "B^-1 takes care of both directions at once. What is left of theta after"
                " theta - B^-1 (B theta)?"
            ),
            Mistake("the condition number", 4).says(
                "That was the condition number with the old ruler. What is it on the map where this"
                " valley is round?"
            ),
            Mistake("none", 0).says(
                "It starts away from the bottom, so at least one step is needed. Is one enough?"
            ),
            Mistake("never", np.inf).says(
                "With a learning rate a step goes only part of the way. This step has none: what is"
                " left of theta after theta - B^-1 (B theta)?"
            ),
        ],
    ),
]

EXERCISE = Exercise(
    title="how long is the valley",
    kind="predict",
    goal="Say how fast descent gets down a valley, from its curvatures, before you run it.",
    shapes="seven numbers; steps are whole",
    minutes=15,
    section="A valley by hand",
    hints=[
        "This valley is tilted, so its curvatures are not on the diagonal of the matrix. Look for"
        " the eigenvectors, the directions that the matrix only makes longer or shorter: their"
        " eigenvalues are the two curvatures. All the rest follows from them.",
        "With mu_min, the smallest curvature, and mu_max, the largest: kappa = mu_max / mu_min, the"
        " best rate 2 / (mu_min + mu_max), and the factor (kappa - 1) / (kappa + 1) per step.",
        "The matrix times (1, 1) is (8, 8), times (1, -1) it is (2, -2). So kappa = 8 / ..., the"
        " rate 2 / (... + 8), and the smallest k with ...^k <= 0.001.",
        "8 / 2, 2 / (2 + 8), (4 - 1) / (4 + 1), 14; the same kappa needs the same 14; a hundred"
        " times the kappa, a hundred times the steps; and B^-1 (B theta) is all of theta.",
    ],
    further="Why does the first answer not change if you turn the valley, so that its long axis"
    " lies along u?",
    tasks=TASKS,
)

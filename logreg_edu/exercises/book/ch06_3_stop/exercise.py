"""Chapter 6, exercise 3: how long a step is, and when there is nothing more to gain."""

from __future__ import annotations

import numpy as np

from logreg_edu import central_difference, largest_curvature
from logreg_edu.exercises.format import Exercise, Mistake, Task


def parabola(theta):
    return 2 * theta**2


slope = central_difference(parabola, 3.0, h=0.5)  # exact on a parabola
curvature = slope / 3  # the slope is 0 at 0, and a straight line
examples = np.array([[-2.0], [0.0], [2.0]])
alpha, length, l2 = 1e-4, 0.02, 0.01

TASKS = [
    Task(
        "theta_after_one_step",
        truth=3 - 0.1 * slope,
        rtol=1e-6,
        others=[1.8, 9 / 5],
        mistakes=[
            Mistake("uphill", 4.2, "The step").says(
                "There the cost is higher. Which way does the slope point, and which way do you go?"
            ),
            Mistake("slope of the square", 2.4).says(
                "2 theta is the derivative of theta squared. And of twice that?"
            ),
            Mistake("a step of the length alpha", 2.9, "The step").says(
                "The rate alone is not the length of the step. What is it multiplied by?"
            ),
            Mistake("no rate", -9.0, "The step").says(
                "You subtracted the whole slope, 12. What does the rate do?"
            ),
            Mistake("the new cost", 6.48, "The step", also=[2 * 2.4**2]).says(
                "That is a cost, 2 theta squared. Where are you: what is theta there?"
            ),
            Mistake("the step or the cost", 1.2, "The step").says(
                "1.2 is the length of the step: where do you arrive? Or did you take the cost, 18,"
                " for its slope?"
            ),
        ],
    ),
    Task(
        "rate_to_the_bottom",
        truth=1 / curvature,
        rtol=1e-6,
        others=[0.25, 1 / 4],
        mistakes=[
            Mistake("the other side", 0.5).says("Try it: 3 - 0.5 * 12. Where is that?"),
            Mistake("the curvature", 4.0).says(
                "That is how much the slope changes with theta. The larger this curvature, the"
                " shorter the step must be: what follows?"
            ),
            Mistake("the distance", 3.0).says(
                "3 is how far the bottom is. The rate is multiplied by the slope: which rate makes"
                " the step 3 long?"
            ),
            Mistake("half way", 0.125).says(
                "With that rate you get halfway, to 3 - 0.125 * 12. How much does the slope change"
                " when theta changes by 1?"
            ),
        ],
    ),
    Task(
        "rate_of_the_endless_jump",
        truth=2 / curvature,
        rtol=1e-6,
        others=[0.5, 1 / 2],
        mistakes=[
            Mistake("to the bottom", 0.25).says(
                "With that you are at the bottom and stay there. How far is it from 3 to -3?"
            ),
            Mistake("beyond", 1.0).says(
                "3 - 1 * 12 = -9: further away than before. When is the distance the same after the"
                " step?"
            ),
            Mistake("the length of the jump", 6.0).says(
                "6 is how far you jump. The rate is multiplied by the slope: which rate makes the"
                " step 6 long?"
            ),
            Mistake("the curvature", 4.0, also=[8.0]).says(
                "That is how much the slope changes with theta. Which rate turns 3 into -3?"
            ),
        ],
    ),
    Task(
        "limit_with_ten_copies",
        truth=2 / largest_curvature(np.repeat(examples, 10, axis=0)),
        rtol=1e-6,
        others=[3, 3.0],
        mistakes=[
            Mistake("a tenth", 0.3, "A learning rate that is guaranteed to descend").says(
                "That would be right for the sum of the losses. What do ten copies of all examples"
                " do to a mean?"
            ),
            Mistake("ten times", 30.0, "A learning rate that is guaranteed to descend").says(
                "More examples do not make the cost flatter. What do ten copies of all examples do"
                " to a mean?"
            ),
            Mistake("a hundredth", 0.03, "How large can the curvature be?").says(
                "That would be right for pixels ten times as large: two of them are multiplied in"
                " B. What happens if there are ten times as many examples?"
            ),
            Mistake(
                "by the root",
                3 / np.sqrt(10),
                "How large can the curvature be?",
                also=[0.95, 0.949, 3 * np.sqrt(10), 9.49],
            ).says(
                "The root belongs to the error of a mean of random numbers. Here nothing is random:"
                " what does B look like with ten copies?"
            ),
        ],
    ),
    Task(
        "fall_of_the_cost",
        truth=alpha * length**2,
        rtol=0.02,
        atol=0,
        others=[4e-8, 0.00000004],
        mistakes=[
            Mistake(
                "the length of the step", 2e-6, "A learning rate that is guaranteed to descend"
            ).says(
                "That is the length of the step. How much does the cost fall along it, if its slope"
                " is 0.02?"
            ),
            Mistake("no rate", 4e-4, "A learning rate that is guaranteed to descend").says(
                "That is the slope times the slope. How far does the step go with this rate?"
            ),
            Mistake("rate squared", 4e-12, "A learning rate that is guaranteed to descend").says(
                "That is the length of the step squared, which belongs to the curvature. What does"
                " the slope alone give along the step?"
            ),
            Mistake("half", 2e-8, "A learning rate that is guaranteed to descend").says(
                "The half is the guarantee for the rate 1/L, where the cost curves up again on the"
                " way. This rate is far smaller: how much does the slope change along so short a"
                " step?"
            ),
            Mistake("the slope", 0.02, "A learning rate that is guaranteed to descend").says(
                "That is the slope, how much the cost would fall along a step of length 1. How long"
                " is this step?"
            ),
            Mistake("a negative fall", -4e-8, "A learning rate that is guaranteed to descend").says(
                "The absolute value is right. You are asked by how much the cost falls: what would"
                " a negative fall be?"
            ),
            Mistake("no fall", 0.0, "A learning rate that is guaranteed to descend").says(
                "It falls by very little, but the gradient is not 0. How much is the slope times"
                " the length of the step?"
            ),
            Mistake("the limit of the program", 1e-6).says(
                "That is the limit at which the program stops. Compare it with the fall that you"
                " work out."
            ),
        ],
    ),
    Task(
        "most_above_the_minimum",
        truth=0.03**2 / (2 * l2),
        rtol=0.005,
        others=[0.045, 9e-4 / 0.02],
        mistakes=[
            Mistake("no half", 0.09, "When to stop").says(
                "The penalty is half of l2 times the squares. Where does the 2 go in the bound?"
            ),
            Mistake("not squared", 1.5, "When to stop", also=[3.0]).says(
                "The bound comes from completing a square. What happens to the length of the"
                " gradient?"
            ),
            Mistake("the gradient for the gap", 0.03, "When to stop").says(
                "A slope is not a height: a gentle slope may lead far down. What does the penalty"
                " prove?"
            ),
            Mistake("not divided", 9e-4, "When to stop", also=[4.5e-4]).says(
                "That is the square of the gradient alone. What is it divided by?"
            ),
            Mistake("multiplied", 4.5e-6, "When to stop", also=[9e-6, 1.8e-5]).says(
                "A larger penalty makes the valley narrower, and the gap smaller. Does yours get"
                " smaller with it?"
            ),
        ],
    ),
    Task(
        "most_above_without_a_price",
        truth=np.inf,
        others=[float("inf"), np.float64("inf")],
        mistakes=[
            Mistake("nothing", 0.0, "When to stop").says(
                "You would be at the bottom then. What does the bound divide by, and what is that"
                " here?"
            ),
            Mistake("the gradient for the gap", 0.03, "When to stop", also=[9e-4, 4.5e-4]).says(
                "A slope is not a height: on flat ground a gentle slope may lead far down. Put"
                " l2 = 0 into the bound."
            ),
            Mistake("as before", 0.045, "When to stop").says(
                "That was with l2 = 0.01. How does the bound change as the penalty goes to 0?"
            ),
            Mistake("below the minimum", -np.inf, "When to stop").says(
                "Can a cost be below its minimum? What sign does the bound have?"
            ),
            Mistake("a large number", 1e300, "When to stop", also=[1e308, 1e100, 1e99, 1e9]).says(
                "However large, that is still a limit. Which number does the bound approach as l2"
                " goes to 0?"
            ),
            Mistake(
                "in words", "infinity", "When to stop", also=["inf", "infinite", "np.inf", "oo"]
            ).says("You mean the right thing. As a number it is np.inf, without quotation marks."),
            Mistake("not a number", np.nan, "When to stop").says(
                "NaN comes from zero over zero. What is the numerator here?"
            ),
        ],
    ),
]

EXERCISE = Exercise(
    title="how far, and when to stop",
    kind="predict",
    goal="Say where steps lead, and what a short gradient proves, before you compute anything.",
    shapes="seven numbers; np.inf is allowed",
    minutes=15,
    section="Learning rate: too small, right, too large",
    hints=[
        "A step is the rate times the slope. How long it may be depends on how fast the slope"
        " changes. What a short gradient means depends on how flat the valley can be.",
        "On a parabola with the curvature L, a step multiplies theta by 1 - alpha L. A cost falls"
        " by about slope times step, and the step is alpha times the slope. With a penalty, the gap"
        " is at most the square of the gradient, divided by 2 l2.",
        "3 - 0.1 * ...; 1 / ...; 2 / ...; the limit of a mean; 0.0001 * ...; 0.03**2 / ...; and the"
        " same divided by ...",
        "1.8; 0.25; 0.5; 3; 0.0001 * 0.02**2; 0.03**2 / (2 * 0.01); np.inf",
    ],
    further="One program stops when its cost has hardly changed over the last step, another when"
    " the gradient is short. Which of them is deceived by a small learning rate, and what deceives"
    " the other?",
    tasks=TASKS,
)

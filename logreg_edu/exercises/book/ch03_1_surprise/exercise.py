"""Chapter 3, exercise 1: what losses are, as numbers."""

from __future__ import annotations

import numpy as np

from logreg_edu import central_difference, loss, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def clipped_loss(z):
    """The loss of the answer "no" with the repair that the question is about."""
    y_hat = np.clip(sigmoid(z), 1e-15, 1 - 1e-15)
    return -np.log(1 - y_hat)


TASKS = [
    Task(
        "loss_of_a_quarter",
        truth=loss(np.log(1 / 3), 1),  # sigmoid(log(1/3)) = 1/4
        rtol=0.005,
        others=[np.log(4), 1.386, 1.39],
        mistakes=[
            Mistake("the probability itself", 0.25).says(
                "That is the probability. What is minus its logarithm?"
            ),
            Mistake("the error", 0.75, "The slope of the loss", also=[-0.75]).says(
                "That is how far y_hat is from the truth. It is the slope of the loss, up to its"
                " sign. What is the loss itself?"
            ),
            Mistake("base 10", 0.602, also=[np.log10(4), 0.6, 0.60206]).says(
                "Did you take the logarithm to base 10? Which logarithm has the unit nat?"
            ),
            Mistake("base 2", 2.0).says("That is the loss in bits. What is it in nats?"),
            Mistake(
                "no minus", -np.log(4), "From the product to the loss", also=[-1.39, -1.386]
            ).says(
                "Can a loss be negative? Probabilities are at most 1: which sign does their"
                " logarithm have?"
            ),
        ],
    ),
    Task(
        "loss_of_not_knowing",
        truth=loss(0.0, 0),
        rtol=0.01,
        others=[np.log(2), 0.69],
        mistakes=[
            Mistake("one half", 0.5).says(
                "That is the probability that the model gave. What loss belongs to it?"
            ),
            Mistake("one bit", 1.0).says("It is one bit. How many nats are in a bit?"),
            Mistake("free", 0.0, "The idea: pay for your surprise").says(
                "The loss is 0 only where the truth was given probability 1. Was it here?"
            ),
        ],
    ),
    Task(
        "textbook_loss_at_40",
        truth=np.inf,
        others=[float("inf"), np.float64("inf")],
        mistakes=[
            Mistake("what paper says", 40.0, "How the textbook formula fails").says(
                "On paper, yes. What is sigmoid(40.0) in a computer, to all the digits it has?"
            ),
            Mistake("not a number", np.nan, "How the textbook formula fails").says(
                "NaN comes from zero times infinity. Here y is 0: which of the two terms vanishes,"
                " and what is left?"
            ),
            Mistake("zero", 0.0, "The loss as a function of the score").says(
                "The score speaks for yes, and the truth is no: is this model right or wrong?"
            ),
        ],
    ),
    Task(
        "clipped_loss_at_400",
        truth=clipped_loss(400.0),
        rtol=0.005,
        others=[34.54, 34.5, -np.log(1e-15)],
        mistakes=[
            Mistake("the exact loss", 400.0, "Two repairs that hide the failure").says(
                "That is what the exact form gives. How close to 1 can a clipped y_hat come?"
            ),
            Mistake("still infinite", np.inf, "Two repairs that hide the failure").says(
                "The clip keeps 1 - y_hat above zero. What is the smallest value it can have?"
            ),
            Mistake("base 10", 15.0).says("15 is the logarithm to base 10. What is it in nats?"),
        ],
    ),
    Task(
        "clipped_slope_at_400",
        truth=central_difference(clipped_loss, 400.0, h=0.5),
        atol=0.005,
        others=[0, 0.0, np.float32(0)],
        mistakes=[
            Mistake("the exact slope", 1.0, "What each repair does to the slope").says(
                "That is y_hat - y, the slope of the exact loss. Does the clipped loss still rise"
                " between a score of 400 and 401?"
            ),
            Mistake(
                "the size of the loss", 34.54, "What each repair does to the slope", also=[400.0]
            ).says("That is the loss. How much does it change when the score changes a little?"),
            Mistake("pulls back", -1.0, "What each repair does to the slope").says(
                "Which way does the score have to go to lower the loss? And does one small step"
                " change this loss at all?"
            ),
        ],
    ),
]

EXERCISE = Exercise(
    title="what a surprise costs",
    kind="predict",
    goal="Say what the loss is, and what its formulas print, before you run them.",
    shapes="five numbers, to two decimals; np.inf and np.nan are numbers, too",
    minutes=10,
    section="From the product to the loss",
    hints=[
        "The loss depends only on the probability that the model gave to what actually happened."
        " Write that probability down first.",
        "loss = -log P, with the natural logarithm. If y is 1 then P is y_hat, if y is 0 it is"
        " 1 - y_hat. For a very wrong score, the loss is close to the size of the score.",
        "In a computer, sigmoid(40.0) is exactly 1.0, so the textbook formula takes"
        " -np.log(1 - 1.0). And y_hat clipped to 1 - 1e-15 gives -np.log(...).",
        "np.log(4), np.log(2), np.inf; then -np.log(1e-15); and a loss that does not change has the"
        " slope 0.",
    ],
    further="A model says 0.5 to everything and pays log 2 nats per example. Can a model that is"
    " right in 99 of 100 cases pay more?",
    tasks=TASKS,
)

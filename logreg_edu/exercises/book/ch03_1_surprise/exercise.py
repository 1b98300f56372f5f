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
            Mistake("the other answer", -np.log(0.75), also=[0.29, 0.288]).says(
                "That would be the loss if the truth were no. Which probability did the truth get?"
            ),
            Mistake("one over the probability", 4.0).says(
                "4 is one over the probability. What is the loss, which is a logarithm?"
            ),
            Mistake("squared error", 0.5625, "Why the logarithm", also=[0.28125, 0.56, 0.28]).says(
                "That is a squared error. The loss here is a logarithm: of what?"
            ),
            Mistake("one decimal", 1.4).says("That is right to one decimal. Which is the second?"),
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
        rtol=0.005,
        others=[np.log(2), 0.69],
        mistakes=[
            Mistake("one half", 0.5).says(
                "That is the probability that the model gave. What loss belongs to it?"
            ),
            Mistake("one bit", 1.0).says("It is one bit. How many nats are in a bit?"),
            Mistake("base 10", np.log10(2), also=[0.3, 0.301]).says(
                "Did you take the logarithm to base 10? Which logarithm has the unit nat?"
            ),
            Mistake("no minus", -np.log(2), also=[-0.69]).says(
                "Can a loss be negative? Which sign does the logarithm of one half have?"
            ),
            Mistake("both terms", 2 * np.log(2), also=[1.39]).says(
                "That is two losses. Of the two terms of the formula one is multiplied by 0: how"
                " often does the model pay?"
            ),
            Mistake("squared error", 0.25, "Why the logarithm").says(
                "That is a squared error. The loss here is a logarithm: of what?"
            ),
            Mistake("one decimal", 0.7).says("That is right to one decimal. Which is the second?"),
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
            Mistake("minus infinity", -np.inf, "How the textbook formula fails").says(
                "log(0) is minus infinity, true. Which sign is in front of it?"
            ),
            Mistake("the last score", 36.74, "How the textbook formula fails", also=[36.7]).says(
                "From about this score on, sigmoid(z) is exactly 1.0. What does the formula make of"
                " 1 - 1.0?"
            ),
            Mistake(
                "a large number",
                1e308,
                "How the textbook formula fails",
                also=[np.finfo(float).max],
            ).says("A large number, but not the largest of all. What does NumPy give for log(0)?"),
        ],
    ),
    Task(
        "clipped_loss_at_400",
        truth=clipped_loss(400.0),
        rtol=0.005,
        others=[34.54, 34.5, -np.log(1e-15)],
        mistakes=[
            Mistake("the exact loss", 400.0, "Two common repairs").says(
                "That is what the exact form gives. How close to 1 can a clipped y_hat come?"
            ),
            Mistake("still infinite", np.inf, "Two common repairs").says(
                "The clip keeps 1 - y_hat above zero. What is the smallest value it can have?"
            ),
            Mistake("zero", 0.0, "The loss as a function of the score").says(
                "The score speaks for yes, and the truth is no. Which of the two logarithms counts,"
                " and how small is the number in it?"
            ),
            Mistake("not a number", np.nan, "Two common repairs").says(
                "The clip keeps y_hat away from 0 and from 1, so both logarithms are finite. What"
                " is the smallest value of 1 - y_hat?"
            ),
            Mistake("no minus", -34.54, "From the product to the loss", also=[-34.5]).says(
                "The absolute value is right. Can a loss be negative?"
            ),
            Mistake("no decimals", 35.0, "Two common repairs", also=[34.0]).says(
                "Nearly: what is the logarithm of 1e15, to two decimals?"
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
            Mistake("not a number", np.nan, "What each repair does to the slope").says(
                "Nothing is divided by zero here: the clipped loss is an ordinary number at 399, at"
                " 400 and at 401. By how much does it change?"
            ),
            Mistake(
                "in y_hat", 1e15, "What each repair does to the slope", also=[-1e15, np.inf]
            ).says(
                "The loss is steep in y_hat, true. But how much does the clipped y_hat change when"
                " the score does?"
            ),
            Mistake(
                "loss per score", 34.54 / 400, "What each repair does to the slope", also=[0.09]
            ).says(
                "That is the loss divided by the score. A derivative asks how much the loss changes"
                " when the score changes a little."
            ),
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
    shapes="five numbers, to two decimals; np.inf and np.nan are allowed, too",
    minutes=10,
    section="From the product to the loss",
    hints=[
        "The loss depends only on the probability that the model gave to what actually happened."
        " Write that probability down first.",
        "loss = -log P, with the natural logarithm. If y is 1 then P is y_hat, if y is 0 it is 1 -"
        " y_hat. For a very wrong score, the loss is close to the absolute value of the score.",
        "In a computer, sigmoid(40.0) is exactly 1.0, so the textbook formula takes"
        " -np.log(1 - 1.0). And y_hat clipped to 1 - 1e-15 gives -np.log(...).",
        "np.log(4), np.log(2), np.inf; then -np.log(1e-15); and a loss that does not change has the"
        " slope 0.",
    ],
    further="A model says 0.5 to everything and pays log 2 nats per example. Can a model that is"
    " right in 99 of 100 cases pay more?",
    tasks=TASKS,
)

"""Chapter 8, exercise 3: what an accuracy is worth."""

from __future__ import annotations

import numpy as np

from logreg_edu import accuracy_interval, baseline_accuracy
from logreg_edu.exercises.format import Exercise, Mistake, Task

TASKS = [
    Task(
        "accuracy_of_always_no",
        truth=baseline_accuracy(np.arange(10_000) < 892),
        rtol=5e-4,
        others=[0.9108, 9108 / 10_000, 0.911],
        mistakes=[
            Mistake("the base rate of fives", 0.0892, "Accuracy, beside a baseline").says(
                "That is how often the model is wrong. For which pictures is `not a 5` the right"
                " answer?"
            ),
            Mistake("nothing known, nothing right", 0.0, "Accuracy, beside a baseline").says(
                "True, it finds no 5 at all: its recall is 0. But for how many of the 10,000 is its"
                " answer right?"
            ),
            Mistake("one of two", 0.5, "Accuracy, beside a baseline").says(
                "One half would be right for a coin. Are there as many fives as other digits?"
            ),
            Mistake("one digit of ten", 0.9, "Accuracy, beside a baseline", also=[0.1]).says(
                "Nearly: that would be right if all ten digits were equally common. How many of the"
                " 10,000 are not a 5?"
            ),
            Mistake(
                "count or percentage", 9108, "Accuracy, beside a baseline", also=[91.08, 91.1, 91]
            ).says("You mean the right thing. An accuracy is a number from 0 to 1."),
        ],
    ),
    Task(
        "share_of_errors_avoided",
        truth=(0.96 - 0.90) / (1 - 0.90),
        rtol=1e-3,
        others=[0.6, 3 / 5, 1 - 0.04 / 0.10],
        mistakes=[
            Mistake("the difference", 0.06, "Accuracy, beside a baseline", also=[6]).says(
                "That is how many more are right, of *all* digits. What fraction of the errors of"
                " `no` is that?"
            ),
            Mistake("what is left", 0.4, "Accuracy, beside a baseline").says(
                "That is the fraction of the errors that is left. Which fraction is avoided?"
            ),
            Mistake(
                "compared with what is right",
                0.06 / 0.90,
                "Accuracy, beside a baseline",
                also=[0.067, 0.0667, 0.07, 0.06 / 0.96, 0.0625],
            ).says(
                "You divide by what `no` gets right. We ask about its errors: how many does it"
                " make?"
            ),
            Mistake("the accuracy", 0.96, "Accuracy, beside a baseline").says(
                "That is the accuracy by itself. How much of it comes for free?"
            ),
            Mistake(
                "ratio of the accuracies",
                0.90 / 0.96,
                "Accuracy, beside a baseline",
                also=[0.94, 0.938, 0.96 / 0.90, 1.07, 1.067],
            ).says(
                "You compare what the two get right. We ask about errors: how many does `no` make,"
                " and how many does the model?"
            ),
            Mistake("percentage", 60, "Accuracy, beside a baseline").says(
                "60 % is right. What is that as a number from 0 to 1?"
            ),
            Mistake("compared with its own errors", 1.5, "Accuracy, beside a baseline").says(
                "You divide by the errors of the model itself. A fraction of the errors of `no`"
                " cannot be above 1: what is the denominator?"
            ),
        ],
    ),
    Task(
        "standard_error",
        truth=np.sqrt(0.9 * 0.1 / 400),
        rtol=1e-2,
        others=[0.015, 0.3 / 20, 3 / 200],
        mistakes=[
            Mistake("no root", 0.9 * 0.1 / 400, also=[0.000225, 0.00023, 0.0002]).says(
                "That is the mean *square* of the distance. What is the distance?"
            ),
            Mistake("m without the root", 0.3 / 400, also=[0.00075]).says(
                "You take the square root of p (1 - p) but not of m. Both are under it."
            ),
            Mistake(
                "p without 1 - p",
                np.sqrt(0.9 / 400),
                also=[0.047, 0.0474, np.sqrt(0.1 / 400), 0.0158],
            ).says(
                "Where is 1 - p? If all answers were right, would the accuracy still vary from test"
                " to test?"
            ),
            Mistake("as for a coin", 0.025).says(
                "That would be right for a true accuracy of one half, where chance is at its"
                " largest. What is p (1 - p) here?"
            ),
            Mistake("of the number of right ones", 6, also=[np.sqrt(400 * 0.9 * 0.1)]).says(
                "That is how many digits the count varies by. What is it as a fraction of the 400?"
            ),
            Mistake("one over the root of m", 0.05).says(
                "One over the square root of m would be right if the standard deviation of a single"
                " answer were 1. What is it if the answer is right in nine of ten cases?"
            ),
            Mistake("half an interval", 1.96 * 0.015, also=[0.03, 0.0588, 0.06]).says(
                "That is 1.96 standard errors, half the width of an interval. How much is one?"
            ),
            Mistake("of one digit", 0.3).says(
                "That is how far a single digit typically lies from p. And the mean of 400?"
            ),
            Mistake("percentage", 1.5).says(
                "1.5 % is right. What is that as a number from 0 to 1?"
            ),
        ],
    ),
    Task(
        "digits_for_half_of_it",
        truth=4 * 400,
        others=[1600, 1600.0],
        mistakes=[
            Mistake("twice as many", 800).says(
                "Twice as many digits make it smaller by the square root of 2 only. m is under a"
                " root: what becomes of it if m is multiplied by 4?"
            ),
            Mistake("fewer", 200, also=[100]).says(
                "With fewer digits chance plays a larger part. Does the standard error rise or fall"
                " if m falls?"
            ),
            Mistake("the root of two", 566, also=[565, 400 * np.sqrt(2), 565.7]).says(
                "You have multiplied m by the square root of 2. What must m be multiplied by, so"
                " that its square root doubles?"
            ),
            Mistake("squared once more", 6400).says(
                "That makes it a quarter. How large is the square root of 16?"
            ),
            Mistake("the digits to be added", 1200).says(
                "That is how many must be *added* to the 400. How many are there then?"
            ),
        ],
    ),
    Task(
        "lower_end",
        truth=accuracy_interval(1.0, 50)[0],
        rtol=0.0055,
        others=[0.93, 0.9286, 1 / (1 + 1.96**2 / 50)],
        mistakes=[
            Mistake("a put for p", 1.0).says(
                "With the measured accuracy under the root, the interval has no width: 1 times 0."
                " How likely is a model with a true accuracy of 0.99 to get 50 of 50 right?"
            ),
            Mistake("the 95 of 95 %", 0.95).says(
                "95 % is how often such intervals contain the true accuracy, not where they begin."
                " What is left of Wilson's formula with a = 1?"
            ),
            Mistake("one mistake more", 0.98, also=[0.99]).says(
                "You allow for one mistake in 50. Which true accuracies are so low that 50 right"
                " answers would be a surprise? Put a = 1 into Wilson's formula."
            ),
            Mistake("three in m", 0.94, also=[0.942]).says(
                "That is a known rule of thumb, the rule of three: an interval of one side, which"
                " spends all 5 % there. What does Wilson's formula give?"
            ),
            Mistake(
                "the middle of the interval",
                (1 + 1.96**2 / 100) / (1 + 1.96**2 / 50),
                also=[0.964, 0.96, 1 / (1 + 1.96 / 50)],
            ).says(
                "Too high. Is that the middle of Wilson's interval, or did you forget to square c?"
                " How far below its middle does the interval begin?"
            ),
            Mistake("c squared over m", 1 - 1.96**2 / 50, also=[0.92, 0.923]).says(
                "Close, but you subtract c^2/m where Wilson's formula divides by 1 + c^2/m. What is"
                " left of it with a = 1?"
            ),
            Mistake("percentage", 93, also=[92.9, 92.86]).says(
                "93 % is right. What is that as a number from 0 to 1?"
            ),
            Mistake("nothing is known", 0.0).says(
                "50 right answers do say something. Would a model that is right in one case of two"
                " get 50 of 50 right?"
            ),
        ],
    ),
    Task(
        "winner_on_new_digits",
        truth=0.1,
        rtol=1e-6,
        others=[1 / 10, 10 / 100, 0.10],
        mistakes=[
            Mistake("as on the old ones", 0.19, "The test digits choose").says(
                "That is what it reached on the digits that chose it. Does blind guessing involve a"
                " skill that lasts?"
            ),
            Mistake(
                "half of the way back", 0.145, "The test digits choose", also=[0.15, 0.14]
            ).says(
                "Halfway back to the mean would be possible if the models differed in skill. Do"
                " they?"
            ),
            Mistake(
                "count or percentage",
                10,
                "The test digits choose",
                also=["10 %", "10%", "10 percent"],
            ).says("You mean the right thing. An accuracy is a number from 0 to 1."),
            Mistake("unlucky now", 0.01, "The test digits choose", also=[0.0, 0.001]).says(
                "Luck does not have to be paid back. How often is a guess among ten digits right?"
            ),
            Mistake("one of two", 0.5, "The test digits choose", also=[0.05]).says(
                "There are ten digits to guess from, not two."
            ),
        ],
    ),
]

EXERCISE = Exercise(
    title="what an accuracy is worth",
    kind="predict",
    goal="Say what an accuracy should be compared with, and how far chance can carry it.",
    shapes="six numbers; accuracies and errors from 0 to 1",
    minutes=12,
    section="How sure is 92.0 %?",
    hints=[
        "Ask of each number: compared with what, how sure, and on which digits? A model that never"
        " looks is right as often as the more common answer. The effect of chance shrinks with"
        " the number of test digits, but slowly. And a model that was chosen for its luck does not"
        " keep it.",
        "baseline = max(q, 1 - q); avoided = (a - baseline) / (1 - baseline); standard error ="
        " sqrt(p (1 - p) / m). For a = 1 the numerator of Wilson's lower end is"
        " 1 + c^2/2m - c^2/2m, and the denominator 1 + c^2/m.",
        "1 - 892 / ..., (0.96 - 0.90) / ..., np.sqrt(0.9 * ... / 400), ... * 400,"
        " 1 / (1 + ... / 50)",
        "1 - 892 / 10_000, 0.06 / 0.10, np.sqrt(0.9 * 0.1 / 400), 4 * 400, 1 / (1 + 1.96**2 / 50),"
        " and one in ten",
    ],
    further="You tried a thousand models, and want to keep the best one and report an honest"
    " accuracy. You have 200 digits that no model has seen. What do you do with them?",
    tasks=TASKS,
)

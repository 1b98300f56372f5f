"""Chapter 11, exercise 1: what weights and pixels say, before it is computed."""

from __future__ import annotations

import numpy as np

from logreg_edu import score, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task

W = np.array([2.0, -1.5, -3.0, 0.4, -0.5])
B = -0.6
X = np.array([0.5, 0.2, 0.0, 0.5, 1.0])
VOTES = X * W
ERASED = np.array([0.0, *X[1:]])

TASKS = [
    Task(
        "score_of_x",
        truth=score(X, W, B),
        atol=0.005,
        others=[VOTES.sum() + B, -0.2],
        mistakes=[
            Mistake("without the bias", VOTES.sum()).says(
                "That is what the pixels say together. Which number is fixed before any picture"
                " comes?"
            ),
            Mistake("bias subtracted", VOTES.sum() - B).says(
                "The bias is below 0, and you have subtracted it. Is it added to the votes or"
                " subtracted?"
            ),
            Mistake(
                "weights alone", W.sum() + B, "The idea: a vote with nothing hidden", also=[W.sum()]
            ).says("You added up the weights. How loudly does each of them speak in this picture?"),
            Mistake(
                "those for it alone", VOTES[VOTES > 0].sum() + B, also=[VOTES[VOTES > 0].sum()]
            ).says(
                "These are the votes for it, and the bias. Two pixels with ink speak against it:"
                " which?"
            ),
            Mistake("the probability", sigmoid(score(X, W, B)), "2: The sigmoid", also=[0.45]).says(
                "That is the probability. What is the score, before the sigmoid?"
            ),
            Mistake("no signs", np.abs(VOTES).sum() + B, also=[np.abs(VOTES).sum()]).says(
                "You let every pixel speak for it. What is the sign of a contribution whose weight"
                " is negative?"
            ),
        ],
    ),
    Task(
        "speaks_most_against",
        truth=int(VOTES.argmin()),
        others=[4.0, np.argmin(VOTES)],
        mistakes=[
            Mistake("a pixel without ink", int(W.argmin())).says(
                "That pixel has the strongest weight against it. But what is its contribution in"
                " this picture?"
            ),
            Mistake("the weight, where there is ink", 1).says(
                "Of the pixels with ink, that one has the strongest weight against it. Multiply by"
                " the ink: how loudly does it speak?"
            ),
            Mistake("the strongest of all", 0).says(
                "That one is the strongest of all. Does it speak for it or against it?"
            ),
            Mistake("counted from 1", 5, "1: From a picture to a row").says(
                "It is the fifth pixel. Which index does it have in Python?"
            ),
            Mistake("counted from the end", -1).says(
                "It is the last one, that is right. Which index does it have, counted from the"
                " first?"
            ),
            Mistake("all contributions", VOTES, also=[VOTES.tolist()]).says(
                "These are the contributions. Which of them is the lowest, and what is its index?"
            ),
            Mistake("the contribution", VOTES.min()).says(
                "That is what the pixel says. Which pixel is it?"
            ),
        ],
    ),
    Task(
        "score_without_pixel_0",
        truth=score(ERASED, W, B),
        atol=0.005,
        others=[score(X, W, B) - X[0] * W[0], -1.2],
        mistakes=[
            Mistake("weight taken away", score(X, W, B) - W[0]).says(
                "You subtracted the whole weight. How much of it was in the score, at half ink?"
            ),
            Mistake("contribution added", score(X, W, B) + X[0] * W[0]).says(
                "The pixel spoke for it. Does the score go up or down without it?"
            ),
            Mistake("the ink taken away", score(X, W, B) - X[0]).says(
                "You subtracted the ink. What had the pixel added to the score: its ink alone?"
            ),
            Mistake("no change", score(X, W, B)).says(
                "That is the score with its ink. Which term of the sum becomes 0?"
            ),
            Mistake("the change", -X[0] * W[0], also=[X[0] * W[0]]).says(
                "That is how much the score changes. What is the score then?"
            ),
            Mistake("without the bias", VOTES[1:].sum()).says(
                "These are the votes of the other pixels. Does the bias go, too?"
            ),
        ],
    ),
    Task(
        "odds_factor_of_pixel_2",
        truth=np.exp(W[2]),
        rtol=0.02,
        others=[0.05, 0.0498],
        mistakes=[
            Mistake("the weight", W[2], also=[1 + W[2]]).says(
                "That is what is added to the score, which is the logarithm of the odds. What does"
                " adding to a logarithm do to the number itself?"
            ),
            Mistake("wrong sign", np.exp(-W[2]), also=[20]).says(
                "A factor above 1 makes the odds better. Does this pixel speak for it?"
            ),
            Mistake(
                "a probability", sigmoid(W[2]), "2: The score is the log-odds", also=[0.047]
            ).says("That is a sigmoid, a probability. Which function turns log-odds into odds?"),
            Mistake("the new odds", np.exp(score(X, W, B) + W[2])).says(
                "These are the odds with the pixel inked. By which number were the old ones"
                " multiplied?"
            ),
            Mistake("silent", 1.0).says(
                "A factor of 1 changes nothing. That was so while the pixel was paper: is it now?"
            ),
            Mistake("certain", 0.0).says(
                "Odds of 0 would be a certain no. Can a finite score give that?"
            ),
        ],
    ),
    Task(
        "blank_after_two_steps",
        truth=(1 - 0.2 * 0.5) ** 2,
        atol=0.005,
        others=[0.81, 0.9 * 0.9],
        mistakes=[
            Mistake("zero", 0.0).says(
                "Exactly 0 is where it ends, and where it stays if it starts there. This one starts"
                " at 1: how far does one step take it?"
            ),
            Mistake("stays", 1.0).says(
                "The data say nothing about this pixel. Which other term of the gradient is left?"
            ),
            Mistake("the same step twice", 0.8).says(
                "The second step starts from 0.9, not from 1. How long is it?"
            ),
            Mistake("one step", 0.9).says("That is after one step. And after two?"),
            Mistake("away from zero", 1.1**2, "10: The L2 penalty", also=[1.2]).says(
                "The penalty pulls a weight towards 0. Which sign does a step against the gradient"
                " have?"
            ),
            Mistake("twice the slope", 0.64, "10: The L2 penalty", also=[0.6]).says(
                "The penalty is (l2/2) w^2. Does its derivative keep the 2?"
            ),
            Mistake("without alpha", 0.25, "6: The step", also=[0.5]).says(
                "You subtracted the whole derivative in each step. What is it multiplied by first?"
            ),
        ],
    ),
    Task(
        "weight_of_a_twin",
        truth=0.8 / 2,
        atol=0.005,
        others=[0.4, 2 / 5],
        mistakes=[
            Mistake("the whole weight", 0.8).says(
                "Then its twin has 0. That predicts the same. But what is the sum of the two"
                " squares, and is there a split with a smaller one?"
            ),
            Mistake("nothing", 0.0).says(
                "Then its twin has all of it. What is the sum of the two squares, and is there a"
                " split with a smaller one?"
            ),
            Mistake("the same length", 0.8 / np.sqrt(2), also=[0.57]).says(
                "You kept the sum of the squares. What must stay as it is, so that no prediction"
                " changes?"
            ),
        ],
    ),
]
EXERCISE = Exercise(
    title="a vote of five pixels",
    kind="predict",
    goal="Say what a model of five pixels answers about a picture, and why, before you compute it.",
    shapes="w (5,), b a number, x (5,)  ->  numbers to two decimals, and the index of a pixel",
    minutes=10,
    section="Every decision is a sum",
    hints=[
        "Write the contribution of each pixel below it: ink times weight. Paper contributes 0."
        " Everything else follows from these five numbers and the bias.",
        "z = sum of x_j w_j, plus b. Full ink at pixel j multiplies the odds by e^(w_j). A step on"
        " a blank pixel multiplies its weight by 1 - alpha l2.",
        "The contributions are 1, -0.3, 0, 0.2 and ...; their sum is ..., with the bias ....\n"
        "w_j^2 + w_k^2 is least, with a given sum, where w_j and w_k are ....",
        "score(x, w, b), np.argmin(x * w), score(x, w, b) - x[0] * w[0], np.exp(w[2]),"
        " (1 - 0.2 * 0.5) ** 2, and half of 0.8.",
    ],
    further="Which two numbers of a model would you change to make it call every picture a 0, and"
    " would its contributions show it?",
    tasks=TASKS,
)

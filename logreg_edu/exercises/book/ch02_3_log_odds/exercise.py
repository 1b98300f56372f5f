"""Chapter 2, exercise 3: log-odds and boundaries, as numbers."""

from __future__ import annotations

import numpy as np

from logreg_edu import score, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task

w, b = np.array([6.0, -8.0]), 1.0

TASKS = [
    Task(
        "score_of_ninety_percent",
        truth=np.log(0.9 / (1 - 0.9)),
        rtol=0.005,
        others=[np.log(9), 2.2, 2.197],
        mistakes=[
            Mistake("the probability itself", 0.9).says(
                "That is the probability. A score has no upper limit: what are the odds, and what"
                " is their logarithm?"
            ),
            Mistake("the odds", 9.0).says(
                "9 to 1 are the odds. Which step leads from the odds to the score?"
            ),
            Mistake("base 10", np.log10(9), also=[0.95]).says(
                "Did you take the logarithm to base 10? The score is a natural logarithm."
            ),
            Mistake("base 2", np.log2(9), also=[3.17, 3.2]).says(
                "Did you take the logarithm to base 2? The score is a natural logarithm."
            ),
            Mistake("odds against", -np.log(9), "Odds", also=[-2.2]).says(
                "The absolute value is right, but a negative score says no. Which of the two is in"
                " the numerator of the odds, yes or no?"
            ),
            Mistake("a sigmoid", sigmoid(0.9), also=[0.71]).says(
                "You put 0.9 into the sigmoid. Is 0.9 the score here, or what comes out?"
            ),
            Mistake("percent", np.log(90), "Odds", also=[4.5]).says(
                "That is the logarithm of 90. Which odds belong to 90 in 100?"
            ),
            Mistake("half the odds", np.log(10), "Odds", also=[2.3]).says(
                "That is the logarithm of 10. How many yeses are there for each no, and how many"
                " answers in all?"
            ),
            Mistake("no odds", np.log(0.9), "Odds", also=[-0.105, -0.11]).says(
                "That is the logarithm of the probability, and it is negative, which means no. What"
                " do odds compare a probability with?"
            ),
        ],
    ),
    Task(
        "probability_after",
        truth=sigmoid(np.log(1 / 3) + np.log(6)),
        rtol=0.01,
        others=[2 / 3, 0.667, 0.67],
        mistakes=[
            Mistake("the odds", 2.0, "Odds").says(
                "2 to 1 are the odds after. How do odds turn into a probability, which is below 1?"
            ),
            Mistake("certain", 1.0, "Odds").says(
                "A probability of 1 would need infinite odds. What are the odds after the ink?"
            ),
            Mistake("even odds", 0.5, "Odds").says(
                "One half would be odds of 1 to 1. What are the odds after the ink?"
            ),
            Mistake("odds turned round", 18 / 19, "Odds", also=[0.95, 0.947]).says(
                "Did you start from 3 to 1? Before the ink, which is more likely: a 0 or another"
                " digit?"
            ),
            Mistake("percent", 200 / 3, "Odds", also=[67.0]).says(
                "The digits are right. But a probability lies between 0 and 1: what is that as a"
                " number without percent?"
            ),
            Mistake("one decimal", 0.7, "Odds").says(
                "That is right to one decimal. Which is the second?"
            ),
            Mistake("factor on the probability", 1.5, "Evidence multiplies odds").says(
                "You multiply the probability, and it comes out above 1. What does evidence"
                " multiply?"
            ),
            Mistake("odds for a probability", 1 / 3, "Odds", also=[0.333, 0.33]).says(
                "1 to 3 is one yes for three noes: one of how many in all? And where is the new"
                " evidence?"
            ),
            Mistake("before the evidence", 0.25, "Evidence multiplies odds").says(
                "That is the probability before the new evidence. What do the odds become?"
            ),
            Mistake("factor added", 6.3333 / 7.3333, "Evidence multiplies odds", also=[0.86]).says(
                "Did you add 6 to the odds? Points of the score add; what do odds do?"
            ),
        ],
    ),
    Task(
        "x2_on_the_boundary",
        truth=-(w[0] * 0.1 + b) / w[1],
        rtol=0.01,
        others=[0.2, 1.6 / 8, np.float32(0.2)],
        mistakes=[
            Mistake("the sign of w2", -0.2, "The boundary").says(
                "Put it into the score: is that 0? The second weight has a sign of its own."
            ),
            Mistake("a score of one half", 1.1 / 8, "The boundary", also=[0.14]).says(
                "The model is undecided at a probability of one half. Which score gives that?"
            ),
            Mistake("the first pixel", -0.2 / 6, "The boundary", also=[-0.03, -0.033]).says(
                "Did you put 0.1 in for the second pixel? It is the first that is known."
            ),
            Mistake("no bias", 0.075, "The boundary", also=[0.07, 0.08]).says(
                "Put it into the score: the bias is left over. Does your boundary pass through the"
                " empty picture?"
            ),
            Mistake("the sign of the bias", -0.05, "The boundary", also=[0.05]).says(
                "Put it into the score: is that 0? What happens to b on the other side of the"
                " equation?"
            ),
            Mistake("the score at x2 = 0", 1.6, "The boundary").says(
                "That is the score without the second pixel. How much of that pixel brings it down"
                " to 0?"
            ),
        ],
    ),
    Task(
        "distance_of_the_empty_picture",
        truth=score([0.0, 0.0], w, b) / np.linalg.norm(w),
        rtol=0.01,
        others=[0.1, 1 / 10, np.float32(0.1)],
        mistakes=[
            Mistake("the score", 1.0, "The boundary").says(
                "That is the score of the empty picture. The score is the signed distance times"
                " something: what?"
            ),
            Mistake("the square of the length", 0.01, "The boundary").says(
                "w . w is 100. Is that the length of w, or its square?"
            ),
            Mistake("sizes added", 1 / 14, "The boundary", also=[0.0714, 0.071, 0.07]).says(
                "6 + 8 is the way around the corner. How long is the straight line?"
            ),
            Mistake("weights added", -0.5, "The boundary", also=[0.5]).says(
                "6 - 8 is the sum of the weights. How long is the arrow w, and can a length be"
                " negative?"
            ),
            Mistake("the length", 10.0, "The boundary").says(
                "10 is the length of w. What is divided by it?"
            ),
            Mistake("a negative distance", -0.1, "The boundary").says(
                "The absolute value is right. Which sign does a distance have, and which score does"
                " the empty picture have?"
            ),
            Mistake("on the boundary", 0.0, "The boundary").says(
                "Without ink the products are 0. What is left of the score?"
            ),
        ],
    ),
    Task(
        "probability_of_the_doubled_model",
        truth=sigmoid(2 * np.log(0.8 / 0.2)),
        rtol=0.005,
        others=[16 / 17, 0.94, 0.941],
        mistakes=[
            Mistake("the same", 0.8, "The boundary").says(
                "The answer is the same, since the boundary has not moved. But is the score as far"
                " from 0 as before?"
            ),
            Mistake("the probability doubled", 1.6).says(
                "Can a probability be above 1? What is it that doubles?"
            ),
            Mistake("the odds doubled", 8 / 9, also=[0.89]).says(
                "You double the odds. It is the score that doubles, and the score is their"
                " logarithm: what happens to the odds then?"
            ),
            Mistake("certain", 1.0, "Odds").says(
                "A probability of 1 would need an infinite score. What is twice the score of 80 %?"
            ),
            Mistake("doubt squared", 0.96).says(
                "Did you square the probability of no? That is how two independent chances meet. It"
                " is the score that is doubled: what happens to the odds of 4 to 1?"
            ),
            Mistake("the probability squared", 0.64).says(
                "The square of a probability is smaller than the probability itself, so the model"
                " would be less sure. What is it that is squared when the score doubles?"
            ),
            Mistake("halfway to 1", 0.9).says(
                "You halve the probability of no. What does a doubled score do to the odds of 4?"
            ),
            Mistake("the odds after", 16.0, "Odds").says(
                "16 to 1 are the odds. How do they turn into a probability?"
            ),
        ],
    ),
]

EXERCISE = Exercise(
    title="three ways to say the same thing",
    kind="predict",
    goal="Translate between score, odds and probability, and find the boundary, on paper.",
    shapes="five numbers, to two decimals",
    minutes=15,
    section="The score is the log-odds",
    hints=[
        "Three scales say the same thing: probability, odds and score. Evidence is a factor of the"
        " odds and a term of the score; it has no simple rule for the probability. The boundary is"
        " where the score is 0.",
        "odds = y_hat / (1 - y_hat), z = log(odds), y_hat = odds / (1 + odds). The score is the"
        " signed distance from the boundary times the length of w.",
        "log(0.9 / ...); odds of 1/3 * ... ; solve 6 * 0.1 - 8 * x2 + 1 = ...; b / sqrt(...);"
        " odds of 4 * ...",
        "log(9); 2 / (1 + 2); 1.6 / 8; 1 / 10; 16 / (1 + 16)",
    ],
    further="Someone multiplies all weights by a million and leaves the bias as it is. What becomes"
    " of the boundary?",
    tasks=TASKS,
)

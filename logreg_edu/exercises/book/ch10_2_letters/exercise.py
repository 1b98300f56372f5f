"""Chapter 10, exercise 2: the strength of a penalty in other words."""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task

LETTERS = "C and alpha in other libraries"
PRIOR = "The penalty as a prior"
SHRINKS = "Which weights shrink most"
FREE = "Why the bias has no penalty"

TASKS = [
    Task(
        "c_of_it",
        truth=1 / (0.01 * 200),
        others=[0.5, 1 / 2, 0.50],
        mistakes=[
            Mistake("not inverted", 0.01 * 200, LETTERS).says(
                "That is l2 m. A large C means a weak penalty, a large l2 a strong one: so what is"
                " C?"
            ),
            Mistake("m forgotten", 1 / 0.01, LETTERS).says(
                "You take one over l2. Here the losses are a mean, there they are a sum: by which"
                " factor do the two differ?"
            ),
            Mistake("m over l2", 200 / 0.01, LETTERS).says(
                "A sum of 200 losses already counts 200 times as much as their mean. Must C make it"
                " larger still?"
            ),
            Mistake("l2 over m", 0.01 / 200, LETTERS).says(
                "C multiplies the losses, not the weights, and the losses are a sum. What is C m"
                " l2?"
            ),
            Mistake("the same letter", 0.01, LETTERS).says(
                "`C` is not l2: it multiplies the losses. Divide scikit-learn's cost by C m, and"
                " compare."
            ),
            Mistake("the half counted", 1 / (2 * 0.01 * 200), LETTERS).says(
                "Both costs have a half before the squared weights. Does it stay in the comparison?"
            ),
            Mistake("the default", 1, LETTERS).says(
                "1 is what scikit-learn takes unless you say otherwise. Which l2 would that be, on"
                " 200 examples?"
            ),
        ],
    ),
    Task(
        "l2_of_the_default",
        truth=1 / 50_000,
        others=[2e-5, 0.00002],
        mistakes=[
            Mistake("none", 0.0, LETTERS).says(
                "By default the functions here have no penalty. scikit-learn has one: which C does"
                " it take?"
            ),
            Mistake("C itself", 1, LETTERS).says(
                "That is C. The losses there are a *sum* of 50,000: what is l2 beside their mean?"
            ),
            Mistake("times m", 50_000, LETTERS).says(
                "That would make all weights practically 0. A sum of 50,000 losses is large: is l2"
                " beside their mean large or small?"
            ),
            Mistake("the half counted", 1 / 100_000, LETTERS).says(
                "Both costs have a half before the squared weights. Does it stay in the comparison?"
            ),
            Mistake("twice", 2 / 50_000, LETTERS).says(
                "Both costs have a half before the squared weights. Does it stay in the comparison,"
                " or become a two?"
            ),
        ],
    ),
    Task(
        "alpha_of_it",
        truth=0.01,
        others=[1 / 100, 1e-2],
        mistakes=[
            Mistake("as C", 0.5, LETTERS).says(
                "That is C. `alpha` multiplies half the squared weights, beside a mean of losses."
                " What is there to convert?"
            ),
            Mistake("times m", 2.0, LETTERS).says(
                "Both costs have a mean of losses. Where should the 200 come from?"
            ),
            Mistake("over m", 0.01 / 200, LETTERS).says(
                "Both costs have a mean of losses. Why divide by 200?"
            ),
            Mistake("one over it", 100, LETTERS).says(
                "A large alpha is a strong penalty, as a large l2 is. Is anything to be inverted?"
            ),
            Mistake("the half counted", 0.005, LETTERS, also=[0.02]).says(
                "Both have half the squares. Does the half stay in the comparison?"
            ),
        ],
    ),
    Task(
        "l2_for_four_times_as_many",
        truth=0.002 * 1000 / 4000,
        others=[0.0005, 5e-4, 0.002 / 4],
        mistakes=[
            Mistake("the same", 0.002, PRIOR).says(
                "Then l2 m is four times as large, which is a different belief. Which number should"
                " be kept?"
            ),
            Mistake("four times as much", 0.008, PRIOR).says(
                "More data should count for more. Which way does l2 go?"
            ),
            Mistake("the root", 0.001, PRIOR, also=[0.004]).says(
                "In l2 = 1 / (m tau^2) something is squared. Is it m?"
            ),
            Mistake("the square", 0.002 / 16, PRIOR).says(
                "You divide by 16. In l2 = 1 / (m tau^2) something is squared: is it m?"
            ),
            Mistake("what is kept", 2.0, PRIOR).says(
                "That is l2 m, the number to keep. Which l2 has the same one with 4,000 examples?"
            ),
        ],
    ),
    Task(
        "tau",
        truth=1 / np.sqrt(25),
        others=[0.2, 1 / 5],
        mistakes=[
            Mistake("the other root", -0.2, PRIOR).says(
                "The square is right, but a standard deviation is not negative."
            ),
            Mistake("the square of it", 1 / 25, PRIOR).says(
                "That is tau squared. And how large is tau?"
            ),
            Mistake("one over it", 5, PRIOR).says(
                "The stronger the penalty, the smaller the weights that were expected. Which way"
                " round is it?"
            ),
            Mistake("the strength itself", 25, PRIOR, also=[625]).says(
                "25 is l2 m. How does it follow from tau?"
            ),
            Mistake(
                "the half counted",
                np.sqrt(2 / 25),
                PRIOR,
                also=[0.283, 0.28, np.sqrt(1 / 50), 0.141, 0.14],
            ).says(
                "The half is on both sides: w^2 / (2 tau^2) and l2 w^2 / 2, the second times m."
                " Does it stay?"
            ),
        ],
    ),
    Task(
        "held_weight",
        truth=0.3 / (0.3 + 0.1) * 2,
        others=[1.5, 3 / 2, 0.6 / 0.4],
        mistakes=[
            Mistake("not shrunk", 2, SHRINKS).says(
                "There the derivative of the losses is 0, and that of the penalty is 0.1 * 2. Is"
                " their sum 0?"
            ),
            Mistake("the factor", 0.75, SHRINKS).says("That is the factor. Of which weight?"),
            Mistake("what is taken away", 0.5, SHRINKS).says(
                "That is what is taken away. How much is left?"
            ),
            Mistake("the fraction taken away", 0.25, SHRINKS).says(
                "That is the fraction that is taken away. Of which weight, and how much is left?"
            ),
            Mistake("divided by 1 + l2", 2 / 1.1, SHRINKS, also=[1.82, 1.818]).says(
                "That would be right with a curvature of 1. Where is 0.3 (2 - w) equal to 0.1 w?"
            ),
            Mistake("the pull at the start", 2 - 0.1 / 0.3, SHRINKS, also=[1.67, 1.667]).says(
                "You take off l2 over the curvature, whatever the weight. How strong is the pull of"
                " the penalty at the weight w?"
            ),
            Mistake("the strength taken off", 1.9, SHRINKS, also=[1.8]).says(
                "A penalty does not take off a fixed amount: it pulls in proportion to the weight."
                " Where is 0.3 (2 - w) equal to 0.1 w?"
            ),
            Mistake("one step of decay", 0.2, SHRINKS).says(
                "Not the weight but its pull is in proportion to l2. Where is 0.3 (2 - w) equal to"
                " 0.1 w?"
            ),
            Mistake("the ratio", 2 / 3, SHRINKS, also=[0.667, 0.67, 4 / 3, 1.33, 1.333]).says(
                "You compare l2 with h alone. The factor is h over the *sum* of both."
            ),
            Mistake("nothing left", 0, SHRINKS).says(
                "A penalty on squares makes weights small, but not 0: near 0 it hardly pulls."
                " Where is 0.3 (2 - w) equal to 0.1 w?"
            ),
        ],
    ),
    Task(
        "answer_without_evidence",
        truth=0.2,
        others=[1 / 5, 0.20],
        mistakes=[
            Mistake("one half", 0.5, FREE).says(
                "That would be right if the bias had a penalty, too. It has none: at the minimum,"
                " what is the mean of all predictions?"
            ),
            Mistake("nothing", 0.0, FREE).says(
                "A score of 0 is not a probability of 0, and the bias need not be 0 either. At the"
                " minimum, what is the mean of all predictions?"
            ),
            Mistake("percent", 20, FREE).says(
                "A probability is at most 1. What is 20 percent as one?"
            ),
            Mistake("the commoner answer", 0.8, FREE).says(
                "That is the probability of no. And of yes?"
            ),
            Mistake("the odds", 0.25, FREE, also=[4]).says(
                "These are the odds, one to four. Which probability is that?"
            ),
            Mistake("the bias", np.log(0.25), FREE, also=[-1.39, -1.386]).says(
                "That is the bias, a score. Which probability does it give?"
            ),
            Mistake("digits", 0.1, FREE).says(
                "One in ten, as with ten digits? Here it is one in five."
            ),
        ],
    ),
]

EXERCISE = Exercise(
    title="one penalty, many letters",
    kind="predict",
    goal="Say what l2 is in other libraries, and what it does, before you run them.",
    shapes="seven numbers",
    minutes=12,
    section=LETTERS,
    hints=[
        "Write down both costs. Ask of each letter whether it multiplies the losses or the weights,"
        " and whether the losses are a sum or a mean. For the last four, ask what l2 m says about"
        " weights before any data, and where the two pulls are equal.",
        "C = 1 / (l2 m); alpha = l2; l2 m = 1 / tau^2, which more examples do not change;"
        " w = h / (h + l2) times the weight without a penalty; and dJ/db = 0 at the minimum.",
        "1 / (0.01 * ...), 1 / (1 * ...), 0.01, 0.002 * 1000 / ..., 1 / np.sqrt(...),"
        " 0.3 / (... + 0.1) * 2",
        "1 / (0.01 * 200), 1 / 50_000, 0.01, 0.002 * 1000 / 4000, 1 / np.sqrt(25),"
        " 0.3 / (0.3 + 0.1) * 2, and one in five",
    ],
    further="Somebody compares this model with scikit-learn's, both without any setting, on 500"
    " digits. Is that a comparison of two programs?",
    tasks=TASKS,
)

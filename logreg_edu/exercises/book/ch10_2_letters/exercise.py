"""Chapter 10, exercise 2: the price in other words."""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task

LETTERS = "C and alpha in other libraries"
OPINION = "A penalty is an opinion"
HELD = "Who is held back most"
FREE = "Why the bias goes free"

TASKS = [
    Task(
        "c_of_it",
        truth=1 / (0.01 * 200),
        others=[0.5, 1 / 2, 0.50],
        mistakes=[
            Mistake(
                "not inverted",
                0.01 * 200,
                "That is l2 m. A large C means that little is held back, a large l2 that much is:"
                " so what is C?",
                LETTERS,
            ),
            Mistake(
                "m forgotten",
                1 / 0.01,
                "You take one over l2. Here the losses are a mean, there they are a sum: by what do"
                " the two differ?",
                LETTERS,
            ),
            Mistake(
                "m over l2",
                200 / 0.01,
                "A sum of 200 losses already counts 200 times as much as their mean. Must C make it"
                " larger still?",
                LETTERS,
            ),
            Mistake(
                "l2 over m",
                0.01 / 200,
                "C stands before the losses, not before the weights, and the losses are a sum. What"
                " does C m l2 come to?",
                LETTERS,
            ),
            Mistake(
                "the same letter",
                0.01,
                "`C` is not l2: it stands before the losses. Divide scikit-learn's cost by C m, and"
                " compare.",
                LETTERS,
            ),
            Mistake(
                "the half counted",
                1 / (2 * 0.01 * 200),
                "The half stands before the squared weights in both costs. Does it stay in the"
                " comparison?",
                LETTERS,
            ),
            Mistake(
                "the default",
                1,
                "1 is what scikit-learn takes unless you say otherwise. Which l2 would that be, on"
                " 200 examples?",
                LETTERS,
            ),
        ],
    ),
    Task(
        "l2_of_the_default",
        truth=1 / 50_000,
        others=[2e-5, 0.00002],
        mistakes=[
            Mistake(
                "none",
                0.0,
                "Without a word from you the functions here charge nothing. scikit-learn does:"
                " which C does it take?",
                LETTERS,
            ),
            Mistake(
                "C itself",
                1,
                "That is C. The losses there are a *sum* of 50,000: what is the price beside their"
                " mean?",
                LETTERS,
            ),
            Mistake(
                "times m",
                50_000,
                "That would hold back everything. A sum of 50,000 losses is loud: does that make"
                " the price beside their mean large or small?",
                LETTERS,
            ),
            Mistake(
                "the half counted",
                1 / 100_000,
                "The half stands before the squared weights in both costs. Does it stay in the"
                " comparison?",
                LETTERS,
            ),
            Mistake(
                "twice",
                2 / 50_000,
                "The half stands before the squared weights in both costs. Does it stay in the"
                " comparison, or become a two?",
                LETTERS,
            ),
        ],
    ),
    Task(
        "alpha_of_it",
        truth=0.01,
        others=[1 / 100, 1e-2],
        mistakes=[
            Mistake(
                "as C",
                0.5,
                "That is C. `alpha` stands before the weights, and beside a mean of losses. What is"
                " there to convert?",
                LETTERS,
            ),
            Mistake(
                "times m",
                2.0,
                "Both costs have a mean of losses. Where should the 200 come from?",
                LETTERS,
            ),
            Mistake(
                "over m",
                0.01 / 200,
                "Both costs have a mean of losses. Why divide by 200?",
                LETTERS,
            ),
            Mistake(
                "one over it",
                100,
                "A large alpha holds back much, as a large l2 does. Is anything to be inverted?",
                LETTERS,
            ),
            Mistake(
                "the half counted",
                0.005,
                "Both have half the squares. Does the half stay in the comparison?",
                LETTERS,
                also=[0.02],
            ),
        ],
    ),
    Task(
        "l2_for_four_times_as_many",
        truth=0.002 * 1000 / 4000,
        others=[0.0005, 5e-4, 0.002 / 4],
        mistakes=[
            Mistake(
                "the same",
                0.002,
                "Then l2 m is four times as large, and so the opinion four times as strong. Which"
                " number is to be kept?",
                OPINION,
            ),
            Mistake(
                "four times as much",
                0.008,
                "More data should be heard more. Which way does l2 go?",
                OPINION,
            ),
            Mistake(
                "the root",
                0.001,
                "In l2 = 1 / (m tau^2) something is squared. Is it m?",
                OPINION,
                also=[0.004],
            ),
            Mistake(
                "the square",
                0.002 / 16,
                "You divide by 16. In l2 = 1 / (m tau^2) something is squared: is it m?",
                OPINION,
            ),
            Mistake(
                "what is kept",
                2.0,
                "That is l2 m, the number to keep. Which l2 has the same one with 4,000 examples?",
                OPINION,
            ),
        ],
    ),
    Task(
        "tau",
        truth=1 / np.sqrt(25),
        others=[0.2, 1 / 5],
        mistakes=[
            Mistake(
                "the square of it",
                1 / 25,
                "That is tau squared. And how large is tau?",
                OPINION,
            ),
            Mistake(
                "one over it",
                5,
                "The higher the price, the smaller the weights that were expected. Which way round"
                " is it?",
                OPINION,
            ),
            Mistake(
                "the price itself",
                25,
                "25 is the price. How does it follow from tau?",
                OPINION,
                also=[625],
            ),
            Mistake(
                "the half counted",
                np.sqrt(2 / 25),
                "The half is on both sides: w^2 / (2 tau^2) and l2 w^2 / 2, the second times m."
                " Does it stay?",
                OPINION,
                also=[0.283, 0.28, np.sqrt(1 / 50), 0.141, 0.14],
            ),
        ],
    ),
    Task(
        "held_weight",
        truth=0.3 / (0.3 + 0.1) * 2,
        others=[1.5, 3 / 2, 0.6 / 0.4],
        mistakes=[
            Mistake(
                "not held back",
                2,
                "There the slope of the losses is 0, and that of the penalty is 0.1 * 2. Is their"
                " sum 0?",
                HELD,
            ),
            Mistake(
                "the factor",
                0.75,
                "That is the factor. Of which weight?",
                HELD,
            ),
            Mistake(
                "what is taken away",
                0.5,
                "So much is taken away. How much is left?",
                HELD,
                also=[0.25],
            ),
            Mistake(
                "the price taken off",
                1.9,
                "A price is no amount that is taken off: it pulls in proportion to the weight."
                " Where is 0.3 (2 - w) equal to 0.1 w?",
                HELD,
                also=[1.8],
            ),
            Mistake(
                "one step of decay",
                0.2,
                "Not the weight but its pull is in proportion to l2. Where is 0.3 (2 - w) equal to"
                " 0.1 w?",
                HELD,
            ),
            Mistake(
                "the ratio",
                2 / 3,
                "You compare l2 with h alone. The factor is h over the *sum* of both.",
                HELD,
                also=[0.667, 0.67, 4 / 3, 1.33, 1.333],
            ),
            Mistake(
                "nothing left",
                0,
                "A price on squares makes weights small, never quite 0: near 0 it hardly pulls."
                " Where is 0.3 (2 - w) equal to 0.1 w?",
                HELD,
            ),
        ],
    ),
    Task(
        "answer_without_evidence",
        truth=0.2,
        others=[1 / 5, 0.20],
        mistakes=[
            Mistake(
                "one half",
                0.5,
                "So it would be if the bias were priced, too. It goes free: at the minimum, what is"
                " the mean of all predictions?",
                FREE,
            ),
            Mistake(
                "nothing",
                0.0,
                "A score of 0 is no probability of 0, and the bias need not be 0 either. At the"
                " minimum, what is the mean of all predictions?",
                FREE,
            ),
            Mistake(
                "the commoner answer",
                0.8,
                "That is the probability of no. And of yes?",
                FREE,
            ),
            Mistake(
                "the odds",
                0.25,
                "These are the odds, one to four. Which probability is that?",
                FREE,
                also=[4],
            ),
            Mistake(
                "the bias",
                np.log(0.25),
                "That is the bias, a score. Which probability does it give?",
                FREE,
                also=[-1.39, -1.386],
            ),
            Mistake(
                "digits",
                0.1,
                "One in ten, as with ten digits? Here it is one in five.",
                FREE,
            ),
        ],
    ),
]

EXERCISE = Exercise(
    title="one price, many letters",
    kind="predict",
    goal="Say what a price is in other libraries, and what it does, before you run them.",
    shapes="seven numbers",
    minutes=12,
    section=LETTERS,
    hints=[
        "Write down both costs. Ask of each letter whether it stands before the losses or before"
        " the weights, and whether the losses are a sum or a mean. For the last three, ask what l2"
        " m says about weights before any data, and where the two pulls are equal.",
        "C = 1 / (l2 m); alpha = l2; l2 m = 1 / tau^2, which more examples do not change;"
        " w = h / (h + l2) times the weight without a price; and dJ/db = 0 at the minimum.",
        "1 / (0.01 * ...), 1 / (1 * ...), 0.01, 0.002 * 1000 / ..., 1 / np.sqrt(...),"
        " 0.3 / (... + 0.1) * 2",
        "1 / (0.01 * 200), 1 / 50_000, 0.01, 0.002 * 1000 / 4000, 1 / np.sqrt(25),"
        " 0.3 / (0.3 + 0.1) * 2, and one in five",
    ],
    further="Somebody compares this model with scikit-learn's, both without any setting, on 500"
    " digits. Is that a comparison of two programs?",
    tasks=TASKS,
)

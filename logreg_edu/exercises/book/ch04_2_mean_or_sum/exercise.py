"""Chapter 4, exercise 2: what changes if the losses are added and not averaged."""

from __future__ import annotations

import numpy as np

from logreg_edu import cost
from logreg_edu.exercises.format import Exercise, Mistake, Task

m, J = 500, 0.2

TASKS = [
    Task(
        "sum_of_the_losses",
        truth=m * J,
        rtol=1e-6,  # float32 will do
        others=[100, 100.0],
        mistakes=[
            Mistake("the mean", 0.2).says(
                "That is the mean. How many losses were added before it was divided?"
            ),
            Mistake("the number of losses", 500.0).says(
                "500 is how many losses there are. How large is each of them on average?"
            ),
            Mistake("divided again", J / m).says(
                "You divide by 500 once more. Is a sum of 500 losses smaller than their mean?"
            ),
            Mistake("divided by the mean", m / J).says(
                "Which of the two is divided by the other, to get a mean? Solve that for the sum."
            ),
        ],
    ),
    Task(
        "mean_of_all_pictures_twice",
        truth=2 * m * J / (2 * m),
        rtol=1e-6,
        others=[0.2, 1 / 5],
        mistakes=[
            Mistake("doubled", 0.4).says("The sum doubles. And the number that it is divided by?"),
            Mistake("the sum of 500", 100.0).says(
                "That is the sum of the 500 losses. How many are there now, and what is their mean?"
            ),
            Mistake("halved", 0.1).says(
                "There are twice as many losses to divide by. And how large is their sum now?"
            ),
            Mistake("the sum", 200.0).says(
                "That is the sum of all 1000 losses. What is their mean?"
            ),
        ],
    ),
    Task(
        "rate_for_the_sum",
        truth=0.5 / m,
        rtol=1e-6,
        others=[0.001, 1e-3],
        mistakes=[
            Mistake("the same rate", 0.5).says(
                "The slopes of the sum are 500 times as steep. How long is a step then,"
                " with the same rate?"
            ),
            Mistake("divided by the rate", m / 0.5).says(
                "A rate of 1000 would make the steps 2000 times as long. Which of 500 and 0.5 is to"
                " be divided by the other?"
            ),
            Mistake("no step", 0.0).says(
                "With a rate of 0 no step is taken. The rate is small: how many decimals does it"
                " need?"
            ),
            Mistake("multiplied", 250.0).says(
                "That makes the steps longer, and they are too long already: how steep is the sum,"
                " compared with the mean?"
            ),
            Mistake("divided by m alone", 1 / m).says(
                "That makes up for the 500 times steeper slopes. And where is the rate of 0.5?"
            ),
            Mistake("divided by the root of m", 0.5 / np.sqrt(m), also=[0.022, 0.0224]).says(
                "The root belongs to chance, to the error of a mean. Here nothing is random: by"
                " what is each slope multiplied?"
            ),
        ],
    ),
    Task(
        "typical_probability",
        truth=np.exp(-J),
        rtol=0.005,
        others=[0.82, 0.819, 0.8187],
        mistakes=[
            Mistake("one minus the cost", 0.8, "From the likelihood to the cost").says(
                "Close, but by chance: what would that give for a cost of 2? How is a logarithm"
                " undone?"
            ),
            Mistake("base 2", 2**-J, "From the likelihood to the cost", also=[0.87]).says(
                "That undoes a logarithm to base 2. To which base are nats?"
            ),
            Mistake(
                "what is left",
                1 - np.exp(-J),
                "From the likelihood to the cost",
                also=[0.18, 0.181],
            ).says(
                "That is the probability of the other answer. Which one does the truth typically"
                " get?"
            ),
            Mistake(
                "a sigmoid", 1 / (1 + np.exp(-J)), "From the likelihood to the cost", also=[0.55]
            ).says(
                "That is the sigmoid of 0.2. Is 0.2 a score here, or a loss? How is a logarithm"
                " undone?"
            ),
            Mistake(
                "percent", 100 * np.exp(-J), "From the likelihood to the cost", also=[82.0]
            ).says(
                "The digits are right. But a probability lies between 0 and 1: what is that as a"
                " number without percent?"
            ),
            Mistake("the cost itself", 0.2, "From the likelihood to the cost").says(
                "The cost is minus the logarithm of something. Of what?"
            ),
            Mistake(
                "of all pictures together", np.exp(-m * J), "From the likelihood to the cost"
            ).says(
                "That is the probability of all 500 answers together. What does one of them"
                " typically get?"
            ),
            Mistake("base 10", 10**-J, "From the likelihood to the cost", also=[0.63]).says(
                "That undoes a logarithm to base 10. To which base are nats?"
            ),
            Mistake("above one", np.exp(J), "From the likelihood to the cost", also=[1.22]).says(
                "Can a probability be above 1? Which sign is in front of the logarithm?"
            ),
        ],
    ),
    Task(
        "l2_beside_the_sum",
        truth=0.01 * m,
        rtol=1e-6,
        others=[5, 5.0],
        mistakes=[
            Mistake("the same l2", 0.01, "The penalty").says(
                "The sum of the losses is 500 times their mean. How large is the same penalty in"
                " comparison?"
            ),
            Mistake("divided", 0.01 / m, "The penalty").says(
                "The losses have grown, and your penalty has shrunk. Which way must it go to have"
                " the same effect?"
            ),
            Mistake("times the sum", 0.01 * m * J, "The penalty").says(
                "You multiply by the sum of the losses. By which factor is the sum larger than the"
                " mean?"
            ),
            Mistake("the half", 2.5, "The penalty", also=[10.0]).says(
                "The half is in both formulas. What else differs between them?"
            ),
        ],
    ),
    Task(
        "price_of_the_weights",
        truth=cost([[0.0, 0.0]], [1], [3.0, -4.0], 10.0, l2=0.1)
        - cost([[0.0, 0.0]], [1], [3.0, -4.0], 10.0),
        rtol=1e-6,
        others=[1.25, 0.05 * 25],
        mistakes=[
            Mistake("no half", 2.5, "The penalty").says(
                "That is twice too much. Which factor is in front of the sum?"
            ),
            Mistake("with another factor", 12.5, "The penalty").says(
                "Is that half of 25 without l2, or l2 times 125 without the half? In the formula"
                " there are l2, a half, and the squares of the weights alone."
            ),
            Mistake("the squares alone", 25.0, "The penalty", also=[125.0]).says(
                "That is a sum of squares. Which two factors are in front of it?"
            ),
            Mistake("the sizes of the weights", 0.35, "The penalty", also=[0.7]).says(
                "3 and 4 are the absolute values of the weights. What is done to each of them"
                " before they are added?"
            ),
            Mistake("the square of the sum", 0.05, "The penalty", also=[0.1]).says(
                "3 - 4 is -1, and you square that. What comes first, the square or the sum?"
            ),
            Mistake("the bias pays", 6.25, "The penalty").says(
                "You penalise the bias as well. It is the score of an empty picture: is there a"
                " reason to push that towards 0?"
            ),
            Mistake("the length", 0.25, "The penalty", also=[0.5]).says(
                "5 is the length of w. What is asked for is the sum of the squares."
            ),
            Mistake("the sum of the weights", -0.05, "The penalty", also=[-0.1]).says(
                "Can a penalty be negative? What is done to each weight before the sum?"
            ),
            Mistake("a negative square", -0.35, "The penalty", also=[-0.7]).says(
                "9 - 16 is negative. Which sign does the square of -4 have?"
            ),
        ],
    ),
]

EXERCISE = Exercise(
    title="a mean or a sum",
    kind="predict",
    goal="Say what changes if a program adds the losses up, where this book takes their mean.",
    shapes="six numbers",
    minutes=10,
    section="A mean, not a sum",
    hints=[
        "The sum of the losses is m times their mean, for all weights. So the minimum is the same,"
        " and all heights and slopes are multiplied by m.",
        "sum = m * mean, for the losses and for their slopes. A step is rate * slope. The penalty"
        " is (l2/2) times the sum of the squared weights, without the bias. The mean loss is minus"
        " the logarithm of what the truth typically gets.",
        "500 * ...; (2 * 500 * 0.2) / ...; 0.5 / ...; np.exp(...); 0.01 * ...; 0.1 / 2 * (...)",
        "500 * 0.2; 0.2; 0.5 / 500; np.exp(-0.2); 0.01 * 500; 0.1 / 2 * (3**2 + 4**2)",
    ],
    further="A paper reports a loss of 12.3 and does not say whether it is a mean. What would you"
    " have to know to compare it with yours?",
    tasks=TASKS,
)

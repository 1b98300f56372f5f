"""Chapter 7, exercise 1: seven models side by side, and what their answers add up to."""

from __future__ import annotations

import numpy as np

from logreg_edu import cost, one_hot, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task

m, n, K, of_C = 50, 64, 7, 6
W, b = np.zeros((n, K)), np.zeros(K)
X, Y = np.zeros((m, n)), one_hot(np.arange(m) % K, K)  # no cost at the start depends on them
SUMS = "Why ten probabilities need not sum to one"
ARGMAX = "Argmax: the surest model names the digit"

TASKS = [
    Task(
        "shape_of_W",
        truth=W.shape,
        others=[(64, 7), [64, 7]],
        mistakes=[
            Mistake("one model per row", (7, 64)).says(
                "The numbers are right. X has the shape (50, 64), and X @ W must work: which of"
                " the two comes first?"
            ),
            Mistake("the shape of X", (50, 64), also=[(64, 50)]).says(
                "50 and 64 are the sides of X: pictures and pixels. What does W have instead of the"
                " pictures, so that X @ W works?"
            ),
            Mistake("the number of weights", 448, also=[(448,)]).says(
                "That is how many weights there are. In how many rows and columns are they"
                " arranged?"
            ),
            Mistake("in quotation marks", "(64, 7)", also=["64, 7", "(64,7)", "64 x 7"]).says(
                "You mean the right thing. A tuple of numbers needs no quotation marks."
            ),
            Mistake("a row for each picture", (50, 7), also=[(7, 50)]).says(
                "That is the shape of the scores: a row for each picture. Do the weights know how"
                " many pictures there are?"
            ),
            Mistake("one model", (64,), also=[64, (64, 1), (1, 64)]).says(
                "These are the weights of one model. How are seven of them put side by side?"
            ),
            Mistake("ten digits", (64, 10), also=[(784, 10), (784, 7)]).says(
                "There are ten digits, but how many letters?"
            ),
            Mistake("with the biases", (65, 7)).says(
                "The biases are kept apart, in b. How many weights does each model have?"
            ),
        ],
    ),
    Task(
        "numbers_to_learn",
        truth=W.size + b.size,
        others=[455, 455.0],
        mistakes=[
            Mistake("weights alone", 448).says(
                "These are the weights. What else does each model learn?"
            ),
            Mistake("one bias", 449).says(
                "One bias for all seven? Each model is trained by itself: what does it share with"
                " the others?"
            ),
            Mistake("one model", 65).says("That is one model. How many are there?"),
            Mistake("times the pictures", 455 * 50, also=[448 * 50, 64 * 50, 65 * 50, 50 * 7]).says(
                "Does a model learn other weights for each picture?"
            ),
            Mistake("a bias for each pixel", 448 + 64, also=[896]).says(
                "A bias belongs to a model, not to a pixel. How many models are there?"
            ),
        ],
    ),
    Task(
        "sum_at_the_start",
        truth=sigmoid(W[0] + b).sum(),
        others=[3.5, 7 / 2],
        mistakes=[
            Mistake("one", 1.0, SUMS).says(
                "What would make the seven answers fit together? What does each of them say by"
                " itself?"
            ),
            Mistake("zero", 0.0, "2: The sigmoid").says(
                "The scores are 0. Which probability belongs to the score 0?"
            ),
            Mistake("one model", 0.5, SUMS).says(
                "That is what one of them says. And all together?"
            ),
            Mistake("ten models", 5.0).says("There are ten digits, but how many letters?"),
            Mistake("all sure", 7.0, SUMS).says(
                "Then each of the seven would be sure of a yes. Which probability belongs to the"
                " score 0?"
            ),
            Mistake(
                "a seventh", 1 / 7, "Softmax: one question with ten answers", also=[0.14, 0.143]
            ).says(
                "One seventh is what softmax gives to each. What does a yes/no model that knows"
                " nothing say?"
            ),
        ],
    ),
    Task(
        "costs_at_the_start",
        truth=cost(X, Y, W, b).sum(),
        rtol=0.005,
        others=[7 * np.log(2), 4.85, 4.852],
        mistakes=[
            Mistake(
                "softmax", np.log(7), "Softmax: one question with ten answers", also=[1.95, 1.946]
            ).says(
                "log 7 is what one question with seven answers costs. Here seven yes/no questions"
                " are asked: what does the answer one half cost in each?"
            ),
            Mistake("one model", np.log(2), also=[0.69, 0.693]).says(
                "That is the cost of one model. And of all seven?"
            ),
            Mistake("the probabilities", 3.5, "3: The idea: pay for your surprise").says(
                "These are the probabilities, added up. What does one half cost, in nats?"
            ),
            Mistake(
                "sum over the pictures",
                50 * 7 * np.log(2),
                "4: A mean, not a sum",
                also=[50 * np.log(2), 242.6, 34.66, 34.7],
            ).says(
                "A cost is a mean over the pictures. What do you add up over here, and what not?"
            ),
            Mistake(
                "logarithm to base 10",
                7 * np.log10(2),
                "3: Why the logarithm",
                also=[2.1, 2.11, 2.107],
            ).says(
                "The number of models is right, but not the logarithm. To which base does a nat"
                " belong?"
            ),
            Mistake("bits", 7.0, "3: The idea: pay for your surprise").says(
                "One bit each is right. How many nats is a bit?"
            ),
        ],
    ),
    Task(
        "most_that_a_sum_can_be",
        truth=K,
        others=[7.0, np.int64(7)],
        mistakes=[
            Mistake("one", 1, SUMS).says(
                "Nothing ties the seven answers together. What if three models are each nearly sure"
                " of the same picture?"
            ),
            Mistake("half of them", 3.5, SUMS).says(
                "That is the sum at the start, where each says one half. How sure may each of them"
                " become?"
            ),
            Mistake("two", 2, SUMS).says(
                "Two nearly sure models: that happens. Does anything keep a third from joining"
                " them?"
            ),
            Mistake("no limit", np.inf, "2: The sigmoid").says(
                "A score has no upper limit. Has a probability?"
            ),
            Mistake("ten models", 10).says("There are ten digits, but how many letters?"),
        ],
    ),
    Task(
        "mean_probability_of_C",
        truth=np.mean(np.arange(m) < of_C),
        others=[0.12, 6 / 50],
        mistakes=[
            Mistake("a seventh", 1 / 7, SUMS, also=[0.14, 0.143]).says(
                "That would be right if all letters were equally common. How common is C in these"
                " pictures?"
            ),
            Mistake("one half", 0.5, SUMS).says(
                "That was at the start. At the minimum the derivative with respect to the bias is"
                " zero: what does that say about the errors?"
            ),
            Mistake("sure of its letter", 1.0, SUMS).says(
                "You may think of the 6 pictures that are a C. The mean is over all 50: what should"
                " the model say about the others?"
            ),
            Mistake("the others", 0.88, SUMS, also=[44 / 50]).says(
                "That is the fraction of pictures that are not a C. Which of the two answers is"
                " y_hat the probability of?"
            ),
            Mistake("percentage", 12, SUMS).says(
                "12 % is right. What is that as a number from 0 to 1?"
            ),
            Mistake("the sum", 6.0, SUMS).says("That is the sum over the pictures. And the mean?"),
        ],
    ),
    Task(
        "letter_named",
        truth=int(np.argmax([-1.0, -2.0, -0.5, -9.0, -9.0, -9.0, -9.0])),
        others=[2.0, np.int64(2)],
        mistakes=[
            Mistake("the smallest", 1, ARGMAX).says(
                "The smallest score is the surest no. Which model is the least unwilling?"
            ),
            Mistake("the score", -0.5, ARGMAX).says(
                "That is the largest score, the maximum. What is its index?"
            ),
            Mistake("counted from one", 3, ARGMAX).says(
                "In the code the letters are counted from 0, and so they are in the task. Which"
                " number belongs to the score of -0.5?"
            ),
            Mistake("the first", 0, ARGMAX).says(
                "Argmax takes the first if two are tied. Are these tied?"
            ),
            Mistake("by its name", "C", ARGMAX).says(
                "You name a letter. As which number does the task want it?"
            ),
            Mistake("none", "none", ARGMAX, also=[-1, "no letter", "nothing", "no"]).says(
                "True, no model says yes. But argmax compares them with one another, not with one"
                " half: which letter comes out?"
            ),
        ],
    ),
    Task(
        "letter_named_by_probabilities",
        truth=int(np.argmax(sigmoid(np.array([40.0, 50.0, -1.0])))),
        others=[0.0, np.int64(0)],
        mistakes=[
            Mistake("as on paper", 1, ARGMAX).says(
                "On paper, yes. What is sigmoid(40.0) in a computer, and what is sigmoid(50.0)?"
            ),
            Mistake("the score", 50, ARGMAX, also=[40]).says(
                "That is a score. You are asked for the index of the largest probability."
            ),
            Mistake("an error", "error", ARGMAX, also=["none", "an error", "both"]).says(
                "No error is raised, and that is the danger. What does argmax do with a tie?"
            ),
            Mistake("the last of the tied", -1, ARGMAX).says(
                "True, two are tied. Which of them does argmax take?"
            ),
        ],
    ),
]

EXERCISE = Exercise(
    title="seven experts and one picture",
    kind="predict",
    goal="Say what seven models side by side look like, and what their answers add up to.",
    shapes="a shape, five numbers and two letters as whole numbers",
    minutes=15,
    section="Ten questions, ten models, one matrix product",
    hints=[
        "Seven yes/no models share the pictures and nothing else. None hears what another says.",
        "Z = X W + b, with X (m, n), W (n, K), b (K,). At the score 0 a model says one half, which"
        " costs log 2. At the minimum the derivative with respect to each bias is zero, so the mean"
        " of y_hat is the mean of y.",
        "(..., 7); 7 * (... + 1); 7 * ...; 7 * np.log(...); the number of ...; 6 / ...; the index"
        " of ...; the first of ...",
        "(64, 7); 7 * (64 + 1); 3.5; 7 * np.log(2); 7; 6 / 50; 2; 0",
    ],
    further="The sum of the probabilities of a picture is 0.05. What would you want a program to"
    " say about this picture?",
    tasks=TASKS,
)

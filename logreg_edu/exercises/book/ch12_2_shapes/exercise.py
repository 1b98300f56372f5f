"""Chapter 12, exercise 2: the shapes and numbers of a network."""

from __future__ import annotations

import numpy as np

from logreg_edu import sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task

M, N, Q, K = 400, 784, 32, 10
SHAPES = [(N, Q), (Q,), (Q, K), (K,)]

TASKS = [
    Task(
        "parameters",
        truth=sum(int(np.prod(shape)) for shape in SHAPES),
        others=[25450.0, 785 * 32 + 33 * 10],
        mistakes=[
            Mistake("no biases", N * Q + Q * K).says(
                "These are the weights. Each hidden unit and each digit has one more number: which?"
            ),
            Mistake(
                "biases of one layer only", N * Q + Q + Q * K, "The graph", also=[N * Q + Q * K + K]
            ).says("One layer has its biases. What comes with the weights of the other?"),
            Mistake("one bias per layer", N * Q + 1 + Q * K + 1, "The graph").says(
                "You gave each layer one bias. Which shape does b have in a layer with K outputs?"
            ),
            Mistake("one layer", N * Q + Q, also=[Q * K + K, N * Q]).says(
                "That is one of the two layers. Which weights does the other one have?"
            ),
            Mistake("multiplied", N * Q * K, also=[N * Q * K + Q + K]).says(
                "You multiplied all three. Does a weight belong to a pixel, a unit and a digit, or"
                " to two of them?"
            ),
            Mistake("the ten models", N * K + K).says(
                "That is the number for the ten models of chapter 7. What comes between pixels and"
                " scores here?"
            ),
            Mistake("counted for each example", M * (N * Q + Q + Q * K + K)).says(
                "You counted them once for each example. Do two pictures have different weights?"
            ),
        ],
    ),
    Task(
        "shape_of_A",
        truth=(M, Q),
        others=[[M, Q], (400.0, 32.0)],
        mistakes=[
            Mistake("transposed", (Q, M), "1: From a picture to a row").says(
                "Every matrix of this book has the examples along the same axis. Are they rows or"
                " columns?"
            ),
            Mistake("one example", (Q,)).says(
                "That is right for one example. And for all of them?"
            ),
            Mistake("the weights", (N, Q)).says(
                "That is the shape of W_1. What is left of (m, n) @ (n, q)?"
            ),
            Mistake("how many numbers", M * Q).says(
                "That is how many numbers A has. How are they arranged, in rows and columns?"
            ),
            Mistake("the pictures", (M, N)).says(
                "That is the shape of X. How many numbers does the first layer give for an example?"
            ),
            Mistake("the scores", (M, K)).says(
                "That is the shape of Z, after the second layer. How many numbers does the first"
                " one give for an example?"
            ),
        ],
    ),
    Task(
        "shape_of_dJ_dW_1",
        truth=(N, Q),
        others=[[N, Q], (784.0, 32.0)],
        mistakes=[
            Mistake("the shape of the upstream gradient", (M, Q)).says(
                "That is what comes back to the first layer, a row for each example. Which shape is"
                " left after the sum over all examples?"
            ),
            Mistake("transposed", (Q, N)).says(
                "The gradient has the same shape as W_1. Which shape does W_1 have in X @ W_1?"
            ),
            Mistake("straight to the digits", (N, K)).says(
                "That would be a weight for each pixel and each digit. Where do the weights of the"
                " first layer lead?"
            ),
            Mistake("of the biases", (Q,)).says(
                "That is the shape of b_1 and of its gradient. And of W_1?"
            ),
            Mistake("how many numbers", N * Q).says(
                "That is how many numbers it has. How are they arranged, in rows and columns?"
            ),
            Mistake("the other layer", (Q, K)).says(
                "That is the shape of W_2. Which layer is W_1 in?"
            ),
        ],
    ),
    Task(
        "cost_at_zero",
        truth=np.log(K),
        rtol=0.005,
        others=[2.303, 2.3, float(np.log(10))],
        mistakes=[
            Mistake("not knowing one of two", np.log(2), "The softmax layer").says(
                "That is the loss of not knowing between yes and no. How many answers are there"
                " here?"
            ),
            Mistake("ten answers", K * np.log(2), "The softmax layer").says(
                "That is the loss of ten separate questions. How many questions does a softmax"
                " answer?"
            ),
            Mistake(
                "the probability", 1 / K, "3: The idea: pay for your surprise", also=[0.5]
            ).says("That is the probability of each digit. What is its loss?"),
            Mistake("base 10", 1.0, "3: Why the logarithm").says(
                "That is the logarithm to base 10. What is it in nats?"
            ),
            Mistake("in bits", np.log2(K), "3: Why the logarithm").says(
                "That is the logarithm to base 2: bits. What is it in nats?"
            ),
            Mistake("no minus", -np.log(K), "3: From the product to the loss").says(
                "That is the logarithm of the probability, below 0. Which sign does a loss have?"
            ),
            Mistake("sum for mean", M * np.log(K), "4: A mean, not a sum").says(
                "That is the sum for all examples. The cost is given per example: what is it then?"
            ),
            Mistake("free", 0.0, "The softmax layer").says(
                "Weights of 0 have no penalty. But each digit gets the same score: what does the"
                " softmax say, and what is the loss of that?"
            ),
            Mistake("wrong digits", 1 - 1 / K, "3: The idea: pay for your surprise").says(
                "That is how much probability goes to wrong digits. What is the loss of the rest?"
            ),
        ],
    ),
    Task(
        "slope_in_z_1",
        truth=2.0 * 0.9 * 0.1,
        atol=0.002,
        others=[0.18, 0.2 * 0.9],
        mistakes=[
            Mistake("unchanged", 2.0).says(
                "The gradient goes back through a sigmoid. What is it multiplied by there?"
            ),
            Mistake("times the answer", 2.0 * 0.9).says(
                "You multiplied by A. Is that the sigmoid, or its derivative?"
            ),
            Mistake("times the rest", 2.0 * 0.1).says(
                "You multiplied by 1 - A. That is one of two factors: what is the derivative of the"
                " sigmoid?"
            ),
            Mistake("always a quarter", 2.0 * 0.25, "2: The slope").says(
                "A quarter is the derivative of the sigmoid where it is steepest. Is this unit as"
                " unsure as that?"
            ),
            Mistake("sigmoid of the answer", 2.0 * sigmoid(0.9) * sigmoid(-0.9), also=[0.411]).says(
                "You sent the answer through the sigmoid again. A is what came out of it already:"
                " what is the derivative in terms of A?"
            ),
            Mistake("the derivative alone", 0.09).says(
                "That is the derivative of the sigmoid. What about the upstream gradient?"
            ),
        ],
    ),
    Task(
        "parameters_without_bend",
        truth=N * K + K,
        others=[7850.0, 785 * 10],
        mistakes=[
            Mistake("as many as before", sum(int(np.prod(shape)) for shape in SHAPES)).says(
                "That is how many are stored. But multiply the two layers out: how many numbers"
                " does the matrix W_1 W_2 have?"
            ),
            Mistake("no biases", N * K).says(
                "That is the matrix W_1 W_2. What becomes of the biases?"
            ),
            Mistake("one model", N + 1).says(
                "That is one model, for one question. How many scores does this layer give?"
            ),
            Mistake("one layer less", N * Q + Q, also=[Q * K + K]).says(
                "The first layer alone does not give ten scores. Which shape does W_1 W_2 have?"
            ),
        ],
    ),
    Task(
        "different_units",
        truth=1,
        others=[1.0, np.int64(1)],
        mistakes=[
            Mistake("all of them", Q, "What is lost").says(
                "They start alike. Compare the gradients that two of them get: what could make them"
                " differ?"
            ),
            Mistake("half of them", Q // 2, "What is lost").says(
                "What could make one half of them differ from the other? Compare the gradients that"
                " two units get."
            ),
            Mistake("none", 0, "What is lost").says(
                "The hidden units say one half to everything, and that is something: the biases can"
                " learn from it. How many different units are there?"
            ),
            Mistake("one for each digit", K, "What is lost").says(
                "The digits differ, the units do not: each unit sends its answer to all ten scores."
                " With the same weights, or with others?"
            ),
        ],
    ),
]

EXERCISE = Exercise(
    title="the size of a network",
    kind="predict",
    goal="Give the shapes, the numbers and the gradients of a network with one hidden layer.",
    shapes="numbers, and shapes as tuples such as (400, 784); X (400, 784), q = 32, K = 10",
    minutes=10,
    section="A hidden layer",
    hints=[
        "Draw the graph and write the shape on every arrow. A gradient has the same shape as the"
        " array it belongs to.",
        "A layer of q inputs and K outputs has q K weights and K biases. A softmax of equal scores"
        " says 1/K. The derivative of a sigmoid is A (1 - A). Two layers in a row are one.",
        "784 * 32 + ... + 32 * 10 + ...; (400, 784) @ (784, 32); the shape of W_1; log ...;"
        " 2 * 0.9 * ...; 784 * 10 + ...; and how many different units, if none can differ?",
        "25450, (400, 32), (784, 32), np.log(10), 0.18, 7850 and 1.",
    ],
    further="Take twice as many hidden units. Which of your answers double, which stay, and which"
    " do neither?",
    tasks=TASKS,
)

"""Chapter 7, exercise 3: the gradients of K models, in one matrix product."""

from __future__ import annotations

import numpy as np

from logreg_edu import backward, one_hot, probability, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def questions(labels, K):
    return (labels[:, np.newaxis] == np.arange(K)).astype(float)


def of_errors(X, error):
    """What follows from the errors (m, K)."""
    return X.T @ error / len(X), error.mean(axis=0)


def slopes_of_all(X, labels, W, b):
    return of_errors(X, probability(X, W, b) - questions(labels, W.shape[1]))


def cases(rng):
    """By hand; of many sizes, also with two of them equal; labels without an example; float32.

    More than ten models, hundreds of examples, and labels in bytes, as the digits have them.
    """
    X, labels = np.array([[1.0, 0.0], [0.0, 4.0]]), np.array([2, 0])
    yield {"X": X, "labels": labels, "W": np.zeros((2, 3)), "b": np.zeros(3)}
    for m, n, K in ((5, 3, 4), (14, 4, 12), (9, 2, 3), (6, 4, 6), (7, 7, 3), (4, 6, 7)):
        X, labels = rng.random((m, n)), rng.permutation(np.arange(m) % K)
        if m == 9:  # no example of the last label
            labels = labels % (K - 1)
        if m == 7:  # nor of the first
            labels = 1 + labels % (K - 1)
        yield {"X": X, "labels": labels, "W": rng.normal(size=(n, K)), "b": rng.normal(size=K)}
    some = rng.integers(0, 7, 300)  # seven examples, again and again; dark and light
    X, labels = rng.normal(size=(7, 2))[some], np.arange(7)[some] % 3
    yield {"X": X, "labels": labels, "W": rng.normal(size=(2, 3)), "b": rng.normal(size=3)}
    W = np.array([[2000.0, -2000.0, 0.0], [0.0, 1.0, 3000.0]])
    yield {"X": rng.uniform(0.5, 1, (4, 2)), "labels": np.array([2, 1, 0, 2]), "W": W, "b": W[1]}
    X, W, b = (rng.normal(size=s).astype(np.float32) for s in ((8, 3), (3, 5), 5))
    labels = rng.permutation(np.arange(8) % 5).astype(np.uint8)
    yield {"X": X, "labels": labels, "W": W, "b": b}


# Right, in other words


def with_the_library(X, labels, W, b):
    Y = one_hot(labels, len(b))
    return backward(X, Y, probability(X, W, b), W)


def one_after_another(X, labels, W, b):
    dJ_dW, dJ_db = np.zeros(W.shape), np.zeros(len(b))
    for k in range(len(b)):
        error = sigmoid(X @ W[:, k] + b[k]) - (labels == k)
        dJ_dW[:, k] = X.T @ error / len(error)
        dJ_db[k] = error.mean()
    return dJ_dW, dJ_db


def one_subtracted_where_true(X, labels, W, b):
    error = sigmoid(X @ W + b)
    error[range(len(X)), labels] -= 1
    error /= len(X)
    return np.einsum("ij,ik->jk", X, error), np.ones(len(X)) @ error


def with_loops(X, labels, W, b):
    (m, n), K = X.shape, W.shape[1]
    dJ_dW, dJ_db = np.zeros((n, K)), [0.0] * K
    for i in range(m):
        for k in range(K):
            z = sum(float(X[i, j]) * float(W[j, k]) for j in range(n)) + float(b[k])
            error = float(sigmoid(z)) - (1 if labels[i] == k else 0)
            dJ_db[k] += error / m
            for j in range(n):
                dJ_dW[j, k] += float(X[i, j]) * error / m
    return dJ_dW, dJ_db


# Wrong: the labels


def labels_as_they_are(X, labels, W, b):
    return of_errors(X, sigmoid(X @ W + b) - labels)


def labels_in_a_column(X, labels, W, b):
    return of_errors(X, sigmoid(X @ W + b) - labels[:, np.newaxis])


def shifted(X, labels, W, b):
    K = W.shape[1]
    return of_errors(X, sigmoid(X @ W + b) - np.eye(K)[labels - 1])


def compared_with_one_to_K(X, labels, W, b):
    Y = labels[:, np.newaxis] == np.arange(1, W.shape[1] + 1)
    return of_errors(X, sigmoid(X @ W + b) - Y)


def columns_that_occur(X, labels, W, b):
    return of_errors(X, sigmoid(X @ W + b) - questions(labels, labels.max() + 1))


def columns_of_those_that_occur(X, labels, W, b):
    return of_errors(X, sigmoid(X @ W + b) - (labels[:, np.newaxis] == np.unique(labels)))


def renumbered(X, labels, W, b):
    _, places = np.unique(labels, return_inverse=True)
    return of_errors(X, sigmoid(X @ W + b) - questions(places, W.shape[1]))


def ten_questions(X, labels, W, b):
    Y = questions(labels, W.shape[1])
    Y[:, 10:] = 0
    return of_errors(X, sigmoid(X @ W + b) - Y)


def labels_below_ten(X, labels, W, b):
    return of_errors(X, sigmoid(X @ W + b) - questions(labels % 10, W.shape[1]))


def is_right_up_to_ten(f):
    """The right gradients of ten models, and wrong ones of twelve."""
    right = []
    for K in (3, 10, 12):
        arguments = np.ones((K, 1)), np.arange(K), np.zeros((1, K)), np.zeros(K)
        yours, its = f(*arguments), slopes_of_all(*arguments)
        right.append(np.shape(yours[1]) == (K,) and bool(np.isclose(yours[1], its[1]).all()))
    return right == [True, True, False]


def always_ten_columns(X, labels, W, b):
    return of_errors(X, sigmoid(X @ W + b) - questions(labels, 10))


def questions_in_rows(X, labels, W, b):
    return of_errors(X, sigmoid(X @ W + b) - questions(labels, W.shape[1]).T)


def all_rows_at_once(X, labels, W, b):
    Y = np.zeros((len(X), W.shape[1]))
    Y[:, labels] = 1
    return of_errors(X, sigmoid(X @ W + b) - Y)


# Wrong: the probabilities


def with_probabilities(change):
    """The slopes with something else in the place of Y_hat, made of the scores."""

    def wrong(X, labels, W, b):
        return of_errors(X, change(X @ W + b) - questions(labels, W.shape[1]))

    return wrong


def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def divided_by_their_sum(Z):
    return sigmoid(Z) / sigmoid(Z).sum(axis=1, keepdims=True)


def winner_takes_all(Z):
    return np.eye(Z.shape[1])[Z.argmax(axis=1)]


def yes_or_no(Z):
    return (Z > 0).astype(float)


def overflowing(Z):
    return np.exp(Z) / (1 + np.exp(Z))


def no_bias(X, labels, W, b):
    return of_errors(X, sigmoid(X @ W) - questions(labels, W.shape[1]))


def biases_in_a_column(X, labels, W, b):
    return of_errors(X, sigmoid(X @ W + b[:, np.newaxis]) - questions(labels, W.shape[1]))


def one_bias(X, labels, W, b):
    return of_errors(X, sigmoid(X @ W + b[0]) - questions(labels, W.shape[1]))


# Wrong: the errors, and what is made of them


def errors(X, labels, W, b):
    return probability(X, W, b) - questions(labels, W.shape[1])


def exchanged(X, labels, W, b):
    return of_errors(X, -errors(X, labels, W, b))


def labels_sorted(X, labels, W, b):
    return slopes_of_all(X, np.sort(labels), W, b)


def own_model_alone(X, labels, W, b):
    return of_errors(X, questions(labels, W.shape[1]) * errors(X, labels, W, b))


def of_the_squared_error(X, labels, W, b):
    y_hat = probability(X, W, b)
    return of_errors(X, errors(X, labels, W, b) * y_hat * (1 - y_hat))


def total(X, labels, W, b):
    error = errors(X, labels, W, b)
    return X.T @ error, error.sum(axis=0)


def total_uphill(X, labels, W, b):
    error = -errors(X, labels, W, b)
    return X.T @ error, error.sum(axis=0)


def total_of_softmax(X, labels, W, b):
    error = softmax(X @ W + b) - questions(labels, W.shape[1])
    return X.T @ error, error.sum(axis=0)


def over_the_class(X, labels, W, b):
    error = errors(X, labels, W, b)
    counts = np.maximum(questions(labels, W.shape[1]).sum(axis=0), 1)
    return X.T @ error / counts, error.sum(axis=0) / counts


def with_a_penalty(X, labels, W, b, l2=0.01):
    dJ_dW, dJ_db = slopes_of_all(X, labels, W, b)
    return dJ_dW + l2 * W, dJ_db


def pulls_weights_of_blank_pixels(f):
    """Weights of pixels that are always blank are pulled towards 0; the biases are right."""
    W = np.array([[1.0, -2.0, 3.0], [2.0, 1.0, -1.0]])
    arguments = np.zeros((4, 2)), np.array([0, 2, 1, 1]), W, np.zeros(3)
    dJ_dW, dJ_db = f(*arguments)
    pull = dJ_dW / W
    right = np.isclose(dJ_db, slopes_of_all(*arguments)[1]).all()
    return bool(right and (pull > 0).all() and np.isclose(pull, pull[0, 0]).all())


def counted_in_a_byte(X, labels, W, b):
    error = errors(X, labels, W, b)
    m = float(np.array(len(X)).astype(np.uint8))
    return X.T @ error / m, error.sum(axis=0) / m


def fails_with_many(f):
    """Right for a few examples, and wrong for hundreds of them."""
    X, labels = np.tile([[1.0, 0.5], [0.25, 2.0]], (200, 1)), np.arange(400) % 3
    W, b = np.ones((2, 3)), np.arange(3.0)

    def right(m):
        pairs = zip(f(X[:m], labels[:m], W, b), slopes_of_all(X[:m], labels[:m], W, b), strict=True)
        return all(np.allclose(*pair) for pair in pairs)

    return right(4) and right(7) and not right(400)


def weights_not_averaged(X, labels, W, b):
    error = errors(X, labels, W, b)
    return X.T @ error, error.mean(axis=0)


def over_all_answers(X, labels, W, b):
    error = errors(X, labels, W, b)
    return X.T @ error / error.size, error.sum(axis=0) / error.size


def weights_over_all_answers(X, labels, W, b):
    error = errors(X, labels, W, b)
    return X.T @ error / error.size, error.mean(axis=0)


def over_the_models(X, labels, W, b):
    error = errors(X, labels, W, b)
    return X.T @ error / len(b), error.sum(axis=0) / len(b)


def not_transposed(X, labels, W, b):
    error = errors(X, labels, W, b)
    return X @ error / len(X), error.mean(axis=0)


def one_model_a_row(X, labels, W, b):
    error = errors(X, labels, W, b)
    return error.T @ X / len(X), error.mean(axis=0)


def one_bias_for_all(X, labels, W, b):
    error = errors(X, labels, W, b)
    return X.T @ error / len(X), error.mean()


def one_bias_summed(X, labels, W, b):
    error = errors(X, labels, W, b)
    return X.T @ error / len(X), error.sum() / len(X)


def bias_over_the_models(X, labels, W, b):
    error = errors(X, labels, W, b)
    return X.T @ error / len(X), error.mean(axis=1)


def last_model_alone(X, labels, W, b):
    for k in range(len(b)):
        error = sigmoid(X @ W[:, k] + b[k]) - (labels == k)
        dJ_dw, dJ_db = X.T @ error / len(X), error.mean()
    return dJ_dw, dJ_db


def summed_over_the_models(X, labels, W, b):
    dJ_dW, dJ_db = slopes_of_all(X, labels, W, b)
    return dJ_dW.sum(axis=1), dJ_db.sum()


def bias_first(X, labels, W, b):
    return slopes_of_all(X, labels, W, b)[::-1]


ONE_HOT = "1: Labels: one yes/no question per column"

MISTAKES = [
    Mistake("labels as numbers", labels_in_a_column, ONE_HOT, also=[labels_as_they_are]).says(
        "You subtract the label from the probabilities, as if a 7 were seven times as true as a 1."
        " What is the true answer to each of the K questions?"
    ),
    Mistake("shifted by one", shifted, ONE_HOT, also=[compared_with_one_to_K]).says(
        'Your column 0 asks "is it a 1?". In which column does an example of label 0 have its yes?'
    ),
    Mistake(
        "only labels that occur", columns_that_occur, ONE_HOT, also=[columns_of_those_that_occur]
    ).says(
        "Here one label has no example, and your Y has too few columns. Which of the two tells how"
        " many models there are, the labels or W?"
    ),
    Mistake("labels renumbered", renumbered, ONE_HOT).says(
        "Where a label has no example, you renumber those that follow. Which column belongs to the"
        " label 2 if no example has the label 1?"
    ),
    Mistake(
        "ten questions at most",
        ten_questions,
        ONE_HOT,
        also=[labels_below_ten],
        sign=is_right_up_to_ten,
    ).says(
        "It works with ten models, but not with more. Where does your function count to ten, and"
        " which array says how many models there are?"
    ),
    Mistake("always ten", always_ten_columns, ONE_HOT).says(
        "Your Y has ten columns, whatever the number of models. Which array says how many there"
        " are? `one_hot` takes that number as its second argument."
    ),
    Mistake("questions in rows", questions_in_rows, ONE_HOT).says(
        "Your Y is transposed. Is a row of Y an example or a question?"
    ),
    Mistake("every row the same", all_rows_at_once, ONE_HOT).says(
        "`Y[:, labels] = 1` means every row, so each picture gets the answers of all. Which row"
        " belongs to which label?"
    ),
    Mistake(
        "softmax for sigmoid", with_probabilities(softmax), "Softmax: one question with ten answers"
    ).says(
        "You share one probability among the models: that is softmax, one question with K answers."
        " Which function answers K questions, each by itself?"
    ),
    Mistake(
        "made to sum to one",
        with_probabilities(divided_by_their_sum),
        "Why ten probabilities need not sum to one",
    ).says(
        "You divide the probabilities by their sum. Does one model know what the others have said?"
    ),
    Mistake("scores for probabilities", with_probabilities(lambda Z: Z), "2: The sigmoid").says(
        "You compare scores with the truth. Which of Z and Y_hat lies between 0 and 1, as Y does?"
    ),
    Mistake(
        "the winner alone",
        with_probabilities(winner_takes_all),
        "Argmax: the surest model names the digit",
    ).says(
        "You let the surest model say 1 and all others 0, before they learn. But a model that wins"
        " with 51 % has more to learn: where does argmax belong?"
    ),
    Mistake("rounded to yes or no", with_probabilities(yes_or_no), "5: One example, backward").says(
        "You round each probability to an answer first. A model that says 51 % to a yes has more"
        " to learn: what is its error?"
    ),
    Mistake("overflow", with_probabilities(overflowing), "2: In a computer").says(
        "This is right for small scores. Where they are large, infinity is divided by infinity:"
        " which form of the sigmoid has no such problem?"
    ),
    Mistake("labels sorted", labels_sorted, ONE_HOT).says(
        "You sort the labels, and the pictures stay as they are. Which label belongs to which"
        " picture after that?"
    ),
    Mistake("no bias", no_bias).says(
        "What has become of `b`? Each model has a bias, and it belongs to the score."
    ),
    Mistake("biases in a column", biases_in_a_column).says(
        "You have turned `b` into a column, so each example gets a bias. What should each bias"
        " belong to, and which shape does that by itself?"
    ),
    Mistake("one bias in the scores", one_bias).says(
        "All your models share the bias of the first one. Which shape does `b` have, and to which"
        " column of the scores does each of its numbers belong?"
    ),
    Mistake("y and y_hat exchanged", exchanged, "5: One example, backward").says(
        "Your errors have the wrong sign: every step would go uphill. Which is subtracted from"
        " which?"
    ),
    Mistake("the right model alone", own_model_alone).says(
        "From each example only the model of its label learns. And the others, which should have"
        " said no?"
    ),
    Mistake("gradient of the squared error", of_the_squared_error, "5: Why so simple?").says(
        "There is a factor y_hat (1 - y_hat) too many: it belongs to the squared error. What does"
        " it cancel with in our loss?"
    ),
    Mistake("exchanged, and a sum", total_uphill, "5: One example, backward").says(
        "Two things at once: your errors have the wrong sign, and a sum stands where a mean should."
        " First the sign: which is subtracted from which?"
    ),
    Mistake("gradient of the sum", total, "4: A mean, not a sum", also=[weights_not_averaged]).says(
        "Put every example in twice: your gradients double. Is each cost a sum or a mean?"
    ),
    Mistake("softmax, and a sum", total_of_softmax, "Softmax: one question with ten answers").says(
        "Two things: you share one probability among the models, which is softmax, and you add up"
        " where a mean is asked for. Which function answers K questions, each by itself?"
    ),
    Mistake("mean over the class", over_the_class).says(
        "You divide by the number of examples of each class. The other examples, whose answer is"
        " no, count as well: over how many is each cost a mean?"
    ),
    Mistake(
        "a penalty", with_a_penalty, "5: All examples", sign=pulls_weights_of_blank_pixels
    ).says(
        "You pull the weights towards 0, even those of blank pixels, as a penalty does. Do the"
        " costs of this task have one?"
    ),
    Mistake("right for few examples", counted_in_a_byte, sign=fails_with_many).says(
        "This is right for a few examples, but wrong for hundreds of them. What in your function"
        " has a limit, such as a number in a byte, or a loop that ends too early?"
    ),
    Mistake("divided by all answers", over_all_answers, also=[weights_over_all_answers]).says(
        "Your gradients are K times too small. Each model has its own cost: over how many examples"
        " is that a mean?"
    ),
    Mistake("divided by the models", over_the_models).says(
        "You divide by the number of models. What is each cost a mean over?"
    ),
    Mistake("X not transposed", not_transposed, "5: All examples").says(
        "In X @ error, n pixels meet m errors. The gradient has the shape of W, (n, K): which axis"
        " of X must meet the examples of the errors?"
    ),
    Mistake("one model per row", one_model_a_row).says(
        "The numbers are right, but the matrix is transposed. Which shape does W have, and which"
        " must its gradient have?"
    ),
    Mistake("one derivative for all biases", one_bias_for_all, also=[one_bias_summed]).says(
        "Your derivative for the biases is one number. Each model has its own bias: along which"
        " axis does the mean go?"
    ),
    Mistake("bias over the models", bias_over_the_models).says(
        "Your mean runs along a row, from model to model, and gives one number per example. How"
        " many biases are there?"
    ),
    Mistake("the last model alone", last_model_alone).says(
        "You return the gradient of one model, the last. What happens in your loop to those of the"
        " others?"
    ),
    Mistake("models added up", summed_over_the_models).says(
        "You add the gradients of the models. In the derivative of the summed costs with respect to"
        " one weight, all terms but one are zero: whose weight is it?"
    ),
    Mistake("bias first", bias_first).says(
        "Both are right, but in the wrong order. Which of the two should be returned first?"
    ),
]

EXERCISE = Exercise(
    title="K models learn at once",
    kind="write",
    goal="Write the gradients of K yes/no models in one matrix product, from the labels.",
    shapes="X (m, n), labels (m,) whole numbers 0 to K - 1, W (n, K), b (K,)\n"
    "->  dJ_dW (n, K), dJ_db (K,); the costs have no penalty",
    minutes=15,
    section="Ten questions, ten models, one matrix product",
    hints=[
        "Turn the labels into K yes/no questions, one per column. Each model has its own errors, in"
        " its own column. Then do what you did for one model, with capital letters.",
        "dJ/dW = (1/m) X^T (Y_hat - Y), with Y_hat = sigmoid(X W + b). dJ/db is the mean of the"
        " errors over the examples.",
        "Y = one_hot(labels, ...)\nerror = sigmoid(...) - Y\n"
        "return X.T @ ... / len(X), error.mean(axis=...)",
        "error = sigmoid(X @ W + b) - one_hot(labels, W.shape[1])\n"
        "return X.T @ error / len(X), error.mean(axis=0)",
    ],
    further="What would you have to change to learn whether a picture shows a cat, a dog, both or"
    " neither?",
    tasks=[
        Task(
            "slopes_of_all",
            truth=slopes_of_all,
            cases=cases,
            others=[
                with_the_library,
                one_after_another,
                one_subtracted_where_true,
                with_loops,
            ],
            mistakes=MISTAKES,
        )
    ],
)

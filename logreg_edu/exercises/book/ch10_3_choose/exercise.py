"""Chapter 10, exercise 3: the strength of the penalty is chosen by the wrong digits."""

from __future__ import annotations

import numpy as np

from logreg_edu import accelerated_descent, cost, gradient_descent, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task

FITTED: dict[tuple, tuple] = {}  # the wrong versions train the same models: each is trained once


def fit(X, y, l2):
    key = (X.tobytes(), y.tobytes(), float(l2))
    if key not in FITTED:
        descent = accelerated_descent(X, y, l2, tolerance=1e-9)
        FITTED[key] = descent.w, descent.b
    return FITTED[key]


def cases(rng):
    """Examples in three parts. Where some labels of a part are wrong, a strong penalty suits it.

    So the parts disagree on the strength, and it shows which has chosen. The strengths come in any
    order, once many of them; a few examples are in no part. Once all losses are above 10, since
    the validation digits have large pixels and wrong labels.
    """
    X = np.array([[1.0], [-1], [2], [-2], [1], [-1], [2], [-1], [20], [-20], [30], [1], [-1]])
    yield {
        "X": X, "y": np.array([1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0]),
        "train": np.arange(8), "validation": np.arange(8, 11), "test": np.arange(11, 13),
        "strengths": np.array([0.1, 5.0, 1.0]),
    }  # fmt: skip
    for m, n, wrong_part in ((22, 2, 1), (33, 3, 2), (40, 4, 1), (46, 3, 2), (52, 5, None)):
        X, w = rng.normal(size=(m, n)), rng.normal(size=n)
        y = (X @ (3 * w / np.linalg.norm(w)) + 0.5 + rng.logistic(size=m) > 0).astype(int)
        *parts, _ = np.split(rng.permutation(m), [m // 2, m // 2 + m // 5, m - 3])
        y[parts[0][:2]] = 0, 1  # both answers are there to learn from
        if wrong_part:
            turned = parts[wrong_part][::2]
            y[turned] = 1 - y[turned]
        strengths = np.array([0.05, 1.0, 20.0, 400.0]) * rng.uniform(1, 2)
        if m == 22:
            strengths = np.geomspace(0.05, 400, 12) * rng.uniform(1, 2)
        strengths = rng.permutation(strengths)
        names = ("train", "validation", "test")
        yield {"X": X, "y": y, **dict(zip(names, parts, strict=True)), "strengths": strengths}


def choose(
    X, y, train, validation, test, strengths, *,
    learn=None, judge=None, l2=None, best=np.argmin, learn_again=None, l2_again=None, report=None,
):  # fmt: skip
    """The right choice, but for what is given.

    ``learn`` and ``learn_again`` name rows to train on, ``l2`` and ``l2_again`` make an l2 of a
    strength, ``judge`` and ``report`` say how good a model is, ``best`` picks one by that.
    """
    rows = {
        "train": train,
        "validation": validation,
        "test": test,
        "train and validation": np.concatenate([train, validation]),
        "train and test": np.concatenate([train, test]),
        "validation and test": np.concatenate([validation, test]),
        "all": np.concatenate([train, validation, test]),
    }
    judge, report = judge or loss_on("validation"), report or loss_on("test")
    l2, l2_again = l2 or per_example, l2_again or l2 or per_example
    learn_rows, learn_again_rows = (
        rows[learn or "train"],
        rows[learn_again or "train and validation"],
    )
    marks = []
    for strength in strengths:
        strength_l2 = l2(strength, learn_rows, train, X)
        w, b = fit(X[learn_rows], y[learn_rows], strength_l2)
        marks.append(judge(X, y, rows, w, b, strength_l2))
    strength = strengths[best(marks)]
    strength_l2 = l2_again(strength, learn_again_rows, train, X)
    w, b = fit(X[learn_again_rows], y[learn_again_rows], strength_l2)
    return np.array(marks), strength, report(X, y, rows, w, b, strength_l2)


def per_example(strength, rows, train, X):
    return strength / len(rows)


def loss_on(part):
    return lambda X, y, rows, w, b, l2: cost(X[rows[part]], y[rows[part]], w, b)


def cost_on(part):
    return lambda X, y, rows, w, b, l2: cost(X[rows[part]], y[rows[part]], w, b, l2)


def accuracy_on(part):
    return lambda X, y, rows, w, b, l2: np.mean((X[rows[part]] @ w + b > 0) == y[rows[part]])


def sum_on(part):
    return lambda X, y, rows, w, b, l2: len(rows[part]) * cost(X[rows[part]], y[rows[part]], w, b)


def but(**changes):
    """The right choice with these changes."""
    return lambda *arguments: choose(*arguments, **changes)


# Right, in other words


def with_a_best_so_far(X, y, train, validation, test, strengths):
    losses = []
    best, best_loss = None, float("inf")
    for strength in strengths:
        w, b = fit(X[train], y[train], strength / len(train))
        z = X[validation] @ w + b
        losses.append(np.mean(np.logaddexp(0, z) - y[validation] * z))
        if losses[-1] < best_loss:
            best, best_loss = strength, losses[-1]
    rows = np.union1d(train, validation)
    w, b = fit(X[rows], y[rows], best / len(rows))
    y_hat = sigmoid(X[test] @ w + b)
    return losses, best, -np.mean(np.log(np.where(y[test] == 1, y_hat, 1 - y_hat)))


def by_another_descent(X, y, train, validation, test, strengths):
    def learned(rows, strength):
        descent = gradient_descent(
            X[rows], y[rows], l2=strength / len(rows), iterations=20_000, tolerance=1e-6
        )
        return descent.w, descent.b

    def loss_of(strength):
        return cost(X[validation], y[validation], *learned(train, strength))

    losses = [loss_of(strength) for strength in strengths]
    strength = strengths[losses.index(min(losses))]
    return losses, strength, cost(X[test], y[test], *learned([*train, *validation], strength))


# Wrong


def not_trained_again(X, y, train, validation, test, strengths):
    losses, strength, _ = choose(X, y, train, validation, test, strengths)
    w, b = fit(X[train], y[train], strength / len(train))
    return losses, strength, cost(X[test], y[test], w, b)


def validation_loss_reported(X, y, train, validation, test, strengths):
    losses, strength, _ = choose(X, y, train, validation, test, strengths)
    w, b = fit(X[train], y[train], strength / len(train))
    return losses, strength, cost(X[validation], y[validation], w, b)


def best_test_loss_reported(X, y, train, validation, test, strengths):
    losses, strength, _ = choose(X, y, train, validation, test, strengths)
    both = np.concatenate([train, validation])
    models = [fit(X[both], y[both], p / len(both)) for p in strengths]
    return losses, strength, min(cost(X[test], y[test], w, b) for w, b in models)


def best_test_loss_of_the_first_models(X, y, train, validation, test, strengths):
    losses, strength, _ = choose(X, y, train, validation, test, strengths)
    models = [fit(X[train], y[train], p / len(train)) for p in strengths]
    return losses, strength, min(cost(X[test], y[test], w, b) for w, b in models)


def the_last_model(X, y, train, validation, test, strengths):
    losses, strength, _ = choose(X, y, train, validation, test, strengths)
    w, b = fit(X[train], y[train], strengths[-1] / len(train))
    return losses, strength, cost(X[test], y[test], w, b)


def place_in_the_list(X, y, train, validation, test, strengths):
    losses, strength, test_loss = choose(X, y, train, validation, test, strengths)
    return losses, list(strengths).index(strength), test_loss


def l2_returned(X, y, train, validation, test, strengths):
    losses, strength, test_loss = choose(X, y, train, validation, test, strengths)
    return losses, strength / (len(train) + len(validation)), test_loss


def first_l2_returned(X, y, train, validation, test, strengths):
    losses, strength, test_loss = choose(X, y, train, validation, test, strengths)
    return losses, strength / len(train), test_loss


def test_digits_choose_and_not_trained_again(X, y, train, validation, test, strengths):
    losses, strength, _ = choose(X, y, train, validation, test, strengths, judge=loss_on("test"))
    w, b = fit(X[train], y[train], strength / len(train))
    return losses, strength, cost(X[test], y[test], w, b)


def in_order(X, y, train, validation, test, strengths):
    return choose(X, y, train, validation, test, np.sort(strengths))


def up_to_the_first_rise(X, y, train, validation, test, strengths):
    """Stops where the loss rises, and takes the lowest before."""
    losses, _, _ = choose(X, y, train, validation, test, strengths)
    risen = np.flatnonzero(losses > np.minimum.accumulate(losses))
    if len(risen):
        losses = np.append(losses[: risen[0] + 1], np.full(len(losses) - risen[0] - 1, np.inf))
    strength = strengths[np.argmin(losses)]
    both = np.concatenate([train, validation])
    w, b = fit(X[both], y[both], strength / len(both))
    return losses, strength, cost(X[test], y[test], w, b)


def all_rows_but_the_test(X, y, train, validation, test, strengths):
    losses, strength, _ = choose(X, y, train, validation, test, strengths)
    rows = np.setdiff1d(np.arange(len(X)), test)
    w, b = fit(X[rows], y[rows], strength / len(rows))
    return losses, strength, cost(X[test], y[test], w, b)


def strongest_within(share):
    """The strongest penalty whose loss is nearly the lowest."""

    def best(losses, strengths):
        near = np.flatnonzero(losses <= (1 + share) * np.min(losses))
        return near[np.argmax(strengths[near])]

    def function(X, y, train, validation, test, strengths):
        return choose(
            X, y, train, validation, test, strengths,
            best=lambda losses: best(np.array(losses), strengths),
        )  # fmt: skip

    return function


def smallest_strength(X, y, train, validation, test, strengths):
    return choose(
        X, y, train, validation, test, strengths, best=lambda losses: np.argmin(strengths)
    )


def rows_by_number(X, y, train, validation, test, strengths):
    """Takes the first rows for training, whichever were named."""
    losses = []
    for strength in strengths:
        w, b = fit(X[: len(train)], y[: len(train)], strength / len(train))
        losses.append(cost(X[validation], y[validation], w, b))
    strength = strengths[np.argmin(losses)]
    both = np.concatenate([train, validation])
    w, b = fit(X[both], y[both], strength / len(both))
    return losses, strength, cost(X[test], y[test], w, b)


def whole_strength(X, y, train, validation, test, strengths):
    losses, strength, test_loss = choose(X, y, train, validation, test, strengths)
    return losses, int(strength), test_loss


def lowest_below(start):
    """The lowest of the losses below a number; the first of all if none is."""

    def best(losses):
        lowest, place = start, 0
        for k, loss in enumerate(losses):
            if loss < lowest:
                lowest, place = loss, k
        return place

    return but(best=best)


def losses_returned_but_chosen_by_accuracy(X, y, train, validation, test, strengths):
    losses, _, _ = choose(X, y, train, validation, test, strengths)
    judge = accuracy_on("validation")
    _, *chosen = choose(X, y, train, validation, test, strengths, judge=judge, best=np.argmax)
    return losses, *chosen


def errors_on(part):
    judge = accuracy_on(part)
    return lambda *arguments: 1 - judge(*arguments)


def turned_round(X, y, train, validation, test, strengths):
    return choose(X, y, train, validation, test, strengths)[::-1]


MISTAKES = [
    Mistake(
        "the test digits choose",
        but(judge=loss_on("test")),
        also=[
            but(judge=accuracy_on("test"), best=np.argmax),
            but(judge=loss_on("test"), learn="train and validation"),
            but(judge=loss_on("validation and test")),
        ],
    ).says(
        "The test digits have chosen, or helped to choose, the strength that suits them, and now"
        " they are to judge it. Run the file: can any model predict labels that have nothing to do"
        " with the pixels? Which digits were set aside for the choice?"
    ),
    Mistake(
        "the test digits choose, and no second training",
        test_digits_choose_and_not_trained_again,
    ).says(
        "There are two mistakes. The test digits have chosen the strength that suits them, and now"
        " they are to judge it: which digits were set aside for the choice? And then: what becomes"
        " of those once the strength is chosen?"
    ),
    Mistake(
        "the training digits choose",
        but(judge=loss_on("train")),
        also=[but(judge=cost_on("train")), but(judge=accuracy_on("train"), best=np.argmax)],
    ).says(
        "The digits that a model has trained on always favour the weakest penalty, since it allows"
        " overfitting. Which digits has no model seen so far, so that they may choose?"
    ),
    Mistake(
        "the training digits choose, and l2 kept",
        but(
            judge=loss_on("train"), l2_again=lambda strength, rows, train, X: strength / len(train)
        ),
    ).says(
        "Two things at once: the training digits choose the strength, and you train again with the"
        " same l2. First: which digits has no model seen so far, so that they may choose? And then:"
        " which number should be kept, l2 or l2 m?"
    ),
    Mistake(
        "validation digits in the training",
        but(learn="train and validation"),
        also=[but(learn="validation")],
    ).says(
        "While you choose, the validation digits are in the training: then they favour the weakest"
        " penalty. When may they help to train?"
    ),
    Mistake(
        "test digits in the training",
        but(learn_again="all"),
        "8: The test digits were in the training",
        also=[
            but(learn="all", learn_again="all"),
            but(learn_again="train and test"),
            but(learn="all"),
        ],
    ).says(
        "The last model has trained on the test digits, and is then tested on them. Which rows are"
        " *all the training digits*?"
    ),
    Mistake(
        "the validation digits forgotten", not_trained_again, also=[but(learn_again="validation")]
    ).says(
        "You test the model that has seen the training part alone. Once the strength is chosen, the"
        " validation digits have done their duty: what is the fourth step of the rule?"
    ),
    Mistake(
        "l2 kept",
        but(l2_again=lambda strength, rows, train, X: strength / len(train)),
        "The penalty as a prior",
    ).says(
        "You train again with the same l2, but now there are more examples. Which number should be"
        " kept, l2 or l2 m?"
    ),
    Mistake(
        "l2 m taken for l2",
        but(l2=lambda strength, rows, train, X: strength),
        "The penalty as a prior",
        also=[but(l2_again=lambda strength, rows, train, X: strength)],
    ).says("`strengths` are l2 m, and `fit` wants l2. How many examples is each model trained on?"),
    Mistake(
        "divided by all examples",
        but(l2=lambda strength, rows, train, X: strength / len(X)),
        "The penalty as a prior",
        also=[
            but(l2_again=lambda strength, rows, train, X: strength / len(X)),
            but(l2=lambda strength, rows, train, X: strength / len(X), l2_again=per_example),
        ],
    ).says(
        "You divide by the number of all examples, also of those that are set aside. How many does"
        " the mean of the cost run over, when a model is trained?"
    ),
    Mistake("in their order", in_order).says(
        "You sort the strengths, so your losses are in another order than the strengths that you"
        " were given. Does the choice need an order?"
    ),
    Mistake("up to the first rise", up_to_the_first_rise).says(
        "You stop where the loss rises. The strengths come in any order, and a loss may fall again:"
        " how many should be tried?"
    ),
    Mistake("all rows but the test digits", all_rows_but_the_test).says(
        "Your last training takes all rows but those of the test. Are there rows in none of the"
        " three parts?"
    ),
    Mistake(
        "the strongest that is nearly as good",
        strongest_within(0.05),
        also=[strongest_within(0.01), strongest_within(0.1)],
    ).says(
        "You take a strong penalty that is nearly as good as the best. There is such a rule, but"
        " which strength does the text ask for?"
    ),
    Mistake(
        "a search that starts too low",
        lowest_below(1.0),
        also=[lowest_below(np.log(2)), lowest_below(10.0)],
    ).says(
        "Your search for the lowest loss begins with a number that is none of them. If all losses"
        " are above it, nothing is chosen but the first strength: which number is above every loss?"
    ),
    Mistake("the smallest strength", smallest_strength).says(
        "You take the smallest strength, whatever the losses say. Which number should be"
        " lowest at the strength that you choose?"
    ),
    Mistake("the first rows", rows_by_number).says(
        "You train on the first rows of X. Which rows does `train` name?"
    ),
    Mistake("a whole strength", whole_strength).says(
        "You make a whole number of the strength. Which one was in the list?"
    ),
    Mistake(
        "the worst strength",
        but(best=np.argmax),
        also=[but(judge=accuracy_on("validation"), best=np.argmin)],
    ).says("You take the strength with the *largest* loss. Is a large loss good or bad?"),
    Mistake("the penalty in the comparison", but(judge=cost_on("validation"))).says(
        "You compare costs with their penalty. That judges a model by its l2, and not by its"
        " answers only. What should be judged on the validation digits?"
    ),
    Mistake(
        "chosen by the accuracy",
        but(judge=accuracy_on("validation"), best=np.argmax),
        also=[but(judge=errors_on("validation")), losses_returned_but_chosen_by_accuracy],
    ).says(
        "You choose by accuracy, or by the fraction of mistakes. On so few digits several strengths"
        " share the best one, and the first of them is taken. Which measure takes every digit into"
        " account?"
    ),
    Mistake(
        "chosen by two parts",
        but(judge=loss_on("train and validation")),
        also=[but(judge=loss_on("all"))],
    ).says(
        "Training digits have a say in your choice, and they always say: weaker. Which digits"
        " should choose alone?"
    ),
    Mistake("the penalty in the report", but(report=cost_on("test"))).says(
        "You report the cost with its penalty. The penalty is for training; what is the mean loss"
        " of the answers on the test digits?"
    ),
    Mistake(
        "validation loss reported",
        validation_loss_reported,
        "8: The test digits choose",
        also=[but(report=loss_on("validation"))],
    ).says(
        "You report how well the strength did on the digits that chose it. It was the best there,"
        " partly by luck: which digits have chosen nothing?"
    ),
    Mistake(
        "training loss reported",
        but(report=loss_on("train and validation")),
        "8: The test digits were in the training",
        also=[but(report=loss_on("train"))],
    ).says(
        "You report the loss on digits that the model has trained on. Which digits has it never"
        " seen?"
    ),
    Mistake(
        "best test loss reported",
        best_test_loss_reported,
        "8: The test digits choose",
        also=[best_test_loss_of_the_first_models],
    ).says(
        "The strength is chosen correctly, but then you report the best of several test losses. How"
        " many models may the test digits see?"
    ),
    Mistake("the last model tested", the_last_model).says(
        "You report the model that the loop trained last, whichever strength was chosen. Which `w`"
        " and `b` are left after the loop?"
    ),
    Mistake("accuracy reported", but(report=accuracy_on("test"))).says(
        "You report the accuracy. It is worth knowing, too, but the mean loss is asked for."
    ),
    Mistake("sum for mean", but(report=sum_on("test")), "4: A mean, not a sum").says(
        "You report a sum of losses, which grows with the number of test digits. What is their"
        " mean?"
    ),
    Mistake(
        "sums that choose",
        but(judge=sum_on("validation")),
        "4: A mean, not a sum",
        also=[but(judge=sum_on("validation"), report=sum_on("test"))],
    ).says(
        "You return sums of losses. They choose the same strength, but the task asks for the means."
    ),
    Mistake("index in the list", place_in_the_list).says(
        "`argmin` gives the index of the best one in the list. Which strength has that index?"
    ),
    Mistake("l2 returned", l2_returned, "The penalty as a prior", also=[first_l2_returned]).says(
        "You return an l2. The number to keep, also for other sizes of data, is l2 m: the one in"
        " the list."
    ),
    Mistake("in another order", turned_round).says(
        "All three are right, but in the wrong order: the losses, the strength, the test loss."
    ),
]

EXERCISE = Exercise(
    title="which digits may choose",
    kind="mend",
    goal="Mend the choice of the strength, so that its test loss can be believed.",
    shapes="X (m, n), y (m,); train, validation, test: the rows of each part;\n"
    "strengths (P,): values of l2 m\n"
    "->  the mean losses (P,) that chose, the l2 m chosen, its mean loss on the test digits",
    minutes=12,
    section="Choosing the strength",
    hints=[
        "Run the file. The labels are coin tosses, so no model can predict them, but the loss that"
        " it reports is lower than that of not knowing. Which digits have been used twice?",
        "Train on the training part with each strength; take the one with the lowest loss on the"
        " validation part; train again on both parts with the same l2 m; test once.",
        "losses.append(cost(X[...], y[...], w, b))",
        "losses.append(cost(X[validation], y[validation], w, b))",
    ],
    further="With a small validation part luck has a large say in the choice. What could you do, if"
    " there are no more digits, but computing is cheap?",
    tasks=[
        Task(
            "choose_price",
            truth=choose,
            cases=cases,
            rtol=1e-3,  # other descents stop a little elsewhere
            others=[with_a_best_so_far, by_another_descent],
            mistakes=MISTAKES,
            seeds=2,
        )
    ],
)

"""Chapter 10, exercise 1: the L2 penalty, in the cost and in its gradient."""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task


def with_price(J, dJ_dw, dJ_db, w, b, l2, m):
    return J + l2 / 2 * np.square(w).sum(axis=0), dJ_dw + l2 * w, dJ_db


def cases(rng):
    """By hand, in whole numbers, and no penalty; then one model and K at random, and float32."""
    by_hand = {"J": 0.5, "dJ_dw": np.zeros(2), "dJ_db": 0.25, "w": np.array([3, -4]), "b": 2.0}
    yield {**by_hand, "l2": 0.1, "m": 50}
    yield {**by_hand, "l2": 0.0, "m": 50}
    one = {"J": 0.7, "dJ_dw": np.array([0.1]), "dJ_db": -0.2, "w": np.array([-2.0]), "b": 1.0}
    yield {**one, "l2": 1.0, "m": 4}
    for n, K in ((3, 1), (4, 5), (6, 12)):
        for models in ((), (K,)):
            yield {
                "J": rng.uniform(0.1, 1, models),
                "dJ_dw": rng.normal(size=(n, *models)),
                "dJ_db": rng.normal(size=models),
                "w": 2 * rng.normal(size=(n, *models)) * (20 if n == 6 else 1),
                "b": 1 + rng.random(models),
                "l2": rng.uniform(0.1, 2),
                "m": int(rng.integers(5, 100)) * (60 if n == 6 else 1),
            }
    dJ_dw, w = rng.normal(size=(2, 7)).astype(np.float32)
    yield {"J": 0.3, "dJ_dw": dJ_dw, "dJ_db": 0.1, "w": w, "b": 0.5, "l2": 0.5, "m": 20}


# Right, in other words


def with_loops(J, dJ_dw, dJ_db, w, b, l2, m):
    dJ_dw = np.array(dJ_dw)
    for j in range(len(w)):
        J = J + l2 * w[j] ** 2 / 2
        dJ_dw[j] += l2 * w[j]
    return J, dJ_dw, dJ_db


def with_a_length(J, dJ_dw, dJ_db, w, b, l2, m):
    return [J + 0.5 * l2 * np.linalg.norm(w, axis=0) ** 2, np.add(dJ_dw, l2 * w), dJ_db]


def with_a_product(J, dJ_dw, dJ_db, w, b, l2, m):
    return J + l2 * np.einsum("j...,j...->...", w, w) / 2, l2 * w + dJ_dw, dJ_db + 0.0


# Wrong


def penalised(cost_penalty, slope):
    """The three with other penalties: ``cost_penalty(w, l2)`` and ``slope(w, l2)`` are added."""

    def function(J, dJ_dw, dJ_db, w, b, l2, m):
        return J + cost_penalty(w, l2), dJ_dw + slope(w, l2), dJ_db

    return function


def half_the_squares(w, l2):
    return l2 / 2 * np.square(w).sum(axis=0)


def all_squares(w, l2):
    return l2 * np.square(w).sum(axis=0)


def l2_w(w, l2):
    return l2 * w


def twice_l2_w(w, l2):
    return 2 * l2 * w


def half_l2_w(w, l2):
    return l2 * w / 2


def nothing(w, l2):
    return 0.0


def over_n(f):
    return lambda w, l2: f(w, l2) / len(w)


def minus(f):
    return lambda w, l2: -f(w, l2)


def absolute(w, l2):
    return l2 * np.abs(w).sum(axis=0)


def half_absolute(w, l2):
    return l2 / 2 * np.abs(w).sum(axis=0)


def sign(w, l2):
    return l2 * np.sign(w)


def half_sign(w, l2):
    return l2 / 2 * np.sign(w)


def length(w, l2):
    return l2 / 2 * np.sqrt(np.square(w).sum(axis=0))


def whole_length(w, l2):
    return l2 * np.sqrt(np.square(w).sum(axis=0))


def sum_not_squared(w, l2):
    return l2 / 2 * w.sum(axis=0)


def square_of_the_sum(w, l2):
    return l2 / 2 * w.sum(axis=0) ** 2


def squares_of_all(w, l2):
    return l2 / 2 * np.square(w).sum()


def squares_along_a_row(w, l2):
    return l2 / 2 * np.square(w).sum(axis=-1)


def each_square(w, l2):
    return l2 / 2 * np.square(w)


def l2_itself(w, l2):
    return l2


def l2_sum(w, l2):
    return l2 * w.sum(axis=0)


def l2_square(w, l2):
    return l2 * np.square(w)


def squared_penalty(w, l2):
    return l2**2 / 2 * np.square(w).sum(axis=0)


def squared_penalty_w(w, l2):
    return l2**2 * w


def bias_pays(J, dJ_dw, dJ_db, w, b, l2, m):
    J, dJ_dw, dJ_db = with_price(J, dJ_dw, dJ_db, w, b, l2, m)
    return J + l2 / 2 * b**2, dJ_dw, dJ_db + l2 * b


def bias_pays_in_the_cost(J, dJ_dw, dJ_db, w, b, l2, m):
    J, dJ_dw, dJ_db = with_price(J, dJ_dw, dJ_db, w, b, l2, m)
    return J + l2 / 2 * b**2, dJ_dw, dJ_db


def bias_pays_in_the_slope(J, dJ_dw, dJ_db, w, b, l2, m):
    J, dJ_dw, dJ_db = with_price(J, dJ_dw, dJ_db, w, b, l2, m)
    return J, dJ_dw, dJ_db + l2 * b


def no_half_and_bias_pays(J, dJ_dw, dJ_db, w, b, l2, m):
    return J + all_squares(w, l2) + l2 * b**2, dJ_dw + l2 * w, dJ_db + l2 * b


def twice_the_penalty_and_bias_pays(J, dJ_dw, dJ_db, w, b, l2, m):
    return bias_pays(J, dJ_dw, dJ_db, w, b, 2 * l2, m)


def divided_by_m(J, dJ_dw, dJ_db, w, b, l2, m):
    return with_price(J, dJ_dw, dJ_db, w, b, l2 / m, m)


def cost_divided_by_m(J, dJ_dw, dJ_db, w, b, l2, m):
    return with_price(J, dJ_dw, dJ_db, w, b, l2 / m, m)[0], dJ_dw + l2 * w, dJ_db


def slope_divided_by_m(J, dJ_dw, dJ_db, w, b, l2, m):
    return with_price(J, dJ_dw, dJ_db, w, b, l2, m)[0], dJ_dw + l2 / m * w, dJ_db


def times_m(J, dJ_dw, dJ_db, w, b, l2, m):
    return with_price(J, dJ_dw, dJ_db, w, b, l2 * m, m)


def all_divided_by_m(J, dJ_dw, dJ_db, w, b, l2, m):
    J, dJ_dw, dJ_db = with_price(J, dJ_dw, dJ_db, w, b, l2, m)
    return J / m, dJ_dw / m, dJ_db / m


def alone(J, dJ_dw, dJ_db, w, b, l2, m):
    return half_the_squares(w, l2), l2 * w, dJ_db


def alone_and_zero(J, dJ_dw, dJ_db, w, b, l2, m):
    return half_the_squares(w, l2), l2 * w, 0.0 * dJ_db


def multiplied(J, dJ_dw, dJ_db, w, b, l2, m):
    return J * half_the_squares(w, l2), dJ_dw * l2 * w, dJ_db


def shrunk(J, dJ_dw, dJ_db, w, b, l2, m):
    return J + half_the_squares(w, l2), (1 - l2) * dJ_dw, dJ_db


def of_the_slopes(J, dJ_dw, dJ_db, w, b, l2, m):
    return J + half_the_squares(dJ_dw, l2), dJ_dw + l2 * dJ_dw, dJ_db


def always_the_example(J, dJ_dw, dJ_db, w, b, l2, m):
    return with_price(J, dJ_dw, dJ_db, w, b, 0.1, m)


def type_of_w_kept(J, dJ_dw, dJ_db, w, b, l2, m):
    J, dJ_dw, dJ_db = with_price(J, dJ_dw, dJ_db, w, b, l2, m)
    return J, dJ_dw.astype(w.dtype), dJ_db


def penalty_of_the_type_of_w(J, dJ_dw, dJ_db, w, b, l2, m):
    return J + half_the_squares(w, l2), dJ_dw + (l2 * w).astype(w.dtype), dJ_db


def no_axis_for_one(J, dJ_dw, dJ_db, w, b, l2, m):
    return tuple(np.squeeze(part) for part in with_price(J, dJ_dw, dJ_db, w, b, l2, m))


def over_K(J, dJ_dw, dJ_db, w, b, l2, m):
    K = w.shape[1] if w.ndim == 2 else 1
    return J + half_the_squares(w, l2) / K, dJ_dw + l2 * w, dJ_db


def over_K_in_both(J, dJ_dw, dJ_db, w, b, l2, m):
    K = w.shape[1] if w.ndim == 2 else 1
    return with_price(J, dJ_dw, dJ_db, w, b, l2 / K, m)


def product_of_w(J, dJ_dw, dJ_db, w, b, l2, m):
    return J + l2 / 2 * (w.T @ w), dJ_dw + l2 * w, dJ_db


def product_the_other_way(J, dJ_dw, dJ_db, w, b, l2, m):
    return J + l2 / 2 * (w @ w), dJ_dw + l2 * w, dJ_db


def K_models_only(J, dJ_dw, dJ_db, w, b, l2, m):
    penalties = [l2 / 2 * (w[:, k] @ w[:, k]) for k in range(w.shape[1])]
    return J + np.array(penalties), dJ_dw + l2 * w, dJ_db


def cost_forgotten(J, dJ_dw, dJ_db, w, b, l2, m):
    return dJ_dw + l2 * w, dJ_db


def slopes_first(J, dJ_dw, dJ_db, w, b, l2, m):
    J, dJ_dw, dJ_db = with_price(J, dJ_dw, dJ_db, w, b, l2, m)
    return dJ_dw, dJ_db, J


MISTAKES = [
    Mistake("no half in the cost", penalised(all_squares, l2_w)).says(
        "Your gradient does not belong to your cost: the derivative of l2 w^2 is 2 l2 w. Which"
        " factor comes before the sum of squares?"
    ),
    Mistake("two in the slope", penalised(half_the_squares, twice_l2_w)).says(
        "The derivative of w^2 is indeed 2 w. And with the factor before the squares in the cost?"
    ),
    Mistake("half in the slope", penalised(half_the_squares, half_l2_w)).says(
        "The half is in your gradient, too. What does it meet there, in the derivative of w^2?"
    ),
    Mistake("twice the penalty", penalised(all_squares, twice_l2_w)).says(
        "Cost and gradient go together, but both are twice as large as they should be: the"
        " convention of this book has a half. What is it there for?"
    ),
    Mistake("slope forgotten", penalised(half_the_squares, nothing)).says(
        "Your cost has the penalty, but your gradient does not: then descent goes on as before."
        " What is the derivative of (l2/2) w_j^2?"
    ),
    Mistake("cost forgotten", penalised(nothing, l2_w)).says(
        "Your gradient has the penalty, but your cost does not: a gradient check would fail. What"
        " is added to J?"
    ),
    Mistake("wrong sign", penalised(minus(half_the_squares), minus(l2_w))).says(
        "With your sign large weights lower the cost, and the larger the better. Which sign does a"
        " penalty have?"
    ),
    Mistake(
        "wrong sign of the slope", penalised(half_the_squares, minus(l2_w)), also=[shrunk]
    ).says(
        "Shrinking is what the *step* does, since it goes against the gradient. If a positive"
        " weight grows, does the penalty rise or fall?"
    ),
    Mistake(
        "divided by the number of weights",
        penalised(over_n(half_the_squares), over_n(l2_w)),
        also=[penalised(over_n(half_the_squares), l2_w)],
    ).says(
        "You divide the penalty by the number of weights. The *losses* are a mean; are the squares?"
    ),
    Mistake("divided by m", divided_by_m, also=[cost_divided_by_m, slope_divided_by_m]).says(
        "You divide the penalty by the number of examples. The losses have become a mean already,"
        " and the penalty is added to it as it is; other books write l2/m. What does `l2` mean in"
        " this one?"
    ),
    Mistake("times m", times_m).says(
        "You multiply the penalty by the number of examples. That would fit a *sum* of losses."
        " Is J a sum or a mean?"
    ),
    Mistake("all divided by m", all_divided_by_m).says(
        "The cost and its gradient come to you as means: you divide them once more. Which of the"
        " numbers you are given is not needed?"
    ),
    Mistake(
        "absolute values",
        penalised(absolute, sign),
        also=[
            penalised(half_absolute, half_sign),
            penalised(absolute, l2_w),
            penalised(half_absolute, l2_w),
        ],
    ).says(
        "That is a penalty on |w|, which is called L1. It pulls at small weights as hard as at"
        " large ones; what does L2 take of each weight?"
    ),
    Mistake(
        "length not squared", penalised(length, l2_w), also=[penalised(whole_length, l2_w)]
    ).says(
        "You take the length of w, with its root. Then the gradient would have another form: what"
        " is done to the length in the formula?"
    ),
    Mistake(
        "sum not squared",
        penalised(sum_not_squared, l2_w),
        also=[penalised(square_of_the_sum, l2_w)],
    ).says(
        "In a plain sum, positive and negative weights cancel. What is done to each weight before"
        " they are added up?"
    ),
    Mistake("one penalty for all models", penalised(squares_of_all, l2_w), "In the library").says(
        "This is right for one model. With K models, each gets the penalty of all weights: along"
        " which axis does the sum run?"
    ),
    Mistake("along the rows", penalised(squares_along_a_row, l2_w), "In the library").says(
        "This is right for one model. With K models your sum runs from model to model. The weights"
        " of one model are a column: which axis is that?"
    ),
    Mistake(
        "a matrix of products", product_of_w, "In the library", also=[product_the_other_way]
    ).says(
        "This is right for one model. With K models w.T @ w is a matrix, with products of different"
        " models in it. Which of its entries do you want?"
    ),
    Mistake("K models only", K_models_only, "In the library").says(
        "It works with K models. With one, w has one axis only: does your function need a second"
        " one?"
    ),
    Mistake("divided by the models", over_K, "In the library", also=[over_K_in_both]).says(
        "You divide the penalty by the number of models. Each model has a cost of its own: does it"
        " depend on how many others there are?"
    ),
    Mistake("no axis for one", no_axis_for_one, "In the library").says(
        "With K = 1 the axis of the models is gone from your results. Which shapes came in?"
    ),
    Mistake("always the example", always_the_example).says(
        "What does your function do with `l2`? 0.1 is the number of the example."
    ),
    Mistake(
        "type of w kept",
        type_of_w_kept,
        "1: From a picture to a row",
        also=[penalty_of_the_type_of_w],
    ).says(
        "Where w holds whole numbers, so does your gradient: what comes after the decimal point is"
        " lost. Which step gives it the data type of w?"
    ),
    Mistake("not added up", penalised(each_square, l2_w)).says(
        "Your cost has become a cost for each weight. How many numbers is J for one model?"
    ),
    Mistake("the weight lost", penalised(half_the_squares, l2_itself)).says(
        "Your gradient pulls at all weights alike, even at those that are 0, and pulls negative"
        " ones further down. What is the derivative of w^2?"
    ),
    Mistake("slope added up", penalised(half_the_squares, l2_sum)).says(
        "The sum over the weights belongs to the cost. In the derivative with respect to w_j, all"
        " its terms but one are constants: which?"
    ),
    Mistake(
        "square in the slope",
        penalised(half_the_squares, l2_square),
        also=[penalised(half_the_squares, each_square)],
    ).says(
        "The square is still in your gradient, and so a negative weight is pulled further down."
        " What is the derivative of w^2?"
    ),
    Mistake(
        "strength squared",
        penalised(squared_penalty, squared_penalty_w),
        also=[penalised(squared_penalty, l2_w)],
    ).says(
        "You square l2 itself. The 2 in its name says what is squared: the weights or the strength?"
    ),
    Mistake(
        "bias has a penalty",
        bias_pays,
        "Why the bias has no penalty",
        also=[bias_pays_in_the_cost, bias_pays_in_the_slope],
    ).says(
        "You give the bias a penalty: in the cost, in dJ_db, or in both. It should have none: what"
        " would be lost?"
    ),
    Mistake(
        "no half, and the bias has a penalty",
        no_half_and_bias_pays,
        also=[twice_the_penalty_and_bias_pays],
    ).says(
        "Two things at once: the half before the squares is missing, and the bias has a penalty."
        " First: which factor in the cost makes the derivative l2 w? And then: which of w and b"
        " is penalised?"
    ),
    Mistake("penalty alone", alone, also=[alone_and_zero]).says(
        "You return the penalty instead of adding it: what the data say is lost. What becomes of"
        " the J and dJ_dw that you were given?"
    ),
    Mistake("multiplied", multiplied).says(
        "A penalty is added. With l2 = 0 your cost is 0; what should it be?"
    ),
    Mistake("penalty on the gradient", of_the_slopes).says(
        "Your penalty is on the gradient, dJ_dw. Which numbers should be kept small?"
    ),
    Mistake("two of three", cost_forgotten, "In the library").says(
        "Three results are asked for: the cost, dJ_dw and dJ_db."
    ),
    Mistake("in another order", slopes_first, "In the library").says(
        "The three are right, but in the wrong order. First the cost, then dJ_dw and dJ_db."
    ),
]

EXERCISE = Exercise(
    title="a penalty on large weights",
    kind="write",
    goal="Add the L2 penalty to a cost and its gradient, for one model or K.",
    shapes="J a number, dJ_dw (n,), dJ_db a number, w (n,), b a number, l2, m  ->  J, dJ_dw,"
    " dJ_db\nJ (K,), dJ_dw (n, K), dJ_db (K,), w (n, K), b (K,), l2, m  ->  J, dJ_dw, dJ_db\n"
    "m is the number of examples",
    minutes=8,
    section="The L2 penalty",
    hints=[
        "Each model has a penalty on its own squared weights. So the cost rises; and since it rises"
        " faster the larger a weight is, the gradient changes, too. One of the three results stays"
        " as it is, and two of the arguments are not needed.",
        "J + (l2/2) sum_j w_j^2, dJ/dw_j + l2 w_j, and dJ/db: what does it have to do with w?",
        "J = J + l2 / 2 * np.sum(..., axis=...)\ndJ_dw = dJ_dw + ...\nreturn J, dJ_dw, dJ_db",
        "J = J + l2 / 2 * np.sum(w**2, axis=0)\ndJ_dw = dJ_dw + l2 * w\nreturn J, dJ_dw, dJ_db",
    ],
    further="A pixel is blank in all pictures, and its weight does not start at 0. What becomes of"
    " it in a long descent without a penalty, and what becomes of it with one?",
    tasks=[
        Task(
            "with_price",
            truth=with_price,
            cases=cases,
            others=[with_loops, with_a_length, with_a_product],
            mistakes=MISTAKES,
        )
    ],
)

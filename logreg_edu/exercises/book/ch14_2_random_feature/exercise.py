"""Chapter 14, exercise 2: random ReLU features, and the layer that they are."""

from __future__ import annotations

import numpy as np

from logreg_edu import score, sigmoid
from logreg_edu.exercises.format import Exercise, Mistake, Task


def random_features(X, R, c, mean):
    return np.maximum(0, (X - mean) @ R + c)


def layer(R, c, mean):
    return R, c - mean @ R


def drawn(rng, n, K):
    """R, c and the mean of pictures, as they are drawn."""
    return {"R": rng.normal(size=(n, K)), "c": rng.normal(0, 0.3, K), "mean": rng.random(n)}


def pictures(rng):
    """By hand, whole numbers; one feature, one picture, many; as many of all; float32.

    Among these are features far above 1, and the mean is not that of X.
    """
    one = {"R": np.array([[2.0], [-1.0]]), "c": np.array([0.25]), "mean": np.array([0.5, 0.5])}
    yield {"X": np.array([[1, 0], [0, 1], [1, 1]]), **one}
    for m, n, K in ((2, 3, 1), (1, 2, 4), (3, 2, 5), (4, 4, 4), (300, 3, 2), (2, 5, 12)):
        given = drawn(rng, n, K)
        if K == 5:
            given["R"] *= 30
        yield {"X": rng.random((m, n)), **given}
    floats = {name: value.astype(np.float32) for name, value in drawn(rng, 4, 3).items()}
    yield {"X": rng.random((5, 4)).astype(np.float32), **floats}


def draws(rng):
    """By hand, whole numbers; one feature, one pixel, many; as many of both; float32."""
    yield {"R": np.array([[2.0], [-1.0]]), "c": np.array([0.25]), "mean": np.array([0.5, 0.5])}
    yield {
        "R": np.array([[1, 0, 2], [0, 3, 1]]),
        "c": np.array([0, 1, 1]),
        "mean": np.array([0.5, 1]),
    }
    for n, K in ((1, 2), (3, 5), (4, 4), (300, 2), (2, 12)):
        yield drawn(rng, n, K)
    yield {name: value.astype(np.float32) for name, value in drawn(rng, 4, 3).items()}


# The features, in other words


def with_loops(X, R, c, mean):
    return [
        [
            max(0.0, sum((x[j] - mean[j]) * R_k[j] for j in range(len(mean))) + c_k)
            for R_k, c_k in zip(R.T, c, strict=True)
        ]
        for x in X
    ]


def with_where(X, R, c, mean):
    Z = score(X - mean, R, c)
    return np.where(Z > 0, Z, 0)


def as_a_layer(X, R, c, mean):
    Z = np.einsum("ij,jk->ik", X, R) + (c - R.T @ mean)
    return (Z + abs(Z)) / 2


# The features, wrong


def scores(X, R, c, mean):
    return (X - mean) @ R + c


def absolute(X, R, c, mean):
    return abs(scores(X, R, c, mean))


def rectified_before_c(X, R, c, mean):
    return np.maximum(0, (X - mean) @ R) + c


def pixels_rectified(X, R, c, mean):
    return np.maximum(0, X - mean) @ R + c


def pixels_rectified_too(X, R, c, mean):
    return np.maximum(0, np.maximum(0, X - mean) @ R + c)


def without_mean(X, R, c, mean):
    return np.maximum(0, X @ R + c)


def mean_added(X, R, c, mean):
    return np.maximum(0, (X + mean) @ R + c)


def mean_minus_x(X, R, c, mean):
    return np.maximum(0, (mean - X) @ R + c)


def own_mean(X, R, c, mean):
    return np.maximum(0, (X - X.mean(axis=0)) @ R + c)


def mean_of_a_picture(X, R, c, mean):
    return np.maximum(0, (X - X.mean(axis=1, keepdims=True)) @ R + c)


def one_number(X, R, c, mean):
    return np.maximum(0, (X - mean.mean()) @ R + c)


def without_c(X, R, c, mean):
    return np.maximum(0, (X - mean) @ R)


def c_subtracted(X, R, c, mean):
    return np.maximum(0, (X - mean) @ R - c)


def a_number_for_c(X, R, c, mean):
    return np.maximum(0, (X - mean) @ R + c[0])


def smaller_of_both(X, R, c, mean):
    return np.minimum(0, scores(X, R, c, mean))


def sigmoids(X, R, c, mean):
    return sigmoid(scores(X, R, c, mean))


def hyperbolic(X, R, c, mean):
    return np.tanh(scores(X, R, c, mean))


def steps(X, R, c, mean):
    return (scores(X, R, c, mean) > 0) * 1.0


def largest_of_a_picture(X, R, c, mean):
    return np.maximum(0, scores(X, R, c, mean).max(axis=1))


def one_number_in_all(X, R, c, mean):
    return max(0, scores(X, R, c, mean).max())


def python_max(X, R, c, mean):
    return max(0, scores(X, R, c, mean))


def transposed(X, R, c, mean):
    return np.maximum(0, (X - mean) @ R.T + c)


def features_in_rows(X, R, c, mean):
    return random_features(X, R, c, mean).T


def products_pixel_by_pixel(X, R, c, mean):
    return np.maximum(0, (X - mean) * R + c)


def capped(X, R, c, mean):
    return np.clip(scores(X, R, c, mean), 0, 1)


def capped_at_6(X, R, c, mean):
    return np.clip(scores(X, R, c, mean), 0, 6)


def ends(f):
    one, none = np.eye(1), np.zeros(1)
    far, farther = (np.ravel(f(x * one, one, none, none))[0] for x in (1e3, 1e6))
    return far == farther > 0


def at_least_c(X, R, c, mean):
    return np.maximum(c, (X - mean) @ R)


def first_picture_alone(X, R, c, mean):
    A = random_features(X, R, c, mean)
    A[1:] = 0
    return A


def one_row(X, R, c, mean):
    return random_features(X, R, c, mean)[0]


def leaky(X, R, c, mean):
    Z = scores(X, R, c, mean)
    return np.where(Z > 0, Z, 0.01 * Z)


def smooth(X, R, c, mean):
    return np.logaddexp(0, scores(X, R, c, mean))


def only_those_above(X, R, c, mean):
    Z = scores(X, R, c, mean)
    return Z[Z > 0]


def drawn_anew(X, R, c, mean):
    return random_features(X, np.random.default_rng(0).normal(0, 0.1, R.shape), c, mean)


def drawn_entirely_anew(X, R, c, mean):
    rng = np.random.default_rng(0)
    R = rng.normal(0, 0.1, R.shape)
    return random_features(X, R, rng.normal(0, 0.3, c.shape), mean)


def pays_no_heed_to_R(f):
    X, mean = np.ones((1, 2)), np.zeros(2)
    given = (np.array([3.0, 4.0]), mean)
    return np.array_equal(f(X, np.ones((2, 2)), *given), f(X, 2 * np.ones((2, 2)), *given))


def standardised(X, R, c, mean):
    A = random_features(X, R, c, mean)
    return (A - A.mean(axis=0)) / (A.std(axis=0) + 1e-3)


def rounded(X, R, c, mean):
    return random_features(X, R, c, mean).round(2)


def type_of_X_kept(X, R, c, mean):
    return random_features(X, R, c, mean).astype(X.dtype)


FEATURES = [
    Mistake("scores", scores).says(
        "Some of your features are below 0. What does a ReLU, max(0, z), make of such a score?"
    ),
    Mistake("absolute value", absolute).says(
        "A score of -2 becomes 2 in your function. That is what a random filter does; what does"
        " ReLU make of -2?"
    ),
    Mistake("ReLU before c", rectified_before_c).says(
        "You add c after the ReLU, and features become negative again. What is inside of"
        " max(0, ...)?"
    ),
    Mistake("ReLU of the pixels", pixels_rectified, also=[pixels_rectified_too]).says(
        "You set pixels that are lighter than the mean to 0. Of what is the maximum with 0 taken:"
        " of pixels, or of a score?"
    ),
    Mistake("mean not subtracted", without_mean).says(
        "What does your function do with `mean`? The mean picture should get the score c."
    ),
    Mistake("mean added", mean_added).says(
        "You add the mean. What should be left of a picture that is the mean picture?"
    ),
    Mistake("mean minus picture", mean_minus_x).says(
        "You subtract the picture from the mean. Which of the two is subtracted?"
    ),
    Mistake(
        "mean of these pictures",
        own_mean,
        "Choosing, without looking",
        also=[mean_of_a_picture],
    ).says(
        "You compute a mean of `X`, which may hold test digits. Whose mean is given, and does a"
        " feature of one picture then depend on the others?"
    ),
    Mistake("one mean for all pixels", one_number).says(
        "You subtract the same number from each pixel. How many numbers are in `mean`?"
    ),
    Mistake("without c", without_c).says(
        "What does your function do with `c`? Without it, every feature begins at the mean picture."
    ),
    Mistake("c subtracted", c_subtracted).says(
        "You subtract c. What is the score of the mean picture?"
    ),
    Mistake("one c for all features", a_number_for_c).says(
        "All your features have the same c. How many numbers are in `c`, and how many features are"
        " there?"
    ),
    Mistake("minimum for maximum", smaller_of_both).says(
        "Your features are never above 0. Which of the two, 0 and the score, does ReLU choose?"
    ),
    Mistake("another activation function", sigmoids, also=[hyperbolic, smooth]).says(
        "That is another activation function. Which one is max(0, z)?"
    ),
    Mistake("steps", steps).says(
        "You ask whether a score is above 0. ReLU says more: how far above?"
    ),
    Mistake("one feature of many", largest_of_a_picture, also=[one_number_in_all]).says(
        "You take the largest of many scores. How many features does each picture have, and between"
        " which two numbers does ReLU choose?"
    ),
    Mistake("max of Python", python_max).says(
        "Python's `max` compares 0 with the whole array at once. Which function of NumPy compares"
        " number by number?"
    ),
    Mistake("R transposed", transposed).says(
        "The directions are the columns of R. With which of them is a picture multiplied in your"
        " product, and is R transposed?"
    ),
    Mistake("features in rows", features_in_rows).says(
        "The numbers are right, but the features are in rows. What is in a row of X?"
    ),
    Mistake("products of pixels", products_pixel_by_pixel).says(
        "`*` multiplies number by number. Which operation adds up the products over the pixels?"
    ),
    Mistake("capped", capped, also=[capped_at_6], sign=ends).says(
        "Your features never go beyond some number, however large the score. Where does ReLU end?"
    ),
    Mistake("at least c", at_least_c).says(
        "You take the larger of c and the product. With which number does ReLU compare, and what"
        " is c added to?"
    ),
    Mistake("first picture alone", first_picture_alone, also=[one_row]).says(
        "Only the first picture has features. Does your loop return before it has seen the others?"
    ),
    Mistake("leaky", leaky).says(
        "Below 0, your activation function still has a slope. What is max(0, z) there?"
    ),
    Mistake("those above 0 alone", only_those_above).says(
        "You keep the scores above 0 and throw away the others. Which number do those become, and"
        " in which place?"
    ),
    Mistake("drawn anew", drawn_anew, also=[drawn_entirely_anew], sign=pays_no_heed_to_R).says(
        "What does your function do with `R`? It was drawn once: training and test digits need the"
        " same features."
    ),
    Mistake("standardised", standardised).says(
        "You also standardise the features. That comes later, with means of the training digits;"
        " what is asked for here?"
    ),
    Mistake("rounded", rounded).says(
        "You round the features. They may be shown rounded, but the models need the numbers."
    ),
    Mistake("type of X kept", type_of_X_kept, "1: From a picture to a row").says(
        "Where X holds whole numbers, so do your features: what comes after the decimal point is"
        " lost. Which array has the data type of X?"
    ),
]


# The layer, in other words


def layer_with_loops(R, c, mean):
    n, K = R.shape
    return R.tolist(), [float(c[k] - sum(mean[j] * R[j, k] for j in range(n))) for k in range(K)]


def from_two_pictures(R, c, mean):
    n = len(mean)
    b_1 = score(np.zeros((1, n)) - mean, R, c)[0]
    return score(np.eye(n) - mean, R, c) - b_1, b_1


# The layer, wrong


def c_alone(R, c, mean):
    return R, c


def mean_added_to_c(R, c, mean):
    return R, c + mean @ R


def turned(R, c, mean):
    return R, mean @ R - c


def without_c_in_b(R, c, mean):
    return R, -mean @ R


def one_number_for_mean(R, c, mean):
    return R, c - mean.mean() * R.sum(axis=0)


def one_number_subtracted(R, c, mean):
    return R, c - mean.sum()


def mean_of_all_subtracted(R, c, mean):
    return R, c - mean.mean()


def mean_number_of_R(R, c, mean):
    return R, c - R.mean(axis=0)


def sum_of_R(R, c, mean):
    return R, c - R.sum(axis=0)


def mean_product(R, c, mean):
    return R, c - mean @ R / len(mean)


def mean_out_of_R(R, c, mean):
    return R - mean[:, None], c


def mean_out_of_both(R, c, mean):
    return R - mean[:, None], c - mean @ R


def mean_times_R(R, c, mean):
    return R * mean[:, None], c


def not_added_up(R, c, mean):
    return R, c - mean[:, None] * R


def R_not_transposed(R, c, mean):
    return R, c - R @ mean


def exchanged(R, c, mean):
    return layer(R, c, mean)[::-1]


def b_alone(R, c, mean):
    return c - mean @ R


def transposed_W(R, c, mean):
    return R.T, c - mean @ R


def b_as_a_row(R, c, mean):
    return R, (c - mean @ R)[None]


def b_as_a_column(R, c, mean):
    return R, (c - mean @ R)[:, None]


def one_matrix(R, c, mean):
    return np.vstack([R, c - mean @ R])


def rectified(R, c, mean):
    return R, np.maximum(0, c - mean @ R)


def type_of_c_kept(R, c, mean):
    return R, (c - mean @ R).astype(c.dtype)


def another_sign_in_W(R, c, mean):
    return -R, c - mean @ R


LAYERS = [
    Mistake("c alone", c_alone).says(
        "Your layer does not know the mean. What is left over if (x - mean) R + c is multiplied"
        " out, and does it depend on x?"
    ),
    Mistake("mean added", mean_added_to_c).says(
        "Multiply (x - mean) R + c out: which sign does the product of mean and R have?"
    ),
    Mistake("turned round", turned).says(
        "Your b_1 has the wrong sign. Multiply (x - mean) R + c out: which part is added, and which"
        " is subtracted?"
    ),
    Mistake("without c", without_c_in_b).says("What does your function do with `c`?"),
    Mistake(
        "one mean for all pixels",
        one_number_for_mean,
        also=[one_number_subtracted, mean_of_all_subtracted],
    ).says(
        "You make one number of the mean picture. Each pixel has its own mean, and each feature its"
        " own direction: which product gives one number per feature?"
    ),
    Mistake("mean of R", mean_number_of_R, also=[sum_of_R, mean_product]).says(
        "Your b_1 has a sum or a mean over the pixels, but not the one that multiplying out gives."
        " With what is each entry of R multiplied, and is the sum divided?"
    ),
    Mistake("mean taken out of R", mean_out_of_R, also=[mean_out_of_both]).says(
        "You subtract the mean from the directions. It is subtracted from the picture: what does"
        " (x - mean) R become, multiplied out?"
    ),
    Mistake("mean times R", mean_times_R).says(
        "You multiply the directions by the mean. Then a pixel that is usually paper could never"
        " count: what does (x - mean) R become, multiplied out?"
    ),
    Mistake("not added up", not_added_up).says(
        "Your b_1 has a number for each pixel and feature. Over what is still to be summed?"
    ),
    Mistake("R with the mean", R_not_transposed).says(
        "`R @ mean` sums over the features. Which of the two comes first, if the sum is over the"
        " pixels?"
    ),
    Mistake("exchanged", exchanged).says(
        "Both are right, but in the wrong order. Which is asked for first?"
    ),
    Mistake("b_1 alone", b_alone).says(
        "Your b_1 is right, and two things are asked for. By which matrix is X multiplied?"
    ),
    Mistake("units in rows", transposed_W).says(
        "Your W_1 is transposed. Which shape has W_1 in X W_1?"
    ),
    Mistake("b_1 as a matrix", b_as_a_row, also=[b_as_a_column]).says(
        "The numbers are right, but your b_1 is a matrix. Which shape does it have in the chapter?"
    ),
    Mistake("one matrix", one_matrix).says(
        "You put W_1 and b_1 into one matrix, as for a column of ones. Here they are asked for"
        " separately."
    ),
    Mistake("ReLU of the bias", rectified).says(
        "You set a bias below 0 to 0. Of what does the ReLU take the maximum: of b_1, or of the"
        " whole score?"
    ),
    Mistake("type of c kept", type_of_c_kept, "1: From a picture to a row").says(
        "Where c holds whole numbers, so does your b_1: what comes after the decimal point is lost."
        " Which array has the data type of c?"
    ),
    Mistake("directions turned round", another_sign_in_W).says(
        "Your W_1 has the wrong sign. With which factor does x occur in (x - mean) R + c?"
    ),
]

EXERCISE = Exercise(
    title="a hidden layer, drawn",
    kind="write",
    goal="Compute random ReLU features, then write them as a hidden layer of a network.",
    shapes="random_features:  X (m, n), R (n, K), c (K,), mean (n,) of the training digits\n"
    "              ->  (m, K)\n"
    "layer:            R, c, mean  ->  W_1 (n, K), b_1 (K,)",
    minutes=10,
    section="Rung 3: a hidden layer that nobody trained",
    hints=[
        "Each column of R is a direction. A feature is a score along it, measured from the mean"
        " picture, and then the ReLU. For the layer, multiply out: which part contains x?",
        "z = (x - mean) . R_k + c_k, a_k = max(0, z). And (x - mean) R + c = x R + (c - mean R).",
        "np.maximum(0, (X - ...) @ R + ...)\n\nreturn R, c - ...",
        "return np.maximum(0, (X - mean) @ R + c)\n\nreturn R, c - mean @ R",
    ],
    further="How many features of the mean picture are 0, if c is drawn from a normal distribution"
    " with mean 0?",
    tasks=[
        Task(
            "random_features",
            truth=random_features,
            cases=pictures,
            others=[with_loops, with_where, as_a_layer],
            mistakes=FEATURES,
        ),
        Task(
            "layer",
            truth=layer,
            cases=draws,
            others=[layer_with_loops, from_two_pictures],
            mistakes=LAYERS,
        ),
    ],
)

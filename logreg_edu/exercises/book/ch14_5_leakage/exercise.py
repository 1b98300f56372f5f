"""Chapter 14, exercise 5: features whose means, patches and spreads know the test digits."""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task


def features(X, train, test, count):
    return fitted(X, train, test, count)


def fitted(X, train, test, count, *, mean_of=None, patches_of=None, scale_of=None):
    """The features; each part of them fitted on the rows that are given, or on those of ``train``.

    As row numbers; ``None`` for the training rows.
    """
    mean_of, patches_of, scale_of = (
        train if rows is None else rows for rows in (mean_of, patches_of, scale_of)
    )
    mean = X[mean_of].mean(axis=0)
    Z = responses(X, mean, X[patches_of][:count])
    centre, spread = Z[scale_of].mean(axis=0), Z[scale_of].std(axis=0) + 0.001
    Z = (Z - centre) / spread
    return Z[train], Z[test]


def responses(X, mean, patches):
    return np.maximum(0, (X - mean) @ (patches - mean).T)


def everything(X):
    return np.arange(len(X))


def cases(rng):
    """By hand, whole numbers; parts of the file at random, and rows of neither part; float32.

    The rows come in any order. As many patches as training digits, one, and many pictures.
    """
    X = np.array([[0, 4], [2, 0], [5, 0], [0, 0]])
    yield {"X": X, "train": np.array([1, 2]), "test": np.array([0, 3]), "count": 1}
    sizes = [
        (5, 3, 3, 2, 1),
        (7, 2, 4, 2, 3),
        (9, 4, 4, 4, 4),
        (12, 6, 7, 3, 2),
        (300, 3, 260, 40, 5),
    ]
    for m, n, m_train, m_test, count in sizes:
        rows = rng.permutation(m)
        X = rng.random((m, n))
        X[rows[:m_test]] *= 3  # test digits may be darker
        train, test = rows[-m_train:], rows[:m_test]
        yield {"X": X, "train": train, "test": test, "count": count}
    X = rng.random((6, 5))
    yield {"X": X, "train": np.array([4, 0, 5, 1]), "test": np.array([3]), "count": 2}  # one alone
    X = rng.random((8, 3)).astype(np.float32)
    yield {"X": X, "train": np.array([7, 2, 1, 5]), "test": np.array([0, 6, 3]), "count": 2}


# Right, in other words


def with_loops(X, train, test, count):
    m_train = len(train)
    mean = [sum(X[i][j] for i in train) / m_train for j in range(X.shape[1])]
    centred = X - np.array(mean)
    patches = [centred[i] for i in list(train)[:count]]
    parts = [
        np.array([[max(0.0, float(centred[i] @ p)) for p in patches] for i in rows])
        for rows in (train, test)
    ]
    centre = sum(parts[0]) / m_train
    spread = np.sqrt(((parts[0] - centre) ** 2).sum(axis=0) / m_train) + 1e-3
    return [(part - centre) / spread for part in parts]


def all_rows_then_parts(X, train, test, count):
    mean = np.mean(X[train], axis=0)
    Z = responses(X, mean, X[train[:count]])
    Z = (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0) + 0.001)
    return Z[train], Z[test]


class Scaler:
    def fit(self, Z):
        self.mean, self.scale = Z.mean(axis=0), Z.std(axis=0) + 0.001
        return self

    def transform(self, Z):
        return (Z - self.mean) / self.scale


def with_a_class(X, train, test, count):
    x, x_test = X[train], X[test]
    mu = x.mean(axis=0)
    z, z_test = (np.einsum("ij,kj->ik", a - mu, x[:count] - mu).clip(0) for a in (x, x_test))
    scaler = Scaler().fit(z)
    return scaler.transform(z), scaler.transform(z_test)


# Wrong


def all_three(X, train, test, count):
    every = everything(X)
    return fitted(X, train, test, count, mean_of=every, patches_of=every, scale_of=every)


def mean_and_patches(X, train, test, count):
    every = everything(X)
    return fitted(X, train, test, count, mean_of=every, patches_of=every)


def mean_and_scale(X, train, test, count):
    every = everything(X)
    return fitted(X, train, test, count, mean_of=every, scale_of=every)


def patches_and_scale(X, train, test, count):
    every = everything(X)
    return fitted(X, train, test, count, patches_of=every, scale_of=every)


def mean_alone(X, train, test, count):
    return fitted(X, train, test, count, mean_of=everything(X))


def patches_alone(X, train, test, count):
    return fitted(X, train, test, count, patches_of=everything(X))


def scale_alone(X, train, test, count):
    return fitted(X, train, test, count, scale_of=everything(X))


def centre_of_all(X, train, test, count, centre_of=None, spread_of=None):
    Z = responses(X, X[train].mean(axis=0), X[train[:count]])
    every = everything(X)
    centre_of, spread_of = (every if rows is None else rows for rows in (centre_of, spread_of))
    Z = (Z - Z[centre_of].mean(axis=0)) / (Z[spread_of].std(axis=0) + 0.001)
    return Z[train], Z[test]


def centre_alone(X, train, test, count):
    return centre_of_all(X, train, test, count, spread_of=train)


def spread_alone(X, train, test, count):
    return centre_of_all(X, train, test, count, centre_of=train)


def both_parts(X, train, test, count):
    both = np.concatenate([train, test])
    return fitted(X, train, test, count, mean_of=both, scale_of=both)


def scale_of_both_parts(X, train, test, count):
    return fitted(X, train, test, count, scale_of=np.concatenate([train, test]))


def mean_of_both_parts(X, train, test, count):
    return fitted(X, train, test, count, mean_of=np.concatenate([train, test]))


def rows_not_of_the_test(X, train, test, count):
    others = np.setdiff1d(everything(X), test)
    return fitted(X, train, test, count, mean_of=others, scale_of=others)


def rows_not_of_the_test_for_all(X, train, test, count):
    others = np.setdiff1d(everything(X), test)
    return fitted(X, train, test, count, mean_of=others, patches_of=others, scale_of=others)


def sorted_patches(X, train, test, count):
    return fitted(X, train, test, count, patches_of=np.sort(train))


def all_sorted(X, train, test, count):
    return features(X, np.sort(train), np.sort(test), count)


def train_sorted(X, train, test, count):
    return features(X, np.sort(train), test, count)


def last_patches(X, train, test, count):
    return fitted(X, train, test, count, patches_of=train[::-1])


def last_patches_in_order(X, train, test, count):
    return fitted(X, train, test, count, patches_of=train[-count:])


def patches_of_test(X, train, test, count):
    return fitted(X, train, test, count, patches_of=test)


def test_by_its_own_scale(X, train, test, count):
    first, _ = features(X, train, test, count)
    _, second = fitted(X, train, test, count, scale_of=test)
    return first, second


def test_by_its_own_mean_and_scale(X, train, test, count):
    first, _ = features(X, train, test, count)
    Z = np.maximum(0, (X[test] - X[test].mean(axis=0)) @ (X[train[:count]] - X[train].mean(0)).T)
    return first, (Z - Z.mean(axis=0)) / (Z.std(axis=0) + 0.001)


def test_by_itself(X, train, test, count):
    def part(rows):
        return fitted(X, rows, rows, count)[0]

    return part(train), part(test)


def test_by_its_own_picture(X, train, test, count):
    first, _ = features(X, train, test, count)
    mean = X[train].mean(axis=0)
    Z_train = responses(X[train], mean, X[train[:count]])
    Z = np.maximum(0, (X[test] - X[test].mean(axis=0)) @ (X[train[:count]] - mean).T)
    return first, (Z - Z_train.mean(axis=0)) / (Z_train.std(axis=0) + 0.001)


def test_not_standardised(X, train, test, count):
    first, _ = features(X, train, test, count)
    return first, responses(X[test], X[train].mean(axis=0), X[train[:count]])


def nothing_standardised(X, train, test, count):
    mean, patches = X[train].mean(axis=0), X[train[:count]]
    return responses(X[train], mean, patches), responses(X[test], mean, patches)


def without_a_mean_of_pixels(X, train, test, count):
    Z = np.maximum(0, X @ X[train[:count]].T)
    Z = (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0) + 0.001)
    return Z[train], Z[test]


def test_without_the_mean(X, train, test, count):
    mean, patches = X[train].mean(axis=0), X[train[:count]]
    Z, Z_test = responses(X[train], mean, patches), np.maximum(0, X[test] @ (patches - mean).T)
    centre, spread = Z.mean(axis=0), Z.std(axis=0) + 0.001
    return (Z - centre) / spread, (Z_test - centre) / spread


def patches_not_centred(X, train, test, count):
    mean = X[train].mean(axis=0)
    Z = np.maximum(0, (X - mean) @ X[train[:count]].T)
    Z = (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0) + 0.001)
    return Z[train], Z[test]


def patches_by_their_own_mean(X, train, test, count):
    patches = X[train[:count]]
    Z = np.maximum(0, (X - X[train].mean(axis=0)) @ (patches - patches.mean(axis=0)).T)
    Z = (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0) + 0.001)
    return Z[train], Z[test]


def without_relu(X, train, test, count):
    mean = X[train].mean(axis=0)
    Z = (X - mean) @ (X[train[:count]] - mean).T
    Z = (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0) + 0.001)
    return Z[train], Z[test]


def relu_last(X, train, test, count):
    mean = X[train].mean(axis=0)
    Z = (X - mean) @ (X[train[:count]] - mean).T
    Z = np.maximum(0, (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0) + 0.001))
    return Z[train], Z[test]


def absolute(X, train, test, count):
    mean = X[train].mean(axis=0)
    Z = np.abs((X - mean) @ (X[train[:count]] - mean).T)
    Z = (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0) + 0.001)
    return Z[train], Z[test]


def one_mean_for_all_pixels(X, train, test, count):
    Z = responses(X, X[train].mean(), X[train[:count]])
    Z = (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0) + 0.001)
    return Z[train], Z[test]


def every_row_a_patch(X, train, test, count):
    return features(X, train, test, len(train))


def with_small_number(epsilon):
    def with_another_small_number(X, train, test, count):
        Z = responses(X, X[train].mean(axis=0), X[train[:count]])
        Z = (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0) + epsilon)
        return Z[train], Z[test]

    return with_another_small_number


def test_without_relu(X, train, test, count):
    mean = X[train].mean(axis=0)
    patches = X[train[:count]] - mean
    Z, Z_test = np.maximum(0, (X[train] - mean) @ patches.T), (X[test] - mean) @ patches.T
    centre, spread = Z.mean(axis=0), Z.std(axis=0) + 0.001
    return (Z - centre) / spread, (Z_test - centre) / spread


def of_all_numbers(X, train, test, count):
    mean = X[train].mean(axis=0)
    Z = responses(X, mean, X[train[:count]])
    Z = (Z - Z[train].mean()) / (Z[train].std() + 0.001)
    return Z[train], Z[test]


def of_one_picture(X, train, test, count):
    Z = responses(X, X[train].mean(axis=0), X[train[:count]])
    Z = (Z - Z.mean(axis=1, keepdims=True)) / (Z.std(axis=1, keepdims=True) + 0.001)
    return Z[train], Z[test]


def unbiased(X, train, test, count):
    Z = responses(X, X[train].mean(axis=0), X[train[:count]])
    Z = (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0, ddof=1) + 0.001)
    return Z[train], Z[test]


def without_the_small_number(X, train, test, count):
    Z = responses(X, X[train].mean(axis=0), X[train[:count]])
    Z = (Z - Z[train].mean(axis=0)) / Z[train].std(axis=0)
    return Z[train], Z[test]


def by_the_book(X, train, test, count):
    Z = responses(X, X[train].mean(axis=0), X[train[:count]])
    spread = Z[train].std(axis=0)
    Z = (Z - Z[train].mean(axis=0)) / (spread + np.median(spread) / 1000)
    return Z[train], Z[test]


def standardised_pixels(X, train, test, count):
    X = (X - X[train].mean(axis=0)) / (X[train].std(axis=0) + 0.001)
    Z = np.maximum(0, X @ X[train[:count]].T)
    Z = (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0) + 0.001)
    return Z[train], Z[test]


def exchanged(X, train, test, count):
    return features(X, train, test, count)[::-1]


def first_rows_for_train(X, train, test, count):
    cut = len(train)
    first = np.arange(cut)
    last = np.arange(cut, cut + len(test))
    return fitted(X, first, last, count)


def first_rows_to_fit(X, train, test, count):
    first = np.arange(len(train))
    return fitted(X, train, test, count, mean_of=first, patches_of=first, scale_of=first)


def in_one(X, train, test, count):
    return np.vstack(features(X, train, test, count))


def in_one_of_all_rows(X, train, test, count):
    Z = responses(X, X[train].mean(axis=0), X[train[:count]])
    return (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0) + 0.001)


def train_alone(X, train, test, count):
    return features(X, train, test, count)[0]


def rows_of_the_part(X, train, test, count):
    """As if the rows were numbered anew in the training part."""
    X_train = X[train]
    Z = responses(X_train, X_train.mean(axis=0), X_train[:count])
    Z = (Z - Z.mean(axis=0)) / (Z.std(axis=0) + 0.001)
    return Z[train], Z[test]


def whole_numbers_kept(X, train, test, count):
    mean = X[train].mean(axis=0).astype(X.dtype)
    Z = responses(X, mean, X[train[:count]])
    Z = (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0) + 0.001)
    return Z[train], Z[test]


MISTAKES = [
    Mistake("all three", all_three).says(
        "A test digit changes the features of training digits. Three things are computed from all"
        " rows here: find each, and ask which rows it may know."
    ),
    Mistake("the mean of the pixels", mean_alone, also=[mean_and_scale, mean_and_patches]).says(
        "The mean picture is still that of all rows, test digits among them. Of which rows is"
        " `mean` the mean?"
    ),
    Mistake("the patches", patches_alone, also=[patches_and_scale]).says(
        "Your patches are still the first rows of the file: a test digit may be one of them. Which"
        " are the first rows that `train` names?"
    ),
    Mistake("the scale", scale_alone, also=[centre_alone, spread_alone]).says(
        "The mean or the spread of the features still comes from all rows. Whose features may it"
        " know?"
    ),
    Mistake(
        "train and test together",
        both_parts,
        also=[scale_of_both_parts, mean_of_both_parts],
    ).says(
        "You take the training and the test rows together. What does a mean of both know that a"
        " model may not know before the test?"
    ),
    Mistake(
        "all but the test digits",
        rows_not_of_the_test,
        also=[rows_not_of_the_test_for_all],
    ).says(
        "You take all rows but the test rows. Some rows may be in neither part, such as validation"
        " digits: which rows does `train` name?"
    ),
    Mistake("training rows in another order", sorted_patches, also=[all_sorted, train_sorted]).says(
        "Your patches are the first training rows in the order of the file. Which order does"
        " `train` have?"
    ),
    Mistake("the last ones", last_patches, also=[last_patches_in_order]).says(
        "Your patches are the last rows that `train` names. Which are asked for?"
    ),
    Mistake("patches of the test", patches_of_test).says(
        "Your patches are test digits. From which part should they come?"
    ),
    Mistake("test by its own scale", test_by_its_own_scale).says(
        "You standardise the test features by their own mean and spread. Then the same picture"
        " gets other features when other pictures are tested beside it: which numbers did the"
        " training features get?"
    ),
    Mistake(
        "test by its own mean",
        test_by_its_own_picture,
        also=[test_by_its_own_mean_and_scale],
    ).says(
        "From the test digits you subtract their own mean picture. What would be left, if one digit"
        " alone were tested?"
    ),
    Mistake("test by itself", test_by_itself).says(
        "You treat the test rows as a training set of their own: with other patches, feature 1 is"
        " another feature in the test. What must be the same for both parts?"
    ),
    Mistake("test not standardised", test_not_standardised).says(
        "Your test features are not standardised, and the models learn from standardised ones. By"
        " which mean and spread?"
    ),
    Mistake("nothing standardised", nothing_standardised).says(
        "Your features are no longer standardised. Whose mean and spread should be used?"
    ),
    Mistake("no mean picture", without_a_mean_of_pixels, also=[test_without_the_mean]).says(
        "Where is the mean picture gone? Pictures and patches, of both parts, are compared after it"
        " has been subtracted."
    ),
    Mistake("patches not centred", patches_not_centred).says(
        "You subtract the mean from the pictures, and no longer from the patches. What does the"
        " starter do?"
    ),
    Mistake("patches by their own mean", patches_by_their_own_mean).says(
        "You subtract from the patches their own mean. Which mean does the starter subtract from"
        " them?"
    ),
    Mistake("ReLU lost", without_relu, also=[test_without_relu]).says(
        "Where is the maximum with 0 gone? The leak was elsewhere, and both parts need the ReLU."
    ),
    Mistake("ReLU last", relu_last).says(
        "Your ReLU comes after the standardisation. In the starter it comes before: what are mean"
        " and spread taken of there?"
    ),
    Mistake("absolute value", absolute).says(
        "You take the absolute value where the starter takes the maximum with 0. That was no leak."
    ),
    Mistake("one mean for all pixels", one_mean_for_all_pixels).says(
        "Your mean picture is a single number. How many pixels does a mean picture have?"
    ),
    Mistake("every row a patch", every_row_a_patch).says(
        "You take all training rows as patches. What does your function do with `count`?"
    ),
    Mistake("one scale for all features", of_all_numbers).says(
        "You subtract and divide by the same number in all features. How many means and spreads"
        " does a matrix with `count` columns have?"
    ),
    Mistake("each picture by itself", of_one_picture).says(
        "You standardise each picture over its features. Over what are the mean and the spread of a"
        " feature taken?"
    ),
    Mistake("divided by m - 1", unbiased).says(
        "Your spread divides by m - 1. The starter has another one: which is it?"
    ),
    Mistake(
        "another small number",
        without_the_small_number,
        also=[by_the_book, *map(with_small_number, (1e-12, 1e-8, 1e-6, 1e-5, 1e-4, 0.01))],
    ).says(
        "The small number that is added to the spread is gone, or another one. It was no leak:"
        " what is it for?"
    ),
    Mistake("pixels standardised", standardised_pixels).says(
        "You also divide the pixels by their spread. Which three things does the starter compute"
        " from all rows? Mend these alone."
    ),
    Mistake("exchanged", exchanged).says(
        "Both are right, but in the wrong order. Which features are asked for first?"
    ),
    Mistake("rows not chosen", first_rows_for_train, also=[first_rows_to_fit]).says(
        "You take the first rows of the file for training. Which rows does `train` name, and in"
        " which order?"
    ),
    Mistake("in one matrix", in_one, also=[in_one_of_all_rows]).says(
        "You return one matrix. The features of two parts are asked for: of which rows?"
    ),
    Mistake("one part alone", train_alone).says(
        "These are the training features. Where are those of the test digits?"
    ),
    Mistake("row numbers of the file", rows_of_the_part).says(
        "You choose the training rows, and then choose again: `train` and `test` are row numbers of"
        " X. Which rows has your matrix still?"
    ),
    Mistake("whole numbers kept", whole_numbers_kept, "1: From a picture to a row").says(
        "Where X holds whole numbers, so does your mean picture. What is the mean of 0 and 1?"
    ),
]

EXERCISE = Exercise(
    title="features that know the test",
    kind="mend",
    goal="Mend the features: whatever is fitted may know the training digits alone.",
    shapes="X (m, n), train (m_train,) and test (m_test,) row numbers of X; some rows may be in"
    " neither\ncount <= m_train, how many patches\n"
    "->  (m_train, count) and (m_test, count), in the order of train and of test",
    minutes=15,
    section="Choosing, without looking",
    hints=[
        "No label is used, and yet the features leak: exchange a test digit, and the training"
        " features change. Look for everything that is computed from several rows.",
        "Three things are fitted: the mean picture, the patches, and mean and spread of the"
        " features. Fit each on the rows of `train`, then use it for both parts.",
        "mean = X[...].mean(axis=0)\npatches = X[train][:...] - mean\n"
        "Z = np.maximum(0, (X - mean) @ patches.T)\n"
        "Z = (Z - Z[...].mean(axis=0)) / (Z[...].std(axis=0) + 0.001)",
        "mean = X[train].mean(axis=0)\npatches = X[train][:count] - mean\n"
        "Z = np.maximum(0, (X - mean) @ patches.T)\n"
        "Z = (Z - Z[train].mean(axis=0)) / (Z[train].std(axis=0) + 0.001)",
    ],
    further="The number of patches is chosen by the accuracy that it reaches. On which digits, if"
    " the test is to stay honest?",
    tasks=[
        Task(
            "features",
            truth=features,
            cases=cases,
            others=[with_loops, all_rows_then_parts, with_a_class],
            mistakes=MISTAKES,
        )
    ],
)

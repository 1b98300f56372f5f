"""Chapter 1, exercise 3: a split with no writer on both sides."""

from __future__ import annotations

import random

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task


def split(writers, share, seed):
    names = np.unique(writers)
    shuffled = np.random.default_rng(seed).permutation(names)
    is_test = np.isin(writers, shuffled[: round(share * len(names))])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def cases(rng):
    """Few writers and many, some with more pictures than others; shares without a remainder."""
    yield {"writers": np.array([1, 2, 3, 4, 1]), "share": 0.5, "seed": int(rng.integers(1000))}
    for count, share in ((4, 0.25), (8, 0.5), (12, 0.5), (20, 0.25)):
        names = rng.choice(1000, count, replace=False)
        writers = rng.permutation(np.repeat(names, rng.integers(2, 6, count)))
        yield {"writers": writers, "share": share, "seed": int(rng.integers(1000))}


def observe(function, writers, share, seed):
    """What has to hold for ten seeds. Which writers are drawn is left to chance."""
    rows = np.arange(len(writers))

    def parts(seed):
        both = function(writers.copy(), share, seed)  # row numbers, or masks
        return [set(rows[np.asarray(part)].tolist()) for part in both]

    def names(part):
        return {int(writers[i]) for i in part}

    seeds = range(seed, seed + 10)
    first, again = [parts(s) for s in seeds], [parts(s) for s in seeds]
    asked = len(seeds) * round(share * len(names(rows)))
    drawn = sum(len(names(test)) for _, test in first)
    return {
        "a writer on both sides": any(names(train) & names(test) for train, test in first),
        "a row in both parts": any(train & test for train, test in first),
        "a row in no part": any(len(train | test) < len(rows) for train, test in first),
        "test writers": ["as asked", "too many", "too few"][(drawn > asked) - (drawn < asked)],
        "the same seed gives the same": again == first,
        "another seed gives another": any(both != first[0] for both in first),
    }


# Right, in other words


def with_sets(writers, share, seed):
    names = sorted({int(name) for name in writers})
    drawn = set(random.Random(seed).sample(names, round(share * len(names))))
    train = [i for i, name in enumerate(writers) if int(name) not in drawn]
    return train, [i for i, name in enumerate(writers) if int(name) in drawn]


def with_masks(writers, share, seed):
    names = np.unique(writers)
    rng = np.random.default_rng(seed)
    drawn = rng.choice(names, int(share * len(names)), replace=False)
    is_test = (writers[:, np.newaxis] == drawn).any(axis=1)
    return ~is_test, is_test


def with_the_old_generator(writers, share, seed):
    names, number = np.unique(writers, return_inverse=True)
    order = np.random.RandomState(seed).permutation(len(names))
    is_test = order[number] < round(share * len(names))
    return np.where(~is_test)[0], np.where(is_test)[0]


# Wrong


def rows_at_random(writers, share, seed):
    rows = np.random.default_rng(seed).permutation(len(writers))
    count = round(share * len(writers))
    return rows[count:], rows[:count]


def in_the_order_of_the_file(writers, share, seed):
    count = round(share * len(writers))
    rows = np.arange(len(writers))
    return rows[:-count], rows[-count:]


def trained_on_everything(writers, share, seed):
    return np.arange(len(writers)), split(writers, share, seed)[1]


def drawn_separately(writers, share, seed):
    rng = np.random.default_rng(seed)
    names = np.unique(writers)
    count = round(share * len(names))
    test = np.flatnonzero(np.isin(writers, rng.permutation(names)[:count]))
    return np.flatnonzero(np.isin(writers, rng.permutation(names)[count:])), test


def last_writers(writers, share, seed):
    names = np.unique(writers)
    is_test = np.isin(writers, names[-round(share * len(names)) :])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def always_seed_zero(writers, share, seed):
    return split(writers, share, 0)


def without_the_seed(writers, share, seed):
    return split(writers, share, None)


def drawn_twice(writers, share, seed):
    names = np.unique(writers)
    drawn = np.random.default_rng(seed).choice(names, round(share * len(names)))
    is_test = np.isin(writers, drawn)
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def drawn_from_rows(writers, share, seed):
    shuffled = np.random.default_rng(seed).permutation(writers)
    is_test = np.isin(writers, shuffled[: round(share * len(np.unique(writers)))])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def as_many_as_rows(writers, share, seed):
    shuffled = np.random.default_rng(seed).permutation(np.unique(writers))
    is_test = np.isin(writers, shuffled[: round(share * len(writers))])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def exchanged(writers, share, seed):
    return split(writers, share, seed)[::-1]


def one_picture_a_writer(writers, share, seed):
    train, test = split(writers, share, seed)
    _, first = np.unique(writers[test], return_index=True)
    return train, test[first]


MISTAKES = [
    Mistake("rows at random", rows_at_random).says(
        "You draw pictures, and a writer of a test picture is also in training: the test is easier"
        " than the world outside. What should be drawn, if not pictures?"
    ),
    Mistake("in the order of the file", in_the_order_of_the_file, "The split").says(
        "You cut the file in two as it is. What if it is sorted, and whose pictures are on both"
        " sides of the cut?"
    ),
    Mistake("trained on everything", trained_on_everything, "The split").says(
        "The test rows are in the training set too. What accuracy would a nearest neighbour have"
        " on them?"
    ),
    Mistake("two draws", drawn_separately).says(
        "Train and test come from two separate draws, so some writers are in both and some in"
        " neither. How can one draw decide about both?"
    ),
    Mistake("the seed is not used", last_writers, "The split", also=[always_seed_zero]).says(
        "Every seed gives the same split. Where does `seed` come into your function, and what"
        " should chance decide?"
    ),
    Mistake("no seed", without_the_seed, "The split").says(
        "Called twice with the same seed, your function gives two splits. Which generator gets the"
        " seed, and why can two models not be compared otherwise?"
    ),
    Mistake("drawn twice", drawn_twice, also=[drawn_from_rows]).says(
        "Sometimes too few writers are set aside: one of them was drawn more than once. Can a name"
        " that has been drawn come up again in your draw?"
    ),
    Mistake("a share of the rows", as_many_as_rows).says(
        "Too many writers are set aside, in small files all of them. `share` is a share of the"
        " writers: how many of those are there, and how many rows?"
    ),
    Mistake("train and test exchanged", exchanged, "The split").says(
        "Nobody is on both sides, but the larger part is for testing. Which of the two do you"
        " return first?"
    ),
    Mistake("one picture per writer", one_picture_a_writer).says(
        "Some rows are in no part: you test on one picture of each writer, and the others are lost."
        " Which rows belong to a writer who was drawn?"
    ),
]

EXERCISE = Exercise(
    title="no writer on both sides",
    kind="mend",
    goal="Mend the split: a share of the writers is set aside, with all that they wrote.",
    shapes="writers (m,) who wrote each picture\n"
    "share of the writers to test on; times their number it is a whole number\n"
    "seed\n->  (train, test) row numbers",
    minutes=15,
    section="The same picture on both sides",
    hints=[
        "Two pictures by one hand resemble each other. So draw writers, not pictures; then every"
        " picture goes where its writer goes.",
        "Make the list of the writers, each once; shuffle it with the seed; the first of them are"
        " for testing, share * (number of writers) of them. A row is a test row if its writer is.",
        "names = np.unique(...)\ndrawn = np.random.default_rng(seed).permutation(names)[:...]\n"
        "is_test = np.isin(..., drawn)",
        "is_test = np.isin(writers, drawn)\n"
        "return np.flatnonzero(~is_test), np.flatnonzero(is_test)",
    ],
    further="What do the pictures of your own phone have in common, apart from the hand, that a"
    " split should respect?",
    tasks=[
        Task(
            "split",
            truth=split,
            cases=cases,
            observe=observe,
            others=[with_sets, with_masks, with_the_old_generator],
            mistakes=MISTAKES,
        )
    ],
)

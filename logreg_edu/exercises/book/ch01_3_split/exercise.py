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
    """Few writers and many, some with more pictures than others; shares without a remainder.

    In floating point, though, 0.28 * 25 is a little above 7, and 0.29 * 100 a little below 29.
    """
    yield {"writers": np.array([1, 2, 3, 4, 1]), "share": 0.5, "seed": int(rng.integers(1000))}
    for count, share in ((4, 0.25), (8, 0.5), (25, 0.28), (100, 0.29)):
        names = rng.choice(1000, count, replace=False)
        writers = np.repeat(names, rng.integers(2, 6, count, dtype=np.intp))
        if count != 8:  # a file may be sorted
            writers = rng.permutation(writers)
        yield {"writers": writers, "share": share, "seed": int(rng.integers(1000))}


def observe(function, writers, share, seed):
    """What has to hold for ten seeds, or three in a long file. Chance decides who is drawn."""
    given = writers.copy()
    every, of = set(range(len(writers))), dict(enumerate(writers.tolist()))

    repeated, not_whole = [], []

    def parts(seed):
        both = [np.asarray(part) for part in function(writers, share, seed)]
        if any(part.dtype == bool and part.shape != writers.shape for part in both):
            raise IndexError("a mask needs one truth value for each picture")
        numbers = [np.flatnonzero(part) if part.dtype == bool else part for part in both]
        repeated.extend(len(set(part.tolist())) < len(part) for part in numbers)
        not_whole.extend(part.size > 0 and part.dtype.kind not in "iu" for part in numbers)
        return [set(part.tolist()) for part in numbers]

    def names(part):
        return {of[row] for row in part & every}

    seeds = range(seed, seed + (10 if len(writers) < 200 else 3))
    first, again = [parts(s) for s in seeds], [parts(s) for s in seeds]
    lost = [(every - train - test, train | test) for train, test in first]
    asked = round(share * len(names(every)))
    more = [len(names(test)) - asked for _, test in first]
    return {
        "the writers given are changed": not np.array_equal(writers, given),
        "a row that does not exist": any((train | test) - every for train, test in first),
        "a writer on both sides": any(names(train) & names(test) for train, test in first),
        "a row in both parts": any(train & test for train, test in first),
        "a row in no part": lost_in_words(lost, names),
        "a row twice in one part": any(repeated),
        "row numbers that are not whole numbers": any(not_whole),
        "test writers": number_in_words(
            more, [len(test) / len(every) >= share for _, test in first]
        ),
        "the same seed gives the same": again == first,
        "another seed gives another": any(both != first[0] for both in first),
    }


def lost_in_words(lost, names):
    """Which rows are in no part, for each seed beside those that are in one."""
    most = max(len(rows) for rows, _ in lost)
    if most < 2:
        return ["none", "one"][most]
    return "of others" if any(names(rows) & names(kept) for rows, kept in lost) else "whole writers"


def number_in_words(more, enough_rows):
    """How many writers are tested on: by how many more than asked, for each seed."""
    if not any(more):
        return "as asked"
    if len(set(more)) == 1 and abs(more[0]) == 1:
        return "always one too many" if more[0] == 1 else "always one too few"
    if min(more) < 0 and all(enough_rows):
        return "until the rows are enough"
    if min(more) >= 0:
        return "too many"
    return "too few" if max(more) <= 0 else "sometimes too many, sometimes too few"


# Right, in other words


def with_sets(writers, share, seed):
    names = sorted({int(name) for name in writers})
    drawn = set(random.Random(seed).sample(names, round(share * len(names))))
    train = [i for i, name in enumerate(writers) if int(name) not in drawn]
    return train, [i for i, name in enumerate(writers) if int(name) in drawn]


def with_masks(writers, share, seed):
    names = np.unique(writers)
    rng = np.random.default_rng(seed)
    drawn = rng.choice(names, round(share * len(names)), replace=False)
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


def cut_off(writers, share, seed):
    names = np.random.default_rng(seed).permutation(np.unique(writers))
    is_test = np.isin(writers, names[: int(share * len(names))])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def rounded_up(writers, share, seed):
    names = np.random.default_rng(seed).permutation(np.unique(writers))
    is_test = np.isin(writers, names[: int(np.ceil(share * len(names)))])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def one_too_many(writers, share, seed):
    names = np.random.default_rng(seed).permutation(np.unique(writers))
    is_test = np.isin(writers, names[: round(share * len(names)) + 1])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def a_coin_for_each(writers, share, seed):
    names = np.unique(writers)
    heads = np.random.default_rng(seed).random(len(names)) < share
    is_test = np.isin(writers, names[heads])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def until_the_rows_are_enough(writers, share, seed):
    is_test = np.zeros(len(writers), bool)
    for name in np.random.default_rng(seed).permutation(np.unique(writers)):
        if is_test.mean() >= share:
            break
        is_test |= writers == name
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def numbers_up_to_the_largest(writers, share, seed):
    names = np.random.default_rng(seed).permutation(writers.max() + 1)
    is_test = np.isin(writers, names[: round(share * len(names))])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def by_runs(writers, share, seed):
    run = np.cumsum(np.r_[0, writers[1:] != writers[:-1]])
    order = np.random.default_rng(seed).permutation(run[-1] + 1)
    is_test = np.isin(run, order[: round(share * len(order))])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def moved_to_training(writers, share, seed):
    train, _ = rows_at_random(writers, share, seed)
    is_train = np.isin(writers, writers[train])
    return np.flatnonzero(is_train), np.flatnonzero(~is_train)


def thrown_away(writers, share, seed):
    train, test = rows_at_random(writers, share, seed)
    both = np.intersect1d(writers[train], writers[test])
    return train[~np.isin(writers[train], both)], test[~np.isin(writers[test], both)]


def names_for_rows(writers, share, seed):
    names = np.random.default_rng(seed).permutation(np.unique(writers))
    count = round(share * len(names))
    return names[count:], names[:count]


def names_of_rows(writers, share, seed):
    train, test = split(writers, share, seed)
    return writers[train], writers[test]


def counted_from_one(writers, share, seed):
    train, test = split(writers, share, seed)
    return train + 1, test + 1


def without_the_last(writers, share, seed):
    return split(writers[:-1], share, seed)


def a_third_part(writers, share, seed):
    names = np.random.default_rng(seed).permutation(np.unique(writers))
    count = round(share * len(names))
    train, test = np.isin(writers, names[count + 1 :]), np.isin(writers, names[:count])
    return np.flatnonzero(train), np.flatnonzero(test)


def one_too_few(writers, share, seed):
    names = np.random.default_rng(seed).permutation(np.unique(writers))
    is_test = np.isin(writers, names[: round(share * len(names)) - 1])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def rows_twice(writers, share, seed):
    train, test = split(writers, share, seed)
    return train, np.concatenate([test, test])


def floats_for_rows(writers, share, seed):
    train, test = split(writers, share, seed)
    return train.astype(float), test.astype(float)


def exchanged(writers, share, seed):
    return split(writers, share, seed)[::-1]


def one_picture_a_writer(writers, share, seed):
    train, test = split(writers, share, seed)
    _, first = np.unique(writers[test], return_index=True)
    return train, test[first]


def one_picture_a_writer_everywhere(writers, share, seed):
    names, first = np.unique(writers, return_index=True)
    order = np.random.default_rng(seed).permutation(len(names))
    count = round(share * len(names))
    return first[order[count:]], first[order[:count]]


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
    Mistake("cut off, not rounded", cut_off, also=[rounded_up]).says(
        "For some numbers of writers, one too few is set aside, or one too many. In floating point"
        " 0.29 * 100 is 28.999999999999996 and 0.28 * 25 is 7.000000000000001: what do `int` and"
        " `ceil` make of them, and what should it be?"
    ),
    Mistake("one too many", one_too_many).says(
        "One writer too many is set aside, for every seed. Which name is the last in `names[:c]`,"
        " if the first has the index 0?"
    ),
    Mistake("a coin for each writer", a_coin_for_each).says(
        "How many writers are set aside varies with the seed: chance decides about each of them"
        " on its own. How can a fixed number of them be drawn?"
    ),
    Mistake("a share of the pictures", until_the_rows_are_enough).says(
        "You set writers aside until they have a share of the pictures, so their number varies."
        " What is `share` a share of?"
    ),
    Mistake("writers numbered from 0", numbers_up_to_the_largest).says(
        "You draw among all numbers up to the largest, but not every number need belong to a"
        " writer. Which function lists the numbers that occur?"
    ),
    Mistake("runs of a writer", by_runs).says(
        "This is right if the file is sorted. But a writer may appear again further down: what"
        " happens to the second group of the same writer?"
    ),
    Mistake("moved to one side", moved_to_training).says(
        "You draw pictures, and then whoever is on both sides goes to training as a whole. How many"
        " writers are left to test on, and how many were asked for?"
    ),
    Mistake("thrown away", thrown_away).says(
        "The pictures of every writer who was on both sides are now in no part. What could be drawn"
        " in the first place, so that nobody is on both?"
    ),
    Mistake("writers for rows", names_for_rows, also=[names_of_rows]).says(
        "You return who wrote the pictures. The task asks in which rows these pictures are."
    ),
    Mistake("rows counted from 1", counted_from_one).says(
        "Your rows are counted from 1. Which number does the first row of an array have?"
    ),
    Mistake("last row lost", without_the_last).says(
        "The last picture is in no part. How long is your array of writers, and how long is the"
        " one that was given?"
    ),
    Mistake("a third part", a_third_part).says(
        "Everything that some writers wrote is in no part. If a writer is not drawn for testing,"
        " where do the pictures belong?"
    ),
    Mistake("one too few", one_too_few).says(
        "One writer too few is set aside, for every seed. How many names are in `names[:c]`?"
    ),
    Mistake("rows twice", rows_twice).says(
        "Some of your row numbers occur twice in one part. What would happen to an accuracy if some"
        " pictures counted twice?"
    ),
    Mistake("floats for row numbers", floats_for_rows).says(
        "Your row numbers are not whole numbers: NumPy does not take them as an index. Which step"
        " makes floats of them?"
    ),
    Mistake("train and test exchanged", exchanged, "The split").says(
        "Nobody is on both sides, but the larger part is for testing. Which of the two do you"
        " return first?"
    ),
    Mistake(
        "one picture per writer", one_picture_a_writer, also=[one_picture_a_writer_everywhere]
    ).says(
        "Some rows are in no part: you test on one picture of each writer, and the others are lost."
        " Which rows belong to a writer who was drawn?"
    ),
]

EXERCISE = Exercise(
    title="no writer on both sides",
    kind="mend",
    goal="Mend the split: a share of the writers is set aside, with everything that they wrote.",
    shapes="writers (m,) who wrote each picture\n"
    "share of the writers to test on; share * (number of writers) is a whole number\n"
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

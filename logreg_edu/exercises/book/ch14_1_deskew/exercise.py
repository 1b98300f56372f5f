"""Chapter 14, exercise 1: the slant of a picture, and the same picture upright."""

from __future__ import annotations

import math

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task


def moments(picture):
    """(across, upwards, M): the ink times dr dc, times dr squared, and all of it."""
    r, c = np.indices(picture.shape)
    M = picture.sum()
    dr, dc = r - (picture * r).sum() / M, c - (picture * c).sum() / M
    return (picture * dr * dc).sum(), (picture * dr * dr).sum(), M


def slant(picture):
    across, upwards, M = moments(picture)
    return across / upwards if upwards > 1e-12 * M else 0.0


def upright(picture, a):
    if not picture.any():
        return np.zeros(picture.shape)
    rows = np.arange(len(picture))
    return pushed(picture, a * (rows - centre_row(picture)))


def centre_row(picture):
    return picture.sum(axis=1) @ np.arange(len(picture)) / picture.sum()


def pushed(picture, shifts):
    """Each row taken from so many columns further right."""
    c = np.arange(picture.shape[1])
    moved = [np.interp(c + s, c, row) for row, s in zip(picture, shifts, strict=True)]
    return np.array(moved)


def strokes(rng):
    """Pictures: by hand, in whole numbers; dots, rows and none; at random, faint, float32.

    The first and the last column are paper.
    """
    diagonal = np.zeros((3, 5), int)
    diagonal[range(3), range(1, 4)] = 1
    yield diagonal
    dot = np.zeros((3, 4))
    dot[2, 1] = 1
    yield dot
    yield np.zeros((4, 3))
    row = np.zeros((6, 7))
    row[3, 1:6] = [0.1, 0.2, 0.3, 0.7, 0.9]  # its centre is rounded
    yield row
    for r in (3, 6, 5):
        row = np.zeros((7, 10))
        row[r, 1:-1] = rng.random(8)
        yield row
    left = np.zeros((4, 6))
    left[range(4), [4, 3, 3, 1]] = [1, 0.5, 1, 0.25]
    yield left
    for size in ((2, 5), (5, 4), (4, 9), (9, 6), (6, 6), (28, 28)):
        picture = np.zeros(size)
        picture[:, 1:-1] = rng.random((size[0], size[1] - 2)) * rng.integers(
            0, 2, (size[0], size[1] - 2)
        )
        picture[0, 1] = picture[-1, -2] = rng.uniform(0.5, 1)
        yield picture
    faint = np.zeros((3, 6))
    faint[range(3), rng.permutation([1, 2, 4])] = 1 / 255
    yield faint
    steep = np.zeros((3, 25))
    steep[range(3), [2, 12, 22]] = rng.uniform(0.5, 1, 3)
    yield steep
    floats = np.zeros((7, 8), np.float32)
    floats[:, 2:6] = rng.random((7, 4))
    yield np.asfortranarray(floats)


def pictures(rng):
    for picture in strokes(rng):
        yield {"picture": picture}


def pictures_with_slants(rng):
    """With any slant: none, half a column, whole ones, far beyond the border."""
    slants = [0.5, 0.5, 1.0, 1.0, 1.0, -1.0, 0.5, -1.0, 2.0, 0.0, 1]
    for i, picture in enumerate(strokes(rng)):
        a = slants[i] if i < len(slants) else rng.uniform(-1.5, 1.5)
        yield {"picture": picture, "a": a}


# The slant, in other words


def slant_with_loops(picture):
    pixels = [(r, c, x) for r, row in enumerate(picture) for c, x in enumerate(row) if x > 0]
    if len({r for r, _, _ in pixels}) < 2:
        return 0
    M = math.fsum(x for _, _, x in pixels)
    r_bar = math.fsum(x * r for r, _, x in pixels) / M
    c_bar = math.fsum(x * c for _, c, x in pixels) / M
    across = math.fsum(x * (r - r_bar) * (c - c_bar) for r, c, x in pixels)
    return across / math.fsum(x * (r - r_bar) ** 2 for r, _, x in pixels)


def slant_with_least_squares(picture):
    r, c = np.nonzero(picture)
    if len(set(r)) < 2:
        return 0.0
    root = np.sqrt(picture[r, c].astype(float))
    return np.linalg.lstsq(root[:, None] * np.stack([r, np.ones(len(r))], 1), root * c)[0][0]


def slant_with_cov(picture):
    r, c = np.nonzero(picture)
    if np.unique(r).size < 2:
        return 0.0
    C = np.cov(r, c, aweights=picture[r, c], ddof=0)
    return C[0, 1] / C[0, 0]


# The slant, wrong


def guarded(across, below, M):
    return across / below if below > 1e-12 * M else 0.0


def rows_per_column(picture):
    return slant(picture.T)


def wrong_sign(picture):
    return -slant(picture)


def about_the_middle(picture):
    r, c = np.indices(picture.shape)
    dr, dc = r - (len(picture) - 1) / 2, c - (picture.shape[1] - 1) / 2
    return guarded((picture * dr * dc).sum(), (picture * dr**2).sum(), picture.sum())


def about_the_middle_by_halves(picture):
    r, c = np.indices(picture.shape)
    dr, dc = r - len(picture) / 2, c - picture.shape[1] / 2
    return guarded((picture * dr * dc).sum(), (picture * dr**2).sum(), picture.sum())


def about_the_middle_of_the_inked(picture):
    rows = picture.any(axis=1).sum()
    return about_the_middle(picture) if rows > 1 else 0.0


def about_that_of_28(picture):
    r, c = np.indices(picture.shape) - 13.5
    return (
        (picture * r * c).sum() / (picture * r**2).sum() if picture.any(axis=1).sum() > 1 else 0.0
    )


def about_the_corner(picture):
    r, c = np.indices(picture.shape)
    return guarded((picture * r * c).sum(), (picture * r**2).sum(), picture.sum())


def about_the_corner_of_the_inked(picture):
    return about_the_corner(picture) if picture.any(axis=1).sum() > 1 else 0.0


def ink_or_none(picture):
    return slant((picture > 0).astype(float))


def unweighted_centre(picture):
    if picture.any(axis=1).sum() < 2:
        return 0.0
    r, c = np.indices(picture.shape)
    inked = picture > 0
    dr, dc = r - r[inked].mean(), c - c[inked].mean()
    return (picture * dr * dc).sum() / (picture * dr**2).sum()


def ink_squared(picture):
    return slant(picture**2)


def no_ink_below(picture):
    r, _ = np.indices(picture.shape)
    across, _, M = moments(picture)
    if picture.any(axis=1).sum() < 2:
        return 0.0
    return across / ((r - (picture * r).sum() / M) ** 2).sum()


def not_divided(picture):
    return moments(picture)[0] if picture.any(axis=1).sum() > 1 else 0.0


def covariance(picture):
    return not_divided(picture) / picture.sum() if picture.any() else 0.0


def correlation(picture):
    across, upwards, M = moments(picture)
    sideways = moments(picture.T)[1]
    return across / np.sqrt(upwards * sideways) if upwards > 1e-12 * M else 0.0


def an_angle(picture):
    return np.arctan(slant(picture))


def in_degrees(picture):
    return np.degrees(np.arctan(slant(picture)))


def unguarded(picture):
    across, upwards, _ = moments(picture)
    return across / upwards


def guarded_against_no_ink_alone(picture):
    return unguarded(picture) if picture.any() else 0.0


def guarded_exactly(picture):
    across, upwards, _ = moments(picture)
    return across / upwards if upwards > 0 else 0.0


def guarded_exactly_for_ink_alone(picture):
    across, upwards, _ = moments(picture)
    return 0.0 if upwards == 0 else across / upwards


def guarded_against_one_row_alone(picture):
    return slant(picture) if picture.any() else np.nan


def a_tiny_number_below(picture):
    across, upwards, M = moments(picture)
    return across / (upwards + 1e-3) if M else 0.0


def a_tinier_number_below(picture):
    across, upwards, M = moments(picture)
    return across / (upwards + 1e-6) if M else 0.0


def a_hardly_anything_below(picture):
    across, upwards, M = moments(picture)
    return across / (upwards + 1e-8) if M else 0.0


def large_guard(picture):
    across, upwards, _ = moments(picture)
    return across / upwards if upwards > 0.05 else 0.0


def each_row_once(picture):
    rows = np.flatnonzero(picture.any(axis=1))
    if len(rows) < 2:
        return 0.0
    c = np.arange(picture.shape[1])
    means = picture[rows] @ c / picture[rows].sum(axis=1)
    return np.polyfit(rows, means, 1)[0]


def first_and_last_row(picture):
    rows = np.flatnonzero(picture.any(axis=1))
    if len(rows) < 2:
        return 0.0
    means = picture[rows] @ np.arange(picture.shape[1]) / picture[rows].sum(axis=1)
    return (means[-1] - means[0]) / (rows[-1] - rows[0])


def darkest(picture):
    rows = np.flatnonzero(picture.any(axis=1))
    return np.polyfit(rows, picture[rows].argmax(axis=1), 1)[0] if len(rows) > 1 else 0.0


def of_size(picture, rows, columns):
    r, c = np.mgrid[:rows, :columns]
    M = picture.sum()
    dr, dc = r - (picture * r).sum() / M, c - (picture * c).sum() / M
    upwards = (picture * dr**2).sum()
    return (picture * dr * dc).sum() / upwards if upwards > 1e-12 else 0.0


def of_28_by_28(picture):
    return of_size(picture, 28, 28)


def of_a_square(picture):
    return of_size(picture, len(picture), len(picture))


def of_another_square(picture):
    return of_size(picture, picture.shape[1], picture.shape[1])


def of_the_transposed(picture):
    return of_size(picture, *picture.shape[::-1])


def without_direction(picture):
    return abs(slant(picture))


def rounded(picture):
    return round(float(slant(picture)))


def cut_to_whole(picture):
    return int(slant(picture))


SLANTS = [
    Mistake("rows per column", rows_per_column).says(
        "You found how many rows the ink moves per column. A slant is columns per row: which of the"
        " two distances is squared in the denominator?"
    ),
    Mistake("wrong sign", wrong_sign).says(
        "Every sign is the wrong way round. If the ink moves to the right from row to row, is your"
        " slant above 0?"
    ),
    Mistake(
        "about the middle of the picture",
        about_the_middle,
        also=[about_the_middle_by_halves, about_the_middle_of_the_inked, about_that_of_28],
    ).says(
        "You measure from the middle of the picture. The ink may be anywhere: from which point are"
        " its distances measured?"
    ),
    Mistake("about the corner", about_the_corner, also=[about_the_corner_of_the_inked]).says(
        "You measure from row 0 and column 0. What changes if the digit is moved, and should the"
        " slant? From which point are distances measured?"
    ),
    Mistake("ink or none", ink_or_none).says(
        "Every pixel with ink counts in full in your sums. How much does one that is half dark"
        " count?"
    ),
    Mistake("centre without ink", unweighted_centre).says(
        "Your centre is the mean place of the pixels with ink, however much they have. Which sum is"
        " divided by M?"
    ),
    Mistake("ink squared", ink_squared).says(
        "Your ink counts with its square, as the weights of `np.polyfit` do. How often should it be"
        " a factor?"
    ),
    Mistake("no ink in the denominator", no_ink_below).says(
        "In your denominator paper counts as much as ink. Which factor do both sums have?"
    ),
    Mistake("not divided", not_divided, also=[covariance]).says(
        "Your number grows with the height of the digit. By which second moment is that of rows"
        " and columns divided?"
    ),
    Mistake("correlation", correlation).says(
        "That is the correlation of rows and columns, which is never above 1. A slant may be: what"
        " is the slope of the line from row to column?"
    ),
    Mistake("an angle", an_angle, also=[in_degrees]).says(
        "You return an angle. How many columns to the right per row are asked for?"
    ),
    Mistake("divided by zero", unguarded, also=[guarded_against_no_ink_alone]).says(
        "A single dot, or ink in one row alone, has no slant, and your denominator is 0 there, or"
        " what rounding left of it. What should be returned?"
    ),
    Mistake("exactly zero", guarded_exactly, also=[guarded_exactly_for_ink_alone]).says(
        "You ask whether the denominator is exactly 0. With ink in one row alone, the centre may be"
        " rounded to 2.9999999999999996 instead of 3. How small is the denominator then, compared"
        " with M?"
    ),
    Mistake("no ink at all", guarded_against_one_row_alone).says(
        "Of a picture without ink your slant is not a number. What is M there, and what does NaN"
        " answer to a comparison?"
    ),
    Mistake(
        "something added below",
        a_tiny_number_below,
        also=[a_tinier_number_below, a_hardly_anything_below],
    ).says(
        "You add a small number to the denominator, and all slants become too small, those of faint"
        " digits most. Can one row be treated as a case of its own?"
    ),
    Mistake("faint digits", large_guard).says(
        "Your limit takes faint digits for pictures in one row: their moments are small because"
        " their ink is. With what could the denominator be compared?"
    ),
    Mistake("each row once", each_row_once).says(
        "You draw a line through the mean columns of the rows, each row counted once. Should a row"
        " with more ink not count for more?"
    ),
    Mistake("two rows alone", first_and_last_row).says(
        "Your slant depends on the first row and the last one alone. Which pixels are in the sums"
        " of the chapter?"
    ),
    Mistake("the darkest pixels", darkest).says(
        "You follow the darkest pixel of each row. Where is the other ink in your sums?"
    ),
    Mistake(
        "another shape",
        of_28_by_28,
        also=[of_a_square, of_another_square, of_the_transposed],
    ).says(
        "Two arrays have shapes that do not fit. How many rows and columns does this picture have,"
        " and where can you read them?"
    ),
    Mistake("without direction", without_direction).says(
        "Your slant is never below 0. What is it if the ink moves to the left from row to row?"
    ),
    Mistake("rounded", rounded, also=[cut_to_whole]).says(
        "You round to whole columns. Most digits are slanted by less than one column per row: what"
        " is left of them?"
    ),
]


# Upright, in other words


def with_pixels(picture, a):
    rows, columns = picture.shape
    ink = picture.sum()
    centre = sum(r * picture[r].sum() for r in range(rows)) / ink if ink else 0
    moved = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            place = c + a * (r - centre)
            left = math.floor(place)
            right = place - left
            if left >= 0 and left + 1 < columns:
                moved[r, c] = (1 - right) * picture[r, left] + right * picture[r, left + 1]
    return moved


def ink_handed_on(picture, a):
    rows, columns = picture.shape
    moved = np.zeros((rows, columns))
    for r, c in np.argwhere(picture):
        place = c - a * (r - centre_row(picture))
        left = math.floor(place)
        for target, share in ((left, 1 + left - place), (left + 1, place - left)):
            if 0 <= target < columns:
                moved[r, target] += share * picture[r, c]
    return moved.tolist()


def with_tents(picture, a):
    r, c = np.indices(picture.shape)
    centre = (r * picture).sum() / max(picture.sum(), 1e-300)
    places = c + a * (r - centre)
    share = np.maximum(0, 1 - np.abs(places[:, :, None] - np.arange(picture.shape[1])))
    return np.einsum("rck,rk->rc", share, picture)


# Upright, wrong


def from_row(about):
    """All as it should be, but for the row that stays."""

    def upright_about(picture, a):
        return pushed(picture, a * (np.arange(len(picture)) - about(picture)))

    return upright_about


def further_slanted(picture, a):
    return upright(picture, -a)


about_the_top = from_row(lambda picture: 0)
about_the_bottom = from_row(lambda picture: len(picture) - 1)
about_the_middle_row = from_row(lambda picture: (len(picture) - 1) / 2)
about_half_the_rows = from_row(lambda picture: len(picture) / 2)


def mean_of_inked_rows(picture):
    return np.flatnonzero(picture.any(axis=1)).mean() if picture.any() else 0


def mean_of_inked_pixels(picture):
    return np.nonzero(picture)[0].mean() if picture.any() else 0


unweighted_rows = from_row(mean_of_inked_rows)
unweighted_pixels = from_row(mean_of_inked_pixels)


def nearest(picture, a, whole=np.round):
    if not picture.any():
        return np.zeros(picture.shape)
    shifts = a * (np.arange(len(picture)) - centre_row(picture))
    return pushed(picture, whole(shifts))


def to_the_left(picture, a):
    return nearest(picture, a, np.floor)


def towards_zero(picture, a):
    return nearest(picture, a, np.trunc)


def row_in_the_middle_rounded(picture):
    return round(centre_row(picture)) if picture.any() else 0


about_a_whole_row = from_row(row_in_the_middle_rounded)


def counted_from_the_right(picture, a):
    moved = np.zeros(picture.shape)
    columns = picture.shape[1]
    for r, c in np.ndindex(*picture.shape) if picture.any() else ():
        place = c + a * (r - centre_row(picture))
        left = math.floor(place)
        for column, share in ((left, left + 1 - place), (left + 1, place - left)):
            if -columns <= column < columns:
                moved[r, c] += share * picture[r, column]
    return moved


def shifts_cut_by_int(picture, a):
    if not picture.any():
        return np.zeros(picture.shape)
    moved, columns = np.zeros(picture.shape), picture.shape[1]
    for r, c in np.ndindex(*picture.shape):
        shift = a * (r - centre_row(picture))
        for column, share in (
            (c + int(shift), 1 - shift + int(shift)),
            (c + int(shift) + 1, shift - int(shift)),
        ):
            if 0 <= column < columns:
                moved[r, c] += share * picture[r, column]
    return moved


def turned_round(picture, a):
    if not picture.any():
        return np.zeros(picture.shape)
    shifts = np.round(a * (np.arange(len(picture)) - centre_row(picture))).astype(int)
    return np.array([np.roll(row, -s) for row, s in zip(picture, shifts, strict=True)])


def turned_round_and_interpolated(picture, a):
    if not picture.any():
        return np.zeros(picture.shape)
    c = np.arange(picture.shape[1])
    shifts = a * (np.arange(len(picture)) - centre_row(picture))
    return np.array([
        np.interp(c + s, c, row, period=len(c)) for row, s in zip(picture, shifts, strict=True)
    ])  # fmt: skip


def type_kept(picture, a):
    return upright(picture, a).astype(picture.dtype)


def columns_pushed(picture, a):
    return upright(picture.T, a).T


def also_centred(picture, a):
    if not picture.any():
        return np.zeros(picture.shape)
    columns = picture.shape[1]
    centre = picture.sum(axis=0) @ np.arange(columns) / picture.sum()
    shifts = a * (np.arange(len(picture)) - centre_row(picture))
    return pushed(picture, shifts + centre - (columns - 1) / 2)


def shares_exchanged(picture, a):
    if not picture.any():
        return np.zeros(picture.shape)
    shifts = a * (np.arange(len(picture)) - centre_row(picture))
    return pushed(picture, np.floor(shifts) + 1 - (shifts - np.floor(shifts)))


def own_slant(picture, a):
    return upright(picture, slant(picture)) if picture.any() else np.zeros(picture.shape)


def not_pushed(picture, a):
    return picture + 0.0


def one_push(picture, a):
    return pushed(picture, np.full(len(picture), a))


def no_ink_is_nan(picture, a):
    return upright(picture, a) if picture.any() else np.full(picture.shape, np.nan)


def divided_by_a(picture, a):
    return upright(picture, 1 / a) if a else upright(picture, 0)


def rows_of_28(picture, a):
    return pushed(picture, a * (np.arange(len(picture)) - 13.5))


UPRIGHTS = [
    Mistake("slanted further", further_slanted).says(
        "Your rows go the wrong way, and the slant doubles. If the ink is further right in the"
        " old picture, at c + a (r - centre), where does the new pixel at c take it from?"
    ),
    Mistake("about the first row", about_the_top, also=[about_the_bottom]).says(
        "In your picture the first or the last row stays where it is. Which row should stay, and"
        " what is the shift of a row that is r - centre further down?"
    ),
    Mistake(
        "about the middle of the picture",
        about_the_middle_row,
        also=[about_half_the_rows, rows_of_28],
    ).says(
        "In your picture the row in the middle stays, wherever the ink is. Where is the centre of"
        " the ink?"
    ),
    Mistake("about the middle of the inked rows", unweighted_rows, also=[unweighted_pixels]).says(
        "Your centre is a mean over rows or pixels that have ink, however much. How much should a"
        " faint one count?"
    ),
    Mistake("whole pixels", nearest, also=[to_the_left, towards_zero]).says(
        "You push by whole columns. A place between two pixels takes a part of the ink of each:"
        " how much of which?"
    ),
    Mistake(
        "round the border",
        turned_round,
        also=[turned_round_and_interpolated, counted_from_the_right],
    ).says(
        "Ink that leaves at one side comes back at the other, as it does with `np.roll`, or with"
        " an index below 0. What is beyond the border of a picture?"
    ),
    Mistake("type of the picture kept", type_kept, "1: From a picture to a row").says(
        "Where the picture has whole numbers, so has your result: half of a pixel becomes 0. Which"
        " array has the data type of `picture`?"
    ),
    Mistake("about a whole row", about_a_whole_row).says(
        "You round the centre of the ink to a whole row. It may lie between two rows: then both"
        " are pushed, one to the left and one to the right."
    ),
    Mistake("cut by int", shifts_cut_by_int).says(
        "What is `int(-0.5)`, and which whole number is the next one below -0.5? To the left, your"
        " pixels get shares of the wrong neighbours."
    ),
    Mistake("columns pushed", columns_pushed).says(
        "You push columns up and down. Which stay straight when a pen leans, the rows or the"
        " columns?"
    ),
    Mistake("moved to the middle, too", also_centred).says(
        "You also move the ink to the middle of the columns, as the chapter does. Here the rows are"
        " only pushed: which row stays where it is?"
    ),
    Mistake("shares exchanged", shares_exchanged).says(
        "A place between two pixels is nearer to one of them. Which of the two has the larger share"
        " in your result?"
    ),
    Mistake("its own slant", own_slant).says(
        "You compute the slant of the picture. What does your function do with `a`?"
    ),
    Mistake("not pushed", not_pushed).says(
        "Your picture is the old one. By how many columns must a row be pushed that is one row"
        " below the centre?"
    ),
    Mistake("one push for all", one_push).says(
        "You push every row equally far, and the slant stays. On what does the push of a row"
        " depend?"
    ),
    Mistake("no ink at all", no_ink_is_nan).says(
        "A picture without ink becomes NaN. Where is its centre, if M is 0, and what should be"
        " returned?"
    ),
    Mistake("divided by the slant", divided_by_a).says(
        "You divide by `a`, which is the number of columns per row. How many columns is that after"
        " two rows?"
    ),
]

EXERCISE = Exercise(
    title="upright digits",
    kind="write",
    goal="Measure the slant of a picture by the moments of its ink, then set it upright.",
    shapes="slant:    picture (rows, columns), ink 0 to 1  ->  a, in columns per row\n"
    "upright:  picture (rows, columns), a  ->  (rows, columns)",
    minutes=20,
    section="Rung 2: upright digits",
    hints=[
        "Ink is mass. First find its centre. A slant compares how the ink lies in rows and columns"
        " at once with how it lies in rows. Then each row is pushed back by what the slant says.",
        "a = sum x (r - r_bar) (c - c_bar) / sum x (r - r_bar)^2, or 0 if the denominator is below"
        " 1e-12 M. The new pixel at (r, c) has what the old picture has at"
        " (r, c + a (r - r_bar)).",
        "r, c = np.indices(picture.shape)\ndr = r - (picture * r).sum() / picture.sum()\n...\n\n"
        "np.interp(columns + a * (r - r_bar), columns, ...)",
        "spread = (picture * dr**2).sum()\n"
        "return (picture * dr * dc).sum() / spread if spread > 1e-12 * M else 0.0\n\n"
        "moved = [np.interp(c + a * (r - r_bar), c, picture[r]) for r in range(rows)]\n"
        "return np.array(moved)  # without ink: the picture as it is",
    ],
    further="Is the slant of the upright picture exactly 0? What if some ink was pushed beyond the"
    " border?",
    tasks=[
        Task(
            "slant",
            truth=slant,
            cases=pictures,
            others=[slant_with_loops, slant_with_least_squares, slant_with_cov],
            mistakes=SLANTS,
        ),
        Task(
            "upright",
            truth=upright,
            cases=pictures_with_slants,
            others=[with_pixels, ink_handed_on, with_tents],
            mistakes=UPRIGHTS,
        ),
    ],
)

"""Chapter 14, exercise 3: soft pooling of responses, with weights like triangles."""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task


def weights(size, cells):
    return to_one(triangles(size, cells))


def to_one(T):
    """Each row made to add up to 1."""
    return T / T.sum(axis=1, keepdims=True)


def distances(size, cells, pixel=0.5, cell=0.5):
    """From each pixel to the centre of each cell, in widths of a cell: (cells, size)."""
    width = size / cells
    centres = (np.arange(cells) + cell) * width
    return np.abs(np.arange(size) + pixel - centres[:, np.newaxis]) / width


def triangles(size, cells):
    return np.maximum(0, 1 - distances(size, cells))


def pool(Z, cells):
    return pooled(Z, cells, weights)


def pooled(Z, cells, weights):
    return weights(Z.shape[0], cells) @ Z @ weights(Z.shape[1], cells).T


def sizes(rng):
    """By hand; the book's; one cell; as many as pixels; widths that are no whole numbers; many."""
    yield {"size": 4, "cells": 2}
    yield {"size": 6, "cells": 3}
    yield {"size": 28, "cells": 4}
    yield {"size": 5, "cells": 1}
    yield {"size": 3, "cells": 3}
    yield {"size": 7, "cells": 2}
    yield {"size": int(rng.integers(300, 900)), "cells": int(rng.integers(2, 12))}
    yield {"size": int(rng.integers(20, 90)), "cells": int(rng.integers(2, 12))}


def responses(rng):
    """By hand, whole numbers; more rows than columns, and fewer; the book's; one cell; float32.

    Also below 0, as responses of random filters are; and cells that are not of whole pixels.
    """
    yield {"Z": np.array([[4, 0], [0, 0]]), "cells": 1}
    yield {"Z": np.array([[4, 0, 0, 2], [0, 8, 0, 0], [0, 0, 0, 0], [6, 0, 0, 0]]), "cells": 2}
    for shape, cells in (((4, 6), 2), ((9, 5), 3), ((6, 6), 3), ((12, 7), 4), ((3, 4), 1)):
        yield {"Z": rng.normal(size=shape), "cells": cells}
    yield {"Z": rng.random((28, 28)) + 1, "cells": 4}
    yield {"Z": rng.random((10, 8)).astype(np.float32), "cells": 2}


# The weights, in other words


def with_loops(size, cells):
    P = []
    for i in range(cells):
        row = [max(0.0, 1 - abs((r + 0.5) * cells / size - (i + 0.5))) for r in range(size)]
        P.append([t / sum(row) for t in row])
    return P


def with_interp(size, cells):
    width = size / cells
    tents = [
        np.interp(np.arange(size) + 0.5, (i + np.array([-0.5, 0.5, 1.5])) * width, [0, 1, 0])
        for i in range(cells)
    ]
    return np.array([tent / np.sum(tent) for tent in tents])


def as_two_lines(size, cells):
    width, T = size / cells, np.zeros((cells, size))
    for i in range(cells):
        for r in range(size):
            if i - 0.5 <= (r + 0.5) / width <= i + 0.5:
                T[i, r] = (r + 0.5) - (i - 0.5) * width
            elif i + 0.5 < (r + 0.5) / width <= i + 1.5:
                T[i, r] = (i + 1.5) * width - (r + 0.5)
    return (T.T / T.sum(axis=1)).T


# The weights, wrong


def without_sums(size, cells):
    return triangles(size, cells)


def divided_by_width(size, cells):
    return triangles(size, cells) / (size / cells)


def largest_is_one(size, cells):
    return triangles(size, cells) / triangles(size, cells).max(axis=1, keepdims=True)


def all_to_one(size, cells):
    return triangles(size, cells) / triangles(size, cells).sum()


def columns_to_one(size, cells):
    T = triangles(size, cells)
    return T / T.sum(axis=0)


def hard(size, cells):
    return to_one((distances(size, cells) <= 0.5).astype(float))


def hard_by_index(size, cells):
    return to_one((np.arange(size) * cells // size == np.arange(cells)[:, np.newaxis]) * 1.0)


def hard_by_index_over_width(size, cells):
    return (np.arange(size) * cells // size == np.arange(cells)[:, np.newaxis]) / (size / cells)


def flat_and_wide(size, cells):
    return to_one((distances(size, cells) < 1).astype(float))


def pixels_at_their_edges(size, cells):
    return to_one(np.maximum(0, 1 - distances(size, cells, pixel=0)))


def pixels_counted_from_one(size, cells):
    return to_one(np.maximum(0, 1 - distances(size, cells, pixel=1)))


def cells_at_their_edges(size, cells):
    return to_one(np.maximum(0, 1 - distances(size, cells, cell=0)))


def both_at_their_edges(size, cells):
    return to_one(np.maximum(0, 1 - distances(size, cells, pixel=0, cell=0)))


def from_end_to_end(size, cells):
    centres = np.linspace(0, size - 1, cells)[:, np.newaxis]
    distance = np.abs(np.arange(size) - centres) / (size / cells)
    return to_one(np.maximum(0, 1 - distance))


def parted_by_the_centres(size, cells):
    centres = np.linspace(0, size, cells + 2)[1:-1, np.newaxis]
    distance = np.abs(np.arange(size) + 0.5 - centres) / (size / cells)
    return to_one(np.maximum(0, 1 - distance))


def whole_widths(size, cells):
    width = size // cells
    centres = (np.arange(cells) + 0.5) * width
    distance = np.abs(np.arange(size) + 0.5 - centres[:, np.newaxis])
    return to_one(np.maximum(0, 1 - distance / width))


def half_as_wide(size, cells):
    return to_one(np.maximum(0, 1 - 2 * distances(size, cells)))


def half_as_wide_without_sums(size, cells):
    return np.maximum(0, 1 - 2 * distances(size, cells))


def twice_as_wide(size, cells):
    return to_one(np.maximum(0, 1 - distances(size, cells) / 2))


def not_cut_off(size, cells):
    return to_one(1 - distances(size, cells))


def not_cut_off_without_sums(size, cells):
    return 1 - distances(size, cells)


def divided_before_the_cut(size, cells):
    return np.maximum(0, not_cut_off(size, cells))


def turned_up(size, cells):
    return to_one(np.abs(1 - distances(size, cells)))


def upside_down(size, cells):
    near = distances(size, cells)
    return to_one(np.where(near < 1, near, 0))


def parabolas(size, cells):
    return to_one(np.maximum(0, 1 - distances(size, cells) ** 2))


def squares(size, cells):
    return to_one(triangles(size, cells) ** 2)


def bells(size, cells):
    return to_one(np.exp(-(distances(size, cells) ** 2) / 2))


def not_in_widths(size, cells):
    distance = distances(size, cells) * size / cells
    return to_one(np.maximum(0, 1 - distance))


def cells_in_columns(size, cells):
    return weights(size, cells).T


def of_the_book(size, cells):
    return weights(28, 4)


def seven_pixels_wide(size, cells):
    centres = (np.arange(cells) + 0.5) * 7
    distance = np.abs(np.arange(size) + 0.5 - centres[:, np.newaxis])
    return to_one(np.maximum(0, 1 - distance / 7))


def first_cell_alone(size, cells):
    return weights(size, cells)[0]


def spread_at_the_border(size, cells):
    """As of a picture that goes on beyond its border, with weights lost there."""
    return triangles(size, cells) / (size / cells)


def softmaxes(size, cells):
    powers = np.exp(triangles(size, cells))
    return to_one(powers)


def sums_in_a_row(size, cells):
    return triangles(size, cells) / triangles(size, cells).sum(axis=1)


def without_distance(size, cells):
    width = size / cells
    centres = (np.arange(cells) + 0.5) * width
    signed = (np.arange(size) + 0.5 - centres[:, np.newaxis]) / width
    return to_one(np.maximum(0, 1 - signed))


WEIGHTS = [
    Mistake("not made to add up to 1", without_sums, also=[divided_by_width, largest_is_one]).says(
        "Your rows do not add up to 1. A weighted mean divides by the sum of the weights: what is"
        " that at the border, where a part of the triangle is missing?"
    ),
    Mistake("all together 1", all_to_one).says(
        "All your weights together add up to 1. What should the weights of one cell add up to?"
    ),
    Mistake("columns add up to 1", columns_to_one).says(
        "Your columns add up to 1: you share each pixel out among the cells. A cell is a mean over"
        " pixels: along which axis do its weights lie?"
    ),
    Mistake("hard cells", hard, also=[flat_and_wide, hard_by_index, hard_by_index_over_width]).says(
        "A pixel counts in full or not at all in your function. What becomes of the weight on the"
        " way from the centre of a cell to that of the next?"
    ),
    Mistake("pixels at their edges", pixels_at_their_edges, also=[pixels_counted_from_one]).says(
        "Your pixels are half a pixel off, and the weights are not the same from left and right."
        " Where is the middle of pixel 0, if its edges are at 0 and 1?"
    ),
    Mistake("cells at their edges", cells_at_their_edges, also=[both_at_their_edges]).says(
        "Your triangles have their peaks at the edge of each cell. Where is the centre of the first"
        " cell?"
    ),
    Mistake("from end to end", from_end_to_end, also=[parted_by_the_centres]).says(
        "Your centres are spread over the picture in another way. A cell is size / cells pixels"
        " wide: how far from the border is the centre of the first one?"
    ),
    Mistake("whole widths", whole_widths).says(
        "You cut the width of a cell to a whole number. What is 7 / 2, and which pixels belong to"
        " no cell otherwise?"
    ),
    Mistake("half as wide", half_as_wide, also=[half_as_wide_without_sums]).says(
        "Your triangles end at the edge of the cell. At which distance should the weight be 0?"
    ),
    Mistake("twice as wide", twice_as_wide).says(
        "Your triangles reach beyond the centres of the next cells. At which distance should the"
        " weight be 0?"
    ),
    Mistake(
        "not cut off",
        not_cut_off,
        also=[not_cut_off_without_sums, divided_before_the_cut],
    ).says(
        "A line goes on below 0, and far pixels get negative weights, or count in the sum of the"
        " weights. Where should the weights be cut off: before the division by their sum, or after?"
    ),
    Mistake("turned up", turned_up).says(
        "Beyond the width of one cell your weights grow again. How much should a pixel far away"
        " count?"
    ),
    Mistake("upside down", upside_down).says(
        "In your function a pixel at the centre of a cell counts least. Should the weight fall or"
        " grow with the distance?"
    ),
    Mistake("curved", parabolas, also=[squares, bells]).says(
        "Your weight does not fall along a straight line. What is it halfway between the centres of"
        " two cells, before the division by the sum?"
    ),
    Mistake("distance in pixels", not_in_widths).says(
        "Your weight falls to 0 within one pixel. In which unit is the distance measured, so that 1"
        " is the width of a cell?"
    ),
    Mistake("cells in columns", cells_in_columns).says(
        "The numbers are right, but the cells are in columns. Which shape is asked for?"
    ),
    Mistake("of 28 pixels and 4 cells", of_the_book, also=[seven_pixels_wide]).says(
        "Your function knows only the sizes of the book. What does it do with `size` and `cells`?"
    ),
    Mistake("one cell alone", first_cell_alone).says(
        "These are the weights of the first cell. How many cells are there?"
    ),
    Mistake("softmax", softmaxes).says(
        "A softmax makes rows add up to 1, but a weight of 0 does not stay 0. What else makes"
        " positive numbers add up to 1?"
    ),
    Mistake("sums in a row", sums_in_a_row).says(
        "Two arrays have shapes that do not fit: (cells, size) fits (cells, 1), and not (cells,)."
        " What do `[:, np.newaxis]` and `keepdims=True` do?"
    ),
    Mistake("one side alone", without_distance).says(
        "On one side of each centre your weight is above that at the centre. What makes a distance"
        " of a difference?"
    ),
]


# Pooling, in other words


def pool_with_loops(Z, cells):
    P, Q = with_loops(len(Z), cells), with_loops(len(Z[0]), cells)
    places = [(r, c) for r in range(len(Z)) for c in range(len(Z[0]))]
    return [[sum(p[r] * q[c] * Z[r, c] for r, c in places) for q in Q] for p in P]


def pool_with_einsum(Z, cells):
    P, Q = (weights(size, cells) for size in Z.shape)
    return np.einsum("ir,jc,rc->ij", P, Q, Z)


def pool_of_all_at_once(Z, cells):
    P, Q = (weights(size, cells) for size in Z.shape)
    return (np.kron(P, Q) @ Z.ravel()).reshape(cells, cells)


# Pooling, wrong


def with_weights(weights):
    def pool_with_weights(Z, cells):
        return pooled(Z, cells, weights)

    return pool_with_weights


def rows_alone(Z, cells):
    return weights(len(Z), cells) @ Z


def columns_alone(Z, cells):
    return Z @ weights(Z.shape[1], cells).T


def rows_and_then_a_mean(Z, cells):
    return (weights(len(Z), cells) @ Z).mean(axis=1)


def hard_means(Z, cells):
    rows, columns = (np.array_split(np.arange(size), cells) for size in Z.shape)
    return np.array([[Z[np.ix_(r, c)].mean() for c in columns] for r in rows])


def hard_maxima(Z, cells):
    rows, columns = (np.array_split(np.arange(size), cells) for size in Z.shape)
    return np.array([[Z[np.ix_(r, c)].max() for c in columns] for r in rows])


def means_by_reshape(Z, cells):
    h, w = Z.shape[0] // cells, Z.shape[1] // cells
    return Z.reshape(cells, h, cells, w).mean(axis=(1, 3))


def maxima_by_reshape(Z, cells):
    h, w = Z.shape[0] // cells, Z.shape[1] // cells
    return Z.reshape(cells, h, cells, w).max(axis=(1, 3))


def transposed(Z, cells):
    return pool(Z, cells).T


def weights_of_rows_for_both(Z, cells):
    P = weights(len(Z), cells)
    return P @ Z @ P.T


def weights_of_columns_for_both(Z, cells):
    P = weights(Z.shape[1], cells)
    return P @ Z @ P.T


def second_not_transposed(Z, cells):
    return weights(len(Z), cells) @ Z @ weights(Z.shape[1], cells)


def number_by_number(Z, cells):
    return weights(len(Z), cells) * Z * weights(Z.shape[1], cells).T


def with_a_root(Z, cells):
    return np.sqrt(pool(Z, cells))


def rectified_first(Z, cells):
    return pool(np.maximum(0, Z), cells)


def absolute_first(Z, cells):
    return pool(np.abs(Z), cells)


def in_one_row(Z, cells):
    return pool(Z, cells).ravel()


def sums(Z, cells):
    return pooled(Z, cells, triangles)


def sum_of_distances(Z, cells):
    """Weights of the Euclidean distance, in place of a product of two."""
    P = distances(len(Z), cells)[:, None, :, None]
    Q = distances(Z.shape[1], cells)[None, :, None, :]
    T = np.maximum(0, 1 - np.hypot(P, Q))
    return (T * Z).sum(axis=(2, 3)) / T.sum(axis=(2, 3))


def mean_of_both(Z, cells):
    down = (weights(len(Z), cells) @ Z).mean(axis=1)
    across = (Z @ weights(Z.shape[1], cells).T).mean(axis=0)
    return (down[:, None] + across) / 2


def whole_numbers_kept(Z, cells):
    return pool(Z, cells).astype(Z.dtype)


def rounded(Z, cells):
    return pool(Z, cells).round(2)


def only_four(Z, cells):
    return pool(Z, 4)


def of_28(Z, cells):
    P = weights(28, cells)
    return P @ Z @ P.T


POOLS = [
    Mistake("rows alone", rows_alone, also=[columns_alone, rows_and_then_a_mean]).says(
        "You take a weighted mean along one direction. What is still to be done along the other, so"
        " that there are cells x cells numbers?"
    ),
    Mistake("hard means", hard_means, also=[means_by_reshape, with_weights(hard)]).says(
        "In your cells every pixel counts equally, and none outside. What would a stroke do to the"
        " features that moves by one pixel, over the edge of a cell?"
    ),
    Mistake("maxima", hard_maxima, also=[maxima_by_reshape]).says(
        "You take the largest response in each cell. Networks do this, too, but what is asked for"
        " here?"
    ),
    Mistake("transposed", transposed).says(
        "The numbers are right, but the grid is transposed. Which comes first, the row of a cell or"
        " its column?"
    ),
    Mistake(
        "weights of one side for both",
        weights_of_rows_for_both,
        also=[weights_of_columns_for_both],
    ).says(
        "You use the same weights for rows and columns. That is right for a square. How many rows"
        " and columns does Z have?"
    ),
    Mistake("shapes that do not fit", second_not_transposed, also=[number_by_number, of_28]).says(
        "Two arrays have shapes that do not fit. Z is (rows, columns): which shapes have the"
        " weights before and after it, and which operation makes (cells, cells) of the three?"
    ),
    Mistake("with the root", with_a_root).says(
        "You take the square root, too. That is the next step; here the mean itself is asked for."
    ),
    Mistake("negative responses lost", rectified_first, also=[absolute_first]).says(
        "You change negative responses before the mean. That was done before, where it was wanted;"
        " what is the mean of the numbers in Z?"
    ),
    Mistake("in one row", in_one_row).says(
        "The numbers are right, but in one row. Which shape is asked for?"
    ),
    Mistake("sums", sums).says(
        "Your weights do not add up to 1. What is the weighted mean, if Z is 1 everywhere?"
    ),
    Mistake("cones", sum_of_distances).says(
        "Your weight depends on the distance to the centre in a straight line. Here it is a"
        " product: of the weight of the row, and of what?"
    ),
    Mistake("mean of both directions", mean_of_both).says(
        "You average over rows and columns separately. Which pixels count in the cell at the upper"
        " left?"
    ),
    Mistake("whole numbers kept", whole_numbers_kept, "1: From a picture to a row").says(
        "Where Z holds whole numbers, so does your result. What is the mean of 0 and 1?"
    ),
    Mistake("rounded", rounded).says(
        "You round the means. They may be shown rounded, but the models need the numbers."
    ),
    Mistake("4 cells alone", only_four).says(
        "Your result always has four by four cells. What does your function do with `cells`?"
    ),
]

EXERCISE = Exercise(
    title="soft pooling",
    kind="write",
    goal="Pool the responses of a filter softly: a weighted mean in each cell of a grid.",
    shapes="weights:  size, cells  ->  (cells, size)\n"
    "pool:     Z (rows, columns) responses, cells  ->  (cells, cells)",
    minutes=15,
    section="Rungs 4 and 5: filters that look everywhere",
    hints=[
        "Begin with one direction. Where are the centres of the cells, where the middles of the"
        " pixels, and how far are they apart? Then the same for rows and for columns.",
        "width = size / cells, t_ir = max(0, 1 - |r + 1/2 - (i + 1/2) width| / width), P_ir = t_ir"
        " / (sum of t_i over all r). The cell in row i and column j is the sum of P_ir Q_jc Z_rc,"
        " with Q for the columns.",
        "distance = np.abs(np.arange(size) + 0.5 - ...[:, np.newaxis])\n"
        "t = np.maximum(0, 1 - ...)\n\nweights(...) @ Z @ weights(...).T",
        "centres = (np.arange(cells) + 0.5) * width\n"
        "distance = np.abs(np.arange(size) + 0.5 - centres[:, np.newaxis])\n"
        "t = np.maximum(0, 1 - distance / width)\n"
        "return t / t.sum(axis=1, keepdims=True)\n\n"
        "return weights(len(Z), cells) @ Z @ weights(Z.shape[1], cells).T",
    ],
    further="A stroke moves to the right by one pixel. By how much can a hard mean of a 7 by 7 cell"
    " change, and by how much a soft one?",
    tasks=[
        Task(
            "weights",
            truth=weights,
            cases=sizes,
            others=[with_loops, with_interp, as_two_lines],
            mistakes=WEIGHTS,
        ),
        Task(
            "pool",
            truth=pool,
            cases=responses,
            others=[pool_with_loops, pool_with_einsum, pool_of_all_at_once],
            mistakes=POOLS,
        ),
    ],
)

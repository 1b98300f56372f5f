"""Ruled lines, found and taken out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.preparation.arithmetic import largest_around

LINE = 0.85  # of the picture's width: a line covers this much
STEEPEST = 0.09  # pixels upwards per pixel to the right: how much lines may slope
THICKEST = 1 / 32  # of the picture's longer side: a line


def without_lines(relief: NDArray[np.floating], full: float) -> tuple[NDArray[np.floating], int]:
    """Take out thin lines that cross the picture from edge to edge, of ruled or squared paper.

    Where a stroke crosses a line there is ink on both sides of it; there the line stays.

    Args:
        relief: (rows, columns).
        full: what is larger is ink.

    Returns:
        The relief without lines, and how many there were.
    """
    mask = relief > full
    across, down = find_lines(mask), find_lines(mask.T)
    if not across and not down:
        return relief, 0
    row, column = np.ogrid[: mask.shape[0], : mask.shape[1]]
    lined = np.zeros(mask.shape, dtype=bool)
    for top, bottom in across:
        lined |= (row >= top) & (row <= bottom)
    for left, right in down:
        lined |= (column >= left[:, np.newaxis]) & (column <= right[:, np.newaxis])
    rest = mask & ~lined
    edge = np.concatenate([rest[0], rest[-1], rest[:, 0], rest[:, -1]])
    if len(across) + len(down) < 3 and (edge.any() or not rest.any()):
        return relief, 0  # this may be the bar of a 4 that was cropped closely
    kept = np.zeros(mask.shape, dtype=bool)
    for ink, mine, lines in ((rest, kept, across), (rest.T, kept.T, down)):
        for top, bottom in lines:
            mine |= crossings(ink, top, bottom)
    return np.where(lined & ~kept, 0, relief), len(across) + len(down)


def find_lines(mask: NDArray[np.bool_]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Find thin lines from the left edge to the right: for each (top, bottom) rows (columns,)."""
    rows, columns = mask.shape
    thick = np.zeros_like(mask)
    thick |= mask
    thick[1:] |= mask[:-1]
    thick[:-1] |= mask[1:]
    row, column = np.nonzero(thick)
    steps = int(STEEPEST * columns / 1.5)
    best, best_shift, best_counts = 0, np.zeros(columns, int), np.zeros(3 * rows, int)
    for k in range(-steps, steps + 1):
        shift = np.floor(1.5 * k / columns * (np.arange(columns) - columns // 2) + 0.5).astype(int)
        counts = np.bincount(row - shift[column] + rows, minlength=3 * rows)
        total = int(counts[counts >= LINE * columns].sum())
        if total > best:
            best, best_shift, best_counts = total, shift, counts
    if not best:
        return []
    lines = []
    covered = np.flatnonzero(best_counts >= LINE * columns) - rows
    for band in np.split(covered, np.flatnonzero(np.diff(covered) > 1) + 1):
        top, bottom = band[0] - 1 + best_shift, band[-1] + 1 + best_shift
        at_edge = top.max() < 0 or bottom.min() >= rows
        beside = best_counts[[band[0] - 3 + rows, band[-1] + 3 + rows]].max()
        thin = len(band) - 2 <= max(1, THICKEST * max(rows, columns))
        if thin and not at_edge and beside < 0.8 * LINE * columns:
            lines.append((top, bottom))
    return lines


def crossings(
    ink: NDArray[np.bool_], top: NDArray[np.intp], bottom: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Where in a line ink crosses it: there is some right above and right below."""
    rows, columns = ink.shape
    column = np.arange(columns)
    near = int(bottom[0] - top[0])
    sides = [
        largest_around((ink[np.clip(at, 0, rows - 1), column])[np.newaxis], near)[0]
        for at in (top - 1, bottom + 1)
    ]
    row = np.arange(rows)[:, np.newaxis]
    return (row >= top) & (row <= bottom) & sides[0] & sides[1]

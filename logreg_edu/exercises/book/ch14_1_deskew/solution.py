"""The slant from the moments of the ink, and a push for each row."""

import numpy as np


def slant(picture):
    """By how many columns the ink moves to the right per row."""
    if not picture.any():
        return 0.0
    r, c = np.indices(picture.shape)  # row and column of each pixel
    M = picture.sum()
    dr = r - (picture * r).sum() / M
    dc = c - (picture * c).sum() / M
    spread = (picture * dr**2).sum()
    # In one row dr is 0 but for rounding.
    return (picture * dr * dc).sum() / spread if spread > 1e-12 * M else 0.0


def upright(picture, a):
    """The picture with each row pushed aside, so that a slant of a is gone."""
    rows, columns = picture.shape
    if not picture.any():
        return picture
    centre = picture.sum(axis=1) @ np.arange(rows) / picture.sum()
    c = np.arange(columns)
    # A new pixel takes its ink from further right, if that is where the stroke leans.
    return np.array([np.interp(c + a * (r - centre), c, picture[r]) for r in range(rows)])

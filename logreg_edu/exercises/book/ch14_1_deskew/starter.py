import numpy as np


def slant(picture):
    """By how many columns the ink moves to the right per row; 0 without ink, or in one row alone.

    Rounding may leave a tiny number where 0 should be.
    """
    return None


def upright(picture, a):
    """The picture with each row pushed aside, so that a slant of a is gone: (rows, columns).

    The row at the centre of the ink stays where it is, and no ink leaves its row. Between two
    pixels, ink is interpolated. What is pushed beyond the border is lost. The first and the last
    column of a picture are paper.
    """
    return None


if __name__ == "__main__":
    stroke = np.zeros((5, 7))
    stroke[range(5), range(1, 6)] = 1  # one column to the right per row
    print(slant(stroke))
    print(upright(stroke, 1))

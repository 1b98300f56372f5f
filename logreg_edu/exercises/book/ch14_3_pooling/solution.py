"""Soft pooling: triangles along the rows, and along the columns."""

import numpy as np


def weights(size, cells):
    """How much each of `size` pixels counts in each cell: (cells, size), each row sums to 1."""
    width = size / cells
    centres = (np.arange(cells) + 0.5) * width
    pixels = np.arange(size) + 0.5  # the middle of each pixel
    distance = np.abs(pixels - centres[:, np.newaxis])
    triangles = np.maximum(0, 1 - distance / width)
    return triangles / triangles.sum(axis=1, keepdims=True)


def pool(Z, cells):
    """The mean response in each cell of a grid: (cells, cells), the first row of cells first."""
    rows, columns = Z.shape
    return weights(rows, cells) @ Z @ weights(columns, cells).T

import numpy as np


def weights(size, cells):
    """How much each of `size` pixels counts in each cell: (cells, size), each row sums to 1.

    A cell is size / cells pixels wide. A pixel at the centre of a cell counts most. From there the
    weight falls along a straight line, and is 0 from the distance of one cell's width on.
    """
    return None


def pool(Z, cells):
    """The mean response in each cell of a grid: (cells, cells), the first row of cells first.

    A pixel counts in a cell with the weight of its row times the weight of its column.
    """
    return None


if __name__ == "__main__":
    Z = np.zeros((28, 28))
    Z[20:24, 6:20] = 1.0  # a bar in the lower half
    print(pool(Z, 4))

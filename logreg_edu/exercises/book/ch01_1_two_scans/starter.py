import numpy as np


def examples(first, second):
    """X, one picture per row, full ink 1: the mean of two scans."""
    return None  # your lines here; NumPy is enough


if __name__ == "__main__":
    # One picture of 2 rows and 3 columns.
    # Its first pixel has 200 / 255 of full ink in both scans.
    scan = np.array([[[200, 100, 0], [0, 50, 255]]], dtype=np.uint8)
    print(examples(scan, scan))

import numpy as np


def ten_questions(labels):
    """One-hot rows: 1 in the column of the digit; 10 means the digit 0."""
    return np.eye(10)[labels - 1]  # Python counts from 0


if __name__ == "__main__":
    # A three and a zero: in which column should each row have its 1?
    print(ten_questions(np.array([3, 10])))

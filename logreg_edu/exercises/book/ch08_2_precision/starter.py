import numpy as np


def precision_recall(C):
    """The precision and the recall of every class, from counts C: rows true, columns called."""
    right = np.diag(C)
    with np.errstate(invalid="ignore"):  # 0/0 is NaN: no digits, no fraction
        precision = right / C.sum(axis=1)
        recall = right / C.sum(axis=0)
    return precision, recall


if __name__ == "__main__":
    # Of ten 0s, two were called 1; all ten 1s are found. The answer 0 is right each time.
    precision, recall = precision_recall(np.array([[8, 2], [0, 10]]))
    print("how often the answer 0 is right:", precision[0], " 0s that are found:", recall[0])

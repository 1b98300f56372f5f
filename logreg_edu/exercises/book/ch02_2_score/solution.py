"""The scores of one model or of K."""


def score(X, w, b):
    """The score of every example: one number per model."""
    # (m, n) @ (n,) is (m,), and (m, n) @ (n, K) is (m, K).
    # b is added to every row.
    return X @ w + b

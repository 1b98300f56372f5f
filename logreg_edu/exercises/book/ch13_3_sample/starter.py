import numpy as np


def sampled_hessian(X, d, c, rows):
    """The Hessian of the mean loss, estimated from the examples that were drawn."""
    X_tilde = np.column_stack([X[rows], np.ones(len(rows))])
    return (X_tilde.T * d[rows]) @ X_tilde / len(rows)


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    X, d = rng.normal(size=(200, 1)), rng.uniform(0, 0.25, 200)
    c = np.minimum(1, 50 * d / d.sum())  # about 50 of the 200 are drawn
    draws = (np.flatnonzero(rng.random(200) < c) for _ in range(2000))
    print("on average", np.mean([sampled_hessian(X, d, c, rows)[1, 1] for rows in draws]))
    print("exact     ", d.mean())

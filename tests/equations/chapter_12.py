"""What the equations of chapter 12, Towards neural networks, say."""

from __future__ import annotations

import numpy as np
from scipy.special import softmax

from docs.tools.equations import Equation
from logreg_edu import cost

CONSTANT = "a factor inside a logarithm adds a constant, which has no slope"
SQUARED = "a sign inside a square"
LINEAR = "the slope of a linear function is the same everywhere"


def layer(rng: np.random.Generator) -> dict[str, object]:
    """A layer, and a cost J of its scores that is neither linear nor the chapter's."""
    m, q, K = 4, 3, 5
    A, W, b, C = (rng.normal(size=size) for size in ((m, q), (q, K), K, (m, K)))
    Z = np.array([[A[i] @ W[:, k] + b[k] for k in range(K)] for i in range(m)])
    i, j, k = (int(rng.integers(1, size)) for size in (m, q, K))

    def J(Z):
        return (C * Z + Z**3).sum()

    names = {"A": A, "W": W, "b": b, "Z": Z, "J": J, "D": C + 3 * Z**2}
    return names | {"i": i, "j": j, "k": k}


def several_scores(rng: np.random.Generator) -> dict[str, object]:
    """The scores of one example, its one-hot label, and two of its classes."""
    K = 4
    z = rng.normal(size=K)
    j, k = rng.choice(np.arange(1, K), size=2, replace=False)
    names = {"z": z, "y_hat": softmax(z), "y": np.eye(K)[rng.integers(K)]}
    return names | {"j": int(j), "k": int(k)}


def network(rng: np.random.Generator) -> dict[str, object]:
    """A small network, and all that it computes, one example and one unit at a time."""
    m, n, q, K = 6, 3, 4, 5
    X, l2 = rng.normal(size=(m, n)), rng.uniform(0.1, 1)
    W_1, b_1, W_2, b_2 = (rng.normal(size=size) for size in ((n, q), q, (q, K), K))
    A = np.array([[1 / (1 + np.exp(-(x @ W_1[:, j] + b_1[j]))) for j in range(q)] for x in X])
    Z = np.array([[a @ W_2[:, k] + b_2[k] for k in range(K)] for a in A])
    labels = rng.permutation(m) % K
    Y = np.eye(K)[labels]
    Y_hat = softmax(Z, axis=1)
    losses = -np.log(Y_hat[range(m), labels])
    names = {"m": m, "X": X, "Y": Y, "l2": l2, "losses": losses, "ones": np.ones((K, K))}
    names |= {"W_1": W_1, "b_1": b_1, "W_2": W_2, "b_2": b_2, "A": A, "Z": Z, "Y_hat": Y_hat}

    def J_of_Z(Z):
        return (np.log(np.exp(Z).sum(axis=1)) - (Y * Z).sum(axis=1)).mean()

    def J_of_A(A, W_2=W_2, b_2=b_2):
        return J_of_Z(A @ W_2 + b_2) + l2 / 2 * (W_2**2).sum()

    def J_of_Z_1(Z_1):
        return J_of_A(1 / (1 + np.exp(-Z_1)))

    def J(W_1=W_1, b_1=b_1):
        return J_of_Z_1(X @ W_1 + b_1) + l2 / 2 * (W_1**2).sum()

    names |= {"J_of_Z": J_of_Z, "J_of_A": J_of_A, "J_of_Z_1": J_of_Z_1, "J": J}
    D_Z = (Y_hat - Y) / m
    D_A = np.array([[D_Z[i] @ W_2[j] for j in range(q)] for i in range(m)])
    return names | {"Z_1": X @ W_1 + b_1, "D_Z": D_Z, "D_A": D_A, "D_Z_1": D_A * A * (1 - A)}


def exchanged(rng: np.random.Generator) -> dict[str, object]:
    """The answers of hidden units, a column of weights, and an order of the units."""
    q = 5
    return {"a": rng.uniform(size=q), "w": rng.normal(size=q), "order": rng.permutation(q)}


def convex(rng: np.random.Generator) -> dict[str, object]:
    """The cost of logistic regression, and two places, half of the time the same."""
    X, y = rng.normal(size=(7, 3)), np.array([0, 1, 1, 0, 1, 0, 1])
    here, there = rng.normal(size=(2, 3))
    names = {"J": lambda w: cost(X, y, w, 0.3, l2=0.1), "here": here}
    return names | {"there": here if rng.integers(2) else there}


EQUATIONS = [
    Equation(
        "eq-layer",
        r"z_{ik} = \sum_{j=1}^{q} a_{ij} \, w_{jk} + b_k",
        "Z[i, k] == sum(A[i] * W[:, k]) + b[k]",
        layer,
    ),
    Equation(
        "eq-layer-weight",
        r"""\begin{aligned}
        \frac{\partial J}{\partial w_{jk}}
          &= \sum_{i=1}^{m} \frac{\partial J}{\partial z_{ik}} \,
            \frac{\partial z_{ik}}{\partial w_{jk}} \\[0.4em]
          &= \sum_{i=1}^{m} \frac{\partial J}{\partial z_{ik}} \, a_{ij}
        \end{aligned}""",
        "gradient(lambda W: J(A @ W + b), W)[j, k]"
        " == sum(D[:, k] * jacobian(lambda v: A @ v, W[:, k])[:, j])"
        " == sum(D[:, k] * A[:, j])",
        layer,
        survivors=dict.fromkeys(
            ("-W[:, k])[:, j]", "(-W)[:, k])[:, j]", "2 * W[:, k])", "(2 * W)[:, k])", "W[:, -k])"),
            LINEAR,
        ),
    ),
    Equation(
        "eq-layer-input",
        r"""\begin{aligned}
        \frac{\partial J}{\partial a_{ij}}
          &= \sum_{k=1}^{K} \frac{\partial J}{\partial z_{ik}} \,
            \frac{\partial z_{ik}}{\partial a_{ij}} \\[0.4em]
          &= \sum_{k=1}^{K} \frac{\partial J}{\partial z_{ik}} \, w_{jk}
        \end{aligned}""",
        "gradient(lambda A: J(A @ W + b), A)[i, j]"
        " == sum(D[i] * jacobian(lambda a: a @ W, A[i])[:, j])"
        " == sum(D[i] * W[j])",
        layer,
        survivors=dict.fromkeys(
            ("-A[i])[:, j]", "(-A)[i])[:, j]", "2 * A[i])", "(2 * A)[i])", "A[-i])"), LINEAR
        ),
    ),
    Equation(
        "eq-layer-backward",
        r"""\begin{aligned}
        \frac{\partial J}{\partial W} &= A^\top \frac{\partial J}{\partial Z} \\[0.4em]
        \frac{\partial J}{\partial b} &= \sum_{i=1}^{m} \frac{\partial J}{\partial z_i} \\[0.4em]
        \frac{\partial J}{\partial A} &= \frac{\partial J}{\partial Z} \, W^\top
        \end{aligned}""",
        "(gradient(lambda W: J(A @ W + b), W), gradient(lambda b: J(A @ W + b), b),"
        " gradient(lambda A: J(A @ W + b), A)) == (A.T @ D, sum(D), D @ W.T)",
        layer,
    ),
    Equation(
        "eq-softmax-layer",
        r"\hat y_k = \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}}",
        "y_hat[k] == exp(z[k]) / sum(exp(z))",
        several_scores,
    ),
    Equation(
        "eq-softmax-odds",
        r"\frac{\hat y_k}{\hat y_j} = e^{z_k - z_j}",
        "y_hat[k] / y_hat[j] == exp(z[k] - z[j])",
        several_scores,
    ),
    Equation(
        "eq-softmax-loss",
        r"""\begin{aligned}
        \ell &= -\sum_{k=1}^{K} y_k \log \hat y_k \\[0.4em]
          &= \log \sum_{j=1}^{K} e^{z_j} - \sum_{k=1}^{K} y_k \, z_k
        \end{aligned}""",
        "-log(max(y * y_hat)) == -sum(y * log(y_hat)) == log(sum(exp(z))) - sum(y * z)",
        several_scores,
    ),
    Equation(
        "eq-softmax-slope",
        r"""\begin{aligned}
        \frac{\partial \ell}{\partial z_k}
          &= \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}} - y_k \\[0.4em]
          &= \hat y_k - y_k
        \end{aligned}""",
        "gradient(lambda v: log(sum(exp(v))) - sum(y * v), z)"
        " == exp(z) / sum(exp(z)) - y == y_hat - y",
        several_scores,
        survivors={"log(2 *": CONSTANT, "sum(2 * exp(v))": CONSTANT},
    ),
    Equation(
        "eq-two-layers-are-one",
        r"""\begin{aligned}
        &(X W_1 + b_1) \, W_2 + b_2 \\[0.4em]
        &\quad = X \, (W_1 W_2) + (b_1 W_2 + b_2)
        \end{aligned}""",
        "(X @ W_1 + b_1) @ W_2 + b_2 == X @ (W_1 @ W_2) + (b_1 @ W_2 + b_2)",
        network,
    ),
    Equation(
        "eq-network-forward",
        r"""\begin{aligned}
        A &= \sigma(X W_1 + b_1) \\[0.4em]
        Z &= A \, W_2 + b_2 \\[0.4em]
        \hat Y &= \operatorname{softmax}(Z)
        \end{aligned}""",
        "(A, Z, Y_hat) == (sigmoid(X @ W_1 + b_1), A @ W_2 + b_2, exp(Z) / (exp(Z) @ ones))",
        network,
    ),
    Equation(
        "eq-network-cost",
        r"""J = \frac{1}{m} \sum_{i=1}^{m} \ell_i + \frac{\lambda}{2}
        \left( \lVert W_1 \rVert^2 + \lVert W_2 \rVert^2 \right)""",
        "J(W_1, b_1) == 1 / m * sum(losses) + l2 / 2 * ((W_1**2).sum() + (W_2**2).sum())",
        network,
        survivors={"(-W_1) ** 2": SQUARED, "(-W_2) ** 2": SQUARED},
    ),
    Equation(
        "eq-network-last-layer",
        r"""\begin{aligned}
        \frac{\partial J}{\partial Z} &= \frac{1}{m} (\hat Y - Y) \\[0.4em]
        \frac{\partial J}{\partial W_2}
          &= A^\top \frac{\partial J}{\partial Z} + \lambda \, W_2 \\[0.4em]
        \frac{\partial J}{\partial b_2} &= \sum_{i=1}^{m} \frac{\partial J}{\partial z_i}
        \end{aligned}""",
        "(gradient(J_of_Z, Z), gradient(lambda W: J_of_A(A, W, b_2), W_2),"
        " gradient(lambda b: J_of_A(A, W_2, b), b_2))"
        " == (1 / m * (Y_hat - Y), A.T @ D_Z + l2 * W_2, sum(D_Z))",
        network,
    ),
    Equation(
        "eq-network-hidden-layer",
        r"""\begin{aligned}
        \frac{\partial J}{\partial A} &= \frac{\partial J}{\partial Z} \, W_2^\top \\[0.4em]
        \frac{\partial J}{\partial Z_1} &= \frac{\partial J}{\partial A} \odot A \odot (1 - A)
        \end{aligned}""",
        "(gradient(J_of_A, A), gradient(J_of_Z_1, Z_1)) == (D_Z @ W_2.T, D_A * A * (1 - A))",
        network,
    ),
    Equation(
        "eq-network-first-layer",
        r"""\begin{aligned}
        \frac{\partial J}{\partial W_1}
          &= X^\top \frac{\partial J}{\partial Z_1} + \lambda \, W_1 \\[0.4em]
        \frac{\partial J}{\partial b_1} &= \sum_{i=1}^{m} \frac{\partial J}{\partial z_{1i}}
        \end{aligned}""",
        "(gradient(lambda W: J(W, b_1), W_1), gradient(lambda b: J(W_1, b), b_1))"
        " == (X.T @ D_Z_1 + l2 * W_1, sum(D_Z_1))",
        network,
    ),
    Equation(
        "eq-exchanged-units",
        r"\sum_{j=1}^{q} a_{\pi(j)} \, w_{\pi(j) k} = \sum_{j=1}^{q} a_j \, w_{jk}",
        "sum(a[order] * w[order]) == sum(a * w)",
        exchanged,
    ),
    Equation(
        "eq-convex-midpoint",
        r"""J \left( \frac{\theta + \theta'}{2} \right)
        \le \frac{J(\theta) + J(\theta')}{2}""",
        "J((here + there) / 2) <= (J(here) + J(there)) / 2",
        convex,
    ),
]

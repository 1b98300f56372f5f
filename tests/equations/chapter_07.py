"""What the equations of chapter 7, One digit, then ten, say."""

from __future__ import annotations

import numpy as np
from scipy.special import softmax

from docs.tools.equations import Equation
from logreg_edu import backward, cost, score

ORDER = "all of them, in another order"
SQUARE = "a square has no sign"
SAME_ORDER = "a positive factor changes no order"
CONSTANT = "a factor inside a logarithm adds a constant, which has no slope"


def ten(rng: np.random.Generator) -> dict[str, object]:
    """K models, examples for them, and their costs, smooth also off the real line."""
    m, n, K = 7, 4, 3
    X, W, b = rng.uniform(size=(m, n)), rng.normal(size=(n, K)), rng.normal(size=K)
    Y, l2 = np.eye(K)[rng.permutation([0, 1, 2, 0, 1, 2, 2])], rng.uniform(0.1, 0.9)
    Z = X @ W + b

    def J(k: int, W: np.ndarray, b: np.ndarray) -> complex:
        losses = np.log(1 + np.exp((1 - 2 * Y[:, k]) * (X @ W[:, k] + b[k])))
        return losses.mean() + l2 / 2 * (W[:, k] @ W[:, k])

    return {
        "m": m, "n": n, "K": K, "X": X, "W": W, "b": b, "Y": Y, "l2": l2, "Z": Z, "J": J,
        "Y_hat": 1 / (1 + np.exp(-Z)), "k": int(rng.integers(K)),
    }  # fmt: skip


def at_the_minimum(rng: np.random.Generator) -> dict[str, object]:
    """Some models, each at its minimum, by Newton's method."""
    p = ten(rng)
    m, n, K = p["m"], p["n"], p["K"]
    X_tilde, R = np.column_stack([p["X"], np.ones(m)]), np.diag([p["l2"]] * n + [0.0])
    theta = np.zeros((n + 1, K))
    for _ in range(12):
        Y_hat = 1 / (1 + np.exp(-X_tilde @ theta))
        for k in range(K):
            H = X_tilde.T * (Y_hat[:, k] * (1 - Y_hat[:, k])) @ X_tilde / m + R
            slope = X_tilde.T @ (Y_hat[:, k] - p["Y"][:, k]) / m + R @ theta[:, k]
            theta[:, k] -= np.linalg.solve(H, slope)
    return p | {"Y_hat": 1 / (1 + np.exp(-X_tilde @ theta))}


def shares(rng: np.random.Generator) -> dict[str, object]:
    """The scores of one example, its label t, and the probabilities that softmax makes of them."""
    K = 5
    z, t, h = rng.normal(size=K), int(rng.integers(K)), int(rng.integers(K))
    k = (h + int(rng.integers(1, K))) % K
    return {
        "K": K, "z": z, "p": softmax(z), "t": t, "y": np.eye(K)[t], "k": k, "h": h,
        "softmax": softmax,
    }  # fmt: skip


EQUATIONS = [
    Equation(
        "eq-ten-scores",
        r"""\begin{aligned}
        Z &= X W + b \\[0.4em]
        Z_{ik} &= \sum_{j=1}^{n} X_{ij} \, W_{jk} + b_k
        \end{aligned}""",
        "score(X, W, b) == X @ W + b == np.array([[sum(X[i, j] * W[j, k] for j in range(n)) + b[k]"
        " for k in range(K)] for i in range(m)])",
        lambda rng: ten(rng) | {"score": score},
    ),
    Equation(
        "eq-ten-costs",
        r"""\begin{aligned}
        J_k &= \frac{1}{m} \sum_{i=1}^{m} \log \left( 1 + e^{-(2 Y_{ik} - 1) \, Z_{ik}} \right)
          \\[0.4em]
        &\quad+ \frac{\lambda}{2} \sum_{j=1}^{n} W_{jk}^2
        \end{aligned}""",
        "cost(X, Y, W, b, l2) == np.array(["
        "1 / m * sum(log(1 + exp(-(2 * Y[i, k] - 1) * Z[i, k])) for i in range(m))"
        " + l2 / 2 * sum(W[j, k] ** 2 for j in range(n)) for k in range(K)])",
        lambda rng: ten(rng) | {"cost": cost},
        survivors={"(-W[j, k]) ** 2": SQUARE, "(-W)[j, k] ** 2": SQUARE, "W[-j, k]": ORDER},
    ),
    Equation(
        "eq-ten-slopes",
        r"""\begin{aligned}
        \frac{\partial J_k}{\partial W_{jk}}
          &= \frac{1}{m} \sum_{i=1}^{m} X_{ij} \, (\hat Y_{ik} - Y_{ik}) + \lambda \, W_{jk}
          \\[0.4em]
        \frac{\partial J_k}{\partial W_{jh}} &= 0 \quad \text{if } h \ne k
        \end{aligned}""",
        "gradient(lambda W: J(k, W, b), W) == np.array([["
        "1 / m * sum(X[i, j] * (Y_hat[i, k] - Y[i, k]) for i in range(m)) + l2 * W[j, k]"
        " if h == k else 0 for h in range(K)] for j in range(n)])",
        ten,
    ),
    Equation(
        "eq-ten-gradients",
        r"""\begin{aligned}
        \frac{\partial}{\partial W} \sum_{k=1}^{K} J_k
          &= \frac{1}{m} X^\top (\hat Y - Y) + \lambda \, W \\[0.4em]
        \frac{\partial}{\partial b} \sum_{k=1}^{K} J_k
          &= \frac{1}{m} \sum_{i=1}^{m} (\hat Y_i - Y_i)
        \end{aligned}""",
        "(gradient(lambda W: sum(J(k, W, b) for k in range(K)), W),"
        " gradient(lambda b: sum(J(k, W, b) for k in range(K)), b))"
        " == backward(X, Y, Y_hat, W, l2)"
        " == (1 / m * X.T @ (Y_hat - Y) + l2 * W,"
        " 1 / m * sum(Y_hat[i] - Y[i] for i in range(m)))",
        lambda rng: ten(rng) | {"backward": backward},
        survivors={
            "J(-k": ORDER,
            "Y_hat[-i]": ORDER,
            "Y[-i]": ORDER,
        },
    ),
    Equation(
        "eq-argmax",
        r"""\begin{aligned}
        \arg\max_k \, \hat y_k &= \arg\max_k \, \sigma(z_k) \\
        &= \arg\max_k \, z_k
        \end{aligned}""",
        "np.argmax(y_hat) == np.argmax(sigmoid(z)) == np.argmax(z)",
        lambda rng: (s := shares(rng)) | {"y_hat": 1 / (1 + np.exp(-s["z"]))},
        survivors={
            "2 * y_hat": SAME_ORDER,
            "2 * sigmoid(z)": SAME_ORDER,
            "2 * z": SAME_ORDER,
        },
    ),
    Equation(
        "eq-balance",
        r"\frac{1}{m} \sum_{i=1}^{m} \hat Y_{ik} = \frac{1}{m} \sum_{i=1}^{m} Y_{ik}",
        "1 / m * sum(Y_hat[i, k] for i in range(m)) == 1 / m * sum(Y[i, k] for i in range(m))",
        at_the_minimum,
        survivors={"Y_hat[-i, k]": ORDER, "Y[-i, k]": ORDER},
    ),
    Equation(
        "eq-one-on-average",
        r"""\begin{aligned}
        \frac{1}{m} \sum_{i=1}^{m} \sum_{k=1}^{K} \hat Y_{ik}
        &= \frac{1}{m} \sum_{i=1}^{m} \sum_{k=1}^{K} Y_{ik} \\
        &= 1
        \end{aligned}""",
        "1 / m * sum(sum(Y_hat[i, k] for k in range(K)) for i in range(m))"
        " == 1 / m * sum(sum(Y[i, k] for k in range(K)) for i in range(m)) == 1",
        at_the_minimum,
        survivors={"[-i, k]": ORDER, "[i, -k]": ORDER},
    ),
    Equation(
        "eq-shares",
        r"p_k = \frac{e^{z_k}}{\sum_{h=1}^{K} e^{z_h}}",
        "softmax(z) == np.array([exp(z[k]) / sum(exp(z[h]) for h in range(K)) for k in range(K)])",
        shares,
        survivors={"z[-h]": ORDER},
    ),
    Equation(
        "eq-shares-odds",
        r"\log \frac{p_k}{p_h} = z_k - z_h",
        "log(p[k] / p[h]) == z[k] - z[h]",
        shares,
    ),
    Equation(
        "eq-shares-sum",
        r"""\begin{aligned}
        1 &= \sum_{k=1}^{K} p_k \\
          &= \sum_{k=1}^{K} p_h \, e^{z_k - z_h} \\
          &= p_h \, e^{-z_h} \sum_{k=1}^{K} e^{z_k}
        \end{aligned}""",
        "1 == sum(p[k] for k in range(K))"
        " == sum(p[h] * exp(z[k] - z[h]) for k in range(K))"
        " == p[h] * exp(-z[h]) * sum(exp(z[k]) for k in range(K))",
        shares,
        survivors={"p[-k]": ORDER, "z[-k]": ORDER},
    ),
    Equation(
        "eq-shares-of-two",
        r"""\begin{aligned}
        p_1 &= \frac{e^{z_1}}{e^{z_1} + e^{z_2}} \\[0.4em]
          &= \frac{1}{1 + e^{-(z_1 - z_2)}} \\[0.4em]
          &= \sigma(z_1 - z_2)
        \end{aligned}""",
        "p[0] == exp(z[0]) / (exp(z[0]) + exp(z[1])) == 1 / (1 + exp(-(z[0] - z[1])))"
        " == sigmoid(z[0] - z[1])",
        lambda rng: {"z": (z := rng.normal(size=2)), "p": softmax(z)},
        survivors={"-1": "the last of two is the second"},
    ),
    Equation(
        "eq-shares-loss",
        r"""\begin{aligned}
        \ell &= -\log p_t \\
          &= \log \left( \sum_{k=1}^{K} e^{z_k} \right) - z_t
        \end{aligned}""",
        "-log(p[t]) == log(sum(exp(z[k]) for k in range(K))) - z[t]",
        shares,
        survivors={"z[-k]": ORDER},
    ),
    Equation(
        "eq-shares-slope",
        r"""\begin{aligned}
        \frac{\partial \ell}{\partial z_k}
        &= \frac{e^{z_k}}{\sum_{h=1}^{K} e^{z_h}} - y_k \\[0.4em]
        &= p_k - y_k
        \end{aligned}""",
        "gradient(lambda z: log(sum(exp(z[h]) for h in range(K))) - z[t], z)"
        " == np.array([exp(z[k]) / sum(exp(z[h]) for h in range(K)) - y[k] for k in range(K)])"
        " == np.array([p[k] - y[k] for k in range(K)])",
        shares,
        survivors={
            "z[-h]": ORDER,
            "log(2 *": CONSTANT,
            "sum((2 * exp(z[h]) for h in range(K)))) - z[t]": CONSTANT,
        },
    ),
    Equation(
        "eq-shares-shift",
        r"p_k = \frac{e^{z_k - z_{\max}}}{\sum_{h=1}^{K} e^{z_h - z_{\max}}}",
        "p[k] == exp(z[k] - z_max) / sum(exp(z[h] - z_max) for h in range(K))",
        lambda rng: (s := shares(rng)) | {"z_max": s["z"].max()},
        survivors={"z[-h]": ORDER},
    ),
]

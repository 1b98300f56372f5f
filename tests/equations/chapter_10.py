"""What the equations of chapter 10, Regularisation, say."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from scipy.optimize import brentq

from docs.tools.equations import Equation
from logreg_edu import backward, cost, loss, score, sigmoid

CONSTANT = "a factor inside a logarithm adds a constant, which has no slope"
SQUARED = "a sign inside a square"


def weighted(rng: np.random.Generator) -> dict[str, object]:
    """Several examples, and weights."""
    m, n = 7, 3
    X, w, b = rng.normal(size=(m, n)), rng.normal(size=n), rng.normal()
    y = np.array([0, 1, 1, 0, 1, 1, 0])
    z = X @ w + b
    names = {"m": m, "n": n, "X": X, "y": y, "w": w, "b": b, "y_hat": sigmoid(z)}
    return names | {"losses": loss(z, y), "l2": rng.uniform(0.1, 1), "cost": cost}


def separated(rng: np.random.Generator) -> dict[str, object]:
    """Examples that the weights get right, every one of them, and a factor."""
    drawn = weighted(rng)
    X, w, b = drawn["X"], drawn["w"], drawn["b"]
    y = (score(X, w, b) > 0).astype(int)
    s = np.where(y == 1, score(X, w, b), -score(X, w, b))
    return drawn | {"y": y, "s": s, "c": rng.uniform(0.2, 3)}


def equally_right(rng: np.random.Generator) -> dict[str, object]:
    """Scores in favour of the truth, half of the time all of one size."""
    s = rng.uniform(0.1, 2, size=5)
    return {"m": 5, "c": rng.uniform(0.2, 3), "s": np.full(5, s[0]) if rng.integers(2) else s}


def descended(rng: np.random.Generator) -> dict[str, object]:
    """Descent at the rate 1/L on separable examples, and other parameters to compare with."""
    drawn = separated(rng)
    X_1, s = np.column_stack([drawn["X"], np.ones(drawn["m"])]), 2 * drawn["y"] - 1

    def J(theta):
        return np.log1p(np.exp(-s * (X_1 @ theta))).mean()

    L = np.linalg.eigvalsh(X_1.T @ X_1)[-1] / (4 * drawn["m"])
    k, theta_0 = int(rng.integers(5, 500)), rng.normal(size=X_1.shape[1])
    theta = theta_0
    for _ in range(k):
        theta = theta + X_1.T @ (s * sigmoid(-s * (X_1 @ theta))) / (L * drawn["m"])
    v = theta + rng.normal(size=len(theta)) / 10
    return {"J": J, "L": L, "k": k, "theta_0": theta_0, "theta_k": theta, "v": v}


def learned(rng: np.random.Generator) -> dict[str, object]:
    """Examples, and the weights of least cost, by Newton's method."""
    drawn = weighted(rng)
    X, y, l2, m, n = (drawn[name] for name in ("X", "y", "l2", "m", "n"))
    X_1 = np.column_stack([X, np.ones(m)])
    strengths = l2 * np.diag([1.0] * n + [0.0])
    theta = np.zeros(n + 1)
    for _ in range(30):
        y_hat = sigmoid(X_1 @ theta)
        H = (X_1.T * (y_hat * (1 - y_hat))) @ X_1 / m + strengths
        theta = theta - np.linalg.solve(H, X_1.T @ (y_hat - y) / m + strengths @ theta)
    return drawn | {"w": theta[:n], "b": theta[n], "y_hat": sigmoid(X_1 @ theta)}


def believed(rng: np.random.Generator) -> dict[str, object]:
    """Examples, weights, and the standard deviation of a prior."""
    tau = rng.uniform(0.3, 2)
    density = np.vectorize(NormalDist(0, tau).pdf)
    drawn = weighted(rng)
    return drawn | {"tau": tau, "w_j": drawn["w"][0], "p": density, "P": np.exp(-drawn["losses"])}


def held(rng: np.random.Generator) -> dict[str, object]:
    """A bowl of curvature h, and its lowest point with a penalty."""
    h, l2, lowest = rng.uniform(0.1, 2), rng.uniform(0.1, 2), rng.normal()
    w = brentq(lambda w: h * (w - lowest) + l2 * w, -9, 9, xtol=1e-15, rtol=1e-14)
    return {"h": h, "l2": l2, "lowest": lowest, "w": w}


def translated(rng: np.random.Generator) -> dict[str, object]:
    """A penalty, and the C that makes scikit-learn's cost a multiple of the one here."""
    drawn = weighted(rng)
    with_penalty, without = (
        cost(drawn["X"], drawn["y"], drawn["w"], drawn["b"], l2) for l2 in (drawn["l2"], 0)
    )
    # (sum of losses) C + half the squares = factor * cost, for both l2 and the sum of losses.
    C = (np.square(drawn["w"]).sum() / 2) / ((with_penalty - without) * drawn["m"])
    return drawn | {"C": C}


EQUATIONS = [
    Equation(
        "eq-separable",
        r"""\begin{aligned}
        s_i &= (2 y_i - 1) \, (x_i \cdot w + b) \\[0.4em]
        s_i &> 0 \quad \text{for } i = 1, \dots, m
        \end{aligned}""",
        "s == (2 * y - 1) * (X @ w + b) > 0",
        separated,
    ),
    Equation(
        "eq-scaled-cost",
        r"""J(c \, w, c \, b) = \frac{1}{m} \sum_{i=1}^{m}
        \log \left( 1 + e^{-c \, s_i} \right)""",
        "cost(X, y, c * w, c * b) == 1 / m * sum(log(1 + exp(-c * s)))",
        separated,
    ),
    Equation(
        "eq-scaled-slope",
        r"""\begin{aligned}
        \frac{d}{d c} J(c \, w, c \, b)
          &= -\frac{1}{m} \sum_{i=1}^{m} s_i \, \sigma(-c \, s_i) \\[0.4em]
          &< 0
        \end{aligned}""",
        "slope(lambda t: sum(log(1 + exp(-t * s))) / m, c)"
        " == -1 / m * sum(s * sigmoid(-c * s)) < 0",
        separated,
        survivors={"log(2 *": CONSTANT},
    ),
    Equation(
        "eq-cost-vanishes",
        r"0 < J(c \, w, c \, b) \le \log \left( 1 + e^{-c \, s_{\text{min}}} \right)",
        "0 < sum(log(1 + exp(-c * s))) / m <= log(1 + exp(-c * min(s)))",
        equally_right,
    ),
    Equation(
        "eq-rate-to-any-point",
        r"J(\theta_k) \le J(v) + \frac{L}{2 k} \, \lVert \theta_0 - v \rVert^2",
        "J(theta_k) <= J(v) + L / (2 * k) * sum((theta_0 - v) ** 2)",
        descended,
        loose="the proof gives away what the steps before the last have gained",
    ),
    Equation(
        "eq-runaway-time",
        r"""\begin{aligned}
        t &= \int_0^w \frac{d u}{\sigma(-u)} \\[0.4em]
          &= \int_0^w \left( 1 + e^{u} \right) d u \\[0.4em]
          &= w + e^{w} - 1
        \end{aligned}""",
        "integral(lambda u: 1 / sigmoid(-u), 0, w) == integral(lambda u: 1 + exp(u), 0, w)"
        " == w + exp(w) - 1",
        lambda rng: {"w": rng.uniform(0.5, 4)},
    ),
    Equation(
        "eq-l2-cost",
        r"""J(w, b) = \frac{1}{m} \sum_{i=1}^{m} \ell_i
        + \frac{\lambda}{2} \sum_{j=1}^{n} w_j^2""",
        "cost(X, y, w, b, l2) == 1 / m * sum(losses) + l2 / 2 * sum(w**2)",
        weighted,
        survivors={"(-w) ** 2": SQUARED},
    ),
    Equation(
        "eq-l2-gradient",
        r"""\begin{aligned}
        \frac{\partial J}{\partial w} &= \frac{1}{m} X^\top (\hat y - y) + \lambda \, w \\[0.4em]
        \frac{\partial J}{\partial b} &= \frac{1}{m} \sum_{i=1}^{m} (\hat y_i - y_i)
        \end{aligned}""",
        "backward(X, y, y_hat, w, l2) == (1 / m * (X.T @ (y_hat - y)) + l2 * w,"
        " 1 / m * sum(y_hat - y))"
        " == (gradient(lambda v: J(v, b), w), slope(lambda c: J(w, c), b))",
        lambda rng: (drawn := weighted(rng)) | {"backward": backward, "J": smooth_cost(drawn)},
    ),
    Equation(
        "eq-weight-decay",
        r"""\begin{aligned}
        &w - \alpha \left( \frac{1}{m} X^\top (\hat y - y) + \lambda \, w \right) \\[0.4em]
        &\quad = (1 - \alpha \, \lambda) \, w - \frac{\alpha}{m} X^\top (\hat y - y)
        \end{aligned}""",
        "w - alpha * (1 / m * (X.T @ (y_hat - y)) + l2 * w)"
        " == (1 - alpha * l2) * w - alpha / m * (X.T @ (y_hat - y))",
        lambda rng: weighted(rng) | {"alpha": rng.uniform(0.1, 1)},
    ),
    Equation(
        "eq-weights-bounded",
        r"""\begin{aligned}
        \frac{\lambda}{2} \lVert w \rVert^2 &< J(w, b) \\[0.4em]
          &\le J(0, 0) = \log 2
        \end{aligned}""",
        "l2 / 2 * sum(w**2) < cost(X, y, w, b, l2) <= cost(X, y, 0 * w, 0, l2) == log(2)",
        learned,
        loose="the minimum reaches log 2 only where the pixels say nothing",
    ),
    Equation(
        "eq-bias-free",
        r"""\frac{1}{m} \sum_{i=1}^{m} \hat y_i = \frac{1}{m} \sum_{i=1}^{m} y_i""",
        "1 / m * sum(y_hat) == 1 / m * sum(y)",
        learned,
    ),
    Equation(
        "eq-gaussian-prior",
        r"p(w_j) = \frac{1}{\tau \sqrt{2 \pi}} \, e^{-w_j^2 / (2 \tau^2)}",
        "p(w_j) == 1 / (tau * sqrt(2 * pi)) * exp(-(w_j**2) / (2 * tau**2))",
        believed,
        survivors={
            "p(-w_j)": "the bell is as high on the left as on the right",
            "(-w_j) ** 2": SQUARED,
            "(-tau) ** 2": SQUARED,
        },
    ),
    Equation(
        "eq-log-posterior",
        r"""\begin{aligned}
        &-\log \left( P(\text{data} \mid w) \prod_{j=1}^{n} p(w_j) \right) \\[0.4em]
        &\quad = -\log P(\text{data} \mid w) - \sum_{j=1}^{n} \log p(w_j) \\[0.4em]
        &\quad = \sum_{i=1}^{m} \ell_i + \frac{1}{2 \tau^2} \lVert w \rVert^2 \\[0.4em]
        &\qquad {} + n \log \left( \tau \sqrt{2 \pi} \right)
        \end{aligned}""",
        "-log(prod(P) * prod(p(w)))"
        " == -log(prod(P)) - sum(log(p(w)))"
        " == sum(losses) + 1 / (2 * tau**2) * sum(w**2)"
        " + n * log(tau * sqrt(2 * pi))",
        believed,
        survivors={
            "p(-w)": "the bell is as high on the left as on the right",
            "(-w) ** 2": SQUARED,
            "(-tau) ** 2": SQUARED,
        },
    ),
    Equation(
        "eq-l2-of-prior",
        r"""\begin{aligned}
        &\frac{1}{m} \left( \sum_{i=1}^{m} \ell_i
          + \frac{1}{2 \tau^2} \lVert w \rVert^2 \right) \\[0.4em]
        &\quad = \frac{1}{m} \sum_{i=1}^{m} \ell_i
          + \frac{\lambda}{2} \lVert w \rVert^2 \\[0.4em]
        &\text{with} \quad \lambda = \frac{1}{m \, \tau^2}
        \end{aligned}""",
        "(1 / m * (sum(losses) + 1 / (2 * tau**2) * squares), l2)"
        " == (1 / m * sum(losses) + l2 / 2 * squares, 1 / (m * tau**2))",
        lambda rng: (
            (drawn := believed(rng))
            | {"l2": drawn["tau"] ** -2 / drawn["m"], "squares": np.square(drawn["w"]).sum()}
        ),
        survivors={"(-tau) ** 2": SQUARED},
    ),
    Equation(
        "eq-shrinkage",
        r"h \, (w_* - w) = \lambda \, w \iff w = \frac{h}{h + \lambda} \, w_*",
        "(h * (lowest - w), w) == (l2 * w, h / (h + l2) * lowest)",
        held,
    ),
    Equation(
        "eq-l2-of-c",
        r"\lambda = \frac{1}{C \, m} \iff C = \frac{1}{\lambda \, m}",
        "(l2, C) == (1 / (C * m), 1 / (l2 * m))",
        translated,
    ),
    Equation(
        "eq-scikit-learn-cost",
        r"""\begin{aligned}
        &\frac{1}{C \, m} \left( \frac{1}{2} \lVert w \rVert^2
          + C \sum_{i=1}^{m} \ell_i \right) \\[0.4em]
        &\quad = \frac{1}{m} \sum_{i=1}^{m} \ell_i + \frac{1}{2 \, C \, m} \lVert w \rVert^2
        \end{aligned}""",
        "cost(X, y, w, b, l2)"
        " == 1 / (C * m) * (1 / 2 * sum(w**2)"
        " + C * sum(losses))"
        " == 1 / m * sum(losses)"
        " + 1 / (2 * C * m) * sum(w**2)",
        translated,
        survivors={"(-w) ** 2": SQUARED},
    ),
]


def smooth_cost(drawn: dict) -> object:
    """J(w, b) made of smooth formulas alone, as the slopes need it."""
    X, y, l2 = drawn["X"], drawn["y"], drawn["l2"]

    def J(w, b):
        s = (2 * y - 1) * (X @ w + b)
        return np.log(1 + np.exp(-s)).mean() + l2 / 2 * (w**2).sum()

    return J

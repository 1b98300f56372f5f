"""What the equations of chapter 4, The cost, say."""

from __future__ import annotations

import numpy as np

from docs.tools.equations import Equation
from logreg_edu import cost, loss

SQUARE = "a square has no sign"
CONSTANT = "a constant has no slope, and a factor inside a logarithm adds one"
EVEN = "the curvature of the loss is the same at -z as at z, and for yes as for no"
LEVEL = "a level line is level to both sides, and at any distance"
WHOLE = "w[-j] goes over all weights, too"
ALONG = {
    "- -y)": CONSTANT,
    "- 2 * y)": CONSTANT,
    "(-(X_tilde[i] @ v))": SQUARE,
    "(-X_tilde[i] @ v)": SQUARE,
    "((-X_tilde)[i] @ v)": SQUARE,
    "(X_tilde[i] @ -v)": SQUARE,
}
MEAN = "sum(-log(P(y[i], y_hat[i])) for i in range(m)) / m"


def P(y: int, y_hat: float) -> float:
    """The probability that a model gives to the truth."""
    return {1: y_hat, 0: 1 - y_hat}[y]


def problem(rng: np.random.Generator) -> dict:
    """Examples, parameters, a direction, and the cost, smooth also off the real line."""
    m, n = 7, 4
    X, y = rng.normal(size=(m, n)), rng.integers(2, size=m)
    y[:3] = 0, 1, 1  # both answers
    X_tilde, l2 = np.hstack([X, np.ones((m, 1))]), rng.uniform(0.1, 0.9)
    theta, v = rng.normal(size=n + 1), rng.normal(size=n + 1)
    y_hat = 1 / (1 + np.exp(-X_tilde @ theta))

    def total(theta: np.ndarray) -> complex:
        return np.log(1 + np.exp((1 - 2 * y) * (X_tilde @ theta))).sum()

    def J(theta: np.ndarray, l2: float = l2) -> complex:
        return total(theta) / m + l2 / 2 * (theta[:n] @ theta[:n])

    return {
        "m": m, "n": n, "X": X, "y": y, "l2": l2, "X_tilde": X_tilde, "y_hat": y_hat, "P": P,
        "theta": theta, "w": theta[:n], "b": theta[n], "v": v, "t": rng.uniform(0.2, 2),
        "alpha": rng.uniform(0.1, 1), "j": 1, "i": 1, "cost": cost,
        "total": total, "J": J, "mean": lambda theta: J(theta, 0),
    }  # fmt: skip


def one(rng: np.random.Generator) -> dict:
    """One example with a middling score, and a function for the second derivative."""

    def curvature(f, z, h=1e-3):
        return (f(z + h) - 2 * f(z) + f(z - h)) / h**2

    return {
        "y": int(rng.integers(2)),
        "z": rng.uniform(-4, 4),
        "loss": loss,
        "curvature": curvature,
    }


def curve(rng: np.random.Generator) -> dict:
    """A convex function, and two numbers, which may be the same."""
    t_1 = rng.uniform(0.5, 3) * rng.choice([-1, 1])
    t_2 = t_1 if rng.random() < 0.4 else rng.uniform(-3, 3)
    rho = rng.uniform(0.1, 0.9)
    f = lambda t: np.log(1 + np.exp(t)) + t**2 / 9  # noqa: E731
    return {"f": f, "t_1": t_1, "t_2": t_2, "rho": rho, "t_0": t_1, "t": t_2}


def line(rng: np.random.Generator) -> dict:
    """Cost and predictions along a line; now and then a line that leads nowhere."""
    p = problem(rng)
    if rng.random() < 0.2:
        p["v"] = 0 * p["v"]
    return p | {
        "phi": lambda t: p["mean"](p["theta"] + t * p["v"]),
        "y_hat": lambda t: 1 / (1 + np.exp(-p["X_tilde"] @ (p["theta"] + t * p["v"]))),
    }


def flat(rng: np.random.Generator) -> dict:
    """Examples that no step in one direction tells apart, and the cost without a penalty."""
    p = problem(rng)
    v, X_tilde = p["v"], p["X_tilde"].copy()
    X_tilde[:, 0] = -X_tilde[:, 1:] @ v[1:] / v[0]  # X_tilde @ v is 0
    signs = 1 - 2 * p["y"]
    return p | {"J": lambda theta: np.log(1 + np.exp(signs * (X_tilde @ theta))).mean()}


EQUATIONS = [
    Equation(
        "eq-mean-loss",
        r"""\begin{aligned}
        \bar\ell &= \frac{1}{m} \sum_{i=1}^{m} \ell_i \\[0.4em]
          &= -\frac{1}{m} \log P(y_1, \dots, y_m)
        \end{aligned}""",
        f"cost(X, y, w, b) == {MEAN} == -log(prod(P(y[i], y_hat[i]) for i in range(m))) / m",
        problem,
    ),
    Equation(
        "eq-geometric-mean",
        r"e^{-\bar\ell} = \left( P(y_1, \dots, y_m) \right)^{1/m}",
        "exp(-cost(X, y, w, b)) == prod(P(y[i], y_hat[i]) for i in range(m)) ** (1 / m)",
        problem,
    ),
    Equation(
        "eq-sum-of-losses",
        r"""\begin{aligned}
        \sum_{i=1}^{m} \ell_i &= m \, \bar\ell \\[0.4em]
        \frac{\partial}{\partial w_j} \sum_{i=1}^{m} \ell_i
          &= m \, \frac{\partial \bar\ell}{\partial w_j}
        \end{aligned}""",
        "(total(theta), gradient(total, theta)[j])"
        " == (m * mean(theta), m * gradient(mean, theta)[j])",
        problem,
    ),
    Equation(
        "eq-step-of-sum",
        r"""\begin{aligned}
        &w_j - \alpha \, \frac{\partial}{\partial w_j} \sum_{i=1}^{m} \ell_i \\[0.4em]
        &= w_j - (m \, \alpha) \, \frac{\partial \bar\ell}{\partial w_j}
        \end{aligned}""",
        "w[j] - alpha * gradient(total, theta)[j] == w[j] - (m * alpha) * gradient(mean, theta)[j]",
        problem,
    ),
    Equation(
        "eq-convex",
        r"""\begin{aligned}
        &f\bigl( (1 - \rho) \, t_1 + \rho \, t_2 \bigr) \\[0.2em]
        &\le (1 - \rho) \, f(t_1) + \rho \, f(t_2)
        \end{aligned}""",
        "f((1 - rho) * t_1 + rho * t_2) <= (1 - rho) * f(t_1) + rho * f(t_2)",
        curve,
    ),
    Equation(
        "eq-above-tangent",
        r"f(t) \ge f(t_0) + f'(t_0) \, (t - t_0)",
        "f(t) >= f(t_0) + slope(f, t_0) * (t - t_0)",
        curve,
    ),
    Equation(
        "eq-curvature-of-loss",
        r"""\begin{aligned}
        \frac{d^2 \ell}{d z^2} &= \frac{d}{d z} \bigl( \sigma(z) - y \bigr) \\[0.4em]
          &= \hat y \, (1 - \hat y)
        \end{aligned}""",
        "curvature(lambda t: loss(t, y), z) == slope(lambda t: sigmoid(t) - y, z)"
        " == sigmoid(z) * (1 - sigmoid(z))",
        one,
        tolerance=1e-5,
        survivors={
            "loss(-t": EVEN,
            ", -z)": EVEN,
            "sigmoid(t) - -y": CONSTANT,
            "sigmoid(t) - 2 * y": CONSTANT,
        },
    ),
    Equation(
        "eq-quarter",
        r"""\begin{aligned}
        0 &< \hat y \, (1 - \hat y) \\[0.2em]
          &= \frac14 - \left( \hat y - \frac12 \right)^2 \\[0.2em]
          &\le \frac14
        \end{aligned}""",
        "0 < y_hat * (1 - y_hat) == 1 / 4 - (y_hat - 1 / 2) ** 2 <= 1 / 4",
        lambda rng: {"y_hat": rng.choice([0.5, rng.uniform(0.05, 0.95)])},
        survivors={"(-(y_hat - 1 / 2)) ** 2": SQUARE},
    ),
    Equation(
        "eq-along-a-line",
        r"""\begin{aligned}
        &\tilde x_i \cdot (\theta + t \, v) \\[0.2em]
        &= \tilde x_i \cdot \theta + t \, (\tilde x_i \cdot v)
        \end{aligned}""",
        "X_tilde[i] @ (theta + t * v) == X_tilde[i] @ theta + t * (X_tilde[i] @ v)",
        problem,
    ),
    Equation(
        "eq-slope-along",
        r"\varphi'(t) = \frac{1}{m} \sum_{i=1}^{m} (\hat y_i - y_i) \, (\tilde x_i \cdot v)",
        "slope(phi, t) == sum((y_hat(t)[i] - y[i]) * (X_tilde[i] @ v) for i in range(m)) / m",
        line,
    ),
    Equation(
        "eq-curvature-along",
        r"""\begin{aligned}
        \varphi''(t) &= \frac{1}{m} \sum_{i=1}^{m} \hat y_i \, (1 - \hat y_i) \,
          (\tilde x_i \cdot v)^2 \\[0.2em]
          &\ge 0
        \end{aligned}""",
        "slope(lambda t: ((y_hat(t) - y) @ (X_tilde @ v)) / m, t)"
        " == sum(y_hat(t)[i] * (1 - y_hat(t)[i]) * (X_tilde[i] @ v) ** 2 for i in range(m)) / m"
        " >= 0",
        line,
        survivors=ALONG,
    ),
    Equation(
        "eq-cost",
        r"J = \bar\ell + \frac{\lambda}{2} \sum_{j=1}^{n} w_j^2",
        f"cost(X, y, w, b, l2) == {MEAN} + l2 / 2 * sum(w[j] ** 2 for j in range(n))",
        problem,
        survivors={"(-w[j])": SQUARE, "(-w)[j]": SQUARE, "w[-j]": WHOLE},
    ),
    Equation(
        "eq-curvature-with-penalty",
        r"""\begin{aligned}
        \varphi''(t) &= \frac{1}{m} \sum_{i=1}^{m} \hat y_i \, (1 - \hat y_i) \,
          (\tilde x_i \cdot v)^2 \\[0.2em]
          &\quad + \lambda \sum_{j=1}^{n} v_j^2 \\[0.2em]
          &\ge 0
        \end{aligned}""",
        "slope(lambda t: ((y_hat(t) - y) @ (X_tilde @ v)) / m + l2 * (w + t * v[:n]) @ v[:n], t)"
        " == sum(y_hat(t)[i] * (1 - y_hat(t)[i]) * (X_tilde[i] @ v) ** 2 for i in range(m)) / m"
        " + l2 * sum(v[j] ** 2 for j in range(n)) >= 0",
        line,
        survivors=ALONG
        | {
            "(-w +": CONSTANT,
            "(2 * w +": CONSTANT,
            "(-v[j])": SQUARE,
            "(-v)[j]": SQUARE,
        },
    ),
    Equation(
        "eq-flat",
        r"""\begin{aligned}
        &\lambda = 0, \quad \tilde x_i \cdot v = 0 \text{ for all } i \\[0.2em]
        &\Longrightarrow \quad J(\theta + t \, v) = J(\theta)
        \end{aligned}""",
        "J(theta + t * v) == J(theta)",
        flat,
        survivors={
            "theta + -": LEVEL,
            "theta + 2 *": LEVEL,
            "t * -v": LEVEL,
            "t * (2 * v)": LEVEL,
        },
    ),
]

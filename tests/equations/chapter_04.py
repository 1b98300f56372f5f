"""What the equations of chapter 4, The cost, say."""

from __future__ import annotations

import numpy as np

from docs.tools.equations import Equation
from logreg_edu import cost, loss

SQUARE = "a square has no sign"
CONSTANT = "a constant has no slope, and a factor inside a logarithm adds one"
EVEN = "the curvature of the loss is the same at -z as at z, and for yes as for no"
LEVEL = "a level line is level to both sides, and at any distance"
STRAIGHT = "a straight line has the same slope everywhere"
WHOLE = "w[-j] goes over all weights, too"
MEAN = "sum(-log(P(y[i], y_hat[i])) for i in range(m)) / m"


def P(y: int, y_hat: float) -> float:
    """The probability that a model gives to the truth."""
    return {1: y_hat, 0: 1 - y_hat}[y]


def problem(rng: np.random.Generator) -> dict:
    """Examples, a place, a direction, and the cost, smooth also off the real line."""
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
        "alpha": rng.uniform(0.1, 1), "j": 1, "k": 2, "i": 1, "cost": cost,
        "total": total, "J": J, "mean": lambda theta: J(theta, 0), "E": np.diag([1] * n + [0]),
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
    """A convex function, and two places, which may be the same."""
    u = rng.uniform(0.5, 3) * rng.choice([-1, 1])
    v = u if rng.random() < 0.4 else rng.uniform(-3, 3)
    t = rng.uniform(0.1, 0.9)
    return {"f": lambda x: np.log(1 + np.exp(x)) + x**2 / 9, "u": u, "v": v, "t": t}


def way(rng: np.random.Generator) -> dict:
    """The height and the predictions along a line; now and then a line that leads nowhere."""
    p = problem(rng)
    if rng.random() < 0.2:
        p["v"] = 0 * p["v"]
    return p | {
        "phi": lambda t: p["J"](p["theta"] + t * p["v"]),
        "y_hat": lambda t: 1 / (1 + np.exp(-p["X_tilde"] @ (p["theta"] + t * p["v"]))),
    }


def curved(rng: np.random.Generator) -> dict:
    """The Hessian by its entries, and a direction that may be none."""
    p = problem(rng)
    if rng.random() < 0.2:
        p["v"] = 0 * p["v"]
    D = p["y_hat"] * (1 - p["y_hat"])
    entry = lambda k, j: (D * p["X_tilde"][:, k] * p["X_tilde"][:, j]).mean()  # noqa: E731
    H = np.array([[entry(k, j) for j in range(5)] for k in range(5)])
    return p | {"H": H + p["l2"] * p["E"]}


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
        r"J = \frac{1}{m} \sum_{i=1}^{m} \ell_i = -\frac{1}{m} \log P(y_1, \dots, y_m)",
        f"cost(X, y, w, b) == {MEAN} == -log(prod(P(y[i], y_hat[i]) for i in range(m))) / m",
        problem,
    ),
    Equation(
        "eq-geometric-mean",
        r"e^{-J} = \left( P(y_1, \dots, y_m) \right)^{1/m}",
        "exp(-cost(X, y, w, b)) == prod(P(y[i], y_hat[i]) for i in range(m)) ** (1 / m)",
        problem,
    ),
    Equation(
        "eq-sum-of-losses",
        r"""J_{\text{sum}} = \sum_{i=1}^{m} \ell_i = m \, J,
        \qquad
        \frac{\partial J_{\text{sum}}}{\partial w_j} = m \, \frac{\partial J}{\partial w_j}""",
        "(total(theta), gradient(total, theta)[j])"
        " == (m * mean(theta), m * gradient(mean, theta)[j])",
        problem,
    ),
    Equation(
        "eq-step-of-sum",
        r"""w_j - \alpha \, \frac{\partial J_{\text{sum}}}{\partial w_j}
        = w_j - (m \, \alpha) \, \frac{\partial J}{\partial w_j}""",
        "w[j] - alpha * gradient(total, theta)[j] == w[j] - (m * alpha) * gradient(mean, theta)[j]",
        problem,
    ),
    Equation(
        "eq-cost",
        r"""J = \frac{1}{m} \sum_{i=1}^{m} \ell_i
        + \frac{\lambda}{2} \sum_{j=1}^{n} w_j^2""",
        f"cost(X, y, w, b, l2) == {MEAN} + l2 / 2 * sum(w[j] ** 2 for j in range(n))",
        problem,
        survivors={"(-w[j])": SQUARE, "(-w)[j]": SQUARE, "w[-j]": WHOLE},
    ),
    Equation(
        "eq-convex",
        r"""f\bigl( (1 - t) \, u + t \, v \bigr) \le (1 - t) \, f(u) + t \, f(v),
        \qquad 0 \le t \le 1""",
        "f((1 - t) * u + t * v) <= (1 - t) * f(u) + t * f(v)",
        curve,
    ),
    Equation(
        "eq-above-tangent",
        r"f(v) - f(u) = \int_u^v f'(t) \, dt \ge f'(u) \, (v - u)",
        "f(v) - f(u) == integral(lambda t: slope(f, t), u, v) >= slope(f, u) * (v - u)",
        curve,
    ),
    Equation(
        "eq-curvature-of-loss",
        r"""\frac{d^2 \ell}{d z^2} = \frac{d}{d z} \bigl( \sigma(z) - y \bigr)
        = \hat y \, (1 - \hat y)""",
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
        r"""0 < \hat y \, (1 - \hat y) = \frac14 - \left( \hat y - \frac12 \right)^2
        \le \frac14""",
        "0 < y_hat * (1 - y_hat) == 1 / 4 - (y_hat - 1 / 2) ** 2 <= 1 / 4",
        lambda rng: {"y_hat": rng.choice([0.5, rng.uniform(0.05, 0.95)])},
        survivors={"(-(y_hat - 1 / 2)) ** 2": SQUARE},
    ),
    Equation(
        "eq-along-a-line",
        r"""\tilde x_i \cdot (\theta + t \, v)
        = \tilde x_i \cdot \theta + t \, (\tilde x_i \cdot v)""",
        "X_tilde[i] @ (theta + t * v) == X_tilde[i] @ theta + t * (X_tilde[i] @ v)",
        problem,
    ),
    Equation(
        "eq-slope-along",
        r"""\varphi'(t) = \frac{1}{m} \sum_{i=1}^{m} (\hat y_i - y_i) \, (\tilde x_i \cdot v)
        + \lambda \sum_{j=1}^{n} (w_j + t \, v_j) \, v_j""",
        "slope(phi, t) == sum((y_hat(t)[i] - y[i]) * (X_tilde[i] @ v) for i in range(m)) / m"
        " + l2 * sum((w[j] + t * v[j]) * v[j] for j in range(n))",
        way,
    ),
    Equation(
        "eq-curvature-along",
        r"""\varphi''(t) = \frac{1}{m} \sum_{i=1}^{m} \hat y_i \, (1 - \hat y_i) \,
        (\tilde x_i \cdot v)^2 + \lambda \sum_{j=1}^{n} v_j^2 \;\ge\; 0""",
        "slope(lambda t: ((y_hat(t) - y) @ (X_tilde @ v)) / m + l2 * (w + t * v[:n]) @ v[:n], t)"
        " == sum(y_hat(t)[i] * (1 - y_hat(t)[i]) * (X_tilde[i] @ v) ** 2 for i in range(m)) / m"
        " + l2 * sum(v[j] ** 2 for j in range(n)) >= 0",
        way,
        survivors={
            "- -y)": CONSTANT,
            "- 2 * y)": CONSTANT,
            "(-w +": CONSTANT,
            "(2 * w +": CONSTANT,
            "(-v[j])": SQUARE,
            "(-v)[j]": SQUARE,
            "(-(X_tilde[i] @ v))": SQUARE,
            "(-X_tilde[i] @ v)": SQUARE,
            "((-X_tilde)[i] @ v)": SQUARE,
            "(X_tilde[i] @ -v)": SQUARE,
        },
    ),
    Equation(
        "eq-slope-in-theta",
        r"""\frac{\partial J}{\partial \theta_j}
        = \frac{1}{m} \sum_{i=1}^{m} \frac{d \ell_i}{d z_i}
          \cdot \frac{\partial z_i}{\partial \theta_j}
        = \frac{1}{m} \sum_{i=1}^{m} (\hat y_i - y_i) \, \tilde X_{ij}""",
        "gradient(mean, theta)[j]"
        " == sum(slope(lambda z: log(1 + exp((1 - 2 * y[i]) * z)), X_tilde[i] @ theta)"
        " * gradient(lambda s: X_tilde[i] @ s, theta)[j] for i in range(m)) / m"
        " == sum((y_hat[i] - y[i]) * X_tilde[i, j] for i in range(m)) / m",
        problem,
        survivors={"log(2 *": CONSTANT, "@ s, -theta)": STRAIGHT, "@ s, 2 * theta)": STRAIGHT},
    ),
    Equation(
        "eq-hessian-entry",
        r"""\begin{aligned}
        \frac{\partial^2 J}{\partial \theta_k \, \partial \theta_j}
          &= \frac{1}{m} \sum_{i=1}^{m} \frac{\partial \hat y_i}{\partial \theta_k} \,
             \tilde X_{ij} \\[0.4em]
          &= \frac{1}{m} \sum_{i=1}^{m} \frac{d \hat y_i}{d z_i} \cdot
             \frac{\partial z_i}{\partial \theta_k} \, \tilde X_{ij} \\[0.4em]
          &= \frac{1}{m} \sum_{i=1}^{m} \hat y_i \, (1 - \hat y_i) \,
             \tilde X_{ik} \, \tilde X_{ij}
        \end{aligned}""",
        "jacobian(lambda s: gradient(mean, s), theta)[k, j]"
        " == sum(gradient(lambda s: sigmoid(X_tilde[i] @ s), theta)[k] * X_tilde[i, j]"
        " for i in range(m)) / m"
        " == sum(slope(sigmoid, X_tilde[i] @ theta)"
        " * gradient(lambda s: X_tilde[i] @ s, theta)[k] * X_tilde[i, j] for i in range(m)) / m"
        " == sum(y_hat[i] * (1 - y_hat[i]) * X_tilde[i, k] * X_tilde[i, j]"
        " for i in range(m)) / m",
        problem,
        tolerance=1e-4,
        survivors={
            "s), -theta)": EVEN,
            "@ s, 2 * theta)": STRAIGHT,
            "slope(sigmoid, -": EVEN,
            "slope(sigmoid, X_tilde[i] @ -": EVEN,
            "slope(sigmoid, (-": EVEN,
            "@ s, -theta)": STRAIGHT,
        },
    ),
    Equation(
        "eq-hessian",
        r"H = \frac{1}{m} \, \tilde X^\top D \, \tilde X + \lambda \, E",
        "jacobian(lambda s: gradient(J, s), theta)"
        " == X_tilde.T @ np.diag(y_hat * (1 - y_hat)) @ X_tilde / m + l2 * E",
        problem,
        tolerance=1e-6,
        survivors={"s), -theta)": EVEN},
    ),
    Equation(
        "eq-quadratic-form",
        r"""\begin{aligned}
        v^\top H \, v
          &= \sum_{k} \sum_{j} v_k \, H_{kj} \, v_j \\[0.4em]
          &= \frac{1}{m} \sum_{i=1}^{m} \hat y_i \, (1 - \hat y_i)
             \Bigl( \sum_{k} \tilde X_{ik} \, v_k \Bigr)
             \Bigl( \sum_{j} \tilde X_{ij} \, v_j \Bigr)
             + \lambda \sum_{j=1}^{n} v_j^2 \\[0.4em]
          &= \frac{1}{m} \sum_{i=1}^{m} \hat y_i \, (1 - \hat y_i) \, (\tilde x_i \cdot v)^2
             + \lambda \sum_{j=1}^{n} v_j^2 \;\ge\; 0
        \end{aligned}""",
        "v @ H @ v == sum(v[k] * H[k, j] * v[j] for k in range(n + 1) for j in range(n + 1))"
        " == sum(y_hat[i] * (1 - y_hat[i]) * sum(X_tilde[i, k] * v[k] for k in range(n + 1))"
        " * sum(X_tilde[i, j] * v[j] for j in range(n + 1)) for i in range(m)) / m"
        " + l2 * sum(v[j] ** 2 for j in range(n))"
        " == sum(y_hat[i] * (1 - y_hat[i]) * (X_tilde[i] @ v) ** 2 for i in range(m)) / m"
        " + l2 * sum(v[j] ** 2 for j in range(n)) >= 0",
        curved,
        survivors={
            "(-v[j]) **": SQUARE,
            "(-v)[j] **": SQUARE,
            "(-(X_tilde[i] @ v))": SQUARE,
            "(-X_tilde[i] @ v)": SQUARE,
            "((-X_tilde)[i] @ v)": SQUARE,
            "(X_tilde[i] @ -v)": SQUARE,
        },
    ),
    Equation(
        "eq-flat",
        r"""\tilde x_i \cdot v = 0 \text{ for all } i, \quad \lambda = 0
        \quad \Longrightarrow \quad
        J(\theta + t \, v) = J(\theta)""",
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

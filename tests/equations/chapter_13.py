"""What the equations of chapter 13, Newton's method, say."""

from __future__ import annotations

from itertools import product

import numpy as np

from docs.tools.equations import Equation
from logreg_edu import cost, cost_and_gradient, loss
from logreg_edu.gap import entropy
from logreg_edu.quasi_newton import lbfgs_step

SQUARE = "a square has no sign"
SUM = "the p - y add up to zero"
THIRD = "the third derivative is the same everywhere"
EVEN = "the curvatures of the losses at -theta are the same"


def h(p: np.ndarray) -> np.ndarray:
    """The entropy, written out."""
    return -p * np.log(p) - (1 - p) * np.log(1 - p)


def problem(rng: np.random.Generator) -> dict:
    """Examples, labels and a point, with the cost and its gradient."""
    m, n = 7, 3
    X, y, l2 = rng.uniform(0, 1, (m, n)), rng.integers(2, size=m), rng.uniform(0.05, 0.5)
    y[:2] = 0, 1
    X_tilde, E = np.hstack([X, np.ones((m, 1))]), np.diag([1.0] * n + [0.0])

    def J(theta: np.ndarray) -> complex:
        losses = np.log(1 + np.exp((1 - 2 * y) * (X_tilde @ theta)))
        return losses.mean() + l2 / 2 * (theta[:-1] @ theta[:-1])

    def g(theta: np.ndarray) -> np.ndarray:
        return X_tilde.T @ (1 / (1 + np.exp(-X_tilde @ theta)) - y) / m + l2 * E @ theta

    return {
        "m": m, "X": X, "y": y, "l2": l2, "X_tilde": X_tilde, "E": E, "J": J, "g": g,
        "theta": rng.normal(size=n + 1),
    }  # fmt: skip


def curvature(p: dict, theta: np.ndarray) -> np.ndarray:
    """The true curvature of a problem, written out."""
    y_hat = 1 / (1 + np.exp(-p["X_tilde"] @ theta))
    return p["X_tilde"].T * (y_hat * (1 - y_hat)) @ p["X_tilde"] / p["m"] + p["l2"] * p["E"]


def minimum(p: dict) -> np.ndarray:
    """Where a problem has its minimum."""
    theta = np.zeros(4)
    for _ in range(30):
        theta = theta - np.linalg.solve(curvature(p, theta), p["g"](theta))
    return theta


def tangent(rng: np.random.Generator) -> dict:
    """A loss, and a prediction at which it may be touched."""
    z = rng.uniform(-4, 4)
    p = rng.choice([1 / (1 + np.exp(-z)), rng.uniform(0.05, 0.95)])
    return {"y": int(rng.integers(2)), "z": z, "p": p, "h": h, "entropy": entropy, "loss": loss}


def below(rng: np.random.Generator) -> dict:
    """Some weights and predictions that fit the labels in sum; at times those of the minimum."""
    p = problem(rng)
    X, y, m = p["X"], p["y"], p["m"]
    if rng.random() < 0.5:
        theta = minimum(p)
        chosen = 1 / (1 + np.exp(-p["X_tilde"] @ theta))
    else:
        theta, chosen = rng.normal(size=4), rng.uniform(0.1, 0.9, m)
        over = chosen.mean() > y.mean()
        side = chosen if over else 1 - chosen
        side = side * (y.mean() if over else 1 - y.mean()) / side.mean()
        chosen = side if over else 1 - side
    g_p = X.T @ (chosen - y) / m
    return p | {"w": theta[:-1], "b": theta[-1], "p": chosen, "g_p": g_p, "h": h, "cost": cost}


def off_the_minimum(rng: np.random.Generator) -> dict:
    """The same with other weights."""
    return below(rng) | {"w": rng.normal(size=3), "b": rng.normal()}


def best_bias(rng: np.random.Generator) -> dict:
    """Some weights with their best bias."""
    p = problem(rng)
    theta = np.append(0.5 * rng.normal(size=3), 0.0)
    for _ in range(40):
        theta[3] -= p["g"](theta)[3] / curvature(p, theta)[3, 3]
    w, b = theta[:-1], theta[-1]
    y_hat = 1 / (1 + np.exp(-p["X_tilde"] @ theta))
    return p | {
        "w": w, "b": b, "y_hat": y_hat, "g_p": p["X"].T @ (y_hat - p["y"]) / p["m"], "h": h,
        "cost": cost, "dJ_dw": cost_and_gradient(p["X"], p["y"], w, b, p["l2"])[1],
    }  # fmt: skip


def cubic(rng: np.random.Generator) -> dict:
    """A cost of one number whose third derivative is the same everywhere, wherever xi is."""
    a, c, best = rng.uniform(0.5, 1), rng.uniform(1, 3), rng.normal()
    theta = best + rng.uniform(0.1, 1)

    def J1(x: float) -> float:
        return a * (x - best) ** 2 / 2 + c * (x - best)

    J2, J3 = (lambda x: a * (x - best) + c), (lambda x: a)
    new = theta - J1(theta) / J2(theta)
    return {"J1": J1, "J2": J2, "J3": J3, "theta": theta, "best": best, "new": new, "xi": 0.7}


def true_curvature(rng: np.random.Generator) -> dict:
    """A place, its predictions, and where Newton's step leads from there."""
    p = problem(rng)
    theta = p["theta"]
    y_hat = 1 / (1 + np.exp(-p["X_tilde"] @ theta))
    step = np.linalg.solve(curvature(p, theta), p["g"](theta))
    return p | {"y_hat": y_hat, "theta_new": theta - step, "inv": np.linalg.inv}


def sampled(rng: np.random.Generator) -> dict:
    """Four examples, and every way to draw some of them, with its probability."""
    m = 4
    c = rng.uniform(0.1, 0.9, m)
    ways = [
        (tuple(np.flatnonzero(drawn)), np.prod(np.where(drawn, c, 1 - c)))
        for drawn in product([False, True], repeat=m)
    ]
    X_tilde = np.hstack([rng.uniform(0, 1, (m, 2)), np.ones((m, 1))])
    return {"m": m, "c": c, "d": rng.uniform(0, 0.25, m), "X_tilde": X_tilde, "ways": ways}


def corrected(rng: np.random.Generator) -> dict:
    """A curvature's inverse, a step and what it did to the gradient; the library's correction."""
    n = 4
    A = rng.normal(size=(n, n + 2))
    G, s, t = A @ A.T, rng.normal(size=n), rng.normal(size=n)
    t = t if s @ t > 0 else -t
    walked = [(np.tile(s[:, np.newaxis], n), np.tile(t[:, np.newaxis], n))]
    return {"G": G, "s": s, "t": t, "G_new": lbfgs_step(np.eye(n), walked, lambda t: G @ t)}


EQUATIONS = [
    Equation(
        "eq-start-of-the-tangent",
        r"""\begin{aligned}
        & -y \log p - (1 - y) \log (1 - p) \\[0.4em]
        & \quad - (p - y) \left( \log p - \log (1 - p) \right) \\[0.4em]
        & \qquad = -p \log p - (1 - p) \log (1 - p) \\[0.4em]
        & \qquad = h(p)
        \end{aligned}""",
        "-y * log(p) - (1 - y) * log(1 - p) - (p - y) * (log(p) - log(1 - p))"
        " == -p * log(p) - (1 - p) * log(1 - p) == entropy(p)",
        tangent,
    ),
    Equation(
        "eq-loss-above-tangents",
        r"\ell(z) \;\ge\; h(p) + (p - y) \, z",
        "loss(z, y) >= h(p) + (p - y) * z",
        tangent,
    ),
    Equation(
        "eq-bias-drops-out",
        r"""\begin{aligned}
        \frac1m \sum_{i=1}^m (p_i - y_i) \, z_i &= g_p \cdot w \\[0.4em]
        \text{with} \quad g_p &= \frac1m X^\top (p - y)
        \end{aligned}""",
        "1 / m * sum((p[i] - y[i]) * (X[i] @ w + b) for i in range(m))"
        " == (1 / m * X.T @ (p - y)) @ w",
        off_the_minimum,
        survivors={"+ -b": SUM, "+ 2 * b": SUM},
    ),
    Equation(
        "eq-below-the-minimum",
        r"""\begin{aligned}
        J(w, b)
          &\ge \frac1m \sum_{i=1}^m h(p_i) + g_p \cdot w
             + \frac{\lambda}{2} \lVert w \rVert^2 \\[0.4em]
          &\ge \frac1m \sum_{i=1}^m h(p_i) - \frac{1}{2 \lambda} \lVert g_p \rVert^2
        \end{aligned}""",
        "cost(X, y, w, b, l2) >= 1 / m * sum(h(q) for q in p) + g_p @ w + l2 / 2 * (w @ w)"
        " >= 1 / m * sum(h(q) for q in p) - 1 / (2 * l2) * (g_p @ g_p)",
        below,
    ),
    Equation(
        "eq-gap-at-the-best-bias",
        r"""\begin{aligned}
        & J(w, b) - \left( \frac1m \sum_{i=1}^m h(\hat y_i)
          - \frac{1}{2 \lambda} \lVert g_p \rVert^2 \right) \\[0.4em]
        & \qquad = \frac{\lambda}{2} \left\lVert w + \frac{g_p}{\lambda} \right\rVert^2 \\[0.4em]
        & \qquad = \frac{1}{2 \lambda}
          \left\lVert \frac{\partial J}{\partial w} \right\rVert^2
        \end{aligned}""",
        "cost(X, y, w, b, l2) - (1 / m * sum(h(q) for q in y_hat) - 1 / (2 * l2) * (g_p @ g_p))"
        " == l2 / 2 * ((w + g_p / l2) @ (w + g_p / l2)) == 1 / (2 * l2) * (dJ_dw @ dJ_dw)",
        best_bias,
    ),
    Equation(
        "eq-true-curvature",
        r"""\begin{aligned}
        H &= \frac1m \, \tilde X^\top D \, \tilde X + \lambda \, E \\[0.4em]
        D &= \operatorname{diag} \left( \hat y \, (1 - \hat y) \right)
        \end{aligned}""",
        "jacobian(g, theta) == 1 / m * X_tilde.T @ np.diag(y_hat * (1 - y_hat)) @ X_tilde + l2 * E",
        true_curvature,
        survivors={"jacobian(g, -theta)": EVEN},
        tolerance=1e-6,
    ),
    Equation(
        "eq-newton-step",
        r"\theta_{\text{new}} = \theta - H^{-1} g",
        "theta_new == theta - inv(jacobian(g, theta)) @ g(theta)",
        true_curvature,
        survivors={"jacobian(g, -theta)": EVEN},
        tolerance=1e-6,
    ),
    Equation(
        "eq-taylor-at-the-minimum",
        r"""J'(\theta) = J''(\theta) \, e - \tfrac12 J'''(\xi) \, e^2""",
        "J1(theta) == J2(theta) * (theta - best) - 1 / 2 * J3(xi) * (theta - best) ** 2",
        cubic,
        survivors={"J3(-": THIRD, "J3(2": THIRD, "(-(theta - best)) ** 2": SQUARE},
    ),
    Equation(
        "eq-newton-error",
        r"""\theta_{\text{new}} - \theta_* = \frac{J'''(\xi)}{2 \, J''(\theta)} \, e^2""",
        "new - best == J3(xi) / (2 * J2(theta)) * (theta - best) ** 2",
        cubic,
        survivors={"J3(-": THIRD, "J3(2": THIRD, "(-(theta - best)) ** 2": SQUARE},
    ),
    Equation(
        "eq-sampled-curvature",
        r"""\begin{aligned}
        & \operatorname{E} \left[ \frac1m \sum_{i \text{ drawn}} \frac{d_i}{c_i} \,
          \tilde x_i \tilde x_i^\top \right] \\[0.4em]
        & \qquad = \frac1m \sum_{i=1}^m d_i \, \tilde x_i \tilde x_i^\top
        \end{aligned}""",
        "sum(chance * (1 / m * sum(d[i] / c[i] * np.outer(X_tilde[i], X_tilde[i]) for i in drawn))"
        " for drawn, chance in ways)"
        " == 1 / m * sum(d[i] * np.outer(X_tilde[i], X_tilde[i]) for i in range(m))",
        sampled,
    ),
    Equation(
        "eq-correction",
        r"""\begin{aligned}
        G_{\text{new}} &= \left( I - \frac{s \, t^\top}{s \cdot t} \right) G
          \left( I - \frac{t \, s^\top}{s \cdot t} \right) \\[0.4em]
          &\quad + \frac{s \, s^\top}{s \cdot t} \\[0.4em]
        G_{\text{new}} \, t &= s
        \end{aligned}""",
        "(G_new, G_new @ t) == ((np.eye(4) - np.outer(s, t) / (s @ t)) @ G"
        " @ (np.eye(4) - np.outer(t, s) / (s @ t)) + np.outer(s, s) / (s @ t), s)",
        corrected,
    ),
]

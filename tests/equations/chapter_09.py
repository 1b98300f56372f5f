"""What the equations of chapter 9, The round bowl, say."""

from __future__ import annotations

from itertools import product

import numpy as np

from docs.tools.equations import Equation
from logreg_edu import accelerated_descent, cost, cost_and_gradient, loss
from logreg_edu.gap import entropy
from logreg_edu.quasi_newton import lbfgs_step

SQUARE = "a square has no sign"


def h(p: np.ndarray) -> np.ndarray:
    """The entropy, written out."""
    return -p * np.log(p) - (1 - p) * np.log(1 - p)


def problem(rng: np.random.Generator) -> dict:
    """Examples, labels and a place, with the cost, its gradient and the bound on its curvature."""
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
        "B": X_tilde.T @ X_tilde / (4 * m) + l2 * E, "theta": rng.normal(size=n + 1),
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


def near_the_bottom(rng: np.random.Generator) -> dict:
    """Anywhere; or near the bottom of examples that each have both answers: the doubts are 1/4."""
    p = problem(rng)
    if rng.random() < 0.5:
        return p
    X_tilde = np.vstack([p["X_tilde"]] * 2)
    signs, l2, E = np.repeat([1, -1], p["m"]), p["l2"], p["E"]

    def J(theta: np.ndarray) -> float:
        return np.log(1 + np.exp(signs * (X_tilde @ theta))).mean() + l2 / 2 * theta @ E @ theta

    def g(theta: np.ndarray) -> np.ndarray:
        pull = signs / (1 + np.exp(-signs * (X_tilde @ theta)))
        return X_tilde.T @ pull / len(signs) + l2 * E @ theta

    return p | {"J": J, "g": g, "theta": 1e-3 * rng.normal(size=4)}


def ruler(rng: np.random.Generator) -> dict:
    """A bound, its Cholesky factor, a place and a gradient."""
    B = problem(rng)["B"]
    g, theta = rng.normal(size=4), rng.normal(size=4)
    return {"B": B, "C": np.linalg.cholesky(B), "g": g, "theta": theta, "s": rng.normal(size=4)}


def momentum(rng: np.random.Generator) -> dict:
    """The third step of the library, where it did not restart."""
    while True:
        p = problem(rng)
        ahead = []
        for k in range(4):
            d = accelerated_descent(p["X"], p["y"], p["l2"], iterations=k, tolerance=0)
            ahead.append(np.append(d.w, d.b))
        step = lambda a, p=p: a - np.linalg.solve(p["B"], p["g"](a))  # noqa: E731
        before, after = step(ahead[1]), step(ahead[2])
        t = [1.0]
        for _ in range(3):
            t.append((1 + np.sqrt(1 + 4 * t[-1] ** 2)) / 2)
        if p["g"](ahead[2]) @ (after - before) <= 0:
            return p | {
                "a": ahead[2], "a_next": ahead[3], "theta": after, "theta_before": before,
                "t": t[2], "t_next": t[3], "inv": np.linalg.inv,
            }  # fmt: skip


def numbers(rng: np.random.Generator) -> dict:
    """A number of momentum, small or large, and the positive root of r^2 - r = t^2."""
    t = rng.choice([rng.uniform(1, 10), 1e5])
    return {"t": t, "t_next": max(np.roots([1, -1, -(t**2)]))}


def k_steps(rng: np.random.Generator) -> dict:
    """k steps with momentum from anywhere, without restart."""
    p, k = problem(rng), int(rng.integers(1, 9))
    places, a, t = [rng.normal(size=4)], None, 1.0
    a = places[0]
    for _ in range(k):
        places.append(a - np.linalg.solve(p["B"], p["g"](a)))
        t_next = (1 + np.sqrt(1 + 4 * t**2)) / 2
        a = places[-1] + (t - 1) / t_next * (places[-1] - places[-2])
        t = t_next
    best = minimum(p)
    return p | {"k": k, "theta": places, "theta_best": best, "J_best": p["J"](best)}


def from_ahead(rng: np.random.Generator) -> dict:
    """A step from a place ahead, some other place, the place before, and the minimum."""
    p = problem(rng)
    a, best = rng.normal(size=4), minimum(p)
    return p | {
        "a": a, "theta_k": a - np.linalg.solve(p["B"], p["g"](a)), "t": rng.uniform(1, 9),
        "other": rng.normal(size=4), "theta_before": rng.normal(size=4), "theta_best": best,
        "J_best": p["J"](best),
    }  # fmt: skip


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
    v = X.T @ (chosen - y) / m
    return p | {"w": theta[:-1], "b": theta[-1], "p": chosen, "v": v, "h": h, "cost": cost}


def best_bias(rng: np.random.Generator) -> dict:
    """Some weights with their best bias."""
    p = problem(rng)
    theta = np.append(0.5 * rng.normal(size=3), 0.0)
    for _ in range(40):
        theta[3] -= p["g"](theta)[3] / curvature(p, theta)[3, 3]
    w, b = theta[:-1], theta[-1]
    y_hat = 1 / (1 + np.exp(-p["X_tilde"] @ theta))
    return p | {
        "w": w, "b": b, "y_hat": y_hat, "v": p["X"].T @ (y_hat - p["y"]) / p["m"], "h": h,
        "cost": cost, "dJ_dw": cost_and_gradient(p["X"], p["y"], w, b, p["l2"])[1],
    }  # fmt: skip


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
        "eq-valley",
        r"J(u, v) = \frac12 \left( u^2 + 9 \, v^2 \right), \qquad g = (u, \; 9 v)",
        "gradient(lambda p: 1 / 2 * (p[0] ** 2 + 9 * p[1] ** 2), np.array([u, v]))"
        " == np.array([u, 9 * v])",
        lambda rng: {"u": rng.normal(), "v": rng.normal()},
        survivors={
            "(-p[0]) ** 2": SQUARE,
            "(-p[1]) ** 2": SQUARE,
            "(-p)[0] ** 2": SQUARE,
            "(-p)[1] ** 2": SQUARE,
            "p[-1]": "the last of two is the second",
        },
    ),
    Equation(
        "eq-zig-zag",
        r"""\left( u - \tfrac15 \, u, \;\; v - \tfrac15 \cdot 9 v \right)
        = \left( \tfrac45 \, u, \;\; -\tfrac45 \, v \right)""",
        "(u - 1 / 5 * u, v - 1 / 5 * 9 * v) == (4 / 5 * u, -(4 / 5) * v)",
        lambda rng: {"u": rng.normal(), "v": rng.normal()},
    ),
    Equation(
        "eq-best-factor",
        r"""1 - \frac{2}{a + c} \, a = - \left( 1 - \frac{2}{a + c} \, c \right)
        = \frac{\kappa - 1}{\kappa + 1}""",
        "1 - 2 / (a + c) * a == -(1 - 2 / (a + c) * c) == (c / a - 1) / (c / a + 1)",
        lambda rng: {"a": rng.uniform(0.1, 1), "c": rng.uniform(1, 9)},
    ),
    Equation(
        "eq-steps-and-condition",
        r"""\left( \frac{\kappa - 1}{\kappa + 1} \right)^k \le e^{-2 k / \kappa}""",
        "((kappa - 1) / (kappa + 1)) ** k <= exp(-2 * k / kappa)",
        lambda rng: {"kappa": 10 ** rng.uniform(0.1, 4), "k": 1 + 2 * int(rng.integers(10))},
    ),
    Equation(
        "eq-slope-of-the-closer-parabola",
        r"\nabla_s \left( g \cdot s + \tfrac12 \, s \cdot B s \right) = g + B s",
        "gradient(lambda s: g @ s + 1 / 2 * (s @ B @ s), s) == g + B @ s",
        ruler,
    ),
    Equation(
        "eq-bowl-descent",
        r"""J \left( \theta - B^{-1} g \right) \;\le\; J(\theta)
        - \frac12 \, g \cdot B^{-1} g""",
        "J(theta - inv(B) @ g(theta)) <= J(theta) - 1 / 2 * (g(theta) @ inv(B) @ g(theta))",
        lambda rng: near_the_bottom(rng) | {"inv": np.linalg.inv},
    ),
    Equation(
        "eq-another-ruler",
        r"C^\top \theta - C^{-1} g = C^\top \left( \theta - B^{-1} g \right)",
        "C.T @ theta - inv(C) @ g == C.T @ (theta - inv(B) @ g)",
        lambda rng: ruler(rng) | {"inv": np.linalg.inv},
    ),
    Equation(
        "eq-momentum",
        r"""\theta_k = a_k - B^{-1} g_k, \qquad
        a_{k+1} = \theta_k + \frac{t_k - 1}{t_{k+1}} \left( \theta_k - \theta_{k-1} \right)""",
        "(theta, a_next) == (a - inv(B) @ g(a), theta + (t - 1) / t_next * (theta - theta_before))",
        momentum,
        tolerance=1e-7,
    ),
    Equation(
        "eq-momentum-numbers",
        r"t_{k+1} = \frac{1 + \sqrt{1 + 4 \, t_k^2}}{2} \;\ge\; t_k + \frac12",
        "t_next == (1 + sqrt(1 + 4 * t**2)) / 2 >= t + 1 / 2",
        numbers,
        survivors={"(-t) ** 2": SQUARE},
    ),
    Equation(
        "eq-momentum-rate",
        r"""J(\theta_k) - J_* \;\le\;
        \frac{2 \, \lVert \theta_0 - \theta_* \rVert_B^2}{(k + 1)^2}""",
        "J(theta[k]) - J_best"
        " <= 2 * ((theta[0] - theta_best) @ B @ (theta[0] - theta_best)) / (k + 1) ** 2",
        k_steps,
        loose="the sum that it comes from drops a distance, and the tangent is below the cost",
    ),
    Equation(
        "eq-from-ahead",
        r"""J(\theta_k) - J(\vartheta) \;\le\; \frac12 \lVert a_k - \vartheta \rVert_B^2
        - \frac12 \lVert \theta_k - \vartheta \rVert_B^2""",
        "J(theta_k) - J(other) <= 1 / 2 * ((a - other) @ B @ (a - other))"
        " - 1 / 2 * ((theta_k - other) @ B @ (theta_k - other))",
        from_ahead,
        loose="equal only where the other place is the one ahead, and the doubts are 1/4",
    ),
    Equation(
        "eq-momentum-lemma",
        r"""\begin{aligned}
        t_k^2 \, \delta_k - (t_k^2 - t_k) \, \delta_{k-1}
          &\le \frac12 \lVert t_k a_k - (t_k - 1) \, \theta_{k-1} - \theta_* \rVert_B^2 \\[0.4em]
          &\quad - \frac12 \lVert t_k \theta_k - (t_k - 1) \, \theta_{k-1} - \theta_* \rVert_B^2
        \end{aligned}""",
        "t**2 * (J(theta_k) - J_best) - (t**2 - t) * (J(theta_before) - J_best)"
        " <= 1 / 2 * ((t * a - (t - 1) * theta_before - theta_best)"
        " @ B @ (t * a - (t - 1) * theta_before - theta_best))"
        " - 1 / 2 * ((t * theta_k - (t - 1) * theta_before - theta_best)"
        " @ B @ (t * theta_k - (t - 1) * theta_before - theta_best))",
        from_ahead,
        loose="it comes from an inequality that is equal only where all places are one",
    ),
    Equation(
        "eq-start-of-the-tangent",
        r"""\begin{aligned}
        & -y \log p - (1 - y) \log (1 - p)
          - (p - y) \left( \log p - \log (1 - p) \right) \\[0.4em]
        & \qquad = -p \log p - (1 - p) \log (1 - p) = h(p)
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
        "eq-below-the-minimum",
        r"""J(w, b) \;\ge\; \frac1m \sum_{i=1}^m h(p_i) + v \cdot w
        + \frac{\lambda}{2} \lVert w \rVert^2
        \;\ge\; \frac1m \sum_{i=1}^m h(p_i) - \frac{1}{2 \lambda} \lVert v \rVert^2""",
        "cost(X, y, w, b, l2) >= 1 / m * sum(h(q) for q in p) + v @ w + l2 / 2 * (w @ w)"
        " >= 1 / m * sum(h(q) for q in p) - 1 / (2 * l2) * (v @ v)",
        below,
    ),
    Equation(
        "eq-gap-at-the-best-bias",
        r"""J(w, b) - \left( \frac1m \sum_{i=1}^m h(\hat y_i)
        - \frac{1}{2 \lambda} \lVert v \rVert^2 \right)
        = \frac{1}{2 \lambda} \left\lVert \frac{\partial J}{\partial w} \right\rVert^2""",
        "cost(X, y, w, b, l2) - (1 / m * sum(h(q) for q in y_hat) - 1 / (2 * l2) * (v @ v))"
        " == 1 / (2 * l2) * (dJ_dw @ dJ_dw)",
        best_bias,
    ),
    Equation(
        "eq-true-curvature",
        r"""H = \frac1m \, \tilde X^\top \operatorname{diag} \left( \hat y \, (1 - \hat y) \right)
        \tilde X + \lambda \, E""",
        "jacobian(g, theta) == 1 / m * X_tilde.T @ np.diag(y_hat * (1 - y_hat)) @ X_tilde + l2 * E",
        true_curvature,
        survivors={"jacobian(g, -theta)": "the doubts at -theta are the same"},
        tolerance=1e-6,
    ),
    Equation(
        "eq-newton-step",
        r"\theta_{\text{new}} = \theta - H^{-1} g",
        "theta_new == theta - inv(jacobian(g, theta)) @ g(theta)",
        true_curvature,
        survivors={"jacobian(g, -theta)": "the doubts at -theta are the same"},
        tolerance=1e-6,
    ),
    Equation(
        "eq-sampled-curvature",
        r"""\mathbb{E} \left[ \frac1m \sum_{i \text{ drawn}} \frac{d_i}{c_i} \,
        \tilde x_i \tilde x_i^\top \right]
        = \frac1m \sum_{i=1}^m d_i \, \tilde x_i \tilde x_i^\top""",
        "sum(chance * (1 / m * sum(d[i] / c[i] * np.outer(X_tilde[i], X_tilde[i]) for i in drawn))"
        " for drawn, chance in ways)"
        " == 1 / m * sum(d[i] * np.outer(X_tilde[i], X_tilde[i]) for i in range(m))",
        sampled,
    ),
    Equation(
        "eq-correction",
        r"""G_{\text{new}} = \left( I - \frac{s \, t^\top}{s \cdot t} \right) G
        \left( I - \frac{t \, s^\top}{s \cdot t} \right)
        + \frac{s \, s^\top}{s \cdot t}, \qquad G_{\text{new}} \, t = s""",
        "(G_new, G_new @ t) == ((np.eye(4) - np.outer(s, t) / (s @ t)) @ G"
        " @ (np.eye(4) - np.outer(t, s) / (s @ t)) + np.outer(s, s) / (s @ t), s)",
        corrected,
    ),
]

"""What the equations of chapter 6, Gradient descent, say."""

from __future__ import annotations

import numpy as np

from docs.tools.equations import Equation
from logreg_edu import curvature_bound, gradient_descent, largest_curvature

SQUARE = "a square has no sign"
# Orthogonal rows: the same curvature in all directions, so bounds with the largest are reached.
ALIKE = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])


def problem(rng: np.random.Generator, X: np.ndarray | None = None) -> dict:
    """Examples, labels, a place and a direction, and the cost, smooth also off the real line."""
    m, n = (6, 3) if X is None else X.shape
    X = rng.uniform(0, 1, (m, n)) if X is None else X
    y, l2 = rng.integers(2, size=m), rng.uniform(0.05, 0.5)
    X_tilde, E = np.hstack([X, np.ones((m, 1))]), np.diag([1.0] * n + [0.0])
    y[:3] = 0, 1, 0  # both answers, and no labels that leave the slope at zero 0

    def J(theta: np.ndarray) -> complex:
        losses = np.log(1 + np.exp((1 - 2 * y) * (X_tilde @ theta)))
        return losses.mean() + l2 / 2 * (theta[:-1] @ theta[:-1])

    def g(theta: np.ndarray) -> np.ndarray:
        y_hat = 1 / (1 + np.exp(-X_tilde @ theta))
        return X_tilde.T @ (y_hat - y) / m + l2 * E @ theta

    B = X_tilde.T @ X_tilde / (4 * m) + l2 * E
    return {
        "m": m, "X": X, "y": y, "l2": l2, "X_tilde": X_tilde, "E": E, "J": J, "g": g,
        "B": B, "L": np.linalg.eigvalsh(B)[-1],
        "theta": rng.normal(size=n + 1), "s": rng.normal(size=n + 1), "t": rng.uniform(0.1, 0.9),
    }  # fmt: skip


def unpenalised(rng: np.random.Generator, X: np.ndarray) -> dict:
    """A problem without penalty, at zero, where every doubt is one quarter."""
    p = problem(rng, X)
    m, X_tilde, y = p["m"], p["X_tilde"], p["y"]
    B = X_tilde.T @ X_tilde / (4 * m)
    return p | {
        "l2": 0.0, "B": B, "L": np.linalg.eigvalsh(B)[-1], "theta": np.zeros(len(B)),
        "J": lambda theta: np.log(1 + np.exp((1 - 2 * y) * (X_tilde @ theta))).mean(),
        "g": lambda theta: X_tilde.T @ (1 / (1 + np.exp(-X_tilde @ theta)) - y) / m,
    }  # fmt: skip


def small_valley(rng: np.random.Generator) -> dict:
    """The cost of x = -1 and x = 1, each with both answers; at times at the bottom."""
    x, y = np.array([-1.0, -1.0, 1.0, 1.0]), np.array([0, 1, 0, 1])
    return {
        "J": lambda w: np.log(1 + np.exp((1 - 2 * y) * x * w)).mean(),
        "dJ_dw": lambda w: ((1 / (1 + np.exp(-x * w)) - y) * x).mean(),
        "w": rng.choice([0.0, rng.normal()]),
    }


def one_weight(rng: np.random.Generator) -> dict:
    """The cost of one weight without a bias, and a step.

    At times a short one from w = 0, where every prediction is one half and the curvature is L.
    """
    x, y = rng.uniform(0.5, 2, 5) * rng.choice([-1, 1], 5), rng.integers(2, size=5)
    short = rng.random() < 0.5
    theta, size = (0.0, 0.01) if short else (rng.normal(), rng.choice([0.1, 2]))
    L = (x @ x) / 20
    J = lambda w: np.log(1 + np.exp((1 - 2 * y) * x * w)).mean()  # noqa: E731
    g = ((1 / (1 + np.exp(-x * theta)) - y) * x).mean()
    return {
        "J": J, "theta": theta, "g": g, "L": L, "s": size * rng.normal(),
        "u": 1e-6 if short else rng.uniform(0, 2),
        "alpha": 0.01 if short else rng.uniform(0.05, 3) / L,
    }  # fmt: skip


def in_bytes(rng: np.random.Generator) -> dict:
    """Weights omega for bytes, w for pixels from 0 to 1, and a cost that depends on w."""
    omega, a = rng.normal(size=6) / 255, rng.normal(size=6)
    J = lambda w: np.log(1 + np.exp(a @ w))  # noqa: E731
    return {"omega": omega, "w": 255 * omega, "J": J, "alpha": rng.uniform()}


def small_steps(rng: np.random.Generator) -> dict:
    """Up or down the hill, or a short way from zero where the bounds are as good as reached."""
    if rng.random() < 0.5:
        return unpenalised(rng, ALIKE) | {"s": rng.normal(0, 0.002, 3)}
    p = problem(rng)
    theta = rng.uniform(-1, 1) * p["g"](np.zeros(4))
    return p | {"theta": theta, "s": rng.normal(0, 0.1, 4)}


def along_a_line(rng: np.random.Generator) -> dict:
    """The predictions and slopes on the way from theta along s."""
    p = problem(rng)
    y_hat = lambda t: 1 / (1 + np.exp(-p["X_tilde"] @ (p["theta"] + t * p["s"])))  # noqa: E731
    return p | {"y_hat": y_hat, "s_w": p["s"][:-1]}


def bounded(rng: np.random.Generator) -> dict:
    """The curvature somewhere on the way, at times at zero, at times along the top eigenvector."""
    p = along_a_line(rng)
    if rng.random() < 0.5:
        p["theta"], p["t"] = np.zeros(4), 0.0
    if rng.random() < 0.5:
        p["s"] = np.linalg.eigh(p["B"])[1][:, -1]
    y_hat = 1 / (1 + np.exp(-p["X_tilde"] @ (p["theta"] + p["t"] * p["s"])))
    s_w = p["s"][:-1]
    losses = (y_hat * (1 - y_hat) * (p["X_tilde"] @ p["s"]) ** 2).mean()
    return p | {"s_w": s_w, "curvature": losses + p["l2"] * (s_w @ s_w)}


def a_step(rng: np.random.Generator) -> dict:
    """The second step of the library's descent."""
    p = problem(rng)
    alpha = rng.uniform(0.1, 0.5)
    after = lambda k: gradient_descent(p["X"], p["y"], alpha, p["l2"], k, tolerance=0)  # noqa: E731
    first, second = (np.append(d.w, d.b) for d in (after(1), after(2)))
    return p | {"alpha": alpha, "theta": first, "theta_new": second}


def eigen(rng: np.random.Generator) -> dict:
    """A symmetric matrix without negative eigenvalues, its eigenvectors, and some s."""
    A = rng.normal(size=(5, 4))
    B = A.T @ A
    mu, v = np.linalg.eigh(B)
    s = rng.normal(size=4) if rng.random() < 0.7 else rng.uniform(0.5, 2) * v[:, -1]
    return {
        "B": B, "mu": mu, "v": v.T, "c": v.T @ s, "s": s, "L": mu.max(), "k": 3,
        "power": np.linalg.matrix_power,
    }  # fmt: skip


def rated(rng: np.random.Generator) -> dict:
    """A place and a rate, small enough at times for the promise to be as good as reached."""
    if rng.random() < 0.5:
        p = problem(rng)
        return p | {"alpha": rng.uniform(0.05, 3) / p["L"]}
    return unpenalised(rng, ALIKE) | {"alpha": 0.002 / 0.25}


def promised(rng: np.random.Generator) -> dict:
    """With the rate 1/L; at times near the bottom, where the promise is as good as reached."""
    if rng.random() < 0.5:
        return problem(rng)
    # Each example once with "no" and once with "yes": the bottom is at 0, with all doubts 1/4.
    p = problem(rng, np.vstack([ALIKE, ALIKE]))
    signs, X_tilde = np.repeat([1, -1], 4), p["X_tilde"]
    return p | {
        "L": 0.25, "theta": 1e-3 * rng.normal(size=3),
        "J": lambda theta: np.log(1 + np.exp(signs * (X_tilde @ theta))).mean(),
        "g": lambda theta: X_tilde.T @ (signs / (1 + np.exp(-signs * (X_tilde @ theta)))) / 8,
    }  # fmt: skip


def with_minimum(rng: np.random.Generator) -> dict:
    """A problem, its minimum by Newton's method, and a place that may be the minimum."""
    p = problem(rng)
    theta_best = np.zeros(4)
    for _ in range(30):
        y_hat = 1 / (1 + np.exp(-p["X_tilde"] @ theta_best))
        H = p["X_tilde"].T * (y_hat * (1 - y_hat)) @ p["X_tilde"] / p["m"] + p["l2"] * p["E"]
        theta_best = theta_best - np.linalg.solve(H, p["g"](theta_best))
    J_best = p["J"](theta_best)
    near = theta_best + 1e-6 * rng.normal(size=4)
    theta = p["theta"] if rng.random() < 0.7 else near
    return p | {"theta_best": theta_best, "J_best": J_best, "theta": theta}


def nearer(rng: np.random.Generator) -> dict:
    """A step with the rate 1/L, and the minimum."""
    p = with_minimum(rng)
    theta = rng.normal(size=4)
    return p | {"theta": theta, "theta_new": theta - p["g"](theta) / p["L"], "g": p["g"](theta)}


def curved_everywhere(rng: np.random.Generator) -> dict:
    """A step with the rate 1/L, and the smallest curvature on the way to the minimum."""
    p = nearer(rng)
    smallest = []
    for t in np.linspace(0, 1, 30):
        theta = p["theta"] + t * (p["theta_best"] - p["theta"])
        y_hat = 1 / (1 + np.exp(-p["X_tilde"] @ theta))
        H = p["X_tilde"].T * (y_hat * (1 - y_hat)) @ p["X_tilde"] / p["m"] + p["l2"] * p["E"]
        smallest.append(np.linalg.eigvalsh(H)[0])
    return p | {"mu": 0.99 * min(smallest)}


def k_steps(rng: np.random.Generator) -> dict:
    """k steps with the rate 1/L."""
    p, k = with_minimum(rng), int(rng.integers(1, 9))
    places = [rng.normal(size=4)]
    for _ in range(k):
        places.append(places[-1] - p["g"](places[-1]) / p["L"])
    return p | {"k": k, "theta": places}


def below(rng: np.random.Generator) -> dict:
    """A point and a step; sometimes along the floor of the valley where all examples agree."""
    p = problem(rng)
    if rng.random() < 0.5:
        # No example sees the first pixel: along it the cost is the penalty's parabola.
        X_tilde = p["X_tilde"] * [0, 1, 1, 1]
        y, l2, m = p["y"], p["l2"], p["m"]
        p["J"] = lambda theta: (
            np.log(1 + np.exp((1 - 2 * y) * (X_tilde @ theta))).mean()
            + l2 / 2 * (theta[:-1] @ theta[:-1])
        )
        p["g"] = lambda theta: (
            X_tilde.T @ (1 / (1 + np.exp(-X_tilde @ theta)) - y) / m + l2 * p["E"] @ theta
        )
        p["s"] = np.array([rng.normal(), 0, 0, 0])
    return p | {"s_w": p["s"][:-1]}


def squared(rng: np.random.Generator) -> dict:
    """A slope, a step and a penalty."""
    return {"g_w": rng.normal(size=3), "s_w": rng.normal(size=3), "l2": rng.uniform(0.1, 2)}


def gap(rng: np.random.Generator) -> dict:
    """Weights with their best bias; at times only a weight that no example sees is off."""
    p = problem(rng)
    X_tilde = p["X_tilde"] * [0, 1, 1, 1]
    y, l2, m, E = p["y"], p["l2"], p["m"], p["E"]

    def J(theta: np.ndarray) -> float:
        losses = np.log(1 + np.exp((1 - 2 * y) * (X_tilde @ theta)))
        return losses.mean() + l2 / 2 * (theta[:-1] @ theta[:-1])

    def g(theta: np.ndarray) -> np.ndarray:
        y_hat = 1 / (1 + np.exp(-X_tilde @ theta))
        return X_tilde.T @ (y_hat - y) / m + l2 * E @ theta

    def newton(theta: np.ndarray, free: list[int]) -> np.ndarray:
        """The minimum over some of the numbers in theta."""
        theta = theta.copy()
        for _ in range(40):
            y_hat = 1 / (1 + np.exp(-X_tilde @ theta))
            H = X_tilde.T * (y_hat * (1 - y_hat)) @ X_tilde / m + l2 * E
            theta[free] -= np.linalg.solve(H[np.ix_(free, free)], g(theta)[free])
        return theta

    best = newton(np.zeros(4), [0, 1, 2, 3])
    if rng.random() < 0.5:
        theta = best + np.array([rng.uniform(0.5, 2), 0, 0, 0])
    else:
        theta = newton(np.append(0.5 * rng.normal(size=3), best[3]), [3])
    return {"J": J, "theta": theta, "dJ_dw": g(theta)[:-1], "J_best": J(best), "l2": l2}


EQUATIONS = [
    Equation(
        "eq-descent-step",
        r"\theta_{\text{new}} = \theta - \alpha \, g",
        "theta_new == theta - alpha * gradient(J, theta)",
        a_step,
    ),
    Equation(
        "eq-small-valley",
        r"""\begin{aligned}
        J'(w) &= \sigma(w) - \tfrac12 \\[0.4em]
        J''(w) &= \sigma(w) \, (1 - \sigma(w)) \le \tfrac14
        \end{aligned}""",
        "np.array([slope(J, w), slope(dJ_dw, w)])"
        " == np.array([sigmoid(w) - 1 / 2, sigmoid(w) * (1 - sigmoid(w))])"
        " <= np.array([sigmoid(w) - 1 / 2, 1 / 4])",
        small_valley,
        survivors={"slope(dJ_dw, -w)": "the valley is as curved at -w as at w"},
    ),
    Equation(
        "eq-slope-bound",
        r"J'(\theta + u) \le g + L \, u",
        "slope(J, theta + u) <= g + L * u",
        one_weight,
    ),
    Equation(
        "eq-parabola-in-one-number",
        r"J(\theta + s) \le J(\theta) + g \, s + \frac{L}{2} \, s^2",
        "J(theta + s) <= J(theta) + g * s + L / 2 * s**2",
        one_weight,
        survivors={"(-s) ** 2": SQUARE},
    ),
    Equation(
        "eq-descent-in-one-number",
        r"""\begin{aligned}
        J(\theta - \alpha g)
          &\le J(\theta) - \alpha \, g^2 + \frac{L}{2} \, \alpha^2 g^2 \\[0.4em]
          &= J(\theta) - \alpha \left( 1 - \frac{\alpha L}{2} \right) g^2
        \end{aligned}""",
        "J(theta - alpha * g) <= J(theta) - alpha * g**2 + L / 2 * alpha**2 * g**2"
        " == J(theta) - alpha * (1 - alpha * L / 2) * g**2",
        one_weight,
        survivors={"(-alpha) ** 2": SQUARE, "(-g) ** 2": SQUARE},
    ),
    Equation(
        "eq-step-on-a-parabola",
        r"""\begin{aligned}
        J &= \frac{L}{2} \, \theta^2 \\[0.4em]
        \theta - \alpha \, J'(\theta) &= \theta - \alpha L \, \theta
        = (1 - \alpha L) \, \theta
        \end{aligned}""",
        "theta - alpha * slope(lambda u: L / 2 * u**2, theta) == theta - alpha * L * theta"
        " == (1 - alpha * L) * theta",
        lambda rng: {
            "theta": rng.normal(),
            "alpha": rng.uniform(0.1, 3),
            "L": rng.uniform(0.1, 3),
        },
        survivors={"(-u) ** 2": SQUARE},
    ),
    Equation(
        "eq-curvature-along-a-line",
        r"""\begin{aligned}
        \varphi''(t) &= \frac{1}{m} \sum_{i=1}^{m}
          \hat y_i \, (1 - \hat y_i) \, (\tilde x_i \cdot s)^2 \\
          &\quad + \lambda \, \lVert s_w \rVert^2
        \end{aligned}""",
        "slope(lambda u: g(theta + u * s) @ s, t)"
        " == 1 / m * sum(y_hat(t)[i] * (1 - y_hat(t)[i]) * (X_tilde[i] @ s) ** 2 for i in range(m))"
        " + l2 * (s_w @ s_w)",
        along_a_line,
        survivors={
            "(-(X_tilde[i] @ s)) ** 2": SQUARE,
            "(-X_tilde[i] @ s) ** 2": SQUARE,
            "(X_tilde[i] @ -s) ** 2": SQUARE,
            "((-X_tilde)[i] @ s) ** 2": SQUARE,
        },
    ),
    Equation(
        "eq-bound-matrix",
        r"B = \frac{1}{4 m} \, \tilde X^\top \tilde X + \lambda \, E",
        "curvature_bound(X, l2) == 1 / (4 * m) * X_tilde.T @ X_tilde + l2 * E",
        lambda rng: problem(rng) | {"curvature_bound": curvature_bound},
    ),
    Equation(
        "eq-curvature-below-bound",
        r"""\begin{aligned}
        \varphi''(t)
          &\le \frac{1}{4 m} \sum_{i=1}^{m} (\tilde x_i \cdot s)^2
            + \lambda \, \lVert s_w \rVert^2 \\[0.4em]
          &= s \cdot B s \\[0.4em]
          &\le L \, \lVert s \rVert^2
        \end{aligned}""",
        "curvature <= 1 / (4 * m) * sum((x @ s) ** 2 for x in X_tilde) + l2 * (s_w @ s_w)"
        " == s @ B @ s <= largest_curvature(X, l2) * (s @ s)",
        lambda rng: bounded(rng) | {"largest_curvature": largest_curvature},
        survivors={
            "(-(x @ s)) ** 2": SQUARE,
            "(-x @ s) ** 2": SQUARE,
            "(x @ -s) ** 2": SQUARE,
            "for x in -X_tilde": SQUARE,
            "largest_curvature(-X, l2)": "a mirror image has the same curvature",
        },
    ),
    Equation(
        "eq-largest-eigenvalue",
        r"""\begin{aligned}
        s \cdot B s &= \sum_j \mu_j \, (v_j \cdot s)^2 \\[0.4em]
          &\le \max_j \mu_j \, \sum_j (v_j \cdot s)^2 \\[0.4em]
          &= \max_j \mu_j \, \lVert s \rVert^2
        \end{aligned}""",
        "s @ B @ s == sum(mu[j] * (v[j] @ s) ** 2 for j in range(4))"
        " <= max(mu) * sum((v[j] @ s) ** 2 for j in range(4)) == max(mu) * (s @ s)",
        eigen,
        survivors={
            "(-(v[j] @ s)) ** 2": SQUARE,
            "(-v[j] @ s) ** 2": SQUARE,
            "(v[j] @ -s) ** 2": SQUARE,
            "((-v)[j] @ s) ** 2": SQUARE,
            "max(mu) * sum(((v[-j] @ s) ** 2": "the same sum in another order",
        },
    ),
    Equation(
        "eq-parabola-above",
        r"""\begin{aligned}
        J(\theta + s) &\le J(\theta) + g \cdot s + \frac12 \, s \cdot B s \\[0.4em]
          &\le J(\theta) + g \cdot s + \frac{L}{2} \lVert s \rVert^2
        \end{aligned}""",
        "J(theta + s) <= J(theta) + g(theta) @ s + 1 / 2 * (s @ B @ s)"
        " <= J(theta) + g(theta) @ s + L / 2 * (s @ s)",
        small_steps,
    ),
    Equation(
        "eq-descent-lemma",
        r"""\begin{aligned}
        J(\theta - \alpha g)
          &\le J(\theta) - \alpha \, \lVert g \rVert^2
            + \frac{L}{2} \, \alpha^2 \, \lVert g \rVert^2 \\[0.4em]
          &= J(\theta) - \alpha \left( 1 - \frac{\alpha L}{2} \right) \lVert g \rVert^2
        \end{aligned}""",
        "J(theta - alpha * g(theta))"
        " <= J(theta) - alpha * (g(theta) @ g(theta)) + L / 2 * alpha**2 * (g(theta) @ g(theta))"
        " == J(theta) - alpha * (1 - alpha * L / 2) * (g(theta) @ g(theta))",
        rated,
        survivors={"(-alpha) ** 2": SQUARE},
    ),
    Equation(
        "eq-promise",
        r"""J \left( \theta - \tfrac{1}{L} \, g \right) \le J(\theta)
        - \frac{1}{2 L} \, \lVert g \rVert^2""",
        "J(theta - 1 / L * g(theta)) <= J(theta) - 1 / (2 * L) * (g(theta) @ g(theta))",
        promised,
    ),
    Equation(
        "eq-step-in-bytes",
        r"""\begin{aligned}
        w_j^{\text{new}}
          &= 255 \left( \omega_j - \alpha \, \frac{\partial J}{\partial \omega_j} \right) \\[0.4em]
          &= w_j - 255^2 \, \alpha \, \frac{\partial J}{\partial w_j}
        \end{aligned}""",
        "255 * (omega - alpha * gradient(lambda u: J(255 * u), omega))"
        " == w - 255**2 * alpha * gradient(J, w)",
        in_bytes,
        survivors={"(-255) ** 2": SQUARE},
    ),
    Equation(
        "eq-above-the-tangent",
        r"J_* \ge J(\theta) + g \cdot (\theta_* - \theta)",
        "J_best >= J(theta) + g(theta) @ (theta_best - theta)",
        with_minimum,
        loose="equal only at the minimum, where the last term is 0",
    ),
    Equation(
        "eq-nearer-each-step",
        r"""\begin{aligned}
        & J(\theta_{\text{new}}) - J_* \\[0.2em]
          &\le g \cdot (\theta - \theta_*) - \frac{1}{2 L} \lVert g \rVert^2 \\[0.4em]
          &= \frac{L}{2} \left( \lVert \theta - \theta_* \rVert^2
             - \lVert \theta_{\text{new}} - \theta_* \rVert^2 \right)
        \end{aligned}""",
        "J(theta_new) - J_best"
        " <= g @ (theta - theta_best) - 1 / (2 * L) * (g @ g)"
        " == L / 2 * ((theta - theta_best) @ (theta - theta_best)"
        " - (theta_new - theta_best) @ (theta_new - theta_best))",
        nearer,
        loose="equal only at the minimum, where all terms are 0",
    ),
    Equation(
        "eq-proved-rate",
        r"""J(\theta_k) - J_* \le
        \frac{L \, \lVert \theta_0 - \theta_* \rVert^2}{2 \, k}""",
        "J(theta[k]) - J_best <= L * ((theta[0] - theta_best) @ (theta[0] - theta_best)) / (2 * k)",
        k_steps,
        loose="the sum that it comes from drops a distance, and the tangent is below the cost",
    ),
    Equation(
        "eq-parabola-below",
        r"""\begin{aligned}
        J(\theta + s) &\ge J(\theta) + g \cdot s \\[0.2em]
          &\quad + \frac{\lambda}{2} \lVert s_w \rVert^2
        \end{aligned}""",
        "J(theta + s) >= J(theta) + g(theta) @ s + l2 / 2 * (s_w @ s_w)",
        below,
    ),
    Equation(
        "eq-lowest-of-the-parabola",
        r"""\begin{aligned}
        & g_w \cdot s_w + \frac{\lambda}{2} \lVert s_w \rVert^2 \\[0.2em]
          &= \frac{\lambda}{2} \left\lVert s_w + \frac{1}{\lambda} \, g_w \right\rVert^2
          - \frac{1}{2 \lambda} \lVert g_w \rVert^2
        \end{aligned}""",
        "g_w @ s_w + l2 / 2 * (s_w @ s_w)"
        " == l2 / 2 * ((s_w + 1 / l2 * g_w) @ (s_w + 1 / l2 * g_w))"
        " - 1 / (2 * l2) * (g_w @ g_w)",
        squared,
    ),
    Equation(
        "eq-gap-from-gradient",
        r"""J(\theta) - J_* \le
        \frac{1}{2 \lambda} \left\lVert \frac{\partial J}{\partial w} \right\rVert^2""",
        "J(theta) - J_best <= 1 / (2 * l2) * (dJ_dw @ dJ_dw)",
        gap,
    ),
    Equation(
        "eq-geometric-rate",
        r"""\begin{aligned}
        J(\theta_{\text{new}}) - J_*
          &\le J(\theta) - J_* - \frac{1}{2 L} \lVert g \rVert^2 \\[0.4em]
          &\le \left( 1 - \frac{\mu}{L} \right) \left( J(\theta) - J_* \right)
        \end{aligned}""",
        "J(theta_new) - J_best <= J(theta) - J_best - 1 / (2 * L) * (g @ g)"
        " <= (1 - mu / L) * (J(theta) - J_best)",
        curved_everywhere,
        loose="the step is not along the largest curvature, nor the way down the smallest",
    ),
]

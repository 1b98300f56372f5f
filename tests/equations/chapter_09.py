"""What the equations of chapter 9, The round bowl, say."""

from __future__ import annotations

import numpy as np

from docs.tools.equations import Equation
from logreg_edu import accelerated_descent

SQUARE = "a square has no sign"
CONSTANT = "a constant has no slope, and a factor inside a logarithm adds one"
EVEN = "the curvature of the loss is the same at -z as at z"
ONES = "column k is the column of ones, which is the same for all examples"
STRAIGHT = "a straight line has the same slope everywhere"


def problem(rng: np.random.Generator) -> dict:
    """Examples, labels and a point, with the cost, its gradient and the bound on its curvature."""
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


def hessian(rng: np.random.Generator) -> dict:
    """A problem with its predictions, the mean loss alone, and the entries of its Hessian."""
    p = problem(rng)
    y_hat = 1 / (1 + np.exp(-p["X_tilde"] @ p["theta"]))

    def mean(theta: np.ndarray) -> complex:
        return np.log(1 + np.exp((1 - 2 * p["y"]) * (p["X_tilde"] @ theta))).mean()

    s = rng.normal(size=4) * (rng.random() > 0.2)  # a direction that may be none
    H = curvature(p, p["theta"])
    return p | {"mean": mean, "y_hat": y_hat, "j": 1, "k": 3, "n": 3, "s": s, "H": H}


def near_the_bottom(rng: np.random.Generator) -> dict:
    """Anywhere; or where each example has both answers and y_hat is about one half."""
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


def shares(rng: np.random.Generator) -> dict:
    """A parabola with its lowest point, its eigenvectors, and some s in their shares."""
    A = rng.normal(size=(5, 4))
    H = A.T @ A
    mu, v = np.linalg.eigh(H)
    theta, theta_best = rng.normal(size=4), rng.normal(size=4)
    return {
        "H": H, "mu": mu, "v": v.T, "theta": theta, "theta_best": theta_best,
        "c": v.T @ (theta - theta_best), "alpha": rng.uniform(0.1, 0.5), "k": 3,
        "power": np.linalg.matrix_power,
    }  # fmt: skip


def ruler(rng: np.random.Generator) -> dict:
    """A bound, its Cholesky factor, a point and a gradient."""
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
                "beta": (t[2] - 1) / t[3], "inv": np.linalg.inv,
            }  # fmt: skip


def best_share(rng: np.random.Generator) -> dict:
    """The momentum that suits a condition number, and some factor."""
    kappa = rng.uniform(1.5, 50)
    beta = (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)
    return {"kappa": kappa, "beta": beta, "rho": rng.normal()}


def numbers(rng: np.random.Generator) -> dict:
    """A number of momentum, small or large, and the positive root of r^2 - r = t^2."""
    t = rng.choice([rng.uniform(1, 10), 1e5])
    return {"t": t, "t_next": max(np.roots([1, -1, -(t**2)]))}


def k_steps(rng: np.random.Generator) -> dict:
    """k steps with momentum from anywhere, without restart."""
    p, k = problem(rng), int(rng.integers(1, 9))
    points, a, t = [rng.normal(size=4)], None, 1.0
    a = points[0]
    for _ in range(k):
        points.append(a - np.linalg.solve(p["B"], p["g"](a)))
        t_next = (1 + np.sqrt(1 + 4 * t**2)) / 2
        a = points[-1] + (t - 1) / t_next * (points[-1] - points[-2])
        t = t_next
    best = minimum(p)
    return p | {"k": k, "theta": points, "theta_best": best, "J_best": p["J"](best)}


def from_ahead(rng: np.random.Generator) -> dict:
    """A step from a point ahead, some other point, the point before, and the minimum."""
    p = problem(rng)
    a, best = rng.normal(size=4), minimum(p)
    return p | {
        "a": a, "theta_k": a - np.linalg.solve(p["B"], p["g"](a)), "t": rng.uniform(1, 9),
        "other": rng.normal(size=4), "theta_before": rng.normal(size=4), "theta_best": best,
        "J_best": p["J"](best),
    }  # fmt: skip


EQUATIONS = [
    Equation(
        "eq-valley",
        r"""\begin{aligned}
        J(\theta) &= \frac12 \left( \theta_1^2 + 9 \, \theta_2^2 \right) \\[0.4em]
        g &= (\theta_1, \; 9 \, \theta_2)
        \end{aligned}""",
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
        r"""\begin{aligned}
        \theta_1 - \tfrac15 \cdot \theta_1 &= \tfrac45 \, \theta_1 \\[0.4em]
        \theta_2 - \tfrac15 \cdot 9 \, \theta_2 &= - \tfrac45 \, \theta_2
        \end{aligned}""",
        "(u - 1 / 5 * u, v - 1 / 5 * 9 * v) == (4 / 5 * u, -(4 / 5) * v)",
        lambda rng: {"u": rng.normal(), "v": rng.normal()},
    ),
    Equation(
        "eq-best-factor",
        r"""\begin{aligned}
        1 - \frac{2 \, \mu_{\min}}{\mu_{\min} + \mu_{\max}}
          &= - \left( 1 - \frac{2 \, \mu_{\max}}{\mu_{\min} + \mu_{\max}} \right) \\[0.4em]
          &= \frac{\kappa - 1}{\kappa + 1}
        \end{aligned}""",
        "1 - 2 * low / (low + high) == -(1 - 2 * high / (low + high))"
        " == (high / low - 1) / (high / low + 1)",
        lambda rng: {"low": rng.uniform(0.1, 1), "high": rng.uniform(1, 9)},
    ),
    Equation(
        "eq-steps-and-condition",
        r"""\left( \frac{\kappa - 1}{\kappa + 1} \right)^k \le e^{-2 k / \kappa}""",
        "((kappa - 1) / (kappa + 1)) ** k <= exp(-2 * k / kappa)",
        lambda rng: {"kappa": 10 ** rng.uniform(0.1, 4), "k": 1 + 2 * int(rng.integers(10))},
    ),
    Equation(
        "eq-slope-in-theta",
        r"""\begin{aligned}
        \frac{\partial J}{\partial \theta_j}
          &= \frac{1}{m} \sum_{i=1}^{m} \frac{d \ell_i}{d z_i}
             \cdot \frac{\partial z_i}{\partial \theta_j} \\[0.4em]
          &= \frac{1}{m} \sum_{i=1}^{m} (\hat y_i - y_i) \, \tilde X_{ij}
        \end{aligned}""",
        "gradient(mean, theta)[j]"
        " == sum(slope(lambda z: log(1 + exp((1 - 2 * y[i]) * z)), X_tilde[i] @ theta)"
        " * gradient(lambda s: X_tilde[i] @ s, theta)[j] for i in range(m)) / m"
        " == sum((y_hat[i] - y[i]) * X_tilde[i, j] for i in range(m)) / m",
        hessian,
        survivors={"log(2 *": CONSTANT, "@ s, -theta)": STRAIGHT, "@ s, 2 * theta)": STRAIGHT},
    ),
    Equation(
        "eq-hessian-entry",
        r"""\begin{aligned}
        & \frac{\partial^2 J}{\partial \theta_k \, \partial \theta_j}
          = \frac{1}{m} \sum_{i=1}^{m} \frac{\partial \hat y_i}{\partial \theta_k} \,
             \tilde X_{ij} \\[0.4em]
        & \quad = \frac{1}{m} \sum_{i=1}^{m} \frac{d \hat y_i}{d z_i} \cdot
             \frac{\partial z_i}{\partial \theta_k} \, \tilde X_{ij} \\[0.4em]
        & \quad = \frac{1}{m} \sum_{i=1}^{m} \hat y_i \, (1 - \hat y_i) \,
             \tilde X_{ik} \, \tilde X_{ij}
        \end{aligned}""",
        "jacobian(lambda s: gradient(mean, s), theta)[k, j]"
        " == sum(gradient(lambda s: sigmoid(X_tilde[i] @ s), theta)[k] * X_tilde[i, j]"
        " for i in range(m)) / m"
        " == sum(slope(sigmoid, X_tilde[i] @ theta)"
        " * gradient(lambda s: X_tilde[i] @ s, theta)[k] * X_tilde[i, j] for i in range(m)) / m"
        " == sum(y_hat[i] * (1 - y_hat[i]) * X_tilde[i, k] * X_tilde[i, j]"
        " for i in range(m)) / m",
        hessian,
        tolerance=1e-4,
        survivors={
            "X_tilde[-i, k]": ONES,
            "X_tilde[-i] @ s, theta)[k]": ONES,
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
        hessian,
        tolerance=1e-6,
        survivors={"s), -theta)": EVEN},
    ),
    Equation(
        "eq-quadratic-form",
        r"""\begin{aligned}
        s \cdot H s
          &= \sum_{k} \sum_{j} s_k \, H_{kj} \, s_j \\[0.4em]
          &= \frac{1}{m} \sum_{i=1}^{m} \hat y_i \, (1 - \hat y_i) \,
             (\tilde x_i \cdot s)^2 \\[0.4em]
          &\quad + \lambda \, \lVert s_w \rVert^2 \;\ge\; 0
        \end{aligned}""",
        "s @ H @ s == sum(s[k] * H[k, j] * s[j] for k in range(n + 1) for j in range(n + 1))"
        " == sum(y_hat[i] * (1 - y_hat[i]) * (X_tilde[i] @ s) ** 2 for i in range(m)) / m"
        " + l2 * sum(s[j] ** 2 for j in range(n)) >= 0",
        hessian,
        survivors={
            "(-s[j]) **": SQUARE,
            "(-s)[j] **": SQUARE,
            "(-(X_tilde[i] @ s))": SQUARE,
            "(-X_tilde[i] @ s)": SQUARE,
            "((-X_tilde)[i] @ s)": SQUARE,
            "(X_tilde[i] @ -s)": SQUARE,
        },
    ),
    Equation(
        "eq-each-share-by-itself",
        r"""\begin{aligned}
        \theta - \theta_* &= \sum_j c_j \, v_j \\[0.4em]
        \theta - \alpha \, g - \theta_* &= \sum_j (1 - \alpha \mu_j) \, c_j \, v_j
        \end{aligned}""",
        "(theta - theta_best, theta - alpha * (H @ (theta - theta_best)) - theta_best)"
        " == (sum(c[j] * v[j] for j in range(4)),"
        " sum((1 - alpha * mu[j]) * c[j] * v[j] for j in range(4)))",
        shares,
    ),
    Equation(
        "eq-power-iteration",
        r"B^k s = \sum_j \mu_j^k \, c_j \, v_j",
        "power(H, k) @ (theta - theta_best) == sum(mu[j] ** k * c[j] * v[j] for j in range(4))",
        shares,
    ),
    Equation(
        "eq-slope-of-the-closer-parabola",
        r"\nabla_s \left( g \cdot s + \tfrac12 \, s \cdot B s \right) = g + B s",
        "gradient(lambda s: g @ s + 1 / 2 * (s @ B @ s), s) == g + B @ s",
        ruler,
    ),
    Equation(
        "eq-bowl-descent",
        r"""\begin{aligned}
        & J \left( \theta - B^{-1} g \right) \\[0.4em]
        & \qquad \le\; J(\theta) - \frac12 \, g \cdot B^{-1} g
        \end{aligned}""",
        "J(theta - inv(B) @ g(theta)) <= J(theta) - 1 / 2 * (g(theta) @ inv(B) @ g(theta))",
        lambda rng: near_the_bottom(rng) | {"inv": np.linalg.inv},
    ),
    Equation(
        "eq-gradient-on-the-map",
        r"""\frac{\partial J}{\partial \psi_j}
        = \sum_k \frac{\partial J}{\partial \theta_k} \left( C^{-\top} \right)_{kj}
        = \left( C^{-1} g \right)_j""",
        "gradient(lambda psi: J(inv(C).T @ psi), C.T @ theta)[j]"
        " == sum(gradient(J, theta)[k] * inv(C).T[k, j] for k in range(4))"
        " == (inv(C) @ g(theta))[j]",
        lambda rng: (
            (p := problem(rng)) | {"C": np.linalg.cholesky(p["B"]), "inv": np.linalg.inv, "j": 1}
        ),
    ),
    Equation(
        "eq-another-ruler",
        r"C^\top \theta - C^{-1} g = C^\top \left( \theta - B^{-1} g \right)",
        "C.T @ theta - inv(C) @ g == C.T @ (theta - inv(B) @ g)",
        lambda rng: ruler(rng) | {"inv": np.linalg.inv},
    ),
    Equation(
        "eq-momentum",
        r"""\begin{aligned}
        \theta_k &= a_k - B^{-1} g_k \\[0.4em]
        a_{k+1} &= \theta_k + \beta_k \left( \theta_k - \theta_{k-1} \right)
        \end{aligned}""",
        "(theta, a_next) == (a - inv(B) @ g(a), theta + beta * (theta - theta_before))",
        momentum,
        tolerance=1e-7,
    ),
    Equation(
        "eq-momentum-factor",
        r"""\begin{aligned}
        & \rho^2 - \left( 1 - \tfrac1\kappa \right)
          \left( (1 + \beta) \, \rho - \beta \right) \\[0.4em]
        & \qquad = \left( \rho - \left( 1 - \tfrac{1}{\sqrt\kappa} \right) \right)^2
        \end{aligned}""",
        "rho**2 - (1 - 1 / kappa) * ((1 + beta) * rho - beta)"
        " == (rho - (1 - 1 / sqrt(kappa))) ** 2",
        best_share,
        survivors={"(-rho) ** 2 -": SQUARE, "(-(rho - ": SQUARE},
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
        r"""\begin{aligned}
        J(\theta_k) - J(\vartheta)
          &\le \frac12 \lVert a_k - \vartheta \rVert_B^2 \\[0.4em]
          &\quad - \frac12 \lVert \theta_k - \vartheta \rVert_B^2
        \end{aligned}""",
        "J(theta_k) - J(other) <= 1 / 2 * ((a - other) @ B @ (a - other))"
        " - 1 / 2 * ((theta_k - other) @ B @ (theta_k - other))",
        from_ahead,
        loose="equal only where the other point is the one ahead, and each y_hat is one half",
    ),
    Equation(
        "eq-momentum-lemma",
        r"""\begin{aligned}
        & t_k^2 \, \delta_k - (t_k^2 - t_k) \, \delta_{k-1} \\[0.4em]
        & \le \tfrac12 \lVert t_k a_k - (t_k - 1) \theta_{k-1} - \theta_* \rVert_B^2 \\[0.4em]
        & \;\; - \tfrac12 \lVert t_k \theta_k - (t_k - 1) \theta_{k-1} - \theta_* \rVert_B^2
        \end{aligned}""",
        "t**2 * (J(theta_k) - J_best) - (t**2 - t) * (J(theta_before) - J_best)"
        " <= 1 / 2 * ((t * a - (t - 1) * theta_before - theta_best)"
        " @ B @ (t * a - (t - 1) * theta_before - theta_best))"
        " - 1 / 2 * ((t * theta_k - (t - 1) * theta_before - theta_best)"
        " @ B @ (t * theta_k - (t - 1) * theta_before - theta_best))",
        from_ahead,
        loose="it comes from an inequality that is equal only where all points are one",
    ),
]

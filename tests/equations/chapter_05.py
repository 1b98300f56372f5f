"""What the equations of chapter 5, Gradients, say."""

from __future__ import annotations

import numpy as np

from docs.tools.equations import Equation
from logreg_edu import cost, cost_and_gradient, loss, probability, score

CONSTANT = "a constant has no slope, and a factor inside a logarithm adds one"
EVEN = "the sigmoid is as steep at -z as at z"
STRAIGHT = "a straight line has the same slope everywhere"
SQUARE = "a square has no sign"
FREE = "the bias has no penalty"
ORDER = "the same sum in another order"
LAST = "the last of Taylor's terms is constant"
SIZE = "inside abs, where a sign has no effect"


def one(rng: np.random.Generator) -> dict:
    """One example with a few pixels, and the model that scores it."""
    n = 4
    x, w, b = rng.uniform(0.2, 1, n), rng.normal(size=n), rng.normal()
    z = x @ w + b
    return {
        "n": n, "x": x, "w": w, "b": b, "z": z, "y": int(rng.integers(2)), "j": 1,
        "y_hat": 1 / (1 + np.exp(-z)), "loss": loss, "score": score,
        "probability": probability, "cost": cost,
    }  # fmt: skip


def all_examples(rng: np.random.Generator) -> dict:
    """Several examples, and the cost of their model, smooth also off the real line."""
    m, n = 7, 4
    X, y, l2 = rng.uniform(0.2, 1, (m, n)), rng.integers(2, size=m), rng.uniform(0.1, 0.9)
    y[:3] = 0, 1, 1
    w, b = rng.normal(size=n), rng.normal()

    def losses(w: np.ndarray, b: float) -> np.ndarray:
        return np.log(1 + np.exp((1 - 2 * y) * (X @ w + b)))

    return {
        "m": m, "n": n, "X": X, "y": y, "l2": l2, "w": w, "b": b, "j": 1, "losses": losses,
        "J": lambda w, b: losses(w, b).mean() + l2 / 2 * (w @ w),
        "y_hat": 1 / (1 + np.exp(-X @ w - b)),
        "dJ_dw": lambda *given: cost_and_gradient(*given)[1],
        "dJ_db": lambda *given: cost_and_gradient(*given)[2],
    }  # fmt: skip


def polynomial(rng: np.random.Generator) -> dict:
    """Functions for which the page's formulas are exact, and their derivatives.

    S is a straight line for the step to one side, P a parabola for the step to both, and J of the
    third degree for Taylor's formula.
    """
    S, P, J = (np.polynomial.Polynomial(rng.uniform(0.5, 2, size)) for size in (2, 3, 4))
    return {
        "J": J, "J1": J.deriv(1), "J2": J.deriv(2), "J3": J.deriv(3),
        "S": S, "S1": S.deriv(1), "P": P, "P1": P.deriv(1),
        "theta": rng.uniform(-1, 1), "h": rng.uniform(0.2, 1),
    }  # fmt: skip


def check(rng: np.random.Generator) -> dict:
    """A cost and its third derivative, the rounding error, a step, and the best one."""
    J, J3, eps = rng.uniform(0.5, 2), rng.uniform(0.5, 2), rng.uniform(0.01, 0.1)
    steps = np.linspace(0.01, 2, 20001)  # look for the lowest E on a fine grid
    h = steps[(steps**2 / 6 * J3 + eps * J / steps).argmin()]
    sign = rng.choice([-1, 1])
    return {"J": J, "J3": sign * J3, "eps": eps, "h": h, "t": rng.uniform(0.1, 2)}


def at_zero(rng: np.random.Generator) -> dict:
    """Predictions of a model that is all zeros."""
    m, yes = 11, int(rng.integers(1, 10))
    y = np.repeat([1, 0], [yes, m - yes])
    return {"m": m, "y": y, "y_hat": np.full(m, 0.5), "q": yes / m}


def printed(rng: np.random.Generator) -> dict:
    """Predictions; sometimes of a model that gives every "yes" the probability 0."""
    p = all_examples(rng)
    return p | {"y_hat": np.where(p["y"] == 1, 0, 0.3)} if rng.random() < 0.2 else p


EQUATIONS = [
    Equation(
        "eq-forward",
        r"""\begin{aligned}
        z &= \sum_{j=1}^{n} x_j \, w_j + b \\[0.4em]
        \hat y &= \sigma(z) \\[0.4em]
        \ell &= -y \log \hat y - (1 - y) \log (1 - \hat y)
        \end{aligned}""",
        "(score(x, w, b), probability(x, w, b), cost(x[None], [y], w, b))"
        " == (sum(x[j] * w[j] for j in range(n)) + b, sigmoid(z),"
        " -y * log(y_hat) - (1 - y) * log(1 - y_hat))",
        one,
    ),
    Equation(
        "eq-slopes-of-score",
        r"""\begin{aligned}
        \frac{\partial z}{\partial w_j} &= x_j \\[0.4em]
        \frac{\partial z}{\partial b} &= 1
        \end{aligned}""",
        "(gradient(lambda w: x @ w + b, w)[j], slope(lambda b: x @ w + b, b)) == (x[j], 1)",
        one,
        survivors={
            ", -w)": STRAIGHT,
            ", 2 * w)": STRAIGHT,
            ", -b)": STRAIGHT,
            ", 2 * b)": STRAIGHT,
            "x @ w + -b": CONSTANT,
            "x @ w + 2 * b": CONSTANT,
            "b: -": CONSTANT,
            "b: 2 *": CONSTANT,
            "b: x @ -w": CONSTANT,
            "b: x @ (2": CONSTANT,
        },
    ),
    Equation(
        "eq-chain-for-weight",
        r"""\begin{aligned}
        \frac{\partial \ell}{\partial w_j}
          &= \frac{d \ell}{d \hat y} \cdot \frac{d \hat y}{d z}
             \cdot \frac{\partial z}{\partial w_j} \\[0.4em]
          &= \frac{\hat y - y}{\hat y \, (1 - \hat y)} \cdot \hat y \, (1 - \hat y)
             \cdot x_j \\[0.4em]
          &= (\hat y - y) \, x_j
        \end{aligned}""",
        "gradient(lambda w: log(1 + exp((1 - 2 * y) * (x @ w + b))), w)[j]"
        " == slope(lambda p: -(y * log(p) + (1 - y) * log(1 - p)), y_hat) * slope(sigmoid, z)"
        " * gradient(lambda w: x @ w, w)[j]"
        " == (y_hat - y) / (y_hat * (1 - y_hat)) * (y_hat * (1 - y_hat)) * x[j]"
        " == (y_hat - y) * x[j]",
        one,
        survivors={
            "log(2 *": CONSTANT,
            "slope(sigmoid, -z)": EVEN,
            "x @ w, -w)": STRAIGHT,
            "x @ w, 2 * w)": STRAIGHT,
        },
    ),
    Equation(
        "eq-chain-for-bias",
        r"""\begin{aligned}
        \frac{\partial \ell}{\partial b}
          &= \frac{d \ell}{d \hat y} \cdot \frac{d \hat y}{d z}
             \cdot \frac{\partial z}{\partial b} \\[0.4em]
          &= \frac{\hat y - y}{\hat y \, (1 - \hat y)} \cdot \hat y \, (1 - \hat y)
             \cdot 1 \\[0.4em]
          &= \hat y - y
        \end{aligned}""",
        "slope(lambda b: log(1 + exp((1 - 2 * y) * (x @ w + b))), b)"
        " == slope(lambda p: -(y * log(p) + (1 - y) * log(1 - p)), y_hat) * slope(sigmoid, z)"
        " * slope(lambda b: x @ w + b, b)"
        " == (y_hat - y) / (y_hat * (1 - y_hat)) * (y_hat * (1 - y_hat)) * 1"
        " == y_hat - y",
        one,
        survivors={
            "log(2 *": CONSTANT,
            "slope(sigmoid, -z)": EVEN,
            "+ b, -b)": STRAIGHT,
            "+ b, 2 * b)": STRAIGHT,
            "b: -": CONSTANT,
            "b: 2 *": CONSTANT,
            "b: x @ -w": CONSTANT,
            "b: x @ (2": CONSTANT,
        },
    ),
    Equation(
        "eq-loss-two-terms",
        r"\ell = \log \left( 1 + e^z \right) - y \, z",
        "loss(z, y) == log(1 + exp(z)) - y * z",
        one,
    ),
    Equation(
        "eq-slope-of-softplus",
        r"""\frac{d}{d z} \log \left( 1 + e^z \right)
        = \frac{e^z}{1 + e^z} = \sigma(z)""",
        "slope(lambda t: log(1 + exp(t)), z) == exp(z) / (1 + exp(z)) == sigmoid(z)",
        one,
        survivors={"log(2 *": CONSTANT},
    ),
    Equation(
        "eq-slope-of-square",
        r"""\begin{aligned}
        & \frac{d}{d z} \, \frac12 (\hat y - y)^2 \\[0.2em]
        &= (\hat y - y) \cdot \hat y \, (1 - \hat y)
        \end{aligned}""",
        "slope(lambda t: 1 / 2 * (sigmoid(t) - y) ** 2, z) == (y_hat - y) * (y_hat * (1 - y_hat))",
        one,
        survivors={"(-(sigmoid(t) - y)) ** 2": SQUARE},
    ),
    Equation(
        "eq-slope-in-weight",
        r"""\begin{aligned}
        \frac{\partial J}{\partial w_j}
          &= \frac{1}{m} \sum_{i=1}^{m} \frac{\partial \ell_i}{\partial w_j}
             + \lambda \, w_j \\[0.4em]
          &= \frac{1}{m} \sum_{i=1}^{m} (\hat y_i - y_i) \, X_{ij} + \lambda \, w_j
        \end{aligned}""",
        "gradient(lambda w: J(w, b), w)[j]"
        " == sum(gradient(lambda w: losses(w, b)[i], w)[j] for i in range(m)) / m + l2 * w[j]"
        " == sum((y_hat[i] - y[i]) * X[i, j] for i in range(m)) / m + l2 * w[j]",
        all_examples,
        survivors={"[-i], w)": ORDER},
    ),
    Equation(
        "eq-gradient-of-weights",
        r"""\frac{\partial J}{\partial w}
        = \frac{1}{m} \, X^\top (\hat y - y) + \lambda \, w""",
        "dJ_dw(X, y, w, b, l2) == gradient(lambda w: J(w, b), w) == X.T @ (y_hat - y) / m + l2 * w",
        all_examples,
    ),
    Equation(
        "eq-gradient-of-bias",
        r"""\frac{\partial J}{\partial b}
        = \frac{1}{m} \sum_{i=1}^{m} (\hat y_i - y_i)""",
        "dJ_db(X, y, w, b, l2)"
        " == slope(lambda b: J(w, b), b)"
        " == sum(y_hat[i] - y[i] for i in range(m)) / m",
        all_examples,
        survivors={", 2 * l2)": FREE, "[-i]": ORDER},
    ),
    Equation(
        "eq-taylor",
        r"""\begin{aligned}
        J(\theta \pm h) &= J(\theta) \pm h \, J'(\theta) \\[0.2em]
          &\quad + \frac{h^2}{2} J''(\theta) \pm \frac{h^3}{6} J'''(\theta) + \dots
        \end{aligned}""",
        "(J(theta + h), J(theta - h))"
        " == (J(theta) + h * J1(theta) + h**2 / 2 * J2(theta) + h**3 / 6 * J3(theta),"
        " J(theta) - h * J1(theta) + h**2 / 2 * J2(theta) - h**3 / 6 * J3(theta))",
        polynomial,
        survivors={"(-h) ** 2": SQUARE, "J3(-theta)": LAST, "J3(2 * theta)": LAST},
    ),
    Equation(
        "eq-differences",
        r"""\begin{aligned}
        J'(\theta) &\approx \frac{J(\theta + h) - J(\theta - h)}{2 h} \\[0.4em]
        J'(\theta) &\approx \frac{J(\theta + h) - J(\theta)}{h}
        \end{aligned}""",
        "(P1(theta), S1(theta))"
        " == ((P(theta + h) - P(theta - h)) / (2 * h), (S(theta + h) - S(theta)) / h)",
        polynomial,
        survivors={"S1(-theta)": STRAIGHT, "S1(2 * theta)": STRAIGHT},
    ),
    Equation(
        "eq-error-of-check",
        r"""\begin{aligned}
        \operatorname{error}(h) &= \frac{h^2}{6} |J'''| + \frac{\varepsilon |J|}{h} \\[0.4em]
        \operatorname{error}'(h) &= \frac{h}{3} |J'''| - \frac{\varepsilon |J|}{h^2}
        \end{aligned}""",
        "slope(lambda h: h**2 / 6 * abs(J3) + eps * abs(J) / h, t)"
        " == t / 3 * abs(J3) - eps * abs(J) / t**2",
        check,
        survivors={"abs(-J": SIZE, "(-h) ** 2": SQUARE, "(-t) ** 2": SQUARE},
    ),
    Equation(
        "eq-best-step",
        r"h = \left( \frac{3 \, \varepsilon \, |J|}{|J'''|} \right)^{1/3}",
        "h == (3 * eps * abs(J) / abs(J3)) ** (1 / 3)",
        check,
        survivors={"abs(-J": SIZE},
        tolerance=1e-3,
    ),
    Equation(
        "eq-bias-of-notebook",
        r"""\frac{1}{m} \, Y^\top \hat Y
        = \frac{1}{m} \sum_{i=1}^{m} y_i \, \hat y_i \ge 0""",
        "y.T @ y_hat / m == sum(y[i] * y_hat[i] for i in range(m)) / m >= 0",
        printed,
    ),
    Equation(
        "eq-first-slope",
        r"""\begin{aligned}
        \frac{1}{m} \sum_{i=1}^{m} y_i \, \hat y_i &= \frac{q}{2} \\[0.4em]
        \frac{1}{m} \sum_{i=1}^{m} (\hat y_i - y_i) &= \frac12 - q
        \end{aligned}""",
        "(sum(y[i] * y_hat[i] for i in range(m)) / m, sum(y_hat[i] - y[i] for i in range(m)) / m)"
        " == (q / 2, 1 / 2 - q)",
        at_zero,
        survivors={"y[-i]": ORDER, "y_hat[-i]": ORDER},
    ),
]

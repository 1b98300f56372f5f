"""What the equations of chapter 8, How good is it?, say."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from docs.tools.equations import Equation
from logreg_edu import (
    accuracy,
    accuracy_interval,
    baseline_accuracy,
    confusion_matrix,
    precision_recall,
)

ORDER = "all of them, in another order"
CENTERED = "the other factor is 0 on average, so a constant in this one adds nothing"
SQUARE = "a square has no sign"


def yes_no(rng: np.random.Generator) -> dict[str, object]:
    """Answers of which now "yes", now "no" is more common."""
    m = 9
    y = rng.permutation(np.arange(m) < rng.integers(1, m)).astype(float)
    return {"m": m, "y": y, "q": np.mean(y), "baseline_accuracy": baseline_accuracy}


def counted(rng: np.random.Generator) -> dict[str, object]:
    """Labels, predicted labels, and their matrix of counts; each class occurs on both sides."""
    m, K = 23, 3
    t = rng.permutation(np.arange(m) % K)
    t_hat = np.where(rng.random(m) < 0.6, t, rng.permutation(t))
    C = np.zeros((K, K))
    np.add.at(C, (t, t_hat), 1)
    return {
        "m": m, "K": K, "t": t, "t_hat": t_hat, "C": C, "confusion_matrix": confusion_matrix,
        "accuracy": accuracy, "precision_recall": precision_recall,
    }  # fmt: skip


def over_all_outcomes(p: float, m: int) -> Callable[[Callable], float]:
    """The mean over everything that m digits may do, each right with probability p."""
    outcomes = [np.array(r) for r in product([0, 1], repeat=m)]
    chances = [p ** r.sum() * (1 - p) ** (m - r.sum()) for r in outcomes]
    return lambda f: sum(chance * f(r) for chance, r in zip(chances, outcomes, strict=True))


def one_digit(rng: np.random.Generator) -> dict[str, object]:
    """A digit that is read correctly with probability p."""
    p = rng.uniform(0.1, 0.9)
    E = over_all_outcomes(p, 1)
    return {"p": p, "E": lambda f: E(lambda r: f(r[0]))}


def some_digits(rng: np.random.Generator) -> dict[str, object]:
    """A few independent digits."""
    p, m = rng.uniform(0.1, 0.9), 4
    return {"p": p, "m": m, "E": over_all_outcomes(p, m)}


def measured(rng: np.random.Generator) -> dict[str, object]:
    """A measured accuracy, its interval by bisection, and any accuracy p."""
    a, m, c = rng.uniform(0.2, 0.8), int(rng.integers(10, 50)), rng.uniform(1, 3)

    def edge(far: float) -> float:
        near = a
        for _ in range(60):  # between the two, a stops being within c standard errors
            middle = (near + far) / 2
            within = abs(a - middle) <= c * np.sqrt(middle * (1 - middle) / m)
            near, far = (middle, far) if within else (near, middle)
        return near

    return {
        "a": a, "m": m, "c": c, "p": rng.uniform(0.1, 0.9), "low": edge(0.0), "high": edge(1.0),
        "accuracy_interval": accuracy_interval,
    }  # fmt: skip


def two_models(rng: np.random.Generator) -> dict[str, object]:
    """Which of the same digits two models read correctly."""
    m = 30
    first, second = rng.random(m) < 0.8, rng.random(m) < 0.6
    first[:2], second[:2] = (True, False), (False, True)
    d = first.astype(int) - second
    return {"m": m, "d": d, "n_1": (d == 1).sum(), "n_2": (d == -1).sum()}


def several_models(rng: np.random.Generator) -> dict[str, object]:
    """The accuracies of K models on each of several test sets; at times one is always best."""
    K, sets = 3, 5
    a = rng.uniform(0.5, 1, (sets, K))
    if rng.random() < 0.5:
        a[:, rng.integers(K)] += 1
    chance = rng.dirichlet(np.ones(sets))
    return {"K": K, "a": a, "E": lambda f: sum(chance[w] * f(a[w]) for w in range(sets))}


def least_squares(rng: np.random.Generator) -> dict[str, object]:
    """Scores that shall come near to one-hot labels."""
    m, n, K = 7, 4, 3
    X_tilde = np.column_stack([rng.uniform(size=(m, n)), np.ones(m)])
    theta, Y = rng.normal(size=(n + 1, K)), np.eye(K)[rng.integers(K, size=m)]
    return {
        "m": m, "K": K, "X_tilde": X_tilde, "theta": theta, "Y": Y, "z": rng.normal(), "y": 1,
        "Z": lambda theta: X_tilde @ theta,
    }  # fmt: skip


EQUATIONS = [
    Equation(
        "eq-base-rate",
        r"""\begin{aligned}
        q &= \frac{1}{m} \sum_{i=1}^{m} y_i \\[0.4em]
        \text{baseline accuracy} &= \max(q, \, 1 - q)
        \end{aligned}""",
        "(q, baseline_accuracy(y)) == (1 / m * sum(y[i] for i in range(m)), max(q, 1 - q))",
        yes_no,
        survivors={"y[-i]": ORDER},
    ),
    Equation(
        "eq-confusion",
        r"""\begin{aligned}
        C_{kh} &= \sum_{i=1}^{m} [t_i = k] \, [\hat t_i = h] \\[0.4em]
        a &= \frac{1}{m} \sum_{k=1}^{K} C_{kk}
        \end{aligned}""",
        "(confusion_matrix(t, t_hat, K), accuracy(t_hat, t)) == (np.array(["
        "[sum((t[i] == k) * (t_hat[i] == h) for i in range(m)) for h in range(K)]"
        " for k in range(K)]), 1 / m * sum(C[k, k] for k in range(K)))",
        counted,
    ),
    Equation(
        "eq-precision-recall",
        r"""\begin{aligned}
        \text{precision}_k &= \frac{C_{kk}}{\sum_{h=1}^{K} C_{hk}} \\[0.4em]
        \text{recall}_k &= \frac{C_{kk}}{\sum_{h=1}^{K} C_{kh}}
        \end{aligned}""",
        "precision_recall(C) == ("
        "np.array([C[k, k] / sum(C[h, k] for h in range(K)) for k in range(K)]),"
        " np.array([C[k, k] / sum(C[k, h] for h in range(K)) for k in range(K)]))",
        counted,
        survivors={
            "C[-h, k]": ORDER,
            "C[k, -h]": ORDER,
            "precision_recall(2 * C)": "twice as many of all, and the shares stay",
        },
    ),
    Equation(
        "eq-spread-of-one",
        r"""\begin{aligned}
        \operatorname{E} \bigl[ (r - p)^2 \bigr]
          &= p \, (1 - p)^2 + (1 - p) \, p^2 \\
          &= p \, (1 - p) \, \bigl( (1 - p) + p \bigr) \\
          &= p \, (1 - p)
        \end{aligned}""",
        "E(lambda r: (r - p) ** 2) == p * (1 - p) ** 2 + (1 - p) * p**2"
        " == p * (1 - p) * ((1 - p) + p) == p * (1 - p)",
        one_digit,
        survivors={"(-(r - p)) ** 2": SQUARE, "(-(1 - p)) ** 2": SQUARE, "(-p) ** 2": SQUARE},
    ),
    Equation(
        "eq-spread-of-mean",
        r"\operatorname{E} \bigl[ (a - p)^2 \bigr] = \frac{p \, (1 - p)}{m}",
        "E(lambda r: (1 / m * sum(r) - p) ** 2) == p * (1 - p) / m",
        some_digits,
        survivors={"(-(1 / m * sum(r) - p)) ** 2": SQUARE},
    ),
    Equation(
        "eq-spread-of-sum",
        r"""\begin{aligned}
        &\operatorname{E} \bigl[ (a - p)^2 \bigr] \\
          &\quad= \frac{1}{m^2} \sum_{i=1}^{m} \sum_{h=1}^{m}
            \operatorname{E} \bigl[ (r_i - p) (r_h - p) \bigr] \\[0.4em]
          &\quad= \frac{1}{m^2} \sum_{i=1}^{m} \operatorname{E} \bigl[ (r_i - p)^2 \bigr]
        \end{aligned}""",
        "E(lambda r: (1 / m * sum(r) - p) ** 2)"
        " == 1 / m**2 * sum(E(lambda r: (r[i] - p) * (r[h] - p))"
        " for i in range(m) for h in range(m))"
        " == 1 / m**2 * sum(E(lambda r: (r[i] - p) ** 2) for i in range(m))",
        some_digits,
        survivors={
            "(-(1 / m * sum(r) - p)) ** 2": SQUARE,
            "(-(r[i] - p)) ** 2": SQUARE,
            "(-m) ** 2": SQUARE,
            "r[-i]": ORDER,
            "r[-h]": ORDER,
            "(r[i] - -p) * (r[h]": CENTERED,
            "(r[i] - 2 * p) * (r[h]": CENTERED,
            "(r[h] - -p)": CENTERED,
            "(r[h] - 2 * p)": CENTERED,
        },
    ),
    Equation(
        "eq-wilson-edge",
        r"(a - p)^2 = c^2 \, \frac{p \, (1 - p)}{m}",
        "((a - low) ** 2, (a - high) ** 2)"
        " == (c**2 * (low * (1 - low) / m), c**2 * (high * (1 - high) / m))",
        measured,
        survivors={
            "(-(a - low)) ** 2": SQUARE,
            "(-(a - high)) ** 2": SQUARE,
            "(-c) ** 2": SQUARE,
        },
    ),
    Equation(
        "eq-wilson-quadratic",
        r"""\begin{aligned}
        (a - p)^2 &- c^2 \, \frac{p \, (1 - p)}{m} \\[0.4em]
        &= \left( 1 + \frac{c^2}{m} \right) p^2 \\[0.4em]
        &\quad- \left( 2 a + \frac{c^2}{m} \right) p + a^2
        \end{aligned}""",
        "(a - p) ** 2 - c**2 * (p * (1 - p) / m)"
        " == (1 + c**2 / m) * p**2 - (2 * a + c**2 / m) * p + a**2",
        measured,
        survivors={
            "(-(a - p)) ** 2": SQUARE,
            "(-c) ** 2": SQUARE,
            "(-p) ** 2": SQUARE,
            "(-a) ** 2": SQUARE,
        },
    ),
    Equation(
        "eq-wilson-root",
        r"""\begin{aligned}
        \left( 2 a + \frac{c^2}{m} \right)^2
          &- 4 \left( 1 + \frac{c^2}{m} \right) a^2 \\[0.4em]
        &= 4 \, c^2 \left( \frac{a \, (1 - a)}{m} + \frac{c^2}{4 m^2} \right)
        \end{aligned}""",
        "(2 * a + c**2 / m) ** 2 - 4 * (1 + c**2 / m) * a**2"
        " == 4 * c**2 * (a * (1 - a) / m + c**2 / (4 * m**2))",
        measured,
        survivors={
            "(-(2 * a + c ** 2 / m)) ** 2": SQUARE,
            "(-c) ** 2": SQUARE,
            "(-a) ** 2": SQUARE,
            "(-m) ** 2": SQUARE,
        },
    ),
    Equation(
        "eq-wilson",
        r"""p = \frac{a + \dfrac{c^2}{2 m}
          \pm c \, \sqrt{\dfrac{a \, (1 - a)}{m} + \dfrac{c^2}{4 m^2}}}{1 + \dfrac{c^2}{m}}""",
        "(low, high) == accuracy_interval(a, m, c) == ("
        "(a + c**2 / (2 * m) - c * sqrt(a * (1 - a) / m + c**2 / (4 * m**2))) / (1 + c**2 / m),"
        " (a + c**2 / (2 * m) + c * sqrt(a * (1 - a) / m + c**2 / (4 * m**2))) / (1 + c**2 / m))",
        measured,
        survivors={"(-c) ** 2": SQUARE, "(-m) ** 2": SQUARE},
    ),
    Equation(
        "eq-paired",
        r"""\begin{aligned}
        d &= \frac{n_1 - n_2}{m} \\[0.4em]
        \frac{1}{m} \sqrt{\sum_{i=1}^{m} d_i^2} &= \frac{\sqrt{n_1 + n_2}}{m}
        \end{aligned}""",
        "(1 / m * sum(d[i] for i in range(m)), 1 / m * sqrt(sum(d[i] ** 2 for i in range(m))))"
        " == ((n_1 - n_2) / m, sqrt(n_1 + n_2) / m)",
        two_models,
        survivors={
            "d[-i]": ORDER,
            "(-d[i]) ** 2": SQUARE,
            "(-d)[i] ** 2": SQUARE,
            "** (2 * 2)": "1 is 1 to any power",
        },
    ),
    Equation(
        "eq-best-of-many",
        r"\operatorname{E} \bigl[ \max_k a_k \bigr] \;\ge\; \max_k \operatorname{E} [a_k]",
        "E(lambda a: max(a[k] for k in range(K))) >= max(E(lambda a: a[k]) for k in range(K))",
        several_models,
        survivors={"a[-k]": ORDER},
    ),
    Equation(
        "eq-squared-slope",
        r"\frac{d}{d z} \, \frac{1}{2} (z - y)^2 = z - y",
        "slope(lambda z: 1 / 2 * (z - y) ** 2, z) == z - y",
        least_squares,
        survivors={"(-(z - y)) ** 2": SQUARE},
    ),
    Equation(
        "eq-squares-gradient",
        r"""\begin{aligned}
        &\frac{\partial}{\partial \theta} \, \frac{1}{2 m} \sum_{i=1}^{m} \sum_{k=1}^{K}
          (Z_{ik} - Y_{ik})^2 \\[0.4em]
        &\qquad= \frac{1}{m} \tilde X^\top (\tilde X \theta - Y)
        \end{aligned}""",
        "gradient(lambda theta: 1 / (2 * m) * sum((Z(theta)[i, k] - Y[i, k]) ** 2"
        " for i in range(m) for k in range(K)), theta)"
        " == 1 / m * X_tilde.T @ (X_tilde @ theta - Y)",
        least_squares,
        survivors={"(-(Z(theta)[i, k] - Y[i, k])) ** 2": SQUARE},
    ),
]

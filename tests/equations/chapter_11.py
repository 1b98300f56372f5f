"""What the equations of chapter 11, Reading the mind of the model, say."""

from __future__ import annotations

import numpy as np

from docs.tools.equations import Equation
from logreg_edu import backward, probability, score

SQUARED = "a sign inside a square"


def darker(rng: np.random.Generator) -> dict[str, object]:
    """An example before and after one of its pixels has become darker."""
    x, w, b, delta = rng.uniform(size=4), rng.normal(size=4), rng.normal(), rng.uniform(0.1, 1)
    after = x + delta * np.array([0, 0, 1, 0])
    names = {"z": score(x, w, b), "w_j": w[2], "delta": delta}
    return names | {"before": probability(x, w, b), "after": probability(after, w, b)}


def blank(rng: np.random.Generator) -> dict[str, object]:
    """A weight of a pixel that is blank in every example, and the slope in it."""
    m, n, j = 7, 4, 2
    X, w, b = rng.uniform(size=(m, n)), rng.normal(size=n), rng.normal()
    X[:, j] = 0
    l2 = rng.uniform(0.1, 1)
    dJ_dw, _ = backward(X, rng.integers(2, size=m), probability(X, w, b), w, l2)
    return {"w_j": w[j], "dJ_dw_j": dJ_dw[j], "l2": l2, "alpha": rng.uniform(0.1, 1)}


def two_scores(rng: np.random.Generator) -> dict[str, object]:
    """One example, and the weights of two models."""
    n = 5
    x, w_k, w_h = rng.uniform(size=n), rng.normal(size=n), rng.normal(size=n)
    b_k, b_h = rng.normal(size=2)
    names = {"x": x, "w_k": w_k, "w_h": w_h, "b_k": b_k, "b_h": b_h}
    return names | {"z_k": score(x, w_k, b_k), "z_h": score(x, w_h, b_h)}


def one_score(rng: np.random.Generator) -> dict[str, object]:
    """One example, its weights and its score."""
    x, w, b = rng.uniform(size=5), rng.normal(size=5), rng.normal()
    return {"x": x, "w": w, "b": b, "z": score(x, w, b)}


def twins(rng: np.random.Generator) -> dict[str, object]:
    """Two pixels with the same ink, and their weights."""
    x = rng.uniform()
    return {"x_j": x, "x_k": x, "w_j": rng.normal(), "w_k": rng.normal()}


def picture(rng: np.random.Generator) -> dict[str, object]:
    """A small picture with weights: R rows, C columns, where the page has 28 and 28."""
    R, C = 3, 6
    return {"R": R, "C": C, "x": rng.uniform(size=(R, C)), "w": rng.normal(size=(R, C))}


EQUATIONS = [
    Equation(
        "eq-weight-and-odds",
        r"""\begin{aligned}
        \frac{\hat y'}{1 - \hat y'} &= e^{z + w_j \delta} \\[0.4em]
          &= e^{w_j \delta} \cdot \frac{\hat y}{1 - \hat y}
        \end{aligned}""",
        "after / (1 - after) == exp(z + w_j * delta) == exp(w_j * delta) * (before / (1 - before))",
        darker,
    ),
    Equation(
        "eq-blank-pixel",
        r"w_j - \alpha \, \frac{\partial J}{\partial w_j} = (1 - \alpha \, \lambda) \, w_j",
        "w_j - alpha * dJ_dw_j == (1 - alpha * l2) * w_j",
        blank,
    ),
    Equation(
        "eq-contributions",
        r"""\begin{aligned}
        z &= \sum_{j=1}^{n} x_j w_j + b \\[0.4em]
          &= \sum_{j=1}^{n} \max(x_j w_j, 0) \\[0.4em]
          &\quad {} + \sum_{j=1}^{n} \min(x_j w_j, 0) + b
        \end{aligned}""",
        "z == sum(x * w) + b == sum(max(c, 0) for c in x * w) + sum(min(c, 0) for c in x * w) + b",
        one_score,
    ),
    Equation(
        "eq-answer-and-runner-up",
        r"""\begin{aligned}
        z_k - z_h &= \sum_{j=1}^{n} x_j \, (w_{jk} - w_{jh}) \\[0.4em]
          &\quad {} + (b_k - b_h)
        \end{aligned}""",
        "z_k - z_h == sum(x * (w_k - w_h)) + (b_k - b_h)",
        two_scores,
    ),
    Equation(
        "eq-twin-pixels",
        r"x_j w_j + x_{j'} w_{j'} = x_j \, (w_j + w_{j'}) \quad \text{if } x_j = x_{j'}",
        "x_j * w_j + x_k * w_k == x_j * (w_j + w_k)",
        twins,
    ),
    Equation(
        "eq-shared-weight",
        r"w_j^2 + w_{j'}^2 = \frac{(w_j + w_{j'})^2}{2} + \frac{(w_j - w_{j'})^2}{2}",
        "w_j**2 + w_k**2 == (w_j + w_k) ** 2 / 2 + (w_j - w_k) ** 2 / 2",
        twins,
        survivors={
            "(-w_j) ** 2": SQUARED,
            "(-w_k) ** 2": SQUARED,
            "(-(w_j + w_k)) ** 2": SQUARED,
            "(-(w_j - w_k)) ** 2": SQUARED,
        },
    ),
    Equation(
        "eq-baseline",
        r"""\begin{aligned}
        z &= \sum_{j=1}^{n} (x_j - u_j) \, w_j \\[0.4em]
          &\quad {} + \Bigl( b + \sum_{j=1}^{n} u_j \, w_j \Bigr)
        \end{aligned}""",
        "z == sum((x - u) * w) + (b + sum(u * w))",
        lambda rng: one_score(rng) | {"u": rng.uniform(size=5)},
    ),
    Equation(
        "eq-shift",
        r"""\begin{aligned}
        &\sum_{r} \sum_{c \ge 2} x_{r,c-2} \, w_{r,c} \\[0.4em]
        &\quad = \sum_{r} \sum_{c < 26} x_{r,c} \, w_{r,c+2}
        \end{aligned}""",
        "sum(x[r, c - 2] * w[r, c] for r in range(R) for c in range(2, C))"
        " == sum(x[r, c] * w[r, c + 2] for r in range(R) for c in range(C - 2))",
        picture,
    ),
]

"""What the equations of chapter 1, Images as vectors, say."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np

from docs.tools.equations import Equation
from logreg_edu import one_hot, pixels_to_examples

STRAIGHT = "a straight line has the same slope everywhere"


def a_pixel(rng: np.random.Generator) -> dict[str, object]:
    """A pixel of a picture: its row and column, and its index in the list, found by counting."""
    R, C = 5, 7
    r, c = int(rng.integers(R)), int(rng.integers(C))
    read = [(row, column) for row in range(R) for column in range(C)]
    return {"C": C, "r": r, "c": c, "j": read.index((r, c))}


def a_model(rng: np.random.Generator) -> dict[str, object]:
    """Grey values, weights for them, and a cost that depends on the weights of scaled pixels."""
    n = 6
    g, v, b = rng.integers(256, size=n), rng.normal(size=n) / 255, rng.normal()
    a = rng.normal(size=n)
    J = lambda w: np.log(1 + np.exp(a @ w))  # noqa: E731
    x, w, alpha = g / 255, 255 * v, rng.uniform()
    return {"n": n, "g": g, "x": x, "v": v, "w": w, "b": b, "J": J, "alpha": alpha}


def byte(v: int) -> int:
    """What NumPy keeps of a whole number in a byte."""
    return int(np.array([v]).astype(np.uint8)[0])


def twin_in_training(M: int, t: int) -> float:
    """Of all the ways to set t of M pictures aside, 0 among them: where 1, its twin, is not."""
    tests = [test for test in combinations(range(M), t) if 0 in test]
    return float(Fraction(sum(1 not in test for test in tests), len(tests)))


def labels(rng: np.random.Generator) -> dict[str, object]:
    """Labels of m pictures, K of them possible."""
    m, K = 5, 4
    label = rng.integers(K, size=m)
    return {"m": m, "K": K, "label": label, "Y": one_hot(label, K).astype(float)}


EQUATIONS = [
    Equation(
        "eq-reading-order",
        r"j = C \, r + c",
        "j == C * r + c",
        a_pixel,
    ),
    Equation(
        "eq-reading-back",
        r"""r = \left\lfloor \frac{j}{C} \right\rfloor, \qquad c = j - C \, r""",
        "(r, c) == (j // C, j - C * r)",
        a_pixel,
    ),
    Equation(
        "eq-byte",
        r"\operatorname{byte}(v) = v - 256 \left\lfloor \frac{v}{256} \right\rfloor",
        "byte(v) == v - 256 * (v // 256)",
        lambda rng: {"v": int(rng.integers(-1000, 1000)), "byte": byte},
    ),
    Equation(
        "eq-scale",
        r"x_j = \frac{g_j}{255}, \qquad 0 \le x_j \le 1",
        "0 <= x == g / 255 <= 1",
        lambda rng: {
            "g": (g := rng.choice([0, 255, rng.integers(256)])),
            "x": pixels_to_examples(g),
        },
        tolerance=1e-6,
    ),
    Equation(
        "eq-same-score",
        r"""z = \sum_j g_j v_j + b
        = \sum_j 255 \, x_j v_j + b
        = \sum_j x_j w_j + b,
        \qquad w_j = 255 \, v_j""",
        "(sum(g[j] * v[j] for j in range(n)) + b, w)"
        " == (sum(255 * x[j] * v[j] for j in range(n)) + b, 255 * v)"
        " == (sum(x[j] * w[j] for j in range(n)) + b, w)",
        a_model,
    ),
    Equation(
        "eq-slope-in-bytes",
        r"""\frac{\partial J}{\partial v_j}
        = \frac{d w_j}{d v_j} \cdot \frac{\partial J}{\partial w_j}
        = 255 \, \frac{\partial J}{\partial w_j}""",
        "gradient(lambda u: J(255 * u), v)"
        " == slope(lambda t: 255 * t, 1) * gradient(J, w)"
        " == 255 * gradient(J, w)",
        a_model,
        survivors={"255 * t, -1": STRAIGHT, "255 * t, 2 * 1": STRAIGHT},
    ),
    Equation(
        "eq-step-in-bytes",
        r"""\begin{aligned}
        w_j^{\text{new}}
          &= 255 \, v_j^{\text{new}} \\[0.4em]
          &= 255 \left( v_j - \alpha \, \frac{\partial J}{\partial v_j} \right) \\[0.4em]
          &= 255 \, v_j - 255 \, \alpha \cdot 255 \, \frac{\partial J}{\partial w_j} \\[0.4em]
          &= w_j - 255^2 \, \alpha \, \frac{\partial J}{\partial w_j}
        \end{aligned}""",
        "255 * (v - alpha * gradient(lambda u: J(255 * u), v))"
        " == 255 * v - 255 * alpha * 255 * gradient(J, w)"
        " == w - 255**2 * alpha * gradient(J, w)",
        a_model,
        survivors={"(-255) ** 2": "a square has no sign"},
    ),
    Equation(
        "eq-order",
        r"\sum_j x_{\pi(j)} \, w_{\pi(j)} = \sum_j x_j w_j",
        "sum(x[place[j]] * w[place[j]] for j in range(n)) == sum(x[j] * w[j] for j in range(n))",
        lambda rng: a_model(rng) | {"place": rng.permutation(6)},
    ),
    Equation(
        "eq-twins",
        r"P(\text{twin in training}) = \frac{M - t}{M - 1}",
        "twin_in_training(M, t) == (M - t) / (M - 1)",
        lambda rng: {
            "M": int(rng.choice([6, 8, 10])),
            "t": int(rng.integers(1, 5)),
            "twin_in_training": twin_in_training,
        },
    ),
    Equation(
        "eq-one-hot",
        r"""Y_{ik} = \begin{cases}
          1 & \text{if the label of picture } i \text{ is } k \\ 0 & \text{if not}
        \end{cases}""",
        "Y == np.array([[1 if label[i] == k else 0 for k in range(K)] for i in range(m)])",
        labels,
    ),
]

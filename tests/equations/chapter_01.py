"""What the equations of chapter 1, Images as vectors, say."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np

from docs.tools.equations import Equation
from logreg_edu import one_hot, pixels_to_examples


def a_pixel(rng: np.random.Generator) -> dict[str, object]:
    """A pixel of a picture: its row and column, and its index in the list, found by counting."""
    rows, columns = 5, 7
    here = int(rng.integers(rows)), int(rng.integers(columns))
    read = [(row, column) for row in range(rows) for column in range(columns)]
    return {"columns": columns, "row": here[0], "column": here[1], "j": read.index(here)}


def a_sum(rng: np.random.Generator) -> dict[str, object]:
    """Pixels and weights, and their indices in another order."""
    n = 6
    x, w = rng.uniform(size=n), rng.normal(size=n)
    return {"n": n, "x": x, "w": w, "order": rng.permutation(n)}


def byte(result: int) -> int:
    """What NumPy keeps of a whole number in a byte."""
    return int(np.array([result]).astype(np.uint8)[0])


def twin_in_training(m: int, m_test: int) -> float:
    """Of all ways to set m_test of m pictures aside, 0 among them: where 1, its twin, is not."""
    tests = [test for test in combinations(range(m), m_test) if 0 in test]
    return float(Fraction(sum(1 not in test for test in tests), len(tests)))


def labels(rng: np.random.Generator) -> dict[str, object]:
    """Labels of m pictures, K of them possible."""
    m, K = 5, 4
    label = rng.integers(K, size=m)
    return {"m": m, "K": K, "label": label, "Y": one_hot(label, K).astype(float)}


EQUATIONS = [
    Equation(
        "eq-reading-order",
        r"j = \text{columns} \cdot \text{row} + \text{column}",
        "j == columns * row + column",
        a_pixel,
    ),
    Equation(
        "eq-byte",
        r"""\text{byte} = \text{result}
        - 256 \left\lfloor \frac{\text{result}}{256} \right\rfloor""",
        "byte(result) == result - 256 * (result // 256)",
        lambda rng: {"result": int(rng.integers(-1000, 1000)), "byte": byte},
    ),
    Equation(
        "eq-scale",
        r"""\begin{aligned}
        x_j &= \frac{\text{pixel}_j}{255} \\[0.4em]
        0 &\le x_j \le 1
        \end{aligned}""",
        "0 <= x == pixel / 255 <= 1",
        lambda rng: {
            "pixel": (pixel := rng.choice([0, 255, rng.integers(256)])),
            "x": pixels_to_examples(pixel),
        },
        tolerance=1e-6,
    ),
    Equation(
        "eq-twins",
        r"""P(\text{twin in training})
        = \frac{m - m_{\text{test}}}{m - 1}""",
        "twin_in_training(m, m_test) == (m - m_test) / (m - 1)",
        lambda rng: {
            "m": int(rng.choice([6, 8, 10])),
            "m_test": int(rng.integers(1, 5)),
            "twin_in_training": twin_in_training,
        },
    ),
    Equation(
        "eq-order",
        r"""\begin{aligned}
        &x_{j_1} w_{j_1} + \dots + x_{j_n} w_{j_n} \\[0.4em]
        &\quad = x_1 w_1 + \dots + x_n w_n
        \end{aligned}""",
        "sum(x[j] * w[j] for j in order) == sum(x[j] * w[j] for j in range(n))",
        a_sum,
        survivors={"in -order": "counted from the end, it is one more order"},
    ),
    Equation(
        "eq-one-hot",
        r"""Y_{ik} = \begin{cases}
          1 & \text{if picture } i \text{ shows a } k \\
          0 & \text{otherwise}
        \end{cases}""",
        "Y == np.array([[1 if label[i] == k else 0 for k in range(K)] for i in range(m)])",
        labels,
    ),
]

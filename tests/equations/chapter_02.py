"""What the equations of chapter 2, From a score to a probability, say."""

from __future__ import annotations

import numpy as np

from docs.tools.equations import Equation
from logreg_edu import probability, score, sigmoid

EVEN = "an even power has no sign"
SAME_SIGN = "twice a score has the sign of the score"
ZERO = "on the boundary this is 0, and stays 0"


def a_model(rng: np.random.Generator) -> dict[str, object]:
    """A model of n numbers, and one example."""
    n = 5
    return {"n": n, "x": rng.uniform(size=n), "w": rng.normal(size=n), "b": rng.normal()}


def a_score(rng: np.random.Generator) -> dict[str, object]:
    """A middling score, and its probability and odds by the textbook."""
    z = rng.uniform(-5, 5)
    return {"z": z, "o": np.exp(z), "y_hat": 1 / (1 + np.exp(-z))}


def with_zero(rng: np.random.Generator) -> dict[str, object]:
    """A score that is now and then 0, where the sigmoid is steepest and the model undecided."""
    z = rng.choice([0.0, rng.normal()])
    return {"z": z, "y_hat": 1 / (1 + np.exp(-z))}


def counts(rng: np.random.Generator) -> dict[str, object]:
    """How many zeros and others there are, and how many of each have ink."""
    N = rng.integers(50, 100, 2)
    a = rng.integers(1, 50, 2)
    return {"N_1": int(N[0]), "N_0": int(N[1]), "a_1": int(a[0]), "a_0": int(a[1])}


def independent_pixels(rng: np.random.Generator) -> dict[str, object]:
    """Pixels with ink or none, independent among the zeros and among the others.

    The odds of a picture come from the probabilities of each of its pixels in each class. The bias
    is the log-odds of the empty picture, and a weight what one pixel with ink adds to it.
    """
    n = 3
    N_1, N_0 = (int(number) for number in rng.integers(50, 100, 2))
    ink_1, ink_0 = rng.uniform(0.1, 0.9, (2, n))

    def odds(x):
        zeros = N_1 * np.prod(np.where(x, ink_1, 1 - ink_1))
        return zeros / (N_0 * np.prod(np.where(x, ink_0, 1 - ink_0)))

    x, empty = rng.integers(0, 2, n), np.zeros(n, int)
    b = np.log(odds(empty))
    w = np.array([np.log(odds(one)) - b for one in np.eye(n, dtype=int)])
    ratios = {"r_1": ink_1 / ink_0, "r_0": (1 - ink_1) / (1 - ink_0)}
    return {"n": n, "N_1": N_1, "N_0": N_0, "x": x, "o": odds(x), "w": w, "b": b} | ratios


def on_the_boundary(rng: np.random.Generator) -> dict[str, object]:
    """A model of two numbers, two points of its boundary, and the score at a distance d."""
    w, b = rng.normal(size=2), rng.normal()
    along = np.array([-w[1], w[0]])
    nearest = -b * w / (w @ w)
    x, x_prime = (nearest + t * along for t in rng.normal(size=2))
    d = rng.normal()
    z = (x + d * w / np.hypot(*w)) @ w + b
    return {"w": w, "b": b, "x": x, "x_prime": x_prime, "d": d, "z": z}


def two_numbers(w, b, x, **_) -> dict[str, object]:
    """A model of two numbers and a point of its boundary, each number by its own name."""
    return {"w_1": w[0], "w_2": w[1], "b": b, "x_1": x[0], "x_2": x[1]}


def several(rng: np.random.Generator) -> dict[str, object]:
    """m examples, and K models, of which w and b are one."""
    m, n, K = 5, 4, 3
    X, W, B = rng.uniform(size=(m, n)), rng.normal(size=(n, K)), rng.normal(size=K)
    return {"m": m, "n": n, "K": K, "X": X, "W": W, "B": B, "w": W[:, 0], "b": B[0]}


EQUATIONS = [
    Equation(
        "eq-score",
        r"""\begin{aligned}
        z &= x_1 w_1 + x_2 w_2 + \dots + x_n w_n + b \\[0.4em]
          &= x \cdot w + b
        \end{aligned}""",
        "score(x, w, b) == sum(x[j] * w[j] for j in range(n)) + b == x @ w + b",
        lambda rng: a_model(rng) | {"score": score},
    ),
    Equation(
        "eq-odds",
        r"o = \frac{\hat y}{1 - \hat y}",
        "o == y_hat / (1 - y_hat)",
        a_score,
    ),
    Equation(
        "eq-odds-back",
        r"""\begin{aligned}
        o \, (1 - \hat y) &= \hat y \\[0.4em]
        o &= \hat y + o \, \hat y = \hat y \, (1 + o) \\[0.4em]
        \hat y &= \frac{o}{1 + o}
        \end{aligned}""",
        "(o * (1 - y_hat), o, o, y_hat)"
        " == (y_hat, y_hat + o * y_hat, y_hat * (1 + o), o / (1 + o))",
        a_score,
    ),
    Equation(
        "eq-evidence",
        r"\frac{a_1}{a_0} = \frac{N_1}{N_0} \cdot \frac{a_1 / N_1}{a_0 / N_0}",
        "a_1 / a_0 == N_1 / N_0 * ((a_1 / N_1) / (a_0 / N_0))",
        counts,
    ),
    Equation(
        "eq-evidence-multiplies",
        r"""o = \frac{N_1}{N_0} \cdot
        \prod_{j=1}^{n} r_{j1}^{\,x_j} \, r_{j0}^{\,1 - x_j}""",
        "o == N_1 / N_0 * prod(r_1[j] ** x[j] * r_0[j] ** (1 - x[j]) for j in range(n))",
        independent_pixels,
    ),
    Equation(
        "eq-evidence-adds",
        r"""\begin{aligned}
        \log o
          &= \log \frac{N_1}{N_0} + \sum_{j=1}^{n} x_j \log r_{j1} \\
          &\qquad + \sum_{j=1}^{n} (1 - x_j) \log r_{j0} \\[0.4em]
          &= b + \sum_{j=1}^{n} x_j w_j
        \end{aligned}""",
        "log(o) == log(N_1 / N_0) + sum(x[j] * log(r_1[j]) for j in range(n))"
        " + sum((1 - x[j]) * log(r_0[j]) for j in range(n))"
        " == b + sum(x[j] * w[j] for j in range(n))",
        independent_pixels,
    ),
    Equation(
        "eq-counted-weights",
        r"""\begin{aligned}
        w_j &= \log \frac{r_{j1}}{r_{j0}} \\[0.4em]
        b &= \log \frac{N_1}{N_0} + \sum_{j=1}^{n} \log r_{j0}
        \end{aligned}""",
        "(w, b) == (log(r_1 / r_0), log(N_1 / N_0) + sum(log(r_0)))",
        independent_pixels,
    ),
    Equation(
        "eq-log-odds",
        r"z = \log o = \log \frac{\hat y}{1 - \hat y}",
        "z == log(o) == log(y_hat / (1 - y_hat))",
        a_score,
    ),
    Equation(
        "eq-odds-of-score",
        r"o = e^{z} = e^{b} \cdot \prod_{j=1}^{n} e^{x_j w_j}",
        "probability(x, w, b) / (1 - probability(x, w, b)) == exp(x @ w + b)"
        " == exp(b) * prod(exp(x[j] * w[j]) for j in range(n))",
        lambda rng: a_model(rng) | {"probability": probability},
    ),
    Equation(
        "eq-sigmoid",
        r"""\begin{aligned}
        \hat y = \frac{o}{1 + o}
          &= \frac{e^{z}}{1 + e^{z}} \\[0.4em]
          &= \frac{e^{z} \, e^{-z}}{(1 + e^{z}) \, e^{-z}} \\[0.4em]
          &= \frac{1}{1 + e^{-z}} = \sigma(z)
        \end{aligned}""",
        "o / (1 + o) == exp(z) / (1 + exp(z)) == exp(z) * exp(-z) / ((1 + exp(z)) * exp(-z))"
        " == 1 / (1 + exp(-z)) == its_sigmoid(z)",
        lambda rng: a_score(rng) | {"its_sigmoid": sigmoid},
    ),
    Equation(
        "eq-symmetry",
        r"""\begin{aligned}
        1 - \sigma(z)
          &= \frac{1 + e^{-z}}{1 + e^{-z}} - \frac{1}{1 + e^{-z}} \\[0.4em]
          &= \frac{e^{-z}}{1 + e^{-z}} \\[0.4em]
          &= \frac{1}{e^{z} + 1} = \sigma(-z)
        \end{aligned}""",
        "1 - sigmoid(z) == (1 + exp(-z)) / (1 + exp(-z)) - 1 / (1 + exp(-z))"
        " == exp(-z) / (1 + exp(-z)) == 1 / (exp(z) + 1) == sigmoid(-z)",
        a_score,
    ),
    Equation(
        "eq-derivative-of-sigmoid",
        r"""\begin{aligned}
        \sigma'(z)
          &= -(1 + e^{-z})^{-2} \cdot (-e^{-z}) \\[0.4em]
          &= \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}} \\[0.4em]
          &= \sigma(z) \, \bigl( 1 - \sigma(z) \bigr)
        \end{aligned}""",
        "slope(sigmoid, z) == -((1 + exp(-z)) ** (-2)) * -exp(-z)"
        " == 1 / (1 + exp(-z)) * (exp(-z) / (1 + exp(-z))) == sigmoid(z) * (1 - sigmoid(z))",
        a_score,
        survivors={
            "slope(sigmoid, -z)": "the sigmoid is as steep at -z as at z",
            "(-(1 + exp(-z))) ** (-2)": EVEN,
        },
    ),
    Equation(
        "eq-slope-at-most",
        r"""\begin{aligned}
        \hat y \, (1 - \hat y)
          &= \frac14 - \left( \hat y - \frac12 \right)^2 \\[0.4em]
          &\le \frac14
        \end{aligned}""",
        "y_hat * (1 - y_hat) == 1 / 4 - (y_hat - 1 / 2) ** 2 <= 1 / 4",
        with_zero,
        survivors={"(-(y_hat - 1 / 2)) ** 2": EVEN},
    ),
    Equation(
        "eq-boundary-line",
        r"x_2 = -\frac{w_1 x_1 + b}{w_2}",
        "x_2 == -(w_1 * x_1 + b) / w_2",
        lambda rng: two_numbers(**on_the_boundary(rng)),
    ),
    Equation(
        "eq-normal",
        r"""\begin{aligned}
        x \cdot w + b &= x' \cdot w + b \\[0.4em]
        (x - x') \cdot w &= 0
        \end{aligned}""",
        "(1 + x @ w + b, 1 + (x - x_prime) @ w) == (1 + x_prime @ w + b, 1)",
        on_the_boundary,
        survivors=dict.fromkeys(
            [
                "-((x - x_prime)",
                "2 * ((x - x_prime)",
                "-(x - x_prime)",
                "2 * (x - x_prime)",
                "x_prime) @ -w",
                "x_prime) @ (2 * w)",
            ],
            ZERO,
        ),
    ),
    Equation(
        "eq-distance",
        r"z = d \, \lVert w \rVert",
        "z == d * sqrt(w @ w)",
        on_the_boundary,
    ),
    Equation(
        "eq-distance-steps",
        r"""\begin{aligned}
        z &= \left( x + d \, \frac{w}{\lVert w \rVert} \right) \cdot w + b \\[0.4em]
          &= (x \cdot w + b) + d \, \frac{w \cdot w}{\lVert w \rVert} \\[0.4em]
          &= d \, \lVert w \rVert
        \end{aligned}""",
        "z == (x + d * (w / sqrt(w @ w))) @ w + b == x @ w + b + d * (w @ w / sqrt(w @ w))"
        " == d * sqrt(w @ w)",
        on_the_boundary,
        survivors={"-(x @ w + b)": ZERO, "2 * (x @ w + b)": ZERO},
    ),
    Equation(
        "eq-sigmoid-computed",
        r"""\sigma(z) = \begin{cases}
          \dfrac{1}{1 + e^{-|z|}} & \text{if } z \ge 0 \\[1em]
          \dfrac{e^{-|z|}}{1 + e^{-|z|}} & \text{if } z < 0
        \end{cases}""",
        "its_sigmoid(z) == (1 / (1 + exp(-abs(z))) if z >= 0"
        " else exp(-abs(z)) / (1 + exp(-abs(z))))",
        lambda rng: a_score(rng) | {"its_sigmoid": sigmoid},
        survivors={"abs(-z)": "|-z| = |z|", "if 2 * z >= 0": SAME_SIGN},
    ),
    Equation(
        "eq-scores",
        r"""\begin{aligned}
        z &= X w + b \\[0.4em]
        z_i &= \sum_{j=1}^{n} X_{ij} \, w_j + b
        \end{aligned}""",
        "score(X, w, b) == X @ w + b"
        " == np.array([sum(X[i, j] * w[j] for j in range(n)) + b for i in range(m)])",
        lambda rng: several(rng) | {"score": score},
    ),
]

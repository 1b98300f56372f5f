"""What the equations of chapter 3, The loss, say."""

from __future__ import annotations

import numpy as np

from docs.tools.equations import Equation
from logreg_edu import loss

CONSTANT = "a factor inside a logarithm adds a constant, which has no slope"
EVEN = "the sigmoid is as steep at -z as at z"


def one(rng: np.random.Generator) -> dict[str, object]:
    """One example with a middling score."""
    z = rng.uniform(-5, 5)
    return {"y": int(rng.integers(2)), "z": z, "y_hat": 1 / (1 + np.exp(-z))}


def several(rng: np.random.Generator) -> dict[str, object]:
    """Several examples."""
    m = 7
    return {"m": m, "y": rng.integers(2, size=m), "y_hat": rng.uniform(0.05, 0.95, m)}


def P(y: int, y_hat: float) -> float:
    """The probability that a model gives to the truth."""
    return {1: y_hat, 0: 1 - y_hat}[y]


def surprises(rng: np.random.Generator) -> dict[str, object]:
    """A measure of surprise in any unit, and two probabilities."""
    unit = rng.uniform(-3, -0.3)
    s = lambda p: unit * np.log(p)  # noqa: E731
    return {"s": s, "p": rng.uniform(0.1, 0.9), "q": rng.uniform(0.1, 0.9)}


def in_favour(rng: np.random.Generator) -> dict[str, object]:
    """One example, and its score in favour of the truth."""
    example = one(rng)
    return example | {"s": example["z"] if example["y"] == 1 else -example["z"]}


def negative(rng: np.random.Generator) -> dict[str, object]:
    """A score against the truth."""
    return {"s": rng.uniform(-5, 0)}


def digits(rng: np.random.Generator) -> dict[str, object]:
    """The binary digits of a float, and a score a little to either side of the threshold."""
    d = rng.choice([24, 53])
    return {"d": d, "z": d * np.log(2) + rng.uniform(-0.5, 0.5)}


def padded(rng: np.random.Generator) -> dict[str, object]:
    """A score, and an epsilon that is not small."""
    return {"z": rng.uniform(-5, 5), "epsilon": rng.uniform(0.01, 0.5)}


EQUATIONS = [
    Equation(
        "eq-bernoulli",
        r"""P(y) = \begin{cases}
          \hat y & \text{if } y = 1 \\ 1 - \hat y & \text{if } y = 0
        \end{cases}
        \;=\; \hat y^{\,y} \, (1 - \hat y)^{1 - y}""",
        "P(y, y_hat) == (y_hat if y == 1 else 1 - y_hat) == y_hat**y * (1 - y_hat) ** (1 - y)",
        lambda rng: one(rng) | {"P": P},
    ),
    Equation(
        "eq-likelihood",
        r"P(y_1, \dots, y_m) = \prod_{i=1}^{m} \hat y_i^{\,y_i} \, (1 - \hat y_i)^{1 - y_i}",
        "prod(P(y[i], y_hat[i]) for i in range(m))"
        " == prod(y_hat[i] ** y[i] * (1 - y_hat[i]) ** (1 - y[i]) for i in range(m))",
        lambda rng: several(rng) | {"P": P},
    ),
    Equation(
        "eq-log-likelihood",
        r"""\begin{aligned}
        \log P(y_1, \dots, y_m)
          &= \sum_{i=1}^{m} \log \left( \hat y_i^{\,y_i} \, (1 - \hat y_i)^{1 - y_i} \right)
          \\[0.4em]
          &= \sum_{i=1}^{m} \left( \log \hat y_i^{\,y_i} + \log (1 - \hat y_i)^{1 - y_i} \right)
          \\[0.4em]
          &= \sum_{i=1}^{m} \left( y_i \log \hat y_i + (1 - y_i) \log (1 - \hat y_i) \right)
        \end{aligned}""",
        "log(prod(P(y[i], y_hat[i]) for i in range(m)))"
        " == sum(log(y_hat[i] ** y[i] * (1 - y_hat[i]) ** (1 - y[i])) for i in range(m))"
        " == sum(log(y_hat[i] ** y[i]) + log((1 - y_hat[i]) ** (1 - y[i])) for i in range(m))"
        " == sum(y[i] * log(y_hat[i]) + (1 - y[i]) * log(1 - y_hat[i]) for i in range(m))",
        lambda rng: several(rng) | {"P": P},
    ),
    Equation(
        "eq-loss-textbook",
        r"""\ell = -\log P(y)
        = -\left( y \log \hat y + (1 - y) \log (1 - \hat y) \right)""",
        "loss(z, y) == -log(P(y, y_hat)) == -(y * log(y_hat) + (1 - y) * log(1 - y_hat))",
        lambda rng: one(rng) | {"P": P, "loss": loss},
    ),
    Equation(
        "eq-surprise-adds",
        r"s(p \, q) = s(p) + s(q)",
        "s(p * q) == s(p) + s(q)",
        surprises,
    ),
    Equation(
        "eq-surprise-slope",
        r"p \, s'(p \, q) = s'(q)",
        "slope(lambda t: s(p * t), q) == p * slope(s, p * q) == slope(s, q)",
        surprises,
        survivors={"s(2": CONSTANT, "s(p * (2 * t))": CONSTANT},
    ),
    Equation(
        "eq-surprise-log",
        r"s(p) = \int_1^p \frac{s'(1)}{t} \, dt = s'(1) \log p",
        "s(p) == integral(lambda t: slope(s, 1) / t, 1, p) == slope(s, 1) * log(p)",
        surprises,
    ),
    Equation(
        "eq-score-of-truth",
        r"P(y) = \sigma(s), \qquad s = (2 y - 1) \, z",
        "(P(y, sigmoid(z)), s) == (sigmoid(s), (2 * y - 1) * z)",
        lambda rng: in_favour(rng) | {"P": P},
    ),
    Equation(
        "eq-loss-score",
        r"""\ell = -\log \sigma(s) = -\log \frac{1}{1 + e^{-s}}
        = \log \left( 1 + e^{-s} \right)""",
        "loss(z, y) == -log(sigmoid(s)) == -log(1 / (1 + exp(-s))) == log(1 + exp(-s))",
        lambda rng: in_favour(rng) | {"loss": loss},
    ),
    Equation(
        "eq-threshold",
        r"e^{-z} \le 2^{-d} \iff z \ge d \log 2",
        "(exp(-z) <= 2.0 ** (-d)) == (z >= d * log(2))",
        digits,
    ),
    Equation(
        "eq-loss-negative",
        r"""\log \left( 1 + e^{-s} \right)
        = \log \left( e^{-s} \left( e^{s} + 1 \right) \right)
        = -s + \log \left( 1 + e^{s} \right)""",
        "log(1 + exp(-s)) == log(exp(-s) * (exp(s) + 1)) == -s + log(1 + exp(s))",
        negative,
    ),
    Equation(
        "eq-loss-exact",
        r"\ell = \log \left( 1 + e^{-|s|} \right) - \min(s, 0)",
        "loss(z, y) == log(1 + exp(-abs(s))) - min(s, 0)",
        lambda rng: in_favour(rng) | {"loss": loss},
        survivors={"abs(-s)": "|-s| = |s|"},
    ),
    Equation(
        "eq-slope-of-loss-in-y-hat",
        r"""\begin{aligned}
        \frac{d \ell}{d \hat y}
          &= -\frac{y}{\hat y} + \frac{1 - y}{1 - \hat y} \\[0.4em]
          &= \frac{-y \, (1 - \hat y) + (1 - y) \, \hat y}{\hat y \, (1 - \hat y)} \\[0.4em]
          &= \frac{\hat y - y}{\hat y \, (1 - \hat y)}
        \end{aligned}""",
        "slope(lambda p: -(y * log(p) + (1 - y) * log(1 - p)), y_hat)"
        " == -y / y_hat + (1 - y) / (1 - y_hat)"
        " == (-y * (1 - y_hat) + (1 - y) * y_hat) / (y_hat * (1 - y_hat))"
        " == (y_hat - y) / (y_hat * (1 - y_hat))",
        one,
        survivors={"log(2 *": CONSTANT},
    ),
    Equation(
        "eq-slope-of-sigmoid",
        r"\frac{d \hat y}{d z} = \hat y \, (1 - \hat y)",
        "slope(sigmoid, z) == y_hat * (1 - y_hat)",
        one,
        survivors={"slope(sigmoid, -z)": EVEN},
    ),
    Equation(
        "eq-slope-of-loss",
        r"""\frac{d \ell}{d z}
        = \frac{d \ell}{d \hat y} \cdot \frac{d \hat y}{d z}
        = \frac{\hat y - y}{\hat y \, (1 - \hat y)} \cdot \hat y \, (1 - \hat y)
        = \hat y - y""",
        "slope(lambda t: log(1 + exp(-(2 * y - 1) * t)), z)"
        " == slope(lambda p: -(y * log(p) + (1 - y) * log(1 - p)), y_hat) * slope(sigmoid, z)"
        " == (y_hat - y) / (y_hat * (1 - y_hat)) * (y_hat * (1 - y_hat))"
        " == y_hat - y",
        one,
        survivors={"log(2 *": CONSTANT, "slope(sigmoid, -z)": EVEN},
    ),
    Equation(
        "eq-slope-padded",
        r"""\frac{d}{d z} \left( -\log (1 - \hat y + \varepsilon) \right)
        = \hat y \cdot \frac{1 - \hat y}{1 - \hat y + \varepsilon}""",
        "slope(lambda t: -log(1 - sigmoid(t) + epsilon), z)"
        " == sigmoid(z) * ((1 - sigmoid(z)) / (1 - sigmoid(z) + epsilon))",
        padded,
        survivors={"log(2 *": CONSTANT},
    ),
]

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


def joint(y: np.ndarray, y_hat: np.ndarray) -> float:
    """The probability of all answers together, one factor after the other."""
    product = 1.0
    for y_i, y_hat_i in zip(y, y_hat, strict=True):
        product *= P(y_i, y_hat_i)
    return product


def surprises(rng: np.random.Generator) -> dict[str, object]:
    """A loss in any unit as a function of a probability, and two probabilities."""
    unit = rng.uniform(-3, -0.3)
    l = lambda p: unit * np.log(p)  # noqa: E731, E741
    return {
        "l": l,
        "p": rng.uniform(0.1, 0.9),
        "p_1": rng.uniform(0.1, 0.9),
        "p_2": rng.uniform(0.1, 0.9),
    }


def forecasts(rng: np.random.Generator) -> dict[str, object]:
    """What is believed, what is said, and the mean loss of saying it, over many days."""
    yes, days = int(rng.integers(1, 9)), 10
    y = np.arange(days) < yes
    mean = lambda p: sum(-np.log(P(int(y_i), p)) for y_i in y) / days  # noqa: E731
    return {"q": yes / days, "p": rng.uniform(0.1, 0.9), "mean": mean}


def in_favour(rng: np.random.Generator) -> dict[str, object]:
    """One example, and its score in favour of the truth."""
    example = one(rng)
    return example | {"s": example["z"] if example["y"] == 1 else -example["z"]}


def negative(rng: np.random.Generator) -> dict[str, object]:
    """A score against the truth."""
    return {"s": rng.uniform(-5, 0)}


def at_the_threshold(rng: np.random.Generator) -> dict[str, object]:
    """A score a little to either side of the threshold."""
    return {"z": 53 * np.log(2) + rng.uniform(-0.5, 0.5)}


def padded(rng: np.random.Generator) -> dict[str, object]:
    """A score, and an epsilon that is not small."""
    return {"z": rng.uniform(-5, 5), "epsilon": rng.uniform(0.01, 0.5)}


EQUATIONS = [
    Equation(
        "eq-bernoulli",
        r"""\begin{aligned}
        P(y) &= \begin{cases}
            \hat y & \text{if } y = 1 \\ 1 - \hat y & \text{if } y = 0
          \end{cases} \\[0.4em]
          &= \hat y^{\,y} \, (1 - \hat y)^{1 - y}
        \end{aligned}""",
        "P(y, y_hat) == (y_hat if y == 1 else 1 - y_hat) == y_hat**y * (1 - y_hat) ** (1 - y)",
        lambda rng: one(rng) | {"P": P},
    ),
    Equation(
        "eq-likelihood",
        r"""\begin{aligned}
        P(y_1, \dots, y_m)
          &= \prod_{i=1}^{m} P(y_i) \\[0.4em]
          &= \prod_{i=1}^{m} \hat y_i^{\,y_i} \, (1 - \hat y_i)^{1 - y_i}
        \end{aligned}""",
        "joint(y, y_hat) == prod(P(y[i], y_hat[i]) for i in range(m))"
        " == prod(y_hat[i] ** y[i] * (1 - y_hat[i]) ** (1 - y[i]) for i in range(m))",
        lambda rng: several(rng) | {"P": P, "joint": joint},
    ),
    Equation(
        "eq-log-likelihood",
        r"""\begin{aligned}
        &\log P(y_1, \dots, y_m) \\[0.2em]
        &= \sum_{i=1}^{m} \log \left( \hat y_i^{\,y_i} \, (1 - \hat y_i)^{1 - y_i} \right)
          \\[0.4em]
        &= \sum_{i=1}^{m} \left( \log \hat y_i^{\,y_i} + \log (1 - \hat y_i)^{1 - y_i} \right)
          \\[0.4em]
        &= \sum_{i=1}^{m} \left( y_i \log \hat y_i + (1 - y_i) \log (1 - \hat y_i) \right)
        \end{aligned}""",
        "log(joint(y, y_hat))"
        " == sum(log(y_hat[i] ** y[i] * (1 - y_hat[i]) ** (1 - y[i])) for i in range(m))"
        " == sum(log(y_hat[i] ** y[i]) + log((1 - y_hat[i]) ** (1 - y[i])) for i in range(m))"
        " == sum(y[i] * log(y_hat[i]) + (1 - y[i]) * log(1 - y_hat[i]) for i in range(m))",
        lambda rng: several(rng) | {"joint": joint},
    ),
    Equation(
        "eq-loss-textbook",
        r"""\begin{aligned}
        \ell &= -\log P(y) \\[0.2em]
          &= -\left( y \log \hat y + (1 - y) \log (1 - \hat y) \right)
        \end{aligned}""",
        "loss(z, y) == -log(P(y, y_hat)) == -(y * log(y_hat) + (1 - y) * log(1 - y_hat))",
        lambda rng: one(rng) | {"P": P, "loss": loss},
    ),
    Equation(
        "eq-surprise-adds",
        r"\ell(p_1 \, p_2) = \ell(p_1) + \ell(p_2)",
        "l(p_1 * p_2) == l(p_1) + l(p_2)",
        surprises,
    ),
    Equation(
        "eq-surprise-slope",
        r"""\begin{aligned}
        p_1 \, \ell'(p_1 \, p_2) &= \ell'(p_2) \\[0.2em]
        p_1 \, \ell'(p_1) &= \ell'(1)
        \end{aligned}""",
        "(p_1 * slope(l, p_1 * p_2), p_1 * slope(l, p_1)) == (slope(l, p_2), slope(l, 1))",
        surprises,
    ),
    Equation(
        "eq-surprise-log",
        r"\ell(p) = \ell'(1) \log p",
        "l(p) == slope(l, 1) * log(p)",
        surprises,
    ),
    Equation(
        "eq-expected-loss",
        r"\bar\ell(p) = -\left( q \log p + (1 - q) \log (1 - p) \right)",
        "mean(p) == -(q * log(p) + (1 - q) * log(1 - p))",
        forecasts,
    ),
    Equation(
        "eq-honest",
        r"""\begin{aligned}
        \frac{d \bar\ell}{d p} &= -\frac{q}{p} + \frac{1 - q}{1 - p} \\[0.4em]
          &= \frac{p - q}{p \, (1 - p)}
        \end{aligned}""",
        "slope(mean, p) == -q / p + (1 - q) / (1 - p) == (p - q) / (p * (1 - p))",
        forecasts,
    ),
    Equation(
        "eq-entropy",
        r"\bar\ell(q) = -\left( q \log q + (1 - q) \log (1 - q) \right)",
        "mean(q) == -(q * log(q) + (1 - q) * log(1 - q))",
        forecasts,
    ),
    Equation(
        "eq-score-of-truth",
        r"""\begin{aligned}
        s &= (2 y - 1) \, z \\[0.2em]
        P(y) &= \sigma(s)
        \end{aligned}""",
        "(s, P(y, sigmoid(z))) == ((2 * y - 1) * z, sigmoid(s))",
        lambda rng: in_favour(rng) | {"P": P},
    ),
    Equation(
        "eq-loss-score",
        r"""\begin{aligned}
        \ell &= -\log \sigma(s) \\[0.2em]
          &= -\log \frac{1}{1 + e^{-s}} \\[0.4em]
          &= \log \left( 1 + e^{-s} \right)
        \end{aligned}""",
        "loss(z, y) == -log(sigmoid(s)) == -log(1 / (1 + exp(-s))) == log(1 + exp(-s))",
        lambda rng: in_favour(rng) | {"loss": loss},
    ),
    Equation(
        "eq-threshold",
        r"""\begin{aligned}
        e^{-z} &\le 2^{-53} \\[0.2em]
        \iff \quad z &\ge 53 \log 2
        \end{aligned}""",
        "(exp(-z) <= 2.0 ** (-53)) == (z >= 53 * log(2))",
        at_the_threshold,
    ),
    Equation(
        "eq-loss-negative",
        r"""\begin{aligned}
        \log \left( 1 + e^{-s} \right)
          &= \log \left( e^{-s} \left( e^{s} + 1 \right) \right) \\[0.2em]
          &= -s + \log \left( 1 + e^{s} \right)
        \end{aligned}""",
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
        r"""\begin{aligned}
        \frac{d \ell}{d z}
          &= \frac{d \ell}{d \hat y} \cdot \frac{d \hat y}{d z} \\[0.4em]
          &= \frac{\hat y - y}{\hat y \, (1 - \hat y)} \cdot \hat y \, (1 - \hat y) \\[0.4em]
          &= \hat y - y
        \end{aligned}""",
        "slope(lambda t: log(1 + exp(-(2 * y - 1) * t)), z)"
        " == slope(lambda p: -(y * log(p) + (1 - y) * log(1 - p)), y_hat) * slope(sigmoid, z)"
        " == (y_hat - y) / (y_hat * (1 - y_hat)) * (y_hat * (1 - y_hat))"
        " == y_hat - y",
        one,
        survivors={"log(2 *": CONSTANT, "slope(sigmoid, -z)": EVEN},
    ),
    Equation(
        "eq-slope-padded",
        r"""\begin{aligned}
        &\frac{d}{d z} \left( -\log (1 - \hat y + \varepsilon) \right) \\[0.4em]
        &= \hat y \cdot \frac{1 - \hat y}{1 - \hat y + \varepsilon}
        \end{aligned}""",
        "slope(lambda t: -log(1 - sigmoid(t) + epsilon), z)"
        " == sigmoid(z) * ((1 - sigmoid(z)) / (1 - sigmoid(z) + epsilon))",
        padded,
        survivors={"log(2 *": CONSTANT},
    ),
]

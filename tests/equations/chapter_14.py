"""What the equations of chapter 14, Better features, say."""

from __future__ import annotations

import numpy as np
from scipy.linalg import sqrtm
from scipy.ndimage import center_of_mass, map_coordinates
from scipy.signal import correlate2d
from scipy.special import expit

from docs.tools.equations import Equation
from logreg_edu import Filters, deskew, random_relu, score, standardise

SQUARED = "a sign inside a square"
CENTRED = "the mean of one factor is 0, so that what is added to the other does not count"
ORDER = "all rows, or all columns, in another order"


def corners(rng: np.random.Generator) -> dict[str, object]:
    """A linear score of two pixels."""
    w, b = rng.normal(size=2), rng.normal()
    return {"z": lambda *x: float(score(np.array(x, float), w, b))}


def exactly_one(rng: np.random.Generator) -> dict[str, object]:
    """A corner of the square, and half a point for or against: has exactly one pixel ink?"""
    x_1, x_2 = (int(x) for x in rng.integers(2, size=2))
    return {"x_1": x_1, "x_2": x_2, "z": 0.5 if x_1 != x_2 else -0.5}


def features_of_one(rng: np.random.Generator) -> dict[str, object]:
    """The features of one picture, and the score that the library computes of them."""
    phi, w, b = rng.normal(size=5), rng.normal(size=5), rng.normal()
    return {"q": 5, "phi": phi, "w": w, "b": b, "z": score(phi, w, b)}


def features_of_all(rng: np.random.Generator) -> dict[str, object]:
    """Features of several pictures that are no linear function of the pixels, and their cost."""
    m, n, q, l2 = 7, 3, 5, rng.uniform(0.1, 1)
    X, y = rng.normal(size=(m, n)), rng.permutation(m) % 2
    Phi = np.abs(X @ rng.normal(size=(n, q))) ** 0.5
    w, b = rng.normal(size=q), rng.normal()

    def J(w):
        return np.log(1 + np.exp((1 - 2 * y) * (Phi @ w + b))).mean() + l2 / 2 * (w * w).sum()

    y_hat = expit(Phi @ w + b)
    return {"m": m, "Phi": Phi, "y": y, "y_hat": y_hat, "w": w, "l2": l2, "J": J}


def one_picture(rng: np.random.Generator) -> dict[str, object]:
    """A picture with its moments by SciPy and NumPy, and the same deskewed by the library."""
    x = np.zeros((28, 28))
    x[6:21, 8:22] = np.round(rng.uniform(0, 1, size=(15, 14)), 3)
    r_bar, c_bar = center_of_mass(x)
    rows, columns = np.mgrid[:28, :28]
    inked = x > 0
    slope, _ = np.polyfit(rows[inked], columns[inked], 1, w=np.sqrt(x[inked]))
    upright = deskew(x.reshape(1, -1)).reshape(28, 28).astype(float)

    def between(r, c):
        return map_coordinates(x, [[r], [c]], order=1, mode="grid-constant")[0]

    r, c = (int(i) for i in rng.integers(9, 18, size=2))
    names = {"x": x, "M": x.sum(), "r_bar": r_bar, "c_bar": c_bar, "a": slope}
    return names | {"upright": upright, "between": between, "r": r, "c": c, "S": range(28)}


def drawn_layer(rng: np.random.Generator) -> dict[str, object]:
    """Random ReLU features of a few pictures."""
    X = rng.uniform(0, 1, size=(3, 784)).astype(np.float32)
    layer = random_relu(X, 5, int(rng.integers(100)))
    return {"X": X.astype(float), "W_1": layer.W.astype(float), "b_1": layer.b, "A": layer(X)}


def standardised(rng: np.random.Generator) -> dict[str, object]:
    """Features, standardised by the library."""
    phi = rng.normal(rng.normal(size=5), rng.uniform(0.5, 3, size=5), size=(7, 5))
    after = phi.copy()
    standardise(after)
    s, mean = phi.std(axis=0), phi.mean(axis=0)
    i, j = (int(rng.integers(1, size)) for size in phi.shape)
    return {"after": after, "phi": phi, "mean": mean, "s": s, "i": i, "j": j}


def response(rng: np.random.Generator) -> dict[str, object]:
    """The response of a picture to a filter, by SciPy, at a pixel away from the border."""
    x, f, d = rng.normal(size=(28, 28)), rng.normal(size=(7, 7)), rng.normal()
    r, c = (int(i) for i in rng.integers(3, 12, size=2))
    return {"x": x, "f": f, "d": d, "z": correlate2d(x, f, mode="same") + d, "r": r, "c": c}


def pooled(rng: np.random.Generator) -> dict[str, object]:
    """The features of a picture and one filter, by the library, and the weights by hand."""
    x = rng.uniform(0, 1, size=(28, 28)).astype(np.float32)
    f, d = rng.normal(size=(7, 7)).astype(np.float32), np.float32(rng.normal())
    phi = Filters(f.reshape(-1, 1), np.array([d]), 0)(x.reshape(1, -1)).reshape(4, 4)
    z = correlate2d(x.astype(float), f.astype(float), mode="same") + float(d)
    t = np.array([[max(0, 7 - abs(r - 7 * i - 3)) / 7 for r in range(28)] for i in range(4)])
    i, j = (int(k) for k in rng.integers(1, 4, size=2))
    r = int(rng.integers(7 * i - 3, 28))
    names = {"phi": phi.astype(float), "z": z, "t": t, "P": t / t.sum(axis=1, keepdims=True)}
    return names | {"i": i, "j": j, "r": r, "S": range(28)}


def whitened(rng: np.random.Generator) -> dict[str, object]:
    """Windows with a covariance matrix, a patch, and its filter, found by solving a system."""
    n, epsilon = 5, rng.uniform(0.01, 0.1)
    windows = rng.normal(size=(20, n)) @ rng.normal(size=(n, n))
    mu, C, p, x = windows.mean(axis=0), np.cov(windows.T), windows[3], windows[4]
    solved = np.linalg.solve(C + epsilon * np.eye(n), p - mu)
    names = {"mu": mu, "C": C, "epsilon": epsilon, "p": p, "x": x, "I": np.eye(n)}
    S = np.linalg.inv(sqrtm(C + epsilon * np.eye(n)))
    return names | {"S": S, "f": solved / np.sqrt((p - mu) @ solved)}


EQUATIONS = [
    Equation(
        "eq-corners",
        r"""\begin{aligned}
        &z(0, 0) + z(1, 1) \\
        &\quad = z(1, 0) + z(0, 1)
        \end{aligned}""",
        "z(0, 0) + z(1, 1) == z(1, 0) + z(0, 1)",
        corners,
    ),
    Equation(
        "eq-with-the-product",
        r"z = x_1 + x_2 - 2 \, x_1 x_2 - \frac12",
        "z == x_1 + x_2 - 2 * x_1 * x_2 - 1 / 2",
        exactly_one,
    ),
    Equation(
        "eq-feature-score",
        r"z = \sum_{j=1}^{q} \varphi_j(x) \, w_j + b",
        "z == sum(phi[j] * w[j] for j in range(q)) + b",
        features_of_one,
    ),
    Equation(
        "eq-feature-gradient",
        r"\frac{\partial J}{\partial w}"
        r" = \frac{1}{m} \, \Phi^\top (\hat y - y) + \lambda \, w",
        "gradient(J, w) == 1 / m * Phi.T @ (y_hat - y) + l2 * w",
        features_of_all,
    ),
    Equation(
        "eq-centre-of-ink",
        r"""\begin{aligned}
        M &= \sum_{r, c} x_{rc} \\[0.4em]
        \bar r &= \frac1M \sum_{r, c} r \, x_{rc} \\[0.4em]
        \bar c &= \frac1M \sum_{r, c} c \, x_{rc}
        \end{aligned}""",
        "(M, r_bar, c_bar) == (sum(x[r, c] for r in S for c in S),"
        " 1 / M * sum(r * x[r, c] for r in S for c in S),"
        " 1 / M * sum(c * x[r, c] for r in S for c in S))",
        one_picture,
        survivors=dict.fromkeys(("x[-r, c]", "x[r, -c]"), ORDER),
    ),
    Equation(
        "eq-slant",
        r"a = \frac{\sum_{r, c} x_{rc} \, (r - \bar r) (c - \bar c)}"
        r"{\sum_{r, c} x_{rc} \, (r - \bar r)^2}",
        "a == sum(x[r, c] * (r - r_bar) * (c - c_bar) for r in S for c in S)"
        " / sum(x[r, c] * (r - r_bar) ** 2 for r in S for c in S)",
        one_picture,
        survivors={"(-(r - r_bar)) ** 2": SQUARED, "x[r, -c] * (r - r_bar) ** 2": ORDER}
        | dict.fromkeys(("(c - -c_bar)", "(c - 2 * c_bar)"), CENTRED)
        | dict.fromkeys(("(r - -r_bar) * (c", "(r - 2 * r_bar) * (c"), CENTRED),
    ),
    Equation(
        "eq-deskew",
        r"""\begin{aligned}
        x'_{rc} = x\bigl( &\bar r + r - 13.5, \\
          &\bar c + c - 13.5 + a \, (r - 13.5) \bigr)
        \end{aligned}""",
        "upright[r, c] == between(r_bar + r - 13.5, c_bar + c - 13.5 + a * (r - 13.5))",
        one_picture,
        tolerance=1e-5,
    ),
    Equation(
        "eq-drawn-layer",
        r"A = \max(0, \; X W_1 + b_1)",
        "A == np.maximum(0, X @ W_1 + b_1)",
        drawn_layer,
        tolerance=1e-5,
    ),
    Equation(
        "eq-standardised",
        r"\varphi'_j = \frac{\varphi_j - \bar\varphi_j}{s_j + \operatorname{median}(s) / 1000}",
        "after[i, j] == (phi[i, j] - mean[j]) / (s[j] + np.median(s) / 1000)",
        standardised,
    ),
    Equation(
        "eq-response",
        r"z_{rc} = \sum_{u=-3}^{3} \sum_{v=-3}^{3} x_{r+u, \, c+v} \, f_{uv} + d",
        "z[r, c] == sum(x[r + u, c + v] * f[3 + u, 3 + v]"
        " for u in range(-3, 4) for v in range(-3, 4)) + d",
        response,
    ),
    Equation(
        "eq-pooling-weights",
        r"""\begin{aligned}
        t_{ir} &= \max\left( 0, \; 1 - \frac{\lvert r + \frac12 - 7 \, (i + \frac12) \rvert}{7}
          \right) \\[0.4em]
        P_{ir} &= \frac{t_{ir}}{t_{i,0} + \dots + t_{i,27}}
        \end{aligned}""",
        "(t[i, r], P[i, r]) =="
        " (max(0, 1 - abs(r + 1 / 2 - 7 * (i + 1 / 2)) / 7), t[i, r] / sum(t[i, k] for k in S))",
        pooled,
        survivors={"abs(-(r": "a sign inside an absolute value", "t[i, -k]": ORDER},
    ),
    Equation(
        "eq-pooled-response",
        r"\varphi_{ij} = \sqrt{ \sum_{r, c} P_{ir} \, P_{jc} \, \max(0, z_{rc}) }",
        "phi[i, j] == sqrt(sum(P[i, r] * P[j, c] * max(0, z[r, c]) for r in S for c in S))",
        pooled,
        tolerance=1e-5,
    ),
    Equation(
        "eq-whitening",
        r"S \, S \, (C + \varepsilon I) = I",
        "S @ S @ (C + epsilon * I) == I",
        whitened,
    ),
    Equation(
        "eq-whitened-response",
        r"""\begin{aligned}
        (x - \mu) \cdot f
          &= \frac{S (x - \mu) \cdot S (p - \mu)}{\lVert S (p - \mu) \rVert} \\[0.4em]
        f &= \frac{S \, S \, (p - \mu)}{\lVert S (p - \mu) \rVert}
        \end{aligned}""",
        "((x - mu) @ f, f) =="
        " ((S @ (x - mu)) @ (S @ (p - mu)) / sqrt(sum((S @ (p - mu)) ** 2)),"
        " S @ S @ (p - mu) / sqrt(sum((S @ (p - mu)) ** 2)))",
        whitened,
        survivors=dict.fromkeys(
            ("(-(S @ (p - mu))) ** 2", "(-S @ (p - mu)) ** 2", "(S @ -(p - mu)) ** 2"), SQUARED
        ),
    ),
]

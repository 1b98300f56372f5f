"""What the equations of the toolbox say."""

from __future__ import annotations

import numpy as np

from docs.tools.equations import Equation

ORDER = "the same numbers in another order"
SQUARE = "a square has no sign"
LINEAR = "linear in v: the same slope everywhere"


def lists(rng: np.random.Generator) -> dict[str, object]:
    n = int(rng.integers(3, 7))
    return {"n": n, "x": rng.uniform(1, 2, n), "y": rng.normal(size=n), "c": rng.normal()}


def two_arguments(rng: np.random.Generator) -> dict[str, object]:
    u, v = rng.normal(size=2)
    return {"u": u, "v": v, "f": lambda u, v: u**2 + 3 * u * v}


def on_a_path(rng: np.random.Generator) -> dict[str, object]:
    """Two functions of t, and one of both."""
    p, q, r = rng.normal(size=(3, 3))
    return {
        "t": rng.normal(),
        "u": lambda t: p @ [t, t**2, t**3],
        "v": lambda t: q @ [t, t**2, t**3],
        "f": lambda u, v: r @ [u**2, u * v, v**3 + v**2],
    }


def matrices(rng: np.random.Generator) -> dict[str, object]:
    m, n, K = 3, 4, 5
    M, N = rng.normal(size=(m, n)), rng.normal(size=(n, K))
    return {"m": m, "n": n, "K": K, "M": M, "N": N}


def two_by_two(rng: np.random.Generator) -> dict[str, object]:
    M = rng.normal(size=(2, 2))
    (M11, M12), (M21, M22) = M
    names = {"M11": M11, "M12": M12, "M21": M21, "M22": M22}
    return names | {"M": M, "det": np.linalg.det, "inverse": np.linalg.inv}


def symmetric(rng: np.random.Generator) -> dict[str, object]:
    """A symmetric matrix, an eigenvector, and a vector that now and then is one."""
    M = rng.normal(size=(3, 3))
    M = M + M.T
    values, vectors = np.linalg.eigh(M)
    k = rng.integers(3)
    return {
        "M": M, "mu": values[k], "v": vectors[:, k],
        "s": vectors[:, k] if rng.random() < 0.5 else rng.normal(size=3),
        "smallest": lambda M: np.linalg.eigvalsh(M)[0],
        "largest": lambda M: np.linalg.eigvalsh(M)[-1],
    }  # fmt: skip


def a_die(rng: np.random.Generator) -> dict[str, object]:
    """Five values and their probabilities."""
    P = rng.dirichlet(np.ones(5))
    return {"K": 5, "P": P, "r": rng.normal(size=5), "E": lambda r: np.average(r, weights=P)}


def yes_or_no(rng: np.random.Generator) -> dict[str, object]:
    p = rng.uniform(0.1, 0.9)
    return {"p": p, "E": lambda f: p * f(1) + (1 - p) * f(0)}


EQUATIONS = [
    Equation(
        label="eq-toolbox-sum",
        tex=r"\sum_{i=1}^{n} x_i = x_1 + x_2 + \dots + x_n",
        says="sum(x[i] for i in range(n)) == np.add.reduce(x)",
        draw=lists,
        survivors={"[-i]": ORDER},
    ),
    Equation(
        label="eq-toolbox-sum-rules",
        tex=r"""
        \begin{aligned}
        \sum_{i=1}^{n} c \, x_i &= c \sum_{i=1}^{n} x_i \\[0.4em]
        \sum_{i=1}^{n} (x_i + y_i) &= \sum_{i=1}^{n} x_i + \sum_{i=1}^{n} y_i
        \end{aligned}
        """,
        says="(sum(c * x[i] for i in range(n)), sum(x[i] + y[i] for i in range(n)))"
        " == (c * sum(x), sum(x) + sum(y))",
        draw=lists,
        survivors={"[-i]": ORDER},
    ),
    Equation(
        label="eq-toolbox-log-of-product",
        tex=r"\log \prod_{i=1}^{n} x_i = \sum_{i=1}^{n} \log x_i",
        says="log(prod(x[i] for i in range(n))) == sum(log(x[i]) for i in range(n))",
        draw=lists,
        survivors={"[-i]": ORDER},
    ),
    Equation(
        label="eq-toolbox-partial",
        tex=r"""
        \begin{aligned}
        \frac{\partial f}{\partial u} &= 2 u + 3 v \\[0.4em]
        \frac{\partial f}{\partial v} &= 3 u
        \end{aligned}
        """,
        says="(slope(lambda u: f(u, v), u), slope(lambda v: f(u, v), v)) == (2 * u + 3 * v, 3 * u)",
        draw=two_arguments,
        survivors={"f(u, v), -v)": LINEAR, "f(u, v), 2 * v)": LINEAR},
    ),
    Equation(
        label="eq-toolbox-chain-rule",
        tex=r"""
        \frac{d f}{d t}
          = \frac{\partial f}{\partial u} \, \frac{d u}{d t}
          + \frac{\partial f}{\partial v} \, \frac{d v}{d t}
        """,
        says="slope(lambda t: f(u(t), v(t)), t)"
        " == slope(lambda a: f(a, v(t)), u(t)) * slope(u, t)"
        " + slope(lambda a: f(u(t), a), v(t)) * slope(v, t)",
        draw=on_a_path,
    ),
    Equation(
        label="eq-toolbox-product",
        tex=r"(M N)_{ij} = \sum_{k} M_{ik} \, N_{kj}",
        says="M @ N == np.array("
        "[[sum(M[i, k] * N[k, j] for k in range(n)) for j in range(K)] for i in range(m)])",
        draw=matrices,
    ),
    Equation(
        label="eq-toolbox-transpose",
        tex=r"(M N)^\top = N^\top M^\top",
        says="(M @ N).T == N.T @ M.T",
        draw=matrices,
    ),
    Equation(
        label="eq-toolbox-inverse",
        tex=r"""
        \begin{aligned}
        \det M &= M_{11} M_{22} - M_{12} M_{21} \\[0.4em]
        M^{-1} &= \frac{1}{\det M}
          \begin{pmatrix} M_{22} & -M_{12} \\ -M_{21} & M_{11} \end{pmatrix}
        \end{aligned}
        """,
        says="(det(M), inverse(M))"
        " == (M11 * M22 - M12 * M21, 1 / det(M) * np.array([[M22, -M12], [-M21, M11]]))",
        draw=two_by_two,
        survivors={"det(-M)": "two rows, so two signs, which cancel"},
    ),
    Equation(
        label="eq-toolbox-eigenvalue",
        tex=r"M v = \mu \, v \qquad (v \ne 0)",
        says="M @ v == mu * v",
        draw=symmetric,
    ),
    Equation(
        label="eq-toolbox-quadratic-form",
        tex=r"""
        \mu_{\min} \, \lVert s \rVert^2
          \;\le\; s \cdot M s
          \;\le\; \mu_{\max} \, \lVert s \rVert^2
        """,
        says="smallest(M) * sum(s**2) <= s @ M @ s <= largest(M) * sum(s**2)",
        draw=symmetric,
        survivors={"(-s) ** 2": SQUARE},
    ),
    Equation(
        label="eq-toolbox-expectation",
        tex=r"\operatorname{E}[r] = \sum_{k} P(r = r_k) \; r_k",
        says="E(r) == sum(P[k] * r[k] for k in range(K))",
        draw=a_die,
    ),
    Equation(
        label="eq-toolbox-variance",
        tex=r"""
        \begin{aligned}
        \operatorname{E}[r] &= p \\[0.4em]
        \operatorname{E}\!\left[(r - p)^2\right] &= p \, (1 - p)
        \end{aligned}
        """,
        says="(E(lambda r: r), E(lambda r: (r - p) ** 2)) == (p, p * (1 - p))",
        draw=yes_or_no,
        survivors={"(-(r - p)) ** 2": SQUARE},
    ),
]

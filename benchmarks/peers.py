"""Solvers of other libraries, each run in an environment of its own: see worker.py.

What is installed for each is in PACKAGES. The ten costs are minimised as ours are: their sum at
once by JAX and PyTorch, as their users would, and one after another by the others.
"""

from __future__ import annotations

import warnings

import numpy as np

from benchmarks.worker import Solver, Tell, Work, serve, solve_by

# The index of PyTorch has builds without CUDA, which pip prefers; where it is out of reach, pip
# takes the one of PyPI.
PACKAGES = {
    "jax": ["jax", "optax"],
    "pytorch": [
        "torch", "numpy", "--retries=1",
        "--extra-index-url=https://download.pytorch.org/whl/cpu",
    ],
    "cyanure": ["cyanure"],
    "scikit-learn-intelex": ["scikit-learn-intelex", "scikit-learn"],
    "liblinear-multicore": ["liblinear-multicore", "scipy"],
}  # fmt: skip
MOST = 10_000  # iterations; it is the tolerance that stops them
Trained = tuple[np.ndarray, np.ndarray, int]


def jax_lbfgs(
    X: np.ndarray, labels: np.ndarray, l2: float, tolerance: float, dtype: str, compiled: bool
) -> Work:
    """Optax's L-BFGS until the gradient is short enough, all in one compiled loop.

    ``compiled``: before the clock starts.
    """
    import jax
    import jax.numpy as jnp
    import optax

    jax.config.update("jax_enable_x64", dtype == "float64")
    n, K = X.shape[1], int(labels.max()) + 1
    solver = optax.lbfgs()

    def fit(X: jax.Array, labels: jax.Array) -> tuple[dict, jax.Array]:
        signs = jnp.where(labels[:, None] == jnp.arange(K), -1, 1).astype(X.dtype)

        def cost(theta: dict) -> jax.Array:
            losses = jax.nn.softplus(signs * (X @ theta["W"] + theta["b"]))
            return losses.mean(axis=0).sum() + l2 / 2 * jnp.square(theta["W"]).sum()

        value_and_gradient = optax.value_and_grad_from_state(cost)

        def step(at: tuple) -> tuple:
            theta, state = at
            value, gradient = value_and_gradient(theta, state=state)
            update, state = solver.update(
                gradient, state, theta, value=value, grad=gradient, value_fn=cost
            )
            return optax.apply_updates(theta, update), state

        def unfinished(at: tuple) -> jax.Array:
            _, state = at
            count = optax.tree.get(state, "count")
            gradient = optax.tree.get(state, "grad")
            return (count == 0) | ((count < MOST) & (optax.tree.norm(gradient) > tolerance))

        theta = {"W": jnp.zeros((n, K), X.dtype), "b": jnp.zeros(K, X.dtype)}
        theta, state = jax.lax.while_loop(unfinished, step, (theta, solver.init(theta)))
        return theta, optax.tree.get(state, "count")

    fit = jax.jit(fit)
    X = X.astype(dtype, copy=False)
    if compiled:
        fit = fit.lower(X, labels).compile()

    def work(tell: Tell) -> Trained:
        theta, count = fit(jnp.asarray(X), jnp.asarray(labels))
        return np.asarray(theta["W"]), np.asarray(theta["b"]), int(count)

    return work


def pytorch_lbfgs(
    X: np.ndarray, labels: np.ndarray, l2: float, tolerance: float, dtype: str
) -> Work:
    """PyTorch's L-BFGS with its line search, until the gradient is small enough."""
    import torch

    n, K = X.shape[1], int(labels.max()) + 1
    X = X.astype(dtype, copy=False)

    def work(tell: Tell) -> Trained:
        X_, classes = torch.from_numpy(X), torch.from_numpy(labels)
        Y = torch.nn.functional.one_hot(classes, K).to(X_.dtype)
        W = torch.zeros((n, K), dtype=X_.dtype, requires_grad=True)
        b = torch.zeros(K, dtype=X_.dtype, requires_grad=True)
        solver = torch.optim.LBFGS(
            [W, b],
            max_iter=MOST,
            tolerance_grad=tolerance,
            tolerance_change=0.0,
            line_search_fn="strong_wolfe",
        )

        def closure() -> torch.Tensor:
            solver.zero_grad()
            losses = torch.nn.functional.binary_cross_entropy_with_logits(X_ @ W + b, Y)
            J = K * losses + l2 / 2 * W.square().sum()  # the mean is over models, too
            J.backward()
            return J

        solver.step(closure)
        iterations = solver.state[W]["n_iter"]
        return W.detach().numpy(), b.detach().numpy(), iterations

    return work


def cyanure(X: np.ndarray, labels: np.ndarray, l2: float, tol: float, dtype: str) -> Work:
    """Cyanure's one-vs-rest, with the solver that it chooses."""
    from cyanure.estimators import LogisticRegression

    X = X.astype(dtype, copy=False)
    model = LogisticRegression(
        lambda_1=l2, fit_intercept=True, multi_class="ovr", tol=tol, max_iter=MOST, verbose=False
    )

    def work(tell: Tell) -> Trained:
        model.fit(X, labels)
        # Unlike scikit-learn's, its coef_ is (n, K).
        return model.coef_, np.ravel(model.intercept_), int(np.max(model.n_iter_))

    return work


def intelex(
    X: np.ndarray, labels: np.ndarray, l2: float, tol: float, dtype: str, n_jobs: int
) -> Work:
    """scikit-learn's one-vs-rest, sped up by scikit-learn-intelex."""
    from sklearnex import patch_sklearn

    patch_sklearn(verbose=False)
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    X = X.astype(dtype, copy=False)
    one = LogisticRegression(C=1 / (l2 * len(X)), tol=tol, max_iter=MOST)
    model = OneVsRestClassifier(one, n_jobs=n_jobs)

    def work(tell: Tell) -> Trained:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(X, labels)
        fitted = model.estimators_
        W = np.vstack([one.coef_ for one in fitted]).T
        b = np.concatenate([one.intercept_ for one in fitted])
        return W, b, max(int(np.max(one.n_iter_)) for one in fitted)

    return work


def liblinear(X: np.ndarray, labels: np.ndarray, l2: float, e: float, threads: int) -> Work:
    """The liblinear of several cores: one-vs-rest, the bias without penalty (-R)."""
    from liblinear.liblinearutil import train
    from scipy.sparse import csr_matrix

    options = f"-s 0 -c {1 / (l2 * len(X))} -e {e} -B 1 -R -m {threads} -q"

    def work(tell: Tell) -> Trained:
        model = train(labels.astype(np.float64), csr_matrix(X), options)
        K, n = model.get_nr_class(), X.shape[1]
        theta = np.ctypeslib.as_array(model.w, ((n + 1) * K,)).reshape(n + 1, K)
        theta = theta[:, np.argsort(model.get_labels())]
        return theta[:n], theta[n], 0  # it does not tell its iterations

    return work


SOLVERS: dict[str, Solver] = {
    "jax": jax_lbfgs,
    "pytorch": pytorch_lbfgs,
    "cyanure": cyanure,
    "intelex": intelex,
    "liblinear": liblinear,
}

if __name__ == "__main__":
    serve({"solve": solve_by(SOLVERS)})

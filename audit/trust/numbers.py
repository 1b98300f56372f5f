"""Numbers: bad arguments are refused by name before any step, and what must not matter does not."""

from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import ConvergenceWarning

import logreg_edu as lr
from audit.trust import few, some
from audit.trust.tally import Tally
from logreg_edu import parallel
from logreg_edu.estimators import LogisticRegression, OneVsAll, SeparationWarning

M, N, K = 23, 4, 3
SOLVERS = (lr.gradient_descent, lr.accelerated_descent, lr.newton_descent)
ESTIMATORS = (OneVsAll, LogisticRegression)
SCIKIT_LEARNS = (ValueError, TypeError)  # its checks ask for a TypeError where X holds objects
Bad = Iterator[tuple[str, Any]]

SEEDS = st.integers(0, 2**32 - 1)


def generated(examples: int) -> settings:
    """Settings of hypothesis: the same examples each time."""
    return settings(max_examples=few(examples), deadline=None, database=None, derandomize=True)


def problem(seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """X (M, N), labels (M,) 0 to K - 1, and Y (M, K); no plane separates any class."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(M, N)) * [0.5, 1, 2, 4]
    # The first twenty stand four by four in one place, with a different label each. A plane that
    # separates a class would lead through all five places, which none does.
    X[: 4 * (N + 1)] = np.repeat(X[: N + 1], 4, axis=0)
    labels = np.arange(M) % 4 % K
    return X, labels, np.eye(K)[labels]


# Bad arguments


def bad_examples(X: np.ndarray) -> Bad:
    for value in (np.nan, np.inf, -np.inf):
        spoilt = X.copy()
        spoilt[3, 1] = value
        yield f"X with {value} in it", spoilt
        yield f"X with {value} in it, float32", spoilt.astype(np.float32)
    for power in (155, 200, 300):
        yield f"X times 1e{power}", X * 10.0**power
    yield "X of one dimension", X[:, 0]
    yield "X of three dimensions", X[:, :, np.newaxis]
    yield "X without rows", X[:0]
    yield "X without columns", X[:, :0]
    yield "X with a row less", X[:-1]
    yield "X of words", np.full(X.shape, "pixel")
    yield "X of objects", np.full(X.shape, None)
    yield "X of dictionaries", [[{}, {}]] * len(X)
    yield "X of complex numbers", X + 1j
    yield "X with rows of unequal lengths", [[1.0, 2.0]] * (len(X) - 1) + [[1.0]]
    yield "X that is a number", 3.0
    yield "X that is a word", "pixel"
    yield "X that is nothing", None
    yield "X that is an object", object()


def bad_answers(y: np.ndarray) -> Bad:
    """What is wrong for yes/no answers; ``y`` holds zeros and ones."""
    yield from bad_labels(y)
    yield "y of -1 and 1", 2 * y - 1
    yield "y of halves", y / 2
    yield "y of words", np.where(y == 1, "yes", "no")
    yield "y of complex numbers", y + 1j
    yield "y of three dimensions", y[:, np.newaxis, np.newaxis]
    yield "y with a column of zeros", np.stack([y, 0 * y], axis=1)


def bad_labels(y: np.ndarray) -> Bad:
    """What is wrong for labels of any kind."""
    for value in (np.nan, np.inf):
        yield f"y with {value} in it", np.where(np.arange(len(y)) == 2, value, y)
    yield "y of one class, 0", 0 * y
    yield "y of one class, 1", 0 * y + 1
    yield "y with a row less", y[:-1]
    yield "y with a row more", np.append(y, 1)
    yield "y of quarters", y + 0.25
    yield "y of objects", [{}] * len(y)
    yield "y with rows of unequal lengths", [[1]] * (len(y) - 1) + [[1, 0]]
    yield "y without rows", y[:0]
    yield "y that is a number", 1
    yield "y that is nothing", None


def bad_settings(*names: str) -> Bad:
    for name in names:
        for value in (-1.0, -1e-300, np.nan, np.inf, "0.1", [0.1], {}, 1j):
            if (name, value) != ("C", np.inf):  # no penalty
                yield f"{name} of {value!r}", {name: value}
        if name in ("l2", "C"):
            yield f"{name} of None", {name: None}
        if name in ("C", "alpha", "learning_rate"):
            yield f"{name} of 0", {name: 0}
            yield f"{name} of 0.0", {name: 0.0}


def refused(
    call: Callable[[], object], case: str, tally: Tally, errors: tuple[type, ...] = (ValueError,)
) -> None:
    """Call; it must raise an error that begins with the name of the argument."""
    tally.cases += 1
    argument = case.split()[0]
    # Where two arguments do not fit together, the error may name either.
    names = ("X: ", "y: ", "labels: ") if "row " in case else (f"{argument}: ",)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            call()
        tally.silent_changes.append(case)
    except (TypeError, ValueError) as error:
        if type(error) not in errors or not str(error).startswith(names):
            tally.untyped.append(f"{case}: {error!r}")
    except Exception as error:
        tally.untyped.append(f"{case}: {error!r}")


def training_refuses(_folder: Path) -> Tally:
    """Every solver, alone and for ten; none may have taken a step."""
    tally, (X, labels, Y) = Tally(), problem()
    steps: list[int] = []

    def progress(step: int, J: np.ndarray) -> None:
        steps.append(step)

    def try_all(train: Callable[..., object], answers: np.ndarray, bad: Bad, who: str) -> None:
        for case, value in some(bad, 4):
            given = {"X": X, "y": answers} | (
                value if isinstance(value, dict) else {case.split()[0]: value}
            )

            def call(given: dict[str, Any] = given) -> object:
                return train(given.pop("X"), given.pop("y"), progress=progress, **given)

            steps.clear()
            refused(call, f"{case}, {who}", tally)
            if steps:
                tally.silent_changes.append(f"{case}, {who}: after a step")

    for solve in SOLVERS:
        names = ["l2", "iterations", "tolerance"]
        names += ["alpha"] if solve is lr.gradient_descent else []
        for bad in (bad_examples(X), bad_answers(Y[:, 0]), bad_settings(*names)):
            try_all(solve, Y[:, 0], bad, solve.__name__)

        for train in (lr.train_one_vs_all, one_by_one):

            def for_all(X: Any, y: Any, train: Any = train, solve: Any = solve, **more: Any):
                return train(X, y, solve, K, **more)

            who = f"{train.__name__}, {solve.__name__}"
            labels_bad = [
                (case.replace("y ", "labels ", 1), value) for case, value in bad_labels(labels)
            ]
            labels_bad += [(f"labels of {value}", labels + value) for value in (-1, 1, 0.5)]
            labels_bad += [("labels of words", labels.astype(str)), ("labels of rows", Y)]
            for case, value in some(labels_bad, 4):
                steps.clear()
                refused(
                    lambda value=value: for_all(X, value, progress=progress),
                    f"{case}, {who}",
                    tally,
                )
                if steps:
                    tally.silent_changes.append(f"{case}, {who}: after a step")
            try_all(for_all, labels, bad_examples(X), who)
    return tally


def one_by_one(*arguments: Any, **settings: Any) -> list[lr.Descent]:
    return list(lr.train_one_by_one(*arguments, **settings))


def estimators_refuse(_folder: Path) -> Tally:
    """A fit that is refused leaves the estimator as it was, fitted or not."""
    tally, (X, labels, _) = Tally(), problem()
    words = np.array(["ant", "bee", "cat"])
    numbers = ("C", "iterations", "tolerance", "learning_rate")
    for estimator in ESTIMATORS:
        two = estimator is LogisticRegression
        y = words[np.minimum(labels, 1) if two else labels]
        for fitted in (False, True):
            model = estimator(C=0.5)
            if fitted:
                model.fit(X, y)
            who = f"{estimator.__name__}, {'fitted' if fitted else 'new'}"

            def fit(model: Any, X: Any, y: Any, case: str, who: str = who) -> None:
                before = pickle.dumps(vars(model))
                refused(lambda: model.fit(X, y), f"{case}, {who}", tally, SCIKIT_LEARNS)
                if pickle.dumps(vars(model)) != before:
                    tally.silent_changes.append(f"{case}, {who}: the estimator has changed")

            for case, bad in some(bad_examples(X), 4):
                fit(model, bad, y, case)
            for case, bad in some(bad_labels(np.minimum(labels, 1)), 4):
                fit(model, X, bad, case)
            if two:
                fit(model, X, words[labels], "y of three classes")
            for case, changes in some(bad_settings(*numbers), 4):
                # scikit-learn's `set_params` takes anything: `fit` has to look.
                solver = lr.gradient_descent if "learning_rate" in changes else lr.newton_descent
                changed = pickle.loads(pickle.dumps(model)).set_params(solver=solver, **changes)
                fit(changed, X, y, case)
            for case, changes in (
                ("solver that is a word", {"solver": "lbfgs"}),
                ("iterations of 2.5", {"iterations": 2.5}),
                ("learning_rate for newton", {"learning_rate": 0.1}),
            ):
                changed = pickle.loads(pickle.dumps(model)).set_params(**changes)
                fit(changed, X, y, case)

        model = estimator(C=0.5).fit(X, y)
        before = pickle.dumps(vars(model))
        for method in (
            *("predict", "predict_proba", "predict_log_proba"),
            *("decision_function", "one_vs_all_proba"),
        ):
            for case, bad in bad_examples(X):
                if not case.startswith(("X times", "X with a row")):
                    call = partial(getattr(model, method), bad)
                    refused(call, f"{case}, {method}", tally, SCIKIT_LEARNS)
        if pickle.dumps(vars(model)) != before:
            tally.silent_changes.append(f"{estimator.__name__} has changed while predicting")
    return tally


X0, LABELS0, Y0 = problem()
y0, w0, W0 = Y0[:, 0], np.linspace(-1, 1, N), np.linspace(-1, 1, N * K).reshape(N, K)
SHARES = np.linspace(0.01, 0.99, M)
PICTURES0 = np.random.default_rng(1).random((5, 784))
# Good arguments of every other public function. Arrays are spoilt one at a time.
FORMULAS: dict[str, dict[str, Any]] = {
    "pixel_scale": {"images": np.ones((M, N))},
    "pixels_to_examples": {"images": np.ones((M, N))},
    "one_hot": {"labels": LABELS0, "K": K},
    "sigmoid": {"z": X0},
    "score": {"X": X0, "w": w0, "b": 0.5},
    "probability": {"X": X0, "w": w0, "b": 0.5},
    "loss": {"z": X0[:, 0], "y": y0},
    "textbook_loss": {"y_hat": SHARES, "y": y0},
    "cost": {"X": X0, "y": y0, "w": w0, "b": 0.5, "l2": 0.1},
    "forward": {"X": X0, "y": y0, "w": w0, "b": 0.5, "l2": 0.1},
    "backward": {"X": X0, "y": y0, "y_hat": SHARES, "w": w0, "l2": 0.1},
    "cost_and_gradient": {"X": X0, "y": y0, "w": w0, "b": 0.5, "l2": 0.1},
    "central_difference": {"J": lambda theta: float(theta @ theta), "theta": w0},
    "relative_error": {"a": w0, "b": w0 + 1},
    "curvature_bound": {"X": X0, "l2": 0.1},
    "largest_curvature": {"X": X0, "l2": 0.1},
    "one_vs_all_score": {"example": X0, "models": lr.Models(W0, np.zeros(K))},
    "accuracy_interval": {"accuracy": 0.9, "m": 10},
    "baseline_accuracy": {"y": y0},
    "confusion_matrix": {"true": LABELS0, "predicted": LABELS0, "K": K},
    "precision_recall": {"confusion": np.eye(K) + 1},
    "reliability": {"y": y0, "y_hat": SHARES},
    "optimality_gap": {"X": X0, "y": y0, "w": w0, "b": 0.5, "l2": 0.1},
    "deskew": {"X": PICTURES0},
    "random_relu": {"X": PICTURES0},
    "draw_filters": {"X": PICTURES0},
    "standardise": {"features": X0},
}
NOT_SWEPT = {
    # Of training, above.
    *("gradient_descent", "accelerated_descent", "newton_descent", "train_one_vs_all"),
    "train_one_by_one",
    # Records, and what takes no array, or any array.
    *("Digits", "Descent", "Models", "DivergenceError", "pretrained"),
    "pretrained_filters",
    *("Filters", "Relu", "Scaling"),
    *("official_split", "stack_models", "stratified_split", "accuracy"),
    "base_rate",  # another name of baseline_accuracy
}


def spoilt(argument: str, good: Any) -> Bad:
    """Replacements of one argument that must be noticed."""
    if isinstance(good, np.ndarray):
        with_nan = good.astype(np.float64)
        with_nan.flat[1] = np.nan
        yield "NaN", with_nan
        yield "words", np.full(good.shape, "one")
        yield "objects", np.full(good.shape, None)
        yield "unequal rows", [[1.0, 2.0], [1.0]]
        if argument in ("y", "true", "predicted", "labels"):
            yield "fractions", good + 0.25
            yield "negative labels", good - 1
            yield "large labels", good + K
        if argument in ("true", "predicted", "a", "b", "w", "y", "y_hat"):
            yield "one less", good[:-1]
            yield "a column more", np.stack([good, good], axis=-1)[..., :1]
        if argument == "confusion":
            yield "no square", good[:-1]
    elif isinstance(good, float):
        yield "NaN", np.nan
        yield "a word", "one"
        if argument in ("l2", "accuracy"):
            yield "negative", -0.5


def formulas_notice(_folder: Path) -> Tally:
    """Functions that compute and check little: a ValueError, a TypeError, or NaN comes out."""
    assert set(FORMULAS) | NOT_SWEPT == set(lr.__all__)
    # A column of weights is right; backward is handed what forward has checked; the textbook's
    # loss is there to be looked at.
    fewer = {"backward y", "backward y_hat", "backward w", "backward l2", "baseline_accuracy y"}
    fewer |= {"score w", "probability w", "textbook_loss y", "textbook_loss y_hat"}
    tally = Tally()
    for name, good in FORMULAS.items():
        for argument, value in good.items():
            for what, bad in spoilt(argument, value):
                if f"{name} {argument}" in fewer and what not in ("NaN", "words"):
                    continue
                tally.cases += 1
                case = f"{name}: {argument} with {what}"
                try:
                    with warnings.catch_warnings():
                        warnings.simplefilter("error")
                        result = getattr(lr, name)(**good | {argument: bad})
                except (ValueError, TypeError):
                    continue
                except Exception as error:
                    tally.untyped.append(f"{case}: {error!r}")
                    continue
                parts = result if isinstance(result, tuple) else (result,)
                if not any(np.isnan(np.asarray(part, np.float64)).any() for part in parts):
                    tally.silent_changes.append(case)
    return tally


def examples_of_any_size(_folder: Path) -> Tally:
    """X times any power of ten: finite weights or an error, and no warning."""
    tally, (X, _, Y) = Tally(), problem()
    for solve in SOLVERS:
        for dtype, powers in ((np.float32, range(-30, 38, 4)), (np.float64, range(-150, 306, 15))):
            for power in powers:
                for l2 in (0.0, 0.01):
                    tally.cases += 1
                    case = f"{solve.__name__}, {dtype.__name__} times 1e{power}, l2 {l2}"
                    try:
                        with warnings.catch_warnings():
                            warnings.simplefilter("error")
                            d = solve((X * 10.0**power).astype(dtype), Y, l2=l2, iterations=10)
                    except ValueError as error:
                        if power < 20 or not str(error).startswith("X: "):
                            tally.untyped.append(f"{case}: {error}")
                        continue
                    except Exception as error:
                        tally.untyped.append(f"{case}: {error!r}")
                        continue
                    finite = all(np.isfinite(a).all() for a in (d.w, d.b, d.cost_history))
                    if not finite or (d.cost_history[-1] > d.cost_history[0] + 1e-6).any():
                        tally.silent_changes.append(case)
    return tally


# What goes wrong while training is said


def rates_far_too_large(_folder: Path) -> Tally:
    """A million times 1/L and more, where no plane separates the answers."""
    tally = Tally()

    @generated(40)
    @given(SEEDS, st.floats(6, 300), st.sampled_from([0.0, 0.01]))
    def sweep(seed: int, power: float, l2: float) -> None:
        X, _, Y = problem(seed)
        limit = 2 / np.linalg.eigvalsh(bound(X, l2))[-1]
        for case, y in (("one model", Y[:, 0]), ("ten", Y)):
            tally.cases += 1
            case = f"{case}, seed {seed}, rate 1e{power} / L, l2 {l2}"
            try:
                lr.gradient_descent(X, y, alpha=10**power * limit / 2, l2=l2)
                tally.silent_changes.append(case)
            except lr.DivergenceError as error:
                if f"every rate below 2/L = {limit:.3g} " not in str(error):
                    tally.untyped.append(f"{case}: {error}")
            except Exception as error:
                tally.untyped.append(f"{case}: {error!r}")

    sweep()
    return tally


def bound(X: np.ndarray, l2: float) -> np.ndarray:
    """B once more, in plain NumPy."""
    bordered = np.column_stack([X, np.ones(len(X))])
    return bordered.T @ bordered / (4 * len(X)) + l2 * np.diag([1.0] * X.shape[1] + [0.0])


def separable_examples(_folder: Path) -> Tally:
    """With l2 = 0: a warning where a plane separates the classes, and only there."""
    tally = Tally()

    @generated(40)
    @given(SEEDS, st.floats(-2, 2), st.sampled_from(SOLVERS))
    def sweep(seed: int, power: float, solver: Any) -> None:
        rng = np.random.default_rng(seed)
        apart = np.arange(M) % 2
        normal = rng.normal(size=N)
        across = np.outer(2 * apart - 1, normal)
        X = rng.normal(size=(M, N))
        X -= np.outer(X @ normal, normal) / (normal @ normal)  # onto the plane between the classes
        X += across * rng.uniform(1, 3, (M, 1))  # each to its own side
        mixed = problem(seed)
        for case, data, expected in (
            ("apart", (X * 10**power, np.array(["no", "yes"])[apart]), True),
            ("mixed", (mixed[0] * 10**power, mixed[1] == 0), False),
        ):
            tally.cases += 1
            case = f"{case}, {solver.__name__}, seed {seed}, times 1e{power}"
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always")
                LogisticRegression(C=np.inf, solver=solver).fit(*data)
            kinds = {warning.category for warning in said} - {ConvergenceWarning}
            if kinds != ({SeparationWarning} if expected else set()):
                tally.silent_changes.append(f"{case}: {kinds}")

    sweep()
    return tally


# What must not matter

TRAIN = """
import sys
from pathlib import Path
from logreg_edu.app.datasets import load
from logreg_edu.app.held_out import split_digits
from logreg_edu.app.model_file import save_model
from logreg_edu.app.training import train
from dataclasses import replace
sample = load("sample")
images = sample.images.reshape(-1, 28, 28)[::20, ::2, ::2].reshape(-1, 14 * 14)
few = replace(sample, images=images, labels=sample.labels[::20], image_shape=(14, 14))
for name, settings in {
    "newton": {}, "one digit": {"digit": 3}, "accelerated": {"solver": "accelerated"},
    "descent": {"solver": "descent", "iterations": 60},
    "one by one": {"one_by_one": True, "iterations": 3},
}.items():
    for seed in (0, 1):
        model = train(few, split_digits(few, 0.2, seed), **settings).model
        save_model(Path(sys.argv[1], f"{name}, seed {seed}.npz"), model)
"""


def the_same_twice(folder: Path) -> Tally:
    """Two processes, with different hash seeds, write the same bytes; another seed, others."""
    tally, digests = Tally(), []
    for run in ("1", "2"):
        target = folder / run
        seeded = os.environ | {"PYTHONHASHSEED": run}
        subprocess.run([sys.executable, "-c", TRAIN, str(target)], check=True, env=seeded)
        digests.append(
            {path.name: hashlib.sha256(path.read_bytes()).digest() for path in target.iterdir()}
        )
    for name, digest in digests[0].items():
        tally.cases += 1
        if digests[1][name] != digest:
            tally.silent_changes.append(f"{name}: the bytes differ")
    if len(set(digests[0].values())) != len(digests[0]):
        tally.silent_changes.append("two trainings of different seeds gave the same bytes")
    return tally


def what_does_not_matter(_folder: Path) -> Tally:
    """The order of pixels, the name of an answer, examples given twice, and how they are cut."""
    tally = Tally()

    @generated(20)
    @given(SEEDS, st.sampled_from(SOLVERS), st.sampled_from([1e-2, 0.1, 1.0]))
    def sweep(seed: int, solve: Any, l2: float) -> None:
        X, _, Y = problem(seed)
        rng = np.random.default_rng(seed)

        def train(X: np.ndarray, Y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            exact = {"tolerance": 1e-7, "iterations": 20_000}
            d = solve(
                X, Y, l2=l2, **exact if solve is lr.gradient_descent else {"tolerance": 1e-12}
            )
            assert d.converged
            return d.w, d.b

        def compare(case: str, got: Any, expected: Any, atol: float = 1e-5) -> None:
            tally.cases += 1
            pairs = zip(got, expected, strict=True)
            if not all(np.allclose(a, b, rtol=0, atol=atol) for a, b in pairs):
                tally.silent_changes.append(f"{case}: {solve.__name__}, seed {seed}, l2 {l2}")

        w, b = train(X, Y)
        pixels, rows = rng.permutation(N), rng.permutation(M)
        compare("permuting pixels", train(X[:, pixels], Y), (w[pixels], b))
        compare("permuting examples", train(X[rows], Y[rows]), (w, b))
        compare("flipping labels", train(X, 1 - Y), (-w, -b))
        compare("duplicating data", train(np.vstack([X, X]), np.vstack([Y, Y])), (w, b))
        compare("one model of three", train(X, Y[:, 1]), (w[:, 1], b[1]))

        cut = int(rng.integers(1, M))
        whole = lr.cost_and_gradient(X, Y, w, b, l2)
        parts = [lr.cost_and_gradient(X[part], Y[part], w, b, l2) for part in (
            slice(cut), slice(cut, M))]  # fmt: skip
        mean = [(cut * one + (M - cut) * two) / M for one, two in zip(*parts, strict=True)]
        compare("splitting a batch: cost and gradient", mean, whole, 1e-12)
        models = lr.Models(w, b)
        answers = [lr.one_vs_all_score(X[part], models) for part in (slice(cut), slice(cut, M))]
        joined = [np.concatenate(both) for both in zip(*answers, strict=True)]
        compare("splitting a batch: answers", joined, lr.one_vs_all_score(X, models), 1e-14)
        rows_at_once = parallel.BLOCK_ROWS
        try:
            parallel.BLOCK_ROWS = cut
            compare("blocks of rows", train(X, Y), (w, b))
        finally:
            parallel.BLOCK_ROWS = rows_at_once

    sweep()
    return tally


SWEEPS: dict[str, Callable[[Path], Tally]] = {
    "a bad argument to a training": training_refuses,
    "a bad argument to an estimator": estimators_refuse,
    "a bad argument to a formula": formulas_notice,
    "examples of any size": examples_of_any_size,
    "a learning rate far too large": rates_far_too_large,
    "separable examples without a penalty": separable_examples,
    "the same training in two processes": the_same_twice,
    "what must not matter to a training": what_does_not_matter,
}

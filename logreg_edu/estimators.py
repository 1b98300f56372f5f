"""The same mathematics as scikit-learn estimators, for pipelines, grid searches and comparisons.

    make_pipeline(StandardScaler(), OneVsAll(l2=1e-3)).fit(X, labels)

Nothing is computed here that the chapters do not compute. What these classes add is scikit-learn's
manners: labels of any kind, arguments checked its way, and attributes that end in an underscore.
This is the only module of the library that needs scikit-learn; it loads when first asked for.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_consistent_length, check_is_fitted, validate_data

from logreg_edu.acceleration import accelerated_descent
from logreg_edu.cost import check_positive
from logreg_edu.descent import Descent
from logreg_edu.digits import one_hot
from logreg_edu.hypothesis import score, sigmoid
from logreg_edu.loss import loss
from logreg_edu.newton import newton_descent


class SeparationWarning(UserWarning):
    """A plane separates the training examples, and no price on weights holds them back."""


@contextmanager
def _naming(argument: str) -> Iterator[None]:
    """Put the name of the argument before what scikit-learn says of it."""
    try:
        yield
    except (TypeError, ValueError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"{argument}: {error}") from error


class OneVsAll(ClassifierMixin, BaseEstimator):
    """One yes/no model a class; the highest score wins. With two classes, one model.

    Args:
        l2: price of the squared weights. scikit-learn's ``C`` is 1 / (l2 m).
        solver: `newton_descent`, `accelerated_descent` or `gradient_descent`.
        iterations: at most so many steps; None for the solver's own number.
        tolerance: when to stop; None for the solver's own.
        learning_rate: for `gradient_descent`; None for 1/L.

    Attributes:
        classes_: (K,) the labels, sorted.
        coef_: (K, n) weights, a row a model; (1, n) with two classes, for the second of them.
        intercept_: (K,) or (1,) biases.
        n_features_in_: n.
        n_iter_: steps taken.
        cost_history_: (n_iter_ + 1, K or 1) the cost of each model, in nats, before every step.

    Examples:
        >>> X = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]])
        >>> model = OneVsAll(l2=0.01).fit(X, ["up", "right", "both", "none"])
        >>> model.predict([[0.9, 0.8]])
        array(['both'], dtype='<U5')
        >>> model.coef_.shape
        (4, 2)
    """

    def __init__(
        self,
        l2: float = 1e-4,
        solver: Callable[..., Descent] = newton_descent,
        iterations: int | None = None,
        tolerance: float | None = None,
        learning_rate: float | None = None,
    ):
        self.l2 = l2
        self.solver = solver
        self.iterations = iterations
        self.tolerance = tolerance
        self.learning_rate = learning_rate

    def fit(self, X: ArrayLike, y: ArrayLike) -> OneVsAll:
        """Train on X (m, n) with labels y (m,) of at least two kinds.

        Raises:
            ValueError: an argument that no training can start with. The estimator stays as it was.
            TypeError: X is sparse, or holds what is no number. Likewise.
            DivergenceError: the learning rate is too large. Likewise.
        """
        before = dict(self.__dict__)
        try:
            return self._fit(X, y)
        except BaseException:
            self.__dict__ = before
            raise

    def _fit(self, X: ArrayLike, y: ArrayLike) -> OneVsAll:
        with _naming("X"):
            X = validate_data(self, X, dtype=[np.float64, np.float32])
        with _naming("y"):
            y = validate_data(self, y=y)
            check_consistent_length(X, y)
            check_classification_targets(y)
        if not callable(self.solver):
            raise ValueError(
                f"solver: must be a function, such as newton_descent; not {self.solver!r}"
            )
        classes, places = np.unique(y, return_inverse=True)
        if len(classes) < 2:
            raise ValueError(
                f"y: has one class only, {classes[0]}; a model needs two to tell apart"
            )
        self._check_classes(classes)
        Y = (places == 1)[:, np.newaxis] if len(classes) == 2 else one_hot(places, len(classes))
        asked = {"iterations": self.iterations, "tolerance": self.tolerance}
        settings: dict[str, Any] = {name: v for name, v in asked.items() if v is not None}
        if self.learning_rate is not None:
            if self.solver in (newton_descent, accelerated_descent):
                raise ValueError("learning_rate: goes with gradient_descent; no other needs one")
            check_positive(learning_rate=self.learning_rate)
            settings["alpha"] = self.learning_rate
        descent = self.solver(X, Y, l2=self.l2, **settings)

        self.classes_ = classes
        self.coef_, self.intercept_ = descent.w.T.copy(), descent.b
        self.n_iter_, self.cost_history_ = descent.iterations, descent.cost_history
        right = np.where(Y > 0, 1, -1) * score(X, descent.w, descent.b) > 0
        if self.l2 == 0 and right.all(axis=0).any():
            warnings.warn(
                "a plane separates the examples, and l2 is 0: longer weights always cost less, so "
                "there is no minimum, and training ended where it was told to; set l2 above 0",
                SeparationWarning,
                stacklevel=3,
            )
        elif not descent.converged:
            warnings.warn(
                f"not converged after {descent.iterations} steps; allow more iterations",
                ConvergenceWarning,
                stacklevel=3,
            )
        return self

    def _check_classes(self, classes: NDArray) -> None:
        """Any number of classes will do here."""

    def decision_function(self, X: ArrayLike) -> NDArray:
        """The scores, which are log-odds: (m, K), or (m,) for the second of two classes."""
        check_is_fitted(self)
        with _naming("X"):
            X = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        Z = score(X, self.coef_.T, self.intercept_)
        return Z[:, 0] if len(self.classes_) == 2 else Z

    def predict(self, X: ArrayLike) -> NDArray:
        """The label of the highest score, (m,)."""
        Z = self.decision_function(X)
        return self.classes_[Z.argmax(axis=1) if Z.ndim == 2 else (Z > 0).astype(int)]

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Probabilities that sum to one, (m, K): each model's own, divided by their sum.

        log y_hat is minus the loss of the answer "yes". Taken from the score, it is finite even
        where y_hat itself has rounded to 0, so the largest can be divided out before `exp`.
        """
        Z = self.decision_function(X).astype(np.float64)
        if Z.ndim == 1:
            return np.stack([sigmoid(-Z), sigmoid(Z)], axis=1)
        log_Y_hat = -loss(Z, 1)
        shares = np.exp(log_Y_hat - log_Y_hat.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)

    def one_vs_all_proba(self, X: ArrayLike) -> NDArray[np.floating]:
        """What each model says by itself, (m, K). These need not sum to one."""
        Z = self.decision_function(X).astype(np.float64)
        return sigmoid(Z if Z.ndim == 2 else np.stack([-Z, Z], axis=1))


class LogisticRegression(OneVsAll):
    """One yes/no model: `OneVsAll` for two classes, which refuses more.

    Examples:
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array(["no", "yes", "no", "yes"])
        >>> model = LogisticRegression(l2=0.01).fit(X, y)
        >>> model.predict_proba([[1.5]]).round(2)
        array([[0.5, 0.5]])
    """

    def _check_classes(self, classes: NDArray) -> None:
        if len(classes) > 2:
            raise ValueError(
                f"y: Only binary classification is supported, and there are {len(classes)} "
                "classes; use OneVsAll"
            )

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

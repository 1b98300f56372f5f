"""The same mathematics as scikit-learn estimators, for pipelines, grid searches and comparisons.

    make_pipeline(StandardScaler(), OneVsAll(C=1.0)).fit(X, labels)

Nothing is computed here that the chapters do not compute. What these classes add is scikit-learn's
manners: labels of any kind, arguments checked its way, and attributes that end in an underscore.
The features are transformers: make_pipeline(Deskew(), FilterResponses(), StandardScaler(), ...).
This is the only module of the library that needs scikit-learn; it loads when first asked for.
"""

from __future__ import annotations

import functools
import inspect
import warnings
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from numbers import Real
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logreg_edu.acceleration import accelerated_descent
from logreg_edu.checks import check_positive
from logreg_edu.digits import one_hot
from logreg_edu.features import Filters, Relu, check_pictures, deskew, draw_filters, random_relu
from logreg_edu.gap import score_in_blocks
from logreg_edu.hypothesis import sigmoid
from logreg_edu.iteration import Descent
from logreg_edu.loss import loss
from logreg_edu.newton import newton_descent

try:
    from sklearn.base import (
        BaseEstimator,
        ClassifierMixin,
        ClassNamePrefixFeaturesOutMixin,
        TransformerMixin,
    )
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import (
        check_consistent_length,
        check_is_fitted,
        validate_data,
    )
except ImportError as error:  # not installed, or too old
    raise ImportError(
        f'the estimators need scikit-learn ({error}): pip install "logreg-edu[sklearn]"'
    ) from None

FLOATS = (np.float64, np.float32)
LARGE = 10  # root mean square of a column, above which X should be scaled

# Names that scikit-learn's LogisticRegression, SGDClassifier and OneVsRestClassifier have, and what
# to use here. The table in docs/api/estimators.md is made of it, too.
INSTEAD = {
    "alpha": "use `l2`, which is the same number",
    "penalty l1_ratio": "always the squared weights, as strongly as `C` says: np.inf for none",
    "max_iter": "use `iterations`: the maximum number of steps",
    "tol": "use `tolerance`: how far the cost may be above its minimum, as a fraction of it, or for"
    " `gradient_descent` the length of the gradient",
    "eta0": "use `learning_rate`, with `solver=gradient_descent`",
    "loss": "always the log loss",
    "multi_class estimator": "always one yes/no model per class; there is no softmax model",
    "fit_intercept intercept_scaling": "there is always a bias, and it is not penalised",
    "class_weight sample_weight": "all examples count the same; put one into X twice to have it"
    " count twice",
    "random_state shuffle": "the same examples always give the same model",
    "warm_start": "`fit` always starts anew",
    "dual": "always the primal problem",
    "n_jobs": "NumPy's matrix products share the work among the cores",
    "verbose": "`cost_history_` has the cost at every step",
    "average early_stopping epsilon n_iter_no_change power_t validation_fraction": "these belong to"
    " stochastic gradient descent, which is not here",
}
ANSWERS = {name: answer for names, answer in INSTEAD.items() for name in names.split()}

F = TypeVar("F", bound=Callable[..., Any])


class SeparationWarning(UserWarning):
    """A plane separates the training examples, and without a penalty there is no minimum."""


@contextmanager
def _naming(argument: str, value: Any) -> Iterator[None]:
    """Put the name of the argument before what scikit-learn says of it."""
    try:
        yield
    except (TypeError, ValueError) as error:
        said = str(error)
        if "Reshape your data" in said:  # it quotes all the numbers
            said = (
                f"Expected 2D array, got one of shape {np.shape(value)}. Reshape your data: "
                "X.reshape(1, -1) if it is a single example"
            )
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"{argument}: {said}") from None


def _answering(method: F) -> F:
    """Let a method say, of an argument that it does not have, which class that is and what to use.

    Python itself would name the class in which the method was written.
    """
    signature = inspect.signature(method)
    own = ", ".join(list(signature.parameters)[1:])

    @functools.wraps(method)
    def _checked(self: object, *arguments: Any, **named: Any) -> Any:
        try:
            signature.bind(self, *arguments, **named)
        except TypeError as error:
            who = type(self).__name__
            for name in ANSWERS.keys() & named.keys():
                raise TypeError(f"{name}: {who} has no such argument: {ANSWERS[name]}") from None
            raise TypeError(f"{who}: {error}; the arguments are {own}") from None
        return method(self, *arguments, **named)

    return cast(F, _checked)


class OneVsAll(ClassifierMixin, BaseEstimator):
    """One yes/no model per class; the highest score wins. With two classes, one model.

    Each model minimises J(w, b) = (1/m) sum_i loss(z_i, y_i) + (l2/2) ||w||^2, with
    l2 = 1 / (C m). C is scikit-learn's: `OneVsRestClassifier(LogisticRegression(C=C))` has the same
    minimum. Why C is the number to set and not l2: chapter 10 derives the penalty from what is
    believed of a weight before any data are seen, that it is about tau in size. That is
    l2 m = 1 / tau^2, so C = tau^2, however many examples there are. Where a grid search has found
    the best C on a part of the examples, the refit on all of them keeps that prior; the same l2
    would shrink the weights more.

    Args:
        C: the inverse strength of the penalty: more than 0; np.inf for no penalty. The default
            is chapter 10's l2 m = 5, chosen by validation on digits with pixels in 0-1; for other
            data, search for it.
        l2: the penalty itself, 0 or more, as in the rest of the library; it goes before ``C``.
        solver: `newton_descent`, `accelerated_descent` or `gradient_descent`.
        iterations: the maximum number of steps; None for the solver's own.
        tolerance: when to stop; None for the solver's own.
        learning_rate: for `gradient_descent`; None for 1/L.

    Attributes:
        classes_: (K,) the labels, sorted.
        coef_: (K, n) weights, one row per model; (1, n) with two classes, for the second of them.
        intercept_: (K,) or (1,) biases.
        n_features_in_: n.
        feature_names_in_: (n,) the names of the columns of X, where it is a table that has them.
            A table to predict from must have the same columns in the same order.
        n_iter_: steps taken on all the examples.
        start_iterations_: steps taken before those, on the few examples with which `newton_descent`
            finds where to start; 0 for the other solvers.
        cost_history_: (n_iter_ + 1, K or 1) the cost of each model, in nats, before every step and
            at the end.

    Examples:
        >>> X = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]])
        >>> model = OneVsAll(C=25).fit(X, ["up", "right", "both", "none"])
        >>> model.predict([[0.9, 0.8]])
        array(['both'], dtype='<U5')
        >>> model.coef_.shape
        (4, 2)
    """

    @_answering
    def __init__(
        self,
        *,
        C: float = 0.2,
        l2: float | None = None,
        solver: Callable[..., Descent] = newton_descent,
        iterations: int | None = None,
        tolerance: float | None = None,
        learning_rate: float | None = None,
    ):
        self.C = C
        self.l2 = l2
        self.solver = solver
        self.iterations = iterations
        self.tolerance = tolerance
        self.learning_rate = learning_rate

    def set_params(self, **params: Any) -> OneVsAll:
        """Set parameters by their names, as in the constructor.

        Raises:
            ValueError: there is no such parameter.
        """
        for name in ANSWERS.keys() & params.keys():
            raise ValueError(
                f"{name}: {type(self).__name__} has no such parameter: {ANSWERS[name]}"
            )
        return super().set_params(**params)

    @_answering
    def fit(self, X: ArrayLike, y: ArrayLike) -> OneVsAll:
        """Train on X (m, n) with labels y (m,) of at least two kinds.

        Raises:
            ValueError: an argument that no training can start with. The estimator stays as it was.
            TypeError: X is sparse, or holds what is no number. Likewise.
            DivergenceError: the learning rate is too large. Likewise.
        """
        # On copies of self: the names of the columns are kept at the end, with what was trained.
        with _naming("X", X):
            examples: NDArray = validate_data(copy(self), X, dtype=FLOATS)
        with _naming("y", y):
            y = validate_data(copy(self), y=y)
            check_consistent_length(examples, y)
            check_classification_targets(y)
        classes, places = np.unique(y, return_inverse=True)
        if len(classes) < 2:
            raise ValueError(
                f"y: has one class only, {classes[0]}; a model needs two to tell apart"
            )
        self._check_classes(classes)
        Y = (places == 1)[:, np.newaxis] if len(classes) == 2 else one_hot(places, len(classes))
        settings = self._settings(len(Y))
        descent = self.solver(examples, Y, **settings)
        if np.any(descent.separable):
            warnings.warn(
                "a plane separates the examples, and there is no penalty: longer weights always "
                "cost less, so there is no minimum, and training ended where it was told to; lower "
                "C, or raise l2",
                SeparationWarning,
                stacklevel=3,
            )
        elif not descent.converged:
            warnings.warn(_not_converged(examples, descent), ConvergenceWarning, stacklevel=3)

        validate_data(self, X, skip_check_array=True)  # keeps n, and the names
        self.classes_ = classes
        self.coef_, self.intercept_ = descent.w.T.copy(), descent.b
        self.n_iter_, self.start_iterations_ = descent.iterations, descent.start_iterations
        self.cost_history_ = descent.cost_history
        return self

    def _settings(self, m: int) -> dict[str, Any]:
        """What the solver is asked for. It checks the values itself, but for those changed here."""
        if not callable(self.solver):
            raise ValueError(
                f"solver: must be a function, such as newton_descent; not {self.solver!r}"
            )
        if not isinstance(self.C, Real) or not self.C > 0:
            raise ValueError(f"C: must be a number, more than 0, or np.inf; not {self.C!r}")
        l2 = 1 / (float(self.C) * m) if self.l2 is None else self.l2
        settings: dict[str, Any] = {"l2": l2}
        if self.l2 is None and not l2 < np.inf:
            raise ValueError(f"C: is too small to divide by: {self.C!r}")
        if self.iterations is not None:
            settings["iterations"] = self.iterations
        if self.tolerance is not None:
            settings["tolerance"] = self.tolerance
        if self.learning_rate is not None:
            if self.solver in (newton_descent, accelerated_descent):
                raise ValueError("learning_rate: goes with gradient_descent; no other needs one")
            check_positive(learning_rate=self.learning_rate)
            settings["alpha"] = self.learning_rate
        return settings

    def _check_classes(self, classes: NDArray) -> None:
        """Any number of classes will do here."""

    def decision_function(self, X: ArrayLike) -> NDArray:
        """The scores, which are log-odds: (m, K), or (m,) for the second of two classes."""
        check_is_fitted(self)
        with _naming("X", X):
            examples: NDArray = validate_data(self, X, dtype=FLOATS, reset=False)
        Z = score_in_blocks(examples, self.coef_.T, self.intercept_)
        return Z[:, 0] if len(self.classes_) == 2 else Z

    def predict(self, X: ArrayLike) -> NDArray:
        """The label of the highest score, (m,)."""
        Z = self.decision_function(X)
        return self.classes_[Z.argmax(axis=1) if Z.ndim == 2 else (Z > 0).astype(int)]

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Probabilities that sum to one, (m, K): each model's own, divided by their sum."""
        return np.exp(self.predict_log_proba(X))

    def predict_log_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """The logarithms of `predict_proba`, (m, K): finite even where a probability rounds to 0.

        log y_hat is minus the loss of the answer "yes". Taken from the score, it is finite even
        where y_hat itself has rounded to 0, so the largest can be divided out before `exp`.
        """
        Z = self.decision_function(X).astype(np.float64)
        if Z.ndim == 1:
            return -np.stack([loss(Z, 0), loss(Z, 1)], axis=1)
        log_Y_hat = -loss(Z, 1)
        log_shares = log_Y_hat - log_Y_hat.max(axis=1, keepdims=True)
        return log_shares - np.log(np.exp(log_shares).sum(axis=1, keepdims=True))

    def one_vs_all_proba(self, X: ArrayLike) -> NDArray[np.floating]:
        """What each model says by itself, (m, K). These need not sum to one."""
        Z = self.decision_function(X).astype(np.float64)
        return sigmoid(Z if Z.ndim == 2 else np.stack([-Z, Z], axis=1))


class LogisticRegression(OneVsAll):
    """One yes/no model: `OneVsAll` for two classes, which refuses more.

    Examples:
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array(["no", "yes", "no", "yes"])
        >>> model = LogisticRegression(C=25).fit(X, y)
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


def _not_converged(X: NDArray, descent: Descent) -> str:
    """What to do about it. Scaling comes first: where columns are large, more steps help little.

    By its root mean square, a column from StandardScaler is 1, and one of pixels in 0-1 or of
    zeros and ones is at most 1, however few of them are not 0.
    """
    size = np.sqrt(np.einsum("ij,ij->j", X, X, dtype=np.float64).max() / len(X))
    if size > LARGE:
        cure = (
            f"X has columns as large as {size:.3g} (root mean square): scale them to about 1, with"
            " StandardScaler, or pixels to 0-1"
        )
    else:
        cure = "allow more iterations"
    return f"not converged after {descent.iterations} steps; {cure}"


# Features of pictures


class PictureTransformer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """What the transformers of pictures share: `fit` draws a function, `transform` applies it.

    Attributes:
        features_: the function, from pictures (m, 784) to their features.
        n_features_in_: 784.
        feature_names_in_: (784,) the names of the columns of X, where it is a table that has them.
    """

    @abstractmethod
    def _draw(self, X: NDArray[np.float32]) -> Any:
        """The function from pictures to features."""

    def fit(self, X: ArrayLike, y: object = None) -> PictureTransformer:
        """Draw what `transform` applies, from pictures X (m, 784), ink 0 to 1; y is not used.

        Raises:
            ValueError: X is not pictures, or a parameter is wrong. The transformer stays as it was.
        """
        with _naming("X", X):
            pictures: NDArray = validate_data(copy(self), X, dtype=FLOATS)
        features = self._draw(check_pictures(pictures))
        validate_data(self, X, skip_check_array=True)  # keeps n, and the names
        self.features_ = features
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float32]:
        """The features of pictures X (m, 784), one row each.

        Raises:
            ValueError: X is not pictures, ink 0 to 1.
        """
        check_is_fitted(self)
        with _naming("X", X):
            pictures: NDArray = validate_data(self, X, dtype=FLOATS, reset=False)
        return self.features_(pictures)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []  # always float32
        return tags

    @property
    def _n_features_out(self) -> int:
        """How many there are, for their names: deskew0, deskew1, ..."""
        return self.features_(np.zeros((1, self.n_features_in_), np.float32)).shape[1]


class Deskew(PictureTransformer):
    """Push the rows of each picture aside until its digit stands upright: `logreg_edu.deskew`.

    Examples:
        >>> Deskew().fit_transform(np.eye(3, 784)).shape
        (3, 784)
    """

    def _draw(self, X: NDArray[np.float32]) -> Callable[[ArrayLike], NDArray[np.float32]]:
        return deskew


class RandomRelu(PictureTransformer):
    """Random ReLU features of pictures: `logreg_edu.random_relu`.

    Args:
        count: how many features; 1 or more.
        seed: the same seed gives the same features.

    Examples:
        >>> RandomRelu(count=5).fit_transform(np.eye(3, 784)).shape
        (3, 5)
    """

    def __init__(self, *, count: int = 3000, seed: int = 0):
        self.count = count
        self.seed = seed

    def _draw(self, X: NDArray[np.float32]) -> Relu:
        return random_relu(X, self.count, self.seed)


class FilterResponses(PictureTransformer):
    """Pooled responses of pictures to filters, 16 per filter: `logreg_edu.draw_filters`.

    Args:
        count: how many filters; even, 2 or more.
        seed: the same seed gives the same filters.

    Examples:
        >>> FilterResponses(count=2).fit_transform(np.eye(3, 784)).shape
        (3, 32)
    """

    def __init__(self, *, count: int = 100, seed: int = 0):
        self.count = count
        self.seed = seed

    def _draw(self, X: NDArray[np.float32]) -> Filters:
        return draw_filters(X, self.count, self.seed)

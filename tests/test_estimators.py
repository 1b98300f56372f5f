from __future__ import annotations

import pickle
import subprocess
import sys
import warnings

import numpy as np
import pytest
import sklearn.linear_model as theirs
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import problem
from scipy.special import expit, log_expit, softmax
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from logreg_edu import DivergenceError, accelerated_descent, gradient_descent
from logreg_edu.estimators import LogisticRegression, OneVsAll, SeparationWarning


def heaps(m: int = 83, n: int = 4, K: int = 3, seed: int = 0):
    """Points (m, n) around K centres, with names for labels; the heaps run into one another."""
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(m) % K)
    X = rng.normal(size=(K, n))[y] * 1.5 + rng.normal(size=(m, n)) * 1.5
    return X, np.array(["ant", "bee", "cat", "dog", "elk"])[y]


@parametrize_with_checks([LogisticRegression(), OneVsAll()])
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize("l2", [0.003, 0.1])
def test_same_models_as_one_vs_rest_of_scikit_learn(l2):
    X, y = heaps()
    ours = OneVsAll(l2=l2, tolerance=1e-12).fit(X, y)
    single = theirs.LogisticRegression(C=1 / (l2 * len(X)), tol=1e-10, max_iter=10_000)
    other = OneVsRestClassifier(single).fit(X, y)
    coef = np.vstack([one.coef_ for one in other.estimators_])
    np.testing.assert_allclose(ours.coef_, coef, atol=1e-4)
    np.testing.assert_array_equal(ours.classes_, other.classes_)
    np.testing.assert_array_equal(ours.predict(X), other.predict(X))
    np.testing.assert_allclose(ours.decision_function(X), other.decision_function(X), atol=1e-3)
    np.testing.assert_allclose(ours.predict_proba(X), other.predict_proba(X), atol=1e-4)
    assert ours.score(X, y) == other.score(X, y)


def test_same_model_as_scikit_learn_for_two_classes():
    X, y = heaps(K=2)
    ours = LogisticRegression(l2=0.01, tolerance=1e-13).fit(X, y)
    other = theirs.LogisticRegression(C=1 / (0.01 * len(X)), tol=1e-10, max_iter=10_000).fit(X, y)
    np.testing.assert_allclose(ours.coef_, other.coef_, atol=1e-5)
    np.testing.assert_allclose(ours.intercept_, other.intercept_, atol=1e-5)
    np.testing.assert_allclose(ours.predict_proba(X), other.predict_proba(X), atol=1e-5)
    np.testing.assert_array_equal(ours.predict(X), other.predict(X))
    assert ours.decision_function(X).shape == (83,)


def test_attributes_and_shapes():
    X, y = heaps(K=5)
    model = OneVsAll(iterations=2, tolerance=0)
    with pytest.warns(ConvergenceWarning, match="not converged after 2 steps"):
        model.fit(X, y)
    assert model.coef_.shape == (5, 4)
    assert model.intercept_.shape == (5,)
    assert (model.n_features_in_, model.n_iter_) == (4, 2)
    assert model.cost_history_.shape == (3, 5)
    assert model.one_vs_all_proba(X).shape == model.predict_proba(X).shape == (83, 5)


@pytest.mark.parametrize("K", [2, 4])
def test_probabilities_of_the_models_by_themselves(K):
    X, y = heaps(K=K)
    model = OneVsAll(l2=0.01).fit(X, y)
    Z = X @ model.coef_.T + model.intercept_
    expected = expit(np.hstack([-Z, Z]) if K == 2 else Z)
    np.testing.assert_allclose(model.one_vs_all_proba(X), expected, rtol=1e-12)
    shares = expected / expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.predict_proba(X), shares, rtol=1e-12)


@given(st.lists(st.floats(-1e300, 1e300), min_size=3, max_size=3))
@settings(max_examples=200)
def test_probabilities_sum_to_one_at_any_score(scores):
    X, y = heaps()
    model = OneVsAll(l2=0.01).fit(X, y)
    model.coef_, model.intercept_ = np.zeros((3, 4)), np.array(scores)
    probabilities = model.predict_proba(X[:1])
    assert probabilities.sum() == pytest.approx(1, rel=1e-12)
    assert (probabilities >= 0).all()
    if np.ptp(scores) < 1e6:
        np.testing.assert_allclose(probabilities[0], softmax(log_expit(scores)), rtol=1e-9)


def test_every_score_far_below_zero():
    X, y = heaps()
    model = OneVsAll(l2=0.01).fit(X, y)
    model.coef_, model.intercept_ = np.zeros((3, 4)), np.full(3, -1e300)
    np.testing.assert_allclose(model.predict_proba(X[:2]), np.full((2, 3), 1 / 3), rtol=1e-12)


@pytest.mark.parametrize("solver", [gradient_descent, accelerated_descent])
def test_solver_and_settings_are_handed_on(solver):
    X, y = heaps(K=2)
    model = LogisticRegression(l2=0.02, solver=solver, iterations=9, tolerance=0)
    with pytest.warns(ConvergenceWarning):
        model.fit(X, y)
    expected = solver(X, (y == "bee")[:, np.newaxis], l2=0.02, iterations=9, tolerance=0)
    np.testing.assert_array_equal(model.coef_, expected.w.T)
    np.testing.assert_array_equal(model.cost_history_, expected.cost_history)


def test_pipeline_grid_search_and_html():
    X, y = heaps()
    pipeline = make_pipeline(StandardScaler(), OneVsAll())
    search = GridSearchCV(pipeline, {"onevsall__l2": [1e-3, 1e-1, 1e3]}, cv=3).fit(X, y)
    assert search.best_params_["onevsall__l2"] < 1e3
    assert "OneVsAll" in search.best_estimator_._repr_html_()
    assert repr(OneVsAll(l2=0.5)) == "OneVsAll(l2=0.5)"


def test_pickle_and_clone():
    X, y = heaps()
    model = OneVsAll(l2=0.01).fit(X, y)
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))
    with pytest.raises(NotFittedError):
        clone(model).predict(X)


# Refusals


@pytest.mark.parametrize(
    ("match", "change"),
    [
        ("X contains NaN", {"X": np.full((6, 2), np.nan)}),
        ("X contains infinity", {"X": np.full((6, 2), np.inf)}),
        ("^X: Expected 2D array", {"X": np.arange(6.0)}),
        ("^X: could not convert string", {"X": np.full((6, 2), "pixel")}),
        ("^X: ", {"X": np.full((6, 2), 1e300)}),
        ("^y: has one class only, 1", {"y": np.ones(6, int)}),
        ("^y: .* inconsistent numbers of samples", {"y": np.array([0, 1, 0])}),
        ("^l2: ", {"l2": -1.0}),
        ("^l2: ", {"l2": np.nan}),
        ("^learning_rate: ", {"solver": gradient_descent, "learning_rate": 0.0}),
        ("^learning_rate: goes with gradient_descent", {"learning_rate": 0.1}),
        ("^solver: must be a function", {"solver": "lbfgs"}),
    ],
)
@pytest.mark.parametrize("estimator", [LogisticRegression, OneVsAll])
def test_bad_arguments_are_refused_and_the_estimator_stays_as_it_was(estimator, match, change):
    X, y = np.arange(12.0).reshape(6, 2) % 5, np.array([0, 1, 0, 1, 1, 0])
    model = estimator(l2=0.1).fit(X, y)
    model.set_params(**{k: v for k, v in change.items() if k not in "Xy"})
    before = {k: v for k, v in vars(model).items()}
    with pytest.raises(ValueError, match=match):
        model.fit(change.get("X", X), change.get("y", y))
    assert vars(model).keys() == before.keys()
    assert all(vars(model)[k] is before[k] for k in before)


def test_three_classes_are_too_many_for_one_model():
    with pytest.raises(ValueError, match="3 classes; use OneVsAll"):
        LogisticRegression().fit(*heaps())


def test_divergence_leaves_the_estimator_as_it_was():
    X, Y = problem()
    model = LogisticRegression(solver=gradient_descent, learning_rate=1e6)
    with pytest.raises(DivergenceError):
        model.fit(X * 100, Y[:, 0])
    assert not hasattr(model, "n_features_in_")


# Separable data


def test_separable_data_without_a_penalty_are_pointed_out():
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    with pytest.warns(SeparationWarning, match="a plane separates the examples, and l2 is 0"):
        LogisticRegression(l2=0).fit(X, y)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        LogisticRegression(l2=0.01).fit(X, y)  # held back
        LogisticRegression(l2=0).fit(X, [0, 1, 0, 1])  # not separable


def test_one_separable_class_of_three_is_pointed_out():
    X, y = heaps(m=60)
    X[y == "cat"] += 50
    with pytest.warns(SeparationWarning):
        OneVsAll(l2=0, iterations=50).fit(X, y)


# Properties of the whole


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.003, 0.1]))
@settings(max_examples=15)
def test_properties_of_the_whole(seed, l2):
    X, y = heaps(seed=seed)
    model = OneVsAll(l2=l2, tolerance=1e-13)
    coef = clone(model).fit(X, y).coef_
    order = np.random.default_rng(seed).permutation(4)
    np.testing.assert_allclose(clone(model).fit(X[:, order], y).coef_, coef[:, order], atol=1e-5)
    twice = clone(model).fit(np.vstack([X, X]), np.concatenate([y, y]))
    np.testing.assert_allclose(twice.coef_, coef, atol=1e-5)
    two = y == "ant"
    yes, no = (LogisticRegression(l2=l2, tolerance=1e-13).fit(X, v) for v in (two, ~two))
    np.testing.assert_allclose(yes.coef_, -no.coef_, atol=1e-5)
    fitted = clone(model).fit(X, y)
    parts = np.concatenate([fitted.predict_proba(part) for part in (X[:17], X[17:])])
    np.testing.assert_allclose(parts, fitted.predict_proba(X), rtol=1e-12)


def test_the_library_loads_no_scikit_learn_until_asked():
    code = "import sys, logreg_edu; assert 'sklearn' not in sys.modules; logreg_edu.OneVsAll; " + (
        "assert 'sklearn' in sys.modules; assert 'OneVsAll' in dir(logreg_edu)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        import logreg_edu

        _ = logreg_edu.nothing

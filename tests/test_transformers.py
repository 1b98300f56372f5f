"""The features as scikit-learn transformers."""

from __future__ import annotations

import pickle

import numpy as np
import pandas
import pytest
from scipy.special import expit
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from logreg_edu import (
    Deskew,
    FilterResponses,
    OneVsAll,
    RandomRelu,
    accelerated_descent,
    deskew,
    draw_filters,
    estimators,
    features,
    pixels_to_examples,
    random_relu,
)
from logreg_edu.app.datasets import load

ALL = [Deskew(), RandomRelu(count=7, seed=2), FilterResponses(count=6, seed=3)]
every = pytest.mark.parametrize("transformer", ALL, ids=repr)


@pytest.fixture(scope="module")
def sample():
    digits = load("sample")
    return pixels_to_examples(digits.images[::20]), digits.labels[::20]


def as_pictures(X):
    """Any examples as pictures: their columns again and again until there are 784, each in 0-1."""
    return X if X.shape[1] == 784 else expit(X)[:, np.arange(784) % X.shape[1]]


def expected_failures(estimator):
    if isinstance(estimator, RandomRelu):
        rounding = "in float32, the product of one row rounds otherwise than that of many"
        return {"check_methods_subset_invariance": rounding}
    return {}


@parametrize_with_checks(ALL, expected_failed_checks=expected_failures)
def test_scikit_learns_own_checks(estimator, check, monkeypatch):
    """Its examples have few columns of any numbers, so they are made pictures after `fit` and
    `transform` have checked them."""
    real = features.check_pictures
    for module in (features, estimators):
        monkeypatch.setattr(module, "check_pictures", lambda X: real(as_pictures(X)))
    check(estimator)


@every
def test_as_the_functions(sample, transformer):
    X, _ = sample
    expected = {
        Deskew: lambda: deskew(X),
        RandomRelu: lambda: random_relu(X, 7, 2)(X),
        FilterResponses: lambda: draw_filters(X, 6, 3)(X),
    }[type(transformer)]()
    model = clone(transformer)
    assert model.fit(X) is model and model.n_features_in_ == 784
    np.testing.assert_array_equal(model.transform(X), expected)
    np.testing.assert_array_equal(clone(transformer).fit_transform(X), expected)
    np.testing.assert_array_equal(model.fit(X.astype(np.float64)).transform(X), expected)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(model)).transform(X), expected)
    assert model.get_params() == transformer.get_params()


@every
def test_fit_changes_neither_the_pictures_nor_the_parameters(sample, transformer):
    X = sample[0].copy()
    X.setflags(write=False)
    model = clone(transformer).fit(X)
    before = dict(vars(model))
    model.transform(X)
    assert vars(model).keys() == before.keys()
    assert all(vars(model)[name] is value for name, value in before.items())
    np.testing.assert_array_equal(X, sample[0])


@every
def test_before_fit_it_says_so(sample, transformer):
    with pytest.raises(NotFittedError):
        clone(transformer).transform(sample[0])


@every
def test_what_is_no_picture_is_refused_and_nothing_changes(sample, transformer):
    X, _ = sample
    model = clone(transformer).fit(X)
    expected, before = model.transform(X), dict(vars(model))
    bad = [X[:, 1:], X[0], X * 255, np.full_like(X, np.nan), np.full(X.shape, "ink"), X[:0]]
    for wrong in bad:
        for method in (model.fit, model.transform):
            with pytest.raises(ValueError, match=r"^X: "):
                method(wrong)
    assert vars(model) == before
    np.testing.assert_array_equal(model.transform(X), expected)


@every
def test_names_of_columns_in_and_out(sample, transformer):
    X, _ = sample
    table = pandas.DataFrame(X, columns=[f"pixel{i}" for i in range(784)])
    model = clone(transformer).set_output(transform="pandas").fit(table)
    made = model.transform(table)
    assert model.feature_names_in_.tolist() == list(table.columns)
    prefix = type(transformer).__name__.lower()
    assert list(made.columns) == [f"{prefix}{i}" for i in range(made.shape[1])]
    np.testing.assert_array_equal(made, clone(transformer).fit_transform(X))
    with pytest.raises(ValueError, match=r"^X: The feature names should match"):
        model.transform(table[table.columns[::-1]])


def test_in_a_pipeline_and_a_grid_search(sample):
    X, labels = sample
    pipeline = make_pipeline(
        Deskew(), FilterResponses(), StandardScaler(), OneVsAll(solver=accelerated_descent)
    )
    search = GridSearchCV(pipeline, {"filterresponses__count": [2, 24]}, cv=2).fit(X, labels)
    assert search.best_params_ == {"filterresponses__count": 24}
    assert search.predict(X[:3]).tolist() == labels[:3].tolist()


@pytest.mark.parametrize(("model", "count"), [(RandomRelu, 0), (FilterResponses, 5)])
def test_a_bad_count_is_refused_by_name(sample, model, count):
    with pytest.raises(ValueError, match=r"^count: must be "):
        model(count=count).fit(sample[0])

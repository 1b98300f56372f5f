from __future__ import annotations

import math
import types

import numpy as np
import pytest
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import LinearSVC

from logreg_edu.acceleration import accelerated_descent
from logreg_edu.descent import gradient_descent
from logreg_edu.digits import one_hot
from logreg_edu.iteration import Descent
from logreg_edu.one_vs_all import (
    Models,
    one_vs_all_score,
    stack_models,
    train_one_by_one,
    train_one_vs_all,
)


@pytest.fixture
def heaps():
    """Four heaps of points: X (61, 5), labels (61,) 0 to 3, every label there."""
    rng = np.random.default_rng(0)
    labels = np.arange(61) % 4
    return rng.normal(size=(4, 5))[labels] + rng.normal(size=(61, 5)), labels


@pytest.fixture
def models():
    """K = 3 models of n = 5 pixels."""
    rng = np.random.default_rng(1)
    return Models(W=rng.normal(size=(5, 3)), b=rng.normal(size=3))


# Training


@pytest.mark.parametrize("solver", [gradient_descent, accelerated_descent])
def test_at_once_is_one_by_one(heaps, solver):
    X, labels = heaps
    settings = {"l2": 0.1, "iterations": 30, "tolerance": 0}
    at_once = train_one_vs_all(X, labels, solver, K=4, **settings)
    one_by_one = train_one_by_one(X, labels, solver, K=4, **settings)
    assert isinstance(one_by_one, types.GeneratorType)
    descents = list(one_by_one)
    assert len(descents) == 4
    stacked = stack_models(descents)
    assert at_once.w.shape == stacked.W.shape == (5, 4)
    assert at_once.b.shape == stacked.b.shape == (4,)
    assert at_once.cost_history.shape == (31, 4)
    np.testing.assert_allclose(stacked.W, at_once.w, atol=1e-10)
    np.testing.assert_allclose(stacked.b, at_once.b, atol=1e-10)
    for k, descent in enumerate(descents):
        assert descent.w.shape == (5,)
        np.testing.assert_allclose(descent.cost_history, at_once.cost_history[:, k], rtol=1e-10)


def test_each_model_answers_its_own_question(heaps):
    X, labels = heaps
    at_once = train_one_vs_all(X, labels, K=4, iterations=30)
    for k in range(4):
        yes_no = np.array([1 if label == k else 0 for label in labels])
        alone = gradient_descent(X, yes_no, iterations=30)
        np.testing.assert_allclose(at_once.w[:, k], alone.w, atol=1e-12)


def test_solver_and_settings_are_handed_on(heaps):
    X, labels = heaps
    calls = []

    def solver(X, y, **settings):
        calls.append((y, settings))
        shape = y.shape[1:]
        return Descent(np.zeros((5, *shape)), np.zeros(shape), *np.zeros((2, 1, *shape)), False)

    train_one_vs_all(X, labels, solver, K=4, l2=0.5, colour="red")
    list(train_one_by_one(X, labels, solver, K=4, l2=0.25))
    assert [settings for _, settings in calls] == [{"l2": 0.5, "colour": "red"}] + 4 * [
        {"l2": 0.25}
    ]
    np.testing.assert_array_equal(calls[0][0], one_hot(labels, 4))
    for k in range(4):
        np.testing.assert_array_equal(calls[1 + k][0], one_hot(labels, 4)[:, k])


def test_one_by_one_trains_no_model_before_it_is_asked_for(heaps):
    trained = []
    descents = train_one_by_one(*heaps, K=4, progress=lambda *_: trained.append(1), iterations=0)
    assert len(trained) == 0
    next(descents)
    assert len(trained) == 1


def test_ten_classes_and_gradient_descent_are_the_defaults():
    rng = np.random.default_rng(0)
    X, labels = rng.normal(size=(31, 4)), np.arange(31) % 10
    descent = train_one_vs_all(X, labels, iterations=2)
    assert descent.w.shape == (4, 10)
    assert descent.alpha is not None
    assert len(list(train_one_by_one(X, labels, iterations=2))) == 10


@pytest.mark.parametrize(
    "train", [train_one_vs_all, lambda *a, **s: list(train_one_by_one(*a, **s))]
)
@pytest.mark.parametrize(
    ("labels", "K", "message"),
    [
        ([0, 1, 3], 5, "^labels: no example to train on of 2, 4$"),
        ([0, 1, 2], 2, "^labels: must be one row of whole numbers 0 to 1"),
        ([0, 1, 0.5], 2, "^labels: must be one row of whole numbers"),
        ([0, 1, 0, 1], 2, "^y: must have 3 rows"),
        ([0, 0, 0], 1, "^y: needs examples of both answers"),
    ],
)
def test_refused_labels(train, labels, K, message):
    with pytest.raises(ValueError, match=message):
        train(np.eye(3, 2), labels, K=K)


# Scoring


def test_score_by_loops(models):
    X = np.random.default_rng(2).normal(size=(7, 5))
    labels, scores = one_vs_all_score(X, models)
    assert labels.shape == (7,)
    assert scores.shape == (7, 3)
    for i in range(7):
        best, best_k = -math.inf, None
        for k in range(3):
            z = sum(X[i, j] * models.W[j, k] for j in range(5)) + models.b[k]
            assert scores[i, k] == pytest.approx(1 / (1 + math.exp(-z)), rel=1e-13)
            if z > best:
                best, best_k = z, k
        assert labels[i] == best_k


def test_one_example_is_its_row_of_many(models):
    X = np.random.default_rng(2).normal(size=(7, 5))
    labels, scores = one_vs_all_score(X, models)
    for i in range(7):
        for example in (X[i], X[i].tolist()):
            label, score = one_vs_all_score(example, models)
            assert np.shape(label) == ()
            assert label == labels[i]
            np.testing.assert_allclose(score, scores[i], rtol=1e-13)


def test_batches_change_nothing(models):
    X = np.random.default_rng(2).normal(size=(11, 5))
    labels, scores = one_vs_all_score(X, models)
    parts = [one_vs_all_score(part, models) for part in (X[:4], X[4:])]
    np.testing.assert_array_equal(np.concatenate([part[0] for part in parts]), labels)
    np.testing.assert_allclose(np.concatenate([part[1] for part in parts]), scores, rtol=1e-13)


def test_the_winner_is_chosen_by_score_where_probabilities_have_rounded():
    up = Models(W=np.array([[50.0, 90.0, 70.0]]), b=np.zeros(3))
    label, scores = one_vs_all_score([1.0], up)
    assert scores.tolist() == [1, 1, 1]
    assert label == 1
    down = Models(W=np.array([[-1000.0, -900.0, -800.0]]), b=np.zeros(3))
    label, scores = one_vs_all_score([1.0], down)
    assert scores.tolist() == [0, 0, 0]
    assert label == 2


def test_scores_need_not_add_up_to_1():
    _, scores = one_vs_all_score([0.0], Models(W=np.zeros((1, 3)), b=np.zeros(3)))
    assert scores.sum() == 1.5


def test_scikit_learn_chooses_the_same_winner(heaps):
    X, labels = heaps
    other = OneVsRestClassifier(LinearSVC()).fit(X, labels)
    models = Models(
        W=np.column_stack([e.coef_[0] for e in other.estimators_]),
        b=np.array([e.intercept_[0] for e in other.estimators_]),
    )
    np.testing.assert_array_equal(one_vs_all_score(X, models)[0], other.predict(X))


def test_permuted_pixels_and_permuted_models(models):
    X = np.random.default_rng(2).normal(size=(7, 5))
    labels, scores = one_vs_all_score(X, models)
    pixels, order = np.array([3, 1, 4, 0, 2]), np.array([2, 0, 1])
    shuffled = Models(models.W[pixels][:, order], models.b[order])
    new_labels, new_scores = one_vs_all_score(X[:, pixels], shuffled)
    np.testing.assert_array_equal(order[new_labels], labels)
    np.testing.assert_allclose(new_scores, scores[:, order], rtol=1e-13)


@pytest.mark.parametrize("shape", [(4,), (6,), (7, 4), (5, 7), (0,), ()])
def test_examples_of_another_size(models, shape):
    pixels = shape[-1] if shape else 0
    message = f"^example: has {pixels} pixels; the models were trained on 5$"
    with pytest.raises(ValueError, match=message):
        one_vs_all_score(np.ones(shape), models)


def test_no_examples_have_no_labels(models):
    labels, scores = one_vs_all_score(np.ones((0, 5)), models)
    assert labels.shape == (0,)
    assert scores.shape == (0, 3)


def test_trained_models_find_the_heaps(heaps):
    X, labels = heaps
    descent = train_one_vs_all(X, labels, accelerated_descent, K=4, l2=0.01)
    predicted, _ = one_vs_all_score(X, Models(descent.w, descent.b))
    assert (predicted == labels).mean() > 0.6  # a quarter by chance


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_no_model_is_surest_of_an_example_that_is_none(value):
    models = Models(W=np.array([[1.0, -1.0], [1.0, 1.0]]), b=np.zeros(2))
    with pytest.raises(ValueError, match=r"^example: has a value that is NaN or infinite"):
        one_vs_all_score([[0.0, 0.0], [value, -value]], models)

from __future__ import annotations

import functools
import inspect
import os
import pickle
import re
import runpy
import subprocess
import sys
import traceback
import warnings
from pathlib import Path

import numpy as np
import pandas
import polars
import pytest
import sklearn
import sklearn.linear_model as theirs
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import problem
from scipy.special import expit, log_expit, log_softmax, softmax
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import BaggingClassifier, VotingClassifier
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.feature_selection import RFE
from sklearn.model_selection import GridSearchCV, cross_val_predict
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier
from sklearn.multioutput import MultiOutputClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils.estimator_checks import (
    check_dataframe_column_names_consistency,
    check_inplace_ensure_writeable,
    parametrize_with_checks,
)
from sklearn.utils.validation import has_fit_parameter

import logreg_edu
from logreg_edu import (
    DivergenceError,
    accelerated_descent,
    gradient_descent,
    newton,
    newton_descent,
    train_one_vs_all,
)
from logreg_edu.app.training import L2_TIMES_M
from logreg_edu.estimators import (
    ANSWERS,
    INSTEAD,
    LARGE,
    LogisticRegression,
    OneVsAll,
    SeparationWarning,
)

ROOT = Path(__file__).resolve().parents[1]


def heaps(m: int = 83, n: int = 4, K: int = 3, seed: int = 0):
    """Points (m, n) around K centres, with names for labels; the heaps run into one another."""
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(m) % K)
    X = rng.normal(size=(K, n))[y] * 1.5 + rng.normal(size=(m, n)) * 1.5
    return X, np.array(["ant", "bee", "cat", "dog", "elk"])[y]


both = pytest.mark.parametrize("estimator", [LogisticRegression, OneVsAll])


# scikit-learn's checks


@parametrize_with_checks([LogisticRegression(), OneVsAll()])
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


# Of its public checks that no suite runs, those for a classifier with neither weights of examples
# and classes, nor several outputs, nor a transform, nor an array API.
@both
@pytest.mark.parametrize(
    "check", [check_dataframe_column_names_consistency, check_inplace_ensure_writeable]
)
def test_scikit_learns_checks_outside_of_its_suite(estimator, check):
    check(estimator.__name__, estimator())


@both
def test_what_those_checks_are_for_is_not_claimed(estimator):
    model = estimator()
    tags = model.__sklearn_tags__()
    assert not has_fit_parameter(model, "sample_weight")
    assert "class_weight" not in model.get_params()
    assert not tags.classifier_tags.multi_label and not tags.target_tags.multi_output
    assert not tags.array_api_support and not tags.input_tags.sparse
    for method in ("transform", "set_output", "get_feature_names_out", "partial_fit", "sparsify"):
        assert not hasattr(model, method)


@both
@pytest.mark.parametrize("name", ["C", "l2", "solver", "iterations", "tolerance", "learning_rate"])
def test_a_parameter_that_is_an_object_is_refused_by_its_name(estimator, name):
    """As `check_param_validation` has it, which asks it of a private table of scikit-learn's."""
    X, y = heaps(K=2)
    model = estimator(solver=gradient_descent).set_params(**{name: object()})
    with pytest.raises(ValueError, match=f"^{name}: "):
        model.fit(X, y)


# The same models


@pytest.mark.parametrize("C", [4.0, 0.12])
def test_same_models_as_one_vs_rest_of_scikit_learn(C):
    X, y = heaps()
    ours = OneVsAll(C=C, tolerance=1e-12).fit(X, y)
    single = theirs.LogisticRegression(C=C, tol=1e-10, max_iter=10_000)
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
    ours = LogisticRegression(C=1.2, tolerance=1e-13).fit(X, y)
    other = theirs.LogisticRegression(C=1.2, tol=1e-10, max_iter=10_000).fit(X, y)
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


def test_steps_of_the_start_are_counted_apart(monkeypatch):
    starts = []

    def recorded(*arguments):
        starts.append(accelerated_descent(*arguments))
        return starts[-1]

    monkeypatch.setattr(newton, "accelerated_descent", recorded)
    X, y = heaps()
    model = OneVsAll().fit(X, y)
    (start,) = starts
    assert model.start_iterations_ == len(start.cost_history) - 1 > 0
    assert model.n_iter_ == len(model.cost_history_) - 1
    assert newton_descent(X, y == "ant").start_iterations == len(starts[1].cost_history) - 1
    for solver in (accelerated_descent, gradient_descent):
        assert OneVsAll(solver=solver, iterations=5000).fit(X, y).start_iterations_ == 0


@pytest.mark.parametrize("K", [2, 4])
def test_probabilities_of_the_models_by_themselves(K):
    X, y = heaps(K=K)
    model = OneVsAll(C=1.2).fit(X, y)
    Z = X @ model.coef_.T + model.intercept_
    expected = expit(np.hstack([-Z, Z]) if K == 2 else Z)
    np.testing.assert_allclose(model.one_vs_all_proba(X), expected, rtol=1e-12)
    shares = expected / expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.predict_proba(X), shares, rtol=1e-12)
    np.testing.assert_allclose(model.predict_log_proba(X), np.log(shares), rtol=1e-10)


@functools.cache
def fitted() -> OneVsAll:
    return OneVsAll().fit(*heaps())


@given(st.lists(st.floats(-1e300, 1e300), min_size=3, max_size=3))
@settings(max_examples=200)
def test_probabilities_sum_to_one_at_any_score(scores):
    X, model = heaps()[0], fitted()
    model.coef_, model.intercept_ = np.zeros((3, 4)), np.array(scores)
    probabilities = model.predict_proba(X[:1])
    assert probabilities.sum() == pytest.approx(1, rel=1e-12)
    assert (probabilities >= 0).all()
    if np.ptp(scores) < 1e6:
        np.testing.assert_allclose(probabilities[0], softmax(log_expit(scores)), rtol=1e-9)
    logs = model.predict_log_proba(X[:1])
    assert np.isfinite(logs).all()
    np.testing.assert_allclose(logs[0], log_softmax(log_expit(scores)), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("score", [0.0, 1.0, -40.0, 800.0, -1e300, 1e300])
def test_log_probabilities_of_two_classes_at_any_score(score):
    X, y = heaps(K=2)
    model = LogisticRegression().fit(X, y)
    model.coef_, model.intercept_ = np.zeros((1, 4)), np.array([score])
    logs = model.predict_log_proba(X[:1])
    np.testing.assert_allclose(logs, [[log_expit(-score), log_expit(score)]], rtol=1e-15)


def test_every_score_far_below_zero():
    X, y = heaps()
    model = OneVsAll(C=1.2).fit(X, y)
    model.coef_, model.intercept_ = np.zeros((3, 4)), np.full(3, -1e300)
    np.testing.assert_allclose(model.predict_proba(X[:2]), np.full((2, 3), 1 / 3), rtol=1e-12)


@pytest.mark.parametrize("solver", [gradient_descent, accelerated_descent])
def test_solver_and_settings_are_handed_on(solver):
    X, y = heaps(m=80, K=2)
    model = LogisticRegression(C=0.5, solver=solver, iterations=9, tolerance=0)
    with pytest.warns(ConvergenceWarning):
        model.fit(X, y)
    expected = solver(X, (y == "bee")[:, np.newaxis], l2=0.025, iterations=9, tolerance=0)
    np.testing.assert_array_equal(model.coef_, expected.w.T)
    np.testing.assert_array_equal(model.cost_history_, expected.cost_history)


def test_pipeline_grid_search_and_html():
    X, y = heaps()
    pipeline = make_pipeline(StandardScaler(), OneVsAll())
    search = GridSearchCV(pipeline, {"onevsall__C": [1e-6, 0.1, 10]}, cv=3).fit(X, y)
    assert search.best_params_["onevsall__C"] > 1e-6
    assert "OneVsAll" in search.best_estimator_._repr_html_()
    assert repr(OneVsAll(C=0.5)) == "OneVsAll(C=0.5)"


# C, the strength of the penalty


@both
def test_the_default_is_that_of_the_command_line(estimator):
    assert estimator().C == 1 / L2_TIMES_M


@both
def test_folds_and_refit_have_the_same_strength(estimator):
    X, y = heaps(K=2)
    strengths = []

    def recording(X, Y, l2, **settings):
        strengths.append(l2 * len(X))
        return newton_descent(X, Y, l2, **settings)

    search = GridSearchCV(estimator(solver=recording, tolerance=1e-12), {"C": [0.2]}, cv=3)
    search.fit(X, y)
    np.testing.assert_allclose(strengths, [5] * 4, rtol=1e-12)
    single = theirs.LogisticRegression(tol=1e-10, max_iter=10_000)
    other = GridSearchCV(single, {"C": [0.2]}, cv=3).fit(X, y)
    np.testing.assert_allclose(search.best_estimator_.coef_, other.best_estimator_.coef_, atol=1e-5)
    ours, those = (found.cv_results_["mean_test_score"] for found in (search, other))
    np.testing.assert_allclose(ours, those, rtol=1e-12)


def test_no_penalty_is_the_limit_of_a_weak_one():
    X, y = heaps(K=2)
    none = LogisticRegression(C=np.inf, tolerance=1e-13).fit(X, y)
    other = theirs.LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000).fit(X, y)
    np.testing.assert_allclose(none.coef_, other.coef_, atol=1e-4)
    weak = LogisticRegression(C=1e8, tolerance=1e-13).fit(X, y)
    np.testing.assert_allclose(none.coef_, weak.coef_, atol=1e-4)


# Among scikit-learn's tools


def pipelines_of_scikit_learn(single):
    """What is made of an estimator of two classes, with examples of three."""
    return {
        "one-vs-rest": OneVsRestClassifier(single),
        "one-vs-one": OneVsOneClassifier(single),
        "bagging": BaggingClassifier(
            OneVsRestClassifier(single), 5, max_features=3, random_state=0
        ),
        "calibration": OneVsRestClassifier(CalibratedClassifierCV(single, cv=3)),
        "voting": OneVsRestClassifier(VotingClassifier([("a", single)], voting="soft")),
        "elimination": OneVsRestClassifier(RFE(single, n_features_to_select=2)),
    }


@pytest.mark.parametrize("tool", pipelines_of_scikit_learn(None))
def test_tools_of_scikit_learn_answer_as_with_its_own_model(tool):
    X, y = heaps()
    ours = pipelines_of_scikit_learn(LogisticRegression(tolerance=1e-12))[tool]
    single = theirs.LogisticRegression(C=0.2, tol=1e-10, max_iter=10_000)
    other = pipelines_of_scikit_learn(single)[tool]
    np.testing.assert_array_equal(ours.fit(X, y).predict(X), other.fit(X, y).predict(X))


def test_several_outputs_through_scikit_learn():
    X, y = heaps()
    Y = np.stack([y, np.roll(y, 1)], axis=1)
    predicted = MultiOutputClassifier(OneVsAll()).fit(X, Y).predict(X)
    for column in range(2):
        expected = OneVsAll().fit(X, Y[:, column]).predict(X)
        np.testing.assert_array_equal(predicted[:, column], expected)


@pytest.mark.parametrize("method", ["predict_log_proba", "decision_function"])
def test_cross_val_predict(method):
    X, y = heaps(K=2)
    single = theirs.LogisticRegression(C=0.2, tol=1e-10, max_iter=10_000)
    ours = cross_val_predict(LogisticRegression(tolerance=1e-12), X, y, cv=3, method=method)
    np.testing.assert_allclose(
        ours, cross_val_predict(single, X, y, cv=3, method=method), atol=1e-4
    )


def test_metadata_routing():
    X, y = heaps()
    pipeline = make_pipeline(StandardScaler(), OneVsAll())
    search = GridSearchCV(pipeline, {"onevsall__C": [0.1, 1]}, cv=3)
    expected = clone(search).fit(X, y).predict_proba(X)
    with sklearn.config_context(enable_metadata_routing=True):
        routed = clone(search).fit(X, y)
        assert not hasattr(OneVsAll, "set_fit_request")  # fit takes nothing that could be routed
    np.testing.assert_array_equal(routed.predict_proba(X), expected)


@pytest.mark.skipif(os.environ.get("SCIPY_ARRAY_API") != "1", reason="set SCIPY_ARRAY_API=1")
def test_array_api_dispatch_changes_nothing():
    X, y = heaps()
    expected = OneVsAll().fit(X, y)
    with sklearn.config_context(array_api_dispatch=True):
        model = OneVsAll().fit(X, y)
        np.testing.assert_array_equal(model.predict_proba(X), expected.predict_proba(X))


def test_a_pickle_is_read_by_another_process(tmp_path):
    X, y = heaps()
    model = OneVsAll().fit(pandas.DataFrame(X, columns=list("abcd")), y)
    (tmp_path / "model.pickle").write_bytes(pickle.dumps(model))
    code = (
        "import pickle, sys, numpy as np; model = pickle.load(open(sys.argv[1], 'rb')); "
        "print(*model.feature_names_in_, *model.predict(np.eye(4)))"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, tmp_path / "model.pickle"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert done.stdout.split() == [*"abcd", *model.predict(np.eye(4))]


def test_pickle_and_clone():
    X, y = heaps()
    model = OneVsAll(C=1.2).fit(X, y)
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))
    with pytest.raises(NotFittedError):
        clone(model).predict(X)


# Tables

TABLES = {
    "pandas": pandas.DataFrame,
    "polars": polars.DataFrame,
}
tables = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
COLUMNS = ["width", "depth", "age", "price"]
METHODS = (
    *("predict", "predict_proba", "predict_log_proba", "decision_function", "one_vs_all_proba"),
)


def columns(X, names=COLUMNS):
    return dict(zip(names, np.asarray(X).T, strict=True))


@both
@tables
def test_names_of_columns_are_remembered(estimator, table):
    X, y = heaps(K=2)
    model = estimator().fit(table(columns(X)), y)
    assert model.feature_names_in_.tolist() == COLUMNS
    plain = estimator().fit(X, y)
    assert not hasattr(plain, "feature_names_in_")
    for method in METHODS:  # where a warning would be an error
        answers = getattr(model, method)(table(columns(X)))
        if method == "predict":
            np.testing.assert_array_equal(answers, plain.predict(X))
        else:
            np.testing.assert_allclose(answers, getattr(plain, method)(X), rtol=1e-9, atol=1e-12)
    assert model.score(table(columns(X)), y) == plain.score(X, y)


@both
@tables
@pytest.mark.parametrize("method", [*METHODS, "score"])
@pytest.mark.parametrize(
    ("names", "match"),
    [
        (COLUMNS[::-1], "must be in the same order"),
        (["breadth", *COLUMNS[1:]], "unseen at fit time:\\n- breadth"),
        (COLUMNS[:3], "now missing:\\n- price"),
        ([*COLUMNS, "weight"], "unseen at fit time:\\n- weight"),
    ],
)
def test_another_table_is_refused(estimator, table, method, names, match):
    X, y = heaps(K=2)
    model = estimator().fit(table(columns(X)), y)
    other = table(columns(np.resize(X, (83, len(names))), names))
    arguments = (other, y) if method == "score" else (other,)
    with pytest.raises(ValueError, match=rf"^X: The feature names should match(.|\n)*{match}"):
        getattr(model, method)(*arguments)


@tables
def test_names_on_one_side_only_are_pointed_out(table):
    X, y = heaps()
    with pytest.warns(UserWarning, match="X does not have valid feature names"):
        OneVsAll().fit(table(columns(X)), y).predict(X)
    with pytest.warns(UserWarning, match="fitted without feature names"):
        OneVsAll().fit(X, y).predict(table(columns(X)))


@tables
def test_names_are_those_of_the_last_fit_that_succeeded(table):
    X, y = heaps()
    model = OneVsAll().fit(table(columns(X)), y)
    others = columns(X, ["one", "two", "three", "four"])
    with pytest.raises(ValueError, match=r"^y: "):
        model.fit(table(others), y[:-1])
    with pytest.raises(ValueError, match=r"^C: "):
        clone(model).set_params(C=0).fit(table(others), y)
    assert model.feature_names_in_.tolist() == COLUMNS
    assert model.fit(table(others), y).feature_names_in_.tolist() == list(others)
    assert not hasattr(model.fit(X, y), "feature_names_in_")


def test_names_of_mixed_kinds_are_refused_before_training():
    X, y = heaps()
    model = OneVsAll(solver=lambda X, Y, **settings: pytest.fail("trained"))
    with pytest.raises(TypeError, match=r"^X: Feature names are only supported if all"):
        model.fit(pandas.DataFrame(X, columns=["a", 1, "b", 2]), y)
    assert not hasattr(model, "n_features_in_")


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_names_come_through_a_pipeline(library):
    X, y = heaps()
    pipeline = make_pipeline(StandardScaler(), OneVsAll()).set_output(transform=library)
    pipeline.fit(TABLES[library](columns(X)), y)
    assert pipeline[-1].feature_names_in_.tolist() == COLUMNS
    expected = make_pipeline(StandardScaler(), OneVsAll()).fit(X, y)
    probabilities = pipeline.predict_proba(TABLES[library](columns(X)))
    np.testing.assert_allclose(probabilities, expected.predict_proba(X), rtol=1e-9)


@pytest.mark.parametrize(
    "dtype", ["int8", "uint8", "int64", "bool", "Int64", "UInt8", "Float64", "boolean"]
)
def test_pandas_of_any_numbers(dtype):
    X, y = heaps()
    numbers = (X > 0) if dtype in ("bool", "boolean") else np.abs(X * 8).astype(int)
    model = OneVsAll(tolerance=1e-13).fit(pandas.DataFrame(columns(numbers)).astype(dtype), y)
    expected = OneVsAll(tolerance=1e-13).fit(numbers.astype(np.float64), y)
    np.testing.assert_allclose(model.coef_, expected.coef_, atol=1e-6)


@pytest.mark.parametrize("dtype", ["Int8", "UInt8", "Int64", "Float64", "Boolean"])
def test_polars_of_any_numbers(dtype):
    X, y = heaps()
    numbers = (X > 0) if dtype == "Boolean" else np.abs(X * 8).astype(int)
    table = polars.DataFrame(columns(numbers)).cast(getattr(polars, dtype))
    expected = OneVsAll(tolerance=1e-13).fit(numbers.astype(np.float64), y)
    np.testing.assert_allclose(
        OneVsAll(tolerance=1e-13).fit(table, y).coef_, expected.coef_, atol=1e-6
    )


@tables
def test_tables_of_float32(table):
    X, y = heaps()
    X = X.astype(np.float32)
    table = table(columns(X))
    expected = OneVsAll().fit(X, y)
    model = OneVsAll().fit(table, y)
    np.testing.assert_allclose(model.coef_, expected.coef_, atol=1e-5)
    assert expected.decision_function(X).dtype == np.float32
    # Of a polars table scikit-learn makes float64.
    np.testing.assert_allclose(
        model.decision_function(table), expected.decision_function(X), atol=1e-4
    )


@pytest.mark.parametrize(
    "table",
    [
        pandas.DataFrame({"a": pandas.array([1, None, 2, 3], "Int64"), "b": [1, 2, 3, 5]}),
        polars.DataFrame({"a": [1, None, 2, 3], "b": [1, 2, 3, 5]}),
    ],
    ids=TABLES,
)
def test_missing_numbers_are_refused(table):
    with pytest.raises(ValueError, match=r"^X: Input X contains NaN"):
        OneVsAll().fit(table, [0, 1, 0, 1])


@pytest.mark.parametrize(
    "labels",
    [
        lambda y: pandas.Series(y),
        lambda y: pandas.Series(y, dtype="category"),
        lambda y: pandas.Series(y, dtype="string"),
        lambda y: pandas.Series(y).map({"ant": 1, "bee": 5, "cat": 9}).astype("Int64"),
        lambda y: polars.Series(y),
        lambda y: polars.Series(y, dtype=polars.Categorical),
        lambda y: y.tolist(),
        lambda y: y.astype(object),
    ],
    ids=["pandas", "category", "string", "Int64", "polars", "Categorical", "list", "object"],
)
def test_labels_of_any_kind(labels):
    X, y = heaps()
    model = OneVsAll().fit(X, labels(y))
    expected = OneVsAll().fit(X, y)
    np.testing.assert_allclose(model.coef_, expected.coef_, rtol=1e-9)
    places = np.searchsorted(expected.classes_, expected.predict(X))
    np.testing.assert_array_equal(model.predict(X), np.asarray(model.classes_)[places])
    assert model.score(X, labels(y)) == expected.score(X, y)


# Arguments that are scikit-learn's


def names_of_scikit_learn() -> list[str]:
    """Arguments of what a reader may come from, by introspection."""
    found = {"multi_class"}  # left scikit-learn with 1.8
    for known in (theirs.LogisticRegression, theirs.SGDClassifier, OneVsRestClassifier):
        found |= inspect.signature(known).parameters.keys()
    return sorted(found - inspect.signature(OneVsAll).parameters.keys())


@both
@pytest.mark.parametrize("name", names_of_scikit_learn())
def test_an_argument_of_scikit_learns_is_answered_with_what_to_use(estimator, name):
    who = estimator.__name__
    with pytest.raises(TypeError) as constructed:
        estimator(**{name: 1})
    assert str(constructed.value) == f"{name}: {who} has no such argument: {ANSWERS[name]}"
    assert estimator is OneVsAll or "OneVsAll" not in str(constructed.value)
    with pytest.raises(ValueError) as given:
        estimator().set_params(**{name: 1})
    assert str(given.value) == f"{name}: {who} has no such parameter: {ANSWERS[name]}"


def test_the_answers_name_arguments_that_there_are():
    own = {*inspect.signature(OneVsAll).parameters, "fit", "cost_history_", "gradient_descent"}
    for answer in INSTEAD.values():
        for code in re.findall("`(.*?)`", answer):
            assert set(code.split("=")) <= own, answer
    assert not ANSWERS.keys() & own


def test_l2_is_that_of_the_rest_of_the_library_and_goes_before_C():
    X, y = heaps()
    places = np.unique(y, return_inverse=True)[1]
    expected = train_one_vs_all(X, places, newton_descent, K=3, l2=0.1, tolerance=1e-13)
    for asked in ({"C": 1 / (0.1 * len(X))}, {"l2": 0.1}, {"l2": 0.1, "C": 7}):
        model = OneVsAll(tolerance=1e-13, **asked).fit(X, y)
        np.testing.assert_allclose(model.coef_, expected.w.T, atol=1e-6)
    for bad in (-1, np.nan, np.inf, "much"):
        with pytest.raises((ValueError, TypeError), match="l2"):
            OneVsAll(l2=bad).fit(X, y)


@both
def test_a_weight_of_examples_is_answered_too(estimator):
    X, y = heaps(K=2)
    match = f"^sample_weight: {estimator.__name__} has no such argument: all examples count"
    with pytest.raises(TypeError, match=match):
        estimator().fit(X, y, sample_weight=np.ones(83))
    with pytest.raises(TypeError, match=match):
        make_pipeline(estimator()).fit(X, y, **{f"{estimator.__name__.lower()}__sample_weight": 1})


@both
def test_an_argument_of_nobodys_is_refused_in_the_name_of_the_class(estimator):
    who = estimator.__name__
    known = "the arguments are C, l2, solver, iterations, tolerance, learning_rate$"
    for call, match in (
        (lambda: estimator(nothing=1), f"^{who}: got an unexpected.* 'nothing'; {known}"),
        (lambda: estimator(0.01), f"^{who}: too many positional arguments; {known}"),
        (lambda: estimator().fit([[1.0]]), f"^{who}: missing a required argument: 'y'"),
        (lambda: estimator().fit([[1.0]], [1], 2), f"^{who}: too many.*; the arguments are X, y$"),
    ):
        with pytest.raises(TypeError, match=match):
            call()
    with pytest.raises(ValueError, match="Invalid parameter 'nothing'"):
        estimator().set_params(nothing=1)


def test_the_signature_is_that_of_the_constructor():
    """What help, editors and scikit-learn read."""
    for estimator in (OneVsAll, LogisticRegression):
        parameters = inspect.signature(estimator).parameters
        assert list(parameters) == ["C", "l2", "solver", "iterations", "tolerance", "learning_rate"]
        assert {p.kind for p in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
        assert list(inspect.signature(estimator.fit).parameters) == ["self", "X", "y"]


def test_the_page_prints_its_table_from_the_answers():
    page = (ROOT / "docs/api/estimators.md").read_text("utf-8")
    assert "in INSTEAD.items():" in page
    assert not [answer for answer in INSTEAD.values() if answer in page]
    assert f"root mean square of a column is above {LARGE}," in page


# Refusals


@both
def test_a_single_example_is_refused_without_its_numbers(estimator):
    X = np.random.default_rng(0).random((30, 784))
    model = estimator().fit(X, np.arange(30) % 2)
    for method in METHODS:
        for bad in (X[0], X[0].tolist(), polars.Series(X[0]), pandas.Series(X[0])):
            with pytest.raises(ValueError) as refused:
                getattr(model, method)(bad)
            message = str(refused.value)
            assert message.startswith("X: Expected ") and "single" in message
            assert len(message) < 250 and "\n" not in message
            shown = "".join(traceback.format_exception(refused.value))
            assert f"{X[0, 0]:.6f}"[:8] not in shown
        getattr(model, method)(X[0].reshape(1, -1))
    with pytest.raises(ValueError, match=r"^X: Expected 2D array, got one of shape \(30,\)"):
        model.fit(X[:, 0], np.arange(30) % 2)
    with pytest.raises(ValueError, match=r"^X: Expected 2D array, got one of shape \(\)"):
        model.predict(0.5)


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
        ("^C: must be a number, more than 0", {"C": 0.0}),
        ("^C: ", {"C": -1.0}),
        ("^C: ", {"C": np.nan}),
        ("^C: ", {"C": "0.2"}),
        ("^C: is too small", {"C": 5e-324}),
        ("^iterations: must be a whole number, 0 or more, not 2.5", {"iterations": 2.5}),
        ("^iterations: ", {"iterations": -1}),
        ("^learning_rate: ", {"solver": gradient_descent, "learning_rate": 0.0}),
        ("^learning_rate: goes with gradient_descent", {"learning_rate": 0.1}),
        ("^solver: must be a function", {"solver": "lbfgs"}),
    ],
)
@pytest.mark.parametrize("estimator", [LogisticRegression, OneVsAll])
def test_bad_arguments_are_refused_and_the_estimator_stays_as_it_was(estimator, match, change):
    X, y = np.arange(12.0).reshape(6, 2) % 5, np.array([0, 1, 0, 1, 1, 0])
    model = estimator(C=2).fit(X, y)
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


@pytest.mark.parametrize("changes", [{"iterations": 1, "tolerance": 0}, {"C": np.inf}])
def test_a_warning_that_is_an_error_leaves_the_estimator_as_it_was(changes):
    X, y = heaps()
    model = OneVsAll().fit(X, y).set_params(**changes)
    before = dict(vars(model))
    with pytest.raises((ConvergenceWarning, SeparationWarning)):
        model.fit(X[:, :1] * 0 + np.arange(83)[:, np.newaxis], np.arange(83) > 40)
    assert vars(model) == before


# Warnings


def spoken(model, X, y) -> str:
    """What a fit warns of; its place must be where fit was called."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model.fit(X, y)
    (warning,) = said
    assert warning.filename == __file__
    return str(warning.message)


SOLVERS = pytest.mark.parametrize("solver", [gradient_descent, accelerated_descent, newton_descent])


@SOLVERS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_columns_are_to_be_scaled(solver, dtype):
    sample = logreg_edu.app.datasets.load("sample")
    pixels, labels = sample.images[::50, 300:380].astype(dtype), sample.labels[::50]
    model = OneVsAll(solver=solver, iterations=2, tolerance=0)
    largest = np.sqrt((pixels.astype(np.float64) ** 2).mean(axis=0).max())
    assert spoken(model, pixels, labels) == (
        f"not converged after 2 steps; X has columns as large as {largest:.3g} (root mean square):"
        " scale them to about 1, with StandardScaler, or pixels to 0-1"
    )
    assert spoken(model, pixels / 255, labels).endswith("allow more iterations")


@pytest.mark.parametrize("offset", [2000, -2000])
def test_a_column_far_from_zero_is_to_be_scaled(offset):
    X, y = heaps(K=2)
    X[:, 1] += offset
    assert "scale them" in spoken(LogisticRegression(iterations=1, tolerance=0), X, y)


def fine_examples(rng: np.random.Generator, m: int) -> dict[str, np.ndarray]:
    """Columns of about unit size, among them such as are 0 but in one example."""
    pixels = rng.integers(0, 256, (m, 5)) * (rng.random((m, 5)) < [0.9, 0.5, 0.1, 0, 0])
    pixels[0, 3], pixels[1, 4] = 255, 1
    kinds = np.append(rng.integers(0, 5, m - 1), 7)[:, np.newaxis]
    return {
        "0-1": pixels / 255,
        "standardised": StandardScaler().fit_transform(pixels),
        "one-hot": OneHotEncoder(sparse_output=False).fit_transform(kinds),
        "standardised one-hot": StandardScaler().fit_transform(kinds == np.unique(kinds)),
        "tiny": pixels / 255e9,
        "zeros": np.zeros((m, 2)),
    }


@SOLVERS
@pytest.mark.parametrize("kind", fine_examples(np.random.default_rng(0), 9))
def test_fine_columns_need_no_scaling(solver, kind):
    rng = np.random.default_rng(3)
    X, y = fine_examples(rng, 4000)[kind], rng.integers(0, 3, 4000)
    model = OneVsAll(solver=solver, iterations=1, tolerance=0)
    assert spoken(model, X, y) == "not converged after 1 steps; allow more iterations"


@given(st.integers(0, 2**32 - 1), st.integers(-6, 6), st.floats(-9, 9))
@settings(max_examples=40)
def test_scaling_is_named_where_a_column_is_large_and_only_there(seed, power, offset):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(40, 3)) * [1, 10.0**power, 0.1] + offset
    size = max(np.sqrt(np.mean([x * x for x in column])) for column in X.T.tolist())
    model = OneVsAll(solver=accelerated_descent, iterations=1, tolerance=0)
    labels = np.arange(40) % 3
    assert ("scale them" in spoken(model, X, labels)) == (size > 10)
    assert "scale them" not in spoken(model, StandardScaler().fit_transform(X), labels)


# Separable data


def test_separable_data_without_a_penalty_are_pointed_out():
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    with pytest.warns(
        SeparationWarning, match="a plane separates the examples, and there is no pen"
    ):
        LogisticRegression(C=np.inf).fit(X, y)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        LogisticRegression(C=25).fit(X, y)  # held back
        LogisticRegression(C=np.inf).fit(X, [0, 1, 0, 1])  # not separable


def test_one_separable_class_of_three_is_pointed_out():
    X, y = heaps(m=60)
    X[y == "cat"] += 50
    with pytest.warns(SeparationWarning):
        OneVsAll(C=np.inf, iterations=50).fit(X, y)


# Properties of the whole


@given(st.integers(0, 2**32 - 1), st.sampled_from([4.0, 0.12]))
@settings(max_examples=15)
def test_properties_of_the_whole(seed, C):
    X, y = heaps(seed=seed)
    model = OneVsAll(C=C, tolerance=1e-13)
    coef = clone(model).fit(X, y).coef_
    order = np.random.default_rng(seed).permutation(4)
    np.testing.assert_allclose(clone(model).fit(X[:, order], y).coef_, coef[:, order], atol=1e-5)
    half = clone(model).set_params(C=C / 2)  # of the sum of the losses, which has doubled
    twice = half.fit(np.vstack([X, X]), np.concatenate([y, y]))
    np.testing.assert_allclose(twice.coef_, coef, atol=1e-5)
    two = y == "ant"
    yes, no = (LogisticRegression(C=C, tolerance=1e-13).fit(X, v) for v in (two, ~two))
    np.testing.assert_allclose(yes.coef_, -no.coef_, atol=1e-5)
    fitted = clone(model).fit(X, y)
    parts = np.concatenate([fitted.predict_proba(part) for part in (X[:17], X[17:])])
    np.testing.assert_allclose(parts, fitted.predict_proba(X), rtol=1e-12)


# Without scikit-learn, and before it is asked for


def test_the_library_loads_no_scikit_learn_until_asked():
    code = "import sys, logreg_edu; assert 'sklearn' not in sys.modules; logreg_edu.OneVsAll; " + (
        "assert 'sklearn' in sys.modules; assert 'OneVsAll' in dir(logreg_edu)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = logreg_edu.nothing


def test_the_estimators_are_names_of_the_library_where_they_can_be_had(monkeypatch):
    assert logreg_edu.OneVsAll is OneVsAll
    assert {*logreg_edu.__all__, *logreg_edu.LAZY} <= set(dir(logreg_edu))
    monkeypatch.setitem(sys.modules, "sklearn", None)
    assert set(logreg_edu.LAZY).isdisjoint(dir(logreg_edu))
    assert set(logreg_edu.__all__) <= set(dir(logreg_edu))


# As where it is not installed: no finder finds it.
HIDDEN = """
import sys
from importlib.machinery import PathFinder

class Blind(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        hidden = name.partition(".")[0] == "sklearn"
        return None if hidden else super().find_spec(name, path, target)

sys.meta_path = [Blind if finder is PathFinder else finder for finder in sys.meta_path]
"""


def without_scikit_learn(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", HIDDEN + code], capture_output=True, text=True, cwd=ROOT
    )


@pytest.mark.parametrize(
    "code",
    [
        "import logreg_edu; logreg_edu.OneVsAll",
        "import logreg_edu; logreg_edu.LogisticRegression()",
        "from logreg_edu import SeparationWarning",
        "from logreg_edu.estimators import OneVsAll",
        "import logreg_edu.estimators",
    ],
)
def test_estimators_without_scikit_learn_say_what_to_type(code):
    done = without_scikit_learn(code)
    assert done.returncode == 1
    assert "During handling" not in done.stderr
    assert done.stderr.splitlines()[-1] == (
        "ImportError: the estimators need scikit-learn (No module named 'sklearn'):"
        ' pip install "logreg-edu[sklearn]"'
    )


def test_an_older_scikit_learn_is_told_what_to_type_too(monkeypatch):
    monkeypatch.delattr(sklearn.utils.validation, "validate_data")  # came with 1.6
    match = r"need scikit-learn \(cannot import name 'validate_data'.*: pip install \"logreg-edu\["
    with pytest.raises(ImportError, match=match):
        runpy.run_path(inspect.getfile(OneVsAll))


@pytest.mark.parametrize(
    "code",
    [
        "from logreg_edu import *; accuracy",
        "import logreg_edu, pydoc; pydoc.render_doc(logreg_edu)",
        "import logreg_edu, inspect; assert 'OneVsAll' not in dict(inspect.getmembers(logreg_edu))",
    ],
)
def test_all_else_does_without_scikit_learn(code):
    done = without_scikit_learn(code)
    assert done.returncode == 0, done.stderr

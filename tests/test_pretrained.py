from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import logreg_edu
from logreg_edu.app.datasets import load
from logreg_edu.app.held_out import evaluate, split_digits
from logreg_edu.app.ladder import climb, model_file
from logreg_edu.app.model_file import examples, load_model, save_model
from logreg_edu.app.readers import read_digits
from logreg_edu.app.training import train
from logreg_edu.pretrained import PATH, PATH_OF_FILTERS


def test_it_is_the_model_of_its_file():
    models, model = logreg_edu.pretrained(), load_model(PATH)
    assert np.array_equal(models.W, model.models.W) and np.array_equal(models.b, model.models.b)
    assert models.W.shape == (784, 10) and models.b.shape == (10,)
    assert PATH.stat().st_size < 100_000
    assert (model.report["m_train"], model.report["split"]) == (60_000, "official")


def test_the_sample_is_what_it_was_trained_on():
    record = evaluate(load_model(PATH), load("sample"))
    assert record["overlap"] == 1 and "TRAINING ACCURACY" in record["warning"]


@pytest.mark.mnist
def test_ten_thousand_digits_it_has_never_seen(mnist_folder):
    record = evaluate(load_model(PATH), read_digits(mnist_folder))
    assert record["m_test"] == 10_000 and record["overlap"] == 0 and record["warning"] is None
    assert record["accuracy"] >= 0.917


def test_the_models_of_filters_are_those_of_their_file():
    (filters, models), model = logreg_edu.pretrained_filters(), load_model(PATH_OF_FILTERS)
    for ours, theirs in zip((*filters, *models), (*model.filters, *model.models), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert models.W.shape == (1600, 10) and filters.W.shape == (49, 100)
    assert PATH_OF_FILTERS.stat().st_size < 110_000
    assert (model.report["m_train"], model.report["split"]) == (60_000, "official")


@pytest.mark.mnist
def test_filters_read_ten_thousand_digits_they_have_never_seen(mnist_folder):
    record = evaluate(load_model(PATH_OF_FILTERS), read_digits(mnist_folder))
    assert record["m_test"] == 10_000 and record["overlap"] == 0 and record["warning"] is None
    assert record["accuracy"] >= 0.993


@pytest.mark.mnist
def test_it_can_be_made_again(mnist_folder, tmp_path):
    digits = dataclasses.replace(read_digits(mnist_folder), name="mnist")
    shipped = load_model(PATH)
    again = train(digits, split_digits(digits, None, seed=0)).model
    save_model(tmp_path / "again.npz", again)
    # Elsewhere the last bits may differ, and the versions do; here nothing else may.
    same = ("versions", "threads")
    if all(again.report[key] == shipped.report[key] for key in same):
        assert (tmp_path / "again.npz").read_bytes() == PATH.read_bytes()
    assert np.allclose(again.models.W, shipped.models.W, atol=1e-3)
    assert np.allclose(again.models.b, shipped.models.b, atol=1e-3)


@pytest.mark.mnist
def test_the_models_of_filters_can_be_made_again(mnist_folder):
    digits = dataclasses.replace(read_digits(mnist_folder), name="mnist")
    shipped = load_model(PATH_OF_FILTERS)
    again = model_file(digits, climb(digits, "filters-100", seed=0), seed=0)
    assert np.allclose(again.filters.W, shipped.filters.W, atol=1e-4)
    X = examples(digits.images[-1000:], shipped.filters)
    assert np.allclose(X @ again.models.W, X @ shipped.models.W, atol=0.05)

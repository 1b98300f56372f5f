"""`logreg-edu ladder`: the same ten models, on better and better features."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from logreg_edu.app import ladder, terminal
from logreg_edu.app.cli import cli
from logreg_edu.app.cli import ladder as command
from logreg_edu.app.datasets import load
from logreg_edu.app.model_file import examples, load_model
from logreg_edu.features import deskew, draw_filters

ROOT = Path(__file__).resolve().parents[1]
KEYS = [
    *("rung", "features", "l2", "iterations", "converged", "seconds_features", "seconds_fit"),
    *("X_bytes", "test_accuracy"),
]


@pytest.fixture(scope="module")
def digits():
    """The sample in another order, split as if by its makers: 700 to train on, 300 to test."""
    sample = load("sample")
    rows = np.random.default_rng(5).permutation(5000)[:1000]
    return replace(
        sample, images=sample.images[rows], labels=sample.labels[rows], official_train=700
    )


def test_rungs_are_those_of_the_command_line():
    (rung,) = (parameter for parameter in command.params if parameter.name == "rung")
    assert list(rung.type.choices) == list(ladder.RUNGS)


def test_the_l2_of_each_rung_is_the_one_chosen():
    chosen = json.loads((ROOT / "benchmarks/ladder.json").read_text(encoding="utf-8"))
    assert list(chosen) == list(ladder.RUNGS)
    for name, measured in chosen.items():
        assert ladder.RUNGS[name].l2 == measured["l2"]
        reached = {float(l2): right for l2, right in measured["validation_accuracy_by_l2"].items()}
        best = [l2 for l2, right in reached.items() if right == max(reached.values())]
        assert measured["l2"] == max(best)


def test_the_results_on_the_site_are_of_these_rungs():
    report = json.loads((ROOT / "docs/results/ladder.json").read_text(encoding="utf-8"))
    assert list(report["rungs"]) == list(ladder.RUNGS)
    assert report["lecun_1998"] == ladder.LECUN_1998
    wrong = []
    for name, measured in report["rungs"].items():
        rung = ladder.RUNGS[name]
        assert measured["l2"] == rung.l2 and measured["iterations"] <= rung.iterations
        assert len(measured["test_accuracies"]) == (5 if name.startswith("filters") else 1)
        assert measured["test_accuracy"] == pytest.approx(np.mean(measured["test_accuracies"]))
        wrong.append({int(pair.split(":")[0]) for pair in measured["wrong"].split()})
        right = 1 - len(wrong[-1]) / report["m_test"]
        assert measured["test_accuracies"][0] == pytest.approx(right, abs=1e-9)
    least = [0.918, 0.948, 0.985, 0.993, 0.994]
    reached = [measured["test_accuracy"] for measured in report["rungs"].values()]
    assert np.all(np.array(reached) >= least)
    for before, after, step in zip(wrong, wrong[1:], report["steps"], strict=False):
        counts = step["newly_right"], step["newly_wrong"]
        assert counts == (len(before - after), len(after - before))
        assert {digit["number"] for digit in step["shown"]} <= before - after
    assert {digit["number"] for digit in report["missed"]} == wrong[-1]


@pytest.mark.parametrize(("name", "n"), [("pixels", 784), ("deskewed", 784)])
def test_a_rung_of_pixels(digits, name, n):
    record = ladder.climb(digits, name).record
    assert list(record) == KEYS and record["rung"] == name
    assert (record["features"], record["X_bytes"]) == (n, 700 * n * 4)
    assert record["converged"] and record["iterations"] < 1000
    assert {"pixels": 0.80, "deskewed": 0.87}[name] < record["test_accuracy"] < 0.97


@pytest.mark.parametrize(
    ("make", "n"), [(ladder.relu_of(150), 150), (ladder.filters_of(6), 96)], ids=["relu", "filters"]
)
def test_a_rung_of_features_is_fitted_to_training_digits_alone(digits, make, n, monkeypatch):
    rung = ladder.Rung(make, standardised=True, l2=1e-3, iterations=7)
    monkeypatch.setitem(ladder.RUNGS, "small", rung)
    monkeypatch.setattr(ladder, "READ_AT_ONCE", 77)  # four blocks, the last one smaller
    record = ladder.climb(digits, "small", seed=3).record
    assert (record["features"], record["iterations"], record["l2"]) == (n, 7, 1e-3)
    assert record["test_accuracy"] > 0.8
    X, features = ladder.prepare(rung, digits.images[:700], seed=3)
    assert X.dtype == np.float32
    np.testing.assert_allclose(X.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_array_equal(features(digits.images[:700]), X)
    # Of the same test digit the same features, whatever the others are.
    some = features(digits.images[700:])[4:5]
    np.testing.assert_allclose(features(digits.images[704:705]), some, rtol=1e-4, atol=1e-4)


def test_the_answers_are_those_of_the_models_on_these_features(digits):
    rung = ladder.Rung(ladder.filters_of(6), standardised=True, l2=1e-3, iterations=7)
    X, features = ladder.prepare(rung, digits.images[:700], seed=0)
    upright = deskew(digits.images / np.float32(255))
    by_hand = draw_filters(upright[:700], 6)(upright)
    by_hand = by_hand.astype(np.float64)
    spread = by_hand[:700].std(axis=0)
    by_hand -= by_hand[:700].mean(axis=0)
    by_hand /= spread + 1e-3 * np.median(spread)
    np.testing.assert_allclose(X, by_hand[:700], atol=1e-4)
    descent = ladder.fit(rung, X, digits.labels[:700])
    expected = (by_hand[700:] @ descent.w + descent.b).argmax(axis=1)
    np.testing.assert_array_equal(ladder.read(descent, features, digits.images[700:]), expected)


def test_what_is_printed(capsys):
    values = [
        ["pixels", 784, 1e-4, 136, True, 0.31, 5.04, 188_160_000, 0.919],
        ["filters-200", 3200, 3e-5, 40, False, 61, 72, 768_000_000, 0.995],
    ]
    records = [dict(zip(KEYS, row, strict=True)) for row in values]
    terminal.print_ladder(records, ladder.LECUN_1998)
    text = capsys.readouterr().out
    assert "pixels 784 0.0001 0.3 s 5.0 s 188 MB 0.9190 8.10 %" in " ".join(text.split())
    assert "filters-200 3,200 3e-05 61.0 s 72.0 s 768 MB 0.9950 0.50 %" in " ".join(text.split())
    assert "linear 12 %; deskewed, linear 8.4 %; pairwise linear 7.6 %; 300 hidden" in text
    assert text.rstrip().endswith("LeNet-5 0.95 %")


def test_the_models_of_a_rung_of_filters_in_their_file(digits, monkeypatch, tmp_path):
    rung = ladder.Rung(ladder.filters_of(6), standardised=True, l2=1e-3, iterations=7)
    monkeypatch.setitem(ladder.RUNGS, "filters-100", rung)
    monkeypatch.setattr("logreg_edu.app.datasets.load", lambda *_: digits)
    out = tmp_path / "new" / "filters.npz"
    result = CliRunner().invoke(cli, ["ladder", "filters-100", "--out", str(out)])
    assert result.exit_code == 0 and f"Written: {out}" in result.stdout
    model = load_model(out)
    # The features are not standardised: that is a part of the models.
    X, features = ladder.prepare(rung, digits.images[:700], seed=0)
    descent = ladder.fit(rung, X, digits.labels[:700])
    Z = features(digits.images[700:]).astype(np.float64) @ descent.w + descent.b
    ours = examples(digits.images[700:], model.filters).astype(np.float64)
    ours = ours @ model.models.W + model.models.b
    np.testing.assert_allclose(ours, Z, atol=1e-4)
    assert model.report["accuracy"] == np.mean(Z.argmax(axis=1) == digits.labels[700:])
    image = 255 - digits.images[700].reshape(28, 28)
    Image.fromarray(np.pad(image, 14, constant_values=255)).save(tmp_path / "digit.png")
    words = ["predict", str(tmp_path / "digit.png"), "--model", str(out), "--json"]
    (record,) = json.loads(CliRunner().invoke(cli, words).stdout)
    assert record["label"] == Z[0].argmax()


def test_where_the_file_cannot_be_written_nothing_is_trained(digits, monkeypatch, tmp_path):
    monkeypatch.setattr("logreg_edu.app.datasets.load", lambda *_: digits)
    monkeypatch.setattr(ladder, "climb", None)
    (tmp_path / "file").write_text("no folder")
    out = str(tmp_path / "file" / "filters.npz")
    result = CliRunner().invoke(cli, ["ladder", "filters-100", "--out", out])
    assert result.exit_code == 1 and str(tmp_path / "file") in result.stderr
    assert "defect" not in result.stderr


@pytest.mark.parametrize("rung", [[], ["pixels"], ["relu"]])
def test_a_file_is_written_of_a_rung_of_filters_alone(rung):
    result = CliRunner().invoke(cli, ["ladder", *rung, "--out", "x.npz"])
    assert result.exit_code == 2 and "filters-100 or filters-200" in result.stderr


@pytest.mark.parametrize("words", [["nonsense"], ["--seed", "-1"], ["pixels", "relu"]])
def test_a_wrong_command_line_is_status_2(words):
    result = CliRunner().invoke(cli, ["ladder", *words])
    assert result.exit_code == 2 and "see `" in result.stderr


def test_without_mnist_the_error_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("LOGREG_EDU_DATA", str(tmp_path))
    result = CliRunner().invoke(cli, ["ladder", "pixels"])
    assert result.exit_code == 1 and result.stdout == ""
    assert result.stderr.startswith("Error: LOGREG_EDU_DATA: ")
    assert len(result.stderr.splitlines()) == 1


def test_one_rung_needs_an_official_split():
    with pytest.raises(ValueError, match="has no official split"):
        ladder.climb(load("sample"), "pixels")


@pytest.mark.mnist
def test_the_first_rungs_reach_what_is_promised(mnist_folder):
    reached = {}
    for name in ("pixels", "deskewed"):
        result = CliRunner().invoke(cli, ["ladder", name, "--json"])
        assert result.exit_code == 0 and result.stderr == ""
        record = json.loads(result.stdout)
        assert record["seed"] == 0 and record["lecun_1998_test_error"]["LeNet-5"] == 0.0095
        reached |= {rung["rung"]: rung["test_accuracy"] for rung in record["rungs"]}
    assert reached["pixels"] >= 0.918 and reached["deskewed"] >= 0.948


@pytest.mark.slow
@pytest.mark.mnist
@pytest.mark.parametrize(
    ("name", "n", "least"),
    [("relu", 3000, 0.985), ("filters-100", 1600, 0.993), ("filters-200", 3200, 0.994)],
)
def test_the_other_rungs_reach_what_is_promised(mnist_folder, name, n, least):
    result = CliRunner().invoke(cli, ["ladder", name, "--json"])
    (record,) = json.loads(result.stdout)["rungs"]
    assert record["features"] == n and record["X_bytes"] == 60_000 * n * 4
    assert record["test_accuracy"] >= least

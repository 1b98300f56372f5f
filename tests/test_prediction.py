from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.ndimage
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image, ImageDraw
from scenes import blank, ink, on

from logreg_edu import (
    Models,
    deskew,
    official_split,
    pixels_to_examples,
    pretrained,
    pretrained_filters,
)
from logreg_edu.app import figures
from logreg_edu.app.datasets import load
from logreg_edu.app.prediction import (
    OF_FILTERS,
    OF_PIXELS,
    addition,
    confidence,
    explain,
    predict,
    predict_either,
    prediction_record,
)
from logreg_edu.app.preparation import prepare, prepare_ink
from logreg_edu.app.readers import read_digits

ROOT = Path(__file__).resolve().parents[1]
N, K = 12, 4
RNG = np.random.default_rng(0)
MODELS = Models(RNG.normal(size=(N, K)).astype(np.float32), RNG.normal(size=K).astype(np.float32))
IMAGE = RNG.integers(0, 256, N, dtype=np.uint8)


@pytest.fixture
def two() -> np.ndarray:
    """Somebody's 2, prepared, (784,)."""
    ink = Image.new("L", (140, 160))
    corners = [(30, 50), (45, 25), (75, 20), (95, 40), (85, 70), (30, 130), (110, 130)]
    ImageDraw.Draw(ink).line(corners, fill=255, width=14, joint="curve")
    return prepare_ink(np.asarray(ink) / 255).image


def test_predict_worked_out_in_plain_python():
    x = [float(np.float32(pixel) / np.float32(255)) for pixel in IMAGE]
    W, b = MODELS.W.tolist(), MODELS.b.tolist()
    z = [sum(x[j] * W[j][k] for j in range(N)) + b[k] for k in range(K)]
    prediction = predict(IMAGE, MODELS)
    np.testing.assert_allclose(prediction.scores, z, rtol=1e-12)
    np.testing.assert_allclose(prediction.probabilities, 1 / (1 + np.exp(-np.array(z))), rtol=1e-12)
    order = sorted(range(K), key=lambda k: -z[k])
    assert [prediction.label, prediction.runner_up] == order[:2]


def test_the_runner_up_of_a_tie_is_another_digit():
    tie = predict(IMAGE, Models(np.zeros((N, 3)), np.array([-1.0, 2.0, 2.0])))
    assert (tie.label, tie.runner_up) == (1, 2)


def test_scores_choose_where_probabilities_have_rounded_to_1():
    sure = predict(IMAGE, Models(np.zeros((N, 3)), np.array([50.0, 70.0, 60.0])))
    assert (sure.probabilities == 1).all()
    assert (sure.label, sure.runner_up) == (1, 2)


@given(st.lists(st.floats(-30, 30), min_size=2, max_size=7, unique=True))
def test_confidence_worked_out_in_plain_python(scores):
    second, first = sorted(1 / (1 + math.exp(-z)) for z in scores)[-2:]
    assert confidence(scores) == pytest.approx(first * (1 - second), rel=1e-9, abs=1e-12)
    np.testing.assert_array_equal(confidence([scores, scores]), [confidence(scores)] * 2)


def test_confidence_of_sure_models_is_not_lost_in_rounding():
    assert confidence([-800.0, 800.0, -900.0]) == 1
    assert confidence([50.0, 60.0, -3.0]) == pytest.approx(math.exp(-50), rel=1e-9)


@pytest.mark.parametrize(
    ("scores", "says_yes", "rejected", "doubt"),
    [
        ([-1.0, -3.0, -2.0], [], True, "none of the 3 says yes"),
        ([5.0, -4.0, 2.0], [4, 8], True, "2 of the 3 say yes"),
        ([2.0, 3.0, 4.0], [4, 5, 8], True, "3 of the 3 say yes"),
        ([0.1, -0.1, -4.0], [4], True, "only the 4 says yes, and not clearly"),
        ([-0.1, -4.0, -4.0], [], False, "none of the 3 says yes"),  # 48 % and 2 %
        ([4.0, -4.0, -2.0], [4], False, ""),
        ([9.0, 0.1, -2.0], [4, 5], False, ""),
    ],
)
def test_doubts_are_said_in_words(scores, says_yes, rejected, doubt):
    models = Models(np.zeros((N, 3)), np.array(scores))
    prediction = predict(IMAGE, models, classes=[4, 5, 8])
    assert prediction.says_yes == says_yes
    assert prediction.rejected is rejected
    assert prediction.doubt() == doubt
    record = prediction_record(prediction, prepare_ink(np.eye(30)))
    assert (record["rejected"], record["says_yes"]) == (rejected, says_yes)
    assert record["label"] == prediction.label


def test_ten_models_that_say_no():
    prediction = predict(IMAGE, Models(np.zeros((N, 10)), np.linspace(-9, -1, 10)))
    assert prediction.rejected and prediction.doubt() == "none of the ten says yes"


def test_noise_is_no_digit():
    for seed in range(20):
        noise = np.random.default_rng(seed).integers(0, 256, 784, dtype=np.uint8)
        prediction = predict(noise, pretrained())
        assert prediction.rejected and prediction.says_yes == []


def rejections() -> dict:
    """What benchmarks/reject.py measured."""
    return json.loads((ROOT / "docs/results/reject.json").read_text("utf-8"))


OURS = "largest probability times 1 - second largest"
OPTIONS = {"pixels": OF_PIXELS, "filters": OF_FILTERS}


@pytest.mark.parametrize("features", OPTIONS)
def test_the_threshold_is_the_one_that_was_chosen(features):
    report, option = rejections()[features], OPTIONS[features]
    least = option.least_confidence
    assert report["threshold"] == least
    assert round(report["rejected"], 3) == option.rejected
    assert round(report["right_of_rejected"], 2) == option.right_of_rejected
    assert least <= report["measures"][OURS]["threshold"] < least + 0.01


def test_the_confidence_is_the_one_that_rejects_most_that_is_no_digit():
    measures = rejections()["pixels"]["measures"]
    for kind in ("letters", "shapes", "scribbles", "noise"):
        assert max(m[kind] for m in measures.values()) == measures[OURS][kind]


@pytest.mark.mnist
@pytest.mark.parametrize("features", OPTIONS)
def test_how_often_real_digits_are_rejected(mnist_folder, features):
    digits = read_digits(mnist_folder)
    test = official_split(digits)[1]
    X = pixels_to_examples(digits.images[test])
    W, b = pretrained()
    if features == "filters":
        filters, (W, b) = pretrained_filters()
        X = filters(deskew(X))
    P = 1 / (1 + np.exp(-(X.astype(float) @ W + b)))
    order = np.argsort(P, axis=1)
    first, second = np.take_along_axis(P, order[:, -1:-3:-1], axis=1).T
    rejected = first * (1 - second) < OPTIONS[features].least_confidence
    right = order[:, -1] == digits.labels[test]
    report = rejections()[features]
    assert rejected.mean() == pytest.approx(report["rejected"], abs=5e-5)
    assert right[rejected].mean() == pytest.approx(report["right_of_rejected"], abs=5e-5)
    others = report["accuracy_of_the_others"]
    assert right[~rejected].mean() == pytest.approx(others, abs=5e-5)


# Models that read filters


def test_filters_by_loops_and_scipy(digits):
    """The score of one picture, from the arrays of the file: SciPy correlates, loops pool."""
    image = (255 * digits[0][[137]]).round().astype(np.uint8)
    filters, (W, b) = pretrained_filters()
    upright = deskew(image / 255)[0].reshape(28, 28).astype(float)
    centres = np.array([[3.5], [10.5], [17.5], [24.5]])
    near = np.maximum(0, 1 - np.abs(np.arange(28) + 0.5 - centres) / 7)
    z = b.astype(float)
    for k in range(100):
        window = filters.W[:, k].reshape(7, 7).astype(float)
        response = scipy.ndimage.correlate(upright, window, mode="constant") + filters.b[k]
        response = abs(response) if k < 50 else np.maximum(response, 0)
        for row in range(4):
            for column in range(4):
                weights = np.outer(near[row], near[column])
                pooled = (weights * response).sum() / weights.sum()
                z = z + np.sqrt(pooled) * W[100 * (4 * row + column) + k]
    answer = predict(image[0], Models(W, b), filters=filters)
    np.testing.assert_allclose(answer.scores, z, rtol=0, atol=2e-4)
    assert answer.label == digits[1][137].argmax()


@given(st.integers(0), st.integers(0, 9))
@settings(max_examples=20, deadline=None)
def test_contributions_of_cells_and_bias_add_up_to_the_score(seed, k):
    filters, models = pretrained_filters()
    image = np.random.default_rng(seed).integers(0, 256, 784, dtype=np.uint8)
    parts = explain(image, models, k, filters)
    assert parts.shape == (16,)
    total = parts.sum() + float(models.b[k])
    assert total == pytest.approx(predict(image, models, filters=filters).scores[k], abs=1e-6)


@pytest.mark.parametrize("ink", [[], [406], range(392, 420)])
def test_filters_read_a_dot_a_row_and_nothing(ink):
    image = np.zeros(784, np.uint8)
    image[list(ink)] = 255
    filters, models = pretrained_filters()
    answer = predict(image, models, filters=filters)
    assert np.isfinite(answer.scores).all()
    if len(ink) < 2:
        assert answer.rejected


def test_filters_read_the_sample():
    """It holds digits that the models were trained on."""
    digits = load("sample")
    filters, models = pretrained_filters()
    X = filters(deskew(pixels_to_examples(digits.images[::10])))
    assert ((X @ models.W + models.b).argmax(axis=1) == digits.labels[::10]).mean() > 0.98


def test_models_that_do_not_fit():
    with pytest.raises(ValueError, match=r"784 pixels.*trained on 12"):
        predict(np.zeros(784, np.uint8), MODELS)


@given(st.integers(0), st.integers(0, 9))
def test_contributions_and_bias_add_up_to_the_score(seed, k):
    models = pretrained()
    image = np.random.default_rng(seed).integers(0, 256, 784, dtype=np.uint8)
    contributions = explain(image, models, k)
    assert contributions.dtype == np.float64
    assert (contributions[image == 0] == 0).all()
    total = contributions.sum() + models.b[k]
    assert total == pytest.approx(predict(image, models).scores[k], abs=1e-9)


@given(st.lists(st.floats(-40, 40), min_size=1, max_size=30), st.floats(-20, 20))
def test_what_is_printed_adds_up_to_the_last_digit(contributions, bias):
    lines = addition(np.array(contributions), bias).splitlines()
    for_it, against, fixed, total = (round(100 * float(lines[i].split()[0])) for i in (0, 1, 2, 4))
    assert for_it + against + fixed == total
    assert total == pytest.approx(100 * (sum(contributions) + bias), abs=0.51)
    assert against == pytest.approx(100 * sum(c for c in contributions if c < 0), abs=1.6)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_explanation_figure(two, theme):
    models = pretrained()
    prediction = predict(two, models)
    figure = figures.explanation(two, models, theme)
    texts = [text.get_text() for text in figure.findobj(Text) if text.get_text()]
    digits, paper = (prediction.label, prediction.runner_up), np.array(figure.get_facecolor()[:3])
    picture, *explained = [axes.images[0] for axes in figure.axes[:3]]
    np.testing.assert_array_equal(picture.get_array(), two.reshape(28, 28))
    limits = set()
    for k, shown in zip(digits, explained, strict=True):
        contributions = explain(two, models, k)
        np.testing.assert_array_equal(shown.get_array(), contributions.reshape(28, 28))
        low, high = shown.get_clim()
        assert low == -high
        limits.add(high)
        # What says nothing has the colour of the paper.
        np.testing.assert_allclose(shown.to_rgba(0.0)[:3], paper, atol=0.02)
        assert f"Is it a {k}?" in texts
        assert addition(contributions, float(models.b[k])) in texts
    assert len(limits) == 1
    limit = limits.pop()
    against, for_it = (explained[0].to_rgba(end) for end in (-limit, limit))
    assert for_it[2] > for_it[0] and against[0] > against[2]  # blue and red
    for text in figure.findobj(Text):
        assert not text.get_text() or np.abs(np.array(to_rgb(text.get_color())) - paper).max() > 0.5


def test_explanation_says_that_there_is_no_clear_answer(two):
    noise = np.random.default_rng(3).integers(0, 256, 784, dtype=np.uint8)
    for image, said in ((noise, True), (two, False)):
        figure = figures.explanation(image, pretrained())
        texts = [" ".join(text.get_text().split()) for text in figure.findobj(Text)]
        assert ("No clear answer: none of the ten says yes" in texts) == said


def test_a_digit_that_leans_far_is_read_both_ways_and_the_surer_answer_counts():
    models, sample = pretrained(), load("sample")
    digits, labels = sample.images[::250].reshape(-1, 28, 28), sample.labels[::250]
    right = {}
    for degrees in (0, 35, -35):
        as_it_stands = either = 0
        for digit, label in zip(digits, labels, strict=True):
            large = Image.fromarray(np.uint8(255 * ink(digit)))
            tilted = np.asarray(large.rotate(degrees, Image.Resampling.BICUBIC)) / 255
            preparation = prepare(on(blank(), tilted))
            answers = [predict(way.image, models) for way in preparation.either()]
            answer, way = predict_either(preparation, models)
            assert answer.confidence == max(answer.confidence for answer in answers)
            assert answer.label == predict(way.image, models).label
            as_it_stands += answers[0].label == label
            either += answer.label == label
        right[degrees] = as_it_stands, either
    assert right[0][0] == right[0][1] >= 19
    assert right[35][1] + right[-35][1] >= right[35][0] + right[-35][0] + 5


def test_prediction_record(two):
    models = pretrained()
    preparation = prepare(1 - two.reshape(28, 28) / 255)
    record = prediction_record(predict(preparation.image, models), preparation)
    again = json.loads(json.dumps(record, allow_nan=False))
    assert again["label"] == 2
    assert again["runner_up"] != 2
    assert len(again["probabilities"]) == len(again["scores"]) == 10
    assert np.argmax(again["probabilities"]) == 2
    assert again["rejected"] is False and again["says_yes"] == [2]
    first, second = sorted(again["probabilities"])[:-3:-1]
    assert again["confidence"] == pytest.approx(first * (1 - second))
    assert again["preparation"]["light_ink"] is False


def test_a_prediction_loads_nothing_that_takes_long(tmp_path, two):
    path = tmp_path / "two.png"
    Image.fromarray(two.reshape(28, 28)).save(path)
    code = (
        "import sys; from pathlib import Path; from logreg_edu import pretrained\n"
        "from logreg_edu.app.prediction import predict\n"
        "from logreg_edu.app.preparation import prepare_file\n"
        "print(predict(prepare_file(Path(sys.argv[1])).image, pretrained()).label)\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    label, loaded = done.stdout.splitlines()
    assert label == "2"
    assert "PIL" in loaded
    assert not {"scipy", "matplotlib", "requests", "rich"} & set(loaded.split())


# Real pen strokes


@pytest.fixture(scope="session")
def pen_digits() -> list[dict]:
    """Digits as people wrote them with a pen: label, and strokes of (x, y), y downwards."""
    path = os.environ.get("LOGREG_EDU_PEN_DIGITS")
    if not path:
        pytest.skip("no pen digits: set LOGREG_EDU_PEN_DIGITS to a file that has them")
    return json.loads(Path(path).read_text("utf-8"))


# The mean stroke of MNIST's training digits is 2.65 pixels wide where the digit is 20 pixels long.
# It was measured there, and fixed here, before any stroke was drawn.
CANVAS, BOX, PEN = 280, 200, 27


def draw(strokes: list[list[list[int]]]) -> np.ndarray:
    """Draw strokes with a round pen, white on black: (280, 280) from 0, paper, to 1, ink."""
    points = np.concatenate([np.array(stroke) for stroke in strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (BOX - PEN) / (high - low).max()
    picture = Image.new("L", (CANVAS, CANVAS))
    pen = ImageDraw.Draw(picture)
    for stroke in strokes:
        path = (np.array(stroke) - (low + high) / 2) * scale + CANVAS / 2
        pen.line([tuple(point) for point in path], fill=255, width=PEN)
        for x, y in path:
            pen.circle((x, y), PEN / 2, fill=255)
    return np.asarray(picture) / 255


@pytest.mark.mnist
def test_pen_strokes_are_read_by_the_shipped_models(pen_digits):
    models = pretrained()
    labels = np.array([digit["label"] for digit in pen_digits])
    inks = [draw(digit["strokes"]) for digit in pen_digits]
    images = [prepare_ink(ink).image for ink in inks]
    on_canvas = np.array([predict(image, models).label for image in images])
    on_paper = np.array([predict(prepare(1 - ink).image, models).label for ink in inks[::5]])
    assert np.mean(on_canvas == labels) >= 0.75
    assert np.mean(on_paper == on_canvas[::5]) >= 0.95
    filters, models = pretrained_filters()
    by_filters = [predict(image, models, filters=filters).label for image in images]
    assert np.mean(by_filters == labels) >= 0.94

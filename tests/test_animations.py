"""The numbers that the animations show, checked by other means; their films, captions and pages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import map_coordinates
from scipy.optimize import brentq, minimize
from scipy.signal import correlate2d
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix

from animations import SCENES, learning, manifest
from animations.__main__ import main as command_line
from docs.tools import gallery, pages, playground, video
from logreg_edu import deskew, gradient_descent, pretrained, pretrained_filters

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
CUE = re.compile(r"(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d\.\d{3})\n(.+)\n")

every_scene = pytest.mark.parametrize("name", SCENES)


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float)))


def J_of(X, y, theta):
    """The cost of theta = (w, b), by NumPy's own logaddexp."""
    z = X @ theta[:-1] + theta[-1]
    return np.mean(np.logaddexp(0, z) - y * z)


def slopes_of(X, y, theta):
    """The slopes of J by central differences."""
    h = 1e-6 * np.eye(len(theta))
    return np.array([(J_of(X, y, theta + e) - J_of(X, y, theta - e)) / 2e-6 for e in h])


def curvature_of(X, y, theta):
    """The second derivatives of J by central differences of slopes from the labels' definition."""

    def slopes(theta):
        errors = sigmoid(X @ theta[:-1] + theta[-1]) - y
        return np.append(X.T @ errors, errors.sum()) / len(X)

    h = 1e-5 * np.eye(len(theta))
    return np.array([(slopes(theta + e) - slopes(theta - e)) / 2e-5 for e in h])


def ring_around(f, middle, count=360):
    """The points (count, 2) around the middle where f, which grows outwards, is 0."""
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    ways = np.c_[np.cos(angles), np.sin(angles)]
    return np.array([middle + brentq(lambda r: f(middle + r * w), 0, 30) * w for w in ways])  # noqa: B023


def plain_descent(X, y, alpha, steps):
    """Gradient descent by central differences: (theta, J) at every stop."""
    theta, stops = np.zeros(X.shape[1] + 1), []
    for _ in range(steps + 1):
        stops.append((theta, J_of(X, y, theta)))
        theta = theta - alpha * slopes_of(X, y, theta)
    return tuple(map(np.array, zip(*stops, strict=True)))


@cache
def numbers(name):
    return manifest.module(name).numbers()


# The numbers


@every_scene
def test_numbers_are_computed_and_finite(name):
    for key, value in numbers(name).items():
        array = np.asarray(value)
        assert array.dtype.kind in "fibu" and array.size, key
        assert array.dtype.kind != "f" or np.isfinite(array).all(), key


def test_the_walk_is_the_descent_of_the_library():
    X, y = learning.bowl()
    descent = gradient_descent(X, y, alpha=1.5, iterations=25)
    path = learning.walk(X, y, 1.5, 25)
    np.testing.assert_allclose(path.J, descent.cost_history, rtol=1e-13)
    np.testing.assert_allclose([*path.w[-1], path.b[-1]], [*descent.w, descent.b], rtol=1e-12)


def test_a_moment_between_two_stops():
    steps, values = learning.so_far(2.5, np.array([1.0, 4.0, 2.0, 6.0]))
    assert steps.tolist() == [0, 1, 2, 2.5] and values.tolist() == [1, 4, 2, 4]
    assert learning.so_far(1, np.array([1.0, 4.0, 2.0]))[1].tolist() == [1, 4]


def test_score_to_probability():
    """The score row by row in plain loops, and by scikit-learn."""
    scene, n = manifest.module("score_to_probability"), numbers("score_to_probability")
    Z, labels = ten_by_scikit_learn()
    assert labels[list(scene.ROWS)].tolist() == [7, 2, 5, 0, 0]
    np.testing.assert_array_equal(n["X"], learning.digits()[1].X[list(scene.ROWS)])
    np.testing.assert_allclose(n["z"], Z[list(scene.ROWS), 0], atol=0.05)
    models = learning.ten_models()
    total = models.b[0]
    for row in range(28):
        assert n["so_far"][row] == pytest.approx(total)
        for j in range(28 * row, 28 * row + 28):
            total += n["X"][-1][j] * models.w[j, 0]
            assert n["evidence"][j] == n["X"][-1][j] * models.w[j, 0]
    assert n["so_far"][28] == pytest.approx(total) == n["z"][-1]
    np.testing.assert_allclose(n["sigmoid"], (1 + np.tanh(scene.Z / 2)) / 2, atol=1e-15)
    for (factor, more), y_hat in zip(scene.STATIONS, n["y_hat"], strict=True):
        np.testing.assert_allclose(y_hat, sigmoid(factor * n["z"] + more))
    beside = np.abs(n["z"]) * 12.4 / 18 - scene.SIZE / 2  # units of the screen
    assert beside.min() > 0.13, "no digit covers the mark of z = 0"
    plain, one_more, opposite = n["y_hat"]
    rise = one_more - plain
    assert rise[2] > 0.2 and max(rise[0], rise[4]) < 0.04, "far and hardly"
    assert min(rise[1], rise[3]) > 0.04, "only the outermost hardly"
    np.testing.assert_allclose(opposite, 1 - one_more)


@pytest.mark.parametrize(
    ("p", "words"),
    [(3e-4, "<0.01"), (0.0149, "0.01"), (0.49, "0.49"), (0.994, "0.99"), (0.9997, ">0.99")],
)
def test_a_probability_on_the_curve_is_not_rounded_to_0_or_1(p, words):
    assert manifest.module("score_to_probability").in_words(p) == words


def test_price_of_being_wrong():
    """The losses from scikit-learn's scores; the steps by plain logarithms."""
    scene, n = manifest.module("price_of_being_wrong"), numbers("price_of_being_wrong")
    Z, labels = ten_by_scikit_learn()
    rows = list(scene.ROWS)
    assert labels[rows].tolist() == [7, 7, 7, 3]
    np.testing.assert_array_equal(n["X"], learning.digits()[1].X[rows])
    assert n["y"].tolist() == [1, 1, 1, 0]
    np.testing.assert_allclose(n["y_hat"], sigmoid(Z[rows, 7]), atol=0.005)
    for y, y_hat, p, loss in zip(n["y"], n["y_hat"], n["p"], n["loss"], strict=True):
        assert p == pytest.approx(y_hat if y == 1 else 1 - y_hat)
        assert loss == pytest.approx(-np.log(p))
        # What is read beside one another must agree, as far as it is printed.
        assert f"{loss:.2f}" == f"{-np.log(float(scene.in_words(p))):.2f}"
    sure, undecided, wrong, three = n["y_hat"]
    assert sure > 0.95 > 0.5 > undecided > 0.45 > 0.1 > wrong and three > 0.95
    steps = [f"{loss:.2f}" for loss in n["tenths"]]
    assert steps == [f"{k * np.log(10):.2f}" for k in range(7)]
    assert (steps[1], steps[6]) == ("2.30", "13.82"), "as the captions say"
    np.testing.assert_allclose(n["curve"], np.linspace(0.001, 15, 301), rtol=1e-9)


def test_forward_backward():
    """The numbers of chapter 5, and their slopes by small differences."""
    scene, n = manifest.module("forward_backward"), numbers("forward_backward")
    chapter = (pages.DOCS / "chapters/05-gradients.md").read_text("utf-8")
    line = re.search(r">>> (x, w, b, y = .+)", chapter)[1]
    example = {"np": np}
    exec(line, example)
    x, w, b, y = (example[name] for name in "xwby")
    assert scene.X.tolist() == [x.tolist()] and scene.W.tolist() == w.tolist()
    assert (scene.B, scene.Y.tolist()) == (b, [y])
    z, h = sum(x * w) + b, 1e-6
    p = sigmoid(z)
    assert (n["z"], n["y_hat"], n["loss"]) == pytest.approx((z, p, np.logaddexp(0, z)))
    assert n["slope_of_loss"] == pytest.approx((np.log(1 - p + h) - np.log(1 - p - h)) / (2 * h))
    assert n["slope_of_sigmoid"] == pytest.approx((sigmoid(z + h) - sigmoid(z - h)) / (2 * h))
    assert n["dJ_db"] == pytest.approx(n["slope_of_loss"] * n["slope_of_sigmoid"])
    slopes = slopes_of(x[np.newaxis], np.zeros(1), np.r_[w, b])
    np.testing.assert_allclose(np.r_[n["dJ_dw"], n["dJ_db"]], slopes, atol=1e-8)
    assert n["terms"] == pytest.approx([1.6, -0.4, -0.1])
    for wiggle, answer in zip(scene.WIGGLE, n["answer"], strict=True):
        assert answer == pytest.approx(np.log(1 - p) - np.log(1 - p - wiggle), abs=1e-12)
        assert abs(answer) == pytest.approx(4 * abs(wiggle), rel=0.05)  # "by about four times"
    images, scores, labels = playground.ten_steps()  # as in the chapter's figure
    np.testing.assert_allclose(n["digits"], images / 255, atol=1e-6)
    np.testing.assert_allclose(n["error"], sigmoid(scores) - labels, atol=1e-6)
    added = sum(e * x for e, x in zip(n["error"], n["digits"], strict=True))
    np.testing.assert_allclose(n["sum"], added, atol=1e-12)
    mean = added / 4
    np.testing.assert_allclose(n["step"], -2 * mean, atol=1e-12)
    assert scene.ALPHA == 2 and 4 * mean.min() < -1, "where the sum is orange, weights rise"


def test_the_erratum():
    """Both descents by another hand, the wrong one to its end, and the check there in loops."""
    scene, n = manifest.module("the_erratum"), numbers("the_erratum")
    train, _ = learning.digits()
    X, y = train.X[::4], (train.labels[::4] == 0).astype(float)
    X_1 = np.c_[X, np.ones(len(X))]
    alpha = 1 / (np.linalg.norm(X_1, 2) ** 2 / 4 / len(X))
    for kind, steps in (("right", 20), ("wrong", scene.STEPS)):
        theta = np.zeros(785)
        for step in range(steps + 1):
            if step % 10 == 0:
                assert n[f"J_{kind}"][step // 10] == pytest.approx(J_of(X, y, theta), rel=1e-9)
                assert n[f"b_{kind}"][step // 10] == pytest.approx(theta[-1], rel=1e-9)
            if step == steps:
                break
            y_hat = sigmoid(X_1 @ theta)
            slopes = X_1.T @ (y_hat - y) / len(y)
            if kind == "wrong":
                slopes[-1] = sum(y_hat * y) / len(y)
            theta = theta - alpha * slopes

    def J_with(nudge):
        return J_of(X, y, theta + np.append(np.zeros(784), nudge))

    np.testing.assert_allclose(n["J_over_b"], [J_with(nudge) for nudge in scene.NUDGES])
    for h, slope in zip(scene.H, n["measured"], strict=True):
        assert slope == pytest.approx((J_with(h) - J_with(-h)) / (2 * h), abs=1e-9)
    printed = correct = 0
    for row, truth in zip(X_1, y, strict=True):
        y_hat = sigmoid(row @ theta)
        printed, correct = printed + truth * y_hat / len(y), correct + (y_hat - truth) / len(y)
    assert (n["printed"], n["correct"]) == pytest.approx((printed, correct), rel=1e-6)
    assert f"{n['measured'][-1]:.4f}" == f"{correct:.4f}" == "-0.0051", "the check passes"
    assert scene.STEPS == 3000 and correct < 0 < printed, "blue raises the bias, orange lowers it"
    assert f"{printed:.4f}" == "0.0905", "it fails"
    assert J_with(-1) > J_with(0) > J_with(0.95) and J_with(0) > J_with(1), "as is said"
    assert len(X) == 1000 and y[[3, 150, 4, 450, 750]].tolist() == [1, 0, 1, 0, 0]
    assert (np.diff(n["b_wrong"]) < 0).all() and (np.diff(n["J_right"]) < 0).all()
    lower = np.flatnonzero(n["J_wrong"] < n["J_right"])
    assert lower.tolist() == list(range(3, 152)), "until about step 1,500 it is the lower one"
    lowest = n["lowest"] // 10
    assert 1000 < n["lowest"] < 1500, "about a thousand steps, as the page says"
    assert (np.diff(n["J_wrong"][lowest:]) > 0).all() and (np.diff(n["J_wrong"][:lowest]) < 0).all()


@cache
def bowl():
    X, y = learning.bowl()
    found = minimize(lambda theta: J_of(X, y, theta), np.zeros(2), tol=1e-12)
    return X, y, found.x, found.fun


def test_down_the_bowl():
    X, y, theta, J = bowl()
    scene, n = manifest.module("down_the_bowl"), numbers("down_the_bowl")
    np.testing.assert_allclose(n["bottom"], [*theta, J], rtol=1e-4)
    X_1 = np.c_[X, np.ones(len(X))]
    rate = 4 * len(X) / np.linalg.norm(X_1, 2) ** 2
    np.testing.assert_allclose(n["alpha"], np.array(scene.SHARES) * rate)
    for i, alpha in enumerate(n["alpha"]):
        stops, costs = plain_descent(X, y, alpha, scene.STEPS)
        np.testing.assert_allclose(np.c_[n["w"][i], n["b"][i]], stops, atol=1e-5)
        np.testing.assert_allclose(n["J"][i], costs, rtol=1e-5)
        along = np.array(n["along"][i])
        np.testing.assert_array_equal(along[:2, :: scene.FINE], [n["w"][i], n["b"][i]])
        for w, b, height in along.T[3:60:7]:
            assert height == pytest.approx(J_of(X, y, np.array([w, b])))
    for levels, rings in ((n["levels"], n["rings"]), (n["J"][1][:7], n["through"])):
        assert len(levels) == len(rings)
        for level, ring in zip(levels, rings, strict=True):
            assert [J_of(X, y, point) for point in ring[:64:9]] == pytest.approx([level] * 8)
    for w, b, height in np.transpose(n["tour"])[::20]:
        assert height == pytest.approx(J_of(X, y, np.array([w, b])))
    for label, picture in zip((1, 7, 1, 7), n["digits"], strict=True):
        train, _ = learning.digits()
        (row,) = np.flatnonzero((picture == train.X).all(axis=1))
        assert train.labels[row] == label
        assert np.isclose(X[:, 0][y == (label == 7)], ink_beyond_a_one(picture)).any()


def ink_beyond_a_one(picture):
    """The feature of the bowl, by plain sums."""
    train, _ = learning.digits()
    chosen = [i for i, label in enumerate(train.labels) if label in (1, 7)][::4]
    inks = np.array([train.X[i].sum() / 784 for i in chosen])
    ones = [ink for i, ink in zip(chosen, inks, strict=True) if train.labels[i] == 1]
    return (picture.sum() / 784 - sum(ones) / len(ones)) / np.std(inks)


def test_what_down_the_bowl_says():
    X, y, _, J = bowl()
    n, (small, right, large) = numbers("down_the_bowl"), numbers("down_the_bowl")["J"]
    assert (len(X), n["w"][1][0], n["b"][1][0]) == (200, 0, 0)
    stops = np.c_[n["w"][1], n["b"][1]]
    slopes = np.array([slopes_of(X, y, stop) for stop in stops])
    np.testing.assert_allclose(n["slopes"], slopes, atol=1e-8)
    steepness = np.linalg.norm(slopes, axis=1)
    assert (np.diff(steepness) < 0).all(), "where it is flatter, steps are shorter"
    for stop, new, ring in zip(stops[:6], stops[1:], n["through"], strict=False):
        nearest = np.argsort(np.linalg.norm(ring - stop, axis=1))[:2]
        (line, step) = np.diff(ring[nearest], axis=0)[0], new - stop
        cosine = line @ step / np.linalg.norm(line) / np.linalg.norm(step)
        assert abs(cosine) < 0.1, "a right angle, as far as a ring of 200 points has directions"
    assert [f"{alpha:.2g}" for alpha in n["alpha"]] == ["0.22", "2.2", "13"]
    assert small[-1] > J + 0.03 and (np.diff(small) < 0).all(), "it creeps"
    assert right[20] < J + 0.001 < right[6], "within 20 steps it is at the bottom"
    leaps = np.diff(np.c_[n["w"][2], n["b"][2]], axis=0)[-10:]
    assert (np.linalg.norm(leaps, axis=1) > 1).all() and large[-10:].min() > J + 0.05
    assert all(before @ after < 0 for before, after in pairwise(leaps)), "from wall to wall"


def test_the_long_descent_of_down_the_bowl():
    scene, n = manifest.module("down_the_bowl"), numbers("down_the_bowl")
    train, test = learning.digits()
    assert test.labels[scene.HARD] == 0
    np.testing.assert_array_equal(n["hard"], test.X[scene.HARD])
    X_1, y = np.c_[train.X, np.ones(4000)], train.labels == 0
    alpha = 4 * 4000 / np.linalg.norm(X_1, 2) ** 2
    theta, y_hat = np.zeros(785), []
    for step in range(scene.LONG + 1):
        y_hat.append(sigmoid(test.X[scene.HARD] @ theta[:-1] + theta[-1]))
        if step in scene.STOPS:
            (stop,) = np.flatnonzero(step == scene.STOPS)
            np.testing.assert_allclose(n["weights"][stop], theta[:-1], atol=1e-9)
        if step % 50 == 0:
            assert n["J_long"][step] == pytest.approx(J_of(train.X, y, theta))
        theta = theta - alpha * X_1.T @ (sigmoid(X_1 @ theta) - y) / 4000
    np.testing.assert_allclose(n["y_hat"], y_hat, rtol=1e-6)
    assert f"{min(y_hat):.0%}" == "5%" and np.argmin(y_hat) < 8
    assert np.flatnonzero(np.array(y_hat) > 0.5)[0] == 167
    assert (np.diff(n["J_long"]) < 0).all(), "the cost is still falling"


def test_three_learning_rates():
    """On the bowl of the chapter, by central differences of a cost with a penalty."""
    scene, n = manifest.module("three_learning_rates"), numbers("three_learning_rates")
    pixels, y = playground.zeros_and_ones()
    x = (pixels - pixels.mean()) / pixels.std()

    def J(theta):
        return J_of(x[:, np.newaxis], y, theta) + theta[0] ** 2 / 2

    def slopes(theta):
        return np.array([(J(theta + h) - J(theta - h)) / 2e-6 for h in 1e-6 * np.eye(2)])

    X_1 = np.c_[x, np.ones(100)]
    L = np.linalg.eigvalsh(X_1.T @ X_1 / 400 + np.diag([1.0, 0.0]))[-1]
    for i, share in enumerate((0.1, 1, 2.2)):
        theta = np.array([-3.0, 3.0])
        for step in range(scene.STEPS + 1):
            np.testing.assert_allclose((n["w"][i, step], n["b"][i, step]), theta, atol=1e-6)
            assert n["J"][i, step] == pytest.approx(J(theta), rel=1e-6)
            theta = theta - share / L * slopes(theta)
    for i, j in ((0, 0), (5, 31), (160, 2)):
        assert n["surface"][i, j] == pytest.approx(J(np.array([scene.W[j], scene.B[i]])))
    found = minimize(J, np.zeros(2), tol=1e-12)
    np.testing.assert_allclose(n["bottom"], [*found.x, found.fun], atol=1e-5)
    # The captions.
    slow, good, wild = n["J"]
    floor = min(J(np.array([w, n["b"][1, 1]])) for w in np.linspace(-1, 1, 201))
    assert good[1] < floor + 0.1 and slow[1] > 0.8 * slow[0]
    assert (np.sign(np.diff(n["w"][2])) == [1, -1] * 20).all(), "from side to side"
    assert (np.diff(slow) < 0).all() and (np.diff(good) < 0).all()
    rises = np.flatnonzero(np.diff(wild) > 0)
    assert rises.tolist() == list(range(6, 40, 2)), "every other step, 17 as in the chapter"
    assert curvature_of(x[:, np.newaxis], y, np.zeros(2))[0, 0] + 1 == pytest.approx(L, rel=1e-6)
    assert good[25] < found.fun + 0.001 and slow[40] > found.fun + 0.3
    assert 8 < (wild / good)[25:].min() < 9, "more than 8 times"


def test_line_that_learns():
    scene, n = manifest.module("line_that_learns"), numbers("line_that_learns")
    train, _ = learning.digits()
    chosen = [i for i, label in enumerate(train.labels) if label in (1, 7)]
    assert n["m"] == len(chosen) == 800
    X = []
    for i in chosen:
        picture = train.X[i].reshape(28, 28)
        turned = np.rot90(picture, 2)
        X.append((10 * picture.mean(), 5 * np.minimum(picture, turned).sum() / picture.sum()))
    X, y = np.array(X), (train.labels[chosen] == 1).astype(float)
    each = 16
    np.testing.assert_allclose(n["X"], X[::each])
    assert n["y"].tolist() == y[::each].tolist()
    np.testing.assert_array_equal(n["pictures"], train.X[chosen[::each]])
    alpha = 4 * len(X) / np.linalg.norm(np.c_[X, np.ones(len(X))], 2) ** 2
    stops, _ = plain_descent(X, y, alpha, 36)
    np.testing.assert_allclose(np.c_[n["w"], n["b"]][:37], stops, atol=1e-6)
    for step in (0, 1, 9, 100, scene.STEPS):
        says_one = X @ n["w"][step] + n["b"][step] > 0
        assert n["accuracy"][step] == np.mean(says_one == y)
        assert n["misread"][step].tolist() == (says_one != y)[::each].tolist()
    # The captions: 50 of 800; most are soon on their side, 57 are not in the end; a 1 and a 7.
    assert len(n["X"]) == 50
    assert np.sum((X @ n["w"][-1] + n["b"][-1] > 0) != y) == 57
    assert n["accuracy"][9] > 0.9 > 0.6 > n["accuracy"][1]
    assert 0 < n["misread"][-1].sum() < 5 and n["accuracy"][-1] < 0.95
    one, seven = scene.TWO
    assert n["y"][[one, seven]].tolist() == [1, 0]
    assert [f"{n['X'][i, 1] / 5:.0%}" for i in scene.TWO] == ["79%", "12%"]
    costs = [J_of(X, y, theta) for theta in np.c_[n["w"], n["b"]]]
    assert (np.diff(costs) < 0).all(), "at every step"
    assert n["accuracy"][13] - n["accuracy"][40] > 0.01, "the errors need not"
    apart = {
        (i, j): np.hypot(*(n["X"][i] - n["X"][j]))
        for i in range(50)
        for j in range(50)
        if n["y"][i] > n["y"][j]
    }
    assert set(n["alike"]) == set(min(apart, key=apart.get))
    width, height = scene.SIZE / np.array([1.74 - 0.28, 5.1 + 0.2])  # of a unit of the plane
    ink, share = n["X"][n["alike"][0]] - n["X"][n["alike"][1]]
    assert np.hypot(width * ink, height * share) < 0.1, "nearly the same"


def test_zero_appears():
    """The first steps by plain sums; two scores, added up in a loop over the pixels."""
    n = numbers("zero_appears")
    train, test = learning.digits()
    assert n["m"] == 4000
    shown = [next(x for x, k in zip(*test, strict=True) if k == digit) for digit in (0, 3)]
    np.testing.assert_array_equal(n["x"], shown)
    X_1 = np.c_[train.X, np.ones(4000)]
    alpha = 4 * 4000 / np.linalg.norm(X_1, 2) ** 2
    theta, y = np.zeros(785), train.labels == 0
    for step in range(21):
        np.testing.assert_allclose(n["w"][step], theta[:-1], atol=1e-10)
        z = n["x"] @ theta[:-1] + theta[-1]
        np.testing.assert_allclose(n["y_hat"][:, step], sigmoid(z), rtol=1e-9)
        theta = theta - alpha * X_1.T @ (sigmoid(X_1 @ theta) - y) / 4000
    for i, x in enumerate(n["x"]):
        sums = [n["sums"][i, 0]]
        for ink, weight in zip(x, n["w"][-1], strict=True):
            sums.append(sums[-1] + ink * weight)
        np.testing.assert_allclose(n["sums"][i], sums, atol=1e-12)
        np.testing.assert_allclose(n["products"][i], np.diff(sums), atol=1e-12)
        assert n["y_hat"][i, -1] == pytest.approx(sigmoid(sums[-1]))
    assert n["y_hat"][0, -1] > 0.9 and n["y_hat"][1, -1] < 0.01
    # The bias is 0 at first. "The middle is orange", from the first step on, and the ring is blue;
    # "its middle stroke meets the strongest orange".
    assert n["y_hat"][0, 0] == 0.5 and not n["w"][0].any()
    assert n["w"][1:].reshape(-1, 28, 28)[:, 12:16, 12:16].max() < 0
    w, three = n["w"][-1].reshape(28, 28), n["products"][1].reshape(28, 28)
    mean_0 = train.X[y].mean(axis=0).reshape(28, 28)
    assert w[12:16, 12:16].max() < 0 < w[mean_0 > 0.6].mean()
    strongest = np.argsort(w, axis=None)[:20]
    assert sum(n["x"][1][strongest] > 0.5) > 10
    assert three.sum() - three[10:18, 8:20].sum() > -1 > -5 > three[10:18, 8:20].sum()
    # "First both bars fall: most digits are no 0".
    assert (n["y_hat"][:, 1:3] < 0.2).all() and (n["y_hat"][:, 0] == 0.5).all()
    assert y.mean() < 0.15
    # First there is only orange, and blue comes while it is spoken of.
    assert n["w"][1].max() < 0.001 < 0.02 < -n["w"][1].min() and n["w"][40].max() > 0.05


@cache
def ten_by_scikit_learn():
    train, test = learning.digits()
    models = []
    for k in range(10):
        # Its C multiplies a sum of losses, our l2 goes with a mean: C = 1 / (m l2).
        model = LogisticRegression(C=1 / learning.L2_TIMES_M, tol=1e-6, max_iter=1000)
        models.append(model.fit(train.X, train.labels == k))
    Z = np.column_stack([model.decision_function(test.X) for model in models])
    return Z, test.labels


def test_ten_at_once():
    n = numbers("ten_at_once")
    Z, labels = ten_by_scikit_learn()
    _, test = learning.digits()
    for i in range(2):
        row = int(np.flatnonzero((n["x"][i] == test.X).all(axis=1))[0])
        assert n["true"][i] == labels[row]
        assert n["predicted"][i] == Z[row].argmax()
        np.testing.assert_allclose(n["y_hat"][i], sigmoid(Z[row]), atol=0.01)
        for k in range(10):
            sums = [n["sums"][i, 0, k]]
            for ink, weight in zip(n["x"][i], n["W"][:, k], strict=True):
                sums.append(sums[-1] + ink * weight)
            np.testing.assert_allclose(n["sums"][i, :, k], sums, atol=1e-10)
            assert n["y_hat"][i, k] == pytest.approx(sigmoid(sums[-1]))
    np.testing.assert_array_equal(n["sums"][0, 0], n["sums"][1, 0])  # the biases
    assert n["true"].tolist() == [3, 7] and n["predicted"].tolist() == [3, 2]
    lead = [n["sums"][1, pixel, 2] - n["sums"][1, pixel, 7] for pixel in range(785)]
    np.testing.assert_allclose(n["lead"], lead)
    np.testing.assert_allclose(n["apart"], n["W"][:, 2] - n["W"][:, 7])
    # The captions: two say yes; what the biases and the pixels add; what the stroke decides.
    assert np.flatnonzero(n["y_hat"][1] > 0.5).tolist() == [2, 3] and n["y_hat"][1, 7] < 0.001
    assert f"{sum(n['y_hat'][1]):.2f}" == "1.63", "the ten need not add up to 1"
    rows = (n["x"][1] * n["apart"]).reshape(28, 28).sum(axis=1)
    assert rows[17:22].sum() > lead[-1] > 0
    said = " ".join(text for *_, text in manifest.captions("ten_at_once"))
    expected = -lead[0], rows.sum(), lead[-1]
    assert [float(number) for number in re.findall(r"\d+\.\d", said)] == pytest.approx(
        expected, abs=0.05
    )


@pytest.mark.parametrize(
    ("p", "words", "in_powers"),
    [
        (5.4e-10, "0.00000005 %", '5 class("normal", dot) 10^(-10)'),
        (0.00099, "0.10 %", '1 class("normal", dot) 10^(-3)'),
        (0.0012, "0.1 %", "0.0012"),
        (0.5, "50.0 %", "0.5"),
        (0.98773, "98.8 %", "0.99"),
        (0.9959, "99.6 %", "0.996"),
        (0.99997, "99.997 %", "0.99997"),
    ],
)
def test_a_probability_on_the_screen_is_not_rounded_to_0_or_1(p, words, in_powers):
    from animations import parts

    assert parts.percent(p) == words
    assert parts.in_powers(p) == in_powers
    assert 0 < float(words.removesuffix(" %")) < 100


@given(st.floats(1e-12, 1 - 1e-12))
def test_a_probability_on_the_screen_is_that_of_the_model(p):
    from animations import parts

    words = parts.percent(p).removesuffix(" %")
    assert "0" * len(words) != words.replace(".", "") and float(words) < 100
    assert abs(float(words) / 100 - p) <= 0.5 * 10.0 ** -(2 + len(words.partition(".")[2])) * 1.01
    formula = parts.in_powers(p).replace(' class("normal", dot) 10^(', "e").rstrip(")")
    assert 0 < float(formula) < 1
    assert abs(float(formula) - p) <= min(0.5 * p, 0.5 * (1 - p)) * 1.01 + 0.005 * (p < 0.99)


def test_confusion_fills_up():
    scene, n = manifest.module("confusion_fills_up"), numbers("confusion_fills_up")
    Z, labels = ten_by_scikit_learn()
    _, test = learning.digits()
    where = {x.tobytes(): i for i, x in enumerate(test.X)}
    rows = [where[x.tobytes()] for x in n["X"]]
    assert sorted(rows) == list(range(1000)), "each test digit flies once"
    assert n["true"].tolist() == labels[rows].tolist()
    assert np.bincount(n["true"]).tolist() == [100] * 10, "a full cell has a hundred"
    assert sum(n["predicted"] != Z.argmax(axis=1)[rows]) <= 4  # they stop at different tolerances
    assert n["table"].tolist() == confusion_matrix(n["true"], n["predicted"]).tolist()
    right = sum(t == p for t, p in zip(n["true"], n["predicted"], strict=True))
    assert n["right"] == right == 915
    assert (n["true"][0], n["predicted"][0]) == (4, 4), "the first is right"
    assert (n["true"][1], n["predicted"][1]) == (2, 5), "the second is wrong"
    assert scene.SLOW == 2
    both = n["table"] + n["table"].T
    most = sorted((both[a, b] for a in range(10) for b in range(a)), reverse=True)
    assert n["times"].tolist() == most[:4] == [both[a, b] for a, b in n["pairs"]]
    assert most[3] > most[4], "no other pair is confused as often"
    assert [scene.TIMES[count] for count in most[:4]] == ["twelve", "eight", "eight", "six"]
    beside = n["table"][~np.eye(10, dtype=bool)]
    assert 16 * beside.max() < 170, "each more is seen as a stronger colour, paler than blue"


def test_round_bowl():
    scene, n = manifest.module("round_bowl"), numbers("round_bowl")
    train, _ = learning.digits()
    rows = [i for i, label in enumerate(train.labels) if label in (2, 7)][::4]
    X = 10 * train.X[rows].mean(axis=1, keepdims=True)
    y = (train.labels[rows] == 7).astype(float)
    start = np.array(scene.START)
    found = minimize(lambda theta: J_of(X, y, theta), start, tol=1e-12)
    bottom, lowest = found.x, found.fun
    np.testing.assert_allclose(n["bottom"], bottom, rtol=1e-3)

    def left(theta):
        return (J_of(X, y, theta) - lowest) / (J_of(X, y, start) - lowest)

    bound = sum(np.outer(x, x) for x in np.c_[X, np.ones(len(X))]) / 4 / len(X)
    np.testing.assert_allclose(n["B"], bound)
    alpha = 1.95 / np.linalg.eigvalsh(bound)[-1]
    steps = {
        "plain": lambda here, last: -alpha * slopes_of(X, y, here),
        "momentum": lambda here, last: -alpha * slopes_of(X, y, here) + scene.BETA * (here - last),
        "bound": lambda here, last: -np.linalg.solve(bound, slopes_of(X, y, here)),
        "newton": lambda here, last: (
            -np.linalg.solve(curvature_of(X, y, here), slopes_of(X, y, here))
        ),
    }
    for name, step in steps.items():
        stops = [start, start]
        for _ in n[name][1:]:
            stops.append(stops[-1] + step(*stops[:-3:-1]))
        np.testing.assert_allclose(n[name], stops[1:], atol=1e-4)
        shares = [left(theta) for theta in stops[1:]]
        np.testing.assert_allclose(n[f"left_{name}"], shares, rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(n["curvature"], curvature_of(X, y, start), atol=1e-5)
    for level, ring in zip(scene.LEVELS, n["rings"], strict=True):
        np.testing.assert_allclose([left(theta) for theta in ring[::7]], level, rtol=2e-3)
        assert np.ptp(np.unwrap(np.arctan2(*(ring - bottom).T))) == pytest.approx(2 * np.pi)

    # What the captions say.
    said = " ".join(f"{100 * n[f'left_{name}'][-1]:.2g}" for name in steps)
    assert said == "18 0.87 0.15 0.00021"
    assert [f"{100 * n[f'left_{name}'][1]:.2g}" for name in ("bound", "newton")] == ["1.3", "0.51"]
    bars = np.diff(n["ends"], axis=1)[:, 0]
    for ends in n["ends"]:
        np.testing.assert_allclose([left(end) for end in ends], scene.RING, rtol=1e-3)
        across = (ends - bottom) @ [-bars[0][1], bars[0][0]] / np.linalg.norm(bars[0])
        assert np.abs(across).max() < 0.01 or np.abs(across).min() > 0.1
    long, wide = np.linalg.norm(bars, axis=1)
    assert round(long / wide) == 9, "times as long as wide"
    assert np.dot(*bars) == pytest.approx(0, abs=1e-3)
    # The level line is measured in all directions: longest in the first, shortest in the second.
    for measure, longest in ((np.eye(2), 9), (np.linalg.cholesky(bound), 1.2)):
        ring = ring_around(lambda theta: left(theta) - scene.RING, bottom) @ measure
        angles = np.linspace(0, np.pi, 2000)
        widths = np.ptp(ring @ [np.cos(angles), np.sin(angles)], axis=0)
        assert widths.max() / widths.min() == pytest.approx(longest, abs=0.3)


def test_rings_and_shares_of_a_valley():
    from animations.valley import parabola_ring, two_digits

    matrix = np.array([[2.0, 0.5], [0.5, 1.0]])
    ring = parabola_ring(np.array([3.0, 1.0]), np.array([1.0, 2.0]), matrix) - [1, 2]
    np.testing.assert_allclose(np.einsum("ki,ij,kj->k", ring, matrix, ring), [7.0] * len(ring))
    said = [two_digits(share) for share in (1, 0.1832, 0.0087315, 0.0129, 2.1e-6)]
    assert said == ["100 %", "18 %", "0.87 %", "1.3 %", "0.00021 %"]


def test_one_step_of_newton():
    """A cost of one weight in closed form: three quarters are yes, and the best weight is log 3."""
    n = numbers("one_step_of_newton")

    def J(w):
        return 0.75 * np.logaddexp(0, -w) + 0.25 * np.logaddexp(0, w)

    def newton(w):
        p = sigmoid(w)
        return w - (p - 0.75) / (p * (1 - p))

    w, h = 0.0, 1e-5
    for stop in n["stops"]:
        slope, curvature = (J(w + h) - J(w - h)) / (2 * h), (J(w + h) - 2 * J(w) + J(w - h)) / h**2
        np.testing.assert_allclose(stop, [w, J(w), slope, curvature], atol=1e-5)
        assert stop[0] == pytest.approx(w, abs=1e-12)
        w = newton(w)
    exact = f"{np.log(3):.9f}"
    right = [max(k for k in range(12) if f"{w:.9f}"[:k] == exact[:k]) for w, *_ in n["stops"]]
    assert right == [0, 3, 4, 7, 11], "with the point: 0, 2, 3, 6 and 10 digits"
    far, full = 4.0, newton(4.0)
    np.testing.assert_allclose(n["tried"], [far + (full - far) / k for k in (1, 2, 4)])
    np.testing.assert_allclose(n["J_tried"], J(np.array(n["tried"])))
    assert n["J_tried"][:2].min() > n["far"][1] == pytest.approx(J(4.0)) and n["tried"][0] < -9
    assert n["J_tried"][2] < n["far"][1] and len(n["tried"]) == 3
    train, _ = learning.digits()
    shown = [train.labels[(x == train.X).all(axis=1)].tolist() for x in n["digits"]]
    assert shown == [[1]] * 3 + [[7]]


def pooled(responses):
    """The means of responses (28, 28) in 4 x 4 cells, weighted as in chapter 14, by plain loops."""

    def weight(cell, pixel):
        return max(0, 1 - abs(pixel + 0.5 - 7 * (cell + 0.5)) / 7)

    P = np.array([[weight(i, r) for r in range(28)] for i in range(4)])
    P /= P.sum(axis=1, keepdims=True)
    cells = [[np.sum(np.outer(P[i], P[j]) * responses) for j in range(4)] for i in range(4)]
    return np.array(cells)


def test_from_92_to_99():
    scene, n = manifest.module("from_92_to_99"), numbers("from_92_to_99")
    ladder = json.loads((ROOT / "docs/results/ladder.json").read_text("utf-8"))

    # The digit: set upright, scanned, moved.
    x = n["x"].reshape(28, 28)
    r, c = np.mgrid[:28, :28]
    r_bar, c_bar = (r * x).sum() / x.sum(), (c * x).sum() / x.sum()
    a = (x * (r - r_bar) * (c - c_bar)).sum() / (x * (r - r_bar) ** 2).sum()
    places = [r_bar + r - 13.5, c_bar + c - 13.5 + a * (r - 13.5)]
    upright = map_coordinates(x, places, order=1, mode="constant")
    filters, better = pretrained_filters()
    weights, plus = filters.W[:, scene.FILTER].reshape(7, 7), filters.b[scene.FILTER]
    assert (n["filter"] == filters.W[:, scene.FILTER]).all() and filters.absolute <= scene.FILTER
    cells = []
    for k in range(-2, 3):
        moved = np.zeros((28, 28))
        moved[:, max(0, k) : 28 + min(0, k)] = upright[:, max(0, -k) : 28 - max(0, k)]
        response = correlate2d(moved, weights, "same") + plus
        cells.append(np.sqrt(pooled(np.maximum(response, 0))).reshape(-1))
        i = scene.MOVES.index(k)
        np.testing.assert_allclose(n["moved"][i].reshape(28, 28), moved, atol=1e-5)
        np.testing.assert_allclose(n["cells"][i], cells[-1], atol=1e-4)
        if k == 0:
            np.testing.assert_allclose(n["response"].reshape(28, 28), response, atol=1e-4)
        if k == 2:
            change = np.linalg.norm(moved - upright) / np.linalg.norm(upright)
            of_cells = np.linalg.norm(cells[4] - cells[2]) / np.linalg.norm(cells[2])
            np.testing.assert_allclose(n["change"], [change, of_cells], atol=1e-4)

    # The scores: of the pixels row by row, and of the features filter by filter.
    W, b = pretrained()
    z = b.astype(float)
    for row in range(28):
        np.testing.assert_allclose(n["by_row"][row], z, atol=1e-4)
        z = z + sum(x[row, column] * W[28 * row + column] for column in range(28))
    np.testing.assert_allclose(n["by_row"][-1], z, atol=1e-4)
    features = n["features"]
    for k in (0, 99):
        response = correlate2d(upright, filters.W[:, k].reshape(7, 7), "same") + filters.b[k]
        response = np.abs(response) if k < filters.absolute else np.maximum(response, 0)
        np.testing.assert_allclose(features[k], np.sqrt(pooled(response)).reshape(-1), atol=1e-4)
    by_cell = features.T.reshape(-1)
    np.testing.assert_allclose(n["by_filter"][-1], by_cell @ better.W + better.b, atol=1e-3)
    first = n["by_filter"][1] - n["by_filter"][0]
    train, _ = learning.digits()
    mean = filters(deskew(train.X[::4])).mean(axis=0, dtype=float)
    rows = slice(0, 1600, 100)  # of the first filter
    np.testing.assert_allclose(first, (by_cell - mean)[rows] @ better.W[rows], atol=1e-3)

    # What is said of them, and of all test digits.
    number = str(scene.NUMBER)
    wrong = {
        rung: dict(digit.split(":") for digit in ladder["rungs"][rung]["wrong"].split())
        for rung in [*scene.RUNGS, "filters-100"]
    }
    assert n["label"] == 6 == n["by_filter"][-1].argmax() and number not in wrong["filters-100"]
    assert n["by_row"][-1].argmax() == 0 == int(wrong["pixels"][number])
    assert np.abs(n["by_filter"][0] - n["by_filter"][0].mean()).max() < 0.4, "all begin alike"
    assert max(features.max(), n["cells"].max()) <= scene.FULL, "all cells have their own colour"
    assert 0.1 < n["response"][0] < 0.2, "blank paper responds a little"
    assert features.size == 1600 and ladder["rungs"]["relu"]["features"] == 3000
    said = [np.flatnonzero(row).tolist() for row in n["wrong"]]
    assert said == [[int(digit) for digit in wrong[rung]] for rung in scene.RUNGS]
    assert [len(row) for row in said] == [811, 478, 139, 52] and len(wrong["filters-100"]) == 52
    assert f"{n['accuracy'][0]:.1%} {n['accuracy'][-1]:.1%}" == "91.9% 99.5%"
    for share, row in zip(n["accuracy"], said, strict=True):
        assert share == pytest.approx(1 - len(row) / 10_000, abs=1e-4)


def test_the_numbers_need_no_manim():
    code = (
        "import sys; sys.modules['manim'] = None\n"
        "from animations import SCENES, manifest, style\n"
        "assert style.mn is None\n"
        "print(*(len(manifest.module(name).numbers()) for name in SCENES[:2]))\n"
        "print(*(manifest.module(name).__name__ for name in SCENES))"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(done.stdout.split()) == 2 + len(SCENES)


# The manifest


@cache
def is_fresh(name, really=manifest.is_fresh):
    return really(name)


@every_scene
def test_the_films_show_the_scene_and_its_numbers_as_they_are_now(name):
    assert is_fresh(name), "changed since it was filmed: make animations"


def test_the_manifest_has_all_scenes_and_no_others():
    assert sorted(manifest.recorded()) == sorted(SCENES)
    there = {path.name for path in manifest.FILMS.iterdir()}
    assert there == {path.name for name in SCENES for path in manifest.files(name)}


def test_a_digest_sees_a_change_and_no_rounding():
    numbers = {"J": np.array([0.693, 0.5, 0.25]), "m": 1000, "b": -3.0}
    digest = manifest.numbers_digest(numbers)
    assert digest == manifest.numbers_digest({**numbers, "J": numbers["J"] * (1 + 1e-12)})
    for change in ({"J": numbers["J"] * 1.01}, {"m": 1001}, {"b": 3.0}, {"J": numbers["J"][:2]}):
        assert digest != manifest.numbers_digest({**numbers, **change})


@every_scene
def test_a_change_is_noticed(name, monkeypatch):
    """Of the file of the scene, of its numbers, of a film."""
    for key in ("scene", "numbers", "files"):
        entries = manifest.recorded()
        entries[name][key] = {} if key == "files" else "0" * 64
        with monkeypatch.context() as patch:
            patch.setattr(manifest, "recorded", lambda entries=entries: entries)
            assert not manifest.is_fresh(name)


# The films


@every_scene
@pytest.mark.parametrize("theme", manifest.THEMES)
def test_a_film_plays_in_browsers(name, theme):
    path = manifest.FILMS / f"{name}-{theme}.mp4"
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat"), "its index does not come first"
    assert len(content) <= 1_250_000
    with av.open(path) as film:
        (stream,) = film.streams
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height, stream.average_rate) == (1280, 720, 30)
        seconds = float(stream.duration * stream.time_base)
    assert 20 <= seconds <= 90
    assert seconds == pytest.approx(manifest.recorded()[name]["duration"], abs=0.05)


def test_all_together_are_small():
    assert sum(path.stat().st_size for path in manifest.FILMS.iterdir()) <= 14_000_000


@every_scene
def test_captions_are_valid_and_can_be_read(name):
    text = (manifest.FILMS / f"{name}.vtt").read_text("utf-8")
    head, _, rest = text.partition("\n\n")
    cues = CUE.findall(rest)
    assert head == "WEBVTT" and CUE.sub("", rest).strip() == "" and len(cues) >= 5
    times = [(60 * int(a) + float(b), 60 * int(c) + float(d)) for a, b, c, d, _ in cues]
    assert times == sorted(times) and times[0][0] == 0
    assert times[-1][1] <= manifest.recorded()[name]["duration"]
    for (start, end), (*_, words) in zip(times, cues, strict=True):
        minutes = len(words.split()) / 130
        assert end - start >= 60 * minutes - 0.05, f"too fast: {words}"
        assert len(words) <= 95, f"more than two lines: {words}"
        assert not re.search(r"nan|inf\b|np\.", words)
    assert all(end <= start for (_, end), (start, _) in pairwise(times))


@every_scene
def test_a_scene_is_short_and_says_what_is_seen(name):
    assert len(manifest.path(name).read_text("utf-8").splitlines()) <= 250
    assert len(manifest.title(name)) < 40 and 150 < len(manifest.description(name)) < 600


# The pages


def test_the_gallery_shows_all():
    page = gallery()
    assert re.findall(r'data-film="\./assets/animations/(\w+)"', page) == list(SCENES)
    assert "<video" not in page, "a film would begin to load"
    for address in re.findall(r'(?:src|href)="\./([^"]+)"', page):
        assert (pages.DOCS / address).is_file(), address


def test_an_animation_on_a_page_of_a_chapter():
    figure = video("zero_appears")
    captions = manifest.captions("zero_appears")
    assert figure.count('loading="lazy"') == 2 + 2 * len(captions)
    assert figure.count("-stills.webp") == 2 * len(captions)
    assert 'href="../assets/animations/zero_appears-dark.mp4"' in figure
    cues = CUE.findall((manifest.FILMS / "zero_appears.vtt").read_text("utf-8"))
    assert figure.count("<li ") == len(cues)
    assert manifest.description("zero_appears")[:60] in figure
    with pytest.raises(ValueError, match="no such animation"):
        video("zero_disappears")


def test_the_command_line_lists_all(monkeypatch):
    monkeypatch.setattr(manifest, "is_fresh", is_fresh)
    done = CliRunner().invoke(command_line, ["--list"])
    assert done.exit_code == 0, done.output
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(SCENES)


def test_without_manim_the_command_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "manim", None)
    done = CliRunner().invoke(command_line, [SCENES[0], "--quality", "low"])
    assert done.exit_code == 1 and 'pip install "logreg-edu[animations]"' in done.output

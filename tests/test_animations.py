"""The numbers that the animations show, checked by other means; their films, captions and pages."""

from __future__ import annotations

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
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix

from animations import SCENES, learning, manifest
from animations.__main__ import main as command_line
from docs.tools import gallery, pages, video
from logreg_edu import gradient_descent

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
    scene, n = manifest.module("score_to_probability"), numbers("score_to_probability")
    np.testing.assert_allclose(n["y_hat"], sigmoid(n["z"]))
    np.testing.assert_allclose(n["sigmoid"], (1 + np.tanh(scene.X / 2)) / 2, atol=1e-15)
    for (w, b), curve, at_one in zip(scene.STATIONS, n["curves"], n["at_one"], strict=True):
        np.testing.assert_allclose(curve, sigmoid(w * scene.X + b))
        assert at_one == pytest.approx(sigmoid(w + b))


def test_price_of_being_wrong():
    scene, n = manifest.module("price_of_being_wrong"), numbers("price_of_being_wrong")
    np.testing.assert_allclose(n["loss"], -np.log(scene.P), atol=1e-14)
    np.testing.assert_allclose(n["stations"], -np.log(scene.STATIONS))
    assert [f"{loss:.2f}" for loss in n["stations"]] == ["0.11", "0.69", "2.30", "4.61"]
    np.testing.assert_allclose(n["exact"], np.logaddexp(0, scene.Z))
    # 1 / (1 + e^-z) rounds to 1 where e^-z is less than half of the last place of 1.
    assert n["breaks_at"] - 0.02 < 53 * np.log(2) <= n["breaks_at"]
    assert len(n["naive"]) == np.argmax(n["breaks_at"] == scene.Z)


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
    np.testing.assert_allclose(n["picture"], (p - y) * n["digit"])


def test_the_erratum():
    """The first steps with plain loops; what is said of the long run."""
    n = numbers("the_erratum")
    train, _ = learning.digits()
    X, y = train.X[::4], (train.labels[::4] == 0).astype(float)
    X_1 = np.c_[X, np.ones(len(X))]
    alpha = 1 / (np.linalg.norm(X_1, 2) ** 2 / 4 / len(X))
    for kind in ("right", "wrong"):
        theta = np.zeros(785)
        for step in range(21):
            if step % 10 == 0:
                assert n[f"J_{kind}"][step // 10] == pytest.approx(J_of(X, y, theta), rel=1e-9)
                assert n[f"b_{kind}"][step // 10] == pytest.approx(theta[-1], rel=1e-9)
            y_hat = sigmoid(X_1 @ theta)
            slopes = X_1.T @ (y_hat - y) / len(y)
            if kind == "wrong":
                slopes[-1] = sum(y_hat * y) / len(y)
            theta = theta - alpha * slopes
    assert (np.diff(n["b_wrong"]) < 0).all() and (np.diff(n["J_right"]) < 0).all()
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
    assert n["alpha"] == pytest.approx(4 * len(X) / np.linalg.norm(X_1, 2) ** 2)
    stops, costs = plain_descent(X, y, n["alpha"], scene.STEPS)
    np.testing.assert_allclose(np.c_[n["w"], n["b"]], stops, atol=1e-7)
    np.testing.assert_allclose(n["J"], costs)
    for k in (0, 3, 9):
        np.testing.assert_allclose(n["slopes"][k], slopes_of(X, y, stops[k]), atol=1e-8)
    for i, j in ((0, 0), (5, 31), (60, 2)):
        expected = J_of(X, y, np.array([scene.W[j], scene.B[i]]))
        assert n["surface"][i, j] == pytest.approx(expected)


def test_three_learning_rates():
    X, y, theta, J = bowl()
    scene, n = manifest.module("three_learning_rates"), numbers("three_learning_rates")
    curvatures = [
        (slopes_of(X, y, theta + e) - slopes_of(X, y, theta - e)) / 2e-3 for e in np.eye(2) / 1e3
    ]
    assert n["c"] == pytest.approx(np.linalg.eigvalsh(curvatures)[-1], rel=1e-3)
    for i, share in enumerate(scene.SHARES[:2]):
        stops, costs = plain_descent(X, y, share / n["c"], scene.STEPS)
        np.testing.assert_allclose(np.c_[n["w"][i], n["b"][i]], stops, atol=1e-6)
        np.testing.assert_allclose(n["J"][i], costs)
    slow, good, wild = n["J"]
    assert good[6] < J + 1e-3 and slow[40] > J + 1e-3
    longer = plain_descent(X, y, scene.SHARES[0] / n["c"], 150)[1]
    for near in (1e-2, 1e-3, 1e-4):
        assert np.argmax(longer < J + near) > 10 * np.argmax(good < J + near) > 0
    assert wild[-10:].min() > J + 0.01, "never comes to rest"
    assert np.sign(np.diff(n["w"][2][-10:])).tolist() in ([-1, 1] * 4 + [-1], [1, -1] * 4 + [1])


def test_line_that_learns():
    scene, n = manifest.module("line_that_learns"), numbers("line_that_learns")
    train, _ = learning.digits()
    chosen = [i for i, label in enumerate(train.labels) if label in (1, 7)]
    assert n["m"] == len(chosen)
    X = []
    for i in chosen:
        picture = train.X[i].reshape(28, 28)
        turned = np.rot90(picture, 2)
        X.append((10 * picture.mean(), 5 * np.minimum(picture, turned).sum() / picture.sum()))
    X, y = np.array(X), (train.labels[chosen] == 1).astype(float)
    np.testing.assert_allclose(n["X"], X[::4])
    assert n["y"].tolist() == y[::4].tolist()
    alpha = 4 * len(X) / np.linalg.norm(np.c_[X, np.ones(len(X))], 2) ** 2
    stops, costs = plain_descent(X, y, alpha, 36)
    np.testing.assert_allclose(np.c_[n["w"], n["b"]][:37], stops, atol=1e-6)
    np.testing.assert_allclose(n["J"][:37], costs)
    for k, stop in enumerate(scene.STOPS):
        says_one = X @ n["w"][stop] + n["b"][stop] > 0
        assert n["accuracy"][stop] == np.mean(says_one == y)
        assert n["misread"][k].tolist() == (says_one != y)[::4].tolist()
    assert n["accuracy"][-1] > 0.9 > 0.6 > n["accuracy"][scene.STOPS[0]]


def test_zero_appears():
    n = numbers("zero_appears")
    train, test = learning.digits()
    assert (n["m"], n["m_test"], n["always_no"]) == (4000, 1000, 0.9)
    X_1 = np.c_[train.X, np.ones(4000)]
    alpha = 4 * 4000 / np.linalg.norm(X_1, 2) ** 2
    theta, y = np.zeros(785), train.labels == 0
    stops = dict(zip(manifest.module("zero_appears").STOPS, range(12), strict=True))
    for step in range(21):
        assert n["J"][step] == pytest.approx(J_of(train.X, y, theta))
        if step in stops:
            np.testing.assert_allclose(n["w"][stops[step]], theta[:-1], atol=1e-10)
            says_zero = test.X @ theta[:-1] + theta[-1] > 0
            assert n["accuracy"][stops[step]] == np.mean(says_zero == (test.labels == 0))
        theta = theta - alpha * X_1.T @ (sigmoid(X_1 @ theta) - y) / 4000
    assert n["accuracy"][-1] > 0.98 and (np.diff(n["J"]) < 0).all()


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
    assert n["true"][0] == n["predicted"][0] and n["true"][1] != n["predicted"][1]
    said, true = n["predicted"][1], n["true"][1]
    pixel_by_pixel = [x * (w[said] - w[true]) for x, w in zip(n["x"][1], n["W"], strict=True)]
    np.testing.assert_allclose(n["why"], pixel_by_pixel)
    z = n["z"][1]
    assert z[said] - z[true] == pytest.approx(sum(pixel_by_pixel) + n["biases"])
    captions = (manifest.FILMS / "ten_at_once.vtt").read_text("utf-8")
    sums = [
        float(s.replace("\N{MINUS SIGN}", "-"))
        for s in re.findall(r"\N{MINUS SIGN}?\d+\.\d+", re.search("The pixels put .+", captions)[0])
    ]
    assert sums == pytest.approx([n["why"].sum(), n["biases"], z[said] - z[true]], abs=0.05)


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (5e-10, "<0.1 %"),
        (0.00099, "<0.1 %"),
        (0.001, "0.1 %"),
        (0.5, "50.0 %"),
        (0.999, "99.9 %"),
        (0.99999, ">99.9 %"),
    ],
)
def test_a_probability_on_the_screen_is_neither_0_nor_rounded_to_what_is_false(p, words):
    assert manifest.module("ten_at_once").percent(p) == words


def test_confusion_fills_up():
    scene, n = manifest.module("confusion_fills_up"), numbers("confusion_fills_up")
    Z, labels = ten_by_scikit_learn()
    expected = confusion_matrix(labels, Z.argmax(axis=1))
    assert np.abs(n["tables"][-1] - expected).sum() <= 8  # they stop at different tolerances
    assert [table.sum() for table in n["tables"]] == list(scene.STOPS)
    for earlier, later in pairwise(n["tables"]):
        assert (later >= earlier).all()
    for k, table in enumerate(n["tables"][: scene.ONE_BY_ONE]):
        assert table[n["true"][k], n["predicted"][k]] >= 1
    assert n["accuracy"] == np.trace(n["tables"][-1]) / 1000
    low, high = n["interval"]
    assert low < n["accuracy"] < high
    both = n["tables"][-1] + n["tables"][-1].T
    most = sorted((both[a, b] for a in range(10) for b in range(a)), reverse=True)[:4]
    assert n["times"].tolist() == most == [both[a, b] for a, b in n["pairs"]]


def test_round_bowl():
    scene, n = manifest.module("round_bowl"), numbers("round_bowl")
    train, _ = learning.digits()
    rows = [i for i, label in enumerate(train.labels) if label in (2, 7)][::4]
    X = 10 * train.X[rows].mean(axis=1, keepdims=True)
    y = (train.labels[rows] == 2).astype(float)
    found = minimize(lambda theta: J_of(X, y, theta), np.zeros(2), tol=1e-12)
    np.testing.assert_allclose(n["bottom"], [*found.x, found.fun], rtol=1e-4)
    X_1 = np.c_[X, np.ones(len(X))]
    bound = sum(np.outer(x, x) for x in X_1) / 4 / len(X)
    np.testing.assert_allclose(n["bound"], bound)
    long, wide = 1 / np.sqrt(np.linalg.eigvalsh(bound))
    assert n["times_as_long"] == pytest.approx(long / wide) and round(long / wide) == 8
    stops, costs = plain_descent(X, y, 1.95 / np.linalg.eigvalsh(bound)[-1], scene.STEPS)
    np.testing.assert_allclose(n["plain"], stops, atol=1e-6)
    np.testing.assert_allclose(n["J_plain"], costs)
    for here, there in pairwise(n["fast"]):
        step = -np.linalg.solve(bound, slopes_of(X, y, np.array(here)))
        np.testing.assert_allclose(there, here + step, atol=1e-6)
    np.testing.assert_allclose(n["J_fast"], [J_of(X, y, np.array(t)) for t in n["fast"]])
    assert n["J_fast"][-1] - found.fun < 1e-4 < n["J_plain"][-1] - found.fun


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
    assert len(content) <= 1_000_000
    with av.open(path) as film:
        (stream,) = film.streams
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height, stream.average_rate) == (1280, 720, 30)
        seconds = float(stream.duration * stream.time_base)
    assert 20 <= seconds <= 60
    assert seconds == pytest.approx(manifest.recorded()[name]["duration"], abs=0.05)


def test_all_together_are_small():
    assert sum(path.stat().st_size for path in manifest.FILMS.iterdir()) <= 12_000_000


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
        assert end - start >= max(1.5, len(words) / 20), f"too fast: {words}"
        assert len(words) <= 95, f"more than two lines: {words}"
        assert not re.search(r"nan|inf\b|np\.", words)
    assert all(end <= start for (_, end), (start, _) in pairwise(times))


@every_scene
def test_a_scene_is_short_and_says_what_is_seen(name):
    assert len(manifest.path(name).read_text("utf-8").splitlines()) <= 150
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
    assert figure.count('loading="lazy"') == 2
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

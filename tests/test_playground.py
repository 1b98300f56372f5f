"""The playground computes what the library computes: pytest exports cases, the browser compares."""

from __future__ import annotations

import base64
import gzip
import re
from pathlib import Path

import hypothesis.extra.numpy
import numpy as np
import pytest
import scipy.ndimage
import scipy.optimize
from browser import open_page, serve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from scenes import SCENES, blank, in_a_box, on
from scenes import ink as enlarged

import logreg_edu
from docs.tools import playground
from logreg_edu.app.datasets import load
from logreg_edu.app.errors import ImageError
from logreg_edu.app.prediction import OF_FILTERS, OF_PIXELS, predict
from logreg_edu.app.preparation import prepare, prepare_ink
from logreg_edu.app.preparation.arithmetic import largest_around
from logreg_edu.app.readers import read_digits

pytestmark = pytest.mark.system

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "docs/assets/playground"
SIDE, PEN = 280, 25


@pytest.fixture(scope="module")
def browser_runs(chromium):
    """A function that evaluates JavaScript with the named modules imported, on an argument."""
    with serve(MODULES) as address, open_page(chromium) as (page, _):
        page.goto(f"{address}/strokes.js")

        def run(names: str, body: str, argument: object = None):
            modules = "".join(
                f"const {name} = await import('/{name}.js');" for name in names.split()
            )
            return page.evaluate(f"async (given) => {{ {modules} {body} }}", argument)

        yield run


def text_of(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def inside_tags(html: str) -> str:
    return re.fullmatch(r"<div [^>]+>(.*)</div>", html)[1]


# A 0 in one stroke, a 1, a 4 in two strokes, a 5 whose bar stands apart, an i with its dot, a tap,
# two ones side by side, a 7 that leaves the pad, small, and in a corner.
STROKES = [
    [[[150, 40], [90, 80], [80, 160], [120, 235], [180, 220], [205, 130], [180, 60], [150, 40]]],
    [[[150.5, 38.25], [141, 100], [133.7, 241]]],
    [[[110, 40], [80, 150], [200, 150]], [[170, 60], [165, 250]]],
    [[[120, 60], [110, 130], [170, 140], [180, 200], [100, 230]], [[150, 55], [215, 50]]],
    [[[140, 120], [142, 220]], [[139, 70]]],
    [[[33.3, 44.4]]],
    [[[80, 60], [80, 200]], [[180, 60], [184, 200]]],
    [[[-20, 60], [190, 55], [110, 330]]],
    [[[20, 20], [50, 21], [30, 70]]],
]


def ink_of(strokes: list) -> np.ndarray:
    """Bytes of ink: an oracle of the pen that works on the whole pad at once."""
    extent = np.ptp(np.concatenate(strokes), axis=0).max()
    pen = np.clip(extent / 7, 8, PEN)  # ink reaches half a pen beyond: an eighth of the whole
    y, x = np.mgrid[:SIDE, :SIDE] + 0.5
    distance = np.full((SIDE, SIDE), np.inf)
    for points in strokes:
        for (x0, y0), (x1, y1) in zip([points[0], *points[:-1]], points, strict=True):
            way = complex(x1 - x0, y1 - y0)
            here = (x - x0) + 1j * (y - y0)
            along = np.clip((here * np.conj(way)).real / abs(way) ** 2, 0, 1) if way else 0
            distance = np.minimum(distance, abs(here - along * way))
    return np.floor(255 * np.clip(pen / 2 + 0.5 - distance, 0, 1) + 0.5).astype(np.uint8)


@pytest.mark.parametrize("strokes", STROKES)
def test_strokes_are_prepared_as_the_library_does(browser_runs, strokes):
    body = """
      const ink = strokes.inkStrokes(given)
      const values = Float64Array.from(ink, (v) => v / 255)
      const p = prepare.prepareInk({ rows: strokes.SIDE, columns: strokes.SIDE, values })
      const box = [p.box.top, p.box.left, p.box.height, p.box.width]
      return { ...p, ink: [...ink], image: [...p.image], box, steps: prepare.steps(p) }
    """
    ours = browser_runs("strokes prepare", body, strokes)
    ink = ink_of(strokes)
    difference = np.array(ours["ink"]).reshape(SIDE, SIDE) - ink.astype(int)
    assert np.abs(difference).max() <= 1  # where the coverage is a half, the last bit decides
    try:
        expected = prepare_ink(ink / 255)
    except ImageError as error:
        assert "side by side" in str(error) and ours["twoDigits"]
        return
    assert not ours["twoDigits"]
    assert np.abs(np.array(ours["image"]) - expected.image.astype(int)).max() <= 1
    assert (ours["box"], ours["size"]) == (list(expected.box), list(expected.size))
    assert ours["corner"] == list(expected.corner)
    assert ours["steps"] == expected.steps()


def some_pictures() -> list[np.ndarray]:
    """Greys (rows, columns): digits on lit paper and as chalk, and some that are refused."""
    rng = np.random.default_rng(5)
    digits = load("sample").images[::311].reshape(-1, 28, 28)
    pictures = []
    for digit in digits:
        rows, columns = rng.integers(60, 300, 2)
        side = int(0.7 * min(rows, columns))
        ink = np.zeros((rows, columns))
        large = np.asarray(Image.fromarray(digit).resize((side, side)), float) / 255
        ink[5 : 5 + side, 8 : 8 + side] = large
        light = np.linspace(0.6, 1, columns) + rng.normal(0, 0.01, (rows, columns))
        grey = np.clip(light * (1 - 0.8 * ink), 0, 1)
        pictures.append(grey if rng.random() < 0.7 else 1 - grey)
    empty, slender = np.full((40, 50), 0.5), np.eye(9, 100)
    noise = rng.random((70, 60))
    two = np.ones((100, 100))
    two[20:80, 20:30] = two[20:80, 70:80] = 0
    scenes = [scene(enlarged(digits[i % len(digits)])) for i, scene in enumerate(SCENES)]
    thin = on(blank(), enlarged(digits[3]) * (np.indices((400, 400)).sum(axis=0) % 9 < 2))
    y, x = np.mgrid[:90, :100] - 45
    disc = np.where(x**2 + y**2 < 900, 0.1, 0.9)
    above = np.ones((200, 60))
    above[20:80, 20:30] = above[110:170, 20:30] = 0
    thick = on(blank(), largest_around(enlarged(digits[3]), 22))
    leaning = on(blank(), np.eye(400)[::-1] * (np.indices((400, 400))[0] % 300 > 90))
    refused = [empty, slender, noise, two, disc, above, in_a_box(np.zeros((400, 400)))]
    y, x = np.mgrid[:400, :400] - 200
    ring = np.where(np.abs(np.hypot(y, x) - 190) < 5, 0.2, on(blank(), enlarged(digits[3])))
    frame = np.ones((300, 300))
    frame[90:211, 90:211], frame[110:191, 110:191] = 0, 1
    cut = on(blank(), enlarged(digits[3]))[:230]
    return [*pictures, *scenes, thin, thick, leaning, ring, frame, cut, *refused]


@pytest.mark.parametrize("grey", some_pictures(), ids=lambda grey: f"{grey.shape}")
def test_pictures_are_prepared_as_the_library_does(browser_runs, grey):
    body = """
      try {
        const kinds = given.kinds.map((kind) => Float64Array.from(kind))
        const values = kinds.length === 1 ? { values: kinds[0] } : { colours: kinds }
        const p = prepare.prepare({ ...given, ...values })
        return { image: [...p.image], steps: prepare.steps(p), atEdge: p.atEdge }
      } catch (error) { return { message: error.message } }
    """
    rows, columns = grey.shape[:2]
    kinds = grey.reshape(rows * columns, -1).T.tolist()
    given = {"rows": rows, "columns": columns, "kinds": kinds}
    ours = browser_runs("prepare", body, given)
    try:
        expected = prepare(grey)
    except ImageError as error:
        assert ours == {"message": str(error)}
        return
    assert np.abs(np.array(ours["image"]) - expected.image.astype(int)).max() <= 1
    assert (ours["steps"], ours["atEdge"]) == (expected.steps(), expected.at_edge)


def test_the_pen_is_as_wide_as_mnists_strokes():
    """Twice the ink over the length of its edge: of MNIST's digits, and of what our pen draws."""

    def width(image: np.ndarray) -> float:
        large = scipy.ndimage.zoom(np.pad(image / 255, 1), 4, order=1)
        return 2 * large.sum() / np.hypot(*np.gradient(large)).sum() / 4

    digits = load("sample").images[::10].reshape(-1, 28, 28)
    median = np.median([width(digit) for digit in digits])
    assert round(median / 0.5) * 0.5 == PEN * 28 / SIDE == 2.5
    angle = np.linspace(0, 2 * np.pi, 40)
    for times in (0.5, 1):
        zero = 140 + times * np.column_stack([50 * np.cos(angle), 87.5 * np.sin(angle)])
        drawn = width(prepare_ink(ink_of([zero]) / 255).image.reshape(28, 28))
        assert drawn == pytest.approx(median, rel=0.1)


@pytest.fixture(scope="module")
def exported_models() -> str:
    return inside_tags(playground.models())


SCORES = """
  const models = model.readModels(given.models)
  const pixels = model.bytesOf(given.images)
  const images = Array.from({ length: pixels.length / 784 }, (_, i) =>
    pixels.subarray(784 * i, 784 * (i + 1)))
  const Z = images.map((image) => model.scores(models, model.example(image)))
"""


def test_scores(browser_runs, exported_models):
    images = load("sample").images[::23]
    given = {"models": exported_models, "images": text_of(images)}
    Z, P = browser_runs("model", SCORES + "return [Z, Z.map((z) => z.map(model.sigmoid))]", given)
    W, b = logreg_edu.pretrained()
    X = logreg_edu.pixels_to_examples(images)
    np.testing.assert_allclose(Z, logreg_edu.score(X, W, b), atol=1e-5)
    np.testing.assert_allclose(Z, logreg_edu.score(X.astype(float), W, b), atol=1e-11)
    np.testing.assert_allclose(P, logreg_edu.one_vs_all_score(X, (W, b))[1], atol=1e-5)


def test_no_clear_answer_in_the_same_words(browser_runs, exported_models):
    rng = np.random.default_rng(0)
    images = np.concatenate([load("sample").images[::61], rng.integers(0, 256, (9, 784), np.uint8)])
    given = {
        "models": exported_models,
        "images": text_of(images),
        "least": OF_PIXELS.least_confidence,
    }
    body = """
      return Z.map((z) => {
        const sure = model.confidence(z)
        return [sure, model.doubt(z, sure < given.least)]
      })
    """
    found = browser_runs("model", SCORES + body, given)
    answers = [predict(image, logreg_edu.pretrained()) for image in images]
    ours = [(answer.confidence, answer.doubt()) for answer in answers]
    np.testing.assert_allclose([c for c, _ in found], [c for c, _ in ours], atol=1e-5)
    assert [words for _, words in found] == [words for _, words in ours]
    assert len({words for _, words in ours}) >= 3
    attributes = f'data-least-confidence="{OF_PIXELS.least_confidence}"'
    assert attributes in playground.models().split(">")[0]


def pictures_to_deskew() -> np.ndarray:
    """Digits, and what digits are not: no ink, a dot, one row, all ink, a corner, noise."""
    rng = np.random.default_rng(4)
    odd = np.zeros((8, 28, 28), np.uint8)
    odd[1, 3, 20], odd[2, 0, 0], odd[3, 27, 27] = 255, 1, 200
    odd[4, 9, 4:20], odd[5, 4:20, 9], odd[6] = 255, 255, 255
    odd[7] = rng.integers(0, 256, (28, 28)) * (rng.random((28, 28)) < 0.1)
    noise = rng.integers(0, 256, (4, 784), np.uint8)
    return np.concatenate([load("sample").images[::29], odd.reshape(8, -1), noise])


def plain_features(upright: np.ndarray) -> np.ndarray:
    """The features of the shipped filters, in float64: an oracle by correlation and averages."""
    (W, b, absolute), _ = logreg_edu.pretrained_filters()
    centres = np.array([3.5, 10.5, 17.5, 24.5])
    P = np.maximum(0, 7 - abs(np.arange(28) + 0.5 - centres[:, np.newaxis]))
    P /= P.sum(axis=1, keepdims=True)
    pooled = np.empty((len(upright), 4, 4, len(b)))
    for k in range(len(b)):
        w = W[:, k].reshape(1, 7, 7).astype(float)
        Z = scipy.ndimage.correlate(upright.reshape(-1, 28, 28).astype(float), w, mode="constant")
        Z += b[k]
        pooled[..., k] = P @ (np.abs(Z) if k < absolute else np.maximum(Z, 0)) @ P.T
    return np.sqrt(pooled).reshape(len(upright), -1)


READ_WITH_FILTERS = """
  const models = filters.readFilters(new Float32Array(model.bytesOf(given.filters).buffer))
  const pixels = model.bytesOf(given.images)
  const seen = Array.from({ length: pixels.length / 784 }, (_, i) =>
    filters.read(models, model.example(pixels.subarray(784 * i, 784 * (i + 1)))))
"""


def with_filters(images: np.ndarray) -> dict[str, str]:
    filters = base64.b64encode(playground.filters()).decode()
    return {"filters": filters, "images": text_of(images)}


def test_the_filters_see_what_the_library_sees(browser_runs):
    images = pictures_to_deskew()
    body = """
      return seen.map(({ upright, z }) =>
        [[...upright], [...features.features(models.filters, upright)], z])
    """
    found = browser_runs("model filters features", READ_WITH_FILTERS + body, with_filters(images))
    upright, ours, Z = (np.array(part) for part in zip(*found, strict=True))
    expected = logreg_edu.deskew(logreg_edu.pixels_to_examples(images))
    np.testing.assert_allclose(upright, expected, atol=1e-6)
    # From the same upright picture on, in float64. Near 0 the root makes much of a rounded P.
    X = plain_features(upright)
    np.testing.assert_allclose(ours**2, X**2, rtol=1e-6, atol=1e-6)
    W, b = (part.astype(float) for part in logreg_edu.pretrained_filters()[1])
    scale = (np.abs(ours) @ np.abs(W)).max()
    np.testing.assert_allclose(Z, ours @ W + b, atol=1e-12 * scale)
    np.testing.assert_allclose(Z, X @ W + b, atol=1e-6 * scale)
    # The library computes in float32.
    library = logreg_edu.pretrained_filters()[0](expected)
    np.testing.assert_allclose(ours**2, library.astype(float) ** 2, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(Z, library @ W + b, atol=1e-6 * scale)


@given(
    hypothesis.extra.numpy.arrays(np.uint8, (5, 784), elements=st.integers(0, 255), fill=st.just(0))
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_picture_is_read_with_filters_as_by_the_library(browser_runs, images):
    found = browser_runs(
        "model filters", READ_WITH_FILTERS + "return seen.map(({ z }) => z)", with_filters(images)
    )
    filters, models = logreg_edu.pretrained_filters()
    X = filters(logreg_edu.deskew(logreg_edu.pixels_to_examples(images)))
    W, b = (part.astype(float) for part in models)
    scale = (X @ np.abs(W)).max()
    np.testing.assert_allclose(found, X @ W + b, atol=1e-6 * scale)


def test_no_clear_answer_of_filters_in_the_same_words(browser_runs):
    images = pictures_to_deskew()
    body = """
      return seen.map(({ z }) => {
        const sure = model.confidence(z)
        return [sure, model.doubt(z, sure < given.least)]
      })
    """
    least = {"least": OF_FILTERS.least_confidence}
    found = browser_runs("model filters", READ_WITH_FILTERS + body, with_filters(images) | least)
    filters, models = logreg_edu.pretrained_filters()
    answers = [predict(image, models, filters=filters) for image in images]
    np.testing.assert_allclose([c for c, _ in found], [a.confidence for a in answers], atol=1e-4)
    assert [words for _, words in found] == [answer.doubt() for answer in answers]


def test_contributions_add_up_to_the_score(browser_runs, exported_models):
    images = load("sample").images[::97]
    body = """
      const x = images.map((image) => model.example(image))
      return x.map((x, i) => Z[i].map((z, k) => {
        const parts = Object.values(contributions.parts(models, k, x))
        const c = contributions.contributions(models, k, x).reduce((a, c) => a + c, 0)
        const shown = contributions.hundredths(parts)
        return [z, c + models.b[k], parts.reduce((a, c) => a + c), parts, shown]
      })).flat()
    """
    given = {"models": exported_models, "images": text_of(images)}
    for z, total, in_parts, parts, shown in browser_runs(
        "model contributions", SCORES + body, given
    ):
        assert total == pytest.approx(z, abs=1e-12) and in_parts == pytest.approx(z, abs=1e-12)
        assert round(sum(shown), 2) == round(z, 2) or abs(100 * z % 1 - 0.5) < 1e-9
        assert np.abs(np.subtract(shown, parts)).max() < 0.01


@pytest.mark.mnist
def test_the_official_test_digits(browser_runs, exported_models, mnist_folder):
    digits = read_digits(mnist_folder)
    images, labels = digits.images[60_000:], digits.labels[60_000:]
    given = {"models": exported_models, "images": text_of(images)}
    read = browser_runs("model", SCORES + "return Z.map((z) => model.ranking(z)[0])", given)
    expected = logreg_edu.one_vs_all_score(
        logreg_edu.pixels_to_examples(images), logreg_edu.pretrained()
    )[0]
    assert len(read) == 10_000
    assert (read == labels).mean() == (expected == labels).mean()


def bowl_data(scaling: str) -> tuple[np.ndarray, np.ndarray]:
    ink, y = playground.zeros_and_ones()
    x = ink / 255
    scaled = {"standardised": (x - x.mean()) / x.std(), "divided": x / x.std(), "none": x}[scaling]
    return scaled[:, np.newaxis], y


def push_data() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(8)
    y = rng.integers(0, 2, 17)
    return rng.normal(size=(17, 2)) + 0.8 * y[:, np.newaxis], y


DATA = {
    "scaled": bowl_data("standardised"),
    "divided": bowl_data("divided"),
    "raw": bowl_data("none"),
    "two features": push_data(),
}


@pytest.mark.parametrize("momentum", [0, 0.9])
@pytest.mark.parametrize("l2", [0, 0.3])
@pytest.mark.parametrize("share", [0.1, 1, 2])
@pytest.mark.parametrize("data", DATA)
def test_paths_of_descent(browser_runs, data, share, l2, momentum):
    X, y = DATA[data]
    L = logreg_edu.largest_curvature(X, l2)
    theta = before = np.linspace(-0.02, 0.03, X.shape[1] + 1)
    given = {"X": X.tolist(), "y": y.tolist(), "theta": theta.tolist(), "share": share}
    body = """
      const { X, y, l2, momentum } = given
      const L = descent.largestCurvature(X, l2)
      let now = { theta: given.theta, before: given.theta }
      const path = [], costs = []
      for (let k = 0; k < 100; k++) {
        now = descent.step(X, y, now, { alpha: given.share / L, momentum, l2 })
        path.push(now.theta)
        costs.push(descent.cost(X, y, now.theta, l2))
      }
      return { L, path, costs }
    """
    ours = browser_runs("descent", body, given | {"l2": l2, "momentum": momentum})
    assert ours["L"] == pytest.approx(L, rel=1e-12)
    path, costs = [], []
    for _ in range(100):
        _, dJ_dw, dJ_db = logreg_edu.cost_and_gradient(X, y, theta[:-1], theta[-1], l2)
        step = -share / L * np.append(dJ_dw, dJ_db) + momentum * (theta - before)
        theta, before = theta + step, theta
        path.append(theta)
        costs.append(logreg_edu.cost(X, y, theta[:-1], theta[-1], l2))
    np.testing.assert_allclose(ours["path"], path, atol=1e-6)
    np.testing.assert_allclose(ours["costs"], costs, rtol=1e-9)


def test_from_zero_it_is_the_librarys_descent(browser_runs):
    X, y = DATA["scaled"]
    expected = logreg_edu.gradient_descent(X, y, l2=0.01, iterations=100, tolerance=0)
    body = """
      const alpha = 1 / descent.largestCurvature(given.X, 0.01)
      let now = { theta: [0, 0], before: [0, 0] }
      for (let k = 0; k < 100; k++) now = descent.step(given.X, given.y, now, { alpha, l2: 0.01 })
      return now.theta
    """
    ours = browser_runs("descent", body, {"X": X.tolist(), "y": y.tolist()})
    np.testing.assert_allclose(ours, [*expected.w, expected.b], atol=1e-6)


def bowl_path(data: str, alpha: float, momentum: float, steps: int) -> tuple:
    """(costs above the minimum, distances to it over that of the start), from zero."""
    X, y = DATA[data]
    best = logreg_edu.newton_descent(X, y, tolerance=1e-12)
    theta_best, lowest = np.append(best.w, best.b), best.cost_history[-1]
    theta, before, costs, distances = np.zeros(2), np.zeros(2), [], []
    for _ in range(steps + 1):
        J, dJ_dw, dJ_db = logreg_edu.cost_and_gradient(X, y, theta[:1], theta[1])
        costs.append(J - lowest)
        distances.append(np.linalg.norm(theta - theta_best))
        gradient = np.append(dJ_dw, dJ_db)
        theta, before = theta - alpha * gradient + momentum * (theta - before), theta
    return np.array(costs), np.array(distances) / distances[0]


def test_what_the_page_of_the_bowl_says():
    """What happens at the rates that the page and chapter 9 ask about."""
    L = {data: logreg_edu.largest_curvature(DATA[data][0]) for data in DATA}
    twice = bowl_path("scaled", 4 / L["scaled"], 0, 200)[0]
    assert (np.diff(twice) < 1e-12).all() and twice[-1] < 1e-12
    assert bowl_path("raw", 1 / L["raw"], 0, 30_000)[0][-1] > 0.1, "tens of thousands of steps"


def test_with_the_settings_of_the_page_momentum_wins(browser_runs):
    """What is left of the distance after 200 steps, by the library's gradient and by the page."""
    X, y = DATA["divided"]
    best = logreg_edu.newton_descent(X, y, tolerance=1e-12)
    bordered = np.column_stack([X, np.ones(len(X))])
    y_hat = logreg_edu.probability(X, best.w, best.b)
    low, high = np.linalg.eigvalsh(bordered.T * (y_hat * (1 - y_hat)) @ bordered / len(X))
    assert high / low == pytest.approx(165, abs=1)
    alpha, beta = 4 / (high**0.5 + low**0.5) ** 2, ((high / low) ** 0.5 - 1) ** 2
    beta /= ((high / low) ** 0.5 + 1) ** 2
    safe = 1 / logreg_edu.largest_curvature(X)
    left = {
        "1/L": bowl_path("divided", safe, 0, 200)[1][-1],
        "0.9": bowl_path("divided", safe, 0.9, 200)[1][-1],
        "best without": bowl_path("divided", 2 / (low + high), 0, 200)[1][-1],
        "best": bowl_path("divided", alpha, beta, 200)[1][-1],
    }
    body = """
      const best = descent.minimum(given.X, given.y, 0)
      const { values, vectors } = descent.eigen(descent.hessian(given.X, best, 0))
      const L = descent.largestCurvature(given.X, 0)
      const heavy = descent.bestMomentum(values)
      const left = (settings) => {
        const { now } = descent.descend(given.X, given.y, [0, 0], 200, { ...settings, l2: 0 })
        return descent.norm(now.theta.map((v, j) => v - best[j])) / descent.norm(best)
      }
      return {
        ...heavy, values, vectors, best,
        left: {
          "1/L": left({ alpha: 1 / L }),
          "0.9": left({ alpha: 1 / L, momentum: 0.9 }),
          "best without": left({ alpha: descent.bestRate(values) }),
          "best": left(heavy),
        },
      }
    """
    ours = browser_runs("descent", body, {"X": X.tolist(), "y": y.tolist()})
    assert [ours["alpha"], ours["momentum"]] == pytest.approx([alpha, beta], rel=1e-7)
    y_hat = logreg_edu.sigmoid(bordered @ ours["best"])  # the page's own minimum
    H = bordered.T * (y_hat * (1 - y_hat)) @ bordered / len(X)
    for value, vector in zip(ours["values"], ours["vectors"], strict=True):
        np.testing.assert_allclose(H @ vector, value * np.array(vector), atol=1e-12)
    assert ours["left"] == pytest.approx(left, rel=1e-3)
    # The words of the page and of chapter 9.
    assert 0.45 < left["1/L"] < 0.5
    assert left["0.9"] == pytest.approx(1 / 40, rel=0.05)
    assert left["best without"] == pytest.approx(1 / 25, rel=0.05)
    assert left["best"] == pytest.approx(1 / 5000, rel=0.15)
    assert left["best without"] > 200 * left["best"]
    assert left["best"] <= 0.01 * min(value for name, value in left.items() if name != "best")


@pytest.mark.parametrize("l2", [0, 0.3])
@pytest.mark.parametrize("data", DATA)
def test_the_minimum_and_its_curvature(browser_runs, data, l2):
    X, y = DATA[data]
    body = """
      const best = descent.minimum(given.X, given.y, given.l2)
      const bottom = descent.largestEigenvalue(descent.hessian(given.X, best, given.l2))
      return { best, bottom, J: descent.cost(given.X, given.y, best, given.l2) }
    """
    ours = browser_runs("descent", body, {"X": X.tolist(), "y": y.tolist(), "l2": l2})
    best = np.array(ours["best"])

    def J(theta):
        return logreg_edu.cost(X, y, theta[:-1], theta[-1], l2)

    found = scipy.optimize.minimize(J, best + 0.01, method="Nelder-Mead", options={"fatol": 1e-14})
    assert ours["J"] == pytest.approx(J(best), rel=1e-12) and ours["J"] <= found.fun + 1e-13
    _, dJ_dw, dJ_db = logreg_edu.cost_and_gradient(X, y, best[:-1], best[-1], l2)
    assert np.abs([*dJ_dw, dJ_db]).max() < 1e-10
    bordered = np.column_stack([X, np.ones(len(X))])
    p = 1 / (1 + np.exp(-bordered @ best))
    H = (bordered.T * (p * (1 - p))) @ bordered / len(X)
    H += l2 * np.diag([*np.ones(X.shape[1]), 0])
    assert ours["bottom"] == pytest.approx(np.linalg.eigvalsh(H)[-1], rel=1e-9)


def numpy_forms(z: np.ndarray, y: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """The forms of chapter 3 and their slopes, in the type of z."""
    epsilon = z.dtype.type(1e-15)
    y_hat = logreg_edu.sigmoid(z)
    with np.errstate(all="ignore"):
        clip = np.clip(y_hat, epsilon, 1 - epsilon)
        slope = (y_hat - y) / (y_hat * (1 - y_hat)) * (y_hat * (1 - y_hat))
        padded = -(y * np.log(y_hat + epsilon) + (1 - y) * np.log(1 - y_hat + epsilon))
        padded_slope = (-y / (y_hat + epsilon) + (1 - y) / (1 - y_hat + epsilon)) * (
            y_hat * (1 - y_hat)
        )
        return {
            "naive": (logreg_edu.textbook_loss(y_hat, y), slope),
            "clipped": (logreg_edu.textbook_loss(clip, y), np.where(clip == y_hat, slope, 0)),
            "epsilon": (padded, padded_slope),
            "exact": (logreg_edu.loss(z, y), y_hat - y),
        }


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize(("precision", "digits"), [("float32", 24), ("float64", 53)])
def test_the_four_forms(browser_runs, precision, digits, y):
    edge = digits * np.log(2)
    # All scores but those next to the edge, where the last bit of an exponential decides.
    z = np.arange(-800, 800, 0.47, dtype=precision)
    z = z[np.abs(np.abs(z) - edge) > 1]
    z = z[np.abs(z + (745.13 if digits == 53 else 103.97)) > 1.5]
    body = "return given.z.map((z) => loss.forms(z, given.y, given.precision))"
    # JSON knows no infinity: playwright brings it over.
    given = {"z": z.astype(float).tolist(), "y": y, "precision": precision}
    ours = browser_runs("loss", body, given)
    eps = float(np.finfo(precision).eps)
    # A last bit of y_hat is a share e^|z| eps of 1 - y_hat.
    room = 8 * eps * (1 + np.exp(np.minimum(np.abs(z.astype(float)), edge)))
    for name, (loss, slope) in numpy_forms(z, y).items():
        for what, expected in (("loss", loss), ("slope", slope)):
            got = np.array([at[name][what] for at in ours], dtype=float)
            label = f"{name} {what}"
            np.testing.assert_array_equal(np.isnan(got), np.isnan(expected), label)
            np.testing.assert_array_equal(np.isinf(got), np.isinf(expected), label)
            finite = np.isfinite(got)
            tolerance = 8 * eps if name == "exact" and what == "loss" else room[finite]
            difference = np.abs(got[finite] - expected[finite].astype(float))
            scale = np.abs(expected[finite].astype(float))
            absolute = 1e-45 if what == "loss" and name == "exact" else 8 * eps
            assert (difference <= tolerance * scale + absolute).all(), label


@pytest.mark.parametrize(
    ("name", "precision", "y", "expected"),
    [
        ("naive", "float64", 0, {"loss": (36.74, -745.13), "slope": (36.74, -745.13)}),
        ("naive", "float32", 0, {"loss": (16.64, -103.97), "slope": (16.64, -103.97)}),
        ("clipped", "float64", 0, {"slope": (34.54,)}),
        ("clipped", "float32", 0, {"loss": (16.64,), "slope": (16.64,)}),
        ("exact", "float64", 0, {}),
        ("exact", "float32", 1, {}),
    ],
)
def test_the_points_of_failure(browser_runs, name, precision, y, expected):
    given = {"name": name, "precision": precision, "y": y}
    body = "return loss.failures(given.name, given.y, given.precision)"
    found = browser_runs("loss", body, given)
    shown = [(one["what"], round(one["z"], 2)) for one in found]
    assert shown == [(what, z) for what, scores in expected.items() for z in scores]


def test_the_exported_model_and_digits():
    models = inside_tags(playground.models())
    assert len(gzip.compress(models.encode())) <= 50_000
    numbers = np.frombuffer(base64.b64decode(models), "<f4")
    W, b = logreg_edu.pretrained()
    np.testing.assert_array_equal(numbers, [*W.T.ravel(), *b])
    digits = playground.choose_digits()
    X = logreg_edu.pixels_to_examples(digits.images)
    read = logreg_edu.one_vs_all_score(X, logreg_edu.pretrained())[0]
    assert len(digits.labels) == 100 and (read != digits.labels).sum() == 10

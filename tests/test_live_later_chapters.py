"""The live parts of chapters 8, 10, 13 and 14: they show what the library computes."""

from __future__ import annotations

import re

import numpy as np
import pytest
import scipy.signal
from browser import OVERLAPS, ROOT, accessibility, open_clean_page, open_page, serve, serve_pages
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import logreg_edu
from docs.tools import playground

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("playground")]

MODULES = ROOT / "docs/assets/playground"
PAGES = {
    "threshold": "chapters/08-how-good-is-it",
    "penalty": "chapters/10-regularisation",
    "newton": "chapters/13-newtons-method",
    "filter": "chapters/14-better-features",
}


@pytest.fixture(scope="module")
def browser_runs(chromium):
    """A function that evaluates JavaScript with a module imported, on an argument."""
    with serve(MODULES) as address, open_page(chromium) as (page, _):
        page.goto(f"{address}/strokes.js")

        def run(name: str, body: str, argument: object = None):
            whole = f"async (given) => {{ const {name} = await import('/{name}.js'); {body} }}"
            return page.evaluate(whole, argument)

        yield run


def nan(values: list) -> np.ndarray:
    """Numbers of JavaScript, None for NaN."""
    return np.array([np.nan if value is None else value for value in values], dtype=float)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from([*np.linspace(0, 1, 11)]) | st.floats(0, 1)),
        min_size=1,
        max_size=40,
    ),
    st.floats(-1, 2),
)
def test_a_yes_no_model_is_judged_as_in_the_library(browser_runs, pairs, least):
    y, p = (np.array(column) for column in zip(*pairs, strict=True))
    ours = browser_runs(
        "evaluate",
        """
        const cells = evaluate.confusion(given.y, given.p, given.least)
        const bins = evaluate.reliability(given.y, given.p)
        const filled = bins.filter(({ count }) => count)
        return {
          cells, precision: evaluate.precision(cells), recall: evaluate.recall(cells),
          bins: bins.map((bin) => Object.values(bin).map((x) => (Number.isNaN(x) ? null : x))),
          intervals: filled.map(({ cameTrue, count }) => evaluate.interval(cameTrue, count)),
        }
        """,
        {"y": y.tolist(), "p": p.tolist(), "least": least},
    )
    C = logreg_edu.confusion_matrix(y, (p > least).astype(int), K=2)
    cells = [ours["cells"][name] for name in ("correctNo", "falseYes", "missed", "found")]
    assert cells == C.ravel().tolist()
    precision, recall = logreg_edu.precision_recall(C)
    np.testing.assert_allclose(nan([ours["precision"], ours["recall"]]), [precision[1], recall[1]])
    predicted, came_true, count = logreg_edu.reliability(y, p)
    np.testing.assert_allclose(
        [nan(row) for row in ours["bins"]], np.c_[predicted, came_true, count]
    )
    expected = [
        logreg_edu.accuracy_interval(fraction, int(m))
        for fraction, m in zip(came_true, count, strict=True)
        if m
    ]
    np.testing.assert_allclose(ours["intervals"], expected, atol=1e-12)


def test_every_value_is_in_one_bin_of_the_hills(browser_runs):
    values = [-25.0, -20, -19.5, 0, 0.5, 3, 9.99, 10, 14]
    run = "return evaluate.histogram(given, -20, 10, 30)"
    expected = np.histogram(np.clip(values, -20, np.nextafter(10, 0)), bins=30, range=(-20, 10))[0]
    assert browser_runs("evaluate", run, values) == expected.tolist()


@pytest.mark.parametrize("q", [0.5, 0.6, 0.8, 0.9])
@pytest.mark.parametrize("w", [-6.0, -0.3, 0.0, 1.4, 3.0, 6.0])
def test_the_steps_down_the_valley(browser_runs, w, q):
    """The cost of ten examples that all have the feature 1, by the library."""
    X, y = np.ones((10, 1)), (np.arange(10) < 10 * q).astype(float)

    def cost(w: float) -> float:
        return float(logreg_edu.cost(X, y, np.array([w]), 0.0))

    J, dJ_dw, _ = logreg_edu.cost_and_gradient(X, y, np.array([w]), 0.0)
    y_hat = logreg_edu.sigmoid(np.array(w))
    curvature = float(y_hat * (1 - y_hat))
    ours = browser_runs(
        "newton",
        """
        const [w, q] = given
        const steps = Object.fromEntries(Object.entries(newton.STEPS).map(([k, f]) => [k, f(w, q)]))
        const { lowest, at } = newton.parabola(w, q, 1 / 4)
        const heights = [w, w + 0.5, lowest].map(at)
        return { ...newton.valley(w, q), minimum: newton.minimum(q), steps, heights }
        """,
        [w, q],
    )
    assert ours["J"] == pytest.approx(J, rel=1e-12)
    assert ours["slope"] == pytest.approx(dJ_dw[0], rel=1e-9, abs=1e-15)
    assert ours["curvature"] == pytest.approx(curvature, rel=1e-9)
    g = dJ_dw[0]
    expected = [J, J + 0.5 * g + 0.125 * 0.25, J - 2 * g**2]
    assert ours["heights"] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert ours["steps"]["newton"] == pytest.approx(w - g / curvature, rel=1e-9, abs=1e-12)
    assert ours["steps"]["bound"] == pytest.approx(w - 4 * g, rel=1e-9, abs=1e-12)
    halves = next(k for k in range(60) if cost(w - g / curvature / 2**k) <= J)
    damped = w - g / curvature / 2**halves
    assert ours["steps"]["damped"] == pytest.approx(damped, rel=1e-9, abs=1e-12)
    slope_at_minimum = logreg_edu.cost_and_gradient(X, y, np.array([ours["minimum"]]), 0.0)[1]
    assert abs(slope_at_minimum[0]) < 1e-12


@pytest.mark.parametrize("filter", range(8))
@pytest.mark.parametrize("columns", [-3, 0, 2])
def test_the_response_of_a_filter(browser_runs, filter, columns):
    """By SciPy; its pooled mean is the square of what the library computes."""
    images, (W, b, absolute) = playground.digits_and_filters()
    x = images[filter + 1] / 255
    ours = browser_runs(
        "response",
        """
        const x = response.moved(given.x, given.columns)
        const z = response.response({ f: given.f, d: given.d, absolute: given.absolute }, x)
        return { x, z: [...z], change: response.change(given.x, x) }
        """,
        {"x": x.tolist(), "columns": columns, "f": W[:, filter].tolist(), "d": float(b[filter])}
        | {"absolute": filter < absolute},
    )
    picture = np.zeros((28, 28))
    for column in range(28):
        if 0 <= column + columns < 28:
            picture[:, column + columns] = x.reshape(28, 28)[:, column]
    assert ours["x"] == picture.ravel().tolist()
    z = scipy.signal.correlate2d(picture, W[:, filter].reshape(7, 7), mode="same") + b[filter]
    z = np.abs(z) if filter < absolute else np.maximum(z, 0)
    np.testing.assert_allclose(ours["z"], z.ravel(), atol=1e-9)
    length = np.sqrt(np.sum((picture.ravel() - x) ** 2) / np.sum(x**2))
    assert ours["change"] == pytest.approx(length, abs=1e-12)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of a site with the chapters that have a part."""
    top = tmp_path_factory.mktemp("later")
    with serve_pages(top, PAGES.values()) as address:
        yield address


@pytest.fixture
def visit(site, chromium, request):
    """A function that opens a part; afterwards nothing may have gone wrong."""
    options = {"viewport": {"width": 1280, "height": 900}} | getattr(request, "param", {})
    with open_clean_page(chromium, **options) as page:

        def visit(name: str):
            page.goto(f"{site}/{PAGES[name]}.html#part-{name}")
            page.locator(f"#part-{name}").wait_for()
            page.wait_for_load_state("networkidle")
            return page

        yield visit


def part(page, name: str):
    return page.locator(f".pg-live [data-part='{name}']")


def number(page, name: str) -> float:
    text = re.sub("[,\u00a0%]", "", part(page, name).inner_text())
    return float(text.replace("\u2212", "-"))


def spoken(page, words: str) -> str:
    """What is said, once it has these words in it."""
    place = part(page, "announcements")
    page.wait_for_function(
        "([e, words]) => e.textContent.includes(words)", arg=[place.element_handle(), words]
    )
    return place.inner_text()


def follow(page, name: str, state: str) -> None:
    """Click the link of the text that sets a state."""
    page.evaluate(
        "() => document.querySelectorAll('article details').forEach((d) => (d.open = true))"
    )
    page.locator(f"a[href$='#part-{name}'][data-set='{state}']").first.click()
    page.wait_for_function("(id) => document.activeElement.id === id", arg=f"part-{name}")


@pytest.mark.parametrize("name", PAGES)
def test_no_word_of_a_chart_is_printed_over_another(visit, name):
    page = visit(name)
    assert page.locator(f"#part-{name}").evaluate(OVERLAPS) == []


BOTH = [{"color_scheme": "light"}, {"color_scheme": "dark"}]


@pytest.mark.parametrize("visit", BOTH, indirect=True, ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_alone_on_a_slide_it_is_accessible_and_no_wider_than_the_screen(visit, name):
    page = visit(name)
    root = page.locator(f"#part-{name}")
    page.goto(root.locator(".pg-embed-line a").get_attribute("href"))
    root.wait_for()
    assert not page.locator("article h1").is_visible()
    assert root.get_attribute("aria-label") and root.get_attribute("role") == "group"
    for slider in root.locator("input[type=range]").all():
        assert slider.get_attribute("aria-valuetext")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        wide = "(root) => [...root.querySelectorAll('*')].filter((e) => e.checkVisibility())"
        wide += ".filter((e) => e.getBoundingClientRect().right > innerWidth + 1).length"
        assert root.evaluate(wide) == 0
        assert accessibility(page) == []


def scores_of_5() -> tuple[np.ndarray, np.ndarray]:
    """The scores of the model for 5 on the sample's test digits, trained as in chapter 8."""
    sample = playground.load("sample")
    X = logreg_edu.pixels_to_examples(sample.images)
    train, test = logreg_edu.stratified_split(sample.labels, test_fraction=0.2, seed=0)
    y = (sample.labels == 5).astype(float)
    found = logreg_edu.accelerated_descent(X[train], y[train], l2=5 / 4000, tolerance=1e-6)
    return X[test].astype(float) @ found.w + found.b, y[test].astype(int)


def test_the_threshold_moves_the_table_and_the_factor_the_curve(visit):
    page = visit("threshold")
    z, y = scores_of_5()
    for state, threshold, factor in (
        ("threshold=0.1", 0.1, 1),
        ("threshold=0.9", 0.9, 1),
        ("threshold=0.5&factor=4", 0.5, 4),
        ("threshold=0.5", 0.5, 1),
    ):
        follow(page, "threshold", state)
        y_hat = logreg_edu.sigmoid(factor * z)
        C = logreg_edu.confusion_matrix(y, (y_hat > threshold).astype(int), K=2)
        cells = [number(page, name) for name in ("correctNo", "falseYes", "missed", "found")]
        assert cells == C.ravel().tolist()
        precision, recall = logreg_edu.precision_recall(C)
        assert number(page, "precision") == pytest.approx(precision[1], abs=0.0051)
        assert number(page, "recall") == pytest.approx(recall[1], abs=0.0051)
        assert number(page, "accuracy") == pytest.approx(np.trace(C) / len(y), abs=0.0051)
        loss = logreg_edu.loss(factor * z, y).mean()
        assert number(page, "loss") == pytest.approx(loss, abs=0.0011)
        count = logreg_edu.reliability(y, y_hat)[2]
        assert part(page, "reliability").locator("circle").count() == (count >= 5).sum()
    assert number(page, "baseline") == 0.9
    curve = part(page, "reliability").locator(".optimum").get_attribute("d")
    spoken(page, "Threshold 0.50, scores times 1.00: 70 fives found, 30 missed, 4 false yes")
    part(page, "threshold").focus()
    page.keyboard.press("ArrowLeft")
    assert part(page, "threshold").get_attribute("aria-valuetext") == "0.49"
    assert number(page, "found") == (logreg_edu.sigmoid(z[y == 1]) > 0.49).sum()
    assert part(page, "reliability").locator(".optimum").get_attribute("d") == curve
    found = number(page, "found")
    follow(page, "threshold", "threshold=0.5&factor=4")
    assert number(page, "found") == 70 and found >= 70
    assert part(page, "reliability").locator(".optimum").get_attribute("d") != curve


def test_a_threshold_that_calls_nothing_a_yes_has_no_precision(visit):
    page = visit("threshold")
    address = page.locator("#part-threshold .pg-embed-line a").get_attribute("href")
    page.goto(re.sub(r"threshold=[\d.]+&factor=[\d.]+", "threshold=0.99&factor=0.25", address))
    page.locator("#part-threshold").wait_for()
    part(page, "threshold").focus()
    page.keyboard.press("Home")
    page.keyboard.press("End")
    assert number(page, "found") == number(page, "falseYes") == 0
    assert part(page, "precision").inner_text() == "\u2013"


def test_the_losses_at_each_strength(visit):
    """A few strengths, trained anew, as the chapter says: one split of the sample."""
    numbers, weights = playground.by_strength()
    strengths = numbers["strengths"]
    w_8bit = np.frombuffer(weights, np.int8).reshape(len(strengths), 10, 784)
    sample = playground.load("sample")
    rows, _ = logreg_edu.stratified_split(sample.labels, 0.2, seed=0)
    split = logreg_edu.stratified_split(sample.labels[rows], 0.2, seed=1000)
    X, X_held = (logreg_edu.pixels_to_examples(sample.images[rows[part]]) for part in split)
    Y, Y_held = (logreg_edu.one_hot(sample.labels[rows[part]]) for part in split)
    page = visit("penalty")
    for strength in (5, 1000):
        if strength != 5:
            follow(page, "penalty", f"strength={strength}")
        at = strengths.index(strength)
        found = logreg_edu.accelerated_descent(X, Y, l2=strength / len(X))
        assert number(page, "strength-shown") == strength
        for name, (images, truth) in {"training": (X, Y), "validation": (X_held, Y_held)}.items():
            J = logreg_edu.cost(images, truth, found.w, found.b).mean()
            assert number(page, name) == pytest.approx(J, abs=0.00051)
        largest = np.abs(found.w).max(axis=0)
        assert number(page, "largest") == pytest.approx(largest.max(), abs=0.0051)
        w = w_8bit[at] / 127 * np.array(numbers["largest"][at])[:, np.newaxis]
        assert np.abs(w - found.w.T).max() <= largest.max() / 254 + 1e-5
    # What the note below the part says of the ends.
    training, validation = np.array(numbers["training"]), np.array(numbers["validation"])
    assert validation[0] > 5 * training[0] and validation[-2] < 1.02 * training[-2]
    assert (np.diff(training) > 0).all() and 0 < validation.argmin() < len(strengths) - 1
    means = np.array(
        [X[Y[:, k] == 1].mean(axis=0) - X[Y[:, k] == 0].mean(axis=0) for k in range(10)]
    )
    at = strengths.index(1000)
    cosines = (means * w_8bit[at]).sum(axis=1)
    cosines /= np.linalg.norm(means, axis=1) * np.linalg.norm(w_8bit[at], axis=1)
    assert cosines.min() > 0.9
    beside = w_8bit.astype(float).reshape(-1, 10, 28, 28)
    along = [np.sum(w[:, :, 1:] * w[:, :, :-1]) / np.sum(w**2) for w in beside]
    assert along[0] < 0.25 < 0.8 < along[at]  # neighbours: speckled, and smooth


def test_the_chart_shows_the_strengths_that_were_tried(visit):
    page = visit("penalty")
    dots = part(page, "chart").locator(".dot-exact")
    assert dots.count() == 1
    part(page, "strength").focus()
    page.keyboard.press("ArrowRight")
    assert part(page, "strength").get_attribute("aria-valuetext") == "10"
    assert dots.count() == 2
    assert "Strength 10: training loss" in spoken(page, "Strength 10")
    follow(page, "penalty", "strength=0.1")
    assert dots.count() == 3 and number(page, "strength-shown") == 0.1
    part(page, "all").click()
    numbers, _ = playground.by_strength()
    assert dots.count() == len(numbers["strengths"])
    best = numbers["strengths"][int(np.argmin(numbers["validation"]))]
    assert f"{best} has the lowest validation loss" in spoken(page, "Of all strengths")
    picture = "(canvas) => canvas.toDataURL()"
    canvas = part(page, "weights").locator("canvas").nth(3)
    own = canvas.evaluate(picture)
    follow(page, "penalty", "strength=1000")
    smooth = canvas.evaluate(picture)
    part(page, "same").check()
    assert len({own, smooth, canvas.evaluate(picture)}) == 3


def test_without_the_weights_the_losses_are_there(site, chromium):
    with open_page(chromium) as (page, _):
        page.route("**/penalty.bin", lambda route: route.abort())
        page.goto(f"{site}/{PAGES['penalty']}.html#part-penalty")
        page.locator("#part-penalty").wait_for()
        page.wait_for_function("""document.querySelector("#part-penalty [data-part=error]")
          .textContent.includes("could not be fetched")""")
        assert number(page, "training") > 0


def rows(page) -> list[list[str]]:
    cells = part(page, "rows").locator("tr").all()
    return [
        [cell.replace("\u2212", "-") for cell in row.locator("td").all_inner_texts()]
        for row in cells
    ]


def test_newtons_steps(visit):
    """From 3 they leave the small valley; from 0, with 80 % yes, the digits double."""
    page = visit("newton")
    follow(page, "newton", "start=3")
    part(page, "next").click()
    part(page, "next").click()
    assert [float(row[1]) for row in rows(page)] == pytest.approx([3, -7.02, 551.2], rel=1e-3)
    part(page, "next").click()
    assert part(page, "next").is_disabled()
    assert "has left the chart" in spoken(page, "left the chart")
    part(page, "back").click()
    assert len(rows(page)) == 1 and not part(page, "next").is_disabled()
    assert "farther from the minimum" in spoken(page, "At w = 3.00")
    follow(page, "newton", "start=1")
    assert "nearer to the minimum" in spoken(page, "nearer")
    follow(page, "newton", "start=0&yes=0.8")
    for _ in range(5):
        part(page, "next").click()
    distances = [float(row[2]) for row in rows(page)]
    w, expected = 0.0, []
    for _ in range(4):
        expected.append(abs(w - np.log(4)))
        p = float(logreg_edu.sigmoid(np.array(w)))
        w -= (p - 0.8) / (p * (1 - p))
    assert distances[:4] == pytest.approx(expected, rel=0.01)
    follow(page, "newton", "start=3&step=damped")
    for _ in range(6):
        part(page, "next").click()
    assert float(rows(page)[-1][2]) < 0.01
    follow(page, "newton", "start=3&step=bound")
    part(page, "next").click()
    assert float(rows(page)[-1][1]) == pytest.approx(3 - 4 * (1 / (1 + np.exp(-3)) - 0.5), rel=1e-5)


def test_the_keyboard_moves_newtons_start(visit):
    page = visit("newton")
    part(page, "start").focus()
    page.keyboard.press("ArrowLeft")
    assert part(page, "start").get_attribute("aria-valuetext") == "2.9"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert part(page, "yes").get_attribute("aria-valuetext") == "0.6"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert part(page, "step").locator(":checked").get_attribute("value") == "damped"
    part(page, "next").click()
    assert len(rows(page)) == 2


def test_a_moved_digit_changes_its_pixels_more_than_its_features(visit):
    page = visit("filter")
    assert "Nothing is moved yet" in part(page, "sentence").inner_text()
    for state, digit, filter, columns in (
        ("move=2", 7, 6, 2),
        ("filter=1&move=2", 7, 1, 2),
        ("digit=8&move=4", 8, 6, 4),
    ):
        follow(page, "filter", state)
        shown = re.findall(r"(\d+)\u00a0%", part(page, "sentence").inner_text())
        expected = playground.change_by_moving(digit, filter - 1, columns)
        assert [float(text) for text in shown] == pytest.approx(
            [100 * share for share in expected], abs=0.51
        )
        assert expected[1] < expected[0] / 2
    spoken(page, "Moved by 4 columns to the right")
    picture = "(canvas) => canvas.toDataURL()"
    names = ("picture", "responses", "features")
    before = [part(page, name).evaluate(picture) for name in names]
    part(page, "move").focus()
    page.keyboard.press("ArrowLeft")
    assert part(page, "move").get_attribute("aria-valuetext") == "3"
    after = [part(page, name).evaluate(picture) for name in names]
    assert all(old != new for old, new in zip(before, after, strict=True))
    part(page, "filter").focus()
    page.keyboard.press("Home")
    assert part(page, "filter").get_attribute("aria-valuetext") == "1, drawn at random"

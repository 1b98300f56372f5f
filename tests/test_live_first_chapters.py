"""The live parts of chapters 2 to 5: their numbers are the library's, and the text sets them."""

from __future__ import annotations

import html
import json
import re
import shutil

import numpy as np
import pytest
import scipy.optimize
import scipy.special
from browser import OVERLAPS, ROOT, accessibility, build_part, open_clean_page, open_page, serve

import logreg_edu
from docs.tools import playground
from logreg_edu import central_difference, loss, sigmoid

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("playground")]

PAGES = {
    "odds": "02-from-a-score-to-a-probability",
    "likelihood": "03-the-loss",
    "loss": "03-the-loss",
    "chord": "04-the-cost",
    "nudge": "05-gradients",
}
BLOCK = re.compile(r'^ *```python exec="on"\n(.*?)^ *```\n', re.S | re.M)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of a site with the four chapters, without their figures and films."""
    top = tmp_path_factory.mktemp("parts")
    (top / "docs/chapters").mkdir(parents=True)
    shutil.copy(ROOT / "docs/index.md", top / "docs/index.md")
    (top / "docs/assets").symlink_to(ROOT / "docs/assets")
    for name in set(PAGES.values()):
        text = (ROOT / f"docs/chapters/{name}.md").read_text(encoding="utf-8")
        text = BLOCK.sub(lambda m: m[0] if "docs.tools.parts" in m[1] else "", text)
        (top / f"docs/chapters/{name}.md").write_text(text, encoding="utf-8")
    (top / "docs/index.md").write_text("# Start\n", encoding="utf-8")
    with serve(top / "site") as address:
        config = {"docs_dir": str(top / "docs"), "site_url": f"{address}/", "nav": ["index.md"]}
        build_part(top, config, PYTHONPATH=str(ROOT))
        yield address


@pytest.fixture
def visit(site, chromium, request):
    """A function that opens a part; afterwards nothing may have gone wrong."""
    options = {"viewport": {"width": 1280, "height": 900}} | getattr(request, "param", {})
    with open_clean_page(chromium, **options) as page:

        def visit(name: str, query: str = ""):
            page.goto(f"{site}/chapters/{PAGES[name]}.html{query or f'#part-{name}'}")
            page.locator(f"#part-{name}").wait_for()
            return page

        yield visit


@pytest.fixture(scope="module")
def modules(site, chromium):
    """A function that evaluates JavaScript with the named modules imported, on an argument."""
    with open_page(chromium) as (page, _):
        page.goto(f"{site}/index.html")

        def run(names: str, body: str, argument: object = None):
            address = "/assets/playground/"
            lines = (f"const {n} = await import('{address}{n}.js');" for n in names.split())
            return page.evaluate(f"async (given) => {{ {''.join(lines)} {body} }}", argument)

        yield run


def part(page, live: str, name: str):
    return page.locator(f"#part-{live} [data-part='{name}']")


def number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-"))


def shown(page, live: str, name: str) -> float:
    return number(part(page, live, name).inner_text())


def spoken(page, live: str, words: str) -> None:
    """Wait until the part says this to those who listen."""
    place = part(page, live, "announcements").element_handle()
    page.wait_for_function("([e, words]) => e.textContent.includes(words)", arg=[place, words])


def follow(page, text: str) -> None:
    """Follow a link of the text, in a fold or not."""
    page.evaluate("document.querySelectorAll('article details').forEach((d) => (d.open = true))")
    page.get_by_role("link", name=text, exact=True).click()


def exported(div: str) -> dict:
    return json.loads(re.fullmatch(r"<div [^>]*>(.*)</div>", div)[1])


BOTH = [{"color_scheme": "light"}, {"color_scheme": "dark"}]


@pytest.mark.parametrize("name", PAGES)
def test_a_part_stands_in_its_chapter(visit, name):
    page = visit(name)
    root = page.locator(f"#part-{name}")
    assert not page.locator(f"[data-still={name}]").is_visible()
    for slider in root.locator("input[type=range]").all():
        assert slider.get_attribute("aria-valuetext")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        wide = """(root) => Math.max(...[...root.querySelectorAll("*")]
          .filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect().right))
          - root.getBoundingClientRect().right"""
        assert root.evaluate(wide) <= 1


@pytest.mark.parametrize("visit", BOTH, indirect=True, ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_part_alone_is_accessible_on_every_screen(visit, name):
    page = visit(name, f"?embed={name}")
    assert not page.locator(".md-header").is_visible()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(f"#part-{name}").evaluate(OVERLAPS) == []
        assert accessibility(page) == []


def test_odds_are_those_of_scipy(modules):
    z = np.concatenate([np.linspace(-5, 5, 41), [-40.0, 33.3]])
    ours = modules("odds", "return given.map(odds.fromLogOdds)", z.tolist())
    assert [one["p"] for one in ours] == pytest.approx(scipy.special.expit(z), rel=1e-12)
    assert [one["odds"] for one in ours] == pytest.approx(np.exp(z), rel=1e-12)
    p, ratio = 0.9, 3.0
    after = modules("odds", "return odds.after(odds.fromOdds(given[0]), given[1])", [9, ratio])
    by_bayes = ratio * p / (ratio * p + (1 - p))
    assert after["p"] == pytest.approx(by_bayes, rel=1e-12)
    assert after["z"] == pytest.approx(scipy.special.logit(by_bayes), rel=1e-12)


def test_evidence_moves_three_scales(visit):
    page = visit("odds")
    follow(page, "at 90 %")
    words = part(page, "odds", "sentence").inner_text().replace("\u00a0", " ")
    assert "from 9 to 27: times 3" in words and "from 2.20 to 3.30: +1.10" in words
    assert "from 90.0 % to 96.4 %: +6.4 percentage points" in words
    assert page.evaluate("document.activeElement.id") == "part-odds"
    spoken(page, "odds", "+1.10")
    follow(page, "90 % to 99 %")
    words = part(page, "odds", "sentence").inner_text().replace("\u00a0", " ")
    assert "from 9 to 99: times 11" in words and "from 90.0 % to 99.0 %" in words
    part(page, "odds", "z").focus()
    page.keyboard.press("Home")
    assert shown(page, "odds", "z-shown") == -5
    page.keyboard.press("ArrowRight")
    valuetext = part(page, "odds", "z").get_attribute("aria-valuetext").replace("\u00a0", " ")
    assert valuetext == "\N{MINUS SIGN}4.90, odds 1 to 134, probability 0.7 %"
    page.keyboard.press("Home")
    part(page, "odds", "over").click()
    spoken(page, "odds", "The scale ends here.")
    part(page, "odds", "times").click()
    spoken(page, "odds", "+1.10")


def dozen() -> tuple[np.ndarray, np.ndarray]:
    """The digits of the part: scaled ink and labels, from the left to the right."""
    numbers = exported(playground.a_dozen())
    ink, y = np.array(numbers["ink"]), np.array(numbers["is_zero"])
    order = np.argsort(ink)
    return ((ink - ink.mean()) / ink.std())[order], y[order]


def test_the_dozen_are_digits_of_the_sample():
    ink, is_zero = playground.zeros_and_ones()
    numbers = exported(playground.a_dozen())
    of_sample = set(zip(ink.tolist(), is_zero.tolist(), strict=True))
    ours = list(zip(numbers["ink"], numbers["is_zero"], strict=True))
    assert set(ours) <= of_sample and len(set(ours)) == 12 and sum(numbers["is_zero"]) == 6


def test_the_likelihood_is_the_libraries(modules):
    x, y = dozen()
    w = np.arange(-20, 81) / 10
    body = "return given.w.map((w) => likelihood.judged(w, given.x, given.y))"
    ours = modules("likelihood", body, {"w": w.tolist(), "x": x.tolist(), "y": y.tolist()})
    losses = loss(np.multiply.outer(w, x), np.broadcast_to(y, (len(w), 12)))
    assert np.array([one["losses"] for one in ours]) == pytest.approx(losses, rel=1e-12)
    assert np.array([one["p"] for one in ours]) == pytest.approx(np.exp(-losses), rel=1e-12)
    assert [one["likelihood"] for one in ours] == pytest.approx(np.exp(-losses.sum(axis=1)))
    assert [one["mean"] for one in ours] == pytest.approx(losses.mean(axis=1), rel=1e-12)
    best = modules("likelihood", "return likelihood.best(given.x, given.y)",
                   {"x": x.tolist(), "y": y.tolist()})  # fmt: skip
    found = scipy.optimize.minimize_scalar(lambda w: loss(w * x, y).mean(), (0, 5), tol=1e-12)
    assert best == pytest.approx(found.x, abs=1e-6)


def test_the_text_sets_the_weight_and_is_true(visit):
    page = visit("likelihood")
    x, y = dozen()
    for text, w in (("the weight 3", 3), ("the weight 8", 8), ("0", 0)):
        follow(page, text)
        likelihood = np.exp(-loss(w * x, y).sum())
        assert shown(page, "likelihood", "product") == pytest.approx(likelihood, rel=5e-3)
        assert shown(page, "likelihood", "mean") == pytest.approx(loss(w * x, y).mean(), abs=5e-5)
        factors = part(page, "likelihood", "factors").inner_text().split(" = ")[0].split(" · ")
        assert [number(p) for p in factors] == pytest.approx(np.exp(-loss(w * x, y)), rel=0.05)
    at = {w: np.exp(-loss(w * x, y)) for w in (0, 3, 8)}
    assert at[0].prod() == pytest.approx(0.000244, abs=5e-7)
    assert round(at[3].prod() / at[0].prod()) == pytest.approx(150, abs=5)
    assert at[8].min() == pytest.approx(0.0045, abs=5e-5) and y[at[8].argmin()] == 1
    part(page, "likelihood", "w").focus()
    page.keyboard.press("ArrowRight")
    assert shown(page, "likelihood", "w-shown") == 0.1
    assert (
        part(page, "likelihood", "w")
        .get_attribute("aria-valuetext")
        .startswith("0.1, likelihood 0.00039")
    )
    spoken(page, "likelihood", "Weight 0.1")


def test_the_text_sets_the_magnifier_and_is_true(visit):
    page = visit("loss")
    part(page, "loss", "precision").locator("[value=float32]").check()
    clipped = part(page, "loss", "failures").locator("li", has_text="clipped")
    clipped.get_by_role("button", name="loss \u221e from 16.64 up").click()  # as the naive form
    assert part(page, "loss", "clipped-float32-loss").inner_text() == "\u221e"
    assert part(page, "loss", "clipped-float32-slope").inner_text() == "NaN"
    follow(page, "There")
    assert part(page, "loss", "clipped-float32-loss").inner_text() == "\u221e"
    follow(page, "the score 34")
    assert shown(page, "loss", "clipped-float64-slope") == pytest.approx(1, abs=0.01)
    follow(page, "35")
    assert part(page, "loss", "clipped-float64-slope").inner_text() == "0\nwrong"
    assert shown(page, "loss", "exact-float64-loss") == pytest.approx(loss(35.0, 0))
    follow(page, 'the score 40 of a "yes"')
    assert part(page, "loss", "naive-float64-loss").inner_text() == "NaN"
    assert shown(page, "loss", "exact-float64-loss") == pytest.approx(loss(40.0, 1), rel=1e-5)
    spoken(page, "loss", "At z = 40.00, in float64. exact: loss 4.248e\N{MINUS SIGN}18")
    part(page, "loss", "z").focus()
    page.keyboard.press("ArrowLeft")
    assert part(page, "loss", "z").get_attribute("aria-valuetext") == "39.99"


def lines() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    numbers = exported(playground.along_lines())
    return {name: (np.array(one["x"]), np.array(one["y"])) for name, one in numbers.items()}


def curves(x: np.ndarray, y: np.ndarray) -> dict:
    return {
        "loss": lambda t: np.mean(loss(t * x, y)),
        "square": lambda t: np.mean((sigmoid(t * x) - y) ** 2),
    }


@pytest.mark.parametrize("data", ["four", "digits"])
def test_values_and_slopes_along_a_line_are_the_libraries(modules, data):
    x, y = lines()[data]
    t = np.linspace(-6, 4, 41) if data == "four" else np.linspace(-0.3, 0.9, 41)
    body = """return Object.fromEntries(Object.entries(chords.MEASURES).map(([name, m]) =>
      [name, given.t.map((t) => [m.value(given, t), m.slope(given, t)])]))"""
    ours = modules("chords", body, {"t": t.tolist(), "x": x.tolist(), "y": y.tolist()})
    for name, f in curves(x, y).items():
        values, slopes = np.array(ours[name]).T
        assert values == pytest.approx([f(one) for one in t], rel=1e-12)
        measured = [central_difference(lambda v, f=f: f(v[0]), np.array([one]))[0] for one in t]
        assert slopes == pytest.approx(measured, abs=1e-8, rel=1e-7)


def test_the_line_of_digits_is_the_first_step_of_a_descent():
    x, y = playground.line_of_digits()
    sample = logreg_edu.app.datasets.load("sample")
    X = logreg_edu.pixels_to_examples(sample.images)[::50].astype(float)
    _, dJ_dw, dJ_db = logreg_edu.cost_and_gradient(X, y, np.zeros(784), 0.0)
    alpha = 0.3
    z = logreg_edu.score(X, -alpha * dJ_dw, -alpha * dJ_db)
    np.testing.assert_allclose(alpha * x, z, rtol=1e-10)
    np.testing.assert_array_equal(y, sample.labels[::50] == 0)
    x_page, y_page = lines()["digits"]
    np.testing.assert_allclose(x_page, x, atol=5e-5)
    np.testing.assert_array_equal(y_page, y)


def test_where_a_chord_cuts_below(modules):
    """The ends of the interval, by SciPy; on the mean loss there is none."""
    x, y = lines()["four"]
    body = """const { value, slope } = chords.MEASURES[given.name]
      const f = (t) => value(given, t)
      const chord = chords.chordOf(f, given.from, given.to)
      const tangent = chords.tangentOf(f, (t) => slope(given, t), given.from)
      return { chord: chords.below(chord, f, given.from, given.to),
               tangent: chords.below(f, tangent, -6, 4) }"""
    given = {"x": x.tolist(), "y": y.tolist()}
    for start, end in ((-5.5, 3.5), (-2.35, 0.15), (-0.4, 2.0), (0.15, 0.2)):
        ours = modules("chords", body, given | {"name": "loss", "from": start, "to": end})
        assert ours == {"chord": [], "tangent": []}
    f = curves(x, y)["square"]
    ours = modules("chords", body, given | {"name": "square", "from": -2.35, "to": 2.0})
    gap = lambda t: f(t) - (f(-2.35) + (f(2.0) - f(-2.35)) * (t + 2.35) / 4.35)  # noqa: E731
    t = np.linspace(-2.35, 2, 4001)[1:-1]
    above = np.array([gap(one) for one in t]) > 0
    changes = np.flatnonzero(np.diff(above))
    roots = [scipy.optimize.brentq(gap, t[i], t[i + 1], xtol=1e-13) for i in changes]
    ends = [-2.35] * bool(above[0]) + roots + [2.0] * bool(above[-1])
    assert np.ravel(ours["chord"]) == pytest.approx(ends, abs=1e-9) and len(ends) >= 2
    slope = central_difference(lambda v: f(v[0]), np.array([-2.35]))[0]
    under = lambda t: f(t) - f(-2.35) - slope * (t + 2.35)  # noqa: E731
    (low, high), *_ = [pair for pair in ours["tangent"] if pair[0] > -1]
    assert [under(low), under(high)] == pytest.approx([0, 0], abs=1e-9)
    assert under((low + high) / 2) < 0


def test_the_text_sets_chords_and_is_true(visit):
    page = visit("chord")
    never = "The chord is nowhere below the curve. The tangent is nowhere above the curve."
    for text, chord, tangent in (
        ("over the hilltop", True, True),
        ("in the hollow", True, True),
        ("a line through all 785 parameters", True, True),
    ):
        follow(page, text)
        assert part(page, "chord", "loss-said").inner_text() == never
        words = part(page, "chord", "square-said").inner_text()
        assert ("The chord lies below the curve from" in words) == chord
        assert ("The tangent lies above the curve from" in words) == tangent
    spoken(page, "chord", "B: The chord lies below")
    assert part(page, "chord", "data").locator(":checked").get_attribute("value") == "digits"
    part(page, "chord", "data").locator("[value=four]").check()
    part(page, "chord", "first").focus()
    page.keyboard.press("Home")
    assert shown(page, "chord", "first-shown") == -6
    assert part(page, "chord", "first").get_attribute("aria-valuetext") == "\N{MINUS SIGN}6.00"
    page.keyboard.press("ArrowRight")
    assert shown(page, "chord", "first-shown") == -5.95


def of_nudge() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    images, z, y = playground.ten_steps()
    return images / 255, z, y


def test_the_four_digits_in_the_page_are_those_of_ten_steps():
    images, z, y = playground.ten_steps()
    div = playground.four_digits()
    answers = json.loads(html.unescape(re.search("data-answers='(.*?)'", div)[1]))
    np.testing.assert_array_equal(answers["z"], z)
    np.testing.assert_array_equal(answers["y"], y)
    # Ten steps of the library's own descent give these scores.
    sample = logreg_edu.app.datasets.load("sample")
    X, labels = logreg_edu.pixels_to_examples(sample.images)[::5].astype(float), sample.labels[::5]
    model = logreg_edu.gradient_descent(X, labels == 0, alpha=0.1, iterations=10)
    rows = [np.flatnonzero((image / np.float32(255) == X).all(axis=1))[0] for image in images]
    assert labels[rows].tolist() == [0, 0, 3, 6]
    np.testing.assert_allclose(X[rows] @ model.w + model.b, z, rtol=1e-9)


def test_slopes_and_changes_are_the_libraries(modules):
    X, z, y = of_nudge()
    js = [272, 160, 0, 462]
    given = {"X": X[:, js].T.tolist(), "z": z.tolist(), "y": y.tolist()}
    body = """return given.X.map((x) => [nudge.slopes(given.z, given.y, x),
      ...[-2, -0.01, 0, 0.1, 1.5].map((step) => nudge.changes(given.z, given.y, x, step))])"""
    ours = np.array(modules("nudge", body, given))
    for j, (slopes, *changes) in zip(js, ours, strict=True):
        x = X[:, j]
        each = [
            logreg_edu.cost_and_gradient(x[i : i + 1, None], y[i : i + 1], np.zeros(1), z[i])[1][0]
            for i in range(4)
        ]
        assert slopes == pytest.approx(each, rel=1e-12, abs=1e-15)
        for step, change in zip([-2, -0.01, 0, 0.1, 1.5], changes, strict=True):
            expected = loss(z + step * x, y) - loss(z, y)
            assert change == pytest.approx(expected, abs=1e-14)


def test_the_text_nudges_a_weight_and_is_true(visit):
    page = visit("nudge")
    X, z, y = of_nudge()
    rows = part(page, "nudge", "rows").locator("tr")
    for text, j, step in (
        ("0.1", 272, 0.1),
        ("blank in this digit", 160, 0.1),
        ("try 1.5", 272, 1.5),
        ("The mean of the four", 272, 0.1),
        ("a pixel with full ink in the first 0", 272, 0),
    ):
        follow(page, text)
        x, error = X[:, j], sigmoid(z) - y
        change = loss(z + step * x, y) - loss(z, y)
        slopes = [*(error * x), np.mean(error * x)]
        for i, (slope, moved) in enumerate(zip(slopes, [*change, change.mean()], strict=True)):
            cells = rows.nth(i).locator("td").all_inner_texts()
            assert [number(v) for v in cells[-2:]] == pytest.approx([slope, moved], abs=6e-4)
            assert number(cells[-1]) == pytest.approx(moved, abs=6e-5)
    assert X[0, 272] == 1 and X[0, 160] == 0 and abs(error[0] + 0.52) < 0.005
    gradient = (error[:, None] * X).mean(axis=0)
    assert gradient.argmin() == 272  # where it is most orange
    field = part(page, "nudge", "field")
    field.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    spoken(page, "nudge", "Pixel in row 10, column 19")
    box = field.bounding_box()
    field.click(position={"x": 16.5 / 28 * box["width"], "y": 16.5 / 28 * box["height"]})
    assert "row 16, column 16" in part(page, "nudge", "sentence").inner_text()
    part(page, "nudge", "nudge").focus()
    page.keyboard.press("ArrowRight")
    assert part(page, "nudge", "nudge").get_attribute("aria-valuetext") == "+0.01"
    part(page, "nudge", "of").locator("[value=mean]").check()
    assert "the mean loss changes by" in part(page, "nudge", "sentence").inner_text()

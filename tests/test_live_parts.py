"""The live parts of the chapters: what they share, and the parts of descent."""

from __future__ import annotations

import numpy as np
import pytest
from browser import OVERLAPS, accessibility, open_clean_page, open_page, serve_pages

import logreg_edu
from docs.tools import playground

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("playground")]

# The part and the page that has it; a part may be on several pages.
PAGES = [("bowl", "chapters/06-gradient-descent"), ("bowl", "chapters/09-the-round-bowl")]
PAGES += [("boundary", "chapters/02-from-a-score-to-a-probability")]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of a site with the pages that have a part."""
    top = tmp_path_factory.mktemp("parts")
    with serve_pages(top, (where for _, where in PAGES)) as address:
        yield address


@pytest.fixture
def visit(site, chromium, request):
    """A function that opens a part; afterwards nothing may have gone wrong."""
    options = {"viewport": {"width": 1280, "height": 900}} | getattr(request, "param", {})
    with open_clean_page(chromium, **options) as page:

        def visit(name: str, where: str, query: str = ""):
            page.goto(f"{site}/{where}.html{query or f'#part-{name}'}")
            page.locator(f"#part-{name}").wait_for()
            return page

        yield visit


def part(page, name: str):
    return page.locator(f".pg-live [data-part='{name}']")


BOTH = [{"color_scheme": "light"}, {"color_scheme": "dark"}]


@pytest.mark.parametrize("visit", BOTH, indirect=True, ids=["light", "dark"])
@pytest.mark.parametrize(("name", "where"), PAGES)
def test_accessible_and_no_wider_than_the_screen(visit, name, where):
    page = visit(name, where, f"?embed={name}")  # tests/test_site_browser.py has whole chapters
    root = page.locator(f"#part-{name}")
    assert root.get_attribute("aria-label") and root.get_attribute("role") == "group"
    for slider in root.locator("input[type=range]:visible").all():
        assert slider.get_attribute("aria-valuetext")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        wide = "(root) => [...root.querySelectorAll('*')].filter((e) => e.checkVisibility())"
        wide += ".filter((e) => !e.ownerSVGElement)"  # a picture cuts off what leads out of it
        wide += ".filter((e) => e.getBoundingClientRect().right > innerWidth + 1).length"
        assert root.evaluate(wide) == 0
        assert accessibility(page) == []


@pytest.mark.parametrize(("name", "where"), PAGES)
def test_no_word_of_a_chart_is_printed_over_another(visit, name, where):
    page = visit(name, where)
    assert page.locator(f"#part-{name}").evaluate(OVERLAPS) == []


def test_a_part_alone_does_not_show_the_page_first(visit):
    page = visit(*PAGES[0])
    held = []
    page.route("**/live.js", lambda route: held.append(route))
    for name, seen in (("bowl", False), ("no-such-part", True)):
        address = page.url.split("#")[0].split("?")[0]
        with page.expect_request("**/live.js"):
            page.goto(f"{address}?embed={name}")
        page.wait_for_function("document.readyState === 'complete'")
        assert not page.locator("article h1").is_visible()
        held.pop().continue_()
        page.locator("article h1" if seen else "main h1").last.wait_for()
        assert page.locator("article h1").is_visible() == seen


@pytest.mark.parametrize(("name", "where"), PAGES)
def test_it_comes_when_the_reader_comes_near(site, chromium, name, where):
    with open_page(chromium, viewport={"width": 1280, "height": 900}) as (page, _):
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{site}/{where}.html")
        page.wait_for_load_state("networkidle")
        assert not page.locator(f"#part-{name}").is_visible()
        assert not any(f"live-{name}.js" in url for url in asked)
        page.locator(f"[data-still={name}]").scroll_into_view_if_needed()
        page.locator(f"#part-{name}").wait_for()


@pytest.mark.parametrize(("name", "where"), PAGES)
def test_without_scripts_a_sentence_says_what_would_be_here(site, chromium, name, where):
    with open_page(chromium, java_script_enabled=False) as (page, foreign):
        page.goto(f"{site}/{where}.html")
        assert "JavaScript" in page.locator(f"[data-still={name}]").inner_text()
        assert not page.locator(f"#part-{name}").is_visible() and foreign == []


@pytest.mark.parametrize(("name", "where"), PAGES)
def test_it_can_stand_alone(visit, name, where):
    """The line below a part leads to that part and nothing else."""
    page = visit(name, where)
    page.locator(f"#part-{name} summary", has_text="On a slide").click()
    fold = page.locator(f"#part-{name} .pg-embed-line")
    address = fold.locator("a").get_attribute("href")
    assert f'src="{address.replace("&", "&amp;")}"' in fold.locator("code").inner_text()
    page.goto(address)
    page.locator(f"#part-{name}").wait_for()
    for elsewhere in (".md-header", ".md-sidebar--primary", ".md-footer", "article h1"):
        assert not page.locator(elsewhere).first.is_visible()
    assert page.locator(f"#part-{name} .pg-embed-line").count() == 0
    page.set_viewport_size({"width": 360, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert accessibility(page) == []


def bowl_costs(rate: float, l2: float, start: tuple[float, float], steps: int) -> np.ndarray:
    """Costs of the part of chapter 6, by the library; the rate in units of 1/L."""
    ink, y = playground.zeros_and_ones()
    X = ((ink - ink.mean()) / ink.std())[:, np.newaxis]
    alpha = rate / logreg_edu.largest_curvature(X, l2)
    w, b, costs = np.array([start[0]]), start[1], []
    for _ in range(steps + 1):
        J, dJ_dw, dJ_db = logreg_edu.cost_and_gradient(X, y, w, b, l2)
        costs.append(J)
        w, b = w - alpha * dJ_dw, b - alpha * dJ_db
    return np.array(costs)


def test_the_links_of_chapter_6_set_the_bowl(visit):
    page = visit(*PAGES[0])
    page.emulate_media(reduced_motion="reduce")
    assert part(page, "step").text_content() == "0"
    for text, rate, l2, rises in (
        ("0.1/L", 0.1, 1, False),
        ("1/L", 1, 1, False),
        ("2.2/L", 2.2, 1, True),
        ("2.2/L without a penalty", 2.2, 0, False),
    ):
        page.get_by_role("link", name=text, exact=True).click()
        assert part(page, "rate-shown").inner_text() == f"{rate}/L"
        costs = bowl_costs(rate, l2, (-3, 3), 40)
        shown = float(part(page, "cost").text_content())
        assert shown == pytest.approx(costs[-1], rel=1e-5)
        count = np.sum(np.diff(costs) > 0)
        assert (count > 0) == rises  # as the text says
        words = part(page, "sentence").inner_text()
        assert (f"{count} steps went uphill" in words) == rises
        assert ("Every step went downhill" in words) != rises
        assert page.evaluate("document.activeElement.id") == "part-bowl"
    spoken = part(page, "announcements")
    page.wait_for_function("(e) => e.textContent.includes('After 40')", arg=spoken.element_handle())
    assert "After 40 steps" in spoken.inner_text()


def test_the_keyboard_moves_the_bowl(visit):
    page = visit(*PAGES[0])
    part(page, "hundred").click()
    part(page, "rate").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert part(page, "rate").get_attribute("aria-valuetext") == "1.41 divided by L"
    costs = bowl_costs(10 ** (3 / 20), 1, (-3, 3), 100)
    assert float(part(page, "cost").text_content()) == pytest.approx(costs[-1], rel=1e-5)


def test_chapter_9_shows_what_momentum_saves(visit):
    """At the bars: what is left of the distance after 200 steps."""
    page = visit(*PAGES[1])
    left = {}
    for text in ("the rate 1/L", "the same with", "the best"):
        page.get_by_role("link", name=text).click()
        assert part(page, "step").text_content() == "200"
        left[text] = percent(part(page, "left").inner_text())
    assert left == {
        "the rate 1/L": pytest.approx(48, abs=1),
        "the same with": pytest.approx(2.5, abs=0.1),
        "the best": pytest.approx(0.018, abs=0.001),
    }
    words = part(page, "flat").inner_text()
    ours, without = map(
        percent, words.removesuffix(".").split(": ")[1].split("; without momentum ")
    )
    assert without == pytest.approx(4, abs=0.1) and ours < 0.01 * without
    assert "its own best \N{GREEK SMALL LETTER ALPHA}, 13.6/L" in part(page, "rival").inner_text()
    # The knob of momentum leaves that of the learning rate alone.
    rate = part(page, "rate-shown").inner_text()
    part(page, "momentum").focus()
    page.keyboard.press("ArrowLeft")
    assert part(page, "momentum-shown").inner_text() == "0.725"
    assert part(page, "rate-shown").inner_text() == rate == "23.5/L"
    part(page, "reset").click()
    part(page, "rate").fill("0")
    part(page, "best").click()
    assert part(page, "rate-shown").inner_text() == rate


def percent(text: str) -> float:
    return float(text.removesuffix("\u00a0%"))


def test_a_part_alone_takes_its_state_from_the_address(visit):
    page = visit(*PAGES[0], "?embed=bowl&rate=2.2&l2=1&steps=40&start=-3,3&knobs=rate")
    assert part(page, "rate-shown").inner_text() == "2.2/L"
    assert "steps went uphill" in part(page, "sentence").inner_text()
    assert not part(page, "momentum").is_visible()

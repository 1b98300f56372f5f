"""The live part to draw on: the start page and chapters 0, 7 and 11, in a real browser."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from browser import accessibility, open_clean_page, open_page, serve_pages
from pen import draw

import logreg_edu
from docs.tools import playground
from logreg_edu.app.datasets import load

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("playground")]

PAGES = ["index", "chapters/00-ten-lines", "chapters/07-one-digit-then-ten"]
SHIFTED = "chapters/11-reading-the-mind-of-the-model"
SEVEN = [[[80, 60], [195, 58], [150, 150], [120, 240]]]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of a site with the pages that have a pad."""
    top = tmp_path_factory.mktemp("pads")
    with serve_pages(top, [*PAGES, SHIFTED]) as address:
        yield address


@pytest.fixture
def visit(site, chromium, request):
    """A function that opens a pad; afterwards nothing may have gone wrong."""
    options = {"viewport": {"width": 1280, "height": 900}} | getattr(request, "param", {})
    with open_clean_page(chromium, **options) as page:

        def visit(where: str, query: str = ""):
            page.goto(f"{site}/{where}.html{query}#part-pad")
            page.locator("#part-pad").wait_for()
            page.wait_for_load_state("networkidle")  # questions above the pad move it, too
            return page

        yield visit


def part(page, name: str):
    return page.locator(f"#part-pad [data-part='{name}']")


def wait_for(page, name: str, words: str) -> None:
    page.wait_for_function(
        "([name, words]) => document.querySelector(`#part-pad [data-part=${name}]`)"
        ".textContent.includes(words)",
        arg=[name, words],
    )


def shown(page) -> list[str]:
    return part(page, "bars").locator(".value").all_inner_texts()


BOTH = [{"color_scheme": "light"}, {"color_scheme": "dark"}]


@pytest.mark.parametrize("visit", BOTH, indirect=True, ids=["light", "dark"])
@pytest.mark.parametrize("where", ["index", SHIFTED])
def test_accessible_and_no_wider_than_the_screen(visit, where):
    page = visit(where)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert accessibility(page) == []


@pytest.mark.parametrize("where", PAGES)
def test_what_is_drawn_is_read_by_models_that_come_with_the_first_stroke(visit, where):
    page = visit(where)
    asked = []
    page.on("request", lambda r: "/assets/playground/" in r.url and asked.append(Path(r.url).name))
    draw(page, SEVEN)
    wait_for(page, "announcements", "The model reads a 7")
    kind = {"index": ["features.js", "filters.bin", "filters.js"]}
    assert sorted(asked) == kind.get(where, ["pixels.bin", "pixels.js"])
    given = page.evaluate("""async () => {
      await new Promise(requestAnimationFrame) // the page paints in the frame that is due
      const canvas = document.querySelector("[data-part=given]")
      const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28)
      return [...data].filter((_, i) => i % 4 === 3)
    }""")
    x = logreg_edu.pixels_to_examples(np.array([given], dtype=np.uint8))
    models = logreg_edu.pretrained()
    if where == "index":
        filters, models = logreg_edu.pretrained_filters()
        x = filters(logreg_edu.deskew(x))
    assert logreg_edu.one_vs_all_score(x, models)[0][0] == 7
    part(page, "undo").click()
    assert shown(page) == [""] * 10
    part(page, "pad").focus()
    for key, times in (("ArrowUp", 9), (" ", 1), ("ArrowDown", 18), (" ", 1)):
        for _ in range(times):
            page.keyboard.press(key)
    wait_for(page, "announcements", "reads a 1")


@pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])
@pytest.mark.parametrize("where", PAGES)
def test_on_a_phone_the_pad_and_its_bars_are_on_one_screen(visit, where):
    page = visit(where)
    pad, bars = page.evaluate("""() => ["pad", "bars"].map((name) =>
      document.querySelector(`#part-pad [data-part=${name}]`).getBoundingClientRect().toJSON())""")
    assert pad["width"] > 150 and bars["y"] + bars["height"] - pad["y"] <= 740 - 60
    if where == "index":  # and to draw is the first thing that one can do
        page.evaluate("scrollTo(0, 0)")
        assert part(page, "pad").bounding_box()["y"] < 500


def test_the_bars_move_with_the_shift(visit):
    """As the library reads the moved digit."""
    page = visit(SHIFTED)
    wait_for(page, "verdict", "reads a 0")
    pixels = page.locator("#playground-pad").text_content()
    assert pixels and f">{pixels}<" in playground.digit_for_the_pad(29)
    image = load("sample").images[29].reshape(28, 28)
    W, b = logreg_edu.pretrained()
    for by in (0, 1, 2, 4):
        if by:
            name = {1: "one pixel to the right", 2: "two", 4: "four"}[by]
            page.get_by_role("link", name=name, exact=True).click()
        wide = np.pad(image, ((0, 0), (by, 0)))[:, :28].reshape(1, 784)
        z = logreg_edu.score(logreg_edu.pixels_to_examples(wide), W, b)[0]
        for text, p in zip(shown(page), logreg_edu.sigmoid(z), strict=True):
            assert (
                "<" in text or ">" in text or float(text[:-2]) == pytest.approx(100 * p, abs=0.06)
            )
        surest = {0: 0, 1: 0, 2: 2, 4: 5}[by]  # in the text
        assert np.argmax(z) == surest
        wait_for(page, "verdict", f"reads a {surest}")
        if by == 1:
            assert shown(page)[2].startswith("76.")
        if by == 4:
            assert shown(page)[0].startswith("0.9")
        assert part(page, "shift").get_attribute("aria-valuetext") == (
            f"{by} {'pixel' if by == 1 else 'pixels'} to the right" if by else "not moved"
        )
    part(page, "shift").focus()
    for _ in range(9):
        page.keyboard.press("ArrowLeft")
    assert part(page, "shift-shown").inner_text() == "5 pixels to the left"
    wide = np.pad(image, ((0, 0), (0, 5)))[:, 5:].reshape(1, 784)
    z = logreg_edu.score(logreg_edu.pixels_to_examples(wide), W, b)[0]
    wait_for(page, "announcements", "5 pixels to the left")
    for text, p in zip(shown(page), logreg_edu.sigmoid(z), strict=True):
        assert "<" in text or ">" in text or float(text[:-2]) == pytest.approx(100 * p, abs=0.06)


def test_it_can_stand_alone(visit):
    page = visit("index", "?embed=pad&models=pixels&least=0.3")
    draw(page, SEVEN)
    wait_for(page, "verdict", "The model reads a 7")
    assert not page.locator(".md-header").is_visible()


def test_without_scripts_there_is_a_picture(site, chromium):
    with open_page(chromium, java_script_enabled=False) as (page, foreign):
        page.goto(f"{site}/index.html")
        assert page.locator("[data-still=pad] img.only-light").is_visible()
        assert not page.locator("#part-pad").is_visible() and foreign == []

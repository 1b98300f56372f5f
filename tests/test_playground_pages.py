"""The pages of the playground, built and used in a real browser: mouse, keyboard, pictures."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from browser import ROOT, accessibility, build_part, expect, open_clean_page, open_page, serve
from pen import draw, fitted
from PIL import Image
from scenes import ink, tilted

import logreg_edu
from docs.tools import playground
from logreg_edu.app.datasets import load
from logreg_edu.app.prediction import OF_FILTERS, OF_PIXELS, predict_either
from logreg_edu.app.preparation import prepare_file

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("playground")]

MODULES = ROOT / "docs/assets/playground"
PAGES = ["draw", "bowl", "boundary", "loss"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The pages of the playground and the first page, built, under a path: (folder, address)."""
    top = tmp_path_factory.mktemp("playground")
    folder = top / "some/path"
    only = ["__pycache__", "*.py", "/tools/", "/figures/", "/overrides/", "/facts.toml"]
    only += ["*.md", "!/index.md", "!/playground/*.md"]
    with serve(top) as server:
        address = f"{server}/some/path"
        config = {
            "docs_dir": str(ROOT / "docs"),
            "site_dir": str(folder),
            "site_url": f"{address}/",
            "exclude_docs": "\n".join(only),
        }
        build_part(top, config, PYTHONPATH=str(ROOT))
        yield folder, f"{address}/playground"


@pytest.fixture
def visit(site, chromium, request):
    """A function that opens a page of the playground; afterwards nothing may have gone wrong."""
    options = {"viewport": {"width": 1280, "height": 1000}} | getattr(request, "param", {})
    with open_clean_page(chromium, **options) as page:

        def visit(name: str):
            page.goto(f"{site[1]}/{name}.html")
            page.locator(f":is(#{name}, #part-{name}).playground").wait_for()
            return page

        yield visit


def part(page, name: str):
    return page.locator(f".playground [data-part='{name}']")


def verdict(page) -> int:
    """What the model of pixels reads."""
    return int(re.search(r"reads an? (\d)", part(page, "verdict-pixels").inner_text())[1])


def read_with_filters(page) -> int:
    """What the model of filters reads, once it is there."""
    page.wait_for_function(
        "document.querySelector('[data-part=verdict-filters]').textContent.includes(' reads ')"
    )
    return int(re.search(r"reads an? (\d)", part(page, "verdict-filters").inner_text())[1])


SEVEN = [[[80, 60], [195, 58], [150, 150], [120, 240]]]
BOTH = [{"color_scheme": "light"}, {"color_scheme": "dark"}]


@pytest.mark.parametrize("visit", BOTH, indirect=True, ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_accessible_and_no_wider_than_the_screen(visit, name):
    page = visit(name)
    assert not page.locator(".playground-still").is_visible()
    if name == "draw":
        draw(page, SEVEN)
        page.locator("summary").click()
    page.mouse.move(0, 0)  # or it may be on a link that is just changing its colour
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert accessibility(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_without_javascript_there_is_a_still(site, chromium, name):
    with open_page(chromium, java_script_enabled=False) as (page, foreign):
        page.goto(f"{site[1]}/{name}.html")
        still = page.locator(".playground-still")
        assert still.locator("img.only-light").is_visible() and "JavaScript" in still.inner_text()
        assert not page.locator(".playground").is_visible() and foreign == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_small(site, visit, name):
    """All scripts that come with the page, and the data in it, compressed."""
    page = visit(name)
    asked = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    scripts = [Path(url).name for url in asked if "/assets/playground/" in url]
    assert ("draw.js" if name == "draw" else f"live-{name}.js") in scripts
    html = (site[0] / f"playground/{name}.html").read_bytes()
    data = b"".join(re.findall(rb'<div id="playground-.*?</div>', html, re.S))
    sizes = [len(gzip.compress((MODULES / script).read_bytes(), 6)) for script in scripts]
    assert sum(sizes) + len(gzip.compress(data, 6)) <= 80_000


def test_it_works_after_instant_navigation(visit):
    page = visit("loss")
    page.evaluate("window.same = true")
    for name, title in (
        ("draw", "Draw a digit"),
        ("bowl", "Descent on a bowl"),
        ("draw", "Draw a digit"),
    ):
        page.locator(".md-sidebar--primary a", has_text=title).click()
        page.locator(f":is(#{name}, #part-{name}).playground").wait_for()
    draw(page, SEVEN)
    assert verdict(page) == 7
    assert page.evaluate("window.same"), "the page was loaded anew"


@pytest.mark.parametrize("visit", BOTH[1:], indirect=True, ids=["dark"])
def test_ink_has_its_colour_though_the_style_comes_late(visit):
    page = visit("loss")

    def late(route):
        page.wait_for_timeout(500)
        route.continue_()

    page.route("**/playground.css", late)
    page.locator(".md-sidebar--primary a", has_text="Draw a digit").click()
    page.locator("#draw.playground").wait_for()
    red = page.evaluate("""() => {
      const canvas = document.querySelector("[data-part=digits] canvas")
      const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28)
      return [...data].filter((_, i) => i % 4 === 0)
    }""")
    assert max(red) > 200


def winners(page) -> list[int]:
    """The digits whose bars stand out: of the pixels, then of the filters."""
    return page.evaluate("""() => ["pixels", "filters"].flatMap((kind) =>
      [...document.querySelectorAll(`[data-part=bars] .cell.${kind}`)].flatMap((cell, k) =>
        cell.classList.contains("winner") ? [k] : []))""")


def test_drawing_with_the_mouse(visit):
    page = visit("draw")
    draw(page, SEVEN)
    assert verdict(page) == read_with_filters(page) == 7
    assert winners(page) == [7, 7]
    assert "The model of pixels reads a 7" in part(page, "announcements").inner_text()
    # Drawn small and in a corner it is prepared to nearly the same picture.
    part(page, "clear").click()
    assert "Draw a digit" in part(page, "verdict").inner_text()
    draw(page, [[[10 + x / 2, 10 + y / 2] for x, y in SEVEN[0]]])
    assert verdict(page) == 7
    draw(page, [[[250, 100], [250, 270]]])
    assert "two digits" in part(page, "verdict").inner_text()
    assert part(page, "announcements").inner_text().startswith("This looks like two digits")
    part(page, "undo").click()
    assert verdict(page) == 7


def test_no_clear_answer_is_said_in_words(visit):
    page = visit("draw")
    draw(page, [[[60, 60], [220, 220]], [[220, 60], [60, 220]]])
    read_with_filters(page)
    for kind, option in (("pixels", OF_PIXELS), ("filters", OF_FILTERS)):
        words = part(page, f"verdict-{kind}").inner_text()
        assert words.startswith(f"The model of {kind} gives no clear answer: ")
        assert " At best it reads a" in words and " Runner-up: " in words
        assert words in part(page, "announcements").inner_text()
        often = f" {option.rejected:.1%} of MNIST's test digits get no clear answer"
        assert often in part(page, "sum").inner_text()
    assert winners(page) == []
    part(page, "clear").click()
    draw(page, SEVEN)
    assert verdict(page) == read_with_filters(page) == 7
    assert "clear" not in part(page, "announcements").inner_text()
    assert winners(page) == [7, 7]


def test_the_filters_are_fetched_at_the_first_stroke(visit, site):
    """Not before; and all that the page has then loaded is small, compressed."""
    page = visit("draw")
    asked = []
    page.on("request", lambda r: "/assets/playground/" in r.url and asked.append(Path(r.url).name))
    page.wait_for_timeout(300)
    assert asked == []
    draw(page, SEVEN)
    page.locator("[data-part=clear]").click()
    draw(page, SEVEN)
    assert read_with_filters(page) == 7
    assert sorted(asked) == ["features.js", "filters.bin", "filters.js"]
    folder = site[0] / "assets/playground"
    assert (folder / "filters.bin").read_bytes() == playground.filters()
    sizes = [len(gzip.compress((folder / name).read_bytes(), 6)) for name in asked]
    assert sum(sizes) <= 100_000
    filters, models = logreg_edu.pretrained_filters()
    page.locator("summary").click()
    page.locator("[data-part=digits] button").nth(40).click()
    x = logreg_edu.pixels_to_examples(playground.choose_digits().images[40:41])
    digit = logreg_edu.one_vs_all_score(filters(logreg_edu.deskew(x)), models)[0][0]
    assert read_with_filters(page) == digit


@pytest.mark.parametrize("missing", ["filters.bin", "features.js"])
def test_without_the_filters_the_pixels_are_read(site, chromium, missing):
    """One line says so. The next stroke tries again."""
    with open_page(chromium) as (page, _):
        page.route(f"**/{missing}", lambda route: route.abort())
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{site[1]}/draw.html")
        page.locator("#draw.playground").wait_for()
        draw(page, SEVEN)
        page.wait_for_function("""document.querySelector("[data-part=verdict-filters]")
          .textContent.includes("could not be fetched")""")
        assert verdict(page) == 7 and winners(page) == [7]
        assert "could not be fetched" in part(page, "announcements").inner_text()
        page.unroute(f"**/{missing}")
        draw(page, [[[120, 140], [170, 142]]])
        assert read_with_filters(page) == 7 and errors == []


def test_the_sum_shown_adds_up(visit):
    page = visit("draw")
    draw(page, SEVEN)
    for k in (7, 2):
        part(page, "bars").locator("input").nth(k).check()
        words = part(page, "sum-of-parts").inner_text().replace("\u2212", "-")
        *parts, score = map(float, re.findall(r"[+-]?\d+\.\d\d\b", words))
        assert f"Is it a {k}?" in words and len(parts) == 3
        assert round(sum(parts), 2) == score
    part(page, "normalised").check()
    assert not part(page, "follow").is_checked()
    read_with_filters(page)
    for kind in ("pixels", "filters"):
        fills = part(page, "bars").locator(f".{kind} .fill")
        widths = fills.evaluate_all("(bars) => bars.map((bar) => parseFloat(bar.style.width))")
        assert len(widths) == 10 and sum(widths) == pytest.approx(100, abs=0.01)


def test_drawing_and_rubbing_out_with_the_keyboard(visit):
    page = visit("draw")
    part(page, "pad").focus()
    for key, times in (("ArrowUp", 9), (" ", 1), ("ArrowDown", 18), (" ", 1)):
        for _ in range(times):
            page.keyboard.press(key)
    assert verdict(page) == 1
    assert "The model of pixels reads a 1" in part(page, "announcements").inner_text()
    read_with_filters(page)  # or their answer would be said over what comes next
    page.keyboard.press("Control+z")
    assert "Draw a digit" in part(page, "verdict").inner_text()
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # to the link in the text
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "This is a 1" in part(page, "announcements").inner_text()
    part(page, "why").focus()
    page.keyboard.press("ArrowUp")
    assert "Row 13, column 14: ink" in part(page, "announcements").inner_text()
    page.keyboard.press(" ")
    said = part(page, "announcements").inner_text()
    assert said == part(page, "what-if").inner_text()
    words = said.replace("\u2212", "-")
    before, after, change = map(float, re.findall(r"[+-]?\d+\.\d\d\b", words))
    assert round(before + change, 2) == after and change != 0
    part(page, "put-back").click()
    expect(part(page, "what-if")).to_have_text("")
    part(page, "bars").locator("input").nth(7).check()
    said = part(page, "announcements").inner_text()
    assert said == part(page, "sum-of-parts").inner_text() and "Is it a 7?" in said


PASTE = """([name, bytes, way]) => {
  const given = new DataTransfer()
  const content = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))
  given.items.add(new File([content], name, { type: "image/png" }))
  const root = document.querySelector(".playground")
  const options = { bubbles: true, cancelable: true }
  if (way === "drop") root.dispatchEvent(new DragEvent("drop", { ...options, dataTransfer: given }))
  else root.dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: given }))
}"""


def picture_of_a_digit() -> bytes:
    """A PNG: blue ink on yellow paper, no square."""
    digit = load("sample").images[2001].reshape(28, 28)  # a 4
    ink = np.asarray(Image.fromarray(digit).resize((140, 140), Image.Resampling.BICUBIC)) / 255
    ink = np.pad(ink, ((30, 10), (20, 60)))[..., np.newaxis]
    rgb = (1 - ink) * [250, 245, 180] + ink * [20, 30, 120]
    file = io.BytesIO()
    Image.fromarray(rgb.astype(np.uint8)).save(file, "png")
    return file.getvalue()


@pytest.mark.parametrize("way", ["choose", "drop", "paste"])
def test_pictures(visit, tmp_path, way):
    page = visit("draw")
    content = picture_of_a_digit()
    if way == "choose":
        file = {"name": "four.png", "mimeType": "image/png", "buffer": content}
        part(page, "file").set_input_files(file)
    else:
        page.evaluate(PASTE, ["four.png", base64.b64encode(content).decode(), way])
    page.wait_for_function("document.querySelector('[data-part=steps]').children.length === 4")
    (tmp_path / "four.png").write_bytes(content)
    expected = prepare_file(tmp_path / "four.png")
    assert part(page, "steps").inner_text().split("\n") == expected.steps()
    shown = page.evaluate("""() => {
      const canvas = document.querySelector("[data-part=centred]")
      const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28)
      return [...data].filter((_, i) => i % 4 === 3)
    }""")
    assert np.abs(np.array(shown) - expected.image.astype(int)).max() <= 1
    assert verdict(page) == 4


def tilted_digit(row: int, path: Path) -> None:
    """A picture of a digit of the sample, turned by 35 degrees to the right."""
    picture = tilted(ink(load("sample").images[row].reshape(28, 28)))
    Image.fromarray(np.uint8(255 * picture)).save(path)


@pytest.mark.parametrize(("row", "upright"), [(1378, True), (826, False)])
def test_a_tilted_picture_is_read_as_the_command_reads_it(visit, tmp_path, row, upright):
    """The models of filters choose, not those of pixels, who would choose the other way."""
    tilted_digit(row, tmp_path / "tilted.png")
    filters, models = logreg_edu.pretrained_filters()
    preparation = prepare_file(tmp_path / "tilted.png")
    _, by_pixels = predict_either(preparation, logreg_edu.pretrained())
    answer, expected = predict_either(preparation, models, filters=filters)
    assert (expected.slant != 0) == upright == (by_pixels.slant == 0)
    page = visit("draw")
    part(page, "file").set_input_files(tmp_path / "tilted.png")
    assert read_with_filters(page) == answer.label == load("sample").labels[row]
    expect(part(page, "steps").locator("li")).to_have_text(expected.steps())


def test_what_is_drawn_while_a_picture_is_read_stays(site, chromium, tmp_path):
    """A tilted picture waits for the filters, and a stroke in the meantime is newer."""
    tilted_digit(1378, tmp_path / "tilted.png")
    with open_page(chromium) as (page, _):
        held = []
        page.route("**/filters.bin", lambda route: held.append(route))
        page.goto(f"{site[1]}/draw.html")
        page.locator("#draw.playground").wait_for()
        with page.expect_request("**/filters.bin"):
            part(page, "file").set_input_files(tmp_path / "tilted.png")
        draw(page, SEVEN)
        for route in held:
            route.continue_()
        assert read_with_filters(page) == 7 and winners(page) == [7, 7]


def test_a_picture_of_a_digit_that_is_cut_off(visit):
    page = visit("draw")
    file = io.BytesIO()
    picture = Image.open(io.BytesIO(picture_of_a_digit()))
    picture.crop((0, 0, picture.width, 100)).save(file, "png")
    file = {"name": "cut.png", "mimeType": "image/png", "buffer": file.getvalue()}
    part(page, "file").set_input_files(file)
    read_with_filters(page)
    told = "The digit reaches the edge: part of it may be missing."
    assert part(page, "verdict").inner_text() == told
    part(page, "clear").click()
    assert told not in part(page, "verdict").inner_text()


def test_no_picture(visit):
    page = visit("draw")
    page.evaluate(PASTE, ["notes.png", base64.b64encode(b"no picture").decode(), "drop"])
    page.wait_for_function(
        "document.querySelector('[data-part=verdict]').textContent.startsWith('notes.png: ')"
    )


@pytest.mark.mnist
def test_digits_that_people_wrote_with_a_pen(visit, mnist_folder):
    """Replayed with the mouse; each fills the dashed box."""
    path = mnist_folder.parent / "pen_digits.json"
    if not path.is_file():
        pytest.skip(f"no {path.name} beside MNIST's folder")
    recorded = json.loads(path.read_text("utf-8"))
    page = visit("draw")
    right = with_filters = 0
    for digit in recorded:
        draw(page, fitted(digit["strokes"]))
        right += verdict(page) == digit["label"]
        with_filters += read_with_filters(page) == digit["label"]
        part(page, "clear").evaluate("(button) => button.click()")
    print(f"{right} of {len(recorded)}, with filters {with_filters}")
    assert right >= 0.75 * len(recorded) and with_filters >= 0.94 * len(recorded)


def number(page, name: str) -> float:
    return float(part(page, name).text_content().replace("\u2212", "-"))


def test_the_bowl(visit):
    page = visit("bowl")
    part(page, "map").click(position={"x": 100, "y": 60})
    part(page, "hundred").click()
    assert part(page, "step").inner_text() == "100"
    assert "Every step went downhill" in part(page, "sentence").inner_text()
    x = playground.zeros_and_ones()[0][:, np.newaxis] / 255
    L = logreg_edu.largest_curvature((x - x.mean()) / x.std())
    assert number(page, "largest") == pytest.approx(L, rel=1e-2)
    assert number(page, "alpha") == pytest.approx(1 / L, rel=1e-2)
    part(page, "rate").fill("40")  # 100/L: the path is drawn anew
    assert "It does not settle" in part(page, "sentence").inner_text()
    page.wait_for_function(
        "document.querySelector('[data-part=announcements]').textContent.includes('not settle')"
    )
    part(page, "l2").fill("51")
    assert "the cost has grown" in part(page, "sentence").inner_text()
    part(page, "l2").fill("0")
    part(page, "rate").fill("0")
    part(page, "scaling").select_option("none")
    L = logreg_edu.largest_curvature(x)
    assert number(page, "safe") == pytest.approx(2 / L, rel=1e-2)
    # Momentum leaves the learning rate alone; the guarantee shrinks.
    part(page, "momentum").fill("900")
    assert number(page, "alpha") == pytest.approx(1 / L, rel=1e-2)
    assert number(page, "safe") == pytest.approx(0.2 / L, rel=1e-2)
    part(page, "reset").click()
    assert part(page, "step").inner_text() == "0"
    part(page, "map").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "document.querySelector('[data-part=announcements]').textContent.includes('Start at')"
    )


def test_the_bowl_runs_and_arrives(visit):
    page = visit("bowl")
    part(page, "rate").fill("6")  # about 2/L
    part(page, "run").click()
    page.wait_for_function(
        "document.querySelector('[data-part=sentence]').textContent.startsWith('Arrived')"
    )
    assert part(page, "run").inner_text() == "Run"
    assert number(page, "far") < 1e-3


REDUCED = [{"reduced_motion": "reduce"}]


@pytest.mark.parametrize("visit", REDUCED, indirect=True, ids=["reduced-motion"])
def test_nothing_moves_where_motion_is_unwelcome(visit):
    page = visit("bowl")
    part(page, "rate").fill("-20")
    part(page, "run").click()
    assert part(page, "step").inner_text() == "1,000"
    page = visit("boundary")
    steps = part(page, "step").inner_text()
    page.wait_for_timeout(200)
    assert steps == part(page, "step").inner_text() and part(page, "run").inner_text() == "Run"
    part(page, "l2").fill("20")
    told = part(page, "sentence").inner_text()
    assert "At the minimum" in told and part(page, "announcements").inner_text() == told


def test_pushing_the_boundary(visit):
    page = visit("boundary")
    part(page, "example").select_option("parted")
    text = "document.querySelector('[data-part=sentence]').textContent"
    page.wait_for_function(f"{text}.includes('grow without end')")
    page.wait_for_function("document.querySelector('[data-part=run]').textContent === 'Run'")
    size = float(part(page, "size").inner_text())
    part(page, "l2").fill("20")
    page.wait_for_function(f"{text}.startsWith('At the minimum')")
    assert float(part(page, "size").inner_text()) < size / 3
    # Drag the first point, a no, to the yes.
    points = page.locator(".point")
    count = points.count()
    point, plot = points.first.bounding_box(), part(page, "plot").bounding_box()
    page.mouse.move(point["x"] + point["width"] / 2, point["y"] + point["height"] / 2)
    page.mouse.down()
    page.mouse.move(plot["x"] + 0.8 * plot["width"], plot["y"] + 0.4 * plot["height"], steps=5)
    page.mouse.up()
    page.wait_for_function(f"{text}.includes('wrong side')")
    assert points.count() == count
    points.first.focus()
    page.keyboard.press(" ")
    assert points.first.get_attribute("class").startswith("point yes")
    page.keyboard.press("Delete")
    assert points.count() == count - 1
    part(page, "add").click()
    before = points.last.get_attribute("aria-label")
    page.keyboard.press("ArrowLeft")
    assert points.count() == count and points.last.get_attribute("aria-label") != before


def test_the_magnifier(visit):
    page = visit("loss")
    assert part(page, "naive-float64-loss").inner_text() == "\u221e"
    assert part(page, "exact-float64-loss").inner_text() == "40"
    page.locator("[name=truth][value='1']").check()
    assert part(page, "naive-float64-loss").inner_text() == "NaN"
    page.locator("[name=precision][value=float32]").check()
    page.locator("[data-part=failures] button").first.click()
    assert part(page, "z-shown").inner_text() == "16.64"
    page.wait_for_function(
        "document.querySelector('[data-part=announcements]').textContent.includes('in float32')"
    )
    part(page, "z").focus()
    page.keyboard.press("ArrowRight")
    assert part(page, "z-shown").inner_text() == "16.65"

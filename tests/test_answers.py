"""Questions that take an answer: a page is built and answered in a real browser."""

from __future__ import annotations

import json
import re

import pytest
from browser import ROOT, accessibility, build_part, open_clean_page, open_page, serve
from matplotlib.figure import Figure

from docs.tools import asked

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("answers")]

PAGE = """# Questions

**1.** A number, and a choice. The fold has a reason for each wrong letter.

```python exec="on"
from docs.tools import asked

print(asked.number("The loss, in $z$:", 6.9077, 0.05, unit="nats"))
```

What follows from it?

- A: more
- B: as much
- C: less

??? success "Answer"
    **C.** So it is.

    - A: that is *too* much.
    - B: it is not the same.

**2.** A place.

```python exec="on"
from test_answers import drawing

from docs.tools import asked

print(asked.place(drawing, "Nine squares.", (7, 20), 2, names=["column", "row"]))
```

??? success "Answer"
    There.

**3.** A place along an axis.

```python exec="on"
from test_answers import line

from docs.tools import asked

print(asked.place(line, "An axis.", [-3], 0.5, names=["weight"], step=0.1))
```

??? success "Answer"
    There, too.

??? success "A solution"
    This fold asks nothing.
"""


def drawing(theme: str) -> Figure:
    """A picture of 28 rows and columns."""
    figure = Figure((4, 4))
    axes = figure.add_axes((0.1, 0.2, 0.8, 0.7))
    axes.set(xlim=(0, 27), ylim=(27, 0))
    return figure


def line(theme: str) -> Figure:
    """A picture of an axis from -12 to 12."""
    figure = drawing(theme)
    figure.axes[0].set(xlim=(-12, 12), ylim=(0, 1))
    return figure


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    top = tmp_path_factory.mktemp("answers")
    (top / "docs").mkdir()
    (top / "docs/assets").symlink_to(ROOT / "docs/assets")
    (top / "docs/index.md").write_text(PAGE, encoding="utf-8")
    build_part(top, {"nav": ["index.md"]}, PYTHONPATH=f"{ROOT}:{ROOT / 'tests'}")
    with serve(top / "site") as server:
        yield f"{server}/index.html"


@pytest.fixture(params=[{}, {"color_scheme": "dark", "viewport": {"width": 360, "height": 700}}])
def page(address, chromium, request):
    with open_clean_page(chromium, **request.param) as page:
        page.goto(address)
        page.locator(".answers-kept").wait_for()
        yield page


def answer(page, number: int, button: str = "Answer"):
    """Press the button of a question, and return what is said."""
    form = page.locator("form.answer").nth(number)
    form.get_by_role("button", name=button).click()
    return form.locator(".verdict").inner_text().split("\n\n")


def test_a_right_answer_opens_the_fold(page):
    fold = page.locator("details").nth(0)
    assert fold.get_attribute("open") is None
    page.get_by_label("The loss").fill("6.9")
    page.get_by_label("C: less").check()
    assert "\N{PLUS-MINUS SIGN} 0.05 nats" in page.locator("p.asked").inner_text()
    assert answer(page, 0) == ["Right: it is 6.91 nats.", "C is right."]
    assert fold.get_attribute("open") is not None
    assert "1 of 3 questions on this page, 1 right" in page.locator(".answers-kept").inner_text()


def test_what_is_written_between_two_parts_stays_between_them(page):
    words = page.locator("form.answer").nth(0).inner_text()
    places = [words.index(part) for part in ("The loss", "What follows", "A: more")]
    assert places == sorted(places)


def test_a_wrong_answer_is_told_why(page):
    page.get_by_label("The loss").fill("6,2")
    page.get_by_label("A: more").check()
    assert answer(page, 0) == [
        "It is 6.91 nats: you are near, 10 % too low.",
        "It is C. A: that is too much.",
    ]
    assert "1 of 3 questions on this page, 0 right" in page.locator(".answers-kept").inner_text()


def test_nothing_opens_before_all_is_answered(page):
    fold = page.locator("details").nth(0)
    assert answer(page, 0) == ["Fill in a number first."]
    assert page.evaluate("document.activeElement.type") == "text"
    page.get_by_label("The loss").fill("seven")
    assert answer(page, 0)[0].startswith("Write a number, such as")
    page.get_by_label("The loss").fill("7")
    assert answer(page, 0) == ["Choose one first."]
    assert fold.get_attribute("open") is None
    # The fold itself asks once for an answer, and then opens.
    fold.locator("summary").click()
    assert fold.get_attribute("open") is None
    fold.locator("summary").click()
    assert fold.get_attribute("open") is not None


def test_by_keyboard(page):
    page.get_by_label("The loss").focus()
    page.keyboard.type("6.91")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")  # from A to B
    page.keyboard.press("Enter")
    said = page.locator("form.answer").nth(0).locator(".verdict")
    assert said.inner_text().endswith("It is C. B: it is not the same.")


def place(mark) -> list[float]:
    """Where the middle of a mark is in its picture."""
    return mark.evaluate("""(mark) => {
      const images = [...mark.parentElement.querySelectorAll("img")]
      const image = images.find((one) => one.checkVisibility()).getBoundingClientRect()
      const { left, top, width, height } = mark.getBoundingClientRect()
      return [left + width / 2 - image.left, top + height / 2 - image.top]
    }""")


def test_a_place_by_click_and_by_sliders(page):
    form = page.locator("form.answer").nth(1)
    assert answer(page, 1) == ["Click on the picture first, or move the sliders."]
    image = form.locator("img:visible")
    box = image.bounding_box()
    # Column 7 and row 20 of the axes, which take (0.1, 0.2) to (0.9, 0.9) from below.
    across, down = box["width"] * (0.1 + 0.8 * 7 / 27), box["height"] * (0.1 + 0.7 * 20 / 27)
    image.click(position={"x": across, "y": down})
    assert page.get_by_label("column:").input_value() == "7"
    assert page.get_by_label("row:").input_value() == "20"
    mark, target = form.locator(".mark:not(.target)"), form.locator(".target")
    assert place(mark) == pytest.approx([across, down], abs=3)
    assert not target.is_visible()
    assert answer(page, 1) == ["Right: it is at column 7, row 20."]
    page.get_by_label("row:").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.get_by_label("row:").get_attribute("aria-valuetext") == "23"
    assert answer(page, 1) == ["It is at column 7, row 20: your mark is 3 away."]
    assert place(target) == pytest.approx([across, down], abs=3)
    page.get_by_role("button", name="Clear my answers").click()
    assert not mark.is_visible() and not target.is_visible()


def test_a_kept_mark_is_at_its_place_though_the_style_comes_late(page):
    page.get_by_label("row:").fill("20")
    answer(page, 1)
    page.get_by_label("Keep my answers").check()

    mark = page.locator("form.answer").nth(1).locator(".mark:not(.target)")
    before = place(mark)

    def late(route):
        page.wait_for_timeout(500)
        route.continue_()

    page.route("**/answers.css", late)
    page.reload()
    page.locator(".answers-kept").wait_for()
    assert place(mark) == pytest.approx(before, abs=3)
    page.get_by_label("Keep my answers").uncheck()


def test_a_place_along_an_axis_is_a_line(page):
    form = page.locator("form.answer").nth(2)
    assert answer(page, 2) == ["Click on the picture first, or move the slider."]
    image = form.locator("img:visible")
    box = image.bounding_box()
    across = box["width"] * (0.1 + 0.8 * (4.5 + 12) / 24)
    image.click(position={"x": across, "y": box["height"] / 3})
    slider = page.get_by_label("weight:")
    assert float(slider.input_value()) == pytest.approx(4.5, abs=0.11)
    line = form.locator(".mark:not(.target)")
    assert place(line)[0] == pytest.approx(across, abs=3)
    assert line.bounding_box()["height"] == pytest.approx(0.7 * box["height"], abs=1)
    slider.fill("5")
    assert answer(page, 2) == ["It is at weight \N{MINUS SIGN}3: your mark is 8 away."]
    right = box["width"] * (0.1 + 0.8 * 9 / 24)
    assert place(form.locator(".target"))[0] == pytest.approx(right, abs=3)
    slider.fill("-3.4")
    assert slider.get_attribute("aria-valuetext") == "\N{MINUS SIGN}3.4"
    assert answer(page, 2) == ["Right: it is at weight \N{MINUS SIGN}3."]


def test_answers_are_kept_only_if_wanted_and_can_be_cleared(page):
    def kept():
        return json.loads(page.evaluate("localStorage.getItem('logreg_edu.answers')") or "null")

    def reload():
        page.reload()
        page.locator(".answers-kept").wait_for()
        return page.get_by_label("The loss").input_value()

    page.get_by_label("The loss").fill("7.5")
    page.get_by_label("B: as much").check()
    answer(page, 0)
    assert kept() is None and reload() == ""
    page.get_by_label("The loss").fill("7.5")
    page.get_by_label("B: as much").check()
    answer(page, 0)
    page.get_by_label("Keep my answers").check()
    assert reload() == "7.5" and page.get_by_label("B: as much").is_checked()
    assert "1 of 3" in page.locator(".answers-kept").inner_text()
    page.get_by_role("button", name="Clear my answers").click()
    assert page.get_by_label("The loss").input_value() == ""
    assert reload() == ""
    page.get_by_label("Keep my answers").uncheck()
    assert kept() is None


def test_a_screen_reader_reaches_all_of_it(page):
    page.get_by_label("The loss").fill("7")
    page.get_by_label("A: more").check()
    answer(page, 0)
    assert accessibility(page) == []


def test_without_scripts_the_page_is_what_it_was(address, chromium):
    with open_page(chromium, java_script_enabled=False) as (page, _):
        page.goto(address)
        assert page.get_by_text("A: more").is_visible()
        assert not page.get_by_text("The loss").is_visible()
        page.locator("summary").nth(0).click()
        assert page.get_by_text("it is not the same").is_visible()


NUMBERS = {
    0.25: ["0.25", " .25 ", "0,25", "1/4", "25 %", "25%", "+0.250", "25e-2"],
    -3: ["-3", "\N{MINUS SIGN}3"],
    3e-5: ["3e-5", "3E-05", "3·10^-5", "3 * 10^(-5)", "3x10^-5"],
    1e6: ["10^6", "1,000,000", "1000000.", "1 000 000"],
    None: ["", "two", "1/", "1.2.3", "-", "e5", "%", "0x10", "1,2,3"],
}


def test_what_people_write_as_a_number(page):
    texts = [text for written in NUMBERS.values() for text in written]
    numbers = page.evaluate(
        """async (texts) => {
            const { parse } = await import("./assets/answers.js")
            return texts.map((text) => parse(text))
        }""",
        texts,
    )
    expected = [value for value, written in NUMBERS.items() for _ in written]
    for text, number, right in zip(texts, numbers, expected, strict=True):
        assert number == (right and pytest.approx(right, rel=1e-15, abs=0)), text
    others = page.evaluate(
        """async () => {
            const { parse } = await import("./assets/answers.js")
            return [parse("inf"), parse("-\u221e"), parse("NaN"), parse("25 %", true)].map(String)
        }"""
    )
    assert others == ["Infinity", "-Infinity", "NaN", "25"]


@pytest.mark.parametrize(
    ("said", "value", "within", "right", "words"),
    [
        ("10", 10, 0, True, "Right: 10."),
        ("10.4", 10, 0.5, True, "Right: it is 10."),
        ("-10", 10, 0.5, False, "It is 10: the sign is the other one."),
        ("10.04", 10, 0.01, False, "It is 10: you are near, less than 1 % too high."),
        ("12", 10, 0.5, False, "It is 10: you are near, 20 % too high."),
        ("8", 10, 0.5, False, "It is 10: you are near, 20 % too low."),
        ("-12", -10, 0.5, False, "It is \N{MINUS SIGN}10: you are near, 20 % too low."),
        ("35", 10, 0.5, False, "It is 10: yours is 3.5 times as large."),
        ("0.02", 10, 0.5, False, "It is 10: yours is 500 times as small."),
        ("0", 10, 0.5, False, "It is 10."),
        ("3", 0, 0.5, False, "It is 0."),
        ("inf", 10, 0.5, False, "It is 10."),
        ("inf", float("inf"), 0, True, "Right: inf."),
        ("nan", float("nan"), 0, True, "Right: it is nan."),
    ],
)
def test_how_near_a_number_is(page, said, value, within, right, words):
    written = asked.number("n", value, within)
    attributes = dict(re.findall(r'data-([a-z]+)="([^"]*)"', written))
    found = page.evaluate(
        """async ([text, data]) => {
            const { parse, judgeNumber, number } = await import("./assets/answers.js")
            return judgeNumber(parse(text), number(data.value), Number(data.within), data.shown)
        }""",
        [said, attributes],
    )
    assert found == {"right": right, "words": words}

"""The built site: valid, without a dead link, and looked at in a real browser."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from browser import ROOT, accessibility, build_part, open_page, watch
from test_docs_questions import questions, texts

from docs.tools import pages
from logreg_edu.exercises import catalogue

# One worker builds the site, and runs all tests that use it.
pytestmark = [pytest.mark.system, pytest.mark.xdist_group("site")]

SCREENSHOTS = os.environ.get("LOGREG_EDU_SCREENSHOTS")  # a folder for pictures of all pages
FONTS = ["Main-Regular", "Math-Italic", "Size1-Regular", "Size2-Regular", "Size3-Regular"]
SCHEMES = {"light": "default", "dark": "slate"}  # as the theme calls them
# What must be found first, where it is asked for.
SEARCHES = {
    "surprise": "chapters/03-",
    "nats": "chapters/03-",
    "bias": "chapters/05-",
    "erratum": "chapters/05-",
    "learning rate": "chapters/06-",
    "argmax": "chapters/07-",
    "likelihood": "chapters/03-",
    "momentum": "chapters/09-",
    "overfitting": "chapters/10-",
    "penalty": "chapters/10-",
    "regularisation": "chapters/10-",
    "Newton's method": "chapters/13-",
}
# A message of the checker that concerns Material's own switches, not our pages.
OF_THE_THEME = "Attribute “autocomplete” is only allowed when the input type is"


@pytest.fixture(scope="module")
def site(served) -> Path:
    return served[0]


@pytest.fixture(scope="module")
def address(served) -> str:
    return served[1]


def moved(path: Path) -> bool:
    """Whether it is what stands at an old address, and leads to the new one."""
    return 'http-equiv="refresh"' in path.read_text(encoding="utf-8")


def html_pages(site: Path) -> list[str]:
    """The pages; not those that have moved, since a browser does not stay there."""
    found = (path for path in site.rglob("*.html") if not moved(path))
    return sorted(path.relative_to(site).as_posix() for path in found)


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import warnings\nwarnings.warn('in a block')", "UserWarning: in a block"),
        ("import numpy as np\nfrom logreg_edu import score\n"
         "score(np.full((1, 2), 1e200), np.full(2, 1e200), 0)", "RuntimeWarning: overflow"),
    ],
)  # fmt: skip
def test_a_block_that_fails_or_warns_fails_the_build(tmp_path, block, says):
    (tmp_path / "docs").mkdir()
    page = f'# A page\n\n```python exec="on"\n{block}\n```\n'
    (tmp_path / "docs/index.md").write_text(page, encoding="utf-8")
    with pytest.raises(AssertionError, match=says):
        build_part(tmp_path, {"nav": ["index.md"]})


def test_links_and_anchors_lead_somewhere(site):
    lychee = shutil.which("lychee", path=Path(sys.executable).parent)
    command = [lychee, "--offline", "--include-fragments", "--no-progress", "--root-dir", site]
    done = subprocess.run(
        [*command, "--exclude-path", "404.html", site / "**/*.html"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.search(r"([\d,]+) OK", done.stdout)[1].replace(",", "")) > 100


def test_old_addresses_lead_to_new_ones(site, address, page):
    old = {path for path in site.rglob("*.html") if moved(path)}
    assert {site / f"exercises/{name}.html" for name in catalogue.RENAMED} <= old
    for path in sorted(old):
        (target,) = re.findall(r"url=([^\"]+)", path.read_text(encoding="utf-8"))
        new = (path.parent / target).resolve().relative_to(site.resolve()).as_posix()
        page.goto(f"{address}/{path.relative_to(site).as_posix()}")
        page.wait_for_url(f"**/{new}")
        page.locator("article h1").wait_for()


def test_the_html_is_valid(site):
    jar = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
    command = ["java", "-jar", jar, "--errors-only", "--skip-non-html", "--format", "json", site]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    errors = [
        f"{error['url']}:{error['lastLine']}: {error['message']}"
        for error in json.loads(done.stderr)["messages"]
        if not error["message"].startswith(OF_THE_THEME)
    ]
    assert errors == []


def test_the_pages_are_small(site):
    """Of each page what only it has, figures in one theme; of the site what comes once."""

    def size(path: Path) -> int:
        content = path.read_bytes()
        return len(content) if path.suffix == ".woff2" else len(gzip.compress(content, 6))

    all_figures = set()
    for page in html_pages(site):
        text = (site / page).read_text(encoding="utf-8")
        figures = re.findall(r'class="only-light"[^>]* src="([^"]+\.svg)"', text)
        files = [(site / page).parent / figure for figure in figures]
        assert size(site / page) + sum(map(size, files)) <= 100_000, page
        all_figures |= set(re.findall(r' (?:src|srcset)="[^"]*figures/([^"/]+\.svg)"', text))
    assert all_figures == {file.name for file in site.glob("assets/figures/*.svg")}
    once = [*site.glob("assets/**/*.css"), *site.glob("assets/javascripts/*.js")]
    once += [site / "assets/katex/fonts" / f"KaTeX_{font}.woff2" for font in FONTS]
    assert sum(map(size, once)) <= 500_000


def test_nothing_new_holds_up_the_first_screen(site):
    """Style sheets come before anything is seen; a lazy figure comes after the scripts."""
    sheets = {"main", "palette", "_mkdocstrings", "katex"}  # our own stands in the page
    for page in html_pages(site):
        text = (site / page).read_text(encoding="utf-8")
        head, body = text.split("</head>")
        linked = re.findall(r'<link rel="stylesheet" href="[^"]*?(\w+)[^"/]*\.css"', head)
        assert set(linked) <= sheets and len(linked) == len(sheets), page
        assert "<script src" not in head, page
        first_screen = body.partition("<article")[2].partition("<h2")[0]
        assert not re.search(r'<img class="only-[^>]* loading="lazy"', first_screen), page


@pytest.fixture
def scheme() -> str:
    return "light"


@pytest.fixture
def page(chromium, scheme):
    """A page in colours; afterwards nothing may have gone wrong on it."""
    viewport = {"width": 1280, "height": 900}
    with open_page(chromium, color_scheme=scheme, viewport=viewport) as (page, foreign):
        messages = watch(page)
        page.on(
            "requestfailed", lambda request: messages.append(f"{request.failure}: {request.url}")
        )
        yield page
        aborted = "net::ERR_ABORTED"  # by leaving the page
        assert [message for message in messages if not message.startswith(aborted)] == []
        assert [url for url in foreign if not url.startswith("file:")] == []


LOOK = """async () => {
  document.querySelector(".katex-html")?.scrollIntoView()  // its font comes when it is seen
  await new Promise(seen => requestAnimationFrame(() => setTimeout(seen)))
  await document.fonts.ready
  scrollTo({top: 0, behavior: "instant"})
  const all = selector => [...document.querySelectorAll(selector)]
  const seen = all("img").filter(image => image.checkVisibility())
  return {
    scheme: document.body.dataset.mdColorScheme,
    width: document.documentElement.scrollWidth,
    raw: all("article *").filter(e => !e.children.length && !e.closest("code, pre"))
      .map(e => e.textContent).filter(text => /\\\\[a-z(\\[]|\\$/.test(text)),
    equations: all(".equation[id]").length,
    cut: all(".equation, pre, pre code").filter(e => e.scrollWidth > e.clientWidth)
      .map(e => e.id || e.textContent.slice(0, 60)),
    formulas: all(".katex").length,
    loose: all("span.formula").map(e => e.nextSibling?.textContent ?? "")
      .filter(after => /^[.,;:?!)]/.test(after)),
    fonts: [...document.fonts].filter(f => f.status === "loaded").map(f => f.family),
    pictures: seen.map(image => image.className),
    broken: seen.filter(image => !image.naturalWidth).map(image => image.alt),
  }
}"""
# What is far off as well; and another width at once, not on the way to it, where axe would see a
# colour in between.
LAY_OUT = """
* { content-visibility: visible !important }
*, ::placeholder { transition: none !important }
"""
UNFOLD = "() => document.querySelectorAll('article details').forEach(d => (d.open = true))"
LOAD_ALL = """() => Promise.all([...document.querySelectorAll("img")].map(image => {
  image.loading = "eager"
  // A new width may choose another file: then the first is given up.
  return image.checkVisibility() && image.decode().catch(() => image.decode()).catch(() => {})
}))"""


# Of the thousands of boxes of formulas and of code, the first of each kind: letters for the rest.
FEW_ALIKE = """() => {
  const kept = new Set()
  const alike = ".katex-display, :not(.katex-display) > .katex, code span:not(:has(*))"
  for (const box of document.querySelectorAll(alike))
    kept.has(box.className) ? box.replaceWith("x") : kept.add(box.className)
}"""
COLOURS = ["color-contrast", "link-in-text-block"]


def seen_at(page, width: int) -> dict:
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(LOAD_ALL)
    return page.evaluate(LOOK)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page(site, address, page, scheme):
    """Rendered, in the right colours, no wider than the screen; axe objects to nothing."""
    faults = []
    for name in html_pages(site):
        page.goto(f"{address}/{name}")
        page.add_style_tag(content=LAY_OUT)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(LOAD_ALL)
            if SCREENSHOTS:
                file = f"{name[:-5].replace('/', '-')}-{scheme}-{width}.jpg"
                page.screenshot(path=Path(SCREENSHOTS) / file, full_page=True, quality=70)
        page.evaluate(UNFOLD)
        source = pages.DOCS / f"{name[:-5]}.md"
        equations = len(pages.equations(source.read_text("utf-8"))) if source.is_file() else 0
        for width in (360, 1280):
            look = seen_at(page, width)
            checks = {
                f"scheme {look['scheme']}": look["scheme"] == SCHEMES[scheme],
                f"{look['width']} pixels wide": look["width"] <= width,
                f"raw TeX: {look['raw']}": not look["raw"],
                f"{look['equations']} equations": look["equations"] == equations,
                f"cut: {look['cut']}": not look["cut"],
                f"may begin a line: {look['loose']}": not look["loose"],
                "no font for formulas": not look["formulas"] or "KaTeX_Main" in look["fonts"],
                f"pictures {look['pictures']}": set(look["pictures"]) <= {f"only-{scheme}", ""},
                f"broken pictures: {look['broken']}": not look["broken"],
            }
            faults += [f"{name}, {width}: {fault}" for fault, good in checks.items() if not good]
        page.evaluate(FEW_ALIKE)
        if scheme == "dark":  # all else is as on light pages
            found = accessibility(page, runOnly=COLOURS)
        else:
            found = accessibility(page, rules={rule: {"enabled": True} for rule in COLOURS})
            page.set_viewport_size({"width": 360, "height": 900})
            found += accessibility(page, rules={rule: {"enabled": False} for rule in COLOURS})
        faults += [f"{name}: {fault}" for fault in found]
    assert faults == []


# Each choice of each question, one after the other: what is said about the wrong ones.
ANSWER = """() => [...document.querySelectorAll("form.answer")].map(form => {
  form.querySelectorAll("[type=text]").forEach(input => (input.value = "1/3"))
  form.querySelectorAll("[type=range]").forEach(slider => slider.dispatchEvent(new Event("input")))
  const lists = [...form.querySelectorAll("fieldset")]
  const radios = lists.map(list => [...list.querySelectorAll("[type=radio]")])
  radios.forEach(([first]) => (first.checked = true))
  const silent = []
  for (const radio of [radios.flat()[0] ?? {}, ...radios.flat()]) {
    radio.checked = true
    form.requestSubmit()
    const said = [...form.querySelectorAll(".verdict p")].map(p => p.textContent)
    if (said.some(words => /^It is [A-H]\\. *$/.test(words))) silent.push(radio.value)
  }
  return { silent, said: form.querySelector(".verdict").textContent }
})"""


def test_every_question_takes_an_answer_and_no_wrong_choice_is_left_without_a_reason(address, page):
    for name, text in texts().items():
        asked = questions(text)
        if not asked:
            continue
        page.goto(f"{address}/{name[:-3]}.html")
        page.locator(".answers-kept").wait_for()
        found = page.evaluate(ANSWER)
        assert len(found) >= len(asked), name
        for question in found:
            assert (
                question["said"].startswith(("Right: ", "It is ")) or "is right" in question["said"]
            )
            assert question["silent"] == [], f"{name}: {question['said']}"


def test_a_wrapped_line_of_code_is_indented_and_copied_as_one_line(address, page):
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(f"{address}/chapters/03-the-loss.html")
    code, boxes, copied = page.evaluate("""() => {
      const lines = [...document.querySelectorAll("pre code .line")]
      const line = lines.find(line => line.getClientRects().length && line.clientHeight > 30)
      line.scrollIntoView()
      const code = line.closest("code")
      code.querySelectorAll(".gp, .line:has(> .go)").forEach(part => part.remove())
      const range = document.createRange()
      range.selectNodeContents(line)
      const left = [...range.getClientRects()].map(box => Math.round(box.left))
      getSelection().selectAllChildren(code)
      return [code.textContent, [Math.min(...left), left.at(-1)], String(getSelection())]
    }""")
    assert copied.rstrip("\n") == code.rstrip("\n")
    assert boxes[1] > boxes[0] + 20


def test_formulas_after_instant_navigation(address, page):
    page.goto(f"{address}/index.html")
    page.evaluate("window.same = true")
    page.locator("article a", has_text="3. The loss").click()
    page.wait_for_url("**/chapters/03-the-loss.html*")
    page.wait_for_selector("#eq-bernoulli .katex")
    look = page.evaluate(LOOK)
    assert page.evaluate("window.same"), "the page was loaded anew"
    assert look["equations"] > 10 and look["raw"] == [] and "KaTeX_Main" in look["fonts"]
    page.locator("a[href$='#eq-loss-exact']").first.click()
    page.wait_for_url("**/*#eq-loss-exact")


def test_what_is_loaded_when_the_reader_has_gone_on_starts_once_and_where_it_belongs(address, page):
    held = []
    for module in ("live-pad.js", "answers.js"):
        page.route(f"**/{module}", lambda route: held.append(route))
    with page.expect_request("**/live-pad.js"):
        page.goto(f"{address}/index.html")
        page.locator("[data-still='pad']").scroll_into_view_if_needed()
    with page.expect_request("**/answers.js"):
        page.locator("article a", has_text="3. The loss").click()
    page.wait_for_url("**/chapters/03-the-loss.html*")
    page.locator(".md-footer__link--next").click()
    page.wait_for_url("**/chapters/04-*")
    page.locator("article h1", has_text="Chapter 4").wait_for()
    assert {Path(route.request.url).name for route in held} == {"live-pad.js", "answers.js"}
    for route in held:
        route.continue_()
    page.unroute_all()
    page.wait_for_selector("form.answer", state="attached")
    page.wait_for_load_state("networkidle")
    questions = page.locator("form.answer").count()
    page.goto(page.url)
    page.wait_for_selector("form.answer", state="attached")
    assert page.locator("form.answer").count() == questions


def test_no_fold_lies_under_what_follows_before_it_is_laid_out(address, page):
    """As Lighthouse sees a page: what is far off has a height that was guessed."""
    page.set_viewport_size({"width": 412, "height": 823})
    page.goto(f"{address}/chapters/08-how-good-is-it.html")
    covered = page.evaluate("""() => [...document.querySelectorAll("article > .admonition")]
      .filter(box => box.querySelector("summary") && box.nextElementSibling)
      .filter(box => box.querySelector("summary").getBoundingClientRect().bottom
                     > box.nextElementSibling.getBoundingClientRect().top)
      .map(box => box.textContent.slice(0, 40))""")
    assert covered == []


def test_the_last_words_of_a_chapter_do_not_lie_under_the_footer(address, page):
    """What is not laid out has words, too, and where they are is asked here."""
    page.set_viewport_size({"width": 412, "height": 823})
    for name in ("05-gradients", "13-newtons-method"):
        page.goto(f"{address}/chapters/{name}.html")
        page.wait_for_selector(".answers-kept", state="attached")
        covered = page.evaluate("""() => [...document.querySelectorAll("article li, article p")]
          .filter(words => words.getBoundingClientRect().bottom
                           > document.querySelector("footer").getBoundingClientRect().top)
          .map(words => words.textContent.slice(0, 40))""")
        assert covered == []


def test_the_theme_can_be_switched_and_is_remembered(address, page):
    page.goto(f"{address}/chapters/03-the-loss.html")
    figure, picture = page.locator("figure").first, page.locator("figure img.only-dark").first
    figure.scroll_into_view_if_needed()  # what is far off is not laid out
    figure.locator("img.only-light").first.wait_for()
    assert not picture.is_visible()
    page.locator("label[title='Switch to dark pages']").click()
    picture.wait_for()
    page.goto(f"{address}/chapters/03-the-loss.html")
    figure.scroll_into_view_if_needed()
    picture.wait_for()


def test_the_keyboard_reaches_everything(address, page):
    page.goto(f"{address}/chapters/03-the-loss.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to content"
    question = page.locator("form.answer").first
    question.wait_for()
    fold = page.locator("form.answer + details").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")  # asks for an answer first
    assert fold.get_attribute("open") is None
    assert question.locator(":focus").count() == 1
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") is not None


@pytest.mark.parametrize("words", SEARCHES)
def test_the_search_finds_the_chapter_first(site, address, page, words):
    (wanted,) = (page for page in html_pages(site) if page.startswith(SEARCHES[words]))
    page.goto(f"{address}/index.html")
    page.locator(".md-search__input").click()
    page.keyboard.insert_text(words)  # at once: no result is that of their first letters
    page.keyboard.press("End")  # the theme looks at them when a key goes up
    first = page.locator(".md-search-result__link").first
    first.wait_for()
    assert wanted in first.get_attribute("href")


def test_the_index_of_the_search_waits_until_it_is_needed(address, page):
    """It is larger than any page, and comes when the search is opened or a result is followed."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    index = f"{address}/search/search_index.json"
    page.goto(f"{address}/index.html")
    page.wait_for_load_state("networkidle")
    assert index not in asked
    page.keyboard.press("/")
    page.keyboard.type("momentum")
    result = page.locator(".md-search-result__link[href*=momentum]").first
    result.wait_for()
    assert asked.count(index) == 1
    page.goto(result.get_attribute("href"))
    page.locator("mark", has_text="momentum").first.wait_for(state="attached")
    assert asked.count(index) == 2


def test_from_a_folder_without_a_server(site, page):
    page.goto((site / "index.html").as_uri())
    page.locator("article a", has_text="3. The loss").click()
    page.wait_for_selector("#eq-bernoulli .katex")
    assert "KaTeX_Main" in page.evaluate(LOOK)["fonts"]


@pytest.mark.parametrize("scheme", ["dark"])
def test_it_prints_in_light_colours(address, page):
    page.goto(f"{address}/chapters/03-the-loss.html")
    page.emulate_media(media="print")
    assert page.locator("figure img.only-light").first.is_visible()
    assert not page.locator("figure img.only-dark").first.is_visible()
    assert not page.locator(".md-header").is_visible()
    page.pdf()  # what was far off loads first
    figures = page.locator("figure img.only-light").all()
    assert figures and all(figure.evaluate("image => image.naturalWidth") for figure in figures)

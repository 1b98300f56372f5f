"""Python in the page, in a real browser: blocks of a chapter, and the check of an exercise."""

from __future__ import annotations

import shutil

import pytest
from browser import ROOT, accessibility, build_part, expect, open_page, serve, watch

from docs.tools import codemirror, downloads, pyodide_files

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("pyodide")]

PAGE = """# A chapter

```pycon
>>> import numpy as np
>>> x = np.arange(3.0)
```

```pycon
>>> unused = 1
```

```pycon
>>> x.sum()
np.float64(3.0)
```

```python
from scipy import stats
```

!!! question "Predict first"
    What is the mean?

    - A: 1
    - B: 2

    ??? success "What happens"
        **A.**

        - B: this is the largest.

        ```pycon
        >>> x.mean()
        np.float64(1.0)
        ```
"""
EXERCISE = '# An exercise\n\n```python exec="on" updatetoc="no" idprefix=""\n'
EXERCISE += 'from docs.tools import exercises\n\nprint(exercises.page("ch02_1_sigmoid"))\n```\n'
WAIT = 300_000  # milliseconds; on a busy machine Python takes long to load


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of a chapter and an exercise."""
    pyodide_files.install()
    if not pyodide_files.FOLDER.is_dir():
        pytest.skip("no NumPy for Pyodide: give it with PYODIDE_NUMPY")
    codemirror.install()
    downloads.make()
    top = tmp_path_factory.mktemp("python")
    docs = top / "docs"
    for folder in ("chapters", "exercises"):
        (docs / folder).mkdir(parents=True)
    (docs / "index.md").write_text("# Home\n")
    (docs / "chapters/one.md").write_text(PAGE)
    (docs / "exercises/ch02_1_sigmoid.md").write_text(EXERCISE)
    for folder in ("python", "pyodide", "codemirror"):
        shutil.copytree(ROOT / "docs/assets" / folder, docs / "assets" / folder)
    for file in ("site.js", "animations.js", "answers.js", "answers.css", "favicon.svg"):
        shutil.copy(ROOT / "docs/assets" / file, docs / "assets")
    shutil.copytree(downloads.FOLDER, docs / "downloads")
    nav = ["index.md", "chapters/one.md", "exercises/ch02_1_sigmoid.md"]
    build_part(top, {"nav": nav, "not_in_nav": "", "extra_css": []})
    return top / "site"


@pytest.fixture
def opened(chromium, site):
    """Opens a page of the site, in which nothing may go wrong; and what it has asked for."""
    with serve(site) as address, open_page(chromium) as (page, foreign):
        messages, asked = watch(page), []
        page.on("request", lambda request: asked.append(request.url))
        page.set_default_timeout(WAIT)

        def go(name):
            page.goto(f"{address}/{name}")
            page.locator(".python-bar").first.wait_for()
            return page, asked

        yield go
        assert (messages, foreign) == ([], [])


def test_blocks_run_with_those_that_they_need(opened):
    page, asked = opened("chapters/one.html")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "pyodide" in url or url.endswith(".whl")]
    bars, outputs = page.locator(".python-bar"), page.locator(".python-output")
    assert bars.count() == 4  # none for SciPy
    last = bars.nth(2).get_by_role("button", name="Run")
    assert "MB" in last.inner_text()
    last.click()
    bars.nth(2).get_by_text("Done.").wait_for()
    assert outputs.nth(2).inner_text() == "np.float64(3.0)\n"
    assert bars.nth(0).get_by_text("Done").count() and not bars.nth(1).get_by_text("Done").count()
    assert last.inner_text() == "Run"
    assert accessibility(page) == []

    assert not [url for url in asked if "codemirror" in url]
    bars.nth(0).get_by_role("button", name="Edit").click()
    editor, lines = page.locator(".cm-content"), page.locator(".cm-line")
    editor.wait_for()
    assert lines.all_inner_texts() == ["import numpy as np", "x = np.arange(3.0)"]
    editor.fill("import numpy as np\nx = np.arange(5.0)")
    last.click()
    bars.nth(2).get_by_text("Done.").wait_for()
    assert outputs.nth(2).inner_text() == "np.float64(10.0)\n"

    editor.fill("x = 1\nx.sum()")
    page.keyboard.press("Control+Enter")
    error = outputs.nth(0).locator(".error")
    error.wait_for()
    stop = bars.nth(0).get_by_role("button", name="Stop")
    expect(stop).to_be_hidden()
    assert '"<block 1>", line 2' in error.inner_text() and "x.sum()" in error.inner_text()

    editor.fill("while True:\n    pass")
    page.keyboard.press("Control+Enter")
    stop.click()
    assert lines.all_inner_texts() == ["while True:", "    pass"]
    editor.fill("6 * 7")
    page.keyboard.press("Control+Enter")
    outputs.nth(0).get_by_text("42").wait_for()
    expect(stop).to_be_hidden()
    assert accessibility(page) == []
    bars.nth(0).get_by_role("button", name="Reset").click()
    assert page.locator("[data-python='0']").is_visible() and not editor.count()

    page.locator(".choice").get_by_role("radio").first.check()
    page.get_by_role("button", name="Answer", exact=True).click()
    page.get_by_role("button", name="Run it").click()
    bars.nth(3).get_by_text("Done.").wait_for()
    assert outputs.nth(3).inner_text() == "np.float64(1.0)\n"
    assert accessibility(page) == []


def test_an_exercise_is_checked(opened):
    page, _ = opened("exercises/ch02_1_sigmoid.html")
    page.set_viewport_size({"width": 360, "height": 800})
    editor, verdict = page.locator(".cm-content"), page.locator(".python-verdict")
    page.locator(".python-editor").click()
    hints = page.locator("details.note")
    assert [hint.is_visible() for hint in hints.all()] == [True, False, False, False]
    hints.first.locator("summary").click()
    hints.nth(1).wait_for()
    editor.fill("import numpy as np\n\n\ndef sigmoid(z):\n    return 1 / (1 + np.exp(z))\n")
    page.keyboard.press("Control+Enter")
    verdict.get_by_text("Not yet").wait_for()
    assert "a high score speaks for yes" in verdict.inner_text().lower()
    link = verdict.get_by_role("link", name="chapter 2, The sigmoid")
    assert link.get_attribute("href").startswith("../chapters/02-")
    assert accessibility(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.locator("#python").evaluate("about => (about.dataset.seconds = 3)")
    endless = verdict.get_by_text("Is there a loop that never ends?")
    editor.fill("x = 1\nwhile True:\n    pass")
    page.keyboard.press("Control+Enter")
    endless.wait_for()
    assert "line 3" in verdict.inner_text()
    editor.fill("sum(range(10**12))")  # Python itself never looks up
    page.keyboard.press("Control+Enter")
    endless.wait_for(state="detached")
    endless.wait_for()
    assert "line" not in verdict.inner_text()
    page.locator("#python").evaluate("about => (about.dataset.seconds = 300)")

    solution = page.locator("details.success")
    solution.locator("summary").click()
    assert solution.get_attribute("open") is None
    solution.locator("summary").click()
    assert solution.get_attribute("open") is not None
    editor.fill(solution.locator("code").inner_text())
    page.keyboard.press("Control+Enter")
    verdict.get_by_text("Right.", exact=True).wait_for()
    assert verdict.get_by_role("link", name="Next exercise").is_visible()
    page.reload()
    assert "np.where" in page.locator(".python-editor").input_value()
    progress = page.evaluate("localStorage['logreg_edu.progress']")
    assert progress == (
        '{\n  "version": 1,\n  "exercises": {\n    "ch02_1_sigmoid": {\n      "passed": true,\n'
        '      "hints": 1,\n      "revealed": true\n    }\n  }\n}\n'
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_has_the_colours_of_the_page_and_lets_the_keyboard_out(chromium, site, scheme):
    def focused():
        return page.evaluate("document.activeElement.getAttribute('aria-label')")

    with serve(site) as address, open_page(chromium, color_scheme=scheme) as (page, foreign):
        messages = watch(page)
        page.goto(f"{address}/exercises/ch02_1_sigmoid.html")
        page.locator(".python-editor").fill("def sigmoid(z):  # kept")
        page.locator(".cm-content").wait_for()
        label = "Your answer; Ctrl and Enter checks it"
        assert focused() == label
        page.keyboard.press("Control+End")
        page.keyboard.press("Enter")
        page.keyboard.type("return z")
        page.keyboard.press("Tab")
        text = page.evaluate("localStorage['logreg_edu.exercise.ch02_1_sigmoid']")
        assert text == "def sigmoid(z):  # kept\n        return z"
        assert page.get_by_text("Escape, then Tab").is_visible()
        assert accessibility(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        assert page.locator("button:focus").inner_text().startswith("Check")
        page.keyboard.press("Shift+Tab")
        assert focused() == label
        keyword = page.locator(".cm-line span").first
        expect(keyword).to_have_text("def")
        colours = keyword.evaluate(
            """keyword => {
              const wanted = document.body.appendChild(document.createElement("i"))
              wanted.style.color = "var(--md-code-hl-keyword-color)"
              return [keyword, wanted].map((one) => getComputedStyle(one).color)
            }"""
        )
        assert colours[0] == colours[1]
        assert (messages, foreign) == ([], [])


def test_where_the_editor_cannot_be_fetched_a_plain_one_does(chromium, site):
    with serve(site) as address, open_page(chromium) as (page, _):
        page.route("**/codemirror.js", lambda route: route.abort())
        page.goto(f"{address}/exercises/ch02_1_sigmoid.html")
        editor = page.locator(".python-editor")
        with page.expect_event("requestfailed"):
            editor.fill("def sigmoid(z):")
        page.keyboard.press("Enter")
        page.keyboard.type("return z")
        assert editor.input_value() == "def sigmoid(z):\n    return z"


def test_a_second_visit_needs_no_connection(chromium, site, tmp_path):
    shutil.copytree(site, tmp_path / "site")
    kept = "() => caches.keys().then((names) => names.map((name) => name.split(' ').at(-1)))"

    def run():
        bar = page.locator(".python-bar").nth(2)
        bar.get_by_role("button", name="Run").click()
        assert "offline" in bar.inner_text()
        bar.get_by_text("Done.").wait_for()
        assert page.locator(".python-output").nth(2).inner_text() == "np.float64(3.0)\n"

    with open_page(chromium) as (page, foreign):
        page.set_default_timeout(WAIT)
        with serve(tmp_path / "site") as address:
            page.goto(f"{address}/chapters/one.html")
            registrations = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
            assert (page.evaluate(registrations), page.evaluate(kept)) == (0, [])
            run()
            (build,) = page.evaluate(kept)
            # Another build of the site: what is kept becomes that build's.
            worker = tmp_path / "site/offline.js"
            worker.write_text(worker.read_text().replace(build, "another"))
            page.reload()
            renewed = f"() => ({kept})().then((names) => names.join() === 'another')"
            page.wait_for_function(renewed)
        page.context.set_offline(True)  # and nobody serves
        page.reload()
        messages = watch(page)
        run()
        assert (messages, foreign) == ([], [])


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_without_numpy_it_says_so(chromium, site, damage, tmp_path):
    shutil.copytree(site, tmp_path / "site")
    (numpy,) = (tmp_path / "site/assets/pyodide").glob("*/numpy-*.whl")
    if damage == "missing":
        numpy.unlink()
    else:
        numpy.write_bytes(numpy.read_bytes()[:-1] + b"?")
    with serve(tmp_path / "site") as address, open_page(chromium) as (page, _):
        page.set_default_timeout(WAIT)
        page.goto(f"{address}/chapters/one.html")
        bar = page.locator(".python-bar").first
        bar.get_by_role("button", name="Run").click()
        bar.get_by_text(f"{numpy.name} is missing or damaged").wait_for()
        assert bar.get_by_role("button", name="Run").get_attribute("aria-disabled") == "false"

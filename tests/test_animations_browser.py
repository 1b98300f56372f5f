"""The animations on a page, in a real browser: they play, and nothing loads before it is needed."""

from __future__ import annotations

import shutil

import pytest
from browser import ROOT, build_part, expect, open_page, serve, watch

from animations import SCENES, manifest

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("gallery")]

PLAYS = "() => [...document.querySelectorAll('video')].some(video => video.currentTime > 0.3)"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The gallery and what it needs, built as a site of one page."""
    top = tmp_path_factory.mktemp("gallery")
    (top / "docs").mkdir()
    shutil.copy(ROOT / "docs/gallery.md", top / "docs")
    shutil.copytree(ROOT / "docs/assets", top / "docs/assets")
    build_part(top, {"nav": ["gallery.md"]}, SITE_URL="http://127.0.0.1/")
    with serve(top / "site") as server:
        yield f"{server}/gallery.html"


@pytest.fixture
def gallery(address, chromium, request):
    """The page, and the names of the films and posters that it has asked for."""
    options = {"reduced_motion": "reduce", "viewport": {"width": 1000, "height": 700}}
    with open_page(chromium, **options | getattr(request, "param", {})) as (page, foreign):
        asked, messages = [], watch(page)
        page.on("request", lambda r: "/animations/" in r.url and asked.append(r.url.split("/")[-1]))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        yield page, asked
        assert messages == [] and foreign == []


def figure(page, name: str):
    return page.locator(f".animation[data-film$='/{name}']")


@pytest.mark.parametrize("name", SCENES)
def test_it_plays_when_clicked(gallery, name):
    page, asked = gallery
    assert not [file for file in asked if not file.endswith(".webp")]
    said = figure(page, name).locator("li").all_text_contents()
    figure(page, name).locator(".poster").click()
    page.wait_for_function(
        "words => document.querySelector('video').textTracks[0].activeCues[0]?.text === words",
        arg=said[0],
    )
    page.wait_for_function(PLAYS)
    video = figure(page, name).locator("video")
    state = video.evaluate(
        "v => ({size: [v.videoWidth, v.videoHeight], seconds: v.duration, error: v.error,"
        " cues: v.textTracks[0].cues.length, mode: v.textTracks[0].mode, controls: v.controls,"
        " focused: v === document.activeElement})"
    )
    assert state["size"] == [1280, 720] and state["error"] is None and state["controls"]
    assert state["seconds"] == pytest.approx(manifest.recorded()[name]["duration"], abs=0.1)
    assert (state["cues"], state["mode"]) == (len(said), "hidden")
    assert state["focused"], "the keyboard works on it"
    assert {file for file in asked if not file.endswith(".webp")} == {f"{name}-light.mp4"}


def test_nothing_loads_before_it_is_near(gallery):
    page, asked = gallery
    assert not any(SCENES[-1] in file for file in asked)
    assert not any("dark" in file for file in asked)
    figure(page, SCENES[-1]).scroll_into_view_if_needed()
    page.wait_for_function(
        "name => [...document.images].some(i => i.src.includes(name) && i.naturalWidth)",
        arg=SCENES[-1],
    )
    page.wait_for_timeout(500)
    assert page.locator("video").count() == 0, "it plays although less motion is wanted"


@pytest.mark.parametrize("gallery", [{"reduced_motion": "no-preference"}], indirect=True)
def test_it_plays_when_scrolled_to_and_pauses_when_out_of_sight(gallery):
    page, _ = gallery
    first, last = figure(page, SCENES[0]), figure(page, SCENES[-1])
    first.locator(".screen").scroll_into_view_if_needed()
    page.evaluate("s => document.querySelector(s).scrollIntoView({block: 'center'})", ".screen")
    page.wait_for_function(PLAYS)
    assert first.locator("video").evaluate("v => !v.paused")
    last.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('video').paused")
    page.evaluate("s => document.querySelector(s).scrollIntoView({block: 'center'})", ".screen")
    page.wait_for_function("() => !document.querySelector('video').paused")
    first.locator("video").evaluate("v => v.pause()")  # by the reader: it stays so
    last.scroll_into_view_if_needed()
    page.evaluate("s => document.querySelector(s).scrollIntoView({block: 'center'})", ".screen")
    page.wait_for_timeout(500)
    assert first.locator("video").evaluate("v => v.paused")


def test_keyboard_speed_and_replay(gallery):
    page, _ = gallery
    film = figure(page, SCENES[0])
    film.locator(".poster").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(PLAYS)
    video = film.locator("video")
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('video').paused")
    film.get_by_label("Speed").select_option("2")
    assert video.evaluate("v => v.playbackRate") == 2
    video.evaluate("v => (v.currentTime = 15)")
    film.get_by_role("button", name="Replay").click()
    page.wait_for_function("() => document.querySelector('video').currentTime < 10")
    assert video.evaluate("v => !v.paused")


@pytest.mark.parametrize(
    "gallery", [{"viewport": {"width": w, "height": 700}} for w in (360, 1000)], indirect=True
)
def test_captions_lie_below_the_picture_and_nothing_jumps(gallery):
    page, _ = gallery
    film = figure(page, SCENES[0])
    line = film.locator(".said p").last

    def places():
        parts = (".screen", ".said", "figcaption")
        boxes = {part: film.locator(part).bounding_box() for part in parts}
        scrolled = page.evaluate("scrollY")
        return {part: box | {"y": box["y"] + scrolled} for part, box in boxes.items()}

    before = places()
    film.locator(".poster").click()
    page.wait_for_function(PLAYS)
    video = film.locator("video")
    video.evaluate("v => v.pause()")
    for start, _, words in manifest.captions(SCENES[0]):
        video.evaluate("(v, t) => (v.currentTime = t)", start + 0.2)
        expect(line).to_have_text(words)
        expect(line).to_have_attribute("aria-live", "polite")  # the reader is at the film
        assert places() == before
    screen, said = before[".screen"], before[".said"]
    assert said["y"] >= screen["y"] + screen["height"]
    last, now = line.bounding_box(), film.locator(".said").bounding_box()
    assert last["height"] <= now["height"] + 1 and last["y"] >= now["y"]
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.locator("h1").click()  # the reader goes on: nothing is said behind their back
    video.evaluate("v => (v.currentTime = 0.2)")
    page.wait_for_function("() => document.querySelector('[aria-live=off]')")


def test_captions_lie_on_a_film_that_fills_the_screen(gallery):
    page, _ = gallery
    film = figure(page, SCENES[0])
    film.locator(".poster").click()
    page.wait_for_function(PLAYS)
    film.locator("video").evaluate("v => v.requestFullscreen()")
    page.wait_for_function("() => document.querySelector('video').textTracks[0].mode === 'showing'")
    page.evaluate("document.exitFullscreen()")
    page.wait_for_function("() => document.querySelector('video').textTracks[0].mode === 'hidden'")


def test_reduced_motion_gives_a_strip_of_stills(gallery):
    page, asked = gallery
    stills = figure(page, SCENES[0]).locator(".still")
    assert stills.count() == len(manifest.captions(SCENES[0]))
    stills.last.scroll_into_view_if_needed()
    page.wait_for_function(
        "pictures => pictures.every(picture => picture.naturalWidth)",
        arg=stills.locator(".only-light").element_handles(),
    )
    assert f"{SCENES[0]}-light-stills.webp" in asked
    for i in range(stills.count()):
        window, picture = (
            stills.nth(i).bounding_box(),
            stills.nth(i).locator(".only-light").bounding_box(),
        )
        assert picture["height"] == pytest.approx(window["height"], abs=4)
        assert picture["x"] + i * window["width"] == pytest.approx(window["x"], abs=4 * (i + 1))


@pytest.mark.parametrize("gallery", [{"reduced_motion": "no-preference"}], indirect=True)
def test_stills_are_folded_where_motion_is_welcome(gallery):
    page, asked = gallery
    still = figure(page, SCENES[0]).locator(".still").first
    assert not still.is_visible()
    page.wait_for_timeout(500)
    assert not [file for file in asked if "stills" in file]
    figure(page, SCENES[0]).locator("summary").click()
    assert still.is_visible()


def test_a_second_film_pauses_the_first(gallery):
    page, _ = gallery
    for name in SCENES[:2]:
        figure(page, name).locator(".poster").click()
        page.wait_for_function(PLAYS)
    page.wait_for_function("() => document.querySelectorAll('video')[0].paused")
    assert page.locator("video").nth(1).evaluate("v => !v.paused")


def test_it_takes_the_colours_of_the_page(gallery):
    page, _ = gallery
    figure(page, SCENES[0]).locator(".poster").click()
    page.wait_for_function(PLAYS)
    page.evaluate("scrollTo(0, 0)")
    page.locator("label[title='Switch to dark pages']").click()
    page.wait_for_function("() => document.querySelector('video').src.endsWith('-dark.mp4')")
    page.wait_for_function(PLAYS)


@pytest.mark.parametrize("gallery", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_the_poster_leads_to_the_film(gallery):
    page, _ = gallery
    link = figure(page, SCENES[0]).locator(".poster").get_attribute("href")
    assert link == f"./assets/animations/{SCENES[0]}-dark.mp4"

"""The results video of 60 examples in a real browser: what it plays is what was drawn."""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
import pytest
from browser import open_page, serve
from PIL import Image

from logreg_edu.app.datasets import load
from logreg_edu.app.video import RIGHT, WRONG, draw_example, pick_examples, render_and_save_examples

pytestmark = pytest.mark.system

PAGE = "<!doctype html><video src='results.mp4' muted preload='auto'></video>"
READY = "() => document.querySelector('video').readyState === 4"
SEEK = """seconds => new Promise((done, fail) => {
  const video = document.querySelector("video")
  video.onerror = () => fail(video.error.message)
  const show = () => {
    const canvas = document.createElement("canvas")
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    canvas.getContext("2d").drawImage(video, 0, 0)
    done([video.currentTime, canvas.toDataURL("image/png").split(",")[1]])
  }
  // On a busy machine the place is reached before its picture is shown.
  const shown = (_, {mediaTime}) =>
    Math.abs(mediaTime - seconds) < 0.7 ? show() : video.requestVideoFrameCallback(shown)
  video.requestVideoFrameCallback(shown)
  video.pause()
  video.currentTime = seconds
})"""


@pytest.fixture(scope="module")
def examples():
    """Sixty digits of the sample with invented predictions, every fifth of them wrong."""
    digits = load("sample")
    rows = pick_examples(len(digits.labels), 60, seed=5)
    true = digits.labels[rows].astype(int)
    predicted = np.where(np.arange(60) % 5 == 0, (true + 3) % 10, true)
    scores = np.random.default_rng(5).random((60, 10)) ** 3
    scores[np.arange(60), predicted] = 0.97
    return digits.images[rows], true, predicted, scores


@pytest.fixture(scope="module")
def player(examples, chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("player")
    render_and_save_examples(*examples, (28, 28), folder / "results.mp4")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    with serve(folder) as address, open_page(chromium) as (page, foreign):
        page.goto(f"{address}/index.html")
        page.wait_for_function(READY)
        yield page
        assert foreign == []


def test_small_enough(examples, tmp_path):
    render_and_save_examples(*examples, (28, 28), tmp_path / "results.mp4")
    assert (tmp_path / "results.mp4").stat().st_size <= 3_000_000


def test_plays(player):
    video = player.locator("video")
    assert video.evaluate("v => [v.videoWidth, v.videoHeight]") == [1280, 720]
    assert video.evaluate("v => v.duration") == pytest.approx(45, abs=0.01)
    video.evaluate("v => v.play()")
    player.wait_for_function("() => document.querySelector('video').currentTime > 1")
    assert video.evaluate("v => v.error") is None


@pytest.mark.parametrize("k", [59, 0, 30, 31, 5, 58])
def test_seeking_to_an_example_shows_its_picture(player, examples, k):
    seconds, png = player.evaluate(SEEK, (k + 0.5) * 0.75)
    assert seconds == pytest.approx((k + 0.5) * 0.75, abs=0.01)
    shown = Image.open(BytesIO(base64.b64decode(png))).convert("RGB")
    images, true, predicted, scores = examples
    drawn = draw_example(
        images[k].reshape(28, 28), true[k], predicted[k], scores[k], f"{k + 1} / 60"
    )
    difference = np.abs(np.asarray(shown, dtype=float) - np.asarray(drawn, dtype=float))
    assert difference.mean() < 0.8
    middles = np.round((np.arange(28) + 0.5) * 720 / 28).astype(int)
    assert difference[np.ix_(middles, middles)].max() <= 12
    # BT.709 colours read as BT.601 would be off by 11 and more.
    color, _ = RIGHT if true[k] == predicted[k] else WRONG
    title = np.s_[30:80, 760:1230]
    strokes = (np.asarray(drawn)[title] == color).all(axis=2)
    assert np.median(difference[title][strokes], axis=0).max() <= 8

"""How soon the page to draw on answers, on a slow phone: `make marks`.

A real Chromium whose processor is slowed down four times draws with the mouse, in the built site.
From the event that ends a stroke it measures the time until the new bars are computed and laid out.
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

import click
import numpy as np

from tests.browser import chromium_page, serve

SITE = Path(__file__).resolve().parents[1] / "site"
SLOWED = 4
STROKES = [[[80, 60], [195, 58], [150, 150], [120, 240]], [[100, 140], [180, 140]]]  # a 7
WATCH = """() => {
  let start = null
  window.times = []
  const pad = document.querySelector("[data-part=pad]")
  addEventListener("pointerup", () => (start = performance.now()), {capture: true})
  pad.addEventListener("pointerup", () => {
    document.querySelector("[data-part=bars]").getBoundingClientRect()
    times.push(performance.now() - start)
  })
}"""


@click.command()
@click.option("--digits", type=click.Path(exists=True, dir_okay=False), help="Strokes, as JSON.")
@click.option("--first", default=40, show_default=True, help="How many of these digits.")
def main(digits: str | None, first: int) -> None:
    """Print median and 90th percentile of the milliseconds from a stroke's end to the bars."""
    if not SITE.is_dir():
        sys.exit(f"{SITE}: not found; first run make site")
    drawings = [STROKES] * 10
    if digits:
        drawings = [
            fitted(d["strokes"]) for d in json.loads(Path(digits).read_text("utf-8"))[:first]
        ]
    size = {"width": 412, "height": 900}
    with serve(SITE) as server, chromium_page(viewport=size, has_touch=True) as (page, _):
        page.goto(f"{server}/playground/draw.html")
        page.locator("#draw.playground").wait_for()
        page.evaluate(WATCH)
        devtools = page.context.new_cdp_session(page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        for strokes in drawings:
            draw(page, strokes)
            page.locator("[data-part='clear']").evaluate("button => button.click()")
        times = page.evaluate("times")
    low, middle, high = min(times), statistics.median(times), statistics.quantiles(times, n=10)[-1]
    print(
        f"{len(times)} strokes, processor slowed {SLOWED} times: median {middle:.1f} ms, fastest"
        f" {low:.1f}, 90th percentile {high:.1f}"
    )


def fitted(strokes: list) -> list:
    """Strokes, of which every fourth point is enough, in the middle of the pad of 280 x 280."""
    points = np.concatenate([np.asarray(stroke, dtype=float) for stroke in strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    times = (200 - 25) / (high - low).max()
    place = [140, 140] - times * (low + high) / 2
    return [(times * np.array([*s[::4], s[-1]]) + place).tolist() for s in strokes]


def draw(page, strokes: list) -> None:
    """Draw with the mouse."""
    pad = page.locator("[data-part='pad-canvas']")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    for points in strokes:
        places = [
            (box["x"] + x * box["width"] / 280, box["y"] + y * box["height"] / 280)
            for x, y in points
        ]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place)
        page.mouse.up()


if __name__ == "__main__":
    main()

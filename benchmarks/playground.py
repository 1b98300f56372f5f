"""How soon the page to draw on and the live parts answer, on a slow phone: `make marks`.

A real Chromium whose processor is slowed down four times draws with the mouse, in the built site.
From the event that ends a stroke it measures the time until the new bars are computed and laid out:
those of the pixels alone, as long as the filters cannot be fetched, and those of both models.
And it moves each slider of each live part: from its event, which comes with a frame as those of a
reader do, to the end of the next frame, where the picture is drawn at the latest.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tests.browser import ROOT, open_page, serve, start_chromium
from tests.pen import draw, fitted

SITE = ROOT / "site"
SLOWED = 4
PHONE = {"width": 412, "height": 900}
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

MOVE = """async (slider) => {
  const frame = () => new Promise(requestAnimationFrame)
  const drawn = () => new Promise((done) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = done
    port2.postMessage("after the frame")
  })
  const { min, max } = slider
  const times = []
  for (let i = 0; i < 20; i++) {
    await frame()
    const start = performance.now()
    slider.value = Number(min) + ((Number(max) - Number(min)) * ((7 * i) % 20)) / 19
    slider.dispatchEvent(new Event("input", { bubbles: true }))
    await frame()
    await drawn()
    times.push(performance.now() - start)
  }
  return times
}"""


@click.command()
@click.option("--digits", type=click.Path(exists=True, dir_okay=False), help="Strokes, as JSON.")
@click.option("--first", default=40, show_default=True, help="How many of these digits.")
def main(digits: str | None, first: int) -> None:
    """Print the milliseconds from a stroke to the bars and from a slider to the picture."""
    if not SITE.is_dir():
        sys.exit(f"{SITE}: not found; first run make site")
    drawings = [STROKES] * 10
    if digits:
        drawings = [
            fitted(d["strokes"]) for d in json.loads(Path(digits).read_text("utf-8"))[:first]
        ]
    with serve(SITE) as server, start_chromium() as browser:
        for name in ("pixels alone", "pixels and filters"):
            times = measure(browser, server, drawings, name == "pixels alone")
            print(
                f"{name}: {len(times)} strokes, processor slowed {SLOWED} times:"
                f" median {statistics.median(times):.1f} ms, fastest {min(times):.1f},"
                f" 90th percentile {statistics.quantiles(times, n=10)[-1]:.1f}"
            )
        for name, times in sliders(browser, server):
            print(f"{name}: median {statistics.median(times):.1f} ms, slowest {max(times):.1f}")


def sliders(browser, server: str) -> Iterator[tuple[str, list[float]]]:
    """The milliseconds from each move of each slider of the chapters' live parts to the picture."""
    for file in sorted(SITE.glob("chapters/*.html")):
        for name in re.findall('data-live="([a-z]+)"', file.read_text("utf-8")):
            with open_page(browser, viewport=PHONE, has_touch=True) as (page, _):
                page.goto(f"{server}/chapters/{file.name}?embed={name}")
                page.locator(f"#part-{name}").wait_for()
                slow_down(page)
                for slider in page.locator(f"#part-{name} input[type=range]:visible").all():
                    what = slider.get_attribute("data-part")
                    yield f"{file.stem}, {name}, {what}", slider.evaluate(MOVE)


def measure(browser, server: str, drawings: list, pixels_alone: bool) -> list[float]:
    """The milliseconds from the end of each stroke to the bars."""
    with open_page(browser, viewport=PHONE, has_touch=True) as (page, _):
        if pixels_alone:
            page.route("**/filters.bin", lambda route: route.abort())
        page.goto(f"{server}/playground/draw.html")
        page.locator("#draw.playground").wait_for()
        draw(page, STROKES)
        there = "could not be fetched" if pixels_alone else "The model of filters reads"
        page.get_by_text(there).first.wait_for()
        page.locator("[data-part='clear']").click()
        page.evaluate(WATCH)
        slow_down(page)
        for strokes in drawings:
            draw(page, strokes)
            page.locator("[data-part='clear']").evaluate("button => button.click()")
        return page.evaluate("times")


def slow_down(page) -> None:
    """Have the processor work as slowly as that of a phone."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})


if __name__ == "__main__":
    main()

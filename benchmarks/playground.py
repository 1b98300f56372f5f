"""How soon the page to draw on answers, on a slow phone: `make marks`.

A real Chromium whose processor is slowed down four times draws with the mouse, in the built site.
From the event that ends a stroke it measures the time until the new bars are computed and laid out:
those of the pixels alone, as long as the filters cannot be fetched, and those of both models.
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

import click

from tests.browser import ROOT, open_page, serve, start_chromium
from tests.pen import draw, fitted

SITE = ROOT / "site"
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
    with serve(SITE) as server, start_chromium() as browser:
        for name in ("pixels alone", "pixels and filters"):
            times = measure(browser, server, drawings, name == "pixels alone")
            print(
                f"{name}: {len(times)} strokes, processor slowed {SLOWED} times:"
                f" median {statistics.median(times):.1f} ms, fastest {min(times):.1f},"
                f" 90th percentile {statistics.quantiles(times, n=10)[-1]:.1f}"
            )


def measure(browser, server: str, drawings: list, pixels_alone: bool) -> list[float]:
    """The milliseconds from the end of each stroke to the bars."""
    size = {"width": 412, "height": 900}
    with open_page(browser, viewport=size, has_touch=True) as (page, _):
        if pixels_alone:
            page.route("**/filters.bin", lambda route: route.abort())
        page.goto(f"{server}/playground/draw.html")
        page.locator("#draw.playground").wait_for()
        draw(page, STROKES)
        there = "could not be fetched" if pixels_alone else "The model of filters reads"
        page.get_by_text(there).first.wait_for()
        page.locator("[data-part='clear']").click()
        page.evaluate(WATCH)
        devtools = page.context.new_cdp_session(page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        for strokes in drawings:
            draw(page, strokes)
            page.locator("[data-part='clear']").evaluate("button => button.click()")
        return page.evaluate("times")


if __name__ == "__main__":
    main()

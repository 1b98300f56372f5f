"""Strokes on the pad of the page to draw on, with the mouse; points in 280ths of the pad."""

from __future__ import annotations

import numpy as np


def fitted(strokes: list) -> list:
    """Recorded strokes, in the dashed box of the pad."""
    points = np.array([point for stroke in strokes for point in stroke], dtype=float)
    low, high = points.min(axis=0), points.max(axis=0)
    times = (200 - 25) / (high - low).max()  # and half the width of a pen as a margin
    place = [140, 140] - times * (low + high) / 2
    # Every fourth point is enough: they are nearer to one another than the pen is wide.
    return [(times * np.array([*s[::4], s[-1]]) + place).tolist() for s in strokes]


def draw(page, strokes: list) -> None:
    """Draw on a playwright page."""
    pad = page.locator(".playground [data-part='pad-canvas']")
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

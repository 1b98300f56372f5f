"""From 92 to 99.5.

Ten logistic regressions add up the pixels of a 6, row by row, and take it for a 0. Then a filter of
7 by 7 numbers moves over the digit and responds most where a stroke slants like its own. The mean
of the responses in 16 cells changes little when the digit moves. A hundred filters do the same;
ten models that add up their features say 6. All 10,000 test digits are dots, and the wrong ones,
811 with pixels, become 478, 139 and 52.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from animations.learning import digits
from animations.manifest import ROOT
from animations.style import Stage, mn
from animations.valley import renewed
from logreg_edu import deskew, pretrained, pretrained_filters
from logreg_edu.features import CELLS, SIDE, WINDOW, Filters, windows

NUMBER = 259  # of the digit, among the test digits of MNIST
FILTER = 50  # of the hundred: it is made of a patch with a slanted stroke
MOVES = (0, 1, 2, 1, 0, -1, -2, -1, 0)  # columns
RUNGS = {"pixels": "pixels", "deskewed": "upright", "relu": "random", "filters-200": "filters"}
FULL = 1.4  # what has the full colour, once the root is taken: on the map, in cells, on the wall
EDGE, PIXEL = 6.2, 6.2 / SIDE  # of the pictures, and of a pixel in them, on the screen


def so_far(parts: NDArray, start: NDArray) -> NDArray:
    """What the scores are at the start, and with each part that is added: (k + 1, 10)."""
    return start + np.vstack([np.zeros(10), np.cumsum(parts, axis=0)])


@cache
def numbers() -> dict[str, object]:
    """What the models of the pixels, and those of the filters, say of one digit; and the ladder."""
    ladder = json.loads((ROOT / "docs/results/ladder.json").read_text("utf-8"))
    shown = [digit for step in ladder["steps"] for digit in step["shown"]]
    digit = next(digit for digit in shown if digit["number"] == NUMBER)
    pixels = zlib.decompress(base64.b64decode(digit["pixels"]))
    x = np.frombuffer(pixels, np.uint8)[np.newaxis] / 255
    upright, ten, (filters, better) = deskew(x), pretrained(), pretrained_filters()
    W, b = filters.W[:, FILTER], filters.b[FILTER]
    one = Filters(W[:, np.newaxis], b[np.newaxis], 0)
    moved = np.array([np.roll(upright.reshape(SIDE, SIDE), k, axis=1).reshape(-1) for k in MOVES])
    cells = one(moved)
    # Features of an average digit say nothing: what is added up is what differs from them.
    train, _ = digits()
    mean = filters(deskew(train.X[::4])).mean(axis=0, dtype=np.float64)
    features = filters(upright)[0]
    parts = ((features - mean)[:, np.newaxis] * better.W).reshape(CELLS**2, -1, 10).sum(axis=0)
    wrong = [re.findall(r"(\d+):", ladder["rungs"][rung]["wrong"]) for rung in RUNGS]
    return {
        "label": digit["label"],
        "x": x[0],
        "moved": moved,
        "by_row": so_far((x.T * ten.W).reshape(SIDE, SIDE, 10).sum(axis=1), ten.b),
        "filter": W,
        "response": windows(upright)[0].reshape(SIDE**2, -1) @ W + b,
        "cells": cells,
        "change": [
            np.linalg.norm(b - a) / np.linalg.norm(a) for a, b in (moved[[0, 2]], cells[[0, 2]])
        ],
        "features": features.reshape(CELLS**2, -1).T,
        "by_filter": so_far(parts, mean @ better.W + better.b),
        "wrong": [np.isin(np.arange(ladder["m_test"]), [int(i) for i in row]) for row in wrong],
        "accuracy": [ladder["rungs"][rung]["test_accuracy"] for rung in RUNGS],
    }


class From92To99(Stage):
    """The scene."""

    # After it a viewer can say: ten linear models on pixels get 92 % right. A filter looks for the
    # same small stroke everywhere, pooling keeps roughly where it was, and on such features the
    # same models get 99.5 % right.

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.rows, self.place, self.cut, self.pool, self.move, self.count, self.tested = (
            mn.ValueTracker(0) for _ in range(7)
        )
        digit = self.picture(n["x"], EDGE).move_to((-3.3, 0, 0))
        scores = renewed(lambda: self.scores(n["by_row"], self.rows))
        self.add(digit, scores, line := self.live(self.line))
        self.say(
            "Ten models add up the pixels of a 6, and say 0. Of all test digits they get"
            f" {100 * n['accuracy'][0]:.1f} % right."
        )
        self.play(self.rows.animate.set_value(SIDE), rate_func=mn.linear, run_time=9)
        self.say("The 6 is set upright. A filter, 7 by 7 numbers, fits a small slanted stroke.")
        upright = self.picture(n["moved"][0], EDGE).move_to(digit)
        window = self.block(n["filter"], 4.4).move_to((3.4, 0, 0))
        scores.clear_updaters()
        self.play(mn.FadeOut(line, scores), mn.FadeIn(upright, window), run_time=1.5)
        self.remove(digit).wait(2, frozen_frame=True)
        response = self.image(self.response, (3.4, 0))
        self.add(response, window)
        self.play(window.animate.scale(WINDOW * PIXEL / 4.4).move_to(self.at(0)), run_time=3)
        self.say("The filter moves over the digit: the bluer the map, the better it fits there.")
        window.add_updater(lambda window: window.move_to(self.at(self.place.get_value())))
        self.play(self.place.animate.set_value(460), rate_func=mn.linear, run_time=5)
        self.poster()
        self.play(self.place.animate.set_value(SIDE**2 - 1), rate_func=mn.linear, run_time=3.5)
        self.remove(window)
        self.say("All below 0 is dropped, the root is shown: blank paper responds a little, too.")
        self.play(self.cut.animate.set_value(1), run_time=4)
        self.say("Pooling takes the mean in 16 cells, which overlap, and then the root.")
        self.play(self.pool.animate.set_value(1), run_time=4)
        pixels, features = (f"{100 * change:.0f} %" for change in n["change"])
        self.say(
            f"Moved by 2 pixels, its pixels change by {pixels} of their length, the 16 numbers by"
            f" {features}."
        )
        moving = self.image(self.moved, (-3.3, 0))
        self.remove(upright).add(moving)
        self.play(self.move.animate.set_value(len(MOVES) - 1), rate_func=mn.linear, run_time=7)
        response[0].clear_updaters()
        self.say("A hundred filters give 1,600 such features. Ten models add them up, and say 6.")
        step = EDGE / 49  # of the wall: ten pictures of 4 pixels, with 1 between them
        tile = (-3.3 - 22.5 * step, (22.5 - 5 * (FILTER // 10)) * step, 0)
        wall = self.image(self.wall, (-3.3, 0))
        better = self.scores(n["by_filter"], self.count)
        self.add(wall, response)
        self.play(
            mn.FadeOut(moving),
            mn.FadeIn(better),
            response.animate.scale(4 * step / EDGE).move_to(tile),
            run_time=2,
        )
        self.remove(response, better)
        self.add(better := renewed(lambda: self.scores(n["by_filter"], self.count)))
        self.play(self.count.animate.set_value(100), rate_func=mn.linear, run_time=6)
        self.wait(1.5)
        better.clear_updaters()
        self.say("All 10,000 test digits, a dot each. On pixels 811 are wrong: the orange ones.")
        dots, rows = self.dots(), renewed(self.counts)
        frame = mn.Square(6.8, color=self.muted, stroke_width=1.5).move_to(dots)
        self.play(mn.FadeOut(wall, better), mn.FadeIn(dots, frame), run_time=1)
        dots.add_updater(lambda dots: dots.become(self.dots()))
        self.add(rows)
        self.play(self.tested.animate.set_value(1), rate_func=mn.linear, run_time=6)
        self.say("Models of the same kind, trained on digits set upright: 478 are wrong.")
        self.play(self.tested.animate.set_value(2), rate_func=mn.linear, run_time=4)
        last = f"{100 * n['accuracy'][-1]:.1f} %"
        self.say(f"With 3,000 random features 139 are wrong, with filters 52: {last} are right.")
        for rung in (3, 4):
            self.play(self.tested.animate.set_value(rung), rate_func=mn.linear, run_time=3)
            self.wait(0.5, frozen_frame=True)
        self.play(mn.FadeIn(self.text(last, 90, self.yes).move_to((4.1, -2.9, 0))), run_time=1)
        self.wait(1, frozen_frame=True)

    def at(self, place: float) -> NDArray:
        """Where the window is: to the right in one row, back in the next."""
        row, column = divmod(int(place), SIDE)
        column = SIDE - 1 - column if row % 2 else column
        return np.array([-3.3, 0, 0]) + PIXEL * np.array([column - 13.5, 13.5 - row, 0])

    def image(self, pixels: Callable[[], NDArray], center: tuple[float, float]) -> mn.Group:
        """A picture in a frame, coloured anew for every frame of the film."""
        image = mn.ImageMobject(pixels())
        image.height = EDGE

        def update(image: mn.ImageMobject) -> None:
            image.pixel_array[:] = pixels()

        image.add_updater(update)
        return mn.Group(image, mn.Square(EDGE, color=self.muted, stroke_width=1.5)).move_to(
            (*center, 0)
        )

    def block(self, weights: NDArray, size: float) -> mn.Group:
        """The filter, as a picture in a frame."""
        image = mn.ImageMobject(self.shades(weights.reshape(WINDOW, WINDOW), np.abs(weights).max()))
        image.height = size
        return mn.Group(image, mn.Square(size, stroke_color=self.ink, stroke_width=4))

    def line(self) -> mn.Line:
        """The row of pixels that is being added."""
        y = EDGE / 2 - self.rows.get_value() * PIXEL
        return mn.Line((-6.5, y, 0), (-0.1, y, 0), color=self.yes, stroke_width=5)

    def response(self) -> NDArray:
        """What the filter says, as far as it has come; then the root above 0; then its cells."""
        n, rows = numbers(), np.arange(SIDE)[:, np.newaxis]
        order = SIDE * rows + np.where(rows % 2, SIDE - 1 - rows.T, rows.T)
        z = np.where(order <= self.place.get_value(), n["response"].reshape(SIDE, SIDE), 0)
        cut, pool = self.cut.get_value(), self.pool.get_value()
        z = (1 - cut) * z / np.abs(n["response"]).max() + cut * np.sqrt(np.maximum(z, 0)) / FULL
        cells = n["cells"][round(self.move.get_value())].reshape(CELLS, CELLS) / FULL
        return self.shades((1 - pool) * z + pool * np.kron(cells, np.ones((7, 7))), 1)

    def moved(self) -> NDArray:
        """The digit, some columns to the left or to the right."""
        moved = numbers()["moved"][round(self.move.get_value())]
        return self.shades(moved.reshape(SIDE, SIDE))

    def wall(self) -> NDArray:
        """The cells of all filters, of which as many are there as have been added, and the one."""
        features = numbers()["features"]
        seen = (np.arange(100) < self.count.get_value()) | (np.arange(100) == FILTER)
        tiles = (features / FULL * seen[:, np.newaxis]).reshape(10, 10, 4, 4)
        framed = np.pad(tiles, ((0, 0), (0, 0), (0, 1), (0, 1)))
        return self.shades(framed.transpose(0, 2, 1, 3).reshape(50, 50)[:-1, :-1], 1)

    def scores(self, steps: NDArray, tracker: mn.ValueTracker) -> mn.VGroup:
        """Ten scores so far, each as a bar from 0 on; the largest has the colour of its answer."""
        drawing, z = mn.VGroup(), steps[int(tracker.get_value())]
        for k, score in enumerate(z):
            color = self.muted
            if k == z.argmax() and tracker.get_value():
                color = self.yes if k == numbers()["label"] else self.no
            y = 3.33 - 0.74 * k
            bar = mn.Rectangle(width=max(abs(score) * 0.165, 0.01), height=0.44, stroke_width=0)
            bar.set_fill(color, 1).move_to((5.3, y, 0), mn.RIGHT if score < 0 else mn.LEFT)
            drawing.add(bar, self.number(str(k), (0.45, y - 0.18), 40, color))
        return drawing.add(mn.Line((5.3, -3.7, 0), (5.3, 3.7, 0), color=self.muted, stroke_width=2))

    def dots(self) -> mn.ImageMobject:
        """All test digits, and which are wrong, as far as the last rung has been tested."""
        rung = max(int(np.ceil(self.tested.get_value())) - 1, 0)
        tested = np.arange(10_000) < (self.tested.get_value() - rung) * 10_000
        wrong = (numbers()["wrong"][rung] & tested).reshape(100, 100)
        wide = np.pad(np.kron(wrong, np.ones((6, 6), bool)), 2)  # larger than the others
        for axis in (0, 1):
            wide = wide | np.roll(wide, 1, axis) | np.roll(wide, -1, axis)
        gap = np.pad(np.zeros((4, 4), bool), 1, constant_values=True)
        colors = [mn.ManimColor(color).to_int_rgba() for color in (self.faint, self.paper, self.no)]
        shade = np.where(wide[2:-2, 2:-2], 2, np.tile(gap, (100, 100)))
        image = mn.ImageMobject(np.array(colors, np.uint8)[shade])
        image.height = 600 / 90  # so that each dot has as many pixels as the others
        return image.move_to((-3.45, 0, 0))

    def counts(self) -> mn.VGroup:
        """How many digits each rung got wrong so far."""
        tested = self.tested.get_value()
        drawing = mn.VGroup(self.number("wrong:", (0.5, 2.9), 48, self.no))
        for rung, name in enumerate(list(RUNGS.values())[: int(np.ceil(tested))]):
            wrong = numbers()["wrong"][rung][: int((tested - rung) * 10_000)].sum()
            drawing.add(self.number(f"{name} {wrong}", (0.5, 1.75 - 1.05 * rung), 48))
        return drawing

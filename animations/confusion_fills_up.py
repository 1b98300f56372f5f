"""Confusion fills up.

The thousand test digits of the sample lie in a square on the right; on the left is an empty table:
ten rows, what a digit is, and ten columns, what the ten models call it. One by one and then in a
stream the digits go to their cells. The diagonal fills up in blue, with the number of those that
are right, of a hundred. Wrong ones are orange: a cell shows the last, in a stronger colour if there
are more. In the end the digits of the most frequent confusions come out of their cells and stand
side by side.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image

from animations.learning import digits, ten_models
from animations.style import Stage, mn
from animations.valley import renewed
from logreg_edu import Models, confusion_matrix, one_vs_all_score

PAIRS = 4
SLOW = 2  # digits that are shown one by one
STREAM, FLIGHT = 14, 0.45  # seconds: until the last digit leaves; that each is in the air
TIMES = {6: "six", 8: "eight", 12: "twelve"}  # beside digits, a count is a word
CELL = 0.64
CORNER = np.array([-5.6, 2.35, 0])  # the middle of the cell at the top left
HEAP, APART = np.array([0.85, 2.56, 0]), 0.194  # the digit at the top left of the heap; the others
UNIT = 90  # pixels of the picture into which the digits are drawn


@cache
def numbers() -> dict[str, object]:
    """A thousand digits in the order in which they fly, and the pairs most often confused."""
    _, test = digits()
    descent = ten_models()
    order = np.random.default_rng(0).permutation(len(test.labels))
    X, true = test.X[order], test.labels[order]
    predicted, _ = one_vs_all_score(X, Models(descent.w, descent.b))
    table = confusion_matrix(true, predicted)
    both_ways = np.triu(table + table.T, 1)
    pairs = np.argsort(-both_ways, axis=None, kind="stable")[:PAIRS]
    return {
        "X": X,
        "true": true,
        "predicted": predicted,
        "table": table,
        "right": np.trace(table),
        "pairs": np.stack(np.unravel_index(pairs, (10, 10)), axis=1),
        "times": both_ways.ravel()[pairs],
    }


class ConfusionFillsUp(Stage):
    """The scene."""

    # After it a viewer can say: the row is what a digit is, the column what it is called; right
    # answers lie on the diagonal, and the cells beside it tell which digits are confused.

    def construct(self) -> None:
        """Called by manim."""
        n = self.n = numbers()
        self.ink_of = (255 * n["X"]).astype(np.uint8).reshape(-1, 28, 28)
        self.colors = {c: mn.ManimColor(c).to_int_rgb() for c in (self.ink, self.yes, self.no)}
        self.still = np.zeros((8 * UNIT, round(UNIT * 128 / 9), 4), np.uint8)
        for i in range(len(n["X"])):
            self.stamp(self.still, i, self.in_heap(i), CELL / 4, self.ink)
        self.table, self.gone, self.landed = np.zeros((10, 10), int), SLOW, SLOW
        self.shown, self.counted = self.table, 0  # the numbers do not change in every frame
        self.drawn = mn.ImageMobject(self.still.copy())
        self.drawn.height = 8
        self.add(self.drawn, self.rules(), renewed(self.count))
        self.say("Each row is what a digit is, each column what the models call it.")
        lit = self.one(0)
        words = f"This {n['true'][1]} is called a {n['predicted'][1]}"
        self.say(f"{words}: it falls beside the diagonal, and is wrong.")
        self.play(mn.FadeOut(lit), run_time=0.5)
        lit = self.one(1)

        clock = mn.ValueTracker(0)
        # Fifteen pictures per second are enough for the stream, and need half the bytes of thirty.
        self.drawn.add_updater(lambda _: self.fly(int(15 * clock.get_value()) / 15))
        self.say("Of 1,000 test digits, 100 of each, the blue cells count those that are right.")
        self.play(mn.FadeOut(lit), run_time=0.5)
        self.play(clock.animate.set_value(7), rate_func=mn.linear, run_time=7)
        self.say(
            "Orange cells hold the wrong ones: each shows the latest; a stronger colour means more."
        )
        self.play(clock.animate.set_value(15), rate_func=mn.linear, run_time=8)
        self.drawn.clear_updaters()

        (a, b), (c, d), (e, f), (g, h) = n["pairs"]
        times = [TIMES[count] for count in n["times"]]
        words = f"{n['right']} of 1,000 are right. Most often confused:"
        self.say(f"{words} {a} and {b}, {times[0]} times, both ways together.")
        out = self.pour_out(a, b, 0)
        self.wait(0.5, frozen_frame=True)
        self.say(f"Next come {c} and {d}, {times[1]} times.")
        out.add(*self.pour_out(c, d, 2))
        self.poster()
        self.wait(1.5, frozen_frame=True)
        self.say(f"{e} and {f}, {times[2]} times; {g} and {h}, {times[3]} times.")
        self.play(mn.FadeOut(out), run_time=0.5)
        self.pour_out(e, f, 0)
        self.wait(1.5, frozen_frame=True)
        self.pour_out(g, h, 2)
        self.wait(2, frozen_frame=True)

    def rules(self) -> mn.VGroup:
        """The lines of the table, and the names of its rows and columns."""
        drawing, (left, top, _) = mn.VGroup(), CORNER + CELL / 2 * mn.UL
        for k in range(11):
            across, down = left + CELL * k, top - CELL * k
            drawing.add(mn.Line((left, down, 0), (left + 10 * CELL, down, 0)))
            drawing.add(mn.Line((across, top, 0), (across, top - 10 * CELL, 0)))
        drawing.set_stroke(self.faint, 2)
        for k in range(10):
            drawing.add(self.text(f"{k}", color=self.muted).move_to(self.cell(k, -1)))
            drawing.add(self.text(f"{k}", color=self.muted).move_to(self.cell(-1, k)))
        drawing.add(self.text("called", color=self.muted).move_to(self.cell(-1.95, 4.5)))
        return drawing.add(self.text("is", color=self.muted).move_to(self.cell(4.5, -1.85)))

    def cell(self, row: float, column: float) -> np.ndarray:
        """The middle of a cell."""
        return CORNER + CELL * (column * mn.RIGHT + row * mn.DOWN)

    def in_heap(self, i: int) -> np.ndarray:
        """Where a digit lies at first."""
        return HEAP + APART * (i % 32 * mn.RIGHT + i // 32 * mn.DOWN)

    def stamp(self, canvas: np.ndarray, i: int, place: np.ndarray, size: float, color: str) -> None:
        """Draw a digit into a picture of the whole frame: the smaller, the paler."""
        edge = round(size * UNIT)
        way = Image.Resampling.BOX if edge < 28 else Image.Resampling.BICUBIC
        ink = Image.fromarray(self.ink_of[i]).resize((edge, edge), way)
        ink = np.asarray(ink) * min(1, 0.2 + size / CELL)
        self.blot(canvas, place, ink.astype(np.uint8), color)

    def blot(self, canvas: np.ndarray, place: np.ndarray, ink: np.ndarray, color: str) -> None:
        """Draw a rectangle of so much ink, where there is not more of it already."""
        (height, width), (x, y, _) = ink.shape, place
        left, top = round((x + 64 / 9) * UNIT - width / 2), round((4 - y) * UNIT - height / 2)
        part = canvas[top : top + height, left : left + width]
        more = ink > part[..., 3]
        part[more, :3], part[more, 3] = self.colors[color], ink[more]

    def leave(self, i: int) -> None:
        """Take a digit from the heap."""
        left, top = ((self.in_heap(i)[:2] * (1, -1) + (64 / 9, 4)) * UNIT).round().astype(int)
        self.still[top - 9 : top + 9, left - 9 : left + 9] = 0

    def land(self, i: int) -> None:
        """Count a digit in its cell, and show it there if it is wrong."""
        at = row, column = self.n["true"][i], self.n["predicted"][i]
        self.table[at] += 1
        edge, foot = round(CELL * UNIT), self.cell(row + 0.5, column)
        if row == column:
            height = round(edge * self.table[at] / 100)
            place = foot + height / UNIT / 2 * mn.UP
            self.blot(self.still, place, np.full((height, edge), 170, np.uint8), self.yes)
            return
        (x, y, _), half = self.cell(row, column), edge // 2
        x, y = round((x + 64 / 9) * UNIT), round((4 - y) * UNIT)
        self.still[y - half : y + half, x - half : x + half] = 0
        tint = np.full((edge, edge), 16 * self.table[at], np.uint8)
        self.blot(self.still, self.cell(row, column), tint, self.no)
        self.stamp(self.still, i, self.cell(row, column), CELL, self.no)

    def one(self, i: int) -> mn.Group:
        """A digit leaves the heap, its row and its column are lit, and it falls where they meet."""
        row, column = self.n["true"][i], self.n["predicted"][i]
        self.leave(i)
        self.drawn.pixel_array[:] = self.still
        digit = self.picture(self.n["X"][i], 3).scale(CELL / 9).move_to(self.in_heap(i))
        self.play(digit.animate.scale(9 / CELL).move_to((3.9, -0.4, 0)), run_time=0.8)
        bands = mn.VGroup(
            mn.Rectangle(width=11 * CELL, height=CELL).move_to(self.cell(row, 4)),
            mn.Rectangle(width=CELL, height=11 * CELL).move_to(self.cell(4, column)),
        )
        bands.set_stroke(width=0).set_fill(self.yes if row == column else self.no, 0.3)
        for band in bands:
            self.play(mn.FadeIn(band), run_time=1)
        self.play(digit.animate.scale(CELL / 3).move_to(self.cell(row, column)))
        self.land(i)
        self.drawn.pixel_array[:] = self.still
        self.play(bands.animate.set_fill(opacity=0.5), run_time=0.4)
        return mn.Group(bands, digit)

    def fly(self, clock: float) -> None:
        """Draw all as it is so many seconds after the stream began."""
        total = len(self.n["X"])
        leaves = STREAM * (np.arange(total - SLOW) / (total - SLOW)) ** (1 / 1.6)
        gone, landed = np.searchsorted(leaves, (clock, clock - FLIGHT), "right") + SLOW
        for i in range(self.gone, gone):
            self.leave(i)
        for i in range(self.landed, landed):
            self.land(i)
        self.gone, self.landed = gone, landed
        now = self.still.copy()
        wrong = self.n["true"] != self.n["predicted"]
        # To keep the film small, of the many right ones only an eighth is seen in the air.
        for i in (i for i in range(landed, gone) if i < 30 or i % 8 == 0 or wrong[i]):
            far = mn.smooth((clock - leaves[i - SLOW]) / FLIGHT)
            cell = self.cell(self.n["true"][i], self.n["predicted"][i])
            place = mn.interpolate(self.in_heap(i), cell, far)
            self.stamp(now, i, place, CELL * mn.interpolate(0.4, 1, far), self.ink)
        self.drawn.pixel_array[:] = now
        if landed == total or clock > self.counted + 0.3:
            self.counted, self.shown = clock, self.table.copy()

    def count(self) -> mn.VGroup:
        """How many are right and wrong so far; and in the stream, how many right ones of each."""
        right, total = np.trace(self.shown), self.shown.sum()
        drawing = mn.VGroup(
            self.number(f"{right} right", (0.8, 3.15), 42, self.yes),
            self.number(f"{total - right} wrong", (4.1, 3.15), 42, self.no),
        )
        if self.counted:
            each = (self.number(f"{count}", (0, 0)) for count in np.diag(self.shown))
            drawing.add(*(number.move_to(self.cell(k, k)) for k, number in enumerate(each)))
        return drawing

    def pour_out(self, a: int, b: int, first: int) -> mn.Group:
        """The digits of two cells come out and stand in two rows."""
        frames, labels, pictures, moves = mn.VGroup(), mn.VGroup(), mn.Group(), []
        for y, (true, called) in zip((first, first + 1), ((a, b), (b, a)), strict=True):
            frames.add(mn.Square(CELL, color=self.ink, stroke_width=6))
            frames[-1].move_to(self.cell(true, called))
            place = np.array([0.8, 2.15 - 1.53 * y, 0])
            labels.add(self.text(f"{true} called {called}").move_to(place, mn.LEFT))
            cell = (self.n["true"] == true) & (self.n["predicted"] == called)
            for k, x in enumerate(self.n["X"][cell]):
                pictures.add(self.picture(x, 0.92).move_to(self.cell(true, called)))
                there = place + (0.46 + 1.03 * k) * mn.RIGHT + 0.77 * mn.DOWN
                moves.append(pictures[-1].animate.move_to(there))
        self.play(mn.Create(frames), mn.FadeIn(labels), run_time=0.8)
        self.play(mn.LaggedStart(*moves, lag_ratio=0.4), run_time=2.4)
        return mn.Group(frames, labels, pictures)

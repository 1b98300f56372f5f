"""Confusion fills up.

A thousand test digits drop one by one into a table with ten rows, what the digit is, and ten
columns, what the ten models take it for. Most land on the diagonal, which turns blue: they are
right. What falls beside it turns orange. In the end the four pairs light up that are confused most
often, counting both directions.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from animations.learning import digits, ten_models
from animations.style import Stage, mn
from logreg_edu import Models, accuracy, accuracy_interval, confusion_matrix, one_vs_all_score

CELL = 0.52
CORNER = (-5.1, 2.25)  # the middle of the cell at the top left
ONE_BY_ONE = 6
STOPS = (*range(1, ONE_BY_ONE + 1), 12, 25, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000)
PAIRS = 4


@cache
def numbers() -> dict[str, object]:
    """The table after each stop, and the pairs that are most often confused."""
    _, test = digits()
    descent = ten_models()
    order = np.random.default_rng(0).permutation(len(test.labels))
    X, true = test.X[order], test.labels[order]
    predicted, _ = one_vs_all_score(X, Models(descent.w, descent.b))
    tables = [confusion_matrix(true[:m], predicted[:m]) for m in STOPS]
    share = accuracy(predicted, true)
    both_ways = np.triu(tables[-1] + tables[-1].T, 1)
    pairs = np.argsort(-both_ways, axis=None, kind="stable")[:PAIRS]
    return {
        "first": X[:ONE_BY_ONE],
        "true": true[:ONE_BY_ONE],
        "predicted": predicted[:ONE_BY_ONE],
        "tables": tables,
        "accuracy": share,
        "interval": accuracy_interval(share, len(true)),
        "pairs": np.stack(np.unravel_index(pairs, (10, 10)), axis=1),
        "times": both_ways.ravel()[pairs],
    }


class ConfusionFillsUp(Stage):
    """The scene."""

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.title("Confusion fills up")
        cells = self.cells(np.zeros((10, 10), dtype=int))
        names = mn.VGroup()
        for k in range(10):
            names.add(self.text(f"{k}", 20, self.muted).move_to(self.place(k, -0.95)))
            names.add(self.text(f"{k}", 20, self.muted).move_to(self.place(-0.95, k)))
        rows = self.text("what it is", 20, self.muted).rotate(np.pi / 2)
        names.add(rows.move_to(self.place(4.5, -1.7)))
        names.add(self.text("taken for", 20, self.muted).move_to(self.place(-0.9, 11)))
        self.say(
            "A table: a row for what a digit is, a column for what the ten models take it for."
        )
        self.play(mn.FadeIn(cells, names), run_time=1.5)
        self.say("Test digits drop into it. On the diagonal they are right.")
        first = zip(n["first"], n["true"], n["predicted"], n["tables"], strict=False)
        for x, true, said, table in first:
            digit = self.picture(x, 1.8).move_to((3.6, 0.9, 0))
            label = self.text(f"a {true}, taken for {said}", 24).next_to(digit, mn.DOWN, 0.25)
            self.play(mn.FadeIn(digit, label), run_time=0.4)
            place = self.place(true, said)
            self.play(digit.animate.scale(0.25).move_to(place), mn.FadeOut(label), run_time=0.6)
            self.remove(digit, *digit, cells)
            cells = self.cells(table)
            self.add(cells)
        state = mn.VGroup()
        self.say("Then faster, a thousand in all. Blue is right, orange is wrong.")
        for m, table in list(zip(STOPS, n["tables"], strict=True))[ONE_BY_ONE:]:
            self.remove(cells, state)
            right = np.trace(table)
            state = self.text(f"{m:,} digits: {right} right, {m - right} wrong", 26)
            state.move_to((3.6, 1.2, 0))
            cells = self.cells(table)
            self.add(cells, state)
            self.wait(0.6, frozen_frame=True)
        low, high = n["interval"]
        share = self.text(f"{n['accuracy']:.1%} right", 34).move_to((3.6, 0.3, 0))
        range_of = self.text(f"95 % interval: {low:.1%} to {high:.1%}", 22, self.muted)
        self.play(mn.FadeIn(share, range_of.next_to(share, mn.DOWN, 0.2)))
        self.say("The four pairs that are confused most often light up, counting both directions.")
        for i, ((a, b), times) in enumerate(zip(n["pairs"], n["times"], strict=True)):
            frames = mn.VGroup(
                *(
                    mn.Square(CELL, color=self.ink, stroke_width=5).move_to(self.place(*cell))
                    for cell in ((a, b), (b, a))
                )
            )
            words = self.text(f"{a} and {b}: {times} times", 26).move_to((3.6, -0.9 - 0.5 * i, 0))
            self.play(mn.Create(frames), mn.FadeIn(words), run_time=0.8)
        self.poster()
        *pairs, last = (f"{a} with {b}" for a, b in n["pairs"])
        self.say(f"Most often these models confuse {', '.join(pairs)} and {last}.")

    def place(self, row: float, column: float) -> np.ndarray:
        """The middle of a cell."""
        return np.array([CORNER[0] + CELL * column, CORNER[1] - CELL * row, 0])

    def cells(self, table: np.ndarray) -> mn.VGroup:
        """The table: the more, the fuller the colour; errors count tenfold, or one saw none."""
        drawing = mn.VGroup()
        for (row, column), count in np.ndenumerate(table):
            color, full = (self.yes, 100) if row == column else (self.no, 10)
            cell = mn.Square(CELL, stroke_color=self.faint, stroke_width=1.5)
            drawing.add(cell.set_fill(color, min(0.75, 0.75 * count / full)))
            cell.move_to(self.place(row, column))
            if count:
                drawing.add(self.text(f"{count}", 17).move_to(cell))
        return drawing

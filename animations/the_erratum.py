"""The erratum.

Two descents on the same digits, from the same start, with the same learning rate. One uses the
slope of the bias as it should be, the mean error; the other the one that the student notebook
prints, which is never negative. For about a thousand steps both costs fall, and look alike. All
the while the second bias is pushed down; then its cost begins to rise, while the other still falls.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from animations.learning import digits, walk
from animations.style import Plane, Stage, mn
from logreg_edu import backward, largest_curvature

STEPS = 3000


def printed_slopes(
    X: np.ndarray, y: np.ndarray, y_hat: np.ndarray, w: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The slopes with the notebook's dJ/db = (1/m) Y^T Y_hat."""
    return backward(X, y, y_hat, w)[0], y @ y_hat / len(y)


@cache
def numbers() -> dict[str, object]:
    """Cost and bias of both descents at every tenth step; where the wrong cost is lowest."""
    train, _ = digits()
    X, y = train.X[::4], (train.labels[::4] == 0).astype(float)
    alpha = 1 / largest_curvature(X)
    right, wrong = (walk(X, y, alpha, STEPS, slopes) for slopes in (backward, printed_slopes))
    return {
        "m": len(y),
        "J_right": right.J[::10],
        "J_wrong": wrong.J[::10],
        "b_right": right.b[::10],
        "b_wrong": wrong.b[::10],
        "lowest": 10 * int(wrong.J[::10].argmin()),
    }


class TheErratum(Stage):
    """The scene."""

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.title("The erratum: a bias that only goes down")
        right = self.formula('(partial J)/(partial b) = 1/m sum (hat(y) - y) quad "correct"', 32)
        wrong = self.formula(
            '(partial J)/(partial b) = 1/m sum y thin hat(y) quad "as printed"', 32
        )
        right.move_to((-3.6, 2.4, 0)), wrong.move_to((3.2, 2.4, 0))
        self.say(
            "The notebook prints another slope of the bias: a mean of products, never below 0."
        )
        self.play(mn.FadeIn(right), mn.FadeIn(wrong), run_time=1.5)

        self.say(f"Both descend, on {n['m']:,} digits, to recognise a 0. First a thousand steps.")
        ticks = {0: "0", 500: "500", 1000: "1,000"}
        cost = self.plane(
            ticks, (0, 0.2, 0.4, 0.6, 0.7), (5.4, 3), (-3.2, -0.4), ("step", "cost J")
        )
        bias = self.plane(ticks, (-24, -16, -8, 0), (5.4, 3), (3.7, -0.4), ("step", "bias b"))
        self.play(mn.FadeIn(cost.drawing, bias.drawing))
        curves = self.curves(cost, bias, np.arange(len(n["b_right"])) <= 100)
        self.play(*(mn.Create(curve, rate_func=mn.linear) for curve in curves), run_time=5)
        same = self.text("two curves, one on top of the other", 22).move_to(cost.at(550, 0.3))
        self.play(mn.FadeIn(same))

        self.say("The costs look alike, as if all were well. But one bias goes down and down.")
        self.wait(1, frozen_frame=True)
        self.play(mn.FadeOut(*curves, same, cost.drawing, bias.drawing))

        self.say(f"Now {STEPS:,} steps, and the cost seen up close.")
        ticks = {0: "0", 1000: "1,000", 2000: "2,000", 3000: "3,000"}
        heights = (0, 0.02, 0.04, 0.06)
        cost = self.plane(ticks, heights, (5.4, 3), (-3.2, -0.4), ("step", "cost J"))
        bias = self.plane(ticks, (-32, -24, -16, -8, 0), (5.4, 3), (3.7, -0.4), ("step", "bias b"))
        self.play(mn.FadeIn(cost.drawing, bias.drawing))
        curves = self.curves(cost, bias, n["J_right"] < 0.06)
        self.play(*(mn.Create(curve, rate_func=mn.linear) for curve in curves), run_time=6)

        self.say(f"After {n['lowest']:,} steps the wrong one turns: from there its cost rises.")
        lowest = cost.at(n["lowest"], n["J_wrong"][n["lowest"] // 10])
        mark = mn.Circle(0.14, color=self.ink, stroke_width=3).move_to(lowest)
        self.play(mn.Create(mark))
        for plane, y, i in ((cost, n["J_right"], 0), (cost, n["J_wrong"], 1)):
            name = self.text(("correct", "as printed")[i], 20, (self.yes, self.no)[i])
            self.add(name.next_to(plane.at(2500, y[250]), (mn.DOWN, mn.UP)[i], 0.18))
        self.poster()
        self.say("A falling cost proves little. A gradient check exposes the error at once.")

    def curves(self, cost: Plane, bias: Plane, shown: np.ndarray) -> list[mn.VMobject]:
        """The four curves, at those of the recorded steps that are shown."""
        n, steps, found = numbers(), 10 * np.flatnonzero(shown), []
        for plane, symbol in ((cost, "J"), (bias, "b")):
            for kind, color, width in (("right", self.yes, 7), ("wrong", self.no, 3)):
                found.append(plane.curve(steps, n[f"{symbol}_{kind}"][shown], color, width))
        return found

"""Three learning rates.

The same bowl, the same start, the same clock, and three learning rates: a tenth of 1/c, 1/c and
2.2/c, where c is the largest curvature at the bottom. The first creeps, and after forty steps is
still on its way. The second is down within a few steps. The third leaps across the valley from
side to side; it never comes to rest at the bottom, and its cost stays high.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from animations.learning import bowl, cost_map, minimum, so_far, walk
from animations.style import Stage, mn
from logreg_edu import probability

STEPS = 40
SHARES = (0.1, 1.0, 2.2)  # of 1/c
W, B = np.linspace(-0.5, 4, 61), np.linspace(-3.5, 1, 61)


@cache
def numbers() -> dict[str, object]:
    """The bowl, the curvature at its bottom, and three descents."""
    X, y = bowl()
    bottom = minimum(X, y)
    y_hat = probability(X, bottom.w, bottom.b)
    X_1 = np.c_[X, np.ones(len(X))]  # a column of ones, for the bias
    curvature = X_1.T @ (y_hat * (1 - y_hat) * X_1.T).T / len(X)
    steepest = np.linalg.eigvalsh(curvature)[-1]
    paths = [walk(X, y, share / steepest, STEPS) for share in SHARES]
    return {
        "surface": cost_map(X, y, W, B),
        "bottom": [bottom.w[0], bottom.b, bottom.cost_history[-1]],
        "c": steepest,
        "w": [path.w[:, 0] for path in paths],
        "b": [path.b for path in paths],
        "J": [path.J for path in paths],
    }


class ThreeLearningRates(Stage):
    """The scene."""

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.title("Three learning rates")
        map_ticks = {-0.5: "", **{k: str(k) for k in range(5)}}
        b_ticks = {-3.5: "", **{k: f"{k}".replace("-", "\N{MINUS SIGN}") for k in range(-3, 2)}}
        plane = self.plane(map_ticks, b_ticks, (5, 5), (-3.4, 0.2), ("w", "b"))
        names = "step", "cost J"
        cost = self.plane((0, 10, 20, 30, 40), (0.4, 0.6, 0.8), (5.2, 2.6), (3.8, -0.9), names)
        rings = self.contours(plane, W, B, n["surface"], 0.48 + 0.012 * np.arange(1, 19) ** 1.6)
        bottom = mn.Star(5, outer_radius=0.14, color=self.ink, fill_opacity=1)
        bottom.move_to(plane.at(*n["bottom"][:2]))
        self.say(
            "The map of a bowl, with its bottom. Below, c is the largest curvature at the bottom."
        )
        self.play(mn.FadeIn(plane.drawing, rings, bottom, cost.drawing), run_time=1.5)

        colors = [self.palette.lines[i] for i in (0, 2, 1)]
        marks = (mn.Dot, mn.Square, mn.Triangle)  # not by colour alone
        legend = mn.VGroup()
        for share, color, mark in zip(SHARES, colors, marks, strict=True):
            sign = self.mark(mark, color)
            name = self.formula(f"alpha = {share:g} \\/ c", 32).next_to(sign, mn.RIGHT, 0.2)
            legend.add(mn.VGroup(sign, name))
        legend.arrange(mn.DOWN, 0.22, aligned_edge=mn.LEFT).move_to((3.4, 2.1, 0))
        self.say("Three learning rates start at the same point, and take their steps together.")
        self.play(mn.FadeIn(legend))

        clock = mn.ValueTracker(0)

        def runner(i: int) -> mn.VGroup:
            steps, w, b, J = so_far(clock.get_value(), n["w"][i], n["b"][i], n["J"][i])
            here = self.mark(marks[i], colors[i])
            below = here.copy().move_to(cost.at(steps[-1], J[-1]))
            lines = plane.curve(w, b, colors[i], 3), cost.curve(steps, J, colors[i], 3)
            return mn.VGroup(*lines, here.move_to(plane.at(w[-1], b[-1])), below)

        runners = [self.live(lambda i=i: runner(i)) for i in range(3)]
        self.add(*runners)
        self.say("Blue creeps, green is quick, and orange leaps across the valley.")
        self.play(clock.animate.set_value(6), rate_func=mn.linear, run_time=6)
        self.say("Green is there. Blue is safe, but needs more than ten times as many steps.")
        self.play(clock.animate.set_value(15), rate_func=mn.linear, run_time=4.5)
        self.say("Beyond 2/c each leap near the bottom ends farther out than it began.")
        self.play(clock.animate.set_value(STEPS), rate_func=mn.linear, run_time=7)
        for line in runners:
            line.clear_updaters()
        self.poster()
        costs = [f"{J[-1]:.3f}" for J in n["J"]]
        self.say(
            f"The cost after {STEPS} steps: blue {costs[0]}, green {costs[1]}, orange {costs[2]}."
        )

    def mark(self, shape: type, color: str) -> mn.VMobject:
        """What runs: a dot, a square or a triangle."""
        return shape(color=color, fill_opacity=1, stroke_width=0).scale_to_fit_height(0.2)

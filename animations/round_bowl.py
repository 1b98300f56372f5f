"""The round bowl.

A cost of one weight and one bias whose valley is eight times as long as it is wide. Plain descent
leaps from side to side and creeps along: after forty steps it is still far from the bottom. Then
the map itself is stretched and turned until distances are measured by the curvature bound B. Now
the bowl is nearly round, "straight down" points almost at the bottom, and three steps get there.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from animations.learning import cost_map, digits, ink, minimum, so_far, walk
from animations.style import Stage, height_lines, mn
from logreg_edu import cost, cost_and_gradient, curvature_bound, largest_curvature

STEPS = 40
W, B = np.linspace(-3, 7, 121), np.linspace(-8, 4, 121)
CENTER = np.array([-2.6, 0.1, 0])


@cache
def numbers() -> dict[str, object]:
    """Is it a 2 or a 7? By ink alone: the surface, both descents, and the matrix of the change."""
    train, _ = digits()
    rows = np.flatnonzero(np.isin(train.labels, (2, 7)))[::4]
    X, y = 10 * ink(train.X[rows])[:, np.newaxis], (train.labels[rows] == 2).astype(float)
    plain = walk(X, y, 1.95 / largest_curvature(X), STEPS)
    bottom, bound = minimum(X, y), curvature_bound(X)
    fast = [np.zeros(2)]
    for _ in range(3):
        _, dJ_dw, dJ_db = cost_and_gradient(X, y, fast[-1][:1], fast[-1][1])
        fast.append(fast[-1] - np.linalg.solve(bound, [*dJ_dw, dJ_db]))
    return {
        "surface": cost_map(X, y, W, B),
        "bottom": [bottom.w[0], bottom.b, bottom.cost_history[-1]],
        "plain": np.c_[plain.w, plain.b],
        "J_plain": plain.J,
        "fast": fast,
        "J_fast": [cost(X, y, theta[:1], theta[1]) for theta in fast],
        "bound": bound,
        "times_as_long": np.sqrt(np.divide(*np.linalg.eigvalsh(bound)[::-1])),
    }


class RoundBowl(Stage):
    """The scene."""

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.title("The round bowl")
        self.roundness, self.steps = mn.ValueTracker(0), mn.ValueTracker(0)
        highest = n["J_plain"][0] - n["bottom"][2]
        levels = n["bottom"][2] + highest * np.array([0.003, 0.03, 0.1, 0.22, 0.4, 0.65, 1])
        self.rings = [ring for found in height_lines(W, B, n["surface"], levels) for ring in found]
        bottom = mn.Star(5, outer_radius=0.14, color=self.ink, fill_opacity=1).move_to(CENTER)
        rings = self.live(self.map)
        ticks = {0: "0", 10: "10", 20: "20", 30: "30", 40: "40"}
        heights = {0.61: "0.61", 0.65: "0.65", 0.69: "0.69"}
        cost = self.plane(ticks, heights, (4.6, 2.6), (4.2, -0.9), ("step", "cost J"))
        times = round(n["times_as_long"])
        self.say(f"Another cost of w and b. Its valley is {times} times as long as it is wide.")
        self.play(mn.FadeIn(rings, bottom, cost.drawing), run_time=1.5)

        self.say("Plain descent leaps across it, from side to side, and creeps along it.")
        plain = self.live(lambda: self.path(n["plain"], self.steps.get_value(), self.no, mn.Dot))
        falls = self.live(
            lambda: cost.curve(*so_far(self.steps.get_value(), n["J_plain"]), self.no)
        )
        self.add(plain, falls)
        self.play(self.steps.animate.set_value(8), rate_func=mn.linear, run_time=4)
        self.play(self.steps.animate.set_value(STEPS), rate_func=mn.linear, run_time=4)
        left = (n["J_plain"][-1] - n["bottom"][2]) / highest
        self.say(f"After {STEPS} steps, {100 * left:.0f} % of the height is still left.")

        formula = self.formula("theta <- theta - B^(-1) thin gradient J", 38).move_to((4.2, 2.4, 0))
        self.say("Now measure distances with the matrix B, the bound on the curvature.")
        self.play(mn.FadeIn(formula), self.roundness.animate.set_value(1), run_time=4)
        self.say(
            "Measured this way, the bowl is nearly round: straight down leads almost to the bottom."
        )
        taken = mn.ValueTracker(0)
        fast = self.live(lambda: self.path(n["fast"], taken.get_value(), self.yes, mn.Square))
        falls_fast = self.live(
            lambda: cost.curve(*so_far(taken.get_value(), n["J_fast"]), self.yes)
        )
        self.add(fast, falls_fast)
        for k in (1, 2, 3):
            self.play(taken.animate.set_value(k), run_time=1)
            self.wait(0.3, frozen_frame=True)
        self.poster()
        J = f"{n['J_fast'][-1]:.4f}"
        self.say(f"After three steps the cost is {J}; at the bottom it is {n['bottom'][2]:.4f}.")
        self.say(
            "Back in the old distances, these steps go along the valley from the first one on."
        )
        self.play(self.roundness.animate.set_value(0), run_time=4)
        for drawing in (rings, plain, fast, falls, falls_fast):
            drawing.clear_updaters()

    def at(self, theta: np.ndarray) -> np.ndarray:
        """The points (k, 3) of the screen where pairs (k, 2) of w and b are seen."""
        n, s = numbers(), self.roundness.get_value()
        curvatures, axes = np.linalg.eigh(n["bound"])
        scales = 0.62 ** (1 - s) * (4.2 * np.sqrt(curvatures)) ** s  # of the two axes of the valley
        flat = (np.asarray(theta) - n["bottom"][:2]) @ (axes * scales @ axes.T)
        return CENTER + np.c_[flat, np.zeros(len(flat))]

    def map(self) -> mn.VGroup:
        """Lines of equal height."""
        lines = mn.VGroup()
        for ring in self.rings:
            line = mn.VMobject(stroke_color=self.muted, stroke_width=1.5)
            lines.add(line.set_points_as_corners(self.at(ring)))
        return lines

    def path(self, stops: np.ndarray, last: float, color: str, mark: type) -> mn.VGroup:
        """A descent as far as it has come."""
        _, w, b = so_far(last, *np.transpose(stops))
        places = self.at(np.c_[w, b])
        line = mn.VMobject(stroke_color=color, stroke_width=4).set_points_as_corners(places)
        marks = [mark(color=color, fill_opacity=1, stroke_width=0) for _ in places]
        for one, place in zip(marks, places, strict=True):
            one.scale_to_fit_height(0.1).move_to(place)
        return mn.VGroup(line, *marks)

"""Down the bowl.

The cost of one weight w and one bias b, for 200 real digits, is a bowl. It is seen from the side,
with the plane that touches it at the start: the step goes straight down that plane, and a new
plane is laid at each stop. Then the bowl is seen from above, as a map with lines of equal height.
The path crosses the lines at right angles, its steps become shorter, and a curve beside the map
shows the cost falling, fast at first and then slowly.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from animations.learning import bowl, cost_map, minimum, so_far, walk
from animations.style import Stage, height_lines, mn
from logreg_edu import backward, forward, largest_curvature

STEPS = 40
W, B = np.linspace(-0.5, 5.5, 91), np.linspace(-4.5, 1.5, 91)
LEVELS = 0.472 + 0.225 * np.linspace(0.1, 1, 12) ** 2  # closer together where the bowl is flat
SPREAD = 0.84  # units of the screen for one of w or b
HEIGHT = 9.0  # and for one nat
CENTER = (-3.3, 0.2)


@cache
def numbers() -> dict[str, object]:
    """The surface, its lowest point, the descent with the learning rate 1/L, and its slopes."""
    X, y = bowl()
    alpha = 1 / largest_curvature(X)
    path, bottom = walk(X, y, alpha, STEPS), minimum(X, y)
    slopes = []
    for w, b in zip(path.w, path.b, strict=True):
        dJ_dw, dJ_db = backward(X, y, forward(X, y, w, b)[1], w)
        slopes.append((dJ_dw[0], dJ_db))
    return {
        "alpha": alpha,
        "surface": cost_map(X, y, W, B),
        "bottom": [bottom.w[0], bottom.b, bottom.cost_history[-1]],
        "w": path.w[:, 0],
        "b": path.b,
        "J": path.J,
        "slopes": slopes,
    }


class DownTheBowl(Stage):
    """The scene."""

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.title("Down the bowl")
        self.turn, self.tilt, self.stop = (mn.ValueTracker(v) for v in (-1.4, 0.55, 0))
        rings = height_lines(W, B, n["surface"], LEVELS)
        self.rings = [
            np.c_[ring, np.full(len(ring), J)]
            for J, found in zip(LEVELS, rings, strict=True)
            for ring in found
        ]
        bowl, path = self.live(self.bowl), self.live(self.path)
        formula = self.formula("w <- w - alpha (partial J)/(partial w)", 36).move_to((4, 1.6, 0))
        second = self.formula("b <- b - alpha (partial J)/(partial b)", 36).move_to((4, 0.3, 0))
        self.say("The cost of one weight and one bias is a bowl. Each line is of equal height.")
        self.add(bowl)
        self.play(self.turn.animate.set_value(-0.9), run_time=2.5)
        self.say("A plane that touches it shows which way is down. One step goes that way.")
        tangent = self.live(self.tangent)
        self.add(tangent, path)
        self.play(mn.FadeIn(formula, second), self.turn.animate.set_value(-0.75), run_time=1)
        for k in (1, 2, 3):
            self.play(self.turn.animate.set_value(-0.75 + 0.12 * k), run_time=0.3)
            self.play(self.stop.animate.set_value(k), run_time=0.5)
        self.remove(tangent)
        self.say("From above, the bowl is a map.")
        self.play(
            self.turn.animate.set_value(0), self.tilt.animate.set_value(np.pi / 2), run_time=1.8
        )
        for drawing in (bowl, path):
            drawing.clear_updaters()

        size = SPREAD * 6, SPREAD * 6
        ticks = {-0.5: "", 0: "0", 2: "2", 4: "4", 5.5: ""}
        below = {-4.5: "", **{-k: f"\N{MINUS SIGN}{k}" for k in (2, 4)}, 0: "0", 1.5: ""}
        plane = self.plane(ticks, below, size, CENTER, ("w", "b"))
        heights = (0.4, 0.5, 0.6, 0.7)
        cost = self.plane((0, 10, 20, 30, 40), heights, (5, 2.8), (3.9, 0), ("step", "cost J"))
        place = plane.at(*n["bottom"][:2])
        bottom = mn.Star(5, outer_radius=0.14, color=self.ink, fill_opacity=1).move_to(place)
        self.say("The star is the bottom. Each step leaves its line at a right angle.")
        self.play(
            mn.FadeOut(formula, second), mn.FadeIn(plane.drawing, cost.drawing, bottom), run_time=1
        )
        steps = np.arange(STEPS + 1)
        self.add(cost.curve(steps[:4], n["J"][:4], self.color("J")))
        for first, last, seconds in ((3, 4, 0.8), (4, 5, 0.8), (5, 6, 0.8), (6, STEPS, 5)):
            if first == 6:
                self.say("The learning rate stays, but the slope shrinks, and the steps with it.")
            some = slice(first, last + 1)
            walked = plane.curve(n["w"][some], n["b"][some], self.color("alpha"))
            dots = mn.VGroup(
                *(self.dot(plane.at(*at)) for at in zip(n["w"][some], n["b"][some], strict=True))
            )
            fallen = cost.curve(steps[some], n["J"][some], self.color("J"))
            self.play(
                *(mn.Create(line, rate_func=mn.linear) for line in (walked, fallen)),
                mn.LaggedStartMap(mn.FadeIn, dots[1:], lag_ratio=1),
                run_time=seconds,
            )
        self.poster()
        self.say(
            f"The cost falls at every step, from {n['J'][0]:.3f} towards {n['bottom'][2]:.3f}."
        )

    def at(self, w: np.ndarray, b: np.ndarray, J: np.ndarray) -> np.ndarray:
        """The points (k, 3) of the screen where points of the surface are seen."""
        turn, tilt = self.turn.get_value(), self.tilt.get_value()
        u, v = SPREAD * (np.asarray(w) - 2.5), SPREAD * (np.asarray(b) + 1.5)
        x, depth = u * np.cos(turn) - v * np.sin(turn), u * np.sin(turn) + v * np.cos(turn)
        y = depth * np.sin(tilt) + HEIGHT * (np.asarray(J) - 0.57) * np.cos(tilt)
        return np.stack([CENTER[0] + x, CENTER[1] + y, 0 * x], axis=-1)

    def bowl(self) -> mn.VGroup:
        """Its lines of equal height."""
        lines = mn.VGroup()
        for ring in self.rings:
            line = mn.VMobject(stroke_color=self.muted, stroke_width=1.5)
            lines.add(line.set_points_as_corners(self.at(*ring.T)))
        return lines

    def path(self) -> mn.VGroup:
        """The stops so far; between two of them, as far as the step has come."""
        n = numbers()
        stops = self.at(*so_far(self.stop.get_value(), n["w"], n["b"], n["J"])[1:])
        line = mn.VMobject(stroke_color=self.color("alpha"), stroke_width=4)
        return mn.VGroup(line.set_points_as_corners(stops), *map(self.dot, stops))

    def dot(self, place: np.ndarray) -> mn.Dot:
        """The mark of a stop."""
        return mn.Dot(place, 0.055, color=self.color("alpha"))

    def tangent(self) -> mn.Polygon:
        """The plane that touches the bowl at the last stop."""
        n, k = numbers(), int(self.stop.get_value())
        w, b, J, (dJ_dw, dJ_db) = n["w"][k], n["b"][k], n["J"][k], n["slopes"][k]
        dw, db = 0.4 * np.array([[-1, 1, 1, -1], [-1, -1, 1, 1]])
        corners = self.at(w + dw, b + db, J + dJ_dw * dw + dJ_db * db)
        return mn.Polygon(*corners, color=self.color("J"), fill_opacity=0.35, stroke_width=2)

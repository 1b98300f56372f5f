"""The round bowl.

The valley of a cost of one weight and one bias, seen from above, nine times as long as it is wide.
Gradient descent zigzags across it, and after twenty steps is not yet near the bottom. With momentum
it is. Then the same valley is drawn a second time, with distances measured by the curvature bound
B: it is nearly round, and a step leads to the middle of a circle, close to the bottom. Newton's
method takes the ring that fits the curvature where it stands, and comes closer still.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from animations.learning import digits, ink, minimum, so_far
from animations.style import Stage, mn
from animations.valley import HIGHEST, LOWEST, Map, parabola_ring, renewed, straight, two_digits
from logreg_edu import cost, cost_and_gradient, curvature_bound, largest_curvature, probability
from logreg_edu.newton import weighted_products

START, STEPS, BETA = (0.5, 0.0), 20, 0.8

RING = 0.03  # of the height of the start: the level line that is measured
LEVELS = [RING, 0.2, 0.55, 1.1, 2.2, 4.5, 9, 18, 36]
LOOKS = {"plain": (1, 0), "momentum": (0, 4), "bound": (2, 3), "newton": (3, 5)}  # color, corners
NAMES = {"plain": "plain", "momentum": "momentum", "bound": "bound B", "newton": "Newton"}


@cache
def numbers() -> dict[str, object]:
    """Is it a 7 or a 2? By ink alone: the surface, and four ways down."""
    train, _ = digits()
    rows = np.flatnonzero(np.isin(train.labels, (2, 7)))[::4]
    X, y = 10 * ink(train.X[rows])[:, np.newaxis], (train.labels[rows] == 7).astype(float)
    bottom, bound = minimum(X, y), curvature_bound(X)
    alpha = 1.95 / largest_curvature(X)

    def gradient(theta: NDArray) -> NDArray:
        _, dJ_dw, dJ_db = cost_and_gradient(X, y, theta[:1], theta[1])
        return np.append(dJ_dw, dJ_db)

    def curvature(theta: NDArray) -> NDArray:
        y_hat = probability(X, theta[:1], theta[1])
        return weighted_products(X, np.arange(len(X)), y_hat * (1 - y_hat) / len(X))

    def path(step: Callable[..., NDArray], steps: int, beta: float = 0) -> NDArray:
        stops = [np.array(START)] * 2
        for _ in range(steps):
            stops.append(stops[-1] + step(stops[-1]) + beta * (stops[-1] - stops[-2]))
        return np.array(stops[1:])

    paths = {
        "plain": path(lambda theta: -alpha * gradient(theta), STEPS),
        "momentum": path(lambda theta: -alpha * gradient(theta), STEPS, BETA),
        "bound": path(lambda theta: -np.linalg.solve(bound, gradient(theta)), 2),
        "newton": path(lambda theta: -np.linalg.solve(curvature(theta), gradient(theta)), 2),
    }
    theta, lowest = np.append(bottom.w, bottom.b), bottom.cost_history[-1]

    def height(stops: NDArray) -> NDArray:
        stops = np.vstack([stops, START])
        each = np.broadcast_to(y[:, np.newaxis], (len(y), len(stops)))
        above = cost(X, each, stops[:, 0][np.newaxis], stops[:, 1]) - lowest
        return above[:-1] / above[-1]

    def rings(ways: NDArray, levels: list[float]) -> NDArray:
        """Where on each way (k, 2) from the bottom on each height is reached: (levels, k, 2)."""
        r = np.linspace(0, 7, 400) ** 2
        # The root of the height is nearly straight along each way.
        roots = [np.sqrt(np.maximum(height(theta + r[:, None] * way), 0)) for way in ways]
        radii = np.array([np.interp(np.sqrt(levels), root, r) for root in roots])
        return theta + radii.T[..., np.newaxis] * ways

    angles = np.linspace(0, 2 * np.pi, 121)
    around = np.c_[np.cos(angles), np.sin(angles)] @ np.linalg.inv(np.linalg.cholesky(bound))
    axes = np.linalg.eigh(curvature(theta))[1].T  # of the valley: along it, and across
    return {
        "rings": rings(around, LEVELS),
        "ends": rings(np.repeat(axes, 2, axis=0) * [[-1], [1], [-1], [1]], [RING]).reshape(2, 2, 2),
        "bottom": theta,
        "B": bound,
        "curvature": curvature(np.array(START)),
        **paths,
        **{f"left_{name}": height(stops) for name, stops in paths.items()},
    }


class RoundBowl(Stage):
    """The scene."""

    # After it a viewer can say: in a long valley the steepest way leads across it, not to the
    # bottom. Momentum adds up what the steps have in common. Or measure with another ruler, in
    # which the valley is round, and go straight down there; Newton's ruler is the curvature here.

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.apart, self.roundness, self.lit = (mn.ValueTracker(0) for _ in range(3))
        self.steps = {name: mn.ValueTracker(0) for name in LOOKS}

        ground = self.ground(0)
        paths = [renewed(lambda side=side: self.paths(side)) for side in (0, 1)]
        table, arrows = renewed(self.table), self.arrows()
        self.add(ground, arrows, paths[0])
        long, wide = (np.linalg.norm(b - a) for a, b in n["ends"])
        self.say(
            f"The valley of a cost of w and b, seen from above: {long / wide:.0f} times as long as"
            " wide."
        )
        self.play(self.lit.animate.set_value(1), run_time=7)
        self.say("Gradient descent goes straight down. Here that is across the valley: it zigzags.")
        self.add(table)
        self.take("plain", 5, 3.5)
        self.take("plain", STEPS, 3.5)
        self.say(
            f"Momentum adds {BETA} of the last step. The zigzags partly cancel, the way along adds"
            " up."
        )
        self.take("momentum", 9, 7)
        plain, fast = (two_digits(n[f"left_{name}"][-1]) for name in ("plain", "momentum"))
        self.say(f"After {STEPS} steps {plain} of the height is left, with momentum {fast}.")
        self.take("momentum", STEPS, 5)
        self.say("Now measure distances by B, a bound on the curvature: the bowl is nearly round.")
        self.remove(ground, *paths, table, arrows)
        grounds = [renewed(lambda side=side: self.ground(side)) for side in (0, 1)]
        self.add(*grounds, *paths, table)
        self.play(self.apart.animate.set_value(1), run_time=2)
        grounds[0].clear_updaters()
        self.play(self.roundness.animate.set_value(1), run_time=4)
        grounds[1].clear_updaters()
        self.say("A step now leads to the middle of a circle, close to the bottom.")
        self.take("bound", 1, 3)
        self.wait(1, frozen_frame=True)
        newton, bound = (two_digits(n[f"left_{name}"][1]) for name in ("newton", "bound"))
        self.say(
            "Newton fits the ring to the curvature where it stands. One step leaves"
            f" {newton}, with B {bound}."
        )
        self.take("newton", 1, 4)
        bound, newton = (two_digits(n[f"left_{name}"][-1]) for name in ("bound", "newton"))
        self.say(f"After two steps {bound} of the height is left with B, and {newton} with Newton.")
        both = (self.steps[name].animate.set_value(2) for name in ("bound", "newton"))
        self.play(*both, rate_func=mn.linear, run_time=4)
        self.poster()
        for drawing in (*paths, table):
            drawing.clear_updaters()

    def take(self, name: str, steps: int, seconds: float) -> None:
        """Let a descent go on."""
        self.play(self.steps[name].animate.set_value(steps), rate_func=mn.linear, run_time=seconds)

    def map(self, side: int) -> Map:
        """The old one, or the other, as they are now."""
        n, s, r = numbers(), self.apart.get_value(), self.roundness.get_value() * side
        edges = [(-6.95, 6.95 - 7.05 * s), (7.2 - 7.1 * s, 6.95)][side]
        bottom = [(3.4 - 4.15 * s, -2.4 + 1.2 * s), (13.4 - 7.2 * s - r, -1.2 + 0.7 * r)][side]
        curvatures, axes = np.linalg.eigh(n["B"])
        scales = (1.75 - 0.25 * s) ** (1 - r) * (6 * np.sqrt(curvatures)) ** r
        return Map(edges, n["bottom"], bottom, axes * scales @ axes.T)

    def ground(self, side: int) -> mn.VGroup:
        """A map: the higher, the more of a tint."""
        drawing, place = mn.VGroup(), self.map(side)
        tints = mn.color_gradient([self.paper, self.faint], len(LEVELS))
        rings = numbers()["rings"]
        for level, ring, tint in reversed(list(zip(LEVELS, rings, tints, strict=True))):
            line = (self.ink, 3) if level == RING else (self.muted, 1.5, 0.5)
            drawing.add(place.patch(ring).set_fill(tint, 1).set_stroke(*line))
        left, right = place.edges
        frame = mn.Rectangle(width=right - left, height=HIGHEST - LOWEST, color=self.muted)
        drawing.add(frame.move_to(((left + right) / 2, 0, 0)).set_stroke(width=1.5))
        return drawing

    def paths(self, side: int) -> mn.VGroup:
        """The bottom, how long and how wide the valley is, and the ways down so far."""
        n, drawing, place = numbers(), mn.VGroup(), self.map(side)
        for ends in n["ends"]:
            ends = n["bottom"] + self.lit.get_value() * (ends - n["bottom"])
            drawing.add(place.line(np.linspace(*ends, 60)).set_stroke(self.ink, 5))
        star = mn.Star(5, outer_radius=0.15, color=self.ink, fill_opacity=1)
        drawing.add(star.move_to(place.at([n["bottom"]])))
        begun = [name for name in LOOKS if self.steps[name].get_value() or name == "plain"]
        for name in begun:
            before = "bound" in begun and name in ("plain", "momentum")
            pale = max(1 - 4 * self.steps["bound"].get_value(), 0.3 - side) if before else 1
            if pale > 0:
                drawing.add(self.path(name, place, pale))
        for name, matrix in (("bound", n["B"]), ("newton", n["curvature"])):
            if side and 0 < self.steps[name].get_value() <= 1 and name == begun[-1]:
                ring = place.line(parabola_ring(*n[name][:2], matrix))
                drawing.add(ring.set_stroke(self.palette.lines[LOOKS[name][0]], 4))
        return drawing

    def path(self, name: str, place: Map, pale: float) -> mn.VGroup:
        """A way down, as far as it has come."""
        _, w, b = so_far(self.steps[name].get_value(), *np.transpose(numbers()[name]))
        places = place.at(np.c_[w, b])
        seen = places[:, 0] < place.edges[1]  # while the map comes in from the right
        line = straight(places, seen).set_stroke(self.palette.lines[LOOKS[name][0]], 5, pale)
        marks = self.mark(name, pale)  # all of them as one drawing: faster
        marks.set_points((places[seen, np.newaxis] + marks.points).reshape(-1, 3))
        return mn.VGroup(line, marks)

    def mark(self, name: str, pale: float = 1) -> mn.VMobject:
        """What stands for a way down."""
        color, corners = LOOKS[name]
        mark = mn.RegularPolygon(corners) if corners else mn.Circle()
        mark.set_style(fill_color=self.palette.lines[color], fill_opacity=pale, stroke_width=0)
        return mark.scale_to_fit_height(0.22).center()

    def table(self) -> mn.VGroup:
        """After how many steps how much of the height is left."""
        names = [name for name in LOOKS if self.steps[name].get_value()]
        if "bound" in names:  # the two others are done
            names = names[2:]
        drawing = mn.VGroup()
        if names[:1] == ["bound"]:  # on a plate: lines pass below
            plate = mn.Rectangle(width=6.2, height=2.05, stroke_width=0)
            drawing.add(plate.set_fill(self.paper, 0.85).move_to((-6.9, -3.7, 0), mn.DL))
        top = -2.2 if drawing else -0.95
        drawing.add(self.number("steps: height left", (-6.7, top)))
        for row, name in enumerate(names):
            steps = int(self.steps[name].get_value())
            left = two_digits(numbers()[f"left_{name}"][steps])
            y = top - 0.65 - 0.63 * row
            drawing.add(self.mark(name).move_to((-6.55, y + 0.17, 0)))
            drawing.add(self.number(f"{NAMES[name]}  {steps}: {left}", (-6.3, y)))
        return drawing

    def arrows(self) -> mn.VGroup:
        """Where w and b grow."""
        drawing, corner = mn.VGroup(), np.array([4.2, 1.6, 0])
        for name, way in (("b", mn.RIGHT), ("w", mn.UP)):
            arrow = mn.Arrow(corner, corner + 1.5 * way, buff=0, color=self.ink)
            letter = self.formula(name, 60).set_color(self.ink)  # the colours are those of the ways
            drawing.add(arrow, letter.next_to(arrow, mn.RIGHT, 0.15))
        return drawing

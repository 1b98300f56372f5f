"""One step of Newton.

Three of four digits are ones, and one weight decides how likely all are held to be: its cost is
a valley. At one point a line takes the height and the slope of the cost, bends until it has the
curvature, too, and is a parabola; the step leads to its lowest point. Then again: closer to the
minimum the curve and its parabola can hardly be told apart, and each step about doubles the right
digits of the weight. Far out a step leads up the other side, and is halved until the cost is lower.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from animations.learning import digits
from animations.style import Plane, Stage, mn
from animations.valley import renewed, straight
from logreg_edu import cost, cost_and_gradient, probability

STARTS = 0.0, 4.0
PLACES = 9  # after the decimal point, of the weights that are shown
X, Y = np.ones((4, 1)), np.array([1, 1, 1, 0])
# From where to where the weight and the cost are seen: the valley, its bottom, and far out.
VIEWS = np.array([[-2.3, 4.4, 0, 1.8], [0.8, 1.45, 0.5615, 0.582], [-10.9, 6.6, -0.8, 7.5]])


def J(w: NDArray) -> NDArray:
    """The cost of each of k weights: (k,)."""
    w = np.atleast_1d(w)
    each = np.broadcast_to(Y[:, np.newaxis], (len(Y), len(w)))
    return cost(X, each, w[np.newaxis], np.zeros(len(w)))


def touching(w: float) -> NDArray:
    """Weight, cost, slope and curvature where the parabola touches: (4,)."""
    height, slope, _ = cost_and_gradient(X, Y, np.array([w]), 0.0)
    y_hat = probability(X, np.array([w]), 0.0)
    return np.array([w, height, slope[0], np.mean(X[:, 0] ** 2 * y_hat * (1 - y_hat))])


@cache
def numbers() -> dict[str, object]:
    """The steps from the one start, and from the other one step, halved until the cost is lower."""
    stops = [touching(STARTS[0])]
    for _ in range(4):
        w, _, slope, curvature = stops[-1]
        stops.append(touching(w - slope / curvature))
    w, height, slope, curvature = far = touching(STARTS[1])
    tried = [w - slope / curvature]
    while J(tried[-1])[0] >= height:
        tried.append((tried[-1] + w) / 2)
    train, _ = digits()
    rows = [*np.flatnonzero(train.labels == 1)[:3], np.flatnonzero(train.labels == 7)[0]]
    return {
        "stops": stops,
        "digits": train.X[rows],
        "far": far,
        "tried": tried,
        "J_tried": J(tried),
        "y_hat": [probability(X, np.array([w]), 0.0)[0] for w in (-2.0, *STARTS)],
    }


class OneStepOfNewton(Stage):
    """The scene."""

    # After it a viewer can say: Newton's method puts a parabola on the cost, with the same height,
    # slope and curvature here, and goes to its lowest point. Near the minimum each step about
    # doubles the right digits. Far out it can go wrong: a step that raises the cost is halved.

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        stops = np.array(n["stops"])
        self.view, self.w, self.off = mn.ValueTracker(0), mn.ValueTracker(-1.6), mn.ValueTracker(0)
        self.reach, self.bend = mn.ValueTracker(0), mn.ValueTracker(0)
        self.touch, self.marks = stops[0], []
        drawing = renewed(self.valley)
        pictures = mn.Group(*(self.picture(pixels, 2) for pixels in n["digits"]))
        pictures.arrange(mn.RIGHT, 0.12).move_to((6.9, 3.75, 0), mn.UR)
        likely = renewed(self.probability)
        name = self.formula("w", 60).move_to((6.6, -2.6, 0))
        curve = self.text("cost", color=self.color("J")).move_to((-4.9, 2.5, 0), mn.LEFT)
        self.add(drawing, pictures, likely, name, curve)
        self.say(
            "Three of these four digits are ones. A model of one weight w gives all the same"
            " probability."
        )
        self.play(self.w.animate.set_value(3.6), run_time=5)
        self.play(self.w.animate.set_value(stops[0, 0]), run_time=3)
        likely.clear_updaters()

        self.say("Newton's method looks at one point: at its height, its slope, and its curvature.")
        self.play(mn.FadeOut(pictures, likely), run_time=1)
        self.play(self.reach.animate.set_value(1), run_time=2.5)
        self.play(self.bend.animate.set_value(1), run_time=2.5)
        self.poster()
        self.say("A parabola has the same three. The step leads to its lowest point.")
        found = [self.digits_of(stops[0, 0], 0)]
        self.play(mn.FadeIn(found[0]), self.w.animate.set_value(stops[1, 0]), run_time=3)
        self.land(stops[1], found)
        self.say("And again. Near the bottom, the curve and its parabola are hard to tell apart.")
        self.move_on()
        self.play(mn.FadeOut(curve), self.view.animate.set_value(1), run_time=3)
        self.step(stops[2], found, 3)
        self.say("Near the bottom each step about doubles the right digits of w, in green.")
        self.step(stops[3], found, 2)
        self.step(stops[4], found, 2)

        self.say("A new start, far out, at w = 4: the cost is nearly straight, the parabola wide.")
        self.there = n["far"]
        self.move_on()
        names = ("at the start", "full step", "half", "quarter")
        costs = [
            self.number(
                f"{name}: {J:.2f}",
                (-1.2, 3.1 - 0.9 * row),
                54,
                self.ink if row == 3 else self.muted,
            )
            for row, (name, J) in enumerate(zip(names, [n["far"][1], *n["J_tried"]], strict=True))
        ]
        self.play(mn.FadeOut(*found), self.view.animate.set_value(2), run_time=2)
        plane = self.plane_now()
        zero = self.number("cost 0", plane.at(-6, 0.15), color=self.muted)
        level = mn.Line(*plane.at(plane.x, n["far"][1]), color=self.ink, stroke_width=3)
        start = self.number("cost at the start", plane.at(-10.7, n["far"][1] + 0.15))
        self.play(self.w.animate.set_value(n["far"][0]), mn.FadeIn(zero), run_time=1)
        self.play(self.reach.animate.set_value(1), run_time=1)
        self.play(self.bend.animate.set_value(1), run_time=1.5)
        self.play(mn.FadeIn(costs[0], level, start), run_time=1)
        self.say(
            "Its lowest point is on the other side, where the cost is higher than at the start."
        )
        self.play(self.w.animate.set_value(n["tried"][0]), run_time=3)
        self.play(self.off.animate.set_value(1), run_time=1.5)
        self.play(mn.FadeIn(costs[1]), run_time=1)
        self.say("So the step is halved until the cost is lower: with a quarter of the step it is.")
        for i in (1, 2):
            self.marks.append(n["tried"][i - 1])
            self.play(self.w.animate.set_value(n["tried"][i]), run_time=2)
            self.play(mn.FadeIn(costs[i + 1]), run_time=0.7)
            self.wait(0.5, frozen_frame=True)
        drawing.clear_updaters()

    def step(self, there: NDArray, found: list[mn.Mobject], seconds: float) -> None:
        """The parabola, and its lowest point."""
        self.move_on()
        self.play(
            self.reach.animate.set_value(1), self.bend.animate.set_value(1), run_time=seconds / 3
        )
        self.play(self.w.animate.set_value(there[0]), run_time=seconds / 3)
        self.land(there, found, seconds / 3)

    def land(self, there: NDArray, found: list[mn.Mobject], seconds: float = 1.5) -> None:
        """From the lowest point of the parabola to the curve, and note the weight."""
        found.append(self.digits_of(there[0], len(found)))
        self.play(self.off.animate.set_value(1), mn.FadeIn(found[-1]), run_time=seconds)
        self.there = there

    def move_on(self) -> None:
        """The next parabola touches where the last one has led."""
        self.touch = self.there
        for tracker in (self.off, self.reach, self.bend):
            tracker.set_value(0)

    def plane_now(self) -> Plane:
        """The part of the valley that is seen."""
        view = self.view.get_value()
        low, high = VIEWS[int(view)], VIEWS[min(int(view) + 1, 2)]
        left, right, bottom, top = low + (view - int(view)) * (high - low)
        return Plane((left, right), (bottom, top), (13.8, 6.8), (0, 0.4), mn.VGroup())

    def valley(self) -> mn.VGroup:
        """The curve, the parabola as far as it is there, and the point."""
        plane, drawing = self.plane_now(), mn.VGroup()
        w = np.linspace(*plane.x, 121)
        drawing.add(self.seen(plane, w, J(w), self.color("J"), 9))
        axis = mn.Line(*plane.at(plane.x, max(plane.y[0], 0)))  # at a cost of 0, if that is seen
        drawing.add(axis.set_stroke(self.muted, 2))
        every = 0.1 if np.ptp(plane.x) < 1 else 2
        inside = np.array(plane.x) / every * 0.97 + np.mean(plane.x) / every * 0.03
        for tick in np.arange(np.ceil(inside[0]), inside[1]) * every:
            label = f"{tick + 0.0:g}".replace("-", "\N{MINUS SIGN}")
            drawing.add(self.number(label, (0, 0), color=self.muted))
            drawing[-1].move_to(plane.at(tick, plane.y[0]) + 0.45 * mn.DOWN)
        here = self.w.get_value()
        if self.reach.get_value():
            reach = self.reach.get_value() * np.ptp(plane.x)
            near = w[np.abs(w - self.touch[0]) < reach]
            drawing.add(self.seen(plane, near, self.parabola(near), self.color("w"), 5))
        crosses = [self.cross(plane.at(w, J(w)[0]), 0.5).set_stroke(width=8) for w in self.marks]
        drawing.add(*crosses)
        on = self.parabola(here) + self.off.get_value() * (J(here)[0] - self.parabola(here))
        place = plane.at(here, on if self.reach.get_value() else J(here)[0])
        drawing.add(mn.Dot(place, 0.17, color=self.ink))
        return drawing

    def seen(
        self, plane: Plane, w: NDArray, height: NDArray, color: str, width: float
    ) -> mn.VMobject:
        """A curve, where it is in the picture."""
        inside = (height > plane.y[0]) & (height < plane.y[1])
        return straight(plane.at(w, height), inside).set_stroke(color, width)

    def parabola(self, w: NDArray | float) -> NDArray:
        """The line that touches the cost, as far as it is bent."""
        at, height, slope, curvature = self.touch
        return height + slope * (w - at) + self.bend.get_value() * curvature * (w - at) ** 2 / 2

    def probability(self) -> mn.VGroup:
        """What the model says of all four."""
        y_hat = probability(X, np.array([self.w.get_value()]), 0.0)[0]
        words = f"probability of 1: {100 * y_hat:.0f} %"
        return mn.VGroup(self.number(words, (-0.9, 0.95), 42, self.color("hat(y)")))

    def digits_of(self, w: float, row: int) -> mn.VGroup:
        """A weight, its right digits in the colour of w."""
        said, right = (f"{value:.{PLACES}f}" for value in (w, np.log(3)))
        same = next((i for i in range(len(said)) if said[i] != right[i]), len(said))
        place, drawing = (-1.6, 3.15 - 0.85 * row), mn.VGroup()
        drawing.add(self.formula("w =", 60).move_to((-1.8, place[1] + 0.2, 0), mn.RIGHT))
        drawing.add(self.number(said, place, 54, self.muted))
        if same:
            drawing.add(self.number(said[:same], place, 54, self.color("w")))
        return drawing

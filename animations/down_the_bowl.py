"""Down the bowl.

The cost of one weight w and one bias b, for 200 real digits, is a bowl. A plane touches it at the
start, and an arrow on the plane shows the gradient; the step goes the other way, then comes the
next plane. Lines of equal cost on the floor catch the same path, and seen from above it crosses
them at right angles. With a learning rate that is too small the path creeps, with one that is too
large it leaps from wall to wall, and a curve shows the cost. At last the same descent in 785
numbers: the picture of a 0 appears, the cost falls, and a hard 0 is recognised.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from animations.learning import bowl, cost_at, digits, minimum, so_far, walk
from animations.parts import cells
from animations.relief import FINE, BowlStage
from animations.style import Plane, mn
from logreg_edu import backward, forward, largest_curvature, probability

STEPS, LONG = 40, 300  # with two numbers, with 785
SHARES = (0.1, 1, 6)  # learning rates, of 1/L
RIM = 0.8  # the cost at the upper edge of the bowl
HARD = 32  # of the test digits
STOPS = np.unique(np.geomspace(1, LONG + 1, 60).astype(int)) - 1


def rings(X: NDArray, y: NDArray, middle: NDArray, levels: NDArray, angles: NDArray) -> NDArray:
    """Where the cost has given levels: (w, b) in some directions from the lowest point.

    Along each ray the cost rises (it is convex), so halving an interval finds the place.
    """
    rays = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    near, far = np.zeros((2, len(levels), len(angles)))
    far += 20
    for _ in range(50):
        half = (near + far) / 2
        w, b = np.moveaxis(middle + half[..., np.newaxis] * rays, -1, 0)
        above = cost_at(X, y, w, b) > np.reshape(levels, (-1, 1))
        near, far = np.where(above, near, half), np.where(above, half, far)
    return middle + far[..., np.newaxis] * rays


@cache
def numbers() -> dict[str, object]:
    """The bowl as rings of equal cost; three descents; one in 785 numbers, and a hard digit."""
    X, y = bowl()
    L, lowest = largest_curvature(X), minimum(X, y)
    middle, bottom = np.array([lowest.w[0], lowest.b]), lowest.cost_history[-1]
    paths = [walk(X, y, share / L, STEPS) for share in SHARES]
    levels = bottom + (RIM - bottom) * np.linspace(0, 1, 17)[1:] ** 2
    around = np.linspace(0, 2 * np.pi, 201)
    rim = np.diff(rings(X, y, middle, levels[-1:], around)[0], axis=0)
    length = np.r_[0, np.linalg.norm(rim, axis=1).cumsum()]
    even = np.interp(np.linspace(0, length[-1], 65)[:-1], length, around)
    moments = np.linspace(0, STEPS, STEPS * FINE + 1)
    fine = [
        [np.interp(moments, range(STEPS + 1), values) for values in (p.w[:, 0], p.b)] for p in paths
    ]
    there = np.sin(np.linspace(0, np.pi, 121)) ** 2
    tour = np.outer([4.6, -2.4], there)  # from the start through the valley, and back
    slopes = []
    for w, b in zip(paths[1].w, paths[1].b, strict=True):
        dJ_dw, dJ_db = backward(X, y, forward(X, y, w, b)[1], w)
        slopes.append((dJ_dw[0], dJ_db))
    train, test = digits()
    both = train.X[np.isin(train.labels, (1, 7))][::4]
    is_zero = train.labels == 0
    long = walk(train.X, is_zero, 1 / largest_curvature(train.X), LONG)
    return {
        "digits": [both[y == label][k] for k in range(2) for label in (0, 1)],
        "alpha": [share / L for share in SHARES],
        "bottom": [*middle, bottom],
        "levels": levels,
        "rings": rings(X, y, middle, levels, even),
        "through": rings(X, y, middle, paths[1].J[:7], around[:-1]),
        "w": [path.w[:, 0] for path in paths],
        "b": [path.b for path in paths],
        "J": [path.J for path in paths],
        "along": [[w, b, cost_at(X, y, w, b)] for w, b in fine],
        "slopes": slopes,
        "tour": [*tour, cost_at(X, y, *tour)],
        "weights": long.w[STOPS],
        "J_long": long.J,
        "hard": test.X[HARD],
        "y_hat": probability(test.X[[HARD]], long.w.T, long.b)[0],
    }


class DownTheBowl(BowlStage):
    """The scene."""

    # After it a viewer can say: the gradient points uphill and a step goes the other way, a long
    # one where it is steep; the learning rate decides whether the path creeps, arrives or leaps;
    # and the same rule finds 785 numbers.

    def construct(self) -> None:
        """Called by manim."""
        self.begin(numbers())
        self.one_bowl()
        self.three_rates()
        self.all_pixels()

    def one_bowl(self) -> None:
        """The surface, its tangent planes, the first steps, the map."""
        n = numbers()
        self.say("Each point is a model: a weight w for the ink, a bias b.")
        self.move(6, turn=0.3)
        pictures = mn.Group(*(self.picture(digit, 1.15) for digit in n["digits"]))
        pictures.arrange(buff=0.12).move_to((6.85, 3.75, 0), mn.UR)
        self.say("The higher, the larger the cost J on 200 digits: sevens and ones.")
        self.tour.set_value(0.001)
        height = self.live(lambda: self.number(f"J = {self.model()[2]:.2f}", (-3.9, 3.2)))
        self.add(height)
        self.move(6, mn.FadeIn(pictures, run_time=1), tour=1)
        self.tour.set_value(0)
        self.remove(height)
        self.say("Start at w = 0, b = 0. A plane touches the bowl there.")
        self.play(mn.FadeOut(self.labels), run_time=0.4)
        self.move(2, turn=-0.6, scale=1.75, x=1.3, y=-3, tilt=0.78, axis=0)
        self.move(3, touch=1, turn=-0.75)
        self.say("The arrow on it shows the direction of the gradient: straight uphill.")
        self.move(2, uphill=1)
        self.move(2.6, turn=-0.95)
        rule = mn.VGroup(
            self.formula("w <- w - alpha (partial J)/(partial w)"),
            self.formula("b <- b - alpha (partial J)/(partial b)"),
            self.formula(f"alpha = {n['alpha'][1]:.1f}"),
        )
        rule.arrange(mn.DOWN, 0.4, aligned_edge=mn.LEFT).move_to((-6.8, 3.7, 0), mn.UL)
        self.say("The step goes the opposite way: the learning rate times the gradient.")
        self.move(1.5, mn.FadeIn(rule), mn.FadeOut(pictures))
        self.move(3.6, stop=0.99)
        self.say("A new plane, a new step. Where the bowl is flatter, steps are shorter.")
        for k in (1, 2, 3, 4):
            self.stop.set_value(k)
            self.wait(0.3)
            self.move(1.1, stop=k + 0.99)
        self.stop.set_value(5)
        self.move(0.4, mn.FadeOut(rule), touch=0, uphill=0)
        end = {"scale": 1.2, "x": 0.3, "y": 0.7, "depth": 0.5, "tilt": 0.6, "turn": 0.1}
        self.move(1.4, **end)
        self.say("Below, lines of equal cost catch the same path.")
        self.poster()
        self.move(4.2, tilt=0.7)
        self.say("From above: each step leaves its line at a right angle.")
        above = {"tilt": np.pi / 2, "turn": 0, "scale": 2.3, "x": 2, "y": -0.6}
        corner = (-6.6, -3.5, 0)
        ways = [mn.Arrow(corner, corner + 1.6 * way, buff=0) for way in (mn.RIGHT, mn.UP)]
        names = [
            self.formula(name).next_to(way, way.get_unit_vector())
            for name, way in zip("wb", ways, strict=True)
        ]
        axes = mn.VGroup(*ways).set_color(self.muted).add(*names)
        self.move(0.5, solid=0)
        self.move(1.2, **above)
        self.stop.set_value(0)
        self.move(3.4, mn.FadeIn(axes, run_time=0.5), corners=1, stop=6)
        self.remove(axes)

    def three_rates(self) -> None:
        """Too small, right, too large; and what the cost does."""
        n = numbers()
        steps, levels = (0, 20, 40), {0.45: "", 0.5: "0.5", 0.6: "0.6", 0.7: "0.7", 0.77: ""}
        cost = self.plane(steps, levels, (4.1, 5.7), (4.5, 0.1), ("step", "cost J"))
        said = (
            "A learning rate of 0.22 is too small: the path creeps.",
            "2.2 is right: within 20 steps it is at the bottom.",
            "13 is too large: it leaps from wall to wall, and never rests.",
        )
        end = {"tilt": 0.8, "turn": -1.1, "scale": 1.1, "x": -2.9, "y": 0.4, "depth": 0.3}
        for which, words in enumerate(said):
            self.say(words)
            self.which, self.traced = which, False
            self.stop.set_value(0)
            if which == 0:
                self.corners.set_value(0)
                self.move(1.2, mn.FadeIn(cost.drawing), solid=1, **end)
            value = ("0.22", "2.2", "13")[which]
            lines = "learning", f"rate {value}"
            rate = [self.number(line, (-6.9, 3.3 - 0.65 * k)) for k, line in enumerate(lines)]
            self.add(*rate)
            falls = cost.curve(range(STEPS + 1), n["J"][which], self.color("J"), 6)
            both = mn.Create(falls), self.stop.animate.set_value(STEPS)
            whole = lambda t: int(STEPS * t + 1e-6) / STEPS  # noqa: E731  # one step after another
            self.play(*both, rate_func=whole, run_time=(4, 4, 6)[which])
            place = cost.at(*((29, 0.527), (7, 0.485), (30, 0.71))[which])
            name = self.text(value, color=self.muted).move_to(place, mn.DL)
            curve = falls.animate.set_stroke(self.muted if which < 2 else self.color("J"), 4)
            self.move(0.4, mn.FadeIn(name), curve)
            self.remove(*rate)
        self.say("Now 4,000 digits: is it a 0? 784 weights, one bias, the same rule.")
        others = [thing for thing in self.mobjects if thing is not self.canvas]
        self.move(0.6, mn.FadeOut(*others), shown=0)
        self.clear()

    def all_pixels(self) -> None:
        """785 numbers: the picture of the weights, the cost, and a digit that is hard."""
        n = numbers()
        full = 0.8 * np.abs(n["weights"][-1]).max()
        self.late = mn.ValueTracker(0)  # the logarithm of 1 + the step
        weights = self.picture(n["weights"][0], 7.2, full).move_to((-3.2, 0, 0))

        def show(image: mn.ImageMobject) -> None:
            i = np.searchsorted(STOPS, self.step_now(), side="right") - 1
            image.pixel_array = self.shades(n["weights"][i].reshape(28, 28), full)

        weights[0].add_updater(show)
        steps, levels = {0: "0", 150: "150", LONG: "300"}, {0: "0", 0.35: "", 0.7: "0.7"}
        cost = self.plane(steps, levels, (4.7, 2.3), (4.05, 1.95), ("step", "cost J"))
        falls = self.live(lambda: self.falling(cost))
        digit = self.picture(n["hard"], 2.5).move_to((2.15, -2.45, 0))
        chance, asked = self.live(self.chance), self.number("probability of a 0", (0.95, -0.95))
        grid = cells(self, weights)
        step = self.live(lambda: self.number(f"step {self.step_now()}", (4.4, 2.6), 38))
        self.add(weights, cost.drawing, falls, digit, chance, asked, step)
        self.play(mn.LaggedStartMap(mn.Create, grid, lag_ratio=0.2), run_time=5.7)
        self.say("This 0 is hard: at first its probability falls to 5 %.")
        later = self.late.animate.set_value(np.log(5))
        self.play(later, mn.FadeOut(grid), run_time=5.5, rate_func=mn.linear)
        self.say("A picture appears: blue where ink speaks for a 0, orange where against it.")
        self.play(self.late.animate.set_value(np.log(100)), run_time=6.5, rate_func=mn.linear)
        self.say("At step 167 the hard 0 passes 50 %. The cost still falls.")
        self.play(self.late.animate.set_value(np.log(LONG + 1)), run_time=6, rate_func=mn.linear)

    def step_now(self) -> int:
        """How many steps the long descent has made."""
        return int(np.exp(self.late.get_value()) - 1 + 1e-6)

    def falling(self, cost: Plane) -> mn.VGroup:
        """The cost of the long descent, as far as it has come."""
        steps, J = so_far(self.step_now(), numbers()["J_long"])
        line = cost.curve(steps, J, self.color("J"), 6) if len(steps) > 1 else mn.VMobject()
        return mn.VGroup(line, mn.Dot(cost.at(steps[-1], J[-1]), 0.11, color=self.color("J")))

    def chance(self) -> mn.VGroup:
        """The probability of the hard digit: a bar, and in numbers."""
        y_hat = numbers()["y_hat"][self.step_now()]
        frame = mn.Rectangle(width=3, height=0.5, stroke_color=self.muted, stroke_width=2)
        frame.move_to((5.3, -3, 0))
        bar = mn.Rectangle(width=3 * y_hat, height=0.5, stroke_width=0)
        bar.set_fill(self.yes, 1).align_to(frame, mn.LEFT).match_y(frame)
        half = mn.Line((5.3, -2.65, 0), (5.3, -3.35, 0), color=self.ink, stroke_width=3)
        words = self.number(f"{y_hat:.0%}".replace("%", " %"), (3.8, -2.45), 60, self.yes)
        return mn.VGroup(bar, frame, half, words)

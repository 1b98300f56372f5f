"""The erratum.

Two models learn to recognise a 0 from the same digits; one uses the slope of the bias that the
student notebook prints, which is never negative. Both costs fall, and for a long time the wrong one
is lower, while its bias is pushed down and down. Seen up close, its cost turns and rises. Then its
slope is measured, with the weights as they are: two costs at either side, nearer and nearer. The
printed formula gives another number and fails, the correct one gives the same and passes.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from animations.learning import digits, so_far, walk
from animations.style import Plane, Stage, mn
from logreg_edu import backward, central_difference, cost, forward, largest_curvature

STEPS = 3000
NUDGES = np.linspace(-3, 3.5, 131)  # of the bias
H = np.geomspace(1.5, 1e-5, 61)
HEIGHTS = (0.02, 0.04, 0.06)  # ticks of the cost, seen up close
TICKS = (*HEIGHTS, 0.2, 0.4, 0.6)
ROWS = ("(J(b + h) - J(b - h)) / (2 h)", "1/m sum y thin hat(y)", "1/m sum (hat(y) - y)")


def printed_slopes(
    X: np.ndarray, y: np.ndarray, y_hat: np.ndarray, w: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The slopes with the notebook's dJ/db = (1/m) Y^T Y_hat."""
    return backward(X, y, y_hat, w)[0], y @ y_hat / len(y)


@cache
def numbers() -> dict[str, object]:
    """Cost and bias of both descents at every tenth step, and a check where the wrong one ends."""
    train, _ = digits()
    X, y = train.X[::4], (train.labels[::4] == 0).astype(float)
    alpha = 1 / largest_curvature(X)
    right, wrong = (walk(X, y, alpha, STEPS, slopes) for slopes in (backward, printed_slopes))
    w, b = wrong.w[-1], wrong.b[-1]
    y_hat = forward(X, y, w, b)[1]

    def J(b: np.ndarray) -> float:
        return cost(X, y, w, b[0])

    return {
        "some": X[[3, 150, 4, 450, 750]],
        "J_right": right.J[::10],
        "J_wrong": wrong.J[::10],
        "b_right": right.b[::10],
        "b_wrong": wrong.b[::10],
        "lowest": 10 * int(wrong.J[::10].argmin()),
        "J_over_b": [J(b + np.array([nudge])) for nudge in NUDGES],
        "measured": [central_difference(J, [b], h)[0] for h in H],
        "printed": printed_slopes(X, y, y_hat, w)[1],
        "correct": backward(X, y, y_hat, w)[1],
    }


def minus(number: float, form: str = ".4f") -> str:
    """A number with a sign as wide as a digit."""
    return f"{number:{form}}".replace("-", "\N{MINUS SIGN}")


class TheErratum(Stage):
    """The scene."""

    # After it a viewer can say: a cost that falls does not prove a gradient right. One measures
    # the slope with two nearby costs and compares: the printed formula fails, the correct passes.

    def construct(self) -> None:
        """Called by manim."""
        self.n = numbers()
        self.two_trainings()
        self.check()

    def two_trainings(self) -> None:
        """Both costs and both biases, over the steps."""
        n, self.step, self.top = self.n, mn.ValueTracker(0), mn.ValueTracker(0.7)
        both = self.live(self.curves)
        some = mn.Group(*(self.picture(x, 1.3) for x in n["some"])).arrange(mn.RIGHT, 0.25)
        self.add(both, some.move_to((-0.9, 1.6, 0)))
        self.say("Two models learn to recognise a 0. Blue uses the correct slope of the bias.")
        self.play(self.step.animate.set_value(500), rate_func=mn.linear, run_time=7.5)
        self.say(
            "Orange uses the slope as a course's notebook prints it. Its cost is even a bit lower."
        )
        self.play(self.step.animate.set_value(1000), rate_func=mn.linear, run_time=5.5)
        self.say("But the orange bias is pushed far down.")
        self.play(mn.FadeOut(some), run_time=0.5)
        self.play(self.step.animate.set_value(STEPS), rate_func=mn.linear, run_time=5)
        self.say(f"Seen up close, its cost turns after about {n['lowest']:,} steps, and rises.")
        self.play(self.top.animate.set_value(0.07), run_time=2.5)
        self.play(mn.FadeIn(self.names()))

    def curves(self) -> mn.VGroup:
        """As far as the training has come, on axes that grow with it; two bars for the biases."""
        n, step, top = self.n, self.step.get_value(), self.top.get_value()
        plane = Plane((0, max(1000, step)), (0, top), (8.2, 5.6), (-1.4, 0.15), mn.VGroup())
        gauge = Plane((0, 1), (-30, 0), (1, 5.6), (5.3, 0.15), mn.VGroup())
        drawing = mn.VGroup(
            plane.curve([0, 0, plane.x[1]], [top, 0, 0], self.muted, 2),
            gauge.curve([0, 0], [0, -30], self.muted, 2),
            self.number("cost J", plane.at(0, top) + 0.25 * mn.UP, color=self.muted),
            self.number("bias b", gauge.at(0, 0) + 0.25 * mn.UP, color=self.muted),
        )
        marks = [(f"{x:,}", plane.at(x, 0), mn.DOWN, x <= plane.x[1]) for x in range(0, 3001, 1000)]
        marks += [(f"{y:g}", plane.at(0, y), mn.LEFT, top / 5 < y <= top) for y in TICKS]
        marks += [(minus(b, "g"), gauge.at(0, b), mn.LEFT, True) for b in (-10, -20, -30)]
        for words, place, side, seen in marks:
            label = self.number(words, (0, 0), color=self.muted).next_to(place, side, 0.15)
            drawing.add(label.set_opacity(seen))
        drawing.add(self.number("step", plane.at(plane.x[1], 0) + mn.DR, color=self.muted))
        for kind, color, width, at in (("right", self.yes, 14, 0.5), ("wrong", self.no, 5, 1.2)):
            steps, J, b = so_far(step / 10, n[f"J_{kind}"], n[f"b_{kind}"])
            seen = top >= J
            drawing.add(plane.curve(10 * steps[seen], J[seen], color, width))
            drawing.add(gauge.curve([at, at], [0, b[-1]], color, 45))
        return drawing

    def names(self) -> mn.VGroup:
        """Which curve is which, and where the wrong one turns and ends."""
        n = self.n
        plane = Plane((0, STEPS), (0, 0.07), (8.2, 5.6), (-1.4, 0.15), mn.VGroup())
        lowest = plane.at(n["lowest"], n["J_wrong"][n["lowest"] // 10])
        printed, correct = (
            self.text("as printed", color=self.no),
            self.text("correct", color=self.yes),
        )
        printed.move_to(plane.at(STEPS, n["J_wrong"][-1]) + 0.3 * mn.UP, mn.DR)
        correct.move_to(plane.at(STEPS, n["J_right"][-1]) + 0.35 * mn.DOWN, mn.UR)
        end = mn.Dot(plane.at(STEPS, n["J_wrong"][-1]), 0.16, color=self.ink)
        return mn.VGroup(mn.Circle(0.2, color=self.ink).move_to(lowest), end, printed, correct)

    def check(self) -> None:
        """Measure the slope where the wrong training ended, and compare."""
        n, before = self.n, mn.Group(*self.mobjects)
        b, costs = n["b_wrong"][-1], np.array(n["J_over_b"])
        names = "bias b", "cost J, weights fixed"
        ticks = {-30: "", -24: ""} | {b: minus(b, "g") for b in (-29, -27, -25)}
        self.over_b = self.plane(ticks, HEIGHTS, (6.4, 5.4), (-2.5, 0.15), names)
        seen = costs <= HEIGHTS[-1]
        curve = self.over_b.curve(b + NUDGES[seen], costs[seen], self.muted, 7)
        rows = mn.VGroup(*(self.formula(row).set_color(self.ink) for row in ROWS))
        for row, y in zip(rows, (2.95, 0.45, -2.05), strict=True):
            row.move_to((1.6, y, 0), mn.LEFT)
        whose = (("as printed", self.no, 0.45), ("correct", self.yes, -2.05))
        for name, color, y in whose:
            rows.add(self.text(name, color=color).move_to((6.85, y, 0), mn.RIGHT))
        nudge, k = mn.ValueTracker(0), mn.ValueTracker(0)
        dot = self.live(lambda: mn.Dot(self.place(nudge.get_value()), 0.16, color=self.ink))
        self.say(
            f"Stop orange at step {STEPS:,} and keep its weights. "
            "Bias down: the cost rises; up: it falls."
        )
        shown = mn.FadeIn(self.over_b.drawing, curve, dot, rows)
        self.play(mn.FadeOut(before), shown, run_time=0.8)
        for to in (-1, 1, -1, 0):
            self.play(nudge.animate.set_value(to), run_time=1.5)

        self.say(
            "Two costs, h to each side. Their difference over the distance 2h: the slope, measured."
        )
        secant, lit = (
            self.live(lambda: self.secant(k.get_value())),
            self.marker(rows[0], self.muted),
        )
        self.add(secant, lit)
        self.play(k.animate.set_value(60), rate_func=mn.linear, run_time=6)
        secant.clear_updaters()
        self.remove(lit)

        self.say(f"The formula as printed says {n['printed']:.4f}: steeply up. The check fails.")
        self.claim(rows[1], n["printed"], self.no, 1.3)
        self.play(mn.Create(self.cross((6.5, -0.85, 0), 0.5, self.no).set_stroke(width=9)))
        self.say("The correct formula says the same as was measured. The check passes.")
        self.claim(rows[2], n["correct"], self.yes, 2.3)
        tick = mn.VMobject(stroke_color=self.yes, stroke_width=9)
        tick.set_points_as_corners([(6.2, -3.3, 0), (6.4, -3.55, 0), (6.8, -3.05, 0)])
        self.play(mn.Create(tick))
        self.poster()
        self.say("A step goes against the slope: orange lowers the bias, blue raises it.")
        here = self.over_b.at(b, 0.053)
        ways = ((self.no, mn.LEFT), (self.yes, mn.RIGHT))
        arrows = [
            mn.Arrow(here, here + 1.5 * way, buff=0, color=color, stroke_width=9)
            for color, way in ways
        ]
        for arrow in arrows:
            self.play(mn.GrowArrow(arrow), run_time=1.5)
        fell = f"Orange's cost fell for {n['lowest']:,} steps with a wrong slope."
        self.say(f"{fell} A check finds the mistake.")
        self.play(*(mn.Indicate(arrow, 1.2, color=arrow.color) for arrow in arrows), run_time=2)

    def place(self, nudge: float) -> np.ndarray:
        """Where the cost is on its curve, with another bias."""
        J = np.interp(nudge, NUDGES, self.n["J_over_b"])
        return self.over_b.at(self.n["b_wrong"][-1] + nudge, J)

    def secant(self, k: float) -> mn.VGroup:
        """The line through two points of the curve, and its slope."""
        h, slope = (np.interp(k, range(len(H)), values) for values in (H, self.n["measured"]))
        left, right = self.place(-h), self.place(h)
        line = self.slope((left + right) / 2, slope, self.ink, 2.3)
        dots = (mn.Dot(point, 0.16, color=self.ink) for point in (left, right))
        return mn.VGroup(line, *dots, self.number(minus(slope), (1.6, 1.4), 60))

    def slope(self, place: np.ndarray, slope: float, color: str, back: float) -> mn.Line:
        """A line of this slope on the plane."""
        along = self.over_b.at(1, slope) - self.over_b.at(0, 0)
        along /= np.linalg.norm(along)
        return mn.Line(place - back * along, place + 2.3 * along, color=color, stroke_width=6)

    def claim(self, row: mn.Mobject, slope: float, color: str, back: float) -> None:
        """What a formula says, as a number and as a line."""
        lit, below = self.marker(row, color), row.get_left() + 1.55 * mn.DOWN
        number = self.number(minus(slope), below, 60, color)
        self.play(mn.FadeIn(lit, number), run_time=1)
        line = self.slope(self.place(0), slope, color, back)
        self.play(mn.Create(line), mn.FadeOut(lit, run_time=2), run_time=2)

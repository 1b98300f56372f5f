"""A score becomes a probability.

A model goes through the pixels of a handwritten 0: blue ink raises the score, orange ink lowers it,
and a mark moves along the axis of scores. Four other digits join it. The sigmoid lifts all five to
their probabilities; the score z = 0 becomes one half. Then the digits slide along the curve: to the
right with a larger bias, where the middle one rises far and the outermost hardly, and to the
other side with the opposite weights and bias.
"""

from __future__ import annotations

import numpy as np

from animations.learning import digits, ten_models
from animations.style import Stage, mn
from logreg_edu import score, sigmoid

ROWS = (758, 295, 525, 37, 25)  # of the test digits; the last is looked at pixel by pixel
STATIONS = ((1, 0), (1, 1), (-1, -1))  # the factor of all scores; what is added to them
Z = np.linspace(-9, 9, 241)
SIZE = 1.2  # of a digit on the curve


def numbers() -> dict[str, object]:
    """Five digits, their scores as a 0, and their probabilities at each station."""
    _, test = digits()
    X = test.X[list(ROWS)]
    w, b = ten_models().w[:, 0], ten_models().b[0]
    z = score(X, w, b)
    evidence = X[-1] * w
    return {
        "X": X,
        "z": z,
        "evidence": evidence,
        "so_far": b + np.append(0, evidence.reshape(28, 28).sum(axis=1).cumsum()),
        "y_hat": [sigmoid(factor * z + more) for factor, more in STATIONS],
        "sigmoid": sigmoid(Z),
    }


def in_words(p: float) -> str:
    """A probability with two decimals, of which none is said to be 0 or 1."""
    return "<0.01" if p < 0.005 else ">0.99" if p > 0.995 else f"{p:.2f}"


class ScoreToProbability(Stage):
    """The scene."""

    # After it a viewer can say: a score is a sum of evidence and can be any number; the sigmoid
    # makes a probability of it, one half of 0. In the middle a step of the score changes much, far
    # out hardly anything. A larger bias says yes more often; -w and -b ask the opposite question.

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        names = "score z", "probability of: a 0"
        self.plot = self.plane(range(-9, 10, 3), (0, 0.5, 1), (12.4, 4.5), (0.6, -0.4), names)
        self.factor, self.more = mn.ValueTracker(1), mn.ValueTracker(0)
        self.lift = [mn.ValueTracker(0) for _ in n["z"]]
        riders = [self.rider(i) for i in range(len(n["z"]))]
        self.add(self.plot.drawing)
        digit, live = self.add_up(n)

        self.say("Other digits get other scores: any number, below 0 or above.")
        self.play(mn.FadeOut(live), mn.ReplacementTransform(digit, riders[-1]), run_time=1.2)
        for rider in riders[:-1]:
            self.play(mn.FadeIn(rider, shift=0.5 * mn.DOWN), run_time=1)

        self.say("The sigmoid lifts each score to a probability between 0 and 1.")
        curve = self.plot.curve(Z, n["sigmoid"], self.color("hat(y)"), 6)
        self.bring_to_back(curve)
        self.play(mn.Create(curve, rate_func=mn.linear), run_time=1.5)
        self.add(*(self.live(lambda i=i: self.readout(i)) for i in range(len(riders))))
        rise = [lift.animate.set_value(1) for lift in self.lift]
        self.play(mn.LaggedStart(*rise, lag_ratio=0.3), run_time=4)

        self.say("The score z = 0 becomes one half. Far out, the curve is nearly flat.")
        formula = self.formula("hat(y) = 1 / (1 + e^(-z))").move_to((-3.9, 0.7, 0))
        half = mn.DashedLine(self.plot.at(-9, 0.5), self.plot.at(0, 0.5), color=self.muted)
        drop = mn.DashedLine(self.plot.at(0, 0), self.plot.at(0, 0.5), color=self.muted)
        self.bring_to_back(half, drop)
        self.play(mn.Create(drop), run_time=1)
        self.play(mn.Create(half), run_time=1)
        point = mn.Dot(self.plot.at(0, 0.5), 0.13, color=self.ink)
        self.play(mn.FadeIn(point), run_time=0.5)
        self.play(mn.FadeOut(half), mn.FadeIn(formula), run_time=1)
        self.poster()

        self.say("Raise the bias by 1: the middle digit rises far, the outermost hardly.")
        self.slide(1, 4, mn.FadeOut(point, drop, run_time=1))
        self.say("The opposite weights and bias: the opposite question, is it not a 0?")
        asked = self.plot.drawing[-1]
        now = self.text("probability of: not a 0", color=self.muted).move_to(asked, mn.DL)
        self.slide(2, 4, mn.FadeOut(asked, run_time=1), mn.Succession(mn.Wait(1), mn.FadeIn(now)))

    def add_up(self, n: dict) -> tuple[mn.Group, mn.VGroup]:
        """The score of the last digit grows row by row."""
        large, frame = digit = self.picture(n["X"][-1], 4.4)
        digit.move_to((1.6, 1.2, 0))
        row = mn.ValueTracker(3)  # above, there is no ink
        shaded = self.shades(n["evidence"].reshape(28, 28), 0.3)

        def shade(_: mn.Mobject) -> None:
            done = int(row.get_value())
            large.pixel_array[:done] = shaded[:done]

        def mark() -> mn.VGroup:
            z = np.interp(row.get_value(), range(29), n["so_far"])
            below = frame.get_top() + row.get_value() / 28 * 4.4 * mn.DOWN
            line = mn.Line(below + 2.3 * mn.LEFT, below + 2.3 * mn.RIGHT, color=self.ink)
            foot = self.plot.at(z, 0)
            bar = mn.Line(self.plot.at(n["so_far"][0], 0), foot, color=self.muted, stroke_width=9)
            name = "z =" if abs(z - n["so_far"][0]) > 0.005 else "bias"
            words = f"{name} {z:.2f}".replace("-", "\N{MINUS SIGN}")
            label = self.number(words, foot + 0.35 * mn.UP + 0.9 * mn.LEFT, 44)
            return mn.VGroup(bar, line, mn.Dot(foot, 0.16, color=self.ink), label)

        live = self.live(mark)
        self.add(digit.add_updater(shade), live)
        self.say("Is this a 0? A model begins at its bias, and adds evidence row by row.")
        self.wait(1.5)
        self.play(row.animate.set_value(15), rate_func=mn.linear, run_time=6)
        self.say("Blue ink speaks for a 0, orange ink against. The sum is the score.")
        self.play(row.animate.set_value(28), rate_func=mn.linear, run_time=4.5)
        return digit.clear_updaters(), live.clear_updaters()

    def rider(self, i: int) -> mn.Group:
        """A digit that stands on the axis, or on the curve, wherever its score is now."""
        digit = self.picture(numbers()["X"][i], SIZE)
        return digit.add_updater(lambda d: d.move_to(self.place(i), mn.DOWN), call_updater=True)

    def z(self, i: int) -> float:
        """Its score, with the weights and the bias of this moment."""
        return self.factor.get_value() * numbers()["z"][i] + self.more.get_value()

    def place(self, i: int) -> np.ndarray:
        """Its foot."""
        y_hat = sigmoid(self.z(i))
        return self.plot.at(self.z(i), self.lift[i].get_value() * y_hat) + 0.08 * mn.UP

    def readout(self, i: int) -> mn.VMobject:
        """Its probability, above it."""
        y_hat = sigmoid(self.z(i))
        foot = self.place(i)
        above, color = foot + (SIZE + 0.12) * mn.UP, self.yes if y_hat > 0.5 else self.no
        label = self.number(in_words(y_hat), above, color=color).set_x(foot[0])
        apart = abs(self.factor.get_value()) - 0.75  # else the numbers lie on one another
        return label.set_opacity(np.clip(4 * min(self.lift[i].get_value(), apart), 0, 1))

    def slide(self, station: int, seconds: float, *also: mn.Animation) -> None:
        """Let all digits go to their scores with other weights or another bias."""
        factor, more = STATIONS[station]
        trackers = (self.factor, factor), (self.more, more)
        to = (tracker.animate(run_time=seconds).set_value(value) for tracker, value in trackers)
        self.play(*to, *also)

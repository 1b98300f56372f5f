"""A score becomes a probability.

Twelve scores lie on a line. They slide up onto the sigmoid, which turns each into a probability
between 0 and 1. Then a weight w makes the curve steeper, a negative one turns it round, and the
bias b shifts it to the side; a dot shows the probability of one picture, x = 1.
"""

from __future__ import annotations

import numpy as np

from animations.style import Stage, mn
from logreg_edu import probability, sigmoid

X = np.linspace(-6, 6, 241)
STATIONS = [(1.0, 0.0), (3.0, 0.0), (0.4, 0.0), (-1.0, 0.0), (1.0, 0.0), (1.0, 3.0), (1.0, -3.0)]


def numbers() -> dict[str, object]:
    """The sigmoid, twelve scores on it, and y_hat(x) of one feature for each pair of w and b."""
    z = np.arange(-5.5, 6)
    curves = [probability(X[:, np.newaxis], [w], b) for w, b in STATIONS]
    at_one = [probability([1.0], [w], b) for w, b in STATIONS]
    return {"z": z, "y_hat": sigmoid(z), "sigmoid": sigmoid(X), "curves": curves, "at_one": at_one}


class ScoreToProbability(Stage):
    """The scene."""

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.title("A score becomes a probability")
        plane = self.plane(
            range(-6, 7, 3), (0, 0.5, 1), (8.4, 4.4), (-1.7, 0.1), ("score z", "probability")
        )
        dots = mn.VGroup(*(mn.Dot(plane.at(z, 0), 0.08, color=self.ink, z_index=2) for z in n["z"]))
        self.say(
            "A model turns a picture into a score z: any number, from far below 0 to far above."
        )
        self.play(mn.FadeIn(plane.drawing), mn.LaggedStartMap(mn.FadeIn, dots), run_time=2)

        self.say("The sigmoid lifts every score to a probability between 0 and 1.")
        curve = plane.curve(X, n["sigmoid"], self.color("hat(y)"))
        formula = self.formula("hat(y) = sigma(z) = 1 / (1 + e^(-z))").move_to((4.9, 1.6, 0))
        rise = [
            dot.animate.move_to(plane.at(z, p)).set_color(self.color("hat(y)"))
            for dot, z, p in zip(dots, n["z"], n["y_hat"], strict=True)
        ]
        self.play(mn.Create(curve), mn.FadeIn(formula), run_time=1.5)
        self.play(mn.LaggedStart(*rise, lag_ratio=0.15), run_time=3)

        self.say("Score 0 is one half: no opinion. Far out, the curve is flat: the model is sure.")
        half = mn.DashedLine(plane.at(-6, 0.5), plane.at(0, 0.5), color=self.muted)
        drop = mn.DashedLine(plane.at(0, 0.5), plane.at(0, 0), color=self.muted)
        self.play(mn.Create(half), mn.Create(drop), run_time=1.5)
        self.poster()

        self.say("Now the score comes from one feature x: weight times feature, plus bias.")
        names = self.text("feature x", 19, self.muted).move_to(plane.drawing[-2], mn.RIGHT)
        line = self.formula("hat(y) = sigma(w x + b)").move_to(formula)
        self.play(
            mn.FadeOut(dots, half, drop),
            mn.FadeTransform(formula, line),
            mn.Transform(plane.drawing[-2], names),
            run_time=1.5,
        )
        dot = mn.Dot(plane.at(1, n["at_one"][0]), 0.11, color=self.ink)
        values = self.values(0)
        self.play(mn.FadeIn(dot, values))
        words = [
            "A larger weight makes the curve steeper: small differences in x decide.",
            "A small one makes it gentle: the model stays in doubt.",
            "A negative one reverses it: more of this feature speaks against.",
            "Back to a weight of 1.",
            "The bias shifts the curve: with b = 3 the answer is yes even without the feature.",
            "With b = \N{MINUS SIGN}3, it takes much of the feature to say yes.",
        ]
        for i, sentence in enumerate(words, start=1):
            self.say(sentence)
            after = plane.curve(X, n["curves"][i], self.color("hat(y)"))
            moved = dot.animate.move_to(plane.at(1, n["at_one"][i]))
            new = self.values(i)
            self.play(mn.Transform(curve, after), moved, mn.FadeTransform(values, new), run_time=2)
            values = new

    def values(self, i: int) -> mn.VGroup:
        """The weight, the bias and the probability at x = 1, in numbers."""
        (w, b), p = STATIONS[i], numbers()["at_one"][i]
        rows = (f"w = {w:g}", f"b = {b:g}", f'x = 1: quad hat(y) = "{p:.2f}"')
        lines = mn.VGroup(*(self.formula(row, 36) for row in rows))
        return lines.arrange(mn.DOWN, 0.35, aligned_edge=mn.LEFT).move_to((4.9, -0.5, 0))
